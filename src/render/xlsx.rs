//! `report.xlsx`: the report as a workbook. Days are dates, numbers are numbers, and a text is never a formula.
//!
//! The sheets Daily, Activities and Import have the columns of their CSV files; Mornings has those of `readiness.csv` and
//! `mornings.csv` side by side. Today is for reading, with charts over the newest days of the others.

mod chart;
mod today;

use super::FormatError;
use crate::columns::{CellKind, CellValue, ColumnSpec, OneRow, TableRow, TableRows};
use crate::limits::SHEET_ROWS_MAX;
use crate::readiness::Readiness;
use crate::report::Report;
use crate::report::morning::MorningSummary;
use crate::report::team::TeamMember;
use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// Columns that name the row of a day: the athlete and the day.
const NAMED: usize = 2;

/// Characters of a cell.
const TEXT_MAX: usize = 32_767;

/// Keys that are told by a colour too: column, key, and the colour behind it, on each of which a dark word can be read.
/// `rest` is good news of a day, and a warning of a morning.
const TINTS: [(&str, &str, u32); 16] = [
    ("band", "ready_for_quality", 0x00BB_DCF2),
    ("band", "easy", 0x00DD_EFFA),
    ("band", "active_recovery", 0x00FB_E3B5),
    ("band", "rest", 0x00F8_CDB8),
    ("band", "not_enough_data", 0x00E8_E8E8),
    ("day_class", "rest", 0x00C5_E8DA),
    ("day_class", "active_recovery", 0x00E2_F4EC),
    ("day_class", "easy", 0x00DD_EFFA),
    ("day_class", "quality", 0x00F2_D5E6),
    ("day_class", "long", 0x00D9_D2EC),
    ("day_class", "unknown", 0x00E8_E8E8),
    ("spike_class", "moderate", 0x00FB_E3B5),
    ("spike_class", "large", 0x00F8_CDB8),
    ("outcome", "duplicate", 0x00E8_E8E8),
    ("outcome", "not_activity", 0x00E8_E8E8),
    ("outcome", "refused", 0x00F8_CDB8),
];

/// The bytes of the workbook.
///
/// # Errors
/// Only what the writer reports of itself.
pub fn workbook(report: &Report) -> Result<Vec<u8>, FormatError> {
    book_of_report(report).map_err(|error| FormatError::Xlsx(error.to_string()))
}

fn book_of_report(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let written = report.today.day.at(0, 0, 0, 0);
    book.set_properties(&DocProperties::new().set_title("restday").set_creation_datetime(&written));
    let formats = Formats::new();
    let mornings = by_day(report);
    let charts = (!report.daily.is_empty()).then(|| chart::all_charts(report.daily.len(), mornings.len()));
    today::write_today(book.add_worksheet(), report, &formats, charts.into_iter().flatten())?;

    table(&mut book, "Daily", report.rows(&report.daily), &formats)?;
    table(&mut book, "Activities", report.rows(&report.activities), &formats)?;
    let said = MorningSummary::specs().into_iter().skip(NAMED);
    let columns: Vec<ColumnSpec> = Readiness::specs().into_iter().chain(said).collect();
    let sheet_of_mornings = add_sheet(&mut book, "Mornings", &columns, &formats, mornings.len())?;
    fill_mornings(sheet_of_mornings, report, &mornings, &formats)?;
    table(&mut book, "Import", report.rows(&report.import), &formats)?;
    book.save_to_buffer()
}

/// The bytes of the workbook of a team, with the columns of `team.csv`.
///
/// # Errors
/// Only what the writer reports of itself.
pub(crate) fn team_workbook(members: &[TeamMember]) -> Result<Vec<u8>, FormatError> {
    book_of_team(members).map_err(|error| FormatError::Xlsx(error.to_string()))
}

fn book_of_team(members: &[TeamMember]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let days = members.iter().filter_map(|member| member.known(|known| Some(known.today.day)));
    let newest = days.max().unwrap_or_default();
    book.set_properties(&DocProperties::new().set_title("restday").set_creation_datetime(&newest.at(0, 0, 0, 0)));
    let formats = Formats::new();
    table(&mut book, "Team", TableRows::plain(members), &formats)?;
    book.save_to_buffer()
}

/// What was made of each morning, and what was said and measured of it, by day.
fn by_day(report: &Report) -> BTreeMap<Date, (Option<&Readiness>, Option<&MorningSummary>)> {
    let mut days: BTreeMap<Date, (Option<&Readiness>, Option<&MorningSummary>)> = BTreeMap::new();
    for verdict in &report.readiness {
        days.entry(verdict.day).or_default().0 = Some(verdict);
    }
    for said in &report.mornings {
        days.entry(said.morning.day).or_default().1 = Some(said);
    }
    days
}

/// How cells look.
struct Formats {
    title: Format,
    heading: Format,
    label: Format,
    prose: Format,
    header: Format,
    day: Format,
    time: Format,
    whole: Format,
    one: Format,
    two: Format,
    three: Format,
    plain: Format,
}

impl Formats {
    fn new() -> Self {
        let number = |pattern: &str| Format::new().set_num_format(pattern);
        Self {
            title: Format::new().set_bold().set_font_size(18),
            heading: Format::new().set_bold().set_font_size(13).set_border_bottom(FormatBorder::Thin),
            label: Format::new().set_bold().set_align(FormatAlign::Top),
            prose: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00E9_EEF2))
                .set_border_bottom(FormatBorder::Thin),
            day: number("yyyy-mm-dd"),
            time: number("yyyy-mm-dd hh:mm"),
            whole: number("0"),
            one: number("0.0"),
            two: number("0.00"),
            three: number("0.000"),
            plain: Format::new(),
        }
    }

    /// How many decimals a reader wants; the cell holds them all.
    fn number_format(&self, column: &ColumnSpec) -> &Format {
        match column.unit {
            "s" | "m" | "bpm" | "byte" | "W" | "points" | "trimp" | "rpe x min" => &self.whole,
            "load" | "load/day" | "load/week" | "0-100" | "ms" | "ml/kg/min" | "deg C" => &self.one,
            "share" | "m/s" => &self.three,
            "1-5" | "0-10" | "d" => &self.plain,
            _ => &self.two,
        }
    }
}

/// A sheet with its header, frozen, and filters over so many rows.
fn add_sheet<'a>(
    book: &'a mut Workbook,
    name: &str,
    columns: &[ColumnSpec],
    formats: &Formats,
    rows: usize,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = book.add_worksheet().set_name(name)?;
    let last_row = rows.clamp(1, SHEET_ROWS_MAX) as u32;
    for (nth, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, nth, column.name, &formats.header)?;
        sheet.set_column_width(nth, column_width(column))?;
        for (_, key, color) in TINTS.into_iter().filter(|(of, _, _)| *of == column.name) {
            let tinted = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(key))
                .set_format(Format::new().set_background_color(Color::RGB(color)));
            sheet.add_conditional_format(1, nth, last_row, nth, &tinted)?;
        }
    }
    let last_column = (columns.len() as u16).saturating_sub(1);
    sheet.autofilter(0, 0, last_row, last_column)?;
    // What names the row stays in sight: the header, and the columns up to the first number.
    let named = columns.iter().position(|column| column.kind == CellKind::Number).unwrap_or(1).min(3);
    sheet.set_freeze_panes(1, named as u16)?;
    Ok(sheet)
}

fn column_width(column: &ColumnSpec) -> f64 {
    let header = column.name.len() as f64 + 4.0;
    match column.kind {
        CellKind::Text => header.max(24.0),
        CellKind::Time => header.max(17.0),
        CellKind::Date | CellKind::Word => header.max(12.0),
        CellKind::Number | CellKind::Integer | CellKind::Boolean => header.max(9.0),
    }
}

/// A sheet of a table: of a long one the last rows, which are the newest where they are by day.
fn table<R: TableRow>(
    book: &mut Workbook,
    name: &str,
    rows: TableRows<'_, R>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let count = rows.rows.len();
    let sheet = add_sheet(book, name, &R::specs(), formats, count)?;
    for (row, nth) in rows.newest(SHEET_ROWS_MAX).iter().zip(1..) {
        cells(sheet, nth, row, (0, 0), formats)?;
    }
    tell_cut(sheet, count)
}

/// The cells of a row but for its first `skipped` ones, at the places from `from` on.
fn cells<R: TableRow>(
    sheet: &mut Worksheet,
    nth: u32,
    row: OneRow<'_, R>,
    (skipped, from): (usize, u16),
    formats: &Formats,
) -> Result<(), XlsxError> {
    for ((value, column), place) in row.cells().zip(R::COLUMNS).skip(skipped).zip(from..) {
        write_cell(sheet, nth, place, value, &column.spec, formats)?;
    }
    Ok(())
}

/// Says below the last row that there are more.
fn tell_cut(sheet: &mut Worksheet, rows: usize) -> Result<(), XlsxError> {
    if SHEET_ROWS_MAX < rows {
        let words = format!("The last {SHEET_ROWS_MAX} of {rows} rows; all of them are in the other formats.");
        sheet.write_string(SHEET_ROWS_MAX as u32 + 1, 0, words)?;
    }
    Ok(())
}

fn fill_mornings(
    sheet: &mut Worksheet,
    report: &Report,
    mornings: &BTreeMap<Date, (Option<&Readiness>, Option<&MorningSummary>)>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let said_from = Readiness::COLUMNS.len() as u16;
    let beyond = mornings.len().saturating_sub(SHEET_ROWS_MAX);
    for ((day, (judged, said)), nth) in mornings.iter().skip(beyond).zip(1..) {
        sheet.write_string(nth, 0, told_text(&report.athlete))?;
        sheet.write_datetime_with_format(nth, 1, *day, &formats.day)?;
        if let Some(row) = judged {
            cells(sheet, nth, OneRow { athlete: &report.athlete, row: *row }, (NAMED, NAMED as u16), formats)?;
        }
        if let Some(row) = said {
            cells(sheet, nth, OneRow { athlete: &report.athlete, row: *row }, (NAMED, said_from), formats)?;
        }
    }
    tell_cut(sheet, mornings.len())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    value: CellValue<'_>,
    column: &ColumnSpec,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let written = match value {
        CellValue::Empty => Ok(sheet),
        // A minus before zero says nothing.
        CellValue::Number(number) => {
            sheet.write_number_with_format(row, place, number + 0.0, formats.number_format(column))
        }
        CellValue::Integer(number) => sheet.write_number(row, place, number as f64),
        CellValue::Boolean(flag) => sheet.write_boolean(row, place, flag),
        CellValue::Word(word) => sheet.write_string(row, place, word),
        CellValue::Text(text) if text.is_empty() => Ok(sheet),
        CellValue::Text(text) => sheet.write_string(row, place, told_text(&text)),
        // A spreadsheet's days begin with 1900.
        CellValue::Date(day) if day.year() < 1900 => sheet.write_string(row, place, day.to_string()),
        CellValue::Date(day) => sheet.write_datetime_with_format(row, place, day, &formats.day),
        // The time on the runner's clock: a spreadsheet knows no offsets.
        CellValue::Time(time) => match time.get(..19).and_then(|local| local.parse::<DateTime>().ok()) {
            Some(local) if 1900 <= local.year() => sheet.write_datetime_with_format(row, place, local, &formats.time),
            _ => sheet.write_string(row, place, time),
        },
    };
    written.map(|_| ())
}

/// A text that a cell can hold: as long as one may be, and without what no XML may hold.
fn told_text(text: &str) -> String {
    let holds = |character: char| !matches!(character, '\u{fffe}' | '\u{ffff}');
    let mut units = 0;
    text.chars()
        .map(|character| if holds(character) { character } else { char::REPLACEMENT_CHARACTER })
        .take_while(|character| {
            units += character.len_utf16();
            units <= TEXT_MAX
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::ingest::Input;
    use crate::report::sample;
    use std::io::{Cursor, Read};

    fn part(workbook: &[u8], name: &str) -> String {
        let mut text = String::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// The texts of the workbook, as a reader of XML gives them.
    fn texts(workbook: &[u8]) -> Vec<String> {
        use quick_xml::events::Event;
        let xml = part(workbook, "xl/sharedStrings.xml");
        let mut reader = quick_xml::Reader::from_str(&xml);
        let (mut texts, mut inside) = (Vec::new(), false);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) if tag.name().as_ref() == "t" => {
                    inside = true;
                    texts.push(String::new());
                }
                Event::End(tag) if tag.name().as_ref() == "t" => inside = false,
                Event::Text(text) if inside => texts.last_mut().unwrap().push_str(&text),
                Event::GeneralRef(reference) if inside => {
                    let character = match &*reference {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => reference.resolve_char_ref().unwrap().unwrap(),
                    };
                    texts.last_mut().unwrap().push(character);
                }
                Event::Eof => return texts,
                _ => {}
            }
        }
    }

    #[test]
    fn today_says_what_the_terminal_says() {
        let workbook = workbook(&sample::report()).unwrap();
        let texts = texts(&workbook);
        insta::assert_snapshot!(texts[..24].join("\n").replace('\u{a0}', " "), @r"
        Recovery Readiness · Ana · Sat 2026-03-14
        ▲ Train easy; a rest day is due
        48 ± 19 of 100, medium confidence
        Why
        •
        You have been pushing hard for a while: let the work sink in.
        Legs 2.0 of 5 today (5 is fresh), 1.4 below your normal of 3.4: -22.
        Signs of pushing hard
        10 days in a row without a rest or active-recovery day: one is due.
        But
        Sleep averages 7.6 h, 0.3 h more than your normal of 7.3 h.
        Also
        Not known: heart-rate variability and resting heart rate.
        Signals
        legs -22.4, soreness -2.4, hours of sleep +0.6, load -0.6 (points of score; a total above 0 counts half)
        Trend
        71 yesterday, 66 on the mean of 7 mornings
        Room
        up to your usual day, easy: load up to 52
        Next run
        keep it under 23.2 km: a tenth more than the 21.1 km of the last 30 days
        Training Load Snapshot
        7 days
        load 536, 47 % above your usual week (366)
        ");
    }

    #[test]
    fn the_sheets_stand_in_their_order_and_nothing_known_is_a_workbook_too() {
        for report in [sample::report(), sample::nothing_known()] {
            let book = part(&workbook(&report).unwrap(), "xl/workbook.xml");
            let places = ["Today", "Daily", "Activities", "Mornings", "Import"]
                .map(|name| book.find(&format!("name=\"{name}\"")).unwrap());
            assert!(places.is_sorted());
        }
    }

    #[test]
    fn hostile_texts_are_texts() {
        let hostile = sample::hostile(10_000);
        let mut report = sample::report();
        report.import =
            hostile.iter().map(|text| Input { source: text.clone(), ..sample::report().import[0].clone() }).collect();
        let workbook = workbook(&report).unwrap();
        for nth in 1..=5 {
            let sheet = part(&workbook, &format!("xl/worksheets/sheet{nth}.xml"));
            assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a formula in sheet {nth}");
        }
        let texts = texts(&workbook);
        for text in hostile.iter().filter(|text| !text.is_empty() && !text.chars().any(char::is_control)) {
            assert!(texts.contains(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_is_cut_where_a_cell_ends() {
        assert_eq!(told_text(&"é".repeat(40_000)).chars().count(), TEXT_MAX);
        assert_eq!(told_text("a\u{ffff}b"), "a\u{fffd}b");
    }

    #[test]
    fn the_longest_name_of_an_athlete_is_no_reason_for_no_workbook() {
        let report = Report { athlete: "é\u{ffff}".repeat(40_000), ..sample::report() };
        assert!(workbook(&report).is_ok());
    }

    #[test]
    fn mornings_without_a_verdict_are_listed_too() {
        let report = sample::report();
        let days = by_day(&report);
        assert_eq!(days.len(), 2);
        assert!(days.values().any(|(judged, said)| judged.is_none() && said.is_some()));
    }
}
