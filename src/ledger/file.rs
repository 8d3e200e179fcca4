//! The file of a ledger: columns of activities in Parquet, the inputs in its metadata, and a seal over all of its bytes.

use super::columns::{COLUMNS, LedgerColumn};
use super::{Ledger, inputs};
use crate::activity::Activity;
use crate::activity::sport::Sport;
use crate::columns::{CellKind, CellValue, FromCell};
use crate::limits::{LEDGER_PAGE_BYTES_MAX, LEDGER_ROWS_MAX, LEDGER_UNPACKED_BYTES_MAX, size_in_words};
use crate::parquet::file_bytes;
use jiff::civil::Date;
use memchr::memmem;
use polars::error::PolarsResult;
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::compute::concatenate::concatenate;
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::offset::OffsetsBuffer;
use polars_parquet::read::{
    BasicDecompressor, FileMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays, read_metadata,
};
use polars_parquet::write::{KeyValue, StatisticsOptions};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::Xxh3;

const ATHLETE: &str = "athlete";
const INPUTS: &str = "restday.inputs";
const SEAL: &str = "restday.seal";
/// What stands before the 16 hexadecimal digits of the seal, once in a file.
const SEAL_MARK: &str = "restday-seal-xxh3:";
const NO_SEAL: &str = "0000000000000000";
/// Why a ledger cannot be read or written. Its file is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// Something else, or the ledger of another program.
    #[error("it is no ledger of restday: {0}")]
    Foreign(String),
    /// A ledger whose bytes are not those that were written.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// A ledger of a later version of restday.
    #[error("it is of version {0}, and this restday knows {version}: take a newer restday", version = inputs::VERSION)]
    Newer(u32),
    /// It cannot be put into the form of a file.
    #[error("it cannot be put together: {0}")]
    Unwritten(String),
}

/// A ledger that no longer needs the values it was made of.
pub struct Prepared {
    rows: usize,
    columns: Vec<Box<dyn Array>>,
    head: String,
}

/// What the file will hold.
pub(super) fn prepare_file(ledger: &Ledger) -> Result<Prepared, LedgerError> {
    let rows: Vec<&Activity> =
        inputs::kept_files(ledger).flat_map(|(_, file)| &file.pieces).flat_map(|piece| &piece.activities).collect();
    let head = serde_json::to_string(&inputs::ledger_head(ledger))
        .map_err(|error| LedgerError::Damaged(format!("its list of inputs cannot be written: {error}")))?;
    let mut columns = vec![
        Utf8ViewArray::from_slice(vec![ledger.owner.as_ref().map(|owner| owner.name.as_str()); rows.len()]).boxed(),
    ];
    columns.par_extend(COLUMNS.par_iter().map(|column| arrow_array(column, &rows)));
    Ok(Prepared { rows: rows.len(), columns, head })
}

impl Prepared {
    /// The bytes of the file.
    ///
    /// # Errors
    /// Only what the writer of the file reports of itself.
    pub fn into_bytes(self) -> Result<Vec<u8>, LedgerError> {
        let bytes = self.unsealed_bytes().map_err(|error| LedgerError::Unwritten(error.to_string()))?;
        with_seal(bytes).ok_or_else(|| LedgerError::Damaged("it has no place for a seal".to_owned()))
    }

    fn unsealed_bytes(self) -> PolarsResult<Vec<u8>> {
        let Self { rows, columns, head } = self;
        // For whoever stacks the ledgers of a team: restday itself has it from the metadata.
        let mut fields = vec![Field::new(ATHLETE.into(), ArrowDataType::Utf8View, true)];
        fields.extend(COLUMNS.iter().map(|column| Field::new(column.name().into(), arrow_type(column), true)));
        let told = |key: &str, value: String| KeyValue { key: key.to_owned(), value: Some(value) };
        let told = vec![told(INPUTS, head), told(SEAL, format!("{SEAL_MARK}{NO_SEAL}"))];
        file_bytes(fields, columns, rows, StatisticsOptions::empty(), Some(told))
    }
}

/// The file with its seal.
pub(super) fn with_seal(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let seal = seal_of(&bytes)?;
    bytes.get_mut(seal.at..seal.at + NO_SEAL.len())?.copy_from_slice(seal.made.as_bytes());
    Some(bytes)
}

/// The digest of a file's bytes, in which that digest stands as [`NO_SEAL`].
struct Seal {
    at: usize,
    made: String,
}

fn seal_of(bytes: &[u8]) -> Option<Seal> {
    let at = memmem::rfind(bytes, SEAL_MARK.as_bytes())? + SEAL_MARK.len();
    let after = bytes.get(at + NO_SEAL.len()..)?;
    let mut digest = Xxh3::new();
    digest.update(&bytes[..at]);
    digest.update(NO_SEAL.as_bytes());
    digest.update(after);
    Some(Seal { at, made: format!("{:016x}", digest.digest()) })
}

/// A ledger from its bytes.
pub(super) fn read_ledger(bytes: Vec<u8>) -> Result<Ledger, LedgerError> {
    if bytes.is_empty() {
        return Err(LedgerError::Foreign("it is empty".to_owned()));
    }
    if !bytes.starts_with(b"PAR1") {
        return Err(LedgerError::Foreign("it is no Parquet file".to_owned()));
    }
    if !bytes.ends_with(b"PAR1") {
        return Err(LedgerError::Damaged("its end is missing, or something follows it".to_owned()));
    }
    let Some(seal) = seal_of(&bytes) else {
        let why = "it is another program's Parquet file, without a seal of restday's";
        return Err(LedgerError::Foreign(why.to_owned()));
    };
    if bytes.get(seal.at..seal.at + NO_SEAL.len()) != Some(seal.made.as_bytes()) {
        let size = bytes.len();
        return Err(LedgerError::Damaged(format!(
            "its {size} bytes are not those that were written (seal {})",
            seal.made
        )));
    }
    // What is sealed was written here, unless somebody forged it; and the reader of Parquet does panic on a forged file.
    catch_unwind(AssertUnwindSafe(|| read_unsealed(bytes)))
        .unwrap_or_else(|_| Err(LedgerError::Damaged("its columns contradict each other".to_owned())))
}

fn read_unsealed(bytes: Vec<u8>) -> Result<Ledger, LedgerError> {
    let unclear = |error: polars::error::PolarsError| LedgerError::Damaged(error.to_string());
    let metadata = read_metadata(&mut Cursor::new(&bytes)).map_err(unclear)?;
    let pairs = metadata.key_value_metadata.as_deref().unwrap_or_default();
    let text = pairs.iter().find(|pair| pair.key == INPUTS).and_then(|pair| pair.value.as_deref());
    let text = text.ok_or_else(|| LedgerError::Damaged("its list of inputs is missing".to_owned()))?;
    let rows = read_rows(bytes, &metadata)?;
    inputs::ledger_from_head(text, rows)
}

fn arrow_type(column: &LedgerColumn) -> ArrowDataType {
    let LedgerColumn::Single(column, _) = column else { return numbers_dtype() };
    match column.spec.kind {
        CellKind::Integer => ArrowDataType::Int64,
        CellKind::Number => ArrowDataType::Float64,
        CellKind::Boolean => ArrowDataType::Boolean,
        CellKind::Word | CellKind::Text | CellKind::Date | CellKind::Time => ArrowDataType::Utf8View,
    }
}

fn numbers_dtype() -> ArrowDataType {
    ListArray::<i64>::default_datatype(ArrowDataType::Float64)
}

/// A column of the activities.
fn arrow_array(column: &LedgerColumn, rows: &[&Activity]) -> Box<dyn Array> {
    match column {
        LedgerColumn::Single(column, _) => {
            let cells = rows.iter().map(|row| (column.cell)(row, ""));
            match column.spec.kind {
                CellKind::Integer => PrimitiveArray::from_trusted_len_iter(cells.map(i64::from_cell)).boxed(),
                CellKind::Number => PrimitiveArray::from_trusted_len_iter(cells.map(f64::from_cell)).boxed(),
                CellKind::Boolean => BooleanArray::from_trusted_len_iter(cells.map(bool::from_cell)).boxed(),
                CellKind::Word | CellKind::Text | CellKind::Date | CellKind::Time => {
                    let texts: Vec<Option<Cow<'_, str>>> = cells.map(text).collect();
                    Utf8ViewArray::from_slice(&texts).boxed()
                }
            }
        }
        LedgerColumn::Numbers(_, get, _) => {
            let (mut values, mut ends, mut is_there) = (Vec::new(), vec![0_i64], Vec::with_capacity(rows.len()));
            for row in rows {
                is_there.push(get(row, &mut values));
                ends.push(values.len() as i64);
            }
            // The ends only grow.
            let offsets = OffsetsBuffer::try_from(ends).unwrap_or_default();
            let validity = Bitmap::from_iter(is_there);
            ListArray::new(numbers_dtype(), offsets, PrimitiveArray::from_vec(values).boxed(), Some(validity)).boxed()
        }
    }
}

/// The text of a cell; absent where there is none.
fn text(cell: CellValue<'_>) -> Option<Cow<'_, str>> {
    if let CellValue::Text(text) = cell { Some(text) } else { None }
}

/// The activities of a file, column by column.
fn read_rows(bytes: Vec<u8>, metadata: &FileMetadata) -> Result<Vec<Activity>, LedgerError> {
    check_size(metadata)?;
    let bytes = PrimitiveArray::from_vec(bytes);
    let mut rows = Vec::new();
    for group in &metadata.row_groups {
        let read: PolarsResult<Vec<Option<Box<dyn Array>>>> =
            COLUMNS.par_iter().map(|column| read_column(&bytes, group, column)).collect();
        let read = read.map_err(|error| LedgerError::Damaged(error.to_string()))?;
        let mut activities = vec![Activity::bare(Sport::Other, Date::constant(1970, 1, 1), 0.0); group.num_rows()];
        for (column, array) in COLUMNS.iter().zip(&read) {
            let Some(array) = array else { continue };
            if array.len() != activities.len() || set_from_array(column, array.as_ref(), &mut activities).is_none() {
                let name = column.name();
                return Err(LedgerError::Damaged(format!("its column {name} has a value that no activity has")));
            }
        }
        rows.append(&mut activities);
    }
    Ok(rows)
}

/// Refuses what no ledger is: memory is taken for as many rows and bytes as the file says it has.
fn check_size(metadata: &FileMetadata) -> Result<(), LedgerError> {
    let sum = |part: fn(&RowGroupMetadata) -> u64| metadata.row_groups.iter().map(part).fold(0, u64::saturating_add);
    if (LEDGER_ROWS_MAX as u64) < sum(|group| group.num_rows() as u64) {
        return Err(LedgerError::Damaged(format!("it says that it has more than {LEDGER_ROWS_MAX} activities")));
    }
    let unpacked = sum(|group| {
        let columns = group.parquet_columns().iter();
        columns.map(|column| u64::try_from(column.uncompressed_size()).unwrap_or(u64::MAX)).fold(0, u64::saturating_add)
    });
    if LEDGER_UNPACKED_BYTES_MAX < unpacked {
        let limit = size_in_words(LEDGER_UNPACKED_BYTES_MAX);
        return Err(LedgerError::Damaged(format!("it says that it unpacks to more than {limit}")));
    }
    let values = sum(|group| {
        let columns = group.parquet_columns().iter();
        columns.map(|column| u64::try_from(column.num_values()).unwrap_or(u64::MAX)).max().unwrap_or(0)
    });
    // Each value of a list has eight bytes once it is read, however it is packed.
    if LEDGER_UNPACKED_BYTES_MAX / 8 < values {
        return Err(LedgerError::Damaged(format!("it says that a column has {values} values")));
    }
    Ok(())
}

/// A column of the file as it lies there; absent where the file does not have it.
fn read_column(
    bytes: &PrimitiveArray<u8>,
    group: &RowGroupMetadata,
    column: &LedgerColumn,
) -> PolarsResult<Option<Box<dyn Array>>> {
    let Some(chunks) = group.columns_under_root_iter(column.name()) else { return Ok(None) };
    let (mut pages, mut types) = (Vec::new(), Vec::new());
    for chunk in chunks {
        let range = chunk.byte_range();
        let part = bytes.values().clone().sliced(range.start as usize..range.end as usize);
        pages.push(BasicDecompressor::new(
            PageReader::new(Cursor::new(part), chunk, Vec::new(), LEDGER_PAGE_BYTES_MAX),
            Vec::new(),
        ));
        types.push(&chunk.descriptor().descriptor.primitive_type);
    }
    let field = Field::new(column.name().into(), arrow_type(column), true);
    let (arrays, _) = column_iter_to_arrays(pages, types, field, None)?;
    if let [array] = arrays.as_slice() {
        return Ok(Some(array.clone()));
    }
    let parts: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    concatenate(&parts).map(Some)
}

/// Gives the activities what stands in a column; absent where one of the values cannot be.
fn set_from_array(column: &LedgerColumn, array: &dyn Array, activities: &mut [Activity]) -> Option<()> {
    let rows = activities.iter_mut();
    let is_set = match column {
        LedgerColumn::Single(column, set) => match column.spec.kind {
            CellKind::Integer => {
                let cells = array.as_any().downcast_ref::<PrimitiveArray<i64>>()?;
                rows.zip(cells).all(|(row, cell)| cell.is_none_or(|cell| set(row, CellValue::Integer(*cell))))
            }
            CellKind::Number => {
                let cells = array.as_any().downcast_ref::<PrimitiveArray<f64>>()?;
                rows.zip(cells).all(|(row, cell)| cell.is_none_or(|cell| set(row, CellValue::Number(*cell))))
            }
            CellKind::Boolean => {
                let cells = array.as_any().downcast_ref::<BooleanArray>()?;
                rows.zip(cells).all(|(row, cell)| cell.is_none_or(|cell| set(row, CellValue::Boolean(cell))))
            }
            CellKind::Word | CellKind::Text | CellKind::Date | CellKind::Time => {
                let cells = array.as_any().downcast_ref::<Utf8ViewArray>()?;
                rows.zip(cells).all(|(row, cell)| cell.is_none_or(|cell| set(row, CellValue::Text(cell.into()))))
            }
        },
        LedgerColumn::Numbers(_, _, set) => {
            let lists = array.as_any().downcast_ref::<ListArray<i64>>()?;
            let values = lists.values().as_any().downcast_ref::<PrimitiveArray<f64>>()?.values();
            if !values.iter().all(|value| value.is_finite()) {
                return None;
            }
            let ends = lists.offsets().windows(2).enumerate();
            rows.zip(ends).all(|(row, (nth, ends))| {
                lists.is_null(nth) || values.get(ends[0] as usize..ends[1] as usize).is_some_and(|list| set(row, list))
            })
        }
    };
    is_set.then_some(())
}
