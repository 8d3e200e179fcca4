//! What a sound file means.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::float_cmp)]

use super::decode_fit;
use super::encoder::{ENUM, Fit, SINT32, START, START_MS, UINT8, UINT16, UINT32, UINT64, Value};
use crate::decode::DecodeError;
use crate::decode::recording::{Recording, SwimLength, TimerEvent};
use crate::diagnostic::{Code, Diagnostics};
use crate::format::RecordingFormat;
use Value::{I32, Raw, U8, U16, U32};

/// The recordings of a file and the codes that it was given.
pub(super) fn read(bytes: &[u8]) -> (Result<Vec<Recording>, DecodeError>, Vec<Code>) {
    let mut diagnostics = Diagnostics::default();
    let result = decode_fit(bytes, &mut diagnostics);
    (result, diagnostics.as_slice().iter().map(|found| found.code).collect())
}

/// The one recording of a file that gives no cause for complaint.
pub(super) fn sound(bytes: &[u8]) -> Recording {
    let (result, codes) = read(bytes);
    assert_eq!(codes, []);
    let mut recordings = result.unwrap();
    assert_eq!(recordings.len(), 1);
    recordings.remove(0)
}

/// Why a file holds no activity.
pub(super) fn refusal(bytes: &[u8]) -> Code {
    read(bytes).0.unwrap_err().code
}

#[test]
fn an_activity_is_read_in_both_byte_orders_and_with_both_headers() {
    let little = Fit::new().activity(5);
    let recording = sound(&little.bytes());
    assert_eq!(recording, sound(&Fit::big_endian().activity(5).bytes()));
    assert_eq!(recording, sound(&little.bytes_with_short_header()));

    assert_eq!(recording.format, Some(RecordingFormat::Fit));
    assert_eq!(recording.device.as_deref(), Some("coros"));
    assert_eq!(recording.utc_offset_s, Some(7200));
    let samples = &recording.samples;
    assert_eq!(samples.time_ms, [0, 1000, 2000, 3000, 4000].map(|ms| START_MS + ms));
    for index in 0..5 {
        assert_eq!(samples.heart_rate_bpm.value_at(index), Some(150));
        assert_eq!(samples.cadence_rpm.value_at(index), Some(85));
        assert_eq!(samples.power_w.value_at(index), Some(250));
        assert_eq!(samples.altitude_m.value_at(index), Some(420.0));
        assert_eq!(samples.speed_mps.value_at(index), Some(3.0));
        assert_eq!(samples.distance_m.value_at(index), Some(3.0 * index as f64));
        let position = samples.position.value_at(index).unwrap();
        assert_eq!(position.latitude_deg, 45.0);
        assert!((position.longitude_deg - 9.0).abs() < 1e-7);
    }
    assert_eq!(
        recording.timer,
        [TimerEvent { time_ms: START_MS, running: true }, TimerEvent { time_ms: START_MS + 5000, running: false }]
    );

    let session = &recording.sessions[0];
    assert_eq!(session.start_ms, Some(START_MS));
    assert_eq!(session.sport.as_deref(), Some("running/trail"));
    assert_eq!((session.elapsed_s, session.timer_s), (Some(5.5), Some(5.0)));
    assert_eq!((session.distance_m, session.ascent_m), (Some(15.0), Some(34.0)));
    assert_eq!((session.heart_rate_mean_bpm, session.heart_rate_max_bpm), (Some(150), Some(171)));
    assert_eq!(session.rpe, Some(6.5));
    let lap = &recording.laps[0];
    assert_eq!((lap.start_ms, lap.elapsed_s, lap.ascent_m), (Some(START_MS), Some(5.0), Some(12.0)));
    assert_eq!((lap.heart_rate_mean_bpm, lap.heart_rate_max_bpm), (Some(149), Some(160)));
    assert_eq!((lap.timer_s, lap.sport.as_deref(), lap.rpe), (None, None, None));
}

#[test]
fn invalid_marks_are_absent() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).records(1);
    let silent = [U32(START + 1), I32(i32::MAX), I32(i32::MAX), U16(u16::MAX), U8(255), U8(255)];
    fit.message(1, &[&silent[..], &[U32(u32::MAX), U16(u16::MAX), U16(u16::MAX)]].concat());
    // A strap that lost contact says 0; a runner who stands has a cadence, a speed and a power of 0.
    let standing = [U32(START + 2), I32(0), I32(i32::MAX), U16(0), U8(0), U8(0), U32(0), U16(0), U16(0)];
    fit.message(1, &standing);
    let samples = sound(&fit.bytes()).samples;
    assert_eq!(samples.len(), 3);
    assert_eq!(samples.heart_rate_bpm.count_present(), 1);
    assert_eq!(samples.position.count_present(), 1, "a latitude alone is no place");
    assert_eq!(samples.altitude_m.value_at(1), None);
    assert_eq!(samples.altitude_m.value_at(2), Some(-500.0));
    assert_eq!((samples.cadence_rpm.value_at(1), samples.cadence_rpm.value_at(2)), (None, Some(0)));
    assert_eq!((samples.speed_mps.value_at(1), samples.speed_mps.value_at(2)), (None, Some(0.0)));
    assert_eq!((samples.power_w.value_at(1), samples.power_w.value_at(2)), (None, Some(0)));
    assert_eq!((samples.distance_m.value_at(1), samples.distance_m.value_at(2)), (None, Some(0.0)));
}

#[test]
fn enhanced_values_count_where_they_are_valid() {
    let mut fit = Fit::new();
    fit.file_id(4, 1);
    fit.define(1, 20, &[(253, 4, UINT32), (2, 2, UINT16), (78, 4, UINT32), (73, 4, UINT32), (6, 2, UINT16)]);
    fit.message(1, &[U32(START), U16(4600), U32(50_000), U32(70_000), U16(3000)]);
    fit.message(1, &[U32(START + 1), U16(4600), U32(u32::MAX), U32(u32::MAX), U16(3000)]);
    let samples = sound(&fit.bytes()).samples;
    assert_eq!((samples.altitude_m.value_at(0), samples.speed_mps.value_at(0)), (Some(9500.0), Some(70.0)));
    assert_eq!((samples.altitude_m.value_at(1), samples.speed_mps.value_at(1)), (Some(420.0), Some(3.0)));
}

#[test]
fn several_values_and_fields_of_developers_are_stepped_over() {
    let mut fit = Fit::new();
    fit.file_id(4, 1);
    // Heart rate as an array; a developer's field has the number of power and no description.
    let fields = [(253, 4, UINT32), (3, 2, UINT8), (200, 3, UINT8), (4, 1, UINT8)];
    fit.define_with_developer(1, 20, &fields, &[(7, 2, 0), (0, 5, 9)]);
    for second in 0..2 {
        fit.message(1, &[U32(START + second), Raw(&[150, 150]), Raw(&[1, 2, 3]), U8(85), Raw(&[9; 7])]);
    }
    let samples = sound(&fit.bytes()).samples;
    assert_eq!(samples.len(), 2);
    assert!(samples.heart_rate_bpm.is_empty() && samples.power_w.is_empty());
    assert_eq!(samples.cadence_rpm.value_at(1), Some(85));
}

#[test]
fn compressed_times_build_on_any_message_and_roll_over() {
    let mut fit = Fit::new();
    fit.file_id(4, 1);
    fit.define(1, 20, &[(3, 1, UINT8)]);
    fit.compressed(1, 7, &[U8(100)]);
    // A message that nobody reads sets the clock.
    fit.define(2, 0xFF00, &[(253, 4, UINT32)]).message(2, &[U32(START)]);
    let low = (START % 32) as u8;
    fit.compressed(1, low, &[U8(101)]);
    fit.compressed(1, (low + 31) % 32, &[U8(102)]);
    fit.compressed(1, low, &[U8(103)]);
    // A time that is not of the type of times sets nothing.
    fit.define(2, 0xFF00, &[(253, 8, UINT64)]).message(2, &[Raw(&[0, 0, 0, 0, 0, 0, 0, 0x40])]);
    fit.compressed(1, (low + 1) % 32, &[U8(104)]);
    let (result, codes) = read(&fit.bytes());
    assert_eq!(codes, [Code::FitNoTime], "the first record came before any time");
    let samples = &result.unwrap()[0].samples;
    assert_eq!(samples.time_ms, [0, 31_000, 32_000, 33_000].map(|ms| START_MS + ms));
    assert_eq!(samples.heart_rate_bpm.value_at(0), Some(101));
}

#[test]
fn what_the_watch_knows_about_its_wearer() {
    let mut fit = Fit::new().activity(2);
    fit.define(6, 3, &[(8, 1, UINT8), (11, 1, UINT8)]).message(6, &[U8(48), U8(195)]);
    fit.define(7, 216, &[(11, 1, UINT8), (12, 1, UINT8), (13, 1, UINT8), (15, 2, UINT16)]);
    fit.message(7, &[U8(190), U8(50), U8(170), U16(0)]);
    fit.define(8, 7, &[(1, 1, UINT8), (2, 1, UINT8), (3, 2, UINT16)]).message(8, &[U8(188), U8(255), U16(310)]);
    fit.define(9, 8, &[(1, 1, UINT8)]).message(9, &[U8(120)]).message(9, &[U8(140)]).message(9, &[U8(255)]);
    let wearer = sound(&fit.bytes()).wearer;
    assert_eq!(wearer.heart_rate_rest_bpm, Some(48));
    assert_eq!(wearer.heart_rate_max_bpm, Some(188), "a target that was set before the profile's default");
    assert_eq!(wearer.heart_rate_threshold_bpm, Some(170), "from the zones, where no target is set");
    assert_eq!(wearer.threshold_power_w, Some(310));
    assert_eq!(wearer.heart_rate_zones_bpm, [120, 140]);
}

#[test]
fn beat_intervals_are_read_up_to_the_invalid_ones() {
    for mut fit in [Fit::new(), Fit::big_endian()] {
        fit.file_id(4, 1).records(2);
        fit.define(2, 78, &[(0, 6, UINT16)]);
        fit.message(2, &[U16(812), U16(799), U16(u16::MAX)]).message(2, &[U16(805), U16(u16::MAX), U16(u16::MAX)]);
        fit.define(2, 78, &[(0, 2, UINT16)]).message(2, &[U16(790)]);
        assert_eq!(sound(&fit.bytes()).rr_intervals_ms, [812, 799, 805, 790]);
    }
}

#[test]
fn timer_events_are_told_from_others() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).records(2);
    fit.define(2, 21, &[(253, 4, UINT32), (0, 1, ENUM), (1, 1, ENUM)]);
    for (second, event, kind) in [(0, 0, 0), (1, 0, 1), (2, 9, 0), (3, 0, 3), (4, 0, 0), (5, 0, 9)] {
        fit.message(2, &[U32(START + second), U8(event), U8(kind)]);
    }
    let timer = sound(&fit.bytes()).timer;
    let seen: Vec<_> = timer.iter().map(|event| ((event.time_ms - START_MS) / 1000, event.running)).collect();
    assert_eq!(seen, [(0, true), (1, false), (4, true), (5, false)]);
}

#[test]
fn a_sport_message_names_sessions_that_name_none() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(2, 12, &[(0, 1, ENUM), (1, 1, ENUM)]).message(2, &[U8(2), U8(255)]);
    fit.define(3, 18, &[(2, 4, UINT32)]).message(3, &[U32(START)]);
    fit.define(3, 18, &[(2, 4, UINT32), (5, 1, ENUM), (6, 1, UINT8)]).message(3, &[U32(START + 9), U8(53), U8(200)]);
    let recording = sound(&fit.bytes());
    assert!(recording.samples.is_empty(), "a session alone is an activity");
    let sports: Vec<_> = recording.sessions.iter().map(|session| session.sport.as_deref().unwrap()).collect();
    assert_eq!(sports, ["cycling", "diving/sub_sport_200"]);
}

#[test]
fn efforts_beyond_the_scale_are_absent() {
    for (tenths, expected) in [(0, Some(0.0)), (100, Some(10.0)), (101, None), (255, None)] {
        let mut fit = Fit::new();
        fit.define(3, 18, &[(2, 4, UINT32), (193, 1, UINT8)]).message(3, &[U32(START), U8(tenths)]);
        assert_eq!(sound(&fit.bytes()).sessions[0].rpe, expected);
    }
}

#[test]
fn other_kinds_of_file_are_named() {
    for (kind, name) in [(2, "settings"), (6, "course"), (32, "monitoring_b"), (49, "sleep"), (57, "kind_57")] {
        let mut fit = Fit::new();
        fit.file_id(kind, 1).records(3);
        let error = read(&fit.bytes()).0.unwrap_err();
        assert_eq!(error.code, Code::FitOtherKind);
        assert!(error.detail.contains(name), "{}", error.detail);
    }
}

#[test]
fn a_file_that_does_not_say_what_it_is_needs_two_samples_or_a_session() {
    let mut fit = Fit::new();
    assert_eq!(refusal(&fit.bytes()), Code::NoSamples);
    fit.records(1);
    assert_eq!(refusal(&fit.bytes()), Code::NoSamples);
    fit.record(1);
    assert_eq!(sound(&fit.bytes()).samples.len(), 2);

    let mut empty_session = Fit::new();
    empty_session.file_id(4, 1).define(2, 18, &[(5, 1, ENUM)]).message(2, &[U8(255)]);
    assert_eq!(refusal(&empty_session.bytes()), Code::NoSamples);
}

#[test]
fn a_clock_since_power_on_needs_one_moment_on_both_clocks() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32), (3, 1, UINT8)]);
    fit.message(1, &[U32(40), U8(100)]).message(1, &[U32(41), U8(101)]);
    fit.define(2, 18, &[(253, 4, UINT32), (2, 4, UINT32), (7, 4, UINT32)]).message(2, &[U32(42), U32(40), U32(2000)]);
    assert_eq!(refusal(&fit.bytes()), Code::FitNoClock);

    let mut dated = fit.clone();
    dated.define(3, 162, &[(253, 4, UINT32), (1, 4, UINT32), (3, 4, UINT32)]);
    dated.message(3, &[U32(START + 10), U32(50), U32(START + 10 - 3600)]);
    let recording = placed(&dated.bytes());
    assert_eq!(recording.samples.time_ms, [START_MS, START_MS + 1000]);
    assert_eq!(recording.sessions[0].start_ms, Some(START_MS));
    assert_eq!(recording.utc_offset_s, Some(-3600));

    let mut session_has_a_date = Fit::new();
    session_has_a_date.file_id(4, 1).define(1, 20, &[(253, 4, UINT32)]).message(1, &[U32(40)]).message(1, &[U32(41)]);
    session_has_a_date.define(2, 18, &[(2, 4, UINT32)]).message(2, &[U32(START)]);
    let (result, codes) = read(&session_has_a_date.bytes());
    assert_eq!(codes, [Code::FitNoTime]);
    assert!(result.unwrap()[0].samples.is_empty());
}

/// The one recording of a file that had no clock and was placed all the same.
fn placed(bytes: &[u8]) -> Recording {
    let (result, codes) = read(bytes);
    assert_eq!(codes, [Code::FitClockPlaced]);
    result.unwrap().remove(0)
}

#[test]
fn a_clock_since_power_on_is_placed_by_what_else_the_file_knows() {
    let undated = |created: u32| {
        let mut fit = Fit::new();
        fit.define(0, 0, &[(0, 1, ENUM), (4, 4, UINT32)]).message(0, &[U8(4), U32(created)]);
        fit.define(1, 20, &[(253, 4, UINT32), (3, 1, UINT8)]);
        fit.message(1, &[U32(41), U8(100)]).message(1, &[U32(42), U8(101)]);
        fit.define(2, 18, &[(2, 4, UINT32), (7, 4, UINT32)]).message(2, &[U32(40), U32(2000)]);
        fit.define(3, 101, &[(2, 4, UINT32), (12, 1, ENUM)]).message(3, &[U32(40), U8(1)]);
        fit
    };
    // The file was made at the start of its session.
    let by_file = placed(&undated(START).bytes());
    assert_eq!(by_file.samples.time_ms, [START_MS + 1000, START_MS + 2000]);
    assert_eq!((by_file.sessions[0].start_ms, by_file.lengths[0].start_ms), (Some(START_MS), Some(START_MS)));
    assert_eq!(by_file.utc_offset_s, None);

    // The activity ended at 42 on the one clock, and at START + 2 on the clock on the wall.
    let mut local = undated(40);
    local.define(4, 34, &[(253, 4, UINT32), (5, 4, UINT32)]).message(4, &[U32(42), U32(START + 2)]);
    let by_wall = placed(&local.bytes());
    assert_eq!(by_wall.samples.time_ms, [START_MS + 1000, START_MS + 2000]);
    assert_eq!(by_wall.utc_offset_s, Some(0), "the day is that of the wall");

    // The watch learnt the time on the way.
    let mut learnt = undated(START + 5000);
    learnt.message(1, &[U32(START + 3), U8(102)]).message(1, &[U32(START + 4), U8(103)]);
    let by_record = placed(&learnt.bytes());
    assert_eq!(by_record.samples.time_ms, [1000, 2000, 3000, 4000].map(|ms| START_MS + ms));
    assert_eq!(by_record.sessions[0].start_ms, Some(START_MS));

    assert_eq!(refusal(&undated(u32::MAX).bytes()), Code::FitNoClock);
    assert_eq!(refusal(&undated(40).bytes()), Code::FitNoClock);
}

#[test]
fn lengths_of_a_pool_are_kept_with_their_rests() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).records(2);
    fit.define(2, 101, &[(254, 2, UINT16), (2, 4, UINT32), (4, 4, UINT32), (5, 2, UINT16), (12, 1, ENUM)]);
    fit.message(2, &[U16(0), U32(START), U32(31_250), U16(14), U8(1)]);
    fit.message(2, &[U16(1), U32(START + 31), U32(20_000), U16(u16::MAX), U8(0)]);
    fit.message(2, &[U16(2), U32(u32::MAX), U32(u32::MAX), U16(15), U8(1)]);
    fit.message(2, &[U16(3), U32(START + 60), U32(30_000), U16(15), U8(255)]);
    fit.define(3, 18, &[(2, 4, UINT32), (44, 2, UINT16)]).message(3, &[U32(START), U16(0)]);
    fit.message(3, &[U32(START), U16(3333)]);
    let recording = sound(&fit.bytes());
    let length = |start_ms, timer_s, active| SwimLength { start_ms, timer_s, active };
    let expected = [
        length(Some(START_MS), Some(31.25), true),
        length(Some(START_MS + 31_000), Some(20.0), false),
        length(None, None, true),
    ];
    assert_eq!(recording.lengths, expected, "and one of no known kind is none");
    assert_eq!(recording.pool_length_m, Some(33.33));
    assert_eq!(sound(&Fit::new().activity(2).bytes()).pool_length_m, None);
}

#[test]
fn no_shift_leads_off_the_calendar() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32)]).message(1, &[U32(40)]).message(1, &[U32(0x0FFF_FFFF)]);
    fit.message(1, &[U32(41)]);
    fit.define(2, 162, &[(253, 4, UINT32), (1, 4, UINT32)]).message(2, &[U32(3_663_901_600), U32(0)]);
    let (result, codes) = read(&fit.bytes());
    assert_eq!(codes, [Code::FitClockPlaced, Code::FitNoTime], "the second record would be after 2106");
    assert_eq!(result.unwrap()[0].samples.time_ms, [4_294_967_240_000, 4_294_967_241_000]);
}

#[test]
fn a_field_that_is_defined_twice_is_read_where_it_stands_last() {
    let mut fit = Fit::new();
    fit.define(1, 18, &[(2, 4, UINT32), (16, 1, UINT8), (16, 1, UINT8)]).message(1, &[U32(START), U8(99), U8(140)]);
    assert_eq!(sound(&fit.bytes()).sessions[0].heart_rate_mean_bpm, Some(140));
}

#[test]
fn an_undated_record_among_dated_ones_is_left_out() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32), (3, 1, UINT8)]);
    fit.message(1, &[U32(START), U8(101)]).message(1, &[U32(40), U8(100)]).message(1, &[U32(u32::MAX), U8(102)]);
    fit.message(1, &[U32(START + 1), U8(103)]);
    let mut diagnostics = Diagnostics::default();
    let recording = decode_fit(&fit.bytes(), &mut diagnostics).unwrap().remove(0);
    assert_eq!(recording.samples.time_ms, [START_MS, START_MS + 1000]);
    assert_eq!(
        (recording.samples.heart_rate_bpm.value_at(0), recording.samples.heart_rate_bpm.value_at(1)),
        (Some(101), Some(103))
    );
    let found = &diagnostics.as_slice()[0];
    assert_eq!((found.code, found.count), (Code::FitNoTime, 2));
}

#[test]
fn thousands_of_records_are_read_as_one_is() {
    let count = 2500;
    let mut fit = Fit::new();
    fit.file_id(4, 1);
    fit.define(
        1,
        20,
        &[(253, 4, UINT32), (6, 2, UINT16), (73, 4, UINT32), (3, 1, UINT8), (0, 4, SINT32), (1, 4, SINT32)],
    );
    // Every third has its speed in the one field only, every fifth in the other, every seventh no heart rate, and one in
    // a thousand is beyond the poles.
    let narrow = |second: u32| if second.is_multiple_of(5) { u16::MAX } else { 2000 };
    let wide = |second: u32| if second.is_multiple_of(3) { u32::MAX } else { 3000 };
    let bpm = |second: u32| if second.is_multiple_of(7) { 0 } else { 150 };
    for second in 0..count {
        let latitude = if second % 1000 == 999 { i32::MIN } else { 1 << 29 };
        fit.message(
            1,
            &[U32(START + second), U16(narrow(second)), U32(wide(second)), U8(bpm(second)), I32(latitude), I32(0)],
        );
    }
    let mut diagnostics = Diagnostics::default();
    let samples = decode_fit(&fit.bytes(), &mut diagnostics).unwrap().remove(0).samples;
    for (index, second) in (0..count).enumerate() {
        assert_eq!(samples.time_ms[index], START_MS + i64::from(second) * 1000);
        let mps = [wide(second), u32::from(narrow(second))].into_iter().find(|&mps| mps < 65_535);
        assert_eq!(samples.speed_mps.value_at(index), mps.map(|mps| mps as f32 / 1000.0));
        assert_eq!(samples.heart_rate_bpm.value_at(index), Some(bpm(second)).filter(|&bpm| bpm != 0));
        assert_eq!(samples.position.value_at(index).is_some(), second % 1000 != 999);
    }
    let found = &diagnostics.as_slice()[0];
    let at = 14 + (fit.ends[2] + 999 * 20) as u64;
    assert_eq!((found.code, found.count, found.at_byte), (Code::BadValue, 2, Some(at)));
}

#[test]
fn impossible_times_and_places_are_counted() {
    let mut fit = Fit::new();
    fit.file_id(4, 1).define(1, 20, &[(253, 4, UINT32), (0, 4, SINT32), (1, 4, SINT32)]);
    fit.message(1, &[U32(START), I32(1 << 30), I32(i32::MIN)]);
    fit.message(1, &[U32(START + 1), I32((1 << 30) + 1), I32(0)]);
    fit.message(1, &[U32(u32::MAX - 1), I32(0), I32(0)]);
    let (result, codes) = read(&fit.bytes());
    assert_eq!(codes, [Code::BadTime, Code::BadValue]);
    let samples = &result.unwrap()[0].samples;
    assert_eq!(samples.len(), 2);
    let pole = samples.position.value_at(0).unwrap();
    assert_eq!((pole.latitude_deg, pole.longitude_deg), (90.0, -180.0));
    assert_eq!(samples.position.value_at(1), None);
}
