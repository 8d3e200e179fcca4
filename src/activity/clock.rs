//! The clock of a recording: one strictly increasing run of samples, and the time that each sample stands for.
//!
//! Watches lose their clock in tunnels and on low batteries. What runs backwards or jumps away is left out and counted;
//! nothing is moved.

use crate::decode::recording::{Samples, TimerEvent};
use jiff::{civil::Date, tz::Offset};

/// A silence longer than this parts a recording in two, and only the longer part is the activity.
const STRAY_GAP_MS: i64 = 24 * 3600 * 1000;

/// Samples further apart than this are no longer one stretch of recorded time unless the device samples that rarely
/// throughout.
const PAUSE_GAP_S: f64 = 60.0;

/// A new segment or track after a silence longer than this was a pause; devices that open a track for every lap do so
/// within seconds.
const BREAK_GAP_S: f64 = 10.0;

/// The indices of the samples to believe: the longest strictly increasing run of times, without stray blocks that lie
/// more than a day away from the rest. Ascending.
#[must_use]
pub fn believable(time_ms: &[i64]) -> Vec<usize> {
    let increasing = if time_ms.windows(2).all(|pair| pair[0] < pair[1]) {
        (0..time_ms.len()).collect()
    } else {
        longest_increasing(time_ms)
    };
    densest_block(&increasing, time_ms)
}

/// Longest strictly increasing subsequence by patience sorting, O(n log n).
fn longest_increasing(time_ms: &[i64]) -> Vec<usize> {
    // `tails[k]` is the sample that ends the best run of length k + 1; `before[i]` the sample before i in its run.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; time_ms.len()];
    for (i, time) in time_ms.iter().enumerate() {
        let length = tails.partition_point(|tail| time_ms[*tail] < *time);
        before[i] = length.checked_sub(1).map(|k| tails[k]);
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
        next = before[i];
    }
    run.reverse();
    run
}

/// The block with the most samples among those parted by silences of more than a day; the first of equals.
fn densest_block(indices: &[usize], time_ms: &[i64]) -> Vec<usize> {
    let mut best: &[usize] = &[];
    for block in indices.chunk_by(|a, b| time_ms[*b] - time_ms[*a] <= STRAY_GAP_MS) {
        if best.len() < block.len() {
            best = block;
        }
    }
    best.to_vec()
}

/// The recorded time after each sample, seconds: sample `i` stands until sample `i + 1`, the last one for nothing.
///
/// Pauses count for nothing: the timer was stopped, a new segment began, or the device was silent for long.
#[must_use]
pub fn recorded_s(samples: &Samples, kept: &[usize], timer: &[TimerEvent]) -> Vec<f64> {
    let mut recorded: Vec<f64> = kept
        .windows(2)
        .map(|pair| (samples.time_ms[pair[1]] - samples.time_ms[pair[0]]) as f64 / 1000.0)
        .chain(kept.last().map(|_| 0.0))
        .collect();
    let pauses = pauses(timer);
    let longest_s = PAUSE_GAP_S.max(10.0 * median(&recorded));
    let mut pause = 0;
    for (i, pair) in kept.windows(2).enumerate() {
        let (from, to) = (samples.time_ms[pair[0]], samples.time_ms[pair[1]]);
        while pauses.get(pause).is_some_and(|(_, end)| *end <= from) {
            pause += 1;
        }
        let paused_ms: i64 = pauses[pause..]
            .iter()
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| (*end).min(to) - (*start).max(from))
            .sum();
        let broken =
            samples.breaks.partition_point(|at| *at <= pair[0]) < samples.breaks.partition_point(|at| *at <= pair[1]);
        if 0 < paused_ms {
            recorded[i] = (recorded[i] - paused_ms as f64 / 1000.0).max(0.0);
        } else if (broken && BREAK_GAP_S < recorded[i]) || longest_s < recorded[i] {
            recorded[i] = 0.0;
        }
    }
    recorded
}

/// The spans in which the timer stood, as (from, to) in Unix milliseconds, ascending. A stop that is never followed by
/// a start ends the activity and is no pause.
fn pauses(timer: &[TimerEvent]) -> Vec<(i64, i64)> {
    let mut events: Vec<TimerEvent> = timer.to_vec();
    events.sort_by_key(|event| event.time_ms);
    let mut stopped_ms = None;
    let mut pauses = Vec::new();
    for event in events {
        match (event.running, stopped_ms) {
            (false, None) => stopped_ms = Some(event.time_ms),
            (true, Some(from)) => {
                pauses.push((from, event.time_ms));
                stopped_ms = None;
            }
            _ => {}
        }
    }
    pauses
}

/// The middle value; 0 of nothing.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    if sorted.is_empty() { 0.0 } else { *sorted.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

/// The calendar day on which an instant falls at an offset.
#[must_use]
pub fn local_day(time_ms: i64, utc_offset_s: i32) -> Date {
    local(time_ms, utc_offset_s).date()
}

/// An instant as ISO 8601 with its offset, to the millisecond only where there is one: `2026-03-29T22:30:00+02:00`.
#[must_use]
pub fn iso_time(time_ms: i64, utc_offset_s: i32) -> String {
    let local = local(time_ms, utc_offset_s);
    let (sign, minutes) = if utc_offset_s < 0 { ('-', -utc_offset_s / 60) } else { ('+', utc_offset_s / 60) };
    let fraction = match time_ms.rem_euclid(1000) {
        0 => String::new(),
        ms => format!(".{ms:03}"),
    };
    format!("{}{fraction}{sign}{:02}:{:02}", local.strftime("%Y-%m-%dT%H:%M:%S"), minutes / 60, minutes % 60)
}

fn local(time_ms: i64, utc_offset_s: i32) -> jiff::civil::DateTime {
    // Decoders admit only years 1990 to 2106, and offsets are at most a day: neither conversion can leave its range.
    let instant = jiff::Timestamp::from_millisecond(time_ms).unwrap_or_default();
    Offset::from_seconds(utc_offset_s).unwrap_or(Offset::UTC).to_datetime(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(seconds: &[i64]) -> Samples {
        Samples { time_ms: seconds.iter().map(|s| s * 1000).collect(), ..Samples::default() }
    }

    #[test]
    fn keeps_the_longest_run_when_time_runs_backwards() {
        assert_eq!(believable(&[1, 2, 3, 100, 4, 5, 5, 6]), [0, 1, 2, 4, 5, 7]);
    }

    #[test]
    fn cuts_off_a_stray_block_a_month_away() {
        let month = 30 * 24 * 3600 * 1000;
        assert_eq!(believable(&[0, 1000, 2000, month]), [0, 1, 2]);
        assert_eq!(believable(&[0, month, month + 1000]), [1, 2]);
    }

    #[test]
    fn nothing_and_one_sample_are_fine() {
        assert!(believable(&[]).is_empty());
        assert_eq!(believable(&[7]), [0]);
        assert_eq!(recorded_s(&samples(&[5]), &[0], &[]), [0.0]);
    }

    #[test]
    fn a_stopped_timer_counts_for_nothing() {
        let s = samples(&[0, 1, 2, 62, 63]);
        let timer = [
            TimerEvent { time_ms: 0, running: true },
            TimerEvent { time_ms: 2000, running: false },
            TimerEvent { time_ms: 61_000, running: true },
            TimerEvent { time_ms: 63_000, running: false },
        ];
        assert_eq!(recorded_s(&s, &[0, 1, 2, 3, 4], &timer), [1.0, 1.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn a_long_silence_is_a_pause_unless_the_device_samples_rarely() {
        assert_eq!(recorded_s(&samples(&[0, 1, 2, 302, 303]), &[0, 1, 2, 3, 4], &[]), [1.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(recorded_s(&samples(&[0, 90, 180, 300]), &[0, 1, 2, 3], &[]), [90.0, 90.0, 120.0, 0.0]);
    }

    #[test]
    fn a_new_track_is_a_pause_only_after_a_silence() {
        let mut s = samples(&[0, 1, 2, 30, 31]);
        s.breaks = vec![2, 3];
        assert_eq!(recorded_s(&s, &[0, 1, 2, 3, 4], &[]), [1.0, 1.0, 0.0, 1.0, 0.0]);
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
