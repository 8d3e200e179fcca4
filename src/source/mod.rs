//! Finds what there is to read — in folders, in zip archives, under gzip — and says what each thing is by its content.
//!
//! [`list`] walks the arguments and opens archives; it reads no more of a file than tells an archive from the rest.
//! [`Entry::read`] then gives the bytes of one entry and may be called from any number of threads. Nothing is ever
//! written to disk, no declared size is believed, and whatever cannot be read is answered for by name in a [`Finding`].

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod archive;
mod judge;
mod names;
mod sniff;
mod unpack;
mod view;
mod walk;

use crate::decode::recording::Format;
use crate::diagnostic::Code;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use unpack::{Fault, Labelled};

pub use judge::{judge_extension, judge_other};

/// One thing to read: a file, or a member of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Path relative to the argument it was found under, with `/` between the parts; an argument that is a file goes by
    /// its file name. A member of an archive follows its archive after a `!`: `export.zip!activities/1.fit.gz`. Of
    /// several entries with one name the second is called `name#2`, and so on, so that each name stands for one input.
    pub name: String,
    place: Place,
}

/// Where the bytes of an entry are.
#[derive(Debug)]
enum Place {
    File(PathBuf),
    Member(archive::Member),
}

/// An input that is answered for before a decoder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The input, named as an [`Entry`] is.
    pub name: String,
    /// What was found.
    pub code: Code,
    /// Where, in bytes from the start; absent where there is no one place.
    pub at_byte: Option<u64>,
    /// The facts in words. No trailing full stop.
    pub detail: String,
}

/// What the arguments hold, every input either in `entries` or in `findings`.
#[derive(Debug, Default)]
pub struct Listing {
    /// What can be read, by name, bytewise.
    pub entries: Vec<Entry>,
    /// What cannot, by name, bytewise: special files, unreadable folders, archives and members that are refused.
    pub findings: Vec<Finding>,
}

/// An argument that cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct SourceError {
    /// The argument as it was given.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The unpacked bytes; of [`Kind::Other`] no more than the first [`crate::limits::SNIFF_BYTES`].
    pub bytes: Vec<u8>,
    /// What they are.
    pub kind: Kind,
}

/// What the bytes of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A recording of this format, or what claims to be one.
    Recording(Format),
    /// Strava's `activities.csv`.
    StravaIndex,
    /// `checkins.csv`.
    Checkins,
    /// `athlete.toml`.
    AthleteFile,
    /// Something else, in words that finish "it holds …": `a JPEG image`.
    Other(&'static str),
    /// No byte at all.
    Empty,
}

/// Finds everything under the arguments.
///
/// Folders are walked to the end. A link, fifo, socket or device that is met on the way is a finding and never opened;
/// an argument that is a link is followed. Left out are the folder `exclude` (where the report goes) with its lock and
/// leftovers beside it, and every folder named `restday-report`. A file that two arguments lead to is listed once. The
/// result does not depend on the order of the arguments.
///
/// # Errors
/// When an argument does not exist or cannot be read.
pub fn list(paths: &[PathBuf], exclude: Option<&Path>) -> Result<Listing, SourceError> {
    let mut met: Vec<_> = walk::walk(paths, exclude)?.into_iter().collect();
    met.sort_by(|(a_path, a), (b_path, b)| (&a.name, a_path).cmp(&(&b.name, b_path)));
    let mut names = names::Unique::default();
    let mut lister = archive::Lister::default();
    let mut listing = Listing::default();
    for (path, found) in met {
        let name = names.claim(found.name);
        if let Some(fault) = found.fault {
            listing.findings.push(fault.about(name));
        } else if archive::is_archive(&path) {
            lister.list(&name, &path, &mut names, &mut listing);
        } else {
            listing.entries.push(Entry { name, place: Place::File(path) });
        }
    }
    listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
    listing.findings.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listing)
}

impl Entry {
    /// Reads and unpacks the entry and says what it is.
    ///
    /// A recording or a known table is read whole, up to [`crate::limits::SOURCE_BYTES_MAX`] unpacked bytes; of anything
    /// else only the beginning is looked at, so a film in an export costs no more than a text.
    ///
    /// # Errors
    /// When the system will not give the bytes, when they do not unpack, or when there are too many.
    pub fn read(&self) -> Result<Content, Finding> {
        let content = match &self.place {
            Place::File(path) => self.read_file(path),
            Place::Member(member) => member.open(|reader| unpack::read(&self.name, reader, None)),
        };
        content.map_err(|fault| fault.about(self.name.clone()))
    }

    fn read_file(&self, path: &Path) -> Result<Content, Fault> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        unpack::read(&self.name, Labelled::new(file, Code::Unreadable), Some(bytes))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.name, self.code.as_str(), self.detail)
    }
}
