//! First and last samples of another time: the fix of last evening that a device still had, or one that it took when it was
//! found in the bag.

use super::anomaly::{Anomalies, Fault, Instead};
use super::distance::way_between_m;
use super::placed::{Placed, SILENCE_MS};
use crate::decode::recording::{Recording, Summary};
use crate::diagnostic::{Code, Diagnostics};
use std::ops::RangeInclusive;

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

/// A way at such a speed leads from the one to the other, metres a second: a walk, to the fastest train.
const WAY_MPS: RangeInclusive<f64> = 0.5..=90.0;

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
        if !is_stale(recording, *last, *next, says_so) {
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
        if !is_stale(recording, *before, *here, says_so) {
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

/// Whether the samples on one side of a silence are of another time. `says_so` is what the summaries say, where they do.
fn is_stale(recording: &Recording, from: Placed, to: Placed, says_so: Option<bool>) -> bool {
    let silent_ms = to.time_ms - from.time_ms;
    if APART_MS <= silent_ms {
        return true;
    }
    says_so.unwrap_or_else(|| {
        let way_m = way_between_m(&recording.samples, from.index, to.index);
        let leads_there = way_m.is_some_and(|m| WAY_MPS.contains(&(1000.0 * m.abs() / silent_ms as f64)));
        UNTOLD_MS <= silent_ms && !leads_there
    })
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
