//! A sample in its place in time.

/// A silence from this on is looked at, milliseconds: 5 min. Ours: a rest at a traffic light is shorter.
pub(super) const SILENCE_MS: i64 = 5 * 60_000;

/// A sample and the time at which it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    /// Its place in the file.
    pub(super) index: usize,
    /// Unix milliseconds.
    pub(super) time_ms: i64,
}
