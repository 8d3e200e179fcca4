//! Distance and speed: the device's own before anything recomputed, and what no legs can do left out.

use crate::decode::recording::{Position, Samples};

/// Faster than any runner, metres a second; a faster stretch on foot is a GPS fault.
const ON_FOOT_MAX_MPS: f64 = 12.0;
/// Faster than any cyclist on a road, metres a second.
const ON_WHEELS_MAX_MPS: f64 = 40.0;
/// Slower is standing still when running: 30 minutes a mile, metres a second.
const RUN_MOVING_MPS: f64 = 0.894_08;
/// Slower is standing still otherwise: 1.5 km an hour, metres a second.
const MOVING_MPS: f64 = 1.5 / 3.6;
/// A channel that says less than this on the mean is dead, metres a second.
const DEAD_MPS: f64 = 0.05;
/// Mean radius of the Earth, metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The way of an activity: distance at each sample, and speed after it. An activity that did not get anywhere has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Track {
    /// Distance since the start, metres, never falling; empty when nothing tells it.
    pub distance_m: Vec<f64>,
    /// Speed over the recorded time after each sample, metres a second; absent in pauses and where it is impossible.
    pub speed_mps: Vec<Option<f64>>,
}

impl Track {
    /// The way of the kept samples: from the device's distance, else its speed, else the positions.
    #[must_use]
    pub fn new(samples: &Samples, kept: &[usize], recorded_s: &[f64], on_foot: bool) -> Self {
        let fastest_mps = if on_foot { ON_FOOT_MAX_MPS } else { ON_WHEELS_MAX_MPS };
        // The first channel that moves: a dead one repeats its first value for an hour.
        let alive = |steps: &Vec<Option<f64>>| {
            let known = steps.iter().flatten().count();
            kept.len() < 2 * known + 2
                && DEAD_MPS * recorded_s.iter().sum::<f64>() < steps.iter().flatten().sum::<f64>()
        };
        let distance = || {
            let distance_m: Vec<Option<f64>> = kept.iter().map(|i| samples.distance_m.get(*i)).collect();
            grows(&distance_m).then(|| steps(&distance_m, recorded_s, |from_m, to_m| (to_m - from_m).max(0.0)))
        };
        let speed = || {
            let speed_mps = kept.iter().map(|i| samples.speed_mps.get(*i));
            Some(speed_mps.zip(recorded_s).map(|(mps, s)| mps.map(|mps| f64::from(mps) * s)).collect())
        };
        let position = || {
            let position: Vec<Option<Position>> = kept.iter().map(|i| samples.position.get(*i)).collect();
            Some(steps(&position, recorded_s, haversine_m))
        };
        let channels: [&dyn Fn() -> Option<Vec<Option<f64>>>; 3] = [&distance, &speed, &position];
        let Some(steps) = channels.iter().filter_map(|channel| channel()).find(alive) else { return Self::default() };
        let mut track = Self { distance_m: vec![0.0], speed_mps: Vec::with_capacity(kept.len()) };
        let mut total_m = 0.0;
        for (step_m, recorded_s) in steps.iter().zip(recorded_s) {
            let speed_mps = step_m.filter(|_| 0.0 < *recorded_s).map(|step_m| step_m / recorded_s);
            let possible = speed_mps.filter(|mps| *mps <= fastest_mps);
            if let Some(mps) = possible {
                total_m += mps * recorded_s;
            }
            track.speed_mps.push(possible);
            track.distance_m.push(total_m);
        }
        track.distance_m.truncate(kept.len());
        track
    }

    /// Whether nothing tells the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.distance_m.is_empty()
    }

    /// The share of the time with a known speed in which it is below `mps`, 0–1; 0 where no speed is known.
    #[must_use]
    pub fn share_below(&self, mps: f64, recorded_s: &[f64]) -> f64 {
        let known = || self.speed_mps.iter().zip(recorded_s).filter_map(|(speed, s)| speed.map(|speed| (speed, *s)));
        let total_s: f64 = known().map(|(_, s)| s).sum();
        let below_s: f64 = known().filter(|(speed, _)| *speed < mps).map(|(_, s)| s).sum();
        if 0.0 < total_s { below_s / total_s } else { 0.0 }
    }

    /// Distance of the whole, metres; absent when nothing tells it.
    #[must_use]
    pub fn total_m(&self) -> Option<f64> {
        self.distance_m.last().copied()
    }
}

/// The slowest speed that is motion, metres a second.
#[must_use]
pub const fn moving_mps(is_run: bool) -> f64 {
    if is_run { RUN_MOVING_MPS } else { MOVING_MPS }
}

/// Great-circle distance on a sphere, metres.
#[must_use]
pub fn haversine_m(a: Position, b: Position) -> f64 {
    let (lat_a, lat_b) = (a.latitude_deg.to_radians(), b.latitude_deg.to_radians());
    let sin_lat = libm::sin((lat_b - lat_a) / 2.0);
    let sin_lon = libm::sin((b.longitude_deg - a.longitude_deg).to_radians() / 2.0);
    let h = sin_lat * sin_lat + libm::cos(lat_a) * libm::cos(lat_b) * sin_lon * sin_lon;
    2.0 * EARTH_RADIUS_M * libm::asin(h.sqrt().min(1.0))
}

/// Whether a distance counts from the start, as it should: some apps write the metres since the last point instead, which
/// fall as often as they rise.
fn grows(distance_m: &[Option<f64>]) -> bool {
    let known: Vec<f64> = distance_m.iter().flatten().copied().collect();
    let falls = known.windows(2).filter(|pair| pair[1] < pair[0]).count();
    falls * 20 <= known.len()
}

/// The way after each sample, metres: between two known values it is spread over the recorded time. Absent before the
/// first known value and after the last.
fn steps<T: Copy>(values: &[Option<T>], recorded_s: &[f64], way_m: impl Fn(T, T) -> f64) -> Vec<Option<f64>> {
    let mut steps = vec![None; values.len()];
    let mut known: Option<(usize, T)> = None;
    for (to, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        if let Some((from, before)) = known {
            let between_s: f64 = recorded_s[from..to].iter().sum();
            let mps = if 0.0 < between_s { way_m(before, *value) / between_s } else { 0.0 };
            for i in from..to {
                steps[i] = Some(mps * recorded_s[i]);
            }
        }
        known = Some((to, *value));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::recording::Column;

    fn seconds(n: usize) -> Samples {
        Samples { time_ms: (0..n as i64).map(|s| s * 1000).collect(), ..Samples::default() }
    }

    #[test]
    fn a_degree_of_latitude() {
        let at = |latitude_deg| Position { latitude_deg, longitude_deg: 10.0 };
        assert!((haversine_m(at(59.0), at(60.0)) - 111_195.08).abs() < 1.0);
    }

    #[test]
    fn the_devices_distance_is_preferred_and_never_falls() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set(i, if i == 2 { 2.0 } else { 3.0 * i as f64 });
            samples.position.set(i, Position { latitude_deg: i as f64, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let track = Track::new(&samples, &kept, &[1.0; 40], true);
        assert_eq!(track.distance_m[..4], [0.0, 3.0, 3.0, 10.0]);
        assert_eq!(track.speed_mps[..3], [Some(3.0), Some(0.0), Some(7.0)]);
    }

    #[test]
    fn metres_since_the_last_point_are_no_distance() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set(i, if i % 2 == 0 { 2.9 } else { 3.1 });
            samples.position.set(i, Position { latitude_deg: i as f64 * 2.7e-5, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let total_m = Track::new(&samples, &kept, &[1.0; 40], true).total_m();
        assert!(total_m.is_some_and(|m| (m - 117.1).abs() < 0.2), "{total_m:?}");
    }

    #[test]
    fn a_way_between_two_known_distances_is_spread_over_the_time() {
        let mut samples = seconds(6);
        for (i, m) in [(0, 0.0), (1, 3.0), (4, 12.0), (5, 15.0)] {
            samples.distance_m.set(i, m);
        }
        let track = Track::new(&samples, &[0, 1, 2, 3, 4, 5], &[1.0, 1.0, 1.0, 1.0, 1.0, 0.0], true);
        assert_eq!(track.speed_mps, [Some(3.0), Some(3.0), Some(3.0), Some(3.0), Some(3.0), None]);
    }

    #[test]
    fn a_leap_of_the_gps_is_no_running() {
        let mut samples = seconds(3);
        for (i, longitude_deg) in [0.0, 0.01, 0.010_02].into_iter().enumerate() {
            samples.position.set(i, Position { latitude_deg: 0.0, longitude_deg });
        }
        let track = Track::new(&samples, &[0, 1, 2], &[1.0, 1.0, 0.0], true);
        assert_eq!(track.speed_mps[0], None);
        assert!(track.total_m().is_some_and(|m| m < 3.0));
    }

    #[test]
    fn nothing_known_is_nothing_told() {
        let track = Track::new(&seconds(3), &[0, 1, 2], &[1.0, 1.0, 0.0], true);
        assert!(track.is_empty() && track.total_m().is_none());
        assert_eq!(Column::<f64>::default().count(), 0);
    }
}
