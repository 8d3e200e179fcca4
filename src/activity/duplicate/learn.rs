//! What the kept recording takes over from another of the same activity: each part from the one that knows it.

use super::overlap::is_longer;
use crate::activity::sport::Sport;
use crate::activity::{Activity, TzSource};

/// A heart rate that covers less than this share of the time gives way …
const HEART_RATE_SPARSE: f64 = 0.5;
/// … to one that covers at least this.
const HEART_RATE_DENSE: f64 = 0.9;

/// The kept recording takes over what only the other one knows: what was done and how it felt, and what sensors measured where
/// both are of the whole time (`is_whole`). Returns what was taken over, in words.
pub(crate) fn learn_from_loser(winner: &mut Activity, loser: &Activity, is_whole: bool) -> Vec<&'static str> {
    let mut taken = Vec::new();
    let is_alike = !is_longer(winner, loser) && !is_longer(loser, winner);
    let sport = more_specific(winner, loser);
    if is_alike && sport != winner.sport {
        winner.sport = sport;
        taken.push("sport");
    }
    take(&mut winner.rpe, loser.rpe, "rpe", &mut taken);
    // A load is of as much time as it was given for.
    take(&mut winner.given_load, loser.given_load.filter(|_| is_alike), "load", &mut taken);
    take(&mut winner.temperature_c, loser.temperature_c, "temperature", &mut taken);
    take(&mut winner.name, loser.name.clone(), "name", &mut taken);
    if is_whole {
        take_place(winner, loser, &mut taken);
        take_heart_rate(winner, loser, &mut taken);
        take_way(winner, loser, &mut taken);
        take_power(winner, loser, &mut taken);
    }
    taken
}

fn take<T>(into: &mut Option<T>, from: Option<T>, what: &'static str, taken: &mut Vec<&'static str>) {
    if into.is_none() && from.is_some() {
        *into = from;
        taken.push(what);
    }
}

/// The more telling word for what was done: any over none, the belt over the road where nobody was elsewhere, the trail over the
/// road, a hike over a walk.
fn more_specific(winner: &Activity, loser: &Activity) -> Sport {
    let nobody_was_elsewhere = !winner.richness.position && !loser.richness.position;
    let is_more = match (winner.sport, loser.sport) {
        (Sport::Other, _) | (Sport::Run, Sport::TrailRun) | (Sport::Walk, Sport::Hike) => true,
        (Sport::Run, Sport::Treadmill) => nobody_was_elsewhere,
        _ => false,
    };
    if is_more { loser.sport } else { winner.sport }
}

/// Where it was, and with it the offset of the clock, which a recording without a position could only guess.
fn take_place(winner: &mut Activity, loser: &Activity, taken: &mut Vec<&'static str>) {
    let is_guess = |source: TzSource| TzSource::Athlete <= source;
    if is_guess(winner.tz_source) && !is_guess(loser.tz_source) {
        (winner.utc_offset_s, winner.tz_source) = (loser.utc_offset_s, loser.tz_source);
        winner.day = crate::activity::clock::local_day(winner.start_ms, winner.utc_offset_s);
        taken.push("time zone");
    }
    winner.southern = winner.southern.or(loser.southern);
}

fn take_heart_rate(winner: &mut Activity, loser: &Activity, taken: &mut Vec<&'static str>) {
    let is_missing = winner.statistics.heart_rate.is_none() || winner.hr_coverage < HEART_RATE_SPARSE;
    let is_better = loser.statistics.heart_rate.is_some()
        && (winner.statistics.heart_rate.is_none() || HEART_RATE_DENSE <= loser.hr_coverage);
    if !is_missing || !is_better {
        // What a summary says of it, where there are no readings at all.
        take(&mut winner.heart_rate_mean_bpm, loser.heart_rate_mean_bpm, "mean heart rate", taken);
        winner.heart_rate_max_bpm = winner.heart_rate_max_bpm.or(loser.heart_rate_max_bpm);
        return;
    }
    winner.statistics.heart_rate.clone_from(&loser.statistics.heart_rate);
    winner.statistics.heart_rate_sustained_max_bpm = loser.statistics.heart_rate_sustained_max_bpm;
    winner.heart_rate_mean_bpm = loser.heart_rate_mean_bpm;
    winner.heart_rate_max_bpm = loser.heart_rate_max_bpm;
    winner.hr_coverage = loser.hr_coverage;
    winner.hr_repaired_s = loser.hr_repaired_s;
    winner.hr_suspect_s = loser.hr_suspect_s;
    winner.richness.heart_rate = true;
    // What is of heart rate at a speed is only known where one recording has both.
    winner.statistics.steady_minutes.clone_from(&loser.statistics.steady_minutes);
    winner.statistics.steady_halves = loser.statistics.steady_halves;
    taken.push("heart rate");
}

fn take_way(winner: &mut Activity, loser: &Activity, taken: &mut Vec<&'static str>) {
    take(&mut winner.ascent_m, loser.ascent_m, "ascent", taken);
    if winner.distance_m.is_none() && loser.distance_m.is_some() {
        winner.distance_m = loser.distance_m;
        winner.moving_s = loser.moving_s;
        taken.push("distance");
    }
    let from = &loser.statistics;
    if winner.statistics.graded_speed.is_some() || from.graded_speed.is_none() || !winner.sport.is_on_foot() {
        return;
    }
    let into = &mut winner.statistics;
    into.graded_speed = from.graded_speed;
    into.graded_speed_minetti = from.graded_speed_minetti;
    into.running_power.clone_from(&from.running_power);
    into.best_efforts.clone_from(&from.best_efforts);
    into.best_efforts_graded.clone_from(&from.best_efforts_graded);
    into.best_durations.clone_from(&from.best_durations);
    into.best_durations_graded.clone_from(&from.best_durations_graded);
    if into.steady_minutes.is_empty() {
        into.steady_minutes.clone_from(&from.steady_minutes);
        into.steady_halves = from.steady_halves;
    }
    taken.push("speed");
}

fn take_power(winner: &mut Activity, loser: &Activity, taken: &mut Vec<&'static str>) {
    if winner.statistics.power.is_none() && loser.statistics.power.is_some() {
        winner.statistics.power.clone_from(&loser.statistics.power);
        winner.richness.power = true;
        taken.push("power");
    }
}
