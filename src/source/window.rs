//! Reads the members of an archive that can only be unpacked from start to end: in windows, while the next one is unpacked.

use super::archive::Archive;
use super::desk::{Desk, Turns};
use super::fault::Fault;
use super::member::{Member, Unpacked};
use super::unpack;
use super::{Content, Entry, Finding, Place};
use crate::diagnostic::Code;
use crate::limits::WINDOW_BYTES;
use rayon::prelude::*;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// A member with its place in the listing.
type Item<'a> = (usize, &'a Entry, &'a Member);

/// Reads members of the archive, hands them to `each`, and gives what that gave with their places in the listing.
pub(super) fn read<T: Send>(
    archive: &Archive,
    entries: &[(usize, &Entry)],
    turns: &Turns,
    each: &(impl Fn(&Entry, Result<&Content, Finding>) -> T + Sync),
) -> Vec<(usize, T)> {
    let mut members: Vec<Item<'_>> = Vec::new();
    for (index, entry) in entries {
        if let Place::Member { member, .. } = &entry.place {
            members.push((*index, entry, member));
        }
    }
    members.sort_by_key(|(index, _, member)| (member.span.start, *index));
    let mut open = None;
    let stream = archive.stream(&mut open).map(|content| Stream { content, at: 0 });
    let mut pass = Pass { stream, members: members.into() };
    let mut results = Vec::new();
    let mut step = pass.step();
    while let Some(now) = step {
        match now {
            Step::Window(window) => {
                let (next, read) = rayon::join(|| pass.step(), || window.read(archive, turns, each));
                results.extend(read);
                step = next;
            }
            Step::Large((index, entry, member)) => {
                let read = |entry: &Entry, desk: &mut Desk<'_>| {
                    let packed = pass.stream.as_mut().map_err(|fault| fault.clone());
                    let unpacked = packed.and_then(|packed| member.unpack(packed.take(member.span_bytes())));
                    content(archive, entry, unpacked, desk)
                };
                results.push((index, Desk::new(turns).work(entry, each, read)));
                step = pass.step();
            }
            Step::Lost((index, entry, _), fault) => {
                results.push((index, each(entry, Err(fault.about(entry.file, entry.name.clone())))));
                step = pass.step();
            }
        }
    }
    results
}

fn content(
    archive: &Archive,
    entry: &Entry,
    unpacked: Result<Unpacked<'_>, Fault>,
    desk: &mut Desk<'_>,
) -> Result<Content, Finding> {
    unpacked
        .and_then(|unpacked| unpack::read(entry, unpacked, None, archive.is_innermost(), desk))
        .map_err(|fault| fault.about(entry.file, entry.name.clone()))
}

/// One pass over the archive.
struct Pass<'a> {
    /// The archive, or why it cannot be read on.
    stream: Result<Stream<'a>, Fault>,
    /// What is still to be read, in the order in which it lies.
    members: VecDeque<Item<'a>>,
}

/// What comes next.
enum Step<'a> {
    /// Some members with their bytes.
    Window(Window<'a>),
    /// A member that is larger than a window: to be read from the stream, which stands at it.
    Large(Item<'a>),
    /// A member that the stream does not reach.
    Lost(Item<'a>, Fault),
}

impl<'a> Pass<'a> {
    fn step(&mut self) -> Option<Step<'a>> {
        let first = *self.members.front()?;
        let start = first.2.span.start;
        let gap_bytes = start.saturating_sub(self.stream.as_ref().map_or(start, |stream| stream.at));
        self.advance(gap_bytes, |gap| io::copy(gap, &mut io::sink()));
        if let Err(fault) = &self.stream {
            let fault = fault.clone();
            return self.members.pop_front().map(|first| Step::Lost(first, fault));
        }
        if WINDOW_BYTES < first.2.span_bytes() {
            return self.members.pop_front().map(Step::Large);
        }
        let limit = start.saturating_add(WINDOW_BYTES);
        let ends = self.members.iter().map(|(_, _, member)| member.span.end).take_while(|end| *end <= limit);
        let bytes = ends.last().unwrap_or(start).saturating_sub(start);
        let mut window = Window { start, bytes: Vec::new(), members: Vec::new() };
        window.bytes.reserve_exact(usize::try_from(bytes).unwrap_or_default());
        self.advance(bytes, |part| part.read_to_end(&mut window.bytes).map(|read| read as u64));
        let reached = start.saturating_add(window.bytes.len() as u64);
        while let Some(member) = self.members.pop_front_if(|(_, _, member)| member.span.end <= reached) {
            window.members.push(member);
        }
        if window.members.is_empty() { self.step() } else { Some(Step::Window(window)) }
    }

    /// Reads the next bytes of the archive. Should it have no more, or not unpack, nothing more will be read.
    fn advance(&mut self, bytes: u64, read: impl FnOnce(&mut io::Take<&mut Stream<'a>>) -> io::Result<u64>) {
        let Ok(stream) = &mut self.stream else { return };
        let fault = match read(&mut stream.take(bytes)) {
            Ok(read) if read == bytes => return,
            Ok(_) => Fault::new(Code::ZipMember, "the packed data end early"),
            Err(error) => error.into(),
        };
        self.stream = Err(fault);
    }
}

/// A stream that knows how far it was read.
struct Stream<'a> {
    content: Unpacked<'a>,
    at: u64,
}

impl Read for Stream<'_> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(wanted)?;
        self.at = self.at.saturating_add(read as u64);
        Ok(read)
    }
}

impl BufRead for Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.content.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.content.consume(bytes);
        self.at = self.at.saturating_add(bytes as u64);
    }
}

/// A part of the archive that holds whole members.
struct Window<'a> {
    start: u64,
    bytes: Vec<u8>,
    members: Vec<Item<'a>>,
}

impl Window<'_> {
    fn read<T: Send>(
        &self,
        archive: &Archive,
        turns: &Turns,
        each: &(impl Fn(&Entry, Result<&Content, Finding>) -> T + Sync),
    ) -> Vec<(usize, T)> {
        let read = |desk: &mut Desk<'_>, (index, entry, member): &Item<'_>| {
            let packed = self.packed(member).unwrap_or_default();
            (*index, desk.work(entry, each, |entry, desk| content(archive, entry, member.unpack(packed), desk)))
        };
        self.members.par_iter().map_init(|| Desk::new(turns), read).collect()
    }

    /// The bytes of a member from its local header on.
    fn packed(&self, member: &Member) -> Option<&[u8]> {
        let start = usize::try_from(member.span.start.checked_sub(self.start)?).ok()?;
        let end = usize::try_from(member.span.end.checked_sub(self.start)?).ok()?;
        self.bytes.get(start..end)
    }
}

#[cfg(test)]
mod tests;
