//! Takes gzip off: all members that follow each other, and whatever is appended to them.

use super::inflate::Inflate;
use super::peek::Peek;
use super::sniff::GZIP_MAGIC;
use flate2::Crc;
use std::io::{self, BufRead, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes that a name or a comment in a header has at most.
const HEADER_TEXT_BYTES_MAX: u64 = 64 << 10;

/// The content of gzip data. What follows the last member and begins no further one is left alone: the content before it
/// has been held against its checksum.
pub(super) struct Gunzip<R> {
    state: State<Peek<R>>,
    trailing: Arc<AtomicBool>,
}

/// Where the reading of a member stands.
enum State<R> {
    /// Before its header.
    Header(R),
    /// In its content.
    Content { content: Inflate<R>, crc: Crc },
    /// Behind all, or behind what cannot be read.
    End,
}

impl<R: BufRead> Gunzip<R> {
    /// `trailing` is set when bytes are left alone.
    pub(super) fn new(packed: Peek<R>, trailing: Arc<AtomicBool>) -> Self {
        Self { state: State::Header(packed), trailing }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        if wanted.is_empty() {
            return Ok(0);
        }
        loop {
            match &mut self.state {
                State::Header(packed) => {
                    skip_header(packed)?;
                    if let State::Header(packed) = std::mem::replace(&mut self.state, State::End) {
                        self.state = State::Content { content: Inflate::new(packed), crc: Crc::new() };
                    }
                }
                State::Content { content, crc } => {
                    let read = content.read(wanted)?;
                    if 0 < read {
                        crc.update(wanted.get(..read).unwrap_or_default());
                        return Ok(read);
                    }
                    let State::Content { content, crc } = std::mem::replace(&mut self.state, State::End) else { break };
                    let mut rest = content.into_inner();
                    check_end(&mut rest, &crc)?;
                    if rest.goes_on_with(&GZIP_MAGIC)? {
                        self.state = State::Header(rest);
                    } else if !rest.is_at_end()? {
                        self.trailing.store(true, Ordering::Relaxed);
                    }
                }
                State::End => break,
            }
        }
        Ok(0)
    }
}

/// Steps over the header of a member (RFC 1952, 2.3.1).
fn skip_header(packed: &mut impl BufRead) -> io::Result<()> {
    const CHECKSUM: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let mut packed = Summed { packed, crc: Crc::new() };
    let [first, second, method, flags, ..] = packed.next_bytes::<10>()?;
    if [first, second, method] != GZIP_MAGIC || flags & 0b1110_0000 != 0 {
        return Err(io::Error::new(ErrorKind::InvalidInput, "invalid gzip header"));
    }
    if flags & EXTRA != 0 {
        let length = u16::from_le_bytes(packed.next_bytes()?);
        for _ in 0..length {
            packed.next_bytes::<1>()?;
        }
    }
    for text in [NAME, COMMENT] {
        let mut length = 0_u64;
        while flags & text != 0 && packed.next_bytes()? != [0] {
            length = length.saturating_add(1);
            if HEADER_TEXT_BYTES_MAX < length {
                return Err(io::Error::new(ErrorKind::InvalidInput, "gzip header field too long"));
            }
        }
    }
    let sum = packed.crc.sum().to_le_bytes();
    if flags & CHECKSUM != 0 && packed.next_bytes::<2>()? != [sum[0], sum[1]] {
        return Err(checksum_mismatch());
    }
    Ok(())
}

/// Holds the content of a member against what stands behind it.
fn check_end(packed: &mut impl BufRead, crc: &Crc) -> io::Result<()> {
    let (mut sum, mut length) = ([0; 4], [0; 4]);
    packed.read_exact(&mut sum)?;
    packed.read_exact(&mut length)?;
    // Of its length the lowest 32 bits are told.
    let told = [sum, length].map(u32::from_le_bytes);
    if told == [crc.sum(), crc.amount()] { Ok(()) } else { Err(checksum_mismatch()) }
}

fn checksum_mismatch() -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, "corrupt gzip stream does not have a matching checksum")
}

/// A reader that sums up what was read.
struct Summed<'a, R> {
    packed: &'a mut R,
    crc: Crc,
}

impl<R: Read> Summed<'_, R> {
    fn next_bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.packed.read_exact(&mut bytes)?;
        self.crc.update(&bytes);
        Ok(bytes)
    }
}
