//! The one writer of reports: a folder that is whole or not there, the old one or the new one and never a mixture.
//!
//! The files are written into a hidden folder beside the target, synced, and then the two folders change places in one
//! step of the file system. Only files that restday writes are ever removed.

mod file;
mod legacy;
mod lock;
mod manifest;
mod system;

use crate::printable::{printable, printable_path};
use crate::source::FileId;
use lock::Lock;
use manifest::{LookDepth, MANIFEST, Manifest, Strange};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

pub use file::Kept;
pub(crate) use file::change_file;
pub use manifest::Why;

/// The names of all files that restday writes into a report.
pub(crate) const FILE_NAMES: [&str; 22] = [
    MANIFEST,
    "activities.csv",
    "daily.csv",
    "weeks.csv",
    "months.csv",
    "readiness.csv",
    "mornings.csv",
    "import.csv",
    "duplicates.csv",
    "report.json",
    "report.ndjson",
    "report.xlsx",
    "report.html",
    "activities.parquet",
    "daily.parquet",
    "readiness.parquet",
    "mornings.parquet",
    "load.svg",
    "readiness.svg",
    TEAM_TABLE,
    "team.xlsx",
    "index.html",
];

/// The table of a team; a folder that holds it may hold the folders of athletes.
const TEAM_TABLE: &str = "team.csv";

/// Why no report was written. The old one, where there was one, is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The target is there and is no folder.
    #[error("{} is not a folder; nothing was written: choose another --out", printable_path(path))]
    NotAFolder {
        /// The target.
        path: PathBuf,
    },
    /// The target holds something that is not as restday wrote it, or that the report is made of.
    #[error(
        "{} holds {}, which {why}; nothing was changed: choose an empty or a new folder with --out",
        printable_path(path),
        printable(name)
    )]
    Foreign {
        /// The target.
        path: PathBuf,
        /// What is in it.
        name: String,
        /// What is wrong with that.
        why: Why,
    },
    /// Another run holds the lock.
    #[error(
        "another run{} is writing {}; nothing was written: wait for it with --wait SECONDS",
        holder.map(|pid| format!(" (process {pid})")).unwrap_or_default(),
        printable_path(path)
    )]
    Locked {
        /// The target.
        path: PathBuf,
        /// The process that holds it, where it says so.
        holder: Option<u32>,
    },
    /// The operating system refused a step.
    #[error("cannot {step} {}: {cause}; no report was written{}", printable_path(path), hint_for(cause))]
    Io {
        /// What was being done, as a verb.
        step: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
}

fn hint_for(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::NotFound => ": make the folder above it first, or choose another --out",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ": choose an --out in a folder you may write to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ": make room, or choose another --out",
        io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => {
            ": a mounted folder cannot be replaced; choose an --out inside it"
        }
        _ => "",
    }
}

/// Names a failed step.
fn error_at<'a>(step: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> WriteError + use<'a> {
    move |cause| WriteError::Io { step, path: path.to_owned(), cause }
}

/// A report that is being written: none of it is seen before it is published, and nothing is left of it if it never is.
///
/// The folder above the report must exist. A new folder is for its owner alone (0700, files 0600); where a report is replaced,
/// the folder and the files of the same names keep their permissions.
pub struct Draft {
    target: ReportFolder,
    fresh: PathBuf,
    manifest: Mutex<Manifest>,
    /// Those of a team's athletes, by folder.
    athletes: Mutex<BTreeMap<String, Manifest>>,
    /// Given back last.
    _lock: Lock,
}

impl Draft {
    /// Looks whether `out` may be replaced, keeps others from it, waiting so long for their end at most, and begins beside it.
    ///
    /// # Errors
    /// See [`WriteError`]; as of every step, after one `out` is as it was.
    pub(crate) fn begin_draft(out: &Path, wait: Duration) -> Result<Self, WriteError> {
        let before = ReportFolder::find_target(out)?;
        let lock = Lock::take_lock(&before.hidden_path("lock"), out, wait)?;
        // Whoever had it may have put the folder there.
        let target = ReportFolder::find_target(out)?;
        target.remove_leftovers();
        let fresh = target.sibling_path(&process::id().to_string());
        system::new_folder(&fresh).map_err(error_at("create", &fresh))?;
        Ok(Self { target, fresh, manifest: Mutex::default(), athletes: Mutex::default(), _lock: lock })
    }

    /// Writes files of the report itself.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub(crate) fn write_files(&self, files: &[(&str, Vec<u8>)]) -> Result<(), WriteError> {
        fill_folder(&self.fresh, files)?;
        self.manifest.lock().unwrap_or_else(PoisonError::into_inner).add_files(files);
        Ok(())
    }

    /// Writes the files of one athlete of a team, in a folder of that name.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn write_athlete(&self, name: &str, files: &[(&str, Vec<u8>)]) -> Result<(), WriteError> {
        let folder = self.fresh.join(name);
        // It is there when the first files of the athlete are.
        if !folder.is_dir() {
            system::new_folder(&folder).map_err(error_at("create", &folder))?;
        }
        fill_folder(&folder, files)?;
        let mut athletes = self.athletes.lock().unwrap_or_else(PoisonError::into_inner);
        athletes.entry(name.to_owned()).or_default().add_files(files);
        Ok(())
    }

    /// Looks at every byte of the old report: whether it is one, and none of `inputs`, of which the new one is made, lies in it.
    /// So that what else is to be replaced stays where the report will be refused.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub(crate) fn check_replaceable(&self, inputs: &[FileId]) -> Result<(), WriteError> {
        if self.target.exists { self.target.check_ours(LookDepth::Whole, inputs) } else { Ok(()) }
    }

    /// Puts the report in the place of the old one, after a last `check_replaceable`.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn publish(self, inputs: &[FileId]) -> Result<(), WriteError> {
        let mut manifest = self.manifest.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, athlete) in self.athletes.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            fill_folder(&self.fresh.join(name), &[(MANIFEST, athlete.to_bytes())])?;
            manifest.add_folder(name);
        }
        fill_folder(&self.fresh, &[(MANIFEST, manifest.to_bytes())])?;
        drop(manifest);
        // Somebody may have put something there meanwhile.
        self.check_replaceable(inputs)?;
        self.target.replace_with(&self.fresh)
    }
}

impl Drop for Draft {
    /// Published, this is the old report, or nothing.
    fn drop(&mut self) {
        discard_folder(&self.fresh);
    }
}

/// Where the report goes.
struct ReportFolder {
    /// The folder as it was asked for, in errors.
    out: PathBuf,
    /// The folder itself, symbolic links resolved.
    path: PathBuf,
    /// The folder above.
    parent: PathBuf,
    name: OsString,
    /// Whether there is a report, or an empty folder, to be replaced.
    exists: bool,
}

impl ReportFolder {
    /// Looks before anything is written.
    fn find_target(out: &Path) -> Result<Self, WriteError> {
        let exists = match fs::symlink_metadata(out) {
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(cause) => return Err(error_at("look at", out)(cause)),
        };
        let not_a_folder = || WriteError::NotAFolder { path: out.to_owned() };
        let path = if exists { fs::canonicalize(out).map_err(|_| not_a_folder())? } else { out.to_owned() };
        if exists && !path.is_dir() {
            return Err(not_a_folder());
        }
        let name = path.file_name().ok_or_else(not_a_folder)?.to_owned();
        let target = Self { out: out.to_owned(), parent: file::folder_of(&path).to_owned(), name, exists, path };
        if target.exists {
            target.check_ours(LookDepth::Quick, &[])?;
        }
        Ok(target)
    }

    fn check_ours(&self, look: LookDepth, inputs: &[FileId]) -> Result<(), WriteError> {
        let inputs = inputs.iter().copied().collect();
        let strange = match manifest::find_in_folder(&self.path, look).map_err(error_at("read", &self.out))? {
            Some(strange) => Some(strange),
            None => manifest::input_in(&self.path, &inputs).map_err(error_at("read", &self.out))?,
        };
        match strange {
            Some(Strange { name, why }) => Err(WriteError::Foreign { path: self.out.clone(), name, why }),
            None => Ok(()),
        }
    }

    /// A hidden folder beside the target: `.NAME.PART.tmp`.
    fn sibling_path(&self, part: &str) -> PathBuf {
        self.hidden_path(&format!("{part}.tmp"))
    }

    /// A hidden name beside the target: `.NAME.END`.
    fn hidden_path(&self, end: &str) -> PathBuf {
        file::hidden_sibling(&self.parent.join(&self.name), end)
    }

    /// Removes what killed runs left behind. A leftover that cannot be removed does no harm.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.parent).into_iter().flatten().flatten() {
            if file::writer_of(&entry.file_name(), &self.name).is_some_and(file::is_over) {
                discard_folder(&entry.path());
            }
        }
    }

    fn replace_with(&self, fresh: &Path) -> Result<(), WriteError> {
        if !self.exists {
            fs::rename(fresh, &self.path).map_err(error_at("put in place", &self.path))?;
            // What may not last is taken back.
            return sync_folder(&self.parent).inspect_err(|_| drop(fs::rename(&self.path, fresh)));
        }
        self.take_over_permissions(fresh)?;
        self.change_places(fresh)?;
        // The old report goes with the draft; where the change may not last, they change back, and the new one does.
        sync_folder(&self.parent).inspect_err(|_| drop(self.change_places(fresh)))
    }

    fn change_places(&self, fresh: &Path) -> Result<(), WriteError> {
        let is_done = system::exchange(fresh, &self.path).map_err(error_at("replace", &self.path))?;
        if is_done { Ok(()) } else { self.replace_in_two_steps(fresh) }
    }

    /// For file systems that cannot exchange: the old folder steps aside, and back if the new one cannot take its
    /// place. Afterwards the old one stands where `fresh` stood.
    fn replace_in_two_steps(&self, fresh: &Path) -> Result<(), WriteError> {
        let aside = self.sibling_path("old");
        discard_folder(&aside);
        fs::rename(&self.path, &aside).map_err(error_at("move aside", &self.path))?;
        if let Err(cause) = fs::rename(fresh, &self.path) {
            fs::rename(&aside, &self.path).map_err(error_at("move back", &aside))?;
            return Err(error_at("put in place", &self.path)(cause));
        }
        // Where it stays aside it is found and discarded by the next replacement.
        let _ = fs::rename(&aside, fresh);
        Ok(())
    }

    fn take_over_permissions(&self, fresh: &Path) -> Result<(), WriteError> {
        take_over_permissions(&self.path, fresh)
    }
}

/// Gives a new folder, and what is in it, the permissions of the old ones of the same names.
fn take_over_permissions(old: &Path, new: &Path) -> Result<(), WriteError> {
    for entry in fs::read_dir(new).map_err(error_at("read", new))? {
        let entry = entry.map_err(error_at("read", new))?;
        let (known, path) = (old.join(entry.file_name()), entry.path());
        match fs::symlink_metadata(&known) {
            Ok(found) if found.is_dir() && path.is_dir() => take_over_permissions(&known, &path)?,
            Ok(found) if found.is_file() && path.is_file() => {
                fs::set_permissions(&path, found.permissions()).map_err(error_at("set the permissions of", &path))?;
            }
            _ => {}
        }
    }
    let found = fs::metadata(old).map_err(error_at("look at", old))?;
    fs::set_permissions(new, found.permissions()).map_err(error_at("set the permissions of", new))
}

fn is_ours(name: &OsStr) -> bool {
    FILE_NAMES.iter().any(|known| name == *known)
}

/// Writes files into a folder, each on disk in its full length when this returns.
fn fill_folder(folder: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), WriteError> {
    for (name, bytes) in files {
        debug_assert!(is_ours(OsStr::new(name)), "a file that a later run would not know");
        let path = folder.join(name);
        let write = || -> io::Result<()> { file::write_whole(&mut system::new_file(&path)?, bytes) };
        write().map_err(error_at("write", &path))?;
    }
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> Result<(), WriteError> {
    system::sync_folder(folder).map_err(error_at("sync", folder))
}

/// Removes a folder of ours, known file by known file, those of a team's athletes too: what somebody else put there stays,
/// and the folder with it.
fn discard_folder(folder: &Path) {
    let clear = |folder: &Path| {
        for name in FILE_NAMES {
            let _ = fs::remove_file(folder.join(name));
        }
    };
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
        clear(folder);
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                clear(&entry.path());
                let _ = fs::remove_dir(entry.path());
            }
        }
        let _ = fs::remove_dir(folder);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use tempfile::TempDir;

    fn old() -> Vec<(&'static str, Vec<u8>)> {
        vec![("daily.csv", b"old".to_vec()), ("import.csv", b"old".to_vec())]
    }

    fn new() -> Vec<(&'static str, Vec<u8>)> {
        vec![("daily.csv", b"new".to_vec()), ("report.json", b"{}\n".to_vec())]
    }

    /// Every file below, with its content.
    fn listing(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                found.extend(listing(&path).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)));
                found.push((name, String::new()));
            } else {
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
        found.sort();
        found
    }

    /// The same without the manifests.
    fn names(folder: &Path) -> Vec<String> {
        listing(folder).into_iter().map(|(name, _)| name).filter(|name| !name.ends_with(MANIFEST)).collect()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn write_report(out: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), WriteError> {
        let draft = Draft::begin_draft(out, Duration::ZERO)?;
        draft.write_files(files)?;
        draft.publish(&[])
    }

    #[test]
    fn a_new_report_is_for_its_owner_alone() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        write_report(&out, &new()).unwrap();
        assert_eq!(names(home.path()), ["report", "report/daily.csv", "report/report.json"]);
        assert_eq!((mode(&out), mode(&out.join("daily.csv"))), (0o700, 0o600));
    }

    #[test]
    fn a_report_replaces_the_whole_old_one_and_keeps_its_permissions() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        write_report(&out, &old()).unwrap();
        fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(out.join("daily.csv"), fs::Permissions::from_mode(0o644)).unwrap();
        write_report(&out, &new()).unwrap();
        assert_eq!(names(home.path()), ["report", "report/daily.csv", "report/report.json"]);
        assert_eq!(fs::read(out.join("daily.csv")).unwrap(), b"new");
        assert_eq!([mode(&out), mode(&out.join("daily.csv")), mode(&out.join("report.json"))], [0o755, 0o644, 0o600]);
    }

    #[test]
    fn without_exchange_the_same_comes_out() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        write_report(&out, &old()).unwrap();
        let target = ReportFolder::find_target(&out).unwrap();
        let fresh = target.sibling_path("1");
        fs::create_dir(&fresh).unwrap();
        fill_folder(&fresh, &new()).unwrap();
        target.replace_in_two_steps(&fresh).unwrap();
        assert_eq!(fs::read(out.join("daily.csv")).unwrap(), b"new");
        assert_eq!(fs::read(fresh.join("daily.csv")).unwrap(), b"old");

        discard_folder(&fresh);
        let lost = target.sibling_path("2");
        assert!(target.replace_in_two_steps(&lost).is_err());
        assert_eq!(names(home.path()), ["report", "report/daily.csv", "report/report.json"]);
    }

    #[test]
    fn an_empty_folder_and_a_link_to_a_folder_are_filled() {
        let home = TempDir::new().unwrap();
        let (real, link) = (home.path().join("real"), home.path().join("link"));
        fs::create_dir(&real).unwrap();
        symlink(&real, &link).unwrap();
        write_report(&link, &new()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(real.join("daily.csv")).unwrap(), b"new");
    }

    #[test]
    fn a_foreign_file_is_named_and_everything_stays() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        write_report(&out, &old()).unwrap();
        fs::write(out.join("thesis.odt"), "years").unwrap();
        let before = listing(home.path());
        let inode = fs::metadata(&out).unwrap().ino();
        let message = write_report(&out, &new()).unwrap_err().to_string();
        let expected = format!(
            "{} holds thesis.odt, which restday did not write; nothing was changed: choose an empty or a new folder \
             with --out",
            out.display()
        );
        assert_eq!(message, expected);
        assert_eq!(listing(home.path()), before);
        assert_eq!(fs::metadata(&out).unwrap().ino(), inode);
    }

    #[test]
    fn a_folder_with_the_name_of_a_file_of_ours_is_foreign() {
        let home = TempDir::new().unwrap();
        fs::create_dir_all(home.path().join("report/daily.csv")).unwrap();
        let error = write_report(&home.path().join("report"), &new()).unwrap_err();
        assert!(matches!(error, WriteError::Foreign { name, .. } if name == "daily.csv"));
    }

    #[test]
    fn a_file_a_dangling_link_and_the_root_are_no_folders() {
        let home = TempDir::new().unwrap();
        let (file, link) = (home.path().join("file"), home.path().join("link"));
        fs::write(&file, "text").unwrap();
        symlink(home.path().join("nowhere"), &link).unwrap();
        for out in [&file, &link] {
            let message = write_report(out, &new()).unwrap_err().to_string();
            assert_eq!(
                message,
                format!("{} is not a folder; nothing was written: choose another --out", out.display())
            );
        }
        assert!(matches!(write_report(Path::new(".."), &new()), Err(WriteError::Foreign { .. })));
        assert!(write_report(Path::new("/"), &new()).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "text");
    }

    #[test]
    fn a_missing_folder_above_is_said() {
        let home = TempDir::new().unwrap();
        let message = write_report(&home.path().join("no/report"), &new()).unwrap_err().to_string();
        assert!(message.starts_with("cannot create "), "{message}");
        assert!(message.ends_with("no report was written: make the folder above it first, or choose another --out"));
    }

    #[test]
    fn a_parent_that_may_not_be_written_to_is_said() {
        // /proc refuses even the superuser, for whom permissions are no bar.
        let error = write_report(Path::new("/proc/restday-report"), &new()).unwrap_err();
        assert!(matches!(error, WriteError::Io { step: "create", .. }), "{error}");
    }

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        write_report(&out, &old()).unwrap();
        let before = listing(home.path());
        let twice = vec![("daily.csv", Vec::new()), ("daily.csv", Vec::new())];
        assert!(matches!(write_report(&out, &twice), Err(WriteError::Io { step: "write", .. })));
        assert_eq!(listing(home.path()), before);
    }

    #[test]
    fn a_team_is_seen_when_it_is_whole_and_a_draft_that_is_given_up_leaves_nothing() {
        let home = TempDir::new().unwrap();
        let out = home.path().join("report");
        let draft = Draft::begin_draft(&out, Duration::ZERO).unwrap();
        draft.write_athlete("ana", &new()).unwrap();
        assert!(!out.exists());
        drop(draft);
        assert_eq!(names(home.path()), [""; 0]);
        for content in ["first", "second"] {
            let draft = Draft::begin_draft(&out, Duration::ZERO).unwrap();
            draft.write_athlete("ana", &new()).unwrap();
            draft.write_files(&[("team.csv", content.as_bytes().to_vec())]).unwrap();
            draft.publish(&[]).unwrap();
            assert_eq!(
                names(home.path()),
                ["report", "report/ana", "report/ana/daily.csv", "report/ana/report.json", "report/team.csv"]
            );
            assert_eq!(fs::read_to_string(out.join("team.csv")).unwrap(), content);
            fs::set_permissions(out.join("ana/daily.csv"), fs::Permissions::from_mode(0o640)).unwrap();
        }
        // What the folder of an athlete may hold, a report of one athlete may replace.
        assert_eq!(mode(&out.join("ana/daily.csv")), 0o640);
        write_report(&out, &old()).unwrap();
        assert_eq!(names(home.path()), ["report", "report/daily.csv", "report/import.csv"]);
    }

    #[test]
    fn a_folder_inside_is_foreign_unless_it_is_an_athletes_of_a_team() {
        for (table, inside) in [(false, "ana/daily.csv"), (true, "ana/thesis.odt"), (true, "ana/deep/daily.csv")] {
            let home = TempDir::new().unwrap();
            let out = home.path().join("report");
            fs::create_dir_all(out.join(inside).parent().unwrap()).unwrap();
            fs::write(out.join(inside), "years").unwrap();
            if table {
                fs::write(out.join("team.csv"), "").unwrap();
            }
            let before = listing(home.path());
            assert!(
                matches!(write_report(&out, &new()), Err(WriteError::Foreign { name, .. }) if name == "ana"),
                "{inside}"
            );
            assert_eq!(listing(home.path()), before);
        }
    }

    #[test]
    fn leftovers_of_dead_runs_go_and_everything_else_stays() {
        let home = TempDir::new().unwrap();
        // Above the largest process id of Linux, and process 1, which always runs.
        for name in [".report.4194305.tmp", ".report.1.tmp", ".other.4194305.tmp", ".report.x.tmp"] {
            fs::create_dir(home.path().join(name)).unwrap();
            fs::write(home.path().join(name).join("daily.csv"), "torn").unwrap();
        }
        let mixed = home.path().join(".report.4194306.tmp");
        fs::create_dir(&mixed).unwrap();
        fs::write(mixed.join("thesis.odt"), "years").unwrap();
        write_report(&home.path().join("report"), &new()).unwrap();
        let expected = [
            ".other.4194305.tmp",
            ".other.4194305.tmp/daily.csv",
            ".report.1.tmp",
            ".report.1.tmp/daily.csv",
            ".report.4194306.tmp",
            ".report.4194306.tmp/thesis.odt",
            ".report.x.tmp",
            ".report.x.tmp/daily.csv",
            "report",
            "report/daily.csv",
            "report/report.json",
        ];
        assert_eq!(names(home.path()), expected);
    }

    #[test]
    fn errors_are_printable() {
        let error = WriteError::NotAFolder { path: PathBuf::from("a\u{1b}[2J") };
        assert!(error.to_string().starts_with("a\\u{1b}[2J is not"));
    }
}
