//! Reads all entries of a listing, on all threads.

use super::archive::Archive;
use super::view::View;
use super::window;
use super::{Content, Entry, Finding, Listing, Place};
use crate::limits::{LARGE_SOURCE_BYTES, MEDIUM_SOURCES_MAX};
use rayon::prelude::*;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

impl Listing {
    /// Reads every entry as [`Entry::read`] does, hands it to `each`, and gives what that gave, entry by entry.
    ///
    /// Entries are read and worked on in parallel. Those of an archive that can only be unpacked from start to end are read
    /// in the order in which they lie there, and none of them has to wait for another to be unpacked again. A content that
    /// is larger than [`LARGE_SOURCE_BYTES`] is the only such one from when that shows until `each` returns, so `each` must
    /// not wait for another thread.
    pub fn read_all<T: Send>(&self, each: impl Fn(&Entry, Result<&Content, Finding>) -> T + Sync) -> Vec<T> {
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
                keep(window::read(archive, members, &turns, &each));
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

/// What one thread keeps from one entry to the next.
pub(super) struct Desk<'a> {
    /// The archive that was read from last.
    pub(super) open: Option<View>,
    buffer: Vec<u8>,
    turns: Option<&'a Turns>,
    medium: Option<MutexGuard<'a, ()>>,
    large: Option<MutexGuard<'a, ()>>,
}

/// Who may have a content that takes much memory: one thread a large one, and a few one that is not small.
#[derive(Debug, Default)]
pub(super) struct Turns {
    medium: [Mutex<()>; MEDIUM_SOURCES_MAX],
    large: Mutex<()>,
}

/// The lock guards no data, so a thread that panicked under it has left nothing behind.
fn turn(lock: &Mutex<()>) -> MutexGuard<'_, ()> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Desk<'a> {
    /// The desk of one of several threads, which take turns with contents that are not small.
    pub(super) fn new(turns: &'a Turns) -> Self {
        Self { turns: Some(turns), ..Self::alone() }
    }

    /// A desk for a single entry.
    pub(super) fn alone() -> Self {
        Self { open: None, buffer: Vec::new(), turns: None, medium: None, large: None }
    }

    /// An empty buffer that may have room already.
    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        mem::take(&mut self.buffer)
    }

    /// Keeps a buffer for the next entry, unless it is a large one.
    pub(super) fn give_back(&mut self, mut buffer: Vec<u8>) {
        buffer.clear();
        if buffer.capacity() as u64 <= LARGE_SOURCE_BYTES {
            self.buffer = buffer;
        }
    }

    /// Waits until no more than a few threads have a content that is not small. Whoever waits for the large has waited for
    /// this before, so that no two threads wait for each other.
    pub(super) fn wait_for_the_medium(&mut self) {
        if self.medium.is_none() {
            let own = rayon::current_thread_index().unwrap_or_default().checked_rem(MEDIUM_SOURCES_MAX);
            self.medium = self.turns.and_then(|turns| turns.medium.get(own.unwrap_or_default())).map(turn);
        }
    }

    /// Waits until no other thread has a large content.
    pub(super) fn wait_for_the_large(&mut self) {
        if self.large.is_none() {
            self.large = self.turns.map(|turns| turn(&turns.large));
        }
    }

    /// Reads an entry, hands it to `each`, and clears up.
    pub(super) fn work<T>(
        &mut self,
        entry: &Entry,
        each: &impl Fn(&Entry, Result<&Content, Finding>) -> T,
        read: impl FnOnce(&Entry, &mut Self) -> Result<Content, Finding>,
    ) -> T {
        let mut content = read(entry, self);
        let result = each(entry, content.as_ref().map_err(Clone::clone));
        if let Ok(content) = &mut content {
            self.give_back(mem::take(&mut content.bytes));
        }
        self.large = None;
        self.medium = None;
        result
    }
}
