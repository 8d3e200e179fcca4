//! The way as distance and speed, and what no legs can do left out of it.

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

/// The way of an activity: distance at each sample, and speed after it. An activity that did not get anywhere has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasuredWay {
    /// Distance since the start, metres, never falling; empty when nothing tells it.
    pub distance_m: Vec<f64>,
    /// Speed over the recorded time after each sample, metres a second; absent in pauses and where it is impossible.
    pub speed_mps: Vec<Option<f64>>,
}

impl MeasuredWay {
    /// The way at the speeds given, of which those beyond the fastest are impossible.
    pub(super) fn along(mut speed_mps: Vec<Option<f64>>, recorded_s: &[f64], fastest_mps: f64) -> Self {
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
    pub(super) fn smooth(&mut self, recorded_s: &[f64]) {
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

/// Faster is a fault of the device, metres a second.
#[must_use]
pub const fn fastest_mps(on_foot: bool) -> f64 {
    if on_foot { ON_FOOT_MAX_MPS } else { ON_WHEELS_MAX_MPS }
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
