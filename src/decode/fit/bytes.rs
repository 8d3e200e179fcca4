//! Numbers at offsets of a byte slice, in either byte order; nothing where the slice ends before them.

/// Offset of a field that a message does not have: beyond the longest message, so that reading there gives nothing.
pub(super) const ABSENT: u32 = u32::MAX;

#[inline]
fn array_at<const N: usize>(bytes: &[u8], offset: u32) -> Option<[u8; N]> {
    bytes.get(offset as usize..)?.first_chunk().copied()
}

/// One byte.
#[inline]
pub(super) fn u8_at(bytes: &[u8], offset: u32) -> Option<u8> {
    bytes.get(offset as usize).copied()
}

/// Two bytes, unsigned.
#[inline]
pub(super) fn u16_at<const BIG_ENDIAN: bool>(bytes: &[u8], offset: u32) -> Option<u16> {
    array_at(bytes, offset).map(if BIG_ENDIAN { u16::from_be_bytes } else { u16::from_le_bytes })
}

/// Four bytes, unsigned.
#[inline]
pub(super) fn u32_at<const BIG_ENDIAN: bool>(bytes: &[u8], offset: u32) -> Option<u32> {
    array_at(bytes, offset).map(if BIG_ENDIAN { u32::from_be_bytes } else { u32::from_le_bytes })
}

/// Two bytes, unsigned; absent where they are the mark of an invalid value.
#[inline]
pub(super) fn u16_of<const BIG_ENDIAN: bool>(bytes: [u8; 2]) -> Option<u16> {
    let value = if BIG_ENDIAN { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
    (value != u16::MAX).then_some(value)
}

/// Four bytes, unsigned; absent where they are the mark of an invalid value.
#[inline]
pub(super) fn u32_of<const BIG_ENDIAN: bool>(bytes: [u8; 4]) -> Option<u32> {
    let value = if BIG_ENDIAN { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
    (value != u32::MAX).then_some(value)
}

/// Four bytes, signed.
#[inline]
pub(super) fn i32_of<const BIG_ENDIAN: bool>(bytes: [u8; 4]) -> i32 {
    if BIG_ENDIAN { i32::from_be_bytes(bytes) } else { i32::from_le_bytes(bytes) }
}
