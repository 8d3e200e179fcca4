//! How a command fails, and with which exit code.

use crate::config::ConfigError;
use crate::ledger::LedgerError;
use crate::report::build::BuildError;
use crate::report::formats::FormatError;
use crate::report::write::WriteError;
use crate::source::SourceError;
use jiff::Timestamp;
use std::io;
use std::path::PathBuf;

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
    #[error("{}: cannot be read ({cause}); give another with --athlete", path.display())]
    AthleteFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A ledger's file cannot be read.
    #[error("the ledger {} cannot be read: {cause}", path.display())]
    LedgerFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// What stands in the place of a ledger is none that can be used.
    #[error(
        "{} cannot be used as the ledger: {cause}. It is left as it is; 'restday ledger rebuild {} PATH…' makes a new one beside it",
        path.display(),
        path.display()
    )]
    Ledger {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: LedgerError,
    },
    /// The ledger cannot be put into the form of a file.
    #[error("the ledger cannot be written: {0}")]
    Unwritten(LedgerError),
    /// A path given cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
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
    #[error("the report is written, but not --last-run {}: {cause}", path.display())]
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
    /// The same as it may be told: the message of a fault can quote what it stumbled over.
    pub(super) fn told_to(self, is_stranger: bool) -> Self {
        match self {
            Self::Fault { place, .. } if is_stranger => Self::Fault { message: String::new(), place },
            other => other,
        }
    }

    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::Write(WriteError::Locked { .. }) => 75,
            Self::Usage(_) | Self::Config(_) | Self::AthleteFile { .. } => 2,
            _ => 1,
        }
    }
}
