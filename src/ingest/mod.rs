//! The shell of the program's first half: sources, decoded, become recordings; recordings, cleaned, become activities.
//!
//! Inputs are read and worked on by several threads. Tables that say something of other inputs are read first; then each input is read, decoded and cleaned on its own, so neither the number of threads nor the order in which they finish can
//! be seen in what comes out, and at no time are more samples in memory than the threads are working on.

mod deduplicate;
pub(crate) mod input_result;
pub(crate) mod known;
mod revision;
mod rollover;
mod room;
mod tables;

use crate::activity::Activity;
use crate::activity::cleaned::Cleaning;
use crate::decode::recording::Recording;
use crate::diagnostic::{Code, Severity};
use crate::digest::{Digest, Digestible};
use crate::morning::Morning;
use crate::source::{self, Listing};
use crate::vendors;
use crate::vendors::mapping::Mapping;
pub(crate) use deduplicate::settle_duplicates;
use input_result::InputResult;
use jiff::civil::Date;
use known::{KnownFile, KnownFiles};
pub use revision::INGEST_REVISION;
use room::PieceRoom;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tables::Tables;
use xxhash_rust::xxh3::xxh3_64;

/// What became of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path relative to the argument it was found under, `!member` inside archives, `#row` inside tables.
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

impl Input {
    /// Whether it was read in part, or not at all while a table knew of it.
    pub(crate) fn is_damaged(&self) -> bool {
        self.outcome != Outcome::Refused && Severity::Damaged <= self.code.severity()
    }
}

named! {
    /// The four things that can become of an input.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Outcome {
        /// It gave at least one activity.
        Activity = "activity",
        /// Everything it gave, another input gave too.
        Duplicate = "duplicate",
        /// It is sound and holds no activity.
        NotActivity = "not_activity",
        /// Nothing could be read.
        Refused = "refused",
    }
}

/// An activity that was given more than once, or lies in the time of another, and is counted once.
#[derive(Debug, Clone, PartialEq)]
pub struct Twin {
    /// The activity that is kept.
    pub winner_id: String,
    /// The input that it came from.
    pub winner: String,
    /// The input that gave it too.
    pub loser: String,
    /// How it was found: [`Code::DuplicateBytes`], [`Code::DuplicateActivity`] or [`Code::ActivityWithin`].
    pub code: Code,
    /// What agrees, in words.
    pub evidence: String,
    /// Recorded time that is in both, seconds; absent where the bytes are the same.
    pub overlap_s: Option<f64>,
    /// The same as a share of the shorter, 0–1; absent with it.
    pub overlap_share: Option<f64>,
    /// Why the one counts that does, and what it took over from the other, in words.
    pub why: String,
}

/// Everything that the inputs gave.
#[derive(Debug, Clone, Default)]
pub struct Ingested {
    /// The activities, each once, by start, then id.
    pub activities: Vec<Activity>,
    /// The check-ins, by day.
    pub mornings: Vec<Morning>,
    /// The mornings of nights that a watch or a phone measured, in an export that holds activities itself, each once, by
    /// day. Up to such a night activities were exported too.
    pub nights_beside_activities: Vec<Date>,
    /// Every input, by source.
    pub inputs: Vec<Input>,
    /// What was given more than once, by loser, then winner.
    pub twins: Vec<Twin>,
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
            damaged: self.inputs.iter().filter(|input| input.is_damaged()).count(),
        }
    }
}

/// How many inputs became what: `inputs` is always the sum of the other four.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportCounts {
    /// All inputs.
    pub inputs: usize,
    /// Inputs that gave at least one activity.
    pub activities: usize,
    /// Inputs whose every activity another input gave too.
    pub duplicates: usize,
    /// Sound inputs that hold no activity.
    pub not_activity: usize,
    /// Inputs of which nothing could be read.
    pub refused: usize,
    /// Inputs, of those that gave an activity or a table, that were damaged and read in part.
    pub damaged: usize,
}

impl ImportCounts {
    /// Both together.
    pub(crate) fn plus_counts(self, other: Self) -> Self {
        Self {
            inputs: self.inputs + other.inputs,
            activities: self.activities + other.activities,
            duplicates: self.duplicates + other.duplicates,
            not_activity: self.not_activity + other.not_activity,
            refused: self.refused + other.refused,
            damaged: self.damaged + other.damaged,
        }
    }
}

/// How inputs are to be understood.
#[derive(Debug, Clone, Copy, Default)]
pub struct IngestOptions<'a> {
    /// The runner's home zone, IANA name: for what knows neither an offset nor a place.
    pub home_zone: Option<&'a str>,
    /// What is judged before it is believed.
    pub cleaning: Cleaning,
    /// How tables of the runner's are read.
    pub mappings: &'a [Mapping],
}

impl IngestOptions<'_> {
    /// What tells one way of understanding inputs from another.
    pub(crate) fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

impl Digestible for IngestOptions<'_> {
    fn feed(&self, digest: &mut Digest) {
        let Self { home_zone, cleaning: Cleaning { heart_rate, position }, mappings } = self;
        digest.record(|digest| {
            digest
                .field("home_zone", home_zone)
                .field("cleans_heart_rate", heart_rate)
                .field("cleans_position", position)
                .field("mappings", *mappings);
        });
    }
}

/// Reads everything under the paths as one athlete's, and settles it.
///
/// `exclude` is the folder that reports are written to. `progress` is told the number of inputs once, then of each one
/// that is done, from any thread.
///
/// # Errors
/// Only when a path itself cannot be read; whatever lies under it is answered for in [`Ingested::inputs`].
pub fn ingest_paths(
    paths: &[PathBuf],
    exclude: Option<&Path>,
    options: IngestOptions<'_>,
    progress: &(impl Progress + ?Sized),
) -> Result<Ingested, source::SourceError> {
    let nothing = KnownFiles { files: &BTreeMap::new(), written_ns: 0 };
    let ReadFiles { fresh, .. } = read_inputs(paths, exclude.as_slice(), options, nothing, progress)?;
    Ok(settle_duplicates(fresh.into_iter().flat_map(|file| file.pieces).collect()))
}

/// Reads recordings that were decoded elsewhere, each by its name, as one athlete's, and settles them.
#[must_use]
pub fn recordings(recordings: &[(String, Recording)], options: IngestOptions<'_>) -> Ingested {
    let pieces = recordings.iter().map(|(name, recording)| InputResult::of_recording(name, recording, options));
    settle_duplicates(pieces.collect())
}

/// What was read under some paths.
pub(crate) struct ReadFiles {
    /// The files on disk.
    pub(crate) listing: Listing,
    /// What those of them gave that were not known, in the order of the listing.
    pub(crate) fresh: Vec<KnownFile>,
}

/// Reads everything under the paths but what is known and did not change, which is not opened.
///
/// `exclude` are the things that the program itself writes.
///
/// # Errors
/// As [`ingest_paths`].
pub(crate) fn read_inputs(
    paths: &[PathBuf],
    exclude: &[&Path],
    options: IngestOptions<'_>,
    known: KnownFiles<'_>,
    progress: &(impl Progress + ?Sized),
) -> Result<ReadFiles, source::SourceError> {
    let mut listing =
        source::list_but(paths, exclude, |name, stamp| known.knows(name, stamp))?.telling(vendors::tell_json);
    let tables = Tables::read_tables(&mut listing, known, options);
    for nth in 0..listing.files.len() {
        let file = &listing.files[nth];
        if file.is_known && known.file(&file.name).is_some_and(|known| tables.say_else(&file.name, known)) {
            listing.read_again(nth);
        }
    }
    progress.begin(listing.entries.len());
    let before = known.read_before(&listing);
    let mut room = PieceRoom::beside_tables(listing.files.len(), tables.table_pieces());
    let mut is_first = true;
    let read = loop {
        let read = listing.read_all(|entry, content| {
            let known = before.get(entry.name.as_str()).copied();
            let piece = (!tables.have_read(&entry.name)).then(|| {
                room.keep_piece(
                    entry.file,
                    InputResult::from_entry(entry, content, known, tables.note_on(&entry.name), options),
                )
            });
            if is_first {
                progress.done();
            }
            piece.map(|piece| (entry.file, piece))
        });
        match room.second_pass() {
            Some(again) => room = again,
            None => break read,
        }
        is_first = false;
    };
    // Nobody reads them again, and what is made of them now needs the memory.
    listing.entries = Vec::new();
    let mut files: Vec<KnownFile> = listing
        .files
        .iter()
        .map(|file| KnownFile {
            stamp: file.stamp,
            names_beside: tables.names_beside(&file.name),
            is_passing: file.stamp.is_none(),
            ..KnownFile::default()
        })
        .collect();
    let found = std::mem::take(&mut listing.findings).into_iter().map(|finding| {
        let digest = xxh3_64(finding.code.as_str().as_bytes());
        (finding.file, InputResult { digest, ..InputResult::from_finding(finding) })
    });
    for (file, piece) in read.into_iter().flatten().chain(found).chain(tables.into_pieces()) {
        let file = &mut files[file];
        // What the system would not give today it may give tomorrow.
        file.is_passing |= piece.diagnostics.as_slice().iter().any(|found| found.code == Code::Unreadable);
        file.pieces.push(piece);
    }
    let fresh = files.into_iter().zip(&listing.files).filter(|(_, file)| !file.is_known).map(|(read, _)| read);
    let fresh = fresh.collect();
    Ok(ReadFiles { listing, fresh })
}

/// Is told how far an import has come.
pub trait Progress: Sync {
    /// The number of inputs that will be read.
    fn begin(&self, inputs: usize);
    /// One more input was read.
    fn done(&self);
    /// Nothing more will be read.
    fn end(&self) {}
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _inputs: usize) {}
    fn done(&self) {}
}

#[cfg(test)]
mod tests;
