//! What vendors and runners write beside the recordings: notes on activities, and mornings.
//!
//! One file a vendor. A reader here takes bytes and gives values with diagnostics; it never fails a whole table for one
//! bad row.

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

pub mod apple;
pub mod checkins;
mod fitbit;
pub mod garmin;
mod google_health;
pub mod join;
mod json;
pub mod manual;
pub mod mapping;
mod night_values;
pub mod nights;
mod oura;
pub mod plan;
pub mod strava;
mod table;
mod whoop;

use crate::decode::recording::{Recording, Summary, TimerEvent};
use crate::diagnostic::Diagnostics;
use crate::digest::{Digest, Digestible, digest_fields};
use crate::morning::{Metric, Reading, Source, SourceOrder};
use crate::source::{Content, JsonFile, Kind};
use jiff::civil::DateTime;
use json::JsonValue;
use night_values::NightValues;
use nights::NightTable;
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;

/// What a vendor's table says about one activity: beside its recording, or in its place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Note {
    /// The recording it belongs to, as the table names it (`activities/123.fit.gz`), relative to the table's folder;
    /// absent for an activity that has none, such as one entered by hand.
    pub file: Option<String>,
    /// Where it stands: the row of a table, counted from 1 with the header as row 1, or the place in a list from 1.
    pub row: u64,
    /// The runner's title; the description is never read.
    pub name: Option<String>,
    /// Start, times, distance, sport in the vendor's word and language, and how hard it felt.
    pub summary: Summary,
    /// What the clock on the wall showed at the start, where no offset from UTC is written; then `summary.start_ms` is
    /// absent until the runner's home zone makes an instant of it.
    pub local_start: Option<DateTime>,
    /// `local_start` tells the day alone; its time is one that was free.
    pub is_untimed: bool,
    /// Offset of the local clock from UTC, seconds, where the vendor writes it.
    pub utc_offset_s: Option<i32>,
    /// The load that the runner gives, 100 = an hour at threshold. Vendors' own scores are not on this scale and absent.
    pub load: Option<f64>,
    /// The recording is only the way: heart rates, times and sport stand here and complete it.
    pub completes: bool,
    /// The runner wants the load of this activity told from how it felt and not from the heart.
    pub rpe_preferred: bool,
    /// Heart rates that the vendor keeps apart from the recording: Unix time in milliseconds, beats a minute, by time.
    pub heart_rate_bpm: Vec<(i64, u8)>,
    /// Starts and stops of the timer that the vendor keeps apart from the recording, by time.
    pub timer: Vec<TimerEvent>,
}

impl Note {
    /// xxh3 of what it says, wherever it stands; never 0.
    pub(crate) fn digest_of(&self) -> u64 {
        Digest::of(self).max(1)
    }

    /// The note as a recording: its heart rates are the samples, its summary the session.
    #[must_use]
    pub fn to_recording(&self) -> Recording {
        let mut recording = Recording::default();
        for (index, (time_ms, bpm)) in self.heart_rate_bpm.iter().enumerate() {
            recording.samples.time_ms.push(*time_ms);
            recording.samples.heart_rate_bpm.set_value(index, *bpm);
        }
        recording.sessions.push(self.summary.clone());
        recording.timer.clone_from(&self.timer);
        recording.utc_offset_s = self.utc_offset_s;
        recording.name.clone_from(&self.name);
        recording
    }
}

digest_fields! {
    Note {
        "file" = file, "name" = name, "summary" = summary, "local_start" = local_start, "is_untimed" = is_untimed, "utc_offset_s" = utc_offset_s,
        "load" = load, "completes" = completes, "rpe_preferred" = rpe_preferred, "heart_rate_bpm" = heart_rate_bpm,
        "timer" = timer
    } without { row }
}

impl Digestible for TimerEvent {
    fn feed(&self, digest: &mut Digest) {
        let Self { time_ms, running } = *self;
        (time_ms, running).feed(digest);
    }
}

digest_fields! {
    Summary {
        "start_ms" = start_ms, "elapsed_s" = elapsed_s, "timer_s" = timer_s, "moving_s" = moving_s,
        "distance_m" = distance_m, "ascent_m" = ascent_m, "heart_rate_mean_bpm" = heart_rate_mean_bpm,
        "heart_rate_max_bpm" = heart_rate_max_bpm, "sport" = sport, "rpe" = rpe, "temperature_c" = temperature_c
    } without {}
}

/// What a vendor's files are told by, and what reads them: one a file of this folder, one line in [`VENDORS`].
struct Vendor {
    /// Who says so, of what it measured in the night, the first in its tables and files of JSON; none for a vendor without
    /// nights.
    sources: &'static [Source],
    /// Whether its export holds the activities too, and not only nights.
    exports_activities: bool,
    /// Its files in JSON, the more special before those that their keys tell too.
    json: &'static [VendorJson],
    /// What reads its table of nights; absent for a table that is none of its.
    nights: fn(&str, &NightTable<'_>) -> Option<ReadNights>,
    /// Reads its table of activities; absent for a table that is none of its.
    activities: fn(&[u8], &mut Diagnostics) -> Option<Vec<Note>>,
}

/// A vendor's file in JSON.
struct VendorJson {
    file: JsonFile,
    read: ReadJson,
}

/// What reads a file in JSON.
#[derive(Clone, Copy)]
enum ReadJson {
    /// Reads its activities.
    Activities(fn(&[u8], &mut Diagnostics) -> Vec<Note>),
    /// Takes over a record under a key.
    Nights(TakeNight),
}

/// Takes over a record of a file in JSON that stands under a key; absent where it has no day.
type TakeNight = fn(&str, &JsonValue, &mut NightValues) -> Option<()>;

/// Reads a table of nights; `home_zone` is the runner's, for times that are in UTC. Gives the number of rows without a day.
type ReadNights = fn(&mut NightTable<'_>, Option<&str>, &mut NightValues) -> u64;

impl VendorJson {
    /// A file of nights.
    const fn nights(keys: &'static [&'static str], take: TakeNight) -> Self {
        Self { file: JsonFile { keys, holds: "nights in JSON" }, read: ReadJson::Nights(take) }
    }
}

impl Vendor {
    /// A vendor without anything.
    const NONE: Self =
        Self { sources: &[], exports_activities: false, json: &[], nights: |_, _| None, activities: |_, _| None };
}

/// The one list of vendors: in this order their nights are believed (a ring or band that is worn for the night, a watch, a
/// phone that gathers from all of them), and asked whether a file is theirs.
static VENDORS: [&Vendor; 7] = [
    &oura::VENDOR,
    &whoop::VENDOR,
    &garmin::VENDOR,
    &fitbit::VENDOR,
    &google_health::VENDOR,
    &apple::VENDOR,
    &strava::VENDOR,
];

/// Everyone who says something of a night, the most believed first: what the runner wrote down, then the vendors.
pub fn sources() -> impl Iterator<Item = Source> + Clone {
    let measured = VENDORS.iter().flat_map(|vendor| vendor.sources).copied();
    [Source::CHECKIN, Source::TABLE].into_iter().chain(measured)
}

impl Source {
    /// Whether its export holds the activities too, and not only nights.
    pub(crate) fn exports_activities(self) -> bool {
        VENDORS.iter().any(|vendor| vendor.exports_activities && vendor.sources.contains(&self))
    }
}

impl Default for SourceOrder {
    fn default() -> Self {
        let all: Vec<Source> = sources().collect();
        Self { hrv: all.clone(), resting_hr: all.clone(), sleep: all }
    }
}

impl<'de> Deserialize<'de> for Reading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (metric, value, source) = <(Cow<'de, str>, f64, Cow<'de, str>)>::deserialize(deserializer)?;
        let of = Metric::ALL.into_iter().find(|known| known.as_str() == metric);
        let by = sources().find(|known| known.as_str() == source);
        let known = of.zip(by).ok_or_else(|| de::Error::custom(format!("the unknown {metric} of {source}")));
        known.map(|(metric, source)| Self { metric, value, source })
    }
}

/// The file in JSON that a vendor's reader knows by this beginning; absent when there is none.
#[must_use]
pub fn tell_json(head: &[u8]) -> Option<&'static JsonFile> {
    VENDORS.iter().flat_map(|vendor| vendor.json).map(|known| &known.file).find(|file| file.begins(head))
}

/// Whose file in JSON it is, and what reads it.
fn reader_of(file: &JsonFile) -> Option<(&'static Vendor, ReadJson)> {
    let known = |vendor: &&'static Vendor| Some((*vendor, vendor.json.iter().find(|known| known.file == *file)?.read));
    VENDORS.iter().find_map(known)
}

/// Reads a vendor's table of activities; absent when the content is none.
///
/// A row that cannot be understood is told to `diagnostics`, and the others are read.
pub fn read_notes(content: &Content, diagnostics: &mut Diagnostics) -> Option<Vec<Note>> {
    match content.kind {
        Kind::Table => VENDORS.iter().find_map(|vendor| (vendor.activities)(&content.bytes, diagnostics)),
        Kind::Json(file) => match reader_of(file)? {
            (_, ReadJson::Activities(read)) => Some(read(&content.bytes, diagnostics)),
            (_, ReadJson::Nights(_)) => None,
        },
        Kind::Manual => Some(manual::read_manual(&content.bytes, diagnostics)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_stand_in_the_order_in_which_they_are_believed() {
        let sources: Vec<&str> = sources().map(Source::as_str).collect();
        let expected = "checkin table oura whoop garmin garmin_fit fitbit google_health apple_health";
        assert_eq!(sources.join(" "), expected);
        let mut names: Vec<&str> = sources.into_iter().chain(Metric::ALL.into_iter().map(Metric::as_str)).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
