//! Charts as SVG, made here: crisp, printable, and the same in the page, in a mail and in a README.
//!
//! A chart has no size of its own in x: curves lie in a nested plot that is stretched to the width, a unit a day, and words
//! are placed by percentages, so that they stay readable on a telephone. Colours are classes; `chart.css` gives them, light
//! and dark.

mod axis;
#[cfg(feature = "html")]
mod calendar;
#[cfg(feature = "html")]
mod gauge;
mod load;
mod path;
mod readiness;

#[cfg(feature = "html")]
pub(super) use calendar::year_calendar;
#[cfg(feature = "html")]
pub(super) use gauge::{deviation_bar, long_runs, score_gauge, shares_bar};
pub(super) use load::load_chart;
pub(super) use readiness::readiness_chart;

use crate::load::Day;
use crate::report::Report;
use jiff::civil::Date;
use std::fmt::Write;

/// The classes of all charts.
pub(super) const STYLE: &str = include_str!("chart/chart.css");

/// Days from which on a view shows weeks instead of days.
const WEEKLY_FROM: usize = 2 * 366;

/// Some of the last days of a report.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChartView<'a> {
    /// The days, oldest first, the morning that is judged the last.
    days: &'a [Day],
    /// Index of the first of them in the report.
    from: usize,
}

impl<'a> ChartView<'a> {
    /// The last so many days, fewer where there are fewer; absent without any.
    pub(super) fn last(report: &'a Report, count: usize) -> Option<Self> {
        let from = report.daily.len().saturating_sub(count);
        let days = &report.daily[from..];
        (!days.is_empty()).then_some(Self { days, from })
    }

    /// How many days it shows.
    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    /// Index of its first day in the report.
    pub(super) fn from(&self) -> usize {
        self.from
    }

    /// Its first day.
    pub(super) fn first(&self) -> Date {
        self.days.first().map(|row| row.day).unwrap_or_default()
    }

    /// Its last day.
    pub(super) fn last_day(&self) -> Date {
        self.days.last().map(|row| row.day).unwrap_or_default()
    }

    /// Days that one mark stands for.
    pub(super) fn step(&self) -> usize {
        if WEEKLY_FROM < self.days.len() { 7 } else { 1 }
    }

    /// The days of each mark with the place of the first, the last mark ending with the last day.
    fn steps(&self) -> impl Iterator<Item = (usize, &'a [Day])> {
        let (days, step) = (self.days, self.step());
        let head = days.len() % step;
        let first = (0 < head).then(|| (0, &days[..head]));
        first
            .into_iter()
            .chain(days[head..].chunks(step).enumerate().map(move |(nth, chunk)| (head + nth * step, chunk)))
    }
}

/// A chart, and what it says for whoever does not see it.
#[derive(Debug, Clone)]
pub(super) struct Chart {
    /// What it shows.
    pub(super) title: String,
    /// Its height, pixels.
    height: u32,
    /// What is in it.
    body: String,
}

impl Chart {
    /// For the page, whose style it takes; words beside it name it.
    #[cfg(feature = "html")]
    pub(super) fn inline(&self) -> String {
        format!(
            "<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.height,
            escaped(&self.title),
            self.body
        )
    }

    /// A file of its own, so many pixels wide, with a newline at the end.
    pub(super) fn file(&self, width: u32) -> Vec<u8> {
        let Self { title, height, body } = self;
        let title = escaped(title);
        let mut svg = String::with_capacity(body.len() + STYLE.len() + 400);
        // Written to memory: nothing here can fail.
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" role=\"img\" \
             aria-label=\"{title}\"><title>{title}</title><style>{STYLE}</style>\
             <rect class=\"paper\" width=\"100%\" height=\"100%\"/>{body}</svg>"
        );
        svg.into_bytes()
    }
}

/// A text inside markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // What no XML may hold.
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::load::day_class::DayClass;
    use crate::report::sample;

    #[test]
    fn a_long_view_shows_weeks_that_end_with_the_last_day() {
        let report = sample::ten_years();
        let view = ChartView::last(&report, usize::MAX).unwrap();
        let steps: Vec<_> = view.steps().collect();
        assert_eq!((view.len(), view.step()), (3653, 7));
        assert_eq!(steps.iter().map(|(_, rows)| rows.len()).sum::<usize>(), 3653);
        assert!(steps.iter().all(|(from, rows)| report.daily[*from].day == rows[0].day));
        assert_eq!(steps.last().unwrap().1.last().unwrap().day, view.last_day());
        assert_eq!(ChartView::last(&report, 366).unwrap().step(), 1);
    }

    #[test]
    #[cfg(feature = "html")]
    fn a_calendar_holds_each_day_of_its_year_once() {
        let report = sample::ten_years();
        let (mut last, mut cells, mut marks) = (report.today.day, 0, 0);
        while report.daily[0].day <= last {
            let year = year_calendar(&report.daily, &report.readiness, last);
            assert!(year.is_known && year.weeks <= 53 && year.first.weekday() == jiff::civil::Weekday::Monday);
            let svg = year.chart.inline();
            cells += svg.matches("h.9").count();
            marks += svg.matches("h0").count();
            last = year.first.yesterday().unwrap();
        }
        let marked =
            report.daily.iter().filter(|row| row.class != DayClass::Easy && row.day < report.today.day).count();
        assert_eq!((cells, marks), (report.daily.len(), marked));
    }

    #[test]
    fn a_day_that_nobody_knows_is_shaded_and_has_no_bar() {
        let mut report = sample::report();
        let bars = |report: &Report| {
            let svg = load_chart(&ChartView::last(report, 42).unwrap()).body;
            let of = |class: &str| {
                let path = svg.split(&format!("<path class=\"{class}\" d=\"")).nth(1).unwrap_or_default();
                path.split('"').next().unwrap().matches('M').count()
            };
            [of("load"), of("rest-tick"), of("unknown")]
        };
        let before = bars(&report);
        let trained = report.daily.iter().position(|row| row.load == Some(95.0)).unwrap();
        report.daily[trained].load = None;
        report.daily[trained].class = DayClass::Unknown;
        assert_eq!(bars(&report), [before[0] - 1, before[1], before[2] + 1]);
    }

    #[test]
    fn form_is_drawn_from_the_fifteenth_morning_on() {
        let mut report = sample::report();
        let form = |report: &Report, days: usize| {
            let svg = load_chart(&ChartView::last(report, days).unwrap()).body;
            let path = svg.split("<path class=\"form\" d=\"").nth(1).unwrap_or_default();
            path.split('"').next().unwrap().split(' ').next().unwrap().to_owned()
        };
        assert_eq!((form(&report, 42), form(&report, 20)), ("M14.5".to_owned(), "M0.5".to_owned()));
        report.daily.truncate(14);
        assert_eq!(form(&report, 42), "");
    }

    #[test]
    fn a_file_stands_alone_and_is_xml() {
        let report = sample::report();
        let view = ChartView::last(&report, 42).unwrap();
        for bytes in [load_chart(&view).file(960), readiness_chart(&view, &report.readiness).file(960)] {
            let text = String::from_utf8(bytes).unwrap();
            let mut reader = quick_xml::Reader::from_str(&text);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            assert!(text.contains("<style>") && text.contains("xmlns=") && text.contains("<title>"));
        }
    }

    #[test]
    fn scales_are_round_and_reach_the_largest() {
        for (largest, top, step) in [(0.0, 1.0, 0.2), (47.0, 50.0, 10.0), (158.0, 200.0, 50.0), (1000.0, 1000.0, 200.0)]
        {
            let (found_top, found_step) = axis::nice_scale(largest);
            assert!(
                (found_top - top).abs() < 1e-9 && (found_step - step).abs() < 1e-9,
                "{largest}: {found_top} {found_step}"
            );
        }
    }
}
