//! Climb from altitude with hysteresis, and grade over a stretch of ground.

use super::altitude_start;
use super::anomaly::{Fault, Instead};
use super::doubt::Doubt;
use super::outliers;
use super::valid_samples::ValidSamples;
use crate::diagnostic::Code;

/// A barometer's noise, metres: smaller ups and downs are no climb.
const HYSTERESIS_M: f64 = 3.0;
/// Nobody on foot or on wheels climbs or falls faster, metres a second.
const FASTEST_MPS: f64 = 5.0;
/// A device's ascent may be so many times the one from its altitudes, and …
const ASCENT_MORE: f64 = 1.5;
/// … so much more, metres. Ours: it sums up smaller ups and downs; and it is asked only where the altitudes leap.
const ASCENT_MORE_M: f64 = 20.0;
/// Grade is taken over this much ground, metres, …
const GRADE_DISTANCE_M: f64 = 30.0;
/// … and at the start and the end of an activity over at least this much.
const GRADE_DISTANCE_MIN_M: f64 = 20.0;
/// The grade holds for this much ground before it is taken anew, metres.
const PIECE_M: f64 = 10.0;
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

/// The altitudes of the kept samples, metres. If `clean`, those that leap away by more than 5 m a second and back are left
/// out, and how many is told; and placeholders, with what else leaps among the doubts.
#[must_use]
pub fn altitude_m(kept: &ValidSamples, clean: bool, doubts: &mut Vec<Doubt>) -> (Vec<Option<f32>>, usize) {
    let mut altitude_m: Vec<Option<f32>> = kept.values(&kept.samples.altitude_m).collect();
    if !clean {
        return (altitude_m, 0);
    }
    let rise_m = |from_m: f32, to_m: f32| (f64::from(to_m) - f64::from(from_m)).abs();
    let leaps = outliers::drop_leaps(&kept.time_ms, &mut altitude_m, FASTEST_MPS, rise_m);
    if leaps.any {
        doubts.extend(altitude_start::level(&kept.time_ms, &mut altitude_m, FASTEST_MPS).doubts());
    }
    (altitude_m, leaps.dropped.len())
}

/// Climb of an activity, metres; absent without two altitudes.
#[must_use]
pub fn ascent_m(altitude_m: &[Option<f32>]) -> Option<f64> {
    let known = altitude_m.iter().flatten().take(2).count();
    (2 <= known).then(|| climb_m(altitude_m.iter().flatten().map(|m| f64::from(*m)), HYSTERESIS_M))
}

/// What is told of a device's ascent that counts leaps of its altitude as climb; absent where it is near enough to what was
/// measured.
pub(super) fn ascent_doubt(told_m: f64, measured_m: f64) -> Option<Doubt> {
    (ASCENT_MORE * measured_m + ASCENT_MORE_M < told_m).then(|| Doubt {
        fault: Fault::TotalAscent,
        instead: Instead::Records,
        code: Code::TotalsContradict,
        count: 1,
        detail: format!(
            "the ascent of the summary is {told_m:.0} m, and the altitudes climb {measured_m:.0} m, which is used"
        ),
    })
}

/// A piece of the way with one grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The sample that ends it, by place; the piece begins where the one before it ends.
    pub to: usize,
    /// Grade, rise over run within ±0.45: from the altitudes at the ends of a stretch of 30 m around the middle of the
    /// piece, at the start and the end of the activity of at least 20 m. Absent where the stretch has no altitude or is too
    /// short.
    pub grade: Option<f64>,
}

/// The grades of the way, in pieces of 10 m or as long as the samples lie apart; one piece without altitudes.
/// `distance_m` never falls; `altitude_m` is as long, or empty.
pub(crate) fn slopes_along(distance_m: &[f64], altitude_m: &[Option<f32>]) -> impl Iterator<Item = Slope> {
    let last = distance_m.len().saturating_sub(1);
    let is_level = altitude_m.is_empty();
    let (mut here, mut stretch_from, mut stretch_to) = (0, 0, 0);
    std::iter::from_fn(move || {
        if last <= here {
            return None;
        }
        if is_level {
            here = last;
            return Some(Slope { to: last, grade: None });
        }
        let start_m = distance_m[here];
        let mut to = here + 1;
        while to < last && distance_m[to] - start_m < PIECE_M {
            to += 1;
        }
        let middle_m = f64::midpoint(start_m, distance_m[to]);
        while stretch_from < here && distance_m[stretch_from + 1] <= middle_m - GRADE_DISTANCE_M / 2.0 {
            stretch_from += 1;
        }
        stretch_to = stretch_to.max(to);
        while stretch_to < last && distance_m[stretch_to] < middle_m + GRADE_DISTANCE_M / 2.0 {
            stretch_to += 1;
        }
        let grade = || {
            let run_m = distance_m[stretch_to] - distance_m[stretch_from];
            let rise_m = smooth_m(altitude_m, stretch_to)? - smooth_m(altitude_m, stretch_from)?;
            (GRADE_DISTANCE_MIN_M <= run_m).then(|| (rise_m / run_m).clamp(-GRADE_MAX, GRADE_MAX))
        };
        here = to;
        Some(Slope { to, grade: grade() })
    })
}

/// Mean of up to nine neighbouring altitudes, metres: a GPS altitude trembles from sample to sample.
fn smooth_m(altitude_m: &[Option<f32>], at: usize) -> Option<f64> {
    let neighbours = &altitude_m[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(altitude_m.len())];
    let (mut sum_m, mut known) = (0.0, 0_u32);
    for altitude_m in neighbours.iter().flatten() {
        sum_m += f64::from(*altitude_m);
        known += 1;
    }
    (0 < known).then(|| sum_m / f64::from(known))
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
        let slopes: Vec<Slope> = slopes_along(&distance_m, &altitude_m).collect();
        assert_eq!(slopes.len(), 30);
        assert_eq!(slopes[29].to, 59);
        assert!(slopes[4..25].iter().all(|slope| slope.grade.is_some_and(|grade| (grade - 0.08).abs() < 1e-6)));
    }

    #[test]
    fn an_altitude_half_a_kilometre_off_is_no_climb() {
        let mut samples = Samples { time_ms: (0..200).map(|s| 1000 * s).collect(), ..Samples::default() };
        for i in 0..200 {
            samples.altitude_m.set_value(i, if i == 90 { 640.0 } else { 140.0 });
        }
        let kept: Vec<usize> = (0..200).collect();
        let kept = ValidSamples::all(&samples, &kept, &[1.0; 200]);
        let (cleaned_m, leapt) = altitude_m(&kept, true, &mut Vec::new());
        assert_eq!((ascent_m(&cleaned_m), leapt), (Some(0.0), 1));
        let distance_m: Vec<f64> = (0..200).map(|i| 3.0 * f64::from(i)).collect();
        assert!(slopes_along(&distance_m, &cleaned_m).all(|slope| slope.grade.is_none_or(|grade| grade.abs() < 1e-9)));
        assert_eq!(altitude_m(&kept, false, &mut Vec::new()).0[90], Some(640.0));
    }

    #[test]
    fn no_ground_is_steeper_than_the_steepest() {
        let distance_m: Vec<f64> = (0..60).map(|i| f64::from(i) * 5.0).collect();
        let altitude_m: Vec<Option<f32>> = distance_m.iter().map(|d| Some(2.0 * *d as f32)).collect();
        assert!(slopes_along(&distance_m, &altitude_m).all(|slope| slope.grade == Some(0.45)));
        // The first 20 m of the way are too short for a grade.
        let short: Vec<Slope> = slopes_along(&[0.0, 15.0], &[Some(0.0), Some(5.0)]).collect();
        assert_eq!(short, [Slope { to: 1, grade: None }]);
    }

    #[test]
    fn standing_still_has_no_grade() {
        let mut pieces = slopes_along(&[0.0, 0.0, 0.1], &[Some(1.0), Some(9.0), Some(1.0)]);
        assert!(pieces.all(|slope| slope.grade.is_none()));
        assert_eq!(slopes_along(&[0.0, 9.0, 99.0], &[]).collect::<Vec<_>>(), [Slope { to: 2, grade: None }]);
        assert_eq!((slopes_along(&[], &[]).count(), slopes_along(&[0.0], &[Some(1.0)]).count()), (0, 0));
    }
}
