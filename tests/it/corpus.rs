//! Real files that nobody here wrote, beside the repository where the machine has them.

use crate::workbench::{Table, measured, report, restday, shared, table};
use std::collections::BTreeMap;
use std::path::Path;

/// What the index of the corpus says of each file: path → expectation.
fn expectations(corpus: &Path) -> BTreeMap<String, String> {
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).expect("the index");
    let rows = index.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|cells| (cells[0].to_owned(), cells[3].to_owned())).collect()
}

/// A report over one folder of the corpus; every input is accounted for.
fn import(folder: &Path, out: &Path) -> (Table, i32) {
    let ended = report(&[folder.to_str().unwrap(), "--as-of", "latest", "--format", "csv"], out);
    assert!([0, 3].contains(&ended.code), "{}: {}", folder.display(), ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    let import = table(out, "import.csv");
    assert!(import.rows.iter().all(|row| row["code"] != "DECODER-PANICKED"));
    (import, ended.code)
}

#[test]
fn single_files_are_read_as_the_index_expects() {
    let Some(corpus) = shared("corpus") else { return };
    let expected = expectations(&corpus);
    let folder = tempfile::tempdir().unwrap();
    for format in ["fit", "gpx", "tcx"] {
        let (import, _) = import(&corpus.join(format), &folder.path().join(format));
        let found: BTreeMap<String, &str> = import
            .rows
            .iter()
            .map(|row| (format!("{format}/{}", row["source"].split(['!']).next().unwrap()), row["outcome"].as_str()))
            .collect();
        let of = |expectation: &str| {
            expected
                .iter()
                .filter(|(path, e)| path.starts_with(format) && *e == expectation)
                .map(|(path, _)| path.as_str())
                .collect::<Vec<_>>()
        };
        assert!(
            expected.keys().filter(|path| path.starts_with(format)).all(|path| found.contains_key(path)),
            "each file is named"
        );

        let activities = of("activity");
        let read: Vec<&&str> =
            activities.iter().filter(|path| ["activity", "duplicate"].contains(&found[**path])).collect();
        assert!(95 * activities.len() <= 100 * read.len(), "{format}: {} of {} read", read.len(), activities.len());
        println!("{format}: {} of {} activities read", read.len(), activities.len());
        // A sound file of another kind is neither an activity nor damage.
        let others = of("not_activity");
        let wrong: Vec<&&str> = others.iter().filter(|path| found[**path] == "refused").collect();
        // This one calls itself an activity and holds neither a start nor a sample.
        let unusable = ["fit/muktihari+fit__TestEncode.fit"];
        assert!(wrong.iter().all(|path| unusable.contains(path)), "{format}: refused though sound: {wrong:?}");
    }
}

#[test]
fn the_same_activity_in_several_files_counts_once() {
    let Some(corpus) = shared("corpus") else { return };
    let groups = std::fs::read_to_string(corpus.join("same_activity_groups.tsv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut alone = 0;
    for line in groups.lines().skip(1) {
        let paths: Vec<_> =
            line.split('\t').next_back().unwrap().split("; ").map(|path| corpus.join(path.trim())).collect();
        let ended = report(
            &paths
                .iter()
                .map(|path| path.to_str().unwrap())
                .chain(["--as-of", "latest", "--format", "csv"])
                .collect::<Vec<_>>(),
            &folder.path().join("out"),
        );
        assert!([0, 1, 3].contains(&ended.code), "{}", ended.stderr);
        if ended.code == 1 {
            continue;
        }
        let import = table(&folder.path().join("out"), "import.csv").rows;
        let duplicates = import.iter().filter(|row| row["outcome"] == "duplicate").count();
        println!("{duplicates} duplicates among {line}");
        alone += usize::from(duplicates == 0);
    }
    // A chain of an activity with a pool swim, and files without a distance in common, are not the same.
    assert!(alone <= 2, "{alone} groups without a duplicate");
}

#[test]
fn athletes_are_read_whole() {
    let Some(athletes) = shared("corpus/athletes") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (name, activities_min) in [("StoneRicky", 600), ("cdryzun", 40), ("Jason-cqtan", 80)] {
        let out = folder.path().join(name);
        let (import, _) = import(&athletes.join(name), &out);
        let read = table(&out, "activities.csv").rows.len();
        let refused: Vec<_> =
            import.rows.iter().filter(|row| row["outcome"] == "refused").map(|row| &row["source"]).collect();
        println!("{name}: {} inputs, {read} activities, {} refused: {refused:?}", import.rows.len(), refused.len());
        assert!(activities_min <= read, "{name}: {read}");
        assert!(refused.len() * 50 <= import.rows.len(), "{name}: {refused:?}");
    }
}

#[test]
fn wellness_files_are_recognised_not_refused() {
    let Some(athletes) = shared("corpus/athletes") else { return };
    let folder = tempfile::tempdir().unwrap();
    let ended = report(&[athletes.join("CHI-Garmin-Data")], &folder.path().join("out"));
    assert_eq!(ended.code, 1);
    assert!(
        ended.stderr.contains("no activity among 160 inputs") && ended.stderr.contains("FIT-OTHER-KIND"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("refused"), "{}", ended.stderr);
}

#[test]
fn the_whole_corpus_fits_into_400_mib() {
    let Some(corpus) = shared("corpus") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut command = restday();
    command.arg("report").arg(corpus).args(["--as-of", "latest", "--out"]).arg(folder.path().join("out"));
    let (code, peak_kib) = measured(command);
    assert_eq!(code, Some(3));
    println!("peak of a report over the whole corpus: {} MiB", peak_kib / 1024);
    assert!(0 < peak_kib && peak_kib <= 400 * 1024, "{} MiB", peak_kib / 1024);
}
