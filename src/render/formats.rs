//! A report as files: which formats there are, and the files of each.

use super::chart::{self, View};
use super::csv::{self, Dialect};
use super::{FormatError, json};
use crate::output::Privacy;
use crate::report::Report;

pub use crate::output::Format;

/// Which files, and how.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// The formats.
    pub formats: &'a [Format],
    /// For whom CSV is written.
    pub dialect: Dialect,
    /// What the page may tell.
    pub privacy: Privacy,
}

/// Days of the pictures, and their width.
const PICTURE_DAYS: usize = 183;
const PICTURE_WIDTH: u32 = 960;

/// The files by name.
///
/// # Errors
/// Only what the libraries that make the formats report of themselves.
pub fn files(report: &Report, choice: Choice<'_>) -> Result<Vec<(&'static str, Vec<u8>)>, FormatError> {
    let mut files = Vec::new();
    let wanted = |format| choice.formats.contains(&format);
    if wanted(Format::Csv) {
        let dialect = choice.dialect;
        files.push(("activities.csv", csv::dialect(report.rows(&report.activities), dialect)));
        files.push(("daily.csv", csv::dialect(report.rows(&report.daily), dialect)));
        files.push(("weeks.csv", csv::dialect(report.rows(&report.weeks), dialect)));
        files.push(("months.csv", csv::dialect(report.rows(&report.months), dialect)));
        files.push(("readiness.csv", csv::dialect(report.rows(&report.readiness), dialect)));
        files.push(("mornings.csv", csv::dialect(report.rows(&report.mornings), dialect)));
        files.push(("import.csv", csv::dialect(report.rows(&report.import), dialect)));
        files.push(("duplicates.csv", csv::dialect(report.rows(&report.duplicates), dialect)));
    }
    if wanted(Format::Json) {
        files.push(("report.json", json::report(report)));
    }
    if wanted(Format::Ndjson) {
        files.push(("report.ndjson", json::lines(report)));
    }
    #[cfg(feature = "xlsx")]
    if wanted(Format::Xlsx) {
        files.push(("report.xlsx", super::xlsx::workbook(report)?));
    }
    #[cfg(feature = "parquet")]
    if wanted(Format::Parquet) {
        use super::parquet;
        files.push(("activities.parquet", parquet::table(report.rows(&report.activities))?));
        files.push(("daily.parquet", parquet::table(report.rows(&report.daily))?));
        files.push(("readiness.parquet", parquet::table(report.rows(&report.readiness))?));
        files.push(("mornings.parquet", parquet::table(report.rows(&report.mornings))?));
    }
    #[cfg(feature = "html")]
    if wanted(Format::Html) {
        files.push(("report.html", super::html::page(report, choice.privacy)?));
    }
    if let Some(view) = View::last(report, PICTURE_DAYS).filter(|_| wanted(Format::Svg)) {
        files.push(("load.svg", chart::load(&view).file(PICTURE_WIDTH)));
        files.push(("readiness.svg", chart::readiness(&view, &report.readiness).file(PICTURE_WIDTH)));
    }
    Ok(files)
}
