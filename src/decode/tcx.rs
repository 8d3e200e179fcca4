//! TCX: every activity, also those of a multisport session, becomes a recording; courses and workouts are none.

use crate::decode::DecodeError;
use crate::decode::point::{Channel, DISTANCE_M, Findings, Point};
use crate::decode::recording::{Format, Recording, Summary};
use crate::decode::xml::{Attributes, Document, Elements, Event, title};
use crate::diagnostic::{Code, Diagnostics};

/// Decodes a TCX file.
///
/// Each recording has one session, the sum of its laps: a sum is absent where a lap lacks the part. An activity without
/// two timed points counts when its laps tell its start and its time: an indoor run has no track. What was read before the
/// XML breaks off is returned.
///
/// # Errors
/// [`Code::TcxNoActivity`] when a sound file has no activity: courses, workouts, one that says nothing.
/// [`Code::NoSamples`] when times or positions are written and cannot be used. [`Code::XmlMalformed`] when the XML breaks
/// off before a recording, and the codes of a file beyond the limits.
pub fn decode(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Vec<Recording>, DecodeError> {
    let document = Document::new(bytes)?;
    let mut file = File::default();
    let broken = Elements::new(&document).read(|event, xml| file.take(event, xml))?;
    file.end_activity();
    file.findings.report(&document, diagnostics);
    if file.recordings.is_empty() {
        return Err(broken.unwrap_or_else(|| file.nothing()));
    }
    if let Some(broken) = broken {
        diagnostics.push(Code::XmlDamaged, broken.at_byte, broken.detail);
    }
    for recording in &mut file.recordings {
        recording.utc_offset_s = file.findings.utc_offset_s();
    }
    Ok(file.recordings)
}

/// What was read so far.
#[derive(Default)]
struct File {
    recordings: Vec<Recording>,
    /// Activities met, with something in them or not.
    activities: u64,
    activity: Option<Activity>,
    /// The point that is open.
    point: Option<Point>,
    /// Whether a track began since the last sample.
    after_break: bool,
    findings: Findings,
    /// Where the last element begins.
    at: usize,
}

/// The activity that is open.
struct Activity {
    recording: Recording,
    sport: Option<String>,
    /// Its `Id`, which is the time of its start.
    id_ms: Option<i64>,
    /// The lap that is open.
    lap: Option<Summary>,
}

impl File {
    fn take(&mut self, event: Event<'_>, xml: &Elements<'_>) -> Result<(), DecodeError> {
        self.at = xml.at();
        match event {
            Event::Leaf { name, attributes, text } => match (&mut self.point, name) {
                (Some(point), _) => {
                    if let Some(channel) = channel(name) {
                        point.read(channel, &text, self.at, &mut self.findings);
                    }
                }
                (None, "Activity") => self.activities = self.activities.saturating_add(1),
                (None, "Lap") => {
                    self.begin_lap(attributes);
                    self.end_lap();
                }
                (None, "Trackpoint") => self.store(Point::new(self.at))?,
                (None, _) => self.fact(xml.parent(), name, &text),
            },
            Event::Open { name: "Trackpoint", .. } => self.point = Some(Point::new(self.at)),
            Event::Close { name: "Trackpoint" } => {
                if let Some(point) = self.point.take() {
                    self.store(point)?;
                }
            }
            Event::Open { name: "Track", .. } => self.after_break = true,
            Event::Open { name: "Lap", attributes } => self.begin_lap(attributes),
            Event::Close { name: "Lap" } => self.end_lap(),
            Event::Open { name: "Activity", attributes } => self.begin_activity(attributes),
            Event::Close { name: "Activity" } => self.end_activity(),
            Event::Open { .. } | Event::Close { .. } => {}
        }
        Ok(())
    }

    fn begin_activity(&mut self, attributes: Attributes<'_>) {
        self.end_activity();
        self.activities = self.activities.saturating_add(1);
        self.after_break = false;
        self.activity = Some(Activity {
            recording: Recording::new(Format::Tcx),
            sport: attributes.title("Sport"),
            id_ms: None,
            lap: None,
        });
    }

    fn begin_lap(&mut self, attributes: Attributes<'_>) {
        self.end_lap();
        if let Some(activity) = &mut self.activity {
            let start = attributes.get("StartTime").and_then(|text| self.findings.instant(text, self.at));
            activity.lap = Some(Summary { start_ms: start.map(|start| start.time_ms), ..Summary::default() });
        }
    }

    /// Takes what a leaf outside of the points says of the activity or the lap.
    fn fact(&mut self, parent: &str, name: &str, text: &str) {
        let (Some(activity), findings, at) = (&mut self.activity, &mut self.findings, self.at) else {
            return;
        };
        match (parent, name, &mut activity.lap) {
            ("Lap", "TotalTimeSeconds", Some(lap)) => lap.timer_s = findings.number(text, 0.0..=1e9, at),
            ("Lap", "DistanceMeters", Some(lap)) => lap.distance_m = findings.number(text, DISTANCE_M, at),
            ("AverageHeartRateBpm", "Value", Some(lap)) => lap.heart_rate_mean_bpm = findings.heart_rate(text, at),
            ("MaximumHeartRateBpm", "Value", Some(lap)) => lap.heart_rate_max_bpm = findings.heart_rate(text, at),
            ("Activity", "Id", _) => activity.id_ms = findings.instant(text, at).map(|id| id.time_ms),
            ("Activity", "Notes", _) => activity.recording.name = text.trim_start().lines().next().and_then(title),
            ("Creator", "Name", _) => activity.recording.device = title(text),
            _ => {}
        }
    }

    /// Stores a point of an activity; those of a course are none of ours.
    fn store(&mut self, point: Point) -> Result<(), DecodeError> {
        let Some(activity) = &mut self.activity else {
            return Ok(());
        };
        point.store(&mut activity.recording.samples, &mut self.after_break, &mut self.findings)
    }

    fn end_lap(&mut self) {
        if let Some(activity) = &mut self.activity {
            activity.recording.laps.extend(activity.lap.take());
        }
    }

    fn end_activity(&mut self) {
        self.end_lap();
        let Some(Activity { mut recording, sport, id_ms, .. }) = self.activity.take() else {
            return;
        };
        let session = session(sport, id_ms, &recording.laps);
        let told = session.start_ms.is_some() && session.timer_s.is_some_and(|timer_s| timer_s > 0.0);
        if recording.samples.len() >= 2 || told {
            recording.sessions.push(session);
            self.recordings.push(recording);
        } else {
            self.findings.leave_out(recording.samples.len(), self.at);
        }
    }

    /// Why there is no recording in a file whose XML is sound.
    fn nothing(&self) -> DecodeError {
        let (activities, points) = (self.activities, self.findings.points());
        let (code, detail) = if self.findings.spoilt() {
            (Code::NoSamples, format!("{points} track points, fewer than two with a usable time"))
        } else if activities == 0 {
            (Code::TcxNoActivity, "no activity: courses, workouts or nothing".to_owned())
        } else {
            (Code::TcxNoActivity, format!("{activities} activities with {points} track points and no lap time"))
        };
        DecodeError { code, at_byte: None, detail }
    }
}

/// The session that the laps make up.
fn session(sport: Option<String>, id_ms: Option<i64>, laps: &[Summary]) -> Summary {
    /// The sum of a part of the laps; absent where one lacks it, or there is no lap.
    fn sum(laps: &[Summary], part: impl Fn(&Summary) -> Option<f64>) -> Option<f64> {
        laps.iter().map(part).sum::<Option<f64>>().filter(|_| !laps.is_empty())
    }
    let timer_s = sum(laps, |lap| lap.timer_s);
    let beats = sum(laps, |lap| Some(f64::from(lap.heart_rate_mean_bpm?) * lap.timer_s?));
    let heart_rate_mean = beats.zip(timer_s).map(|(beats, timer_s)| beats / timer_s).filter(|mean| mean.is_finite());
    Summary {
        start_ms: laps.iter().find_map(|lap| lap.start_ms).or(id_ms),
        timer_s,
        distance_m: sum(laps, |lap| lap.distance_m),
        heart_rate_mean_bpm: heart_rate_mean.map(|mean| mean.round() as u8),
        heart_rate_max_bpm: laps.iter().filter_map(|lap| lap.heart_rate_max_bpm).max(),
        sport,
        ..Summary::default()
    }
}

/// What a leaf in a track point is. `Value` stands for the heart rate alone there.
#[inline]
fn channel(name: &str) -> Option<Channel> {
    match name {
        "Time" => Some(Channel::Time),
        "LatitudeDegrees" => Some(Channel::Latitude),
        "LongitudeDegrees" => Some(Channel::Longitude),
        "AltitudeMeters" => Some(Channel::Altitude),
        "DistanceMeters" => Some(Channel::Distance),
        "Value" | "HeartRateBpm" => Some(Channel::HeartRate),
        "Cadence" | "RunCadence" => Some(Channel::Cadence),
        "Speed" => Some(Channel::Speed),
        "Watts" => Some(Channel::Power),
        _ => None,
    }
}
