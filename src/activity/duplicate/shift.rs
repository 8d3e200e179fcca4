//! The same recording given again by a service that took one zone's time for another's: its clock differs by hours, its course does not.

use super::overlap::is_same_movement;
use super::richest_first;
use crate::activity::{Activity, TzSource};
use crate::limits::NEIGHBOURS_MAX;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The offsets of the world's zones are multiples of this, milliseconds: a quarter of an hour (IANA time zone database).
const STEP_MS: i64 = 900_000;
/// No zone is further from UTC than this, milliseconds: 14 hours, in Kiribati (IANA time zone database).
const SHIFT_MAX_MS: i64 = 14 * 3_600_000;
/// The start is the same but for the zone within this, milliseconds: formats round to the second.
const START_MS: i64 = 2_000;
/// The same recording is as long within this, seconds: rarer samples end earlier.
const LENGTH_S: f64 = 10.0;

/// The recordings that were given again with another zone's clock: for each the one that stands for it, and by how many
/// seconds its clock is off.
pub(super) fn find_shifted(activities: &[Activity]) -> BTreeMap<usize, (usize, i64)> {
    let told = |i: &usize| !activities[*i].course.is_empty() && !activities[*i].is_untimed;
    let mut by_start: Vec<usize> = (0..activities.len()).filter(told).collect();
    by_start.sort_by_key(|i| (activities[*i].start_ms, richest_first(&activities[*i])));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for i in &by_start {
        let start_ms = activities[*i].start_ms;
        let from_ms = start_ms.saturating_add(STEP_MS - START_MS);
        let from = by_start.partition_point(|j| activities[*j].start_ms < from_ms);
        let later = by_start.get(from..).unwrap_or_default().iter().take(NEIGHBOURS_MAX);
        let until_ms = start_ms.saturating_add(SHIFT_MAX_MS + START_MS);
        let near = later.take_while(|j| activities[**j].start_ms <= until_ms);
        pairs.extend(near.filter(|j| is_shifted(&activities[*i], &activities[**j])).map(|j| (*i, *j)));
    }
    let mut suspected: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, j) in pairs.iter().flat_map(|(i, j)| [(*i, *j), (*j, *i)]) {
        *suspected.entry(i).or_default() += usize::from(is_wall_clock(&activities[i], &activities[j]));
    }
    let truest_first = |i: usize| {
        let activity = &activities[i];
        // The watch's own file: services shift what they were given.
        (Reverse(activity.richness.format), suspected.get(&i), richest_first(activity))
    };
    let mut stands_for: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, j) in pairs {
        let (winner, loser) = if truest_first(i) <= truest_first(j) { (i, j) } else { (j, i) };
        let known = stands_for.entry(loser).or_insert(winner);
        if truest_first(winner) < truest_first(*known) {
            *known = winner;
        }
    }
    let shift_s = |loser: usize, winner: usize| (activities[loser].start_ms - activities[winner].start_ms) / 1000;
    stands_for.iter().map(|(loser, winner)| (*loser, (*winner, shift_s(*loser, *winner)))).collect()
}

/// Whether the clock of `a` may be the clock on the wall of `b`, taken for UTC: the most common of such faults.
fn is_wall_clock(a: &Activity, b: &Activity) -> bool {
    let is_known = b.utc_offset_s != 0 && b.tz_source <= TzSource::Coordinates;
    is_known && ((a.start_ms - b.start_ms) - i64::from(b.utc_offset_s) * 1000).abs() <= START_MS
}

/// Whether two recordings are one whose clock was moved by a zone's offset.
fn is_shifted(a: &Activity, b: &Activity) -> bool {
    let apart_ms = (b.start_ms - a.start_ms).abs();
    let beside_ms = (apart_ms + START_MS) % STEP_MS;
    let as_long = (a.elapsed_s - b.elapsed_s).abs() <= LENGTH_S || (a.duration_s - b.duration_s).abs() <= LENGTH_S;
    beside_ms <= 2 * START_MS
        && as_long
        && is_same_movement(a.sport, b.sport)
        && a.course.is_same(&b.course, a.elapsed_s)
        // An even course is like any other; what a service makes of a recording is in another format.
        && (a.course.is_uneven(a.elapsed_s) || a.richness.format != b.richness.format)
}
