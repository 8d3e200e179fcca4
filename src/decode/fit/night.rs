//! What a watch writes beside its activities: resting heart rate, sleep and the state of heart-rate variability.
//!
//! These files have no samples, and what is read of them is a handful of messages; so they are walked apart from the
//! recordings, and as forgivingly: what breaks off gives what came before.

use super::bytes::{u8_at, u16_at, u32_at};
use super::clock;
use super::header::Header;
use crate::limits::FIT_CHAIN_MAX;

/// What the files of one chain hold of nights, in file order. Times are Unix milliseconds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Night {
    /// Offset of the local clock from UTC, seconds; absent where the file has no local time.
    pub utc_offset_s: Option<i32>,
    /// The resting heart rate of the day so far, beats a minute.
    pub resting_hr_bpm: Vec<(i64, u8)>,
    /// Levels of sleep from a time on: 0 not measurable, 1 awake, 2 light, 3 deep, 4 REM.
    pub levels: Vec<(i64, u8)>,
    /// Where sleep ended, as the watch found it.
    pub sleep_end_ms: Vec<i64>,
    /// Heart-rate variability of the last night, RMSSD in milliseconds.
    pub hrv_rmssd_ms: Vec<(i64, f64)>,
}

impl Night {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.resting_hr_bpm.is_empty() && self.levels.is_empty() && self.hrv_rmssd_ms.is_empty()
    }
}

/// A definition: what the messages after it look like.
#[derive(Debug, Clone)]
struct NightDefinition {
    number: u16,
    big_endian: bool,
    size: usize,
    /// Number, offset and size of each field.
    fields: Vec<(u8, u32, u8)>,
}

/// Variability is written in 128ths of a millisecond.
const HRV_SCALE: f64 = 128.0;

/// Reads what a FIT file, or a chain of them, holds of nights. What is damaged ends the reading of its file.
#[must_use]
pub fn read_night(bytes: &[u8]) -> Night {
    let mut night = Night::default();
    let mut at = 0;
    for _ in 0..FIT_CHAIN_MAX {
        let rest = bytes.get(at..).unwrap_or_default();
        let Ok(header) = Header::parse_header(rest) else { break };
        let data = rest.get(header.size..).unwrap_or_default();
        let data = data.get(..header.data_size).unwrap_or(data);
        let _ = read_file(data, &mut night);
        at = at.saturating_add(header.size).saturating_add(header.data_size).saturating_add(2);
    }
    night
}

/// Reads one file; nothing where it breaks off or contradicts itself.
fn read_file(mut rest: &[u8], night: &mut Night) -> Option<()> {
    let mut definitions: [Option<NightDefinition>; 16] = [const { None }; 16];
    while let Some((&header, body)) = rest.split_first() {
        let local = if header & 0x80 != 0 { header >> 5 & 0x03 } else { header & 0x0F };
        if header & 0xC0 == 0x40 {
            let (definition, after) = read_definition(header, body)?;
            *definitions.get_mut(usize::from(local))? = Some(definition);
            rest = after;
            continue;
        }
        let definition = definitions.get(usize::from(local))?.as_ref()?;
        let (message, after) = body.split_at_checked(definition.size)?;
        night.take_message(definition, message);
        rest = after;
    }
    Some(())
}

fn read_definition(header: u8, body: &[u8]) -> Option<(NightDefinition, &[u8])> {
    let (&[_, architecture, _, _, count], mut rest) = body.split_first_chunk()?;
    let big_endian = architecture == 1;
    let number = if big_endian { u16_at::<true>(body, 2) } else { u16_at::<false>(body, 2) }?;
    let mut definition = NightDefinition { number, big_endian, size: 0, fields: Vec::new() };
    for _ in 0..count {
        let (&[field, size, _], after) = rest.split_first_chunk()?;
        definition.fields.push((field, u32::try_from(definition.size).ok()?, size));
        definition.size = definition.size.checked_add(usize::from(size))?;
        rest = after;
    }
    if header & 0x20 != 0 {
        let (&count, mut after) = rest.split_first()?;
        for _ in 0..count {
            let (&[_, size, _], next) = after.split_first_chunk()?;
            definition.size = definition.size.checked_add(usize::from(size))?;
            after = next;
        }
        rest = after;
    }
    Some((definition, rest))
}

impl NightDefinition {
    fn field_offset(&self, number: u8, size: u8) -> Option<u32> {
        let fits = |field: &&(u8, u32, u8)| field.0 == number && field.2 == size;
        self.fields.iter().find(fits).map(|(_, offset, _)| *offset)
    }

    fn byte_field(&self, message: &[u8], number: u8) -> Option<u8> {
        u8_at(message, self.field_offset(number, 1)?).filter(|value| *value != u8::MAX)
    }

    fn short_field(&self, message: &[u8], number: u8) -> Option<u16> {
        let at = self.field_offset(number, 2)?;
        let value = if self.big_endian { u16_at::<true>(message, at) } else { u16_at::<false>(message, at) };
        value.filter(|value| *value != u16::MAX)
    }

    fn time_field(&self, message: &[u8], number: u8) -> Option<u32> {
        let at = self.field_offset(number, 4)?;
        let value = if self.big_endian { u32_at::<true>(message, at) } else { u32_at::<false>(message, at) };
        value.filter(|time| clock::is_ordinary(*time))
    }
}

impl Night {
    fn take_message(&mut self, definition: &NightDefinition, message: &[u8]) {
        let Some(time) = definition.time_field(message, 253) else { return };
        let Some(time_ms) = clock::unix_ms(time) else { return };
        match definition.number {
            // How the day is going, and the state of a sleep: both say what the clock on the wall shows.
            103 | 273 => {
                let local = definition.time_field(message, if definition.number == 103 { 0 } else { 2 });
                let offset = local.and_then(|local| clock::utc_offset_s(time, local));
                self.utc_offset_s = self.utc_offset_s.or(offset);
            }
            211 => {
                let bpm = definition.byte_field(message, 1).or_else(|| definition.byte_field(message, 0));
                self.resting_hr_bpm.extend(bpm.filter(|bpm| *bpm != 0).map(|bpm| (time_ms, bpm)));
            }
            275 => self.levels.extend(definition.byte_field(message, 0).map(|level| (time_ms, level))),
            276 => self.sleep_end_ms.push(time_ms),
            370 => {
                let hrv = definition.short_field(message, 1).filter(|value| *value != 0);
                self.hrv_rmssd_ms.extend(hrv.map(|value| (time_ms, f64::from(value) / HRV_SCALE)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::decode::fit::encoder::{ENUM, Fit, START, START_MS, UINT8, UINT16, UINT32, Value};

    /// A night in either byte order: an hour and a half of light, deep and REM sleep, two hours ahead of UTC.
    fn sample(mut fit: Fit) -> Vec<u8> {
        let at = |minutes: u32| Value::U32(START + 60 * minutes);
        fit.define(0, 103, &[(253, 4, UINT32), (0, 4, UINT32)]);
        fit.message(0, &[at(0), Value::U32(START + 7200)]);
        fit.define(1, 275, &[(253, 4, UINT32), (0, 1, ENUM)]);
        for (minutes, level) in [(0, 1), (10, 2), (40, 3), (70, 4), (100, 1)] {
            fit.message(1, &[at(minutes), Value::U8(level)]);
        }
        fit.define(2, 276, &[(253, 4, UINT32)]).message(2, &[at(100)]);
        fit.define(3, 370, &[(253, 4, UINT32), (0, 2, UINT16), (1, 2, UINT16)]);
        fit.message(3, &[at(100), Value::U16(u16::MAX), Value::U16(61 * 128 + 64)]);
        fit.message(3, &[at(101), Value::U16(1), Value::U16(u16::MAX)]);
        fit.define(4, 211, &[(253, 4, UINT32), (0, 1, UINT8), (1, 1, UINT8)]);
        fit.message(4, &[at(100), Value::U8(47), Value::U8(49)]);
        fit.message(4, &[at(101), Value::U8(47), Value::U8(0)]);
        fit.bytes()
    }

    #[test]
    fn a_night_is_read_in_either_byte_order_and_invalid_values_are_none() {
        let night = read_night(&sample(Fit::new()));
        let minute = |minutes: i64| START_MS + 60_000 * minutes;
        assert_eq!(night.utc_offset_s, Some(7200));
        assert_eq!(night.levels, [(0, 1), (10, 2), (40, 3), (70, 4), (100, 1)].map(|(at, level)| (minute(at), level)));
        assert_eq!(night.sleep_end_ms, [minute(100)]);
        assert_eq!(night.hrv_rmssd_ms, [(minute(100), 61.5)]);
        assert_eq!(night.resting_hr_bpm, [(minute(100), 49)]);
        assert_eq!(night, super::read_night(&sample(Fit::big_endian())));
    }

    #[test]
    fn damage_gives_what_came_before_and_is_no_panic() {
        let sound = sample(Fit::new());
        for length in 0..sound.len() {
            let night = read_night(&sound[..length]);
            assert!(night.levels.len() <= 5);
        }
        let mut random = 5_u64;
        for _ in 0..20_000 {
            let mut bytes = sound.clone();
            for _ in 0..3 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (random >> 33) as usize % bytes.len();
                bytes[at] = (random >> 50) as u8;
            }
            let _ = read_night(&bytes);
        }
    }
}
