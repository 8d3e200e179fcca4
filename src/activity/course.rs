//! The course of a recording: how it went along its way and through its time. Two recordings with the same course are one, even
//! where their clocks differ by hours.

use super::heart_rate::HeartRate;
use super::speed::MeasuredWay;
use super::valid_samples::ValidSamples;
use crate::decode::recording::Position;

/// Parts of a course; ours: a runner's pace over nine marks and heart over ten parts does not repeat by chance.
pub(crate) const PARTS: usize = 10;

/// Marks of two recordings of one way lie within this, seconds: they are sampled every 10 s at the rarest …
const MARK_S: f64 = 10.0;
/// … or within this share of the time: a way by positions and one by a sensor differ on the way by no more. Ours.
const MARK_SHARE: f64 = 0.01;
/// Means of the same heart over a tenth of the time differ by at most this, beats a minute. Ours: rounding and rarer samples.
const HEART_RATE_BPM: u8 = 3;
/// The start is told to a cell of this size, degrees: about a hundred metres.
const PLACE_DEG: f64 = 0.001;

/// How a recording went. Empty where it has neither a way nor a heart rate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// Seconds from the start to each tenth of the way but the last; empty without a way.
    pub marks_s: Vec<u32>,
    /// Mean heart rate of each tenth of the time, beats a minute, 0 where there is none; empty without a heart rate.
    pub heart_rate_bpm: Vec<u8>,
    /// A digest of where it began, which does not tell the place; absent without a position.
    pub place: Option<u16>,
}

impl Course {
    /// Of the kept samples, the way along them, and their heart rate.
    #[must_use]
    pub fn new(kept: &ValidSamples, way: &MeasuredWay, heart_rate: &HeartRate, first: Option<Position>) -> Self {
        Self {
            marks_s: marks_s(&kept.time_ms, &way.distance_m),
            heart_rate_bpm: heart_rate_by_part(&kept.time_ms, &heart_rate.readings_bpm),
            place: first.map(place),
        }
    }

    /// Whether there is nothing to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks_s.is_empty() && self.heart_rate_bpm.is_empty()
    }

    /// Whether it is known by its unevenness: pace or heart rate changed on the way by more than two recordings of it differ.
    #[must_use]
    pub fn is_uneven(&self, elapsed_s: f64) -> bool {
        let even = |nth: usize| elapsed_s * nth as f64 / PARTS as f64;
        let off_s = |(nth, mark): (usize, &u32)| (f64::from(*mark) - even(nth + 1)).abs();
        let told = self.heart_rate_bpm.iter().filter(|bpm| **bpm != 0);
        let spread = told.clone().max().zip(told.min()).map_or(0, |(most, least)| most - least);
        self.marks_s.iter().enumerate().map(off_s).any(|s| tolerance_s(elapsed_s) < s) || 2 * HEART_RATE_BPM < spread
    }

    /// Whether two recordings of about `elapsed_s` are of one course: everything that both tell agrees, and there is something
    /// that both tell.
    #[must_use]
    pub fn is_same(&self, other: &Self, elapsed_s: f64) -> bool {
        let within_s = tolerance_s(elapsed_s);
        let marks = both(&self.marks_s, &other.marks_s, |a, b| f64::from(a.abs_diff(b)) <= within_s);
        let hearts = both(&self.heart_rate_bpm, &other.heart_rate_bpm, |a, b| a.abs_diff(b) <= HEART_RATE_BPM);
        let is_elsewhere = self.place.zip(other.place).is_some_and(|(one, other)| one != other);
        !is_elsewhere && marks != Some(false) && hearts != Some(false) && (marks.is_some() || hearts.is_some())
    }
}

/// How far the marks of two recordings of one way may lie apart, seconds.
fn tolerance_s(elapsed_s: f64) -> f64 {
    MARK_S.max(MARK_SHARE * elapsed_s)
}

/// Whether each of two lists agrees; absent where one is missing.
fn both<T: Copy>(one: &[T], other: &[T], agree: impl Fn(T, T) -> bool) -> Option<bool> {
    let is_told = !one.is_empty() && one.len() == other.len();
    is_told.then(|| one.iter().zip(other).all(|(one, other)| agree(*one, *other)))
}

/// Seconds to each tenth of the way, between the samples before and after it.
fn marks_s(time_ms: &[i64], distance_m: &[f64]) -> Vec<u32> {
    let (Some(total_m), Some(start_ms)) = (distance_m.last().filter(|m| 0.0 < **m), time_ms.first()) else {
        return Vec::new();
    };
    (1..PARTS)
        .filter_map(|nth| {
            let mark_m = total_m * nth as f64 / PARTS as f64;
            let after = distance_m.partition_point(|m| *m < mark_m);
            let before = after.saturating_sub(1);
            let (from_m, to_m) = (distance_m.get(before)?, distance_m.get(after)?);
            let since = |ms: &i64| ms.saturating_sub(*start_ms);
            let (from_ms, to_ms) = (since(time_ms.get(before)?), since(time_ms.get(after)?));
            let share = if from_m < to_m { (mark_m - from_m) / (to_m - from_m) } else { 0.0 };
            Some(((from_ms as f64 + share * to_ms.saturating_sub(from_ms) as f64) / 1000.0).round() as u32)
        })
        .collect()
}

/// The mean reading of each tenth of the time.
fn heart_rate_by_part(time_ms: &[i64], readings_bpm: &[u8]) -> Vec<u8> {
    let (Some(start_ms), Some(end_ms)) = (time_ms.first(), time_ms.last()) else { return Vec::new() };
    if readings_bpm.len() != time_ms.len() || end_ms <= start_ms {
        return Vec::new();
    }
    let mut from = 0;
    let parts = (1..=PARTS as i64).map(|nth| {
        let until_ms = start_ms.saturating_add(end_ms.saturating_sub(*start_ms) / PARTS as i64 * nth);
        let to = if nth == PARTS as i64 { time_ms.len() } else { time_ms.partition_point(|ms| *ms < until_ms) };
        let read = readings_bpm.get(from..to).unwrap_or_default().iter().filter(|bpm| **bpm != 0);
        let (sum, count) = read.fold((0_u64, 0_u64), |(sum, count), bpm| (sum + u64::from(*bpm), count + 1));
        from = to;
        (2 * sum + count).checked_div(2 * count).unwrap_or(0) as u8
    });
    let parts: Vec<u8> = parts.collect();
    if parts.iter().all(|bpm| *bpm == 0) { Vec::new() } else { parts }
}

/// A digest of the cell that a position lies in.
fn place(position: Position) -> u16 {
    let cell = |deg: f64| (deg / PLACE_DEG).round() as i64 as u64;
    let mixed = cell(position.latitude_deg).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ cell(position.longitude_deg).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    (mixed.wrapping_mul(0x1656_67B1_9E37_79F9) >> 48) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample every `step` seconds of half an hour that begins fast and ends slowly.
    fn sampled(step: usize, slower_at_s: f64) -> (Vec<i64>, Vec<f64>) {
        let s = (0..=1800).step_by(step);
        let way = |s: f64| 3.5 * s.min(slower_at_s) + 2.5 * (s - slower_at_s).max(0.0);
        s.map(|s| (1000 * s as i64, way(s as f64))).unzip()
    }

    fn course(step: usize, slower_at_s: f64) -> Course {
        let (time_ms, way_m) = sampled(step, slower_at_s);
        Course { marks_s: marks_s(&time_ms, &way_m), ..Course::default() }
    }

    #[test]
    fn the_same_way_is_known_by_its_marks_however_often_it_was_sampled() {
        let watch = course(1, 600.0);
        assert_eq!(watch.marks_s.len(), PARTS - 1);
        assert!(watch.is_uneven(1800.0) && !course(1, 0.0).is_uneven(1800.0));
        assert!(watch.is_same(&course(5, 600.0), 1800.0) && watch.is_same(&course(10, 600.0), 1800.0));
        assert!(!watch.is_same(&course(1, 900.0), 1800.0), "another pace");
        assert!(!watch.is_same(&Course::default(), 1800.0), "nothing to compare");
    }

    #[test]
    fn another_heart_or_another_place_is_another_run() {
        let bpm = |second: u8| {
            let readings: Vec<u8> = (0..=100).map(|s| if s < 50 { 120 } else { second }).collect();
            let time_ms: Vec<i64> = (0..=100).map(|s| 1000 * s).collect();
            Course { heart_rate_bpm: heart_rate_by_part(&time_ms, &readings), ..Course::default() }
        };
        assert_eq!(bpm(160).heart_rate_bpm, [120, 120, 120, 120, 120, 160, 160, 160, 160, 160]);
        assert!(bpm(160).is_same(&bpm(162), 100.0) && !bpm(160).is_same(&bpm(166), 100.0));
        let at = |longitude_deg| Course {
            place: Some(place(Position { latitude_deg: 59.5, longitude_deg })),
            ..course(1, 600.0)
        };
        assert!(at(10.5).is_same(&at(10.500_04), 1800.0) && !at(10.5).is_same(&at(10.51), 1800.0));
        assert!(at(10.5).is_same(&course(1, 600.0), 1800.0), "a file without positions says nothing against it");
    }

    #[test]
    fn nothing_has_no_course() {
        assert!(marks_s(&[], &[]).is_empty() && marks_s(&[0, 1000], &[0.0, 0.0]).is_empty());
        assert!(heart_rate_by_part(&[], &[]).is_empty() && heart_rate_by_part(&[0, 1000], &[0, 0]).is_empty());
    }
}
