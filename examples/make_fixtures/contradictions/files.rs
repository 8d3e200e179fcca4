//! What a file says in its own way: words for sports, times, types of fields, mean heart rates, archives.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::activity_fit::{fit_time, global, open, record, summary};
use crate::body::{Lap, Sample, Track};
use crate::clock::utc_text;
use crate::diary::Kind;
use crate::fit::{Encoder, Field, Value};
use crate::pack::{gzip, zip};
use std::fmt::Write as _;

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    other_types(cases)?;
    compressed_distance(cases)?;
    history_of_version_1(cases)?;
    mean_heart_rate(cases)?;
    odd_times(cases)?;
    decimal_commas(cases)?;
    words_of_the_phone(cases)?;
    archives(cases)
}

/// A run of ten minutes on a day of May.
fn run(day: i64) -> Track {
    steady(Kind::Easy(10), morning(day), 600, 3.0, 150)
}

/// A FIT file of the samples with the fields that `fields` makes of each, one lap and one session without totals of way and heart.
fn fit(mut encoder: Encoder, track: &Track, every: usize, fields: impl Fn(&Sample) -> Vec<Field>) -> Vec<u8> {
    open(&mut encoder, 4, track.start());
    for sample in track.samples.iter().step_by(every) {
        encoder.message(global::RECORD, &[vec![(253, Value::U32(fit_time(sample.time)))], fields(sample)].concat());
    }
    let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
    let (sport, sub_sport) = track.kind.names().fit;
    let mut session = summary(track, &whole, 1);
    session.retain(|(number, _)| matches!(number, 253 | 2 | 7 | 8));
    session.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
    encoder.message(global::SESSION, &session);
    encoder.finish()
}

/// What stands in a field of a record in place of what the profile has; absent where it stays.
type Replace = fn(u8, &Sample) -> Option<Value>;

/// A file's name, a sample every so many seconds, and how a value is written.
type Written<T> = (&'static str, usize, fn(T) -> String);

/// Heart rate, way and speed declared with other types than the profile has.
fn other_types(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "fit_other_types";
    let files: [(&str, bool, usize, Replace); 3] = [
        ("two_bytes.fit", false, 5, |field, sample| match field {
            3 => Some(Value::U16(u16::from(sample.heart_rate_bpm?))),
            _ => None,
        }),
        ("bytes_big_endian.fit", true, 1, |field, sample| match field {
            3 => Some(Value::Bytes(vec![sample.heart_rate_bpm?])),
            5 => Some(Value::I32((sample.distance_m? * 100.0) as i32)),
            _ => None,
        }),
        ("all_wide.fit", false, 10, |field, sample| match field {
            2 => Some(Value::U32(2560)),
            3 => Some(Value::I32(i32::from(sample.heart_rate_bpm?))),
            6 => Some(Value::U32((sample.speed_mps? * 1000.0) as u32)),
            _ => None,
        }),
    ];
    for ((day, nth), (name, is_big_endian, every, replace)) in (4..).zip(1..).zip(files) {
        let track = run(day);
        let encoder = if is_big_endian { Encoder::new().big_endian() } else { Encoder::new() };
        let fields = |sample: &Sample| {
            let usual = record(track.kind, sample).into_iter();
            usual.map(|(number, value)| (number, replace(number, sample).unwrap_or(value))).collect()
        };
        cases.put(case, name, fit(encoder, &track, every, fields));
        cases.expect(case, nth, "heart_rate_mean_bpm", 150, 0.0)?;
        cases.expect(case, nth, "distance_m", 1800, 0.001)?;
        cases.expect(case, nth, "moving_s", 600, 0.02)?;
    }
    Ok(())
}

/// Way and speed of a foot pod in three bytes, which count on from 0 after 256 m.
fn compressed_distance(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "fit_compressed_distance";
    for (day, nth, every, mps, kind) in
        [(4, 1, 1, 3.0, Kind::Treadmill(10)), (5, 2, 5, 2.5, Kind::Treadmill(10)), (6, 3, 10, 8.0, Kind::Ride(10))]
    {
        let track = steady(kind, morning(day), 600, mps, 140);
        let fields = |sample: &Sample| {
            let sixteenths = (sample.distance_m.unwrap_or(0.0) * 16.0) as u32 & 0x0FFF;
            let told = (mps * 100.0) as u32 | sixteenths << 12;
            let [low, middle, high, _] = told.to_le_bytes();
            vec![(8, Value::Bytes(vec![low, middle, high])), (3, Value::u8(sample.heart_rate_bpm))]
        };
        cases.put(case, &format!("pod_{every}_s.fit"), fit(Encoder::new(), &track, every, fields));
        cases.expect(case, nth, "distance_m", 600.0 * mps, 0.001)?;
        cases.expect(case, nth, "moving_s", 600, 0.02)?;
    }
    Ok(())
}

/// The points of a track in TCX.
fn tcx_points(track: &Track, every: usize, with_heart_rate: bool) -> Fallible<String> {
    let mut text = String::from("<Track>\n");
    for sample in track.samples.iter().step_by(every) {
        let (latitude, longitude) = sample.position.unwrap_or_default();
        write!(
            text,
            "<Trackpoint><Time>{}</Time><Position><LatitudeDegrees>{latitude:.7}</LatitudeDegrees><LongitudeDegrees>{longitude:.7}</LongitudeDegrees></Position>",
            utc_text(sample.time)
        )?;
        if with_heart_rate {
            write!(text, "<HeartRateBpm>{}</HeartRateBpm>", sample.heart_rate_bpm.unwrap_or(0))?;
        }
        writeln!(text, "</Trackpoint>")?;
    }
    text.push_str("</Track>");
    Ok(text)
}

/// A lap of all of a track in TCX.
fn tcx_lap(track: &Track, facts: &str, points: &str) -> String {
    let (start, seconds) = (utc_text(track.start()), track.end() - track.start());
    let metres = track.samples.last().and_then(|sample| sample.distance_m).unwrap_or(0.0);
    format!(
        "<Lap StartTime=\"{start}\"><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>{facts}{points}</Lap>"
    )
}

fn tcx_database(version: u8, inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v{version}\">{inner}</TrainingCenterDatabase>\n"
    )
}

/// TCX as the first Training Center wrote it: folders by sport, in them others, in these runs, which any activity is.
fn history_of_version_1(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "tcx_version_1";
    let lap = |track: &Track, every| -> Fallible<String> {
        let points = tcx_points(track, every, true)?;
        let lap = tcx_lap(track, "<AverageHeartRateBpm>150</AverageHeartRateBpm>", &points);
        Ok(format!("<Run><Id>{}</Id>{lap}</Run>", utc_text(track.start())))
    };
    let (first, second) = (run(4), run(5));
    let running = format!(
        "<History><Running Name=\"Running\">{}<Folder Name=\"2006\"><Folder Name=\"May\"><Week StartDay=\"2026-05-04\"/>{}</Folder></Folder></Running></History>",
        lap(&first, 5)?,
        lap(&second, 10)?
    );
    cases.put(case, "running.tcx", tcx_database(1, &running));
    let ride = steady(Kind::Ride(10), morning(6), 600, 7.0, 130);
    let biking =
        format!("<History><Running Name=\"Running\"/><Biking Name=\"Biking\">{}</Biking></History>", lap(&ride, 10)?);
    cases.put(case, "biking.tcx", tcx_database(1, &biking));
    let (swum, ran) = (steady(Kind::Ride(10), morning(7), 600, 6.0, 130), {
        let mut track = run(7);
        track.samples.iter_mut().for_each(|sample| sample.time += 900);
        track
    });
    let multi = format!(
        "<History><MultiSport Name=\"MultiSport\"><MultiSportSession><FirstSport><Biking>{}</Biking></FirstSport><NextSport><Running>{}</Running></NextSport></MultiSportSession></MultiSport></History>",
        lap(&swum, 10)?,
        lap(&ran, 10)?
    );
    cases.put(case, "multi.tcx", tcx_database(1, &multi));
    cases.expect(case, 0, "activities", 5, 0.0)?;
    for (nth, sport) in (1..).zip(["run", "run", "ride", "ride", "run"]) {
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "duration_s", 600, 0.001)?;
        cases.expect(case, nth, "heart_rate_mean_bpm", if nth == 3 || nth == 4 { 130 } else { 150 }, 0.0)?;
    }
    Ok(())
}

/// A mean heart rate without samples: bare in a lap, of several laps, in a table.
fn mean_heart_rate(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "mean_heart_rate_in_its_own_way";
    let activity = |track: &Track, laps: &str| {
        let activity = format!(
            "<Activities><Activity Sport=\"Running\"><Id>{}</Id>{laps}</Activity></Activities>",
            utc_text(track.start())
        );
        tcx_database(2, &activity)
    };
    let bare = run(4);
    let lap = tcx_lap(&bare, "<HeartRateBpm>135</HeartRateBpm>", &tcx_points(&bare, 10, false)?);
    cases.put(case, "bare.tcx", activity(&bare, &lap));
    // Three quarters at 140 and one at 160, and no point.
    let (long, mut short) =
        (steady(Kind::Easy(15), morning(5), 900, 3.0, 140), steady(Kind::Easy(5), morning(5), 300, 3.0, 160));
    short.samples.iter_mut().for_each(|sample| sample.time += 900);
    let wrapped = |bpm: u8| {
        format!(
            "<AverageHeartRateBpm><Value>{bpm}</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>171</Value></MaximumHeartRateBpm>"
        )
    };
    let laps = tcx_lap(&long, &wrapped(140), "") + &tcx_lap(&short, &wrapped(160), "");
    cases.put(case, "laps.tcx", activity(&long, &laps));
    cases.put(case, "manual.csv", "date,sport,duration,distance,heart_rate_mean\n2026-05-06 08:00,run,45 min,8,150\n");
    cases.put(case, "athlete.toml", "[[thresholds]]\nfrom = 2026-01-01\nhr_rest = 48\nhr_max = 188\nlthr = 169\n");
    for (nth, bpm) in (1..).zip([135, 145, 150]) {
        cases.expect(case, nth, "heart_rate_mean_bpm", bpm, 0.0)?;
        cases.expect(case, nth, "load_quality", "estimated", 0.0)?;
    }
    Ok(())
}

/// How a point of GPX writes its time, its place and its height.
struct Writing {
    time: fn(i64) -> String,
    number: fn(f64) -> String,
}

const USUAL: Writing = Writing { time: utc_text, number: |value| format!("{value:.7}") };

/// A GPX file of the samples with a word for the sport.
fn gpx(track: &Track, word: Option<&str>, every: usize, writing: &Writing) -> Fallible<String> {
    let word = word.map(|word| format!("<type>{word}</type>")).unwrap_or_default();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Phone\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk>{word}<trkseg>\n"
    );
    for sample in track.samples.iter().step_by(every) {
        let (latitude, longitude) = sample.position.unwrap_or_default();
        let [latitude, longitude, altitude] = [latitude, longitude, 12.5].map(writing.number);
        let time = (writing.time)(sample.time);
        writeln!(
            text,
            "<trkpt lat=\"{latitude}\" lon=\"{longitude}\"><ele>{altitude}</ele><time>{time}</time></trkpt>"
        )?;
    }
    text.push_str("</trkseg></trk></gpx>\n");
    Ok(text)
}

/// The digits of another script, of which the first is given.
fn digits(text: &str, zero: char) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit)).unwrap_or(c);
    text.chars().map(digit).collect()
}

/// Times that are no `xs:dateTime` and mean one thing all the same.
fn odd_times(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "odd_times";
    let writings: [Written<i64>; 6] = [
        ("arabic.gpx", 1, |time| digits(&utc_text(time), '\u{0660}')),
        ("devanagari.gpx", 5, |time| digits(&utc_text(time), '\u{0966}').replace('T', " ")),
        ("milliseconds.gpx", 10, |time| format!("{}", time * 1000)),
        ("seconds.gpx", 5, |time| format!("{time}.0")),
        ("zone.gpx", 10, |time| utc_text(time + 7200).replace('Z', "[Europe/Oslo]")),
        ("one_digit.gpx", 5, |time| utc_text(time).replace("-0", "-").replace("T0", "T").replace('Z', " Z")),
    ];
    for ((day, nth), (name, every, time)) in (4..).zip(1..).zip(writings) {
        cases.put(case, name, gpx(&run(day), Some("running"), every, &Writing { time, ..USUAL })?);
        cases.expect(case, nth, "start_time", format!("2026-05-{day:02}T08:00:00+02:00"), 0.0)?;
        cases.expect(case, nth, "distance_m", 1800, 0.01)?;
    }
    // What could be the fourth of May and the fifth of April is refused, and quoted.
    let time = |_: i64| "04/05/2026 06:00:00".to_owned();
    cases.put(case, "either.gpx", gpx(&run(12), Some("running"), 60, &Writing { time, ..USUAL })?);
    cases.expect(case, 0, "import:either.gpx", "NO-SAMPLES", 0.0)?;
    cases.expect(case, 0, "activities", 6, 0.0)
}

/// Numbers as a phone in another country writes them.
fn decimal_commas(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "decimal_commas";
    let writings: [Written<f64>; 3] = [
        ("comma.gpx", 1, |value| format!("{value:.6}").replace('.', ",")),
        ("three.gpx", 5, |value| {
            if (value - 12.5).abs() < 1e-9 { "12,500".to_owned() } else { format!("{value:.5}").replace('.', ",") }
        }),
        ("arabic.gpx", 10, |value| digits(&format!("{value:.6}"), '\u{0660}').replace('.', "\u{066b}")),
    ];
    for ((day, nth), (name, every, number)) in (4..).zip(1..).zip(writings) {
        cases.put(case, name, gpx(&run(day), None, every, &Writing { number, ..USUAL })?);
        cases.expect(case, nth, "sport", "run", 0.0)?;
        cases.expect(case, nth, "distance_m", 1800, 0.01)?;
        cases.expect(case, nth, "ascent_m", 0, 1.0)?;
    }
    Ok(())
}

/// Words for sports in the language of the phone, a word that no table knows, and words that are parts of others.
fn words_of_the_phone(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "words_of_the_phone";
    let words = [
        ("Бег", 3.0, "run"),
        ("Randonnée", 1.2, "hike"),
        ("サイクリング", 6.0, "ride"),
        ("Koşu bandı", 3.0, "treadmill"),
        ("Spokojny ruch", 3.0, "run"),
        ("Motorradtour", 4.0, "other"),
        ("Nordic-Walking", 1.6, "walk"),
        ("TrailRunning", 2.4, "trail_run"),
    ];
    for ((day, nth), (word, mps, sport)) in (4..).zip(1..).zip(words) {
        let track = steady(Kind::Easy(10), morning(day), 600, mps, 0);
        cases.put(case, &format!("{nth}.gpx"), gpx(&track, Some(word), 10, &USUAL)?);
        cases.expect(case, nth, "sport", sport, 0.0)?;
    }
    Ok(())
}

/// A tar archive of the members, as the POSIX standard has it.
fn tar(members: &[(&str, Vec<u8>)]) -> Fallible<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, bytes.as_slice())?;
    }
    Ok(archive.into_inner()?)
}

/// Archives that are read, one that breaks off, and those that are not.
fn archives(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "archives";
    let fit = |day: i64| plain_fit(&run(day), 10, |_| {});
    cases.put(case, "a.tar", tar(&[("runs/1.fit", fit(4)), ("runs/2.fit.gz", gzip(&fit(5))?)])?);
    let inner = zip(&[("3.fit".to_owned(), fit(6))])?;
    cases.put(case, "b.tgz", gzip(&tar(&[("inner.zip", inner)])?)?);
    cases.put(case, "c.zip", zip(&[("inner.tar.gz".to_owned(), gzip(&tar(&[("4.fit", fit(7))])?)?)])?);
    let torn = tar(&[("5.fit", fit(8)), ("6.fit", fit(9))])?;
    let second = fit(8).len().next_multiple_of(512) + 512;
    cases.put(case, "d.tar", torn.get(..second + 200).unwrap_or_default());
    cases.put(case, "e.7z", b"7z\xBC\xAF\x27\x1C\0\x04made up".as_slice());
    cases.put(case, "f.rar", b"Rar!\x1A\x07\x01\0made up".as_slice());
    cases.expect(case, 0, "activities", 5, 0.0)?;
    for (source, code) in [
        ("a.tar!runs/2.fit.gz", "OK"),
        ("b.tgz!inner.zip!3.fit", "OK"),
        ("c.zip!inner.tar.gz!4.fit", "OK"),
        ("d.tar!5.fit", "OK"),
        ("d.tar", "ZIP-DAMAGED"),
        ("e.7z", "ARCHIVE-UNREAD"),
        ("f.rar", "ARCHIVE-UNREAD"),
    ] {
        cases.expect(case, 0, &format!("import:{source}"), code, 0.0)?;
    }
    Ok(())
}
