//! What tells a report of ours from any other folder: a list of its files with their digests, which lies in it. Names alone
//! tell nothing: Strava's index of activities is called `activities.csv` too.

use super::file::entries;
use super::legacy;
use crate::limits::MANIFEST_BYTES_MAX;
use crate::regular;
use crate::source::FileId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// The name of the file.
pub(super) const MANIFEST: &str = "manifest.json";

const SCHEMA: &str = "restday.manifest";
const SCHEMA_VERSION: u32 = 1;

/// The files of a report, and the folders of the athletes of a team's, each of which has a manifest of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    schema: String,
    schema_version: u32,
    /// The version of restday that wrote the report.
    tool_version: String,
    files: BTreeMap<String, File>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    folders: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct File {
    bytes: u64,
    /// In hexadecimal digits, as `sha256sum` prints it.
    sha256: String,
}

impl File {
    fn of(bytes: &[u8]) -> Self {
        let mut sha256 = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            // Writing to a string cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        Self { bytes: bytes.len() as u64, sha256 }
    }
}

/// How closely files are held against their manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Names and sizes: at once, whatever the size of a report.
    Quick,
    /// Every byte.
    Whole,
}

/// Why a folder must not be replaced.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Strange {
    /// What is in it, from the folder on.
    pub(super) name: String,
    /// What is wrong with that.
    pub(super) why: Why,
}

/// What is wrong with something in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It is in no manifest of ours.
    #[error("restday did not write")]
    Unknown,
    /// It is not as it was written.
    #[error("was changed since restday wrote it")]
    Changed,
    /// The report is made of it.
    #[error("is an input of this run")]
    Input,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            schema_version: SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            files: BTreeMap::new(),
            folders: Vec::new(),
        }
    }
}

impl Manifest {
    /// Adds files of the folder itself.
    pub(super) fn add(&mut self, files: &[(&str, Vec<u8>)]) {
        self.files.extend(files.iter().map(|(name, bytes)| ((*name).to_owned(), File::of(bytes))));
    }

    /// Adds the folder of an athlete; they come by name.
    pub(super) fn add_folder(&mut self, name: &str) {
        self.folders.push(name.to_owned());
    }

    /// As the bytes of its file, a newline at the end.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Plain values with text keys, written to memory: nothing here can fail.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The manifest of a folder; absent where there is none that this restday knows.
    fn of(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(MANIFEST);
        if !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            return Ok(None);
        }
        let bytes = regular::open_unlinked(&path).and_then(|file| regular::read(file, MANIFEST_BYTES_MAX))?;
        let read = serde_json::from_slice(&bytes).ok();
        Ok(read.filter(|read: &Self| read.schema == SCHEMA && read.schema_version <= SCHEMA_VERSION))
    }

    /// What in the folder is not as the manifest has it; the first by name, so that two runs name the same.
    fn stranger(&self, folder: &Path, look: Look, is_athletes: bool) -> io::Result<Option<Strange>> {
        for (name, entry) in entries(folder)? {
            let kind = entry.file_type()?;
            let name = name.to_string_lossy().into_owned();
            let strange = |why| Ok(Some(Strange { name: name.clone(), why }));
            if kind.is_file() && name == MANIFEST {
                continue;
            }
            if kind.is_dir() && !is_athletes && self.folders.contains(&name) {
                if let Some(inner) = stranger_in(&entry.path(), look, true)? {
                    return Ok(Some(Strange { name: format!("{name}/{}", inner.name), why: inner.why }));
                }
                continue;
            }
            let Some(known) = self.files.get(&name).filter(|_| kind.is_file()) else { return strange(Why::Unknown) };
            if entry.metadata()?.len() != known.bytes {
                return strange(Why::Changed);
            }
            if look == Look::Quick {
                continue;
            }
            let bytes = regular::open_unlinked(&entry.path()).and_then(|file| regular::read(file, known.bytes))?;
            if File::of(&bytes) != *known {
                return strange(Why::Changed);
            }
        }
        Ok(None)
    }
}

/// What in a folder keeps it from being replaced by a report; absent where it is empty, or a report as restday wrote it.
/// Files of the report that are gone do no harm.
pub(super) fn stranger(folder: &Path, look: Look) -> io::Result<Option<Strange>> {
    stranger_in(folder, look, false)
}

fn stranger_in(folder: &Path, look: Look, is_athletes: bool) -> io::Result<Option<Strange>> {
    if let Some(manifest) = Manifest::of(folder)? {
        return manifest.stranger(folder, look, is_athletes);
    }
    let first = entries(folder)?.into_keys().next();
    let name = first.filter(|_| !legacy::is_report(folder)).map(|name| name.to_string_lossy().into_owned());
    Ok(name.map(|name| Strange { name, why: Why::Unknown }))
}

/// A file in a folder that is one of these; absent where none is.
pub(super) fn input(folder: &Path, inputs: &HashSet<FileId>) -> io::Result<Option<Strange>> {
    for (name, entry) in entries(folder)? {
        let name = name.to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if let Some(inner) = input(&entry.path(), inputs)? {
                return Ok(Some(Strange { name: format!("{name}/{}", inner.name), why: inner.why }));
            }
        } else if FileId::of(&entry.path(), &entry.metadata()?).is_some_and(|id| inputs.contains(&id)) {
            return Ok(Some(Strange { name, why: Why::Input }));
        }
    }
    Ok(None)
}
