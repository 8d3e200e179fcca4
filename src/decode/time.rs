//! Instants as XML writes them (ISO 8601, `xs:dateTime`), read from bytes.

mod odd;

pub(super) use odd::in_ascii;

use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};

/// Furthest that a clock is set from UTC, seconds: 14 h (Line Islands); nothing lies beyond it.
const UTC_OFFSET_S_MAX: i32 = 14 * 3600;

/// A written instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Unix time, milliseconds, within [`TIME_MS_MIN`]..=[`TIME_MS_MAX`].
    pub time_ms: i64,
    /// Offset of the local clock from UTC as written, seconds. Absent for `Z`, for a zero offset, which people write as
    /// another `Z`, and where no zone is written: that is read as UTC.
    pub utc_offset_s: Option<i32>,
}

impl Instant {
    /// A Unix time, milliseconds, on a clock so many seconds before UTC; absent outside of the limits.
    fn new(time_ms: i64, utc_offset_s: i32) -> Option<Self> {
        (TIME_MS_MIN..=TIME_MS_MAX)
            .contains(&time_ms)
            .then_some(Self { time_ms, utc_offset_s: (utc_offset_s != 0).then_some(utc_offset_s) })
    }
}

/// Reads an instant as the standard has it, and where it is none, as [programs write it too](odd).
///
/// Absent when it is anything else, a day that no calendar has, an offset beyond 14 h, or an instant outside
/// [`TIME_MS_MIN`]..=[`TIME_MS_MAX`].
#[inline]
pub(crate) fn parse_instant(text: &[u8]) -> Option<Instant> {
    parse_standard(text).or_else(|| odd::parse_odd(text))
}

/// Reads `2024-03-31T01:59:59.123+02:00` and its kin: `T`, `t` or a blank between date and time; seconds and their
/// fraction optional, digits beyond milliseconds cut off; `Z`, `z`, `±hh:mm`, `±hhmm`, `±hh` or no zone. A leap second
/// `:60` is the first of the next minute, `24:00:00` the midnight after.
fn parse_standard(text: &[u8]) -> Option<Instant> {
    let (&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2], rest) =
        text.trim_ascii().split_first_chunk()?
    else {
        return None;
    };
    let year = two_digits([y1, y2])?.checked_mul(100)?.checked_add(two_digits([y3, y4])?)?;
    let date_s = days_from_civil(year, two_digits([m1, m2])?, two_digits([d1, d2])?)?.checked_mul(86_400)?;
    let (hour, minute) = (two_digits([h1, h2])?, two_digits([n1, n2])?);
    let (second, rest) = match rest {
        [b':', s1, s2, rest @ ..] => (two_digits([*s1, *s2])?, rest),
        _ => (0, rest),
    };
    let (fraction_ms, zone) = split_fraction(rest)?;
    // `xs:dateTime` knows midnight also as the end of its day.
    let is_end_of_day = (hour, minute, second, fraction_ms) == (24, 0, 0, 0);
    if (hour > 23 && !is_end_of_day) || minute > 59 || second > 60 {
        return None;
    }
    let utc_offset_s = parse_zone(zone)?;
    let clock_s = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    let utc_s = date_s.checked_add(clock_s)?.checked_sub(utc_offset_s.into())?;
    Instant::new(utc_s.checked_mul(1000)?.checked_add(fraction_ms)?, utc_offset_s)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, carried on before its introduction.
///
/// Absent for a month or day that the calendar does not have. Counts in eras of 400 years whose years begin in March,
/// so that the leap day comes last: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021).
#[allow(clippy::arithmetic_side_effects, reason = "years of four digits stay far from the ends of i64")]
pub(crate) fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let month_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(0..=9999).contains(&year) || !(1..=month_days).contains(&day) {
        return None;
    }
    let march_year = if month > 2 { year } else { year - 1 };
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The number that two digits write.
fn two_digits([tens, ones]: [u8; 2]) -> Option<i64> {
    let digit = |byte: u8| Some(byte.wrapping_sub(b'0')).filter(|digit| *digit < 10);
    Some(i64::from(digit(tens)?.wrapping_mul(10).wrapping_add(digit(ones)?)))
}

/// Milliseconds of a fraction such as `.5` or `,473400` (none is 0), and what follows it.
fn split_fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.' | b',', digits @ ..] = text else {
        return Some((0, text));
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end)?;
    let place = |index: usize| digits.get(index).map_or(0, |byte| i64::from(byte.wrapping_sub(b'0')));
    let ms = place(0).checked_mul(100)?.checked_add(place(1).checked_mul(10)?)?.checked_add(place(2))?;
    (!digits.is_empty()).then_some((ms, rest))
}

/// Offset from UTC, seconds; absent when it is none or beyond [`UTC_OFFSET_S_MAX`].
fn parse_zone(text: &[u8]) -> Option<i32> {
    let (sign, hour, minute) = match *text {
        [] | [b'Z' | b'z'] => return Some(0),
        [sign, h1, h2] => (sign, [h1, h2], *b"00"),
        [sign, h1, h2, m1, m2] | [sign, h1, h2, b':', m1, m2] => (sign, [h1, h2], [m1, m2]),
        _ => return None,
    };
    let minutes = two_digits(minute).filter(|minutes| *minutes < 60)?;
    let offset_s = two_digits(hour)?.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    let offset_s = i32::try_from(offset_s).ok().filter(|offset_s| *offset_s <= UTC_OFFSET_S_MAX)?;
    match sign {
        b'+' => Some(offset_s),
        b'-' => offset_s.checked_neg(),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<i64> {
        parse_instant(text.as_bytes()).map(|instant| instant.time_ms)
    }

    #[test]
    fn every_spelling_of_one_instant_is_the_same_instant() {
        for text in [
            "2014-07-17T21:02:38Z",
            "2014-07-17t21:02:38z",
            "2014-07-17 21:02:38",
            " \n2014-07-17T21:02:38.000Z\t",
            "2014-07-17T21:02:38,0004+00:00",
            "2014-07-17T23:02:38+02:00",
            "2014-07-17T23:02:38+0200",
            "2014-07-17T23:02:38+02",
            "2014-07-18T02:47:38+05:45",
            "2014-07-17T11:32:38-09:30",
        ] {
            assert_eq!(utc(text), Some(1_405_630_958_000), "{text}");
        }
    }

    #[test]
    fn fractions_are_cut_to_milliseconds() {
        assert_eq!(utc("2022-11-12T15:58:26.473999Z"), Some(1_668_268_706_473));
        assert_eq!(utc("2022-11-12T15:58:26.5Z"), Some(1_668_268_706_500));
        assert_eq!(utc("2022-11-12T15:58Z"), Some(1_668_268_680_000));
        assert_eq!(utc("2022-11-12T15:58:26.Z"), None);
    }

    #[test]
    fn a_leap_second_is_the_first_second_of_the_next_minute() {
        assert_eq!(utc("2016-12-31T23:59:60Z"), utc("2017-01-01T00:00:00Z"));
        assert_eq!(utc("2016-12-31T23:59:61Z"), None);
        assert_eq!(utc("2016-12-31T24:00:00Z"), utc("2017-01-01T00:00:00Z"));
    }

    #[test]
    fn only_a_written_offset_other_than_zero_tells_the_local_clock() {
        let offset = |text: &str| parse_instant(text.as_bytes()).unwrap().utc_offset_s;
        assert_eq!(offset("2021-01-07T21:51:59.179+01:15"), Some(4500));
        assert_eq!(offset("2021-01-07T21:51:59-03:30"), Some(-12_600));
        assert_eq!(offset("2021-01-07T21:51:59+14:00"), Some(50_400));
        for text in
            ["2021-01-07T21:51:59Z", "2021-01-07T21:51:59", "2021-01-07T21:51:59+00:00", "2021-01-07T21:51:59-00"]
        {
            assert_eq!(offset(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_absent() {
        for text in [
            "",
            "04/05/2026 06:00:00",
            "Jul 17 2014 21:02:38",
            "2014-07-17",
            "20140717T210238Z",
            "2014-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2014-04-31T00:00:00Z",
            "2014-00-10T00:00:00Z",
            "2014-13-10T00:00:00Z",
            "2014-07-00T00:00:00Z",
            "2014-07-17T24:00:01Z",
            "2014-07-17T24:01:00Z",
            "2014-07-17T24:00:00.5Z",
            "2014-07-17T21:60:00Z",
            "2014-07-17T21:02:38+14:01",
            "2014-07-17T21:02:38+02:60",
            "2014-07-17T21:02:38 02:00",
            "2014-07-17T21:02:38Zulu",
            "2014-07-17T21:0a:38Z",
            "9999-12-31T23:59:59-23:00",
            "1989-12-31T23:59:59Z",
            "1990-01-01T00:30:00+01:00",
            "2106-02-07T06:28:17Z",
            "0000-01-01T00:00:00Z",
        ] {
            assert_eq!(parse_instant(text.as_bytes()), None, "{text}");
        }
        assert_eq!(utc("1990-01-01T00:00:00Z"), Some(TIME_MS_MIN));
        assert_eq!(utc("2106-02-07T06:28:16Z"), Some(TIME_MS_MAX));
    }

    #[test]
    fn days_count_one_by_one_over_eight_hundred_years() {
        let mut expected = days_from_civil(1600, 1, 1).unwrap();
        assert_eq!(expected, -135_140);
        for year in 1600..2400 {
            for month in 1..=12 {
                let days = (1..=31).filter_map(|day| days_from_civil(year, month, day));
                for day in days {
                    assert_eq!(day, expected);
                    expected += 1;
                }
            }
        }
        assert_eq!(days_from_civil(1970, 1, 1), Some(0));
        assert_eq!(days_from_civil(2000, 2, 29), Some(11_016));
    }
}
