//! Which column of a table of mornings holds what, and on which scale: by the names here, or as `athlete.toml` says.

use super::table;
use crate::digest::{Digest, Digestible, digest_fields};
use crate::morning::{CheckinItem, Metric};
use jiff::civil::{Date, Time};
use std::ops::RangeInclusive;

/// What a column of a table of mornings can hold, beside its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MorningField {
    /// An item of the check-in.
    Said(CheckinItem),
    /// What was measured in the night; hours of sleep are an item.
    Measured(Metric),
}

impl MorningField {
    /// Every field, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        let measured = Metric::ALL.into_iter().filter(|metric| *metric != Metric::Sleep).map(Self::Measured);
        CheckinItem::ALL.into_iter().map(Self::Said).chain(measured)
    }

    /// The names of their columns, each after `separator` but the first.
    pub(super) fn names(separator: &str) -> String {
        Self::all().map(Self::as_str).collect::<Vec<&str>>().join(separator)
    }

    /// The field of a column by its name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::all().find(|field| field.as_str() == name)
    }

    /// The name of its column, and its key in `athlete.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Said(item) => item.spec().column,
            Self::Measured(metric) => metric.as_str(),
        }
    }

    /// What the key in `athlete.toml` says.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Said(item) => item.spec().meaning,
            Self::Measured(Metric::HrvRmssd) => "heart-rate variability, RMSSD; unit = \"ms\" or \"s\"",
            Self::Measured(Metric::HrvSdnn) => "heart-rate variability, SDNN; unit = \"ms\" or \"s\"",
            Self::Measured(Metric::RestingHr) => "resting heart rate",
            Self::Measured(Metric::Sleep) => "how long slept",
        }
    }

    /// Further names by which a column is known where no mapping says otherwise.
    const fn also(self) -> &'static [&'static str] {
        match self {
            Self::Said(item) => item.spec().also,
            Self::Measured(Metric::HrvRmssd) => &["hrv_ms", "rmssd", "rmssd_ms"],
            Self::Measured(Metric::HrvSdnn) => &["sdnn", "sdnn_ms"],
            Self::Measured(Metric::RestingHr) => {
                &["resting_hr", "rhr", "rhr_bpm", "resting_heart_rate", "resting_heart_rate_bpm"]
            }
            Self::Measured(Metric::Sleep) => &[],
        }
    }

    /// Whether it is an answer on a scale from worst to best.
    pub(crate) const fn is_answer(self) -> bool {
        matches!(self, Self::Said(item) if item.is_on_scale())
    }

    /// Whether only the runner can say it.
    pub(crate) const fn is_said(self) -> bool {
        matches!(self, Self::Said(item) if item.is_said())
    }

    /// What the value may be, in the field's own unit; absent where it is no number.
    #[must_use]
    pub const fn range(self) -> Option<RangeInclusive<f64>> {
        match self {
            Self::Said(item) => item.spec().kind.range(),
            Self::Measured(metric) => Some(metric.range()),
        }
    }
}

/// A scale of answers, in either direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The number of the worst answer.
    pub worst: f64,
    /// The number of the best.
    pub best: f64,
}

impl Scale {
    /// Ours: 1 to 5, 5 is best; `McLean`'s too.
    pub(crate) const FIVE: Self = Self { worst: 1.0, best: 5.0 };
    /// Hooper & Mackinnon 1995: 1 to 7, 7 is worst.
    pub(crate) const HOOPER: Self = Self { worst: 7.0, best: 1.0 };
    /// intervals.icu: 1 to 4, 1 is best.
    pub(crate) const INTERVALS: Self = Self { worst: 4.0, best: 1.0 };

    /// The published scales by name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name {
            "hooper" => Some(Self::HOOPER),
            "mclean" | "restday" => Some(Self::FIVE),
            "intervals.icu" | "intervals" => Some(Self::INTERVALS),
            _ => None,
        }
    }

    /// The numbers that are answers.
    pub(crate) fn allowed_range(self) -> RangeInclusive<f64> {
        self.worst.min(self.best)..=self.worst.max(self.best)
    }

    /// The answer on the scale from 1 (worst) to 5 (best).
    pub(crate) fn of_five(self, number: f64) -> f64 {
        1.0 + 4.0 * (number - self.worst) / (self.best - self.worst)
    }
}

named! {
    /// The order in which a date is written.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum DateOrder {
        /// `2026-05-31`.
        #[default]
        YearFirst = "ymd",
        /// `31.05.2026`, `31/5/2026`.
        DayFirst = "dmy",
        /// `5/31/2026`, `05/31/26`.
        MonthFirst = "mdy",
    }
}

impl DateOrder {
    /// The order by its key in `athlete.toml`.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == name)
    }

    /// An example of a day in this order.
    pub(super) const fn shape_text(self) -> &'static str {
        match self {
            Self::YearFirst => "2026-04-30",
            Self::DayFirst => "30.04.2026",
            Self::MonthFirst => "04/30/2026",
        }
    }

    /// A day in this order, and the time of day where one follows. Nothing is guessed: `3/4` is two different days on the
    /// two sides of an ocean.
    pub(super) fn read_date(self, cell: &str) -> Option<(Date, Option<Time>)> {
        let cell = cell.trim();
        let end = cell.find([' ', 'T', 't', ',', '\u{202f}']).unwrap_or(cell.len());
        let (day, after) = cell.split_at_checked(end)?;
        let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let (year, month, date) = match self {
            Self::YearFirst => (first, second, third),
            Self::DayFirst => (third, second, first),
            Self::MonthFirst => (third, first, second),
        };
        let whole = |text: &str, most: usize| {
            let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse::<i16>().ok()).flatten()
        };
        let exact = |text: &str| text.len() == 2 || self != Self::YearFirst;
        let year = match (self, year.len()) {
            (_, 4) => whole(year, 4)?,
            (Self::DayFirst | Self::MonthFirst, 2) => whole(year, 2)?.checked_add(2000)?,
            _ => return None,
        };
        let month = whole(month, 2).filter(|_| exact(month))?;
        let date = whole(date, 2).filter(|_| exact(date))?;
        let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()?;
        Some((day, read_clock(after.trim_start_matches([' ', 'T', 't', ',', '\u{202f}'])))).filter(|_| is_possible(day))
    }
}

/// The day of a text that begins with one as `2026-04-30`; absent where there is none.
pub(super) fn iso_day(text: Option<&str>) -> Option<Date> {
    DateOrder::YearFirst.read_date(text?).map(|(day, _)| day)
}

/// A time of day: `7:05`, `07:05:33`, `7:05 PM`; what follows, such as an offset, is passed over.
pub(super) fn read_clock(cell: &str) -> Option<Time> {
    let cell = cell.trim();
    let end = cell.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(cell.len());
    let (digits, after) = cell.split_at_checked(end)?;
    let mut parts = digits.split(':').map(|part| part.parse::<i8>().ok().filter(|_| part.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().map_or(Some(0), |second| second)?;
    let half = after.trim_start_matches(|c: char| c == '.' || c == ' ' || c == '\u{202f}' || c.is_ascii_digit());
    let half = half.to_lowercase().replace(['.', ' '], "");
    let hour = match (half.get(..2), hour) {
        (Some("pm"), 1..=11) => hour.checked_add(12)?,
        (Some("am"), 12) => 0,
        _ => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// Whether a row may be of a day: those in which a recording may be.
fn is_possible(day: Date) -> bool {
    (1990..=2105).contains(&day.year())
}

/// One column of a table, and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct MappedColumn {
    /// What it holds.
    pub field: MorningField,
    /// Its name in the table's header; case, spaces and hyphens do not matter.
    pub header: String,
    /// Its scale, where it is an answer.
    pub scale: Scale,
    /// What a number in it is multiplied with to be in the field's unit.
    pub factor: f64,
}

impl MappedColumn {
    /// A column on our own scale and in our own unit.
    #[must_use]
    pub fn new(field: MorningField, header: &str) -> Self {
        Self { field, header: header.to_owned(), scale: Scale::FIVE, factor: 1.0 }
    }

    /// An answer on the scale from 1 to 5; or what the cell may be.
    pub(super) fn answer(&self, cell: &str) -> Result<f64, String> {
        let range = self.scale.allowed_range();
        let number = table::cell_number(cell).filter(|number| range.contains(number));
        let number = number.ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))?;
        Ok(self.scale.of_five(number))
    }

    /// A number in the field's unit; or what the cell may be.
    pub(super) fn measure(&self, cell: &str) -> Result<f64, String> {
        let range = self.field.range().unwrap_or(f64::MIN..=f64::MAX);
        let number = if self.field == MorningField::Said(CheckinItem::SleepHours) {
            hours_of(cell, self.factor)
        } else {
            scaled_number(cell, self.factor)
        };
        let (low, high) = (range.start() / self.factor, range.end() / self.factor);
        number
            .filter(|number| range.contains(number) || *number == 0.0)
            .ok_or_else(|| format!("a number from {low} to {high}"))
    }

    /// What it holds and where from, for the runner to check.
    pub(super) fn in_words(&self) -> String {
        let Self { field, header, scale, factor } = self;
        let how = if field.is_answer() {
            format!(" ({} is worst, {} is best)", scale.worst, scale.best)
        } else if (factor - 1.0).abs() > 1e-12 {
            format!(" (times {factor})")
        } else {
            String::new()
        };
        format!("{} from {header:?}{how}", field.as_str())
    }
}

fn scaled_number(cell: &str, factor: f64) -> Option<f64> {
    table::cell_number(cell).map(|number| number * factor)
}

/// Hours: a number of the unit, or hours and minutes, `7:45`.
fn hours_of(cell: &str, factor: f64) -> Option<f64> {
    if let Some((hours, minutes)) = cell.split_once(':') {
        let minutes = table::cell_number(minutes).filter(|minutes| (0.0..60.0).contains(minutes))?;
        return Some(table::cell_number(hours)? + minutes / 60.0);
    }
    scaled_number(cell, factor)
}

/// How a table is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// The file's name, without its folder; empty for the mapping by names.
    pub file: String,
    /// The name of the column with the day, or with the day and the time.
    pub date: String,
    /// The name of the column with the time.
    pub time: String,
    /// The order in which dates are written.
    pub date_order: DateOrder,
    /// The columns.
    pub columns: Vec<MappedColumn>,
}

impl Mapping {
    /// The columns by their names here.
    #[must_use]
    pub fn by_name() -> Self {
        let names = |field: MorningField| std::iter::once(field.as_str()).chain(field.also().iter().copied());
        let columns =
            MorningField::all().flat_map(|field| names(field).map(move |name| MappedColumn::new(field, name)));
        Self {
            file: String::new(),
            date: "date".to_owned(),
            time: "time".to_owned(),
            date_order: DateOrder::YearFirst,
            columns: columns.collect(),
        }
    }

    pub(super) const fn is_by_name(&self) -> bool {
        self.file.is_empty()
    }

    /// Whether it is about a file of that name.
    pub(crate) fn is_of(&self, file_name: &str) -> bool {
        !self.file.is_empty() && self.file.eq_ignore_ascii_case(file_name)
    }
}

impl Digestible for DateOrder {
    fn feed(&self, digest: &mut Digest) {
        self.as_str().feed(digest);
    }
}

digest_fields! {
    Mapping {
        "file" = file, "date" = date, "time" = time, "date_order" = date_order, "columns" = columns
    } without {}
}

impl Digestible for MappedColumn {
    fn feed(&self, digest: &mut Digest) {
        let Self { field, header, scale: Scale { worst, best }, factor } = self;
        digest.record(|digest| {
            digest
                .field("field", field.as_str())
                .field("header", header)
                .field("worst", worst)
                .field("best", best)
                .field("factor", factor);
        });
    }
}

/// A column's name as it is compared: case does not matter, and a space is as good as an underscore.
pub(super) fn column_name(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// Whether a cell says that there is nothing, as tables do.
pub(super) fn says_nothing(cell: &str) -> bool {
    ["", "-", "--", "na", "n/a", "null", "none", "nan"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "the expected values are exact in binary")]
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn five_is_best_whatever_the_scale() {
        assert_eq!([7.0, 4.0, 1.0].map(|number| Scale::HOOPER.of_five(number)), [1.0, 3.0, 5.0]);
        assert_eq!([4.0, 1.0].map(|number| Scale::INTERVALS.of_five(number)), [1.0, 5.0]);
        assert_eq!([1.0, 3.0, 5.0].map(|number| Scale::FIVE.of_five(number)), [1.0, 3.0, 5.0]);
        assert_eq!(Scale { worst: 0.0, best: 10.0 }.of_five(5.0), 3.0);
        assert_eq!(Scale::of_name("mood"), None);
    }

    #[test]
    fn a_date_is_read_in_its_order_and_in_no_other() {
        let day = date(2026, 5, 31);
        let at = |hour, minute, second| Some((day, Some(time(hour, minute, second, 0))));
        assert_eq!(DateOrder::YearFirst.read_date("2026-05-31"), Some((day, None)));
        assert_eq!(DateOrder::YearFirst.read_date("2026-05-31T07:05:33+02:00"), at(7, 5, 33));
        assert_eq!(DateOrder::YearFirst.read_date("2026-05-31 06:23"), at(6, 23, 0));
        assert_eq!(DateOrder::DayFirst.read_date("31.5.2026, 7:05"), at(7, 5, 0));
        assert_eq!(DateOrder::MonthFirst.read_date("5/31/2026 7:05:33 PM"), at(19, 5, 33));
        assert_eq!(DateOrder::MonthFirst.read_date("05/31/26 12:01:00 a. m."), at(0, 1, 0));
        for (order, text) in [
            (DateOrder::YearFirst, "31.05.2026"),
            (DateOrder::YearFirst, "26-05-31"),
            (DateOrder::YearFirst, "2026-5-31"),
            (DateOrder::YearFirst, "2026-02-30"),
            (DateOrder::DayFirst, "5/31/2026"),
            (DateOrder::MonthFirst, "31/5/2026"),
            (DateOrder::DayFirst, "2026-05-31"),
            (DateOrder::YearFirst, "1989-12-31"),
        ] {
            assert_eq!(order.read_date(text), None, "{text}");
        }
    }

    #[test]
    fn every_name_is_one_field() {
        let mapping = Mapping::by_name();
        let mut names: Vec<&str> = mapping.columns.iter().map(|column| column.header.as_str()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn units_are_converted_and_the_bounds_with_them() {
        let seconds = MappedColumn {
            factor: 1.0 / 3600.0,
            ..MappedColumn::new(MorningField::Said(CheckinItem::SleepHours), "sleepSecs")
        };
        assert_eq!(seconds.measure("27000"), Ok(7.5));
        assert_eq!(MappedColumn::new(MorningField::Said(CheckinItem::SleepHours), "sleep").measure("7:45"), Ok(7.75));
        assert_eq!(seconds.measure("-1"), Err("a number from 0 to 86400".to_owned()));
        assert_eq!(
            MappedColumn::new(MorningField::Measured(Metric::RestingHr), "rhr").measure("0"),
            Ok(0.0),
            "not worn"
        );
    }
}
