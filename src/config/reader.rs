//! Reads `athlete.toml` entry by entry, so that every error can point at its line.

mod mornings;
mod nightly;

use super::{AthleteFile, ConfigError, Problem};
use crate::athlete::{Given, Sex};
use crate::effort::Method;
use crate::effort::options::{FemaleWeighting, GradeCurve, Options, PaceMean};
use crate::limits::{ATHLETE_NAME_BYTES_MAX, THRESHOLD_TABLES_MAX};
use crate::load::options::{self as series, Recurrence};
use crate::nearest::nearest;
use crate::printable::printable;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys at the top of the file.
const ATHLETE_KEYS: [&str; 11] = [
    "name",
    "sex",
    "birth_year",
    "time_zone",
    "thresholds",
    "effort",
    "series",
    "mornings",
    "sources",
    "ledger",
    "report",
];

/// Keys of one `[[thresholds]]` table.
const THRESHOLD_KEYS: [&str; 12] = [
    "from",
    "until",
    "hr_rest",
    "hr_max",
    "lthr",
    "vt1",
    "vt2",
    "run_pace",
    "run_power",
    "ride_power",
    "weight_kg",
    "height_m",
];

/// Keys of the `[effort]` table.
const EFFORT_KEYS: [&str; 7] = ["run", "ride", "other", "grade_curve", "pace_mean", "female_weighting", "coverage_min"];

/// Keys of the `[series]` table.
const SERIES_KEYS: [&str; 5] = ["recurrence", "acute_days", "chronic_days", "seed_acute", "seed_chronic"];

const BIRTH_YEARS: RangeInclusive<i16> = 1900..=2100;
const HR_REST_BPM: RangeInclusive<f64> = 25.0..=110.0;
const HR_MAX_BPM: RangeInclusive<f64> = 100.0..=230.0;
const LTHR_BPM: RangeInclusive<f64> = 80.0..=220.0;
/// The first ventilatory threshold lies lower than any other.
const VT_BPM: RangeInclusive<f64> = 70.0..=220.0;
const RIDE_POWER_W: RangeInclusive<f64> = 40.0..=600.0;
const RUN_POWER_W: RangeInclusive<f64> = 40.0..=800.0;
const WEIGHT_KG: RangeInclusive<f64> = 25.0..=250.0;
const HEIGHT_M: RangeInclusive<f64> = 1.0..=2.5;
/// 2:00 to 15:00 per kilometre.
const RUN_PACE_S: RangeInclusive<u32> = 120..=900;

/// Below half, a sensor speaks for less than it is silent about.
const COVERAGE_MIN: RangeInclusive<f64> = 0.5..=1.0;
const ACUTE_DAYS: RangeInclusive<f64> = 1.0..=28.0;
const CHRONIC_DAYS: RangeInclusive<f64> = 7.0..=180.0;
/// Three hours at threshold every day: more than anybody trains.
const SEED: RangeInclusive<f64> = 0.0..=300.0;

/// Characters of a key or value that an error shows.
const SHOWN_CHARS_MAX: usize = 48;

/// The content of the text; the first error by line.
pub(super) fn read(text: &str, origin: &str, today: Date) -> Result<AthleteFile, ConfigError> {
    let file = File { text, origin, today };
    let table = DeTable::parse(file.text).map_err(|error| {
        file.error(error.span().as_ref(), Problem::Syntax { message: printable(error.message()).into_owned() })
    })?;
    let mut athlete = AthleteFile::default();
    for entry in File::entries(table.get_ref()) {
        match entry.key {
            "name" => athlete.name = Some(file.name(&entry)?),
            "sex" => athlete.sex = Some(file.sex(&entry)?),
            "birth_year" => athlete.birth_year = Some(file.birth_year(&entry)?),
            "time_zone" => athlete.time_zone = Some(file.time_zone(&entry)?),
            "thresholds" => athlete.given = file.thresholds(&entry)?,
            "effort" => athlete.effort = file.effort(&entry)?,
            "series" => athlete.series = file.series(&entry)?,
            "mornings" => athlete.mornings = file.mornings(&entry)?,
            "sources" => athlete.sources = file.sources(&entry)?,
            "ledger" => athlete.ledger = file.ledger(&entry)?,
            "report" => athlete.report = file.report(&entry)?,
            _ => return Err(file.unknown(&entry, Place::Top)),
        }
    }
    Ok(athlete)
}

/// Where a key stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    Thresholds,
    Effort,
    Series,
    Mornings,
    Sources,
    Ledger,
    Report,
}

impl Place {
    const ALL: [Self; 8] = [
        Self::Top,
        Self::Thresholds,
        Self::Effort,
        Self::Series,
        Self::Mornings,
        Self::Sources,
        Self::Ledger,
        Self::Report,
    ];

    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Top => &ATHLETE_KEYS,
            Self::Thresholds => &THRESHOLD_KEYS,
            Self::Effort => &EFFORT_KEYS,
            Self::Series => &SERIES_KEYS,
            Self::Mornings => &mornings::KEYS,
            Self::Sources => &mornings::SOURCES_KEYS,
            Self::Ledger => &nightly::LEDGER_KEYS,
            Self::Report => &nightly::REPORT_KEYS,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Top => "at the top",
            Self::Thresholds => "of a [[thresholds]] table",
            Self::Effort => "of the [effort] table",
            Self::Series => "of the [series] table",
            Self::Mornings => "of a [[mornings]] table",
            Self::Sources => "of the [sources] table",
            Self::Ledger => "of the [ledger] table",
            Self::Report => "of the [report] table",
        }
    }

    /// Where to put a key of this place.
    const fn here(self) -> &'static str {
        match self {
            Self::Top => "at the top, before the first [[thresholds]]",
            Self::Thresholds => "under a line [[thresholds]]",
            Self::Effort => "under a line [effort]",
            Self::Series => "under a line [series]",
            Self::Mornings => "under a line [[mornings]]",
            Self::Sources => "under a line [sources]",
            Self::Ledger => "under a line [ledger]",
            Self::Report => "under a line [report]",
        }
    }
}

/// The bounds and the unit of a number.
type Kind = (RangeInclusive<f64>, &'static str);

/// One `key = value`.
struct Entry<'a> {
    key: &'a str,
    key_span: Range<usize>,
    value: &'a Spanned<DeValue<'a>>,
}

/// The text, and how to point into it.
#[derive(Clone, Copy)]
struct File<'a> {
    text: &'a str,
    origin: &'a str,
    today: Date,
}

/// A `[[thresholds]]` table and where it stands.
type Table = (Given, Range<usize>);

impl<'a> File<'a> {
    fn error(self, span: Option<&Range<usize>>, problem: Problem) -> ConfigError {
        let line = span.and_then(|span| self.line(span));
        ConfigError { origin: self.origin.to_owned(), line, problem: Box::new(problem) }
    }

    /// The line, from 1, in which a span begins.
    fn line(self, span: &Range<usize>) -> Option<usize> {
        Some(self.text.get(..span.start)?.matches('\n').count() + 1)
    }

    /// The entries in the order of the file, so that the first error is the topmost.
    fn entries(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| Entry { key: key.get_ref().as_ref(), key_span: key.span(), value })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    fn value_text(self, entry: &Entry<'_>) -> String {
        shown(self.text.get(entry.value.span()).unwrap_or_default())
    }

    fn impossible(self, key: &'static str, entry: &Entry<'_>, expected: impl Into<String>) -> ConfigError {
        let problem = Problem::Impossible { key, value: self.value_text(entry), expected: expected.into() };
        self.error(Some(&entry.key_span), problem)
    }

    fn unknown(self, entry: &Entry<'_>, place: Place) -> ConfigError {
        let value = self.value_text(entry);
        let at_home = |place: Place| Some((*place.keys().iter().find(|key| **key == entry.key)?, place.here()));
        let problem = if let Some((key, place)) = Place::ALL.into_iter().find_map(at_home) {
            Problem::Misplaced { key, value, place }
        } else {
            let valid = place.keys();
            let nearest = nearest(entry.key, valid.iter().copied());
            Problem::UnknownKey { key: shown(entry.key), value, place: place.name(), nearest, valid }
        };
        self.error(Some(&entry.key_span), problem)
    }

    fn name(self, entry: &Entry<'_>) -> Result<String, ConfigError> {
        let name = text_of(entry).map(str::trim).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| self.impossible("name", entry, "a text in double quotes, such as \"Ana\""))?;
        if ATHLETE_NAME_BYTES_MAX < name.len() {
            let expected =
                format!("at most {ATHLETE_NAME_BYTES_MAX} bytes long: it stands in every row of every table");
            return Err(self.impossible("name", entry, expected));
        }
        Ok(name.to_owned())
    }

    fn sex(self, entry: &Entry<'_>) -> Result<Sex, ConfigError> {
        match text_of(entry) {
            Some("female") => Ok(Sex::Female),
            Some("male") => Ok(Sex::Male),
            _ => Err(self.impossible("sex", entry, "\"female\" or \"male\"")),
        }
    }

    fn birth_year(self, entry: &Entry<'_>) -> Result<i16, ConfigError> {
        whole_number(entry)
            .and_then(|year| i16::try_from(year).ok())
            .filter(|year| BIRTH_YEARS.contains(year))
            .ok_or_else(|| {
                let expected = format!("a year from {} to {}, without quotes", BIRTH_YEARS.start(), BIRTH_YEARS.end());
                self.impossible("birth_year", entry, expected)
            })
    }

    fn time_zone(self, entry: &Entry<'_>) -> Result<String, ConfigError> {
        // The zones that are built in: a machine's own may be older, or missing.
        let zones = TimeZoneDatabase::bundled();
        let named = text_of(entry)
            .ok_or_else(|| self.impossible("time_zone", entry, "a text in double quotes, such as \"Europe/Berlin\""))?;
        if let Some(name) = zones.get(named).ok().as_ref().and_then(|zone| zone.iana_name()) {
            return Ok(name.to_owned());
        }
        let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
        let nearest = nearest(named, known.iter().map(String::as_str)).map(str::to_owned);
        let problem = Problem::UnknownZone { value: self.value_text(entry), nearest };
        Err(self.error(Some(&entry.key_span), problem))
    }

    fn thresholds(self, entry: &Entry<'a>) -> Result<Vec<Given>, ConfigError> {
        let not_tables =
            || self.impossible("thresholds", entry, "tables: a line [[thresholds]], two brackets, and keys under it");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(not_tables()) };
        if THRESHOLD_TABLES_MAX < array.len() {
            return Err(self.impossible("thresholds", entry, format!("at most {THRESHOLD_TABLES_MAX} tables")));
        }
        let mut tables = Vec::new();
        for item in array {
            let DeValue::Table(table) = item.get_ref() else { return Err(not_tables()) };
            tables.push((self.given(table)?, item.span()));
        }
        tables.sort_by_key(|(given, _)| given.from);
        for pair in tables.windows(2) {
            if let [(earlier, one), (later, other)] = pair
                && earlier.from == later.from
            {
                let second = if one.start < other.start { other } else { one };
                return Err(self.error(Some(second), Problem::DuplicateFrom { from: later.from }));
            }
        }
        self.check_overlaps(&tables)?;
        self.check_ascending(&tables)?;
        Ok(tables.into_iter().map(|(given, _)| given).collect())
    }

    fn given(self, table: &'a DeTable<'a>) -> Result<Given, ConfigError> {
        let mut given = Given::default();
        for entry in Self::entries(table) {
            let number = |key, kind| self.number(key, &entry, kind).map(Some);
            match entry.key {
                "from" => given.from = Some(self.first_day(&entry)?),
                "until" => given.until = Some(self.day("until", &entry)?),
                "hr_rest" => given.hr_rest = number("hr_rest", (HR_REST_BPM, "beats a minute"))?,
                "hr_max" => given.hr_max = number("hr_max", (HR_MAX_BPM, "beats a minute"))?,
                "lthr" => given.lthr = number("lthr", (LTHR_BPM, "beats a minute"))?,
                "vt1" => given.vt1 = number("vt1", (VT_BPM, "beats a minute"))?,
                "vt2" => given.vt2 = number("vt2", (VT_BPM, "beats a minute"))?,
                "run_pace" => given.run_speed_mps = Some(self.run_speed_mps(&entry)?),
                "run_power" => given.run_power_w = number("run_power", (RUN_POWER_W, "watts"))?,
                "ride_power" => given.ride_power_w = number("ride_power", (RIDE_POWER_W, "watts"))?,
                "weight_kg" => given.weight_kg = number("weight_kg", (WEIGHT_KG, "kilograms"))?,
                "height_m" => given.height_m = number("height_m", (HEIGHT_M, "metres"))?,
                _ => return Err(self.unknown(&entry, Place::Thresholds)),
            }
        }
        if let Some((from, _)) = given.from.zip(given.until).filter(|(from, until)| until < from)
            && let Some(entry) = Self::entries(table).iter().find(|entry| entry.key == "until")
        {
            return Err(self.impossible("until", entry, format!("a day not before from = {from}")));
        }
        Ok(given)
    }

    fn first_day(self, entry: &Entry<'_>) -> Result<Date, ConfigError> {
        let from = self.day("from", entry)?;
        if self.today < from {
            return Err(self.error(Some(&entry.key_span), Problem::Future { from, today: self.today }));
        }
        Ok(from)
    }

    /// Whether no table says of a day what an earlier one, which is said to hold on that day, denies.
    fn check_overlaps(self, tables: &[Table]) -> Result<(), ConfigError> {
        for (nth, (earlier, span)) in tables.iter().enumerate() {
            let Some(until) = earlier.until else { continue };
            for (later, later_span) in tables.iter().skip(nth + 1) {
                let Some(from) = later.from.filter(|from| *from <= until) else { continue };
                for ((key, value), (_, earlier_value)) in later.all().into_iter().zip(earlier.all()) {
                    let (Some(value), Some(earlier_value)) = (value, earlier_value) else { continue };
                    if value.total_cmp(&earlier_value).is_ne() {
                        let problem = Problem::Overlap {
                            key,
                            value: as_written(key, value),
                            from,
                            earlier_value: as_written(key, earlier_value),
                            earlier_line: self.line(span).unwrap_or_default(),
                            until,
                        };
                        return Err(self.error(Some(later_span), problem));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether heart rates ascend on every day: on each on which a table begins, and after each on which one ends.
    fn check_ascending(self, tables: &[Table]) -> Result<(), ConfigError> {
        let begins = tables.iter().map(|(given, _)| given.from);
        let after = |given: &Given| given.until.and_then(|until| until.tomorrow().ok());
        let mut days: Vec<Option<Date>> =
            begins.chain(tables.iter().filter_map(|(given, _)| after(given)).map(Some)).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            // A table without from holds before every day that has a name.
            let holds = |given: &Given| day.map_or(given.from.is_none(), |day| given.holds(day));
            let standing = |key: &'static str, value: fn(&Given) -> Option<f64>| {
                let mut newest_first = tables.iter().enumerate().rev().filter(|(_, (given, _))| holds(given));
                newest_first.find_map(|(nth, (given, _))| Some((key, value(given)?, nth)))
            };
            let rest = standing("hr_rest", |given| given.hr_rest);
            let max = standing("hr_max", |given| given.hr_max);
            let lthr = standing("lthr", |given| given.lthr);
            let (vt1, vt2) = (standing("vt1", |given| given.vt1), standing("vt2", |given| given.vt2));
            for ascending in [vec![rest, lthr, max], vec![rest, vt1, vt2, max]] {
                let known: Vec<_> = ascending.into_iter().flatten().collect();
                for pair in known.windows(2) {
                    if let [(low, low_bpm, low_table), (high, high_bpm, high_table)] = *pair
                        && high_bpm <= low_bpm
                    {
                        let problem = Problem::NotAscending {
                            low,
                            low_bpm: low_bpm.to_string(),
                            high,
                            high_bpm: high_bpm.to_string(),
                            from: day,
                            inherited: low_table != high_table,
                        };
                        let span = tables.get(low_table.max(high_table)).map(|(_, span)| span);
                        return Err(self.error(span, problem));
                    }
                }
            }
        }
        Ok(())
    }

    fn effort(self, entry: &Entry<'a>) -> Result<Options, ConfigError> {
        let mut options = Options::default();
        for entry in self.keys_of("effort", entry)? {
            match entry.key {
                "run" => options.run = self.methods("run", &entry)?,
                "ride" => options.ride = self.methods("ride", &entry)?,
                "other" => options.other = self.methods("other", &entry)?,
                "grade_curve" => {
                    let curves = [("strava", GradeCurve::Strava), ("minetti", GradeCurve::Minetti)];
                    options.grade_curve = self.one_of("grade_curve", &entry, &curves)?;
                }
                "pace_mean" => {
                    let means = [("mean", PaceMean::Mean), ("normalised", PaceMean::Normalised)];
                    options.pace_mean = self.one_of("pace_mean", &entry, &means)?;
                }
                "female_weighting" => {
                    let weightings =
                        [("banister", FemaleWeighting::Banister), ("goldencheetah", FemaleWeighting::GoldenCheetah)];
                    options.female_weighting = self.one_of("female_weighting", &entry, &weightings)?;
                }
                "coverage_min" => {
                    options.coverage_min =
                        self.number("coverage_min", &entry, (COVERAGE_MIN, "a share of the time"))?;
                }
                _ => return Err(self.unknown(&entry, Place::Effort)),
            }
        }
        Ok(options)
    }

    fn series(self, entry: &Entry<'a>) -> Result<series::Options, ConfigError> {
        let mut options = series::Options::default();
        let entries = self.keys_of("series", entry)?;
        for entry in &entries {
            match entry.key {
                "recurrence" => {
                    let recurrences = [
                        ("exp", Recurrence::Exponential),
                        ("one_over_n", Recurrence::OneOverN),
                        ("span", Recurrence::Span),
                    ];
                    options.recurrence = self.one_of("recurrence", entry, &recurrences)?;
                }
                "acute_days" => options.acute_days = self.number("acute_days", entry, (ACUTE_DAYS, "days"))?,
                "chronic_days" => options.chronic_days = self.number("chronic_days", entry, (CHRONIC_DAYS, "days"))?,
                "seed_acute" => options.seed_acute = self.number("seed_acute", entry, (SEED, "load a day"))?,
                "seed_chronic" => options.seed_chronic = self.number("seed_chronic", entry, (SEED, "load a day"))?,
                _ => return Err(self.unknown(entry, Place::Series)),
            }
        }
        if options.chronic_days <= options.acute_days {
            let written = |key: &str| entries.iter().find(|entry| entry.key == key);
            if let Some(acute) = written("acute_days") {
                let expected = format!("below chronic_days, which is {}", options.chronic_days);
                return Err(self.impossible("acute_days", acute, expected));
            }
            let chronic = written("chronic_days").unwrap_or(entry);
            let expected = format!("above acute_days, which is {}", options.acute_days);
            return Err(self.impossible("chronic_days", chronic, expected));
        }
        Ok(options)
    }

    /// The entries of a table that stands once.
    fn keys_of(self, key: &'static str, entry: &Entry<'a>) -> Result<Vec<Entry<'a>>, ConfigError> {
        match entry.value.get_ref() {
            DeValue::Table(table) => Ok(Self::entries(table)),
            _ => Err(self.impossible(key, entry, format!("a table: a line [{key}], one bracket, and keys under it"))),
        }
    }

    fn methods(self, key: &'static str, entry: &Entry<'a>) -> Result<Vec<Method>, ConfigError> {
        let no_list = || self.impossible(key, entry, "a list of methods, best first, such as [\"hrss\", \"rpe\"]");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(no_list()) };
        let mut methods = Vec::new();
        for item in array {
            let DeValue::String(name) = item.get_ref() else { return Err(no_list()) };
            let value = || shown(self.text.get(item.span()).unwrap_or_default());
            let is_here = |method: &Method| class_of(*method).is_none_or(|class| class == key);
            let valid = || Method::CHOICES.into_iter().filter(is_here).map(Method::as_str).collect::<Vec<_>>();
            let problem = match Method::CHOICES.into_iter().find(|method| method.as_str() == name.as_ref()) {
                Some(method) if !is_here(&method) => {
                    let class = if class_of(method) == Some("run") { "runs" } else { "rides" };
                    Problem::ForeignMethod { key, value: value(), class, valid: valid() }
                }
                Some(method) if methods.contains(&method) => Problem::RepeatedMethod { key, value: value() },
                Some(method) => {
                    methods.push(method);
                    continue;
                }
                None => {
                    let nearest = nearest(name, valid().into_iter());
                    Problem::UnknownMethod { key, value: value(), nearest, valid: valid() }
                }
            };
            return Err(self.error(Some(&item.span()), problem));
        }
        if methods.is_empty() { Err(no_list()) } else { Ok(methods) }
    }

    /// The meaning of a word.
    fn one_of<T: Copy>(self, key: &'static str, entry: &Entry<'_>, words: &[(&str, T)]) -> Result<T, ConfigError> {
        let meant = text_of(entry).and_then(|text| words.iter().find(|(word, _)| *word == text));
        meant.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let quoted: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            let (last, others) = quoted.split_last().map_or((String::new(), &[][..]), |(l, o)| (l.clone(), o));
            self.impossible(key, entry, format!("{} or {last}", others.join(", ")))
        })
    }

    fn number(self, key: &'static str, entry: &Entry<'_>, (range, unit): Kind) -> Result<f64, ConfigError> {
        let number = match entry.value.get_ref() {
            DeValue::Integer(_) => whole_number(entry).map(|whole| whole as f64),
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let expected = format!("a number from {} to {} ({unit}), without quotes", range.start(), range.end());
            self.impossible(key, entry, expected)
        })
    }

    fn day(self, key: &'static str, entry: &Entry<'_>) -> Result<Date, ConfigError> {
        let day = match entry.value.get_ref() {
            DeValue::String(text) if text.len() == "2025-01-31".len() => text.parse().ok(),
            DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => at.date.and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
                    .ok()
            }),
            _ => None,
        };
        day.ok_or_else(|| self.impossible(key, entry, "a day such as \"2025-01-31\""))
    }

    fn run_speed_mps(self, entry: &Entry<'_>) -> Result<f64, ConfigError> {
        text_of(entry).and_then(pace_s_per_km).filter(|pace_s| RUN_PACE_S.contains(pace_s)).map_or_else(
            || Err(self.impossible("run_pace", entry, "a pace per km from \"2:00\" to \"15:00\", in double quotes")),
            |pace_s| Ok(1000.0 / f64::from(pace_s)),
        )
    }
}

fn text_of<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    match entry.value.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    }
}

fn whole_number(entry: &Entry<'_>) -> Option<i64> {
    match entry.value.get_ref() {
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok(),
        _ => None,
    }
}

/// The list in which alone a method has a meaning: it needs a speed on foot, or the power of one sport.
const fn class_of(method: Method) -> Option<&'static str> {
    match method {
        Method::Pace | Method::Govss | Method::RunPower => Some("run"),
        Method::Power | Method::Xpower => Some("ride"),
        _ => None,
    }
}

/// Seconds per kilometre of `4:10`, `4:10/km` or `4:10 min/km`.
fn pace_s_per_km(text: &str) -> Option<u32> {
    let text = text.trim();
    let bare = text.strip_suffix("/km").unwrap_or(text).trim_end();
    let bare = bare.strip_suffix("min").unwrap_or(bare).trim_end();
    let (minutes, seconds) = bare.split_once(':')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(minutes) && digits(seconds) && minutes.len() <= 2 && seconds.len() == 2) {
        return None;
    }
    let seconds: u32 = seconds.parse().ok().filter(|seconds| *seconds < 60)?;
    Some(minutes.parse::<u32>().ok()? * 60 + seconds)
}

/// A threshold as the file has it: a pace is a speed by then.
fn as_written(key: &str, value: f64) -> String {
    if key != "run_pace" {
        return value.to_string();
    }
    let pace_s = (1000.0 / value).round() as u32;
    format!("{}:{:02}", pace_s / 60, pace_s % 60)
}

/// A key or value as an error shows it: on one line, printable, cut where it goes on too long.
fn shown(text: &str) -> String {
    let text = text.trim();
    let mut kept: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    printable(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pace_forms() {
        for (text, pace_s) in
            [("4:10", 250), ("04:10", 250), (" 4:10/km ", 250), ("4:10 /km", 250), ("10:00min/km", 600)]
        {
            assert_eq!(pace_s_per_km(text), Some(pace_s), "{text}");
        }
        for text in ["", "4", "4.10", "4:1", "4:60", "+4:10", "4:-1", "4:10/mi", ":10", "4:", "004:10", "4:10:00"] {
            assert!(pace_s_per_km(text).is_none_or(|pace_s| !RUN_PACE_S.contains(&pace_s)), "{text}");
        }
    }
}
