//! What several commands begin with: read the exports of one athlete, and find the morning that is judged.

use super::door::{self, Told};
use super::failure::Failure;
use super::progress::Bar;
use super::{athlete_file, clock, ledger_file};
use crate::activity::cleaned::Cleaning;
use crate::athlete::Athlete;
use crate::config::Configured;
use crate::diagnostic::Code;
use crate::ingest::{INGEST_REVISION, IngestOptions, Ingested, Input, Progress};
use crate::ledger::{Ledger, Prepared, Update};
use crate::pipeline::computed;
use crate::printable::{printable, printable_path};
use crate::runner;
use crate::source::FileId;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

pub(super) use crate::runner::inputs;

/// Kinds of inputs that are named where there is no activity.
const KINDS_NAMED_MAX: usize = 10;

/// Refuses to go by a clock that shows a day before the newest check-in, whatever calendar it goes by: a good report is not
/// replaced by one of the past.
pub(super) fn check_clock(ingested: &Ingested) -> Result<(), Failure> {
    let today = clock::latest_today();
    let newest = ingested.mornings.iter().filter(|morning| morning.is_check_in()).map(|morning| morning.day).max();
    match newest.filter(|newest| today < *newest) {
        Some(newest) => Err(Failure::ClockBehind { newest, today: today.yesterday().unwrap_or(today) }),
        None => Ok(()),
    }
}

/// The morning that is judged, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AsOf {
    Today,
    Latest,
    Day(Date),
}

/// Whose exports a command that writes nothing is to read, and up to which morning.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// Files, folders and archives of one athlete, as for 'restday report'.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The morning up to which data count: a date, or 'latest' [default: today]
    #[arg(long, value_name = "DATE|latest")]
    as_of: Option<String>,

    /// The athlete's configuration [default: athlete.toml in the first folder that has one]
    #[arg(long, visible_alias = "config", value_name = "FILE")]
    athlete: Option<PathBuf>,

    /// A ledger that 'restday report' keeps: what is in it is not read again [default: that of athlete.toml]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Asked {
    /// What was typed.
    pub(super) fn exports_asked(&self) -> &[PathBuf] {
        &self.paths
    }

    /// What was asked for, read, and the morning.
    pub(super) fn read_asked(&self) -> Result<(Configured, Ingested, Date), Failure> {
        let as_of = as_of(self.as_of.as_deref())?;
        let configured = athlete_file::load_athlete(self.athlete.as_deref(), &self.paths)?;
        let file = athlete_file::ledger_path(&configured, self.ledger.as_deref())?;
        let GatheredInputs { ingested, .. } =
            ExportReading::for_exports(&self.paths, &configured, file.as_deref())?.read_exports(&Bar::new())?;
        let morning = morning_asked(as_of, &configured.athlete, &ingested);
        Ok((configured, ingested, morning))
    }
}

/// What is to be read.
pub(super) struct ExportReading<'a> {
    pub(super) paths: &'a [PathBuf],
    /// What the program itself writes, beside the ledger.
    pub(super) exclude: Vec<PathBuf>,
    pub(super) configured: &'a Configured,
    pub(super) cleaning: Cleaning,
    /// The file of the ledger; absent where there is none.
    pub(super) file: Option<&'a Path>,
    /// What is known already.
    pub(super) ledger: Ledger,
    /// Whether the ledger will be written where that has to be.
    pub(super) keeps: bool,
}

/// What was read.
pub(super) struct GatheredInputs {
    pub(super) ingested: Ingested,
    /// The file of the ledger, where that has to be written.
    pub(super) prepared: Option<Prepared>,
    /// The files that were read or known.
    pub(super) inputs: Vec<FileId>,
    /// That another build wrote the ledger, which therefore spared no reading.
    pub(super) of_other_build: Option<String>,
}

impl<'a> ExportReading<'a> {
    /// As for a report, with what the ledger in this file knows, by a command that writes nothing.
    pub(super) fn for_exports(
        paths: &'a [PathBuf],
        configured: &'a Configured,
        ledger: Option<&'a Path>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            paths,
            exclude: configured.report.out.iter().filter_map(|out| out.allowed_path().ok()).collect(),
            configured,
            cleaning: Cleaning::default(),
            file: ledger,
            ledger: ledger.map_or_else(|| Ok(Ledger::default()), ledger_file::load_ledger)?,
            keeps: false,
        })
    }

    /// Brings the ledger up to date, and gives what it then knows; with it its file, where that has to be written.
    ///
    /// Fails where there is no activity, and says what was found instead.
    pub(super) fn read_exports(self, progress: &dyn Progress) -> Result<GatheredInputs, Failure> {
        let gathered = self.read_whatever(progress)?;
        if gathered.ingested.activities.is_empty() {
            return Err(Failure::Nothing(nothing_to_report(&gathered.ingested.inputs)));
        }
        Ok(gathered)
    }

    /// The same, with activities or without.
    pub(super) fn read_whatever(self, progress: &dyn Progress) -> Result<GatheredInputs, Failure> {
        let Self { paths, exclude, configured, cleaning, file, mut ledger, keeps } = self;
        let athlete = &configured.athlete;
        let owner = athlete_file::ledger_owner(configured, paths);
        let options =
            IngestOptions { home_zone: athlete.time_zone.as_deref(), cleaning, mappings: &configured.mornings };
        let exclude: Vec<&Path> = exclude.iter().map(PathBuf::as_path).chain(file).collect();
        ledger.open_for(&owner);
        let of_other_build = ledger.other_build().map(|(version, revision)| {
            format!(
                "the ledger is of another build of restday ({version}, revision {revision}; this is {}, revision \
                 {INGEST_REVISION}): every export that is there is read anew",
                env!("CARGO_PKG_VERSION")
            )
        });
        let of_another = |ledger: &Ledger| Failure::LedgerOfAnother {
            path: file.unwrap_or(Path::new("")).to_owned(),
            theirs: ledger.owner.as_ref().map(|known| known.name.clone()).unwrap_or_default(),
            ours: owner.name.clone(),
        };
        if ledger.is_anothers() {
            return Err(of_another(&ledger));
        }
        let updated = ledger.update(paths, &exclude, options, progress);
        progress.end();
        let Update { is_changed, files } = updated?;
        if ledger.is_anothers() {
            return Err(of_another(&ledger));
        }
        let is_changed = ledger.belongs_to(owner) || is_changed;
        // Who writes the ledger has a log for it.
        if let Some(told) = of_other_build.as_ref().filter(|_| !keeps) {
            door::say_error(Told::Text(format!("warning: {told}\n")));
        }
        let prepared = (keeps && is_changed).then(|| ledger.prepare_file()).transpose().map_err(Failure::Unwritten)?;
        Ok(GatheredInputs { ingested: ledger.settle(), prepared, inputs: files, of_other_build })
    }
}

/// The morning that was asked for.
pub(super) fn as_of(typed: Option<&str>) -> Result<AsOf, Failure> {
    match typed {
        None => clock::needed_time("give the morning, as in --as-of 2026-05-31").map(|_| AsOf::Today),
        Some("latest") => Ok(AsOf::Latest),
        Some(text) => text.parse().map(AsOf::Day).map_err(|_| {
            let text = printable(text);
            Failure::Usage(format!("--as-of '{text}' is no day: write it as 2026-05-31, or 'latest' for the last morning that the data know"))
        }),
    }
}

/// The morning that is judged. Today is the date on the athlete's wall: in the home zone, else where the newest activity
/// was.
pub(super) fn morning_asked(as_of: AsOf, athlete: &Athlete, ingested: &Ingested) -> Date {
    let today = clock::believed_now().map_or(Date::MAX, |now| runner::today(athlete, ingested, now));
    match as_of {
        AsOf::Day(day) => day,
        AsOf::Today => today,
        AsOf::Latest => computed::latest_morning(&ingested.activities, &ingested.mornings, today).unwrap_or(today),
    }
}

/// Why the folder of an athlete is not read where it is a link: it could be another athlete's.
pub(super) const LINKED: &str = "the folder is a symbolic link, which is not followed: put the folder itself there";

/// A folder in a team's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AthleteFolder {
    pub(super) path: PathBuf,
    /// Whether it is a link to one.
    pub(super) is_link: bool,
}

/// The folders in a team's folder, by name; hidden ones are none. There may be none at all where ledgers stand for them.
pub(super) fn athlete_folders(team: &Path, may_be_empty: bool) -> Result<Vec<AthleteFolder>, Failure> {
    let unreadable = |cause: io::Error| Failure::Usage(format!("{}: cannot be read ({cause})", printable_path(team)));
    let mut folders = Vec::new();
    for entry in fs::read_dir(team).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, is_link) = (entry.path(), entry.file_type().map_err(unreadable)?.is_symlink());
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            folders.push(AthleteFolder { path, is_link });
        }
    }
    folders.sort();
    if folders.is_empty() && !may_be_empty {
        return Err(Failure::Usage(format!(
            "{}: there is no folder in it; --team takes a folder of athletes' folders",
            printable_path(team)
        )));
    }
    Ok(folders)
}

/// Why there is no activity: what was found instead, counted.
fn nothing_to_report(inputs: &[Input]) -> String {
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
            .take(KINDS_NAMED_MAX)
            .map(|((code, detail), count)| format!("  {count:6} x {}: {}", code.as_str(), printable(detail))),
    );
    if KINDS_NAMED_MAX < found.len() {
        lines.push(format!("  and {} other kinds", found.len() - KINDS_NAMED_MAX));
    }
    lines.join("\n")
}
