//! One `<Workout>` while it is read.

use super::tags::{End, HealthAttributes, HealthTag};
use super::value::{decode_text, instant_of, offset_s, parse_number, to_bpm, to_metres, to_seconds};
use crate::decode::recording::TimerEvent;
use crate::diagnostic::Tally;
use crate::vendors::Note;
use xxhash_rust::xxh3::xxh3_64;

/// Metres that a workout may count: five times around the Earth.
const DISTANCE_M_MAX: f64 = 200_000_000.0;

/// Metres that a workout may climb; nobody carries a watch higher in one go.
const ASCENT_M_MAX: f64 = 100_000.0;

/// A workout and what is still to be found out about it.
#[derive(Debug, Default)]
pub struct Workout {
    /// What the export says of it.
    pub note: Note,
    /// From start to end, Unix milliseconds; absent when one of them is, or the end comes first.
    pub(super) window_ms: Option<(i64, i64)>,
    /// Digest of the name of the app or watch that wrote it.
    pub(super) source: u64,
    /// How hard it felt, by the runner, and by Apple's estimate.
    pub(super) effort: [Option<f64>; 2],
    /// The heart rates in its window, each sensor's apart.
    pub(super) sensors: Vec<WorkoutSensor>,
}

/// What one sensor measured during a workout.
#[derive(Debug)]
pub(super) struct WorkoutSensor {
    pub(super) source: u64,
    pub(super) device: u64,
    pub(super) heart_rate_bpm: Vec<(i64, u8)>,
}

/// What was passed by on the way, to be told.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Tags of a workout that break off, and the first of them.
    pub(super) broken: Tally,
    /// Dates that cannot be, ends before starts.
    pub(super) times: Tally,
    /// Places that stand in the workout itself.
    pub(super) places: Tally,
    /// Routes beyond a workout's longest.
    pub(super) routes: Tally,
}

/// A workout whose end tag has not come yet.
#[derive(Debug, Default)]
pub(super) struct WorkoutReading {
    workout: Workout,
    /// Elements open inside it: what describes the whole workout stands directly in it.
    depth: usize,
    at: u64,
    start_offset_s: Option<i32>,
    zone: Option<String>,
    indoor: bool,
    old_distance_m: Option<f64>,
    /// How long the route that was chosen lasts, and the one that is open.
    route_ms: (Option<i64>, i64),
}

impl WorkoutReading {
    /// Takes the start tag; tells whether the workout ends with it.
    pub(super) fn begin(tag: &HealthTag<'_>, passed: &mut Passed) -> (Self, bool) {
        let mut reading = Self { at: tag.at, ..Self::default() };
        let mut attributes = tag.attributes();
        let [sport, duration, duration_unit, distance, distance_unit, source, start, end] = attributes.values_of([
            "workoutActivityType",
            "duration",
            "durationUnit",
            "totalDistance",
            "totalDistanceUnit",
            "sourceName",
            "startDate",
            "endDate",
        ]);
        let summary = &mut reading.workout.note.summary;
        let sport = sport.map(<[u8]>::trim_ascii);
        summary.sport = sport.and_then(|word| decode_text(word.strip_prefix(b"HKWorkoutActivityType").unwrap_or(word)));
        reading.workout.source = source.map_or(0, xxh3_64);
        let (duration, distance) = (duration.and_then(parse_number), distance.and_then(parse_number));
        let start = start.and_then(instant_of);
        let end_ms = end.and_then(instant_of).map(|end| end.time_ms);
        reading.start_offset_s = start.and_then(|start| start.utc_offset_s);
        summary.start_ms = start.map(|start| start.time_ms);
        summary.timer_s = duration.zip(duration_unit).and_then(|(duration, unit)| to_seconds(duration, unit));
        reading.old_distance_m = distance.zip(distance_unit).and_then(|(distance, unit)| to_metres(distance, unit));
        let window_ms = summary.start_ms.zip(end_ms).filter(|(start_ms, end_ms)| start_ms <= end_ms);
        if window_ms.is_none() {
            passed.times.count_at(tag.at);
        }
        summary.elapsed_s = window_ms.map(|(start_ms, end_ms)| end_ms.saturating_sub(start_ms) as f64 / 1000.0);
        reading.workout.window_ms = window_ms;
        if attributes.end() == End::Broken {
            passed.broken.count_at(tag.at);
        }
        (reading, attributes.end() == End::Empty)
    }

    /// Takes a tag inside the workout. `events` are the timer events that may still be kept.
    pub(super) fn take(&mut self, tag: &HealthTag<'_>, events: &mut usize, passed: &mut Passed) {
        let name = tag.name();
        if name.first() == Some(&b'/') {
            self.depth = self.depth.saturating_sub(1);
            return;
        }
        let mut attributes = tag.attributes();
        match name {
            b"MetadataEntry" if self.depth == 0 => self.metadata(&mut attributes),
            b"WorkoutStatistics" if self.depth == 0 => self.statistics(&mut attributes),
            b"WorkoutEvent" if self.depth == 0 => self.event(&mut attributes, events),
            b"WorkoutRoute" => self.route(&mut attributes),
            b"FileReference" => self.file(&mut attributes, tag.at, passed),
            b"Location" => passed.places.count_at(tag.at),
            _ => {}
        }
        // What is left of the attributes says how the tag ends.
        attributes.by_ref().for_each(drop);
        match attributes.end() {
            End::Open => self.depth = self.depth.saturating_add(1),
            End::Empty => {}
            End::Broken => passed.broken.count_at(tag.at),
        }
    }

    /// Where the workout begins, bytes from the start of the stream.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The workout as far as it was read.
    ///
    /// Apple writes dates in the zone that the phone is in at the export, wherever the workout was. So the offset is that
    /// of the zone that the workout names; a workout with a route is left to the place of its points; and only one
    /// with neither gets the offset of the date.
    pub(super) fn end(mut self) -> Workout {
        let note = &mut self.workout.note;
        let summary = &mut note.summary;
        let of_zone = self.zone.zip(summary.start_ms).and_then(|(zone, start_ms)| offset_s(&zone, start_ms));
        note.utc_offset_s = of_zone.or(self.start_offset_s.filter(|_| note.file.is_none()));
        summary.distance_m = summary.distance_m.or(self.old_distance_m).filter(|m| *m <= DISTANCE_M_MAX);
        if self.indoor && summary.sport.as_deref() == Some("Running") {
            summary.sport = Some("Indoor Running".to_owned());
        }
        let [own, estimated] = self.workout.effort;
        summary.rpe = own.or(estimated);
        self.workout
    }

    fn metadata(&mut self, attributes: &mut HealthAttributes<'_>) {
        let [key, value] = attributes.values_of(["key", "value"]).map(Option::unwrap_or_default);
        let summary = &mut self.workout.note.summary;
        match key {
            b"HKIndoorWorkout" => self.indoor = value == b"1",
            b"HKTimeZone" => self.zone = decode_text(value),
            b"HKElevationAscended" => {
                let mut words = value.split(|byte| *byte == b' ');
                let ascent = words.next().and_then(parse_number).zip(words.next());
                summary.ascent_m =
                    ascent.and_then(|(ascent, unit)| to_metres(ascent, unit)).filter(|m| *m <= ASCENT_M_MAX);
            }
            _ => {}
        }
    }

    fn statistics(&mut self, attributes: &mut HealthAttributes<'_>) {
        let [kind, unit, sum, average, maximum] = attributes.values_of(["type", "unit", "sum", "average", "maximum"]);
        let [sum, average, maximum] = [sum, average, maximum].map(|number| number.and_then(parse_number));
        let kind = kind.and_then(|kind| kind.strip_prefix(b"HKQuantityTypeIdentifier")).unwrap_or_default();
        let unit = unit.unwrap_or_default();
        let summary = &mut self.workout.note.summary;
        match kind {
            b"HeartRate" if unit == b"count/min" => {
                summary.heart_rate_mean_bpm = average.and_then(to_bpm);
                summary.heart_rate_max_bpm = maximum.and_then(to_bpm);
            }
            // A workout of several sports has a distance for each.
            _ if kind.starts_with(b"Distance") => {
                let distance_m = sum.and_then(|sum| to_metres(sum, unit));
                summary.distance_m = distance_m.map(|m| m + summary.distance_m.unwrap_or(0.0)).or(summary.distance_m);
            }
            _ => {
                if let Some(slot) = effort_slot(kind, &mut self.workout.effort) {
                    *slot = average.and_then(effort_rating).or(*slot);
                }
            }
        }
    }

    fn event(&mut self, attributes: &mut HealthAttributes<'_>, events: &mut usize) {
        let [kind, date] = attributes.values_of(["type", "date"]).map(Option::unwrap_or_default);
        let running = match kind.strip_prefix(b"HKWorkoutEventType").unwrap_or_default() {
            b"Pause" | b"MotionPaused" => false,
            b"Resume" | b"MotionResumed" => true,
            _ => return,
        };
        if let (Some(at), Some(left)) = (instant_of(date), events.checked_sub(1)) {
            *events = left;
            self.workout.note.timer.push(TimerEvent { time_ms: at.time_ms, running });
        }
    }

    fn route(&mut self, attributes: &mut HealthAttributes<'_>) {
        let [start, end] = attributes.values_of(["startDate", "endDate"]).map(|date| date.and_then(instant_of));
        let lasts_ms = start.zip(end).map(|(start, end)| end.time_ms.saturating_sub(start.time_ms));
        self.route_ms.1 = lasts_ms.unwrap_or(0);
    }

    /// Takes the file of a route; of several, the one that lasts longest.
    fn file(&mut self, attributes: &mut HealthAttributes<'_>, at: u64, passed: &mut Passed) {
        let path = attributes.find(|(name, _)| *name == b"path").and_then(|(_, path)| decode_text(path));
        let Some(path) = path.map(|path| path.trim_start_matches('/').to_owned()) else { return };
        let (chosen_ms, lasts_ms) = self.route_ms;
        if chosen_ms.is_some() {
            passed.routes.count_at(at);
        }
        if chosen_ms.is_none_or(|chosen_ms| chosen_ms < lasts_ms) {
            self.route_ms.0 = Some(lasts_ms);
            self.workout.note.file = Some(path).filter(|path| !path.is_empty());
        }
    }
}

/// Where the effort of a type is kept: the runner's own, or the estimate.
pub(super) fn effort_slot<'a>(kind: &[u8], effort: &'a mut [Option<f64>; 2]) -> Option<&'a mut Option<f64>> {
    let [own, estimated] = effort;
    match kind {
        b"WorkoutEffortScore" => Some(own),
        b"EstimatedWorkoutEffortScore" => Some(estimated),
        _ => None,
    }
}

/// Apple's effort, 1 (easy) - 10 (all out).
pub(super) fn effort_rating(score: f64) -> Option<f64> {
    (1.0..=10.0).contains(&score).then_some(score)
}
