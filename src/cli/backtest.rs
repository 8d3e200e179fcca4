//! `restday backtest`: did the mornings tell how the runs of the day felt and went? Nothing is written.

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{ExportReading, GatheredInputs};
use super::progress::Bar;
use super::{athlete_file, input_reader};
use crate::columns::TableRows;
use crate::pipeline::backtest::{Backtest, backtest_mornings, pool_backtests};
use crate::printable::{printable, printable_path};
use crate::render::{csv, json};
use crate::report::backtest::{BacktestRow, Predictor};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `restday backtest` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct BacktestArgs {
    /// Files, folders and archives of one athlete, as for 'restday report'.
    #[arg(required_unless_present = "team", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A folder of athletes' folders: each one for itself, and all together.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "athlete"])]
    team: Option<PathBuf>,

    /// The morning up to which data count: a date, or 'latest' [default: today]
    #[arg(long, value_name = "DATE|latest")]
    as_of: Option<String>,

    /// The athlete's configuration [default: athlete.toml in the first folder that has one]
    #[arg(long, value_name = "FILE")]
    athlete: Option<PathBuf>,

    /// Write one JSON document.
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Write CSV: a header and a row for each predictor and outcome.
    #[arg(long)]
    csv: bool,
}

pub(super) fn run_backtest(arguments: &BacktestArgs) -> Result<ExitCode, Failure> {
    let mut backtests = Vec::new();
    if let Some(team) = &arguments.team {
        input_reader::as_of(arguments.as_of.as_deref())?;
        for input_reader::AthleteFolder { path: folder, is_link } in input_reader::athlete_folders(team, false)? {
            if is_link {
                door::say_error(Told::Text(format!(
                    "warning: {}: {}\n",
                    printable_path(&folder),
                    input_reader::LINKED
                )));
                continue;
            }
            match backtest_one(std::slice::from_ref(&folder), None, arguments.as_of.as_deref()) {
                Ok(found) => backtests.push(found),
                // An athlete of whom nothing can be said is no reason to say nothing of the others.
                Err(Failure::Nothing(_) | Failure::Build(_)) => {
                    door::say_error(Told::Text(format!("warning: {}: no activity\n", printable_path(&folder))));
                }
                Err(failure) => {
                    door::say_error(Told::Text(format!("warning: {}: {failure}\n", printable_path(&folder))));
                }
            }
        }
        if backtests.is_empty() {
            return Err(Failure::Nothing(format!("{}: no folder in it holds an activity", printable_path(team))));
        }
    } else {
        backtests.push(backtest_one(&arguments.paths, arguments.athlete.as_deref(), arguments.as_of.as_deref())?);
    }
    let mut rows: Vec<BacktestRow> = backtests.iter().flat_map(Backtest::table_rows).collect();
    if arguments.team.is_some() {
        rows.extend(pool_backtests(&backtests));
    }
    door::say_out(if arguments.json {
        Told::Json(json::backtest_json(&rows))
    } else if arguments.csv {
        Told::Csv(csv::table(TableRows::plain(&rows)))
    } else {
        Told::Text(backtest_text(&rows))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn backtest_one(paths: &[PathBuf], athlete: Option<&Path>, as_of: Option<&str>) -> Result<Backtest, Failure> {
    let as_of = input_reader::as_of(as_of)?;
    let configured = athlete_file::load_athlete(athlete, paths)?;
    let ledger = athlete_file::ledger_path(&configured, None)?;
    let GatheredInputs { ingested, .. } =
        ExportReading::for_exports(paths, &configured, ledger.as_deref())?.read_exports(&Bar::new())?;
    let morning = input_reader::morning_asked(as_of, &configured.athlete, &ingested);
    Ok(backtest_mornings(&input_reader::inputs(configured, ingested), morning)?)
}

/// The backtest for a person.
fn backtest_text(rows: &[BacktestRow]) -> String {
    let mut text = String::from(
        "Do the mornings tell how that day's runs felt (RPE) and went (heart rate at pace)?\n\
         Rank correlation within each athlete, 95 % interval; + is: the better the morning, the better the run.\n",
    );
    for of_one in rows.chunk_by(|a, b| a.athlete == b.athlete) {
        let Some(first) = of_one.first() else { continue };
        let _ = writeln!(text, "\n{}", printable(&first.athlete));
        for row in of_one {
            let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:+.2}"));
            let relation = row.relation;
            let interval = match (relation.low, relation.high) {
                (Some(low), Some(high)) => format!("{low:+.2} to {high:+.2}"),
                _ => String::new(),
            };
            let line = format!(
                " {:<17} {:<5} {:>6}  {:<16} n {}",
                row.predictor.as_str().replace('_', " "),
                row.outcome.as_str(),
                number(relation.rho),
                interval,
                relation.count
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        for row in of_one.iter().filter(|row| row.predictor == Predictor::Score) {
            let _ = writeln!(text, " {}", row.sentence());
        }
    }
    text.push_str(
        "\nThese are your own days, after the fact: nobody forecasts from them, and a relation is no cause.\n",
    );
    text
}
