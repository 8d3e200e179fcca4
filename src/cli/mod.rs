//! What was typed: one file a command. The only place that knows the command line, the clock and the terminal.

mod athlete_file;
mod backtest;
mod checkin;
mod doctor;
mod door;
mod effort;
mod explain;
mod failure;
mod forecast;
mod gather;
mod inspect;
mod ledger;
mod ledger_file;
mod manual;
mod progress;
mod report;
mod schema;
mod show;
mod support;
mod thresholds;

use clap::{CommandFactory, Parser, Subcommand};
use door::Told;
use failure::Failure;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

/// Training load and recovery readiness from the files your watch already exported.
#[derive(Debug, Parser)]
#[command(name = "restday", bin_name = "restday", version, about, long_about = None, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read exports, and report on recovery readiness and training load.
    Report(report::Arguments),
    /// Show the newest days, activities or weeks as a table, or stream them as CSV or NDJSON.
    Show(show::Arguments),
    /// Say how you feel this morning: seven keys, or flags for scripts; one row more in checkins.csv.
    Checkin(checkin::Arguments),
    /// Show the arithmetic of one day or one activity in full, from the samples covered to the rule that fired.
    Explain(explain::Arguments),
    /// Show load and form of the next 14 days: under rest, the usual week, and your plan.
    Forecast(forecast::Arguments),
    /// Hold your mornings against how that day's runs felt and went, for one athlete or a team.
    Backtest(backtest::Arguments),
    /// Show your thresholds over time: each value, from which day it holds, where it came from, how far to trust it.
    Thresholds(thresholds::Arguments),
    /// Show, check, rebuild or prune a ledger: what reports keep of the exports they read.
    Ledger(ledger::Arguments),
    /// Say what a report would read and what it would make of each input, and why.
    Doctor(doctor::Arguments),
    /// Print what a maintainer needs to know of a fault: counts and codes, no names, no days, no figures of yours.
    SupportBundle(support::Arguments),
    /// Print what the outputs are: the columns of the tables, or the JSON Schema of report.json.
    Schema(schema::Arguments),
    /// Print the completions of a shell, to be sourced or put where it looks for them.
    Completions(manual::Completions),
    /// Print a manual page: of restday, or of one of its commands.
    Man(manual::Man),
    /// Show what is in a file, and hold our reading of it against another decoder's.
    Inspect(inspect::Arguments),
}

const EXIT_CODES: &str = "\
Exit codes:
  0    all is well
  1    fatal: nothing was written
  2    the command line, athlete.toml, an answer or plan.csv cannot be meant,
       or a ledger is another athlete's
  3    the report is written, and some inputs were refused or damaged (see import.csv),
       or an athlete of a team has no report (see team.csv);
       inspect: a file is refused or damaged, or another decoder reads something else
  4    the report is written, and the newest activity is older than --max-age
  75   another run is writing into the same folder or ledger; nothing was written

restday opens no network connection and writes nowhere but into its output folder, the ledger and the
file of --last-run; checkin adds a row to checkins.csv. It starts no program but those of --on-success
and --on-failure.
It describes your own data; it is no medical advice and forecasts no injury.";

/// Runs the program on its arguments, the program's name first, and says how it ended.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, with code 0.
            door::parser(&error, &arguments);
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let done = match cli.command {
        Command::Report(arguments) => report::run(&arguments),
        Command::Checkin(arguments) => checkin::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Forecast(arguments) => forecast::run(&arguments),
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Thresholds(arguments) => thresholds::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::SupportBundle(arguments) => support::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => manual::completions(&arguments, Cli::command()),
        Command::Man(arguments) => manual::man(&arguments, Cli::command()),
        Command::Inspect(arguments) => inspect::run(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            door::complain(Told::Text(format!("error: {failure}\n")));
            ExitCode::from(failure.exit_code())
        }
    }
}
