//! Counting: what goes in is counted coming out, whatever it is.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::known::{KnownFile, KnownFiles};
use super::*;
use crate::activity::sport::Sport;
use crate::morning::{Metric, Morning, Reading, Source};
use crate::source::Stamp;
use jiff::civil::{Date, date};
use std::fs;
use tempfile::TempDir;

/// Twenty minutes of an even run that begins at this hour, and at another place each hour.
fn gpx(hour: u8) -> String {
    let point = |minute: u32| {
        let north = 59.0 + 0.0018 * f64::from(minute);
        format!("<trkpt lat=\"{north}\" lon=\"10.{hour}\"><time>2026-05-01T{hour:02}:{minute:02}:00Z</time></trkpt>")
    };
    let points: String = (0..=20).map(point).collect();
    format!("<gpx version=\"1.1\"><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What a folder with these files gives. Whatever it is, every input is answered for.
fn read(files: &[(&str, &str)]) -> Ingested {
    let folder = folder(files);
    let ingested = ingest_paths(&[folder.path().to_owned()], None, IngestOptions::default(), &Silent).unwrap();
    let counts = ingested.counts();
    let sum = counts.activities + counts.duplicates + counts.not_activity + counts.refused;
    assert_eq!((counts.inputs, ingested.inputs.len()), (sum, sum));
    ingested
}

fn lines(ingested: &Ingested) -> Vec<(&str, Outcome, Code)> {
    ingested.inputs.iter().map(|input| (input.source.as_str(), input.outcome, input.code)).collect()
}

const MANUAL: &str = "date,sport,duration_min,rpe\n2026-05-02,run,40,4\n2026-05-03,run,forty,4\n";

#[test]
fn every_input_is_counted_as_one_thing() {
    let (six, eight) = (gpx(6), gpx(8));
    let files = [
        ("a.gpx", six.as_str()),
        ("b.gpx", eight.as_str()),
        ("copy of b.gpx", &eight),
        ("broken.fit", "no recording"),
        ("empty.tcx", ""),
        ("letter.txt", "Dear diary"),
        ("manual.csv", MANUAL),
        ("checkins.csv", "date,legs\n2026-05-01,4\n"),
    ];
    let ingested = read(&files);
    // A row of a table that cannot be read is told in the line of the table, and is no input.
    let counts = ImportCounts { inputs: 9, activities: 3, duplicates: 1, not_activity: 3, refused: 2, damaged: 1 };
    assert_eq!(ingested.counts(), counts, "{:#?}", lines(&ingested));
    // Each activity once, each named by the input that gave it.
    let given: Vec<&String> = ingested
        .inputs
        .iter()
        .filter(|input| input.outcome == Outcome::Activity)
        .flat_map(|i| &i.activity_ids)
        .collect();
    assert_eq!(given.len(), ingested.activities.len());
    assert!(ingested.activities.iter().all(|activity| given.contains(&&activity.id)));
    assert_eq!(ingested.mornings.len(), 1);
}

#[test]
fn a_bad_file_costs_its_own_line_and_nothing_else() {
    let (six, eight) = (gpx(6), gpx(8));
    let sound = [("a.gpx", six.as_str()), ("z.gpx", eight.as_str()), ("checkins.csv", "date,legs\n2026-05-01,4\n")];
    let without = read(&sound);
    assert_eq!(without.counts().activities, 2);
    let half = &six[..six.len() / 3];
    for (name, bad) in [("b.fit", "no recording"), ("b.gpx", ""), ("b.gpx", "<gpx><trk>"), ("b.zip", "PK\u{3}\u{4}")] {
        let with = read(&[&sound[..], &[(name, bad)]].concat());
        assert!(with.activities == without.activities && with.mornings == without.mornings, "{name}: {bad}");
        let (more, others): (Vec<_>, Vec<_>) = with.inputs.iter().partition(|input| input.source.starts_with("b."));
        assert_eq!((more.len(), more[0].activity_ids.len()), (1, 0), "{name}: {bad}");
        assert_eq!(others, without.inputs.iter().collect::<Vec<_>>(), "{name}: {bad}");
    }
    // Of one that breaks off, what is there counts, and says that it is not all.
    let cut = read(&[&sound[1..], &[("b.gpx", half)]].concat());
    let input = cut.inputs.iter().find(|input| input.source == "b.gpx").unwrap();
    assert!(input.outcome == Outcome::Activity && input.is_damaged(), "{input:?}");
    assert!(cut.activities.iter().any(|activity| activity.source == "b.gpx" && activity.recovered));
}

#[test]
fn the_same_bytes_count_once_under_the_first_name() {
    let six = gpx(6);
    let twice = read(&[("b/run.gpx", six.as_str()), ("a/run.gpx", &six), ("c.gpx", &six)]);
    assert_eq!(
        lines(&twice),
        [
            ("a/run.gpx", Outcome::Activity, Code::Ok),
            ("b/run.gpx", Outcome::Duplicate, Code::DuplicateBytes),
            ("c.gpx", Outcome::Duplicate, Code::DuplicateBytes),
        ]
    );
    let id = &twice.activities[0].id;
    let twins: Vec<_> = twice.twins.iter().map(|twin| (&twin.winner_id, &twin.winner[..], &twin.loser[..])).collect();
    assert_eq!(twins, [(id, "a/run.gpx", "b/run.gpx"), (id, "a/run.gpx", "c.gpx")]);
    assert!(twice.inputs.iter().all(|input| input.activity_ids == [id.clone()]));
}

const STRAVA: &str = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n";

#[test]
fn a_table_speaks_of_the_files_beside_it_and_stands_for_those_that_are_missing() {
    let six = gpx(6);
    let table = format!(
        "{STRAVA}1,\"May 1, 2026, 6:00:00 AM\",Morning,Run,1200,4,activities/1.gpx\n\
         2,\"May 2, 2026, 6:00:00 AM\",Gone,Run,3600,10,activities/2.gpx\n\
         3,\"May 3, 2026, 6:00:00 AM\",By hand,Run,1800,5,\n"
    );
    let ingested = read(&[("export/activities.csv", table.as_str()), ("export/activities/1.gpx", &six), ("1.gpx", "")]);
    assert_eq!(
        lines(&ingested),
        [
            ("1.gpx", Outcome::Refused, Code::Empty),
            ("export/activities.csv", Outcome::NotActivity, Code::ActivityIndex),
            ("export/activities.csv#3", Outcome::Activity, Code::FromTable),
            ("export/activities.csv#4", Outcome::Activity, Code::Ok),
            ("export/activities/1.gpx", Outcome::Activity, Code::Ok),
        ]
    );
    let named: Vec<_> = ingested.activities.iter().map(|a| (a.name.as_deref().unwrap(), &a.source[..])).collect();
    let rows = [("Gone", "export/activities.csv#3"), ("By hand", "export/activities.csv#4")];
    assert_eq!(named, [&[("Morning", "export/activities/1.gpx")], &rows[..]].concat());
    // A recording of which nothing can be read is told by its row.
    let broken = read(&[("activities.csv", table.as_str()), ("activities/1.gpx", "")]);
    let input = broken.inputs.iter().find(|input| input.source == "activities/1.gpx").unwrap();
    assert_eq!((input.outcome, broken.activities[0].name.as_deref()), (Outcome::Activity, Some("Morning")));
    assert!(input.is_damaged() && input.detail.contains("this is what the vendor's table says"), "{input:?}");
}

/// An input with one activity of an hour that starts at this second.
fn piece(source: &str, digest: u64, start_s: i64) -> InputResult {
    let mut activity = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
    activity.start_ms = 1000 * start_s;
    activity.id = format!("{digest:016x}");
    source.clone_into(&mut activity.source);
    InputResult { source: source.to_owned(), digest, activities: vec![activity], ..InputResult::default() }
}

#[test]
fn a_night_is_evidence_of_activities_only_in_an_export_that_holds_some() {
    let night = |source: &str, nth: i8, by: Source| {
        let reading = Reading { metric: Metric::RestingHr, value: 48.0, source: by };
        let morning = Morning { day: date(2026, 5, nth), readings: vec![reading], ..Morning::default() };
        InputResult { source: source.to_owned(), mornings: vec![morning], ..InputResult::default() }
    };
    let evidence = |nights: &[InputResult]| {
        let mut pieces = vec![
            piece("garmin.zip!up.zip!1.fit", 1, 0),
            piece("watch/act/2.fit", 2, 90_000),
            piece("3.fit", 3, 180_000),
        ];
        pieces.extend_from_slice(nights);
        let days = settle_duplicates(pieces).nights_beside_activities;
        days.into_iter().map(Date::day).collect::<Vec<i8>>()
    };
    let found = evidence(&[
        night("garmin.zip!DI/wellness.json", 9, Source::GARMIN),
        night("garmin.zip!DI/again.json", 9, Source::GARMIN),
        night("watch/mon/1.fit", 4, Source::GARMIN_FIT),
        night("export.xml", 7, Source::APPLE),
    ]);
    assert_eq!(found, [4, 7, 9]);
    let others = [
        night("other.zip!DI/wellness.json", 20, Source::GARMIN),
        night("garmin.zip!oura.json", 21, Source::OURA),
        night("oura.json", 22, Source::OURA),
        night("elsewhere/mon/1.fit", 23, Source::GARMIN_FIT),
        night("wellness.csv", 24, Source::TABLE),
    ];
    assert!(evidence(&others).is_empty());
    // A second copy of its activities makes an export no emptier.
    let copy = piece("copy.zip!1.fit", 1, 0);
    assert_eq!(evidence(&[copy, night("copy.zip!DI/wellness.json", 12, Source::GARMIN)]), [12]);
}

#[test]
fn the_richer_recording_counts_learns_from_the_other_and_the_order_is_no_matter() {
    let mut rich = piece("watch.fit", 1, 0);
    rich.activities[0].richness.heart_rate = true;
    rich.activities[0].sport = Sport::Other;
    let mut poor = piece("phone.gpx", 2, 30);
    (poor.activities[0].rpe, poor.activities[0].name) = (Some(6.0), Some("Hill".to_owned()));
    let other = piece("later.gpx", 3, 90_000);
    let pieces = [rich, poor, other];
    let settled = settle_duplicates(pieces.to_vec());
    assert_eq!(
        lines(&settled),
        [
            ("later.gpx", Outcome::Activity, Code::Ok),
            ("phone.gpx", Outcome::Duplicate, Code::DuplicateActivity),
            ("watch.fit", Outcome::Activity, Code::Ok),
        ]
    );
    let kept = &settled.activities[0];
    assert_eq!((kept.source.as_str(), kept.sport, kept.rpe), ("watch.fit", Sport::Run, Some(6.0)));
    assert_eq!(kept.name.as_deref(), Some("Hill"));
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let again = settle_duplicates(order.map(|nth: usize| pieces[nth].clone()).to_vec());
        assert!(again.activities == settled.activities && again.inputs == settled.inputs, "{order:?}");
        assert!(again.twins == settled.twins && again.digest == settled.digest, "{order:?}");
    }
}

#[test]
fn an_activity_within_another_is_shown_and_named() {
    let commute = piece("commute.fit", 1, 0);
    let mut gym = piece("gym.fit", 2, 1200);
    (gym.activities[0].sport, gym.activities[0].duration_s, gym.activities[0].elapsed_s) =
        (Sport::Strength, 900.0, 900.0);
    let settled = settle_duplicates(vec![gym, commute]);
    assert_eq!(
        lines(&settled),
        [("commute.fit", Outcome::Activity, Code::Ok), ("gym.fit", Outcome::Activity, Code::ActivityWithin)]
    );
    let (commute, gym) = (&settled.activities[0], &settled.activities[1]);
    assert_eq!((commute.counted_share(), gym.counted_share()), (1.0, 0.0));
    assert_eq!(gym.elsewhere.ids, std::slice::from_ref(&commute.id));
    let twin = &settled.twins[0];
    assert_eq!((twin.code, twin.overlap_s, twin.overlap_share), (Code::ActivityWithin, Some(900.0), Some(1.0)));
}

#[test]
fn the_digest_of_the_inputs_tells_names_and_contents_apart() {
    let digest =
        |pieces: &[(&str, u64)]| settle_duplicates(pieces.iter().map(|(name, d)| piece(name, *d, 0)).collect()).digest;
    let two = digest(&[("a", 1), ("b", 2)]);
    assert_eq!(two, digest(&[("b", 2), ("a", 1)]));
    for other in [&[("a", 2), ("b", 1)][..], &[("a", 1), ("c", 2)], &[("a", 1)], &[("a", 1), ("b", 2), ("c", 3)]] {
        assert_ne!(two, digest(other), "{other:?}");
    }
}

#[test]
fn what_is_known_is_taken_unread_only_where_nothing_can_have_changed() {
    let stamp = |modified_ns| Stamp { bytes: 9, modified_ns };
    let (second, now) = (1_000_000_000, 100_000_000_000);
    let file = |modified_ns| KnownFile { stamp: Some(stamp(modified_ns)), ..KnownFile::default() };
    let files = BTreeMap::from([
        ("old".to_owned(), file(now - 60 * second)),
        ("fresh".to_owned(), file(now - second)),
        ("gone".to_owned(), KnownFile { is_gone: true, ..file(0) }),
        ("distrusted".to_owned(), KnownFile { stamp: None, ..KnownFile::default() }),
    ]);
    let known = KnownFiles { files: &files, written_ns: now };
    assert!(known.knows("old", stamp(now - 60 * second)));
    assert!(!known.knows("old", stamp(now - 61 * second)), "another time");
    assert!(!known.knows("old", Stamp { bytes: 8, ..stamp(now - 60 * second) }), "another size");
    assert!(!known.knows("fresh", stamp(now - second)), "it may have changed within the same tick");
    assert!(!known.knows("gone", stamp(0)) && !known.knows("distrusted", stamp(0)) && !known.knows("new", stamp(0)));
}
