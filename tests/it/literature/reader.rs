//! Rows of `tests/literature/*.csv`: numbers from papers and from other programs, each with its source.
#![allow(clippy::panic, reason = "a broken table must stop the test")]

use serde_json::Value;

/// One published or independently computed case.
pub(crate) struct Row {
    /// Unique inside its file.
    pub(crate) case_id: String,
    /// What is computed.
    pub(crate) metric: String,
    /// Which formula, or what the case shows.
    pub(crate) variant: String,
    /// The arguments, a JSON object.
    pub(crate) inputs: Value,
    /// A number, or a word.
    pub(crate) expected: String,
    /// Absolute tolerance; absent = word for word.
    pub(crate) tol: Option<f64>,
}

impl Row {
    /// A numeric argument; absent where the case has none or says `null`.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.inputs.get(name)?.as_f64()
    }

    /// A list of numbers; empty where the case has none.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        self.inputs.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect()
    }

    /// A word; empty where the case has none.
    pub(crate) fn word(&self, name: &str) -> &str {
        self.inputs.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Fails unless `found` is the expected number within the tolerance.
    pub(crate) fn assert_number(&self, found: f64) {
        let expected: f64 = self.expected.parse().unwrap_or_else(|_| panic!("{}: no number", self.case_id));
        let tol = self.tol.unwrap_or(0.0);
        assert!((found - expected).abs() <= tol, "{}: expected {expected} ± {tol}, found {found}", self.case_id);
    }
}

/// The rows of one file, by its name.
pub(crate) fn rows(file: &str) -> Vec<Row> {
    rows_at(&crate::workbench::repository().join("tests/literature").join(file))
}

/// The rows of a file of the model's own numbers, which lies beside the repository; absent where it does not.
pub(crate) fn model_rows(file: &str) -> Option<Vec<Row>> {
    crate::workbench::shared(&format!("methods/rr2/oracles/{file}")).map(|path| rows_at(&path))
}

fn rows_at(path: &std::path::Path) -> Vec<Row> {
    let path = path.display().to_string();
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let header = reader.headers().cloned().unwrap_or_else(|error| panic!("{path}: {error}"));
    let column = |name: &str| {
        header.iter().position(|known| known == name).unwrap_or_else(|| panic!("{path}: no column {name}"))
    };
    let [case_id, metric, variant] = ["case_id", "metric", "variant"].map(column);
    let [inputs, expected, tol] = ["inputs_json", "expected", "tol"].map(column);
    let parse = |record: csv::StringRecord| {
        let text = |at: usize| record.get(at).unwrap_or_default().to_owned();
        Row {
            case_id: text(case_id),
            metric: text(metric),
            variant: text(variant),
            inputs: serde_json::from_str(&text(inputs))
                .unwrap_or_else(|error| panic!("{path}: {}: {error}", text(case_id))),
            expected: text(expected),
            tol: text(tol).parse().ok(),
        }
    };
    let found: Vec<Row> =
        reader.records().map(|record| parse(record.unwrap_or_else(|error| panic!("{path}: {error}")))).collect();
    assert!(!found.is_empty(), "{path}: no rows");
    found
}

/// A recorded series that the cases refer to, a row of numbers each, NaN where a cell is empty. It may not be published, so
/// it is read where it lies beside the repository; absent where it does not.
pub(crate) fn series(name: &str) -> Option<Vec<Vec<f64>>> {
    let path = crate::workbench::shared(&format!("methods/oracles/series/{name}.csv"))?;
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = reader.records().map(|record| {
        let record = record.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        record.iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()
    });
    Some(rows.collect())
}

/// Holds every row of a file against our own answer: each is met, or left out by name with a reason, never both.
pub(crate) fn check(file: &str, left_out: &[(&str, &str)], ours: impl Fn(&Row) -> Option<f64>) {
    let rows = rows(file);
    for row in &rows {
        let reason = left_out.iter().find(|(case_id, _)| *case_id == row.case_id).map(|(_, reason)| *reason);
        match (ours(row), reason) {
            (Some(found), None) => row.assert_number(found),
            (None, Some(reason)) => assert!(!reason.is_empty(), "{file}: {}: left out without a reason", row.case_id),
            (Some(_), Some(_)) => panic!("{file}: {}: left out, and yet there is an answer", row.case_id),
            (None, None) => panic!("{file}: {}: neither met nor left out", row.case_id),
        }
    }
    for (case_id, _) in left_out {
        assert!(rows.iter().any(|row| row.case_id == *case_id), "{file}: {case_id} is left out, and no row");
    }
}
