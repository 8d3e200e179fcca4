//! Fields of developers: what an app on the watch measured, or a sensor that the watch itself does not know; and fields of the profile
//! that a maker declared with another type of number than the profile has.
//!
//! A `field_description` message says what such a field is. It is read where it says that it stands for a field of record
//! messages (or is called power and counts watts), in the unit of that field, and only for samples for which the device
//! itself has no value. It never decides when or where. A field of another type is read as every reader of FIT does: by the type that
//! it is declared with, on a slower way than the usual types.

use super::field::Field;
use super::message::Message;
use super::number::Number;
use super::run::{self, Run};
use crate::decode::recording::{Cell, Column, Samples};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Metres above sea level that the profile's own type of an altitude, two bytes, can say.
const ALTITUDES_M: RangeInclusive<f64> = -500.0..=12_606.8;

/// What such a field can stand in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    HeartRate,
    Cadence,
    Distance,
    Speed,
    Power,
    Altitude,
}

impl Channel {
    /// The channel of a field of record messages in the profile, with what its number is divided by there, and what is then taken
    /// from it; absent for any other field.
    fn from_profile(field: u8) -> Option<(Self, f64, f64)> {
        Some(match field {
            2 | 78 => (Self::Altitude, 5.0, 500.0),
            3 => (Self::HeartRate, 1.0, 0.0),
            4 => (Self::Cadence, 1.0, 0.0),
            5 => (Self::Distance, 100.0, 0.0),
            6 | 73 => (Self::Speed, 1000.0, 0.0),
            7 => (Self::Power, 1.0, 0.0),
            _ => return None,
        })
    }

    /// The channel of a field, by the number of the field that it stands for, its name and its unit.
    fn from_description(native: Option<u8>, name: &[u8], unit: &[u8]) -> Option<Self> {
        let is = |text: &[u8], words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()));
        let watts = &["w", "watt", "watts"];
        let (channel, units): (_, &[&str]) = match native {
            Some(3) => (Self::HeartRate, &["bpm"]),
            Some(4) => (Self::Cadence, &["rpm"]),
            Some(5) => (Self::Distance, &["m", "meters", "metres"]),
            Some(6 | 73) => (Self::Speed, &["m/s"]),
            Some(7) => (Self::Power, watts),
            None if is(name, &["power"]) && is(unit, watts) => (Self::Power, watts),
            _ => return None,
        };
        (unit.is_empty() || is(unit, units)).then_some(channel)
    }
}

/// What such a field is, where that is of use here.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Description {
    channel: Channel,
    number: Number,
    /// What the number is divided by.
    scale: f64,
    /// What is then taken from it.
    offset: f64,
}

/// The fields of developers that a file has described so far, by developer and number.
#[derive(Debug, Clone, Default)]
pub(super) struct Descriptions(BTreeMap<(u8, u8), Description>);

impl Descriptions {
    /// Takes note of a `field_description` message. A later one for the same field replaces the first.
    pub(super) fn note_description(&mut self, message: Message<'_>) {
        let (Some(developer), Some(field)) = (message.u8(0), message.u8(1)) else { return };
        let described = || {
            let is_of_records = message.u16(14).is_none_or(|of| of == run::MESSAGE);
            let channel = Channel::from_description(message.u8(15), message.text_bytes(3), message.text_bytes(8))
                .filter(|_| is_of_records)?;
            let scale = message.u8(6).filter(|&scale| scale != 0).map_or(1.0, f64::from);
            let offset = message.i8(7).map_or(0.0, f64::from);
            Some(Description { channel, number: Number::from_base_type(message.u8(2)?)?, scale, offset })
        };
        match described() {
            Some(described) => drop(self.0.insert((developer, field), described)),
            None => drop(self.0.remove(&(developer, field))),
        }
    }

    /// Where record messages have described fields, whose definition lists the fields given as (number, size, developer)
    /// from an offset on, counted from the header byte. Of several for one channel the first counts.
    pub(super) fn plan_fields(&self, fields: &[[u8; 3]], mut offset: u32) -> Vec<FieldSource> {
        let mut sources: Vec<FieldSource> = Vec::new();
        for &[number, size, developer] in fields {
            if let Some(&described) = self.0.get(&(developer, number))
                && described.number.size_bytes() == size
                && sources.iter().all(|known| known.described.channel != described.channel)
            {
                sources.push(FieldSource { offset, described });
            }
            offset = offset.saturating_add(u32::from(size));
        }
        sources
    }
}

/// Where record messages have a described field.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldSource {
    /// From the header byte.
    offset: u32,
    described: Description,
}

impl FieldSource {
    /// A field of the profile that is declared with another type than it has there. Absent where it is none that is read, or not one
    /// number.
    pub(super) fn of_another_type(field: Field) -> Option<Self> {
        let (channel, scale, offset) = Channel::from_profile(field.number)?;
        let number = Number::from_base_type(field.base).filter(|number| number.size_bytes() == field.size)?;
        Some(Self { offset: field.offset.saturating_add(1), described: Description { channel, number, scale, offset } })
    }

    /// Reads the field into the samples of a run that have no value in its channel. Says whether it gave any power.
    pub(super) fn fill_samples(&self, run: Run<'_>, samples: &mut Samples) -> bool {
        let byte = |value: f64| (0.0..=254.0).contains(&value).then(|| value.round() as u8);
        match self.described.channel {
            Channel::HeartRate => {
                self.read_column(run, &mut samples.heart_rate_bpm, |value| byte(value).filter(|&bpm| bpm != 0));
            }
            Channel::Cadence => {
                self.read_column(run, &mut samples.cadence_rpm, byte);
            }
            Channel::Distance => {
                self.read_column(run, &mut samples.distance_m, |value| (0.0 <= value).then_some(value));
            }
            Channel::Speed => {
                self.read_column(run, &mut samples.speed_mps, |value| {
                    Some(value as f32).filter(|_| (0.0..1e6).contains(&value))
                });
            }
            Channel::Altitude => {
                let is_altitude = |value: &f64| ALTITUDES_M.contains(value);
                self.read_column(run, &mut samples.altitude_m, |value| {
                    Some(value).filter(is_altitude).map(|m| m as f32)
                });
            }
            Channel::Power => {
                let watts = |value: f64| (0.0..=65_534.0).contains(&value).then(|| value.round() as u16);
                return self.read_column(run, &mut samples.power_w, watts);
            }
        }
        false
    }

    /// Reads the field into a column, wherever that has no value yet. Says whether it gave any.
    fn read_column<T: Cell>(&self, run: Run<'_>, column: &mut Column<T>, value: impl Fn(f64) -> Option<T>) -> bool {
        if column.is_full(run.index, run.index.saturating_add(run.count)) {
            return false;
        }
        let Description { number, scale, offset, .. } = self.described;
        let mut gave = false;
        for (index, message) in (run.index..).zip(run.messages()) {
            let bytes = message.get(self.offset as usize..).unwrap_or_default();
            let read =
                if run.big_endian { number.read_number::<true>(bytes) } else { number.read_number::<false>(bytes) };
            if column.value_at(index).is_none()
                && let Some(value) = read.and_then(|read| value(read / scale - offset))
            {
                column.set_value(index, value);
                gave = true;
            }
        }
        gave
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::float_cmp)]
mod tests {
    use crate::decode::fit::encoder::{
        ENUM, FLOAT32, FLOAT64, Fit, SINT8, SINT16, SINT32, START, TEXT, UINT8, UINT16, UINT32, Value,
    };
    use crate::decode::fit::tests::sound;
    use crate::decode::recording::Recording;
    use Value::{I32, Raw, U8, U16, U32};

    /// A file in which a developer describes one field, and whose two records have it at the end.
    struct File<'a> {
        base: u8,
        size: u8,
        name: &'a [u8; 8],
        unit: &'a [u8; 4],
        native: u8,
        of: u16,
        scale: u8,
        offset: i8,
    }

    const STRYD: File = File {
        base: UINT16,
        size: 2,
        name: b"Power\0\0\0",
        unit: b"W\0\0\0",
        native: 7,
        of: 20,
        scale: 255,
        offset: 127,
    };

    fn describe(fit: &mut Fit, field: u8, file: &File<'static>) {
        let fields =
            [(0, 1, UINT8), (1, 1, UINT8), (2, 1, UINT8), (3, 8, TEXT), (6, 1, UINT8), (7, 1, SINT8), (8, 4, TEXT)];
        fit.define(5, 206, &[&fields[..], &[(14, 2, UINT16), (15, 1, UINT8)]].concat());
        let File { base, name, unit, native, of, scale, offset, .. } = *file;
        let offset = offset.cast_unsigned();
        fit.message(5, &[U8(0), U8(field), U8(base), Raw(name), U8(scale), U8(offset), Raw(unit), U16(of), U8(native)]);
    }

    impl File<'static> {
        /// Reads the file with these values in its two records.
        fn read(&self, values: [Value; 2]) -> Recording {
            let mut fit = Fit::new();
            fit.file_id(4, 1);
            describe(&mut fit, 9, self);
            fit.define_with_developer(1, 20, &[(253, 4, UINT32)], &[(9, self.size, 0)]);
            for (second, value) in (0..).zip(values) {
                fit.message(1, &[U32(START + second), value]);
            }
            sound(&fit.bytes())
        }

        fn power(&self, value: Value) -> Option<u16> {
            let recording = self.read([value, value]);
            assert_eq!(recording.power_is_developer, !recording.samples.power_w.is_empty());
            recording.samples.power_w.value_at(1)
        }
    }

    #[test]
    fn every_type_of_number_is_read_with_its_scale_and_without_its_mark() {
        for (base, size, value, invalid) in [
            (UINT8, 1, U8(250), U8(255)),
            (SINT16, 2, U16(250), U16(0x7FFF)),
            (UINT16, 2, U16(250), U16(0xFFFF)),
            (SINT32, 4, I32(250), I32(i32::MAX)),
            (UINT32, 4, U32(250), U32(u32::MAX)),
            (FLOAT32, 4, Raw(&[0, 0, 0x7A, 0x43]), U32(u32::MAX)),
            (FLOAT64, 8, Raw(&[0, 0, 0, 0, 0, 0x40, 0x6F, 0x40]), Raw(&[255; 8])),
        ] {
            let file = File { base, size, ..STRYD };
            assert_eq!((file.power(value), file.power(invalid)), (Some(250), None), "{base:#x}");
        }
        assert_eq!(File { scale: 10, offset: -5, ..STRYD }.power(U16(2500)), Some(255));
        assert_eq!(File { size: 4, ..STRYD }.power(U32(250)), None, "not of the size that its type has");
        assert_eq!(File { base: TEXT, ..STRYD }.power(U16(250)), None);
        assert_eq!(File { base: SINT16, ..STRYD }.power(U16(0xFFFB)), None, "nobody runs with -5 W");
        assert_eq!(File { base: FLOAT32, size: 4, ..STRYD }.power(Raw(&[0, 0, 0x80, 0x7F])), None, "infinite");
    }

    #[test]
    fn a_field_is_what_it_stands_for_in_the_unit_of_that() {
        let named = File { native: 255, ..STRYD };
        assert_eq!(named.power(U16(250)), Some(250), "power by its name");
        assert_eq!(File { name: b"Form Pow", ..named }.power(U16(70)), None);
        assert_eq!(File { unit: b"W/kg", ..named }.power(U16(4)), None);
        assert_eq!(File { unit: b"kW\0\0", ..STRYD }.power(U16(1)), None);
        assert_eq!(File { of: 18, ..STRYD }.power(U16(250)), None, "of sessions");
        assert_eq!(File { of: u16::MAX, unit: b"\0\0\0\0", ..STRYD }.power(U16(250)), Some(250));

        let byte = File { base: UINT8, size: 1, unit: b"\0\0\0\0", ..STRYD };
        let heart = File { native: 3, ..byte }.read([U8(0), U8(151)]);
        assert_eq!(
            (heart.samples.heart_rate_bpm.value_at(0), heart.samples.heart_rate_bpm.value_at(1)),
            (None, Some(151))
        );
        let cadence = File { native: 4, unit: b"RPM\0", ..byte }.read([U8(0), U8(88)]).samples.cadence_rpm;
        assert_eq!((cadence.value_at(0), cadence.value_at(1)), (Some(0), Some(88)));
        assert!(File { native: 4, unit: b"spm\0", ..byte }.read([U8(176); 2]).samples.cadence_rpm.is_empty());
        let metres = File { native: 5, base: UINT32, size: 4, unit: b"m\0\0\0", scale: 100, ..STRYD };
        assert_eq!(metres.read([U32(0), U32(350)]).samples.distance_m.value_at(1), Some(3.5));
        let speed = File { native: 73, base: FLOAT32, size: 4, unit: b"m/s\0", ..STRYD };
        assert_eq!(speed.read([U32(0), Raw(&[0, 0, 0x60, 0x40])]).samples.speed_mps.value_at(1), Some(3.5));
        assert!(!speed.read([U32(0), U32(0)]).power_is_developer);
    }

    #[test]
    fn what_the_device_measured_itself_wins() {
        let mut fit = Fit::big_endian();
        fit.file_id(4, 1);
        describe(&mut fit, 0, &STRYD);
        fit.define_with_developer(1, 20, &[(253, 4, UINT32), (7, 2, UINT16)], &[(3, 1, 0), (0, 2, 0), (0, 2, 0)]);
        for (second, native) in [(0, 200), (1, u16::MAX), (2, 0)] {
            fit.message(1, &[U32(START + second), U16(native), U8(1), U16(300), U16(400)]);
        }
        let recording = sound(&fit.bytes());
        let power: Vec<_> = (0..3).map(|index| recording.samples.power_w.value_at(index)).collect();
        assert_eq!(power, [Some(200), Some(300), Some(0)]);
        assert!(recording.power_is_developer);
        assert!(!sound(&Fit::new().activity(3).bytes()).power_is_developer);
    }

    #[test]
    fn a_later_description_replaces_the_first_and_a_time_is_never_a_developers() {
        let mut fit = Fit::new();
        fit.file_id(4, 1);
        describe(&mut fit, 0, &STRYD);
        describe(&mut fit, 0, &File { name: b"Humidity", native: 255, ..STRYD });
        describe(&mut fit, 1, &File { base: UINT32, size: 4, native: 253, unit: b"s\0\0\0", ..STRYD });
        fit.define_with_developer(1, 20, &[(253, 4, UINT32)], &[(0, 2, 0), (1, 4, 0)]);
        fit.message(1, &[U32(START), U16(40), U32(7)]).message(1, &[U32(START + 1), U16(41), U32(8)]);
        fit.define(2, 21, &[(0, 1, ENUM)]).message(2, &[U8(0)]);
        let recording = sound(&fit.bytes());
        assert_eq!(recording.samples.len(), 2);
        assert!(recording.samples.power_w.is_empty());
    }
}
