//! Sufficient statistics of one activity: every load can be recomputed from them when a threshold changes.

/// Distances of best efforts, metres.
pub const BEST_EFFORT_DISTANCES_M: [f64; 10] =
    [400.0, 800.0, 1000.0, 1609.344, 3000.0, 5000.0, 10_000.0, 15_000.0, 21_097.5, 42_195.0];

/// Seconds at each heart rate, and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub struct HeartRateHistogram {
    /// `seconds[b]` is the time at `b` beats a minute; 256 entries.
    pub seconds: Vec<f64>,
}

impl Default for HeartRateHistogram {
    fn default() -> Self {
        Self { seconds: vec![0.0; 256] }
    }
}

impl HeartRateHistogram {
    /// Adds `seconds` at `bpm`.
    pub fn add(&mut self, bpm: u8, seconds: f64) {
        if let Some(slot) = self.seconds.get_mut(usize::from(bpm)) {
            *slot += seconds;
        }
    }

    /// Heart rates that occur, each with its time in seconds, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.seconds.iter().enumerate().filter(|(_, s)| **s > 0.0).map(|(bpm, s)| (bpm as f64, *s))
    }

    /// Covered time, seconds.
    #[must_use]
    pub fn covered_s(&self) -> f64 {
        self.seconds.iter().sum()
    }

    /// Time-weighted mean, beats a minute; absent when nothing is covered.
    #[must_use]
    pub fn mean_bpm(&self) -> Option<f64> {
        let covered_s = self.covered_s();
        (covered_s > 0.0).then(|| self.iter().map(|(bpm, s)| bpm * s).sum::<f64>() / covered_s)
    }

    /// Time above a heart rate, seconds.
    #[must_use]
    pub fn seconds_above(&self, bpm: f64) -> f64 {
        self.iter().filter(|(at, _)| bpm < *at).map(|(_, s)| s).sum()
    }
}

/// Speed on the level that would have cost the same, over the time in motion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GradedSpeed {
    /// Mean over the time in motion, metres a second.
    pub mean_mps: f64,
    /// Time in motion that the mean stands on, seconds.
    pub moving_s: f64,
    /// Time with a known speed, standing still included, seconds.
    pub covered_s: f64,
}

/// Power over the time with the timer running.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerStatistics {
    /// Normalised power: fourth-power mean of the 30 s rolling mean, watts.
    pub normalised_w: f64,
    /// Time with a power reading, seconds.
    pub covered_s: f64,
}

/// The fastest time over a distance, one continuous stretch of the recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestEffort {
    /// One of [`BEST_EFFORT_DISTANCES_M`].
    pub distance_m: f64,
    /// Seconds taken, pauses included.
    pub duration_s: f64,
}

/// What an activity keeps of its samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    /// Seconds at each plausible heart rate; absent when they cover less than 5 % of the time.
    pub heart_rate: Option<HeartRateHistogram>,
    /// Highest heart rate held for 10 s after the first two minutes, beats a minute: the candidate for the runner's
    /// maximum. Absent when the heart rate is too sparse.
    pub heart_rate_sustained_max_bpm: Option<u8>,
    /// Graded speed; absent without a speed, and for sports that are not on foot.
    pub graded_speed: Option<GradedSpeed>,
    /// Power; absent without a sensor.
    pub power: Option<PowerStatistics>,
    /// Best efforts on foot, by distance ascending; only distances that the activity reached.
    pub best_efforts: Vec<BestEffort>,
}
