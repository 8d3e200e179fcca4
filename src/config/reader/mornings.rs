//! The tables about mornings: `[[mornings]]`, which says how a table of the runner's is read, and `[sources]`, whose word
//! counts first.

use crate::config::ConfigError;
use crate::config::key::{ConfigKey, ConfigTable, KeyValue};
use crate::config::text::{ConfigEntry, ConfigText, text_of};
use crate::config::text::{NumberRange, from_to};
use crate::limits::MORNING_TABLES_MAX;
use crate::morning::{CheckinItem, Metric, Source, SourceOrder};
use crate::vendors;
use crate::vendors::mapping::{DateOrder, MappedColumn, Mapping, MorningField, Scale};
use std::sync::LazyLock;
use toml::de::{DeTable, DeValue};

/// Keys of one `[[mornings]]` table.
pub(in crate::config) static KEYS: LazyLock<Vec<ConfigKey<TableChoices>>> = LazyLock::new(|| {
    let said_of_the_table: [ConfigKey<TableChoices>; 7] = [
        ConfigKey {
            name: "file",
            value: KeyValue::Read("a file's name without its folder", |text, key, entry, choices| {
                choices.mapping.file =
                    text.some_text(key, entry, "a file's name in double quotes, such as \"form.csv\"")?;
                if choices.mapping.file.contains(['/', '\\']) {
                    return Err(text.impossible(key, entry, "a file's name without its folder"));
                }
                Ok(())
            }),
            meaning: "the table",
            default: "checkins.csv",
        },
        ConfigKey {
            name: "date",
            value: KeyValue::Read("the name of a column", |text, key, entry, choices| {
                choices.mapping.date = text.some_text(key, entry, "the name of a column in double quotes")?;
                Ok(())
            }),
            meaning: "the column with the day",
            default: "date",
        },
        ConfigKey {
            name: "time",
            value: KeyValue::Read("the name of a column", |text, key, entry, choices| {
                choices.mapping.time = text.some_text(key, entry, "the name of a column in double quotes")?;
                Ok(())
            }),
            meaning: "the column with the time",
            default: "time",
        },
        ConfigKey {
            name: "date_order",
            value: KeyValue::Read("\"ymd\", \"dmy\" or \"mdy\"", |text, key, entry, choices| {
                let order = text_of(entry).and_then(DateOrder::of_name);
                choices.mapping.date_order = order.ok_or_else(|| {
                    text.impossible(key, entry, "\"ymd\", \"dmy\" or \"mdy\": what comes first in a date")
                })?;
                Ok(())
            }),
            meaning: "what comes first in a date; never guessed",
            default: "ymd",
        },
        ConfigKey {
            name: "scale",
            value: KeyValue::Read("\"hooper\", \"mclean\" or \"intervals.icu\"", |text, key, entry, choices| {
                choices.scale = text_of(entry).and_then(Scale::of_name).ok_or_else(|| {
                    let expected = "\"hooper\" (1 to 7, 7 is worst), \"mclean\" (1 to 5, 5 is best) or \
                                \"intervals.icu\" (1 to 4, 1 is best); or say worst = and best =";
                    text.impossible(key, entry, expected)
                })?;
                Ok(())
            }),
            meaning: "the scale of the answers: 1 to 7, 7 is worst; 1 to 5, 5 is best; 1 to 4, 1 is best",
            default: "1 to 5, 5 is best",
        },
        ConfigKey {
            name: "worst",
            value: KeyValue::Number(SCALE_END, |choices, end| choices.worst = Some(end)),
            meaning: "the worst answer, together with best",
            default: "",
        },
        ConfigKey {
            name: "best",
            value: KeyValue::Number(SCALE_END, |choices, end| choices.best = Some(end)),
            meaning: "the best answer, together with worst",
            default: "",
        },
    ];
    said_of_the_table.into_iter().chain(MorningField::all().map(column_key)).collect()
});

/// The key of a column of the table: it is read when the scale of the whole table is known.
fn column_key(field: MorningField) -> ConfigKey<TableChoices> {
    let value = KeyValue::Read(COLUMN, |_, _, _, _| Ok(()));
    ConfigKey { name: field.as_str(), value, meaning: field.meaning(), default: "the column of this name" }
}

/// Keys of the `[sources]` table.
pub(in crate::config) static SOURCES_KEYS: [ConfigKey<SourceOrder>; 3] = [
    ConfigKey {
        name: "hrv",
        value: KeyValue::Read("a list of sources, best first", |text, key, entry, order| {
            order.hrv = text.source_list(key, entry)?;
            Ok(())
        }),
        meaning: "whose heart-rate variability counts first",
        default: "",
    },
    ConfigKey {
        name: "resting_hr",
        value: KeyValue::Read("a list of sources, best first", |text, key, entry, order| {
            order.resting_hr = text.source_list(key, entry)?;
            Ok(())
        }),
        meaning: "whose resting heart rate counts first",
        default: "",
    },
    ConfigKey {
        name: "sleep",
        value: KeyValue::Read("a list of sources, best first", |text, key, entry, order| {
            order.sleep = text.source_list(key, entry)?;
            Ok(())
        }),
        meaning: "whose hours of sleep count first",
        default: "",
    },
];

/// Ends of a scale of answers.
const SCALE_END: NumberRange = from_to(-100.0, 100.0, "an end of the scale");

/// What a `[[mornings]]` table says but of its columns.
pub(in crate::config) struct TableChoices {
    mapping: Mapping,
    scale: Scale,
    worst: Option<f64>,
    best: Option<f64>,
}

/// What a column is in `athlete.toml`.
const COLUMN: &str =
    "a column's name in double quotes, or a table such as { column = \"Fatigue\", worst = 7, best = 1 }";

impl<'a> ConfigText<'a> {
    /// The `[[mornings]]` tables; no two of one file.
    pub(super) fn read_morning_tables(self, entry: &ConfigEntry<'a>) -> Result<Vec<Mapping>, ConfigError> {
        let not_tables =
            || self.impossible("mornings", entry, "tables: a line [[mornings]], two brackets, and keys under it");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(not_tables()) };
        if MORNING_TABLES_MAX < array.len() {
            return Err(self.impossible("mornings", entry, format!("at most {MORNING_TABLES_MAX} tables")));
        }
        let mut mappings: Vec<Mapping> = Vec::new();
        for item in array {
            let DeValue::Table(table) = item.get_ref() else { return Err(not_tables()) };
            let mapping = self.read_mapping(table)?;
            if mappings.iter().any(|known| known.is_of(&mapping.file)) {
                let file = Self::entries(table).into_iter().find(|entry| entry.key == "file");
                let at = file.as_ref().unwrap_or(entry);
                return Err(self.impossible("file", at, "another file than the other [[mornings]] tables have"));
            }
            mappings.push(mapping);
        }
        Ok(mappings)
    }

    fn read_mapping(self, table: &'a DeTable<'a>) -> Result<Mapping, ConfigError> {
        let entries = Self::entries(table);
        let mapping = Mapping { file: "checkins.csv".to_owned(), columns: Vec::new(), ..Mapping::by_name() };
        let mut choices = TableChoices { mapping, scale: Scale::FIVE, worst: None, best: None };
        self.read_keys(ConfigTable::Mornings, &KEYS, &entries, &mut choices)?;
        let TableChoices { mut mapping, scale, worst, best } = choices;
        let scale = self.scale_between(
            scale,
            worst,
            best,
            entries.iter().find(|entry| ["worst", "best"].contains(&entry.key)),
        )?;
        for entry in &entries {
            if let Some(field) = MorningField::of_name(entry.key) {
                mapping.columns.push(self.read_column(field, scale, entry)?);
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

    fn some_text(self, key: &'static str, entry: &ConfigEntry<'_>, expected: &str) -> Result<String, ConfigError> {
        let text = text_of(entry).map(str::trim).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| self.impossible(key, entry, expected))
    }

    fn read_column(
        self,
        field: MorningField,
        scale: Scale,
        entry: &ConfigEntry<'a>,
    ) -> Result<MappedColumn, ConfigError> {
        let key = field.as_str();
        let mut column = MappedColumn { scale, ..MappedColumn::new(field, "") };
        match entry.value.get_ref() {
            DeValue::String(name) => name.as_ref().trim().clone_into(&mut column.header),
            DeValue::Table(table) => {
                let (mut worst, mut best) = (None, None);
                for part in Self::entries(table) {
                    match (part.key, text_of(&part)) {
                        ("column", Some(name)) => name.trim().clone_into(&mut column.header),
                        ("worst", _) if field.is_answer() => worst = Some(self.number("worst", &part, &SCALE_END)?),
                        ("best", _) if field.is_answer() => best = Some(self.number("best", &part, &SCALE_END)?),
                        ("unit", Some(unit)) => {
                            column.factor = unit_factor(field, unit).ok_or_else(|| {
                                self.impossible(key, entry, "of a unit that it can have: sleep h, min, s; HRV ms, s")
                            })?;
                        }
                        _ => return Err(self.impossible(key, entry, COLUMN)),
                    }
                }
                if worst.is_some() || best.is_some() {
                    column.scale = self.scale_between(scale, worst, best, Some(entry))?;
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
    fn scale_between(
        self,
        scale: Scale,
        worst: Option<f64>,
        best: Option<f64>,
        at: Option<&ConfigEntry<'a>>,
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

    fn source_list(self, key: &'static str, entry: &ConfigEntry<'a>) -> Result<Vec<Source>, ConfigError> {
        let names: Vec<&str> = vendors::sources().map(Source::as_str).collect();
        let no_list = || self.impossible(key, entry, format!("a list, best first, of {}", names.join(", ")));
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(no_list()) };
        let source = |item: &DeValue<'_>| match item {
            DeValue::String(name) => vendors::sources().find(|source| source.as_str() == name.as_ref()),
            _ => None,
        };
        let named: Option<Vec<Source>> = array.iter().map(|item| source(item.get_ref())).collect();
        let mut named = named.filter(|named| !named.is_empty()).ok_or_else(no_list)?;
        let others: Vec<Source> = vendors::sources().filter(|source| !named.contains(source)).collect();
        named.extend(others);
        Ok(named)
    }
}

/// What a number of a unit is multiplied with.
fn unit_factor(field: MorningField, unit: &str) -> Option<f64> {
    let (is_sleep, is_variability) = match field {
        MorningField::Said(item) => (item == CheckinItem::SleepHours, false),
        MorningField::Measured(metric) => (false, matches!(metric, Metric::HrvRmssd | Metric::HrvSdnn)),
    };
    match unit {
        "h" if is_sleep => Some(1.0),
        "min" if is_sleep => Some(1.0 / 60.0),
        "s" if is_sleep => Some(1.0 / 3600.0),
        "ms" if is_variability => Some(1.0),
        "s" if is_variability => Some(1000.0),
        _ => None,
    }
}
