//! What is said of a report, in words: the same in every format that a person reads.

use super::reader_units::{km, pace, percent, signed, signless};
use super::words;
use crate::athlete::{Anchor, Thresholds};
use crate::readiness::rest_ledger::{AfterRest, AfterRestVerdict, RestLedger};
use crate::readiness::{Confidence, Missing, MissingReason, Readiness, Reason};
use crate::report::{ImportCounts, Intensity, Report, Snapshot, TargetBand};

/// Sentences about what is missing and about the next run, which have lines of their own.
const BELOW: [&str; 8] =
    ["NOT-KNOWN", "NIGHT-STALE", "NIGHTS-FEW", "SDNN-ONLY", "RUNS-FEW", "NO-RECENT-RUN", "TOO-HOT", "NEXT-RUN-GUARD"];

/// What the reader must know before anything else, under every report.
pub(super) const FOOTER: &str = "Not medical advice. A description of your own data, no forecast of injury.";

/// Known days from which form says something as a share of the chronic load.
const FORM_DAYS_MIN: u32 = 14;

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

/// The reasons, without those that have a line of their own or are signs of pushing hard.
pub(super) fn reasons_above(report: &Report) -> impl Iterator<Item = &Reason> {
    report.today.reasons.iter().filter(|reason| !said_below(reason, &report.pushing_hard))
}

/// Whether the report says the same further down: as a sign of pushing hard, or in the line of what is missing.
fn said_below(reason: &Reason, pushing_hard: &[Reason]) -> bool {
    let sign = |code| pushing_hard.iter().any(|sign| sign.code == code);
    sign(reason.code) || (reason.code == "REST-DUE" && sign("NO-EASY-DAY")) || BELOW.contains(&reason.code)
}

/// What stands below the reasons: the signals, what is missing, the next run.
pub(super) fn lines_below(report: &Report) -> Vec<SummaryLine> {
    let readiness = &report.today;
    let mut lines = Vec::new();
    if !readiness.factors.is_empty() {
        let signals: Vec<String> = readiness
            .factors
            .iter()
            .map(|factor| format!("{} {}", factor.signal.spec().label, signed(factor.z, 1)))
            .collect();
        let text = format!("{} (deviations from your normal, + is better)", signals.join(", "));
        lines.push(SummaryLine::new("Signals", text));
    }
    if !readiness.missing.is_empty() {
        lines.push(SummaryLine::new("Missing", missing_text(&readiness.missing)));
    }
    lines.extend(next_run(&report.snapshot).map(|text| SummaryLine::new("Next run", text)));
    lines
}

/// The bound of the next run; absent without a run in 30 days.
pub(super) fn next_run(snapshot: &Snapshot) -> Option<String> {
    let (longest_m, guard_m) = snapshot.longest_run_30d_m.zip(snapshot.next_run_guard_m)?;
    // The guard rounded down, so that a run below the printed number is below the bound.
    let (longest, guard) = (km(longest_m), km((guard_m / 100.0).floor() * 100.0));
    let exceeded = snapshot.guard_reference_m.filter(|reference_m| *reference_m < longest_m);
    let held_against = exceeded.map_or_else(
        || format!("the longest of 30 days was {longest} km"),
        |second_m| format!("the second longest of 30 days was {} km, the longest, {longest} km, an exception", km(second_m)),
    );
    Some(format!("keep it under {guard} km: {held_against}"))
}

/// The missing signals, those of one reason together.
fn missing_text(missing: &[Missing]) -> String {
    MissingReason::ALL
        .into_iter()
        .filter_map(|reason| {
            let names: Vec<&str> =
                missing.iter().filter(|one| one.reason == reason).map(|one| one.signal.spec().label).collect();
            (!names.is_empty()).then(|| format!("{} ({})", names.join(", "), words::missing_word(reason)))
        })
        .collect::<Vec<_>>()
        .join("; ")
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
        let share = match snapshot.form_ratio {
            Some(_) if snapshot.known_days < FORM_DAYS_MIN => Some("too early to say".to_owned()),
            ratio => ratio.map(|ratio| format!("{} %, {}", signed(100.0 * ratio, 0), words::form_word(ratio))),
        };
        lines.push(SummaryLine::with_figure("Form", signed(form, 0), share.unwrap_or_default()));
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
    if let Some((today, week)) = snapshot.target_today.zip(snapshot.target_week) {
        lines.push(SummaryLine::new("Room", room_text(today, week)));
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

/// What fits today and this week.
fn room_text(today: TargetBand, week: TargetBand) -> String {
    let band = |band: TargetBand| {
        let (low, high) = (signless(band.low, 0), signless(band.high, 0));
        if low == high { low } else { format!("{low} to {high}") }
    };
    format!(
        "load {} today, {} this week ({} done): from what holds the chronic load to what conventions allow",
        band(today),
        band(week),
        signless(week.done, 0)
    )
}

/// How much of the load was measured.
fn quality_text(snapshot: &Snapshot) -> Option<String> {
    let [measured, threshold, estimated] = snapshot.load_quality_share?;
    let shares: Vec<String> = [
        (measured, "measured"),
        (threshold, "measured against an estimated threshold"),
        (estimated, "estimated from time alone"),
    ]
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
    let last = match snapshot.days_since_rest {
        None => String::new(),
        Some(0) => ", yesterday was a rest day".to_owned(),
        Some(1) => ", no rest day for 1 day".to_owned(),
        Some(days) => format!(", no rest day for {days} days"),
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
