//! `restday thresholds`: every threshold over time, a line a change, with its evidence. Nothing is written.

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader;
use crate::athlete::history::Change;
use crate::columns::TableRows;
use crate::pipeline::build;
use crate::printable::printable;
use crate::render::terminal::wrap_words;
use crate::render::{csv, json};
use std::process::ExitCode;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// Columns before the evidence where it stands on lines of its own: below the key.
const INDENT: usize = 11;

/// What `restday thresholds` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct ThresholdsArgs {
    #[command(flatten)]
    asked: input_reader::Asked,

    /// Write one JSON document.
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Write CSV: a header and a row a change.
    #[arg(long)]
    csv: bool,
}

pub(super) fn run_thresholds(arguments: &ThresholdsArgs) -> Result<ExitCode, Failure> {
    let (configured, ingested, morning) = arguments.asked.read_asked()?;
    let athlete = configured.athlete;
    let changes = build::thresholds(&athlete, &ingested.activities, morning)?;
    door::say_out(if arguments.json {
        Told::Json(json::thresholds(&athlete.name, &morning.to_string(), &changes))
    } else if arguments.csv {
        Told::Csv(csv::table(TableRows::plain(&changes)))
    } else {
        Told::Text(thresholds_text(&athlete.name, &morning.to_string(), &changes))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The thresholds for a person.
fn thresholds_text(athlete: &str, as_of: &str, changes: &[Change]) -> String {
    let mut text = format!("Thresholds of {} as of the morning of {as_of}\n\n", printable(athlete));
    if changes.is_empty() {
        text.push_str(
            "Nothing was given, and nothing can be told from the activities: write what you know into\nathlete.toml.\n",
        );
        return text;
    }
    text.push_str(&threshold_line("from", "key", "value", "source", "confidence", ""));
    for change in changes {
        let anchor = change.anchor.as_ref();
        text.push_str(&threshold_line(
            &change.from.to_string(),
            change.key,
            &threshold_value(change),
            anchor.map(|anchor| anchor.provenance.as_str()).unwrap_or_default(),
            anchor.map(|anchor| anchor.confidence.as_str()).unwrap_or_default(),
            anchor.map(|anchor| anchor.evidence.as_str()).unwrap_or_default(),
        ));
    }
    text
}

/// One line, and the evidence behind it, or below it where it does not fit.
fn threshold_line(from: &str, key: &str, value: &str, source: &str, confidence: &str, evidence: &str) -> String {
    let evidence = printable(evidence);
    let line = format!("{from:10} {key:10} {value:19} {source:9} {confidence:6}");
    let whole = format!("{line} {evidence}");
    if whole.trim_end().chars().count() <= WIDTH {
        return format!("{}\n", whole.trim_end());
    }
    let below = wrap_words(&evidence, WIDTH - INDENT).into_iter().map(|part| format!("{:INDENT$}{part}\n", ""));
    format!("{}\n{}", line.trim_end(), below.collect::<String>())
}

/// The value as a person reads it.
fn threshold_value(change: &Change) -> String {
    match (change.anchor.as_ref().map(|anchor| anchor.value), change.pace_per_km()) {
        (None, _) => "not known any more".to_owned(),
        (Some(speed_mps), Some(pace)) => format!("{pace} /km, {speed_mps:.3} {}", change.unit),
        (Some(value), None) if change.unit == "m" => format!("{value} m"),
        (Some(value), None) => format!("{} {}", (10.0 * value).round() / 10.0, change.unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::athlete::{Anchor, Confidence, Provenance};

    fn row(key: &'static str, value: Option<f64>, unit: &'static str, evidence: &str) -> Change {
        let (provenance, confidence) = (Provenance::Estimated, Confidence::Medium);
        let anchor = value.map(|value| Anchor { confidence, ..Anchor::new(value, provenance, evidence) });
        Change { from: jiff::civil::date(2026, 3, 1), key, unit, anchor }
    }

    #[test]
    fn a_line_a_change_in_80_columns() {
        let long = "best half marathon in 90 days: 1:42:05 on 2026-02-01 (VDOT 44.1), a lower bound unless raced";
        let rows = [
            row("run_pace", Some(3.636_363), "m/s", long),
            row("hr_max", Some(187.04), "bpm", "short"),
            row("height_m", Some(1.725), "m", ""),
            row("vt1", None, "bpm", ""),
        ];
        let text = thresholds_text("Ada\u{1b}[2J", "2026-09-02", &rows);
        assert_eq!(
            text,
            "Thresholds of Ada\\u{1b}[2J as of the morning of 2026-09-02\n\n\
             from       key        value               source    confidence\n\
             2026-03-01 run_pace   4:35 /km, 3.636 m/s estimated medium\n           \
             best half marathon in 90 days: 1:42:05 on 2026-02-01 (VDOT 44.1), a\n           \
             lower bound unless raced\n\
             2026-03-01 hr_max     187 bpm             estimated medium short\n\
             2026-03-01 height_m   1.725 m             estimated medium\n\
             2026-03-01 vt1        not known any more\n"
        );
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn nothing_known_says_what_to_do() {
        assert!(thresholds_text("Ada", "2026-09-02", &[]).contains("athlete.toml"));
    }
}
