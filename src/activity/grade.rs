//! What a slope costs: the factor from speed on a slope to the speed on the level that costs the same.

use super::elevation::{self, Slope};
use super::seconds::rolling_fourth_power_mean;
use super::speed::{Track, moving_mps};
use super::sport::Sport;
use super::statistics::GradedSpeed;

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

/// What the way of an activity would have been on the level, as running totals at its samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GradedWay {
    /// Graded distance by [`strava_factor`], metres, over the time in motion.
    pub strava_m: Vec<f64>,
    /// Graded distance by [`minetti_factor`], metres.
    pub minetti_m: Vec<f64>,
    /// Distance as it is, metres, over the time in motion.
    pub moving_m: Vec<f64>,
    /// Slope × distance, metres: what was climbed less what was descended, as far as the slope is known.
    pub rise_m: Vec<f64>,
    /// Recorded time with a known speed, seconds.
    pub known_s: Vec<f64>,
    /// Recorded time in motion, seconds.
    pub moving_s: f64,
}

impl GradedWay {
    /// The way of a track; where the slope is not known it is taken as level.
    #[must_use]
    pub fn new(track: &Track, recorded_s: &[f64], moving_s: f64, sport: Sport, altitude_m: &[Option<f32>]) -> Self {
        let slowest_mps = moving_mps(sport.is_run());
        let len = track.distance_m.len();
        let nothing = || vec![0.0; len];
        let mut way = Self {
            moving_s,
            strava_m: nothing(),
            minetti_m: nothing(),
            moving_m: nothing(),
            rise_m: nothing(),
            known_s: nothing(),
        };
        let (mut by_strava_m, mut by_minetti_m, mut as_it_is_m, mut climbed_m, mut told_s) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut from = 0;
        for Slope { to, grade } in elevation::slopes(&track.distance_m, altitude_m) {
            let grade = grade.unwrap_or(0.0);
            let (strava, minetti) = (strava_factor(grade), minetti_factor(grade));
            let steps = track.speed_mps[from..to].iter().zip(&recorded_s[from..to]);
            let totals = way.strava_m[from + 1..=to].iter_mut().zip(&mut way.minetti_m[from + 1..=to]);
            let totals = totals.zip(&mut way.moving_m[from + 1..=to]).zip(&mut way.rise_m[from + 1..=to]);
            let totals = totals.zip(&mut way.known_s[from + 1..=to]);
            for ((mps, recorded_s), ((((strava_m, minetti_m), moving_m), rise_m), known_s)) in steps.zip(totals) {
                let way_m = mps.filter(|mps| slowest_mps <= *mps).unwrap_or(0.0) * recorded_s;
                by_strava_m += way_m * strava;
                by_minetti_m += way_m * minetti;
                as_it_is_m += way_m;
                climbed_m += way_m * grade;
                told_s += if mps.is_some() { *recorded_s } else { 0.0 };
                (*strava_m, *minetti_m, *moving_m) = (by_strava_m, by_minetti_m, as_it_is_m);
                (*rise_m, *known_s) = (climbed_m, told_s);
            }
            from = to;
        }
        way
    }

    /// The graded speed by a curve, of its running total at the samples and, where there are any, at whole seconds of known
    /// time; absent without motion.
    #[must_use]
    pub fn speed(&self, graded_m: &[f64], each_second_m: Option<&[f64]>) -> Option<GradedSpeed> {
        let total_m = graded_m.last()?;
        (0.0 < self.moving_s).then(|| GradedSpeed {
            mean_mps: total_m / self.moving_s,
            normalised_mps: each_second_m.and_then(|total| rolling_fourth_power_mean(total, NORMALISED_S)),
            moving_s: self.moving_s,
            covered_s: self.known_s.last().copied().unwrap_or(0.0),
        })
    }
}

/// What one value of the rolling mean of the normalised speed covers, seconds.
const NORMALISED_S: usize = 30;

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
