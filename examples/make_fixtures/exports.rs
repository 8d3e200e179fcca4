//! `exports/`: what other vendors and the runner keep beside the recordings, each small and sound.

use crate::body::Track;
use crate::formats::{short_fit, short_run};
use crate::pack::zip;
use crate::{Fallible, Files};

/// Seconds of the local clock ahead of UTC on the mornings of May.
const AHEAD_S: i64 = 7_200;

/// A log kept by hand, by somebody whose spreadsheet writes decimal commas.
const MANUAL: &str = "\u{feff}sep=;\r
Date;Sport;Duration;Distance (km);RPE;Load;Name\r
2026-05-20 07:30;run;0:47:12;9,4;6;;\"Hills; easy\"\r
2026-05-21;strength;40 min;;4;;\r
2026-05-21;yoga;25;;;10;\r
";

/// Writes the folder.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    files.put("exports/garmin.zip", garmin()?);
    files.put("exports/manual.csv", MANUAL);
    Ok(())
}

/// An account export of Garmin: two recordings, of which one has a summary of its own; a run whose recording is lost; and a
/// race of two sports, listed as a whole and in parts.
fn garmin() -> Fallible<Vec<u8>> {
    let (_, recorded) = short_run(11)?;
    let (_, lost) = short_run(13)?;
    let race = recorded.start() + 5 * 86_400;
    let entries = [
        of_track(&recorded, "Recorded"),
        of_track(&lost, "Lost"),
        entry("multi_sport", "Race", race, 5_400, 30_000.0),
        entry("cycling", "Race", race, 3_600, 25_000.0),
        entry("running", "Race", race + 3_600, 1_800, 5_000.0),
    ];
    let summaries = format!("[{{\"summarizedActivitiesExport\":[{}]}}]\n", entries.join(","));
    let uploads = zip(&[
        ("ada@example.org_18930400011.fit".to_string(), short_fit(11)?),
        ("ada@example.org_18930400012.fit".to_string(), short_fit(12)?),
    ])?;
    zip(&[
        (
            "DI_CONNECT/DI-Connect-Fitness/ada@example.org_0_summarizedActivities.json".to_string(),
            summaries.into_bytes(),
        ),
        ("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip".to_string(), uploads),
        (
            "DI_CONNECT/DI-Connect-User/ada@example.org-social-profile.json".to_string(),
            b"{\"userName\":\"ada\"}\n".to_vec(),
        ),
    ])
}

fn of_track(track: &Track, name: &str) -> String {
    entry("running", name, track.start(), track.timer_s(), track.distance_m().unwrap_or_default())
}

/// One entry, in Garmin's milliseconds and centimetres.
fn entry(activity_type: &str, name: &str, start: i64, lasted_s: i64, distance_m: f64) -> String {
    format!(
        "{{\"activityId\":{},\"name\":\"{name}\",\"activityType\":\"{activity_type}\",\"startTimeGmt\":{start}000.0,\
         \"startTimeLocal\":{}000.0,\"duration\":{lasted_s}000.0,\"elapsedDuration\":{lasted_s}000.0,\
         \"distance\":{:.1},\"avgSpeed\":{:.6},\"description\":\"private\",\"parent\":{}}}",
        start / 3,
        start + AHEAD_S,
        distance_m * 100.0,
        distance_m / lasted_s as f64 / 10.0,
        activity_type == "multi_sport",
    )
}
