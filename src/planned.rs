//! What the runner means to do. It is read for a forecast, and has no part in a report.

use jiff::civil::Date;

/// One planned session.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Planned {
    /// The day.
    pub day: Date,
    /// The sport in the runner's word; a run where nothing is said.
    pub sport: Option<String>,
    /// How long, seconds; absent only where the load is given.
    pub duration_s: Option<f64>,
    /// How far, metres.
    pub distance_m: Option<f64>,
    /// Intensity, 1.0 = threshold.
    pub intensity: Option<f64>,
    /// The load, 100 = an hour at threshold.
    pub load: Option<f64>,
}
