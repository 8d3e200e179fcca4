//! Record messages: the samples.

use super::bytes::{ABSENT, i32_at, u8_at, u16_at, u32_at};
use super::definition::FieldType;
use super::message::Field;
use crate::decode::recording::{Position, Samples};

/// The global number of record messages.
pub(super) const MESSAGE: u16 = 20;

/// Degrees of one semicircle unit: half a circle is 2³¹ of them.
const DEGREES_PER_SEMICIRCLE: f64 = 180.0 / 2_147_483_648.0;

/// 90 degrees in semicircles.
const POLE: u32 = 1 << 30;

/// Offsets of the channels in a record message; [`ABSENT`] where it does not have the field.
#[derive(Debug, Clone, Copy)]
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
        }
    }
}

impl RecordFields {
    /// Takes note of a field of the definition.
    pub(super) fn place(&mut self, field: Field) {
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
            _ => return,
        };
        *slot = field.offset;
    }

    /// Appends a sample. `false` when a value was no possible one and was left out.
    ///
    /// Where a message has a value twice, the enhanced one with its greater range counts.
    #[inline]
    pub(super) fn read<const BIG_ENDIAN: bool>(&self, message: &[u8], time_ms: i64, samples: &mut Samples) -> bool {
        let index = samples.time_ms.len();
        samples.time_ms.push(time_ms);

        if let Some(value) = u8_at(message, self.heart_rate)
            && value != 0
            && value != u8::MAX
        {
            samples.heart_rate_bpm.set(index, value);
        }
        if let Some(value) = u8_at(message, self.cadence)
            && value != u8::MAX
        {
            samples.cadence_rpm.set(index, value);
        }
        if let Some(value) = u16_at::<BIG_ENDIAN>(message, self.power)
            && value != u16::MAX
        {
            samples.power_w.set(index, value);
        }
        if let Some(value) = u32_at::<BIG_ENDIAN>(message, self.distance)
            && value != u32::MAX
        {
            samples.distance_m.set(index, f64::from(value) / 100.0);
        }
        if let Some(value) = wide_or_narrow::<BIG_ENDIAN>(message, self.enhanced_speed, self.speed) {
            samples.speed_mps.set(index, (f64::from(value) / 1000.0) as f32);
        }
        if let Some(value) = wide_or_narrow::<BIG_ENDIAN>(message, self.enhanced_altitude, self.altitude) {
            samples.altitude_m.set(index, (f64::from(value) / 5.0 - 500.0) as f32);
        }
        if let Some(latitude) = i32_at::<BIG_ENDIAN>(message, self.latitude)
            && let Some(longitude) = i32_at::<BIG_ENDIAN>(message, self.longitude)
            && latitude != i32::MAX
            && longitude != i32::MAX
        {
            if latitude.unsigned_abs() > POLE {
                return false;
            }
            samples.position.set(
                index,
                Position {
                    latitude_deg: f64::from(latitude) * DEGREES_PER_SEMICIRCLE,
                    longitude_deg: f64::from(longitude) * DEGREES_PER_SEMICIRCLE,
                },
            );
        }
        true
    }
}

/// A valid value of four bytes, else a valid one of two.
#[inline]
fn wide_or_narrow<const BIG_ENDIAN: bool>(message: &[u8], wide: u32, narrow: u32) -> Option<u32> {
    u32_at::<BIG_ENDIAN>(message, wide)
        .filter(|&value| value != u32::MAX)
        .or_else(|| u16_at::<BIG_ENDIAN>(message, narrow).filter(|&value| value != u16::MAX).map(u32::from))
}
