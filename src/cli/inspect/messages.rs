//! Every message of a FIT file, for a person and as JSON, one at a time.

use super::text::WIDTH;
use crate::numerals::number;
use crate::printable::printable;
use crate::verify::messages::{Field, FieldValue, Message, READER, messages};
use jiff::Timestamp;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use std::cell::RefCell;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Values of one field that are shown to a person; JSON has them all.
const VALUES_SHOWN_MAX: usize = 8;

/// Writes the messages of a FIT file for a person.
pub(super) fn write(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let stopped = messages(bytes, |message| out.write_all(paragraph(&message).as_bytes()))?;
    match stopped {
        Some(why) => writeln!(out, " {READER} reads no further: {}", printable(&why)),
        None => Ok(()),
    }
}

/// A message: its name and number in a line, its fields below.
fn paragraph(message: &Message) -> String {
    let mut text =
        format!(" {} ({}) at byte {}\n", or_unknown(message.name.as_deref()), message.number, message.at_byte);
    let mut line = "  ".to_owned();
    let troubles = message.trouble.iter().map(|why| format!("(its fields have no names: {})", printable(why)));
    let fields: Vec<String> = message.fields.iter().map(shown).chain(troubles).collect();
    for (i, field) in fields.iter().enumerate() {
        let field = format!(" {field}{}", if i + 1 < fields.len() { "," } else { "" });
        if 2 < line.len() && usize::from(WIDTH) < line.width() + field.width() {
            text.push_str(&line);
            text.push('\n');
            line.truncate(2);
        }
        line.push_str(&field);
    }
    if 2 < line.len() {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// A field for a person: its name, value and unit.
fn shown(field: &Field) -> String {
    let name = field.name.as_deref().map_or_else(|| format!("field {}", field.number), |name| printable(name).into());
    let unit = match field.value {
        FieldValue::Position | FieldValue::Time(_) | FieldValue::LocalTime(_) | FieldValue::SincePowerOn(_) => "",
        _ => field.unit.as_str(),
    };
    let blank = if unit.is_empty() { "" } else { " " };
    format!("{name} {}{blank}{}", value(&field.value), printable(unit))
}

fn value(value: &FieldValue) -> String {
    match value {
        FieldValue::Whole(value) => value.to_string(),
        FieldValue::Number(value) => number(*value, 6),
        FieldValue::Text(text) => format!("\"{}\"", printable(text)),
        FieldValue::Time(seconds) => utc(*seconds),
        FieldValue::LocalTime(seconds) => utc(*seconds).replace('Z', " local"),
        FieldValue::SincePowerOn(seconds) => format!("{seconds} s after power-on"),
        FieldValue::Position => "(a position)".to_owned(),
        FieldValue::Several(values) => {
            let known = values.iter().take(VALUES_SHOWN_MAX);
            let mut shown: Vec<String> =
                known.map(|one| one.as_ref().map_or_else(|| "-".to_owned(), self::value)).collect();
            if VALUES_SHOWN_MAX < values.len() {
                shown.push(format!("… {} values", values.len()));
            }
            format!("[{}]", shown.join(" "))
        }
    }
}

fn utc(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| "a time beyond the calendar".to_owned(), |time| time.to_string())
}

fn or_unknown(name: Option<&str>) -> &str {
    name.unwrap_or("unknown message")
}

/// The messages of a FIT file as a sequence that is read while it is written.
pub(super) struct Stream<'a> {
    bytes: &'a [u8],
    stopped: RefCell<Option<String>>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, stopped: RefCell::new(None) }
    }

    /// Why the reader stopped before the end; known once the messages are written.
    pub(super) fn stopped(&self) -> Option<String> {
        self.stopped.borrow().clone()
    }
}

impl Serialize for Stream<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        let stopped = messages(self.bytes, |message| sequence.serialize_element(&Json(&message)))?;
        self.stopped.replace(stopped);
        sequence.end()
    }
}

/// A part of a message as JSON.
struct Json<'a, T>(&'a T);

impl Serialize for Json<'_, Message> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Message { at_byte, number, name, fields, trouble } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("byte_offset", at_byte)?;
        map.serialize_entry("number", number)?;
        map.serialize_entry("name", name)?;
        map.serialize_entry("fields", &fields.iter().map(Json).collect::<Vec<_>>())?;
        map.serialize_entry("trouble", trouble)?;
        map.end()
    }
}

impl Serialize for Json<'_, Field> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Field { number, developer, name, value, unit } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", number)?;
        map.serialize_entry("name", name)?;
        map.serialize_entry("developer", developer)?;
        map.serialize_entry("value", &Json(value))?;
        map.serialize_entry("unit", unit)?;
        map.serialize_entry("withheld", &(*value == FieldValue::Position))?;
        map.end()
    }
}

impl Serialize for Json<'_, FieldValue> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            // Numbers that JSON readers keep exactly are numbers.
            FieldValue::Whole(value) if value.unsigned_abs() <= 1 << 53 => serializer.serialize_i64(*value as i64),
            FieldValue::Whole(value) => serializer.collect_str(value),
            FieldValue::Number(value) => serializer.serialize_f64((value * 1e6).round() / 1e6),
            FieldValue::Text(text) => serializer.serialize_str(text),
            FieldValue::Time(seconds) => serializer.collect_str(&utc(*seconds)),
            FieldValue::LocalTime(seconds) => serializer.collect_str(&utc(*seconds).trim_end_matches('Z')),
            FieldValue::SincePowerOn(seconds) => serializer.serialize_i64(*seconds),
            FieldValue::Position => serializer.serialize_none(),
            FieldValue::Several(values) => serializer.collect_seq(values.iter().map(|one| one.as_ref().map(Json))),
        }
    }
}
