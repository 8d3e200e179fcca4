//! Two panels for a terminal: Recovery Readiness and Training Load Snapshot.
//!
//! Nothing is told by colour alone: the verdict is a word, a shape and a colour that a colour-blind eye tells apart.

use super::panel::{Look, Panel, Piece};
use super::{ImportCounts, Intensity, Report, Snapshot, TargetBand, sparkline, words};
use crate::athlete::{Anchor, Thresholds};
use crate::readiness::rest_ledger::{AfterRest, RestLedger, Verdict};
use crate::readiness::{Band, Confidence, Missing, MissingReason, Readiness, Reason};

pub(crate) use super::panel::wrap;

/// Sentences about what is missing and about the next run, which have lines of their own in the panel.
const BELOW: [&str; 8] =
    ["NOT-KNOWN", "NIGHT-STALE", "NIGHTS-FEW", "SDNN-ONLY", "RUNS-FEW", "NO-RECENT-RUN", "TOO-HOT", "NEXT-RUN-GUARD"];

/// Columns of a label.
const LABEL: usize = 14;

/// What the reader must know before anything else, under every report.
const FOOTER: &str = "Not medical advice. A description of your own data, no forecast of injury.";

/// How a terminal is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are used; nothing is told by colour alone.
    pub color: bool,
    /// Columns of the terminal; the panels take from 52 to 80 of them.
    pub width: usize,
    /// Whether characters beyond ASCII are used.
    pub unicode: bool,
}

impl Default for Style {
    /// Plain Unicode, 80 columns.
    fn default() -> Self {
        Self { color: false, width: 80, unicode: true }
    }
}

/// The report as text, every line with its newline. Without `style.color` it holds no control character but newlines.
#[must_use]
pub fn panels(report: &Report, style: Style) -> String {
    let mut text = readiness_panel(report, style);
    text.push_str(&load_panel(report, style));
    for paragraph in report.notes.iter().map(|note| format!("Note: {note}")).chain([inputs(report), FOOTER.to_owned()])
    {
        for line in wrap(&style.clean(&paragraph), style.outer() - 1) {
            text.push(' ');
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn readiness_panel(report: &Report, style: Style) -> String {
    let readiness = &report.readiness;
    let aside = format!("{} · {}", report.athlete, readiness.day.strftime("%a %Y-%m-%d"));
    let mut panel = Panel::new(style, "Recovery Readiness", &aside);
    panel.gap();
    verdict(&mut panel, readiness, style);
    gauge(&mut panel, readiness, style);
    panel.gap();
    sentences(&mut panel, "Why", readiness.reasons.iter().filter(|reason| !said_below(reason, &report.pushing_hard)));
    if let [summary, signs @ ..] = report.pushing_hard.as_slice() {
        panel.entry((Look::Bold, "! "), (Look::Bold, &summary.text));
        for sign in signs {
            panel.entry((Look::Plain, "  • "), (Look::Plain, &sign.text));
        }
        panel.gap();
    }
    if !readiness.factors.is_empty() {
        let signals: Vec<String> = readiness
            .factors
            .iter()
            .map(|factor| format!("{} {}", words::signal(factor.signal), signed(factor.z, 1)))
            .collect();
        entry(&mut panel, "Signals", &format!("{} (deviations from your normal, + is better)", signals.join(", ")));
    }
    if !readiness.missing.is_empty() {
        entry(&mut panel, "Missing", &missing(&readiness.missing));
    }
    if let (Some(longest_m), Some(guard_m)) = (report.snapshot.longest_run_30d_m, report.snapshot.next_run_guard_m) {
        // The guard rounded down, so that a run below the printed number is below the bound.
        let (longest, guard) = (km(longest_m), km((guard_m / 100.0).floor() * 100.0));
        entry(&mut panel, "Next run", &format!("keep it under {guard} km: the longest of 30 days was {longest} km"));
    }
    panel.close()
}

/// Shape, word and colour; score and confidence at the right, or on a second line where it is narrow.
fn verdict(panel: &mut Panel, readiness: &Readiness, style: Style) {
    let (shape, tint) = match readiness.band {
        Band::NotEnoughData => ("○", Look::Bold),
        Band::Rest => ("■", Look::Tint(202)),
        Band::ActiveRecovery => ("◆", Look::Tint(214)),
        Band::Easy => ("▲", Look::Tint(74)),
        Band::ReadyForQuality => ("●", Look::Tint(32)),
    };
    let word = style.clean(&format!("{shape} {}", words::recommendation(readiness)));
    let sure = match readiness.confidence {
        Confidence::None => "no score".to_owned(),
        sure => format!("{} confidence", sure.as_str()),
    };
    // Rounded down: 64.6 is below the limit of 65, and must not read as if it were not.
    let score = match (readiness.score, readiness.half_width) {
        (Some(score), Some(half_width)) => format!("{:.0} ± {half_width:.0} of 100", score.floor()),
        _ => String::new(),
    };
    let figures =
        style.clean(&[score, sure].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "));
    let used = word.chars().count() + figures.chars().count();
    if used + 4 <= style.inner() {
        let space = " ".repeat(style.inner() - used - 1);
        panel.line(&[(tint, &word), (Look::Plain, &space), (Look::Bold, &figures)]);
    } else {
        panel.line(&[(tint, &word)]);
        panel.line(&[(Look::Plain, "  "), (Look::Bold, &figures)]);
    }
}

/// The score with its half-width on the bands; nothing without a score.
fn gauge(panel: &mut Panel, readiness: &Readiness, style: Style) {
    let (Some(score), Some(half_width)) = (readiness.score, readiness.half_width) else { return };
    // Sixty columns, or forty: with both, the limits 25, 45 and 65 fall on whole columns.
    let columns = if 66 <= style.inner() { 60 } else { 40 };
    let column = |score: f64| (score.clamp(0.0, 100.0) / 100.0 * columns as f64).round() as usize;
    let starts = [0.0, 25.0, 45.0, 65.0, 100.0].map(column);
    let mut names = String::new();
    for (start, name) in starts.iter().zip(["rest", "recover", "easy", "ready for quality"]) {
        names.extend(std::iter::repeat_n(' ', start.saturating_sub(names.len())));
        names.push_str(name);
    }
    let (low, at, high) = (column(score - half_width), column(score), column(score + half_width));
    let mut pieces: Vec<Piece<'_>> = vec![(Look::Plain, "  ")];
    for position in 0..=columns {
        pieces.push(match position {
            _ if position == at => (Look::Bold, "●"),
            0 => (Look::Faint, "├"),
            _ if position == columns => (Look::Faint, "┤"),
            _ if starts.contains(&position) => (Look::Faint, "┼"),
            _ if (low..=high).contains(&position) => (Look::Plain, "━"),
            _ => (Look::Faint, "─"),
        });
    }
    panel.gap();
    panel.line(&[(Look::Plain, "  "), (Look::Faint, &names)]);
    panel.line(&pieces);
}

/// Whether the panel says the same further down: as a sign of pushing hard, or in the line of what is missing.
fn said_below(reason: &Reason, pushing_hard: &[Reason]) -> bool {
    let sign = |code| pushing_hard.iter().any(|sign| sign.code == code);
    sign(reason.code) || (reason.code == "REST-DUE" && sign("NO-EASY-DAY")) || BELOW.contains(&reason.code)
}

fn sentences<'a>(panel: &mut Panel, heading: &str, reasons: impl Iterator<Item = &'a Reason>) {
    for (nth, reason) in reasons.enumerate() {
        if nth == 0 {
            panel.line(&[(Look::Bold, heading)]);
        }
        panel.entry((Look::Plain, "• "), (Look::Plain, &reason.text));
    }
    panel.gap();
}

/// The missing signals, those of one reason together.
fn missing(missing: &[Missing]) -> String {
    MissingReason::ALL
        .into_iter()
        .filter_map(|reason| {
            let names: Vec<&str> =
                missing.iter().filter(|one| one.reason == reason).map(|one| words::signal(one.signal)).collect();
            (!names.is_empty()).then(|| format!("{} ({})", names.join(", "), words::missing(reason)))
        })
        .collect::<Vec<_>>()
        .join("; ")
}

fn load_panel(report: &Report, style: Style) -> String {
    let yesterday = report.readiness.day.yesterday().unwrap_or(report.readiness.day);
    let mut panel = Panel::new(style, "Training Load Snapshot", &format!("6 weeks to {yesterday}"));
    panel.gap();
    let days = sparkline::last_days(report);
    sparkline::draw(&mut panel, &days, style);
    panel.gap();
    snapshot(&mut panel, &report.snapshot);
    if days.iter().any(|day| day.load.is_some()) {
        entry(&mut panel, "Rest", &rest(&report.snapshot));
        if let Some(text) = ledger(&report.rest) {
            entry(&mut panel, "", &text);
        }
        entry(&mut panel, "After rest", &after_rest(&report.rest));
    }
    quality(&mut panel, &report.snapshot);
    thresholds(&mut panel, &report.thresholds);
    panel.close()
}

/// How rest and hard days were spread; absent where neither was.
fn ledger(rest: &RestLedger) -> Option<String> {
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
            Verdict::NotEnoughDays => format!("{name}: not enough days yet ({counts})"),
            Verdict::NoDifference => format!("{name} no different from other days ({counts}{spread})"),
            Verdict::Better | Verdict::Worse => {
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

fn snapshot(panel: &mut Panel, snapshot: &Snapshot) {
    if let Some(load) = snapshot.load_7d {
        entry(panel, "7 days", &format!("load {}{}", signless(load, 0), against_usual(load, snapshot.load_usual_week)));
    }
    if let Some(acute) = snapshot.acute {
        figure(
            panel,
            "Acute",
            &signless(acute, 0),
            &format!("a day: what you did lately ({} days)", snapshot.acute_days),
        );
    }
    if let Some(chronic) = snapshot.chronic {
        let still = if snapshot.warm_up { ", still filling up" } else { "" };
        figure(
            panel,
            "Chronic",
            &signless(chronic, 0),
            &format!("a day: what you are used to ({} days{still})", snapshot.chronic_days),
        );
    }
    if let Some(form) = snapshot.form {
        let share = snapshot.form_ratio.map(|ratio| format!("{} %, {}", signed(100.0 * ratio, 0), words::form(ratio)));
        figure(panel, "Form", &signed(form, 0), &share.unwrap_or_default());
    }
    let details: Vec<String> = [
        snapshot.ramp.map(|ramp| format!("ramp {} a week", signed(ramp, 1))),
        snapshot.monotony.map(|monotony| format!("monotony {}", signless(monotony, 1))),
        snapshot.strain.map(|strain| format!("strain {}", signless(strain, 0))),
        snapshot.acwr.map(|acwr| format!("acute:chronic ratio {}", signless(acwr, 2))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !details.is_empty() {
        entry(panel, "Details", &details.join(", "));
    }
    if let Some(intensity) = snapshot.intensity_28d {
        entry(panel, "Intensity", &spread(&intensity));
    }
    if let Some((today, week)) = snapshot.target_today.zip(snapshot.target_week) {
        entry(panel, "Room", &room(today, week));
    }
}

/// How the last weeks were spread over intensities.
fn spread(intensity: &Intensity) -> String {
    let [easy, moderate, hard] = intensity.time_share;
    let workouts = if intensity.workouts == 1 { "workout" } else { "workouts" };
    format!(
        "{} of the time easy, {} moderate, {} hard; {} of {} {workouts} hard (28 days)",
        percent(easy),
        percent(moderate),
        percent(hard),
        intensity.hard_workouts,
        intensity.workouts,
    )
}

/// What fits today and this week.
fn room(today: TargetBand, week: TargetBand) -> String {
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
fn quality(panel: &mut Panel, snapshot: &Snapshot) {
    if let Some([measured, threshold, estimated]) = snapshot.load_quality_share {
        let shares: Vec<String> = [
            (measured, "measured"),
            (threshold, "measured against an estimated threshold"),
            (estimated, "estimated from time alone"),
        ]
        .into_iter()
        .filter(|(share, _)| *share > 0.0)
        .map(|(share, name)| format!("{} {name}", percent(share)))
        .collect();
        entry(panel, "Load is", &shares.join(", "));
    }
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

fn rest(snapshot: &Snapshot) -> String {
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

/// The thresholds, one a line; one that was not given says how it was found.
fn thresholds(panel: &mut Panel, thresholds: &Thresholds) {
    let bpm = |anchor: &Anchor| format!("{} bpm", signless(anchor.value, 0));
    let rows = [
        ("resting heart rate", thresholds.hr_rest.as_ref().map(|anchor| (bpm(anchor), anchor))),
        ("highest heart rate", thresholds.hr_max.as_ref().map(|anchor| (bpm(anchor), anchor))),
        ("threshold heart rate", thresholds.lthr.as_ref().map(|anchor| (bpm(anchor), anchor))),
        ("threshold pace", thresholds.run_speed_mps.as_ref().map(|anchor| (pace(anchor.value), anchor))),
        (
            "threshold power",
            thresholds.ride_power_w.as_ref().map(|anchor| (format!("{} W", signless(anchor.value, 0)), anchor)),
        ),
    ];
    let mut label = "Thresholds";
    for (name, row) in rows {
        let Some((value, anchor)) = row else { continue };
        let origin = words::provenance(anchor.provenance);
        let evidence = if anchor.evidence.is_empty() { String::new() } else { format!(": {}", anchor.evidence) };
        entry(panel, label, &format!("{name} {value}, {origin}{evidence}"));
        label = "";
    }
}

fn inputs(report: &Report) -> String {
    let ImportCounts { inputs, activities, duplicates, not_activity, refused, damaged } = report.counts;
    let newest = report.newest_activity_day.as_ref().map(|day| format!(" Newest activity: {day}.")).unwrap_or_default();
    let parts = if damaged == 0 { String::new() } else { format!("; {damaged} damaged and read in part") };
    format!(
        "Inputs: {inputs} = {activities} with activities + {duplicates} duplicates + {not_activity} without activity + \
         {refused} refused{parts}.{newest}"
    )
}

fn entry(panel: &mut Panel, label: &str, text: &str) {
    panel.entry((Look::Bold, &format!("{label:<LABEL$}")), (Look::Plain, text));
}

/// A figure in the column of labels, and what it means.
fn figure(panel: &mut Panel, label: &str, figure: &str, text: &str) {
    panel.entry((Look::Bold, &format!("{label:<8}{figure:>4}  ")), (Look::Plain, text));
}

fn km(metres: f64) -> String {
    signless(metres / 1000.0, 1)
}

/// Pace of a speed, per kilometre, in whole seconds.
fn pace(speed_mps: f64) -> String {
    let seconds = (1000.0 / speed_mps.max(0.1)).round() as u32;
    format!("{}:{:02} per km", seconds / 60, seconds % 60)
}

/// A share in percent, its sign kept on the line of its number.
fn percent(share: f64) -> String {
    let number = if share.abs() < 0.005 { "< 1".to_owned() } else { signless(100.0 * share, 0) };
    format!("{number}\u{a0}%")
}

/// A number with so many decimals; never `-0`.
fn signless(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.replace('-', "") } else { text }
}

/// The same with its sign, but for zero.
fn signed(number: f64, decimals: usize) -> String {
    let text = signless(number, decimals);
    let is_positive = text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) && !text.starts_with('-');
    if is_positive { format!("+{text}") } else { text }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::sample;
    use unicode_width::UnicodeWidthStr;

    const PLAIN: Style = Style { color: false, width: 80, unicode: true };

    #[test]
    fn a_morning_after_hard_days() {
        insta::assert_snapshot!(panels(&sample::report(), PLAIN), @r"
        ╭─ Recovery Readiness ────────────────────────────────── Ana · Sat 2026-03-14 ─╮
        │                                                                              │
        │ ▲ Train easy                              48 ± 19 of 100, medium confidence  │
        │                                                                              │
        │   rest           recover     easy        ready for quality                   │
        │   ├──────────────┼──━━━━━━━━━┼━●━━━━━━━━━┼━───────────────────┤              │
        │                                                                              │
        │ Why                                                                          │
        │ • Legs 1.4 points worse than your 28-day normal (2 of 5), the clearest sign  │
        │   this morning.                                                              │
        │ • The last 7 days held 16 % more load than you are used to.                  │
        │                                                                              │
        │ ! You have been pushing hard, and it is time to pull back: walk, do yoga or  │
        │   rest today.                                                                │
        │   • No rest or active-recovery day for 10 days.                              │
        │                                                                              │
        │ Signals       legs -2.1, soreness -0.4, hours of sleep +0.3, load -0.6       │
        │               (deviations from your normal, + is better)                     │
        │ Missing       HRV, resting heart rate (not given); motivation (older than    │
        │               yesterday); effort felt (too few values yet)                   │
        │ Next run      keep it under 23.2 km: the longest of 30 days was 21.1 km      │
        ╰──────────────────────────────────────────────────────────────────────────────╯
        ╭─ Training Load Snapshot ───────────────────────────── 6 weeks to 2026-03-13 ─╮
        │                                                                              │
        │ ?▃·▃▅·▇    ▂▃·▃▅··    █▃·▄▅▁▄    ·▃▄·▆▃█    ··▃▅▃·▆    ▂▄▃▆▃█▂               │
        │       ?        243        457        438        303        536               │
        │ load a day, and of each 7 days; · rest, ? unknown, █ 166                     │
        │                                                                              │
        │ 7 days        load 536, 16 % above your usual week (462)                     │
        │ Acute     62  a day: what you did lately (7 days)                            │
        │ Chronic   52  a day: what you are used to (42 days)                          │
        │ Form      -9  -18 %, tired from training                                     │
        │ Details       ramp +2.1 a week, monotony 1.4, strain 772, acute:chronic      │
        │               ratio 1.16                                                     │
        │ Intensity     80 % of the time easy, 12 % moderate, 8 % hard; 4 of 18        │
        │               workouts hard (28 days)                                        │
        │ Room          load 52 to 88 today, 480 to 560 this week (410 done): from     │
        │               what holds the chronic load to what conventions allow          │
        │ Rest          0 of 7 days rest or recovery, 8 of 28, no rest day for 8 days; │
        │               7 workouts in 7 days                                           │
        │ After rest    not enough days yet to say what follows a rest day             │
        │ Load is       82 % measured, 12 % measured against an estimated threshold,   │
        │               6 % estimated from time alone                                  │
        │ Thresholds    highest heart rate 186 bpm, given                              │
        │               threshold heart rate 168 bpm, given                            │
        │               threshold pace 4:09 per km, estimated: 90 % of the speed of    │
        │               your best 10 km in 90 days                                     │
        ╰──────────────────────────────────────────────────────────────────────────────╯
         Note: No resting heart rate: it is taken as 50 beats a minute. Give hr_rest in
         athlete.toml.
         Inputs: 183 = 160 with activities + 12 duplicates + 9 without activity + 2
         refused; 1 damaged and read in part. Newest activity: 2026-03-13.
         Not medical advice. A description of your own data, no forecast of injury.
        ");
    }

    #[test]
    fn nothing_known_is_said_and_not_shown_as_rest() {
        let text = panels(&sample::nothing_known(), PLAIN);
        assert!(text.contains("○ Not enough data") && text.contains("no score"), "{text}");
        assert!(text.contains("│ ???????    ???????") && !text.contains("rest or recovery"), "{text}");
    }

    #[test]
    fn every_band_has_a_word_a_shape_and_a_colour_of_its_own() {
        let mut seen = Vec::new();
        for band in [Band::NotEnoughData, Band::Rest, Band::ActiveRecovery, Band::Easy, Band::ReadyForQuality] {
            let mut report = sample::report();
            report.readiness.band = band;
            let text = panels(&report, Style { color: true, ..PLAIN });
            let headline = text.lines().nth(2).unwrap();
            let (look, words) = headline.strip_prefix("│ \u{1b}[").unwrap().split_once('m').unwrap();
            let (shape, word) = words.split_once(' ').unwrap();
            seen.push([look.to_owned(), shape.to_owned(), word.to_owned()]);
        }
        for part in 0..3 {
            let mut parts: Vec<&str> = seen.iter().map(|one| one[part].as_str()).collect();
            parts.sort_unstable();
            parts.dedup();
            assert_eq!(parts.len(), 5, "{seen:?}");
        }
    }

    #[test]
    fn low_confidence_makes_readiness_a_condition() {
        let mut report = sample::report();
        report.readiness.band = Band::ReadyForQuality;
        report.readiness.confidence = Confidence::Low;
        let text = panels(&report, PLAIN);
        assert!(text.contains("● Ready if you feel good") && text.contains("low confidence"), "{text}");
    }

    #[test]
    fn a_score_below_a_limit_never_reads_as_the_limit() {
        let mut report = sample::report();
        report.readiness.score = Some(64.9);
        assert!(panels(&report, PLAIN).contains(" 64 ± 19 of 100"));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let report = sample::report();
        let mut text = String::new();
        for piece in panels(&report, Style { color: true, ..PLAIN }).split("\u{1b}[") {
            text.push_str(if text.is_empty() { piece } else { piece.split_once('m').unwrap().1 });
        }
        assert_eq!(text, panels(&report, PLAIN));
    }

    #[test]
    fn hostile_texts_neither_act_nor_pass_the_edge() {
        for hostile in sample::HOSTILE.map(|text| text.repeat(40)) {
            for width in [0, 52, 63, 80, 500] {
                for unicode in [true, false] {
                    let mut report = sample::report();
                    report.athlete.clone_from(&hostile);
                    report.notes = vec![hostile.clone()];
                    report.readiness.reasons[0].text.clone_from(&hostile);
                    report.thresholds.lthr.as_mut().unwrap().evidence.clone_from(&hostile);
                    let text = panels(&report, Style { color: false, width, unicode });
                    for line in text.lines() {
                        assert_eq!(line, crate::printable::printable(line));
                        assert!(line.width() <= width.clamp(52, 80), "{line}");
                        assert!(unicode || line.is_ascii(), "{line}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_have_no_negative_zero() {
        assert_eq!([signed(-0.04, 1), signed(0.04, 1), signed(0.06, 1), signed(-1.0, 0)], ["0.0", "0.0", "+0.1", "-1"]);
        assert_eq!(pace(4.0), "4:10 per km");
        assert_eq!(percent(0.001), "< 1\u{a0}%");
    }
}
