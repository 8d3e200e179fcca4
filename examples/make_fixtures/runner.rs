//! `runner/`: half a year of one runner, and what is true about it.

use std::fmt::Write as _;

use rayon::prelude::*;

use crate::activity_fit;
use crate::body::{Track, brick_run, perform};
use crate::checkins::{self, Strain};
use crate::clock::{DAY_S, day_text, file_text, utc_text};
use crate::diary::{self, Entry, Kind};
use crate::pack::gzip;
use crate::rng::Rng;
use crate::strava::Archive;
use crate::xml::{Dialect, gpx, tcx};
use crate::{Fallible, Files, hostile, mornings};

const ATHLETE: &str = r#"# Ada Lind exists only here.
name = "Ada Lind"
sex = "female"
birth_year = 1988
time_zone = "Europe/Oslo"

[[thresholds]]
from = 2026-03-01
hr_rest = 48
hr_max = 188
lthr = 169
run_pace = "4:35"
ride_power = 190

[[thresholds]]
from = 2026-06-15
run_pace = "4:28"
"#;

/// The header of the tables of what is true.
pub(crate) const EXPECTED_HEADER: &str = "day\tstart_utc\tsport\ttimer_s\tdistance_m\theart_rate\tfiles\n";

/// From the first entry of the diary to the same weekday after the last.
const HALF_YEAR_DAYS: i64 = 26 * 7;

const ARCHIVE: &str = "strava/export_12345678.zip";

/// Writes the folder and `runner.expected.tsv`.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    let mut archive = Archive::new();
    let mut expected = String::from(EXPECTED_HEADER);
    let mut strains = vec![];
    for entry in diary::read(include_str!("diary.txt"))? {
        let mut tracks = vec![perform(&entry)];
        if let (Kind::Brick(_, minutes), Some(ride)) = (entry.kind, tracks.first()) {
            tracks.push(brick_run(&entry, ride, minutes));
        }
        let places = save(files, &mut archive, &entry, &tracks)?;
        remark(files, &entry, &places);
        for track in &tracks {
            let is_typed = entry.ending == "-";
            strains.push(if is_typed {
                Strain::unmeasured(entry.day, entry.kind, track.timer_s())
            } else {
                Strain::of(entry.day, track)
            });
            let has_heart_rate = track.has_heart_rate() && !is_typed;
            expected_row(&mut expected, entry.day, track, has_heart_rate, &places.join(";"))?;
        }
    }
    files.put(&format!("runner/{ARCHIVE}"), archive.finish()?);
    files.put("runner/athlete.toml", ATHLETE);
    let (checkins, bodies) = checkins::table(&strains)?;
    files.put("runner/checkins.csv", checkins);
    mornings::of_runner(files, &bodies);
    files.put("runner/garmin-settings.fit", hostile::settings_fit());
    files.put("runner.expected.tsv", expected);
    Ok(())
}

/// Adds one activity to a table of what is true.
pub(crate) fn expected_row(
    table: &mut String,
    day: i64,
    track: &Track,
    has_heart_rate: bool,
    places: &str,
) -> Fallible<()> {
    writeln!(
        table,
        "{}\t{}\t{}\t{}\t{}\t{}\t{places}",
        day_text(day),
        utc_text(track.start()),
        track.kind.names().class,
        track.timer_s(),
        track.distance_m().map(|metres| format!("{metres:.1}")).unwrap_or_default(),
        if has_heart_rate { "yes" } else { "no" },
    )?;
    Ok(())
}

/// Writes the file or files of one diary line; answers where they are, the way the program names its inputs.
fn save(files: &mut Files, archive: &mut Archive, entry: &Entry, tracks: &[Track]) -> Fallible<Vec<String>> {
    let Some(track) = tracks.first() else { return Ok(vec![]) };
    if entry.ending == "-" {
        archive.typed(entry, track);
        return Ok(vec![format!("{ARCHIVE}!activities.csv")]);
    }
    let rng = &mut entry.rng("file");
    let (bytes, content) = file(entry, tracks, rng)?;
    let format = entry.ending.strip_suffix(".gz").unwrap_or(&entry.ending);
    if entry.in_strava {
        let member = archive.upload(entry, track, &entry.ending, content)?;
        let mut places = vec![format!("{ARCHIVE}!{member}")];
        if entry.has("also_fit") {
            let path = format!("fit/{}.fit", file_text(entry.start + entry.offset_s()));
            files.put(&format!("runner/{path}"), bytes);
            places.push(path);
        }
        return Ok(places);
    }

    let local = file_text(entry.start + entry.offset_s());
    let number = 22_410_000_000 + (entry.start - 1_772_000_000) / 2;
    let path = match format {
        "fit" => format!("fit/{local}.{}", entry.ending),
        "gpx" => format!("gpx/activity_{number}.{}", entry.ending),
        _ => format!("tcx/activity_{number}.{}", entry.ending),
    };
    files.put(&format!("runner/{path}"), content.clone());
    let mut places = vec![path];
    if entry.has("copy") {
        let path = format!("fit/{local} (1).fit");
        files.put(&format!("runner/{path}"), content);
        places.push(path);
    }
    if entry.has("twin") {
        let path = format!("gpx/Evening_Run_{local}.gpx.gz");
        files.put(&format!("runner/{path}"), gzip(gpx(&later(track), Dialect::Strava, None, rng)?.as_bytes())?);
        places.push(path);
    }
    Ok(places)
}

/// The file of one diary line: its bytes, and how it is stored.
fn file(entry: &Entry, tracks: &[Track], rng: &mut Rng) -> Fallible<(Vec<u8>, Vec<u8>)> {
    let track = tracks.first().ok_or("a line without a track")?;
    let (format, is_packed) = match entry.ending.strip_suffix(".gz") {
        Some(format) => (format, true),
        None => (entry.ending.as_str(), false),
    };
    let bytes = match format {
        "fit" => activity_fit::encode(entry, tracks),
        "gpx" => {
            let dialect = if entry.in_strava { Dialect::Strava } else { Dialect::Garmin };
            gpx(track, dialect, entry.number("every"), rng)?.into_bytes()
        }
        "tcx" => {
            let text = tcx(track, entry.number("every"), rng)?;
            // Strava hands TCX back with ten blanks before the declaration; another service adds a byte order mark.
            let before = match (entry.in_strava, entry.has("space_before")) {
                (true, _) => "          ",
                (false, true) => "\u{feff}   \n",
                (false, false) => "",
            };
            format!("{before}{text}").into_bytes()
        }
        other => return Err(format!("no such format: {other}").into()),
    };
    let content = if is_packed { gzip(&bytes)? } else { bytes.clone() };
    Ok((bytes, content))
}

/// A Strava archive of many years: the diary again and again, every entry an upload.
pub(crate) fn archive(activities: usize) -> Fallible<Vec<u8>> {
    let diary = diary::read(include_str!("diary.txt"))?;
    let again = (0..).flat_map(|half_year| diary.iter().map(move |entry| entry.repeated(half_year * HALF_YEAR_DAYS)));
    let entries: Vec<Entry> = again.take(activities).collect();
    let sessions: Vec<_> = entries
        .into_par_iter()
        .map(|entry| {
            let mut tracks = vec![perform(&entry)];
            if let (Kind::Brick(_, minutes), Some(ride)) = (entry.kind, tracks.first()) {
                tracks.push(brick_run(&entry, ride, minutes));
            }
            let typed = entry.ending == "-";
            let content = if typed {
                None
            } else {
                file(&entry, &tracks, &mut entry.rng("file")).ok().map(|(_, content)| content)
            };
            (entry, tracks, content)
        })
        .collect();
    let mut archive = Archive::new();
    for (entry, tracks, content) in sessions {
        let Some(track) = tracks.first() else { continue };
        match content {
            Some(content) => drop(archive.upload(&entry, track, &entry.ending, content)?),
            None => archive.typed(&entry, track),
        }
    }
    archive.finish()
}

/// Notes in `PROVENANCE.md` what a diary line asked for.
fn remark(files: &mut Files, entry: &Entry, places: &[String]) {
    let said = [
        ("every=1", "one record a second"),
        ("no_hr", "no heart rate"),
        ("big_endian", "numbers most significant byte first"),
        ("short_header", "header of 12 bytes"),
        ("developer_fields", "two developer fields in every record"),
        ("compressed_time", "records with compressed timestamps"),
        ("hrv", "intervals between heart beats"),
        ("dropouts", "heart rate with silences and bursts of 235"),
        ("power", "power meter"),
        ("space_before", "byte order mark and blanks before the XML declaration"),
        ("new_york", "in America/New_York, while home is Europe/Oslo"),
        ("copy", "the same bytes twice"),
        ("twin", "the same run from two services; the second starts 4 s later and ends 3 s earlier"),
        ("also_fit", "the same bytes in the archive and beside it"),
    ];
    let mut words: Vec<String> =
        said.iter().filter(|(remark, _)| entry.has(remark)).map(|(_, words)| (*words).to_string()).collect();
    if let Some(count) = entry.number("pauses") {
        words.push(format!("{count} red lights: the timer is stopped and started"));
    }
    match entry.kind {
        Kind::Brick(..) => words.push("two sessions, a ride and a run, in one file".to_string()),
        Kind::Treadmill(_) => words.push("no position".to_string()),
        Kind::Swim(_) => words.push("lengths of a pool, no heart rate".to_string()),
        _ if entry.ending == "-" => words.push("typed in: a row without a file".to_string()),
        _ => {}
    }
    let utc_day = entry.start.div_euclid(DAY_S);
    if utc_day != entry.day {
        words.push(format!("begins on {} local time, on {} in UTC", day_text(entry.day), day_text(utc_day)));
    }
    if !words.is_empty() {
        files.remark(&places.join("`, `"), words.join("; "));
    }
}

/// The same run as a telephone in the pocket saw it: started 4 s later, stopped 3 s earlier.
fn later(track: &Track) -> Track {
    let samples = track.samples.iter().skip(4).take(track.samples.len().saturating_sub(7)).cloned().collect();
    Track { kind: track.kind, samples, pauses: vec![], laps: vec![], rpe: track.rpe }
}
