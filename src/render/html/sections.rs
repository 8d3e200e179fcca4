//! What stands on the page, section by section, as texts and pictures; the template only lays it out.

use super::data;
use crate::athlete::history::Change;
use crate::dates::days_between;
use crate::effort::Quality;
use crate::ingest::Outcome;
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::load::periods::Period;
use crate::output::Privacy;
use crate::readiness::{Band, Factor, Readiness, Reason};
use crate::render::chart::{self, ChartView};
use crate::render::reader_units::{km, signed, signless};
use crate::render::summary_lines::{self, SummaryLine};
use crate::render::words;
use crate::report::Report;
use crate::report::activity::ReportedActivity;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days of the shortest view, and of the table under the charts.
const SIX_WEEKS: usize = 43;
/// Days of the second view.
const YEAR: usize = 366;
/// Weeks that are in sight; the others are folded away.
const WEEKS_OPEN: usize = 12;
/// Activities that are shown.
const ACTIVITIES: usize = 20;
/// Changes of thresholds that are shown.
const CHANGES: usize = 30;
/// Inputs that are named, where names are asked for.
const FAULTS: usize = 100;

/// The sections, from the top.
pub(super) struct Sections<'a> {
    pub(super) athlete: &'a str,
    pub(super) day: String,
    pub(super) band_class: &'static str,
    pub(super) shape: &'static str,
    pub(super) verdict: String,
    pub(super) score: String,
    pub(super) gauge: Option<String>,
    pub(super) sentences: Vec<(&'static str, &'a [Reason])>,
    pub(super) below: Vec<SummaryLine>,
    pub(super) factors: Vec<FactorLine>,
    pub(super) tiles: Vec<SummaryLine>,
    pub(super) snapshot: Vec<SummaryLine>,
    pub(super) acute_days: f64,
    pub(super) chronic_days: f64,
    pub(super) ranges: Vec<Range>,
    pub(super) days: Vec<DayLine>,
    pub(super) calendars: Vec<Calendar>,
    pub(super) months: Vec<MonthLine>,
    pub(super) intensity: Option<IntensitySection>,
    pub(super) guard: Option<Guard>,
    pub(super) weeks: Vec<WeekLine>,
    pub(super) earlier_weeks: Vec<WeekLine>,
    pub(super) activities: Vec<ActivityLine<'a>>,
    pub(super) activities_in_all: usize,
    pub(super) thresholds: Vec<ThresholdLine<'a>>,
    pub(super) changes: Vec<ChangeLine<'a>>,
    pub(super) inputs: String,
    pub(super) found: Vec<FoundLine>,
    pub(super) faults: Vec<FaultLine<'a>>,
    pub(super) with_paths: bool,
    pub(super) notes: &'a [String],
    pub(super) footer: &'static str,
    pub(super) digest: &'a str,
    pub(super) version: &'static str,
    pub(super) data: String,
}

/// A signal that is there.
pub(super) struct FactorLine {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) normal: String,
    pub(super) deviation: String,
    pub(super) bar: String,
    pub(super) status: &'static str,
    pub(super) points: String,
}

/// One zoom of the charts.
pub(super) struct Range {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) checked: bool,
    pub(super) from: usize,
    pub(super) days: usize,
    pub(super) load: String,
    pub(super) readiness: String,
}

/// One day in figures.
pub(super) struct DayLine {
    pub(super) day: Date,
    pub(super) weekday: String,
    pub(super) class: &'static str,
    pub(super) load: String,
    pub(super) acute: String,
    pub(super) chronic: String,
    pub(super) form: String,
    pub(super) score: String,
    pub(super) band: &'static str,
}

/// A year of days.
pub(super) struct Calendar {
    pub(super) title: String,
    pub(super) picture: String,
    /// Index of its first day among the days of the report; negative where it begins before them.
    pub(super) from: i32,
    pub(super) weeks: usize,
    pub(super) newest: bool,
}

/// How many days and mornings of a month were of which kind.
#[derive(Default)]
pub(super) struct MonthLine {
    pub(super) month: String,
    /// Rest, active recovery, easy, quality, long, unknown.
    pub(super) days: [u32; 6],
    /// Ready, easy, recover, rest, no score.
    pub(super) mornings: [u32; 5],
}

/// How the last weeks were spread.
pub(super) struct IntensitySection {
    pub(super) picture: String,
    pub(super) easy: String,
    pub(super) moderate: String,
    pub(super) intense: String,
    pub(super) workouts: u32,
    pub(super) hard_workouts: u32,
    pub(super) index: Option<String>,
}

/// The bound of the next run, and the longest run of each of the last weeks.
pub(super) struct Guard {
    pub(super) text: String,
    pub(super) picture: String,
}

/// One week.
pub(super) struct WeekLine {
    pub(super) week: Date,
    pub(super) known: String,
    pub(super) load: String,
    pub(super) hours: String,
    pub(super) distance: String,
    pub(super) longest: String,
    pub(super) workouts: u32,
    pub(super) hard: u32,
    pub(super) ease: u32,
    pub(super) acute: String,
    pub(super) chronic: String,
    pub(super) form: String,
    pub(super) monotony: String,
}

/// One activity with its arithmetic.
pub(super) struct ActivityLine<'a> {
    pub(super) day: Date,
    pub(super) sport: String,
    pub(super) name: &'a str,
    pub(super) duration: String,
    pub(super) distance: String,
    pub(super) heart_rate: String,
    pub(super) hours: String,
    pub(super) intensity: String,
    pub(super) load: String,
    pub(super) method: &'static str,
    pub(super) quality: &'static str,
    pub(super) rpe: String,
}

/// One threshold.
pub(super) struct ThresholdLine<'a> {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) origin: &'static str,
    pub(super) confidence: &'static str,
    pub(super) evidence: &'a str,
}

/// One change of a threshold.
pub(super) struct ChangeLine<'a> {
    pub(super) from: Date,
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) origin: &'a str,
    pub(super) evidence: &'a str,
}

/// How many inputs were found to be what.
pub(super) struct FoundLine {
    pub(super) outcome: String,
    pub(super) code: &'static str,
    pub(super) count: usize,
}

/// An input that was refused.
pub(super) struct FaultLine<'a> {
    pub(super) source: &'a str,
    pub(super) code: &'static str,
    pub(super) detail: &'a str,
}

impl<'a> Sections<'a> {
    pub(super) fn from_report(report: &'a Report, privacy: Privacy) -> Self {
        let readiness = &report.today;
        let (tiles, snapshot) =
            summary_lines::snapshot_lines(report).into_iter().partition(|line| line.figure.is_some());
        let mut weeks: Vec<WeekLine> = report.weeks.iter().rev().map(week_line).collect();
        let earlier_weeks = weeks.split_off(weeks.len().min(WEEKS_OPEN));
        let activities = report.activities.iter().rev().filter(|row| row.activity.day < readiness.day).take(ACTIVITIES);
        Self {
            athlete: &report.athlete,
            day: readiness.day.strftime("%A, %-d %B %Y").to_string(),
            band_class: readiness.band.as_str(),
            shape: words::band_shape(readiness.band),
            verdict: readiness.headline(),
            score: summary_lines::score_text(readiness),
            gauge: readiness.score.zip(readiness.half_width).map(|(score, half)| chart::score_gauge(score, half)),
            sentences: summary_lines::sentences(readiness),
            below: summary_lines::lines_below(report).into_iter().filter(|line| line.label != "Signals").collect(),
            factors: readiness.factors.iter().map(factor_line).collect(),
            tiles,
            snapshot,
            acute_days: report.snapshot.acute_days,
            chronic_days: report.snapshot.chronic_days,
            ranges: range_choices(report),
            days: report
                .daily
                .iter()
                .zip(&report.readiness)
                .rev()
                .take(SIX_WEEKS)
                .map(|(row, morning)| day_line(row, morning, readiness.day))
                .collect(),
            calendars: year_calendars(report),
            months: month_lines(report),
            intensity: intensity_section(report),
            guard: guard_section(report),
            weeks,
            earlier_weeks,
            activities: activities.map(|row| activity_line(row, privacy)).collect(),
            activities_in_all: report.activities.len(),
            thresholds: summary_lines::known_thresholds(&report.thresholds)
                .into_iter()
                .map(|(name, value, anchor)| ThresholdLine {
                    name,
                    value,
                    origin: words::provenance_word(anchor.provenance),
                    confidence: anchor.confidence.as_str(),
                    evidence: &anchor.evidence,
                })
                .collect(),
            changes: report.thresholds_history.iter().rev().take(CHANGES).map(change_line).collect(),
            inputs: summary_lines::inputs_text(report),
            found: found_lines(report),
            faults: if privacy.with_paths { fault_lines(report) } else { Vec::new() },
            with_paths: privacy.with_paths,
            notes: &report.notes,
            footer: summary_lines::FOOTER,
            digest: &report.inputs_digest,
            version: env!("CARGO_PKG_VERSION"),
            data: data::data_block(report),
        }
    }
}

/// A number with so many decimals, or a dash for what is not known.
fn decimal_text(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| signless(value, decimals))
}

/// The same with its sign.
fn with_sign(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| signed(value, decimals))
}

fn kilometres_text(metres: Option<f64>) -> String {
    metres.map_or_else(|| "–".to_owned(), km)
}

fn factor_line(factor: &Factor) -> FactorLine {
    FactorLine {
        name: factor.signal.spec().label,
        value: decimal_text(factor.value, 1),
        normal: decimal_text(factor.normal, 1),
        deviation: signed(factor.deviation, 1),
        bar: chart::deviation_bar(factor.deviation),
        status: words::status_words(factor.deviation),
        points: signed(factor.points(), 1),
    }
}

/// The zooms: those that differ from the next larger one; the year is the first that is seen.
fn range_choices(report: &Report) -> Vec<Range> {
    let all = report.daily.len();
    let mut ranges: Vec<Range> = [("r6", "6 weeks", SIX_WEEKS), ("r52", "1 year", YEAR), ("rall", "all", all)]
        .into_iter()
        .filter(|(id, _, days)| *id == "rall" || *days < all)
        .filter_map(|(id, label, days)| {
            let view = ChartView::last(report, days)?;
            Some(Range {
                id,
                label,
                checked: false,
                from: view.from(),
                days: view.len(),
                load: chart::load_chart(&view).inline(),
                readiness: chart::readiness_chart(&view, &report.readiness).inline(),
            })
        })
        .collect();
    let seen = ranges.len().min(2).saturating_sub(1);
    if let Some(range) = ranges.get_mut(seen) {
        range.checked = true;
    }
    ranges
}

fn day_line(row: &Day, morning: &Readiness, as_of: Date) -> DayLine {
    let over = row.day < as_of;
    DayLine {
        day: row.day,
        weekday: row.day.strftime("%a").to_string(),
        class: if over { words::day_class(row.class) } else { "the morning" },
        load: if over { decimal_text(row.load, 0) } else { "–".to_owned() },
        acute: if over { decimal_text(row.acute, 0) } else { "–".to_owned() },
        chronic: if over { decimal_text(row.chronic, 0) } else { "–".to_owned() },
        form: with_sign(row.form, 0),
        score: morning
            .score
            .zip(morning.half_width)
            .map_or_else(|| "–".to_owned(), |(score, half_width)| format!("{:.0} ± {half_width:.0}", score.floor())),
        band: words::band_word(morning.band),
    }
}

/// The years, the newest first.
fn year_calendars(report: &Report) -> Vec<Calendar> {
    let Some(first) = report.daily.first().map(|row| row.day) else { return Vec::new() };
    let mut calendars = Vec::new();
    let mut last = report.today.day;
    while first <= last {
        let (year, ends) = (chart::year_calendar(&report.daily, &report.readiness, last), last);
        last = year.first.saturating_sub(1.day());
        // A report that judges a morning long after the data has empty years at its end.
        if !year.is_known && !calendars.is_empty() {
            continue;
        }
        calendars.push(Calendar {
            title: format!("{} to {}", year.first.strftime("%b %Y"), ends.strftime("%b %Y")),
            picture: year.chart.inline(),
            from: days_between(first, year.first),
            weeks: year.weeks,
            newest: calendars.is_empty(),
        });
    }
    calendars
}

/// The months, the newest first.
fn month_lines(report: &Report) -> Vec<MonthLine> {
    let mut months: BTreeMap<(i16, i8), MonthLine> = BTreeMap::new();
    for (row, morning) in report.daily.iter().zip(&report.readiness) {
        let month = months.entry((row.day.year(), row.day.month())).or_default();
        month.month = row.day.strftime("%b %Y").to_string();
        if row.day < report.today.day {
            month.days[match row.class {
                DayClass::Rest => 0,
                DayClass::ActiveRecovery => 1,
                DayClass::Easy => 2,
                DayClass::Quality => 3,
                DayClass::Long => 4,
                DayClass::Unknown => 5,
            }] += 1;
        }
        month.mornings[match morning.band {
            Band::ReadyForQuality => 0,
            Band::Easy => 1,
            Band::ActiveRecovery => 2,
            Band::Rest => 3,
            Band::NotEnoughData => 4,
        }] += 1;
    }
    months.into_values().rev().collect()
}

fn intensity_section(report: &Report) -> Option<IntensitySection> {
    let spread = report.snapshot.intensity_28d?;
    let [easy, moderate, intense] = spread.time_share.map(|share| format!("{} %", signless(100.0 * share, 0)));
    Some(IntensitySection {
        picture: chart::shares_bar(spread.time_share),
        easy,
        moderate,
        intense,
        workouts: spread.workouts,
        hard_workouts: spread.hard_workouts,
        index: spread.polarization_index.map(|index| signless(index, 2)),
    })
}

fn guard_section(report: &Report) -> Option<Guard> {
    let text = summary_lines::next_run(&report.permitted)?;
    let limit_m = report.permitted.next_run_max_m?;
    let weeks = &report.weeks[report.weeks.len().saturating_sub(WEEKS_OPEN)..];
    let runs: Vec<(Date, f64)> = weeks.iter().map(|week| (week.first_day, week.longest_run_m.unwrap_or(0.0))).collect();
    Some(Guard { text, picture: chart::long_runs(&runs, limit_m) })
}

fn week_line(row: &Period) -> WeekLine {
    WeekLine {
        week: row.first_day,
        known: if row.days_known < 7 { format!(" ({} of 7 days)", row.days_known) } else { String::new() },
        load: signless(row.load, 0),
        hours: signless(row.duration_h, 1),
        distance: kilometres_text(row.run_distance_m),
        longest: kilometres_text(row.longest_run_m),
        workouts: row.workouts,
        hard: row.hard_workouts,
        ease: row.rest_days + row.active_recovery_days,
        acute: decimal_text(row.acute, 0),
        chronic: decimal_text(row.chronic, 0),
        form: with_sign(row.form(), 0),
        monotony: decimal_text(row.monotony, 1),
    }
}

fn activity_line(row: &ReportedActivity, privacy: Privacy) -> ActivityLine<'_> {
    let ReportedActivity { activity, effort, .. } = row;
    let seconds = activity.duration_s.round() as u64;
    ActivityLine {
        day: activity.day,
        sport: activity.sport.as_str().replace('_', " "),
        name: activity.name.as_deref().filter(|_| privacy.with_paths).unwrap_or_default(),
        duration: format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        distance: kilometres_text(activity.distance_m),
        heart_rate: decimal_text(activity.heart_rate_mean_bpm, 0),
        hours: signless(effort.duration_h, 3),
        intensity: signless(effort.intensity, 3),
        load: signless(effort.load, 1),
        method: effort.method.as_str(),
        quality: match effort.quality {
            Quality::EstimatedThreshold => "measured, estimated threshold",
            other => other.as_str(),
        },
        rpe: decimal_text(activity.rpe, 0),
    }
}

fn change_line(change: &Change) -> ChangeLine<'_> {
    let anchor = change.anchor.as_ref();
    let value = match (anchor, change.pace_per_km()) {
        (None, _) => "not known any more".to_owned(),
        (Some(_), Some(pace)) => format!("{pace} per km"),
        (Some(anchor), None) => format!("{} {}", (10.0 * anchor.value).round() / 10.0, change.unit),
    };
    ChangeLine {
        from: change.from,
        name: words::threshold_name(change.key),
        value,
        origin: anchor.map(|anchor| anchor.provenance.as_str()).unwrap_or_default(),
        evidence: anchor.map(|anchor| anchor.evidence.as_str()).unwrap_or_default(),
    }
}

/// The codes of the inputs, the most frequent first.
fn found_lines(report: &Report) -> Vec<FoundLine> {
    let mut counts: BTreeMap<(&str, &'static str), usize> = BTreeMap::new();
    for row in &report.import {
        *counts.entry((row.outcome.as_str(), row.code.as_str())).or_default() += 1;
    }
    let mut found: Vec<FoundLine> = counts
        .into_iter()
        .map(|((outcome, code), count)| FoundLine { outcome: outcome.replace('_', " "), code, count })
        .collect();
    found.sort_by_key(|found| std::cmp::Reverse(found.count));
    found
}

fn fault_lines(report: &Report) -> Vec<FaultLine<'_>> {
    let refused = report.import.iter().filter(|row| row.outcome == Outcome::Refused);
    refused
        .take(FAULTS)
        .map(|row| FaultLine { source: &row.source, code: row.code.as_str(), detail: &row.detail })
        .collect()
}
