//! How much may be kept of what inputs give: as much as a report of it takes no more memory than is promised.
//!
//! Inputs are read on all threads, so what is given first changes from run to run. Where it is too much, everything is read
//! once more, and each file on disk that had no room gives nothing: the ones that give most.

use super::input_result::InputResult;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{ACTIVITIES_MAX, FINDING_BYTES_MAX, MORNINGS_MAX};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// What one file on disk gave, and everything in it.
#[derive(Default)]
struct GivenRoom {
    activities: AtomicUsize,
    mornings: AtomicUsize,
}

/// The room that is left.
#[derive(Default)]
pub(super) struct PieceRoom {
    files: Vec<GivenRoom>,
    /// What the tables gave, which have their own limits.
    activities: usize,
    mornings: usize,
    /// The files that must give nothing.
    without: HashSet<usize>,
    /// Of each input no more is told than the worst.
    is_brief: bool,
    kept: GivenRoom,
    told: AtomicUsize,
}

impl PieceRoom {
    /// The room beside what tables gave already.
    pub(super) fn beside_tables<'a>(files: usize, tables: impl Iterator<Item = &'a InputResult>) -> Self {
        let mut room = Self { files: (0..files).map(|_| GivenRoom::default()).collect(), ..Self::default() };
        for piece in tables {
            room.activities = room.activities.saturating_add(piece.activities.len());
            room.mornings = room.mornings.saturating_add(piece.mornings.len());
        }
        room
    }

    /// The piece, as far as there is room for what it gave.
    pub(super) fn keep_piece(&self, file: usize, mut piece: InputResult) -> InputResult {
        let (activities, mornings) = (piece.activities.len(), piece.mornings.len());
        if let Some(given) = self.files.get(file) {
            given.activities.fetch_add(activities, Relaxed);
            given.mornings.fetch_add(mornings, Relaxed);
        }
        if self.without.contains(&file) && 0 < activities.saturating_add(mornings) {
            let detail = format!(
                "left out, for all inputs together gave more than {ACTIVITIES_MAX} activities or {MORNINGS_MAX} mornings; \
                 give fewer files"
            );
            piece = InputResult {
                diagnostics: Diagnostics::default(),
                activities: Vec::new(),
                mornings: Vec::new(),
                ..piece
            };
            piece.packed = 0;
            piece.diagnostics.push(Code::TooMuch, None, detail);
        } else {
            let before = self.kept.activities.fetch_add(activities, Relaxed);
            let mornings_before = self.kept.mornings.fetch_add(mornings, Relaxed);
            if self.activities_max() < before.saturating_add(activities)
                || self.mornings_max() < mornings_before.saturating_add(mornings)
            {
                piece.activities = Vec::new();
                piece.mornings = Vec::new();
            }
        }
        if self.is_brief {
            piece.diagnostics.keep_the_worst();
        }
        let told = piece.diagnostics.as_slice().iter().map(|found| found.detail.len().saturating_add(FINDING_BYTES));
        let told = told.fold(0, usize::saturating_add);
        if FINDING_BYTES_MAX < self.told.fetch_add(told, Relaxed).saturating_add(told) {
            piece.diagnostics.keep_the_worst();
        }
        piece.shrink_to_fit();
        piece
    }

    fn activities_max(&self) -> usize {
        ACTIVITIES_MAX.saturating_sub(self.activities)
    }

    fn mornings_max(&self) -> usize {
        MORNINGS_MAX.saturating_sub(self.mornings)
    }

    /// The room for reading once more; absent where everything was kept.
    pub(super) fn second_pass(self) -> Option<Self> {
        let (activities, mornings) = (self.kept.activities.load(Relaxed), self.kept.mornings.load(Relaxed));
        let is_full = self.activities_max() < activities || self.mornings_max() < mornings;
        let is_long = FINDING_BYTES_MAX < self.told.load(Relaxed) && !self.is_brief;
        if !is_full && !is_long {
            return None;
        }
        let given = |file: &GivenRoom| (file.activities.load(Relaxed), file.mornings.load(Relaxed));
        let mut least_first: Vec<(usize, usize)> = self
            .files
            .iter()
            .map(|file| {
                let (activities, mornings) = given(file);
                // A morning takes a fourth of an activity.
                activities.saturating_mul(4).saturating_add(mornings)
            })
            .zip(0..)
            .collect();
        least_first.sort_unstable();
        let (mut activities, mut mornings) = (0_usize, 0_usize);
        let mut without = HashSet::new();
        for (_, nth) in least_first.into_iter().filter(|_| is_full) {
            let Some(file) = self.files.get(nth) else { continue };
            let (more, more_mornings) = given(file);
            let (sum, sum_mornings) = (activities.saturating_add(more), mornings.saturating_add(more_mornings));
            if self.activities_max() < sum || self.mornings_max() < sum_mornings {
                without.insert(nth);
            } else {
                (activities, mornings) = (sum, sum_mornings);
            }
        }
        Some(Self {
            files: self.files.iter().map(|_| GivenRoom::default()).collect(),
            activities: self.activities,
            mornings: self.mornings,
            without,
            is_brief: self.is_brief || is_long,
            kept: GivenRoom::default(),
            told: AtomicUsize::new(0),
        })
    }
}

/// Bytes of a finding beside its words.
const FINDING_BYTES: usize = 64;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::activity::sport::Sport;
    use crate::limits::DETAIL_BYTES_MAX;
    use jiff::civil::date;

    fn piece(activities: usize) -> InputResult {
        let activity = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
        InputResult { activities: vec![activity; activities], ..InputResult::default() }
    }

    /// What files keep that give so many activities, met in this order.
    fn kept(room: &PieceRoom, given: &[(usize, usize)]) -> Vec<(usize, usize, bool)> {
        let mut kept: Vec<_> = given
            .iter()
            .map(|(file, activities)| {
                let piece = room.keep_piece(*file, piece(*activities));
                let is_told = piece.diagnostics.as_slice().iter().any(|found| found.code == Code::TooMuch);
                (*file, piece.activities.len(), is_told)
            })
            .collect();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn what_is_too_much_is_the_file_that_gives_most_whatever_the_order() {
        let given = [(0, 10), (1, ACTIVITIES_MAX), (2, 20), (1, 5)];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            let met: Vec<(usize, usize)> = order.iter().map(|nth| given[*nth]).collect();
            let room = PieceRoom::beside_tables(3, [piece(2)].iter());
            kept(&room, &met);
            let room = room.second_pass().unwrap();
            let expected = [(0, 10, false), (1, 0, true), (1, 0, true), (2, 20, false)];
            assert_eq!(kept(&room, &met), expected);
            assert!(room.second_pass().is_none());
        }
    }

    #[test]
    fn what_fits_is_kept_at_once() {
        let room = PieceRoom::beside_tables(2, [].iter());
        assert_eq!(kept(&room, &[(0, 3), (1, 4)]), [(0, 3, false), (1, 4, false)]);
        assert!(room.second_pass().is_none());
    }

    #[test]
    fn of_too_many_findings_the_worst_of_each_input_are_kept() {
        let mut long = InputResult::default();
        long.diagnostics.push(Code::ClockFault, None, "x".repeat(DETAIL_BYTES_MAX));
        long.diagnostics.push(Code::ZipMember, None, "the worst");
        let room = PieceRoom::beside_tables(1, [].iter());
        (0..FINDING_BYTES_MAX / DETAIL_BYTES_MAX).for_each(|_| drop(room.keep_piece(0, long.clone())));
        let room = room.second_pass().unwrap();
        let kept = room.keep_piece(0, long);
        assert_eq!(kept.diagnostics.as_slice().len(), 1);
        assert_eq!(kept.diagnostics.as_slice()[0].code, Code::ZipMember);
        assert!(room.second_pass().is_none());
    }
}
