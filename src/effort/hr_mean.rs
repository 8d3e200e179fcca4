//! Stress by the mean heart rate alone, where a watch or a table says it and there are no samples.

use super::Quality;
use super::hrss::HrssMethod;
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use crate::activity::Activity;

/// Banister's weight of the mean heart rate over its weight at threshold.
///
/// The weighting is convex, so the weight of a mean is below the mean of the weights: an hour of 60.5 min with a mean of 138 bpm has a
/// training impulse of 84.6 by its mean and 95.7 by its samples. How much is missing depends on what the mean hides, and is not
/// made up for.
/// Paper: Banister 1991, whose own form this is. Validity: useful for even efforts; blind to intervals.
#[derive(Debug)]
pub(super) struct HrMeanMethod;

const NEEDED: [&str; 3] = ["hr_rest", "hr_max", "lthr"];

impl EffortMethod for HrMeanMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "hr_mean",
        title: "mean heart rate",
        only_for: None,
        sensor: Sensor::MeanHeartRate,
        thresholds: &NEEDED,
        formula: "weight_of_mean / weight_at_threshold",
        raw_unit: None,
        paper: "Banister 1991; Morton, Fitz-Clarke & Banister 1990, J. Appl. Physiol. 69:1171",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        // Where there are samples, they speak for themselves.
        let told = activity.heart_rate_mean_bpm.filter(|_| activity.hr_coverage <= 0.0);
        let mean_bpm = told.ok_or(Unavailable::NoSensor)?;
        let thresholds = context.needed(NEEDED)?;
        let threshold_bpm = thresholds.last().map_or(0.0, |(_, anchor)| anchor.value);
        let weight = |bpm| HrssMethod::weight(bpm, context);
        let (of_mean, at_threshold) =
            weight(mean_bpm).zip(weight(threshold_bpm)).filter(|(_, at)| 0.0 < *at).ok_or(Unavailable::NoIntensity)?;
        let numbers =
            vec![("heart_rate_mean_bpm", mean_bpm), ("weight_of_mean", of_mean), ("weight_at_threshold", at_threshold)];
        let evaluation = Evaluation::unmeasured(of_mean / at_threshold, Quality::Estimated, numbers);
        Ok(Evaluation { thresholds: thresholds.to_vec(), ..evaluation })
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, _: Context) -> String {
        format!(
            "weight {:.3} of the mean of {} bpm / weight at threshold {:.3}; a mean hides the hard minutes, which weigh more: with changes \
             of pace the load is higher",
            evaluation.number("weight_of_mean"),
            evaluation.number("heart_rate_mean_bpm"),
            evaluation.number("weight_at_threshold"),
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::athlete::{Anchor, Provenance, Sex, Thresholds};
    use crate::effort::Method;
    use crate::effort::options::EffortOptions;
    use jiff::civil::date;

    fn thresholds() -> Thresholds {
        let anchor = |value| Some(Anchor::new(value, Provenance::Given, ""));
        Thresholds { hr_rest: anchor(45.0), hr_max: anchor(190.0), lthr: anchor(168.25), ..Thresholds::default() }
    }

    fn by_mean(mean_bpm: Option<f64>, coverage: f64) -> Result<f64, Unavailable> {
        let bare = Activity::bare(Sport::Run, date(2026, 5, 1), 3627.9);
        let run = Activity { heart_rate_mean_bpm: mean_bpm, hr_coverage: coverage, ..bare };
        let (thresholds, options) = (thresholds(), EffortOptions::default());
        let context = Context { thresholds: &thresholds, sex: Some(Sex::Male), options: &options };
        Method::HrMean.evaluate(&run, context).map(|found| {
            assert_eq!((found.quality, found.thresholds.len()), (Quality::Estimated, 3));
            found.intensity * found.number("weight_at_threshold") * run.duration_s / 60.0
        })
    }

    #[test]
    fn the_impulse_of_a_mean_is_banisters_own() {
        // The worked example of Clarke & Skiba 2013, whose samples make 95.72.
        assert!((by_mean(Some(137.762), 0.0).unwrap() - 84.5525).abs() < 0.01, "{:?}", by_mean(Some(137.762), 0.0));
    }

    #[test]
    fn it_speaks_only_where_no_sample_does() {
        assert_eq!(by_mean(None, 0.0), Err(Unavailable::NoSensor));
        assert_eq!(by_mean(Some(140.0), 0.6), Err(Unavailable::NoSensor));
        assert!(by_mean(Some(40.0), 0.0).unwrap().abs() < 1e-12, "below rest costs nothing");
    }
}
