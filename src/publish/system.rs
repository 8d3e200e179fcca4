//! What is not the same on every system: for whom a new file is, whether a folder can be synced, and whether two folders can
//! change places in one step.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes a folder; where there are permissions, for its owner alone.
pub(super) fn new_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file where nothing stands; where there are permissions, for its owner alone.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    for_its_owner(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// A file that is made is for its owner alone.
fn for_its_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes the entries of a folder durable.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Where a folder cannot be opened, the system alone makes its entries durable.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Lets two folders change places in one step; `false` where the system or the file system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// Lets two folders change places in one step: this system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Opens the file of a lock, or makes it: no link is followed, nothing waited for. Absent where what stands there is no file
/// with that name alone.
#[cfg(unix)]
pub(super) fn lock_file(path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).custom_flags(flags);
    let file = match for_its_owner(&mut options).open(path) {
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::LOOP | Errno::NXIO)) => return Ok(None),
        opened => opened?,
    };
    let found = file.metadata()?;
    // A second name would be that of somebody's file.
    Ok((found.is_file() && found.nlink() <= 1).then_some(file))
}

/// Opens the file of a lock, or makes it. Absent where what stands there is no file.
#[cfg(not(unix))]
pub(super) fn lock_file(path: &Path) -> io::Result<Option<File>> {
    if std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Ok(None);
    }
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map(Some)
}
