//! The sheet Today: the verdict, why, the snapshot in words, and the charts.

use super::super::summary_lines::{self, SummaryLine};
use super::super::words;
use super::chart::HEIGHT;
use super::{Formats, TINTS, told_text as printed};
use crate::readiness::Band;
use crate::report::Report;
use rust_xlsxwriter::{Chart, Color, Format, FormatAlign, Worksheet, XlsxError};

/// Columns: labels, figures, sentences; the charts stand at the right of them.
const LABELS: u16 = 0;
const FIGURES: u16 = 1;
const SENTENCES: u16 = 2;
const CHARTS: u16 = 4;

/// Characters that a line of a sentence holds, about.
const LINE: usize = 88;

/// Fills the sheet, the charts beside the words.
pub(super) fn write_today(
    sheet: &mut Worksheet,
    report: &Report,
    formats: &Formats,
    charts: impl Iterator<Item = Chart>,
) -> Result<(), XlsxError> {
    sheet.set_name("Today")?;
    sheet.set_column_width(LABELS, 13)?;
    sheet.set_column_width(FIGURES, 6)?;
    sheet.set_column_width(SENTENCES, 78)?;
    sheet.set_screen_gridlines(false);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 1);

    let readiness = &report.today;
    let mut page = TodayPage { sheet, formats, row: 0 };
    let whose = format!("Recovery Readiness · {} · {}", report.athlete, readiness.day.strftime("%a %Y-%m-%d"));
    page.add_heading(&whose)?;
    let verdict = format!("{} {}", words::band_shape(readiness.band), readiness.headline());
    page.add_verdict(&verdict, band_tint(readiness.band))?;
    page.add_bold(&summary_lines::score_text(readiness))?;
    page.add_gap();
    for (heading, reasons) in summary_lines::sentences(readiness) {
        page.add_heading(heading)?;
        for reason in reasons {
            page.add_sentence(&reason.text)?;
        }
    }
    page.add_lines(&summary_lines::lines_below(report))?;
    page.add_gap();
    page.add_heading("Training Load Snapshot")?;
    page.add_lines(&summary_lines::snapshot_lines(report))?;
    page.add_lines(&summary_lines::threshold_lines(report))?;
    page.add_gap();
    page.add_heading("Before you believe a number")?;
    for note in &report.notes {
        page.add_sentence(note)?;
    }
    page.add_sentence(&summary_lines::inputs_text(report))?;
    page.add_sentence(summary_lines::FOOTER)?;
    for (nth, chart) in (0..).zip(charts) {
        page.sheet.insert_chart_with_offset(1, CHARTS, &chart, 0, nth * (HEIGHT + 12))?;
    }
    Ok(())
}

/// The colour behind a verdict.
fn band_tint(band: Band) -> u32 {
    let known = TINTS.iter().find(|(column, key, _)| (*column, *key) == ("band", band.as_str()));
    known.map_or(0x00FF_FFFF, |(_, _, color)| *color)
}

/// A sheet that is written from above.
struct TodayPage<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
}

impl TodayPage<'_> {
    fn add_gap(&mut self) {
        self.row += 1;
    }

    fn add_heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, LABELS, printed(text), &self.formats.heading)?;
        self.sheet.write_blank(self.row, FIGURES, &self.formats.heading)?;
        self.sheet.write_blank(self.row, SENTENCES, &self.formats.heading)?;
        self.row += 1;
        Ok(())
    }

    fn add_bold(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, LABELS, printed(text), &self.formats.label)?;
        self.row += 1;
        Ok(())
    }

    fn add_verdict(&mut self, text: &str, color: u32) -> Result<(), XlsxError> {
        let behind = Format::new().set_background_color(Color::RGB(color)).set_align(FormatAlign::VerticalCenter);
        let told = self.formats.title.merge(&behind);
        self.sheet.set_row_height(self.row, 30)?;
        self.sheet.write_string_with_format(self.row, LABELS, printed(text), &told)?;
        self.sheet.write_blank(self.row, FIGURES, &told)?;
        self.sheet.write_blank(self.row, SENTENCES, &told)?;
        self.row += 1;
        Ok(())
    }

    /// A sentence over the columns of figures and sentences, as high as it needs.
    fn add_sentence(&mut self, text: &str) -> Result<(), XlsxError> {
        let text = printed(text);
        self.set_height(&text, LINE + 9)?;
        self.sheet.merge_range(self.row, FIGURES, self.row, SENTENCES, &text, &self.formats.prose)?;
        self.sheet.write_string_with_format(
            self.row,
            LABELS,
            "•",
            &Format::new().set_align(FormatAlign::Right).set_align(FormatAlign::Top),
        )?;
        self.row += 1;
        Ok(())
    }

    fn add_lines(&mut self, lines: &[SummaryLine]) -> Result<(), XlsxError> {
        for SummaryLine { label, figure, text } in lines {
            let text = printed(text);
            self.sheet.write_string_with_format(self.row, LABELS, *label, &self.formats.label)?;
            if let Some(figure) = figure.as_ref().and_then(|figure| figure.parse::<f64>().ok()) {
                self.sheet.write_number_with_format(self.row, FIGURES, figure, &self.formats.label)?;
            }
            self.set_height(&text, LINE)?;
            self.sheet.write_string_with_format(self.row, SENTENCES, &text, &self.formats.prose)?;
            self.row += 1;
        }
        Ok(())
    }

    /// A row as high as a text of so many characters a line.
    fn set_height(&mut self, text: &str, line: usize) -> Result<(), XlsxError> {
        let lines = text.chars().count().div_ceil(line).clamp(1, 24);
        self.sheet.set_row_height(self.row, 15.0 * lines as f64)?;
        Ok(())
    }
}
