//! What a backtest costs: the runner of the fixtures, heart rate and all, again and again for one, five and ten years, with a
//! check-in on every morning. Ten years are to take twice as long as five; the checksum says that there were scores.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

use jiff::ToSpan;
use jiff::civil::Date;
use restday::activity::Activity;
use restday::ingest::{IngestOptions, Ingested, Silent, ingest_paths};
use restday::morning::Morning;
use restday::pipeline::backtest::backtest_mornings;
use restday::pipeline::build::Inputs;
use std::path::Path;
use std::time::Instant;

const DAY_MS: i64 = 86_400_000;
const TIMES: usize = 3;

/// The runner's days again from each of their ends on, until there are so many days.
fn inputs(runner: &Ingested, days: i32) -> (Inputs, Date) {
    let first = runner.activities.iter().map(|activity| activity.day).min().unwrap();
    let last = runner.activities.iter().map(|activity| activity.day).max().unwrap();
    let length = first.until(last).unwrap().get_days() + 1;
    let end = first.saturating_add(days.days());
    let mut inputs = Inputs::default();
    for round in 0..=days / length {
        let shift = round * length;
        let later = |day: Date| day.saturating_add(shift.days());
        let activities = runner.activities.iter().filter(|activity| later(activity.day) < end);
        inputs.activities.extend(activities.map(|activity| Activity {
            id: format!("{}-{round}", activity.id),
            day: later(activity.day),
            start_ms: activity.start_ms + i64::from(shift) * DAY_MS,
            ..activity.clone()
        }));
        let mornings = runner.mornings.iter().filter(|morning| first <= morning.day && morning.day <= last);
        inputs.mornings.extend(mornings.filter(|morning| later(morning.day) < end).map(|morning| Morning {
            day: later(morning.day),
            life_stress: morning.legs,
            readiness_felt: morning.motivation.or(morning.legs),
            ..morning.clone()
        }));
    }
    (inputs, end)
}

fn main() {
    let repository = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), std::path::PathBuf::from);
    let runner =
        ingest_paths(&[repository.join(Path::new("fixtures/runner"))], None, IngestOptions::default(), &Silent)
            .unwrap();
    // Figures are wanted, and not only that it runs, as `cargo test` asks.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    println!("years  activities  mornings  seconds  checksum");
    for years in if is_bench { &[1, 5, 10][..] } else { &[1] } {
        let (inputs, end) = inputs(&runner, years * 365);
        let mut least = f64::INFINITY;
        let mut found = None;
        for _ in 0..if is_bench { TIMES } else { 1 } {
            let start = Instant::now();
            found = Some(backtest_mornings(&inputs, end).unwrap());
            least = least.min(start.elapsed().as_secs_f64());
        }
        let found = found.unwrap();
        println!(
            "{years:5} {:11} {:9} {least:8.2}  {:.9}",
            inputs.activities.len(),
            found.mornings,
            found.rows().iter().filter_map(|row| row.relation.rho).sum::<f64>()
        );
    }
}
