//! No load is beyond what a human does, over everything there is to read.

use crate::workbench::{Table, fixture, report, shared, table};
use std::path::{Path, PathBuf};

/// Load an hour that no activity passes, and no walk.
const AN_HOUR_MAX: f64 = 400.0;
const A_WALK_MAX: f64 = 40.0;

/// The activities of a report over a folder; absent where nothing in it is one.
fn activities(folder: &Path) -> Option<Table> {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    report(&[folder.to_str().unwrap(), "--as-of", "latest", "--format", "csv", "--quiet"], &out);
    out.join("activities.csv").exists().then(|| table(&out, "activities.csv"))
}

/// What is beyond, a line each, and how many activities there are. What the runner says himself is his.
fn beyond(folder: &Path) -> (Vec<String>, usize) {
    let Some(found) = activities(folder) else { return (Vec::new(), 0) };
    let is_beyond = |row: &&std::collections::BTreeMap<String, String>| {
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        let an_hour = number("load") / number("duration_h");
        let most = if row["sport"] == "walk" { A_WALK_MAX } else { AN_HOUR_MAX };
        most < an_hour && !["given", "rpe"].contains(&row["load_method"].as_str())
    };
    let told = found.rows.iter().filter(|row| is_beyond(row)).map(|row| {
        format!(
            "{}: {} of {} in {} h, by {}",
            row["source"], row["load"], row["sport"], row["duration_h"], row["load_method"]
        )
    });
    (told.collect(), found.rows.len())
}

fn assert_possible(folders: &[PathBuf]) -> usize {
    let found: Vec<(Vec<String>, usize)> = folders.iter().map(|folder| beyond(folder)).collect();
    let told: Vec<&String> = found.iter().flat_map(|(told, _)| told).collect();
    assert!(told.is_empty(), "{told:#?}");
    found.iter().map(|(_, count)| count).sum()
}

#[test]
fn no_load_of_the_fixtures_is_beyond_what_a_human_does() {
    let counted =
        assert_possible(&[fixture("runner"), fixture("formats"), fixture("hostile"), fixture("contradictions")]);
    assert!(120 < counted, "{counted}");
}

/// Where the machine has the files.
#[test]
fn no_load_of_real_recordings_is_beyond_what_a_human_does() {
    let Some(corpus) = shared("corpus") else { return };
    let mut folders: Vec<PathBuf> = ["fit", "gpx", "tcx"].into_iter().map(|kind| corpus.join(kind)).collect();
    folders.extend(std::fs::read_dir(corpus.join("athletes")).unwrap().map(|athlete| athlete.unwrap().path()));
    let counted = assert_possible(&folders);
    assert!(900 < counted, "{counted}");
}
