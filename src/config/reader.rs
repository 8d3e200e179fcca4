//! Reads `athlete.toml` entry by entry, so that every error can point at its line; what each key says stands in its row.

pub(super) mod choices;
pub(super) mod mornings;
pub(super) mod nightly;
pub(super) mod thresholds;

use super::key::{ConfigKey, ConfigTable, KeyDescription, KeyValue, describe_keys};
use super::text::{ConfigEntry, ConfigText, one_of_words, shown, text_of, whole_number};
use super::{AthleteFile, ConfigError, Problem};
use crate::athlete::Sex;
use crate::limits::ATHLETE_NAME_BYTES_MAX;
use crate::nearest::nearest;
use crate::printable::printable;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use std::ops::RangeInclusive;
use toml::de::{DeTable, DeValue};

/// Keys at the top of the file.
pub(super) static TOP_KEYS: [ConfigKey<AthleteFile>; 12] = [
    ConfigKey {
        name: "name",
        value: KeyValue::Read("a text", |text, _, entry, athlete| {
            athlete.name = Some(text.athlete_name(entry)?);
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
        name: "normal_from",
        value: KeyValue::Read("a day, such as 2026-05-31", |text, _, entry, athlete| {
            athlete.normal_from = Some(text.day("normal_from", entry)?);
            Ok(())
        }),
        meaning: "the first day whose answers make your own normal: after another scale, or a bad start",
        default: "the first check-in",
    },
    ConfigKey {
        name: "thresholds",
        value: KeyValue::Read("tables", |text, _, entry, athlete| {
            athlete.given = text.read_thresholds(entry)?;
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
            athlete.series = text.read_series(entry)?;
            Ok(())
        }),
        meaning: "the acute and the chronic load",
        default: "",
    },
    ConfigKey {
        name: "mornings",
        value: KeyValue::Read("tables", |text, _, entry, athlete| {
            athlete.mornings = text.read_morning_tables(entry)?;
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

/// The keys of a table, in the order in which an error lists them.
pub(super) fn keys(table: ConfigTable) -> Vec<KeyDescription> {
    match table {
        ConfigTable::Top => describe_keys(table, &TOP_KEYS),
        ConfigTable::Thresholds => describe_keys(table, &thresholds::KEYS),
        ConfigTable::Effort => describe_keys(table, &choices::EFFORT_KEYS),
        ConfigTable::Series => describe_keys(table, &choices::SERIES_KEYS),
        ConfigTable::Mornings => describe_keys(table, &mornings::KEYS),
        ConfigTable::Sources => describe_keys(table, &mornings::SOURCES_KEYS),
        ConfigTable::Ledger => describe_keys(table, &nightly::LEDGER_KEYS),
        ConfigTable::Report => describe_keys(table, &nightly::REPORT_KEYS),
    }
}

/// The content of the text; the first error by line.
pub(super) fn read_athlete_file(text: &str, origin: &str, today: Date) -> Result<AthleteFile, ConfigError> {
    let text = ConfigText { text, origin, today };
    let table = DeTable::parse(text.text).map_err(|error| {
        text.error(error.span().as_ref(), Problem::Syntax { message: printable(error.message()).into_owned() })
    })?;
    let mut athlete = AthleteFile::default();
    text.read_keys(ConfigTable::Top, &TOP_KEYS, &ConfigText::entries(table.get_ref()), &mut athlete)?;
    Ok(athlete)
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
            let key = keys.iter().find(|key| key.name == entry.key).ok_or_else(|| self.unknown_key(entry, table))?;
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

    fn unknown_key(self, entry: &ConfigEntry<'_>, table: ConfigTable) -> ConfigError {
        let value = self.value_text(entry);
        let at_home = |table: ConfigTable| {
            Some((keys(table).into_iter().find(|key| key.name == entry.key)?.name, table.where_to_put()))
        };
        let problem = if let Some((key, place)) = ConfigTable::ALL.into_iter().find_map(at_home) {
            Problem::Misplaced { key, value, place }
        } else {
            let valid: Vec<&str> = keys(table).into_iter().map(|key| key.name).collect();
            let nearest = nearest(entry.key, valid.iter().copied());
            Problem::UnknownKey { key: shown(entry.key), value, place: table.whose_keys(), nearest, valid }
        };
        self.error(Some(&entry.key_span), problem)
    }

    fn athlete_name(self, entry: &ConfigEntry<'_>) -> Result<String, ConfigError> {
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
}
