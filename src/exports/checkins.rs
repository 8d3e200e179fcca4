//! `checkins.csv`: how the runner felt, kept by hand or by a form.
//!
//! Any of the columns in any order, under a header that names them; `date` is the only one that must be there. Cells may
//! be empty. Lines that begin with `#` are comments. Of two rows for one day the later counts, cell by cell.

use super::{Morning, table};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::TABLE_ROWS_MAX;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The columns by their names here, in the order in which they are documented.
const COLUMNS: &str = "date, legs, soreness, motivation, sleep_quality, sleep_h, rpe, felt_harder, illness, pain, note";

/// A scale of five answers, the best of which is 5.
const FIVE: RangeInclusive<f64> = 1.0..=5.0;

/// The years a check-in may be of: those in which a recording may be.
const YEARS: RangeInclusive<i16> = 1990..=2105;

/// What a column holds, and where it goes.
#[derive(Clone, Copy)]
enum Column {
    Date,
    Number(fn(&mut Morning) -> &mut Option<f64>, &'static RangeInclusive<f64>),
    YesNo(fn(&mut Morning) -> &mut Option<bool>),
    Note,
}

/// The column of that name; case does not matter, and a space is as good as an underscore.
fn column(name: &str) -> Option<Column> {
    Some(match name.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
        "date" => Column::Date,
        "legs" => Column::Number(|morning| &mut morning.legs, &FIVE),
        "soreness" => Column::Number(|morning| &mut morning.soreness, &FIVE),
        "motivation" => Column::Number(|morning| &mut morning.motivation, &FIVE),
        "sleep_quality" => Column::Number(|morning| &mut morning.sleep_quality, &FIVE),
        "sleep_h" | "sleep_hours" => Column::Number(|morning| &mut morning.sleep_h, &(0.0..=24.0)),
        "rpe" | "rpe_last_run" => Column::Number(|morning| &mut morning.rpe, &(0.0..=10.0)),
        "felt_harder" => Column::YesNo(|morning| &mut morning.felt_harder),
        "illness" => Column::YesNo(|morning| &mut morning.illness),
        "pain" => Column::YesNo(|morning| &mut morning.pain),
        "note" => Column::Note,
        _ => return None,
    })
}

/// Reads the check-ins, one a day, by day.
///
/// A cell that cannot be understood is told to `diagnostics` and is absent; so is a whole row without a date.
pub fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Vec<Morning> {
    let text = table::text(bytes);
    let mut lines = table::Lines::new(&text);
    let Some(first) = lines.next_filled() else {
        let detail = format!("line 1: the file is empty; its first line names the columns: {COLUMNS}");
        diagnostics.push(Code::CheckinRow, None, detail);
        return Vec::new();
    };
    let delimiter = table::delimiter(table::line(first).0);
    let header = lines.row(delimiter);
    let columns: Vec<Option<Column>> = header.iter().map(|name| column(name)).collect();
    let Some(date) = columns.iter().position(|column| matches!(column, Some(Column::Date))) else {
        let detail =
            format!("line {}: no column is called date; the first line names the columns: {COLUMNS}", lines.number);
        diagnostics.push(Code::CheckinRow, None, detail);
        return Vec::new();
    };
    let unknown: Vec<&str> =
        header.iter().zip(&columns).filter_map(|(name, column)| column.is_none().then_some(name.trim())).collect();
    if unknown.iter().any(|name| !name.is_empty()) {
        let detail = format!("columns that are not known here and were not read: {}", unknown.join(", "));
        diagnostics.push(Code::Checkins, None, detail);
    }

    let mut mornings: BTreeMap<Date, Morning> = BTreeMap::new();
    let mut rows = 0_usize;
    while lines.next_filled().is_some() {
        let line = lines.number.saturating_add(1);
        let cells = lines.row(delimiter);
        rows = rows.saturating_add(1);
        if TABLE_ROWS_MAX < rows {
            let detail = format!("line {line}: more than {TABLE_ROWS_MAX} rows; the rest was not read");
            diagnostics.push(Code::CheckinRow, None, detail);
            break;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let day = cells.get(date).map_or("", |cell| cell.trim());
        let Some(day) = iso_day(day) else {
            let detail = format!("line {line}: date {day:?} is not a day written as 2026-04-30; the row was not read");
            diagnostics.push(Code::CheckinRow, None, detail);
            continue;
        };
        let morning = mornings.entry(day).or_insert_with(|| Morning { day, ..Morning::default() });
        for ((cell, column), name) in cells.iter().zip(&columns).zip(&header) {
            let cell = cell.trim();
            let Some(column) = column.filter(|_| !cell.is_empty()) else { continue };
            if let Err(allowed) = fill(morning, column, cell) {
                let name = name.trim();
                let detail = format!("line {line}: {name} is {cell:?}, and may be {allowed}; the cell was not read");
                diagnostics.push(Code::CheckinRow, None, detail);
            }
        }
    }
    mornings.into_values().collect()
}

/// Takes over one cell; or says what it may be.
fn fill(morning: &mut Morning, column: Column, cell: &str) -> Result<(), String> {
    match column {
        Column::Date => {}
        Column::Note => morning.note = Some(cell.to_owned()),
        Column::Number(field, range) => {
            let number = table::number(cell).filter(|number| range.contains(number));
            *field(morning) =
                Some(number.ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))?);
        }
        Column::YesNo(field) => *field(morning) = Some(yes_or_no(cell).ok_or("true or false, yes or no, 1 or 0")?),
    }
    Ok(())
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// A day as ISO 8601 writes it, and nothing else: `3/4` is two different days on the two sides of an ocean.
fn iso_day(cell: &str) -> Option<Date> {
    let shape: Vec<usize> = cell.split('-').map(str::len).collect();
    let plain = shape == [4, 2, 2] && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| cell.parse().ok()).flatten().filter(|day: &Date| YEARS.contains(&day.year()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<Morning>, Vec<(Code, String)>) {
        let mut diagnostics = Diagnostics::default();
        let mornings = read(text.as_bytes(), &mut diagnostics);
        (mornings, diagnostics.as_slice().iter().map(|found| (found.code, found.detail.clone())).collect())
    }

    #[test]
    fn every_column_is_read() {
        let (mornings, found) = read_all(
            "date,legs,soreness,motivation,sleep_quality,sleep_h,rpe,felt_harder,illness,pain,note\n\
             2026-04-30,1,2,3,4,7.5,6,yes,no,0,\"slept, badly\nwoke at 4\"\n",
        );
        assert_eq!(found, []);
        let expected = Morning {
            day: jiff::civil::date(2026, 4, 30),
            legs: Some(1.0),
            soreness: Some(2.0),
            motivation: Some(3.0),
            sleep_quality: Some(4.0),
            sleep_h: Some(7.5),
            rpe: Some(6.0),
            felt_harder: Some(true),
            illness: Some(false),
            pain: Some(false),
            note: Some("slept, badly\nwoke at 4".to_owned()),
        };
        assert_eq!(mornings, [expected]);
    }

    #[test]
    fn spreadsheets_of_other_countries_are_read() {
        let text = "\u{feff}# kept by Ana\r\n\r\nSleep Hours;Date;RPE last run;Pain\r\n7,5;2026-04-30;0;x\r\n;;;\r\n";
        let (mornings, found) = read_all(text);
        assert_eq!(found, []);
        assert_eq!(mornings.len(), 1);
        assert_eq!((mornings[0].sleep_h, mornings[0].rpe, mornings[0].pain), (Some(7.5), Some(0.0), Some(true)));
        assert_eq!(mornings[0].legs, None, "absent is not zero");
        let (tabs, _) = read_all("date\tlegs\n2026-04-30\t2,5");
        assert_eq!(tabs[0].legs, Some(2.5));
    }

    #[test]
    fn a_bad_cell_costs_the_cell_and_a_bad_date_the_row() {
        let (mornings, found) = read_all(
            "date,legs,soreness,illness\n2026-04-29,9,3,maybe\n# c\n30.04.2026,1,1,no\n2026-02-30,1,1,no\n2026-05-01,1e0,NaN,yes\n",
        );
        assert_eq!(mornings.len(), 2);
        assert_eq!((mornings[0].legs, mornings[0].soreness, mornings[0].illness), (None, Some(3.0), None));
        assert_eq!((mornings[1].legs, mornings[1].soreness, mornings[1].illness), (None, None, Some(true)));
        assert!(found.iter().all(|(code, _)| *code == Code::CheckinRow));
        assert_eq!(found[0].1, "line 2: legs is \"9\", and may be a number from 1 to 5; the cell was not read");
        assert!(found[1].1.starts_with("line 2: illness is \"maybe\", and may be true or false"));
        assert!(found[2].1.starts_with("line 4: date \"30.04.2026\" is not a day written as 2026-04-30"));
        assert!(found[3].1.starts_with("line 5: date \"2026-02-30\""));
        assert!(found[4].1.starts_with("line 6: legs"));
    }

    #[test]
    fn the_later_row_of_a_day_wins_cell_by_cell_and_days_are_sorted() {
        let (mornings, found) =
            read_all("date,legs,soreness\n2026-05-02,1,\n2026-05-01,5,5\n2026-05-02,,4\n2026-05-02,2,\n");
        assert_eq!(found, []);
        let days: Vec<_> = mornings.iter().map(|m| (m.day.day(), m.legs, m.soreness)).collect();
        assert_eq!(days, [(1, Some(5.0), Some(5.0)), (2, Some(2.0), Some(4.0))]);
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let (_, found) = read_all("# a\n\ndate,note\n2026-05-01,\"two\nlines\"\nbad,\n");
        assert!(found[0].1.starts_with("line 6:"), "{}", found[0].1);
    }

    #[test]
    fn unknown_columns_are_named_and_do_no_harm() {
        let (mornings, found) = read_all("date,mood,legs,\n2026-05-01,great,4,\n");
        assert_eq!(mornings[0].legs, Some(4.0));
        assert_eq!(found[0].0, Code::Checkins);
        assert!(found[0].1.contains("mood"));
    }

    #[test]
    fn a_table_without_days_is_told_what_it_needs() {
        for text in ["", "# nothing\n", "day,legs\n2026-05-01,4\n", "2026-05-01,4\n"] {
            let (mornings, found) = read_all(text);
            assert_eq!((mornings.len(), found.len()), (0, 1), "{text:?}");
            assert_eq!(found[0].0, Code::CheckinRow);
            assert!(found[0].1.contains("date, legs, soreness"));
        }
        assert_eq!(read_all("date,legs\n"), (vec![], vec![]));
    }

    #[test]
    fn damage_of_any_kind_is_no_panic() {
        let sound = "date,legs,note\n2026-05-01,4,\"a \"\"b\"\" c\"\n2026-05-02,5,d\n".as_bytes();
        let mut random = 7_u64;
        for _ in 0..5_000 {
            let mut bytes = sound.to_vec();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = b"\",;\n\r#\xFF\0-9"[(random >> 50) as usize % 10];
            }
            assert!(read(&bytes, &mut Diagnostics::default()).len() <= 3);
        }
    }
}
