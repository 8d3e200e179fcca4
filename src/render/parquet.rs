//! The tables as Parquet, for dataframe tools. Each column carries its `unit`, its `meaning` and `empty_when` as metadata of
//! the Arrow field; days are dates, texts are as they were.

use super::FormatError;
use crate::columns::{CellKind, CellValue, ColumnSpec, FromCell, TableColumn, TableRow, TableRows};
use crate::dates::days_between;
use jiff::civil::{Date, date};
use polars::error::PolarsResult;
use polars_arrow::array::{Array, BooleanArray, PrimitiveArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, FileWriter, RowGroupIterator, StatisticsOptions, Version, WriteOptions, get_dtype_encoding,
};
use std::borrow::Cow;
use std::sync::Arc;

fn write_options() -> WriteOptions {
    WriteOptions {
        statistics: StatisticsOptions::full(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    }
}

/// A table.
///
/// # Errors
/// Only what polars reports of itself.
pub(crate) fn write_table<R: TableRow>(rows: TableRows<'_, R>) -> Result<Vec<u8>, FormatError> {
    written(rows).map_err(|error| FormatError::Parquet(error.to_string()))
}

fn written<R: TableRow>(rows: TableRows<'_, R>) -> PolarsResult<Vec<u8>> {
    let fields: Vec<Field> = R::COLUMNS.iter().map(|column| arrow_field(&column.spec)).collect();
    let encodings: Vec<_> = fields.iter().map(|field| get_dtype_encoding(&field.dtype)).collect();
    let schema = Arc::new(ArrowSchema::from_iter(fields));
    let count = rows.rows.len();
    let arrays = R::COLUMNS.iter().map(|column| arrow_array(column, rows)).collect();
    let batch = RecordBatchT::try_new(count, Arc::clone(&schema), arrays)?;
    let mut writer = FileWriter::try_new(Vec::new(), (*schema).clone(), write_options())?;
    // A group without rows would be one too many for some readers.
    let batches = (0 < count).then_some(Ok(batch));
    for group in RowGroupIterator::try_new(batches.into_iter(), &schema, write_options(), encodings.into())? {
        writer.write(count as u64, group?)?;
    }
    writer.end(None)?;
    Ok(writer.into_inner())
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
