//! Load and the morning's signals become [`Readiness`]: a score, how sure it is, why, and what it permits. Model `rr-2`.
//!
//! How the runner feels carries the signal; load alone carries next to none. So absent signals cost nothing and lower the
//! confidence, and a score that nobody's feeling is part of says so.

pub mod backtest;
pub mod baseline;
pub mod caps;
pub mod hrv;
mod load_sentences;
mod missing_sentences;
pub mod morning_signals;
pub mod morning_view;
mod night_sentences;
mod night_signals;
pub mod normals;
pub mod permitted;
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
pub mod spells;
mod vocabulary;

use crate::load::Day;
use crate::morning::Morning;
use crate::morning::SourceOrder;
pub use caps::Cap;
use jiff::civil::Date;
use morning_view::MorningView;
use normals::OwnNormals;
pub use permitted::{Permitted, Room};
use run_residuals::RunResidual;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
pub use signals::{Family, Signal, SignalOrigin, SignalSpec};
use spells::{Layoff, SaidSpells};
pub use spells::{Spell, SpellKind};
use std::sync::Arc;

/// The version of the model; it changes whenever a weight, a rule or a threshold does.
pub const MODEL: &str = "rr-2";

/// A present signal: never made of nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// Which.
    pub signal: Signal,
    /// How far it lies from the runner's own normal, + is better, not cut: an answer in points of its scale, another signal in
    /// standard deviations.
    pub deviation: f64,
    /// How good it is: freshness × quality of the data, 0 < q ≤ 1.
    pub q: f64,
    /// The value that was judged, in its own unit; absent for a signal given as its deviation alone.
    pub value: Option<f64>,
    /// The runner's own normal, in the same unit.
    pub normal: Option<f64>,
    /// Earlier answers that the normal of an answer stands on; 0 for other signals.
    pub earlier: usize,
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
    /// No run of the last four days can be compared.
    NoRecentRun,
    /// The runs of the last four days were in heat, or in summer without a known temperature.
    Hot,
}

impl MissingReason {
    /// Every reason, in the order of every output.
    pub const ALL: [Self; 5] = [Self::NotGiven, Self::Stale, Self::TooFew, Self::NoRecentRun, Self::Hot];
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
    /// No score: nothing is known.
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
    /// Below .35 of what can be known is, or an illness was never called over.
    Low,
    /// Below .60.
    Medium,
    /// .60 and more.
    High,
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

/// Recovery Readiness of one morning: the verdict that everything which is said of the morning is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// The morning.
    pub day: Date,
    /// 0–100, one decimal, two just below the edge of a band; absent when nothing is known.
    pub score: Option<f64>,
    /// Half the width of the band around the score, one decimal; absent with the score.
    pub half_width: Option<f64>,
    /// What to do.
    pub band: Band,
    /// How sure.
    pub confidence: Confidence,
    /// How much of everything that could be known is, 0–1, four decimals.
    pub completeness: f64,
    /// The present signals, in the order of [`Signal::ALL`].
    pub factors: Vec<Factor>,
    /// The absent signals and why.
    pub missing: Vec<Missing>,
    /// The caps that fired, the mildest first.
    pub caps: Vec<Cap>,
    /// The spell that the morning lies in; absent in none.
    pub spell: Option<Spell>,
    /// Days since the last rest or active-recovery day, where they are so many that one is due; never within a spell.
    pub rest_due_days: Option<u32>,
    /// What the verdict permits.
    pub permitted: Permitted,
    /// Why, what speaks for the verdict, the most important first.
    pub reasons: Vec<Reason>,
    /// What speaks against it, the most important first.
    pub but: Vec<Reason>,
    /// What else there is to know: load and rest, and, in one line, what is not known.
    pub facts: Vec<Reason>,
    /// Whether the runner has been pushing hard: the signs that fired, as sentences, the summary first; empty when fewer than
    /// two did.
    pub pushing_hard: Vec<Reason>,
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
    /// The first day whose answers make the runner's own normal; absent where all do.
    pub normal_from: Option<Date>,
}

impl Default for MorningEvidence<'_> {
    /// Nothing.
    fn default() -> Self {
        static BY_DEFAULT: std::sync::LazyLock<SourceOrder> = std::sync::LazyLock::new(SourceOrder::default);
        Self { mornings: &[], days: &[], runs: &[], sources: &BY_DEFAULT, normal_from: None }
    }
}

/// Judges mornings on the same evidence, of which what all of them need is worked out once.
#[derive(Debug)]
pub struct Judge<'a> {
    evidence: MorningEvidence<'a>,
    normals: Arc<OwnNormals>,
    said: Arc<SaidSpells>,
    layoffs: Vec<Option<Layoff>>,
    /// By day: how many of the days before it are known.
    known_before: Vec<usize>,
}

/// For each day, how many of those before it are known.
fn known_before(days: &[Day]) -> Vec<usize> {
    let known =
        days.iter().scan(0, |known, day| Some(std::mem::replace(known, *known + usize::from(day.load.is_some()))));
    known.collect()
}

impl<'a> Judge<'a> {
    /// On this evidence.
    #[must_use]
    pub fn new(evidence: &MorningEvidence<'a>) -> Self {
        Self {
            evidence: *evidence,
            normals: Arc::new(OwnNormals::of_mornings(evidence.mornings, evidence.normal_from)),
            said: Arc::new(SaidSpells::of_mornings(evidence.mornings)),
            layoffs: spells::layoffs(evidence.days),
            known_before: known_before(evidence.days),
        }
    }

    /// The same mornings on another training: what was worked out of the mornings stays.
    #[must_use]
    pub(crate) fn on_training<'b>(&self, days: &'b [Day], runs: &'b [RunResidual]) -> Judge<'b>
    where
        'a: 'b,
    {
        Judge {
            evidence: MorningEvidence { days, runs, ..self.evidence },
            normals: Arc::clone(&self.normals),
            said: Arc::clone(&self.said),
            layoffs: spells::layoffs(days),
            known_before: known_before(days),
        }
    }

    /// The readiness of the morning of `day`.
    ///
    /// Nothing later than the morning matters: of the day itself only what was said and measured before its first activity, and
    /// the form that it begins with, are read.
    #[must_use]
    pub fn morning(&self, day: Date) -> Readiness {
        let view = MorningView::of_day(day, self);
        let (mut readiness, circumstances) = Self::without_sentences(&view);
        let told = reasons::tell(&readiness, &view, &circumstances);
        (readiness.reasons, readiness.but, readiness.facts) = (told.reasons, told.but, told.facts);
        readiness
    }

    /// The same without its reasons and what else there is to know, for whom the numbers are enough.
    #[must_use]
    pub(crate) fn numbers_of_morning(&self, day: Date) -> Readiness {
        Self::without_sentences(&MorningView::of_day(day, self)).0
    }

    fn without_sentences(view: &MorningView<'_>) -> (Readiness, caps::Circumstances) {
        let (factors, missing) = morning_signals::factors_in_view(view);
        let signs = pushing_hard::signs(view, &factors);
        let circumstances = view.circumstances(signs.count(), signs.body);
        let scored = score::score_signals(&factors, &circumstances);
        let spell = view.spell();
        let in_spell = spell.is_some() || circumstances.ill_or_pain || scored.caps.iter().any(Cap::is_of_a_spell);
        let rest_due_days = view.rest_due_days().filter(|_| !in_spell);
        let readiness = Readiness {
            day: view.day(),
            score: scored.score,
            half_width: scored.half_width,
            band: scored.band,
            confidence: scored.confidence,
            completeness: scored.completeness,
            permitted: Permitted::of_verdict(scored.band, &scored.caps, spell, view.last_day()),
            factors,
            missing,
            caps: scored.caps,
            spell,
            rest_due_days,
            reasons: Vec::new(),
            but: Vec::new(),
            facts: Vec::new(),
            pushing_hard: pushing_hard::told(&signs),
        };
        (readiness, circumstances)
    }
}

/// The readiness of the morning of `day`, alone; of many mornings [`Judge`] is the quicker.
#[must_use]
pub fn judge_morning(day: Date, evidence: &MorningEvidence<'_>) -> Readiness {
    Judge::new(evidence).morning(day)
}

impl Readiness {
    /// What to do, in a few words, with what is due.
    #[must_use]
    pub fn headline(&self) -> String {
        reasons::headline_text(self)
    }

    /// Everything that it says, the most important first.
    pub fn sentences(&self) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().chain(&self.but).chain(&self.facts)
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
