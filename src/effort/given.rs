//! The load that the runner gives, in `manual.csv`.

use super::Quality;
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// The load over the time.
#[derive(Debug)]
pub(super) struct GivenMethod;

impl EffortMethod for GivenMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "given",
        title: "given by the runner",
        only_for: None,
        sensor: Sensor::Load,
        thresholds: &[],
        formula: "load / (100 x duration_h)",
        raw_unit: None,
        paper: "",
    };

    fn evaluate<'a>(activity: &Activity, _: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        let load = activity.given_load.ok_or(Unavailable::NoSensor)?;
        let intensity = load / (100.0 * activity.duration_s / 3600.0);
        Ok(Evaluation::unmeasured(intensity, Quality::EstimatedThreshold, vec![("load", load)]))
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        format!("the load is given as {}", evaluation.number("load"))
    }
}
