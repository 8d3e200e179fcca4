//! Thresholds found in the runner's own activities, for the runner who gave none.

use super::{critical_speed, vdot};
use crate::activity::statistics::{BEST_EFFORT_DISTANCES_M, BestEffort};
use jiff::civil::Date;

/// Activities with a sustained peak from which a maximum can be told.
const PEAKS_MIN: usize = 3;

/// Activities with a sustained peak from which a maximum can be told with some confidence.
const PEAKS_MANY: usize = 10;

/// Days with an effort of a kind that tells the threshold, from which it can be told with some confidence.
const EFFORT_DAYS_MANY: usize = 3;

/// The highest peak counts if the next one is this near; a lone spike is a loose strap, beats a minute.
const PEAK_AGREEMENT_BPM: u8 = 3;

/// The highest heart rates that can be a runner's maximum, beats a minute.
const HR_MAX_BPM: std::ops::RangeInclusive<u8> = 120..=230;

/// Share of the heart-rate reserve at which the threshold usually lies.
const LTHR_RESERVE: f64 = 0.85;

/// A run from here on tells what its runner holds for an hour, seconds.
const HELD_S: f64 = 50.0 * 60.0;

/// Distances whose VDOT tells the threshold, metres.
const THRESHOLD_DISTANCES_M: std::ops::RangeInclusive<f64> = 5000.0..=21_097.5;

/// Distances whose best efforts tell the critical speed in the published study, metres.
const CRITICAL_SPEED_DISTANCES_M: [f64; 3] = [400.0, 800.0, 5000.0];

/// Times between which the line of critical speed holds whatever the distances, seconds.
const CRITICAL_SPEED_TIMES_S: std::ops::RangeInclusive<f64> = 120.0..=1200.0;

/// No world record from 800 m to the marathon reaches this VDOT: faster is a fault of positions.
const VDOT_MAX: f64 = 90.0;

/// A value found in activities.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The value: beats a minute, or metres a second.
    pub value: f64,
    /// Day of the newest activity that it stands on.
    pub seen: Date,
    /// Day of the activity that shows the value.
    pub shown: Date,
    /// Whether many activities say it: for the highest heart rate ten peaks, two of them within 3 bpm of the value; for
    /// the speed at threshold three days with an effort that tells it.
    pub confirmed: bool,
    /// How it was found, in a few words.
    pub evidence: String,
}

/// The highest heart rate that an activity held for 10 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peak {
    /// Day of the activity.
    pub day: Date,
    /// Beats a minute.
    pub bpm: u8,
}

/// The mean heart rate of a run, and its day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanHeartRate {
    /// Day of the run.
    pub day: Date,
    /// Beats a minute.
    pub bpm: f64,
    /// Time with the timer running, seconds.
    pub duration_s: f64,
}

/// A best effort and its day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedEffort {
    /// Day of the run.
    pub day: Date,
    /// Distance and time.
    pub best: BestEffort,
}

/// Highest heart rate by age, beats a minute: `208 − 0.7 × age`.
///
/// Paper: Tanaka, Monahan & Seals 2001, J. Am. Coll. Cardiol. 37:153. Validity: contested for one person, whose own
/// maximum lies 7–11 bpm to either side.
#[must_use]
pub fn hr_max_by_age(age_years: f64) -> f64 {
    208.0 - 0.7 * age_years
}

/// Heart rate at threshold for want of a better: 85 % of the heart-rate reserve, beats a minute; where a runner holds more
/// for an hour, see [`held_heart_rate`].
///
/// Source: Elevate's default. Validity: contested.
#[must_use]
pub fn lthr_by_reserve(rest_bpm: f64, max_bpm: f64) -> f64 {
    rest_bpm + LTHR_RESERVE * (max_bpm - rest_bpm)
}

/// What a runner holds for about an hour: the second-highest mean heart rate of the runs of at least 50 minutes, beats a
/// minute; the threshold is not below it. Absent with fewer than two such runs.
#[must_use]
pub fn held_heart_rate(runs: &[MeanHeartRate]) -> Option<Estimate> {
    let mut long: Vec<&MeanHeartRate> = runs.iter().filter(|run| HELD_S <= run.duration_s).collect();
    // Of equal heart rates the newest shows it.
    long.sort_by(|a, b| b.bpm.total_cmp(&a.bpm).then(b.day.cmp(&a.day)));
    let (second, seen) = (long.get(1)?, long.iter().map(|run| run.day).max()?);
    Some(Estimate {
        value: second.bpm,
        seen,
        shown: second.day,
        confirmed: false,
        evidence: format!(
            "held on {}: the second-highest mean heart rate of {} runs of 50 minutes or more in a year, above 85 % of the \
             heart-rate reserve",
            second.day,
            long.len()
        ),
    })
}

/// The highest heart rate for which [`lthr_by_reserve`] is the threshold, beats a minute.
#[must_use]
pub(crate) fn hr_max_by_lthr(rest_bpm: f64, lthr_bpm: f64) -> f64 {
    rest_bpm + (lthr_bpm - rest_bpm) / LTHR_RESERVE
}

/// Highest heart rate from the peaks of a year's activities: the highest peak if another one comes within 3 bpm of it,
/// else the second highest.
///
/// Absent below three activities, and where nobody's maximum comes out (120–230 bpm).
#[must_use]
pub fn hr_max(peaks: &[Peak]) -> Option<Estimate> {
    let seen = peaks.iter().map(|peak| peak.day).max()?;
    let mut highest: Option<Peak> = None;
    let mut second: Option<Peak> = None;
    for &peak in peaks {
        if highest.is_none_or(|known| known.bpm <= peak.bpm) {
            second = highest.replace(peak);
        } else if second.is_none_or(|known| known.bpm <= peak.bpm) {
            second = Some(peak);
        }
    }
    let (highest, second) = (highest?, second?);
    let (peak, rank) =
        if highest.bpm - second.bpm <= PEAK_AGREEMENT_BPM { (highest, "highest") } else { (second, "second highest") };
    let near = peaks.iter().filter(|other| other.bpm.abs_diff(peak.bpm) <= PEAK_AGREEMENT_BPM).count();
    (PEAKS_MIN <= peaks.len() && HR_MAX_BPM.contains(&peak.bpm)).then(|| Estimate {
        value: f64::from(peak.bpm),
        seen,
        shown: peak.day,
        confirmed: PEAKS_MANY <= peaks.len() && 2 <= near,
        evidence: format!("held for 10 s on {}, {rank} of {} activities in a year", peak.day, peaks.len()),
    })
}

/// Speed at threshold from the best efforts of 90 days: the slower of 0.9 of the speed at VDOT, of the efforts as they
/// were run, and 0.97 of critical speed, of the efforts over the graded distance, metres a second.
///
/// Absent without an effort over 5 km to half marathon and without a sound critical speed. Efforts faster than any
/// world record are left out. It is a lower bound unless the efforts were races.
#[must_use]
pub(crate) fn run_speed(efforts: &[DatedEffort], graded: &[DatedEffort]) -> Option<Estimate> {
    match (from_vdot(&possible_efforts(efforts)), from_critical_speed(&possible_efforts(graded))) {
        (Some(vdot), Some(critical)) if critical.value < vdot.value => Some(critical),
        (vdot, critical) => vdot.or(critical),
    }
}

/// The efforts that somebody can have run.
fn possible_efforts(efforts: &[DatedEffort]) -> Vec<DatedEffort> {
    efforts.iter().filter(|effort| vdot_of(effort).is_some_and(|vdot| vdot <= VDOT_MAX)).copied().collect()
}

/// The fastest effort over each distance, by distance ascending.
fn best_by_distance(efforts: &[DatedEffort]) -> Vec<DatedEffort> {
    let over = |distance_m: f64| {
        efforts
            .iter()
            .filter(|effort| is_over(effort, distance_m))
            .min_by(|a, b| a.best.duration_s.total_cmp(&b.best.duration_s))
            .copied()
    };
    BEST_EFFORT_DISTANCES_M.into_iter().filter_map(over).collect()
}

/// Days with an effort that counts.
fn count_days(efforts: &[DatedEffort], counts: impl Fn(&BestEffort) -> bool) -> usize {
    let mut days: Vec<Date> = efforts.iter().filter(|effort| counts(&effort.best)).map(|effort| effort.day).collect();
    days.sort_unstable();
    days.dedup();
    days.len()
}

fn from_vdot(efforts: &[DatedEffort]) -> Option<Estimate> {
    let tells = |best: &BestEffort| THRESHOLD_DISTANCES_M.contains(&best.distance_m);
    let best = best_by_distance(efforts);
    let (effort, vdot) = best
        .iter()
        .filter(|effort| tells(&effort.best))
        .filter_map(|effort| Some((effort, vdot_of(effort)?)))
        .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some(Estimate {
        value: 0.9 * vdot::speed_at_vdot_mps(vdot),
        seen: effort.day,
        shown: effort.day,
        confirmed: EFFORT_DAYS_MANY <= count_days(efforts, tells),
        evidence: format!(
            "best {} in 90 days: {} on {} (VDOT {vdot:.1}), a lower bound unless raced",
            distance_name(effort.best.distance_m),
            clock_text(effort.best.duration_s),
            effort.day,
        ),
    })
}

fn from_critical_speed(efforts: &[DatedEffort]) -> Option<Estimate> {
    let best = best_by_distance(efforts);
    let over_3_km = best.iter().find(|effort| is_over(effort, 3000.0))?;
    let line = critical_speed_efforts(&best)?;
    let points: Vec<(f64, f64)> = line.iter().map(|e| (e.best.distance_m, e.best.duration_s)).collect();
    let found = critical_speed::critical_speed(&points)?;
    critical_speed::is_plausible(found, over_3_km.best.distance_m / over_3_km.best.duration_s).then_some(())?;
    let newest = line.iter().map(|effort| effort.day).max()?;
    let tells = |best: &BestEffort| points.iter().any(|(distance_m, _)| (distance_m - best.distance_m).abs() < 1.0);
    Some(Estimate {
        value: 0.97 * found.speed_mps,
        seen: newest,
        shown: newest,
        confirmed: EFFORT_DAYS_MANY <= count_days(efforts, tells),
        evidence: format!(
            "critical speed of the best {} graded distances in 90 days: {}/km, a lower bound unless raced",
            points.len(),
            clock_text(1000.0 / found.speed_mps),
        ),
    })
}

/// The efforts through which the line of critical speed is laid: those over 400, 800 and 5000 m, as Smyth and
/// Muniz-Pumares have it, and for want of one of them all of 2–20 min.
///
/// Absent below three.
fn critical_speed_efforts(best: &[DatedEffort]) -> Option<Vec<DatedEffort>> {
    let published: Vec<DatedEffort> = CRITICAL_SPEED_DISTANCES_M
        .into_iter()
        .filter_map(|distance_m| best.iter().find(|effort| is_over(effort, distance_m)).copied())
        .collect();
    if published.len() == CRITICAL_SPEED_DISTANCES_M.len() {
        return Some(published);
    }
    let in_time = |effort: &&DatedEffort| CRITICAL_SPEED_TIMES_S.contains(&effort.best.duration_s);
    let in_time: Vec<DatedEffort> = best.iter().filter(in_time).copied().collect();
    (3 <= in_time.len()).then_some(in_time)
}

fn is_over(effort: &DatedEffort, distance_m: f64) -> bool {
    (effort.best.distance_m - distance_m).abs() < 1.0
}

fn vdot_of(effort: &DatedEffort) -> Option<f64> {
    vdot::vdot(effort.best.distance_m, effort.best.duration_s)
}

fn distance_name(distance_m: f64) -> String {
    if 21_000.0 < distance_m { "half marathon".to_owned() } else { format!("{} km", distance_m / 1000.0) }
}

/// `47:12`, `1:42:05`.
fn clock_text(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn peaks(bpm: &[u8]) -> Vec<Peak> {
        (1..).zip(bpm).map(|(day, &bpm)| Peak { day: date(2024, 3, day), bpm }).collect()
    }

    fn efforts(results: &[(f64, f64)]) -> Vec<DatedEffort> {
        (1..)
            .zip(results)
            .map(|(day, &(distance_m, duration_s))| DatedEffort {
                day: date(2024, 3, day),
                best: BestEffort { distance_m, duration_s },
            })
            .collect()
    }

    /// On the level every effort is the graded one too.
    fn run_speed_of(level: &[DatedEffort]) -> Option<Estimate> {
        run_speed(level, level)
    }

    #[test]
    fn a_lone_spike_is_no_maximum() {
        let value = |bpm: &[u8]| hr_max(&peaks(bpm)).map(|found| found.value);
        assert_eq!(value(&[170, 214, 182, 175]), Some(182.0));
        assert_eq!(value(&[214, 182, 175]), Some(182.0));
        assert_eq!(value(&[182, 170, 185]), Some(185.0));
        assert_eq!(value(&[182, 182, 100]), Some(182.0));
        assert_eq!(value(&[182, 178, 100]), Some(178.0));
    }

    #[test]
    fn the_second_highest_mean_of_the_long_runs_is_held() {
        let run = |day, bpm, minutes: f64| MeanHeartRate { day: date(2024, 3, day), bpm, duration_s: 60.0 * minutes };
        let runs = [run(1, 171.0, 50.0), run(2, 190.0, 49.9), run(3, 168.0, 90.0), run(4, 150.0, 70.0)];
        let found = held_heart_rate(&runs).unwrap();
        assert!((found.value - 168.0).abs() < 1e-12);
        assert_eq!((found.shown, found.seen), (date(2024, 3, 3), date(2024, 3, 4)));
        assert!(found.evidence.starts_with("held on 2024-03-03: the second-highest mean heart rate of 3 runs"));
        assert_eq!(held_heart_rate(&runs[..2]), None);
    }

    #[test]
    fn too_little_shows_no_maximum() {
        assert_eq!(hr_max(&peaks(&[185, 185])), None);
        assert_eq!(hr_max(&peaks(&[])), None);
        assert_eq!(hr_max(&peaks(&[95, 96, 97])), None);
    }

    #[test]
    fn the_evidence_of_a_maximum_names_day_and_count() {
        let found = hr_max(&peaks(&[170, 214, 182, 175])).unwrap();
        assert_eq!(found.evidence, "held for 10 s on 2024-03-03, second highest of 4 activities in a year");
        assert_eq!(found.seen, date(2024, 3, 4));
    }

    #[test]
    fn the_best_vdot_tells_the_threshold() {
        // 21:00 over 5 km is VDOT 47.0; the same runner's training half marathon says less.
        let found = run_speed_of(&efforts(&[(5000.0, 1260.0), (5000.0, 1400.0), (21_097.5, 6900.0)])).unwrap();
        assert!((found.value - 0.9 * 248.07 / 60.0).abs() < 0.01, "{}", found.value);
        assert_eq!(found.evidence, "best 5 km in 90 days: 21:00 on 2024-03-01 (VDOT 47.0), a lower bound unless raced");
        assert_eq!(found.seen, date(2024, 3, 1));
    }

    #[test]
    fn the_slower_of_both_holds() {
        // D′ 150 m and critical speed 3.8 m/s; the 5 km alone would say more.
        let on_the_line = |distance_m: f64| (distance_m, (distance_m - 150.0) / 3.8);
        let short = [800.0, 1000.0, 1609.344, 3000.0].map(on_the_line);
        let critical = run_speed_of(&efforts(&short)).unwrap();
        assert!((critical.value - 0.97 * 3.8).abs() < 1e-9);
        assert!(critical.evidence.starts_with("critical speed of the best 4 graded distances in 90 days: 4:23/km"));
        let both = |five_km_s: f64| run_speed_of(&efforts(&[&short[..], &[(5000.0, five_km_s)]].concat())).unwrap();
        assert!((both(1205.0).value - critical.value).abs() < 1e-9, "the 5 km of VDOT 49.5 says more");
        assert!(both(1500.0).value < critical.value, "the 5 km of VDOT 38.5 says less");
    }

    #[test]
    fn critical_speed_is_that_of_the_graded_efforts_over_400_800_and_5000_m() {
        // D′ 150 m and critical speed 3.8 m/s over the graded distance; the mile and the 1000 m lie off that line.
        let on_the_line = |distance_m: f64| (distance_m, (distance_m - 150.0) / 3.8);
        let mut graded: Vec<(f64, f64)> = [400.0, 800.0, 3000.0, 5000.0].map(on_the_line).to_vec();
        graded.extend([(1000.0, 260.0), (1609.344, 500.0)]);
        let level = efforts(&[(5000.0, 1100.0)]);
        let found = run_speed(&level, &efforts(&graded)).unwrap();
        assert!((found.value - 0.97 * 3.8).abs() < 1e-9, "{}", found.value);
        assert!(found.evidence.starts_with("critical speed of the best 3 graded distances"), "{}", found.evidence);
        let without_graded = run_speed(&level, &[]).unwrap();
        assert!(without_graded.evidence.starts_with("best 5 km in 90 days: 18:20 "), "{}", without_graded.evidence);
    }

    #[test]
    fn many_activities_confirm_and_few_do_not() {
        let confirmed = |bpm: &[u8]| hr_max(&peaks(bpm)).unwrap().confirmed;
        let ordinary = [150; 8];
        assert!(confirmed(&[&ordinary[..], &[182, 180]].concat()));
        assert!(!confirmed(&[&ordinary[..7], &[182, 180]].concat()), "nine peaks");
        assert!(!confirmed(&[&ordinary[..], &[182, 170]].concat()), "nothing else near 170");
        let five = (5000.0, 1260.0);
        assert!(run_speed_of(&efforts(&[five; 3])).unwrap().confirmed);
        assert!(!run_speed_of(&efforts(&[five; 2])).unwrap().confirmed);
        assert!(!run_speed_of(&efforts(&[five, five, (1000.0, 240.0)])).unwrap().confirmed);
    }

    #[test]
    fn what_is_no_number_tells_nothing() {
        let nonsense = [(5000.0, f64::NAN), (f64::NAN, 1260.0), (f64::INFINITY, 1260.0), (5000.0, f64::NEG_INFINITY)];
        assert_eq!(run_speed_of(&efforts(&nonsense)), None);
        let sound = run_speed_of(&efforts(&[(5000.0, 1260.0)])).unwrap();
        let among_nonsense = run_speed_of(&efforts(&[&[(5000.0, 1260.0)], &nonsense[..]].concat())).unwrap();
        assert_eq!(among_nonsense, sound);
    }

    #[test]
    fn faster_than_any_record_is_left_out() {
        assert_eq!(run_speed_of(&efforts(&[(5000.0, 600.0)])), None);
        let found = run_speed_of(&efforts(&[(5000.0, 600.0), (10_000.0, 2832.0)])).unwrap();
        assert!(found.evidence.starts_with("best 10 km in 90 days: 47:12 "));
    }

    #[test]
    fn short_or_very_long_efforts_alone_tell_nothing() {
        assert_eq!(run_speed_of(&efforts(&[(400.0, 70.0), (42_195.0, 12_000.0)])), None);
        assert_eq!(run_speed_of(&[]), None);
    }

    #[test]
    fn two_points_are_no_critical_speed() {
        assert_eq!(run_speed_of(&efforts(&[(800.0, 700.0 / 2.3), (1000.0, 900.0 / 2.3), (3000.0, 1250.0)])), None);
    }

    #[test]
    fn times_read_as_on_a_clock() {
        assert_eq!(clock_text(2832.4), "47:12");
        assert_eq!(clock_text(59.6), "1:00");
        assert_eq!(clock_text(6125.0), "1:42:05");
        assert_eq!(distance_name(21_097.5), "half marathon");
        assert_eq!(distance_name(10_000.0), "10 km");
    }
}
