//! An export of Apple Health: one long XML of records and workouts, and the routes beside it.

use std::fmt::Write as _;

use crate::Fallible;
use crate::body::Track;
use crate::clock::{DAY_S, day_text, utc_text};
use crate::diary::Entry;
use crate::pack::zip;

/// Hours that the phone was from UTC when it exported: in New York, though the workouts were in Oslo.
const PHONE_H: i64 = -4;

/// The folder in the archive; the name of the file in it depends on the language of the phone.
pub(crate) const EXPORT: &str = "apple_health_export/Exportación.xml";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
<!-- Note: Any Records that appear as children of a correlation also appear as top-level records in this document. -->
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ELEMENT Workout ((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)>
]>
";

const WATCH: &str = "sourceName=\"Ada’s Apple\u{a0}Watch\" sourceVersion=\"11.0\" device=\"&lt;&lt;HKDevice: 0x301ed1f40&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch7,1, software:11.0&gt;\"";

/// The place of a route in the archive.
pub(crate) fn route_name(entry: &Entry) -> String {
    let local = entry.start + entry.offset_s();
    let minute = local.rem_euclid(DAY_S) / 60;
    format!("workout-routes/route_{}_{}.{:02}am.gpx", day_text(entry.day), minute / 60, minute % 60)
}

/// `2026-10-05 07:12:03 -0400` by the clock of the phone.
fn date(time: i64) -> String {
    let local = utc_text(time + PHONE_H * 3_600);
    format!("{} {PHONE_H:+03}00", local.trim_end_matches('Z').replace('T', " "))
}

fn record(text: &mut String, kind: &str, unit: &str, (start, end): (i64, i64), value: &str) -> Fallible<()> {
    let (start, end) = (date(start), date(end));
    writeln!(
        text,
        " <Record type=\"HKQuantityTypeIdentifier{kind}\" {WATCH} unit=\"{unit}\" creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\" value=\"{value}\"/>"
    )?;
    Ok(())
}

/// The archive of two runs, one on the road with a route, and one indoors.
pub(crate) fn export(outside: &(Entry, Track), inside: &(Entry, Track)) -> Fallible<Vec<u8>> {
    let mut text = String::from(HEAD);
    let now = date(inside.1.end() + DAY_S);
    writeln!(text, "<HealthData locale=\"es_ES\">\n <ExportDate value=\"{now}\"/>\n <Me/>")?;
    for (_, track) in [outside, inside] {
        let span = (track.start(), track.end());
        record(&mut text, "StepCount", "count", span, "1300")?;
        record(&mut text, "RestingHeartRate", "count/min", (span.0 - 7_200, span.0), "48")?;
        record(&mut text, "HeartRateVariabilitySDNN", "ms", (span.0 - 9_000, span.0 - 8_940), "61.2")?;
        record(&mut text, "HeartRate", "count/min", (span.0 - 300, span.0 - 300), "62")?;
        for sample in track.samples.iter().step_by(5) {
            if let Some(rate) = sample.heart_rate_bpm {
                record(&mut text, "HeartRate", "count/min", (sample.time, sample.time), &rate.to_string())?;
            }
        }
        record(&mut text, "HeartRate", "count/min", (span.1 + 600, span.1 + 600), "81")?;
        record(&mut text, "WorkoutEffortScore", "appleEffortScore", span, &format!("{:.0}", track.rpe))?;
    }
    workout(&mut text, &outside.1, Some(&route_name(&outside.0)))?;
    workout(&mut text, &inside.1, None)?;
    writeln!(text, "</HealthData>")?;
    zip(&[
        (EXPORT.to_string(), text.into_bytes()),
        ("apple_health_export/export_cda.xml".to_string(), clinical()),
        (format!("apple_health_export/{}", route_name(&outside.0)), route(&outside.1)?.into_bytes()),
    ])
}

fn workout(text: &mut String, track: &Track, route: Option<&str>) -> Fallible<()> {
    let span = format!("startDate=\"{}\" endDate=\"{}\"", date(track.start()), date(track.end()));
    let minutes = track.timer_s() as f64 / 60.0;
    writeln!(
        text,
        " <Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"{minutes}\" durationUnit=\"min\" {WATCH} creationDate=\"{}\" {span}>",
        date(track.end())
    )?;
    let indoor = u8::from(route.is_none());
    writeln!(text, "  <MetadataEntry key=\"HKIndoorWorkout\" value=\"{indoor}\"/>")?;
    writeln!(text, "  <MetadataEntry key=\"HKTimeZone\" value=\"Europe/Oslo\"/>")?;
    writeln!(text, "  <MetadataEntry key=\"HKAverageMETs\" value=\"9.1\u{b} kcal/hr·kg\"/>")?;
    if let Some(distance_m) = track.distance_m() {
        writeln!(
            text,
            "  <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" {span} sum=\"{:.6}\" unit=\"mi\"/>",
            distance_m / 1_609.344
        )?;
    }
    let rates: Vec<u8> = track.samples.iter().filter_map(|sample| sample.heart_rate_bpm).collect();
    if let (Some(lowest), Some(highest)) = (rates.iter().min(), rates.iter().max()) {
        let mean = rates.iter().map(|&rate| f64::from(rate)).sum::<f64>() / rates.len() as f64;
        writeln!(
            text,
            "  <WorkoutStatistics type=\"HKQuantityTypeIdentifierHeartRate\" {span} average=\"{mean:.3}\" minimum=\"{lowest}\" maximum=\"{highest}\" unit=\"count/min\"/>"
        )?;
    }
    if let Some(route) = route {
        writeln!(text, "  <WorkoutRoute {WATCH} {span}>\n   <FileReference path=\"/{route}\"/>\n  </WorkoutRoute>")?;
    }
    writeln!(text, " </Workout>")?;
    Ok(())
}

/// A route as the phone writes it: where and how fast, and no heart rate.
fn route(track: &Track) -> Fallible<String> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writeln!(
        text,
        "<gpx version=\"1.1\" creator=\"Apple Health Export\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n  <metadata>\n    <time>{}</time>\n  </metadata>\n  <trk>\n    <name>Route</name>\n    <trkseg>",
        utc_text(track.end())
    )?;
    for sample in track.samples.iter().step_by(2) {
        let (Some((latitude, longitude)), Some(altitude_m)) = (sample.position, sample.altitude_m) else { continue };
        let time = utc_text(sample.time);
        let speed_mps = sample.speed_mps.unwrap_or(0.0);
        writeln!(
            text,
            "      <trkpt lon=\"{longitude:.6}\" lat=\"{latitude:.6}\"><ele>{altitude_m:.6}</ele><time>{time}</time><extensions><speed>{speed_mps:.6}</speed><course>90.0</course><hAcc>2.5</hAcc><vAcc>3.1</vAcc></extensions></trkpt>"
        )?;
    }
    writeln!(text, "    </trkseg>\n  </trk>\n</gpx>")?;
    Ok(text)
}

/// The same for clinics, which is no file of ours.
fn clinical() -> Vec<u8> {
    b"<?xml version=\"1.0\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Health Data Export</title></ClinicalDocument>\n"
        .to_vec()
}
