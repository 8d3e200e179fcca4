//! The formats of recordings. Which one a source has, its content says.

named! {
    /// The formats that hold recordings.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum RecordingFormat {
        /// Garmin's Flexible and Interoperable Data Transfer.
        Fit = "FIT",
        /// GPS Exchange Format 1.0 and 1.1.
        Gpx = "GPX",
        /// Training Center XML.
        Tcx = "TCX",
    }
}
