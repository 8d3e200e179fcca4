//! Oura's nights: its export in one JSON file, a table a category, and the trends of older accounts.
//!
//! Only the long sleep of a day counts; naps and rests do not. The contributors of readiness are scores and are not read.

use super::json::JsonValue;
use super::mapping::DateOrder;
use super::nights::NightTable;
use super::{ReadNights, Vendor, VendorJson};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;
use jiff::civil::Date;

/// Oura's export in one file, and its tables.
pub(super) const VENDOR: Vendor = Vendor {
    source: Some(Source::Oura),
    json: &[
        VendorJson::nights(&["bedtime_start", "day"], record),
        VendorJson::nights(&["daily_readiness", "day"], record),
    ],
    nights: |_, sheet| is_table(sheet).then_some(table as ReadNights),
    ..Vendor::NONE
};

/// One sleep.
struct Sleep<'a> {
    day: Date,
    kind: Option<&'a str>,
    asleep_s: Option<f64>,
    hrv_ms: Option<f64>,
    lowest_bpm: Option<f64>,
}

impl Sleep<'_> {
    /// Takes the sleep over if it is the day's longest so far.
    fn take(&self, nights: &mut NightValues) {
        if self.kind.is_some_and(|kind| kind != "long_sleep") {
            return;
        }
        let Some(asleep_s) = self.asleep_s.filter(|seconds| nights.is_longest(self.day, *seconds)) else { return };
        nights.take(self.day, Metric::Sleep, Some(asleep_s / 3600.0));
        nights.take(self.day, Metric::HrvRmssd, self.hrv_ms);
        nights.take(self.day, Metric::RestingHr, self.lowest_bpm);
    }
}

fn day_of(text: Option<&str>) -> Option<Date> {
    DateOrder::YearFirst.read(text?).map(|(day, _)| day)
}

/// A record under a key of the export; whether it has a day, where it is a sleep.
fn record(key: &str, record: &JsonValue, nights: &mut NightValues) -> bool {
    if key != "sleep" {
        return true;
    }
    let Some(day) = day_of(record.text(&["day"])) else { return false };
    let sleep = Sleep {
        day,
        kind: record.text(&["type"]),
        asleep_s: record.number(&["total_sleep_duration"]),
        hrv_ms: record.number(&["average_hrv"]),
        lowest_bpm: record.number(&["lowest_heart_rate"]),
    };
    sleep.take(nights);
    true
}

/// Whether a table is Oura's sleep, or its trends.
fn is_table(sheet: &NightTable<'_>) -> bool {
    sheet.has(&["day", "total_sleep_duration", "average_hrv"])
        || sheet.has(&["date", "total sleep duration", "average hrv"])
}

/// The nights of a table; gives the number of rows without a day.
fn table(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let either = |sheet: &NightTable<'_>, now: &str, then: &str| sheet.column(now).or_else(|| sheet.column(then));
    let day = either(sheet, "day", "date");
    let asleep = either(sheet, "total_sleep_duration", "total sleep duration");
    let hrv = either(sheet, "average_hrv", "average hrv");
    let lowest = either(sheet, "lowest_heart_rate", "lowest resting heart rate");
    let kind = sheet.column("type");
    let mut without_day = 0_u64;
    while let Some(row) = sheet.next() {
        let Some(day) = day_of(row.text(day)) else {
            without_day = without_day.saturating_add(1);
            continue;
        };
        let sleep = Sleep {
            day,
            kind: row.text(kind),
            asleep_s: row.number(asleep),
            hrv_ms: row.number(hrv),
            lowest_bpm: row.number(lowest),
        };
        sleep.take(nights);
    }
    without_day
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::morning::Morning;
    use crate::morning::{Metric, Source};
    use crate::vendors::nights::{read_table, read_text};

    fn values(mornings: &[Morning]) -> Vec<(i8, &'static str, f64)> {
        mornings
            .iter()
            .flat_map(|morning| morning.readings.iter().map(|reading| (morning.day.day(), reading)))
            .map(|(day, reading)| {
                assert_eq!(reading.source, Source::Oura);
                (day, reading.metric.as_str(), reading.value)
            })
            .collect()
    }

    #[test]
    fn the_long_sleep_of_a_day_counts_and_scores_do_not() {
        let text = r#"{"sleep":[
            {"day":"2026-05-01","type":"sleep","bedtime_start":"2026-04-30T13:00:00+02:00","total_sleep_duration":3600,"average_hrv":20,"lowest_heart_rate":60},
            {"day":"2026-05-01","type":"long_sleep","total_sleep_duration":27000,"average_hrv":58,"lowest_heart_rate":44},
            {"day":"2026-05-02","type":"deleted","total_sleep_duration":27000,"average_hrv":58,"lowest_heart_rate":44},
            {"day":"2026-05-03","type":"long_sleep","total_sleep_duration":25200,"average_hrv":null,"lowest_heart_rate":45}],
            "daily_readiness":[{"day":"2026-05-04","score":80,"contributors":{"resting_heart_rate":95}}]}"#;
        let mornings = read_text(text, &mut Diagnostics::default());
        assert_eq!(
            values(&mornings),
            [
                (1, "hrv_rmssd_ms", 58.0),
                (1, "resting_hr_bpm", 44.0),
                (1, "sleep_h", 7.5),
                (3, "resting_hr_bpm", 45.0),
                (3, "sleep_h", 7.0)
            ]
        );
    }

    #[test]
    fn tables_of_both_generations_are_read() {
        let now = "id;day;type;total_sleep_duration;average_hrv;lowest_heart_rate\n\
                   a;2026-05-01;long_sleep;27000;58;44\nb;2026-05-01;deleted;28000;99;40\n";
        let then = "date,Total Sleep Duration,Lowest Resting Heart Rate,Average HRV\n2026-05-01,27000,44,58\n";
        for text in [now, then] {
            let found = read_table("sleep.csv", text.as_bytes(), None, &mut Diagnostics::default());
            let found = found.unwrap_or_default();
            assert_eq!(
                values(&found),
                [(1, Metric::HrvRmssd.as_str(), 58.0), (1, "resting_hr_bpm", 44.0), (1, "sleep_h", 7.5)]
            );
        }
    }
}
