//! The same activity told in another way: recorded more rarely, counted in steps, with a spike, by a clock that is off, in two files,
//! in another format. The load moves by less than the bound that stands beside each way; the day, the sport and the count do not move.
//!
//! Over the runner of the fixtures, and over real files where the machine has them. Left out is what no bound can be stated for: files
//! that name no sport, for a guess at its edge is another one where a sample is missing, and runs at the
//! speed of a walk, whose word is doubted.

use crate::workbench::{fixture, shared};
use restday::activity::Activity;
use restday::activity::sport::Sport;
use restday::athlete::{Anchor, Provenance, Thresholds};
use restday::decode::decode_recordings;
use restday::decode::recording::{Cell, Column, Position, Recording, Samples, Summary};
use restday::diagnostic::Diagnostics;
use restday::effort::choose::effort;
use restday::effort::method::Context;
use restday::effort::options::EffortOptions;
use restday::effort::{Effort, Method};
use restday::format::RecordingFormat;
use restday::ingest::{self, IngestOptions};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A recording, and the name under which it is spoken of.
struct Told {
    name: String,
    recording: Recording,
}

fn files_below(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// Recordings of one session with a sample at least every 15 s on the mean, of at least ten minutes: every so many files of a folder.
fn recordings(folder: &Path, every: usize) -> Vec<Told> {
    let mut files = Vec::new();
    files_below(folder, &mut files);
    let read = files.iter().step_by(every).filter_map(|path| {
        let format = match path.extension()?.to_str()?.to_lowercase().as_str() {
            "fit" => RecordingFormat::Fit,
            "gpx" => RecordingFormat::Gpx,
            "tcx" => RecordingFormat::Tcx,
            _ => return None,
        };
        let bytes = std::fs::read(path).unwrap();
        let [recording] = decode_recordings(&bytes, format, &mut Diagnostics::default()).ok()?.try_into().ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        is_plain(&recording).then_some(Told { name, recording })
    });
    read.collect()
}

fn is_plain(recording: &Recording) -> bool {
    let time_ms = &recording.samples.time_ms;
    let (Some(first), Some(last)) = (time_ms.first(), time_ms.last()) else { return false };
    let span_s = (last - first) / 1000;
    let is_short = (600..5 * 3600).contains(&span_s);
    let steps = |most_ms: i64| time_ms.windows(2).all(|pair| (1..=most_ms).contains(&(pair[1] - pair[0])));
    recording.sessions.len() <= 1
        && is_short
        && span_s <= 15 * time_ms.len() as i64
        && steps(3_600_000)
        && counts_on(recording)
        && is_certain(recording)
}

/// Whether a word names the sport, and it is no run at the speed of a walk, whose word is doubted.
fn is_certain(recording: &Recording) -> bool {
    let has_word = recording.sessions.iter().any(|session| session.sport.is_some());
    let is_slow = |activity: &Activity| {
        let mean_mps = activity.distance_m.zip(activity.moving_s).map(|(m, s)| m / s);
        activity.sport.is_run() && mean_mps.is_some_and(|mps| mps < WALK_MPS)
    };
    has_word && !activities(std::slice::from_ref(recording)).iter().any(is_slow)
}

/// Slower on the mean a run may be a walk, metres a second.
const WALK_MPS: f64 = 1.9;

/// Whether the distance counts from the start. Metres since the point before cannot be thinned without adding them up.
fn counts_on(recording: &Recording) -> bool {
    let distance_m = &recording.samples.distance_m;
    let known: Vec<f64> = (0..recording.samples.len()).filter_map(|place| distance_m.value_at(place)).collect();
    known.is_sorted()
}

/// All that there is to transform: the fixtures, and with them real files of each format and of two athletes.
fn everything() -> Vec<Told> {
    let mut all = recordings(&fixture("runner"), 1);
    if let Some(corpus) = shared("corpus") {
        for (folder, every) in
            [("fit", 1), ("gpx", 1), ("tcx", 1), ("athletes/StoneRicky", 20), ("athletes/cdryzun", 2)]
        {
            all.extend(recordings(&corpus.join(folder), every));
        }
    }
    assert!(20 <= all.len(), "{} recordings", all.len());
    all
}

fn thresholds() -> Thresholds {
    let given = |value| Some(Anchor::new(value, Provenance::Given, ""));
    Thresholds {
        hr_rest: given(50.0),
        hr_max: given(190.0),
        lthr: given(168.0),
        run_speed_mps: given(3.7),
        ride_power_w: given(230.0),
        run_power_w: given(300.0),
        ..Thresholds::default()
    }
}

fn effort_of(activity: &Activity) -> Effort {
    let thresholds = thresholds();
    effort(activity, Context { thresholds: &thresholds, sex: None, options: &EffortOptions::default() })
}

/// The activities of recordings that are given together.
fn activities(recordings: &[Recording]) -> Vec<Activity> {
    let named: Vec<(String, Recording)> =
        recordings.iter().enumerate().map(|(nth, recording)| (format!("{nth}"), recording.clone())).collect();
    ingest::recordings(&named, IngestOptions::default()).activities
}

/// What does not move at all, and the load.
#[derive(Debug, PartialEq)]
struct Answer {
    day: String,
    sport: Sport,
    method: Method,
}

fn answer(activity: &Activity) -> (Answer, f64) {
    let found = effort_of(activity);
    (Answer { day: activity.day.to_string(), sport: activity.sport, method: found.method }, found.load)
}

/// Tells each recording in another way. `bound` is the share by which its load may move, beside half a point of rounding.
fn holds(way: &str, bound: f64, at_least: usize, told: &[Told], again: impl Fn(&Recording) -> Option<Vec<Recording>>) {
    holds_by(way, |_| bound, at_least, told, again);
}

/// [`holds`], with a bound for each method.
fn holds_by(
    way: &str,
    bound: impl Fn(Method) -> f64,
    at_least: usize,
    told: &[Told],
    again: impl Fn(&Recording) -> Option<Vec<Recording>>,
) {
    let mut moved = Vec::new();
    let mut tried = 0;
    let mut farthest: BTreeMap<&str, f64> = BTreeMap::new();
    for Told { name, recording } in told {
        let Some(others) = again(recording) else { continue };
        let (before, after) = (activities(std::slice::from_ref(recording)), activities(&others));
        let ([before], [after]) = (&before[..], &after[..]) else {
            moved.push(format!("{name}: {} activities, then {}", before.len(), after.len()));
            continue;
        };
        tried += 1;
        let ((was, load), (is, moved_load)) = (answer(before), answer(after));
        let share = (moved_load - load).abs() / load.max(1.0);
        let most = farthest.entry(was.method.as_str()).or_default();
        *most = most.max(share);
        if was != is || bound(was.method) * load + 0.5 < (moved_load - load).abs() {
            moved.push(format!(
                "{name}: {was:?} {load:.2}, then {is:?} {moved_load:.2}; {:?}",
                after.anomalies.to_cell()
            ));
        }
    }
    println!("{way}: {tried} recordings, moved at most by these shares: {farthest:.4?}");
    // The fixtures alone have few of a kind, and none with power that is sampled often enough.
    let at_least = if shared("corpus").is_some() { at_least } else { 0 };
    assert!(at_least <= tried, "{way}: only {tried}");
    assert!(moved.is_empty(), "{way}: {} of {tried}:\n{}", moved.len(), moved.join("\n"));
}

/// The samples at some places, ascending.
fn keep(samples: &Samples, places: &[usize]) -> Samples {
    fn column<T: Cell>(column: &Column<T>, places: &[usize]) -> Column<T> {
        places.iter().map(|place| column.value_at(*place)).collect()
    }
    let breaks = samples.breaks.iter().map(|at| places.partition_point(|place| place < at));
    let mut breaks: Vec<usize> = breaks.filter(|at| *at < places.len()).collect();
    breaks.dedup();
    Samples {
        time_ms: places.iter().map(|place| samples.time_ms[*place]).collect(),
        heart_rate_bpm: column(&samples.heart_rate_bpm, places),
        position: column(&samples.position, places),
        altitude_m: column(&samples.altitude_m, places),
        distance_m: column(&samples.distance_m, places),
        speed_mps: column(&samples.speed_mps, places),
        power_w: column(&samples.power_w, places),
        cadence_rpm: column(&samples.cadence_rpm, places),
        breaks,
    }
}

/// With a sample every so many seconds where there were more; absent where there are none to leave out.
fn thinned(recording: &Recording, every_s: i64) -> Option<Recording> {
    let time_ms = &recording.samples.time_ms;
    let mut places = vec![0];
    for place in 1..time_ms.len() {
        let last = *places.last().unwrap();
        if 1000 * every_s <= time_ms[place] - time_ms[last] || place + 1 == time_ms.len() {
            places.push(place);
        }
    }
    (places.len() < time_ms.len() * 9 / 10)
        .then(|| Recording { samples: keep(&recording.samples, &places), ..recording.clone() })
}

/// Without what the device summed up, which knows of samples that are no longer there.
fn without_totals(recording: &Recording) -> Recording {
    let bare = |summary: &Summary| Summary { sport: summary.sport.clone(), rpe: summary.rpe, ..Summary::default() };
    let sessions = recording.sessions.iter().map(bare).collect();
    Recording { sessions, laps: Vec::new(), lengths: Vec::new(), ..recording.clone() }
}

fn is_run(recording: &Recording) -> bool {
    activities(std::slice::from_ref(recording)).first().is_some_and(|activity| activity.sport.is_run())
}

#[test]
fn recorded_more_rarely() {
    // A heart is slow, a way is cut shorter at its bends, and of power that surges only every so many seconds one is left.
    let told: Vec<Told> = everything().into_iter().filter(|told| is_covered(&told.recording)).collect();
    for (every_s, heart, way, power) in [(2, 0.01, 0.01, 0.04), (5, 0.01, 0.06, 0.10), (10, 0.02, 0.12, 0.0)] {
        let bound = |method| match method {
            Method::Power | Method::Xpower | Method::RunPower => power,
            Method::Pace | Method::Govss => way,
            _ => heart,
        };
        holds_by(&format!("every {every_s} s"), bound, 10, &told, |recording| {
            // Power every 10 s says nothing of surges: its methods want a value a second.
            let is_power = every_s == 10 && !recording.samples.power_w.is_empty();
            Some(vec![thinned(recording, every_s).filter(|_| !is_power)?])
        });
    }
}

/// Whether the heart rate, if there is one, covers the whole, by nearly every sample: else one silence more or less decides about the
/// method.
fn is_covered(recording: &Recording) -> bool {
    let read = recording.samples.heart_rate_bpm.count_present() as f64 / recording.samples.len() as f64;
    let all = activities(std::slice::from_ref(recording));
    read == 0.0 || (0.95 <= read && all.iter().all(|activity| 0.95 <= activity.hr_coverage))
}

#[test]
fn counted_in_steps() {
    for held in [3, 5, 8] {
        holds(&format!("{held} samples held"), 0.01, 10, &everything(), |recording| {
            let distance_m = &recording.samples.distance_m;
            let usual = recording.samples.time_ms.windows(2).filter(|pair| pair[1] - pair[0] <= 2000).count();
            if distance_m.count_present() < recording.samples.len() || 2 * usual < recording.samples.len() {
                return None;
            }
            let mut told = recording.clone();
            told.samples.distance_m =
                (0..recording.samples.len()).map(|place| distance_m.value_at(place / held * held)).collect();
            Some(vec![told])
        });
    }
}

#[test]
fn with_a_spike() {
    let spiked = |recording: &Recording, spike: &dyn Fn(&mut Samples, usize)| {
        let mut told = without_totals(recording);
        for place in [told.samples.len() / 3, told.samples.len() / 2] {
            spike(&mut told.samples, place);
        }
        told
    };
    let plain: Vec<Told> = everything()
        .into_iter()
        .map(|Told { name, recording }| Told { name, recording: without_totals(&recording) })
        .collect();
    holds("a place a degree away", 0.01, 10, &plain, |recording| {
        let has_both = 10 < recording.samples.position.count_present();
        has_both.then(|| {
            vec![spiked(recording, &|samples, place| {
                if let Some(Position { latitude_deg, longitude_deg }) = samples.position.value_at(place) {
                    let away = Position { latitude_deg: latitude_deg / 2.0, longitude_deg };
                    samples.position.set_value(place, away);
                }
            })]
        })
    });
    holds("a speed of 60 m/s", 0.01, 10, &plain, |recording| {
        (!recording.samples.speed_mps.is_empty())
            .then(|| vec![spiked(recording, &|samples, place| samples.speed_mps.set_value(place, 60.0))])
    });
    holds("30,000 W", 0.01, 10, &plain, |recording| {
        (!recording.samples.power_w.is_empty()).then(|| {
            vec![spiked(recording, &|samples, place| {
                (place..place + 3).for_each(|place| samples.power_w.set_value(place, 30_000));
            })]
        })
    });
    holds("a heart rate of 250", 0.01, 10, &plain, |recording| {
        (!recording.samples.heart_rate_bpm.is_empty())
            .then(|| vec![spiked(recording, &|samples, place| samples.heart_rate_bpm.set_value(place, 250))])
    });
}

#[test]
fn by_a_clock_that_is_minutes_off() {
    holds("seven minutes later", 1e-9, 10, &everything(), |recording| {
        let mut told = recording.clone();
        let late_ms = 420_000;
        told.samples.time_ms.iter_mut().for_each(|time_ms| *time_ms += late_ms);
        for summary in told.sessions.iter_mut().chain(&mut told.laps) {
            summary.start_ms = summary.start_ms.map(|start_ms| start_ms + late_ms);
        }
        told.timer.iter_mut().for_each(|event| event.time_ms += late_ms);
        told.lengths.iter_mut().for_each(|length| length.start_ms = length.start_ms.map(|start_ms| start_ms + late_ms));
        let (was, is) = (activities(std::slice::from_ref(recording)), activities(std::slice::from_ref(&told)));
        // What begins before midnight and then after it is of another day.
        (was.first()?.day == is.first()?.day).then_some(vec![told])
    });
}

#[test]
fn given_whole_and_in_two_parts() {
    holds("whole and in two parts", 1e-9, 10, &everything(), |recording| {
        let samples = &recording.samples;
        let middle = samples.len() / 2;
        let part = |places: std::ops::Range<usize>| {
            let places: Vec<usize> = places.collect();
            let bare = without_totals(recording);
            Recording { samples: keep(samples, &places), rr_intervals_ms: Vec::new(), ..bare }
        };
        Some(vec![recording.clone(), part(0..middle), part(middle..samples.len())])
    });
}

/// GPX as services write it: places, altitudes, times, heart rate, cadence and power.
fn as_gpx(recording: &Recording) -> Vec<u8> {
    let samples = &recording.samples;
    let mut text = String::from("<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"test\"><trk>");
    if let Some(sport) = recording.sessions.first().and_then(|session| session.sport.as_ref()) {
        let _ = write!(text, "<type>{sport}</type>");
    }
    text.push_str("<trkseg>");
    for place in 0..samples.len() {
        let Some(Position { latitude_deg, longitude_deg }) = samples.position.value_at(place) else { continue };
        if samples.breaks.contains(&place) {
            text.push_str("</trkseg><trkseg>");
        }
        let _ = write!(text, "<trkpt lat=\"{latitude_deg:.7}\" lon=\"{longitude_deg:.7}\">");
        if let Some(altitude_m) = samples.altitude_m.value_at(place) {
            let _ = write!(text, "<ele>{altitude_m:.1}</ele>");
        }
        let _ = write!(text, "<time>{}</time><extensions>", time_text(samples.time_ms[place]));
        if let Some(bpm) = samples.heart_rate_bpm.value_at(place) {
            let _ = write!(text, "<hr>{bpm}</hr>");
        }
        if let Some(watts) = samples.power_w.value_at(place) {
            let _ = write!(text, "<power>{watts}</power>");
        }
        text.push_str("</extensions></trkpt>");
    }
    text.push_str("</trkseg></trk></gpx>");
    text.into_bytes()
}

fn time_text(time_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(time_ms).unwrap().to_string()
}

#[test]
fn exported_to_another_format() {
    holds("as GPX", 0.03, 10, &everything(), |recording| {
        let samples = &recording.samples;
        // What GPX cannot tell: time without a place, and what the timer did.
        let is_whole = 0.98 * samples.len() as f64 <= samples.position.count_present() as f64;
        let is_steady = samples.time_ms.windows(2).all(|pair| pair[1] - pair[0] <= 10_000);
        if !is_whole || !is_steady || !is_run(recording) || samples.heart_rate_bpm.is_empty() {
            return None;
        }
        let mut found = Diagnostics::default();
        decode_recordings(&as_gpx(recording), RecordingFormat::Gpx, &mut found).ok()
    });
}
