//! The long pauses of a recording: what else was done in them was done by the same body at another time.

use super::valid_samples::ValidSamples;

/// Shorter pauses hold nothing else, seconds. Ours: a gym session, a class or a second watch's recording is longer.
const LONG_S: f64 = 300.0;

/// The pauses of five minutes and more, as seconds from the start of the activity to their begin and their end. Empty where the
/// recorded time and the time from start to end leave no room for one.
#[must_use]
pub(super) fn long_pauses(kept: &ValidSamples, start_ms: i64, duration_s: f64, elapsed_s: f64) -> Vec<(u32, u32)> {
    if elapsed_s - duration_s < LONG_S {
        return Vec::new();
    }
    let steps = kept.time_ms.iter().zip(kept.time_ms.iter().skip(1)).zip(&kept.recorded_s);
    let since_s = |ms: i64| ms.saturating_sub(start_ms) as f64 / 1000.0;
    steps
        .map(|((from_ms, to_ms), recorded_s)| (since_s(*from_ms) + recorded_s, since_s(*to_ms)))
        .filter(|(from_s, to_s)| LONG_S <= to_s - from_s)
        .map(|(from_s, to_s)| (from_s as u32, to_s as u32))
        .collect()
}

/// The stretches between the pauses of something that lasts `elapsed_s`, seconds from its start.
pub(super) fn recorded_stretches(pauses_s: &[(u32, u32)], elapsed_s: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
    let begins = std::iter::once(0.0).chain(pauses_s.iter().map(|(_, to_s)| f64::from(*to_s)));
    let ends = pauses_s.iter().map(|(from_s, _)| f64::from(*from_s)).chain(std::iter::once(elapsed_s));
    begins.zip(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_pauses_was_recorded() {
        let stretches: Vec<_> = recorded_stretches(&[(600, 1200), (2000, 2400)], 3600.0).collect();
        assert_eq!(stretches, [(0.0, 600.0), (1200.0, 2000.0), (2400.0, 3600.0)]);
        assert_eq!(recorded_stretches(&[], 60.0).collect::<Vec<_>>(), [(0.0, 60.0)]);
    }
}
