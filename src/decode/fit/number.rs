//! The numbers of FIT: every base type, with the mark that says that there is none.

/// A type of number that a definition or a developer declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    I8,
    U8,
    U8NonZero,
    I16,
    U16,
    U16NonZero,
    I32,
    U32,
    U32NonZero,
    I64,
    U64,
    U64NonZero,
    F32,
    F64,
}

impl Number {
    /// The type of a base type number; absent for a text. An enumerated value and a byte are numbers of one byte.
    pub(super) fn from_base_type(base: u8) -> Option<Self> {
        Some(match base {
            0x01 => Self::I8,
            0x00 | 0x02 | 0x0D => Self::U8,
            0x0A => Self::U8NonZero,
            0x83 => Self::I16,
            0x84 => Self::U16,
            0x8B => Self::U16NonZero,
            0x85 => Self::I32,
            0x86 => Self::U32,
            0x8C => Self::U32NonZero,
            0x8E => Self::I64,
            0x8F => Self::U64,
            0x90 => Self::U64NonZero,
            0x88 => Self::F32,
            0x89 => Self::F64,
            _ => return None,
        })
    }

    /// Bytes of one.
    pub(super) const fn size_bytes(self) -> u8 {
        match self {
            Self::I8 | Self::U8 | Self::U8NonZero => 1,
            Self::I16 | Self::U16 | Self::U16NonZero => 2,
            Self::I32 | Self::U32 | Self::U32NonZero | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::U64NonZero | Self::F64 => 8,
        }
    }

    /// The number at the start of `bytes`; absent where it is marked as invalid, or is none.
    pub(super) fn read_number<const BIG_ENDIAN: bool>(self, bytes: &[u8]) -> Option<f64> {
        macro_rules! number {
            ($kind:ty, $is_valid:expr) => {{
                let bytes = *bytes.first_chunk()?;
                let value = if BIG_ENDIAN { <$kind>::from_be_bytes(bytes) } else { <$kind>::from_le_bytes(bytes) };
                let is_valid: fn($kind) -> bool = $is_valid;
                is_valid(value).then_some(value as f64)
            }};
        }
        match self {
            Self::I8 => number!(i8, |value| value != i8::MAX),
            Self::U8 => number!(u8, |value| value != u8::MAX),
            Self::U8NonZero => number!(u8, |value| value != 0),
            Self::I16 => number!(i16, |value| value != i16::MAX),
            Self::U16 => number!(u16, |value| value != u16::MAX),
            Self::U16NonZero => number!(u16, |value| value != 0),
            Self::I32 => number!(i32, |value| value != i32::MAX),
            Self::U32 => number!(u32, |value| value != u32::MAX),
            Self::U32NonZero => number!(u32, |value| value != 0),
            Self::I64 => number!(i64, |value| value != i64::MAX),
            Self::U64 => number!(u64, |value| value != u64::MAX),
            Self::U64NonZero => number!(u64, |value| value != 0),
            Self::F32 => number!(f32, f32::is_finite),
            Self::F64 => number!(f64, f64::is_finite),
        }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::float_cmp)]
mod tests {
    use crate::decode::fit::encoder::{
        BYTES, ENUM, Fit, SINT8, SINT16, SINT32, START, TEXT, UINT8, UINT8Z, UINT16, UINT16Z, UINT32, UINT32Z, Value,
    };
    use crate::decode::fit::tests::sound;
    use Value::{I32, U8, U16, U32};

    #[test]
    fn a_field_of_another_type_is_read_by_the_type_it_is_declared_with() {
        let heart_rate = |base: u8, size: u8, values: [Value; 2]| {
            [Fit::new(), Fit::big_endian()].map(|mut fit| {
                fit.file_id(4, 1);
                fit.define(1, 20, &[(253, 4, UINT32), (3, size, base), (4, 1, UINT8)]);
                for (second, value) in (0..).zip(values) {
                    fit.message(1, &[U32(START + second), value, U8(85)]);
                }
                let samples = sound(&fit.bytes()).samples;
                assert_eq!(samples.cadence_rpm.value_at(1), Some(85));
                (samples.heart_rate_bpm.value_at(0), samples.heart_rate_bpm.value_at(1))
            })
        };
        for (base, size, value, silent) in [
            (ENUM, 1, U8(150), U8(255)),
            (SINT8, 1, U8(120), U8(127)),
            (BYTES, 1, U8(150), U8(255)),
            (UINT8Z, 1, U8(150), U8(0)),
            (SINT16, 2, U16(150), U16(0x7FFF)),
            (UINT16, 2, U16(150), U16(0xFFFF)),
            (UINT16Z, 2, U16(150), U16(0)),
            (SINT32, 4, I32(150), I32(-3)),
            (UINT32, 4, U32(150), U32(u32::MAX)),
            (UINT32Z, 4, U32(150), U32(0)),
        ] {
            let beats = if base == SINT8 { 120 } else { 150 };
            assert_eq!(heart_rate(base, size, [value, silent]), [(Some(beats), None); 2], "{base:#x}");
        }
        assert_eq!(heart_rate(UINT16, 2, [U16(0), U16(255)]), [(None, None); 2], "no heart does either");
        assert_eq!(heart_rate(TEXT, 2, [U16(150); 2]), [(None, None); 2]);

        // The other channels, each with the scale of the profile; where there are two of one, the usual type counts.
        let mut fit = Fit::new();
        fit.file_id(4, 1);
        let others = [
            (2, 4, UINT32),
            (5, 4, SINT32),
            (6, 4, UINT32),
            (7, 4, SINT32),
            (4, 2, SINT16),
            (3, 1, UINT8),
            (3, 2, UINT16),
        ];
        fit.define(1, 20, &[&[(253, 4, UINT32)], &others[..]].concat());
        for second in 0..2 {
            let values = [U32(4600), I32(12_345), U32(3210), I32(250), U16(85), U8(150), U16(99)];
            fit.message(1, &[&[U32(START + second)], &values[..]].concat());
        }
        let samples = sound(&fit.bytes()).samples;
        assert_eq!((samples.altitude_m.value_at(1), samples.distance_m.value_at(1)), (Some(420.0), Some(123.45)));
        assert_eq!((samples.speed_mps.value_at(1), samples.power_w.value_at(1)), (Some(3.21), Some(250)));
        assert_eq!((samples.cadence_rpm.value_at(1), samples.heart_rate_bpm.value_at(1)), (Some(85), Some(150)));
    }
}
