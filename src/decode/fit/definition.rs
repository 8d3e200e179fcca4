//! Definition messages: what the data messages after them look like.
//!
//! A definition is compiled once into the few offsets that matter, so that a data message costs a handful of reads,
//! and what nobody reads costs nothing. A field of a sample whose declared type is not that of the profile is [read by it](super::developer);
//! one of any other message counts only when its type and size are those of the profile. All others are stepped over by the size that the
//! definition gives them, and so are developer fields that no description makes one of ours.

use super::bytes::{ABSENT, u16_at, u32_at};
use super::developer::Descriptions;
use super::field::{Field, FieldType};
use super::message::{self, MessageKind};
use super::record::RecordFields;
use super::run;

/// The field of every message that says when.
const TIMESTAMP: u8 = 253;

/// Bit of a message header that says that developer fields follow the others.
const HAS_DEVELOPER_FIELDS: u8 = 0x20;

/// Bytes of one value of a base type; what is not known counts as single bytes.
fn type_size(base: u8) -> u8 {
    match base {
        0x83 | 0x84 | 0x8B => 2,
        0x85 | 0x86 | 0x88 | 0x8C => 4,
        0x89 | 0x8E | 0x8F | 0x90 => 8,
        _ => 1,
    }
}

/// What is read from a message of one definition.
#[derive(Debug, Clone)]
pub(super) enum DefinedMessage {
    /// Nothing but its time.
    Skipped,
    /// A sample.
    Record(RecordFields),
    /// Anything else that matters.
    Message(MessageKind, Vec<Field>),
}

/// One definition, compiled.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    /// Bytes of a data message, without its header byte.
    pub(super) size: usize,
    /// Whether its numbers have their most significant byte first.
    pub(super) big_endian: bool,
    /// Offset of the time, where it is the 32-bit number that the profile demands; else [`ABSENT`].
    pub(super) time: u32,
    /// What else is read.
    pub(super) content: DefinedMessage,
}

/// A field whose size is no multiple of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OddField {
    /// Global number of the message.
    pub(super) message: u16,
    /// Number of the field.
    pub(super) field: u8,
    /// Its declared size, bytes.
    pub(super) size: u8,
    /// The size of its declared type, bytes.
    pub(super) type_size: u8,
}

impl OddField {
    /// What was expected and what was found.
    pub(super) fn in_words(self) -> String {
        let Self { message, field, size, type_size } = self;
        format!("field {field} of message {message} has {size} bytes, and its type {type_size}; it was stepped over")
    }
}

/// Why no definition could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DefinitionFailure {
    /// The data end inside it.
    Cut,
    /// The byte order is neither of the two there are.
    Architecture(u8),
}

impl Definition {
    /// Reads the definition after a message header, and tells `odd` of every field whose size does not fit its type.
    /// Gives the definition and the bytes after it.
    pub(super) fn parse_definition<'a>(
        header: u8,
        body: &'a [u8],
        descriptions: &Descriptions,
        mut odd: impl FnMut(OddField),
    ) -> Result<(Self, &'a [u8]), DefinitionFailure> {
        let (&[_, architecture, _, _, count], rest) = body.split_first_chunk().ok_or(DefinitionFailure::Cut)?;
        let message = match architecture {
            0 => u16_at::<false>(body, 2),
            1 => u16_at::<true>(body, 2),
            other => return Err(DefinitionFailure::Architecture(other)),
        };
        let message = message.ok_or(DefinitionFailure::Cut)?;
        let (fields, mut rest) = field_triplets(rest, count).ok_or(DefinitionFailure::Cut)?;
        let mut developer_fields: &[[u8; 3]] = &[];
        if header & HAS_DEVELOPER_FIELDS != 0 {
            let (&count, after) = rest.split_first().ok_or(DefinitionFailure::Cut)?;
            (developer_fields, rest) = field_triplets(after, count).ok_or(DefinitionFailure::Cut)?;
        }

        let mut content = match message {
            run::MESSAGE => DefinedMessage::Record(RecordFields::default()),
            _ => MessageKind::from_number(message)
                .map_or(DefinedMessage::Skipped, |kind| DefinedMessage::Message(kind, Vec::new())),
        };
        let mut time = ABSENT;
        let mut offset = 0u32;
        for &[number, size, base] in fields {
            let type_size = type_size(base);
            if !size.is_multiple_of(type_size) {
                odd(OddField { message, field: number, size, type_size });
            }
            let field = Field { number, base, kind: FieldType::new(base, size), offset, size };
            match &mut content {
                _ if number == TIMESTAMP => {
                    if field.kind == FieldType::U32 {
                        time = offset;
                    }
                }
                DefinedMessage::Skipped => {}
                DefinedMessage::Record(record) => record.place_field(field),
                DefinedMessage::Message(kind, kept) => message::keep_field(*kind, kept, field),
            }
            offset = offset.saturating_add(u32::from(size));
        }
        if matches!(&content, DefinedMessage::Message(_, kept) if kept.is_empty()) {
            content = DefinedMessage::Skipped;
        }
        if let DefinedMessage::Record(record) = &mut content {
            record.developer = descriptions.plan_fields(developer_fields, offset.saturating_add(1));
        }
        let developer_size: u32 = developer_fields.iter().map(|&[_, size, _]| u32::from(size)).sum();
        let size = offset.saturating_add(developer_size) as usize;
        Ok((Self { size, big_endian: architecture == 1, time, content }, rest))
    }

    /// The time of a message as it stands there; absent when the message has none, or marks it as invalid.
    #[inline]
    pub(super) fn timestamp_of(&self, message: &[u8]) -> Option<u32> {
        let time =
            if self.big_endian { u32_at::<true>(message, self.time) } else { u32_at::<false>(message, self.time) };
        time.filter(|&time| time != u32::MAX)
    }
}

/// The first `count` groups of three bytes, and what follows them.
fn field_triplets(bytes: &[u8], count: u8) -> Option<(&[[u8; 3]], &[u8])> {
    let (triplets, rest) = bytes.split_at_checked(usize::from(count).saturating_mul(3))?;
    Some((triplets.as_chunks().0, rest))
}
