//! `manual.csv`: activities that the runner wrote down, for want of a recording.
//!
//! Any of the columns in any order, under a header that names them; `date` and a duration must be there. Cells may be
//! empty. Lines that begin with `#` are comments. Times are those of the clock on the wall unless an offset stands behind
//! them.

pub(super) mod cells;

use super::{Note, table};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::ACTIVITIES_MAX;
use cells::{MILE_M, Start, distance_m, duration_s, read_start};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The columns by their names here, in the order in which they are documented.
const COLUMNS: &str = "date, sport, duration, distance, rpe, load, name, heart_rate_mean, heart_rate_max, ascent_m";

/// The longest activity that is believed, seconds: a week, as of a recording.
const DURATION_MAX_S: f64 = 7.0 * 24.0 * 3600.0;

/// The longest way, metres: a week at 60 km/h.
const DISTANCE_MAX_M: f64 = 10_000_000.0;

/// The highest load, 100 = an hour at threshold: a week at half of that pace of gathering.
const LOAD_MAX: f64 = 8400.0;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ManualColumn {
    Date,
    Name,
    Sport,
    /// A duration; a plain number is of so many seconds.
    Duration(f64),
    /// A distance; a plain number is of so many metres.
    Distance(f64),
    Rpe,
    Load,
    HeartRateMean,
    HeartRateMax,
    Ascent,
}

/// The column of that name; case does not matter, and a space is as good as an underscore.
fn column_named(name: &str) -> Option<ManualColumn> {
    let name: String =
        name.trim().to_lowercase().chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '(' | ')' | '[' | ']')).collect();
    Some(match name.as_str() {
        "date" | "day" | "datetime" | "start" | "starttime" => ManualColumn::Date,
        "name" | "title" => ManualColumn::Name,
        "sport" | "type" | "activity" | "activitytype" => ManualColumn::Sport,
        "duration" | "durationmin" | "durationminutes" | "minutes" | "min" => ManualColumn::Duration(60.0),
        "durations" | "durationsec" | "durationseconds" | "seconds" => ManualColumn::Duration(1.0),
        "durationh" | "durationhours" | "hours" => ManualColumn::Duration(3600.0),
        "distance" | "distancekm" | "km" => ManualColumn::Distance(1000.0),
        "distancem" | "distancemeters" | "distancemetres" => ManualColumn::Distance(1.0),
        "distancemi" | "distancemiles" | "miles" => ManualColumn::Distance(MILE_M),
        "rpe" => ManualColumn::Rpe,
        "load" | "trainingload" => ManualColumn::Load,
        "heartratemean" | "heartrate" | "heartrateavg" | "averageheartrate" | "avgheartrate" | "avghr" | "hr" => {
            ManualColumn::HeartRateMean
        }
        "heartratemax" | "maxheartrate" | "maxhr" => ManualColumn::HeartRateMax,
        "ascent" | "ascentm" | "elevationgain" | "elevationgainm" => ManualColumn::Ascent,
        _ => return None,
    })
}

/// Reads the activities: one note a row, in the order of the rows, each with a start and a duration.
///
/// A cell that cannot be understood is told to `diagnostics` and is absent; so is a whole row without a date or without a
/// duration. An activity without a time of day begins at noon, or where the one written before it on that day ends.
pub(crate) fn read_manual(bytes: &[u8], diagnostics: &mut Diagnostics) -> Vec<Note> {
    let text = table::table_text(bytes);
    let mut lines = table::TableLines::new(&text);
    let Some(first) = lines.next_filled() else {
        let detail = format!("line 1: the file is empty; its first line names the columns: {COLUMNS}");
        diagnostics.push(Code::ActivityIndexRow, None, detail);
        return Vec::new();
    };
    let delimiter = table::likely_delimiter(table::first_line(first).0);
    let header = lines.row(delimiter);
    let columns: Vec<Option<ManualColumn>> = header.iter().map(|name| column_named(name)).collect();
    let has = |what: fn(&ManualColumn) -> bool| columns.iter().flatten().any(what);
    if !has(|column| *column == ManualColumn::Date) || !has(|column| matches!(column, ManualColumn::Duration(_))) {
        let line = lines.number;
        let detail =
            format!("line {line}: a date and a duration are needed; the first line names the columns: {COLUMNS}");
        diagnostics.push(Code::ActivityIndexRow, None, detail);
        return Vec::new();
    }
    let unknown: Vec<&str> =
        header.iter().zip(&columns).filter_map(|(name, column)| column.is_none().then_some(name.trim())).collect();
    if unknown.iter().any(|name| !name.is_empty()) {
        let detail = format!("columns that are not known here and were not read: {}", unknown.join(", "));
        diagnostics.push(Code::ActivityIndex, None, detail);
    }

    let mut notes: Vec<Note> = Vec::new();
    let mut clock = FreeHours::default();
    let mut rows = 0_usize;
    while lines.next_filled().is_some() {
        let line = lines.number.saturating_add(1);
        let cells = lines.row(delimiter);
        rows = rows.saturating_add(1);
        if ACTIVITIES_MAX < rows {
            let detail = format!("line {line}: more than {ACTIVITIES_MAX} rows; the rest was not read");
            diagnostics.push(Code::ActivityIndexRow, None, detail);
            break;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut entry = ManualRow { note: Note { row: line, ..Note::default() }, start: None };
        for ((cell, column), name) in cells.iter().zip(&columns).zip(&header) {
            let cell = cell.trim();
            let Some(column) = column.filter(|_| !cell.is_empty()) else { continue };
            if let Err(expected) = entry.take(column, cell) {
                let detail =
                    format!("line {line}: {} is {cell:?}, and may be {expected}; the cell was not read", name.trim());
                diagnostics.push(Code::ActivityIndexRow, None, detail);
            }
        }
        match entry.finish(&mut clock) {
            Ok(note) => notes.push(note),
            Err(missing) => {
                let detail = format!("line {line}: the row was not read, for it has no {missing}");
                diagnostics.push(Code::ActivityIndexRow, None, detail);
            }
        }
    }
    notes
}

/// A row while its cells are taken over.
struct ManualRow {
    note: Note,
    start: Option<Start>,
}

impl ManualRow {
    /// Takes over one cell; or says what it may be.
    fn take(&mut self, column: ManualColumn, cell: &str) -> Result<(), String> {
        let Note { name, summary, load, .. } = &mut self.note;
        match column {
            ManualColumn::Date => {
                let expected = "a day as 2026-05-31, or with its time, 2026-05-31 07:30";
                self.start = Some(read_start(cell).ok_or(expected)?);
            }
            ManualColumn::Name => *name = Some(cell.to_owned()),
            ManualColumn::Sport => summary.sport = Some(cell.to_owned()),
            ManualColumn::Duration(unit_s) => {
                let expected = "h:mm:ss, mm:ss from 10:00, or minutes, above 0 and at most a week";
                let s = duration_s(cell, unit_s).filter(|s| 0.0 < *s && *s <= DURATION_MAX_S).ok_or(expected)?;
                summary.timer_s = summary.timer_s.or(Some(s));
            }
            ManualColumn::Distance(unit_m) => {
                let m = distance_m(cell, unit_m).filter(|m| (0.0..=DISTANCE_MAX_M).contains(m));
                summary.distance_m =
                    summary.distance_m.or(Some(m.ok_or("a number, or one with km, m or mi behind it")?));
            }
            ManualColumn::Rpe => summary.rpe = Some(within_range(cell, &(0.0..=10.0))?),
            ManualColumn::Load => *load = Some(within_range(cell, &(0.0..=LOAD_MAX))?),
            ManualColumn::HeartRateMean => {
                summary.heart_rate_mean_bpm = Some(within_range(cell, &(30.0..=220.0))?.round() as u8);
            }
            ManualColumn::HeartRateMax => {
                summary.heart_rate_max_bpm = Some(within_range(cell, &(30.0..=220.0))?.round() as u8);
            }
            ManualColumn::Ascent => summary.ascent_m = Some(within_range(cell, &(0.0..=100_000.0))?),
        }
        Ok(())
    }

    /// The note, or what it lacks.
    fn finish(self, clock: &mut FreeHours) -> Result<Note, &'static str> {
        let Self { mut note, start } = self;
        let start = start.ok_or("date")?;
        let lasted_s = note.summary.timer_s.ok_or(match note.load {
            Some(_) => "duration, without which a load is none",
            None => "duration",
        })?;
        match start {
            Start::Day(day) => (note.local_start, note.is_untimed) = (Some(clock.next(day, lasted_s)), true),
            Start::Local(local) => note.local_start = Some(local),
            Start::Instant(instant_ms, offset_s) => {
                note.summary.start_ms = Some(instant_ms);
                note.utc_offset_s = offset_s;
            }
        }
        Ok(note)
    }
}

/// Gives activities without a time of day a place on it.
#[derive(Default)]
struct FreeHours(HashMap<Date, DateTime>);

impl FreeHours {
    /// Noon, or where the activity before it ends: two of one day are not one and the same.
    fn next(&mut self, day: Date, lasted_s: f64) -> DateTime {
        let free = self.0.entry(day).or_insert_with(|| day.at(12, 0, 0, 0));
        let start = *free;
        *free = start.saturating_add(SignedDuration::from_secs(lasted_s.ceil() as i64));
        start
    }
}

/// A number in a range; or what it may be.
fn within_range(cell: &str, range: &RangeInclusive<f64>) -> Result<f64, String> {
    let number = table::cell_number(cell).filter(|number| range.contains(number));
    number.ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::decode::recording::Summary;
    use jiff::civil::{date, datetime};

    fn read_all(text: &str) -> (Vec<Note>, Vec<(Code, String)>) {
        let mut diagnostics = Diagnostics::default();
        let notes = read_manual(text.as_bytes(), &mut diagnostics);
        (notes, diagnostics.as_slice().iter().map(|found| (found.code, found.detail.clone())).collect())
    }

    #[test]
    fn every_column_is_read() {
        let (notes, found) = read_all(
            "date,sport,duration,distance,rpe,load,name,heart_rate_mean,heart_rate_max,ascent_m\n\
             2026-05-31 07:30,trail run,0:47:12,9.4,6,52.5,\"Hills, \"\"easy\"\"\nby name\",141,160,320\n",
        );
        assert_eq!(found, []);
        let summary = Summary {
            timer_s: Some(2832.0),
            distance_m: Some(9400.0),
            ascent_m: Some(320.0),
            heart_rate_mean_bpm: Some(141),
            heart_rate_max_bpm: Some(160),
            sport: Some("trail run".to_owned()),
            rpe: Some(6.0),
            ..Summary::default()
        };
        let expected = Note {
            row: 2,
            name: Some("Hills, \"easy\"\nby name".to_owned()),
            local_start: Some(datetime(2026, 5, 31, 7, 30, 0, 0)),
            load: Some(52.5),
            summary,
            ..Note::default()
        };
        assert_eq!(notes, [expected]);
    }

    #[test]
    fn spreadsheets_of_other_countries_are_read() {
        let table = "\u{feff}sep=;\r\nDate;Sport;Duration (min);Distance (km);RPE\r\n# May\r\n\r\n2026-05-31;Lauf;47,5;\"9,4\";6,5\r\n;;;;\r\n";
        let (notes, found) = read_all(table);
        assert_eq!(found, []);
        let summary = &notes[0].summary;
        assert_eq!((notes.len(), notes[0].row), (1, 5));
        assert_eq!((summary.timer_s, summary.distance_m, summary.rpe), (Some(2850.0), Some(9400.0), Some(6.5)));
    }

    #[test]
    fn a_duration_may_stand_in_either_of_two_columns() {
        let (notes, found) = read_all("date,duration_s,duration_min\n2026-05-31,90,\n2026-06-01,,90\n");
        assert_eq!(found, []);
        assert_eq!(notes.iter().map(|note| note.summary.timer_s).collect::<Vec<_>>(), [Some(90.0), Some(5400.0)]);
    }

    #[test]
    fn distances_have_their_unit_in_the_cell_or_in_the_column() {
        let (notes, found) = read_all(
            "date,hours,distance,distance_m,miles\n2026-05-01,1,10,,\n2026-05-02,1,10 mi,,\n2026-05-03,1,800m,,\n\
             2026-05-04,1,,400,\n2026-05-05,1,,,2\n2026-05-06,1,far,,\n",
        );
        let read: Vec<_> = notes.iter().map(|note| note.summary.distance_m).collect();
        assert_eq!(read, [Some(10_000.0), Some(16_093.44), Some(800.0), Some(400.0), Some(3218.688), None]);
        assert!(found[0].1.starts_with("line 7: distance is \"far\""), "{found:?}");
    }

    #[test]
    fn two_activities_of_one_day_follow_each_other() {
        let (notes, _) = read_all("date,duration\n2026-05-31,30\n2026-06-01,30\n2026-05-31,30\n2026-05-31 07:00,30\n");
        let starts: Vec<_> = notes.iter().filter_map(|note| note.local_start).collect();
        let at = |day: Date, hour, minute| day.at(hour, minute, 0, 0);
        let (first, second) = (date(2026, 5, 31), date(2026, 6, 1));
        assert_eq!(starts, [at(first, 12, 0), at(second, 12, 0), at(first, 12, 30), at(first, 7, 0)]);
    }

    #[test]
    fn bad_rows_cost_themselves_only() {
        let (notes, found) = read_all(
            "Date,Duration,Load,RPE,Shoes\nyesterday,30,,,\n2026-05-31,,80,,\n2026-06-01,,,5,\n2026-06-02,1:30,,,\n\
             2026-06-03,30,-1,11,\n2026-06-04,30,80,,old\n",
        );
        let read: Vec<_> = notes.iter().map(|note| (note.row, note.load, note.summary.rpe)).collect();
        assert_eq!(read, [(6, None, None), (7, Some(80.0), None)]);
        assert_eq!(
            found[0],
            (Code::ActivityIndex, "columns that are not known here and were not read: Shoes".to_owned())
        );
        let told: Vec<&str> = found[1..].iter().map(|(_, detail)| detail.as_str()).collect();
        assert!(told[0].starts_with("line 2: Date is \"yesterday\", and may be a day as 2026-05-31"), "{told:?}");
        assert_eq!(told[1], "line 2: the row was not read, for it has no date");
        assert_eq!(told[2], "line 3: the row was not read, for it has no duration, without which a load is none");
        assert_eq!(told[3], "line 4: the row was not read, for it has no duration");
    }

    #[test]
    fn a_table_without_dates_or_durations_is_told_what_it_needs() {
        for (text, start) in [
            ("", "line 1: the file is empty"),
            ("day,rpe\n2026-05-31,5\n", "line 1: a date"),
            ("run,5\n", "line 1: a date"),
        ] {
            let (notes, found) = read_all(text);
            assert_eq!((notes.len(), found.len()), (0, 1));
            assert!(found[0].1.starts_with(start), "{}", found[0].1);
        }
    }

    #[test]
    fn damage_of_any_kind_is_no_panic() {
        let sound = b"date,duration,distance,load\n2026-05-31 07:30,0:47:12,9.4 km,50\n2026-05-31,47 min,6 mi,\n9999-12-31,99,9,9\n";
        let mut random = 11_u64;
        for _ in 0..5_000 {
            let mut bytes = sound.to_vec();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = b"\",;\n\r#\xFF\09:h-"[(random >> 50) as usize % 12];
            }
            assert!(read_manual(&bytes, &mut Diagnostics::default()).len() <= 9);
        }
    }
}
