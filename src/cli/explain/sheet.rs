//! Arithmetic as lines of a sheet: what a number is called, the number, its unit, and how it came about.
//!
//! Numbers are the shortest decimals that read back as the same number, so that a spreadsheet comes to the same result.

use crate::printable::printable;
use crate::render::csv;

/// Columns of a name in text.
const NAME_WIDTH: usize = 26;
/// Columns of a value in text.
const VALUE_WIDTH: usize = 22;

/// Lines in order, by section.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    section: &'static str,
    lines: Vec<SheetLine>,
}

#[derive(Debug)]
struct SheetLine {
    section: &'static str,
    name: String,
    value: String,
    unit: &'static str,
    how: String,
}

impl Sheet {
    /// What follows stands under this title.
    pub(super) fn section(&mut self, title: &'static str) {
        self.section = title;
    }

    /// A number, its unit and how it came about; a name that ends with `=` in `how` is another line of the sheet.
    pub(super) fn number(&mut self, name: impl Into<String>, value: f64, unit: &'static str, how: impl Into<String>) {
        self.word(name, (value + 0.0).to_string(), unit, how);
    }

    /// A number that may be unknown.
    pub(super) fn maybe(
        &mut self,
        name: impl Into<String>,
        value: Option<f64>,
        unit: &'static str,
        how: impl Into<String>,
    ) {
        let value = value.map_or_else(|| "unknown".to_owned(), |value| (value + 0.0).to_string());
        self.word(name, value, unit, how);
    }

    /// A word.
    pub(super) fn word(
        &mut self,
        name: impl Into<String>,
        value: impl Into<String>,
        unit: &'static str,
        how: impl Into<String>,
    ) {
        let (name, value, how) = (name.into(), value.into(), how.into());
        self.lines.push(SheetLine { section: self.section, name, value, unit, how });
    }

    /// For a person: a title over each section, a line each.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut section = "";
        for SheetLine { section: here, name, value, unit, how } in &self.lines {
            if *here != section {
                text.extend([if section.is_empty() { "" } else { "\n" }, here, "\n"]);
                section = here;
            }
            let value = printable(value);
            let value = if unit.is_empty() { value.into_owned() } else { format!("{value} {unit}") };
            let line = format!("  {:NAME_WIDTH$} {value:VALUE_WIDTH$} {}", printable(name), printable(how));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// For a spreadsheet: section, name, value, unit, how.
    pub(super) fn csv(&self) -> Vec<u8> {
        let rows = self.lines.iter().map(|SheetLine { section, name, value, unit, how }| {
            [(*section).to_owned(), name.clone(), value.clone(), (*unit).to_owned(), how.clone()]
        });
        csv::sheet(["section", "name", "value", "unit", "how"], rows)
    }
}
