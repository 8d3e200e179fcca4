//! What the methods of heart rates have in common: a weight for each minute, against the weight at threshold.

use super::method::{Context, EffortMethod, Evaluation, Unavailable};
use crate::activity::Activity;
use crate::activity::statistics::HeartRateHistogram;
use crate::athlete::Anchor;

/// How the intensity is made of the numbers.
pub(super) const FORMULA: &str = "weight_mean / weight_at_threshold";

/// What a method makes of the heart rates of an activity: weights in its own unit a minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// Mean over the covered time of each second's weight.
    pub mean: f64,
    /// Weight at the threshold heart rate; positive.
    pub at_threshold: f64,
}

impl Weights {
    /// Of the seconds at each heart rate, by the weight of a minute there. Absent without covered time, where a weight is
    /// absent, and where the threshold has none.
    #[must_use]
    pub fn new(
        heart_rate: &HeartRateHistogram,
        threshold_bpm: f64,
        weight: impl Fn(f64) -> Option<f64>,
    ) -> Option<Self> {
        let at_threshold = weight(threshold_bpm)?;
        let (mut weighted_s, mut covered_s) = (0.0, 0.0);
        for (bpm, seconds) in heart_rate.iter() {
            weighted_s += seconds * weight(bpm)?;
            covered_s += seconds;
        }
        (0.0 < at_threshold && 0.0 < covered_s).then(|| Self { mean: weighted_s / covered_s, at_threshold })
    }

    /// Intensity: the mean weight, the weight at threshold being 1.
    #[must_use]
    pub fn intensity(self) -> f64 {
        self.mean / self.at_threshold
    }

    /// The whole in the method's own unit: the time without a heart rate is taken to be like the rest.
    #[must_use]
    pub fn raw(self, duration_s: f64) -> f64 {
        self.mean * duration_s / 60.0
    }
}

/// By the weights of a method; the last of the thresholds is the one at which intensity is 1.
pub(super) fn evaluate<'a, M: EffortMethod, const N: usize>(
    activity: &Activity,
    context: Context<'a>,
    needed: [&'static str; N],
) -> Result<Evaluation<'a>, Unavailable> {
    if activity.hr_coverage <= 0.0 {
        return Err(Unavailable::NoSensor);
    }
    let covers = context.options.coverage_min <= activity.hr_coverage;
    let histogram = activity.statistics.heart_rate.as_ref().filter(|_| covers);
    let histogram = histogram.ok_or(Unavailable::Coverage(activity.hr_coverage))?;
    let thresholds = context.needed(needed)?;
    let threshold_bpm = thresholds.last().map_or(0.0, |(_, anchor)| anchor.value);
    let weights = Weights::new(histogram, threshold_bpm, |bpm| M::weight(bpm, context));
    let weights = weights.ok_or(Unavailable::NoIntensity)?;
    let numbers = vec![("weight_mean", weights.mean), ("weight_at_threshold", weights.at_threshold)];
    let evaluation = Evaluation::measured(weights.intensity(), numbers, thresholds);
    Ok(Evaluation { raw: Some(weights.raw(activity.duration_s)), ..evaluation })
}

/// What the intensity was made of, for a person.
pub(super) fn made_of(evaluation: &Evaluation) -> String {
    let (mean, threshold) = (evaluation.number("weight_mean"), evaluation.number("weight_at_threshold"));
    format!("mean weight {mean:.3} / weight at threshold {threshold:.3}")
}

/// The heart rate of a threshold, beats a minute.
pub(super) fn value(anchor: Option<&Anchor>) -> Option<f64> {
    anchor.map(|anchor| anchor.value)
}
