//! FIT by the crate `fitparser`, used gently.
//!
//! Its decoder of messages panics on times beyond the calendar, takes local times from the machine's zone, and collects
//! every record with its names. So it is asked for the raw fields of one message after another, and what they mean is
//! computed here from the numbers of the FIT profile. Each file of a chain is given to it alone, behind a header that was
//! checked, and each definition only after a look at its sizes: at odd ones it prints, at large ones of developers it
//! loses count.

use super::Reading;
use super::beside::{Developers, Strap};
use crate::decode::recording::{Position, Samples};
use crate::limits::{FIT_CHAIN_MAX, FIT_ODD_FIELDS_MAX, SAMPLES_MAX, TIME_MS_MAX};
use fitparser::Value;
use fitparser::de::{DecodeOption, FitDataMessage, FitObject, FitStreamProcessor};

/// Bytes of the checksum after the data.
const CHECKSUM_BYTES: usize = 2;

/// Unix time of 1989-12-31T00:00:00Z, seconds.
const FIT_EPOCH_S: i64 = 631_065_600;

/// Times below count from power-on, seconds.
const DATES_FROM: i64 = 0x1000_0000;

/// The largest developer field whose bytes `fitparser` counts without overflow, whatever its type.
const DEVELOPER_FIELD_BYTES_MAX: u8 = 248;

/// Global message numbers and the activity among the kinds of file.
const FILE_ID: u16 = 0;
const SESSION: u16 = 18;
const RECORD: u16 = 20;
const STRAP: u16 = 132;
const FIELD_DESCRIPTION: u16 = 206;
const ACTIVITY: i64 = 4;

/// Reads a FIT file, or a chain of them: the samples of each that is an activity.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let mut strap = Strap::default();
    let mut rest = bytes;
    for _ in 0..FIT_CHAIN_MAX {
        let at = bytes.len() - rest.len();
        let Some((header, data)) = sizes(rest) else {
            reading.stopped = Some(format!("no FIT header at byte {at}"));
            return reading;
        };
        let end = (header + data).min(rest.len());
        let mut file = File { strap, ..File::default() };
        let stopped = file.read(&rest[..end], header);
        strap = std::mem::take(&mut file.strap);
        strap.next_file();
        if file.is_activity() {
            reading.recordings.push(file.samples);
        }
        reading.stopped = stopped.map(|(within, why)| format!("{why} at byte {}", at + within));
        rest = rest.get(end + CHECKSUM_BYTES..).unwrap_or_default();
        if rest.is_empty() || reading.stopped.is_some() {
            reading.recordings.iter_mut().for_each(|samples| strap.merge(samples));
            return reading;
        }
    }
    reading.stopped = Some(format!("more than {FIT_CHAIN_MAX} files in a chain"));
    reading
}

/// The bytes of the header at the start and of the data that it announces; absent where no FIT file starts.
fn sizes(bytes: &[u8]) -> Option<(usize, usize)> {
    let (head, _) = bytes.split_first_chunk::<12>()?;
    let [size @ (12 | 14), _, _, _, a, b, c, d, b'.', b'F', b'I', b'T'] = *head else { return None };
    let size = usize::from(size);
    (size <= bytes.len()).then_some((size, u32::from_le_bytes([a, b, c, d]) as usize))
}

/// One file of a chain while it is read.
#[derive(Debug, Default)]
struct File {
    samples: Samples,
    developers: Developers,
    /// Heart rates of this file and of those before it in the chain.
    strap: Strap,
    kind: Option<i64>,
    has_session: bool,
    odd_fields: u64,
    /// Bytes of a data message by local message number.
    message_bytes: [usize; 16],
    /// The last time that was met, which compressed times build upon, seconds since the FIT epoch.
    clock: Option<i64>,
}

impl File {
    /// Reads the messages behind the header. Answers where and why it stopped, if not at the end.
    fn read(&mut self, bytes: &[u8], header: usize) -> Option<(usize, String)> {
        let mut processor = FitStreamProcessor::new();
        processor.add_option(DecodeOption::SkipHeaderCrcValidation);
        processor.add_option(DecodeOption::SkipDataCrcValidation);
        if let Err(error) = processor.deserialize_next(bytes) {
            return Some((0, error.to_string()));
        }
        let mut rest = &bytes[header..];
        while let Some(first) = rest.first() {
            let at = bytes.len() - rest.len();
            let result = self.guard(rest).and_then(|()| {
                let (after, object) = processor.deserialize_next(rest).map_err(|error| error.to_string())?;
                match object {
                    FitObject::DefinitionMessage(definition) => {
                        let local = usize::from(definition.local_message_number() & 0x0F);
                        self.message_bytes[local] = definition.data_message_size();
                    }
                    FitObject::DataMessage(message) => {
                        let local = if first & 0x80 == 0 { first & 0x0F } else { first >> 5 & 0x03 };
                        if rest.len() - after.len() != self.message_bytes[usize::from(local)] {
                            return Err("a developer field was stepped over by its type, not by its size".to_owned());
                        }
                        self.message(message, &mut processor)?;
                    }
                    FitObject::Header(_) | FitObject::Crc(_) => return Err("no message".to_owned()),
                }
                Ok(after)
            });
            match result {
                Ok(after) => rest = after,
                Err(why) => return Some((at, why)),
            }
        }
        None
    }

    /// Looks at the next message: whether its header is one, and whether its sizes fit, if it is a definition.
    fn guard(&mut self, message: &[u8]) -> Result<(), String> {
        let &[flags, _, order, _, _, count, ref fields @ ..] = message else { return Ok(()) };
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

    /// Takes in a data message.
    fn message(&mut self, mut message: FitDataMessage, processor: &mut FitStreamProcessor) -> Result<(), String> {
        let time = match message.fields().get(&253) {
            Some(Value::UInt32(time)) => Some(i64::from(*time)),
            _ => message.time_offset().zip(self.clock).map(|(low, last)| last + ((i64::from(low) - last) & 0x1F)),
        };
        self.clock = time.or(self.clock);
        match message.global_message_number() {
            FILE_ID => self.kind = self.kind.or(number(&message, 0)),
            SESSION => self.has_session = true,
            RECORD => {
                let time_ms = time.map(|time| (time + FIT_EPOCH_S) * 1000).filter(|time_ms| *time_ms < TIME_MS_MAX);
                if time.is_some_and(|time| time < DATES_FROM) {
                    return Err("times count from power-on".to_owned());
                }
                if self.samples.len() >= SAMPLES_MAX {
                    return Err(format!("more than {SAMPLES_MAX} samples"));
                }
                if let Some(time_ms) = time_ms {
                    self.record(&message, time_ms);
                }
            }
            STRAP => self.strap.read(&message, time.filter(|time| DATES_FROM <= *time).map(|time| time + FIT_EPOCH_S)),
            FIELD_DESCRIPTION => {
                self.developers.describe(&message);
                // Its time is not needed, and would be decoded unchecked.
                message.fields_mut().remove(&253);
                processor.decode_message(message).map_err(|error| error.to_string())?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Appends a sample.
    fn record(&mut self, message: &FitDataMessage, time_ms: i64) {
        let samples = &mut self.samples;
        let index = samples.len();
        samples.time_ms.push(time_ms);
        let degrees = |field| number(message, field).map(|semicircles| semicircles as f64 / 2_147_483_648.0 * 180.0);
        if let Some((latitude_deg, longitude_deg)) = degrees(0).zip(degrees(1))
            && latitude_deg.abs() <= 90.0
        {
            samples.position.set(index, Position { latitude_deg, longitude_deg });
        }
        if let Some(value) = number(message, 78).or_else(|| number(message, 2)) {
            samples.altitude_m.set(index, (value as f64 / 5.0 - 500.0) as f32);
        }
        if let Some(value) = number(message, 3).and_then(|value| u8::try_from(value).ok()).filter(|value| *value != 0) {
            samples.heart_rate_bpm.set(index, value);
        }
        if let Some(value) = number(message, 4).and_then(|value| u8::try_from(value).ok()) {
            samples.cadence_rpm.set(index, value);
        }
        if let Some(value) = number(message, 5) {
            samples.distance_m.set(index, value as f64 / 100.0);
        }
        if let Some(value) = number(message, 73).or_else(|| number(message, 6)) {
            samples.speed_mps.set(index, (value as f64 / 1000.0) as f32);
        }
        if let Some(value) = number(message, 7).and_then(|value| u16::try_from(value).ok()) {
            samples.power_w.set(index, value);
        }
        self.developers.fill(message, samples, index);
    }

    /// Whether it is an activity with samples: it says so, or it sums up a session, or it does not say what it is.
    fn is_activity(&self) -> bool {
        let by_kind = self.kind.is_none_or(|kind| kind == ACTIVITY);
        if self.has_session { !self.samples.is_empty() } else { by_kind && 2 <= self.samples.len() }
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

/// The whole number in a field, of whatever width; absent where it is marked as invalid, several, or none.
fn number(message: &FitDataMessage, field: u8) -> Option<i64> {
    Some(match *message.fields().get(&field)? {
        Value::Enum(value) | Value::UInt8(value) | Value::UInt8z(value) => value.into(),
        Value::SInt8(value) => value.into(),
        Value::UInt16(value) | Value::UInt16z(value) => value.into(),
        Value::SInt16(value) => value.into(),
        Value::UInt32(value) | Value::UInt32z(value) => value.into(),
        Value::SInt32(value) => value.into(),
        _ => return None,
    })
}
