//! Nothing that lies among the exports may write, reach elsewhere, or stop the rest: as the user sees it, and as the file system does.

use crate::workbench::{Ended, binary, bytes, report, restday, table};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

const MANUAL: &str = "date,sport,duration_min,rpe\n2026-05-01,run,40,4\n2026-05-03,run,50,5\n2026-05-05,run,45,4\n";

/// A world in a folder: exports of Mallory's in `exports`, and everything that is none of its business.
struct World {
    home: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { home: tempfile::tempdir().unwrap() };
        fs::create_dir_all(world.path("exports/deep")).unwrap();
        fs::create_dir_all(world.path("coach/public")).unwrap();
        world.write("exports/manual.csv", MANUAL);
        world.write("coach/.bashrc", "alias ll='ls -l'\n");
        world.write("coach/secret.toml", "secretkey = \"s3cr3t-of-coach\"\n");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// Everything in the world but what lies below these: by path, with its kind, inode, permissions and content.
    fn but(&self, below: &[&str]) -> BTreeMap<PathBuf, String> {
        let mut seen = BTreeMap::new();
        let mut waiting = vec![self.home.path().to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if below.iter().any(|name| path == self.path(name)) {
                    continue;
                }
                let found = fs::symlink_metadata(&path).unwrap();
                let content = if found.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
                let (kind, content) = (found.file_type(), String::from_utf8_lossy(&content).into_owned());
                seen.insert(path.clone(), format!("{kind:?} {} {:o} {content}", found.ino(), found.mode()));
                if found.is_dir() {
                    waiting.push(path);
                }
            }
        }
        seen
    }

    /// A report of the exports, from the world as the working folder.
    fn run(&self, more: &[&str]) -> Ended {
        let mut command = restday();
        command.current_dir(self.home.path()).args(["report", "--as-of", "latest", "--format", "csv"]).args(more);
        command.stdin(Stdio::null()).output().unwrap().into()
    }
}

#[test]
fn a_configuration_that_was_found_says_no_path_outside_its_folder() {
    let stray = [
        ("report", "last_run", "../coach/.bashrc"),
        ("report", "last_run", "deep/../../coach/new.json"),
        ("report", "last_run", "link/new.json"),
        ("report", "out", "../coach/public"),
        ("report", "out", "/tmp/restday-nobody-asked-for"),
        ("report", "out", "link/report"),
        ("report", "out", ".."),
        ("ledger", "file", "../coach/ledger.parquet"),
        ("ledger", "file", "/dev/zero"),
        ("ledger", "file", "link/ledger.parquet"),
    ];
    for (section, key, path) in stray {
        let world = World::new();
        symlink("../coach", world.path("exports/link")).unwrap();
        world.write("exports/athlete.toml", &format!("[{section}]\n{key} = \"{path}\"\n"));
        let before = world.but(&[]);
        let ended = world.run(&["exports"]);
        assert_eq!(ended.code, 2, "{path}: {}", ended.stderr);
        let said = &ended.stderr;
        for word in [key, path, "--config exports/athlete.toml", "leads out of the folder"] {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(world.but(&[]) == before, "{section}.{key} = {path}");
        // A team reads no [report] of an athlete's, and refuses the ledger.
        world.write("team/mallory/athlete.toml", &format!("[{section}]\n{key} = \"{path}\"\n"));
        world.write("team/mallory/manual.csv", MANUAL);
        world.write("team/bob/manual.csv", MANUAL);
        symlink("../../coach", world.path("team/mallory/link")).unwrap();
        let before = world.but(&["out"]);
        let ended = world.run(&["--team", "team", "--out", "out"]);
        assert_eq!(ended.code, if section == "ledger" { 3 } else { 0 }, "{path}: {}", ended.stderr);
        assert!(world.path("out/bob/daily.csv").exists() && world.but(&["out"]) == before);
        // Whoever names the file means it.
        if path.starts_with("../coach/") && section == "ledger" {
            let ended = world.run(&["exports", "--config", "exports/athlete.toml", "--out", "out2"]);
            assert_eq!((ended.code, world.path("coach/ledger.parquet").exists()), (0, true), "{}", ended.stderr);
        }
    }
}

#[test]
fn what_was_typed_wins_over_what_was_found() {
    let world = World::new();
    world.write(
        "exports/athlete.toml",
        "[report]\nout = \"../coach/public\"\nlast_run = \"../coach/.bashrc\"\npaths = [\"../coach\"]\n\
         [ledger]\nfile = \"../coach/l.parquet\"\n",
    );
    let before = world.but(&["mine"]);
    fs::create_dir(world.path("mine")).unwrap();
    let typed = ["exports", "--out", "mine/out", "--last-run", "mine/run.json", "--ledger", "mine/l.parquet"];
    let ended = world.run(&typed);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(world.but(&["mine"]) == before);
    assert!(["mine/out/daily.csv", "mine/run.json", "mine/l.parquet"].iter().all(|name| world.path(name).exists()));
    // What was not typed is still asked for.
    for nth in [1, 3, 5] {
        let left: Vec<&str> =
            typed.iter().enumerate().filter(|(at, _)| *at != nth && *at != nth + 1).map(|(_, t)| *t).collect();
        assert_eq!(world.run(&left).code, 2, "{left:?}");
    }
    assert!(world.but(&["mine"]) == before);
}

#[test]
fn within_its_folder_a_configuration_that_was_found_is_obeyed() {
    let world = World::new();
    world.write("exports/athlete.toml", "[report]\nout = \"deep/report\"\n[ledger]\nfile = \"./deep/l.parquet\"\n");
    assert_eq!(world.run(&["exports"]).code, 0);
    assert!(world.path("exports/deep/report/daily.csv").exists() && world.path("exports/deep/l.parquet").exists());
    assert_eq!(world.run(&["exports"]).code, 0, "its own report is no input");
}

#[test]
fn an_athlete_toml_that_is_no_file_of_the_folder_is_not_read() {
    for kind in ["link", "pipe", "device", "folder"] {
        let world = World::new();
        for folder in ["exports", "team/mallory"] {
            world.write(&format!("{folder}/manual.csv"), MANUAL);
            let file = world.path(&format!("{folder}/athlete.toml"));
            match kind {
                "link" => symlink(world.path("coach/secret.toml"), file).unwrap(),
                "device" => symlink("/dev/zero", file).unwrap(),
                "folder" => fs::create_dir(file).unwrap(),
                _ => assert!(Command::new("mkfifo").arg(file).status().unwrap().success()),
            }
        }
        world.write("team/bob/manual.csv", MANUAL);
        let ended = world.run(&["exports", "--out", "out"]);
        assert_eq!((ended.code, world.path("out").exists()), (2, false), "{kind}: {}", ended.stderr);
        assert!(ended.stderr.contains("athlete.toml") && ended.stderr.contains("--config"), "{}", ended.stderr);
        let team = world.run(&["--team", "team", "--out", "out"]);
        assert_eq!(team.code, 3, "{kind}: {}", team.stderr);
        let told = fs::read_to_string(world.path("out/team.csv")).unwrap();
        for text in [&ended.stderr, &team.stderr, &team.stdout, &told] {
            assert!(!text.contains("s3cr3t") && !text.contains("secretkey"), "{text}");
        }
        assert!(world.path("out/bob/daily.csv").exists());
    }
    // A link that stays in the folder is the file that it leads to.
    let world = World::new();
    world.write("exports/deep/me.toml", "name = \"Ana\"\n");
    symlink("deep/me.toml", world.path("exports/athlete.toml")).unwrap();
    assert_eq!(world.run(&["exports", "--format", "json", "--out", "out"]).code, 0);
    assert!(fs::read_to_string(world.path("out/report.json")).unwrap().contains("\"Ana\""));
}

/// What is done to a report, and what is said of it then.
type Change = (&'static str, fn(&World));

#[test]
fn nothing_is_replaced_but_a_report_as_it_was_written() {
    let strava = "Activity ID,Activity Date,Activity Name\n1,\"May 1, 2026, 6:00:00 AM\",Run\n";
    let world = World::new();
    // What the user keeps under a name that a report uses too, alone and beside others.
    for names in [
        &["activities.csv"][..],
        &["mornings.csv"],
        &["report.html"],
        &["index.html"],
        &["manifest.json"],
        &["team.csv", "index.html"],
    ] {
        fs::create_dir(world.path("mine")).unwrap();
        for name in names {
            world.write(&format!("mine/{name}"), strava);
        }
        for exports in ["exports", "mine"] {
            let before = world.but(&[]);
            let ended = world.run(&[exports, "--out", "mine"]);
            assert_eq!(ended.code, 1, "{names:?}: {}", ended.stderr);
            assert!(
                names.iter().any(|name| ended.stderr.contains(name)) && ended.stderr.contains("--out"),
                "{}",
                ended.stderr
            );
            assert!(world.but(&[]) == before, "{names:?}");
        }
        fs::remove_dir_all(world.path("mine")).unwrap();
    }
    // A report of ours is replaced; one in which a file was added, changed, or stands for another is not.
    let changes: [Change; 6] = [
        ("thesis.odt, which restday did not write", |world| world.write("out/thesis.odt", "years")),
        ("activities.csv, which was changed", |world| {
            world.write("out/activities.csv", "Activity ID,Activity Date,Activity Name\n1,x,Run\n");
        }),
        ("daily.csv, which was changed", |world| {
            // The same number of bytes.
            let text = fs::read_to_string(world.path("out/daily.csv")).unwrap();
            world.write("out/daily.csv", &text.replace('0', "1"));
        }),
        ("daily.csv, which restday did not write", |world| {
            fs::rename(world.path("out/daily.csv"), world.path("daily.csv")).unwrap();
            symlink("../daily.csv", world.path("out/daily.csv")).unwrap();
        }),
        ("activities.csv, which restday did not write", |world| {
            fs::remove_file(world.path("out/manifest.json")).unwrap();
        }),
        ("photos, which restday did not write", |world| world.write("out/photos/1.jpg", "")),
    ];
    for (said, change) in changes {
        assert_eq!(world.run(&["exports", "--out", "out"]).code, 0);
        assert_eq!(world.run(&["exports", "--out", "out"]).code, 0, "its own report is replaced");
        change(&world);
        let before = world.but(&[]);
        let ended = world.run(&["exports", "--out", "out"]);
        assert_eq!(ended.code, 1, "{said}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
        assert!(world.but(&[]) == before, "{said}");
        fs::remove_dir_all(world.path("out")).unwrap();
    }
    // What is gone from a report is no loss.
    assert_eq!(world.run(&["exports", "--out", "out"]).code, 0);
    fs::remove_file(world.path("out/weeks.csv")).unwrap();
    assert_eq!(world.run(&["exports", "--out", "out"]).code, 0);
}

#[test]
fn an_input_of_the_run_is_never_replaced() {
    let world = World::new();
    assert_eq!(world.run(&["exports", "--out", "out", "--ledger", "books.parquet"]).code, 0);
    fs::hard_link(world.path("out/activities.csv"), world.path("exports/mine.csv")).unwrap();
    for inputs in [
        &["exports"][..],
        // Nor is the ledger newer than the report that stays.
        &["exports", "--ledger", "books.parquet"],
        &["exports", "out/activities.csv"],
        &["out/daily.csv", "exports/manual.csv"],
        &["out", "exports/manual.csv"],
    ] {
        let before = world.but(&[]);
        let ended = world.run(&[inputs, &["--out", "out"]].concat());
        assert_eq!(ended.code, 1, "{inputs:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("is an input of this run") && ended.stderr.contains("--out"), "{}", ended.stderr);
        assert!(world.but(&[]) == before);
    }
    fs::remove_file(world.path("exports/mine.csv")).unwrap();
    // The report inside the exports, and the exports inside the report.
    assert_eq!(world.run(&["exports", "--out", "exports/report"]).code, 0);
    assert_eq!(world.run(&["exports", "--out", "exports/report"]).code, 0);
    let before = world.but(&[]);
    for out in [".", "exports", "exports/.."] {
        let ended = world.run(&["exports", "--out", out]);
        assert_eq!(ended.code, 1, "{out}: {}", ended.stderr);
    }
    assert!(world.but(&[]) == before);
}

#[test]
fn a_report_of_before_there_were_manifests_is_recognised_once() {
    let world = World::new();
    let all = "csv,json,ndjson,html,svg,xlsx,parquet";
    for (formats, is_known) in [(all, true), ("csv,json", true), ("json", true), ("csv,html", false)] {
        assert_eq!(world.run(&["exports", "--out", "out", "--format", formats]).code, 0);
        fs::remove_file(world.path("out/manifest.json")).unwrap();
        let code = world.run(&["exports", "--out", "out"]).code;
        assert_eq!(code, i32::from(!is_known), "{formats}");
        assert_eq!(world.path("out/manifest.json").exists(), is_known);
        fs::remove_dir_all(world.path("out")).unwrap();
    }
    let spoilt: [fn(&World); 4] = [
        |world| world.write("out/report.json", "{\"schema\": \"restday.report\", \"tool_version\": \"0.1.0\""),
        |world| world.write("out/report.json", "{\"schema\": \"other.report\", \"tool_version\": \"0.1.0\"}"),
        |world| fs::remove_file(world.path("out/weeks.csv")).unwrap(),
        |world| world.write("out/notes.txt", "mine"),
    ];
    for spoil in spoilt {
        assert_eq!(world.run(&["exports", "--out", "out", "--format", "csv,json"]).code, 0);
        fs::remove_file(world.path("out/manifest.json")).unwrap();
        spoil(&world);
        let before = world.but(&[]);
        assert_eq!(world.run(&["exports", "--out", "out"]).code, 1);
        assert!(world.but(&[]) == before);
        fs::remove_dir_all(world.path("out")).unwrap();
    }
    // A team's.
    world.write("team/ana/manual.csv", MANUAL);
    let run = || world.run(&["--team", "team", "--out", "out", "--format", "csv,json"]).code;
    assert_eq!(run(), 0);
    fs::remove_file(world.path("out/manifest.json")).unwrap();
    fs::remove_file(world.path("out/ana/manifest.json")).unwrap();
    world.write("out/ana/thesis.odt", "years");
    assert_eq!(run(), 1);
    fs::remove_file(world.path("out/ana/thesis.odt")).unwrap();
    assert_eq!(run(), 0);
    assert!(world.path("out/ana/manifest.json").exists());
}

#[test]
fn the_manifest_is_what_sha256sum_says() {
    let world = World::new();
    assert_eq!(world.run(&["exports", "--out", "out", "--format", "csv,json,html"]).code, 0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(world.path("out/manifest.json")).unwrap()).unwrap();
    let files = manifest["files"].as_object().unwrap();
    let mut names: Vec<String> = bytes(&world.path("out")).into_keys().collect();
    names.retain(|name| name != "manifest.json");
    assert_eq!(files.keys().cloned().collect::<Vec<_>>(), names);
    for (name, known) in files {
        let told = Command::new("sha256sum").arg(world.path("out").join(name)).output().unwrap().stdout;
        assert!(String::from_utf8(told).unwrap().starts_with(known["sha256"].as_str().unwrap()), "{name}");
        assert_eq!(fs::metadata(world.path("out").join(name)).unwrap().len(), known["bytes"].as_u64().unwrap());
    }
    assert_eq!(manifest["schema"], "restday.manifest");
    assert_eq!(manifest["tool_version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_last_run_replaces_a_last_run_and_nothing_else() {
    let world = World::new();
    world.write("a.gpx", "<gpx/>");
    world.write("empty", "");
    world.write("other.json", "{\"schema\": \"restday.report\"}");
    assert_eq!(world.run(&["exports", "--out", "out", "--ledger", "l.parquet"]).code, 0);
    let within = world.run(&["exports", "--out", "out", "--ledger", "out/new.parquet"]);
    assert!(within.code == 2 && within.stderr.contains("lies in the report"), "{}", within.stderr);
    symlink("coach/.bashrc", world.path("link")).unwrap();
    symlink("/dev/null", world.path("device")).unwrap();
    fs::create_dir(world.path("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(world.path("pipe")).status().unwrap().success());
    let before = world.but(&[]);
    for file in [
        "a.gpx",
        "empty",
        "other.json",
        "l.parquet",
        "coach/.bashrc",
        "link",
        "device",
        "folder",
        "pipe",
        "out/last_run.json",
        "out/deep/last_run.json",
        "exports/last_run.json",
        "no/such.json",
    ] {
        let ended = world.run(&["exports", "a.gpx", "--out", "out", "--last-run", file]);
        assert_eq!(ended.code, 2, "{file}: {}", ended.stderr);
        assert!(ended.stderr.contains("--last-run") && ended.stderr.contains(file), "{}", ended.stderr);
        assert!(world.but(&[]) == before, "{file}");
    }
    for _ in 0..2 {
        assert_eq!(world.run(&["exports", "--out", "out", "--last-run", "run.json"]).code, 0);
    }
    symlink("run.json", world.path("to-run.json")).unwrap();
    assert_eq!(world.run(&["exports", "--out", "out", "--last-run", "to-run.json"]).code, 0);
    assert!(fs::symlink_metadata(world.path("to-run.json")).unwrap().is_symlink());
}

#[test]
fn a_ledger_is_one_athletes() {
    let bobs: Vec<String> = (1..=28).map(|day| format!("2026-04-{day:02},run,60,6\n")).collect();
    let bobs = bobs.concat();
    for (bob, mallory) in
        [("", ""), ("name = \"Bob\"\n", "name = \"Mallory\"\n"), ("name = \"Bob\"\n", ""), ("", "name = \"Mallory\"\n")]
    {
        let world = World::new();
        world.write("bob/manual.csv", &format!("date,sport,duration_min,rpe\n{bobs}"));
        world.write("mallory/manual.csv", MANUAL);
        for (folder, text) in [("bob", bob), ("mallory", mallory)] {
            if !text.is_empty() {
                world.write(&format!("{folder}/athlete.toml"), text);
            }
        }
        let run = |who: &str| world.run(&[who, "--out", &format!("out-{who}"), "--ledger", "l.parquet"]);
        assert_eq!(run("bob").code, 0);
        let before = world.but(&["out-mallory"]);
        let ended = run("mallory");
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        let said = ended.stderr.to_lowercase();
        assert!(
            said.contains("ledger of bob") && said.contains("of mallory") && said.contains("ledger rename"),
            "{said}"
        );
        assert!(world.but(&["out-mallory"]) == before && !world.path("out-mallory").exists());
        for command in [&["show", "daily", "mallory"][..], &["doctor", "mallory"], &["forecast", "mallory"]] {
            let ended = Ended::from(
                restday()
                    .current_dir(world.home.path())
                    .args(command)
                    .args(["--ledger", "l.parquet"])
                    .output()
                    .unwrap(),
            );
            assert_eq!(ended.code, 2, "{command:?}: {}", ended.stderr);
        }
        assert_eq!(run("bob").code, 0);
        assert_eq!(table(&world.path("out-bob"), "activities.csv").rows.len(), 28);
        // In one team, whoever comes first.
        world.write("team/bob/manual.csv", &format!("date,sport,duration_min,rpe\n{bobs}"));
        world.write("team/bob/athlete.toml", &format!("{bob}[ledger]\nfile = \"l.parquet\"\n"));
        world.write("team/mallory/manual.csv", MANUAL);
        assert_eq!(world.run(&["--team", "team", "--out", "teams"]).code, 0);
        fs::rename(world.path("team/bob/l.parquet"), world.path("team/mallory/l.parquet")).unwrap();
        world.write("team/mallory/athlete.toml", &format!("{mallory}[ledger]\nfile = \"l.parquet\"\n"));
        assert_eq!(world.run(&["--team", "team", "--out", "teams"]).code, 3);
        assert!(!world.path("teams/mallory").exists() && world.path("teams/bob").exists());
    }
}

#[test]
fn an_athletes_next_archive_and_a_name_that_was_given_later_are_the_same_athlete() {
    let world = World::new();
    let write = |folder: &str, from: u32, to: u32| {
        for day in from..=to {
            world.write(
                &format!("{folder}/{day}/manual.csv"),
                &format!("date,sport,duration_min,rpe\n2026-05-{day:02},run,40,4\n"),
            );
        }
    };
    write("march", 1, 10);
    write("april", 1, 20);
    write("may", 21, 28);
    let run = |folder: &str| world.run(&[folder, "--out", "out", "--ledger", "l.parquet"]);
    let rows = || table(&world.path("out"), "activities.csv").rows.len();
    assert_eq!((run("march").code, rows()), (0, 10));
    assert_eq!((run("april").code, rows()), (0, 20), "an archive with all that the one before had");
    // Only what is new: nothing tells that it is the same athlete, unless the athlete does.
    assert_eq!(run("may").code, 2);
    let renamed =
        restday().current_dir(world.home.path()).args(["ledger", "rename", "l.parquet", "Ana"]).output().unwrap();
    assert!(renamed.status.success());
    assert_eq!(run("may").code, 2);
    world.write("may/athlete.toml", "name = \"Ana\"\n");
    assert_eq!((run("may").code, rows()), (0, 28));
    world.write("may/athlete.toml", "name = \"Eva\"\n");
    let ended = run("may");
    assert!(
        ended.code == 2 && ended.stderr.contains("ledger of Ana") && ended.stderr.contains("of Eva"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_ledger_and_its_lock_are_regular_files() {
    for kind in ["pipe", "device", "lock-link", "lock-dangling", "lock-pipe", "lock-file", "lock-hard-link", "text"] {
        let world = World::new();
        world.write("team/bob/manual.csv", MANUAL);
        for folder in ["exports", "team/mallory"] {
            world.write(&format!("{folder}/manual.csv"), MANUAL);
            world.write(&format!("{folder}/athlete.toml"), "[ledger]\nfile = \"l.parquet\"\n");
            let (file, lock) =
                (world.path(&format!("{folder}/l.parquet")), world.path(&format!("{folder}/.l.parquet.lock")));
            let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
            match kind {
                "pipe" => pipe(&file),
                "device" => symlink("/dev/zero", file).unwrap(),
                "lock-link" => symlink(world.path("coach/.bashrc"), lock).unwrap(),
                "lock-dangling" => symlink(world.path("coach/created"), lock).unwrap(),
                "lock-pipe" => pipe(&lock),
                "lock-file" => fs::write(lock, "years of work\n").unwrap(),
                "lock-hard-link" => fs::hard_link(world.path("coach/.bashrc"), lock).unwrap(),
                _ => fs::write(file, "years of work\n").unwrap(),
            }
        }
        let before = world.but(&["out", "alone"]);
        let ended = world.run(&["exports", "--out", "alone", "--wait", "1"]);
        assert!([1, 2].contains(&ended.code) && !world.path("alone").exists(), "{kind}: {}", ended.stderr);
        assert!(ended.stderr.contains("l.parquet"), "{kind}: {}", ended.stderr);
        let ended = world.run(&["--team", "team", "--out", "out"]);
        assert_eq!(ended.code, 3, "{kind}: {}", ended.stderr);
        assert!(world.path("out/bob/daily.csv").exists() && !world.path("out/mallory").exists(), "{kind}");
        assert!(world.but(&["out", "alone"]) == before, "{kind}");
    }
}

#[test]
fn the_lock_of_a_report_is_no_link_and_is_waited_for_no_longer_than_asked() {
    for target in ["coach/.bashrc", "coach/created", "/dev/null", ".out.lock"] {
        let world = World::new();
        symlink(target, world.path(".out.lock")).unwrap();
        let before = world.but(&[]);
        let ended = world.run(&["exports", "--out", "out", "--wait", "1"]);
        assert_eq!(ended.code, 1, "{target}: {}", ended.stderr);
        assert!(ended.stderr.contains(".out.lock") && ended.stderr.contains("remove it"), "{}", ended.stderr);
        assert!(world.but(&[]) == before, "{target}");
    }
}

#[test]
fn a_team_follows_no_link_to_a_folder() {
    let world = World::new();
    world.write("team/bob/manual.csv", MANUAL);
    world.write("elsewhere/manual.csv", MANUAL);
    symlink("bob", world.path("team/mallory")).unwrap();
    symlink(world.path("elsewhere"), world.path("team/eve")).unwrap();
    let ended = world.run(&["--team", "team", "--out", "out"]);
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    let rows = table(&world.path("out"), "team.csv").rows;
    let without: Vec<&str> =
        rows.iter().filter(|row| row["attention"] == "no_report").map(|row| &row["folder"][..]).collect();
    assert_eq!(without, ["eve", "mallory"]);
    assert!(ended.stderr.contains("symbolic link"), "{}", ended.stderr);
}

/// What wants another program than cargo has: `tests/quick` leaves it to `tests/run`, by the name of this module.
mod with_strace {
    use super::*;

    #[test]
    fn no_file_is_opened_for_writing_outside_what_was_asked_for() {
        let world = World::new();
        world.write("exports/athlete.toml", "[report]\nquiet = true\n");
        for file in ["deep/escape.zip", "deep/x.fit"] {
            world.write(&format!("exports/{file}"), "PK\u{3}\u{4}../../evil.gpx");
        }
        let trace = world.path("trace");
        let mut strace = Command::new("strace");
        strace.current_dir(world.home.path()).args(["-f", "-qq", "-e"]);
        strace.arg("trace=open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,truncate");
        strace.arg("-o").arg(&trace).arg(binary()).args(["report", "exports", "--as-of", "latest"]);
        strace.args(["--out", "mine/out", "--ledger", "mine/l.parquet", "--last-run", "mine/run.json"]);
        fs::create_dir(world.path("mine")).unwrap();
        let code = strace.output().unwrap().status.code();
        assert!([Some(0), Some(3)].contains(&code), "{code:?}");
        let trace = fs::read_to_string(&trace).unwrap();
        // What a call came to stands apart from what it asked for where another thread spoke in between.
        let writes = |line: &&str| {
            !["O_RDONLY", "ENOENT", " resumed>", " --- SIG", "\"/dev/null\""].iter().any(|word| line.contains(word))
        };
        let (inside, outside): (Vec<&str>, Vec<&str>) =
            trace.lines().filter(writes).partition(|line| line.contains("\"mine/") || line.contains("/mine/"));
        // What the system's own libraries ask of the kernel, which keeps nothing.
        let outside: Vec<&&str> =
            outside.iter().filter(|line| !line.contains("\"/proc/") && !line.contains("\"/sys/")).collect();
        assert!(10 < inside.len(), "{trace}");
        assert!(outside.is_empty(), "{outside:#?}");
    }
}

#[test]
fn the_walk_opens_no_pipe_socket_device_or_link() {
    let world = World::new();
    let _socket = std::os::unix::net::UnixListener::bind(world.path("exports/socket.fit")).unwrap();
    symlink("/dev/zero", world.path("exports/zero.fit")).unwrap();
    symlink("../coach/secret.toml", world.path("exports/secret.csv")).unwrap();
    symlink("../coach", world.path("exports/coach")).unwrap();
    for name in ["pipe.fit", "checkins.csv", "plan.csv"] {
        assert!(Command::new("mkfifo").arg(world.path("exports").join(name)).status().unwrap().success());
    }
    let ended =
        report(&[world.path("exports").to_str().unwrap(), "--as-of", "latest", "--format", "csv"], &world.path("out"));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let rows = table(&world.path("out"), "import.csv").rows;
    assert_eq!(rows.iter().filter(|row| row["code"] == "SPECIAL-FILE").count(), 7);
    // A plan and a check-in that would be read or written.
    let exports = world.path("exports");
    let forecast = Ended::from(restday().args(["forecast", "--as-of", "latest"]).arg(&exports).output().unwrap());
    assert!(forecast.code == 2 && forecast.stderr.contains("plan.csv"), "{}", forecast.stderr);
    let checkin = Ended::from(restday().args(["checkin", "--legs", "4"]).arg(&exports).output().unwrap());
    assert!(checkin.code == 1 && checkin.stderr.contains("checkins.csv"), "{}", checkin.stderr);
    fs::remove_file(exports.join("checkins.csv")).unwrap();
    symlink("../coach/.bashrc", exports.join("checkins.csv")).unwrap();
    let before = world.but(&[]);
    let checkin = Ended::from(restday().args(["checkin", "--legs", "4"]).arg(&exports).output().unwrap());
    assert!(checkin.code == 1 && checkin.stderr.contains("out of its folder"), "{}", checkin.stderr);
    assert!(world.but(&[]) == before);
}

#[test]
fn the_names_in_an_archive_are_names_and_no_paths() {
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;
    let world = World::new();
    let absolute = world.path("coach/evil.gpx");
    let names = ["../../evil.gpx", "..\\..\\evil.gpx", absolute.to_str().unwrap(), "coach/../../evil.gpx", ".bashrc"];
    let mut archive = zip::ZipWriter::new(fs::File::create(world.path("exports/export.zip")).unwrap());
    for name in names {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(b"<gpx><trk/></gpx>").unwrap();
    }
    archive.add_symlink("link", "../coach/secret.toml", SimpleFileOptions::default()).unwrap();
    archive.start_file("athlete.toml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"name = \"Mallory\"\n[report]\nlast_run = \"../coach/.bashrc\"\n").unwrap();
    archive.finish().unwrap();
    let before = world.but(&["out"]);
    let ended = world.run(&["exports", "--out", "out", "--format", "csv,json"]);
    assert!([0, 3].contains(&ended.code), "{}", ended.stderr);
    assert!(world.but(&["out"]) == before);
    let rows = table(&world.path("out"), "import.csv").rows;
    let sources: Vec<&str> = rows.iter().filter_map(|row| row["source"].strip_prefix("export.zip!")).collect();
    assert!(sources.iter().filter(|source| source.contains("evil.gpx")).count() >= 3, "{sources:?}");
    assert!(rows.iter().any(|row| row["source"].ends_with("!link") && row["code"] == "SPECIAL-FILE"), "{sources:?}");
    assert!(!fs::read_to_string(world.path("out/report.json")).unwrap().contains("Mallory"), "it is no configuration");
}
