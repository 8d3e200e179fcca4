//! The whole way: files a second from disk to report.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::civil::date;
use restday::pipeline::build::{self, Inputs};
use restday::{ingest, render};
use std::path::PathBuf;

/// The runner of the fixtures, and a real one where the machine has one.
fn athletes() -> Vec<PathBuf> {
    // That of the clone that runs: what was compiled in another one may run for it.
    let repository =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let all = [repository.join("fixtures/runner"), repository.join("../shared/corpus/athletes/StoneRicky")];
    all.into_iter().filter(|path| path.exists()).collect()
}

fn whole(path: &PathBuf) -> Vec<u8> {
    let ingested =
        ingest::ingest_paths(std::slice::from_ref(path), None, ingest::IngestOptions::default(), &ingest::Silent)
            .unwrap();
    let inputs = Inputs { activities: ingested.activities, mornings: ingested.mornings, ..Inputs::default() };
    let morning = build::latest_morning(&inputs.activities, &inputs.mornings, date(2030, 1, 1)).unwrap();
    render::json::report(&build::build(inputs, morning).unwrap())
}

#[divan::bench(args = 0..athletes().len(), sample_count = 10)]
fn files_to_report(bencher: Bencher, nth: usize) {
    let path = &athletes()[nth];
    let files =
        ingest::ingest_paths(std::slice::from_ref(path), None, ingest::IngestOptions::default(), &ingest::Silent)
            .unwrap()
            .inputs
            .len();
    bencher.counter(ItemsCount::new(files)).bench_local(|| black_box(whole(path)));
}

/// The program as a process, one thread: from start to exit code.
fn command(arguments: &[&str]) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_restday"));
    command.env("RAYON_NUM_THREADS", "1").env("POLARS_MAX_THREADS", "1").args(arguments);
    assert!(command.output().unwrap().status.success());
}

#[divan::bench]
fn command_version(bencher: Bencher) {
    bencher.bench_local(|| command(&["--version"]));
}

#[divan::bench(sample_count = 20)]
fn command_report_of_the_fixture_runner(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report").display().to_string();
    let runner = athletes()[0].display().to_string();
    bencher.bench_local(|| command(&["report", &runner, "--as-of", "latest", "--out", &out]));
}

fn main() {
    for (nth, path) in athletes().iter().enumerate() {
        println!(
            "files_to_report {nth}: {}, a report of {} bytes",
            path.file_name().unwrap().display(),
            whole(path).len()
        );
    }
    divan::main();
}
