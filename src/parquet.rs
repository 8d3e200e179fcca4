//! The form of a Parquet file, of a table of a report and of a ledger alike.

use polars::error::PolarsResult;
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatchT;
use polars_parquet::write::{
    CompressionOptions, FileWriter, KeyValue, RowGroupIterator, StatisticsOptions, Version, WriteOptions,
    get_dtype_encoding,
};
use std::sync::Arc;

/// The bytes of a file of so many rows in one group; `told` stands in its metadata.
///
/// # Errors
/// Only what polars reports of itself.
pub(crate) fn file_bytes(
    fields: Vec<Field>,
    columns: Vec<Box<dyn Array>>,
    rows: usize,
    statistics: StatisticsOptions,
    told: Option<Vec<KeyValue>>,
) -> PolarsResult<Vec<u8>> {
    let (version, compression) = (Version::V1, CompressionOptions::Snappy);
    let options = WriteOptions { statistics, version, compression, data_page_size: None };
    let encodings: Vec<_> = fields.iter().map(|field| get_dtype_encoding(&field.dtype)).collect();
    let schema = Arc::new(ArrowSchema::from_iter(fields));
    let batch = RecordBatchT::try_new(rows, Arc::clone(&schema), columns)?;
    let mut writer = FileWriter::try_new(Vec::new(), (*schema).clone(), options)?;
    // A group without rows would be one too many for some readers.
    let batches = (0 < rows).then_some(Ok(batch));
    for group in RowGroupIterator::try_new(batches.into_iter(), &schema, options, encodings.into())? {
        writer.write(rows as u64, group?)?;
    }
    writer.end(told)?;
    Ok(writer.into_inner())
}
