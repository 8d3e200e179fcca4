//! A field of a definition, and what it can be read as.

/// A field of a definition that is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    /// Its number in the profile.
    pub(super) number: u8,
    /// The number of the base type that it is declared with.
    pub(super) base: u8,
    /// What it can be read as.
    pub(super) kind: FieldType,
    /// Where it starts, bytes from the start of the message.
    pub(super) offset: u32,
    /// Its size, bytes.
    pub(super) size: u8,
}

/// Types that a field can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldType {
    /// One unsigned byte, or one enumerated value.
    U8,
    /// One unsigned number of two bytes.
    U16,
    /// One unsigned number of four bytes.
    U32,
    /// One signed byte.
    I8,
    /// One signed number of four bytes.
    I32,
    /// Several unsigned numbers of two bytes each.
    U16Array,
    /// Several unsigned numbers of four bytes each.
    U32Array,
    /// Bytes, several or of no type.
    Bytes,
    /// A text that ends at its first zero.
    Text,
    /// Nothing that is read here.
    Other,
}

impl FieldType {
    /// The type of a field of `size` bytes declared with the base type number `base`.
    pub(super) fn new(base: u8, size: u8) -> Self {
        match (base, size) {
            (0x00 | 0x02, 1) => Self::U8,
            (0x84, 2) => Self::U16,
            (0x86, 4) => Self::U32,
            (0x85, 4) => Self::I32,
            (0x01, 1) => Self::I8,
            (0x84, _) => Self::U16Array,
            (0x86, _) => Self::U32Array,
            (0x02 | 0x0D, _) => Self::Bytes,
            (0x07, _) => Self::Text,
            _ => Self::Other,
        }
    }
}
