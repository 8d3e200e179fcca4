//! Every code is produced: by a fixture, or, where no small file can, by a test beside the code that gives it.

use crate::workbench::{fixture, report, table};
use restday::diagnostic::Code;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the fixtures do not produce and a test beside the code does.
const BY_UNIT_TESTS: &str = "BAD-TIME CHECKIN-ROW FIT-CLOCK-PLACED FIT-NO-TIME FIT-ODD-FIELD FIT-ODD-FIELDS FIT-PART FROM-LEDGER FROM-TABLE \
    GZIP-TRAILING HEART-RATE-SUSPECT MULTISPORT-PARENT NIGHT-ROW OTHER-SENSOR PLAN POINT-LEFT-OUT ROUTE-LEFT-OUT \
    SPECIAL-FILE TEXT-CUT TEXT-REPAIRED TOO-LARGE TOO-MANY-SAMPLES TOO-MUCH UNREADABLE WRONG-EXTENSION XML-EVENT \
    XML-MALFORMED ZIP-MEMBER ZIP-MEMBERS";

/// A fault of restday's own, which nothing can produce.
const BY_NOTHING: &str = "DECODER-PANICKED";

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] }).collect()
}

/// The text of all tests.
fn tests() -> String {
    let root = &crate::workbench::repository();
    let mut text = String::new();
    for path in rust_files(&root.join("src")).into_iter().chain(rust_files(&root.join("tests/it"))) {
        let file = std::fs::read_to_string(&path).unwrap();
        let is_test = path.starts_with(root.join("tests")) || path.ends_with("tests.rs") || path.ends_with("damage.rs");
        let from = if is_test { Some(0) } else { file.find("#[cfg(test)]") };
        if !path.ends_with("codes.rs") {
            text.push_str(from.map_or("", |from| &file[from..]));
        }
    }
    text
}

#[test]
fn every_code_is_produced() {
    let folder = tempfile::tempdir().unwrap();
    let mut produced = BTreeSet::new();
    for name in ["runner", "formats", "hostile", "exports", "mornings"] {
        let out = folder.path().join(name);
        report(&[fixture(name).to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
        produced.extend(table(&out, "import.csv").rows.into_iter().map(|row| row["code"].clone()));
    }
    for case in std::fs::read_dir(fixture("contradictions")).unwrap() {
        let case = case.unwrap();
        let out = folder.path().join(case.file_name());
        report(&[case.path().to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
        produced.extend(table(&out, "import.csv").rows.into_iter().map(|row| row["code"].clone()));
    }
    let tests = tests();
    for code in Code::ALL {
        let name = code.as_str();
        let listed = |list: &str| list.split_whitespace().any(|known| known == name);
        assert!(
            produced.contains(name) != (listed(BY_UNIT_TESTS) || listed(BY_NOTHING)),
            "{name}: a fixture produces it, or it stands in one of the lists here, and not both"
        );
        let in_a_test = tests.contains(&format!("Code::{code:?}")) || tests.contains(&format!("\"{name}\""));
        assert!(!listed(BY_UNIT_TESTS) || in_a_test, "{name}: no test speaks of it");
    }
}
