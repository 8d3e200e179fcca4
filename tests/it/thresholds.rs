//! Thresholds by date as a person meets them: what `restday thresholds` tells, what an edit changes, and which
//! `athlete.toml` is refused.

use crate::workbench::{Ended, copy_folder, fixture, report, restday, table};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

fn thresholds<S: AsRef<OsStr>>(arguments: &[S]) -> Ended {
    restday().arg("thresholds").args(arguments).output().unwrap().into()
}

/// The fixture runner in a folder of its own, with this after the `athlete.toml` that is there.
fn runner_with(folder: &Path, addition: &str) -> String {
    let runner = folder.join("runner");
    copy_folder(&fixture("runner"), &runner);
    let file = runner.join("athlete.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n{addition}\n")).unwrap();
    runner.display().to_string()
}

/// How a report ends with this `athlete.toml` alone.
fn report_with(athlete: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("me.toml");
    fs::write(&file, athlete).unwrap();
    let paths = [fixture("runner"), "--athlete".into(), file, "--as-of".into(), "latest".into()];
    let out = folder.path().join("out");
    let ended = report(&paths, &out);
    assert_eq!(out.exists(), ended.code == 0, "{}", ended.stderr);
    ended
}

#[test]
fn every_threshold_is_told_with_its_day_source_and_confidence() {
    let runner = fixture("runner").display().to_string();
    let ended = thresholds(&[&runner, "--as-of", "latest"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ended.stdout);
    assert!(!ended.stdout.contains('\u{1b}'));
    let told = |line: &str| ended.stdout.lines().any(|found| found == line);
    assert!(told("2026-03-03 hr_max     188 bpm             given     high   from 2026-03-01 on"), "{}", ended.stdout);
    assert!(told("2026-06-15 run_pace   4:28 /km, 3.731 m/s given     high   from 2026-06-15 on"), "{}", ended.stdout);
}

#[test]
fn what_was_not_given_shows_how_it_was_found() {
    let files = fixture("runner").join("fit").display().to_string();
    let ended = thresholds(&[files.as_str(), "--as-of", "latest", "--csv"]);
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(ended.stdout.as_bytes()).into_records().map(Result::unwrap).collect();
    let of = |key: &str| rows.iter().filter(|row| &row[1] == key).collect::<Vec<_>>();
    assert!(of("hr_max").iter().all(|row| &row[5] == "device" && &row[6] == "medium"), "{rows:?}");
    let paces = of("run_pace");
    assert!(1 < paces.len() && paces.iter().all(|row| &row[5] == "estimated" && row[7].contains("in 90 days")));
    assert!(paces.windows(2).all(|pair| pair[0][0] < pair[1][0]), "by day: {paces:?}");
    let earlier = thresholds(&[files.as_str(), "--as-of", "2026-05-01", "--csv"]).stdout;
    assert!(!earlier.contains("2026-05-23"), "what came after the morning has no part in it: {earlier}");
}

#[test]
fn json_csv_and_the_report_tell_the_same() {
    let runner = fixture("runner").display().to_string();
    let json = thresholds(&[&runner, "--as-of", "latest", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["schema"].as_str(), json["athlete"].as_str()), (Some("restday.thresholds"), Some("Ada Lind")));
    let rows = json["thresholds_history"].as_array().unwrap();
    let csv = thresholds(&[&runner, "--as-of", "latest", "--csv"]).stdout;
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header.join(","), "from,key,value,unit,pace_per_km,provenance,confidence,evidence");
    let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), rows.len());
    for (record, row) in records.iter().zip(rows) {
        for (name, cell) in header.iter().zip(record) {
            let same = match &row[name] {
                serde_json::Value::Null => cell.is_empty(),
                // Parsing JSON here is exact to the last digit but one.
                serde_json::Value::Number(number) => {
                    let (cell, number) = (cell.parse::<f64>().unwrap(), number.as_f64().unwrap());
                    (cell - number).abs() <= 1e-15 * number.abs()
                }
                value => value.as_str() == Some(cell),
            };
            assert!(same, "{name}: {cell} is not {}", row[name]);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    report(&[&runner, "--as-of", "latest"], &out);
    let report: serde_json::Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["thresholds_history"], json["thresholds_history"]);
    assert_eq!(report["thresholds"]["hr_max"]["confidence"], "high");
}

#[test]
fn one_format_at_a_time_and_a_day_that_is_one() {
    let runner = fixture("runner").display().to_string();
    assert_eq!(thresholds(&[&runner, "--json", "--csv"]).code, 2);
    assert_eq!(thresholds(&[&runner, "--as-of", "yesterday"]).code, 2);
    let before_everything = thresholds(&[&runner, "--as-of", "2020-01-01"]);
    assert_eq!(before_everything.code, 1);
    assert!(before_everything.stderr.contains("2026-03-03"), "{}", before_everything.stderr);
}

#[test]
fn an_edited_threshold_changes_the_days_from_its_own_on_and_no_earlier_one() {
    const FROM: &str = "2026-06-01";
    let folder = tempfile::tempdir().unwrap();
    let edited = runner_with(folder.path(), "[[thresholds]]\nfrom = 2026-06-01\nlthr = 162\n");
    let (before, after) = (folder.path().join("before"), folder.path().join("after"));
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest"], &before);
    assert_eq!(report(&[edited.as_str(), "--as-of", "latest"], &after).code, 0);
    for name in ["activities.csv", "daily.csv", "readiness.csv"] {
        let earlier = table(&before, name).rows.iter().filter(|row| row["day"].as_str() < FROM).count();
        let lines = |out: &Path| -> Vec<String> {
            fs::read_to_string(out.join(name)).unwrap().lines().map(str::to_owned).collect()
        };
        let (old, new) = (lines(&before), lines(&after));
        assert_eq!(old.len(), table(&before, name).rows.len() + 1, "a line a row");
        assert!(20 < earlier && old.len() == new.len());
        assert_eq!(old[..=earlier], new[..=earlier], "{name}: the days before {FROM}");
        assert_ne!(old[earlier..], new[earlier..], "{name}: the days from {FROM} on");
    }
    let by_heart_rate = |out: &Path| -> Vec<(String, f64)> {
        let rows = table(out, "activities.csv").rows;
        let later = rows.iter().filter(|row| row["load_method"] == "hrss" && FROM <= row["day"].as_str());
        later.map(|row| (row["activity_id"].clone(), row["load"].parse().unwrap())).collect()
    };
    let (old, new) = (by_heart_rate(&before), by_heart_rate(&after));
    assert!(10 < old.len() && old.len() == new.len());
    assert!(old.iter().zip(&new).all(|(old, new)| old.0 == new.0 && old.1 < new.1), "harder against a lower threshold");
}

#[test]
fn a_table_with_a_last_day_changes_its_own_days_only() {
    let folder = tempfile::tempdir().unwrap();
    let edited = runner_with(folder.path(), "[[thresholds]]\nfrom = 2026-05-01\nuntil = 2026-05-31\nlthr = 162\n");
    let (before, after) = (folder.path().join("before"), folder.path().join("after"));
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest"], &before);
    assert_eq!(report(&[edited.as_str(), "--as-of", "latest"], &after).code, 0);
    // What a run cost is held against the sixty days before it, and so looks back into May.
    let rows = |out: &Path| {
        let mut rows = table(out, "activities.csv").rows;
        for row in &mut rows {
            row.retain(|name, _| !name.ends_with("_resid") && !name.ends_with("_resid_bpm"));
        }
        rows
    };
    let (old, new) = (rows(&before), rows(&after));
    let changed: Vec<&str> =
        old.iter().zip(&new).filter(|(old, new)| old != new).map(|(old, _)| old["day"].as_str()).collect();
    assert!(4 < changed.len() && changed.iter().all(|day| day.starts_with("2026-05-")), "{changed:?}");
}

#[test]
fn the_runners_order_of_methods_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let edited = runner_with(folder.path(), "[effort]\nrun = [\"pace\", \"hrss\"]\n");
    let out = folder.path().join("out");
    assert_eq!(report(&[edited.as_str(), "--as-of", "latest"], &out).code, 0);
    let rows = table(&out, "activities.csv").rows;
    let methods: Vec<&str> =
        rows.iter().filter(|row| row["sport"] == "run").map(|row| row["load_method"].as_str()).collect();
    assert!(30 < methods.iter().filter(|method| **method == "pace").count(), "{methods:?}");
}

#[test]
fn what_was_chosen_about_the_series_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let edited = runner_with(folder.path(), "[series]\nrecurrence = \"one_over_n\"\nseed_chronic = 40\n");
    let (before, after) = (folder.path().join("before"), folder.path().join("after"));
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest"], &before);
    assert_eq!(report(&[edited.as_str(), "--as-of", "latest"], &after).code, 0);
    let first = |out: &Path| -> [f64; 2] {
        let row = table(out, "daily.csv").rows.remove(0);
        ["load", "chronic"].map(|name| row[name].parse().unwrap())
    };
    let ([load, chronic], [same_load, seeded]) = (first(&before), first(&after));
    assert!((chronic - load).abs() < 1e-9 && load == same_load);
    assert!((seeded - (40.0 + (load - 40.0) / 42.0)).abs() < 1e-9, "{seeded}");
}

#[test]
fn the_books_athlete_toml_is_one_and_its_choices_are_the_defaults() {
    let page = fs::read_to_string(crate::workbench::repository().join("docs/athlete.md")).unwrap();
    let toml = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let today = jiff::civil::date(2026, 9, 1);
    let read = restday::config::parse_athlete(toml, "docs/athlete.md", today).unwrap();
    assert_eq!((read.effort, read.series), Default::default());
    assert_eq!(read.given.len(), 2);
    let written: Vec<bool> = read.given[0].all_values().iter().map(|(_, value)| value.is_some()).collect();
    assert_eq!(written, [true; 10], "every threshold has its example");
}

#[test]
fn an_athlete_toml_that_contradicts_itself_is_named_and_nothing_is_written() {
    let dated = |from: &str, rest: &str| format!("[[thresholds]]\nfrom = {from}\n{rest}\n");
    for (text, line, named) in [
        ("[[thresholds]]\nhr_rest = 105\nhr_max = 105".to_owned(), 1, ["hr_rest = 105", "hr_max = 105"]),
        ("[[thresholds]]\nlthr = 190\nhr_max = 185".to_owned(), 1, ["lthr = 190", "hr_max = 185"]),
        ("[[thresholds]]\nvt1 = 170\nvt2 = 160".to_owned(), 1, ["vt1 = 170", "vt2 = 160"]),
        ("[[thresholds]]\nvt2 = 190\nhr_max = 185".to_owned(), 1, ["vt2 = 190", "hr_max = 185"]),
        ("[[thresholds]]\nhr_rest = 80\nvt1 = 75".to_owned(), 1, ["hr_rest = 80", "vt1 = 75"]),
        ("[[thresholds]]\nrun_pace = \"0:00\"".to_owned(), 2, ["run_pace = \"0:00\"", "2:00"]),
        ("[[thresholds]]\nrun_pace = 0".to_owned(), 2, ["run_pace = 0", "2:00"]),
        ("[[thresholds]]\nhr_max = nan".to_owned(), 2, ["hr_max = nan", "100"]),
        ("[[thresholds]]\nride_power = inf".to_owned(), 2, ["ride_power = inf", "600"]),
        (dated("2999-01-01", "lthr = 168"), 2, ["2999-01-01", "future"]),
        (dated("2026-01-01", "lthr = 168") + &dated("2026-01-01", "lthr = 170"), 4, ["second", "2026-01-01"]),
        (
            dated("2026-01-01", "until = 2026-06-30\nlthr = 168") + &dated("2026-06-01", "lthr = 170"),
            5,
            ["lthr = 170", "line 1"],
        ),
        ("[series]\nacute_days = 14\nchronic_days = 10".to_owned(), 2, ["acute_days = 14", "below chronic_days"]),
        ("[effort]\nrun = [\"hrs\"]".to_owned(), 2, ["\"hrs\"", "Did you mean \"hrss\"?"]),
    ] {
        let ended = report_with(&text);
        assert_eq!(ended.code, 2, "{text}\n{}", ended.stderr);
        assert!(ended.stderr.contains(&format!("me.toml, line {line}: ")), "{text}\n{}", ended.stderr);
        assert!(named.iter().all(|named| ended.stderr.contains(named)), "{text}\n{}", ended.stderr);
    }
    assert_eq!(report_with("[[thresholds]]\nfrom = 2026-01-01\nuntil = 2026-06-30\nlthr = 168").code, 0);
}

#[test]
fn an_estimate_asks_for_the_coverage_that_a_load_asks_for() {
    assert_eq!(restday::athlete::history::COVERAGE_MIN, restday::effort::options::COVERAGE_MIN);
}

#[test]
fn help_names_the_command() {
    let help: Ended = restday().arg("--help").output().unwrap().into();
    assert!(help.stdout.contains("thresholds"), "{}", help.stdout);
    let help = thresholds(&["--help"]).stdout;
    assert!(["--athlete", "--as-of", "--json", "--csv"].iter().all(|flag| help.contains(flag)), "{help}");
}
