//! Reads all entries of a listing, on all threads.

use super::archive::Archive;
use super::desk::{Desk, Turns};
use super::window;
use super::{Content, Entry, Finding, Listing, Place};
use rayon::prelude::*;
use std::sync::Arc;

impl Listing {
    /// Reads every entry as [`Entry::read_content`] does, hands it to `each`, and gives what that gave, entry by entry.
    ///
    /// Entries are read and worked on in parallel. Those of an archive that can only be unpacked from start to end are read
    /// in the order in which they lie there, and none of them has to wait for another to be unpacked again. A content that
    /// is larger than [`LARGE_SOURCE_BYTES`](crate::limits::LARGE_SOURCE_BYTES) is the only such one from when that shows until `each` returns, so `each` must
    /// not wait for another thread.
    pub(crate) fn read_all<T: Send>(&self, each: impl Fn(&Entry, Result<&Content, Finding>) -> T + Sync) -> Vec<T> {
        let turns = Turns::default();
        let (mut streamed, ordinary): (Vec<_>, Vec<_>) =
            self.entries.iter().enumerate().partition(|(_, entry)| stream_of(entry).is_some());
        let mut results: Vec<Option<T>> = self.entries.iter().map(|_| None).collect();
        let mut keep = |read: Vec<(usize, T)>| {
            for (index, result) in read {
                if let Some(place) = results.get_mut(index) {
                    *place = Some(result);
                }
            }
        };
        keep(
            ordinary
                .into_par_iter()
                .map_init(|| Desk::new(&turns), |desk, (index, entry)| (index, desk.work(entry, &each, Entry::read_at)))
                .collect(),
        );
        streamed.sort_by_key(|(_, entry)| stream_of(entry).map(Arc::as_ptr));
        for members in
            streamed.chunk_by(|(_, a), (_, b)| stream_of(a).map(Arc::as_ptr) == stream_of(b).map(Arc::as_ptr))
        {
            if let Some(archive) = members.first().and_then(|(_, entry)| stream_of(entry)) {
                keep(window::read_archive(archive, members, &turns, &each));
            }
        }
        results.into_iter().flatten().collect()
    }
}

/// The archive of an entry that can only be had from start to end.
fn stream_of(entry: &Entry) -> Option<&Arc<Archive>> {
    match &entry.place {
        Place::Member { archive, .. } => Some(archive).filter(|archive| archive.is_stream()),
        Place::File(_) => None,
    }
}
