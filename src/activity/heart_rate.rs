//! Heart rate: what a heart cannot do is a broken strap, what a foot does is a wrist sensor astray, and both are absent;
//! short silences are bridged.

use super::doubt::Doubt;
use super::heart_rate_factor;
use super::statistics::HeartRateHistogram;
use super::valid_samples::ValidSamples;
use crate::diagnostic::Code;

/// The lowest heart rate of a living runner at exercise, beats a minute.
pub(super) const LOWEST_BPM: u8 = 30;
/// The highest, beats a minute.
pub(super) const HIGHEST_BPM: u8 = 220;
/// The fastest a heart rate changes, beats a minute per second.
const FASTEST_BPM_PER_S: i64 = 10;
/// Between readings no further apart than this the heart rate is known, seconds.
const BRIDGE_S: f64 = 10.0;
/// The same where the device reads it more rarely than every 10 s throughout, seconds. A heart follows the effort within
/// half a minute to a minute, so on the mean of an activity a straight line over a minute is true to a beat or two; to
/// call most of such an activity unknown would be further from the truth.
const RARE_BRIDGE_S: f64 = 60.0;
/// A reading stands for this long when no other follows in time, seconds.
const HOLD_S: f64 = 10.0;
/// Optical sensors need this long to find the pulse; the search for a maximum starts after it, milliseconds.
const SENSOR_WARM_UP_MS: i64 = 120_000;
/// How long a heart rate must be held to count as reached, milliseconds.
const SUSTAINED_MS: i64 = 10_000;
/// A heart rate this near to the steps a minute may be theirs, beats a minute.
const LOCK_NEAR_BPM: u8 = 3;
/// It is theirs when it stays near them for longer than this, milliseconds, …
const LOCK_MS: i64 = 120_000;
/// … with no longer silence between its readings than this, milliseconds, …
const LOCK_GAP_MS: i64 = 10_000;
/// … after it rose by more than this, beats a minute, …
const LOCK_RISE_BPM: u8 = 15;
/// … within this time, milliseconds: a heart comes near its new rate slowly, a sensor falls for the steps at once.
const LOCK_RISE_MS: i64 = 30_000;

/// What the readings of an activity tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeartRate {
    /// The believed reading of each kept sample, beats a minute; 0 where there is none.
    pub readings_bpm: Vec<u8>,
    /// Seconds at each heart rate.
    pub histogram: HeartRateHistogram,
    /// Highest reading, beats a minute; absent without one.
    pub max_bpm: Option<u8>,
    /// Highest heart rate held for 10 s after the first two minutes, beats a minute; absent where no 10 s are covered by
    /// readings at most 5 s apart.
    pub sustained_max_bpm: Option<u8>,
    /// Readings left out as implausible.
    pub implausible: u64,
    /// Readings left out because they follow the steps.
    pub suspect: u64,
    /// Recorded time without a believed reading of its own, seconds: the reading was implausible, or the sensor was
    /// silent and the silence is bridged.
    pub repaired_s: f64,
    /// Recorded time left out because the readings follow the steps, seconds.
    pub suspect_s: f64,
    /// The stretches that were not believed.
    pub doubts: Vec<Doubt>,
}

impl HeartRate {
    /// Of the kept samples, each of which stands for its recorded time; `on_foot` where steps may be taken for a pulse.
    /// Nothing is left out and nothing bridged unless `clean`. Absent without a reading.
    #[must_use]
    pub fn new(kept: &ValidSamples, on_foot: bool, clean: bool) -> Option<Self> {
        let column = &kept.samples.heart_rate_bpm;
        if !kept.present.heart_rate {
            return None;
        }
        let mut readings: Vec<u8> = kept.values(column).map(|bpm| bpm.unwrap_or(0)).collect();
        let mut found = Self::default();
        let mut bridge_s = 0.0;
        if clean {
            found.drop_wrong(kept, &mut readings);
            let implausible = drop_implausible(&kept.time_ms, &mut readings);
            found.implausible = implausible.len() as u64;
            found.repaired_s += implausible.iter().map(|i| kept.recorded_s[*i].min(RARE_BRIDGE_S)).sum::<f64>();
            if on_foot && kept.present.cadence {
                found.drop_locked(kept, &mut readings);
            }
            bridge_s = if reads_rarely(&kept.time_ms, &readings) { RARE_BRIDGE_S } else { BRIDGE_S };
        }
        let mut highest = 0;
        // The last reading, where it is, and the time at it that is not entered yet: most follow their like at once.
        let (mut before, mut from, mut held_s) = (0, 0, 0.0);
        for (to, bpm) in readings.iter().copied().enumerate().filter(|(_, bpm)| *bpm != 0) {
            highest = highest.max(bpm);
            if before != 0 {
                let step_s = kept.recorded_s[from];
                if to == from + 1 && step_s <= 1.0 {
                    held_s += step_s;
                } else {
                    found.cover_span(kept, (from, before), (to, bpm), bridge_s);
                }
                if before != bpm {
                    found.histogram.add_seconds(before, held_s);
                    held_s = 0.0;
                }
            }
            (before, from) = (bpm, to);
        }
        if highest == 0 {
            return None;
        }
        found.histogram.add_seconds(before, held_s + kept.recorded_s[from].min(HOLD_S));
        found.max_bpm = Some(highest);
        found.sustained_max_bpm = sustained_max_bpm(&kept.time_ms, &readings);
        found.readings_bpm = readings;
        Some(found)
    }

    /// Enters the time from one reading to the next: the line between them where they are near, else the first one for the
    /// recorded time after its sample, at most 10 s. A pause between them is never bridged.
    fn cover_span(&mut self, kept: &ValidSamples, (from, before): (usize, u8), (to, bpm): (usize, u8), bridge_s: f64) {
        let between_s: f64 = kept.recorded_s[from..to].iter().sum();
        let paused_s = (kept.time_ms[to] - kept.time_ms[from]) as f64 / 1000.0 - between_s;
        if bridge_s < between_s || 0.001 < paused_s {
            self.histogram.add_seconds(before, kept.recorded_s[from].min(HOLD_S));
            return;
        }
        // One value a second, as a device that reads every second would have had them.
        let mut at_s = 0.0;
        while at_s < between_s {
            let value = f64::from(before) + (f64::from(bpm) - f64::from(before)) * at_s / between_s;
            self.histogram.add_seconds(value.round() as u8, (between_s - at_s).min(1.0));
            at_s += 1.0;
        }
        let is_silent = |i: &usize| kept.samples.heart_rate_bpm.value_at(kept.indices[*i]).is_none();
        self.repaired_s += (from + 1..to).filter(is_silent).map(|i| kept.recorded_s[i]).sum::<f64>();
    }

    /// Takes out the stretches in which a strap counts twice or half, and tells of each.
    fn drop_wrong(&mut self, kept: &ValidSamples, readings: &mut [u8]) {
        for stretch in heart_rate_factor::wrong_stretches(&kept.time_ms, readings) {
            let within = &mut readings[stretch.from..stretch.to];
            let count = within.iter().filter(|bpm| **bpm != 0).count() as u64;
            let wrong_s: f64 = kept.recorded_s[stretch.from..stretch.to].iter().map(|s| s.min(RARE_BRIDGE_S)).sum();
            within.fill(0);
            self.repaired_s += wrong_s;
            let ((fault, instead), twice) = (stretch.anomaly(), if stretch.doubled { "twice" } else { "half of" });
            let detail = format!(
                "the heart rate leaps to {twice} the rest of the activity within seconds, for {wrong_s:.0} s; the readings were left out"
            );
            self.doubts.push(Doubt { fault, instead, code: Code::HeartRateImplausible, count, detail });
        }
    }

    /// Takes out the stretches in which an optical sensor counts steps for beats: after a sudden rise the readings stay
    /// within 3 a minute of the steps for more than two minutes.
    fn drop_locked(&mut self, kept: &ValidSamples, readings: &mut [u8]) {
        let time_ms = &kept.time_ms;
        if !may_be_locked(kept, readings) {
            return;
        }
        let mut lock: Option<(usize, usize)> = None;
        let mut ended = Vec::new();
        for (i, (bpm, rpm)) in readings.iter().zip(kept.values(&kept.samples.cadence_rpm)).enumerate() {
            if *bpm == 0 {
                continue;
            }
            let near = rpm.is_some_and(|rpm| bpm.abs_diff(steps_per_min(rpm)) <= LOCK_NEAR_BPM);
            match lock {
                Some((first, last)) if near && time_ms[i] - time_ms[last] <= LOCK_GAP_MS => lock = Some((first, i)),
                Some((first, last)) => {
                    if LOCK_MS < time_ms[last] - time_ms[first] {
                        ended.push((first, last));
                    }
                    lock = near.then_some((i, i));
                }
                None => lock = near.then_some((i, i)),
            }
        }
        ended.extend(lock.filter(|(first, last)| LOCK_MS < time_ms[*last] - time_ms[*first]));
        for (first, last) in ended {
            let since = time_ms[..first].partition_point(|at_ms| LOCK_RISE_MS < time_ms[first] - at_ms);
            let lowest = readings[since..first].iter().copied().filter(|bpm| *bpm != 0).min();
            if lowest.is_some_and(|lowest| lowest.saturating_add(LOCK_RISE_BPM) < readings[first]) {
                self.suspect += readings[first..=last].iter().filter(|bpm| **bpm != 0).count() as u64;
                self.suspect_s += kept.recorded_s[first..=last].iter().map(|s| s.min(HOLD_S)).sum::<f64>();
                readings[first..=last].fill(0);
            }
        }
    }
}

/// Whether there may be a lock at all: it has at least 13 readings, so three in a row of every fourth sample are near the
/// steps or silent.
fn may_be_locked(kept: &ValidSamples, readings: &[u8]) -> bool {
    let cadence_rpm = &kept.samples.cadence_rpm;
    let mut in_a_row = 0;
    readings.iter().zip(kept.indices).step_by(4).any(|(bpm, i)| {
        let near = |rpm| bpm.abs_diff(steps_per_min(rpm)) <= LOCK_NEAR_BPM;
        in_a_row = if *bpm == 0 || cadence_rpm.value_at(*i).is_some_and(near) { in_a_row + 1 } else { 0 };
        in_a_row == 3
    })
}

/// Steps a minute of a cadence as files have it: strides of one leg, which nobody takes more than 120 of, or steps.
fn steps_per_min(cadence_rpm: u8) -> u8 {
    if cadence_rpm < 120 { 2 * cadence_rpm } else { cadence_rpm }
}

/// Takes out the readings that are implausible and tells their indices: outside 30–220 bpm, or changing by more than
/// 10 bpm a second against the reading before (implausible itself or not). `time_ms` ascends, one for each reading; 0 is
/// no reading.
pub fn drop_implausible(time_ms: &[i64], readings: &mut [u8]) -> Vec<usize> {
    let mut implausible = Vec::new();
    let mut before: Option<(i64, u8)> = None;
    for (i, (at_ms, reading)) in time_ms.iter().zip(readings).enumerate() {
        let bpm = *reading;
        if bpm == 0 {
            continue;
        }
        let jumped = before.is_some_and(|(then_ms, then)| {
            FASTEST_BPM_PER_S * (at_ms - then_ms) < 1000 * i64::from(bpm.abs_diff(then))
        });
        if jumped || !(LOWEST_BPM..=HIGHEST_BPM).contains(&bpm) {
            *reading = 0;
            implausible.push(i);
        }
        before = Some((*at_ms, bpm));
    }
    implausible
}

/// Whether the device reads the heart rate more rarely than every 10 s throughout: the median of the times between
/// readings is longer.
fn reads_rarely(time_ms: &[i64], readings: &[u8]) -> bool {
    let bridge_ms = (1000.0 * BRIDGE_S) as i64;
    let known = readings.iter().filter(|bpm| **bpm != 0).count();
    let span_ms = time_ms.first().zip(time_ms.last()).map_or(0, |(first, last)| last - first);
    if span_ms < bridge_ms * (known / 2) as i64 {
        return false;
    }
    let mut at_ms = time_ms.iter().zip(readings).filter(|(_, bpm)| **bpm != 0).map(|(at_ms, _)| *at_ms);
    let mut before_ms = at_ms.next().unwrap_or(0);
    let far = at_ms.filter(|at_ms| bridge_ms < at_ms - std::mem::replace(&mut before_ms, *at_ms)).count();
    known.saturating_sub(1) < 2 * far
}

/// The highest heart rate that was held for 10 s, after the first two minutes; absent where no 10 s are covered by
/// readings at most 5 s apart.
fn sustained_max_bpm(time_ms: &[i64], readings: &[u8]) -> Option<u8> {
    let warm_ms = time_ms.first()? + SENSOR_WARM_UP_MS;
    let mut best = 0;
    // Where the readings above the best so far begin that reach up to here.
    let mut since: Option<usize> = None;
    for i in time_ms.partition_point(|at_ms| *at_ms < warm_ms)..time_ms.len() {
        if readings[i] <= best {
            since = None;
            continue;
        }
        let mut first = since.filter(|_| time_ms[i] - time_ms[i - 1] <= SUSTAINED_MS / 2).unwrap_or(i);
        since = Some(first);
        if SUSTAINED_MS <= time_ms[i] - time_ms[first] {
            while SUSTAINED_MS <= time_ms[i] - time_ms[first + 1] {
                first += 1;
            }
            best = readings[first..=i].iter().copied().min().unwrap_or(best);
            since = (first..=i).rev().find(|i| readings[*i] <= best).map(|last| last + 1);
        }
    }
    Some(best).filter(|best| 0 < *best)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::float_cmp, reason = "seconds of the tests are whole numbers")]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;

    /// Readings at (second, bpm), with a sample every second and no pause.
    fn every_second(readings: &[(usize, u8)]) -> Samples {
        let last = readings.last().map_or(0, |(second, _)| *second);
        let mut samples = Samples { time_ms: (0..=last as i64).map(|s| s * 1000).collect(), ..Samples::default() };
        for (second, bpm) in readings {
            samples.heart_rate_bpm.set_value(*second, *bpm);
        }
        samples
    }

    /// The samples as they are, every one recorded until the next.
    fn whole(samples: &Samples, on_foot: bool, clean: bool) -> HeartRate {
        let kept: Vec<usize> = (0..samples.len()).collect();
        let mut recorded_s: Vec<f64> =
            samples.time_ms.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1000.0).collect();
        recorded_s.push(0.0);
        HeartRate::new(&ValidSamples::all(samples, &kept, &recorded_s), on_foot, clean).expect("readings")
    }

    fn seconds(found: &HeartRate) -> Vec<(f64, f64)> {
        found.histogram.seconds_by_bpm().collect()
    }

    #[test]
    fn a_spike_and_the_fall_from_it_are_implausible() {
        // Readings of a strap with one silent second (index 5), which is no reading at all.
        let mut readings = [140, 141, 142, 185, 143, 0, 144];
        assert_eq!(drop_implausible(&[0, 1000, 2000, 3000, 4000, 5000, 6000], &mut readings), [3, 4]);
        assert_eq!(readings, [140, 141, 142, 0, 0, 0, 144]);
    }

    #[test]
    fn the_rate_is_per_second_not_per_reading() {
        assert!(drop_implausible(&[0, 5000], &mut [100, 150]).is_empty());
        assert_eq!(drop_implausible(&[0, 5000], &mut [100, 151]), [1]);
        assert_eq!(drop_implausible(&[0, 1000, 100_000, 101_000], &mut [29, 30, 220, 221]), [0, 3]);
    }

    #[test]
    fn a_silence_of_ten_seconds_is_bridged_by_the_line_and_a_longer_one_is_not() {
        let found = whole(&every_second(&[(0, 120), (10, 130), (11, 130)]), true, true);
        let line: Vec<(f64, f64)> = (0..11).map(|k| (120.0 + f64::from(k), 1.0)).collect();
        assert_eq!(seconds(&found), line);
        assert_eq!(found.repaired_s, 9.0);
        let found = whole(&every_second(&[(0, 120), (1, 120), (12, 130), (13, 130)]), true, true);
        assert_eq!((seconds(&found), found.repaired_s), (vec![(120.0, 2.0), (130.0, 1.0)], 0.0));
    }

    #[test]
    fn an_implausible_second_is_bridged_and_counted() {
        let found = whole(&every_second(&[(0, 140), (1, 140), (2, 200), (3, 140), (4, 140), (5, 140)]), true, true);
        assert_eq!((seconds(&found), found.max_bpm), (vec![(140.0, 5.0)], Some(140)));
        assert_eq!((found.implausible, found.repaired_s), (2, 2.0));
    }

    #[test]
    fn a_pause_is_never_bridged() {
        let samples = every_second(&[(0, 120), (6, 150), (7, 150)]);
        let kept: Vec<usize> = (0..8).collect();
        let recorded_s = [1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0];
        let found = HeartRate::new(&ValidSamples::all(&samples, &kept, &recorded_s), true, true).expect("readings");
        assert_eq!(seconds(&found), [(120.0, 1.0), (150.0, 1.0)]);
    }

    #[test]
    fn a_device_that_reads_rarely_throughout_is_believed_in_between() {
        let mut samples = Samples::default();
        for i in 0..120 {
            samples.time_ms.push(i * 25_000);
            samples.heart_rate_bpm.set_value(i as usize, if i % 2 == 0 { 140 } else { 150 });
        }
        let found = whole(&samples, true, true);
        assert_eq!(found.histogram.covered_s(), 119.0 * 25.0);
        assert!(found.histogram.mean_bpm().is_some_and(|bpm| (bpm - 145.0).abs() < 0.2));
        assert_eq!(found.repaired_s, 0.0);
        // Two minutes without a reading stay unknown but for the ten seconds that a reading stands for.
        samples.time_ms.push(119 * 25_000 + 120_000);
        samples.heart_rate_bpm.set_value(120, 150);
        assert_eq!(whole(&samples, true, true).histogram.covered_s(), 119.0 * 25.0 + 10.0);
        // A strap that is silent for half a minute now and then is another matter.
        let dense: Vec<(usize, u8)> = (0..400).filter(|s| s % 50 < 20).map(|s| (s, 140)).collect();
        assert!(whole(&every_second(&dense), true, true).histogram.covered_s() < 0.5 * 400.0);
    }

    /// Eleven minutes at 88 strides: 140 bpm until minute 5, then up by `rise` within 5 s to 176 steps a minute.
    fn caught(rise_s: usize, locked_s: usize) -> Samples {
        let bpm = |second: usize| match second.checked_sub(300) {
            None => 140,
            Some(since) if since < rise_s => (140 + 36 * since / rise_s) as u8,
            Some(since) if since < rise_s + locked_s => 175 + (since % 3) as u8,
            Some(_) => 145,
        };
        let mut samples = every_second(&(0..660).map(|s| (s, bpm(s))).collect::<Vec<_>>());
        for second in 0..660 {
            samples.cadence_rpm.set_value(second, 88);
        }
        samples
    }

    #[test]
    fn steps_that_are_counted_for_beats_are_left_out() {
        let found = whole(&caught(5, 180), true, true);
        assert!((178.0..=186.0).contains(&found.suspect_s) && 178 <= found.suspect, "{}", found.suspect_s);
        assert!(found.max_bpm.is_some_and(|bpm| bpm < 173));
        assert_eq!(found.sustained_max_bpm, Some(145));
        // On a bicycle a cadence is no step, and nothing is judged when nothing shall be.
        assert_eq!(whole(&caught(5, 180), false, true).suspect, 0);
        let as_it_is = whole(&caught(5, 180), true, false);
        assert_eq!((as_it_is.suspect, as_it_is.max_bpm), (0, Some(177)));
    }

    #[test]
    fn a_heart_that_comes_to_beat_like_the_steps_is_believed() {
        assert_eq!(whole(&caught(5, 110), true, true).suspect, 0, "for less than two minutes");
        assert_eq!(whole(&caught(90, 180), true, true).suspect, 0, "a rise as hearts have it");
    }

    #[test]
    fn nothing_is_judged_when_nothing_shall_be() {
        let found = whole(&every_second(&[(0, 140), (1, 240), (2, 20), (8, 140), (9, 140)]), true, false);
        assert_eq!((found.implausible, found.repaired_s, found.max_bpm), (0, 0.0, Some(240)));
        assert_eq!(seconds(&found), [(20.0, 1.0), (140.0, 2.0), (240.0, 1.0)]);
    }

    #[test]
    fn a_maximum_must_be_held_after_the_sensor_is_warm() {
        let bpm = |second| match second {
            30..=50 => 200,
            150 => 190,
            160..=170 => 180,
            175..=185 => 165,
            _ => 150,
        };
        let time_ms: Vec<i64> = (0..200).map(|second| second * 1000).collect();
        let readings: Vec<u8> = (0..200).map(bpm).collect();
        assert_eq!(sustained_max_bpm(&time_ms, &readings), Some(180));
        assert_eq!(sustained_max_bpm(&time_ms[..100], &readings[..100]), None);
        // Spread over time, no reading reaches the next.
        let rare_ms: Vec<i64> = time_ms.iter().map(|at_ms| 6 * at_ms).collect();
        assert_eq!(sustained_max_bpm(&rare_ms, &readings), None);
    }
}
