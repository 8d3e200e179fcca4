//! Altitudes that are none yet, or none for a while: 0, −500 or another placeholder until the receiver knows the ground, and
//! the leap from there.

use super::anomaly::{Fault, Instead};
use super::doubt::Doubt;
use crate::diagnostic::Code;

/// A leap of so much that nobody climbs so fast, metres: smaller ones are the noise of a receiver.
const LEAP_MIN_M: f64 = 20.0;
/// A placeholder does not change by more than this, metres: it is rounded, not measured.
const CONSTANT_M: f32 = 1.0;
/// A placeholder lasts up to this, milliseconds. Ours: a receiver finds the ground within minutes.
const PLACEHOLDER_MAX_MS: i64 = 900_000;

/// What was done with the altitudes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Levelled {
    /// Placeholders left out before the first measured altitude.
    before: usize,
    /// Placeholders left out later.
    later: usize,
    /// The greatest leap, metres.
    highest_m: f64,
}

/// Leaves out the placeholders, and takes each further leap that nobody climbs out of what follows it, so that it is no
/// climb. `fastest_mps` is the fastest climb, metres a second.
pub(super) fn level(time_ms: &[i64], altitude_m: &mut [Option<f32>], fastest_mps: f64) -> Levelled {
    let leaps = leaps(time_ms, altitude_m, fastest_mps);
    let mut found = Levelled::default();
    if leaps.is_empty() {
        return found;
    }
    let ends = leaps.iter().map(|(at, _)| *at).chain([altitude_m.len()]);
    let mut from = 0;
    let mut pieces: Vec<(usize, usize, bool)> = Vec::new();
    for to in ends {
        pieces.push((from, to, is_placeholder(&time_ms[from..to], &altitude_m[from..to])));
        from = to;
    }
    // Where everything is constant nothing is a placeholder of the other.
    let any_measured = pieces.iter().any(|(_, _, placeholder)| !placeholder);
    let longest = pieces.iter().map(|(from, to, _)| to - from).max().unwrap_or(0);
    for (from, to, placeholder) in pieces {
        if placeholder && (any_measured || to - from < longest) {
            let count = altitude_m[from..to].iter_mut().filter_map(Option::take).count();
            *(if from == 0 { &mut found.before } else { &mut found.later }) += count;
        }
    }
    found.highest_m = leaps.iter().map(|(_, m)| m.abs()).fold(0.0, f64::max);
    // What leaps still is levelled.
    let mut offset_m = 0.0_f32;
    let mut before: Option<(i64, f32)> = None;
    for (at_ms, altitude_m) in time_ms.iter().zip(altitude_m) {
        let Some(here_m) = altitude_m else { continue };
        if let Some((then_ms, then_m)) = before.replace((*at_ms, *here_m)).filter(|(then_ms, _)| then_ms < at_ms) {
            let rise_m = *here_m - then_m;
            if is_leap(f64::from(rise_m), *at_ms - then_ms, fastest_mps) {
                offset_m -= rise_m;
            }
        }
        *here_m += offset_m;
    }
    found
}

fn is_leap(rise_m: f64, took_ms: i64, fastest_mps: f64) -> bool {
    LEAP_MIN_M.max(fastest_mps * took_ms as f64 / 1000.0) < rise_m.abs()
}

/// The first value after each leap, and how high it is, metres.
fn leaps(time_ms: &[i64], altitude_m: &[Option<f32>], fastest_mps: f64) -> Vec<(usize, f64)> {
    let mut leaps = Vec::new();
    let mut before: Option<(i64, f32)> = None;
    for (at, (at_ms, here_m)) in time_ms.iter().zip(altitude_m).enumerate() {
        let Some(here_m) = *here_m else { continue };
        if let Some((then_ms, then_m)) = before {
            let rise_m = f64::from(here_m) - f64::from(then_m);
            if LEAP_MIN_M < rise_m.abs() && is_leap(rise_m, at_ms - then_ms, fastest_mps) {
                leaps.push((at, rise_m));
            }
        }
        before = Some((*at_ms, here_m));
    }
    leaps
}

fn is_placeholder(time_ms: &[i64], altitude_m: &[Option<f32>]) -> bool {
    let known = || altitude_m.iter().flatten().copied();
    let (least_m, most_m) = known().fold((f32::MAX, f32::MIN), |(least, most), m| (least.min(m), most.max(m)));
    let lasts_ms = time_ms.first().zip(time_ms.last()).map_or(0, |(first, last)| last - first);
    most_m - least_m <= CONSTANT_M && lasts_ms <= PLACEHOLDER_MAX_MS
}

impl Levelled {
    /// What is told of it.
    pub(super) fn doubts(self) -> impl Iterator<Item = Doubt> {
        let Self { before, later, highest_m } = self;
        let doubt = |fault, instead, count: usize, detail: String| Doubt {
            fault,
            instead,
            code: Code::PositionImplausible,
            count: count as u64,
            detail,
        };
        let start = (0 < before).then(|| {
            let told = format!(
                "altitudes before the device knew the ground, which then leap by {highest_m:.0} m, were left out"
            );
            doubt(Fault::AltitudeStart, Instead::Nothing, before, told)
        });
        let leaps = (before == 0 && 0.0 < highest_m).then(|| {
            let told =
                format!("altitudes leap by up to {highest_m:.0} m, faster than anybody climbs; the leaps are no climb");
            doubt(
                Fault::AltitudeLeaps,
                if 0 < later { Instead::Nothing } else { Instead::Corrected },
                later.max(1),
                told,
            )
        });
        start.into_iter().chain(leaps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::elevation;

    /// Twenty minutes over a hill of 60 m above 350 m, with other values in a stretch; and the climb that is left.
    fn left(every_s: i64, from_s: i64, to_s: i64, wrong_m: f32, ground_m: impl Fn(i64) -> f32) -> (f64, Levelled) {
        let time_ms: Vec<i64> = (0..1200 / every_s).map(|nth| 1000 * every_s * nth).collect();
        let wrong = |s: i64| (from_s..to_s).contains(&s);
        let mut altitude_m: Vec<Option<f32>> =
            time_ms.iter().map(|ms| ms / 1000).map(|s| Some(if wrong(s) { wrong_m } else { ground_m(s) })).collect();
        let found = level(&time_ms, &mut altitude_m, 5.0);
        (elevation::ascent_m(&altitude_m).unwrap_or(f64::NAN), found)
    }

    fn hill(s: i64) -> f32 {
        350.0 + 60.0 - ((s - 600).abs() as f32) / 10.0
    }

    #[test]
    fn a_placeholder_at_the_start_or_on_the_way_is_no_climb() {
        for every_s in [1, 5, 10] {
            for (from_s, to_s, wrong_m) in
                [(0, 60, 0.0), (0, 240, -500.0), (0, 30, 9999.0), (300, 420, 0.0), (700, 720, -500.0)]
            {
                let (climb_m, found) = left(every_s, from_s, to_s, wrong_m, hill);
                let lost_m = if from_s == 0 { to_s as f64 / 10.0 } else { 0.0 };
                assert!((climb_m - (60.0 - lost_m)).abs() <= 7.0, "{every_s} s, {wrong_m} m at {from_s} s: {climb_m}");
                assert_eq!((0 < found.before, 0 < found.later), (from_s == 0, from_s != 0));
            }
            let (climb_m, _) = left(every_s, 0, 60, 0.0, |_| 350.0);
            assert!(climb_m < 1.0, "{climb_m}");
        }
    }

    #[test]
    fn a_leap_between_two_measured_stretches_is_no_climb() {
        let (climb_m, found) = left(1, 0, 0, 0.0, |s| hill(s) + if s < 600 { 0.0 } else { 80.0 });
        assert!((climb_m - 60.0).abs() < 4.0, "{climb_m}");
        assert_eq!((found.before, found.later), (0, 0));
    }

    #[test]
    fn what_legs_can_do_stays_to_the_bit() {
        let time_ms: Vec<i64> = (0..1200).map(|s| 1000 * s).collect();
        let steep: Vec<Option<f32>> = (0..1200).map(|s| Some(1200.0 - 4.5 * s as f32)).collect();
        let mut altitude_m = steep.clone();
        assert_eq!(level(&time_ms, &mut altitude_m, 5.0), Levelled::default());
        assert_eq!(altitude_m, steep);
    }
}
