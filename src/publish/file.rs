//! Changes one file of the runner's as a whole: the old content or the new, never a part.

#[cfg(unix)]
use super::lock::ASKED_EVERY;
use super::lock::Lock;
use super::{WriteError, error_at, system};
use crate::regular;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;
#[cfg(unix)]
use std::{fs::TryLockError, thread, time::Instant};

/// Gives a file's content to `change`, and puts what it returns in its place, in one step of the file system; absent where
/// there is no such file yet. Whoever else changes a file of the same folder this way waits. A new file is for its owner
/// alone (0600); an old one keeps its permissions, and a link stays a link.
///
/// # Errors
/// What `change` says, or what the operating system does; that the file is no regular one, or has more than `bytes_max`.
/// After any of them, the file is as it was.
pub(crate) fn change_file<E: From<WriteError>>(
    path: &Path,
    bytes_max: u64,
    change: impl FnOnce(Option<Vec<u8>>) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    let path = &resolved_path(path);
    let _held = hold(path)?;
    remove_leftovers(path);
    let old = match regular::open_regular(path).and_then(|file| regular::read_regular(file, bytes_max)) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(error_at("read", path)(cause).into()),
    };
    let new = change(old)?;
    Ok(replace_whole(path, &new)?)
}

/// How long a change of a small file is waited for: a thousand times as long as it takes.
const A_CHANGE: Duration = Duration::from_secs(10);

/// What keeps others from changing files of a folder, until it is dropped.
#[cfg(unix)]
type Held = File;
/// What keeps others from changing a file, until it is dropped: a folder cannot be opened here.
#[cfg(not(unix))]
type Held = Lock;

/// Keeps others from changing files of the folder of this one.
///
/// # Errors
/// When another keeps it for longer than any change takes, or the system refuses.
#[cfg(unix)]
fn hold(path: &Path) -> Result<Held, WriteError> {
    let folder = File::open(folder_of(path)).map_err(error_at("open the folder of", path))?;
    let begun = Instant::now();
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(folder),
            Err(TryLockError::WouldBlock) if begun.elapsed() < A_CHANGE => thread::sleep(ASKED_EVERY),
            Err(TryLockError::WouldBlock) => return Err(WriteError::Locked { path: path.to_owned(), holder: None }),
            Err(TryLockError::Error(cause)) => return Err(error_at("lock the folder of", path)(cause)),
        }
    }
}

/// Keeps others from changing this file.
///
/// # Errors
/// When another keeps it for longer than any change takes, or the system refuses.
#[cfg(not(unix))]
fn hold(path: &Path) -> Result<Held, WriteError> {
    Lock::take_lock(&hidden_sibling(path, "lock"), path, A_CHANGE)
}

/// A file that one run at a time reads and replaces, such as a ledger.
pub struct Kept {
    path: PathBuf,
    _lock: Lock,
}

impl Kept {
    /// Keeps others from it, waiting so long for their end at most; it need not be there.
    ///
    /// # Errors
    /// Where another run has it, or the operating system refuses.
    pub(crate) fn lock_file(path: &Path, wait: Duration) -> Result<Self, WriteError> {
        let real = resolved_path(path);
        let lock = Lock::take_lock(&hidden_sibling(&real, "lock"), path, wait)?;
        remove_leftovers(&real);
        Ok(Self { path: real, _lock: lock })
    }

    /// Puts these bytes in the place of the old ones, in one step of the file system.
    ///
    /// # Errors
    /// What the operating system says; then the file is as it was.
    pub(crate) fn replace_file(&self, bytes: &[u8]) -> Result<(), WriteError> {
        replace_whole(&self.path, bytes)
    }
}

/// Removes what killed runs left beside a file. A leftover that cannot be removed does no harm.
fn remove_leftovers(path: &Path) {
    for entry in fs::read_dir(folder_of(path)).into_iter().flatten().flatten() {
        if writer_of(&entry.file_name(), path.file_name().unwrap_or_default()).is_some_and(is_over) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Puts a file in the place of an old one, which keeps its permissions; a new one is for its owner alone.
fn replace_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let fresh = hidden_sibling(path, &format!("{}.tmp", process::id()));
    let replace = || -> io::Result<()> {
        // Whatever stands there is no file of this run's; a new one is made, and no link followed.
        let mut file = system::new_file(&fresh)?;
        if let Ok(known) = fs::symlink_metadata(path) {
            if !known.is_file() {
                return Err(io::Error::other("it is no regular file any more"));
            }
            file.set_permissions(known.permissions())?;
        }
        write_whole(&mut file, bytes)?;
        fs::rename(&fresh, path)?;
        system::sync_folder(folder_of(path))
    };
    replace().map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        error_at("write", path)(cause)
    })
}

/// A hidden name beside a file or folder: `.NAME.END`.
pub(super) fn hidden_sibling(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".");
    name.push(end);
    folder_of(path).join(name)
}

/// The process that a hidden name beside `of` belongs to.
pub(super) fn writer_of(name: &OsStr, of: &OsStr) -> Option<u32> {
    let rest = name.as_encoded_bytes().strip_prefix(b".")?.strip_prefix(of.as_encoded_bytes())?;
    let pid = rest.strip_prefix(b".")?.strip_suffix(b".tmp")?;
    std::str::from_utf8(pid).ok()?.parse().ok()
}

/// Whether what a process wrote is a leftover: it is this one, or no longer running.
pub(super) fn is_over(pid: u32) -> bool {
    pid == process::id() || !is_alive(pid)
}

/// Bytes of what the system says of a process: fifty numbers and a name.
const STAT_BYTES_MAX: u64 = 4096;

/// Whether a process runs; yes where that cannot be known. One that has ended and that nobody has asked about is still listed: in
/// a container often for ever, after the process that began it was killed.
fn is_alive(pid: u32) -> bool {
    let processes = Path::new("/proc");
    let process = processes.join(pid.to_string());
    let stat =
        || regular::open_regular(&process.join("stat")).and_then(|file| regular::read_regular(file, STAT_BYTES_MAX));
    let has_ended = |stat: Vec<u8>| {
        // The name before it stands in brackets and may hold any.
        let state = String::from_utf8_lossy(&stat).rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
        matches!(state, Some('Z' | 'X'))
    };
    !processes.join("self").exists() || (process.exists() && !stat().is_ok_and(has_ended))
}

/// Writes bytes; when this returns, all of them are on disk.
pub(super) fn write_whole(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()?;
    let length = file.metadata()?.len();
    if length == bytes.len() as u64 {
        return Ok(());
    }
    Err(io::Error::other(format!("{length} bytes of {} arrived", bytes.len())))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file that a link leads to.
fn resolved_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// What is in a folder, by name.
pub(super) fn entries(folder: &Path) -> io::Result<BTreeMap<OsString, fs::DirEntry>> {
    fs::read_dir(folder)?.map(|entry| entry.map(|entry| (entry.file_name(), entry))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn append(path: &Path, text: &'static str) -> Result<(), WriteError> {
        change_file(path, 1 << 20, |old| Ok([old.unwrap_or_default(), text.as_bytes().to_vec()].concat()))
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_has_ended_is_over_though_it_is_still_listed() {
        let mut child = process::Command::new("sleep").arg("60").spawn().unwrap();
        assert!(!is_over(child.id()));
        child.kill().unwrap();
        while !is_over(child.id()) {
            std::thread::yield_now();
        }
        assert!(Path::new("/proc").join(child.id().to_string()).exists());
        child.wait().unwrap();
    }

    #[test]
    fn a_file_is_changed_whole_and_keeps_its_permissions_and_its_link() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("a.csv"), home.path().join("link.csv"));
        append(&file, "one\n").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        symlink(&file, &link).unwrap();
        append(&link, "two\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one\ntwo\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "nothing is left behind");
    }

    #[test]
    fn a_change_that_fails_changes_nothing_and_many_at_once_all_count() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a.csv");
        append(&file, "one\n").unwrap();
        let failed: Result<(), WriteError> =
            change_file(&file, 1 << 20, |_| Err(error_at("imagine", &file)(io::ErrorKind::Other.into())));
        assert!(failed.is_err());
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| append(&file, "more\n").unwrap());
            }
        });
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("one\n{}", "more\n".repeat(8)));
        assert!(append(&home.path().join("no/a.csv"), "x").is_err());
    }
}
