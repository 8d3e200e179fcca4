//! What stands beside the fields of records in a FIT file and belongs to its samples all the same, read a second time:
//! developer fields that stand in for others, and the heart rates of a strap.

use crate::decode::recording::{Cell, Column, Samples};
use fitparser::Value;
use fitparser::de::FitDataMessage;
use std::collections::HashMap;

/// Seconds that a heart rate of a strap counts.
const HOLD_S: f64 = 5.0;

/// What a developer field means: its number among the fields of records, its unit, its scale and offset.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    native: i64,
    scale: f64,
    offset: f64,
}

/// The developer fields of one file.
#[derive(Debug, Default)]
pub(super) struct Developers(HashMap<(u8, u8), Meaning>);

impl Developers {
    /// Takes in a message that describes one.
    pub(super) fn note_description(&mut self, message: &FitDataMessage) {
        let whole = |field| message.fields().get(&field).and_then(number_of).map(|value| value as i64);
        let text = |field| match message.fields().get(&field) {
            Some(Value::String(text)) => text.trim().to_lowercase(),
            _ => String::new(),
        };
        let (Some(developer), Some(field)) = (whole(0), whole(1)) else { return };
        let unit = text(8);
        let is_watts = ["w", "watt", "watts"].contains(&unit.as_str());
        let native = match whole(15) {
            None if text(3) == "power" && is_watts => Some(7),
            Some(7) if is_watts || unit.is_empty() => Some(7),
            Some(3) if ["", "bpm"].contains(&unit.as_str()) => Some(3),
            Some(4) if ["", "rpm"].contains(&unit.as_str()) => Some(4),
            Some(5) if ["", "m", "meters", "metres"].contains(&unit.as_str()) => Some(5),
            Some(6 | 73) if ["", "m/s"].contains(&unit.as_str()) => Some(6),
            _ => None,
        };
        let key = (developer as u8, field as u8);
        match native.filter(|_| whole(14).is_none_or(|of| of == 20)) {
            Some(native) => {
                let scale = whole(6).filter(|scale| *scale != 0).unwrap_or(1) as f64;
                self.0.insert(key, Meaning { native, scale, offset: whole(7).unwrap_or(0) as f64 });
            }
            None => drop(self.0.remove(&key)),
        }
    }

    /// Fills in what sample `index` lacks.
    pub(super) fn fill_samples(&self, message: &FitDataMessage, samples: &mut Samples, index: usize) {
        for (key, meaning) in &self.0 {
            let Some(raw) = message.developer_fields().get(key).and_then(number_of) else { continue };
            let value = raw / meaning.scale - meaning.offset;
            match meaning.native {
                3 if (0.5..254.5).contains(&value) => fill(&mut samples.heart_rate_bpm, index, value.round() as u8),
                4 if (0.0..=254.0).contains(&value) => fill(&mut samples.cadence_rpm, index, value.round() as u8),
                5 if 0.0 <= value => fill(&mut samples.distance_m, index, value),
                6 if (0.0..1e6).contains(&value) => fill(&mut samples.speed_mps, index, value as f32),
                7 if (0.0..=65_534.0).contains(&value) => fill(&mut samples.power_w, index, value.round() as u16),
                _ => {}
            }
        }
    }
}

/// The heart rates of a strap: Unix time in seconds, beats a minute.
#[derive(Debug, Default)]
pub(super) struct StrapReading {
    beats: Vec<(f64, u8)>,
    /// Unix time at which the clock of the strap would have shown 0, seconds.
    zero_s: Option<f64>,
    /// The last reading of that clock, 1/1024 s.
    last: u32,
}

impl StrapReading {
    /// Takes in a message with its Unix time.
    pub(super) fn read_beats(&mut self, message: &FitDataMessage, time_s: Option<i64>) {
        let numbers = |field| message.fields().get(&field).map(values_of).unwrap_or_default();
        let long: Vec<u32> = numbers(9).into_iter().flatten().map(|value| value as u32).collect();
        if let (Some(time_s), Some(first)) = (time_s, long.first()) {
            let fraction_s = numbers(0).first().copied().flatten().map(|parts| parts / 32_768.0);
            self.zero_s = Some(time_s as f64 + fraction_s.unwrap_or(0.0) - f64::from(*first) / 1024.0);
        }
        let bytes: Vec<u32> = numbers(10).into_iter().map(|byte| byte.unwrap_or(255.0) as u32).collect();
        let mut short = Vec::new();
        for nibble in (0..2 * bytes.len()).step_by(3).take(bytes.len() * 2 / 3) {
            let at = |nibble: usize| bytes[nibble / 2] >> (4 * (nibble % 2)) & 0x0F;
            short.push(at(nibble) | at(nibble + 1) << 4 | at(nibble + 2) << 8);
        }
        let mut heart_rates = numbers(6).into_iter();
        for (reading, is_short) in
            long.into_iter().map(|long| (long, false)).chain(short.into_iter().map(|short| (short, true)))
        {
            self.last = match is_short {
                true if reading < self.last % 4096 => (self.last / 4096 * 4096 + reading).wrapping_add(4096),
                true => self.last / 4096 * 4096 + reading,
                false => reading,
            };
            let Some(zero_s) = self.zero_s else { continue };
            if let Some(bpm) = heart_rates.next().flatten().filter(|bpm| (1.0..255.0).contains(bpm)) {
                self.beats.push((zero_s + f64::from(self.last) / 1024.0, bpm as u8));
            }
        }
    }

    /// Begins the next file of the chain.
    pub(super) fn next_file(&mut self) {
        (self.zero_s, self.last) = (None, 0);
    }

    /// Gives each sample without a heart rate the last one before it.
    pub(super) fn merge_into(&mut self, samples: &mut Samples) {
        self.beats.sort_by(|a, b| a.0.total_cmp(&b.0));
        for index in 0..samples.len() {
            let now_s = samples.time_ms[index] as f64 / 1000.0;
            let last = self.beats[..self.beats.partition_point(|(time_s, _)| *time_s <= now_s)].last();
            if let Some((time_s, bpm)) = last
                && samples.heart_rate_bpm.value_at(index).is_none()
                && now_s - time_s <= HOLD_S
            {
                samples.heart_rate_bpm.set_value(index, *bpm);
            }
        }
    }
}

/// Sets the value of a sample that has none.
fn fill<T: Cell>(column: &mut Column<T>, index: usize, value: T) {
    if column.value_at(index).is_none() {
        column.set_value(index, value);
    }
}

/// The numbers of a field, which may have several; absent where one is marked as invalid or is none.
fn values_of(value: &Value) -> Vec<Option<f64>> {
    match value {
        Value::Array(values) => values.iter().map(number_of).collect(),
        value => vec![number_of(value)],
    }
}

fn number_of(value: &Value) -> Option<f64> {
    Some(match *value {
        Value::Byte(value) | Value::Enum(value) | Value::UInt8(value) => value.into(),
        Value::SInt8(value) => value.into(),
        Value::UInt16(value) => value.into(),
        Value::SInt16(value) => value.into(),
        Value::UInt32(value) => value.into(),
        Value::SInt32(value) => value.into(),
        Value::Float32(value) => value.into(),
        Value::Float64(value) => value,
        _ => return None,
    })
}
