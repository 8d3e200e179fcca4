//! Normalised power: what a ride with surges costs, as the steady power that would cost the same.

use super::kept::Kept;
use super::statistics::PowerStatistics;

/// Samples at 1 Hz that one rolling mean covers.
const WINDOW: usize = 30;
/// A reading stands for this long when the next one is late, seconds.
const HOLD_S: f64 = 10.0;

/// Normalised power of the recorded time at one reading a second, each reading held for at most 10 s; absent with less
/// than 30 s of power. What comes after a pause follows on what came before it: a pause is no time at 0 W.
#[must_use]
pub fn statistics(kept: &Kept) -> Option<PowerStatistics> {
    let power_w = &kept.samples.power_w;
    if power_w.is_empty() {
        return None;
    }
    let mut rolling = Rolling::default();
    let mut due_s = 0.0;
    for (watts, recorded_s) in kept.values(power_w).zip(&kept.recorded_s) {
        let Some(watts) = watts else { continue };
        due_s += recorded_s.min(HOLD_S);
        while 1.0 <= due_s {
            rolling.push(watts.into());
            due_s -= 1.0;
        }
    }
    rolling.normalised_w().map(|normalised_w| PowerStatistics { normalised_w, covered_s: rolling.seconds as f64 })
}

/// Normalised power, watts: the fourth-power mean of the 30 s rolling mean.
///
/// `watts` is one value a second, finite. The first window ends at the 30th second; absent where there are fewer.
/// Paper: Coggan, in Allen & Coggan, Training and Racing with a Power Meter. Other programs pad the first 30 s with
/// zeros or take separate blocks, and differ by a watt. Validity: useful from 20 min on.
#[must_use]
pub fn normalised_power(watts: &[f64]) -> Option<f64> {
    let mut rolling = Rolling::default();
    for watts in watts {
        rolling.push(*watts);
    }
    rolling.normalised_w()
}

/// The rolling mean so far.
#[derive(Default)]
struct Rolling {
    /// The last readings; the oldest stands where the next one goes.
    window: [f64; WINDOW],
    sum: f64,
    seconds: usize,
    fourth_powers: f64,
}

impl Rolling {
    fn push(&mut self, watts: f64) {
        let slot = &mut self.window[self.seconds % WINDOW];
        self.sum += watts - *slot;
        *slot = watts;
        self.seconds += 1;
        if WINDOW <= self.seconds {
            self.fourth_powers += fourth_power(self.sum / WINDOW as f64);
        }
    }

    /// Absent before the first window is full.
    fn normalised_w(&self) -> Option<f64> {
        let windows = (self.seconds + 1).checked_sub(WINDOW).filter(|windows| 0 < *windows)?;
        Some((self.fourth_powers / windows as f64).sqrt().sqrt())
    }
}

fn fourth_power(x: f64) -> f64 {
    let square = x * x;
    square * square
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;
    use proptest::prelude::*;

    #[test]
    fn thirty_seconds_are_the_least() {
        assert_eq!(normalised_power(&[200.0; 29]), None);
        assert!((normalised_power(&[200.0; 30]).unwrap() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn windows_end_at_the_thirtieth_sample_and_after() {
        // 30 s at 0 W, then one at 300 W: two windows, means 0 and 10.
        let mut watts = vec![0.0; 30];
        watts.push(300.0);
        assert!((normalised_power(&watts).unwrap() - (10_000.0f64 / 2.0).sqrt().sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_pause_is_no_time_at_no_power() {
        // A minute at 200 W, a quarter of an hour at the café, another minute.
        let mut samples =
            Samples { time_ms: (0..60).chain(960..1020).map(|s| 1000 * s).collect(), ..Samples::default() };
        for i in 0..120 {
            samples.power_w.set(i, 200);
        }
        let kept: Vec<usize> = (0..120).collect();
        let mut recorded_s = vec![1.0; 120];
        (recorded_s[59], recorded_s[119]) = (0.0, 0.0);
        let found = statistics(&Kept::all(&samples, &kept, &recorded_s)).unwrap();
        assert!((found.normalised_w - 200.0).abs() < 1e-9 && (found.covered_s - 118.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn never_below_the_mean_of_the_windows_nor_above_the_highest(
            watts in proptest::collection::vec(0.0..1500.0f64, 30..200),
        ) {
            let means: Vec<f64> = watts.windows(WINDOW).map(|w| w.iter().sum::<f64>() / WINDOW as f64).collect();
            let found = normalised_power(&watts).unwrap();
            prop_assert!(means.iter().sum::<f64>() / means.len() as f64 <= found + 1e-6);
            prop_assert!(found <= means.iter().copied().fold(0.0, f64::max) + 1e-6);
        }
    }
}
