//! What is known of the inputs from before, so that one that did not change need not be opened again.

use super::input_result::InputResult;
use crate::diagnostic::Code;
use crate::source::{Listing, Stamp};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Files that were changed within so many nanoseconds before the ledger was written may have changed once more within the
/// same tick of the file system's clock, of which the coarsest has two seconds.
const TICK_NS: i64 = 2_000_000_000;

/// What is known of one file, and of everything in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct KnownFile {
    /// What tells that it did not change since; absent where it would be understood otherwise now, so that it is read again.
    pub(crate) stamp: Option<Stamp>,
    /// Of a table that speaks of other files: which were beside it. Absent of anything else.
    pub(crate) names_beside: Option<u64>,
    /// Whether it is no longer there.
    pub(crate) is_gone: bool,
    /// Whether it may be otherwise the next time although it did not change: then the file of the ledger says nothing of it.
    pub(crate) is_passing: bool,
    /// Its inputs, and what they gave.
    pub(crate) pieces: Vec<InputResult>,
}

/// The files that are known, by name.
#[derive(Clone, Copy)]
pub(crate) struct KnownFiles<'a> {
    pub(crate) files: &'a BTreeMap<String, KnownFile>,
    /// When this was written down, nanoseconds since 1970 by the clock of the file system it lies on.
    pub(crate) written_ns: i64,
}

impl<'a> KnownFiles<'a> {
    /// Whether a file need not be opened.
    pub(super) fn knows(self, name: &str, stamp: Stamp) -> bool {
        let is_settled = stamp.modified_ns < self.written_ns.saturating_sub(TICK_NS);
        is_settled && self.files.get(name).is_some_and(|file| file.stamp == Some(stamp) && !file.is_gone)
    }

    /// What is known of a file by its name.
    pub(super) fn file(self, name: &str) -> Option<&'a KnownFile> {
        self.files.get(name)
    }

    /// What was read of the inputs in files that are to be read again, by input. The same bytes give the same.
    pub(super) fn read_before(self, listing: &Listing) -> HashMap<&'a str, &'a InputResult> {
        let changed = listing.files.iter().filter(|file| !file.is_known).filter_map(|file| self.files.get(&file.name));
        let pieces = changed.filter(|file| file.stamp.is_some()).flat_map(|file| &file.pieces);
        pieces.filter(|piece| !is_from_ledger(piece)).map(|piece| (piece.source.as_str(), piece)).collect()
    }

    /// The tables that spoke of other files and are no longer there.
    pub(super) fn tables_gone(self, listing: &Listing) -> Vec<&'a str> {
        let here: HashSet<&str> = listing.files.iter().map(|file| file.name.as_str()).collect();
        let tables = self.files.iter().filter(|(_, file)| file.names_beside.is_some() && !file.is_gone);
        tables.map(|(name, _)| name.as_str()).filter(|name| !here.contains(name)).collect()
    }
}

fn is_from_ledger(piece: &InputResult) -> bool {
    piece.diagnostics.as_slice().iter().any(|found| found.code == Code::FromLedger)
}
