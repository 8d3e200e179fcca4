//! GPX 1.0 and 1.1: tracks become recordings; routes and waypoints are not activities.
//!
//! A track goes on with the recording before it when it starts within [`TRACK_GAP_MS_MAX`] after its last point and names
//! no other sport: so a pause or a lost signal that made a new track does not make a new activity. Every other track,
//! also one that starts earlier, is a recording of its own: a file may hold a whole history, in any order.
//!
//! Sensors are found by local name at any depth of a point, for writers agree neither on the prefix nor on the parent.

use crate::decode::DecodeError;
use crate::decode::point::{Channel, Findings, Point};
use crate::decode::recording::{Format, Recording, Summary};
use crate::decode::xml::{Attributes, Document, Elements, Event, title};
use crate::diagnostic::{Code, Diagnostics};

/// From the last point of a recording to the first of the track that goes on with it, milliseconds: 2 h. A rest at a hut
/// is shorter, the way from one training to the next longer.
const TRACK_GAP_MS_MAX: i64 = 2 * 3_600_000;

/// Decodes a GPX file.
///
/// A track of fewer than two timed points is no recording. What was read before the XML breaks off is returned.
///
/// # Errors
/// [`Code::GpxNoTime`] when a sound file has no recording: routes, waypoints, points that were never timed.
/// [`Code::NoSamples`] when times or positions are written and cannot be used. [`Code::XmlMalformed`] when the XML breaks
/// off before a recording, and the codes of a file beyond the limits.
pub fn decode(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Vec<Recording>, DecodeError> {
    let document = Document::new(bytes)?;
    let mut file = File::new();
    let broken = Elements::new(&document).read(|event, xml| file.take(event, xml))?;
    file.end_track();
    file.end_recording();
    file.findings.report(&document, diagnostics);
    if file.recordings.is_empty() {
        return Err(broken.unwrap_or_else(|| file.nothing()));
    }
    if let Some(broken) = broken {
        diagnostics.push(Code::XmlDamaged, broken.at_byte, broken.detail);
    }
    for recording in &mut file.recordings {
        recording.device.clone_from(&file.creator);
        recording.utc_offset_s = file.findings.utc_offset_s();
    }
    Ok(file.recordings)
}

/// What was read so far.
struct File {
    recordings: Vec<Recording>,
    /// The recording that is being filled.
    recording: Recording,
    /// The track that is open, or was last.
    track: Track,
    /// The point that is open, and its depth.
    point: Option<(Point, usize)>,
    /// Whether a segment began since the last sample.
    after_break: bool,
    creator: Option<String>,
    findings: Findings,
    /// Where the last element begins.
    at: usize,
}

/// What a track says of itself.
#[derive(Default)]
struct Track {
    name: Option<String>,
    sport: Option<String>,
    /// Whether a sample of it is in the recording.
    begun: bool,
}

impl File {
    fn new() -> Self {
        Self {
            recordings: Vec::new(),
            recording: Recording::new(Format::Gpx),
            track: Track::default(),
            point: None,
            after_break: false,
            creator: None,
            findings: Findings::default(),
            at: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, xml: &Elements<'_>) -> Result<(), DecodeError> {
        self.at = xml.at();
        match event {
            Event::Leaf { name, attributes, text } => match (&mut self.point, name) {
                (Some((point, depth)), _) => {
                    if let Some(channel) = channel(name, xml.depth() == *depth) {
                        point.read(channel, &text, self.at, &mut self.findings);
                    }
                }
                (None, "trkpt") => {
                    let point = self.begin_point(attributes);
                    self.store(&point)?;
                }
                (None, "name") if xml.parent() == "trk" => self.track.name = title(&text),
                (None, "type") if xml.parent() == "trk" => self.track.sport = title(&text),
                (None, _) => {}
            },
            Event::Open { name: "trkpt", attributes } => {
                self.point = Some((self.begin_point(attributes), xml.depth()));
            }
            Event::Close { name: "trkpt" } => {
                if let Some((point, _)) = self.point.take() {
                    self.store(&point)?;
                }
            }
            Event::Open { name: "trkseg", .. } => self.after_break = true,
            Event::Open { name: "trk", .. } => self.track = Track::default(),
            Event::Close { name: "trk" } => self.end_track(),
            Event::Open { name: "gpx", attributes } => self.creator = attributes.title("creator"),
            Event::Open { .. } | Event::Close { .. } => {}
        }
        Ok(())
    }

    fn begin_point(&mut self, attributes: Attributes<'_>) -> Point {
        let mut point = Point::new(self.at);
        for (name, value) in attributes {
            match name {
                "lat" => point.read(Channel::Latitude, value, self.at, &mut self.findings),
                "lon" => point.read(Channel::Longitude, value, self.at, &mut self.findings),
                _ => {}
            }
        }
        point
    }

    fn store(&mut self, point: &Point) -> Result<(), DecodeError> {
        if let (false, Some(time_ms)) = (self.track.begun, point.time_ms()) {
            self.begin_track(time_ms);
        }
        point.store(&mut self.recording.samples, &mut self.after_break, &mut self.findings)
    }

    /// Decides at its first sample whether the track goes on with the recording.
    fn begin_track(&mut self, time_ms: i64) {
        let follows = self.recording.samples.time_ms.last().is_some_and(|end_ms| {
            time_ms.checked_sub(*end_ms).is_some_and(|gap_ms| (0..=TRACK_GAP_MS_MAX).contains(&gap_ms))
        });
        let sport = self.recording.sessions.first().and_then(|session| session.sport.as_ref());
        let other_sport =
            sport.zip(self.track.sport.as_ref()).is_some_and(|(one, other)| !one.eq_ignore_ascii_case(other));
        if !follows || other_sport {
            self.end_recording();
        }
        self.track.begun = true;
        self.describe();
    }

    /// Gives the recording what its first tracks say of it.
    fn describe(&mut self) {
        if self.recording.name.is_none() {
            self.recording.name = self.track.name.take();
        }
        if self.recording.sessions.is_empty() && self.track.sport.is_some() {
            self.recording.sessions.push(Summary { sport: self.track.sport.take(), ..Summary::default() });
        }
    }

    /// Takes what a track says of itself after its points.
    fn end_track(&mut self) {
        if self.track.begun {
            self.describe();
        }
    }

    fn end_recording(&mut self) {
        let recording = std::mem::replace(&mut self.recording, Recording::new(Format::Gpx));
        if recording.samples.len() >= 2 {
            self.recordings.push(recording);
        } else {
            self.findings.leave_out(recording.samples.len(), self.at);
        }
    }

    /// Why there is no recording in a file whose XML is sound.
    fn nothing(&self) -> DecodeError {
        let points = self.findings.points();
        let (code, detail) = if self.findings.spoilt() {
            (Code::NoSamples, format!("{points} track points, fewer than two with a usable time"))
        } else {
            (Code::GpxNoTime, format!("{points} track points, fewer than two with a time: a route or waypoints"))
        };
        DecodeError { code, at_byte: None, detail }
    }
}

/// What a leaf in a track point is; `direct` without an element between them. Time and altitude are fields of GPX itself,
/// and the same words mean other things further in.
#[inline]
fn channel(name: &str, direct: bool) -> Option<Channel> {
    match name {
        "ele" if direct => Some(Channel::Altitude),
        "time" if direct => Some(Channel::Time),
        "hr" | "HR" | "heartrate" | "heart_rate" | "heartRate" | "HeartRate" | "Heartrate" | "heartrateBpm"
        | "HeartRateBpm" | "bpm" => Some(Channel::HeartRate),
        "cad" | "cadence" | "Cadence" | "RunCadence" | "runCadence" | "run_cadence" => Some(Channel::Cadence),
        "power" | "Power" | "watts" | "Watts" | "PowerInWatts" => Some(Channel::Power),
        "speed" | "Speed" => Some(Channel::Speed),
        "distance" | "Distance" => Some(Channel::Distance),
        _ => None,
    }
}
