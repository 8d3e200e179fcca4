//! What the cells of `manual.csv` say: days and times, durations, distances.

use super::super::table;
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use std::ops::RangeInclusive;

/// The years an activity may be of: those in which a recording may be.
const YEARS: RangeInclusive<i16> = 1990..=2105;

/// Metres of a mile.
pub(in crate::vendors) const MILE_M: f64 = 1609.344;

/// A duration of two parts below this many minutes may be hours and minutes, and is not guessed at: `1:30`.
const TWO_PARTS_MIN: u32 = 10;

/// When an activity began, as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Start {
    Day(Date),
    Local(DateTime),
    /// Unix milliseconds, and the offset of the clock from UTC in seconds where one is written.
    Instant(i64, Option<i32>),
}

/// A day as ISO 8601 writes it, alone or with its time, and nothing else: `3/4` is two different days on the two sides of
/// an ocean.
pub(super) fn read_start(cell: &str) -> Option<Start> {
    let (day, time) = cell.split_at_checked(10)?;
    let shape: Vec<usize> = day.split('-').map(str::len).collect();
    let plain = shape == [4, 2, 2] && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day: Date = plain.then(|| day.parse().ok()).flatten().filter(|day: &Date| YEARS.contains(&day.year()))?;
    if time.is_empty() {
        return Some(Start::Day(day));
    }
    // A table writes the hour as it likes: `7:30`.
    let time = time.trim_start_matches(['T', 't', ' ']);
    let zero = if time.find(':') == Some(1) { "0" } else { "" };
    let text = format!("{day}T{zero}{time}");
    let pieces = Pieces::parse(&text).ok()?;
    let local = day.to_datetime(pieces.time().filter(|time: &Time| *time != Time::MIN || text.contains(':'))?);
    let offset_s = match pieces.offset() {
        None => return pieces.time_zone_annotation().is_none().then_some(Start::Local(local)),
        Some(PiecesOffset::Zulu) => None,
        Some(PiecesOffset::Numeric(numeric)) => Some(numeric.offset().seconds()),
        Some(_) => return None,
    };
    let is_offset = |s: &i32| s.checked_rem(900) == Some(0) && s.unsigned_abs() <= 14 * 3600;
    if offset_s.is_some_and(|s| !is_offset(&s)) {
        return None;
    }
    let utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond();
    let ahead_ms = i64::from(offset_s.unwrap_or(0)).checked_mul(1000)?;
    Some(Start::Instant(utc.checked_sub(ahead_ms)?, offset_s))
}

/// A duration in seconds: `0:47:12`, `47:12`, `47 min`, `1h 5m`, or a plain number of `unit_s` seconds. Absent for anything
/// else, and for `1:30`, which may be hours and minutes.
pub(in crate::vendors) fn duration_s(cell: &str, unit_s: f64) -> Option<f64> {
    if let Some(number) = table::cell_number(cell) {
        return Some(number * unit_s);
    }
    if cell.contains(':') {
        let parts: Vec<&str> = cell.split(':').map(str::trim).collect();
        let whole = |part: &str| {
            let digits = !part.is_empty() && part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u32>().ok()).flatten()
        };
        let second = |part: &str| table::cell_number(part).filter(|s| (0.0..60.0).contains(s));
        return match parts.as_slice() {
            [hours, minutes, seconds] => {
                let minutes = whole(minutes).filter(|minutes| *minutes < 60)?;
                Some(f64::from(whole(hours)?) * 3600.0 + f64::from(minutes) * 60.0 + second(seconds)?)
            }
            [minutes, seconds] => {
                let minutes = whole(minutes).filter(|minutes| TWO_PARTS_MIN <= *minutes)?;
                Some(f64::from(minutes) * 60.0 + second(seconds)?)
            }
            _ => None,
        };
    }
    cell.to_lowercase().parse::<SignedDuration>().ok().map(|duration| duration.as_secs_f64())
}

/// A distance in metres: a plain number of `unit_m` metres, or one with its unit.
pub(in crate::vendors) fn distance_m(cell: &str, unit_m: f64) -> Option<f64> {
    let end = cell.find(|c: char| c.is_alphabetic()).unwrap_or(cell.len());
    let (number, unit) = cell.split_at_checked(end)?;
    let unit_m = match unit.trim().to_lowercase().as_str() {
        "" => unit_m,
        "km" | "k" => 1000.0,
        "m" | "meters" | "metres" => 1.0,
        "mi" | "mile" | "miles" => MILE_M,
        _ => return None,
    };
    table::cell_number(number).map(|number| number * unit_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn a_day_is_as_good_as_an_instant() {
        let local = |hour, minute| Some(Start::Local(datetime(2026, 5, 31, hour, minute, 0, 0)));
        assert_eq!(read_start("2026-05-31"), Some(Start::Day(date(2026, 5, 31))));
        assert_eq!(read_start("2026-05-31 07:30"), local(7, 30));
        assert_eq!(read_start("2026-05-31 7:30"), local(7, 30));
        assert_eq!(read_start("2026-05-31T23:30:00"), local(23, 30));
        assert_eq!(read_start("2026-05-31 00:00"), local(0, 0));
        // 2026-05-31T05:30:00Z
        assert_eq!(read_start("2026-05-31T05:30:00Z"), Some(Start::Instant(1_780_205_400_000, None)));
        assert_eq!(read_start("2026-05-31T07:30+02:00"), Some(Start::Instant(1_780_205_400_000, Some(7200))));
        for text in [
            "",
            "31.05.2026",
            "5/31/2026",
            "2026-5-31",
            "2026-02-30",
            "1889-01-01",
            "2026-05-31 ",
            "2026-05-31 noon",
            "2026-05-31 25:00",
            "2026-05-31T07:30+02:07",
            "2026-05-31T07:30[Europe/Oslo]",
            "2026-05-31 07:30 AM",
            "２０２６-05-31",
        ] {
            assert_eq!(read_start(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("0:47:12", Some(47.2)),
            ("1:00:00", Some(60.0)),
            ("47:12", Some(47.2)),
            ("90:30", Some(90.5)),
            ("47", Some(47.0)),
            ("47.5", Some(47.5)),
            ("47 min", Some(47.0)),
            ("47min", Some(47.0)),
            ("1h 5m", Some(65.0)),
            ("1 hour 30 minutes", Some(90.0)),
            ("1,5 h", Some(90.0)),
            ("PT1H", Some(60.0)),
            ("1:30", None),
            ("0:61:00", None),
            ("47:60", None),
            ("1:2:3:4", None),
            (":", None),
            ("a while", None),
            ("99999999999:00", None),
        ] {
            assert_eq!(duration_s(text, 60.0).map(|s| (s / 6.0).round() / 10.0), minutes, "{text}");
        }
    }
}
