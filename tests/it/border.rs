//! What comes over the border of the decoders: no value that is none, no infinity, no mark of an invalid reading.

use crate::workbench::{fixture, shared};
use restday::decode::decode_recordings;
use restday::decode::recording::{Recording, Summary};
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;
use std::io::Read;
use std::path::{Path, PathBuf};

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}

/// The recordings of one file, by the format that its name says; none of any other.
fn recordings(path: &Path) -> Vec<Recording> {
    let name = path.to_string_lossy().to_lowercase();
    let name = name.trim_end_matches(".gz");
    let format = match name.rsplit('.').next() {
        Some("fit") => RecordingFormat::Fit,
        Some("gpx") => RecordingFormat::Gpx,
        Some("tcx") => RecordingFormat::Tcx,
        _ => return Vec::new(),
    };
    let mut bytes = std::fs::read(path).expect("a file");
    if bytes.starts_with(&[0x1F, 0x8B]) {
        let packed = std::mem::take(&mut bytes);
        // What a damaged archive gives before it breaks off is worth a look too.
        let _ = flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes);
    }
    decode_recordings(&bytes, format, &mut Diagnostics::default()).unwrap_or_default()
}

fn assert_possible(recording: &Recording, of: &str) {
    let samples = &recording.samples;
    for i in 0..samples.len() {
        if let Some(position) = samples.position.value_at(i) {
            assert!((-90.0..=90.0).contains(&position.latitude_deg), "{of}: {position:?}");
            assert!((-180.0..=180.0).contains(&position.longitude_deg), "{of}: {position:?}");
        }
        assert!(samples.altitude_m.value_at(i).is_none_or(f32::is_finite), "{of}: altitude {i}");
        assert!(samples.distance_m.value_at(i).is_none_or(|m| m.is_finite() && 0.0 <= m), "{of}: distance {i}");
        assert!(samples.speed_mps.value_at(i).is_none_or(|mps| mps.is_finite() && 0.0 <= mps), "{of}: speed {i}");
        assert!(
            samples.heart_rate_bpm.value_at(i).is_none_or(|bpm| bpm != 0 && bpm != u8::MAX),
            "{of}: heart rate {i}"
        );
        assert!(samples.power_w.value_at(i).is_none_or(|watts| watts != u16::MAX), "{of}: power {i}");
        assert!(samples.cadence_rpm.value_at(i).is_none_or(|rpm| rpm != u8::MAX), "{of}: cadence {i}");
    }
    for Summary { elapsed_s, timer_s, moving_s, distance_m, ascent_m, rpe, .. } in
        recording.sessions.iter().chain(&recording.laps)
    {
        for value in [elapsed_s, timer_s, moving_s, distance_m, ascent_m, rpe] {
            assert!(value.is_none_or(|value| value.is_finite() && 0.0 <= value), "{of}: a summary of {value:?}");
        }
    }
    let wearer = &recording.wearer;
    let rates = [wearer.heart_rate_rest_bpm, wearer.heart_rate_max_bpm, wearer.heart_rate_threshold_bpm];
    assert!(rates.iter().all(|bpm| bpm.is_none_or(|bpm| bpm != 0 && bpm != u8::MAX)), "{of}: {rates:?}");
    assert!(wearer.threshold_power_w.is_none_or(|watts| watts != 0 && watts != u16::MAX), "{of}");
}

/// Looks at the samples of every file below the folders; how many there were.
fn samples_of(folders: impl IntoIterator<Item = PathBuf>) -> usize {
    let mut paths = Vec::new();
    folders.into_iter().for_each(|folder| collect(&folder, &mut paths));
    let mut samples = 0;
    for path in paths {
        for recording in recordings(&path) {
            assert_possible(&recording, &path.display().to_string());
            samples += recording.samples.len();
        }
    }
    samples
}

#[test]
fn nothing_that_is_no_number_comes_over_the_border() {
    let samples = samples_of(["formats", "hostile", "runner/fit", "runner/gpx", "runner/tcx"].map(fixture));
    assert!(80_000 < samples, "{samples} samples of the fixtures were looked at");
}

#[test]
fn nor_does_it_from_real_files() {
    let folders = ["hostile", "corpus/fit", "corpus/gpx", "corpus/tcx", "corpus/athletes/cdryzun"];
    let folders: Vec<PathBuf> = folders.into_iter().filter_map(shared).collect();
    let (are_there, samples) = (!folders.is_empty(), samples_of(folders));
    assert!(!are_there || 500_000 < samples, "{samples} samples of real files were looked at");
}

#[test]
fn words_that_are_no_numbers_are_absent() {
    let point = |second: usize, values: &str| {
        format!("<trkpt lat=\"59.{second:02}\" lon=\"10.7\">{values}<time>2026-05-01T08:00:{second:02}Z</time></trkpt>")
    };
    let values = ["<ele>NaN</ele>", "<ele>inf</ele>", "<ele>-1e999</ele>", "<ele>1e30</ele>", "<ele>12.5</ele>"];
    let points: String = values.iter().enumerate().map(|(second, values)| point(second, values)).collect();
    let text = format!("<gpx version=\"1.1\"><trk><trkseg>{points}</trkseg></trk></gpx>");
    let found = decode_recordings(text.as_bytes(), RecordingFormat::Gpx, &mut Diagnostics::default()).expect("a track");
    assert_possible(&found[0], "words");
    let altitudes: Vec<Option<f32>> = (0..5).map(|i| found[0].samples.altitude_m.value_at(i)).collect();
    assert_eq!(altitudes, [None, None, None, None, Some(12.5)]);
}
