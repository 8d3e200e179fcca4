//! The tags of an XML stream of any length, one after another, in constant memory.
//!
//! Whatever lies between two `<` is one piece: a tag and the text behind it. Attribute values hold no `<`, so a tag that
//! is not wanted is passed without being read. Comments, character data sections and processing instructions are passed
//! whole; no entity is expanded.

use crate::limits::XML_EVENT_BYTES_MAX;
use memchr::{memchr, memchr2, memmem};
use std::io::{BufRead, ErrorKind};

/// Bytes that are looked at together; several of the longest tags.
const BUFFER_BYTES: usize = 4 * XML_EVENT_BYTES_MAX;

/// The markup that may hold a `<`: how it begins, and how it ends.
const PASSED: [(&[u8], &[u8]); 3] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];

/// One tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct HealthTag<'a> {
    /// What follows the `<`, at most [`XML_EVENT_BYTES_MAX`] bytes.
    piece: &'a [u8],
    /// Where the `<` stands, bytes from the start of the stream.
    pub(super) at: u64,
}

impl<'a> HealthTag<'a> {
    /// The full name, with the slash of an end tag in front.
    pub(super) fn name(&self) -> &'a [u8] {
        let slash = usize::from(self.piece.first() == Some(&b'/'));
        let ends = |byte: &u8| is_blank(*byte) || matches!(byte, b'>' | b'/' | b'"' | b'\'');
        let length = self.piece.iter().skip(slash).position(ends);
        length.and_then(|length| self.piece.get(..length.saturating_add(slash))).unwrap_or(self.piece)
    }

    /// The attributes, which also tell how the tag ends.
    pub(super) fn attributes(&self) -> HealthAttributes<'a> {
        HealthAttributes { rest: self.piece.get(self.name().len()..).unwrap_or_default(), end: End::Broken }
    }
}

/// How a tag ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Before its `>`: damage, or longer than [`XML_EVENT_BYTES_MAX`].
    Broken,
    /// As the beginning of an element.
    Open,
    /// As an element of its own.
    Empty,
}

/// The attributes of a tag as pairs of name and raw value, in any quotes.
#[derive(Debug, Clone)]
pub(super) struct HealthAttributes<'a> {
    rest: &'a [u8],
    end: End,
}

impl<'a> HealthAttributes<'a> {
    /// Walks through what is left, for the values of these; of one that is written twice, the later.
    pub(super) fn values_of<const N: usize>(&mut self, names: [&str; N]) -> [Option<&'a [u8]>; N] {
        let mut values = [None; N];
        for (name, value) in self {
            if let Some((slot, _)) = values.iter_mut().zip(names).find(|(_, wanted)| wanted.as_bytes() == name) {
                *slot = Some(value);
            }
        }
        values
    }

    /// How the tag ends, once the attributes are through.
    pub(super) fn end(&self) -> End {
        self.end
    }
}

impl<'a> Iterator for HealthAttributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = trim_start(self.rest);
        match rest {
            [b'>', ..] => self.end = End::Open,
            [b'/', b'>', ..] => self.end = End::Empty,
            _ => {
                let (name, rest) = rest.split_at_checked(memchr2(b'=', b'>', rest)?)?;
                let rest = trim_start(rest.strip_prefix(b"=")?);
                let (quote, rest) = rest.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
                let (value, rest) = rest.split_at_checked(memchr(*quote, rest)?)?;
                self.rest = rest.get(1..)?;
                let blanks = name.iter().rev().take_while(|byte| is_blank(**byte)).count();
                return Some((name.get(..name.len().saturating_sub(blanks))?, value));
            }
        }
        None
    }
}

/// Blanks, and the control characters that slip into these files.
fn is_blank(byte: u8) -> bool {
    byte <= b' '
}

fn trim_start(bytes: &[u8]) -> &[u8] {
    bytes.get(bytes.iter().take_while(|byte| is_blank(**byte)).count()..).unwrap_or_default()
}

/// Walks through the tags of a stream.
pub(super) struct Tags<'r> {
    input: &'r mut dyn BufRead,
    buffer: Vec<u8>,
    /// What is still to be looked at is `buffer[from..to]`.
    from: usize,
    to: usize,
    /// Bytes of the stream before the buffer.
    passed: u64,
    ended: bool,
    failure: Option<std::io::Error>,
}

impl<'r> Tags<'r> {
    pub(super) fn new(input: &'r mut dyn BufRead) -> Self {
        Self { input, buffer: vec![0; BUFFER_BYTES], from: 0, to: 0, passed: 0, ended: false, failure: None }
    }

    /// The next tag; absent at the end of the stream.
    #[inline]
    pub(super) fn next(&mut self) -> Option<HealthTag<'_>> {
        loop {
            while !self.find_tag() {
                self.from = self.to;
                self.fill_window().then_some(())?;
            }
            while self.rest_bytes().len() < 9 && self.fill_window() {}
            let rest = self.rest_bytes();
            match PASSED.iter().find(|(begin, _)| rest.starts_with(begin)) {
                Some((begin, end)) if matches!(rest.get(1), Some(b'!' | b'?')) => self.pass_over(begin.len(), end),
                _ => break,
            }
        }
        let length = self.tag_length();
        let (from, at) = (self.from, self.byte_position());
        self.from = self.from.saturating_add(length);
        let to = from.saturating_add(length.min(XML_EVENT_BYTES_MAX));
        Some(HealthTag { piece: self.buffer.get(from.saturating_add(1)..to).unwrap_or_default(), at })
    }

    /// Where the walk has come to, bytes from the start of the stream.
    pub(super) fn byte_position(&self) -> u64 {
        self.passed.saturating_add(self.from as u64)
    }

    /// Why the stream ended early, if it did.
    pub(super) fn read_failure(&self) -> Option<&std::io::Error> {
        self.failure.as_ref()
    }

    fn rest_bytes(&self) -> &[u8] {
        self.buffer.get(self.from..self.to).unwrap_or_default()
    }

    /// Steps to the next `<` in the buffer, if there is one.
    #[inline]
    fn find_tag(&mut self) -> bool {
        let before = memchr(b'<', self.rest_bytes());
        self.from = self.from.saturating_add(before.unwrap_or(0));
        before.is_some()
    }

    /// Length of the piece that begins here; of a piece too long, as much as is in the buffer.
    #[inline]
    fn tag_length(&mut self) -> usize {
        let mut searched = 1;
        loop {
            let rest = self.rest_bytes().get(searched..).unwrap_or_default();
            if let Some(more) = memchr(b'<', rest) {
                return searched.saturating_add(more);
            }
            searched = self.rest_bytes().len();
            if XML_EVENT_BYTES_MAX <= searched || !self.fill_window() {
                return searched;
            }
        }
    }

    /// Steps over markup that ends with `end`, or to the end of the stream.
    fn pass_over(&mut self, begin: usize, end: &[u8]) {
        self.from = self.from.saturating_add(begin);
        loop {
            if let Some(at) = memmem::find(self.rest_bytes(), end) {
                self.from = self.from.saturating_add(at).saturating_add(end.len());
                return;
            }
            // The end may have begun.
            self.from = self.to.saturating_sub(end.len().saturating_sub(1)).max(self.from);
            if !self.fill_window() {
                self.from = self.to;
                return;
            }
        }
    }

    /// Reads on; whether there was something.
    fn fill_window(&mut self) -> bool {
        if self.to == self.buffer.len() {
            self.buffer.copy_within(self.from..self.to, 0);
            self.passed = self.passed.saturating_add(self.from as u64);
            self.to = self.to.saturating_sub(self.from);
            self.from = 0;
        }
        while !self.ended {
            match self.input.read(self.buffer.get_mut(self.to..).unwrap_or_default()) {
                Ok(0) => self.ended = true,
                Ok(bytes) => {
                    self.to = self.to.saturating_add(bytes).min(self.buffer.len());
                    return true;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    self.ended = true;
                }
            }
        }
        false
    }
}
