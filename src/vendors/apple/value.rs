//! Values as Apple writes them.

use crate::decode::time::{Instant, parse_instant};
use crate::limits::HEALTH_TEXT_BYTES_MAX;
use jiff::{Timestamp, tz::TimeZone};
use quick_xml::escape::unescape;
use std::borrow::Cow;

/// `2026-10-05 07:12:03 +0200`; absent for what no clock shows.
pub(super) fn instant_of(written: &[u8]) -> Option<Instant> {
    let written = written.trim_ascii();
    // A date that XML or another program wrote has no blank before its zone.
    let Some((clock, [b' ', zone @ ..])) = written.split_at_checked(19) else { return parse_instant(written) };
    let mut joined = [0; 32];
    let all = clock.iter().chain(zone.trim_ascii());
    let length = clock.len().saturating_add(zone.trim_ascii().len());
    joined.iter_mut().zip(all).for_each(|(to, from)| *to = *from);
    parse_instant(joined.get(..length)?)
}

/// A number that is neither negative nor endless.
pub(super) fn parse_number(written: &[u8]) -> Option<f64> {
    let number: f64 = str::from_utf8(written).ok()?.trim().parse().ok()?;
    (number.is_finite() && 0.0 <= number).then_some(number)
}

/// A length, metres; absent for an unknown unit.
pub(super) fn to_metres(length: f64, unit: &[u8]) -> Option<f64> {
    let unit_m = match unit {
        b"km" => 1000.0,
        b"m" => 1.0,
        b"cm" => 0.01,
        b"mi" => 1609.344,
        b"yd" => 0.9144,
        b"ft" => 0.3048,
        _ => return None,
    };
    Some(length * unit_m)
}

/// A duration, seconds; absent for an unknown unit.
pub(super) fn to_seconds(duration: f64, unit: &[u8]) -> Option<f64> {
    let unit_s = match unit {
        b"min" => 60.0,
        b"s" | b"sec" => 1.0,
        b"h" | b"hr" => 3600.0,
        b"ms" => 0.001,
        _ => return None,
    };
    Some(duration * unit_s)
}

/// A heart rate in whole beats a minute; 0 and 255 are no heart rate.
pub(super) fn to_bpm(rate: f64) -> Option<u8> {
    let rate = rate.round();
    (1.0..=254.0).contains(&rate).then_some(rate as u8)
}

/// Offset from UTC in seconds in an IANA zone; absent for a name that the bundled database does not know.
pub(super) fn offset_s(zone: &str, time_ms: i64) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(Timestamp::from_millisecond(time_ms).ok()?).seconds())
}

/// A value with its references resolved, trimmed; bytes that are no text become U+FFFD. Absent when blank or longer than
/// [`HEALTH_TEXT_BYTES_MAX`].
pub(super) fn decode_text(raw: &[u8]) -> Option<String> {
    if HEALTH_TEXT_BYTES_MAX < raw.len() {
        return None;
    }
    let text = String::from_utf8_lossy(raw);
    let text = unescape(&text).unwrap_or(Cow::Borrowed(&text)).trim().to_owned();
    (!text.is_empty()).then_some(text)
}
