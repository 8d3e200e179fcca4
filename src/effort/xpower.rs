//! Stress by Skiba's xPower: exponentially weighted power.

use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use super::power;
use crate::activity::Activity;
use crate::activity::sport::SportClass;

/// Skiba's exponentially weighted power against threshold power.
#[derive(Debug)]
pub(super) struct XpowerMethod;

const NEEDED: [&str; 1] = ["ride_power"];

impl EffortMethod for XpowerMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "xpower",
        title: "weighted power",
        only_for: Some(SportClass::Ride),
        sensor: Sensor::Power,
        thresholds: &NEEDED,
        formula: power::FORMULA,
        raw_unit: None,
        paper: "Skiba, BikeScore; constants as in GoldenCheetah",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        power::evaluate(activity, context, (SportClass::Ride, NEEDED), |power| power.xpower_w)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        power::made_of(evaluation)
    }
}
