//! The daily series, spikes, monotony and the workload ratio against papers and other programs.

use super::reader::{Row, check, rows};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use restday::load::series::{self, ACUTE_DAYS, CHRONIC_DAYS, SessionLoad, Span};
use restday::load::spike;

/// The last day of the series of daily loads.
fn last_day(loads: &[f64], seed: f64) -> series::Row {
    let first = date(2026, 1, 1);
    let day = |nth: usize| first.saturating_add((nth as i64).days());
    let sessions: Vec<SessionLoad> = loads
        .iter()
        .enumerate()
        .filter(|(_, load)| 0.0 < **load)
        .map(|(nth, load)| SessionLoad { athlete: 1, day: day(nth), load: *load })
        .collect();
    let last: Date = day(loads.len() - 1);
    let rows = series::series(&[Span { athlete: 1, seed, first, last }], &sessions).expect("polars answers");
    *rows.last().expect("a series of days has a last one")
}

/// The daily loads of a case: a list, or `100/day` for a number of days.
fn loads(row: &Row) -> Vec<f64> {
    match row.number("day") {
        Some(days) => vec![100.0; days as usize],
        None => row.numbers("loads"),
    }
}

#[test]
fn acute_chronic_form_and_ramp() {
    const OPTION: &str = "a named option of a later version: this one has the exponential weights only";
    let options: Vec<(String, &str)> = rows("pmc.csv")
        .iter()
        .filter(|row| {
            row.variant.contains("1/N")
                || row.variant.contains("2/(N+1)")
                || row.case_id.contains("inverse_N")
                || row.case_id.contains("span")
        })
        .map(|row| (row.case_id.clone(), OPTION))
        .collect();
    let left_out: Vec<(&str, &str)> = options.iter().map(|(case_id, reason)| (case_id.as_str(), *reason)).collect();
    assert_eq!(left_out.len(), 16);
    check("pmc.csv", &left_out, |row| {
        if left_out.iter().any(|(case_id, _)| *case_id == row.case_id) {
            return None;
        }
        let seed = row.number("seed").unwrap_or(0.0);
        match row.metric.as_str() {
            "pmc_alpha" => Some(series::alpha(row.number("n")?)),
            "ctl" => Some(last_day(&loads(row), seed).chronic),
            "atl" => Some(last_day(&loads(row), seed).acute),
            "tsb" => Some(last_day(&loads(row), seed).form),
            "ramp_rate" => last_day(&loads(row), seed).ramp,
            _ => None,
        }
    });
    assert!((ACUTE_DAYS - 7.0).abs() < 1e-12 && (CHRONIC_DAYS - 42.0).abs() < 1e-12);
}

#[test]
fn workload_ratio_uncoupled() {
    const OTHER: &str = "coupled or weighted: a named option of a later version";
    const NO_NUMBER: &str = "no number: without a load there is no ratio here, asserted below";
    let rows = rows("acwr.csv");
    let reason = |row: &Row| match row.case_id.as_str() {
        "ac_zero" => Some(NO_NUMBER),
        _ if row.variant.contains("uncoupled") => None,
        _ => Some(OTHER),
    };
    let left_out: Vec<(&str, &str)> =
        rows.iter().filter_map(|row| reason(row).map(|reason| (row.case_id.as_str(), reason))).collect();
    assert_eq!((rows.len(), left_out.len()), (17, 13));
    check("acwr.csv", &left_out, |row| {
        reason(row).is_none().then(|| last_day(&row.numbers("loads"), 0.0).acwr.expect("28 days are known"))
    });
    let zero = rows.iter().find(|row| row.case_id == "ac_zero").expect("the case");
    assert_eq!(last_day(&zero.numbers("loads"), 0.0).acwr, None);
}

#[test]
fn monotony_and_strain() {
    const POPULATION: &str = "population deviation; this program takes the sample deviation";
    const RPE: &str = "session RPE in minutes; here an hour at RPE 7 is 100, see the effort cases";
    const NO_NUMBER: &str = "no number: equal days have no monotony here, asserted below";
    let left_out =
        [("fo01", RPE), ("fo02", RPE), ("fo03", RPE), ("fo05", POPULATION), ("fo09", NO_NUMBER), ("fo10", NO_NUMBER)];
    check("foster_srpe.csv", &left_out, |row| {
        if left_out.iter().any(|(case_id, _)| *case_id == row.case_id) {
            return None;
        }
        let day = last_day(&row.numbers("daily"), 0.0);
        if row.metric == "monotony" { day.monotony } else { day.strain }
    });
    for row in rows("foster_srpe.csv").iter().filter(|row| ["fo09", "fo10"].contains(&row.case_id.as_str())) {
        let day = last_day(&row.numbers("daily"), 0.0);
        assert_eq!((day.monotony, day.strain), (None, None), "{}", row.case_id);
    }
}

#[test]
fn single_session_spike() {
    for row in rows("session_spike.csv") {
        let session_m = 1000.0 * row.number("session_km").expect("a distance");
        let class = spike::class(session_m, row.number("longest_30d_km").map(|km| 1000.0 * km));
        assert_eq!(class.as_str(), row.expected, "{}", row.case_id);
    }
}
