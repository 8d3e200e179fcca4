//! Record messages: the samples.

use super::bytes::{ABSENT, i32_of, u16_of, u32_of};
use super::developer::FieldSource;
use super::field::{Field, FieldType};
use super::run::Run;
use crate::decode::recording::{Cell, Position, Samples};

/// Degrees of one semicircle unit: half a circle is 2³¹ of them.
const DEGREES_PER_SEMICIRCLE: f64 = 180.0 / 2_147_483_648.0;

/// 90 degrees in semicircles.
const POLE: u32 = 1 << 30;

/// Bytes of a speed and a distance that are compressed.
const COMPRESSED_BYTES: usize = 3;

/// Distance that was told in twelve bits, which begin again after 256 m, added up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CompressedDistance {
    /// The last that was told, 1/16 m.
    told: u16,
    /// All of it, 1/16 m.
    total: u64,
}

impl CompressedDistance {
    /// Takes a speed and a distance in three bytes: speed in twelve bits, 1/100 m/s, then distance in twelve, 1/16 m. Gives the speed
    /// and all of the distance so far; absent where the device marked them as invalid.
    fn take(&mut self, bytes: [u8; COMPRESSED_BYTES]) -> Option<(f32, f64)> {
        let [low, middle, high] = bytes.map(u16::from);
        if bytes == [u8::MAX; COMPRESSED_BYTES] {
            return None;
        }
        let told = high << 4 | middle >> 4;
        self.total = self.total.saturating_add(u64::from(told.wrapping_sub(self.told) & 0x0FFF));
        self.told = told;
        let speed_mps = f32::from((middle & 0x0F) << 8 | low) / 100.0;
        Some((speed_mps, self.total as f64 / 16.0))
    }

    /// Reads the field of a run into the samples that have no speed or no distance of their own.
    #[cold]
    pub(super) fn read_run(&mut self, fields: &RecordFields, run: Run<'_>, samples: &mut Samples) {
        for (index, bytes) in (run.index..).zip(run.values(fields.compressed).into_iter().flatten()) {
            let Some((speed_mps, distance_m)) = self.take(bytes) else { continue };
            if samples.speed_mps.value_at(index).is_none() {
                samples.speed_mps.set_value(index, speed_mps);
            }
            if samples.distance_m.value_at(index).is_none() {
                samples.distance_m.set_value(index, distance_m);
            }
        }
    }
}

/// Offsets of the channels in a record message, from its header byte; [`ABSENT`] where it does not have the field.
#[derive(Debug, Clone)]
pub(super) struct RecordFields {
    latitude: u32,
    longitude: u32,
    altitude: u32,
    heart_rate: u32,
    cadence: u32,
    distance: u32,
    speed: u32,
    power: u32,
    enhanced_speed: u32,
    enhanced_altitude: u32,
    /// Speed and distance in three bytes.
    pub(super) compressed: u32,
    /// Fields declared with another type than the profile's, which stand in where the others have no value.
    pub(super) other_types: Vec<FieldSource>,
    /// Fields of developers that stand in where the others have no value.
    pub(super) developer: Vec<FieldSource>,
}

impl Default for RecordFields {
    fn default() -> Self {
        Self {
            latitude: ABSENT,
            longitude: ABSENT,
            altitude: ABSENT,
            heart_rate: ABSENT,
            cadence: ABSENT,
            distance: ABSENT,
            speed: ABSENT,
            power: ABSENT,
            enhanced_speed: ABSENT,
            enhanced_altitude: ABSENT,
            compressed: ABSENT,
            other_types: Vec::new(),
            developer: Vec::new(),
        }
    }
}

impl RecordFields {
    /// Takes note of a field of the definition.
    pub(super) fn place_field(&mut self, field: Field) {
        let slot = match (field.number, field.kind) {
            (0, FieldType::I32) => &mut self.latitude,
            (1, FieldType::I32) => &mut self.longitude,
            (2, FieldType::U16) => &mut self.altitude,
            (3, FieldType::U8) => &mut self.heart_rate,
            (4, FieldType::U8) => &mut self.cadence,
            (5, FieldType::U32) => &mut self.distance,
            (6, FieldType::U16) => &mut self.speed,
            (7, FieldType::U16) => &mut self.power,
            (73, FieldType::U32) => &mut self.enhanced_speed,
            (78, FieldType::U32) => &mut self.enhanced_altitude,
            (8, FieldType::Bytes) if usize::from(field.size) == COMPRESSED_BYTES => &mut self.compressed,
            _ => return self.other_types.extend(FieldSource::of_another_type(field)),
        };
        *slot = field.offset.saturating_add(1);
    }

    /// Appends the values of a run, channel by channel, so that a value costs its own bytes and little else. Answers how
    /// many positions lie beyond the poles, which are left out, and which message has the first of them.
    ///
    /// Where a message has a value twice, the enhanced one with its greater range counts.
    pub(super) fn read_run<const BIG_ENDIAN: bool>(&self, run: Run<'_>, samples: &mut Samples) -> Option<(u64, usize)> {
        let distance_m = |bytes| u32_of::<BIG_ENDIAN>(bytes).map(|value| f64::from(value) / 100.0);
        // As exact as divisions for every number of 32 bits, and faster.
        let speed_mps = |value: u32| (f64::from(value) * 0.001) as f32;
        let altitude_m = |value: u32| (f64::from(value) * 0.2 - 500.0) as f32;
        let wide = u32_of::<BIG_ENDIAN>;
        let narrow = |bytes| u16_of::<BIG_ENDIAN>(bytes).map(u32::from);

        run.fill(&mut samples.heart_rate_bpm, self.heart_rate, |[bpm]| (bpm != 0).then_some(bpm));
        run.fill(&mut samples.cadence_rpm, self.cadence, |[rpm]| Some(rpm));
        run.fill(&mut samples.power_w, self.power, u16_of::<BIG_ENDIAN>);
        run.fill(&mut samples.distance_m, self.distance, distance_m);
        run.fill(&mut samples.speed_mps, self.enhanced_speed, |bytes| wide(bytes).map(speed_mps));
        run.fill(&mut samples.speed_mps, self.speed, |bytes| narrow(bytes).map(speed_mps));
        run.fill(&mut samples.altitude_m, self.enhanced_altitude, |bytes| wide(bytes).map(altitude_m));
        run.fill(&mut samples.altitude_m, self.altitude, |bytes| narrow(bytes).map(altitude_m));

        let (latitudes, longitudes) = (run.values(self.latitude)?, run.values(self.longitude)?);
        let place = |(latitude, longitude)| {
            let (latitude, longitude) = (i32_of::<BIG_ENDIAN>(latitude), i32_of::<BIG_ENDIAN>(longitude));
            (latitude != i32::MAX && longitude != i32::MAX).then_some((latitude, longitude))
        };
        let is_beyond = |&(latitude, _): &(i32, i32)| latitude.unsigned_abs() > POLE;
        let places = latitudes.zip(longitudes).map(place);
        let positions = places.clone().map(|place| match place.filter(|place| !is_beyond(place)) {
            Some((latitude, longitude)) => Position {
                latitude_deg: f64::from(latitude) * DEGREES_PER_SEMICIRCLE,
                longitude_deg: f64::from(longitude) * DEGREES_PER_SEMICIRCLE,
            },
            None => Position::ABSENT,
        });
        samples.position.extend_run(run.index, || run.room(), positions);
        if samples.position.is_full(run.index, samples.time_ms.len()) {
            return None;
        }
        let mut beyond = places.enumerate().filter(|(_, place)| place.as_ref().is_some_and(is_beyond));
        let (first, _) = beyond.next()?;
        Some((beyond.count().saturating_add(1) as u64, first))
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::float_cmp)]
mod tests {
    use crate::decode::fit::encoder::{BYTES, Fit, START, UINT32, Value};
    use crate::decode::fit::tests::sound;
    use Value::{U8, U32};

    #[test]
    fn a_compressed_distance_adds_up_beyond_its_twelve_bits() {
        let mut fit = Fit::new();
        fit.file_id(4, 1);
        fit.define(1, 20, &[(253, 4, UINT32), (8, 3, BYTES)]);
        // Speed 3.21 m/s in the low twelve bits; distance in 1/16 m above them: 100 m, nothing, 250 m, and 10 m after 256.
        let compressed = |speed: u32, sixteenths: u32| speed | sixteenths << 12;
        for (second, value) in (0..).zip([compressed(321, 1600), 0xFF_FFFF, compressed(321, 4000), compressed(0, 160)])
        {
            let [low, middle, high, _] = value.to_le_bytes();
            fit.message(1, &[U32(START + second), U8(low), U8(middle), U8(high)]);
        }
        // A second definition, which has a distance of its own beside it, goes on with it.
        fit.define(2, 20, &[(253, 4, UINT32), (8, 3, BYTES), (5, 4, UINT32)]);
        for (second, own) in [(4, 99_900), (5, u32::MAX)] {
            let [low, middle, high, _] = compressed(321, 160 + second * 16).to_le_bytes();
            fit.message(2, &[U32(START + second), U8(low), U8(middle), U8(high), U32(own)]);
        }
        // A field of that number and another size is none of it.
        fit.define(3, 20, &[(253, 4, UINT32), (8, 2, BYTES)]).message(3, &[U32(START + 6), U8(1), U8(1)]);
        let samples = sound(&fit.bytes()).samples;
        let metres: Vec<_> = (0..7).map(|index| samples.distance_m.value_at(index)).collect();
        assert_eq!(metres, [Some(100.0), None, Some(250.0), Some(266.0), Some(999.0), Some(271.0), None]);
        assert_eq!((samples.speed_mps.value_at(0), samples.speed_mps.value_at(1)), (Some(3.21), None));
        assert_eq!(samples.speed_mps.value_at(3), Some(0.0));
    }
}
