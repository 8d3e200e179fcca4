//! Which clock hung on the wall there and then: time zones by position, on a map inside the program.

use super::TzSource;
use super::valid_samples::ValidSamples;
use crate::decode::recording::{Position, Summary};
use jiff::civil::DateTime;
use jiff::{Timestamp, tz::TimeZone};
use std::sync::LazyLock;
use tzf_rs::EmbeddedFinder;

static MAP: LazyLock<EmbeddedFinder> = LazyLock::new(EmbeddedFinder::new);

/// Offset from UTC in seconds at a place and time; absent where the map names no zone that the zone database knows.
/// Borders on the map are true to about 100 m.
pub(crate) fn offset_at_s(position: Position, time_ms: i64) -> Option<i32> {
    let name = MAP.get_tz_name(position.longitude_deg, position.latitude_deg);
    offset_in_zone_s(name, time_ms)
}

/// Offset from UTC in seconds in an IANA zone at a time; absent for a name that the bundled database does not know.
#[must_use]
pub fn offset_in_zone_s(name: &str, time_ms: i64) -> Option<i32> {
    let zone = TimeZone::get(name).ok()?;
    let instant = Timestamp::from_millisecond(time_ms).ok()?;
    Some(zone.to_offset(instant).seconds())
}

/// The instant, Unix milliseconds, at which clocks in an IANA zone showed a time, the earlier of two; where they skipped it,
/// as much later as they skipped. Without a zone, or with one that the bundled database does not know, in UTC.
pub(crate) fn instant_ms(local: DateTime, zone: Option<&str>) -> Option<i64> {
    let zone = zone.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
    Some(instant.as_millisecond())
}

/// The offset of the local clock and how it was found: the file, the first position, the home zone, UTC.
///
/// Some watches write UTC as their local time: an offset of 0 that the position contradicts is none. Virtual roads lie
/// where the runner is not.
pub(crate) fn offset_at_start(
    in_file_s: Option<i32>,
    session: &Summary,
    kept: &ValidSamples,
    start_ms: i64,
    home_zone: Option<&str>,
) -> (i32, TzSource) {
    let is_virtual = session.sport.as_deref().is_some_and(|word| word.to_lowercase().contains("virtual"));
    let at_position =
        || first_position(kept).filter(|_| !is_virtual).and_then(|position| offset_at_s(position, start_ms));
    match in_file_s {
        Some(0) => at_position().map_or((0, TzSource::File), |offset_s| {
            (offset_s, if offset_s == 0 { TzSource::File } else { TzSource::Coordinates })
        }),
        Some(offset_s) => (offset_s, TzSource::File),
        None => {
            at_position().map_or_else(|| home_offset(start_ms, home_zone), |offset_s| (offset_s, TzSource::Coordinates))
        }
    }
}

/// The first position that is one: a sensor without a fix writes the point where the equator meets Greenwich.
pub(super) fn first_position(kept: &ValidSamples) -> Option<Position> {
    let somewhere = |position: &Position| position.latitude_deg.abs() + position.longitude_deg.abs() > 1e-6;
    kept.values(&kept.samples.position).flatten().find(somewhere)
}

/// The offset of the home zone, or UTC without one.
pub(crate) fn home_offset(start_ms: i64, home_zone: Option<&str>) -> (i32, TzSource) {
    let home = home_zone.and_then(|name| offset_in_zone_s(name, start_ms));
    home.map_or((0, TzSource::Utc), |offset_s| (offset_s, TzSource::Athlete))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn london_in_summer_is_an_hour_ahead() {
        // 2026-06-30T23:30:00Z at 51.5 N 0.12 W: already 1 July there.
        let time_ms = 1_782_862_200_000;
        let position = Position { latitude_deg: 51.5, longitude_deg: -0.12 };
        assert_eq!(offset_at_s(position, time_ms), Some(3600));
        assert_eq!(super::super::clock::local_day(time_ms, 3600).to_string(), "2026-07-01");
    }

    #[test]
    fn half_hour_zones_and_unknown_names() {
        assert_eq!(offset_in_zone_s("Asia/Kolkata", 1_782_862_200_000), Some(19_800));
        assert_eq!(offset_in_zone_s("Mars/Olympus", 0), None);
    }

    #[test]
    fn a_time_on_the_wall_is_an_instant() {
        let at = |text: &str, zone| text.parse().ok().and_then(|local| instant_ms(local, zone));
        assert_eq!(at("2026-07-01T00:30:00", Some("Europe/London")), Some(1_782_862_200_000));
        assert_eq!(at("2026-06-30T23:30:00", None), Some(1_782_862_200_000));
        // 2026-03-29, 02:30 is skipped in Oslo: 03:30 there, 01:30 UTC.
        assert_eq!(at("2026-03-29T02:30:00", Some("Europe/Oslo")), Some(1_774_747_800_000));
    }
}
