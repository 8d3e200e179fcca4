//! Lucia's training impulse: minutes in three phases between the ventilatory thresholds.

use super::heart_rate::{self, value};
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// Weight of a minute at a heart rate: 1 below the first ventilatory threshold, 2 from it on, 3 from the second on.
///
/// Heart rates in beats a minute. Absent unless the second threshold lies above the first and the first above 0.
/// Paper: Lucia et al. 2003, Med. Sci. Sports Exerc. 35:872. Validity: useful with thresholds from a test in a
/// laboratory; the runner has to give them (`vt1`, `vt2`), for no stand-in from watches is published.
#[must_use]
pub fn weight(bpm: f64, vt1_bpm: f64, vt2_bpm: f64) -> Option<f64> {
    let weight = 1.0 + f64::from(u8::from(vt1_bpm <= bpm)) + f64::from(u8::from(vt2_bpm <= bpm));
    (0.0 < vt1_bpm && vt1_bpm < vt2_bpm && bpm.is_finite()).then_some(weight)
}

/// Lucia's three phases between the ventilatory thresholds.
#[derive(Debug)]
pub(super) struct LuciaMethod;

const NEEDED: [&str; 2] = ["vt1", "vt2"];

impl EffortMethod for LuciaMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "lucia",
        title: "Lucia's phases",
        only_for: None,
        sensor: Sensor::HeartRate,
        thresholds: &NEEDED,
        formula: heart_rate::FORMULA,
        raw_unit: Some("trimp"),
        paper: "Lucia et al. 2003, Med. Sci. Sports Exerc. 35:872",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        heart_rate::evaluate::<Self, _>(activity, context, NEEDED)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        heart_rate::made_of(evaluation)
    }

    fn weight(bpm: f64, context: Context) -> Option<f64> {
        weight(bpm, value(context.thresholds.vt1.as_ref())?, value(context.thresholds.vt2.as_ref())?)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "weights are whole numbers")]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_belongs_to_the_phase_above() {
        let weights = [149.0, 150.0, 169.0, 170.0].map(|bpm| weight(bpm, 150.0, 170.0));
        assert_eq!(weights.map(Option::unwrap_or_default), [1.0, 2.0, 2.0, 3.0]);
        assert_eq!((weight(160.0, 170.0, 170.0), weight(160.0, 0.0, 170.0)), (None, None));
    }
}
