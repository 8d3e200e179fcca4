//! The nights of a Garmin account export, in JSON: `sleepData`, `healthStatusData` and `UDSFile`.
//!
//! Garmin's days are those of waking up. Its scores are on scales of their own and are not read.

use crate::morning::Metric;
use crate::vendors::json::JsonValue;
use crate::vendors::mapping::iso_day;
use crate::vendors::night_values::NightValues;
use jiff::civil::{Date, DateTime};

/// The parts of a night may miss its length by this much, seconds.
const SLACK_S: f64 = 60.0;

/// The calendar day of a record: a text, or milliseconds of its midnight in UTC.
fn day_of(record: &JsonValue) -> Option<Date> {
    let text = record.text(&["calendarDate"]).or_else(|| record.text(&["date"]));
    if text.is_some() {
        return iso_day(text);
    }
    let ms = record.number(&["calendarDate"])? as i64;
    jiff::Timestamp::from_millisecond(ms).ok().map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// A night of `sleepData`; absent where it has no day. Naps stand in a list of their own and are not counted.
pub(in crate::vendors) fn take_sleep(_: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    let day = day_of(record)?;
    let seconds = |key: &str| record.number(&[key]).filter(|seconds| 0.0 <= *seconds);
    let asleep_s = match (seconds("deepSleepSeconds"), seconds("lightSleepSeconds")) {
        (Some(deep), Some(light)) => {
            let rem = seconds("remSleepSeconds");
            let parts = deep + light + rem.unwrap_or(0.0);
            let awake = seconds("awakeSleepSeconds").unwrap_or(0.0) + seconds("unmeasurableSeconds").unwrap_or(0.0);
            let length_s = length_s(record);
            let adds_up = length_s.is_none_or(|length| (length - parts - awake).abs() <= SLACK_S);
            if !adds_up {
                nights.odd = nights.odd.saturating_add(1);
            }
            // Without REM the parts are the night only where nothing is missing.
            (rem.is_some() || adds_up).then_some(parts)
        }
        _ => ["sleepTimeSeconds", "totalSleepSeconds", "durationInSeconds", "sleepDuration"]
            .into_iter()
            .find_map(seconds),
    };
    nights.take_value(day, Metric::Sleep, asleep_s.map(|seconds| seconds / 3600.0));
    Some(())
}

/// From falling asleep to waking up, seconds.
fn length_s(record: &JsonValue) -> Option<f64> {
    let at = |key: &str| record.text(&[key])?.parse::<DateTime>().ok();
    let (start, end) = (at("sleepStartTimestampGMT")?, at("sleepEndTimestampGMT")?);
    let length_s = end.duration_since(start).as_secs_f64();
    (0.0 < length_s).then_some(length_s)
}

/// A day of `healthStatusData`; absent where it has none. Its heart rate is that of the night and no resting heart rate.
pub(in crate::vendors) fn health_status(_: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    let day = day_of(record)?;
    let hrv = record.list(&["metrics"]).iter().find(|metric| metric.text(&["type"]) == Some("HRV"));
    nights.take_value(day, Metric::HrvRmssd, hrv.and_then(|metric| metric.number(&["value"])));
    Some(())
}

/// A day of `UDSFile`; absent where it has none.
pub(in crate::vendors) fn take_day(_: &str, record: &JsonValue, nights: &mut NightValues) -> Option<()> {
    let day = day_of(record)?;
    nights.take_value(day, Metric::RestingHr, record.number(&["restingHeartRate"]));
    Some(())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use crate::diagnostic::{Code, Diagnostics};
    use crate::morning::Morning;
    use crate::morning::{Metric, Reading, Source};
    use crate::vendors::nights::read_text;
    use jiff::civil::date;

    fn read_all(text: &str) -> (Vec<Morning>, Vec<(Code, String)>) {
        let mut diagnostics = Diagnostics::default();
        let mornings = read_text(text, &mut diagnostics);
        (mornings, diagnostics.as_slice().iter().map(|found| (found.code, found.detail.clone())).collect())
    }

    fn night(day: i8, metric: Metric, value: f64) -> Morning {
        let reading = Reading { metric, value, source: Source::GARMIN };
        Morning { day: date(2026, 2, day), readings: vec![reading], ..Morning::default() }
    }

    #[test]
    fn a_night_is_what_was_slept_on_the_day_of_waking() {
        let (mornings, found) = read_all(
            r#"[{"calendarDate":"2026-02-15","sleepStartTimestampGMT":"2026-02-14T22:00:00.0",
                 "sleepEndTimestampGMT":"2026-02-15T06:00:00.0","deepSleepSeconds":5400,"lightSleepSeconds":14400,
                 "remSleepSeconds":7200,"awakeSleepSeconds":1800,"unmeasurableSeconds":0,"napList":[{"x":1}]},
                {"retro":false},
                {"calendarDate":"2026-02-16","sleepStartTimestampGMT":"2026-02-15T22:00:00.0",
                 "sleepEndTimestampGMT":"2026-02-16T06:00:00.0","deepSleepSeconds":5400,"lightSleepSeconds":14400,
                 "awakeSleepSeconds":1800},
                {"calendarDate":"2026-02-17","sleepStartTimestampGMT":"2026-02-16T22:00:00.0",
                 "sleepEndTimestampGMT":"2026-02-17T06:00:00.0","deepSleepSeconds":5400,"lightSleepSeconds":21600,
                 "awakeSleepSeconds":1800,"unmeasurableSeconds":0},
                {"calendarDate":"2026-02-18","deepSleepSeconds":null,"lightSleepSeconds":null}]"#,
        );
        assert_eq!(mornings, [night(15, Metric::Sleep, 7.5), night(17, Metric::Sleep, 7.5)], "REM unknown is not 0");
        let codes: Vec<Code> = found.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, [Code::BadTime, Code::BadValue, Code::Nights]);
    }

    #[test]
    fn variability_is_taken_where_it_is_and_a_nights_heart_rate_is_no_resting_one() {
        let (mornings, _) = read_all(
            r#"[{"calendarDate":"2026-02-15","outliersCount":0,"metrics":[{"type":"HR","value":52.0},
                 {"type":"HRV","value":61.0,"baselineLowerLimit":0.0,"status":"ONBOARDING"}]},
                {"calendarDate":"2026-02-16","metrics":[{"type":"HRV","status":"NONE"}]},
                {"calendarDate":"2026-02-17","metrics":[{"type":"HRV","value":255}]}]"#,
        );
        assert_eq!(mornings, [night(15, Metric::HrvRmssd, 61.0)]);
    }

    #[test]
    fn a_watch_that_was_not_worn_has_no_resting_heart_rate_and_the_later_record_of_a_day_counts() {
        let (mornings, _) = read_all(
            r#"[{"calendarDate":"2026-02-15","restingHeartRate":0},{"calendarDate":"2026-02-16","restingHeartRate":null},
                {"calendarDate":"2026-02-17","restingHeartRate":47},{"calendarDate":"2026-02-17","restingHeartRate":48},
                {"calendarDate":1771372800000,"restingHeartRate":49},{"hydration":{"valueInML":500}}]"#,
        );
        assert_eq!(mornings, [night(17, Metric::RestingHr, 48.0), night(18, Metric::RestingHr, 49.0)]);
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_came_before() {
        let (mornings, found) = read_all(r#"[{"calendarDate":"2026-02-17","restingHeartRate":47},{"calendarDa"#);
        assert_eq!(mornings, [night(17, Metric::RestingHr, 47.0)]);
        assert_eq!(found[0].0, Code::NightRow);
        assert!(found[0].1.starts_with("after record 1: the file ends in the middle"), "{}", found[0].1);
    }
}
