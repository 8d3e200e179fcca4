//! `restday report`: exports in, a report out.

mod hook;
mod last_run;
mod log;
mod settings;
mod team;

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{ExportReading, GatheredInputs};
use super::progress::Bar;
use super::{athlete_file, fault, input_reader, ledger_file, threads, watch};
use crate::cli::exit::Exit;
use crate::config::Configured;
use crate::diagnostic::Severity;
use crate::ingest::{Input, Progress};
use crate::ledger::{Ledger, Prepared};
use crate::limits::LARGE_REPORT_ROWS;
use crate::output::Privacy;
use crate::pipeline::{build, redact};
use crate::printable::printable_path;
use crate::publish::{Draft, Kept, WriteError};
use crate::render::csv::Dialect;
use crate::render::formats::{self, Choice, OutputFormat};
use crate::render::terminal;
use crate::report::{ImportCounts, Report};
use crate::source::FileId;
use clap::builder::PossibleValue;
use jiff::civil::Date;
use last_run::RunRecord;
use log::Log;
use rayon::prelude::*;
use settings::{ReportSettings, lies_in};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `restday report` was asked.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct ReportArgs {
    /// Files, folders and archives of one athlete: FIT, GPX and TCX, gzipped or zipped, and Strava exports as they are.
    #[arg(required_unless_present_any = ["team", "athlete", "ledger"], value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A folder of athletes' folders: a report each, and a table and a page of all, who needs attention first.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "athlete"])]
    team: Option<PathBuf>,

    /// The folder that the report is written to: as a whole, in the place of the one before [default: restday-report]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The formats to write, separated by commas [default: csv,json,xlsx,parquet,html]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    format: Vec<OutputFormat>,

    /// For whom CSV is written: programs, or a spreadsheet in English or in most of Europe [default: rfc4180]
    #[arg(long, value_name = "DIALECT")]
    csv_dialect: Option<Dialect>,

    /// Let report.html name files and show the titles of activities.
    #[arg(long, conflicts_with = "redact")]
    with_paths: bool,

    /// Leave out of every output, and of what is said, who the athlete is and where things lie: names, titles, files, notes,
    /// ids of activities, offsets of times.
    #[arg(long)]
    redact: bool,

    /// The morning that is judged: a date such as 2026-05-31, or 'latest' for the last one that the data know
    /// [default: today]
    #[arg(long, value_name = "DATE|latest")]
    as_of: Option<String>,

    /// The athlete's configuration; its table [report] says what is not said here, paths of exports too
    /// [default: athlete.toml in the first folder that has one]
    #[arg(long, visible_alias = "config", value_name = "FILE")]
    athlete: Option<PathBuf>,

    /// Keep what was read in this file: what is in it and did not change is not read again, and stays when its export is
    /// gone. With --team a folder, a file an athlete in it [default: that of athlete.toml, else none]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Whether heart rates are judged before they are believed: implausible ones left out, short silences bridged.
    #[arg(long, value_name = "on|off", default_value = "on")]
    hr_clean: Switch,

    /// Whether positions, speeds and altitudes that leap are left out.
    #[arg(long, value_name = "on|off", default_value = "on")]
    gps_clean: Switch,

    /// Seconds to wait for another run that is writing into the same folder, before ending with 75 [default: 0]
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,

    /// End with 4 when the newest activity is older than so many days: files may be missing.
    #[arg(long, value_name = "DAYS")]
    max_age: Option<u32>,

    /// Write how the run went into this file, for a monitor: times, counts, newest activity, exit code. Not among the exports.
    #[arg(long, value_name = "FILE")]
    last_run: Option<PathBuf>,

    /// A command to run after exit code 0: a program and its arguments, no shell. It reads what was said on its standard input.
    #[arg(long, value_name = "COMMAND")]
    on_success: Option<hook::HookCommand>,

    /// A command to run after any other exit code, which it finds in `RESTDAY_EXIT_CODE`.
    #[arg(long, value_name = "COMMAND")]
    on_failure: Option<hook::HookCommand>,

    /// How standard error is written: as text, or as JSON, an event a line.
    #[arg(long, value_name = "text|json", default_value = "text")]
    log: log::LogForm,

    /// Print nothing where all is well, and never the panels.
    #[arg(long, short)]
    quiet: bool,

    /// Write nothing and end with 1 when any input is refused or damaged.
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

impl clap::ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Csv => "The tables as CSV, a file each",
            Self::Json => "report.json",
            Self::Ndjson => "report.ndjson: a line a row, for streams",
            #[cfg(feature = "xlsx")]
            Self::Xlsx => "report.xlsx, a workbook with charts",
            #[cfg(feature = "parquet")]
            Self::Parquet => "Activities, daily, readiness and mornings, for dataframe tools",
            #[cfg(feature = "html")]
            Self::Html => "report.html, a page that needs no network",
            Self::Svg => "load.svg and readiness.svg: the two main charts, for a mail or a page of your own",
        };
        Some(PossibleValue::new(self.as_str()).help(help))
    }
}

impl clap::ValueEnum for Dialect {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Rfc4180 => "Commas, decimal points, LF",
            Self::ExcelUs => "Commas, decimal points, CRLF, a byte-order mark",
            Self::ExcelEu => "Semicolons, decimal commas, CRLF, a byte-order mark",
        };
        Some(PossibleValue::new(self.as_str()).help(help))
    }
}

/// How a run ended that wrote a report.
struct EndedRun {
    exit: Exit,
    inputs: ImportCounts,
    /// Day of the newest activity, and days from it to the morning that was judged; absent without one.
    age: Option<(Date, i32)>,
}

pub(super) fn run_report(arguments: &ReportArgs) -> ExitCode {
    let log = Log::new(arguments.log, arguments.redact);
    let ended = fault::catch_fault(|| attempt_report(arguments, &log));
    let exit = ended.as_ref().map_or_else(Failure::exit_code, |ended| ended.exit);
    if let Err(failure) = &ended {
        log.say_failed(failure, exit);
    }
    if !watch::is_watched() {
        run_hook(arguments, exit, &log);
    }
    exit.into()
}

/// The exit code of a run that another process worked on; absent where this one is to do so. What is to be done after the run is
/// done here, and where the other one is gone without a word, so is the record of that.
pub(super) fn report_elsewhere(arguments: &ReportArgs) -> Option<ExitCode> {
    // What cannot be read or meant, the process that works says.
    let configured = match arguments.team {
        Some(_) => Configured::default(),
        None => athlete_file::load_athlete(arguments.athlete.as_deref(), &arguments.paths).unwrap_or_default(),
    };
    let settings = ReportSettings::new(arguments, &configured).ok();
    let record =
        settings.as_ref().and_then(|settings| RunRecord::begin_record(settings.last_run.as_deref()?, settings).ok());
    let has_hook = arguments.on_success.is_some() || arguments.on_failure.is_some();
    let worker = watch::watch_over(record.is_some() || has_hook)?;
    let log = Log::after_worker(arguments.log, arguments.redact, worker.said);
    let exit = worker.exit.unwrap_or_else(|failure| {
        log.say_failed(&failure, failure.exit_code());
        let gone = Err(failure);
        if let Some(Err(failure)) = record.map(|record| record.end_record(&gone)) {
            log.say_failed(&failure, failure.exit_code());
        }
        Exit::Fatal
    });
    run_hook(arguments, exit, &log);
    Some(exit.into())
}

/// Runs the command for this exit code, where there is one.
fn run_hook(arguments: &ReportArgs, exit: Exit, log: &Log) {
    let hook = if exit == Exit::Well { &arguments.on_success } else { &arguments.on_failure };
    if let Some(hook) = hook
        && let Err(cause) = hook.run_hook_command(exit, &log.all_said())
    {
        log.hook_failed(hook, &cause);
    }
}

fn attempt_report(arguments: &ReportArgs, log: &Log) -> Result<EndedRun, Failure> {
    let configured = match arguments.team {
        Some(_) => Configured::default(),
        None => athlete_file::load_athlete(arguments.athlete.as_deref(), &arguments.paths)?,
    };
    let settings = ReportSettings::new(arguments, &configured)?;
    if let Some(ledger) = settings.ledger.as_deref().filter(|ledger| lies_in(ledger, &settings.out)) {
        let (ledger, out) = (printable_path(ledger), printable_path(&settings.out));
        return Err(Failure::Usage(format!(
            "the ledger {ledger} lies in the report {out}, which is replaced as a whole; put it elsewhere"
        )));
    }
    let record = settings.last_run.as_deref().map(|file| RunRecord::begin_record(file, &settings)).transpose()?;
    // Whatever breaks in the work, how the run went is recorded.
    let done = fault::catch_fault(|| {
        threads::check_enough()?;
        match &arguments.team {
            Some(team) => team::report_team(&settings, team, log),
            None => report_one(&settings, configured, log),
        }
    });
    let recorded = record.map_or(Ok(()), |record| record.end_record(&done));
    let ended = done?;
    recorded.map(|()| ended)
}

fn report_one(settings: &ReportSettings, configured: Configured, log: &Log) -> Result<EndedRun, Failure> {
    // Before anything is read, so that a run that cannot end well ends at once.
    let draft = Draft::begin_draft(&settings.out, settings.wait)?;
    if settings.paths.is_empty() && settings.ledger.is_none() {
        let text = "no exports are named: give their PATH, or paths = [\"…\"] under [report] in the configuration";
        return Err(Failure::Usage(text.to_owned()));
    }
    let (fallback_name, stranger) = ("athlete", "athlete");
    let who = Who { paths: &settings.paths, configured, ledger: settings.ledger.as_deref(), fallback_name, stranger };
    let made = make_report(settings, who, &Bar::new())?;
    let faulty = made.faults.len();
    if settings.strict && 0 < faulty {
        log.say_faults(None, &made.faults);
        return Err(Failure::Strict(format!(
            "--strict: {faulty} inputs were refused or damaged, so nothing is written"
        )));
    }
    let MadeReport { report, faults, ledger, inputs, of_other_build } = made;
    write_formats(&report, settings, &|files| draft.write_files(files))?;
    if let Some((file, bytes)) = ledger {
        draft.check_replaceable(&inputs)?;
        file.replace_file(&bytes)?;
    }
    draft.publish(&inputs)?;
    let age = newest_age(&report);
    let stale = stale_warning(age, &report, settings.max_age);
    let exit = Exit::with_report(stale.is_some(), 0 < faulty);
    if !settings.quiet {
        log.say_unshown(show_panels(&report));
    }
    if let Some(told) = of_other_build {
        log.say_warning(OTHER_BUILD, &told);
    }
    log.say_faults(None, &faults);
    if !settings.quiet || exit != Exit::Well {
        log.say_written(report.counts, settings, exit);
    }
    if let Some(warning) = stale {
        log.say_warning("stale", &warning);
    }
    Ok(EndedRun { exit, inputs: report.counts, age })
}

/// The report of one athlete.
struct MadeReport {
    report: Report,
    /// Inputs that were refused or damaged.
    faults: Vec<Input>,
    /// The ledger with what is to be written, where something is.
    ledger: Option<(Kept, Vec<u8>)>,
    /// The files that it is made of.
    inputs: Vec<FileId>,
    /// That the ledger is of another build.
    of_other_build: Option<String>,
}

/// The event of a ledger of another build.
const OTHER_BUILD: &str = "ledger_of_other_build";

/// Whose report it is to be.
struct Who<'a> {
    paths: &'a [PathBuf],
    configured: Configured,
    ledger: Option<&'a Path>,
    /// How the athlete is called where neither exports nor a configuration nor the ledger say so.
    fallback_name: &'a str,
    /// How the athlete is called where nobody may know the name.
    stranger: &'a str,
}

fn make_report(settings: &ReportSettings, who: Who<'_>, progress: &dyn Progress) -> Result<MadeReport, Failure> {
    let Who { paths, mut configured, ledger: file, fallback_name, stranger } = who;
    let as_of = input_reader::as_of(settings.as_of.as_deref())?;
    let kept = file.map(|file| Kept::lock_file(file, settings.wait)).transpose()?;
    let ledger = file.map_or_else(|| Ok(Ledger::default()), ledger_file::load_ledger)?;
    if configured.athlete.name.is_empty() {
        let known = ledger.owner.as_ref().map(|owner| owner.name.clone());
        configured.athlete.name = known.unwrap_or_else(|| fallback_name.to_owned());
    }
    let reading = ExportReading {
        paths,
        exclude: vec![settings.out.clone()],
        configured: &configured,
        cleaning: settings.cleaning,
        file,
        ledger,
        keeps: file.is_some(),
    };
    let GatheredInputs { ingested, prepared, inputs: files, of_other_build } = reading.read_exports(progress)?;
    let morning = input_reader::morning_asked(as_of, &configured.athlete, &ingested);
    if as_of == input_reader::AsOf::Today {
        input_reader::check_clock(&ingested)?;
    }
    let is_faulty = |input: &Input| Severity::Damaged <= input.code.severity();
    let told = |(nth, input): (usize, &Input)| {
        let input = input.clone();
        if !settings.redact {
            return input;
        }
        Input { source: redact::input(nth), detail: redact::WITHHELD.to_owned(), activity_ids: Vec::new(), ..input }
    };
    let faults = ingested.inputs.iter().enumerate().filter(|(_, input)| is_faulty(input)).map(told).collect();
    let mut inputs = input_reader::inputs(configured, ingested);
    if settings.redact {
        redact::redact(&mut inputs, stranger);
    }
    let (report, bytes) =
        rayon::join(|| build::build(inputs, morning), || prepared.map(Prepared::into_bytes).transpose());
    let (mut report, bytes) = (report?, bytes.map_err(Failure::Unwritten)?);
    if settings.redact {
        redact::redact_rows(&mut report);
    }
    Ok(MadeReport { report, faults, ledger: kept.zip(bytes), inputs: files, of_other_build })
}

/// Where files of a report go.
type Writer<'a> = dyn Fn(&[(&str, Vec<u8>)]) -> Result<(), WriteError> + 'a;

/// Makes the files of a report and gives them to be written, of a large one a format at a time: all of them together take as
/// much memory as everything else.
fn write_formats(report: &Report, settings: &ReportSettings, write: &Writer<'_>) -> Result<(), Failure> {
    let privacy = Privacy { with_paths: settings.with_paths };
    let of = |format: &OutputFormat| {
        let choice = Choice { formats: std::slice::from_ref(format), dialect: settings.dialect, privacy };
        formats::files(report, choice)
    };
    let asked = |format: &OutputFormat| settings.formats.contains(format);
    #[cfg(feature = "xlsx")]
    if asked(&OutputFormat::Xlsx) && !super::clock::is_counted() {
        let (shows, instead) = (super::clock::shown_time(), "leave out the workbook, as in --format csv,json,html");
        return Err(Failure::Clock { shows, instead });
    }
    let formats: Vec<OutputFormat> = OutputFormat::ALL.iter().copied().filter(asked).collect();
    if LARGE_REPORT_ROWS < report.import.len().saturating_add(report.activities.len()).max(report.daily.len()) {
        return formats.iter().try_for_each(|format| Ok(write(&of(format)?)?));
    }
    // The workbook takes as long as all the others.
    let files: Result<Vec<_>, _> = formats.par_iter().with_max_len(1).map(of).collect();
    let files: Vec<_> = files?.into_iter().flatten().collect();
    Ok(write(&files)?)
}

/// Day of the newest activity before the morning, and how many days before it.
fn newest_age(report: &Report) -> Option<(Date, i32)> {
    let morning = report.today.day;
    let newest = report.newest_activity_day?;
    Some((newest, morning.since((jiff::Unit::Day, newest)).map_or(0, |span| span.get_days())))
}

/// That the newest activity is older than it may be.
fn stale_warning(age: Option<(Date, i32)>, report: &Report, max_age: Option<u32>) -> Option<String> {
    let ((newest, days), max_age) = age.zip(max_age)?;
    let morning = report.today.day;
    (i64::from(max_age) < i64::from(days))
        .then(|| format!("the newest activity is of {newest}, {days} days before {morning}: are files missing?"))
}

/// The two panels, plain unless standard output is a terminal that may have colours.
fn show_panels(report: &Report) -> Result<(), Failure> {
    let color = door::has_colours();
    let panels = terminal::report_panels(report, terminal::Style { color, ..terminal::Style::default() });
    door::say_out(if color { Told::Coloured(panels) } else { Told::Text(panels) })
}
