//! Unattended runs: quiet, one at a time, and never in silence about what is missing.

use crate::workbench::{bytes, fixture, restday};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

/// An athlete that is read in no time.
fn athlete(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let days: Vec<String> = (1..=28).map(|day| format!("2026-05-{day:02},run,40,4")).collect();
    fs::write(folder.join("manual.csv"), format!("date,sport,duration_min,rpe\n{}\n", days.join("\n"))).unwrap();
}

fn run(folder: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = restday();
    command.arg("report").arg(folder).args(["--as-of", "2026-06-10", "--format", "csv", "--out"]).arg(out).args(more);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn quiet_is_silent_where_all_is_well_and_only_there() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    let ended = run(&folder, &out, &["-q"]);
    assert_eq!((ended.status.code(), ended.stdout.len(), ended.stderr.len()), (Some(0), 0, 0));
    fs::write(folder.join("broken.fit"), b"\x0e\x10\x5d\x08\x00\x00\x00\x00.FIT\x00\x00").unwrap();
    let ended = run(&folder, &out, &["-q"]);
    assert_eq!((ended.status.code(), ended.stdout.len()), (Some(3), 0));
    assert!(said(&ended).contains("warning: broken.fit") && said(&ended).contains("1 refused"), "{}", said(&ended));
}

#[test]
fn an_old_newest_activity_is_code_4_and_the_report_is_written() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    // 13 days before the morning.
    assert_eq!(run(&folder, &out, &["--max-age", "13"]).status.code(), Some(0));
    fs::write(folder.join("broken.fit"), b"\x0e\x10\x5d\x08\x00\x00\x00\x00.FIT\x00\x00").unwrap();
    let ended = run(&folder, &out, &["--max-age", "12", "-q"]);
    assert_eq!(ended.status.code(), Some(4), "4 wins over 3");
    let told = said(&ended);
    assert!(told.contains("newest activity is of 2026-05-28, 13 days before 2026-06-10"), "{told}");
    assert!(told.contains("1 refused") && out.join("daily.csv").exists(), "{told}");
    let mut team = restday();
    team.args(["report", "--as-of", "2026-06-10", "--format", "csv", "--max-age", "12", "--team"]).arg(home.path());
    let ended = team.arg("--out").arg(home.path().join("team")).output().unwrap();
    assert_eq!(ended.status.code(), Some(4), "{}", said(&ended));
}

#[test]
fn who_comes_while_another_writes_is_told_at_once_or_waits() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    assert_eq!(run(&folder, &out, &[]).status.code(), Some(0));
    let before = bytes(&out);
    let lock = home.path().join(".out.lock");
    // A stranger holds the lock, by the kernel's own means.
    let mut holder = Command::new("flock")
        .arg("--no-fork")
        .arg(&lock)
        .args(["sleep", "60"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while Command::new("flock").args(["--nonblock"]).arg(&lock).arg("true").status().unwrap().success() {
        thread::sleep(Duration::from_millis(10));
    }
    fs::write(&lock, "4711\n").unwrap();
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let (folder, out) = (folder.clone(), out.clone());
            thread::spawn(move || run(&folder, &out, &[]))
        })
        .collect();
    for start in starts {
        let ended = start.join().unwrap();
        assert_eq!(ended.status.code(), Some(75));
        assert!(said(&ended).contains("another run (process 4711) is writing "), "{}", said(&ended));
    }
    assert!(before == bytes(&out));
    // The one that waits gets it as soon as the holder is killed.
    let waiting = {
        let (folder, out) = (folder.clone(), out.clone());
        thread::spawn(move || run(&folder, &out, &["--wait", "600"]))
    };
    thread::sleep(Duration::from_millis(200));
    assert!(!waiting.is_finished());
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(waiting.join().unwrap().status.code(), Some(0));
    assert!(!lock.exists());
}

#[test]
fn simultaneous_starts_write_one_whole_report_and_leave_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    run(&folder, &out, &[]);
    let alone = bytes(&out);
    for round in 0..25 {
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let (folder, out) = (folder.clone(), out.clone());
                thread::spawn(move || run(&folder, &out, &[]))
            })
            .collect();
        let codes: Vec<i32> = starts.into_iter().map(|start| start.join().unwrap().status.code().unwrap()).collect();
        assert!(codes.contains(&0) && codes.iter().all(|code| [0, 75].contains(code)), "round {round}: {codes:?}");
        assert!(bytes(&out) == alone);
    }
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_cannot_be_replaced_is_said_before_anything_is_read() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.odt"), "years").unwrap();
    // Even where there is nothing to read.
    let ended = run(&fixture("hostile"), &out, &[]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(said(&ended).contains("holds thesis.odt"), "{}", said(&ended));
}

#[test]
fn the_last_run_is_recorded_where_it_went_well_and_where_it_did_not() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out, file) = (home.path().join("ana"), home.path().join("out"), home.path().join("last_run.json"));
    athlete(&folder);
    let record = |folder: &Path, more: &[&str]| {
        let code = run(folder, &out, &[&["-q", "--last-run", file.to_str().unwrap()], more].concat()).status.code();
        let told: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(told["exit_code"].as_i64(), code.map(i64::from));
        assert!(told["begun"].as_str() <= told["ended"].as_str() && told["schema"] == "restday.last_run");
        told
    };
    let well = record(&folder, &[]);
    assert_eq!((&well["exit_code"], &well["error"]), (&0.into(), &serde_json::Value::Null));
    assert_eq!((&well["inputs"]["inputs"], &well["inputs"]["activities"]), (&29.into(), &28.into()));
    assert_eq!((&well["newest_activity_day"], &well["days_since_newest_activity"]), (&"2026-05-28".into(), &13.into()));
    assert_eq!(record(&folder, &["--max-age", "3"])["exit_code"], 4);
    let empty = home.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let failed = record(&empty, &[]);
    assert_eq!((&failed["exit_code"], &failed["inputs"]), (&1.into(), &serde_json::Value::Null));
    assert!(failed["error"].as_str().unwrap().contains("there is no file here"));

    // Among the exports it would be one of them, another one each night.
    let ended = run(&folder, &out, &["--last-run", folder.join("last_run.json").to_str().unwrap()]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(said(&ended).contains("would be read as an export") && !folder.join("last_run.json").exists());
}

#[test]
fn a_configuration_says_what_the_command_line_does_not() {
    let home = tempfile::tempdir().unwrap();
    athlete(&home.path().join("exports"));
    let config = home.path().join("restday.toml");
    let text = "name = \"Ana\"\n[ledger]\nfile = \"ana.parquet\"\n[report]\npaths = [\"exports\"]\nout = \"report\"\n\
                format = [\"json\"]\nmax_age = 12\nlast_run = \"last_run.json\"\nquiet = true\n";
    fs::write(&config, text).unwrap();
    let run = |more: &[&str]| {
        let mut command = restday();
        command.args(["report", "--as-of", "2026-06-10", "--config"]).arg(&config).args(more).output().unwrap()
    };
    // From anywhere: paths are relative to the file.
    let ended = run(&[]);
    assert_eq!((ended.status.code(), ended.stdout.len()), (Some(4), 0), "{}", said(&ended));
    let here = |name: &str| home.path().join(name);
    assert!(here("report/report.json").exists() && here("ana.parquet").exists());
    let record: serde_json::Value = serde_json::from_slice(&fs::read(here("last_run.json")).unwrap()).unwrap();
    assert_eq!(record["exit_code"], 4);
    // The command line is above it.
    let elsewhere = here("elsewhere");
    let ended = run(&["--max-age", "13", "--format", "csv", "--out", elsewhere.to_str().unwrap()]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    assert!(elsewhere.join("daily.csv").exists() && !elsewhere.join("report.json").exists());
    fs::write(&config, "name = \"Ana\"\n").unwrap();
    let ended = run(&[]);
    assert!(ended.status.code() == Some(2) && said(&ended).contains("no exports are named"), "{}", said(&ended));
    fs::write(&config, format!("{text}outt = \"x\"\n")).unwrap();
    let ended = run(&[]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        said(&ended).contains("line 11: unknown key outt") && said(&ended).contains("Did you mean out?"),
        "{}",
        said(&ended)
    );
}

#[test]
fn a_command_runs_after_the_run_with_what_was_said_and_without_a_shell() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    let said_to = |name: &str| {
        format!("sh -c 'cat >\"$0\"; echo code $RESTDAY_EXIT_CODE >>\"$0\"' {}", home.path().join(name).display())
    };
    let run = |more: &[&str]| {
        let hooks = [said_to("well"), said_to("badly")];
        let mut command = restday();
        command.env("PATH", "/usr/bin:/bin").args(["report", "--as-of", "2026-06-10", "--format", "csv"]).arg(&folder);
        command.args(["--on-success", &hooks[0], "--on-failure", &hooks[1], "--out"]).arg(&out).args(more);
        command.output().unwrap()
    };
    let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap_or_default();
    assert_eq!(run(&[]).status.code(), Some(0));
    assert!(read("well").contains("1 activities") || read("well").contains("28 activities"), "{}", read("well"));
    assert!(read("well").ends_with("code 0\n") && read("badly").is_empty());
    let ended = run(&["--max-age", "3"]);
    assert_eq!(ended.status.code(), Some(4), "the command changes no exit code");
    assert!(read("badly").contains("newest activity") && read("badly").ends_with("code 4\n"), "{}", read("badly"));
    // Nothing in it is a shell's: this names a program that is not there.
    let ended = run(&["--on-success", "true;touch /tmp/no"]);
    assert_eq!(ended.status.code(), Some(2), "a flag is given once");
    let mut command = restday();
    command
        .args(["report", "--as-of", "2026-06-10", "--format", "csv", "--on-success", "/no/such/program;x"])
        .arg(&folder);
    let ended = command.arg("--out").arg(&out).output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(said(&ended).contains("warning: /no/such/program;x: No such file"), "{}", said(&ended));
}

#[test]
fn standard_error_as_events_is_json_line_by_line() {
    let home = tempfile::tempdir().unwrap();
    let (folder, out) = (home.path().join("ana"), home.path().join("out"));
    athlete(&folder);
    for nth in 0..12 {
        fs::write(folder.join(format!("broken-{nth}.fit")), b"\x0e\x10\x5d\x08\x00\x00\x00\x00.FIT\x00\x00").unwrap();
    }
    let events = |output: &Output| -> Vec<serde_json::Value> {
        said(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let ended = run(&folder, &out, &["--log", "json", "-q"]);
    assert_eq!(ended.status.code(), Some(3));
    let told = events(&ended);
    assert_eq!(told.iter().filter(|event| event["event"] == "input" && event["outcome"] == "refused").count(), 12);
    let last = told.last().unwrap();
    assert_eq!(
        (&last["event"], &last["exit_code"], &last["inputs"]["refused"]),
        (&"written".into(), &3.into(), &12.into())
    );
    let ended = run(&home.path().join("nobody"), &out, &["--log", "json"]);
    assert_eq!(events(&ended).last().unwrap()["event"], "failed");
}
