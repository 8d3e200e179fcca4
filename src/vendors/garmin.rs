//! `…_summarizedActivities.json` of a Garmin account export: one entry an activity, of those too whose recording is lost.
//!
//! Durations and instants are in milliseconds, distances and climbs in centimetres. The speeds have been met at a tenth of
//! metres a second and are not read; nor is the description, nor Garmin's training load and effect, which are on scales
//! of their own.

pub(super) mod nights;
pub mod watch;

use super::json::{self, JsonValue};
use super::{Note, ReadJson, Vendor, VendorJson};
use crate::decode::recording::Summary;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{ACTIVITIES_MAX, TIME_MS_MAX, TIME_MS_MIN};
use crate::morning::Source;
use crate::source::JsonFile;

/// Garmin's account export. Which of its nights a file holds, its keys tell: `sleepData.json`; `healthStatusData.json`, where
/// heart-rate variability is; `UDSFile….json`, a summary a day.
pub(super) const VENDOR: Vendor = Vendor {
    exports_activities: true,
    sources: &[Source::GARMIN, Source::GARMIN_FIT],
    json: &[
        VendorJson {
            file: JsonFile { keys: &[LIST], holds: "summaries of activities" },
            read: ReadJson::Activities(read_garmin),
        },
        VendorJson::nights(&["sleepStartTimestampGMT", "calendarDate"], nights::take_sleep),
        VendorJson::nights(&["baselineUpperLimit", "calendarDate"], nights::health_status),
        VendorJson::nights(&["outliersCount", "calendarDate"], nights::health_status),
        VendorJson::nights(&["includesWellnessData", "calendarDate"], nights::take_day),
        VendorJson::nights(&["restingHeartRate", "calendarDate"], nights::take_day),
    ],
    ..Vendor::NONE
};

impl Source {
    /// Garmin's account export.
    pub const GARMIN: Self = Self::new("garmin");
    /// Garmin's monitoring, sleep and HRV-status files, as the watch writes them.
    pub const GARMIN_FIT: Self = Self::new("garmin_fit");
}

/// The key under which the activities stand.
const LIST: &str = "summarizedActivitiesExport";

/// A part of a multisport activity may begin before and end after the whole by this much, milliseconds.
const PART_MS: i64 = 60_000;

/// Local clocks are a multiple of this away from UTC, milliseconds …
const OFFSET_STEP_MS: i64 = 15 * 60_000;
/// … and at most this far.
const OFFSET_MAX_MS: i64 = 14 * 3_600_000;

/// Reads the activities: one note an entry, in the order of the file.
///
/// An entry that cannot be understood is told to `diagnostics` by its place, and the others are read; of a file that
/// breaks off, the whole entries before the break. An activity of several sports is left out when its parts are there.
pub(crate) fn read_garmin(bytes: &[u8], diagnostics: &mut Diagnostics) -> Vec<Note> {
    let text = json::repaired_text(bytes, diagnostics);
    let (mut notes, mut parents, mut entries, mut beyond) = (Vec::new(), Vec::new(), 0_u64, 0_u64);
    let outcome = json::read_entries(&text, LIST, KEYS, &mut |_, entry| {
        if ACTIVITIES_MAX as u64 <= entries {
            beyond = beyond.saturating_add(1);
            return;
        }
        entries = entries.saturating_add(1);
        if !matches!(entry, JsonValue::Object(_)) {
            diagnostics.push(Code::ActivityIndexRow, None, format!("entry {entries}: is no activity"));
            return;
        }
        if is_parent(&entry) {
            parents.push(entries);
        }
        notes.push(note(&entry, entries));
    });
    let detail = format!("entries beyond the first {ACTIVITIES_MAX} were not read");
    diagnostics.push_counted(Code::ActivityIndexRow, None, beyond, detail);
    if let Err(error) = outcome {
        let detail = format!("after entry {entries}: {}", json::break_in_words(&error));
        diagnostics.push(Code::ActivityIndexRow, None, detail);
    }
    without_wholes(&mut notes, &parents, diagnostics);
    notes
}

/// Takes out the activities that only hold others together: counted beside their parts they would count twice.
fn without_wholes(notes: &mut Vec<Note>, parents: &[u64], diagnostics: &mut Diagnostics) {
    let is_parent = |note: &Note| parents.binary_search(&note.row).is_ok();
    let mut parts: Vec<(i64, i64)> = notes.iter().filter(|note| !is_parent(note)).filter_map(span_ms).collect();
    parts.sort_unstable();
    let before = notes.len();
    notes.retain(|note| {
        let Some((from_ms, to_ms)) = span_ms(note).filter(|_| is_parent(note)) else { return true };
        // The first part begins with the whole, so it is enough to look at the first activity from there on.
        let first = parts.partition_point(|(start_ms, _)| *start_ms < from_ms.saturating_sub(PART_MS));
        parts.get(first).is_none_or(|(_, end_ms)| to_ms.saturating_add(PART_MS) < *end_ms)
    });
    let left_out = before.saturating_sub(notes.len()) as u64;
    let detail = "an activity of several sports whose parts are there was left out";
    diagnostics.push_counted(Code::MultisportParent, None, left_out, detail);
}

/// Start and end of an activity, Unix milliseconds.
fn span_ms(note: &Note) -> Option<(i64, i64)> {
    let start_ms = note.summary.start_ms?;
    let lasted_s = note.summary.elapsed_s.into_iter().chain(note.summary.timer_s).reduce(f64::max)?;
    Some((start_ms, start_ms.saturating_add((lasted_s * 1000.0) as i64)))
}

/// The keys of an entry that are read.
const KEYS: &[&str] = &[
    "name",
    "activityType",
    "sportType",
    "startTimeGmt",
    "beginTimestamp",
    "startTimeLocal",
    "duration",
    "elapsedDuration",
    "movingDuration",
    "distance",
    "elevationGain",
    "avgHr",
    "maxHr",
    "workoutRpe",
    "directWorkoutRpe",
];

/// Whether an entry is an activity of several sports, which Garmin lists beside its parts.
fn is_parent(entry: &JsonValue) -> bool {
    let sport = entry.text(&["activityType"]).or_else(|| entry.text(&["sportType"]));
    sport.is_some_and(|word| word.to_lowercase().replace(['_', ' '], "").contains("multisport"))
}

/// The note that an entry makes.
fn note(entry: &JsonValue, row: u64) -> Note {
    let number = |key: &str| entry.number(&[key]);
    let words = |key: &str| entry.words(&[key]).map(str::to_owned);
    let instant = |ms: Option<f64>| ms.map(|ms| ms as i64).filter(|ms| (TIME_MS_MIN..TIME_MS_MAX).contains(ms));
    let hundredth = |cm: Option<f64>| cm.filter(|cm| 0.0 < *cm).map(|cm| cm / 100.0);
    let seconds = |ms: Option<f64>| ms.filter(|ms| 0.0 < *ms).map(|ms| ms / 1000.0);
    let bpm = |bpm: Option<f64>| bpm.map(f64::round).filter(|bpm| (1.0..=254.0).contains(bpm)).map(|bpm| bpm as u8);
    let start_ms = instant(number("startTimeGmt")).or(instant(number("beginTimestamp")));
    let ahead_ms = instant(number("startTimeLocal")).zip(start_ms).and_then(|(local, gmt)| local.checked_sub(gmt));
    let is_offset = |ms: &i64| ms.checked_rem(OFFSET_STEP_MS) == Some(0) && ms.abs() <= OFFSET_MAX_MS;
    // The answers are 1 to 10, and stand here ten times as large.
    let rpe = entry.last_number(&["workoutRpe", "directWorkoutRpe"]).map(|tenfold| tenfold / 10.0);
    Note {
        row,
        name: words("name"),
        utc_offset_s: ahead_ms.filter(is_offset).and_then(|ms| i32::try_from(ms.checked_div(1000)?).ok()),
        summary: Summary {
            start_ms,
            elapsed_s: seconds(number("elapsedDuration")),
            timer_s: seconds(number("duration")),
            moving_s: seconds(number("movingDuration")),
            distance_m: hundredth(number("distance")),
            ascent_m: hundredth(number("elevationGain")),
            heart_rate_mean_bpm: bpm(number("avgHr")),
            heart_rate_max_bpm: bpm(number("maxHr")),
            sport: words("activityType").or_else(|| words("sportType")),
            rpe: rpe.filter(|rpe| (1.0..=10.0).contains(rpe) && rpe.fract() == 0.0),
            temperature_c: None,
        },
        ..Note::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;

    /// 2026-05-31T05:30:00Z, and what the clock showed there.
    const START_MS: i64 = 1_780_205_400_000;
    const LOCAL_MS: i64 = START_MS + 7_200_000;

    fn read_all(json: impl AsRef<[u8]>) -> (Vec<Note>, Vec<(Code, u64, String)>) {
        let mut diagnostics = Diagnostics::default();
        let notes = read_garmin(json.as_ref(), &mut diagnostics);
        let found =
            diagnostics.as_slice().iter().map(|found| (found.code, found.count, found.detail.clone())).collect();
        (notes, found)
    }

    fn export(entries: &[String]) -> String {
        format!(r#"[{{"summarizedActivitiesExport":[{}]}}]"#, entries.join(","))
    }

    fn entry(activity_type: &str, start_min: i64, lasted_min: i64) -> String {
        let start_ms = START_MS + start_min * 60_000;
        format!(
            r#"{{"activityType":"{activity_type}","startTimeGmt":{start_ms}.0,"duration":{lasted}.0,"elapsedDuration":{lasted}.0}}"#,
            lasted = lasted_min * 60_000
        )
    }

    #[test]
    fn milliseconds_and_centimetres_become_seconds_and_metres() {
        let entry = format!(
            r#"{{"activityId":1,"userProfileId":77,"name":"Easy","description":"secret","activityType":"trail_running",
            "sportType":"RUNNING","startTimeGmt":{START_MS}.0,"beginTimestamp":1,"startTimeLocal":{LOCAL_MS},
            "duration":3000000.0,"elapsedDuration":3060500.5,"movingDuration":2990000,"distance":1000000.0,
            "elevationGain":12345.0,"avgSpeed":0.333,"avgHr":141.6,"maxHr":160,"workoutRpe":40,"workoutFeel":75,
            "activityTrainingLoad":123.4,"splits":[{{"duration":1,"measurements":[{{"value":2}}]}}],"parent":false}}"#
        );
        let json = export(&[entry]);
        let expected = Note {
            row: 1,
            name: Some("Easy".to_owned()),
            utc_offset_s: Some(7200),
            summary: Summary {
                start_ms: Some(START_MS),
                elapsed_s: Some(3060.5005),
                timer_s: Some(3000.0),
                moving_s: Some(2990.0),
                distance_m: Some(10_000.0),
                ascent_m: Some(123.45),
                heart_rate_mean_bpm: Some(142),
                heart_rate_max_bpm: Some(160),
                sport: Some("trail_running".to_owned()),
                temperature_c: None,
                rpe: Some(4.0),
            },
            ..Note::default()
        };
        assert_eq!(read_all(json), (vec![expected], vec![]));
    }

    #[test]
    fn what_cannot_be_is_absent() {
        let json = export(&[format!(
            r#"{{"activityType":null,"sportType":"RUNNING","startTimeGmt":NaN,"beginTimestamp":{START_MS},
            "startTimeLocal":{},"duration":-1,"movingDuration":Infinity,"distance":0,"elevationGain":-NaN,
            "avgHr":0.0,"maxHr":300,"workoutRpe":0,"name":["a"],"name":" "}}"#,
            LOCAL_MS + 1000
        )]);
        let (notes, found) = read_all(json);
        let summary = Summary { start_ms: Some(START_MS), sport: Some("RUNNING".to_owned()), ..Summary::default() };
        assert_eq!((notes, found), (vec![Note { row: 1, summary, ..Note::default() }], vec![]));
    }

    #[test]
    fn a_file_that_breaks_off_gives_its_whole_entries() {
        let whole = export(&[entry("running", 0, 50), entry("yoga", 90, 20), entry("walking", 200, 30)]);
        let (notes, found) = read_all(&whole[..whole.len() - 20]);
        assert_eq!(notes.iter().map(|note| note.row).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((found.len(), found[0].0), (1, Code::ActivityIndexRow));
        assert!(found[0].2.starts_with("after entry 2: the file ends in the middle"), "{}", found[0].2);
        for length in 0..whole.len() - 2 {
            assert_eq!(read_all(&whole[..length]).1.len(), 1, "{length}");
        }
    }

    #[test]
    fn what_is_no_activity_costs_itself_only() {
        let entries = ["7", "null", "[1]", "\"x\"", "true"].map(str::to_owned);
        let (notes, found) = read_all(export(&[&entries[..], &[entry("running", 0, 50)]].concat()));
        assert_eq!((notes.len(), notes[0].row), (1, 6));
        assert_eq!((found.len(), found[0].2.as_str()), (5, "entry 1: is no activity"));
        for other in ["{}", "[]", "null", r#"[{"summarizedActivitiesExport":null}]"#, r#"[{"a":[{"b":1}]},null]"#] {
            assert_eq!(read_all(other), (vec![], vec![]), "{other}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_cost_no_activity() {
        let mut json = export(&[entry("running", 0, 50).replacen('{', r#"{"name":"Caf?","#, 1)]).into_bytes();
        let at = json.iter().position(|byte| *byte == b'?').unwrap();
        json[at] = 0xE9;
        let (notes, found) = read_all(json);
        assert_eq!(notes[0].name.as_deref(), Some("Caf\u{fffd}"));
        assert_eq!((found.len(), found[0].0, found[0].1), (1, Code::TextRepaired, 1));
    }

    #[test]
    fn an_activity_of_several_sports_does_not_count_beside_its_parts() {
        let parts = [entry("lap_swimming", 0, 30), entry("transition_v2", 30, 2), entry("cycling", 32, 60)];
        let race = entry("multi_sport", 0, 92);
        let lonely = entry("multi_sport", 1000, 92);
        let other = entry("running", 980, 180);
        let (notes, found) = read_all(export(&[&[race][..], &parts, &[lonely, other]].concat()));
        assert_eq!(notes.iter().map(|note| note.row).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
        assert_eq!(found.iter().map(|found| (found.0, found.1)).collect::<Vec<_>>(), [(Code::MultisportParent, 1)]);
    }

    #[test]
    fn damage_of_any_kind_is_no_panic() {
        let sound =
            export(&[entry("running", 0, 50), entry("multi_sport", 90, 20), entry("walking", 91, 3)]).into_bytes();
        let mut random = 11_u64;
        for _ in 0..2_000 {
            let mut bytes = sound.clone();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = b"\",\\\n{}[]:-N9e\xFF"[(random >> 50) as usize % 14];
            }
            assert!(read_garmin(&bytes, &mut Diagnostics::default()).len() <= 9);
        }
        let deep = format!("{}{}", r#"[{"summarizedActivitiesExport":"#, "[".repeat(100_000));
        assert_eq!(read_all(deep).0, []);
    }
}
