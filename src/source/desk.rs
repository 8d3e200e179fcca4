//! What one thread keeps while it reads entries, and how threads take turns with large contents.

use super::view::ArchiveView;
use super::{Content, Entry, Finding};
use crate::limits::{LARGE_SOURCE_BYTES, MEDIUM_SOURCES_MAX};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What one thread keeps from one entry to the next.
pub(super) struct Desk<'a> {
    /// The archive that was read from last.
    pub(super) open: Option<ArchiveView>,
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
