//! Exponentially weighted power: what a ride with surges costs by Skiba's weighting.

/// Weight of a new second: a mean of 25 s, as GoldenCheetah takes it.
const ALPHA: f64 = 1.0 / 26.0;

/// The fourth-power mean of the exponentially weighted power (xPower), watts; absent of nothing.
///
/// `watts` is one value a second. The state is 0 before the first second.
/// Paper: Skiba, BikeScore; constants as in GoldenCheetah. Others seed the state with a mean and drop the first 25 s.
/// Validity: useful for rides from 20 min on; its author found no better fit than by normalised power.
#[must_use]
pub fn xpower(watts: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut state_w, mut fourth_powers, mut seconds) = (0.0, 0.0, 0_u64);
    for watts in watts {
        state_w += ALPHA * (watts - state_w);
        let square = state_w * state_w;
        fourth_powers += square * square;
        seconds += 1;
    }
    (0 < seconds).then(|| (fourth_powers / seconds as f64).sqrt().sqrt())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_hour_comes_near_its_power_and_surges_cost_more() {
        let steady = xpower(std::iter::repeat_n(200.0, 3600)).unwrap();
        assert!(199.0 < steady && steady < 200.0, "{steady}");
        let surges = xpower((0..3600).map(|s| if s / 60 % 2 == 0 { 400.0 } else { 0.0 })).unwrap();
        assert!(steady * 1.2 < surges);
        assert_eq!(xpower([]), None);
    }
}
