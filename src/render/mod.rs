//! A [`Report`](crate::report::Report) as bytes: one file a format, and the sentences that all of them share.
//!
//! A format touches no file: what it gives is written by [`publish`](crate::publish).

mod chart;
pub mod csv;
pub mod formats;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
pub mod listing;
mod panel;
#[cfg(feature = "parquet")]
pub mod parquet;
mod reader_units;
pub mod schema;
mod sparkline;
mod summary_lines;
pub mod terminal;
mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;

/// Why a report could not take a form: what the library that makes it says of itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Parquet.
    #[error("the tables could not be written as Parquet: {0}")]
    Parquet(String),
    /// The workbook.
    #[error("the workbook could not be written: {0}")]
    Xlsx(String),
    /// The page.
    #[error("the page could not be written: {0}")]
    Html(String),
}
