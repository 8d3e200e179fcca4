//! The nights in the files that a Garmin watch writes itself: monitoring, sleep, HRV status.

use crate::decode::fit::Night;
use crate::morning::Morning;
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// A resting heart rate of the small hours is still that of the day before.
const DAWN: Time = Time::constant(3, 0, 0, 0);

/// Levels of sleep that are sleep: light, deep and REM.
const ASLEEP: std::ops::RangeInclusive<u8> = 2..=4;

/// The mornings of a file, by day. Days are those of the file's own clock, else of the home zone, else of UTC.
///
/// Watches that leave the judging of sleep to the vendor write no level but "awake": of those there is no sleep here. Of
/// several resting heart rates on a day the first after 3 in the morning counts, as later ones know what came later.
#[must_use]
pub fn watch_mornings(night: &Night, home_zone: Option<&str>) -> Vec<Morning> {
    let zone = night.utc_offset_s.and_then(|offset_s| Offset::from_seconds(offset_s).ok()).map(Offset::to_time_zone);
    let zone = zone.or_else(|| home_zone.and_then(|name| TimeZone::get(name).ok())).unwrap_or(TimeZone::UTC);
    let local = |time_ms: i64| -> Option<DateTime> {
        Some(Timestamp::from_millisecond(time_ms).ok()?.to_zoned(zone.clone()).datetime())
    };
    let mut nights = NightValues::default();
    for (time_ms, bpm) in &night.resting_hr_bpm {
        if let Some(at) = local(*time_ms).filter(|at| DAWN <= at.time()) {
            nights.take_first(at.date(), Metric::RestingHr, Some(f64::from(*bpm)));
        }
    }
    for (time_ms, rmssd_ms) in &night.hrv_rmssd_ms {
        if let Some(at) = local(*time_ms) {
            nights.take_value(at.date(), Metric::HrvRmssd, Some(*rmssd_ms));
        }
    }
    let end_ms = night.sleep_end_ms.iter().chain(night.levels.last().map(|(time_ms, _)| time_ms)).max();
    if let Some((day, end_ms)) = end_ms.and_then(|end_ms| Some((local(*end_ms)?.date(), *end_ms))) {
        let ends = night.levels.iter().skip(1).map(|(time_ms, _)| *time_ms).chain([end_ms]);
        let asleep = night.levels.iter().zip(ends).filter(|((_, level), _)| ASLEEP.contains(level));
        let asleep_ms: i64 = asleep.map(|((from_ms, _), to_ms)| to_ms.saturating_sub(*from_ms).max(0)).sum();
        nights.take_value(day, Metric::Sleep, Some(asleep_ms as f64 / 3_600_000.0));
    }
    nights.into_mornings(Source::GARMIN_FIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().map_or(0, Timestamp::as_millisecond)
    }

    #[test]
    fn a_night_belongs_to_the_local_day_of_waking() {
        let night = Night {
            utc_offset_s: Some(7200),
            levels: vec![
                (ms("2026-05-01T20:00:00Z"), 1),
                (ms("2026-05-01T21:00:00Z"), 2),
                (ms("2026-05-02T01:00:00Z"), 1),
                (ms("2026-05-02T01:30:00Z"), 4),
            ],
            sleep_end_ms: vec![ms("2026-05-02T04:30:00Z")],
            resting_hr_bpm: vec![
                (ms("2026-05-01T22:10:00Z"), 52),
                (ms("2026-05-02T05:00:00Z"), 47),
                (ms("2026-05-02T16:00:00Z"), 51),
            ],
            hrv_rmssd_ms: vec![(ms("2026-05-02T04:31:00Z"), 61.5)],
        };
        let found = watch_mornings(&night, None);
        let values: Vec<(&str, f64)> = found
            .iter()
            .flat_map(|morning| {
                assert_eq!(morning.day, date(2026, 5, 2));
                morning.readings.iter().map(|reading| (reading.metric.as_str(), reading.value))
            })
            .collect();
        assert_eq!(values, [("hrv_rmssd_ms", 61.5), ("resting_hr_bpm", 47.0), ("sleep_h", 7.0)]);
    }

    #[test]
    fn awake_alone_is_no_sleepless_night() {
        let levels = vec![(ms("2026-05-01T20:00:00Z"), 1), (ms("2026-05-02T04:00:00Z"), 1)];
        assert_eq!(watch_mornings(&Night { levels, ..Night::default() }, Some("Europe/Oslo")), []);
    }
}
