//! The same inputs give the same bytes.

use crate::workbench::{bytes, copy_folder, fixture, report, restday};
use std::path::Path;

const ALL_FORMATS: &str = "csv,json,ndjson,xlsx,parquet,html,svg";

/// The parts of the runner's exports in an order of their own for each number.
fn shuffled(nth: usize) -> Vec<String> {
    let mut parts: Vec<&str> = vec!["fit", "gpx", "tcx", "strava", "garmin", "checkins.csv"];
    let mut order = Vec::new();
    let mut rest = nth * 7919;
    while !parts.is_empty() {
        order.push(fixture("runner").join(parts.remove(rest % parts.len())).display().to_string());
        rest /= parts.len().max(1);
    }
    order
}

#[test]
fn threads_zones_languages_and_the_order_of_the_arguments_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let run = |out: &Path, nth: usize, world: &[(&str, &str)]| {
        let mut command = restday();
        command.envs(world.iter().copied()).arg("report").args(shuffled(nth));
        command.arg("--athlete").arg(fixture("runner/athlete.toml"));
        command.args(["--as-of", "latest", "--format", ALL_FORMATS, "--out"]).arg(out);
        assert_eq!(command.output().unwrap().status.code(), Some(0));
        bytes(out)
    };
    let base = run(&folder.path().join("base"), 0, &[]);
    assert_eq!(base.len(), 19);
    let zones = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"];
    let mut nth = 0;
    for threads in ["1", "2", "8"] {
        for zone in zones {
            for language in ["C", "de_DE.UTF-8"] {
                nth += 1;
                let both = [("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads)];
                let world = [both[0], both[1], ("TZ", zone), ("LANG", language), ("LC_ALL", language)];
                let found = run(&folder.path().join("world"), nth, &world);
                assert!(found == base, "{threads} threads, {zone}, {language}, order {nth}");
            }
        }
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let runner = folder.path().join("runner");
    crate::workbench::copy_folder(&fixture("runner"), &runner);
    // The default output folder lies inside the folder that is read.
    let run = || {
        let mut command = restday();
        command.current_dir(&runner).args(["report", ".", "--as-of", "latest"]);
        assert_eq!(command.output().unwrap().status.code(), Some(0));
        bytes(&runner.join("restday-report"))
    };
    let first = run();
    assert!(first == run());
}

#[test]
fn files_given_twice_change_no_day() {
    let folder = tempfile::tempdir().unwrap();
    let (once, twice) = (folder.path().join("once"), folder.path().join("twice"));
    let given = folder.path().join("given");
    copy_folder(&fixture("runner"), &given);
    report(&[given.to_str().unwrap(), "--as-of", "latest"], &once);
    // The same recordings again, by other names and in other places.
    copy_folder(&fixture("runner/fit"), &given.join("backup/of my watch"));
    copy_folder(&fixture("runner/strava"), &given.join("a"));
    report(&[given.to_str().unwrap(), "--as-of", "latest"], &twice);
    let (once, twice) = (bytes(&once), bytes(&twice));
    for name in ["daily.csv", "weeks.csv", "months.csv", "readiness.csv"] {
        assert!(once[name] == twice[name], "{name}");
    }
    assert!(once["import.csv"].len() < twice["import.csv"].len());
}
