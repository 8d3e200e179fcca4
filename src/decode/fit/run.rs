//! A run of record messages, read a field at a time.

use super::bytes::{u32_at, u32_of};
use super::clock;
use crate::decode::recording::{Cell, Column};
use crate::limits::SAMPLES_MAX;

/// The global number of record messages.
pub(super) const MESSAGE: u16 = 20;

/// Messages that are read at once: as many as stay in a near cache.
const RUN_MAX: usize = 1024;

/// Record messages of one definition, one directly behind another, each with its header byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run<'a> {
    /// The messages, and whatever follows them to the end of the data.
    pub(super) bytes: &'a [u8],
    /// Bytes of one, at least 1.
    pub(super) stride: usize,
    /// Whether their numbers have their most significant byte first.
    pub(super) big_endian: bool,
    /// Where the first one starts in the input.
    pub(super) at: usize,
    /// Which sample the first one is.
    pub(super) index: usize,
    /// How many there are.
    pub(super) count: usize,
}

impl<'a> Run<'a> {
    /// How many samples there may be in the end, as it looks from here.
    pub(super) fn room(&self) -> usize {
        self.index.saturating_add(self.bytes.len().checked_div(self.stride).unwrap_or(0)).min(SAMPLES_MAX)
    }

    /// The messages at the front, up to [`RUN_MAX`], that have the header byte of the first and each a date in the field at
    /// `time_at`, and the last date; absent where the first has none.
    pub(super) fn dated(self, time_at: u32) -> Option<(Self, u32)> {
        if self.big_endian { self.with_dates::<true>(time_at) } else { self.with_dates::<false>(time_at) }
    }

    fn with_dates<const BIG_ENDIAN: bool>(self, time_at: u32) -> Option<(Self, u32)> {
        let mut rest = self.bytes;
        let (mut count, mut last) = (0usize, None);
        while let Some((message, after)) = rest.split_at_checked(self.stride)
            && count < RUN_MAX
            && message.first() == self.bytes.first()
            && let Some(time) = u32_at::<BIG_ENDIAN>(message, time_at).filter(|&time| clock::is_ordinary(time))
        {
            (count, last) = (count.saturating_add(1), Some(time));
            rest = after;
        }
        Some((Self { count, ..self }, last?))
    }

    /// The times of [dated](Self::dated) messages, Unix milliseconds.
    pub(super) fn times_ms<const BIG_ENDIAN: bool>(
        &self,
        time_at: u32,
    ) -> Option<impl Iterator<Item = i64> + use<'a, BIG_ENDIAN>> {
        let time_ms = |time| u32_of::<BIG_ENDIAN>(time).and_then(clock::unix_ms).unwrap_or_default();
        Some(self.values(time_at)?.map(time_ms))
    }

    /// The messages, one by one.
    pub(super) fn messages(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.bytes.chunks_exact(self.stride).take(self.count)
    }

    /// The bytes of one field in each message; absent where the messages do not have it.
    #[inline]
    pub(super) fn values<const N: usize>(
        &self,
        offset: u32,
    ) -> Option<impl Iterator<Item = [u8; N]> + Clone + use<'a, N>> {
        let (bytes, stride, offset) = (self.bytes, self.stride, offset as usize);
        let value = move |nth: usize| {
            let at = nth.wrapping_mul(stride).wrapping_add(offset);
            bytes.get(at..).and_then(|bytes| bytes.first_chunk().copied()).unwrap_or([u8::MAX; N])
        };
        (offset.saturating_add(N) <= stride).then(|| (0..self.count).map(value))
    }

    /// Reads one field of each message into a column, wherever that has no value yet.
    #[inline]
    pub(super) fn fill<T: Cell, const N: usize>(
        &self,
        column: &mut Column<T>,
        offset: u32,
        read: impl Fn([u8; N]) -> Option<T>,
    ) {
        let Some(values) = self.values(offset) else { return };
        let read = |bytes| read(bytes).unwrap_or(T::ABSENT);
        if column.ends_before(self.index) {
            column.extend_run(self.index, || self.room(), values.map(&read));
        } else if !column.is_full(self.index, self.index.saturating_add(self.count)) {
            for (index, bytes) in (self.index..).zip(values) {
                if column.value_at(index).is_none() {
                    column.set_value(index, read(bytes));
                }
            }
        }
    }
}
