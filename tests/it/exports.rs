//! What vendors' exports hold beside the recordings.

use crate::workbench::{fixture, report, table};
use restday::diagnostic::Code;
use restday::ingest::{Options, Outcome, Silent, ingest};
use std::fs;
use std::path::Path;

#[test]
fn a_garmin_export_counts_what_it_says_twice_once_and_what_is_lost_too() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let ended = report(&[fixture("exports/garmin.zip").to_str().unwrap(), "--as-of", "latest"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let rows = table(&out, "activities.csv").rows;
    let told: Vec<_> = rows.iter().map(|row| (&row["sport"][..], row["source"].contains(".fit"))).collect();
    // Two recordings, the run that has none, and the two parts of the race.
    assert_eq!(told, [("run", true), ("run", true), ("run", false), ("ride", false), ("run", false)]);
    assert_eq!((&*rows[3]["duration_s"], &*rows[3]["distance_m"]), ("3600", "25000"));
    let import = table(&out, "import.csv").rows;
    let of = |outcome: &str| import.iter().filter(|row| row["outcome"] == outcome).count();
    assert_eq!((of("activity"), of("duplicate"), of("refused")), (5, 1, 0));
    // The address of the owner is in the names of the files, and in none of the outputs.
    for file in fs::read_dir(&out).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!text.contains("example.org") && !text.contains("private"));
    }
    assert!(!(ended.stdout + &ended.stderr).contains("example.org"));
    assert!(import.iter().any(|row| row["source"].contains("(e-mail)_18930400011.fit")));
}

#[test]
fn the_same_entry_in_two_files_is_the_same_activity() {
    let folder = tempfile::tempdir().unwrap();
    let entry = r#"{"activityType":"running","startTimeGmt":1780205400000,"duration":3000000.0,"distance":1000000}"#;
    let later = entry.replace("1780205400000", "1780305400000");
    for (name, entries) in [("a", entry.to_owned()), ("b", format!("{later},{entry}"))] {
        let json = format!(r#"[{{"summarizedActivitiesExport":[{entries}]}}]"#);
        fs::write(folder.path().join(format!("{name}_0_summarizedActivities.json")), json).unwrap();
    }
    let ingested = ingest(&[folder.path().to_path_buf()], None::<&Path>, Options::default(), &Silent).unwrap();
    assert_eq!(ingested.activities.len(), 2);
    let twin = ingested.inputs.iter().find(|input| input.outcome == Outcome::Duplicate).unwrap();
    assert_eq!((twin.source.as_str(), twin.code), ("b_0_summarizedActivities.json#2", Code::DuplicateBytes));
}
