//! `formats/`: one small, sound file of each format, each of another morning.

use crate::activity_fit;
use crate::apple;
use crate::body::{Track, perform};
use crate::diary::{self, Entry};
use crate::pack::{gzip, zip};
use crate::runner::{EXPECTED_HEADER, expected_row};
use crate::xml::{Dialect, gpx, tcx};
use crate::{Fallible, Files};

/// A run of some minutes on the given morning of May, with its diary line.
pub(crate) fn short_run(day: u32) -> Fallible<(Entry, Track)> {
    short(day, "easy")
}

fn short(day: u32, kind: &str) -> Fallible<(Entry, Track)> {
    let line = format!("2026-05-{day:02} 09:30 {kind} 8 fit");
    let entry = diary::read(&line)?.into_iter().next().ok_or("no diary line")?;
    let track = perform(&entry);
    Ok((entry, track))
}

/// The run of that morning as a FIT file.
pub(crate) fn short_fit(day: u32) -> Fallible<Vec<u8>> {
    let (entry, track) = short_run(day)?;
    Ok(activity_fit::encode(&entry, &[track]))
}

/// The run of that morning as a GPX file.
pub(crate) fn short_gpx(day: u32, dialect: Dialect) -> Fallible<String> {
    let (entry, track) = short_run(day)?;
    gpx(&track, dialect, Some(10), &mut entry.rng("file"))
}

/// Writes the folder and `formats.expected.tsv`.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    let tcx_text = {
        let (entry, track) = short_run(4)?;
        tcx(&track, Some(10), &mut entry.rng("file"))?
    };
    let inner = zip(&[("run.gpx".to_string(), short_gpx(6, Dialect::Strava)?.into_bytes())])?;
    let nested = zip(&[
        ("readme.txt".to_string(), b"An archive inside an archive.\n".to_vec()),
        ("inner.zip".to_string(), inner),
    ])?;
    let samples = [
        (1, "run.fit", "run.fit", short_fit(1)?),
        (2, "run-1.0.gpx", "run-1.0.gpx", short_gpx(2, Dialect::Bare)?.into_bytes()),
        (3, "run-1.1.gpx", "run-1.1.gpx", short_gpx(3, Dialect::Garmin)?.into_bytes()),
        (4, "run.tcx", "run.tcx", tcx_text.into_bytes()),
        (5, "run.fit.gz", "run.fit.gz", gzip(&short_fit(5)?)?),
        (6, "nested.zip", "nested.zip!inner.zip!run.gpx", nested),
    ];
    let mut expected = String::from(EXPECTED_HEADER);
    for (day, name, place, content) in samples {
        let (entry, mut track) = short_run(day)?;
        if name == "run-1.0.gpx" {
            track.samples.iter_mut().for_each(|sample| sample.heart_rate_bpm = None);
        }
        expected_row(&mut expected, entry.day, &track, track.has_heart_rate(), place)?;
        files.put(&format!("formats/{name}"), content);
    }
    let (outside, inside) = (short(7, "easy")?, short(8, "treadmill")?);
    files.put("formats/export.zip", apple::export(&outside, &inside)?);
    let route = format!("export.zip!apple_health_export/{}", apple::route_name(&outside.0));
    expected_row(&mut expected, outside.0.day, &outside.1, true, &route)?;
    expected_row(&mut expected, inside.0.day, &inside.1, true, &format!("export.zip!{}#2", apple::EXPORT))?;
    files.put("formats.expected.tsv", expected);
    Ok(())
}
