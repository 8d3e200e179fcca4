//! Distance and speed: the device's own before anything recomputed, and what no legs can do left out.

use super::distance::haversine_m;
use super::outliers;
use super::valid_samples::ValidSamples;
use crate::decode::recording::Position;
use std::ops::RangeInclusive;

/// Faster than any runner, metres a second; a faster stretch on foot is a GPS fault.
const ON_FOOT_MAX_MPS: f64 = 12.0;
/// Faster than any cyclist on a road, metres a second.
const ON_WHEELS_MAX_MPS: f64 = 40.0;
/// Slower is standing still when running: 30 minutes a mile, metres a second.
const RUN_MOVING_MPS: f64 = 0.894_08;
/// Slower is standing still otherwise: 1.5 km an hour, metres a second.
const MOVING_MPS: f64 = 1.5 / 3.6;
/// Faster than any runner keeps up for a minute, metres a second: whoever covered ground so while the device was silent
/// was carried.
const ON_FOOT_LASTING_MPS: f64 = 7.0;
/// A speed from positions is a mean over this long to either side: they tremble by a metre or two, seconds.
const SMOOTH_S: f64 = 5.0;
/// A channel that says less than this on the mean is dead, metres a second.
const DEAD_MPS: f64 = 0.05;

/// The way of an activity: distance at each sample, and speed after it. An activity that did not get anywhere has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasuredWay {
    /// Distance since the start, metres, never falling; empty when nothing tells it.
    pub distance_m: Vec<f64>,
    /// Speed over the recorded time after each sample, metres a second; absent in pauses and where it is impossible.
    pub speed_mps: Vec<Option<f64>>,
}

impl MeasuredWay {
    /// The way of the kept samples: from the device's distance, else its speed, else the positions. With it the samples,
    /// by place among the kept ones, whose positions are impossible and were left out, unless `clean` is off: nobody
    /// could get there from the positions around them. Nothing is left out where the positions are not needed.
    #[must_use]
    pub fn new(kept: &ValidSamples, on_foot: bool, clean: bool) -> (Self, Vec<usize>) {
        let ValidSamples { samples, recorded_s, .. } = kept;
        let fastest_mps = match (clean, on_foot) {
            (false, _) => f64::INFINITY,
            (true, true) => ON_FOOT_MAX_MPS,
            (true, false) => ON_WHEELS_MAX_MPS,
        };
        let total_s: f64 = recorded_s.iter().sum();
        // The first channel that moves: a dead one repeats its first value for an hour.
        let alive =
            |channel: &WayChannel| recorded_s.len() < 2 * channel.known + 2 && DEAD_MPS * total_s < channel.way_m;
        let distance = || {
            let mut falls = 0;
            let distance_m = kept.values(&samples.distance_m);
            let channel = WayChannel::between(distance_m, recorded_s, |from_m, to_m| {
                falls += usize::from(to_m < from_m);
                (to_m - from_m).max(0.0)
            });
            // A distance counts from the start; some apps write the metres since the last point instead, which fall as
            // often as they rise.
            Some(channel).filter(|channel| falls * 20 <= channel.known && alive(channel))
        };
        let speed = || {
            let speed_mps = kept.values(&samples.speed_mps).map(|mps| mps.map(f64::from));
            Some(WayChannel::at(speed_mps, recorded_s)).filter(alive)
        };
        let found = kept.present.distance.then(distance).flatten();
        let found = found.or_else(|| kept.present.speed.then(speed).flatten());
        if let Some(channel) = found {
            return (Self::along(channel.speed_mps, recorded_s, fastest_mps), Vec::new());
        }
        if !kept.present.position {
            return (Self::default(), Vec::new());
        }
        let mut position: Vec<Option<Position>> = kept.values(&samples.position).collect();
        let impossible = if clean {
            outliers::drop_leaps(&kept.time_ms, &mut position, fastest_mps, haversine_m)
        } else {
            Vec::new()
        };
        let channel = WayChannel::between(position.into_iter(), recorded_s, haversine_m);
        if !alive(&channel) {
            return (Self::default(), Vec::new());
        }
        let mut track = Self::along(channel.speed_mps, recorded_s, fastest_mps);
        track.smooth(recorded_s);
        (track, impossible)
    }

    /// The way at the speeds given, of which those beyond the fastest are impossible.
    fn along(mut speed_mps: Vec<Option<f64>>, recorded_s: &[f64], fastest_mps: f64) -> Self {
        let mut total_m = 0.0;
        let steps = speed_mps.iter_mut().zip(recorded_s).map(|(speed, recorded_s)| {
            let here_m = total_m;
            *speed = speed.filter(|mps| *mps <= fastest_mps);
            total_m += speed.unwrap_or(0.0) * recorded_s;
            here_m
        });
        Self { distance_m: steps.collect(), speed_mps }
    }

    /// Makes each speed the mean over the time around it, up to the next pause.
    fn smooth(&mut self, recorded_s: &[f64]) {
        let mut first = 0;
        for stretch in self.speed_mps.chunk_by_mut(|a, b| a.is_some() == b.is_some()) {
            // The means are taken from the sample `from` to the sample `to`; the times count from the first.
            let (end, mut from, mut to) = (first + stretch.len(), first, first);
            let (mut from_s, mut to_s, mut here_s) = (0.0, 0.0, 0.0);
            for (i, mps) in (first..).zip(stretch).filter(|(_, mps)| mps.is_some()) {
                let middle_s = here_s + recorded_s[i] / 2.0;
                while to < end && (to <= i || to_s + recorded_s[to] <= middle_s + SMOOTH_S) {
                    to_s += recorded_s[to];
                    to += 1;
                }
                while from < i && from_s < middle_s - SMOOTH_S {
                    from_s += recorded_s[from];
                    from += 1;
                }
                // The last sample has no speed after it, so there is one after every stretch.
                *mps = Some((self.distance_m[to] - self.distance_m[from]) / (to_s - from_s));
                here_s += recorded_s[i];
            }
            first = end;
        }
    }

    /// The recorded time in motion, seconds.
    #[must_use]
    pub fn moving_s(&self, recorded_s: &[f64], is_run: bool) -> f64 {
        let slowest_mps = moving_mps(is_run);
        let steps = self.speed_mps.iter().zip(recorded_s);
        steps.filter(|(mps, _)| mps.is_some_and(|mps| slowest_mps <= mps)).map(|(_, s)| s).sum()
    }

    /// Whether nothing tells the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.distance_m.is_empty()
    }

    /// The share of the time with a known speed in which it is below `mps`, 0–1; 0 where no speed is known.
    pub(crate) fn share_below(&self, mps: f64, recorded_s: &[f64]) -> f64 {
        let known = || self.speed_mps.iter().zip(recorded_s).filter_map(|(speed, s)| speed.map(|speed| (speed, *s)));
        let total_s: f64 = known().map(|(_, s)| s).sum();
        let below_s: f64 = known().filter(|(speed, _)| *speed < mps).map(|(_, s)| s).sum();
        if 0.0 < total_s { below_s / total_s } else { 0.0 }
    }

    /// Distance of the whole, metres; absent when nothing tells it.
    pub(crate) fn total_m(&self) -> Option<f64> {
        self.distance_m.last().copied()
    }
}

/// The slowest speed that is motion, metres a second.
#[must_use]
pub const fn moving_mps(is_run: bool) -> f64 {
    if is_run { RUN_MOVING_MPS } else { MOVING_MPS }
}

/// The speeds at which somebody may have kept going while the device was silent, metres a second.
#[must_use]
pub fn lasting_mps(is_run: bool, on_foot: bool) -> RangeInclusive<f64> {
    moving_mps(is_run)..=if on_foot { ON_FOOT_LASTING_MPS } else { ON_WHEELS_MAX_MPS }
}

/// What one channel tells of the way.
struct WayChannel {
    /// Speed over the recorded time after each sample, metres a second; absent where it is not told, and in pauses.
    speed_mps: Vec<Option<f64>>,
    /// After how many samples the way is told, be it in a pause.
    known: usize,
    /// The way over the recorded time, metres.
    way_m: f64,
}

impl WayChannel {
    /// From values at the samples, of which two tell the way between them: it is spread over the recorded time. Nothing
    /// is told before the first known value and after the last.
    fn between<T: Copy>(
        values: impl Iterator<Item = Option<T>>,
        recorded_s: &[f64],
        mut way_between_m: impl FnMut(T, T) -> f64,
    ) -> Self {
        let mut speed_mps = vec![None; recorded_s.len()];
        let (mut known, mut way_m) = (0, 0.0);
        let mut before: Option<(usize, T)> = None;
        for (to, value) in values.enumerate() {
            let Some(value) = value else { continue };
            if let Some((from, before)) = before {
                let step_m = way_between_m(before, value);
                known += to - from;
                if let [step_s] = recorded_s[from..to] {
                    if 0.0 < step_s {
                        speed_mps[from] = Some(step_m / step_s);
                        way_m += step_m;
                    }
                } else {
                    let steps_s = &recorded_s[from..to];
                    let mps = step_m / steps_s.iter().sum::<f64>();
                    for (speed, step_s) in speed_mps[from..to].iter_mut().zip(steps_s).filter(|(_, s)| 0.0 < **s) {
                        *speed = Some(mps);
                        way_m += mps * step_s;
                    }
                }
            }
            before = Some((to, value));
        }
        Self { speed_mps, known, way_m }
    }

    /// From the speed at the samples.
    fn at(speed_mps: impl Iterator<Item = Option<f64>>, recorded_s: &[f64]) -> Self {
        let (mut known, mut way_m) = (0, 0.0);
        let speed_mps = speed_mps.zip(recorded_s).map(|(mps, recorded_s)| {
            known += usize::from(mps.is_some());
            way_m += mps.unwrap_or(0.0) * recorded_s;
            mps.filter(|_| 0.0 < *recorded_s)
        });
        Self { speed_mps: speed_mps.collect(), known, way_m }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::activity::distance::EARTH_RADIUS_M;
    use crate::decode::recording::{Column, Samples};

    fn seconds(n: usize) -> Samples {
        Samples { time_ms: (0..n as i64).map(|s| s * 1000).collect(), ..Samples::default() }
    }

    #[test]
    fn the_devices_distance_is_preferred_and_never_falls() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set_value(i, if i == 2 { 2.0 } else { 3.0 * i as f64 });
            samples.position.set_value(i, Position { latitude_deg: i as f64, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let (track, _) = MeasuredWay::new(&ValidSamples::all(&samples, &kept, &[1.0; 40]), true, true);
        assert_eq!(track.distance_m[..4], [0.0, 3.0, 3.0, 10.0]);
        assert_eq!(track.speed_mps[..3], [Some(3.0), Some(0.0), Some(7.0)]);
    }

    #[test]
    fn metres_since_the_last_point_are_no_distance() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set_value(i, if i % 2 == 0 { 2.9 } else { 3.1 });
            samples.position.set_value(i, Position { latitude_deg: i as f64 * 2.7e-5, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let total_m = MeasuredWay::new(&ValidSamples::all(&samples, &kept, &[1.0; 40]), true, true).0.total_m();
        assert!(total_m.is_some_and(|m| (m - 117.1).abs() < 0.2), "{total_m:?}");
    }

    #[test]
    fn a_way_between_two_known_distances_is_spread_over_the_time() {
        let mut samples = seconds(6);
        for (i, m) in [(0, 0.0), (1, 3.0), (4, 12.0), (5, 15.0)] {
            samples.distance_m.set_value(i, m);
        }
        let (track, _) = MeasuredWay::new(
            &ValidSamples::all(&samples, &[0, 1, 2, 3, 4, 5], &[1.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
            true,
            true,
        );
        assert_eq!(track.speed_mps, [Some(3.0), Some(3.0), Some(3.0), Some(3.0), Some(3.0), None]);
    }

    /// Positions a second east of each other by the metres given, all of it recorded, and the way they tell.
    fn along_the_equator(eastward_m: &[f64], on_foot: bool, clean: bool) -> (MeasuredWay, Vec<usize>) {
        let mut samples = seconds(eastward_m.len());
        for (i, m) in eastward_m.iter().enumerate() {
            let longitude_deg = (m / EARTH_RADIUS_M).to_degrees();
            samples.position.set_value(i, Position { latitude_deg: 0.0, longitude_deg });
        }
        let kept: Vec<usize> = (0..eastward_m.len()).collect();
        let mut recorded_s = vec![1.0; eastward_m.len()];
        *recorded_s.last_mut().expect("samples") = 0.0;
        MeasuredWay::new(&ValidSamples::all(&samples, &kept, &recorded_s), on_foot, clean)
    }

    #[test]
    fn a_position_away_and_back_adds_no_way() {
        let mut eastward_m: Vec<f64> = (0..60).map(|s| 3.0 * f64::from(s)).collect();
        eastward_m[20] += 80.0;
        (eastward_m[40], eastward_m[41]) = (-500.0, -505.0);
        let (track, impossible) = along_the_equator(&eastward_m, true, true);
        assert_eq!(impossible, [20, 40, 41]);
        assert!(track.total_m().is_some_and(|m| (m - 177.0).abs() < 1e-6), "{:?}", track.total_m());
        assert!(track.speed_mps[..59].iter().all(|mps| mps.is_some_and(|mps| (mps - 3.0).abs() < 1e-6)));
        // On a descent by bicycle 83 m a second are no less impossible, and nothing is judged when nothing shall be.
        assert_eq!(along_the_equator(&eastward_m, false, true).1, [20, 40, 41]);
        let (as_it_is, judged) = along_the_equator(&eastward_m, true, false);
        assert!(judged.is_empty() && as_it_is.total_m().is_some_and(|m| 1000.0 < m));
    }

    #[test]
    fn a_place_that_is_held_is_believed_and_the_leap_to_it_is_no_running() {
        let eastward_m: Vec<f64> = (0..60).map(|s| if s < 5 { -900.0 } else { 0.0 } + 3.0 * f64::from(s)).collect();
        let (track, impossible) = along_the_equator(&eastward_m, true, true);
        assert!(impossible.is_empty());
        assert_eq!(track.speed_mps[4], None);
        assert!(track.total_m().is_some_and(|m| (m - 174.0).abs() < 1e-6), "{:?}", track.total_m());
    }

    #[test]
    fn a_speed_from_positions_does_not_tremble() {
        let eastward_m: Vec<f64> = (0..60).map(|s| 3.0 * f64::from(s) + f64::from(s % 2)).collect();
        let (track, _) = along_the_equator(&eastward_m, true, true);
        assert!(track.speed_mps[..59].iter().all(|mps| mps.is_some_and(|mps| (mps - 3.0).abs() < 0.21)));
    }

    #[test]
    fn nothing_known_is_nothing_told() {
        let (track, _) = MeasuredWay::new(&ValidSamples::all(&seconds(3), &[0, 1, 2], &[1.0, 1.0, 0.0]), true, true);
        assert!(track.is_empty() && track.total_m().is_none());
        assert_eq!(Column::<f64>::default().count_present(), 0);
    }
}
