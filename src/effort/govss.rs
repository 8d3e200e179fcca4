//! Stress by Skiba's model of a runner's power (GOVSS): from speed, slope, mass and height.

use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use super::power;
use crate::activity::Activity;
use crate::activity::running_power::{PowerMoments, PowerTerms};
use crate::activity::sport::SportClass;

/// Power at threshold speed on the level, watts.
#[must_use]
pub fn threshold_power_w(threshold_mps: f64, weight_kg: f64, height_m: f64) -> f64 {
    PowerTerms::new(threshold_mps, threshold_mps, 1.0, 0.0).power_w(weight_kg, height_m)
}

/// Normalised power and power at threshold of a run, watts, and the intensity: the square of their ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Powers {
    /// Fourth-power mean of the model's power, watts.
    pub normalised_w: f64,
    /// The model's power at threshold speed on the level, watts.
    pub threshold_w: f64,
}

impl Powers {
    /// Of the moments of a run. Absent without them, and where speed, mass or height is not positive.
    ///
    /// Paper: Skiba 2006. Validity: unclear; it needs mass and height, and its efficiency is a line drawn by eye.
    #[must_use]
    pub fn new(moments: &PowerMoments, threshold_mps: f64, weight_kg: f64, height_m: f64) -> Option<Self> {
        let sound = 0.0 < threshold_mps && 0.0 < weight_kg && 0.0 < height_m;
        let normalised_w = moments.lactate_normalised_w(weight_kg, height_m).filter(|_| sound)?;
        let threshold_w = threshold_power_w(threshold_mps, weight_kg, height_m);
        (0.0 < threshold_w).then_some(Self { normalised_w, threshold_w })
    }

    /// Intensity, 1.0 = threshold.
    #[must_use]
    pub fn intensity(self) -> f64 {
        let ratio = self.normalised_w / self.threshold_w;
        ratio * ratio
    }
}

/// Skiba's model of a runner's power against its value at threshold pace.
#[derive(Debug)]
pub(super) struct GovssMethod;

const NEEDED: [&str; 3] = ["run_pace", "weight_kg", "height_m"];

impl EffortMethod for GovssMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "govss",
        title: "modelled power",
        only_for: Some(SportClass::Run),
        sensor: Sensor::Speed,
        thresholds: &NEEDED,
        formula: power::FORMULA,
        raw_unit: None,
        paper: "Skiba 2006",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        let statistics = &activity.statistics;
        let (moments, graded) = statistics.running_power.zip(statistics.graded_speed).ok_or(Unavailable::NoSensor)?;
        context.covers(graded.covered_s, activity)?;
        let thresholds = context.needed(NEEDED)?;
        let [pace, weight, height] = thresholds.map(|(_, anchor)| anchor.value);
        let powers = Powers::new(&moments, pace, weight, height).ok_or(Unavailable::NoIntensity)?;
        let numbers = power::numbers(powers.normalised_w, powers.threshold_w);
        Ok(Evaluation::measured(powers.intensity(), numbers, thresholds))
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        power::made_of(evaluation)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn threshold_is_one_for_every_body_and_nobody_is_nothing() {
        let mut steady = PowerMoments::default();
        steady.add(PowerTerms::new(4.0, 4.0, 5.0, 0.0));
        for (weight_kg, height_m) in [(50.0, 1.6), (95.0, 1.9)] {
            let intensity = Powers::new(&steady, 4.0, weight_kg, height_m).unwrap().intensity();
            assert!((intensity - 1.0).abs() < 1e-9, "{intensity}");
        }
        assert_eq!(Powers::new(&steady, 0.0, 70.0, 1.8), None);
        assert_eq!(Powers::new(&PowerMoments::default(), 4.0, 70.0, 1.8), None);
    }
}
