//! The [`Report`]: everything restday has to say of one athlete as of one morning, and what each column of its tables is.

pub mod activity;
pub mod backtest;
pub mod forecast;
pub mod morning;
#[cfg(test)]
pub(crate) mod sample;
pub mod table;
pub mod team;

use crate::athlete::Thresholds;
use crate::athlete::history::Change;
use crate::columns::TableRows;
use crate::ingest::{Input, Twin};
use crate::load::Day;
use crate::load::periods::Period;
use crate::load::target::LoadRange;
use crate::readiness::rest_ledger::RestLedger;
use crate::readiness::{Permitted, Readiness, Room, Spell};
use activity::ReportedActivity;
use jiff::civil::Date;
use morning::MorningSummary;
use schemars::JsonSchema;
use serde::Serialize;

pub use crate::ingest::ImportCounts;

/// Version of the shape of `report.json` and of the columns; raised when something is added, never silently changed.
pub(crate) const SCHEMA_VERSION: u32 = 2;

/// The last days and weeks in numbers, as of the morning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Load of the last 7 days; absent when one of them is unknown.
    pub load_7d: Option<f64>,
    /// The usual week: yesterday's chronic load × 7; absent with it.
    pub load_usual_week: Option<f64>,
    /// Time constant of the acute load, days.
    pub acute_days: f64,
    /// Time constant of the chronic load, days.
    pub chronic_days: f64,
    /// Acute load of yesterday.
    pub acute: Option<f64>,
    /// Chronic load of yesterday.
    pub chronic: Option<f64>,
    /// Acute load / chronic load of yesterday, the two above; absent where one is unknown or the chronic load is 0.
    pub acute_chronic_ratio: Option<f64>,
    /// Days up to yesterday of which the load is known.
    pub known_days: u32,
    /// The share of the chronic load's weights that these days have, 0–1; 1 where the runner gave its seed.
    pub chronic_weight: f64,
    /// Form this morning; absent before fourteen days are known.
    pub form: Option<f64>,
    /// Form as a fraction of the chronic load.
    pub form_ratio: Option<f64>,
    /// Change of the chronic load over the last seven days; absent before as many days are known as the chronic load has,
    /// unless the runner gave its seed.
    pub ramp: Option<f64>,
    /// Monotony of the last seven days.
    pub monotony: Option<f64>,
    /// Strain of the last seven days.
    pub strain: Option<f64>,
    /// Workload ratio, uncoupled: mean load of the last 7 days / that of the 21 before.
    pub acwr_uncoupled: Option<f64>,
    /// Longest run of the last 30 days, metres.
    pub longest_run_30d_m: Option<f64>,
    /// Rest and active-recovery days of the last 7.
    pub rest_days_7d: u32,
    /// Rest and active-recovery days of the last 28.
    pub rest_days_28d: u32,
    /// Easy, quality and long days of the last 7.
    pub workouts_7d: u32,
    /// Days since the last rest day.
    pub days_since_rest: Option<u32>,
    /// Days since the last rest or active-recovery day.
    pub days_since_ease: Option<u32>,
    /// Whether the chronic load still stands on fewer than its days.
    pub warm_up: bool,
    /// Shares of the load of the last 42 days by quality: measured, against an estimated threshold, estimated; absent
    /// without load.
    pub load_quality_share: Option<[f64; 3]>,
    /// How the last 28 days were spread over intensities; absent without heart rate and thresholds.
    pub intensity_28d: Option<Intensity>,
    /// Banister's impulse response, fitted to the runner's best efforts; absent with fewer than eight of them, and where it
    /// explains less than half of what is between them.
    pub impulse_response: Option<ImpulseResponse>,
}

/// How training was spread over intensities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Intensity {
    /// Share of the time with heart rate below the first threshold, between the two, and above the second.
    pub time_share: [f64; 3],
    /// Treff's polarization index of the shares; absent where the third is larger than the first.
    pub polarization_index: Option<f64>,
    /// Whether training is polarized: an index above 2.00, and more time in the third zone than in the second.
    pub polarized: bool,
    /// Sessions that are no light ones.
    pub workouts: u32,
    /// Quality sessions among them.
    pub hard_workouts: u32,
}

/// A load between holding the chronic load and the most that conventions allow; see [`crate::load::target`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct TargetBand {
    /// Load of it that is done.
    pub done: f64,
    /// Holds the chronic load.
    pub low: f64,
    /// The most.
    pub high: f64,
}

/// How the score went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Trend {
    /// Yesterday's score; absent without one.
    pub yesterday: Option<f64>,
    /// Mean of the scores of the last seven mornings, this one the last; absent without any.
    pub mean_7d: Option<f64>,
}

/// What the verdict permits today. It is made of the verdict, and every format takes its room and its next run from here.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct PermittedToday {
    /// How much room there is.
    pub room: Room,
    /// The least load that holds the chronic load, where there is full room; else 0. Absent while too little is known.
    pub load_low: Option<f64>,
    /// The most load that fits today; absent while too little is known.
    pub load_high: Option<f64>,
    /// The load that fits this week, Monday to Sunday; absent unless there is full room today.
    pub week: Option<TargetBand>,
    /// Whether there may be a run today.
    pub may_run: bool,
    /// The longest next run, metres; absent where none is permitted, and without a run in 30 days.
    pub next_run_max_m: Option<f64>,
    /// The run of the last 30 days that it is held against, metres; absent with it.
    pub next_run_reference_m: Option<f64>,
}

impl PermittedToday {
    /// Of a verdict, and of the loads that conventions allow today and this week.
    #[must_use]
    pub(crate) fn of_verdict(permitted: &Permitted, by_convention: Option<(LoadRange, TargetBand)>) -> Self {
        let today = permitted.load_today(by_convention.map(|(today, _)| today));
        Self {
            room: permitted.room(),
            load_low: today.map(|range| range.low),
            load_high: today.map(|range| range.high),
            week: permitted.load_this_week(by_convention.map(|(_, week)| week)),
            may_run: permitted.may_run(),
            next_run_max_m: permitted.next_run_max_m(),
            next_run_reference_m: permitted.next_run_reference_m(),
        }
    }
}

/// A fitted parameter, and its range when any one performance is left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Parameter {
    pub value: f64,
    pub lowest: f64,
    pub highest: f64,
}

/// Banister's impulse response of the runner's best efforts, as VDOT; best efforts stand in for races.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ImpulseResponse {
    /// How many best efforts it stands on.
    pub performances: usize,
    /// Share of their variance that it explains, 0–1.
    pub r_squared: f64,
    /// VDOT without training.
    pub p0: Parameter,
    /// VDOT for each unit of fitness.
    pub k1: Parameter,
    /// VDOT lost for each unit of fatigue.
    pub k2: Parameter,
    /// Days in which fitness falls to 37 %.
    pub tau1_days: Parameter,
    /// Days in which fatigue falls to 37 %.
    pub tau2_days: Parameter,
    /// Days before an event within which a session lowers performance at it; absent where the model has none.
    pub days_to_recover: Option<f64>,
    /// Days before an event at which a session raises performance most; absent with the other.
    pub days_to_peak: Option<f64>,
}

/// Everything of one athlete as of one morning: a pure function of the inputs and of `as_of`.
#[derive(Debug, Clone)]
pub struct Report {
    /// The athlete's name.
    pub athlete: String,
    /// The morning that is judged, ISO.
    pub as_of: String,
    /// Day of the newest activity before the morning; absent without one.
    pub newest_activity_day: Option<Date>,
    /// xxh3 of the digests of all inputs, 16 hexadecimal digits.
    pub inputs_digest: String,
    /// The verdict of the morning that is judged.
    pub today: Readiness,
    /// The scores of the mornings before.
    pub trend: Trend,
    /// What the verdict permits today.
    pub permitted: PermittedToday,
    /// The spells that were said, and those that three weeks without training tell of, by first day.
    pub spells: Vec<Spell>,
    /// The last days and weeks.
    pub snapshot: Snapshot,
    /// How much rest there was, and what followed it.
    pub rest: RestLedger,
    /// The thresholds of the morning.
    pub thresholds: Thresholds,
    /// What the thresholds were from the first activity to the morning: a row a change, by day.
    pub thresholds_history: Vec<Change>,
    /// All activities, by start, then id.
    pub activities: Vec<ReportedActivity>,
    /// All days from the first activity to the morning.
    pub daily: Vec<Day>,
    /// The weeks of these days, Monday to Sunday.
    pub weeks: Vec<Period>,
    /// The calendar months.
    pub months: Vec<Period>,
    /// The verdicts of the mornings of these days, the last of them that of [`Self::today`].
    pub readiness: Vec<Readiness>,
    /// What was said and measured: one of each day of which anything is known, up to the morning.
    pub mornings: Vec<MorningSummary>,
    /// What became of each input, by source.
    pub import: Vec<Input>,
    /// What was given more than once, by loser.
    pub duplicates: Vec<Twin>,
    /// How many became what.
    pub counts: ImportCounts,
    /// What the reader should know before believing a number: sentences.
    pub notes: Vec<String>,
}

impl Report {
    /// Values of this report as rows of its athlete.
    #[must_use]
    pub fn rows<'a, R>(&'a self, rows: &'a [R]) -> TableRows<'a, R> {
        TableRows { athlete: &self.athlete, rows }
    }
}
