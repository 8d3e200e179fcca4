//! Heart-rate variability: beats become RMSSD, nights become a trend against the runner's own normal.

use super::baseline::{mean, sample_sd};

/// Beat intervals that a heart can have, milliseconds.
const INTERVAL_MS: std::ops::RangeInclusive<f64> = 300.0..=2000.0;
/// An interval that differs from the one before it by more than this share of it is no ordinary beat.
const MALIK_SHARE: f64 = 0.2;
/// Nights of seven that a mean needs.
pub(super) const WEEK_NIGHTS_MIN: usize = 3;
/// The smallest worthwhile change, in standard deviations.
const WORTHWHILE: f64 = 0.5;

/// Root mean square of successive differences of beat intervals, milliseconds; absent below two intervals.
///
/// Validity: useful as a trend of whole nights or of the same minute every morning; one day says little.
#[must_use]
pub fn rmssd_ms(intervals_ms: &[f64]) -> Option<f64> {
    let count = intervals_ms.len().checked_sub(1).filter(|count| 0 < *count)?;
    let squares: f64 = intervals_ms.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).sum();
    Some((squares / count as f64).sqrt())
}

/// Places of the intervals that Malik's rule leaves out: they differ from the raw interval before them by more than 20 %. The
/// one after such an interval is not judged.
///
/// It keeps a beat that came late after an early one and drops the good one after it: a known weakness.
#[must_use]
pub fn ectopic(intervals_ms: &[f64]) -> Vec<usize> {
    let mut dropped = Vec::new();
    let mut judged = true;
    for i in 1..intervals_ms.len() {
        let (before, here) = (intervals_ms[i - 1], intervals_ms[i]);
        if judged && MALIK_SHARE * before < (here - before).abs() {
            dropped.push(i);
            judged = false;
        } else {
            judged = true;
        }
    }
    dropped
}

/// The intervals with those that are implausible or ectopic replaced by the line between their neighbours; at the ends by
/// the nearest. Absent where none is left.
#[must_use]
pub fn corrected_ms(intervals_ms: &[f64]) -> Option<Vec<f64>> {
    let dropped = ectopic(intervals_ms);
    let kept: Vec<(usize, f64)> = intervals_ms
        .iter()
        .copied()
        .enumerate()
        .filter(|(i, ms)| INTERVAL_MS.contains(ms) && dropped.binary_search(i).is_err())
        .collect();
    let (first, last) = (kept.first()?, kept.last()?);
    let at = |i: usize| {
        let after = kept.partition_point(|(at, _)| *at < i);
        match (after.checked_sub(1).map(|before| kept[before]), kept.get(after)) {
            (_, Some((to, ms))) if *to == i => *ms,
            (Some((from, low)), Some((to, high))) => low + (high - low) * (i - from) as f64 / (to - from) as f64,
            (None, _) => first.1,
            (_, None) => last.1,
        }
    };
    Some((0..intervals_ms.len()).map(at).collect())
}

/// Mean of ln RMSSD of the last seven nights; absent with fewer than three.
///
/// Paper: Plews et al. 2014, Int. J. Sports Physiol. Perform. 9:1026.
#[must_use]
pub fn week_mean(ln_rmssd: &[Option<f64>]) -> Option<f64> {
    let nights: Vec<f64> = ln_rmssd.iter().rev().take(7).flatten().copied().collect();
    (WEEK_NIGHTS_MIN <= nights.len()).then(|| mean(&nights)).flatten()
}

/// The smallest worthwhile change around a normal of nights: half their standard deviation; absent below two.
#[must_use]
pub fn worthwhile_change(ln_rmssd: &[f64]) -> Option<f64> {
    sample_sd(ln_rmssd).map(|sd| WORTHWHILE * sd)
}

/// How far a week lies from a normal of nights, in their standard deviations; absent where they are all alike.
#[must_use]
pub fn deviation(week_mean: f64, normal: &[f64]) -> Option<f64> {
    let sd = sample_sd(normal).filter(|sd| 0.0 < *sd)?;
    Some((week_mean - mean(normal)?) / sd)
}

/// Coefficient of variation of the last nights, percent; absent below two, and where their mean is not positive.
#[must_use]
pub fn variation_percent(ln_rmssd: &[f64]) -> Option<f64> {
    let mean = mean(ln_rmssd).filter(|mean| 0.0 < *mean)?;
    Some(100.0 * sample_sd(ln_rmssd)? / mean)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn too_little_is_nothing() {
        assert_eq!((rmssd_ms(&[]), rmssd_ms(&[800.0])), (None, None));
        assert_eq!((corrected_ms(&[]), corrected_ms(&[0.0, 4000.0])), (None, None));
        assert_eq!(week_mean(&[Some(4.0), None, Some(4.1)]), None);
        assert_eq!((worthwhile_change(&[4.0]), variation_percent(&[4.0])), (None, None));
        assert_eq!((deviation(4.0, &[4.1, 4.1]), variation_percent(&[0.5, -0.5])), (None, None));
    }

    #[test]
    fn a_week_is_the_last_seven_nights() {
        let nights: Vec<Option<f64>> = (0..10).map(|nth| Some(if nth < 3 { 9.0 } else { 4.0 })).collect();
        assert_eq!(week_mean(&nights), Some(4.0));
    }

    #[test]
    fn a_beat_that_cannot_be_lies_on_the_line_between_its_neighbours() {
        for (beats, at, expected) in [([800.0, 2500.0, 820.0], 1, 810.0), ([f64::NAN, 800.0, 820.0], 0, 800.0)] {
            let corrected = corrected_ms(&beats).unwrap();
            assert!((corrected[at] - expected).abs() < 1e-9, "{corrected:?}");
        }
    }

    proptest! {
        #[test]
        fn a_steady_heart_is_left_as_it_is(beats in proptest::collection::vec(750.0..850.0f64, 2..60)) {
            prop_assert_eq!(ectopic(&beats), Vec::<usize>::new());
            prop_assert_eq!(corrected_ms(&beats).unwrap(), beats);
        }

        #[test]
        fn correction_gives_beats_that_can_be(beats in proptest::collection::vec(0.0..4000.0f64, 1..60)) {
            if let Some(corrected) = corrected_ms(&beats) {
                prop_assert_eq!(corrected.len(), beats.len());
                prop_assert!(corrected.iter().all(|ms| INTERVAL_MS.contains(ms)));
            }
        }
    }
}
