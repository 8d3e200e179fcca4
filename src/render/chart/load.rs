//! Load as bars, acute and chronic load as lines, form below them on its bands.

use super::axis;
use super::path::{HEIGHT, Path, height_of};
use super::{Chart, ChartView, Day};
use crate::load::day_class::DayClass;
use crate::render::words;
use std::fmt::Write;

/// Heights of the two plots and where they stand, pixels.
const LOAD_AT: u32 = 4;
const LOAD: u32 = 190;
const DAYS_AT: u32 = 210;
const FORM_AT: u32 = 222;
const FORM: u32 = 110;
const TOTAL: u32 = 336;

/// Form is drawn as a share of the chronic load, between these.
const FORM_LOW: f64 = -0.6;
const FORM_HIGH: f64 = 0.6;

/// Where a band of form begins, from the top, and its word; the limits are those of the words of the snapshot.
const BANDS: [(f64, f64, &str, &str); 5] = [
    (0.25, FORM_HIGH, "form-5", "very fresh"),
    (0.05, 0.25, "form-4", "fresh"),
    (-0.10, 0.05, "form-3", "in balance"),
    (-0.30, -0.10, "form-2", "tired"),
    (FORM_LOW, -0.30, "form-1", "far more than usual"),
];

/// The chart of some days.
pub(crate) fn load_chart(view: &ChartView<'_>) -> Chart {
    let days = view.len();
    let shown = |value: fn(&Day) -> Option<f64>| view.days.iter().filter_map(value).fold(0.0, f64::max);
    let bars: Vec<(usize, usize, Option<f64>)> =
        view.steps().map(|(from, rows)| (from, rows.len(), mean_of(rows.iter().filter_map(|row| row.load)))).collect();
    let largest = bars.iter().filter_map(|(_, _, load)| *load).fold(0.0, f64::max);
    let (top, step) = axis::nice_scale(largest.max(shown(|row| row.acute)).max(shown(|row| row.chronic)));

    let (mut load, mut rest, mut unknown) = (Path::default(), Path::default(), Path::default());
    for (from, count, mean) in &bars {
        match mean {
            Some(mean) if 0.0 < *mean => load.add_bar(*from, *count, HEIGHT, height_of(*mean, 0.0, top)),
            // The day of the morning is not over.
            None if from + count < days => unknown.add_bar(*from, *count, HEIGHT, 0),
            _ => {}
        }
    }
    if view.step() == 1 {
        for (nth, _) in view.days.iter().enumerate().filter(|(_, row)| row.class == DayClass::Rest) {
            rest.add_bar(nth, 1, HEIGHT, HEIGHT - 30);
        }
    }
    let curve = |value: fn(&Day) -> Option<f64>, low: f64, high: f64| {
        let mut path = Path::default();
        path.add_line(view.steps().filter_map(|(from, rows)| {
            let y = value(rows.last()?).map(|value| height_of(value, low, high));
            Some((from + rows.len() - 1, y))
        }));
        path
    };
    let wide = if view.step() == 1 { "" } else { " weekly" };
    let mut body = String::new();
    // Written to memory: nothing here can fail.
    let _ = write!(
        body,
        "<svg y=\"{LOAD_AT}\" height=\"{LOAD}\" viewBox=\"0 0 {days} {HEIGHT}\" preserveAspectRatio=\"none\">{}{}{}{}{}{}{}</svg>{}{}",
        axis::grid_lines(top, step, days),
        unknown.to_element(&format!("unknown{wide}")),
        load.to_element(&format!("load{wide}")),
        rest.to_element("rest-tick"),
        curve(|row| row.chronic, 0.0, top).to_element("chronic"),
        curve(|row| row.acute, 0.0, top).to_element(&format!("acute{wide}")),
        axis::month_marks(view),
        axis::axis_numbers(top, step, LOAD_AT, LOAD),
        axis::day_marks(view, DAYS_AT),
    );
    let mut bands = String::new();
    let mut words = String::new();
    for (low, high, class, word) in BANDS {
        let (from, to) = (height_of(high, FORM_LOW, FORM_HIGH), height_of(low, FORM_LOW, FORM_HIGH));
        let _ = write!(bands, "<path class=\"{class}\" d=\"M0 {from}H{days}V{to}H0z\"/>");
        let y = f64::from(FORM_AT) + f64::from(FORM) * (from + to) as f64 / 2.0 / HEIGHT as f64 + 4.0;
        let _ = write!(
            words,
            "<text class=\"tick word\" x=\"100%\" dx=\"-4\" y=\"{y:.0}\" text-anchor=\"end\">{word}</text>"
        );
    }
    let zero = height_of(0.0, FORM_LOW, FORM_HIGH);
    let _ = write!(
        body,
        "<svg y=\"{FORM_AT}\" height=\"{FORM}\" viewBox=\"0 0 {days} {HEIGHT}\" preserveAspectRatio=\"none\">{bands}\
         <path class=\"axis\" d=\"M0 {zero}H{days}\"/>{}</svg>{words}\
         <text class=\"tick\" x=\"2\" y=\"{}\">form, share of chronic load</text>",
        form_curve(view).to_element("form"),
        FORM_AT + 11,
    );
    let each = if view.step() == 1 { "a day" } else { "a day, the mean of each week" };
    Chart {
        title: format!("Load {each}, acute and chronic load, and form, from {} to {}", view.first(), view.last_day()),
        height: TOTAL,
        body,
    }
}

/// Form as a share of the chronic load, from the morning on before which enough days are known for one.
fn form_curve(view: &ChartView<'_>) -> Path {
    let mut path = Path::default();
    path.add_line(view.steps().filter_map(|(from, rows)| {
        let nth = from + rows.len() - 1;
        let enough = words::FORM_DAYS_MIN as usize <= view.from() + nth;
        let share = rows.last()?.form_ratio.filter(|_| enough);
        Some((nth, share.map(|share| height_of(share, FORM_LOW, FORM_HIGH))))
    }));
    path
}

/// The mean; absent for none.
pub(super) fn mean_of(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (0 < count).then(|| sum / f64::from(count))
}
