//! A date that is 1,024 weeks off: GPS counts its weeks in ten bits, and a receiver whose count began again writes a day of
//! nineteen years and seven months before.
//!
//! What else knows the day tells: the moment at which the file was made, its name, its neighbours. Where nothing does, it is
//! pointed out, and the calendar does not begin with it.

use super::Activity;
use super::anomaly::{Anomaly, Fault, Instead};
use super::clock::local_day;
use crate::decode::recording::{Recording, Summary};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::TIME_MS_MAX;
use jiff::ToSpan;
use jiff::civil::Date;
use std::borrow::Cow;

/// Days after which the count of the weeks begins again: 1,024 weeks (IS-GPS-200, 20.3.3.3.1.1).
pub(crate) const ROLLOVER_DAYS: i32 = 1024 * 7;

/// So many times at most it may have begun again: the first epoch began in 1980.
pub(crate) const ROLLOVERS_MAX: i32 = 2;

/// A file is made on the day of the activity, or exported within this many days after it. Ours.
const EXPORTED_DAYS: i64 = 7;

/// An hour more than a day, milliseconds: a file made on the same day in another zone.
const DAY_BEFORE_MS: i64 = 25 * 3_600_000;

const DAY_MS: i64 = 86_400_000;

/// What an activity is marked with whose date nothing else tells.
pub(crate) const POINTED_OUT: Anomaly = Anomaly { fault: Fault::WeekRollover, instead: Instead::Nothing };

/// The recording at its true date, where the moment at which its file was made or the name of the input tells that its own is
/// 1,024 weeks off.
pub(super) fn put_right<'a>(
    recording: &'a Recording,
    source: &str,
    diagnostics: &mut Diagnostics,
) -> (Cow<'a, Recording>, bool) {
    let told = || recording.sessions.iter().chain(&recording.laps).filter_map(|summary| summary.start_ms);
    let Some(start_ms) = recording.samples.time_ms.last().copied().or_else(|| told().max()) else {
        return (Cow::Borrowed(recording), false);
    };
    let named = name_of(source);
    let evidence = (1..=ROLLOVERS_MAX).find_map(|times| {
        let shift_ms = i64::from(times) * i64::from(ROLLOVER_DAYS) * DAY_MS;
        let then_ms = start_ms.saturating_add(shift_ms);
        if TIME_MS_MAX < then_ms {
            return None;
        }
        let made_then = |made_ms: &i64| (-DAY_BEFORE_MS..=EXPORTED_DAYS * DAY_MS).contains(&(made_ms - then_ms));
        let is_named = || {
            let day = local_day(then_ms, recording.utc_offset_s.unwrap_or(0));
            date_in(named).is_some_and(|named| {
                day.yesterday().is_ok_and(|before| before <= named) && named <= day.tomorrow().unwrap_or(day)
            })
        };
        let by = if recording.created_ms.as_ref().is_some_and(made_then) {
            "the file says when it was made"
        } else if told().any(|told_ms| (told_ms - then_ms).abs() <= DAY_BEFORE_MS) {
            "its summary says when it began"
        } else if is_named() {
            "the name of the file says the day"
        } else {
            return None;
        };
        Some((shift_ms, times, by))
    });
    let Some((shift_ms, times, by)) = evidence else { return (Cow::Borrowed(recording), false) };
    let detail = format!("the dates are {} weeks before the day that it was, and were put right: {by}", 1024 * times);
    diagnostics.push(Code::WeekRollover, None, detail);
    (Cow::Owned(moved_by(recording, shift_ms, start_ms)), true)
}

/// The recording with its times later, but for those that are right already.
fn moved_by(recording: &Recording, shift_ms: i64, start_ms: i64) -> Recording {
    let mut moved = recording.clone();
    let later = |time_ms: &mut i64| {
        if *time_ms < start_ms.saturating_add(shift_ms / 2) {
            *time_ms = time_ms.saturating_add(shift_ms).min(TIME_MS_MAX);
        }
    };
    moved.samples.time_ms.iter_mut().for_each(later);
    let start_ms = |summary: &mut Summary| summary.start_ms.iter_mut().for_each(later);
    moved.sessions.iter_mut().for_each(start_ms);
    moved.laps.iter_mut().for_each(start_ms);
    moved.timer.iter_mut().for_each(|event| later(&mut event.time_ms));
    moved.lengths.iter_mut().filter_map(|length| length.start_ms.as_mut()).for_each(later);
    moved
}

/// The activity so many weeks later, at the same time of day.
pub(crate) fn move_by_days(activity: &mut Activity, days: i32) {
    activity.start_ms = activity.start_ms.saturating_add(i64::from(days) * DAY_MS);
    activity.day = local_day(activity.start_ms, activity.utc_offset_s);
    for (day, _) in &mut activity.day_shares {
        *day = day.saturating_add(days.days());
    }
    activity.anomalies.note(Fault::WeekRollover, Instead::Corrected);
}

/// The name of a file within folders and archives.
fn name_of(source: &str) -> &str {
    source.rsplit(['/', '!']).next().unwrap_or(source)
}

/// The first date in a name: year, month and day with or without something between them.
fn date_in(name: &str) -> Option<Date> {
    let bytes = name.as_bytes();
    let number = |at: usize, len: usize| {
        let digits = bytes.get(at..at + len)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0_i16, |sum, b| sum * 10 + i16::from(b - b'0')))
    };
    let is_sign = |at: usize| bytes.get(at).is_some_and(|byte| matches!(byte, b'-' | b'_' | b'.' | b' '));
    (0..bytes.len()).find_map(|at| {
        if at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let year = number(at, 4).filter(|year| (1980..=2150).contains(year))?;
        let (month, day) = if is_sign(at + 4) && is_sign(at + 7) {
            (number(at + 5, 2)?, number(at + 8, 2)?)
        } else {
            (number(at + 4, 2)?, number(at + 6, 2)?)
        };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-05-04T06:00:00Z.
    const NOW_MS: i64 = 1_777_874_400_000;
    const ROLLOVER_MS: i64 = ROLLOVER_DAYS as i64 * DAY_MS;

    fn at(time_ms: i64, created_ms: Option<i64>) -> Recording {
        let mut recording = Recording { created_ms, ..Recording::default() };
        recording.samples.time_ms = vec![time_ms, time_ms + 1000];
        recording
    }

    fn found(recording: &Recording, source: &str) -> i64 {
        put_right(recording, source, &mut Diagnostics::default()).0.samples.time_ms[0]
    }

    #[test]
    fn the_file_its_summary_or_its_name_says_that_weeks_are_missing() {
        let old_ms = NOW_MS - ROLLOVER_MS;
        assert_eq!(found(&at(old_ms, Some(NOW_MS + DAY_MS)), "a.gpx"), NOW_MS);
        assert_eq!(found(&at(NOW_MS - 2 * ROLLOVER_MS, Some(NOW_MS)), "a.gpx"), NOW_MS);
        for name in ["2026-05-04-run.gpx", "x.zip!in/run_20260505.fit.gz", "log 2026_05_03.gpx"] {
            assert_eq!(found(&at(old_ms, Some(old_ms)), name), NOW_MS, "{name}");
        }
        let mut told = at(old_ms, None);
        told.sessions = vec![Summary { start_ms: Some(NOW_MS), ..Summary::default() }];
        let (moved, is_moved) = put_right(&told, "a.fit", &mut Diagnostics::default());
        assert!(is_moved && moved.sessions == told.sessions && moved.samples.time_ms[0] == NOW_MS);
    }

    #[test]
    fn a_day_of_another_year_is_left_alone() {
        let old_ms = NOW_MS - ROLLOVER_MS;
        for name in
            ["run.gpx", "2025-05-04.gpx", "2026-05-08.gpx", "2026-13-45.gpx", "12026-05-04.gpx", "2026-05-04/run.gpx"]
        {
            assert_eq!(found(&at(old_ms, None), name), old_ms, "{name}");
        }
        // Exported years later.
        assert_eq!(found(&at(old_ms + 30 * DAY_MS, Some(NOW_MS)), "a.gpx"), old_ms + 30 * DAY_MS);
        assert_eq!(found(&at(NOW_MS, Some(NOW_MS)), "2026-05-04.gpx"), NOW_MS);
    }
}
