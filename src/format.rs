//! The formats of recordings. Which one a source has, its content says.

/// The formats that hold recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordingFormat {
    /// Garmin's Flexible and Interoperable Data Transfer.
    Fit,
    /// GPS Exchange Format 1.0 and 1.1.
    Gpx,
    /// Training Center XML.
    Tcx,
}

impl RecordingFormat {
    /// The format's name as people write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fit => "FIT",
            Self::Gpx => "GPX",
            Self::Tcx => "TCX",
        }
    }
}
