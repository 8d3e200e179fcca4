//! A distance that stands still and leaps while the runner moves: counted every few seconds, or in tens of metres.

/// A distance that rests for no longer than this before it leaps may be in steps, seconds. Watches that save memory count
/// every 2 to 10 s; ours, with half as much again.
const STEP_MAX_S: f64 = 15.0;
/// Slower than this share of the mean speed is a distance that rests. Ours: what is written to a centimetre trembles.
const RESTING_SHARE: f64 = 0.05;
/// The distance is in steps where at least this share of the way lies in leaps. Ours: of a runner who stops at every
/// corner it is a hundredth, of a distance counted every other second all of it.
const LEAPT_SHARE: f64 = 0.5;
/// A rest so many times as long as the usual one was a stop, of which the last part alone was on the way. Ours: the next
/// count of the distance may come one step late.
const STOP: f64 = 2.5;

/// The usual time from leap to leap of a distance that is in steps, seconds; absent where it is counted as it should be.
pub(super) fn step_s(speed_mps: &[Option<f64>], recorded_s: &[f64], mean_mps: f64) -> Option<f64> {
    let resting_mps = RESTING_SHARE * mean_mps;
    let (mut way_m, mut leapt_m, mut leapt_s, mut leaps, mut rested_s) = (0.0, 0.0, 0.0, 0_u32, 0.0);
    for (mps, step_s) in speed_mps.iter().zip(recorded_s) {
        let Some(mps) = *mps else {
            rested_s = 0.0;
            continue;
        };
        if mps <= resting_mps {
            rested_s += step_s;
            continue;
        }
        way_m += mps * step_s;
        if 0.0 < rested_s && rested_s <= STEP_MAX_S {
            leapt_m += mps * step_s;
            leapt_s += rested_s + step_s;
            leaps += 1;
        }
        rested_s = 0.0;
    }
    (0.0 < leapt_m && LEAPT_SHARE * way_m <= leapt_m).then(|| leapt_s / f64::from(leaps))
}

/// Lays each leap on the time since the one before; where that was a stop, on its last step alone.
pub(super) fn spread(speed_mps: &mut [Option<f64>], recorded_s: &[f64], step_s: f64, mean_mps: f64) {
    let resting_mps = RESTING_SHARE * mean_mps;
    // Since where the distance rests, and for how long.
    let (mut since, mut rested_s) = (0, 0.0);
    for here in 0..speed_mps.len() {
        let Some(mps) = speed_mps[here] else {
            (since, rested_s) = (here + 1, 0.0);
            continue;
        };
        if mps <= resting_mps {
            rested_s += recorded_s[here];
            continue;
        }
        if 0.0 < rested_s {
            let mut over_s = rested_s + recorded_s[here];
            if STOP * step_s < over_s {
                while since < here && step_s.max(recorded_s[here]) < over_s - recorded_s[since] / 2.0 {
                    over_s -= recorded_s[since];
                    since += 1;
                }
            }
            let mean_mps = mps * recorded_s[here] / over_s;
            speed_mps[since..=here].iter_mut().flatten().for_each(|mps| *mps = mean_mps);
        }
        (since, rested_s) = (here + 1, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The speeds a second of a runner at 3 m/s whose distance is counted every `every` seconds, with a stop of a minute.
    fn stairs(every: usize) -> Vec<Option<f64>> {
        let count = |s: usize| if (300..360).contains(&s) { 0 } else { usize::from(s % every == every - 1) };
        (0..900).map(|s| Some(3.0 * (every * count(s)) as f64)).collect()
    }

    #[test]
    fn each_leap_is_laid_on_the_time_since_the_last_and_a_stop_stays_one() {
        for every in [2, 4, 5, 10] {
            let mut speed_mps = stairs(every);
            let recorded_s = vec![1.0; 900];
            let before_m: f64 = speed_mps.iter().flatten().sum();
            let found_s = step_s(&speed_mps, &recorded_s, before_m / 900.0).unwrap_or_default();
            assert!((found_s - every as f64).abs() < 0.01, "{every}: {found_s}");
            spread(&mut speed_mps, &recorded_s, found_s, before_m / 900.0);
            let moving = speed_mps.iter().flatten().filter(|mps| (**mps - 3.0).abs() < 0.01).count();
            assert!((838..=842).contains(&moving), "{every}: {moving}");
            assert!((speed_mps.iter().flatten().sum::<f64>() - before_m).abs() < 1e-6);
        }
    }

    #[test]
    fn a_distance_that_is_counted_as_it_should_be_is_not_in_steps_however_often_the_runner_stops() {
        let stopping: Vec<Option<f64>> = (0..900).map(|s| Some(if s % 40 < 12 { 0.0 } else { 3.0 })).collect();
        assert_eq!(step_s(&stopping, &[1.0; 900], 2.1), None);
        // Whole metres at 2.6 m/s are no steps.
        let metres = |s: usize| libm::floor(2.6 * s as f64);
        let whole: Vec<Option<f64>> = (0..900).map(|s| Some(metres(s + 1) - metres(s))).collect();
        assert_eq!(step_s(&whole, &[1.0; 900], 2.6), None);
        assert_eq!(step_s(&[], &[], 0.0), None);
    }
}
