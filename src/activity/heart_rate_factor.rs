//! A strap that counts each beat twice, or every other one, for minutes: the heart rate leaps to the double or the half at
//! once, and back.

use super::anomaly::{Fault, Instead};
use std::ops::RangeInclusive;

/// Twice, within an eighth: a heart goes on changing while the strap is wrong or silent.
const TWICE: RangeInclusive<f64> = 1.75..=2.25;
/// The double or the half must be reached within this time, milliseconds: sensors smooth over some seconds.
const EDGE_MS: i64 = 6_000;
/// The same where readings lie further apart, milliseconds.
const RARE_EDGE_MS: i64 = 15_000;
/// And faster than any heart, beats a minute per second. Ours: at the onset of the hardest work a heart rises by some 60 in half
/// a minute; this is three times that.
const FASTEST_BPM_PER_S: f64 = 6.0;
/// A shorter stretch is noise, which is judged beat by beat, milliseconds.
const STRETCH_MIN_MS: i64 = 30_000;
/// At first every so many readings are looked at: a stretch spans many.
const EVERY: usize = 4;
/// Between those the leap is wider than between neighbours, for the heart had longer.
const WIDE: RangeInclusive<f64> = 1.6..=2.5;

/// A stretch of readings, by place, and whether it lies above or below the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WrongStretch {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) doubled: bool,
}

impl WrongStretch {
    /// What is wrong with it, and what is believed instead.
    pub(super) const fn anomaly(self) -> (Fault, Instead) {
        (if self.doubled { Fault::HeartRateDoubled } else { Fault::HeartRateHalved }, Instead::Nothing)
    }
}

/// The stretches in which the readings are twice or half of the rest. `time_ms` ascends, one for each reading; what is not
/// `plausible` is no reading.
pub(super) fn wrong_stretches(time_ms: &[i64], readings: &[u8], plausible: &RangeInclusive<u8>) -> Vec<WrongStretch> {
    if may_be_wrong(readings) { levels(time_ms, readings, &edges(time_ms, readings, plausible)) } else { Vec::new() }
}

/// Whether there is a leap anywhere.
fn may_be_wrong(readings: &[u8]) -> bool {
    let mut before = 0.0;
    readings.iter().step_by(EVERY).filter(|bpm| **bpm != 0).any(|bpm| {
        let here = f64::from(*bpm);
        let leaps = 0.0 < before && WIDE.contains(&(here.max(before) / here.min(before)));
        before = here;
        leaps
    })
}

/// Where the readings leap to the double or the half: the first reading after it, and whether it leaps up.
fn edges(time_ms: &[i64], readings: &[u8], plausible: &RangeInclusive<u8>) -> Vec<(usize, bool)> {
    let mut edges: Vec<(usize, bool)> = Vec::new();
    let (mut oldest, mut last) = (0, None);
    for (here, bpm) in readings.iter().copied().enumerate().filter(|(_, bpm)| plausible.contains(bpm)) {
        let is_passed = |at: usize| !plausible.contains(&readings[at]) || EDGE_MS < time_ms[here] - time_ms[at];
        while oldest < here && is_passed(oldest) {
            oldest += 1;
        }
        // Since the last leap, for a level is compared with the one before only once.
        let since = edges.last().map_or(0, |(at, _)| *at);
        let from = if since <= oldest && oldest < here { Some(oldest) } else { last.filter(|last| since <= *last) };
        last = Some(here);
        let Some(from) = from.filter(|from| time_ms[here] - time_ms[*from] <= RARE_EDGE_MS) else { continue };
        let (before, now) = (f64::from(readings[from]), f64::from(bpm));
        let took_s = (time_ms[here] - time_ms[from]) as f64 / 1000.0;
        let leaps =
            TWICE.contains(&(now.max(before) / now.min(before))) && FASTEST_BPM_PER_S * took_s < (now - before).abs();
        if leaps {
            edges.push((here, before < now));
        }
    }
    edges
}

/// The stretches that do not lie on the level on which most of the time is, and are twice or half of it on the whole: beside a
/// single leap may be noise.
fn levels(time_ms: &[i64], readings: &[u8], edges: &[(usize, bool)]) -> Vec<WrongStretch> {
    let end = time_ms.len();
    let starts = std::iter::once(0).chain(edges.iter().map(|(at, _)| *at));
    let ends = edges.iter().map(|(at, _)| *at).chain([end]);
    let mut level = 0;
    let level_at = edges.iter().map(|(_, up)| {
        level += if *up { 1 } else { -1 };
        level
    });
    let lasts_ms = |from: usize, to: usize| time_ms[to.min(end - 1)] - time_ms[from];
    let stretches: Vec<(i32, usize, usize)> =
        std::iter::once(0).chain(level_at).zip(starts.zip(ends)).map(|(level, (from, to))| (level, from, to)).collect();
    let of = |level: i32| -> i64 {
        stretches.iter().filter(|stretch| stretch.0 == level).map(|(_, from, to)| lasts_ms(*from, *to)).sum()
    };
    let Some((right, right_ms)) = [-1, 0, 1].map(|level| (level, of(level))).into_iter().max_by_key(|(_, ms)| *ms)
    else {
        return Vec::new();
    };
    // Where nothing lasts for most of the time nobody knows which is right.
    if right_ms * 2 <= lasts_ms(0, end) {
        return Vec::new();
    }
    let on_level = |of: &(i32, usize, usize)| of.0 == right;
    let usual_bpm = median(stretches.iter().filter(|of| on_level(of)).map(|(_, from, to)| *from..*to), readings);
    let is_factor = |from: usize, to: usize| {
        let here_bpm = median(std::iter::once(from..to), readings);
        TWICE.contains(&(here_bpm.max(usual_bpm) / here_bpm.min(usual_bpm)))
    };
    let candidates = stretches.iter().filter(|of| !on_level(of)).copied();
    candidates
        .filter(|(_, from, to)| STRETCH_MIN_MS <= lasts_ms(*from, *to) && is_factor(*from, *to))
        .map(|(level, from, to)| WrongStretch { from, to, doubled: right < level })
        .collect()
}

/// The middle of the readings in some stretches, beats a minute; 0 of none.
fn median(stretches: impl Iterator<Item = std::ops::Range<usize>>, readings: &[u8]) -> f64 {
    let mut known: Vec<u8> = stretches.flat_map(|stretch| readings.get(stretch).unwrap_or_default()).copied().collect();
    known.retain(|bpm| *bpm != 0);
    known.sort_unstable();
    known.get(known.len() / 2).map_or(0.0, |bpm| f64::from(*bpm))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half an hour of readings every so many seconds.
    fn found(every_s: i64, bpm: impl Fn(i64) -> u8) -> Vec<WrongStretch> {
        let time_ms: Vec<i64> = (0..1800 / every_s).map(|nth| 1000 * every_s * nth).collect();
        let readings: Vec<u8> = time_ms.iter().map(|ms| bpm(ms / 1000)).collect();
        wrong_stretches(&time_ms, &readings, &(30..=220))
    }

    /// A heart that trembles a little around a rate.
    fn around(bpm: i64, s: i64) -> u8 {
        (bpm + s * 7 % 5 - 2) as u8
    }

    #[test]
    fn a_strap_that_counts_half_or_twice_for_minutes_is_found() {
        for every_s in [1, 5, 10] {
            let halved = found(every_s, |s| around(if (600..780).contains(&s) { 75 } else { 150 }, s));
            let stretch = WrongStretch { from: (600 / every_s) as usize, to: (780 / every_s) as usize, doubled: false };
            assert_eq!(halved, [stretch], "{every_s} s");
            let doubled = found(every_s, |s| around(if (300..540).contains(&s) { 208 } else { 104 }, s));
            assert!(matches!(doubled[..], [WrongStretch { doubled: true, .. }]), "{every_s} s: {doubled:?}");
            let at_start = found(every_s, |s| around(if s < 240 { 72 } else { 144 }, s));
            assert!(
                matches!(at_start[..], [WrongStretch { from: 0, doubled: false, .. }]),
                "{every_s} s: {at_start:?}"
            );
        }
    }

    #[test]
    fn a_strap_that_takes_some_seconds_to_go_wrong_is_found() {
        let bpm = |s: i64| match s {
            600..=604 => 150 - 15 * (s - 600),
            605..780 => 75,
            780..=784 => 75 + 15 * (s - 780),
            _ => 150,
        };
        let stretches = found(1, |s| around(bpm(s), s));
        assert!(matches!(stretches[..], [WrongStretch { from: 600..=606, to: 780..=787, .. }]), "{stretches:?}");
    }

    #[test]
    fn hearts_that_work_are_never_found() {
        // Intervals of two minutes between 95 and 185, ramps as steep as hearts have them; and a long climb from 70 to 180.
        for every_s in [1, 5, 10] {
            let intervals = |s: i64| {
                let at = s % 240;
                if at < 120 { 95 + (90 * at / 35).min(90) } else { 185 - (90 * (at - 120) / 60).min(90) }
            };
            assert!(found(every_s, |s| around(intervals(s), s)).is_empty());
            assert!(found(every_s, |s| around(70 + 110 * s / 1800, s)).is_empty());
            assert!(found(every_s, |s| around(if s < 900 { 150 } else { 110 }, s)).is_empty());
        }
        // A dry strap that is far too high for five minutes, falls and comes back: not the double of anything.
        let dry = |s: i64| match s {
            0..300 => 180,
            300..360 => 85 + (s - 300),
            _ => 145,
        };
        assert!(found(1, |s| around(dry(s), s)).is_empty());
        // A spike of some seconds is judged beat by beat.
        assert!(found(1, |s| around(if (600..610).contains(&s) { 75 } else { 150 }, s)).is_empty());
        for every_s in [1, 2, 5] {
            assert!(found(every_s, |s| if s / every_s == 150 { 250 } else { around(125, s) }).is_empty());
            assert!(found(every_s, |s| if s / every_s == 150 { 214 } else { around(107, s) }).is_empty());
        }
    }
}
