//! What a command says on standard output of what it has done elsewhere.

use super::watch;
use std::io::{self, Write};
use std::process::ExitCode;

/// Says what is done. That it cannot be said undoes nothing, so the exit code is the one of the deed.
pub(super) fn deed(text: &str) -> ExitCode {
    if let Some(warning) = unheard(io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush())) {
        watch::say(&format!("warning: {warning}; what was to be done is done\n"));
    }
    ExitCode::SUCCESS
}

/// What is to be said of a standard output that could not be written; nothing where the reader went away.
pub(super) fn unheard(written: io::Result<()>) -> Option<String> {
    let error = written.err().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)?;
    Some(format!("standard output cannot be written: {error}"))
}
