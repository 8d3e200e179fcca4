//! The activities that were looked at already, and what becomes of the next one beside them.

use super::overlap::{
    BESIDE, Overlap, SAME, START_MS, is_alike_in_figures, is_part, is_same_movement_in_part, is_same_time,
};
use super::{Place, Reason};
use crate::activity::Activity;
use crate::limits::NEIGHBOURS_MAX;
use std::collections::BTreeSet;

/// The activities that are kept so far, by start.
pub(super) struct Kept<'a> {
    activities: &'a [Activity],
    /// Those that count.
    counting: BTreeSet<(i64, usize)>,
    /// Those that are shown and count with another.
    shown: BTreeSet<(i64, usize)>,
    longest_ms: i64,
}

impl<'a> Kept<'a> {
    pub(super) fn new(activities: &'a [Activity]) -> Self {
        let longest_ms = activities.iter().map(|a| a.end_ms().saturating_sub(a.start_ms)).max().unwrap_or(0);
        Self { activities, counting: BTreeSet::new(), shown: BTreeSet::new(), longest_ms }
    }

    /// Takes in one that counts.
    pub(super) fn count(&mut self, i: usize) {
        self.counting.insert((self.activities[i].start_ms, i));
    }

    /// Takes in one that is shown.
    pub(super) fn show(&mut self, i: usize) {
        self.shown.insert((self.activities[i].start_ms, i));
    }

    /// Those of a set that may share time with an activity, the latest first.
    fn near<'k>(&'k self, of: &'k BTreeSet<(i64, usize)>, activity: &Activity) -> impl Iterator<Item = usize> + 'k {
        let from_ms = activity.start_ms.saturating_sub(self.longest_ms.max(START_MS));
        let until_ms = activity.end_ms().max(activity.start_ms.saturating_add(START_MS));
        of.range((from_ms, 0)..=(until_ms, usize::MAX)).rev().take(NEIGHBOURS_MAX).map(|(_, k)| *k)
    }

    /// What becomes of the next activity.
    pub(super) fn place(&self, i: usize) -> Place {
        let activity = &self.activities[i];
        let shown = self.near(&self.shown, activity).filter(|k| self.is_twin(i, *k));
        let mut beside: Vec<(Overlap, usize)> = Vec::new();
        for k in self.near(&self.counting, activity) {
            let overlap = Overlap::of(&self.activities[k], activity);
            if BESIDE < overlap.share || self.is_twin(i, k) {
                beside.push((overlap, k));
            }
        }
        // The most time in common first.
        beside.sort_by(|a, b| b.0.shared_s.total_cmp(&a.0.shared_s).then_with(|| self.name(a.1).cmp(&self.name(b.1))));
        let counting = beside.iter().map(|(_, k)| *k).find(|k| self.is_twin(i, *k));
        if let Some(winner) = shown.min_by_key(|k| self.name(*k)).or(counting) {
            let is_short = is_part(activity, &self.activities[winner]);
            return Place::Duplicate(winner, if is_short { Reason::Part } else { Reason::SameTime });
        }
        let container = beside.iter().map(|(_, k)| *k).find(|k| is_part(activity, &self.activities[*k]));
        if let Some(container) = container {
            let tells_more = tells_of_effort(&self.activities[container]) < tells_of_effort(activity);
            if !tells_more {
                return Place::Inside(container);
            }
        }
        let others = || beside.iter().filter(|(_, k)| Some(*k) != container);
        let shared_s: f64 = others().map(|(overlap, _)| overlap.shared_s).sum();
        match others().next() {
            Some((_, winner)) if SAME * activity.duration_s <= shared_s => Place::Duplicate(*winner, Reason::Whole),
            _ => Place::Counts { contained_in: container, beside: others().map(|(_, k)| *k).collect() },
        }
    }

    /// Whether an activity is recorded in another one too: all of it, or a part of the same movement.
    fn is_twin(&self, i: usize, other: usize) -> bool {
        let (activity, other) = (&self.activities[i], &self.activities[other]);
        is_same_time(other, activity) || (is_part(activity, other) && is_same_movement_in_part(activity, other))
    }

    /// One that an activity without a time of day is the same as, by its figures.
    pub(super) fn alike(&self, i: usize) -> Option<usize> {
        let activity = &self.activities[i];
        let is_alike = |k: &usize| {
            let other = &self.activities[*k];
            let is_near = (activity.start_ms - other.start_ms).abs() <= START_MS;
            (is_near || SAME <= Overlap::of(other, activity).share) && is_alike_in_figures(other, activity)
        };
        self.near(&self.counting, activity).filter(is_alike).min_by_key(|k| self.name(*k))
    }

    fn name(&self, i: usize) -> (i64, &str, &str) {
        let activity = &self.activities[i];
        (activity.start_ms, &activity.id, &activity.source)
    }
}

/// How well a recording tells how hard it was: by heart rate or power, by pace, or by its time alone.
fn tells_of_effort(activity: &Activity) -> u8 {
    if activity.richness.heart_rate || activity.richness.power {
        2
    } else {
        u8::from(activity.sport.is_run() && activity.distance_m.is_some())
    }
}
