//! FIT by the crate `fitparser`, used gently: our own arithmetic on its raw fields.
//!
//! Its decoder of messages panics on times beyond the calendar, takes local times from the machine's zone, and collects
//! every record with its names. So it is asked for the raw fields of one [message](super::stream) after another, and what
//! they mean is computed here from the numbers of the FIT profile.

use super::SecondReading;
use super::fit_companions::{Developers, StrapReading};
use super::stream::{self, Files, Messages};
use crate::decode::recording::{Position, Samples};
use crate::limits::{SAMPLES_MAX, TIME_MS_MAX};
use fitparser::Value;
use fitparser::de::FitDataMessage;

/// Unix time of 1989-12-31T00:00:00Z, seconds.
pub(super) const FIT_EPOCH_S: i64 = 631_065_600;

/// Times below count from power-on, seconds.
pub(super) const DATES_FROM: i64 = 0x1000_0000;

/// Global message numbers and the activity among the kinds of file.
const FILE_ID: u16 = 0;
const SESSION: u16 = 18;
const RECORD: u16 = 20;
const STRAP: u16 = 132;
const FIELD_DESCRIPTION: u16 = 206;
const ACTIVITY: i64 = 4;

/// Reads a FIT file, or a chain of them: the samples of each that is an activity.
pub(super) fn read_fit(bytes: &[u8]) -> SecondReading {
    let mut reading = SecondReading::default();
    let mut strap = StrapReading::default();
    for file in Files::new(bytes) {
        let mut known = FitSecondReading { strap, ..FitSecondReading::default() };
        let read = file.and_then(|file| known.read_stream(file));
        strap = std::mem::take(&mut known.strap);
        strap.next_file();
        if known.is_activity() {
            reading.recordings.push(known.samples);
        }
        if let Err(why) = read {
            reading.stopped = Some(why);
            break;
        }
    }
    for samples in &mut reading.recordings {
        strap.merge_into(samples);
    }
    reading
}

/// One file of a chain while it is read.
#[derive(Debug, Default)]
struct FitSecondReading {
    samples: Samples,
    developers: Developers,
    /// Heart rates of this file and of those before it in the chain.
    strap: StrapReading,
    kind: Option<i64>,
    has_session: bool,
    /// The last time that was met, which compressed times build upon, seconds since the FIT epoch.
    clock: Option<i64>,
}

impl FitSecondReading {
    /// Reads the messages to the end, or answers where and why it stopped.
    fn read_stream(&mut self, file: stream::StreamedFile) -> Result<(), String> {
        let mut messages = Messages::new(file)?;
        while let Some((at, message)) = messages.next()? {
            self.take_message(message, &mut messages).map_err(|why| format!("{why} at byte {at}"))?;
        }
        Ok(())
    }

    /// Takes in a data message.
    fn take_message(&mut self, mut message: FitDataMessage, messages: &mut Messages) -> Result<(), String> {
        let time = match message.fields().get(&253) {
            Some(Value::UInt32(time)) => Some(i64::from(*time)),
            _ => message.time_offset().zip(self.clock).map(|(low, last)| last + ((i64::from(low) - last) & 0x1F)),
        };
        self.clock = time.or(self.clock);
        match message.global_message_number() {
            FILE_ID => self.kind = self.kind.or(number_field(&message, 0)),
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
                    self.take_record(&message, time_ms);
                }
            }
            STRAP => {
                self.strap.read_beats(&message, time.filter(|time| DATES_FROM <= *time).map(|time| time + FIT_EPOCH_S));
            }
            FIELD_DESCRIPTION => {
                self.developers.note_description(&message);
                // Its time is not needed, and would be decoded unchecked.
                message.fields_mut().remove(&253);
                messages.decode_message(message)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Appends a sample.
    fn take_record(&mut self, message: &FitDataMessage, time_ms: i64) {
        let samples = &mut self.samples;
        let index = samples.len();
        samples.time_ms.push(time_ms);
        let number = |field| number_field(message, field);
        let degrees = |field| number(field).map(|semicircles| semicircles as f64 / 2_147_483_648.0 * 180.0);
        let byte = |field| number(field).and_then(|value| u8::try_from(value).ok());
        let place = degrees(0).zip(degrees(1)).filter(|(latitude_deg, _)| latitude_deg.abs() <= 90.0);
        let place = place.map(|(latitude_deg, longitude_deg)| Position { latitude_deg, longitude_deg });
        samples.position.set_known(index, place);
        let altitude_m = number(78).or_else(|| number(2)).map(|value| (value as f64 / 5.0 - 500.0) as f32);
        samples.altitude_m.set_known(index, altitude_m);
        samples.heart_rate_bpm.set_known(index, byte(3).filter(|bpm| *bpm != 0));
        samples.cadence_rpm.set_known(index, byte(4));
        samples.distance_m.set_known(index, number(5).map(|value| value as f64 / 100.0));
        let speed_mps = number(73).or_else(|| number(6)).map(|value| (value as f64 / 1000.0) as f32);
        samples.speed_mps.set_known(index, speed_mps);
        samples.power_w.set_known(index, number(7).and_then(|value| u16::try_from(value).ok()));
        self.developers.fill_samples(message, samples, index);
    }

    /// Whether it is an activity with samples: it says so, or it sums up a session, or it does not say what it is.
    fn is_activity(&self) -> bool {
        let by_kind = self.kind.is_none_or(|kind| kind == ACTIVITY);
        if self.has_session { !self.samples.is_empty() } else { by_kind && 2 <= self.samples.len() }
    }
}

/// The whole number in a field, of whatever width; absent where it is marked as invalid, several, or none.
fn number_field(message: &FitDataMessage, field: u8) -> Option<i64> {
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
