//! What goes in is counted coming out.

use crate::workbench::{Table, copy_folder, fixture, report, table};
use std::fs;
use std::path::Path;

fn outcomes(import: &Table) -> [usize; 4] {
    ["activity", "duplicate", "not_activity", "refused"]
        .map(|outcome| import.rows.iter().filter(|row| row["outcome"] == outcome).count())
}

/// The files below a folder.
fn count_files(folder: &Path) -> usize {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}

#[test]
fn every_input_is_answered_for_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (mixed, out) = (folder.path().join("mixed"), folder.path().join("out"));
    copy_folder(&fixture("runner"), &mixed);
    copy_folder(&fixture("hostile"), &mixed.join("hostile"));
    let ended = report(&[&mixed], &out);
    assert_eq!(ended.code, 3, "{}", ended.stderr);

    let import = table(&out, "import.csv");
    assert_eq!(outcomes(&import).iter().sum::<usize>(), import.rows.len());
    let names: std::collections::BTreeSet<&String> = import.rows.iter().map(|row| &row["source"]).collect();
    assert_eq!(names.len(), import.rows.len(), "each input is named once");
    let on_disk = import.rows.iter().filter(|row| !row["source"].contains('!') && !row["source"].contains('#')).count();
    let archives = names.iter().filter_map(|name| name.split_once('!')).map(|(archive, _)| archive);
    let archives: std::collections::BTreeSet<&str> = archives.collect();
    assert_eq!(on_disk + archives.len(), count_files(&mixed));

    // Every activity is an input's, and every input that gave one names it.
    let activities = table(&out, "activities.csv");
    for row in &activities.rows {
        let input = import.rows.iter().find(|input| input["source"] == row["source"]).expect("its input");
        assert_eq!(input["outcome"], "activity");
        assert!(input["activity_id"].split(' ').any(|id| id == row["activity_id"]));
    }
    let named: usize = import
        .rows
        .iter()
        .filter(|row| row["outcome"] == "activity")
        .map(|row| row["activity_id"].split(' ').count())
        .sum();
    assert!(activities.rows.len() <= named);
    assert!(import.rows.iter().filter(|row| row["outcome"] != "activity").all(|row| !row["detail"].is_empty()));
}

#[test]
fn the_runner_is_read_as_the_generator_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest"], &out);
    let activities = table(&out, "activities.csv").rows;
    let truth = fs::read_to_string(fixture("runner.expected.tsv")).unwrap();
    let truth: Vec<Vec<&str>> = truth.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(activities.len(), truth.len());
    for expected in truth {
        let [day, start_utc, sport, duration_s, distance_m, has_hr, files] = expected[..] else {
            panic!("{expected:?}")
        };
        let start: jiff::Timestamp = start_utc.parse().unwrap();
        let near_start = |row: &&std::collections::BTreeMap<String, String>| {
            let found: jiff::Timestamp = row["start_time"].parse().unwrap();
            (found.as_second() - start.as_second()).abs() <= 10
        };
        let found = activities
            .iter()
            .filter(near_start)
            .find(|row| files.split(';').any(|file| row["source"].split('#').next() == Some(file)))
            .unwrap_or_else(|| panic!("no activity of {files} at {start_utc}"));
        assert_eq!((found["day"].as_str(), found["sport"].as_str()), (day, sport), "{files}");
        let near = |cell: &str, truth: &str, share: f64| {
            let (found, truth): (f64, f64) = (cell.parse().unwrap(), truth.parse().unwrap());
            (found - truth).abs() <= share * truth + 1.0
        };
        assert!(near(&found["duration_s"], duration_s, 0.005), "{files}: {} {duration_s}", found["duration_s"]);
        if distance_m.is_empty() {
            assert_eq!(found["distance_m"], "", "{files}");
        } else {
            assert!(near(&found["distance_m"], distance_m, 0.02), "{files}: {} {distance_m}", found["distance_m"]);
        }
        assert_eq!(!found["heart_rate_mean_bpm"].is_empty(), has_hr == "yes", "{files}");
    }
}

#[test]
fn the_same_files_twice_give_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (once, twice) = (folder.path().join("once"), folder.path().join("twice"));
    let doubled = folder.path().join("doubled");
    copy_folder(&fixture("runner"), &doubled);
    copy_folder(&fixture("runner/fit"), &doubled.join("zz-again"));
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest"], &once);
    report(&[doubled.to_str().unwrap(), "--as-of", "latest"], &twice);
    for name in ["activities.csv", "daily.csv", "readiness.csv"] {
        assert_eq!(fs::read(once.join(name)).unwrap(), fs::read(twice.join(name)).unwrap(), "{name}");
    }
}
