//! Climb from altitude with hysteresis, and grade over a stretch of ground.

use super::kept::Kept;
use super::leap;

/// A barometer's noise, metres: smaller ups and downs are no climb.
const HYSTERESIS_M: f64 = 3.0;
/// Nobody on foot or on wheels climbs or falls faster, metres a second.
const FASTEST_MPS: f64 = 5.0;
/// Grade is taken over this much ground, metres, …
const GRADE_DISTANCE_M: f64 = 30.0;
/// … and at the start and the end of an activity over at least this much.
const GRADE_DISTANCE_MIN_M: f64 = 20.0;
/// Altitudes on either side that smooth one.
const NEIGHBOURS: usize = 4;
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

/// The altitudes of the kept samples, metres, and how many were left out if `clean`: those that leap away by more than
/// 5 m a second and back.
#[must_use]
pub fn altitude_m(kept: &Kept, clean: bool) -> (Vec<Option<f32>>, usize) {
    let mut altitude_m: Vec<Option<f32>> = kept.values(&kept.samples.altitude_m).collect();
    let rise_m = |from_m: f32, to_m: f32| (f64::from(to_m) - f64::from(from_m)).abs();
    let leapt = if clean { leap::drop_leaps(&kept.time_ms, &mut altitude_m, FASTEST_MPS, rise_m).len() } else { 0 };
    (altitude_m, leapt)
}

/// Climb of an activity, metres; absent without two altitudes.
#[must_use]
pub fn ascent_m(altitude_m: &[Option<f32>]) -> Option<f64> {
    let known = altitude_m.iter().flatten().take(2).count();
    (2 <= known).then(|| climb_m(altitude_m.iter().flatten().map(|m| f64::from(*m)), HYSTERESIS_M))
}

/// Grade at each sample, rise over run within ±0.45: from the altitudes at the ends of a stretch of 30 m around it, at the
/// start and the end of the activity of at least 20 m. Absent where the stretch has no altitude or the activity no
/// distance. `distance_m` never falls; `altitude_m` is as long, or empty.
pub fn grade<'a>(distance_m: &'a [f64], altitude_m: &[Option<f32>]) -> impl Iterator<Item = Option<f64>> + use<'a> {
    let smooth_m = smooth(altitude_m);
    let len = distance_m.len().min(smooth_m.len());
    let (mut after_from, mut to) = (1, 0);
    let grades = (0..len).map(move |i| {
        let here_m = distance_m[i];
        while after_from < i && GRADE_DISTANCE_M / 2.0 <= here_m - distance_m[after_from] {
            after_from += 1;
        }
        while to + 1 < len && (to < i || distance_m[to] - here_m < GRADE_DISTANCE_M / 2.0) {
            to += 1;
        }
        let from = after_from - 1;
        let run_m = distance_m[to] - distance_m[from];
        let rise_m = smooth_m[to]? - smooth_m[from]?;
        (GRADE_DISTANCE_MIN_M <= run_m).then(|| (rise_m / run_m).clamp(-GRADE_MAX, GRADE_MAX))
    });
    grades.chain(std::iter::repeat_n(None, distance_m.len() - len))
}

/// Means of up to nine neighbouring altitudes: a GPS altitude trembles by metres from sample to sample.
fn smooth(altitude_m: &[Option<f32>]) -> Vec<Option<f64>> {
    let (mut sum_m, mut known) = (0.0, 0_u32);
    let mut means_m = Vec::with_capacity(altitude_m.len());
    for i in 0..altitude_m.len() + NEIGHBOURS {
        let entering = altitude_m.get(i).copied().flatten();
        let leaving = i.checked_sub(2 * NEIGHBOURS + 1).and_then(|i| altitude_m[i]);
        sum_m += f64::from(entering.unwrap_or(0.0)) - f64::from(leaving.unwrap_or(0.0));
        known = known + u32::from(entering.is_some()) - u32::from(leaving.is_some());
        if NEIGHBOURS <= i {
            means_m.push((0 < known).then(|| sum_m / f64::from(known)));
        }
    }
    means_m
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the clamp is exact")]
mod tests {
    use super::*;
    use crate::decode::recording::Samples;

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
        let altitude_m: Vec<Option<f32>> = distance_m.iter().map(|d| Some(100.0 + 0.08 * *d as f32)).collect();
        let grade: Vec<Option<f64>> = grade(&distance_m, &altitude_m).collect();
        assert!(grade[10..50].iter().all(|g| g.is_some_and(|g| (g - 0.08).abs() < 1e-6)));
    }

    #[test]
    fn an_altitude_half_a_kilometre_off_is_no_climb() {
        let mut samples = Samples { time_ms: (0..200).map(|s| 1000 * s).collect(), ..Samples::default() };
        for i in 0..200 {
            samples.altitude_m.set(i, if i == 90 { 640.0 } else { 140.0 });
        }
        let kept: Vec<usize> = (0..200).collect();
        let kept = Kept::all(&samples, &kept, &[1.0; 200]);
        let (cleaned_m, leapt) = altitude_m(&kept, true);
        assert_eq!((ascent_m(&cleaned_m), leapt), (Some(0.0), 1));
        let distance_m: Vec<f64> = (0..200).map(|i| 3.0 * f64::from(i)).collect();
        assert!(grade(&distance_m, &cleaned_m).flatten().all(|slope| slope.abs() < 1e-9));
        assert_eq!(altitude_m(&kept, false).0[90], Some(640.0));
    }

    #[test]
    fn no_ground_is_steeper_than_the_steepest() {
        let distance_m: Vec<f64> = (0..60).map(|i| f64::from(i) * 5.0).collect();
        let altitude_m: Vec<Option<f32>> = distance_m.iter().map(|d| Some(2.0 * *d as f32)).collect();
        assert!(grade(&distance_m, &altitude_m).flatten().all(|slope| slope == 0.45));
        // The first 20 m of the way are too short for a grade.
        assert_eq!(grade(&[0.0, 15.0], &[Some(0.0), Some(5.0)]).collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn standing_still_has_no_grade() {
        assert!(grade(&[0.0, 0.0, 0.1], &[Some(1.0), Some(9.0), Some(1.0)]).all(|grade| grade.is_none()));
    }
}
