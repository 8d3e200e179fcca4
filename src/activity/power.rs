//! Normalised power: what a ride with surges costs, as the steady power that would cost the same.

/// Samples at 1 Hz that one rolling mean covers.
const WINDOW: usize = 30;

/// Normalised power, watts: the fourth-power mean of the 30 s rolling mean.
///
/// `watts` is one value a second, finite. The first window ends at the 30th second; absent where there are fewer.
/// Paper: Coggan, in Allen & Coggan, Training and Racing with a Power Meter. Other programs pad the first 30 s with
/// zeros or take separate blocks, and differ by a watt. Validity: useful from 20 min on.
#[must_use]
pub fn normalised_power(watts: &[f64]) -> Option<f64> {
    let mut sum: f64 = watts.get(..WINDOW)?.iter().sum();
    let mut fourth_powers = fourth_power(sum / WINDOW as f64);
    let mut windows = 1.0;
    for (entering, leaving) in watts.iter().skip(WINDOW).zip(watts) {
        sum += entering - leaving;
        fourth_powers += fourth_power(sum / WINDOW as f64);
        windows += 1.0;
    }
    Some((fourth_powers / windows).sqrt().sqrt())
}

fn fourth_power(x: f64) -> f64 {
    let square = x * x;
    square * square
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
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
