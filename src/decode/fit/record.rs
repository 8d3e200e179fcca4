//! Record messages: the samples.

use super::bytes::{ABSENT, i32_of, u16_of, u32_of};
use super::developer::DeveloperSource;
use super::field::{Field, FieldType};
use super::run::Run;
use crate::decode::recording::{Cell, Position, Samples};

/// Degrees of one semicircle unit: half a circle is 2³¹ of them.
const DEGREES_PER_SEMICIRCLE: f64 = 180.0 / 2_147_483_648.0;

/// 90 degrees in semicircles.
const POLE: u32 = 1 << 30;

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
    /// Fields of developers that stand in where the others have no value.
    pub(super) developer: Vec<DeveloperSource>,
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
            _ => return,
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
