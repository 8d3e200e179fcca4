//! Inflates deflate data with inflaters that are used again.
//!
//! An inflater holds some 50 kB that are aligned to 64 bytes. glibc before 2.38 cannot give such a block again once small
//! results lie around it, so that an archive of 200,000 tiny members with an inflater for each took 3.7 GB. A thread keeps
//! those that it used, and resets them.

use super::buffer::{keep_idle, take_idle};
use flate2::{Decompress, FlushDecompress, Status};
use std::cell::RefCell;
use std::io::{self, BufRead, ErrorKind, Read};

/// Inflaters that a thread keeps: of an archive in an archive, its member, and two layers of gzip around that.
const IDLE_MAX: usize = 4;

thread_local! {
    static IDLE: RefCell<Vec<Decompress>> = const { RefCell::new(Vec::new()) };
}

/// The content of deflate data, without header and checksum.
pub(super) struct Inflate<R> {
    packed: R,
    inflater: Lent,
}

/// An inflater, given back when it is done with.
struct Lent(Option<Decompress>);

impl Lent {
    fn new() -> Self {
        let reset = take_idle(&IDLE).map(|mut inflater| {
            inflater.reset(false);
            inflater
        });
        Self(Some(reset.unwrap_or_else(|| Decompress::new(false))))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(inflater) = self.0.take() {
            keep_idle(&IDLE, IDLE_MAX, inflater);
        }
    }
}

impl<R: BufRead> Inflate<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { packed, inflater: Lent::new() }
    }

    /// What the data were read from, where they end as soon as all was read.
    pub(super) fn into_inner(self) -> R {
        self.packed
    }
}

impl<R: BufRead> Read for Inflate<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        let Some(inflater) = &mut self.inflater.0 else { return Ok(0) };
        loop {
            let packed = self.packed.fill_buf()?;
            let is_end = packed.is_empty();
            let flush = if is_end { FlushDecompress::Finish } else { FlushDecompress::None };
            let before = (inflater.total_in(), inflater.total_out());
            let status = inflater.decompress(packed, wanted, flush);
            let taken = inflater.total_in().saturating_sub(before.0);
            let read = inflater.total_out().saturating_sub(before.1);
            self.packed.consume(usize::try_from(taken).unwrap_or(usize::MAX));
            let read = usize::try_from(read).unwrap_or(usize::MAX);
            return match status {
                Ok(Status::Ok | Status::BufError) if read == 0 && !wanted.is_empty() => {
                    if !is_end {
                        continue;
                    }
                    Err(ErrorKind::UnexpectedEof.into())
                }
                Ok(_) => Ok(read),
                Err(_) => Err(io::Error::new(ErrorKind::InvalidInput, "corrupt deflate stream")),
            };
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::DeflateEncoder;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).unwrap();
        packed
    }

    #[test]
    fn an_inflater_that_is_used_again_knows_nothing_of_what_it_read_before() {
        let long: Vec<u8> = (0..100_000_u32).map(|i| (i % 4096 * 31 % 251) as u8).collect();
        for piece in [1, 7, 200_000] {
            for bytes in [&long[..], b"short", b"", long.get(..40_000).unwrap()] {
                let packed = deflated(bytes);
                // One is left half-way, one fails, and the next is whole all the same.
                let mut half = Inflate::new(&packed[..]);
                let _ = half.read(&mut [0; 10]);
                drop(half);
                assert!(Inflate::new(&b"\xFF\xFF"[..]).read_to_end(&mut Vec::new()).is_err());
                let ends_early = Inflate::new(packed.split_last().unwrap().1).read_to_end(&mut Vec::new());
                assert_eq!(ends_early.unwrap_err().kind(), ErrorKind::UnexpectedEof);
                let mut read = Vec::new();
                let mut whole = Inflate::new(io::BufReader::with_capacity(piece, &packed[..]));
                whole.read_to_end(&mut read).unwrap();
                assert_eq!(read, bytes);
            }
        }
        assert!(IDLE.with(|idle| idle.borrow().len()) <= IDLE_MAX);
    }

    #[test]
    fn what_follows_the_data_is_left() {
        let packed = [deflated(b"content"), b"rest".to_vec()].concat();
        let mut content = Inflate::new(&packed[..]);
        content.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(content.into_inner(), b"rest");
    }
}
