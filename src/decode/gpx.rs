//! GPX 1.0 and 1.1: tracks become recordings; routes and waypoints are not activities.
//!
//! A track goes on with the recording before it when it starts within two hours after its last point and names
//! no other sport: so a pause or a lost signal that made a new track does not make a new activity. Every other track,
//! also one that starts earlier, is a recording of its own: a file may hold a whole history, in any order.
//!
//! Sensors are found by local name at any depth of a point, for writers agree neither on the prefix nor on the parent.

use crate::decode::DecodeError;
use crate::decode::point::{Point, PointChannel, PointFindings};
use crate::decode::recording::{Recording, Summary};
use crate::decode::time::parse_instant;
use crate::decode::xml::{Attributes, Elements, XmlDocument, XmlEvent, clean_title};
use crate::diagnostic::{Code, Diagnostics};
use crate::format::RecordingFormat;

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
pub(crate) fn decode_gpx(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Vec<Recording>, DecodeError> {
    let document = XmlDocument::new(bytes)?;
    let mut file = GpxFile::new();
    let broken = Elements::new(&document).read_all(|event, xml| file.take_event(event, xml))?;
    file.end_track();
    file.end_recording();
    let recordings = std::mem::take(&mut file.recordings);
    file.findings.settle_recordings(recordings, &document, broken, || file.nothing_recorded(), diagnostics)
}

/// What was read so far.
#[derive(Default)]
struct GpxFile {
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
    created_ms: Option<i64>,
    findings: PointFindings,
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

impl GpxFile {
    fn new() -> Self {
        Self { recording: Recording::new(RecordingFormat::Gpx), ..Self::default() }
    }

    fn take_event(&mut self, event: XmlEvent<'_>, xml: &Elements<'_>) -> Result<(), DecodeError> {
        self.at = xml.byte_position();
        match event {
            XmlEvent::Leaf { name, attributes, text } => match (&mut self.point, name) {
                (Some((point, depth)), _) => {
                    if let Some(channel) = channel_of_element(name, xml.open_elements() == *depth) {
                        point.read_channel(channel, &text, self.at, &mut self.findings);
                    }
                }
                (None, "trkpt") => {
                    let point = self.begin_point(attributes);
                    self.store_point(&point)?;
                }
                (None, "name") if xml.parent_name() == "trk" => self.track.name = clean_title(&text),
                (None, "type") if xml.parent_name() == "trk" => self.track.sport = clean_title(&text),
                // GPX 1.0 has no element around it.
                (None, "time") if matches!(xml.parent_name(), "metadata" | "gpx") => {
                    self.created_ms = parse_instant(text.trim_ascii().as_bytes()).map(|instant| instant.time_ms);
                }
                (None, _) => {}
            },
            XmlEvent::Open { name: "trkpt", attributes } => {
                self.point = Some((self.begin_point(attributes), xml.open_elements()));
            }
            XmlEvent::Close { name: "trkpt" } => {
                if let Some((point, _)) = self.point.take() {
                    self.store_point(&point)?;
                }
            }
            XmlEvent::Open { name: "trkseg", .. } => self.after_break = true,
            XmlEvent::Open { name: "trk", .. } => self.track = Track::default(),
            XmlEvent::Close { name: "trk" } => self.end_track(),
            XmlEvent::Open { name: "gpx", attributes } => self.creator = attributes.title_of("creator"),
            XmlEvent::Open { .. } | XmlEvent::Close { .. } => {}
        }
        Ok(())
    }

    fn begin_point(&mut self, attributes: Attributes<'_>) -> Point {
        let mut point = Point::new(self.at);
        for (name, value) in attributes {
            match name {
                "lat" => point.read_channel(PointChannel::Latitude, value, self.at, &mut self.findings),
                "lon" => point.read_channel(PointChannel::Longitude, value, self.at, &mut self.findings),
                _ => {}
            }
        }
        point
    }

    fn store_point(&mut self, point: &Point) -> Result<(), DecodeError> {
        if let (false, Some(time_ms)) = (self.track.begun, point.time_ms()) {
            self.begin_track(time_ms);
        }
        point.store_in(&mut self.recording.samples, &mut self.after_break, &mut self.findings)
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
        self.describe_recording();
    }

    /// Gives the recording what its first tracks say of it.
    fn describe_recording(&mut self) {
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
            self.describe_recording();
        }
    }

    fn end_recording(&mut self) {
        let recording = std::mem::replace(&mut self.recording, Recording::new(RecordingFormat::Gpx));
        if recording.samples.len() >= 2 {
            self.recordings.push(Recording { device: self.creator.clone(), created_ms: self.created_ms, ..recording });
        } else {
            self.findings.leave_out(recording.samples.len(), self.at);
        }
    }

    /// Why there is no recording in a file whose XML is sound.
    fn nothing_recorded(&self) -> DecodeError {
        if self.findings.is_spoilt() {
            return self.findings.spoilt();
        }
        let detail = format!("no track: {} track points, fewer than two with a time", self.findings.points_seen());
        DecodeError { code: Code::GpxNoTime, at_byte: None, detail }
    }
}

/// What a leaf in a track point is; `direct` without an element between them. Time and altitude are fields of GPX itself,
/// and the same words mean other things further in.
#[inline]
fn channel_of_element(name: &str, direct: bool) -> Option<PointChannel> {
    match name {
        "ele" if direct => Some(PointChannel::Altitude),
        "time" if direct => Some(PointChannel::Time),
        "hr" | "HR" | "heartrate" | "heart_rate" | "heartRate" | "HeartRate" | "Heartrate" | "heartrateBpm"
        | "HeartRateBpm" | "bpm" => Some(PointChannel::HeartRate),
        "cad" | "cadence" | "Cadence" | "RunCadence" | "runCadence" | "run_cadence" => Some(PointChannel::Cadence),
        "power" | "Power" | "watts" | "Watts" | "PowerInWatts" => Some(PointChannel::Power),
        "speed" | "Speed" => Some(PointChannel::Speed),
        "distance" | "Distance" => Some(PointChannel::Distance),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::decode::recording::Position;

    /// 2024-05-04T06:00:00Z.
    const START_MS: i64 = 1_714_802_400_000;

    fn point(time: &str, inner: &str) -> String {
        format!(r#"<trkpt lat="47.5" lon="-8.25"><time>2024-05-04T{time}</time>{inner}</trkpt>"#)
    }

    fn gpx(tracks: &str) -> String {
        format!(r#"<gpx version="1.1" creator="Garmin &amp; Connect">{tracks}</gpx>"#)
    }

    fn segment(points: &str) -> String {
        gpx(&format!("<trk><trkseg>{points}</trkseg></trk>"))
    }

    fn decoded(text: &str) -> (Vec<Recording>, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        (decode_gpx(text.as_bytes(), &mut diagnostics).unwrap(), diagnostics)
    }

    fn refusal(text: &str) -> Code {
        decode_gpx(text.as_bytes(), &mut Diagnostics::default()).unwrap_err().code
    }

    #[test]
    fn a_track_becomes_a_recording_with_what_the_file_says_and_nothing_else() {
        let inner = "<ele>410.5</ele><extensions><ns3:TrackPointExtension><ns3:hr>121</ns3:hr><ns3:cad>84</ns3:cad>\
                     </ns3:TrackPointExtension></extensions>";
        let points = point("06:00:00Z", inner) + &point("06:00:01.500Z", "");
        let (recordings, diagnostics) = decoded(&gpx(&format!(
            "<trk><name> Lauf &lt;3 </name><type>running</type><trkseg>{points}</trkseg></trk>"
        )));
        assert_eq!(diagnostics, Diagnostics::default());
        let mut expected = Recording::new(RecordingFormat::Gpx);
        expected.device = Some("Garmin & Connect".to_owned());
        expected.name = Some("Lauf <3".to_owned());
        expected.sessions = vec![Summary { sport: Some("running".to_owned()), ..Summary::default() }];
        expected.samples.time_ms = vec![START_MS, START_MS + 1500];
        let position = Position { latitude_deg: 47.5, longitude_deg: -8.25 };
        expected.samples.position.set_value(0, position);
        expected.samples.position.set_value(1, position);
        expected.samples.altitude_m.set_value(0, 410.5);
        expected.samples.heart_rate_bpm.set_value(0, 121);
        expected.samples.cadence_rpm.set_value(0, 84);
        assert_eq!(recordings, [expected]);
    }

    #[test]
    fn sensors_are_found_by_every_name_and_at_every_depth() {
        for (inner, expected) in [
            ("<a:hr>121</a:hr>", "hr 121"),
            ("<extensions><heartrate>121.4</heartrate></extensions>", "hr 121"),
            ("<extensions><a><b><heart_rate> 121 </heart_rate></b></a></extensions>", "hr 121"),
            ("<HeartRateBpm>121</HeartRateBpm>", "hr 121"),
            ("<gpxdata:cadence>84</gpxdata:cadence>", "cad 84"),
            ("<RunCadence>84</RunCadence>", "cad 84"),
            ("<power>250</power>", "w 250"),
            ("<a:watts>250.4</a:watts>", "w 250"),
            ("<pwr:PowerInWatts>250</pwr:PowerInWatts>", "w 250"),
            ("<speed>2.5</speed>", "mps 2.5"),
            ("<gpxtpx:speed>2.5</gpxtpx:speed>", "mps 2.5"),
            ("<gpxdata:distance>12.5</gpxdata:distance>", "m 12.5"),
            ("<hr>&#49;2<!-- -->1</hr>", "hr 121"),
            ("<hr>121</hr><extensions><hr>99</hr></extensions>", "hr 121"),
            ("<hr>0</hr><cad>255</cad>", ""),
            ("<hr/><ele></ele>", ""),
        ] {
            let (recordings, diagnostics) = decoded(&segment(&(point("06:00:00Z", inner) + &point("06:00:01Z", ""))));
            let samples = &recordings[0].samples;
            let found = [
                samples.heart_rate_bpm.value_at(0).map(|value| format!("hr {value}")),
                samples.cadence_rpm.value_at(0).map(|value| format!("cad {value}")),
                samples.power_w.value_at(0).map(|value| format!("w {value}")),
                samples.speed_mps.value_at(0).map(|value| format!("mps {value}")),
                samples.distance_m.value_at(0).map(|value| format!("m {value}")),
            ];
            assert_eq!(found.into_iter().flatten().collect::<String>(), expected, "{inner}");
            assert_eq!(diagnostics, Diagnostics::default(), "{inner}");
        }
    }

    #[test]
    fn time_and_altitude_are_those_of_the_point_itself() {
        let inner = "<extensions><time>2001-01-01T00:00:00Z</time><ele>9</ele></extensions>";
        let points = format!("<trkpt lat='1' lon='2'>{inner}<time>2024-05-04T06:00:00Z</time></trkpt>");
        let (recordings, _) = decoded(&segment(&(points + &point("06:00:01Z", ""))));
        assert_eq!(recordings[0].samples.time_ms[0], START_MS);
        assert!(recordings[0].samples.altitude_m.is_empty());
    }

    #[test]
    fn values_that_cannot_be_are_absent_and_counted() {
        let bad = "<trkpt lat=\"NaN\" lon=\"inf\"><ele>inf</ele><time>2024-05-04T06:00:00Z</time><hr>300</hr>\
                   <power>65535</power><speed>-1</speed><distance>1e999</distance><cad>x</cad></trkpt>";
        let text = segment(&(bad.to_owned() + &point("06:00:01Z", "")));
        let (recordings, diagnostics) = decoded(&text);
        let samples = &recordings[0].samples;
        assert_eq!((samples.len(), samples.position.count_present(), samples.altitude_m.count_present()), (2, 1, 0));
        assert!(samples.heart_rate_bpm.is_empty() && samples.power_w.is_empty() && samples.speed_mps.is_empty());
        assert!(samples.distance_m.is_empty() && samples.cadence_rpm.is_empty());
        let found = &diagnostics.as_slice()[0];
        assert_eq!(
            (found.code, found.count, found.at_byte),
            (Code::BadValue, 8, text.find("<trkpt").map(|at| at as u64))
        );
    }

    #[test]
    fn a_comma_is_the_point_of_a_number_where_it_can_be_nothing_else() {
        let of = |lat: &str, inner: &str| {
            let one = |second: u32| {
                format!("<trkpt lat='{lat}' lon='16,3000000'><time>2024-05-04T06:00:0{second}Z</time>{inner}</trkpt>")
            };
            let (recordings, diagnostics) = decoded(&segment(&(one(0) + &one(1))));
            let samples = &recordings[0].samples;
            let values =
                (samples.position.value_at(0), samples.altitude_m.value_at(0), samples.heart_rate_bpm.value_at(0));
            (values, diagnostics.as_slice().first().map(|found| found.detail.clone()))
        };
        let place = Some(Position { latitude_deg: 48.2, longitude_deg: 16.3 });
        assert_eq!(of("48,2000000", "<ele>350,5</ele><hr>150,0</hr>"), ((place, Some(350.5), Some(150)), None));
        assert_eq!(of("48,2", "<ele>1,234</ele>"), ((place, Some(1.234), None), None), "a comma was a point before");
        assert_eq!(of("٤٨٫٢", "<ele>٣٥٠</ele>"), ((place, Some(350.0), None), None));
        assert_eq!(of("48,200", ""), ((place, None, None), None), "thousands of degrees there are not");
        for wrong in ["48,2,0", "4.8,2", "48,", ",", "48,2e1", "91,5", "48,-2"] {
            let ((found, ..), detail) = of(wrong, "");
            assert_eq!(found, None, "{wrong}");
            assert!(detail.unwrap().ends_with(&format!("; the first is \"{wrong}\"")), "{wrong}");
        }
        // Metres and thousands of metres: nobody can say which.
        let text = segment(&(point("06:00:00Z", "<ele>1,234</ele>") + &point("06:00:01Z", "")));
        assert!(decoded(&text).0[0].samples.altitude_m.is_empty());
    }

    #[test]
    fn a_time_that_cannot_be_read_is_quoted() {
        let time = "04/05/2026 06:00&#27;[2J";
        let points = format!("<trkpt lat='1' lon='2'><time>{time}</time></trkpt>").repeat(2);
        let error = decode_gpx(segment(&points).as_bytes(), &mut Diagnostics::default()).unwrap_err();
        let said = r#"2 track points, fewer than two with a usable time; the first time that cannot be read is "04/05/2026 06:00\u{1b}[2J""#;
        assert_eq!((error.code, error.detail.as_str()), (Code::NoSamples, said));
        let (_, diagnostics) = decoded(&segment(&(points + &point("06:00:00Z", "") + &point("6:0:1Z", ""))));
        assert!(diagnostics.as_slice()[0].detail.ends_with(r#"; the first is "04/05/2026 06:00\u{1b}[2J""#));
    }

    #[test]
    fn points_without_a_time_are_left_out_and_counted() {
        let points = point("06:00:00Z", "") + "<trkpt lat='1' lon='2'/><trkpt lat='1' lon='2'><ele>1</ele></trkpt>";
        let points = points + &point("25:00:00Z", "") + &point("06:00:01Z", "");
        let (recordings, diagnostics) = decoded(&segment(&points));
        assert_eq!(recordings[0].samples.len(), 2);
        let found: Vec<_> = diagnostics.as_slice().iter().map(|found| (found.code, found.count)).collect();
        assert_eq!(found, [(Code::BadTime, 1), (Code::PointLeftOut, 3)]);
    }

    #[test]
    fn a_new_segment_is_a_break_where_samples_follow_it() {
        let (one, two) = (point("06:00:00Z", ""), point("06:01:00Z", ""));
        let tracks = format!("<trk><trkseg/><trkseg>{one}</trkseg><trkseg></trkseg><trkseg>{two}{two}</trkseg></trk>");
        assert_eq!(decoded(&gpx(&tracks)).0[0].samples.breaks, [1]);
    }

    #[test]
    fn a_track_goes_on_with_the_one_before_it_or_is_a_recording_of_its_own() {
        let track = |sport: &str, hour: u8| {
            let points = point(&format!("{hour:02}:00:00Z"), "") + &point(&format!("{hour:02}:30:00Z"), "");
            format!("<trk><type>{sport}</type><trkseg>{points}</trkseg></trk>")
        };
        let sizes = |tracks: &[String]| {
            let (recordings, _) = decoded(&gpx(&tracks.concat()));
            recordings.iter().map(|recording| recording.samples.len()).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[track("run", 6), track("run", 7), track("", 9)]), [6]);
        assert_eq!(sizes(&[track("run", 6), track("run", 9)]), [2, 2]);
        assert_eq!(sizes(&[track("run", 6), track("bike", 7)]), [2, 2]);
        assert_eq!(sizes(&[track("run", 9), track("run", 6)]), [2, 2]);
        assert_eq!(sizes(&[track("run", 6), track("run", 6)]), [2, 2]);
    }

    #[test]
    fn what_a_track_says_after_its_points_counts_too() {
        let points = point("06:00:00Z", "") + &point("06:00:01Z", "");
        let (recordings, _) =
            decoded(&gpx(&format!("<trk><trkseg>{points}</trkseg><name>Lauf</name><type>run</type></trk>")));
        assert_eq!(recordings[0].name.as_deref(), Some("Lauf"));
        assert_eq!(recordings[0].sessions[0].sport.as_deref(), Some("run"));
    }

    #[test]
    fn the_clock_offset_is_told_when_the_times_agree_on_it() {
        let offset = |one: &str, two: &str| decoded(&segment(&(point(one, "") + &point(two, "")))).0[0].utc_offset_s;
        assert_eq!(offset("06:00:00+02:00", "06:00:01+02:00"), Some(7200));
        assert_eq!(offset("06:00:00-03:30", "09:30:01Z"), Some(-12_600));
        assert_eq!(offset("06:00:00Z", "06:00:01+00:00"), None);
        assert_eq!(offset("06:00:00+02:00", "06:00:01+01:00"), None);
        assert_eq!(offset("06:00:00+02:10", "06:00:01+02:10"), None);
    }

    #[test]
    fn a_sound_file_without_times_is_no_activity_and_a_spoilt_one_is_refused() {
        let no_activity = [
            gpx(""),
            gpx("<rte><rtept lat='1' lon='2'><time>2024-05-04T06:00:00Z</time></rtept></rte><wpt lat='1' lon='2'/>"),
            gpx("<metadata><bounds minlat='NaN' minlon='NaN' maxlat='0' maxlon='0'/></metadata>"),
            segment("<trkpt lat='1' lon='2'><foo/></trkpt><trkpt lat='1' lon='2'><ele>x</ele></trkpt>"),
            segment(&point("06:00:00Z", "")),
        ];
        for text in no_activity {
            assert_eq!(refusal(&text), Code::GpxNoTime, "{text}");
        }
        let spoilt = [
            segment("<trkpt lat='1' lon='2'><time>9999-12-31T23:59:59-23:00</time></trkpt>"),
            segment("<trkpt lat='NaN' lon='inf'><ele>inf</ele></trkpt>"),
            segment("<trkpt lat='1' lon='2'><time>1970-01-01T00:00:00Z</time></trkpt>"),
        ];
        for text in spoilt {
            assert_eq!(refusal(&text), Code::NoSamples, "{text}");
        }
        assert_eq!(refusal("no xml at all"), Code::XmlMalformed);
        assert_eq!(refusal("<!DOCTYPE gpx><gpx/>"), Code::XmlDoctype);
    }

    #[test]
    fn what_came_before_the_damage_is_kept() {
        let whole = segment(&(point("06:00:00Z", "") + &point("06:00:01Z", "") + "<trkpt lat='1' lon="));
        let (recordings, diagnostics) = decoded(whole.split("</trkseg>").next().unwrap());
        assert_eq!(recordings[0].samples.len(), 2);
        let damage = diagnostics.most_severe().unwrap();
        assert_eq!(
            (damage.code, damage.at_byte),
            (Code::XmlDamaged, Some(whole.find("<trkpt lat='1'").unwrap() as u64))
        );
    }
}
