//! The file of a ledger, read. Who is to change it keeps others from it first.

use super::failure::Failure;
use crate::bounded;
use crate::ledger::{Ledger, LedgerError};
use crate::limits::{LEDGER_BYTES_MAX, size};
use crate::regular;
use crate::source::modified_ns;
use std::io;
use std::path::Path;

/// What the file knows; nothing where there is none.
pub(super) fn load(path: &Path) -> Result<Ledger, Failure> {
    let unreadable = |cause| Failure::LedgerFile { path: path.to_owned(), cause };
    let file = match regular::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ledger::default()),
        Err(cause) => return Err(unreadable(cause)),
    };
    let metadata = file.metadata().map_err(unreadable)?;
    let Some(bytes) = bounded::read(file, LEDGER_BYTES_MAX).map_err(unreadable)? else {
        let limit = size(LEDGER_BYTES_MAX);
        let cause = LedgerError::Foreign(format!("it has more than {limit}, and no ledger is that large"));
        return Err(Failure::Ledger { path: path.to_owned(), cause });
    };
    let written_ns = modified_ns(&metadata).unwrap_or_default();
    Ledger::read(bytes, written_ns).map_err(|cause| Failure::Ledger { path: path.to_owned(), cause })
}
