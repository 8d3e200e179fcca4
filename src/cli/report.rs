//! `restday report`: exports in, a report out.

use super::athlete_file;
use super::failure::Failure;
use super::progress::Bar;
use crate::activity::cleaned::Cleaning;
use crate::athlete::Athlete;
use crate::diagnostic::Code;
use crate::effort;
use crate::ingest::{self, Ingested, Input, Options};
use crate::printable::printable;
use crate::report::build::{self, Inputs};
use crate::report::{DuplicateRow, ImportRow, Report, csv, json, terminal, write};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Inputs that are named on standard error; `import.csv` names them all.
const FAULTS_NAMED_MAX: usize = 10;

/// What `restday report` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, folders and archives of one athlete: FIT, GPX and TCX, gzipped or zipped, and Strava exports as they are.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The folder that the report is written to: as a whole, in the place of the one before.
    #[arg(long, value_name = "DIR", default_value = "restday-report")]
    out: PathBuf,

    /// The formats to write, separated by commas.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "csv,json")]
    format: Vec<Format>,

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

    /// Write nothing and end with 1 when any input is refused or damaged.
    #[arg(long)]
    strict: bool,
}

impl Arguments {
    fn cleaning(&self) -> Cleaning {
        Cleaning { heart_rate: self.hr_clean == Switch::On, position: self.gps_clean == Switch::On }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// activities.csv, daily.csv, readiness.csv, import.csv and duplicates.csv.
    Csv,
    /// report.json.
    Json,
}

/// The morning that is judged, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AsOf {
    Today,
    Latest,
    Day(Date),
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let as_of = as_of(arguments.as_of.as_deref())?;
    let athlete = athlete_file::load(arguments.athlete.as_deref(), &arguments.paths)?;
    let bar = Bar::new();
    let options = Options { home_zone: athlete.time_zone.as_deref(), cleaning: arguments.cleaning() };
    let ingested = ingest::ingest(&arguments.paths, Some(&arguments.out), options, &bar).map_err(Failure::from);
    bar.clear();
    let ingested = ingested?;
    if ingested.activities.is_empty() {
        return Err(Failure::Nothing(nothing(&ingested.inputs)));
    }
    let morning = morning(as_of, &athlete, &ingested);
    let faulty = ingested.counts().refused + ingested.counts().damaged;
    if arguments.strict && 0 < faulty {
        let text =
            format!("--strict: {faulty} inputs were refused or damaged, so nothing is written\n{}", faults(&ingested));
        return Err(Failure::Nothing(text));
    }
    let faults = faults(&ingested);
    let report = build::build(inputs(athlete, ingested), morning)?;
    write::write_report(&arguments.out, &files(&report, &arguments.format))?;
    show(&report).map_err(Failure::Output)?;
    summarise(&report, &faults, arguments).map_err(Failure::Output)?;
    Ok(ExitCode::from(if 0 < faulty { 3 } else { 0 }))
}

fn as_of(typed: Option<&str>) -> Result<AsOf, Failure> {
    match typed {
        None => Ok(AsOf::Today),
        Some("latest") => Ok(AsOf::Latest),
        Some(text) => text.parse().map(AsOf::Day).map_err(|_| {
            Failure::Usage(format!("--as-of '{text}' is no day: write it as 2026-05-31, or 'latest' for the last morning that the data know"))
        }),
    }
}

/// The morning that is judged. Today is the date on the athlete's wall: in the home zone, else where the newest activity
/// was. This is the one place that reads the clock.
fn morning(as_of: AsOf, athlete: &Athlete, ingested: &Ingested) -> Date {
    let home = athlete.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let newest = ingested.activities.last().and_then(|activity| Offset::from_seconds(activity.utc_offset_s).ok());
    let zone = home.unwrap_or_else(|| newest.unwrap_or(Offset::UTC).to_time_zone());
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    match as_of {
        AsOf::Day(day) => day,
        AsOf::Today => today,
        AsOf::Latest => build::latest_morning(&ingested.activities, &ingested.mornings, today).unwrap_or(today),
    }
}

fn inputs(athlete: Athlete, ingested: Ingested) -> Inputs {
    let counts = ingested.counts();
    let import = ingested.inputs.into_iter().map(|input| ImportRow {
        source: input.source,
        outcome: input.outcome.as_str(),
        code: input.code.as_str(),
        activity_id: (!input.activity_ids.is_empty()).then(|| input.activity_ids.join(" ")),
        detail: input.detail,
        byte_offset: input.at_byte,
    });
    let duplicates = ingested.twins.into_iter().map(|twin| DuplicateRow {
        winner_activity_id: twin.winner_id,
        winner: twin.winner,
        loser: twin.loser,
        code: twin.code.as_str(),
        evidence: twin.evidence,
    });
    Inputs {
        athlete,
        effort: effort::options::Options::default(),
        duplicates: duplicates.collect(),
        activities: ingested.activities,
        mornings: ingested.mornings,
        import: import.collect(),
        counts,
        digest: ingested.digest,
    }
}

fn files(report: &Report, formats: &[Format]) -> Vec<(&'static str, Vec<u8>)> {
    let mut files = Vec::new();
    if formats.contains(&Format::Csv) {
        files.push(("activities.csv", csv::activities(&report.activities)));
        files.push(("daily.csv", csv::daily(&report.daily)));
        files.push(("readiness.csv", csv::readiness(&report.mornings)));
        files.push(("import.csv", csv::import(&report.import)));
        files.push(("duplicates.csv", csv::duplicates(&report.duplicates)));
    }
    if formats.contains(&Format::Json) {
        files.push(("report.json", json::report(report)));
    }
    files
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
fn summarise(report: &Report, faults: &str, arguments: &Arguments) -> io::Result<()> {
    let counts = report.counts;
    let mut err = io::stderr().lock();
    write!(err, "{faults}")?;
    writeln!(
        err,
        "restday: {} inputs = {} activities + {} duplicates + {} not an activity + {} refused; report in {}",
        counts.inputs,
        counts.activities,
        counts.duplicates,
        counts.not_activity,
        counts.refused,
        arguments.out.display(),
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

/// Why there is no activity: what was found instead, counted.
fn nothing(inputs: &[Input]) -> String {
    const LOOKED_FOR: &str =
        "restday reads FIT, GPX and TCX files, gzipped or zipped or in folders, and Strava's export_*.zip";
    if inputs.is_empty() {
        return format!("there is no file here; {LOOKED_FOR}");
    }
    let mut found: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    for input in inputs {
        *found.entry((input.code, input.detail.as_str())).or_default() += 1;
    }
    let mut found: Vec<((Code, &str), usize)> = found.into_iter().collect();
    found.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    let mut lines =
        vec![format!("no activity among {} inputs, so nothing is written; {LOOKED_FOR}. Found:", inputs.len())];
    lines.extend(
        found
            .iter()
            .take(FAULTS_NAMED_MAX)
            .map(|((code, detail), count)| format!("  {count:6} x {}: {}", code.as_str(), printable(detail))),
    );
    if FAULTS_NAMED_MAX < found.len() {
        lines.push(format!("  and {} other kinds", found.len() - FAULTS_NAMED_MAX));
    }
    lines.join("\n")
}
