//! The [`Recording`]: what a file says, nothing repaired.

use crate::format::RecordingFormat;
use crate::limits::{TIME_MS_MAX, TIME_MS_MIN};
use serde::Serialize;

/// A value of a [`Column`], whose type has a mark for nothing: 255 and 65,535 among whole numbers, as in FIT, and NaN.
pub trait Cell: Copy + PartialEq {
    /// The mark, which no value has.
    const ABSENT: Self;

    /// Whether this is the mark.
    fn is_absent(self) -> bool;
}

macro_rules! cells {
    ($($whole:ident)*; $($real:ident)*) => {
        $(impl Cell for $whole {
            const ABSENT: Self = Self::MAX;

            #[inline]
            fn is_absent(self) -> bool {
                self == Self::MAX
            }
        })*
        $(impl Cell for $real {
            const ABSENT: Self = Self::NAN;

            #[inline]
            fn is_absent(self) -> bool {
                self.is_nan()
            }
        })*
    };
}

cells!(u8 u16; f32 f64);

/// One channel of a recording: a value or nothing for each sample.
///
/// A channel that the file never carries holds no memory, and everything after its last value is absent.
#[derive(Debug, Clone)]
pub struct Column<T>(Vec<T>);

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Cell> Column<T> {
    /// Sets the value of sample `index`; samples between the last set one and `index` are absent.
    /// Setting one again replaces its value; setting the mark of an absent value takes it away.
    #[inline]
    pub fn set_value(&mut self, index: usize, value: T) {
        if let Some(slot) = self.0.get_mut(index) {
            *slot = value;
        } else if !value.is_absent() {
            self.0.resize(index, T::ABSENT);
            self.0.push(value);
        }
    }

    /// Sets the value of sample `index` where there is one.
    #[inline]
    pub(crate) fn set_known(&mut self, index: usize, value: Option<T>) {
        if let Some(value) = value {
            self.set_value(index, value);
        }
    }

    /// The value of sample `index`; absent where the sensor was silent.
    #[inline]
    #[must_use]
    pub fn value_at(&self, index: usize) -> Option<T> {
        self.0.get(index).copied().filter(|value| !value.is_absent())
    }

    /// Whether no sample has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|value| value.is_absent())
    }

    /// How many samples have a value.
    #[must_use]
    pub fn count_present(&self) -> usize {
        self.0.iter().filter(|value| !value.is_absent()).count()
    }

    /// Whether there are no more values than samples, and each of them can be.
    fn is_sound(&self, samples: usize, can_be: impl Fn(&T) -> bool) -> bool {
        self.0.len() <= samples && self.0.iter().all(|value| value.is_absent() || can_be(value))
    }

    /// Whether no sample from `index` on was ever given a value.
    pub(super) fn ends_before(&self, index: usize) -> bool {
        self.0.len() <= index
    }

    /// Whether each of the samples from `from` up to `to` has a value.
    pub(super) fn is_full(&self, from: usize, to: usize) -> bool {
        self.0.get(from..to).is_some_and(|values| !values.iter().any(|value| value.is_absent()))
    }

    /// Appends the values of the samples from `index` on, where there are none yet; a first one makes room for so many in all.
    /// Values that are all absent take no memory while the column is empty.
    #[inline]
    pub(super) fn extend_run(
        &mut self,
        index: usize,
        room: impl FnOnce() -> usize,
        values: impl Iterator<Item = T> + Clone,
    ) {
        if self.0.is_empty() {
            if values.clone().all(Cell::is_absent) {
                return;
            }
            self.0.reserve_exact(room());
        }
        self.0.resize(index, T::ABSENT);
        self.0.extend(values);
    }
}

impl<T: Cell> FromIterator<Option<T>> for Column<T> {
    /// A column from the values of all samples, in order.
    fn from_iter<I: IntoIterator<Item = Option<T>>>(values: I) -> Self {
        Self(values.into_iter().map(|value| value.unwrap_or(T::ABSENT)).collect())
    }
}

impl<T: Cell> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        (0..self.0.len().max(other.0.len())).all(|index| self.value_at(index) == other.value_at(index))
    }
}

/// What a recording says that none can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{channel} has a value that no recording has, or more values than there are samples")]
pub struct Unsound {
    /// Where: the column, or in words.
    pub channel: &'static str,
}

/// A place on the WGS 84 ellipsoid, degrees; both finite, |latitude| ≤ 90, |longitude| ≤ 180.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub latitude_deg: f64,
    /// Degrees east.
    pub longitude_deg: f64,
}

impl Cell for Position {
    const ABSENT: Self = Self { latitude_deg: f64::NAN, longitude_deg: f64::NAN };

    #[inline]
    fn is_absent(self) -> bool {
        self.latitude_deg.is_nan()
    }
}

/// The samples of a recording as columns of equal length, in file order. Every sample has a time; times are within
/// [`crate::limits::TIME_MS_MIN`]..[`crate::limits::TIME_MS_MAX`] and may run backwards. Every value is finite.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    /// Unix time, milliseconds.
    pub time_ms: Vec<i64>,
    /// Heart rate, beats a minute; 0 and 255 are a silent sensor and absent.
    pub heart_rate_bpm: Column<u8>,
    /// Where.
    pub position: Column<Position>,
    /// Altitude above sea level, metres.
    pub altitude_m: Column<f32>,
    /// Distance since the start, metres, as the device counts it.
    pub distance_m: Column<f64>,
    /// Speed, metres a second, as the device has it.
    pub speed_mps: Column<f32>,
    /// Power, watts.
    pub power_w: Column<u16>,
    /// Cadence as the file has it: revolutions, or strides of one leg, a minute.
    pub cadence_rpm: Column<u8>,
    /// Indices of samples before which the recording was interrupted (a new GPX segment, a new TCX track), ascending.
    pub breaks: Vec<usize>,
}

impl Samples {
    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_ms.len()
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_ms.is_empty()
    }
}

/// The timer of the device was started or stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimerEvent {
    /// Unix time, milliseconds.
    pub time_ms: i64,
    /// `true` when the timer runs from here on.
    pub running: bool,
}

/// One length of a pool, swum or rested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SwimLength {
    /// Unix time of the start, milliseconds; absent where the device had no date.
    pub start_ms: Option<i64>,
    /// Time with the timer running, seconds; absent where the device did not write it.
    pub timer_s: Option<f64>,
    /// `true` for a length that was swum, `false` for a rest.
    pub active: bool,
}

/// The summary that a device wrote of a lap or of a session. What it did not write is absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Unix time of the start, milliseconds.
    pub start_ms: Option<i64>,
    /// From start to end, pauses included, seconds.
    pub elapsed_s: Option<f64>,
    /// Time with the timer running, seconds.
    pub timer_s: Option<f64>,
    /// Time in motion, seconds.
    pub moving_s: Option<f64>,
    /// Distance, metres.
    pub distance_m: Option<f64>,
    /// Climb, metres.
    pub ascent_m: Option<f64>,
    /// Mean heart rate, beats a minute.
    pub heart_rate_mean_bpm: Option<u8>,
    /// Highest heart rate, beats a minute.
    pub heart_rate_max_bpm: Option<u8>,
    /// Sport as the file names it: the word of GPX and TCX, or the FIT profile's names (`running`, `trail`) joined by a
    /// slash, `sport/sub_sport`, and by number where the profile has no name here (`sport_53/sub_sport_0`).
    pub sport: Option<String>,
    /// How hard it felt, CR-10 (0–10), where the runner told the device.
    pub rpe: Option<f64>,
    /// Mean temperature, °C: the weather's where the vendor knows it, else the device's own.
    pub temperature_c: Option<f64>,
}

/// What a watch knows about its wearer. Values of 0 and the invalid marks of the format are absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Wearer {
    /// Resting heart rate, beats a minute.
    pub heart_rate_rest_bpm: Option<u8>,
    /// Highest heart rate, beats a minute.
    pub heart_rate_max_bpm: Option<u8>,
    /// Heart rate at threshold, beats a minute.
    pub heart_rate_threshold_bpm: Option<u8>,
    /// Functional threshold power, watts.
    pub threshold_power_w: Option<u16>,
    /// Upper ends of the heart-rate zones, beats a minute, ascending as in the file.
    pub heart_rate_zones_bpm: Vec<u8>,
}

/// One activity file (or one file of a chain, or one activity of a TCX) as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Where it came from; absent when it was put together from a vendor's table.
    pub format: Option<RecordingFormat>,
    /// The samples.
    pub samples: Samples,
    /// Summaries of the laps, in file order.
    pub laps: Vec<Summary>,
    /// Summaries of the sessions, in file order; more than one in a multisport file, none where the format has none.
    pub sessions: Vec<Summary>,
    /// Starts and stops of the timer, in file order.
    pub timer: Vec<TimerEvent>,
    /// Lengths of a pool, in file order; none where nobody swam in one. A length whose kind the device did not write is
    /// left out.
    pub lengths: Vec<SwimLength>,
    /// Length of the pool, metres; absent where nobody swam in one.
    pub pool_length_m: Option<f64>,
    /// Whether some of the power comes from a FIT developer field (running power of a sensor or an app) and not from the
    /// device: watts of different makers do not compare.
    pub power_is_developer: bool,
    /// Intervals between heart beats, milliseconds, in file order.
    pub rr_intervals_ms: Vec<u16>,
    /// Offset of the local clock from UTC, seconds: FIT `local_timestamp − timestamp`, to the quarter of an hour where that is no
    /// more than two minutes away, or the offset written in an XML time. Absent where the file has only UTC. A multiple of
    /// 15 min and at most 14 h, else absent. 0 where a FIT file knows no date but its local time (`FIT-CLOCK-PLACED`): its times are then local ones, so that the day is right and
    /// the instant is not.
    pub utc_offset_s: Option<i32>,
    /// When the file was made by its own account, Unix milliseconds: FIT `time_created`, the time of GPX metadata. Absent where
    /// it does not say.
    pub created_ms: Option<i64>,
    /// The maker, by name where known (`garmin`, `coros`), else by number (`manufacturer_294`); the creator of GPX and TCX.
    pub device: Option<String>,
    /// The runner's own title, where the format has one.
    pub name: Option<String>,
    /// What the watch knows about its wearer.
    pub wearer: Wearer,
}

impl Recording {
    /// A recording in this format that says nothing yet.
    #[must_use]
    pub fn new(format: RecordingFormat) -> Self {
        Self { format: Some(format), ..Self::default() }
    }

    /// A recording of one session, from samples alone.
    #[must_use]
    pub fn of_samples(samples: Samples) -> Self {
        Self { samples, sessions: vec![Summary::default()], ..Self::default() }
    }

    /// Looks whether the recording says only what one can say: as many values as times at most, times that a watch may show,
    /// finite numbers, places on Earth, and no heart rate of 0.
    ///
    /// # Errors
    /// The first thing that cannot be.
    pub fn check(&self) -> Result<(), Unsound> {
        let is_time = |time_ms: &i64| (TIME_MS_MIN..=TIME_MS_MAX).contains(time_ms);
        let Samples {
            time_ms,
            heart_rate_bpm,
            position,
            altitude_m,
            distance_m,
            speed_mps,
            power_w,
            cadence_rpm,
            breaks,
        } = &self.samples;
        let times = self.sessions.iter().chain(&self.laps).filter_map(|summary| summary.start_ms);
        let times = times.chain(self.timer.iter().map(|event| event.time_ms));
        let times = times.chain(self.lengths.iter().filter_map(|length| length.start_ms));
        let numbers = |of: &Summary| {
            [of.elapsed_s, of.timer_s, of.moving_s, of.distance_m, of.ascent_m, of.rpe, of.temperature_c]
        };
        let mut numbers = self.sessions.iter().chain(&self.laps).flat_map(numbers).flatten();
        let is_place = |place: &Position| place.latitude_deg.abs() <= 90.0 && place.longitude_deg.abs() <= 180.0;
        let samples = time_ms.len();
        let sound = [
            ("time_ms", time_ms.iter().all(is_time)),
            ("the times of sessions, laps, lengths and the timer", times.into_iter().all(|time_ms| is_time(&time_ms))),
            ("the numbers of sessions and laps", numbers.all(f64::is_finite)),
            ("heart_rate_bpm", heart_rate_bpm.is_sound(samples, |bpm| *bpm != 0)),
            ("position", position.is_sound(samples, is_place)),
            ("altitude_m", altitude_m.is_sound(samples, |metres| metres.is_finite())),
            ("distance_m", distance_m.is_sound(samples, |metres| metres.is_finite())),
            ("speed_mps", speed_mps.is_sound(samples, |mps| mps.is_finite())),
            ("power_w", power_w.is_sound(samples, |_| true)),
            ("cadence_rpm", cadence_rpm.is_sound(samples, |_| true)),
            ("breaks", breaks.is_sorted() && breaks.last().is_none_or(|last| *last <= samples)),
        ];
        sound.into_iter().find(|(_, is_sound)| !is_sound).map_or(Ok(()), |(channel, _)| Err(Unsound { channel }))
    }
}
