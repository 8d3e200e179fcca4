//! A FIT encoder: header, definition and data messages, developer fields, compressed timestamps, both byte orders.

/// One value as it stands in a message.
#[derive(Clone)]
pub(crate) enum Value {
    /// `enum`.
    Enum(u8),
    /// `sint8`.
    I8(i8),
    /// `uint8`.
    U8(u8),
    /// `uint16`.
    U16(u16),
    /// `uint32`.
    U32(u32),
    /// `uint32z`, whose invalid value is 0.
    U32z(u32),
    /// `sint32`.
    I32(i32),
    /// `float32`.
    F32(f32),
    /// `string`, to be ended by a zero.
    Text(&'static str),
    /// `byte[]`.
    Bytes(Vec<u8>),
    /// `uint16[]`.
    U16s(Vec<u16>),
}

impl Value {
    /// A `uint8` or its invalid value.
    pub(crate) fn u8(value: Option<u8>) -> Self {
        Self::U8(value.unwrap_or(u8::MAX))
    }

    /// A scaled `uint16` or its invalid value.
    pub(crate) fn u16(value: Option<f64>, scale: f64) -> Self {
        Self::U16(value.map_or(u16::MAX, |value| libm::round(value * scale) as u16))
    }

    /// A scaled `uint32` or its invalid value.
    pub(crate) fn u32(value: Option<f64>, scale: f64) -> Self {
        Self::U32(value.map_or(u32::MAX, |value| libm::round(value * scale) as u32))
    }

    /// Degrees as semicircles, or the invalid value.
    pub(crate) fn semicircles(degrees: Option<f64>) -> Self {
        Self::I32(degrees.map_or(i32::MAX, |degrees| libm::round(degrees * 2_147_483_648.0 / 180.0) as i32))
    }

    fn base_type(&self) -> u8 {
        match self {
            Self::Enum(_) => 0x00,
            Self::I8(_) => 0x01,
            Self::U8(_) => 0x02,
            Self::U16(_) | Self::U16s(_) => 0x84,
            Self::I32(_) => 0x85,
            Self::U32(_) => 0x86,
            Self::Text(_) => 0x07,
            Self::F32(_) => 0x88,
            Self::U32z(_) => 0x8c,
            Self::Bytes(_) => 0x0d,
        }
    }

    fn bytes(&self, big_endian: bool) -> Vec<u8> {
        let ordered = |mut little: Vec<u8>| {
            if big_endian {
                little.reverse();
            }
            little
        };
        match self {
            Self::Enum(value) | Self::U8(value) => vec![*value],
            Self::I8(value) => value.to_le_bytes().to_vec(),
            Self::U16(value) => ordered(value.to_le_bytes().to_vec()),
            Self::U32(value) | Self::U32z(value) => ordered(value.to_le_bytes().to_vec()),
            Self::I32(value) => ordered(value.to_le_bytes().to_vec()),
            Self::F32(value) => ordered(value.to_le_bytes().to_vec()),
            Self::Text(text) => text.bytes().chain([0]).collect(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::U16s(values) => values.iter().flat_map(|value| ordered(value.to_le_bytes().to_vec())).collect(),
        }
    }
}

/// A field: its number in the profile and its value.
pub(crate) type Field = (u8, Value);

/// Writes one FIT file.
pub(crate) struct Encoder {
    body: Vec<u8>,
    big_endian: bool,
    header_bytes: u8,
    /// The definition that each local message type stands for now.
    definitions: [Vec<u8>; 16],
    next_local: u8,
}

impl Encoder {
    /// A file in little-endian order with the usual header of 14 bytes.
    pub(crate) fn new() -> Self {
        Self { body: vec![], big_endian: false, header_bytes: 14, definitions: Default::default(), next_local: 0 }
    }

    /// Writes every number most significant byte first.
    pub(crate) fn big_endian(mut self) -> Self {
        self.big_endian = true;
        self
    }

    /// Leaves the header's own checksum out, as old devices do.
    pub(crate) fn short_header(mut self) -> Self {
        self.header_bytes = 12;
        self
    }

    /// A message of the global number.
    pub(crate) fn message(&mut self, global: u16, fields: &[Field]) {
        self.message_with_developer(global, fields, &[]);
    }

    /// A message with fields of developer 0 after its own.
    pub(crate) fn message_with_developer(&mut self, global: u16, fields: &[Field], developer: &[Field]) {
        let definition = self.definition(global, fields, developer);
        let known = self.definitions.iter().position(|known| *known == definition);
        let local = known.map_or_else(
            || {
                // Local types 0 to 3 are left to compressed timestamps, which reach no further.
                let local = 4 + self.next_local % 12;
                self.next_local = self.next_local.wrapping_add(1);
                self.define(local, definition);
                local
            },
            |known| known as u8,
        );
        self.body.push(local);
        self.values(fields);
        self.values(developer);
    }

    /// A message whose time is the low five bits in its header, counted from the last full timestamp.
    pub(crate) fn compressed(&mut self, timestamp: u32, global: u16, fields: &[Field]) {
        let definition = self.definition(global, fields, &[]);
        if self.definitions[0] != definition {
            self.define(0, definition);
        }
        self.body.push(0x80 | (timestamp & 0x1f) as u8);
        self.values(fields);
    }

    fn definition(&self, global: u16, fields: &[Field], developer: &[Field]) -> Vec<u8> {
        let mut bytes = vec![0, u8::from(self.big_endian)];
        bytes.extend(if self.big_endian { global.to_be_bytes() } else { global.to_le_bytes() });
        bytes.push(fields.len() as u8);
        for (number, value) in fields {
            bytes.extend([*number, value.bytes(false).len() as u8, value.base_type()]);
        }
        if !developer.is_empty() {
            bytes.push(developer.len() as u8);
            for (number, value) in developer {
                bytes.extend([*number, value.bytes(false).len() as u8, 0]);
            }
        }
        bytes
    }

    fn define(&mut self, local: u8, definition: Vec<u8>) {
        // The definition's own bytes tell by their length whether developer fields follow.
        let has_developer = definition.len() > 5 + 3 * usize::from(definition[4]);
        self.body.push(0x40 | if has_developer { 0x20 } else { 0 } | local);
        self.body.extend(&definition);
        self.definitions[usize::from(local)] = definition;
    }

    fn values(&mut self, fields: &[Field]) {
        for (_, value) in fields {
            self.body.extend(value.bytes(self.big_endian));
        }
    }

    /// The whole file, checksums included.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut file = vec![self.header_bytes, 0x20];
        file.extend(2_195_u16.to_le_bytes());
        file.extend((self.body.len() as u32).to_le_bytes());
        file.extend(b".FIT");
        if self.header_bytes == 14 {
            file.extend(crc(&file).to_le_bytes());
        }
        file.extend(self.body);
        file.extend(crc(&file).to_le_bytes());
        file
    }
}

/// CRC-16/ARC, bit by bit.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc: u16, _| if crc & 1 == 1 { crc >> 1 ^ 0xa001 } else { crc >> 1 })
    })
}
