//! Oura's nights: its export in one JSON file, a table a category, and the trends of older accounts.
//!
//! Only the long sleep of a day counts; naps and rests do not. The contributors of readiness are scores and are not read.

use super::json::JsonValue;
use super::mapping::iso_day;
use super::nights::NightTable;
use super::{ReadNights, Vendor, VendorJson};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;
use jiff::civil::Date;

impl Source {
    /// Oura.
    pub const OURA: Self = Self::new("oura");
}

/// Oura's export in one file, and its tables.
pub(super) const VENDOR: Vendor = Vendor {
    sources: &[Source::OURA],
    json: &[
        VendorJson::nights(&["bedtime_start", "day"], take_record),
        VendorJson::nights(&["daily_readiness", "day"], take_record),
    ],
    nights: |_, sheet| is_table(sheet).then_some(read_table as ReadNights),
    ..Vendor::NONE
};

/// Takes over a sleep if it is the day's longest so far: seconds asleep, RMSSD in milliseconds, lowest heart rate.
fn take_longest(nights: &mut NightValues, day: Date, kind: Option<&str>, numbers: [Option<f64>; 3]) {
    let [asleep_s, hrv_ms, lowest_bpm] = numbers;
    if kind.is_some_and(|kind| kind != "long_sleep") {
        return;
    }
    let Some(asleep_s) = asleep_s.filter(|seconds| nights.is_longest(day, *seconds)) else { return };
    nights.take_value(day, Metric::Sleep, Some(asleep_s / 3600.0));
    nights.take_value(day, Metric::HrvRmssd, hrv_ms);
    nights.take_value(day, Metric::RestingHr, lowest_bpm);
}

/// A record under a key of the export; absent where it is a sleep without a day.
fn take_record(key: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    if key == "sleep" {
        let day = iso_day(record.text(&["day"]))?;
        let numbers = ["total_sleep_duration", "average_hrv", "lowest_heart_rate"].map(|key| record.number(&[key]));
        take_longest(nights, day, record.text(&["type"]), numbers);
    }
    Some(())
}

/// Whether a table is Oura's sleep, or its trends.
fn is_table(sheet: &NightTable<'_>) -> bool {
    sheet.has(&["day", "total_sleep_duration", "average_hrv"])
        || sheet.has(&["date", "total sleep duration", "average hrv"])
}

/// The nights of a table; gives the number of rows without a day.
fn read_table(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let either = |now: &str, then: &str| sheet.column(now).or_else(|| sheet.column(then));
    let (day, kind) = (either("day", "date"), sheet.column("type"));
    let columns = [
        either("total_sleep_duration", "total sleep duration"),
        either("average_hrv", "average hrv"),
        either("lowest_heart_rate", "lowest resting heart rate"),
    ];
    sheet.count_undated(|row| {
        let numbers = columns.map(|column| row.number(column));
        take_longest(nights, iso_day(row.text(day))?, row.text(kind), numbers);
        Some(())
    })
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
                assert_eq!(reading.source, Source::OURA);
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
