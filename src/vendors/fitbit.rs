//! Fitbit's part of a Google Takeout: resting heart rate and sleep in JSON, heart-rate variability as a table.

use super::json::JsonValue;
use super::mapping::{DateOrder, iso_day};
use super::nights::NightTable;
use super::{ReadNights, Vendor, VendorJson};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;

impl Source {
    /// Fitbit, in a Google Takeout.
    pub const FITBIT: Self = Self::new("fitbit");
}

/// Fitbit's files in a Takeout.
pub(super) const VENDOR: Vendor = Vendor {
    sources: &[Source::FITBIT],
    json: &[
        VendorJson::nights(&["dateOfSleep"], take_sleep),
        VendorJson::nights(&["dateTime", "value", "error"], resting_heart_rate),
    ],
    nights: |_, sheet| is_hrv(sheet).then_some(take_hrv as ReadNights),
    ..Vendor::NONE
};

/// A day of `resting_heart_rate-….json`, with an American date; absent where it has none. 0 is a placeholder.
fn resting_heart_rate(_: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    let (day, _) = DateOrder::MonthFirst.read_date(record.text(&["dateTime"])?)?;
    nights.take_value(day, Metric::RestingHr, record.number(&["value", "value"]));
    Some(())
}

/// A sleep of `sleep-….json`; absent where it has no day. Naps are no main sleep and do not count.
fn take_sleep(_: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    let day = iso_day(record.text(&["dateOfSleep"]))?;
    if record.is_true(&["mainSleep"]) {
        nights.take_value(day, Metric::Sleep, record.number(&["minutesAsleep"]).map(|minutes| minutes / 60.0));
    }
    Some(())
}

/// Whether a table is the daily summary of heart-rate variability; its details, a row every five minutes, are not.
fn is_hrv(sheet: &NightTable<'_>) -> bool {
    sheet.has(&["timestamp", "rmssd", "nremhr"])
}

/// The nights of the daily summary; gives the number of rows without a day.
fn take_hrv(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let (at, rmssd) = (sheet.column("timestamp"), sheet.column("rmssd"));
    sheet.count_undated(|row| {
        nights.take_value(iso_day(row.text(at))?, Metric::HrvRmssd, row.number(rmssd));
        Some(())
    })
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::float_cmp, reason = "a test may panic; values are as they are written")]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::vendors::nights::{read_table, read_text};
    use jiff::civil::date;

    #[test]
    fn american_dates_and_placeholders() {
        let text = r#"[{"dateTime":"03/01/24 00:00:00","value":{"date":"03/01/24","value":51.7,"error":6.8}},
                       {"dateTime":"03/02/24 00:00:00","value":{"date":null,"value":0.0,"error":0.0}}]"#;
        let mornings = read_text(text, &mut Diagnostics::default());
        assert_eq!(mornings.len(), 1);
        assert_eq!((mornings[0].day, mornings[0].readings[0].value), (date(2024, 3, 1), 51.7));
    }

    #[test]
    fn a_nap_is_no_night() {
        let text = r#"[{"dateOfSleep":"2024-03-01","minutesAsleep":435,"mainSleep":true,"levels":{"summary":{}}},
                       {"dateOfSleep":"2024-03-01","minutesAsleep":40,"mainSleep":false}]"#;
        let mornings = read_text(text, &mut Diagnostics::default());
        assert_eq!(mornings[0].readings[0].value, 7.25);
    }

    #[test]
    fn variability_is_read_from_the_summary_and_not_from_the_details() {
        let summary = "timestamp,rmssd,nremhr,entropy\n2024-03-01T00:00:00,44.2,51.3,2.9\n";
        let found = read_table("a.csv", summary.as_bytes(), None, &mut Diagnostics::default());
        assert_eq!(found.unwrap_or_default()[0].readings[0].value, 44.2);
        let details = "timestamp,rmssd,coverage,low_frequency,high_frequency\n2024-03-01T02:00:00,44.2,0.9,1,2\n";
        assert_eq!(read_table("a.csv", details.as_bytes(), None, &mut Diagnostics::default()), None);
    }
}
