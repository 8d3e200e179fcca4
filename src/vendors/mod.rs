//! What vendors and runners write beside the recordings: notes on activities, and mornings.
//!
//! One file a vendor. A reader here takes bytes and gives values with diagnostics; it never fails a whole table for one
//! bad row.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

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
use crate::digest::{Digest, Digestible};
use crate::morning::Source;
use crate::source::{Content, JsonFile, Kind};
use jiff::civil::DateTime;
use json::JsonValue;
use night_values::NightValues;
use nights::NightTable;

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
    #[must_use]
    pub(crate) fn digest_of(&self) -> u64 {
        Digest::of(self).max(1)
    }

    /// The note as a recording: its heart rates are the samples, its summary the session.
    #[must_use]
    pub fn to_recording(&self) -> Recording {
        let mut recording = Recording::of_table();
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

/// Everything but the row.
impl Digestible for Note {
    fn feed(&self, digest: &mut Digest) {
        let Self {
            file,
            row: _,
            name,
            summary,
            local_start,
            utc_offset_s,
            load,
            completes,
            rpe_preferred,
            heart_rate_bpm,
            timer,
        } = self;
        digest.record(|digest| {
            digest
                .field("file", file)
                .field("name", name)
                .field("summary", summary)
                .field("local_start", &local_start.map(|local| local.to_string()))
                .field("utc_offset_s", utc_offset_s)
                .field("load", load)
                .field("completes", completes)
                .field("rpe_preferred", rpe_preferred)
                .field("heart_rate_bpm", heart_rate_bpm)
                .field("timer", timer);
        });
    }
}

impl Digestible for TimerEvent {
    fn feed(&self, digest: &mut Digest) {
        let Self { time_ms, running } = *self;
        (time_ms, running).feed(digest);
    }
}

impl Digestible for Summary {
    fn feed(&self, digest: &mut Digest) {
        let Self {
            start_ms,
            elapsed_s,
            timer_s,
            moving_s,
            distance_m,
            ascent_m,
            heart_rate_mean_bpm,
            heart_rate_max_bpm,
            sport,
            rpe,
            temperature_c,
        } = self;
        digest.record(|digest| {
            digest
                .field("start_ms", start_ms)
                .field("elapsed_s", elapsed_s)
                .field("timer_s", timer_s)
                .field("moving_s", moving_s)
                .field("distance_m", distance_m)
                .field("ascent_m", ascent_m)
                .field("heart_rate_mean_bpm", heart_rate_mean_bpm)
                .field("heart_rate_max_bpm", heart_rate_max_bpm)
                .field("sport", sport)
                .field("rpe", rpe)
                .field("temperature_c", temperature_c);
        });
    }
}

/// What a vendor's files are told by, and what reads them: one a file of this folder, one line in [`VENDORS`].
struct Vendor {
    /// Who says so, of what it measured in the night; absent for a vendor without nights.
    source: Option<Source>,
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
    /// Takes over a record under a key; says whether it has a day.
    Nights(fn(&str, &JsonValue, &mut NightValues) -> bool),
}

/// Reads a table of nights; `home_zone` is the runner's, for times that are in UTC. Gives the number of rows without a day.
type ReadNights = fn(&mut NightTable<'_>, Option<&str>, &mut NightValues) -> u64;

impl VendorJson {
    /// A file of nights.
    const fn nights(keys: &'static [&'static str], take: fn(&str, &JsonValue, &mut NightValues) -> bool) -> Self {
        Self { file: JsonFile { keys, holds: "nights in JSON" }, read: ReadJson::Nights(take) }
    }
}

impl Vendor {
    /// A vendor without anything.
    const NONE: Self = Self { source: None, json: &[], nights: |_, _| None, activities: |_, _| None };
}

/// The vendors, in the order in which they are asked whether a file is theirs.
static VENDORS: [&Vendor; 6] =
    [&garmin::VENDOR, &oura::VENDOR, &whoop::VENDOR, &fitbit::VENDOR, &google_health::VENDOR, &strava::VENDOR];

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
