//! `restday completions` and `restday man`: the command line, for shells and for `man`, made from itself.

use super::door::{self, Told};
use super::failure::Failure;
use crate::printable::printable;
use clap::Command;
use clap_complete::Shell;
use std::process::ExitCode;

/// What `restday completions` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell.
    shell: Shell,
}

/// What `restday man` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// One of the commands, such as 'report' or 'ledger show'; without, the page of restday itself.
    command: Vec<String>,
}

pub(super) fn print_completions(arguments: &Completions, mut command: Command) -> Result<ExitCode, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "restday", &mut bytes);
    print_bytes(&bytes)
}

pub(super) fn print_man_page(arguments: &Man, mut command: Command) -> Result<ExitCode, Failure> {
    command.build();
    // The name by which man finds it: restday-ledger-show.
    let mut title = "restday".to_owned();
    let mut found = &command;
    for name in &arguments.command {
        found = found.find_subcommand(name).ok_or_else(|| {
            let known: Vec<&str> = found.get_subcommands().map(Command::get_name).collect();
            Failure::Usage(match known.as_slice() {
                [] => format!("'{}' has no commands of its own", title.replace('-', " ")),
                _ => format!("'{}' is no command; there are {}", printable(name), known.join(", ")),
            })
        })?;
        title = format!("{title}-{name}");
    }
    let page = clap_mangen::Man::new(found.clone());
    let mut bytes = Vec::new();
    page.title(title.to_uppercase())
        .source(concat!("restday ", env!("CARGO_PKG_VERSION")))
        .render(&mut bytes)
        .map_err(Failure::Output)?;
    print_bytes(&bytes)
}

fn print_bytes(bytes: &[u8]) -> Result<ExitCode, Failure> {
    door::say_out(Told::Text(String::from_utf8_lossy(bytes).into_owned()))?;
    Ok(ExitCode::SUCCESS)
}
