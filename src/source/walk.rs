//! Walks the arguments: which files are there, and which things are no files.

use super::fault::Fault;
use super::{FileId, SourceError, Stamp};
use crate::diagnostic::Code;
use std::collections::{BTreeMap, btree_map};
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType, Metadata};
use std::path::{Path, PathBuf};

/// The name of every report folder that nobody chose another name for: never an input.
const REPORT_FOLDER: &str = "restday-report";

/// A file, or what else stands in its place.
#[derive(Debug)]
pub(super) struct Found {
    /// How it is called in the report.
    pub(super) name: String,
    /// Why it is not to be opened; absent for a file.
    pub(super) fault: Option<Fault>,
    /// What tells whether it was changed; absent where it is no file, or the system does not say.
    pub(super) stamp: Option<Stamp>,
    /// Which file it is; absent where it is none, or the system does not say.
    pub(super) id: Option<FileId>,
}

/// Everything under the arguments by its canonical path, so that each thing is met once; of two names that arguments give
/// it, the bytewise smaller counts.
pub(super) fn walk(paths: &[PathBuf], exclude: &[&Path]) -> Result<BTreeMap<PathBuf, Found>, SourceError> {
    let excluded: Vec<Excluded> = exclude.iter().map(|path| Excluded::new(path)).collect();
    let mut met = Met::default();
    for path in paths {
        let told = |source| SourceError { path: path.clone(), source };
        let canonical = path.canonicalize().map_err(told)?;
        let metadata = fs::metadata(&canonical).map_err(told)?;
        let kind = metadata.file_type();
        if kind.is_dir() {
            fs::read_dir(&canonical).map_err(told)?;
            met.folder(canonical, &excluded);
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            if kind.is_file() {
                met.file(canonical, name, Some(&metadata));
            } else {
                met.no_file(canonical, name, special(kind));
            }
        }
    }
    Ok(met.0)
}

#[derive(Default)]
struct Met(BTreeMap<PathBuf, Found>);

impl Met {
    fn insert(&mut self, path: PathBuf, found: Found) {
        match self.0.entry(path) {
            btree_map::Entry::Vacant(free) => {
                free.insert(found);
            }
            btree_map::Entry::Occupied(mut known) if found.name < known.get().name => known.get_mut().name = found.name,
            btree_map::Entry::Occupied(_) => {}
        }
    }

    fn file(&mut self, path: PathBuf, name: String, metadata: Option<&Metadata>) {
        let (stamp, id) = (metadata.and_then(Stamp::of), metadata.and_then(|metadata| FileId::of(&path, metadata)));
        self.insert(path, Found { name, fault: None, stamp, id });
    }

    fn no_file(&mut self, path: PathBuf, name: String, fault: Fault) {
        self.insert(path, Found { name, fault: Some(fault), stamp: None, id: None });
    }

    /// Walks a folder without recursion and without following a link, so that no loop of folders has an end to miss.
    fn folder(&mut self, root: PathBuf, excluded: &[Excluded]) {
        let mut waiting = vec![(root, String::new())];
        while let Some((folder, prefix)) = waiting.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.no_file(folder, prefix, error.into());
                    continue;
                }
            };
            for entry in entries {
                // A folder that stops answering half-way is named itself: what follows in it has no name.
                let (entry, kind) = match entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind))) {
                    Ok(found) => found,
                    Err(error) => {
                        self.no_file(folder.clone(), prefix.clone(), error.into());
                        break;
                    }
                };
                let own = entry.file_name();
                if excluded.iter().any(|excluded| excluded.holds(&folder, &own)) {
                    continue;
                }
                let slash = if prefix.is_empty() { "" } else { "/" };
                let name = format!("{prefix}{slash}{}", own.to_string_lossy());
                let path = folder.join(&own);
                if kind.is_file() {
                    self.file(path, name, entry.metadata().ok().as_ref());
                } else if !kind.is_dir() {
                    self.no_file(path, name, special(kind));
                } else if own != REPORT_FOLDER {
                    waiting.push((path, name));
                }
            }
        }
    }
}

/// What the program itself writes, with what its writer keeps beside it: `name.lock` and `.name.*`.
struct Excluded {
    parent: PathBuf,
    name: OsString,
    lock: OsString,
    leftover: Vec<u8>,
}

impl Excluded {
    fn new(path: &Path) -> Self {
        // It need not exist yet; the folder that it will stand in must.
        let canonical = path.canonicalize().unwrap_or_else(|_| {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            parent.canonicalize().unwrap_or_default().join(path.file_name().unwrap_or_default())
        });
        let parent = canonical.parent().map(Path::to_path_buf).unwrap_or_default();
        let name = canonical.file_name().map(OsStr::to_os_string).unwrap_or_default();
        let mut lock = name.clone();
        lock.push(".lock");
        let leftover = [b".", name.as_encoded_bytes(), b"."].concat();
        Self { parent, name, lock, leftover }
    }

    fn holds(&self, folder: &Path, own: &OsStr) -> bool {
        folder == self.parent
            && (own == self.name || own == self.lock || own.as_encoded_bytes().starts_with(&self.leftover))
    }
}

/// Why something that is neither a file nor a folder is left alone.
fn special(kind: FileType) -> Fault {
    let detail = if kind.is_symlink() {
        "a symbolic link, not followed; to have it read, give it as a path of its own"
    } else {
        "neither a file nor a folder (a pipe, socket or device), not opened"
    };
    Fault::new(Code::SpecialFile, detail)
}
