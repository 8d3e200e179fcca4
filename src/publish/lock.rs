//! One writer at a time: a lock beside the report that dies with its process.

use super::{WriteError, at, system};
use crate::source::FileId;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How often a lock is asked for while it is waited for.
pub(super) const ASKED_EVERY: Duration = Duration::from_millis(50);

/// How long a lock that is taken away whenever it is got is tried for, where nobody said how long to wait.
const COMES_AND_GOES: Duration = Duration::from_secs(1);

/// Bytes of a lock: the number of a process, and a line's end.
const LOCK_BYTES_MAX: u64 = 16;

/// The right to write one report, until it is dropped or the process ends, however it ends.
pub(super) struct Lock {
    path: PathBuf,
    /// The open file is the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting so long for it at most; `out` is what it is for, in errors.
    ///
    /// # Errors
    /// When another holds it, the system refuses, or what stands in its place is no lock: that is neither followed nor changed.
    pub(super) fn take(path: &Path, out: &Path, wait: Duration) -> Result<Self, WriteError> {
        let begun = Instant::now();
        loop {
            let opened = system::lock_file(path).and_then(|file| file.ok_or_else(no_lock));
            let mut file = opened.map_err(at("create", path))?;
            match file.try_lock() {
                // The holder before may have taken the file away between the two calls: then this is a lock on nothing.
                Ok(()) if is_at(&file, path) => {
                    if holder(&mut file).is_err() {
                        return Err(at("use as a lock", path)(no_lock()));
                    }
                    let told =
                        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", process::id()));
                    told.map_err(at("write", path))?;
                    return Ok(Self { path: path.to_owned(), _file: file });
                }
                Ok(()) | Err(TryLockError::WouldBlock) if begun.elapsed() < wait => thread::sleep(ASKED_EVERY),
                // Somebody comes and goes: that is no reason to give up at once, nor to go on for ever.
                Ok(()) if begun.elapsed() < wait.max(COMES_AND_GOES) => thread::yield_now(),
                Ok(()) | Err(TryLockError::WouldBlock) => {
                    let holder = holder(&mut file).ok().flatten();
                    return Err(WriteError::Locked { path: out.to_owned(), holder });
                }
                Err(TryLockError::Error(cause)) => return Err(at("lock", path)(cause)),
            }
        }
    }
}

/// The process that a lock names; absent where it does not.
///
/// # Errors
/// When it says anything else, as no lock does.
fn holder(file: &mut File) -> io::Result<Option<u32>> {
    let mut told = String::new();
    file.rewind()?;
    file.take(LOCK_BYTES_MAX).read_to_string(&mut told)?;
    let told = told.trim();
    if told.is_empty() { Ok(None) } else { told.parse().map(Some).map_err(io::Error::other) }
}

fn no_lock() -> io::Error {
    io::Error::other("what stands there is no lock of restday's, and is left as it is; remove it")
}

/// Whether a file is still the one of that name.
fn is_at(file: &File, path: &Path) -> bool {
    let found = file.metadata().ok().zip(fs::symlink_metadata(path).ok());
    found.is_some_and(|(ours, named)| FileId::of(path, &ours) == FileId::of(path, &named))
}

impl Drop for Lock {
    /// The file goes while the lock is held, so that nobody else's can be taken away.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const NOW: Duration = Duration::ZERO;

    #[test]
    fn the_second_is_told_who_holds_it_and_gets_it_afterwards() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".report.lock");
        let first = Lock::take(&path, Path::new("report"), NOW).unwrap();
        let refused = Lock::take(&path, Path::new("report"), NOW).err().unwrap();
        assert_eq!(
            refused.to_string(),
            format!(
                "another run (process {}) is writing report; nothing was written: wait for it with --wait SECONDS",
                process::id()
            )
        );
        drop(first);
        assert!(!path.exists());
        // What a killed run left behind is no lock.
        fs::write(&path, "4194305\n").unwrap();
        assert!(Lock::take(&path, Path::new("report"), NOW).is_ok());
    }

    #[test]
    fn never_two_at_once() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(".report.lock");
        let (inside, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let lock = Lock::take(&path, Path::new("report"), Duration::from_mins(1)).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 40);
    }
}
