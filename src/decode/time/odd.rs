//! Instants that are no `xs:dateTime` and mean one thing all the same: digits of another script, an hour of one digit, a count since
//! 1970, a zone by its name.
//!
//! What could mean two things is refused: a day before its month, and a zone of a few letters (`IST` is three of them).

use super::{Instant, days_from_civil};
use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Bytes of a time; a longer text is none. One with the longest zone of the world in fullwidth letters has fewer.
const TEXT_BYTES_MAX: usize = 192;

/// First letters of the decimal digits of the scripts in which phones write numbers: Arabic, Persian, N'Ko, Devanagari, Bengali, Gurmukhi,
/// Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan, Myanmar, Khmer, Mongolian, fullwidth (Unicode, category Nd).
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
    0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10,
];

/// Reads what the standard does not have. Absent when it is no instant, or could be two.
#[cold]
#[inline(never)]
pub(super) fn parse_odd(text: &[u8]) -> Option<Instant> {
    if text.len() > TEXT_BYTES_MAX {
        return None;
    }
    let text = in_ascii(str::from_utf8(text).ok()?);
    let text = text.trim();
    if let Some(time_ms) = epoch_ms(text) {
        return Instant::new(time_ms, 0);
    }
    let (clock, zone) = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        Some((clock, zone)) => (clock, Some(zone.trim())),
        None => (text, None),
    };
    let (local_s, fraction_ms, rest) = local_clock(clock)?;
    let offset_s = match written_offset(rest.trim())? {
        Written::Nothing => None,
        Written::Offset(offset_s) => Some(offset_s),
    };
    let zone = zone.map(TimeZone::get);
    let utc_s = match (offset_s, &zone) {
        (Some(offset_s), _) => local_s.checked_sub(offset_s.into())?,
        (None, None) => local_s,
        (None, Some(zone)) => in_zone_s(local_s, zone.as_ref().ok()?)?,
    };
    // The zone tells the clock on the wall also where the time itself is in UTC.
    let wall_s =
        zone.and_then(Result::ok).and_then(|zone| Some(zone.to_offset(Timestamp::from_second(utc_s).ok()?).seconds()));
    let time_ms = utc_s.checked_mul(1000)?.checked_add(fraction_ms)?;
    Instant::new(time_ms, wall_s.or(offset_s).unwrap_or(0))
}

/// The text with the digits and marks of every script as ASCII has them, without marks of direction.
pub(in crate::decode) fn in_ascii(text: &str) -> String {
    let digit = |c: char| {
        let of = |zero: &u32| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10);
        ZEROS.iter().find_map(of).and_then(|digit| char::from_digit(digit, 10))
    };
    let is_of_direction = |c: &char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}');
    text.chars()
        .filter(|c| !is_of_direction(c))
        .map(|c| match c {
            c if c.is_ascii() => c,
            // Fullwidth marks and letters stand 0xFEE0 behind their own.
            '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{066B}' => '.',
            c if c.is_whitespace() => ' ',
            c => digit(c).unwrap_or(c),
        })
        .collect()
}

/// A count since 1970 in seconds, milliseconds, microseconds or nanoseconds, as milliseconds. Which of them it is, its size says: within
/// the years that are read, none of the four reaches into another.
fn epoch_ms(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction_ms: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    [
        whole.checked_mul(1000).and_then(|ms| ms.checked_add(fraction_ms)),
        Some(whole),
        whole.checked_div(1000),
        whole.checked_div(1_000_000),
    ]
    .into_iter()
    .flatten()
    .find(|time_ms| (TIME_MS_MIN..=TIME_MS_MAX).contains(time_ms))
}

/// The date and the time of day at the front, with parts of one digit or two: seconds since 1970 as if it were UTC, milliseconds, and what
/// follows. The year comes first and has four digits; what could be a day before a month is nothing.
fn local_clock(text: &str) -> Option<(i64, i64, &str)> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = number(year)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = part_of(rest.strip_prefix(separator)?)?;
    let (day, rest) = part_of(rest.strip_prefix(separator)?)?;
    let (hour, rest) = part_of(rest.trim_start().strip_prefix(['T', 't']).or(rest.strip_prefix(' '))?.trim_start())?;
    let (minute, rest) = part_of(rest.strip_prefix(':')?)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => part_of(rest)?,
        None => (0, rest),
    };
    let (fraction_ms, rest) = super::split_fraction(rest.as_bytes())?;
    let rest = str::from_utf8(rest).ok()?;
    let (hour, rest) = half_day(hour, rest.trim_start())?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let date_s = days_from_civil(year, month, day)?.checked_mul(86_400)?;
    let clock_s = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    Some((date_s.checked_add(clock_s)?, fraction_ms, rest))
}

/// The hour of the day, of which the text that follows may say that it counts from noon, and what follows that.
fn half_day(hour: i64, rest: &str) -> Option<(i64, &str)> {
    let half = rest.get(..2).unwrap_or_default();
    let (from_noon, is_half) = (half.eq_ignore_ascii_case("PM"), half.eq_ignore_ascii_case("AM"));
    if !from_noon && !is_half {
        return Some((hour, rest));
    }
    let hour = (1..=12).contains(&hour).then_some(if hour == 12 { 0 } else { hour })?;
    Some((hour.checked_add(if from_noon { 12 } else { 0 })?, rest.get(2..)?))
}

/// A number of one digit or two at the front, and what follows; absent where a third one does.
fn part_of(text: &str) -> Option<(i64, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    (digits.len() <= 2).then_some((number(digits)?, rest))
}

/// A number of nothing but digits.
fn number(digits: &str) -> Option<i64> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// What is written of the offset from UTC.
enum Written {
    Nothing,
    /// Seconds.
    Offset(i32),
}

/// What is written of the offset from UTC; absent where it is something else.
fn written_offset(text: &str) -> Option<Written> {
    if text.is_empty() {
        return Some(Written::Nothing);
    }
    let begins = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let word = ["UTC", "GMT", "Z"].into_iter().find(|word| begins(word)).unwrap_or_default();
    let offset = text.get(word.len()..)?.trim_start();
    if offset.is_empty() {
        return Some(Written::Offset(0));
    }
    // What follows a `Z` contradicts it.
    if word == "Z" {
        return None;
    }
    let (sign, hours) = offset.split_at_checked(1)?;
    let has_one_digit = hours.len() == 1 || hours.as_bytes().get(1) == Some(&b':');
    let filled = if has_one_digit { "0" } else { "" };
    super::parse_zone(format!("{sign}{filled}{hours}").as_bytes()).map(Written::Offset)
}

/// Seconds since 1970 of a clock on the wall in a zone; of two, the first, and where a clock was put forward, as if it had not been.
fn in_zone_s(local_s: i64, zone: &TimeZone) -> Option<i64> {
    let local: DateTime = Offset::UTC.to_datetime(Timestamp::from_second(local_s).ok()?);
    Some(zone.to_ambiguous_timestamp(local).compatible().ok()?.as_second())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::parse_instant;

    fn utc(text: &str) -> Option<i64> {
        parse_instant(text.as_bytes()).map(|instant| instant.time_ms)
    }

    /// 2026-05-04T06:00:00Z.
    const MORNING_MS: i64 = 1_777_874_400_000;

    #[test]
    fn what_programs_write_for_one_instant_is_that_instant() {
        for text in [
            "٢٠٢٦-٠٥-٠٤T٠٦:٠٠:٠٠Z",
            "۲۰۲۶-۰۵-۰۴T۰۶:۰۰:۰۰Z",
            "२०२६-०५-०४T०६:००:००Z",
            "২০২৬-০৫-০৪ ০৬:০০:০০",
            "２０２６－０５－０４Ｔ０６：００：００Ｚ",
            "\u{200f}٢٠٢٦-٠٥-٠٤T٠٦:٠٠:٠٠٫٠Z",
            "2026-05-04T6:00:00Z",
            "2026-5-4T6:0:0Z",
            "2026-05-04T06:00:00 Z",
            "2026-05-04  06:00:00,000 +00:00",
            "2026-05-04 T 06:00Z",
            "2026-05-04T08:00:00 +0200",
            "2026-05-04T08:00:00+2",
            "2026-05-04T08:00:00 UTC+2:00",
            "2026-05-04T08:00:00 GMT+02:00",
            "2026-05-04T06:00:00 UTC",
            "2026/05/04 06:00:00",
            "2026.05.04 06:00:00",
            "2026-05-04 6:00:00 AM",
            "2026-05-03 11:30:00 pm -06:30",
            "2026-05-04T08:00:00+02:00[Europe/Vienna]",
            "2026-05-04T08:00:00[Europe/Vienna]",
            "2026-05-04T06:00:00Z[Europe/Vienna]",
            "2026-05-04T06:00Z[UTC]",
            "2026-05-04T08:00:00+02:00[Middle/Earth]",
            "1777874400",
            "1777874400.000",
            "1777874400000",
            "1777874400000000",
            "1777874400000000000",
        ] {
            assert_eq!(utc(text), Some(MORNING_MS), "{text}");
        }
        assert_eq!(utc("2026-05-04 12:00:00 AM"), utc("2026-05-04T00:00:00Z"));
        assert_eq!(utc("2026-05-04 12:30:00 pm"), utc("2026-05-04T12:30:00Z"));
        assert_eq!(utc("1777874400.25"), Some(MORNING_MS.wrapping_add(250)));
    }

    #[test]
    fn a_zone_by_its_name_tells_the_clock_on_the_wall() {
        let offset = |text: &str| parse_instant(text.as_bytes()).unwrap().utc_offset_s;
        assert_eq!(offset("2026-05-04T06:00:00Z[Europe/Vienna]"), Some(7200));
        assert_eq!(offset("2026-01-04T06:00:00[Europe/Vienna]"), Some(3600));
        assert_eq!(offset("2026-01-04T06:00:00[Europe/London]"), None);
        // The hour that is there twice is the first of the two; the one that is not, an hour later.
        assert_eq!(utc("2026-10-25T02:30:00[Europe/Vienna]"), utc("2026-10-25T00:30:00Z"));
        assert_eq!(utc("2026-03-29T02:30:00[Europe/Vienna]"), utc("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn what_could_be_two_instants_or_none_is_refused() {
        for text in [
            "04/05/2026 06:00:00",
            "04.05.2026 06:00",
            "26-05-04T06:00:00Z",
            "2026-05-04T06:00:00 CEST",
            "2026-05-04T06:00:00 IST",
            "2026-05-04T06:00:00Z+02:00",
            "2026-05-04T06:00:00[Middle/Earth]",
            "2026-05/04T06:00:00Z",
            "2026-05-04T006:00:00Z",
            "2026-05-04 13:00:00 PM",
            "2026-05-04 0:00:00 AM",
            "2026-05-04T06",
            "2026-05-04",
            "2026-02-30T6:00:00Z",
            "20260504060000",
            "0",
            "-1777874400",
            "1.7778744E9",
            "12345",
            "99999999999999999999",
            "[Europe/Vienna]",
            "]",
            "٢٠٢٦",
            "2026-05-04T06:00:00.Z",
            "2026-05-04T+6:00:00Z",
        ] {
            assert_eq!(utc(text), None, "{text}");
        }
        assert_eq!(utc(&format!("2026-05-04T6:00:00{}Z", " ".repeat(200))), None);
    }
}
