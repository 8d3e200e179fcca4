//! What kind of day it was. Rest and light days are part of the training: counted, and never called workouts.

use serde::Serialize;

/// The class of a day, the hardest session deciding: a quality session before a long one.
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
    /// Hard training: the one meaning of a hard day.
    Quality,
    /// A long run, or hours of anything.
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
    /// A measured intensity factor of at least 0.90.
    IntensityFactor,
    /// At least twenty minutes that felt like 6 of 10 or more, where no sensor measured them.
    FeltHard,
    /// At least 0.9 of the longest run and 1.25 times the median of four runs or more of the 30 days before.
    NearTheLongest,
    /// A run of at least ninety minutes, and 1.25 times the median time where four runs of the 30 days before are known.
    LongRunByTime,
    /// At least two and a half hours of anything.
    HoursOnEnd,
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
            Self::IntensityFactor => "a measured intensity of at least 0.90 squared",
            Self::FeltHard => "at least 20 minutes that felt like 6 of 10 or more, not measured",
            Self::NearTheLongest => {
                "a run of at least 0.9 of the longest and 1.25 times the median of the 30 days before"
            }
            Self::LongRunByTime => "a run of at least 90 minutes and 1.25 times the median time of the 30 days before",
            Self::HoursOnEnd => "a session of at least 150 minutes",
            Self::Otherwise => "none of the rules for rest, light, quality or long days",
        }
    }
}

use crate::activity::sport::{Lightness, Sport};

/// A day's load below this is rest, whatever moved.
const REST_LOAD: f64 = 5.0;
/// Time above threshold that makes a day hard, seconds.
const QUALITY_S: f64 = 8.0 * 60.0;
/// Intensity factor that makes a day hard; intensity is its square.
const QUALITY_INTENSITY_FACTOR: f64 = 0.90;
/// Rating, CR-10, that makes a day hard where no sensor measured it …
const QUALITY_RPE: f64 = 6.0;
/// … from this long on, seconds.
const QUALITY_FELT_S: f64 = 20.0 * 60.0;
/// Share of the longest run of 30 days that makes a run long …
const LONG_OF_LONGEST: f64 = 0.9;
/// … if it is so many times the median of them.
const LONG_OF_MEDIAN: f64 = 1.25;
/// A run of this long is long, seconds.
const LONG_RUN_S: f64 = 90.0 * 60.0;
/// A session of any sport of this long is long, seconds.
const LONG_S: f64 = 150.0 * 60.0;
/// An easy run up to this long may be active recovery, seconds.
const RECOVERY_RUN_S: f64 = 40.0 * 60.0;
/// … with a load up to this, and up to half the chronic load.
const RECOVERY_LOAD: f64 = 25.0;
/// Share of the covered time below the first threshold that makes a run or a ride easy.
const EASY_SHARE: f64 = 0.95;

/// What the intensity of a session stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntensityBasis {
    /// A sensor measured it.
    Sensor,
    /// The runner said how it felt, or gave its load.
    Runner,
    /// Nothing but the sport: its default.
    Sport,
    /// Nothing: somebody was carried, and it is no session.
    Carried,
}

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
    /// What the intensity stands on.
    pub basis: IntensityBasis,
    /// How hard it felt, CR-10 (0–10); absent where nobody said.
    pub rpe: Option<f64>,
    /// Share of the time with heart rate that lies below the first threshold; absent without heart rate or threshold.
    pub below_first_threshold: Option<f64>,
    /// Time above the second threshold, seconds; absent without heart rate or threshold.
    pub above_second_threshold_s: Option<f64>,
    /// Distance, metres; absent where unknown.
    pub distance_m: Option<f64>,
    /// The longest run of the 30 days before, metres; absent where there is none.
    pub longest_before_m: Option<f64>,
    /// The median distance of the runs of the 30 days before, metres; absent with fewer than four.
    pub median_before_m: Option<f64>,
    /// The median time of the same, seconds; absent with fewer than four.
    pub median_before_s: Option<f64>,
}

/// The class of a known day from its sessions and the chronic load of the morning, absent where nothing came before it, and
/// the rule that gave it.
#[must_use]
pub(crate) fn of_day(sessions: &[ClassedSession], chronic_before: Option<f64>) -> (DayClass, Rule) {
    let trained = || sessions.iter().filter(|session| session.basis != IntensityBasis::Carried);
    let load: f64 = trained().map(|session| session.load).sum();
    if trained().next().is_none() {
        return (DayClass::Rest, Rule::NoSession);
    }
    if load < REST_LOAD && trained().all(|session| is_light(session, chronic_before)) {
        return (DayClass::Rest, Rule::NextToNoLoad);
    }
    let classes = trained().map(|session| of_session(session, chronic_before));
    // Of equal classes the first session tells the rule.
    let hardest =
        classes.reduce(|hardest, class| if hardness(hardest.0) < hardness(class.0) { class } else { hardest });
    hardest.unwrap_or((DayClass::Rest, Rule::NoSession))
}

/// Where a class stands among those of a day's sessions: a quality session makes a hard day, whatever else was done.
fn hardness(class: DayClass) -> (bool, DayClass) {
    (class == DayClass::Quality, class)
}

/// The class of one session: quality, long by sheer time, light, long, else easy; and the rule that gave it.
#[must_use]
pub fn of_session(session: &ClassedSession, chronic_before: Option<f64>) -> (DayClass, Rule) {
    if session.basis == IntensityBasis::Carried {
        (DayClass::Rest, Rule::NoSession)
    } else if let Some(rule) = quality_rule(session) {
        (DayClass::Quality, rule)
    } else if LONG_S <= session.duration_s {
        (DayClass::Long, Rule::HoursOnEnd)
    } else if is_light(session, chronic_before) {
        (DayClass::ActiveRecovery, Rule::Light)
    } else if let Some(rule) = long_run_rule(session) {
        (DayClass::Long, rule)
    } else {
        (DayClass::Easy, Rule::Otherwise)
    }
}

/// What makes a session hard; absent where nothing does. Walks, yoga and mobility never are.
fn quality_rule(session: &ClassedSession) -> Option<Rule> {
    let measured = session.basis == IntensityBasis::Sensor;
    let felt_hard = session.rpe.is_some_and(|rpe| QUALITY_RPE <= rpe) && QUALITY_FELT_S <= session.duration_s;
    if session.sport.facts().lightness == Lightness::Always {
        None
    } else if session.above_second_threshold_s.is_some_and(|s| QUALITY_S <= s) {
        Some(Rule::TimeAboveThreshold)
    } else if measured && QUALITY_INTENSITY_FACTOR <= session.intensity.sqrt() {
        Some(Rule::IntensityFactor)
    } else {
        (!measured && felt_hard).then_some(Rule::FeltHard)
    }
}

/// What makes a run long among the runs of the 30 days before; absent where nothing does.
fn long_run_rule(run: &ClassedSession) -> Option<Rule> {
    let near_longest =
        run.distance_m.zip(run.longest_before_m).is_some_and(|(m, longest)| LONG_OF_LONGEST * longest <= m);
    let beyond_median = run.distance_m.zip(run.median_before_m).is_some_and(|(m, median)| LONG_OF_MEDIAN * median <= m);
    let lasts = run.median_before_s.is_none_or(|median| LONG_OF_MEDIAN * median <= run.duration_s);
    if !run.sport.is_run() {
        None
    } else if near_longest && beyond_median {
        Some(Rule::NearTheLongest)
    } else {
        (LONG_RUN_S <= run.duration_s && lasts).then_some(Rule::LongRunByTime)
    }
}

/// Whether a session helps to recover: walks, yoga and mobility; rides that stay easy; short, easy runs.
fn is_light(session: &ClassedSession, chronic_before: Option<f64>) -> bool {
    let easy = session.below_first_threshold.is_some_and(|share| EASY_SHARE <= share);
    match session.sport.facts().lightness {
        Lightness::Always => true,
        Lightness::UnlessHard => easy || session.basis == IntensityBasis::Sport,
        Lightness::ShortAndEasy => {
            let little = chronic_before.is_some_and(|chronic| session.load <= RECOVERY_LOAD.min(0.5 * chronic));
            easy && session.duration_s <= RECOVERY_RUN_S && little
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
        basis: IntensityBasis::Sensor,
        rpe: None,
        below_first_threshold: Some(0.9),
        above_second_threshold_s: Some(0.0),
        distance_m: Some(9_000.0),
        longest_before_m: Some(16_000.0),
        median_before_m: Some(9_000.0),
        median_before_s: Some(3000.0),
    };

    fn class_of(sessions: &[ClassedSession]) -> DayClass {
        of_day(sessions, Some(40.0)).0
    }

    #[test]
    fn nothing_is_rest_and_a_stroll_too() {
        assert_eq!(class_of(&[]), DayClass::Rest);
        let stroll = ClassedSession { sport: Sport::Walk, load: 4.0, ..EASY_RUN };
        assert_eq!(class_of(&[stroll]), DayClass::Rest);
        assert_eq!(class_of(&[ClassedSession { load: 20.0, ..stroll }]), DayClass::ActiveRecovery);
    }

    #[test]
    fn the_hardest_session_decides() {
        let yoga = ClassedSession { sport: Sport::Yoga, load: 10.0, ..EASY_RUN };
        assert_eq!(class_of(&[yoga, EASY_RUN]), DayClass::Easy);
        assert_eq!(class_of(&[yoga]), DayClass::ActiveRecovery);
        let intervals = ClassedSession { above_second_threshold_s: Some(480.0), ..EASY_RUN };
        let ride = ClassedSession { sport: Sport::Ride, duration_s: 9000.0, ..EASY_RUN };
        assert_eq!(class_of(&[EASY_RUN, ride]), DayClass::Long);
        assert_eq!(class_of(&[intervals, ride]), DayClass::Quality);
        assert_eq!(class_of(&[ride, intervals]), DayClass::Quality);
    }

    #[test]
    fn hard_by_time_above_threshold_by_intensity_or_by_feel() {
        let with = |session| of_day(&[session], Some(40.0));
        let intervals = ClassedSession { above_second_threshold_s: Some(480.0), ..EASY_RUN };
        assert_eq!(with(intervals), (DayClass::Quality, Rule::TimeAboveThreshold));
        let race = ClassedSession { intensity: 0.81, ..EASY_RUN };
        assert_eq!(with(race), (DayClass::Quality, Rule::IntensityFactor));
        assert_eq!(with(ClassedSession { intensity: 0.80, ..race }).0, DayClass::Easy);
        let told = ClassedSession { basis: IntensityBasis::Runner, rpe: Some(6.0), ..race };
        assert_eq!(with(told), (DayClass::Quality, Rule::FeltHard));
        for easier in [
            ClassedSession { rpe: Some(5.9), ..told },
            ClassedSession { duration_s: 1199.0, ..told },
            ClassedSession { intensity: 0.6, basis: IntensityBasis::Sensor, ..told },
            ClassedSession { basis: IntensityBasis::Sport, rpe: None, ..told },
        ] {
            assert_eq!(with(easier).0, DayClass::Easy, "{easier:?}");
        }
        let hard_ride = ClassedSession { sport: Sport::Ride, ..told };
        assert_eq!(with(hard_ride).0, DayClass::Quality);
        assert_eq!(with(ClassedSession { rpe: Some(4.0), ..hard_ride }).0, DayClass::Easy);
        assert_eq!(with(ClassedSession { sport: Sport::Yoga, ..told }).0, DayClass::ActiveRecovery);
    }

    #[test]
    fn to_be_carried_is_no_session() {
        let drive = ClassedSession {
            sport: Sport::Other,
            duration_s: 10_800.0,
            load: 0.0,
            basis: IntensityBasis::Carried,
            ..EASY_RUN
        };
        assert_eq!(of_day(&[drive], Some(40.0)), (DayClass::Rest, Rule::NoSession));
        assert_eq!(of_session(&drive, None), (DayClass::Rest, Rule::NoSession));
        assert_eq!(of_day(&[drive, EASY_RUN], Some(40.0)), of_day(&[EASY_RUN], Some(40.0)));
    }

    #[test]
    fn long_by_distance_by_time_and_never_by_load() {
        let with = |session| of_day(&[session], Some(40.0)).1;
        let long = ClassedSession { distance_m: Some(14_400.0), load: 90.0, ..EASY_RUN };
        assert_eq!(with(long), Rule::NearTheLongest);
        assert_eq!(with(ClassedSession { distance_m: Some(14_300.0), ..long }), Rule::Otherwise);
        assert_eq!(with(ClassedSession { median_before_m: Some(11_600.0), ..long }), Rule::Otherwise);
        assert_eq!(with(ClassedSession { median_before_m: None, ..long }), Rule::Otherwise);
        let slow = ClassedSession { duration_s: 5400.0, ..EASY_RUN };
        assert_eq!(with(slow), Rule::LongRunByTime);
        assert_eq!(with(ClassedSession { median_before_s: Some(4400.0), ..slow }), Rule::Otherwise);
        assert_eq!(with(ClassedSession { median_before_s: None, ..slow }), Rule::LongRunByTime);
        assert_eq!(with(ClassedSession { duration_s: 5399.0, ..slow }), Rule::Otherwise);
        let hike = ClassedSession { sport: Sport::Walk, duration_s: 9000.0, ..EASY_RUN };
        assert_eq!(with(hike), Rule::HoursOnEnd);
        assert_eq!(with(ClassedSession { duration_s: 8999.0, ..hike }), Rule::Light);
        assert_eq!(with(ClassedSession { load: 200.0, ..EASY_RUN }), Rule::Otherwise);
    }

    #[test]
    fn a_short_easy_run_is_active_recovery() {
        let jog = ClassedSession { duration_s: 1800.0, load: 18.0, below_first_threshold: Some(1.0), ..EASY_RUN };
        let class = |jog, chronic| of_day(&[jog], chronic).0;
        assert_eq!(class(jog, Some(40.0)), DayClass::ActiveRecovery);
        assert_eq!(class(jog, Some(30.0)), DayClass::Easy);
        assert_eq!(class(jog, None), DayClass::Easy);
        assert_eq!(class(ClassedSession { below_first_threshold: None, ..jog }, Some(40.0)), DayClass::Easy);
    }
}
