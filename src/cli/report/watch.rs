//! A run that somebody waits for over the night is watched: it works in a process of its own, and this one, which does nothing,
//! says so where that one is gone without a word. Memory that cannot be had, or the system's choice of whom to kill, ends a
//! process at once; a monitor would go on reading of yesterday's success.

use super::Arguments;
use super::last_run::Record;
use super::log::{Form, Log};
use super::settings::Settings;
use crate::cli::failure::Failure;
use crate::cli::{again, athlete_file};
use crate::config::Configured;
use rustix::process::{Signal, set_parent_process_death_signal};
use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{ExitStatusExt, parent_id};
use std::process::{self, ExitCode, ExitStatus};

/// The variable that names the process that watches.
pub(super) const WATCHER: &str = "RESTDAY_WATCHED_BY";

/// The exit code of a run that was done elsewhere; absent where it is to be done here, because it is watched already, because
/// nobody waits for it, or because there can be no second process.
pub(in crate::cli) fn elsewhere(arguments: &Arguments) -> Option<ExitCode> {
    if is_watched() {
        // Who stops the process that was started stops the one that works.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
        return None;
    }
    let configured = match arguments.team {
        Some(_) => Configured::default(),
        None => athlete_file::load(arguments.athlete.as_deref(), &arguments.paths).ok()?,
    };
    let settings = Settings::new(arguments, &configured.report);
    let record = settings.last_run.as_deref().map(|file| Record::begin(file, &settings)).transpose().ok()?;
    if record.is_none() && arguments.on_success.is_none() && arguments.on_failure.is_none() {
        return None;
    }
    let (mut told, telling) = io::pipe().ok()?;
    let mut child = again::beside(WATCHER, process::id().to_string(), telling).ok()?;
    let ended = child.wait();
    let is_done = told.read(&mut [0]).is_ok_and(|bytes| bytes == 1);
    let code = ended.as_ref().ok().and_then(ExitStatus::code).and_then(|code| u8::try_from(code).ok());
    if let Some(code) = code.filter(|_| is_done) {
        return Some(ExitCode::from(code));
    }
    let failure = Failure::Gone { how: how(ended.ok()) };
    let log = Log::new(arguments.log);
    if code.is_some() && arguments.log == Form::Text {
        // It ended by itself, and with a sentence.
        log.keep(&failure);
    } else {
        log.failed(&failure, 1);
    }
    if !is_done {
        let failed = Err(failure);
        if let Some(Err(failure)) = record.map(|record| record.end(&failed)) {
            log.failed(&failure, 1);
        }
        super::run_hook(arguments, 1, &log);
    }
    Some(ExitCode::from(1))
}

/// Tells the process that watches that everything is said and recorded, and a command after the run is begun here.
pub(super) fn done() {
    if is_watched()
        && let Ok(watcher) = io::stdin().as_fd().try_clone_to_owned()
    {
        let _ = File::from(watcher).write_all(b".");
    }
}

/// Whether the process that began this one watches it.
fn is_watched() -> bool {
    env::var(WATCHER).is_ok_and(|watcher| watcher == parent_id().to_string())
}

/// How a process ended that did not say so.
fn how(status: Option<ExitStatus>) -> String {
    match status.and_then(|status| status.signal()) {
        Some(signal) => format!("signal {signal}"),
        None => "memory, threads or a stack could not be had".to_owned(),
    }
}
