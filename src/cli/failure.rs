//! How a command fails, and with which exit code.

use super::exit::Exit;
use crate::config::{ConfigError, Stray};
use crate::ledger::LedgerError;
use crate::pipeline::computed::BuildError;
use crate::printable::{printable, printable_path};
use crate::publish::WriteError;
use crate::render::FormatError;
use crate::runner::ReadError;
use crate::source::SourceError;
use jiff::Timestamp;
use jiff::civil::Date;
use std::io;
use std::path::PathBuf;

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::AthleteFile { path, cause } => Self::AthleteFile { path, cause },
            ReadError::Config(error) => Self::Config(error),
            ReadError::Stray(error) => Self::Stray(error),
            ReadError::Source(error) => Self::Source(error),
            ReadError::Unsound { .. } => Self::Usage(error.to_string()),
        }
    }
}

/// Why a command ended without doing what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The command line cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// `athlete.toml` cannot be meant.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// `athlete.toml` cannot be read.
    #[error("{}: cannot be read ({cause}); name another with --config FILE", printable_path(path))]
    AthleteFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A configuration that was found says a path that it may not.
    #[error(transparent)]
    Stray(#[from] Stray),
    /// A ledger's file cannot be read.
    #[error("the ledger {} cannot be read: {cause}", printable_path(path))]
    LedgerFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// What stands in the place of a ledger is none that can be used.
    #[error(
        "{} cannot be used as the ledger: {cause}. It is left as it is; 'restday ledger rebuild {} PATH…' makes a new one beside it",
        printable_path(path),
        printable_path(path)
    )]
    Ledger {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: LedgerError,
    },
    /// A ledger is somebody else's.
    #[error(
        "{} is the ledger of {}, and these are exports of {}: each athlete has a ledger of its own, so nothing was \
         written. If both are one, say so: 'restday ledger rename {} NAME', and name = \"NAME\" in athlete.toml",
        printable(&path.to_string_lossy()),
        printable(theirs),
        printable(ours),
        printable(&path.to_string_lossy())
    )]
    LedgerOfAnother {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        theirs: String,
        /// Whose the exports are.
        ours: String,
    },
    /// The ledger cannot be put into the form of a file.
    #[error("the ledger cannot be written: {0}")]
    Unwritten(LedgerError),
    /// A path given cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What --strict forbids; it names nothing and nobody.
    #[error("{0}")]
    Strict(String),
    /// There is nothing to report on.
    #[error("{0}")]
    Nothing(String),
    /// There is no report.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The report cannot take a form.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The report cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The report is written, and the record of the run cannot be.
    #[error("the report is written, but not --last-run {}: {cause}", printable_path(path))]
    LastRun {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The clock shows a time that cannot be, and is needed.
    #[error("the clock of this machine shows {shows}, which cannot be: set it, or {instead}")]
    Clock {
        /// What it shows.
        shows: Timestamp,
        /// What to type where it cannot be set.
        instead: &'static str,
    },
    /// The clock shows a day before the newest check-in.
    #[error(
        "the clock of this machine shows {today}, and there is a check-in of {newest}: set the clock, mend the date in the table, or say the morning, as in --as-of {today}; nothing was written"
    )]
    ClockBehind {
        /// The day of the newest check-in.
        newest: Date,
        /// What the clock shows.
        today: Date,
    },
    /// Not even the fewest threads can be had.
    #[error(
        "restday needs three threads, and cannot have them: allow it more processes (ulimit -u, TasksMax) or more memory (ulimit -v)"
    )]
    Threads,
    /// A fault of restday's own, or of a library's.
    #[error(
        "restday stopped at a fault of its own{}{message}{}; where 'ulimit -a' allows enough memory and threads, report it with 'restday support-bundle', please; where they allow few, leave out the workbook (--format csv,json,html)",
        if message.is_empty() { "" } else { ": " },
        if place.is_empty() { String::new() } else { format!(" ({place})") }
    )]
    Fault {
        /// What was said of it; empty where it may hold what nobody is to know.
        message: String,
        /// File and line.
        place: String,
    },
    /// The process that worked is gone without a word.
    #[error(
        "restday was ended before it could say how it went ({how}); what it writes is as it was before or whole and new. Where memory is short, allow it more (ulimit -v, MemoryMax), or give it less to read at once"
    )]
    Gone {
        /// What is known of its end.
        how: String,
    },
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
}

impl Failure {
    /// Why, as whoever runs this may read it; `redact` leaves out every name, path and word that is not ours.
    pub(super) fn told_as(&self, redact: bool) -> String {
        let words = match self {
            _ if !redact => return self.to_string(),
            Self::Build(BuildError::Series(_)) => "the load series could not be computed",
            // Counts, days, and words of ours.
            Self::Strict(_)
            | Self::Build(_)
            | Self::Output(_)
            | Self::Clock { .. }
            | Self::ClockBehind { .. }
            | Self::Threads
            | Self::Gone { .. } => return self.to_string(),
            Self::Usage(_) => "the command line, or a value that it gives, cannot be meant",
            Self::Config(_) => "athlete.toml cannot be meant",
            Self::AthleteFile { .. } => "athlete.toml cannot be read",
            Self::Stray(_) => "athlete.toml says a path outside its folder, and may not",
            Self::LedgerFile { .. } => "a ledger cannot be read",
            Self::LedgerOfAnother { .. } => "a ledger is another athlete's; it is left as it is",
            Self::Ledger { .. } => "a ledger is damaged, too new, or none at all; it is left as it is",
            Self::Unwritten(_) => "a ledger cannot be written",
            Self::Source(_) => "a path that was given cannot be read",
            Self::Nothing(_) => "there is nothing to report on",
            Self::Format(_) => "the report cannot take one of its forms",
            Self::Write(WriteError::Locked { .. }) => "another run is writing into the same place; nothing was written",
            Self::Write(_) => "a file or a folder cannot be written, or may not be replaced",
            // What a fault says can quote what it stumbled over.
            Self::Fault { place, .. } => {
                return Self::Fault { message: String::new(), place: place.clone() }.to_string();
            }
            Self::LastRun { .. } => "the report is written, but not the file of --last-run",
        };
        format!("{words}; run it without --redact to see more")
    }

    pub(super) const fn exit_code(&self) -> Exit {
        match self {
            Self::Write(WriteError::Locked { .. }) => Exit::Busy,
            Self::ClockBehind { .. } => Exit::Stale,
            Self::Usage(_)
            | Self::Config(_)
            | Self::AthleteFile { .. }
            | Self::Stray(_)
            | Self::LedgerOfAnother { .. } => Exit::Usage,
            _ => Exit::Fatal,
        }
    }
}
