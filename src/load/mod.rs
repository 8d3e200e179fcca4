//! Efforts, laid on a calendar, become load: one row a day, rest days as 0, days outside the data unknown.

#[cfg(not(fuzzing))]
pub mod calendar;
pub mod day_class;
pub mod distribution;
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
    /// Workouts that are hard by intensity.
    pub hard_workouts: u32,
    /// Load of the day, 100 = one hour at threshold; 0 is observed rest, absent is unknown.
    pub load: Option<f64>,
    /// Exponentially weighted load of the acute days, 7 by default, after this day; absent on unknown days.
    pub acute: Option<f64>,
    /// Exponentially weighted load of the chronic days, 42 by default, after this day; absent on unknown days.
    pub chronic: Option<f64>,
    /// Yesterday's chronic minus yesterday's acute: what the runner wakes up with. Absent after unknown days.
    pub form: Option<f64>,
    /// `form / max(yesterday's chronic, 5)`, a fraction.
    pub form_ratio: Option<f64>,
    /// Chronic minus the chronic of seven days before; absent in the first week.
    pub ramp: Option<f64>,
    /// Foster's monotony of the seven days that end here: mean / sample standard deviation. Absent in the first week
    /// and where all seven days are alike.
    pub monotony: Option<f64>,
    /// Foster's strain: load of the seven days × monotony.
    pub strain: Option<f64>,
    /// Acute:chronic workload ratio, uncoupled: mean of the last 7 days / mean of the 21 before. Description, no verdict.
    /// Absent in the first 28 days and where the 21 days are empty.
    pub acwr: Option<f64>,
    /// The same, coupled: mean of the last 7 days / mean of the last 28.
    pub acwr_coupled: Option<f64>,
    /// The same of exponentially weighted loads of 7 and 28 days, after Williams et al. 2017.
    pub acwr_ewma: Option<f64>,
    /// Longest single run of the 30 days that end here, metres; absent when there was none.
    pub longest_run_30d_m: Option<f64>,
    /// The largest single-session spike of the day's runs; absent on unknown days.
    pub spike_class: Option<SpikeClass>,
    /// Days since the last rest day, 0 on a rest day; counted from the first day while there has been none.
    pub days_since_rest: Option<u32>,
    /// Whether the chronic load still stands on fewer than its days, 42 by default; never where the runner gave a seed.
    pub warm_up: bool,
    /// Days of a series after which its chronic load has caught up with the usual training: twice its days; 0 where the
    /// runner gave a seed.
    pub settled_after_days: u32,
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
            form: None,
            form_ratio: None,
            ramp: None,
            monotony: None,
            strain: None,
            acwr: None,
            acwr_coupled: None,
            acwr_ewma: None,
            longest_run_30d_m: None,
            spike_class: None,
            days_since_rest: None,
            warm_up: true,
            settled_after_days: 0,
        }
    }
}
