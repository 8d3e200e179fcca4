//! The elements of an XML file, one after another, under guard.
//!
//! Watches and web sites write tags and texts in one plain form, and this form is cut out here, several times faster than
//! a general reader can. Whatever else XML allows (references, comments, character data sections, processing
//! instructions) is read by quick-xml at the place where it stands; the tests hold both to the same elements.
//!
//! The guard: a document type declaration, nesting beyond [`XML_DEPTH_MAX`] and a tag or text beyond
//! [`XML_EVENT_BYTES_MAX`] end the reading where they are met. No entity is expanded but the five predefined ones, nothing
//! is looked up elsewhere, and the time is linear in the bytes.

mod document;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::Event as Markup;
use quick_xml::parser::{ElementParser, Parser};

use crate::decode::DecodeError;
use crate::diagnostic::Code;
use crate::limits::{XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_EVENT_BYTES_MAX};

pub(super) use document::XmlDocument;

/// One step through the elements. Names are local: `gpxtpx:hr` is `hr`.
#[derive(Debug, PartialEq)]
pub(super) enum XmlEvent<'a> {
    /// An element that holds others begins.
    Open { name: &'a str, attributes: Attributes<'a> },
    /// An element without others in it, begun and ended, with all its text, references resolved.
    Leaf { name: &'a str, attributes: Attributes<'a>, text: Cow<'a, str> },
    /// An element that holds others has ended.
    Close { name: &'a str },
}

/// The attributes of an element, as they stand in its tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The raw value of the first attribute of this full name.
    pub(super) fn value_of(mut self, name: &str) -> Option<&'a str> {
        self.find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The value of the first attribute of this full name as a title: references resolved, trimmed, absent when blank.
    pub(super) fn title_of(self, name: &str) -> Option<String> {
        let raw = self.value_of(name)?;
        clean_title(&unescape(raw).unwrap_or(Cow::Borrowed(raw)))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_at_checked(find_byte(self.0, |byte| byte == b'=')?)?;
        let rest = rest.get(1..)?.trim_ascii_start();
        let quote = *rest.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let rest = rest.get(1..)?;
        let (value, rest) = rest.split_at_checked(find_byte(rest, |byte| byte == quote)?)?;
        self.0 = rest.get(1..)?;
        Some((name.trim_ascii(), value))
    }
}

/// A text that people read: trimmed, absent when blank.
pub(super) fn clean_title(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A start tag.
struct Tag<'a> {
    full_name: &'a str,
    name: &'a str,
    attributes: Attributes<'a>,
    /// Whether the tag is its own end: `<trkseg/>`.
    empty: bool,
}

/// Walks through the elements of a [`XmlDocument`].
pub(super) struct Elements<'a> {
    document: &'a XmlDocument<'a>,
    /// What is still to be read.
    rest: &'a str,
    /// Bytes that were still to be read where the last element begins.
    rest_at_element: usize,
    /// Full names of the open elements, the outermost first.
    open: Vec<&'a str>,
    /// Whether the outermost element was met.
    begun: bool,
}

impl<'a> Elements<'a> {
    pub(super) fn new(document: &'a XmlDocument<'a>) -> Self {
        let rest = document.as_text();
        Self { document, rest, rest_at_element: rest.len(), open: Vec::with_capacity(XML_DEPTH_MAX), begun: false }
    }

    /// The next event; absent after the outermost element.
    ///
    /// # Errors
    /// [`Code::XmlMalformed`] where the text breaks off or contradicts itself, another code where it goes beyond a limit.
    /// There is nothing to be read after an error.
    #[inline]
    fn next(&mut self) -> Result<Option<XmlEvent<'a>>, DecodeError> {
        if self.open.is_empty() {
            let outside = self.next_text()?;
            if !outside.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0').is_empty() {
                return Err(self.malformed_here("text outside of the document's element"));
            }
        } else {
            self.skip_text()?;
        }
        match self.rest.as_bytes() {
            [] if self.begun && self.open.is_empty() => Ok(None),
            [] => Err(self.malformed_here(match self.open.last() {
                Some(name) => format!("the file ends inside <{}>", name_excerpt(name)),
                None => "the file ends before any element".to_owned(),
            })),
            [b'<', b'/', ..] => {
                let Some(name) = self.open.pop() else {
                    return Err(self.malformed_here("an end tag without a start tag"));
                };
                self.end_tag(name)?;
                Ok(Some(XmlEvent::Close { name: local_name(name) }))
            }
            _ if self.begun && self.open.is_empty() => Err(self.malformed_here("a second document after the first")),
            _ => self.next_element().map(Some),
        }
    }

    /// Hands every event to `take`, with the elements as they stand after it. Answers what broke the XML off, if anything
    /// did; what came before it has been taken.
    ///
    /// # Errors
    /// A file beyond the limits, or what `take` answers.
    pub(super) fn read_all(
        mut self,
        mut take: impl FnMut(XmlEvent<'a>, &Self) -> Result<(), DecodeError>,
    ) -> Result<Option<DecodeError>, DecodeError> {
        loop {
            match self.next() {
                Ok(Some(event)) => take(event, &self)?,
                Ok(None) => return Ok(None),
                Err(broken) if broken.code == Code::XmlMalformed => return Ok(Some(broken)),
                Err(error) => return Err(error),
            }
        }
    }

    /// How many elements are open: at a leaf those around it, at the beginning of an element itself too.
    pub(super) fn open_elements(&self) -> usize {
        self.open.len()
    }

    /// Local name of the innermost open element: at a leaf the one around it; empty outside of all.
    pub(super) fn parent_name(&self) -> &'a str {
        self.open.last().map_or("", |name| local_name(name))
    }

    /// Where the element begins that began last, bytes from the start of the document's text.
    pub(super) fn byte_position(&self) -> usize {
        self.document.as_text().len().saturating_sub(self.rest_at_element)
    }

    /// Reads a start tag; and when no other element follows in it, its text and end tag too.
    #[inline]
    fn next_element(&mut self) -> Result<XmlEvent<'a>, DecodeError> {
        if self.open.len() >= XML_DEPTH_MAX {
            return Err(self.fault_here(Code::XmlDepth, format!("elements nested deeper than {XML_DEPTH_MAX}")));
        }
        self.begun = true;
        self.rest_at_element = self.rest.len();
        let Tag { full_name, name, attributes, empty } = self.start_tag()?;
        if empty {
            return Ok(XmlEvent::Leaf { name, attributes, text: Cow::Borrowed("") });
        }
        let text = self.next_text()?;
        if self.rest.starts_with("</") {
            self.end_tag(full_name)?;
            return Ok(XmlEvent::Leaf { name, attributes, text });
        }
        self.open.push(full_name);
        Ok(XmlEvent::Open { name, attributes })
    }

    /// Cuts a start tag.
    #[inline]
    fn start_tag(&mut self) -> Result<Tag<'a>, DecodeError> {
        let inner = self.rest.get(1..).unwrap_or_default();
        let (local_from, name_to) = name_bounds(inner);
        let end = match inner.as_bytes().get(name_to) {
            Some(b'>') => Some(name_to),
            Some(b'"' | b'\'') => return Err(self.malformed_here("a quotation mark in a name")),
            _ => ElementParser::default().feed(inner.as_bytes()),
        };
        let Some((tag, rest)) = end.and_then(|end| inner.split_at_checked(end)) else {
            return Err(self.malformed_here("the file ends inside a tag"));
        };
        if tag.len() > XML_EVENT_BYTES_MAX {
            return Err(self.event_too_large("tag"));
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (full_name, attributes) = tag.split_at_checked(name_to).unwrap_or((tag, ""));
        let attributes = Attributes(attributes);
        if full_name.is_empty() {
            return Err(self.malformed_here("a tag without a name"));
        }
        // The shortest attribute is four bytes, so that most tags need no counting.
        if attributes.0.len() / 4 > XML_ATTRIBUTES_MAX && attributes.clone().count() > XML_ATTRIBUTES_MAX {
            return Err(
                self.fault_here(Code::XmlEvent, format!("a tag with more than {XML_ATTRIBUTES_MAX} attributes"))
            );
        }
        self.rest = rest.get(1..).unwrap_or_default();
        let name = full_name.get(local_from..).unwrap_or(full_name);
        Ok(Tag { full_name, name, attributes, empty })
    }

    /// Cuts the end tag of an element.
    #[inline]
    fn end_tag(&mut self, name: &str) -> Result<(), DecodeError> {
        let inner = self.rest.get(2..).unwrap_or_default();
        if let Some(rest) = inner.strip_prefix(name).and_then(|rest| rest.strip_prefix('>')) {
            self.rest = rest;
            return Ok(());
        }
        let end = ElementParser::default().feed(inner.as_bytes());
        let Some((found, rest)) = end.and_then(|end| inner.split_at_checked(end)) else {
            return Err(self.malformed_here("the file ends inside a tag"));
        };
        if found.trim_ascii_end() != name {
            return Err(self.malformed_here(format!(
                "expected </{}>, found </{}>",
                name_excerpt(name),
                name_excerpt(found)
            )));
        }
        self.rest = rest.get(1..).unwrap_or_default();
        Ok(())
    }

    /// Reads up to the next tag, or to the end, between elements, where text means nothing.
    #[inline]
    fn skip_text(&mut self) -> Result<(), DecodeError> {
        let end = find_byte(self.rest, |byte| byte == b'<').unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        if is_markup(rest) || text.len() > XML_EVENT_BYTES_MAX {
            self.long_text(text)?;
        }
        Ok(())
    }

    /// Reads up to the next tag, or to the end; answers the text on the way.
    #[inline]
    fn next_text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let (text, rest) = self.until_markup();
        self.rest = rest;
        if is_markup(rest) || text.len() > XML_EVENT_BYTES_MAX { self.long_text(text) } else { Ok(Cow::Borrowed(text)) }
    }

    /// The text in front of the next tag, reference or other markup, and what follows it.
    #[inline]
    fn until_markup(&self) -> (&'a str, &'a str) {
        let end = find_byte(self.rest, |byte| byte == b'<' || byte == b'&');
        end.and_then(|end| self.rest.split_at_checked(end)).unwrap_or((self.rest, ""))
    }

    /// Reads a text on that has something other than text in it.
    #[cold]
    fn long_text(&mut self, begin: &'a str) -> Result<Cow<'a, str>, DecodeError> {
        let mut text = Cow::Borrowed(begin);
        while text.len() <= XML_EVENT_BYTES_MAX {
            if !is_markup(self.rest) {
                return Ok(text);
            }
            self.skip_markup(&mut text)?;
            let (piece, rest) = self.until_markup();
            append_text(&mut text, piece);
            self.rest = rest;
        }
        Err(self.event_too_large("text"))
    }

    /// Reads what is neither plain text nor a tag: a reference or a character data section, whose text is appended, or a
    /// comment or processing instruction, which say nothing to us. A lone `&` and an unknown entity stay as they are.
    fn skip_markup(&mut self, text: &mut Cow<'a, str>) -> Result<(), DecodeError> {
        if self.rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!DOCTYPE")) {
            return Err(self.fault_here(Code::XmlDoctype, "a document type declaration, which no recording needs"));
        }
        let mut reader = Reader::from_str(self.rest);
        reader.config_mut().allow_dangling_amp = true;
        let markup = reader.read_event();
        let rest = self.rest.get(self.rest.len().saturating_sub(reader.get_ref().len())..).unwrap_or_default();
        if self.rest.len().saturating_sub(rest.len()) > XML_EVENT_BYTES_MAX {
            return Err(self.event_too_large("text"));
        }
        match markup {
            Ok(Markup::Text(lone)) => text.to_mut().push_str(&lone),
            Ok(Markup::CData(data)) => text.to_mut().push_str(&data),
            Ok(Markup::GeneralRef(reference)) => match reference.resolve_char_ref() {
                Ok(Some(character)) => text.to_mut().push(character),
                _ => match resolve_predefined_entity(&reference) {
                    Some(character) => text.to_mut().push_str(character),
                    None => text.to_mut().extend(["&", &*reference, ";"]),
                },
            },
            Ok(Markup::Comment(_) | Markup::PI(_) | Markup::Decl(_)) => {}
            Ok(_) => return Err(self.malformed_here("unknown markup")),
            Err(error) => return Err(self.malformed_here(error.to_string())),
        }
        self.rest = rest;
        Ok(())
    }

    #[cold]
    fn event_too_large(&self, what: &str) -> DecodeError {
        self.fault_here(Code::XmlEvent, format!("a {what} longer than {XML_EVENT_BYTES_MAX} bytes"))
    }

    #[cold]
    fn malformed_here(&self, detail: impl Into<String>) -> DecodeError {
        self.fault_here(Code::XmlMalformed, detail)
    }

    #[cold]
    fn fault_here(&self, code: Code, detail: impl Into<String>) -> DecodeError {
        let at = self.document.as_text().len().saturating_sub(self.rest.len());
        DecodeError { code, at_byte: Some(self.document.file_offset(at)), detail: detail.into() }
    }
}

/// Whether a rest begins with what is neither text nor a tag.
fn is_markup(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'&', ..] | [b'<', b'!' | b'?', ..])
}

/// Appends a piece of text, without a copy while it is the only one.
fn append_text<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(piece);
    } else {
        text.to_mut().push_str(piece);
    }
}

/// Where the local part of the name at the front of a tag begins, and where the name ends.
#[inline]
fn name_bounds(tag: &str) -> (usize, usize) {
    let ends = |byte| matches!(byte, b'>' | b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'');
    let first = find_byte(tag, |byte| ends(byte) || byte == b':').unwrap_or(tag.len());
    if tag.as_bytes().get(first) != Some(&b':') {
        return (0, first);
    }
    let local_from = first.saturating_add(1);
    let local_len = tag.get(local_from..).and_then(|local| find_byte(local, ends));
    (local_from, local_len.map_or(tag.len(), |len| local_from.saturating_add(len)))
}

/// A name without its prefix.
fn local_name(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// Where the first byte is that is meant. For the short ways in these files a plain loop is faster than a search that
/// starts up vectors.
#[inline]
fn find_byte(text: &str, meant: impl Fn(u8) -> bool) -> Option<usize> {
    text.bytes().position(meant)
}

/// The front of a name from a stranger, short enough for a message.
fn name_excerpt(name: &str) -> &str {
    name.char_indices().nth(40).and_then(|(end, _)| name.get(..end)).unwrap_or(name)
}

#[cfg(test)]
mod tests;
