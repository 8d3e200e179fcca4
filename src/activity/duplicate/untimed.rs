//! Hours for activities of which only the day is known, beside those whose time is.

use super::overlap::{BESIDE, Overlap};
use crate::activity::Activity;
use crate::limits::NEIGHBOURS_MAX;
use std::collections::BTreeSet;

/// How often another hour is tried: a day holds fewer activities.
const TRIES_MAX: usize = 50;
/// A day, milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Moves each kept activity without a time of day to an hour of its day in which nothing else was: the first after the hour
/// that it has, else the last before it. Where the day is full it stays.
pub(crate) fn find_free_hours(activities: &mut [Activity], kept: &[bool]) {
    let is_kept = |i: &usize| kept.get(*i).copied().unwrap_or(false);
    let mut untimed: Vec<usize> = (0..activities.len()).filter(|i| is_kept(i) && activities[*i].is_untimed).collect();
    if untimed.is_empty() {
        return;
    }
    untimed.sort_by_key(|i| {
        let activity = &activities[*i];
        (activity.start_ms, activity.id.clone(), activity.source.clone())
    });
    let timed = (0..activities.len()).filter(|i| is_kept(i) && !activities[*i].is_untimed);
    let mut taken: BTreeSet<(i64, usize)> = timed.map(|i| (activities[i].start_ms, i)).collect();
    let longest_ms = activities.iter().map(|a| a.end_ms().saturating_sub(a.start_ms)).max().unwrap_or(0);
    for i in untimed {
        let wanted = activities[i].clone();
        let free =
            [true, false].into_iter().find_map(|later| free_start(activities, &taken, &wanted, longest_ms, later));
        if let Some(start_ms) = free {
            activities[i].start_ms = start_ms;
        }
        taken.insert((activities[i].start_ms, i));
    }
}

/// The nearest free start on the same day, later or earlier; absent where there is none.
fn free_start(
    activities: &[Activity],
    taken: &BTreeSet<(i64, usize)>,
    wanted: &Activity,
    longest_ms: i64,
    later: bool,
) -> Option<i64> {
    let midnight_ms = {
        let offset_ms = i64::from(wanted.utc_offset_s) * 1000;
        (wanted.start_ms + offset_ms).div_euclid(DAY_MS) * DAY_MS - offset_ms
    };
    let lasts_ms = wanted.end_ms() - wanted.start_ms;
    let mut tried = wanted.clone();
    for _ in 0..TRIES_MAX {
        if tried.start_ms < midnight_ms || (midnight_ms + DAY_MS < tried.end_ms() && tried.start_ms != wanted.start_ms)
        {
            return None;
        }
        let from_ms = tried.start_ms.saturating_sub(longest_ms);
        let near = taken.range((from_ms, 0)..(tried.end_ms(), usize::MAX)).rev().take(NEIGHBOURS_MAX);
        let beside = near.map(|(_, k)| &activities[*k]).filter(|other| BESIDE < Overlap::of(other, &tried).share);
        let next_ms = if later {
            beside.map(Activity::end_ms).max()
        } else {
            beside.map(|other| other.start_ms - lasts_ms).min()
        };
        match next_ms {
            None => return Some(tried.start_ms),
            Some(next_ms) => tried.start_ms = next_ms,
        }
    }
    None
}
