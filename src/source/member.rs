//! One member of an archive: from its packed bytes to its content, held against what the directory says of it.

use super::buffer::Buffered;
use super::buffer::capacity;
use super::fault::{Fault, Labelled};
use super::inflate::Inflate;
use crate::diagnostic::Code;
use crate::limits::{MEMBER_FREE_BYTES, MEMBER_RATIO_MAX};
use flate2::Crc;
use std::io::{self, BufRead, ErrorKind, Read};
use std::ops::Range;

/// Bytes of a local header before the name and the extra fields.
pub(super) const LOCAL_HEADER_BYTES: u64 = 30;

/// Bytes that a local header has at most.
const LOCAL_HEADER_BYTES_MAX: u64 = LOCAL_HEADER_BYTES + 2 * 0xFFFF;

/// Where a member lies in its archive, and what it must unpack to.
#[derive(Debug, Clone)]
pub(super) struct ArchiveMember {
    /// From its local header to no further than the next member, so that no two members share a byte.
    pub(super) span: Range<u64>,
    /// Bytes behind the local header.
    pub(super) packed_bytes: u64,
    /// Bytes that they unpack to.
    pub(super) unpacked_bytes: u64,
    /// How they are packed.
    pub(super) packing: Packing,
}

/// How a member is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// Deflated behind a local header, with the CRC-32 of the unpacked bytes.
    Deflated(u32),
    /// As it is behind a local header, with its CRC-32.
    Stored(u32),
    /// As it is, with nothing before it: a member of a tar archive, which knows no checksum of it.
    Bare,
}

impl ArchiveMember {
    /// A member whose header lies at `start`, and of which no byte lies at `end` or beyond.
    pub(super) fn new(start: u64, end: u64, entry: &zip::read::ZipFileEntry<'_>) -> Self {
        let packed_bytes = entry.compressed_size();
        let longest = start.saturating_add(LOCAL_HEADER_BYTES_MAX).saturating_add(packed_bytes);
        Self {
            span: start..end.min(longest),
            packed_bytes,
            unpacked_bytes: entry.size(),
            packing: match entry.compression() {
                zip::CompressionMethod::Deflated => Packing::Deflated(entry.crc32()),
                _ => Packing::Stored(entry.crc32()),
            },
        }
    }

    /// A member whose bytes lie as they are.
    pub(super) fn bare(start: u64, bytes: u64) -> Self {
        let span = start..start.saturating_add(bytes);
        Self { span, packed_bytes: bytes, unpacked_bytes: bytes, packing: Packing::Bare }
    }

    /// Bytes from the local header to the end.
    pub(super) fn span_bytes(&self) -> u64 {
        self.span.end.saturating_sub(self.span.start)
    }

    /// The content. `packed` stands at the local header.
    pub(super) fn unpack_stream<'a>(&self, mut packed: impl BufRead + Send + 'a) -> Result<Unpacked<'a>, Fault> {
        if self.packing != Packing::Bare {
            skip_header(&mut packed)?;
        }
        let packed = packed.take(self.packed_bytes);
        Ok(if matches!(self.packing, Packing::Deflated(_)) {
            let content = self.checked_reader(Inflate::new(packed));
            Box::new(Buffered::new(capacity(self.unpacked_bytes), Labelled::new(content, Code::ZipMember)))
        } else {
            Box::new(Labelled::new(self.checked_reader(packed), Code::ZipMember))
        })
    }

    fn checked_reader<R>(&self, inner: R) -> Checked<R> {
        let fair_bytes = self.packed_bytes.saturating_mul(MEMBER_RATIO_MAX).max(MEMBER_FREE_BYTES);
        Checked { inner, crc: Crc::new(), read: 0, member: self.clone(), fair_bytes }
    }
}

/// The content of a member, as a stream.
pub(super) type Unpacked<'a> = Box<dyn BufRead + Send + 'a>;

/// Steps over a local header and says how many bytes it has. What it tells is told by the directory too, but for its size.
pub(super) fn skip_header(packed: &mut impl BufRead) -> Result<u64, Fault> {
    let fault = |detail: &str| Fault::new(Code::ZipMember, detail);
    let mut header = [0; LOCAL_HEADER_BYTES as usize];
    packed.read_exact(&mut header).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => fault("the archive ends early"),
        _ => error.into(),
    })?;
    let [b'P', b'K', 3, 4, .., name_low, name_high, extra_low, extra_high] = header else {
        return Err(fault("damaged: no member begins where the directory says so"));
    };
    let rest = [[name_low, name_high], [extra_low, extra_high]].map(|size| u64::from(u16::from_le_bytes(size)));
    let rest = rest.into_iter().fold(0, u64::saturating_add);
    if io::copy(&mut packed.take(rest), &mut io::sink())? < rest {
        return Err(fault("the archive ends early"));
    }
    Ok(LOCAL_HEADER_BYTES.saturating_add(rest))
}

/// A reader that gives what the directory announced, and no more than a member of its packed size may hold.
struct Checked<R> {
    inner: R,
    crc: Crc,
    read: u64,
    member: ArchiveMember,
    fair_bytes: u64,
}

impl<R> Checked<R> {
    fn count_bytes(&mut self, bytes: usize) -> io::Result<()> {
        self.read = self.read.saturating_add(bytes as u64);
        if self.member.unpacked_bytes < self.read {
            return Err(io::Error::new(ErrorKind::InvalidData, "they are more than the directory says"));
        }
        if self.fair_bytes < self.read {
            let detail = format!("unpacks to more than {MEMBER_RATIO_MAX} times its size, as no recording does");
            return Err(io::Error::other(Fault::new(Code::ZipBomb, detail)));
        }
        Ok(())
    }

    fn check_end(&self) -> io::Result<()> {
        if self.read < self.member.unpacked_bytes {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let told = match self.member.packing {
            Packing::Deflated(crc32) | Packing::Stored(crc32) => Some(crc32),
            Packing::Bare => None,
        };
        if self.member.unpacked_bytes < self.read || told.is_some_and(|told| told != self.crc.sum()) {
            return Err(io::Error::new(ErrorKind::InvalidData, "the checksum does not match"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(wanted)?;
        self.crc.update(wanted.get(..read).unwrap_or_default());
        if read == 0 && !wanted.is_empty() {
            self.check_end()?;
        }
        self.count_bytes(read)?;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Checked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.inner.fill_buf()?.is_empty() {
            self.check_end()?;
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        if let Some(taken) = self.inner.fill_buf().ok().and_then(|ready| ready.get(..bytes)) {
            self.crc.update(taken);
        }
        self.inner.consume(bytes);
        self.read = self.read.saturating_add(bytes as u64);
    }
}
