//! How many threads work and how large their stacks are: decided here, whatever the environment says. No number in it stops a run.

use super::again::{self, EnvironmentChange};
use super::failure::Failure;
use crate::limits::{ADDRESS_BYTES_PER_THREAD, STACK_BYTES, STACK_BYTES_MAX, THREADS_MAX};
use rayon::{ThreadBuilder, ThreadPoolBuilder};
use rustix::process::{Resource, getrlimit};
use std::ffi::{OsStr, OsString};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::{env, io};

/// Our own threads.
const OURS: &str = "RAYON_NUM_THREADS";

/// The threads of polars, which reads its number itself.
const POLARS: &str = "POLARS_MAX_THREADS";

/// Threads that the workbook's writer begins, one for each sheet.
const WORKBOOK_THREADS: usize = 5;

/// What begins so is read by polars alone, and none of it may change a report or say something of its own.
const POLARS_ANY: &str = "POLARS_";

/// How many heaps the C library keeps; it takes 64 MiB of addresses for each, used or not.
const HEAPS: &str = "MALLOC_ARENA_MAX";

/// The stack of threads that are begun without one.
const STACK: &str = "RUST_MIN_STACK";

/// Makes the environment one that libraries can be left alone with. Where it is not, the program begins anew in its place, once,
/// before there is any thread: nothing else may change the environment of a process.
pub(super) fn settle_environment() {
    let changes = environment_changes(env::vars_os(), core_count(), most_threads());
    if !changes.is_empty() {
        // Where it cannot begin anew it goes on: a number that is too large ends in one sentence as well.
        let _ = again::run_instead(&changes);
    }
}

/// Threads that may be begun: fewer where the addresses of a process are limited, of which every thread takes its part unused.
fn most_threads() -> usize {
    let of_memory = getrlimit(Resource::As).current.map(|bytes| bytes / ADDRESS_BYTES_PER_THREAD);
    of_memory.map_or(THREADS_MAX, |threads| (threads as usize).clamp(1, THREADS_MAX))
}

/// Cores that may be used.
fn core_count() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What is to be changed in an environment; nothing where all of it can be used.
fn environment_changes(
    variables: impl Iterator<Item = (OsString, OsString)>,
    cores: usize,
    most: usize,
) -> Vec<EnvironmentChange> {
    let mut changes: Vec<EnvironmentChange> = Vec::new();
    let (mut polars, mut has_heaps) = (None, false);
    for (name, value) in variables {
        let Some(known) = name.to_str() else { continue };
        if known == POLARS {
            polars = thread_number(&value);
            match polars {
                Some(1..) if polars <= Some(most) => {}
                Some(1..) => changes.push((name, Some(most.to_string()))),
                _ => changes.push((name, None)),
            }
        } else if known == HEAPS {
            has_heaps = true;
        } else if known.starts_with(POLARS_ANY) || (known == STACK && is_no_stack(&value)) {
            changes.push((name, None));
        }
    }
    if polars.is_none_or(|threads| threads == 0) && most < cores {
        changes.retain(|(name, _)| name != POLARS);
        changes.push((POLARS.into(), Some(most.to_string())));
    }
    if most < THREADS_MAX && !has_heaps {
        changes.push((HEAPS.into(), Some("1".to_owned())));
    }
    changes
}

/// A number as it is written in an environment, the largest there is for larger ones; absent where there is none.
fn thread_number(value: &OsStr) -> Option<usize> {
    let text = value.to_str()?.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

/// Whether a size is one that no thread can work with.
fn is_no_stack(value: &OsStr) -> bool {
    thread_number(value).is_some_and(|bytes| !(STACK_BYTES..=STACK_BYTES_MAX).contains(&bytes))
}

/// The threads that are wanted of those asked for.
fn threads_wanted(asked: Option<usize>, cores: usize, most: usize) -> usize {
    asked.filter(|threads| 0 < *threads).unwrap_or(cores).clamp(1, most.max(1))
}

/// Whether the threads that polars will begin could be had when they were tried.
static HAS_LEAST: AtomicBool = AtomicBool::new(true);

/// Begins the threads that everything is worked on with. Where not all of them can be had, with those of polars, which come
/// later, there is one each: the report is the same, and later.
pub(super) fn begin_pool() {
    let asked = |name: &str| env::var_os(name).as_deref().and_then(thread_number);
    let (ours, polars) = (
        threads_wanted(asked(OURS), core_count(), most_threads()),
        threads_wanted(asked(POLARS), core_count(), most_threads()),
    );
    // One of ours is the thread that is there. Polars has a pool of threads, as many again that wait for files, and one
    // more at times.
    let ours = if ours == 1 { 0 } else { ours };
    let is_least = (ours, polars) == (0, 1);
    // Where there are few a workbook can still be left out.
    let all = ours + 2 * polars + if is_least { 0 } else { 1 + WORKBOOK_THREADS };
    let mut hands = spawn_hands(all);
    if hands.len() < all {
        dismiss_hands(hands);
        if !is_least {
            let one = |name: &str| (OsString::from(name), Some("1".to_owned()));
            let _ = again::run_instead(&[one(OURS), one(POLARS)]);
        }
        HAS_LEAST.store(false, Ordering::Relaxed);
        hands = Vec::new();
    }
    dismiss_hands(hands.split_off(ours.min(hands.len())));
    build_pool(hands);
}

/// That there are threads enough for a report.
///
/// # Errors
/// When there are not even the fewest.
pub(super) fn check_enough() -> Result<(), Failure> {
    if HAS_LEAST.load(Ordering::Relaxed) { Ok(()) } else { Err(Failure::Threads) }
}

/// A thread that waits for its work.
struct Hand {
    work: Sender<ThreadBuilder>,
    thread: JoinHandle<()>,
}

/// So many threads, or as many as can be had.
fn spawn_hands(count: usize) -> Vec<Hand> {
    let hand = || -> io::Result<Hand> {
        let (work, given) = mpsc::channel::<ThreadBuilder>();
        let thread = thread::Builder::new().name("restday".to_owned()).stack_size(STACK_BYTES).spawn(move || {
            if let Ok(work) = given.recv() {
                work.run();
            }
        })?;
        Ok(Hand { work, thread })
    };
    (0..count).map_while(|_| hand().ok()).collect()
}

/// Ends threads that have got no work.
fn dismiss_hands(hands: Vec<Hand>) {
    let threads: Vec<JoinHandle<()>> = hands.into_iter().map(|hand| hand.thread).collect();
    for thread in threads {
        let _ = thread.join();
    }
}

/// Makes these threads rayon's, of which a pool that failed could not be made again; the current one where there are none.
fn build_pool(hands: Vec<Hand>) {
    let (count, mut hands) = (hands.len(), hands.into_iter());
    let _ = if count == 0 {
        ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()
    } else {
        let give = move |work: ThreadBuilder| {
            let hand = hands.next().ok_or(io::ErrorKind::WouldBlock)?;
            hand.work.send(work).map_err(|_| io::ErrorKind::WouldBlock.into())
        };
        ThreadPoolBuilder::new().num_threads(count).spawn_handler(give).build_global()
    };
}

/// Does the work on a stack that is known to be large enough: this one, unless the user's limit is smaller, or a thread's.
pub(super) fn on_a_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let mut work = Some(work);
    if getrlimit(Resource::Stack).current.is_some_and(|bytes| bytes < STACK_BYTES as u64) {
        let done = thread::scope(|scope| {
            let thread = thread::Builder::new().name("restday".to_owned()).stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, || work.take().map(|work| work())).ok().and_then(|thread| thread.join().ok())
        });
        if let Some(done) = done {
            return done;
        }
    }
    work.map(|work| work())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of an environment on a machine of so many cores: each change as NAME=VALUE or NAME.
    fn changed(variables: &[(&str, &str)], cores: usize) -> Vec<String> {
        let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let text = |(name, value): EnvironmentChange| {
            let name = name.to_string_lossy().into_owned();
            value.map_or_else(|| name.clone(), |value| format!("{name}={value}"))
        };
        environment_changes(variables, cores, THREADS_MAX).into_iter().map(text).collect()
    }

    #[test]
    fn what_a_library_could_stumble_over_is_taken_away_and_the_rest_stays() {
        let most = format!("{POLARS}={THREADS_MAX}");
        for usual in ["1", "8", " 2 "] {
            assert!(changed(&[(POLARS, usual), (OURS, "100000"), ("HOME", "/"), (STACK, "8388608")], 2).is_empty());
        }
        for none in ["", "0", "-1", "word", "1.5", "+1", "0x10", "00"] {
            assert_eq!(changed(&[(POLARS, none)], 2), [POLARS], "{none}");
            assert_eq!(changed(&[(POLARS, none)], 500), [most.as_str()], "{none}");
        }
        for many in ["5000", "18446744073709551615", "18446744073709551616", "99999999999999999999999999"] {
            assert_eq!(changed(&[(POLARS, many)], 2), [most.as_str()], "{many}");
        }
        assert_eq!(changed(&[("POLARS_VERBOSE", "1"), ("POLARS_FORCE_ASYNC", "no")], 2).len(), 2);
        for stack in ["0", "1", "65536", "18446744073709551615", "99999999999999999999999999"] {
            assert_eq!(changed(&[(STACK, stack)], 2), [STACK], "{stack}");
        }
        assert!(changed(&[(STACK, "word"), (STACK, "")], 2).is_empty(), "these are none to Rust either");
    }

    #[test]
    fn where_addresses_are_few_there_is_one_heap_for_all_threads() {
        let changed = |given: &[(&str, &str)]| {
            let given = given.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
            environment_changes(given, 4, 2).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(changed(&[]), [POLARS, HEAPS]);
        assert_eq!(changed(&[(HEAPS, "3"), (POLARS, "2")]), [""; 0]);
    }

    #[test]
    fn a_changed_environment_needs_no_change() {
        for (cores, most) in [(1, THREADS_MAX), (2, THREADS_MAX), (500, THREADS_MAX), (2, 1)] {
            for value in ["", "0", "word", "5000", "3"] {
                let given = [(POLARS, value), (STACK, "1"), ("POLARS_VERBOSE", "x")];
                let mut after: Vec<(OsString, OsString)> =
                    given.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
                for (name, value) in environment_changes(after.clone().into_iter(), cores, most) {
                    after.retain(|(known, _)| *known != name);
                    after.extend(value.map(|value| (name, value.into())));
                }
                assert!(
                    environment_changes(after.into_iter(), cores, most).is_empty(),
                    "{value}: {most} threads on {cores} cores"
                );
            }
        }
    }

    #[test]
    fn threads_are_as_many_as_asked_for_within_bounds() {
        let asked = |text: &str| threads_wanted(thread_number(OsStr::new(text)), 4, THREADS_MAX);
        assert_eq!(["1", "2", "3"].map(asked), [1, 2, 3]);
        assert_eq!(["", "0", "-1", "word"].map(asked), [4; 4]);
        assert_eq!(["100000", "18446744073709551616"].map(asked), [THREADS_MAX; 2]);
        assert_eq!((threads_wanted(None, 0, THREADS_MAX), threads_wanted(Some(8), 8, 1)), (1, 1));
    }

    #[test]
    fn threads_wait_for_work_and_go_without() {
        let threads = spawn_hands(3);
        assert_eq!(threads.len(), 3);
        dismiss_hands(threads);
    }
}
