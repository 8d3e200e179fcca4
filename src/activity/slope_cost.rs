//! What a slope costs: the factor from speed on a slope to the speed on the level that costs the same.

/// Strava's improved grade-adjusted-pace curve of 2017: grade in percent, and the factor on speed.
///
/// It was calibrated on heart rates of many runners, so it holds the braking that a treadmill in a laboratory does not
/// ask for: downhill it credits far less than [`minetti_factor`].
const STRAVA_CURVE: [(f64, f64); 47] = [
    (-40.0, 1.937),
    (-34.0, 1.665),
    (-32.0, 1.590),
    (-30.0, 1.490),
    (-28.0, 1.400),
    (-26.0, 1.315),
    (-24.0, 1.240),
    (-22.0, 1.160),
    (-20.0, 1.085),
    (-18.0, 1.020),
    (-16.0, 0.965),
    (-14.0, 0.920),
    (-12.0, 0.885),
    (-10.0, 0.875),
    (-9.0, 0.875),
    (-8.0, 0.875),
    (-7.0, 0.875),
    (-6.0, 0.885),
    (-5.0, 0.900),
    (-4.0, 0.910),
    (-3.0, 0.935),
    (-2.0, 0.950),
    (-1.0, 0.980),
    (0.0, 1.000),
    (1.0, 1.020),
    (2.0, 1.050),
    (3.0, 1.100),
    (4.0, 1.140),
    (5.0, 1.190),
    (6.0, 1.240),
    (7.0, 1.290),
    (8.0, 1.350),
    (9.0, 1.410),
    (10.0, 1.480),
    (12.0, 1.600),
    (14.0, 1.770),
    (16.0, 1.930),
    (18.0, 2.110),
    (20.0, 2.280),
    (22.0, 2.470),
    (24.0, 2.645),
    (26.0, 2.820),
    (28.0, 2.985),
    (30.0, 3.160),
    (32.0, 3.320),
    (34.0, 3.470),
    (40.0, 3.739),
];

/// The slopes that Minetti measured, rise over run: nothing is known beyond them.
const MINETTI_SLOPE_MAX: f64 = 0.45;

/// The factor on speed by Strava's heart-rate calibrated curve, 1.0 on the level.
///
/// `grade` is rise over run (0.05 = 5 %), finite. Linear between the curve's points; beyond ±40 % the end value holds.
/// Source: Strava Engineering 2017, "An improved GAP model". Validity: useful; how the grade was smoothed matters more
/// than the choice of the curve.
#[must_use]
pub fn strava_factor(grade: f64) -> f64 {
    let percent = (100.0 * grade).clamp(STEEPEST_DOWN, STEEPEST_UP);
    let (from, low, rise) = STRAVA_LINES[(percent - STEEPEST_DOWN) as u32 as usize];
    low + rise * (percent - from)
}

const STEEPEST_DOWN: f64 = STRAVA_CURVE[0].0;
const STEEPEST_UP: f64 = STRAVA_CURVE[STRAVA_CURVE.len() - 1].0;

/// The line of [`STRAVA_CURVE`] that holds from each whole percent on: a point of it, and the rise for each percent. The
/// points lie at whole percents.
const STRAVA_LINES: [(f64, f64, f64); 81] = {
    let mut lines = [(0.0, 0.0, 0.0); 81];
    let (mut percent, mut point) = (0, 0);
    while percent < lines.len() {
        if point + 2 < STRAVA_CURVE.len() && STRAVA_CURVE[point + 1].0 <= STEEPEST_DOWN + percent as f64 {
            point += 1;
        }
        let ((from, low), (to, high)) = (STRAVA_CURVE[point], STRAVA_CURVE[point + 1]);
        lines[percent] = (from, low, (high - low) / (to - from));
        percent += 1;
    }
    lines
};

/// Energy cost of running on a slope, joules for each kilogram and metre.
///
/// `grade` is rise over run, finite; beyond ±0.45 the cost at the end holds. On the level the polynomial says 3.6 where
/// the paper measured 3.40 ± 0.24, so only ratios of it are of use.
/// Paper: Minetti et al. 2002, J. Appl. Physiol. 93:1039.
#[must_use]
pub fn minetti_cost(grade: f64) -> f64 {
    let i = grade.clamp(-MINETTI_SLOPE_MAX, MINETTI_SLOPE_MAX);
    ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6
}

/// The factor on speed by the energy cost of [`minetti_cost`], 1.0 on the level.
///
/// Validity: contested downhill, where it credits what muscles pay for in braking.
#[must_use]
pub fn minetti_factor(grade: f64) -> f64 {
    minetti_cost(grade) / minetti_cost(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_level_costs_one_by_either_curve() {
        assert!((strava_factor(0.0) - 1.0).abs() < 1e-12);
        assert!((minetti_factor(0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn every_point_of_the_curve_is_met() {
        for (percent, expected) in STRAVA_CURVE {
            assert!((strava_factor(percent / 100.0) - expected).abs() < 1e-9, "{percent} %");
        }
    }

    #[test]
    fn the_curve_ascends_by_grade() {
        assert!(STRAVA_CURVE.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b)));
    }

    #[test]
    fn downhill_heart_rate_credits_less_than_energy() {
        assert!(minetti_factor(-0.1) + 0.2 < strava_factor(-0.1));
    }

    proptest! {
        // The steepest piece of the curve rises by 0.095 a percent.
        #[test]
        fn the_curve_has_no_step(grade in -0.6..0.6f64, step in 0.0..1e-3f64) {
            prop_assert!((strava_factor(grade + step) - strava_factor(grade)).abs() <= 9.5 * step + 1e-12);
        }

        #[test]
        fn every_slope_has_a_positive_finite_factor(grade in -10.0..10.0f64) {
            for value in [strava_factor(grade), minetti_factor(grade)] {
                prop_assert!(value.is_finite() && 0.4 < value && value < 6.0);
            }
        }
    }
}
