//! `restday checkin` from outside: what it writes, what it refuses, and what becomes of a damaged file.

use crate::workbench::{Ended, fixture, report, restday, table};
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Stdio;

fn checkin(folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = restday();
    command.arg("checkin").arg(folder).args(arguments).stdin(std::process::Stdio::null());
    command.output().expect("the program starts").into()
}

#[test]
fn a_check_in_is_one_row_more_and_nothing_else_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("checkins.csv");
    let old = "# mine\nMood;Date;legs\nfine;2026-05-30;4\nbroken;yesterday;3\n";
    fs::write(&file, old).unwrap();
    let ended = checkin(folder.path(), &["--date", "2026-05-31", "--legs", "2", "--pain", "no", "--note", "a;b"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "# mine\nMood;Date;legs;pain;note\nfine;2026-05-30;4\nbroken;yesterday;3\n;2026-05-31;2;no;\"a;b\"\n"
    );
    assert!(ended.stdout.contains("2026-05-31") && ended.stdout.contains("legs 2"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("a;b"), "a note is never printed");
}

/// The same with little memory, and an end: it is killed where it has none of its own.
fn bounded(folder: &Path, limits: &str) -> (Option<i32>, String) {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &format!("trap '' XFSZ; ulimit -v 4000000; {limits} exec \"$@\""), "sh"]);
    command.arg(env!("CARGO_BIN_EXE_restday")).arg("checkin").arg(folder).args(["--legs", "3"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    for _ in 0..400 {
        if let Some(status) = child.try_wait().unwrap() {
            let mut said = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
            return (status.code(), said);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    (None, "it does not end".to_owned())
}

#[test]
fn what_is_no_file_is_left_with_a_sentence() {
    type Make = fn(&Path);
    let made: [(&str, Make); 5] = [
        ("a pipe", |file| assert!(std::process::Command::new("mkfifo").arg(file).status().unwrap().success())),
        ("a folder", |file| fs::create_dir(file).unwrap()),
        ("a link to /dev/full", |file| symlink("/dev/full", file).unwrap()),
        ("a link to /dev/zero", |file| symlink("/dev/zero", file).unwrap()),
        ("a socket", |file| drop(std::os::unix::net::UnixListener::bind(file).unwrap())),
    ];
    for (what, make) in made {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("checkins.csv");
        make(&file);
        let before = fs::symlink_metadata(&file).unwrap();
        let (code, said) = bounded(folder.path(), "");
        assert_eq!(code, Some(1), "{what}: {said}");
        assert!(
            said.starts_with("error: ") && said.contains("checkins.csv") && said.lines().count() == 1,
            "{what}: {said}"
        );
        let after = fs::symlink_metadata(&file).unwrap();
        assert_eq!((before.ino(), before.file_type()), (after.ino(), after.file_type()), "{what}");
        let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(
            left.filter(|name| !name.to_string_lossy().ends_with(".lock")).count(),
            1,
            "{what}: nothing beside it"
        );
    }
}

#[test]
fn where_there_is_no_room_the_old_check_ins_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("checkins.csv");
    let old = "date,legs\n2026-05-30,4\n".repeat(400);
    fs::write(&file, &old).unwrap();
    let (code, said) = bounded(folder.path(), "ulimit -f 1;");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("error: cannot write ") && said.lines().count() == 1, "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), old);
}

#[test]
fn a_check_in_that_is_written_is_said_to_be_whoever_cannot_be_told() {
    let folder = tempfile::tempdir().unwrap();
    let rows = || fs::read_to_string(folder.path().join("checkins.csv")).unwrap().lines().count();
    let mut command = restday();
    command.arg("checkin").arg(folder.path()).args(["--legs", "3"]).stdin(Stdio::null());
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended: Ended = command.stdout(full).output().unwrap().into();
    assert_eq!((ended.code, rows()), (0, 2), "{}", ended.stderr);
    let said = "warning: standard output cannot be written: ";
    assert!(ended.stderr.starts_with(said) && ended.stderr.contains("is done"), "{}", ended.stderr);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended: Ended = command.stdout(writer).output().unwrap().into();
    assert_eq!((ended.code, rows(), ended.stderr.as_str()), (0, 3, ""), "who went away is no failure");
}

#[test]
fn what_cannot_be_is_refused_with_what_can_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, said) in [
        (&["--legs", "6"][..], "1 (heavy) to 5 (fresh)"),
        (&["--soreness", "0"], "1 (very sore) to 5 (none)"),
        (&["--sleep-h", "25"], "from 0 to 24"),
        (&["--rpe", "11"], "0 (nothing) to 10 (all out)"),
        (&["--illness", "maybe"], "yes"),
        (&["--legs", "3", "--date", "31.05.2026"], "2026-05-31"),
        (&["--legs", "3", "--date", "2105-01-01"], "in the future"),
        (&[], "on a terminal only"),
    ] {
        let ended = checkin(folder.path(), arguments);
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.stderr.contains(said), "{arguments:?}: {}", ended.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(checkin(&folder.path().join("nobody"), &["--legs", "3"]).code, 2);
    fs::write(folder.path().join("checkins.csv"), "legs\n3\n").unwrap();
    let ended = checkin(folder.path(), &["--legs", "3"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("no column is called date"), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("checkins.csv")).unwrap(), "legs\n3\n");
}

#[test]
fn a_file_that_a_form_writes_is_left_to_the_form() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("athlete.toml"), "[[mornings]]\nscale = \"hooper\"\n").unwrap();
    let ended = checkin(folder.path(), &["--legs", "3"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("written by a form"), "{}", ended.stderr);
}

/// The report of the runner with another `checkins.csv`.
fn with_checkins(text: &str, as_of: &str) -> (Ended, Vec<std::collections::BTreeMap<String, String>>, String) {
    let folder = tempfile::tempdir().unwrap();
    let runner = folder.path().join("runner");
    crate::workbench::copy_folder(&fixture("runner"), &runner);
    fs::write(runner.join("checkins.csv"), text).unwrap();
    let out = folder.path().join("out");
    let ended = report(&[runner.to_str().unwrap(), "--as-of", as_of, "--format", "csv"], &out);
    let import = table(&out, "import.csv").rows;
    let input = import.into_iter().find(|row| row["source"].ends_with("checkins.csv")).unwrap();
    (ended, table(&out, "mornings.csv").rows, input["detail"].clone())
}

#[test]
fn a_damaged_row_is_named_and_the_others_count() {
    let text = "date,legs\n2026-06-01,4\n2026-06-02,9\nsometime,3\n2026-06-03,2\n";
    let (ended, mornings, detail) = with_checkins(text, "2026-06-03");
    assert_eq!(ended.code, 3);
    let said: Vec<&str> =
        mornings.iter().filter(|row| !row["legs"].is_empty()).map(|row| row["legs"].as_str()).collect();
    assert_eq!(said, ["4", "2"]);
    assert!(detail.contains("line 3: legs is \"9\"") && detail.contains("line 4: date \"sometime\""), "{detail}");
}

#[test]
fn of_two_check_ins_the_later_one_before_the_run_counts() {
    // On 2026-06-03 she runs at 06:57 local time.
    let truth = fs::read_to_string(fixture("runner.expected.tsv")).unwrap();
    let line = truth.lines().find(|line| line.starts_with("2026-06-03")).unwrap();
    assert!(line.contains("\trun\t"), "{line}");
    let text = "date,time,legs,illness\n2026-06-03,05:30,2,no\n2026-06-03,6:10,4,\n2026-06-03,22:00,1,yes\n";
    let (_, mornings, _) = with_checkins(text, "2026-06-04");
    let row = mornings.iter().find(|row| row["day"] == "2026-06-03").unwrap();
    assert_eq!((row["legs"].as_str(), row["checkin_time"].as_str(), row["checkins"].as_str()), ("4", "06:10", "3"));
    assert_eq!(row["illness"], "true", "what was said in the evening holds on the next morning");
}

/// A folder of three weeks of runs and answers up to the end of May.
fn runner_of_may() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manual = String::from("date,sport,duration_min,rpe\n");
    let mut answers = String::from("date,legs,soreness,motivation,sleep_quality\n");
    for day in 8..31 {
        writeln!(manual, "2026-05-{day:02},run,40,4").unwrap();
        writeln!(answers, "2026-05-{day:02},4,4,4,4").unwrap();
    }
    fs::write(folder.path().join("manual.csv"), manual).unwrap();
    fs::write(folder.path().join("checkins.csv"), answers).unwrap();
    folder
}

fn judged(folder: &Path, morning: &str) -> serde_json::Value {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    let ended = report(&[folder.to_str().unwrap(), "--as-of", morning, "--format", "json"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap()
}

#[test]
fn a_spell_is_said_holds_ends_and_is_graded() {
    let folder = runner_of_may();
    let said = |arguments: &[&str]| {
        let ended = checkin(folder.path(), arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}");
    };
    said(&["--date", "2026-05-31", "--ill"]);
    let first = judged(folder.path(), "2026-06-01");
    assert_eq!((&first["readiness"]["band"], &first["permitted"]["room"]), (&"rest".into(), &"nothing".into()));
    assert_eq!(first["readiness"]["spell"]["first"], "2026-05-31");
    assert_eq!(first["spells"][0]["last"], serde_json::Value::Null);
    said(&["--date", "2026-06-03", "--back", "--legs", "4", "--soreness", "4"]);
    let back = judged(folder.path(), "2026-06-03");
    assert_eq!((&back["readiness"]["band"], &back["spells"][0]["last"]), (&"easy".into(), &"2026-06-02".into()));
    assert!(back["readiness"]["caps"].to_string().contains("after_illness"), "{}", back["readiness"]);
    assert_eq!(checkin(folder.path(), &["--ill", "--back"]).code, 2, "one of them");
    assert_eq!(checkin(folder.path(), &["--spell", "tired"]).code, 2);
}

#[test]
fn what_cannot_be_of_a_spell_is_named_and_nothing_is_lost() {
    let folder = runner_of_may();
    let rows = "date,legs,spell,spell_last\n2026-05-12,4,break,2026-05-10\n2026-05-14,4,injured,\n2026-05-16,4,back,\n\
                2026-05-20,4,back,\n2026-05-22,4,sick,\n2026-07-01,4,ill,\n";
    fs::write(folder.path().join("checkins.csv"), rows).unwrap();
    let found = judged(folder.path(), "2026-05-31");
    let notes = found["notes"].to_string();
    for said in [
        "ends before it begins",
        "was still open when that of 2026-05-14",
        "no spell was open",
        "latest is of 2026-07-01",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    assert!(found["import"].to_string().contains("ill, injured, break, travelling, back"), "{}", found["import"]);
    assert_eq!(
        found["spells"][1],
        serde_json::json!({
            "kind": "injured", "first": "2026-05-14", "last": "2026-05-15", "is_said": true
        })
    );
}

#[test]
fn a_clock_before_the_newest_check_in_leaves_the_good_report() {
    let folder = runner_of_may();
    let out = folder.path().join("report");
    let path = folder.path().to_str().unwrap();
    assert_eq!(report(&[path, "--as-of", "latest"], &out).code, 0);
    let good = fs::read(out.join("report.json")).unwrap();
    let file = folder.path().join("checkins.csv");
    fs::write(&file, fs::read_to_string(&file).unwrap() + "2999-01-01,4,4,4,4\n").unwrap();
    let ended = report(&[path], &out);
    assert_eq!(ended.code, 4, "{}", ended.stderr);
    assert!(ended.stderr.contains("a check-in of 2999-01-01") && ended.stderr.contains("--as-of"), "{}", ended.stderr);
    assert_eq!(fs::read(out.join("report.json")).unwrap(), good);
    assert_eq!(report(&[path, "--as-of", "2026-05-31"], &out).code, 0, "the day was given by hand");
}
