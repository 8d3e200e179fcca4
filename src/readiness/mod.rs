//! Load and the morning's signals become [`Readiness`]: a score, how sure it is, and why. Model `rr-1`.
//!
//! How the runner feels carries the signal; load alone carries next to none. So absent signals drop out and lower the
//! confidence, and a score made of load alone says so.

pub mod backtest;
pub mod baseline;
pub mod hrv;
mod load_sentences;
mod missing_sentences;
pub mod morning_signals;
mod morning_view;
mod night_sentences;
mod night_signals;
pub mod pushing_hard;
mod reasons;
pub mod regression;
pub mod rest_ledger;
pub mod run_residuals;
mod run_sentences;
#[cfg(test)]
mod samples;
pub mod score;
mod signals;
mod vocabulary;

use crate::load::Day;
use crate::morning::Morning;
use crate::morning::SourceOrder;
use jiff::civil::Date;
use morning_view::MorningView;
use run_residuals::RunResidual;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
pub use signals::{Family, Signal, SignalOrigin, SignalSpec};

/// The version of the model; it changes whenever a weight, a rule or a threshold does.
pub const MODEL: &str = "rr-1";

/// A present signal: never made of nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// Which.
    pub signal: Signal,
    /// Standard deviations from the runner's own normal, + is better. Not clipped.
    pub z: f64,
    /// How good it is: completeness of the baseline × freshness × quality of the data, 0 < q ≤ 1.
    pub q: f64,
    /// The value that was judged, in its own unit; absent for a signal given as z alone.
    pub value: Option<f64>,
    /// The runner's own normal, in the same unit.
    pub normal: Option<f64>,
}

/// Why a signal is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// Nothing of the kind was given.
    NotGiven,
    /// The newest value is older than yesterday.
    Stale,
    /// Too few values to know what is normal.
    TooFew,
    /// Heart-rate variability is there as SDNN, which is on another scale than the RMSSD that the model knows.
    RmssdMissingSdnnAvailable,
    /// No run of the last four days can be compared.
    NoRecentRun,
    /// The runs of the last four days were in heat, or in summer without a known temperature.
    Hot,
}

impl MissingReason {
    /// Every reason, in the order of every output.
    pub const ALL: [Self; 6] =
        [Self::NotGiven, Self::Stale, Self::TooFew, Self::RmssdMissingSdnnAvailable, Self::NoRecentRun, Self::Hot];
}

/// A signal that is not there, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// Which.
    pub signal: Signal,
    /// Why.
    pub reason: MissingReason,
}

/// What to do today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// No score: too little is known.
    NotEnoughData,
    /// Rest.
    Rest,
    /// Walk, yoga, an easy ride.
    ActiveRecovery,
    /// Train easy.
    Easy,
    /// Ready for quality.
    ReadyForQuality,
}

/// How sure the score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// No score.
    None,
    /// Below .35 of the weight is present.
    Low,
    /// Below .60.
    Medium,
    /// .60 and more.
    High,
}

/// A rule that holds the score down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Cap {
    /// One signal two deviations down: at most 60.
    SingleStrong {
        /// The signals.
        signals: Vec<Signal>,
    },
    /// Two independent families one and a half deviations down: at most 40.
    TwoIndependent {
        /// The signals.
        signals: Vec<Signal>,
    },
    /// Illness, or pain that changes how one runs: at most 20.
    IllOrPain,
}

impl Cap {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::SingleStrong { .. } => "single_strong",
            Self::TwoIndependent { .. } => "two_independent",
            Self::IllOrPain => "ill_or_pain",
        }
    }
}

/// One sentence of the verdict, with the numbers in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Stable code, such as `LEGS-DOWN`.
    pub code: &'static str,
    /// The sentence, with full stop.
    pub text: String,
    /// The numbers of the sentence by name, in a fixed order.
    #[serde(serialize_with = "as_object")]
    pub values: Vec<(&'static str, f64)>,
}

impl Reason {
    /// A reason without numbers.
    fn plain(code: &'static str, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), values: Vec::new() }
    }
}

fn as_object<S: Serializer>(values: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().copied())
}

/// Recovery Readiness of one morning.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// The morning.
    pub day: Date,
    /// 0–100, one decimal; absent when too little is known.
    pub score: Option<f64>,
    /// Half the width of the band around the score, one decimal; absent with the score.
    pub half_width: Option<f64>,
    /// What to do.
    pub band: Band,
    /// How sure.
    pub confidence: Confidence,
    /// Share of the weight that is present, 0–1, four decimals.
    pub completeness: f64,
    /// The present signals, in the order of [`Signal::ALL`].
    pub factors: Vec<Factor>,
    /// The absent signals and why.
    pub missing: Vec<Missing>,
    /// The caps that fired.
    pub caps: Vec<Cap>,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
}

/// What a verdict stands on. All of it may go on after the morning that is judged, unread.
#[derive(Debug, Clone, Copy)]
pub struct MorningEvidence<'a> {
    /// Check-ins and nights, ascending by day and time.
    pub mornings: &'a [Morning],
    /// The contiguous load series.
    pub days: &'a [Day],
    /// What each run cost, by day.
    pub runs: &'a [RunResidual],
    /// Whose nights count first.
    pub sources: &'a SourceOrder,
}

impl Default for MorningEvidence<'_> {
    /// Nothing.
    fn default() -> Self {
        static BY_DEFAULT: std::sync::LazyLock<SourceOrder> = std::sync::LazyLock::new(SourceOrder::default);
        Self { mornings: &[], days: &[], runs: &[], sources: &BY_DEFAULT }
    }
}

/// The readiness of the morning of `day`.
///
/// Nothing later than the morning matters: of the day itself only what was said and measured before its first activity, and
/// the form that it begins with, are read.
#[must_use]
pub fn judge_morning(day: Date, evidence: &MorningEvidence<'_>) -> Readiness {
    let view = MorningView::of_day(day, evidence);
    let (factors, missing) = morning_signals::factors_in_view(&view);
    let flags = view.flags();
    let verdict = score::score_signals(&factors, flags.illness || flags.pain);
    let mut readiness = Readiness {
        day,
        score: verdict.score,
        half_width: verdict.half_width,
        band: verdict.band,
        confidence: verdict.confidence,
        completeness: verdict.completeness,
        factors,
        missing,
        caps: verdict.caps,
        reasons: Vec::new(),
    };
    readiness.reasons = reasons::verdict_reasons(&readiness, &view);
    readiness
}

impl Readiness {
    /// Whether load is all that is known.
    #[must_use]
    pub(crate) fn is_load_only(&self) -> bool {
        matches!(self.factors.as_slice(), [only] if only.signal == Signal::Load)
    }
}

impl Band {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotEnoughData => "not_enough_data",
            Self::Rest => "rest",
            Self::ActiveRecovery => "active_recovery",
            Self::Easy => "easy",
            Self::ReadyForQuality => "ready_for_quality",
        }
    }
}

impl Confidence {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
