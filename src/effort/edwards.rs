//! Edwards' training impulse: minutes in five zones of the highest heart rate.

use super::heart_rate::{self, value};
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// Weight of a minute at a heart rate, 0–5: the number of tenths of the highest heart rate that it passes beyond a half.
///
/// Heart rates in beats a minute. A heart rate on a boundary counts in the zone below (90 % is zone 4, 50 % is none); above
/// the highest it is zone 5. Absent where the highest heart rate is not positive.
/// Source: Edwards 1993, The Heart Rate Monitor Book; boundaries as in the package sport-activities-features. Validity:
/// contested: one beat can double the weight, and zones of the highest heart rate fit few runners.
#[must_use]
pub fn weight(bpm: f64, max_bpm: f64) -> Option<f64> {
    // In hundredths of whole beats, so that a boundary is met exactly.
    let zone = [50.0, 60.0, 70.0, 80.0, 90.0].into_iter().filter(|percent| percent * max_bpm < 100.0 * bpm).count();
    (0.0 < max_bpm && bpm.is_finite()).then_some(zone as f64)
}

/// Edwards' five zones of the highest heart rate.
#[derive(Debug)]
pub(super) struct EdwardsMethod;

const NEEDED: [&str; 2] = ["hr_max", "lthr"];

impl EffortMethod for EdwardsMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "edwards",
        title: "Edwards' zones",
        only_for: None,
        sensor: Sensor::HeartRate,
        thresholds: &NEEDED,
        formula: heart_rate::FORMULA,
        raw_unit: Some("trimp"),
        paper: "Edwards 1993, The Heart Rate Monitor Book",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        heart_rate::evaluate::<Self, _>(activity, context, NEEDED)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        heart_rate::made_of(evaluation)
    }

    fn weight(bpm: f64, context: Context) -> Option<f64> {
        weight(bpm, value(context.thresholds.hr_max.as_ref())?)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "weights are whole numbers")]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_belongs_to_the_zone_below() {
        let weights = [100.0, 100.5, 120.0, 121.0, 180.0, 180.5, 200.0, 230.0].map(|bpm| weight(bpm, 200.0));
        assert_eq!(weights.map(Option::unwrap_or_default), [0.0, 1.0, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]);
        assert_eq!(weight(150.0, 0.0), None);
    }
}
