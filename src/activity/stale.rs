//! First and last samples of another time: the fix of last evening that a device still had, or one that it took when it was
//! found in the bag.

use super::anomaly::{Anomalies, Fault, Instead};
use super::placed::{Placed, SILENCE_MS};
use crate::decode::recording::{Recording, Summary};
use crate::diagnostic::{Code, Diagnostics};

/// So many samples at most are stale. Ours: a device that takes up again takes more within a minute.
const SAMPLES_MAX: usize = 5;

/// … over this long at most, milliseconds.
const SPAN_MS_MAX: i64 = 60_000;

/// … where the rest has at least so many times as many. Ours.
const REST_TIMES: usize = 10;

/// A silence that parts them from the rest where no summary tells when it began, milliseconds: 1 h. Ours: longer than a rest.
const UNTOLD_MS: i64 = 3_600_000;

/// A silence after which the rest is a recording of its own, milliseconds; see [`super::day_parts`].
const APART_MS: i64 = super::day_parts::PART_GAP_MS;

/// A summary begins with the samples when it begins within this of them, milliseconds: a fix may come late.
const NEAR_MS: i64 = 120_000;

/// Leaves out the stale samples at both ends.
pub(super) fn leave_out(
    placed: &mut Vec<Placed>,
    recording: &Recording,
    anomalies: &mut Anomalies,
    diagnostics: &mut Diagnostics,
) {
    let told_ms = told_start_ms(recording);
    let mut first = 0;
    while let Some(end) = block_end(placed.get(first..).unwrap_or_default(), false) {
        let (Some(last), Some(next)) = (placed.get(first + end - 1), placed.get(first + end)) else { break };
        let says_so = told_ms.map(|told_ms| last.time_ms + NEAR_MS < told_ms && next.time_ms - NEAR_MS <= told_ms);
        if !is_stale(next.time_ms - last.time_ms, says_so) {
            break;
        }
        first += end;
    }
    if 0 < first {
        placed.drain(..first);
        anomalies.note(Fault::StaleStart, Instead::Nothing);
        let detail = "first samples of an earlier time, after which the device was silent, were left out";
        diagnostics.push_counted(Code::ClockFault, None, first as u64, detail);
    }
    let told_ms = told_end_ms(recording);
    let mut count = 0;
    while let Some(block) = block_end(placed, true) {
        let start = placed.len() - block;
        let (Some(before), Some(here)) = (placed.get(start.wrapping_sub(1)), placed.get(start)) else { break };
        let says_so = told_ms.map(|told_ms| told_ms + NEAR_MS < here.time_ms && before.time_ms <= told_ms + NEAR_MS);
        if !is_stale(here.time_ms - before.time_ms, says_so) {
            break;
        }
        placed.truncate(start);
        count += block;
    }
    if 0 < count {
        anomalies.note(Fault::StaleEnd, Instead::Nothing);
        let detail = "last samples of a later time, before which the device was silent, were left out";
        diagnostics.push_counted(Code::ClockFault, None, count as u64, detail);
    }
}

/// How many samples stand before the first silence, or after the last one; absent where they are more than a few, or the rest
/// is not many.
fn block_end(placed: &[Placed], from_end: bool) -> Option<usize> {
    let is_silence = |pair: &[Placed]| matches!(pair, [a, b] if SILENCE_MS <= b.time_ms - a.time_ms);
    let pairs = placed.windows(2);
    let block = 1 + if from_end {
        pairs.rev().take(SAMPLES_MAX).position(is_silence)?
    } else {
        pairs.take(SAMPLES_MAX).position(is_silence)?
    };
    let part = if from_end { placed.get(placed.len() - block..)? } else { placed.get(..block)? };
    let span_ms = part.last()?.time_ms - part.first()?.time_ms;
    (span_ms <= SPAN_MS_MAX && REST_TIMES * block <= placed.len() - block).then_some(block)
}

/// Whether the few samples beside a silence are of another time: the summaries say so, or say nothing and it is long, or it is
/// so long that they would be an activity of their own.
fn is_stale(silent_ms: i64, says_so: Option<bool>) -> bool {
    APART_MS <= silent_ms || says_so.unwrap_or(UNTOLD_MS <= silent_ms)
}

/// When the summaries say that it began: the sessions, else the laps, else the timer.
pub(super) fn told_start_ms(recording: &Recording) -> Option<i64> {
    let first = |of: &[Summary]| of.iter().filter_map(|summary| summary.start_ms).min();
    let timer = || recording.timer.iter().filter(|event| event.running).map(|event| event.time_ms).min();
    first(&recording.sessions).or_else(|| first(&recording.laps)).or_else(timer)
}

/// When the sessions say that it ended; absent where one of them does not.
fn told_end_ms(recording: &Recording) -> Option<i64> {
    let end_ms = |of: &Summary| Some(of.start_ms?.saturating_add((of.elapsed_s? * 1000.0) as i64));
    recording.sessions.iter().map(end_ms).collect::<Option<Vec<i64>>>()?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times that are left, seconds, and what was noted; samples a second from 20,000 to 20,100 with others around them.
    fn left(before_s: &[i64], after_s: &[i64], session: &[Summary]) -> (i64, i64, Option<String>) {
        let times_s = before_s.iter().copied().chain(20_000..=20_100).chain(after_s.iter().copied());
        let mut placed: Vec<Placed> =
            times_s.enumerate().map(|(index, s)| Placed { index, time_ms: 1000 * s }).collect();
        let recording = Recording { sessions: session.to_vec(), ..Recording::default() };
        let mut anomalies = Anomalies::default();
        leave_out(&mut placed, &recording, &mut anomalies, &mut Diagnostics::default());
        (placed[0].time_ms / 1000, placed[placed.len() - 1].time_ms / 1000, anomalies.to_cell())
    }

    fn session(start_s: i64, elapsed_s: f64) -> [Summary; 1] {
        [Summary { start_ms: Some(1000 * start_s), elapsed_s: Some(elapsed_s), ..Summary::default() }]
    }

    #[test]
    fn a_first_or_last_fix_of_another_time_is_left_out() {
        let (start, end) = (Some("stale_start:nothing".to_owned()), Some("stale_end:nothing".to_owned()));
        assert_eq!(left(&[0], &[], &[]), (20_000, 20_100, start.clone()));
        assert_eq!(left(&[0, 9000, 9001], &[], &[]), (20_000, 20_100, start.clone()), "one after the other");
        assert_eq!(left(&[], &[40_000], &[]), (20_000, 20_100, end.clone()));
        // A summary knows better, from a silence of five minutes on.
        assert_eq!(left(&[19_600], &[], &session(20_000, 100.0)), (20_000, 20_100, start));
        assert_eq!(left(&[], &[20_500], &session(20_000, 100.0)), (20_000, 20_100, end));
    }

    #[test]
    fn what_the_summary_begins_or_ends_with_and_what_is_more_than_a_fix_stays() {
        assert_eq!(left(&[10_000], &[], &session(10_000, 10_100.0)), (10_000, 20_100, None));
        assert_eq!(left(&[], &[30_000], &session(20_000, 10_000.0)), (20_000, 30_000, None));
        assert_eq!(left(&[19_000], &[20_900], &[]), (19_000, 20_900, None), "a quarter of an hour, and nobody says so");
        assert_eq!(left(&[0, 1, 2, 3, 4, 5], &[], &[]), (0, 20_100, None));
        assert_eq!(left(&[0, 200], &[], &[]), (0, 20_100, None), "over minutes");
    }
}
