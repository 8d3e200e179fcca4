//! Tar archives, gzipped or not: what lies in one, told by its headers from the first to the last. No member is looked at for it.
//!
//! A tar archive has no directory. Where it breaks off, the members before are read, and the archive is answered for by name.

use super::buffer::{BUFFER_BYTES, Buffered};
use super::directory::{Directory, MemberRoom};
use super::fault::{Fault, Labelled};
use super::gunzip::Gunzip;
use super::member::{ArchiveMember, Unpacked};
use super::name_check;
use super::peek::Peek;
use super::sniff;
use super::tar_header::{self, BLOCK_BYTES, Block, Follows};
use super::view::ArchiveView;
use crate::diagnostic::Code;
use crate::limits::{
    ARCHIVE_BYTES_MAX, MEMBER_FREE_BYTES, MEMBER_NAME_BYTES_MAX, MEMBER_RATIO_MAX, TAR_FACTS_BYTES_MAX, cut_at_letter,
};
use std::collections::HashMap;
use std::io::{self, BufRead, ErrorKind, Read, Seek, SeekFrom};
use std::sync::Arc;
use tar::{Header, PaxExtensions};

/// A tar archive, as far as it is at hand.
pub(super) enum TarBytes<'a> {
    /// At any place.
    View(ArchiveView),
    /// From start to end only.
    Stream(Unpacked<'a>),
}

impl TarBytes<'_> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::View(view) => view.read(wanted),
            Self::Stream(stream) => stream.read(wanted),
        }
    }

    /// Fills as much of a buffer as there is.
    fn fill(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0_usize;
        while let Some(rest) = wanted.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read(rest) {
                Ok(0) => break,
                Ok(read) => filled = filled.saturating_add(read),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Steps over so many bytes; fewer where there are no more.
    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        match self {
            Self::View(view) => {
                let at = view.stream_position()?.saturating_add(bytes);
                view.seek(SeekFrom::Start(at.min(view.len()))).map(drop)
            }
            Self::Stream(stream) => io::copy(&mut stream.take(bytes), &mut io::sink()).map(drop),
        }
    }
}

/// What the headers told so far.
struct FoundMembers {
    directory: Directory,
    room: MemberRoom,
    files: Vec<Option<(String, ArchiveMember)>>,
    /// The file that has a name.
    named: HashMap<String, usize>,
}

/// Reads the headers of a tar archive, if there is room for what it holds, and says what room is left.
///
/// Of two members with one name the later one counts, as for whoever unpacks it. In an archive that can only be had from start to end
/// an archive is not looked into.
pub(super) fn read_tar(mut bytes: TarBytes<'_>, room: MemberRoom) -> Result<(Directory, MemberRoom), Fault> {
    let mut found = FoundMembers { directory: Directory::default(), room, files: Vec::new(), named: HashMap::new() };
    let damage = match found.take_members(&mut bytes) {
        Ok(()) => None,
        Err(fault) if fault.code == Code::ZipMembers => return Err(fault),
        Err(fault) => Some(fault),
    };
    let FoundMembers { mut directory, room, files, .. } = found;
    directory.files = files.into_iter().flatten().collect();
    directory.files.sort_by(|(a, _), (b, _)| a.cmp(b));
    match damage {
        Some(fault) if directory.members == 0 => return Err(fault),
        Some(Fault { code, detail }) => {
            let detail = format!("{detail}; the {} members before that were read", directory.members);
            directory.damage = Some(Fault { code, detail });
        }
        None if directory.files.is_empty() && directory.faults.is_empty() => {
            return Err(Fault::new(Code::UnknownFormat, "an archive without files"));
        }
        None => {}
    }
    Ok((directory, room))
}

impl FoundMembers {
    /// Goes from header to header.
    fn take_members(&mut self, bytes: &mut TarBytes<'_>) -> Result<(), Fault> {
        let mut at = 0_u64;
        let mut long_name: Option<Vec<u8>> = None;
        let mut facts = Facts::default();
        loop {
            let mut block: Block = [0; BLOCK_BYTES as usize];
            match bytes.fill(&mut block)? as u64 {
                0 => return Ok(()),
                BLOCK_BYTES => {}
                _ => return Err(damaged("the archive ends early")),
            }
            if block.iter().all(|byte| *byte == 0) {
                return Ok(());
            }
            if !tar_header::is_sound(&block) {
                return Err(damaged("damaged: no member begins where one should"));
            }
            let header = Header::from_byte_slice(&block);
            let told = header.entry_size().map_err(|_| damaged("damaged: a member of no size"))?;
            at = at.saturating_add(BLOCK_BYTES);
            match tar_header::follows(header) {
                Follows::Name => long_name = Some(read_facts(bytes, told)?),
                Follows::Facts => facts = Facts::new(&read_facts(bytes, told)?),
                Follows::Aside => bytes.skip(told)?,
                follows => {
                    let size = facts.size.unwrap_or(told);
                    let name = facts.path.take().or(long_name.take());
                    let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
                    facts = Facts::default();
                    self.take_member(bytes, &name, follows, header, at, size)?;
                    at = at.checked_add(padded(size)).filter(|at| *at <= ARCHIVE_BYTES_MAX).ok_or_else(too_large)?;
                    continue;
                }
            }
            bytes.skip(padded(told).saturating_sub(told))?;
            at = at.checked_add(padded(told)).filter(|at| *at <= ARCHIVE_BYTES_MAX).ok_or_else(too_large)?;
        }
    }

    /// Takes note of one member, and steps over it.
    fn take_member(
        &mut self,
        bytes: &mut TarBytes<'_>,
        name: &[u8],
        follows: Follows,
        header: &Header,
        at: u64,
        size: u64,
    ) -> Result<(), Fault> {
        if self.room.members <= self.directory.members {
            return Err(self.room.too_many_members());
        }
        self.directory.members = self.directory.members.saturating_add(1);
        let shown = shown_name(name);
        let mut head = Vec::new();
        match follows {
            // The oldest archives mark a folder by its name alone.
            Follows::File if name.ends_with(b"/") => {}
            Follows::File if MEMBER_NAME_BYTES_MAX < name.len() => {
                let detail =
                    format!("a name of {} bytes, and no more than {MEMBER_NAME_BYTES_MAX} are read", name.len());
                self.refuse(shown, Fault::new(Code::ZipMember, detail))?;
            }
            Follows::File => {
                if let TarBytes::Stream(stream) = bytes
                    && !name_check::promises_no_archive(&shown)
                {
                    stream.take(size.min(BLOCK_BYTES)).read_to_end(&mut head)?;
                }
                if sniff::is_zip(&head) || sniff::is_tar(&head) {
                    let detail = "an archive inside a large packed one; unpack the outer one and give the folder";
                    self.refuse(shown, Fault::new(Code::ZipDepth, detail))?;
                } else {
                    self.keep(shown, ArchiveMember::bare(at, size))?;
                }
            }
            Follows::Refused(detail) => self.refuse(shown, tar_header::refusal(header, detail))?,
            _ => {}
        }
        // Behind the header of a file with holes may stand further ones that list them.
        let mut has_more = header.as_gnu().is_some_and(|gnu| header.entry_type().is_gnu_sparse() && gnu.is_extended());
        while has_more {
            let mut block: Block = [0; BLOCK_BYTES as usize];
            if (bytes.fill(&mut block)? as u64) < BLOCK_BYTES {
                return Err(damaged("the archive ends early"));
            }
            // The mark that another follows is the byte behind 21 entries of 24 bytes.
            has_more = block.get(504).is_some_and(|mark| *mark != 0);
        }
        Ok(bytes.skip(padded(size).saturating_sub(head.len() as u64))?)
    }

    fn refuse(&mut self, name: String, fault: Fault) -> Result<(), Fault> {
        self.room = self.room.room_without(&name)?;
        self.directory.faults.push((name, fault));
        Ok(())
    }

    fn keep(&mut self, name: String, member: ArchiveMember) -> Result<(), Fault> {
        self.room = self.room.room_without(&name)?;
        if let Some(earlier) = self.named.insert(name.clone(), self.files.len())
            && let Some(earlier) = self.files.get_mut(earlier)
        {
            *earlier = None;
            self.directory.hidden = self.directory.hidden.saturating_add(1);
        }
        self.files.push(Some((name, member)));
        Ok(())
    }
}

/// What POSIX says of a member before its header.
#[derive(Default)]
struct Facts {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Facts {
    fn new(text: &[u8]) -> Self {
        let mut facts = Self::default();
        for fact in PaxExtensions::new(text).flatten() {
            match fact.key_bytes() {
                b"path" => facts.path = Some(fact.value_bytes().to_vec()),
                b"size" => facts.size = str::from_utf8(fact.value_bytes()).ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
        facts
    }
}

/// What an archive says of the next member, without what fills it up.
fn read_facts(bytes: &mut TarBytes<'_>, size: u64) -> Result<Vec<u8>, Fault> {
    let limit = TAR_FACTS_BYTES_MAX;
    if limit < size {
        return Err(damaged(&format!(
            "damaged: {size} bytes about one member, and no honest one has more than {limit}"
        )));
    }
    let mut text = vec![0; usize::try_from(size).unwrap_or_default()];
    if bytes.fill(&mut text)? < text.len() {
        return Err(damaged("the archive ends early"));
    }
    while text.last() == Some(&0) {
        text.pop();
    }
    Ok(text)
}

/// The name of a member for display. Some programs begin every name with `./`.
fn shown_name(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    cut_at_letter(name.trim_start_matches("./"), MEMBER_NAME_BYTES_MAX).to_owned()
}

/// Bytes with those that fill them up to whole blocks.
fn padded(bytes: u64) -> u64 {
    bytes.checked_next_multiple_of(BLOCK_BYTES).unwrap_or(u64::MAX)
}

fn damaged(detail: &str) -> Fault {
    Fault::new(Code::ZipDamaged, detail)
}

fn too_large() -> Fault {
    Fault::new(
        Code::TooLarge,
        format!("an archive of more than {} GiB; unpack it and give the folder", ARCHIVE_BYTES_MAX >> 30),
    )
}

/// The content of gzip data that have so many bytes, no more than archives of that size hold.
pub(super) fn gunzipped<'a>(packed: impl BufRead + Send + 'a, packed_bytes: u64) -> Unpacked<'a> {
    let content = Labelled::new(Gunzip::new(Peek::new(packed), Arc::default()), Code::GzipDamaged);
    let fair_bytes = packed_bytes.saturating_mul(MEMBER_RATIO_MAX).max(MEMBER_FREE_BYTES);
    Box::new(Buffered::new(BUFFER_BYTES, Fair { content, fair_bytes }))
}

/// A reader that gives no more than what is honest.
struct Fair<R> {
    content: R,
    /// Bytes that may still come.
    fair_bytes: u64,
}

impl<R: Read> Read for Fair<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(wanted)?;
        self.fair_bytes = self.fair_bytes.checked_sub(read as u64).ok_or_else(|| {
            let detail = format!("unpacks to more than {MEMBER_RATIO_MAX} times its size, as no recording does");
            io::Error::other(Fault::new(Code::ZipBomb, detail))
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
