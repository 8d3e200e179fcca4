//! How a command fails, and with which exit code.

use crate::config::{ConfigError, Stray};
use crate::ledger::LedgerError;
use crate::printable::printable;
use crate::report::build::BuildError;
use crate::report::formats::FormatError;
use crate::report::write::WriteError;
use crate::source::SourceError;
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
    #[error("{}: cannot be read ({cause}); name another with --config FILE", path.display())]
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
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
}

impl Failure {
    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::Write(WriteError::Locked { .. }) => 75,
            Self::Usage(_)
            | Self::Config(_)
            | Self::AthleteFile { .. }
            | Self::Stray(_)
            | Self::LedgerOfAnother { .. } => 2,
            _ => 1,
        }
    }
}
