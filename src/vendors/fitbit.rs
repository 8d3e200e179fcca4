//! Fitbit's part of a Google Takeout: resting heart rate and sleep in JSON, heart-rate variability as a table.

use super::json::JsonValue;
use super::mapping::DateOrder;
use super::nights::NightTable;
use super::{ReadNights, Vendor, VendorJson};
use crate::morning::{Metric, Source};
use crate::vendors::night_values::NightValues;

/// Fitbit's files in a Takeout.
pub(super) const VENDOR: Vendor = Vendor {
    source: Some(Source::Fitbit),
    json: &[
        VendorJson::nights(&["dateOfSleep"], sleep),
        VendorJson::nights(&["dateTime", "value", "error"], resting_heart_rate),
    ],
    nights: |_, sheet| is_hrv(sheet).then_some(hrv as ReadNights),
    ..Vendor::NONE
};

/// A day of `resting_heart_rate-….json`, with an American date; whether it has one. 0 is a placeholder.
fn resting_heart_rate(_: &str, record: &JsonValue, nights: &mut NightValues) -> bool {
    let Some((day, _)) = record.text(&["dateTime"]).and_then(|text| DateOrder::MonthFirst.read(text)) else {
        return false;
    };
    nights.take(day, Metric::RestingHr, record.number(&["value", "value"]));
    true
}

/// A sleep of `sleep-….json`; whether it has a day. Naps are no main sleep and do not count.
fn sleep(_: &str, record: &JsonValue, nights: &mut NightValues) -> bool {
    let Some((day, _)) = record.text(&["dateOfSleep"]).and_then(|text| DateOrder::YearFirst.read(text)) else {
        return false;
    };
    if record.is_true(&["mainSleep"]) {
        nights.take(day, Metric::Sleep, record.number(&["minutesAsleep"]).map(|minutes| minutes / 60.0));
    }
    true
}

/// Whether a table is the daily summary of heart-rate variability; its details, a row every five minutes, are not.
fn is_hrv(sheet: &NightTable<'_>) -> bool {
    sheet.has(&["timestamp", "rmssd", "nremhr"])
}

/// The nights of the daily summary; gives the number of rows without a day.
fn hrv(sheet: &mut NightTable<'_>, _: Option<&str>, nights: &mut NightValues) -> u64 {
    let (at, rmssd) = (sheet.column("timestamp"), sheet.column("rmssd"));
    let mut without_day = 0_u64;
    while let Some(row) = sheet.next() {
        match row.text(at).and_then(|text| DateOrder::YearFirst.read(text)) {
            Some((day, _)) => nights.take(day, Metric::HrvRmssd, row.number(rmssd)),
            None => without_day = without_day.saturating_add(1),
        }
    }
    without_day
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
