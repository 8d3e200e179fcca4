//! The samples of one session that are believed, and the time that each of them stands for.

use super::distance::way_between_m;
use crate::decode::recording::{Cell, Column, Samples, TimerEvent};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Samples further apart than this are no longer one stretch of recorded time unless the device samples that rarely
/// throughout.
const PAUSE_GAP_S: f64 = 60.0;

/// A silence in which the runner kept going is recorded time up to this length, seconds: a logger that writes a point where
/// the way bends is silent for minutes, and who is silent for longer has stopped or switched off.
const GOING_GAP_S: f64 = 600.0;

/// So many samples on either side of such a silence are looked at as well.
const AROUND: usize = 5;

/// A silence is a pause from this many times the usual one on, where the device samples rarely.
const RARE: f64 = 10.0;

/// A new segment or track after a silence longer than this was a pause; devices that open a track for every lap do so
/// within seconds.
const BREAK_GAP_S: f64 = 10.0;

/// What is told once of a recording and holds for all of its sessions, of which a file may have many thousands.
#[derive(Debug, Clone)]
pub struct Whole<'a> {
    samples: &'a Samples,
    present: Present,
    pauses: Pauses,
}

impl<'a> Whole<'a> {
    /// The samples of a recording, with the starts and stops of its timer.
    #[must_use]
    pub fn new(samples: &'a Samples, timer: &[TimerEvent]) -> Self {
        Self { samples, present: Present::of(samples), pauses: Pauses::new(timer) }
    }
}

/// The channels that have a value anywhere in a recording.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "one for each channel")]
#[allow(missing_docs, reason = "the names say it")]
pub struct Present {
    pub altitude: bool,
    pub cadence: bool,
    pub distance: bool,
    pub heart_rate: bool,
    pub position: bool,
    pub power: bool,
    pub speed: bool,
}

impl Present {
    fn of(samples: &Samples) -> Self {
        Self {
            altitude: !samples.altitude_m.is_empty(),
            cadence: !samples.cadence_rpm.is_empty(),
            distance: !samples.distance_m.is_empty(),
            heart_rate: !samples.heart_rate_bpm.is_empty(),
            position: !samples.position.is_empty(),
            power: !samples.power_w.is_empty(),
            speed: !samples.speed_mps.is_empty(),
        }
    }
}

/// The believed samples of a session.
#[derive(Debug, Clone)]
pub struct ValidSamples<'a> {
    /// All samples of the recording.
    pub samples: &'a Samples,
    /// The channels that the recording has.
    pub present: Present,
    /// Which of them are kept, ascending.
    pub indices: &'a [usize],
    /// Time of each kept sample, Unix milliseconds, strictly ascending.
    pub time_ms: Cow<'a, [i64]>,
    /// Recorded time after each kept sample, seconds: it stands until the next, the last one for nothing.
    ///
    /// Pauses count for nothing: the timer was stopped, a new segment began, or the device was silent for long. A silence
    /// of up to ten minutes is none where ground was covered at a speed that lasts.
    pub recorded_s: Vec<f64>,
}

impl<'a> ValidSamples<'a> {
    /// The samples at the indices, ascending in time, with the speeds at which somebody may have kept going through a
    /// silence.
    #[must_use]
    pub fn new(whole: &Whole<'a>, indices: &'a [usize], lasting_mps: &RangeInclusive<f64>) -> Self {
        let Whole { samples, present, pauses } = whole;
        // Most often nothing between the first and the last is left out.
        let time_ms = match (indices.first(), indices.last()) {
            (Some(first), Some(last)) if last - first + 1 == indices.len() => {
                Cow::Borrowed(&samples.time_ms[*first..=*last])
            }
            _ => Cow::Owned(indices.iter().map(|i| samples.time_ms[*i]).collect()),
        };
        let mut recorded_s = Vec::with_capacity(time_ms.len());
        recorded_s.extend(time_ms.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1000.0));
        recorded_s.resize(time_ms.len(), 0.0);
        let mut kept = Self { samples, present: *present, indices, time_ms, recorded_s };
        kept.take_out_pauses(pauses, lasting_mps);
        kept
    }

    /// The values of a channel.
    pub fn values<T: Cell>(&self, column: &Column<T>) -> impl Iterator<Item = Option<T>> {
        self.indices.iter().map(|i| column.get(*i))
    }

    /// Seconds from the first sample to each.
    #[must_use]
    pub fn time_s(&self) -> Vec<f64> {
        let start_ms = self.time_ms.first().copied().unwrap_or(0);
        self.time_ms.iter().map(|time_ms| (time_ms - start_ms) as f64 / 1000.0).collect()
    }

    /// From the first sample to the last, seconds.
    #[must_use]
    pub fn span_s(&self) -> f64 {
        self.time_ms.first().zip(self.time_ms.last()).map_or(0.0, |(first, last)| (last - first) as f64 / 1000.0)
    }

    /// Takes the pauses out of the recorded time.
    fn take_out_pauses(&mut self, pauses: &Pauses, lasting_mps: &RangeInclusive<f64>) {
        let longest_s = longest_silence_s(&self.recorded_s);
        let (Some(first_ms), Some(first)) = (self.time_ms.first(), self.indices.first()) else { return };
        // Only from the start of this session on.
        let mut pause = pauses.first_after(*first_ms);
        let breaks = &self.samples.breaks;
        let mut breaks = breaks[breaks.partition_point(|at| at <= first)..].iter().peekable();
        for i in 1..self.time_ms.len() {
            let silent_s = self.recorded_s[i - 1];
            let (mut paused_ms, mut broken) = (0, false);
            if !pauses.is_empty() {
                let (from, to) = (self.time_ms[i - 1], self.time_ms[i]);
                while pauses.get(pause).is_some_and(|(_, end)| end <= from) {
                    pause += 1;
                }
                let within = (pause..).map_while(|nth| pauses.get(nth)).take_while(|(start, _)| *start < to);
                paused_ms = within.map(|(start, end)| end.min(to) - start.max(from)).sum::<i64>();
            }
            if !self.samples.breaks.is_empty() {
                while breaks.next_if(|at| **at <= self.indices[i - 1]).is_some() {}
                broken = breaks.peek().is_some_and(|at| **at <= self.indices[i]);
            }
            if 0 < paused_ms {
                self.recorded_s[i - 1] = (silent_s - paused_ms as f64 / 1000.0).max(0.0);
            } else if (broken && BREAK_GAP_S < silent_s)
                || (longest_s < silent_s && !(silent_s <= GOING_GAP_S && self.kept_going(i - 1, lasting_mps)))
            {
                self.recorded_s[i - 1] = 0.0;
            }
        }
    }

    /// Whether the runner kept going from a sample to the next. The samples around them must say so as well: after a pause
    /// the first position is often a wrong one.
    fn kept_going(&self, from: usize, lasting_mps: &RangeInclusive<f64>) -> bool {
        let mps = |from: usize, to: usize| {
            let way_m = way_between_m(self.samples, self.indices[from], self.indices[to])?;
            Some(1000.0 * way_m / (self.time_ms[to] - self.time_ms[from]) as f64)
        };
        let last = self.time_ms.len() - 1;
        mps(from, from + 1).is_some_and(|mps| lasting_mps.contains(&mps))
            && mps(from.saturating_sub(AROUND), (from + 1 + AROUND).min(last))
                .is_none_or(|mps| lasting_mps.contains(&mps))
    }
}

/// The longest silence that is no pause, seconds: a device that samples rarely throughout is silent for longer.
fn longest_silence_s(steps_s: &[f64]) -> f64 {
    // The median need not be found where it is known to be small enough.
    let often = steps_s.iter().filter(|step_s| **step_s <= PAUSE_GAP_S / RARE).count();
    if steps_s.len() / 2 < often { PAUSE_GAP_S } else { PAUSE_GAP_S.max(RARE * median(steps_s)) }
}

/// The spans in which the timer stood, as (from, to) in Unix milliseconds, ascending. A stop that is never followed by
/// a start ends the activity and is no pause.
#[derive(Debug, Clone, Default)]
struct Pauses {
    spans: Vec<(i64, i64)>,
    /// How many were looked at.
    #[cfg(test)]
    work: std::cell::Cell<usize>,
}

impl Pauses {
    fn new(timer: &[TimerEvent]) -> Self {
        let mut events: Vec<TimerEvent> = timer.to_vec();
        events.sort_by_key(|event| event.time_ms);
        let mut stopped_ms = None;
        let mut pauses = Self::default();
        for event in events {
            match (event.running, stopped_ms) {
                (false, None) => stopped_ms = Some(event.time_ms),
                (true, Some(from)) => {
                    pauses.spans.push((from, event.time_ms));
                    stopped_ms = None;
                }
                _ => {}
            }
        }
        pauses
    }

    fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The place of the first one that ends after a time.
    fn first_after(&self, time_ms: i64) -> usize {
        self.spans.partition_point(|(_, end)| *end <= time_ms)
    }

    fn get(&self, nth: usize) -> Option<(i64, i64)> {
        #[cfg(test)]
        self.work.set(self.work.get() + 1);
        self.spans.get(nth).copied()
    }
}

/// The middle value; 0 of nothing.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    if sorted.is_empty() { 0.0 } else { *sorted.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

#[cfg(test)]
impl<'a> ValidSamples<'a> {
    /// All samples, each with the recorded time given.
    pub(crate) fn all(samples: &'a Samples, indices: &'a [usize], recorded_s: &[f64]) -> Self {
        let present = Present::of(samples);
        Self { samples, present, indices, time_ms: Cow::Borrowed(&samples.time_ms), recorded_s: recorded_s.to_vec() }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "seconds of the tests are whole numbers")]
mod tests {
    use super::*;
    use crate::activity::speed;

    fn samples(seconds: &[i64]) -> Samples {
        Samples { time_ms: seconds.iter().map(|s| s * 1000).collect(), ..Samples::default() }
    }

    /// The recorded time after each of all samples, of a run.
    fn recorded(samples: &Samples, timer: &[TimerEvent]) -> Vec<f64> {
        let all: Vec<usize> = (0..samples.len()).collect();
        ValidSamples::new(&Whole::new(samples, timer), &all, &speed::lasting_mps(true, true)).recorded_s
    }

    #[test]
    fn nothing_and_one_sample_are_fine() {
        assert!(recorded(&samples(&[]), &[]).is_empty());
        assert_eq!(recorded(&samples(&[5]), &[]), [0.0]);
    }

    #[test]
    fn a_stopped_timer_counts_for_nothing() {
        let s = samples(&[0, 1, 2, 62, 63]);
        let timer = [
            TimerEvent { time_ms: 0, running: true },
            TimerEvent { time_ms: 2000, running: false },
            TimerEvent { time_ms: 61_000, running: true },
            TimerEvent { time_ms: 63_000, running: false },
        ];
        assert_eq!(recorded(&s, &timer), [1.0, 1.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn the_pauses_of_all_sessions_are_looked_at_once() {
        // Twice as many sessions of two samples, each with a pause, are twice the work.
        let work = |sessions: i64| {
            let samples = samples(&(0..2 * sessions).map(|nth| 100 * nth).collect::<Vec<_>>());
            let timer: Vec<TimerEvent> = (0..2 * sessions)
                .flat_map(|nth| [(100 * nth + 10, false), (100 * nth + 20, true)])
                .map(|(s, running)| TimerEvent { time_ms: 1000 * s, running })
                .collect();
            let whole = Whole::new(&samples, &timer);
            let all: Vec<usize> = (0..samples.len()).collect();
            for session in all.chunks(2) {
                let kept = ValidSamples::new(&whole, session, &speed::lasting_mps(true, true));
                assert_eq!(kept.recorded_s, [90.0, 0.0]);
            }
            whole.pauses.work.get()
        };
        let (once, twice) = (work(1000), work(2000));
        assert!((1000..=10_000).contains(&once) && twice <= 2 * once + 10, "{once}, {twice}");
    }

    #[test]
    fn a_long_silence_is_a_pause_unless_the_device_samples_rarely() {
        assert_eq!(recorded(&samples(&[0, 1, 2, 302, 303]), &[]), [1.0, 1.0, 0.0, 1.0, 0.0]);
        assert_eq!(recorded(&samples(&[0, 90, 180, 300]), &[]), [90.0, 90.0, 120.0, 0.0]);
    }

    #[test]
    fn a_silence_in_which_the_runner_kept_going_is_recorded_time() {
        let silent_s = |silent_s: i64, way_m: f64, breaks: &[usize]| {
            let mut s = samples(&[0, 1, 2, 2 + silent_s, 3 + silent_s]);
            for (i, m) in [3.0, 6.0, 9.0, 9.0 + way_m, 12.0 + way_m].into_iter().enumerate() {
                s.distance_m.set(i, m);
            }
            s.breaks = breaks.to_vec();
            recorded(&s, &[])[2]
        };
        let going = [(300, 900.0), (300, 300.0), (600, 1800.0)].map(|(s, m)| silent_s(s, m, &[]));
        assert_eq!(going, [300.0, 300.0, 600.0]);
        // Standing, strolling home, riding a train, and for longer than any logger is silent.
        let paused = [(300, 0.0), (300, 200.0), (300, 5000.0), (601, 1800.0)].map(|(s, m)| silent_s(s, m, &[]));
        assert_eq!(paused, [0.0; 4]);
        assert_eq!(silent_s(300, 900.0, &[3]), 0.0, "a new track");
        // A first position that is half a kilometre off, and back at the café.
        let mut s = samples(&[0, 1, 2, 302, 303, 304, 305, 306, 307, 308]);
        for i in 0..10 {
            let latitude_deg = if i == 3 { 0.0045 } else { 0.0 };
            s.position.set(i, crate::decode::recording::Position { latitude_deg, longitude_deg: 0.0 });
        }
        assert_eq!(recorded(&s, &[])[2], 0.0);
        // As the crow flies where no distance is counted: 1.1 km in 400 s.
        let mut s = samples(&[0, 1, 401, 402]);
        for (i, latitude_deg) in [0.0, 0.0, 0.01, 0.01].into_iter().enumerate() {
            s.position.set(i, crate::decode::recording::Position { latitude_deg, longitude_deg: 0.0 });
        }
        assert_eq!(recorded(&s, &[])[1], 400.0);
    }

    #[test]
    fn a_new_track_is_a_pause_only_after_a_silence() {
        let mut s = samples(&[0, 1, 2, 30, 31]);
        s.breaks = vec![2, 3];
        assert_eq!(recorded(&s, &[]), [1.0, 1.0, 0.0, 1.0, 0.0]);
    }
}
