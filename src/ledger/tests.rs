#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::activity::Activity;
use crate::activity::anomaly::{Fault, Instead};
use crate::activity::running_power::PowerMoments;
use crate::activity::sport::Sport;
use crate::activity::statistics::{
    BestEffort, GradedSpeed, Half, HeartRateHistogram, PowerStatistics, SteadyHalves, SteadyMinute,
};
use crate::columns::{CellKind, FromCell};
use crate::digest::{Digest, Digestible};
use crate::ingest::Silent;
use crate::morning::Morning;
use crate::morning::{Metric, Reading, Source};
use crate::source::Stamp;
use jiff::civil::{date, time};
use std::fs;
use std::path::PathBuf;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

fn read_all(paths: &[PathBuf], ledger: &mut Ledger) -> bool {
    ledger.update(paths, &[], IngestOptions::default(), &Silent).unwrap().is_changed
}

/// An activity of which everything is known.
fn full() -> Activity {
    let speed = |mean_mps| GradedSpeed { mean_mps, normalised_mps: Some(3.1), moving_s: 3500.0, covered_s: 3590.5 };
    let effort = |distance_m, duration_s| BestEffort { distance_m, duration_s };
    let half = |bpm| Half { graded_mps: 2.9, heart_rate_bpm: bpm };
    let minute = |start_s| SteadyMinute { start_s, graded_mps: 2.987, heart_rate_bpm: 151.3 };
    let mut run = Activity::bare(Sport::TrailRun, date(2026, 5, 2), 3600.1);
    "0123456789abcdef-2".clone_into(&mut run.id);
    "a.zip!b/ü, \"c\".fit".clone_into(&mut run.source);
    run.start_ms = 1_777_680_000_123;
    run.utc_offset_s = 20_700;
    run.tz_source = crate::activity::TzSource::Coordinates;
    run.moving_s = Some(0.1 + 0.2);
    run.distance_m = Some(f64::MIN_POSITIVE);
    run.ascent_m = Some(0.0);
    run.heart_rate_mean_bpm = Some(1e300);
    run.heart_rate_max_bpm = Some(255);
    run.name = Some(String::new());
    run.recovered = true;
    run.given_load = Some(-0.0);
    (run.hr_repaired_s, run.hr_suspect_s, run.gps_repaired_s) = (1.0, 2.0, 3.0);
    run.anomalies.note(Fault::TotalTime, Instead::Records);
    run.day_shares = vec![(date(2026, 5, 2), 0.1 + 0.2), (date(2026, 5, 3), 0.7)];
    (run.rpe, run.temperature_c, run.southern) = (Some(7.0), Some(-12.5), Some(false));
    let mut histogram = HeartRateHistogram::default();
    for (bpm, s) in [(40, 1.0), (41, 0.5), (200, 1e-9)] {
        histogram.add_seconds(bpm, s);
    }
    let statistics = &mut run.statistics;
    statistics.heart_rate = Some(histogram);
    statistics.heart_rate_sustained_max_bpm = Some(0);
    statistics.graded_speed = Some(speed(2.9));
    statistics.graded_speed_minetti = Some(GradedSpeed { normalised_mps: None, ..speed(2.8) });
    statistics.running_power = Some(PowerMoments::of_sums([1.0, 2.0, 3.0, 4.0, 5.5], u32::MAX));
    let best_w = vec![900.0, 400.0];
    statistics.power = Some(PowerStatistics { normalised_w: 1.0, xpower_w: 2.0, mean_w: 3.0, covered_s: 4.0, best_w });
    statistics.best_efforts = vec![effort(400.0, 80.125), effort(800.0, 170.0)];
    statistics.best_efforts_graded = vec![effort(400.0, 79.0)];
    statistics.best_durations = vec![effort(30.5, 5.0), effort(55.0, 10.0)];
    statistics.best_durations_graded = vec![effort(31.0, 5.0)];
    statistics.steady_minutes = vec![minute(0), minute(60), minute(u32::MAX)];
    statistics.steady_halves = SteadyHalves::Found { first: half(150.0), second: half(155.0) };
    run.richness = crate::activity::duplicate::Richness {
        power: true,
        rr: true,
        heart_rate: true,
        position: true,
        format: 3,
        samples: 3600,
    };
    run.course.marks_s = vec![360, 722];
    run.course.heart_rate_bpm = vec![131, 150];
    run.course.place = Some(51_966);
    run.is_untimed = true;
    run.pauses_s = vec![(600, 1200), (1800, 2400)];
    run.wearer.heart_rate_rest_bpm = Some(48);
    run.wearer.heart_rate_zones_bpm = vec![120, 140, 160, 255];
    run
}

/// A ledger of one file with these activities, and with a morning of which everything is known.
fn with(activities: Vec<Activity>) -> Ledger {
    let reading = Reading { metric: Metric::HrvRmssd, value: 61.7, source: Source::GARMIN_FIT };
    let morning = Morning {
        day: date(2026, 5, 3),
        time: Some(time(6, 59, 0, 0)),
        legs: Some(4.0),
        soreness: Some(0.1 + 0.2),
        motivation: Some(5.0),
        sleep_quality: Some(2.0),
        life_stress: Some(3.0),
        readiness_felt: Some(7.0),
        spell: Some(crate::morning::SpellWord::Injured),
        spell_last: Some(jiff::civil::date(2026, 3, 9)),
        sleep_h: Some(7.25),
        rpe: Some(8.0),
        felt_harder: Some(false),
        illness: Some(true),
        pain: Some(false),
        note: Some("\u{1F3C3} \"quoted\"".to_owned()),
        readings: vec![reading],
        late: true,
    };
    let mut piece =
        InputResult { source: "a.zip!b".to_owned(), digest: u64::MAX, note: 7, packed: 1, ..InputResult::default() };
    piece.diagnostics.push_counted(Code::GzipTrailing, Some(9), 3, "detail");
    piece.activities = activities;
    piece.mornings = vec![morning, Morning::default()];
    let stamp = Some(Stamp { bytes: 3, modified_ns: -1 });
    let file = KnownFile { stamp, names_beside: Some(1), pieces: vec![piece], ..KnownFile::default() };
    Ledger { files: BTreeMap::from([("a.zip".to_owned(), file)]), ..Ledger::default() }
}

#[test]
fn everything_that_is_known_comes_back_bit_for_bit() {
    let bare =
        Activity { source: "b".to_owned(), id: "1".to_owned(), ..Activity::bare(Sport::Other, date(1970, 1, 1), 1.0) };
    for ledger in [with(vec![full(), bare, full()]), with(Vec::new()), Ledger::default()] {
        let again = Ledger::read_ledger(ledger.to_bytes().unwrap(), 0).unwrap();
        assert!(again == ledger);
        let sign = |ledger: &Ledger| {
            let pieces = ledger.files.values().flat_map(|file| &file.pieces);
            pieces.flat_map(|piece| &piece.activities).map(|a| a.given_load.map(f64::to_bits)).collect::<Vec<_>>()
        };
        assert_eq!(sign(&again), sign(&ledger));
    }
}

#[test]
fn every_input_of_the_fixtures_comes_back() {
    for folder in ["runner", "exports", "formats", "hostile", "mornings"] {
        let mut ledger = Ledger::default();
        assert!(read_all(&[PathBuf::from(FIXTURES).join(folder)], &mut ledger));
        let again = Ledger::read_ledger(ledger.to_bytes().unwrap(), 0).unwrap();
        assert!(again == ledger, "{folder}");
        assert!(0 < ledger.count_holdings().inputs);
    }
}

#[test]
fn every_byte_is_sealed() {
    let bytes = with(vec![full()]).to_bytes().unwrap();
    let told = |bytes: Vec<u8>| Ledger::read_ledger(bytes, 0).map(|_| ()).unwrap_err().to_string();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(!told(damaged).is_empty());
    }
    for length in (0..bytes.len()).step_by(7) {
        told(bytes[..length].to_vec());
    }
    assert!(told(bytes[..bytes.len() / 2].to_vec()).contains("end is missing"));
    assert!(told(Vec::new()).contains("it is empty"));
    assert!(told(b"activity_id,source\n".to_vec()).contains("no Parquet file"));
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(told(longer).contains("something follows it"));
    let foreign =
        crate::render::parquet::write_table::<crate::load::Day>(crate::columns::TableRows::plain(&[])).unwrap();
    assert!(told(foreign).contains("another program's"));
}

/// A sealed file with another text in its metadata.
fn forged(ledger: &Ledger, from: &str, to: &str) -> Vec<u8> {
    let bytes = ledger.to_bytes().unwrap();
    assert_eq!(from.len(), to.len());
    let at = memchr::memmem::find(&bytes, from.as_bytes()).unwrap();
    let forged = [&bytes[..at], to.as_bytes(), &bytes[at + to.len()..]].concat();
    file::with_seal(forged).unwrap()
}

#[test]
fn a_newer_version_is_refused_by_its_number_and_a_contradiction_by_what_it_is() {
    let ledger = with(vec![full()]);
    let told =
        |from: &str, to: &str| Ledger::read_ledger(forged(&ledger, from, to), 0).map(|_| ()).unwrap_err().to_string();
    assert_eq!(
        told("\"ledger_version\":1,", "\"ledger_version\":7,"),
        "it is of version 7, and this restday knows 1: take a newer restday"
    );
    assert!(told("\"activities\":1", "\"activities\":0").contains("more activities than its inputs gave"));
    assert!(told("\"activities\":1", "\"activities\":9").contains("fewer activities than its inputs gave"));
    assert!(told("GZIP-TRAILING", "GZIP-TRALALAX").contains("unknown code GZIP-TRALALAX"));
    assert!(told("hrv_rmssd_ms", "hrv_mssrd_ms").contains("unknown hrv_mssrd_ms of garmin_fit"));
}

#[test]
fn a_column_with_a_value_that_no_activity_has_is_named() {
    let impossible = Activity { duration_s: -1.0, ..full() };
    let told = Ledger::read_ledger(with(vec![impossible]).to_bytes().unwrap(), 0).map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("column duration_s"), "{told}");
    let mut endless = full();
    endless.statistics.best_efforts[0].duration_s = f64::INFINITY;
    let told = Ledger::read_ledger(with(vec![endless]).to_bytes().unwrap(), 0).map(|_| ()).unwrap_err().to_string();
    assert!(told.contains("column best_distances_s"), "{told}");
}

/// A folder with a table and two recordings, none of them new.
fn folder() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("manual.csv"), "date,sport,duration_min,rpe\n2026-05-01,run,40,4\n").unwrap();
    for entry in fs::read_dir(PathBuf::from(FIXTURES).join("runner/gpx")).unwrap().take(2) {
        let path = entry.unwrap().path();
        fs::copy(&path, home.path().join(path.file_name().unwrap())).unwrap();
    }
    home
}

const LATER: i64 = i64::MAX;

/// The ledger as the next run finds it, so much later that nothing is new.
fn next(ledger: &Ledger) -> Ledger {
    Ledger::read_ledger(ledger.to_bytes().unwrap(), LATER).unwrap()
}

#[test]
fn what_was_read_is_not_opened_again() {
    let home = folder();
    let paths = [home.path().to_owned()];
    let mut ledger = Ledger::default();
    assert!(read_all(&paths, &mut ledger));
    // With the same name, size and time, nobody looks at the bytes.
    let recording = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
    let recording = recording.filter(|path| !path.ends_with("manual.csv")).min().unwrap();
    let (modified, bytes) = (fs::metadata(&recording).unwrap().modified().unwrap(), fs::read(&recording).unwrap());
    fs::write(&recording, vec![b'x'; bytes.len()]).unwrap();
    fs::File::options().write(true).open(&recording).unwrap().set_modified(modified).unwrap();
    let mut again = next(&ledger);
    assert!(!read_all(&paths, &mut again));
    assert!(again.files == ledger.files);
    // Right after the run before, the same time may stand for another content, and the bytes are looked at.
    let mut at_once = Ledger::read_ledger(ledger.to_bytes().unwrap(), 0).unwrap();
    assert!(read_all(&paths, &mut at_once));
    assert!(at_once.files != ledger.files);
    // With another time, the same bytes need not be decoded and give the same.
    fs::write(&recording, bytes).unwrap();
    let mut touched = next(&ledger);
    assert!(read_all(&paths, &mut touched));
    assert!(touched.clone().into_pieces() == ledger.clone().into_pieces());
    assert!(!read_all(&paths, &mut next(&touched)));
    // Read in another way, everything is read anew.
    let options = IngestOptions { home_zone: Some("Europe/Oslo"), ..IngestOptions::default() };
    let mut elsewhere = next(&ledger);
    assert!(elsewhere.update(&paths, &[], options, &Silent).unwrap().is_changed);
    assert!(elsewhere.into_pieces() != ledger.into_pieces());
}

#[test]
fn what_is_gone_stays_until_it_is_forgotten_and_what_has_moved_is_no_second() {
    let home = folder();
    let paths = [home.path().to_owned()];
    let mut ledger = Ledger::default();
    read_all(&paths, &mut ledger);
    let activities = ledger.count_holdings().activities;
    let mut files: Vec<PathBuf> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    fs::create_dir(home.path().join("2026")).unwrap();
    fs::rename(&files[0], home.path().join("2026").join(files[0].file_name().unwrap())).unwrap();
    fs::remove_file(&files[1]).unwrap();
    fs::remove_file(home.path().join("manual.csv")).unwrap();
    let mut later = next(&ledger);
    assert!(read_all(&paths, &mut later));
    assert_eq!((later.count_holdings().gone, later.count_holdings().activities), (2, activities));
    let ingested = later.clone().settle();
    assert_eq!((ingested.activities.len(), ingested.twins.len()), (activities, 0));
    let told: Vec<Code> = ingested.inputs.iter().map(|input| input.code).collect();
    assert_eq!(told.iter().filter(|code| **code == Code::FromLedger).count(), 2, "{told:?}");
    // Nothing more happened since.
    let mut same = next(&later);
    assert!(!read_all(&paths, &mut same));
    assert!(same.files == later.files);
    // What comes back is read, and no longer the ledger's alone.
    fs::write(home.path().join("manual.csv"), "date,sport,duration_min,rpe\n2026-05-01,run,40,4\n").unwrap();
    let mut back = next(&later);
    assert!(read_all(&paths, &mut back));
    assert_eq!(back.count_holdings().gone, 1);
    assert_eq!(back.prune_files(|_, is_gone| is_gone), 1);
    assert_eq!(back.count_holdings().activities, activities - 1);
    let mut pruned = next(&back);
    assert!(!read_all(&paths, &mut pruned));
}

#[test]
fn a_file_that_breaks_keeps_what_it_gave_before_and_says_so_once() {
    let home = folder();
    let paths = [home.path().to_owned()];
    let mut ledger = Ledger::default();
    read_all(&paths, &mut ledger);
    let activities = ledger.count_holdings().activities;
    let name = ledger.files.keys().find(|name| name.ends_with("gpx")).unwrap().clone();
    fs::write(home.path().join(&name), "").unwrap();
    let mut broken = next(&ledger);
    for _ in 0..3 {
        read_all(&paths, &mut broken);
        let ingested = broken.clone().settle();
        assert_eq!(ingested.activities.len(), activities);
        let input = ingested.inputs.iter().find(|input| input.source == name).unwrap();
        assert_eq!((input.code, input.is_damaged()), (Code::Empty, true));
        assert_eq!(input.detail.matches(GIVES_NOTHING).count(), 1, "{}", input.detail);
        assert_eq!(input.detail.matches("no byte").count(), 1, "{}", input.detail);
        broken = Ledger::read_ledger(broken.to_bytes().unwrap(), 0).unwrap();
    }
}

#[test]
fn a_table_is_read_again_where_something_is_new_beside_it_and_what_it_says_anew_counts() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("export");
    fs::create_dir_all(folder.join("activities")).unwrap();
    let recording = fs::read_dir(PathBuf::from(FIXTURES).join("runner/gpx")).unwrap().next().unwrap().unwrap().path();
    let name = recording.file_name().unwrap().to_str().unwrap().to_owned();
    fs::copy(&recording, folder.join("activities").join(&name)).unwrap();
    let table = |title: &str, other: &str| {
        let header = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename";
        let row = format!("1,\"May 1, 2026, 6:00:00 AM\",{title},Run,3600,10,activities/{name}");
        let second = format!("2,\"May 2, 2026, 6:00:00 AM\",Second,Run,3600,10,{other}");
        fs::write(folder.join("activities.csv"), format!("{header}\n{row}\n{second}\n")).unwrap();
    };
    let titles = |ledger: &Ledger| -> Vec<String> {
        ledger.clone().settle().activities.into_iter().filter_map(|activity| activity.name).collect()
    };
    let paths = [home.path().to_owned()];
    table("First", "activities/2.gpx");
    let mut ledger = Ledger::default();
    read_all(&paths, &mut ledger);
    assert!(titles(&ledger).contains(&"First".to_owned()), "{:?}", titles(&ledger));
    let mut same = next(&ledger);
    assert!(!read_all(&paths, &mut same));
    // Another title in the table, and the recording beside it did not change.
    table("Renamed", "activities/2.gpx");
    let mut renamed = next(&ledger);
    assert!(read_all(&paths, &mut renamed));
    assert!(titles(&renamed).contains(&"Renamed".to_owned()), "{:?}", titles(&renamed));
    // The file of the second row arrives: the row is no activity of its own any more.
    fs::copy(&recording, folder.join("activities/2.gpx")).unwrap();
    let mut arrived = next(&renamed);
    assert!(read_all(&paths, &mut arrived));
    let mut anew = Ledger::default();
    read_all(&paths, &mut anew);
    assert!(arrived.files == anew.files);
}

/// What a build reads of the fixtures: everything that a ledger keeps, so that no ledger is believed by a build that would
/// read something else.
fn read_of_the_fixtures() -> u64 {
    let mut folders: Vec<PathBuf> = fs::read_dir(FIXTURES).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir() && !path.ends_with("golden") && !path.ends_with("scenarios"));
    folders.push(PathBuf::from(FIXTURES).join("mornings/form"));
    folders.sort();
    let of_folders: Vec<u64> = folders.into_iter().map(|folder| Digest::of(&read_of(folder).files)).collect();
    Digest::of(&of_folders)
}

/// The ledger of a folder, as its athlete.toml says.
fn read_of(folder: PathBuf) -> Ledger {
    let toml = fs::read_to_string(folder.join("athlete.toml")).unwrap_or_default();
    let configured =
        crate::config::parse_athlete(&toml, "athlete.toml", date(2026, 12, 31)).unwrap().into_configured("");
    let options = IngestOptions {
        home_zone: configured.athlete.time_zone.as_deref(),
        mappings: &configured.mornings,
        ..IngestOptions::default()
    };
    let mut ledger = Ledger::default();
    ledger.update(&[folder], &[], options, &Silent).unwrap();
    ledger
}

impl Digestible for BTreeMap<String, KnownFile> {
    fn feed(&self, digest: &mut Digest) {
        digest.record(|files| {
            for piece in self.values().flat_map(|file| &file.pieces) {
                files.field("input", piece);
            }
        });
    }
}

impl Digestible for InputResult {
    fn feed(&self, digest: &mut Digest) {
        digest.record(|piece| {
            piece.field("source", &self.source).field("digest", &self.digest).field("note", &self.note);
            for found in self.diagnostics.as_slice() {
                piece.field("code", found.code.as_str()).field("at_byte", &found.at_byte);
                piece.field("count", &found.count).field("detail", &found.detail);
            }
            for activity in &self.activities {
                for column in &columns::COLUMNS {
                    column.feed(activity, piece);
                }
            }
            piece.field("mornings", &self.mornings);
        });
    }
}

impl columns::LedgerColumn {
    fn feed(&self, activity: &Activity, digest: &mut Digest) {
        let name = self.name();
        match self {
            Self::Single(column, _) => {
                let cell = (column.cell)(activity, "");
                match column.spec.kind {
                    CellKind::Integer => digest.field(name, &i64::from_cell(cell)),
                    CellKind::Number => digest.field(name, &f64::from_cell(cell)),
                    CellKind::Boolean => digest.field(name, &bool::from_cell(cell)),
                    _ => digest.field(name, &String::from_cell(cell).as_deref()),
                }
            }
            Self::Numbers(_, get, _) => {
                let mut values = Vec::new();
                let is_there = get(activity, &mut values);
                digest.field(name, &is_there.then_some(values))
            }
        };
    }
}

/// `tests/ingest_revision` holds the revision and what it reads of the fixtures. Where something else is read, old ledgers
/// are wrong: the revision is raised, and what it reads is accepted.
#[test]
fn the_fixtures_are_read_as_this_revision_reads_them() {
    let clone = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let file = clone.join("tests/ingest_revision");
    let accepted = fs::read_to_string(&file).unwrap_or_default();
    let (revision, digest) = accepted.trim().split_once(' ').unwrap_or(("0", ""));
    let revision: u32 = revision.parse().unwrap();
    let found = format!("{:016x}", read_of_the_fixtures());
    if (INGEST_REVISION, found.as_str()) == (revision, digest) {
        return;
    }
    assert!(
        revision < INGEST_REVISION,
        "the fixtures are no longer read as revision {revision} read them, so a ledger that it wrote would be believed and be \
         wrong: raise INGEST_REVISION in src/ingest/revision.rs to {}, and accept it with ACCEPT_GOLDEN=1",
        revision + 1
    );
    assert!(
        std::env::var_os("ACCEPT_GOLDEN").is_some(),
        "INGEST_REVISION is {INGEST_REVISION} and {} says {revision}: accept the new one with ACCEPT_GOLDEN=1",
        file.display()
    );
    fs::write(&file, format!("{INGEST_REVISION} {found}\n")).unwrap();
}

#[test]
fn a_ledger_of_another_build_is_read_anew_and_loses_nothing() {
    let home = folder();
    let paths = [home.path().to_owned()];
    let mut ledger = Ledger::default();
    read_all(&paths, &mut ledger);
    fs::remove_file(home.path().join("manual.csv")).unwrap();
    read_all(&paths, &mut ledger);
    assert_eq!((ledger.other_build(), ledger.count_holdings().gone), (None, 1));
    let (version, newer) = (ledger.tool_version.clone(), INGEST_REVISION + 1);
    for (tool_version, ingest_revision) in
        [(version.clone(), 0), (version, newer), ("0.0.9".to_owned(), INGEST_REVISION)]
    {
        // What another build made of the exports, which are as they were.
        let mut other = Ledger { tool_version: tool_version.clone(), ingest_revision, ..next(&ledger) };
        for activity in
            other.files.values_mut().flat_map(|file| &mut file.pieces).flat_map(|piece| &mut piece.activities)
        {
            activity.duration_s += 1.0;
        }
        let mut other = next(&other);
        assert_eq!(other.other_build(), Some((tool_version.as_str(), ingest_revision)));
        assert!(read_all(&paths, &mut other), "it has to be written");
        assert_eq!(other.other_build(), None);
        let of = |ledger: &Ledger, is_gone: bool| -> Vec<InputResult> {
            let files = ledger.files.values().filter(|file| file.is_gone == is_gone);
            files.flat_map(|file| file.pieces.clone()).collect()
        };
        assert!(of(&other, false) == of(&ledger, false), "what is there is as this build reads it");
        let lasted_s = |ledger: &Ledger| of(ledger, true)[0].activities[0].duration_s;
        assert!((lasted_s(&other) - lasted_s(&ledger) - 1.0).abs() < 1e-9, "what is gone is as it was left");
        assert!(!read_all(&paths, &mut next(&other)), "and is read anew once");
    }
    // A ledger that knows nothing is nobody's.
    assert_eq!(Ledger::default().other_build(), None);
}
