//! The rules that hold a score down, whatever the signals add up to.
//!
//! All that fire are named; the lowest counts. Which of them stand on data and which are conventions is in
//! `docs/readiness.md`.

use super::spells::{AfterIllness, Layoff, SpellKind};
use super::{Factor, Family, Signal};
use schemars::JsonSchema;
use serde::Serialize;

/// Caps listen only to measured signals of at least this quality.
const QUALITY_MIN: f64 = 0.5;
/// A measured signal as many standard deviations below normal bears witness.
const WITNESS_Z: f64 = -1.5;
/// Today's answer as many points below normal bears witness.
const WITNESS_POINTS: f64 = -0.9;
/// Families of witnesses that make two independent ones.
const WITNESSES_MIN: usize = 2;
/// Legs of at most this ask for an easy day, whatever is normal.
const LEGS_HEAVY: f64 = 2.0;
/// Any answer of at most this does.
const ANSWER_WORST: f64 = 1.5;
/// Heart-rate variability as low as this does.
const HRV_LOW_Z: f64 = -1.0;
/// Signs that make pushing hard.
pub(super) const SIGNS_MIN: u32 = 2;
/// Differences of floating-point numbers that are none.
const GRAIN: f64 = 1e-9;

/// The highest scores that caps allow: the middle of easy, of active recovery and of rest.
const EASY: f64 = 60.0;
const RECOVER: f64 = 40.0;
const REST: f64 = 20.0;

/// A rule that holds the score down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Cap {
    /// Illness, or pain that changes how one runs, said today: at most 20.
    IllOrPain,
    /// Two independent witnesses say that the body is down: at most 40.
    TwoIndependent {
        /// The signals.
        signals: Vec<Signal>,
    },
    /// Two signs or more of pushing hard: at most 60, with a sign of the body 40.
    PushingHard {
        /// How many.
        signs: u32,
        /// How many of them are of the body.
        body_signs: u32,
    },
    /// Runs feel harder while the heart beats no faster: at most 60, on two days 40.
    Overreaching {
        /// Days of such runs among the last four.
        run_days: u32,
    },
    /// Legs of 2 or less today: at most 60.
    HeavyLegs,
    /// An answer of 1.5 or less today: at most 60.
    WorstAnswer {
        /// The signals.
        signals: Vec<Signal>,
    },
    /// Heart-rate variability at least one standard deviation below normal: at most 60.
    HrvLow,
    /// The days after an illness, or an illness that nobody called over: at most 60.
    AfterIllness {
        /// Days since the last sick morning.
        days: u32,
        /// Sick mornings of the last 14.
        sick_mornings: u32,
        /// Whether there was no check-in since.
        is_open: bool,
    },
    /// The last runs felt harder than they should, and it is no habit to say so: at most 60.
    FeltHarder,
    /// Three weeks or more without training, and the return from them: at most 60.
    BackFromBreak {
        /// Days without training.
        break_days: u32,
        /// Days since the first training after them; 0 before it.
        days_back: u32,
    },
    /// After a huge effort: at most 60, and 40 in the first third of the days that it takes.
    HugeEffort {
        /// How long it was, hours.
        hours: f64,
        /// Days since.
        days: u32,
    },
    /// A spell that the runner told of: at most 40 when injured, 60 on a break or travelling.
    Spell {
        /// Which.
        kind: SpellKind,
    },
}

/// What is known of a morning beside its signals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Circumstances {
    /// Ill, or in pain that changes how one runs: said today, or by a spell that holds today.
    pub ill_or_pain: bool,
    /// The last runs felt harder than they should: said, and whether it is said on half of all mornings.
    pub felt_harder: Option<FeltHarder>,
    /// Days among the last four with a run that felt harder while the heart beat no faster.
    pub overreaching_run_days: u32,
    /// Signs of pushing hard, and how many of them are of the body.
    pub signs: u32,
    /// Signs of the body among them.
    pub body_signs: u32,
    /// An illness of the last days.
    pub after_illness: Option<AfterIllness>,
    /// Three weeks or more without training, now or just over.
    pub layoff: Option<Layoff>,
    /// The hours of the hugest effort that is still felt, and the days since.
    pub huge_effort: Option<(f64, u32)>,
    /// The spell of no illness that holds today.
    pub spell: Option<SpellKind>,
}

/// That the last runs felt harder than they should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeltHarder {
    /// Whether this runner says so on half of all mornings: then it is no warning.
    pub is_habit: bool,
}

impl Cap {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::IllOrPain => "ill_or_pain",
            Self::TwoIndependent { .. } => "two_independent",
            Self::PushingHard { .. } => "pushing_hard",
            Self::Overreaching { .. } => "overreaching",
            Self::HeavyLegs => "heavy_legs",
            Self::WorstAnswer { .. } => "worst_answer",
            Self::HrvLow => "hrv_low",
            Self::AfterIllness { .. } => "after_illness",
            Self::FeltHarder => "felt_harder",
            Self::BackFromBreak { .. } => "back_from_break",
            Self::HugeEffort { .. } => "huge_effort",
            Self::Spell { kind } => kind.as_str(),
        }
    }

    /// Whether it comes from an illness, an injury or a time without training: rest within it is neither praised nor blamed.
    #[must_use]
    pub const fn is_of_a_spell(&self) -> bool {
        matches!(self, Self::IllOrPain | Self::AfterIllness { .. } | Self::BackFromBreak { .. } | Self::Spell { .. })
    }

    /// The highest score that it allows.
    #[must_use]
    pub fn ceiling(&self) -> f64 {
        match self {
            Self::IllOrPain => REST,
            Self::TwoIndependent { .. }
            | Self::Spell { kind: SpellKind::Injured }
            | Self::PushingHard { body_signs: 1.., .. }
            | Self::Overreaching { run_days: 2.. } => RECOVER,
            Self::HugeEffort { hours, days } if is_freshly_huge(*hours, *days) => RECOVER,
            _ => EASY,
        }
    }
}

/// Days that a huge effort is felt: one and a half for every hour, at most three weeks. A convention of ours.
#[must_use]
pub fn recovery_days(hours: f64) -> u32 {
    ((1.5 * hours).ceil() as u32).min(21)
}

/// Whether a huge effort is in the first third of the days that it takes.
pub(super) fn is_freshly_huge(hours: f64, days: u32) -> bool {
    3 * days <= recovery_days(hours)
}

/// The caps that fire, the mildest first.
#[must_use]
pub fn fired_caps(present: &[&Factor], circumstances: &Circumstances) -> Vec<Cap> {
    let Circumstances { overreaching_run_days: run_days, signs, body_signs, .. } = *circumstances;
    let worst =
        below(present, |factor| factor.is_todays_answer() && factor.value.is_some_and(|value| value <= ANSWER_WORST));
    let heavy = |factor: &&&Factor| {
        factor.signal == Signal::Legs
            && factor.is_todays_answer()
            && factor.value.is_some_and(|value| value <= LEGS_HEAVY)
    };
    let hrv_low = |factor: &&&Factor| factor.signal == Signal::Hrv && is_low(factor, HRV_LOW_Z);
    let felt_harder = circumstances.felt_harder.is_some_and(|felt| !felt.is_habit);
    let all = [
        present.iter().any(|factor| heavy(&factor)).then_some(Cap::HeavyLegs),
        (!worst.is_empty()).then_some(Cap::WorstAnswer { signals: worst }),
        present.iter().any(|factor| hrv_low(&factor)).then_some(Cap::HrvLow),
        felt_harder.then_some(Cap::FeltHarder),
        circumstances.after_illness.filter(AfterIllness::holds).map(|after| Cap::AfterIllness {
            days: after.days,
            sick_mornings: after.sick_mornings,
            is_open: after.is_open,
        }),
        circumstances
            .layoff
            .filter(Layoff::holds)
            .map(|Layoff { break_days, days_back, .. }| Cap::BackFromBreak { break_days, days_back }),
        circumstances
            .huge_effort
            .filter(|(hours, days)| *days <= recovery_days(*hours))
            .map(|(hours, days)| Cap::HugeEffort { hours, days }),
        circumstances.spell.filter(|kind| *kind != SpellKind::Ill).map(|kind| Cap::Spell { kind }),
        (0 < run_days).then_some(Cap::Overreaching { run_days }),
        (SIGNS_MIN <= signs).then_some(Cap::PushingHard { signs, body_signs }),
        two_independent(present, circumstances.felt_harder),
        circumstances.ill_or_pain.then_some(Cap::IllOrPain),
    ];
    let mut caps: Vec<Cap> = all.into_iter().flatten().collect();
    caps.sort_by(|a, b| b.ceiling().total_cmp(&a.ceiling()));
    caps
}

/// The signals of two families or more that are low at once.
fn two_independent(present: &[&Factor], felt_harder: Option<FeltHarder>) -> Option<Cap> {
    let is_habit = felt_harder.is_some_and(|felt| felt.is_habit);
    let bears_witness = |factor: &Factor| match factor.signal.witness() {
        Some(Family::Body) => factor.is_todays_answer() && factor.deviation <= WITNESS_POINTS + GRAIN,
        Some(Family::Effort) => !is_habit && is_low(factor, WITNESS_Z),
        Some(Family::Autonomic | Family::Sleep) => is_low(factor, WITNESS_Z),
        None => false,
    };
    let signals = below(present, bears_witness);
    let mut families: Vec<Family> = signals.iter().filter_map(|signal| signal.witness()).collect();
    families.sort_unstable();
    families.dedup();
    (WITNESSES_MIN <= families.len()).then_some(Cap::TwoIndependent { signals })
}

/// Whether a measured signal that can be believed lies as many standard deviations below normal.
fn is_low(factor: &Factor, z: f64) -> bool {
    QUALITY_MIN <= factor.q && factor.deviation <= z + GRAIN
}

/// The signals of which something holds, in the order of every output.
fn below(present: &[&Factor], holds: impl Fn(&Factor) -> bool) -> Vec<Signal> {
    let mut signals: Vec<Signal> = present.iter().filter(|factor| holds(factor)).map(|factor| factor.signal).collect();
    signals.sort_unstable();
    signals
}
