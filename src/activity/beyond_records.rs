//! What of an activity lies beyond every record: nothing is learnt from it.

use super::possible::Records;
use super::sport::Sport;
use super::statistics::{BestEffort, Statistics, SteadyHalves};

/// What is faster than any record may be so much of a way before the whole is not believed either, share; ours: as much as a sound
/// recording may lie beyond the records.
const EXCESS_SHARE: f64 = 0.03;

/// What was left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Beyond {
    /// The way as a whole is farther than anybody got in the time, or holds a stretch that is: its distance and all that is made of
    /// speed are left out.
    Whole {
        /// The stretch that shows it.
        stretch: BestEffort,
        /// The farthest that is believed in its time, metres.
        believed_m: f64,
    },
    /// Some best efforts, beside which the whole stands: a leap of positions.
    Efforts(usize),
}

/// Takes out of the statistics what lies beyond the records of the sport, and says what; absent where nothing does, and for a sport
/// without records.
pub(super) fn leave_out(
    sport: Sport,
    distance_m: Option<f64>,
    duration_s: f64,
    statistics: &mut Statistics,
) -> Option<Beyond> {
    let records = Records::of(sport)?;
    let whole = distance_m.map(|distance_m| BestEffort { distance_m, duration_s });
    let level = statistics.best_efforts.iter().chain(&statistics.best_durations);
    let excess_m = |effort: &BestEffort| {
        let believed_m = records.farthest_m(effort.duration_s).unwrap_or(0.0);
        (believed_m < effort.distance_m).then_some(effort.distance_m - believed_m)
    };
    let worst = whole.iter().chain(level).filter_map(|effort| Some((*effort, excess_m(effort)?)));
    let worst = worst.max_by(|(_, a), (_, b)| a.total_cmp(b));
    let worst_m = worst.map_or(0.0, |(_, excess_m)| excess_m);
    // A graded speed is a model's: one that fails is left out by itself.
    let fails = |effort: &BestEffort| {
        excess_m(effort).is_some() || (0.0 < worst_m && EXCESS_SHARE * effort.distance_m < worst_m)
    };
    if let Some((stretch, _)) = worst.filter(|_| whole.is_none_or(|whole| EXCESS_SHARE * whole.distance_m < worst_m)) {
        *statistics = Statistics {
            heart_rate: statistics.heart_rate.take(),
            heart_rate_sustained_max_bpm: statistics.heart_rate_sustained_max_bpm,
            power: statistics.power.take(),
            steady_halves: SteadyHalves::NoData,
            ..Statistics::default()
        };
        return Some(Beyond::Whole { stretch, believed_m: stretch.distance_m - worst_m });
    }
    let mut left_out = 0;
    for efforts in [
        &mut statistics.best_efforts,
        &mut statistics.best_efforts_graded,
        &mut statistics.best_durations,
        &mut statistics.best_durations_graded,
    ] {
        let before = efforts.len();
        efforts.retain(|effort| !fails(effort));
        left_out += before - efforts.len();
    }
    (0 < left_out).then_some(Beyond::Efforts(left_out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::statistics::{BEST_EFFORT_DISTANCES_M, GradedSpeed, HeartRateHistogram};

    /// Best efforts at one speed, but for the stretch that is faster up to a distance.
    fn run_at(mps: f64, fast_m: f64, fast_mps: f64) -> Statistics {
        let time_s = |m: f64| m.min(fast_m) / fast_mps + (m - fast_m).max(0.0) / mps;
        let efforts: Vec<BestEffort> = BEST_EFFORT_DISTANCES_M
            .into_iter()
            .take_while(|m| *m <= 10_000.0)
            .map(|m| BestEffort { distance_m: m, duration_s: time_s(m) })
            .collect();
        let graded = GradedSpeed { mean_mps: mps, normalised_mps: None, moving_s: 3000.0, covered_s: 3000.0 };
        Statistics {
            heart_rate: Some(HeartRateHistogram::default()),
            graded_speed: Some(graded),
            best_efforts_graded: efforts.clone(),
            best_efforts: efforts,
            ..Statistics::default()
        }
    }

    #[test]
    fn a_sound_run_comes_out_as_it_was() {
        for (mps, fast_m, fast_mps) in [(3.0, 0.0, 1.0), (3.0, 400.0, 9.0), (5.5, 1000.0, 7.0), (6.2, 0.0, 1.0)] {
            let mut statistics = run_at(mps, fast_m, fast_mps);
            assert_eq!(leave_out(Sport::Run, Some(10_000.0), 10_000.0 / mps, &mut statistics), None);
            assert_eq!(statistics, run_at(mps, fast_m, fast_mps));
        }
    }

    #[test]
    fn a_leap_costs_the_efforts_that_it_makes_and_no_others() {
        // 400 m in 35 s: 60 m farther than is believed, which 3 km and more do not feel.
        let mut statistics = run_at(3.0, 400.0, 400.0 / 35.0);
        let found = leave_out(Sport::Run, Some(10_000.0), 3235.0, &mut statistics);
        assert!(matches!(found, Some(Beyond::Efforts(_))), "{found:?}");
        let left: Vec<f64> = statistics.best_efforts.iter().map(|effort| effort.distance_m).collect();
        assert_eq!(left, [3000.0, 5000.0, 10_000.0]);
        assert!(statistics.graded_speed.is_some());
    }

    #[test]
    fn a_drive_within_a_run_leaves_nothing_of_its_speed_and_all_of_its_heart() {
        // 3 km by car at 12 m/s, 7 km on foot.
        let mut statistics = run_at(3.0, 3000.0, 12.0);
        let found = leave_out(Sport::Run, Some(10_000.0), 2583.0, &mut statistics);
        assert!(
            matches!(found, Some(Beyond::Whole { stretch, believed_m }) if believed_m < stretch.distance_m),
            "{found:?}"
        );
        assert!(statistics.best_efforts.is_empty() && statistics.graded_speed.is_none());
        assert!(statistics.heart_rate.is_some());
    }

    #[test]
    fn a_way_without_samples_is_held_against_the_records_too() {
        let of = |sport, m, s| leave_out(sport, Some(m), s, &mut Statistics::default()).is_some();
        assert!(of(Sport::Run, 60_000.0, 9000.0) && !of(Sport::Ride, 60_000.0, 9000.0));
        assert!(of(Sport::Ride, 120_000.0, 3600.0) && !of(Sport::Other, 120_000.0, 3600.0));
        assert!(of(Sport::Walk, 20_000.0, 3600.0) && !of(Sport::Walk, 13_000.0, 3600.0));
        assert!(of(Sport::Swim, 9000.0, 3600.0) && !of(Sport::Swim, 5500.0, 3600.0));
        assert_eq!(leave_out(Sport::Run, None, 3600.0, &mut Statistics::default()), None);
    }
}
