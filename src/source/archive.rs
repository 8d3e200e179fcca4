//! Zip archives: every member of one is an input of its own, read in place and never written to disk.
//!
//! An archive inside an archive is opened too, a deeper one is not. One that its outer archive merely stores is read where
//! it lies; a deflated one is unpacked into memory, within [`NESTED_ARCHIVE_BYTES_MAX`] for all of a run.

use super::names::Unique;
use super::sniff;
use super::unpack::{Fault, Labelled};
use super::view::View;
use super::{Content, Entry, Listing, Place};
use crate::diagnostic::Code;
use crate::limits::{
    ARCHIVE_BYTES_MAX, ARCHIVE_DEPTH_MAX, ARCHIVE_MEMBERS_MAX, MEMBER_FREE_BYTES, MEMBER_RATIO_MAX,
    NESTED_ARCHIVE_BYTES_MAX,
};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use zip::read::{ArchiveOffset, Config, ZipArchive, ZipFile};
use zip::result::ZipError;

/// One member, read through a view of its own.
#[derive(Debug)]
pub(super) struct Member {
    archive: Arc<ZipArchive<View>>,
    index: usize,
}

/// Whether the file begins as a zip archive does. A file that cannot be read is none; reading it will say why.
pub(super) fn is_archive(path: &Path) -> bool {
    let mut magic = Vec::new();
    File::open(path).and_then(|file| file.take(4).read_to_end(&mut magic)).is_ok() && sniff::is_zip(&magic)
}

/// Lists archives, and keeps account of the memory that nested ones take.
#[derive(Debug)]
pub(super) struct Lister {
    nested_bytes_left: u64,
}

impl Default for Lister {
    fn default() -> Self {
        Self { nested_bytes_left: NESTED_ARCHIVE_BYTES_MAX }
    }
}

/// What one listing of an archive fills.
struct Answers<'a> {
    names: &'a mut Unique,
    listing: &'a mut Listing,
    members: usize,
}

impl Answers<'_> {
    fn find(&mut self, name: String, fault: Fault) {
        self.listing.findings.push(fault.about(name));
    }
}

impl Lister {
    /// Adds the members of the archive `path`, called `name`, to the listing.
    pub(super) fn list(&mut self, name: &str, path: &Path, names: &mut Unique, listing: &mut Listing) {
        let mut answers = Answers { names, listing, members: 0 };
        match View::of_file(path) {
            Ok(view) => self.open(name, &view, 1, &mut answers),
            Err(error) => answers.find(name.to_owned(), error.into()),
        }
    }

    fn open(&mut self, name: &str, view: &View, depth: u32, answers: &mut Answers) {
        let opened = directory(view).and_then(|(archive, unreachable)| {
            let total = answers.members.saturating_add(archive.len());
            let unfit = refuse_container(&archive).or((ARCHIVE_MEMBERS_MAX < total).then(too_many));
            unfit.map_or(Ok((archive, unreachable, total)), Err)
        });
        let (archive, unreachable, total) = match opened {
            Ok(opened) => opened,
            Err(fault) => return answers.find(name.to_owned(), fault),
        };
        let (members, findings) = match members(&archive) {
            Ok(members) => members,
            Err(fault) => return answers.find(name.to_owned(), fault),
        };
        answers.members = total;
        if 0 < unreachable {
            let detail =
                format!("{unreachable} members have the name of a later one and cannot be read; the later ones were");
            answers.find(name.to_owned(), Fault::new(Code::ZipDamaged, detail));
        }
        for (member, fault) in findings {
            let name = answers.names.claim(format!("{name}!{member}"));
            answers.find(name, fault);
        }
        let archive = Arc::new(archive);
        for (member, index, is_archive) in members {
            let name = answers.names.claim(format!("{name}!{member}"));
            let place = Member { archive: Arc::clone(&archive), index };
            if is_archive {
                match self.nested(&place, view, depth) {
                    Ok(inner) => self.open(&name, &inner, depth.saturating_add(1), answers),
                    Err(fault) => answers.find(name, fault),
                }
            } else {
                answers.listing.entries.push(Entry { name, place: Place::Member(place) });
            }
        }
    }

    /// A view of an archive that is a member of the archive behind `outer`, which lies `depth` archives deep.
    fn nested(&mut self, member: &Member, outer: &View, depth: u32) -> Result<View, Fault> {
        if ARCHIVE_DEPTH_MAX <= depth {
            let detail = format!("an archive {} archives deep; unpack it and give the folder", depth.saturating_add(1));
            return Err(Fault::new(Code::ZipDepth, detail));
        }
        let mut archive = member.archive.as_ref().clone();
        let raw = archive.by_index_raw(member.index).map_err(|error| member_fault(&error))?;
        if let (zip::CompressionMethod::Stored, false, Some(start)) =
            (raw.compression(), raw.encrypted(), raw.data_start())
        {
            return Ok(outer.part(start..start.saturating_add(raw.compressed_size())));
        }
        drop(raw);
        let limit = self.nested_bytes_left;
        let bytes = member.open(|reader| {
            let mut bytes = Vec::new();
            reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
            Ok(bytes)
        })?;
        self.nested_bytes_left = limit.checked_sub(bytes.len() as u64).ok_or_else(|| {
            let limit = NESTED_ARCHIVE_BYTES_MAX >> 20;
            let detail = format!(
                "archives inside archives unpack to more than {limit} MiB; unpack this one and give the folder"
            );
            Fault::new(Code::TooLarge, detail)
        })?;
        Ok(View::of_memory(bytes))
    }
}

impl Member {
    /// Unpacks the member into `read`, as far as it unpacks within its limits.
    pub(super) fn open<T>(&self, read: impl FnOnce(&mut dyn Read) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut archive = self.archive.as_ref().clone();
        let file = archive.by_index(self.index).map_err(|error| member_fault(&error))?;
        let fair = file.compressed_size().saturating_mul(MEMBER_RATIO_MAX).max(MEMBER_FREE_BYTES);
        read(&mut Fair { inner: Labelled::new(file, Code::ZipMember), left: fair })
    }
}

/// A reader that gives no more than a member of its packed size may hold.
struct Fair<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Fair<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let detail = format!("unpacks to more than {MEMBER_RATIO_MAX} times its size, as no recording does");
            io::Error::other(Fault::new(Code::ZipBomb, detail))
        })?;
        Ok(read)
    }
}

/// Opens the archive in view. Also says how many members its directory hides behind others of the same name.
fn directory(view: &View) -> Result<(ZipArchive<View>, u64), Fault> {
    if ARCHIVE_BYTES_MAX < view.len() {
        let detail = format!("an archive of more than {} GiB; unpack it and give the folder", ARCHIVE_BYTES_MAX >> 30);
        return Err(Fault::new(Code::TooLarge, detail));
    }
    let claimed = claimed_members(&mut view.clone())?;
    if ARCHIVE_MEMBERS_MAX as u64 <= claimed.saturating_sub(1) {
        return Err(too_many());
    }
    // Offsets count from the first byte, as every writer has them: nothing is searched for in a damaged archive.
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let archive = ZipArchive::with_config(config, view.clone())
        .map_err(|error| Fault::new(Code::ZipDamaged, format!("{}; fetch or pack the archive again", words(&error))))?;
    let unreachable =
        if archive.has_duplicate_names() { claimed.saturating_sub(archive.len() as u64).max(1) } else { 0 };
    Ok((archive, unreachable))
}

/// The largest number of members that a record at the end of the archive claims. A claim is looked at before the
/// directory is opened, because memory for it is taken on trust there.
fn claimed_members(view: &mut View) -> Result<u64, Fault> {
    /// The end record without its comment, the longest comment, and the locator of the 64-bit end record before it.
    const TAIL_BYTES: u64 = 22 + 0xFFFF + 20;
    let tail_at = view.len().saturating_sub(TAIL_BYTES);
    let mut tail = Vec::new();
    view.seek(SeekFrom::Start(tail_at))?;
    view.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let mut most = 0;
    for at in memchr::memmem::find_iter(&tail, b"PK\x05\x06") {
        let Some((before, record)) = tail.split_at_checked(at) else { continue };
        most = most.max(number::<2>(record, 10).unwrap_or(0));
        let locator = before.len().checked_sub(20).and_then(|start| before.get(start..));
        let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) else { continue };
        let mut record = Vec::new();
        view.seek(SeekFrom::Start(number::<8>(locator, 8).unwrap_or(u64::MAX)))?;
        view.take(56).read_to_end(&mut record)?;
        if record.starts_with(b"PK\x06\x06") {
            most = most.max(number::<8>(&record, 32).unwrap_or(0));
        }
    }
    Ok(most)
}

/// A little-endian number of `N` bytes.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let own = bytes.get(at..)?.first_chunk::<N>()?;
    Some(own.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn too_many() -> Fault {
    Fault::new(Code::ZipMembers, format!("more than {ARCHIVE_MEMBERS_MAX} members; unpack it and give the folder"))
}

/// Documents that are zip archives by trade are no archives to look into; neither is one without members.
fn refuse_container(archive: &ZipArchive<View>) -> Option<Fault> {
    let mut names = archive.file_names_raw();
    let what = match names.next() {
        None => "an archive without members",
        Some(b"mimetype") => "an OpenDocument or EPUB file",
        Some(_) => archive.file_names_raw().find_map(|name| match name {
            b"[Content_Types].xml" => Some("an Office document"),
            b"doc.kml" => Some("a KMZ map"),
            b"META-INF/MANIFEST.MF" => Some("a Java archive"),
            _ => None,
        })?,
    };
    Some(Fault::new(Code::UnknownFormat, what))
}

/// The files among the members — by name, index, and whether each is an archive itself — and the members that cannot or
/// must not be read.
type Members = (Vec<(String, usize, bool)>, Vec<(String, Fault)>);

/// Looks at every member.
///
/// Refuses the archive when two members share packed bytes: that is how a small archive pretends to be a huge one.
fn members(archive: &ZipArchive<View>) -> Result<Members, Fault> {
    let mut archive = archive.clone();
    let mut files = Vec::new();
    let mut findings = Vec::new();
    let mut spans = Vec::new();
    for index in 0..archive.len() {
        let name = member_name(&archive, index);
        let nature = archive.by_index_raw(index).map(|file| {
            let size = file.compressed_size();
            spans.extend(file.data_start().filter(|_| 0 < size).map(|start| (start, start.saturating_add(size))));
            nature(&file)
        });
        match nature {
            Ok(Nature::File) => {
                let is_archive = begins_as_archive(&mut archive, index);
                files.push((name, index, is_archive));
            }
            Ok(Nature::Folder) => {}
            Ok(Nature::Special) => {
                let detail = "a link or device inside an archive, not followed";
                findings.push((name, Fault::new(Code::SpecialFile, detail)));
            }
            Err(error) => findings.push((name, member_fault(&error))),
        }
    }
    spans.sort_unstable();
    if spans.iter().zip(spans.iter().skip(1)).any(|((_, end), (start, _))| start < end) {
        return Err(Fault::new(Code::ZipDamaged, "members overlap: several claim the same packed bytes"));
    }
    files.sort();
    Ok((files, findings))
}

/// Whether a member unpacks to a zip archive. One that does not unpack is none; reading it will say why.
fn begins_as_archive(archive: &mut ZipArchive<View>, index: usize) -> bool {
    let mut magic = Vec::new();
    let read = archive.by_index(index).map(|file| file.take(4).read_to_end(&mut magic));
    matches!(read, Ok(Ok(_))) && sniff::is_zip(&magic)
}

/// The member's name for display. Windows programs part folders with `\`.
fn member_name(archive: &ZipArchive<View>, index: usize) -> String {
    let Ok(entry) = archive.by_index_data(index) else { return String::new() };
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Cow::into_owned);
    name.replace('\\', "/")
}

enum Nature {
    File,
    Folder,
    Special,
}

fn nature(file: &ZipFile<'_, View>) -> Nature {
    /// The part of a Unix mode that tells files, folders and special files apart.
    const TYPE: u32 = 0o170_000;
    match file.unix_mode().unwrap_or(0) & TYPE {
        _ if file.is_dir() => Nature::Folder,
        0 | 0o100_000 | 0o040_000 => Nature::File,
        _ => Nature::Special,
    }
}

fn member_fault(error: &ZipError) -> Fault {
    Fault::new(Code::ZipMember, words(error))
}

fn words(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            "encrypted; unpack it with its password and give the folder".to_owned()
        }
        ZipError::CompressionMethodNotSupported(method) => {
            format!(
                "packed with method {method}, and only 0 (stored) and 8 (deflate) are read; unpack it and give the folder"
            )
        }
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => "the archive ends early".to_owned(),
        ZipError::Io(error) => error.to_string(),
        ZipError::InvalidArchive(what) => format!("damaged: {what}"),
        other => other.to_string(),
    }
}

/// Compile-time promise: entries are read from any thread.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Entry>();
    shared::<Content>();
};
