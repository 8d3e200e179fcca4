//! From a stream of bytes to [`Content`]: gzip is taken off, the kind is told from the beginning, the rest is read within
//! its limit.

use super::buffer::{Buffered, PIECE_BYTES};
use super::desk::Desk;
use super::fault::{Fault, Labelled};
use super::gunzip::Gunzip;
use super::peek::Peek;
use super::{Content, Entry, Kind, sniff};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{
    ARCHIVE_DEPTH_MAX, ATHLETE_FILE_BYTES_MAX, LARGE_SOURCE_BYTES, MEDIUM_SOURCE_BYTES, ROOT_BYTES, SNIFF_BYTES,
    SOURCE_BYTES_MAX, TABLE_BYTES_MAX, size_in_words,
};
use std::io::{BufRead, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A stream with its layers of gzip taken off.
pub(super) struct OpenedStream<'a> {
    /// The content.
    pub(super) content: Peek<Box<dyn BufRead + 'a>>,
    /// Whether there was gzip to take off.
    is_gzip: bool,
    /// Set when gzip data end before the stream does, and the rest begins no further member.
    trailing: Arc<AtomicBool>,
}

/// Takes gzip off.
pub(super) fn open_packed<'a>(packed: Box<dyn BufRead + 'a>) -> Result<OpenedStream<'a>, Fault> {
    let trailing = Arc::new(AtomicBool::new(false));
    let mut opened = OpenedStream { content: Peek::new(packed), is_gzip: false, trailing };
    for _ in 0..ARCHIVE_DEPTH_MAX {
        if !opened.content.goes_on_with(&sniff::GZIP_MAGIC)? {
            break;
        }
        let content = Labelled::new(Gunzip::new(opened.content, Arc::clone(&opened.trailing)), Code::GzipDamaged);
        opened.content = Peek::new(Box::new(Buffered::new(PIECE_BYTES, content)));
        opened.is_gzip = true;
    }
    Ok(opened)
}

/// Reads an entry. `known_bytes` is the size of a file on disk, which spares reading one that is too large;
/// `is_innermost` says that an archive in it would be one too deep.
pub(super) fn read_packed<'a>(
    entry: &Entry,
    packed: Box<dyn BufRead + 'a>,
    known_bytes: Option<u64>,
    is_innermost: bool,
    desk: &mut Desk<'_>,
) -> Result<Content, Fault> {
    let mut bytes = desk.take_buffer();
    match read_into(&mut bytes, entry, packed, known_bytes, is_innermost, desk) {
        Ok((kind, notes)) => Ok(Content { bytes, kind, notes }),
        Err(fault) => {
            desk.give_back(bytes);
            Err(fault)
        }
    }
}

/// [`read_packed`] into a buffer: what it holds, and what is worth knowing of how that was packed.
fn read_into<'a>(
    bytes: &mut Vec<u8>,
    entry: &Entry,
    packed: Box<dyn BufRead + 'a>,
    known_bytes: Option<u64>,
    is_innermost: bool,
    desk: &mut Desk<'_>,
) -> Result<(Kind, Diagnostics), Fault> {
    let OpenedStream { mut content, is_gzip, trailing } = open_packed(packed)?;
    fill_buffer(&mut content, bytes, SNIFF_BYTES)?;
    if is_innermost && ((!is_gzip && sniff::is_zip(bytes)) || sniff::is_tar(bytes)) {
        let detail = format!("an archive more than {ARCHIVE_DEPTH_MAX} archives deep; unpack it and give the folder");
        return Err(Fault::new(Code::ZipDepth, detail));
    }
    if sniff::is_xml_without_root(bytes) {
        fill_buffer(&mut content, bytes, ROOT_BYTES)?;
    }
    let mut kind = sniff::sniff_kind(&entry.name, bytes, entry.tell_json);
    let known_bytes = known_bytes.filter(|_| !is_gzip);
    if !matches!(kind, Kind::Other(_) | Kind::UnreadArchive(_) | Kind::Empty | Kind::HealthExport) {
        match read_on(content, bytes, kind, known_bytes, desk)? {
            Filled::ToTheEnd => {}
            // Whose table it is shows its header, which is known elsewhere.
            Filled::ToTheLimit if kind == Kind::Table => {
                bytes.truncate(usize::try_from(SNIFF_BYTES).unwrap_or(usize::MAX));
                kind = Kind::LargeTable;
            }
            Filled::ToTheLimit => return Err(too_large(kind)),
        }
    }
    let mut notes = Diagnostics::default();
    if trailing.load(Ordering::Relaxed) {
        let detail = "bytes that are no gzip data follow the content; it matches its checksum, and they were left out";
        notes.push(Code::GzipTrailing, None, detail);
    }
    Ok((kind, notes))
}

/// Reads on a content of which `bytes` are the beginning, up to the limit of what it is.
fn read_on(
    mut content: impl Read,
    bytes: &mut Vec<u8>,
    kind: Kind,
    known_bytes: Option<u64>,
    desk: &mut Desk<'_>,
) -> Result<Filled, Fault> {
    let (limit, _) = size_limit(kind);
    if known_bytes.is_some_and(|known| limit < known) {
        return Ok(Filled::ToTheLimit);
    }
    // The file may have grown since, and nobody knows what gzip holds: so the limits are on what is read.
    if fill_buffer(&mut content, bytes, MEDIUM_SOURCE_BYTES)? == Filled::ToTheLimit {
        desk.wait_for_the_medium();
    }
    if fill_buffer(&mut content, bytes, LARGE_SOURCE_BYTES)? == Filled::ToTheEnd {
        return Ok(if limit < bytes.len() as u64 { Filled::ToTheLimit } else { Filled::ToTheEnd });
    }
    desk.wait_for_the_large();
    fill_buffer(&mut content, bytes, limit.saturating_add(1))
}

/// Bytes that a content of a kind has at most, and what has never more.
fn size_limit(kind: Kind) -> (u64, &'static str) {
    match kind {
        Kind::Table | Kind::LargeTable | Kind::Checkins | Kind::Manual | Kind::Wellness | Kind::Plan => {
            (TABLE_BYTES_MAX, "no table of a runner's is that large; split it")
        }
        Kind::AthleteFile => (ATHLETE_FILE_BYTES_MAX, "no configuration is that large"),
        Kind::Json(_) => (SOURCE_BYTES_MAX, "no file of summaries is that large; split it"),
        _ => (SOURCE_BYTES_MAX, "no day of recording is that large"),
    }
}

/// How far a buffer was filled.
#[derive(PartialEq, Eq)]
enum Filled {
    ToTheEnd,
    ToTheLimit,
}

/// Reads on until the buffer holds `limit` bytes, or all there are. In pieces as large as what there is already: to unpack
/// much at once is faster.
fn fill_buffer(reader: &mut impl Read, bytes: &mut Vec<u8>, limit: u64) -> Result<Filled, Fault> {
    const SMALLEST: usize = 64 << 10;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut filled = bytes.len();
    let end = loop {
        if limit <= filled {
            break Ok(Filled::ToTheLimit);
        }
        if filled == bytes.len() {
            bytes.resize(filled.saturating_add(filled.max(SMALLEST)).min(limit), 0);
        }
        match reader.read(bytes.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break Ok(Filled::ToTheEnd),
            Ok(read) => filled = filled.saturating_add(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => break Err(error.into()),
        }
    };
    bytes.truncate(filled);
    end
}

fn too_large(kind: Kind) -> Fault {
    let (limit, why) = size_limit(kind);
    Fault::new(Code::TooLarge, format!("more than {} unpacked, and {why}", size_in_words(limit)))
}
