//! `hostile/`: small files with one fault each, and files that are sound but hold no activity.

use std::fmt::Write as _;

use crate::activity_fit::{fit_time, global, open, wearer};
use crate::clock::{DAY_S, days};
use crate::fit::{Encoder, Value};
use crate::formats::{short_fit, short_gpx, short_run};
use crate::pack::{gzip, png, zip};
use crate::xml::{Dialect, gpx_route};
use crate::{Fallible, Files};

/// Writes the folder and `hostile.expected.tsv`: outcome and leading code of each file, or of the member that is refused.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    let mut expected = String::from("source\toutcome\tcode\n");
    let mut put = |source: &str, outcome: &str, code: &str, content: Vec<u8>| {
        let name = source.split('!').next().unwrap_or(source);
        files.put(&format!("hostile/{name}"), content);
        writeln!(expected, "{source}\t{outcome}\t{code}")
    };

    put("empty.fit", "refused", "EMPTY", vec![])?;
    put("text.fit", "refused", "WRONG-FORMAT", b"This is a shopping list: oats, bananas, tape.\n".to_vec())?;
    put("picture.gpx", "refused", "WRONG-FORMAT", png()?)?;
    put("header-size-255.fit", "refused", "FIT-HEADER", header_255())?;
    put("settings.fit", "not_activity", "FIT-OTHER-KIND", settings_fit())?;
    put("monitoring.fit", "not_activity", "FIT-OTHER-KIND", monitoring_fit())?;
    put("course.fit", "not_activity", "FIT-OTHER-KIND", course_fit()?)?;
    put("no-clock.fit", "refused", "FIT-NO-CLOCK", no_clock_fit())?;
    put("no-samples.fit", "refused", "NO-SAMPLES", no_samples_fit())?;

    // Files that lose a part and keep the rest.
    let sound = short_fit(11)?;
    put("truncated.fit", "activity", "FIT-TRUNCATED", sound[..sound.len() * 3 / 5].to_vec())?;
    put("bad-crc.fit", "activity", "FIT-CRC", with_bad_crc(short_fit(12)?))?;
    let mut trailing = short_fit(13)?;
    trailing.extend(b"end of transmission");
    put("trailing-bytes.fit", "activity", "FIT-TRAILING", trailing)?;
    put("undefined-record.fit", "activity", "FIT-MALFORMED", undefined_record(&short_fit(14)?))?;
    put("clock-backwards.fit", "activity", "CLOCK-FAULT", clock_backwards_fit()?)?;
    let text = short_gpx(16, Dialect::Garmin)?;
    put("cut.gpx", "activity", "XML-DAMAGED", text.as_bytes()[..text.len() * 3 / 5].to_vec())?;
    let text = short_gpx(17, Dialect::Garmin)?;
    put("not-a-number.gpx", "activity", "BAD-VALUE", with_nan(&text).into_bytes())?;

    // XML that is refused, or that is something else.
    let text = short_gpx(18, Dialect::Garmin)?;
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let doctype = format!("{head}<!DOCTYPE gpx [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n");
    put("doctype.gpx", "refused", "XML-DOCTYPE", text.replacen(head, &doctype, 1).into_bytes())?;
    let deep = format!("<extensions>{}{}</extensions>", "<a>".repeat(100), "</a>".repeat(100));
    put(
        "depth-100.gpx",
        "refused",
        "XML-DEPTH",
        text.replacen("<metadata>", &format!("<metadata>{deep}"), 1).into_bytes(),
    )?;
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().take(400).flat_map(u16::to_le_bytes)).collect();
    put("utf-16.gpx", "refused", "XML-ENCODING", wide)?;
    put("without-times.gpx", "not_activity", "GPX-NO-TIME", gpx_route(&short_run(19)?.1)?.into_bytes())?;
    put("course.tcx", "not_activity", "TCX-NO-ACTIVITY", course_tcx()?.into_bytes())?;

    // Containers.
    let packed = gzip(&short_fit(20)?)?;
    put("truncated.fit.gz", "refused", "GZIP-DAMAGED", packed[..packed.len() / 2].to_vec())?;
    let member = |name: &str, content: Vec<u8>| vec![(name.to_string(), content)];
    let archive = zip(&member("run.fit", short_fit(21)?))?;
    put("cut.zip", "refused", "ZIP-DAMAGED", archive[..archive.len() / 2].to_vec())?;
    put("bomb-4mib.zip!run.gpx", "refused", "ZIP-BOMB", zip(&member("run.gpx", blank_gpx(4 << 20)))?)?;
    let innermost = zip(&member("run.fit", short_fit(22)?))?;
    let middle = zip(&member("innermost.zip", innermost))?;
    put("three-levels.zip!middle.zip!innermost.zip", "refused", "ZIP-DEPTH", zip(&member("middle.zip", middle))?)?;

    files.put("hostile.expected.tsv", expected);
    Ok(())
}

/// A GPX file of one element and blanks, `bytes` long.
fn blank_gpx(bytes: usize) -> Vec<u8> {
    let mut gpx = br#"<gpx version="1.1">"#.to_vec();
    gpx.resize(bytes, b' ');
    gpx
}

/// A watch's settings.
pub(crate) fn settings_fit() -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 2, days(2026, 8, 1) * DAY_S);
    encoder.message(global::DEVICE_SETTINGS, &[(1, Value::U32(0)), (5, Value::I8(4))]);
    wearer(&mut encoder);
    encoder.finish()
}

/// Steps and heart rates of an hour at a desk.
fn monitoring_fit() -> Vec<u8> {
    let start = days(2026, 8, 1) * DAY_S + 9 * 3_600;
    let mut encoder = Encoder::new();
    open(&mut encoder, 32, start);
    encoder.message(
        global::MONITORING_INFO,
        &[(253, Value::U32(fit_time(start))), (0, Value::U32(fit_time(start + 7_200)))],
    );
    for minute in 0..60 {
        encoder.message(
            global::MONITORING,
            &[(253, Value::U32(fit_time(start + minute * 60))), (27, Value::U8(58 + (minute % 5) as u8))],
        );
    }
    encoder.finish()
}

/// A course to follow: it has records with times, and nobody ran it.
fn course_fit() -> Fallible<Vec<u8>> {
    let (_, track) = short_run(23)?;
    let mut encoder = Encoder::new();
    open(&mut encoder, 6, track.start());
    encoder.message(global::COURSE, &[(4, Value::Enum(1)), (5, Value::Text("Round the bay"))]);
    for sample in track.samples.iter().step_by(20) {
        let (latitude, longitude) = sample.position.unzip();
        encoder.message(
            global::RECORD,
            &[
                (253, Value::U32(fit_time(sample.time))),
                (0, Value::semicircles(latitude)),
                (1, Value::semicircles(longitude)),
                (5, Value::u32(sample.distance_m, 100.0)),
            ],
        );
    }
    encoder.message(
        global::COURSE_POINT,
        &[(1, Value::U32(fit_time(track.start() + 60))), (5, Value::Enum(6)), (6, Value::Text("Left"))],
    );
    Ok(encoder.finish())
}

/// Heart rates of a watch that was never told the time: it counts from its own start.
fn no_clock_fit() -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, crate::clock::FIT_EPOCH_S + 40);
    for second in 40..400 {
        encoder.message(global::RECORD, &[(253, Value::U32(second)), (3, Value::U8(120))]);
    }
    encoder.finish()
}

/// The timer was started and stopped, and nothing measured.
fn no_samples_fit() -> Vec<u8> {
    let start = days(2026, 5, 24) * DAY_S;
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, start);
    for (time, event_type) in [(start, 0), (start + 3, 4)] {
        encoder.message(
            global::EVENT,
            &[(253, Value::U32(fit_time(time))), (0, Value::Enum(0)), (1, Value::Enum(event_type))],
        );
    }
    encoder.finish()
}

/// Half-way through, the clock is set back by two minutes.
fn clock_backwards_fit() -> Fallible<Vec<u8>> {
    let (_, track) = short_run(15)?;
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, track.start());
    for (index, sample) in track.samples.iter().enumerate().step_by(5) {
        let late = if index > track.samples.len() / 2 { 120 } else { 0 };
        encoder.message(
            global::RECORD,
            &[
                (253, Value::U32(fit_time(sample.time - late))),
                (3, Value::u8(sample.heart_rate_bpm)),
                (5, Value::u32(sample.distance_m, 100.0)),
            ],
        );
    }
    Ok(encoder.finish())
}

/// A file that claims a header longer than itself.
fn header_255() -> Vec<u8> {
    let mut bytes = vec![255, 0x20, 0x93, 0x08, 0, 0, 0, 0];
    bytes.extend(b".FIT\0\0\0\0\0\0");
    bytes
}

/// The first height is no number.
fn with_nan(text: &str) -> String {
    match text.split_once("<ele>").map(|(before, rest)| (before, rest.split_once("</ele>"))) {
        Some((before, Some((_, after)))) => format!("{before}<ele>nan</ele>{after}"),
        _ => text.to_string(),
    }
}

fn with_bad_crc(mut file: Vec<u8>) -> Vec<u8> {
    if let Some(last) = file.last_mut() {
        *last ^= 0x55;
    }
    file
}

/// From the middle on, a record of a local type that no definition announced.
fn undefined_record(file: &[u8]) -> Vec<u8> {
    let body = &file[14..file.len() - 2];
    let middle = record_boundary(body, body.len() / 2);
    let mut broken = body[..middle].to_vec();
    broken.extend([0x03; 40]);
    let mut out = file[..14].to_vec();
    out.splice(4..8, (broken.len() as u32).to_le_bytes());
    out.splice(12..14, [0, 0]);
    out.extend(broken);
    out.extend([0, 0]);
    out
}

/// The first message boundary at or after an offset of a little-endian file without developer fields.
fn record_boundary(body: &[u8], wanted: usize) -> usize {
    let mut sizes = [0_usize; 16];
    let mut at = 0;
    while at < wanted {
        let local = usize::from(body[at] & 0x0f);
        if body[at] & 0x40 != 0 {
            let count = usize::from(body[at + 5]);
            sizes[local] = (0..count).map(|field| usize::from(body[at + 7 + 3 * field])).sum();
            at += 6 + 3 * count;
        } else {
            at += 1 + sizes[local];
        }
    }
    at
}

/// A course for a training device.
fn course_tcx() -> Fallible<String> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\">\n<Courses><Course><Name>Bay</Name><Track>\n",
    );
    for minute in 0..10 {
        writeln!(
            text,
            "<Trackpoint><Time>2026-05-25T08:{minute:02}:00Z</Time><Position><LatitudeDegrees>59.88{minute}</LatitudeDegrees><LongitudeDegrees>10.64</LongitudeDegrees></Position></Trackpoint>"
        )?;
    }
    text.push_str("</Track></Course></Courses>\n</TrainingCenterDatabase>\n");
    Ok(text)
}
