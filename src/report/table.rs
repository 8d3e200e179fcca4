//! The tables: of each column the name, the type, what it takes from a value, the unit, and when its cell is empty.
//!
//! Every format of a table — CSV, JSON, NDJSON, Parquet, the spreadsheet, the JSON Schema — is made from this, so that a column
//! has one name and one meaning wherever it is met. Columns are only ever appended.

mod activities;
mod days;
mod inputs;
mod mornings;
mod outlook;

use super::activity::{LocalTime, ReportedActivity};
use super::backtest::{BacktestOutcome, Predictor};
use super::forecast::ScenarioKind;
use super::morning::MorningSummary;
use super::team::{Attention, TeamMember};
use crate::activity::{TzSource, sport::Sport};
use crate::athlete::{self, Provenance};
use crate::columns::{CellKind, CellValue, ColumnSpec, TableRow, TableRows, ToCell, words};
use crate::diagnostic::Code;
use crate::effort::{Method, Quality};
use crate::ingest::{Input, Outcome, Twin};
use crate::load::{Day, day_class::DayClass, periods::Period, spike::SpikeClass};
use crate::morning::{Source, SpellWord};
use crate::readiness::{self, Band, Readiness};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;
use std::marker::PhantomData;

words!(
    Attention,
    BacktestOutcome,
    Band,
    Code,
    DayClass,
    Method,
    Outcome,
    Predictor,
    Provenance,
    Quality,
    ScenarioKind,
    Source,
    SpellWord,
    SpikeClass,
    Sport,
    TzSource,
    athlete::Confidence,
    readiness::Confidence,
    readiness::Room,
    readiness::SpellKind,
    readiness::backtest::RelationVerdict,
);

impl ToCell<'_> for LocalTime {
    const KIND: CellKind = CellKind::Time;
    fn to_cell(self) -> CellValue<'static> {
        CellValue::Time(self.0)
    }
}

/// A key that is no enum's, such as a unit.
struct Key(&'static str);

impl ToCell<'_> for Key {
    const KIND: CellKind = CellKind::Word;
    fn to_cell(self) -> CellValue<'static> {
        CellValue::Word(self.0)
    }
}

/// The tables of a report, and that of a team, by name with their columns.
#[must_use]
pub fn schema() -> Vec<(&'static str, Vec<ColumnSpec>)> {
    vec![
        (ReportedActivity::TABLE, ReportedActivity::specs()),
        (Day::TABLE, Day::specs()),
        (Period::TABLE, Period::specs()),
        ("months", Period::specs()),
        (Readiness::TABLE, Readiness::specs()),
        (MorningSummary::TABLE, MorningSummary::specs()),
        (Input::TABLE, Input::specs()),
        (Twin::TABLE, Twin::specs()),
        (TeamMember::TABLE, TeamMember::specs()),
    ]
}

impl<R: TableRow> JsonSchema for TableRows<'_, R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Array_of_{}", R::SCHEMA_NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<Object<R>>>()
    }
}

/// A row as the JSON Schema knows it.
struct Object<R>(PhantomData<R>);

impl<R: TableRow> JsonSchema for Object<R> {
    fn schema_name() -> Cow<'static, str> {
        R::SCHEMA_NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        object(&R::specs())
    }
}

/// The JSON Schema of a row.
fn object(columns: &[ColumnSpec]) -> Schema {
    let property = |column: &ColumnSpec| {
        let ColumnSpec { kind, unit, meaning, empty_when, optional, .. } = *column;
        let (name, format) = match kind {
            CellKind::Number => ("number", None),
            CellKind::Integer => ("integer", None),
            CellKind::Boolean => ("boolean", None),
            CellKind::Word | CellKind::Text | CellKind::Time => ("string", None),
            CellKind::Date => ("string", Some("date")),
        };
        let mut property = Map::new();
        property.insert("type".to_owned(), if optional { json!([name, "null"]) } else { json!(name) });
        if kind == CellKind::Time {
            // A redacted report leaves the offset out, and what has none is no date-time.
            let local = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?$";
            property.insert("anyOf".to_owned(), json!([{ "format": "date-time" }, { "pattern": local }]));
        }
        if let Some(format) = format {
            property.insert("format".to_owned(), json!(format));
        }
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let empty = if empty_when.is_empty() {
            String::new()
        } else {
            format!("; {} when {empty_when}", if optional { "null" } else { "empty" })
        };
        property.insert("description".to_owned(), json!(format!("{meaning}{unit}{empty}")));
        Json::Object(property)
    };
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    let properties: Map<String, Json> =
        columns.iter().map(|column| (column.name.to_owned(), property(column))).collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Json::Object(properties)),
        ("required".to_owned(), json!(names)),
    ])
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_says_what_it_is_and_when_it_is_empty() {
        for (table, columns) in schema() {
            for column in columns {
                assert!(!column.meaning.is_empty(), "{table}.{}", column.name);
                assert!(!column.optional || !column.empty_when.is_empty(), "{table}.{}", column.name);
            }
        }
    }

    #[test]
    fn a_unit_in_a_name_is_the_unit_of_the_column() {
        let units = [
            ("_bpm", "bpm"),
            ("_s", "s"),
            ("_m", "m"),
            ("_h", "h"),
            ("_ms", "ms"),
            ("_mps", "m/s"),
            ("_w", "W"),
            ("_z", "sd"),
        ];
        for (table, columns) in schema() {
            for column in columns {
                for (suffix, unit) in units {
                    if column.name.ends_with(suffix) {
                        assert_eq!(column.unit, unit, "{table}.{}", column.name);
                    }
                }
            }
        }
    }
}
