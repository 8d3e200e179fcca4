//! Running stress by pace: graded speed against the speed at threshold.

/// Intensity of running at a graded speed: the square of its ratio to the speed at threshold, for the time it stands on.
///
/// `duration_s` is the time with the timer running, `graded_s` what of it the speed is the mean of; the rest, standing
/// still, has intensity 0, so that the load is that of the hours in motion. Speeds in metres a second. Absent where the
/// threshold or the duration is not positive.
/// Source: the running stress score (rTSS), with mean graded speed in place of the unpublished normalised pace.
/// Validity: useful; under-weights short fast repetitions, and knows neither heat nor mud nor tired legs.
#[must_use]
pub fn intensity(graded_mps: f64, graded_s: f64, duration_s: f64, threshold_mps: f64) -> Option<f64> {
    let ratio = graded_mps / threshold_mps;
    (0.0 < threshold_mps && 0.0 < duration_s).then(|| ratio * ratio * (graded_s / duration_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_threshold_no_intensity() {
        assert_eq!(intensity(3.0, 3600.0, 3600.0, 0.0), None);
        assert_eq!(intensity(3.0, 3600.0, 0.0, 3.0), None);
    }

    proptest! {
        #[test]
        fn an_hour_in_motion_at_threshold_is_100_however_long_the_stops(
            speed in 1.5..6.0f64, standing_s in 0.0..1800.0f64,
        ) {
            let duration_s = 3600.0 + standing_s;
            let load = 100.0 * duration_s / 3600.0 * intensity(speed, 3600.0, duration_s, speed).unwrap_or_default();
            prop_assert!((load - 100.0).abs() < 1e-9);
        }
    }
}
