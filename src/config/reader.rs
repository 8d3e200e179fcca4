//! Reads `athlete.toml` entry by entry, so that every error can point at its line.

use super::{AthleteFile, ConfigError, Problem};
use crate::athlete::{Given, Sex};
use crate::nearest::nearest;
use crate::printable::printable;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys at the top of the file.
const ATHLETE_KEYS: [&str; 5] = ["name", "sex", "birth_year", "time_zone", "thresholds"];

/// Keys of one `[[thresholds]]` table.
const THRESHOLD_KEYS: [&str; 6] = ["from", "hr_rest", "hr_max", "lthr", "run_pace", "ride_power"];

const BIRTH_YEARS: RangeInclusive<i16> = 1900..=2100;
const HR_REST_BPM: RangeInclusive<f64> = 25.0..=110.0;
const HR_MAX_BPM: RangeInclusive<f64> = 100.0..=230.0;
const LTHR_BPM: RangeInclusive<f64> = 80.0..=220.0;
const RIDE_POWER_W: RangeInclusive<f64> = 40.0..=600.0;
/// 2:00 to 15:00 per kilometre.
const RUN_PACE_S: RangeInclusive<u32> = 120..=900;

/// Characters of a key or value that an error shows.
const SHOWN_CHARS_MAX: usize = 48;

/// The content of the text; the first error by line.
pub(super) fn read(text: &str, origin: &str) -> Result<AthleteFile, ConfigError> {
    let file = File { text, origin };
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
}

impl Place {
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Top => &ATHLETE_KEYS,
            Self::Thresholds => &THRESHOLD_KEYS,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Top => "at the top",
            Self::Thresholds => "of a [[thresholds]] table",
        }
    }
}

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
}

impl<'a> File<'a> {
    fn error(self, span: Option<&Range<usize>>, problem: Problem) -> ConfigError {
        let before = span.and_then(|span| self.text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() + 1);
        ConfigError { origin: self.origin.to_owned(), line, problem: Box::new(problem) }
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
        let elsewhere = if place == Place::Top { Place::Thresholds } else { Place::Top };
        let problem = if let Some(key) = elsewhere.keys().iter().find(|key| **key == entry.key) {
            let place = match elsewhere {
                Place::Thresholds => "under a line [[thresholds]]",
                Place::Top => "at the top, before the first [[thresholds]]",
            };
            Problem::Misplaced { key, value, place }
        } else {
            let valid = place.keys();
            let nearest = nearest(entry.key, valid.iter().copied());
            Problem::UnknownKey { key: shown(entry.key), value, place: place.name(), nearest, valid }
        };
        self.error(Some(&entry.key_span), problem)
    }

    fn name(self, entry: &Entry<'_>) -> Result<String, ConfigError> {
        text_of(entry)
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .ok_or_else(|| self.impossible("name", entry, "a text in double quotes, such as \"Ana\""))
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
        self.check_ascending(&tables)?;
        Ok(tables.into_iter().map(|(given, _)| given).collect())
    }

    fn given(self, table: &'a DeTable<'a>) -> Result<Given, ConfigError> {
        let mut given = Given::default();
        for entry in Self::entries(table) {
            let number = |key, range, unit| self.number(key, &entry, range, unit).map(Some);
            match entry.key {
                "from" => given.from = Some(self.day(&entry)?),
                "hr_rest" => given.hr_rest = number("hr_rest", HR_REST_BPM, "beats a minute")?,
                "hr_max" => given.hr_max = number("hr_max", HR_MAX_BPM, "beats a minute")?,
                "lthr" => given.lthr = number("lthr", LTHR_BPM, "beats a minute")?,
                "run_pace" => given.run_speed_mps = Some(self.run_speed_mps(&entry)?),
                "ride_power" => given.ride_power_w = number("ride_power", RIDE_POWER_W, "watts")?,
                _ => return Err(self.unknown(&entry, Place::Thresholds)),
            }
        }
        Ok(given)
    }

    /// Whether heart rates ascend in every table, with what the tables before it left standing.
    fn check_ascending(self, tables: &[(Given, Range<usize>)]) -> Result<(), ConfigError> {
        let mut standing = [("hr_rest", None), ("lthr", None), ("hr_max", None)];
        for (given, span) in tables {
            let own = [given.hr_rest, given.lthr, given.hr_max];
            for ((_, bpm), own) in standing.iter_mut().zip(own) {
                *bpm = own.or(*bpm);
            }
            let known: Vec<(&str, f64)> = standing.iter().filter_map(|(key, bpm)| bpm.map(|bpm| (*key, bpm))).collect();
            for pair in known.windows(2) {
                if let [(low, low_bpm), (high, high_bpm)] = *pair
                    && high_bpm <= low_bpm
                {
                    let is_own = |key| standing.iter().zip(own).any(|((name, _), own)| *name == key && own.is_some());
                    let problem = Problem::NotAscending {
                        low,
                        low_bpm: low_bpm.to_string(),
                        high,
                        high_bpm: high_bpm.to_string(),
                        from: given.from,
                        inherited: !(is_own(low) && is_own(high)),
                    };
                    return Err(self.error(Some(span), problem));
                }
            }
        }
        Ok(())
    }

    fn number(
        self,
        key: &'static str,
        entry: &Entry<'_>,
        range: RangeInclusive<f64>,
        unit: &str,
    ) -> Result<f64, ConfigError> {
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

    fn day(self, entry: &Entry<'_>) -> Result<Date, ConfigError> {
        let day = match entry.value.get_ref() {
            DeValue::String(text) if text.len() == "2025-01-31".len() => text.parse().ok(),
            DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => at.date.and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?)
                    .ok()
            }),
            _ => None,
        };
        day.ok_or_else(|| self.impossible("from", entry, "a day such as \"2025-01-31\""))
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
