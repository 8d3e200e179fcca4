//! Running totals of an activity at whole seconds: what rolling means and best efforts of a fixed duration are taken from.

use crate::limits::{WHOLE_SECONDS_MAX, WHOLE_SECONDS_PER_SAMPLE_MAX};
use std::borrow::Cow;

/// Where the whole seconds lie between samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Seconds {
    /// For each whole second the sample before it, and the share of the way to the next; absent where the samples are the
    /// seconds already.
    places: Option<Vec<(u32, f64)>>,
    samples: usize,
}

impl Seconds {
    /// Of samples at `time_s`, which never falls and begins with 0. Of several samples at one time the last one counts.
    /// Absent where there are more seconds than a week has, or than 60 a sample.
    #[must_use]
    pub fn new(time_s: &[f64]) -> Option<Self> {
        #[allow(clippy::float_cmp, reason = "a sample a second, or not")]
        let every_second = time_s.iter().enumerate().all(|(i, at_s)| *at_s == i as f64);
        if every_second {
            return Some(Self { places: None, samples: time_s.len() });
        }
        let last_s = time_s.last().copied().unwrap_or(0.0);
        if WHOLE_SECONDS_MAX.min(WHOLE_SECONDS_PER_SAMPLE_MAX * time_s.len() as f64) < last_s {
            return None;
        }
        let mut places = Vec::with_capacity(last_s as usize + 1);
        for (i, pair) in time_s.windows(2).enumerate() {
            let (from_s, to_s) = (pair[0], pair[1]);
            while (places.len() as f64) < to_s {
                places.push((i as u32, (places.len() as f64 - from_s) / (to_s - from_s)));
            }
        }
        if places.len() as f64 <= last_s {
            places.push((time_s.len() as u32 - 1, 0.0));
        }
        Some(Self { places: Some(places), samples: time_s.len() })
    }

    /// A running total at each whole second, the straight line between samples; `total` has a value a sample.
    pub(crate) fn each_second<'a>(&self, total: &'a [f64]) -> Cow<'a, [f64]> {
        debug_assert_eq!(total.len(), self.samples);
        let Some(places) = &self.places else { return Cow::Borrowed(total) };
        let last = total.len().saturating_sub(1);
        let at = |(i, share): &(u32, f64)| {
            let i = *i as usize;
            total[i] + (total[(i + 1).min(last)] - total[i]) * share
        };
        Cow::Owned(places.iter().map(at).collect())
    }
}

/// Fourth-power mean of the rolling mean of `window` seconds, from a running total at whole seconds; the first window is
/// the first that is full. Absent where there is none.
pub(crate) fn rolling_fourth_power_mean(total: &[f64], window: usize) -> Option<f64> {
    let windows = total.len().checked_sub(window).filter(|windows| 0 < *windows)?;
    // Sums of their own for every fourth window: one sum would wait for itself.
    let mut sums = [0.0; 4];
    let (ends, starts) = (total[window..].chunks_exact(4), total[..windows].chunks_exact(4));
    let rest = ends.remainder().iter().zip(starts.remainder());
    let fourth_power = |end: f64, start: f64| {
        let square = (end - start) * (end - start);
        square * square
    };
    let rest: f64 = rest.map(|(end, start)| fourth_power(*end, *start)).sum();
    for (end, start) in ends.zip(starts) {
        for lane in 0..4 {
            sums[lane] += fourth_power(end[lane], start[lane]);
        }
    }
    let mean = (sums.iter().sum::<f64>() + rest) / windows as f64;
    Some(mean.sqrt().sqrt() / window as f64)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "seconds of the tests are whole numbers")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at_seconds(time_s: &[f64], total: &[f64]) -> Vec<f64> {
        Seconds::new(time_s).map(|seconds| seconds.each_second(total).into_owned()).unwrap_or_default()
    }

    #[test]
    fn a_sample_a_second_is_taken_as_it_is() {
        let total = [0.0, 3.0, 5.0];
        let seconds = Seconds::new(&[0.0, 1.0, 2.0]);
        assert!(seconds.is_some_and(|seconds| matches!(seconds.each_second(&total), Cow::Borrowed(_))));
    }

    #[test]
    fn a_clock_that_goes_by_hours_is_not_laid_out_by_seconds() {
        let every = |step_s: f64, samples: usize| (0..samples).map(|i| step_s * i as f64).collect::<Vec<f64>>();
        assert!(Seconds::new(&every(60.0, 100)).is_some());
        assert_eq!(Seconds::new(&every(7200.0, 100)), None);
        assert_eq!(Seconds::new(&every(30.0, 50_000)), None, "more than a week");
    }

    #[test]
    fn between_samples_lies_the_straight_line_and_the_end_is_the_last_whole_second() {
        assert_eq!(at_seconds(&[0.0, 4.0, 5.5], &[0.0, 8.0, 11.0]), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(at_seconds(&[0.0, 4.0], &[0.0, 8.0]), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(at_seconds(&[0.0], &[7.0]), [7.0]);
        assert!(at_seconds(&[], &[]).is_empty());
    }

    #[test]
    fn time_that_stands_still_takes_no_second() {
        assert_eq!(at_seconds(&[0.0, 1.0, 1.0, 2.0], &[0.0, 3.0, 4.0, 9.0]), [0.0, 4.0, 9.0]);
    }

    proptest! {
        #[test]
        fn the_mean_is_that_of_each_window_by_itself(
            steps in proptest::collection::vec(0.0..8.0f64, 40..300), window in 1..40usize,
        ) {
            let mut total = vec![0.0];
            total.extend(steps.iter().scan(0.0, |sum, step| { *sum += step; Some(*sum) }));
            let means: Vec<f64> = steps.windows(window).map(|w| w.iter().sum::<f64>() / window as f64).collect();
            let expected = (means.iter().map(|m| m.powi(4)).sum::<f64>() / means.len() as f64).powf(0.25);
            let found = rolling_fourth_power_mean(&total, window).unwrap_or(f64::NAN);
            prop_assert!((found - expected).abs() <= 1e-9 * expected, "{} {}", found, expected);
        }
    }
}
