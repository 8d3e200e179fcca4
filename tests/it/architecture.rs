//! The rules about what may use what: a rule that matters, a test knows.

use std::path::{Path, PathBuf};

/// The stages in the order in which data flow through them; a stage knows the ones before it.
const STAGES: [&str; 12] = [
    "source",
    "decode",
    "vendors",
    "activity",
    "athlete",
    "effort",
    "load",
    "readiness",
    "report",
    "pipeline",
    "render",
    "publish",
];

/// The stages that are pure.
const PURE: [&str; 8] = ["activity", "athlete", "effort", "load", "readiness", "report", "pipeline", "render"];

fn sources(of: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(of).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Each source file by its path below `src`, its code without comments and without its tests.
fn files() -> Vec<(String, String)> {
    let src = crate::workbench::repository().join("src");
    sources(&src)
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let code =
                text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().split("#[cfg(test)]\n#[allow").next();
            let lines = code.unwrap_or_default().lines().filter(|line| !line.trim_start().starts_with("//"));
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().into_owned();
            (name, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

fn stage_of(file: &str) -> Option<usize> {
    STAGES.iter().position(|stage| file.starts_with(&format!("{stage}/")) || file == format!("{stage}.rs"))
}

/// Asserts that no file that `applies` has any of the words.
fn forbid(words: &[&str], applies: impl Fn(&str) -> bool) {
    let found: Vec<String> = files()
        .iter()
        .filter(|(file, _)| applies(file))
        .flat_map(|(file, code)| {
            words.iter().filter(|word| code.contains(**word)).map(move |word| format!("{file}: {word}"))
        })
        .collect();
    assert!(found.is_empty(), "forbidden here: {found:#?}");
}

#[test]
fn the_rules_see_the_files() {
    let files = files();
    assert!(30 < files.len());
    assert!(STAGES.iter().all(|stage| files.iter().any(|(file, _)| file.starts_with(stage))));
}

#[test]
fn pure_stages_touch_no_world() {
    let world = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "std::time",
        "rayon",
        "clap",
        "quick_xml",
        "fitparser",
        "gpx::",
        "flate2",
        "zip::",
        "Timestamp::now",
        "Zoned::now",
    ];
    forbid(&world, |file| PURE.iter().any(|stage| file.starts_with(&format!("{stage}/"))));
}

#[test]
fn a_stage_knows_only_the_stages_before_it() {
    let mut found = Vec::new();
    for (file, code) in files() {
        let Some(here) = stage_of(&file) else { continue };
        for later in &STAGES[here + 1..] {
            // A report format may be asked for; nothing before the report may ask.
            if code.contains(&format!("crate::{later}::")) || code.contains(&format!("use crate::{later};")) {
                found.push(format!("{file} knows {later}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn bytes_from_strangers_have_one_door() {
    forbid(&["quick_xml"], |file| !file.starts_with("decode/") && !file.starts_with("vendors/"));
    forbid(&["flate2", "zip::"], |file| !file.starts_with("source/"));
    // The second reader stands beside the flow; no report depends on it.
    forbid(&["fitparser", "gpx::Gpx", "gpx::read"], |file| !file.starts_with("verify/"));
    forbid(&["crate::verify"], |file| !file.starts_with("cli/inspect") && !file.starts_with("verify/"));
    // The writer opens folders to make their entries durable, and its own files to see that they are whole.
    let may_read = |file: &str| {
        file.starts_with("source/")
            || file.starts_with("cli/")
            || [
                "regular.rs",
                "publish/mod.rs",
                "publish/file.rs",
                "publish/manifest.rs",
                "publish/system.rs",
                "verify/tests.rs",
            ]
            .contains(&file)
    };
    forbid(&["File::open", "fs::read"], |file| !may_read(file));
}

#[test]
fn nothing_is_read_without_a_limit() {
    // A file may have no end: what is not read piece by piece goes through `bounded`.
    forbid(&["fs::read(", "fs::read_to_string("], |_| true);
}

#[test]
fn a_ledger_is_bytes_until_somebody_else_reads_or_writes_them() {
    forbid(&["std::fs", "std::env", "std::net", "std::time", "clap"], |file| file.starts_with("ledger/"));
}

#[test]
fn files_are_written_in_one_place() {
    forbid(&["fs::write", "File::create", "OpenOptions", "create_dir"], |file| !file.starts_with("publish/"));
}

#[test]
fn nothing_calls_out() {
    forbid(&["std::net", "TcpStream", "UdpSocket", "TimeZone::system", "Zoned::now"], |_| true);
    // A command that the user typed for after the run, the program itself, and no other.
    forbid(&["Command::new", "process::Command"], |file| !["cli/report/hook.rs", "cli/again.rs"].contains(&file));
    // What a clock shows may be nonsense, and is judged where it is read.
    forbid(&["Timestamp::now", "SystemTime"], |file| file != "cli/clock.rs");
    forbid(&["env::var"], |file| !file.starts_with("cli/"));
}

#[test]
fn a_thread_that_cannot_be_had_is_an_error_and_no_panic() {
    forbid(&["thread::spawn", "scope.spawn(", "rayon::spawn", "build_global"], |file| file != "cli/threads.rs");
}

#[test]
fn polars_is_used_where_rows_are_many() {
    // Its threads are counted with ours, by the name of a variable.
    let may = ["load/", "pipeline/", "render/", "ledger/", "parquet.rs", "cli/threads.rs"];
    forbid(&["polars"], |file| !may.iter().any(|stage| file.starts_with(stage)));
}

#[test]
fn everything_that_is_printed_passes_one_door() {
    // One door, and nobody beside it: `print!(` is a part of `eprint!(` too, and `stdout()` of a terminal's.
    let ways = ["println!", "print!(", "dbg!", "io::stdout", "io::stderr", "stdout()", "stderr()", ".print()"];
    // What a worker said has passed its own door when the process that watches passes it on.
    forbid(&ways, |file| !["cli/door.rs", "cli/watch.rs"].contains(&file));
}

#[test]
fn a_path_is_shown_and_a_cell_written_in_one_way() {
    forbid(&[".display()"], |_| true);
    forbid(&["csv::Writer", "WriterBuilder"], |file| file != "render/csv.rs");
    forbid(&["write_formula", "write_url", "write_dynamic", "write_array"], |_| true);
}

/// The names of the crates that are linked, with these arguments of `cargo tree` more.
fn linked(arguments: &[&str]) -> Vec<String> {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .current_dir(crate::workbench::repository())
        .output()
        .expect("cargo tree");
    let tree = String::from_utf8(tree.stdout).expect("names of crates");
    tree.lines().filter_map(|line| Some(line.split_once(' ')?.0.to_owned())).collect()
}

#[test]
fn no_network_code_is_linked() {
    let linked = linked(&[]);
    assert!(linked.iter().any(|name| name == "polars"), "{linked:?}");
    for name in ["reqwest", "hyper", "rustls", "native-tls", "openssl", "ureq", "curl", "object_store"] {
        assert!(!linked.iter().any(|known| known == name), "{name} is in the dependency tree");
    }
}

/// Crates by the feature that they stand behind; those that polars brings along, signal-hook and base64, are not told apart.
const OF_FEATURES: [(&str, &[&str]); 5] = [
    ("cli", &["clap", "clap_complete", "clap_mangen", "comfy-table", "console", "indicatif"]),
    ("html", &["askama"]),
    ("parquet", &["polars-parquet"]),
    ("verify", &["fitparser", "gpx"]),
    ("xlsx", &["rust_xlsxwriter"]),
];

#[test]
fn a_crate_stands_behind_one_feature_and_the_library_alone_has_none_of_them() {
    let crates = || OF_FEATURES.iter().flat_map(|(feature, crates)| crates.iter().map(move |name| (*feature, *name)));
    for feature in ["", "cli", "html", "parquet", "verify", "xlsx"] {
        let linked = linked(&["--no-default-features", "--features", feature]);
        assert!(linked.iter().any(|name| name == "polars"), "{linked:?}");
        for (of, name) in crates() {
            let is_linked = linked.iter().any(|known| known == name);
            // The program keeps a ledger, and inspects with a second reader.
            let is_asked = of == feature || feature == "cli" && ["parquet", "verify"].contains(&of);
            assert_eq!(is_linked, is_asked, "{name} with the feature '{feature}' alone");
        }
    }
}

#[test]
fn a_fuzzer_compiles_no_polars() {
    let linked = linked(&["--no-default-features", "--config", "build.rustflags=['--cfg', 'fuzzing']"]);
    assert!(linked.iter().any(|name| name == "quick-xml"), "{linked:?}");
    assert!(!linked.iter().any(|name| name.starts_with("polars")), "{linked:?}");
}
