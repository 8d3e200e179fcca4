//! What is said of a report, in words: the same in every format that a person reads.

use super::reader_units::{km, pace, percent, signed, signless};
use super::words;
use crate::athlete::{Anchor, Thresholds};
use crate::readiness::rest_ledger::{AfterRest, AfterRestVerdict, RestLedger};
use crate::readiness::{Confidence, Readiness, Reason, Room};
use crate::report::{ImportCounts, Intensity, PermittedToday, Report, Snapshot, TargetBand, Trend};

/// What the reader must know before anything else, under every report.
pub(super) const FOOTER: &str = "Not medical advice. A description of your own data, no forecast of injury.";

/// A label, the figure where there is one, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SummaryLine {
    /// What it is about; empty where it goes on from the line before.
    pub(super) label: &'static str,
    /// A number that stands for itself.
    pub(super) figure: Option<String>,
    /// What there is to say.
    pub(super) text: String,
}

impl SummaryLine {
    fn new(label: &'static str, text: String) -> Self {
        Self { label, figure: None, text }
    }

    fn with_figure(label: &'static str, figure: String, text: String) -> Self {
        Self { label, figure: Some(figure), text }
    }
}

/// The score, how sure it is, or that there is none.
pub(super) fn score_text(readiness: &Readiness) -> String {
    let sure = match readiness.confidence {
        Confidence::None => "no score".to_owned(),
        sure => format!("{} confidence", sure.as_str()),
    };
    // Rounded down: 64.6 is below the limit of 65, and must not read as if it were not.
    let score = readiness.score.zip(readiness.half_width);
    let score = score.map(|(score, half_width)| format!("{:.0} ± {half_width:.0} of 100", score.floor()));
    score.into_iter().chain([sure]).collect::<Vec<_>>().join(", ")
}

/// What is said of the verdict, under the heading of each kind: why, what speaks against it, what else there is to know, and
/// the signs of pushing hard.
pub(super) fn sentences(readiness: &Readiness) -> Vec<(&'static str, &[Reason])> {
    let signs = readiness.pushing_hard.get(1..).unwrap_or_default();
    let all = [
        ("Why", readiness.reasons.as_slice()),
        ("Signs of pushing hard", signs),
        ("But", readiness.but.as_slice()),
        ("Also", readiness.facts.as_slice()),
    ];
    all.into_iter().filter(|(_, reasons)| !reasons.is_empty()).collect()
}

/// What stands below the sentences: the points of the signals, the trend, the room of today and the next run.
pub(super) fn lines_below(report: &Report) -> Vec<SummaryLine> {
    let readiness = &report.today;
    let mut lines = Vec::new();
    if !readiness.factors.is_empty() {
        let signals: Vec<String> = readiness
            .factors
            .iter()
            .map(|factor| format!("{} {}", factor.signal.spec().label, signed(factor.points(), 1)))
            .collect();
        let text = format!("{} (points of score; a total above 0 counts half)", signals.join(", "));
        lines.push(SummaryLine::new("Signals", text));
    }
    lines.extend(trend_text(report.trend).map(|text| SummaryLine::new("Trend", text)));
    lines.extend(room_text(&report.permitted).map(|text| SummaryLine::new("Room", text)));
    lines.extend(next_run(&report.permitted).map(|text| SummaryLine::new("Next run", text)));
    lines
}

/// The scores before; absent where there were none.
fn trend_text(trend: Trend) -> Option<String> {
    let yesterday = trend.yesterday.map(|score| format!("{} yesterday", signless(score.floor(), 0)));
    let week = trend.mean_7d.filter(|_| yesterday.is_some());
    let week = week.map(|score| format!("{} on the mean of 7 mornings", signless(score.floor(), 0)));
    yesterday.zip(week).map(|(yesterday, week)| format!("{yesterday}, {week}"))
}

/// What fits today; absent where nothing is known.
fn room_text(permitted: &PermittedToday) -> Option<String> {
    let high = permitted.load_high.map(|load| signless(load, 0));
    let up_to = |what: &str| high.as_ref().map_or_else(|| what.to_owned(), |load| format!("{what}: load up to {load}"));
    Some(match permitted.room {
        Room::Nothing => "nothing: rest".to_owned(),
        Room::Light => up_to("a light day, such as a walk, yoga or an easy ride"),
        Room::Usual => up_to("up to your usual day, easy"),
        Room::Full => full_room_text(permitted.load_low.zip(permitted.load_high)?, permitted.week?),
        Room::Unknown => return None,
    })
}

/// What conventions allow today and this week.
fn full_room_text((low, high): (f64, f64), week: TargetBand) -> String {
    let range = |low: f64, high: f64| {
        let (low, high) = (signless(low, 0), signless(high, 0));
        if low == high { low } else { format!("{low} to {high}") }
    };
    format!(
        "load {} today, {} this week ({} done): from what holds the chronic load to what conventions allow",
        range(low, high),
        range(week.low, week.high),
        signless(week.done, 0)
    )
}

/// The bound of the next run; absent without a run in 30 days.
pub(super) fn next_run(permitted: &PermittedToday) -> Option<String> {
    if !permitted.may_run {
        return Some("none today".to_owned());
    }
    let (reference_m, limit_m) = permitted.next_run_reference_m.zip(permitted.next_run_max_m)?;
    // Rounded down, so that a run below the printed number is below the bound.
    let (reference, limit) = (km(reference_m), km((limit_m / 100.0).floor() * 100.0));
    Some(format!("keep it under {limit} km: a tenth more than the {reference} km of the last 30 days"))
}

/// The Training Load Snapshot.
pub(super) fn snapshot_lines(report: &Report) -> Vec<SummaryLine> {
    let mut lines = Vec::new();
    push_load_lines(&mut lines, &report.snapshot);
    // The six weeks before the morning.
    if report.daily.iter().rev().skip(1).take(42).any(|day| day.load.is_some()) {
        lines.push(SummaryLine::new("Rest", rest_text(&report.snapshot)));
        lines.extend(rest_ledger_text(&report.rest).map(|text| SummaryLine::new("", text)));
        lines.push(SummaryLine::new("After rest", after_rest(&report.rest)));
    }
    lines.extend(quality_text(&report.snapshot).map(|text| SummaryLine::new("Load is", text)));
    lines
}

/// What the last days and weeks held, in figures.
fn push_load_lines(lines: &mut Vec<SummaryLine>, snapshot: &Snapshot) {
    if let Some(load) = snapshot.load_7d {
        let text = format!("load {}{}", signless(load, 0), against_usual(load, snapshot.load_usual_week));
        lines.push(SummaryLine::new("7 days", text));
    }
    if let Some(acute) = snapshot.acute {
        let text = format!("a day: what you did lately ({} days)", snapshot.acute_days);
        lines.push(SummaryLine::with_figure("Acute", signless(acute, 0), text));
    }
    if let Some(chronic) = snapshot.chronic {
        let of = match snapshot.known_days {
            known if snapshot.warm_up => format!(", {known} known"),
            _ => String::new(),
        };
        let text = format!("a day: what you are used to ({} days{of})", snapshot.chronic_days);
        lines.push(SummaryLine::with_figure("Chronic", signless(chronic, 0), text));
    }
    if let Some(form) = snapshot.form {
        let share =
            snapshot.form_ratio.map(|ratio| format!("{} %, {}", signed(100.0 * ratio, 0), words::form_word(ratio)));
        lines.push(SummaryLine::with_figure("Form", signed(form, 0), share.unwrap_or_default()));
    } else if snapshot.chronic.is_some() {
        lines.push(SummaryLine::with_figure("Form", "–".to_owned(), "too early to say".to_owned()));
    }
    let details: Vec<String> = [
        snapshot.ramp.map(|ramp| format!("ramp {} a week", signed(ramp, 1))),
        snapshot.monotony.map(|monotony| format!("monotony {}", signless(monotony, 1))),
        snapshot.strain.map(|strain| format!("strain {}", signless(strain, 0))),
        snapshot.acute_chronic_ratio.map(|ratio| format!("acute:chronic ratio {}", signless(ratio, 2))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !details.is_empty() {
        lines.push(SummaryLine::new("Details", details.join(", ")));
    }
    if let Some(intensity) = snapshot.intensity_28d {
        lines.push(SummaryLine::new("Intensity", spread_text(&intensity)));
    }
}

/// How the last weeks were spread over intensities.
fn spread_text(intensity: &Intensity) -> String {
    let [easy, moderate, intense] = intensity.time_share;
    let workouts = if intensity.workouts == 1 { "workout" } else { "workouts" };
    let quality = match intensity.hard_workouts {
        1 => "1 quality session".to_owned(),
        count => format!("{count} quality sessions"),
    };
    format!(
        "{} of the time easy, {} moderate, {} intense; {quality} among {} {workouts} (28 days)",
        percent(easy),
        percent(moderate),
        percent(intense),
        intensity.workouts,
    )
}

/// How much of the load was measured.
fn quality_text(snapshot: &Snapshot) -> Option<String> {
    let [measured, threshold, estimated] = snapshot.load_quality_share?;
    let shares: Vec<String> =
        [(measured, "measured"), (threshold, "measured against an estimated threshold"), (estimated, "estimated")]
            .into_iter()
            .filter(|(share, _)| *share > 0.0)
            .map(|(share, name)| format!("{} {name}", percent(share)))
            .collect();
    Some(shares.join(", "))
}

fn against_usual(load: f64, usual: Option<f64>) -> String {
    let Some(usual) = usual.filter(|usual| *usual > 0.0) else { return String::new() };
    let change = load / usual - 1.0;
    let usual = signless(usual, 0);
    if change.abs() < 0.05 {
        format!(", about your usual week ({usual})")
    } else {
        let side = if change < 0.0 { "below" } else { "above" };
        format!(", {} {side} your usual week ({usual})", percent(change.abs()))
    }
}

fn rest_text(snapshot: &Snapshot) -> String {
    let last = match snapshot.days_since_ease {
        None => String::new(),
        Some(0) => ", yesterday was one".to_owned(),
        Some(1) => ", none for 1 day".to_owned(),
        Some(days) => format!(", none for {days} days"),
    };
    let workouts = snapshot.workouts_7d;
    format!(
        "{} of 7 days rest or recovery, {} of 28{last}; {workouts} workout{} in 7 days",
        snapshot.rest_days_7d,
        snapshot.rest_days_28d,
        if workouts == 1 { "" } else { "s" }
    )
}

/// How rest and hard days were spread; absent where neither was.
fn rest_ledger_text(rest: &RestLedger) -> Option<String> {
    let days = |count: u32| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
    let mut parts = Vec::new();
    if 1 < rest.stretch_days && rest.stretch_days == rest.longest_stretch_days {
        parts.push("the longest stretch of a year without either".to_owned());
    } else if let Some(until) = &rest.longest_stretch_until {
        parts
            .push(format!("longest stretch of a year without either {} (to {until})", days(rest.longest_stretch_days)));
    }
    if let Some(spacing) = rest.hard_day_spacing_days {
        let back_to_back = rest.hard_days_back_to_back_28d;
        parts.push(format!(
            "hard on {} of 28 days, {} apart, {} back to back",
            rest.hard_days_28d,
            signless(spacing, usize::from(0.0 < spacing.fract())),
            if back_to_back == 0 { "none".to_owned() } else { back_to_back.to_string() },
        ));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What followed rest and recovery days, with the number of runs and their spread.
fn after_rest(rest: &RestLedger) -> String {
    let told = |name: &str, unit: &str, [lower, higher]: [&str; 2], compared: &AfterRest| {
        let AfterRest { after, other, verdict } = *compared;
        let (Some(mean), Some(others)) = (after.mean, other.mean) else { return None };
        let counts = format!("{} runs against {}", after.runs, other.runs);
        let spread = match (after.sd, other.sd) {
            (Some(a), Some(b)) => format!(", spread {} and {}", signless(a, 1), signless(b, 1)),
            _ => String::new(),
        };
        Some(match verdict {
            AfterRestVerdict::NotEnoughDays => format!("{name}: not enough days yet ({counts})"),
            AfterRestVerdict::NoDifference => format!("{name} no different from other days ({counts}{spread})"),
            AfterRestVerdict::Better | AfterRestVerdict::Worse => {
                let word = if mean < others { lower } else { higher };
                format!(
                    "{name} {} {unit} {word} than after others ({counts}{spread})",
                    signless((mean - others).abs(), 1)
                )
            }
        })
    };
    let felt = told("runs feel", "points", ["easier", "harder"], &rest.felt);
    let heart = told("heart rate at pace", "bpm", ["lower", "higher"], &rest.heart_rate);
    let parts: Vec<String> = [felt, heart].into_iter().flatten().collect();
    if parts.is_empty() { "not enough days yet to say what follows a rest day".to_owned() } else { parts.join("; ") }
}

/// The thresholds that are known: name, value with its unit, and where it came from.
pub(super) fn known_thresholds(thresholds: &Thresholds) -> Vec<(&'static str, String, &Anchor)> {
    let told = |key: &str, unit: &str, value: f64| match (key, unit) {
        ("run_pace", _) => pace(value),
        (_, "bpm" | "W") => format!("{} {unit}", signless(value, 0)),
        _ => format!("{value} {unit}"),
    };
    let all = thresholds.all_anchors().into_iter();
    let known = all.filter_map(|(key, unit, anchor)| anchor.as_ref().map(|anchor| (key, unit, anchor)));
    known.map(|(key, unit, anchor)| (words::threshold_name(key), told(key, unit, anchor.value), anchor)).collect()
}

/// The thresholds, one a line; one that was not given says how it was found.
pub(super) fn threshold_lines(report: &Report) -> Vec<SummaryLine> {
    let labels = ["Thresholds"].into_iter().chain(std::iter::repeat(""));
    let told = |(name, value, anchor): (&str, String, &Anchor)| {
        let origin = words::provenance_word(anchor.provenance);
        let evidence = if anchor.evidence.is_empty() { String::new() } else { format!(": {}", anchor.evidence) };
        format!("{name} {value}, {origin}{evidence}")
    };
    labels
        .zip(known_thresholds(&report.thresholds))
        .map(|(label, known)| SummaryLine::new(label, told(known)))
        .collect()
}

/// How many inputs became what.
pub(super) fn inputs_text(report: &Report) -> String {
    let ImportCounts { inputs, activities, duplicates, not_activity, refused, damaged } = report.counts;
    let newest = report.newest_activity_day.as_ref().map(|day| format!(" Newest activity: {day}.")).unwrap_or_default();
    let parts = if damaged == 0 { String::new() } else { format!("; {damaged} damaged and read in part") };
    format!(
        "Inputs: {inputs} = {activities} with activities + {duplicates} duplicates + {not_activity} without activity + \
         {refused} refused{parts}.{newest}"
    )
}
