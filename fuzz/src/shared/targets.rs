//! What each target does with its bytes. Each panics where an invariant is broken, and does nothing else.

use super::script::Script;
use super::{archive_file, fit_file, invariants};
use restday::activity::Activity;
use restday::activity::session::{self, Origin};
use restday::config;
use restday::decode::recording::Recording;
use restday::decode::{self, DecodeError, fit};
use restday::diagnostic::{Code, Diagnostics};
use restday::format::RecordingFormat;
use restday::ingest::{self, Silent};
use restday::morning::Morning;
use restday::source::{Content, Kind};
use restday::vendors::garmin::watch;
use restday::vendors::{self, Note, apple, checkins, nights, plan};
use std::io::BufReader;
use std::path::Path;

/// No shorter silence parts a recording, milliseconds: six hours.
const SILENCE_MS: i64 = 6 * 3_600_000;

/// A target by its name.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: [Target; 9] = [
    ("apple", apple),
    ("archive", archive),
    ("athlete_toml", athlete_toml),
    ("fit", fit),
    ("fit_structured", fit_structured),
    ("gpx", gpx),
    ("json", json),
    ("tables", tables),
    ("tcx", tcx),
];

/// FIT as it is.
pub fn fit(bytes: &[u8]) {
    let _ = recordings(bytes, RecordingFormat::Fit);
    let night = fit::read_night(bytes);
    assert_eq!(night, fit::read_night(bytes));
    invariants::mornings(&watch::watch_mornings(&night, Some("Europe/Oslo")));
}

/// FIT that a watch might have written: see [`fit_file`]. What it says does not depend on the order of its bytes.
pub fn fit_structured(decisions: &[u8]) {
    let Some((how, decisions)) = decisions.split_first() else { return };
    if how.is_multiple_of(4) {
        fit(&fit_file::damaged(decisions));
        return;
    }
    let little = fit_file::sound(decisions, false);
    let one = recordings(&little, RecordingFormat::Fit);
    if how & 3 == 1 {
        let big = fit_file::sound(decisions, true);
        assert_eq!(one, decoded(&big, RecordingFormat::Fit).0, "another order of the bytes, another recording");
        assert_eq!(fit::read_night(&little), fit::read_night(&big), "another order of the bytes, another night");
    }
}

/// GPX as it is.
pub fn gpx(bytes: &[u8]) {
    let _ = recordings(bytes, RecordingFormat::Gpx);
}

/// TCX as it is.
pub fn tcx(bytes: &[u8]) {
    let _ = recordings(bytes, RecordingFormat::Tcx);
}

/// Decodes a file twice and cleans what is in it.
fn recordings(bytes: &[u8], format: RecordingFormat) -> Result<Vec<Recording>, DecodeError> {
    let first = decoded(bytes, format);
    assert_eq!(first, decoded(bytes, format), "decoded twice, and not the same");
    let (outcome, mut diagnostics) = first;
    for recording in outcome.iter().flatten() {
        invariants::recording(recording);
        invariants::cleaned(recording);
        activities(recording, &mut diagnostics);
    }
    invariants::diagnostics(&diagnostics);
    outcome
}

fn decoded(bytes: &[u8], format: RecordingFormat) -> (Result<Vec<Recording>, DecodeError>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let outcome = decode::decode_recordings(bytes, format, &mut diagnostics);
    if let Err(error) = &outcome {
        assert!(!error.detail.is_empty(), "{error:?}");
        assert!(error.at_byte.is_none_or(|at| at <= bytes.len() as u64), "{error:?} of {} bytes", bytes.len());
    }
    (outcome, diagnostics)
}

fn activities(recording: &Recording, diagnostics: &mut Diagnostics) {
    let origin = Origin { source: "a", digest: 7, home_zone: Some("Europe/Oslo"), ..Origin::default() };
    let found = session::activities_of(recording, &origin, diagnostics);
    // One a session, or of laps alone one a sport, and one more behind each silence that parts a recording of several days.
    let sessions = if recording.sessions.is_empty() { recording.laps.len().max(1) } else { recording.sessions.len() };
    let times_ms = &recording.samples.time_ms;
    let span_ms = times_ms.iter().max().zip(times_ms.iter().min()).map_or(0, |(last, first)| last - first);
    let silences = usize::try_from(span_ms / SILENCE_MS).expect("the last is not before the first");
    assert!(found.len() <= sessions + silences, "{} activities", found.len());
    found.iter().for_each(activity);
}

fn activity(activity: &Activity) {
    invariants::activity(activity);
    invariants::loads(activity);
}

/// An archive, zip or tar, or a gzip file, through everything that an import does. Bytes that begin like one are taken as they are; of
/// others one is made.
pub fn archive(bytes: &[u8]) {
    let made;
    let (name, bytes) = if bytes.starts_with(b"PK") {
        ("a.zip", bytes)
    } else if bytes.starts_with(b"\x1F\x8B") {
        // The name leaves open whether an archive is under it.
        ("a.gz", bytes)
    } else if bytes.get(257..262) == Some(b"ustar") {
        ("a.tar", bytes)
    } else {
        let mut script = Script::new(bytes);
        let (name, archive) = match script.byte() & 7 {
            7 => ("made.tar", archive_file::tar(&mut script, 0)),
            3 => ("made.gpx.gz", archive_file::gzip(&mut script)),
            _ => ("made.zip", archive_file::zip(&mut script, 0)),
        };
        made = archive;
        (name, made.as_slice())
    };
    FOLDER.with(|folder| {
        let path = folder.0.join(name);
        std::fs::write(&path, bytes).expect("the folder of this run is there");
        imported(&path);
        std::fs::remove_file(&path).expect("the file was just written");
    });
}

/// Imports what is at a path twice.
pub fn imported(path: &Path) {
    let options = ingest::IngestOptions { home_zone: Some("Europe/Oslo"), ..ingest::IngestOptions::default() };
    let read =
        || ingest::ingest_paths(&[path.to_owned()], None, options, &Silent).expect("what was just written is there");
    let first = read();
    invariants::ingested(&first);
    let names: Vec<&str> = first.inputs.iter().map(|input| input.source.as_str()).collect();
    assert!(!names.is_empty(), "a file that nobody answers for");
    let panicked = first.inputs.iter().find(|input| input.code == Code::DecoderPanicked);
    assert!(panicked.is_none(), "{panicked:?}");
    let second = read();
    assert_eq!(first.digest, second.digest);
    assert_eq!((first.inputs, first.twins), (second.inputs, second.twins), "imported twice, and not the same");
    assert_eq!((first.activities, first.mornings), (second.activities, second.mornings));
}

/// A folder of this thread's own, in memory where the system has such a place.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let name = format!("restday-fuzz-{}-{:?}", std::process::id(), std::thread::current().id());
        let path = above.join(name);
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

thread_local! {
    static FOLDER: Folder = Folder::new();
}

/// The tables. The first byte says which: Strava's index, activities by hand, check-ins, nights of vendors, a plan, a table
/// that `athlete.toml` maps.
pub fn tables(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let content = |kind| Content { bytes: bytes.to_vec(), kind, notes: Diagnostics::default() };
    match which % 10 {
        0 => notes(&content(Kind::Table)),
        2 | 3 => twice(|diagnostics| checkins::read_checkins(bytes, None, diagnostics)),
        4 => read_nights("physiological_cycles.csv", bytes),
        5 => read_nights("daily_resting_heart_rate.csv", bytes),
        6 => planned(bytes),
        7 => mapped(bytes),
        8 => read_nights("UserSleeps_2026-04-27.csv", bytes),
        _ => notes(&content(Kind::Manual)),
    }
}

fn read_nights(name: &str, bytes: &[u8]) {
    twice(|diagnostics| nights::read_table(name, bytes, Some("Europe/Oslo"), diagnostics).unwrap_or_default());
}

/// Reads mornings twice.
fn twice(read: impl Fn(&mut Diagnostics) -> Vec<Morning>) {
    let both = [(); 2].map(|()| {
        let mut diagnostics = Diagnostics::default();
        (read(&mut diagnostics), diagnostics)
    });
    assert_eq!(both[0], both[1], "read twice, and not the same");
    invariants::mornings(&both[0].0);
    invariants::diagnostics(&both[0].1);
}

fn notes(content: &Content) {
    let both = [(); 2].map(|()| {
        let mut diagnostics = Diagnostics::default();
        (vendors::read_notes(content, &mut diagnostics), diagnostics)
    });
    assert_eq!(both[0], both[1], "read twice, and not the same");
    invariants::diagnostics(&both[0].1);
    for note in both[0].0.iter().flatten() {
        noted(note);
    }
}

/// What a table says of an activity, and the activity that it makes without a recording.
fn noted(note: &Note) {
    invariants::note(note);
    let recording = note.to_recording();
    invariants::cleaned(&recording);
    activities(&recording, &mut Diagnostics::default());
}

fn planned(bytes: &[u8]) {
    let both = [(); 2].map(|()| plan::read_plan(bytes));
    assert_eq!(both[0], both[1], "read twice, and not the same");
    match &both[0] {
        Ok(days) => {
            for day in days {
                let numbers = [day.duration_s, day.distance_m, day.intensity, day.load];
                assert!(numbers.iter().flatten().all(|number| number.is_finite() && 0.0 <= *number), "{day:?}");
            }
        }
        Err(problem) => assert!(!problem.is_empty()),
    }
}

/// What parts an `athlete.toml` from the table that it maps.
const PARTED: &[u8] = b"\n%%\n";

fn mapped(bytes: &[u8]) {
    let at = bytes.windows(PARTED.len()).position(|here| here == PARTED);
    let Some((toml, table)) = at.map(|at| (&bytes[..at], &bytes[at + PARTED.len()..])) else { return };
    let Ok(file) = config::parse_athlete(&String::from_utf8_lossy(toml), "athlete.toml", TODAY) else { return };
    for mapping in &file.mornings {
        twice(|diagnostics| checkins::read_checkins(table, Some(mapping), diagnostics));
    }
}

/// The export of Apple Health; read in small pieces it says the same.
pub fn apple(bytes: &[u8]) {
    let whole = health(bytes, bytes.len().max(1));
    assert_eq!(whole, health(bytes, 64), "read in pieces, and not the same");
    let (found, mornings, diagnostics) = whole;
    invariants::mornings(&mornings);
    invariants::diagnostics(&diagnostics);
    found.iter().for_each(noted);
}

fn health(bytes: &[u8], piece: usize) -> (Vec<Note>, Vec<Morning>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut workouts = apple::read_workouts(&mut BufReader::with_capacity(piece, bytes), &mut diagnostics);
    let mut again = BufReader::with_capacity(piece, bytes);
    let mornings = apple::read_records(&mut again, &mut workouts, &mut diagnostics);
    (workouts.into_iter().map(|workout| workout.note).collect(), mornings, diagnostics)
}

/// Nights and summaries of vendors in JSON. The first byte says whose.
pub fn json(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let keys: &[&str] = match which % 8 {
        0 => &["sleepStartTimestampGMT", "calendarDate"],
        1 => &["outliersCount", "calendarDate"],
        2 => &["restingHeartRate", "calendarDate"],
        3 | 4 => &["bedtime_start", "day"],
        5 => &["dateTime", "value", "error"],
        6 => &["dateOfSleep"],
        _ => &["summarizedActivitiesExport"],
    };
    let head = format!("\"{}\"", keys.join("\"\""));
    let file = vendors::tell_json(head.as_bytes()).expect("a vendor's file by its keys");
    notes(&Content { bytes: bytes.to_vec(), kind: Kind::Json(file), notes: Diagnostics::default() });
    twice(|diagnostics| nights::read_nights(file, bytes, diagnostics).unwrap_or_default());
}

/// The last day on which anything in an `athlete.toml` can begin.
const TODAY: jiff::civil::Date = jiff::civil::Date::constant(2026, 11, 30);

/// `athlete.toml`: what is read can be, and what cannot be read is told in one line.
pub fn athlete_toml(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let both = [(); 2].map(|()| config::parse_athlete(text, "athlete.toml", TODAY));
    assert_eq!(both[0], both[1], "read twice, and not the same");
    match &both[0] {
        Ok(file) => {
            for given in &file.given {
                let values = given.all_values();
                let sound = |value: &Option<f64>| value.is_none_or(|value| value.is_finite() && 0.0 < value);
                assert!(values.iter().all(|(_, value)| sound(value)), "{given:?}");
                assert!(given.from.is_none_or(|from| from <= TODAY), "{given:?}");
            }
            assert!((0.0..=1.0).contains(&file.effort.coverage_min), "{:?}", file.effort);
            let series = file.series;
            let seeds = [series.seed_acute, series.seed_chronic].into_iter().flatten();
            let mut numbers = [series.acute_days, series.chronic_days].into_iter().chain(seeds);
            assert!(numbers.all(|number| number.is_finite() && 0.0 <= number), "{series:?}");
            assert!(series.acute_days < series.chronic_days, "{series:?}");
            let columns = file.mornings.iter().flat_map(|mapping| &mapping.columns);
            assert!(columns.clone().all(|column| !column.header.is_empty()), "{:?}", file.mornings);
        }
        Err(error) => {
            let told = error.to_string();
            assert!(told.starts_with("athlete.toml"), "{told}");
            assert!(!told.chars().any(char::is_control), "{told:?}");
            let lines = text.lines().count().max(1) + 1;
            assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error:?}");
        }
    }
}
