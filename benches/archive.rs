//! A Strava archive of many years, made from the fixtures: the whole report against only reading and inflating it.
//!
//! Both run as often and by turns, on as many threads, over the same file. Each row says what it found.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use zip::ZipArchive;

const ROUNDS: usize = 9;

/// The archive of so many activities, made once a machine.
fn archive(activities: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("strava-{activities}.zip"));
    if !path.exists() {
        let mut make = Command::new(env!("CARGO"));
        make.args(["run", "--release", "--locked", "--quiet", "--example", "make_fixtures", "--", "--archive"]);
        assert!(make.arg(activities.to_string()).arg(&path).status().unwrap().success());
    }
    path
}

/// Reads and inflates every member, on all threads of the pool; answers the bytes.
fn inflate(path: &Path) -> u64 {
    let members = ZipArchive::new(File::open(path).unwrap()).unwrap().len();
    let open = || (ZipArchive::new(BufReader::new(File::open(path).unwrap())).unwrap(), Vec::new());
    let one = |(archive, bytes): &mut (ZipArchive<BufReader<File>>, Vec<u8>), index| {
        bytes.clear();
        let mut member = archive.by_index(index).unwrap();
        if member.name_raw().ends_with(b".gz") {
            MultiGzDecoder::new(member).read_to_end(bytes).unwrap();
        } else {
            member.read_to_end(bytes).unwrap();
        }
        bytes.len() as u64
    };
    let chunk = members.div_ceil(8 * rayon::current_num_threads());
    let parts: Vec<_> = (0..members).step_by(chunk).map(|first| first..members.min(first + chunk)).collect();
    parts.into_par_iter().map_init(open, |state, part| part.map(|index| one(state, index)).sum::<u64>()).sum()
}

/// The program as a process: everything from the command line to the report on disk.
fn report(path: &Path, out: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restday"));
    let done = command.arg("report").arg(path).args(["--as-of", "latest", "--out"]).arg(out).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    // Under `cargo test` it is only to be seen that it runs.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (sizes, rounds) = if is_bench { (&[3000, 6000][..], ROUNDS) } else { (&[30][..], 1) };
    for activities in sizes.iter().copied() {
        let (path, out) = (archive(activities), folder.path().join("report"));
        let (mut inflating, mut reporting) = (Vec::new(), Vec::new());
        let mut bytes = 0;
        for _ in 0..rounds {
            let start = Instant::now();
            bytes = inflate(&path);
            inflating.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            report(&path, &out);
            reporting.push(start.elapsed().as_secs_f64());
        }
        let (inflating, reporting) = (median(inflating), median(reporting));
        let rows = std::fs::read_to_string(out.join("activities.csv")).unwrap().lines().count() - 1;
        println!(
            "{activities} activities, {} MB unpacked, {} threads: inflating {inflating:.3} s ({bytes} bytes), report {reporting:.3} s ({rows} activities), ratio {:.2}",
            bytes / 1_000_000,
            rayon::current_num_threads(),
            reporting / inflating
        );
    }
}
