//! A reader that can be asked how it goes on.

use std::io::{self, BufRead, Read};

/// A reader whose next bytes can be looked at without taking them, however small the pieces are that it reads in.
pub(super) struct Peek<R> {
    inner: R,
    ahead: Vec<u8>,
}

impl<R: BufRead> Peek<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, ahead: Vec::new() }
    }

    /// Whether the reader goes on with these bytes.
    pub(super) fn goes_on_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        if self.ahead.is_empty() && bytes.len() <= self.inner.fill_buf()?.len() {
            return Ok(self.inner.fill_buf()?.starts_with(bytes));
        }
        let missing = bytes.len().saturating_sub(self.ahead.len());
        (&mut self.inner).take(missing as u64).read_to_end(&mut self.ahead)?;
        Ok(self.ahead.starts_with(bytes))
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.fill_buf()?.is_empty())
    }
}

impl<R: BufRead> Read for Peek<R> {
    fn read(&mut self, wanted: &mut [u8]) -> io::Result<usize> {
        if self.ahead.is_empty() {
            return self.inner.read(wanted);
        }
        let read = self.ahead.as_slice().read(wanted)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Peek<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ahead.is_empty() { self.inner.fill_buf() } else { Ok(&self.ahead) }
    }

    fn consume(&mut self, bytes: usize) {
        if self.ahead.is_empty() {
            self.inner.consume(bytes);
        } else {
            self.ahead.drain(..bytes.min(self.ahead.len()));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn looking_ahead_takes_nothing_away() {
        for capacity in 1..9 {
            let mut peek = Peek::new(BufReader::with_capacity(capacity, &b"abcdef"[..]));
            assert!(peek.goes_on_with(b"abc").unwrap() && !peek.goes_on_with(b"abd").unwrap());
            let mut first = [0; 2];
            peek.read_exact(&mut first).unwrap();
            assert!(peek.goes_on_with(b"cde").unwrap() && !peek.is_at_end().unwrap());
            let mut rest = Vec::new();
            peek.read_to_end(&mut rest).unwrap();
            assert_eq!((&first, rest.as_slice()), (b"ab", &b"cdef"[..]), "in pieces of {capacity}");
            assert!(peek.is_at_end().unwrap() && !peek.goes_on_with(b"x").unwrap());
        }
    }
}
