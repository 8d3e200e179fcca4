//! Adds a row to `checkins.csv` and leaves everything else as it is: comments, unknown columns, the runner's delimiter.

use crate::morning::CheckinItem;
use crate::vendors::mapping::{Mapping, MorningField, column_name};
use crate::vendors::table;

/// The columns of a new file.
fn new_header() -> Vec<String> {
    let columns = CheckinItem::ALL.into_iter().map(|item| item.spec().column);
    ["date", "time"].into_iter().chain(columns).map(str::to_owned).collect()
}

/// Why a row cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The file is no UTF-8.
    #[error("it is not UTF-8; save it as UTF-8 in the program that wrote it")]
    Encoding,
    /// The first line has no date.
    #[error("line {line}: no column is called date; the first line names the columns: {}", new_header().join(","))]
    NoDate {
        /// The line of the header, from 1.
        line: u64,
    },
}

/// The file with one more row: `cells` are pairs of a column's name here and its text.
///
/// A column that the file has not yet is added to its header, at the end; the rows before it stay as short as they are. Of a
/// file that is absent or holds no header, the header is written first.
///
/// # Errors
/// See [`AppendError`].
pub(crate) fn append_row(old: Option<&[u8]>, cells: &[(&str, String)]) -> Result<Vec<u8>, AppendError> {
    let old = str::from_utf8(old.unwrap_or_default()).map_err(|_| AppendError::Encoding)?;
    let marked = old.strip_prefix('\u{feff}').unwrap_or(old);
    let mut lines = table::TableLines::new(marked);
    let Some(from_header) = lines.next_filled() else {
        let mut text = old.to_owned();
        end_line(&mut text, "\n");
        let names = new_header();
        text.push_str(&names.join(","));
        text.push('\n');
        return Ok(with_row(text, &names, ',', "\n", cells));
    };
    let line_number = lines.number.saturating_add(1);
    let (line, _) = table::first_line(from_header);
    let delimiter = table::likely_delimiter(line);
    let line_end = if line.ends_with('\r') { "\r\n" } else { "\n" };
    // A header of several lines is one where a name holds a line break: the row tells where it ends.
    let row = table::split_row(from_header, delimiter, false);
    let mut names: Vec<String> = row.cells.iter().map(|name| column_name(name)).collect();
    if !names.iter().any(|name| name == "date") {
        return Err(AppendError::NoDate { line: line_number });
    }
    let header_end = old.len().saturating_sub(row.rest.len());
    let (head, below) = old.split_at_checked(header_end).unwrap_or((old, ""));
    let mut text = head.trim_end_matches(['\n', '\r']).to_owned();
    for (name, _) in cells {
        if place_of(&names, name).is_none() {
            text.push(delimiter);
            text.push_str(name);
            names.push((*name).to_owned());
        }
    }
    text.push_str(line_end);
    text.push_str(below);
    end_line(&mut text, line_end);
    Ok(with_row(text, &names, delimiter, line_end, cells))
}

fn end_line(text: &mut String, line_end: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(line_end);
    }
}

/// Where a column stands, by its name here or another name by which it is known.
fn place_of(names: &[String], wanted: &str) -> Option<usize> {
    let field = MorningField::of_name(wanted);
    let by_name = Mapping::by_name();
    let also = by_name.columns.iter().filter(|column| Some(column.field) == field).map(|column| column.header.as_str());
    std::iter::once(wanted).chain(also).find_map(|wanted| names.iter().position(|name| name == wanted))
}

fn with_row(mut text: String, names: &[String], delimiter: char, line_end: &str, cells: &[(&str, String)]) -> Vec<u8> {
    let mut row = vec![String::new(); names.len()];
    for (name, value) in cells {
        if let Some(cell) = place_of(names, name).and_then(|at| row.get_mut(at)) {
            *cell = quoted_cell(value, delimiter);
        }
    }
    text.push_str(&row.join(&delimiter.to_string()));
    text.push_str(line_end);
    text.into_bytes()
}

fn quoted_cell(value: &str, delimiter: char) -> String {
    // A row is a line, and nothing in a file that is looked at acts.
    let value = value.replace(char::is_control, " ");
    let plain = !value.contains([delimiter, '"']) && !value.starts_with('#');
    if plain { value } else { format!("\"{}\"", value.replace('"', "\"\"")) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::vendors::checkins::read_checkins;

    fn added(old: Option<&str>, cells: &[(&str, &str)]) -> Result<String, AppendError> {
        let cells: Vec<(&str, String)> = cells.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        append_row(old.map(str::as_bytes), &cells).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_new_file_gets_its_header() {
        let row = [("date", "2026-05-31"), ("legs", "4"), ("note", "slept, \"badly\"\nwo\u{1b}ke")];
        let header = "date,time,legs,soreness,motivation,sleep_quality,sleep_h,life_stress,readiness_felt,rpe,felt_harder,illness,pain,spell,spell_last,note";
        let expected = format!("{header}\n2026-05-31,,4,,,,,,,,,,,,,\"slept, \"\"badly\"\" wo ke\"\n");
        assert_eq!(added(None, &row).unwrap(), expected);
        assert_eq!(added(Some(""), &row).unwrap(), expected);
        assert_eq!(added(Some("# mine"), &row).unwrap(), format!("# mine\n{expected}"));
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        let old = "\u{feff}# kept by Ana\r\nMood;Date;Sleep Hours\r\ngreat;2026-05-30;7,5\r\n# a note\r\nbroken row\r\nfine;2026-05-31;";
        let new = added(Some(old), &[("date", "2026-06-01"), ("sleep_h", "8"), ("legs", "3")]).unwrap();
        assert_eq!(
            new,
            "\u{feff}# kept by Ana\r\nMood;Date;Sleep Hours;legs\r\ngreat;2026-05-30;7,5\r\n# a note\r\nbroken row\r\n\
             fine;2026-05-31;\r\n;2026-06-01;8;3\r\n"
        );
        let mornings = read_checkins(new.as_bytes(), None, &mut Diagnostics::default());
        assert_eq!((mornings.len(), mornings[2].legs, mornings[2].sleep_h), (3, Some(3.0), Some(8.0)));
    }

    #[test]
    fn a_file_that_cannot_be_added_to_says_why() {
        assert_eq!(added(Some("day,legs\n"), &[("legs", "3")]), Err(AppendError::NoDate { line: 1 }));
        assert_eq!(append_row(Some(b"date,legs\n\xFF\n"), &[]), Err(AppendError::Encoding));
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_is_read(note in "\\PC{0,20}", legs in 1_u8..=5, rows in 0_usize..4) {
            let file = format!("date,legs\n{}", "2026-05-01,3\n".repeat(rows));
            let cells = [("date", "2026-06-01".to_owned()), ("legs", legs.to_string()), ("note", note.clone())];
            let new = append_row(Some(file.as_bytes()), &cells).unwrap();
            let mornings = read_checkins(&new, None, &mut Diagnostics::default());
            proptest::prop_assert_eq!(mornings.len(), rows.saturating_add(1));
            proptest::prop_assert_eq!(mornings[rows].legs, Some(f64::from(legs)));
        }
    }
}
