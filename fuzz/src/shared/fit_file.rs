//! FIT files out of decisions: sound in their form, and as strange in what they say as a fuzzer can think of.
//!
//! The encoder is that of the fixtures. What the same decisions give most significant byte first says the same.

#[allow(dead_code, reason = "the fixtures use more of it")]
#[path = "../../../examples/make_fixtures/fit.rs"]
mod encoder;

use super::script::Script;
use encoder::{Encoder, Field, Value};

/// 2024-05-01T06:00:00Z on the clock of FIT.
const START: u32 = 1_083_477_600;

/// Messages of one chain: quick to write, and at ten seconds a record enough for every best effort.
const MESSAGES_MAX: u32 = 1000;

/// Ends of files in one chain.
const CHAIN_MAX: usize = 4;

/// The files that the decisions make, in a chain, with the most significant byte last or first.
pub fn sound(decisions: &[u8], big_endian: bool) -> Vec<u8> {
    let mut script = Script::new(decisions);
    let mut bytes = Vec::new();
    let mut left = MESSAGES_MAX;
    for _ in 0..CHAIN_MAX {
        bytes.extend(file(&mut script, big_endian, &mut left));
        if script.is_over() {
            break;
        }
    }
    bytes
}

/// A file that is damaged where the first decisions say so.
pub fn damaged(decisions: &[u8]) -> Vec<u8> {
    let mut script = Script::new(decisions);
    let edits: Vec<(u16, u8)> = (0..script.byte() % 6).map(|_| (script.u16(), script.byte())).collect();
    let cut = script.u16();
    let mut bytes = sound(script.slice(usize::MAX), cut & 1 == 1);
    for (at, with) in edits {
        let at = usize::from(at) % bytes.len();
        bytes[at] ^= with;
    }
    // Most often the end is there.
    if cut & 6 == 6 {
        bytes.truncate(usize::from(cut >> 3));
    }
    bytes
}

/// One watch at work.
struct Watch {
    encoder: Encoder,
    time: u32,
    /// What each channel shows.
    heart_rate: u8,
    cadence: u8,
    power: u16,
    speed: u16,
    distance: u32,
    altitude: u16,
    place: (i32, i32),
    /// What the last record carried, and how it went on from there.
    mask: u8,
    step_s: u32,
    drift: [i8; 4],
}

fn file(script: &mut Script<'_>, big_endian: bool, left: &mut u32) -> Vec<u8> {
    let form = script.byte();
    let mut encoder = Encoder::new();
    if big_endian {
        encoder = encoder.big_endian();
    }
    if form & 1 == 1 {
        encoder = encoder.short_header();
    }
    let kind = if form & 0x0E == 0x0E { script.byte() } else { 4 };
    let maker = script.one_of([1, 1, 32, 267, 294, 23, 123, 9999]);
    encoder.message(0, &[(0, Value::Enum(kind)), (1, Value::U16(maker)), (4, Value::U32(START))]);
    let mut watch = Watch {
        encoder,
        time: START,
        heart_rate: 140,
        cadence: 85,
        power: 220,
        speed: 3000,
        distance: 0,
        altitude: 3000,
        place: (714_000_000, 127_000_000),
        mask: 0b0111_1111,
        step_s: 1,
        drift: [0; 4],
    };
    while !script.is_over() && 0 < *left {
        *left -= 1;
        match script.byte() % 32 {
            0..=6 => watch.record(script, None),
            7..=9 => {
                for _ in 0..script.byte() {
                    if 0 < *left {
                        *left -= 1;
                        watch.go_on();
                    }
                }
            }
            10 => watch.jump(script),
            11 | 12 => watch.timer(script),
            13 => watch.lap(script),
            14..=16 => watch.session(script),
            17 => watch.wearer(script),
            18 => watch.beats(script),
            19 => watch.strap(script),
            20 => watch.length(script),
            21 => watch.local_time(script),
            22 => watch.describe(script),
            23 => watch.developer_record(script),
            24 => watch.compressed(script),
            25 => watch.night(script),
            26 => watch.unknown(script),
            27 => watch.sport(script),
            28 => watch.set(script),
            29 => watch.array(script),
            30 => watch.correlation(script),
            _ => break,
        }
    }
    watch.encoder.finish()
}

impl Watch {
    /// A record of the channels that are asked for, some time after the last.
    fn record(&mut self, script: &mut Script<'_>, extra: Option<Field>) {
        self.step_s = script.one_of([1, 1, 1, 1, 2, 3, 5, 7, 10, 11, 30, 59, 61, 121, 300, 601]);
        self.mask = script.byte();
        self.drift = [script.byte(), script.byte(), script.byte(), script.byte()].map(u8::cast_signed);
        self.go_on_with(extra);
    }

    fn go_on(&mut self) {
        self.go_on_with(None);
    }

    /// One more record like the last one, each channel a step further.
    fn go_on_with(&mut self, extra: Option<Field>) {
        let [pulse, pace, climb, turn] = self.drift;
        self.time = self.time.wrapping_add(self.step_s);
        self.heart_rate = self.heart_rate.wrapping_add_signed(pulse / 8);
        self.cadence = self.cadence.wrapping_add_signed(pulse % 8);
        self.speed = self.speed.wrapping_add_signed(i16::from(pace) * 16);
        self.power = self.power.wrapping_add_signed(i16::from(pace) * 4);
        self.altitude = self.altitude.wrapping_add_signed(i16::from(climb));
        self.distance = self.distance.wrapping_add(u32::from(self.speed) / 10 * self.step_s);
        // 3 m/s are some 320 semicircles a second on the meridian.
        self.place.0 = self.place.0.wrapping_add(i32::from(self.speed) / 9);
        self.place.1 = self.place.1.wrapping_add(i32::from(turn) * 64);
        let mut fields = vec![(253, Value::U32(self.time))];
        fields.extend(self.channels());
        let developer: Vec<Field> = extra.into_iter().collect();
        self.encoder.message_with_developer(20, &fields, &developer);
    }

    fn channels(&self) -> impl Iterator<Item = Field> {
        let all: [(u8, Field); 9] = [
            (0, (3, Value::U8(self.heart_rate))),
            (1, (5, Value::U32(self.distance))),
            (2, (6, Value::U16(self.speed))),
            (3, (7, Value::U16(self.power))),
            (4, (0, Value::I32(self.place.0))),
            (4, (1, Value::I32(self.place.1))),
            (5, (2, Value::U16(self.altitude))),
            (6, (4, Value::U8(self.cadence))),
            (7, (73, Value::U32(u32::from(self.speed)))),
        ];
        let mask = self.mask;
        all.into_iter().filter(move |(bit, _)| mask >> bit & 1 == 1).map(|(_, field)| field)
    }

    /// The clock is set.
    fn jump(&mut self, script: &mut Script<'_>) {
        self.time = match script.byte() % 6 {
            0 => self.time.wrapping_sub(u32::from(script.byte())),
            1 => self.time.wrapping_add(u32::from(script.u16())),
            2 => self.time.wrapping_add(24 * 3600),
            3 => script.u32(),
            4 => u32::from(script.u16()),
            _ => self.time.wrapping_sub(3600),
        };
    }

    fn timer(&mut self, script: &mut Script<'_>) {
        let event = script.one_of([0, 0, 0, 0, 0, 0, 9, 36]);
        let what = script.one_of([0, 1, 4, 0, 4, 5, 8, 9]);
        self.encoder.message(21, &[(253, Value::U32(self.time)), (0, Value::Enum(event)), (1, Value::Enum(what))]);
    }

    /// A moment: now, or some time before, or anywhere.
    fn moment(&self, script: &mut Script<'_>) -> u32 {
        match script.byte() % 4 {
            0 => START,
            1 => self.time.wrapping_sub(u32::from(script.u16())),
            2 => self.time,
            _ => script.u32(),
        }
    }

    /// A duration in thousandths: what has gone by, or something near it, or anything.
    fn duration(&self, script: &mut Script<'_>) -> u32 {
        let gone = self.time.wrapping_sub(START).wrapping_mul(1000);
        match script.byte() % 4 {
            0 | 1 => gone,
            2 => u32::from(script.u16()).wrapping_mul(1000),
            _ => script.u32(),
        }
    }

    fn lap(&mut self, script: &mut Script<'_>) {
        let fields = [
            (253, Value::U32(self.time)),
            (2, Value::U32(self.moment(script))),
            (7, Value::U32(self.duration(script))),
            (8, Value::U32(self.duration(script))),
            (9, Value::U32(self.distance)),
            (15, Value::U8(script.byte())),
            (16, Value::U8(script.byte())),
            (21, Value::U16(script.u16())),
            (25, Value::Enum(script.byte())),
        ];
        self.encoder.message(19, &fields);
    }

    fn session(&mut self, script: &mut Script<'_>) {
        let mut fields = vec![
            (253, Value::U32(self.time)),
            (2, Value::U32(self.moment(script))),
            (5, Value::Enum(script.one_of([1, 1, 1, 2, 11, 17, 5, 10]))),
            (6, Value::Enum(script.one_of([0, 1, 2, 3, 17, 43, 58, 255]))),
            (7, Value::U32(self.duration(script))),
            (8, Value::U32(self.duration(script))),
        ];
        let more = script.byte();
        if more & 1 == 1 {
            fields.push((9, Value::U32(if more & 2 == 0 { self.distance } else { script.u32() })));
        }
        if more & 4 == 4 {
            fields.push((16, Value::U8(script.byte())));
            fields.push((17, Value::U8(script.byte())));
        }
        if more & 8 == 8 {
            fields.push((22, Value::U16(script.u16())));
        }
        if more & 16 == 16 {
            fields.push((44, Value::U16(script.u16())));
        }
        if more & 32 == 32 {
            fields.push((57, Value::I8(script.byte().cast_signed())));
        }
        if more & 64 == 64 {
            fields.push((193, Value::U8(script.byte())));
        }
        self.encoder.message(18, &fields);
    }

    fn wearer(&mut self, script: &mut Script<'_>) {
        self.encoder.message(3, &[(8, Value::U8(script.byte())), (11, Value::U8(script.byte()))]);
        let fields = [(1, Value::U8(script.byte())), (2, Value::U8(script.byte())), (3, Value::U16(script.u16()))];
        self.encoder.message(7, &fields);
        self.encoder.message(8, &[(1, Value::U8(script.byte()))]);
        if script.byte() & 1 == 1 {
            let fields = [11, 12, 13].map(|number| (number, Value::U8(script.byte())));
            self.encoder.message(216, &fields);
        }
    }

    fn beats(&mut self, script: &mut Script<'_>) {
        let beats = (0..script.byte() % 8).map(|_| script.u16()).collect();
        self.encoder.message(78, &[(0, Value::U16s(beats))]);
    }

    /// What a strap kept under water.
    fn strap(&mut self, script: &mut Script<'_>) {
        if script.byte() & 1 == 1 {
            let fields = [
                (253, Value::U32(self.time)),
                (0, Value::U16(script.u16())),
                (9, Value::U32(script.u32())),
                (6, Value::U8(self.heart_rate)),
            ];
            self.encoder.message(132, &fields);
        } else {
            let rates = script.slice(usize::from(script.clone().byte() % 9)).to_vec();
            let events = script.slice(12).to_vec();
            self.encoder.message(132, &[(10, Value::Bytes(events)), (6, Value::Bytes(rates))]);
        }
    }

    fn length(&mut self, script: &mut Script<'_>) {
        let fields = [
            (253, Value::U32(self.time)),
            (2, Value::U32(self.moment(script))),
            (4, Value::U32(self.duration(script))),
            (12, Value::Enum(script.byte() & 3)),
        ];
        self.encoder.message(101, &fields);
    }

    fn local_time(&mut self, script: &mut Script<'_>) {
        let local = match script.byte() % 3 {
            0 => self.time.wrapping_add(7200),
            1 => self.time.wrapping_sub(u32::from(script.byte()) * 900),
            _ => script.u32(),
        };
        self.encoder.message(34, &[(253, Value::U32(self.time)), (5, Value::U32(local))]);
    }

    /// A developer's field is described.
    fn describe(&mut self, script: &mut Script<'_>) {
        self.encoder.message(207, &[(3, Value::U8(0)), (2, Value::U32(7))]);
        let fields = [
            (0, Value::U8(0)),
            (1, Value::U8(script.byte() % 4)),
            (2, Value::U8(script.one_of([0x02, 0x84, 0x86, 0x88, 0x83, 0x85, 0x89, 0x07]))),
            (3, Value::Text(script.one_of(["Power", "heart rate", "form power", ""]))),
            (6, Value::U8(script.byte())),
            (7, Value::I8(script.byte().cast_signed())),
            (8, Value::Text(script.one_of(["watts", "bpm", "m/s", "m", "W", ""]))),
            (14, Value::U16(script.one_of([20, 20, 20, 18]))),
            (15, Value::U8(script.one_of([3, 4, 5, 6, 7, 73, 255, 255]))),
        ];
        self.encoder.message(206, &fields);
    }

    /// A record with a developer's field.
    fn developer_record(&mut self, script: &mut Script<'_>) {
        let number = script.byte() % 4;
        let value = match script.byte() % 6 {
            0 => Value::U8(script.byte()),
            1 => Value::U16(script.u16()),
            2 => Value::U32(script.u32()),
            3 => Value::F32(f32::from_bits(script.u32())),
            4 => Value::F32(f32::from(script.u16()) / 8.0),
            _ => Value::I32(script.u32().cast_signed()),
        };
        self.record(script, Some((number, value)));
    }

    /// A record that has the last five bits of its time.
    fn compressed(&mut self, script: &mut Script<'_>) {
        self.time = self.time.wrapping_add(u32::from(script.byte() % 40));
        let fields: Vec<Field> = self.channels().collect();
        self.encoder.compressed(self.time, 20, &fields);
    }

    /// What a watch writes of days and nights.
    fn night(&mut self, script: &mut Script<'_>) {
        let now = (253, Value::U32(self.time));
        match script.byte() % 5 {
            0 => self.encoder.message(211, &[now, (0, Value::U8(script.byte())), (1, Value::U8(script.byte()))]),
            1 => self.encoder.message(275, &[now, (0, Value::Enum(script.byte() % 6))]),
            2 => self.encoder.message(276, &[now]),
            3 => self.encoder.message(370, &[now, (1, Value::U16(script.u16()))]),
            _ => self.encoder.message(103, &[now, (0, Value::U32(self.moment(script)))]),
        }
    }

    /// A message or a field that nobody knows, or that is of another size than usual.
    fn unknown(&mut self, script: &mut Script<'_>) {
        let global = script.one_of([20, 18, 19, 0, 21, 132, 104, 0xFF00]);
        let number = script.byte();
        let bytes = script.slice(usize::from(script.clone().byte() % 17)).to_vec();
        self.encoder.message(global, &[(number, Value::Bytes(bytes)), (1, Value::U8(script.byte()))]);
    }

    fn sport(&mut self, script: &mut Script<'_>) {
        self.encoder.message(12, &[(0, Value::Enum(script.byte())), (1, Value::Enum(script.byte()))]);
    }

    /// A channel leaps.
    fn set(&mut self, script: &mut Script<'_>) {
        match script.byte() % 7 {
            0 => self.heart_rate = script.byte(),
            1 => self.cadence = script.byte(),
            2 => self.power = script.u16(),
            3 => self.speed = script.u16(),
            4 => self.distance = script.u32(),
            5 => self.altitude = script.u16(),
            _ => self.place = (script.u32().cast_signed(), script.u32().cast_signed()),
        }
    }

    /// A record whose numbers are several.
    fn array(&mut self, script: &mut Script<'_>) {
        let several = vec![script.u16(), script.u16()];
        let fields = [(253, Value::U32(self.time)), (script.one_of([2, 6, 7]), Value::U16s(several))];
        self.encoder.message(20, &fields);
    }

    fn correlation(&mut self, script: &mut Script<'_>) {
        let fields = [
            (253, Value::U32(self.time)),
            (1, Value::U32(self.moment(script))),
            (3, Value::U32(self.time.wrapping_add(7200))),
        ];
        self.encoder.message(162, &fields);
    }
}
