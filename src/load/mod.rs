//! Efforts, laid on a calendar, become load: one row a day, rest days as 0, days outside the data unknown.

#[cfg(not(fuzzing))]
pub mod calendar;
pub mod day_class;
pub mod distribution;
#[cfg(not(fuzzing))]
mod earlier_sessions;
pub mod impulse_response;
pub mod options;
#[cfg(not(fuzzing))]
pub mod periods;
#[cfg(not(fuzzing))]
pub mod series;
pub mod spike;
pub mod target;

use day_class::DayClass;
use jiff::civil::Date;
use spike::SpikeClass;

/// One calendar day of one athlete. `acute` and `chronic` stand after the day; `form` stands on its morning.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// What kind of day it was.
    pub class: DayClass,
    /// The rule that gave the class.
    pub rule: day_class::Rule,
    /// Sessions that are no light ones: easy, hard or long.
    pub workouts: u32,
    /// Quality sessions.
    pub hard_workouts: u32,
    /// Load of the day, 100 = one hour at threshold; 0 is observed rest, absent is unknown.
    pub load: Option<f64>,
    /// Exponentially weighted load of the acute days, 7 by default, after this day: the weighted mean of the days that are
    /// known, or from the runner's seed on. Absent on unknown days.
    pub acute: Option<f64>,
    /// The same of the chronic days, 42 by default.
    pub chronic: Option<f64>,
    /// The share of the chronic load's weights that the known days up to this one have, 0–1: how good the load is as a
    /// signal. 1 where the runner gave its seed; on an unknown day that of the day before.
    pub chronic_weight: f64,
    /// Acute load / chronic load, both after this day; absent on unknown days and where the chronic load is 0.
    pub acute_chronic_ratio: Option<f64>,
    /// Yesterday's chronic minus yesterday's acute: what the runner wakes up with; 0 on the first day unless both seeds were
    /// given. Absent after unknown days.
    pub form: Option<f64>,
    /// `form / max(yesterday's chronic, 5)`, a fraction.
    pub form_ratio: Option<f64>,
    /// Chronic minus the chronic of seven days before; absent in the first week, and before as many days are known as the
    /// chronic load has unless the runner gave its seed.
    pub ramp: Option<f64>,
    /// Foster's monotony of the seven days that end here: mean / sample standard deviation. Absent in the first week
    /// and where all seven days are alike.
    pub monotony: Option<f64>,
    /// Foster's strain: load of the seven days × monotony.
    pub strain: Option<f64>,
    /// Acute:chronic workload ratio, uncoupled: mean of the last 7 days / mean of the 21 before. Description, no verdict.
    /// Absent in the first 28 days and where the 21 days are empty.
    pub acwr_uncoupled: Option<f64>,
    /// The same, coupled: mean of the last 7 days / mean of the last 28.
    pub acwr_coupled: Option<f64>,
    /// The same of exponentially weighted loads of 7 and 28 days, after Williams et al. 2017.
    pub acwr_ewma: Option<f64>,
    /// Longest single run of the 30 days that end here, metres; absent when there was none.
    pub longest_run_30d_m: Option<f64>,
    /// The run of the 30 days that end here that the next one is held against, metres: the longest, or the second longest
    /// where the longest is more than twice as long. Absent when there was none.
    pub guard_reference_m: Option<f64>,
    /// Hours of the day's longest huge effort: a session of at least two hours whose load is at least twice the largest of a
    /// session of the 60 days before, or any of at least four hours. Absent where there was none, and on unknown days.
    pub huge_effort_h: Option<f64>,
    /// The largest single-session spike of the day's runs; absent on unknown days.
    pub spike_class: Option<SpikeClass>,
    /// Days since the last rest day, 0 on a rest day; counted from the first day while there has been none.
    pub days_since_rest: Option<u32>,
    /// Days since the last rest or active-recovery day, 0 on one; counted as the other. Absent on unknown days.
    pub days_since_ease: Option<u32>,
    /// Whether the chronic load still stands on fewer than its days, 42 by default; never where the runner gave its seed.
    pub warm_up: bool,
}

impl Day {
    /// A day of which no more is known than its class and its load.
    #[must_use]
    pub const fn bare(day: Date, class: DayClass, load: Option<f64>) -> Self {
        Self {
            day,
            class,
            rule: day_class::Rule::OutsideTheData,
            workouts: 0,
            hard_workouts: 0,
            load,
            acute: None,
            chronic: None,
            chronic_weight: 0.0,
            acute_chronic_ratio: None,
            form: None,
            form_ratio: None,
            ramp: None,
            monotony: None,
            strain: None,
            acwr_uncoupled: None,
            acwr_coupled: None,
            acwr_ewma: None,
            longest_run_30d_m: None,
            guard_reference_m: None,
            huge_effort_h: None,
            spike_class: None,
            days_since_rest: None,
            days_since_ease: None,
            warm_up: true,
        }
    }
}
