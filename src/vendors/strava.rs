//! Strava's `activities.csv`: what the runner and Strava say about each activity.
//!
//! The table has grown from 10 columns to more than 100, its header and its numbers are in the language of the account,
//! and five of its names occur twice: first as displayed, then in metres and seconds. So columns are found by name where
//! the name is known, from the right; and by place where it is not, once the rows prove that they are Strava's. Dates are
//! UTC without saying so. The description of an activity is never read.

mod date;

use super::{Note, Vendor, table};
use crate::decode::recording::Summary;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::ACTIVITIES_MAX;
use date::start_ms;
use std::borrow::Cow;

/// Strava's bulk export.
pub(super) const VENDOR: Vendor = Vendor { activities: read_strava, ..Vendor::NONE };

/// Columns of a table in which Strava's places of 2019 and later hold: the narrowest known has 87.
const WIDE: usize = 80;

/// Rows that are looked at for the marks of a Strava table in an unknown language.
const ROWS_LOOKED_AT: usize = 20;

/// A distance that stands without its unit is believed to be in metres from this speed on, metres a second: slower than
/// anybody walks, and ten times as fast as a racing cyclist if it were kilometres or miles.
const METRES_MPS: f64 = 0.2;

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
    /// Whether the distance is in metres for certain, and not as displayed.
    in_metres: bool,
    ascent: Option<usize>,
    heart_rate_max: Option<usize>,
    heart_rate_mean: Option<usize>,
    rpe: Option<usize>,
    temperature: [Option<usize>; 2],
    prefers_rpe: Option<usize>,
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
        in_metres: true,
        ascent: Some(20),
        heart_rate_max: Some(30),
        heart_rate_mean: Some(31),
        rpe: Some(43),
        temperature: [Some(56), Some(36)],
        prefers_rpe: Some(48),
    };

    /// The layout that a header and the rows below it have; absent when the table is not Strava's.
    fn from_header(header: &[Cow<'_, str>], rows: &str, delimiter: char) -> Option<Self> {
        Self::by_name(header).or_else(|| Self::by_place(header.len(), rows, delimiter))
    }

    /// English since 2019, German, and the header from before July 2019, in that order for each column.
    ///
    /// Before July 2019 the one distance was in metres; since then the first is as displayed, in kilometres or miles.
    fn by_name(header: &[Cow<'_, str>]) -> Option<Self> {
        let header: Vec<String> = header.iter().map(|name| name.trim().to_lowercase().replace('_', " ")).collect();
        // From the right: the second of two equal names holds the precise value.
        let find = |names: &[&str]| names.iter().find_map(|name| header.iter().rposition(|known| known == name));
        let place = |place| (WIDE <= header.len()).then_some(place).flatten();
        (find(&["activity id", "aktivitäts-id", "id"]) == Some(0)).then_some(())?;
        let distances = header.iter().filter(|name| matches!(name.as_str(), "distance" | "distanz")).count();
        let in_metres = header.first().is_some_and(|name| name == "id") || 2 <= distances || WIDE <= header.len();
        Some(Self {
            date: find(&["activity date", "aktivitätsdatum", "date"])?,
            sport: find(&["activity type", "aktivitätsart", "type"])?,
            elapsed: find(&["elapsed time", "verstrichene zeit"])?,
            file: find(&["filename", "dateiname"])?,
            name: find(&["activity name", "name der aktivität", "name"]),
            moving: find(&["moving time", "bewegungszeit"]).or(place(Self::WIDE.moving)),
            distance: if distances < 2 { place(Self::WIDE.distance) } else { None }.or(find(&["distance", "distanz"])),
            in_metres,
            ascent: find(&["elevation gain", "höhenzunahme"]).or(place(Self::WIDE.ascent)),
            heart_rate_max: find(&["max heart rate", "max. herzfrequenz"]).or(place(Self::WIDE.heart_rate_max)),
            heart_rate_mean: find(&["average heart rate", "durchschnittliche herzfrequenz"])
                .or(place(Self::WIDE.heart_rate_mean)),
            rpe: find(&["perceived exertion", "gefühlte anstrengung", "wahrgenommene anstrengung"])
                .or(place(Self::WIDE.rpe)),
            temperature: [
                find(&["weather temperature"]).or(place(Self::WIDE.temperature[0])),
                find(&["average temperature"]).or(place(Self::WIDE.temperature[1])),
            ],
            prefers_rpe: find(&["prefer perceived exertion", "gefühlte anstrengung verwenden"])
                .or(place(Self::WIDE.prefers_rpe)),
        })
    }

    /// A header in a language that is not known here: the rows must show an id, a date, and a file of an export.
    fn by_place(columns: usize, rows: &str, delimiter: char) -> Option<Self> {
        let mut rest = rows;
        for _ in 0..if WIDE <= columns { ROWS_LOOKED_AT } else { 0 } {
            let row = table::split_row(rest, delimiter, false);
            let cell = |place: usize| row.cells.get(place).map_or("", |cell| cell.trim());
            if is_id(cell(0)) && start_ms(cell(1)).is_some() && cell(12).starts_with("activities/") {
                return Some(Self::WIDE);
            }
            rest = row.rest;
        }
        None
    }
}

/// Reads the index: one note a row, in the order of the rows; absent when the table is not Strava's.
///
/// A row that cannot be understood is told to `diagnostics` by its number, and the others are read.
pub(crate) fn read_strava(bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Vec<Note>> {
    let text = table::table_text(bytes);
    let delimiter = table::likely_delimiter(table::first_line(&text).0);
    let header = table::split_row(&text, delimiter, false);
    let layout = Layout::from_header(&header.cells, header.rest, delimiter)?;
    let mut reader = Reader { layout, columns: header.cells.len(), delimiter, distances_left_out: 0, diagnostics };
    let mut notes = Vec::new();
    let mut number = 1;
    let mut rest = header.rest;
    while !rest.is_empty() {
        if table::first_line(rest).0.trim().is_empty() {
            rest = table::first_line(rest).1;
            continue;
        }
        number = u64::saturating_add(number, 1);
        if ACTIVITIES_MAX as u64 <= number {
            let detail = format!("row {number}: more than {ACTIVITIES_MAX} rows; the rest was not read");
            reader.diagnostics.push(Code::ActivityIndexRow, None, detail);
            break;
        }
        let (row, next) = reader.next_row(rest);
        match row {
            Ok(cells) => notes.push(reader.note_of_row(&cells, number)),
            Err(why) => reader.diagnostics.push(Code::ActivityIndexRow, None, format!("row {number}: {why}")),
        }
        rest = next;
    }
    let detail = "distances in kilometres or miles, which the table does not tell apart, were not read";
    reader.diagnostics.push_counted(Code::ActivityIndex, None, reader.distances_left_out, detail);
    Some(notes)
}

/// Reads the rows of an index.
struct Reader<'a> {
    layout: Layout,
    columns: usize,
    delimiter: char,
    distances_left_out: u64,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    /// The cells of the next row, or what is wrong with it, and where the row after it begins.
    fn next_row<'t>(&self, text: &'t str) -> (Result<Vec<Cow<'t, str>>, String>, &'t str) {
        let (columns, delimiter) = (self.columns, self.delimiter);
        let (line, below) = table::first_line(text);
        if begins_with_error(line) {
            return (Err("Strava wrote #error# instead of the activity".to_owned()), below);
        }
        let plain = table::split_row(text, delimiter, false);
        let fits = |row: &table::SplitRow<'_>| row.sound && self.fits_layout(&row.cells);
        if fits(&plain) {
            return (Ok(plain.cells), plain.rest);
        }
        // Some exports put a backslash before a quote instead of doubling it.
        let backslashes = table::split_row(text, delimiter, true);
        if fits(&backslashes) {
            return (Ok(backslashes.cells), backslashes.rest);
        }
        let why = format!("{} cells under {columns} column names, or no activity id in front", plain.cells.len());
        // A torn row may leave lines of its description behind: go on where a line begins as rows do.
        let mut below = below;
        while !below.is_empty() {
            let (line, next) = table::first_line(below);
            let first = line.split(delimiter).next().unwrap_or_default().trim_matches(['"', '\r']);
            if begins_with_error(line) || (is_id(first) && line.contains(delimiter)) {
                break;
            }
            below = next;
        }
        (Err(why), below)
    }

    /// Whether the cells can be a row of this index. Blank cells may stand behind the last column, and be missing at the
    /// end where a spreadsheet has left them out.
    fn fits_layout(&self, cells: &[Cow<'_, str>]) -> bool {
        let cell = |place: usize| cells.get(place).map(|cell| cell.trim());
        let extra = cells.get(self.columns..).unwrap_or_default();
        let whole = self.columns <= cells.len() || {
            let Layout { date, elapsed, file, .. } = self.layout;
            let file_like = |file: &str| file.is_empty() || file.starts_with("activities");
            cell(date).is_some_and(|date| start_ms(date).is_some())
                && cell(elapsed).is_some_and(|elapsed| table::cell_number(elapsed).is_some())
                && cell(file).is_some_and(file_like)
        };
        whole && cell(0).is_some_and(is_id) && extra.iter().all(|cell| cell.trim().is_empty())
    }

    fn note_of_row(&mut self, cells: &[Cow<'_, str>], row: u64) -> Note {
        let layout = &self.layout;
        let cell = |place: usize| cells.get(place).map_or("", |cell| cell.trim());
        let words = |place: usize| Some(cell(place)).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let amount = |place: usize| table::cell_number(cell(place)).filter(|amount| 0.0 <= *amount);
        let start_ms = start_ms(cell(layout.date));
        if start_ms.is_none() {
            let detail = format!(
                "row {row}: the date {:?} is not understood; export again with the language set to English",
                cell(layout.date)
            );
            self.diagnostics.push(Code::ActivityIndexRow, None, detail);
        }
        let elapsed_s = amount(layout.elapsed);
        let distance_m = layout.distance.and_then(amount).filter(|distance| {
            let believed = layout.in_metres
                || *distance <= 0.0
                || elapsed_s.is_none_or(|elapsed_s| METRES_MPS * elapsed_s <= *distance);
            if !believed {
                self.distances_left_out = self.distances_left_out.saturating_add(1);
            }
            believed
        });
        let bpm = |place: Option<usize>| {
            let bpm = place.and_then(amount).map(f64::round).filter(|bpm| (1.0..=254.0).contains(bpm));
            bpm.map(|bpm| bpm as u8)
        };
        Note {
            file: words(layout.file).map(|file| file.replace('\\', "/")),
            row,
            name: layout.name.and_then(words),
            summary: Summary {
                start_ms,
                elapsed_s,
                moving_s: layout.moving.and_then(amount),
                distance_m,
                ascent_m: layout.ascent.and_then(amount),
                heart_rate_mean_bpm: bpm(layout.heart_rate_mean),
                heart_rate_max_bpm: bpm(layout.heart_rate_max),
                sport: words(layout.sport),
                rpe: layout.rpe.and_then(amount).filter(|rpe| (1.0..=10.0).contains(rpe)),
                temperature_c: layout
                    .temperature
                    .into_iter()
                    .flatten()
                    .filter_map(|place| table::cell_number(cell(place)))
                    .find(|celsius| (-60.0..=60.0).contains(celsius)),
                ..Summary::default()
            },
            rpe_preferred: layout.prefers_rpe.and_then(amount) == Some(1.0),
            ..Note::default()
        }
    }
}

fn begins_with_error(line: &str) -> bool {
    line.trim_start_matches('"').starts_with("#error#")
}

fn is_id(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;

    fn read_all(text: &str) -> (Vec<Note>, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let notes = read_strava(text.as_bytes(), &mut diagnostics).unwrap();
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
            (20, "12.5"),
            (30, "160.0"),
            (31, "141.6"),
            (36, "29"),
            (43, "4.0"),
            (56, "-3.5"),
            (48, "1.0"),
            (width - 1, "\"media/a.jpg|media/b.jpg\""),
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
                ascent_m: Some(12.5),
                heart_rate_mean_bpm: Some(142),
                heart_rate_max_bpm: Some(160),
                temperature_c: Some(-3.5),
                ..Summary::default()
            },
            rpe_preferred: true,
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
                assert_eq!(read_all(&text), (vec![expected(Some("activities/9.fit.gz"))], vec![]), "{width} {names:?}");
            }
        }
    }

    #[test]
    fn the_ten_columns_from_before_2019_are_read() {
        let text = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n\
            777,2018-09-12 15:02:23,\"Easy, with Ben\",Run,,3000,9440.5,false,,activities\\9.gpx\n";
        let Note { file, name, summary, .. } = expected(Some("activities/9.gpx"));
        let Summary { start_ms, elapsed_s, distance_m, sport, .. } = summary;
        let summary = Summary { start_ms, elapsed_s, distance_m, sport, ..Summary::default() };
        let note = Note { file, row: 2, name, summary, ..Note::default() };
        assert_eq!(read_all(text), (vec![note], vec![]));
    }

    #[test]
    fn an_activity_entered_by_hand_has_no_file() {
        let row = wide_row(103, "\"Sep 12, 2018, 3:02:23 PM\"", "");
        let (notes, found) = read_all(&format!("{}\n{row}", wide_header(103, ENGLISH)));
        assert_eq!((notes, found), (vec![expected(None)], vec![]));
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
    fn a_distance_as_displayed_may_be_kilometres_or_miles_and_is_neither() {
        // The export of July 2019, and a table that somebody made of the precise columns.
        let header = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
            Commute,Activity Gear,Filename";
        let row =
            |distance| format!("7,\"Sep 12, 2018, 3:02:23 PM\",Ride,Ride,,783,{distance},true,,activities/1.gpx\n");
        let (notes, found) = read_all(&format!("{header}\n{}{}{}", row("3.68"), row("3681.0"), row("\"3,68\"")));
        let read: Vec<_> = notes.iter().map(|note| note.summary.distance_m).collect();
        assert_eq!(read, [None, Some(3681.0), None]);
        assert_eq!(found, ["distances in kilometres or miles, which the table does not tell apart, were not read"]);
    }

    #[test]
    fn columns_are_found_by_name_in_a_table_of_some() {
        let (notes, found) = read_all(
            "Activity ID,Activity Date,Activity Type,Elapsed Time,Filename,Elevation Gain,Average Heart Rate,\
             Max Heart Rate,Prefer Perceived Exertion\n1,\"Sep 12, 2018, 3:02:23 PM\",Run,60,,5,99.6,300,0\n",
        );
        let Note { summary, rpe_preferred, .. } = &notes[0];
        let read = (summary.ascent_m, summary.heart_rate_mean_bpm, summary.heart_rate_max_bpm, *rpe_preferred);
        assert_eq!((read, found), ((Some(5.0), Some(100), None, false), vec![]));
    }

    #[test]
    fn rows_may_be_longer_or_shorter_by_blank_cells() {
        let (header, date) = (wide_header(103, ENGLISH), "\"Sep 12, 2018, 3:02:23 PM\"");
        let row = wide_row(103, date, "activities/9.fit.gz");
        let shorter = row.trim_end_matches("\"media/a.jpg|media/b.jpg\"").trim_end_matches(',');
        let (notes, found) = read_all(&format!("{header}\n{shorter}\n{row},, \n{row},x\n{row}\n"));
        assert_eq!(notes.iter().map(|note| note.row).collect::<Vec<_>>(), [2, 3, 5]);
        assert_eq!(notes[0], Note { row: 2, ..notes[1].clone() });
        assert_eq!((found.len(), found[0].starts_with("row 4: 104 cells under 103")), (1, true));
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
            assert_eq!(read_strava(text.as_bytes(), &mut Diagnostics::default()), None, "{text}");
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
            assert!(read_strava(&bytes, &mut Diagnostics::default()).is_none_or(|notes| notes.len() <= 9));
        }
    }
}
