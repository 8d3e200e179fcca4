//! The file of a ledger: read by every command, changed by one at a time.

use super::failure::Failure;
use crate::ledger::Ledger;
use crate::report::write::Kept;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

/// What the file knows; nothing where there is none.
pub(super) fn load(path: &Path) -> Result<Ledger, Failure> {
    let unreadable = |cause| Failure::LedgerFile { path: path.to_owned(), cause };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ledger::default()),
        Err(cause) => return Err(unreadable(cause)),
    };
    let metadata = file.metadata().map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    let written_ns = metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec());
    Ledger::read(bytes, written_ns).map_err(|cause| Failure::Ledger { path: path.to_owned(), cause })
}

/// A ledger that this run alone may change.
pub(super) struct LedgerDraft {
    kept: Kept,
    bytes: Vec<u8>,
}

impl LedgerDraft {
    /// Keeps others from the file, waiting so long for their end at most.
    pub(super) fn begin(path: &Path, wait: Duration) -> Result<Self, Failure> {
        Ok(Self { kept: Kept::take(path, wait)?, bytes: Vec::new() })
    }

    /// With what is to be written.
    pub(super) fn with(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }

    /// Puts it in the place of the old one.
    pub(super) fn write(&self) -> Result<(), Failure> {
        Ok(self.kept.replace(&self.bytes)?)
    }
}
