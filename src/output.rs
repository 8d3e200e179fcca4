//! What a runner may choose about the files of a report.

/// A form that a report can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The tables as CSV.
    Csv,
    /// `report.json`.
    Json,
    /// `report.ndjson`.
    Ndjson,
    /// `report.xlsx`.
    Xlsx,
    /// Four tables as Parquet.
    Parquet,
    /// `report.html`.
    Html,
    /// The two main charts as pictures.
    Svg,
}

impl Format {
    /// Every format, in the order of `--help`.
    pub const ALL: [Self; 7] = [Self::Csv, Self::Json, Self::Ndjson, Self::Xlsx, Self::Parquet, Self::Html, Self::Svg];

    /// The formats of a report where nobody chose.
    pub const DEFAULT: [Self; 5] = [Self::Csv, Self::Json, Self::Xlsx, Self::Parquet, Self::Html];

    /// The name on the command line and in `athlete.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
            Self::Html => "html",
            Self::Svg => "svg",
        }
    }
}

/// For whom a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Programs: commas, decimal points, LF, no byte-order mark.
    #[default]
    Rfc4180,
    /// A spreadsheet in English: commas, decimal points, CRLF, a byte-order mark so that it reads UTF-8.
    ExcelUs,
    /// A spreadsheet in most of Europe: semicolons, decimal commas, CRLF, a byte-order mark.
    ExcelEu,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::Rfc4180, Self::ExcelUs, Self::ExcelEu];

    /// The name on the command line and in `athlete.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc4180 => "rfc4180",
            Self::ExcelUs => "excel-us",
            Self::ExcelEu => "excel-eu",
        }
    }
}
