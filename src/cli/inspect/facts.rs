//! What is told about a file: one value, from which both the text and the JSON are made.
//!
//! Names carry the units that the columns of a report have; `null` is unknown. There is no position in it.

use crate::activity::statistics::Statistics;
use crate::cli::effort::MethodOutcome;
use crate::columns::OneRow;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::report::activity::ReportedActivity;
use serde::{Serialize, Serializer};

/// One input.
#[derive(Debug, Serialize)]
pub(super) struct File {
    /// Its name, as a report names it.
    pub(super) source: String,
    /// What a report makes of it: `activity`, `duplicate`, `not_activity`, `refused`.
    pub(super) outcome: &'static str,
    /// The most severe finding, `OK` without one.
    pub(super) code: &'static str,
    /// What was found on the way.
    pub(super) findings: Vec<Finding>,
    /// `FIT`, `GPX` or `TCX`; absent for what is no recording, and for the members of a list.
    pub(super) format: Option<&'static str>,
    /// What the file says; absent for the members of a list.
    pub(super) recordings: Option<Vec<Recording>>,
    /// The activities it gives, each with the arithmetic of its load.
    pub(super) activities: Vec<Activity>,
    /// What another decoder reads; absent when nobody asked or the file was not decoded.
    pub(super) verify: Option<Verify>,
}

#[derive(Debug, Serialize)]
pub(super) struct Finding {
    #[serde(serialize_with = "code")]
    pub(super) code: Code,
    pub(super) byte_offset: Option<u64>,
    pub(super) count: u64,
    pub(super) detail: String,
}

/// A recording as the file has it, nothing repaired.
#[derive(Debug, Serialize)]
pub(super) struct Recording {
    pub(super) device: Option<String>,
    pub(super) name: Option<String>,
    pub(super) utc_offset_s: Option<i32>,
    pub(super) wearer: Wearer,
    pub(super) samples: usize,
    pub(super) first_time: Option<String>,
    pub(super) last_time: Option<String>,
    pub(super) laps: usize,
    /// Times that the timer stood still; absent where the format has no timer.
    pub(super) pauses: Option<usize>,
    pub(super) paused_s: Option<f64>,
    /// Places where the samples are interrupted: new segments of GPX, new tracks of TCX.
    pub(super) interruptions: usize,
    pub(super) rr_intervals: usize,
    pub(super) sessions: Vec<Session>,
    pub(super) channels: Vec<Channel>,
}

/// What the watch knows about its wearer.
#[derive(Debug, Serialize)]
pub(super) struct Wearer {
    pub(super) heart_rate_rest_bpm: Option<u8>,
    pub(super) heart_rate_max_bpm: Option<u8>,
    pub(super) heart_rate_threshold_bpm: Option<u8>,
    pub(super) threshold_power_w: Option<u16>,
    pub(super) heart_rate_zones_bpm: Vec<u8>,
}

#[derive(Debug, Serialize)]
pub(super) struct Session {
    pub(super) sport: Option<String>,
    pub(super) start_time: Option<String>,
    pub(super) timer_s: Option<f64>,
    pub(super) elapsed_s: Option<f64>,
    pub(super) distance_m: Option<f64>,
    pub(super) ascent_m: Option<f64>,
    pub(super) rpe: Option<f64>,
}

/// A channel that has values; of positions only their number.
#[derive(Debug, Serialize)]
pub(super) struct Channel {
    #[serde(rename = "channel")]
    pub(super) name: &'static str,
    pub(super) values: usize,
    /// Share of the samples that have a value, 0–1.
    pub(super) coverage: f64,
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    /// Decimals in which a person reads it.
    #[serde(skip)]
    pub(super) decimals: usize,
}

/// An activity: its row in `activities.csv`, and how its load came about.
#[derive(Debug, Serialize)]
pub(super) struct Activity {
    #[serde(flatten)]
    pub(super) row: Whose,
    /// How hard it felt, CR-10.
    pub(super) rpe: Option<f64>,
    /// The methods for its sport, best first; the first with an intensity was chosen.
    pub(super) methods: Vec<MethodOutcome>,
    /// What the activity keeps of its samples: every load can be recomputed from it.
    pub(super) statistics: Statistics,
}

/// A reported activity, and whose it is.
#[derive(Debug)]
pub(super) struct Whose {
    pub(super) athlete: String,
    pub(super) reported: ReportedActivity,
}

impl Serialize for Whose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OneRow { athlete: &self.athlete, row: &self.reported }.serialize(serializer)
    }
}

/// What another decoder reads.
#[derive(Debug, Serialize)]
pub(super) struct Verify {
    pub(super) reader: Option<&'static str>,
    pub(super) compared: u64,
    pub(super) differing: u64,
    /// Why it read nothing, or no further.
    pub(super) stopped: Option<String>,
    pub(super) channels: Vec<Compared>,
}

#[derive(Debug, Serialize)]
pub(super) struct Compared {
    #[serde(rename = "channel")]
    pub(super) name: &'static str,
    pub(super) equal: u64,
    pub(super) different: u64,
    pub(super) only_ours: u64,
    pub(super) only_theirs: u64,
    pub(super) largest_difference: f64,
    pub(super) first: Option<First>,
}

/// The first sample in which the readings are not alike; values of positions are withheld.
#[derive(Debug, Serialize)]
pub(super) struct First {
    pub(super) sample: usize,
    pub(super) time: Option<String>,
    pub(super) ours: Option<f64>,
    pub(super) theirs: Option<f64>,
}

impl File {
    /// The most severe of what was found; readers who differ count as damage.
    pub(super) fn severity(&self) -> Severity {
        let differs = self.verify.as_ref().is_some_and(|verify| 0 < verify.differing);
        let found = self.findings.iter().map(|finding| finding.code.severity());
        found.chain(differs.then_some(Severity::Damaged)).max().unwrap_or(Severity::Note)
    }
}

impl From<&Diagnostic> for Finding {
    fn from(found: &Diagnostic) -> Self {
        Self { code: found.code, byte_offset: found.at_byte, count: found.count, detail: found.detail.clone() }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn code<S: Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}
