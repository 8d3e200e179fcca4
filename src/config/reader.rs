//! Reads `athlete.toml` entry by entry, so that every error can point at its line; what each key says stands in its row.

pub(super) mod choices;
pub(super) mod mornings;
pub(super) mod nightly;
pub(super) mod thresholds;

use super::key::{ConfigKey, ConfigTable, KeyValue, NumberRange, one_of_words};
use super::{AthleteFile, ConfigError, Problem};
use crate::athlete::Sex;
use crate::limits::ATHLETE_NAME_BYTES_MAX;
use crate::nearest::nearest;
use crate::printable::printable;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys at the top of the file.
pub(super) static TOP_KEYS: [ConfigKey<AthleteFile>; 11] = [
    ConfigKey {
        name: "name",
        value: KeyValue::Read("a text", |text, _, entry, athlete| {
            athlete.name = Some(text.name(entry)?);
            Ok(())
        }),
        meaning: "what the athlete is called, in every row of every table",
        default: "the folder's name",
    },
    ConfigKey {
        name: "sex",
        value: KeyValue::Words(&[
            ("female", |athlete| athlete.sex = Some(Sex::Female)),
            ("male", |athlete| athlete.sex = Some(Sex::Male)),
        ]),
        meaning: "for the published weighting of heart rate",
        default: "",
    },
    ConfigKey {
        name: "birth_year",
        value: KeyValue::Read("a year from 1900 to 2100", |text, _, entry, athlete| {
            athlete.birth_year = Some(text.birth_year(entry)?);
            Ok(())
        }),
        meaning: "for the highest heart rate by age, where nothing better is known",
        default: "",
    },
    ConfigKey {
        name: "time_zone",
        value: KeyValue::Read("an IANA time zone, such as \"Europe/Berlin\"", |text, _, entry, athlete| {
            athlete.time_zone = Some(text.time_zone(entry)?);
            Ok(())
        }),
        meaning: "for files that know neither an offset nor a position",
        default: "",
    },
    ConfigKey {
        name: "thresholds",
        value: KeyValue::Read("tables", |text, _, entry, athlete| {
            athlete.given = text.thresholds(entry)?;
            Ok(())
        }),
        meaning: "thresholds, each table valid from its day on; a value holds until a later table gives another",
        default: "those of the watch, or estimated from the activities",
    },
    ConfigKey {
        name: "effort",
        value: KeyValue::Read("a table", |text, key, entry, athlete| {
            text.read_table(ConfigTable::Effort, key, entry, &choices::EFFORT_KEYS, &mut athlete.effort)
        }),
        meaning: "which methods give the load of an activity, and their variants",
        default: "",
    },
    ConfigKey {
        name: "series",
        value: KeyValue::Read("a table", |text, _, entry, athlete| {
            athlete.series = text.series(entry)?;
            Ok(())
        }),
        meaning: "the acute and the chronic load",
        default: "",
    },
    ConfigKey {
        name: "mornings",
        value: KeyValue::Read("tables", |text, _, entry, athlete| {
            athlete.mornings = text.mornings(entry)?;
            Ok(())
        }),
        meaning: "how tables of a spreadsheet or a form are read, a table each",
        default: "",
    },
    ConfigKey {
        name: "sources",
        value: KeyValue::Read("a table", |text, key, entry, athlete| {
            text.read_table(ConfigTable::Sources, key, entry, &mornings::SOURCES_KEYS, &mut athlete.sources)
        }),
        meaning: "whose nights count first; the others come after",
        default: "",
    },
    ConfigKey {
        name: "ledger",
        value: KeyValue::Read("a table", |text, key, entry, athlete| {
            text.read_table(ConfigTable::Ledger, key, entry, &nightly::LEDGER_KEYS, &mut athlete.ledger)
        }),
        meaning: "the file that keeps what was read",
        default: "",
    },
    ConfigKey {
        name: "report",
        value: KeyValue::Read("a table", |text, key, entry, athlete| {
            text.read_table(ConfigTable::Report, key, entry, &nightly::REPORT_KEYS, &mut athlete.report)
        }),
        meaning: "what the command line of 'restday report' does not say",
        default: "",
    },
];

const BIRTH_YEARS: RangeInclusive<i16> = 1900..=2100;

/// Characters of a key or value that an error shows.
const SHOWN_CHARS_MAX: usize = 48;

/// The content of the text; the first error by line.
pub(super) fn read(text: &str, origin: &str, today: Date) -> Result<AthleteFile, ConfigError> {
    let text = ConfigText { text, origin, today };
    let table = DeTable::parse(text.text).map_err(|error| {
        text.error(error.span().as_ref(), Problem::Syntax { message: printable(error.message()).into_owned() })
    })?;
    let mut athlete = AthleteFile::default();
    text.read_keys(ConfigTable::Top, &TOP_KEYS, &ConfigText::entries(table.get_ref()), &mut athlete)?;
    Ok(athlete)
}

/// One `key = value`.
pub(super) struct ConfigEntry<'a> {
    key: &'a str,
    key_span: Range<usize>,
    value: &'a Spanned<DeValue<'a>>,
}

/// The text, and how to point into it.
#[derive(Clone, Copy)]
pub(super) struct ConfigText<'a> {
    text: &'a str,
    origin: &'a str,
    today: Date,
}

impl<'a> ConfigText<'a> {
    /// Reads entries of a table, each as its row says.
    fn read_keys<T>(
        self,
        table: ConfigTable,
        keys: &[ConfigKey<T>],
        entries: &[ConfigEntry<'a>],
        target: &mut T,
    ) -> Result<(), ConfigError> {
        for entry in entries {
            let key = keys.iter().find(|key| key.name == entry.key).ok_or_else(|| self.unknown(entry, table))?;
            match &key.value {
                KeyValue::Number(range, set) => set(target, self.number(key.name, entry, range)?),
                KeyValue::Words(words) => {
                    let meant = text_of(entry).and_then(|text| words.iter().find(|(word, _)| *word == text));
                    let expected = || one_of_words(words.iter().map(|(word, _)| *word));
                    meant.ok_or_else(|| self.impossible(key.name, entry, expected()))?.1(target);
                }
                KeyValue::Read(_, read) => read(self, key.name, entry, target)?,
            }
        }
        Ok(())
    }

    /// Reads a table that stands once.
    fn read_table<T>(
        self,
        table: ConfigTable,
        key: &'static str,
        entry: &ConfigEntry<'a>,
        keys: &[ConfigKey<T>],
        target: &mut T,
    ) -> Result<(), ConfigError> {
        self.read_keys(table, keys, &self.keys_of(key, entry)?, target)
    }

    fn error(self, span: Option<&Range<usize>>, problem: Problem) -> ConfigError {
        let line = span.and_then(|span| self.line(span));
        ConfigError { origin: self.origin.to_owned(), line, problem: Box::new(problem) }
    }

    /// The line, from 1, in which a span begins.
    fn line(self, span: &Range<usize>) -> Option<usize> {
        Some(self.text.get(..span.start)?.matches('\n').count() + 1)
    }

    /// The entries in the order of the file, so that the first error is the topmost.
    fn entries(table: &'a DeTable<'a>) -> Vec<ConfigEntry<'a>> {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| ConfigEntry { key: key.get_ref().as_ref(), key_span: key.span(), value })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    fn value_text(self, entry: &ConfigEntry<'_>) -> String {
        shown(self.text.get(entry.value.span()).unwrap_or_default())
    }

    fn impossible(self, key: &'static str, entry: &ConfigEntry<'_>, expected: impl Into<String>) -> ConfigError {
        let problem = Problem::Impossible { key, value: self.value_text(entry), expected: expected.into() };
        self.error(Some(&entry.key_span), problem)
    }

    fn unknown(self, entry: &ConfigEntry<'_>, table: ConfigTable) -> ConfigError {
        let value = self.value_text(entry);
        let at_home = |table: ConfigTable| {
            Some((table.names().into_iter().find(|name| *name == entry.key)?, table.where_to_put()))
        };
        let problem = if let Some((key, place)) = ConfigTable::ALL.into_iter().find_map(at_home) {
            Problem::Misplaced { key, value, place }
        } else {
            let valid = table.names();
            let nearest = nearest(entry.key, valid.iter().copied());
            Problem::UnknownKey { key: shown(entry.key), value, place: table.whose_keys(), nearest, valid }
        };
        self.error(Some(&entry.key_span), problem)
    }

    fn name(self, entry: &ConfigEntry<'_>) -> Result<String, ConfigError> {
        let name = text_of(entry).map(str::trim).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| self.impossible("name", entry, "a text in double quotes, such as \"Ana\""))?;
        if ATHLETE_NAME_BYTES_MAX < name.len() {
            let expected =
                format!("at most {ATHLETE_NAME_BYTES_MAX} bytes long: it stands in every row of every table");
            return Err(self.impossible("name", entry, expected));
        }
        Ok(name.to_owned())
    }

    fn birth_year(self, entry: &ConfigEntry<'_>) -> Result<i16, ConfigError> {
        whole_number(entry)
            .and_then(|year| i16::try_from(year).ok())
            .filter(|year| BIRTH_YEARS.contains(year))
            .ok_or_else(|| {
                let expected = format!("a year from {} to {}, without quotes", BIRTH_YEARS.start(), BIRTH_YEARS.end());
                self.impossible("birth_year", entry, expected)
            })
    }

    fn time_zone(self, entry: &ConfigEntry<'_>) -> Result<String, ConfigError> {
        // The zones that are built in: a machine's own may be older, or missing.
        let zones = TimeZoneDatabase::bundled();
        let named = text_of(entry)
            .ok_or_else(|| self.impossible("time_zone", entry, "a text in double quotes, such as \"Europe/Berlin\""))?;
        if let Some(name) = zones.get(named).ok().as_ref().and_then(|zone| zone.iana_name()) {
            return Ok(name.to_owned());
        }
        let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
        let nearest = nearest(named, known.iter().map(String::as_str)).map(str::to_owned);
        let problem = Problem::UnknownZone { value: self.value_text(entry), nearest };
        Err(self.error(Some(&entry.key_span), problem))
    }

    /// The entries of a table that stands once.
    fn keys_of(self, key: &'static str, entry: &ConfigEntry<'a>) -> Result<Vec<ConfigEntry<'a>>, ConfigError> {
        match entry.value.get_ref() {
            DeValue::Table(table) => Ok(Self::entries(table)),
            _ => Err(self.impossible(key, entry, format!("a table: a line [{key}], one bracket, and keys under it"))),
        }
    }

    fn number(self, key: &'static str, entry: &ConfigEntry<'_>, numbers: &NumberRange) -> Result<f64, ConfigError> {
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
    fn one_of<T: Copy>(
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

    fn day(self, key: &'static str, entry: &ConfigEntry<'_>) -> Result<Date, ConfigError> {
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

fn text_of<'a>(entry: &ConfigEntry<'a>) -> Option<&'a str> {
    match entry.value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

fn whole_number(entry: &ConfigEntry<'_>) -> Option<i64> {
    match entry.value.get_ref() {
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok(),
        _ => None,
    }
}

/// A key or value as an error shows it: on one line, printable, cut where it goes on too long.
fn shown(text: &str) -> String {
    let text = text.trim();
    let mut kept: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    printable(&kept).into_owned()
}
