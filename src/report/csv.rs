//! The tables as CSV: RFC 4180 with LF, UTF-8, one header line; an empty cell is unknown, `0` is observed.
//!
//! A text that a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises; numbers are the shortest decimals that read back as the same number.

use super::backtest::BacktestRow;
use super::forecast::ForecastRow;
use super::{ActivityRow, DailyRow, DuplicateRow, ImportRow, MorningRow, PeriodRow, ReadinessRow, ThresholdRow};

/// `activities.csv`.
#[must_use]
pub fn activities(rows: &[ActivityRow]) -> Vec<u8> {
    table(rows)
}

/// `daily.csv`.
#[must_use]
pub fn daily(rows: &[DailyRow]) -> Vec<u8> {
    table(rows)
}

/// `weeks.csv` and `months.csv`.
#[must_use]
pub fn periods(rows: &[PeriodRow]) -> Vec<u8> {
    table(rows)
}

/// `readiness.csv`.
#[must_use]
pub fn readiness(rows: &[ReadinessRow]) -> Vec<u8> {
    table(rows)
}

/// `mornings.csv`.
#[must_use]
pub fn mornings(rows: &[MorningRow]) -> Vec<u8> {
    table(rows)
}

/// `import.csv`.
#[must_use]
pub fn import(rows: &[ImportRow]) -> Vec<u8> {
    table(rows)
}

/// `duplicates.csv`.
#[must_use]
pub fn duplicates(rows: &[DuplicateRow]) -> Vec<u8> {
    table(rows)
}

/// The thresholds over time.
#[must_use]
pub fn thresholds(rows: &[ThresholdRow]) -> Vec<u8> {
    table(rows)
}

/// The days of a forecast.
#[must_use]
pub fn forecast(rows: &[ForecastRow]) -> Vec<u8> {
    table(rows)
}

/// The rows of a backtest.
#[must_use]
pub fn backtest(rows: &[BacktestRow]) -> Vec<u8> {
    table(rows)
}

/// A table of texts, guarded like every other.
#[must_use]
pub fn sheet<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(header);
    for row in rows {
        written = written.and(writer.write_record(row.map(guarded)));
    }
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// A text as it stands in a cell; a number is none that a spreadsheet would run.
fn guarded(cell: String) -> String {
    if cell.parse::<f64>().is_ok() { cell } else { cell.cell() }
}

fn table<R: Row>(rows: &[R]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Rows of one length, written to memory: nothing here can fail.
    let mut written = writer.write_record(R::COLUMNS);
    for row in rows {
        written = written.and(writer.write_record(row.cells()));
    }
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// A value with columns.
trait Row {
    /// The names of the fields, in order.
    const COLUMNS: &'static [&'static str];
    /// One cell a column.
    fn cells(&self) -> Vec<String>;
}

/// Takes a row apart by name, so that a field without a column does not compile.
macro_rules! row {
    ($row:ident { $($field:ident),* $(,)? }) => {
        impl Row for $row {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn cells(&self) -> Vec<String> {
                let Self { $($field),* } = self;
                vec![$($field.cell()),*]
            }
        }
    };
}

row!(ActivityRow {
    athlete,
    activity_id,
    start_time,
    day,
    tz_source,
    sport,
    duration_s,
    moving_s,
    elapsed_s,
    distance_m,
    ascent_m,
    heart_rate_mean_bpm,
    heart_rate_max_bpm,
    hr_coverage,
    duration_h,
    intensity,
    load,
    load_method,
    load_quality,
    source,
    name,
    recovered,
    hr_repaired_s,
    hr_suspect_s,
    gps_repaired_s,
    load_hrss,
    load_edwards,
    load_lucia,
    load_daniels,
    load_pace,
    load_govss,
    load_run_power,
    load_power,
    load_xpower,
    load_rpe,
    trimp_banister,
    trimp_edwards,
    trimp_lucia,
    daniels_points,
    session_rpe,
    vdot,
    decoupling,
    normalised_power_w,
    graded_speed_mps,
    zone_1_s,
    zone_2_s,
    zone_3_s,
    rpe,
    temperature_c,
    rpe_resid,
    heart_rate_resid_bpm,
});

row!(BacktestRow { athlete, predictor, outcome, count, rho, low, high, verdict });

row!(ForecastRow {
    athlete,
    scenario,
    day,
    day_class,
    load_low,
    load,
    load_high,
    acute,
    chronic,
    form_low,
    form,
    form_high,
    form_ratio,
    load_z,
    load_holds_back,
    guards,
});

row!(ThresholdRow { from, key, value, unit, pace_per_km, provenance, confidence, evidence });

row!(DailyRow {
    athlete,
    day,
    day_class,
    load,
    acute,
    chronic,
    form,
    form_ratio,
    ramp,
    monotony,
    strain,
    acwr,
    longest_run_30d_m,
    spike_class,
    days_since_rest,
    warm_up,
    acwr_coupled,
    acwr_ewma,
});

row!(PeriodRow {
    athlete,
    first_day,
    last_day,
    days_known,
    load,
    load_run,
    load_ride,
    load_other,
    duration_h,
    run_distance_m,
    longest_run_m,
    ascent_m,
    sessions,
    workouts,
    hard_workouts,
    rest_days,
    active_recovery_days,
    acute,
    chronic,
    form,
    monotony,
    strain,
    zone_1_s,
    zone_2_s,
    zone_3_s,
    polarization_index,
});

row!(ReadinessRow {
    athlete,
    day,
    score,
    half_width,
    band,
    confidence,
    fatigue_z,
    fatigue_q,
    soreness_z,
    soreness_q,
    sleep_quality_z,
    sleep_quality_q,
    mood_z,
    mood_q,
    hrv_z,
    hrv_q,
    rhr_z,
    rhr_q,
    sleep_z,
    sleep_q,
    load_z,
    load_q,
    rpe_resid_z,
    rpe_resid_q,
    hr_speed_z,
    hr_speed_q,
    caps,
    missing,
    reason_1,
    reason_2,
    reason_3,
});

row!(MorningRow {
    athlete,
    day,
    checkin_time,
    checkins,
    legs,
    soreness,
    motivation,
    sleep_quality,
    felt_harder,
    illness,
    pain,
    rpe,
    sleep_h,
    sleep_source,
    hrv_rmssd_ms,
    hrv_rmssd_source,
    hrv_sdnn_ms,
    hrv_sdnn_source,
    resting_hr_bpm,
    resting_hr_source,
});

row!(DuplicateRow { winner_activity_id, winner, loser, code, evidence });
row!(ImportRow { source, outcome, code, activity_id, detail, byte_offset });

/// A value as the text of its cell.
trait Cell {
    fn cell(&self) -> String;
}

impl Cell for f64 {
    /// Without exponent and without a minus before zero; empty for what is no number.
    fn cell(&self) -> String {
        if self.is_finite() { (self + 0.0).to_string() } else { String::new() }
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> String {
        self.as_ref().map(Cell::cell).unwrap_or_default()
    }
}

/// Types whose usual text is their cell.
macro_rules! cell {
    ($($type:ty),*) => {
        $(impl Cell for $type {
            fn cell(&self) -> String {
                self.to_string()
            }
        })*
    };
}

cell!(bool, u8, u32, u64, usize, &'static str);

impl Cell for String {
    /// What begins like a formula comes from a file's or a device's name, and must not be run.
    fn cell(&self) -> String {
        let formula = self.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
        if formula { format!("'{self}") } else { self.clone() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::sample;
    use serde::Serialize;

    /// The header that serde would write: the names of the fields as they are in the value.
    fn field_names<T: Serialize>(row: &T) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(row).unwrap();
        String::from_utf8(writer.into_inner().unwrap()).unwrap().lines().next().unwrap().to_owned()
    }

    #[test]
    fn columns_are_the_fields_in_order() {
        let report = sample::report();
        assert_eq!(ActivityRow::COLUMNS.join(","), field_names(&report.activities[0]));
        assert_eq!(DailyRow::COLUMNS.join(","), field_names(&report.daily[0]));
        assert_eq!(PeriodRow::COLUMNS.join(","), field_names(&report.weeks[0]));
        assert_eq!(ReadinessRow::COLUMNS.join(","), field_names(&report.mornings[0]));
        assert_eq!(MorningRow::COLUMNS.join(","), field_names(&MorningRow::default()));
        assert_eq!(ImportRow::COLUMNS.join(","), field_names(&report.import[0]));
        assert_eq!(ThresholdRow::COLUMNS.join(","), field_names(&report.thresholds_history[0]));
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(import(&[]), b"source,outcome,code,activity_id,detail,byte_offset\n");
        assert!(daily(&[]).starts_with(b"athlete,day,day_class,load,"));
    }

    #[test]
    fn numbers_are_short_and_exact_and_the_unknown_is_empty() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (3600.0, "3600"),
            (-12.25, "-12.25"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-7, "0.0000001"),
            (1e21, "1000000000000000000000"),
            (f64::NAN, ""),
            (f64::NEG_INFINITY, ""),
        ] {
            assert_eq!(number.cell(), text);
        }
        assert_eq!(None::<f64>.cell(), "");
        assert_eq!(Some(7_u8).cell(), "7");
        assert_eq!(true.cell(), "true");
    }

    #[test]
    fn hostile_texts_read_back_as_they_were_but_for_formulas() {
        let mut rows = Vec::new();
        for text in sample::HOSTILE {
            rows.push(ImportRow {
                source: text.to_owned(),
                detail: text.to_owned(),
                ..sample::report().import[0].clone()
            });
        }
        let bytes = import(&rows);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read.len(), rows.len());
        for (record, row) in read.iter().zip(&rows) {
            assert!(!record[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\0']));
            let told = [&record[0], &record[4]].map(|cell| if cell == row.source { cell } else { &cell[1..] });
            assert_eq!(told, [row.source.as_str(), row.detail.as_str()]);
        }
    }

    #[test]
    fn lines_end_in_lf() {
        let bytes = activities(&sample::report().activities);
        assert!(bytes.ends_with(b"\n") && !bytes.contains(&b'\r'));
    }
}
