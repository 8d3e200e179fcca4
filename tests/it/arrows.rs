//! Who imports whom: the sources held to the one table of `docs/architecture.md`.

use crate::workbench::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module by the names of those it lies in, and its own.
type ModulePath = Vec<String>;

/// A source file without its tests and comments.
struct SourceFile {
    module: ModulePath,
    code: String,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn module_path(src: &Path, file: &Path) -> ModulePath {
    let below = file.strip_prefix(src).expect("below src").with_extension("");
    let mut names: ModulePath = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|last| last == "mod") {
        names.pop();
    }
    names
}

/// The files of the program and the library but `lib.rs` and `main.rs`, which begin everything.
fn source_files() -> Vec<SourceFile> {
    let src = repository().join("src");
    let mut paths = Vec::new();
    rust_files(&src, &mut paths);
    let is_test_only = |path: &Path| {
        let text = fs::read_to_string(path.parent().expect("a folder").join("mod.rs")).unwrap_or_default();
        let stem = path.file_stem().expect("a name").to_string_lossy();
        stem == "tests"
            || text.contains(&format!("#[cfg(test)]\nmod {stem};"))
            || text.contains(&format!("#[cfg(test)]\npub(crate) mod {stem};"))
    };
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code = code.split("#[cfg(test)]\n#[allow").next().unwrap_or_default();
        let lines: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        SourceFile { module: module_path(&src, &path), code: lines.join("\n") }
    };
    let is_root = |path: &Path| ["lib.rs", "main.rs"].iter().any(|name| path == src.join(name));
    paths.into_iter().filter(|path| !is_root(path) && !is_test_only(path)).map(read).collect()
}

/// The paths of a use tree: `a::{b, c::{self, d}}` is `a::b`, `a::c`, `a::c::d`.
fn tree_paths(tree: &str, before: &[String], found: &mut Vec<ModulePath>) {
    let (head, group) = tree.split_once('{').map_or((tree, None), |(head, rest)| (head, rest.rsplit_once('}')));
    let names = head.split(" as ").next().unwrap_or_default().split("::").map(str::trim);
    let path: ModulePath = before
        .iter()
        .cloned()
        .chain(names.filter(|name| !name.is_empty() && *name != "self").map(str::to_owned))
        .collect();
    let Some((group, _)) = group else { return found.push(path) };
    let (mut depth, mut begin) = (0_usize, 0);
    for (at, character) in group.char_indices().chain([(group.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = group[begin..at].trim();
                if !part.is_empty() {
                    tree_paths(part, &path, found);
                }
                begin = at + 1;
            }
            _ => {}
        }
    }
}

/// Every path in the code that begins with `crate` or `super`, as the module meant: from the root, what is no module left on.
fn paths_in(file: &SourceFile) -> Vec<ModulePath> {
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in file.code.match_indices(start) {
            let is_begin = file.code[..at]
                .chars()
                .next_back()
                .is_none_or(|before| !(before.is_alphanumeric() || "_:".contains(before)));
            if !is_begin {
                continue;
            }
            let rest = &file.code[at..];
            let line = file.code[..at].rsplit('\n').next().unwrap_or_default();
            let is_use = line.trim_end().ends_with("use");
            let end = if is_use {
                rest.find(';').unwrap_or(rest.len())
            } else {
                rest.find(|character: char| !(character.is_alphanumeric() || "_:".contains(character)))
                    .unwrap_or(rest.len())
            };
            let mut paths = Vec::new();
            tree_paths(&rest[..end], &[], &mut paths);
            found.extend(paths.into_iter().map(|path| from_root(&path, &file.module)));
        }
    }
    found
}

fn from_root(path: &[String], here: &[String]) -> ModulePath {
    let mut base: ModulePath =
        if path.first().is_some_and(|first| first == "crate") { Vec::new() } else { here.to_vec() };
    for name in path {
        match name.as_str() {
            "crate" => {}
            "super" => drop(base.pop()),
            _ => base.push(name.clone()),
        }
    }
    base
}

/// The table: of each module, what it may import.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let page = fs::read_to_string(repository().join("docs/architecture.md")).expect("docs/architecture.md");
    let section = page.split("## Who may import whom").nth(1).expect("the section 'Who may import whom'");
    let section = section.split("\n## ").next().unwrap_or_default();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let mut cells = line.trim_matches('|').split('|');
        let module = quoted(cells.next().unwrap_or_default()).remove(0);
        (module, quoted(cells.next().unwrap_or_default()).into_iter().collect())
    })
    .collect()
}

#[test]
fn every_module_imports_what_the_page_says_and_no_more() {
    let allowed = allowed();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in source_files() {
        let own = &file.module[0];
        let imports = used.entry(own.clone()).or_default();
        imports.extend(
            paths_in(&file).into_iter().filter_map(|path| path.into_iter().next()).filter(|module| module != own),
        );
    }
    let modules: BTreeSet<String> = used.keys().cloned().collect();
    for imports in used.values_mut() {
        imports.retain(|module| modules.contains(module));
    }
    // Both ways: what is used and not said, and what is said and not used.
    assert_eq!(used, allowed, "the sources, and the table in docs/architecture.md");
}

#[test]
fn no_module_imports_one_that_stands_after_it() {
    let mut left = allowed();
    while !left.is_empty() {
        let standing: Vec<String> = left.keys().cloned().collect();
        left.retain(|_, imports| imports.iter().any(|module| standing.contains(module)));
        assert!(left.len() < standing.len(), "these import each other in a circle: {left:#?}");
    }
}

#[test]
fn no_files_of_a_folder_import_each_other_but_parent_and_child() {
    let files = source_files();
    let modules: BTreeSet<ModulePath> = files.iter().map(|file| file.module.clone()).collect();
    let module_of = |mut path: ModulePath| {
        while !path.is_empty() && !modules.contains(&path) {
            path.pop();
        }
        path
    };
    let mut arrows: BTreeMap<ModulePath, BTreeSet<ModulePath>> = BTreeMap::new();
    for file in &files {
        let targets = paths_in(file).into_iter().map(module_of);
        let is_other = |target: &ModulePath| !target.starts_with(&file.module) && !file.module.starts_with(target);
        let targets = targets.filter(|target| target.first() == file.module.first() && is_other(target));
        arrows.insert(file.module.clone(), targets.collect());
    }
    let reaches = |from: &ModulePath, to: &ModulePath| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            for target in arrows.get(module).into_iter().flatten() {
                if target == to {
                    return true;
                }
                if seen.insert(target) {
                    next.push(target);
                }
            }
        }
        false
    };
    let circles: Vec<String> =
        modules.iter().filter(|module| reaches(module, module)).map(|module| module.join("/")).collect();
    assert!(circles.is_empty(), "these files import each other in circles: {circles:#?}");
}
