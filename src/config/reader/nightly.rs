//! The tables about unattended reports: `[ledger]` and `[report]`.

use crate::config::key::{ConfigKey, KeyValue};
use crate::config::text::{ConfigEntry, ConfigText, text_of, whole_number};
use crate::config::{ConfigError, ReportChoices, Said};
use crate::output::{Dialect, Format};
use std::path::PathBuf;
use toml::de::DeValue;

/// A path, as the reference describes it.
const PATH: &str =
    "a path, relative to the folder of this file, which it does not leave unless --config names the file";

/// Keys of the `[ledger]` table.
pub(in crate::config) static LEDGER_KEYS: [ConfigKey<Option<Said>>; 1] = [ConfigKey {
    name: "file",
    value: KeyValue::Read(PATH, |text, key, entry, file| {
        *file = Some(Said::new("[ledger] file", text.path(key, entry)?));
        Ok(())
    }),
    meaning: "the ledger: what was read is kept in it",
    default: "",
}];

/// Keys of the `[report]` table.
pub(in crate::config) static REPORT_KEYS: [ConfigKey<ReportChoices>; 8] = [
    ConfigKey {
        name: "paths",
        value: KeyValue::Read("a list of paths", |text, key, entry, choices| {
            let texts = text.texts(key, entry, "a list of files and folders, such as [\"exports\"]")?;
            choices.paths = texts.into_iter().map(|text| Said::new("[report] paths", text.into())).collect();
            Ok(())
        }),
        meaning: "the exports: PATH…",
        default: "",
    },
    ConfigKey {
        name: "out",
        value: KeyValue::Read(PATH, |text, key, entry, choices| {
            choices.out = Some(Said::new("[report] out", text.path(key, entry)?));
            Ok(())
        }),
        meaning: "the folder of the report: --out",
        default: "restday-report",
    },
    ConfigKey {
        name: "format",
        value: KeyValue::Read("a list of csv, json, ndjson, xlsx, parquet, html, svg", |text, key, entry, choices| {
            let expected = format!(
                "a list of {}",
                Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ")
            );
            let format = |name: &&str| Format::ALL.iter().copied().find(|format| format.as_str() == *name);
            let formats: Option<Vec<Format>> = text.texts(key, entry, &expected)?.iter().map(format).collect();
            choices.format = formats.ok_or_else(|| text.impossible(key, entry, expected))?;
            Ok(())
        }),
        meaning: "the formats: --format",
        default: "csv, json, xlsx, parquet, html",
    },
    ConfigKey {
        name: "csv_dialect",
        value: KeyValue::Read("\"rfc4180\", \"excel-us\" or \"excel-eu\"", |text, key, entry, choices| {
            choices.csv_dialect = Some(text.one_of(key, entry, &Dialect::ALL, Dialect::as_str)?);
            Ok(())
        }),
        meaning: "for whom CSV is written: --csv-dialect",
        default: "rfc4180",
    },
    ConfigKey {
        name: "max_age",
        value: KeyValue::Read("a number of days", |text, key, entry, choices| {
            choices.max_age = Some(text.whole(key, entry, "a number of days")?);
            Ok(())
        }),
        meaning: "days after which the newest activity is too old: --max-age",
        default: "",
    },
    ConfigKey {
        name: "last_run",
        value: KeyValue::Read(PATH, |text, key, entry, choices| {
            choices.last_run = Some(Said::new("[report] last_run", text.path(key, entry)?));
            Ok(())
        }),
        meaning: "the record of the run: --last-run",
        default: "",
    },
    ConfigKey {
        name: "wait",
        value: KeyValue::Read("a number of seconds", |text, key, entry, choices| {
            choices.wait = Some(text.whole(key, entry, "a number of seconds")?);
            Ok(())
        }),
        meaning: "how long to wait for another run: --wait",
        default: "0",
    },
    ConfigKey {
        name: "quiet",
        value: KeyValue::Read("true or false", |text, key, entry, choices| {
            let DeValue::Boolean(quiet) = entry.value.get_ref() else {
                return Err(text.impossible(key, entry, "true or false, without quotes"));
            };
            choices.quiet = *quiet;
            Ok(())
        }),
        meaning: "print nothing where all is well: --quiet",
        default: "false",
    },
];

impl<'a> ConfigText<'a> {
    fn path(self, key: &'static str, entry: &ConfigEntry<'a>) -> Result<PathBuf, ConfigError> {
        let text = text_of(entry).map(str::trim).filter(|text| !text.is_empty());
        let expected = "a path in double quotes, relative to the folder of this file";
        text.map(PathBuf::from).ok_or_else(|| self.impossible(key, entry, expected))
    }

    /// A list of texts with something in it.
    fn texts(self, key: &'static str, entry: &ConfigEntry<'a>, expected: &str) -> Result<Vec<&'a str>, ConfigError> {
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(self.impossible(key, entry, expected)) };
        let text = |item: &'a DeValue<'a>| match item {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        };
        let texts: Option<Vec<&str>> = array.iter().map(|item| text(item.get_ref())).collect();
        texts.filter(|texts| !texts.is_empty()).ok_or_else(|| self.impossible(key, entry, expected))
    }

    fn whole<T: TryFrom<i64>>(
        self,
        key: &'static str,
        entry: &ConfigEntry<'a>,
        expected: &str,
    ) -> Result<T, ConfigError> {
        let whole = whole_number(entry).and_then(|whole| whole.try_into().ok());
        whole.ok_or_else(|| self.impossible(key, entry, format!("{expected}, without quotes")))
    }
}
