//! Running stress by pace: graded speed against the speed at threshold.

use crate::activity::statistics::GradedSpeed;

/// Intensity of running at a graded speed: the square of its ratio to the speed at threshold, for the time in motion.
///
/// `duration_s` is the time with the timer running; what of it was not in motion has intensity 0, so that the load is
/// that of the hours in motion. Speeds in metres a second. Absent where the threshold or the duration is not positive.
/// Source: the running stress score (rTSS), with mean graded speed in place of the unpublished normalised pace.
/// Validity: useful; under-weights short fast repetitions, and knows neither heat nor mud nor tired legs.
#[must_use]
pub fn intensity(graded: GradedSpeed, duration_s: f64, threshold_mps: f64) -> Option<f64> {
    let ratio = graded.mean_mps / threshold_mps;
    (0.0 < threshold_mps && 0.0 < duration_s).then(|| ratio * ratio * (graded.moving_s / duration_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_threshold_no_intensity() {
        let graded = GradedSpeed { mean_mps: 3.0, normalised_mps: None, moving_s: 3600.0, covered_s: 3600.0 };
        assert_eq!(intensity(graded, 3600.0, 0.0), None);
        assert_eq!(intensity(graded, 0.0, 3.0), None);
    }

    proptest! {
        #[test]
        fn an_hour_in_motion_at_threshold_is_100_however_long_the_stops(
            speed in 1.5..6.0f64, standing_s in 0.0..1800.0f64,
        ) {
            let duration_s = 3600.0 + standing_s;
            let graded = GradedSpeed { mean_mps: speed, normalised_mps: None, moving_s: 3600.0, covered_s: duration_s };
            let load = 100.0 * duration_s / 3600.0 * intensity(graded, duration_s, speed).unwrap_or_default();
            prop_assert!((load - 100.0).abs() < 1e-9);
        }
    }
}
