//! What an argument of `inspect` means: one file, one member of an archive, or everything in a folder or an archive.

use crate::cli::failure::Failure;
use crate::nearest::nearest;
use crate::printable::{printable, shown};
use crate::source::{self, Entry, Finding, SourceError};
use crate::vendors;
use std::path::{Path, PathBuf};

/// What an argument means.
#[derive(Debug)]
pub(super) enum Target {
    /// One input, looked at closely.
    One(Input),
    /// Many inputs, a line each.
    Many(Many),
}

/// One input.
#[derive(Debug)]
pub(super) struct Input {
    /// The file that it is or lies in.
    pub(super) path: PathBuf,
    /// Its name, as a report names it.
    pub(super) name: String,
    /// Where its bytes are, or why there are none.
    pub(super) entry: Result<Entry, Finding>,
}

/// Everything in a folder, an archive, or an archive inside an archive.
#[derive(Debug)]
pub(super) struct Many {
    /// The folder or the outer archive.
    pub(super) path: PathBuf,
    /// What the names of the inputs start with; absent for all of them.
    pub(super) within: Option<String>,
}

impl Many {
    /// What the place is called, as the names of its inputs have it: an archive, or the folder.
    pub(super) fn place(&self) -> String {
        let of_path = || self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned();
        self.within.as_deref().map_or_else(of_path, |within| within.trim_end_matches('!').to_owned())
    }

    /// What there is to read, by name.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, SourceError> {
        Ok(source::list(std::slice::from_ref(&self.path), None)?.telling(vendors::tell_json).entries)
    }
}

/// What an argument means.
///
/// A member of an archive is named as a report names it: `export.zip!activities/1.fit.gz`.
pub(super) fn target(path: &Path) -> Result<Target, Failure> {
    if path.is_dir() {
        return Ok(Target::Many(Many { path: path.to_path_buf(), within: None }));
    }
    let archive = archive_of(path).filter(|_| !path.exists());
    let (file, member) = archive.unwrap_or_else(|| (path.to_path_buf(), None));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wanted = member.as_ref().map_or_else(|| name.clone(), |member| format!("{name}!{member}"));
    let inner = format!("{wanted}!");
    let listing = source::list(std::slice::from_ref(&file), None)?.telling(vendors::tell_json);
    let inputs = || {
        let entries = listing.entries.iter().map(|entry| entry.name.as_str());
        entries.chain(listing.findings.iter().map(|finding| finding.name.as_str()))
    };
    if inputs().any(|input| input.starts_with(&inner)) {
        return Ok(Target::Many(Many { path: file, within: member.is_some().then_some(inner) }));
    }
    let Some(member) = member.filter(|_| !inputs().any(|input| input == wanted)) else {
        let entry = listing.entries.into_iter().find(|entry| entry.name == wanted).map(Ok);
        let entry = entry.or_else(|| listing.findings.into_iter().find(|finding| finding.name == wanted).map(Err));
        return match entry {
            Some(entry) => Ok(Target::One(Input { path: file, name: wanted, entry })),
            None => Ok(Target::Many(Many { path: file, within: None })),
        };
    };
    let members = inputs().filter_map(|input| input.strip_prefix(&format!("{name}!")).map(str::to_owned));
    let members: Vec<String> = members.collect();
    let meant = nearest(&member, members.iter().map(String::as_str));
    let meant = meant.map(|meant| format!(" Did you mean '{name}!{meant}'?")).unwrap_or_default();
    Err(Failure::Nothing(format!(
        "{}: there is no member '{}' in it.{}",
        shown(&file),
        printable(&member),
        printable(&meant)
    )))
}

/// The archive and the member that a path may name: cut at the first `!` behind the name of a file.
fn archive_of(path: &Path) -> Option<(PathBuf, Option<String>)> {
    let text = path.to_str()?;
    text.match_indices('!').find_map(|(at, _)| {
        let file = PathBuf::from(&text[..at]);
        file.is_file().then(|| (file, Some(text[at + 1..].to_owned())))
    })
}
