//! What may be shown to a stranger, and what a machine is asked when something is wrong.

use crate::workbench::{Ended, bytes, fixture, report, restday, text_of};
use std::path::Path;

fn command(arguments: &[&str]) -> Ended {
    restday().args(arguments).output().unwrap().into()
}

#[test]
fn a_redacted_report_tells_nobody_whose_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (open, redacted) = (home.path().join("open"), home.path().join("redacted"));
    let runner = fixture("runner");
    let formats = "csv,json,ndjson,xlsx,parquet,html,svg";
    let arguments = [runner.to_str().unwrap(), "--as-of", "latest", "--format", formats];
    report(&arguments, &open);
    assert_eq!(report(&[&arguments[..], &["--redact"]].concat(), &redacted).code, 0);
    let activities = crate::workbench::table(&open, "activities.csv").rows;
    let import = crate::workbench::table(&open, "import.csv").rows;
    let mut secrets: Vec<String> = ["Ada", "Lind", "athlete.toml", "export_12345678"].map(String::from).to_vec();
    secrets.extend(activities.iter().flat_map(|row| [row["activity_id"].clone(), row["source"].clone()]));
    // Names that are everybody's, such as checkins.csv, may stand in a sentence.
    let is_own = |source: &String| source.contains(|c: char| c.is_ascii_digit());
    secrets.extend(import.iter().map(|row| row["source"].clone()).filter(is_own));
    secrets.extend(activities.iter().map(|row| row["name"].clone()).filter(|name| 8 < name.len()));
    for (name, content) in bytes(&redacted) {
        let content = text_of(&content);
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            assert!(!content.contains(secret.as_str()), "{name} tells {secret}");
        }
    }
    // The figures are those of the open report.
    let days = |out: &Path| -> Vec<String> {
        let rows = crate::workbench::table(out, "daily.csv").rows;
        rows.into_iter().map(|row| format!("{} {} {}", row["day"], row["load"], row["form"])).collect()
    };
    assert!(days(&open) == days(&redacted) && bytes(&open).len() == bytes(&redacted).len());
}

/// Asserts that numbers are counts, and every text a word of ours.
fn walk(value: &serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => assert!(number.is_u64(), "{number}"),
        serde_json::Value::String(text) => {
            assert!(
                ["restday.support", env!("CARGO_PKG_VERSION"), "linux", std::env::consts::ARCH].contains(&&text[..])
            );
        }
        serde_json::Value::Array(values) => values.iter().for_each(walk),
        serde_json::Value::Object(map) => map.values().for_each(walk),
        _ => {}
    }
}

#[test]
fn a_support_bundle_has_counts_and_codes_and_nothing_else() {
    let runner = fixture("runner");
    let told = command(&["support-bundle", runner.to_str().unwrap()]);
    assert_eq!(told.code, 0);
    let bundle: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(bundle["codes"]["duplicate DUPLICATE-BYTES"], 2);
    assert_eq!(bundle["report"]["sound"]["days"], 182);
    walk(&bundle);
    for secret in ["Ada", "2026-", ".fit", "Oslo"] {
        assert!(!told.stdout.contains(secret), "{secret}");
    }
}

#[test]
fn the_doctor_says_what_is_read_and_why_one_input_is_what_it_is() {
    let runner = fixture("runner");
    let runner = runner.to_str().unwrap();
    let told = command(&["doctor", runner]);
    assert_eq!(told.code, 0);
    for words in
        ["Athlete Ada Lind", "Europe/Oslo", "145 inputs = 134 activities", "DUPLICATE-ACTIVITY", "ledger      none"]
    {
        assert!(told.stdout.contains(words), "{words}: {}", told.stdout);
    }
    let twin = command(&["doctor", runner, "--why", "Evening_Run_2026-04-30-18-15-00.gpx.gz"]);
    assert!(
        twin.stdout.contains("duplicate DUPLICATE-ACTIVITY") && twin.stdout.contains("counts, "),
        "{}",
        twin.stdout
    );
    let png = command(&["doctor", runner, "--why", "7c9e2f10-0001.png"]);
    assert!(png.code == 0 && png.stdout.contains("UNKNOWN-FORMAT"), "{}", png.stdout);
    let unknown = command(&["doctor", runner, "--why", "gpx/Evening_Run_2026-04-30-18-15-00.gpx"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("Did you mean gpx/Evening_Run"), "{}", unknown.stderr);
}
