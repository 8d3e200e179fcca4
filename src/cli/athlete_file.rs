//! Who the athlete is and what it chose: `athlete.toml`, else the folder's name and the defaults.

use super::clock;
use super::failure::Failure;
use crate::athlete::Athlete;
use crate::config::{self, Configured};
use std::fs;
use std::path::{Path, PathBuf};

/// The athlete of a call, and what it chose: from the file given, else from `athlete.toml` in the first folder given that has one.
pub(super) fn load(given: Option<&Path>, paths: &[PathBuf]) -> Result<Configured, Failure> {
    let found =
        paths.iter().filter(|path| path.is_dir()).map(|path| path.join("athlete.toml")).find(|file| file.is_file());
    let Some(path) = given.map(Path::to_path_buf).or(found) else {
        let athlete = Athlete { name: fallback_name(paths), ..Athlete::default() };
        return Ok(Configured { athlete, ..Configured::default() });
    };
    let text = fs::read_to_string(&path).map_err(|cause| Failure::AthleteFile { path: path.clone(), cause })?;
    let file = config::parse_athlete(&text, &path.display().to_string(), clock::latest_today())?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let own: Vec<PathBuf> = file.report.paths.iter().map(|path| folder.join(path)).collect();
    let name = fallback_name(if paths.is_empty() { &own } else { paths });
    Ok(file.into_configured(&name).in_folder(folder))
}

/// The name of the first folder given, else of the first file without its ending.
fn fallback_name(paths: &[PathBuf]) -> String {
    let Some(path) = paths.iter().find(|path| path.is_dir()).or(paths.first()) else { return String::new() };
    let whole = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    let name = if whole.is_dir() { whole.file_name() } else { whole.file_stem() };
    name.map_or_else(|| "athlete".to_owned(), |name| name.to_string_lossy().into_owned())
}
