//! What the directory of a zip archive says, checked before it is believed. No member is looked at for it.

use super::member::{LOCAL_HEADER_BYTES, Member};
use super::unpack::Fault;
use super::view::View;
use crate::diagnostic::Code;
use crate::limits::{ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX};
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};
use zip::CompressionMethod;
use zip::read::{ArchiveOffset, Config, ZipArchive, ZipFileEntry};
use zip::result::ZipError;

/// What can be read of an archive, and what cannot.
#[derive(Default)]
pub(super) struct Directory {
    /// How many members it has, folders too.
    pub(super) members: usize,
    /// The members to read with their paths within the archive, by path.
    pub(super) files: Vec<(String, Member)>,
    /// The members that cannot or must not be read.
    pub(super) faults: Vec<(String, Fault)>,
    /// How many members hide behind later ones of the same name.
    pub(super) hidden: u64,
}

impl Directory {
    /// Reads the directory of the archive in view; `members_before` were met in the archives around it.
    ///
    /// The whole archive is refused when it is damaged, too large, a document, or empty, and when two members share
    /// packed bytes: that is how a small archive pretends to be a huge one.
    pub(super) fn read(view: &View, members_before: usize) -> Result<Self, Fault> {
        check_size(view.len())?;
        let claimed = claimed_members(&mut view.clone())?;
        if (ARCHIVE_MEMBERS_MAX as u64) < claimed.saturating_add(members_before as u64) {
            let detail = format!("more than {ARCHIVE_MEMBERS_MAX} members; unpack it and give the folder");
            return Err(Fault::new(Code::ZipMembers, detail));
        }
        // Offsets count from the first byte, as every writer has them: nothing is searched for in a damaged archive.
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let archive = ZipArchive::with_config(config, view.clone()).map_err(archive_fault)?;
        if let Some(what) = document(&archive) {
            return Err(Fault::new(Code::UnknownFormat, what));
        }
        let mut directory = Self { members: archive.len(), ..Self::default() };
        if archive.has_duplicate_names() {
            directory.hidden = claimed.saturating_sub(archive.len() as u64).max(1);
        }
        directory.look_at_members(&archive, view.len())?;
        if directory.files.is_empty() && directory.faults.is_empty() {
            return Err(Fault::new(Code::UnknownFormat, "an archive without files"));
        }
        Ok(directory)
    }

    fn look_at_members(&mut self, archive: &ZipArchive<View>, archive_bytes: u64) -> Result<(), Fault> {
        let entries: Vec<_> = (0..archive.len()).filter_map(|index| archive.by_index_data(index).ok()).collect();
        // A member ends where the next one begins, or where the directory does.
        let mut ends: Vec<u64> = entries.iter().map(ZipFileEntry::header_start).collect();
        ends.extend([archive.central_directory_start(), archive_bytes]);
        ends.sort_unstable();
        let mut spans = Vec::new();
        for entry in &entries {
            let (start, packed_bytes) = (entry.header_start(), entry.compressed_size());
            if 0 < packed_bytes {
                spans.push((start, start.saturating_add(LOCAL_HEADER_BYTES).saturating_add(packed_bytes)));
            }
            if entry.is_dir() {
                continue;
            }
            let name = member_name(entry);
            if let Some(fault) = member_fault(entry) {
                self.faults.push((name, fault));
                continue;
            }
            let next = ends.partition_point(|end| *end <= start);
            let end = ends.get(next).copied().unwrap_or(start);
            self.files.push((name, Member::new(start, end, entry)));
        }
        spans.sort_unstable();
        if spans.iter().zip(spans.iter().skip(1)).any(|((_, end), (start, _))| start < end) {
            return Err(Fault::new(Code::ZipDamaged, "members overlap: several claim the same packed bytes"));
        }
        // By name, and of equal names as the directory has them.
        self.files.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(())
    }
}

/// Refuses an archive that is too large, wherever it lies.
pub(super) fn check_size(archive_bytes: u64) -> Result<(), Fault> {
    if archive_bytes <= ARCHIVE_BYTES_MAX {
        return Ok(());
    }
    let limit = ARCHIVE_BYTES_MAX >> 30;
    Err(Fault::new(Code::TooLarge, format!("an archive of more than {limit} GiB; unpack it and give the folder")))
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

/// The member's name for display. Windows programs part folders with `\`.
fn member_name(entry: &ZipFileEntry<'_>) -> String {
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Cow::into_owned);
    name.replace('\\', "/")
}

/// Why a member must not or cannot be read, as far as the directory tells.
fn member_fault(entry: &ZipFileEntry<'_>) -> Option<Fault> {
    /// The part of a Unix mode that tells files, folders and special files apart.
    const TYPE: u32 = 0o170_000;
    if !matches!(entry.unix_mode().unwrap_or(0) & TYPE, 0 | 0o100_000 | 0o040_000) {
        return Some(Fault::new(Code::SpecialFile, "a link or device inside an archive, not followed"));
    }
    let detail = match entry.compression() {
        _ if entry.encrypted() => "encrypted; unpack it with its password and give the folder".to_owned(),
        CompressionMethod::Stored | CompressionMethod::Deflated => return None,
        method => format!("packed by {method}, which is not read; unpack it and give the folder"),
    };
    Some(Fault::new(Code::ZipMember, detail))
}

/// Why an archive cannot be opened.
fn archive_fault(error: ZipError) -> Fault {
    let words = match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => "the archive ends early".to_owned(),
        ZipError::Io(error) => match Fault::from(error) {
            Fault { code: Code::Unreadable, detail } => detail,
            told => return told,
        },
        ZipError::InvalidArchive(what) => format!("damaged: {what}"),
        other => other.to_string(),
    };
    Fault::new(Code::ZipDamaged, format!("{words}; fetch or pack it again"))
}
