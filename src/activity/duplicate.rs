//! One body, one time: of what was recorded of the same time one counts, whatever the recordings call it.
//!
//! Two recordings of the same time are one activity. A recording that lies within a much longer one of another movement is shown
//! and counts with it, and of two that only overlap the second counts for the rest of its time. No two activities count the same
//! minute, but for a tenth of the shorter.

mod hearts;
mod kept;
mod learn;
mod overlap;
mod parts;
mod shift;
mod untimed;

use super::Activity;
use crate::format::RecordingFormat;
pub(crate) use hearts::hearts_of_parts;
use kept::Kept;
pub(crate) use learn::learn_from_loser;
use overlap::Overlap;
use std::cmp::Reverse;
use std::collections::BTreeMap;
pub(crate) use untimed::find_free_hours;

/// How much a recording knows, compared field by field in this order: the richer of two duplicates is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools, reason = "one for each channel, and their order is the rule")]
pub struct Richness {
    /// Has power.
    pub power: bool,
    /// Has intervals between heart beats.
    pub rr: bool,
    /// Has heart rate.
    pub heart_rate: bool,
    /// Has positions.
    pub position: bool,
    /// FIT over TCX over GPX over a row of an index.
    pub format: u8,
    /// Number of samples.
    pub samples: usize,
}

impl Richness {
    /// The rank of a format; 0 is a row of a table without a recording.
    pub(crate) const fn format_rank(format: Option<RecordingFormat>) -> u8 {
        match format {
            Some(RecordingFormat::Fit) => 3,
            Some(RecordingFormat::Tcx) => 2,
            Some(RecordingFormat::Gpx) => 1,
            None => 0,
        }
    }
}

/// Time of an activity that counts with others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Elsewhere {
    /// The ids of the activities that it counts with; empty where all of its time counts with itself.
    pub ids: Vec<String>,
    /// The share of its time that does, 0–1.
    pub share: f64,
}

/// One activity that another one stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Duplicate {
    /// Index of the one that is left out.
    pub(crate) loser: usize,
    /// Index of the one that is kept.
    pub(crate) winner: usize,
    /// How much time they share.
    pub(crate) overlap: Overlap,
    /// Why they are the same.
    pub(crate) reason: Reason,
}

/// Why two recordings are of one activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// They are of the same time.
    SameTime,
    /// The one is a part of the other.
    Part,
    /// It is the whole of which the kept ones are the parts.
    Whole,
    /// They have the same course, so many seconds apart.
    Shifted(i64),
}

/// Time that two activities share of which one counts it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SharedTime {
    /// Index of the activity whose time counts with the other.
    pub(crate) shown: usize,
    /// Index of the one that counts it.
    pub(crate) counted_in: usize,
    /// How much it is.
    pub(crate) overlap: Overlap,
    /// The share of the first one's time, 0–1.
    pub(crate) share: f64,
}

/// What counts, and with what.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Settled {
    /// The activities that others stand for, by index.
    pub(crate) duplicates: Vec<Duplicate>,
    /// The time that counts with others, by index.
    pub(crate) shared: Vec<SharedTime>,
}

/// What becomes of an activity beside those that were looked at before it.
enum Place {
    Duplicate(usize, Reason),
    /// It counts with one that contains it.
    Inside(usize),
    /// It counts.
    Counts {
        /// The one that contains it and tells less of how hard it was, and counts for the rest of its time.
        contained_in: Option<usize>,
        /// Those beside which it counts for the rest of its own time.
        beside: Vec<usize>,
    },
}

/// Finds what counts. The answer does not depend on the order of `activities`.
pub(crate) fn settle_time(activities: &[Activity]) -> Settled {
    let shifted = shift::find_shifted(activities);
    let timed = |i: &usize| !activities[*i].is_untimed && !shifted.contains_key(i);
    let timed: Vec<usize> = (0..activities.len()).filter(timed).collect();
    let ranks = parts::ranks(activities, &timed);
    let mut in_order: Vec<(usize, usize)> = ranks.into_iter().map(|(i, rank)| (rank, i)).collect();
    in_order.sort_by_key(|(rank, i)| (*rank, richest_first(&activities[*i])));
    let mut settled = Settled::default();
    let mut kept = Kept::new(activities);
    for (_, i) in in_order {
        match kept.place(i) {
            Place::Duplicate(winner, reason) => settled.leave_out(activities, i, winner, reason),
            Place::Inside(container) => {
                settled.share(activities, i, container);
                kept.show(i);
            }
            Place::Counts { contained_in, beside } => {
                if let Some(container) = contained_in {
                    settled.share(activities, container, i);
                }
                for other in beside {
                    settled.share(activities, i, other);
                }
                kept.count(i);
            }
        }
    }
    let mut untimed: Vec<usize> =
        (0..activities.len()).filter(|i| activities[*i].is_untimed && !shifted.contains_key(i)).collect();
    untimed.sort_by_key(|i| richest_first(&activities[*i]));
    for i in untimed {
        match kept.alike(i) {
            Some(winner) => settled.leave_out(activities, i, winner, Reason::SameTime),
            None => kept.count(i),
        }
    }
    for (loser, (winner, shift_s)) in shifted {
        settled.leave_out(activities, loser, winner, Reason::Shifted(shift_s));
    }
    settled.name_winners();
    settled.duplicates.sort_by_key(|duplicate| duplicate.loser);
    settled.shared.sort_by_key(|shared| (shared.shown, shared.counted_in));
    settled
}

impl Settled {
    fn leave_out(&mut self, activities: &[Activity], loser: usize, winner: usize, reason: Reason) {
        let overlap = Overlap::of(&activities[winner], &activities[loser]);
        self.duplicates.push(Duplicate { loser, winner, overlap, reason });
    }

    fn share(&mut self, activities: &[Activity], shown: usize, counted_in: usize) {
        let overlap = Overlap::of(&activities[counted_in], &activities[shown]);
        let share = (overlap.shared_s / activities[shown].duration_s).min(1.0);
        self.shared.push(SharedTime { shown, counted_in, overlap, share });
    }

    /// Whom a duplicate lost against may have lost itself: the one that counts in the end is named.
    fn name_winners(&mut self) {
        let lost: BTreeMap<usize, usize> = self.duplicates.iter().map(|found| (found.loser, found.winner)).collect();
        for found in &mut self.duplicates {
            while let Some(winner) = lost.get(&found.winner) {
                found.winner = *winner;
            }
        }
    }
}

/// The richest first; of equals the earliest, and the names decide where nothing else does.
pub(crate) fn richest_first(activity: &Activity) -> (Reverse<Richness>, i64, &str, &str) {
    (Reverse(activity.richness), activity.start_ms, &activity.id, &activity.source)
}

#[cfg(test)]
mod tests;
