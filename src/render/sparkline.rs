//! Six weeks of load in one line: a mark a day, rest days and unknown days told apart.

use super::panel::{Panel, PanelPiece, PieceLook, Style};
use crate::load::day_class::DayClass;
use crate::report::Report;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

const WEEKS: usize = 6;
const WEEK_DAYS: usize = 7;

/// Marks of a load, from the lowest eighth of the hardest day to the highest.
const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// What is known of one day.
pub(super) struct LoadDay {
    /// Its load; absent when unknown.
    pub(super) load: Option<f64>,
    /// Whether it was a rest day, which may hold a little load.
    is_rest: bool,
}

/// The 42 days before the morning, oldest first.
pub(super) fn last_days(report: &Report) -> Vec<LoadDay> {
    let rows: HashMap<Date, _> = report.daily.iter().map(|row| (row.day, row)).collect();
    (1..=(WEEKS * WEEK_DAYS) as i64)
        .rev()
        .map(|back| {
            let day = report.today.day.checked_sub(back.days()).ok();
            let row = day.and_then(|day| rows.get(&day).copied());
            let load = row.and_then(|row| row.load);
            LoadDay { load, is_rest: row.is_some_and(|row| row.class == DayClass::Rest) }
        })
        .collect()
}

/// One mark a day, the load of each seven days under it, and a legend.
pub(super) fn draw_sparkline(panel: &mut Panel, days: &[LoadDay], style: Style) {
    let hardest = days.iter().filter_map(|day| day.load).fold(0.0, f64::max);
    let gap = if WEEKS * (WEEK_DAYS + 4) <= style.inner_width() { "    " } else { " " };
    let mut marks: Vec<PanelPiece<'_>> = Vec::new();
    let mut totals = String::new();
    for week in days.chunks(WEEK_DAYS) {
        marks.extend(week.iter().map(|day| day_mark(day, hardest)));
        marks.push((PieceLook::Plain, gap));
        let total: Option<f64> = week.iter().map(|day| day.load).sum();
        let total = total.map_or_else(|| "?".to_owned(), |total| format!("{total:.0}"));
        totals.extend([&format!("{total:>WEEK_DAYS$}"), gap]);
    }
    panel.push_line(&marks);
    panel.push_line(&[(PieceLook::Plain, &totals)]);
    let full = if hardest > 0.0 { format!(", █ {hardest:.0}") } else { String::new() };
    let legend = format!("load a day, and of each 7 days; · rest, ? unknown{full}");
    panel.push_entry((PieceLook::Plain, ""), (PieceLook::Faint, &legend));
}

fn day_mark(day: &LoadDay, hardest: f64) -> PanelPiece<'static> {
    match day.load {
        None => (PieceLook::Faint, "?"),
        Some(load) if day.is_rest || load <= 0.0 => (PieceLook::Plain, "·"),
        Some(load) => {
            let eighth = (load / hardest * HEIGHTS.len() as f64).ceil() as usize;
            (PieceLook::Tint(74), HEIGHTS[eighth.clamp(1, HEIGHTS.len()) - 1])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn marks_follow_the_eighths() {
        let text: String = [Some(0.0), Some(0.1), Some(12.5), Some(12.6), Some(100.0), None]
            .map(|load| day_mark(&LoadDay { load, is_rest: false }, 100.0).1)
            .concat();
        assert_eq!(text, "·▁▁▂█?");
        assert_eq!(day_mark(&LoadDay { load: Some(4.0), is_rest: true }, 100.0).1, "·");
    }

    #[test]
    fn days_are_found_by_date_and_the_morning_itself_is_not_among_them() {
        let mut report = sample::report();
        let mut today = report.daily[0].clone();
        today.day = report.today.day;
        today.load = Some(999.0);
        report.daily.push(today);
        report.daily.remove(3);
        let days = last_days(&report);
        assert_eq!(days.len(), 42);
        assert_eq!(days.iter().map(|day| day.load.is_none()).filter(|unknown| *unknown).count(), 2);
        assert!(days[0].load.is_none() && days[4].load.is_none());
        assert_eq!(days[41].load, Some(38.0));
    }
}
