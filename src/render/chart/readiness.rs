//! The score of each morning on its bands, with its half-width, and the days of rest and recovery below it.

use super::axis;
use super::load::mean_of;
use super::path::{HEIGHT, Path, height_of};
use super::{Chart, ChartView};
use crate::load::day_class::DayClass;
use crate::readiness::Readiness;
use std::fmt::Write;

/// Heights and places, pixels.
const SCORE_AT: u32 = 4;
const SCORE: u32 = 170;
const REST_AT: u32 = 180;
const REST: u32 = 16;
const DAYS_AT: u32 = 212;
const TOTAL: u32 = 218;

/// The bands of the score, and their words; the limits are those of the model.
const BANDS: [(f64, f64, &str, &str); 4] = [
    (65.0, 100.0, "band-ready", "ready for quality"),
    (45.0, 65.0, "band-easy", "easy"),
    (25.0, 45.0, "band-recover", "recover"),
    (0.0, 25.0, "band-rest", "rest"),
];

/// The chart of some days, with the mornings of the report.
pub(crate) fn readiness_chart(view: &ChartView<'_>, mornings: &[Readiness]) -> Chart {
    let days = view.len();
    let scores: Vec<Option<(f64, f64)>> = view
        .days
        .iter()
        .enumerate()
        .map(|(nth, day)| {
            let row = mornings.get(view.from() + nth).filter(|row| row.day == day.day)?;
            row.score.zip(row.half_width)
        })
        .collect();
    let y = |score: f64| height_of(score, 0.0, 100.0);
    let (mut spread, mut dots, mut line) = (Path::default(), Path::default(), Path::default());
    let weekly = 1 < view.step();
    if weekly {
        line.add_line(view.steps().map(|(from, rows)| {
            let week = scores[from..from + rows.len()].iter().flatten().map(|(score, _)| *score);
            (from + rows.len() / 2, mean_of(week).map(y))
        }));
    } else {
        for (nth, score) in scores.iter().enumerate() {
            if let Some((score, half_width)) = score {
                spread.add_bar(nth, 1, y(score - half_width), y(score + half_width));
                dots.add_dot(nth, y(*score));
            }
        }
    }
    let (mut rest, mut recovery) = (Path::default(), Path::default());
    for (from, rows) in view.steps() {
        let share = |class: DayClass| rows.iter().filter(|row| row.class == class).count() as f64 / rows.len() as f64;
        let (resting, easing) = (share(DayClass::Rest), share(DayClass::Rest) + share(DayClass::ActiveRecovery));
        if resting < easing {
            recovery.add_bar(from, rows.len(), HEIGHT, height_of(easing, 0.0, 1.0));
        }
        if 0.0 < resting {
            rest.add_bar(from, rows.len(), HEIGHT, height_of(resting, 0.0, 1.0));
        }
    }
    let mut bands = String::new();
    let mut words = String::new();
    for (low, high, class, word) in BANDS {
        // Written to memory: nothing here can fail.
        let _ = write!(bands, "<path class=\"{class}\" d=\"M0 {}H{days}V{}H0z\"/>", y(high), y(low));
        let at = f64::from(SCORE_AT) + f64::from(SCORE) * (1.0 - high / 100.0) + 13.0;
        let _ = write!(
            words,
            "<text class=\"tick word\" x=\"100%\" dx=\"-4\" y=\"{at:.0}\" text-anchor=\"end\">{word}</text>"
        );
    }
    let wide = if weekly { " weekly" } else { "" };
    let small = if 100 < days { " small" } else { "" };
    let mut body = String::new();
    let _ = write!(
        body,
        "<svg y=\"{SCORE_AT}\" height=\"{SCORE}\" viewBox=\"0 0 {days} {HEIGHT}\" preserveAspectRatio=\"none\">{bands}{}{}{}{}</svg>{words}\
         <svg y=\"{REST_AT}\" height=\"{REST}\" viewBox=\"0 0 {days} {HEIGHT}\" preserveAspectRatio=\"none\">\
         <path class=\"axis\" d=\"M0 {HEIGHT}H{days}\"/>{}{}</svg>{}",
        axis::month_marks(view),
        spread.to_element("spread"),
        line.to_element("score"),
        dots.to_element(&format!("dots{small}")),
        recovery.to_element(&format!("recovery{wide}")),
        rest.to_element(&format!("rest{wide}")),
        axis::day_marks(view, DAYS_AT),
    );
    let each = if weekly { "the mean of each week" } else { "each morning" };
    Chart {
        title: format!(
            "Recovery Readiness, {each}, and the days of rest and recovery, from {} to {}",
            view.first(),
            view.last_day()
        ),
        height: TOTAL,
        body,
    }
}
