//! What the runner wrote in `athlete.toml`, checked: a key that nobody knows or a value that cannot be is an error that
//! names the line, the key, the value, and what would be right.

mod key;
mod reader;
mod said;
mod text;

use crate::athlete::{Athlete, Given, Sex};
use crate::effort;
use crate::load::options as series;
use crate::morning::SourceOrder;
use crate::output::{Dialect, OutputFormat};
use crate::printable::printable;
use crate::vendors::mapping::Mapping;
use jiff::civil::Date;

pub use key::{ConfigTable, KeyDescription};
pub use said::{By, Said, Stray};

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
    /// `normal_from`, the first day whose answers make the runner's own normal.
    pub normal_from: Option<Date>,
    /// The `[[thresholds]]` tables, ascending by `from`; no two of one day, none of which says of a day what another one
    /// with an `until` denies.
    pub given: Vec<Given>,
    /// `[effort]`; what was not written is as by default.
    pub effort: effort::options::EffortOptions,
    /// `[series]`; what was not written is as by default.
    pub series: series::SeriesOptions,
    /// The `[[mornings]]` tables: how tables of the runner's are read.
    pub mornings: Vec<Mapping>,
    /// `[sources]`; what was not written is as by default.
    pub sources: SourceOrder,
    /// `[ledger]`: `file`.
    pub ledger: Option<Said>,
    /// `[report]`.
    pub report: ReportChoices,
}

/// What `[report]` says of every report: what the command line does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportChoices {
    /// The exports; none where nothing is said.
    pub paths: Vec<Said>,
    /// The folder of the report.
    pub out: Option<Said>,
    /// The formats; none where nothing is said.
    pub format: Vec<OutputFormat>,
    /// For whom CSV is written.
    pub csv_dialect: Option<Dialect>,
    /// Days after which the newest activity is too old.
    pub max_age: Option<u32>,
    /// The file that records how the run went.
    pub last_run: Option<Said>,
    /// Seconds to wait for another run.
    pub wait: Option<u64>,
    /// Nothing is printed where all is well.
    pub quiet: bool,
}

/// What the runner configured: who it is, and what was chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configured {
    /// The athlete.
    pub athlete: Athlete,
    /// Whether the file gave the athlete's name.
    pub is_name_given: bool,
    /// The choices about efforts.
    pub effort: effort::options::EffortOptions,
    /// The choices about the series.
    pub series: series::SeriesOptions,
    /// How tables of the runner's are read.
    pub mornings: Vec<Mapping>,
    /// Whose nights count first.
    pub sources: SourceOrder,
    /// The first day whose answers make the runner's own normal; absent where all do.
    pub normal_from: Option<Date>,
    /// The file of the ledger; absent where none is kept.
    pub ledger: Option<Said>,
    /// What is said of every report.
    pub report: ReportChoices,
}

impl AthleteFile {
    /// What is configured; the athlete is called `folder` when the file has no name.
    #[must_use]
    pub fn into_configured(self, folder: &str) -> Configured {
        let Self {
            name,
            sex,
            birth_year,
            time_zone,
            normal_from,
            given,
            effort,
            series,
            mornings,
            sources,
            ledger,
            report,
        } = self;
        let is_name_given = name.is_some();
        let name = name.unwrap_or_else(|| folder.to_owned());
        let athlete = Athlete { name, sex, birth_year, time_zone, given };
        Configured { athlete, is_name_given, effort, series, mornings, sources, normal_from, ledger, report }
    }
}

impl Configured {
    /// With the paths in it said by this file.
    pub(crate) fn said_by(mut self, by: &By) -> Self {
        let ReportChoices { paths, out, last_run, .. } = &mut self.report;
        paths.iter_mut().chain(out).chain(last_run).chain(&mut self.ledger).for_each(|said| said.said_by(by));
        self
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
    UnknownKey { key: String, value: String, place: String, nearest: Option<&'static str>, valid: Vec<&'static str> },
    /// A key of another place.
    #[error("{key} (= {value}) does not belong here: put it {place}")]
    Misplaced { key: &'static str, value: String, place: String },
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
    /// A method that nobody knows.
    #[error(
        "{key}: unknown method {value}. {}The methods here are: {}",
        nearest.map(|method| format!("Did you mean \"{method}\"? ")).unwrap_or_default(),
        valid.join(", ")
    )]
    UnknownMethod { key: &'static str, value: String, nearest: Option<&'static str>, valid: Vec<&'static str> },
    /// A method that stands in a list twice.
    #[error("{key}: the method {value} is there twice. Leave one of them: the methods are tried from left to right")]
    RepeatedMethod { key: &'static str, value: String },
    /// A method that needs what no activity of the list has.
    #[error("{key}: the method {value} is for {class} alone. The methods here are: {}", valid.join(", "))]
    ForeignMethod { key: &'static str, value: String, class: &'static str, valid: Vec<&'static str> },
    /// A table of a day that has not come.
    #[error(
        "from = {from} is in the future: today is {today} at the latest. Write down what you know, from the day on that \
         you know it"
    )]
    Future { from: Date, today: Date },
    /// A table that says of a day what another one denies.
    #[error(
        "{key} = {value} from {from} on contradicts {key} = {earlier_value} in the table in line {earlier_line}, which is \
         said to hold until {until}. Give that table an earlier until, or none: a value holds until a later table gives \
         another"
    )]
    Overlap { key: &'static str, value: String, from: Date, earlier_value: String, earlier_line: usize, until: Date },
    /// Two tables of one day.
    #[error(
        "a second [[thresholds]] table {}. Put both into one table, or give each its own from = \"YYYY-MM-DD\"",
        from.map_or_else(|| "without from".to_owned(), |from| format!("from {from}"))
    )]
    DuplicateFrom { from: Option<Date> },
}

/// What may stand in `athlete.toml`: every key of every table, with what it takes and what holds without it.
#[must_use]
pub fn keys() -> Vec<KeyDescription> {
    ConfigTable::ALL.into_iter().flat_map(reader::keys).collect()
}

/// Reads the text of an `athlete.toml`; `origin` is the file's name in errors, `today` the last day on which a table can
/// begin: the latest date that any calendar on Earth shows.
///
/// Errors: see [`Problem`]; the first one by line, and after these the ones between tables.
pub fn parse_athlete(text: &str, origin: &str, today: Date) -> Result<AthleteFile, ConfigError> {
    reader::read_athlete_file(text.strip_prefix('\u{feff}').unwrap_or(text), origin, today)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::effort::Method;
    use crate::effort::options::{EffortOptions, FemaleWeighting, GradeCurve, PaceMean};
    use crate::morning::Source;
    use crate::vendors::mapping::{DateOrder, Scale};
    use jiff::civil::date;

    fn parse(text: &str) -> Result<AthleteFile, ConfigError> {
        parse_athlete(text, "ana/athlete.toml", date(2026, 6, 1))
    }

    #[track_caller]
    fn check_error(text: &str, message: &str) {
        let found = parse(text).unwrap_err().to_string();
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
            ..AthleteFile::default()
        };
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[test]
    fn an_empty_file_says_nothing_and_the_folder_gives_the_name() {
        let athlete = parse("").unwrap().into_configured("ana");
        let ana = Athlete { name: "ana".to_owned(), ..Athlete::default() };
        assert_eq!(athlete, Configured { athlete: ana, ..Configured::default() });
    }

    #[test]
    fn unknown_keys() {
        check_error(
            "name = \"Ana\"\ntimezone = \"Europe/Berlin\"\n",
            r#"2: unknown key timezone (= "Europe/Berlin"). Did you mean time_zone? The keys at the top are: name, sex, birth_year, time_zone, normal_from, thresholds, effort, series, mornings, sources, ledger, report"#,
        );
        check_error(
            "[[thresholds]]\nmax_hr = 188\n",
            "2: unknown key max_hr (= 188). Did you mean hr_max? The keys of a [[thresholds]] table are: from, until, hr_rest, hr_max, lthr, vt1, vt2, run_pace, run_power, ride_power, weight_kg, height_m",
        );
        check_error(
            "shoe_size = 42\n",
            "1: unknown key shoe_size (= 42). The keys at the top are: name, sex, birth_year, time_zone, normal_from, thresholds, effort, series, mornings, sources, ledger, report",
        );
        check_error("hr_max = 188\n", "1: hr_max (= 188) does not belong here: put it under a line [[thresholds]]");
        check_error(
            "[[thresholds]]\nlthr = 168\nname = \"Ana\"\n",
            r#"3: name (= "Ana") does not belong here: put it at the top, before the first [[thresholds]]"#,
        );
    }

    #[test]
    fn the_further_thresholds() {
        let text = "[[thresholds]]\nuntil = 2025-03-01\nvt1 = 142\nvt2 = 168\nrun_power = 270\nweight_kg = 61.5\n\
                    height_m = 1.72\n";
        let expected = Given {
            until: Some(date(2025, 3, 1)),
            vt1: Some(142.0),
            vt2: Some(168.0),
            run_power_w: Some(270.0),
            weight_kg: Some(61.5),
            height_m: Some(1.72),
            ..Given::default()
        };
        assert_eq!(parse(text).unwrap().given, [expected]);
        check_error(
            "[[thresholds]]\nheight_m = 172",
            "2: height_m = 172 cannot be: it must be a number from 1 to 2.5 (metres), without quotes",
        );
    }

    #[test]
    fn what_is_chosen() {
        let text = "[effort]\nrun = [\"run_power\", \"hrss\"]\nride = [\"xpower\"]\nother = [\"rpe\"]\n\
                    grade_curve = \"minetti\"\npace_mean = \"normalised\"\nfemale_weighting = \"goldencheetah\"\n\
                    coverage_min = 0.6\n[series]\nrecurrence = \"one_over_n\"\nacute_days = 10\nchronic_days = 50.5\n\
                    seed_acute = 40\nseed_chronic = 35.5\n";
        let found = parse(text).unwrap();
        let effort = EffortOptions {
            run: vec![Method::RunPower, Method::Hrss],
            ride: vec![Method::Xpower],
            other: vec![Method::Rpe],
            grade_curve: GradeCurve::Minetti,
            pace_mean: PaceMean::Normalised,
            female_weighting: FemaleWeighting::GoldenCheetah,
            coverage_min: 0.6,
        };
        let series = series::SeriesOptions {
            recurrence: series::Recurrence::OneOverN,
            acute_days: 10.0,
            chronic_days: 50.5,
            seed_acute: Some(40.0),
            seed_chronic: Some(35.5),
        };
        assert_eq!(found, AthleteFile { effort, series, ..AthleteFile::default() });
        let words = "[effort]\ngrade_curve = \"strava\"\npace_mean = \"mean\"\nfemale_weighting = \"banister\"\n\
                     [series]\nrecurrence = \"exp\"";
        assert_eq!(parse(words).unwrap(), AthleteFile::default());
        assert_eq!(parse("[series]\nrecurrence = \"span\"").unwrap().series.recurrence, series::Recurrence::Span);
    }

    #[test]
    fn a_default_is_what_holds_without_the_key() {
        for key in keys().into_iter().filter(|key| [ConfigTable::Effort, ConfigTable::Series].contains(&key.table)) {
            let is_bare = key.default.starts_with('[') || key.default.parse::<f64>().is_ok();
            let value = if is_bare { key.default.to_owned() } else { format!("\"{}\"", key.default) };
            let line = if key.default.is_empty() { String::new() } else { format!("{} = {value}", key.name) };
            let text = format!("{}\n{line}\n", key.table.header());
            assert_eq!(parse(&text).unwrap(), AthleteFile::default(), "{text}");
        }
    }

    #[test]
    fn a_seed_of_nothing_is_a_seed() {
        let seeds = |text| parse(text).map(|file| (file.series.seed_acute, file.series.seed_chronic)).unwrap();
        assert_eq!(seeds("[series]\n"), (None, None));
        assert_eq!(seeds("[series]\nseed_chronic = 0\n"), (None, Some(0.0)));
    }

    #[test]
    fn how_tables_of_mornings_are_read() {
        let text = "[[mornings]]\nfile = \"form.csv\"\nscale = \"hooper\"\ndate = \"Timestamp\"\ndate_order = \"mdy\"\n\
                    legs = \"Fatigue\"\nmotivation = { column = \"Mood\", worst = 0, best = 10 }\n\
                    sleep_h = { column = \"Slept\", unit = \"min\" }\n[[mornings]]\nworst = 4\nbest = 1\n\
                    [sources]\nhrv = [\"garmin\", \"oura\"]\n";
        let found = parse(text).unwrap();
        let (form, checkins) = (&found.mornings[0], &found.mornings[1]);
        assert_eq!(found.mornings.len(), 2);
        assert_eq!(
            (form.file.as_str(), form.date.as_str(), form.date_order),
            ("form.csv", "Timestamp", DateOrder::MonthFirst)
        );
        let scales: Vec<(&str, Scale)> =
            form.columns.iter().map(|column| (column.header.as_str(), column.scale)).collect();
        let ten = Scale { worst: 0.0, best: 10.0 };
        assert_eq!(scales, [("Fatigue", Scale::HOOPER), ("Mood", ten), ("Slept", Scale::HOOPER)]);
        assert!((form.columns[2].factor - 1.0 / 60.0).abs() < 1e-12);
        assert_eq!(checkins.file, "checkins.csv");
        assert_eq!(checkins.columns[0].scale, Scale::INTERVALS);
        assert_eq!(found.sources.hrv[..2], [Source::GARMIN, Source::OURA]);
        assert_eq!(found.sources.sleep, SourceOrder::default().sleep);
    }

    #[test]
    fn tables_of_mornings_that_cannot_be() {
        check_error(
            "[[mornings]]\nscale = \"mood\"",
            r#"2: scale = "mood" cannot be: it must be "hooper" (1 to 7, 7 is worst), "mclean" (1 to 5, 5 is best) or "intervals.icu" (1 to 4, 1 is best); or say worst = and best ="#,
        );
        check_error("[[mornings]]\nbest = 7", "2: best = 7 cannot be: it must be said together with worst");
        check_error(
            "[[mornings]]\nfatigue = \"Fatigue\"",
            r#"2: unknown key fatigue (= "Fatigue"). The keys of a [[mornings]] table are: file, date, time, date_order, scale, worst, best, legs, soreness, motivation, sleep_quality, sleep_h, life_stress, readiness_felt, rpe, felt_harder, illness, pain, spell, spell_last, note, hrv_rmssd_ms, hrv_sdnn_ms, resting_hr_bpm"#,
        );
        check_error(
            "[[mornings]]\nlegs = 4",
            r#"2: legs = 4 cannot be: it must be a column's name in double quotes, or a table such as { column = "Fatigue", worst = 7, best = 1 }"#,
        );
        check_error(
            "[[mornings]]\nfile = \"a.csv\"\n[[mornings]]\nfile = \"A.csv\"",
            r#"4: file = "A.csv" cannot be: it must be another file than the other [[mornings]] tables have"#,
        );
        check_error(
            "[sources]\nhrv = [\"polar\"]",
            r#"2: hrv = ["polar"] cannot be: it must be a list, best first, of checkin, table, oura, whoop, garmin, garmin_fit, fitbit, google_health, apple_health"#,
        );
    }

    #[test]
    fn every_method_can_be_put_in_order() {
        for method in Method::CHOICES {
            let name = method.as_str();
            let found = ["run", "ride"].map(|key| parse(&format!("[effort]\n{key} = [\"{name}\"]")));
            assert!(
                found.iter().flatten().any(|found| [&found.effort.run, &found.effort.ride].contains(&&vec![*method]))
            );
        }
    }

    #[test]
    fn choices_that_cannot_be() {
        check_error(
            "[effort]\nrun = [\n  \"hrss\",\n  \"pase\",\n]",
            r#"4: run: unknown method "pase". Did you mean "pace"? The methods here are: hrss, edwards, lucia, daniels, pace, govss, run_power, rpe, hr_mean"#,
        );
        check_error(
            "[effort]\nride = [\"power\", \"power\"]",
            r#"2: ride: the method "power" is there twice. Leave one of them: the methods are tried from left to right"#,
        );
        check_error(
            "[effort]\nother = [\"estimated\"]",
            r#"2: other: unknown method "estimated". The methods here are: hrss, edwards, lucia, daniels, rpe, hr_mean"#,
        );
        check_error(
            "[effort]\nrun = [\"hrss\", \"power\"]",
            r#"2: run: the method "power" is for rides alone. The methods here are: hrss, edwards, lucia, daniels, pace, govss, run_power, rpe, hr_mean"#,
        );
        check_error(
            "[effort]\nother = [\"pace\"]",
            r#"2: other: the method "pace" is for runs alone. The methods here are: hrss, edwards, lucia, daniels, rpe, hr_mean"#,
        );
        for list in ["\"hrss\"", "[]", "[7]"] {
            check_error(
                &format!("[effort]\nrun = {list}"),
                &format!(
                    "2: run = {list} cannot be: it must be a list of methods, best first, such as [\"hrss\", \"rpe\"]"
                ),
            );
        }
        check_error(
            "[effort]\ngrade_curve = \"minetty\"",
            r#"2: grade_curve = "minetty" cannot be: it must be "strava" or "minetti""#,
        );
        check_error(
            "[effort]\npace_mean = true",
            r#"2: pace_mean = true cannot be: it must be "mean" or "normalised""#,
        );
        check_error(
            "[effort]\nfemale_weighting = 0.64",
            r#"2: female_weighting = 0.64 cannot be: it must be "banister" or "goldencheetah""#,
        );
        check_error(
            "[effort]\ncoverage_min = 80",
            "2: coverage_min = 80 cannot be: it must be a number from 0.5 to 1 (a share of the time), without quotes",
        );
        check_error(
            "[series]\nrecurrence = \"ewma\"",
            r#"2: recurrence = "ewma" cannot be: it must be "exp", "one_over_n" or "span""#,
        );
        check_error(
            "[series]\nseed_chronic = inf",
            "2: seed_chronic = inf cannot be: it must be a number from 0 to 300 (load a day), without quotes",
        );
        check_error(
            "[series]\nchronic_days = 14\nacute_days = 14",
            "3: acute_days = 14 cannot be: it must be below chronic_days, which is 14",
        );
        check_error(
            "[series]\nchronic_days = 7",
            "2: chronic_days = 7 cannot be: it must be above acute_days, which is 7",
        );
        check_error(
            "[series]\nacute_days = 45",
            "2: acute_days = 45 cannot be: it must be a number from 1 to 28 (days), without quotes",
        );
        check_error(
            "effort = 1",
            "1: effort = 1 cannot be: it must be a table: a line [effort], one bracket, and keys under it",
        );
        check_error(
            "[[series]]\nacute_days = 7",
            "1: series = [[series]] cannot be: it must be a table: a line [series], one bracket, and keys under it",
        );
    }

    #[test]
    fn choices_in_the_wrong_place() {
        check_error("coverage_min = 0.8", "1: coverage_min (= 0.8) does not belong here: put it under a line [effort]");
        check_error(
            "[effort]\nacute_days = 7",
            "2: acute_days (= 7) does not belong here: put it under a line [series]",
        );
        check_error(
            "[series]\nseed = 7",
            "2: unknown key seed (= 7). The keys of the [series] table are: recurrence, acute_days, chronic_days, seed_acute, seed_chronic",
        );
        check_error(
            "[effort]\ngrade_curv = 7",
            "2: unknown key grade_curv (= 7). Did you mean grade_curve? The keys of the [effort] table are: run, ride, other, grade_curve, pace_mean, female_weighting, coverage_min",
        );
    }

    #[test]
    fn the_future_is_not_known() {
        assert!(parse("[[thresholds]]\nfrom = 2026-06-01\nlthr = 168").is_ok());
        check_error(
            "[[thresholds]]\nfrom = 2026-06-02\nlthr = 168",
            "2: from = 2026-06-02 is in the future: today is 2026-06-01 at the latest. Write down what you know, from the day on that you know it",
        );
        assert!(parse("[[thresholds]]\nuntil = 2027-01-01\nlthr = 168").is_ok(), "a plan may be made");
    }

    #[test]
    fn a_last_day() {
        check_error(
            "[[thresholds]]\nfrom = 2025-03-02\nuntil = 2025-03-01\nlthr = 168",
            "3: until = 2025-03-01 cannot be: it must be a day not before from = 2025-03-02",
        );
        check_error(
            "[[thresholds]]\nuntil = 7\nlthr = 168",
            r#"2: until = 7 cannot be: it must be a day such as "2025-01-31""#,
        );
        assert!(parse("[[thresholds]]\nfrom = 2025-03-01\nuntil = 2025-03-01\nlthr = 168").is_ok());
    }

    #[test]
    fn tables_that_overlap_agree() {
        let tables = |until: &str, later: &str| {
            format!(
                "[[thresholds]]\nfrom = 2025-06-01\n{later}\n[[thresholds]]\nfrom = 2025-01-01\nuntil = {until}\nlthr = 168\nrun_pace = \"4:10\""
            )
        };
        check_error(
            &tables("2025-06-01", "lthr = 170"),
            "1: lthr = 170 from 2025-06-01 on contradicts lthr = 168 in the table in line 4, which is said to hold until 2025-06-01. Give that table an earlier until, or none: a value holds until a later table gives another",
        );
        check_error(
            &tables("2025-12-31", "run_pace = \"4:00\""),
            "1: run_pace = 4:00 from 2025-06-01 on contradicts run_pace = 4:10 in the table in line 4, which is said to hold until 2025-12-31. Give that table an earlier until, or none: a value holds until a later table gives another",
        );
        for sound in [
            tables("2025-05-31", "lthr = 170"),
            tables("2025-12-31", "lthr = 168"),
            tables("2025-12-31", "hr_rest = 50"),
        ] {
            assert!(parse(&sound).is_ok(), "{sound}");
        }
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
        assert!(parse("[[thresholds]]\nhr_rest = 105\nhr_max = 106").is_ok());
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
    fn ventilatory_thresholds_ascend_too() {
        check_error(
            "[[thresholds]]\nvt1 = 168\nvt2 = 168",
            "1: vt1 = 168 is not below vt2 = 168. Correct the wrong one",
        );
        check_error(
            "[[thresholds]]\nvt2 = 190\nhr_max = 186",
            "1: vt2 = 190 is not below hr_max = 186. Correct the wrong one",
        );
        check_error(
            "[[thresholds]]\nvt1 = 90\nhr_rest = 95",
            "1: hr_rest = 95 is not below vt1 = 90. Correct the wrong one",
        );
        check_error(
            "[[thresholds]]\nvt1 = 190\nhr_max = 186",
            "1: vt1 = 190 is not below hr_max = 186. Correct the wrong one",
        );
        assert!(parse("[[thresholds]]\nhr_rest = 50\nvt1 = 142\nlthr = 141\nvt2 = 168\nhr_max = 186").is_ok());
    }

    #[test]
    fn what_comes_back_after_a_last_day_must_ascend_too() {
        check_error(
            "[[thresholds]]\nlthr = 170\n[[thresholds]]\nfrom = 2025-01-01\nuntil = 2025-01-31\nlthr = 160\n[[thresholds]]\nfrom = 2025-01-15\nhr_max = 165",
            "7: lthr = 170 is not below hr_max = 165 from 2025-02-01 on. Correct the wrong one; a value holds until a later table gives another",
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
        let message = parse_athlete(&text, "a\u{1b}[2J/athlete.toml", date(2026, 6, 1)).unwrap_err().to_string();
        assert_eq!(message, printable(&message));
        assert!(message.len() < 400, "{message}");
    }
}
