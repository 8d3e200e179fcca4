//! The scales: round numbers at the left, days or months below.

use super::ChartView;
use super::path::{Path, height_of};
use jiff::civil::Date;
use std::fmt::Write;

/// Labels below a chart, at most: more do not fit on a telephone.
const LABELS_MAX: usize = 6;

/// A round number at or above the largest value, and the steps to it: two to five.
pub(super) fn nice_scale(largest: f64) -> (f64, f64) {
    let largest = largest.max(1.0);
    // By multiplication, which gives the same bits on every machine.
    let mut power = 1.0;
    while 10.0 * power <= largest {
        power *= 10.0;
    }
    let step = [0.2, 0.5, 1.0, 2.0, 2.5]
        .map(|share| share * power)
        .into_iter()
        .find(|step| (largest / step).ceil() <= 5.0)
        .unwrap_or(2.5 * power);
    ((largest / step).ceil() * step, step)
}

/// Lines at the steps of a scale that starts from 0, for the plot.
pub(super) fn grid_lines(top: f64, step: f64, days: usize) -> String {
    let mut lines = String::new();
    let mut value = step;
    while value <= top + 1e-9 {
        let _ = write!(lines, "M0 {}H{days}", height_of(value, 0.0, top));
        value += step;
    }
    format!("<path class=\"grid\" d=\"{lines}\"/>")
}

/// The numbers of a scale, just above their lines, in a plot of so many pixels.
pub(super) fn axis_numbers(top: f64, step: f64, above_px: u32, plot_px: u32) -> String {
    let mut texts = String::new();
    let mut value = step;
    while value <= top + 1e-9 {
        let y = f64::from(above_px) + (1.0 - value / top) * f64::from(plot_px) + 11.0;
        let _ = write!(texts, "<text class=\"tick word\" x=\"2\" y=\"{y:.0}\">{value}</text>");
        value += step;
    }
    texts
}

/// The days below a chart, at so many pixels: Mondays, months or years, whichever are few enough.
pub(super) fn day_marks(view: &ChartView<'_>, y_px: u32) -> String {
    let (first, len) = (view.first(), view.len());
    let marks: Vec<(usize, String)> = [
        marks_where(view, |day| day.weekday() == jiff::civil::Weekday::Monday, "%-d %b"),
        marks_where(view, |day| day.day() == 1, "%b %Y"),
        marks_where(view, |day| day.day() == 1 && day.month() % 3 == 1, "%b %Y"),
        marks_where(view, |day| day.day() == 1 && day.month() == 1, "%Y"),
        marks_where(view, |day| day.day() == 1 && day.month() == 1 && day.year() % 2 == 0, "%Y"),
        marks_where(view, |day| day.day() == 1 && day.month() == 1 && day.year() % 5 == 0, "%Y"),
    ]
    .into_iter()
    .find(|marks| marks.len() <= LABELS_MAX)
    .filter(|marks| !marks.is_empty())
    .unwrap_or_else(|| vec![(0, first.strftime("%-d %b %Y").to_string())]);
    let mut texts = String::new();
    for (day, label) in marks {
        let x = 100.0 * day as f64 / len as f64;
        // The last label would hang over the edge.
        let (x, anchor) = if x <= 88.0 { (x, "start") } else { (100.0, "end") };
        let _ =
            write!(texts, "<text class=\"tick\" x=\"{x:.2}%\" y=\"{y_px}\" text-anchor=\"{anchor}\">{label}</text>");
    }
    texts
}

/// Lines at the beginnings of months, of years where the view is long, for the plot.
pub(super) fn month_marks(view: &ChartView<'_>) -> String {
    let mut lines = Path::default();
    for (nth, row) in view.days.iter().enumerate().skip(1) {
        let starts = if 100 < view.len() { row.day.day() == 1 && row.day.month() == 1 } else { row.day.day() == 1 };
        if starts {
            lines.add_bar(nth, 0, 0, super::path::HEIGHT);
        }
    }
    lines.to_element("grid")
}

fn marks_where(view: &ChartView<'_>, at: impl Fn(Date) -> bool, pattern: &str) -> Vec<(usize, String)> {
    let days = view.days.iter().enumerate().filter(|(_, row)| at(row.day));
    days.map(|(nth, row)| (nth, row.day.strftime(pattern).to_string())).collect()
}
