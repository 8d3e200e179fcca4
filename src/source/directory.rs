//! What the directory of a zip archive says, checked before it is believed.

use super::sniff;
use super::unpack::Fault;
use super::view::View;
use crate::diagnostic::Code;
use crate::limits::{ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX};
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};
use zip::read::{ArchiveOffset, Config, ZipArchive, ZipFile};
use zip::result::ZipError;

/// What can be read of an archive, and what cannot.
pub(super) struct Directory {
    /// The opened archive.
    pub(super) archive: ZipArchive<View>,
    /// The members to read, by name.
    pub(super) files: Vec<MemberFile>,
    /// The members that cannot or must not be read.
    pub(super) faults: Vec<(String, Fault)>,
    /// How many members hide behind later ones of the same name.
    pub(super) hidden: u64,
}

/// A member that is a file.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MemberFile {
    /// Its path within the archive.
    pub(super) name: String,
    /// Its place in the directory.
    pub(super) index: usize,
    /// Whether it is a zip archive itself.
    pub(super) is_archive: bool,
}

impl Directory {
    /// Opens the archive in view and looks at every member; `members_before` were met in the archives around it.
    ///
    /// The whole archive is refused when it is damaged, too large, a document, or empty, and when two members share
    /// packed bytes: that is how a small archive pretends to be a huge one.
    pub(super) fn read(view: &View, members_before: usize) -> Result<Self, Fault> {
        if ARCHIVE_BYTES_MAX < view.len() {
            let limit = ARCHIVE_BYTES_MAX >> 30;
            let detail = format!("an archive of more than {limit} GiB; unpack it and give the folder");
            return Err(Fault::new(Code::TooLarge, detail));
        }
        let claimed = claimed_members(&mut view.clone())?;
        if (ARCHIVE_MEMBERS_MAX as u64) < claimed.saturating_add(members_before as u64) {
            let detail = format!("more than {ARCHIVE_MEMBERS_MAX} members; unpack it and give the folder");
            return Err(Fault::new(Code::ZipMembers, detail));
        }
        // Offsets count from the first byte, as every writer has them: nothing is searched for in a damaged archive.
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let archive = ZipArchive::with_config(config, view.clone())
            .map_err(|error| Fault::new(Code::ZipDamaged, format!("{}; fetch or pack it again", words(&error))))?;
        // Only the clone is kept: it has no file open until one of its members is read.
        let archive = archive.clone();
        if let Some(what) = document(&archive) {
            return Err(Fault::new(Code::UnknownFormat, what));
        }
        let hidden =
            if archive.has_duplicate_names() { claimed.saturating_sub(archive.len() as u64).max(1) } else { 0 };
        let mut directory = Self { archive, files: Vec::new(), faults: Vec::new(), hidden };
        directory.look_at_members()?;
        if directory.files.is_empty() && directory.faults.is_empty() {
            return Err(Fault::new(Code::UnknownFormat, "an archive without files"));
        }
        Ok(directory)
    }

    fn look_at_members(&mut self) -> Result<(), Fault> {
        let mut archive = self.archive.clone();
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
                    self.files.push(MemberFile { name, index, is_archive });
                }
                Ok(Nature::Folder) => {}
                Ok(Nature::Special) => {
                    let detail = "a link or device inside an archive, not followed";
                    self.faults.push((name, Fault::new(Code::SpecialFile, detail)));
                }
                Err(error) => self.faults.push((name, member_fault(&error))),
            }
        }
        spans.sort_unstable();
        if spans.iter().zip(spans.iter().skip(1)).any(|((_, end), (start, _))| start < end) {
            return Err(Fault::new(Code::ZipDamaged, "members overlap: several claim the same packed bytes"));
        }
        self.files.sort();
        Ok(())
    }
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

/// Documents that are zip archives by trade are no archives to look into.
fn document(archive: &ZipArchive<View>) -> Option<&'static str> {
    if archive.file_names_raw().next() == Some(b"mimetype") {
        return Some("an OpenDocument or EPUB file");
    }
    archive.file_names_raw().find_map(|name| match name {
        b"[Content_Types].xml" => Some("an Office document"),
        b"doc.kml" => Some("a KMZ map"),
        b"META-INF/MANIFEST.MF" => Some("a Java archive"),
        _ => None,
    })
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

/// Why one member cannot be read.
pub(super) fn member_fault(error: &ZipError) -> Fault {
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
