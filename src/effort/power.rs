//! Stress by power: normalised power against the power at threshold.

use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;
use crate::activity::sport::SportClass;
use crate::activity::statistics::PowerStatistics;
use crate::numerals::number;

/// Intensity at a normalised power: the square of its ratio to the power at threshold, both in watts.
///
/// Absent without a positive threshold.
/// Paper: Coggan, in Allen & Coggan, Training and Racing with a Power Meter. Validity: useful for rides from 20 min on.
#[must_use]
pub fn intensity(normalised_w: f64, threshold_w: f64) -> Option<f64> {
    let ratio = normalised_w / threshold_w;
    (0.0 < threshold_w).then_some(ratio * ratio)
}

/// How the intensity is made of the numbers.
pub(super) const FORMULA: &str = "(normalised_power_w / threshold_power_w)^2";

/// By a power meter in sports of one class; `mean_w` is the power that stands for the whole, watts.
pub(super) fn evaluate<'a>(
    activity: &Activity,
    context: Context<'a>,
    (class, needed): (SportClass, [&'static str; 1]),
    mean_w: fn(&PowerStatistics) -> f64,
) -> Result<Evaluation<'a>, Unavailable> {
    let fits = activity.sport.facts().class == class;
    // A meter that shows 0 W throughout is none.
    let measured = activity.statistics.power.as_ref().filter(|power| fits && 0.0 < mean_w(power));
    let measured = measured.ok_or(Unavailable::NoSensor)?;
    context.covers(measured.covered_s, activity)?;
    let [threshold] = context.needed(needed)?;
    let (power_w, threshold_w) = (mean_w(measured), threshold.1.value);
    let intensity = intensity(power_w, threshold_w).ok_or(Unavailable::NoIntensity)?;
    Ok(Evaluation::measured(intensity, numbers(power_w, threshold_w), [threshold]))
}

/// The numbers of an intensity: the power that stands for the whole, and the power at threshold, watts.
pub(super) fn numbers(power_w: f64, threshold_w: f64) -> Vec<(&'static str, f64)> {
    vec![("normalised_power_w", power_w), ("threshold_power_w", threshold_w)]
}

/// What the intensity was made of, for a person.
pub(super) fn made_of(evaluation: &Evaluation) -> String {
    let threshold_w = number(evaluation.number("threshold_power_w"), 1);
    format!("({:.1} W normalised / {threshold_w} W at threshold)²", evaluation.number("normalised_power_w"))
}

/// Normalised power against threshold power.
#[derive(Debug)]
pub(super) struct PowerMethod;

const NEEDED: [&str; 1] = ["ride_power"];

impl EffortMethod for PowerMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "power",
        title: "power",
        only_for: Some(SportClass::Ride),
        sensor: Sensor::Power,
        thresholds: &NEEDED,
        formula: FORMULA,
        raw_unit: None,
        paper: "Coggan, in Allen & Coggan, Training and Racing with a Power Meter",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        evaluate(activity, context, (SportClass::Ride, NEEDED), |power| power.normalised_w)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        made_of(evaluation)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn threshold_is_one_and_hard_minutes_outweigh_easy_ones() {
        assert!((intensity(250.0, 250.0).unwrap() - 1.0).abs() < 1e-12);
        assert!((intensity(300.0, 250.0).unwrap() - 1.44).abs() < 1e-12);
    }

    #[test]
    fn no_threshold_no_intensity() {
        assert_eq!(intensity(200.0, 0.0), None);
    }
}
