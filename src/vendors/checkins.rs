//! Tables of mornings, kept by hand or by a form: `checkins.csv`, `wellness.csv`, and whatever `athlete.toml` maps.
//!
//! Any of the columns in any order, under a header that names them; the date is the only one that must be there. Cells may
//! be empty. Lines that begin with `#` are comments. Every row is a morning of its own; of several on one day the later
//! counts, answer by answer.

pub mod append;

use super::mapping::{MappedColumn, Mapping, MorningField, column_name, read_clock, says_nothing};
use super::table;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::MORNING_ROWS_MAX;
use crate::morning::{AnswerSlot, CheckinItem, Metric, Morning, Reading, Source, SpellWord};
use std::borrow::Cow;

/// The columns by their names here, in the order in which they are documented.
fn columns_in_words() -> String {
    format!("date, time, {}", MorningField::names(", "))
}

/// Reads the mornings, a row each, by day and time.
///
/// Without a mapping the columns go by their names here. A cell that cannot be understood is told to `diagnostics` and is
/// absent; so is a whole row without a date. What a mapping made of the table is told too.
pub fn read_checkins(bytes: &[u8], mapping: Option<&Mapping>, diagnostics: &mut Diagnostics) -> Vec<Morning> {
    let text = table::table_text(bytes);
    let mut lines = table::TableLines::new(&text);
    let Some(first) = lines.next_filled() else {
        let detail = format!("line 1: the file is empty; its first line names the columns: {}", columns_in_words());
        diagnostics.push(Code::CheckinRow, None, detail);
        return Vec::new();
    };
    let delimiter = table::likely_delimiter(table::first_line(first).0);
    let header = lines.row(delimiter);
    let by_name = Mapping::by_name();
    let plan = ColumnPlan::of_header(&header, mapping.unwrap_or(&by_name));
    if plan.date.is_none() {
        let wanted = mapping.map_or("date", |mapping| mapping.date.as_str());
        let names: Vec<&str> = header.iter().map(|name| name.trim()).collect();
        let detail = match mapping {
            None => {
                let columns = columns_in_words();
                format!("line {}: no column is called date; the first line names the columns: {columns}", lines.number)
            }
            Some(_) => format!(
                "line {}: no column is called {wanted:?}, as athlete.toml says; the columns here are: {}",
                lines.number,
                names.join(", ")
            ),
        };
        diagnostics.push(Code::CheckinRow, None, detail);
        return Vec::new();
    }
    if let Some(mapping) = mapping {
        plan.tell_understood(mapping, &header, diagnostics);
    } else {
        let unknown: Vec<&str> = plan.unknown(&header).filter(|name| !name.is_empty()).collect();
        if !unknown.is_empty() {
            let detail = format!("columns that are not known here and were not read: {}", unknown.join(", "));
            diagnostics.push(Code::Checkins, None, detail);
        }
    }

    let mut mornings: Vec<Morning> = Vec::new();
    let mut rows = 0_usize;
    while lines.next_filled().is_some() {
        let line = lines.number.saturating_add(1);
        let cells = lines.row(delimiter);
        rows = rows.saturating_add(1);
        if MORNING_ROWS_MAX < rows {
            let detail = format!("line {line}: more than {MORNING_ROWS_MAX} rows; the rest was not read");
            diagnostics.push(Code::CheckinRow, None, detail);
            break;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        let written = cell(plan.date);
        let order = mapping.unwrap_or(&by_name).date_order;
        let Some((day, in_date)) = order.read_date(written) else {
            let detail = format!(
                "line {line}: date {written:?} is not a day written as {}; the row was not read",
                order.shape_text()
            );
            diagnostics.push(Code::CheckinRow, None, detail);
            continue;
        };
        let mut morning = Morning { day, time: read_clock(cell(plan.time)).or(in_date), ..Morning::default() };
        for (at, column) in &plan.columns {
            let cell = cell(Some(*at));
            if says_nothing(cell) {
                continue;
            }
            if let Err(allowed) = fill_answer(&mut morning, column, cell, plan.asks) {
                let name = header.get(*at).map_or("", |name| name.trim());
                let detail = format!("line {line}: {name} is {cell:?}, and may be {allowed}; the cell was not read");
                diagnostics.push(Code::CheckinRow, None, detail);
            }
        }
        mornings.push(morning);
    }
    mornings.sort_by_key(|morning| (morning.day, morning.time));
    mornings
}

/// Where in a table the columns of a mapping stand.
struct ColumnPlan {
    date: Option<usize>,
    time: Option<usize>,
    columns: Vec<(usize, MappedColumn)>,
    /// It asks how the runner is; a table that does not is one of measurements.
    asks: bool,
}

impl ColumnPlan {
    fn of_header(header: &[Cow<'_, str>], mapping: &Mapping) -> Self {
        let names: Vec<String> = header.iter().map(|name| column_name(name)).collect();
        let place = |wanted: &str| names.iter().position(|name| *name == column_name(wanted));
        // Of two columns of one name the first is taken, and of the names of one field the first that is there.
        let mut columns: Vec<(usize, MappedColumn)> = Vec::new();
        for column in &mapping.columns {
            let taken = mapping.is_by_name() && columns.iter().any(|(_, other)| other.field == column.field);
            if let Some(at) = place(&column.header).filter(|_| !taken) {
                columns.push((at, column.clone()));
            }
        }
        let asks = columns.iter().any(|(_, column)| column.field.is_said());
        Self { date: place(&mapping.date), time: place(&mapping.time), columns, asks }
    }

    /// The columns that nobody asked for.
    fn unknown<'h>(&self, header: &'h [Cow<'_, str>]) -> impl Iterator<Item = &'h str> {
        let known = |at: &usize| {
            Some(*at) == self.date || Some(*at) == self.time || self.columns.iter().any(|(known, _)| known == at)
        };
        header.iter().enumerate().filter(move |(at, _)| !known(at)).map(|(_, name)| name.trim())
    }

    /// Tells what the mapping made of the table, and which columns it names in vain.
    fn tell_understood(&self, mapping: &Mapping, header: &[Cow<'_, str>], diagnostics: &mut Diagnostics) {
        let understood: Vec<String> = self.columns.iter().map(|(_, column)| column.in_words()).collect();
        let date = header.get(self.date.unwrap_or_default()).map_or("", |name| name.trim());
        let detail = format!("as athlete.toml says: date from {date:?}, {}", understood.join(", "));
        diagnostics.push(Code::Checkins, None, detail);
        for column in &mapping.columns {
            if !self.columns.iter().any(|(_, known)| known == column) {
                let detail = format!(
                    "athlete.toml takes {} from a column {:?} that is not there",
                    column.field.as_str(),
                    column.header
                );
                diagnostics.push(Code::CheckinRow, None, detail);
            }
        }
    }
}

/// Takes over one cell; or says what it may be.
fn fill_answer(morning: &mut Morning, column: &MappedColumn, cell: &str, asks: bool) -> Result<(), String> {
    let mut measured = |metric: Metric, value: f64| {
        // A sensor that was not worn is a 0 to some.
        if value != 0.0 {
            morning.readings.push(Reading { metric, value, source: Source::TABLE });
        }
    };
    match column.field {
        MorningField::Said(CheckinItem::SleepHours) if !asks => measured(Metric::Sleep, column.measure(cell)?),
        MorningField::Measured(metric) => measured(metric, column.measure(cell)?),
        MorningField::Said(item) => match morning.slot(item) {
            AnswerSlot::Number(slot) if item.is_on_scale() => *slot = Some(column.answer(cell)?),
            AnswerSlot::Number(slot) => *slot = Some(column.measure(cell)?),
            AnswerSlot::Flag(slot) => *slot = Some(yes_or_no(cell)?),
            AnswerSlot::Spell(slot) => *slot = Some(spell_word(cell)?),
            AnswerSlot::Day(slot) => *slot = Some(cell.parse().map_err(|_| "a day such as 2026-05-31".to_owned())?),
            AnswerSlot::Words(slot) => *slot = Some(cell.to_owned()),
        },
    }
    Ok(())
}

fn spell_word(cell: &str) -> Result<SpellWord, String> {
    let words = || SpellWord::ALL.map(SpellWord::as_str).join(", ");
    SpellWord::from_word(cell).ok_or_else(|| format!("one of {}", words()))
}

fn yes_or_no(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" => Ok(true),
        "false" | "no" | "n" | "0" => Ok(false),
        _ => Err("true or false, yes or no, 1 or 0".to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::vendors::mapping::{DateOrder, Scale};

    fn read_all(text: &str) -> (Vec<Morning>, Vec<(Code, String)>) {
        let mut diagnostics = Diagnostics::default();
        let mornings = read_checkins(text.as_bytes(), None, &mut diagnostics);
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
            ..Morning::default()
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
    fn every_row_is_kept_by_day_and_time() {
        let (mornings, found) = read_all(
            "date,time,legs,soreness\n2026-05-02,21:10,1,\n2026-05-01,,5,5\n2026-05-02,7:05,,4\n2026-05-02,,2,\n",
        );
        assert_eq!(found, []);
        let days: Vec<_> = mornings.iter().map(|m| (m.day.day(), m.time, m.legs, m.soreness)).collect();
        let at = |hour, minute| Some(jiff::civil::time(hour, minute, 0, 0));
        assert_eq!(
            days,
            [
                (1, None, Some(5.0), Some(5.0)),
                (2, None, Some(2.0), None),
                (2, at(7, 5), None, Some(4.0)),
                (2, at(21, 10), Some(1.0), None)
            ]
        );
    }

    #[test]
    fn a_form_is_read_as_athlete_toml_says_and_says_what_it_understood() {
        let hooper = |field, header: &str| MappedColumn { scale: Scale::HOOPER, ..MappedColumn::new(field, header) };
        let mapping = Mapping {
            file: "form.csv".to_owned(),
            date: "Timestamp".to_owned(),
            date_order: DateOrder::MonthFirst,
            columns: vec![
                hooper(MorningField::Said(CheckinItem::Legs), "Fatigue"),
                hooper(MorningField::Said(CheckinItem::Soreness), "DOMS"),
                MappedColumn::new(MorningField::Measured(Metric::HrvRmssd), "rMSSD"),
                MappedColumn::new(MorningField::Said(CheckinItem::Rpe), "RPE yesterday"),
            ],
            ..Mapping::by_name()
        };
        let text = "Timestamp;Fatigue;DOMS;rMSSD;Stress\n4/30/2026 7:01:12;7;1;61,5;3\n5/1/2026 8:00:00;8;-;0;3\n";
        let mut diagnostics = Diagnostics::default();
        let mornings = read_checkins(text.as_bytes(), Some(&mapping), &mut diagnostics);
        let reading = Reading { metric: Metric::HrvRmssd, value: 61.5, source: Source::TABLE };
        assert_eq!((mornings[0].legs, mornings[0].soreness), (Some(1.0), Some(5.0)));
        assert_eq!((mornings[0].time, &mornings[0].readings), (Some(jiff::civil::time(7, 1, 12, 0)), &vec![reading]));
        assert_eq!((mornings[1].legs, mornings[1].soreness, mornings[1].readings.len()), (None, None, 0));
        let found: Vec<&str> = diagnostics.as_slice().iter().map(|found| found.detail.as_str()).collect();
        assert_eq!(
            found,
            [
                "as athlete.toml says: date from \"Timestamp\", legs from \"Fatigue\" (7 is worst, 1 is best), soreness \
                 from \"DOMS\" (7 is worst, 1 is best), hrv_rmssd_ms from \"rMSSD\"",
                "athlete.toml takes rpe from a column \"RPE yesterday\" that is not there",
                "line 3: Fatigue is \"8\", and may be a number from 1 to 7; the cell was not read",
            ]
        );
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
            assert!(found[0].1.contains("date, time, legs, soreness"));
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
            assert!(read_checkins(&bytes, None, &mut Diagnostics::default()).len() <= 9);
        }
    }
}
