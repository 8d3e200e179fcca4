//! Which activities are parts of others, and which are wholes that their parts tell better.

use super::overlap::{Overlap, is_part, is_same_movement};
use crate::activity::Activity;
use crate::limits::CONTAINERS_MAX;
use std::collections::BTreeMap;

/// The parts of a whole tell it better where they cover this share of its time. Ours: the changes between two sports are short.
const COVERED: f64 = 0.9;

/// After which others each activity is looked at: first those that are part of none, last the wholes that their parts tell better.
pub(super) fn ranks(activities: &[Activity], indices: &[usize]) -> Vec<(usize, usize)> {
    let mut by_start = indices.to_vec();
    by_start.sort_by_key(|i| {
        let activity = &activities[*i];
        (activity.start_ms, &activity.id, &activity.source)
    });
    let longest_ms = by_start.iter().map(|i| activities[*i].end_ms() - activities[*i].start_ms).max().unwrap_or(0);
    let around = |place: usize, i: usize| {
        let activity = &activities[i];
        let from = by_start.partition_point(|j| activities[*j].start_ms < activity.start_ms.saturating_sub(longest_ms));
        let to = by_start.partition_point(|j| activities[*j].start_ms < activity.end_ms());
        let from = from.max(place.saturating_sub(CONTAINERS_MAX));
        let to = to.min(place.saturating_add(CONTAINERS_MAX)).max(from);
        by_start.get(from..to).unwrap_or_default().iter().copied().filter(move |j| *j != i)
    };
    let is_sum: Vec<bool> =
        by_start.iter().enumerate().map(|(place, i)| is_sum(activities, *i, around(place, *i))).collect();
    let sums: BTreeMap<usize, bool> = by_start.iter().copied().zip(is_sum).filter(|(_, is_sum)| *is_sum).collect();
    let rank = |place: usize, i: usize| {
        if sums.contains_key(&i) {
            return usize::MAX;
        }
        around(place, i).filter(|j| !sums.contains_key(j) && is_part(&activities[i], &activities[*j])).count()
    };
    by_start.iter().enumerate().map(|(place, i)| (*i, rank(place, *i))).collect()
}

/// Whether the sessions of one file, of more than one movement, make up this activity: whoever recorded them knew where one sport ended.
fn is_sum(activities: &[Activity], whole: usize, around: impl Iterator<Item = usize>) -> bool {
    let whole = &activities[whole];
    let mut by_source: BTreeMap<&str, Vec<&Activity>> = BTreeMap::new();
    for part in around.map(|i| &activities[i]).filter(|part| is_part(part, whole)) {
        by_source.entry(file_of(&part.source)).or_default().push(part);
    }
    by_source.values().any(|parts| {
        let covered_s: f64 = parts.iter().map(|part| Overlap::of(whole, part).shared_s).sum();
        let first = parts.first().map(|part| part.sport);
        let differ = parts.iter().any(|part| first.is_some_and(|first| !is_same_movement(first, part.sport)));
        differ && COVERED * whole.duration_s <= covered_s
    })
}

/// The file of a source; rows of a table are `#row` in it.
fn file_of(source: &str) -> &str {
    source.split_once('#').map_or(source, |(file, _)| file)
}
