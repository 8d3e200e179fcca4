//! Why an entry cannot be read, from the layer that knows it to the answer about the input.

use super::Finding;
use crate::diagnostic::Code;
use std::fmt;
use std::io::{self, BufRead, ErrorKind, Read};

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

    /// Both faults as one, for one input has one answer: the code of the worse, and both in words.
    pub(super) fn and(self, other: Option<Self>) -> Self {
        let Some(other) = other else { return self };
        let (worse, lesser) = if self.code.severity() < other.code.severity() { (other, self) } else { (self, other) };
        Self::new(worse.code, format!("{}; {}", worse.detail, lesser.detail))
    }

    /// The fault as a finding about an input.
    pub(super) fn about(self, file: usize, name: String) -> Finding {
        Finding { file, name, code: self.code, at_byte: None, detail: self.detail }
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
}

/// The error as one that tells its code.
fn label(code: Code, error: io::Error) -> io::Error {
    let words = match (code, error.kind()) {
        (_, ErrorKind::Interrupted) => return error,
        _ if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Fault>) => return error,
        (Code::GzipDamaged, ErrorKind::UnexpectedEof) => "the gzip data end early".to_owned(),
        (Code::GzipDamaged, _) => format!("the gzip data do not unpack: {error}"),
        (Code::ZipMember, ErrorKind::UnexpectedEof) => "the packed data end early".to_owned(),
        (Code::ZipMember, _) => format!("the packed data do not unpack: {error}"),
        _ => error.to_string(),
    };
    io::Error::new(error.kind(), Fault::new(code, words))
}

impl<R: Read> Read for Labelled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| label(self.code, error))
    }
}

impl<R: BufRead> BufRead for Labelled<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let (code, ready) = (self.code, self.inner.fill_buf());
        ready.map_err(|error| label(code, error))
    }

    fn consume(&mut self, bytes: usize) {
        self.inner.consume(bytes);
    }
}
