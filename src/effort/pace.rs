//! Running stress by pace: graded speed against the speed at threshold.

use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use super::options::{GradeCurve, PaceMean};
use crate::activity::Activity;
use crate::activity::sport::SportClass;
use crate::numerals::clock;

/// Intensity of running at a graded speed: the square of its ratio to the speed at threshold, for the time it stands on.
///
/// `duration_s` is the time with the timer running, `graded_s` what of it the speed is the mean of; the rest, standing
/// still, has intensity 0, so that the load is that of the hours in motion. Speeds in metres a second. Absent where the
/// threshold or the duration is not positive.
/// Source: the running stress score (rTSS), with mean graded speed in place of the unpublished normalised pace.
/// Validity: useful; under-weights short fast repetitions, and knows neither heat nor mud nor tired legs.
#[must_use]
pub fn intensity(graded_mps: f64, graded_s: f64, duration_s: f64, threshold_mps: f64) -> Option<f64> {
    let ratio = graded_mps / threshold_mps;
    (0.0 < threshold_mps && 0.0 < duration_s).then(|| ratio * ratio * (graded_s / duration_s))
}

/// Graded pace against threshold pace.
#[derive(Debug)]
pub(super) struct PaceMethod;

const NEEDED: [&str; 1] = ["run_pace"];

impl EffortMethod for PaceMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "pace",
        title: "pace",
        only_for: Some(SportClass::Run),
        sensor: Sensor::Speed,
        thresholds: &NEEDED,
        formula: "(graded_speed_mps / threshold_speed_mps)^2 x graded_moving_s / duration_s",
        raw_unit: None,
        paper: "the running stress score (rTSS), with mean graded speed",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        let by_curve = match context.options.grade_curve {
            GradeCurve::Strava => activity.statistics.graded_speed,
            GradeCurve::Minetti => activity.statistics.graded_speed_minetti,
        };
        let graded = by_curve.filter(|_| activity.sport.is_run()).ok_or(Unavailable::NoSensor)?;
        context.covers(graded.covered_s, activity)?;
        let [threshold] = context.needed(NEEDED)?;
        let threshold_mps = threshold.1.value;
        let (graded_mps, graded_s) = match context.options.pace_mean {
            PaceMean::Mean => (graded.mean_mps, graded.moving_s),
            PaceMean::Normalised => (graded.normalised_mps.ok_or(Unavailable::NoIntensity)?, activity.duration_s),
        };
        let intensity = intensity(graded_mps, graded_s, activity.duration_s, threshold_mps);
        let intensity = intensity.ok_or(Unavailable::NoIntensity)?;
        let numbers = vec![
            ("graded_speed_mps", graded_mps),
            ("threshold_speed_mps", threshold_mps),
            ("graded_moving_s", graded_s),
        ];
        Ok(Evaluation::measured(intensity, numbers, [threshold]))
    }

    fn made_of(evaluation: &Evaluation, activity: &Activity, _: Context) -> String {
        format!(
            "({:.3} m/s on the level / {:.3} m/s at threshold)² x {} in motion / {}",
            evaluation.number("graded_speed_mps"),
            evaluation.number("threshold_speed_mps"),
            clock(evaluation.number("graded_moving_s")),
            clock(activity.duration_s),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_threshold_no_intensity() {
        assert_eq!(intensity(3.0, 3600.0, 3600.0, 0.0), None);
        assert_eq!(intensity(3.0, 3600.0, 0.0, 3.0), None);
    }

    proptest! {
        #[test]
        fn an_hour_in_motion_at_threshold_is_100_however_long_the_stops(
            speed in 1.5..6.0f64, standing_s in 0.0..1800.0f64,
        ) {
            let duration_s = 3600.0 + standing_s;
            let load = 100.0 * duration_s / 3600.0 * intensity(speed, 3600.0, duration_s, speed).unwrap_or_default();
            prop_assert!((load - 100.0).abs() < 1e-9);
        }
    }
}
