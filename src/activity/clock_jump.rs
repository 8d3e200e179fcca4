//! A clock that was set on the way: the samples go on as they did, and their times do not.

use super::anomaly::{Anomalies, Fault, Instead};
use super::distance::haversine_m;
use super::placed::Placed;
use super::stale::told_start_ms;
use crate::decode::recording::{Position, Recording, Samples, Summary};
use crate::diagnostic::{Code, Diagnostics};

/// A jump from this on is one, milliseconds: 1 h. Ours: clocks are set by whole hours or by years, and a shorter silence
/// changes no day.
const JUMP_MS_MIN: i64 = 3_600_000;

/// Clocks that run backwards by less than this are left out sample by sample, milliseconds. Ours.
const BACK_MS_MIN: i64 = 10_000;

/// Nobody records for so long, milliseconds: five years. A clock that was never set counts from 1989, 2000 or 1,024 weeks ago.
const NEVER_SET_MS: i64 = 5 * 366 * 86_400_000;

/// So many steps on either side must be told at one rate, none longer than [`RATE`] times the steps at the jump. Ours.
const AROUND: usize = 4;

/// See [`AROUND`].
const RATE: i64 = 10;

/// A runner who goes on covers at least this share of a step at the speed before and after, and at most its inverse. Ours.
const STEP_SHARE: f64 = 0.5;

/// … at a speed of at least this, metres a second: who stands may have stood all night.
const GOING_MPS: f64 = 1.0;

/// … in the same direction, within 30 degrees: the cosine.
const STRAIGHT: f64 = 0.866;

/// A stretch between two jumps, and what its times are off.
struct Stretch {
    first: usize,
    len: usize,
    shift_ms: i64,
}

/// All samples in the order of the file, where the clock was set back: each stretch goes on with the one before it.
pub(super) fn set_back(recording: &Recording, anomalies: &mut Anomalies, diagnostics: &mut Diagnostics) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(recording.samples.len());
    let mut stretches = vec![Stretch { first: 0, len: 0, shift_ms: 0 }];
    let mut shift_ms = 0_i64;
    let mut step_ms = 1000_i64;
    for (index, time_ms) in recording.samples.time_ms.iter().copied().enumerate() {
        if let Some(before) = placed.last().copied() {
            let ahead_ms = time_ms.saturating_add(shift_ms).saturating_sub(before.time_ms);
            if ahead_ms <= -BACK_MS_MIN {
                shift_ms = shift_ms.saturating_add(step_ms.saturating_sub(ahead_ms));
                stretches.push(Stretch { first: placed.len(), len: 0, shift_ms });
            } else if ahead_ms <= 0 {
                continue;
            } else {
                step_ms = ahead_ms.min(BACK_MS_MIN);
            }
        }
        placed.push(Placed { index, time_ms: time_ms.saturating_add(shift_ms) });
        if let Some(stretch) = stretches.last_mut() {
            stretch.len += 1;
        }
    }
    settle(&mut placed, &stretches, recording, anomalies, diagnostics);
    placed
}

/// Takes out the silences in which nothing passed but the clock.
pub(super) fn set_forward(
    placed: &mut [Placed],
    recording: &Recording,
    anomalies: &mut Anomalies,
    diagnostics: &mut Diagnostics,
) {
    let mut stretches = vec![Stretch { first: 0, len: 0, shift_ms: 0 }];
    let mut shift_ms = 0_i64;
    let told = Told::new(recording);
    for nth in 0..placed.len() {
        if let Some(step_ms) = nth.checked_sub(1).and_then(|before| jump_step_ms(placed, before, recording, &told)) {
            shift_ms = shift_ms.saturating_sub(placed[nth].time_ms - placed[nth - 1].time_ms - step_ms);
            stretches.push(Stretch { first: nth, len: 0, shift_ms });
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.len += 1;
        }
    }
    if stretches.len() < 2 {
        return;
    }
    for stretch in &stretches {
        for at in placed.iter_mut().skip(stretch.first).take(stretch.len) {
            at.time_ms = at.time_ms.saturating_add(stretch.shift_ms);
        }
    }
    settle(placed, &stretches, recording, anomalies, diagnostics);
}

/// What the device told of rests.
struct Told {
    /// When the timer stopped, ascending.
    stops_ms: Vec<i64>,
    /// The elapsed time of all sessions, seconds; absent where one does not tell it.
    elapsed_s: Option<f64>,
    /// The same, or the time of the timer.
    passed_s: Option<f64>,
}

impl Told {
    fn new(recording: &Recording) -> Self {
        let mut stops_ms: Vec<i64> =
            recording.timer.iter().filter(|event| !event.running).map(|event| event.time_ms).collect();
        stops_ms.sort_unstable();
        let sum = |part: fn(&Summary) -> Option<f64>| {
            recording.sessions.iter().map(part).sum::<Option<f64>>().filter(|s| 0.0 < *s)
        };
        let elapsed_s = sum(|session| session.elapsed_s);
        Self { stops_ms, elapsed_s, passed_s: elapsed_s.or_else(|| sum(|session| session.timer_s)) }
    }

    fn stopped_between(&self, from_ms: i64, to_ms: i64) -> bool {
        self.stops_ms.get(self.stops_ms.partition_point(|at| *at < from_ms)).is_some_and(|at| *at <= to_ms)
    }
}

/// How long the step really took after which the clock is far ahead; absent where it did not jump.
fn jump_step_ms(placed: &[Placed], from: usize, recording: &Recording, told: &Told) -> Option<i64> {
    let (here, next) = (placed.get(from)?, placed.get(from + 1)?);
    let silent_ms = next.time_ms - here.time_ms;
    if silent_ms < JUMP_MS_MIN {
        return None;
    }
    let before = placed.get(from.checked_sub(1)?)?;
    let after = placed.get(from + 2)?;
    let step_ms = (here.time_ms - before.time_ms).min(after.time_ms - next.time_ms);
    if NEVER_SET_MS <= silent_ms {
        return Some(step_ms);
    }
    let around = [placed.get(from.checked_sub(AROUND)?..=from)?, placed.get(from + 1..=from + 1 + AROUND)?];
    let is_even = |pair: &[Placed]| matches!(pair, [a, b] if b.time_ms - a.time_ms <= RATE * step_ms);
    let is_jump = RATE * step_ms < silent_ms && around.iter().all(|part| part.windows(2).all(is_even));
    let is_interrupted =
        told.stopped_between(here.time_ms, next.time_ms) || recording.samples.breaks.binary_search(&next.index).is_ok();
    // The device counts the time that passed without looking at the clock.
    let span_ms = placed.last()?.time_ms - placed.first()?.time_ms;
    let has_passed = told.passed_s.is_some_and(|s| (span_ms - silent_ms / 2) as f64 <= 1000.0 * s);
    let goes_on = is_jump
        && next.index == here.index + 1
        && goes_on(&recording.samples, [before.index, here.index, next.index, after.index], told.elapsed_s.is_some());
    (goes_on && !is_interrupted && !has_passed).then_some(step_ms)
}

/// Whether the way goes on from the second to the third of four samples as it did before and does after: by the positions, or,
/// where the device told how long it took, by the distance as well.
fn goes_on(samples: &Samples, four: [usize; 4], by_distance: bool) -> bool {
    let is_like = |step_m: f64, others_m: [f64; 2]| {
        let usual_m = f64::midpoint(others_m[0], others_m[1]);
        (STEP_SHARE * usual_m..=usual_m / STEP_SHARE).contains(&step_m)
    };
    let step_s = |from: usize| {
        let (from, to) = (four[from], four[from + 1]);
        Some((samples.time_ms.get(to)? - samples.time_ms.get(from)?) as f64 / 1000.0)
    };
    let going = |steps_m: [f64; 3]| {
        let mps = |nth: usize| step_s(nth).map_or(0.0, |s| steps_m[nth] / s);
        GOING_MPS <= mps(0) && GOING_MPS <= mps(2) && is_like(steps_m[1], [steps_m[0], steps_m[2]])
    };
    let positions = four.map(|index| samples.position.value_at(index));
    if let [Some(a), Some(b), Some(c), Some(d)] = positions {
        let cos = libm::cos(b.latitude_deg.to_radians());
        let towards = |from: Position, to: Position| {
            (cos * (to.longitude_deg - from.longitude_deg), to.latitude_deg - from.latitude_deg)
        };
        let is_straight = |one: (f64, f64), other: (f64, f64)| {
            let length = (one.0 * one.0 + one.1 * one.1).sqrt() * (other.0 * other.0 + other.1 * other.1).sqrt();
            STRAIGHT * length <= one.0 * other.0 + one.1 * other.1
        };
        return going([haversine_m(a, b), haversine_m(b, c), haversine_m(c, d)])
            && is_straight(towards(a, b), towards(b, c))
            && is_straight(towards(b, c), towards(c, d));
    }
    let distances = four.map(|index| samples.distance_m.value_at(index));
    if let ([Some(a), Some(b), Some(c), Some(d)], true) = (distances, by_distance) {
        return going([b - a, c - b, d - c]);
    }
    false
}

/// Decides whose clock was right: the one that the summaries go by, unless the years are those of a clock that was never set;
/// else that of the longest stretch. The others follow it.
fn settle(
    placed: &mut [Placed],
    stretches: &[Stretch],
    recording: &Recording,
    anomalies: &mut Anomalies,
    diagnostics: &mut Diagnostics,
) {
    let first_ms = |stretch: &Stretch| {
        placed.get(stretch.first).and_then(|at| recording.samples.time_ms.get(at.index)).copied().unwrap_or(0)
    };
    let latest_ms = stretches.iter().map(first_ms).max().unwrap_or(0);
    let can_be = |stretch: &&Stretch| latest_ms - first_ms(stretch) < NEVER_SET_MS;
    let told_ms = told_start_ms(recording);
    let is_told = |stretch: &&Stretch| told_ms.is_some_and(|told_ms| (told_ms - first_ms(stretch)).abs() < JUMP_MS_MIN);
    let told = stretches.iter().filter(can_be).find(is_told);
    let right = told.or_else(|| stretches.iter().filter(can_be).rev().max_by_key(|stretch| stretch.len));
    let Some(right) = right else { return };
    let moved: usize = stretches.iter().filter(|of| of.shift_ms != right.shift_ms).map(|of| of.len).sum();
    for at in placed {
        at.time_ms = at.time_ms.saturating_sub(right.shift_ms);
    }
    anomalies.note(Fault::ClockJump, Instead::Corrected);
    let detail =
        "samples after or before a jump of the clock, from which the way goes on, were set to follow each other";
    diagnostics.push_counted(Code::ClockFault, None, moved as u64, detail);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::recording::{Cell, TimerEvent};

    /// A way eastward at 3 m/s, a sample a second, whose times are later by so much from the hundredth on; `turned`: who goes on
    /// from there to the north.
    fn went(later_s: i64, turned: bool) -> Recording {
        let mut recording = Recording::default();
        for s in 0..200_i64 {
            let way_deg = 3.0 * s as f64 / 111_195.0;
            let turn_deg = 3.0 * (s - 100).max(0) as f64 / 111_195.0;
            let position = if turned && 100 < s {
                Position { latitude_deg: turn_deg, longitude_deg: 300.0 / 111_195.0 }
            } else {
                Position { latitude_deg: 0.0, longitude_deg: way_deg }
            };
            recording.samples.position.set_value(s as usize, position);
            recording.samples.time_ms.push(1000 * (s + if s < 100 { 0 } else { later_s }));
        }
        recording
    }

    /// The last second after the clock was put right.
    fn last_s(recording: &Recording) -> i64 {
        let placed = recording.samples.time_ms.iter().enumerate();
        let mut placed: Vec<Placed> = placed.map(|(index, time_ms)| Placed { index, time_ms: *time_ms }).collect();
        set_forward(&mut placed, recording, &mut Anomalies::default(), &mut Diagnostics::default());
        (placed[199].time_ms - placed[0].time_ms) / 1000
    }

    #[test]
    fn a_silence_in_which_nothing_passed_is_a_clock_that_was_set() {
        assert_eq!(last_s(&went(7 * 3600, false)), 199);
        assert_eq!(last_s(&went(3000, false)), 3199, "less than an hour");
        // A segment, a stop of the timer, a summary that counted the time: somebody rested.
        let mut rested = went(7 * 3600, false);
        rested.samples.breaks = vec![100];
        assert_eq!(last_s(&rested), 7 * 3600 + 199);
        let mut rested = went(7 * 3600, false);
        rested.timer = vec![TimerEvent { time_ms: 99_000, running: false }];
        assert_eq!(last_s(&rested), 7 * 3600 + 199);
        let mut rested = went(7 * 3600, false);
        rested.sessions = vec![Summary { elapsed_s: Some(7.0 * 3600.0 + 199.0), ..Summary::default() }];
        assert_eq!(last_s(&rested), 7 * 3600 + 199);
    }

    #[test]
    fn who_stands_or_goes_another_way_has_rested() {
        let mut stood = went(7 * 3600, false);
        let here = stood.samples.position.value_at(100);
        for nth in 95..105 {
            stood.samples.position.set_value(nth, here.unwrap_or(Position::ABSENT));
        }
        assert_eq!(last_s(&stood), 7 * 3600 + 199);
        let mut home = went(7 * 3600, false);
        for nth in 100..200 {
            let back_deg = 3.0 * (200 - nth) as f64 / 111_195.0;
            home.samples.position.set_value(nth, Position { latitude_deg: 0.0, longitude_deg: back_deg });
        }
        assert_eq!(last_s(&home), 7 * 3600 + 199);
    }

    #[test]
    fn a_clock_that_was_never_set_follows_the_one_that_was() {
        let mut set = went(20 * 366 * 86_400, true);
        set.samples.breaks = vec![100];
        assert_eq!(last_s(&set), 199);
    }
}
