//! The tables about unattended reports: `[ledger]` and `[report]`.

use super::{Entry, File, Place, text_of, whole_number};
use crate::config::{ConfigError, ReportChoices, Said};
use crate::output::{Dialect, Format};
use std::path::PathBuf;
use toml::de::DeValue;

/// Keys of the `[ledger]` table.
pub(super) const LEDGER_KEYS: [&str; 1] = ["file"];

/// Keys of the `[report]` table.
pub(super) const REPORT_KEYS: [&str; 8] =
    ["paths", "out", "format", "csv_dialect", "max_age", "last_run", "wait", "quiet"];

impl<'a> File<'a> {
    /// `[ledger]`: where it lies.
    pub(super) fn ledger(self, entry: &Entry<'a>) -> Result<Option<Said>, ConfigError> {
        let mut file = None;
        for entry in self.keys_of("ledger", entry)? {
            match entry.key {
                "file" => file = Some(Said::new("[ledger] file", self.path("file", &entry)?)),
                _ => return Err(self.unknown(&entry, Place::Ledger)),
            }
        }
        Ok(file)
    }

    /// `[report]`: what every report is to be.
    pub(super) fn report(self, entry: &Entry<'a>) -> Result<ReportChoices, ConfigError> {
        let mut choices = ReportChoices::default();
        for entry in self.keys_of("report", entry)? {
            match entry.key {
                "paths" => {
                    let texts = self.texts("paths", &entry, "a list of files and folders, such as [\"exports\"]")?;
                    choices.paths = texts.into_iter().map(|text| Said::new("[report] paths", text.into())).collect();
                }
                "out" => choices.out = Some(Said::new("[report] out", self.path("out", &entry)?)),
                "format" => {
                    let names = Format::ALL.map(Format::as_str);
                    let expected = format!("a list of {}", names.join(", "));
                    let of = |name: &str| Format::ALL.into_iter().find(|format| format.as_str() == name);
                    let formats: Option<Vec<Format>> =
                        self.texts("format", &entry, &expected)?.iter().map(|name| of(name)).collect();
                    choices.format = formats.ok_or_else(|| self.impossible("format", &entry, expected))?;
                }
                "csv_dialect" => {
                    let words = Dialect::ALL.map(|dialect| (dialect.as_str(), dialect));
                    choices.csv_dialect = Some(self.one_of("csv_dialect", &entry, &words)?);
                }
                "max_age" => choices.max_age = Some(self.whole("max_age", &entry, "a number of days")?),
                "last_run" => choices.last_run = Some(Said::new("[report] last_run", self.path("last_run", &entry)?)),
                "wait" => choices.wait = Some(self.whole("wait", &entry, "a number of seconds")?),
                "quiet" => {
                    let DeValue::Boolean(quiet) = entry.value.get_ref() else {
                        return Err(self.impossible("quiet", &entry, "true or false, without quotes"));
                    };
                    choices.quiet = *quiet;
                }
                _ => return Err(self.unknown(&entry, Place::Report)),
            }
        }
        Ok(choices)
    }

    fn path(self, key: &'static str, entry: &Entry<'a>) -> Result<PathBuf, ConfigError> {
        let text = text_of(entry).map(str::trim).filter(|text| !text.is_empty());
        let expected = "a path in double quotes, relative to the folder of this file";
        text.map(PathBuf::from).ok_or_else(|| self.impossible(key, entry, expected))
    }

    /// A list of texts with something in it.
    fn texts(self, key: &'static str, entry: &Entry<'a>, expected: &str) -> Result<Vec<&'a str>, ConfigError> {
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(self.impossible(key, entry, expected)) };
        let text = |item: &'a DeValue<'a>| match item {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        };
        let texts: Option<Vec<&str>> = array.iter().map(|item| text(item.get_ref())).collect();
        texts.filter(|texts| !texts.is_empty()).ok_or_else(|| self.impossible(key, entry, expected))
    }

    fn whole<T: TryFrom<i64>>(self, key: &'static str, entry: &Entry<'a>, expected: &str) -> Result<T, ConfigError> {
        let whole = whole_number(entry).and_then(|whole| whole.try_into().ok());
        whole.ok_or_else(|| self.impossible(key, entry, format!("{expected}, without quotes")))
    }
}
