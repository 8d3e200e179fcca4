//! What the runner may choose about efforts: the order of the methods for each class of sport, and the named variants.

use super::Method;
use crate::activity::sport::{Sport, SportClass};

/// Share of the duration that a sensor must cover to speak for the whole, unless the runner says otherwise.
pub const COVERAGE_MIN: f64 = 0.8;

/// Which curve says what a slope costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GradeCurve {
    /// Strava's, calibrated on heart rates.
    #[default]
    Strava,
    /// Minetti's, measured as energy on a treadmill.
    Minetti,
}

/// Which mean of the graded speed stands for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaceMean {
    /// The mean over the time in motion.
    #[default]
    Mean,
    /// The fourth-power mean of the 30 s rolling mean: hard minutes outweigh easy ones.
    Normalised,
}

/// Which scale Banister's weighting has for women. It cancels in heart-rate stress and shows in raw impulses only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FemaleWeighting {
    /// k 0.86, as in the papers.
    #[default]
    Banister,
    /// k 0.64, as in GoldenCheetah and Elevate.
    GoldenCheetah,
}

/// The choices.
#[derive(Debug, Clone, PartialEq)]
pub struct EffortOptions {
    /// Methods for runs, best first; the class default always comes last.
    pub run: Vec<Method>,
    /// Methods for rides, best first.
    pub ride: Vec<Method>,
    /// Methods for everything else, best first.
    pub other: Vec<Method>,
    /// What a slope costs.
    pub grade_curve: GradeCurve,
    /// Which mean of the graded speed counts.
    pub pace_mean: PaceMean,
    /// The weighting for women.
    pub female_weighting: FemaleWeighting,
    /// Share of the duration that a sensor must cover, 0–1.
    pub coverage_min: f64,
}

impl Default for EffortOptions {
    fn default() -> Self {
        Self {
            // A mean comes after the rating: it hides what the runner felt.
            run: vec![Method::Hrss, Method::Pace, Method::Rpe, Method::HrMean],
            ride: vec![Method::Power, Method::Hrss, Method::Rpe, Method::HrMean],
            other: vec![Method::Hrss, Method::Rpe, Method::HrMean],
            grade_curve: GradeCurve::default(),
            pace_mean: PaceMean::default(),
            female_weighting: FemaleWeighting::default(),
            coverage_min: COVERAGE_MIN,
        }
    }
}

impl EffortOptions {
    /// The methods for a sport, best first; without the load that the runner gave, which outweighs them all, and without
    /// the class default, which comes after them all.
    #[must_use]
    pub fn order(&self, sport: Sport) -> &[Method] {
        match sport.facts().class {
            SportClass::Run => &self.run,
            SportClass::Ride => &self.ride,
            SportClass::Other => &self.other,
        }
    }
}
