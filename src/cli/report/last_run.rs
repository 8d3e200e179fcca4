//! `--last-run FILE`: how the run went, for whoever watches over the nights. Written last, also where there is no report.

use super::EndedRun;
use super::settings::{ReportSettings, lies_in};
use crate::cli::clock;
use crate::cli::failure::Failure;
use crate::limits::LAST_RUN_BYTES_MAX;
use crate::printable::printable_path;
use crate::publish::{WriteError, change_file};
use crate::regular;
use crate::report::{ImportCounts, SCHEMA_VERSION};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::Path;
use std::{fs, io};

const SCHEMA: &str = "restday.last_run";

/// A run that has begun.
pub(super) struct RunRecord<'a> {
    file: &'a Path,
    begun: Timestamp,
    /// Whether it is for strangers.
    redact: bool,
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

impl<'a> RunRecord<'a> {
    /// Notes the time. Nothing is replaced but a record of an earlier run; what lies among the exports would be read as one of
    /// them, and what lies in the report would be a stranger there.
    ///
    /// # Errors
    /// When the file cannot be the record of this run; it is left as it is.
    pub(super) fn begin_record(file: &'a Path, settings: &ReportSettings) -> Result<Self, Failure> {
        let refused = |why: String| Failure::Usage(format!("--last-run {}: {why}", printable_path(file)));
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(parent)
            .map_err(|cause| refused(format!("its folder cannot be opened ({cause}); make it first")))?;
        if let Some(exports) = settings.paths.iter().chain(&settings.team).find(|path| lies_in(file, path)) {
            let exports = printable_path(exports);
            return Err(refused(format!(
                "it lies in {exports}, where it would be read as an export; put it elsewhere"
            )));
        }
        if lies_in(file, &settings.out) {
            let out = printable_path(&settings.out);
            return Err(refused(format!(
                "it lies in the report {out}, which is replaced as a whole; put it elsewhere"
            )));
        }
        match regular::open_regular(file).and_then(|file| regular::read_regular(file, LAST_RUN_BYTES_MAX)) {
            Ok(bytes) if is_record(&bytes) => {}
            Ok(_) => return Err(refused(NO_RECORD.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(refused(format!("{error}; choose another file"))),
        }
        Ok(Self { file, begun: clock::shown_time(), redact: settings.redact })
    }

    /// Writes how it ended; nothing where another run holds the lock and will say how that one ends.
    pub(super) fn end_record(self, done: &Result<EndedRun, Failure>) -> Result<(), Failure> {
        if matches!(done, Err(Failure::Write(WriteError::Locked { .. }))) {
            return Ok(());
        }
        let ended = done.as_ref().ok();
        let age = ended.and_then(|ended| ended.age);
        let failure = done.as_ref().err();
        let told = LastRun {
            schema: SCHEMA,
            schema_version: SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION"),
            begun: self.begun.to_string(),
            ended: clock::shown_time().to_string(),
            exit_code: done.as_ref().map_or_else(Failure::exit_code, |ended| ended.exit).number(),
            error: failure.map(|failure| failure.told_as(self.redact)),
            inputs: ended.map(|ended| ended.inputs),
            newest_activity_day: age.map(|(newest, _)| newest),
            days_since_newest_activity: age.map(|(_, days)| days),
        };
        let mut bytes = serde_json::to_vec_pretty(&told).unwrap_or_default();
        bytes.push(b'\n');
        // It may have become something else since the run began.
        let new = |old: Option<Vec<u8>>| match old {
            Some(old) if !is_record(&old) => Err(Unrecorded(io::Error::other(NO_RECORD))),
            _ => Ok(bytes),
        };
        change_file(self.file, LAST_RUN_BYTES_MAX, new)
            .map_err(|Unrecorded(cause)| Failure::LastRun { path: self.file.to_owned(), cause })
    }
}

const NO_RECORD: &str = "it is there, and is no record of an earlier run; it is left as it is: choose another file";

/// Why a record was not written.
struct Unrecorded(io::Error);

impl From<WriteError> for Unrecorded {
    fn from(error: WriteError) -> Self {
        Self(match error {
            WriteError::Io { cause, .. } => cause,
            other => io::Error::other(other),
        })
    }
}

/// Whether these are the bytes of a record, of whatever version.
fn is_record(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct RecordHead<'a> {
        schema: Cow<'a, str>,
    }
    serde_json::from_slice(bytes).is_ok_and(|head: RecordHead<'_>| head.schema == SCHEMA)
}
