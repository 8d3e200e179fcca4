//! The methods in the runner's order: what each makes of an activity, and the first that has an intensity.

use super::method::{Context, Evaluation, Unavailable};
use super::{Effort, Method, estimated};
use crate::activity::Activity;

/// A method, and what it made of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt<'a> {
    /// The method.
    pub method: Method,
    /// What it made of it, or why it has no intensity.
    pub outcome: Result<Evaluation<'a>, Unavailable>,
}

/// What each method that the runner put in order for the sport makes of an activity, best first; the last one, a default
/// for the sport, always has an intensity.
///
/// A load that the runner gave comes first. A sensor counts when it covers its share of the duration
/// ([`EffortOptions::coverage_min`](super::options::EffortOptions::coverage_min)) and its thresholds are known; the stretch it missed is
/// taken to be like the rest.
pub(crate) fn attempts<'a>(activity: &'a Activity, context: Context<'a>) -> impl Iterator<Item = Attempt<'a>> {
    let given = activity.given_load.map(|_| Method::Given);
    // Whoever sits in a car has a heart rate, and no training.
    let order = if activity.is_carried() { &[] } else { context.options.order(activity.sport) };
    let order = order.iter().copied();
    let methods = given.into_iter().chain(order).chain([Method::Estimated]);
    methods.map(move |method| Attempt { method, outcome: method.evaluate(activity, context) })
}

/// The first of the `attempts` that has an intensity: the method that is taken, and what it made of the activity.
#[must_use]
pub fn taken<'a>(activity: &'a Activity, context: Context<'a>) -> (Method, Evaluation<'a>) {
    let first = attempts(activity, context).find_map(|attempt| Some((attempt.method, attempt.outcome.ok()?)));
    first.unwrap_or_else(|| (Method::Estimated, estimated::by_sport(activity)))
}

/// The effort of an activity, by the method that is [`taken`].
#[must_use]
pub fn effort(activity: &Activity, context: Context) -> Effort {
    let (method, evaluation) = taken(activity, context);
    evaluation.effort(activity, method)
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::anomaly::{Fault, Instead};
    use crate::activity::sport::Sport;
    use crate::activity::statistics::{GradedSpeed, HeartRateHistogram, PowerStatistics};
    use crate::athlete::{Anchor, Provenance, Sex, Thresholds};
    use crate::effort::Quality;
    use crate::effort::method::Sensor;
    use crate::effort::options::EffortOptions;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const HOUR_S: f64 = 3600.0;

    fn activity(sport: Sport, duration_s: f64) -> Activity {
        Activity::bare(sport, jiff::civil::date(2024, 5, 1), duration_s)
    }

    fn with_heart_rate(mut activity: Activity, bpm: u8, coverage: f64) -> Activity {
        let mut histogram = HeartRateHistogram::default();
        histogram.add_seconds(bpm, coverage * activity.duration_s);
        // As an activity has it: less than 5 % says nothing, but how little it was stays known.
        activity.statistics.heart_rate = (0.05 <= coverage).then_some(histogram);
        activity.hr_coverage = coverage;
        activity
    }

    fn with_speed(mut activity: Activity, mps: f64) -> Activity {
        let seconds = activity.duration_s;
        activity.statistics.graded_speed =
            Some(GradedSpeed { mean_mps: mps, normalised_mps: None, moving_s: seconds, covered_s: seconds });
        activity
    }

    fn with_power(mut activity: Activity, watts: f64, coverage: f64) -> Activity {
        activity.statistics.power = Some(PowerStatistics {
            normalised_w: watts,
            xpower_w: watts,
            mean_w: watts,
            covered_s: coverage * activity.duration_s,
            best_w: Vec::new(),
        });
        activity
    }

    fn thresholds(provenance: Provenance) -> Thresholds {
        let anchor = |value| Some(Anchor::new(value, provenance, ""));
        Thresholds {
            hr_rest: anchor(50.0),
            hr_max: anchor(190.0),
            lthr: anchor(170.0),
            run_speed_mps: anchor(4.0),
            ride_power_w: anchor(250.0),
            ..Thresholds::default()
        }
    }

    fn by(activity: &Activity, thresholds: &Thresholds) -> Effort {
        effort(activity, Context { thresholds, sex: Some(Sex::Female), options: &EffortOptions::default() })
    }

    fn judged(activity: &Activity) -> Effort {
        by(activity, &thresholds(Provenance::Given))
    }

    #[test]
    fn an_hour_at_threshold_is_100_by_every_method() {
        let mut felt = activity(Sport::Swim, HOUR_S);
        felt.rpe = Some(7.0);
        for (activity, method) in [
            (with_heart_rate(activity(Sport::Run, HOUR_S), 170, 1.0), Method::Hrss),
            (with_speed(activity(Sport::Run, HOUR_S), 4.0), Method::Pace),
            (with_power(activity(Sport::Ride, HOUR_S), 250.0, 1.0), Method::Power),
            (felt, Method::Rpe),
        ] {
            let found = judged(&activity);
            assert_eq!(found.method, method);
            assert!((found.load - 100.0).abs() < 1e-9, "{method:?}: {}", found.load);
        }
    }

    #[test]
    fn runs_prefer_heart_rate_and_rides_power() {
        let both = |sport| with_power(with_speed(with_heart_rate(activity(sport, HOUR_S), 150, 1.0), 3.0), 200.0, 1.0);
        assert_eq!(judged(&both(Sport::Run)).method, Method::Hrss);
        assert_eq!(judged(&both(Sport::Ride)).method, Method::Power);
        assert_eq!(judged(&both(Sport::Hike)).method, Method::Hrss);
    }

    #[test]
    fn pace_is_for_runs_only() {
        assert_eq!(judged(&with_speed(activity(Sport::Walk, HOUR_S), 1.5)).method, Method::Estimated);
        assert_eq!(judged(&with_speed(activity(Sport::Treadmill, HOUR_S), 3.0)).method, Method::Pace);
    }

    #[test]
    fn a_sensor_that_missed_too_much_does_not_speak_for_the_whole() {
        let patchy = with_speed(with_heart_rate(activity(Sport::TrailRun, HOUR_S), 150, 0.79), 3.0);
        assert_eq!(judged(&patchy).method, Method::Pace);
        assert_eq!(judged(&with_heart_rate(activity(Sport::TrailRun, HOUR_S), 150, 0.8)).method, Method::Hrss);
        assert_eq!(judged(&with_power(activity(Sport::Ride, HOUR_S), 200.0, 0.5)).method, Method::Estimated);
    }

    #[test]
    fn a_sensor_without_its_threshold_is_passed_over() {
        let mut known = thresholds(Provenance::Given);
        known.lthr = None;
        let run = with_speed(with_heart_rate(activity(Sport::Run, HOUR_S), 150, 1.0), 3.0);
        assert_eq!(by(&run, &known).method, Method::Pace);
        known.run_speed_mps = None;
        assert_eq!(by(&run, &known).method, Method::Estimated);
    }

    #[test]
    fn measured_takes_thresholds_that_the_runner_gave() {
        let run = with_heart_rate(activity(Sport::Run, HOUR_S), 150, 1.0);
        assert_eq!(judged(&run).quality, Quality::Measured);
        let mut mixed = thresholds(Provenance::Given);
        if let Some(rest) = &mut mixed.hr_rest {
            rest.provenance = Provenance::Default;
        }
        assert_eq!(by(&run, &mixed).quality, Quality::EstimatedThreshold);
        let mut felt = activity(Sport::Yoga, HOUR_S);
        felt.rpe = Some(2.0);
        assert_eq!(judged(&felt).quality, Quality::EstimatedThreshold);
        assert_eq!(judged(&activity(Sport::Yoga, HOUR_S)).quality, Quality::Estimated);
    }

    #[test]
    fn nothing_known_still_answers() {
        let found = by(&activity(Sport::Walk, HOUR_S / 2.0), &Thresholds::default());
        assert_eq!(found.method, Method::Estimated);
        assert!((found.load - 10.0).abs() < 1e-12);
    }

    #[test]
    fn whoever_was_carried_did_not_train() {
        let mut drive = with_heart_rate(activity(Sport::Other, HOUR_S), 120, 1.0);
        assert_eq!(judged(&drive).method, Method::Hrss);
        drive.anomalies.note(Fault::Carried, Instead::Nothing);
        assert_eq!((judged(&drive).method, judged(&drive).load), (Method::Estimated, 0.0));
        drive.given_load = Some(20.0);
        assert_eq!(judged(&drive).method, Method::Given, "the runner knows");
    }

    #[test]
    fn an_intensity_that_nobody_holds_gives_way_to_the_next_method() {
        // Twice the threshold for an hour by the meter; the heart says what was done.
        let ride = with_power(with_heart_rate(activity(Sport::Ride, HOUR_S), 150, 1.0), 500.0, 1.0);
        let known = thresholds(Provenance::Given);
        let found = lacks(&ride, &known);
        assert!(
            matches!(found[0], (Method::Power, Some(Unavailable::BeyondHuman { intensity: 4.0, ceiling })) if ceiling < 1.6),
            "{found:?}"
        );
        assert_eq!(judged(&ride).method, Method::Hrss);
        let told = Unavailable::BeyondHuman { intensity: 4.0, ceiling: 1.52 };
        assert!(told.told(Sensor::Power, context(&known)).starts_with("impossible: intensity 4.00"), "{told:?}");
        // For some minutes somebody may; an hour of 15 % above the threshold is one that is too low.
        assert_eq!(judged(&with_power(activity(Sport::Ride, 300.0), 400.0, 1.0)).method, Method::Power);
        assert_eq!(judged(&with_power(activity(Sport::Ride, HOUR_S), 287.0, 1.0)).method, Method::Power);
        // No walk is a race, and how it felt and what it cost is the runner's own word.
        assert_eq!(judged(&with_heart_rate(activity(Sport::Walk, HOUR_S), 160, 1.0)).method, Method::Estimated);
        assert_eq!(judged(&with_heart_rate(activity(Sport::Walk, HOUR_S), 100, 1.0)).method, Method::Hrss);
        let mut long = activity(Sport::Run, 10.0 * HOUR_S);
        long.rpe = Some(10.0);
        assert_eq!(judged(&long).method, Method::Rpe);
        long.given_load = Some(9000.0);
        assert_eq!(judged(&long).method, Method::Given);
    }

    #[test]
    fn numbers_that_are_no_intensity_find_nothing() {
        for watts in [f64::NAN, f64::INFINITY] {
            let found = judged(&with_power(activity(Sport::Ride, HOUR_S), watts, 1.0));
            assert_eq!(found.method, Method::Estimated);
        }
    }

    fn context(thresholds: &Thresholds) -> Context<'_> {
        static OPTIONS: LazyLock<EffortOptions> = LazyLock::new(EffortOptions::default);
        Context { thresholds, sex: None, options: &OPTIONS }
    }

    fn lacks(activity: &Activity, thresholds: &Thresholds) -> Vec<(Method, Option<Unavailable>)> {
        attempts(activity, context(thresholds)).map(|attempt| (attempt.method, attempt.outcome.err())).collect()
    }

    #[test]
    fn every_lack_is_named() {
        let run = activity(Sport::Run, HOUR_S);
        let nothing = [
            (Method::Hrss, Some(Unavailable::NoSensor)),
            (Method::Pace, Some(Unavailable::NoSensor)),
            (Method::Rpe, Some(Unavailable::NoSensor)),
            (Method::HrMean, Some(Unavailable::NoSensor)),
            (Method::Estimated, None),
        ];
        assert_eq!(lacks(&run, &thresholds(Provenance::Given)), nothing);
        for share in [0.02, 0.62] {
            let patchy = with_heart_rate(run.clone(), 150, share);
            assert_eq!(lacks(&patchy, &thresholds(Provenance::Given))[0].1, Some(Unavailable::Coverage(share)));
        }
        let worn = with_heart_rate(run.clone(), 150, 1.0);
        let missing = Unavailable::NoThreshold(vec!["hr_rest", "hr_max", "lthr"]);
        assert_eq!(lacks(&worn, &Thresholds::default())[0].1, Some(missing));
        let mut without = thresholds(Provenance::Given);
        without.hr_max = None;
        assert_eq!(lacks(&worn, &without)[0].1, Some(Unavailable::NoThreshold(vec!["hr_max"])));
        without.hr_max = without.hr_rest.clone();
        assert_eq!(lacks(&worn, &without)[0].1, Some(Unavailable::NoIntensity));
        let mut felt = run;
        felt.rpe = Some(11.0);
        assert_eq!(lacks(&felt, &thresholds(Provenance::Given))[2], (Method::Rpe, Some(Unavailable::NoIntensity)));
    }

    #[test]
    fn the_ingredients_make_the_intensity() {
        let mut run = with_heart_rate(activity(Sport::Run, HOUR_S), 150, 1.0);
        run.statistics.graded_speed =
            Some(GradedSpeed { mean_mps: 3.0, normalised_mps: None, moving_s: 1800.0, covered_s: HOUR_S });
        let known = thresholds(Provenance::Given);
        let found: Vec<_> = attempts(&run, Context { sex: Some(Sex::Female), ..context(&known) })
            .filter_map(|attempt| attempt.outcome.ok())
            .collect();
        let [("weight_mean", mean), ("weight_at_threshold", at_threshold)] = found[0].numbers[..] else {
            panic!("{found:?}")
        };
        assert_eq!(found[0].intensity, mean / at_threshold);
        let keys: Vec<_> = found[0].thresholds.iter().map(|(key, anchor)| (*key, anchor.value)).collect();
        assert_eq!(keys, [("hr_rest", 50.0), ("hr_max", 190.0), ("lthr", 170.0)]);
        assert_eq!((found[1].intensity, found[1].thresholds.len()), (0.75 * 0.75 * 0.5, 1));
    }

    proptest! {
        #[test]
        fn load_is_the_product_exactly_and_always_there(
            sport in proptest::sample::select(Sport::ALL.to_vec()),
            duration_s in 1.0..100_000.0f64,
            bpm in proptest::option::of(30u8..220),
            coverage in 0.0..=1.0f64,
            mps in proptest::option::of(0.0..7.0f64),
            watts in proptest::option::of(0.0..600.0f64),
            rating in proptest::option::of(0.0..=10.0f64),
        ) {
            let mut any = activity(sport, duration_s);
            any.rpe = rating;
            if let Some(bpm) = bpm { any = with_heart_rate(any, bpm, coverage); }
            if let Some(mps) = mps { any = with_speed(any, mps); }
            if let Some(watts) = watts { any = with_power(any, watts, coverage); }
            let found = judged(&any);
            prop_assert_eq!(found.load.to_bits(), (100.0 * found.duration_h * found.intensity).to_bits());
            prop_assert_eq!(found.duration_h.to_bits(), (duration_s / 3600.0).to_bits());
            prop_assert!(found.intensity.is_finite() && 0.0 <= found.intensity);
        }

        #[test]
        fn the_first_that_found_something_is_what_was_chosen(
            sport in proptest::sample::select(Sport::ALL.to_vec()),
            bpm in proptest::option::of((30u8..220, 0.0..=1.0f64)),
            mps in proptest::option::of((0.0..7.0f64, 0.0..=HOUR_S)),
            watts in proptest::option::of((0.0..600.0f64, 0.0..=HOUR_S)),
            rating in proptest::option::of(-1.0..=12.0f64),
            lost in 0..6usize,
        ) {
            let mut any = activity(sport, HOUR_S);
            any.rpe = rating;
            if let Some((bpm, coverage)) = bpm { any = with_heart_rate(any, bpm, coverage); }
            any.statistics.graded_speed =
                mps.map(|(mean_mps, covered_s)| GradedSpeed { mean_mps, normalised_mps: None, moving_s: covered_s, covered_s });
            any.statistics.power =
                watts.map(|(normalised_w, covered_s)| PowerStatistics { normalised_w, xpower_w: normalised_w, mean_w: normalised_w, covered_s, best_w: Vec::new() });
            let mut known = thresholds(Provenance::Given);
            match lost {
                0 => known.hr_rest = None,
                1 => known.hr_max = None,
                2 => known.lthr = None,
                3 => known.run_speed_mps = None,
                4 => known.ride_power_w = None,
                _ => {}
            }
            let (method, found) = attempts(&any, context(&known))
                .find_map(|attempt| Some((attempt.method, attempt.outcome.ok()?))).unwrap();
            prop_assert_eq!(effort(&any, context(&known)), found.effort(&any, method));
            prop_assert_eq!(attempts(&any, context(&known)).last().map(|attempt| attempt.method), Some(Method::Estimated));
        }
    }
}
