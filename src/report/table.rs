//! What a table is: its rows, and of each column the name, the type, the unit, and when its cell is empty.
//!
//! Every format of a table — CSV, NDJSON, Parquet, the spreadsheet, the JSON Schema — is made from this, so that a column has
//! one name and one meaning wherever it is met. Columns are only ever appended.

mod activities;
mod days;
mod inputs;
mod mornings;
mod outlook;

use super::LocalTime;
use jiff::civil::Date;
use schemars::Schema;
use serde_json::{Map, Value as Json, json};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number with a fraction.
    Number,
    /// A whole number, 0 or more.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of restday's own keys, such as `easy`.
    Word,
    /// Any text; it may come from a file, a device or a person.
    Text,
    /// A calendar day.
    Date,
    /// A local time with its offset from UTC; in a redacted report without it.
    Time,
}

impl Kind {
    /// The name in every schema.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Word => "word",
            Self::Text => "text",
            Self::Date => "date",
            Self::Time => "time",
        }
    }
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name, in every format.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// The unit; empty where there is none.
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// When its cell is empty; nothing where it never is.
    pub empty_when: &'static str,
    /// Whether its cell can be empty.
    pub optional: bool,
}

/// What is in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Nothing is known.
    Empty,
    /// See [`Kind::Number`]; always finite.
    Number(f64),
    /// See [`Kind::Integer`].
    Integer(u64),
    /// See [`Kind::Boolean`].
    Boolean(bool),
    /// See [`Kind::Word`].
    Word(&'static str),
    /// See [`Kind::Text`].
    Text(&'a str),
    /// See [`Kind::Date`].
    Date(Date),
    /// See [`Kind::Time`]: ISO 8601.
    Time(&'a str),
}

/// A row of a table.
pub trait Row: serde::Serialize {
    /// The table's name; its file is that with the format's ending.
    const TABLE: &'static str;
    /// The columns, in order.
    const COLUMNS: &'static [Column];
    /// One value a column.
    fn values(&self) -> impl Iterator<Item = Value<'_>>;
}

/// A type that a cell can hold.
trait Cell {
    const KIND: Kind;
    const OPTIONAL: bool = false;
    fn value(&self) -> Value<'_>;
}

impl Cell for f64 {
    const KIND: Kind = Kind::Number;
    /// What is no number is not known.
    fn value(&self) -> Value<'_> {
        // A minus before zero says nothing.
        if self.is_finite() { Value::Number(self + 0.0) } else { Value::Empty }
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: Kind = T::KIND;
    const OPTIONAL: bool = true;
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Empty, Cell::value)
    }
}

impl Cell for usize {
    const KIND: Kind = Kind::Integer;
    fn value(&self) -> Value<'_> {
        Value::Integer(*self as u64)
    }
}

/// Types that are the only thing in a variant.
macro_rules! cell {
    ($($type:ty => $kind:ident($($value:tt)*)),* $(,)?) => {
        $(impl Cell for $type {
            const KIND: Kind = Kind::$kind;
            fn value(&self) -> Value<'_> {
                let value = self;
                Value::$kind(cell!(@ value $($value)*))
            }
        })*
    };
    (@ $self:ident copied) => { *$self };
    (@ $self:ident widened) => { u64::from(*$self) };
    (@ $self:ident borrowed) => { $self.as_ref() };
}

cell!(
    u8 => Integer(widened),
    u32 => Integer(widened),
    u64 => Integer(copied),
    bool => Boolean(copied),
    &'static str => Word(copied),
    String => Text(borrowed),
    Date => Date(copied),
    LocalTime => Time(borrowed),
);

/// Declares a table: each field with its unit, what it says, and when it is empty. A field without a column does not compile.
macro_rules! table {
    ($name:literal: $row:ident { $($field:ident, $unit:literal, $meaning:literal $(, empty $empty:literal)?;)* }) => {
        impl $crate::report::table::Row for $row {
            const TABLE: &'static str = $name;
            const COLUMNS: &'static [$crate::report::table::Column] = {
                use $crate::report::table::{Column, kind_of, optional_of};
                &[$(Column {
                    name: stringify!($field),
                    kind: kind_of(|row: &$row| &row.$field),
                    unit: $unit,
                    meaning: $meaning,
                    empty_when: concat!($($empty)?),
                    optional: optional_of(|row: &$row| &row.$field),
                }),*]
            };

            fn values(&self) -> impl Iterator<Item = $crate::report::table::Value<'_>> {
                use $crate::report::table::Cell as _;
                let Self { $($field),* } = self;
                [$($field.value()),*].into_iter()
            }
        }

        impl schemars::JsonSchema for $row {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($row).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::report::table::object(<Self as $crate::report::table::Row>::COLUMNS)
            }
        }
    };
}

use table;

const fn kind_of<R, C: Cell>(_: fn(&R) -> &C) -> Kind {
    C::KIND
}

const fn optional_of<R, C: Cell>(_: fn(&R) -> &C) -> bool {
    C::OPTIONAL
}

/// The tables of a report, and that of a team, by name with their columns.
#[must_use]
pub fn schema() -> Vec<(&'static str, &'static [Column])> {
    use super::{ActivityRow, DailyRow, DuplicateRow, ImportRow, MorningRow, PeriodRow, ReadinessRow};
    use crate::pipeline::team::TeamRow;
    vec![
        (ActivityRow::TABLE, ActivityRow::COLUMNS),
        (DailyRow::TABLE, DailyRow::COLUMNS),
        ("weeks", PeriodRow::COLUMNS),
        ("months", PeriodRow::COLUMNS),
        (ReadinessRow::TABLE, ReadinessRow::COLUMNS),
        (MorningRow::TABLE, MorningRow::COLUMNS),
        (ImportRow::TABLE, ImportRow::COLUMNS),
        (DuplicateRow::TABLE, DuplicateRow::COLUMNS),
        (TeamRow::TABLE, TeamRow::COLUMNS),
    ]
}

/// The JSON Schema of a row.
fn object(columns: &[Column]) -> Schema {
    let property = |column: &Column| {
        let Column { kind, unit, meaning, empty_when, optional, .. } = *column;
        let (name, format) = match kind {
            Kind::Number => ("number", None),
            Kind::Integer => ("integer", None),
            Kind::Boolean => ("boolean", None),
            Kind::Word | Kind::Text | Kind::Time => ("string", None),
            Kind::Date => ("string", Some("date")),
        };
        let mut property = Map::new();
        property.insert("type".to_owned(), if optional { json!([name, "null"]) } else { json!(name) });
        if kind == Kind::Time {
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
