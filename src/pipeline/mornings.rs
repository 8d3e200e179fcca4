//! The rows of `mornings.csv`: what was said and measured, as it counts.

use crate::morning::Morning;
use crate::morning::{Metric, Source, SourceOrder};
use crate::report::MorningRow;

/// A row a day of which anything is known; `mornings` by day and time.
pub(super) fn rows(athlete: &str, mornings: &[Morning], order: &SourceOrder) -> Vec<MorningRow> {
    mornings
        .chunk_by(|a, b| a.day == b.day)
        .map(|day| row(athlete, day, order))
        .filter(|row| *row != MorningRow { athlete: row.athlete.clone(), day: row.day, ..MorningRow::default() })
        .collect()
}

fn row(athlete: &str, day: &[Morning], order: &SourceOrder) -> MorningRow {
    // The last word before the day's first activity, and the most believed source; what both said is kept in their files.
    let in_time = || day.iter().rev().filter(|morning| !morning.late);
    let answer = |item: fn(&Morning) -> Option<f64>| in_time().find_map(item);
    let flag = |item: fn(&Morning) -> Option<bool>| day.iter().rev().find_map(item);
    let measured = |metric: Metric| -> Option<(Source, f64)> {
        in_time().flat_map(|morning| morning.values(metric)).min_by_key(|(source, _)| order.rank(metric, *source))
    };
    let [rmssd, sdnn, rhr, sleep] = Metric::ALL.map(measured);
    let value = |found: Option<(Source, f64)>| found.map(|(_, value)| value);
    let source = |found: Option<(Source, f64)>| found.map(|(source, _)| source.as_str());
    let check_ins = || day.iter().filter(|morning| morning.is_check_in());
    let time = check_ins().rev().filter(|morning| !morning.late).find_map(|morning| morning.time);
    MorningRow {
        athlete: athlete.to_owned(),
        day: day.first().map(|morning| morning.day).unwrap_or_default(),
        checkin_time: time.map(|time| time.strftime("%H:%M").to_string()),
        checkins: check_ins().count() as u32,
        legs: answer(|morning| morning.legs),
        soreness: answer(|morning| morning.soreness),
        motivation: answer(|morning| morning.motivation),
        sleep_quality: answer(|morning| morning.sleep_quality),
        felt_harder: flag(|morning| morning.felt_harder),
        illness: flag(|morning| morning.illness),
        pain: flag(|morning| morning.pain),
        rpe: day.iter().rev().find_map(|morning| morning.rpe),
        sleep_h: value(sleep),
        sleep_source: source(sleep),
        hrv_rmssd_ms: value(rmssd),
        hrv_rmssd_source: source(rmssd),
        hrv_sdnn_ms: value(sdnn),
        hrv_sdnn_source: source(sdnn),
        resting_hr_bpm: value(rhr),
        resting_hr_source: source(rhr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::morning::Reading;
    use jiff::civil::{date, time};

    #[test]
    fn the_last_check_in_before_the_run_and_the_most_believed_source_stand_in_the_row() {
        let day = date(2026, 5, 1);
        let reading = |source, value| Reading { metric: Metric::Sleep, value, source };
        let readings = vec![reading(Source::Apple, 6.0), reading(Source::Oura, 7.0)];
        let said = |hour, legs, late| Morning {
            day,
            time: Some(time(hour, 5, 0, 0)),
            legs: Some(legs),
            late,
            ..Morning::default()
        };
        let mornings = [
            Morning { day, readings, ..Morning::default() },
            said(6, 2.0, false),
            said(7, 4.0, false),
            Morning { illness: Some(true), ..said(21, 1.0, true) },
        ];
        let rows = rows("Ada", &mornings, &SourceOrder::default());
        let expected = MorningRow {
            athlete: "Ada".to_owned(),
            day,
            checkin_time: Some("07:05".to_owned()),
            checkins: 3,
            legs: Some(4.0),
            illness: Some(true),
            sleep_h: Some(7.0),
            sleep_source: Some("oura"),
            ..MorningRow::default()
        };
        assert_eq!(rows, [expected]);
    }
}
