//! Reports of restday 0.1.0 before it wrote manifests: recognised once more, by their exact set of files and what
//! `report.json` says of itself. The report that takes their place has a manifest.

use super::TEAM_TABLE;
use super::file::entries;
use crate::regular;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::Path;

/// The files of each format: all of them, or none.
const FORMATS: [&[&str]; 7] = [
    &[
        "activities.csv",
        "daily.csv",
        "weeks.csv",
        "months.csv",
        "readiness.csv",
        "mornings.csv",
        "import.csv",
        "duplicates.csv",
    ],
    &["report.json"],
    &["report.ndjson"],
    &["report.xlsx"],
    &["activities.parquet", "daily.parquet", "readiness.parquet", "mornings.parquet"],
    &["report.html"],
    &["load.svg", "readiness.svg"],
];

/// Whether a folder without a manifest is a report, of one athlete or of a team.
pub(super) fn is_report(folder: &Path) -> bool {
    is_athletes(folder) || is_teams(folder)
}

fn is_athletes(folder: &Path) -> bool {
    let Some((mut files, folders)) = known_names(folder) else { return false };
    for format in FORMATS {
        if format.iter().all(|name| files.contains(*name)) {
            files.retain(|name| !format.contains(&name.as_str()));
        }
    }
    files.is_empty() && folders.is_empty() && is_ours(&folder.join("report.json"))
}

/// Every athlete's folder has to be a report.
fn is_teams(folder: &Path) -> bool {
    let Some((mut files, folders)) = known_names(folder) else { return false };
    let own = files.remove(TEAM_TABLE) && files.remove("index.html");
    files.remove("team.xlsx");
    own && files.is_empty() && !folders.is_empty() && folders.iter().all(|name| is_athletes(&folder.join(name)))
}

/// The names of the files and of the folders; absent where there is anything else.
fn known_names(folder: &Path) -> Option<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut files, mut folders) = (BTreeSet::new(), BTreeSet::new());
    for (name, entry) in entries(folder).ok()? {
        let (name, kind) = (name.into_string().ok()?, entry.file_type().ok()?);
        let is_new = if kind.is_file() { files.insert(name) } else { kind.is_dir() && folders.insert(name) };
        if !is_new {
            return None;
        }
    }
    Some((files, folders))
}

/// Whether a file is a whole `report.json` of that version.
fn is_ours(file: &Path) -> bool {
    #[derive(Deserialize)]
    struct LegacyHead {
        schema: String,
        tool_version: String,
    }
    let Ok(file) = regular::open_unlinked(file) else { return false };
    let head: Option<LegacyHead> = serde_json::from_reader(BufReader::new(file)).ok();
    head.is_some_and(|head| head.schema == "restday.report" && head.tool_version == "0.1.0")
}
