//! The text of an XML file, whatever the file says of its encoding.

use std::borrow::Cow;

use crate::decode::DecodeError;
use crate::decode::xml::Attributes;
use crate::diagnostic::Code;

/// An XML file as text.
pub(in crate::decode) struct XmlDocument<'a> {
    text: Cow<'a, str>,
    /// Bytes of the file before the text: a byte order mark, blanks.
    skipped: usize,
    /// Each character was one byte of the file, and not every one is one byte of the text.
    latin1: bool,
}

impl<'a> XmlDocument<'a> {
    /// Steps over a byte order mark and leading blanks and settles the encoding: UTF-8, in which an invalid byte counts as
    /// a question mark, or a declared ISO-8859-1.
    pub(in crate::decode) fn new(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        if let [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, ..] | [_, 0, ..] = bytes {
            return Err(refused_encoding("UTF-16 or UTF-32"));
        }
        let content = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let skipped = bytes.len().saturating_sub(content.len());
        let encoding = declared_encoding(content).unwrap_or_else(|| "utf-8".to_owned());
        match encoding.as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(Self { text: to_utf8(content), skipped, latin1: false }),
            "iso-8859-1" | "latin1" | "windows-1252" => Ok(match std::str::from_utf8(content) {
                Ok(text) if text.is_ascii() => Self { text: Cow::Borrowed(text), skipped, latin1: false },
                _ => Self { text: content.iter().copied().map(char::from).collect(), skipped, latin1: true },
            }),
            other => Err(refused_encoding(other)),
        }
    }

    /// The text.
    pub(in crate::decode) fn as_text(&self) -> &str {
        &self.text
    }

    /// Where in the file a place of the text is, bytes from the start.
    pub(in crate::decode) fn file_offset(&self, at: usize) -> u64 {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let bytes = if self.latin1 { before.chars().count() } else { before.len() };
        self.skipped.saturating_add(bytes) as u64
    }
}

fn refused_encoding(found: &str) -> DecodeError {
    let detail = format!("encoding {found}, expected UTF-8 or ISO-8859-1: save the file as UTF-8");
    DecodeError { code: Code::XmlEncoding, at_byte: Some(0), detail }
}

/// The encoding that the XML declaration names, in lower case.
fn declared_encoding(content: &[u8]) -> Option<String> {
    /// Longer than any declaration with its three attributes.
    const DECLARATION_BYTES_MAX: usize = 256;
    let declaration = content.strip_prefix(b"<?xml")?;
    let declaration = declaration.get(..DECLARATION_BYTES_MAX).unwrap_or(declaration);
    let declaration = to_utf8(declaration.split(|byte| *byte == b'>').next()?);
    Attributes(&declaration).value_of("encoding").map(str::to_ascii_lowercase)
}

/// The bytes as text of the same length: each byte that is no UTF-8 becomes a question mark.
fn to_utf8(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    Cow::Owned(text)
}
