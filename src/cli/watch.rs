//! A run that somebody waits for over the night, or that has little memory, is watched: it works in a process of its own, and the
//! one that was started does nothing but pass on what that one says, and say so itself where that one is gone without a word.
//! Memory that cannot be had ends a process at once, and so does a system that kills; a monitor would go on reading of
//! yesterday's success.

use super::again;
use super::exit::Exit;
use super::failure::Failure;
use rustix::process::{Resource, Signal, getrlimit, set_parent_process_death_signal};
use std::env;
use std::fs::File;
use std::io::{self, PipeReader, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{ExitStatusExt, parent_id};
use std::process::{self, ExitStatus};
use std::sync::OnceLock;

/// The variable that names the process that watches.
pub(super) const WATCHER: &str = "RESTDAY_WATCHED_BY";

/// What a worker says last: that it has said everything, and its exit code can be believed. In no text and in no JSON is it.
const DONE: u8 = 0;

/// How a worker ended.
pub(super) struct Worker {
    /// What it said on standard error.
    pub(super) said: String,
    /// How it ended; a failure where it is gone without a code.
    pub(super) exit: Result<Exit, Failure>,
}

/// Has the work done by a process of its own, and waits for it. Absent where it is to be done in this one: because it is that
/// process already, because nobody `is_awaited` and memory is not limited, or because there can be no other process.
pub(super) fn watch_over(is_awaited: bool) -> Option<Worker> {
    let is_limited = [Resource::As, Resource::Data].into_iter().any(|kind| getrlimit(kind).current.is_some());
    if is_watched() || !(is_awaited || is_limited) {
        return None;
    }
    let (hearing, saying) = io::pipe().ok()?;
    let mut child = again::run_beside(WATCHER, process::id().to_string(), saying).ok()?;
    let mut said = pass_on(hearing);
    let is_done = said.last() == Some(&DONE);
    if is_done {
        said.pop();
    }
    let status = child.wait().ok();
    let exit = status.and_then(|status| status.code()).and_then(Exit::from_status);
    // An abort ends with 1 as well; the other codes of the table are nobody's but ours.
    let exit = exit.filter(|exit| is_done || *exit != Exit::Fatal);
    Some(Worker {
        said: String::from_utf8_lossy(&said).into_owned(),
        exit: exit.ok_or_else(|| Failure::Gone { how: how_it_ended(status) }),
    })
}

/// What a worker says, until it is gone, on standard error at once. Who cannot be told is not told.
fn pass_on(mut hearing: PipeReader) -> Vec<u8> {
    let (mut said, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = hearing.read(&mut piece) {
        let heard = piece.get(..length).unwrap_or_default();
        said.extend_from_slice(heard);
        let _ = io::stderr().write_all(heard.strip_suffix(&[DONE]).unwrap_or(heard));
    }
    said
}

/// How a process ended that did not say so.
fn how_it_ended(status: Option<ExitStatus>) -> String {
    match status.map(|status| (status.signal(), status.code())) {
        Some((Some(signal), _)) => format!("by signal {signal}"),
        Some((_, Some(1))) => "memory or a stack could not be had".to_owned(),
        Some((_, Some(code))) => format!("with code {code}, before it began"),
        _ => "the system does not say how".to_owned(),
    }
}

/// Whether the process that began this one watches it.
pub(super) fn is_watched() -> bool {
    watcher_line().is_some()
}

/// Where a worker says what it has to say; absent in every other process. Its standard error leads nowhere: there the standard
/// library would say of memory what nobody can use.
fn watcher_line() -> Option<&'static File> {
    static LINE: OnceLock<Option<File>> = OnceLock::new();
    let open = || {
        env::var(WATCHER).ok().filter(|watcher| *watcher == parent_id().to_string())?;
        // Who stops the process that was started stops the one that works.
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
        io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
    };
    LINE.get_or_init(open).as_ref()
}

/// Writes what has passed the door on standard error. Who cannot be told is not told, and the work is no worse for it.
pub(super) fn write_error(bytes: &[u8]) {
    let _ = match watcher_line() {
        Some(mut line) => line.write_all(bytes),
        None => io::stderr().lock().write_all(bytes),
    };
}

/// Tells whoever watches that everything is said.
pub(super) fn tell_done() {
    if let Some(mut line) = watcher_line() {
        let _ = line.write_all(&[DONE]);
    }
}
