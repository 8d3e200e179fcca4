//! The same inputs give the same bytes.

use crate::workbench::{bytes, copy_folder, fixture, report, restday};

const ALL_FORMATS: &str = "csv,json,ndjson,xlsx,parquet,html,svg";

#[test]
fn threads_zones_and_languages_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("base");
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest", "--format", ALL_FORMATS], &base);
    let base = bytes(&base);
    assert_eq!(base.len(), 18);
    let worlds = [
        ("1", "UTC", "C"),
        ("2", "America/New_York", "de_DE.UTF-8"),
        ("8", "Asia/Kolkata", "C"),
        ("8", "Pacific/Apia", "de_DE.UTF-8"),
        ("2", "Australia/Lord_Howe", "C"),
    ];
    for (n, (threads, zone, language)) in worlds.into_iter().enumerate() {
        let out = folder.path().join(format!("world-{n}"));
        let mut command = restday();
        command
            .env("RAYON_NUM_THREADS", threads)
            .env("POLARS_MAX_THREADS", threads)
            .env("TZ", zone)
            .env("LANG", language);
        command
            .arg("report")
            .arg(fixture("runner"))
            .args(["--as-of", "latest", "--format", ALL_FORMATS, "--out"])
            .arg(&out);
        assert_eq!(command.output().unwrap().status.code(), Some(0));
        assert!(bytes(&out) == base, "{threads} threads, {zone}, {language}");
    }
}

#[test]
fn the_order_of_the_arguments_does_not_show() {
    let folder = tempfile::tempdir().unwrap();
    let athlete = fixture("runner/athlete.toml");
    let parts = ["fit", "gpx", "tcx", "strava"].map(|part| fixture("runner").join(part).display().to_string());
    let mut reports = Vec::new();
    for (n, order) in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]].into_iter().enumerate() {
        let out = folder.path().join(format!("order-{n}"));
        let mut arguments: Vec<String> = order.iter().map(|i| parts[*i].clone()).collect();
        arguments.extend(["--as-of".into(), "latest".into(), "--athlete".into(), athlete.display().to_string()]);
        assert_eq!(report(&arguments, &out).code, 0);
        reports.push(bytes(&out));
    }
    assert!(reports[0] == reports[1] && reports[1] == reports[2]);
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
