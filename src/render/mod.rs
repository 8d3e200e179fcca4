//! A [`Report`](crate::report::Report) as bytes: one file a format, and the sentences that all of them share.
//!
//! A format touches no file: what it gives is written by [`publish`](crate::publish).

mod chart;
pub mod csv;
mod figures;
pub mod formats;
pub mod html;
pub mod json;
pub mod listing;
mod panel;
pub mod parquet;
pub mod schema;
mod sparkline;
pub mod terminal;
mod told;
mod words;
pub mod xlsx;
