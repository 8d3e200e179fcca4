//! The way of an activity as it would have been on the level.

use super::elevation::{self, Slope};
use super::seconds::rolling_fourth_power_mean;
use super::slope_cost::{minetti_factor, strava_factor};
use super::speed::{MeasuredWay, moving_mps};
use super::sport::Sport;
use super::statistics::GradedSpeed;

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
    pub fn new(
        track: &MeasuredWay,
        recorded_s: &[f64],
        moving_s: f64,
        sport: Sport,
        altitude_m: &[Option<f32>],
    ) -> Self {
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
