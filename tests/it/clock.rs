//! What watches do to the clock, one case a row: the local day, how its offset was found, the recorded time, and what is
//! told. The day is that on which the activity started, on the clock that hung on the wall there.

use crc::{CRC_16_ARC, Crc};
use restday::activity::TzSource::{self, Athlete, Coordinates, File, Utc};
use restday::activity::session::{self, Origin};
use restday::decode::{
    self,
    recording::{Position, Recording, Summary, TimerEvent},
};
use restday::diagnostic::Code::{
    self, BadTime, ClockFault, FitNoClock, FitNoTime, NoSamples, OutOfOrder, PointLeftOut, TotalsContradict,
};
use restday::diagnostic::Diagnostics;
use restday::format::RecordingFormat;

/// Unix time of an instant, milliseconds.
fn ms(instant: &str) -> i64 {
    instant.parse::<jiff::Timestamp>().unwrap_or_else(|error| panic!("{instant}: {error}")).as_millisecond()
}

/// A recording under test, or the text or bytes of one, and the zone of the athlete.
struct Given {
    recording: Result<Recording, (Vec<u8>, RecordingFormat)>,
    home_zone: Option<&'static str>,
}

/// Samples at so many seconds after an instant.
fn at(start: &str, seconds: impl IntoIterator<Item = i64>) -> Given {
    let mut recording = Recording::new(RecordingFormat::Fit);
    recording.samples.time_ms = seconds.into_iter().map(|second| ms(start) + 1000 * second).collect();
    Given { recording: Ok(recording), home_zone: None }
}

/// Ten minutes, a sample a second.
fn ten_minutes(start: &str) -> Given {
    at(start, 0..=600)
}

/// Points of a GPX at the times written.
fn gpx(times: &[&str]) -> Given {
    let points: String = times.iter().map(|time| ["<trkpt><time>", time, "</time></trkpt>"].concat()).collect();
    let text = format!("<gpx><trk><trkseg>{points}</trkseg></trk></gpx>");
    Given { recording: Err((text.into_bytes(), RecordingFormat::Gpx)), home_zone: None }
}

/// Points of a TCX at the times written.
fn tcx(times: &[&str]) -> Given {
    let points: String =
        times.iter().map(|time| ["<Trackpoint><Time>", time, "</Time></Trackpoint>"].concat()).collect();
    let text = format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Other\"><Lap><Track>{points}</Track></Lap></Activity>\
         </Activities></TrainingCenterDatabase>"
    );
    Given { recording: Err((text.into_bytes(), RecordingFormat::Tcx)), home_zone: None }
}

/// Records of a FIT file at the times given, seconds since its epoch, and the local time at the last of them.
fn fit(times: &[u32], local: Option<u32>) -> Given {
    let mut data = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0x00, 0x00, 4];
    data.extend([0x41, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 0x02]);
    for time in times {
        data.push(1);
        data.extend(time.to_le_bytes());
        data.push(140);
    }
    if let (Some(local), Some(time)) = (local, times.last()) {
        data.extend([0x42, 0, 0, 34, 0, 2, 253, 4, 0x86, 5, 4, 0x86, 2]);
        data.extend(time.to_le_bytes());
        data.extend(local.to_le_bytes());
    }
    let crc = Crc::<u16>::new(&CRC_16_ARC);
    let mut bytes = vec![14, 0x20, 0x54, 0x08];
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(b".FIT");
    bytes.extend(crc.checksum(&bytes).to_le_bytes());
    bytes.extend(data);
    bytes.extend(crc.checksum(&bytes).to_le_bytes());
    Given { recording: Err((bytes, RecordingFormat::Fit)), home_zone: None }
}

impl Given {
    fn with(mut self, change: impl FnOnce(&mut Recording)) -> Self {
        change(self.recording.as_mut().expect("no bytes"));
        self
    }

    /// All of it at a place.
    fn near(self, latitude_deg: f64, longitude_deg: f64) -> Self {
        self.with(|recording| {
            for i in 0..recording.samples.len() {
                recording.samples.position.set_value(i, Position { latitude_deg, longitude_deg });
            }
        })
    }

    /// The file's own offset.
    fn offset(self, hours: f64) -> Self {
        self.with(|recording| recording.utc_offset_s = Some((3600.0 * hours) as i32))
    }

    fn home(mut self, zone: &'static str) -> Self {
        self.home_zone = Some(zone);
        self
    }

    /// The device's own summary.
    fn session(self, start: Option<&str>, elapsed_s: Option<f64>, timer_s: Option<f64>) -> Self {
        let start_ms = start.map(ms);
        self.with(|recording| {
            recording.sessions = vec![Summary { start_ms, elapsed_s, timer_s, ..Summary::default() }];
        })
    }
}

/// Local day, offset in hours, how it was found, timer and elapsed seconds; or the code of the refusal.
type Told = Result<(&'static str, f64, TzSource, f64, f64), Code>;

struct Row {
    says: &'static str,
    given: Given,
    told: Told,
    codes: &'static [Code],
}

/// A row of the table whose elapsed time is its timer time.
fn row(says: &'static str, given: Given, day: &'static str, hours: f64, found: TzSource, timer_s: f64) -> Row {
    Row { says, given, told: Ok((day, hours, found, timer_s, timer_s)), codes: &[] }
}

/// A row that gives no activity.
fn none(says: &'static str, given: Given, code: Code) -> Row {
    Row { says, given, told: Err(code), codes: &[] }
}

impl Row {
    fn elapsed(mut self, elapsed_s: f64) -> Self {
        if let Ok(told) = &mut self.told {
            told.4 = elapsed_s;
        }
        self
    }

    fn tells(mut self, codes: &'static [Code]) -> Self {
        self.codes = codes;
        self
    }

    fn check(&self) -> Result<(), String> {
        let mut diagnostics = Diagnostics::default();
        let decoded = match &self.given.recording {
            Ok(recording) => Ok(vec![recording.clone()]),
            Err((bytes, format)) => decode::decode_recordings(bytes, *format, &mut diagnostics),
        };
        let found = decoded.map_err(|error| error.code).and_then(|recordings| {
            let origin = Origin { home_zone: self.given.home_zone, ..Origin::default() };
            let activities: Vec<_> = recordings
                .iter()
                .flat_map(|recording| session::activities_of(recording, &origin, &mut diagnostics))
                .collect();
            let activity = activities.first().ok_or(NoSamples)?;
            assert_eq!(activities.len(), 1, "{}", self.says);
            let hours = f64::from(activity.utc_offset_s) / 3600.0;
            Ok((activity.day.to_string(), hours, activity.tz_source, activity.duration_s, activity.elapsed_s))
        });
        let codes: Vec<Code> = diagnostics.as_slice().iter().map(|found| found.code).collect();
        let told = self
            .told
            .map(|(day, hours, source, timer_s, elapsed_s)| (day.to_owned(), hours, source, timer_s, elapsed_s));
        if found == told && codes == self.codes {
            return Ok(());
        }
        Err(format!("{}:\n  expected {told:?} {:?}\n  found    {found:?} {codes:?}", self.says, self.codes))
    }
}

/// 2026-05-01T12:00:00Z on the clock of FIT.
const NOON: u32 = 1_146_571_200;

const BERLIN: (f64, f64) = (52.5, 13.4);
const APIA: (f64, f64) = (-13.83, -171.76);

fn summer_and_winter() -> Vec<Row> {
    let berlin = |given: Given| given.near(BERLIN.0, BERLIN.1);
    vec![
        row(
            "a run across the hour that spring leaves out lasts as long as it took",
            berlin(at("2026-03-29T00:30:00Z", 0..=3600)),
            "2026-03-29",
            1.0,
            Coordinates,
            3600.0,
        ),
        row(
            "after the hour left out",
            berlin(ten_minutes("2026-03-29T01:00:00Z")),
            "2026-03-29",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "a run across the hour that autumn has twice lasts as long as it took",
            berlin(at("2026-10-25T00:30:00Z", 0..=3600)),
            "2026-10-25",
            2.0,
            Coordinates,
            3600.0,
        ),
        row(
            "half past two for the first time",
            berlin(ten_minutes("2026-10-25T00:30:00Z")),
            "2026-10-25",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "half past two once more",
            berlin(ten_minutes("2026-10-25T01:30:00Z")),
            "2026-10-25",
            1.0,
            Coordinates,
            600.0,
        ),
        row(
            "the first minute of a day of 23 h",
            berlin(ten_minutes("2026-03-28T23:00:00Z")),
            "2026-03-29",
            1.0,
            Coordinates,
            600.0,
        ),
        row(
            "the last hour of a day of 23 h",
            berlin(ten_minutes("2026-03-29T21:59:00Z")),
            "2026-03-29",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "the first minute of a day of 25 h",
            berlin(ten_minutes("2026-10-24T22:00:00Z")),
            "2026-10-25",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "the last hour of a day of 25 h",
            berlin(ten_minutes("2026-10-25T22:59:00Z")),
            "2026-10-25",
            1.0,
            Coordinates,
            600.0,
        ),
        row(
            "the home zone has its summer too",
            ten_minutes("2026-07-01T22:30:00Z").home("Europe/Berlin"),
            "2026-07-02",
            2.0,
            Athlete,
            600.0,
        ),
    ]
}

fn zones() -> Vec<Row> {
    vec![
        row(
            "half an hour off, India",
            ten_minutes("2026-05-01T18:35:00Z").near(19.07, 72.87),
            "2026-05-02",
            5.5,
            Coordinates,
            600.0,
        ),
        row(
            "three quarters off, Nepal",
            ten_minutes("2026-05-01T18:20:00Z").near(27.7, 85.32),
            "2026-05-02",
            5.75,
            Coordinates,
            600.0,
        ),
        row(
            "half an hour off to the west, Newfoundland",
            ten_minutes("2026-07-01T02:15:00Z").near(47.56, -52.71),
            "2026-06-30",
            -2.5,
            Coordinates,
            600.0,
        ),
        row(
            "a summer of half an hour, Lord Howe",
            ten_minutes("2026-01-01T13:05:00Z").near(-31.53, 159.07),
            "2026-01-02",
            11.0,
            Coordinates,
            600.0,
        ),
        row(
            "its winter",
            ten_minutes("2026-07-01T13:05:00Z").near(-31.53, 159.07),
            "2026-07-01",
            10.5,
            Coordinates,
            600.0,
        ),
        row(
            "13 h 45 min ahead, the Chathams",
            ten_minutes("2026-01-10T10:20:00Z").near(-43.95, -176.55),
            "2026-01-11",
            13.75,
            Coordinates,
            600.0,
        ),
        row(
            "14 h ahead, Kiritimati",
            ten_minutes("2026-01-10T10:05:00Z").near(1.87, -157.4),
            "2026-01-11",
            14.0,
            Coordinates,
            600.0,
        ),
        row(
            "11 h behind, Pago Pago",
            ten_minutes("2026-01-10T10:05:00Z").near(-14.28, -170.7),
            "2026-01-09",
            -11.0,
            Coordinates,
            600.0,
        ),
        row(
            "the last evening before Samoa left out a day",
            ten_minutes("2011-12-30T09:30:00Z").near(APIA.0, APIA.1),
            "2011-12-29",
            -10.0,
            Coordinates,
            600.0,
        ),
        row(
            "an hour later it was the day after tomorrow",
            ten_minutes("2011-12-30T10:30:00Z").near(APIA.0, APIA.1),
            "2011-12-31",
            14.0,
            Coordinates,
            600.0,
        ),
        row(
            "a run across the day left out lasts as long as it took",
            at("2011-12-30T09:30:00Z", 0..=3600).near(APIA.0, APIA.1),
            "2011-12-29",
            -10.0,
            Coordinates,
            3600.0,
        ),
        row(
            "a run across the date line stays on the day of its start",
            at("2026-05-01T11:50:00Z", 0..=600).with(|recording| {
                for i in 0..=600_usize {
                    let east_deg = 179.99 + 0.000_03 * i as f64;
                    let longitude_deg = if 180.0 < east_deg { east_deg - 360.0 } else { east_deg };
                    recording.samples.position.set_value(i, Position { latitude_deg: -16.84, longitude_deg });
                }
                recording.sessions = vec![Summary { sport: Some("running".to_owned()), ..Summary::default() }];
            }),
            "2026-05-01",
            12.0,
            Coordinates,
            600.0,
        ),
        row(
            "a run over midnight is of the day it started on",
            at("2026-05-01T21:40:00Z", 0..=3600).offset(2.0),
            "2026-05-01",
            2.0,
            File,
            3600.0,
        ),
        row(
            "a run over the turn of the year likewise",
            at("2025-12-31T22:40:00Z", 0..=3600).offset(1.0),
            "2025-12-31",
            1.0,
            File,
            3600.0,
        ),
    ]
}

fn offsets() -> Vec<Row> {
    let night = "2026-05-01T23:30:00Z";
    let night_s = NOON + 41_400;
    let fit_with = |offset_s: i32| fit(&[night_s, night_s + 60], Some((night_s + 60).wrapping_add_signed(offset_s)));
    vec![
        row(
            "the file knows its offset",
            ten_minutes(night).offset(2.0).near(40.7, -74.0),
            "2026-05-02",
            2.0,
            File,
            600.0,
        ),
        row(
            "the position where the file knows none",
            ten_minutes(night).near(BERLIN.0, BERLIN.1),
            "2026-05-02",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "the position before the home zone",
            ten_minutes(night).near(40.7, -74.0).home("Europe/Berlin"),
            "2026-05-01",
            -4.0,
            Coordinates,
            600.0,
        ),
        row(
            "the home zone where there is no position",
            ten_minutes(night).home("Asia/Tokyo"),
            "2026-05-02",
            9.0,
            Athlete,
            600.0,
        ),
        row("nothing known is UTC", ten_minutes(night), "2026-05-01", 0.0, Utc, 600.0),
        row(
            "a home zone that nobody knows is none",
            ten_minutes(night).home("Mars/Olympus"),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        ),
        row(
            "no place where latitude and longitude are 0",
            ten_minutes(night).near(0.0, 0.0).home("Asia/Tokyo"),
            "2026-05-02",
            9.0,
            Athlete,
            600.0,
        ),
        row(
            "UTC passed off as local time, and the position says so",
            ten_minutes(night).offset(0.0).near(BERLIN.0, BERLIN.1),
            "2026-05-02",
            2.0,
            Coordinates,
            600.0,
        ),
        row(
            "an offset of 0 where it is one",
            ten_minutes("2026-01-01T23:30:00Z").offset(0.0).near(51.5, -0.12),
            "2026-01-01",
            0.0,
            File,
            600.0,
        ),
        row("an offset of 0 that nothing contradicts", ten_minutes(night).offset(0.0), "2026-05-01", 0.0, File, 600.0),
        row("FIT: local time an hour and a half ahead", fit_with(5400), "2026-05-02", 1.5, File, 60.0),
        row(
            "FIT: 18 minutes are no zone's offset",
            fit_with(1080).home("Asia/Tokyo"),
            "2026-05-02",
            9.0,
            Athlete,
            60.0,
        ),
        row("FIT: more than 14 h are none", fit_with(14 * 3600 + 900), "2026-05-01", 0.0, Utc, 60.0),
        row("FIT: 14 h behind are the most", fit_with(-14 * 3600), "2026-05-01", -14.0, File, 60.0),
        row(
            "GPX: an offset written in the times",
            gpx(&["2026-05-02T00:10:00+05:45", "2026-05-02T00:11:00+05:45"]),
            "2026-05-02",
            5.75,
            File,
            60.0,
        ),
        row(
            "GPX: two offsets in one file are none, and the times hold",
            gpx(&["2026-05-02T00:10:00+01:00", "2026-05-02T01:11:00+02:00"]),
            "2026-05-01",
            0.0,
            Utc,
            60.0,
        ),
        row(
            "GPX: an offset that no zone has is none, and the times hold",
            gpx(&["2026-05-02T00:10:00+00:07", "2026-05-02T00:11:00+00:07"]),
            "2026-05-02",
            0.0,
            Utc,
            60.0,
        ),
        none(
            "GPX: an offset beyond 14 h leaves no time to believe",
            gpx(&["2026-05-02T00:10:00+15:00", "2026-05-02T00:11:00+15:00"]),
            NoSamples,
        )
        .tells(&[BadTime, PointLeftOut]),
        row(
            "TCX: no zone written is UTC",
            tcx(&["2026-05-01T23:30:00", "2026-05-01T23:31:00"]).home("Asia/Tokyo"),
            "2026-05-02",
            9.0,
            Athlete,
            60.0,
        ),
        row(
            "TCX: an offset of 0 is no more than a Z",
            tcx(&["2026-05-01T23:30:00+00:00", "2026-05-01T23:31:00Z"]).home("Asia/Tokyo"),
            "2026-05-02",
            9.0,
            Athlete,
            60.0,
        ),
    ]
}

fn writing() -> Vec<Row> {
    vec![
        row(
            "a leap second is a second of its own",
            gpx(&["2016-12-31T23:59:59Z", "2016-12-31T23:59:60Z", "2017-01-01T00:00:01Z"]),
            "2016-12-31",
            0.0,
            Utc,
            2.0,
        ),
        row(
            "Unix time has no room for it beside the next",
            gpx(&["2016-12-31T23:59:59Z", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"]),
            "2016-12-31",
            0.0,
            Utc,
            1.0,
        )
        .tells(&[ClockFault]),
        row(
            "fractions of a second",
            gpx(&["2026-05-01T12:00:00.250Z", "2026-05-01T12:00:01.5Z", "2026-05-01T12:00:02,75Z"]),
            "2026-05-01",
            0.0,
            Utc,
            2.5,
        ),
        row(
            "a small t and a small z",
            gpx(&["2026-05-01t12:00:00z", "2026-05-01t12:01:00z"]),
            "2026-05-01",
            0.0,
            Utc,
            60.0,
        ),
        row(
            "the 24th hour is the midnight after",
            gpx(&["2026-05-01T24:00:00Z", "2026-05-02T00:01:00Z"]),
            "2026-05-02",
            0.0,
            Utc,
            60.0,
        ),
        none("nothing comes after it", gpx(&["2026-05-01T24:00:01Z", "2026-05-01T24:01:00Z"]), NoSamples)
            .tells(&[BadTime, PointLeftOut]),
        none("a day that February does not have", gpx(&["2026-02-29T12:00:00Z", "2026-02-29T12:01:00Z"]), NoSamples)
            .tells(&[BadTime, PointLeftOut]),
    ]
}

fn years() -> Vec<Row> {
    let gpx_of = |year: &str| gpx(&[&format!("{year}T12:00:00Z"), &format!("{year}T12:01:00Z")]);
    vec![
        none("1970: a clock that was never set", gpx_of("1970-01-01"), NoSamples).tells(&[BadTime, PointLeftOut]),
        none("1989: the first day of FIT", gpx_of("1989-12-31"), NoSamples).tells(&[BadTime, PointLeftOut]),
        none("FIT that counts from power-on", fit(&[5000, 5060], None), FitNoClock).tells(&[FitNoTime]),
        row("the first day to believe", gpx_of("1990-01-01"), "1990-01-01", 0.0, Utc, 60.0),
        row("the year 2000", gpx_of("2000-02-29"), "2000-02-29", 0.0, Utc, 60.0),
        row(
            "across the end of 31 bits",
            gpx(&["2038-01-19T03:14:07Z", "2038-01-19T03:15:07Z"]),
            "2038-01-19",
            0.0,
            Utc,
            60.0,
        ),
        row("the future is read; the report leaves it out", gpx_of("2099-05-01"), "2099-05-01", 0.0, Utc, 60.0),
        row(
            "the last minute of 32 bits",
            gpx(&["2106-02-07T06:27:16Z", "2106-02-07T06:28:16Z"]),
            "2106-02-07",
            0.0,
            Utc,
            60.0,
        ),
        none("after the end of 32 bits", gpx(&["2106-02-07T06:28:17Z", "2106-02-07T06:29:17Z"]), NoSamples)
            .tells(&[BadTime, PointLeftOut]),
        none("the last minute of FIT, 2126", fit(&[u32::MAX - 61, u32::MAX - 1], None), NoSamples).tells(&[BadTime]),
        none("9999", gpx_of("9999-12-31"), NoSamples).tells(&[BadTime, PointLeftOut]),
    ]
}

fn order() -> Vec<Row> {
    let start = "2026-05-01T12:00:00Z";
    let years = |years: i64| years * 365 * 86_400;
    vec![
        row("one second twice", at(start, (0..=300).chain(300..=600)), "2026-05-01", 0.0, Utc, 600.0)
            .tells(&[ClockFault]),
        row("every second twice", at(start, (0..=1200).map(|half| half / 2)), "2026-05-01", 0.0, Utc, 600.0)
            .tells(&[ClockFault]),
        row(
            "two parts in the wrong order, or a clock that was set back by an hour: both parts count",
            at(start, (3600..=3900).chain(0..=600)),
            "2026-05-01",
            0.0,
            Utc,
            900.0,
        )
        .elapsed(3900.0)
        .tells(&[OutOfOrder]),
        row(
            "samples that stand in the opposite order are sorted",
            at(start, (0..=600).rev()).session(Some(start), Some(600.0), Some(600.0)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[OutOfOrder]),
        row(
            "one sample years before",
            at(start, std::iter::once(-years(7)).chain(0..=600)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[ClockFault]),
        row(
            "one sample years ahead at the start",
            at(start, std::iter::once(years(7)).chain(0..=600)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[OutOfOrder, ClockFault]),
        row(
            "one sample years ahead in the middle",
            at(start, (0..=300).chain([years(7)]).chain(301..=600)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[ClockFault]),
        row(
            "one sample years before in the middle",
            at(start, (0..=300).chain([-years(7)]).chain(301..=600)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[ClockFault]),
        row("one sample years ahead at the end", at(start, (0..=600).chain([years(7)])), "2026-05-01", 0.0, Utc, 600.0)
            .tells(&[ClockFault]),
        row(
            "ten years between two parts: a clock that was set on the way, and both count",
            at(start, (-years(10)..=200 - years(10)).chain(0..=600)),
            "2026-05-01",
            0.0,
            Utc,
            801.0,
        )
        .tells(&[ClockFault]),
        row(
            "a battery that died for three hours is a pause",
            at(start, (0..=600).chain(11_400..=12_000)),
            "2026-05-01",
            0.0,
            Utc,
            1200.0,
        )
        .elapsed(12_000.0),
        row(
            "a battery that took the clock along",
            at(start, (0..=600).chain((0..=100).map(|s| s - years(26)))),
            "2026-05-01",
            0.0,
            Utc,
            701.0,
        )
        .tells(&[OutOfOrder, ClockFault]),
        row(
            "five hours between two parts are a pause",
            at(start, (0..=600).chain(20_000..=20_600)),
            "2026-05-01",
            0.0,
            Utc,
            1200.0,
        )
        .elapsed(20_600.0),
        row(
            "a timer that was stopped before midnight and started after it",
            at("2026-05-01T23:50:00Z", (0..=300).chain(1200..=1500)).with(|recording| {
                let event =
                    |second: i64, running| TimerEvent { time_ms: ms("2026-05-01T23:50:00Z") + 1000 * second, running };
                recording.timer = vec![event(0, true), event(1200, true), event(300, false), event(1500, false)];
            }),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .elapsed(1500.0),
    ]
}

fn summaries() -> Vec<Row> {
    let start = "2026-05-01T12:00:00Z";
    let ten = || ten_minutes(start);
    vec![
        row(
            "a session that starts before the first fix",
            ten().session(Some("2026-05-01T11:58:00Z"), Some(720.0), Some(720.0)),
            "2026-05-01",
            0.0,
            Utc,
            720.0,
        ),
        row(
            "a session that starts before midnight, and its first fix comes after",
            ten_minutes("2026-05-01T00:01:00Z").session(Some("2026-04-30T23:59:00Z"), None, None),
            "2026-04-30",
            0.0,
            Utc,
            600.0,
        ),
        row(
            "a session of a year before: the samples know better",
            ten().session(Some("2025-05-01T12:00:00Z"), None, None),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        ),
        row(
            "an elapsed time of ten years",
            ten().session(Some(start), Some(315_360_000.0), Some(590.0)),
            "2026-05-01",
            0.0,
            Utc,
            590.0,
        )
        .elapsed(600.0),
        row(
            "a timer longer than its samples, of which a part is lost",
            ten().session(Some(start), Some(3600.0), Some(3500.0)),
            "2026-05-01",
            0.0,
            Utc,
            3500.0,
        )
        .elapsed(3600.0),
        row(
            "a timer of ten years",
            ten().session(Some(start), None, Some(315_360_000.0)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[TotalsContradict]),
        row("negative durations", ten().session(Some(start), Some(-600.0), Some(-5.0)), "2026-05-01", 0.0, Utc, 600.0)
            .tells(&[TotalsContradict]),
        row(
            "durations that are no number",
            ten().session(Some(start), Some(f64::NAN), Some(f64::INFINITY)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .tells(&[TotalsContradict]),
        row(
            "an elapsed time shorter than the timer",
            ten().session(Some(start), Some(100.0), Some(600.0)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        ),
        row(
            "a summary without samples",
            at(start, []).session(Some(start), Some(700.0), Some(600.0)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .elapsed(700.0),
        none("a summary of nothing", at(start, []).session(Some(start), Some(0.0), Some(0.0)), NoSamples),
        none("a duration without a day", at(start, []).session(None, Some(600.0), Some(600.0)), NoSamples),
        row("two samples", at(start, [0, 1]), "2026-05-01", 0.0, Utc, 1.0),
        none("one sample", at(start, [0]), NoSamples),
        none("samples at one instant only", gpx(&["2026-05-01T12:00:00Z"; 5]), NoSamples).tells(&[ClockFault]),
        row(
            "one instant, and a summary that knows how long",
            at(start, [0, 0, 0]).session(Some(start), Some(700.0), Some(600.0)),
            "2026-05-01",
            0.0,
            Utc,
            600.0,
        )
        .elapsed(700.0)
        .tells(&[ClockFault]),
    ]
}

#[test]
fn every_fault_of_the_clock_has_its_answer() {
    let rows: Vec<Row> = [summer_and_winter(), zones(), offsets(), writing(), years(), order(), summaries()]
        .into_iter()
        .flatten()
        .collect();
    assert!(40 <= rows.len());
    let wrong: Vec<String> = rows.iter().filter_map(|row| row.check().err()).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Across the date line the way is the few metres that it is, not once around the Earth.
#[test]
fn the_date_line_is_no_way_around_the_earth() {
    let row = zones().into_iter().find(|row| row.says.contains("date line")).expect("the row");
    let found = session::activities_of(
        &row.given.recording.expect("no bytes"),
        &Origin::default(),
        &mut Diagnostics::default(),
    );
    assert!(found[0].distance_m.is_some_and(|m| (m - 1916.0).abs() < 5.0), "{:?}", found[0].distance_m);
}
