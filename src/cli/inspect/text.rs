//! What is told about a file, for a person: at most 80 columns where the names of files allow it.

use super::facts::{ActivityFacts, ChannelFacts, FileFacts, RecordingFacts, SessionFacts};
use crate::activity::TzSource;
use crate::activity::cross_check::{CrossCheck, HeldAgainst};
use crate::athlete::Provenance;
use crate::cli::effort::multiplication_text;
use crate::decode::recording::Wearer;
use crate::diagnostic::{Diagnostic, Severity};
use crate::effort::Quality;
use crate::numerals::{clock, number, percent};
use crate::printable::printable;
use crate::report::activity::ReportedActivity;
use crate::verify::{ChannelComparison, Verification, utc_text};
use comfy_table::{CellAlignment, ContentArrangement, Row, Table, presets};
use jiff::tz::Offset;
use std::collections::BTreeMap;
use std::fmt::Display;

/// Columns of a terminal that everybody has.
pub(super) const WIDTH: u16 = 80;

/// A file looked at closely, its name first.
pub(super) fn file_text(file: &FileFacts) -> String {
    let mut text = String::new();
    for recording in file.recordings.iter().flatten() {
        text.push_str(&table_text(&facts_table(file.format.unwrap_or("-"), recording)));
        text.push_str(&table_text(&sessions_table(&recording.sessions)));
        text.push_str(&table_text(&channels_table(&recording.channels)));
    }
    for activity in &file.activities {
        text.push_str(&table_text(&checks_table(&activity.cross_checks)));
        text.push_str(&effort_text(activity));
    }
    let on_this_file = |activity: &ActivityFacts| {
        let thresholds = activity.methods.iter().filter(|method| method.chosen).flat_map(|method| &method.thresholds);
        thresholds.into_iter().any(|threshold| threshold.provenance == Provenance::Estimated)
    };
    if file.activities.iter().any(on_this_file) {
        text.push_str(" Estimates are from this file alone; a report knows all of your files.\n\n");
    }
    text.extend(file.findings.iter().map(finding_text));
    text.extend((!file.findings.is_empty()).then_some('\n'));
    text.extend(file.verify.as_ref().map(verdict_text));
    format!("{}\n{}\n", printable(&file.source), text.trim_end())
}

/// Many inputs: where they lie and how many of each outcome there are, then a line each.
pub(super) fn list_text(place: &str, files: &[FileFacts]) -> String {
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        *outcomes.entry(file.outcome).or_default() += 1;
    }
    let counts: Vec<String> = outcomes.iter().map(|(outcome, count)| format!("{count} {outcome}")).collect();
    let mut text = format!(
        "{}: {} input{} = {}\n",
        printable(place),
        files.len(),
        if files.len() == 1 { "" } else { "s" },
        counts.join(" + ")
    );

    let mut table = plain_table();
    // A line an input, however long its name is.
    table.set_content_arrangement(ContentArrangement::Disabled);
    let verified = files.iter().any(|file| file.verify.is_some());
    for file in files {
        let within = file.source.strip_prefix(place).map_or(file.source.as_str(), |name| name.trim_start_matches('!'));
        let mut line = vec![file.outcome.to_owned(), what_it_is(file), printable(within).into_owned()];
        if verified {
            line.insert(2, or_dash(file.verify.as_ref().map(agreement_text)));
        }
        table.add_row(line);
    }
    text.push_str(&table.trim_fmt());
    text.push('\n');
    for file in files.iter().filter(|file| file.verify.as_ref().is_some_and(|verify| 0 < verify.differing)) {
        text.extend(["\n", &*printable(&file.source), "\n"]);
        text.extend(file.verify.as_ref().map(|verify| verdict_text(verify).trim_end().to_owned() + "\n"));
    }
    text
}

/// What an input gave: its first activity and the number of the others, and what kept it from being read in full.
fn what_it_is(file: &FileFacts) -> String {
    let fault = (Severity::Damaged <= file.severity() && file.code != "OK").then_some(file.code);
    match &file.activities[..] {
        [] if file.code == "OK" => "-".to_owned(),
        [] => file.code.to_owned(),
        [first, others @ ..] => {
            let others = (!others.is_empty()).then(|| format!("and {} more", others.len()));
            [Some(in_short(first)), others, fault.map(str::to_owned)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

/// An activity in a few words.
fn in_short(activity: &ActivityFacts) -> String {
    let ReportedActivity { activity, effort, .. } = &activity.row.reported;
    let (sport, duration) = (activity.sport.as_str(), clock(activity.duration_s.round()));
    format!("{} {sport} {duration} load {:.1}", activity.day, effort.load)
}

/// What the second reader says, in a word.
fn agreement_text(verify: &Verification) -> String {
    match verify {
        Verification { differing: 0, compared: 0, .. } => "not compared".to_owned(),
        Verification { differing: 0, compared, .. } => format!("{compared} alike"),
        Verification { differing, .. } => format!("{differing} differ"),
    }
}

fn facts_table(format: &str, recording: &RecordingFacts) -> Table {
    let RecordingFacts { device, name, samples, laps, first_time, last_time, .. } = recording;
    let offset = recording.utc_offset_s.and_then(|offset_s| Offset::from_seconds(offset_s).ok());
    let span = first_time.as_ref().zip(last_time.as_ref());
    let span = span.map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    let pauses = match (recording.pauses, recording.paused_s) {
        (Some(0), _) => "none".to_owned(),
        (Some(pauses), Some(paused_s)) => format!("{pauses}, together {}", clock(paused_s)),
        _ => format!("no timer; {} interruptions", recording.interruptions),
    };
    let mut table = plain_table();
    table.add_rows([
        ["format", format],
        ["device", &or_dash(device.as_deref().map(printable))],
        ["name", &or_dash(name.as_deref().map(printable))],
        ["local clock", &or_dash(offset.map(|offset| format!("UTC{offset}")))],
        ["wearer", &wearer_text(&recording.wearer)],
        ["samples", &format!("{samples}{span}")],
        ["laps", &laps.to_string()],
        ["pauses", &pauses],
        ["RR intervals", &recording.rr_intervals.to_string()],
    ]);
    table
}

/// What the watch knows about its wearer.
fn wearer_text(wearer: &Wearer) -> String {
    let zones: Vec<String> = wearer.heart_rate_zones_bpm.iter().map(u8::to_string).collect();
    let known = [
        wearer.heart_rate_rest_bpm.map(|bpm| format!("rest {bpm} bpm")),
        wearer.heart_rate_max_bpm.map(|bpm| format!("max {bpm} bpm")),
        wearer.heart_rate_threshold_bpm.map(|bpm| format!("threshold {bpm} bpm")),
        wearer.threshold_power_w.map(|watts| format!("threshold {watts} W")),
        (!zones.is_empty()).then(|| format!("zones up to {} bpm", zones.join(" "))),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    or_dash((!known.is_empty()).then(|| known.join(", ")))
}

fn sessions_table(sessions: &[SessionFacts]) -> Table {
    let mut table = plain_table();
    table.set_header(["session", "start", "timer", "distance_m"]);
    for session in sessions {
        table.add_row([
            or_dash(session.sport.as_deref().map(printable)),
            or_dash(session.start_time.as_ref()),
            or_dash(session.timer_s.map(clock)),
            or_dash(session.distance_m.map(|metres| number(metres, 1))),
        ]);
    }
    table
}

/// The channels: how many values, the share of the samples that have one, the least and the greatest.
fn channels_table(channels: &[ChannelFacts]) -> Table {
    let mut table = plain_table();
    table.set_header(["channel", "values", "covered", "min", "max"]);
    for channel in channels {
        let decimals = channel.decimals;
        let value = |value: Option<f64>| or_dash(value.map(|value| format!("{value:.decimals$}")));
        table.add_row([
            channel.name.to_owned(),
            channel.values.to_string(),
            format!("{} %", percent(channel.coverage)),
            value(channel.min),
            value(channel.max),
        ]);
    }
    numbers_to_the_right(&mut table);
    table
}

/// The channels as they were held against each other: what the other says of the same time, what was lost, and why.
fn checks_table(checks: &[CrossCheck]) -> Table {
    let mut table = plain_table();
    if !checks.is_empty() {
        table.set_header(["checked", "held against", "lost"]);
    }
    for check in checks {
        let mut lines: Vec<String> = check.held_against.iter().map(held_text).collect();
        lines.push(check.rule.to_owned());
        lines.extend(check.why.iter().map(|why| format!("- {why}")));
        table.add_row([check.channel.to_owned(), lines.join("\n"), or_dash((0 < check.lost).then_some(check.lost))]);
    }
    table
}

/// What another channel says of the same time.
fn held_text(held: &HeldAgainst) -> String {
    let HeldAgainst { channel, says_m, other_says_m, over_s } = held;
    let (says, other) = (number(*says_m, 1), number(*other_says_m, 1));
    format!("{channel}: {says} m, and {other} m by it, in {}", clock(over_s.round()))
}

/// How the load of an activity came about.
fn effort_text(activity: &ActivityFacts) -> String {
    let ReportedActivity { activity: reported, effort, .. } = &activity.row.reported;
    let mut table = plain_table();
    table.add_row([
        "activity".to_owned(),
        format!(
            "{} on {}, by {}",
            reported.sport.as_str().replace('_', " "),
            reported.day,
            clock_of(reported.tz_source)
        ),
    ]);
    for method in &activity.methods {
        let verdict = match method.intensity {
            Some(intensity) if method.chosen => format!("taken: intensity {} = ", number(intensity, 4)),
            Some(intensity) => format!("not needed: intensity {} = ", number(intensity, 4)),
            None => "not possible: ".to_owned(),
        };
        table.add_row([method.title.to_owned(), verdict + &method.text]);
        for threshold in method.thresholds.iter().filter(|_| method.chosen) {
            table.add_row([String::new(), format!("- {}", threshold.text())]);
        }
    }
    table.add_row(["load".to_owned(), multiplication_text(reported.duration_s, effort.intensity, effort.load)]);
    table.add_row([String::new(), quality_word(effort.quality).to_owned()]);
    table_text(&table)
}

/// Whose clock tells the day.
const fn clock_of(tz_source: TzSource) -> &'static str {
    match tz_source {
        TzSource::File => "the clock of the file",
        TzSource::Coordinates => "the clock of the place",
        TzSource::Athlete => "the time_zone in athlete.toml",
        TzSource::Utc => "UTC, as nobody knows the local clock",
    }
}

/// How much a load can be trusted.
const fn quality_word(quality: Quality) -> &'static str {
    match quality {
        Quality::Measured => "measured, against thresholds that were given",
        Quality::EstimatedThreshold => "measured, against a threshold that nobody gave",
        Quality::Estimated => "estimated: no sample was measured",
    }
}

/// A finding in a line.
fn finding_text(found: &Diagnostic) -> String {
    let at = found.at_byte.map(|at| format!(" at byte {at}")).unwrap_or_default();
    let times = if found.count == 1 { String::new() } else { format!(" ({} times)", found.count) };
    wrap_text(&format!("{}{at}: {}{times}", found.code.as_str(), printable(&found.detail)), 1, 3)
}

/// What the second reader says, and each channel that both were asked for.
fn verdict_text(verify: &Verification) -> String {
    let Verification { reader, compared, differing, stopped, channels } = verify;
    let stopped = stopped.as_deref().map(printable).unwrap_or_default();
    let Some(reader) = reader else { return format!(" {stopped}\n") };
    if *compared == 0 && !stopped.is_empty() {
        return wrap_text(&format!("{reader} gives no verdict: {stopped}"), 1, 3);
    }
    let further = if stopped.is_empty() { String::new() } else { format!("; it read no further: {stopped}") };
    let sum = if *differing == 0 {
        format!("{reader} agrees on {compared} values{further}")
    } else {
        format!("{reader} differs in {differing} of {compared} values{further}")
    };
    let mut table = plain_table();
    table.set_header(["channel", "equal", "different", "only here", "only there", "largest"]);
    for channel in channels {
        table.add_row([
            channel.name.to_owned(),
            channel.equal.to_string(),
            channel.different.to_string(),
            channel.only_ours.to_string(),
            channel.only_theirs.to_string(),
            if channel.different == 0 { "-".to_owned() } else { significant_digits(channel.largest_difference) },
        ]);
    }
    numbers_to_the_right(&mut table);
    let firsts: String = channels.iter().filter_map(first_difference).collect();
    wrap_text(&sum, 1, 3) + &table_text(&table) + &firsts
}

/// Where a channel first differs. Values of a position are not shown, for they tell where somebody lives.
fn first_difference(channel: &ChannelComparison) -> Option<String> {
    let first = channel.first.as_ref()?;
    let at = first.time_ms.and_then(utc_text).map(|time| format!(" at {time}")).unwrap_or_default();
    let values = match (channel.name, first.ours, first.theirs) {
        ("latitude_deg" | "longitude_deg" | "time_ms", ..) => String::new(),
        (_, ours, theirs) => format!(": {} here, {} there", or_dash(ours), or_dash(theirs)),
    };
    Some(wrap_text(&format!("{} first differs in sample {}{at}{values}", channel.name, first.sample), 1, 3))
}

/// A number with three significant digits, whatever its size.
fn significant_digits(value: f64) -> String {
    if (0.001..1e6).contains(&value) { number(value, 3) } else { format!("{value:.2e}") }
}

/// A value, or a dash where it is absent.
fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// A text in lines of at most [`WIDTH`] columns, the first one and the others behind so many blanks.
pub(super) fn wrap_text(text: &str, first: u16, others: u16) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH - others);
    if let Some(column) = table.add_row(Row::from([text])).column_mut(0) {
        column.set_padding((0, 0));
    }
    let lines = table.lines().enumerate().map(|(i, line)| {
        let blanks = usize::from(if i == 0 { first } else { others });
        format!("{}{}\n", " ".repeat(blanks), line.trim_end())
    });
    lines.collect()
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table
}

fn numbers_to_the_right(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// A table between blank lines; nothing without a row.
fn table_text(table: &Table) -> String {
    if table.is_empty() { String::new() } else { table.trim_fmt() + "\n\n" }
}
