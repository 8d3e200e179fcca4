//! A coach's folder of athletes' folders.

use crate::workbench::{bytes, fixture, restday, table};
use jiff::ToSpan;
use jiff::civil::date;
use std::fs;
use std::path::Path;

/// A team of a runner who ran easily every other day, one who ran every day and far more of late, and one without a file.
fn team(folder: &Path) {
    let rows = |every: usize, lately: &str| -> String {
        let days = (0..120).step_by(every);
        let day = |nth: i64| {
            let much = if nth < 100 { "40,3" } else { lately };
            format!("{},run,{much}\n", date(2026, 1, 1) + nth.days())
        };
        std::iter::once("date,sport,duration_min,rpe\n".to_owned()).chain(days.map(day)).collect()
    };
    for (name, text) in [("Ana", rows(2, "40,3")), ("Bo & co", rows(1, "150,9"))] {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("manual.csv"), text).unwrap();
    }
    fs::create_dir_all(folder.join("empty")).unwrap();
    fs::create_dir_all(folder.join(".hidden")).unwrap();
    fs::create_dir_all(folder.join("team.csv")).unwrap();
}

fn run(team: &Path, out: &Path, more: &[&str]) -> (i32, String) {
    let mut command = restday();
    command.args(["report", "--as-of", "latest", "--format", "csv,html", "--team"]).arg(team).arg("--out").arg(out);
    let ended = command.args(more).output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap() + &String::from_utf8(ended.stderr).unwrap();
    (ended.status.code().unwrap(), said)
}

#[test]
fn each_athlete_has_a_report_and_who_needs_attention_stands_first() {
    let folder = tempfile::tempdir().unwrap();
    let (athletes, out) = (folder.path().join("team"), folder.path().join("out"));
    team(&athletes);
    let (code, said) = run(&athletes, &out, &[]);
    assert_eq!(code, 3, "one athlete has no report: {said}");
    let rows = table(&out, "team.csv").rows;
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (&row["folder"][..], &row["attention"][..])).collect();
    assert_eq!(told[0].0, "Bo & co", "{told:?}");
    assert!(told.contains(&("empty", "no_report")) && told.contains(&("team.csv", "no_report")), "{told:?}");
    assert!(rows.iter().all(|row| !row["reason"].is_empty()));
    assert!(said.contains("Bo & co") && said.contains("warning: empty: no report"), "{said}");
    // The page of one of a team is the page of that one alone.
    let alone = folder.path().join("alone");
    let mut command = restday();
    command.args(["report", "--as-of", "latest", "--format", "csv,html"]).arg(athletes.join("Ana"));
    assert_eq!(command.arg("--out").arg(&alone).output().unwrap().status.code(), Some(0));
    assert!(bytes(&alone) == bytes(&out.join("Ana")));
    let index = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("href=\"Bo%20%26%20co/report.html\""), "{index}");
    assert!(!out.join("empty").exists() && !out.join(".hidden").exists());
}

#[test]
fn a_team_replaces_its_report_and_nothing_of_anybody_else() {
    let folder = tempfile::tempdir().unwrap();
    // The report lies beside the athletes, and is none of them.
    let (athletes, out) = (folder.path().join("team"), folder.path().join("team/reports"));
    team(&athletes);
    assert_eq!(run(&athletes, &out, &[]).0, 3);
    let first = bytes(&out.join("Ana"));
    assert_eq!(run(&athletes, &out, &[]).0, 3);
    assert!(first == bytes(&out.join("Ana")));
    assert!(!table(&out, "team.csv").rows.iter().any(|row| row["folder"] == "reports"));
    // An athlete who left is gone from the next report.
    fs::remove_dir_all(athletes.join("Bo & co")).unwrap();
    assert_eq!(run(&athletes, &out, &[]).0, 3);
    assert!(!out.join("Bo & co").exists());

    fs::write(out.join("Ana/thesis.odt"), "years").unwrap();
    let (code, said) = run(&athletes, &out, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("holds Ana/thesis.odt, which restday did not write"), "{said}");
    assert_eq!(fs::read_to_string(out.join("Ana/thesis.odt")).unwrap(), "years");
    let left: Vec<_> = fs::read_dir(&athletes).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn strict_and_a_team_of_nobody_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (athletes, out) = (folder.path().join("team"), folder.path().join("out"));
    team(&athletes);
    let (code, said) = run(&athletes, &out, &["--strict"]);
    assert_eq!((code, out.exists()), (1, false), "{said}");
    for name in ["Ana", "Bo & co"] {
        fs::remove_file(athletes.join(name).join("manual.csv")).unwrap();
    }
    let (code, said) = run(&athletes, &out, &[]);
    assert_eq!((code, out.exists()), (1, false), "{said}");
    assert!(said.contains("no athlete in it has a report"), "{said}");
    assert_eq!(run(&fixture("runner/athlete.toml"), &out, &[]).0, 2);
}
