//! The tables about mornings: `[[mornings]]`, which says how a table of the runner's is read, and `[sources]`, whose word
//! counts first.

use super::{Entry, File, Kind, Place, text_of};
use crate::config::ConfigError;
use crate::limits::MORNING_TABLES_MAX;
use crate::morning::{Source, SourceOrder};
use crate::vendors::mapping::{Column, DateOrder, Field, Mapping, Scale};
use toml::de::{DeTable, DeValue};

/// Keys of one `[[mornings]]` table.
pub(super) const KEYS: [&str; 20] = [
    "file",
    "date",
    "time",
    "date_order",
    "scale",
    "worst",
    "best",
    "legs",
    "soreness",
    "motivation",
    "sleep_quality",
    "sleep_h",
    "rpe",
    "felt_harder",
    "illness",
    "pain",
    "note",
    "hrv_rmssd_ms",
    "hrv_sdnn_ms",
    "resting_hr_bpm",
];

/// Keys of the `[sources]` table.
pub(super) const SOURCES_KEYS: [&str; 3] = ["hrv", "resting_hr", "sleep"];

/// Ends of a scale of answers.
const ENDS: Kind = (-100.0..=100.0, "an end of the scale");

/// What a column is in `athlete.toml`.
const COLUMN: &str =
    "a column's name in double quotes, or a table such as { column = \"Fatigue\", worst = 7, best = 1 }";

impl<'a> File<'a> {
    /// The `[[mornings]]` tables; no two of one file.
    pub(super) fn mornings(self, entry: &Entry<'a>) -> Result<Vec<Mapping>, ConfigError> {
        let not_tables =
            || self.impossible("mornings", entry, "tables: a line [[mornings]], two brackets, and keys under it");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(not_tables()) };
        if MORNING_TABLES_MAX < array.len() {
            return Err(self.impossible("mornings", entry, format!("at most {MORNING_TABLES_MAX} tables")));
        }
        let mut mappings: Vec<Mapping> = Vec::new();
        for item in array {
            let DeValue::Table(table) = item.get_ref() else { return Err(not_tables()) };
            let mapping = self.mapping(table)?;
            if mappings.iter().any(|known| known.is_of(&mapping.file)) {
                let file = Self::entries(table).into_iter().find(|entry| entry.key == "file");
                let at = file.as_ref().unwrap_or(entry);
                return Err(self.impossible("file", at, "another file than the other [[mornings]] tables have"));
            }
            mappings.push(mapping);
        }
        Ok(mappings)
    }

    fn mapping(self, table: &'a DeTable<'a>) -> Result<Mapping, ConfigError> {
        let entries = Self::entries(table);
        let text = |key: &'static str, entry: &Entry<'_>, expected: &str| {
            let text = text_of(entry).map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| self.impossible(key, entry, expected))
        };
        let mut mapping = Mapping { file: "checkins.csv".to_owned(), columns: Vec::new(), ..Mapping::by_name() };
        let (mut worst, mut best) = (None, None);
        let mut scale = Scale::FIVE;
        for entry in &entries {
            match entry.key {
                "file" => {
                    mapping.file = text("file", entry, "a file's name in double quotes, such as \"form.csv\"")?;
                    if mapping.file.contains(['/', '\\']) {
                        return Err(self.impossible("file", entry, "a file's name without its folder"));
                    }
                }
                "date" => mapping.date = text("date", entry, "the name of a column in double quotes")?,
                "time" => mapping.time = text("time", entry, "the name of a column in double quotes")?,
                "date_order" => {
                    let order = text_of(entry).and_then(DateOrder::of_name);
                    mapping.date_order = order.ok_or_else(|| {
                        self.impossible("date_order", entry, "\"ymd\", \"dmy\" or \"mdy\": what comes first in a date")
                    })?;
                }
                "scale" => {
                    scale = text_of(entry).and_then(Scale::of_name).ok_or_else(|| {
                        let expected = "\"hooper\" (1 to 7, 7 is worst), \"mclean\" (1 to 5, 5 is best) or \
                                        \"intervals.icu\" (1 to 4, 1 is best); or say worst = and best =";
                        self.impossible("scale", entry, expected)
                    })?;
                }
                "worst" => worst = Some(self.number("worst", entry, ENDS)?),
                "best" => best = Some(self.number("best", entry, ENDS)?),
                key if Field::ALL.iter().any(|field| field.as_str() == key) => {}
                _ => return Err(self.unknown(entry, Place::Mornings)),
            }
        }
        scale = self.scale(scale, worst, best, entries.iter().find(|entry| ["worst", "best"].contains(&entry.key)))?;
        for entry in &entries {
            if let Some(field) = Field::ALL.into_iter().find(|field| field.as_str() == entry.key) {
                mapping.columns.push(self.column(field, scale, entry)?);
            }
        }
        if mapping.columns.is_empty() {
            // Only the scale or the order of dates is different: the columns go by their names here.
            mapping.columns = Mapping::by_name().columns;
            mapping.columns.retain(|column| column.header == column.field.as_str());
            mapping
                .columns
                .iter_mut()
                .filter(|column| column.field.is_answer())
                .for_each(|column| column.scale = scale);
        }
        Ok(mapping)
    }

    fn column(self, field: Field, scale: Scale, entry: &Entry<'a>) -> Result<Column, ConfigError> {
        let key = field.as_str();
        let mut column = Column { scale, ..Column::new(field, "") };
        match entry.value.get_ref() {
            DeValue::String(name) => name.as_ref().trim().clone_into(&mut column.header),
            DeValue::Table(table) => {
                let (mut worst, mut best) = (None, None);
                for part in Self::entries(table) {
                    match (part.key, text_of(&part)) {
                        ("column", Some(name)) => name.trim().clone_into(&mut column.header),
                        ("worst", _) if field.is_answer() => worst = Some(self.number("worst", &part, ENDS)?),
                        ("best", _) if field.is_answer() => best = Some(self.number("best", &part, ENDS)?),
                        ("unit", Some(unit)) => {
                            column.factor = factor(field, unit).ok_or_else(|| {
                                self.impossible(key, entry, "of a unit that it can have: sleep h, min, s; HRV ms, s")
                            })?;
                        }
                        _ => return Err(self.impossible(key, entry, COLUMN)),
                    }
                }
                if worst.is_some() || best.is_some() {
                    column.scale = self.scale(scale, worst, best, Some(entry))?;
                }
            }
            _ => return Err(self.impossible(key, entry, COLUMN)),
        }
        if column.header.is_empty() {
            return Err(self.impossible(key, entry, COLUMN));
        }
        Ok(column)
    }

    /// A scale with one or both ends said anew; the direction is never guessed, so both ends belong together.
    fn scale(
        self,
        scale: Scale,
        worst: Option<f64>,
        best: Option<f64>,
        at: Option<&Entry<'a>>,
    ) -> Result<Scale, ConfigError> {
        match (worst, best, at) {
            (Some(worst), Some(best), Some(at)) => {
                if (worst - best).abs() < 1.0 {
                    return Err(self.impossible("best", at, "at least 1 away from worst"));
                }
                Ok(Scale { worst, best })
            }
            (None, None, _) | (_, _, None) => Ok(scale),
            (Some(_), None, Some(at)) => Err(self.impossible("worst", at, "said together with best")),
            (None, Some(_), Some(at)) => Err(self.impossible("best", at, "said together with worst")),
        }
    }

    /// `[sources]`: whose values count first, for each metric.
    pub(super) fn sources(self, entry: &Entry<'a>) -> Result<SourceOrder, ConfigError> {
        let mut order = SourceOrder::default();
        for entry in self.keys_of("sources", entry)? {
            match entry.key {
                "hrv" => order.hrv = self.source_list("hrv", &entry)?,
                "resting_hr" => order.resting_hr = self.source_list("resting_hr", &entry)?,
                "sleep" => order.sleep = self.source_list("sleep", &entry)?,
                _ => return Err(self.unknown(&entry, Place::Sources)),
            }
        }
        Ok(order)
    }

    fn source_list(self, key: &'static str, entry: &Entry<'a>) -> Result<Vec<Source>, ConfigError> {
        let names: Vec<&str> = Source::ALL.into_iter().map(Source::as_str).collect();
        let no_list = || self.impossible(key, entry, format!("a list, best first, of {}", names.join(", ")));
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(no_list()) };
        let source = |item: &DeValue<'_>| match item {
            DeValue::String(name) => Source::ALL.into_iter().find(|source| source.as_str() == name.as_ref()),
            _ => None,
        };
        let sources: Option<Vec<Source>> = array.iter().map(|item| source(item.get_ref())).collect();
        sources.filter(|sources| !sources.is_empty()).ok_or_else(no_list)
    }
}

/// What a number of a unit is multiplied with.
fn factor(field: Field, unit: &str) -> Option<f64> {
    match (field, unit) {
        (Field::SleepH, "h") | (Field::HrvRmssd | Field::HrvSdnn, "ms") => Some(1.0),
        (Field::SleepH, "min") => Some(1.0 / 60.0),
        (Field::SleepH, "s") => Some(1.0 / 3600.0),
        (Field::HrvRmssd | Field::HrvSdnn, "s") => Some(1000.0),
        _ => None,
    }
}
