//! Arguments in, exit code out.

use std::process::ExitCode;

/// Progress happens at rest.
fn main() -> ExitCode {
    restday::run_program(std::env::args_os())
}
