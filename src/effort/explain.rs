//! What each method makes of an activity, best first: an intensity with its ingredients, or why it has none.
//!
//! [`choose::effort`](super::choose::effort) takes the first that has one, so what is explained is what was chosen.

use super::heart_rate::Weights;
use super::judge::found;
use super::options::Options;
use super::{Effort, Method, Quality};
use crate::activity::Activity;
use crate::activity::sport::Sport;
use crate::athlete::{Anchor, Sex, Thresholds};

/// What an effort is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The thresholds of the day.
    pub thresholds: &'a Thresholds,
    /// The athlete's sex; absent = the male weighting.
    pub sex: Option<Sex>,
    /// What the runner chose.
    pub options: &'a Options,
}

/// A method, and what it made of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried<'a> {
    /// The method.
    pub method: Method,
    /// What it found, or why it found nothing.
    pub outcome: Result<Found<'a>, Lack>,
}

/// What a method found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<'a> {
    /// Intensity, 1.0 = threshold.
    pub intensity: f64,
    /// How much it can be trusted.
    pub quality: Quality,
    /// What the intensity was made of.
    pub basis: Basis,
    /// The thresholds it stands on, by their keys in `athlete.toml`.
    pub thresholds: Vec<(&'static str, &'a Anchor)>,
}

/// What an intensity was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// The mean weight over the weight at threshold.
    HeartRate(Weights),
    /// Graded speed over threshold speed, squared, for the share of the time that it stands on.
    Pace {
        /// Graded speed, metres a second.
        graded_mps: f64,
        /// The time that it stands on, seconds: in motion for the mean, the whole for the normalised speed.
        graded_s: f64,
        /// Speed at threshold, metres a second.
        threshold_mps: f64,
    },
    /// Power over threshold power, squared.
    Power {
        /// The power that stands for the whole, by the method's own mean, watts.
        power_w: f64,
        /// Power at threshold, watts.
        threshold_w: f64,
    },
    /// The rating over the rating at threshold.
    Rpe {
        /// How hard it felt, CR-10.
        rpe: f64,
    },
    /// The load that the runner gave, over the time.
    Given {
        /// The load, 100 = an hour at threshold.
        load: f64,
    },
    /// The sport alone.
    Sport(Sport),
}

/// Why a method found nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Lack {
    /// The recording has nothing that the method could use.
    NoSensor,
    /// The sensor covers less than [`Options::coverage_min`] of the duration: this share, 0–1.
    Coverage(f64),
    /// Thresholds that nobody gave and that could not be estimated, by their keys in `athlete.toml`.
    NoThreshold(Vec<&'static str>),
    /// Its numbers make no intensity: thresholds that contradict each other, a rating off the scale.
    NoIntensity,
}

/// What each method that the runner put in order for the sport makes of an activity, best first; the last one, a default
/// for the sport, always has an intensity.
///
/// A load that the runner gave comes first. A sensor counts when it covers its share of the duration
/// ([`Options::coverage_min`]) and its thresholds are known; the stretch it missed is taken to be like the rest.
pub fn tries<'a>(activity: &'a Activity, terms: Terms<'a>) -> impl Iterator<Item = Tried<'a>> {
    let given = activity.given_load.map(|_| Method::Given);
    let order = terms.options.order(activity.sport).iter().copied();
    let methods = given.into_iter().chain(order).chain([Method::Estimated]);
    methods.map(move |method| Tried { method, outcome: found(method, activity, terms) })
}

impl Found<'_> {
    /// The effort of an activity at this intensity.
    #[must_use]
    pub fn effort(&self, activity: &Activity, method: Method) -> Effort {
        Effort::new(activity.duration_s, self.intensity, method, self.quality)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::statistics::{GradedSpeed, HeartRateHistogram, PowerStatistics};
    use crate::athlete::Provenance;
    use crate::effort::choose::effort;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const HOUR_S: f64 = 3600.0;

    fn thresholds() -> Thresholds {
        let anchor = |value| Some(Anchor::new(value, Provenance::Given, ""));
        Thresholds {
            hr_rest: anchor(50.0),
            hr_max: anchor(190.0),
            lthr: anchor(170.0),
            run_speed_mps: anchor(4.0),
            ride_power_w: anchor(250.0),
            ..Thresholds::default()
        }
    }

    fn activity(sport: Sport) -> Activity {
        Activity::bare(sport, jiff::civil::date(2024, 5, 1), HOUR_S)
    }

    fn with_heart_rate(mut activity: Activity, bpm: u8, coverage: f64) -> Activity {
        let mut histogram = HeartRateHistogram::default();
        histogram.add(bpm, coverage * activity.duration_s);
        // As an activity has it: less than 5 % says nothing, but how little it was stays known.
        activity.statistics.heart_rate = (0.05 <= coverage).then_some(histogram);
        activity.hr_coverage = coverage;
        activity
    }

    fn terms(thresholds: &Thresholds) -> Terms<'_> {
        static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);
        Terms { thresholds, sex: None, options: &OPTIONS }
    }

    fn lacks(activity: &Activity, thresholds: &Thresholds) -> Vec<(Method, Option<Lack>)> {
        tries(activity, terms(thresholds)).map(|tried| (tried.method, tried.outcome.err())).collect()
    }

    #[test]
    fn every_lack_is_named() {
        let run = activity(Sport::Run);
        let nothing = [
            (Method::Hrss, Some(Lack::NoSensor)),
            (Method::Pace, Some(Lack::NoSensor)),
            (Method::Rpe, Some(Lack::NoSensor)),
            (Method::Estimated, None),
        ];
        assert_eq!(lacks(&run, &thresholds()), nothing);
        for share in [0.02, 0.62] {
            let patchy = with_heart_rate(run.clone(), 150, share);
            assert_eq!(lacks(&patchy, &thresholds())[0].1, Some(Lack::Coverage(share)));
        }
        let worn = with_heart_rate(run.clone(), 150, 1.0);
        let missing = Lack::NoThreshold(vec!["hr_rest", "hr_max", "lthr"]);
        assert_eq!(lacks(&worn, &Thresholds::default())[0].1, Some(missing));
        let mut without = thresholds();
        without.hr_max = None;
        assert_eq!(lacks(&worn, &without)[0].1, Some(Lack::NoThreshold(vec!["hr_max"])));
        without.hr_max = without.hr_rest.clone();
        assert_eq!(lacks(&worn, &without)[0].1, Some(Lack::NoIntensity));
        let mut felt = run;
        felt.rpe = Some(11.0);
        assert_eq!(lacks(&felt, &thresholds())[2], (Method::Rpe, Some(Lack::NoIntensity)));
    }

    #[test]
    fn the_ingredients_make_the_intensity() {
        let mut run = with_heart_rate(activity(Sport::Run), 150, 1.0);
        run.statistics.graded_speed =
            Some(GradedSpeed { mean_mps: 3.0, normalised_mps: None, moving_s: 1800.0, covered_s: HOUR_S });
        let known = thresholds();
        let found: Vec<_> = tries(&run, Terms { sex: Some(Sex::Female), ..terms(&known) })
            .filter_map(|tried| tried.outcome.ok())
            .collect();
        let Basis::HeartRate(weights) = found[0].basis else { panic!("{found:?}") };
        assert_eq!(found[0].intensity, weights.mean / weights.at_threshold);
        let keys: Vec<_> = found[0].thresholds.iter().map(|(key, anchor)| (*key, anchor.value)).collect();
        assert_eq!(keys, [("hr_rest", 50.0), ("hr_max", 190.0), ("lthr", 170.0)]);
        assert_eq!((found[1].intensity, found[1].thresholds.len()), (0.75 * 0.75 * 0.5, 1));
    }

    proptest! {
        #[test]
        fn the_first_that_found_something_is_what_was_chosen(
            sport in proptest::sample::select(Sport::ALL.to_vec()),
            bpm in proptest::option::of((30u8..220, 0.0..=1.0f64)),
            mps in proptest::option::of((0.0..7.0f64, 0.0..=HOUR_S)),
            watts in proptest::option::of((0.0..600.0f64, 0.0..=HOUR_S)),
            rating in proptest::option::of(-1.0..=12.0f64),
            lost in 0..6usize,
        ) {
            let mut any = activity(sport);
            any.rpe = rating;
            if let Some((bpm, coverage)) = bpm { any = with_heart_rate(any, bpm, coverage); }
            any.statistics.graded_speed =
                mps.map(|(mean_mps, covered_s)| GradedSpeed { mean_mps, normalised_mps: None, moving_s: covered_s, covered_s });
            any.statistics.power =
                watts.map(|(normalised_w, covered_s)| PowerStatistics { normalised_w, xpower_w: normalised_w, mean_w: normalised_w, covered_s, best_w: Vec::new() });
            let mut known = thresholds();
            match lost {
                0 => known.hr_rest = None,
                1 => known.hr_max = None,
                2 => known.lthr = None,
                3 => known.run_speed_mps = None,
                4 => known.ride_power_w = None,
                _ => {}
            }
            let (method, found) = tries(&any, terms(&known))
                .find_map(|tried| Some((tried.method, tried.outcome.ok()?))).unwrap();
            prop_assert_eq!(effort(&any, terms(&known)), found.effort(&any, method));
            prop_assert_eq!(tries(&any, terms(&known)).last().map(|tried| tried.method), Some(Method::Estimated));
        }
    }
}
