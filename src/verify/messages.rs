//! Every message of a FIT file by the names of the profile, as the crate `fitparser` has them.
//!
//! Its profile panics on times of 64 bits and makes local times of the machine's zone, so both are taken out of a message
//! before it is decoded; of a time that it decodes only the instant is used. One message is in memory at a time.

use super::fit::{DATES_FROM, FIT_EPOCH_S};
use super::stream::{Files, Messages};
use fitparser::profile::MesgNum;
use fitparser::{FitDataField, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Who names the messages.
pub(crate) const READER: &str = "fitparser";

/// Fields that hold a local clock, by message and field.
const LOCAL_TIMES: [((u16, u8), &str); 6] = [
    ((28, 6), "scheduled_time"),
    ((34, 5), "local_timestamp"),
    ((55, 11), "local_timestamp"),
    ((103, 0), "local_timestamp"),
    ((162, 3), "local_timestamp"),
    ((398, 0), "local_timestamp"),
];

/// Fields beside those in semicircles that tell where somebody was, by name.
const TELLING_NAMES: [&str; 3] = ["location", "sentence", "position"];

/// A data message of a FIT file.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedMessage {
    /// Where it starts, bytes from the start of the file.
    pub at_byte: usize,
    /// Global message number.
    pub number: u16,
    /// Its name in the profile; absent for a number that the profile does not know.
    pub name: Option<String>,
    /// Its fields, by number, those of developers last.
    pub fields: Vec<DecodedField>,
    /// Why its fields could not be named; absent where they were.
    pub trouble: Option<String>,
}

/// A field of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedField {
    /// Field number; a developer's own for a developer field.
    pub number: u8,
    /// Whether a developer defined it, in this file, and not the profile.
    pub developer: bool,
    /// Its name in the profile or by its developer; absent where nobody names it.
    pub name: Option<String>,
    /// Its value, scaled.
    pub value: FieldValue,
    /// The unit of the value, as the profile writes it; empty where it has none.
    pub unit: String,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// A whole number.
    Whole(i128),
    /// A number.
    Number(f64),
    /// A text, or the name of one of a field's choices.
    Text(String),
    /// An instant, Unix time in seconds.
    Time(i64),
    /// A reading of the local clock, as the Unix time at which clocks in UTC show it, seconds.
    LocalTime(i64),
    /// Seconds since the device was switched on, of one that has no date yet.
    SincePowerOn(i64),
    /// Something that tells where somebody was; it is not read further.
    Position,
    /// Several values; an absent one is marked as invalid.
    Several(Vec<Option<FieldValue>>),
}

/// Gives each data message of a FIT file, or of a chain of them, in order. Answers why the reader stopped before the end,
/// if it did.
///
/// # Errors
/// The first error of `each`, after which nothing more is read.
pub(crate) fn decode_messages<E>(
    bytes: &[u8],
    mut each: impl FnMut(DecodedMessage) -> Result<(), E>,
) -> Result<Option<String>, E> {
    for file in Files::new(bytes) {
        let mut messages = match file.and_then(|file| catch_panic(|| Messages::new(file))) {
            Ok(messages) => messages,
            Err(why) => return Ok(Some(why)),
        };
        loop {
            match catch_panic(|| {
                Ok(messages.next()?.map(|(at_byte, message)| name_message(at_byte, message, &mut messages)))
            }) {
                Ok(Some(message)) => each(message)?,
                Ok(None) => break,
                Err(why) => return Ok(Some(why)),
            }
        }
    }
    Ok(None)
}

/// What a call of `fitparser` answers; a panic is an error like others.
fn catch_panic<T>(call: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err("it panicked".to_owned()))
}

/// A raw message by the names of the profile.
fn name_message(at_byte: usize, mut raw: fitparser::de::FitDataMessage, messages: &mut Messages) -> DecodedMessage {
    let number = raw.global_message_number();
    let mut fields = Vec::new();
    raw.fields_mut().retain(|&field, value| {
        let local = LOCAL_TIMES.iter().find(|(place, _)| *place == (number, field)).map(|(_, name)| *name);
        if local.is_none() && !is_beyond_calendars(value) {
            return true;
        }
        let value = match (&*value, local) {
            (Value::UInt32(seconds), Some(_)) => FieldValue::LocalTime(i64::from(*seconds) + FIT_EPOCH_S),
            _ => plain_value(value).unwrap_or(FieldValue::Several(Vec::new())),
        };
        let name = local.map(str::to_owned);
        fields.push(DecodedField { number: field, developer: false, name, value, unit: String::new() });
        false
    });
    // The fields of developers come last, but for the time that a compressed header gave.
    let (of_developers, has_offset) = (raw.developer_fields().len(), raw.time_offset().is_some());
    let trouble = match messages.decode_message(raw) {
        Ok(record) => {
            let decoded = record.into_vec();
            let to = decoded.len() - usize::from(has_offset);
            let developers = to.saturating_sub(of_developers)..to;
            fields.extend(decoded.iter().enumerate().filter_map(|(i, one)| name_field(one, developers.contains(&i))));
            None
        }
        Err(why) => Some(why),
    };
    fields.sort_by(|a, b| (a.developer, a.number, &a.name).cmp(&(b.developer, b.number, &b.name)));
    let name = MesgNum::is_named_variant(i64::from(number)).then(|| MesgNum::from(number).to_string());
    DecodedMessage { at_byte, number, name, fields, trouble }
}

/// Whether a number is so large that, taken as a time, it lies beyond what a calendar can hold.
fn is_beyond_calendars(value: &Value) -> bool {
    match value {
        Value::UInt64(value) | Value::UInt64z(value) => u64::from(u32::MAX) < *value,
        Value::SInt64(value) => u64::from(u32::MAX) < value.unsigned_abs(),
        _ => false,
    }
}

/// A field as `fitparser` decoded it; absent where its value is marked as invalid.
fn name_field(decoded: &FitDataField, developer: bool) -> Option<DecodedField> {
    let (number, unit) = (decoded.number(), decoded.units().to_owned());
    let name = Some(decoded.name().to_owned()).filter(|name| developer || !name.starts_with("unknown_field_"));
    let value = if tells_where(name.as_deref(), &unit, decoded.value()) {
        FieldValue::Position
    } else {
        plain_value(decoded.value())?
    };
    Some(DecodedField { number, developer, name, value, unit })
}

/// Whether a field tells where somebody was: by its unit or name, or because nobody knows what it is and it has the type
/// of positions.
fn tells_where(name: Option<&str>, unit: &str, value: &Value) -> bool {
    let Some(name) = name else {
        return match value {
            Value::SInt32(_) => true,
            Value::Array(values) => values.iter().any(|value| matches!(value, Value::SInt32(_))),
            _ => false,
        };
    };
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    unit.to_lowercase().contains("semicircle")
        || TELLING_NAMES.contains(&name.as_str())
        || words.any(|word| ["lat", "lon", "long", "lng", "gps"].contains(&word))
        || ["latitude", "longitude"].iter().any(|word| name.contains(word))
}

/// A value, whatever it means; absent where it is marked as invalid.
fn plain_value(value: &Value) -> Option<FieldValue> {
    Some(match value {
        Value::Timestamp(time) => match time.timestamp() - FIT_EPOCH_S {
            seconds if seconds < DATES_FROM => FieldValue::SincePowerOn(seconds),
            seconds => FieldValue::Time(seconds + FIT_EPOCH_S),
        },
        Value::Byte(value) | Value::Enum(value) | Value::UInt8(value) | Value::UInt8z(value) => {
            FieldValue::Whole((*value).into())
        }
        Value::SInt8(value) => FieldValue::Whole((*value).into()),
        Value::SInt16(value) => FieldValue::Whole((*value).into()),
        Value::UInt16(value) | Value::UInt16z(value) => FieldValue::Whole((*value).into()),
        Value::SInt32(value) => FieldValue::Whole((*value).into()),
        Value::UInt32(value) | Value::UInt32z(value) => FieldValue::Whole((*value).into()),
        Value::SInt64(value) => FieldValue::Whole((*value).into()),
        Value::UInt64(value) | Value::UInt64z(value) => FieldValue::Whole((*value).into()),
        Value::Float32(value) => FieldValue::Number(f64::from(*value)),
        Value::Float64(value) => FieldValue::Number(*value),
        Value::String(text) => FieldValue::Text(text.clone()),
        Value::Array(values) => FieldValue::Several(values.iter().map(plain_value).collect()),
        Value::Invalid => return None,
    })
}
