//! A key of `athlete.toml` as one row: what it says, which values it takes, what holds without it, and how it is read.

use super::ConfigError;
use super::text::{ConfigEntry, ConfigText, NumberRange, one_of_words};

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

/// The rows of a table of keys as the reference has them.
pub(super) fn describe_keys<T>(table: ConfigTable, keys: &[ConfigKey<T>]) -> Vec<KeyDescription> {
    let row = |key: &ConfigKey<T>| KeyDescription {
        table,
        name: key.name,
        accepts: key.value.accepted_values(),
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
    Words(&'static [WordMeaning<T>]),
    /// What a function reads, and these words describe.
    Read(&'static str, ReadValue<T>),
}

/// A word, and what it does.
pub(super) type WordMeaning<T> = (&'static str, fn(&mut T));

/// Reads the value of an entry into its place.
pub(super) type ReadValue<T> =
    for<'a> fn(ConfigText<'a>, &'static str, &ConfigEntry<'a>, &mut T) -> Result<(), ConfigError>;

impl<T> KeyValue<T> {
    fn accepted_values(&self) -> String {
        match self {
            Self::Number(range, _) => range.in_words(),
            Self::Words(words) => one_of_words(words.iter().map(|(word, _)| *word)),
            Self::Read(accepts, _) => (*accepts).to_owned(),
        }
    }
}
