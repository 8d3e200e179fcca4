//! `restday report`: exports in, a report out.

mod last_run;
mod team;

use super::failure::Failure;
use super::{athlete_file, gather};
use crate::activity::cleaned::Cleaning;
use crate::ingest::{Ingested, Input};
use crate::printable::printable;
use crate::report::csv::Dialect;
use crate::report::formats::{self, Choice, Format};
use crate::report::html::Privacy;
use crate::report::write::Draft;
use crate::report::{ImportCounts, Report, build, terminal};
use clap::builder::PossibleValue;
use jiff::civil::Date;
use last_run::Record;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Inputs that are named on standard error; `import.csv` names them all.
const FAULTS_NAMED_MAX: usize = 10;

/// What `restday report` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, folders and archives of one athlete: FIT, GPX and TCX, gzipped or zipped, and Strava exports as they are.
    #[arg(required_unless_present = "team", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A folder of athletes' folders: a report each, and a table and a page of all, who needs attention first.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "athlete"])]
    team: Option<PathBuf>,

    /// The folder that the report is written to: as a whole, in the place of the one before.
    #[arg(long, value_name = "DIR", default_value = "restday-report")]
    out: PathBuf,

    /// The formats to write, separated by commas.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "csv,json,xlsx,parquet,html")]
    format: Vec<Format>,

    /// For whom CSV is written: programs, or a spreadsheet in English or in most of Europe.
    #[arg(long, value_name = "DIALECT", default_value = "rfc4180")]
    csv_dialect: Dialect,

    /// Let report.html name files and show the titles of activities.
    #[arg(long)]
    with_paths: bool,

    /// The morning that is judged: a date such as 2026-05-31, or 'latest' for the last one that the data know
    /// [default: today]
    #[arg(long, value_name = "DATE|latest")]
    as_of: Option<String>,

    /// The athlete's configuration [default: athlete.toml in the first folder that has one]
    #[arg(long, value_name = "FILE")]
    athlete: Option<PathBuf>,

    /// Whether heart rates are judged before they are believed: implausible ones left out, short silences bridged.
    #[arg(long, value_name = "on|off", default_value = "on")]
    hr_clean: Switch,

    /// Whether positions, speeds and altitudes that leap are left out.
    #[arg(long, value_name = "on|off", default_value = "on")]
    gps_clean: Switch,

    /// Seconds to wait for another run that is writing into the same folder, before ending with 75.
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u64,

    /// End with 4 when the newest activity is older than so many days: files may be missing.
    #[arg(long, value_name = "DAYS")]
    max_age: Option<u32>,

    /// Write how the run went into this file, for a monitor: times, counts, newest activity, exit code. Not among the exports.
    #[arg(long, value_name = "FILE")]
    last_run: Option<PathBuf>,

    /// Print nothing where all is well, and never the panels.
    #[arg(long, short)]
    quiet: bool,

    /// Write nothing and end with 1 when any input is refused or damaged.
    #[arg(long)]
    strict: bool,
}

impl Arguments {
    fn wait(&self) -> Duration {
        Duration::from_secs(self.wait)
    }

    fn cleaning(&self) -> Cleaning {
        Cleaning { heart_rate: self.hr_clean == Switch::On, position: self.gps_clean == Switch::On }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::Json, Self::Ndjson, Self::Xlsx, Self::Parquet, Self::Html, Self::Svg]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Csv => ("csv", "The tables as CSV, a file each"),
            Self::Json => ("json", "report.json"),
            Self::Ndjson => ("ndjson", "report.ndjson: a line a row, for streams"),
            Self::Xlsx => ("xlsx", "report.xlsx, a workbook with charts"),
            Self::Parquet => ("parquet", "Activities, daily, readiness and mornings, for dataframe tools"),
            Self::Html => ("html", "report.html, a page that needs no network"),
            Self::Svg => ("svg", "load.svg and readiness.svg: the two main charts, for a mail or a page of your own"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl clap::ValueEnum for Dialect {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Rfc4180, Self::ExcelUs, Self::ExcelEu]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Rfc4180 => ("rfc4180", "Commas, decimal points, LF"),
            Self::ExcelUs => ("excel-us", "Commas, decimal points, CRLF, a byte-order mark"),
            Self::ExcelEu => ("excel-eu", "Semicolons, decimal commas, CRLF, a byte-order mark"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// How a run ended that wrote a report.
struct Ended {
    code: u8,
    inputs: ImportCounts,
    /// Day of the newest activity, and days from it to the morning that was judged; absent without one.
    age: Option<(Date, i32)>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let record = arguments.last_run.as_deref().map(|file| Record::begin(file, arguments)).transpose()?;
    let done = match &arguments.team {
        Some(team) => team::run(arguments, team),
        None => one(arguments),
    };
    let recorded = record.map_or(Ok(()), |record| record.end(&done));
    let code = done?.code;
    recorded.map(|()| ExitCode::from(code))
}

fn one(arguments: &Arguments) -> Result<Ended, Failure> {
    // Before anything is read, so that a run that cannot end well ends at once.
    let draft = Draft::begin(&arguments.out, arguments.wait())?;
    let made = make(arguments, &arguments.paths)?;
    if arguments.strict && 0 < made.faulty {
        let Made { faulty, faults, .. } = made;
        let text = format!("--strict: {faulty} inputs were refused or damaged, so nothing is written\n{faults}");
        return Err(Failure::Nothing(text));
    }
    draft.write(&files(&made.report, arguments)?)?;
    draft.publish()?;
    let age = age(&made.report);
    let stale = stale(age, &made.report, arguments.max_age);
    let code = if stale.is_some() {
        4
    } else if 0 < made.faulty {
        3
    } else {
        0
    };
    if !arguments.quiet {
        show(&made.report).map_err(Failure::Output)?;
    }
    if !arguments.quiet || code != 0 {
        summarise(&made, arguments).map_err(Failure::Output)?;
    }
    if let Some(warning) = stale {
        writeln!(io::stderr(), "{warning}").map_err(Failure::Output)?;
    }
    Ok(Ended { code, inputs: made.report.counts, age })
}

/// The report of one athlete.
struct Made {
    report: Report,
    /// Inputs that were refused or damaged.
    faulty: usize,
    /// A line each for the first of them.
    faults: String,
}

fn make(arguments: &Arguments, paths: &[PathBuf]) -> Result<Made, Failure> {
    let as_of = gather::as_of(arguments.as_of.as_deref())?;
    let configured = athlete_file::load(arguments.athlete.as_deref(), paths)?;
    let ingested = gather::read(paths, Some(&arguments.out), &configured, arguments.cleaning())?;
    let morning = gather::morning(as_of, &configured.athlete, &ingested);
    let (faulty, faults) = (ingested.counts().refused + ingested.counts().damaged, faults(&ingested));
    let report = build::build(gather::inputs(configured, ingested), morning)?;
    Ok(Made { report, faulty, faults })
}

fn files(report: &Report, arguments: &Arguments) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let privacy = Privacy { with_paths: arguments.with_paths };
    Ok(formats::files(report, Choice { formats: &arguments.format, dialect: arguments.csv_dialect, privacy })?)
}

/// Day of the newest activity before the morning, and how many days before it.
fn age(report: &Report) -> Option<(Date, i32)> {
    let morning = report.readiness.day;
    let newest = report.newest_activity_day?;
    Some((newest, morning.since((jiff::Unit::Day, newest)).map_or(0, |span| span.get_days())))
}

/// That the newest activity is older than it may be.
fn stale(age: Option<(Date, i32)>, report: &Report, max_age: Option<u32>) -> Option<String> {
    let ((newest, days), max_age) = age.zip(max_age)?;
    let morning = report.readiness.day;
    (i64::from(max_age) < i64::from(days)).then(|| {
        format!("warning: the newest activity is of {newest}, {days} days before {morning}: are files missing?")
    })
}

/// The two panels, plain unless standard output is a terminal that may have colours.
fn show(report: &Report) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let color = out.is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let style = terminal::Style { color, ..terminal::Style::default() };
    out.write_all(terminal::panels(report, style).as_bytes())?;
    out.flush()
}

/// What became of the inputs, and where the report is; the first faults by name.
fn summarise(made: &Made, arguments: &Arguments) -> io::Result<()> {
    let counts = made.report.counts;
    let mut err = io::stderr().lock();
    write!(err, "{}", made.faults)?;
    let out = arguments.out.display();
    let page = arguments.format.contains(&Format::Html);
    writeln!(
        err,
        "restday: {} inputs = {} activities + {} duplicates + {} not an activity + {} refused; report in {out}{}",
        counts.inputs,
        counts.activities,
        counts.duplicates,
        counts.not_activity,
        counts.refused,
        if page { ": open report.html" } else { "" },
    )
}

/// The inputs that were refused or damaged, a line each for the first of them.
fn faults(ingested: &Ingested) -> String {
    let faulty: Vec<&Input> =
        ingested.inputs.iter().filter(|input| crate::diagnostic::Severity::Damaged <= input.code.severity()).collect();
    let mut lines: Vec<String> = faulty
        .iter()
        .take(FAULTS_NAMED_MAX)
        .map(|input| {
            let (source, detail) = (printable(&input.source), printable(&input.detail));
            format!("warning: {source}: {} {}: {detail}\n", input.outcome.as_str(), input.code.as_str())
        })
        .collect();
    if FAULTS_NAMED_MAX < faulty.len() {
        lines.push(format!("warning: and {} more; import.csv names them all\n", faulty.len() - FAULTS_NAMED_MAX));
    }
    lines.concat()
}
