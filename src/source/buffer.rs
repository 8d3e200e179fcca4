//! Buffers that a thread uses again: results of a few hundred bytes between large blocks that come and go would leave
//! holes that nothing else fits in.

use std::cell::RefCell;
use std::io::{self, BufRead, Read};
use std::thread::LocalKey;

/// Bytes that a stream is read in: most packed recordings are smaller, and so are unpacked from one slice.
pub(super) const BUFFER_BYTES: usize = 256 << 10;

/// Bytes that gzip data are unpacked in, and headers read.
pub(super) const PIECE_BYTES: usize = 8 << 10;

/// The buffer for a stream of that many bytes, should it have as many: no larger, for a buffer is cleared before its first use.
pub(super) fn capacity(stream_bytes: u64) -> usize {
    usize::try_from(stream_bytes).unwrap_or(usize::MAX).clamp(64, BUFFER_BYTES)
}

/// Buffers that a thread keeps.
const IDLE_MAX: usize = 6;

/// Bytes of the largest that it keeps.
const IDLE_BYTES_MAX: usize = BUFFER_BYTES;

thread_local! {
    static IDLE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// What a thread keeps, the last first.
pub(super) fn take_idle<T>(kept: &'static LocalKey<RefCell<Vec<T>>>) -> Option<T> {
    kept.try_with(|kept| kept.try_borrow_mut().ok()?.pop()).ok().flatten()
}

/// Keeps so many for the next one who takes one.
pub(super) fn keep_idle<T>(kept: &'static LocalKey<RefCell<Vec<T>>>, most: usize, idle: T) {
    // A thread that ends keeps nothing.
    let _ = kept.try_with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut()
            && kept.len() < most
        {
            kept.push(idle);
        }
    });
}

/// A buffer that may have room, and whatever was in it before.
pub(super) fn take_buffer() -> Vec<u8> {
    take_idle(&IDLE).unwrap_or_default()
}

/// Keeps a buffer for the next one who takes one.
pub(super) fn give_back(buffer: Vec<u8>) {
    if 0 < buffer.capacity() && buffer.capacity() <= IDLE_BYTES_MAX {
        keep_idle(&IDLE, IDLE_MAX, buffer);
    }
}

/// [`io::BufReader`] with a buffer that is used again.
pub(super) struct Buffered<R> {
    inner: R,
    buffer: Vec<u8>,
    capacity: usize,
    at: usize,
    filled: usize,
}

impl<R> Buffered<R> {
    pub(super) fn new(capacity: usize, inner: R) -> Self {
        let capacity = capacity.clamp(1, BUFFER_BYTES);
        Self { inner, buffer: Vec::new(), capacity, at: 0, filled: 0 }
    }

    fn ready_bytes(&self) -> &[u8] {
        self.buffer.get(self.at..self.filled).unwrap_or_default()
    }
}

impl<R> Drop for Buffered<R> {
    fn drop(&mut self) {
        give_back(std::mem::take(&mut self.buffer));
    }
}

impl<R: Read> Read for Buffered<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        if self.ready_bytes().is_empty() && self.capacity <= wanted.len() {
            return self.inner.read(wanted);
        }
        let read = self.fill_buf()?.read(wanted)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Buffered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ready_bytes().is_empty() {
            if self.buffer.is_empty() {
                self.buffer = take_buffer();
            }
            if self.buffer.len() < self.capacity {
                // A buffer of the usual size at once: one that grows would leave its smaller ones behind.
                self.buffer.reserve_exact(BUFFER_BYTES.saturating_sub(self.buffer.len()));
                self.buffer.resize(self.capacity, 0);
            }
            self.at = 0;
            self.filled = 0;
            self.filled = self.inner.read(self.buffer.get_mut(..self.capacity).unwrap_or_default())?;
        }
        Ok(self.ready_bytes())
    }

    fn consume(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.filled);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_is_used_again_reads_as_a_new_one() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        for capacity in [1, 64, 1000, BUFFER_BYTES, usize::MAX] {
            let mut read = Vec::new();
            let mut outer = Buffered::new(capacity, Buffered::new(77, &bytes[..]));
            assert_eq!(outer.fill_buf().unwrap().first(), Some(&0));
            outer.read_to_end(&mut read).unwrap();
            assert!(read == bytes && outer.fill_buf().unwrap().is_empty(), "{capacity}");
        }
        assert!(IDLE.with(|idle| idle.borrow().len()) <= IDLE_MAX);
    }
}
