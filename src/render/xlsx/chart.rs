//! The native charts of the workbook: the last half year of load, form and readiness, over the cells of the other sheets.

use super::{Readiness, SHEET_ROWS_MAX, TableRow};
use crate::load::Day;
use rust_xlsxwriter::{
    Chart, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartSolidFill, ChartType, Color,
};

/// Days that a chart shows.
const DAYS: usize = 182;

const WIDTH: u32 = 760;
pub(super) const HEIGHT: u32 = 260;

/// The charts, top to bottom, over the last of so many rows of the sheets Daily and Mornings.
pub(super) fn all_charts(days: usize, mornings: usize) -> [Chart; 3] {
    let (days, mornings) = (Shown::last_of(days), Shown::last_of(mornings));
    [load_chart(days), form_chart(days), readiness_chart(mornings)]
}

/// The rows that a chart shows.
#[derive(Debug, Clone, Copy)]
struct Shown {
    first_row: u32,
    last_row: u32,
}

impl Shown {
    fn last_of(rows: usize) -> Self {
        let rows = rows.clamp(1, SHEET_ROWS_MAX);
        Self { first_row: (rows.saturating_sub(DAYS) + 1) as u32, last_row: rows as u32 }
    }
}

/// Load a day as bars, acute and chronic load as lines.
fn load_chart(shown: Shown) -> Chart {
    let mut bars = new(ChartType::Column, "Load a day, acute and chronic load");
    add_series::<Day>(&mut bars, "Daily", "load", shown, 0x0056_B4E9, false);
    let mut lines = Chart::new(ChartType::Line);
    add_series::<Day>(&mut lines, "Daily", "acute", shown, 0x00D5_5E00, true);
    add_series::<Day>(&mut lines, "Daily", "chronic", shown, 0x0000_3F6B, true);
    bars.combine(&lines);
    bars
}

/// Form of each morning.
fn form_chart(shown: Shown) -> Chart {
    let mut chart = new(ChartType::Area, "Form each morning: chronic - acute load");
    add_series::<Day>(&mut chart, "Daily", "form", shown, 0x0000_9E73, false);
    chart
}

/// Readiness of each morning.
fn readiness_chart(shown: Shown) -> Chart {
    let mut chart = new(ChartType::Line, "Recovery Readiness each morning");
    add_series::<Readiness>(&mut chart, "Mornings", "score", shown, 0x0000_72B2, true);
    chart.y_axis().set_min(0.0).set_max(100.0);
    chart
}

fn new(kind: ChartType, title: &str) -> Chart {
    let mut chart = Chart::new(kind);
    chart.title().set_name(title);
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(title);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    // A day that nobody knows is a gap, no zero.
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    let axis = chart.x_axis();
    axis.set_date_axis(true).set_num_format("mmm yy").set_label_position(ChartAxisLabelPosition::Low);
    axis.set_major_unit(1).set_major_unit_date_type(ChartAxisDateUnitType::Months);
    axis.set_major_gridlines(false);
    chart.title().set_font(ChartFont::new().set_size(12));
    chart
}

fn add_series<R: TableRow>(chart: &mut Chart, sheet: &str, name: &str, shown: Shown, color: u32, line: bool) {
    let place = |name: &str| R::COLUMNS.iter().position(|column| column.spec.name == name).unwrap_or(0) as u16;
    let Shown { first_row, last_row } = shown;
    let cells = |name: &str| (sheet, first_row, place(name), last_row, place(name));
    let color = Color::RGB(color);
    let mut format = ChartFormat::new();
    if line {
        format.set_line(ChartLine::new().set_color(color).set_width(1.75));
    } else {
        format.set_solid_fill(ChartSolidFill::new().set_color(color));
    }
    chart.add_series().set_name(name).set_categories(cells("day")).set_values(cells(name)).set_format(&mut format);
}
