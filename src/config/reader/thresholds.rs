//! The `[[thresholds]]` tables, and whether they can be true together.

use crate::athlete::Given;
use crate::config::key::{ConfigKey, ConfigTable, KeyValue};
use crate::config::text::from_to;
use crate::config::text::{ConfigEntry, ConfigText, text_of};
use crate::config::{ConfigError, Problem};
use crate::limits::THRESHOLD_TABLES_MAX;
use jiff::civil::Date;
use std::ops::{Range, RangeInclusive};
use toml::de::{DeTable, DeValue};

/// Keys of one `[[thresholds]]` table.
pub(in crate::config) static KEYS: [ConfigKey<Given>; 12] = [
    ConfigKey {
        name: "from",
        value: KeyValue::Read("a day, such as 2026-03-01", |text, key, entry, given| {
            given.from = Some(text.first_day(key, entry)?);
            Ok(())
        }),
        meaning: "the first day on which the table holds",
        default: "every day before another table",
    },
    ConfigKey {
        name: "until",
        value: KeyValue::Read("a day, such as 2026-05-03", |text, key, entry, given| {
            given.until = Some(text.day(key, entry)?);
            Ok(())
        }),
        meaning: "the last day, for a spell: after it, what held before holds again",
        default: "until a later table",
    },
    ConfigKey {
        name: "hr_rest",
        value: KeyValue::Number(from_to(25.0, 110.0, "beats a minute"), |given, value| given.hr_rest = Some(value)),
        meaning: "resting heart rate",
        default: "",
    },
    ConfigKey {
        name: "hr_max",
        value: KeyValue::Number(from_to(100.0, 230.0, "beats a minute"), |given, value| given.hr_max = Some(value)),
        meaning: "the highest heart rate",
        default: "",
    },
    ConfigKey {
        name: "lthr",
        value: KeyValue::Number(from_to(80.0, 220.0, "beats a minute"), |given, value| given.lthr = Some(value)),
        meaning: "heart rate at threshold",
        default: "",
    },
    // The first ventilatory threshold lies lower than any other.
    ConfigKey {
        name: "vt1",
        value: KeyValue::Number(from_to(70.0, 220.0, "beats a minute"), |given, value| given.vt1 = Some(value)),
        meaning: "heart rate at the first ventilatory threshold, from a test: for the method lucia",
        default: "",
    },
    ConfigKey {
        name: "vt2",
        value: KeyValue::Number(from_to(70.0, 220.0, "beats a minute"), |given, value| given.vt2 = Some(value)),
        meaning: "heart rate at the second ventilatory threshold",
        default: "",
    },
    ConfigKey {
        name: "run_pace",
        value: KeyValue::Read("a pace per km from \"2:00\" to \"15:00\"", |text, key, entry, given| {
            given.run_speed_mps = Some(text.run_speed_mps(key, entry)?);
            Ok(())
        }),
        meaning: "pace at threshold",
        default: "",
    },
    ConfigKey {
        name: "run_power",
        value: KeyValue::Number(from_to(40.0, 800.0, "watts"), |given, value| given.run_power_w = Some(value)),
        meaning: "running power at threshold, as your own meter shows it: for the method run_power",
        default: "",
    },
    ConfigKey {
        name: "ride_power",
        value: KeyValue::Number(from_to(40.0, 600.0, "watts"), |given, value| given.ride_power_w = Some(value)),
        meaning: "power at threshold on the bike",
        default: "",
    },
    ConfigKey {
        name: "weight_kg",
        value: KeyValue::Number(from_to(25.0, 250.0, "kilograms"), |given, value| given.weight_kg = Some(value)),
        meaning: "for the method govss",
        default: "",
    },
    ConfigKey {
        name: "height_m",
        value: KeyValue::Number(from_to(1.0, 2.5, "metres"), |given, value| given.height_m = Some(value)),
        meaning: "for the method govss",
        default: "",
    },
];

/// 2:00 to 15:00 per kilometre.
const RUN_PACE_S: RangeInclusive<u32> = 120..=900;

/// A `[[thresholds]]` table and where it stands.
type ThresholdTable = (Given, Range<usize>);

impl<'a> ConfigText<'a> {
    pub(super) fn read_thresholds(self, entry: &ConfigEntry<'a>) -> Result<Vec<Given>, ConfigError> {
        let not_tables =
            || self.impossible("thresholds", entry, "tables: a line [[thresholds]], two brackets, and keys under it");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(not_tables()) };
        if THRESHOLD_TABLES_MAX < array.len() {
            return Err(self.impossible("thresholds", entry, format!("at most {THRESHOLD_TABLES_MAX} tables")));
        }
        let mut tables = Vec::new();
        for item in array {
            let DeValue::Table(table) = item.get_ref() else { return Err(not_tables()) };
            tables.push((self.read_given(table)?, item.span()));
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

    fn read_given(self, table: &'a DeTable<'a>) -> Result<Given, ConfigError> {
        let mut given = Given::default();
        self.read_keys(ConfigTable::Thresholds, &KEYS, &Self::entries(table), &mut given)?;
        if let Some((from, _)) = given.from.zip(given.until).filter(|(from, until)| until < from)
            && let Some(entry) = Self::entries(table).iter().find(|entry| entry.key == "until")
        {
            return Err(self.impossible("until", entry, format!("a day not before from = {from}")));
        }
        Ok(given)
    }

    fn first_day(self, key: &'static str, entry: &ConfigEntry<'_>) -> Result<Date, ConfigError> {
        let from = self.day(key, entry)?;
        if self.today < from {
            return Err(self.error(Some(&entry.key_span), Problem::Future { from, today: self.today }));
        }
        Ok(from)
    }

    /// Whether no table says of a day what an earlier one, which is said to hold on that day, denies.
    fn check_overlaps(self, tables: &[ThresholdTable]) -> Result<(), ConfigError> {
        for (nth, (earlier, span)) in tables.iter().enumerate() {
            let Some(until) = earlier.until else { continue };
            for (later, later_span) in tables.iter().skip(nth + 1) {
                let Some(from) = later.from.filter(|from| *from <= until) else { continue };
                for ((key, value), (_, earlier_value)) in later.all_values().into_iter().zip(earlier.all_values()) {
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
    fn check_ascending(self, tables: &[ThresholdTable]) -> Result<(), ConfigError> {
        let begins = tables.iter().map(|(given, _)| given.from);
        let after = |given: &Given| given.until.and_then(|until| until.tomorrow().ok());
        let mut days: Vec<Option<Date>> =
            begins.chain(tables.iter().filter_map(|(given, _)| after(given)).map(Some)).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            // A table without from holds before every day that has a name.
            let holds = |given: &Given| day.map_or(given.from.is_none(), |day| given.holds_on(day));
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

    fn run_speed_mps(self, key: &'static str, entry: &ConfigEntry<'_>) -> Result<f64, ConfigError> {
        text_of(entry).and_then(pace_s_per_km).filter(|pace_s| RUN_PACE_S.contains(pace_s)).map_or_else(
            || Err(self.impossible(key, entry, "a pace per km from \"2:00\" to \"15:00\", in double quotes")),
            |pace_s| Ok(1000.0 / f64::from(pace_s)),
        )
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
