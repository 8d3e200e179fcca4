//! Heart-rate stress: Banister's weighting of the heart-rate reserve, on the scale of an hour at threshold.

use super::heart_rate::{self, value};
use super::method::{Context, EffortMethod, Evaluation, MethodFacts, Sensor, Unavailable};
use super::options::FemaleWeighting;
use crate::activity::Activity;
use crate::athlete::Sex;

/// Banister's weighting `k · x · e^(b·x)` of the heart-rate reserve `x`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighting {
    /// Scale of the raw training impulse; it cancels in heart-rate stress.
    pub k: f64,
    /// How steeply hard minutes outweigh easy ones.
    pub b: f64,
}

impl Weighting {
    /// Men: k 0.64, b 1.92.
    pub(crate) const MALE: Self = Self { k: 0.64, b: 1.92 };

    /// Women: k 0.86, b 1.67.
    pub(crate) const FEMALE: Self = Self { k: 0.86, b: 1.67 };

    /// Women as in GoldenCheetah and Elevate: k 0.64, b 1.67; raw impulses differ by a third.
    pub(crate) const FEMALE_GOLDEN_CHEETAH: Self = Self { k: 0.64, ..Self::FEMALE };

    /// The weighting for a runner; the male one where the sex is not known.
    #[must_use]
    pub const fn of(sex: Option<Sex>, female: FemaleWeighting) -> Self {
        match (sex, female) {
            (Some(Sex::Female), FemaleWeighting::Banister) => Self::FEMALE,
            (Some(Sex::Female), FemaleWeighting::GoldenCheetah) => Self::FEMALE_GOLDEN_CHEETAH,
            (Some(Sex::Male) | None, _) => Self::MALE,
        }
    }

    /// The weight of one minute at a heart-rate reserve of 0–1, training impulse units a minute.
    #[must_use]
    pub fn weight(self, reserve: f64) -> f64 {
        self.k * reserve * libm::exp(self.b * reserve)
    }
}

/// Share of the heart-rate reserve in use: 0 at rest and below, 1 at the maximum and above.
///
/// Heart rates in beats a minute. Absent where the maximum does not lie above rest.
/// Paper: Karvonen, Kentala & Mustala 1957.
#[must_use]
pub fn hr_reserve(bpm: f64, rest_bpm: f64, max_bpm: f64) -> Option<f64> {
    (rest_bpm < max_bpm).then(|| ((bpm - rest_bpm) / (max_bpm - rest_bpm)).clamp(0.0, 1.0))
}

/// Banister's training impulse of some minutes at one heart-rate reserve, arbitrary units.
///
/// Paper: Banister 1991; Morton, Fitz-Clarke & Banister 1990, J. Appl. Physiol. 69:1171. Validity: useful; blind to
/// intervals when fed with a session's mean, so sum it over samples.
#[must_use]
pub fn trimp(minutes: f64, reserve: f64, weighting: Weighting) -> f64 {
    minutes * weighting.weight(reserve)
}

/// Heart-rate stress (HRSS), known as TRIMP(100) too: the impulse by Banister's weights over that of an hour at threshold.
///
/// Validity: useful; heart rate lags behind short intervals and drifts in heat.
#[derive(Debug)]
pub(super) struct HrssMethod;

const NEEDED: [&str; 3] = ["hr_rest", "hr_max", "lthr"];

impl EffortMethod for HrssMethod {
    const FACTS: MethodFacts = MethodFacts {
        key: "hrss",
        title: "heart rate",
        only_for: None,
        sensor: Sensor::HeartRate,
        thresholds: &NEEDED,
        formula: heart_rate::FORMULA,
        raw_unit: Some("trimp"),
        paper: "Banister 1991; Morton, Fitz-Clarke & Banister 1990, J. Appl. Physiol. 69:1171",
    };

    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
        heart_rate::evaluate::<Self, _>(activity, context, NEEDED)
    }

    fn made_of(evaluation: &Evaluation, _: &Activity, context: Context) -> String {
        let whose = match context.sex {
            Some(Sex::Female) => "for women",
            Some(Sex::Male) => "for men",
            None => "for men, as athlete.toml gives no sex",
        };
        format!("{}; Banister's weights {whose}", heart_rate::made_of(evaluation))
    }

    fn weight(bpm: f64, context: Context) -> Option<f64> {
        let day = context.thresholds;
        let weighting = Weighting::of(context.sex, context.options.female_weighting);
        Some(weighting.weight(hr_reserve(bpm, value(day.hr_rest.as_ref())?, value(day.hr_max.as_ref())?)?))
    }

    fn constants(context: Context) -> Vec<(&'static str, f64, &'static str)> {
        let Weighting { k, b } = Weighting::of(context.sex, context.options.female_weighting);
        vec![
            ("k", k, "Banister's weighting: weight = k x reserve x e^(b x reserve)"),
            ("b", b, "reserve = (bpm - hr_rest) / (hr_max - hr_rest), within 0 and 1"),
        ]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::statistics::HeartRateHistogram;
    use crate::effort::heart_rate::Weights;
    use proptest::prelude::*;

    fn hrss_intensity(
        heart_rate: &HeartRateHistogram,
        rest_bpm: f64,
        max_bpm: f64,
        lthr_bpm: f64,
        sex: Option<Sex>,
    ) -> Option<f64> {
        let weighting = Weighting::of(sex, FemaleWeighting::Banister);
        let weight = |bpm| Some(weighting.weight(hr_reserve(bpm, rest_bpm, max_bpm)?));
        Weights::new(heart_rate, lthr_bpm, weight).map(Weights::intensity)
    }

    fn steady(bpm: u8, seconds: f64) -> HeartRateHistogram {
        let mut histogram = HeartRateHistogram::default();
        histogram.add_seconds(bpm, seconds);
        histogram
    }

    #[test]
    fn thresholds_that_contradict_each_other_give_nothing() {
        let hour = steady(150, 3600.0);
        assert_eq!(hrss_intensity(&hour, 190.0, 50.0, 170.0, None), None);
        assert_eq!(hrss_intensity(&hour, 50.0, 50.0, 170.0, None), None);
        assert_eq!(hrss_intensity(&hour, 60.0, 190.0, 60.0, None), None);
        assert_eq!(hrss_intensity(&HeartRateHistogram::default(), 50.0, 190.0, 170.0, None), None);
    }

    #[test]
    fn resting_costs_nothing() {
        assert_eq!(hrss_intensity(&steady(45, 3600.0), 50.0, 190.0, 170.0, None), Some(0.0));
    }

    #[test]
    fn intervals_weigh_more_than_their_mean() {
        let mut intervals = steady(120, 1800.0);
        intervals.add_seconds(180, 1800.0);
        let even = steady(150, 3600.0);
        let intensity = |h: &HeartRateHistogram| hrss_intensity(h, 50.0, 190.0, 170.0, Some(Sex::Male)).unwrap();
        assert!(1.1 * intensity(&even) < intensity(&intervals));
    }

    proptest! {
        #[test]
        fn threshold_is_one_for_everybody(rest in 35u8..70, above in 10u8..90, to_max in 0u8..40, female: bool) {
            let (lthr, sex) = (rest + above, if female { Sex::Female } else { Sex::Male });
            let found = hrss_intensity(
                &steady(lthr, 3600.0), rest.into(), (lthr + to_max).into(), lthr.into(), Some(sex)).unwrap();
            prop_assert!((found - 1.0).abs() < 1e-12);
        }

        #[test]
        fn a_faster_heart_never_costs_less(low in 30u8..220, by in 0u8..35, female: bool) {
            let sex = Some(if female { Sex::Female } else { Sex::Male });
            let at = |bpm| hrss_intensity(&steady(bpm, 600.0), 48.0, 191.0, 172.0, sex).unwrap();
            prop_assert!(at(low) <= at(low + by));
        }
    }
}
