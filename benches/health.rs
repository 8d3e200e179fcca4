//! An Apple Health export of any size: MB/s of both walks and of the whole, and the memory at its peak.
//!
//! The export is made up: years of heart rates, steps and energy, then a workout a day. `RESTDAY_BENCH_MB` is its size.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use restday::diagnostic::Diagnostics;
use restday::vendors::apple;
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek, Write};
use std::time::Instant;

/// Size of the export unless the environment says otherwise, megabytes.
const MB: u64 = 64;

/// What one day takes, near enough, bytes.
const DAY_BYTES: u64 = 925_000;

const DEVICE: &str = "&lt;&lt;HKDevice: 0x282d03020&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:10.4&gt;";

/// `2026-10-05 07:12:03 +0000` of a Unix time.
fn date(time_s: i64) -> String {
    jiff::Timestamp::from_second(time_s).unwrap().strftime("%Y-%m-%d %H:%M:%S +0000").to_string()
}

fn record(out: &mut impl Write, kind: &str, unit: &str, time_s: i64, lasts_s: i64, value: i64) {
    let (start, end) = (date(time_s), date(time_s + lasts_s));
    writeln!(
        out,
        " <Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Ana’s Apple Watch\" sourceVersion=\"10.4\" device=\"{DEVICE}\" unit=\"{unit}\" creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\" value=\"{value}\">"
    )
    .unwrap();
    if kind == "HeartRate" {
        writeln!(out, "  <MetadataEntry key=\"HKMetadataKeyHeartRateMotionContext\" value=\"0\"/>").unwrap();
    }
    writeln!(out, " </Record>").unwrap();
}

/// An export of so many days, each with an hour of running at 07:00.
fn generate(out: &mut impl Write, days: i64) {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n]>\n<HealthData locale=\"en_US\">").unwrap();
    let midnights = || (0..days).map(|day| (16_000 + day) * 86_400);
    for (kind, unit, every_s) in
        [("StepCount", "count", 300), ("ActiveEnergyBurned", "kcal", 120), ("DistanceWalkingRunning", "km", 600)]
    {
        for midnight in midnights() {
            for time_s in (midnight..midnight + 86_400).step_by(every_s) {
                record(out, kind, unit, time_s, 60, time_s % 97);
            }
        }
    }
    for midnight in midnights() {
        let run = midnight + 7 * 3600..midnight + 8 * 3600;
        let rest = (midnight..midnight + 86_400).step_by(300).filter(|time_s| !run.contains(time_s));
        for time_s in rest.chain(run.clone().step_by(5)) {
            record(out, "HeartRate", "count/min", time_s, 0, 60 + time_s / 5 % 90);
        }
    }
    for midnight in midnights() {
        let (start, end) = (date(midnight + 7 * 3600), date(midnight + 8 * 3600));
        writeln!(
            out,
            " <Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"60\" durationUnit=\"min\" sourceName=\"Ana’s Apple Watch\" device=\"{DEVICE}\" startDate=\"{start}\" endDate=\"{end}\">\n  <MetadataEntry key=\"HKTimeZone\" value=\"Europe/Oslo\"/>\n  <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" startDate=\"{start}\" endDate=\"{end}\" sum=\"10.2\" unit=\"km\"/>\n </Workout>"
        )
        .unwrap();
    }
    writeln!(out, "</HealthData>").unwrap();
}

/// The most memory that the process held so far, as the system tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown".to_owned(), |peak| peak.trim().to_owned())
}

fn main() {
    let megabytes = std::env::var("RESTDAY_BENCH_MB").ok().and_then(|mb| mb.parse().ok()).unwrap_or(MB);
    let mut file = BufWriter::new(tempfile::tempfile().unwrap());
    generate(&mut file, (megabytes * 1_000_000).div_ceil(DAY_BYTES) as i64);
    let mut file: File = file.into_inner().unwrap();
    let size = file.metadata().unwrap().len() as f64 / 1e6;
    println!("{size:.0} MB made, peak {}", peak());
    for _ in 0..5 {
        let mut diagnostics = Diagnostics::default();
        file.rewind().unwrap();
        let begun = Instant::now();
        let mut workouts = apple::read_workouts(&mut BufReader::new(&file), &mut diagnostics);
        let first_s = begun.elapsed().as_secs_f64();
        file.rewind().unwrap();
        apple::read_records(&mut BufReader::new(&file), &mut workouts, &mut diagnostics);
        let both_s = begun.elapsed().as_secs_f64();
        let rates: usize = workouts.iter().map(|workout| workout.note.heart_rate_bpm.len()).sum();
        println!(
            "workouts {:.0} MB/s, heart rates {:.0} MB/s, together {:.0} MB/s: {} workouts, {rates} heart rates, peak {}",
            size / first_s,
            size / (both_s - first_s),
            size / both_s,
            workouts.len(),
            peak()
        );
        assert_eq!(diagnostics, Diagnostics::default());
    }
}
