//! One bad file costs one line and nothing else.

use crate::workbench::{bytes, copy_folder, fixture, report, restday, shared, table};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A small good batch, its report, and a place to add bad files to it.
struct Batch {
    _folder: tempfile::TempDir,
    inputs: PathBuf,
    out: PathBuf,
    good: BTreeMap<String, Vec<u8>>,
    good_import: Vec<BTreeMap<String, String>>,
}

impl Batch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (inputs, out) = (folder.path().join("inputs"), folder.path().join("out"));
        copy_folder(&fixture("runner/tcx"), &inputs);
        let ended = report(&[inputs.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        Self { good: bytes(&out), good_import: table(&out, "import.csv").rows, inputs, out, _folder: folder }
    }

    /// Adds a file, reports, checks that the other inputs are answered as before, and gives its lines and the exit code.
    fn with_any(&self, bad: &Path) -> (Vec<(String, String)>, i32) {
        let name = format!("zz-{}", bad.file_name().unwrap().to_string_lossy());
        let path = self.inputs.join(&name);
        fs::copy(bad, &path).unwrap();
        let ended = report(&[self.inputs.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &self.out);
        fs::remove_file(&path).unwrap();
        assert!([0, 3].contains(&ended.code), "{name}: {} {}", ended.code, ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{name}: {}", ended.stderr);
        let (own, others): (Vec<_>, Vec<_>) =
            table(&self.out, "import.csv").rows.into_iter().partition(|row| row["source"].starts_with(&name));
        assert_eq!(others, self.good_import, "{name} changed other lines of import.csv");
        (own.iter().map(|row| (row["outcome"].clone(), row["code"].clone())).collect(), ended.code)
    }

    /// As [`Batch::with_any`], for files that hold no activity: nothing else in the report changes by a byte.
    fn with(&self, bad: &Path) -> (Vec<(String, String)>, i32) {
        let lines = self.with_any(bad);
        let with = bytes(&self.out);
        for table in ["activities.csv", "daily.csv", "readiness.csv"] {
            assert!(with[table] == self.good[table], "{} changed {table}", bad.display());
        }
        lines
    }
}

#[test]
fn our_own_bad_files_have_their_codes() {
    let expected = fs::read_to_string(fixture("hostile.expected.tsv")).unwrap();
    let mut checked = 0;
    for line in expected.lines().skip(1) {
        let [source, outcome, code] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let file = source.split('!').next().unwrap();
        let batch = Batch::new();
        if outcome == "activity" {
            let (lines, exited) = batch.with_any(&fixture("hostile").join(file));
            assert_eq!(lines, [(outcome.to_owned(), code.to_owned())], "{source}");
            let damaged = ["FIT-TRUNCATED", "FIT-MALFORMED", "XML-DAMAGED"].contains(&code);
            assert_eq!(exited, if damaged { 3 } else { 0 }, "{source}");
        } else {
            let (lines, exited) = batch.with(&fixture("hostile").join(file));
            assert!(lines.contains(&(outcome.to_owned(), code.to_owned())), "{source}: {lines:?}");
            assert_eq!(exited, if outcome == "refused" { 3 } else { 0 }, "{source}");
        }
        checked += 1;
    }
    assert_eq!(checked, fs::read_dir(fixture("hostile")).unwrap().count());
}

#[test]
fn every_hostile_file_is_one_refused_or_empty_input() {
    let Some(folder) = shared("hostile") else { return };
    let batch = Batch::new();
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.extension().is_some_and(|extension| extension == "fit" || extension == "gpx") {
            continue;
        }
        let (lines, code) = batch.with(&path);
        assert_eq!(lines.len(), 1, "{}: {lines:?}", path.display());
        // Sound files without a timed point are routes like any other.
        let route = ["gpx-unknown-child-of-trkpt.gpx", "gpx-bounds-nan.gpx"].iter().any(|name| path.ends_with(name));
        let expected = if route { ("not_activity", 0) } else { ("refused", 3) };
        assert_eq!((lines[0].0.as_str(), code), expected, "{}: {lines:?}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 19);
}

/// What wants another program than cargo has: `tests/quick` leaves it to `tests/run`, by the name of this module.
mod with_python {
    use super::*;

    #[test]
    fn what_is_too_large_or_too_clever_is_refused_in_time() {
        let Some(script) = shared("hostile/make_large.py") else { return };
        let folder = tempfile::tempdir().unwrap();
        let made =
            std::process::Command::new("python3").arg(script).arg(folder.path()).output().expect("python3 is there");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let batch = Batch::new();
        let mut seen = 0;
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let (lines, code) = batch.with_any(&path);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(!lines.is_empty(), "{name}");
            println!("{name}: {code} {:?}", &lines[..lines.len().min(3)]);
            seen += 1;
        }
        assert_eq!(seen, 19);
    }
}

#[test]
fn a_fifo_does_not_hold_up_the_night() {
    let batch = Batch::new();
    let fifo = batch.inputs.join("zz-pipe.fit");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::fs::symlink(".", batch.inputs.join("loop")).unwrap();
    let ended = report(&[batch.inputs.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &batch.out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let import = table(&batch.out, "import.csv").rows;
    let special: Vec<&String> =
        import.iter().filter(|row| row["code"] == "SPECIAL-FILE").map(|row| &row["source"]).collect();
    assert_eq!(special, ["loop", "zz-pipe.fit"]);
}

#[test]
fn strict_writes_nothing_when_an_input_is_bad() {
    let batch = Batch::new();
    fs::copy(fixture("hostile/doctype.gpx"), batch.inputs.join("bad.gpx")).unwrap();
    let out = batch.out.with_file_name("strict");
    let mut command = restday();
    command.arg("report").arg(&batch.inputs).args(["--as-of", "latest", "--strict", "--out"]).arg(&out);
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(!out.exists() && String::from_utf8_lossy(&ended.stderr).contains("bad.gpx"));
}
