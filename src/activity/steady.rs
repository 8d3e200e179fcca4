//! Stretches of a run that are even enough to compare heart rate with speed: single minutes, and the two halves of a long
//! stretch.

use super::statistics::{Half, SteadyHalves, SteadyMinute};
use super::valid_samples::ValidSamples;

/// A piece of the activity, seconds of recorded time.
const PIECE_S: f64 = 10.0;
/// Pieces in a minute.
const MINUTE: usize = 6;
/// Pieces in five minutes.
const FIVE_MINUTES: usize = 30;
/// The speed of a steady stretch varies by less than this: standard deviation over mean.
const VARIATION_MAX: f64 = 0.08;
/// The body takes this long to settle, seconds.
const WARM_UP_S: f64 = 600.0;
/// A shorter steady stretch tells nothing of a drift, pieces: 40 minutes.
const STRETCH_MIN: usize = 240;
/// Share of a stretch that heart rate covers.
const HEART_RATE_MIN: f64 = 0.9;

/// Ten seconds of recorded time without a pause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SteadyPiece {
    /// Recorded time before it, seconds.
    start_s: f64,
    /// Whether it follows the piece before it without a pause.
    follows: bool,
    /// Graded distance in it, metres.
    graded_m: f64,
    /// Time with a heart rate, seconds.
    heart_rate_s: f64,
    /// Sum of heart rate over that time, beats a minute × seconds.
    heart_rate_bpm_s: f64,
}

/// The pieces of an activity, in order; what is left before a pause is left out. `graded_m` is the graded distance and
/// `heart_rate_bpm` the heart rate at each sample, 0 where there is none; both stand until the next sample.
pub(crate) fn steady_pieces(kept: &ValidSamples, graded_m: &[f64], heart_rate_bpm: &[u8]) -> Vec<SteadyPiece> {
    let mut pieces = Vec::with_capacity((kept.recorded_s.iter().sum::<f64>() / PIECE_S) as usize);
    let new =
        |start_s, follows| SteadyPiece { start_s, follows, graded_m: 0.0, heart_rate_s: 0.0, heart_rate_bpm_s: 0.0 };
    let (mut piece, mut filled_s, mut recorded_s) = (new(0.0, false), 0.0, 0.0);
    for i in 0..kept.time_ms.len().saturating_sub(1) {
        let (whole_s, bpm) = (kept.recorded_s[i], f64::from(heart_rate_bpm.get(i).copied().unwrap_or(0)));
        let way_m = graded_m[i + 1] - graded_m[i];
        let mut left_s = whole_s;
        // Most steps end within the piece.
        if filled_s + whole_s < PIECE_S {
            piece.graded_m += way_m;
            if 0.0 < bpm {
                piece.heart_rate_s += whole_s;
                piece.heart_rate_bpm_s += bpm * whole_s;
            }
            filled_s += whole_s;
            left_s = 0.0;
        }
        while 0.0 < left_s {
            let step_s = left_s.min(PIECE_S - filled_s);
            piece.graded_m += if step_s < whole_s { way_m * step_s / whole_s } else { way_m };
            if 0.0 < bpm {
                piece.heart_rate_s += step_s;
                piece.heart_rate_bpm_s += bpm * step_s;
            }
            filled_s += step_s;
            left_s -= step_s;
            if PIECE_S <= filled_s {
                recorded_s += PIECE_S;
                pieces.push(piece);
                (piece, filled_s) = (new(recorded_s, true), 0.0);
            }
        }
        let elapsed_s = (kept.time_ms[i + 1] - kept.time_ms[i]) as f64 / 1000.0;
        if whole_s + 0.001 < elapsed_s {
            recorded_s += filled_s;
            (piece, filled_s) = (new(recorded_s, false), 0.0);
        }
    }
    pieces
}

/// The minutes in which the runner never stood still, the speed hardly varied and heart rate is known throughout.
#[must_use]
pub fn steady_minutes(pieces: &[SteadyPiece], slowest_mps: f64) -> Vec<SteadyMinute> {
    let mut minutes = Vec::new();
    let mut rest = pieces;
    while let Some((minute, after)) = rest.split_at_checked(MINUTE) {
        // A minute begins anew after a pause.
        if let Some(pause) = minute.iter().skip(1).position(|piece| !piece.follows) {
            rest = &rest[pause + 1..];
            continue;
        }
        rest = after;
        let moving = minute.iter().all(|piece| PIECE_S * slowest_mps <= piece.graded_m);
        if moving && speed_variation(minute) < VARIATION_MAX && HEART_RATE_MIN <= speed_coverage(minute) {
            let Half { graded_mps, heart_rate_bpm } = mean_half(minute);
            minutes.push(SteadyMinute {
                start_s: minute[0].start_s as u32,
                graded_mps: (1000.0 * graded_mps).round() / 1000.0,
                heart_rate_bpm: (10.0 * heart_rate_bpm).round() / 10.0,
            });
        }
    }
    minutes
}

/// The halves of the longest steady stretch after the first ten minutes, the first of equally long ones.
pub(crate) fn steady_halves(pieces: &[SteadyPiece]) -> SteadyHalves {
    let warm = pieces.partition_point(|piece| piece.start_s < WARM_UP_S);
    let Some(stretch) = longest_steady(&pieces[warm..]) else { return SteadyHalves::Unsteady };
    if stretch.len() < STRETCH_MIN {
        return SteadyHalves::Unsteady;
    }
    if speed_coverage(stretch) < HEART_RATE_MIN {
        return SteadyHalves::HeartRateMissing;
    }
    // Halves of the same time; of an odd number of pieces the last one is left out.
    let middle = stretch.len() / 2;
    let (first, second) = (&stretch[..middle], &stretch[middle..2 * middle]);
    if [first, second].iter().any(|half| half.iter().all(|piece| piece.heart_rate_s <= 0.0)) {
        return SteadyHalves::HeartRateMissing;
    }
    SteadyHalves::Found { first: mean_half(first), second: mean_half(second) }
}

/// The longest run of pieces in which every five minutes are steady and no pause lies.
fn longest_steady(pieces: &[SteadyPiece]) -> Option<&[SteadyPiece]> {
    let mut longest: &[SteadyPiece] = &[];
    let mut from: Option<usize> = None;
    let mut pause = 0;
    for end in 1..=pieces.len() {
        if !pieces[end - 1].follows {
            pause = end - 1;
        }
        let steady = pause + FIVE_MINUTES <= end && speed_variation(&pieces[end - FIVE_MINUTES..end]) < VARIATION_MAX;
        from = if steady { from.or(Some(end - FIVE_MINUTES)) } else { None };
        if let Some(stretch) = from.map(|from| &pieces[from..end]).filter(|stretch| longest.len() < stretch.len()) {
            longest = stretch;
        }
    }
    (!longest.is_empty()).then_some(longest)
}

/// Standard deviation of the speed over its mean; infinite where nothing moves.
fn speed_variation(pieces: &[SteadyPiece]) -> f64 {
    let count = pieces.len() as f64;
    let mean = pieces.iter().map(|piece| piece.graded_m).sum::<f64>() / count;
    let squares: f64 = pieces.iter().map(|piece| (piece.graded_m - mean) * (piece.graded_m - mean)).sum();
    if 0.0 < mean { (squares / (count - 1.0)).sqrt() / mean } else { f64::INFINITY }
}

/// Share of the time with a heart rate.
fn speed_coverage(pieces: &[SteadyPiece]) -> f64 {
    pieces.iter().map(|piece| piece.heart_rate_s).sum::<f64>() / (PIECE_S * pieces.len() as f64)
}

/// Mean graded speed, and mean heart rate over the time that has one; some of it has.
fn mean_half(pieces: &[SteadyPiece]) -> Half {
    let sum = |value: fn(&SteadyPiece) -> f64| pieces.iter().map(value).sum::<f64>();
    Half {
        graded_mps: sum(|piece| piece.graded_m) / (PIECE_S * pieces.len() as f64),
        heart_rate_bpm: sum(|piece| piece.heart_rate_bpm_s) / sum(|piece| piece.heart_rate_s),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::panic, reason = "speeds of the tests are short decimals")]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;

    /// The pieces of a run with a sample a second: its speed and heart rate at each, and the seconds after which a pause of
    /// five minutes lies.
    fn run(
        seconds: usize,
        mps: impl Fn(usize) -> f64,
        bpm: impl Fn(usize) -> u8,
        pauses: &[usize],
    ) -> Vec<SteadyPiece> {
        let paused_ms = |i: usize| 300_000 * pauses.iter().filter(|at| **at < i).count() as i64;
        let samples =
            Samples { time_ms: (0..=seconds).map(|i| 1000 * i as i64 + paused_ms(i)).collect(), ..Samples::default() };
        let kept: Vec<usize> = (0..=seconds).collect();
        let mut recorded_s = vec![1.0; seconds + 1];
        for at in pauses {
            recorded_s[*at] = 0.0;
        }
        recorded_s[seconds] = 0.0;
        let mut graded_m = vec![0.0];
        for i in 0..seconds {
            graded_m.push(graded_m[i] + mps(i) * recorded_s[i]);
        }
        let heart_rate_bpm: Vec<u8> = (0..=seconds).map(bpm).collect();
        steady_pieces(&ValidSamples::all(&samples, &kept, &recorded_s), &graded_m, &heart_rate_bpm)
    }

    #[test]
    fn an_even_hour_is_sixty_steady_minutes() {
        let pieces = run(3600, |_| 3.0, |_| 150, &[]);
        let minutes = steady_minutes(&pieces, 0.9);
        assert_eq!(minutes.len(), 60);
        assert_eq!(minutes[10], SteadyMinute { start_s: 600, graded_mps: 3.0, heart_rate_bpm: 150.0 });
    }

    #[test]
    fn a_stop_a_change_of_pace_or_a_silent_sensor_cost_their_minute() {
        let standing = run(180, |i| if (60..75).contains(&i) { 0.0 } else { 3.0 }, |_| 150, &[]);
        assert_eq!(steady_minutes(&standing, 0.9).iter().map(|m| m.start_s).collect::<Vec<_>>(), [0, 120]);
        let faster = run(180, |i| if 90 < i { 4.0 } else { 3.0 }, |_| 150, &[]);
        assert_eq!(steady_minutes(&faster, 0.9).iter().map(|m| m.start_s).collect::<Vec<_>>(), [0, 120]);
        let silent = run(180, |_| 3.0, |i| if (60..67).contains(&i) { 0 } else { 150 }, &[]);
        assert_eq!(steady_minutes(&silent, 0.9).iter().map(|m| m.start_s).collect::<Vec<_>>(), [0, 120]);
    }

    #[test]
    fn no_minute_spans_a_pause() {
        let paused = run(200, |_| 3.0, |_| 150, &[75]);
        let starts: Vec<u32> = steady_minutes(&paused, 0.9).iter().map(|m| m.start_s).collect();
        assert_eq!(starts, [0, 75, 135]);
    }

    #[test]
    fn halves_are_those_of_the_steady_stretch_after_ten_minutes() {
        let drifting = run(600 + 3000, |_| 3.0, |i| if i < 2100 { 140 } else { 147 }, &[]);
        let SteadyHalves::Found { first, second } = steady_halves(&drifting) else {
            panic!("{:?}", steady_halves(&drifting))
        };
        assert_eq!((first.graded_mps, second.graded_mps), (3.0, 3.0));
        assert_eq!((first.heart_rate_bpm, second.heart_rate_bpm), (140.0, 147.0));
    }

    #[test]
    fn each_gate_can_refuse() {
        assert_eq!(steady_halves(&run(600 + 2390, |_| 3.0, |_| 150, &[])), SteadyHalves::Unsteady);
        let intervals = |i: usize| if (i / 60).is_multiple_of(2) { 3.0 } else { 4.5 };
        assert_eq!(steady_halves(&run(3600, intervals, |_| 150, &[])), SteadyHalves::Unsteady);
        let patchy = |i: usize| if i.is_multiple_of(8) { 0 } else { 150 };
        assert_eq!(steady_halves(&run(3600, |_| 3.0, patchy, &[])), SteadyHalves::HeartRateMissing);
        assert_eq!(steady_halves(&run(3600, |_| 3.0, |_| 150, &[1800])), SteadyHalves::Unsteady);
        assert_eq!(steady_halves(&[]), SteadyHalves::Unsteady);
    }

    #[test]
    fn long_steps_are_spread_over_the_pieces() {
        let samples = Samples { time_ms: vec![0, 25_000, 40_000], ..Samples::default() };
        let pieces = steady_pieces(
            &ValidSamples::all(&samples, &[0, 1, 2], &[25.0, 15.0, 0.0]),
            &[0.0, 75.0, 120.0],
            &[140, 150, 0],
        );
        let graded_m: Vec<f64> = pieces.iter().map(|piece| piece.graded_m).collect();
        assert_eq!(graded_m, [30.0, 30.0, 30.0, 30.0]);
        assert_eq!(pieces[2].heart_rate_bpm_s, 5.0 * 140.0 + 5.0 * 150.0);
    }
}
