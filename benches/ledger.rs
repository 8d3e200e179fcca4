//! A night with a ledger: an athlete of 3,000 activities of whom everything is known, and then of one file more; and a team
//! from ledgers. The program as a process on both cores, from the command line to the report on disk, and where its time goes.
//!
//! `RESTDAY_BENCH_TEAM` is the size of the team, 200 by default, of 1,000 activities each.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use jiff::civil::date;
use restday::ingest::{Options, Silent};
use restday::ledger::Ledger;
use restday::output::Privacy;
use restday::pipeline::build::{self, Inputs};
use restday::render::csv::Dialect;
use restday::render::formats::{Choice, Format, files};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};
use zip::ZipArchive;

const ACTIVITIES: usize = 3000;
const OF_A_TEAM: usize = 1000;
const ROUNDS: usize = 15;

/// Whether figures are wanted, and not only that it runs, as `cargo test` asks.
fn is_bench() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// The exports of so many activities as a folder of files that are a year old, made once a machine.
fn exports(activities: usize) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (archive, folder) =
        (place.join(format!("strava-{activities}.zip")), place.join(format!("strava-{activities}")));
    if !archive.exists() {
        let mut make = Command::new(env!("CARGO"));
        make.args(["run", "--release", "--locked", "--quiet", "--example", "make_fixtures", "--", "--archive"]);
        assert!(make.arg(activities.to_string()).arg(&archive).status().unwrap().success());
    }
    if !folder.exists() {
        let fresh = place.join(format!("strava-{activities}.new"));
        ZipArchive::new(fs::File::open(&archive).unwrap()).unwrap().extract(&fresh).unwrap();
        age(&fresh);
        fs::rename(&fresh, &folder).unwrap();
    }
    folder
}

fn age(folder: &Path) {
    let year_ago = SystemTime::now() - Duration::from_hours(365 * 24);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path);
        } else {
            fs::File::options().write(true).open(&path).unwrap().set_modified(year_ago).unwrap();
        }
    }
}

/// How long the program takes, and the most memory it has, in MiB, where the machine has GNU time.
fn run(arguments: &[&str]) -> (Duration, Option<f64>) {
    let program = env!("CARGO_BIN_EXE_restday");
    let time = Path::new("/usr/bin/time");
    let mut command = if time.exists() {
        let mut command = Command::new(time);
        command.args(["-f", "%M", program]);
        command
    } else {
        Command::new(program)
    };
    let start = Instant::now();
    let ended = command.args(arguments).output().unwrap();
    let took = start.elapsed();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{told}");
    (took, told.lines().last().and_then(|line| line.parse::<f64>().ok()).map(|kib| kib / 1024.0))
}

/// The median of several runs, each after `before`.
fn median(arguments: &[&str], mut before: impl FnMut()) -> String {
    let rounds = if is_bench() { ROUNDS } else { 1 };
    let mut runs: Vec<(Duration, Option<f64>)> = (0..rounds)
        .map(|_| {
            before();
            run(arguments)
        })
        .collect();
    runs.sort_by_key(|(took, _)| *took);
    let (took, memory) = runs[runs.len() / 2];
    let memory = memory.map_or_else(|| "memory not known".to_owned(), |mib| format!("{mib:.0} MiB"));
    format!("{:.1} ms, {memory}", took.as_secs_f64() * 1e3)
}

/// A night with each choice of formats.
fn nights(home: &Path) {
    let exports = exports(if is_bench() { ACTIVITIES } else { 30 });
    let name = |name: &str| home.join(name).display().to_string();
    let (ledger, old) = (name("ledger.parquet"), name("old.parquet"));
    let (new, own) = (exports.join("new.gpx"), exports.display().to_string());
    let one = fs::read_dir(exports.join("activities")).unwrap().map(|entry| entry.unwrap().path());
    let one = one.filter(|path| path.extension().is_some_and(|ending| ending == "gpx")).min().unwrap();
    for formats in ["json", "json,html", "csv,json,xlsx,parquet,html"] {
        let out = name("report");
        let arguments = ["report", &own, "--as-of", "latest", "-q", "--format", formats, "--out", &out];
        let with = [&arguments[..], &["--ledger", &ledger]].concat();
        let _ = (fs::remove_file(&new), fs::remove_file(&ledger));
        println!("{formats}");
        println!("  without a ledger     {}", median(&arguments, || ()));
        let first = median(&with, || drop(fs::remove_file(&ledger)));
        println!("  the first with one   {first}, {} bytes", fs::metadata(&ledger).unwrap().len());
        let report = || fs::read(home.join("report/report.json")).unwrap();
        let before = report();
        println!("  nothing new          {}", median(&with, || ()));
        assert!(report() == before, "the same report");
        fs::copy(&ledger, &old).unwrap();
        let fresh = || {
            fs::copy(&old, &ledger).unwrap();
        };
        fs::write(&new, fs::read_to_string(&one).unwrap().replace("<trkpt lat=\"5", "<trkpt lat=\"4")).unwrap();
        println!("  one file new         {}", median(&with, fresh));
        fs::remove_file(&new).unwrap();
    }
    stages(&exports, &fs::read(&old).unwrap());
}

/// Where the time of a night goes, by stage, in this process.
fn stages(exports: &Path, bytes: &[u8]) {
    let mut least = [Duration::MAX; 6];
    for _ in 0..ROUNDS {
        let mut start = Instant::now();
        let mut stage = 0;
        let mut done = |least: &mut [Duration; 6]| {
            least[stage] = least[stage].min(start.elapsed());
            stage += 1;
            start = Instant::now();
        };
        let mut ledger = Ledger::read(bytes.to_vec(), i64::MAX).unwrap();
        done(&mut least);
        ledger.update(&[exports.to_owned()], &[], Options::default(), &Silent).unwrap();
        done(&mut least);
        let written = ledger.to_bytes().unwrap().len();
        assert!(0 < written);
        done(&mut least);
        let ingested = ledger.settle();
        done(&mut least);
        let inputs = Inputs { activities: ingested.activities, mornings: ingested.mornings, ..Inputs::default() };
        let morning = build::latest_morning(&inputs.activities, &inputs.mornings, date(2030, 1, 1)).unwrap();
        let report = build::build(inputs, morning).unwrap();
        done(&mut least);
        let choice = Choice { formats: &[Format::Html], dialect: Dialect::default(), privacy: Privacy::default() };
        assert_eq!(files(&report, choice).unwrap().len(), 1);
        done(&mut least);
    }
    println!("stages, the least of {ROUNDS}:");
    let names = ["read the ledger", "look at the files", "put the ledger together", "settle", "build", "page"];
    for (name, took) in names.iter().zip(least) {
        println!("  {name:24} {:.1} ms", took.as_secs_f64() * 1e3);
    }
}

/// A team from ledgers alone; every athlete has done the same.
fn team(home: &Path) {
    let size = std::env::var("RESTDAY_BENCH_TEAM").ok().and_then(|size| size.parse().ok());
    let size: usize = size.unwrap_or(if is_bench() { 200 } else { 3 });
    let exports = exports(if is_bench() { OF_A_TEAM } else { 30 });
    let (team, ledgers) = (home.join("team"), home.join("ledgers"));
    fs::create_dir_all(&ledgers).unwrap();
    fs::create_dir_all(&team).unwrap();
    let (first, out) = (home.join("first.parquet").display().to_string(), home.join("out").display().to_string());
    run(&[
        "report",
        &exports.display().to_string(),
        "--as-of",
        "latest",
        "-q",
        "--format",
        "json",
        "--ledger",
        &first,
        "--out",
        &out,
    ]);
    for nth in 0..size {
        fs::copy(&first, ledgers.join(format!("athlete-{nth:03}.parquet"))).unwrap();
    }
    let (team, ledgers, out) =
        (team.display().to_string(), ledgers.display().to_string(), home.join("reports").display().to_string());
    for formats in ["json", "json,html", "csv,json,xlsx,parquet,html"] {
        let arguments = [
            "report", "--team", &team, "--ledger", &ledgers, "--as-of", "latest", "-q", "--format", formats, "--out",
            &out,
        ];
        run(&arguments);
        let (took, memory) = run(&arguments);
        println!("team of {size}, {formats}: {:.2} s, {:.0} MiB", took.as_secs_f64(), memory.unwrap_or(f64::NAN));
    }
}

fn main() {
    let home = tempfile::tempdir().unwrap();
    nights(home.path());
    team(home.path());
}
