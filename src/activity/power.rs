//! Normalised power: what a ride with surges costs, as the steady power that would cost the same.

use super::best_effort::most_in_durations;
use super::doubt::Doubt;
use super::power_ceiling::{self, HOLD_S, STUCK_S};
use super::seconds::{Seconds, rolling_fourth_power_mean};
use super::statistics::PowerStatistics;
use super::valid_samples::ValidSamples;
use super::xpower::xpower;

/// Seconds that one rolling mean covers.
const WINDOW_S: usize = 30;

/// What the power of the recorded time tells, each reading held for at most 10 s; absent with less than 30 s of power.
/// `elapsed` are the whole seconds of the activity, pauses included; without them there are no best efforts. Readings that
/// nobody holds for so long, and those of a meter that is stuck, are absent; `is_run` says whose ceiling holds.
///
/// For normalised power, what comes after a pause follows on what came before it: a pause is no time at 0 W.
pub(crate) fn power_statistics(
    kept: &ValidSamples,
    elapsed: Option<&Seconds>,
    is_run: bool,
    doubts: &mut Vec<Doubt>,
) -> Option<PowerStatistics> {
    let (found, peaks) = statistics_of(kept.values(&kept.samples.power_w), kept, elapsed);
    if found.is_some() && peaks.highest_w == 0 {
        doubts.push(power_ceiling::dead(kept.values(&kept.samples.power_w).flatten().count()));
        return None;
    }
    let is_possible = power_ceiling::is_possible(peaks.highest_w, found.as_ref(), is_run);
    if is_possible && peaks.repeated_s < STUCK_S {
        return found;
    }
    let mut watts: Vec<Option<u16>> = kept.values(&kept.samples.power_w).collect();
    let before = doubts.len();
    doubts.extend(power_ceiling::leave_out_stuck(kept, &mut watts));
    if !is_possible {
        doubts.extend(power_ceiling::leave_out_impossible(kept, is_run, &mut watts));
    }
    if doubts.len() == before { found } else { statistics_of(watts.into_iter(), kept, elapsed).0 }
}

/// What may be wrong with a power.
#[derive(Default)]
struct Peaks {
    /// Highest reading, watts.
    highest_w: u16,
    /// The longest time of one value above 0, seconds.
    repeated_s: f64,
}

fn statistics_of(
    watts: impl Iterator<Item = Option<u16>>,
    kept: &ValidSamples,
    elapsed: Option<&Seconds>,
) -> (Option<PowerStatistics>, Peaks) {
    let (mut work_j, mut known_s) = (Vec::with_capacity(kept.time_ms.len()), Vec::with_capacity(kept.time_ms.len()));
    let (mut total_j, mut total_s) = (0.0, 0.0);
    let (mut peaks, mut before_w, mut repeated_s) = (Peaks::default(), 0, 0.0);
    for (watts, recorded_s) in watts.zip(&kept.recorded_s) {
        work_j.push(total_j);
        known_s.push(total_s);
        let Some(watts) = watts else { continue };
        let held_s = recorded_s.min(HOLD_S);
        total_j += f64::from(watts) * held_s;
        total_s += held_s;
        peaks.highest_w = peaks.highest_w.max(watts);
        repeated_s = if watts == before_w && 0 < watts { repeated_s + held_s } else { held_s };
        peaks.repeated_s = peaks.repeated_s.max(repeated_s);
        before_w = watts;
    }
    let found = || {
        let known = Seconds::new(&known_s)?;
        let each_second_j = known.each_second(&work_j);
        let normalised_w = rolling_fourth_power_mean(&each_second_j, WINDOW_S)?;
        let xpower_w = xpower(each_second_j.windows(2).map(|pair| pair[1] - pair[0]))?;
        let mean_w = |(duration_s, j): (u32, f64)| (10.0 * j / f64::from(duration_s)).round() / 10.0;
        let best = elapsed.map(|elapsed| most_in_durations(&elapsed.each_second(&work_j))).unwrap_or_default();
        let best_w = best.into_iter().map(mean_w).collect();
        Some(PowerStatistics { normalised_w, xpower_w, mean_w: total_j / total_s, covered_s: total_s, best_w })
    };
    (found(), peaks)
}

/// Normalised power, watts: the fourth-power mean of the 30 s rolling mean.
///
/// `watts` is one value a second, finite. The first window ends at the 30th second; absent where there are fewer.
/// Paper: Coggan, in Allen & Coggan, Training and Racing with a Power Meter. Other programs pad the first 30 s with
/// zeros or take separate blocks, and differ by a watt. Validity: useful from 20 min on.
#[must_use]
pub fn normalised_power(watts: &[f64]) -> Option<f64> {
    let mut work_j = vec![0.0];
    work_j.extend(watts.iter().scan(0.0, |sum, watts| {
        *sum += watts;
        Some(*sum)
    }));
    rolling_fourth_power_mean(&work_j, WINDOW_S)
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;
    use proptest::prelude::*;

    #[test]
    fn thirty_seconds_are_the_least() {
        assert_eq!(normalised_power(&[200.0; 29]), None);
        assert!((normalised_power(&[200.0; 30]).unwrap() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn windows_end_at_the_thirtieth_sample_and_after() {
        // 30 s at 0 W, then one at 300 W: two windows, means 0 and 10.
        let mut watts = vec![0.0; 30];
        watts.push(300.0);
        assert!((normalised_power(&watts).unwrap() - (10_000.0f64 / 2.0).sqrt().sqrt()).abs() < 1e-9);
    }

    #[test]
    fn a_pause_is_no_time_at_no_power() {
        // A minute at 200 W, a quarter of an hour at the café, another minute.
        let mut samples =
            Samples { time_ms: (0..60).chain(960..1020).map(|s| 1000 * s).collect(), ..Samples::default() };
        for i in 0..120 {
            samples.power_w.set_value(i, 200);
        }
        let kept: Vec<usize> = (0..120).collect();
        let mut recorded_s = vec![1.0; 120];
        (recorded_s[59], recorded_s[119]) = (0.0, 0.0);
        let elapsed = Seconds::new(&(0..60).chain(960..1020).map(f64::from).collect::<Vec<_>>());
        let kept = ValidSamples::all(&samples, &kept, &recorded_s);
        let found = power_statistics(&kept, elapsed.as_ref(), false, &mut Vec::new()).unwrap();
        assert!((found.normalised_w - 200.0).abs() < 1e-9 && (found.covered_s - 118.0).abs() < 1e-9);
        // Ten minutes with nine at the café are no hard ten minutes.
        assert_eq!(found.best_w, [200.0, 200.0, 200.0, 200.0, 196.7, 98.3, 39.3, 19.7]);
    }

    #[test]
    fn a_meter_that_says_nothing_but_0_is_dead_and_a_spike_is_absent() {
        let of = |watts: fn(usize) -> u16| {
            let mut samples = Samples { time_ms: (0..1200).map(|s| 1000 * s).collect(), ..Samples::default() };
            (0..1200).for_each(|i| samples.power_w.set_value(i, watts(i)));
            let kept: Vec<usize> = (0..1200).collect();
            let (kept, mut doubts) = (ValidSamples::all(&samples, &kept, &[1.0; 1200]), Vec::new());
            let elapsed = Seconds::new(&(0..1200).map(f64::from).collect::<Vec<_>>());
            (power_statistics(&kept, elapsed.as_ref(), false, &mut doubts), doubts)
        };
        let (dead, told) = of(|_| 0);
        assert_eq!((dead, told.len()), (None, 1));
        let (spiked, told) = of(|i| if (500..503).contains(&i) { 30_000 } else { 150 + (i % 3) as u16 });
        assert!(spiked.is_some_and(|found| (found.normalised_w - 151.0).abs() < 0.5) && told.len() == 1);
        let (sound, told) = of(|i| 150 + (i % 3) as u16);
        assert!(sound.is_some() && told.is_empty());
    }

    proptest! {
        #[test]
        fn never_below_the_mean_of_the_windows_nor_above_the_highest(
            watts in proptest::collection::vec(0.0..1500.0f64, 30..200),
        ) {
            let means: Vec<f64> = watts.windows(WINDOW_S).map(|w| w.iter().sum::<f64>() / WINDOW_S as f64).collect();
            let found = normalised_power(&watts).unwrap();
            prop_assert!(means.iter().sum::<f64>() / means.len() as f64 <= found + 1e-6);
            prop_assert!(found <= means.iter().copied().fold(0.0, f64::max) + 1e-6);
        }
    }
}
