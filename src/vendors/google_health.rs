//! Google Health's part of a Takeout: tables with times in UTC, and a source for each row.
//!
//! Rows that Health Connect passed on stand in it twice and are left out. Of several sources on one day, the one with the
//! most rows counts, and no two are mixed.

use super::mapping::{DateOrder, iso_day};
use super::nights::{NightRow, NightTable};
use super::{ReadNights, Vendor};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::{MeansBySource, NightValues};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;

impl Source {
    /// Google Health, in a Google Takeout.
    pub const GOOGLE_HEALTH: Self = Self::new("google_health");
}

/// Google Health's part of a Takeout.
pub(super) const VENDOR: Vendor = Vendor { sources: &[Source::GOOGLE_HEALTH], nights: reader, ..Vendor::NONE };

const RMSSD: &str = "root mean square of successive differences milliseconds";
const SDNN: &str = "standard deviation milliseconds";

/// Rows that repeat others.
const REPEATED: &str = "fit health connect";

/// Nights are looked for from the evening to noon.
const EVENING: Time = Time::constant(18, 0, 0, 0);
const NOON: Time = Time::constant(12, 0, 0, 0);

/// What reads a table; absent when it is none of these. A table of every heart rate looks like that of the resting ones, so
/// the name tells them apart.
fn reader(name: &str, sheet: &NightTable<'_>) -> Option<ReadNights> {
    let name = name.to_lowercase().replace('_', " ");
    if sheet.has(&["timestamp", RMSSD]) {
        Some(read_variability)
    } else if sheet.has(&["sleep_end", "minutes_asleep"]) {
        Some(read_sleeps)
    } else if sheet.has(&["timestamp", "data source"]) && name.contains("resting heart rate") {
        Some(read_resting)
    } else {
        None
    }
}

/// The runner's clock.
struct RunnersClock(Option<TimeZone>);

impl RunnersClock {
    fn of(home_zone: Option<&str>) -> Self {
        Self(home_zone.and_then(|name| TimeZone::get(name).ok()))
    }

    /// What the clock showed at a time in UTC, with the offset that stands beside it, else that of the home zone.
    fn local(&self, utc: &str, offset: Option<&str>) -> Option<DateTime> {
        let (day, time) = DateOrder::YearFirst.read_date(utc)?;
        let utc = day.to_datetime(time?);
        let written = offset.and_then(offset_of);
        let zone = written.map(Offset::to_time_zone).or_else(|| self.0.clone()).unwrap_or(TimeZone::UTC);
        Some(utc.to_zoned(TimeZone::UTC).ok()?.with_time_zone(zone).datetime())
    }
}

/// `+02:00`.
fn offset_of(written: &str) -> Option<Offset> {
    let (sign, digits) = match written.as_bytes().first()? {
        b'-' => (-1, written.get(1..)?),
        b'+' => (1, written.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':')?;
    let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
    let seconds = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    Offset::from_seconds(seconds.checked_mul(sign)?).ok()
}

fn is_repeated(row: &NightRow<'_>, source: Option<usize>) -> bool {
    row.text(source).is_some_and(|source| source.to_lowercase().contains(REPEATED))
}

/// The resting heart rate stands beside its day, whose midnight is written in UTC and means the runner's.
fn read_resting(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let (at, source) = (sheet.column("timestamp"), sheet.column("data source"));
    let value = (0..8).find(|column| Some(*column) != at && Some(*column) != source);
    sheet.count_undated(|row| {
        if !is_repeated(row, source) {
            nights.take_value(iso_day(row.text(at))?, Metric::RestingHr, row.number(value));
        }
        Some(())
    })
}

/// The mean of a night's values of its most frequent source.
fn read_variability(sheet: &mut NightTable<'_>, home_zone: Option<&str>, nights: &mut NightValues) -> u64 {
    let clock = RunnersClock::of(home_zone);
    let (at, source) = (sheet.column("timestamp"), sheet.column("data source"));
    let columns = [(Metric::HrvRmssd, sheet.column(RMSSD)), (Metric::HrvSdnn, sheet.column(SDNN))];
    let mut means = MeansBySource::default();
    let undated = sheet.count_undated(|row| {
        if is_repeated(row, source) {
            return Some(());
        }
        let local = clock.local(row.text(at)?, None)?;
        let night = match local.time() {
            time if time < NOON => Some(local.date()),
            time if EVENING <= time => local.date().tomorrow().ok(),
            _ => None,
        };
        for (metric, column) in columns {
            let value = row.number(column).filter(|value| metric.allows(*value));
            if let Some((night, value)) = night.zip(value) {
                means.add_value((night, metric), row.text(source).unwrap_or_default().to_owned(), value);
            }
        }
        Some(())
    });
    means.settle_into(nights);
    undated
}

/// The longest sleep of each day of waking up.
fn read_sleeps(sheet: &mut NightTable<'_>, home_zone: Option<&str>, nights: &mut NightValues) -> u64 {
    let clock = RunnersClock::of(home_zone);
    let (end, asleep) = (sheet.column("sleep_end"), sheet.column("minutes_asleep"));
    let offset = sheet.column("end_utc_offset").or_else(|| sheet.column("start_utc_offset"));
    let mut longest: BTreeMap<Date, f64> = BTreeMap::new();
    let undated = sheet.count_undated(|row| {
        let local = clock.local(row.text(end)?, row.text(offset))?;
        let hours = row.number(asleep).unwrap_or(0.0) / 60.0;
        let known = longest.entry(local.date()).or_insert(0.0);
        *known = known.max(hours);
        Some(())
    });
    for (day, hours) in longest {
        nights.take_value(day, Metric::Sleep, Some(hours));
    }
    undated
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a test may panic; the values are exact in binary")]
    use crate::diagnostic::Diagnostics;
    use crate::morning::Morning;
    use crate::vendors::nights::read_table;
    use jiff::civil::date;

    fn read(name: &str, text: &str) -> Option<Vec<Morning>> {
        read_table(name, text.as_bytes(), Some("Europe/Berlin"), &mut Diagnostics::default())
    }

    #[test]
    fn a_night_is_the_mean_of_its_most_frequent_source_on_the_runners_clock() {
        let text = "timestamp,root mean square of successive differences milliseconds,standard deviation milliseconds,data source\n\
                    2026-09-30T22:30:00Z,50,80,Pixel Watch\n2026-10-01T03:00:00Z,60,90,Pixel Watch\n\
                    2026-10-01T03:00:00Z,90,90,Other\n2026-10-01T03:00:00Z,99,99,Fit Health Connect\n\
                    2026-10-01T12:00:00Z,20,20,Pixel Watch\n";
        let found = read("heart_rate_variability_2026-10-01.csv", text).unwrap_or_default();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].day, date(2026, 10, 1));
        let values: Vec<f64> = found[0].readings.iter().map(|reading| reading.value).collect();
        assert_eq!(values, [55.0, 85.0]);
    }

    #[test]
    fn a_resting_heart_rate_is_told_from_any_other_by_the_name() {
        let text = "timestamp,beats per minute,data source\n2026-10-01T00:00:00Z,49,Pixel Watch\n\
                    2026-10-01T00:00:00Z,51,Fit Health Connect\n";
        let found = read("Daily Resting Heart Rate/daily_resting_heart_rate.csv", text).unwrap_or_default();
        assert_eq!(found[0].readings[0].value, 49.0);
        assert_eq!(read("Heart Rate/heart_rate_2026-10-01.csv", text), None);
    }

    #[test]
    fn the_longest_sleep_that_ends_on_a_day_is_its_night() {
        let text = "sleep_id,minutes_asleep,start_utc_offset,sleep_start,end_utc_offset,sleep_end\n\
                    1,420,+02:00,2026-09-30 21:50:00+0000,+02:00,2026-10-01 05:10:00+0000\n\
                    2,30,+02:00,2026-10-01 12:00:00+0000,+02:00,2026-10-01 12:35:00+0000\n\
                    3,400,-07:00,2026-10-02 06:00:00+0000,-07:00,2026-10-02 13:00:00+0000\n";
        let found = read("UserSleeps_2026-10-01.csv", text).unwrap_or_default();
        let nights: Vec<(i8, f64)> = found.iter().map(|m| (m.day.day(), m.readings[0].value)).collect();
        assert_eq!(nights, [(1, 7.0), (2, 400.0 / 60.0)]);
    }
}
