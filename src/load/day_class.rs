//! What kind of day it was. Rest and light days are part of the training: counted, and never called workouts.

use serde::Serialize;

/// The class of a day, the heaviest session deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayClass {
    /// Outside the data: nobody knows.
    Unknown,
    /// No session, or next to none.
    Rest,
    /// Walk, yoga, mobility, an easy ride or a very short easy run.
    ActiveRecovery,
    /// Easy training.
    Easy,
    /// Hard training.
    Quality,
    /// A long run.
    Long,
}

impl DayClass {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Rest => "rest",
            Self::ActiveRecovery => "active_recovery",
            Self::Easy => "easy",
            Self::Quality => "quality",
            Self::Long => "long",
        }
    }
}

/// The rule that gave a day its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Outside the data.
    OutsideTheData,
    /// No session.
    NoSession,
    /// Light sessions only, and next to no load.
    NextToNoLoad,
    /// A walk, yoga, an easy ride or a very short easy run.
    Light,
    /// At least eight minutes above the threshold heart rate.
    TimeAboveThreshold,
    /// A measured intensity factor of at least 0.85.
    IntensityFactor,
    /// At least 0.9 of the longest run of the 30 days before.
    NearTheLongest,
    /// At least 1.5 times the chronic load.
    LoadAgainstChronic,
    /// None of the others.
    Otherwise,
}

impl Rule {
    /// The rule in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OutsideTheData => "outside the data: nobody knows",
            Self::NoSession => "no session",
            Self::NextToNoLoad => "light sessions only, and a load below 5",
            Self::Light => "a walk, yoga, an easy ride or a very short easy run",
            Self::TimeAboveThreshold => "at least 8 minutes above the threshold heart rate",
            Self::IntensityFactor => "a measured intensity of at least 0.85 squared",
            Self::NearTheLongest => "a run of at least 0.9 of the longest of the 30 days before",
            Self::LoadAgainstChronic => "a session of at least 1.5 times the chronic load",
            Self::Otherwise => "none of the rules for rest, light, hard or long days",
        }
    }
}

use crate::activity::sport::{Lightness, Sport};

/// A day's load below this is rest, whatever moved.
const REST_LOAD: f64 = 5.0;
/// Time above threshold that makes a day hard, seconds.
const QUALITY_S: f64 = 8.0 * 60.0;
/// Intensity factor that makes a day hard; intensity is its square.
const QUALITY_INTENSITY_FACTOR: f64 = 0.85;
/// Share of the chronic load that makes a day hard.
const QUALITY_OF_CHRONIC: f64 = 1.5;
/// Share of the longest run of 30 days that makes a run long.
const LONG_OF_LONGEST: f64 = 0.9;
/// An easy run up to this long may be active recovery, seconds.
const RECOVERY_RUN_S: f64 = 40.0 * 60.0;
/// … with a load up to this, and up to half the chronic load.
const RECOVERY_LOAD: f64 = 25.0;
/// Share of the covered time below the first threshold that makes a run or a ride easy.
const EASY_SHARE: f64 = 0.95;

/// What the class of a session depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassedSession {
    /// What was done.
    pub sport: Sport,
    /// Time with the timer running, seconds.
    pub duration_s: f64,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
    /// Intensity, 1.0 = threshold.
    pub intensity: f64,
    /// Whether the intensity was measured rather than a class default.
    pub measured: bool,
    /// Share of the time with heart rate that lies below the first threshold; absent without heart rate or threshold.
    pub below_first_threshold: Option<f64>,
    /// Time above the second threshold, seconds; absent without heart rate or threshold.
    pub above_second_threshold_s: Option<f64>,
    /// Distance, metres; absent where unknown.
    pub distance_m: Option<f64>,
    /// The longest run of the 30 days before, metres; absent where there is none.
    pub longest_before_m: Option<f64>,
}

/// The class of a known day from its sessions and the chronic load of the morning, and the rule that gave it.
#[must_use]
pub(crate) fn of_day(sessions: &[ClassedSession], chronic_before: f64) -> (DayClass, Rule) {
    let load: f64 = sessions.iter().map(|session| session.load).sum();
    if sessions.is_empty() {
        return (DayClass::Rest, Rule::NoSession);
    }
    if load < REST_LOAD && sessions.iter().all(|session| is_light(session, chronic_before)) {
        return (DayClass::Rest, Rule::NextToNoLoad);
    }
    let classes = sessions.iter().map(|session| of_session(session, chronic_before));
    // Of equal classes the first session tells the rule.
    let heaviest = classes.reduce(|heaviest, class| if heaviest.0 < class.0 { class } else { heaviest });
    heaviest.unwrap_or((DayClass::Rest, Rule::NoSession))
}

/// The class of one session: hard by intensity, long, hard by sheer load, light, else easy; and the rule that gave it.
#[must_use]
pub(crate) fn of_session(session: &ClassedSession, chronic_before: f64) -> (DayClass, Rule) {
    if is_light(session, chronic_before) {
        return (DayClass::ActiveRecovery, Rule::Light);
    }
    let long = session.sport.is_run()
        && session.distance_m.zip(session.longest_before_m).is_some_and(|(m, longest)| LONG_OF_LONGEST * longest <= m);
    if session.above_second_threshold_s.is_some_and(|s| QUALITY_S <= s) {
        (DayClass::Quality, Rule::TimeAboveThreshold)
    } else if session.measured && QUALITY_INTENSITY_FACTOR <= session.intensity.sqrt() {
        (DayClass::Quality, Rule::IntensityFactor)
    } else if long {
        (DayClass::Long, Rule::NearTheLongest)
    } else if 0.0 < chronic_before && QUALITY_OF_CHRONIC * chronic_before <= session.load {
        (DayClass::Quality, Rule::LoadAgainstChronic)
    } else {
        (DayClass::Easy, Rule::Otherwise)
    }
}

/// Whether a session helps to recover: walks, yoga and mobility; rides that stay easy; short, easy runs.
fn is_light(session: &ClassedSession, chronic_before: f64) -> bool {
    let easy = session.below_first_threshold.is_some_and(|share| EASY_SHARE <= share);
    match session.sport.facts().lightness {
        Lightness::Always => true,
        Lightness::UnlessHard => easy || !session.measured,
        Lightness::ShortAndEasy => {
            easy && session.duration_s <= RECOVERY_RUN_S && session.load <= RECOVERY_LOAD.min(0.5 * chronic_before)
        }
        Lightness::Never => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EASY_RUN: ClassedSession = ClassedSession {
        sport: Sport::Run,
        duration_s: 3000.0,
        load: 45.0,
        intensity: 0.54,
        measured: true,
        below_first_threshold: Some(0.9),
        above_second_threshold_s: Some(0.0),
        distance_m: Some(9_000.0),
        longest_before_m: Some(16_000.0),
    };

    #[test]
    fn nothing_is_rest_and_a_stroll_too() {
        assert_eq!(of_day(&[], 40.0).0, DayClass::Rest);
        let stroll = ClassedSession { sport: Sport::Walk, load: 4.0, ..EASY_RUN };
        assert_eq!(of_day(&[stroll], 40.0).0, DayClass::Rest);
        assert_eq!(of_day(&[ClassedSession { load: 20.0, ..stroll }], 40.0).0, DayClass::ActiveRecovery);
    }

    #[test]
    fn the_heaviest_session_decides() {
        let yoga = ClassedSession { sport: Sport::Yoga, load: 10.0, ..EASY_RUN };
        assert_eq!(of_day(&[yoga, EASY_RUN], 40.0).0, DayClass::Easy);
        assert_eq!(of_day(&[yoga], 40.0).0, DayClass::ActiveRecovery);
    }

    #[test]
    fn hard_by_time_above_threshold_or_by_intensity() {
        let intervals = ClassedSession { above_second_threshold_s: Some(480.0), ..EASY_RUN };
        assert_eq!(of_day(&[intervals], 40.0).0, DayClass::Quality);
        assert_eq!(of_day(&[ClassedSession { intensity: 0.73, ..EASY_RUN }], 40.0).0, DayClass::Quality);
        assert_eq!(of_day(&[ClassedSession { intensity: 0.73, measured: false, ..EASY_RUN }], 40.0).0, DayClass::Easy);
    }

    #[test]
    fn long_before_hard_by_sheer_load() {
        let long = ClassedSession { distance_m: Some(15_000.0), load: 90.0, ..EASY_RUN };
        assert_eq!(of_day(&[long], 40.0).0, DayClass::Long);
        assert_eq!(of_day(&[ClassedSession { distance_m: Some(9_000.0), ..long }], 40.0).0, DayClass::Quality);
    }

    #[test]
    fn a_short_easy_run_is_active_recovery() {
        let jog = ClassedSession { duration_s: 1800.0, load: 18.0, below_first_threshold: Some(1.0), ..EASY_RUN };
        assert_eq!(of_day(&[jog], 40.0).0, DayClass::ActiveRecovery);
        assert_eq!(of_day(&[jog], 30.0).0, DayClass::Easy);
        assert_eq!(of_day(&[ClassedSession { below_first_threshold: None, ..jog }], 40.0).0, DayClass::Easy);
    }
}
