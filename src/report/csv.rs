//! The tables as CSV: UTF-8, one header line; an empty cell is unknown, `0` is observed.
//!
//! A text that a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises, in every dialect: a file
//! is opened by more programs than it was written for. For a spreadsheet so has a text that it would take for a number or
//! a day. JSON, NDJSON and Parquet hold the text as it is. Numbers are the shortest decimals that read back as the same
//! number, and are never touched.

use super::table::{Row, Value};
use std::fmt::Write;

pub use crate::output::Dialect;

impl Dialect {
    const fn delimiter(self) -> u8 {
        match self {
            Self::Rfc4180 | Self::ExcelUs => b',',
            Self::ExcelEu => b';',
        }
    }

    const fn is_for_a_spreadsheet(self) -> bool {
        !matches!(self, Self::Rfc4180)
    }

    fn writer(self) -> csv::Writer<Vec<u8>> {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(self.delimiter());
        if self.is_for_a_spreadsheet() {
            builder.terminator(csv::Terminator::CRLF);
            return builder.from_writer("\u{feff}".as_bytes().to_vec());
        }
        builder.from_writer(Vec::new())
    }
}

/// A table for programs.
#[must_use]
pub fn table<R: Row>(rows: &[R]) -> Vec<u8> {
    dialect(rows, Dialect::default())
}

/// A table for whoever opens it.
#[must_use]
pub fn dialect<R: Row>(rows: &[R], dialect: Dialect) -> Vec<u8> {
    let mut writer = dialect.writer();
    // Rows of one length, written to memory: nothing here can fail.
    let mut written = writer.write_record(R::COLUMNS.iter().map(|column| column.name));
    let mut text = String::new();
    for row in rows {
        for value in row.values() {
            text.clear();
            cell(&mut text, value, dialect);
            written = written.and(writer.write_field(&text));
        }
        written = written.and(writer.write_record(None::<&[u8]>));
    }
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// A table of texts, guarded like every other.
#[must_use]
pub fn sheet<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = Dialect::default().writer();
    let mut written = writer.write_record(header);
    for row in rows {
        written = written.and(writer.write_record(row.map(|text| {
            // A number is no text that a spreadsheet would run.
            if text.parse::<f64>().is_err() && is_formula(&text) { format!("'{text}") } else { text }
        })));
    }
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// Adds a value as the text of its cell.
fn cell(text: &mut String, value: Value<'_>, dialect: Dialect) {
    // Written to memory: nothing here can fail.
    let _ = match value {
        Value::Empty => Ok(()),
        Value::Number(number) if dialect == Dialect::ExcelEu => {
            write!(text, "{number}").map(|()| *text = text.replace('.', ","))
        }
        Value::Number(number) => write!(text, "{number}"),
        Value::Integer(number) => write!(text, "{number}"),
        Value::Boolean(flag) => write!(text, "{flag}"),
        Value::Date(day) => write!(text, "{day}"),
        Value::Word(word) => text.write_str(word),
        Value::Time(time) => text.write_str(time),
        Value::Text(words) => {
            let guarded = is_formula(words) || (dialect.is_for_a_spreadsheet() && is_figure(words));
            text.push_str(if guarded { "'" } else { "" });
            text.write_str(words)
        }
    };
}

/// Whether a spreadsheet would run a text: what begins so comes from a file's, a device's or a person's name.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

/// Whether a spreadsheet would take a text for a number or a day: an identifier such as `19173753132e7678` would be lost.
fn is_figure(text: &str) -> bool {
    let figure = |byte: u8| byte.is_ascii_digit() || b".,-/ eE".contains(&byte);
    text.bytes().next().is_some_and(|first| first.is_ascii_digit() || b".,".contains(&first))
        && text.bytes().all(figure)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::{ActivityRow, DailyRow, ImportRow, MorningRow, PeriodRow, ReadinessRow, ThresholdRow, sample};
    use serde::Serialize;

    const ALL: [Dialect; 3] = [Dialect::Rfc4180, Dialect::ExcelUs, Dialect::ExcelEu];

    /// The header that serde would write: the names of the fields as they are in the value.
    fn field_names<T: Serialize>(row: &T) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(row).unwrap();
        String::from_utf8(writer.into_inner().unwrap()).unwrap().lines().next().unwrap().to_owned()
    }

    fn header<R: Row>(rows: &[R]) -> String {
        String::from_utf8(table(rows)).unwrap().lines().next().unwrap().to_owned()
    }

    fn text(value: Value<'_>, dialect: Dialect) -> String {
        let mut text = String::new();
        cell(&mut text, value, dialect);
        text
    }

    #[test]
    fn columns_are_the_fields_in_order() {
        let report = sample::report();
        assert_eq!(header::<ActivityRow>(&[]), field_names(&report.activities[0]));
        assert_eq!(header::<DailyRow>(&[]), field_names(&report.daily[0]));
        assert_eq!(header::<PeriodRow>(&[]), field_names(&report.weeks[0]));
        assert_eq!(header::<ReadinessRow>(&[]), field_names(&report.mornings[0]));
        assert_eq!(header::<MorningRow>(&[]), field_names(&MorningRow::default()));
        assert_eq!(header::<ImportRow>(&[]), field_names(&report.import[0]));
        assert_eq!(header::<ThresholdRow>(&[]), field_names(&report.thresholds_history[0]));
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(table::<ImportRow>(&[]), b"source,outcome,code,activity_id,detail,byte_offset\n");
    }

    #[test]
    fn numbers_are_short_and_exact() {
        for (number, short) in [
            (0.0, "0"),
            (3600.0, "3600"),
            (-12.25, "-12.25"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-7, "0.0000001"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(text(Value::Number(number), Dialect::Rfc4180), short);
            assert_eq!(text(Value::Number(number), Dialect::ExcelUs), short);
            assert_eq!(text(Value::Number(number), Dialect::ExcelEu), short.replace('.', ","));
        }
    }

    #[test]
    fn an_identifier_that_looks_like_a_number_stays_a_text_in_a_spreadsheet() {
        for id in ["19173753132e7678", "0012345678901234", "10-5", "1/2", "1.5"] {
            assert_eq!(text(Value::Text(id), Dialect::Rfc4180), id);
            assert_eq!(text(Value::Text(id), Dialect::ExcelEu), format!("'{id}"));
        }
        for words in ["00c0ffee00c0ffee", "07:05", "10 km easy", ""] {
            assert_eq!(text(Value::Text(words), Dialect::ExcelUs), words);
        }
    }

    #[test]
    fn a_dialect_sets_mark_delimiter_decimals_and_line_ends_together() {
        let report = sample::report();
        let beginning = |dialect| String::from_utf8(super::dialect(&report.daily[..1], dialect)).unwrap();
        let [plain, us, eu] = ALL.map(beginning);
        assert!(plain.starts_with("athlete,day,") && plain.ends_with('\n') && !plain.contains('\r'));
        assert!(us.starts_with("\u{feff}athlete,day,") && us.ends_with("\r\n"));
        assert!(eu.starts_with("\u{feff}athlete;day;") && eu.ends_with("\r\n"));
        assert!(plain.contains(",61.5,52.25,-9.25,") && us.contains(",61.5,52.25,-9.25,"));
        assert!(eu.contains(";61,5;52,25;-9,25;"), "{eu}");
    }

    #[test]
    fn hostile_texts_read_back_as_they_were_but_for_formulas() {
        let row = |text: &str| ImportRow {
            source: text.to_owned(),
            detail: text.to_owned(),
            ..sample::report().import[0].clone()
        };
        let rows: Vec<ImportRow> = sample::hostile(10_000).iter().map(|text| row(text)).collect();
        for dialect in ALL {
            let bytes = super::dialect(&rows, dialect);
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
            let mut reader = csv::ReaderBuilder::new().delimiter(dialect.delimiter()).from_reader(bytes);
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(read.len(), rows.len());
            for (record, row) in read.iter().zip(&rows) {
                assert!(!is_formula(&record[0]));
                let told = [&record[0], &record[4]].map(|cell| if cell == row.source { cell } else { &cell[1..] });
                assert_eq!(told, [row.source.as_str(), row.detail.as_str()]);
            }
        }
    }
}
