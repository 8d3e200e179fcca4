#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::*;
use crate::decode::recording::{Summary, TimerEvent};
use crate::limits::XML_EVENT_BYTES_MAX;
use crate::vendors::Note;
use std::io::{BufReader, Read};

/// 2026-10-05 07:00:00 +0200.
const START_MS: i64 = 1_791_176_400_000;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14; it doesn't matter what stands here: <Workout/> <HealthData> -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
<!ATTLIST Workout workoutActivityType CDATA #REQUIRED>
]>
<HealthData locale="de_DE">
 <ExportDate value="2026-11-01 12:00:00 +0100"/>
"#;

fn export(body: &str) -> String {
    format!("{HEAD}{body}</HealthData>\n")
}

/// A heart rate that many seconds after the start.
fn rate(source: &str, second: u64, bpm: &str) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!(
        "<Record type=\"HKQuantityTypeIdentifierHeartRate\" sourceName=\"{source}\" device=\"&lt;&lt;HKDevice: \
         0x28{second}&gt;, name:{source}&gt;\" unit=\"count/min\" startDate=\"2026-10-05 07:{minute:02}:{second:02} +0200\" \
         endDate=\"2026-10-05 07:{minute:02}:{second:02} +0200\" value=\"{bpm}\">\n  <MetadataEntry \
         key=\"HKMetadataKeyHeartRateMotionContext\" value=\"0\"/>\n </Record>\n"
    )
}

/// A workout of half an hour by the watch.
fn workout(kind: &str, children: &str) -> String {
    format!(
        "<Workout workoutActivityType=\"HKWorkoutActivityType{kind}\" duration=\"29.5\" durationUnit=\"min\" \
         sourceName=\"Watch\" startDate=\"2026-10-05 07:00:00 +0200\" endDate=\"2026-10-05 07:30:00 +0200\">{children}</Workout>\n"
    )
}

/// Hands out at most so many bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let limit = self.1.min(to.len());
        self.0.read(&mut to[..limit])
    }
}

fn notes(bytes: &[u8], chunk: usize) -> (Vec<Note>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let open = || BufReader::with_capacity(chunk, Trickle(bytes, chunk));
    let mut workouts = read_workouts(&mut open(), &mut diagnostics);
    read_records(&mut open(), &mut workouts, &mut diagnostics);
    (workouts.into_iter().map(|workout| workout.note).collect(), diagnostics)
}

fn read(text: &str) -> (Vec<Note>, Vec<(Code, u64)>) {
    let (notes, diagnostics) = notes(text.as_bytes(), 1 << 20);
    (notes, diagnostics.as_slice().iter().map(|found| (found.code, found.count)).collect())
}

/// A whole export with everything that is read in it, and with much that is not.
fn whole() -> String {
    export(&format!(
        "{}{}{}{}<Correlation type='x'>{}</Correlation><Correlation/>{}{}{}",
        rate("Watch", 0, "101.5"),
        rate("Watch", 1800, "150"),
        rate("Phone", 60, "99"),
        rate("Watch", 1801, "90"),
        rate("Watch", 30, "66"),
        "<Record type=\"HKQuantityTypeIdentifierRestingHeartRate\" unit=\"count/min\" value=\"50\" \
         startDate=\"2026-10-05 07:10:00 +0200\" endDate=\"2026-10-05 07:10:00 +0200\"/>\
         <Record value='4' unit='appleEffortScore' endDate='2026-10-05 07:30:00 +0200' startDate='2026-10-05 07:00:03 +0200' \
         type='HKQuantityTypeIdentifierEstimatedWorkoutEffortScore'/>\
         <Record type=\"HKQuantityTypeIdentifierWorkoutEffortScore\" unit=\"appleEffortScore\" \
         startDate=\"2026-10-05 07:00:00 +0200\" endDate=\"2026-10-05 07:30:00 +0200\" value=\"7\"/>\n",
        workout(
            "Running",
            "\n <MetadataEntry key=\"HKIndoorWorkout\" value=\"0\"/><MetadataEntry key=\"HKElevationAscended\" \
             value=\"3230 cm\"/><MetadataEntry key=\"HKTimeZone\" value=\"America/New_York\"/>\
             <MetadataEntry key=\"HKWeatherTemperature\" value=\"54\u{b} degF &#10;>\"/>\
             <WorkoutEvent type=\"HKWorkoutEventTypePause\" date=\"2026-10-05 07:10:00 +0200\"/>\
             <WorkoutEvent type=\"HKWorkoutEventTypeSegment\" date=\"2026-10-05 07:10:00 +0200\">\
             <MetadataEntry key=\"HKElevationAscended\" value=\"99 m\"/></WorkoutEvent>\
             <WorkoutEvent type=\"HKWorkoutEventTypeResume\" date=\"2026-10-05 07:10:30 +0200\"/>\
             <WorkoutActivity uuid=\"u\"><WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" sum=\"1\" \
             unit=\"km\"/></WorkoutActivity>\
             <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" sum=\"3.5\" unit=\"mi\"/>\
             <WorkoutStatistics type=\"HKQuantityTypeIdentifierHeartRate\" average=\"141.4\" minimum=\"90\" maximum=\"171\" \
             unit=\"count/min\"/>\
             <WorkoutRoute sourceName=\"Watch\" startDate=\"2026-10-05 07:00:05 +0200\" endDate=\"2026-10-05 07:29:58 +0200\">\
             <MetadataEntry key=\"HKMetadataKeySyncVersion\" value=\"2\"/>\
             <FileReference path=\"/workout-routes/route_2026-10-05_7.30am&amp;b.gpx\"/></WorkoutRoute>",
        ),
        "<Workout endDate = '2026-10-05 06:40:00 +0200' startDate='2026-10-05 06:00:00 +0200'\u{b} totalDistanceUnit='yd' \
         totalDistance='1000' workoutActivityType='HKWorkoutActivityTypeSwimming' duration='2400' durationUnit='s'/>\n",
    ))
}

#[test]
fn a_workout_becomes_a_note_with_what_the_export_says() {
    let (notes, found) = read(&whole());
    assert_eq!(found, [(Code::OtherSensor, 1), (Code::Nights, 1)]);
    let run = Note {
        file: Some("workout-routes/route_2026-10-05_7.30am&b.gpx".to_owned()),
        row: 1,
        summary: Summary {
            start_ms: Some(START_MS),
            elapsed_s: Some(1800.0),
            timer_s: Some(1770.0),
            distance_m: Some(3.5 * 1609.344),
            ascent_m: Some(32.3),
            heart_rate_mean_bpm: Some(141),
            heart_rate_max_bpm: Some(171),
            sport: Some("Running".to_owned()),
            rpe: Some(7.0),
            ..Summary::default()
        },
        utc_offset_s: Some(-4 * 3600),
        heart_rate_bpm: vec![(START_MS, 102), (START_MS + 1_800_000, 150)],
        timer: vec![
            TimerEvent { time_ms: START_MS + 600_000, running: false },
            TimerEvent { time_ms: START_MS + 630_000, running: true },
        ],
        ..Note::default()
    };
    let swim = Note {
        row: 2,
        summary: Summary {
            start_ms: Some(START_MS - 3_600_000),
            elapsed_s: Some(2400.0),
            timer_s: Some(2400.0),
            distance_m: Some(914.4),
            sport: Some("Swimming".to_owned()),
            ..Summary::default()
        },
        utc_offset_s: Some(7200),
        ..Note::default()
    };
    assert_eq!(notes.len(), 2);
    assert_eq!(notes[0], run);
    assert_eq!(notes[1], swim);
}

#[test]
fn the_answer_does_not_depend_on_how_the_bytes_come() {
    let text = whole();
    let expected = notes(text.as_bytes(), 1 << 20);
    for chunk in 1..=64 {
        assert_eq!(notes(text.as_bytes(), chunk), expected, "{chunk}");
    }
    // A border of the buffer at every byte of a workout and of its records.
    for blanks in 0..text.len() - HEAD.len() {
        let filler = " ".repeat(4 * XML_EVENT_BYTES_MAX - HEAD.len() - blanks);
        let moved = text.replacen("<ExportDate", &format!("{filler}<ExportDate"), 1);
        assert_eq!(notes(moved.as_bytes(), 1 << 20), expected, "{blanks}");
    }
}

#[test]
fn cut_anywhere_what_came_before_is_kept_and_the_damage_told() {
    let text = whole();
    let run_ends = text.find("</Workout>").unwrap() + "</Workout>".len();
    let (all, _) = notes(text.as_bytes(), 1 << 20);
    for end in 0..text.trim_end().len() {
        let (notes, diagnostics) = notes(&text.as_bytes()[..end], 4096);
        let worst = diagnostics.most_severe().map(|found| found.code);
        if end < text.find("HealthData locale").unwrap() + "HealthData".len() {
            assert_eq!((notes.len(), worst), (0, Some(Code::XmlMalformed)));
        } else if end < text.len() - "/HealthData>".len() {
            assert_eq!(worst, Some(Code::XmlDamaged), "{end}");
        }
        if run_ends <= end {
            assert_eq!(notes[0], all[0]);
        }
    }
}

#[test]
fn offsets_come_from_the_zone_then_the_place_then_the_date() {
    let route = "<WorkoutRoute><FileReference path=\"/workout-routes/a.gpx\"/></WorkoutRoute>";
    let zone = |name: &str| format!("<MetadataEntry key=\"HKTimeZone\" value=\"{name}\"/>");
    for (children, expected) in [
        (zone("Asia/Kolkata"), Some(19_800)),
        (zone("Asia/Kolkata") + route, Some(19_800)),
        (zone("Mars/Olympus"), Some(7200)),
        (zone("Mars/Olympus") + route, None),
        (String::new(), Some(7200)),
        (route.to_owned(), None),
    ] {
        assert_eq!(read(&export(&workout("Running", &children))).0[0].utc_offset_s, expected, "{children}");
    }
}

#[test]
fn units_are_converted_and_unknown_ones_are_absent() {
    for (sum, unit, expected) in [
        ("10", "km", Some(10_000.0)),
        ("2", "mi", Some(3218.688)),
        ("400", "m", Some(400.0)),
        ("100", "yd", Some(91.44)),
        ("1", "furlong", None),
        ("-1", "km", None),
        ("NaN", "km", None),
        ("1e300", "km", None),
    ] {
        let sum = format!(
            "<WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceCycling\" sum=\"{sum}\" unit=\"{unit}\"/>"
        );
        assert_eq!(read(&export(&workout("Cycling", &sum))).0[0].summary.distance_m, expected, "{sum}");
    }
    let indoor = "<MetadataEntry key=\"HKIndoorWorkout\" value=\"1\"/>";
    assert_eq!(read(&export(&workout("Running", indoor))).0[0].summary.sport.as_deref(), Some("Indoor Running"));
    assert_eq!(read(&export(&workout("Yoga", indoor))).0[0].summary.sport.as_deref(), Some("Yoga"));
}

#[test]
fn sensors_are_not_mixed_and_the_workouts_own_comes_first() {
    let rates = |sources: &[(&str, u64)]| {
        let text: String = sources.iter().map(|(source, second)| rate(source, *second, "120")).collect();
        let (notes, found) = read(&export(&(text + &workout("Running", ""))));
        let seconds: Vec<i64> =
            notes[0].heart_rate_bpm.iter().map(|(time_ms, _)| (time_ms - START_MS) / 1000).collect();
        (seconds, found.first().map(|(code, count)| (*code, *count)))
    };
    assert_eq!(rates(&[("Strap", 1), ("Strap", 2), ("Watch", 3)]), (vec![3], Some((Code::OtherSensor, 2))));
    assert_eq!(rates(&[("Ring", 1), ("Strap", 3), ("Strap", 2)]), (vec![2, 3], Some((Code::OtherSensor, 1))));
    assert_eq!(rates(&[("Ring", 1), ("Strap", 2)]), (vec![1], Some((Code::OtherSensor, 1))));
    assert_eq!(rates(&[("Watch", 9), ("Watch", 5), ("Watch", 9)]), (vec![5, 9], None));
}

#[test]
fn the_same_workout_by_several_apps_is_heard_in_each() {
    let ten: String = (0..10).map(|_| workout("Running", "")).collect();
    let (notes, found) = read(&export(&(rate("Watch", 9, "120") + &ten)));
    assert_eq!(notes.iter().filter(|note| note.heart_rate_bpm.len() == 1).count(), 8);
    assert_eq!(found, [(Code::BadTime, 2)]);
}

#[test]
fn what_cannot_be_is_absent_and_counted() {
    let (notes, found) = read(&export(
        &[
            rate("Watch", 1, "0"),
            rate("Watch", 2, "300"),
            rate("Watch", 3, "fast"),
            rate("Watch", 4, "120").replace("count/min", "Hz"),
            rate("Watch", 5, "120").replace("2026-10-05", "2026-02-30"),
            workout("Running", "").replace("07:30", "06:30"),
            workout("Running", "").replace("2026-10-05 07:00", "yesterday"),
            workout(
                "Running",
                "<Location latitude='1'/><Location/><WorkoutRoute startDate='2026-10-05 07:00:00 +0200' \
                endDate='2026-10-05 07:05:00 +0200'><FileReference path='/r/short.gpx'/></WorkoutRoute><WorkoutRoute \
                startDate='2026-10-05 07:06:00 +0200' endDate='2026-10-05 07:30:00 +0200'><FileReference \
                path='/r/long.gpx'/></WorkoutRoute>",
            ),
        ]
        .concat(),
    ));
    let times: Vec<_> = notes.iter().map(|note| (note.summary.start_ms.is_some(), note.summary.elapsed_s)).collect();
    assert_eq!(times, [(true, None), (false, None), (true, Some(1800.0))]);
    assert_eq!(notes[2].file.as_deref(), Some("r/long.gpx"));
    let expected =
        [(Code::BadTime, 2), (Code::RouteLeftOut, 2), (Code::RouteLeftOut, 1), (Code::BadTime, 1), (Code::BadValue, 4)];
    assert_eq!(found, expected);
}

#[test]
fn markup_that_is_no_element_is_passed() {
    let hidden = workout("Running", "");
    let text = export(&format!("<!-- {hidden} > -- --><![CDATA[{hidden}]]><?php {hidden}?>{hidden}<!-- {hidden}"));
    for chunk in [1, 7, 4096] {
        let (notes, diagnostics) = notes(text.as_bytes(), chunk);
        assert_eq!(
            (notes.len(), diagnostics.most_severe().unwrap().code),
            (1, Code::XmlDamaged),
            "the last comment never ends"
        );
    }
    let (notes, diagnostics) = notes(b"<?xml version='1.0'?><ClinicalDocument><Workout/></ClinicalDocument>", 4096);
    assert_eq!((notes.len(), diagnostics.most_severe().unwrap().code), (0, Code::XmlMalformed));
}

#[test]
fn one_damaged_workout_costs_itself() {
    let good = workout("Running", "");
    let long = "x".repeat(1 << 20);
    for (bad, workouts) in [
        (good.replace("sourceName=\"Watch", "sourceName=\"Wat<ch"), 3),
        (good.replace("</Workout>", ""), 3),
        (good.replace("Running\"", &format!("Running\" device=\"{long}\"")), 3),
        (workout("Running", &format!("<MetadataEntry key=\"{long}\" value=\"1\"/>")), 3),
        (workout("Running", "<MetadataEntry key=\"a"), 3),
        (good.replace("<Workout ", "<Work out "), 2),
    ] {
        let (notes, found) = read(&export(&format!("{good}{bad}{good}")));
        let whole = notes.iter().filter(|note| note.summary == read(&export(&good)).0[0].summary).count();
        assert_eq!(notes.len(), workouts, "{}", &bad[..60]);
        assert!(2 <= whole);
        assert!(workouts == 2 || found.iter().any(|(code, _)| *code == Code::XmlDamaged), "{}", &bad[..60]);
    }
    let deep = "<a>".repeat(100_000);
    let (notes, _) = read(&export(&format!("{deep}{}{good}", workout("Running", &deep))));
    assert_eq!(notes.len(), 2);
}

#[test]
fn beyond_the_limit_is_counted() {
    let many = "<Workout/>".repeat(HEALTH_WORKOUTS_MAX + 3);
    let (notes, found) = read(&export(&many));
    assert_eq!(notes.len(), HEALTH_WORKOUTS_MAX);
    assert_eq!(found, [(Code::BadTime, HEALTH_WORKOUTS_MAX as u64 + 3), (Code::ActivityIndexRow, 3)]);
}

#[test]
fn a_stream_that_fails_gives_what_came_before() {
    struct Failing<'a>(&'a [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(to)? {
                0 => Err(std::io::Error::other("bad block")),
                bytes => Ok(bytes),
            }
        }
    }
    let text = whole();
    let mut diagnostics = Diagnostics::default();
    let open = || BufReader::new(Failing(&text.as_bytes()[..text.len() - 10]));
    let mut found = read_workouts(&mut open(), &mut diagnostics);
    read_records(&mut open(), &mut found, &mut diagnostics);
    assert_eq!((found.len(), found[0].note.heart_rate_bpm.len()), (2, 2));
    assert_eq!(diagnostics.as_slice().iter().filter(|found| found.code == Code::XmlDamaged).count(), 2);
    assert_eq!(diagnostics.most_severe().unwrap().code, Code::XmlDamaged);
    assert!(diagnostics.most_severe().unwrap().detail.contains("bad block"));
}

#[test]
fn mutations_never_panic_and_stay_linear() {
    const TOKENS: [&str; 16] = [
        "<",
        ">",
        "/",
        "\"",
        "'",
        "=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "</Workout>",
        "<Workout ",
        "\u{b}",
        "NaN",
        "9999",
    ];
    let sound = whole().into_bytes();
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    for round in 0..2000 {
        let mut bytes = sound.clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => drop(bytes.splice(at..at, TOKENS[random(TOKENS.len())].bytes())),
                2 => drop(bytes.drain(at..(at + random(40)).min(bytes.len() - 1).max(at))),
                _ => {
                    let copy = bytes[at..(at + random(400)).min(bytes.len())].to_vec();
                    let to = random(bytes.len());
                    bytes.splice(to..to, copy);
                }
            }
        }
        let one = notes(&bytes, 1 << 20);
        assert!(one.0.len() <= 8);
        assert!(one.0.iter().all(|note| note.heart_rate_bpm.is_sorted()));
        assert_eq!(one, notes(&bytes, 1 + round % 61));
    }
    // Anything quadratic in these would take hours.
    for piece in ["<", "<a ", "<a b='", "<!---->", "<!--", "-", "<Workout ", "</", "<Workout>", "<?", "<Record type="] {
        notes(export(&piece.repeat(300_000)).as_bytes(), 4096);
        notes(export(&piece.repeat(30_000)).as_bytes(), 1);
    }
}

/// The nights of an export of records, as (day, metric, value).
fn nights_of(records_xml: &str) -> (Vec<(String, &'static str, f64)>, Vec<Code>) {
    let mut diagnostics = Diagnostics::default();
    let text = export(records_xml);
    let mornings = read_records(&mut text.as_bytes(), &mut [], &mut diagnostics);
    let values = mornings.iter().flat_map(|morning| {
        morning.readings.iter().map(|reading| (morning.day.to_string(), reading.metric.as_str(), reading.value))
    });
    (values.collect(), diagnostics.as_slice().iter().map(|found| found.code).collect())
}

fn record(kind: &str, source: &str, unit: &str, value: &str, start: &str, end: &str) -> String {
    format!(
        "<Record type=\"{kind}\" sourceName=\"{source}\" unit=\"{unit}\" value=\"{value}\" \
         startDate=\"2026-10-{start} +0200\" endDate=\"2026-10-{end} +0200\"/>\n"
    )
}

#[test]
fn a_night_is_the_longest_sleep_of_one_source_that_ends_on_the_day() {
    let sleep = |source: &str, value: &str, start: &str, end: &str| {
        let value = format!("HKCategoryValueSleepAnalysis{value}");
        record("HKCategoryTypeIdentifierSleepAnalysis", source, "", &value, start, end)
    };
    let text = [
        sleep("Watch", "InBed", "04 22:00:00", "05 07:00:00"),
        sleep("Watch", "AsleepCore", "04 23:00:00", "05 02:00:00"),
        sleep("Watch", "Awake", "05 02:00:00", "05 02:30:00"),
        sleep("Watch", "AsleepDeep", "05 02:30:00", "05 04:00:00"),
        // Twice the same hour counts once.
        sleep("Watch", "AsleepREM", "05 03:00:00", "05 06:00:00"),
        sleep("Phone", "AsleepUnspecified", "05 01:00:00", "05 06:30:00"),
        sleep("Watch", "AsleepCore", "05 14:00:00", "05 15:00:00"),
        sleep("Watch", "AsleepCore", "01 14:00:00", "05 15:00:00"),
    ]
    .concat();
    let (values, codes) = nights_of(&text);
    assert_eq!(values, [("2026-10-05".to_owned(), "sleep_h", 6.5)]);
    assert_eq!(codes, [Code::BadValue, Code::Nights]);
}

#[test]
fn two_kinds_of_variability_are_two_metrics_and_a_resting_heart_rate_is_one_a_day() {
    let hrv = |kind: &str, value: &str, at: &str| {
        record(&format!("HKQuantityTypeIdentifierHeartRateVariability{kind}"), "Watch", "ms", value, at, at)
    };
    let text = [
        hrv("SDNN", "60", "05 03:00:00"),
        hrv("SDNN", "80", "05 06:00:00"),
        hrv("SDNN", "20", "05 18:00:00"),
        hrv("RMSSD", "44", "05 06:00:00"),
        hrv("RMSSD", "255", "06 06:00:00"),
        record("HKQuantityTypeIdentifierRestingHeartRate", "Watch", "count/min", "47", "05 00:10:00", "05 23:00:00"),
        record("HKQuantityTypeIdentifierRestingHeartRate", "Watch", "count/s", "47", "06 00:10:00", "06 23:00:00"),
    ]
    .concat();
    let day = "2026-10-05".to_owned();
    let (values, codes) = nights_of(&text);
    assert_eq!(
        values,
        [(day.clone(), "hrv_rmssd_ms", 44.0), (day.clone(), "hrv_sdnn_ms", 70.0), (day, "resting_hr_bpm", 47.0)]
    );
    assert_eq!(codes, [Code::BadValue, Code::Nights]);
}
