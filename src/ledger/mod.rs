//! What was read before: the activities and mornings of every input, so that an input that did not change need not be
//! opened again, and what it gave stays when the export is gone.
//!
//! A ledger is one Parquet file: a row an activity, with everything that a report computes from it, and in the metadata of
//! the file what is known of the inputs themselves. It changes no report: with a ledger and without one the same exports give
//! the same bytes. What it adds are inputs that are no longer there, each marked `FROM-LEDGER`.

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod file;
#[cfg(feature = "parquet")]
mod inputs;
mod owner;

use crate::diagnostic::{Code, Severity};
use crate::ingest::input_result::InputResult;
use crate::ingest::known::{KnownFile, KnownFiles};
use crate::ingest::{self, INGEST_REVISION, IngestOptions, Ingested, Progress, ReadFiles};
use crate::source::{FileId, Listing, SourceError};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

#[cfg(feature = "parquet")]
pub use file::{LedgerError, Prepared};
use owner::Kinship;
pub use owner::Owner;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is known of the inputs of one athlete.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Whose it is; absent where it is new.
    pub owner: Option<Owner>,
    /// Whether the exports are those of its owner; only what they hold will tell.
    kinship: Kinship,
    /// The version of restday that wrote it.
    pub tool_version: String,
    /// Its [`INGEST_REVISION`]; 0 in ledgers of before there was one.
    ingest_revision: u32,
    /// How the inputs were to be understood; other ways give other activities.
    read_as: String,
    /// When the file was written, nanoseconds since 1970 by the clock of its file system; 0 where there is none yet.
    written_ns: i64,
    files: BTreeMap<String, KnownFile>,
}

/// What bringing a ledger up to date came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// Whether the ledger's file has to be written.
    pub is_changed: bool,
    /// The files on disk that were read or known.
    pub files: Vec<FileId>,
}

/// What a ledger holds, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Files on disk.
    pub files: usize,
    /// Files that were gone when it was written.
    pub gone: usize,
    /// Inputs: files and members of archives.
    pub inputs: usize,
    /// Activities, before those given twice are settled.
    pub activities: usize,
    /// Mornings.
    pub mornings: usize,
}

#[cfg(feature = "parquet")]
impl Ledger {
    /// Reads a ledger. `written_ns` is when the file was last changed.
    ///
    /// # Errors
    /// When the bytes are no ledger, a damaged one, or one of a newer version.
    pub fn read_ledger(bytes: Vec<u8>, written_ns: i64) -> Result<Self, LedgerError> {
        let ledger = file::read_ledger(bytes)?;
        Ok(Self { written_ns, ..ledger })
    }

    /// What its file will hold; to make the bytes of it takes longer, and may be done while the ledger is used.
    ///
    /// # Errors
    /// Only what the list of inputs reports of itself.
    pub(crate) fn prepare_file(&self) -> Result<Prepared, LedgerError> {
        file::prepare_file(self)
    }

    /// The ledger as the bytes of a file.
    ///
    /// # Errors
    /// Only what the writer of the file reports of itself.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LedgerError> {
        self.prepare_file()?.into_bytes()
    }
}

impl Ledger {
    /// In numbers.
    pub(crate) fn count_holdings(&self) -> Holdings {
        let pieces = || self.files.values().flat_map(|file| &file.pieces);
        Holdings {
            files: self.files.len(),
            gone: self.files.values().filter(|file| file.is_gone).count(),
            inputs: pieces().count(),
            activities: pieces().map(|piece| piece.activities.len()).sum(),
            mornings: pieces().map(|piece| piece.mornings.len()).sum(),
        }
    }

    /// The files by name, each with what it gave: activities, mornings, and whether it is gone.
    pub(crate) fn known_files(&self) -> impl Iterator<Item = (&str, usize, usize, bool)> {
        self.files.iter().map(|(name, file)| {
            let activities = file.pieces.iter().map(|piece| piece.activities.len()).sum();
            let mornings = file.pieces.iter().map(|piece| piece.mornings.len()).sum();
            (name.as_str(), activities, mornings, file.is_gone)
        })
    }

    /// Forgets the files of which `forget` says so by name and whether they are gone; how many they were.
    pub(crate) fn prune_files(&mut self, mut forget: impl FnMut(&str, bool) -> bool) -> usize {
        let before = self.files.len();
        self.files.retain(|name, file| !forget(name, file.is_gone));
        before - self.files.len()
    }

    /// Nothing that is still there is taken from it: everything is read again.
    pub(crate) fn distrust_all(&mut self) {
        self.files.values_mut().for_each(|file| file.stamp = None);
    }

    /// The version and the revision of the build that wrote it, where it knows anything and this build is another one.
    pub(crate) fn other_build(&self) -> Option<(&str, u32)> {
        let is_this = self.tool_version == VERSION && self.ingest_revision == INGEST_REVISION;
        (!is_this && !self.files.is_empty()).then_some((&self.tool_version, self.ingest_revision))
    }

    /// Brings it up to date with everything under the paths. What it knows and did not change is not opened.
    ///
    /// `exclude` are the things that the program itself writes.
    ///
    /// # Errors
    /// As [`ingest::ingest_paths`].
    pub fn update(
        &mut self,
        paths: &[PathBuf],
        exclude: &[&Path],
        options: IngestOptions<'_>,
        progress: &(impl Progress + ?Sized),
    ) -> Result<Update, SourceError> {
        let is_begun_anew = self.begin_reading(options);
        let known = KnownFiles { files: &self.files, written_ns: self.written_ns };
        let ReadFiles { listing, fresh } = ingest::read_inputs(paths, exclude, options, known, progress)?;
        let is_changed = self.take_over(&listing, fresh) || is_begun_anew;
        Ok(Update { is_changed, files: listing.files.iter().filter_map(|file| file.id).collect() })
    }

    /// Counts each activity in it once, and answers for every input.
    #[must_use]
    pub fn settle(self) -> Ingested {
        ingest::settle_duplicates(self.into_pieces())
    }

    /// From here on inputs are understood in this way, by this build. What was understood in another way, or by another build,
    /// may not be what they would give now. Whether another build wrote it.
    fn begin_reading(&mut self, options: IngestOptions<'_>) -> bool {
        let is_anothers = self.other_build().is_some();
        let read_as = format!("{:016x}", options.digest());
        if is_anothers || self.read_as != read_as {
            self.read_as = read_as;
            self.distrust_all();
        }
        VERSION.clone_into(&mut self.tool_version);
        self.ingest_revision = INGEST_REVISION;
        is_anothers
    }

    /// Takes over what was read of the files in the listing that were not known, and marks what is gone. Whether the file of
    /// the ledger has to be written.
    fn take_over(&mut self, listing: &Listing, read: Vec<KnownFile>) -> bool {
        let mut is_changed = false;
        if self.kinship == Kinship::Unclear {
            self.kinship = Kinship::told_by(self.files.values(), &read);
        }
        let mut before = std::mem::take(&mut self.files);
        let mut read = read.into_iter();
        for file in &listing.files {
            let old = before.remove(&file.name);
            let now = if file.is_known { old } else { read.next().map(|new| new.or_what_was(old)) };
            let Some(now) = now else { continue };
            is_changed |= !file.is_known && !now.is_passing;
            self.files.insert(file.name.clone(), now);
        }
        let here: HashSet<u64> = self
            .files
            .values()
            .flat_map(|file| &file.pieces)
            .filter(|p| p.gave_something())
            .map(|p| p.digest)
            .collect();
        for (name, mut file) in before {
            is_changed |= !file.is_gone;
            let pieces = file.pieces.len();
            // What has only moved is there under its new name.
            file.pieces.retain(|piece| piece.gave_something() && !here.contains(&piece.digest));
            is_changed |= file.pieces.len() != pieces;
            file.is_gone = true;
            file.mark_kept(GONE);
            if !file.pieces.is_empty() {
                self.files.insert(name, file);
            }
        }
        is_changed
    }

    /// Everything that is known, input by input.
    fn into_pieces(self) -> Vec<InputResult> {
        self.files.into_values().flat_map(|file| file.pieces).collect()
    }
}

const GONE: &str = "the file is no longer there; this is what the ledger knows of it";
const GIVES_NOTHING: &str = "this is what the ledger knows of what the file gave before";

impl KnownFile {
    /// Itself, unless nothing in it can be read any more and something could before.
    fn or_what_was(self, old: Option<Self>) -> Self {
        let gave = |file: &Self| file.pieces.iter().any(InputResult::gave_something);
        let refused = |piece: &InputResult| {
            piece.diagnostics.most_severe().is_some_and(|found| found.code.severity() == Severity::Refused)
        };
        let Some(mut old) = old.filter(|old| gave(old) && !gave(&self) && self.pieces.iter().any(refused)) else {
            return self;
        };
        old.pieces.retain(InputResult::gave_something);
        old.mark_kept(GIVES_NOTHING);
        for new in self.pieces {
            match old.pieces.iter_mut().find(|piece| piece.source == new.source) {
                Some(piece) => piece.diagnostics.append_all(&new.diagnostics),
                None => old.pieces.push(new),
            }
        }
        // What is kept is no passing thing, and the file will be tried again.
        Self { stamp: self.stamp.filter(|_| !self.is_passing), is_gone: false, is_passing: false, ..old }
    }

    /// Says of everything in it that only the ledger knows it, and why; nothing of what was said after that before.
    fn mark_kept(&mut self, why: &str) {
        for piece in &mut self.pieces {
            piece.diagnostics.cut_from(Code::FromLedger);
            piece.diagnostics.push(Code::FromLedger, None, why);
        }
    }
}

#[cfg(all(test, feature = "parquet"))]
mod tests;
