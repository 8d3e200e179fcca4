#![allow(clippy::float_cmp, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use super::messages::{DecodedMessage, FieldValue, decode_messages};
use super::*;
use crate::decode::decode_recordings;
use crate::decode::recording::Column;
use crate::diagnostic::Diagnostics;

/// One of the files that every format is tested with.
fn file(name: &str) -> Vec<u8> {
    macro_rules! formats {
        ($($known:literal)*) => {
            match name {
                $($known => &include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/formats/", $known))[..],)*
                _ => panic!("{name}"),
            }
        };
    }
    formats!("run.fit" "run-1.0.gpx" "run-1.1.gpx" "run.tcx").to_vec()
}

fn ours(bytes: &[u8], format: RecordingFormat) -> Vec<Recording> {
    decode_recordings(bytes, format, &mut Diagnostics::default()).unwrap()
}

/// Our reading of a file, changed before it is verified.
fn after(format: RecordingFormat, change: impl Fn(&mut Samples)) -> Verification {
    let bytes = file(if format == RecordingFormat::Fit { "run.fit" } else { "run-1.1.gpx" });
    let mut recordings = ours(&bytes, format);
    change(&mut recordings[0].samples);
    verify_decoding(&bytes, format, &recordings)
}

/// A FIT file of these messages, without checksums.
fn fit(messages: &[&[u8]]) -> Vec<u8> {
    let data = messages.concat();
    let mut bytes = vec![14, 0x20, 0, 0];
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(b".FIT\0\0");
    bytes.extend(data);
    bytes.extend([0, 0]);
    bytes
}

fn refusal(bytes: &[u8], format: RecordingFormat) -> String {
    let refused = verify_decoding(bytes, format, &[]).stopped;
    if format == RecordingFormat::Fit {
        // Both uses of fitparser stop at the same place.
        assert_eq!(told(bytes).1, refused);
    }
    refused.unwrap_or_default()
}

/// The messages of a FIT file, and why there are no more.
fn told(bytes: &[u8]) -> (Vec<DecodedMessage>, Option<String>) {
    let mut told = Vec::new();
    let stopped = decode_messages(bytes, |message| {
        told.push(message);
        Ok::<(), ()>(())
    });
    (told, stopped.unwrap())
}

/// The fields of a message, each by name, value and unit.
fn fields(message: &DecodedMessage) -> Vec<(&str, &FieldValue, &str)> {
    message.fields.iter().map(|f| (f.name.as_deref().unwrap_or("?"), &f.value, f.unit.as_str())).collect()
}

/// The channels in which two readings are not alike.
fn differing(verification: &Verification) -> Vec<&ChannelComparison> {
    verification.channels.iter().filter(|channel| 0 < channel.count_differing()).collect()
}

/// How many values of a file's samples the second reader can know.
fn known(samples: &Samples, format: RecordingFormat) -> u64 {
    let channels = if format == RecordingFormat::Fit { CHANNELS.len() } else { GPX_CHANNELS };
    let of = |at| 1 + channel_values(samples, at).iter().take(channels).flatten().count() as u64;
    (0..samples.len()).map(of).sum()
}

#[test]
fn readers_who_agree_have_compared_every_value() {
    for (name, format) in [
        ("run.fit", RecordingFormat::Fit),
        ("run-1.0.gpx", RecordingFormat::Gpx),
        ("run-1.1.gpx", RecordingFormat::Gpx),
    ] {
        let bytes = file(name);
        let recordings = ours(&bytes, format);
        let verification = verify_decoding(&bytes, format, &recordings);
        assert_eq!((verification.differing, verification.stopped.clone()), (0, None), "{name}");
        assert_eq!(verification.compared, known(&recordings[0].samples, format), "{name}");
        assert!(190 < verification.compared, "{name}");
    }
}

#[test]
fn one_wrong_value_is_found_in_its_place() {
    let verification = after(RecordingFormat::Fit, |samples| {
        let right = samples.heart_rate_bpm.clone();
        samples.heart_rate_bpm = Column::default();
        for at in 0..samples.len() {
            samples.heart_rate_bpm.set_value(at, right.value_at(at).unwrap() + u8::from(at == 17));
        }
    });
    let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
    assert_eq!((found.name, found.equal, found.different), ("heart_rate_bpm", 97, 1));
    assert_eq!((found.only_ours, found.only_theirs, found.largest_difference), (0, 0, 1.0));
    let first = found.first.unwrap();
    let (recordings, at) = (ours(&file("run.fit"), RecordingFormat::Fit), 17);
    assert_eq!((first.sample, first.time_ms), (at, recordings[0].samples.time_ms.get(at).copied()));
    assert_eq!(first.ours, first.theirs.map(|bpm| bpm + 1.0));
    assert_eq!(verification.differing, 1);
}

#[test]
fn a_wrong_scale_is_found_everywhere() {
    for format in [RecordingFormat::Fit, RecordingFormat::Gpx] {
        let verification = after(format, |samples| {
            for at in 0..samples.len() {
                samples.altitude_m.set_value(at, 1.5);
            }
        });
        let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
        assert_eq!((found.name, found.first.map(|first| first.sample)), ("altitude_m", Some(0)));
        assert!(found.equal < 2 && 80.0 < found.largest_difference, "{found:?}");
    }
}

#[test]
fn a_lost_channel_is_found() {
    let verification = after(RecordingFormat::Fit, |samples| samples.speed_mps = Column::default());
    let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
    assert_eq!((found.name, found.equal, found.only_ours, found.only_theirs), ("speed_mps", 0, 0, 98));
}

#[test]
fn lost_and_invented_samples_differ_in_time_and_nowhere_else() {
    for format in [RecordingFormat::Fit, RecordingFormat::Gpx] {
        let mut lost = 0;
        let bytes = file(if format == RecordingFormat::Fit { "run.fit" } else { "run-1.1.gpx" });
        let mut recordings = ours(&bytes, format);
        let samples = &mut recordings[0].samples;
        while samples.time_ms.len() > 40 {
            samples.time_ms.pop();
            lost += 1;
        }
        let verification = verify_decoding(&bytes, format, &recordings);
        let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
        let first = found.first.unwrap();
        assert_eq!((found.name, found.equal, found.only_theirs, first.sample), ("time_ms", 40, lost, 40));
        assert_eq!((first.ours, first.theirs), (None, first.time_ms.map(|time_ms| time_ms as f64)));

        let mut recordings = ours(&bytes, format);
        recordings[0].samples.time_ms.push(1_800_000_000_000);
        let verification = verify_decoding(&bytes, format, &recordings);
        let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
        assert_eq!((found.name, found.only_ours, found.first.unwrap().theirs), ("time_ms", 1, None));
    }
}

#[test]
fn a_lost_recording_of_a_chain_is_found() {
    let bytes = [file("run.fit"), file("run.fit")].concat();
    let recordings = ours(&bytes, RecordingFormat::Fit);
    assert_eq!(verify_decoding(&bytes, RecordingFormat::Fit, &recordings).differing, 0);
    let verification = verify_decoding(&bytes, RecordingFormat::Fit, &recordings[..1]);
    let [found] = differing(&verification)[..] else { panic!("{verification:?}") };
    let first = found.first.unwrap();
    assert_eq!((found.name, first.ours, first.theirs, first.time_ms), ("recordings", Some(1.0), Some(2.0), None));
}

#[test]
fn what_it_could_not_read_is_no_verdict_on_ours() {
    let bytes = file("run.fit");
    let recordings = ours(&bytes, RecordingFormat::Fit);
    let verification = verify_decoding(&bytes[..2000], RecordingFormat::Fit, &recordings);
    assert_eq!(verification.differing, 0);
    assert!(verification.stopped.is_some());
    assert!((100..known(&recordings[0].samples, RecordingFormat::Fit)).contains(&verification.compared));
}

#[test]
fn a_point_alone_in_its_track_is_no_difference() {
    let point = |second| format!("<trkpt lat=\"1\" lon=\"2\"><time>2024-05-01T0{second}:00:00Z</time></trkpt>");
    let track = |points: &[u32]| {
        format!("<trk><trkseg>{}</trkseg></trk>", points.iter().map(|second| point(*second)).collect::<String>())
    };
    let bytes = format!("<gpx version=\"1.1\">{}{}{}</gpx>", track(&[0, 1]), track(&[9]), track(&[3, 4, 5]));
    let recordings = ours(bytes.as_bytes(), RecordingFormat::Gpx);
    assert_eq!(recordings.iter().map(|one| one.samples.len()).sum::<usize>(), 5);
    let verification = verify_decoding(bytes.as_bytes(), RecordingFormat::Gpx, &recordings);
    assert_eq!((verification.differing, verification.compared, verification.stopped), (0, 15, None));
}

#[test]
fn tcx_has_no_second_reader() {
    let bytes = file("run.tcx");
    let verification = verify_decoding(&bytes, RecordingFormat::Tcx, &ours(&bytes, RecordingFormat::Tcx));
    assert_eq!((verification.reader, verification.channels), (None, vec![]));
    assert!(verification.stopped.is_some());
}

#[test]
fn fitparser_is_guarded_against_what_breaks_it() {
    for size in [1, 255] {
        let mut bytes = fit(&[]);
        bytes[0] = size;
        assert_eq!(refusal(&bytes, RecordingFormat::Fit), "no FIT header at byte 0");
    }
    assert_eq!(refusal(&[], RecordingFormat::Fit), "no FIT header at byte 0");

    // Times of 64 bits, beyond what a calendar holds, in full and as the base of a compressed one.
    for time in [u64::MAX - 1, 9_000_000_000_000_000] {
        let message = [&[1][..], &time.to_le_bytes()].concat();
        let compressed = [0xA1_u8];
        let record = [0x41, 0, 0, 20, 0, 1, 253, 8, 0x8F];
        assert_eq!(refusal(&fit(&[&record, &message, &record, &compressed, &message[1..]]), RecordingFormat::Fit), "");
        let description = [0x41, 0, 0, 206, 0, 4, 253, 8, 0x8F, 0, 1, 2, 1, 1, 2, 2, 1, 2];
        let described = [&message[..], &[0, 0, 2]].concat();
        assert_eq!(refusal(&fit(&[&description, &described, &compressed, &described[1..]]), RecordingFormat::Fit), "");
    }

    // A developer's number of four bytes with 255 of them: counting them overflows.
    let description = [0x40, 0, 0, 206, 0, 3, 0, 1, 2, 1, 1, 2, 2, 1, 2];
    let definition = |size| [0x61, 0, 0, 20, 0, 0, 1, 0, size, 0];
    let bytes = fit(&[&description, &[0, 0, 0, 0x86], &definition(255), &[1; 256]]);
    assert_eq!(refusal(&bytes, RecordingFormat::Fit), "a developer field too large to be counted at byte 33");
    let bytes = fit(&[&description, &[0, 0, 0, 0x86], &definition(6), &[1; 9]]);
    assert_eq!(
        refusal(&bytes, RecordingFormat::Fit),
        "a developer field was stepped over by its type, not by its size at byte 43"
    );

    // Each field of an odd size is a line on standard error.
    let odd = [&[0x40, 0, 0, 20, 0, 65][..], &[3, 3, 0x86].repeat(65)].concat();
    assert!(refusal(&fit(&[&odd]), RecordingFormat::Fit).starts_with("too many fields"));
    assert!(refusal(&fit(&[&[0x30; 8]]), RecordingFormat::Fit).starts_with("no message that FIT knows"));
}

#[test]
fn many_records_without_fields_take_no_memory() {
    let definition = [0x40, 0, 0, 20, 0, 0];
    let bytes = fit(&[&definition, &[0x80; 10_000]]);
    let verification = verify_decoding(&bytes, RecordingFormat::Fit, &[]);
    assert_eq!((verification.compared, verification.stopped), (0, None));
}

#[test]
fn the_gpx_crate_is_guarded_against_what_breaks_it() {
    let track = |time: &str, inner: &str| {
        let point = format!("<trkpt lat=\"1\" lon=\"2\"><time>2024-05-01T00:00:00Z</time>{inner}</trkpt>");
        format!(
            "<gpx version=\"1.1\"><metadata><time>{time}</time></metadata><trk><trkseg>{point}{point}</trkseg></trk></gpx>"
        )
    };
    let refused = |text: String| refusal(text.as_bytes(), RecordingFormat::Gpx);
    assert_eq!(refused(track("2024-05-01T00:00:00Z", "<ele>1</ele>")), "");
    assert_eq!(refused(track("9999-12-31T23:59:59-23:00", "")), "a time that cannot be at byte 30");
    let deep = format!("<extensions>{}{}</extensions>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refused(track("2024-05-01T00:00:00Z", &deep)), "elements nested deeper than 32");
    let doctype = "<!DOCTYPE gpx [<!ENTITY a \"b\">]>".to_owned() + &track("2024-05-01T00:00:00Z", "");
    assert!(refused(doctype).contains("document type"));
    let cut = track("2024-05-01T00:00:00Z", "").replace("</trk></gpx>", "");
    assert!(refused(cut).contains("ends inside"));
}

#[test]
fn messages_have_names_units_and_no_positions() {
    let (told, stopped) = told(&file("run.fit"));
    assert_eq!(stopped, None);
    let names: Vec<_> = told.iter().filter_map(|message| message.name.as_deref()).collect();
    assert_eq!((names[0], names.iter().filter(|name| **name == "record").count()), ("file_id", 98));
    let record = told.iter().find(|message| message.number == 20).unwrap();
    assert_eq!(record.trouble, None);
    let fields = fields(record);
    assert!(fields.contains(&("timestamp", &FieldValue::Time(1_777_620_654), "s")), "{fields:?}");
    assert!(fields.contains(&("heart_rate", &FieldValue::Whole(76), "bpm")), "{fields:?}");
    assert!(fields.contains(&("position_lat", &FieldValue::Position, "semicircles")), "{fields:?}");
    assert!(
        told.iter()
            .flat_map(|message| &message.fields)
            .all(|field| { !field.unit.contains("semicircles") || field.value == FieldValue::Position })
    );
}

#[test]
fn local_times_are_those_of_the_file() {
    // An activity message: its time, and its local time two hours on.
    let utc = 1_000_000_000_u32;
    let definition = [0x40, 0, 0, 34, 0, 2, 253, 4, 0x86, 5, 4, 0x86];
    let activity = [&[0][..], &utc.to_le_bytes(), &(utc + 7200).to_le_bytes()].concat();
    let (told, stopped) = told(&fit(&[&definition, &activity]));
    let unix = i64::from(utc) + 631_065_600;
    let expected =
        [("local_timestamp", &FieldValue::LocalTime(unix + 7200), ""), ("timestamp", &FieldValue::Time(unix), "")];
    assert_eq!((fields(&told[0]), stopped), (expected.to_vec(), None));
}

#[test]
fn what_nobody_names_and_may_be_a_position_is_none() {
    // Of a message nobody knows: a field of four bytes with a sign, one without, an invalid one.
    let definition = [0x40, 0, 0, 0x12, 0xFF, 3, 1, 4, 0x85, 2, 4, 0x86, 3, 1, 2];
    let (told, _) = told(&fit(&[&definition, &[0, 1, 0, 0, 0, 2, 0, 0, 0, 255]]));
    assert_eq!((told[0].number, told[0].name.as_deref(), told[0].at_byte), (0xFF12, None, 29));
    assert_eq!(fields(&told[0]), [("?", &FieldValue::Position, ""), ("?", &FieldValue::Whole(2), "")]);
}

#[test]
fn whoever_stops_listening_is_told_no_more() {
    let mut told = 0;
    let stopped = decode_messages(&file("run.fit"), |_| {
        told += 1;
        if told == 3 { Err("enough") } else { Ok(()) }
    });
    assert_eq!((told, stopped), (3, Err("enough")));
}
