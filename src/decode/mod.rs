//! Bytes from strangers become [`Recording`]s: the only door for them.
//!
//! Decoders repair nothing and believe nothing: every length is checked, every value is finite or absent, every limit
//! stands in [`crate::limits`]. What they meet on the way is told to a [`Diagnostics`].

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

pub mod fit;
pub mod gpx;
mod point;
pub mod recording;
pub mod tcx;
pub mod time;
mod xml;

use crate::diagnostic::{Code, Diagnostics};
use crate::format::RecordingFormat;
use recording::Recording;

/// Why no recording came out of a file.
///
/// [`DecodeError::code`] tells damage from a sound file of another kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct DecodeError {
    /// What was found.
    pub code: Code,
    /// Where, in bytes from the start; absent where there is no one place.
    pub at_byte: Option<u64>,
    /// What was expected, what was found. No trailing full stop.
    pub detail: String,
}

/// Decodes one file of a known format.
///
/// A chained FIT file or a TCX with several activities gives several recordings, in file order. Whatever could be saved
/// of a damaged file is returned, and the damage is told to `diagnostics`.
///
/// # Errors
/// When nothing could be read, or when the file is sound and holds no activity.
pub fn decode_recordings(
    bytes: &[u8],
    format: RecordingFormat,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Recording>, DecodeError> {
    match format {
        RecordingFormat::Fit => fit::decode_fit(bytes, diagnostics),
        RecordingFormat::Gpx => gpx::decode_gpx(bytes, diagnostics),
        RecordingFormat::Tcx => tcx::decode_tcx(bytes, diagnostics),
    }
}
