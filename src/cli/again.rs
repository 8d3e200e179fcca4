//! The program itself, begun once more: in the place of this process, or beside it. With `report/hook.rs` the only place that
//! starts a process.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, PipeWriter};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A variable of the environment and what it is to be; without a value it is to be taken away.
pub(super) type EnvironmentChange = (OsString, Option<String>);

/// Begins anew in the place of this process, with the same arguments and a changed environment.
///
/// # Errors
/// It returns only where that cannot be done.
pub(super) fn run_instead(changes: &[EnvironmentChange]) -> io::Error {
    let mut command = own_program();
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.exec()
}

/// Begins beside this process, with the same arguments and one variable more. Its standard input is a pipe that it can write
/// into, which closes with it, and its standard error leads nowhere.
///
/// # Errors
/// When it cannot be begun.
pub(super) fn run_beside(variable: &str, value: impl AsRef<OsStr>, input: PipeWriter) -> io::Result<Child> {
    own_program().env(variable, value).stdin(input).stderr(Stdio::null()).spawn()
}

/// This program as a command. By its name, so that lists of processes show it; where it was replaced meanwhile, as the file that
/// still runs.
fn own_program() -> Command {
    let mut arguments = env::args_os();
    let named = env::current_exe().ok().filter(|path| path.is_file());
    let mut command = Command::new(named.unwrap_or_else(|| PathBuf::from("/proc/self/exe")));
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.args(arguments);
    command
}
