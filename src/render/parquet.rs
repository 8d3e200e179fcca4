//! The tables as Parquet, for dataframe tools. Each column carries its `unit`, its `meaning` and `empty_when` as metadata of
//! the Arrow field; days are dates, texts are as they were.

use super::FormatError;
use crate::columns::{CellKind, CellValue, ColumnSpec, FromCell, TableColumn, TableRow, TableRows};
use crate::dates::days_between;
use crate::parquet::file_bytes;
use jiff::civil::{Date, date};
use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_parquet::write::StatisticsOptions;
use std::borrow::Cow;

/// A table.
///
/// # Errors
/// Only what polars reports of itself.
pub(crate) fn write_table<R: TableRow>(rows: TableRows<'_, R>) -> Result<Vec<u8>, FormatError> {
    let fields = R::COLUMNS.iter().map(|column| arrow_field(&column.spec)).collect();
    let columns = R::COLUMNS.iter().map(|column| arrow_array(column, rows)).collect();
    file_bytes(fields, columns, rows.rows.len(), StatisticsOptions::full(), None)
        .map_err(|error| FormatError::Parquet(error.to_string()))
}

fn arrow_field(column: &ColumnSpec) -> Field {
    let told = [("unit", column.unit), ("meaning", column.meaning), ("empty_when", column.empty_when)];
    let told = told.into_iter().filter(|(_, text)| !text.is_empty());
    let dtype = match column.kind {
        CellKind::Number => ArrowDataType::Float64,
        CellKind::Integer => ArrowDataType::Int64,
        CellKind::Boolean => ArrowDataType::Boolean,
        CellKind::Date => ArrowDataType::Date32,
        CellKind::Word | CellKind::Text | CellKind::Time => ArrowDataType::LargeUtf8,
    };
    Field::new(column.name.into(), dtype, column.optional)
        .with_metadata(told.map(|(key, text)| (key.into(), text.into())).collect())
}

/// A column of the rows.
fn arrow_array<R: TableRow>(column: &TableColumn<R>, rows: TableRows<'_, R>) -> Box<dyn Array> {
    let cells = rows.rows.iter().map(|row| (column.cell)(row, rows.athlete));
    match column.spec.kind {
        CellKind::Number => {
            // A minus before zero says nothing.
            let numbers = cells.map(|cell| f64::from_cell(cell).map(|number| number + 0.0));
            PrimitiveArray::from_trusted_len_iter(numbers).boxed()
        }
        CellKind::Integer => PrimitiveArray::from_trusted_len_iter(cells.map(i64::from_cell)).boxed(),
        CellKind::Boolean => BooleanArray::from_trusted_len_iter(cells.map(bool::from_cell)).boxed(),
        CellKind::Date => {
            let day = |cell| if let CellValue::Date(day) = cell { Some(days_since_1970(day)) } else { None };
            PrimitiveArray::from_trusted_len_iter(cells.map(day)).to(ArrowDataType::Date32).boxed()
        }
        CellKind::Word | CellKind::Text | CellKind::Time => {
            let text = |cell| match cell {
                CellValue::Text(text) => Some(text),
                CellValue::Time(time) => Some(Cow::Owned(time)),
                CellValue::Word(word) => Some(Cow::Borrowed(word)),
                _ => None,
            };
            Utf8Array::<i64>::from(cells.map(text).collect::<Vec<_>>()).boxed()
        }
    }
}

fn days_since_1970(day: Date) -> i32 {
    days_between(date(1970, 1, 1), day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::load::Day;
    use crate::report::sample;

    // What other programs read in it, tests/formats/check.py asks them.
    #[test]
    fn a_file_begins_and_ends_as_one_with_and_without_rows() {
        for rows in [&sample::report().daily[..], &[]] {
            let bytes = write_table::<Day>(TableRows::plain(rows)).unwrap();
            assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!([date(1970, 1, 1), date(2026, 8, 31), date(1969, 12, 31)].map(days_since_1970), [0, 20_696, -1]);
    }
}
