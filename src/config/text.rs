//! The text of `athlete.toml`: its entries, plain values, and errors that point at a line.

use super::{ConfigError, Problem};
use crate::printable::printable;
use jiff::civil::Date;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Characters of a key or value that an error shows.
const SHOWN_CHARS_MAX: usize = 48;

/// One `key = value`.
pub(super) struct ConfigEntry<'a> {
    pub(super) key: &'a str,
    pub(super) key_span: Range<usize>,
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

/// The text, and how to point into it.
#[derive(Clone, Copy)]
pub(super) struct ConfigText<'a> {
    pub(super) text: &'a str,
    pub(super) origin: &'a str,
    pub(super) today: Date,
}

impl<'a> ConfigText<'a> {
    pub(super) fn error(self, span: Option<&Range<usize>>, problem: Problem) -> ConfigError {
        let line = span.and_then(|span| self.line(span));
        ConfigError { origin: self.origin.to_owned(), line, problem: Box::new(problem) }
    }

    /// The line, from 1, in which a span begins.
    pub(super) fn line(self, span: &Range<usize>) -> Option<usize> {
        Some(self.text.get(..span.start)?.matches('\n').count() + 1)
    }

    /// The entries in the order of the file, so that the first error is the topmost.
    pub(super) fn entries(table: &'a DeTable<'a>) -> Vec<ConfigEntry<'a>> {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| ConfigEntry { key: key.get_ref().as_ref(), key_span: key.span(), value })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    pub(super) fn value_text(self, entry: &ConfigEntry<'_>) -> String {
        shown(self.text.get(entry.value.span()).unwrap_or_default())
    }

    pub(super) fn impossible(
        self,
        key: &'static str,
        entry: &ConfigEntry<'_>,
        expected: impl Into<String>,
    ) -> ConfigError {
        let problem = Problem::Impossible { key, value: self.value_text(entry), expected: expected.into() };
        self.error(Some(&entry.key_span), problem)
    }

    pub(super) fn number(
        self,
        key: &'static str,
        entry: &ConfigEntry<'_>,
        numbers: &NumberRange,
    ) -> Result<f64, ConfigError> {
        let number = match entry.value.get_ref() {
            DeValue::Integer(_) => whole_number(entry).map(|whole| whole as f64),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        number
            .filter(|number| numbers.range.contains(number))
            .ok_or_else(|| self.impossible(key, entry, format!("{}, without quotes", numbers.in_words())))
    }

    /// One of some values by its name.
    pub(super) fn one_of<T: Copy>(
        self,
        key: &'static str,
        entry: &ConfigEntry<'_>,
        values: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Result<T, ConfigError> {
        let meant = text_of(entry).and_then(|text| values.iter().find(|value| as_str(**value) == text));
        meant
            .copied()
            .ok_or_else(|| self.impossible(key, entry, one_of_words(values.iter().map(|value| as_str(*value)))))
    }

    pub(super) fn day(self, key: &'static str, entry: &ConfigEntry<'_>) -> Result<Date, ConfigError> {
        let day = match entry.value.get_ref() {
            DeValue::String(text) if text.len() == "2025-01-31".len() => text.parse().ok(),
            DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => at.date.and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
                    .ok()
            }),
            _ => None,
        };
        day.ok_or_else(|| self.impossible(key, entry, "a day such as \"2025-01-31\""))
    }
}

pub(super) fn text_of<'a>(entry: &ConfigEntry<'a>) -> Option<&'a str> {
    match entry.value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

pub(super) fn whole_number(entry: &ConfigEntry<'_>) -> Option<i64> {
    match entry.value.get_ref() {
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok(),
        _ => None,
    }
}

/// A key or value as an error shows it: on one line, printable, cut where it goes on too long.
pub(super) fn shown(text: &str) -> String {
    let text = text.trim();
    let mut kept: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    printable(&kept).into_owned()
}

/// The bounds and the unit of a number.
pub(super) struct NumberRange {
    pub(super) range: RangeInclusive<f64>,
    pub(super) unit: &'static str,
}

/// Numbers from `least` to `most`, of a unit.
pub(super) const fn from_to(least: f64, most: f64, unit: &'static str) -> NumberRange {
    NumberRange { range: least..=most, unit }
}

impl NumberRange {
    /// The numbers in words.
    pub(super) fn in_words(&self) -> String {
        format!("a number from {} to {} ({})", self.range.start(), self.range.end(), self.unit)
    }
}

/// `"a", "b" or "c"`.
pub(super) fn one_of_words(words: impl Iterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
