//! The readiness model `rr-1` against its worked values. They hold the arithmetic to its definition; whether the model is
//! right about people is another question.
#![allow(clippy::expect_used, reason = "a broken table must stop the test")]

use super::reader::{Row, rows};
use restday::readiness::score::{ScoredMorning, score_signals};
use restday::readiness::{Factor, Signal};

const FILE: &str = "readiness_model.csv";
/// Rows of the file; a row that is lost or renamed must not pass unnoticed.
const ROWS: usize = 69;

#[test]
fn every_row_holds() {
    let rows = rows(FILE);
    assert_eq!(rows.len(), ROWS);
    let failures: Vec<String> = rows.iter().filter_map(|row| check(row).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(row: &Row) -> Result<(), String> {
    let verdict = verdict(row);
    let tol = row.tol.unwrap_or(0.0);
    let expected = row.expected.as_str();
    let number = |got: Option<f64>| match (got, expected.parse::<f64>()) {
        (Some(got), Ok(expected)) => (got - expected).abs() <= tol + 1e-9,
        (None, Err(_)) => expected == "null",
        _ => false,
    };
    let case = row.case_id.as_str();
    let holds = if case.ends_with("_score") {
        number(verdict.score)
    } else if case.ends_with("_half_width") {
        number(verdict.half_width)
    } else if case.ends_with("_band") {
        verdict.band.as_str() == expected
    } else if case.ends_with("_confidence") {
        verdict.confidence.as_str() == expected
    } else {
        return Err(format!("{case}: nobody knows what this row asks for"));
    };
    if holds { Ok(()) } else { Err(format!("{case} ({}): expected {expected}, got {verdict:?}", row.variant)) }
}

fn verdict(row: &Row) -> ScoredMorning {
    let deviations = row.inputs["z"].as_object().expect("`z` is an object");
    let quality = |key: &str| match &row.inputs["q"] {
        serde_json::Value::Object(given) => given[key].as_f64().expect("a quality is a number"),
        _ => 1.0,
    };
    let factors: Vec<Factor> = Signal::ALL
        .into_iter()
        .filter_map(|signal| {
            let z = deviations.get(signal.as_str())?.as_f64().expect("a deviation is a number");
            Some(Factor { signal, z, q: quality(signal.as_str()), value: None, normal: None })
        })
        .collect();
    assert_eq!(factors.len(), deviations.len(), "{}: an unknown signal", row.case_id);
    let flagged = row.inputs["flags"].as_array().is_some_and(|flags| flags.iter().any(|flag| flag == "ill_or_pain"));
    score_signals(&factors, flagged)
}
