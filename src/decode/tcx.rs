//! TCX: every activity, also those of a multisport session, becomes a recording; courses and workouts are none. Of version 1, whose
//! history keeps runs in folders by sport, the runs do.

use crate::decode::DecodeError;
use crate::decode::point::{DISTANCE_M, Point, PointChannel, PointFindings};
use crate::decode::recording::{Recording, Summary};
use crate::decode::xml::{Attributes, Elements, XmlDocument, XmlEvent, clean_title};
use crate::diagnostic::{Code, Diagnostics};
use crate::format::RecordingFormat;

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
pub(crate) fn decode_tcx(bytes: &[u8], diagnostics: &mut Diagnostics) -> Result<Vec<Recording>, DecodeError> {
    let document = XmlDocument::new(bytes)?;
    let mut file = TcxFile::default();
    let broken = Elements::new(&document).read_all(|event, xml| file.take_event(event, xml))?;
    file.end_activity();
    let recordings = std::mem::take(&mut file.recordings);
    file.findings.settle_recordings(recordings, &document, broken, || file.nothing_recorded(), diagnostics)
}

/// What was read so far.
#[derive(Default)]
struct TcxFile {
    recordings: Vec<Recording>,
    /// Activities met, with something in them or not.
    activities: u64,
    activity: Option<TcxActivity>,
    history: Option<History>,
    /// The point that is open.
    point: Option<Point>,
    /// Whether a track began since the last sample.
    after_break: bool,
    findings: PointFindings,
    /// Where the last element begins.
    at: usize,
}

/// The history of version 1 that is open.
#[derive(Default)]
struct History {
    /// The sport whose folder is open.
    sport: Option<String>,
}

/// The activity that is open.
struct TcxActivity {
    recording: Recording,
    sport: Option<String>,
    /// Its `Id`, which is the time of its start.
    id_ms: Option<i64>,
    /// The lap that is open.
    lap: Option<Summary>,
}

impl TcxFile {
    fn take_event(&mut self, event: XmlEvent<'_>, xml: &Elements<'_>) -> Result<(), DecodeError> {
        self.at = xml.byte_position();
        match event {
            XmlEvent::Leaf { name, attributes, text } => match (&mut self.point, name) {
                (Some(point), _) => {
                    if let Some(channel) = channel_of_element(name) {
                        point.read_channel(channel, &text, self.at, &mut self.findings);
                    }
                }
                (None, "Activity") => self.activities = self.activities.saturating_add(1),
                (None, "Lap") => {
                    self.begin_lap(attributes);
                    self.end_lap();
                }
                (None, "Trackpoint") => self.store_point(Point::new(self.at))?,
                (None, _) => self.take_fact(xml.parent_name(), name, &text),
            },
            XmlEvent::Open { name: "Trackpoint", .. } => self.point = Some(Point::new(self.at)),
            XmlEvent::Close { name: "Trackpoint" } => {
                if let Some(point) = self.point.take() {
                    self.store_point(point)?;
                }
            }
            XmlEvent::Open { name: "Track", .. } => self.after_break = true,
            XmlEvent::Open { name: "Lap", attributes } => self.begin_lap(attributes),
            XmlEvent::Close { name: "Lap" } => self.end_lap(),
            XmlEvent::Open { name: "Activity", attributes } => self.begin_activity(attributes.title_of("Sport")),
            XmlEvent::Close { name: "Activity" } => self.end_activity(),
            XmlEvent::Open { name, attributes } => self.open_history(name, attributes),
            XmlEvent::Close { name } => self.close_history(name),
        }
        Ok(())
    }

    /// Takes what version 1 opens: its history, in it a folder for each sport, in which others may be, and in these the runs. A run is any
    /// activity.
    fn open_history(&mut self, name: &str, attributes: Attributes<'_>) {
        match (name, &mut self.history) {
            ("History", None) => self.history = Some(History::default()),
            ("Running" | "Biking" | "Other", Some(history)) => history.sport = Some(name.to_owned()),
            ("MultiSport", Some(history)) => history.sport = None,
            ("FirstSport" | "NextSport", Some(history)) => history.sport = attributes.title_of("Sport"),
            ("Run", Some(history)) => {
                let sport = attributes.title_of("Sport").or_else(|| history.sport.clone());
                self.begin_activity(sport);
            }
            _ => {}
        }
    }

    /// Takes what version 1 closes.
    fn close_history(&mut self, name: &str) {
        match (name, &mut self.history) {
            ("Run", Some(_)) => self.end_activity(),
            ("Running" | "Biking" | "Other" | "MultiSport" | "FirstSport" | "NextSport", Some(history)) => {
                history.sport = None;
            }
            ("History", _) => self.history = None,
            _ => {}
        }
    }

    fn begin_activity(&mut self, sport: Option<String>) {
        self.end_activity();
        self.activities = self.activities.saturating_add(1);
        self.after_break = false;
        self.activity =
            Some(TcxActivity { recording: Recording::new(RecordingFormat::Tcx), sport, id_ms: None, lap: None });
    }

    fn begin_lap(&mut self, attributes: Attributes<'_>) {
        self.end_lap();
        if let Some(activity) = &mut self.activity {
            let start = attributes.value_of("StartTime").and_then(|text| self.findings.read_instant(text, self.at));
            activity.lap = Some(Summary { start_ms: start.map(|start| start.time_ms), ..Summary::default() });
        }
    }

    /// Takes what a leaf outside of the points says of the activity or the lap.
    fn take_fact(&mut self, parent: &str, name: &str, text: &str) {
        let (Some(activity), findings, at) = (&mut self.activity, &mut self.findings, self.at) else {
            return;
        };
        match (parent, name, &mut activity.lap) {
            ("Lap", "TotalTimeSeconds", Some(lap)) => lap.timer_s = findings.read_number(text, 0.0..=1e9, at),
            ("Lap", "DistanceMeters", Some(lap)) => lap.distance_m = findings.read_number(text, DISTANCE_M, at),
            ("AverageHeartRateBpm", "Value", Some(lap)) | ("Lap", "AverageHeartRateBpm", Some(lap)) => {
                lap.heart_rate_mean_bpm = findings.heart_rate(text, at);
            }
            // Without the word for it, it is the mean of the lap all the same (Mi Fitness).
            ("HeartRateBpm", "Value", Some(lap)) | ("Lap", "HeartRateBpm", Some(lap)) => {
                lap.heart_rate_mean_bpm = lap.heart_rate_mean_bpm.or_else(|| findings.heart_rate(text, at));
            }
            ("MaximumHeartRateBpm", "Value", Some(lap)) | ("Lap", "MaximumHeartRateBpm", Some(lap)) => {
                lap.heart_rate_max_bpm = findings.heart_rate(text, at);
            }
            ("Activity" | "Run", "Id", _) => activity.id_ms = findings.read_instant(text, at).map(|id| id.time_ms),
            ("Activity" | "Run", "Notes", _) => {
                activity.recording.name = text.trim_start().lines().next().and_then(clean_title);
            }
            ("Creator", "Name", _) => activity.recording.device = clean_title(text),
            _ => {}
        }
    }

    /// Stores a point of an activity; those of a course are none of ours.
    fn store_point(&mut self, point: Point) -> Result<(), DecodeError> {
        let Some(activity) = &mut self.activity else {
            return Ok(());
        };
        point.store_in(&mut activity.recording.samples, &mut self.after_break, &mut self.findings)
    }

    fn end_lap(&mut self) {
        if let Some(activity) = &mut self.activity {
            activity.recording.laps.extend(activity.lap.take());
        }
    }

    fn end_activity(&mut self) {
        self.end_lap();
        let Some(TcxActivity { mut recording, sport, id_ms, .. }) = self.activity.take() else {
            return;
        };
        let session = session_of_laps(sport, id_ms, &recording.laps);
        let told = session.start_ms.is_some() && session.timer_s.is_some_and(|timer_s| timer_s > 0.0);
        if recording.samples.len() >= 2 || told {
            recording.sessions.push(session);
            self.recordings.push(recording);
        } else {
            self.findings.leave_out(recording.samples.len(), self.at);
        }
    }

    /// Why there is no recording in a file whose XML is sound.
    fn nothing_recorded(&self) -> DecodeError {
        let (activities, points) = (self.activities, self.findings.points_seen());
        if self.findings.is_spoilt() {
            return self.findings.spoilt();
        }
        let detail = if activities == 0 {
            "no activity: courses, workouts or nothing".to_owned()
        } else {
            format!("{activities} activity elements, {points} track points, nothing to tell a start and an end")
        };
        DecodeError { code: Code::TcxNoActivity, at_byte: None, detail }
    }
}

/// Laps that tell a mean heart rate tell that of the whole where they are at least this share of its time. Ours: the seconds between the
/// last whole lap and the end have often none.
const COUNTED_SHARE_MIN: f64 = 0.9;

/// The session that the laps make up.
fn session_of_laps(sport: Option<String>, id_ms: Option<i64>, laps: &[Summary]) -> Summary {
    /// The sum of a part of the laps; absent where one lacks it, or there is no lap.
    fn sum_of_laps(laps: &[Summary], part: impl Fn(&Summary) -> Option<f64>) -> Option<f64> {
        laps.iter().map(part).sum::<Option<f64>>().filter(|_| !laps.is_empty())
    }
    let timer_s = sum_of_laps(laps, |lap| lap.timer_s);
    let counted = laps.iter().filter_map(|lap| Some((f64::from(lap.heart_rate_mean_bpm?), lap.timer_s?)));
    let (beats, counted_s) = counted.fold((0.0, 0.0), |(beats, s), (bpm, lap_s)| (beats + bpm * lap_s, s + lap_s));
    let heart_rate_mean = timer_s
        .filter(|timer_s| 0.0 < counted_s && COUNTED_SHARE_MIN * timer_s <= counted_s)
        .map(|_| beats / counted_s)
        .filter(|mean| mean.is_finite());
    Summary {
        start_ms: laps.iter().find_map(|lap| lap.start_ms).or(id_ms),
        timer_s,
        distance_m: sum_of_laps(laps, |lap| lap.distance_m),
        heart_rate_mean_bpm: heart_rate_mean.map(|mean| mean.round() as u8),
        heart_rate_max_bpm: laps.iter().filter_map(|lap| lap.heart_rate_max_bpm).max(),
        sport,
        ..Summary::default()
    }
}

/// What a leaf in a track point is. `Value` stands for the heart rate alone there.
#[inline]
fn channel_of_element(name: &str) -> Option<PointChannel> {
    match name {
        "Time" => Some(PointChannel::Time),
        "LatitudeDegrees" => Some(PointChannel::Latitude),
        "LongitudeDegrees" => Some(PointChannel::Longitude),
        "AltitudeMeters" => Some(PointChannel::Altitude),
        "DistanceMeters" => Some(PointChannel::Distance),
        "Value" | "HeartRateBpm" => Some(PointChannel::HeartRate),
        "Cadence" | "RunCadence" => Some(PointChannel::Cadence),
        "Speed" => Some(PointChannel::Speed),
        "Watts" => Some(PointChannel::Power),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::decode::recording::Position;

    /// 2024-05-04T06:00:00Z.
    const START_MS: i64 = 1_714_802_400_000;

    const LAP: &str = "<TotalTimeSeconds>600.5</TotalTimeSeconds><DistanceMeters>2000</DistanceMeters>\
        <MaximumSpeed>4.5</MaximumSpeed><Calories>90</Calories><AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>\
        <MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm><Cadence>80</Cadence>";

    fn point(time: &str, inner: &str) -> String {
        format!("<Trackpoint><Time>2024-05-04T{time}</Time>{inner}</Trackpoint>")
    }

    fn lap(time: &str, inner: &str) -> String {
        format!(r#"<Lap StartTime="2024-05-04T{time}">{inner}</Lap>"#)
    }

    fn activity(inner: &str) -> String {
        format!(r#"<Activity Sport="Running"><Id>2024-05-04T05:59:00Z</Id>{inner}</Activity>"#)
    }

    fn tcx(inner: &str) -> String {
        format!(
            "\u{FEFF}\n<?xml version=\"1.0\"?><TrainingCenterDatabase><Activities>{inner}</Activities>\
                 <Author><Name>Garmin Connect</Name></Author></TrainingCenterDatabase>"
        )
    }

    fn decoded(text: &str) -> (Vec<Recording>, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        (decode_tcx(text.as_bytes(), &mut diagnostics).unwrap(), diagnostics)
    }

    fn refusal(text: &str) -> Code {
        decode_tcx(text.as_bytes(), &mut Diagnostics::default()).unwrap_err().code
    }

    #[test]
    fn an_activity_becomes_a_recording_with_its_laps_and_one_session() {
        let inner = "<Position><LatitudeDegrees>47.5</LatitudeDegrees><LongitudeDegrees>-8.25</LongitudeDegrees></Position>\
            <AltitudeMeters>410.5</AltitudeMeters><DistanceMeters>12.25</DistanceMeters><HeartRateBpm xsi:type='x'>\
            <Value>121.0</Value></HeartRateBpm><Extensions><ns3:TPX><ns3:Speed>2.5</ns3:Speed>\
            <ns3:RunCadence>84</ns3:RunCadence><ns3:Watts>250</ns3:Watts></ns3:TPX></Extensions>";
        let laps = lap("06:00:00Z", &format!("{LAP}<Track>{}</Track>", point("06:00:00Z", inner)))
            + &lap("06:10:00Z", &format!("{LAP}<Notes>lap</Notes><Track>{}</Track>", point("06:10:00Z", "")));
        let facts = "<Notes>\n Lauf \n lang</Notes><Creator><Name>Forerunner</Name><UnitId>1</UnitId></Creator>";
        let (recordings, diagnostics) = decoded(&tcx(&activity(&(laps + facts))));
        assert_eq!(diagnostics, Diagnostics::default());
        let mut expected = Recording::new(RecordingFormat::Tcx);
        expected.device = Some("Forerunner".to_owned());
        expected.name = Some("Lauf".to_owned());
        let lap = |start_ms| Summary {
            start_ms: Some(start_ms),
            timer_s: Some(600.5),
            distance_m: Some(2000.0),
            heart_rate_mean_bpm: Some(140),
            heart_rate_max_bpm: Some(171),
            ..Summary::default()
        };
        expected.laps = vec![lap(START_MS), lap(START_MS + 600_000)];
        expected.sessions = vec![Summary {
            timer_s: Some(1201.0),
            distance_m: Some(4000.0),
            sport: Some("Running".to_owned()),
            ..lap(START_MS)
        }];
        let samples = &mut expected.samples;
        samples.time_ms = vec![START_MS, START_MS + 600_000];
        samples.position.set_value(0, Position { latitude_deg: 47.5, longitude_deg: -8.25 });
        samples.altitude_m.set_value(0, 410.5);
        samples.distance_m.set_value(0, 12.25);
        samples.heart_rate_bpm.set_value(0, 121);
        samples.speed_mps.set_value(0, 2.5);
        samples.cadence_rpm.set_value(0, 84);
        samples.power_w.set_value(0, 250);
        samples.breaks = vec![1];
        assert_eq!(recordings, [expected]);
    }

    #[test]
    fn every_activity_is_a_recording_also_in_a_multisport_session() {
        let one = |sport: &str| {
            let points = point("06:00:00Z", "") + &point("06:00:01Z", "");
            format!(
                "<Activity Sport='{sport}'><Lap StartTime='2024-05-04T06:00:00Z'><Track>{points}</Track></Lap></Activity>"
            )
        };
        let text = format!(
            "<MultiSportSession><FirstSport>{}</FirstSport><NextSport>{}</NextSport></MultiSportSession>{}",
            one("Running"),
            one("Biking"),
            activity("")
        );
        let (recordings, _) = decoded(&tcx(&text));
        let sports: Vec<_> = recordings.iter().map(|found| found.sessions[0].sport.as_deref().unwrap()).collect();
        assert_eq!(sports, ["Running", "Biking"]);
        assert!(recordings.iter().all(|found| found.samples.len() == 2 && found.samples.breaks.is_empty()));
    }

    #[test]
    fn a_sum_over_laps_is_absent_where_one_lap_lacks_the_part() {
        let points = format!("<Track>{}{}</Track>", point("06:00:00Z", ""), point("06:00:01Z", ""));
        let laps =
            lap("06:00:00Z", LAP) + &lap("06:10:00Z", &("<DistanceMeters>5</DistanceMeters>".to_owned() + &points));
        let session = decoded(&tcx(&activity(&laps))).0.remove(0).sessions.remove(0);
        assert_eq!((session.timer_s, session.heart_rate_mean_bpm), (None, None));
        assert_eq!((session.distance_m, session.heart_rate_max_bpm), (Some(2005.0), Some(171)));
    }

    #[test]
    fn a_mean_heart_rate_is_read_however_it_is_wrapped_and_weighed_by_time() {
        let mean = |facts: &str| {
            let lap = lap("06:00:00Z", &format!("<TotalTimeSeconds>600</TotalTimeSeconds>{facts}"));
            let session = decoded(&tcx(&activity(&lap))).0.remove(0).sessions.remove(0);
            (session.heart_rate_mean_bpm, session.heart_rate_max_bpm)
        };
        for (facts, expected) in [
            ("<HeartRateBpm>135</HeartRateBpm>", (Some(135), None)),
            ("<HeartRateBpm><Value>135</Value></HeartRateBpm>", (Some(135), None)),
            ("<AverageHeartRateBpm>135</AverageHeartRateBpm>", (Some(135), None)),
            ("<HeartRateBpm>99</HeartRateBpm><AverageHeartRateBpm>135</AverageHeartRateBpm>", (Some(135), None)),
            ("<AverageHeartRateBpm>135</AverageHeartRateBpm><HeartRateBpm>99</HeartRateBpm>", (Some(135), None)),
            ("<MaximumHeartRateBpm>171</MaximumHeartRateBpm>", (None, Some(171))),
            ("<MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm>", (None, Some(171))),
            ("<HeartRateBpm>0</HeartRateBpm>", (None, None)),
            ("<HeartRateBpm/>", (None, None)),
        ] {
            assert_eq!(mean(facts), expected, "{facts}");
        }
        let of = |seconds: u32, bpm: &str| {
            lap(
                "06:00:00Z",
                &format!("<TotalTimeSeconds>{seconds}</TotalTimeSeconds><HeartRateBpm>{bpm}</HeartRateBpm>"),
            )
        };
        let whole = |laps: &str| decoded(&tcx(&activity(laps))).0.remove(0).sessions.remove(0).heart_rate_mean_bpm;
        assert_eq!(whole(&(of(900, "140") + &of(300, "180"))), Some(150));
        assert_eq!(whole(&(of(900, "140") + &of(100, ""))), Some(140), "the rest of a lap");
        assert_eq!(whole(&(of(900, "140") + &of(101, ""))), None, "a lap without a strap");
    }

    #[test]
    fn a_history_of_version_1_gives_its_runs_with_the_sport_of_their_folder() {
        let run = |minute: u32| {
            let points = point(&format!("06:{minute:02}:00Z"), "<HeartRateBpm>150</HeartRateBpm>")
                + &point(&format!("06:{minute:02}:01Z"), "");
            let lap = lap(
                &format!("06:{minute:02}:00Z"),
                &format!("<TotalTimeSeconds>60</TotalTimeSeconds><Track>{points}</Track>"),
            );
            format!("<Run><Id>2024-05-04T06:{minute:02}:00Z</Id>{lap}<Notes>note</Notes></Run>")
        };
        let folder = |inner: &str| {
            format!("<Folder Name='2005'><Folder Name='May'><Week StartDay='2005-05-01'/>{inner}</Folder></Folder>")
        };
        let history = format!(
            "<History><Running Name='Running'>{}{}</Running><Biking Name='Biking'>{}</Biking><Other Name='Other'>{}</Other>\
             <MultiSport Name='MultiSport'><MultiSportSession><FirstSport Sport='Biking'>{}</FirstSport><NextSport><Running>{}\
             </Running></NextSport></MultiSportSession></MultiSport></History>\
             <Workouts><Running Name='Running'><Workout><Name>w</Name></Workout></Running></Workouts>\
             <Courses><CourseFolder><Course>{}</Course></CourseFolder></Courses>",
            run(0),
            folder(&run(1)),
            folder(&run(2)),
            run(3),
            run(4),
            run(5),
            run(6),
        );
        let text = format!("<TrainingCenterDatabase>{history}</TrainingCenterDatabase>");
        let (recordings, diagnostics) = decoded(&text);
        assert_eq!(diagnostics, Diagnostics::default());
        let sports: Vec<_> = recordings.iter().map(|found| found.sessions[0].sport.as_deref()).collect();
        let [running, biking] = [Some("Running"), Some("Biking")];
        assert_eq!(sports, [running, running, biking, Some("Other"), biking, running]);
        assert!(recordings.iter().all(|found| found.samples.heart_rate_bpm.value_at(0) == Some(150)));
        assert!(recordings.iter().all(|found| (found.laps.len(), found.name.as_deref()) == (1, Some("note"))));
        // One that breaks off keeps what came before.
        let (recordings, diagnostics) = decoded(&text[..text.find("<Biking").unwrap()]);
        assert_eq!((recordings.len(), diagnostics.most_severe().unwrap().code), (2, Code::XmlDamaged));
        // Outside of a history nothing of it means anything.
        assert_eq!(
            refusal(&format!("<TrainingCenterDatabase><Workouts>{}</Workouts></TrainingCenterDatabase>", run(0))),
            Code::TcxNoActivity
        );
    }

    #[test]
    fn an_indoor_run_without_a_track_counts_by_its_laps() {
        let (recordings, _) = decoded(&tcx(&activity(&lap("06:00:00+02:00", LAP))));
        assert!(recordings[0].samples.is_empty());
        assert_eq!(recordings[0].sessions[0].timer_s, Some(600.5));
        assert_eq!(recordings[0].utc_offset_s, Some(7200));
    }

    #[test]
    fn silent_sensors_are_absent_and_impossible_values_are_counted() {
        let silent = "<HeartRateBpm><Value>0</Value></HeartRateBpm><Cadence>255</Cadence><AltitudeMeters/>";
        let impossible =
            "<HeartRateBpm><Value>256</Value></HeartRateBpm><Extensions><TPX><Watts>5001</Watts></TPX></Extensions>";
        let points = point("06:00:00Z", silent) + &point("06:00:01Z", impossible) + &point("Jul 17 2014 21:02:38", "");
        let (recordings, diagnostics) =
            decoded(&tcx(&activity(&lap("06:00:00Z", &format!("<Track>{points}</Track>")))));
        let samples = &recordings[0].samples;
        assert_eq!(samples.len(), 2);
        assert!(samples.heart_rate_bpm.is_empty() && samples.cadence_rpm.is_empty() && samples.power_w.is_empty());
        let found: Vec<_> = diagnostics.as_slice().iter().map(|found| (found.code, found.count)).collect();
        assert_eq!(found, [(Code::BadValue, 2), (Code::BadTime, 1), (Code::PointLeftOut, 1)]);
    }

    #[test]
    fn courses_and_workouts_are_no_activity_and_a_spoilt_one_is_refused() {
        let points = point("06:00:00Z", "") + &point("06:00:01Z", "");
        let course = format!(
            "<TrainingCenterDatabase><Courses><Course><Name>c</Name><Lap>{LAP}</Lap><Track>{points}</Track>\
                              </Course></Courses></TrainingCenterDatabase>"
        );
        for text in [course, tcx(""), tcx("<Activity Sport='Running'/>"), tcx(&activity(&lap("06:00:00Z", "")))] {
            assert_eq!(refusal(&text), Code::TcxNoActivity, "{text}");
        }
        let spoilt = point("06:00:00+23:00", "") + &point("24:61:00Z", "");
        let spoilt = format!("<Lap><Track>{spoilt}</Track></Lap>");
        assert_eq!(refusal(&tcx(&activity(&spoilt))), Code::NoSamples);
        assert_eq!(refusal("<TrainingCenterDatabase>"), Code::XmlMalformed);
    }

    #[test]
    fn what_came_before_the_damage_is_kept_with_the_laps_begun() {
        let points = point("06:00:00Z", "") + &point("06:00:01Z", "");
        let whole = tcx(&activity(&lap("06:00:00Z", &format!("{LAP}<Track>{points}</Track>"))));
        let (recordings, diagnostics) = decoded(&whole[..whole.find("</Track>").unwrap()]);
        assert_eq!((recordings[0].samples.len(), recordings[0].laps.len()), (2, 1));
        assert_eq!(diagnostics.most_severe().unwrap().code, Code::XmlDamaged);
    }

    #[test]
    fn points_at_one_and_the_same_second_are_all_kept_as_they_are() {
        let points = point("06:00:00Z", "").repeat(10_000);
        let (recordings, _) = decoded(&tcx(&activity(&lap("06:00:00Z", &format!("<Track>{points}</Track>")))));
        assert_eq!(recordings[0].samples.time_ms, vec![START_MS; 10_000]);
    }
}
