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
/// The same recording is as long within this, seconds, and the time between the rarer samples: the last one may be left out.
const LENGTH_S: f64 = 2.0;

/// Rarer samples are thought to be this far apart, seconds.
const SAMPLE_S: f64 = 10.0;

/// Who has more copies at other hours trains by the clock: a service moves what it has once. Ours.
const COPIES_MAX: usize = 3;

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
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, j) in pairs {
        copies.entry(i).or_default().push(j);
        copies.entry(j).or_default().push(i);
    }
    let many: Vec<usize> = copies.iter().filter(|(_, of)| COPIES_MAX < of.len()).map(|(i, _)| *i).collect();
    copies.retain(|_, of| of.len() <= COPIES_MAX && of.iter().all(|i| many.binary_search(i).is_err()));
    let suspicions = |(i, of): (&usize, &Vec<usize>)| {
        let wall_clocks = of.iter().filter(|j| is_wall_clock(&activities[*i], &activities[**j])).count();
        (*i, wall_clocks)
    };
    let mut truest_first: Vec<(usize, usize)> = copies.iter().map(suspicions).collect();
    truest_first.sort_by_key(|(i, wall_clocks)| {
        let activity = &activities[*i];
        // The watch's own file: services shift what they were given.
        (Reverse(activity.richness.format), *wall_clocks, richest_first(activity))
    });
    let mut stands_for: BTreeMap<usize, (usize, i64)> = BTreeMap::new();
    for (winner, _) in truest_first {
        if stands_for.contains_key(&winner) {
            continue;
        }
        for loser in copies.get(&winner).into_iter().flatten() {
            let apart_ms = activities[*loser].start_ms - activities[winner].start_ms;
            let shift_s = (apart_ms + STEP_MS / 2).div_euclid(STEP_MS) * STEP_MS / 1000;
            stands_for.entry(*loser).or_insert((winner, shift_s));
        }
    }
    stands_for
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
    let step_s = |of: &Activity| of.elapsed_s / of.richness.samples.max(1) as f64;
    let within_s = LENGTH_S + step_s(a).max(step_s(b)).min(SAMPLE_S);
    let as_long = (a.elapsed_s - b.elapsed_s).abs() <= within_s || (a.duration_s - b.duration_s).abs() <= within_s;
    // No file holds one recording twice: two mornings of a file are two.
    a.source != b.source
        && beside_ms <= 2 * START_MS
        && as_long
        && is_same_movement(a.sport, b.sport)
        && a.course.is_same(&b.course, a.elapsed_s)
        // A pace alone is like any other; what a service makes of a recording is in another format.
        && (a.course.has_more_than_pace(&b.course) || a.richness.format != b.richness.format)
}
