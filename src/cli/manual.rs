//! `restday completions` and `restday man`: the command line, for shells and for `man`, made from itself.

use super::failure::Failure;
use clap::Command;
use clap_complete::Shell;
use std::io::{self, Write};
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
    /// One of the commands, such as 'report'; without, the page of restday itself.
    command: Option<String>,
}

pub(super) fn completions(arguments: &Completions, mut command: Command) -> Result<ExitCode, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "restday", &mut bytes);
    print(&bytes)
}

pub(super) fn man(arguments: &Man, mut command: Command) -> Result<ExitCode, Failure> {
    command.build();
    let (page, title) = match &arguments.command {
        None => (clap_mangen::Man::new(command), "restday".to_owned()),
        Some(name) => {
            let Some(found) = command.find_subcommand(name) else {
                let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
                return Err(Failure::Usage(format!("'{name}' is no command; there are {}", known.join(", "))));
            };
            // The name by which man finds it: restday-report.
            (clap_mangen::Man::new(found.clone()), format!("restday-{name}"))
        }
    };
    let mut bytes = Vec::new();
    page.title(title.to_uppercase())
        .source(concat!("restday ", env!("CARGO_PKG_VERSION")))
        .render(&mut bytes)
        .map_err(Failure::Output)?;
    print(&bytes)
}

fn print(bytes: &[u8]) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output)?;
    Ok(ExitCode::SUCCESS)
}
