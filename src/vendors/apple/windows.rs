//! Which workouts are on at an instant, found in logarithmic time however they overlap.

use super::workout::Workout;
use crate::limits::HEALTH_WORKOUT_MS_MAX;

/// Workouts that may be on at the same time; the same one by three or four apps is usual.
const LANES_MAX: usize = 8;

/// The windows of workouts in lanes in which none overlaps another.
#[derive(Default)]
pub(super) struct Windows {
    /// Start, end and place of each workout, by start.
    lanes: Vec<Vec<(i64, i64, usize)>>,
}

impl Windows {
    /// The windows of the workouts, and how many were left out: longer than a workout can be, or one too many at a time.
    pub(super) fn from_workouts(workouts: &[Workout]) -> (Self, u64) {
        let mut windows: Vec<(i64, i64, usize)> = workouts
            .iter()
            .enumerate()
            .filter_map(|(place, workout)| workout.window_ms.map(|(start_ms, end_ms)| (start_ms, end_ms, place)))
            .collect();
        windows.sort_unstable();
        let mut lanes: Vec<Vec<(i64, i64, usize)>> = Vec::new();
        let mut left_out = 0_u64;
        for window in windows {
            let free = |lane: &&mut Vec<(i64, i64, usize)>| lane.last().is_none_or(|(_, end, _)| *end < window.0);
            if HEALTH_WORKOUT_MS_MAX < window.1.saturating_sub(window.0) {
                left_out = left_out.saturating_add(1);
            } else if let Some(lane) = lanes.iter_mut().find(free) {
                lane.push(window);
            } else if lanes.len() < LANES_MAX {
                lanes.push(vec![window]);
            } else {
                left_out = left_out.saturating_add(1);
            }
        }
        (Self { lanes }, left_out)
    }

    /// The places of the workouts that are on at an instant, first and last included.
    pub(super) fn workouts_at(&self, time_ms: i64) -> impl Iterator<Item = usize> {
        self.lanes.iter().filter_map(move |lane| {
            let begun = lane.partition_point(|(start_ms, _, _)| *start_ms <= time_ms);
            let (_, end_ms, place) = lane.get(begun.checked_sub(1)?)?;
            (time_ms <= *end_ms).then_some(*place)
        })
    }
}
