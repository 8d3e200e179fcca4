//! `--last-run FILE`: how the run went, for whoever watches over the nights. Written last, also where there is no report.

use super::Ended;
use super::settings::Settings;
use crate::cli::clock;
use crate::cli::failure::Failure;
use crate::report::write::{WriteError, change_file};
use crate::report::{ImportCounts, SCHEMA_VERSION};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::path::Path;
use std::{fs, io};

/// A run that has begun.
pub(super) struct Record<'a> {
    file: &'a Path,
    begun: Timestamp,
}

/// The file, in the order of its keys; `null` for what there was not.
#[derive(Serialize)]
struct LastRun {
    schema: &'static str,
    schema_version: u32,
    tool_version: &'static str,
    begun: String,
    ended: String,
    exit_code: u8,
    error: Option<String>,
    /// Inputs by outcome; of a team, of all its athletes.
    inputs: Option<ImportCounts>,
    newest_activity_day: Option<Date>,
    days_since_newest_activity: Option<i32>,
}

impl<'a> Record<'a> {
    /// Notes the time. What lies among the exports would be read as one of them, and is refused.
    pub(super) fn begin(file: &'a Path, settings: &Settings) -> Result<Self, Failure> {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = fs::canonicalize(parent).map_err(|cause| {
            Failure::Usage(format!(
                "--last-run {}: its folder cannot be opened ({cause}); make it first",
                file.display()
            ))
        })?;
        let inside =
            |folder: &Path| folder.is_dir() && fs::canonicalize(folder).is_ok_and(|folder| parent.starts_with(folder));
        if let Some(folder) = settings.paths.iter().chain(&settings.team).find(|folder| inside(folder)) {
            return Err(Failure::Usage(format!(
                "--last-run {} lies in {}, where it would be read as an export: put it elsewhere",
                file.display(),
                folder.display()
            )));
        }
        Ok(Self { file, begun: clock::shown() })
    }

    /// Writes how it ended; nothing where another run holds the lock and will say how that one ends.
    pub(super) fn end(self, done: &Result<Ended, Failure>) -> Result<(), Failure> {
        if matches!(done, Err(Failure::Write(WriteError::Locked { .. }))) {
            return Ok(());
        }
        let ended = done.as_ref().ok();
        let age = ended.and_then(|ended| ended.age);
        let failure = done.as_ref().err();
        let told = LastRun {
            schema: "restday.last_run",
            schema_version: SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION"),
            begun: self.begun.to_string(),
            ended: clock::shown().to_string(),
            exit_code: done.as_ref().map_or_else(Failure::exit_code, |ended| ended.code),
            error: failure.map(ToString::to_string),
            inputs: ended.map(|ended| ended.inputs),
            newest_activity_day: age.map(|(newest, _)| newest),
            days_since_newest_activity: age.map(|(_, days)| days),
        };
        let mut bytes = serde_json::to_vec_pretty(&told).unwrap_or_default();
        bytes.push(b'\n');
        change_file(self.file, |_| Ok::<_, WriteError>(bytes)).map_err(|error| {
            let cause = match error {
                WriteError::Io { cause, .. } => cause,
                other => io::Error::other(other),
            };
            Failure::LastRun { path: self.file.to_owned(), cause }
        })
    }
}
