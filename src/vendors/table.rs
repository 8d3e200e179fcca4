//! Delimited text as spreadsheets and vendors write it.

use crate::limits::TABLE_COLUMNS_MAX;
use std::borrow::Cow;

/// Room for cells that is made at once for each row.
const COLUMNS_USUAL: usize = 104;

/// One row of a table, and what follows it.
pub(super) struct TableRow<'a> {
    /// The cells, without their quotes.
    pub(super) cells: Vec<Cow<'a, str>>,
    /// The text behind the row's line break.
    pub(super) rest: &'a str,
    /// Whether every quote that was opened was closed, right before a delimiter or the end of the row, and there are no
    /// more than [`TABLE_COLUMNS_MAX`] cells; more are stepped over.
    pub(super) sound: bool,
}

/// The text of a table: UTF-8 with or without a byte order mark, or UTF-16 with one, as spreadsheets write "Unicode
/// text". Bytes that are no text become U+FFFD.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied().map(unit)).collect()
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => String::from_utf16_lossy(&units(rest, u16::from_le_bytes)).into(),
        [0xFE, 0xFF, rest @ ..] => String::from_utf16_lossy(&units(rest, u16::from_be_bytes)).into(),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// What parts the cells of a header: the most frequent of comma, semicolon and tab.
pub(super) fn delimiter(header: &str) -> char {
    let mut best = (0, ',');
    for candidate in [',', ';', '\t'] {
        let count = header.matches(candidate).count();
        if best.0 < count {
            best = (count, candidate);
        }
    }
    best.1
}

/// The first line of a text, and what follows it.
pub(super) fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// Reads the first row of a text. Within quotes a quote is doubled; with `backslashes` it may also stand behind one.
pub(super) fn row(text: &str, delimiter: char, backslashes: bool) -> TableRow<'_> {
    let mut row = TableRow { cells: Vec::with_capacity(COLUMNS_USUAL), rest: text, sound: true };
    loop {
        let (cell, rest) = match behind(row.rest, b'"') {
            None => until_end(row.rest, delimiter),
            Some(inner) => {
                let (mut cell, tail) = quoted(inner, backslashes);
                let (stray, rest) = until_end(tail.unwrap_or_default(), delimiter);
                row.sound &= tail.is_some() && stray.is_empty();
                cell.push_str(&stray);
                (Cow::Owned(cell), rest)
            }
        };
        if row.cells.len() < TABLE_COLUMNS_MAX {
            row.cells.push(cell);
        } else {
            row.sound = false;
        }
        match behind(rest, delimiter as u8) {
            Some(next) => row.rest = next,
            None => return TableRow { rest: behind(rest, b'\n').unwrap_or(rest), ..row },
        }
    }
}

/// The text behind an ASCII letter that it begins with.
fn behind(text: &str, letter: u8) -> Option<&str> {
    (text.as_bytes().first() == Some(&letter)).then(|| text.get(1..)).flatten()
}

/// What stands before the end of a cell, and the text from that end on.
fn until_end(text: &str, delimiter: char) -> (Cow<'_, str>, &str) {
    // Delimiters are ASCII: no byte of theirs is a part of another letter.
    let ends = |byte: u8| byte == delimiter as u8 || byte == b'\n';
    let end = text.bytes().position(ends).unwrap_or(text.len());
    let (cell, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let cell = if matches!(rest.as_bytes().first(), None | Some(b'\n')) {
        cell.strip_suffix('\r').unwrap_or(cell)
    } else {
        cell
    };
    (Cow::Borrowed(cell), rest)
}

/// What stands between quotes, the first of which is taken, and the text behind the second; absent when there is none.
fn quoted(text: &str, backslashes: bool) -> (String, Option<&str>) {
    let marks: &[char] = if backslashes { &['"', '\\'] } else { &['"'] };
    let mut cell = String::new();
    let mut rest = text;
    while let Some((before, mark)) = rest.find(marks).and_then(|at| rest.split_at_checked(at)) {
        cell.push_str(before);
        if let Some(behind) = ["\"\"", "\\\""].iter().find_map(|quote| mark.strip_prefix(quote)) {
            cell.push('"');
            rest = behind;
        } else if let Some(behind) = mark.strip_prefix('"') {
            return (cell, Some(behind));
        } else {
            cell.push('\\');
            rest = mark.strip_prefix('\\').unwrap_or_default();
        }
    }
    cell.push_str(rest);
    (cell, None)
}

/// The lines of a table that is kept by hand, counted as an editor counts them.
pub(super) struct TableLines<'a> {
    rest: &'a str,
    /// The line that was read last; in a row of several lines, the last of them.
    pub(super) number: u64,
}

impl<'a> TableLines<'a> {
    /// The lines of a text. A first line `sep=;`, by which spreadsheets name the delimiter, is stepped over: the header
    /// shows it too.
    pub(super) fn new(text: &'a str) -> Self {
        let mut lines = Self { rest: text, number: 0 };
        let (first, below) = line(text);
        if first.trim().trim_matches('"').get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep=")) {
            lines.advance(below);
        }
        lines
    }

    /// Steps over blank lines and comments; the text from the next line on, or nothing at the end.
    pub(super) fn next_filled(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let (line, below) = line(self.rest);
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                return Some(self.rest);
            }
            self.advance(below);
        }
        None
    }

    /// The cells of the next row.
    pub(super) fn row(&mut self, delimiter: char) -> Vec<Cow<'a, str>> {
        let row = row(self.rest, delimiter, false);
        self.advance(row.rest);
        row.cells
    }

    fn advance(&mut self, to: &'a str) {
        let length = self.rest.len().saturating_sub(to.len());
        let passed = self.rest.get(..length).unwrap_or_default();
        self.number = self.number.saturating_add(passed.matches('\n').count().max(1) as u64);
        self.rest = to;
    }
}

/// A plain decimal number with a point or a comma, and one sign at most; absent for anything else.
pub(super) fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
        && digits.matches(['.', ',']).count() <= 1;
    let point = if cell.contains(',') { Cow::Owned(cell.replace(',', ".")) } else { Cow::Borrowed(cell) };
    plain.then(|| point.parse().ok()).flatten().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    fn cells(text: &str) -> (Vec<String>, &str, bool) {
        let row = row(text, ',', false);
        (row.cells.into_iter().map(Cow::into_owned).collect(), row.rest, row.sound)
    }

    #[test]
    fn cells_are_parted_as_rfc_4180_says() {
        let all = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        assert_eq!(cells("a,,\"b,\nc\"\"d\",e\r\nnext"), (all(&["a", "", "b,\nc\"d", "e"]), "next", true));
        assert_eq!(cells("\"a\"\r\n"), (all(&["a"]), "", true));
        assert_eq!(cells(","), (all(&["", ""]), "", true));
        assert_eq!(cells("\n1"), (all(&[""]), "1", true));
        assert_eq!(cells("\"open,\nb"), (all(&["open,\nb"]), "", false));
        assert_eq!(cells("\"a\" b,c"), (all(&["a b", "c"]), "", false));
    }

    #[test]
    fn a_quote_may_stand_behind_a_backslash() {
        let text = r#""say \"hi\", ""you""",C:\dir,"a\b""#;
        assert!(!row(text, ',', false).sound);
        let row = row(text, ',', true);
        assert!(row.sound);
        assert_eq!(row.cells, [r#"say "hi", "you""#, r"C:\dir", r"a\b"]);
    }

    #[test]
    fn numbers_are_plain_decimals() {
        assert_eq!(number(" 7,5 "), Some(7.5));
        assert_eq!(number("-0.25"), Some(-0.25));
        for text in ["", "NaN", "inf", "1e9", "1.234,5", "0x10", "--1", ".5", "7 h", "٣"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number(&"9".repeat(400)), None);
    }

    #[test]
    fn text_is_found_in_its_usual_encodings() {
        let wide = |bytes: fn(u16) -> [u8; 2]| "\u{feff}Größe".encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        assert_eq!(text("\u{feff}Größe".as_bytes()), "Größe");
        assert_eq!(text(&wide(u16::to_le_bytes)), "Größe");
        assert_eq!(text(&wide(u16::to_be_bytes)), "Größe");
        assert_eq!(text(b"a\xFF"), "a\u{fffd}");
    }
}
