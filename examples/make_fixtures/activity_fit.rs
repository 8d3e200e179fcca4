//! An activity file as a watch writes it.

use crate::body::{HR_MAX, HR_REST, LTHR, Lap, RIDE_POWER_W, Sample, Track};
use crate::clock::{FIT_EPOCH_S, days};
use crate::diary::{Entry, Kind};
use crate::fit::{Encoder, Field, Value};
use crate::rng::Rng;

/// Global message numbers of the FIT profile.
pub(crate) mod global {
    pub(crate) const FILE_ID: u16 = 0;
    pub(crate) const DEVICE_SETTINGS: u16 = 2;
    pub(crate) const USER_PROFILE: u16 = 3;
    pub(crate) const ZONES_TARGET: u16 = 7;
    pub(crate) const HR_ZONE: u16 = 8;
    pub(crate) const SPORT: u16 = 12;
    pub(crate) const SESSION: u16 = 18;
    pub(crate) const LAP: u16 = 19;
    pub(crate) const RECORD: u16 = 20;
    pub(crate) const EVENT: u16 = 21;
    pub(crate) const DEVICE_INFO: u16 = 23;
    pub(crate) const COURSE: u16 = 31;
    pub(crate) const COURSE_POINT: u16 = 32;
    pub(crate) const ACTIVITY: u16 = 34;
    pub(crate) const FILE_CREATOR: u16 = 49;
    pub(crate) const MONITORING: u16 = 55;
    pub(crate) const HRV: u16 = 78;
    pub(crate) const LENGTH: u16 = 101;
    pub(crate) const MONITORING_INFO: u16 = 103;
    pub(crate) const MONITORING_HR: u16 = 211;
    pub(crate) const FIELD_DESCRIPTION: u16 = 206;
    pub(crate) const DEVELOPER_DATA_ID: u16 = 207;
    pub(crate) const SLEEP_INFO: u16 = 273;
    pub(crate) const SLEEP_LEVEL: u16 = 275;
    pub(crate) const SLEEP_END: u16 = 276;
    pub(crate) const HRV_STATUS: u16 = 370;
}

/// Seconds since the FIT epoch.
pub(crate) fn fit_time(unix: i64) -> u32 {
    (unix - FIT_EPOCH_S) as u32
}

/// The messages that open a file of any type.
pub(crate) fn open(encoder: &mut Encoder, file_type: u8, created: i64) {
    encoder.message(
        global::FILE_ID,
        &[
            (0, Value::Enum(file_type)),
            (1, Value::U16(1)),
            (2, Value::U16(4_315)),
            (3, Value::U32z(3_400_112_233)),
            (4, Value::U32(fit_time(created))),
        ],
    );
    encoder.message(global::FILE_CREATOR, &[(0, Value::U16(2_109))]);
}

/// The wearer as the watch knows her.
pub(crate) fn wearer(encoder: &mut Encoder) {
    encoder.message(
        global::USER_PROFILE,
        &[
            (1, Value::Enum(0)),
            (2, Value::U8(38)),
            (3, Value::U8(171)),
            (4, Value::U16(602)),
            (8, Value::U8(HR_REST as u8)),
            (9, Value::U8(HR_MAX as u8)),
        ],
    );
    encoder.message(
        global::ZONES_TARGET,
        &[(1, Value::U8(HR_MAX as u8)), (2, Value::U8(LTHR as u8)), (3, Value::U16(RIDE_POWER_W as u16))],
    );
    for (index, share) in [0.60, 0.72, 0.82, 0.90, 1.0].into_iter().enumerate() {
        encoder.message(
            global::HR_ZONE,
            &[(254, Value::U16(index as u16)), (1, Value::U8(libm::round(HR_MAX * share) as u8))],
        );
    }
}

/// One file of the sessions of a diary line, which follow each other in time.
pub(crate) fn encode(entry: &Entry, tracks: &[Track]) -> Vec<u8> {
    let rng = &mut entry.rng("file");
    let mut encoder = Encoder::new();
    if entry.has("big_endian") {
        encoder = encoder.big_endian();
    }
    if entry.has("short_header") {
        encoder = encoder.short_header();
    }
    let (start, end) = (tracks.first().map_or(0, Track::start), tracks.last().map_or(0, Track::end));
    open(&mut encoder, 4, start);
    device(&mut encoder, start, 0);
    wearer(&mut encoder);
    if entry.has("developer_fields") {
        describe_developer_fields(&mut encoder);
    }
    for track in tracks {
        let (sport, sub_sport) = track.kind.names().fit;
        encoder.message(global::SPORT, &[(0, Value::Enum(sport)), (1, Value::Enum(sub_sport))]);
        samples(&mut encoder, entry, track, rng);
    }
    let mut lap_count = 0;
    for track in tracks {
        for lap in &track.laps {
            let mut fields = vec![(254, Value::U16(lap_count)), (0, Value::Enum(9)), (1, Value::Enum(1))];
            fields.extend(summary(track, lap, 0));
            let trigger = match lap {
                Lap { by_hand: true, .. } => 0,
                Lap { last, .. } if last + 1 == track.samples.len() => 7,
                _ => 2,
            };
            fields.push((24, Value::Enum(trigger)));
            encoder.message(global::LAP, &fields);
            lap_count += 1;
        }
    }
    let mut first_lap = 0;
    for (index, track) in tracks.iter().enumerate() {
        let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
        let (sport, sub_sport) = track.kind.names().fit;
        let mut fields = vec![(254, Value::U16(index as u16)), (0, Value::Enum(8)), (1, Value::Enum(1))];
        fields.extend(summary(track, &whole, 1));
        fields.extend([
            (5, Value::Enum(sport)),
            (6, Value::Enum(sub_sport)),
            (25, Value::U16(first_lap)),
            (26, Value::U16(track.laps.len() as u16)),
            (28, Value::Enum(0)),
            (57, Value::I8(temperature_c(entry))),
        ]);
        if matches!(track.kind, Kind::Swim(_)) {
            fields.push((44, Value::U16(2_500)));
        }
        // Her watch asks how it was only since she changed it, and she answers every other time.
        if entry.kind.is_run() && !entry.in_strava && entry.rng("asked").unit() < 0.5 {
            fields.extend([(192, Value::U8(50)), (193, Value::U8((track.rpe * 10.0) as u8))]);
        }
        encoder.message(global::SESSION, &fields);
        first_lap += track.laps.len() as u16;
    }
    let timer_s: i64 = tracks.iter().map(Track::timer_s).sum();
    encoder.message(
        global::ACTIVITY,
        &[
            (253, Value::U32(fit_time(end))),
            (0, Value::u32(Some(timer_s as f64), 1_000.0)),
            (1, Value::U16(tracks.len() as u16)),
            (2, Value::Enum(u8::from(tracks.len() > 1))),
            (3, Value::Enum(26)),
            (4, Value::Enum(1)),
            (5, Value::U32(fit_time(end + entry.offset_s()))),
        ],
    );
    encoder.finish()
}

fn device(encoder: &mut Encoder, time: i64, index: u8) {
    encoder.message(
        global::DEVICE_INFO,
        &[
            (253, Value::U32(fit_time(time))),
            (0, Value::U8(index)),
            (2, Value::U16(1)),
            (3, Value::U32z(3_400_112_233)),
            (4, Value::U16(4_315)),
            (5, Value::U16(2_109)),
        ],
    );
}

fn timer_event(encoder: &mut Encoder, time: i64, event_type: u8) {
    encoder.message(
        global::EVENT,
        &[
            (253, Value::U32(fit_time(time))),
            (0, Value::Enum(0)),
            (1, Value::Enum(event_type)),
            (3, Value::U32(0)),
            (4, Value::U8(0)),
        ],
    );
}

/// Two fields of an application on the watch: a whole number and a fraction.
fn describe_developer_fields(encoder: &mut Encoder) {
    let application: Vec<u8> = (0..16).map(|byte| byte * 15 + 1).collect();
    encoder
        .message(global::DEVELOPER_DATA_ID, &[(1, Value::Bytes(application)), (3, Value::U8(0)), (4, Value::U32(12))]);
    for (number, base_type, name, units) in [(0, 0x84, "Ground Time", "ms"), (1, 0x88, "Leg Spring Stiffness", "kN/m")]
    {
        encoder.message(
            global::FIELD_DESCRIPTION,
            &[
                (0, Value::U8(0)),
                (1, Value::U8(number)),
                (2, Value::U8(base_type)),
                (3, Value::Text(name)),
                (8, Value::Text(units)),
            ],
        );
    }
}

fn samples(encoder: &mut Encoder, entry: &Entry, track: &Track, rng: &mut Rng) {
    timer_event(encoder, track.start(), 0);
    let mut full_timestamp = None;
    let kept = track.thinned(entry.number("every"), rng);
    for (nth, &index) in kept.iter().enumerate() {
        let Some(sample) = track.samples.get(index) else { continue };
        if index > 0 && track.pauses.contains(&(index - 1)) {
            timer_event(encoder, sample.time - 1, 0);
        }
        let mut fields = record(track.kind, sample);
        let time = fit_time(sample.time);
        let is_near = full_timestamp.is_some_and(|full| time - full < 32);
        if entry.has("compressed_time") && is_near {
            encoder.compressed(time, global::RECORD, &fields);
        } else {
            fields.insert(0, (253, Value::U32(time)));
            let developer = [(0, Value::U16(rng.whole(244, 262) as u16)), (1, Value::F32(9.5 + rng.unit() as f32))];
            encoder.message_with_developer(
                global::RECORD,
                &fields,
                if entry.has("developer_fields") { &developer } else { &[] },
            );
        }
        // A compressed timestamp also moves the base on.
        full_timestamp = Some(time);
        if entry.has("hrv") {
            beats(encoder, sample, kept.get(nth + 1).map_or(0, |next| next - index), rng);
        }
        if track.pauses.contains(&index) {
            timer_event(encoder, sample.time, 4);
        }
    }
    if let Kind::Swim(metres) = track.kind {
        lengths(encoder, track.start(), metres / 25, rng);
    }
    timer_event(encoder, track.end(), 4);
}

pub(crate) fn record(kind: Kind, sample: &Sample) -> Vec<Field> {
    let mut fields = vec![];
    if kind.has_position() {
        fields.push((0, Value::semicircles(sample.position.map(|place| place.0))));
        fields.push((1, Value::semicircles(sample.position.map(|place| place.1))));
        fields.push((2, Value::u16(sample.altitude_m.map(|metres| metres + 500.0), 5.0)));
    }
    if !matches!(kind, Kind::Swim(_)) {
        fields.push((3, Value::u8(sample.heart_rate_bpm)));
    }
    if sample.cadence_rpm.is_some() {
        fields.push((4, Value::u8(sample.cadence_rpm)));
    }
    if kind.has_distance() {
        fields.push((5, Value::u32(sample.distance_m, 100.0)));
        fields.push((6, Value::u16(sample.speed_mps, 1_000.0)));
    }
    if sample.power_w.is_some() {
        fields.push((7, Value::u16(sample.power_w.map(f64::from), 1.0)));
    }
    fields
}

/// The beats of some seconds, up to five in a message.
fn beats(encoder: &mut Encoder, sample: &Sample, seconds: usize, rng: &mut Rng) {
    let Some(heart_rate) = sample.heart_rate_bpm else { return };
    let mean_ms = 60_000.0 / f64::from(heart_rate);
    let count = libm::round(seconds as f64 * 1_000.0 / mean_ms) as usize;
    let intervals: Vec<u16> = (0..count).map(|_| libm::round(mean_ms + 22.0 * rng.normal()) as u16).collect();
    for five in intervals.chunks(5) {
        let mut padded = five.to_vec();
        padded.resize(5, u16::MAX);
        encoder.message(global::HRV, &[(0, Value::U16s(padded))]);
    }
}

fn lengths(encoder: &mut Encoder, start: i64, count: i64, rng: &mut Rng) {
    for index in 0..count {
        encoder.message(
            global::LENGTH,
            &[
                (253, Value::U32(fit_time(start + (index + 1) * 31))),
                (254, Value::U16(index as u16)),
                (0, Value::Enum(28)),
                (1, Value::Enum(1)),
                (2, Value::U32(fit_time(start + index * 31))),
                (3, Value::U32(31_000)),
                (4, Value::U32(31_000)),
                (5, Value::U16(rng.whole(17, 21) as u16)),
                (7, Value::Enum(0)),
                (12, Value::Enum(1)),
            ],
        );
    }
}

/// The weather of the season on a day, °C.
fn temperature_c(entry: &Entry) -> i8 {
    let season = libm::sin(std::f64::consts::TAU * ((entry.day - days(2026, 1, 1)) as f64 - 110.0) / 365.0);
    libm::round(7.0 + 12.0 * season + 3.0 * entry.rng("weather").normal()) as i8
}

/// What laps and sessions have in common: times, distance, means and climb of a stretch. Sessions number some of the
/// fields one higher than laps do: `shift`.
pub(crate) fn summary(track: &Track, lap: &Lap, shift: u8) -> Vec<Field> {
    let Some(stretch @ [first, .., last]) = track.samples.get(lap.first..=lap.last) else { return vec![] };
    let timer_s = (lap.last - lap.first) as f64;
    let rates: Vec<u8> = stretch.iter().filter_map(|sample| sample.heart_rate_bpm).collect();
    let mean = (!rates.is_empty()).then(|| rates.iter().map(|&rate| f64::from(rate)).sum::<f64>() / rates.len() as f64);
    let distance_m = last.distance_m.zip(first.distance_m).map(|(last, first)| last - first);
    let climb = |sign: f64| {
        track.kind.has_position().then(|| {
            let steps = stretch.windows(2).filter_map(|pair| match pair {
                [before, after] => Some(after.altitude_m? - before.altitude_m?),
                _ => None,
            });
            steps.map(|step| (sign * step).max(0.0)).sum::<f64>()
        })
    };
    vec![
        (253, Value::U32(fit_time(last.time))),
        (2, Value::U32(fit_time(first.time))),
        (7, Value::u32(Some((last.time - first.time) as f64), 1_000.0)),
        (8, Value::u32(Some(timer_s), 1_000.0)),
        (9, Value::u32(distance_m, 100.0)),
        (15 + shift, Value::u8(mean.map(|mean| libm::round(mean) as u8))),
        (16 + shift, Value::u8(rates.iter().max().copied())),
        (21 + shift, Value::u16(climb(1.0), 1.0)),
        (22 + shift, Value::u16(climb(-1.0), 1.0)),
    ]
}
