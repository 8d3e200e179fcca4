//! Takes gzip off: all members that follow each other, and whatever is appended to them.

use super::peek::Peek;
use super::sniff::GZIP_MAGIC;
use flate2::bufread::GzDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// The content of gzip data. What follows the last member and begins no further one is left alone: the content before it
/// has been held against its checksum.
pub(super) struct Gunzip<R> {
    member: Option<GzDecoder<Peek<R>>>,
    trailing: Rc<Cell<bool>>,
}

impl<R: BufRead> Gunzip<R> {
    /// `trailing` is set when bytes are left alone.
    pub(super) fn new(packed: Peek<R>, trailing: Rc<Cell<bool>>) -> Self {
        Self { member: Some(GzDecoder::new(packed)), trailing }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(wanted)?;
            if 0 < read || wanted.is_empty() {
                return Ok(read);
            }
            let Some(mut rest) = self.member.take().map(GzDecoder::into_inner) else { break };
            if rest.goes_on_with(&GZIP_MAGIC)? {
                self.member = Some(GzDecoder::new(rest));
            } else if !rest.is_at_end()? {
                self.trailing.set(true);
            }
        }
        Ok(0)
    }
}
