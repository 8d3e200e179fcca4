//! `restday report --team DIR`: a report of each athlete, and one table and page of them all.

use super::log::Log;
use super::settings::ReportSettings;
use super::{EndedRun, MadeReport, OTHER_BUILD, Who, make_report, newest_age, stale_warning, write_formats};
use crate::cli::door::{self, Told};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::{athlete_file, fault, input_reader};
use crate::columns::TableRows;
use crate::ingest::{Input, Silent};
use crate::limits::STACK_BYTES;
use crate::pipeline::team::{self, without_report};
use crate::printable::printable_path;
use crate::publish::{Draft, FILE_NAMES};
use crate::render::FormatError;
use crate::render::{csv, listing};
use crate::report::ImportCounts;
use crate::report::team::{Attention, TeamMember};
use crate::source::FileId;
use jiff::civil::Date;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The ending of a ledger in the folder of a team's ledgers.
const LEDGER_ENDING: &str = "parquet";

/// Why there is no report in a folder of such a name.
const UNFIT_NAME: &str = "the name of the folder is no UTF-8, or that of a file of a report: rename it";

/// The files that speak of the team as a whole.
#[cfg_attr(
    not(any(feature = "html", feature = "xlsx")),
    allow(clippy::unnecessary_wraps, reason = "a table alone cannot fail")
)]
fn own_files(rows: &[TeamMember], settings: &ReportSettings) -> Result<Vec<(&'static str, Vec<u8>)>, FormatError> {
    let files = [
        Some(("team.csv", csv::dialect(TableRows::plain(rows), settings.dialect))),
        #[cfg(feature = "html")]
        Some(("index.html", crate::render::html::team_page(rows)?)),
        #[cfg(feature = "xlsx")]
        if settings.formats.contains(&crate::output::OutputFormat::Xlsx) {
            Some(("team.xlsx", crate::render::xlsx::team_workbook(rows)?))
        } else {
            None
        },
    ];
    Ok(files.into_iter().flatten().collect())
}

/// One athlete of the team.
struct TeamAthlete {
    /// The name of the folder, and of the folder of the report.
    name: String,
    /// The exports; absent where only the ledger is left.
    folder: Option<PathBuf>,
    /// The file in the folder of the team's ledgers; absent where there is no such folder.
    ledger: Option<PathBuf>,
    /// Why there can be no report.
    fault: Option<&'static str>,
}

/// What became of one athlete.
struct AthleteOutcome {
    row: TeamMember,
    faults: Vec<Input>,
    /// What is to be said.
    warning: Option<Warning>,
    /// That the ledger is of another build.
    of_other_build: Option<String>,
    inputs: ImportCounts,
    /// The files that were read.
    files: Vec<FileId>,
    age: Option<(Date, i32)>,
}

/// What is to be said of an athlete, in words.
enum Warning {
    /// Why there is no report.
    NoReport(String),
    /// That the newest activity is older than it may be.
    Stale(String),
}

impl Warning {
    /// The event, and what it says.
    fn told(&self) -> (&'static str, &str) {
        match self {
            Self::NoReport(detail) => ("no_report", detail),
            Self::Stale(detail) => ("stale", detail),
        }
    }
}

pub(super) fn report_team(settings: &ReportSettings, team: &Path, log: &Log) -> Result<EndedRun, Failure> {
    // Said before anybody's files are read.
    input_reader::as_of(settings.as_of.as_deref())?;
    let draft = Draft::begin_draft(&settings.out, settings.wait)?;
    let athletes = team_athletes(team, settings)?;
    let outcomes = work_on_each(&athletes, |nth, athlete| report_athlete(settings, &draft, athlete, nth))?;
    let without = outcomes.iter().filter(|outcome| outcome.row.attention == Attention::NoReport).count();
    for (athlete, outcome) in athletes.iter().zip(&outcomes) {
        let name = if settings.redact { &outcome.row.athlete } else { &athlete.name };
        if let Some(told) = &outcome.of_other_build {
            log.warn_of(name, OTHER_BUILD, told);
        }
        log.say_faults(Some(name), &outcome.faults);
        if let Some((event, detail)) = outcome.warning.as_ref().map(Warning::told) {
            log.warn_of(name, event, detail);
        }
    }
    if without == outcomes.len() {
        return Err(Failure::Nothing(format!(
            "{}: no athlete in it has a report; nothing is written",
            printable_path(team)
        )));
    }
    let is_old = |outcome: &&AthleteOutcome| matches!(outcome.warning, Some(Warning::Stale(_)));
    let old = outcomes.iter().filter(is_old).count();
    let faulty = without + outcomes.iter().filter(|outcome| !outcome.faults.is_empty()).count();
    if settings.strict && 0 < faulty {
        let text = format!(
            "--strict: {faulty} athletes have inputs that were refused or damaged, or no report; no report is written"
        );
        return Err(Failure::Strict(text));
    }
    let inputs = outcomes.iter().fold(ImportCounts::default(), |sum, outcome| sum.plus_counts(outcome.inputs));
    let newest = outcomes.iter().filter_map(|outcome| outcome.age).max();
    let files: Vec<FileId> = outcomes.iter().flat_map(|outcome| &outcome.files).copied().collect();
    let mut rows: Vec<TeamMember> = outcomes.into_iter().map(|outcome| outcome.row).collect();
    team::sort(&mut rows);
    draft.write_files(&own_files(&rows, settings)?)?;
    draft.publish(&files)?;
    let exit = Exit::with_report(0 < old, 0 < faulty);
    if !settings.quiet {
        log.say_unshown(door::say_out(Told::Text(listing::list_team(&rows))));
    }
    let told = format!(
        "restday: {} athletes, {without} without a report, {faulty} with something to look at; {}",
        rows.len(),
        log.place_of("reports", settings)
    );
    if !settings.quiet || exit != Exit::Well {
        log.say_done(&told, inputs, settings, exit);
    }
    Ok(EndedRun { exit, inputs, age: newest })
}

/// The athletes by name: the folders, and the ledgers whose folder is gone.
fn team_athletes(team: &Path, settings: &ReportSettings) -> Result<Vec<TeamAthlete>, Failure> {
    let out = fs::canonicalize(&settings.out).ok();
    let ledgers = settings.ledger.as_deref();
    let ledger_of = |name: &str| ledgers.map(|folder| folder.join(format!("{name}.{LEDGER_ENDING}")));
    let mut athletes = Vec::new();
    for input_reader::AthleteFolder { path: folder, is_link } in input_reader::athlete_folders(team, ledgers.is_some())?
    {
        let canonical = fs::canonicalize(&folder).ok();
        // A report or a folder of ledgers that lies beside the athletes is none of them.
        let is_ours = |other: Option<PathBuf>| other.is_some() && canonical == other;
        if is_ours(out.clone()) || is_ours(ledgers.and_then(|folder| fs::canonicalize(folder).ok())) {
            continue;
        }
        let name = folder.file_name().unwrap_or_default();
        let is_unfit = name.to_str().is_none_or(|name| FILE_NAMES.contains(&name));
        let name = name.to_string_lossy().into_owned();
        athletes.push(TeamAthlete {
            ledger: ledger_of(&name),
            name,
            folder: Some(folder),
            fault: if is_link { Some(input_reader::LINKED) } else { is_unfit.then_some(UNFIT_NAME) },
        });
    }
    if let Some(ledgers) = ledgers {
        let unreadable = |cause| Failure::LedgerFile { path: ledgers.to_owned(), cause };
        for entry in fs::read_dir(ledgers).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_ledger = path.extension().is_some_and(|ending| ending == LEDGER_ENDING) && !name.starts_with('.');
            if is_ledger && !athletes.iter().any(|athlete| athlete.name == name) {
                athletes.push(TeamAthlete { name, folder: None, ledger: Some(path), fault: None });
            }
        }
    }
    athletes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(athletes)
}

/// Works on every athlete, as many at a time as there are threads: no more of them are in memory, however large the team.
fn work_on_each<T: Send>(
    athletes: &[TeamAthlete],
    work: impl Fn(usize, &TeamAthlete) -> Result<T, Failure> + Sync,
) -> Result<Vec<T>, Failure> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<T, Failure>>>> = Mutex::new(athletes.iter().map(|_| None).collect());
    let work_on = || {
        while let Some((nth, athlete)) = {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            athletes.get(nth).map(|athlete| (nth, athlete))
        } {
            let made = work(nth, athlete);
            if made.is_err() {
                next.store(athletes.len(), Ordering::Relaxed);
            }
            if let Some(place) = done.lock().unwrap_or_else(PoisonError::into_inner).get_mut(nth) {
                *place = Some(made);
            }
        }
    };
    thread::scope(|scope| {
        // This thread is one of them, and where others cannot be had the only one.
        let others = rayon::current_num_threads().min(athletes.len()).saturating_sub(1);
        let begun: Vec<_> = (0..others)
            .map_while(|_| thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work_on).ok())
            .collect();
        work_on();
        for thread in begun {
            if let Err(fault) = thread.join() {
                panic::resume_unwind(fault);
            }
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

/// The report of one athlete. That there is none is an outcome; that it cannot be written ends the run.
fn report_athlete(
    settings: &ReportSettings,
    draft: &Draft,
    athlete: &TeamAthlete,
    nth: usize,
) -> Result<AthleteOutcome, Failure> {
    let stranger = format!("athlete-{}", nth + 1);
    let shown = if settings.redact { &stranger } else { &athlete.name };
    let without = |why: String| AthleteOutcome {
        row: without_report(shown, &why),
        faults: Vec::new(),
        warning: Some(Warning::NoReport(format!("no report: {why}"))),
        of_other_build: None,
        inputs: ImportCounts::default(),
        files: Vec::new(),
        age: None,
    };
    if let Some(fault) = athlete.fault {
        return Ok(without(fault.to_owned()));
    }
    let paths = athlete.folder.as_slice();
    // What breaks on one athlete's data is no reason either.
    let made = fault::catch_fault(|| {
        let configured = athlete_file::load_athlete(None, paths)?;
        let ledger = athlete_file::ledger_path(&configured, athlete.ledger.as_deref())?;
        let (ledger, fallback_name, stranger) = (ledger.as_deref(), athlete.name.as_str(), stranger.as_str());
        make_report(settings, Who { paths, configured, ledger, fallback_name, stranger }, &Silent)
    });
    let MadeReport { report, faults, ledger, inputs: files_read, of_other_build } = match made {
        Ok(made) => made,
        // One athlete without a report is no reason to say nothing of the others.
        Err(failure) => return Ok(without(failure.told_as(settings.redact))),
    };
    if let Some((file, bytes)) = ledger
        && let Err(error) = file.replace_file(&bytes)
    {
        return Ok(without(Failure::Write(error).told_as(settings.redact)));
    }
    write_formats(&report, settings, &|files| draft.write_athlete(shown, files))?;
    let age = newest_age(&report);
    let warning = stale_warning(age, &report, settings.max_age).map(Warning::Stale);
    let row = team::member(&report, shown);
    Ok(AthleteOutcome { row, faults, warning, of_other_build, inputs: report.counts, files: files_read, age })
}
