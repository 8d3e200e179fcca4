//! Sufficient statistics of one activity: every load can be recomputed from them when a threshold changes.

use super::running_power::PowerMoments;
use serde::{Serialize, Serializer};

/// Distances of best efforts, metres.
pub(crate) const BEST_EFFORT_DISTANCES_M: [f64; 11] =
    [400.0, 800.0, 1000.0, 1609.344, 3000.0, 5000.0, 10_000.0, 15_000.0, 21_097.5, 42_195.0, 50_000.0];

/// Durations of best efforts, seconds.
pub const BEST_EFFORT_DURATIONS_S: [u32; 12] = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/// Seconds at each heart rate, and what follows from them.
#[derive(Debug, Clone)]
pub struct HeartRateHistogram {
    /// The heart rate that the first of `seconds` is the time at, beats a minute.
    lowest_bpm: u8,
    seconds: Vec<f64>,
}

impl Default for HeartRateHistogram {
    fn default() -> Self {
        Self { lowest_bpm: 0, seconds: vec![0.0; 256] }
    }
}

impl PartialEq for HeartRateHistogram {
    fn eq(&self, other: &Self) -> bool {
        self.seconds_by_bpm().eq(other.seconds_by_bpm())
    }
}

impl Serialize for HeartRateHistogram {
    /// Pairs of beats a minute and seconds, ascending.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.seconds_by_bpm())
    }
}

impl HeartRateHistogram {
    /// Adds `seconds` at `bpm`.
    pub fn add_seconds(&mut self, bpm: u8, seconds: f64) {
        let place = usize::from(bpm).wrapping_sub(usize::from(self.lowest_bpm));
        if let Some(slot) = self.seconds.get_mut(place) {
            *slot += seconds;
            return;
        }
        let narrow = std::mem::take(self);
        for (place, s) in (usize::from(narrow.lowest_bpm)..).zip(narrow.seconds) {
            self.seconds[place] = s;
        }
        self.seconds[usize::from(bpm)] += seconds;
    }

    /// From the lowest heart rate that occurs to the highest: that heart rate, and the seconds at it and at each one above.
    pub(crate) fn occupied_span(&self) -> (u8, &[f64]) {
        let first = self.seconds.iter().position(|s| *s != 0.0).unwrap_or(0);
        let end = self.seconds.iter().rposition(|s| *s != 0.0).map_or(first, |last| last + 1);
        (self.lowest_bpm.saturating_add(first as u8), &self.seconds[first..end])
    }

    /// With these seconds at a heart rate and at each one above it; absent where one of them is above 255.
    pub(crate) fn of_span(lowest_bpm: u8, seconds: &[f64]) -> Option<Self> {
        let fits = usize::from(lowest_bpm) + seconds.len() <= 256;
        fits.then(|| Self { lowest_bpm, seconds: seconds.to_vec() })
    }

    /// Heart rates that occur, each with its time in seconds, ascending.
    pub fn seconds_by_bpm(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let all = (usize::from(self.lowest_bpm)..).zip(&self.seconds);
        all.filter(|(_, s)| **s > 0.0).map(|(bpm, s)| (bpm as f64, *s))
    }

    /// Covered time, seconds.
    #[must_use]
    pub fn covered_s(&self) -> f64 {
        self.seconds.iter().fold(0.0, |sum, s| sum + s)
    }

    /// Time-weighted mean, beats a minute; absent when nothing is covered.
    #[must_use]
    pub fn mean_bpm(&self) -> Option<f64> {
        let covered_s = self.covered_s();
        (covered_s > 0.0).then(|| self.seconds_by_bpm().map(|(bpm, s)| bpm * s).sum::<f64>() / covered_s)
    }
}

/// Speed on the level that would have cost the same, by one curve of what slopes cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GradedSpeed {
    /// Mean over the time in motion, metres a second.
    pub mean_mps: f64,
    /// Fourth-power mean of the 30 s rolling mean over the time with a known speed, standing still included, metres a
    /// second; absent below 30 s, and with less than a sample a minute.
    pub normalised_mps: Option<f64>,
    /// Time in motion that the mean stands on, seconds.
    pub moving_s: f64,
    /// Time with a known speed, standing still included, seconds.
    pub covered_s: f64,
}

/// Power over the time with the timer running.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PowerStatistics {
    /// Normalised power: fourth-power mean of the 30 s rolling mean, watts.
    pub normalised_w: f64,
    /// Exponentially weighted power, watts.
    pub xpower_w: f64,
    /// Mean power, watts.
    pub mean_w: f64,
    /// Time with a power reading, seconds.
    pub covered_s: f64,
    /// The highest mean power over each of [`BEST_EFFORT_DURATIONS_S`] that the activity lasted, watts, pauses counting as
    /// 0 W.
    pub best_w: Vec<f64>,
}

/// The fastest stretch over a fixed distance, or the farthest in a fixed time: one continuous stretch of the recording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BestEffort {
    /// Metres; fixed for best efforts over `BEST_EFFORT_DISTANCES_M`.
    pub distance_m: f64,
    /// Seconds, pauses included; fixed for best efforts over [`BEST_EFFORT_DURATIONS_S`].
    pub duration_s: f64,
}

/// A minute on foot without a stop, a pause or a change of pace: what heart rate at speed is fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SteadyMinute {
    /// Recorded time before it, seconds.
    pub start_s: u32,
    /// Mean graded speed, metres a second, to the millimetre.
    pub graded_mps: f64,
    /// Mean heart rate, beats a minute, to a tenth.
    pub heart_rate_bpm: f64,
}

/// One half of a steady stretch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Half {
    /// Mean graded speed, metres a second.
    pub graded_mps: f64,
    /// Mean heart rate, beats a minute.
    pub heart_rate_bpm: f64,
}

/// What decoupling is computed from: the two halves of the longest steady stretch after the first ten minutes, or why there
/// is none to compare.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SteadyHalves {
    /// There is no speed on foot, or no heart rate.
    #[default]
    NoData,
    /// No stretch of 40 minutes after the first ten in which the speed varies by less than 8 % in any five minutes.
    Unsteady,
    /// Heart rate covers less than 90 % of the stretch.
    HeartRateMissing,
    /// The halves.
    Found {
        /// The first half.
        first: Half,
        /// The second half, as long as the first.
        second: Half,
    },
}

/// What an activity keeps of its samples.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// Seconds at each plausible heart rate; absent when they cover less than 5 % of the time.
    pub heart_rate: Option<HeartRateHistogram>,
    /// Highest heart rate held for 10 s after the first two minutes, beats a minute: the candidate for the runner's
    /// maximum. Absent when the heart rate is too sparse.
    pub heart_rate_sustained_max_bpm: Option<u8>,
    /// Graded speed by Strava's curve; absent without a speed, and for sports that are not on foot.
    pub graded_speed: Option<GradedSpeed>,
    /// Graded speed by Minetti's curve; absent with the other.
    pub graded_speed_minetti: Option<GradedSpeed>,
    /// What Skiba's model of running power is computed from, for any mass and height; of runs of two minutes and more.
    pub running_power: Option<PowerMoments>,
    /// Power; absent without a sensor, and for sports that are neither rides nor runs.
    pub power: Option<PowerStatistics>,
    /// Best efforts of runs, by distance ascending; only distances that the activity reached.
    pub best_efforts: Vec<BestEffort>,
    /// The same over the graded distance.
    pub best_efforts_graded: Vec<BestEffort>,
    /// Best efforts of runs, by duration ascending; only durations that the activity lasted.
    pub best_durations: Vec<BestEffort>,
    /// The same over the graded distance.
    pub best_durations_graded: Vec<BestEffort>,
    /// Steady minutes of runs, by time.
    pub steady_minutes: Vec<SteadyMinute>,
    /// What decoupling is computed from; of runs only.
    pub steady_halves: SteadyHalves,
}
