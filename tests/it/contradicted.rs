//! Recordings that contradict themselves: each case of `fixtures/contradictions` is answered with its truth.

use crate::workbench::{Table, fixture, report, shared, table};
use std::collections::BTreeMap;
use std::path::Path;

/// What must stand in one place of a report.
struct Expected {
    activity: usize,
    column: String,
    value: String,
    tolerance: f64,
}

/// By case.
fn expectations(text: &str) -> BTreeMap<String, Vec<Expected>> {
    let mut cases: BTreeMap<String, Vec<Expected>> = BTreeMap::new();
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let [case, activity, column, value, tolerance] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not a row of five: {line}")
        };
        cases.entry(case.to_owned()).or_default().push(Expected {
            activity: activity.parse().unwrap(),
            column: column.to_owned(),
            value: value.to_owned(),
            tolerance: tolerance.parse().unwrap(),
        });
    }
    cases
}

/// What a report over the folder has there.
fn found(out: &Path, activities: &Table, expected: &Expected) -> String {
    match (expected.activity, expected.column.strip_prefix("import:")) {
        (0, Some(source)) => {
            let import = table(out, "import.csv");
            let row = import.rows.iter().find(|row| row["source"] == source);
            row.map_or_else(|| "no such input".to_owned(), |row| row["code"].clone())
        }
        (0, None) => table(out, &format!("{}.csv", expected.column)).rows.len().to_string(),
        (nth, _) => {
            let row = activities.rows.get(nth - 1);
            row.map_or_else(|| "no such activity".to_owned(), |row| row[&expected.column].clone())
        }
    }
}

/// What is not as it must be, a line each.
fn wrong(folder: &Path, case: &str, expected: &[Expected]) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let ended = report(&[folder.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
    if !out.join("activities.csv").exists() {
        return vec![format!("{case}: no report: {}", ended.stderr)];
    }
    let mut activities = table(&out, "activities.csv");
    activities.rows.sort_by_key(|row| row["start_time"].clone());
    let is_as_it_must = |found: &str, expected: &Expected| match (found.parse::<f64>(), expected.value.parse::<f64>()) {
        (Ok(found), Ok(value)) if 0.0 < expected.tolerance => {
            (found - value).abs() <= expected.tolerance * value.abs().max(1.0)
        }
        _ => found == expected.value,
    };
    let asked = expected.iter().map(|expected| (expected, found(&out, &activities, expected)));
    asked
        .filter(|(expected, found)| !is_as_it_must(found, expected))
        .map(|(expected, found)| {
            let Expected { activity, column, value, .. } = expected;
            format!("{case}, activity {activity}: {column} is {found:?}, and {value} is true")
        })
        .collect()
}

fn assert_all(root: &Path, text: &str) {
    let cases = expectations(text);
    let wrong: Vec<String> =
        cases.iter().flat_map(|(case, expected)| wrong(&root.join(case), case, expected)).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn each_case_is_answered_with_its_truth() {
    let text = std::fs::read_to_string(fixture("contradictions.expected.tsv")).unwrap();
    let folders = std::fs::read_dir(fixture("contradictions")).unwrap().map(|entry| entry.unwrap().file_name());
    let cases = expectations(&text);
    for folder in folders {
        let folder = folder.into_string().unwrap();
        assert!(cases.contains_key(&folder), "nothing is asked of {folder}");
    }
    assert_all(&fixture("contradictions"), &text);
}

/// What was reported in public and answered wrongly once, where the machine has the files.
#[test]
fn what_was_reported_in_public_is_answered_with_its_truth() {
    let Some(cases) = shared("cases/files") else { return };
    assert_all(&cases, include_str!("reported.tsv"));
}
