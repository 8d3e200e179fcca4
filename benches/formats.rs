//! What each form of a report costs: ten years of one athlete on one thread, and a team of fifty of them.
//!
//! The athlete is made up: 2,922 sessions, a check-in and a night on each of 3,653 days. `RESTDAY_BENCH_TEAM` is the size of
//! the team.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use restday::ingest::{self, Options, Silent};
use restday::output::Privacy;
use restday::pipeline::build::{self, Inputs};
use restday::render::csv::Dialect;
use restday::render::formats::{Choice, Format, files};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const DAYS: i64 = 3653;
const FIRST: Date = date(2016, 1, 4);
const TEAM: usize = 50;
const TIMES: usize = 7;

/// The tables of an athlete; `seed` makes another one.
fn write_athlete(folder: &Path, seed: u64) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (seed << 17) ^ seed;
    let mut below = |count: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % count
    };
    let mut manual = "date,sport,duration_min,distance_km,rpe,heart_rate_mean\n".to_owned();
    let mut checkins = "date,time,legs,soreness,motivation,sleep_quality,sleep_h\n".to_owned();
    let mut wellness = "date,hrv_rmssd_ms,resting_hr_bpm\n".to_owned();
    for nth in 0..DAYS {
        let day = FIRST + nth.days();
        if nth % 5 != 4 {
            let (minutes, sport) = (25 + below(85), ["run", "run", "run", "ride", "yoga", "walk"][below(6) as usize]);
            let (rpe, bpm) = (2 + below(8), 115 + below(50));
            writeln!(manual, "{day} 07:30,{sport},{minutes},{:.2},{rpe},{bpm}", minutes as f64 / 5.6).unwrap();
        }
        let mut answer = || 2 + below(4);
        let [legs, soreness, motivation, sleep] = [answer(), answer(), answer(), answer()];
        writeln!(checkins, "{day},07:00,{legs},{soreness},{motivation},{sleep},{}.{}", 5 + below(4), below(10))
            .unwrap();
        writeln!(wellness, "{day},{},{}", 38 + below(34), 45 + below(10)).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    for (name, text) in [("manual.csv", manual), ("checkins.csv", checkins), ("wellness.csv", wellness)] {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Whether figures are wanted, and not only that it runs, as `cargo test` asks.
fn is_bench() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

fn median(mut work: impl FnMut() -> usize) -> (Duration, usize) {
    let mut times: Vec<(Duration, usize)> = (0..if is_bench() { TIMES } else { 1 })
        .map(|_| {
            let start = Instant::now();
            let bytes = work();
            (start.elapsed(), bytes)
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// The program on one processor and one thread.
fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restday"));
    command.env("RAYON_NUM_THREADS", "1").env("POLARS_MAX_THREADS", "1").args(arguments);
    command
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let one = folder.path().join("one");
    write_athlete(&one, 0);

    let ingested = ingest::ingest(std::slice::from_ref(&one), None, Options::default(), &Silent).unwrap();
    let inputs = Inputs { activities: ingested.activities, mornings: ingested.mornings, ..Inputs::default() };
    let (sessions, morning) = (inputs.activities.len(), FIRST + DAYS.days());
    let report = build::build(inputs, morning).unwrap();
    println!("ten years: {sessions} sessions, {} days; in memory, median of {TIMES}", report.daily.len());
    let all = [
        ("csv", Format::Csv),
        ("json", Format::Json),
        ("ndjson", Format::Ndjson),
        ("xlsx", Format::Xlsx),
        ("parquet", Format::Parquet),
        ("html", Format::Html),
        ("svg", Format::Svg),
    ];
    let formats = all.map(|(_, format)| format);
    let make = |formats: &[Format]| {
        let choice = Choice { formats, dialect: Dialect::default(), privacy: Privacy::default() };
        files(&report, choice).unwrap().iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
    };
    for (name, format) in all {
        let (time, bytes) = median(|| make(&[format]));
        println!("  {name:8} {:6.1} ms  {bytes:9} bytes", time.as_secs_f64() * 1e3);
    }
    let (time, bytes) = median(|| make(&formats));
    println!("  all      {:6.1} ms  {bytes:9} bytes", time.as_secs_f64() * 1e3);

    let path = one.display().to_string();
    let out = folder.path().join("out").display().to_string();
    let run = |formats: &str| {
        median(|| {
            let ended = command(&["report", &path, "--as-of", "latest", "--out", &out, "--format", formats]).output();
            assert!(ended.unwrap().status.success());
            0
        })
        .0
        .as_secs_f64()
    };
    let (least, most) = (run("svg"), run("csv,json,ndjson,xlsx,parquet,html,svg"));
    println!(
        "the command, one thread: {least:.2} s with the two pictures alone, {most:.2} s with every format, synced"
    );

    let size = std::env::var("RESTDAY_BENCH_TEAM").ok().and_then(|size| size.parse().ok()).unwrap_or(if is_bench() {
        TEAM
    } else {
        2
    });
    let team: PathBuf = folder.path().join("team");
    for nth in 0..size {
        write_athlete(&team.join(format!("athlete-{nth:03}")), nth as u64);
    }
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_restday"));
    command.args(["report", "--as-of", "latest", "--format", "html", "--out"]).arg(folder.path().join("pages"));
    let ended = command.arg("--team").arg(&team).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let pages =
        fs::read_dir(folder.path().join("pages")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    println!("a team of {size}: {} pages and an index in {:.1} s", pages.count(), start.elapsed().as_secs_f64());
}
