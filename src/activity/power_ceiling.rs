//! Watts that nobody holds for so long, and a meter that repeats itself: both are absent.

use super::anomaly::{Fault, Instead};
use super::doubt::Doubt;
use super::statistics::PowerStatistics;
use super::valid_samples::ValidSamples;
use crate::diagnostic::Code;

/// The most that a rider of 100 kg holds, by seconds, watts: the top of the power profile of Allen and Coggan (Training
/// and Racing with a Power Meter, 3rd edition: 25.18 W/kg for 5 s, 11.50 for a minute, 7.60 for five, 6.40 for an hour), a tenth
/// more for the scatter of meters, and between them by the straight line of the logarithms; beyond the hour as much less. A
/// single second is ours: a fifth above the 2,500 W that are told of track sprinters.
const RIDING_W: [(u32, f64); 13] = [
    (1, 3000.0),
    (5, 2770.0),
    (10, 2230.0),
    (15, 1970.0),
    (30, 1580.0),
    (60, 1265.0),
    (120, 1060.0),
    (300, 836.0),
    (600, 795.0),
    (1200, 757.0),
    (1800, 736.0),
    (3600, 704.0),
    (7200, 670.0),
];

/// The most that a runner of 100 kg holds, by seconds, watts: 1.04 J for each kilogram and metre (Stryd's rule) at the speed
/// of the world records (100 m 9.58 s, 400 m 43.03 s, 1,500 m 206.0 s, 10,000 m 1,571 s, marathon 7,235 s), and 1.3 times that,
/// as wrist sensors count; a single second half as much again, for getting off the mark.
const RUNNING_W: [(u32, f64); 13] = [
    (1, 2100.0),
    (5, 1410.0),
    (10, 1410.0),
    (15, 1380.0),
    (30, 1310.0),
    (60, 1220.0),
    (120, 1080.0),
    (300, 970.0),
    (600, 930.0),
    (1200, 880.0),
    (1800, 860.0),
    (3600, 820.0),
    (7200, 790.0),
];

/// A reading stands for this long when the next one is late, seconds.
pub(super) const HOLD_S: f64 = 10.0;
/// One value repeated for so long may be a meter that is stuck, seconds.
pub(super) const STUCK_S: f64 = 120.0;
/// Less is the offset of a meter whose cranks rest, watts.
const STUCK_MIN_W: u16 = 30;
/// So many readings at least: one a minute repeats itself now and then.
const STUCK_READINGS: usize = 12;
/// It is stuck where nobody pedals for so long meanwhile, seconds: no watts without a turn of the crank.
const STILL_S: f64 = 10.0;
/// Or where the cadence changes by so much, revolutions a minute, in a recording that does not repeat its watts else: a
/// trainer that holds its watts repeats them throughout.
const CADENCE_CHANGE: u8 = 20;
/// Or the heart rate, beats a minute.
const HEART_RATE_CHANGE: u8 = 20;
/// Or the speed, as a share of its highest.
const SPEED_CHANGE: f32 = 0.5;
/// A recording repeats its watts where this share of its readings are as the one before.
const REPEATS_SHARE: f64 = 0.5;

const fn ceilings(is_run: bool) -> [(u32, f64); 13] {
    if is_run { RUNNING_W } else { RIDING_W }
}

/// Whether somebody may have held the best efforts found, and the highest reading.
pub(super) fn is_possible(highest_w: u16, found: Option<&PowerStatistics>, is_run: bool) -> bool {
    let [(_, second_w), longer @ ..] = ceilings(is_run);
    let best_w = found.map(|found| found.best_w.as_slice()).unwrap_or_default();
    f64::from(highest_w) <= second_w && best_w.iter().zip(longer).all(|(best_w, (_, most_w))| *best_w <= most_w)
}

/// Leaves out the readings that nobody holds for so long: from the shortest duration to the longest, each one above the
/// ceiling within a stretch whose mean is above it.
pub(super) fn leave_out_impossible(kept: &ValidSamples, is_run: bool, watts: &mut [Option<u16>]) -> Option<Doubt> {
    let (mut left_out, mut highest_w, mut left_out_s) = (0_u64, 0, 0.0);
    for (duration_s, most_w) in ceilings(is_run) {
        let (mut from, mut sum_j, mut sum_s) = (0, 0.0, 0.0);
        // Up to where a stretch was left out already.
        let (mut done, mut leaving_out) = (0, false);
        for to in 0..watts.len() {
            let held_s = |at: usize| kept.recorded_s[at].min(HOLD_S);
            sum_j += f64::from(watts[to].unwrap_or(0)) * held_s(to);
            sum_s += held_s(to);
            while from < to && f64::from(duration_s) < sum_s - held_s(from) + 1e-9 {
                sum_j -= f64::from(watts[from].unwrap_or(0)) * held_s(from);
                sum_s -= held_s(from);
                from += 1;
            }
            // A single reading counts for a second even at the end.
            let single = duration_s == 1 && watts[to].is_some_and(|w| most_w < f64::from(w));
            leaving_out &= watts[to].is_some_and(|w| most_w < f64::from(w));
            if !single && !leaving_out && sum_j <= most_w * f64::from(duration_s).max(sum_s) {
                continue;
            }
            leaving_out = true;
            for (at, reading) in watts.iter_mut().enumerate().take(to + 1).skip(from.max(done)) {
                let Some(w) = reading.filter(|w| most_w < f64::from(*w)) else { continue };
                sum_j -= f64::from(w) * held_s(at);
                *reading = None;
                (left_out, highest_w) = (left_out + 1, w.max(highest_w));
                left_out_s += held_s(at);
            }
            done = to + 1;
        }
    }
    (0 < left_out).then(|| Doubt {
        fault: Fault::PowerImpossible,
        instead: Instead::Nothing,
        code: Code::PowerImplausible,
        count: left_out,
        detail: format!(
            "readings of up to {highest_w} W, {left_out_s:.0} s of them, that nobody holds for so long were left out"
        ),
    })
}

/// Leaves out the stretches in which the meter repeats one value while the cadence, the heart rate or the speed says that
/// it cannot be.
pub(super) fn leave_out_stuck(kept: &ValidSamples, watts: &mut [Option<u16>]) -> Option<Doubt> {
    let runs = repeated(kept, watts);
    if runs.is_empty() {
        return None;
    }
    let in_runs: usize = runs.iter().map(|(from, to)| to - from).sum();
    let alike = watts.windows(2).filter(|pair| pair[0].is_some() && pair[0] == pair[1]).count();
    let others = watts.iter().flatten().count().saturating_sub(in_runs);
    let repeats = others < in_runs || REPEATS_SHARE * others as f64 <= alike.saturating_sub(in_runs) as f64;
    let (mut left_out, mut left_out_s, mut value_w) = (0, 0.0, 0);
    for (from, to) in runs {
        if !(stands_still(kept, from, to) || (!repeats && changes(kept, from, to))) {
            continue;
        }
        value_w = watts[from].unwrap_or(value_w);
        left_out += (to - from) as u64;
        left_out_s += kept.recorded_s[from..to].iter().map(|s| s.min(HOLD_S)).sum::<f64>();
        watts[from..to].fill(None);
    }
    (0 < left_out).then(|| Doubt {
        fault: Fault::PowerStuck,
        instead: Instead::Nothing,
        code: Code::PowerImplausible,
        count: left_out,
        detail: format!(
            "readings of {value_w} W, repeated for {left_out_s:.0} s while cadence, heart rate or speed changed, were left out"
        ),
    })
}

/// A meter that says 0 W from the first reading to the last, of so many.
pub(super) fn dead(readings: usize) -> Doubt {
    Doubt {
        fault: Fault::PowerStuck,
        instead: Instead::Nothing,
        code: Code::PowerImplausible,
        count: readings as u64,
        detail: "a power of 0 W throughout was left out".to_owned(),
    }
}

/// The stretches of one value repeated for two minutes, as places from and to.
fn repeated(kept: &ValidSamples, watts: &[Option<u16>]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let (mut from, mut run_s) = (0, 0.0);
    for to in 0..=watts.len() {
        let here = watts.get(to).copied().flatten();
        if to < watts.len() && here.is_some() && here == watts[from] {
            run_s += kept.recorded_s[to].min(HOLD_S);
            continue;
        }
        if STUCK_S <= run_s && STUCK_READINGS <= to - from && watts[from].is_some_and(|w| STUCK_MIN_W < w) {
            runs.push((from, to));
        }
        (from, run_s) = (to, kept.recorded_s.get(to).map_or(0.0, |s| s.min(HOLD_S)));
    }
    runs
}

fn stands_still(kept: &ValidSamples, from: usize, to: usize) -> bool {
    let still = |i: &usize| kept.samples.cadence_rpm.value_at(kept.indices[*i]) == Some(0);
    STILL_S <= (from..to).filter(still).map(|i| kept.recorded_s[i]).sum::<f64>()
}

fn changes(kept: &ValidSamples, from: usize, to: usize) -> bool {
    let within = &kept.indices[from..to];
    let samples = kept.samples;
    let span = |values: &mut dyn Iterator<Item = u8>| {
        values.fold((u8::MAX, 0), |(least, most), value| (value.min(least), value.max(most)))
    };
    let cadence = span(&mut within.iter().filter_map(|i| samples.cadence_rpm.value_at(*i)));
    let heart_rate = span(&mut within.iter().filter_map(|i| samples.heart_rate_bpm.value_at(*i)));
    let speeds = within.iter().filter_map(|i| samples.speed_mps.value_at(*i));
    let speed = speeds.fold((f32::MAX, 0.0_f32), |(least, most), mps| (mps.min(least), mps.max(most)));
    CADENCE_CHANGE <= cadence.1.saturating_sub(cadence.0)
        || HEART_RATE_CHANGE <= heart_rate.1.saturating_sub(heart_rate.0)
        || SPEED_CHANGE * speed.1 <= speed.1 - speed.0.min(speed.1) && 0.0 < speed.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;

    /// What is left of a reading a second.
    fn left(watts: &[u16], is_run: bool) -> (Vec<Option<u16>>, Option<Doubt>) {
        let samples = Samples { time_ms: (0..watts.len() as i64).map(|s| 1000 * s).collect(), ..Samples::default() };
        let all: Vec<usize> = (0..watts.len()).collect();
        let kept = ValidSamples::all(&samples, &all, &vec![1.0; watts.len()]);
        let mut known: Vec<Option<u16>> = watts.iter().copied().map(Some).collect();
        let doubt = leave_out_impossible(&kept, is_run, &mut known);
        (known, doubt)
    }

    #[test]
    fn seconds_and_minutes_that_nobody_holds_are_left_out_and_the_rest_stays() {
        for (from, to, wrong_w) in
            [(600, 603, 30_000), (300, 480, 4095), (300, 420, 65_534), (300, 700, 1500), (599, 600, 3100)]
        {
            let mut watts = vec![150; 1200];
            watts[from..to].fill(wrong_w);
            let (known, doubt) = left(&watts, false);
            assert!((from..to).all(|at| known[at].is_none()), "{wrong_w} W");
            assert_eq!(known.iter().flatten().count(), 1200 - (to - from), "{wrong_w} W");
            assert_eq!(doubt.map(|doubt| doubt.count), Some((to - from) as u64));
        }
    }

    #[test]
    fn the_best_of_the_world_are_believed() {
        // A sprint, a pursuit, an hour, in one ride of a rider of 85 kg.
        let mut watts = vec![460; 3600];
        watts[100..105].fill(2200);
        watts[200..230].fill(1200);
        watts[1000..1240].fill(620);
        assert_eq!(left(&watts, false).1, None);
        assert!(left(&watts, true).1.is_some(), "no runner leaves the ground so");
        assert_eq!(left(&vec![600; 1800], true).1, None);
    }

    /// Twenty minutes that vary by the second but for minutes 5 to 8, with a cadence.
    fn stuck(flat_cadence: impl Fn(usize) -> u8, flat_else: bool) -> Option<Doubt> {
        let mut samples = Samples { time_ms: (0..1200).map(|s| 1000 * s).collect(), ..Samples::default() };
        let mut watts = Vec::new();
        for s in 0..1200_usize {
            let flat = (300..480).contains(&s);
            let varying = if flat_else { 180 + (s / 150) as u16 } else { 180 + (s * 7 % 40) as u16 };
            watts.push(Some(if flat { 210 } else { varying }));
            samples.cadence_rpm.set_value(s, if flat { flat_cadence(s) } else { 88 });
        }
        let all: Vec<usize> = (0..1200).collect();
        leave_out_stuck(&ValidSamples::all(&samples, &all, &[1.0; 1200]), &mut watts)
    }

    #[test]
    fn a_meter_that_repeats_itself_while_the_legs_rest_is_stuck() {
        assert_eq!(stuck(|s| if s < 400 { 88 } else { 0 }, false).map(|doubt| doubt.count), Some(180));
        assert_eq!(stuck(|s| if s < 400 { 95 } else { 70 }, false).map(|doubt| doubt.count), Some(180));
        assert_eq!(stuck(|_| 88, false), None, "nothing says otherwise");
        assert_eq!(stuck(|s| if s < 400 { 95 } else { 70 }, true), None, "a trainer that holds its watts");
    }
}
