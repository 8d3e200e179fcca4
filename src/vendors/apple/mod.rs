//! Apple Health's `export.xml`: everything a phone has gathered in years, of which the workouts are read here, and the heart
//! rates measured during them.
//!
//! The file has gigabytes, and records stand before the workouts they belong to. So it is walked through twice, each time
//! in constant memory: [`read_workouts`] passes everything else by, and [`read_records`] keeps the heart rates that fall into a
//! workout, and what was measured at night. Only whole tags directly where Apple writes them count; a file that breaks off
//! gives what came before.

mod nights;
mod tags;
#[cfg(test)]
mod tests;
mod value;
mod windows;
mod workout;

use crate::diagnostic::{Code, Diagnostics, Tally};
use crate::limits::{HEALTH_HEART_RATES_MAX, HEALTH_WORKOUTS_MAX, TABLE_ROWS_MAX};
use crate::morning::{Morning, Source};
use crate::vendors::Vendor;
use nights::GatheredNights;
use std::io::BufRead;
use tags::{End, HealthTag, Tags};
use windows::Windows;
use workout::{Passed, WorkoutReading, WorkoutSensor, effort_rating, effort_slot};
use xxhash_rust::xxh3::xxh3_64;

pub use workout::Workout;

impl Source {
    /// Apple Health.
    pub const APPLE: Self = Self::new("apple_health");
}

/// Apple Health. Its export is told by its root and read by [`read_workouts`] and [`read_records`].
pub(super) const VENDOR: Vendor = Vendor { exports_activities: true, sources: &[Source::APPLE], ..Vendor::NONE };

/// Sensors that are told apart in one workout; a watch, a strap and a phone are three.
const SENSORS_MAX: usize = 8;

/// A score of effort belongs to the workout that starts within this of it, milliseconds.
const EFFORT_START_MS: i64 = 60_000;

/// The first walk: every workout, in file order, without heart rates.
///
/// Damage, dates that cannot be and what is left out are told to `diagnostics`.
pub fn read_workouts(input: &mut dyn BufRead, diagnostics: &mut Diagnostics) -> Vec<Workout> {
    let mut tags = Tags::new(input);
    let mut workouts: Vec<Workout> = Vec::new();
    let mut reading: Option<WorkoutReading> = None;
    let mut passed = Passed::default();
    let mut beyond = Tally::default();
    let mut events = TABLE_ROWS_MAX;
    let mut inside = Inside::default();
    let mut store = |reading: WorkoutReading| {
        if HEALTH_WORKOUTS_MAX <= workouts.len() {
            beyond.count_at(reading.at());
        } else {
            let mut workout = reading.end();
            workout.note.row = workouts.len().saturating_add(1) as u64;
            workouts.push(workout);
        }
    };
    while let Some(tag) = tags.next() {
        if !inside.goes_on(&tag) {
            continue;
        }
        if inside.ended {
            break;
        }
        match (&mut reading, tag.name()) {
            (open, b"Workout") => {
                if let Some(lost) = open.take() {
                    passed.broken.count_at(lost.at());
                    store(lost);
                }
                let (begun, ended) = WorkoutReading::begin(&tag, &mut passed);
                if ended {
                    store(begun);
                } else {
                    *open = Some(begun);
                }
            }
            (open @ Some(_), b"/Workout") => open.take().into_iter().for_each(&mut store),
            (Some(open), _) => open.take(&tag, &mut events, &mut passed),
            _ => {}
        }
    }
    if let Some(lost) = reading.take() {
        if inside.ended {
            passed.broken.count_at(lost.at());
        }
        store(lost);
    }
    report_export(&tags, &inside, &passed, diagnostics);
    let detail = format!("workouts after the first {HEALTH_WORKOUTS_MAX}; they were not read");
    diagnostics.push_tally(Code::ActivityIndexRow, beyond, detail);
    workouts
}

/// The second walk: gives each workout the heart rates that were measured from its start to its end, and how hard it felt;
/// returns what was measured at night, by day.
///
/// Two sensors are never mixed: of several in one workout, those of the app or watch that wrote the workout come first, and
/// among them the one that measured most often.
pub fn read_records(input: &mut dyn BufRead, workouts: &mut [Workout], diagnostics: &mut Diagnostics) -> Vec<Morning> {
    let (windows, unheard) = Windows::from_workouts(workouts);
    let detail = "workouts longer than a week, or too many at the same time; they got no heart rates";
    diagnostics.push_counted(Code::BadTime, None, unheard, detail);
    let mut tags = Tags::new(input);
    let mut inside = Inside::default();
    let mut records = HealthRecords { windows, workouts, left: HEALTH_HEART_RATES_MAX, ..HealthRecords::default() };
    // Records in a correlation stand outside of it once more.
    let mut in_correlation = false;
    while let Some(tag) = tags.next() {
        if !inside.goes_on(&tag) {
            continue;
        }
        match tag.name() {
            b"Record" if !in_correlation => records.take_tag(&tag),
            b"Correlation" => {
                let mut attributes = tag.attributes();
                attributes.by_ref().for_each(drop);
                in_correlation = attributes.end() == End::Open;
            }
            b"/Correlation" => in_correlation = false,
            _ if inside.ended => break,
            _ => {}
        }
    }
    report_failure(&tags, diagnostics);
    records.into_mornings(diagnostics)
}

/// Tells why a stream ended early, if it did.
fn report_failure(tags: &Tags<'_>, diagnostics: &mut Diagnostics) {
    if let Some(failure) = tags.read_failure() {
        diagnostics.push(
            Code::XmlDamaged,
            Some(tags.byte_position()),
            format!("the file could not be read on: {failure}"),
        );
    }
}

/// Whether the walk is inside of the root element. What stands before it, a document type of many kilobytes, says nothing.
#[derive(Debug, Default)]
struct Inside {
    begun: bool,
    ended: bool,
}

impl Inside {
    /// Whether a tag counts.
    #[inline]
    fn goes_on(&mut self, tag: &HealthTag<'_>) -> bool {
        if !self.begun {
            self.begun = tag.name() == b"HealthData";
            return false;
        }
        self.ended = tag.name() == b"/HealthData";
        true
    }
}

/// Tells what the first walk met.
fn report_export(tags: &Tags<'_>, inside: &Inside, passed: &Passed, diagnostics: &mut Diagnostics) {
    if tags.read_failure().is_some() {
        report_failure(tags, diagnostics);
    } else if !inside.begun {
        diagnostics.push(Code::XmlMalformed, Some(tags.byte_position()), "the file ends before its element HealthData");
    } else if !inside.ended {
        diagnostics.push(Code::XmlDamaged, Some(tags.byte_position()), "the file ends inside <HealthData>");
    }
    for (code, tally, detail) in [
        (Code::XmlDamaged, passed.broken, "tags of workouts that break off or are too long"),
        (Code::BadTime, passed.times, "workouts with a start or an end that cannot be"),
        (Code::RouteLeftOut, passed.places, "places that stand in a workout itself, as older exports have them"),
        (Code::RouteLeftOut, passed.routes, "further routes of a workout; the one that lasts longest was taken"),
    ] {
        diagnostics.push_tally(code, tally, detail);
    }
}

/// Reads the records of the second walk.
#[derive(Default)]
struct HealthRecords<'w> {
    windows: Windows,
    workouts: &'w mut [Workout],
    /// Heart rates that may still be kept.
    left: usize,
    beyond: Tally,
    broken: Tally,
    bad_times: Tally,
    bad_values: Tally,
    other_sensors: Tally,
    nights: GatheredNights,
}

/// A record as it is written.
#[derive(Default)]
struct HealthRecord<'a> {
    kind: &'a [u8],
    unit: &'a [u8],
    value: &'a [u8],
    source: &'a [u8],
    device: &'a [u8],
    start: &'a [u8],
    end: &'a [u8],
}

impl<'a> HealthRecord<'a> {
    /// The record of a tag, if it is of a kind that is read here, and whether its tag is whole. Apple writes the kind first.
    #[inline]
    fn from_tag(tag: &HealthTag<'a>) -> Option<(Self, bool)> {
        let mut record = Self::default();
        let mut attributes = tag.attributes();
        for (name, value) in &mut attributes {
            match name {
                b"type" => {
                    record.kind = value
                        .strip_prefix(b"HKQuantityTypeIdentifier")
                        .or_else(|| value.strip_prefix(b"HKCategoryTypeIdentifier"))?;
                    record.is_wanted().then_some(())?;
                }
                b"unit" => record.unit = value,
                b"value" => record.value = value,
                b"sourceName" => record.source = value,
                b"device" => record.device = value,
                b"startDate" => record.start = value,
                b"endDate" => record.end = value,
                _ => {}
            }
        }
        let whole = attributes.end() != End::Broken;
        record.is_wanted().then_some((record, whole))
    }

    fn is_wanted(&self) -> bool {
        matches!(self.kind, b"HeartRate" | b"WorkoutEffortScore" | b"EstimatedWorkoutEffortScore")
            || nights::is_wanted(self.kind)
    }
}

impl HealthRecords<'_> {
    #[inline]
    fn take_tag(&mut self, tag: &HealthTag<'_>) {
        let Some((record, whole)) = HealthRecord::from_tag(tag) else { return };
        if !whole {
            self.broken.count_at(tag.at);
            return;
        }
        let Some(start) = value::instant_of(record.start) else {
            self.bad_times.count_at(tag.at);
            return;
        };
        if record.kind == b"HeartRate" {
            self.heart_rate(&record, start.time_ms, tag.at);
        } else if nights::is_wanted(record.kind) {
            match value::instant_of(record.end) {
                Some(end) => self.nights.take(&record, start, end),
                None => self.bad_times.count_at(tag.at),
            }
        } else {
            self.take_effort(&record, start.time_ms, tag.at);
        }
    }

    fn heart_rate(&mut self, record: &HealthRecord<'_>, time_ms: i64, at: u64) {
        let mut read = None;
        for place in self.windows.workouts_at(time_ms) {
            let (bpm, source, device) = *read.get_or_insert_with(|| {
                let bpm =
                    value::parse_number(record.value).filter(|_| record.unit == b"count/min").and_then(value::to_bpm);
                (bpm, xxh3_64(record.source), xxh3_64(device_name(record.device)))
            });
            let Some(bpm) = bpm else {
                self.bad_values.count_at(at);
                return;
            };
            let Some(workout) = self.workouts.get_mut(place) else { continue };
            let Some(left) = self.left.checked_sub(1) else {
                self.beyond.count_at(at);
                return;
            };
            let known = workout.sensors.iter().position(|known| (known.source, known.device) == (source, device));
            if known.is_none() && SENSORS_MAX <= workout.sensors.len() {
                self.other_sensors.count_at(at);
                continue;
            }
            self.left = left;
            match known.and_then(|known| workout.sensors.get_mut(known)) {
                Some(sensor) => sensor.heart_rate_bpm.push((time_ms, bpm)),
                None => workout.sensors.push(WorkoutSensor { source, device, heart_rate_bpm: vec![(time_ms, bpm)] }),
            }
        }
    }

    /// A score stands from the start to the end of the workout that it is of.
    fn take_effort(&mut self, record: &HealthRecord<'_>, start_ms: i64, at: u64) {
        let Some(score) = value::parse_number(record.value).and_then(effort_rating) else {
            self.bad_values.count_at(at);
            return;
        };
        let end_ms = value::instant_of(record.end).map_or(start_ms, |end| end.time_ms.max(start_ms));
        for place in self.windows.workouts_at(start_ms.midpoint(end_ms)) {
            let Some(workout) = self.workouts.get_mut(place) else { continue };
            let same =
                workout.window_ms.is_some_and(|(begin_ms, _)| begin_ms.abs_diff(start_ms) <= EFFORT_START_MS as u64);
            if let Some(slot) = effort_slot(record.kind, &mut workout.effort).filter(|_| same) {
                *slot = Some(score);
            }
        }
    }

    /// Chooses each workout's sensor, tells what was left out, and gives the nights.
    fn into_mornings(mut self, diagnostics: &mut Diagnostics) -> Vec<Morning> {
        for workout in self.workouts.iter_mut() {
            let sensors = std::mem::take(&mut workout.sensors);
            let all: usize = sensors.iter().map(|sensor| sensor.heart_rate_bpm.len()).sum();
            // The first of equals, as `max_by_key` takes the last.
            let best = sensors.into_iter().rev();
            let best = best.max_by_key(|sensor| (sensor.source == workout.source, sensor.heart_rate_bpm.len()));
            let mut heart_rate_bpm = best.map(|sensor| sensor.heart_rate_bpm).unwrap_or_default();
            let others = all.saturating_sub(heart_rate_bpm.len()) as u64;
            self.other_sensors.count = self.other_sensors.count.saturating_add(others);
            heart_rate_bpm.sort_by_key(|(time_ms, _)| *time_ms);
            heart_rate_bpm.dedup_by_key(|(time_ms, _)| *time_ms);
            heart_rate_bpm.shrink_to_fit();
            workout.note.heart_rate_bpm = heart_rate_bpm;
            let [own, estimated] = workout.effort;
            workout.note.summary.rpe = own.or(estimated);
        }
        let limit = format!("heart rates after the first {HEALTH_HEART_RATES_MAX} in workouts; they were not read");
        for (code, tally, detail) in [
            (Code::XmlDamaged, self.broken, "records that break off or are too long"),
            (Code::BadTime, self.bad_times, "records with a start that cannot be"),
            (Code::BadValue, self.bad_values, "heart rates and efforts that cannot be"),
            (Code::OtherSensor, self.other_sensors, "heart rates of a further sensor in the same workout"),
            (Code::ActivityIndexRow, self.beyond, &limit),
        ] {
            diagnostics.push_tally(code, tally, detail);
        }
        self.nights.settle(diagnostics)
    }
}

/// A device without its place in the memory of the phone, which comes first: `<<HKDevice: 0x28>, name:Apple Watch, …`.
fn device_name(written: &[u8]) -> &[u8] {
    memchr::memchr(b',', written).and_then(|comma| written.get(comma..)).unwrap_or(written)
}
