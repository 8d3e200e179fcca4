//! What a report is to be: the command line, else `[report]` of `athlete.toml`, else the defaults.

use super::{Arguments, Switch};
use crate::activity::cleaned::Cleaning;
use crate::cli::athlete_file;
use crate::cli::failure::Failure;
use crate::config::{Configured, Said};
use crate::render::csv::Dialect;
use crate::render::formats::Format;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a report is to be.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Settings {
    pub(super) paths: Vec<PathBuf>,
    pub(super) team: Option<PathBuf>,
    pub(super) out: PathBuf,
    pub(super) formats: Vec<Format>,
    pub(super) dialect: Dialect,
    pub(super) with_paths: bool,
    pub(super) redact: bool,
    pub(super) as_of: Option<String>,
    pub(super) ledger: Option<PathBuf>,
    pub(super) cleaning: Cleaning,
    pub(super) wait: Duration,
    pub(super) max_age: Option<u32>,
    pub(super) last_run: Option<PathBuf>,
    pub(super) quiet: bool,
    pub(super) strict: bool,
}

/// Whether a file lies in a folder, links resolved: what counts is where it lies, be it there yet or not.
pub(super) fn lies_in(file: &Path, folder: &Path) -> bool {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let there = fs::canonicalize(file).ok().and_then(|file| file.parent().map(Path::to_path_buf));
    let there = there.or_else(|| fs::canonicalize(parent).ok());
    let folder = fs::canonicalize(folder).ok().filter(|folder| folder.is_dir());
    there.zip(folder).is_some_and(|(there, folder)| there.starts_with(folder))
}

impl Settings {
    /// What was typed wins, and then nobody asks what else was said.
    ///
    /// # Errors
    /// When the configuration says a path that it may not.
    pub(super) fn new(arguments: &Arguments, configured: &Configured) -> Result<Self, Failure> {
        let choices = &configured.report;
        let or = |typed: &Option<PathBuf>, said: &Option<Said>| match typed {
            Some(typed) => Ok(Some(typed.clone())),
            None => said.as_ref().map(Said::path).transpose(),
        };
        let formats = [arguments.format.as_slice(), &choices.format, Format::DEFAULT];
        Ok(Self {
            paths: athlete_file::exports(configured, &arguments.paths)?,
            team: arguments.team.clone(),
            out: or(&arguments.out, &choices.out)?.unwrap_or_else(|| PathBuf::from("restday-report")),
            formats: formats.into_iter().find(|formats| !formats.is_empty()).unwrap_or_default().to_vec(),
            dialect: arguments.csv_dialect.or(choices.csv_dialect).unwrap_or_default(),
            with_paths: arguments.with_paths,
            redact: arguments.redact,
            as_of: arguments.as_of.clone(),
            ledger: athlete_file::ledger(configured, arguments.ledger.as_deref())?,
            cleaning: Cleaning {
                heart_rate: arguments.hr_clean == Switch::On,
                position: arguments.gps_clean == Switch::On,
            },
            wait: Duration::from_secs(arguments.wait.or(choices.wait).unwrap_or(0)),
            max_age: arguments.max_age.or(choices.max_age),
            last_run: or(&arguments.last_run, &choices.last_run)?,
            quiet: arguments.quiet || choices.quiet,
            strict: arguments.strict,
        })
    }
}
