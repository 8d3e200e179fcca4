//! Files that were broken at random: every one is answered for, none ends the run, and what is read stays possible.
//!
//! `MUTATIONS` sets the number of files (2,000 by default), `SEED` the start.

use crate::workbench::fixture;
use restday::diagnostic::Code;
use restday::ingest::{self, Outcome, Silent};
use restday::pipeline::build::{self, Inputs};
use std::fs;
use std::path::PathBuf;

/// xorshift64*: the same files for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }
}

/// Breaks a file in one to eight places: a byte changed, a stretch lost, doubled or overwritten, or the end cut off.
fn broken(sound: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 | 1 => bytes[at] = random.below(256) as u8,
            2 => bytes[at] ^= 1 << random.below(8),
            3 => drop(bytes.drain(at..end)),
            4 => bytes[at..end].fill([0x00, 0xFF, b'9', b'-'][random.below(4)]),
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

#[test]
fn every_broken_file_is_answered_for() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (total, seed) = (number("MUTATIONS", 2_000) as usize, number("SEED", 20_260_831));
    let mut random = Random(seed | 1);
    let sound: Vec<(PathBuf, Vec<u8>)> = ["formats", "hostile"]
        .iter()
        .flat_map(|folder| fs::read_dir(fixture(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (mut done, mut read) = (0, 0);
    while done < total {
        let batch = folder.path().join("batch");
        fs::create_dir(&batch).unwrap();
        let size = 250.min(total - done);
        for nth in 0..size {
            let (path, bytes) = &sound[random.below(sound.len())];
            let name = format!("{nth:04}-{}", path.file_name().unwrap().to_string_lossy());
            fs::write(batch.join(name), broken(bytes, &mut random)).unwrap();
        }
        let ingested =
            ingest::ingest_paths(std::slice::from_ref(&batch), None, ingest::IngestOptions::default(), &Silent)
                .unwrap();
        let counts = ingested.counts();
        assert_eq!(
            counts.inputs,
            counts.activities + counts.duplicates + counts.not_activity + counts.refused,
            "seed {seed}, file {done}"
        );
        let files: std::collections::BTreeSet<&str> =
            ingested.inputs.iter().map(|input| input.source.split('!').next().unwrap()).collect();
        assert_eq!(files.len(), size, "seed {seed}, file {done}: each file is named");
        for input in &ingested.inputs {
            assert_ne!(input.code, Code::DecoderPanicked, "seed {seed}, file {done}: {}", input.source);
            assert!(input.outcome != Outcome::Activity || !input.activity_ids.is_empty());
        }
        for activity in &ingested.activities {
            let numbers = [Some(activity.duration_s), activity.moving_s, Some(activity.elapsed_s), activity.distance_m];
            let possible = numbers.iter().flatten().all(|number| number.is_finite() && 0.0 <= *number);
            assert!(possible && 0.0 < activity.duration_s, "seed {seed}, file {done}: {activity:?}");
            assert!((0.0..=1.0).contains(&activity.hr_coverage) && activity.ascent_m.is_none_or(f64::is_finite));
        }
        read += ingested.activities.len();
        let newest = ingested.activities.iter().map(|activity| activity.day).max();
        if let Some(morning) = newest.and_then(|day| day.tomorrow().ok()) {
            let inputs = Inputs { activities: ingested.activities, ..Inputs::default() };
            let report = build::build(inputs, morning).unwrap();
            assert!(report.activities.iter().all(|row| row.effort.load.is_finite() && 0.0 <= row.effort.load));
            assert!(report.daily.iter().all(|row| row.chronic.is_none_or(f64::is_finite)));
        }
        fs::remove_dir_all(&batch).unwrap();
        done += size;
    }
    println!("{done} broken files, {read} activities read");
    assert!(total / 20 < read, "most breaks leave something to read");
}
