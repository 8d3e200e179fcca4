//! The [`Report`]: everything restday has to say of one athlete as of one morning, as plain rows, and what each column is.

#[cfg(test)]
pub(crate) mod sample;
pub mod table;

use crate::athlete::Thresholds;
use crate::readiness::Readiness;
use crate::readiness::rest_ledger::RestLedger;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

pub use crate::ingest::ImportCounts;

/// Version of the shape of `report.json` and of the columns; raised when something is added, never silently changed.
pub const SCHEMA_VERSION: u32 = 1;

/// A local time with its offset from UTC, ISO 8601: `2026-05-31T07:05:00+02:00`; where nobody may know the place it is without:
/// `2026-05-31T07:05:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LocalTime(pub String);

impl LocalTime {
    /// Leaves the time on the wall, and nothing of where the wall stands.
    pub(crate) fn forget_offset(&mut self) {
        let of_day = self.0.find('T').unwrap_or(self.0.len());
        let offset = self.0.get(of_day..).and_then(|time| time.find(['+', '-', 'Z']));
        self.0.truncate(offset.map_or(self.0.len(), |at| of_day.saturating_add(at)));
    }
}

impl AsRef<str> for LocalTime {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// One row of `activities.csv`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; the README and the values they come from define them")]
pub struct ActivityRow {
    pub athlete: String,
    pub activity_id: String,
    pub start_time: LocalTime,
    pub day: Date,
    pub tz_source: &'static str,
    pub sport: &'static str,
    pub duration_s: f64,
    pub moving_s: Option<f64>,
    pub elapsed_s: f64,
    pub distance_m: Option<f64>,
    pub ascent_m: Option<f64>,
    pub heart_rate_mean_bpm: Option<f64>,
    pub heart_rate_max_bpm: Option<u8>,
    pub hr_coverage: f64,
    pub duration_h: f64,
    pub intensity: f64,
    pub load: f64,
    pub load_method: &'static str,
    pub load_quality: &'static str,
    pub source: String,
    pub name: Option<String>,
    pub recovered: bool,
    pub hr_repaired_s: f64,
    pub hr_suspect_s: f64,
    pub gps_repaired_s: f64,
    pub load_hrss: Option<f64>,
    pub load_edwards: Option<f64>,
    pub load_lucia: Option<f64>,
    pub load_daniels: Option<f64>,
    pub load_pace: Option<f64>,
    pub load_govss: Option<f64>,
    pub load_run_power: Option<f64>,
    pub load_power: Option<f64>,
    pub load_xpower: Option<f64>,
    pub load_rpe: Option<f64>,
    pub trimp_banister: Option<f64>,
    pub trimp_edwards: Option<f64>,
    pub trimp_lucia: Option<f64>,
    pub daniels_points: Option<f64>,
    pub session_rpe: Option<f64>,
    pub vdot: Option<f64>,
    pub decoupling: Option<f64>,
    pub normalised_power_w: Option<f64>,
    pub graded_speed_mps: Option<f64>,
    pub zone_1_s: Option<f64>,
    pub zone_2_s: Option<f64>,
    pub zone_3_s: Option<f64>,
    pub rpe: Option<f64>,
    pub temperature_c: Option<f64>,
    pub rpe_resid: Option<f64>,
    pub heart_rate_resid_bpm: Option<f64>,
}

/// One row of `daily.csv`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; see `crate::load::Day`")]
pub struct DailyRow {
    pub athlete: String,
    pub day: Date,
    pub day_class: &'static str,
    pub load: Option<f64>,
    pub acute: Option<f64>,
    pub chronic: Option<f64>,
    pub form: Option<f64>,
    pub form_ratio: Option<f64>,
    pub ramp: Option<f64>,
    pub monotony: Option<f64>,
    pub strain: Option<f64>,
    pub acwr: Option<f64>,
    pub longest_run_30d_m: Option<f64>,
    pub spike_class: Option<&'static str>,
    pub days_since_rest: Option<u32>,
    pub warm_up: bool,
    pub acwr_coupled: Option<f64>,
    pub acwr_ewma: Option<f64>,
}

/// One row of `readiness.csv`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; see `crate::readiness::Readiness`")]
pub struct ReadinessRow {
    pub athlete: String,
    pub day: Date,
    pub score: Option<f64>,
    pub half_width: Option<f64>,
    pub band: &'static str,
    pub confidence: &'static str,
    pub fatigue_z: Option<f64>,
    pub fatigue_q: Option<f64>,
    pub soreness_z: Option<f64>,
    pub soreness_q: Option<f64>,
    pub sleep_quality_z: Option<f64>,
    pub sleep_quality_q: Option<f64>,
    pub mood_z: Option<f64>,
    pub mood_q: Option<f64>,
    pub hrv_z: Option<f64>,
    pub hrv_q: Option<f64>,
    pub rhr_z: Option<f64>,
    pub rhr_q: Option<f64>,
    pub sleep_z: Option<f64>,
    pub sleep_q: Option<f64>,
    pub load_z: Option<f64>,
    pub load_q: Option<f64>,
    pub rpe_resid_z: Option<f64>,
    pub rpe_resid_q: Option<f64>,
    pub hr_speed_z: Option<f64>,
    pub hr_speed_q: Option<f64>,
    pub caps: String,
    pub missing: String,
    pub reason_1: Option<String>,
    pub reason_2: Option<String>,
    pub reason_3: Option<String>,
}

/// One row of `mornings.csv`: what was said and measured of one morning, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; see `crate::morning::Morning`")]
pub struct MorningRow {
    pub athlete: String,
    pub day: Date,
    pub checkin_time: Option<String>,
    pub checkins: u32,
    pub legs: Option<f64>,
    pub soreness: Option<f64>,
    pub motivation: Option<f64>,
    pub sleep_quality: Option<f64>,
    pub felt_harder: Option<bool>,
    pub illness: Option<bool>,
    pub pain: Option<bool>,
    pub rpe: Option<f64>,
    pub sleep_h: Option<f64>,
    pub sleep_source: Option<&'static str>,
    pub hrv_rmssd_ms: Option<f64>,
    pub hrv_rmssd_source: Option<&'static str>,
    pub hrv_sdnn_ms: Option<f64>,
    pub hrv_sdnn_source: Option<&'static str>,
    pub resting_hr_bpm: Option<f64>,
    pub resting_hr_source: Option<&'static str>,
}

/// One row of `import.csv`: what became of one input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; the README defines them")]
pub struct ImportRow {
    pub source: String,
    pub outcome: &'static str,
    pub code: &'static str,
    pub activity_id: Option<String>,
    pub detail: String,
    pub byte_offset: Option<u64>,
}

/// One row of `duplicates.csv`: what was given more than once, and which of the two counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; the README defines them")]
pub struct DuplicateRow {
    pub winner_activity_id: String,
    pub winner: String,
    pub loser: String,
    pub code: &'static str,
    pub evidence: String,
}

/// One threshold that is another one from a day on; what is known no more has a day, a key and a unit only.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; the README and `crate::athlete` define them")]
pub struct ThresholdRow {
    pub from: Date,
    pub key: &'static str,
    pub value: Option<f64>,
    pub unit: &'static str,
    pub pace_per_km: Option<String>,
    pub provenance: Option<&'static str>,
    pub confidence: Option<&'static str>,
    pub evidence: Option<String>,
}

/// The last days and weeks in numbers, as of the morning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Snapshot {
    /// Load of the last 7 days; absent when one of them is unknown.
    pub load_7d: Option<f64>,
    /// Mean weekly load of the 28 days before these 7; absent while they are not all in the data.
    pub load_usual_week: Option<f64>,
    /// Time constant of the acute load, days.
    pub acute_days: f64,
    /// Time constant of the chronic load, days.
    pub chronic_days: f64,
    /// Acute load of yesterday.
    pub acute: Option<f64>,
    /// Chronic load of yesterday.
    pub chronic: Option<f64>,
    /// Form this morning.
    pub form: Option<f64>,
    /// Form as a fraction of the chronic load.
    pub form_ratio: Option<f64>,
    /// Change of the chronic load over the last seven days.
    pub ramp: Option<f64>,
    /// Monotony of the last seven days.
    pub monotony: Option<f64>,
    /// Strain of the last seven days.
    pub strain: Option<f64>,
    /// Acute:chronic workload ratio, uncoupled.
    pub acwr: Option<f64>,
    /// Longest run of the last 30 days, metres.
    pub longest_run_30d_m: Option<f64>,
    /// 1.1 × the longest run of the last 30 days, metres: keep the next single run below it.
    pub next_run_guard_m: Option<f64>,
    /// Rest and active-recovery days of the last 7.
    pub rest_days_7d: u32,
    /// Rest and active-recovery days of the last 28.
    pub rest_days_28d: u32,
    /// Easy, quality and long days of the last 7.
    pub workouts_7d: u32,
    /// Days since the last rest day.
    pub days_since_rest: Option<u32>,
    /// Whether the chronic load still stands on fewer than its days.
    pub warm_up: bool,
    /// Shares of the load of the last 42 days by quality: measured, against an estimated threshold, estimated; absent
    /// without load.
    pub load_quality_share: Option<[f64; 3]>,
    /// How the last 28 days were spread over intensities; absent without heart rate and thresholds.
    pub intensity_28d: Option<Intensity>,
    /// The load that fits today; absent while the chronic load is filling up.
    pub target_today: Option<TargetBand>,
    /// The load that fits this week, Monday to Sunday; absent with that of today.
    pub target_week: Option<TargetBand>,
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
    /// Workouts that were hard by intensity.
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

/// One row of `weeks.csv` or `months.csv`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; see `crate::load::periods::Period`")]
pub struct PeriodRow {
    pub athlete: String,
    pub first_day: Date,
    pub last_day: Date,
    pub days_known: u32,
    pub load: f64,
    pub load_run: f64,
    pub load_ride: f64,
    pub load_other: f64,
    pub duration_h: f64,
    pub run_distance_m: Option<f64>,
    pub longest_run_m: Option<f64>,
    pub ascent_m: Option<f64>,
    pub sessions: u32,
    pub workouts: u32,
    pub hard_workouts: u32,
    pub rest_days: u32,
    pub active_recovery_days: u32,
    pub acute: Option<f64>,
    pub chronic: Option<f64>,
    pub form: Option<f64>,
    pub monotony: Option<f64>,
    pub strain: Option<f64>,
    pub zone_1_s: Option<f64>,
    pub zone_2_s: Option<f64>,
    pub zone_3_s: Option<f64>,
    pub polarization_index: Option<f64>,
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
    /// The verdict.
    pub readiness: Readiness,
    /// Whether the runner has been pushing hard: the signs that fired, as sentences; empty when fewer than two did.
    pub pushing_hard: Vec<crate::readiness::Reason>,
    /// The last days and weeks.
    pub snapshot: Snapshot,
    /// How much rest there was, and what followed it.
    pub rest: RestLedger,
    /// The thresholds of the morning.
    pub thresholds: Thresholds,
    /// What the thresholds were from the first activity to the morning: a row a change, by day.
    pub thresholds_history: Vec<ThresholdRow>,
    /// All activities, by start, then id.
    pub activities: Vec<ActivityRow>,
    /// All days from the first activity to the morning.
    pub daily: Vec<DailyRow>,
    /// The weeks of these days, Monday to Sunday.
    pub weeks: Vec<PeriodRow>,
    /// The calendar months.
    pub months: Vec<PeriodRow>,
    /// All mornings.
    pub mornings: Vec<ReadinessRow>,
    /// What was said and measured: a row a day of which anything is known, up to the morning.
    pub checkins: Vec<MorningRow>,
    /// All inputs, by source.
    pub import: Vec<ImportRow>,
    /// What was given more than once, by loser.
    pub duplicates: Vec<DuplicateRow>,
    /// How many became what.
    pub counts: ImportCounts,
    /// What the reader should know before believing a number: sentences.
    pub notes: Vec<String>,
}
