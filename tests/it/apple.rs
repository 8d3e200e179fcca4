//! An Apple Health export from its bytes to activities.

use crate::workbench::fixture;
use restday::activity::session::{Origin, activities_of};
use restday::activity::sport::Sport;
use restday::activity::{Activity, TzSource};
use restday::decode::decode_recordings;
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;
use restday::vendors::{Note, apple, join};
use std::io::Read;

/// The bytes of the member of the archive whose name contains `part`.
fn member(part: &str) -> Vec<u8> {
    let file = std::fs::File::open(fixture("formats/export.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut names = archive.file_names().map(|name| name.unwrap().into_owned());
    let name = names.find(|name| name.contains(part)).unwrap();
    drop(names);
    let mut bytes = Vec::new();
    archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn notes() -> Vec<Note> {
    let export = member("Export");
    let mut diagnostics = Diagnostics::default();
    let mut workouts = apple::read_workouts(&mut &export[..], &mut diagnostics);
    apple::read_records(&mut &export[..], &mut workouts, &mut diagnostics);
    assert!(
        diagnostics.as_slice().iter().all(|found| found.code == restday::diagnostic::Code::Nights),
        "{diagnostics:?}"
    );
    workouts.into_iter().map(|workout| workout.note).collect()
}

fn assert_run(activity: &Activity, start: &str, sport: Sport, distance_m: f64) {
    let start: jiff::Timestamp = start.parse().unwrap();
    assert_eq!((activity.start_ms, activity.sport), (start.as_millisecond(), sport));
    assert_eq!((activity.utc_offset_s, activity.tz_source), (7200, TzSource::File), "Oslo, not the phone's New York");
    assert!((activity.duration_s - 480.0).abs() < 1e-3);
    assert!((activity.distance_m.unwrap() - distance_m).abs() < 0.1);
    assert!(0.98 < activity.hr_coverage, "{}", activity.hr_coverage);
    assert!((activity.heart_rate_mean_bpm.unwrap() - 130.0).abs() < 1.0);
    assert!(activity.rpe.is_some());
}

#[test]
fn a_route_gets_the_heart_rates_of_its_workout() {
    let note = &notes()[0];
    let route = member(note.file.as_deref().unwrap());
    let mut recordings = decode_recordings(&route, RecordingFormat::Gpx, &mut Diagnostics::default()).unwrap();
    let points = recordings[0].samples.len();
    join::join_note(&mut recordings[0], note);
    assert!(recordings[0].samples.len() <= points + 1);
    assert!(90 <= recordings[0].samples.heart_rate_bpm.count_present());
    let found = activities_of(&recordings[0], &Origin::default(), &mut Diagnostics::default());
    assert_eq!(found.len(), 1);
    assert_run(&found[0], "2026-05-07T07:30:01Z", Sport::Run, 1271.6);
    assert!(found[0].statistics.graded_speed.is_some());
}

#[test]
fn a_workout_without_a_route_is_an_activity_of_its_own() {
    let notes = notes();
    assert_eq!((notes.len(), notes[1].file.as_ref()), (2, None));
    let found = activities_of(&notes[1].to_recording(), &Origin::default(), &mut Diagnostics::default());
    assert_eq!(found.len(), 1);
    assert_run(&found[0], "2026-05-08T07:30:21Z", Sport::Treadmill, 1312.4);
}
