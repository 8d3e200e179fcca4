//! Writes small FIT files for the tests, byte by byte.

#![allow(clippy::arithmetic_side_effects)]

use super::crc::fit_crc;

/// A value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    U8(u8),
    U16(u16),
    U32(u32),
    I32(i32),
    Raw(&'static [u8]),
}

/// Base types by number.
pub(super) const ENUM: u8 = 0x00;
pub(super) const SINT8: u8 = 0x01;
pub(super) const UINT8: u8 = 0x02;
pub(super) const TEXT: u8 = 0x07;
pub(super) const UINT8Z: u8 = 0x0A;
pub(super) const BYTES: u8 = 0x0D;
pub(super) const SINT16: u8 = 0x83;
pub(super) const UINT16: u8 = 0x84;
pub(super) const SINT32: u8 = 0x85;
pub(super) const UINT32: u8 = 0x86;
pub(super) const FLOAT32: u8 = 0x88;
pub(super) const FLOAT64: u8 = 0x89;
pub(super) const UINT16Z: u8 = 0x8B;
pub(super) const UINT32Z: u8 = 0x8C;
pub(super) const UINT64: u8 = 0x8F;

/// 2024-05-01T06:00:00Z on the clock of FIT.
pub(super) const START: u32 = 1_083_477_600;

/// [`START`] in Unix milliseconds.
pub(super) const START_MS: i64 = 1_714_543_200_000;

/// A FIT file in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Fit {
    /// The data between header and checksum.
    pub(super) data: Vec<u8>,
    /// Where in the data each message ends, definitions included.
    pub(super) ends: Vec<usize>,
    big_endian: bool,
}

impl Fit {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn big_endian() -> Self {
        Self { big_endian: true, ..Self::default() }
    }

    /// A definition of fields as (number, size, base type).
    pub(super) fn define(&mut self, local: u8, message: u16, fields: &[(u8, u8, u8)]) -> &mut Self {
        self.define_with_developer(local, message, fields, &[])
    }

    /// A definition whose last fields are a developer's, as (number, size, developer).
    pub(super) fn define_with_developer(
        &mut self,
        local: u8,
        message: u16,
        fields: &[(u8, u8, u8)],
        developer: &[(u8, u8, u8)],
    ) -> &mut Self {
        let flag = if developer.is_empty() { 0x40 } else { 0x60 };
        self.data.extend([flag | local, 0, u8::from(self.big_endian)]);
        self.value(Value::U16(message));
        for (index, list) in [fields, developer].into_iter().enumerate() {
            if index == 0 || !list.is_empty() {
                self.data.push(list.len() as u8);
                self.data.extend(list.iter().flat_map(|&(number, size, base)| [number, size, base]));
            }
        }
        self.ends.push(self.data.len());
        self
    }

    /// A data message.
    pub(super) fn message(&mut self, local: u8, values: &[Value]) -> &mut Self {
        self.headed(local, values)
    }

    /// A data message with the last five bits of its time in the header.
    pub(super) fn compressed(&mut self, local: u8, low_bits: u8, values: &[Value]) -> &mut Self {
        self.headed(0x80 | local << 5 | low_bits, values)
    }

    fn headed(&mut self, header: u8, values: &[Value]) -> &mut Self {
        self.data.push(header);
        for &value in values {
            self.value(value);
        }
        self.ends.push(self.data.len());
        self
    }

    fn value(&mut self, value: Value) {
        match (value, self.big_endian) {
            (Value::U8(value), _) => self.data.push(value),
            (Value::U16(value), false) => self.data.extend(value.to_le_bytes()),
            (Value::U16(value), true) => self.data.extend(value.to_be_bytes()),
            (Value::U32(value), false) => self.data.extend(value.to_le_bytes()),
            (Value::U32(value), true) => self.data.extend(value.to_be_bytes()),
            (Value::I32(value), false) => self.data.extend(value.to_le_bytes()),
            (Value::I32(value), true) => self.data.extend(value.to_be_bytes()),
            (Value::Raw(bytes), _) => self.data.extend(bytes),
        }
    }

    /// The file, with a header of 14 bytes and true checksums.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.bytes_announcing(self.data.len() as u32)
    }

    /// The file with another data size in its header.
    pub(super) fn bytes_announcing(&self, data_size: u32) -> Vec<u8> {
        let mut bytes = vec![14, 0x20, 0x54, 0x08];
        bytes.extend(data_size.to_le_bytes());
        bytes.extend(b".FIT");
        bytes.extend(fit_crc(&bytes).to_le_bytes());
        bytes.extend(&self.data);
        bytes.extend(fit_crc(&bytes).to_le_bytes());
        bytes
    }

    /// The file with a header of 12 bytes, which has no checksum.
    pub(super) fn bytes_with_short_header(&self) -> Vec<u8> {
        let mut bytes = vec![12, 0x10, 0x54, 0x08];
        bytes.extend((self.data.len() as u32).to_le_bytes());
        bytes.extend(b".FIT");
        bytes.extend(&self.data);
        bytes.extend(fit_crc(&bytes).to_le_bytes());
        bytes
    }

    /// Defines and writes what the file is.
    pub(super) fn file_id(&mut self, kind: u8, manufacturer: u16) -> &mut Self {
        self.define(0, 0, &[(0, 1, ENUM), (1, 2, UINT16)]);
        self.message(0, &[Value::U8(kind), Value::U16(manufacturer)])
    }

    /// Defines the records of [`Self::record`] as local message 1.
    pub(super) fn define_record(&mut self) -> &mut Self {
        let fields = [
            (253, 4, UINT32),
            (0, 4, SINT32),
            (1, 4, SINT32),
            (2, 2, UINT16),
            (3, 1, UINT8),
            (4, 1, UINT8),
            (5, 4, UINT32),
            (6, 2, UINT16),
            (7, 2, UINT16),
        ];
        self.define(1, 20, &fields)
    }

    /// A record with every channel: 45° N 9° E, 420 m, 150 bpm, 85 rpm, 3 m a second, 250 W.
    pub(super) fn record(&mut self, second: u32) -> &mut Self {
        let values = [
            Value::U32(START + second),
            Value::I32(536_870_912),
            Value::I32(107_374_182),
            Value::U16(4600),
            Value::U8(150),
            Value::U8(85),
            Value::U32(300 * second),
            Value::U16(3000),
            Value::U16(250),
        ];
        self.message(1, &values)
    }

    /// Records at the seconds 0 to `seconds - 1`.
    pub(super) fn records(&mut self, seconds: u32) -> &mut Self {
        self.define_record();
        for second in 0..seconds {
            self.record(second);
        }
        self
    }

    /// A whole activity: who, a timer, records, a lap, a session, the local time.
    pub(super) fn activity(mut self, seconds: u32) -> Self {
        use Value::{U8, U16, U32};
        self.file_id(4, 294);
        self.define(2, 21, &[(253, 4, UINT32), (0, 1, ENUM), (1, 1, ENUM)]).message(2, &[U32(START), U8(0), U8(0)]);
        self.records(seconds);
        self.message(2, &[U32(START + seconds), U8(0), U8(4)]);
        let lap = [(253, 4, UINT32), (2, 4, UINT32), (7, 4, UINT32), (15, 1, UINT8), (16, 1, UINT8), (21, 2, UINT16)];
        self.define(3, 19, &lap)
            .message(3, &[U32(START + seconds), U32(START), U32(seconds * 1000), U8(149), U8(160), U16(12)]);
        let session = [
            (253, 4, UINT32),
            (2, 4, UINT32),
            (5, 1, ENUM),
            (6, 1, ENUM),
            (7, 4, UINT32),
            (8, 4, UINT32),
            (9, 4, UINT32),
            (16, 1, UINT8),
            (17, 1, UINT8),
            (22, 2, UINT16),
            (193, 1, UINT8),
        ];
        let summary = [
            U32(START + seconds),
            U32(START),
            U8(1),
            U8(3),
            U32(seconds * 1000 + 500),
            U32(seconds * 1000),
            U32(seconds * 300),
            U8(150),
            U8(171),
            U16(34),
            U8(65),
        ];
        self.define(4, 18, &session).message(4, &summary);
        self.define(5, 34, &[(253, 4, UINT32), (5, 4, UINT32)])
            .message(5, &[U32(START + seconds), U32(START + seconds + 7200)]);
        self
    }
}
