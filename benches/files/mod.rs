//! Real files for the benches: those beside the repository where the machine has them, else the fixtures.

use std::io::Read;
use std::path::{Path, PathBuf};

/// The files of one format, unpacked, in order, up to a number of bytes; those that are not `readable` are left out.
pub(crate) fn unpacked(
    extension: &str,
    folders: &[&str],
    bytes_max: usize,
    readable: impl Fn(&[u8]) -> bool,
) -> Vec<Vec<u8>> {
    // That of the clone that runs: what was compiled in another one may run for it.
    let repository =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let shared = repository.join("../shared/corpus");
    let mut paths = Vec::new();
    if shared.exists() {
        for folder in folders {
            collect(&shared.join(folder), &mut paths);
        }
    } else {
        collect(&repository.join("fixtures/runner"), &mut paths);
    }
    paths.sort();
    let (mut files, mut total) = (Vec::new(), 0);
    for path in paths {
        let name = path.to_string_lossy().to_lowercase();
        if !name.trim_end_matches(".gz").ends_with(&format!(".{extension}")) || bytes_max < total {
            continue;
        }
        let mut bytes = std::fs::read(&path).unwrap();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let packed = std::mem::take(&mut bytes);
            if flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes).is_err() {
                continue;
            }
        }
        if readable(&bytes) {
            total += bytes.len();
            files.push(bytes);
        }
    }
    files
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}
