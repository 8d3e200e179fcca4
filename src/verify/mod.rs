//! The second reader: our reading of one file held against an independent one, value by value.
//!
//! FIT is read again by the crate `fitparser`, GPX by the crate `gpx`; TCX has no second reader here. Both readers panic,
//! print or grow on inputs that our own decoders survive, so each stands behind checks of its own, a limit and a
//! `catch_unwind`, and neither ever runs on the way to a report. What a second reader cannot read is no verdict on ours.

mod fit;
mod fit_companions;
mod gpx;
pub mod messages;
mod stream;

use crate::decode::recording::{Recording, Samples};
use crate::format::RecordingFormat;
use crate::limits::SOURCE_BYTES_MAX;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::panic::catch_unwind;

/// The channels that are compared beside the time, in the order of [`channel_values`].
const CHANNELS: [&str; 8] = [
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "heart_rate_bpm",
    "cadence_rpm",
    "distance_m",
    "speed_mps",
    "power_w",
];

/// How many of the [`CHANNELS`] the second reader of GPX knows.
const GPX_CHANNELS: usize = 3;

/// Samples that may be missing from our reading before the two are held to have lost each other.
const LOOK_AHEAD: usize = 64;

/// What the second reader says of our reading of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verification {
    /// Who the second reader is; absent for a format that has none here.
    pub reader: Option<&'static str>,
    /// How many values were compared: the time of every sample, and every channel that either reading has there.
    pub compared: u64,
    /// How many of them are not alike.
    pub differing: u64,
    /// Why the second reader read nothing, or no further than what was compared; absent where it read the whole file.
    pub stopped: Option<String>,
    /// Every channel that either reading has: the time of the samples first, `recordings` before it where their number
    /// differs.
    pub channels: Vec<ChannelComparison>,
}

/// One channel of two readings of one file, counted in samples.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChannelComparison {
    /// The channel, by its name in the samples: `time_ms`, `heart_rate_bpm`; `recordings` for their number.
    #[serde(rename = "channel")]
    pub name: &'static str,
    /// Samples in which both readings have the same value, bit by bit.
    pub equal: u64,
    /// Samples in which both have a value, and not the same.
    pub different: u64,
    /// Samples in which our reading alone has a value.
    pub only_ours: u64,
    /// Samples in which the second one alone has a value.
    pub only_theirs: u64,
    /// The largest distance between two values that differ, in the unit of the channel; 0 where none do.
    pub largest_difference: f64,
    /// The first sample in which the readings are not alike; absent where there is none.
    pub first: Option<FirstDifference>,
}

/// A sample in which two readings are not alike. Values of a position are withheld, for they tell where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FirstDifference {
    /// Its index, counted over all recordings of the file in our reading.
    pub sample: usize,
    /// Its time, Unix milliseconds; absent for what is no sample.
    #[serde(rename = "time", serialize_with = "serialize_time")]
    pub time_ms: Option<i64>,
    /// Our value there; absent where we have none.
    pub ours: Option<f64>,
    /// The second reader's value there; absent where it has none.
    pub theirs: Option<f64>,
}

impl ChannelComparison {
    /// In how many samples the readings are not alike.
    pub(crate) const fn count_differing(&self) -> u64 {
        self.different + self.only_ours + self.only_theirs
    }
}

/// Holds our reading of a file against the second reader's.
///
/// FIT is compared in every channel of the samples, GPX in time, position and altitude: its reader knows no others.
/// Clocks without a date and local times are not compared, nor is anything beside the samples.
#[must_use]
pub fn verify_decoding(bytes: &[u8], format: RecordingFormat, ours: &[Recording]) -> Verification {
    let (reader, read): (_, fn(&[u8]) -> SecondReading) = match format {
        RecordingFormat::Fit => (Some(messages::READER), fit::read_fit),
        RecordingFormat::Gpx => (Some("the gpx crate"), gpx::read_gpx),
        RecordingFormat::Tcx => (None, |_| SecondReading::refused_because("TCX has no second reader here")),
    };
    let theirs = if bytes.len() as u64 > SOURCE_BYTES_MAX {
        SecondReading::refused_because(format!("the file is larger than {SOURCE_BYTES_MAX} bytes"))
    } else {
        catch_unwind(|| read(bytes)).unwrap_or_else(|_| SecondReading::refused_because("it panicked"))
    };
    let mut comparison = Comparison::default();
    match format {
        RecordingFormat::Fit => comparison.compare_recordings(ours, &theirs),
        RecordingFormat::Gpx => comparison.compare_tracks(ours, &theirs),
        RecordingFormat::Tcx => {}
    }
    let met = |channel: &ChannelComparison| 0 < channel.equal + channel.count_differing();
    let channels: Vec<_> = comparison.channels.into_iter().filter(met).collect();
    let differing = channels.iter().map(ChannelComparison::count_differing).sum();
    let compared = channels.iter().map(|channel| channel.equal).sum::<u64>() + differing;
    Verification { reader, compared, differing, stopped: theirs.stopped, channels }
}

/// An instant in words, in UTC.
pub(crate) fn utc_text(time_ms: i64) -> Option<String> {
    Timestamp::from_millisecond(time_ms).ok().map(|time| time.to_string())
}

#[allow(clippy::ref_option, reason = "serde asks for it")]
fn serialize_time<S: Serializer>(time_ms: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
    time_ms.and_then(utc_text).serialize(serializer)
}

/// What a second reader made of a file.
#[derive(Debug, Default)]
struct SecondReading {
    /// The samples of each recording that has any.
    recordings: Vec<Samples>,
    /// Why it read no further; absent where it read the whole file.
    stopped: Option<String>,
}

impl SecondReading {
    fn refused_because(why: impl Into<String>) -> Self {
        Self { recordings: Vec::new(), stopped: Some(why.into()) }
    }
}

/// The values of one sample, in the order of [`CHANNELS`].
fn channel_values(samples: &Samples, index: usize) -> [Option<f64>; CHANNELS.len()] {
    let position = samples.position.value_at(index);
    [
        position.map(|position| position.latitude_deg),
        position.map(|position| position.longitude_deg),
        samples.altitude_m.value_at(index).map(f64::from),
        samples.heart_rate_bpm.value_at(index).map(f64::from),
        samples.cadence_rpm.value_at(index).map(f64::from),
        samples.distance_m.value_at(index),
        samples.speed_mps.value_at(index).map(f64::from),
        samples.power_w.value_at(index).map(f64::from),
    ]
}

/// A comparison under way.
#[derive(Debug)]
struct Comparison {
    /// Samples of ours that were seen.
    seen: usize,
    /// The number of recordings, the time, then the [`CHANNELS`].
    channels: Vec<ChannelComparison>,
}

/// Places of the channels.
const RECORDINGS: usize = 0;
const TIME: usize = 1;
const FIRST_CHANNEL: usize = 2;

impl Default for Comparison {
    fn default() -> Self {
        let names = ["recordings", "time_ms"].into_iter().chain(CHANNELS);
        Self {
            seen: 0,
            channels: names.map(|name| ChannelComparison { name, ..ChannelComparison::default() }).collect(),
        }
    }
}

impl Comparison {
    /// Compares recording by recording.
    fn compare_recordings(&mut self, ours: &[Recording], theirs: &SecondReading) {
        let ours: Vec<&Samples> = ours.iter().map(|one| &one.samples).filter(|samples| !samples.is_empty()).collect();
        let whole = theirs.stopped.is_none();
        if whole && ours.len() != theirs.recordings.len() {
            self.note_difference(RECORDINGS, None, Some(ours.len() as f64), Some(theirs.recordings.len() as f64));
        }
        for (index, (ours, read)) in ours.iter().zip(&theirs.recordings).enumerate() {
            let whole = whole || index + 1 < theirs.recordings.len();
            self.compare_samples((0..ours.len()).map(|at| (*ours, at)), read, whole, CHANNELS.len());
        }
    }

    /// Compares all samples in file order as one sequence, for readers who divide tracks into recordings differently.
    fn compare_tracks(&mut self, ours: &[Recording], theirs: &SecondReading) {
        let ours =
            ours.iter().map(|one| &one.samples).flat_map(|samples| (0..samples.len()).map(move |at| (samples, at)));
        for read in &theirs.recordings {
            self.compare_samples(ours.clone(), read, theirs.stopped.is_none(), GPX_CHANNELS);
        }
    }

    /// Compares samples in the first so many channels. Both sequences are gone through once, matched by time; what one
    /// of them has alone is a difference in time, but for what lies behind the place where theirs was broken off.
    fn compare_samples<'a>(
        &mut self,
        ours: impl Iterator<Item = (&'a Samples, usize)>,
        theirs: &Samples,
        theirs_is_whole: bool,
        channels: usize,
    ) {
        let mut next = 0;
        for (samples, at) in ours {
            let Some(&time_ms) = samples.time_ms.get(at) else { continue };
            let ahead = theirs.time_ms.iter().skip(next).take(LOOK_AHEAD);
            if let Some(missed) = ahead.copied().position(|theirs_ms| theirs_ms == time_ms) {
                self.count_missed(theirs, next, next + missed);
                next += missed;
                self.note_difference(TIME, Some(time_ms), Some(time_ms as f64), Some(time_ms as f64));
                for (channel, (ours, theirs)) in
                    channel_values(samples, at).into_iter().zip(channel_values(theirs, next)).enumerate()
                {
                    if channel < channels {
                        self.note_difference(FIRST_CHANNEL + channel, Some(time_ms), ours, theirs);
                    }
                }
                next += 1;
            } else if next < theirs.len() || theirs_is_whole {
                self.note_difference(TIME, Some(time_ms), Some(time_ms as f64), None);
            }
            self.seen += 1;
        }
        self.count_missed(theirs, next, theirs.len());
    }

    /// Notes samples that only the second reader has; not those alone in their track, which are no recording.
    fn count_missed(&mut self, theirs: &Samples, from: usize, to: usize) {
        let is_border = |at: usize| at == theirs.len() || theirs.breaks.binary_search(&at).is_ok();
        for at in (from..to).filter(|at| !(is_border(*at) && is_border(at + 1))) {
            let time_ms = theirs.time_ms.get(at).copied();
            self.note_difference(TIME, time_ms, None, time_ms.map(|time_ms| time_ms as f64));
        }
    }

    /// Notes what two readings have of one value of the sample that is being looked at. Both compute in the same precision
    /// from the same digits, so that equal readings have equal bits.
    fn note_difference(&mut self, channel: usize, time_ms: Option<i64>, ours: Option<f64>, theirs: Option<f64>) {
        let Some(channel) = self.channels.get_mut(channel) else { return };
        match (ours, theirs) {
            (None, None) => return,
            (Some(ours), Some(theirs)) if ours.to_bits() == theirs.to_bits() => {
                channel.equal += 1;
                return;
            }
            (Some(ours), Some(theirs)) => {
                channel.different += 1;
                channel.largest_difference = channel.largest_difference.max((ours - theirs).abs());
            }
            (Some(_), None) => channel.only_ours += 1,
            (None, Some(_)) => channel.only_theirs += 1,
        }
        let shown = |value: Option<f64>| value.filter(|_| !matches!(channel.name, "latitude_deg" | "longitude_deg"));
        let (ours, theirs) = (shown(ours), shown(theirs));
        channel.first.get_or_insert(FirstDifference { sample: self.seen, time_ms, ours, theirs });
    }
}

#[cfg(test)]
mod tests;
