//! Our reading of a file held against another decoder's, value by value.

use crate::workbench::{fixture, shared};
use restday::decode;
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;
use restday::source::{self, Kind};
use restday::verify::verify_decoding;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files of which the second reader reads less than ours, and why. In what both read, no value differs.
const EXPLAINED: [(&str, &str); 16] = [
    // fitparser: it stops where ours does, on damage, and calls it an error.
    ("GPSBabel+gpsbabel__lezyne_super_gps-garmin_fit-sample-bad-endian.fit", "the other byte order after 22 kB"),
    ("dtcooper+python-fitparse__activity-settings-corruptheader.fit", "the second file of the chain has no header"),
    ("dtcooper+python-fitparse__activity-settings-nodata.fit", "the second file of the chain is cut off"),
    ("dtcooper+python-fitparse__activity-unexpected-eof.fit", "cut off"),
    ("dtcooper+python-fitparse__nick.fit", "cut off"),
    ("dtcooper+python-fitparse__strava-android-app-201.10-b1218918.fit", "text instead of messages after 7 kB"),
    // A clock that counts from power-on is set right by ours and not compared.
    ("GPSBabel+gpsbabel__garmin-virb-ultra-30.fit", "dates come with a later message"),
    ("dtcooper+python-fitparse__antfs-dump.63.fit", "the local time of its end is known"),
    ("dtcooper+python-fitparse__compressed-speed-distance.fit", "the local time of its end is known"),
    // The gpx crate refuses what the schema does not have.
    ("GPSBabel+gpsbabel__height_out.gpx", "<course> in a point"),
    ("GPSBabel+gpsbabel__nmea+ms.gpx", "<course> in a point"),
    ("GPSBabel+gpsbabel__nmeadate.gpx", "<course> in a point"),
    ("OpenTracksApp+OpenTracks__gpx11_with_speed_no_namespace.gpx", "<speed> in a point"),
    ("OpenTracksApp+OpenTracks__legacy_gpx_pause_resume.gpx", "a latitude of 100 marks a pause"),
    ("SamR1+FitTrackee__test.gpx", "no version"),
    ("tkrajina+gpxpy__track_with_speed.gpx", "no version"),
];

/// What a comparison of many files came to.
#[derive(Debug, Default)]
struct Outcome {
    files: usize,
    compared: u64,
    differing: u64,
    /// What was unlike in which file.
    unlike: BTreeMap<String, String>,
}

/// Compares every file of a format under the paths that our decoder can read.
fn compare(paths: &[PathBuf], format: RecordingFormat) -> Outcome {
    let mut outcome = Outcome::default();
    for entry in source::list_inputs(paths, None).unwrap().entries {
        let Ok(content) = entry.read_content() else { continue };
        if content.kind != Kind::Recording(format) {
            continue;
        }
        let Ok(ours) = decode::decode_recordings(&content.bytes, format, &mut Diagnostics::default()) else { continue };
        let verification = verify_decoding(&content.bytes, format, &ours);
        outcome.files += 1;
        outcome.compared += verification.compared;
        outcome.differing += verification.differing;
        if 0 < verification.differing || verification.stopped.is_some() {
            outcome.unlike.insert(entry.name, format!("{:?} {:?}", verification.stopped, verification.channels));
        }
    }
    println!("{}: {} files, {} values, {} differ", format.as_str(), outcome.files, outcome.compared, outcome.differing);
    outcome
}

/// Every twentieth file of a folder, by name.
fn every_twentieth(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.sort();
    files.into_iter().step_by(20).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Asserts that no value differs, that what was not compared is explained, and that every explanation of a file that is
/// there is needed.
fn assert_explained(outcome: &Outcome, folder: &Path) {
    assert_eq!(outcome.differing, 0, "{outcome:#?}");
    let explained: Vec<&str> =
        EXPLAINED.iter().map(|(name, _)| *name).filter(|name| folder.join(name).exists()).collect();
    let unlike: Vec<&str> = outcome.unlike.keys().map(String::as_str).collect();
    let open: Vec<_> = outcome.unlike.iter().filter(|(name, _)| !explained.contains(&name.as_str())).collect();
    assert!(open.is_empty(), "not compared, and nobody knows why: {open:#?}");
    let idle: Vec<_> = explained.iter().filter(|name| !unlike.contains(name)).collect();
    assert!(idle.is_empty(), "explained, and compared all the same: {idle:?}");
}

#[test]
fn our_own_files_are_read_alike() {
    let paths = [fixture("runner"), fixture("formats")];
    for (format, files_min, compared_min) in [(RecordingFormat::Fit, 60, 400_000), (RecordingFormat::Gpx, 15, 20_000)] {
        let outcome = compare(&paths, format);
        assert!(files_min <= outcome.files && compared_min <= outcome.compared, "{outcome:?}");
        assert_eq!((outcome.differing, outcome.unlike), (0, BTreeMap::new()));
    }
}

#[test]
fn strangers_fit_files_are_read_as_fitparser_reads_them() {
    let Some(corpus) = shared("corpus") else { return };
    let outcome = compare(&[corpus.join("fit")], RecordingFormat::Fit);
    assert!(100 <= outcome.files && 3_000_000 <= outcome.compared, "{outcome:?}");
    assert_explained(&outcome, &corpus.join("fit"));

    let outcome = compare(&every_twentieth(&corpus.join("athletes/StoneRicky")), RecordingFormat::Fit);
    assert!(30 <= outcome.files && 500_000 <= outcome.compared, "{outcome:?}");
    assert_eq!((outcome.differing, outcome.unlike), (0, BTreeMap::new()));
}

#[test]
fn strangers_gpx_files_are_read_as_the_gpx_crate_reads_them() {
    let Some(corpus) = shared("corpus") else { return };
    let outcome = compare(&[corpus.join("gpx")], RecordingFormat::Gpx);
    assert!(40 <= outcome.files && 200_000 <= outcome.compared, "{outcome:?}");
    assert_explained(&outcome, &corpus.join("gpx"));
}
