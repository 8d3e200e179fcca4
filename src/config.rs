//! What the runner wrote in `athlete.toml`, checked: a key that nobody knows or a value that cannot be is an error that
//! names the line, the key, the value, and what would be right.

mod reader;

use crate::athlete::{Athlete, Given, Sex};
use crate::printable::printable;
use jiff::civil::Date;

/// The content of `athlete.toml`; an absent key was not written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AthleteFile {
    /// `name`; absent = the folder's name.
    pub name: Option<String>,
    /// `sex`.
    pub sex: Option<Sex>,
    /// `birth_year`.
    pub birth_year: Option<i16>,
    /// `time_zone`, an IANA name that exists, in its usual spelling.
    pub time_zone: Option<String>,
    /// The `[[thresholds]]` tables, ascending by `from`; no two of one day.
    pub given: Vec<Given>,
}

impl AthleteFile {
    /// The athlete, called `folder` when the file has no name.
    #[must_use]
    pub fn into_athlete(self, folder: &str) -> Athlete {
        let Self { name, sex, birth_year, time_zone, given } = self;
        Athlete { name: name.unwrap_or_else(|| folder.to_owned()), sex, birth_year, time_zone, given }
    }
}

/// What is wrong with `athlete.toml`, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {problem}", printable(origin), line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ConfigError {
    /// The file, as the caller named it.
    pub origin: String,
    /// The line, from 1; absent where there is no one line.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: Box<Problem>,
}

/// One way in which `athlete.toml` can be wrong. Keys and values stand as the file has them, made printable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Problem {
    /// No TOML.
    #[error("this is not TOML: {message}. Write one key = value a line, with texts and paces in double quotes")]
    Syntax { message: String },
    /// A key that means nothing here.
    #[error(
        "unknown key {key} (= {value}). {}The keys {place} are: {}",
        nearest.map(|key| format!("Did you mean {key}? ")).unwrap_or_default(),
        valid.join(", ")
    )]
    UnknownKey {
        key: String,
        value: String,
        place: &'static str,
        nearest: Option<&'static str>,
        valid: &'static [&'static str],
    },
    /// A threshold outside a `[[thresholds]]` table, or the other way round.
    #[error("{key} (= {value}) does not belong here: put it {place}")]
    Misplaced { key: &'static str, value: String, place: &'static str },
    /// A value that cannot be.
    #[error("{key} = {value} cannot be: it must be {expected}")]
    Impossible { key: &'static str, value: String, expected: String },
    /// A time zone that is not in the IANA database.
    #[error(
        "time_zone = {value} is no IANA time zone. {}Name a place, such as \"Europe/Berlin\" or \"America/New_York\"",
        nearest.as_ref().map(|zone| format!("Did you mean \"{zone}\"? ")).unwrap_or_default()
    )]
    UnknownZone { value: String, nearest: Option<String> },
    /// Two heart rates in the wrong order.
    #[error(
        "{low} = {low_bpm} is not below {high} = {high_bpm}{}. Correct the wrong one{}",
        from.map(|from| format!(" from {from} on")).unwrap_or_default(),
        if *inherited { "; a value holds until a later table gives another" } else { "" }
    )]
    NotAscending {
        low: &'static str,
        low_bpm: String,
        high: &'static str,
        high_bpm: String,
        from: Option<Date>,
        inherited: bool,
    },
    /// Two tables of one day.
    #[error(
        "a second [[thresholds]] table {}. Put both into one table, or give each its own from = \"YYYY-MM-DD\"",
        from.map_or_else(|| "without from".to_owned(), |from| format!("from {from}"))
    )]
    DuplicateFrom { from: Option<Date> },
}

/// Reads the text of an `athlete.toml`; `origin` is the file's name in errors.
///
/// Errors: see [`Problem`]; the first one by line.
pub fn parse_athlete(text: &str, origin: &str) -> Result<AthleteFile, ConfigError> {
    reader::read(text.strip_prefix('\u{feff}').unwrap_or(text), origin)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check_error(text: &str, message: &str) {
        let found = parse_athlete(text, "ana/athlete.toml").unwrap_err().to_string();
        assert_eq!(found.strip_prefix("ana/athlete.toml, line "), Some(message));
    }

    #[test]
    fn a_whole_file() {
        let text = "\u{feff}# me\r\nname = \"Ana\"\r\nsex = \"female\"\r\nbirth_year = 1984\r\n\
                    time_zone = \"europe/berlin\"\r\n\r\n\
                    [[thresholds]]\r\nfrom = 2025-06-01\r\nlthr = 172.5\r\nride_power = 0xC8\r\n\r\n\
                    [[thresholds]]\r\nfrom = \"2024-02-29\"\r\nhr_rest = 48\r\nhr_max = 186\r\nlthr = 168\r\n\
                    run_pace = \"4:10 min/km\"\r\n";
        let expected = AthleteFile {
            name: Some("Ana".to_owned()),
            sex: Some(Sex::Female),
            birth_year: Some(1984),
            time_zone: Some("Europe/Berlin".to_owned()),
            given: vec![
                Given {
                    from: Some(date(2024, 2, 29)),
                    hr_rest: Some(48.0),
                    hr_max: Some(186.0),
                    lthr: Some(168.0),
                    run_speed_mps: Some(4.0),
                    ..Given::default()
                },
                Given {
                    from: Some(date(2025, 6, 1)),
                    lthr: Some(172.5),
                    ride_power_w: Some(200.0),
                    ..Given::default()
                },
            ],
        };
        assert_eq!(parse_athlete(text, "athlete.toml").unwrap(), expected);
    }

    #[test]
    fn an_empty_file_says_nothing_and_the_folder_gives_the_name() {
        let athlete = parse_athlete("", "athlete.toml").unwrap().into_athlete("ana");
        assert_eq!(athlete, Athlete { name: "ana".to_owned(), ..Athlete::default() });
    }

    #[test]
    fn unknown_keys() {
        check_error(
            "name = \"Ana\"\ntimezone = \"Europe/Berlin\"\n",
            r#"2: unknown key timezone (= "Europe/Berlin"). Did you mean time_zone? The keys at the top are: name, sex, birth_year, time_zone, thresholds"#,
        );
        check_error(
            "[[thresholds]]\nmax_hr = 188\n",
            "2: unknown key max_hr (= 188). Did you mean hr_max? The keys of a [[thresholds]] table are: from, hr_rest, hr_max, lthr, run_pace, ride_power",
        );
        check_error(
            "shoe_size = 42\n",
            "1: unknown key shoe_size (= 42). The keys at the top are: name, sex, birth_year, time_zone, thresholds",
        );
        check_error("hr_max = 188\n", "1: hr_max (= 188) does not belong here: put it under a line [[thresholds]]");
        check_error(
            "[[thresholds]]\nlthr = 168\nname = \"Ana\"\n",
            r#"3: name (= "Ana") does not belong here: put it at the top, before the first [[thresholds]]"#,
        );
    }

    #[test]
    fn impossible_values() {
        check_error(r#"name = " ""#, r#"1: name = " " cannot be: it must be a text in double quotes, such as "Ana""#);
        check_error(r#"sex = "F""#, r#"1: sex = "F" cannot be: it must be "female" or "male""#);
        check_error(
            "birth_year = 84",
            "1: birth_year = 84 cannot be: it must be a year from 1900 to 2100, without quotes",
        );
        check_error(
            r#"birth_year = "1984""#,
            r#"1: birth_year = "1984" cannot be: it must be a year from 1900 to 2100, without quotes"#,
        );
        check_error(
            "[[thresholds]]\nhr_max = 999",
            "2: hr_max = 999 cannot be: it must be a number from 100 to 230 (beats a minute), without quotes",
        );
        check_error(
            "[[thresholds]]\nhr_max = nan",
            "2: hr_max = nan cannot be: it must be a number from 100 to 230 (beats a minute), without quotes",
        );
        check_error(
            "[[thresholds]]\nlthr = \"168\"",
            r#"2: lthr = "168" cannot be: it must be a number from 80 to 220 (beats a minute), without quotes"#,
        );
        check_error(
            "[[thresholds]]\nrun_pace = 04:10",
            r#"2: run_pace = 04:10 cannot be: it must be a pace per km from "2:00" to "15:00", in double quotes"#,
        );
        check_error(
            "[[thresholds]]\nrun_pace = \"6:40/mi\"",
            r#"2: run_pace = "6:40/mi" cannot be: it must be a pace per km from "2:00" to "15:00", in double quotes"#,
        );
        check_error(
            "[[thresholds]]\nfrom = 2025-01-31T10:00:00Z",
            r#"2: from = 2025-01-31T10:00:00Z cannot be: it must be a day such as "2025-01-31""#,
        );
        check_error(
            "[[thresholds]]\nfrom = \"2025-02-30\"",
            r#"2: from = "2025-02-30" cannot be: it must be a day such as "2025-01-31""#,
        );
        check_error(
            "[thresholds]\nlthr = 168",
            "1: thresholds = [thresholds] cannot be: it must be tables: a line [[thresholds]], two brackets, and keys under it",
        );
        check_error(
            "thresholds = 168",
            "1: thresholds = 168 cannot be: it must be tables: a line [[thresholds]], two brackets, and keys under it",
        );
    }

    #[test]
    fn time_zones() {
        check_error(
            r#"time_zone = "Europe/Berlim""#,
            r#"1: time_zone = "Europe/Berlim" is no IANA time zone. Did you mean "Europe/Berlin"? Name a place, such as "Europe/Berlin" or "America/New_York""#,
        );
        check_error(
            r#"time_zone = "MESZ+02:00""#,
            r#"1: time_zone = "MESZ+02:00" is no IANA time zone. Name a place, such as "Europe/Berlin" or "America/New_York""#,
        );
        check_error(
            "time_zone = 2",
            r#"1: time_zone = 2 cannot be: it must be a text in double quotes, such as "Europe/Berlin""#,
        );
    }

    #[test]
    fn heart_rates_ascend_within_a_table_and_over_tables() {
        check_error(
            "[[thresholds]]\nhr_max = 165\nlthr = 170",
            "1: lthr = 170 is not below hr_max = 165. Correct the wrong one",
        );
        check_error(
            "[[thresholds]]\nfrom = 2025-06-01\nhr_max = 165\n\n[[thresholds]]\nhr_rest = 50\nlthr = 170",
            "1: lthr = 170 is not below hr_max = 165 from 2025-06-01 on. Correct the wrong one; a value holds until a later table gives another",
        );
        check_error(
            "[[thresholds]]\nhr_rest = 105\nhr_max = 105",
            "1: hr_rest = 105 is not below hr_max = 105. Correct the wrong one",
        );
        assert!(parse_athlete("[[thresholds]]\nhr_rest = 105\nhr_max = 106", "").is_ok());
    }

    #[test]
    fn one_table_a_day() {
        check_error(
            "[[thresholds]]\nlthr = 168\n[[thresholds]]\nlthr = 170",
            r#"3: a second [[thresholds]] table without from. Put both into one table, or give each its own from = "YYYY-MM-DD""#,
        );
        check_error(
            "[[thresholds]]\nfrom = 2025-01-01\nlthr = 168\n[[thresholds]]\nfrom = \"2025-01-01\"\nlthr = 170",
            r#"4: a second [[thresholds]] table from 2025-01-01. Put both into one table, or give each its own from = "YYYY-MM-DD""#,
        );
    }

    #[test]
    fn no_toml() {
        check_error(
            "name = Ana",
            "1: this is not TOML: string values must be quoted, expected literal string. Write one key = value a line, with texts and paces in double quotes",
        );
        check_error(
            "[[thresholds]]\nrun_pace = 4:10",
            "2: this is not TOML: invalid time, expected a two-digit hour (HH). Write one key = value a line, with texts and paces in double quotes",
        );
        check_error(
            "name = \"Ana\"\nname = \"Eva\"",
            "2: this is not TOML: duplicate key. Write one key = value a line, with texts and paces in double quotes",
        );
    }

    #[test]
    fn errors_are_printable_and_short_whatever_the_file_holds() {
        let text = format!("\"\u{202e}key{}\" = \"\u{202e}value\"", "x".repeat(10_000));
        let message = parse_athlete(&text, "a\u{1b}[2J/athlete.toml").unwrap_err().to_string();
        assert_eq!(message, printable(&message));
        assert!(message.len() < 400, "{message}");
    }
}
