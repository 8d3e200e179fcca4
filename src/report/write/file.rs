//! Changes one file of the runner's as a whole: the old content or the new, never a part.

use super::{WriteError, at};
use rustix::fs::{FlockOperation, flock};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process;

/// Gives a file's content to `change`, and puts what it returns in its place, in one step of the file system; absent where
/// there is no such file yet. Whoever else changes a file of the same folder this way waits. A new file is for its owner
/// alone (0600); an old one keeps its permissions, and a link stays a link.
///
/// # Errors
/// What `change` says, or what the operating system does; after either, the file is as it was.
pub fn change_file<E: From<WriteError>>(
    path: &Path,
    change: impl FnOnce(Option<Vec<u8>>) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    let path = &real(path);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(parent).map_err(at("open the folder of", path))?;
    flock(&folder, FlockOperation::LockExclusive).map_err(|errno| at("lock the folder of", path)(errno.into()))?;
    let old = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(at("read", path)(cause).into()),
    };
    let new = change(old)?;
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", process::id()));
    let fresh = parent.join(name);
    let replace = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        if let Ok(known) = fs::metadata(path) {
            file.set_permissions(known.permissions())?;
        }
        file.write_all(&new)?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        folder.sync_all()
    };
    replace().map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        at("write", path)(cause).into()
    })
}

/// The file that a link leads to.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn append(path: &Path, text: &'static str) -> Result<(), WriteError> {
        change_file(path, |old| Ok([old.unwrap_or_default(), text.as_bytes().to_vec()].concat()))
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
            change_file(&file, |_| Err(at("imagine", &file)(io::ErrorKind::Other.into())));
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
