//! Strava's `activities.csv`: what the runner and Strava say about each activity.
//!
//! The table has grown from 10 columns to more than 100, its header and its numbers are in the language of the account,
//! and five of its names occur twice: first as displayed, then in metres and seconds. So columns are found by name where
//! the name is known, from the right; and by place where it is not, once the rows prove that they are Strava's. Dates are
//! UTC without saying so. The description of an activity is never read.

use super::{Note, table};
use crate::decode::recording::Summary;
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
        name: layout.name.and_then(words),
        summary: Summary {
            start_ms,
            elapsed_s: amount(layout.elapsed),
            moving_s: layout.moving.and_then(amount),
            distance_m: layout.distance.and_then(amount),
            sport: words(layout.sport),
            rpe: layout.rpe.and_then(amount).filter(|rpe| (1.0..=10.0).contains(rpe)),
            ..Summary::default()
        },
        ..Note::default()
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<Note>, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let notes = read(text.as_bytes(), &mut diagnostics);
        assert!(diagnostics.as_slice().iter().all(|found| found.code == Code::ActivityIndexRow));
        (notes, diagnostics.as_slice().iter().map(|found| found.detail.clone()).collect())
    }

    /// A header of `width` columns with the given names at their places since 2019, and others elsewhere.
    fn wide_header(width: usize, names: [&str; 12]) -> String {
        let places = [0, 1, 2, 3, 4, 5, 6, 12, 15, 16, 17, 43];
        let mut header: Vec<String> = (0..width).map(|place| format!("Column {place}")).collect();
        for (place, name) in places.into_iter().zip(names) {
            name.clone_into(&mut header[place]);
        }
        header.join(",")
    }

    const ENGLISH: [&str; 12] = [
        "Activity ID",
        "Activity Date",
        "Activity Name",
        "Activity Type",
        "Activity Description",
        "Elapsed Time",
        "Distance",
        "Filename",
        "Elapsed Time",
        "Moving Time",
        "Distance",
        "Perceived Exertion",
    ];
    const GERMAN: [&str; 12] = [
        "Aktivitäts-ID",
        "Aktivitätsdatum",
        "Name der Aktivität",
        "Aktivitätsart",
        "Beschreibung der Aktivität",
        "Verstrichene Zeit",
        "Distanz",
        "Dateiname",
        "Verstrichene Zeit",
        "Bewegungszeit",
        "Distanz",
        "Gefühlte Anstrengung",
    ];

    fn wide_row(width: usize, date: &str, file: &str) -> String {
        let mut row = vec![String::new(); width];
        let cells = [
            (0, "777"),
            (1, date),
            (2, "\"Easy, with Ben\""),
            (3, "Run"),
            (4, "\"secret\"\"s\r\nof the day\""),
            (5, "3001"),
            (6, "\"9,44\""),
            (12, file),
            (15, "3000.0"),
            (16, "2950.0"),
            (17, "9440.5"),
            (43, "4.0"),
        ];
        for (place, cell) in cells {
            cell.clone_into(&mut row[place]);
        }
        row.join(",")
    }

    fn expected(file: Option<&str>) -> Note {
        Note {
            file: file.map(str::to_owned),
            row: 2,
            name: Some("Easy, with Ben".to_owned()),
            summary: Summary {
                start_ms: Some(1_536_764_543_000),
                sport: Some("Run".to_owned()),
                rpe: Some(4.0),
                elapsed_s: Some(3000.0),
                moving_s: Some(2950.0),
                distance_m: Some(9440.5),
                ..Summary::default()
            },
            ..Note::default()
        }
    }

    #[test]
    fn every_width_and_language_gives_the_same_note() {
        let languages =
            [ENGLISH, GERMAN, ["Namn"; 12], ENGLISH.map(|name| if name == "Moving Time" { "" } else { name })];
        for width in [87, 92, 94, 99, 101, 103] {
            for names in languages {
                let header = wide_header(width, names);
                let row = wide_row(width, "\"Sep 12, 2018, 3:02:23 PM\"", "activities/9.fit.gz");
                let text = format!("\u{feff}{header}\n{row}\n");
                assert!(is_index(text.as_bytes()), "{header}");
                assert_eq!(read_all(&text), (vec![expected(Some("activities/9.fit.gz"))], vec![]), "{width} {names:?}");
            }
        }
    }

    #[test]
    fn the_ten_columns_from_before_2019_are_read() {
        let text = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n\
            777,2018-09-12 15:02:23,\"Easy, with Ben\",Run,,3000,9440.5,false,,activities\\9.gpx\n";
        let mut note = expected(Some("activities/9.gpx"));
        (note.summary.moving_s, note.summary.rpe) = (None, None);
        assert!(is_index(text.as_bytes()));
        assert_eq!(read_all(text), (vec![note], vec![]));
    }

    #[test]
    fn an_activity_entered_by_hand_has_no_file() {
        let row = wide_row(103, "\"Sep 12, 2018, 3:02:23 PM\"", "");
        let (notes, found) = read_all(&format!("{}\n{row}", wide_header(103, ENGLISH)));
        assert_eq!((notes, found), (vec![expected(None)], vec![]));
    }

    #[test]
    fn dates_of_every_export_are_the_same_instant() {
        for date in [
            "Sep 12, 2018, 3:02:23 PM",
            "Sep 12, 2018, 3:02:23\u{202f}PM",
            "12 Sep 2018, 15:02:23",
            "12 Sept 2018, 15:02:23",
            "12.09.2018, 15:02:23",
            "2018-09-12 15:02:23",
            "2018-09-12T15:02:23Z",
            "12 sept. 2018 à 15:02:23",
            "12 de set. de 2018, 15:02:23",
            "12 sept 2018, 3:02:23\u{a0}p.\u{a0}m.",
            "12 set 2018, 15:02:23",
        ] {
            assert_eq!(start_ms(date), Some(1_536_764_543_000), "{date}");
        }
        assert_eq!(start_ms("Jan 1, 2020, 12:00:00 AM"), Some(1_577_836_800_000));
        assert_eq!(start_ms("Jan 1, 2020, 12:30:00 PM"), Some(1_577_836_800_000 + 45_000_000));
        for (month, names) in MONTHS.iter().enumerate() {
            for name in *names {
                let expected = Date::new(2020, month as i8 + 1, 1).unwrap();
                let instant =
                    jiff::Timestamp::from_millisecond(start_ms(&format!("1 {name} 2020, 0:00")).unwrap()).unwrap();
                assert_eq!(instant.to_zoned(TimeZone::UTC).date(), expected, "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_plain_date_is_no_date() {
        for date in [
            "",
            "today",
            "3/4/2020, 10:00",
            "2020-02-30 10:00:00",
            "Feb 30, 2020, 1:00:00 PM",
            "Sep 12, 2018",
            "Sep 12, 2018, 13:02:23 PM",
            "Sep 12, 2018, 0:02:23 AM",
            "Sep 12, 2018, 25:00:00",
            "12.09.1889, 15:02:23",
            "12.09.9999, 15:02:23",
            "1 2 3 4 5:00",
            "99999999999 Sep 2018, 1:00",
            "Sep 12, 2018, 1:2:3:4",
            "Sep 12, 2018, :",
        ] {
            assert_eq!(start_ms(date), None, "{date}");
        }
    }

    #[test]
    fn quotes_behind_backslashes_are_read_where_doubling_does_not_fit() {
        let (header, date) = (wide_header(103, ENGLISH), "\"Sep 12, 2018, 3:02:23 PM\"");
        let row = wide_row(103, date, "activities/9.fit.gz");
        let escaped =
            row.replace("secret\"\"s", "say \\\"go\\\", then \\\"stop\\\"").replace("Easy, with Ben", "\\\"Easy\\\"");
        let (notes, found) = read_all(&format!("{header}\n{escaped}\n{row}\n"));
        assert_eq!((notes.len(), found), (2, vec![]));
        assert_eq!(notes[0].name.as_deref(), Some("\"Easy\""));
        assert_eq!(notes[0].summary.distance_m, Some(9440.5));
        assert_eq!(notes[1], Note { row: 3, ..expected(Some("activities/9.fit.gz")) });
        let path = row.replace("Easy, with Ben", "C:\\");
        assert_eq!(read_all(&format!("{header}\n{path}\n")).0[0].name.as_deref(), Some("C:\\"));
    }

    #[test]
    fn a_bad_row_is_told_and_the_next_one_read() {
        let (header, date) = (wide_header(103, ENGLISH), "\"Sep 12, 2018, 3:02:23 PM\"");
        let row = wide_row(103, date, "a.fit");
        let torn = "12,\"open\nof 3, 4\nwith words, and words\n";
        let late = wide_row(103, "once upon a time", "b.fit");
        let (notes, found) = read_all(&format!("{header}\n#error#,\"Timeout\n{row}\n{torn}{row}\n\n1,2,3\n{late}\n"));
        let rows: Vec<_> = notes.iter().map(|note| (note.row, note.summary.start_ms.is_some())).collect();
        assert_eq!(rows, [(3, true), (5, true), (7, false)]);
        assert_eq!(found.len(), 4);
        assert!(found[0].starts_with("row 2: Strava wrote #error#"));
        assert!(found[1].starts_with("row 4:"));
        assert!(found[2].starts_with("row 6: 3 cells under 103"));
        assert!(found[3].starts_with("row 7: the date \"once upon a time\""));
    }

    #[test]
    fn numbers_that_cannot_be_are_absent() {
        let header = "Activity ID,Activity Date,Activity Type,Elapsed Time,Filename,Perceived Exertion,Distance";
        let rows = [("-1", "0", "NaN"), ("", "11", "1e999"), ("60", "10", "0")];
        let rows = rows.map(|(elapsed, rpe, distance)| format!("1,,Run,{elapsed},,{rpe},{distance}\n"));
        let (notes, _) = read_all(&format!("{header}\n{}", rows.concat()));
        let read: Vec<_> =
            notes.iter().map(|note| (note.summary.elapsed_s, note.summary.rpe, note.summary.distance_m)).collect();
        assert_eq!(read, [(None, None, None), (None, None, None), (Some(60.0), Some(10.0), Some(0.0))]);
    }

    #[test]
    fn tables_of_others_are_not_taken() {
        for text in [
            "",
            "activityId,startTimeLocal,distance\n1,2020-01-01 10:00:00,5\n",
            "id,date,name,filename\n1,2020-01-01,x,activities/1.jpg\n",
            "date,legs\n2020-01-01,5\n",
            &format!("{}\n", wide_header(103, ["Namn"; 12])),
            &format!("{}\n{}", wide_header(103, ["Namn"; 12]), wide_row(103, "12.09.2018, 15:02:23", "photos/9.jpg")),
        ] {
            assert!(!is_index(text.as_bytes()), "{text}");
            let (notes, found) = read_all(text);
            assert_eq!((notes.len(), found.len()), (0, 1));
        }
    }

    #[test]
    fn damage_of_any_kind_is_no_panic() {
        let row = wide_row(87, "\"Sep 12, 2018, 3:02:23 PM\"", "a.fit");
        let sound = format!("{}\n{row}\n{row}\n{row}\n", wide_header(87, ENGLISH)).into_bytes();
        let mut random = 11_u64;
        for _ in 0..2_000 {
            let mut bytes = sound.clone();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = b"\",\\\n\r#\xFF\09:"[(random >> 50) as usize % 10];
            }
            is_index(&bytes);
            assert!(read(&bytes, &mut Diagnostics::default()).len() <= 9);
        }
    }
}
