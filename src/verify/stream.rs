//! `fitparser` behind guards: the files of a chain, and the raw messages of each, one after another.
//!
//! Each file of a chain is given to it alone, behind a header that was checked, and each definition only after a look at
//! its sizes: at odd ones it prints, at large ones of developers it loses count.

use crate::limits::{FIT_CHAIN_MAX, FIT_ODD_FIELDS_MAX};
use fitparser::FitDataRecord;
use fitparser::de::{DecodeOption, FitDataMessage, FitObject, FitStreamProcessor};

/// Bytes of the checksum after the data.
const CHECKSUM_BYTES: usize = 2;

/// The largest developer field whose bytes `fitparser` counts without overflow, whatever its type.
const DEVELOPER_FIELD_BYTES_MAX: u8 = 248;

/// The files of a chain: each with the place where it starts and the bytes of its header and data, without the checksum.
/// The last one may be an error instead: why nobody can read on.
#[derive(Debug)]
pub(super) struct Files<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
    met: usize,
    stopped: bool,
}

/// A file of a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct StreamedFile<'a> {
    /// Where it starts in the whole.
    pub(super) at: usize,
    bytes: &'a [u8],
    header: usize,
}

impl<'a> Files<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, rest: bytes, met: 0, stopped: false }
    }
}

impl<'a> Iterator for Files<'a> {
    type Item = Result<StreamedFile<'a>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stopped || (self.rest.is_empty() && self.met != 0) {
            return None;
        }
        self.met += 1;
        let at = self.bytes.len() - self.rest.len();
        let Some((header, data)) = message_sizes(self.rest).filter(|_| self.met <= FIT_CHAIN_MAX) else {
            self.stopped = true;
            return Some(Err(if FIT_CHAIN_MAX < self.met {
                format!("more than {FIT_CHAIN_MAX} files in a chain")
            } else {
                format!("no FIT header at byte {at}")
            }));
        };
        let end = (header + data).min(self.rest.len());
        let bytes = &self.rest[..end];
        self.rest = self.rest.get(end + CHECKSUM_BYTES..).unwrap_or_default();
        Some(Ok(StreamedFile { at, bytes, header }))
    }
}

/// The bytes of the header at the start and of the data that it announces; absent where no FIT file starts.
fn message_sizes(bytes: &[u8]) -> Option<(usize, usize)> {
    let (head, _) = bytes.split_first_chunk::<12>()?;
    let [size @ (12 | 14), _, _, _, a, b, c, d, b'.', b'F', b'I', b'T'] = *head else { return None };
    let size = usize::from(size);
    (size <= bytes.len()).then_some((size, u32::from_le_bytes([a, b, c, d]) as usize))
}

/// The data messages of one file, raw.
pub(super) struct Messages<'a> {
    file: StreamedFile<'a>,
    processor: FitStreamProcessor,
    rest: &'a [u8],
    odd_fields: u64,
    /// Bytes of a data message by local message number.
    message_bytes: [usize; 16],
}

impl<'a> Messages<'a> {
    /// The messages of a file, or why it gives none.
    pub(super) fn new(file: StreamedFile<'a>) -> Result<Self, String> {
        let mut processor = FitStreamProcessor::new();
        processor.add_option(DecodeOption::SkipHeaderCrcValidation);
        processor.add_option(DecodeOption::SkipDataCrcValidation);
        processor.deserialize_next(file.bytes).map_err(|error| format!("{error} at byte {}", file.at))?;
        Ok(Self { file, processor, rest: &file.bytes[file.header..], odd_fields: 0, message_bytes: [0; 16] })
    }

    /// The next data message with the place where it starts in the whole; absent at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<(usize, FitDataMessage)>, String> {
        while let Some(&first) = self.rest.first() {
            let at = self.file.at + (self.file.bytes.len() - self.rest.len());
            match self.step_message(first) {
                Ok(Some(message)) => return Ok(Some((at, message))),
                Ok(None) => {}
                Err(why) => return Err(format!("{why} at byte {at}")),
            }
        }
        Ok(None)
    }

    /// A message by the names of the profile. What must not reach the profile's arithmetic is taken out before.
    pub(super) fn decode_message(&mut self, message: FitDataMessage) -> Result<FitDataRecord, String> {
        self.processor.decode_message(message).map_err(|error| error.to_string())
    }

    /// Reads one message: a data message is answered, a definition remembered.
    fn step_message(&mut self, first: u8) -> Result<Option<FitDataMessage>, String> {
        self.guard_sizes()?;
        let (after, object) = self.processor.deserialize_next(self.rest).map_err(|error| error.to_string())?;
        let length = self.rest.len() - after.len();
        self.rest = after;
        match object {
            FitObject::DefinitionMessage(definition) => {
                let local = usize::from(definition.local_message_number() & 0x0F);
                self.message_bytes[local] = definition.data_message_size();
                Ok(None)
            }
            FitObject::DataMessage(message) => {
                let local = if first & 0x80 == 0 { first & 0x0F } else { first >> 5 & 0x03 };
                if length != self.message_bytes[usize::from(local)] {
                    return Err("a developer field was stepped over by its type, not by its size".to_owned());
                }
                Ok(Some(message))
            }
            FitObject::Header(_) | FitObject::Crc(_) => Err("no message".to_owned()),
        }
    }

    /// Looks at the next message: whether its header is one, and whether its sizes fit, if it is a definition.
    fn guard_sizes(&mut self) -> Result<(), String> {
        let &[flags, _, order, _, _, count, ref fields @ ..] = self.rest else { return Ok(()) };
        match flags {
            0x00..=0x0F | 0x80.. => return Ok(()),
            0x40..=0x4F | 0x60..=0x6F if order <= 1 => {}
            _ => return Err("no message that FIT knows, which fitparser would read all the same,".to_owned()),
        }
        let (fields, rest) = fields.split_at_checked(3 * usize::from(count)).unwrap_or((fields, &[]));
        let odd =
            fields.as_chunks().0.iter().filter(|&&[_, size, base]| !size.is_multiple_of(type_bytes(base))).count();
        self.odd_fields += odd as u64;
        if FIT_ODD_FIELDS_MAX < self.odd_fields {
            return Err("too many fields with sizes that do not fit their types".to_owned());
        }
        let developer = if flags & 0x20 == 0 { &[] } else { rest.get(1..).unwrap_or_default() };
        let count = usize::from(rest.first().copied().unwrap_or(0));
        if developer.as_chunks().0.iter().take(count).any(|&[_, size, _]| DEVELOPER_FIELD_BYTES_MAX < size) {
            return Err("a developer field too large to be counted".to_owned());
        }
        Ok(())
    }
}

/// Bytes of one value of a base type, as `fitparser` counts them.
fn type_bytes(base: u8) -> u8 {
    match base & 0x9F {
        0x83 | 0x84 | 0x8B => 2,
        0x85 | 0x86 | 0x88 | 0x8C => 4,
        0x89 | 0x8E | 0x8F | 0x90 => 8,
        _ => 1,
    }
}
