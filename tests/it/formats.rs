//! The forms of a report, as a person or a script asks for them.

use crate::workbench::{bytes, fixture, report, restday, table};
use std::fs;
use std::io::Read;

fn stdout(arguments: &[&str]) -> String {
    let ended = restday().args(arguments).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

#[test]
fn a_format_that_is_not_known_is_answered_with_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    for (option, value, known) in [
        ("--format", "csv,pdf", "csv, json, ndjson, xlsx, parquet, html, svg"),
        ("--csv-dialect", "german", "rfc4180, excel-us, excel-eu"),
    ] {
        let ended = report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest", option, value], &out);
        assert_eq!(ended.code, 2);
        assert!(ended.stderr.contains(known), "{}", ended.stderr);
    }
    assert!(!out.exists());
}

#[test]
fn every_column_of_every_table_is_in_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &out);
    let schema = stdout(&["schema", "csv"]);
    for name in bytes(&out).into_keys().filter(|name| name != "manifest.json") {
        let of = name.trim_end_matches(".csv");
        let columns: Vec<&str> =
            schema.lines().filter_map(|line| line.strip_prefix(of)?.strip_prefix(',')?.split(',').next()).collect();
        assert_eq!(columns, table(&out, &name).header, "{name}");
    }
    assert!(
        schema.contains("\ndaily,load,number,load,sum of the day's loads; 0 is observed rest,the day is unknown\n")
    );
}

#[test]
fn a_table_is_shown_or_streamed() {
    let runner = fixture("runner").display().to_string();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    report(&[&*runner, "--as-of", "latest", "--format", "csv"], &out);
    for what in ["daily", "activities", "weeks"] {
        let asked = |more: &[&str]| stdout(&[&["show", what, &runner, "--as-of", "latest"], more].concat());
        let shown = asked(&[]);
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
        assert_eq!(
            shown.lines().count(),
            1 + match what {
                "daily" => 28,
                "activities" => 20,
                _ => 12,
            }
        );
        assert_eq!(asked(&["--csv"]).into_bytes(), bytes(&out)[&format!("{what}.csv")]);
        let streamed = asked(&["--ndjson", "--last", "3"]);
        assert_eq!(streamed.lines().count(), 3);
        let start = format!("{{\"table\":\"{what}\",\"athlete\":\"Ada Lind\",");
        assert!(streamed.lines().all(|line| line.starts_with(&start)), "{streamed}");
    }
}

#[test]
fn a_report_that_another_program_holds_open_is_replaced_under_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let write = |as_of: &str| {
        report(&[fixture("runner").to_str().unwrap(), "--as-of", as_of, "--format", "csv,html,xlsx"], &out).code
    };
    assert_eq!(write("2026-07-01"), 0);
    let before = bytes(&out);
    let mut held = fs::File::open(out.join("report.html")).unwrap();
    assert_eq!(write("2026-08-01"), 0);
    let mut old = Vec::new();
    held.read_to_end(&mut old).unwrap();
    assert!(old == before["report.html"], "who reads the old page reads all of it");
    assert!(bytes(&out)["report.html"] != old && bytes(&out)["report.xlsx"] != before["report.xlsx"]);
}

#[test]
fn no_file_of_a_page_names_a_file_or_a_title_unless_asked() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let page = |more: &[&str]| {
        let runner = fixture("runner").display().to_string();
        report(&[&[&*runner, "--as-of", "latest", "--format", "html"], more].concat(), &out);
        fs::read_to_string(out.join("report.html")).unwrap()
    };
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &folder.path().join("csv"));
    let activities = table(&folder.path().join("csv"), "activities.csv").rows;
    let (plain, told) = (page(&[]), page(&["--with-paths"]));
    let names: Vec<&str> =
        activities.iter().rev().take(20).map(|row| &row["name"][..]).filter(|name| !name.is_empty()).collect();
    assert!(!names.is_empty());
    for row in &activities {
        assert!(!plain.contains(&row["source"]), "{}", row["source"]);
    }
    for name in names {
        assert!(told.contains(name) && !plain.contains(&format!("<td>{name}")), "{name}");
    }
}

#[test]
fn where_a_report_cannot_be_written_the_old_one_stays_and_the_cause_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let runner = fixture("runner").display().to_string();
    assert_eq!(report(&[&*runner, "--as-of", "2026-07-01"], &out).code, 0);
    let before = bytes(&out);
    // A file that may not grow beyond 256 kB: the workbook fits, report.json does not.
    let mut shell = std::process::Command::new("sh");
    shell.args([
        "-c",
        "trap '' XFSZ; ulimit -f 512; exec \"$@\"",
        "sh",
        env!("CARGO_BIN_EXE_restday"),
        "report",
        &runner,
    ]);
    let ended = shell.args(["--as-of", "latest", "--out"]).arg(&out).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(
        said.contains("cannot write ") && said.contains("report.json") && said.contains("File too large"),
        "{said}"
    );
    assert!(before == bytes(&out));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");

    let ended = report(&[&*runner, "--as-of", "latest"], std::path::Path::new("/proc/restday-report"));
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("/proc/.restday-report."), "{}", ended.stderr);

    fs::write(out.join("notes.txt"), "mine").unwrap();
    let ended = report(&[&*runner, "--as-of", "latest"], &out);
    assert_eq!((ended.code, fs::read_to_string(out.join("notes.txt")).unwrap()), (1, "mine".to_owned()));
    assert!(ended.stderr.contains("holds notes.txt, which restday did not write"), "{}", ended.stderr);
}
