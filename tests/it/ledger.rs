//! The ledger as its keeper sees it: it changes no report, spares reading, and loses nothing.

use crate::workbench::{Ended, bytes, copy_folder, fixture, report, restday, shared, table};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

/// Makes every file below a folder a year old: what was changed within the last seconds is looked at again.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path);
        } else {
            let file = fs::File::options().read(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_hours(365 * 24)).unwrap();
        }
    }
}

fn kept(exports: &Path, out: &Path, ledger: &Path, more: &[&str]) -> Ended {
    let exports = exports.to_str().unwrap();
    let arguments = [&[exports, "--as-of", "latest", "--ledger", ledger.to_str().unwrap()], more].concat();
    report(&arguments, out)
}

fn command(arguments: &[&str]) -> Ended {
    restday().args(arguments).output().unwrap().into()
}

#[test]
fn with_a_ledger_and_without_one_a_report_has_the_same_bytes() {
    let mut folders: Vec<_> = ["runner", "exports", "formats", "hostile", "mornings"].map(fixture).to_vec();
    folders.extend(shared("corpus/athletes"));
    folders.extend(shared("hostile"));
    for folder in folders {
        let home = tempfile::tempdir().unwrap();
        let exports = home.path().join("exports");
        copy_folder(&folder, &exports);
        age(&exports);
        let [without, first, second] = ["without", "first", "second"].map(|name| home.path().join(name));
        let ledger = home.path().join("ledger.parquet");
        let formats = ["--format", "csv,json,html"];
        let plain = report(&[&[exports.to_str().unwrap(), "--as-of", "latest"], &formats[..]].concat(), &without);
        let codes = [&first, &second].map(|out| kept(&exports, out, &ledger, &formats).code);
        assert_eq!(codes, [plain.code; 2], "{}", folder.display());
        if !without.exists() {
            continue;
        }
        let written = fs::metadata(&ledger).unwrap().modified().unwrap();
        assert!(bytes(&without) == bytes(&first), "{}", folder.display());
        assert!(bytes(&without) == bytes(&second), "{}", folder.display());
        kept(&exports, &second, &ledger, &formats);
        assert_eq!(fs::metadata(&ledger).unwrap().modified().unwrap(), written, "{}", folder.display());
    }
}

/// What wants another program than cargo has: `tests/quick` leaves it to `tests/run`, by the name of this module.
mod with_strace {
    use super::*;

    #[test]
    fn what_is_known_is_not_opened() {
        assert!(Command::new("strace").arg("-V").output().is_ok(), "strace is missing: tests/run installs it");
        let home = tempfile::tempdir().unwrap();
        let (exports, out, ledger) =
            (home.path().join("exports"), home.path().join("out"), home.path().join("l.parquet"));
        copy_folder(&fixture("runner"), &exports);
        age(&exports);
        assert_eq!(kept(&exports, &out, &ledger, &[]).code, 0);
        let opened = |name: &str| -> Vec<String> {
            let trace = home.path().join(name);
            let mut strace = Command::new("strace");
            strace
                .args(["-f", "-qq", "-e", "trace=open,openat,openat2", "-o"])
                .arg(&trace)
                .arg(env!("CARGO_BIN_EXE_restday"));
            strace.arg("report").arg(&exports).args(["--as-of", "latest", "-q", "--out"]).arg(&out);
            assert_eq!(strace.arg("--ledger").arg(&ledger).status().unwrap().code(), Some(0));
            let lines = fs::read_to_string(&trace).unwrap();
            let of_exports = lines.lines().filter(|line| line.contains("/exports/") && !line.contains("O_DIRECTORY"));
            of_exports.filter(|line| !line.contains("athlete.toml")).map(str::to_owned).collect()
        };
        assert_eq!(opened("nothing-new"), [""; 0]);
        fs::copy(exports.join("garmin-settings.fit"), exports.join("new.fit")).unwrap();
        let one = opened("one-new");
        assert!(!one.is_empty() && one.iter().all(|line| line.contains("/new.fit")), "{one:#?}");
    }
}

#[test]
fn the_ledger_may_lie_among_the_exports_and_athlete_toml_may_name_it() {
    let home = tempfile::tempdir().unwrap();
    let (exports, out) = (home.path().join("exports"), home.path().join("out"));
    copy_folder(&fixture("mornings"), &exports);
    fs::write(exports.join("manual.csv"), "date,sport,duration_min\n2026-05-01,run,40\n").unwrap();
    fs::write(exports.join("athlete.toml"), "[ledger]\nfile = \"ledger.parquet\"\n").unwrap();
    let arguments = [exports.to_str().unwrap(), "--as-of", "latest", "--format", "csv"];
    report(&arguments, &out);
    let first = bytes(&out);
    assert!(exports.join("ledger.parquet").exists());
    report(&arguments, &out);
    assert!(bytes(&out) == first, "the ledger is no input of the second run");
    assert!(!table(&out, "import.csv").rows.iter().any(|row| row["source"].contains("parquet")));
}

#[test]
fn a_deleted_export_stays_in_every_command_until_it_is_pruned() {
    let home = tempfile::tempdir().unwrap();
    let (exports, out, ledger) = (home.path().join("exports"), home.path().join("out"), home.path().join("l.parquet"));
    copy_folder(&fixture("runner"), &exports);
    kept(&exports, &out, &ledger, &["--format", "csv"]);
    let rows = || table(&out, "activities.csv").rows;
    // A copy of a deleted file elsewhere takes its place, under its own name.
    let what = |rows: Vec<BTreeMap<String, String>>| -> Vec<[String; 4]> {
        let of = |row: BTreeMap<String, String>| {
            ["activity_id", "start_time", "duration_s", "load"].map(|key| row[key].clone())
        };
        rows.into_iter().map(of).collect()
    };
    let before = what(rows());
    fs::remove_dir_all(exports.join("fit")).unwrap();
    assert_eq!(kept(&exports, &out, &ledger, &["--format", "csv"]).code, 0);
    assert_eq!(what(rows()), before);
    let gone = table(&out, "import.csv").rows.iter().filter(|row| row["code"] == "FROM-LEDGER").count();
    assert!(0 < gone);
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let shown =
        command(&["show", "activities", &path(&exports), "--as-of", "latest", "--csv", "--ledger", &path(&ledger)]);
    assert_eq!(shown.stdout.lines().count() - 1, before.len());
    let listed = command(&["ledger", "show", &path(&ledger), "--files"]);
    assert!(listed.stdout.contains("gone  fit/"), "{}", listed.stdout);
    // From the ledger alone.
    let alone = home.path().join("alone");
    assert_eq!(report(&["--ledger", &path(&ledger), "--as-of", "latest", "--format", "csv"], &alone).code, 0);
    assert_eq!(table(&alone, "activities.csv").rows.len(), before.len());
    assert_eq!(command(&["ledger", "prune", &path(&ledger), "no/such.fit"]).code, 2);
    let pruned = command(&["ledger", "prune", &path(&ledger), "fit/"]);
    assert!(pruned.code == 0 && pruned.stdout.contains("files are forgotten"), "{}", pruned.stdout);
    kept(&exports, &out, &ledger, &["--format", "csv"]);
    assert!(rows().len() < before.len());
    assert_eq!(command(&["ledger", "check", &path(&ledger)]).code, 0);
}

#[test]
fn what_is_no_sound_ledger_is_refused_left_alone_and_made_anew_beside() {
    let home = tempfile::tempdir().unwrap();
    let (exports, out, ledger) = (home.path().join("exports"), home.path().join("out"), home.path().join("l.parquet"));
    copy_folder(&fixture("runner"), &exports);
    kept(&exports, &out, &ledger, &["--format", "csv"]);
    let (sound, good) = (fs::read(&ledger).unwrap(), bytes(&out));
    let mut flipped = sound.clone();
    flipped[sound.len() / 3] ^= 4;
    let foreign = fs::read({
        let tables = home.path().join("tables");
        report(&[exports.to_str().unwrap(), "--as-of", "latest", "--format", "parquet"], &tables);
        tables.join("daily.parquet")
    })
    .unwrap();
    let cases = [
        ("flipped", flipped, "are not those that were written"),
        ("cut", sound[..sound.len() / 2].to_vec(), "its end is missing"),
        ("foreign", foreign, "another program's Parquet file"),
        ("text", b"not a ledger".to_vec(), "no Parquet file"),
        ("empty", Vec::new(), "it is empty"),
    ];
    for (name, content, why) in cases {
        fs::write(&ledger, &content).unwrap();
        let refused = kept(&exports, &out, &ledger, &["--format", "csv"]);
        assert_eq!(refused.code, 1, "{name}");
        assert!(
            refused.stderr.contains(why) && refused.stderr.contains("ledger rebuild"),
            "{name}: {}",
            refused.stderr
        );
        assert!(fs::read(&ledger).unwrap() == content && bytes(&out) == good, "{name}: nothing is overwritten");
        assert_eq!(command(&["ledger", "check", ledger.to_str().unwrap()]).code, 1, "{name}");
        let rebuilt = command(&["ledger", "rebuild", ledger.to_str().unwrap(), exports.to_str().unwrap()]);
        assert_eq!(rebuilt.code, 0, "{name}: {}", rebuilt.stderr);
        assert!(fs::read(&ledger).unwrap() == content, "{name}: the old one stays as it is");
        let beside = home.path().join("l.rebuilt.parquet");
        assert!(rebuilt.stdout.contains("l.rebuilt.parquet"), "{}", rebuilt.stdout);
        assert_eq!(kept(&exports, &out, &beside, &["--format", "csv"]).code, 0);
        assert!(bytes(&out) == good);
        fs::remove_file(&beside).unwrap();
    }
}

#[test]
fn one_run_at_a_time_may_change_a_ledger() {
    let home = tempfile::tempdir().unwrap();
    let (exports, ledger) = (home.path().join("exports"), home.path().join("l.parquet"));
    fs::create_dir(&exports).unwrap();
    fs::write(exports.join("manual.csv"), "date,sport,duration_min\n2026-05-01,run,40\n").unwrap();
    let mut holder = Command::new("flock")
        .arg("--no-fork")
        .arg(home.path().join(".l.parquet.lock"))
        .args(["sleep", "60"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let free = || Command::new("flock").arg("--nonblock").arg(home.path().join(".l.parquet.lock")).arg("true").status();
    while free().unwrap().success() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let locked = || kept(&exports, &home.path().join("out"), &ledger, &["--format", "csv"]);
    let refused = locked();
    assert!(refused.code == 75 && refused.stderr.contains("is writing "), "{}", refused.stderr);
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(locked().code, 0);
}

#[test]
fn a_team_keeps_a_ledger_an_athlete_and_who_has_gone_stays() {
    let home = tempfile::tempdir().unwrap();
    let (team, ledgers) = (home.path().join("team"), home.path().join("ledgers"));
    for (name, rpe) in [("ana", 3), ("bo", 5), ("cy", 7)] {
        fs::create_dir_all(team.join(name)).unwrap();
        let days: Vec<String> = (1..=28).map(|day| format!("2026-05-{day:02},run,40,{rpe}")).collect();
        fs::write(team.join(name).join("manual.csv"), format!("date,sport,duration_min,rpe\n{}\n", days.join("\n")))
            .unwrap();
    }
    fs::create_dir(&ledgers).unwrap();
    let run = |out: &str, ledger: bool| {
        let out = home.path().join(out);
        let mut command = restday();
        command
            .args(["report", "--as-of", "2026-06-01", "--format", "csv,xlsx", "--team"])
            .arg(&team)
            .arg("--out")
            .arg(&out);
        if ledger {
            command.arg("--ledger").arg(&ledgers);
        }
        assert_eq!(command.output().unwrap().status.code(), Some(0));
        let named = |name: &str| (name.to_owned(), fs::read(out.join(name)).unwrap());
        ["team.csv", "ana/daily.csv", "bo/activities.csv", "cy/report.xlsx", "team.xlsx"].map(named)
    };
    let without = run("without", false);
    assert!(without == run("with", true) && without == run("with", true));
    assert_eq!(fs::read_dir(&ledgers).unwrap().count(), 3);
    // A ledger that cannot be used costs its athlete the report, and nobody else.
    let sound = fs::read(ledgers.join("cy.parquet")).unwrap();
    fs::write(ledgers.join("cy.parquet"), "no ledger").unwrap();
    let out = home.path().join("one-less");
    let mut command = restday();
    command
        .args(["report", "--as-of", "2026-06-01", "--format", "csv", "--team"])
        .arg(&team)
        .arg("--ledger")
        .arg(&ledgers);
    let ended: Ended = command.arg("--out").arg(&out).output().unwrap().into();
    assert!(ended.code == 3 && ended.stderr.contains("warning: cy: no report: "), "{}", ended.stderr);
    assert!(out.join("ana/daily.csv").exists() && !out.join("cy").exists());
    fs::write(ledgers.join("cy.parquet"), sound).unwrap();
    fs::remove_dir_all(team.join("bo")).unwrap();
    let [(_, team_csv), (_, ana), (_, bo), ..] = run("with", true);
    assert!(team_csv == without[0].1 && ana == without[1].1);
    assert!(bo == without[2].1, "what it did is known, and marked in its import.csv");
}

/// A ledger with another text of the same length in its list of inputs, sealed as if restday had written it so.
fn forged(ledger: &Path, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let mut bytes = fs::read(ledger).unwrap();
    let find = |bytes: &[u8], text: &str| bytes.windows(text.len()).rposition(|part| part == text.as_bytes()).unwrap();
    let at = find(&bytes, from);
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    let seal = find(&bytes, "restday-seal-xxh3:") + "restday-seal-xxh3:".len();
    bytes[seal..seal + 16].copy_from_slice(b"0000000000000000");
    let digest = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&bytes));
    bytes[seal..seal + 16].copy_from_slice(digest.as_bytes());
    fs::write(ledger, bytes).unwrap();
}

#[test]
fn a_ledger_of_an_earlier_build_is_read_anew_said_once_and_keeps_what_only_it_has() {
    let home = tempfile::tempdir().unwrap();
    let (exports, out, ledger) = (home.path().join("exports"), home.path().join("out"), home.path().join("l.parquet"));
    fs::create_dir_all(exports.join("old")).unwrap();
    let run = |day: u32| format!("date,sport,duration_min,rpe\n2026-05-0{day},run,40,4\n");
    fs::write(exports.join("manual.csv"), run(1)).unwrap();
    fs::write(exports.join("old/manual.csv"), run(2)).unwrap();
    fs::write(exports.join("checkins.csv"), "date,legs\n2026-05-02,4\n").unwrap();
    age(&exports);
    let report = || kept(&exports, &out, &ledger, &["--format", "csv"]);
    let legs = || table(&out, "mornings.csv").rows[0]["legs"].clone();
    let activities = || table(&out, "activities.csv").rows.len();
    report();
    fs::remove_dir_all(exports.join("old")).unwrap();
    assert_eq!(report().code, 0);
    assert_eq!((legs().as_str(), activities()), ("4", 2));
    let (right, sound) = (bytes(&out), fs::read(&ledger).unwrap());
    // What a build of the same reading says is believed, even where it is not what the file says.
    forged(&ledger, "\"legs\":4.0", "\"legs\":1.0");
    let believed = report();
    assert_eq!((legs().as_str(), believed.stderr.contains("another build")), ("1", false), "{}", believed.stderr);
    let of_earlier = || {
        fs::write(&ledger, &sound).unwrap();
        forged(&ledger, "\"legs\":4.0", "\"legs\":1.0");
        let revision = format!("\"ingest_revision\":{}", restday::ingest::INGEST_REVISION);
        forged(&ledger, &revision, &format!("{:<1$}", "\"ingest_revision\":0", revision.len()));
    };
    of_earlier();
    let anew = report();
    assert_eq!((anew.code, anew.stderr.matches("another build of restday").count()), (0, 1), "{}", anew.stderr);
    assert!(bytes(&out) == right, "read anew, and what is gone is still there");
    let again = report();
    assert!(!again.stderr.contains("another build") && bytes(&out) == right, "{}", again.stderr);
    // A command that writes nothing says so too, and leaves it as it is.
    of_earlier();
    let before = fs::read(&ledger).unwrap();
    let (exports, ledger) = (exports.to_str().unwrap(), ledger.to_str().unwrap());
    let shown = command(&["show", "activities", exports, "--as-of", "latest", "--csv", "--ledger", ledger]);
    assert!(shown.stderr.matches("another build of restday").count() == 1, "{}", shown.stderr);
    assert!(shown.stdout.lines().count() == 3 && fs::read(ledger).unwrap() == before);
    // Nothing is said of it where everything is read anew on purpose.
    let rebuilt = command(&["ledger", "rebuild", ledger, exports]);
    assert_eq!((rebuilt.code, rebuilt.stderr.as_str()), (0, ""));
}
