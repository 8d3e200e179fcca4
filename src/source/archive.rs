//! Archives, zip and tar: every member of one is an input of its own, read in place and never written to disk.
//!
//! An archive inside an archive is opened too, a deeper one is not. One that its outer archive merely stores is read where
//! it lies. A deflated or gzipped one is unpacked into memory while [`crate::limits::NESTED_ARCHIVE_BYTES_MAX`] lasts; a larger one is
//! unpacked twice, from start to end: once for its directory, of a zip archive only the end of it, and once for its members.

use super::buffer::Buffered;
use super::buffer::{BUFFER_BYTES, PIECE_BYTES, capacity};
use super::directory::{self, Directory, MemberRoom};
use super::fault::Fault;
use super::gunzip::Gunzip;
use super::member::{ArchiveMember, Packing, Unpacked, skip_header};
use super::name_check;
use super::names::Unique;
use super::peek::Peek;
use super::sniff;
use super::tar_header::BLOCK_BYTES;
use super::tarball::{self, TarBytes};
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
    /// Packed, as a member of another archive or by gzip or both: to be had from start to end only.
    Packed { outer: ArchiveView, member: Option<ArchiveMember>, is_gzip: bool },
}

/// The forms of archives that are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A tar archive under gzip.
    GzippedTar,
}

impl Archive {
    /// Whether its bytes can only be had from start to end.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self.bytes, ArchiveBytes::Packed { .. })
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
        self.bytes.stream_whole(open)
    }
}

impl ArchiveBytes {
    /// All of them, from the start. `open` keeps the file.
    fn stream_whole<'a>(&self, open: &'a mut Option<ArchiveView>) -> Result<Unpacked<'a>, Fault> {
        let (outer, member, is_gzip) = match self {
            Self::Packed { outer, member, is_gzip } => (outer, member.as_ref(), *is_gzip),
            Self::View(view) => (view, None, false),
        };
        let view = open.insert(outer.clone());
        let packed_bytes = member.map_or(view.len(), |member| member.unpacked_bytes);
        let packed: Unpacked<'a> = match member {
            Some(member) => unpack_in(view, member)?,
            None => Box::new(Buffered::new(BUFFER_BYTES, view)),
        };
        Ok(if is_gzip { tarball::gunzipped(packed, packed_bytes) } else { packed })
    }
}

/// The content of a member of the archive in view. A small one is read at once.
fn unpack_in<'a>(view: &'a mut ArchiveView, member: &ArchiveMember) -> Result<Unpacked<'a>, Fault> {
    view.seek(SeekFrom::Start(member.span.start))?;
    let bytes = member.span_bytes();
    member.unpack_stream(Buffered::new(capacity(bytes), view.take(bytes)))
}

/// The form of the archive that a file is, told from how it begins; absent where it is none. Whether gzip data begin a tar archive is not
/// looked at where the name promises a recording.
pub(super) fn form_of_file(name: &str, path: &Path) -> io::Result<Option<Form>> {
    let file = Buffered::new(PIECE_BYTES, regular::open_unlinked(path)?);
    form_of(file, !name_check::promises_no_archive(name))
}

/// The form of the archive that a content is.
fn form_of(mut content: impl BufRead, looks_under_gzip: bool) -> io::Result<Option<Form>> {
    let mut head = Vec::new();
    (&mut content).take(BLOCK_BYTES).read_to_end(&mut head)?;
    Ok(if sniff::is_zip(&head) {
        Some(Form::Zip)
    } else if sniff::is_tar(&head) {
        Some(Form::Tar)
    } else if looks_under_gzip && head.starts_with(&sniff::GZIP_MAGIC) {
        let mut unpacked = Vec::new();
        let packed = Peek::new(head.as_slice().chain(content));
        // What does not unpack is no archive; reading it will say why.
        let _ = Gunzip::new(packed, Arc::default()).take(BLOCK_BYTES).read_to_end(&mut unpacked);
        sniff::is_tar(&unpacked).then_some(Form::GzippedTar)
    } else {
        None
    })
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
    form: Form,
    /// Where its directory can be read, and what lies in it; of a tar archive that is a stream absent.
    view: Option<ArchiveView>,
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
    pub(super) fn list_file(
        &mut self,
        file: usize,
        path: &Path,
        form: Form,
        names: &mut Unique,
        listing: &mut Listing,
    ) {
        let name = listing.files.get(file).map(|file| file.name.clone()).unwrap_or_default();
        let mut answers = Answers { file, names, listing, members: 0 };
        let opened = ArchiveView::of_file(path).map_err(Fault::from).and_then(|view| {
            directory::check_size(view.len())?;
            match form {
                Form::Zip | Form::Tar => Ok(OpenedArchive::in_view(view, form)),
                Form::GzippedTar => {
                    self.open_packed_tar(ArchiveBytes::Packed { outer: view, member: None, is_gzip: true })
                }
            }
        });
        match opened {
            Ok(opened) => self.open_archive(&name, opened, 1, &mut answers),
            Err(fault) => answers.answer_fault(name, fault),
        }
    }

    /// The directory of an archive, if there is room for what it holds.
    fn read_directory(
        &mut self,
        name: &str,
        opened: &OpenedArchive,
        answers: &Answers<'_>,
    ) -> Result<Directory, Fault> {
        let room = MemberRoom {
            members: ARCHIVE_MEMBERS_MAX.saturating_sub(answers.members),
            inputs: self.inputs,
            name_bytes: self.name_bytes,
            prefix_bytes: (name.len() as u64).saturating_add(1),
        };
        let (directory, room) = match (opened.form, &opened.view) {
            (Form::Zip, Some(view)) => Directory::read_directory(view, room)?,
            (_, Some(view)) => tarball::read_tar(TarBytes::View(view.clone()), room)?,
            (_, None) => tarball::read_tar(TarBytes::Stream(opened.bytes.stream_whole(&mut None)?), room)?,
        };
        (self.inputs, self.name_bytes) = (room.inputs, room.name_bytes);
        Ok(directory)
    }

    fn open_archive(&mut self, name: &str, opened: OpenedArchive, depth: u32, answers: &mut Answers<'_>) {
        let directory = self.read_directory(name, &opened, answers);
        let OpenedArchive { bytes, view, fault, .. } = opened;
        let Directory { members, files, faults, hidden, damage } = match directory {
            Ok(directory) => directory,
            Err(further) => return answers.answer_fault(name.to_owned(), further.and(fault)),
        };
        let fault = damage.map(|damage| damage.and(fault.clone())).or(fault);
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
            // Of an archive that is a stream nothing can be looked at once more.
            let nested = match &view {
                Some(view) if !archive.is_innermost() && !archive.is_stream() => {
                    form_of_member(&archive, &path, &member, &mut open).map(|form| form.map(|form| (form, view)))
                }
                _ => Ok(None),
            };
            match nested {
                Ok(None) => {
                    let place = Place::Member { archive: Arc::clone(&archive), member };
                    answers.listing.entries.push(Entry { file: answers.file, name, place, tell_json: None });
                }
                Ok(Some((form, view))) => match self.open_nested(member, form, view) {
                    Ok(opened) => self.open_archive(&name, opened, depth.saturating_add(1), answers),
                    Err(fault) => answers.answer_fault(name, fault),
                },
                Err(fault) => answers.answer_fault(name, fault),
            }
        }
    }

    /// Opens an archive that is a member of the archive in view.
    fn open_nested(&mut self, member: ArchiveMember, form: Form, outer: &ArchiveView) -> Result<OpenedArchive, Fault> {
        directory::check_size(member.unpacked_bytes)?;
        let is_deflated = matches!(member.packing, Packing::Deflated(_));
        if form != Form::Zip && (is_deflated || form == Form::GzippedTar) {
            let is_gzip = form == Form::GzippedTar;
            return self.open_packed_tar(ArchiveBytes::Packed { outer: outer.clone(), member: Some(member), is_gzip });
        }
        if !is_deflated {
            let header_bytes = if member.packing == Packing::Bare {
                0
            } else {
                skip_header(&mut Buffered::new(PIECE_BYTES, outer.part_of(member.span.clone())))?
            };
            let start = member.span.start.saturating_add(header_bytes);
            let view = outer.part_of(start..start.saturating_add(member.packed_bytes).min(member.span.end));
            return Ok(OpenedArchive::in_view(view, form));
        }
        let left = self.nested_bytes.checked_sub(member.unpacked_bytes);
        let kept = if left.is_some() { usize::MAX } else { ARCHIVE_END_BYTES };
        let (view, fault) = unpacked_end(&mut unpack_in(&mut outer.clone(), &member)?, &member, kept)?;
        let bytes = if let Some(left) = left {
            self.nested_bytes = left;
            ArchiveBytes::View(view.clone())
        } else {
            ArchiveBytes::Packed { outer: outer.clone(), member: Some(member), is_gzip: false }
        };
        Ok(OpenedArchive { bytes, form, view: Some(view), fault })
    }

    /// Opens a tar archive that is packed: in memory where there is room, else as a stream. Where it does not unpack to its end, with what
    /// does.
    fn open_packed_tar(&mut self, bytes: ArchiveBytes) -> Result<OpenedArchive, Fault> {
        let mut held = Vec::new();
        let read = bytes.stream_whole(&mut None)?.take(self.nested_bytes.saturating_add(1)).read_to_end(&mut held);
        let fault = match read.map_err(Fault::from) {
            Ok(_) => None,
            Err(fault) if matches!(fault.code, Code::Unreadable | Code::ZipBomb) => return Err(fault),
            Err(Fault { code, detail }) => {
                Some(Fault::new(code, format!("{detail}; what unpacks before that was read")))
            }
        };
        let Some(left) = self.nested_bytes.checked_sub(held.len() as u64) else {
            return Ok(OpenedArchive { bytes, form: Form::Tar, view: None, fault: None });
        };
        self.nested_bytes = left;
        held.shrink_to_fit();
        let length = held.len() as u64;
        Ok(OpenedArchive { fault, ..OpenedArchive::in_view(ArchiveView::of_end(held, length), Form::Tar) })
    }
}

impl OpenedArchive {
    /// A sound one that lies open.
    fn in_view(view: ArchiveView, form: Form) -> Self {
        Self { bytes: ArchiveBytes::View(view.clone()), form, view: Some(view), fault: None }
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

/// The form of the archive that a member unpacks to; absent where it is none. It is looked into only when its name leaves that open: to
/// unpack the first bytes of every recording in an archive would take longer than to list it. One that does not unpack is no archive;
/// reading it will say why. What the system will not give now it may give then, and so is answered for at once.
fn form_of_member(
    archive: &Archive,
    path: &str,
    member: &ArchiveMember,
    open: &mut Option<ArchiveView>,
) -> Result<Option<Form>, Fault> {
    /// Bytes of an empty archive.
    const SMALLEST: u64 = 22;
    if member.unpacked_bytes < SMALLEST || name_check::promises_no_archive(path) {
        return Ok(None);
    }
    match archive.unpack_member(member, open).and_then(|content| form_of(content, true).map_err(Fault::from)) {
        Ok(form) => Ok(form),
        Err(fault) if fault.code == Code::Unreadable => Err(fault),
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests;
