//! From signals to a score: the arithmetic of the model, and nothing else.

use super::{Band, Cap, Confidence, Factor, Family, Signal};

/// Extra freshness beyond one deviation buys nothing: it must not hide a warning.
const Z_MAX: f64 = 1.0;
/// Beyond three deviations a signal is as bad as it gets.
const Z_MIN: f64 = -3.0;
/// The score of a runner whose every signal is normal.
const SCORE_NORMAL: f64 = 75.0;
/// Points a deviation above normal.
const POINTS_UP: f64 = 15.0;
/// Points a deviation below normal: a warning weighs twice as much as freshness.
const POINTS_DOWN: f64 = 30.0;
/// Load alone never asks for more than an easy day.
const LOAD_ONLY_MIN: f64 = 45.0;
/// The least share of the weight that makes a score.
const COMPLETENESS_MIN: f64 = 0.10;
/// Caps listen only to signals of at least this quality.
const CAP_QUALITY_MIN: f64 = 0.5;

/// What the signals of one morning add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 0–100, one decimal; absent when less than a tenth of the weight is present.
    pub score: Option<f64>,
    /// Half the width of the band around the score, one decimal; absent with the score.
    pub half_width: Option<f64>,
    /// What to do, from the score before it was rounded.
    pub band: Band,
    /// How sure.
    pub confidence: Confidence,
    /// Share of the weight that is present, 0–1, four decimals.
    pub completeness: f64,
    /// The caps that fired, the mildest first.
    pub caps: Vec<Cap>,
}

/// The verdict of model [`super::MODEL`] on the signals that are present, at most one factor a signal.
///
/// The score is `75 + 15·Z` for `Z ≥ 0` and `75 + 30·Z` below, where `Z` is the mean of the clipped deviations weighted by
/// weight × quality; then the caps hold it down. A factor of quality 0, or without a
/// deviation (NaN), counts as absent. With too little present there is
/// no score and the band is [`Band::NotEnoughData`], or [`Band::Rest`] when the runner is ill or in pain.
#[must_use]
pub fn score(factors: &[Factor], ill_or_pain: bool) -> Verdict {
    let present: Vec<&Factor> = factors.iter().filter(|factor| factor.q > 0.0 && !factor.z.is_nan()).collect();
    let weight: f64 = present.iter().map(|factor| weight(factor)).fold(0.0, |sum, weight| sum + weight);
    let completeness = round(weight, 4);
    if completeness < COMPLETENESS_MIN {
        let band = if ill_or_pain { Band::Rest } else { Band::NotEnoughData };
        return Verdict {
            score: None,
            half_width: None,
            band,
            confidence: Confidence::None,
            completeness,
            caps: Vec::new(),
        };
    }

    let z = present.iter().map(|factor| pull(factor)).sum::<f64>() / weight;
    let points = if z >= 0.0 { POINTS_UP } else { POINTS_DOWN };
    let free = (SCORE_NORMAL + points * z).clamp(0.0, 100.0);
    let load_only = present.iter().all(|factor| factor.signal == Signal::Load);
    let free = if load_only { free.max(LOAD_ONLY_MIN) } else { free };

    let caps = caps(&present, ill_or_pain);
    let capped = caps.iter().map(ceiling).fold(free, f64::min);
    Verdict {
        score: Some(round(capped, 1)),
        half_width: Some(round(8.0 + 27.0 * (1.0 - completeness), 1)),
        band: band(capped),
        confidence: confidence(completeness),
        completeness,
        caps,
    }
}

/// How much a factor moves the mean deviation: weight × quality × clipped deviation.
#[must_use]
pub fn pull(factor: &Factor) -> f64 {
    weight(factor) * factor.z.clamp(Z_MIN, Z_MAX)
}

/// The highest score a cap allows.
#[must_use]
pub const fn ceiling(cap: &Cap) -> f64 {
    match cap {
        Cap::SingleStrong { .. } => 60.0,
        Cap::TwoIndependent { .. } => 40.0,
        Cap::IllOrPain => 20.0,
    }
}

fn weight(factor: &Factor) -> f64 {
    factor.signal.weight() * factor.q.min(1.0)
}

fn caps(present: &[&Factor], ill_or_pain: bool) -> Vec<Cap> {
    let below = |limit: f64| -> Vec<Signal> {
        let trusted = present.iter().filter(|factor| factor.q >= CAP_QUALITY_MIN && factor.z <= limit);
        let mut signals: Vec<Signal> = trusted.map(|factor| factor.signal).collect();
        signals.sort_unstable();
        signals
    };
    let mut caps = Vec::new();
    let strong = below(-2.0);
    if !strong.is_empty() {
        caps.push(Cap::SingleStrong { signals: strong });
    }
    let low = below(-1.5);
    let mut families: Vec<Family> = low.iter().map(|signal| signal.family()).collect();
    families.dedup();
    if families.len() >= 2 {
        caps.push(Cap::TwoIndependent { signals: low });
    }
    if ill_or_pain {
        caps.push(Cap::IllOrPain);
    }
    caps
}

fn band(score: f64) -> Band {
    match score {
        65.0.. => Band::ReadyForQuality,
        45.0.. => Band::Easy,
        25.0.. => Band::ActiveRecovery,
        _ => Band::Rest,
    }
}

fn confidence(completeness: f64) -> Confidence {
    match completeness {
        0.60.. => Confidence::High,
        0.35.. => Confidence::Medium,
        _ => Confidence::Low,
    }
}

fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "scores are rounded to one decimal, and caps are whole numbers")]
    use super::*;

    fn factor(signal: Signal, z: f64, q: f64) -> Factor {
        Factor { signal, z, q, value: None, normal: None }
    }

    #[test]
    fn all_fired_caps_are_kept_with_their_signals_and_the_lowest_holds() {
        let factors = [factor(Signal::Load, -1.6, 1.0), factor(Signal::Fatigue, -2.0, 1.0)];
        let verdict = score(&factors, true);
        assert_eq!(
            verdict.caps,
            [
                Cap::SingleStrong { signals: vec![Signal::Fatigue] },
                Cap::TwoIndependent { signals: vec![Signal::Fatigue, Signal::Load] },
                Cap::IllOrPain
            ]
        );
        assert_eq!((verdict.score, verdict.band), (Some(20.0), Band::Rest));
    }

    #[test]
    fn two_signals_of_one_family_are_one_warning() {
        let verdict = score(&[factor(Signal::Fatigue, -1.9, 1.0), factor(Signal::Soreness, -1.9, 1.0)], false);
        assert_eq!(verdict.caps, []);
    }

    #[test]
    fn a_factor_of_no_quality_is_absent() {
        let load = factor(Signal::Load, -3.0, 1.0);
        let with = score(&[load, factor(Signal::Fatigue, -3.0, 0.0)], false);
        assert_eq!(with, score(&[load], false));
        assert_eq!(with.score, Some(45.0));
    }

    #[test]
    fn illness_holds_a_load_only_score_down_too() {
        let verdict = score(&[factor(Signal::Load, 1.0, 1.0)], true);
        assert_eq!((verdict.score, verdict.band), (Some(20.0), Band::Rest));
    }

    #[test]
    fn the_band_is_read_before_rounding() {
        // 75 - 30 · 0.3341 = 64.977 prints as 65.0 and is still an easy day.
        let verdict = score(&[factor(Signal::Fatigue, -0.3341, 1.0)], false);
        assert_eq!((verdict.score, verdict.band), (Some(65.0), Band::Easy));
    }

    #[test]
    fn the_share_is_rounded_before_it_is_judged() {
        let nearly = [factor(Signal::Fatigue, 0.0, 1.0), factor(Signal::Hrv, 0.0, 0.9998)];
        let verdict = score(&nearly, false);
        assert_eq!((verdict.completeness, verdict.confidence), (0.35, Confidence::Medium));
        let tenth = score(&[factor(Signal::Load, 0.0, 0.666_64)], false);
        assert_eq!((tenth.completeness, tenth.score), (0.1, Some(75.0)));
    }
}
