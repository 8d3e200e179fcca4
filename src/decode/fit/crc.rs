//! The checksum of FIT: CRC-16/ARC over everything before it.

use crc::{CRC_16_ARC, Crc, Table};

/// Sixteen tables: the checksum is most of the work of reading a file, and this form of it is eight times as fast as
/// one byte at a time.
static CRC: Crc<u16, Table<16>> = Crc::<u16, Table<16>>::new(&CRC_16_ARC);

/// The checksum of `bytes`.
pub(super) fn fit_crc(bytes: &[u8]) -> u16 {
    CRC.checksum(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_check_value_of_the_catalogue() {
        assert_eq!(super::fit_crc(b"123456789"), 0xBB3D);
    }
}
