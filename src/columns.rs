//! What a column is: its name, type, unit and meaning, when its cell is empty, and what it takes from a value.
//!
//! A table is a list of these over the values that the program computes with. Every format of a table — CSV, JSON, NDJSON,
//! Parquet, the spreadsheet, the JSON Schema — is made from that list, and so are the columns of a ledger. Columns are only
//! ever appended.

use jiff::civil::Date;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::convert::identity;

named! {
    /// What the cells of a column hold.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum CellKind {
        /// A number with a fraction.
        Number = "number",
        /// A whole number.
        Integer = "integer",
        /// `true` or `false`.
        Boolean = "boolean",
        /// One of restday's own keys, such as `easy`.
        Word = "word",
        /// Any text; it may come from a file, a device or a person.
        Text = "text",
        /// A calendar day.
        Date = "date",
        /// A local time with its offset from UTC; in a redacted report without it.
        Time = "time",
    }
}

/// What is in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue<'a> {
    /// Nothing is known.
    Empty,
    /// See [`CellKind::Number`]; always finite. It may be a minus before zero, which only JSON tells.
    Number(f64),
    /// See [`CellKind::Integer`].
    Integer(i64),
    /// See [`CellKind::Boolean`].
    Boolean(bool),
    /// See [`CellKind::Word`].
    Word(&'static str),
    /// See [`CellKind::Text`].
    Text(Cow<'a, str>),
    /// See [`CellKind::Date`].
    Date(Date),
    /// See [`CellKind::Time`]: ISO 8601.
    Time(String),
}

impl Serialize for CellValue<'_> {
    /// The plain value, `null` for nothing.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Boolean(flag) => serializer.serialize_bool(*flag),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Date(day) => day.serialize(serializer),
            Self::Time(time) => serializer.serialize_str(time),
        }
    }
}

/// What a column is, apart from where its cells come from.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Its name, in every format.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: CellKind,
    /// The unit; empty where there is none.
    pub unit: &'static str,
    /// What it says.
    pub meaning: &'static str,
    /// When its cell is empty; nothing where it never is.
    pub empty_when: &'static str,
    /// Whether its cell can be empty.
    pub optional: bool,
}

/// One column of a table of `T`s.
#[derive(Debug)]
pub struct TableColumn<T: 'static> {
    /// What it is.
    pub spec: ColumnSpec,
    /// Its cell of a value of an athlete.
    pub cell: for<'a> fn(&'a T, &'a str) -> CellValue<'a>,
}

/// A value that is a row of a table.
pub trait TableRow: Sized + 'static {
    /// The table's name; its file is that with the format's ending.
    const TABLE: &'static str;
    /// What a row is called in the JSON Schema.
    const SCHEMA_NAME: &'static str;
    /// The columns, in order.
    const COLUMNS: &'static [TableColumn<Self>];

    /// What the columns are.
    #[must_use]
    fn specs() -> Vec<ColumnSpec> {
        Self::COLUMNS.iter().map(|column| column.spec).collect()
    }
}

/// Rows of a table, and whose they are.
#[derive(Debug)]
pub struct TableRows<'a, R> {
    /// The athlete's name; without a use where no column is it.
    pub athlete: &'a str,
    /// The values.
    pub rows: &'a [R],
}

impl<R> Copy for TableRows<'_, R> {}

impl<R> Clone for TableRows<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, R: TableRow> TableRows<'a, R> {
    /// Rows that say themselves whose they are, or are nobody's.
    #[must_use]
    pub const fn plain(rows: &'a [R]) -> Self {
        Self { athlete: "", rows }
    }

    /// The newest so many rows; all of them where there are fewer.
    #[must_use]
    pub fn newest(self, count: usize) -> Self {
        let from = self.rows.len().saturating_sub(count);
        Self { rows: self.rows.get(from..).unwrap_or_default(), ..self }
    }

    /// The rows, one by one.
    pub fn iter(self) -> impl ExactSizeIterator<Item = OneRow<'a, R>> {
        self.rows.iter().map(move |row| OneRow { athlete: self.athlete, row })
    }
}

impl<R: TableRow> Serialize for TableRows<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.rows.len()))?;
        self.iter().try_for_each(|row| rows.serialize_element(&row))?;
        rows.end()
    }
}

/// One row of a table.
#[derive(Debug)]
pub struct OneRow<'a, R> {
    /// The athlete's name.
    pub athlete: &'a str,
    /// The value.
    pub row: &'a R,
}

impl<'a, R: TableRow> OneRow<'a, R> {
    /// One value a column.
    pub fn cells(self) -> impl ExactSizeIterator<Item = CellValue<'a>> {
        R::COLUMNS.iter().map(move |column| (column.cell)(self.row, self.athlete))
    }
}

impl<R: TableRow> Serialize for OneRow<'_, R> {
    /// An object, its keys the names of the columns in their order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(R::COLUMNS.len()))?;
        for column in R::COLUMNS {
            object.serialize_entry(column.spec.name, &(column.cell)(self.row, self.athlete))?;
        }
        object.end()
    }
}

/// A type that a cell can hold.
pub trait ToCell<'a>: Sized {
    /// What a column of it holds.
    const KIND: CellKind;
    /// Whether there may be nothing in the cell.
    const OPTIONAL: bool = false;
    /// The value in its cell.
    fn to_cell(self) -> CellValue<'a>;
}

impl<'a, T: ToCell<'a>> ToCell<'a> for Option<T> {
    const KIND: CellKind = T::KIND;
    const OPTIONAL: bool = true;
    fn to_cell(self) -> CellValue<'a> {
        self.map_or(CellValue::Empty, T::to_cell)
    }
}

impl ToCell<'_> for f64 {
    const KIND: CellKind = CellKind::Number;
    /// What is no number is not known.
    fn to_cell(self) -> CellValue<'static> {
        if self.is_finite() { CellValue::Number(self) } else { CellValue::Empty }
    }
}

impl ToCell<'_> for u64 {
    const KIND: CellKind = CellKind::Integer;
    /// What no file can hold is not known.
    fn to_cell(self) -> CellValue<'static> {
        i64::try_from(self).map_or(CellValue::Empty, CellValue::Integer)
    }
}

impl ToCell<'_> for usize {
    const KIND: CellKind = CellKind::Integer;
    /// What no file can hold is not known.
    fn to_cell(self) -> CellValue<'static> {
        i64::try_from(self).map_or(CellValue::Empty, CellValue::Integer)
    }
}

impl<'a> ToCell<'a> for &'a str {
    const KIND: CellKind = CellKind::Text;
    fn to_cell(self) -> CellValue<'a> {
        CellValue::Text(Cow::Borrowed(self))
    }
}

/// Types that are the only thing in a variant.
macro_rules! cells {
    ($($type:ty => $kind:ident($value:path)),* $(,)?) => {
        $(impl ToCell<'_> for $type {
            const KIND: CellKind = CellKind::$kind;
            fn to_cell(self) -> CellValue<'static> {
                CellValue::$kind($value(self))
            }
        })*
    };
}

cells!(
    i64 => Integer(identity),
    i32 => Integer(i64::from),
    u32 => Integer(i64::from),
    u16 => Integer(i64::from),
    u8 => Integer(i64::from),
    bool => Boolean(identity),
    Date => Date(identity),
    String => Text(Cow::Owned),
);

/// A type that is made of what a cell of it holds.
pub trait FromCell: Sized {
    /// The value; absent where no value of the type has such a cell.
    fn from_cell(cell: CellValue<'_>) -> Option<Self>;
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: CellValue<'_>) -> Option<Self> {
        T::from_cell(cell).map(Some)
    }
}

/// Types that are made of the only thing in a variant.
macro_rules! from_cells {
    ($($type:ty => $kind:ident($cell:ident) $value:expr),* $(,)?) => {
        $(impl FromCell for $type {
            fn from_cell(cell: CellValue<'_>) -> Option<Self> {
                if let CellValue::$kind($cell) = cell { $value } else { None }
            }
        })*
    };
}

from_cells!(
    f64 => Number(number) number.is_finite().then_some(number),
    bool => Boolean(flag) Some(flag),
    i64 => Integer(number) Some(number),
    i32 => Integer(number) number.try_into().ok(),
    u16 => Integer(number) number.try_into().ok(),
    u8 => Integer(number) number.try_into().ok(),
    usize => Integer(number) number.try_into().ok(),
    String => Text(text) Some(text.into_owned()),
);

/// Says of enums with an `as_str` that a cell can hold their words.
macro_rules! words {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::columns::ToCell<'_> for $type {
            const KIND: $crate::columns::CellKind = $crate::columns::CellKind::Word;
            fn to_cell(self) -> $crate::columns::CellValue<'static> {
                $crate::columns::CellValue::Word(self.as_str())
            }
        })*
    };
}

/// A column: its name, its type, what it takes from a value of an athlete, its unit, what it says, and when its cell is empty.
macro_rules! column {
    (|$row:pat_param, $athlete:pat_param| $name:expr, $type:ty, $cell:expr, $unit:literal, $meaning:literal, $empty:expr) => {
        $crate::columns::TableColumn {
            spec: $crate::columns::ColumnSpec {
                name: $name,
                kind: <$type as $crate::columns::ToCell<'_>>::KIND,
                unit: $unit,
                meaning: $meaning,
                empty_when: $empty,
                optional: <$type as $crate::columns::ToCell<'_>>::OPTIONAL,
            },
            cell: |$row, $athlete| <$type as $crate::columns::ToCell<'_>>::to_cell($cell),
        }
    };
}

/// Declares the table that values are the rows of: its name, the name of a row in the JSON Schema, and a [`column!`] a line.
macro_rules! table {
    ($table:literal, $schema:literal, |$row:ident: $type:ty, $athlete:ident| {
        $($name:ident: $cell_type:ty = $cell:expr, $unit:literal, $meaning:literal $(, empty $empty:literal)?;)*
    }) => {
        impl $crate::columns::TableRow for $type {
            const TABLE: &'static str = $table;
            const SCHEMA_NAME: &'static str = $schema;
            #[allow(unused_variables, reason = "few columns are the athlete's name")]
            const COLUMNS: &'static [$crate::columns::TableColumn<Self>] = &[$($crate::columns::column!(
                |$row, $athlete| stringify!($name), $cell_type, $cell, $unit, $meaning, concat!($($empty)?)
            )),*];
        }
    };
}

pub(crate) use {column, table, words};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_in_no_cell_and_out_of_none() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(number.to_cell(), CellValue::Empty);
            assert_eq!(f64::from_cell(CellValue::Number(number)), None);
        }
        assert_eq!(Option::<u8>::from_cell(CellValue::Integer(256)), None);
        assert_eq!(bool::from_cell(CellValue::Integer(1)), None);
    }
}
