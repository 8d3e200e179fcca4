//! Runners in whom nothing changes: on most mornings they are ready, and hear of nothing that is worse than usual.
//!
//! Who they are is drawn evenly, and not chosen: a normal answer of 3.0 to 4.2, a standard deviation of an answer of 0.45 to 0.6
//! (within a person, in public sets, .44 to .71), a correlation of the four answers of one morning of 0 to 0.5; rounded to 1 to 5.
//! Each sleeps, and trains, as usual with noise. Of each, a hundred mornings from the 21st day on are judged.

use restday::ingest::{IngestOptions, Silent, ingest_paths};
use restday::pipeline::build::Inputs;
use restday::pipeline::computed::Computed;
use restday::readiness::{Band, Readiness, Signal};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const RUNNERS: u64 = 100;
const FROM_DAY: usize = 21;
const MORNINGS: usize = 100;

/// splitmix64: the same runners on every machine.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Mean 0, standard deviation 1, near enough.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Kilometres, minutes a kilometre, exertion, from Monday to Sunday.
const WEEK: [Option<(f64, f64, f64)>; 7] = [
    None,
    Some((8.0, 6.0, 3.5)),
    Some((9.0, 5.3, 7.0)),
    None,
    Some((8.0, 6.0, 3.5)),
    Some((6.0, 6.1, 3.0)),
    Some((16.0, 6.2, 4.5)),
];

/// Writes the tables of a runner, and says who it is.
fn write_runner(nth: u64, folder: &Path) -> String {
    let mut random = Random(0x5743_ead1 ^ (nth << 32));
    let (usual, sd, correlation) = (random.between(3.0, 4.2), random.between(0.45, 0.6), random.between(0.0, 0.5));
    let mut manual = String::from("date,sport,duration_s,distance_km,rpe\n");
    let mut checkins = String::from("date,legs,soreness,motivation,sleep_quality,illness,pain\n");
    let mut wellness = String::from("date,hrv_rmssd_ms,resting_hr_bpm,sleep_h\n");
    for day in 0..FROM_DAY + MORNINGS {
        let date = morning(day);
        let common = correlation.sqrt() * random.normal();
        let mut answer =
            || (usual + sd * (common + (1.0 - correlation).sqrt() * random.normal())).round().clamp(1.0, 5.0);
        let answers = [answer(), answer(), answer(), answer()].map(|answer| answer.to_string()).join(",");
        writeln!(checkins, "{date},{answers},no,no").unwrap();
        let (hrv, beats, slept) = (0.08 * random.normal(), 1.2 * random.normal(), 0.4 * random.normal());
        writeln!(wellness, "{date},{:.0},{:.0},{:.1}", 60.0 + 60.0 * hrv, 50.0 + beats, 7.4 + slept).unwrap();
        let (longer, slower, harder) =
            (random.between(0.97, 1.03), random.between(0.985, 1.015), random.between(-0.4, 0.4));
        if let Some((km, pace, rpe)) = WEEK[day % 7] {
            let (km, rpe) = (km * longer, (2.0 * (rpe + harder)).round() / 2.0);
            writeln!(manual, "{date},run,{:.0},{km:.2},{rpe}", km * pace * slower * 60.0).unwrap();
        }
    }
    for (name, text) in [("manual.csv", manual), ("checkins.csv", checkins), ("wellness.csv", wellness)] {
        fs::write(folder.join(name), text).unwrap();
    }
    format!("normal {usual:.1}, SD {sd:.2}, correlation {correlation:.1}")
}

/// Day 0 is a Monday.
fn morning(day: usize) -> jiff::civil::Date {
    jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(day as i64))
}

fn verdicts(folder: &Path) -> Vec<Readiness> {
    let ingested = ingest_paths(&[folder.to_path_buf()], None, IngestOptions::default(), &Silent).unwrap();
    assert!(ingested.counts().refused == 0 && 60 < ingested.activities.len());
    let mut inputs = Inputs { activities: ingested.activities, mornings: ingested.mornings, ..Inputs::default() };
    let computed = Computed::new(&mut inputs, morning(FROM_DAY + MORNINGS - 1)).unwrap();
    computed.verdicts.into_iter().filter(|verdict| morning(FROM_DAY) <= verdict.day).collect()
}

/// The codes of the sentences that something is worse than usual.
fn worse_codes(verdict: &Readiness) -> Vec<&'static str> {
    let is_worse = |code: &str| Signal::ALL.iter().any(|signal| signal.spec().worse_code == code);
    let worse = verdict.sentences().filter(|reason| is_worse(reason.code) || reason.text.contains("worse than"));
    worse.map(|reason| reason.code).collect()
}

#[test]
fn a_steady_runner_is_ready_and_hears_of_nothing_worse() {
    let (mut mornings, mut ready, mut quiet) = (0, 0, 0);
    let mut runners = String::new();
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for nth in 0..RUNNERS {
        let folder = tempfile::tempdir().unwrap();
        let runner = write_runner(nth, folder.path());
        let verdicts = verdicts(folder.path());
        let of_ready = verdicts.iter().filter(|verdict| verdict.band == Band::ReadyForQuality).count();
        let worse: Vec<Vec<&str>> = verdicts.iter().map(worse_codes).collect();
        let of_quiet = worse.iter().filter(|codes| codes.is_empty()).count();
        worse.iter().flatten().for_each(|code| *by_code.entry(*code).or_default() += 1);
        writeln!(runners, "{runner}: ready on {of_ready}, nothing worse on {of_quiet} of {}", verdicts.len()).unwrap();
        mornings += verdicts.len();
        ready += of_ready;
        quiet += of_quiet;
    }
    let percent = |count: usize| 100.0 * count as f64 / mornings as f64;
    let told = format!(
        "{mornings} mornings: ready on {:.1} %, without a sentence that something is worse {:.1} %; said: {by_code:?}",
        percent(ready),
        percent(quiet)
    );
    println!("{told}");
    assert_eq!(mornings, 10_000);
    assert!(80.0 <= percent(ready) && 85.0 <= percent(quiet), "{told}\n{runners}");
}
