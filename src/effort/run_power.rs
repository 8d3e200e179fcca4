//! Stress by a running power meter.

use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use super::power;
use crate::activity::Activity;
use crate::activity::sport::SportClass;

/// Measured running power against threshold power, both as the runner's own meter shows them.
#[derive(Debug)]
pub(super) struct RunPowerMethod;

const NEEDED: [&str; 1] = ["run_power"];

impl EffortMethod for RunPowerMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "run_power",
        title: "running power",
        only_for: Some(SportClass::Run),
        sensor: Sensor::Power,
        thresholds: &NEEDED,
        formula: power::FORMULA,
        raw_unit: None,
        paper: "Coggan, in Allen & Coggan, Training and Racing with a Power Meter",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        power::evaluate(activity, context, (SportClass::Run, NEEDED), |power| power.normalised_w)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        power::made_of(evaluation)
    }
}
