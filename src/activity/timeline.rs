//! The samples of a recording in the order in which they were taken, at the times at which they were.
//!
//! Services write segments in any order, watches begin with the last fix of yesterday, and clocks are set on the way. Which of
//! it was the case, the way tells: in the right order it is the shortest, and a clock that jumps does not move the runner.

use super::anomaly::{Anomalies, Fault, Instead};
use super::clock;
use super::clock_jump;
use super::distance::haversine_m;
use super::placed::{Placed, SILENCE_MS};
use super::stale;
use crate::decode::recording::{Cell, Column, Recording, Samples};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use std::borrow::Cow;

/// Ways that differ by less are the same, metres: the same one backwards.
const SAME_WAY_M: f64 = 1.0;

/// Where the longest run of ascending times leaves out more than this share of the samples, the clock is at fault and not they.
/// Ours.
const LEFT_OUT_MAX: f64 = 0.1;

/// The samples of a recording in their order.
#[derive(Debug)]
pub(super) struct Timeline<'a> {
    /// The samples; others than those of the file where some had to be moved.
    pub(super) samples: Cow<'a, Samples>,
    /// Which of them are believed: ascending, as are their times.
    pub(super) kept: Vec<usize>,
    /// Whether the times of some are others than in the file.
    pub(super) is_reset: bool,
    /// What was found.
    pub(super) anomalies: Anomalies,
}

impl<'a> Timeline<'a> {
    /// Puts the samples of a recording in order. What is left out is counted as [`Code::ClockFault`].
    pub(super) fn new(recording: &'a Recording, diagnostics: &mut Diagnostics) -> Self {
        let samples = &recording.samples;
        let is_sound = |pair: &[i64]| matches!(pair, [a, b] if a < b && b - a < SILENCE_MS);
        if samples.time_ms.windows(2).all(is_sound) {
            let kept = (0..samples.len()).collect();
            return Self { samples: Cow::Borrowed(samples), kept, is_reset: false, anomalies: Anomalies::default() };
        }
        let mut anomalies = Anomalies::default();
        let mut placed = in_order(recording, &mut anomalies, diagnostics);
        let left_out = (samples.len() - placed.len()) as u64;
        diagnostics.push_counted(Code::ClockFault, None, left_out, LEFT_OUT);
        if placed.windows(2).any(|pair| matches!(pair, [a, b] if SILENCE_MS <= b.time_ms - a.time_ms)) {
            stale::leave_out(&mut placed, recording, &mut anomalies, diagnostics);
            clock_jump::set_forward(&mut placed, recording, &mut anomalies, diagnostics);
        }
        // A clock that jumped again and again may have been set to a year that no file has.
        let before = placed.len();
        let earliest_ms = samples.time_ms.iter().copied().fold(TIME_MS_MIN, i64::min);
        placed.retain(|at| (earliest_ms..=TIME_MS_MAX).contains(&at.time_ms));
        placed.dedup_by_key(|at| at.time_ms);
        diagnostics.push_counted(Code::ClockFault, None, (before - placed.len()) as u64, LEFT_OUT);
        let is_reset = placed.iter().any(|at| samples.time_ms.get(at.index) != Some(&at.time_ms));
        if !is_reset && placed.is_sorted_by(|a, b| a.index < b.index) {
            let kept = placed.into_iter().map(|at| at.index).collect();
            return Self { samples: Cow::Borrowed(samples), kept, is_reset, anomalies };
        }
        let kept = (0..placed.len()).collect();
        Self { samples: Cow::Owned(rearranged(samples, &placed)), kept, is_reset, anomalies }
    }
}

const LEFT_OUT: &str = "samples whose clock stood still, ran backwards or jumped away were left out";

/// The samples in the order of their times, each time once: sorted where that makes the way shorter, else without those whose
/// clock ran backwards, else with the clock set on.
fn in_order(recording: &Recording, anomalies: &mut Anomalies, diagnostics: &mut Diagnostics) -> Vec<Placed> {
    let samples = &recording.samples;
    let time_ms = &samples.time_ms;
    let at = |index: usize| Placed { index, time_ms: time_ms[index] };
    let believed = || clock::believable_indices(time_ms).into_iter().map(at).collect::<Vec<_>>();
    if time_ms.is_sorted() {
        return believed();
    }
    let mut sorted: Vec<Placed> = (0..time_ms.len()).map(at).collect();
    sorted.sort_by_key(|at| at.time_ms);
    let as_it_stands = way_m(samples, 0..time_ms.len());
    let by_time = way_m(samples, sorted.iter().map(|at| at.index));
    let is_sorted_right = match (by_time, as_it_stands) {
        (Some(by_time), Some(as_it_stands)) if SAME_WAY_M < (by_time - as_it_stands).abs() => by_time < as_it_stands,
        _ => blocks_lie_apart(time_ms),
    };
    sorted.dedup_by_key(|at| at.time_ms);
    if is_sorted_right && sorted.is_sorted_by(|a, b| a.index < b.index) {
        return sorted;
    }
    if is_sorted_right {
        let moved = sorted.iter().enumerate().filter(|(nth, at)| *nth != at.index).count() as u64;
        anomalies.note(Fault::OutOfOrder, Instead::Corrected);
        diagnostics.push_counted(
            Code::OutOfOrder,
            None,
            moved,
            "samples stood out of the order of their times; sorted",
        );
        return sorted;
    }
    let increasing = believed();
    let is_clock = as_it_stands.is_some() && (increasing.len() as f64) < (1.0 - LEFT_OUT_MAX) * time_ms.len() as f64;
    if is_clock { clock_jump::set_back(recording, anomalies, diagnostics) } else { increasing }
}

/// Whether no two stretches of ascending times overlap.
fn blocks_lie_apart(time_ms: &[i64]) -> bool {
    let mut spans: Vec<(i64, i64)> =
        time_ms.chunk_by(|a, b| a <= b).filter_map(|block| block.first().copied().zip(block.last().copied())).collect();
    spans.sort_unstable();
    spans.windows(2).all(|pair| matches!(pair, [a, b] if a.1 < b.0))
}

/// The way along samples in an order, metres: by the positions, else by the distance. Absent where neither tells it.
fn way_m(samples: &Samples, indices: impl Iterator<Item = usize> + Clone) -> Option<f64> {
    let along = along(indices.clone().filter_map(|i| samples.position.value_at(i)), haversine_m);
    along.or_else(|| self::along(indices.filter_map(|i| samples.distance_m.value_at(i)), |a, b| (b - a).abs()))
}

/// The sum of the steps between values; absent of fewer than two.
fn along<T: Cell>(mut values: impl Iterator<Item = T>, step_m: impl Fn(T, T) -> f64) -> Option<f64> {
    let mut before = values.next()?;
    let mut sum_m = None;
    for value in values {
        sum_m = Some(sum_m.unwrap_or(0.0) + step_m(before, value));
        before = value;
    }
    sum_m
}

/// The samples at the places and times given.
fn rearranged(samples: &Samples, placed: &[Placed]) -> Samples {
    fn column<T: Cell>(column: &Column<T>, placed: &[Placed]) -> Column<T> {
        let mut moved = Column::default();
        for (nth, at) in placed.iter().enumerate() {
            if let Some(value) = column.value_at(at.index) {
                moved.set_value(nth, value);
            }
        }
        moved
    }
    let breaks = &samples.breaks;
    // The beginning of the file is a break too, once something stands before it.
    let is_break = |index: usize| !breaks.is_empty() && (index == 0 || breaks.binary_search(&index).is_ok());
    let broken = |pair: &[Placed]| {
        let [before, here] = pair else { return false };
        let between = breaks.partition_point(|at| *at <= before.index)..breaks.partition_point(|at| *at <= here.index);
        is_break(here.index) || !between.is_empty()
    };
    Samples {
        time_ms: placed.iter().map(|at| at.time_ms).collect(),
        heart_rate_bpm: column(&samples.heart_rate_bpm, placed),
        position: column(&samples.position, placed),
        altitude_m: column(&samples.altitude_m, placed),
        distance_m: column(&samples.distance_m, placed),
        speed_mps: column(&samples.speed_mps, placed),
        power_w: column(&samples.power_w, placed),
        cadence_rpm: column(&samples.cadence_rpm, placed),
        breaks: (1..).zip(placed.windows(2)).filter(|(_, pair)| broken(pair)).map(|(nth, _)| nth).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::recording::Position;

    /// A way to the north at 3 m/s, a sample at each of the seconds given, at the times given.
    fn went(seconds: &[i64], times_s: &[i64]) -> Recording {
        let mut recording = Recording::default();
        for (nth, (s, time_s)) in seconds.iter().zip(times_s).enumerate() {
            let latitude_deg = 59.0 + 3.0 * *s as f64 / 111_195.0;
            recording.samples.position.set_value(nth, Position { latitude_deg, longitude_deg: 10.0 });
            recording.samples.heart_rate_bpm.set_value(nth, (*s % 200) as u8);
            recording.samples.time_ms.push(1000 * time_s);
        }
        recording
    }

    /// The seconds and heart rates in their order, what is left out, and what was noted.
    fn told(recording: &Recording) -> (Vec<i64>, Vec<u8>, u64, Option<String>) {
        let mut diagnostics = Diagnostics::default();
        let line = Timeline::new(recording, &mut diagnostics);
        let faults = diagnostics.as_slice().iter().filter(|found| found.code == Code::ClockFault);
        (
            line.kept.iter().map(|i| line.samples.time_ms[*i] / 1000).collect(),
            line.kept.iter().filter_map(|i| line.samples.heart_rate_bpm.value_at(*i)).collect(),
            faults.map(|found| found.count).sum(),
            line.anomalies.to_cell(),
        )
    }

    #[test]
    fn a_sound_recording_stays_as_it_is() {
        let s: Vec<i64> = (0..100).map(|s| if s < 50 { s } else { s + 4000 }).collect();
        let recording = went(&s, &s);
        let mut diagnostics = Diagnostics::default();
        let line = Timeline::new(&recording, &mut diagnostics);
        assert!(matches!(line.samples, Cow::Borrowed(_)) && !line.is_reset && diagnostics.as_slice().is_empty());
        assert_eq!(
            (line.kept, line.anomalies.to_cell()),
            ((0..100).collect(), None),
            "a long rest is none of its faults"
        );
    }

    #[test]
    fn stretches_laps_and_points_out_of_order_are_sorted_with_all_their_channels_and_breaks() {
        let order: Vec<i64> = (60..100).chain(0..60).collect();
        let mut recording = went(&order, &order);
        recording.samples.breaks = vec![40];
        let sorted: Vec<i64> = (0..100).collect();
        let rates: Vec<u8> = (0..100).collect();
        let corrected = Some("out_of_order:corrected".to_owned());
        assert_eq!(told(&recording), (sorted.clone(), rates.clone(), 0, corrected.clone()));
        let line = Timeline::new(&recording, &mut Diagnostics::default());
        assert_eq!(line.samples.breaks, [60], "the second segment began the file");
        let backwards: Vec<i64> = (0..100).rev().collect();
        assert_eq!(told(&went(&backwards, &backwards)), (sorted.clone(), rates.clone(), 0, corrected.clone()));
        // Neighbours that changed places.
        let swapped: Vec<i64> = (0..100).map(|s| s ^ 1).collect();
        assert_eq!(told(&went(&swapped, &swapped)), (sorted, rates, 0, corrected));
    }

    #[test]
    fn a_clock_that_stutters_or_leaps_once_loses_those_samples_and_a_track_told_twice_counts_once() {
        let s: Vec<i64> = (0..100).collect();
        let mut leapt = s.clone();
        leapt[50] = 500;
        let (times, _, left_out, anomalies) = told(&went(&s, &leapt));
        assert_eq!((times.len(), left_out, anomalies), (99, 1, None));
        let twice: Vec<i64> = s.iter().chain(&s).copied().collect();
        let (times, _, left_out, anomalies) = told(&went(&twice, &twice));
        assert_eq!((times, left_out, anomalies), (s, 100, None));
    }

    #[test]
    fn a_clock_that_goes_back_on_the_way_is_set_on_and_drops_nothing() {
        let s: Vec<i64> = (0..200).collect();
        for back_s in [60, 300, 7200] {
            let times: Vec<i64> = s.iter().map(|s| if *s < 120 { *s } else { s - back_s }).collect();
            let (times, rates, _, anomalies) = told(&went(&s, &times));
            assert_eq!((times, rates.len()), (s.clone(), 200), "{back_s} s");
            assert_eq!(anomalies, Some("clock_jump:corrected".to_owned()), "{back_s} s");
        }
    }
}
