//! What the directory of a zip archive says, checked before it is believed. No member is looked at for it.

use super::fault::Fault;
use super::member::{ArchiveMember, LOCAL_HEADER_BYTES};
use super::view::ArchiveView;
use crate::diagnostic::Code;
use crate::limits::{
    ARCHIVE_BYTES_MAX, ARCHIVE_MEMBERS_MAX, DIRECTORY_BYTES_MAX, INPUTS_MAX, MEMBER_NAME_BYTES_MAX, NAMES_BYTES_MAX,
    cut_at_letter, size_in_words,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use zip::CompressionMethod;
use zip::read::{ArchiveOffset, Config, ZipFileEntry};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// What can be read of an archive, and what cannot.
#[derive(Default)]
pub(super) struct Directory {
    /// How many members it has, folders too.
    pub(super) members: usize,
    /// The members to read with their paths within the archive, by path.
    pub(super) files: Vec<(String, ArchiveMember)>,
    /// The members that cannot or must not be read.
    pub(super) faults: Vec<(String, Fault)>,
    /// How many members hide behind later ones of the same name.
    pub(super) hidden: u64,
    /// Why nothing is known of what follows them; absent where nothing does.
    pub(super) damage: Option<Fault>,
}

impl Directory {
    /// Reads the directory of the archive in view, if there is room for what it lists, and says what room is left.
    ///
    /// The whole archive is refused when it is damaged, too large, a document, or empty, and when two members share
    /// packed bytes: that is how a small archive pretends to be a huge one. Its directory is read entry by entry, so that
    /// names, comments and extra fields of any length take no memory.
    pub(super) fn read_directory(view: &ArchiveView, room: MemberRoom) -> Result<(Self, MemberRoom), Fault> {
        check_size(view.len())?;
        if (room.members as u64) < claimed_members(&mut view.clone())? {
            return Err(room.too_many_members());
        }
        // Offsets count from the first byte, as every writer has them: nothing is searched for in a damaged archive.
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let mut archive = ZipIterable::try_new(view.clone(), config).map_err(archive_fault)?;
        let mut found = FoundMembers::new(room);
        for entry in archive.files().map_err(archive_fault)? {
            found.take_entry(&entry.map_err(archive_fault)?)?;
        }
        let room = found.room;
        let directory = found.settle_members(view.len())?;
        if directory.files.is_empty() && directory.faults.is_empty() {
            return Err(Fault::new(Code::UnknownFormat, "an archive without files"));
        }
        Ok((directory, room))
    }
}

/// What an archive may hold besides what is there already.
#[derive(Debug, Clone, Copy)]
pub(super) struct MemberRoom {
    /// Members, folders too.
    pub(super) members: usize,
    /// Inputs of the run.
    pub(super) inputs: usize,
    /// Bytes of names.
    pub(super) name_bytes: u64,
    /// Bytes that stand before each of its names.
    pub(super) prefix_bytes: u64,
}

impl MemberRoom {
    pub(super) fn too_many_members(self) -> Fault {
        let detail = if self.members <= self.inputs {
            format!("more than {ARCHIVE_MEMBERS_MAX} members; unpack it and give the folder")
        } else {
            format!("more than {INPUTS_MAX} inputs, with the others of this run; give it by itself")
        };
        Fault::new(Code::ZipMembers, detail)
    }

    /// The room that is left once a member has that name.
    pub(super) fn room_without(self, name: &str) -> Result<Self, Fault> {
        let Some(inputs) = self.inputs.checked_sub(1) else { return Err(self.too_many_members()) };
        let bytes = self.prefix_bytes.saturating_add(name.len() as u64);
        let Some(name_bytes) = self.name_bytes.checked_sub(bytes) else {
            let limit = size_in_words(NAMES_BYTES_MAX);
            let detail =
                format!("the names of its members, with those of all inputs, have more than {limit}; shorten them");
            return Err(Fault::new(Code::ZipMembers, detail));
        };
        Ok(Self { inputs, name_bytes, ..self })
    }
}

/// What the entries of a directory told so far.
struct FoundMembers {
    directory: Directory,
    room: MemberRoom,
    /// Where the first entry lies.
    start: Option<u64>,
    /// The entries in the order in which they lie. Of two with one name the later one counts.
    entries: Vec<Option<Listed>>,
    /// The entry that has a name.
    named: HashMap<Vec<u8>, usize>,
}

/// An entry of a directory.
struct Listed {
    name: String,
    is_folder: bool,
    fault: Option<Fault>,
    /// A member that ends where nobody knows yet.
    member: ArchiveMember,
}

impl FoundMembers {
    fn new(room: MemberRoom) -> Self {
        let (directory, entries, named) = Default::default();
        Self { directory, room, start: None, entries, named }
    }

    fn take_entry(&mut self, entry: &ZipFileEntry<'_>) -> Result<(), Fault> {
        let raw = entry.name_raw();
        if let Some(what) = document_kind(raw, self.entries.is_empty()) {
            return Err(Fault::new(Code::UnknownFormat, what));
        }
        let at = entry.central_header_start();
        if DIRECTORY_BYTES_MAX < at.saturating_sub(*self.start.get_or_insert(at)) {
            let limit = size_in_words(DIRECTORY_BYTES_MAX);
            let detail =
                format!("a directory of more than {limit}, as no honest one is; unpack it and give the folder");
            return Err(Fault::new(Code::TooLarge, detail));
        }
        let nth = self.entries.len();
        if self.room.members <= nth {
            return Err(self.room.too_many_members());
        }
        let name = member_name(entry);
        if !entry.is_dir() {
            self.room = self.room.room_without(&name)?;
        }
        // Names that are too long are cut, and so may be the same.
        if raw.len() <= MEMBER_NAME_BYTES_MAX
            && let Some(earlier) = self.named.insert(raw.to_vec(), nth)
            && let Some(earlier) = self.entries.get_mut(earlier)
        {
            *earlier = None;
            self.directory.hidden = self.directory.hidden.saturating_add(1);
        }
        let fault = if MEMBER_NAME_BYTES_MAX < raw.len() {
            let detail = format!("a name of {} bytes, and no more than {MEMBER_NAME_BYTES_MAX} are read", raw.len());
            Some(Fault::new(Code::ZipMember, detail))
        } else {
            member_fault(entry)
        };
        self.entries.push(Some(Listed {
            name,
            is_folder: entry.is_dir(),
            fault,
            member: ArchiveMember::new(entry.header_start(), u64::MAX, entry),
        }));
        Ok(())
    }

    fn settle_members(self, archive_bytes: u64) -> Result<Directory, Fault> {
        let Self { mut directory, start, entries, .. } = self;
        // A member ends where the next one begins, or where the directory does.
        let mut ends: Vec<u64> = entries.iter().flatten().map(|entry| entry.member.span.start).collect();
        ends.extend([start.unwrap_or(archive_bytes), archive_bytes]);
        ends.sort_unstable();
        let mut last_end = None;
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for Listed { name, is_folder, fault, mut member } in entries.into_iter().flatten() {
            directory.members = directory.members.saturating_add(1);
            let (start, packed_bytes) = (member.span.start, member.packed_bytes);
            if 0 < packed_bytes {
                spans.push((start, start.saturating_add(LOCAL_HEADER_BYTES).saturating_add(packed_bytes)));
            }
            if is_folder {
                continue;
            }
            if let Some(fault) = fault {
                directory.faults.push((name, fault));
                continue;
            }
            let next = ends.partition_point(|end| *end <= start);
            member.span.end = member.span.end.min(ends.get(next).copied().unwrap_or(start));
            directory.files.push((name, member));
        }
        spans.sort_unstable();
        for (start, end) in spans {
            if last_end.replace(end).is_some_and(|last_end| start < last_end) {
                return Err(Fault::new(Code::ZipDamaged, "members overlap: several claim the same packed bytes"));
            }
        }
        // By name, and of equal names as the directory has them.
        directory.files.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(directory)
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
fn claimed_members(view: &mut ArchiveView) -> Result<u64, Fault> {
    /// The end record without its comment, the longest comment, and the locator of the 64-bit end record before it.
    const TAIL_BYTES: u64 = 22 + 0xFFFF + 20;
    let tail_at = view.len().saturating_sub(TAIL_BYTES);
    let mut tail = Vec::new();
    view.seek(SeekFrom::Start(tail_at))?;
    view.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let mut most = 0;
    for at in memchr::memmem::find_iter(&tail, b"PK\x05\x06") {
        let Some((before, record)) = tail.split_at_checked(at) else { continue };
        most = most.max(little_endian::<2>(record, 10).unwrap_or(0));
        let locator = before.len().checked_sub(20).and_then(|start| before.get(start..));
        let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) else { continue };
        let mut record = Vec::new();
        view.seek(SeekFrom::Start(little_endian::<8>(locator, 8).unwrap_or(u64::MAX)))?;
        view.take(56).read_to_end(&mut record)?;
        if record.starts_with(b"PK\x06\x06") {
            most = most.max(little_endian::<8>(&record, 32).unwrap_or(0));
        }
    }
    Ok(most)
}

/// A little-endian number of `N` bytes.
fn little_endian<const N: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let own = bytes.get(at..)?.first_chunk::<N>()?;
    Some(own.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Documents that are zip archives by trade are no archives to look into.
fn document_kind(name: &[u8], is_first: bool) -> Option<&'static str> {
    match name {
        b"mimetype" if is_first => Some("an OpenDocument or EPUB file"),
        b"[Content_Types].xml" => Some("an Office document"),
        b"doc.kml" => Some("a KMZ map"),
        b"META-INF/MANIFEST.MF" => Some("a Java archive"),
        _ => None,
    }
}

/// The member's name for display, cut where it is longer than any honest one. Windows programs part folders with `\`.
fn member_name(entry: &ZipFileEntry<'_>) -> String {
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Cow::into_owned);
    cut_at_letter(&name, MEMBER_NAME_BYTES_MAX).replace('\\', "/")
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
