//! Recordings, cleaned, become [`Activity`]s: one session of one sport, on one local day.

mod altitude_start;
pub mod anomaly;
pub mod best_effort;
mod beyond_records;
pub mod cleaned;
pub mod clock;
mod clock_jump;
pub mod course;
pub mod cross_check;
mod day_parts;
mod day_shares;
mod distance;
mod distance_steps;
pub mod doubt;
pub mod duplicate;
pub mod elevation;
pub mod found_way;
pub mod grade;
pub mod heart_rate;
mod heart_rate_factor;
pub mod outliers;
mod pauses;
mod placed;
pub mod possible;
pub mod power;
mod power_ceiling;
pub mod running_power;
pub mod seconds;
pub mod session;
mod session_spans;
pub mod slope_cost;
pub mod speed;
pub mod sport;
mod sport_evidence;
mod stale;
pub mod statistics;
pub mod steady;
mod summary_heart_rate;
mod timeline;
mod totals;
pub mod valid_samples;
mod way_channel;
mod way_choice;
pub mod way_held;
pub(crate) mod week_rollover;
pub mod xpower;
pub mod zone;

use jiff::civil::Date;
use serde::Serialize;
use sport::Sport;
use statistics::Statistics;

named! {
    /// How the local day of an activity was found, best first.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum TzSource {
        /// The file has the offset of its own clock; an offset of 0 only where the position does not contradict it.
        File = "file",
        /// From the first position, on a map of the world's time zones; not on virtual roads.
        Coordinates = "coordinates",
        /// `time_zone` in `athlete.toml`.
        Athlete = "athlete",
        /// Nobody knows: UTC, and the day may be the neighbour's.
        #[default]
        Utc = "utc",
    }
}

/// From here on heart rate speaks of the weather, °C.
const HOT_C: f64 = 25.0;

/// One session of one sport, cleaned.
///
/// Every value is finite or absent; `start_ms` and `utc_offset_s` give `day`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Activity {
    /// Made from the content alone, so it survives renaming: 16 hexadecimal digits, and `-2` … for further sessions of
    /// one file.
    pub id: String,
    /// Unix time of the start, milliseconds.
    pub start_ms: i64,
    /// Offset of the local clock at the start, seconds east of UTC.
    pub utc_offset_s: i32,
    /// Local calendar day of the start.
    pub day: Date,
    /// How the offset was found.
    pub tz_source: TzSource,
    /// What was done.
    pub sport: Sport,
    /// Time with the timer running, seconds; pauses are left out. Always positive.
    pub duration_s: f64,
    /// Time in motion while the timer ran, seconds; absent without a speed, a distance or positions that
    /// get anywhere.
    pub moving_s: Option<f64>,
    /// From start to end, pauses included, seconds.
    pub elapsed_s: f64,
    /// Distance, metres: the device's own, else along the way. Absent where nothing tells it or it would be 0.
    pub distance_m: Option<f64>,
    /// Climb, metres: the device's own, else from altitude with hysteresis. Absent without altitude.
    pub ascent_m: Option<f64>,
    /// Mean heart rate over the covered time, beats a minute; without a sample what the device or a table says of the whole. Absent where
    /// plausible readings cover less than 5 %, and where nobody says.
    pub heart_rate_mean_bpm: Option<f64>,
    /// Highest plausible heart rate, beats a minute; absent with the mean.
    pub heart_rate_max_bpm: Option<u8>,
    /// Share of `duration_s` with a plausible heart rate, 0–1.
    pub hr_coverage: f64,
    /// The runner's title: the vendor's, else the file's; absent where nobody wrote one.
    pub name: Option<String>,
    /// The file was damaged, and this is what could be saved of it.
    pub recovered: bool,
    /// The load that the runner gives for it, 100 = an hour at threshold; absent where it is to be computed.
    pub given_load: Option<f64>,
    /// Recorded time without a believed heart rate of its own, seconds: the reading was implausible and is left out, or the
    /// sensor was silent; where believed readings lie at most 10 s apart the time is bridged and counts as covered.
    pub hr_repaired_s: f64,
    /// Recorded time whose heart rate is left out because the sensor counted steps for beats, seconds.
    pub hr_suspect_s: f64,
    /// Recorded time after positions that are left out because nobody could get there and back, at most 10 s for each,
    /// seconds; 0 where the device's own distance or speed is used.
    pub gps_repaired_s: f64,
    /// How hard it felt, CR-10 (0–10): the vendor's note, the watch's, or the check-in of the morning after.
    pub rpe: Option<f64>,
    /// Mean temperature, °C: the weather's where the vendor knows it, else the watch's, which an arm warms. Absent where
    /// nobody measured it.
    pub temperature_c: Option<f64>,
    /// Whether it was south of the equator; absent without a position.
    pub southern: Option<bool>,
    /// Everything a load needs, without the samples. Apart, so that an activity is cheap to move.
    pub statistics: Box<Statistics>,
    /// The input it came from: path relative to the argument, `!member` inside archives.
    pub source: String,
    /// How much the recording knows, for the choice between duplicates.
    pub richness: duplicate::Richness,
    /// The share of its recorded time on each local day that it was done on, in order, together 1; empty where all of it counts on
    /// [`Self::day`]: only what takes twelve hours or more and crosses midnight lies on several.
    pub day_shares: Vec<(Date, f64)>,
    /// How it went on its way, by which it is known again where a clock is off.
    pub course: course::Course,
    /// Pauses of five minutes and more, seconds from the start to their begin and end, ascending.
    pub pauses_s: Vec<(u32, u32)>,
    /// Nobody said at what time of the day it was: its start is a place that was free.
    pub is_untimed: bool,
    /// What of its time counts with other activities.
    pub elsewhere: duplicate::Elsewhere,
    /// What contradicted itself, and what was believed instead.
    pub anomalies: anomaly::Anomalies,
    /// What the watch knew about its wearer.
    pub wearer: crate::decode::recording::Wearer,
}

impl Activity {
    /// Unix time of the end, milliseconds.
    #[must_use]
    pub fn end_ms(&self) -> i64 {
        self.start_ms.saturating_add((self.elapsed_s * 1000.0) as i64)
    }

    /// The share of it that counts on a day, 0–1.
    #[must_use]
    pub fn share_on(&self, day: Date) -> f64 {
        if self.day_shares.is_empty() {
            return if day == self.day { 1.0 } else { 0.0 };
        }
        self.day_shares.iter().find(|(known, _)| *known == day).map_or(0.0, |(_, share)| *share)
    }

    /// The last day that it counts on.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.day_shares.last().map_or(self.day, |(day, _)| *day)
    }

    /// The share of its time that counts with itself, 0–1.
    #[must_use]
    pub fn counted_share(&self) -> f64 {
        (1.0 - self.elsewhere.share).clamp(0.0, 1.0)
    }

    /// Whether a motor or a lift carried it, faster than anybody moves by himself: it is no training.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        self.anomalies.has(anomaly::Fault::Carried)
    }

    /// Whether heat may have driven the heart: above 25 °C, or in the three summer months, of the north where no position
    /// says otherwise, where no temperature is known; indoors no summer counts.
    pub(crate) fn is_hot(&self) -> bool {
        let summer = if self.southern == Some(true) { [12, 1, 2] } else { [6, 7, 8] };
        let indoors = self.sport == Sport::Treadmill;
        self.temperature_c.map_or(!indoors && summer.contains(&self.day.month()), |celsius| HOT_C < celsius)
    }
}

impl Activity {
    /// An activity of which nothing is known but what it was, when, and how long.
    #[must_use]
    pub fn bare(sport: Sport, day: Date, duration_s: f64) -> Self {
        Self { day, sport, duration_s, elapsed_s: duration_s, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn heat_is_measured_or_a_summer_without_a_thermometer() {
        let mut run = Activity::bare(Sport::Run, date(2026, 7, 1), 3600.0);
        assert!(run.is_hot());
        run.southern = Some(true);
        assert!(!run.is_hot());
        run.day = date(2026, 1, 1);
        assert!(run.is_hot());
        run.temperature_c = Some(25.0);
        assert!(!run.is_hot());
        run.temperature_c = Some(26.0);
        assert!(run.is_hot());
        assert!(!Activity { sport: Sport::Treadmill, temperature_c: None, ..run }.is_hot());
    }
}
