//! What the runner may choose about the daily series.

/// Time constant of the acute load, days.
pub(crate) const ACUTE_DAYS: f64 = 7.0;
/// Time constant of the chronic load, days.
pub(crate) const CHRONIC_DAYS: f64 = 42.0;
/// `form_ratio` divides by at least this much chronic load, so that a beginner's ratio does not explode.
pub(crate) const CHRONIC_FLOOR: f64 = 5.0;

/// How an exponentially weighted load takes in a new day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recurrence {
    /// Weight of today `1 − e^(−1/N)`: Banister, GoldenCheetah, Elevate, intervals.icu.
    #[default]
    Exponential,
    /// Weight of today `1/N`: TrainingPeaks' published form.
    OneOverN,
    /// Weight of today `2/(N+1)`: Runalyze.
    Span,
}

impl Recurrence {
    /// The weight of a new day in a load of time constant `days`.
    #[must_use]
    pub fn weight_of_today(self, days: f64) -> f64 {
        match self {
            Self::Exponential => 1.0 - libm::exp(-1.0 / days),
            Self::OneOverN => 1.0 / days,
            Self::Span => 2.0 / (days + 1.0),
        }
    }
}

/// What the runner may choose about the series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesOptions {
    /// How a new day is taken in.
    pub recurrence: Recurrence,
    /// Time constant of the acute load, days.
    pub acute_days: f64,
    /// Time constant of the chronic load, days.
    pub chronic_days: f64,
    /// Acute load on the day before the first; absent where the runner gave none: then the mean of what is known stands.
    pub seed_acute: Option<f64>,
    /// Chronic load on the day before the first; absent as the other, and each on its own.
    pub seed_chronic: Option<f64>,
}

impl Default for SeriesOptions {
    fn default() -> Self {
        Self {
            recurrence: Recurrence::default(),
            acute_days: ACUTE_DAYS,
            chronic_days: CHRONIC_DAYS,
            seed_acute: None,
            seed_chronic: None,
        }
    }
}

impl SeriesOptions {
    /// The weight of a new day in the acute load.
    #[must_use]
    pub fn alpha_acute(&self) -> f64 {
        self.recurrence.weight_of_today(self.acute_days)
    }

    /// The weight of a new day in the chronic load.
    #[must_use]
    pub fn alpha_chronic(&self) -> f64 {
        self.recurrence.weight_of_today(self.chronic_days)
    }

    /// The share of the acute load's weights that known days have, after so many of them, 0–1; 1 where the runner gave its
    /// seed.
    #[must_use]
    pub fn acute_weight(&self, known_days: u32) -> f64 {
        weight_known(self.seed_acute, self.alpha_acute(), known_days)
    }

    /// The share of the chronic load's weights that known days have, after so many of them, 0–1; 1 where the runner gave
    /// its seed. How good the load is as a signal.
    #[must_use]
    pub fn chronic_weight(&self, known_days: u32) -> f64 {
        weight_known(self.seed_chronic, self.alpha_chronic(), known_days)
    }

    /// Days for which the chronic load stands on too few days to be a fact; none where the runner gave its seed.
    #[must_use]
    pub(crate) fn warm_up_days(&self) -> f64 {
        if self.seed_chronic.is_some() { 0.0 } else { self.chronic_days }
    }
}

/// What is missing to 1 lies before the first day.
fn weight_known(seed: Option<f64>, alpha: f64, known_days: u32) -> f64 {
    if seed.is_some() { 1.0 } else { 1.0 - libm::pow(1.0 - alpha, f64::from(known_days)) }
}
