//! `restday backtest`: did the mornings tell how the runs of the day felt, and which of the signals did? Nothing is written.

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{ExportReading, GatheredInputs};
use super::progress::Bar;
use super::{athlete_file, input_reader};
use crate::columns::TableRows;
use crate::pipeline::backtest::{Backtest, backtest_mornings, pool_backtests};
use crate::printable::{printable, printable_path};
use crate::readiness::backtest::RelationVerdict;
use crate::render::{csv, json};
use crate::report::backtest::{BacktestOutcome, BacktestRow, Predictor, RivalRow};
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
    let mut blocks: Vec<Block> = backtests.iter().map(|one| (one.rows(), one.rivals())).collect();
    if arguments.team.is_some() {
        blocks.push(pool_backtests(&backtests));
    }
    let rows = || blocks.iter().flat_map(|(rows, _)| rows).cloned().collect::<Vec<BacktestRow>>();
    let rivals = || blocks.iter().flat_map(|(_, rivals)| rivals).cloned().collect::<Vec<RivalRow>>();
    door::say_out(if arguments.json {
        Told::Json(json::backtest_json(&rows(), &rivals()))
    } else if arguments.csv {
        Told::Csv(csv::table(TableRows::plain(&rows())))
    } else {
        Told::Text(backtest_text(&blocks))
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

/// What is said of one athlete, or of all together.
type Block = (Vec<BacktestRow>, Vec<RivalRow>);

/// The backtest for a person: a block an athlete.
fn backtest_text(blocks: &[Block]) -> String {
    let mut text = String::from(
        "Do your mornings tell what came of the day, and which signal does?\n\
         Rank correlation within each athlete, 95 % interval, and n.\n",
    );
    for (rows, rivals) in blocks {
        let Some(first) = rows.first() else { continue };
        let _ = writeln!(text, "\n{}", printable(&first.athlete));
        for outcome in BacktestOutcome::ALL {
            outcome_text(&mut text, outcome, &rows.iter().filter(|row| row.outcome == outcome).collect::<Vec<_>>());
            let rival = rivals.iter().find(|rival| rival.outcome == outcome);
            if let Some(sentence) = rival.and_then(RivalRow::sentence) {
                let _ = writeln!(text, " {sentence}");
            }
        }
    }
    text.push_str(
        "\nThese are your own days, after the fact: nobody forecasts from them, and a relation is no cause.\n",
    );
    text
}

/// What goes with an outcome: the score and its rivals, then the signals by the size of their correlation, then what is too few.
fn outcome_text(text: &mut String, outcome: BacktestOutcome, rows: &[&BacktestRow]) {
    let is_plain = |row: &&&BacktestRow| Predictor::PLAIN.contains(&row.predictor);
    let mut told: Vec<&BacktestRow> = rows.iter().filter(is_plain).copied().collect();
    let mut signals: Vec<&BacktestRow> = rows.iter().filter(|row| !is_plain(row)).copied().collect();
    let size = |row: &BacktestRow| row.relation.rho.map_or(0.0, f64::abs);
    signals.sort_by(|a, b| size(b).total_cmp(&size(a)));
    told.extend(signals);
    let (told, few): (Vec<&BacktestRow>, Vec<&BacktestRow>) =
        told.into_iter().partition(|row| row.relation.verdict != RelationVerdict::NotEnough);
    let _ = writeln!(text, " {}: {}", outcome.as_str(), outcome.in_words());
    if told.is_empty() {
        let most = few.iter().map(|row| row.relation.count).max().unwrap_or(0);
        let _ = writeln!(text, "  nothing to say yet (n {most})");
        return;
    }
    let _ = writeln!(text, "  + is: {}", outcome.meaning_of_plus());
    for row in &told {
        let line = format!(
            "  {:<17} {}  {:<15} n {}",
            name(row.predictor),
            signed(row.relation.rho),
            interval(row),
            row.relation.count
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if !few.is_empty() {
        let few: Vec<String> =
            few.iter().map(|row| format!("{} ({})", name(row.predictor), row.relation.count)).collect();
        let _ = writeln!(text, "  too few: {}", few.join(", "));
    }
    for row in rows.iter().filter(|row| row.predictor == Predictor::Score) {
        let _ = writeln!(text, " {}", row.sentence());
    }
}

/// The name of a predictor in a table for a person.
fn name(predictor: Predictor) -> String {
    predictor.as_str().replace('_', " ")
}

fn signed(value: Option<f64>) -> String {
    value.map_or_else(|| "    -".to_owned(), |value| format!("{value:+.2}"))
}

fn interval(row: &BacktestRow) -> String {
    let ends = row.relation.low.zip(row.relation.high);
    ends.map_or_else(String::new, |(low, high)| format!("{low:+.2} to {high:+.2}"))
}
