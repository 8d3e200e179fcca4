//! What is told about a file: one value, from which both the text and the JSON are made.
//!
//! Names carry the units that the columns of a report have; `null` is unknown. There is no position in it.

use crate::activity::cross_check::CrossCheck;
use crate::activity::statistics::Statistics;
use crate::cli::effort::MethodOutcome;
use crate::columns::OneRow;
use crate::decode::recording::Wearer;
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::activity::ReportedActivity;
use crate::verify::Verification;
use serde::{Serialize, Serializer};

/// One input.
#[derive(Debug, Default, Serialize)]
pub(super) struct FileFacts {
    /// Its name, as a report names it.
    pub(super) source: String,
    /// What a report makes of it: `activity`, `duplicate`, `not_activity`, `refused`.
    pub(super) outcome: &'static str,
    /// The most severe finding, `OK` without one.
    pub(super) code: &'static str,
    /// What was found on the way.
    pub(super) findings: Vec<Diagnostic>,
    /// `FIT`, `GPX` or `TCX`; absent for what is no recording, and for the members of a list.
    pub(super) format: Option<&'static str>,
    /// What the file says; absent for the members of a list.
    pub(super) recordings: Option<Vec<RecordingFacts>>,
    /// The activities it gives, each with the arithmetic of its load.
    pub(super) activities: Vec<ActivityFacts>,
    /// What another decoder reads; absent when nobody asked or the file was not decoded.
    pub(super) verify: Option<Verification>,
}

/// A recording as the file has it, nothing repaired.
#[derive(Debug, Serialize)]
pub(super) struct RecordingFacts {
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
    pub(super) sessions: Vec<SessionFacts>,
    pub(super) channels: Vec<ChannelFacts>,
}

#[derive(Debug, Serialize)]
pub(super) struct SessionFacts {
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
pub(super) struct ChannelFacts {
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
pub(super) struct ActivityFacts {
    #[serde(flatten)]
    pub(super) row: Whose,
    /// How hard it felt, CR-10.
    pub(super) rpe: Option<f64>,
    /// The methods for its sport, best first; the first with an intensity was chosen.
    pub(super) methods: Vec<MethodOutcome>,
    /// Each channel, what it was held against, what it lost and why; empty for the members of a list.
    pub(super) cross_checks: Vec<CrossCheck>,
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

impl FileFacts {
    /// The most severe of what was found; readers who differ count as damage.
    pub(super) fn severity(&self) -> Severity {
        let differs = self.verify.as_ref().is_some_and(|verify| 0 < verify.differing);
        let found = self.findings.iter().map(|finding| finding.code.severity());
        found.chain(differs.then_some(Severity::Damaged)).max().unwrap_or(Severity::Note)
    }
}
