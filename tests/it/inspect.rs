//! `restday inspect` as a person or a script meets it.

use crate::workbench::{Ended, fixture, report, restday, shared, table};
use restday::decode;
use restday::diagnostic::Diagnostics;
use restday::source::{self, Kind};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn inspect(flags: &[&str], path: &Path) -> Ended {
    restday().arg("inspect").args(flags).arg(path).output().unwrap().into()
}

/// The document of a call that ends with this code.
fn json(flags: &[&str], path: &Path, code: i32) -> Vec<Value> {
    let ended = inspect(&[&["--json"], flags].concat(), path);
    assert_eq!(ended.code, code, "{} {}", path.display(), ended.stderr);
    assert_eq!(ended.stdout.lines().count(), 1);
    serde_json::from_str(&ended.stdout).unwrap()
}

/// Whether two numbers were written from one: a reader of JSON may miss the last bit.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-14 * b.abs()
}

/// An `athlete.toml` with every threshold, in a folder of its own.
fn athlete() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("athlete.toml");
    let text = "sex = \"female\"\n[[thresholds]]\nhr_rest = 50\nhr_max = 190\nlthr = 165\nrun_pace = \"4:10\"\n";
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// Runs of heart rate that stops after a share of an hour, at 3 m/s all the time.
fn patchy_gpx(covered: usize) -> String {
    let point = |i: usize| {
        let seconds = i * 10;
        let time = format!("2026-05-01T08:{:02}:{:02}Z", seconds / 60, seconds % 60);
        let heart = if i < covered { "<extensions><hr>150</hr></extensions>" } else { "" };
        format!("<trkpt lat=\"{:.6}\" lon=\"0\"><time>{time}</time>{heart}</trkpt>", 30.0 * i as f64 / 111_195.0)
    };
    let points: String = (0..300).map(point).collect();
    format!("<gpx version=\"1.1\"><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

#[test]
fn it_says_what_is_in_a_file_and_who_agrees() {
    let ended = inspect(&["--verify"], &fixture("formats/run.fit"));
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    for fact in [
        "running/generic",
        "rest 48 bpm, max 188 bpm",
        "UTC+02",
        "2026-05-01T07:30:54Z",
        "heart_rate_bpm      98    100 %     76     141",
        "fitparser agrees on 784 values",
    ] {
        assert!(ended.stdout.contains(fact), "{fact}: {}", ended.stdout);
    }
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80), "80 columns are enough");
    let plain = inspect(&[], &fixture("formats/run.fit"));
    assert!(plain.code == 0 && !plain.stdout.contains("agrees"), "nobody asked: {}", plain.stdout);
    let gpx = inspect(&["--verify"], &fixture("formats/run-1.1.gpx"));
    assert!(gpx.code == 0 && gpx.stdout.contains("the gpx crate agrees on 196 values"), "{}", gpx.stdout);
    let tcx = inspect(&["--verify"], &fixture("formats/run.tcx"));
    assert!(tcx.code == 0 && tcx.stdout.contains("TCX has no second reader here"), "{}", tcx.stdout);
}

#[test]
fn the_arithmetic_multiplies_out_and_is_the_reports() {
    let (folder, athlete) = athlete();
    let out = folder.path().join("out");
    for name in ["run.fit", "run-1.0.gpx", "run-1.1.gpx", "run.tcx", "run.fit.gz"] {
        let path = fixture("formats").join(name);
        let ended = inspect(&["--athlete", &athlete], &path);
        let line = ended.stdout.lines().find(|line| line.contains("= load")).unwrap();
        let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [hours, intensity, hundred, load] = numbers[..] else { panic!("{line}") };
        assert_eq!(format!("{:.1}", hours * intensity * hundred), format!("{load:.1}"), "{line}");

        let files = json(&["--athlete", &athlete], &path, 0);
        let activity = &files[0]["activities"][0];
        assert_eq!(report(&[path.to_str().unwrap(), "--athlete", &athlete, "--as-of", "latest"], &out).code, 0);
        let row = &table(&out, "activities.csv").rows[0];
        for column in ["activity_id", "day", "sport", "load_method", "load_quality", "source"] {
            assert_eq!(activity[column].as_str(), Some(row[column].as_str()), "{name} {column}");
        }
        for column in ["duration_s", "duration_h", "intensity", "load"] {
            let (told, reported) = (activity[column].as_f64().unwrap(), row[column].parse().unwrap());
            assert!(same(told, reported), "{name} {column}: {told} {reported}");
        }
        let chosen: Vec<&Value> =
            activity["methods"].as_array().unwrap().iter().filter(|method| method["chosen"] == true).collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!((&chosen[0]["method"], &chosen[0]["intensity"]), (&activity["load_method"], &activity["intensity"]));
    }
}

#[test]
fn it_says_why_a_better_method_was_not_taken_and_where_thresholds_come_from() {
    let (folder, athlete) = athlete();
    let path = folder.path().join("patchy.gpx");
    fs::write(&path, patchy_gpx(187)).unwrap();
    let ended = inspect(&["--athlete", &athlete], &path);
    let text = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "heart rate not possible: heart rate covers 62 % of the time, 80 % needed",
        "pace taken: intensity 0.56",
        "- run_pace 4:10 per km (4.000 m/s), given in athlete.toml",
        "how it felt not possible: nobody said",
        "sport alone not needed: intensity 0.6 =",
        "measured, against thresholds that were given",
    ] {
        assert!(text.contains(said), "{said}: {}", ended.stdout);
    }
    let method = &json(&["--athlete", &athlete], &path, 0)[0]["activities"][0]["methods"][0];
    assert_eq!((method["method"].as_str(), method["lack"].as_str()), (Some("hrss"), Some("coverage")));
    let share = method["numbers"]["coverage"].as_f64().unwrap();
    assert!((0.62..0.63).contains(&share), "{share}");

    // Without a configuration: the watch's own.
    let methods = &json(&[], &fixture("formats/run.fit"), 0)[0]["activities"][0]["methods"];
    let from: Vec<_> = methods[0]["thresholds"].as_array().unwrap().iter().map(|t| t["provenance"].clone()).collect();
    assert_eq!(from, ["device", "device", "device"]);
}

#[test]
fn no_position_is_shown_in_any_way() {
    for entry in source::list_inputs(&[fixture("formats")], None).unwrap().entries {
        let content = entry.read_content().unwrap();
        let Kind::Recording(format) = content.kind else { continue };
        let mut told = String::new();
        for flags in [&["--verify", "--messages"][..], &["--verify", "--messages", "--json"]] {
            let ended = inspect(flags, &fixture("formats").join(&entry.name));
            assert_eq!(ended.code, 0, "{}", ended.stderr);
            told += &ended.stdout;
        }
        let mut seen = 0;
        for recording in decode::decode_recordings(&content.bytes, format, &mut Diagnostics::default()).unwrap() {
            for position in (0..recording.samples.len()).filter_map(|at| recording.samples.position.value_at(at)) {
                for degrees in [position.latitude_deg, position.longitude_deg] {
                    let semicircles = (degrees / 180.0 * 2_147_483_648.0).round();
                    assert!(!told.contains(&format!("{degrees:.8}")[..7]), "{degrees}");
                    assert!(!told.contains(&format!("{semicircles}")), "{semicircles}");
                    seen += 1;
                }
            }
        }
        assert!(90 < seen, "{}", entry.name);
    }
}

#[test]
fn every_message_has_a_name() {
    let path = fixture("formats/run.fit");
    let ended = inspect(&["--messages"], &path);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let records = ended.stdout.lines().filter(|line| line.starts_with(" record (20) at byte ")).count();
    assert_eq!(records, 98);
    let words = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["file_id (0) at byte", "heart_rate 76 bpm", "position_lat (a position)", "event \"timer\""] {
        assert!(words.contains(said), "{said}: {}", ended.stdout);
    }
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80));

    let messages = json(&["--messages"], &path, 0).remove(0)["messages"].take();
    let of = |name: &str| messages.as_array().unwrap().iter().filter(|message| message["name"] == name).count();
    assert_eq!((of("record"), of("session"), of("file_id")), (98, 1, 1));
    let heart_rate = |message: &Value| {
        let field = message["fields"].as_array()?.iter().find(|field| field["name"] == "heart_rate")?.clone();
        Some((field["value"].as_u64()?, field["unit"].as_str()?.to_owned()))
    };
    let first = messages.as_array().unwrap().iter().find_map(heart_rate);
    assert_eq!(first, Some((76, "bpm".to_owned())));

    // What is no activity has messages all the same; GPX has none.
    let settings = inspect(&["--messages"], &fixture("hostile/settings.fit"));
    assert!(settings.code == 0 && settings.stdout.contains("file_id (0)"), "{}", settings.stdout);
    let gpx = inspect(&["--messages"], &fixture("formats/run-1.1.gpx"));
    assert!(gpx.code == 0 && gpx.stdout.contains("Messages are what FIT files are made of"), "{}", gpx.stdout);
    let folder = inspect(&["--messages"], &fixture("formats"));
    assert_eq!((folder.code, folder.stdout.as_str()), (2, ""));
}

#[test]
#[cfg(unix)]
fn the_machines_clock_and_zone_change_nothing() {
    let told = |zone: &str| {
        let mut command = restday();
        command.env("TZ", zone).args(["inspect", "--messages", "--verify"]).arg(fixture("formats/run.fit"));
        Ended::from(command.output().unwrap()).stdout
    };
    let here = told("UTC");
    assert!(here.contains("local_timestamp 2026-05-01T09:38:54 local"), "{here}");
    for zone in ["America/New_York", "Pacific/Apia", "<+0530>-5:30"] {
        assert_eq!(told(zone), here, "{zone}");
    }
}

#[test]
fn a_folder_or_an_archive_is_listed_a_line_an_input() {
    let ended = inspect(&["--verify"], &fixture("formats"));
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines[0], "formats: 11 inputs = 8 activity + 3 not_activity");
    assert!(lines.iter().any(|line| line.starts_with(" activity") && line.ends_with(" run.fit")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("UNKNOWN-FORMAT") && line.ends_with("nested.zip!readme.txt")));
    assert!(lines.iter().any(|line| line.contains("784 alike")), "{lines:#?}");

    let archive = inspect(&[], &fixture("formats/nested.zip"));
    assert_eq!((archive.code, archive.stdout.lines().count()), (0, 4), "{}", archive.stdout);
    let inner = inspect(&[], &fixture("formats/nested.zip!inner.zip"));
    assert!(inner.stdout.starts_with("nested.zip!inner.zip: 1 input = 1 activity\n"), "{}", inner.stdout);

    // What a report makes of it, in the same words.
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let runner = fixture("runner");
    assert_eq!(report(&[runner.to_str().unwrap(), "--as-of", "latest"], &out).code, 0);
    let import = table(&out, "import.csv").rows;
    let listed = json(&[], &runner, 0);
    let of_row = |row: &std::collections::BTreeMap<String, String>| {
        ["source", "outcome", "code"].map(|column| Value::from(row[column].as_str()))
    };
    let of_file = |file: &Value| ["source", "outcome", "code"].map(|key| file[key].clone());
    assert_eq!(listed.iter().map(of_file).collect::<Vec<_>>(), import.iter().map(of_row).collect::<Vec<_>>());
    let mut loads: Vec<f64> = listed
        .iter()
        .flat_map(|file| file["activities"].as_array().unwrap())
        .map(|activity| activity["load"].as_f64().unwrap())
        .collect();
    let mut reported: Vec<f64> =
        table(&out, "activities.csv").rows.iter().map(|row| row["load"].parse().unwrap()).collect();
    loads.sort_by(f64::total_cmp);
    reported.sort_by(f64::total_cmp);
    assert!(loads.len() == reported.len() && loads.iter().zip(reported).all(|(told, load)| same(*told, load)));
}

#[test]
fn a_member_of_an_archive_is_a_file_like_others() {
    let member = inspect(&["--verify"], &fixture("formats/nested.zip!inner.zip!run.gpx"));
    assert_eq!(member.code, 0, "{}", member.stderr);
    assert!(member.stdout.starts_with("nested.zip!inner.zip!run.gpx\n format"), "{}", member.stdout);
    assert!(member.stdout.contains("= load") && member.stdout.contains("agrees on 196"), "{}", member.stdout);
    let missing = inspect(&[], &fixture("formats/nested.zip!inner.zip!run.gpz"));
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    assert!(missing.stderr.contains("Did you mean 'nested.zip!inner.zip!run.gpx'?"), "{}", missing.stderr);
}

#[test]
fn other_files_are_what_a_report_calls_them() {
    for (name, code) in [("runner/checkins.csv", "CHECKINS"), ("runner/athlete.toml", "ATHLETE-FILE")] {
        let files = json(&[], &fixture(name), 0);
        let [file] = &files[..] else { panic!("{files:?}") };
        assert_eq!((file["outcome"].as_str(), file["code"].as_str()), (Some("not_activity"), Some(code)));
    }
}

#[test]
fn damage_is_told_from_what_is_merely_no_activity() {
    for (name, code, text) in [
        ("truncated.fit", 3, "FIT-TRUNCATED at byte 1620"),
        ("header-size-255.fit", 3, "FIT-HEADER at byte 0"),
        ("cut.zip", 3, "ZIP-DAMAGED"),
        ("no-samples.fit", 3, "NO-SAMPLES"),
        ("settings.fit", 0, "FIT-OTHER-KIND"),
        ("not-a-number.gpx", 0, "the gpx crate agrees on 195 values"),
        ("clock-backwards.fit", 0, "CLOCK-FAULT"),
    ] {
        let ended = inspect(&["--verify"], &fixture("hostile").join(name));
        assert_eq!((ended.code, ended.stderr.as_str()), (code, ""), "{name}");
        assert!(ended.stdout.starts_with(name) && ended.stdout.contains(text), "{name}: {}", ended.stdout);
        let files = json(&["--verify"], &fixture("hostile").join(name), code);
        let found = files[0]["findings"].as_array().unwrap();
        assert!(text.contains("agrees") || found.iter().any(|one| text.starts_with(one["code"].as_str().unwrap())));
    }
    let empty = inspect(&[], tempfile::tempdir().unwrap().path());
    assert_eq!((empty.code, empty.stderr.as_str()), (1, "error: there is no file here\n"));
    let missing = inspect(&[], &fixture("nowhere.fit"));
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    assert!(missing.stderr.contains("nowhere.fit"), "{}", missing.stderr);
    let athlete = inspect(&["--athlete", "nowhere.toml"], &fixture("formats/run.fit"));
    assert_eq!((athlete.code, athlete.stdout.as_str()), (2, ""));
}

#[test]
fn every_hostile_file_is_survived_with_every_flag() {
    for folder in [Some(fixture("hostile")), shared("hostile")].into_iter().flatten() {
        let listed = inspect(&["--verify"], &folder);
        assert_eq!(listed.code, 3, "{}", listed.stderr);
        assert!(!listed.stderr.contains("panicked"), "{}", listed.stderr);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_zip = path.extension().is_some_and(|extension| extension == "zip");
            let mut flags = vec!["--verify"];
            flags.extend((!is_zip).then_some("--messages"));
            let text = inspect(&flags, &path);
            assert!([0, 3].contains(&text.code), "{}: {} {}", path.display(), text.code, text.stderr);
            assert!(!text.stderr.contains("panicked"), "{}: {}", path.display(), text.stderr);
            assert!(!json(&flags, &path, text.code).is_empty());
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_act_are_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\u{1b}[2J\u{202e}b.fit");
    fs::copy(fixture("formats/run.fit"), &path).unwrap();
    let ended = inspect(&[], &path);
    assert_eq!(ended.code, 0);
    assert!(ended.stdout.starts_with("a\\u{1b}[2J\\u{202e}b.fit\n"), "{}", ended.stdout);
    assert!(inspect(&[], folder.path()).stdout.ends_with("  a\\u{1b}[2J\\u{202e}b.fit\n\n"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_reader_that_leaves_early_is_no_error_and_a_full_disk_is() {
    for flags in [&["--messages"][..], &["--messages", "--json"], &[]] {
        let mut command = restday();
        command.arg("inspect").args(flags).arg(fixture("formats/run.fit"));
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = command.stdout(full).output().unwrap();
        assert_eq!(ended.status.code(), Some(1), "{flags:?}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = command.stdout(writer).output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()), "{flags:?}");
    }
}

#[test]
fn help_names_the_flags() {
    let ended = inspect(&["--help"], Path::new("x"));
    assert_eq!(ended.code, 0);
    for flag in ["--verify", "--messages", "--json", "--athlete", "export.zip!"] {
        assert!(ended.stdout.contains(flag), "{flag}: {}", ended.stdout);
    }
}

#[test]
fn what_contradicts_itself_is_shown_and_summed_up() {
    let folder = fixture("contradictions/distance_in_steps");
    let ended = inspect(&[], &folder.join("4_s.fit"));
    for line in [
        "checked     held against                                                  lost",
        "distance    speed: 3600 m, and 3600 m by it, in 0:20:00                   1",
        "- the distance stands still and leaps every 4 s while the",
    ] {
        assert!(ended.stdout.contains(line), "{line}\n{}", ended.stdout);
    }
    let file = &json(&[], &folder.join("4_s.fit"), 0)[0];
    let checks = file["activities"][0]["cross_checks"].as_array().unwrap();
    let channels: Vec<&str> = checks.iter().map(|check| check["channel"].as_str().unwrap()).collect();
    assert_eq!(channels, ["distance", "speed", "position", "heart_rate", "altitude"]);
    assert_eq!((&checks[0]["lost"], &checks[1]["lost"]), (&1.into(), &0.into()));
    assert_eq!(checks[0]["held_against"][0]["channel"], "speed");
    assert!(checks[0]["why"][0].as_str().unwrap().contains("every 4 s"), "{}", checks[0]);
    // A sound one has lost nothing.
    let sound = &json(&[], &folder.join("smooth.fit"), 0)[0];
    let checks = sound["activities"][0]["cross_checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["lost"] == 0 && check["why"] == Value::Array(Vec::new())));

    let doctor: Ended = restday().arg("doctor").arg(&folder).output().unwrap().into();
    for line in [
        "1 of 3 runs of 2026: distance in steps, speed used",
        "3 of 3 treadmill activities of 2026: distance in steps, put right",
    ] {
        assert!(doctor.stdout.contains(line), "{line}\n{}", doctor.stdout);
    }
    let sound: Ended = restday().arg("doctor").arg(fixture("runner")).output().unwrap().into();
    assert!(!sound.stdout.contains("contradicted itself"), "{}", sound.stdout);
}
