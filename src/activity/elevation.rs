//! Climb from altitude with hysteresis, and grade over a stretch of ground.

/// A barometer's noise, metres: smaller ups and downs are no climb.
const HYSTERESIS_M: f64 = 3.0;
/// Grade is taken over at least this much ground, metres.
const GRADE_DISTANCE_M: f64 = 30.0;
/// Steeper ground is a broken altimeter, rise over run.
const GRADE_MAX: f64 = 0.45;

/// Climb of a series of altitudes, metres: the reference moves when the altitude leaves it by more than `hysteresis_m`,
/// and upward moves add up.
#[must_use]
pub fn climb_m(altitudes_m: impl IntoIterator<Item = f64>, hysteresis_m: f64) -> f64 {
    let mut altitudes_m = altitudes_m.into_iter();
    let Some(mut reference_m) = altitudes_m.next() else { return 0.0 };
    let mut climb_m = 0.0;
    for altitude_m in altitudes_m {
        if reference_m + hysteresis_m < altitude_m {
            climb_m += altitude_m - reference_m;
            reference_m = altitude_m;
        } else if altitude_m < reference_m - hysteresis_m {
            reference_m = altitude_m;
        }
    }
    climb_m
}

/// Climb of an activity, metres; absent without two altitudes.
#[must_use]
pub fn ascent_m(altitude_m: &[Option<f64>]) -> Option<f64> {
    let known = altitude_m.iter().flatten().count();
    (2 <= known).then(|| climb_m(altitude_m.iter().flatten().copied(), HYSTERESIS_M))
}

/// Grade at each sample, rise over run within ±0.45: from the altitudes at the ends of a stretch of at least 30 m around
/// it. Absent where the stretch has no altitude or the activity no distance. `distance_m` never falls.
#[must_use]
pub fn grade(distance_m: &[f64], altitude_m: &[Option<f64>]) -> Vec<Option<f64>> {
    let smooth_m = smooth(altitude_m);
    let (mut from, mut to) = (0, 0);
    (0..distance_m.len())
        .map(|i| {
            let here_m = distance_m[i];
            while from + 1 < i && GRADE_DISTANCE_M / 2.0 <= here_m - distance_m[from + 1] {
                from += 1;
            }
            to = to.max(i);
            while to + 1 < distance_m.len() && distance_m[to] - here_m < GRADE_DISTANCE_M / 2.0 {
                to += 1;
            }
            let run_m = distance_m[to] - distance_m[from];
            let rise_m = smooth_m[to]? - smooth_m[from]?;
            (GRADE_DISTANCE_M / 2.0 <= run_m).then(|| (rise_m / run_m).clamp(-GRADE_MAX, GRADE_MAX))
        })
        .collect()
}

/// Mean of up to nine neighbouring altitudes: a GPS altitude trembles by metres from sample to sample.
fn smooth(altitude_m: &[Option<f64>]) -> Vec<Option<f64>> {
    let (mut sums, mut counts) = (vec![0.0], vec![0_u32]);
    for altitude_m in altitude_m {
        sums.push(sums[sums.len() - 1] + altitude_m.unwrap_or(0.0));
        counts.push(counts[counts.len() - 1] + u32::from(altitude_m.is_some()));
    }
    (0..altitude_m.len())
        .map(|i| {
            let (from, to) = (i.saturating_sub(4), (i + 5).min(altitude_m.len()));
            let count = counts[to] - counts[from];
            (0 < count).then(|| (sums[to] - sums[from]) / f64::from(count))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIDGE_M: [f64; 10] = [100.0, 101.0, 102.0, 101.0, 100.0, 104.0, 103.0, 108.0, 107.0, 100.0];

    #[test]
    fn hysteresis_swallows_the_noise() {
        assert!((climb_m(RIDGE_M, 3.0) - 8.0).abs() < 1e-9);
        assert!((climb_m(RIDGE_M, 0.0) - 11.0).abs() < 1e-9);
        assert!(climb_m([], 3.0).abs() < 1e-9);
    }

    #[test]
    fn climb_is_absent_without_altitude() {
        assert_eq!(ascent_m(&[None, Some(5.0), None]), None);
    }

    #[test]
    fn grade_of_a_ramp() {
        let distance_m: Vec<f64> = (0..60).map(|i| f64::from(i) * 5.0).collect();
        let altitude_m: Vec<Option<f64>> = distance_m.iter().map(|d| Some(100.0 + 0.08 * d)).collect();
        let grade = grade(&distance_m, &altitude_m);
        assert!(grade[10..50].iter().all(|g| g.is_some_and(|g| (g - 0.08).abs() < 1e-9)));
    }

    #[test]
    fn standing_still_has_no_grade() {
        assert_eq!(grade(&[0.0, 0.0, 0.1], &[Some(1.0), Some(9.0), Some(1.0)]), [None, None, None]);
    }
}
