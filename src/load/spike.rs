//! The single-session spike: one run against the longest of the 30 days before it.
//!
//! Frandsen et al. 2025, Br J Sports Med 59(17):1203–1210, doi 10.1136/bjsports-2024-109380. In 5,205 runners the hazard
//! of injury rose when one run passed the longest of the last 30 days by more than 10 %. Observational: no prophecy.

use serde::Serialize;

/// How far a run went beyond the longest run of the 30 days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpikeClass {
    /// At most 10 % beyond: the paper's reference.
    None,
    /// No run in the 30 days before to compare with.
    NoReference,
    /// More than 10 and up to 30 % beyond.
    Small,
    /// More than 30 and up to 100 % beyond.
    Moderate,
    /// More than twice as far.
    Large,
}

impl SpikeClass {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NoReference => "no_reference",
            Self::Small => "small",
            Self::Moderate => "moderate",
            Self::Large => "large",
        }
    }
}

/// The class of a run against the longest of the 30 days before it, both in metres; absent longest = no run to compare.
///
/// Compared in whole metres, so that a kilometre figure on the boundary stays on its side of it.
#[must_use]
pub fn spike_class(run_m: f64, longest_before_m: Option<f64>) -> SpikeClass {
    let Some(longest_m) = longest_before_m else { return SpikeClass::NoReference };
    let (run_m, longest_m) = (run_m.round() as i64, longest_m.round() as i64);
    match 100 * run_m {
        reached if reached <= 110 * longest_m => SpikeClass::None,
        reached if reached <= 130 * longest_m => SpikeClass::Small,
        reached if reached <= 200 * longest_m => SpikeClass::Moderate,
        _ => SpikeClass::Large,
    }
}

/// A run shorter than this says nothing about the next one, metres.
const GUARD_FROM_M: f64 = 100.0;

/// The longest distance that is still no spike after a run that it is held against, metres; absent after one of less than
/// 100 m.
#[must_use]
pub(crate) fn guard_m(reference_m: f64) -> Option<f64> {
    (GUARD_FROM_M <= reference_m).then_some(1.1 * reference_m)
}

/// A longest run of more than this many times the second longest was an exception.
const EXCEPTION: f64 = 2.0;

/// The run that the next one is held against, of the longest and the second longest of 30 days, metres: the longest, unless
/// it is more than twice the second; absent where there was none.
#[must_use]
pub(crate) fn guard_reference_m(longest_m: Option<f64>, second_m: Option<f64>) -> Option<f64> {
    let exceeded = |second_m: &f64| longest_m.is_some_and(|longest_m| EXCEPTION * second_m < longest_m);
    second_m.filter(exceeded).or(longest_m)
}

/// A window of 30 days, milliseconds.
pub(super) const WINDOW_MS: i64 = 30 * 24 * 3600 * 1000;

/// The longest run that started within the 30 × 24 hours before each run, metres, in the order of `runs`, which are
/// (start in Unix milliseconds, distance in metres) by start. Runs that start together do not count for each other.
#[must_use]
pub(crate) fn longest_before_m(runs: &[(i64, f64)]) -> Vec<Option<f64>> {
    // The window's maxima, falling: a run that is neither later nor longer than another can never be the longest again.
    let mut candidates: std::collections::VecDeque<(i64, f64)> = std::collections::VecDeque::new();
    let mut entered = 0;
    runs.iter()
        .map(|(start_ms, _)| {
            while let Some((earlier_ms, earlier_m)) = runs.get(entered).filter(|(ms, _)| ms < start_ms) {
                while candidates.back().is_some_and(|(_, m)| m <= earlier_m) {
                    candidates.pop_back();
                }
                candidates.push_back((*earlier_ms, *earlier_m));
                entered += 1;
            }
            while candidates.front().is_some_and(|(ms, _)| *ms < start_ms - WINDOW_MS) {
                candidates.pop_front();
            }
            candidates.front().map(|(_, m)| *m)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 3600 * 1000;

    #[test]
    fn eleven_kilometres_after_ten_are_no_spike() {
        assert_eq!(spike_class(11_000.0, Some(10_000.0)), SpikeClass::None);
        assert_eq!(spike_class(11_001.0, Some(10_000.0)), SpikeClass::Small);
        assert_eq!(spike_class(20_001.0, Some(10_000.0)), SpikeClass::Large);
        assert_eq!(spike_class(3_000.0, None), SpikeClass::NoReference);
    }

    #[test]
    fn the_guard_is_a_tenth_more_than_the_longest_run() {
        assert!(guard_m(14_200.0).is_some_and(|m| (m - 15_620.0).abs() < 1e-6));
        assert_eq!(guard_m(90.0), None);
    }

    #[test]
    fn the_next_run_is_not_held_against_an_exception() {
        assert_eq!(guard_reference_m(Some(20.0), Some(10.0)), Some(20.0));
        assert_eq!(guard_reference_m(Some(20.1), Some(10.0)), Some(10.0));
        assert_eq!(guard_reference_m(Some(42.0), None), Some(42.0));
        assert_eq!(guard_reference_m(None, None), None);
    }

    #[test]
    fn the_window_is_thirty_days_and_looks_back_only() {
        let runs =
            [(0, 20_000.0), (DAY_MS, 5_000.0), (30 * DAY_MS, 6_000.0), (30 * DAY_MS + 1, 9_000.0), (90 * DAY_MS, 1.0)];
        assert_eq!(longest_before_m(&runs), [None, Some(20_000.0), Some(20_000.0), Some(6_000.0), None]);
    }

    #[test]
    fn runs_that_start_together_do_not_count_for_each_other() {
        assert_eq!(longest_before_m(&[(5, 8_000.0), (5, 9_000.0)]), [None, None]);
    }
}
