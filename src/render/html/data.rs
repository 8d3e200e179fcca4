//! The figures of every day for the script: whole numbers by column, `null` for unknown, a letter for a word.

use crate::load::day_class::DayClass;
use crate::readiness::Band;
use crate::report::Report;
use std::fmt::Write;

/// The letter of a class of day.
const fn class_letter(class: DayClass) -> char {
    match class {
        DayClass::Rest => 'r',
        DayClass::ActiveRecovery => 'a',
        DayClass::Easy => 'e',
        DayClass::Quality => 'q',
        DayClass::Long => 'l',
        DayClass::Unknown => '-',
    }
}

/// The letter of a band.
const fn band_letter(band: Band) -> char {
    match band {
        Band::Rest => 'r',
        Band::ActiveRecovery => 'a',
        Band::Easy => 'e',
        Band::ReadyForQuality => 'q',
        Band::NotEnoughData => '-',
    }
}

/// The block: numbers and letters only, so that nothing in it can end it.
pub(super) fn data_block(report: &Report) -> String {
    let first = report.daily.first().map(|row| row.day.to_string()).unwrap_or_default();
    let classes: String = report.daily.iter().map(|row| class_letter(row.class)).collect();
    let bands: String = report.readiness.iter().map(|row| band_letter(row.band)).collect();
    let columns = [
        ("load", data_column(report.daily.iter().map(|row| row.load))),
        ("acute", data_column(report.daily.iter().map(|row| row.acute))),
        ("chronic", data_column(report.daily.iter().map(|row| row.chronic))),
        ("form", data_column(report.daily.iter().map(|row| row.form))),
        // Rounded down, as everywhere: a score below a limit must not read as if it were not.
        ("score", data_column(report.readiness.iter().map(|row| row.score.map(f64::floor)))),
        ("half", data_column(report.readiness.iter().map(|row| row.half_width))),
    ];
    let mut block = format!("{{\"first\":\"{first}\",\"day\":\"{classes}\",\"band\":\"{bands}\"");
    for (name, numbers) in columns {
        // Written to memory: nothing here can fail.
        let _ = write!(block, ",\"{name}\":[{numbers}]");
    }
    block.push('}');
    block
}

fn data_column(values: impl Iterator<Item = Option<f64>>) -> String {
    let mut text = String::new();
    for (nth, value) in values.enumerate() {
        let comma = if nth == 0 { "" } else { "," };
        // Written to memory: nothing here can fail.
        let _ = match value {
            Some(value) => write!(text, "{comma}{:.0}", value.round() + 0.0),
            None => write!(text, "{comma}null"),
        };
    }
    text
}
