//! One writer at a time: a lock beside the report that dies with its process.

use super::{WriteError, at};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How often a lock is asked for while it is waited for.
const ASKED_EVERY: Duration = Duration::from_millis(50);

/// The right to write one report, until it is dropped or the process ends, however it ends.
pub(super) struct Lock {
    path: PathBuf,
    /// The open file is the lock.
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting so long for it at most; `out` is what it is for, in errors.
    pub(super) fn take(path: &Path, out: &Path, wait: Duration) -> Result<Self, WriteError> {
        let begun = Instant::now();
        loop {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600);
            let mut file = options.open(path).map_err(at("create", path))?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                // The holder before may have taken the file away between the two calls: then this is a lock on nothing.
                Ok(()) if is_at(&file, path) => {
                    let told = file.set_len(0).and_then(|()| writeln!(file, "{}", process::id()));
                    told.map_err(at("write", path))?;
                    return Ok(Self { path: path.to_owned(), _file: file });
                }
                Ok(()) => {}
                Err(Errno::WOULDBLOCK) if begun.elapsed() < wait => thread::sleep(ASKED_EVERY),
                Err(Errno::WOULDBLOCK) => {
                    let mut told = String::new();
                    let holder = file.read_to_string(&mut told).ok().and_then(|_| told.trim().parse().ok());
                    return Err(WriteError::Locked { path: out.to_owned(), holder });
                }
                Err(errno) => return Err(at("lock", path)(errno.into())),
            }
        }
    }
}

/// Whether a file is still the one of that name.
fn is_at(file: &File, path: &Path) -> bool {
    let found = file.metadata().ok().zip(fs::symlink_metadata(path).ok());
    found.is_some_and(|(ours, named)| (ours.dev(), ours.ino()) == (named.dev(), named.ino()))
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
