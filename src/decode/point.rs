//! One track point of GPX or TCX while it is read, and what was wrong with the values on the way.

use std::ops::RangeInclusive;

use crate::decode::DecodeError;
use crate::decode::recording::{Position, Recording, Samples};
use crate::decode::time::{Instant, in_ascii, parse_instant};
use crate::decode::xml::XmlDocument;
use crate::diagnostic::{Code, Diagnostics, Tally, quote};
use crate::limits::SAMPLES_MAX;

/// Metres above sea level that a file may claim; a flight recorder stays within.
const ALTITUDE_M: RangeInclusive<f64> = -20_000.0..=100_000.0;

/// Metres that a distance may count: five times around the Earth.
pub(super) const DISTANCE_M: RangeInclusive<f64> = 0.0..=200_000_000.0;

/// Metres a second that a speed may be; an airliner stays within.
const SPEED_MPS: RangeInclusive<f64> = 0.0..=1000.0;

/// Watts that a power meter may show.
const POWER_W: RangeInclusive<f64> = 0.0..=5000.0;

/// What heart rate and cadence are written from, one byte.
const BYTE: RangeInclusive<f64> = 0.0..=255.0;

/// The values of one track point; the first of equal names counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Point {
    /// Where it begins.
    at: usize,
    time: Option<Instant>,
    latitude_deg: Option<f64>,
    longitude_deg: Option<f64>,
    altitude_m: Option<f64>,
    distance_m: Option<f64>,
    speed_mps: Option<f64>,
    heart_rate_bpm: Option<u8>,
    power_w: Option<f64>,
    cadence_rpm: Option<u8>,
}

/// What a value of a track point is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PointChannel {
    Time,
    Latitude,
    Longitude,
    Altitude,
    Distance,
    Speed,
    HeartRate,
    Power,
    Cadence,
}

impl Point {
    /// A point that says nothing yet and begins at a place of the document.
    pub(super) fn new(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// Takes the written value of a channel, which stands at a place of the document.
    #[inline]
    pub(super) fn read_channel(&mut self, channel: PointChannel, text: &str, at: usize, findings: &mut PointFindings) {
        let mut number = |slot: &mut Option<f64>, range| {
            if slot.is_none() {
                *slot = findings.read_number(text, range, at);
            }
        };
        match channel {
            PointChannel::Latitude => number(&mut self.latitude_deg, -90.0..=90.0),
            PointChannel::Longitude => number(&mut self.longitude_deg, -180.0..=180.0),
            PointChannel::Altitude => number(&mut self.altitude_m, ALTITUDE_M),
            PointChannel::Distance => number(&mut self.distance_m, DISTANCE_M),
            PointChannel::Speed => number(&mut self.speed_mps, SPEED_MPS),
            PointChannel::Power => number(&mut self.power_w, POWER_W),
            PointChannel::Time => self.time = self.time.or_else(|| findings.read_instant(text, at)),
            PointChannel::HeartRate => {
                self.heart_rate_bpm = self.heart_rate_bpm.or_else(|| findings.heart_rate(text, at));
            }
            PointChannel::Cadence => {
                self.cadence_rpm = self.cadence_rpm.or_else(|| findings.read_byte(text, at));
            }
        }
    }

    /// When; absent where the point has no usable time.
    pub(super) fn time_ms(&self) -> Option<i64> {
        self.time.map(|time| time.time_ms)
    }

    /// Appends the point to the samples; one without a usable time is counted instead. `after_break` is taken back once a
    /// sample carries it.
    #[inline]
    pub(super) fn store_in(
        &self,
        samples: &mut Samples,
        after_break: &mut bool,
        findings: &mut PointFindings,
    ) -> Result<(), DecodeError> {
        findings.points = findings.points.saturating_add(1);
        let position = match (self.latitude_deg, self.longitude_deg) {
            (Some(latitude_deg), Some(longitude_deg)) => Some(Position { latitude_deg, longitude_deg }),
            _ => None,
        };
        findings.positions = findings.positions.saturating_add(u64::from(position.is_some()));
        let Some(time_ms) = self.time_ms() else {
            findings.left_out.count_at(self.at as u64);
            return Ok(());
        };
        let index = samples.len();
        if index >= SAMPLES_MAX {
            let detail = format!("more than {SAMPLES_MAX} samples in one recording");
            return Err(DecodeError { code: Code::TooManySamples, at_byte: None, detail });
        }
        samples.time_ms.push(time_ms);
        if std::mem::take(after_break) && index > 0 {
            samples.breaks.push(index);
        }
        samples.position.set_known(index, position);
        samples.altitude_m.set_known(index, self.altitude_m.map(|altitude_m| altitude_m as f32));
        samples.distance_m.set_known(index, self.distance_m);
        samples.speed_mps.set_known(index, self.speed_mps.map(|speed_mps| speed_mps as f32));
        samples.heart_rate_bpm.set_known(index, self.heart_rate_bpm);
        samples.power_w.set_known(index, self.power_w.map(|power_w| power_w.round() as u16));
        samples.cadence_rpm.set_known(index, self.cadence_rpm);
        Ok(())
    }
}

/// What was found in the values of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct PointFindings {
    points: u64,
    positions: u64,
    bad_values: Tally,
    /// The first of them, in quotes.
    bad_value: Option<String>,
    bad_times: Tally,
    /// The first of them, in quotes.
    bad_time: Option<String>,
    /// Whether a comma was met that can only be the point of a number.
    comma_is_point: bool,
    left_out: Tally,
    offset: Offset,
}

/// The offset of the local clock, as the times written so far tell it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Offset {
    #[default]
    Untold,
    Told(i32),
    Contradicted,
}

impl PointFindings {
    /// A number within a range. Absent where nothing is written; anything else written is counted as bad and absent.
    #[inline]
    pub(super) fn read_number(&mut self, text: &str, range: RangeInclusive<f64>, at: usize) -> Option<f64> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return None;
        }
        let number = fast_float2::parse::<f64, _>(text).ok().filter(|number| range.contains(number));
        number.or_else(|| self.read_odd_number(text, &range, at))
    }

    /// A number with digits of another script, or with a comma for its point. What is none is counted as bad.
    ///
    /// A comma before three digits may also part thousands. It is a point where what it would part is out of range, or another comma
    /// of the file was a point.
    #[cold]
    fn read_odd_number(&mut self, text: &str, range: &RangeInclusive<f64>, at: usize) -> Option<f64> {
        let parse = |text: &str| fast_float2::parse::<f64, _>(text).ok().filter(|number| range.contains(number));
        let ascii = in_ascii(text);
        let number = match ascii.split_once(',') {
            None => parse(&ascii),
            Some((whole, decimals)) => {
                let is_decimals = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
                let number = parse(&format!("{whole}.{decimals}")).filter(|_| is_decimals);
                let is_point =
                    self.comma_is_point || decimals.len() != 3 || parse(&format!("{whole}{decimals}")).is_none();
                self.comma_is_point |= is_point && number.is_some();
                number.filter(|_| is_point)
            }
        };
        if number.is_none() {
            self.bad_values.count_at(at as u64);
            self.bad_value.get_or_insert_with(|| quote(text));
        }
        number
    }

    /// A number of one byte; absent also for 255, the mark of a silent sensor.
    #[inline]
    pub(super) fn read_byte(&mut self, text: &str, at: usize) -> Option<u8> {
        // Whole numbers, which are all but a few, need no floating point; everything else does.
        let byte = text.parse().ok().or_else(|| self.read_number(text, BYTE, at).map(|number| number.round() as u8));
        byte.filter(|byte| *byte < 255)
    }

    /// A heart rate, beats a minute; absent for the marks of a silent sensor, 0 and 255.
    #[inline]
    pub(super) fn heart_rate(&mut self, text: &str, at: usize) -> Option<u8> {
        self.read_byte(text, at).filter(|number| *number > 0)
    }

    /// An instant, whose offset from UTC is remembered. Absent where nothing is written; anything else written is counted
    /// as bad and absent.
    #[inline]
    pub(super) fn read_instant(&mut self, text: &str, at: usize) -> Option<Instant> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return None;
        }
        let instant = parse_instant(text.as_bytes());
        match instant {
            None => {
                self.bad_times.count_at(at as u64);
                self.bad_time.get_or_insert_with(|| quote(text));
            }
            Some(Instant { utc_offset_s: Some(offset_s), .. }) => {
                self.offset = match self.offset {
                    Offset::Untold => Offset::Told(offset_s),
                    Offset::Told(told) if told == offset_s => self.offset,
                    _ => Offset::Contradicted,
                };
            }
            Some(_) => {}
        }
        instant
    }

    /// Offset of the local clock, seconds: absent when the times tell none, or more than one, or no multiple of 15 min.
    pub(super) fn utc_offset_s(&self) -> Option<i32> {
        match self.offset {
            Offset::Told(offset_s) if offset_s % 900 == 0 => Some(offset_s),
            _ => None,
        }
    }

    /// How many track points there were, timed or not.
    pub(super) fn points_seen(&self) -> u64 {
        self.points
    }

    /// Counts points that were read and then left out.
    pub(super) fn leave_out(&mut self, count: usize, at: usize) {
        self.left_out.add_at(count as u64, at as u64);
    }

    /// Whether there was something to be read and it could not be: a time that is none, or values of which not one is a
    /// position. Tells a spoilt track from one that was never timed.
    pub(super) fn is_spoilt(&self) -> bool {
        self.bad_times.count > 0 || (self.bad_values.count > 0 && self.positions == 0)
    }

    /// Why nothing is left of track points that had something to be read: how many, and what the first time says that is none.
    pub(super) fn spoilt(&self) -> DecodeError {
        let first = [("time", &self.bad_time), ("value", &self.bad_value)]
            .into_iter()
            .find_map(|(what, first)| Some((what, first.as_ref()?)));
        let first =
            first.map(|(what, first)| format!("; the first {what} that cannot be read is {first}")).unwrap_or_default();
        let detail = format!("{} track points, fewer than two with a usable time{first}", self.points);
        DecodeError { code: Code::NoSamples, at_byte: None, detail }
    }

    /// The recordings of a file, and told what was found in them, and what broke the XML off; without any, why.
    pub(super) fn settle_recordings(
        &self,
        mut recordings: Vec<Recording>,
        document: &XmlDocument<'_>,
        broken: Option<DecodeError>,
        nothing_recorded: impl FnOnce() -> DecodeError,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<Recording>, DecodeError> {
        self.report_to(document, diagnostics);
        if recordings.is_empty() {
            return Err(broken.unwrap_or_else(nothing_recorded));
        }
        if let Some(broken) = broken {
            diagnostics.push(Code::XmlDamaged, broken.at_byte, broken.detail);
        }
        for recording in &mut recordings {
            recording.utc_offset_s = self.utc_offset_s();
        }
        Ok(recordings)
    }

    /// Tells what was found.
    fn report_to(&self, document: &XmlDocument<'_>, diagnostics: &mut Diagnostics) {
        for (tally, code, detail, first) in [
            (
                self.bad_values,
                Code::BadValue,
                "values that are no number or cannot be, taken as absent",
                &self.bad_value,
            ),
            (self.bad_times, Code::BadTime, "times that are no instant or cannot be, taken as absent", &self.bad_time),
            (
                self.left_out,
                Code::PointLeftOut,
                "track points without a usable time or alone in their track, left out",
                &None,
            ),
        ] {
            let at_byte = tally.first_at.map(|at| document.file_offset(at as usize));
            let first = first.as_ref().map(|first| format!("; the first is {first}")).unwrap_or_default();
            diagnostics.push_counted(code, at_byte, tally.count, format!("{detail}{first}"));
        }
    }
}
