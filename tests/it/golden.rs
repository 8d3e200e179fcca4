//! The report of the fixture runner, byte for byte. After a change that is meant, look at the difference, then accept it:
//! `ACCEPT_GOLDEN=1 tests/quick`.

use crate::workbench::{bytes, fixture, report};
use std::fs;

#[test]
fn the_runners_report_is_the_accepted_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ended =
        report(&[fixture("runner").to_str().unwrap(), "--as-of", "latest", "--format", "csv,json,html,svg"], &out);
    let mut found = bytes(&out);
    // Its digests are those of the files that are compared here.
    found.remove("manifest.json");
    found.insert("panels.txt".to_owned(), ended.stdout.into_bytes());
    let golden = fixture("golden");
    if std::env::var_os("ACCEPT_GOLDEN").is_some() {
        fs::create_dir_all(&golden).unwrap();
        for (name, bytes) in &found {
            fs::write(golden.join(name), bytes).unwrap();
        }
    }
    let accepted = bytes(&golden);
    assert_eq!(found.keys().collect::<Vec<_>>(), accepted.keys().collect::<Vec<_>>());
    for (name, bytes) in &found {
        let (found, accepted) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&accepted[name]));
        for (nth, (found, accepted)) in found.lines().zip(accepted.lines()).enumerate() {
            assert_eq!(found, accepted, "{name} line {}", nth + 1);
        }
        assert_eq!(found.lines().count(), accepted.lines().count(), "{name}");
    }
}

#[test]
fn the_readme_and_the_book_show_the_real_panels() {
    let read = |name: &str| fs::read_to_string(crate::workbench::repository().join(name)).unwrap();
    let panels = fs::read_to_string(fixture("golden/panels.txt")).unwrap();
    assert!(
        read("docs/introduction.md").contains(&format!("```text\n{}\n```", panels.trim_end())),
        "put fixtures/golden/panels.txt into docs/introduction.md"
    );
    let readme = read("README.md");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(shown.lines().count(), 12, "enough to see what it is");
    assert!(panels.starts_with(shown), "put the beginning of fixtures/golden/panels.txt into the README");
}
