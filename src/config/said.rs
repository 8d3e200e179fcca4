//! Paths in an `athlete.toml`, and who may say them: a file that the user named may say any, one that was found among the
//! exports only paths inside its own folder.

use crate::printable::printable;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A path in a configuration. Whether it is obeyed, `Said::allowed_path` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    key: &'static str,
    written: PathBuf,
    by: By,
}

/// The file that says a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct By {
    /// The file.
    pub file: PathBuf,
    /// Whether the user named it on the command line; else it was found in a folder of exports.
    pub is_named: bool,
}

/// A path that leads out of the folder of a file that nobody named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}: {key} = {:?} leads out of the folder that holds the file. A configuration that is found among exports is obeyed \
     within its folder only: if this one is yours, name it with --config {}",
    printable(&file.to_string_lossy()),
    written,
    printable(&file.to_string_lossy())
)]
pub struct Stray {
    file: PathBuf,
    key: &'static str,
    written: PathBuf,
}

impl Said {
    /// The path under a key, as it is written.
    pub(super) fn new(key: &'static str, written: PathBuf) -> Self {
        Self { key, written, by: By::default() }
    }

    /// The same, said by this file.
    pub(super) fn said_by(&mut self, by: &By) {
        self.by = by.clone();
    }

    /// The path, from the folder of the file on.
    ///
    /// # Errors
    /// When the file was found among exports, and the path leads out of its folder, by its words or by a link.
    pub(crate) fn allowed_path(&self) -> Result<PathBuf, Stray> {
        let folder = self.by.file.parent().unwrap_or(Path::new(""));
        if self.by.is_named {
            return Ok(folder.join(&self.written));
        }
        path_inside(folder, &self.written).ok_or_else(|| Stray {
            file: self.by.file.clone(),
            key: self.key,
            written: self.written.clone(),
        })
    }
}

/// A path within a folder; absent where it leads out.
fn path_inside(folder: &Path, written: &Path) -> Option<PathBuf> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let whole = here.canonicalize().ok()?;
    let mut path = whole.clone();
    // By its words alone: '..' behind a link would lead elsewhere.
    for part in written.components() {
        match part {
            Component::Prefix(_) | Component::RootDir => path = PathBuf::from("/"),
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            Component::Normal(part) => path.push(part),
        }
    }
    let within = path.strip_prefix(&whole).ok()?;
    // What of it is there leads nowhere else.
    let there = path.ancestors().find(|path| fs::symlink_metadata(path).is_ok())?;
    there.canonicalize().ok()?.starts_with(&whole).then(|| folder.join(within))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_file_that_was_found_says_paths_within_its_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("ana");
        fs::create_dir_all(folder.join("deep/er")).unwrap();
        fs::create_dir(home.path().join("elsewhere")).unwrap();
        symlink("../elsewhere", folder.join("out")).unwrap();
        symlink("nowhere", folder.join("dangling")).unwrap();
        symlink("deep", folder.join("in")).unwrap();
        let of = |written: &str, is_named| {
            let by = By { file: folder.join("athlete.toml"), is_named };
            Said { by, ..Said::new("[report] out", written.into()) }.allowed_path()
        };
        let absolute = folder.canonicalize().unwrap().join("report");
        for (written, expected) in [
            ("report", "report"),
            ("./deep/../report", "report"),
            ("deep/er/new/report", "deep/er/new/report"),
            ("in/report", "in/report"),
            ("../ana/report", "report"),
            (absolute.to_str().unwrap(), "report"),
        ] {
            assert_eq!(of(written, false).unwrap(), folder.join(expected), "{written}");
        }
        let strays = [
            "../report",
            "..",
            "deep/../../report",
            "/etc/passwd",
            "out",
            "out/report",
            "dangling",
            "in/../../report",
            "deep/../../elsewhere/x",
        ];
        for written in strays {
            let said = of(written, false).unwrap_err().to_string();
            assert!(said.contains("[report] out") && said.contains(written) && said.contains("--config"), "{said}");
            assert_eq!(of(written, true).unwrap(), folder.join(written));
        }
        // The link leads into the folder, and the two dots behind it would lead out.
        symlink("../ana", folder.join("self")).unwrap();
        assert_eq!(of("self/../report", false).unwrap(), folder.join("report"));
    }
}
