//! Strava's `activities.csv`: what the runner and Strava say about each activity.
//!
//! The table has grown from 10 columns to more than 100, its header and its numbers are in the language of the account,
//! and five of its names occur twice: first as displayed, then in metres and seconds. So columns are found by name where
//! the name is known, from the right; and by place where it is not, once the rows prove that they are Strava's. Dates are
//! UTC without saying so. The description of an activity is never read.

use super::{Note, table};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{TABLE_ROWS_MAX, TIME_MS_MAX, TIME_MS_MIN};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Columns of a table in which Strava's places of 2019 and later hold: the narrowest known has 87.
const WIDE: usize = 80;

/// Rows that are looked at for the marks of a Strava table in an unknown language.
const ROWS_LOOKED_AT: usize = 20;

/// Where the columns that are read stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layout {
    date: usize,
    sport: usize,
    elapsed: usize,
    file: usize,
    name: Option<usize>,
    moving: Option<usize>,
    distance: Option<usize>,
    rpe: Option<usize>,
}

impl Layout {
    /// The places since 2019, in every language.
    const WIDE: Self = Self {
        date: 1,
        sport: 3,
        elapsed: 15,
        file: 12,
        name: Some(2),
        moving: Some(16),
        distance: Some(17),
        rpe: Some(43),
    };

    /// The layout that a header and the rows below it have; absent when the table is not Strava's.
    fn of(header: &[Cow<'_, str>], rows: &str, delimiter: char) -> Option<Self> {
        Self::by_name(header).or_else(|| Self::by_place(header.len(), rows, delimiter))
    }

    /// English since 2019, German, and the header from before July 2019, in that order for each column.
    fn by_name(header: &[Cow<'_, str>]) -> Option<Self> {
        let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase().replace('_', " ")).collect();
        // From the right: the second of two equal names holds the precise value.
        let find = |names: &[&str]| names.iter().find_map(|name| header.iter().rposition(|known| known == name));
        let place = |place| (WIDE <= header.len()).then_some(place).flatten();
        (find(&["activity id", "aktivitäts-id", "id"]) == Some(0)).then_some(())?;
        Some(Self {
            date: find(&["activity date", "aktivitätsdatum", "date"])?,
            sport: find(&["activity type", "aktivitätsart", "type"])?,
            elapsed: find(&["elapsed time", "verstrichene zeit"])?,
            file: find(&["filename", "dateiname"])?,
            name: find(&["activity name", "name der aktivität", "name"]),
            moving: find(&["moving time", "bewegungszeit"]).or(place(Self::WIDE.moving)),
            distance: find(&["distance", "distanz"]).or(place(Self::WIDE.distance)),
            rpe: find(&["perceived exertion", "gefühlte anstrengung", "wahrgenommene anstrengung"])
                .or(place(Self::WIDE.rpe)),
        })
    }

    /// A header in a language that is not known here: the rows must show an id, a date, and a file of an export.
    fn by_place(columns: usize, rows: &str, delimiter: char) -> Option<Self> {
        let mut rest = rows;
        for _ in 0..if WIDE <= columns { ROWS_LOOKED_AT } else { 0 } {
            let row = table::row(rest, delimiter, false);
            let cell = |place: usize| row.cells.get(place).map_or("", |cell| cell.trim());
            if is_id(cell(0)) && start_ms(cell(1)).is_some() && cell(12).starts_with("activities/") {
                return Some(Self::WIDE);
            }
            rest = row.rest;
        }
        None
    }
}

/// Whether a text begins as Strava's index of activities does.
pub fn is_index(bytes: &[u8]) -> bool {
    let text = table::text(bytes);
    let delimiter = table::delimiter(table::line(&text).0);
    let header = table::row(&text, delimiter, false);
    Layout::of(&header.cells, header.rest, delimiter).is_some()
}

/// Reads the index: one note a row, in the order of the rows.
///
/// A row that cannot be understood is told to `diagnostics` by its number, and the others are read.
pub fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> Vec<Note> {
    let text = table::text(bytes);
    let delimiter = table::delimiter(table::line(&text).0);
    let header = table::row(&text, delimiter, false);
    let Some(layout) = Layout::of(&header.cells, header.rest, delimiter) else {
        let detail = "row 1: names no columns of an activity index; export it again and leave the header as it is";
        diagnostics.push(Code::ActivityIndexRow, None, detail);
        return Vec::new();
    };
    let mut notes = Vec::new();
    let mut number = 1;
    let mut rest = header.rest;
    while !rest.is_empty() {
        if table::line(rest).0.trim().is_empty() {
            rest = table::line(rest).1;
            continue;
        }
        number = u64::saturating_add(number, 1);
        if TABLE_ROWS_MAX as u64 <= number {
            let detail = format!("row {number}: more than {TABLE_ROWS_MAX} rows; the rest was not read");
            diagnostics.push(Code::ActivityIndexRow, None, detail);
            break;
        }
        let (row, next) = next_row(rest, header.cells.len(), delimiter);
        match row {
            Ok(cells) => notes.push(note(&cells, &layout, number, diagnostics)),
            Err(why) => diagnostics.push(Code::ActivityIndexRow, None, format!("row {number}: {why}")),
        }
        rest = next;
    }
    notes
}

/// The cells of the next row, or what is wrong with it, and where the row after it begins.
fn next_row(text: &str, columns: usize, delimiter: char) -> (Result<Vec<Cow<'_, str>>, String>, &str) {
    let (line, below) = table::line(text);
    if begins_with_error(line) {
        return (Err("Strava wrote #error# instead of the activity".to_owned()), below);
    }
    let plain = table::row(text, delimiter, false);
    let fits = |row: &table::Row<'_>| {
        let (own, extra) = row.cells.split_at_checked(columns).unwrap_or_default();
        own.first().is_some_and(|id| is_id(id)) && extra.iter().all(|cell| cell.trim().is_empty())
    };
    if plain.sound && fits(&plain) {
        return (Ok(plain.cells), plain.rest);
    }
    // Some exports put a backslash before a quote instead of doubling it.
    let backslashes = table::row(text, delimiter, true);
    if backslashes.sound && fits(&backslashes) {
        return (Ok(backslashes.cells), backslashes.rest);
    }
    let why = format!("{} cells under {columns} column names, or no activity id in front", plain.cells.len());
    // A torn row may leave lines of its description behind: go on where a line begins as rows do.
    let mut below = below;
    while !below.is_empty() {
        let (line, next) = table::line(below);
        let first = line.split(delimiter).next().unwrap_or_default().trim_matches(['"', '\r']);
        if begins_with_error(line) || (is_id(first) && line.contains(delimiter)) {
            break;
        }
        below = next;
    }
    (Err(why), below)
}

fn begins_with_error(line: &str) -> bool {
    line.trim_start_matches('"').starts_with("#error#")
}

fn is_id(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

fn note(cells: &[Cow<'_, str>], layout: &Layout, row: u64, diagnostics: &mut Diagnostics) -> Note {
    let cell = |place: usize| cells.get(place).map_or("", |cell| cell.trim());
    let words = |place: usize| Some(cell(place)).filter(|cell| !cell.is_empty()).map(str::to_owned);
    let amount = |place: usize| table::number(cell(place)).filter(|amount| 0.0 <= *amount);
    let start_ms = start_ms(cell(layout.date));
    if start_ms.is_none() {
        let detail = format!(
            "row {row}: the date {:?} is not understood; export again with the language set to English",
            cell(layout.date)
        );
        diagnostics.push(Code::ActivityIndexRow, None, detail);
    }
    Note {
        file: words(layout.file).map(|file| file.replace('\\', "/")),
        row,
        start_ms,
        name: layout.name.and_then(words),
        sport: words(layout.sport),
        rpe: layout.rpe.and_then(amount).filter(|rpe| (1.0..=10.0).contains(rpe)),
        elapsed_s: amount(layout.elapsed),
        moving_s: layout.moving.and_then(amount),
        distance_m: layout.distance.and_then(amount),
    }
}

/// How the months begin, in lower case, in the languages of Strava that write them with Latin letters.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty"],
    &["feb", "fév", "fev", "lut"],
    &["mar", "mär", "mrt", "maa"],
    &["apr", "avr", "abr", "kwi"],
    &["may", "mai", "maj", "mei", "mag"],
    &["jun", "juin", "giu", "cze"],
    &["jul", "juil", "lug", "lip"],
    &["aug", "aoû", "ago", "sie"],
    &["sep", "set", "wrz"],
    &["oct", "okt", "ott", "out", "paź"],
    &["nov", "lis"],
    &["dec", "déc", "dez", "dic", "des", "gru"],
];

/// The instant of a Strava date, Unix milliseconds, taken as UTC: `Sep 12, 2018, 3:02:23 PM`, `1 Oct 2023, 07:30:00`,
/// `09.12.2022, 15:24:49`, or year first. Absent when it is none of them, when the order of day and month is open
/// (`3/4/2020`), or outside [`TIME_MS_MIN`]..[`TIME_MS_MAX`].
fn start_ms(cell: &str) -> Option<i64> {
    let mut numbers = Vec::new();
    let mut month = None;
    let mut time = None;
    let mut afternoon = None;
    let iso = cell.trim().strip_suffix('Z').unwrap_or(cell.trim());
    let iso = if iso.starts_with(|c: char| c.is_ascii_digit()) { iso.replace('T', " ") } else { iso.to_owned() };
    // `3:02 p. m.`, with one of several kinds of space between.
    let spaces: String = iso.to_lowercase().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let cell = spaces.replace(". m.", "m").replace(".m.", "m");
    for word in cell.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|word| !word.is_empty()) {
        if word.contains(':') {
            time = Some(word.split(':').map(|part| part.parse::<i8>().ok()).collect::<Option<Vec<_>>>()?);
        } else if let Ok(number) = word.parse::<i16>() {
            numbers.push(number);
        } else if matches!(word, "am" | "pm") {
            afternoon = Some(word == "pm");
        } else if let Some(place) = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name))) {
            month = Some(i16::try_from(place).ok()?.checked_add(1)?);
        }
    }
    let (year, month, day) = match (numbers.as_slice(), month) {
        ([year @ (1000..), day] | [day, year], Some(month)) => (*year, month, *day),
        ([year @ (1000..), month, day], None) => (*year, *month, *day),
        ([day, month, year], None) if !cell.contains('/') => (*year, *month, *day),
        _ => return None,
    };
    let (hour, minute, second) = match time?.as_slice() {
        [hour, minute] => (*hour, *minute, 0),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour.checked_rem(12)?.checked_add(if afternoon { 12 } else { 0 })?,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let time = Time::new(hour, minute, second, 0).ok()?;
    let instant = DateTime::from_parts(date, time).to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    (TIME_MS_MIN..TIME_MS_MAX).contains(&instant).then_some(instant)
}
