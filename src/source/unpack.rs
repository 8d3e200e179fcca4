//! From a stream of bytes to [`Content`]: gzip is taken off, the kind is told from the beginning, the rest is read within
//! its limit.

use super::{Content, Finding, Kind, sniff};
use crate::diagnostic::Code;
use crate::limits::{ARCHIVE_DEPTH_MAX, SNIFF_BYTES, SOURCE_BYTES_MAX};
use flate2::bufread::MultiGzDecoder;
use std::fmt;
use std::io::{self, BufReader, Cursor, ErrorKind, Read};

/// Why an entry cannot be read, before it is known under which name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What was found.
    pub(super) code: Code,
    /// The facts in words.
    pub(super) detail: String,
}

impl Fault {
    pub(super) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// The fault as a finding about an input.
    pub(super) fn about(self, name: String) -> Finding {
        Finding { name, code: self.code, at_byte: None, detail: self.detail }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Fault {}

impl From<io::Error> for Fault {
    /// The fault that a layer below told of, else the system's own words.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Fault>() {
            Ok(fault) => fault,
            Err(error) => Self::new(Code::Unreadable, error.to_string()),
        }
    }
}

/// Reads an entry. `known_bytes` is the size of a file on disk, which spares reading one that is too large.
pub(super) fn read<'a>(name: &str, reader: impl Read + 'a, known_bytes: Option<u64>) -> Result<Content, Fault> {
    let mut reader: Box<dyn Read + 'a> = Box::new(reader);
    let mut known_bytes = known_bytes;
    let mut bytes = beginning(&mut reader)?;
    for _ in 0..ARCHIVE_DEPTH_MAX {
        if !bytes.starts_with(&sniff::GZIP_MAGIC) {
            break;
        }
        let packed = BufReader::new(Cursor::new(bytes).chain(reader));
        reader = Box::new(Labelled::new(MultiGzDecoder::new(packed), Code::GzipDamaged));
        known_bytes = None;
        bytes = beginning(&mut reader)?;
    }
    let kind = sniff::kind(name, &bytes);
    if matches!(kind, Kind::Other(_) | Kind::Empty) {
        return Ok(Content { bytes, kind });
    }
    // A table that large is nobody's index of activities, and no damage either.
    let too_large = |bytes| match kind {
        Kind::Table => Ok(Content { bytes, kind: Kind::Other("a large table") }),
        _ => Err(too_large()),
    };
    if known_bytes.is_some_and(|known| SOURCE_BYTES_MAX < known) {
        return too_large(bytes);
    }
    if let Some(rest) = known_bytes.and_then(|known| usize::try_from(known).ok()?.checked_sub(bytes.len())) {
        bytes.reserve_exact(rest);
    }
    // The file may have grown since, and nobody knows what gzip holds: so the limit is on what is read.
    let left = SOURCE_BYTES_MAX.saturating_add(1).saturating_sub(bytes.len() as u64);
    reader.take(left).read_to_end(&mut bytes)?;
    if SOURCE_BYTES_MAX < bytes.len() as u64 {
        return too_large(bytes);
    }
    Ok(Content { bytes, kind })
}

/// As much of the stream as tells what it is.
fn beginning(reader: &mut impl Read) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    reader.take(SNIFF_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn too_large() -> Fault {
    let limit = SOURCE_BYTES_MAX >> 20;
    Fault::new(Code::TooLarge, format!("more than {limit} MiB unpacked, and no day of recording is that large"))
}

/// A reader that says with which code its errors are to be reported, unless a reader below it has said so already.
#[derive(Debug)]
pub(super) struct Labelled<R> {
    inner: R,
    code: Code,
}

impl<R> Labelled<R> {
    pub(super) fn new(inner: R, code: Code) -> Self {
        Self { inner, code }
    }

    fn words(&self, error: &io::Error) -> String {
        match (self.code, error.kind()) {
            (Code::GzipDamaged, ErrorKind::UnexpectedEof) => "the gzip data end early".to_owned(),
            (Code::GzipDamaged, _) => format!("the gzip data do not unpack: {error}"),
            (Code::ZipMember, ErrorKind::UnexpectedEof) => "the packed data end early".to_owned(),
            (Code::ZipMember, _) => format!("the packed data do not unpack: {error}"),
            _ => error.to_string(),
        }
    }
}

impl<R: Read> Read for Labelled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::Interrupted => error,
            _ if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Fault>) => error,
            kind => io::Error::new(kind, Fault::new(self.code, self.words(&error))),
        })
    }
}
