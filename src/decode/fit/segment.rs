//! One FIT file of a chain: its messages, read in one pass.

use super::bytes::u16_at;
use super::clock::Clock;
use super::crc::fit_crc;
use super::definition::{DefinedMessage, Definition, DefinitionFailure};
use super::developer::Descriptions;
use super::header::Header;
use super::message::{Message, MessageKind};
use super::recording_builder::GatheredRecords;
use super::run::Run;
use super::strap::StrapMemory;
use crate::decode::DecodeError;
use crate::decode::recording::Recording;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::FIT_ODD_FIELDS_MAX;

/// Bit of a message header: a data message with the end of its time in the low bits.
const COMPRESSED: u8 = 0x80;

/// Bit of a message header: a definition.
const DEFINITION: u8 = 0x40;

/// Bit of a message header that only definitions have.
const DEFINITION_ONLY: u8 = 0x20;

/// Bit of a message header that no message has.
const RESERVED: u8 = 0x10;

/// Bytes of the checksum after the data.
const CHECKSUM_SIZE: usize = 2;

/// What one FIT file of a chain came to.
#[derive(Debug)]
pub(super) struct SegmentOutcome {
    /// The activity in it, or why there is none.
    pub(super) recording: Result<Recording, DecodeError>,
    /// The heart rates of a strap in it.
    pub(super) strap: StrapMemory,
    /// The first byte after it.
    pub(super) next: usize,
}

/// Why no more messages were read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stop {
    /// The bytes are used up.
    End,
    /// The message that starts at this byte does not end within the data.
    Cut(usize),
    /// What starts at this byte is no message, and why.
    Malformed(usize, String),
}

/// Reads the FIT file with this header that starts at byte `at`.
///
/// The size in the header is believed as long as the messages agree with it. Where the file is shorter, or the device
/// never wrote the size, or messages go on behind it, they are read up to the last whole one.
///
/// # Errors
/// When the input as a whole is to be refused: it holds more samples or odd fields than any device writes.
pub(super) fn read_segment(
    bytes: &[u8],
    at: usize,
    header: Header,
    samples_max: usize,
    diagnostics: &mut Diagnostics,
) -> Result<SegmentOutcome, DecodeError> {
    if !header.sound {
        note_crc(diagnostics, at, "the checksum of the header does not match; it was read all the same");
    }
    let mut segment = Segment::new(samples_max);
    let start = at.saturating_add(header.size);
    let end = start.saturating_add(header.data_size);
    let mut next = end.saturating_add(CHECKSUM_SIZE);
    let size_is_plausible = next >= bytes.len() || Header::parse_header(bytes.get(next..).unwrap_or_default()).is_ok();

    if end > bytes.len() || (header.data_size == 0 && !size_is_plausible) {
        segment.walk_open(bytes, start, header, diagnostics)?;
        next = bytes.len();
    } else {
        match segment.walk_messages(bytes, start, end, diagnostics)? {
            Stop::Cut(from) if !size_is_plausible => {
                segment.walk_open(bytes, from, header, diagnostics)?;
                next = bytes.len();
            }
            Stop::Cut(at) => {
                let text = "the data end inside the message that starts here; everything before it was read";
                diagnostics.push(Code::FitTruncated, Some(at as u64), text);
            }
            Stop::Malformed(at, why) => diagnostics.push(Code::FitMalformed, Some(at as u64), why),
            Stop::End => match Checksum::check_range(bytes, at, end) {
                Checksum::Matches => {}
                _ if !size_is_plausible && segment.goes_on(bytes, end, header, diagnostics) => next = bytes.len(),
                Checksum::Zero => {}
                Checksum::Missing => {
                    note_crc(diagnostics, end, "the checksum after the data is missing; they were read all the same");
                }
                Checksum::Differs => {
                    note_crc(diagnostics, end, "the checksum of the data does not match; they were read all the same");
                }
            },
        }
    }
    let strap = segment.gathered.take_strap();
    Ok(SegmentOutcome { recording: segment.gathered.finish_recording(at, diagnostics), strap, next })
}

/// What the two bytes after the data say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checksum {
    /// They belong to the data.
    Matches,
    /// They are 0: the writer made none.
    Zero,
    /// They do not belong to the data.
    Differs,
    /// The bytes end before them.
    Missing,
}

impl Checksum {
    /// Compares what is stored at byte `end` with the bytes from `start` up to it.
    fn check_range(bytes: &[u8], start: usize, end: usize) -> Self {
        let stored = bytes.get(end..).and_then(|rest| u16_at::<false>(rest, 0));
        match (bytes.get(start..end), stored) {
            (Some(covered), Some(stored)) if stored == fit_crc(covered) => Self::Matches,
            (Some(_), Some(0)) => Self::Zero,
            (Some(_), Some(_)) => Self::Differs,
            _ => Self::Missing,
        }
    }
}

fn note_crc(diagnostics: &mut Diagnostics, at: usize, text: &str) {
    diagnostics.push(Code::FitCrc, Some(at as u64), text);
}

/// A FIT file while it is read.
#[derive(Debug, Clone, Default)]
struct Segment {
    /// By local message number.
    definitions: [Option<Definition>; 16],
    descriptions: Descriptions,
    clock: Clock,
    odd_fields: u64,
    gathered: GatheredRecords,
}

impl Segment {
    fn new(samples_max: usize) -> Self {
        Self { gathered: GatheredRecords::new(samples_max), ..Self::default() }
    }

    /// Reads the messages from byte `from` up to byte `to`.
    fn walk_messages(
        &mut self,
        bytes: &[u8],
        from: usize,
        to: usize,
        diagnostics: &mut Diagnostics,
    ) -> Result<Stop, DecodeError> {
        let mut rest = bytes.get(from..to).unwrap_or_default();
        while let Some((&header, body)) = rest.split_first() {
            let at = to.saturating_sub(rest.len());
            let (local, low_bits) = if header & COMPRESSED != 0 {
                (header >> 5 & 0x03, Some(header & 0x1F))
            } else if header & RESERVED != 0 {
                return Ok(Stop::Malformed(at, format!("{header:#04x} begins no message")));
            } else if header & DEFINITION != 0 {
                match self.take_definition(header, body, at, diagnostics)? {
                    Ok(after) => rest = after,
                    Err(stop) => return Ok(stop),
                }
                continue;
            } else if header & DEFINITION_ONLY != 0 {
                return Ok(Stop::Malformed(at, format!("{header:#04x} begins no message")));
            } else {
                (header & 0x0F, None)
            };
            let Some(Some(definition)) = self.definitions.get(usize::from(local)) else {
                return Ok(Stop::Malformed(at, format!("no definition announces the local message {local}")));
            };
            let stride = definition.size.saturating_add(1);
            let run = || {
                let index = self.gathered.sample_count();
                Run { bytes: rest, stride, big_endian: definition.big_endian, at, index, count: 1 }
            };
            let time_at = definition.time.saturating_add(1);
            if let (DefinedMessage::Record(fields), None) = (&definition.content, low_bits)
                && let Some((dated, last)) = run().dated(time_at)
            {
                self.gathered.take_records(fields, dated, time_at)?;
                self.clock.set_timestamp(last);
                rest = rest.get(dated.count.saturating_mul(stride)..).unwrap_or_default();
                continue;
            }
            let (Some(message), Some(after)) = (body.get(..definition.size), body.get(definition.size..)) else {
                return Ok(Stop::Cut(at));
            };
            let time = match (definition.timestamp_of(message), low_bits) {
                (Some(time), _) => {
                    self.clock.set_timestamp(time);
                    Some(time)
                }
                (None, Some(low_bits)) => self.clock.advance_low_bits(u32::from(low_bits)),
                (None, None) => None,
            };
            match &definition.content {
                DefinedMessage::Skipped => {}
                DefinedMessage::Record(fields) => {
                    self.gathered.take_record(fields, run(), time)?;
                }
                DefinedMessage::Message(kind, fields) => {
                    let message = Message { fields, bytes: message, big_endian: definition.big_endian };
                    if *kind == MessageKind::FieldDescription {
                        self.descriptions.note_description(message);
                    } else if let Err(why) = self.gathered.take_message(*kind, message, time) {
                        return Ok(Stop::Malformed(at, why));
                    }
                }
            }
            rest = after;
        }
        Ok(Stop::End)
    }

    /// Reads a definition; gives the bytes after it.
    fn take_definition<'a>(
        &mut self,
        header: u8,
        body: &'a [u8],
        at: usize,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<&'a [u8], Stop>, DecodeError> {
        let odd_fields = &mut self.odd_fields;
        let parsed = Definition::parse_definition(header, body, &self.descriptions, |odd| {
            *odd_fields = odd_fields.saturating_add(1);
            if *odd_fields <= FIT_ODD_FIELDS_MAX {
                diagnostics.push(Code::FitOddField, Some(at as u64), odd.in_words());
            }
        });
        if self.odd_fields > FIT_ODD_FIELDS_MAX {
            return Err(DecodeError {
                code: Code::FitOddFields,
                at_byte: Some(at as u64),
                detail: format!("more than {FIT_ODD_FIELDS_MAX} fields have sizes that do not fit their types"),
            });
        }
        Ok(match parsed {
            Ok((definition, after)) => {
                if let Some(slot) = self.definitions.get_mut(usize::from(header & 0x0F)) {
                    *slot = Some(definition);
                }
                Ok(after)
            }
            Err(DefinitionFailure::Cut) => Err(Stop::Cut(at)),
            Err(DefinitionFailure::Architecture(number)) => {
                Err(Stop::Malformed(at, format!("the definition has the byte order {number}; there are 0 and 1")))
            }
        })
    }

    /// Reads on to the end of the bytes, because the size in the header is not the size of the data.
    fn walk_open(
        &mut self,
        bytes: &[u8],
        from: usize,
        header: Header,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), DecodeError> {
        let stop = self.walk_messages(bytes, from, bytes.len(), diagnostics)?;
        let at = match &stop {
            Stop::End => bytes.len(),
            Stop::Cut(at) | Stop::Malformed(at, _) => *at,
        };
        let text =
            format!("the header announces {} bytes of data; whole messages were read up to here", header.data_size);
        diagnostics.push(Code::FitTruncated, Some(at as u64), text);
        match stop {
            Stop::Malformed(at, why) if !is_checksum(bytes, at) => {
                diagnostics.push(Code::FitMalformed, Some(at as u64), why);
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads what follows the data that the header announces, if it is messages and nothing else: the device stopped
    /// before it could write the final size. Says whether it was; if not, nothing has changed.
    fn goes_on(&mut self, bytes: &[u8], from: usize, header: Header, diagnostics: &mut Diagnostics) -> bool {
        let (mut longer, mut findings) = (self.clone(), diagnostics.clone());
        let whole = match longer.walk_messages(bytes, from, bytes.len(), &mut findings) {
            Ok(Stop::End) => true,
            Ok(Stop::Cut(at) | Stop::Malformed(at, _)) => is_checksum(bytes, at),
            Err(_) => false,
        };
        if whole {
            let text = format!(
                "the header announces {} bytes of data; the messages behind them were read too",
                header.data_size
            );
            findings.push(Code::FitTruncated, Some(from as u64), text);
            (*self, *diagnostics) = (longer, findings);
        }
        whole
    }
}

/// Whether nothing but a checksum can begin at a byte, so near is the end.
fn is_checksum(bytes: &[u8], at: usize) -> bool {
    bytes.len().saturating_sub(at) <= CHECKSUM_SIZE
}
