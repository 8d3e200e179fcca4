//! Finds what there is to read — in folders, in zip and tar archives, under gzip — and says what each thing is by its content.
//!
//! [`list_inputs`] walks the arguments and opens archives; it reads no more of a file than tells an archive from the rest, and of
//! an archive its directory. `Listing::read_all` then reads everything, on all threads; [`Entry::read_content`] gives the bytes of
//! one entry, and `Entry::stream_content` those of one that is too large to be held. Nothing is ever written to disk, no declared
//! size is believed, and whatever cannot be read is answered for by name in a [`Finding`].

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod archive;
mod buffer;
mod desk;
mod directory;
mod email;
mod fault;
mod gunzip;
mod inflate;
mod member;
mod name_check;
mod names;
mod peek;
mod reading;
mod sniff;
mod tar_header;
mod tarball;
mod unpack;
mod view;
mod walk;
mod window;

use crate::diagnostic::{Code, Diagnostics};
use crate::format::RecordingFormat;
use crate::limits::NESTED_ARCHIVE_BYTES_MAX;
use crate::printable::printable_path;
use crate::regular;
use buffer::Buffered;
use buffer::capacity;
use desk::Desk;
use fault::{Fault, Labelled};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;
use view::ArchiveView;

pub use name_check::file_name;
pub(crate) use name_check::{judge_extension, judge_other};

/// One thing to read: a file, or a member of an archive.
#[derive(Debug)]
pub struct Entry {
    /// The file that it is or lies in: its place in [`Listing::files`].
    pub file: usize,
    /// Path relative to the argument it was found under, with `/` between the parts; an argument that is a file goes by
    /// its file name. A member of an archive follows its archive after a `!`: `export.zip!activities/1.fit.gz`. Of
    /// several entries with one name the second is called `name#2`, and so on, so that each name stands for one input.
    pub name: String,
    place: Place,
    tell_json: Option<TellJson>,
}

/// Where the bytes of an entry are.
#[derive(Debug)]
enum Place {
    File(PathBuf),
    Member { archive: Arc<archive::Archive>, member: member::ArchiveMember },
}

/// An input that is answered for before a decoder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file that it is about or that lies in it: its place in [`Listing::files`].
    pub file: usize,
    /// The input, named as an [`Entry`] is.
    pub name: String,
    /// What was found.
    pub code: Code,
    /// Where, in bytes from the start; absent where there is no one place.
    pub at_byte: Option<u64>,
    /// The facts in words. No trailing full stop.
    pub detail: String,
}

/// A file on disk, or what stands in the place of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeen {
    /// Named as an [`Entry`] is.
    pub name: String,
    /// What tells whether it was changed; absent where it is no file, or the system does not say.
    pub stamp: Option<Stamp>,
    /// Which file it is, by whatever name; absent where it is none.
    pub id: Option<FileId>,
    /// Whether the caller of `list_but` knew it: then nothing of it is listed.
    pub is_known: bool,
    path: PathBuf,
}

/// What tells that a file was not changed: most changes change both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size on disk.
    pub bytes: u64,
    /// When it was last changed, nanoseconds since 1970.
    pub modified_ns: i64,
}

/// A file of the system, whatever its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// Which file this is, by its number.
    #[cfg(unix)]
    #[allow(clippy::unnecessary_wraps, reason = "elsewhere it may be absent")]
    pub(crate) fn from_metadata(_: &Path, metadata: &fs::Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        Some(Self { device: metadata.dev(), inode: metadata.ino() })
    }

    /// Which file this is, by its path without links: std says no number of a file here. Absent where there is none.
    #[cfg(not(unix))]
    pub(crate) fn from_metadata(path: &Path, _: &fs::Metadata) -> Option<Self> {
        let path = path.canonicalize().ok()?;
        Some(Self { device: 0, inode: xxhash_rust::xxh3::xxh3_64(path.as_os_str().as_encoded_bytes()) })
    }
}

impl Stamp {
    fn from_metadata(metadata: &fs::Metadata) -> Option<Self> {
        Some(Self { bytes: metadata.len(), modified_ns: modified_ns(metadata)? })
    }
}

/// When a file was last changed, nanoseconds since 1970; absent where the system does not say.
pub(crate) fn modified_ns(metadata: &fs::Metadata) -> Option<i64> {
    let ns = |since: std::time::Duration| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX);
    let modified = metadata.modified().ok()?;
    Some(modified.duration_since(UNIX_EPOCH).map_or_else(|before| ns(before.duration()).saturating_neg(), ns))
}

/// What the arguments hold, every input either in `entries` or in `findings`, or in a file that was known.
#[derive(Debug, Default)]
pub struct Listing {
    /// The files, each once.
    pub files: Vec<FileSeen>,
    /// What can be read, by name, bytewise.
    pub entries: Vec<Entry>,
    /// What cannot, by name, bytewise: special files, unreadable folders, archives and members that are refused.
    pub findings: Vec<Finding>,
    tell_json: Option<TellJson>,
}

/// A file in JSON that somebody can read.
#[derive(Debug, PartialEq, Eq)]
pub struct JsonFile {
    /// The keys that tell it: its beginning has all of them.
    pub keys: &'static [&'static str],
    /// What it holds, in words that finish "it holds …".
    pub holds: &'static str,
}

/// Tells from its beginning which file in JSON it is; absent when nobody can read it.
pub type TellJson = fn(&[u8]) -> Option<&'static JsonFile>;

impl JsonFile {
    /// Whether a beginning has all keys.
    #[must_use]
    pub fn begins(&self, head: &[u8]) -> bool {
        self.keys.iter().all(|key| memmem::find(head, format!("\"{key}\"").as_bytes()).is_some())
    }
}

/// An argument that cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", printable_path(path))]
pub struct SourceError {
    /// The argument as it was given.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The unpacked bytes; of [`Kind::Other`], [`Kind::UnreadArchive`], [`Kind::LargeTable`] and [`Kind::HealthExport`] no more than the beginning that told the kind.
    pub bytes: Vec<u8>,
    /// What they are.
    pub kind: Kind,
    /// What is worth knowing of how they were packed.
    pub notes: Diagnostics,
}

/// What the bytes of an entry are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A recording of this format, or what claims to be one.
    Recording(RecordingFormat),
    /// A table; whose it is, its header says.
    Table,
    /// A table of more than [`crate::limits::TABLE_BYTES_MAX`].
    LargeTable,
    /// `checkins.csv`.
    Checkins,
    /// `athlete.toml`.
    AthleteFile,
    /// `manual.csv`.
    Manual,
    /// JSON that somebody can read.
    Json(&'static JsonFile),
    /// `wellness.csv`.
    Wellness,
    /// `plan.csv`.
    Plan,
    /// The export of Apple Health, in XML; its content is to be had by `Entry::stream_content`.
    HealthExport,
    /// An archive of a kind that is not read, or in a place where none is, in words that finish "it holds …".
    UnreadArchive(&'static str),
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
pub fn list_inputs(paths: &[PathBuf], exclude: Option<&Path>) -> Result<Listing, SourceError> {
    list_within(paths, exclude.as_slice(), NESTED_ARCHIVE_BYTES_MAX, |_, _| false)
}

/// [`list_inputs`], without opening the files of which `knows` says by name and stamp that what is in them is known; `exclude` are
/// all things that the program itself writes.
///
/// # Errors
/// When an argument does not exist or cannot be read.
pub(crate) fn list_but(
    paths: &[PathBuf],
    exclude: &[&Path],
    knows: impl FnMut(&str, Stamp) -> bool,
) -> Result<Listing, SourceError> {
    list_within(paths, exclude, NESTED_ARCHIVE_BYTES_MAX, knows)
}

/// `list_but`, with the memory that nested archives may take.
fn list_within(
    paths: &[PathBuf],
    exclude: &[&Path],
    nested_bytes: u64,
    mut knows: impl FnMut(&str, Stamp) -> bool,
) -> Result<Listing, SourceError> {
    let mut met: Vec<_> = walk::walk_paths(paths, exclude)?.into_iter().collect();
    met.sort_by(|(a_path, a), (b_path, b)| (&a.name, a_path).cmp(&(&b.name, b_path)));
    let mut names = names::Unique::default();
    let name_bytes = met.iter().map(|(_, found)| found.name.len() as u64).fold(0, u64::saturating_add);
    let mut lister = archive::Lister::new(nested_bytes, met.len(), name_bytes);
    let mut listing = Listing::default();
    for (path, found) in met {
        let name = names.claim_name(found.name);
        let file = listing.files.len();
        let is_known = found.stamp.is_some_and(|stamp| knows(&name, stamp));
        let (stamp, id) = (found.stamp, found.id);
        listing.files.push(FileSeen { name: name.clone(), stamp, id, is_known, path: path.clone() });
        if is_known {
            continue;
        }
        if let Some(fault) = found.fault {
            listing.findings.push(fault.about(file, name));
            continue;
        }
        match archive::form_of_file(&name, &path) {
            Ok(Some(form)) => lister.list_file(file, &path, form, &mut names, &mut listing),
            Ok(None) => listing.entries.push(Entry { file, name, place: Place::File(path), tell_json: None }),
            Err(error) => listing.findings.push(Fault::from(error).about(file, name)),
        }
    }
    listing.entries.sort_by(|a, b| a.name.cmp(&b.name));
    listing.findings.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listing)
}

impl Listing {
    /// Reads the JSON that `tell` knows. Of any other no more than the beginning is looked at.
    pub(crate) fn telling(mut self, tell: TellJson) -> Self {
        self.tell_json = Some(tell);
        for entry in &mut self.entries {
            entry.tell_json = Some(tell);
        }
        self
    }

    /// Makes an entry of a file that was known, and is no archive.
    pub(crate) fn read_again(&mut self, file: usize) {
        let Some(found) = self.files.get_mut(file) else { return };
        found.is_known = false;
        let place = Place::File(found.path.clone());
        let entry = Entry { file, name: found.name.clone(), place, tell_json: self.tell_json };
        let place = self.entries.partition_point(|other| other.name < entry.name);
        self.entries.insert(place, entry);
    }
}

impl Entry {
    /// Reads and unpacks the entry and says what it is.
    ///
    /// A recording or a known table is read whole, up to [`crate::limits::SOURCE_BYTES_MAX`] unpacked bytes; of anything
    /// else only the beginning is looked at, so a film in an export costs no more than a text. May be called from any number
    /// of threads. A member of a large archive that is deflated inside another costs the time to unpack all that lies before
    /// it: `Listing::read_all` reads many of them in one pass.
    ///
    /// # Errors
    /// When the system will not give the bytes, when they do not unpack, or when there are too many.
    pub fn read_content(&self) -> Result<Content, Finding> {
        self.read_at(&mut Desk::alone())
    }

    /// Whether [`Entry::read_content`] costs no more than the entry itself. What must be known before all else should be sought among
    /// such entries only.
    pub(crate) fn is_at_hand(&self) -> bool {
        !matches!(&self.place, Place::Member { archive, .. } if archive.is_stream())
    }

    fn read_at(&self, desk: &mut Desk<'_>) -> Result<Content, Finding> {
        let mut open = desk.open.take();
        let content = self.open_stream(&mut open).and_then(|(packed, known_bytes)| {
            unpack::read_packed(self, packed, known_bytes, self.is_innermost(), desk)
        });
        desk.open = open;
        content.map_err(|fault| fault.about(self.file, self.name.clone()))
    }

    /// Gives the unpacked bytes as a stream from the start, however many they are, and may be called more than once. What a
    /// member may hold for its packed size is bounded as ever.
    ///
    /// # Errors
    /// When the entry cannot be opened.
    pub(crate) fn stream_content<T>(&self, f: impl FnOnce(&mut dyn BufRead) -> T) -> Result<T, Finding> {
        let mut open = None;
        let content = self.open_stream(&mut open).and_then(|(packed, _)| unpack::open_packed(packed));
        content.map(|mut opened| f(&mut opened.content)).map_err(|fault| fault.about(self.file, self.name.clone()))
    }

    /// The packed bytes, and how many they are when the entry is a file. `open` keeps an archive open.
    fn open_stream<'a>(
        &'a self,
        open: &'a mut Option<ArchiveView>,
    ) -> Result<(Box<dyn BufRead + 'a>, Option<u64>), Fault> {
        match &self.place {
            Place::File(path) => {
                let file = regular::open_unlinked(path)?;
                let bytes = file.metadata()?.len();
                let file = Buffered::new(capacity(bytes), Labelled::new(file, Code::Unreadable));
                Ok((Box::new(file), Some(bytes)))
            }
            Place::Member { archive, member } => Ok((archive.unpack_member(member, open)?, None)),
        }
    }

    fn is_innermost(&self) -> bool {
        matches!(&self.place, Place::Member { archive, .. } if archive.is_innermost())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.name, self.code.as_str(), self.detail)
    }
}

#[cfg(test)]
mod tests;
