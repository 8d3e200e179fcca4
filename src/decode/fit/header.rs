//! The header of a FIT file: 12 or 14 bytes before the data.

use super::bytes::{u16_at, u32_at};
use super::crc::fit_crc;

/// What every FIT file has at byte 8 of its header.
const MARK: &[u8] = b".FIT";

/// Length of a header without a checksum of its own, bytes; nothing shorter is a FIT file.
const SHORT: usize = 12;

/// Length of a header that ends in a checksum, bytes.
const LONG: usize = 14;

/// A header that could be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Its own length, bytes: 12 or 14.
    pub(super) size: usize,
    /// Bytes of data that it announces, without the checksum after them. A device that lost power leaves 0, or the
    /// size at some earlier moment.
    pub(super) data_size: usize,
    /// Whether its own checksum, where it has one, belongs to it.
    pub(super) sound: bool,
}

impl Header {
    /// Reads the header at the start of `bytes`.
    ///
    /// # Errors
    /// In words, when no FIT file starts here.
    pub(super) fn parse_header(bytes: &[u8]) -> Result<Self, String> {
        if bytes.len() < SHORT {
            return Err(format!("{} bytes are too few for a FIT header of {SHORT}", bytes.len()));
        }
        let size = bytes.first().copied().map_or(0, usize::from);
        if size != SHORT && size != LONG {
            return Err(format!("the FIT header says it has {size} bytes; it has {SHORT} or {LONG}"));
        }
        let (Some(header), Some(data_size)) = (bytes.get(..size), u32_at::<false>(bytes, 4)) else {
            return Err(format!("{} bytes are too few for a FIT header of {size}", bytes.len()));
        };
        if header.get(8..SHORT) != Some(MARK) {
            return Err("the mark .FIT is not at byte 8 of the header".to_owned());
        }
        let stored = u16_at::<false>(header, SHORT as u32).unwrap_or(0);
        let sound = stored == 0 || header.get(..SHORT).map(fit_crc) == Some(stored);
        Ok(Self { size, data_size: data_size as usize, sound })
    }
}
