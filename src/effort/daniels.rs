//! Daniels' intensity points by the share of the highest heart rate.

use super::heart_rate::{self, value};
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// Percent of the highest heart rate, and points for a minute there: the second edition's table.
const POINTS: [(f64, f64); 15] = [
    (65.0, 0.100),
    (70.0, 0.167),
    (73.0, 0.217),
    (75.0, 0.250),
    (78.3, 0.317),
    (81.6, 0.380),
    (84.9, 0.455),
    (86.5, 0.492),
    (88.5, 0.550),
    (89.5, 0.583),
    (90.5, 0.617),
    (92.5, 0.683),
    (95.5, 0.820),
    (98.6, 0.939),
    (100.0, 1.250),
];

/// Points of a minute at a heart rate.
///
/// Heart rates in beats a minute. Linear between the points of the table, 0 below 65 % of the highest heart rate, 1.25
/// above it. Absent where the highest heart rate is not positive.
/// Source: Daniels' Running Formula, 2nd edition, as tabulated in public training tables; the lines between the points are
/// our own. Validity: useful for steady running; blind to intervals, as every heart rate is.
#[must_use]
pub fn points_per_min(bpm: f64, max_bpm: f64) -> Option<f64> {
    if !(0.0 < max_bpm && bpm.is_finite()) {
        return None;
    }
    let percent = 100.0 * bpm / max_bpm;
    let after = POINTS.partition_point(|(at, _)| *at <= percent);
    let Some((from, low)) = after.checked_sub(1).map(|before| POINTS[before]) else { return Some(0.0) };
    let Some((to, high)) = POINTS.get(after) else { return Some(low) };
    Some(low + (high - low) * (percent - from) / (to - from))
}

/// Daniels' points by the share of the highest heart rate.
#[derive(Debug)]
pub(super) struct DanielsMethod;

const NEEDED: [&str; 2] = ["hr_max", "lthr"];

impl EffortMethod for DanielsMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "daniels",
        title: "Daniels' points",
        only_for: None,
        sensor: Sensor::HeartRate,
        thresholds: &NEEDED,
        formula: heart_rate::FORMULA,
        raw_unit: Some("points"),
        paper: "Daniels' Running Formula, 2nd edition",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        heart_rate::evaluate::<Self, _>(activity, context, NEEDED)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        heart_rate::made_of(evaluation)
    }

    fn weight(bpm: f64, context: Context) -> Option<f64> {
        points_per_min(bpm, value(context.thresholds.hr_max.as_ref())?)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_points_of_the_table_are_met_and_the_ends_hold() {
        for (percent, points) in POINTS {
            assert!((points_per_min(percent, 100.0).unwrap() - points).abs() < 1e-12, "{percent}");
        }
        assert_eq!((points_per_min(64.9, 100.0), points_per_min(110.0, 100.0)), (Some(0.0), Some(1.25)));
        assert_eq!(points_per_min(150.0, 0.0), None);
    }

    proptest! {
        #[test]
        fn a_faster_heart_never_gains_less(low in 30.0..230.0f64, by in 0.0..40.0f64) {
            prop_assert!(points_per_min(low, 190.0) <= points_per_min(low + by, 190.0));
        }
    }
}
