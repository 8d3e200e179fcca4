//! Critical speed: the slope of distance on time over a runner's best efforts.

/// A straight line through points, by ordinary least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriticalLine {
    /// Change of y for each unit of x.
    pub slope: f64,
    /// y where x is 0.
    pub intercept: f64,
    /// Share of the variance of y that the line explains, 0–1.
    pub r_squared: f64,
}

/// The line of y on x through `(x, y)` points.
///
/// Absent below two points, and where all x or all y are alike.
#[must_use]
pub fn least_squares(points: &[(f64, f64)]) -> Option<CriticalLine> {
    if points.len() < 2 {
        return None;
    }
    let count = points.len() as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in points {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    (0.0 < xx && 0.0 < yy).then(|| {
        let slope = xy / xx;
        CriticalLine { slope, intercept: mean_y - slope * mean_x, r_squared: xy * xy / (xx * yy) }
    })
}

/// What the best efforts of a runner say about the speed that can be held long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriticalSpeed {
    /// Critical speed, metres a second.
    pub speed_mps: f64,
    /// D′, the distance that can be run above it, metres.
    pub d_prime_m: f64,
    /// How well the line fits, 0–1.
    pub r_squared: f64,
}

/// Critical speed and D′ of `(distance in metres, time in seconds)` efforts: distance = D′ + critical speed × time.
///
/// Absent below two efforts. It judges nothing: see [`is_plausible`].
/// Paper: Smyth & Muniz-Pumares 2020, Med. Sci. Sports Exerc. 52:2637. Validity: useful from races; of training runs
/// it is a lower bound.
#[must_use]
pub fn critical_speed(efforts: &[(f64, f64)]) -> Option<CriticalSpeed> {
    let distance_on_time: Vec<(f64, f64)> = efforts.iter().map(|&(distance_m, time_s)| (time_s, distance_m)).collect();
    let line = least_squares(&distance_on_time)?;
    Some(CriticalSpeed { speed_mps: line.slope, d_prime_m: line.intercept, r_squared: line.r_squared })
}

/// Whether a critical speed can be one: the efforts lie on a line, D′ is what runners have (50–400 m), and the runner
/// has been faster than it over 3 km.
#[must_use]
pub fn is_plausible(found: CriticalSpeed, speed_over_3_km_mps: f64) -> bool {
    0.99 <= found.r_squared
        && (50.0..=400.0).contains(&found.d_prime_m)
        && 0.0 < found.speed_mps
        && found.speed_mps < speed_over_3_km_mps
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_effort_is_no_line() {
        assert_eq!(critical_speed(&[(1000.0, 240.0)]), None);
        assert_eq!(critical_speed(&[(1000.0, 240.0), (800.0, 240.0)]), None);
    }

    #[test]
    fn kilometres_of_one_steady_run_are_no_best_efforts() {
        let steady = critical_speed(&[(800.0, 240.0), (1000.0, 300.0), (3000.0, 900.0)]).unwrap();
        assert!(!is_plausible(steady, 3.5));
    }

    #[test]
    fn each_guard_can_refuse() {
        let good = CriticalSpeed { speed_mps: 4.0, d_prime_m: 200.0, r_squared: 0.999 };
        assert!(is_plausible(good, 4.2));
        assert!(!is_plausible(good, 4.0));
        assert!(!is_plausible(CriticalSpeed { r_squared: 0.98, ..good }, 4.2));
        assert!(!is_plausible(CriticalSpeed { d_prime_m: 49.0, ..good }, 4.2));
        assert!(!is_plausible(CriticalSpeed { d_prime_m: 401.0, ..good }, 4.2));
    }

    proptest! {
        #[test]
        fn a_runner_made_of_the_model_is_found_again(speed in 2.5..6.0f64, d_prime in 60.0..390.0f64) {
            let efforts = [800.0, 1609.344, 3000.0].map(|distance| (distance, (distance - d_prime) / speed));
            let found = critical_speed(&efforts).unwrap();
            prop_assert!((found.speed_mps - speed).abs() < 1e-9 && (found.d_prime_m - d_prime).abs() < 1e-6);
            prop_assert!(is_plausible(found, speed + 0.1));
        }
    }
}
