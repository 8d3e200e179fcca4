//! The load of an hour when nothing was measured but time: what the sport costs as a rule.

use super::Quality;
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// The ordinary intensity of the sport.
#[derive(Debug)]
pub(super) struct EstimatedMethod;

const AS_A_RULE: &str = "what the sport costs as a rule";
const CARRIED: &str = "carried by a motor, which is no training";

/// By the sport alone: of every activity there is one, and it is 0 where somebody was carried.
pub(super) fn by_sport(activity: &Activity) -> Evaluation<'static> {
    let intensity = if activity.is_carried() { 0.0 } else { activity.sport.facts().default_intensity };
    Evaluation::unmeasured(intensity, Quality::Estimated, Vec::new())
}

impl EffortMethod for EstimatedMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "estimated",
        title: "sport alone",
        only_for: None,
        sensor: Sensor::Rating,
        thresholds: &[],
        formula: AS_A_RULE,
        raw_unit: None,
        paper: "",
    };

    fn evaluate<'a>(activity: &Activity, _: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        Ok(by_sport(activity))
    }

    fn made_of(_: &Evaluation, activity: &Activity, _: Context) -> String {
        if activity.is_carried() { CARRIED.to_owned() } else { AS_A_RULE.to_owned() }
    }
}
