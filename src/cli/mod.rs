//! What was typed: one file a command. The only place that knows the command line, the clock and the terminal.

mod again;
mod athlete_file;
mod backtest;
mod checkin;
mod clock;
mod doctor;
mod door;
mod effort;
mod exit;
mod explain;
mod failure;
mod fault;
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
mod threads;
mod thresholds;
mod watch;

use clap::{CommandFactory, Parser, Subcommand};
use door::Told;
use exit::Exit;
use failure::Failure;
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

/// Training load and recovery readiness from the files your watch already exported.
#[derive(Debug, Parser)]
#[command(name = "restday", bin_name = "restday", version, about, long_about = None, after_help = after_help())]
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
    Checkin(checkin::CheckinArgs),
    /// Show the arithmetic of one day or one activity in full, from the samples covered to the rule that fired.
    Explain(explain::ExplainArgs),
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

/// What there is to know of every command.
fn after_help() -> String {
    format!("Exit codes:\n{}\n{PROMISES}", Exit::help())
}

const PROMISES: &str = "\
restday opens no network connection and writes nowhere but into its output folder, the ledger and the
file of --last-run; checkin adds a row to checkins.csv. It starts no program but those of --on-success
and --on-failure, and itself once more: to watch over a run with one of these three, and where the
environment asks for threads or memory that no run can work with.
It describes your own data; it is no medical advice and forecasts no injury.";

/// Runs the program on its arguments, the program's name first, and says how it ended. It is for a process of its own, whose
/// arguments these are: where the environment or the system asks for it, that process begins once more.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    fault::keep_quiet();
    threads::settle_environment();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let done = threads::on_a_stack(|| fault::caught(|| asked(&arguments))).unwrap_or_else(|| Err(fault::lost()));
    let code = match done {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            door::complain(Told::Text(format!("error: {failure}\n")));
            failure.exit().into()
        }
    };
    watch::done();
    code
}

/// Does what was asked.
fn asked(arguments: &[OsString]) -> Result<ExitCode, Failure> {
    let command = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.command,
        Err(error) => {
            // Help and version come this way too, and are nothing where they cannot be printed.
            door::parser(&error, arguments)?;
            return Ok(if error.exit_code() == 0 { Exit::Well } else { Exit::Usage }.into());
        }
    };
    // The process that only watches needs no threads.
    if let Some(code) = elsewhere(&command)? {
        return Ok(code);
    }
    threads::begin();
    match command {
        Command::Report(arguments) => Ok(report::run(&arguments)),
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
    }
}

/// The exit code of a command that another process did; absent where this one is to do it.
fn elsewhere(command: &Command) -> Result<Option<ExitCode>, Failure> {
    match command {
        Command::Report(arguments) => Ok(report::elsewhere(arguments)),
        // It asks on the terminal that this process has.
        Command::Checkin(_) => Ok(None),
        _ => watch::over(false).map(|worker| worker.exit.map(ExitCode::from)).transpose(),
    }
}
