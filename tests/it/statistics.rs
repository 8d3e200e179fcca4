//! Every load from the statistics of an activity is the load from its samples, and the statistics of an activity are small.

use crate::workbench::{fixture, restday, shared};
use jiff::civil::date;
use proptest::prelude::*;
use restday::activity::running_power::PowerTerms;
use restday::activity::session::{self, Origin};
use restday::activity::sport::Sport;
use restday::activity::{Activity, power, slope_cost, xpower};
use restday::athlete::{Anchor, Provenance, Sex, Thresholds};
use restday::decode::recording::{Recording, Summary, TimerEvent};
use restday::diagnostic::Diagnostics;
use restday::effort::method::{Context, Unavailable};
use restday::effort::options::{EffortOptions, GradeCurve, PaceMean};
use restday::effort::{Method, daniels, edwards, lucia};
use restday::format::RecordingFormat;
use std::io::Write;
use std::path::{Path, PathBuf};

const HOUR_S: f64 = 3600.0;

fn thresholds() -> Thresholds {
    let anchor = |value| Some(Anchor::new(value, Provenance::Given, ""));
    Thresholds {
        hr_rest: anchor(48.0),
        hr_max: anchor(191.0),
        lthr: anchor(170.0),
        run_speed_mps: anchor(3.9),
        ride_power_w: anchor(240.0),
        vt1: anchor(145.0),
        vt2: anchor(170.0),
        run_power_w: anchor(290.0),
        weight_kg: anchor(64.0),
        height_m: anchor(1.74),
    }
}

/// A second of a recording: heart rate, speed, power; and whether a pause of two minutes follows.
type Second = (u8, f64, u16, bool);

/// Some minutes in stretches of their own heart rate, speed and power, each second a little different; none of it so
/// sudden that cleaning would doubt it.
fn seconds() -> impl Strategy<Value = Vec<Second>> {
    let stretch = (90..180_u8, 0.0..5.5_f64, 0..500_u16, 20..200_usize, any::<bool>());
    proptest::collection::vec(stretch, 4..12).prop_map(|stretches| {
        let mut seconds: Vec<Second> = Vec::new();
        for (target, mps, watts, count, pause) in stretches {
            for nth in 0..count {
                let before = seconds.last().map_or(target, |(bpm, ..)| *bpm);
                let bpm = if before < target { before + 1 } else { before - u8::from(target < before) };
                let tremble = ((nth * 7919) % 13) as f64 / 40.0;
                let last = pause && nth + 1 == count;
                seconds.push((bpm, mps + tremble, watts + (nth * 31 % 40) as u16, last));
            }
        }
        seconds
    })
}

/// The seconds as a recording: a sample at each, and one at the end; altitude rises with the way by `slope`.
fn activity(seconds: &[Second], sport: &str) -> Activity {
    let mut recording = Recording::new(RecordingFormat::Fit);
    let (mut time_ms, mut way_m) = (1_777_674_600_000, 0.0);
    for (nth, (bpm, mps, watts, pause)) in seconds.iter().chain(seconds.last()).enumerate() {
        let samples = &mut recording.samples;
        samples.time_ms.push(time_ms);
        samples.heart_rate_bpm.set_value(nth, *bpm);
        samples.distance_m.set_value(nth, way_m);
        samples.power_w.set_value(nth, *watts);
        if *pause && nth < seconds.len() {
            recording.timer.push(TimerEvent { time_ms, running: false });
            time_ms += 120_000;
            recording.timer.push(TimerEvent { time_ms, running: true });
        } else {
            time_ms += 1000;
            way_m += mps;
        }
    }
    recording.sessions = vec![Summary { sport: Some(sport.to_owned()), ..Summary::default() }];
    session::activities_of(&recording, &Origin::default(), &mut Diagnostics::default()).remove(0)
}

#[track_caller]
fn assert_same(method: Method, activity: &Activity, options: &EffortOptions, intensity: f64) {
    let thresholds = thresholds();
    let context = Context { thresholds: &thresholds, sex: Some(Sex::Female), options };
    // Seconds by chance may be more than anybody holds: what the method found is told all the same.
    let from_statistics = match method.evaluate(activity, context) {
        Ok(found) => found.intensity,
        Err(Unavailable::BeyondHuman { intensity, .. }) => intensity,
        Err(lack) => panic!("the method has all that it needs: {lack:?}"),
    };
    assert!(
        (from_statistics - intensity).abs() <= 1e-9 * intensity.abs().max(1e-6),
        "{method:?}: {from_statistics} from the statistics, {intensity} from the samples"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn from_the_statistics_as_from_the_samples(seconds in seconds()) {
        let recorded: Vec<Second> = seconds.iter().filter(|(.., pause)| !pause).copied().collect();
        prop_assume!(400 < recorded.len());
        let run = activity(&seconds, "running/generic");
        prop_assert_eq!(run.sport, Sport::Run);
        prop_assert!((run.duration_s - recorded.len() as f64).abs() < 1e-6);

        // Heart rate: every second by itself, at the reading before it.
        let options = EffortOptions::default();
        let mean = |weight: &dyn Fn(f64) -> f64| {
            let covered = recorded.len() as f64;
            recorded.iter().map(|(bpm, ..)| weight(f64::from(*bpm))).sum::<f64>() / covered
        };
        let banister = |bpm: f64| {
            let reserve = ((bpm - 48.0) / 143.0).clamp(0.0, 1.0);
            0.86 * reserve * (1.67 * reserve).exp()
        };
        assert_same(Method::Hrss, &run, &options, mean(&banister) / banister(170.0));
        let zones = |bpm: f64| edwards::weight(bpm, 191.0).unwrap_or(f64::NAN);
        assert_same(Method::Edwards, &run, &options, mean(&zones) / zones(170.0));
        let phases = |bpm: f64| lucia::weight(bpm, 145.0, 170.0).unwrap_or(f64::NAN);
        assert_same(Method::Lucia, &run, &options, mean(&phases) / phases(170.0));
        let points = |bpm: f64| daniels::points_per_min(bpm, 191.0).unwrap_or(f64::NAN);
        assert_same(Method::Daniels, &run, &options, mean(&points) / points(170.0));

        // Pace on the level: the mean of the seconds in motion, and the fourth-power mean of 30 s.
        let moving: Vec<f64> = recorded.iter().map(|(_, mps, ..)| if *mps < 0.894_08 { 0.0 } else { *mps }).collect();
        let total: f64 = moving.iter().sum();
        let in_motion = moving.iter().filter(|mps| 0.0 < **mps).count() as f64;
        prop_assume!(0.0 < in_motion);
        let pace = (total / in_motion / 3.9).powi(2) * in_motion / run.duration_s;
        for grade_curve in [GradeCurve::Strava, GradeCurve::Minetti] {
            let mean = EffortOptions { grade_curve, ..EffortOptions::default() };
            assert_same(Method::Pace, &run, &mean, pace);
            let normalised = EffortOptions { pace_mean: PaceMean::Normalised, ..mean };
            let rolling: Vec<f64> = moving.windows(30).map(|window| window.iter().sum::<f64>() / 30.0).collect();
            let fourth = rolling.iter().map(|mps| mps.powi(4)).sum::<f64>() / rolling.len() as f64;
            assert_same(Method::Pace, &run, &normalised, fourth.sqrt() / 3.9_f64.powi(2));
        }

        // Skiba's model every 5 s, of the mean speed of 120 s before.
        let speeds: Vec<f64> = (120..=moving.len()).step_by(5).map(|to| moving[to - 120..to].iter().sum::<f64>() / 120.0).collect();
        let mut before = speeds[0];
        let fourth: f64 = speeds.iter().map(|mps| {
            let terms = PowerTerms::new(*mps, std::mem::replace(&mut before, *mps), 5.0, 0.0);
            terms.power_w(64.0, 1.74).powi(4)
        }).sum();
        let at_threshold = PowerTerms::new(3.9, 3.9, 1.0, 0.0).power_w(64.0, 1.74);
        assert_same(Method::Govss, &run, &options, (fourth / speeds.len() as f64).sqrt() / at_threshold.powi(2));

        // Power.
        let watts: Vec<f64> = recorded.iter().map(|(_, _, watts, _)| f64::from(*watts)).collect();
        let normalised = power::normalised_power(&watts).unwrap_or(f64::NAN);
        assert_same(Method::RunPower, &run, &options, (normalised / 290.0).powi(2));
        let ride = activity(&seconds, "cycling/road");
        assert_same(Method::Power, &ride, &options, (normalised / 240.0).powi(2));
        let weighted = xpower::xpower(watts).unwrap_or(f64::NAN);
        assert_same(Method::Xpower, &ride, &options, (weighted / 240.0).powi(2));
    }
}

#[test]
fn a_slope_costs_what_its_factor_says() {
    // An hour up a slope of 5 %; the ends, where the stretch is too short for a grade, are a part in two hundred.
    let mut recording = Recording::new(RecordingFormat::Fit);
    for second in 0..=3600_usize {
        let samples = &mut recording.samples;
        samples.time_ms.push(1_777_674_600_000 + 1000 * second as i64);
        samples.distance_m.set_value(second, 3.0 * second as f64);
        samples.altitude_m.set_value(second, 100.0 + 0.15 * second as f32);
    }
    recording.sessions = vec![Summary { sport: Some("running/generic".to_owned()), ..Summary::default() }];
    let run = session::activities_of(&recording, &Origin::default(), &mut Diagnostics::default()).remove(0);
    let strava = run.statistics.graded_speed.expect("a speed").mean_mps / 3.0;
    let minetti = run.statistics.graded_speed_minetti.expect("a speed").mean_mps / 3.0;
    assert!((strava / slope_cost::strava_factor(0.05) - 1.0).abs() < 0.005, "{strava}");
    assert!((minetti / slope_cost::minetti_factor(0.05) - 1.0).abs() < 0.005, "{minetti}");
    let graded = run.statistics.best_durations_graded.last().expect("an hour").distance_m;
    assert!(12_000.0 < graded && run.statistics.best_durations.last().expect("an hour").distance_m < 11_000.0);
}

#[test]
fn a_recording_of_hours_between_samples_takes_no_memory_by_the_second() {
    // Eight years of a point every two hours.
    let mut recording = Recording::new(RecordingFormat::Gpx);
    for nth in 0..35_000_usize {
        recording.samples.time_ms.push(788_918_400_000 + 7_000_000 * nth as i64);
        recording.samples.distance_m.set_value(nth, 9_000.0 * nth as f64);
        recording.samples.heart_rate_bpm.set_value(nth, 120);
    }
    recording.sessions = vec![Summary { sport: Some("running".to_owned()), ..Summary::default() }];
    let found = session::activities_of(&recording, &Origin::default(), &mut Diagnostics::default());
    assert_eq!(found.len(), 1);
    for statistics in found.into_iter().map(|activity| activity.statistics) {
        assert!(statistics.best_durations.is_empty() && statistics.steady_minutes.is_empty());
        assert!(statistics.graded_speed.is_none_or(|graded| graded.normalised_mps.is_none()));
    }
}

#[test]
fn an_activity_without_a_usable_channel_is_estimated_and_says_so() {
    let bare = Recording {
        sessions: vec![Summary {
            start_ms: Some(1_777_674_600_000),
            elapsed_s: Some(HOUR_S),
            sport: Some("running/generic".to_owned()),
            ..Summary::default()
        }],
        ..Recording::new(RecordingFormat::Fit)
    };
    let run = session::activities_of(&bare, &Origin::default(), &mut Diagnostics::default()).remove(0);
    assert_eq!(run.day, date(2026, 5, 1));
    let thresholds = thresholds();
    let context = Context { thresholds: &thresholds, sex: None, options: &EffortOptions::default() };
    let effort = restday::effort::choose::effort(&run, context);
    assert_eq!((effort.method.as_str(), effort.quality.as_str()), ("estimated", "estimated"));
    for method in Method::CHOICES {
        assert!(method.evaluate(&run, context).is_err(), "{method:?}");
    }
}

/// The activities of files as `inspect --json` tells them: each with its statistics.
fn inspected(paths: &[PathBuf]) -> Vec<serde_json::Value> {
    let ended = restday().args(["inspect", "--json"]).args(paths).output().expect("the program starts");
    let told: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let files = told.as_array().expect("files").iter();
    files.flat_map(|file| file["activities"].as_array().cloned().unwrap_or_default()).collect()
}

/// A value without the names in it: in a table they are the columns'.
fn unnamed(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(named) => named.values().map(unnamed).collect(),
        serde_json::Value::Array(values) => values.iter().map(unnamed).collect(),
        value => value.clone(),
    }
}

/// Bytes of what a ledger would hold of each activity: its row and its statistics, as text, deflated one by one. A table of
/// columns, packed as a whole, is smaller.
fn packed_bytes(activities: &[serde_json::Value]) -> Vec<usize> {
    let packed = activities.iter().map(|activity| {
        let mut row = activity.clone();
        let object = row.as_object_mut().expect("an object");
        // The methods are computed from the rest.
        object.remove("methods");
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(unnamed(&row).to_string().as_bytes()).expect("memory");
        encoder.finish().expect("memory").len()
    });
    packed.collect()
}

fn fit_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            fit_files(&path, into);
        } else if path.to_string_lossy().contains(".fit") {
            into.push(path);
        }
    }
}

#[test]
fn an_activity_takes_two_kibibytes_of_a_ledger() {
    let mut paths = vec![fixture("runner")];
    paths.extend(shared("corpus/athletes/StoneRicky"));
    for path in paths {
        let mut files = Vec::new();
        fit_files(&path, &mut files);
        files.sort();
        assert!(!files.is_empty(), "{}", path.display());
        let mut bytes = packed_bytes(&inspected(&files));
        bytes.sort_unstable();
        let mean = bytes.iter().sum::<usize>() / bytes.len();
        let most = bytes[bytes.len() * 99 / 100];
        println!(
            "{}: {} activities, {mean} bytes on the mean, {most} at the 99th percent",
            path.display(),
            bytes.len()
        );
        assert!(most <= 2048, "{}: {most} bytes", path.display());
    }
}
