//! Counting calendar days.

use jiff::civil::Date;
use jiff::{Span, Unit};

/// Days from one date to another; negative where the other is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    to.since((Unit::Day, from)).as_ref().map_or(0, Span::get_days)
}
