//! Stress by how hard it felt.

use super::Quality;
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// Rating of an effort at threshold, CR-10: an hour at it is a load of 100. A convention; runners differ.
pub(crate) const AT_THRESHOLD: f64 = 7.0;

/// Intensity of a session that felt `rpe` on the CR-10 scale.
///
/// Absent outside 0–10, and at 0: nobody trains at "nothing at all", and some exports write 0 for "not rated".
/// Paper: Foster 1998, Med. Sci. Sports Exerc. 30:1164 (rating × minutes), scaled here so that threshold is 1.
/// Validity: useful, and strong for what no sensor sees.
#[must_use]
pub fn intensity(rpe: f64) -> Option<f64> {
    (0.0 < rpe && rpe <= 10.0).then(|| rpe / AT_THRESHOLD)
}

/// Foster's load of a session: its rating × minutes, arbitrary units; absent where [`intensity`] is.
///
/// Paper: Foster 1998; Foster et al. 2001, J. Strength Cond. Res. 15:109.
#[must_use]
pub fn session_load(rpe: f64, duration_s: f64) -> Option<f64> {
    intensity(rpe).map(|_| rpe * duration_s / 60.0)
}

/// The rating over the rating at threshold.
#[derive(Debug)]
pub(super) struct RpeMethod;

impl EffortMethod for RpeMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "rpe",
        title: "how it felt",
        only_for: None,
        sensor: Sensor::Rating,
        thresholds: &[],
        formula: "rpe / rpe_at_threshold",
        raw_unit: Some("rpe x min"),
        paper: "Foster 1998, Med. Sci. Sports Exerc. 30:1164; Foster et al. 2001, J. Strength Cond. Res. 15:109",
    };

    fn evaluate<'a>(activity: &Activity, _: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        let rpe = activity.rpe.ok_or(Unavailable::NoSensor)?;
        let intensity = intensity(rpe).ok_or(Unavailable::NoIntensity)?;
        let numbers = vec![("rpe", rpe), ("rpe_at_threshold", AT_THRESHOLD)];
        let evaluation = Evaluation::unmeasured(intensity, Quality::EstimatedThreshold, numbers);
        Ok(Evaluation { raw: session_load(rpe, activity.duration_s), ..evaluation })
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        format!("it felt {} of 10 / {AT_THRESHOLD} at threshold", evaluation.number("rpe"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seven_is_threshold() {
        assert!((intensity(7.0).unwrap() - 1.0).abs() < 1e-12);
        assert!(intensity(3.0) < intensity(4.0));
    }

    #[test]
    fn off_the_scale_is_absent() {
        for rpe in [-1.0, 0.0, 10.5, f64::NAN, f64::INFINITY] {
            assert_eq!(intensity(rpe), None);
        }
    }
}
