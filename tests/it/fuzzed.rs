//! What the fuzz targets assert holds of every fixture, of all that they ever found, and of files out of random decisions.

#[path = "../../fuzz/src/shared/mod.rs"]
mod shared;

use crate::workbench::fixture;
use shared::targets;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn fuzz() -> PathBuf {
    crate::workbench::repository().join("fuzz")
}

#[test]
fn every_fixture_keeps_the_invariants() {
    let (mut imported, mut read) = (0, 0);
    for path in files(&fixture("")).iter().filter(|path| !path.starts_with(fixture("golden"))) {
        targets::imported(path);
        imported += 1;
        let bytes = fs::read(path).unwrap();
        // Of the targets that take a first byte, each reader that it stands for.
        let all_of = |target: fn(&[u8])| (0..10).for_each(|which| target(&[&[which], bytes.as_slice()].concat()));
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("fit") => targets::fit(&bytes),
            Some("gpx") => targets::gpx(&bytes),
            Some("tcx") => targets::tcx(&bytes),
            Some("toml") => targets::athlete_toml(&bytes),
            Some("csv") => all_of(targets::tables),
            Some("json") => all_of(targets::json),
            _ => continue,
        }
        read += 1;
    }
    assert!(100 < imported && 50 < read, "{imported} files imported, {read} read by themselves");
}

#[test]
fn what_was_found_once_stays_mended() {
    for (name, target) in targets::ALL {
        let folder = fuzz().join("regressions").join(name);
        for path in if folder.exists() { files(&folder) } else { Vec::new() } {
            println!("{}", path.display());
            target(&fs::read(path).unwrap());
        }
    }
}

#[test]
fn files_out_of_random_decisions_keep_the_invariants() {
    // xorshift64: the same files every time.
    let mut state = 20_260_831_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    for nth in 0..400 {
        let decisions: Vec<u8> = (0..16 + nth).map(|_| random()).collect();
        targets::fit_structured(&decisions);
        targets::archive(&decisions);
    }
}

#[test]
fn every_target_is_built_run_and_described() {
    let names: BTreeSet<String> = targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    let binaries = files(&fuzz().join("fuzz_targets"));
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    assert_eq!(binaries.iter().map(stem).collect::<BTreeSet<_>>(), names);
    let [manifest, script, readme, seeds] =
        ["Cargo.toml", "run", "README.md", "seeds.py"].map(|file| fs::read_to_string(fuzz().join(file)).unwrap());
    for name in &names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} is not built");
        assert!(script.contains(name), "{name} is not run");
        assert!(readme.contains(&format!("`{name}`")), "{name} is not described");
        assert!(seeds.contains(&format!("\"{name}\"")), "{name} has no seeds");
    }
    let regressions = fuzz().join("regressions");
    for path in if regressions.exists() { files(&regressions) } else { Vec::new() } {
        let target = path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
        assert!(names.contains(&target), "nobody runs {}", path.display());
    }
}
