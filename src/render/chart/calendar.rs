//! A year as a calendar: a column a week, Monday at the top; behind each day the verdict of its morning, and on it a mark for
//! what the day became. Rest stands out: it is what the training was for.

use super::Chart;
use super::path::Path;
use crate::dates::days_between;
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::readiness::{Band, Readiness};
use jiff::ToSpan;
use jiff::civil::Date;
use std::fmt::Write;

/// Weeks of a calendar, at most: a year is a day longer than 52 of them, wherever it starts.
const WEEKS_MAX: usize = 53;
/// Weeks of a calendar, at least: fewer days than cells make it no wider.
const WEEKS_MIN: usize = 26;

/// Pixels of a day's height, and above the first.
const DAY: u32 = 18;
const MONTHS: u32 = 16;

/// Verdicts and classes of days with the class of their marks; what has none here has no mark.
const BANDS: [(Band, &str); 5] = [
    (Band::ReadyForQuality, "cell-ready"),
    (Band::Easy, "cell-easy"),
    (Band::ActiveRecovery, "cell-recover"),
    (Band::Rest, "cell-rest"),
    (Band::NotEnoughData, "cell-none"),
];
const CLASSES: [(DayClass, &str); 5] = [
    (DayClass::Rest, "day-rest"),
    (DayClass::ActiveRecovery, "day-recovery"),
    (DayClass::Quality, "day-quality"),
    (DayClass::Long, "day-long"),
    (DayClass::Unknown, "day-unknown"),
];

/// A year or less of days.
#[derive(Debug, Clone)]
pub(crate) struct Year {
    /// The picture.
    pub(crate) chart: Chart,
    /// Its first day, a Monday; it may lie before the first known one.
    pub(crate) first: Date,
    /// Its weeks.
    pub(crate) weeks: usize,
    /// Whether anything is known of any day of it.
    pub(crate) is_known: bool,
}

/// The weeks that end with the week of `last`.
pub(crate) fn year_calendar(daily: &[Day], mornings: &[Readiness], last: Date) -> Year {
    let monday = last.saturating_sub(i64::from(last.weekday().to_monday_zero_offset()).days());
    let known = daily.first().map_or(0, |row| days_between(row.day, monday)).max(0) as usize;
    let weeks = (known.div_ceil(7) + 1).clamp(WEEKS_MIN, WEEKS_MAX);
    let first = monday.saturating_sub(((weeks - 1) as i64 * 7).days());
    // Every day of a report is there, one after the other.
    let begins = daily.first().map_or(first, |row| row.day);
    let place = |day: Date| days_between(begins, day).clamp(0, daily.len() as i32) as usize;
    let shown = daily.iter().zip(mornings).take(place(last) + 1).skip(place(first));
    let mut bands: Vec<(&str, Path)> = BANDS.map(|(_, class)| (class, Path::default())).to_vec();
    let mut classes: Vec<(&str, Path)> = CLASSES.map(|(_, class)| (class, Path::default())).to_vec();
    let mut spells = Path::default();
    let mut months = String::new();
    let mut is_known = false;
    for (row, morning) in shown {
        is_known |= row.class != DayClass::Unknown;
        let since = days_between(first, row.day) as usize;
        let (week, weekday) = (since / 7, since % 7);
        if let Some(nth) = BANDS.iter().position(|(band, _)| *band == morning.band) {
            bands[nth].1.add_cell(week, weekday);
        }
        if morning.spell.is_some() {
            spells.add_spell_day(week, weekday);
        }
        // The day of the morning that is judged is not over.
        let over = daily.last().is_some_and(|morning| row.day < morning.day);
        if let Some(nth) = CLASSES.iter().position(|(class, _)| over && *class == row.class) {
            classes[nth].1.add_mark(week, weekday);
        }
        // A month has its name over its first whole week, every other one where it is narrow.
        if row.day.day() <= 7 && weekday == 0 && week < weeks - 2 {
            let narrow = if row.day.month() % 2 == 0 { " wide-only" } else { "" };
            // Written to memory: nothing here can fail.
            let _ = write!(
                months,
                "<text class=\"tick{narrow}\" x=\"{:.2}%\" y=\"11\">{}</text>",
                100.0 * week as f64 / weeks as f64,
                row.day.strftime("%b")
            );
        }
    }
    let layers =
        |layers: &[(&str, Path)]| layers.iter().map(|(class, path)| path.to_element(class)).collect::<String>();
    let body = format!(
        "{months}<svg y=\"{MONTHS}\" height=\"{}\" viewBox=\"0 0 {weeks} 7\" preserveAspectRatio=\"none\">{}{}{}</svg>",
        7 * DAY,
        layers(&bands),
        spells.to_element("day-spell"),
        layers(&classes),
    );
    let title = format!("Calendar from {first} to {last}: readiness of each morning, and what each day became");
    Year { chart: Chart { title, height: MONTHS + 7 * DAY + 2, body }, first, weeks, is_known }
}

impl Path {
    /// The cell of a day: a stroke one day thick.
    fn add_cell(&mut self, week: usize, weekday: usize) {
        self.push_data(format_args!("M{week}.05 {weekday}.5h.9"));
    }

    /// A line under a day that lies in a spell.
    fn add_spell_day(&mut self, week: usize, weekday: usize) {
        self.push_data(format_args!("M{week}.05 {weekday}.88h.9"));
    }

    /// A mark in the middle of a day.
    fn add_mark(&mut self, week: usize, weekday: usize) {
        self.push_data(format_args!("M{week}.5 {weekday}.5h0"));
    }
}
