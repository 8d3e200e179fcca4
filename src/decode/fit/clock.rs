//! Time in FIT: seconds since 1989-12-31T00:00:00Z, or since power-on where the device did not know the date.

use crate::decode::recording::{Cell, Column, Recording, Samples};
use crate::limits::TIME_MS_MAX;

/// The FIT epoch in Unix seconds.
const EPOCH_S: i64 = 631_065_600;

/// Times below it count seconds since the device was switched on.
const POWER_ON_END: u32 = 0x1000_0000;

/// [`POWER_ON_END`] as Unix milliseconds.
const POWER_ON_END_MS: i64 = (EPOCH_S + POWER_ON_END as i64) * 1000;

/// First time past the latest that a recording may carry.
const TIMESTAMP_END: i64 = TIME_MS_MAX / 1000 - EPOCH_S;

/// Largest offset of a local clock, seconds: Kiribati is 14 h ahead.
const OFFSET_MAX_S: i64 = 14 * 3600;

/// Offsets of local clocks are multiples of it, seconds: Nepal is 5 h 45 min ahead.
const OFFSET_STEP_S: i64 = 15 * 60;

/// A local time is beside a zone by this much at most, seconds: some watches take it a second later, others leave out the leap
/// seconds or round to a minute. Ours.
const OFFSET_SLACK_S: i64 = 120;

/// Low bits of a time that a compressed header carries.
const COMPRESSED_MASK: u32 = 0x1F;

/// The running clock of a file: the last time that was met, which compressed times build upon.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clock {
    last: Option<u32>,
}

impl Clock {
    /// A message gave its time in full.
    #[inline]
    pub(super) fn set_timestamp(&mut self, timestamp: u32) {
        self.last = Some(timestamp);
    }

    /// The first time from the last one on that ends in the five bits given; absent before any time was met, and after
    /// the last second that 32 bits can count.
    #[inline]
    pub(super) fn advance_low_bits(&mut self, low_bits: u32) -> Option<u32> {
        let last = self.last?;
        let ahead = low_bits.wrapping_sub(last) & COMPRESSED_MASK;
        self.last = last.checked_add(ahead);
        self.last
    }
}

/// Unix milliseconds of a time in the file; absent beyond [`TIME_MS_MAX`]. Times that count from power-on fall before
/// mid-1998, where [`settle_times`] finds them.
#[inline]
pub(super) fn unix_ms(timestamp: u32) -> Option<i64> {
    let timestamp = i64::from(timestamp);
    (timestamp < TIMESTAMP_END).then(|| timestamp.wrapping_add(EPOCH_S).wrapping_mul(1000))
}

/// Whether a time counts from power-on.
#[inline]
pub(super) fn is_since_power_on(timestamp: u32) -> bool {
    timestamp < POWER_ON_END
}

/// Whether a time is a date that a recording may carry.
#[inline]
pub(super) fn is_ordinary(timestamp: u32) -> bool {
    !is_since_power_on(timestamp) && i64::from(timestamp) < TIMESTAMP_END
}

/// Whether Unix milliseconds that came out of [`unix_ms`] are a date, and do not count from power-on.
pub(super) fn is_date(time_ms: i64) -> bool {
    time_ms >= POWER_ON_END_MS
}

/// What turns times since power-on into dates, milliseconds: from a message that gives one moment on both clocks.
/// Absent unless the first is a date and the second is not.
pub(super) fn power_on_shift_ms(timestamp: u32, since_power_on: u32) -> Option<i64> {
    let fits = !is_since_power_on(timestamp) && is_since_power_on(since_power_on);
    fits.then(|| i64::from(timestamp).wrapping_sub(i64::from(since_power_on)).wrapping_mul(1000))
}

/// What tells where times since power-on lie, the surest first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    /// The shift by a message that gives one moment on both clocks, milliseconds.
    pub(super) correlation_ms: Option<i64>,
    /// When the file was made: a date on the clock of FIT.
    pub(super) created: Option<u32>,
    /// The shift to local time by the end of the activity, milliseconds.
    pub(super) local_ms: Option<i64>,
}

impl Evidence {
    /// The shift that turns the times of a recording into dates, milliseconds, and what it goes by; absent where nothing
    /// tells. `true` where it gives local time, and nobody knows how far that is from UTC.
    pub(super) fn shift_ms(&self, recording: &Recording) -> Option<(i64, &'static str, bool)> {
        let times_ms = &recording.samples.time_ms;
        let undated = times_ms.iter().take_while(|&&time_ms| !is_date(time_ms)).count();
        let set_on_the_way = undated.checked_sub(1).and_then(|last| times_ms.get(last).zip(times_ms.get(undated)));
        let summaries = recording.sessions.iter().chain(&recording.laps).filter_map(|summary| summary.start_ms);
        let moments =
            summaries.chain(recording.timer.iter().map(|event| event.time_ms)).chain(times_ms.iter().copied());
        let first_ms = || moments.filter(|&time_ms| !is_date(time_ms)).min();

        let correlation =
            self.correlation_ms.map(|shift_ms| (shift_ms, "a message that gives one moment on both clocks", false));
        let change = set_on_the_way.map(|(before_ms, now_ms)| {
            let shift_ms = now_ms.wrapping_sub(*before_ms).wrapping_sub(1000);
            (shift_ms, "the first record with a date, taken to be one second after the last one without", false)
        });
        let creation = || {
            let shift_ms = unix_ms(self.created?)?.wrapping_sub(first_ms()?);
            Some((shift_ms, "the date of the file, taken to be that of its first moment", false))
        };
        let local = self.local_ms.map(|shift_ms| (shift_ms, "the local time at its end; UTC is not known", true));
        correlation.or(change).or_else(creation).or(local)
    }
}

/// Offset of the local clock from UTC, seconds, from one moment on both: the multiple of 15 min that is at most
/// [`OFFSET_SLACK_S`] away. Absent when either is no date, or when no place on Earth has the difference: more than 14 h, or
/// further from a multiple.
pub(super) fn utc_offset_s(timestamp: u32, local: u32) -> Option<i32> {
    if is_since_power_on(timestamp) || is_since_power_on(local) {
        return None;
    }
    let offset = i64::from(local).wrapping_sub(i64::from(timestamp));
    let nearest = offset.wrapping_add(OFFSET_STEP_S / 2).div_euclid(OFFSET_STEP_S).wrapping_mul(OFFSET_STEP_S);
    let plausible = nearest.abs() <= OFFSET_MAX_S && offset.abs_diff(nearest) <= OFFSET_SLACK_S.unsigned_abs();
    plausible.then_some(nearest).and_then(|offset| i32::try_from(offset).ok())
}

/// Turns the times of a recording that count from power-on into dates where the shift is known, and takes them out
/// where it is not. Returns the number of samples taken out.
pub(super) fn settle_times(recording: &mut Recording, shift_ms: Option<i64>) -> usize {
    let date = |time_ms: i64| {
        let time_ms = if is_date(time_ms) { time_ms } else { time_ms.wrapping_add(shift_ms?) };
        (is_date(time_ms) && time_ms < TIME_MS_MAX).then_some(time_ms)
    };
    for length in &mut recording.lengths {
        length.start_ms = length.start_ms.and_then(date);
    }
    for summary in recording.laps.iter_mut().chain(&mut recording.sessions) {
        summary.start_ms = summary.start_ms.and_then(date);
    }
    recording.timer.retain_mut(|event| match date(event.time_ms) {
        Some(time_ms) => {
            event.time_ms = time_ms;
            true
        }
        None => false,
    });
    let before = recording.samples.len();
    redate_samples(&mut recording.samples, date);
    before.saturating_sub(recording.samples.len())
}

/// Replaces each sample's time by what `date` makes of it; samples without one are left out.
fn redate_samples(samples: &mut Samples, date: impl Fn(i64) -> Option<i64>) {
    let (kept, time_ms): (Vec<usize>, Vec<i64>) =
        samples.time_ms.iter().enumerate().filter_map(|(index, &time)| Some((index, date(time)?))).unzip();
    let all_kept = kept.len() == samples.len();
    samples.time_ms = time_ms;
    if !all_kept {
        keep_only(&mut samples.heart_rate_bpm, &kept);
        keep_only(&mut samples.position, &kept);
        keep_only(&mut samples.altitude_m, &kept);
        keep_only(&mut samples.distance_m, &kept);
        keep_only(&mut samples.speed_mps, &kept);
        keep_only(&mut samples.power_w, &kept);
        keep_only(&mut samples.cadence_rpm, &kept);
    }
}

/// Keeps the values of a column at the indices given.
fn keep_only<T: Cell>(column: &mut Column<T>, kept: &[usize]) {
    let before = std::mem::take(column);
    for (new, &old) in kept.iter().enumerate() {
        column.set_known(new, before.value_at(old));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn compressed_times_go_forward_and_roll_over() {
        let mut clock = Clock::default();
        assert_eq!(clock.advance_low_bits(5), None, "no base yet");
        clock.set_timestamp(0x3B00_001E);
        assert_eq!(clock.advance_low_bits(0x1E), Some(0x3B00_001E), "same second");
        assert_eq!(clock.advance_low_bits(0x1F), Some(0x3B00_001F));
        assert_eq!(clock.advance_low_bits(0x02), Some(0x3B00_0022), "past the end of 32 seconds");
        clock.set_timestamp(u32::MAX - 1);
        assert_eq!(clock.advance_low_bits(0), None, "past the end of the clock");
    }

    #[test]
    fn the_epoch_and_the_last_second() {
        assert_eq!(unix_ms(1_000_000_000), Some(1_631_065_600_000));
        assert_eq!(unix_ms(u32::MAX - 1), None);
        assert!(unix_ms((TIMESTAMP_END - 1) as u32).unwrap() < TIME_MS_MAX);
    }

    #[test]
    fn offsets_are_those_of_places() {
        let noon = 1_000_000_000;
        assert_eq!(utc_offset_s(noon, noon + 7200), Some(7200));
        assert_eq!(utc_offset_s(noon, noon - 12_600), Some(-12_600));
        assert_eq!(utc_offset_s(noon, noon + 20_700), Some(20_700));
        assert_eq!(utc_offset_s(noon, noon + 50_400), Some(50_400));
        assert_eq!(utc_offset_s(noon, noon + 51_300), None, "more than 14 h");
        assert_eq!(utc_offset_s(noon, noon + 1080), None, "18 min is no zone");
        for (beside_s, found) in
            [(-1, true), (1, true), (-37, true), (60, true), (120, true), (121, false), (-121, false)]
        {
            let local = |offset: i32| noon.saturating_add_signed(offset + beside_s);
            let offsets = [36_000, -12_600, 20_700, 0].map(|offset| utc_offset_s(noon, local(offset)) == Some(offset));
            assert_eq!(offsets, [found; 4], "{beside_s} s beside the zone");
        }
        assert_eq!(utc_offset_s(16_444_673, noon), None, "a clock that counts from power-on");
        assert_eq!(utc_offset_s(noon, 0), None);
    }
}
