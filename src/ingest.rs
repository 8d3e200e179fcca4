//! The shell of the program's first half: sources, decoded, become recordings; recordings, cleaned, become activities.
//!
//! Inputs are read and worked on by several threads. Each input is read, decoded and cleaned on its own, so neither the
//! number of threads nor the order in which they finish can be seen in what comes out, and at no time are more samples
//! in memory than the threads are working on.

use crate::activity::duplicate::{self, Richness};
use crate::activity::session::{self, Origin};
use crate::activity::{Activity, clock, sport};
use crate::decode::{self, DecodeError};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::exports::{Morning, Note, checkins, strava};
use crate::report::ImportCounts;
use crate::source::{self, Content, Entry, Finding, Kind};
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What became of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path relative to the argument it was found under, `!member` inside archives.
    pub source: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, or the most severe finding; [`Code::Ok`] when there is nothing to tell.
    pub code: Code,
    /// The activities it gave.
    pub activity_ids: Vec<String>,
    /// The findings in words.
    pub detail: String,
    /// Where the most severe finding lies, bytes from the start of the unpacked input; absent where there is no one place.
    pub at_byte: Option<u64>,
}

/// The four things that can become of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It gave at least one activity.
    Activity,
    /// Everything it gave, another input gave too.
    Duplicate,
    /// It is sound and holds no activity.
    NotActivity,
    /// Nothing could be read.
    Refused,
}

impl Outcome {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Duplicate => "duplicate",
            Self::NotActivity => "not_activity",
            Self::Refused => "refused",
        }
    }
}

/// Everything that the inputs gave.
#[derive(Debug, Clone, Default)]
pub struct Ingested {
    /// The activities, each once, by start, then id.
    pub activities: Vec<Activity>,
    /// The check-ins, by day.
    pub mornings: Vec<Morning>,
    /// Every input, by source.
    pub inputs: Vec<Input>,
    /// xxh3 over the names and contents of all inputs.
    pub digest: u64,
}

impl Ingested {
    /// How many inputs became what.
    #[must_use]
    pub fn counts(&self) -> ImportCounts {
        let of = |outcome| self.inputs.iter().filter(|input| input.outcome == outcome).count();
        ImportCounts {
            inputs: self.inputs.len(),
            activities: of(Outcome::Activity),
            duplicates: of(Outcome::Duplicate),
            not_activity: of(Outcome::NotActivity),
            refused: of(Outcome::Refused),
            damaged: self.inputs.iter().filter(|input| input.code.severity() == Severity::Damaged).count(),
        }
    }
}

/// Reads everything under the paths as one athlete's.
///
/// `exclude` is the folder that reports are written to. `progress` is told the number of inputs once, then of each one
/// that is done, from any thread.
///
/// # Errors
/// Only when a path itself cannot be read; whatever lies under it is answered for in [`Ingested::inputs`].
pub fn ingest(
    paths: &[PathBuf],
    exclude: Option<&Path>,
    home_zone: Option<&str>,
    progress: &(impl Progress + ?Sized),
) -> Result<Ingested, source::SourceError> {
    let listing = source::list(paths, exclude)?;
    progress.begin(listing.entries.len());
    let notes = Notes::collect(&listing.entries, home_zone);
    let mut pieces = listing.read_all(|entry, content| {
        let piece = read(entry, content, &notes, home_zone);
        progress.done();
        piece
    });
    pieces.extend(listing.findings.into_iter().map(|finding| Piece {
        digest: xxh3_64(finding.code.as_str().as_bytes()),
        ..Piece::refused(finding.name, finding.code, finding.at_byte, finding.detail)
    }));
    pieces.extend(notes.manual);
    pieces.sort_by(|a, b| a.source.cmp(&b.source));
    Ok(settle(pieces))
}

/// Is told how far an import has come.
pub trait Progress: Sync {
    /// The number of inputs that will be read.
    fn begin(&self, inputs: usize);
    /// One more input was read.
    fn done(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _inputs: usize) {}
    fn done(&self) {}
}

/// What one input gave, before duplicates are settled.
struct Piece {
    source: String,
    digest: u64,
    activities: Vec<Activity>,
    mornings: Vec<Morning>,
    diagnostics: Diagnostics,
}

impl Piece {
    fn refused(source: String, code: Code, at_byte: Option<u64>, detail: String) -> Self {
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(code, at_byte, detail);
        Self { source, digest: 0, activities: Vec::new(), mornings: Vec::new(), diagnostics }
    }
}

/// Decodes and cleans one input.
fn read(entry: &Entry, content: Result<&Content, Finding>, notes: &Notes, home_zone: Option<&str>) -> Piece {
    let content = match content {
        Ok(content) => content,
        Err(finding) => return Piece::refused(finding.name, finding.code, finding.at_byte, finding.detail),
    };
    let mut piece = Piece {
        source: entry.name.clone(),
        digest: xxh3_64(&content.bytes),
        activities: Vec::new(),
        mornings: Vec::new(),
        diagnostics: content.notes.clone(),
    };
    match content.kind {
        Kind::Recording(format) => {
            if let Some((code, detail)) = source::judge_extension(&entry.name, format) {
                piece.diagnostics.push(code, None, detail);
            }
            // Decoders do not panic. Should one do so all the same, it must cost one line and not the report.
            let decoded = catch_unwind(AssertUnwindSafe(|| recordings(content, format, &piece, notes, home_zone)));
            match decoded {
                Ok(Ok((activities, diagnostics))) => {
                    piece.activities = activities;
                    piece.diagnostics.append(&diagnostics);
                }
                Ok(Err(error)) => piece.diagnostics.push(error.code, error.at_byte, error.detail),
                Err(_) => piece.diagnostics.push(
                    Code::DecoderPanicked,
                    None,
                    format!("the {} decoder failed; please report this file", format.as_str()),
                ),
            }
        }
        Kind::Checkins => {
            piece.mornings = checkins::read(&content.bytes, &mut piece.diagnostics);
            let detail = format!("{} check-ins were read", piece.mornings.len());
            piece.diagnostics.push(Code::Checkins, None, detail);
        }
        Kind::Table if strava::is_index(&content.bytes) => {
            let read = strava::read(&content.bytes, &mut piece.diagnostics).len();
            piece.diagnostics.push(Code::ActivityIndex, None, format!("notes on {read} activities were read"));
        }
        Kind::AthleteFile => piece.diagnostics.push(Code::AthleteFile, None, "configuration of an athlete"),
        Kind::Table | Kind::Empty | Kind::Manual | Kind::ActivitySummaries | Kind::HealthExport | Kind::Other(_) => {
            let (code, detail) = source::judge_other(&entry.name, content.kind);
            piece.diagnostics.push(code, None, detail);
        }
    }
    piece
}

/// The activities of a recording file.
fn recordings(
    content: &Content,
    format: source::format::Format,
    piece: &Piece,
    notes: &Notes,
    home_zone: Option<&str>,
) -> Result<(Vec<Activity>, Diagnostics), DecodeError> {
    let mut diagnostics = Diagnostics::default();
    let recordings = decode::decode(&content.bytes, format, &mut diagnostics)?;
    let note = notes.by_source.get(&piece.source);
    let mut activities: Vec<Activity> = Vec::new();
    for recording in &recordings {
        let origin = Origin {
            source: &piece.source,
            digest: piece.digest,
            first: activities.len(),
            home_zone,
            vendor_sport: note.and_then(|note| note.sport.as_deref()).map(sport::from_word),
            vendor_rpe: note.and_then(|note| note.rpe),
        };
        activities.extend(session::activities(recording, &origin, &mut diagnostics));
    }
    if activities.is_empty() {
        let detail = "no session with a start and a duration in it".to_owned();
        return Err(DecodeError { code: Code::NoSamples, at_byte: None, detail });
    }
    Ok((activities, diagnostics))
}

/// Vendors' notes: on recordings, by the source they belong to, and the activities that have no recording.
#[derive(Default)]
struct Notes {
    by_source: HashMap<String, Note>,
    manual: Vec<Piece>,
}

impl Notes {
    /// Reads the vendor tables among the entries before anything else: what they say of the sport decides how samples are
    /// judged. Only tables named so are opened for it.
    fn collect(entries: &[Entry], home_zone: Option<&str>) -> Self {
        let mut notes = Self::default();
        // A second index under another argument is told apart by `#2`, and so are those of its files whose names were taken.
        let tables = entries.iter().filter(|entry| entry.name.to_ascii_lowercase().contains(".csv"));
        for entry in tables.filter(|entry| entry.is_at_hand()) {
            let Ok(Content { bytes, kind: Kind::Table, .. }) = entry.read() else { continue };
            if !strava::is_index(&bytes) {
                continue;
            }
            let (folder, own) = entry.name.split_at(entry.name.rfind(['/', '!']).map_or(0, |end| end + 1));
            let twin = own.find('#').map_or("", |at| &own[at..]);
            for note in strava::read(&bytes, &mut Diagnostics::default()) {
                match &note.file {
                    Some(file) => {
                        let name = format!("{folder}{file}");
                        notes.by_source.insert(format!("{name}{twin}"), note.clone());
                        notes.by_source.entry(name).or_insert(note);
                    }
                    None => notes.manual.push(manual(&entry.name, &note, home_zone)),
                }
            }
        }
        notes
    }
}

/// An activity that was entered by hand: a row of a vendor's table without a recording. A row without a start or a
/// duration is an input of which nothing could be read.
fn manual(table: &str, note: &Note, home_zone: Option<&str>) -> Piece {
    let source = format!("{table}#{}", note.row);
    let (Some(start_ms), Some(elapsed_s)) = (note.start_ms, note.elapsed_s.or(note.moving_s)) else {
        let detail = "an activity without a recording needs a date and a duration".to_owned();
        return Piece::refused(source, Code::NoSamples, None, detail);
    };
    let content = format!("{start_ms} {elapsed_s} {:?} {:?}", note.sport, note.distance_m);
    let digest = xxh3_64(content.as_bytes());
    let (utc_offset_s, tz_source) = session::home_offset(start_ms, home_zone);
    let activity = Activity {
        id: session::id(digest, 0),
        start_ms,
        utc_offset_s,
        day: clock::local_day(start_ms, utc_offset_s),
        tz_source,
        sport: note.sport.as_deref().map_or(sport::Sport::Other, sport::from_word),
        duration_s: note.moving_s.unwrap_or(elapsed_s),
        moving_s: note.moving_s,
        elapsed_s,
        distance_m: note.distance_m.filter(|m| 0.0 < *m),
        ascent_m: None,
        heart_rate_mean_bpm: None,
        heart_rate_max_bpm: None,
        hr_coverage: 0.0,
        rpe: note.rpe,
        statistics: crate::activity::statistics::Statistics::default(),
        source: source.clone(),
        richness: Richness::default(),
        wearer: decode::recording::Wearer::default(),
    };
    Piece { source, digest, activities: vec![activity], mornings: Vec::new(), diagnostics: Diagnostics::default() }
}

/// Settles duplicates and answers for every input. `pieces` are sorted by source.
fn settle(mut pieces: Vec<Piece>) -> Ingested {
    let mut digest = Xxh3::new();
    let mut first_with: HashMap<u64, usize> = HashMap::new();
    let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, piece) in pieces.iter_mut().enumerate() {
        digest.update(piece.source.as_bytes());
        digest.update(&piece.digest.to_le_bytes());
        if piece.activities.is_empty() {
            continue;
        }
        if let Some(first) = first_with.get(&piece.digest) {
            copies.insert(i, *first);
            piece.activities.clear();
        } else {
            first_with.insert(piece.digest, i);
        }
    }

    let mut owners = Vec::new();
    let mut all = Vec::new();
    for (i, piece) in pieces.iter_mut().enumerate() {
        owners.extend(std::iter::repeat_n(i, piece.activities.len()));
        all.append(&mut piece.activities);
    }
    let mut kept: Vec<bool> = vec![true; all.len()];
    let mut ids: Vec<Vec<String>> = vec![Vec::new(); pieces.len()];
    for duplicate in duplicate::find(&all) {
        kept[duplicate.loser] = false;
        let winner = &all[duplicate.winner];
        let detail = format!("the same activity as {} ({})", winner.source, duplicate.evidence);
        let owner = owners[duplicate.loser];
        if !ids[owner].contains(&winner.id) {
            ids[owner].push(winner.id.clone());
        }
        pieces[owner].diagnostics.push(Code::DuplicateActivity, None, detail);
    }
    let mut gave_activity = vec![false; pieces.len()];
    for (i, activity) in all.iter().enumerate().filter(|(i, _)| kept[*i]) {
        if !std::mem::replace(&mut gave_activity[owners[i]], true) {
            ids[owners[i]].clear();
        }
        ids[owners[i]].push(activity.id.clone());
    }
    for (copy, first) in &copies {
        let detail = format!("the same bytes as {}", pieces[*first].source);
        let given = ids[*first].clone();
        ids[*copy].extend(given);
        pieces[*copy].diagnostics.push(Code::DuplicateBytes, None, detail);
    }

    let mut ingested = Ingested { digest: digest.digest(), ..Ingested::default() };
    for (i, piece) in pieces.into_iter().enumerate() {
        ingested.inputs.push(answer(piece.source, &piece.diagnostics, gave_activity[i], std::mem::take(&mut ids[i])));
        ingested.mornings.extend(piece.mornings);
    }
    ingested.activities = all.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(activity, _)| activity).collect();
    ingested.activities.sort_by(|a, b| (a.start_ms, &a.id).cmp(&(b.start_ms, &b.id)));
    ingested.mornings.sort_by_key(|morning| morning.day);
    ingested
}

/// What became of an input, from its findings.
fn answer(source: String, diagnostics: &Diagnostics, gave_activity: bool, activity_ids: Vec<String>) -> Input {
    let worst = diagnostics.worst();
    let outcome = match (gave_activity, activity_ids.is_empty(), worst.map(|found| found.code.severity())) {
        (true, ..) => Outcome::Activity,
        (false, false, _) => Outcome::Duplicate,
        (false, true, Some(Severity::Refused)) => Outcome::Refused,
        (false, true, _) => Outcome::NotActivity,
    };
    // An input that is a duplicate is first of all that; a table with a bad row, first of all damaged.
    let telling = match outcome {
        Outcome::Duplicate => diagnostics
            .as_slice()
            .iter()
            .rfind(|found| matches!(found.code, Code::DuplicateBytes | Code::DuplicateActivity)),
        _ => worst,
    };
    let words = diagnostics.as_slice().iter().map(|found| {
        let at = found.at_byte.map_or(String::new(), |at| format!(" at byte {at}"));
        let times = if 1 < found.count { format!(" ({} times)", found.count) } else { String::new() };
        format!("{}{at}{times}", found.detail)
    });
    Input {
        source,
        outcome,
        code: telling.map_or(Code::Ok, |found| found.code),
        activity_ids,
        detail: words.collect::<Vec<_>>().join("; "),
        at_byte: telling.and_then(|found| found.at_byte),
    }
}
