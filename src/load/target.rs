//! How much load fits: the band between holding the chronic load and the most that conventions allow.
//!
//! The upper end is the load that raises the chronic load by at most 5 a week, leaves form at -30 % or above, and passes the
//! largest day of the last 30 by no more than a tenth, as a single run should. These are conventions of coaches and
//! programs (a ramp of 5–7 a week for masters), no prescription and no promise. Validity: contested.

use super::options::{CHRONIC_FLOOR, SeriesOptions};

/// The chronic load may rise by this much in a week.
const RAMP_MAX: f64 = 5.0;
/// Form may fall to this share of the chronic load.
const FORM_RATIO_MIN: f64 = -0.3;

/// A day may pass the largest of the last 30 by this much.
const LARGEST_DAY: f64 = 1.1;

/// What the days before tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Before {
    /// Acute load of yesterday.
    pub acute: f64,
    /// Chronic load of yesterday.
    pub chronic: f64,
    /// Days that are known, up to yesterday: a new day weighs more in a mean of few.
    pub known_days: u32,
    /// The chronic load to hold.
    pub chronic_held: f64,
    /// The chronic load from which the ramp is counted.
    pub chronic_ramp: f64,
    /// The largest load of a day among the last 30.
    pub largest_day: f64,
}

/// Loads a day, the same on each of the days asked for; never below 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadRange {
    /// Holds the chronic load where it was.
    pub low: f64,
    /// The most that the conventions allow; not below `low` unless form is low already.
    pub high: f64,
}

/// The band for `days` days in a row. Absent for no day, and where a value is not finite.
#[must_use]
pub(crate) fn target_band(before: Before, days: u32, options: &SeriesOptions) -> Option<LoadRange> {
    let Before { acute, chronic, known_days, chronic_held, chronic_ramp, largest_day } = before;
    let finite = [acute, chronic, chronic_held, chronic_ramp, largest_day].iter().all(|value| value.is_finite());
    if days == 0 || !finite {
        return None;
    }
    // After n days of a load L a state x is x·k + L·(1 − k). Of a state that has all its weights k = q = (1 − alpha)^n; of one
    // that has the share w of them, k is what it kept of all that there are then: w·q / (1 − (1 − w)·q).
    let kept = |alpha: f64, weight: f64| {
        let left = libm::pow(1.0 - alpha, f64::from(days));
        weight * left / (1.0 - (1.0 - weight) * left)
    };
    let acute_kept = kept(options.alpha_acute(), options.acute_weight(known_days));
    let chronic_kept = kept(options.alpha_chronic(), options.chronic_weight(known_days));
    let reaching = |target: f64| (target - chronic * chronic_kept) / (1.0 - chronic_kept);
    let low = reaching(chronic_held).max(0.0);
    // form = chronic − acute ≥ ratio · chronic, the chronic load being at least the floor of the ratio.
    let share = 1.0 - FORM_RATIO_MIN;
    // Where load raises the chronic side as fast as the acute one, none is too much, unless there is no room to begin with.
    let limit = |room: f64, taken: f64| match (0.0 < taken, room < 0.0) {
        (true, _) => room / taken,
        (false, false) => f64::INFINITY,
        (false, true) => 0.0,
    };
    let (acute_new, chronic_new) = (1.0 - acute_kept, 1.0 - chronic_kept);
    let form = |share: f64| share * chronic * chronic_kept - acute * acute_kept;
    let by_ratio = limit(form(share), acute_new - share * chronic_new);
    let by_floor = limit(form(1.0) - FORM_RATIO_MIN * CHRONIC_FLOOR, acute_new - chronic_new);
    let by_form = by_ratio.max(by_floor);
    let high = reaching(chronic_ramp + RAMP_MAX).min(by_form).min(LARGEST_DAY * largest_day).max(0.0);
    Some(LoadRange { low: low.min(high), high })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Acute and chronic load after some days of one load, day by day.
    fn after(known: Before, load: f64, days: u32, options: &SeriesOptions) -> (f64, f64) {
        let Before { mut acute, mut chronic, known_days, .. } = known;
        for day in known_days + 1..=known_days + days {
            acute += options.alpha_acute() / options.acute_weight(day) * (load - acute);
            chronic += options.alpha_chronic() / options.chronic_weight(day) * (load - chronic);
        }
        (acute, chronic)
    }

    fn before(acute: f64, chronic: f64) -> Before {
        Before { acute, chronic, known_days: 2000, chronic_held: chronic, chronic_ramp: chronic, largest_day: 1000.0 }
    }

    #[test]
    fn a_steady_runner_may_do_the_usual_and_more() {
        let found = target_band(before(40.0, 40.0), 1, &SeriesOptions::default()).unwrap();
        assert!((found.low - 40.0).abs() < 1e-9 && 60.0 < found.high && found.high < 300.0, "{found:?}");
        assert_eq!(target_band(before(40.0, 40.0), 0, &SeriesOptions::default()), None);
        assert_eq!(target_band(before(f64::NAN, 40.0), 1, &SeriesOptions::default()), None);
    }

    #[test]
    fn no_day_is_to_be_much_larger_than_the_largest() {
        let rested = Before { largest_day: 80.0, ..before(17.0, 31.0) };
        let found = target_band(rested, 1, &SeriesOptions::default()).unwrap();
        assert!((found.low - 31.0).abs() < 1e-9 && (found.high - 88.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn time_constants_that_lie_close_together_keep_the_limit_of_form() {
        let close = SeriesOptions { acute_days: 20.0, chronic_days: 21.0, ..SeriesOptions::default() };
        let found = target_band(before(120.0, 50.0), 1, &close).unwrap();
        assert!(found.high.abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn who_has_pushed_hard_may_do_nothing() {
        let found = target_band(before(120.0, 50.0), 1, &SeriesOptions::default()).unwrap();
        assert!(found.low.abs() < 1e-12 && found.high.abs() < 1e-12, "{found:?}");
    }

    proptest! {
        #[test]
        fn the_ends_fed_back_meet_what_they_are_for(
            acute in 0.0..150.0f64, chronic in 1.0..120.0f64, rise in -8.0..8.0f64, days in 1..8u32,
            known_days in 1..400u32, seed in any::<bool>(),
        ) {
            let seed = seed.then_some(40.0);
            let options = SeriesOptions { seed_acute: seed, seed_chronic: seed, ..SeriesOptions::default() };
            let reference = (chronic + rise).max(0.0);
            let known =
                Before { known_days, chronic_held: reference, chronic_ramp: reference, ..before(acute, chronic) };
            let found = target_band(known, days, &options).unwrap();
            prop_assert!(0.0 <= found.low && found.low <= found.high);
            let (acute_high, chronic_high) = after(known, found.high, days, &options);
            let ratio = (chronic_high - acute_high) / chronic_high.max(CHRONIC_FLOOR);
            let at_rest = found.high <= 0.0;
            prop_assert!(at_rest || chronic_high <= reference + RAMP_MAX + 1e-6);
            prop_assert!(at_rest || FORM_RATIO_MIN - 1e-6 <= ratio, "{ratio}");
            // One of the limits is reached.
            prop_assert!(at_rest || (found.high - 1100.0).abs() < 1e-6 || (chronic_high - reference - RAMP_MAX).abs() < 1e-6 || (ratio - FORM_RATIO_MIN).abs() < 1e-6);
            let (_, chronic_low) = after(known, found.low, days, &options);
            prop_assert!(found.low <= 0.0 || found.low >= found.high || (chronic_low - reference).abs() < 1e-6);
        }
    }
}
