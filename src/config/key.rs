//! A key of `athlete.toml` as one row: what it says, which values it takes, what holds without it, and how it is read.

use super::reader::{ConfigEntry, ConfigText};
use super::{ConfigError, reader};
use std::ops::RangeInclusive;

/// A table of `athlete.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigTable {
    /// The lines before the first table.
    Top,
    /// `[[thresholds]]`.
    Thresholds,
    /// `[effort]`.
    Effort,
    /// `[series]`.
    Series,
    /// `[[mornings]]`.
    Mornings,
    /// `[sources]`.
    Sources,
    /// `[ledger]`.
    Ledger,
    /// `[report]`.
    Report,
}

impl ConfigTable {
    /// All of them, in the order of the reference.
    pub const ALL: [Self; 8] = [
        Self::Top,
        Self::Thresholds,
        Self::Effort,
        Self::Series,
        Self::Mornings,
        Self::Sources,
        Self::Ledger,
        Self::Report,
    ];

    /// The line that begins it; empty at the top of the file.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Top => "",
            Self::Thresholds => "[[thresholds]]",
            Self::Effort => "[effort]",
            Self::Series => "[series]",
            Self::Mornings => "[[mornings]]",
            Self::Sources => "[sources]",
            Self::Ledger => "[ledger]",
            Self::Report => "[report]",
        }
    }

    /// Where its keys stand, as in "the keys of the [effort] table".
    pub(super) fn whose_keys(self) -> String {
        match self {
            Self::Top => "at the top".to_owned(),
            Self::Thresholds | Self::Mornings => format!("of a {} table", self.header()),
            _ => format!("of the {} table", self.header()),
        }
    }

    /// Where to put a key of it.
    pub(super) fn where_to_put(self) -> String {
        match self {
            Self::Top => "at the top, before the first [[thresholds]]".to_owned(),
            _ => format!("under a line {}", self.header()),
        }
    }

    /// Its keys by their names.
    pub(super) fn names(self) -> Vec<&'static str> {
        self.keys().into_iter().map(|key| key.name).collect()
    }

    /// Its keys, in the order in which an error lists them.
    #[must_use]
    pub fn keys(self) -> Vec<KeyDescription> {
        match self {
            Self::Top => describe(self, &reader::TOP_KEYS),
            Self::Thresholds => describe(self, &reader::thresholds::KEYS),
            Self::Effort => describe(self, &reader::choices::EFFORT_KEYS),
            Self::Series => describe(self, &reader::choices::SERIES_KEYS),
            Self::Mornings => describe(self, &reader::mornings::KEYS),
            Self::Sources => describe(self, &reader::mornings::SOURCES_KEYS),
            Self::Ledger => describe(self, &reader::nightly::LEDGER_KEYS),
            Self::Report => describe(self, &reader::nightly::REPORT_KEYS),
        }
    }
}

/// What there is to say of a key: a row of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// The table in which it stands.
    pub table: ConfigTable,
    /// The key.
    pub name: &'static str,
    /// The values that it takes, with their unit.
    pub accepts: String,
    /// What it says.
    pub meaning: &'static str,
    /// What holds where it is not written; empty where nothing does.
    pub default: &'static str,
}

fn describe<T>(table: ConfigTable, keys: &[ConfigKey<T>]) -> Vec<KeyDescription> {
    let row = |key: &ConfigKey<T>| KeyDescription {
        table,
        name: key.name,
        accepts: key.value.accepts(),
        meaning: key.meaning,
        default: key.default,
    };
    keys.iter().map(row).collect()
}

/// A key whose value goes into a `T`.
pub(super) struct ConfigKey<T: 'static> {
    pub(super) name: &'static str,
    pub(super) value: KeyValue<T>,
    pub(super) meaning: &'static str,
    pub(super) default: &'static str,
}

/// What stands behind a key, and where it goes.
pub(super) enum KeyValue<T: 'static> {
    /// A number within bounds, of a unit.
    Number(NumberRange, fn(&mut T, f64)),
    /// One of these words, each with what it does.
    Words(&'static [(&'static str, fn(&mut T))]),
    /// What a function reads, and these words describe.
    Read(&'static str, ReadValue<T>),
}

/// Reads the value of an entry into its place.
pub(super) type ReadValue<T> =
    for<'a> fn(ConfigText<'a>, &'static str, &ConfigEntry<'a>, &mut T) -> Result<(), ConfigError>;

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

impl<T> KeyValue<T> {
    fn accepts(&self) -> String {
        match self {
            Self::Number(range, _) => range.in_words(),
            Self::Words(words) => one_of_words(words.iter().map(|(word, _)| *word)),
            Self::Read(accepts, _) => (*accepts).to_owned(),
        }
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
