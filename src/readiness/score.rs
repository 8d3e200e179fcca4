//! From signals to a score: the arithmetic of the model, and nothing else.

use super::{Band, Cap, Confidence, Factor, Family, Signal};

// The numbers of the model. What `restday explain` says of them is written below with these very names, so that a changed
// number changes its sentence.

/// Extra freshness beyond one deviation buys nothing: it must not hide a warning.
const Z_MAX: f64 = 1.0;
/// Beyond three deviations a signal is as bad as it gets.
const Z_MIN: f64 = -3.0;
/// The score of a runner whose every signal is normal.
const SCORE_NORMAL: f64 = 75.0;
/// The ends of every score.
const SCORE_MIN: f64 = 0.0;
const SCORE_MAX: f64 = 100.0;
/// Points a deviation above normal.
const POINTS_UP: f64 = 15.0;
/// Points a deviation below normal: a warning weighs twice as much as freshness.
const POINTS_DOWN: f64 = 30.0;
/// Load alone never asks for more than an easy day.
const LOAD_ONLY_MIN: f64 = 45.0;
/// The least share of the weight that makes a score.
const COMPLETENESS_MIN: f64 = 0.10;
/// Half the width of the band around a score with all of the weight, and what the absence of all of it would add.
const HALF_WIDTH_FULL: f64 = 8.0;
const HALF_WIDTH_ADDED: f64 = 27.0;
/// The least score of each band, the best first; below the last it is [`Band::Rest`].
const BANDS: [(f64, Band); 3] = [(65.0, Band::ReadyForQuality), (45.0, Band::Easy), (25.0, Band::ActiveRecovery)];
/// The least share of the weight for each confidence, the surest first; below the last it is [`Confidence::Low`].
const CONFIDENCES: [(f64, Confidence); 2] = [(0.60, Confidence::High), (0.35, Confidence::Medium)];
/// Caps listen only to signals of at least this quality.
const CAP_QUALITY_MIN: f64 = 0.5;
/// One signal as far below normal as this caps the score.
const STRONG_Z: f64 = -2.0;
/// Two families as far below normal as this cap it further.
const LOW_Z: f64 = -1.5;

/// How a signal's pull came about.
#[must_use]
pub(crate) fn pull_sentence() -> String {
    format!("weight x z, z within {Z_MIN} and {Z_MAX}")
}

/// How the score came about, from `z`, the sum of the pulls by the sum of the weights.
#[must_use]
pub fn score_sentence() -> String {
    format!(
        "{SCORE_NORMAL} + {POINTS_UP} z where z is not below 0, else {SCORE_NORMAL} + {POINTS_DOWN} z, within {SCORE_MIN} and \
         {SCORE_MAX}, at least {LOAD_ONLY_MIN} by load alone, at most the caps"
    )
}

/// How the half-width came about.
#[must_use]
pub(crate) fn half_width_sentence() -> String {
    format!("{HALF_WIDTH_FULL} + {HALF_WIDTH_ADDED} x (1 - completeness)")
}

/// Which score is which band.
#[must_use]
pub(crate) fn band_sentence() -> String {
    let [(ready, best), others @ ..] = BANDS;
    let others: String = others.map(|(least, band)| format!("{least}: {}; ", band.as_str())).concat();
    format!("{ready} and more: {}; {others}else {}", best.as_str(), Band::Rest.as_str())
}

/// Which completeness is which confidence.
#[must_use]
pub(crate) fn confidence_sentence() -> String {
    let share = |share: f64| format!("{share:.2}").trim_start_matches('0').to_owned();
    let [(high, surest), others @ ..] = CONFIDENCES;
    let others: String = others.map(|(least, sure)| format!("{}: {}; ", share(least), sure.as_str())).concat();
    let (high, low) = (share(high), Confidence::Low.as_str());
    format!("completeness of {high} and more: {}; {others}else {low}", surest.as_str())
}

/// What the signals of one morning add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredMorning {
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
/// The score is what [`score_sentence`] says, where `z` is the mean of the clipped deviations weighted by weight × quality;
/// then the caps hold it down. A factor of quality 0, or without a
/// deviation (NaN), counts as absent. With too little present there is
/// no score and the band is [`Band::NotEnoughData`], or [`Band::Rest`] when the runner is ill or in pain.
#[must_use]
pub fn score_signals(factors: &[Factor], ill_or_pain: bool) -> ScoredMorning {
    let present: Vec<&Factor> = factors.iter().filter(|factor| factor.q > 0.0 && !factor.z.is_nan()).collect();
    let weight: f64 = present.iter().map(|factor| weight_of(factor)).fold(0.0, |sum, weight| sum + weight);
    let completeness = round_to(weight, 4);
    if completeness < COMPLETENESS_MIN {
        let band = if ill_or_pain { Band::Rest } else { Band::NotEnoughData };
        return ScoredMorning {
            score: None,
            half_width: None,
            band,
            confidence: Confidence::None,
            completeness,
            caps: Vec::new(),
        };
    }

    let z = present.iter().map(|factor| weighted_pull(factor)).sum::<f64>() / weight;
    let points = if z >= 0.0 { POINTS_UP } else { POINTS_DOWN };
    let free = (SCORE_NORMAL + points * z).clamp(SCORE_MIN, SCORE_MAX);
    let load_only = present.iter().all(|factor| factor.signal == Signal::Load);
    let free = if load_only { free.max(LOAD_ONLY_MIN) } else { free };

    let caps = fired_caps(&present, ill_or_pain);
    let capped = caps.iter().map(cap_ceiling).fold(free, f64::min);
    ScoredMorning {
        score: Some(round_to(capped, 1)),
        half_width: Some(round_to(HALF_WIDTH_FULL + HALF_WIDTH_ADDED * (1.0 - completeness), 1)),
        band: band_of(capped),
        confidence: confidence_of(completeness),
        completeness,
        caps,
    }
}

/// How much a factor moves the mean deviation: weight × quality × clipped deviation.
#[must_use]
pub(crate) fn weighted_pull(factor: &Factor) -> f64 {
    weight_of(factor) * factor.z.clamp(Z_MIN, Z_MAX)
}

/// The highest score a cap allows.
#[must_use]
pub(crate) const fn cap_ceiling(cap: &Cap) -> f64 {
    match cap {
        Cap::SingleStrong { .. } => 60.0,
        Cap::TwoIndependent { .. } => 40.0,
        Cap::IllOrPain => 20.0,
    }
}

fn weight_of(factor: &Factor) -> f64 {
    factor.signal.weight() * factor.q.min(1.0)
}

fn fired_caps(present: &[&Factor], ill_or_pain: bool) -> Vec<Cap> {
    let below = |limit: f64| -> Vec<Signal> {
        let trusted = present.iter().filter(|factor| factor.q >= CAP_QUALITY_MIN && factor.z <= limit);
        let mut signals: Vec<Signal> = trusted.map(|factor| factor.signal).collect();
        signals.sort_unstable();
        signals
    };
    let mut caps = Vec::new();
    let strong = below(STRONG_Z);
    if !strong.is_empty() {
        caps.push(Cap::SingleStrong { signals: strong });
    }
    let low = below(LOW_Z);
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

fn band_of(score: f64) -> Band {
    BANDS.iter().find(|(least, _)| *least <= score).map_or(Band::Rest, |(_, band)| *band)
}

fn confidence_of(completeness: f64) -> Confidence {
    CONFIDENCES.iter().find(|(least, _)| *least <= completeness).map_or(Confidence::Low, |(_, sure)| *sure)
}

fn round_to(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, clippy::panic, reason = "scores are rounded to one decimal; a test may fail loudly")]
    use super::*;

    fn factor(signal: Signal, z: f64, q: f64) -> Factor {
        Factor { signal, z, q, value: None, normal: None }
    }

    #[test]
    fn all_fired_caps_are_kept_with_their_signals_and_the_lowest_holds() {
        let factors = [factor(Signal::Load, -1.6, 1.0), factor(Signal::Legs, -2.0, 1.0)];
        let verdict = score_signals(&factors, true);
        assert_eq!(
            verdict.caps,
            [
                Cap::SingleStrong { signals: vec![Signal::Legs] },
                Cap::TwoIndependent { signals: vec![Signal::Legs, Signal::Load] },
                Cap::IllOrPain
            ]
        );
        assert_eq!((verdict.score, verdict.band), (Some(20.0), Band::Rest));
    }

    #[test]
    fn two_signals_of_one_family_are_one_warning() {
        let verdict = score_signals(&[factor(Signal::Legs, -1.9, 1.0), factor(Signal::Soreness, -1.9, 1.0)], false);
        assert_eq!(verdict.caps, []);
    }

    #[test]
    fn a_factor_of_no_quality_is_absent() {
        let load = factor(Signal::Load, -3.0, 1.0);
        let with = score_signals(&[load, factor(Signal::Legs, -3.0, 0.0)], false);
        assert_eq!(with, score_signals(&[load], false));
        assert_eq!(with.score, Some(45.0));
    }

    #[test]
    fn illness_holds_a_load_only_score_down_too() {
        let verdict = score_signals(&[factor(Signal::Load, 1.0, 1.0)], true);
        assert_eq!((verdict.score, verdict.band), (Some(20.0), Band::Rest));
    }

    #[test]
    fn the_band_is_read_before_rounding() {
        // 75 - 30 · 0.3341 = 64.977 prints as 65.0 and is still an easy day.
        let verdict = score_signals(&[factor(Signal::Legs, -0.3341, 1.0)], false);
        assert_eq!((verdict.score, verdict.band), (Some(65.0), Band::Easy));
    }

    #[test]
    fn the_share_is_rounded_before_it_is_judged() {
        let nearly = [factor(Signal::Legs, 0.0, 1.0), factor(Signal::Hrv, 0.0, 0.9998)];
        let verdict = score_signals(&nearly, false);
        assert_eq!((verdict.completeness, verdict.confidence), (0.35, Confidence::Medium));
        let tenth = score_signals(&[factor(Signal::Load, 0.0, 0.666_64)], false);
        assert_eq!((tenth.completeness, tenth.score), (0.1, Some(75.0)));
    }

    /// The numbers of a sentence, in order.
    fn numbers(sentence: &str) -> Vec<f64> {
        let parts = sentence.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
        parts.filter_map(|part| part.trim_end_matches('.').parse().ok()).collect()
    }

    #[test]
    fn every_sentence_tells_the_numbers_that_are_computed_with() {
        let [normal, up, zero, again, down, least, most, load_only] = numbers(&score_sentence())[..] else {
            panic!("{}", score_sentence())
        };
        let scored = |signal, z| score_signals(&[factor(signal, z, 1.0)], false).score;
        assert_eq!((zero, again), (0.0, normal));
        assert_eq!(scored(Signal::Hrv, 0.0), Some(normal));
        assert_eq!(scored(Signal::Hrv, 0.5), Some(normal + 0.5 * up));
        assert_eq!(scored(Signal::Hrv, -0.5), Some(normal - 0.5 * down));
        assert_eq!((scored(Signal::Hrv, -3.0), scored(Signal::Load, -3.0)), (Some(least), Some(load_only)));
        assert!(scored(Signal::Hrv, 9.0) < Some(most));

        let [z_min, z_max] = numbers(&pull_sentence())[..] else { panic!("{}", pull_sentence()) };
        let weight = Signal::Hrv.weight();
        assert_eq!([-9.0, 9.0].map(|z| weighted_pull(&factor(Signal::Hrv, z, 1.0))), [weight * z_min, weight * z_max]);

        let [full, added, one] = numbers(&half_width_sentence())[..] else { panic!("{}", half_width_sentence()) };
        let half = score_signals(&[factor(Signal::Hrv, 0.0, 1.0)], false);
        assert_eq!(half.half_width, Some(full + added * (one - half.completeness)));

        let limits = numbers(&band_sentence());
        let bands = [Band::ReadyForQuality, Band::Easy, Band::ActiveRecovery, Band::Rest];
        assert_eq!(limits.iter().map(|least| band_of(*least)).collect::<Vec<_>>(), bands[..3]);
        assert_eq!(limits.iter().map(|least| band_of(least - 1e-9)).collect::<Vec<_>>(), bands[1..]);

        let limits = numbers(&confidence_sentence());
        let sure = [Confidence::High, Confidence::Medium, Confidence::Low];
        assert_eq!(limits.iter().map(|least| confidence_of(*least)).collect::<Vec<_>>(), sure[..2]);
        assert_eq!(limits.iter().map(|least| confidence_of(least - 1e-9)).collect::<Vec<_>>(), sure[1..]);
    }
}
