//! `plan.csv`: what the runner means to do. It is read for a forecast, and has no part in a report.
//!
//! Any of the columns in any order, under a header that names them; a date, and a duration or a load, must be there. Lines
//! that begin with `#` are comments.

use super::manual::cells::{MILE_M, distance_m, duration_s};
use super::mapping::{DateOrder, column_name, says_nothing};
use super::table;
use crate::limits::TABLE_ROWS_MAX;
use crate::planned::Planned;

/// The columns by their names here, in the order in which they are documented.
const COLUMNS: &str = "date, sport, duration, distance, intensity, load, name";

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum PlanColumn {
    Date,
    Sport,
    /// A plain number is of so many seconds.
    Duration(f64),
    /// A plain number is of so many metres.
    Distance(f64),
    Intensity,
    Load,
    Name,
}

fn column(name: &str) -> Option<PlanColumn> {
    Some(match column_name(name).as_str() {
        "date" | "day" => PlanColumn::Date,
        "sport" | "type" => PlanColumn::Sport,
        "duration" | "duration_min" | "minutes" => PlanColumn::Duration(60.0),
        "duration_s" => PlanColumn::Duration(1.0),
        "distance" | "distance_km" | "km" => PlanColumn::Distance(1000.0),
        "distance_m" => PlanColumn::Distance(1.0),
        "distance_mi" | "miles" => PlanColumn::Distance(MILE_M),
        "intensity" => PlanColumn::Intensity,
        "load" => PlanColumn::Load,
        "name" | "title" | "note" => PlanColumn::Name,
        _ => return None,
    })
}

/// Reads the plan, by day.
///
/// # Errors
/// A sentence for the first line that cannot be meant: a plan that is read in part is another plan.
pub fn read(bytes: &[u8]) -> Result<Vec<Planned>, String> {
    let text = table::text(bytes);
    let mut lines = table::TableLines::new(&text);
    let Some(first) = lines.next_filled() else {
        return Err(format!("line 1: the file is empty; its first line names the columns: {COLUMNS}"));
    };
    let delimiter = table::delimiter(table::line(first).0);
    let header = lines.row(delimiter);
    let columns: Vec<Option<PlanColumn>> = header.iter().map(|name| column(name)).collect();
    let has = |wanted: fn(&PlanColumn) -> bool| columns.iter().flatten().any(wanted);
    let effort = |column: &PlanColumn| matches!(column, PlanColumn::Duration(_) | PlanColumn::Load);
    if !has(|column| *column == PlanColumn::Date) || !has(effort) {
        let line = lines.number;
        return Err(format!(
            "line {line}: a date, and a duration or a load, are needed; the first line names the columns: {COLUMNS}"
        ));
    }
    let mut plan: Vec<Planned> = Vec::new();
    while lines.next_filled().is_some() {
        let line = lines.number.saturating_add(1);
        let cells = lines.row(delimiter);
        if TABLE_ROWS_MAX <= plan.len() {
            return Err(format!("line {line}: more than {TABLE_ROWS_MAX} rows"));
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut planned = Planned::default();
        let mut dated = false;
        for ((cell, column), name) in cells.iter().zip(&columns).zip(&header) {
            let cell = cell.trim();
            let Some(column) = column.filter(|_| !says_nothing(cell)) else { continue };
            dated |= column == PlanColumn::Date;
            planned
                .take(column, cell)
                .map_err(|allowed| format!("line {line}: {} is {cell:?}, and may be {allowed}", name.trim()))?;
        }
        if !dated {
            return Err(format!("line {line}: there is no date"));
        }
        if planned.duration_s.is_none() && planned.load.is_none() {
            return Err(format!("line {line}: there is neither a duration nor a load"));
        }
        plan.push(planned);
    }
    plan.sort_by_key(|planned| planned.day);
    Ok(plan)
}

impl Planned {
    /// Takes over a cell; or says what it may be.
    fn take(&mut self, column: PlanColumn, cell: &str) -> Result<(), String> {
        let within = |number: Option<f64>, low: f64, high: f64, what: &str| {
            number.filter(|number| (low..=high).contains(number)).map(Some).ok_or_else(|| what.to_owned())
        };
        match column {
            PlanColumn::Date => {
                let read = DateOrder::YearFirst.read(cell);
                self.day = read.map(|(day, _)| day).ok_or("a day written as 2026-04-30")?;
            }
            PlanColumn::Sport => self.sport = Some(cell.to_owned()),
            PlanColumn::Name => {}
            PlanColumn::Duration(unit_s) => {
                let what = "minutes, or a duration such as 1:05:00 or 65 min, up to a day";
                self.duration_s = within(duration_s(cell, unit_s), 1.0, 86_400.0, what)?;
            }
            PlanColumn::Distance(unit_m) => {
                let what = "kilometres, or a distance with its unit, up to 500 km";
                self.distance_m = within(distance_m(cell, unit_m), 1.0, 500_000.0, what)?;
            }
            PlanColumn::Intensity => {
                let percent = cell.strip_suffix('%').and_then(table::number).map(|percent| percent / 100.0);
                let what = "a number from 0 to 1.5 (1 is threshold), or a percentage";
                self.intensity = within(percent.or_else(|| table::number(cell)), 0.0, 1.5, what)?;
            }
            PlanColumn::Load => self.load = within(table::number(cell), 0.0, 1000.0, "a number from 0 to 1000")?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_plan_is_read_by_day() {
        let text = "# build\nDate;Sport;Duration;Distance;Intensity;Load;Name\n\
                    2026-06-02;run;1:05:00;;80%;;long\n2026-06-01;yoga;45;;;;\n2026-06-03;;;12 km;;90;\n";
        let expected = [
            Planned {
                day: date(2026, 6, 1),
                sport: Some("yoga".to_owned()),
                duration_s: Some(2700.0),
                ..Planned::default()
            },
            Planned {
                day: date(2026, 6, 2),
                sport: Some("run".to_owned()),
                duration_s: Some(3900.0),
                intensity: Some(0.8),
                ..Planned::default()
            },
            Planned { day: date(2026, 6, 3), distance_m: Some(12_000.0), load: Some(90.0), ..Planned::default() },
        ];
        assert_eq!(read(text.as_bytes()), Ok(expected.to_vec()));
    }

    #[test]
    fn a_plan_is_read_whole_or_not_at_all() {
        for (text, start) in [
            ("", "line 1: the file is empty"),
            ("date,sport\n", "line 1: a date, and a duration or a load, are needed"),
            ("date,load\n2026-06-01,-5\n", "line 2: load is \"-5\", and may be a number from 0 to 1000"),
            ("date,load\n\n6/1/2026,5\n", "line 3: date is \"6/1/2026\", and may be a day written as 2026-04-30"),
            ("date,load\n,5\n", "line 2: there is no date"),
            ("date,load\n2026-06-01,\n", "line 2: there is neither a duration nor a load"),
            ("date,duration\n2026-06-01,99:00:00\n", "line 2: duration is"),
        ] {
            let error = read(text.as_bytes()).err().unwrap_or_default();
            assert!(error.starts_with(start), "{text:?}: {error}");
        }
    }
}
