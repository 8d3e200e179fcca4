//! The clock of a recording: one strictly increasing run of samples, and the local day.
//!
//! Watches lose their clock in tunnels and on low batteries. What runs backwards or jumps away is left out and counted;
//! nothing is moved.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

/// The indices of the samples to believe: the longest strictly increasing run of times. Ascending.
#[must_use]
pub fn believable_indices(time_ms: &[i64]) -> Vec<usize> {
    if time_ms.is_sorted_by(|a, b| a < b) {
        (0..time_ms.len()).collect()
    } else if time_ms.is_sorted() {
        // Of samples at one instant the first counts, as it does in any longest run.
        (0..time_ms.len()).filter(|i| *i == 0 || time_ms[i - 1] < time_ms[*i]).collect()
    } else {
        longest_increasing(time_ms)
    }
}

/// Longest strictly increasing subsequence by patience sorting, O(n log n), and O(n) where times mostly increase.
fn longest_increasing(time_ms: &[i64]) -> Vec<usize> {
    // `tails[k]` is the sample that ends the best run of length k + 1; `before[i]` the sample before i in its run, or i
    // itself where it is the first.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(time_ms.len());
    for (i, time) in time_ms.iter().enumerate() {
        let length = match tails.last() {
            Some(tail) if *time <= time_ms[*tail] => tails.partition_point(|tail| time_ms[*tail] < *time),
            _ => tails.len(),
        };
        before.push(length.checked_sub(1).map_or(i, |k| tails[k]));
        if length == tails.len() {
            tails.push(i);
        } else if *time < time_ms[tails[length]] {
            tails[length] = i;
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut next = tails.last().copied();
    while let Some(i) = next {
        run.push(i);
        next = Some(before[i]).filter(|before| *before != i);
    }
    run.reverse();
    run
}

/// The calendar day on which an instant falls at an offset.
#[must_use]
pub fn local_day(time_ms: i64, utc_offset_s: i32) -> Date {
    local_datetime(time_ms, utc_offset_s).date()
}

/// What the clock on the wall shows at an instant, at an offset.
#[must_use]
pub fn local_time(time_ms: i64, utc_offset_s: i32) -> Time {
    local_datetime(time_ms, utc_offset_s).time()
}

/// An instant as ISO 8601 with its offset, to the millisecond only where there is one: `2026-03-29T22:30:00+02:00`.
#[must_use]
pub fn iso_time(time_ms: i64, utc_offset_s: i32) -> String {
    let local = local_datetime(time_ms, utc_offset_s);
    let (sign, minutes) = if utc_offset_s < 0 { ('-', -utc_offset_s / 60) } else { ('+', utc_offset_s / 60) };
    let fraction = match time_ms.rem_euclid(1000) {
        0 => String::new(),
        ms => format!(".{ms:03}"),
    };
    format!("{}{fraction}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
}

fn local_datetime(time_ms: i64, utc_offset_s: i32) -> jiff::civil::DateTime {
    // Decoders admit only years 1990 to 2106, and offsets are at most a day: neither conversion can leave its range.
    let instant = jiff::Timestamp::from_millisecond(time_ms).unwrap_or_default();
    Offset::from_seconds(utc_offset_s).unwrap_or(Offset::UTC).to_datetime(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_longest_run_when_time_runs_backwards() {
        assert_eq!(believable_indices(&[1, 2, 3, 100, 4, 5, 5, 6]), [0, 1, 2, 4, 5, 7]);
    }

    #[test]
    fn nothing_and_one_sample_are_fine() {
        assert!(believable_indices(&[]).is_empty());
        assert_eq!(believable_indices(&[7]), [0]);
    }

    #[test]
    fn the_day_is_the_local_one() {
        // 2026-03-29T22:30:00Z
        let time_ms = 1_774_823_400_000;
        assert_eq!(local_day(time_ms, 7200).to_string(), "2026-03-30");
        assert_eq!(local_day(time_ms, -7 * 3600).to_string(), "2026-03-29");
        assert_eq!(iso_time(time_ms, -34_200), "2026-03-29T13:00:00-09:30");
        assert_eq!(iso_time(time_ms + 250, 0), "2026-03-29T22:30:00.250+00:00");
    }
}
