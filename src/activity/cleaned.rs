//! The samples of a session, cleaned, and what the activity keeps of them.

use super::doubt::Doubt;
use super::found_way::FoundWay;
use super::grade::GradedWay;
use super::heart_rate::HeartRate;
use super::seconds::Seconds;
use super::speed::MeasuredWay;
use super::sport::{Sport, SportClass};
use super::statistics::{BEST_EFFORT_DURATIONS_S, HeartRateHistogram, Statistics};
use super::valid_samples::ValidSamples;
use super::way_held::HeldWay;
use super::{best_effort, elevation, power, running_power, speed, steady};
use crate::diagnostic::{Code, Diagnostics};
use std::borrow::Cow;
use std::cell::LazyCell;

/// What is judged before it is believed. What is off is taken as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cleaning {
    /// Heart rates: implausible ones left out, short silences bridged, steps that were counted for beats left out.
    pub heart_rate: bool,
    /// Positions, speeds and altitudes: those that leap left out.
    pub position: bool,
}

impl Default for Cleaning {
    fn default() -> Self {
        Self { heart_rate: true, position: true }
    }
}

/// The samples of one session, cleaned.
#[derive(Debug, Clone)]
pub struct Cleaned<'a> {
    /// The samples.
    pub kept: &'a ValidSamples<'a>,
    /// What was done.
    pub sport: Sport,
    /// The way.
    pub track: MeasuredWay,
    /// The samples whose positions nobody could reach and leave again, by place among the kept ones.
    pub impossible: Vec<usize>,
    /// Recorded time in motion, seconds.
    pub moving_s: f64,
    /// Altitude at each kept sample, metres; empty where nobody asks for it.
    pub altitude_m: Vec<Option<f32>>,
    /// The heart rate; nothing without a sensor.
    pub heart_rate: HeartRate,
    /// What distance, speed and positions say of each other.
    pub held: HeldWay,
    /// What was not believed.
    pub doubts: Vec<Doubt>,
}

impl<'a> Cleaned<'a> {
    /// Cleans the samples. Altitudes are needed on foot, and for the climb where the device did not sum it up
    /// (`needs_climb`). What is not believed is among the doubts, and told by whoever keeps them.
    #[must_use]
    pub fn new(
        kept: &'a ValidSamples<'a>,
        sport: Sport,
        needs_climb: bool,
        cleaning: Cleaning,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let FoundWay { track, impossible, held, mut doubts } =
            FoundWay::new(kept, sport.is_on_foot(), cleaning.position);
        diagnostics.push_counted(Code::PositionImplausible, None, impossible.len() as u64, IMPOSSIBLE_POSITIONS);
        let mut heart_rate = HeartRate::new(kept, sport.is_on_foot(), cleaning.heart_rate).unwrap_or_default();
        doubts.append(&mut heart_rate.doubts);
        diagnostics.push_counted(Code::HeartRateImplausible, None, heart_rate.implausible, IMPLAUSIBLE_HEART_RATES);
        diagnostics.push_counted(Code::HeartRateSuspect, None, heart_rate.suspect, SUSPECT_HEART_RATES);
        let is_graded = sport.is_on_foot() && !track.is_empty();
        let needs_altitude = (is_graded || needs_climb) && kept.present.altitude;
        let (altitude_m, leapt) =
            if needs_altitude { elevation::altitude_m(kept, cleaning.position, &mut doubts) } else { (Vec::new(), 0) };
        diagnostics.push_counted(Code::PositionImplausible, None, leapt as u64, IMPOSSIBLE_ALTITUDES);
        let moving_s = track.moving_s(&kept.recorded_s, sport.is_run());
        Self { kept, sport, track, impossible, moving_s, altitude_m, heart_rate, held, doubts }
    }

    /// What the activity keeps; the heart rate only where it covers enough to be believed, and what goes by whole seconds
    /// only where there are samples enough for them. What is not believed of the power is told among the doubts.
    #[must_use]
    pub fn into_statistics(&self, heart_rate: Option<&HeartRate>, doubts: &mut Vec<Doubt>) -> Statistics {
        let Self { kept, sport, track, .. } = self;
        let is_graded = sport.is_on_foot() && !track.is_empty();
        let way = is_graded.then(|| GradedWay::new(track, &kept.recorded_s, self.moving_s, *sport, &self.altitude_m));
        let mut found = Statistics {
            heart_rate: heart_rate.and_then(|heart_rate| {
                let (lowest_bpm, seconds) = heart_rate.histogram.occupied_span();
                HeartRateHistogram::of_span(lowest_bpm, seconds)
            }),
            heart_rate_sustained_max_bpm: heart_rate.and_then(|heart_rate| heart_rate.sustained_max_bpm),
            ..Statistics::default()
        };
        let time_s = kept.time_s();
        let elapsed_s = with_short_pauses(&time_s);
        let elapsed = LazyCell::new(|| Seconds::new(&elapsed_s));
        if let Some(way) = &way {
            // Most often there is no pause, and the speed is known throughout.
            let is_one = way.known_s == *elapsed_s;
            let apart = if is_one { None } else { Seconds::new(&way.known_s) };
            let known = if is_one { elapsed.as_ref() } else { apart.as_ref() };
            let strava_m = known.map(|known| known.each_second(&way.strava_m));
            found.graded_speed = way.graded_speed(&way.strava_m, strava_m.as_deref());
            let minetti_m = known.map(|known| known.each_second(&way.minetti_m));
            found.graded_speed_minetti = way.graded_speed(&way.minetti_m, minetti_m.as_deref());
            if sport.is_run() {
                found.running_power = known.and_then(|known| {
                    running_power::power_moments(&known.each_second(&way.moving_m), &known.each_second(&way.rise_m))
                });
                found.best_efforts = best_effort::over_distances(&track.distance_m, &time_s);
                found.best_efforts_graded = best_effort::over_distances(&way.strava_m, &time_s);
                if let Some(elapsed) = elapsed.as_ref() {
                    let graded_m = strava_m.filter(|_| is_one).unwrap_or_else(|| elapsed.each_second(&way.strava_m));
                    found.best_durations = best_effort::over_durations(&elapsed.each_second(&track.distance_m));
                    found.best_durations_graded = best_effort::over_durations(&graded_m);
                    if let Some(heart_rate) = heart_rate {
                        let pieces = steady::steady_pieces(kept, &way.strava_m, &heart_rate.readings_bpm);
                        found.steady_minutes = steady::steady_minutes(&pieces, speed::moving_mps(true));
                        found.steady_halves = steady::steady_halves(&pieces);
                    }
                }
            }
        }
        if !matches!(sport.facts().class, SportClass::Other) && kept.present.power {
            found.power = power::power_statistics(kept, elapsed.as_ref(), sport.is_run(), doubts);
        }
        found
    }
}

/// The times with every silence cut to the longest duration of a best effort: none spans a longer one, and a clock that
/// was off for a week need not be counted out.
fn with_short_pauses(time_s: &[f64]) -> Cow<'_, [f64]> {
    let longest_s = f64::from(BEST_EFFORT_DURATIONS_S[BEST_EFFORT_DURATIONS_S.len() - 1]);
    if time_s.windows(2).all(|pair| pair[1] - pair[0] <= longest_s) {
        return Cow::Borrowed(time_s);
    }
    let mut cut_s = 0.0;
    let mut before_s = 0.0;
    let short = |at_s: &f64| {
        cut_s += (at_s - before_s - longest_s).max(0.0);
        before_s = *at_s;
        at_s - cut_s
    };
    Cow::Owned(time_s.iter().map(short).collect())
}

const IMPOSSIBLE_POSITIONS: &str = "positions that nobody could reach and come back from were left out";
const IMPOSSIBLE_ALTITUDES: &str = "altitudes that leap away by more than 5 m a second and back were left out";
const IMPLAUSIBLE_HEART_RATES: &str =
    "heart rates outside 30-220 bpm or changing by more than 10 bpm a second were left out";
const SUSPECT_HEART_RATES: &str =
    "heart rates that follow the steps a minute for more than two minutes after a sudden rise were left out";
