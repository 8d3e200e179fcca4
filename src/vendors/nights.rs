//! What devices measured in the night, as vendors export it: the door to one file a vendor.
//!
//! A night belongs to the day of waking up. A value that is a placeholder is none, and neither is a vendor's score.

use super::{ReadJson, VENDORS, Vendor, json, reader_of, table};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::TABLE_ROWS_MAX;
use crate::morning::{Morning, Source};
use crate::source::JsonFile;
use crate::vendors::night_values::NightValues;
use std::borrow::Cow;

/// Reads a vendor's nights in JSON, by day; absent when the file holds none.
///
/// A record that says nothing is passed over; of a file that breaks off, the records before the break are read.
pub fn read_nights(file: &JsonFile, bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Vec<Morning>> {
    let (Vendor { sources: [source, ..], .. }, ReadJson::Nights(take)) = reader_of(file)? else { return None };
    let mut nights = NightValues::default();
    let text = json::repaired_text(bytes, diagnostics);
    let (mut records, mut without_day) = (0_u64, 0_u64);
    let outcome = json::read_records(&text, &mut |key, record| {
        records = records.saturating_add(1);
        if take(key, &record, &mut nights).is_none() {
            without_day = without_day.saturating_add(1);
        }
    });
    if let Err(error) = outcome {
        diagnostics.push(Code::NightRow, None, format!("after record {records}: {}", json::break_in_words(&error)));
    }
    Some(settle_values(nights, *source, without_day, diagnostics))
}

/// Reads a vendor's table of nights, by day; absent when its header is no vendor's. `name` is the entry's, `home_zone` the
/// runner's, for times that are in UTC.
pub fn read_table(
    name: &str,
    bytes: &[u8],
    home_zone: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Morning>> {
    let text = table::table_text(bytes);
    let mut sheet = NightTable::new(&text)?;
    let is_of = |vendor: &&Vendor| Some((*vendor.sources.first()?, (vendor.nights)(name, &sheet)?));
    let (source, read) = VENDORS.iter().find_map(is_of)?;
    let mut nights = NightValues::default();
    let without_day = read(&mut sheet, home_zone, &mut nights);
    if sheet.cut {
        let detail = format!("more than {TABLE_ROWS_MAX} rows; the rest was not read");
        diagnostics.push(Code::NightRow, None, detail);
    }
    Some(settle_values(nights, source, without_day, diagnostics))
}

/// Tells what was read, and gives it.
pub(super) fn settle_values(
    nights: NightValues,
    source: Source,
    without_day: u64,
    diagnostics: &mut Diagnostics,
) -> Vec<Morning> {
    let detail = "records without a day, or of something else than a night; they were passed over";
    diagnostics.push_counted(Code::BadTime, None, without_day, detail);
    let detail = "values that no body has; they were left out";
    diagnostics.push_counted(Code::BadValue, None, nights.impossible, detail);
    let detail = "nights whose parts do not add up to their length; the parts were taken";
    diagnostics.push_counted(Code::BadValue, None, nights.odd, detail);
    diagnostics.push(Code::Nights, None, format!("{} values of {} were read", nights.len(), source.as_str()));
    nights.into_mornings(source)
}

/// A vendor's table: its header, and its rows one after the other.
pub(super) struct NightTable<'a> {
    header: Vec<String>,
    delimiter: char,
    rest: &'a str,
    rows: usize,
    /// There were more rows than are read.
    pub(super) cut: bool,
}

impl<'a> NightTable<'a> {
    fn new(text: &'a str) -> Option<Self> {
        let delimiter = table::likely_delimiter(table::first_line(text).0);
        let row = table::split_row(text, delimiter, false);
        let header: Vec<String> = row.cells.iter().map(|name| name.trim().to_lowercase()).collect();
        (1 < header.len()).then_some(Self { header, delimiter, rest: row.rest, rows: 0, cut: false })
    }

    /// The place of a column, by its name in lower case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known == name)
    }

    /// Whether all of these columns are there.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }

    /// Gives every row that is not blank to `take`, which is absent for one without a day; the number of those.
    pub(super) fn count_undated(&mut self, mut take: impl FnMut(&NightRow<'a>) -> Option<()>) -> u64 {
        let mut undated = 0_u64;
        while let Some(row) = self.next() {
            undated = undated.saturating_add(u64::from(take(&row).is_none()));
        }
        undated
    }

    /// The next row that is not blank.
    fn next(&mut self) -> Option<NightRow<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if TABLE_ROWS_MAX <= self.rows {
                self.cut = true;
                return None;
            }
            let row = table::split_row(self.rest, self.delimiter, false);
            self.rest = row.rest;
            self.rows = self.rows.saturating_add(1);
            if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(NightRow(row.cells));
            }
        }
    }
}

/// The cells of a row.
pub(super) struct NightRow<'a>(Vec<Cow<'a, str>>);

impl NightRow<'_> {
    /// The text of a column, unless it is blank or not there.
    pub(super) fn text(&self, column: Option<usize>) -> Option<&str> {
        self.0.get(column?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    /// The number of a column.
    pub(super) fn number(&self, column: Option<usize>) -> Option<f64> {
        self.text(column).and_then(table::cell_number)
    }
}

/// Reads the nights of a text in JSON that its own keys tell.
#[cfg(test)]
pub(super) fn read_text(text: &str, diagnostics: &mut Diagnostics) -> Vec<Morning> {
    super::tell_json(text.as_bytes())
        .and_then(|file| read_nights(file, text.as_bytes(), diagnostics))
        .unwrap_or_default()
}
