//! How far heart rate and speed come apart in a long steady stretch.

use crate::activity::statistics::{Half, SteadyHalves};

/// Efficiency factor: graded metres a second for each beat a minute; 60 times it is metres a beat, as Friel has it.
///
/// Absent unless speed and heart rate are positive.
/// Source: Friel. Validity: unclear; compare it on like ground in like weather only.
#[must_use]
pub fn efficiency(Half { graded_mps, heart_rate_bpm }: Half) -> Option<f64> {
    (0.0 < graded_mps && 0.0 < heart_rate_bpm).then(|| graded_mps / heart_rate_bpm)
}

/// How far heart rate and graded speed came apart between the halves of a steady stretch, as a share of the first half's
/// metres for each beat: + is worse.
///
/// Absent where there is no steady stretch of 40 minutes, and where a half has no [`efficiency`].
/// Source: Friel's Pa:HR, by graded speed. Validity: unclear; below 0.05 is a convention, and heat does the same.
#[must_use]
pub fn decoupling(halves: &SteadyHalves) -> Option<f64> {
    let SteadyHalves::Found { first, second } = halves else { return None };
    let (before, after) = efficiency(*first).zip(efficiency(*second))?;
    Some((before - after) / before)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn five_beats_more_at_the_same_speed_are_a_drift() {
        let half = |heart_rate_bpm| Half { graded_mps: 3.33, heart_rate_bpm };
        let found = decoupling(&SteadyHalves::Found { first: half(140.0), second: half(147.0) }).unwrap();
        assert!((found - 0.047_619_047_619).abs() < 1e-9, "{found}");
        assert_eq!(decoupling(&SteadyHalves::Unsteady), None);
        let still = Half { graded_mps: 0.0, heart_rate_bpm: 90.0 };
        assert_eq!(decoupling(&SteadyHalves::Found { first: still, second: still }), None);
    }
}
