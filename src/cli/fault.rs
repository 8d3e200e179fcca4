//! A fault of restday's own: what would be a panic's noise becomes one sentence and exit code 1.

use super::failure::Failure;
use signal_hook::consts::SIGABRT;
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// Faults that are remembered until one of them is told; the others of a run that fails on every thread are the same.
const REMEMBERED_MAX: usize = 8;

/// Characters of a message that are told.
const MESSAGE_CHARS_MAX: usize = 200;

/// What was said where, in the order in which it happened.
static SAID: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// From now on no fault is printed where it happens, and what ends the process at once ends it with 1: memory or a stack that
/// cannot be had, of which the standard library says one sentence itself.
pub(super) fn keep_quiet() {
    panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(|place| format!("{}:{}", file_of(place.file()), place.line()));
        let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() < REMEMBERED_MAX {
            said.push((panic_message(fault.payload()), place.unwrap_or_default()));
        }
    }));
    // Without it the code would be 134, and the run is no better for knowing.
    let _ = signal_hook::flag::register_conditional_shutdown(SIGABRT, 1, Arc::new(AtomicBool::new(true)));
}

/// What the work gives, and a fault in it on whichever thread as a failure like others.
pub(super) fn catch_fault<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // What the work had in its hands is gone with it, and nothing that is left is looked at but to say so.
    panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|payload| Err(fault_from_message(&panic_message(&*payload))))
}

/// The failure of a fault with this message.
fn fault_from_message(message: &str) -> Failure {
    let said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    // A second thread only finds what the first one broke.
    let is_echo = message.contains("poisoned");
    let found = said.iter().find(|(known, _)| known == message || is_echo);
    let (message, place) = found.cloned().unwrap_or_else(|| (message.to_owned(), String::new()));
    let message: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    Failure::Fault { message: message.chars().take(MESSAGE_CHARS_MAX).collect(), place }
}

/// The failure of work whose thread is gone.
pub(super) fn lost_thread() -> Failure {
    fault_from_message("the thread that worked is gone")
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it said nothing".to_owned())
}

/// A source file without the folders of the machine that compiled it.
fn file_of(path: &str) -> &str {
    path.rsplit_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/')).map_or(path, |(_, file)| file)
}

#[cfg(test)]
#[allow(clippy::panic, reason = "that is what is tested")]
mod tests {
    use super::*;
    use rayon::prelude::*;
    use std::thread;

    fn failure(work: impl FnOnce()) -> String {
        let failed = catch_fault(|| {
            work();
            Ok(())
        });
        failed.err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_fault_on_any_thread_is_one_failure() {
        let here = failure(|| panic!("one\n  two"));
        assert!(here.contains("one two") && !here.contains('\n'), "{here}");
        let there = failure(|| (0..1000).into_par_iter().for_each(|nth| assert!(nth != 700, "number {nth}")));
        assert!(there.contains("number 700"), "{there}");
        let joined = failure(|| _ = rayon::join(|| panic!("the left one"), || ()));
        assert!(joined.contains("the left one"), "{joined}");
        let scoped = failure(|| {
            thread::scope(|scope| drop(scope.spawn(|| panic!("in a scope"))));
        });
        assert!(scoped.contains("thread"), "{scoped}");
        let long = failure(|| panic!("{}", "x".repeat(10_000)));
        assert!(long.len() < 1000, "{long}");
        let dumb = failure(|| std::panic::panic_any(7));
        assert!(dumb.contains("it said nothing"), "{dumb}");
    }

    #[test]
    fn places_are_those_of_the_code_and_not_of_a_machine() {
        let path = "/home/ada/.cargo/registry/src/somewhere-0123456789abcdef/polars-core-0.55.2/src/runtime.rs";
        assert_eq!(file_of(path), "polars-core-0.55.2/src/runtime.rs");
        assert_eq!(file_of("src/load/series.rs"), "src/load/series.rs");
    }
}
