//! `restday show`: the newest days, activities or weeks as a table, or as a stream for another program. Nothing is written.

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader;
use crate::columns::{TableRow, TableRows};
use crate::pipeline::build;
use crate::render::{csv, json, listing};
use std::process::ExitCode;

/// What `restday show` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Which table.
    #[arg(value_name = "daily|activities|weeks")]
    what: ShownTable,

    #[command(flatten)]
    asked: input_reader::Asked,

    /// The newest so many rows [default: 28 days, 20 activities, 12 weeks; all of them for another program]
    #[arg(long, value_name = "ROWS")]
    last: Option<usize>,

    /// Write CSV, with the columns of the report's own file.
    #[arg(long, conflicts_with = "ndjson")]
    csv: bool,

    /// Write one JSON object a line.
    #[arg(long)]
    ndjson: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ShownTable {
    /// Days: class, load, acute, chronic, form, readiness.
    Daily,
    /// Activities with the arithmetic of their load.
    Activities,
    /// Weeks.
    Weeks,
}

pub(super) fn run_show(arguments: &ShowArgs) -> Result<ExitCode, Failure> {
    let (configured, ingested, morning) = arguments.asked.read_asked()?;
    let report = build::build(input_reader::inputs(configured, ingested), morning)?;
    let person = !arguments.csv && !arguments.ndjson;
    let last = |default: usize| arguments.last.unwrap_or(if person { default } else { usize::MAX });
    door::say_out(match arguments.what {
        ShownTable::Daily if person => Told::Text(listing::list_days(&report, last(28))),
        ShownTable::Activities if person => Told::Text(listing::list_activities(&report, last(20))),
        ShownTable::Weeks if person => Told::Text(listing::list_weeks(&report, last(12))),
        ShownTable::Daily => stream_rows(report.rows(&report.daily).newest(last(0)), "daily", arguments.csv),
        ShownTable::Activities => {
            stream_rows(report.rows(&report.activities).newest(last(0)), "activities", arguments.csv)
        }
        ShownTable::Weeks => stream_rows(report.rows(&report.weeks).newest(last(0)), "weeks", arguments.csv),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn stream_rows<R: TableRow>(rows: TableRows<'_, R>, table: &str, as_csv: bool) -> Told {
    if as_csv {
        return Told::Csv(csv::table(rows));
    }
    let mut bytes = Vec::new();
    json::rows(&mut bytes, table, rows);
    Told::Json(bytes)
}
