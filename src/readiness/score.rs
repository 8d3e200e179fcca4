//! From signals to a score: the arithmetic of the model, and nothing else.
//!
//! A price list against a settled own normal: `75 + points`, cut to the scale, then the caps. Points below normal count in
//! full, a total above normal counts half. Absent signals cost nothing and make the score less sure.

use super::caps::{Cap, Circumstances, fired_caps};
use super::{Band, Confidence, Factor, Signal};

// The numbers of the model. What `restday explain` says of them is written below with these very names, so that a changed
// number changes its sentence.

/// Extra freshness of a measured signal beyond one deviation buys nothing: it must not hide a warning.
const Z_MAX: f64 = 1.0;
/// Beyond three deviations a measured signal is as bad as it gets.
const Z_MIN: f64 = -3.0;
/// The score of a runner whose every signal is normal.
const SCORE_NORMAL: f64 = 75.0;
/// The ends of every score.
const SCORE_MIN: f64 = 0.0;
const SCORE_MAX: f64 = 100.0;
/// What a total above normal counts: a warning weighs twice as much as freshness.
const SHARE_ABOVE: f64 = 0.5;
/// The usual spread of an answer within a person, points of 5: what makes its price comparable with one a deviation.
const ANSWER_SD: f64 = 0.6;
/// Earlier answers, more or less, that make the normal of an answer known; and what counts for known before the first.
const ANSWERS_KNOWN: f64 = 28.0;
const ANSWERS_BEFORE: f64 = 7.0;
/// Half the width of the band around a score with everything known, and what the absence of it all would add.
const HALF_WIDTH_FULL: f64 = 13.0;
const HALF_WIDTH_ADDED: f64 = 15.0;
/// The least score of each band, the best first; below the last it is [`Band::Rest`].
const BANDS: [(f64, Band); 3] = [(65.0, Band::ReadyForQuality), (45.0, Band::Easy), (25.0, Band::ActiveRecovery)];
/// The least completeness for each confidence, the surest first; below the last it is [`Confidence::Low`].
const CONFIDENCES: [(f64, Confidence); 2] = [(0.60, Confidence::High), (0.35, Confidence::Medium)];
/// Differences of floating-point numbers that are none.
const GRAIN: f64 = 1e-9;

/// How the points of a signal came about.
#[must_use]
pub(crate) fn points_sentence(signal: Signal) -> String {
    let price = signal.price();
    match signal.answered_item() {
        Some(_) => format!("price {price} a point of the answer x quality x deviation"),
        None => format!("price {price} a standard deviation x quality x deviation, within {Z_MIN} and {Z_MAX}"),
    }
}

/// How the score came about, from the total of the points.
#[must_use]
pub fn score_sentence() -> String {
    format!(
        "{SCORE_NORMAL} + the total of the points, of a total above 0 only {SHARE_ABOVE}, within {SCORE_MIN} and {SCORE_MAX}, at \
         most the caps"
    )
}

/// How the completeness came about.
#[must_use]
pub(crate) fn completeness_sentence() -> String {
    format!(
        "sum of price x quality, of an answer x {ANSWER_SD} x (earlier answers + {ANSWERS_BEFORE}) / {ANSWERS_KNOWN} (at most 1), \
         divided by that of everything known: {}",
        full_weight()
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
    /// 0–100, one decimal, two just below the edge of a band; absent when nothing is known.
    pub score: Option<f64>,
    /// Half the width of the band around the score, one decimal: true in about nine mornings of ten; absent with the score.
    pub half_width: Option<f64>,
    /// What to do, from the score before it was rounded.
    pub band: Band,
    /// How sure.
    pub confidence: Confidence,
    /// How much of everything that could be known is, 0–1, four decimals.
    pub completeness: f64,
    /// The caps that fired, the mildest first.
    pub caps: Vec<Cap>,
}

/// The verdict of model [`super::MODEL`] on the signals that are present, at most one factor a signal.
///
/// The score is what [`score_sentence`] says; then the caps hold it down. A factor of quality 0, or without a deviation (NaN),
/// counts as absent. With none present there is no score and no cap, and the band is [`Band::NotEnoughData`], or
/// [`Band::Rest`] when the runner is ill or in pain. An illness that nobody called over is never told with more than low
/// confidence.
#[must_use]
pub fn score_signals(factors: &[Factor], circumstances: &Circumstances) -> ScoredMorning {
    let mut present: Vec<&Factor> =
        factors.iter().filter(|factor| factor.q > 0.0 && !factor.deviation.is_nan()).collect();
    // Sums of floats depend on their order.
    present.sort_unstable_by_key(|factor| factor.signal);
    if present.is_empty() {
        let band = if circumstances.ill_or_pain { Band::Rest } else { Band::NotEnoughData };
        let (confidence, completeness) = (Confidence::None, 0.0);
        return ScoredMorning { score: None, half_width: None, band, confidence, completeness, caps: Vec::new() };
    }
    let total = present.iter().map(|factor| factor.points()).fold(0.0, |sum, points| sum + points);
    let counted = if total < 0.0 { total } else { SHARE_ABOVE * total };
    let free = (SCORE_NORMAL + counted).clamp(SCORE_MIN, SCORE_MAX);
    let caps = fired_caps(&present, circumstances);
    let capped = caps.iter().map(Cap::ceiling).fold(free, f64::min);
    let band = band_of(capped);

    let weight = present.iter().map(|factor| weight(factor)).fold(0.0, |sum, weight| sum + weight);
    let completeness = round_to(weight / full_weight(), 4);
    let is_open = caps.iter().any(|cap| matches!(cap, Cap::AfterIllness { is_open: true, .. }));
    let confidence = if is_open { Confidence::Low } else { confidence_of(completeness) };
    ScoredMorning {
        score: Some(rounded_within(capped, band)),
        half_width: Some(round_to(HALF_WIDTH_FULL + HALF_WIDTH_ADDED * (1.0 - completeness), 1)),
        band,
        confidence,
        completeness,
        caps,
    }
}

impl Factor {
    /// By how much it moves the score, before a total above normal is halved; + is up.
    #[must_use]
    pub fn points(&self) -> f64 {
        let deviation = if self.is_answer() { self.deviation } else { self.deviation.clamp(Z_MIN, Z_MAX) };
        self.signal.price() * self.q.min(1.0) * deviation + 0.0
    }

    /// Whether it is an answer of the runner.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        self.signal.answered_item().is_some()
    }

    /// Whether it is an answer, and given today.
    #[must_use]
    pub fn is_todays_answer(&self) -> bool {
        self.is_answer() && 1.0 <= self.q
    }

    /// Standard deviations from normal, + is better, not cut; absent for an answer, which is told in points of its scale.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        (!self.is_answer()).then_some(self.deviation)
    }
}

/// What a factor adds to what is known.
fn weight(factor: &Factor) -> f64 {
    let known = ((factor.earlier as f64 + ANSWERS_BEFORE) / ANSWERS_KNOWN).min(1.0);
    full_weight_of(factor.signal) * factor.q.min(1.0) * if factor.is_answer() { known } else { 1.0 }
}

fn full_weight_of(signal: Signal) -> f64 {
    signal.price() * if signal.answered_item().is_some() { ANSWER_SD } else { 1.0 }
}

/// The weight of everything that can be known.
fn full_weight() -> f64 {
    Signal::ALL.into_iter().map(full_weight_of).sum()
}

/// One decimal, and two below the edge of a band: 64.97 rounded to 65.0 would be another verdict.
fn rounded_within(score: f64, band: Band) -> f64 {
    let rounded = round_to(score, 1);
    if band_of(rounded) == band { rounded } else { (100.0 * score).floor() / 100.0 }
}

fn band_of(score: f64) -> Band {
    BANDS.iter().find(|(least, _)| *least <= score + GRAIN).map_or(Band::Rest, |(_, band)| *band)
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

    fn measured(signal: Signal, deviation: f64) -> Factor {
        Factor { signal, deviation, q: 1.0, value: None, normal: None, earlier: 0 }
    }

    fn answer(signal: Signal, value: f64, normal: f64) -> Factor {
        Factor { signal, deviation: value - normal, q: 1.0, value: Some(value), normal: Some(normal), earlier: 60 }
    }

    fn score(factors: &[Factor]) -> ScoredMorning {
        score_signals(factors, &Circumstances::default())
    }

    fn names(scored: &ScoredMorning) -> Vec<&'static str> {
        scored.caps.iter().map(Cap::as_str).collect()
    }

    #[test]
    fn all_fired_caps_are_kept_and_the_lowest_holds() {
        let factors = [measured(Signal::Sleep, -1.6), answer(Signal::Legs, 2.0, 3.0)];
        let scored = score_signals(&factors, &Circumstances { ill_or_pain: true, ..Circumstances::default() });
        assert_eq!(names(&scored), ["heavy_legs", "two_independent", "ill_or_pain"]);
        assert_eq!((scored.score, scored.band), (Some(20.0), Band::Rest));
    }

    #[test]
    fn two_signals_of_one_family_are_one_witness_and_load_is_none() {
        let tired = [answer(Signal::Legs, 3.0, 4.0), answer(Signal::Soreness, 3.0, 4.0)];
        assert_eq!(names(&score(&tired)), [""; 0]);
        let loaded = [answer(Signal::Legs, 3.0, 4.0), measured(Signal::Load, -3.0)];
        assert_eq!(names(&score(&loaded)), [""; 0]);
    }

    #[test]
    fn a_factor_of_no_quality_is_absent() {
        let load = measured(Signal::Load, -3.0);
        let nothing = Factor { q: 0.0, ..measured(Signal::Hrv, -3.0) };
        assert_eq!(score(&[load, nothing]), score(&[load]));
        assert_eq!(score(&[load]).score, Some(72.0));
        assert_eq!(score(&[nothing]).band, Band::NotEnoughData);
    }

    #[test]
    fn a_total_above_normal_counts_half_and_one_below_in_full() {
        assert_eq!(score(&[answer(Signal::Motivation, 4.0, 3.0)]).score, Some(80.0));
        assert_eq!(score(&[answer(Signal::Motivation, 3.0, 4.0)]).score, Some(65.0));
        let both = [answer(Signal::Motivation, 4.0, 3.0), answer(Signal::Soreness, 3.0, 4.0)];
        assert_eq!(score(&both).score, Some(76.0));
    }

    #[test]
    fn the_band_is_read_before_rounding_and_the_score_stays_in_it() {
        let scored = score(&[answer(Signal::Motivation, 3.0, 4.003)]);
        assert_eq!((scored.score, scored.band), (Some(64.97), Band::Easy));
    }

    #[test]
    fn an_illness_that_nobody_called_over_is_never_sure() {
        let after = super::super::spells::AfterIllness { days: 3, sick_mornings: 1, is_open: true };
        let factors = Signal::ALL.map(|signal| answer(signal, 3.0, 3.0));
        let scored = score_signals(&factors, &Circumstances { after_illness: Some(after), ..Circumstances::default() });
        assert_eq!((scored.score, scored.confidence), (Some(60.0), Confidence::Low));
        assert_eq!(score(&factors).confidence, Confidence::High);
    }

    #[test]
    fn a_huge_effort_is_felt_for_a_day_and_a_half_an_hour() {
        let after = |hours, days| {
            let circumstances = Circumstances { huge_effort: Some((hours, days)), ..Circumstances::default() };
            score_signals(&[answer(Signal::Legs, 3.0, 3.0)], &circumstances).score
        };
        assert_eq!(
            [after(13.0, 6), after(13.0, 7), after(13.0, 20), after(13.0, 21)],
            [40.0, 60.0, 60.0, 75.0].map(Some)
        );
        assert_eq!([after(30.0, 21), after(30.0, 22)], [60.0, 75.0].map(Some));
    }

    /// The numbers of a sentence, in order.
    fn numbers(sentence: &str) -> Vec<f64> {
        let parts = sentence.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
        parts.filter_map(|part| part.trim_end_matches('.').parse().ok()).collect()
    }

    #[test]
    fn every_sentence_tells_the_numbers_that_are_computed_with() {
        let [normal, zero, above, least, most] = numbers(&score_sentence())[..] else { panic!("{}", score_sentence()) };
        let scored = |z| score(&[measured(Signal::Hrv, z)]).score;
        let [price, z_min, z_max] = numbers(&points_sentence(Signal::Hrv))[..] else { panic!("hrv") };
        assert_eq!((zero, scored(0.0)), (0.0, Some(normal)));
        assert_eq!((scored(9.0), scored(-9.0)), (Some(normal + above * price * z_max), Some(60.0)));
        assert_eq!(measured(Signal::Hrv, -9.0).points(), price * z_min);
        let worst = Signal::ALL.map(|signal| answer(signal, -9.0, 3.0));
        assert_eq!(score(&worst).score, Some(least));
        assert!(score(&[answer(Signal::Legs, 9.0, 3.0)]).score <= Some(most));
        assert_eq!(numbers(&points_sentence(Signal::Legs)), [Signal::Legs.price()]);

        let [full, added, one] = numbers(&half_width_sentence())[..] else { panic!("{}", half_width_sentence()) };
        let half = score(&[measured(Signal::Hrv, 0.0)]);
        assert_eq!(half.half_width, Some(round_to(full + added * (one - half.completeness), 1)));
        let [sd, before, known, at_most, all] = numbers(&completeness_sentence())[..] else {
            panic!("{}", completeness_sentence())
        };
        let first = Factor { earlier: 0, ..answer(Signal::Legs, 3.0, 3.0) };
        assert_eq!(score(&[first]).completeness, round_to(16.0 * sd * before / known / all, 4));
        assert_eq!(score(&[answer(Signal::Legs, 3.0, 3.0)]).completeness, round_to(16.0 * sd * at_most / all, 4));

        let limits = numbers(&band_sentence());
        let bands = [Band::ReadyForQuality, Band::Easy, Band::ActiveRecovery, Band::Rest];
        assert_eq!(limits.iter().map(|least| band_of(*least)).collect::<Vec<_>>(), bands[..3]);
        assert_eq!(limits.iter().map(|least| band_of(least - 1e-6)).collect::<Vec<_>>(), bands[1..]);

        let limits = numbers(&confidence_sentence());
        let sure = [Confidence::High, Confidence::Medium, Confidence::Low];
        assert_eq!(limits.iter().map(|least| confidence_of(*least)).collect::<Vec<_>>(), sure[..2]);
        assert_eq!(limits.iter().map(|least| confidence_of(least - 1e-9)).collect::<Vec<_>>(), sure[1..]);
    }
}
