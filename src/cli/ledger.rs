//! `restday ledger`: what is in a ledger, whether it is sound, a new one beside it, and forgetting.

use super::athlete_file;
use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{ExportReading, GatheredInputs};
use super::ledger_file;
use super::progress::Bar;
use crate::activity::cleaned::Cleaning;
use crate::ledger::{Holdings, Ledger, Owner};
use crate::printable::{printable, printable_path};
use crate::publish::Kept;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// What `restday ledger` was asked.
#[derive(Debug, clap::Args)]
#[command(disable_help_subcommand = true)]
pub(super) struct LedgerArgs {
    #[command(subcommand)]
    what: LedgerTask,
}

#[derive(Debug, clap::Subcommand)]
enum LedgerTask {
    /// Say what a ledger holds.
    Show {
        /// The ledger.
        file: PathBuf,
        /// List its files: activities, mornings, and whether the file is gone.
        #[arg(long)]
        files: bool,
    },
    /// Say whether a ledger is sound; end with 1 where it is not.
    Check {
        /// The ledger.
        file: PathBuf,
    },
    /// Read the exports anew and write a ledger beside the one there, which stays as it is.
    Rebuild {
        /// The ledger.
        file: PathBuf,
        /// Files, folders and archives of one athlete, as for 'restday report'.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// The athlete's configuration [default: athlete.toml in the first folder that has one]
        #[arg(long, visible_alias = "config", value_name = "FILE")]
        athlete: Option<PathBuf>,
    },
    /// Say whose a ledger is: by the name that athlete.toml gives.
    Rename {
        /// The ledger.
        file: PathBuf,
        /// The athlete's name.
        name: String,
    },
    /// Forget files. What is still among the exports is read again by the next report.
    Prune {
        /// The ledger.
        file: PathBuf,
        /// Files to forget as 'restday ledger show --files' names them; one that ends in / is a folder.
        #[arg(value_name = "NAME", required_unless_present = "gone")]
        names: Vec<String>,
        /// Forget everything whose file is gone.
        #[arg(long)]
        gone: bool,
    },
}

pub(super) fn run_ledger(arguments: &LedgerArgs) -> Result<ExitCode, Failure> {
    let told = match &arguments.what {
        LedgerTask::Show { file, files } => show_ledger(file, *files)?,
        LedgerTask::Check { file } => {
            format!("{} is sound: {}\n", printable_path(file), in_words(existing_ledger(file)?.count_holdings()))
        }
        LedgerTask::Rebuild { file, paths, athlete } => {
            return rebuild_ledger(file, paths, athlete.as_deref()).map(door::say_deed);
        }
        LedgerTask::Rename { file, name } => return rename_owner(file, name).map(door::say_deed),
        LedgerTask::Prune { file, names, gone } => return prune_ledger(file, names, *gone).map(door::say_deed),
    };
    door::say_out(Told::Text(told))?;
    Ok(ExitCode::SUCCESS)
}

/// A ledger that has to be there.
fn existing_ledger(file: &Path) -> Result<Ledger, Failure> {
    if !file.exists() {
        let cause = io::ErrorKind::NotFound.into();
        return Err(Failure::LedgerFile { path: file.to_owned(), cause });
    }
    ledger_file::load_ledger(file)
}

fn in_words(holdings: Holdings) -> String {
    let Holdings { files, gone, inputs, activities, mornings } = holdings;
    format!(
        "{activities} activities and {mornings} mornings of {inputs} inputs in {files} files, of which {gone} are gone"
    )
}

fn show_ledger(file: &Path, with_files: bool) -> Result<String, Failure> {
    let ledger = existing_ledger(file)?;
    let of = ledger.owner.as_ref().map(|owner| format!(" of {}", printable(&owner.name))).unwrap_or_default();
    let mut text = format!(
        "{}: ledger{of}, written by restday {}\n{}\n",
        printable_path(file),
        printable(&ledger.tool_version),
        in_words(ledger.count_holdings())
    );
    if with_files {
        text.push_str("activities  mornings        file\n");
        for (name, activities, mornings, is_gone) in ledger.known_files() {
            let gone = if is_gone { "gone" } else { "" };
            let _ = writeln!(text, "{activities:10}  {mornings:8}  {gone:4}  {}", printable(name));
        }
    }
    Ok(text)
}

fn rebuild_ledger(file: &Path, paths: &[PathBuf], athlete: Option<&Path>) -> Result<String, Failure> {
    let configured = athlete_file::load_athlete(athlete, paths)?;
    let (mut old, lost) = match ledger_file::load_ledger(file) {
        Ok(ledger) => (ledger, None),
        Err(failure @ Failure::Ledger { .. }) => (Ledger::default(), Some(failure)),
        Err(failure) => return Err(failure),
    };
    old.distrust_all();
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".rebuilt.parquet");
    let beside = if file.exists() { file.with_file_name(name) } else { file.to_owned() };
    let kept = Kept::lock_file(&beside, Duration::ZERO)?;
    // What stands there is replaced where it is a ledger, such as that of an earlier rebuild.
    if beside != file {
        ledger_file::load_ledger(&beside)?;
    }
    let reading = ExportReading {
        paths,
        exclude: vec![beside.clone()],
        configured: &configured,
        cleaning: Cleaning::default(),
        file: Some(file),
        ledger: old,
        keeps: true,
    };
    let GatheredInputs { ingested, prepared, .. } = reading.read_exports(&Bar::new())?;
    let counts = ingested.counts();
    let Some(prepared) = prepared else {
        return Ok("Nothing that can be kept was read; no ledger is written.\n".to_owned());
    };
    kept.replace_file(&prepared.into_bytes().map_err(Failure::Unwritten)?)?;
    let mut text = String::new();
    if let Some(lost) = lost {
        let _ = writeln!(text, "{lost}.\nWhat it knew of exports that are gone is not in the new one.");
    }
    let _ = writeln!(
        text,
        "{} activities of {} inputs are in {}.",
        ingested.activities.len(),
        counts.inputs,
        printable_path(&beside)
    );
    if beside != file {
        let _ = writeln!(text, "To use it: mv {} {}", in_quotes(&beside), in_quotes(file));
    }
    Ok(text)
}

fn rename_owner(file: &Path, name: &str) -> Result<String, Failure> {
    let kept = Kept::lock_file(file, Duration::ZERO)?;
    let mut ledger = existing_ledger(file)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::Usage("the name is empty: give the one that athlete.toml gives".to_owned()));
    }
    let place = ledger.owner.take().and_then(|owner| owner.place);
    ledger.owner = Some(Owner { name: name.to_owned(), is_given: true, place });
    kept.replace_file(&ledger.to_bytes().map_err(Failure::Unwritten)?)?;
    Ok(format!("{} is the ledger of {}\n", printable_path(file), printable(name)))
}

/// A path as a shell takes it for one word.
fn in_quotes(path: &Path) -> String {
    format!("'{}'", printable_path(path).replace('\'', "'\\''"))
}

fn prune_ledger(file: &Path, names: &[String], gone: bool) -> Result<String, Failure> {
    let kept = Kept::lock_file(file, Duration::ZERO)?;
    let mut ledger = existing_ledger(file)?;
    let is_meant = |name: &str, asked: &str| name == asked || (asked.ends_with('/') && name.starts_with(asked));
    if let Some(unknown) = names.iter().find(|asked| !ledger.known_files().any(|(name, ..)| is_meant(name, asked))) {
        return Err(Failure::Usage(format!(
            "{}: no file in it is called {}; 'restday ledger show --files' lists them",
            printable_path(file),
            printable(unknown)
        )));
    }
    let forgotten =
        ledger.prune_files(|name, is_gone| (gone && is_gone) || names.iter().any(|asked| is_meant(name, asked)));
    if 0 < forgotten {
        kept.replace_file(&ledger.to_bytes().map_err(Failure::Unwritten)?)?;
    }
    Ok(format!(
        "{forgotten} files are forgotten; {} holds {}\n",
        printable_path(file),
        in_words(ledger.count_holdings())
    ))
}
