//! The best method that the sensors and the thresholds allow.

use super::explain::{self, Terms};
use super::{Effort, Method, judge};
use crate::activity::Activity;

/// The effort of an activity, by the first of [`explain::tries`] that found an intensity.
#[must_use]
pub fn effort(activity: &Activity, terms: Terms) -> Effort {
    let found = explain::tries(activity, terms).find_map(|tried| Some((tried.method, tried.outcome.ok()?)));
    let (method, found) = found.unwrap_or_else(|| (Method::Estimated, judge::by_sport(activity)));
    found.effort(activity, method)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::activity::statistics::{GradedSpeed, HeartRateHistogram, PowerStatistics};
    use crate::athlete::{Anchor, Provenance, Sex, Thresholds};
    use crate::effort::Quality;
    use crate::effort::options::Options;
    use proptest::prelude::*;

    const HOUR_S: f64 = 3600.0;

    fn activity(sport: Sport, duration_s: f64) -> Activity {
        Activity::bare(sport, jiff::civil::date(2024, 5, 1), duration_s)
    }

    fn with_heart_rate(mut activity: Activity, bpm: u8, coverage: f64) -> Activity {
        let mut histogram = HeartRateHistogram::default();
        histogram.add(bpm, coverage * activity.duration_s);
        activity.statistics.heart_rate = Some(histogram);
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
        effort(activity, Terms { thresholds, sex: Some(Sex::Female), options: &Options::default() })
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
    fn numbers_that_are_no_intensity_find_nothing() {
        for watts in [f64::NAN, f64::INFINITY] {
            let found = judged(&with_power(activity(Sport::Ride, HOUR_S), watts, 1.0));
            assert_eq!(found.method, Method::Estimated);
        }
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
    }
}
