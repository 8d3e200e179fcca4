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
