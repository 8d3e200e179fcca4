//! Daniels' VDOT: one number for what a race result says about a runner.

/// Speeds between which equivalent times are looked for, metres a second: a slow walk, and beyond any sprint.
const SPEED_MPS: (f64, f64) = (0.6, 13.0);

/// Halvings of that range: the time is then exact to the last digits of a double.
const HALVINGS: u32 = 60;

/// Oxygen cost of running on the level at a speed in metres a minute, ml for each kilogram and minute.
fn oxygen_cost(speed_m_min: f64) -> f64 {
    -4.6 + 0.182_258 * speed_m_min + 0.000_104 * speed_m_min * speed_m_min
}

/// The share of the maximal oxygen uptake that can be held for some minutes.
fn sustainable_share(minutes: f64) -> f64 {
    0.8 + 0.189_439_3 * libm::exp(-0.012_778 * minutes) + 0.298_955_8 * libm::exp(-0.193_260_5 * minutes)
}

/// VDOT of a distance in metres run in a time in seconds, ml for each kilogram and minute.
///
/// Of a race it says what the runner can do; of a training run it is a lower bound. Absent unless distance and time are
/// positive and the speed costs any oxygen at all.
/// Paper: Daniels & Gilbert 1979, Oxygen Power. Validity: useful from 1500 m to the marathon.
#[must_use]
pub fn vdot(distance_m: f64, duration_s: f64) -> Option<f64> {
    if !(0.0 < distance_m && 0.0 < duration_s) {
        return None;
    }
    let minutes = duration_s / 60.0;
    let value = oxygen_cost(distance_m / minutes) / sustainable_share(minutes);
    (value.is_finite() && 0.0 < value).then_some(value)
}

/// The time in seconds in which a runner of a VDOT runs a distance in metres.
///
/// The inverse of [`vdot`] by bisection, for it falls as the time grows. Absent where the time would ask for a speed
/// outside 0.6–13 m/s.
#[must_use]
pub fn equivalent_time_s(vdot_value: f64, distance_m: f64) -> Option<f64> {
    let (slowest, fastest) = SPEED_MPS;
    let (mut short_s, mut long_s) = (distance_m / fastest, distance_m / slowest);
    if !(vdot(distance_m, long_s)? <= vdot_value && vdot_value <= vdot(distance_m, short_s)?) {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle_s = f64::midpoint(short_s, long_s);
        if vdot_value < vdot(distance_m, middle_s)? {
            short_s = middle_s;
        } else {
            long_s = middle_s;
        }
    }
    Some(f64::midpoint(short_s, long_s))
}

/// Speed at which a runner of a VDOT reaches the maximal oxygen uptake (vVDOT), metres a second.
///
/// Paper: Daniels & Gilbert 1979, the regression that inverts the oxygen cost.
#[must_use]
pub fn speed_at_vdot_mps(vdot_value: f64) -> f64 {
    (29.54 + 5.000_663 * vdot_value - 0.007_546 * vdot_value * vdot_value) / 60.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_run_says_nothing() {
        for (distance_m, duration_s) in [(0.0, 60.0), (5000.0, 0.0), (-1.0, 60.0), (f64::NAN, 60.0), (100.0, 9000.0)] {
            assert_eq!(vdot(distance_m, duration_s), None);
        }
    }

    #[test]
    fn impossible_times_are_absent() {
        assert_eq!(equivalent_time_s(500.0, 5000.0), None);
        assert_eq!(equivalent_time_s(0.1, 5000.0), None);
        assert_eq!(equivalent_time_s(f64::NAN, 5000.0), None);
        assert_eq!(equivalent_time_s(50.0, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_equivalent_of_the_same_distance_is_the_time_itself(
            distance_m in 800.0..50_000.0f64, speed_mps in 1.5..6.5f64,
        ) {
            let duration_s = distance_m / speed_mps;
            let back = equivalent_time_s(vdot(distance_m, duration_s).unwrap(), distance_m).unwrap();
            prop_assert!((back - duration_s).abs() < 1e-6 * duration_s);
        }

        #[test]
        fn faster_is_a_higher_vdot(distance_m in 800.0..50_000.0f64, speed_mps in 1.0..6.5f64) {
            let at = |mps: f64| vdot(distance_m, distance_m / mps).unwrap();
            prop_assert!(at(speed_mps) < at(speed_mps + 0.01));
        }
    }
}
