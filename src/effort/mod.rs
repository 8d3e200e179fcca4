//! Activities become [`Effort`]s: duration × intensity, by the best method the sensors allow.
//!
//! Intensity is dimensionless and 1.0 at threshold for every method, so the load of an hour at threshold is 100
//! whichever sensor was worn.

pub mod choose;
pub mod daniels;
pub mod edwards;
pub mod every;
pub mod explain;
pub mod govss;
pub mod heart_rate;
pub mod judge;
pub mod lucia;
pub mod options;
pub mod pace;
pub mod power;
pub mod rpe;

use serde::Serialize;

/// The method that gave the intensity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The runner gave the load.
    Given,
    /// Heart-rate stress, sample by sample.
    Hrss,
    /// Edwards' five zones of the highest heart rate.
    Edwards,
    /// Lucia's three phases between the ventilatory thresholds.
    Lucia,
    /// Daniels' points by the share of the highest heart rate.
    Daniels,
    /// Graded pace against threshold pace.
    Pace,
    /// Skiba's model of a runner's power against its value at threshold pace.
    Govss,
    /// Measured running power against threshold power.
    RunPower,
    /// Normalised power against threshold power.
    Power,
    /// Skiba's exponentially weighted power against threshold power.
    Xpower,
    /// How hard it felt.
    Rpe,
    /// A class default: nothing was measured but time.
    Estimated,
}

/// How much the load can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Measured, against thresholds the runner gave.
    Measured,
    /// Measured, against a threshold that was estimated or is a convention.
    EstimatedThreshold,
    /// Not measured.
    Estimated,
}

impl Method {
    /// The methods that a runner can put in order, by the names of [`Self::as_str`].
    pub const CHOICES: [Self; 10] = [
        Self::Hrss,
        Self::Edwards,
        Self::Lucia,
        Self::Daniels,
        Self::Pace,
        Self::Govss,
        Self::RunPower,
        Self::Power,
        Self::Xpower,
        Self::Rpe,
    ];

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Hrss => "hrss",
            Self::Edwards => "edwards",
            Self::Lucia => "lucia",
            Self::Daniels => "daniels",
            Self::Pace => "pace",
            Self::Govss => "govss",
            Self::RunPower => "run_power",
            Self::Power => "power",
            Self::Xpower => "xpower",
            Self::Rpe => "rpe",
            Self::Estimated => "estimated",
        }
    }
}

impl Quality {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::EstimatedThreshold => "estimated_threshold",
            Self::Estimated => "estimated",
        }
    }
}

/// The effort of one activity. `load` is exactly `100 · duration_h · intensity`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Time with the timer running, hours.
    pub duration_h: f64,
    /// Intensity, 1.0 = threshold.
    pub intensity: f64,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
    /// The method that gave the intensity.
    pub method: Method,
    /// How much it can be trusted.
    pub quality: Quality,
}

impl Effort {
    /// The effort of a duration at an intensity.
    #[must_use]
    pub fn new(duration_s: f64, intensity: f64, method: Method, quality: Quality) -> Self {
        let duration_h = duration_s / 3600.0;
        Self { duration_h, intensity, load: 100.0 * duration_h * intensity, method, quality }
    }
}
