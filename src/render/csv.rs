//! The tables as CSV: UTF-8, one header line; an empty cell is unknown, `0` is observed.
//!
//! A text that a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises, in every dialect: a file
//! is opened by more programs than it was written for, and one that takes another delimiter for its own begins a cell
//! inside of a text. There, behind that delimiter or a line break, stands a second apostrophe: see `Dialect::guarded`.
//! For a spreadsheet so has a text that it would take for a number or a day. JSON, NDJSON and Parquet hold the text as it is.
//! Numbers are the shortest decimals that read back as the same number, and are never touched.

use crate::columns::{CellValue, TableRow, TableRows};
use crate::printable::acts_on_terminal;
use std::borrow::Cow;
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

    /// The text as its cell holds it, with an apostrophe before what would run.
    ///
    /// What begins a cell is the beginning of the text and, to a program that splits elsewhere, what follows a line break, a
    /// tab, `|`, or the one of `,` and `;` that is not this dialect's own: its own stands in quotes. It would run where the first
    /// character of it that is seen, quotes and apostrophes apart, is a [`leads`]. Then an apostrophe stands before the whole
    /// text, and one before every further cell that would run: without these the text is what it was.
    fn guarded(self, text: &str) -> Cow<'_, str> {
        let begins = |character: char| match character {
            '\t' | '|' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => true,
            ',' | ';' => u32::from(character) != u32::from(self.delimiter()),
            _ => false,
        };
        let begins_with_a_control = text.trim_start_matches('\'').starts_with(['\t', '\r', '\n', '\0']);
        if !begins_with_a_control && !text.split(begins).any(runs) {
            return Cow::Borrowed(text);
        }
        let mut guarded = String::with_capacity(text.len() + 4);
        for (nth, cell) in text.split_inclusive(begins).enumerate() {
            guarded.push_str(if nth == 0 || runs(cell) { "'" } else { "" });
            guarded.push_str(cell);
        }
        Cow::Owned(guarded)
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
pub fn table<R: TableRow>(rows: TableRows<'_, R>) -> Vec<u8> {
    dialect(rows, Dialect::default())
}

/// A table for whoever opens it.
#[must_use]
pub fn dialect<R: TableRow>(rows: TableRows<'_, R>, dialect: Dialect) -> Vec<u8> {
    let mut writer = dialect.writer();
    // Rows of one length, written to memory: nothing here can fail.
    let mut written = writer.write_record(R::COLUMNS.iter().map(|column| column.spec.name));
    let mut text = String::new();
    for row in rows.iter() {
        for value in row.cells() {
            text.clear();
            cell(&mut text, &value, dialect);
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
            if text.parse::<f64>().is_ok() { text } else { Dialect::default().guarded(&text).into_owned() }
        })));
    }
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// Adds a value as the text of its cell.
fn cell(text: &mut String, value: &CellValue<'_>, dialect: Dialect) {
    // A minus before zero says nothing. Written to memory: nothing here can fail.
    let _ = match value {
        CellValue::Empty => Ok(()),
        CellValue::Number(number) if dialect == Dialect::ExcelEu => {
            write!(text, "{}", number + 0.0).map(|()| *text = text.replace('.', ","))
        }
        CellValue::Number(number) => write!(text, "{}", number + 0.0),
        CellValue::Integer(number) => write!(text, "{number}"),
        CellValue::Boolean(flag) => write!(text, "{flag}"),
        CellValue::Date(day) => write!(text, "{day}"),
        CellValue::Word(word) => text.write_str(word),
        CellValue::Time(time) => text.write_str(time),
        CellValue::Text(words) => {
            let guarded = dialect.guarded(words);
            let is_lost = dialect.is_for_a_spreadsheet() && matches!(guarded, Cow::Borrowed(_)) && is_figure(words);
            text.push_str(if is_lost { "'" } else { "" });
            text.write_str(&guarded)
        }
    };
}

/// Whether a spreadsheet would run a cell: blanks and what nobody sees may stand before a formula, and so may quotes, which
/// it takes off, and apostrophes, so that one of ours can be told from one that was there.
fn runs(cell: &str) -> bool {
    let is_seen = |character: &char| {
        !character.is_whitespace() && !acts_on_terminal(*character) && !matches!(character, '"' | '\'')
    };
    cell.chars().find(is_seen).is_some_and(leads)
}

/// Whether a formula begins with this character. Besides the four of OWASP these are their full-width and small forms,
/// which a spreadsheet in an East Asian language takes for the same, and the minus sign, which LibreOffice does. Superscript
/// and dingbat signs begin no formula anywhere.
fn leads(character: char) -> bool {
    [
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}', '\u{fe63}',
        '\u{fe6b}', '\u{2212}',
    ]
    .contains(&character)
}

/// Whether a spreadsheet would take a text for a number or a day: an identifier such as `19173753132e7678` would be lost.
fn is_figure(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let figure = |byte: u8| byte.is_ascii_digit() || b".,-/ eE".contains(&byte);
    text.bytes().next().is_some_and(|first| first.is_ascii_digit() || b".,".contains(&first))
        && text.bytes().all(figure)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ingest::Input;
    use crate::report::sample;

    const ALL: [Dialect; 3] = [Dialect::Rfc4180, Dialect::ExcelUs, Dialect::ExcelEu];

    fn text(value: &CellValue<'_>, dialect: Dialect) -> String {
        let mut text = String::new();
        cell(&mut text, value, dialect);
        text
    }

    #[test]
    fn a_table_without_rows_has_its_header() {
        assert_eq!(table::<Input>(TableRows::plain(&[])), b"source,outcome,code,activity_id,detail,byte_offset\n");
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
            assert_eq!(text(&CellValue::Number(number), Dialect::Rfc4180), short);
            assert_eq!(text(&CellValue::Number(number), Dialect::ExcelUs), short);
            assert_eq!(text(&CellValue::Number(number), Dialect::ExcelEu), short.replace('.', ","));
        }
    }

    #[test]
    fn an_identifier_that_looks_like_a_number_stays_a_text_in_a_spreadsheet() {
        for id in ["19173753132e7678", "0012345678901234", "10-5", "1/2", "1.5"] {
            assert_eq!(text(&CellValue::Text(id.into()), Dialect::Rfc4180), id);
            assert_eq!(text(&CellValue::Text(id.into()), Dialect::ExcelEu), format!("'{id}"));
        }
        for words in ["00c0ffee00c0ffee", "07:05", "10 km easy", ""] {
            assert_eq!(text(&CellValue::Text(words.into()), Dialect::ExcelUs), words);
        }
    }

    #[test]
    fn a_dialect_sets_mark_delimiter_decimals_and_line_ends_together() {
        let report = sample::report();
        let beginning =
            |dialect| String::from_utf8(super::dialect(TableRows::plain(&report.daily[..1]), dialect)).unwrap();
        let [plain, us, eu] = ALL.map(beginning);
        assert!(plain.starts_with("athlete,day,") && plain.ends_with('\n') && !plain.contains('\r'));
        assert!(us.starts_with("\u{feff}athlete,day,") && us.ends_with("\r\n"));
        assert!(eu.starts_with("\u{feff}athlete;day;") && eu.ends_with("\r\n"));
        assert!(plain.contains(",61.5,52.25,-9.25,") && us.contains(",61.5,52.25,-9.25,"));
        assert!(eu.contains(";61,5;52,25;-9,25;"), "{eu}");
    }

    /// The text that a cell was made of: without the apostrophes that stand before what would run, or would be lost.
    fn undone(cell: &str, dialect: Dialect) -> String {
        let Some(bare) = cell.strip_prefix('\'') else { return cell.to_owned() };
        let own = char::from(dialect.delimiter());
        let begins = |c: char| c != own && "\t|\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029},;".contains(c);
        let without = |(nth, piece): (usize, &str)| {
            piece.strip_prefix('\'').filter(|piece| nth != 0 && runs(piece)).unwrap_or(piece).to_owned()
        };
        let text: String = bare.split_inclusive(begins).enumerate().map(without).collect();
        let mut again = String::new();
        super::cell(&mut again, &CellValue::Text(text.as_str().into()), dialect);
        if again == cell { text } else { cell.to_owned() }
    }

    #[test]
    fn a_formula_is_guarded_wherever_a_cell_may_begin() {
        let plain = |text: &str| self::text(&CellValue::Text(text.into()), Dialect::Rfc4180);
        for lead in "=+-@＝＋－＠﹦﹢﹣﹫−".chars() {
            assert_eq!(plain(&format!("{lead}1+1")), format!("'{lead}1+1"));
            assert_eq!(plain(&format!(";{lead}1+1")), format!("';'{lead}1+1"));
            assert_eq!(plain(&format!("Run\t{lead}1|{lead}2\n{lead}3")), format!("'Run\t'{lead}1|'{lead}2\n'{lead}3"));
            for before in [" ", "\u{a0}", "\u{feff}", "\u{200b}", "\u{3000}", "\"", "'", "\u{1b}"] {
                assert_eq!(plain(&format!("{before}{lead}1")), format!("'{before}{lead}1"));
                assert_eq!(plain(&format!("a;{before}{lead}1")), format!("'a;'{before}{lead}1"));
            }
        }
        // Its own delimiter stands in quotes; another one does not.
        assert_eq!(plain("Run, -5 °C"), "Run, -5 °C");
        assert_eq!(text(&CellValue::Text("Run,=1+1".into()), Dialect::ExcelUs), "Run,=1+1");
        assert_eq!(text(&CellValue::Text("Run,=1+1".into()), Dialect::ExcelEu), "'Run,'=1+1");
        assert_eq!(text(&CellValue::Text("Run;=1+1".into()), Dialect::ExcelEu), "Run;=1+1");
        assert_eq!(text(&CellValue::Text("1,-5".into()), Dialect::ExcelEu), "'1,'-5");
    }

    #[test]
    fn an_honest_text_is_left_alone() {
        let honest = [
            "Run; easy",
            "5 - 10 km",
            "a = b",
            "C++ @ noon",
            "⁻¹ ➕",
            "10×400 m | 90 s",
            "Ana's",
            "'tis",
            "\"Easy\"",
            "x;",
            ";",
            "–",
            "two\nlines",
            "Run;\teasy",
        ];
        for text in honest {
            for dialect in ALL {
                assert_eq!(self::text(&CellValue::Text(text.into()), dialect), text);
            }
        }
    }

    #[test]
    fn hostile_texts_read_back_as_they_were_but_for_formulas() {
        let row = |text: &str| Input {
            source: text.to_owned(),
            detail: text.to_owned(),
            ..sample::report().import[0].clone()
        };
        let rows: Vec<Input> = sample::hostile(10_000).iter().map(|text| row(text)).collect();
        for dialect in ALL {
            let bytes = super::dialect(TableRows::plain(&rows), dialect);
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
            let mut reader = csv::ReaderBuilder::new().delimiter(dialect.delimiter()).from_reader(bytes);
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(read.len(), rows.len());
            for (record, row) in read.iter().zip(&rows) {
                let told = [&record[0], &record[4]].map(|cell| undone(cell, dialect));
                assert_eq!(told, [row.source.as_str(), row.detail.as_str()]);
            }
        }
    }

    /// Cells as the most careless of readers takes them: quotes mean nothing, and every delimiter that it is given parts.
    #[test]
    fn no_cell_of_any_reader_is_a_formula() {
        let row = |text: &String| Input { source: text.clone(), ..sample::report().import[0].clone() };
        let rows: Vec<Input> = sample::hostile(10_000).iter().map(row).collect();
        let is_seen = |c: &char| !c.is_whitespace() && !acts_on_terminal(*c) && *c != '"';
        for dialect in ALL {
            let text = String::from_utf8(super::dialect(TableRows::plain(&rows), dialect)).unwrap();
            for delimiter in [',', ';', '\t', '|'] {
                if delimiter == char::from(dialect.delimiter()) {
                    continue;
                }
                for cell in text.split([delimiter, '\n', '\r']) {
                    assert!(!cell.chars().find(is_seen).is_some_and(leads), "{dialect:?} {delimiter:?} {cell:?}");
                }
            }
        }
    }
}
