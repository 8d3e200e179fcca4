//! Zip archives: every member of one is an input of its own, read in place and never written to disk.
//!
//! An archive inside an archive is opened too, a deeper one is not. One that its outer archive merely stores is read where
//! it lies. A deflated one is unpacked into memory while [`crate::limits::NESTED_ARCHIVE_BYTES_MAX`] lasts; a larger one is unpacked twice,
//! from start to end: once for its directory, of which only the end is kept, and once for its members.

use super::buffer::Buffered;
use super::buffer::{BUFFER_BYTES, PIECE_BYTES, capacity};
use super::directory::{self, Directory, MemberRoom};
use super::fault::Fault;
use super::member::{ArchiveMember, Unpacked, skip_header};
use super::name_check;
use super::names::Unique;
use super::sniff;
use super::view::ArchiveView;
use super::{Entry, Listing, Place};
use crate::diagnostic::Code;
use crate::limits::{ARCHIVE_DEPTH_MAX, ARCHIVE_END_BYTES, ARCHIVE_MEMBERS_MAX, INPUTS_MAX, NAMES_BYTES_MAX};
use crate::regular;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// An archive whose members are inputs.
#[derive(Debug)]
pub(super) struct Archive {
    bytes: ArchiveBytes,
    /// How many archives deep its members lie.
    depth: u32,
}

/// Where the bytes of an archive are.
#[derive(Debug)]
enum ArchiveBytes {
    /// At hand.
    View(ArchiveView),
    /// Deflated in another archive: to be had from start to end only.
    Deflated { outer: ArchiveView, member: ArchiveMember },
}

impl Archive {
    /// Whether its bytes can only be had from start to end.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.bytes, ArchiveBytes::Deflated { .. })
    }

    /// Whether an archive among its members is one too deep.
    pub(super) fn is_innermost(&self) -> bool {
        ARCHIVE_DEPTH_MAX <= self.depth
    }

    /// The content of a member. `open` keeps the file of the archive that was read last, so that many members of one need
    /// no further file; of an archive that is a stream everything before the member is unpacked first.
    pub(super) fn unpack_member<'a>(
        &'a self,
        member: &ArchiveMember,
        open: &'a mut Option<ArchiveView>,
    ) -> Result<Unpacked<'a>, Fault> {
        let ArchiveBytes::View(view) = &self.bytes else {
            let mut stream = self.stream_whole(open)?;
            io::copy(&mut (&mut stream).take(member.span.start), &mut io::sink())?;
            return member.unpack_stream(stream.take(member.span_bytes()));
        };
        if !open.as_ref().is_some_and(|open| open.is_of(view)) {
            *open = None;
        }
        unpack_in(open.get_or_insert_with(|| view.clone()), member)
    }

    /// All bytes of an archive that is a stream, from the start.
    pub(super) fn stream_whole<'a>(&self, open: &'a mut Option<ArchiveView>) -> Result<Unpacked<'a>, Fault> {
        match &self.bytes {
            ArchiveBytes::Deflated { outer, member } => unpack_in(open.insert(outer.clone()), member),
            ArchiveBytes::View(view) => Ok(Box::new(Buffered::new(BUFFER_BYTES, open.insert(view.clone())))),
        }
    }
}

/// The content of a member of the archive in view. A small one is read at once.
fn unpack_in<'a>(view: &'a mut ArchiveView, member: &ArchiveMember) -> Result<Unpacked<'a>, Fault> {
    view.seek(SeekFrom::Start(member.span.start))?;
    let bytes = member.span_bytes();
    member.unpack_stream(Buffered::new(capacity(bytes), view.take(bytes)))
}

/// Whether the file begins as a zip archive does.
pub(super) fn is_archive(path: &Path) -> io::Result<bool> {
    let mut magic = Vec::new();
    regular::open_unlinked(path)?.take(4).read_to_end(&mut magic)?;
    Ok(sniff::is_zip(&magic))
}

/// Lists archives, and keeps account of what is left to them of the memory of a run.
#[derive(Debug)]
#[allow(clippy::struct_field_names, reason = "each is what is left of a bound")]
pub(super) struct Lister {
    nested_bytes: u64,
    inputs: usize,
    name_bytes: u64,
}

/// What one listing of an archive fills.
struct Answers<'a> {
    file: usize,
    names: &'a mut Unique,
    listing: &'a mut Listing,
    members: usize,
}

impl Answers<'_> {
    fn answer_fault(&mut self, name: String, fault: Fault) {
        self.listing.findings.push(fault.about(self.file, name));
    }
}

/// An archive that can be listed.
struct OpenedArchive {
    bytes: ArchiveBytes,
    /// Where its directory can be read.
    view: ArchiveView,
    /// What is wrong with it as a member of another, although all of it unpacks.
    fault: Option<Fault>,
}

impl Lister {
    /// `nested_bytes` is the memory that nested archives may take together; `files` were met already, with so many bytes of
    /// names.
    pub(super) fn new(nested_bytes: u64, files: usize, name_bytes: u64) -> Self {
        Self {
            nested_bytes,
            inputs: INPUTS_MAX.saturating_sub(files),
            name_bytes: NAMES_BYTES_MAX.saturating_sub(name_bytes),
        }
    }

    /// Adds the members of the archive `path`, a file of the listing, to it.
    pub(super) fn list_file(&mut self, file: usize, path: &Path, names: &mut Unique, listing: &mut Listing) {
        let name = listing.files.get(file).map(|file| file.name.clone()).unwrap_or_default();
        let mut answers = Answers { file, names, listing, members: 0 };
        match ArchiveView::of_file(path) {
            Ok(view) => {
                let opened = OpenedArchive { bytes: ArchiveBytes::View(view.clone()), view, fault: None };
                self.open_archive(&name, opened, 1, &mut answers);
            }
            Err(error) => answers.answer_fault(name, error.into()),
        }
    }

    /// The directory of the archive in view, if there is room for what it holds.
    fn read_directory(&mut self, name: &str, view: &ArchiveView, answers: &Answers<'_>) -> Result<Directory, Fault> {
        let room = MemberRoom {
            members: ARCHIVE_MEMBERS_MAX.saturating_sub(answers.members),
            inputs: self.inputs,
            name_bytes: self.name_bytes,
            prefix_bytes: (name.len() as u64).saturating_add(1),
        };
        let (directory, room) = Directory::read_directory(view, room)?;
        (self.inputs, self.name_bytes) = (room.inputs, room.name_bytes);
        Ok(directory)
    }

    fn open_archive(&mut self, name: &str, opened: OpenedArchive, depth: u32, answers: &mut Answers<'_>) {
        let OpenedArchive { bytes, view, fault } = opened;
        let Directory { members, files, faults, hidden } = match self.read_directory(name, &view, answers) {
            Ok(directory) => directory,
            Err(further) => return answers.answer_fault(name.to_owned(), further.and(fault)),
        };
        answers.members = answers.members.saturating_add(members);
        let hides = (0 < hidden).then(|| {
            let detail =
                format!("{hidden} members have the name of a later one and cannot be read; the later ones were");
            Fault::new(Code::ZipDamaged, detail)
        });
        if let Some(fault) = hides.map(|hides| hides.and(fault.clone())).or(fault) {
            answers.answer_fault(name.to_owned(), fault);
        }
        for (member, fault) in faults {
            let name = answers.names.claim_name(format!("{name}!{member}"));
            answers.answer_fault(name, fault);
        }
        let archive = Arc::new(Archive { bytes, depth });
        let mut open = None;
        for (path, member) in files {
            let name = answers.names.claim_name(format!("{name}!{path}"));
            let begins_as_archive =
                if archive.is_innermost() { Ok(false) } else { begins_as_archive(&archive, &path, &member, &mut open) };
            if let Err(fault) = begins_as_archive {
                answers.answer_fault(name, fault);
                continue;
            }
            if begins_as_archive == Ok(false) {
                let place = Place::Member { archive: Arc::clone(&archive), member };
                answers.listing.entries.push(Entry { file: answers.file, name, place, tell_json: None });
                continue;
            }
            match self.open_nested(member, &view) {
                Ok(opened) => self.open_archive(&name, opened, depth.saturating_add(1), answers),
                Err(fault) => answers.answer_fault(name, fault),
            }
        }
    }

    /// Opens an archive that is a member of the archive in view.
    fn open_nested(&mut self, member: ArchiveMember, outer: &ArchiveView) -> Result<OpenedArchive, Fault> {
        directory::check_size(member.unpacked_bytes)?;
        if !member.is_deflated {
            let mut header = Buffered::new(PIECE_BYTES, outer.part_of(member.span.clone()));
            let start = member.span.start.saturating_add(skip_header(&mut header)?);
            let view = outer.part_of(start..start.saturating_add(member.packed_bytes).min(member.span.end));
            return Ok(OpenedArchive { bytes: ArchiveBytes::View(view.clone()), view, fault: None });
        }
        let left = self.nested_bytes.checked_sub(member.unpacked_bytes);
        let kept = if left.is_some() { usize::MAX } else { ARCHIVE_END_BYTES };
        let (view, fault) = unpacked_end(&mut unpack_in(&mut outer.clone(), &member)?, &member, kept)?;
        let bytes = if let Some(left) = left {
            self.nested_bytes = left;
            ArchiveBytes::View(view.clone())
        } else {
            ArchiveBytes::Deflated { outer: outer.clone(), member }
        };
        Ok(OpenedArchive { bytes, view, fault })
    }
}

/// The content of `member` to its end, of which no less than the last `kept` bytes are held, and what is wrong with it
/// although every byte is there: its own members have checksums of their own.
fn unpacked_end(
    content: &mut Unpacked<'_>,
    member: &ArchiveMember,
    kept: usize,
) -> Result<(ArchiveView, Option<Fault>), Fault> {
    let mut end = Vec::new();
    let mut bytes = 0_u64;
    let fault = loop {
        let piece = match content.fill_buf() {
            Ok([]) => break None,
            Ok(piece) => piece,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if bytes == member.unpacked_bytes => break Some(error.into()),
            Err(error) => return Err(error.into()),
        };
        let length = piece.len();
        if kept.saturating_mul(2) < end.len().saturating_add(length) {
            end.drain(..end.len().saturating_sub(kept));
        }
        end.extend_from_slice(piece);
        content.consume(length);
        bytes = bytes.saturating_add(length as u64);
    };
    Ok((ArchiveView::of_end(end, bytes), fault))
}

/// Whether a member unpacks to a zip archive. It is looked into only when its name leaves that open: to unpack the first
/// bytes of every recording in an archive would take longer than to list it. One that does not unpack is no archive; reading
/// it will say why. What the system will not give now it may give then, and so is answered for at once.
fn begins_as_archive(
    archive: &Archive,
    path: &str,
    member: &ArchiveMember,
    open: &mut Option<ArchiveView>,
) -> Result<bool, Fault> {
    /// Bytes of an empty archive.
    const SMALLEST: u64 = 22;
    if member.unpacked_bytes < SMALLEST || name_check::promises_no_archive(path) {
        return Ok(false);
    }
    let mut magic = Vec::new();
    let read = archive
        .unpack_member(member, open)
        .and_then(|content| content.take(4).read_to_end(&mut magic).map_err(Fault::from));
    match read {
        Ok(_) => Ok(sniff::is_zip(&magic)),
        Err(fault) if fault.code == Code::Unreadable => Err(fault),
        Err(_) => Ok(false),
    }
}

#[cfg(test)]
mod tests;
