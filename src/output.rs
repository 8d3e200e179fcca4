//! What a runner may choose about the files of a report.

/// A form that a report can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// The tables as CSV.
    Csv,
    /// `report.json`.
    Json,
    /// `report.ndjson`.
    Ndjson,
    /// `report.xlsx`.
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// Four tables as Parquet.
    #[cfg(feature = "parquet")]
    Parquet,
    /// `report.html`.
    #[cfg(feature = "html")]
    Html,
    /// The two main charts as pictures.
    Svg,
}

impl OutputFormat {
    /// Every format, in the order of `--help`.
    pub const ALL: &[Self] = &[
        Self::Csv,
        Self::Json,
        Self::Ndjson,
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        #[cfg(feature = "html")]
        Self::Html,
        Self::Svg,
    ];

    /// The formats of a report where nobody chose.
    pub const DEFAULT: &[Self] = &[
        Self::Csv,
        Self::Json,
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        #[cfg(feature = "html")]
        Self::Html,
    ];

    /// The name on the command line and in `athlete.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            #[cfg(feature = "xlsx")]
            Self::Xlsx => "xlsx",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            #[cfg(feature = "html")]
            Self::Html => "html",
            Self::Svg => "svg",
        }
    }
}

/// What a page may tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Privacy {
    /// Whether names of files and titles of activities are in it.
    pub with_paths: bool,
}

named! {
    /// For whom a table is written.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum Dialect {
        /// Programs: commas, decimal points, LF, no byte-order mark.
        #[default]
        Rfc4180 = "rfc4180",
        /// A spreadsheet in English: commas, decimal points, CRLF, a byte-order mark so that it reads UTF-8.
        ExcelUs = "excel-us",
        /// A spreadsheet in most of Europe: semicolons, decimal commas, CRLF, a byte-order mark.
        ExcelEu = "excel-eu",
    }
}
