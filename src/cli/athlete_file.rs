//! Who the athlete is and what it chose: `athlete.toml`, else the folder's name and the defaults.

use super::clock;
use super::failure::Failure;
use crate::athlete::Athlete;
use crate::config::{self, By, Configured, Said};
use crate::ledger::Owner;
use crate::limits::ATHLETE_FILE_BYTES_MAX;
use crate::printable::shown;
use crate::regular;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// The athlete of a call, and what it chose: from the file given, else from `athlete.toml` in the first folder given that has one.
///
/// # Errors
/// Of the file: that it cannot be read, or cannot be meant.
pub(super) fn load(given: Option<&Path>, paths: &[PathBuf]) -> Result<Configured, Failure> {
    let Some((by, bytes)) = given.map_or_else(|| found(paths), |file| named(file).map(Some))? else {
        let athlete = Athlete { name: fallback_name(paths), ..Athlete::default() };
        return Ok(Configured { athlete, ..Configured::default() });
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| unreadable(&by.file)(io::Error::other("it is not UTF-8; save it as UTF-8")))?;
    let file = config::parse_athlete(&text, &shown(&by.file), clock::latest_today())?;
    let mut configured = file.into_configured("").said_by(&by);
    if configured.athlete.name.is_empty() {
        configured.athlete.name = fallback_name(&exports(&configured, paths)?);
    }
    Ok(configured)
}

/// The exports that were given, else those that the configuration says.
///
/// # Errors
/// When it may not say them.
pub(super) fn exports(configured: &Configured, given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !given.is_empty() {
        return Ok(given.to_vec());
    }
    Ok(configured.report.paths.iter().map(Said::path).collect::<Result<_, _>>()?)
}

/// The file of the ledger: the one that was typed, else the one that the configuration says; absent where none is kept.
///
/// # Errors
/// When the configuration may not say it.
pub(super) fn ledger(configured: &Configured, typed: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    match typed {
        Some(typed) => Ok(Some(typed.to_owned())),
        None => Ok(configured.ledger.as_ref().map(Said::path).transpose()?),
    }
}

/// Whose exports these are, for a ledger.
pub(super) fn owner(configured: &Configured, exports: &[PathBuf]) -> Owner {
    let place = naming(exports).and_then(|path| fs::canonicalize(path).ok());
    Owner {
        name: configured.athlete.name.clone(),
        is_given: configured.is_name_given,
        place: place.map(|path| xxh3_64(path.as_os_str().as_encoded_bytes())),
    }
}

/// The file that was named on the command line, and its bytes.
fn named(file: &Path) -> Result<(By, Vec<u8>), Failure> {
    let bytes = regular::open(file).and_then(|file| regular::read(file, ATHLETE_FILE_BYTES_MAX));
    Ok((By { file: file.to_owned(), is_named: true }, bytes.map_err(unreadable(file))?))
}

/// The file that lies in the first folder that has one, and its bytes.
fn found(paths: &[PathBuf]) -> Result<Option<(By, Vec<u8>)>, Failure> {
    for folder in paths.iter().filter(|path| path.is_dir()) {
        let file = folder.join("athlete.toml");
        let Some(resolved) = regular::met(folder, "athlete.toml").map_err(unreadable(&file))? else { continue };
        let bytes = regular::open_unlinked(&resolved).and_then(|file| regular::read(file, ATHLETE_FILE_BYTES_MAX));
        let bytes = bytes.map_err(unreadable(&file))?;
        return Ok(Some((By { file, is_named: false }, bytes)));
    }
    Ok(None)
}

fn unreadable(file: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
    let path = file.to_owned();
    move |cause| Failure::AthleteFile { path, cause }
}

/// What the athlete is called by where nobody gave a name: the first folder, else the first file.
fn naming(paths: &[PathBuf]) -> Option<&PathBuf> {
    paths.iter().find(|path| path.is_dir()).or(paths.first())
}

/// The name of the first folder given, else of the first file without its ending.
fn fallback_name(paths: &[PathBuf]) -> String {
    let Some(path) = naming(paths) else { return String::new() };
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let name = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
    name.map_or_else(|| "athlete".to_owned(), |name| name.to_string_lossy().into_owned())
}
