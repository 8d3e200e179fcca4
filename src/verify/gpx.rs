//! GPX by the crate `gpx`: time, position and altitude of the track points; it drops the sensors.
//!
//! It takes quadratic time on nested elements and panics on an offset at the end of the calendar. So it is given only what
//! our own decoder read to the end within its limits (depth, size of texts, no document type), and only times of our age.

use super::SecondReading;
use crate::decode;
use crate::decode::recording::{Position, Samples};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use memchr::memmem;

/// Reads a GPX file: all timed track points in file order as one recording, with a break before each track.
pub(super) fn read_gpx(bytes: &[u8]) -> SecondReading {
    if let Err(why) = guard_size(bytes) {
        return SecondReading::refused_because(why);
    }
    let file = match ::gpx::read(bytes) {
        Ok(file) => file,
        Err(error) => return SecondReading::refused_because(error.to_string()),
    };
    let mut samples = Samples::default();
    for track in &file.tracks {
        samples.breaks.push(samples.len());
        for point in track.segments.iter().flat_map(|segment| &segment.points) {
            let Some(time_ms) = point.time.and_then(unix_ms) else { continue };
            let index = samples.len();
            samples.time_ms.push(time_ms);
            let place = point.point();
            samples.position.set_value(index, Position { latitude_deg: place.y(), longitude_deg: place.x() });
            let altitude_m = point.elevation.filter(|altitude_m| altitude_m.is_finite());
            samples.altitude_m.set_known(index, altitude_m.map(|altitude_m| altitude_m as f32));
        }
    }
    SecondReading { recordings: vec![samples], stopped: None }
}

/// Whether a file may be given to the second reader.
fn guard_size(bytes: &[u8]) -> Result<(), String> {
    let mut diagnostics = Diagnostics::default();
    let read = decode::gpx::decode_gpx(bytes, &mut diagnostics).map_err(|error| error.detail);
    let damaged = diagnostics.as_slice().iter().find(|found| found.code == Code::XmlDamaged);
    read.and(damaged.map_or(Ok(()), |found| Err(found.detail.clone())))?;
    for at in memmem::find_iter(bytes, b"time>") {
        let text = bytes.get(at + 5..).unwrap_or_default().trim_ascii_start();
        let is_tag =
            at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|before| b"<:".contains(before));
        let is_of_our_age = matches!(text, [b'1', b'9', ..] | [b'2', b'0' | b'1', ..] | [b'<', ..]);
        if is_tag && !is_of_our_age {
            return Err(format!("a time that cannot be at byte {at}"));
        }
    }
    Ok(())
}

/// Unix milliseconds of a time; absent outside of what a recording may carry.
fn unix_ms(time: ::gpx::Time) -> Option<i64> {
    let written = time.format().ok()?;
    let time_ms = written.parse::<jiff::Timestamp>().ok()?.as_millisecond();
    (TIME_MS_MIN..=TIME_MS_MAX).contains(&time_ms).then_some(time_ms)
}
