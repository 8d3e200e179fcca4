#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::decode::decode;
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

fn ours(bytes: &[u8], format: Format) -> Vec<Recording> {
    decode(bytes, format, &mut Diagnostics::default()).unwrap()
}

/// Our reading of a file, changed before it is verified.
fn after(format: Format, change: impl Fn(&mut Samples)) -> Verification {
    let bytes = file(if format == Format::Fit { "run.fit" } else { "run-1.1.gpx" });
    let mut recordings = ours(&bytes, format);
    change(&mut recordings[0].samples);
    verify(&bytes, format, &recordings)
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

fn refusal(bytes: &[u8], format: Format) -> String {
    verify(bytes, format, &[]).refused.unwrap_or_default()
}

/// How many values of a file's samples the second reader can know.
fn known(samples: &Samples, format: Format) -> u64 {
    let channels = if format == Format::Fit { CHANNELS.len() } else { GPX_CHANNELS };
    let of = |at| 1 + values(samples, at).iter().take(channels).flatten().count() as u64;
    (0..samples.len()).map(of).sum()
}

#[test]
fn readers_who_agree_have_compared_every_value() {
    for (name, format) in [("run.fit", Format::Fit), ("run-1.0.gpx", Format::Gpx), ("run-1.1.gpx", Format::Gpx)] {
        let bytes = file(name);
        let recordings = ours(&bytes, format);
        let verification = verify(&bytes, format, &recordings);
        assert_eq!((verification.differences, verification.refused), (vec![], None), "{name}");
        assert_eq!(verification.compared, known(&recordings[0].samples, format), "{name}");
        assert!(190 < verification.compared, "{name}");
    }
}

#[test]
fn one_wrong_value_is_found_in_its_place() {
    let verification = after(Format::Fit, |samples| {
        let right = samples.heart_rate_bpm.clone();
        samples.heart_rate_bpm = Column::default();
        for at in 0..samples.len() {
            samples.heart_rate_bpm.set(at, right.get(at).unwrap() + u8::from(at == 17));
        }
    });
    let [found] = &verification.differences[..] else { panic!("{verification:?}") };
    assert_eq!((found.channel, found.count, found.first), ("heart_rate_bpm", 1, 17));
    assert_eq!((found.ours, found.theirs), (98, 98));
    assert_eq!(found.ours_value, found.theirs_value.map(|bpm| bpm + 1.0));
    assert_eq!(verification.differing(), 1);
}

#[test]
fn a_wrong_scale_is_found_everywhere() {
    for format in [Format::Fit, Format::Gpx] {
        let verification = after(format, |samples| {
            for at in 0..samples.len() {
                samples.altitude_m.set(at, 1.5);
            }
        });
        let [found] = &verification.differences[..] else { panic!("{verification:?}") };
        assert_eq!((found.channel, found.first), ("altitude_m", 0));
        assert!(found.count + 2 > found.theirs, "{found:?}");
    }
}

#[test]
fn a_lost_channel_is_found() {
    let verification = after(Format::Fit, |samples| samples.speed_mps = Column::default());
    let [found] = &verification.differences[..] else { panic!("{verification:?}") };
    assert_eq!((found.channel, found.count, found.ours, found.theirs), ("speed_mps", 98, 0, 98));
}

#[test]
fn lost_and_invented_samples_differ_in_time_and_nowhere_else() {
    for format in [Format::Fit, Format::Gpx] {
        let mut lost = 0;
        let bytes = file(if format == Format::Fit { "run.fit" } else { "run-1.1.gpx" });
        let mut recordings = ours(&bytes, format);
        let samples = &mut recordings[0].samples;
        while samples.time_ms.len() > 40 {
            samples.time_ms.pop();
            lost += 1;
        }
        let verification = verify(&bytes, format, &recordings);
        let [found] = &verification.differences[..] else { panic!("{verification:?}") };
        assert_eq!((found.channel, found.count, found.first), ("time_ms", lost, 40));
        assert_eq!((found.ours_value, found.theirs - found.ours), (None, lost));

        let mut recordings = ours(&bytes, format);
        recordings[0].samples.time_ms.push(1_800_000_000_000);
        let verification = verify(&bytes, format, &recordings);
        let [found] = &verification.differences[..] else { panic!("{verification:?}") };
        assert_eq!((found.channel, found.count, found.theirs_value), ("time_ms", 1, None));
    }
}

#[test]
fn a_lost_recording_of_a_chain_is_found() {
    let bytes = [file("run.fit"), file("run.fit")].concat();
    let recordings = ours(&bytes, Format::Fit);
    assert_eq!(verify(&bytes, Format::Fit, &recordings).differences, []);
    let verification = verify(&bytes, Format::Fit, &recordings[..1]);
    let [found] = &verification.differences[..] else { panic!("{verification:?}") };
    assert_eq!((found.channel, found.ours_value, found.theirs_value), ("recordings", Some(1.0), Some(2.0)));
}

#[test]
fn what_it_could_not_read_is_no_verdict_on_ours() {
    let bytes = file("run.fit");
    let recordings = ours(&bytes, Format::Fit);
    let verification = verify(&bytes[..2000], Format::Fit, &recordings);
    assert_eq!(verification.differences, []);
    assert!(verification.refused.is_some());
    assert!((100..known(&recordings[0].samples, Format::Fit)).contains(&verification.compared));
}

#[test]
fn a_point_alone_in_its_track_is_no_difference() {
    let point = |second| format!("<trkpt lat=\"1\" lon=\"2\"><time>2024-05-01T0{second}:00:00Z</time></trkpt>");
    let track = |points: &[u32]| {
        format!("<trk><trkseg>{}</trkseg></trk>", points.iter().map(|second| point(*second)).collect::<String>())
    };
    let bytes = format!("<gpx version=\"1.1\">{}{}{}</gpx>", track(&[0, 1]), track(&[9]), track(&[3, 4, 5]));
    let recordings = ours(bytes.as_bytes(), Format::Gpx);
    assert_eq!(recordings.iter().map(|one| one.samples.len()).sum::<usize>(), 5);
    let verification = verify(bytes.as_bytes(), Format::Gpx, &recordings);
    assert_eq!((verification.differences, verification.refused, verification.compared), (vec![], None, 15));
}

#[test]
fn tcx_has_no_second_reader() {
    let bytes = file("run.tcx");
    let verification = verify(&bytes, Format::Tcx, &ours(&bytes, Format::Tcx));
    assert_eq!((verification.compared, verification.differences), (0, vec![]));
    assert!(verification.refused.is_some());
}

#[test]
fn fitparser_is_guarded_against_what_breaks_it() {
    for size in [1, 255] {
        let mut bytes = fit(&[]);
        bytes[0] = size;
        assert_eq!(refusal(&bytes, Format::Fit), "no FIT header at byte 0");
    }
    assert_eq!(refusal(&[], Format::Fit), "no FIT header at byte 0");

    // Times of 64 bits, beyond what a calendar holds, in full and as the base of a compressed one.
    for time in [u64::MAX - 1, 9_000_000_000_000_000] {
        let message = [&[1][..], &time.to_le_bytes()].concat();
        let compressed = [0xA1_u8];
        let record = [0x41, 0, 0, 20, 0, 1, 253, 8, 0x8F];
        assert_eq!(refusal(&fit(&[&record, &message, &record, &compressed, &message[1..]]), Format::Fit), "");
        let description = [0x41, 0, 0, 206, 0, 4, 253, 8, 0x8F, 0, 1, 2, 1, 1, 2, 2, 1, 2];
        let described = [&message[..], &[0, 0, 2]].concat();
        assert_eq!(refusal(&fit(&[&description, &described, &compressed, &described[1..]]), Format::Fit), "");
    }

    // A developer's number of four bytes with 255 of them: counting them overflows.
    let description = [0x40, 0, 0, 206, 0, 3, 0, 1, 2, 1, 1, 2, 2, 1, 2];
    let definition = |size| [0x61, 0, 0, 20, 0, 0, 1, 0, size, 0];
    let bytes = fit(&[&description, &[0, 0, 0, 0x86], &definition(255), &[1; 256]]);
    assert_eq!(refusal(&bytes, Format::Fit), "a developer field too large to be counted at byte 33");
    let bytes = fit(&[&description, &[0, 0, 0, 0x86], &definition(6), &[1; 9]]);
    assert_eq!(
        refusal(&bytes, Format::Fit),
        "a developer field was stepped over by its type, not by its size at byte 43"
    );

    // Each field of an odd size is a line on standard error.
    let odd = [&[0x40, 0, 0, 20, 0, 65][..], &[3, 3, 0x86].repeat(65)].concat();
    assert!(refusal(&fit(&[&odd]), Format::Fit).starts_with("too many fields"));
    assert!(refusal(&fit(&[&[0x30; 8]]), Format::Fit).starts_with("no message that FIT knows"));
}

#[test]
fn many_records_without_fields_take_no_memory() {
    let definition = [0x40, 0, 0, 20, 0, 0];
    let bytes = fit(&[&definition, &[0x80; 10_000]]);
    let verification = verify(&bytes, Format::Fit, &[]);
    assert_eq!((verification.compared, verification.refused), (0, None));
}

#[test]
fn the_gpx_crate_is_guarded_against_what_breaks_it() {
    let track = |time: &str, inner: &str| {
        let point = format!("<trkpt lat=\"1\" lon=\"2\"><time>2024-05-01T00:00:00Z</time>{inner}</trkpt>");
        format!(
            "<gpx version=\"1.1\"><metadata><time>{time}</time></metadata><trk><trkseg>{point}{point}</trkseg></trk></gpx>"
        )
    };
    let refused = |text: String| refusal(text.as_bytes(), Format::Gpx);
    assert_eq!(refused(track("2024-05-01T00:00:00Z", "<ele>1</ele>")), "");
    assert_eq!(refused(track("9999-12-31T23:59:59-23:00", "")), "a time that cannot be at byte 30");
    let deep = format!("<extensions>{}{}</extensions>", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refused(track("2024-05-01T00:00:00Z", &deep)), "elements nested deeper than 32");
    let doctype = "<!DOCTYPE gpx [<!ENTITY a \"b\">]>".to_owned() + &track("2024-05-01T00:00:00Z", "");
    assert!(refused(doctype).contains("document type"));
    let cut = track("2024-05-01T00:00:00Z", "").replace("</trk></gpx>", "");
    assert!(refused(cut).contains("ends inside"));
}
