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
mod input_reader;
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
    Report(report::ReportArgs),
    /// Show the newest days, activities or weeks as a table, or stream them as CSV or NDJSON.
    Show(show::ShowArgs),
    /// Say how you feel this morning: seven keys, or flags for scripts; one row more in checkins.csv.
    Checkin(checkin::CheckinArgs),
    /// Show the arithmetic of one day or one activity in full, from the samples covered to the rule that fired.
    Explain(explain::ExplainArgs),
    /// Show load and form of the next 14 days: under rest, the usual week, and your plan.
    Forecast(forecast::ForecastArgs),
    /// Hold your mornings, signal by signal, against how that day's runs felt, for one athlete or a team.
    Backtest(backtest::BacktestArgs),
    /// Show your thresholds over time: each value, from which day it holds, where it came from, how far to trust it.
    Thresholds(thresholds::ThresholdsArgs),
    /// Show, check, rebuild or prune a ledger: what reports keep of the exports they read.
    Ledger(ledger::LedgerArgs),
    /// Say what a report would read and what it would make of each input, and why.
    Doctor(doctor::DoctorArgs),
    /// Print what a maintainer needs to know of a fault: counts and codes, no names, no days, no figures of yours.
    SupportBundle(support::SupportBundleArgs),
    /// Print what the outputs are: the columns of the tables, or the JSON Schema of report.json.
    Schema(schema::SchemaArgs),
    /// Print the completions of a shell, to be sourced or put where it looks for them.
    Completions(manual::Completions),
    /// Print a manual page: of restday, or of one of its commands.
    Man(manual::Man),
    /// Show what is in a file, and hold our reading of it against another decoder's.
    Inspect(inspect::InspectArgs),
}

/// What there is to know of every command.
fn after_help() -> String {
    format!("Exit codes:\n{}\n{PROMISES}", Exit::help_text())
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
pub fn run_program(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    fault::keep_quiet();
    threads::settle_environment();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let done = threads::on_a_stack(|| fault::catch_fault(|| run_asked(&arguments)))
        .unwrap_or_else(|| Err(fault::lost_thread()));
    let code = match done {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            door::say_error(Told::Text(format!("error: {failure}\n")));
            failure.exit_code().into()
        }
    };
    watch::tell_done();
    code
}

/// Does what was asked.
fn run_asked(arguments: &[OsString]) -> Result<ExitCode, Failure> {
    let command = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.command,
        Err(error) => {
            // Help and version come this way too, and are nothing where they cannot be printed.
            door::say_parser_error(&error, arguments)?;
            return Ok(if error.exit_code() == 0 { Exit::Well } else { Exit::Usage }.into());
        }
    };
    // The process that only watches needs no threads.
    if let Some(code) = run_elsewhere(&command)? {
        return Ok(code);
    }
    threads::begin_pool();
    match command {
        Command::Report(arguments) => Ok(report::run_report(&arguments)),
        Command::Checkin(arguments) => checkin::run_checkin(&arguments),
        Command::Explain(arguments) => explain::run_explain(&arguments),
        Command::Forecast(arguments) => forecast::run_forecast(&arguments),
        Command::Backtest(arguments) => backtest::run_backtest(&arguments),
        Command::Thresholds(arguments) => thresholds::run_thresholds(&arguments),
        Command::Show(arguments) => show::run_show(&arguments),
        Command::Ledger(arguments) => ledger::run_ledger(&arguments),
        Command::Doctor(arguments) => doctor::run_doctor(&arguments),
        Command::SupportBundle(arguments) => support::run_support_bundle(&arguments),
        Command::Schema(arguments) => schema::run_schema(&arguments),
        Command::Completions(arguments) => manual::print_completions(&arguments, Cli::command()),
        Command::Man(arguments) => manual::print_man_page(&arguments, Cli::command()),
        Command::Inspect(arguments) => inspect::run_inspect(&arguments),
    }
}

/// The exit code of a command that another process did; absent where this one is to do it.
fn run_elsewhere(command: &Command) -> Result<Option<ExitCode>, Failure> {
    match command {
        Command::Report(arguments) => Ok(report::report_elsewhere(arguments)),
        // It asks on the terminal that this process has.
        Command::Checkin(_) => Ok(None),
        _ => watch::watch_over(false).map(|worker| worker.exit.map(ExitCode::from)).transpose(),
    }
}
