//! What must hold of whatever comes out, whoever wrote what went in.

use restday::activity::cleaned::{Cleaned, Cleaning};
use restday::activity::clock;
use restday::activity::slope_cost::{minetti_factor, strava_factor};
use restday::activity::sport::Sport;
use restday::activity::statistics::{BEST_EFFORT_DURATIONS_S, BestEffort, GradedSpeed, PowerStatistics};
use restday::activity::valid_samples::{ValidSamples, Whole};
use restday::activity::{Activity, speed};
use restday::athlete::history::History;
use restday::athlete::{Anchor, Athlete, Provenance, Thresholds};
use restday::decode::recording::{Cell, Column, Recording, Summary};
use restday::diagnostic::{Diagnostics, Severity};
use restday::effort::method::Context;
use restday::effort::options::EffortOptions;
use restday::effort::{AllMethods, Effort, Method, choose};
use restday::ingest::{Ingested, Outcome};
use restday::limits::{DIAGNOSTICS_PER_CODE_MAX, SAMPLES_MAX, TIME_MS_MAX, TIME_MS_MIN};
use restday::morning::{CheckinItem, Morning};
use restday::vendors::Note;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::LazyLock;

/// A sum of rounded numbers may be off by this.
const ROUNDED: f64 = 0.002;

/// Nobody runs faster: a speed beyond it is left out before anything is computed, metres a second.
const ON_FOOT_MAX_MPS: f64 = 12.0;

/// The most that a power meter can write in a FIT file, watts.
const POWER_MAX_W: f64 = 65_534.0;

/// What an hour at threshold is 1 of, at most, by a method of heart rates, a feeling or a sport. A heart at its maximum has
/// some 1.5 by Banister, 1.25 by Edwards, 2.2 by Daniels; 10 of 10 have 1.43. Nobody holds it, but for an hour somebody may.
const INTENSITY_MAX: f64 = 2.5;

/// The same by Skiba's model: a runner who alternates between 12 m/s and standing, up the steepest slope.
const GOVSS_INTENSITY_MAX: f64 = 1000.0;

/// Thresholds of a trained runner, so that the bounds of a load are known.
static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(|| {
    let anchor = |value| Some(Anchor::new(value, Provenance::Given, "for the test"));
    Thresholds {
        hr_rest: anchor(50.0),
        hr_max: anchor(190.0),
        lthr: anchor(170.0),
        run_speed_mps: anchor(3.8),
        ride_power_w: anchor(250.0),
        vt1: anchor(150.0),
        vt2: anchor(170.0),
        run_power_w: anchor(300.0),
        weight_kg: anchor(70.0),
        height_m: anchor(1.78),
    }
});

/// All that the rows of a run's report are made of, by default.
static OPTIONS: LazyLock<EffortOptions> = LazyLock::new(EffortOptions::default);

#[track_caller]
fn finite(what: &str, values: &[f64], of: &impl Debug) {
    assert!(values.iter().all(|value| value.is_finite()), "{what} is no number: {values:?} of {of:?}");
}

#[track_caller]
fn not_negative(what: &str, values: &[f64], of: &impl Debug) {
    finite(what, values, of);
    assert!(values.iter().all(|value| 0.0 <= *value), "{what} is negative: {values:?} of {of:?}");
}

/// A decoder's findings: few a code, and each a sentence without its end.
pub fn diagnostics(diagnostics: &Diagnostics) {
    for found in diagnostics.as_slice() {
        assert!(0 < found.count && !found.detail.is_empty(), "{found:?}");
        let same = diagnostics.as_slice().iter().filter(|other| other.code == found.code).count();
        assert!(same <= DIAGNOSTICS_PER_CODE_MAX, "{same} times {found:?}");
    }
}

/// A recording: every value finite, every time within its bounds, no channel longer than the samples.
pub fn recording(recording: &Recording) {
    let samples = &recording.samples;
    let len = samples.len();
    assert!(len <= SAMPLES_MAX, "{len} samples");
    let times = samples.time_ms.iter().chain(recording.timer.iter().map(|event| &event.time_ms));
    let sessions = recording.sessions.iter().chain(&recording.laps);
    let starts = sessions.clone().filter_map(|summary| summary.start_ms.as_ref());
    for time_ms in times.chain(starts) {
        assert!((TIME_MS_MIN..=TIME_MS_MAX).contains(time_ms), "a time of {time_ms}");
    }
    column("heart rate", &samples.heart_rate_bpm, len, |bpm| *bpm != 0);
    column("position", &samples.position, len, |place| {
        place.latitude_deg.abs() <= 90.0 && place.longitude_deg.abs() <= 180.0
    });
    column("altitude", &samples.altitude_m, len, |altitude_m| altitude_m.is_finite());
    column("distance", &samples.distance_m, len, |distance_m| distance_m.is_finite() && 0.0 <= *distance_m);
    column("speed", &samples.speed_mps, len, |speed_mps| speed_mps.is_finite() && 0.0 <= *speed_mps);
    column("power", &samples.power_w, len, |_| true);
    column("cadence", &samples.cadence_rpm, len, |_| true);
    assert!(samples.breaks.is_sorted() && samples.breaks.iter().all(|at| *at <= len), "{:?}", samples.breaks);
    sessions.for_each(summary);
    let lengths = recording.lengths.iter().filter_map(|length| length.timer_s);
    not_negative("a length", &lengths.chain(recording.pool_length_m).collect::<Vec<_>>(), &"a pool");
    if let Some(offset_s) = recording.utc_offset_s {
        assert!(offset_s.abs() <= 14 * 3600 && offset_s % 900 == 0, "an offset of {offset_s} s");
    }
}

fn column<T: Cell + Debug>(what: &str, column: &Column<T>, len: usize, is_sound: impl Fn(&T) -> bool) {
    assert!(column.count_present() <= len, "{what}: {} values for {len} samples", column.count_present());
    assert!(column.value_at(len).is_none(), "{what} goes on after the last sample");
    let wrong = (0..len).filter_map(|i| column.value_at(i)).find(|value| !is_sound(value));
    assert!(wrong.is_none(), "{what}: {wrong:?}");
}

fn summary(summary: &Summary) {
    let Summary { elapsed_s, timer_s, moving_s, distance_m, ascent_m, rpe, temperature_c, .. } = summary;
    let positive = [elapsed_s, timer_s, moving_s, distance_m, ascent_m].into_iter().flatten().copied();
    not_negative("a summary", &positive.collect::<Vec<_>>(), summary);
    finite("a temperature", temperature_c.as_slice(), summary);
    assert!(rpe.is_none_or(|rpe| (0.0..=10.0).contains(&rpe)), "{summary:?}");
}

/// The samples as they are believed: time ascends, the way never falls, and each second counts once.
pub fn cleaned(recording: &Recording) {
    let samples = &recording.samples;
    let indices = clock::believable_indices(&samples.time_ms);
    assert!(indices.is_sorted_by(|a, b| a < b), "places that do not ascend");
    let kept = ValidSamples::new(&Whole::new(samples, &recording.timer), &indices, &speed::lasting_mps(true, true));
    assert!(kept.time_ms.is_sorted_by(|a, b| a < b), "times that do not ascend: {:?}", kept.time_ms);
    assert_eq!(kept.recorded_s.len(), indices.len());
    not_negative("recorded time", &kept.recorded_s, &"kept samples");
    let recorded_s: f64 = kept.recorded_s.iter().sum();
    assert!(recorded_s <= kept.span_s() + ROUNDED, "{recorded_s} s recorded in {} s", kept.span_s());
    let cleaned = Cleaned::new(&kept, Sport::Run, Cleaning::default(), &mut Diagnostics::default());
    finite("the way", &cleaned.track.distance_m, &"a track");
    assert!(cleaned.track.distance_m.is_sorted(), "a way that goes back");
    let mps: Vec<f64> = cleaned.track.speed_mps.iter().flatten().copied().collect();
    not_negative("a speed", &mps, &"a track");
    assert!(mps.iter().all(|mps| *mps <= ON_FOOT_MAX_MPS + 1e-9), "faster than anybody runs");
    not_negative("time in motion", &[cleaned.moving_s], &"a track");
    assert!(cleaned.moving_s <= recorded_s + ROUNDED, "{} s of {recorded_s} s in motion", cleaned.moving_s);
    assert!(cleaned.altitude_m.iter().flatten().all(|altitude_m| altitude_m.is_finite()), "an altitude");
    let covered_s = cleaned.heart_rate.histogram.covered_s();
    assert!(covered_s <= recorded_s + ROUNDED, "heart rate for {covered_s} s of {recorded_s} s");
    assert!(cleaned.impossible.iter().all(|place| *place < indices.len()), "{:?}", cleaned.impossible);
}

/// An activity: every value finite or absent, its durations in order, its coverage a share, its best efforts monotone.
pub fn activity(activity: &Activity) {
    let a = activity;
    let times = [Some(a.duration_s), Some(a.elapsed_s), a.moving_s, a.distance_m];
    not_negative("a duration or distance", &times.into_iter().flatten().collect::<Vec<_>>(), a);
    not_negative("repaired time", &[a.hr_repaired_s, a.hr_suspect_s, a.gps_repaired_s], a);
    assert!(0.0 < a.duration_s, "no duration: {a:?}");
    assert!(a.moving_s.is_none_or(|moving_s| moving_s <= a.duration_s), "moving for longer than it lasted: {a:?}");
    assert!(a.duration_s <= a.elapsed_s, "longer than from start to end: {a:?}");
    assert!((0.0..=1.0).contains(&a.hr_coverage), "coverage: {a:?}");
    let said = [a.ascent_m, a.heart_rate_mean_bpm, a.given_load, a.rpe, a.temperature_c];
    finite("a value", &said.into_iter().flatten().collect::<Vec<_>>(), a);
    assert!(a.heart_rate_mean_bpm.is_none_or(|bpm| (30.0..=220.0).contains(&bpm)), "heart rate: {a:?}");
    // Without samples a summary may tell one of them alone.
    let is_measured = 0.0 < a.hr_coverage;
    let both = a.heart_rate_mean_bpm.is_some() == a.heart_rate_max_bpm.is_some();
    assert!(both || !is_measured, "a mean without a maximum: {a:?}");
    let in_order = a.heart_rate_mean_bpm.zip(a.heart_rate_max_bpm);
    assert!(in_order.is_none_or(|(mean, max)| mean <= f64::from(max) + 0.05), "a mean above the maximum: {a:?}");
    assert!((TIME_MS_MIN..=TIME_MS_MAX).contains(&a.start_ms), "start: {a:?}");
    assert!(a.utc_offset_s.abs() <= 15 * 3600, "offset: {a:?}");
    assert_eq!(a.day, clock::local_day(a.start_ms, a.utc_offset_s), "{a:?}");
    assert!(a.start_ms <= a.end_ms(), "{a:?}");
    assert!(a.id.len() >= 16 && a.id[..16].bytes().all(|byte| byte.is_ascii_hexdigit()), "{a:?}");
    statistics(activity);
}

fn statistics(activity: &Activity) {
    let found = &activity.statistics;
    if let Some(histogram) = &found.heart_rate {
        for (bpm, seconds) in histogram.seconds_by_bpm() {
            assert!((30.0..=220.0).contains(&bpm) && seconds.is_finite(), "{seconds} s at {bpm}");
        }
    }
    for GradedSpeed { mean_mps, normalised_mps, moving_s, covered_s } in
        found.graded_speed.iter().chain(&found.graded_speed_minetti)
    {
        let values = [Some(*mean_mps), *normalised_mps, Some(*moving_s), Some(*covered_s)];
        not_negative("graded speed", &values.into_iter().flatten().collect::<Vec<_>>(), activity);
        let steepest = strava_factor(1e9).max(minetti_factor(1e9)).max(minetti_factor(-1e9));
        assert!(*mean_mps <= ON_FOOT_MAX_MPS * steepest + 1e-9, "graded speed: {activity:?}");
        assert!(*moving_s <= *covered_s + ROUNDED, "graded speed: {activity:?}");
    }
    if let Some(moments) = found.running_power {
        not_negative("the moments of running power", &[moments.as_means()[0], moments.as_means()[4]], activity);
    }
    if let Some(PowerStatistics { normalised_w, xpower_w, mean_w, covered_s, best_w }) = &found.power {
        not_negative("power", &[*normalised_w, *xpower_w, *mean_w, *covered_s], activity);
        assert!([normalised_w, xpower_w, mean_w].iter().all(|w| **w <= POWER_MAX_W + 1.0), "power: {activity:?}");
        let best: Vec<(f64, f64)> = BEST_EFFORT_DURATIONS_S.map(f64::from).into_iter().zip(best_w.clone()).collect();
        assert!(best_w.len() <= BEST_EFFORT_DURATIONS_S.len(), "best power: {activity:?}");
        never_better_for_longer(&best, 1e-6, activity);
    }
    for efforts in [&found.best_efforts, &found.best_efforts_graded] {
        over_distances(efforts, activity);
    }
    for efforts in [&found.best_durations, &found.best_durations_graded] {
        over_durations(efforts, activity);
    }
    for minute in &found.steady_minutes {
        not_negative("a steady minute", &[minute.graded_mps, minute.heart_rate_bpm], activity);
    }
}

/// Who ran farther took longer.
fn over_distances(efforts: &[BestEffort], of: &Activity) {
    for effort in efforts {
        finite("a best effort", &[effort.distance_m, effort.duration_s], of);
        assert!(0.0 < effort.distance_m && 0.0 < effort.duration_s, "a best effort of {effort:?}: {of:?}");
    }
    assert!(efforts.is_sorted_by(|a, b| a.distance_m < b.distance_m), "not by distance: {efforts:?}");
    assert!(efforts.is_sorted_by(|a, b| a.duration_s <= b.duration_s), "farther in less time: {efforts:?}");
}

/// Who ran for longer came farther, and not at a higher speed.
fn over_durations(efforts: &[BestEffort], of: &Activity) {
    let found: Vec<(f64, f64)> = efforts.iter().map(|effort| (effort.duration_s, effort.distance_m)).collect();
    for (duration_s, distance_m) in &found {
        not_negative("a best effort", &[*duration_s, *distance_m], of);
    }
    assert!(found.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "longer and not as far: {efforts:?}");
    let speeds: Vec<(f64, f64)> = found.iter().map(|(duration_s, m)| (*duration_s, m / duration_s)).collect();
    never_better_for_longer(&speeds, ROUNDED, of);
}

/// A mean over twice, three, … times as long is no higher: half of it would be as high.
fn never_better_for_longer(best: &[(f64, f64)], off_by: f64, of: &Activity) {
    for (nth, (long_s, over_long)) in best.iter().enumerate() {
        not_negative("a best mean", &[*over_long], of);
        for (short_s, over_short) in &best[..nth] {
            let is_multiple = (long_s / short_s).fract() == 0.0;
            assert!(!is_multiple || *over_long <= over_short + off_by, "better for longer: {best:?} of {of:?}");
        }
    }
}

/// The loads of one activity by every method.
///
/// Against thresholds that are known the bounds hold for all files: by heart rate, feeling and sport they are human. By pace,
/// by modelled and by measured power they are what the way and the sensor allow and far from human, for nothing holds
/// sensors against each other yet: twelve metres a second for a week are believed, and so are 65,534 W.
/// Against what a watch says of its wearer a load is only asked to be a number.
/// All are for each hour: how many there are nobody bounds, where samples are hours apart.
pub fn loads(activity: &Activity) {
    let context = Context { thresholds: &THRESHOLDS, sex: None, options: &OPTIONS };
    let every = AllMethods::of(activity, context);
    let hours = activity.duration_s / 3600.0;
    let within = |method: Method, load: Option<f64>, most: f64| {
        let Some(load) = load else { return };
        not_negative("a load", &[load], activity);
        let most = 100.0 * most * 1.001 + 1e-6;
        assert!(load <= most, "{method:?}: a load of {load} where {most} is the most: {activity:?}");
    };
    let by_heart = [
        (Method::Hrss, every.load_hrss),
        (Method::Edwards, every.load_edwards),
        (Method::Lucia, every.load_lucia),
        (Method::Daniels, every.load_daniels),
        (Method::Rpe, every.load_rpe),
    ];
    for (method, load) in by_heart {
        within(method, load, INTENSITY_MAX * hours);
    }
    let fastest = ON_FOOT_MAX_MPS * strava_factor(1e9) / value(THRESHOLDS.run_speed_mps.as_ref());
    within(Method::Pace, every.load_pace, fastest * fastest * activity.elapsed_s.max(graded_s(activity)) / 3600.0);
    within(Method::Govss, every.load_govss, GOVSS_INTENSITY_MAX * hours);
    let strongest = |threshold_w: f64| (POWER_MAX_W / threshold_w).powi(2) * hours;
    within(Method::RunPower, every.load_run_power, strongest(value(THRESHOLDS.run_power_w.as_ref())));
    within(Method::Power, every.load_power, strongest(value(THRESHOLDS.ride_power_w.as_ref())));
    within(Method::Xpower, every.load_xpower, strongest(value(THRESHOLDS.ride_power_w.as_ref())));
    let raw = [every.trimp_banister, every.trimp_edwards, every.trimp_lucia, every.daniels_points, every.session_rpe];
    not_negative("a raw figure", &raw.into_iter().flatten().collect::<Vec<_>>(), activity);
    let others = [every.vdot, every.decoupling];
    finite("a figure", &others.into_iter().flatten().collect::<Vec<_>>(), activity);
    effort(choose::effort(activity, context), activity);

    let own = History::new(&Athlete::default(), [activity]).thresholds_on(activity.day);
    for (key, _, anchor) in own.all_anchors() {
        let found = anchor.as_ref().map(|anchor| anchor.value);
        assert!(found.is_none_or(|value| value.is_finite() && 0.0 < value), "{key} = {found:?}: {activity:?}");
    }
    effort(choose::effort(activity, Context { thresholds: &own, ..context }), activity);
}

fn effort(effort: Effort, of: &Activity) {
    not_negative("an effort", &[effort.duration_h, effort.intensity, effort.load], of);
}

fn value(anchor: Option<&Anchor>) -> f64 {
    anchor.map_or(f64::NAN, |anchor| anchor.value)
}

/// The time that a load by pace stands on: a timer that contradicts the samples may be shorter.
fn graded_s(activity: &Activity) -> f64 {
    activity.statistics.graded_speed.map_or(0.0, |graded| graded.covered_s)
}

/// Mornings: values that a body has, on the scales that they are said to be on.
pub fn mornings(mornings: &[Morning]) {
    for morning in mornings {
        for item in CheckinItem::ALL {
            let (value, range) = (morning.number(item), item.spec().kind.range());
            let sound = value.zip(range).is_none_or(|(value, range)| range.contains(&value));
            assert!(sound, "{item:?} = {value:?}: {morning:?}");
        }
        for reading in &morning.readings {
            assert!(reading.metric.allows(reading.value), "{reading:?}");
        }
        assert!((1900..=2200).contains(&morning.day.year()), "{morning:?}");
    }
}

/// What a table says of an activity.
pub fn note(note: &Note) {
    summary(&note.summary);
    not_negative("a given load", note.load.as_slice(), note);
    assert!(note.heart_rate_bpm.is_sorted_by_key(|(time_ms, _)| *time_ms), "heart rates out of order");
    assert!(note.heart_rate_bpm.iter().all(|(_, bpm)| *bpm != 0), "a heart rate of 0");
    assert!(note.file.as_deref().is_none_or(|file| !file.is_empty()), "{note:?}");
}

/// An import: every input is answered for once, and what came out of it can be.
pub fn ingested(ingested: &Ingested) {
    let counts = ingested.counts();
    let sum = counts.activities + counts.duplicates + counts.not_activity + counts.refused;
    assert_eq!(counts.inputs, sum, "{counts:?}");
    assert_eq!(counts.inputs, ingested.inputs.len());
    assert!(counts.damaged <= counts.inputs, "{counts:?}");
    let names: BTreeSet<&str> = ingested.inputs.iter().map(|input| input.source.as_str()).collect();
    assert_eq!(names.len(), ingested.inputs.len(), "one name for two inputs: {:?}", ingested.inputs);
    let ids: BTreeSet<&str> = ingested.activities.iter().map(|activity| activity.id.as_str()).collect();
    assert_eq!(ids.len(), ingested.activities.len(), "one id for two activities: {:?}", ingested.inputs);
    for input in &ingested.inputs {
        let gave = !input.activity_ids.is_empty();
        let should = matches!(input.outcome, Outcome::Activity | Outcome::Duplicate);
        assert_eq!(gave, should, "{input:?}");
        assert!(input.outcome != Outcome::Refused || input.code.severity() == Severity::Refused, "{input:?}");
        assert!(input.activity_ids.iter().all(|id| ids.contains(id.as_str())), "{input:?}");
    }
    for twin in &ingested.twins {
        assert!(names.contains(twin.winner.as_str()) && names.contains(twin.loser.as_str()), "{twin:?}");
        assert!(ids.contains(twin.winner_id.as_str()), "{twin:?}");
    }
    let in_order = |a: &Activity, b: &Activity| (a.start_ms, &a.id) < (b.start_ms, &b.id);
    assert!(ingested.activities.is_sorted_by(in_order), "activities out of order");
    for found in &ingested.activities {
        assert!(names.contains(found.source.as_str()), "{found:?}");
        activity(found);
        loads(found);
    }
    mornings(&ingested.mornings);
}
