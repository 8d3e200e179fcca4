//! What vendors' exports hold beside the recordings.

use crate::workbench::{fixture, report, table};
use restday::diagnostic::Code;
use restday::ingest::{IngestOptions, Outcome, Silent, ingest_paths};
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
    for (name, bytes) in crate::workbench::bytes(&out) {
        let text = crate::workbench::text_of(&bytes);
        assert!(!text.contains("example.org") && !text.contains("private"), "{name}");
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
    let ingested =
        ingest_paths(&[folder.path().to_path_buf()], None::<&Path>, IngestOptions::default(), &Silent).unwrap();
    assert_eq!(ingested.activities.len(), 2);
    let twin = ingested.inputs.iter().find(|input| input.outcome == Outcome::Duplicate).unwrap();
    assert_eq!((twin.source.as_str(), twin.code), ("b_0_summarizedActivities.json#2", Code::DuplicateBytes));
}

#[test]
fn an_activity_whose_file_is_lost_or_broken_is_what_the_table_says() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(inputs.join("activities")).unwrap();
    fs::write(inputs.join("activities/2.fit"), "no FIT file").unwrap();
    let rows = "1,2019-06-01 07:00:00,Easy,Run,,3000,9000,false,,activities/1.gpx\n\
                2,2019-06-02 07:00:00,Easy,Run,,2400,7000,false,,activities/2.fit\n";
    let header = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename";
    fs::write(inputs.join("activities.csv"), format!("{header}\n{rows}")).unwrap();
    report(&[inputs.to_str().unwrap(), "--as-of", "latest"], &out);
    let told: Vec<_> = table(&out, "activities.csv").rows.iter().map(|row| row["duration_s"].clone()).collect();
    assert_eq!(told, ["3000", "2400"]);
    let import = table(&out, "import.csv").rows;
    assert!(import.iter().any(|row| row["outcome"] == "activity" && row["code"] == "FROM-TABLE"), "{import:?}");
    assert!(import.iter().any(|row| row["outcome"] == "activity" && row["code"] == "WRONG-FORMAT"), "{import:?}");
}

#[test]
fn a_sensor_that_counts_steps_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(&inputs).unwrap();
    let point = |s: i32| {
        let bpm = 120 + ((s - 600).clamp(0, 8) - (s - 1000).clamp(0, 8)) * 5;
        let (latitude, minute, second) = (59.0 + f64::from(s) * 2.7e-5, s / 60, s % 60);
        format!(
            "<trkpt lat=\"{latitude:.6}\" lon=\"10\"><time>2026-05-01T07:{minute:02}:{second:02}Z</time><extensions>\
             <x:hr>{bpm}</x:hr><x:cad>80</x:cad></extensions></trkpt>"
        )
    };
    let points = (0..1800).map(point).collect::<Vec<_>>().concat();
    let gpx = format!("<gpx xmlns:x=\"x\"><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>");
    fs::write(inputs.join("run.gpx"), gpx).unwrap();
    let suspect_s = |more: &[&str]| -> (f64, String) {
        let arguments = [&[inputs.to_str().unwrap(), "--as-of", "latest"], more].concat();
        report(&arguments, &out);
        let rows = table(&out, "activities.csv").rows;
        (rows[0]["hr_suspect_s"].parse().unwrap(), table(&out, "import.csv").rows[0]["code"].clone())
    };
    let (seconds, code) = suspect_s(&[]);
    assert!((380.0..=420.0).contains(&seconds), "{seconds}");
    assert_eq!(code, "HEART-RATE-SUSPECT");
    assert_eq!(suspect_s(&["--hr-clean", "off"]), (0.0, "OK".to_owned()));
}
