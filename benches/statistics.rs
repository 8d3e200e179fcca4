//! What the statistics of an activity cost beside decoding and cleaning it: nanoseconds a sample, one thread, on the real
//! files beside the repository where the machine has them, else the fixtures.
//!
//! Every column is the least of several passes over all files; the samples are the same in each.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, reason = "a bench prints")]

mod files;

use restday::activity::cleaned::{Cleaned, Cleaning};
use restday::activity::session::{self, Origin};
use restday::activity::sport::Sport;
use restday::activity::valid_samples::{ValidSamples, Whole};
use restday::activity::{clock, speed};
use restday::decode::{decode_recordings, recording::Recording};
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;
use std::hint::black_box;
use std::time::{Duration, Instant};

const PASSES: usize = 9;

fn least(mut pass: impl FnMut()) -> Duration {
    (0..PASSES)
        .map(|_| {
            let start = Instant::now();
            pass();
            start.elapsed()
        })
        .min()
        .unwrap()
}

fn main() {
    // The formats that are named after `--`, else all.
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    println!("format  files    samples   decode    clean  statistics   statistics / (decode + clean)");
    for (extension, format, folders) in [
        ("fit", RecordingFormat::Fit, &["fit", "athletes/StoneRicky"][..]),
        ("gpx", RecordingFormat::Gpx, &["gpx", "athletes/cdryzun", "athletes/Jason-cqtan"]),
        ("tcx", RecordingFormat::Tcx, &["tcx", "athletes/Jason-cqtan"]),
    ] {
        if !(named.is_empty() || named.iter().any(|name| name == extension)) {
            continue;
        }
        let files = files::unpacked(extension, folders, 64_000_000, |_| true);
        let recordings: Vec<Recording> = files
            .iter()
            .filter_map(|bytes| decode_recordings(bytes, format, &mut Diagnostics::default()).ok())
            .flatten()
            .filter(|recording| !recording.samples.is_empty())
            .collect();
        let samples: usize = recordings.iter().map(|recording| recording.samples.len()).sum();
        let decoding = least(|| {
            for bytes in &files {
                let _ = black_box(decode_recordings(bytes, format, &mut Diagnostics::default()));
            }
        });
        let cleaning_and_statistics = least(|| {
            for recording in &recordings {
                black_box(session::activities_of(recording, &Origin::default(), &mut Diagnostics::default()));
            }
        });
        // The statistics alone, over samples that are cleaned already, by the sport that the activity found.
        let indices: Vec<Vec<usize>> =
            recordings.iter().map(|recording| clock::believable_indices(&recording.samples.time_ms)).collect();
        let sports: Vec<Sport> = recordings
            .iter()
            .map(|recording| {
                let found = session::activities_of(recording, &Origin::default(), &mut Diagnostics::default());
                found.first().map_or(Sport::Other, |activity| activity.sport)
            })
            .collect();
        let kept: Vec<ValidSamples> = recordings
            .iter()
            .zip(&indices)
            .zip(&sports)
            .map(|((recording, indices), sport)| {
                let lasting_mps = speed::lasting_mps(sport.is_run(), sport.is_on_foot());
                ValidSamples::new(&Whole::new(&recording.samples, &recording.timer), indices, &lasting_mps)
            })
            .collect();
        let cleaned: Vec<Cleaned> = kept
            .iter()
            .zip(&sports)
            .map(|(kept, sport)| Cleaned::new(kept, *sport, true, Cleaning::default(), &mut Diagnostics::default()))
            .collect();
        let statistics = least(|| {
            for cleaned in &cleaned {
                black_box(cleaned.into_statistics(Some(&cleaned.heart_rate), &mut Vec::new()));
            }
        });
        let ns = |time: Duration| time.as_nanos() as f64 / samples as f64;
        let (decoding, both, statistics) = (ns(decoding), ns(cleaning_and_statistics), ns(statistics));
        let cleaning = both - statistics;
        println!(
            "{extension:6} {:6} {samples:10} {decoding:7.1}  {cleaning:7.1}  {statistics:9.1}   {:.1} %",
            files.len(),
            100.0 * statistics / (decoding + cleaning)
        );
    }
    println!("nanoseconds a sample");
}
