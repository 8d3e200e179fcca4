//! The daily series of many athletes over ten years: seconds, rows a second and peak memory, each size in a process of its
//! own. A checksum over every column says that the rows were computed.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use restday::load::series::{self, SeriesOptions, SessionLoad, Span};
use std::time::Instant;

const DAYS: i64 = 3650;
/// Athletes that are computed together: their rows stay within some hundred megabytes.
const TOGETHER: u32 = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(athletes) = arguments.iter().position(|a| a == "--athletes").and_then(|at| arguments.get(at + 1)) {
        return one(athletes.parse().unwrap());
    }
    println!("athletes        rows  seconds   million rows/s  peak MiB  checksum");
    for athletes in [1_000, 3_000, 10_000] {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--athletes", &athletes.to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

fn one(athletes: u32) {
    let first = date(2016, 1, 1);
    let days: Vec<Date> = (0..DAYS).map(|nth| first.saturating_add(nth.days())).collect();
    let last = *days.last().unwrap();
    let (mut rows, mut checksum, mut seconds) = (0, 0.0, 0.0);
    for from in (0..athletes).step_by(TOGETHER as usize) {
        let together: Vec<u32> = (from..athletes.min(from + TOGETHER)).collect();
        let spans: Vec<Span> = together.iter().map(|athlete| Span { athlete: *athlete, first, last }).collect();
        // Two days of three with a session, every seventh with two.
        let sessions: Vec<SessionLoad> = together
            .iter()
            .flat_map(|athlete| (0..DAYS).map(move |nth| (*athlete, nth)))
            .filter(|(athlete, nth)| (nth + i64::from(*athlete)) % 3 != 0)
            .flat_map(|(athlete, nth)| {
                let load = 20.0 + ((nth * 37 + i64::from(athlete) * 11) % 90) as f64;
                let session = SessionLoad { athlete, day: days[nth as usize], load };
                std::iter::repeat_n(session, if nth % 7 == 0 { 2 } else { 1 })
            })
            .collect();
        let start = Instant::now();
        let series = series::load_series(&spans, &sessions, &SeriesOptions::default()).unwrap();
        seconds += start.elapsed().as_secs_f64();
        rows += series.len();
        for row in series {
            let absent_or =
                [row.ramp, row.monotony, row.strain, row.acwr_uncoupled, row.acwr_ewma].into_iter().flatten();
            checksum += row.load + row.acute + row.chronic + row.form_ratio + absent_or.sum::<f64>();
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    println!(
        "{athletes:8} {rows:11} {seconds:8.2} {:16.2} {:9.0}  {checksum:.6e}",
        rows as f64 / seconds / 1e6,
        peak.unwrap_or(f64::NAN) / 1024.0
    );
}
