//! The door to files: only regular ones are opened. A pipe would hang the run, a device fill its memory, and a link among the
//! exports would read what whoever made the exports may not.
//!
//! What was typed may be a link: it is resolved first. What was met in a folder may be none, or one that stays in the folder.

#[cfg(not(fuzzing))]
use crate::bounded;
#[cfg(not(fuzzing))]
use crate::limits::size_in_words;
#[cfg(unix)]
use rustix::fs::{CWD, Mode, OFlags, openat};
use std::fs::File;
use std::io;
use std::path::Path;
#[cfg(not(fuzzing))]
use std::{fs, path::PathBuf};

/// Opens a file that somebody named; a link is followed.
///
/// # Errors
/// What the system says; that it is no regular file.
#[cfg(not(fuzzing))]
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let resolved = path.canonicalize()?;
    // A device may act when it is opened.
    if !fs::symlink_metadata(&resolved)?.is_file() {
        return Err(not_regular());
    }
    open_unlinked(&resolved)
}

/// Opens a file by a path in which there is no link; should somebody put one there meanwhile, it is not followed.
///
/// # Errors
/// What the system says; that it is no regular file.
pub(crate) fn open_unlinked(path: &Path) -> io::Result<File> {
    let file = open_without_links(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_regular()) }
}

/// A pipe without a writer would not open before there is one.
#[cfg(unix)]
const FLAGS: OFlags =
    OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::NOFOLLOW);

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_without_links(path: &Path) -> io::Result<File> {
    use rustix::fs::{ResolveFlags, openat2};
    use rustix::io::Errno;
    match openat2(CWD, path, FLAGS, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(file) => Ok(file.into()),
        // Kernels before 5.6, and containers that do not know the call: then the last part of the path alone is sure.
        Err(Errno::NOSYS | Errno::PERM) => Ok(openat(CWD, path, FLAGS, Mode::empty())?.into()),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
fn open_without_links(path: &Path) -> io::Result<File> {
    Ok(openat(CWD, path, FLAGS, Mode::empty())?.into())
}

/// Where the system cannot be told to follow no link, it is looked at before: a link that is put there meanwhile is followed.
#[cfg(not(unix))]
fn open_without_links(path: &Path) -> io::Result<File> {
    if std::fs::symlink_metadata(path)?.is_file() { File::open(path) } else { Err(not_regular()) }
}

/// The path without links of a file of that name in a folder that somebody named; absent where there is nothing of the name.
///
/// # Errors
/// What the system says; that it is no regular file, or a link that leads out of the folder.
#[cfg(not(fuzzing))]
pub(crate) fn met_in_folder(folder: &Path, name: &str) -> io::Result<Option<PathBuf>> {
    let path = folder.join(name);
    if let Err(error) = fs::symlink_metadata(&path) {
        return if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) };
    }
    let resolved = path.canonicalize()?;
    if !resolved.starts_with(folder.canonicalize()?) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "a symbolic link that leads out of its folder, not followed",
        ));
    }
    if fs::symlink_metadata(&resolved)?.is_file() { Ok(Some(resolved)) } else { Err(not_regular()) }
}

/// All bytes of a file that somebody keeps, should there be no more than `bytes_max`.
///
/// # Errors
/// What the system says; that there are more.
#[cfg(not(fuzzing))]
pub(crate) fn read_regular(file: File, bytes_max: u64) -> io::Result<Vec<u8>> {
    bounded::read_at_most(file, bytes_max)?.ok_or_else(|| {
        let text = format!("it has more than {}, and none of its kind is that large", size_in_words(bytes_max));
        io::Error::new(io::ErrorKind::FileTooLarge, text)
    })
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file (a folder, pipe, socket or device), not opened")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use rustix::fs::FileType;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    fn said<T>(result: io::Result<T>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn what_is_no_file_is_not_opened_and_does_not_hang() {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        rustix::fs::mknodat(CWD, path("pipe"), FileType::Fifo, Mode::RWXU, 0).unwrap();
        let _socket = UnixListener::bind(path("socket")).unwrap();
        symlink("/dev/zero", path("device")).unwrap();
        symlink(path("pipe"), path("link")).unwrap();
        for name in ["pipe", "socket", "device", "link", "."] {
            assert!(said(open_regular(&path(name))).starts_with("not a regular file"), "{name}");
            assert!(met_in_folder(home.path(), name).is_err(), "{name}");
            assert!(open_unlinked(&path(name)).is_err(), "{name}");
        }
        assert_eq!(met_in_folder(home.path(), "nothing").unwrap(), None);
    }

    #[test]
    fn a_link_is_followed_where_it_was_named_and_where_it_stays_in_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name);
        fs::create_dir(path("folder")).unwrap();
        fs::write(path("secret"), "s3cr3t").unwrap();
        fs::write(path("folder/file"), "text").unwrap();
        symlink("../secret", path("folder/out")).unwrap();
        symlink("file", path("folder/in")).unwrap();
        symlink("folder", path("other")).unwrap();
        assert_eq!(read_regular(open_regular(&path("folder/out")).unwrap(), 6).unwrap(), b"s3cr3t");
        assert_eq!(
            said(met_in_folder(&path("folder"), "out")),
            "a symbolic link that leads out of its folder, not followed"
        );
        assert!(said(met_in_folder(&path("folder"), "../secret")).contains("out of its folder"));
        let inside = path("folder/file").canonicalize().unwrap();
        for (folder, name) in [("folder", "in"), ("other", "in"), ("other", "file")] {
            assert_eq!(met_in_folder(&path(folder), name).unwrap(), Some(inside.clone()), "{folder}/{name}");
        }
        // Nobody resolved these.
        for name in ["folder/out", "other/file"] {
            assert!(open_unlinked(&home.path().canonicalize().unwrap().join(name)).is_err(), "{name}");
        }
        assert!(open_unlinked(&inside).is_ok());
    }

    #[test]
    fn more_bytes_than_may_be_are_told_and_not_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("sparse");
        let file = File::create(&path).unwrap();
        file.set_len(3 << 30).unwrap();
        assert_eq!(
            said(read_regular(open_regular(&path).unwrap(), 256 << 10)),
            "it has more than 256 KiB, and none of its kind is that large"
        );
    }
}
