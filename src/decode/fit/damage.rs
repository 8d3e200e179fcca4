//! What damage and malice may cost: never more than what is damaged.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::decode_fit;
use super::encoder::{BYTES, FLOAT32, Fit, START, UINT8, UINT16, UINT32, Value};
use super::tests::{read, refusal};
use crate::decode::recording::Recording;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::{FIT_CHAIN_MAX, FIT_SUMMARIES_MAX, SAMPLES_MAX, TIME_MS_MAX, TIME_MS_MIN};
use Value::{U8, U32};

/// The samples in a file, and the codes that it was given.
fn samples(bytes: &[u8]) -> (usize, Vec<Code>) {
    let (result, codes) = read(bytes);
    (result.map_or(0, |recordings| recordings.iter().map(|recording| recording.samples.len()).sum()), codes)
}

/// An activity of records only, and the sizes that its data have with 2, 3, 4 … of them.
fn records_only(count: u32) -> (Fit, Vec<usize>) {
    let mut fit = Fit::new();
    fit.file_id(4, 1).records(count);
    let sizes = fit.ends[4..].to_vec();
    (fit, sizes)
}

#[test]
fn what_is_no_fit_file_is_refused_at_its_first_byte() {
    let whole = Fit::new().activity(3).bytes();
    let mut wrong_size = whole.clone();
    wrong_size[0] = 255;
    let mut wrong_mark = whole.clone();
    wrong_mark[8] = b'X';
    for bytes in [&[][..], &[14], &whole[..11], &whole[..13], &wrong_size, &wrong_mark] {
        let error = read(bytes).0.unwrap_err();
        assert_eq!((error.code, error.at_byte), (Code::FitHeader, Some(0)));
    }
}

#[test]
fn checksums_are_notes_and_zero_is_none() {
    let whole = Fit::new().activity(3).bytes();
    let end = whole.len() - 2;
    let with = |changes: &[(usize, u8)]| {
        let mut bytes = whole.clone();
        for &(at, value) in changes {
            bytes[at] = value;
        }
        samples(&bytes)
    };
    assert_eq!(with(&[(end, whole[end] ^ 1)]), (3, vec![Code::FitCrc]));
    assert_eq!(with(&[(end, 0), (end + 1, 0)]), (3, vec![]));
    // The checksum of the data covers the header too.
    assert_eq!(with(&[(12, whole[12] ^ 1)]), (3, vec![Code::FitCrc, Code::FitCrc]));
    assert_eq!(samples(&whole[..end]), (3, vec![Code::FitCrc]), "the checksum is missing");
    assert_eq!(samples(&whole[..=end]), (3, vec![Code::FitCrc]), "half of it is missing");
}

#[test]
fn a_file_cut_anywhere_keeps_its_whole_messages() {
    let (fit, sizes) = records_only(6);
    let whole = fit.bytes();
    for cut in 14..whole.len() {
        let kept = sizes.iter().filter(|&&size| 14 + size <= cut).count() + 1;
        let kept = if kept < 2 { 0 } else { kept };
        let (found, codes) = samples(&whole[..cut]);
        assert_eq!(found, kept, "cut at {cut}");
        let expected = if cut < whole.len() - 2 { Code::FitTruncated } else { Code::FitCrc };
        assert!(codes.contains(&expected), "cut at {cut}: {codes:?}");

        // The same where the device never came to write the size.
        let unsized_file = fit.bytes_announcing(0);
        assert_eq!(samples(&unsized_file[..cut]).0, kept, "cut at {cut} without a size");
    }
}

#[test]
fn an_activity_cut_anywhere_never_gains_anything() {
    let whole = Fit::new().activity(4).bytes();
    let complete = read(&whole).0.unwrap().remove(0);
    for cut in 0..whole.len() {
        if let Ok(recordings) = read(&whole[..cut]).0 {
            let part = &recordings[0];
            assert!(complete.samples.time_ms.starts_with(&part.samples.time_ms), "cut at {cut}");
            assert!(complete.sessions.starts_with(&part.sessions), "cut at {cut}");
            assert!(complete.laps.starts_with(&part.laps), "cut at {cut}");
        }
    }
}

#[test]
fn a_header_with_any_size_costs_nothing() {
    let (fit, _) = records_only(6);
    for announced in 0..fit.data.len() as u32 {
        let (found, codes) = samples(&fit.bytes_announcing(announced));
        assert_eq!(found, 6, "{announced} bytes announced");
        assert_eq!(codes, [Code::FitTruncated], "{announced} bytes announced");
    }
    // The device wrote a size after its third record, and neither another nor a checksum later.
    let stale = fit.bytes_announcing(fit.ends[5] as u32);
    assert_eq!(samples(&stale[..stale.len() - 2]), (6, vec![Code::FitTruncated]));
    for announced in fit.data.len() as u32 + 1..fit.data.len() as u32 + 50 {
        let (found, codes) = samples(&fit.bytes_announcing(announced));
        assert_eq!(found, 6, "{announced} bytes announced");
        assert!(
            codes.iter().any(|code| matches!(code, Code::FitTruncated | Code::FitMalformed)),
            "{announced}: {codes:?}"
        );
    }
    assert_eq!(samples(&fit.bytes_announcing(u32::MAX)).0, 6);
}

#[test]
fn what_is_no_message_ends_the_file_and_not_what_came_before() {
    let after_records = |tail: &[u8]| {
        let (mut fit, _) = records_only(3);
        let at = 14 + fit.data.len() as u64;
        fit.data.extend(tail);
        let mut diagnostics = Diagnostics::default();
        let found = decode_fit(&fit.bytes(), &mut diagnostics).unwrap()[0].samples.len();
        let last = diagnostics.as_slice().last().unwrap();
        assert_eq!(last.at_byte, Some(at));
        (found, last.code)
    };
    assert_eq!(after_records(&[0x07, 1, 2, 3]), (3, Code::FitMalformed), "no such definition");
    assert_eq!(after_records(&[0x11, 1, 2, 3]), (3, Code::FitMalformed), "a reserved bit");
    assert_eq!(after_records(&[0x21, 1, 2, 3]), (3, Code::FitMalformed), "a bit of definitions");
    assert_eq!(after_records(&[0x42, 0, 2, 0, 20, 0]), (3, Code::FitMalformed), "no such byte order");
    assert_eq!(after_records(&[0x42, 0, 0, 20, 0, 9, 1, 1]), (3, Code::FitTruncated), "a definition cut short");
    assert_eq!(after_records(&[0x62, 0, 0, 20, 0, 0, 9, 1]), (3, Code::FitTruncated), "developer fields cut short");
}

#[test]
fn chained_files_are_read_each_by_itself() {
    let run = Fit::new().activity(3).bytes();
    let ride = Fit::big_endian().activity(4).bytes();
    let mut settings = Fit::new();
    settings.file_id(2, 1);
    let mut strap = Fit::new();
    strap.file_id(4, 1).define(1, 132, &[(253, 4, UINT32)]).message(1, &[U32(START)]);

    let (result, codes) = read(&[&run[..], &settings.bytes(), &ride, &strap.bytes()].concat());
    let lengths: Vec<_> = result.unwrap().iter().map(|recording| recording.samples.len()).collect();
    assert_eq!((lengths, codes), (vec![3, 4], vec![Code::FitPart, Code::FitPart]));

    assert_eq!(refusal(&[strap.bytes(), settings.bytes()].concat()), Code::FitOtherKind);

    // Definitions do not outlive their file.
    let mut undefined = Fit::new();
    undefined.record(5);
    let (result, codes) = read(&[run.clone(), undefined.bytes()].concat());
    assert_eq!((result.unwrap().len(), codes), (1, vec![Code::FitMalformed, Code::FitPart]));

    // What is wrong with one file does not keep the next from being read.
    let mut broken = Fit::new().activity(2);
    broken.data.push(0x1F);
    assert_eq!(samples(&[broken.bytes(), run.clone()].concat()), (5, vec![Code::FitMalformed]));
}

#[test]
fn bytes_after_a_file_are_a_note() {
    let run = Fit::new().activity(3).bytes();
    for tail in [&[14][..], &[0; 40], b"appended by a web site", &run[..11]] {
        assert_eq!(samples(&[&run[..], tail].concat()), (3, vec![Code::FitTrailing]));
    }
    // Where the checksum does not match either, they could be messages behind a size that is too small; these are not.
    let mut wrong = run.clone();
    let end = run.len() - 2;
    wrong[end] ^= 1;
    wrong.extend(b"appended by a web site");
    assert_eq!(samples(&wrong), (3, vec![Code::FitCrc, Code::FitTrailing]));
}

#[test]
fn odd_sizes_are_stepped_over_until_there_are_too_many() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32), (7, 3, UINT16), (3, 1, UINT8), (5, 1, UINT32)]);
    for second in 0..2 {
        fit.message(1, &[U32(START + second), Value::Raw(&[1, 1, 1]), U8(150), U8(9)]);
    }
    let (result, codes) = read(&fit.bytes());
    assert_eq!(codes, [Code::FitOddField, Code::FitOddField]);
    let recording = &result.unwrap()[0];
    assert_eq!(recording.samples.heart_rate_bpm.value_at(1), Some(150));
    assert!(recording.samples.power_w.is_empty() && recording.samples.distance_m.is_empty());

    for _ in 0..62 {
        fit.define(2, 99, &[(1, 3, UINT16)]);
    }
    assert_eq!(samples(&fit.bytes()).0, 2, "64 of them");
    fit.define(2, 99, &[(1, 3, UINT16)]);
    assert_eq!(refusal(&fit.bytes()), Code::FitOddFields);
}

#[test]
fn floods_meet_a_limit() {
    let (mut fit, _) = records_only(1);
    fit.define(0, 20, &[]);
    fit.data.resize(fit.data.len() + SAMPLES_MAX / 2, 0x80);
    let half = fit.bytes();
    assert_eq!(samples(&half).0, SAMPLES_MAX / 2 + 1);
    assert_eq!(refusal(&[half.clone(), half].concat()), Code::TooManySamples, "a chain has one limit");

    let mut laps = Fit::new();
    laps.file_id(4, 1).records(2).define(0, 19, &[(15, 1, UINT8)]);
    laps.data.extend([0, 150].repeat(FIT_SUMMARIES_MAX + 10));
    let (result, codes) = read(&laps.bytes());
    assert_eq!(codes, [Code::FitMalformed]);
    assert!(result.unwrap()[0].laps.len() <= FIT_SUMMARIES_MAX + 1);

    let chain = Fit::new().activity(2).bytes().repeat(FIT_CHAIN_MAX + 5);
    let (result, codes) = read(&chain);
    assert_eq!((result.unwrap().len(), codes), (FIT_CHAIN_MAX, vec![Code::FitMalformed]));

    // A record without a time costs a count.
    let mut untimed = Fit::new();
    untimed.file_id(4, 1).define(0, 20, &[]);
    untimed.data.resize(untimed.data.len() + 1_000_000, 0x80);
    assert_eq!(refusal(&untimed.bytes()), Code::NoSamples);
}

/// What every recording promises, whatever the bytes were.
fn assert_promises(recording: &Recording) {
    let samples = &recording.samples;
    assert!(samples.time_ms.iter().all(|time| (TIME_MS_MIN..TIME_MS_MAX).contains(time)));
    for index in 0..=samples.len() {
        assert!(samples.altitude_m.value_at(index).is_none_or(f32::is_finite));
        assert!(samples.distance_m.value_at(index).is_none_or(f64::is_finite));
        assert!(samples.speed_mps.value_at(index).is_none_or(f32::is_finite));
        assert!(samples.heart_rate_bpm.value_at(index).is_none_or(|value| value != 0 && value != 255));
        assert!(samples.position.value_at(index).is_none_or(|place| place.latitude_deg.abs() <= 90.0));
    }
    assert!(
        samples.heart_rate_bpm.value_at(samples.len()).is_none() && samples.power_w.value_at(samples.len()).is_none()
    );
    assert!(recording.lengths.iter().all(|length| length.timer_s.is_none_or(|seconds| (0.0..5e6).contains(&seconds))));
    assert!(recording.pool_length_m.is_none_or(|metres| 0.0 < metres && metres < 656.0));
    assert!(!recording.power_is_developer || !samples.power_w.is_empty() || samples.is_empty());
    assert!(recording.utc_offset_s.is_none_or(|offset| offset.abs() <= 50_400 && offset % 900 == 0));
    assert!(recording.sessions.iter().all(|session| session.rpe.is_none_or(|rpe| (0.0..=10.0).contains(&rpe))));
}

/// A swim that counts from power-on, with a developer's power, the heart rates of a strap, lengths, and its local time.
fn swim_without_a_clock() -> Vec<u8> {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 206, &[(0, 1, UINT8), (1, 1, UINT8), (2, 1, UINT8), (15, 1, UINT8)]);
    fit.message(1, &[U8(0), U8(3), U8(FLOAT32), U8(7)]);
    fit.define_with_developer(2, 20, &[(253, 4, UINT32)], &[(3, 4, 0)]);
    for second in 40..44 {
        fit.message(2, &[U32(second), U32(0x437A_0000)]);
    }
    fit.define(3, 101, &[(2, 4, UINT32), (4, 4, UINT32), (12, 1, 0)]).message(3, &[U32(40), U32(31_000), U8(1)]);
    fit.define(4, 132, &[(253, 4, UINT32), (9, 4, UINT32), (6, 1, UINT8)]);
    fit.message(4, &[U32(START + 1), U32(512), U8(150)]);
    fit.define(5, 132, &[(10, 3, BYTES), (6, 2, UINT8)]).message(5, &[Value::Raw(&[1, 2, 3]), Value::Raw(&[150, 151])]);
    fit.define(6, 34, &[(253, 4, UINT32), (5, 4, UINT32)]).message(6, &[U32(44), U32(START + 4)]);
    fit.bytes()
}

#[test]
fn no_mutation_breaks_a_promise() {
    let little = Fit::new().activity(6).bytes();
    let big = Fit::big_endian().activity(6).bytes();
    let mut compressed = Fit::new();
    compressed.file_id(4, 1).records(1).define_with_developer(2, 20, &[(3, 1, UINT8)], &[(0, 3, 0)]);
    for bits in 0..32 {
        compressed.compressed(2, bits, &[U8(90 + bits), Value::Raw(&[1, 2, 3])]);
    }
    let chain = [&little[..], &compressed.bytes(), &big].concat();
    let seeds = [little, big, compressed.bytes(), chain, swim_without_a_clock()];

    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = seeds[random(seeds.len())].clone();
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            match random(5) {
                0 => bytes[at] = random(256) as u8,
                1 => bytes[at] ^= 1 << random(8),
                2 => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][random(5)],
                3 => bytes.insert(at, random(256) as u8),
                _ if bytes.len() > 20 => {
                    bytes.remove(at);
                }
                _ => {}
            }
        }
        match decode_fit(&bytes, &mut Diagnostics::default()) {
            Ok(recordings) => {
                read += 1;
                recordings.iter().for_each(assert_promises);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 10_000 && refused > 100, "{read} read, {refused} refused: the mutations miss something");
}
