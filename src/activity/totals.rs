//! The totals of a session, of laps or of a table, held against the records.
//!
//! The records win where they are dense, the totals where they are not: a damaged or thinned file holds a part of what was
//! done. Pauses are no contradiction, and neither is a distance that the runner corrected on a treadmill.

use super::anomaly::{Anomalies, Fault, Instead};
use super::cleaned::Cleaned;
use super::sport::Sport;
use crate::decode::recording::Summary;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::TOTALS_TOLERANCE;

/// The longest activity to believe in, seconds: a week.
const DURATION_MAX_S: f64 = 7.0 * 24.0 * 3600.0;

/// Times that differ by less do not contradict each other, seconds. Ours.
const NEAR_S: f64 = 60.0;

/// Ways that differ by less do not contradict each other, metres. Ours.
const NEAR_M: f64 = 100.0;

/// Records on the mean this far apart at most are dense, seconds: what smart recording writes.
const DENSE_S: f64 = 10.0;

/// Fewer records say nothing of the whole.
const RECORDS_MIN: usize = 60;

/// A way by positions alone differs from a wheel or a sensor on the foot by up to this share, on winding ways and under trees.
/// Ours.
const POSITIONS_TOLERANCE: f64 = 0.25;

/// A runner sets the distance of a treadmill right by up to this share; the records keep what the watch thought. Ours.
const CALIBRATED: f64 = 0.5;

/// What is wrong with a distance that is not believed.
const DISTANCE_FAULTS: [Fault; 4] =
    [Fault::DistanceInSteps, Fault::DistanceUnit, Fault::DistanceResets, Fault::DistanceContradicts];

/// How often a total is what it should be when its unit is another: minutes, hours, thousandths; miles, feet and yards are
/// nobody's mistake.
const UNIT_FACTORS: [f64; 3] = [60.0, 1000.0, 3600.0];

/// The summary without the totals that the dense records contradict; absent where there are none. `is_alone`: the only session
/// of its recording, whose samples are all its own.
pub(super) fn without_contradicted(
    session: &Summary,
    cleaned: &Cleaned,
    is_alone: bool,
    anomalies: &mut Anomalies,
    diagnostics: &mut Diagnostics,
) -> Option<Summary> {
    let records = Records::new(cleaned, is_alone)?;
    let timer_s = session.timer_s.filter(|timer_s| records.contradict_timer(*timer_s, session));
    let elapsed_s = session.elapsed_s.filter(|elapsed_s| {
        let may_be =
            (1.0 - TOTALS_TOLERANCE) * records.span_s - NEAR_S..=(1.0 + TOTALS_TOLERANCE) * records.span_s + NEAR_S;
        timer_s.is_some() && !may_be.contains(elapsed_s)
    });
    let duration_s = session.timer_s.filter(|_| timer_s.is_none()).unwrap_or(records.recorded_s);
    let distance_m = session.distance_m.filter(|m| records.contradict_distance(*m, duration_s));
    if timer_s.is_none() && distance_m.is_none() {
        return None;
    }
    let mut believed = session.clone();
    if let Some(timer_s) = timer_s {
        believed.timer_s = None;
        believed.elapsed_s = session.elapsed_s.filter(|_| elapsed_s.is_none());
        anomalies.note(Fault::TotalTime, Instead::Records);
        let detail =
            format!("the summary tells {timer_s:.0} s, the records {:.0} s; the records were used", records.recorded_s);
        diagnostics.push(Code::TotalsContradict, None, detail);
    }
    if let (Some(distance_m), Some(way_m)) = (distance_m, records.way_m) {
        believed.distance_m = None;
        anomalies.note(Fault::TotalDistance, Instead::Records);
        let detail = format!("the summary tells {distance_m:.1} m, the records {way_m:.1} m; the records were used");
        diagnostics.push(Code::TotalsContradict, None, detail);
    }
    Some(believed)
}

/// What the records tell of the whole.
struct Records<'a> {
    cleaned: &'a Cleaned<'a>,
    is_alone: bool,
    recorded_s: f64,
    span_s: f64,
    /// The way; absent where there is none.
    way_m: Option<f64>,
}

impl<'a> Records<'a> {
    /// Absent where they are not dense.
    fn new(cleaned: &'a Cleaned<'a>, is_alone: bool) -> Option<Self> {
        let kept = cleaned.kept;
        let recorded_s: f64 = kept.recorded_s.iter().sum();
        let count = kept.recorded_s.len();
        if count < RECORDS_MIN || DENSE_S * (count as f64) < recorded_s {
            return None;
        }
        let way_m = cleaned.track.total_m().filter(|m| 0.0 < *m);
        Some(Self { cleaned, is_alone, recorded_s, span_s: kept.span_s(), way_m })
    }

    /// The way, where it is known for most of the time.
    fn known_way_m(&self) -> Option<f64> {
        let speeds = self.cleaned.track.speed_mps.iter().zip(&self.cleaned.kept.recorded_s);
        let known_s: f64 = speeds.filter(|(mps, _)| mps.is_some()).map(|(_, s)| s).sum();
        self.way_m.filter(|_| (1.0 - TOTALS_TOLERANCE) * self.recorded_s <= known_s)
    }

    /// What the device counted, metres; absent where it did not, or is not believed.
    fn counted_m(&self) -> Option<f64> {
        // A distance that was left out for another channel says nothing here.
        if self.cleaned.doubts.iter().any(|doubt| DISTANCE_FAULTS.contains(&doubt.fault)) {
            return None;
        }
        let kept = self.cleaned.kept;
        let mut counted = kept.values(&kept.samples.distance_m).flatten();
        let first_m = counted.next()?;
        Some(counted.fold(first_m, f64::max) - if self.is_alone { 0.0 } else { first_m })
    }

    fn contradict_timer(&self, timer_s: f64, session: &Summary) -> bool {
        let too_long = (1.0 + TOTALS_TOLERANCE) * self.span_s + NEAR_S < timer_s;
        let too_short = timer_s < (1.0 - TOTALS_TOLERANCE) * self.recorded_s - NEAR_S;
        if too_long {
            let by_time = timer_s / self.recorded_s;
            let by_way = session.distance_m.zip(self.known_way_m()).map(|(told_m, way_m)| told_m / way_m);
            // Of a cut file time and way are missing alike.
            let is_part = by_way.is_some_and(|by_way| is_near(by_way, by_time, CALIBRATED));
            !is_part && (by_way.is_some() || is_unit(by_time) || DURATION_MAX_S < timer_s)
        } else if too_short {
            let is_of_another_unit = is_unit(self.recorded_s / timer_s);
            let moved_on = if self.known_way_m().is_some() {
                (1.0 + TOTALS_TOLERANCE) * timer_s + NEAR_S < self.cleaned.moving_s
            } else {
                // Nobody knows whether one moved: a pause is no longer than what was done, where nothing says that it was.
                let known_s = session.elapsed_s.unwrap_or(2.0 * timer_s);
                known_s < (1.0 - TOTALS_TOLERANCE) * self.span_s - NEAR_S
            };
            is_of_another_unit || (self.is_alone && moved_on)
        } else {
            false
        }
    }

    fn contradict_distance(&self, told_m: f64, duration_s: f64) -> bool {
        let Some(way_m) = self.way_m else { return false };
        let kept = self.cleaned.kept;
        let tolerance = if kept.present.distance { TOTALS_TOLERANCE } else { POSITIONS_TOLERANCE };
        if (told_m - way_m).abs() <= NEAR_M || is_near(told_m, way_m, tolerance) || self.known_way_m().is_none() {
            return false;
        }
        let is_whole = (1.0 - TOTALS_TOLERANCE) * duration_s <= self.recorded_s;
        // The count agrees with the total, in which then lies the way of the pauses, or not even with the way.
        let is_counted = self.counted_m().is_some_and(|counted_m| {
            is_near(told_m, counted_m, TOTALS_TOLERANCE) || !is_near(counted_m, way_m, TOTALS_TOLERANCE)
        });
        let is_calibrated = self.cleaned.sport == Sport::Treadmill && is_near(told_m, way_m, CALIBRATED);
        let is_pool = self.cleaned.sport == Sport::Swim && !kept.present.position;
        is_whole && !is_counted && !is_calibrated && !is_pool
    }
}

/// Whether the larger of two is more than the other by no more than a share.
fn is_near(one: f64, other: f64, share: f64) -> bool {
    one.max(other) <= (1.0 + share) * one.min(other)
}

fn is_unit(factor: f64) -> bool {
    UNIT_FACTORS.into_iter().any(|unit| is_near(factor, unit, TOTALS_TOLERANCE))
}

/// Timer and elapsed time, seconds: the device's where they can be true, else from the samples. Absent without either.
///
/// A timer may be longer than the samples, of which a damaged or thinned file holds only a part; an elapsed time that is
/// much longer comes from a clock that was set on the way.
pub(super) fn durations(session: &Summary, recorded_s: f64, span_s: f64) -> Option<(f64, f64)> {
    // To the millisecond: what rounds to nothing is no duration.
    let possible = |s: &f64| 0.0 < round_to(*s, 1000.0) && *s <= DURATION_MAX_S;
    let timer_s = session.timer_s.filter(possible);
    let measured_s = span_s.max(timer_s.unwrap_or(recorded_s));
    let elapsed_s = session.elapsed_s.filter(|s| possible(s) && (measured_s <= 0.0 || *s <= 1.5 * measured_s + 7200.0));
    let recorded_s = Some(recorded_s).filter(|s| 0.0 < *s);
    let duration_s = timer_s.or(recorded_s).or(session.moving_s.filter(possible)).or(elapsed_s)?;
    let elapsed_s = elapsed_s.unwrap_or(span_s).max(duration_s);
    Some((round_to(duration_s, 1000.0), round_to(elapsed_s, 1000.0)))
}

fn round_to(value: f64, steps_per_unit: f64) -> f64 {
    (value * steps_per_unit).round() / steps_per_unit + 0.0
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "durations and distances of the tests are whole numbers")]
mod tests {
    use super::*;
    use crate::activity::cleaned::Cleaning;
    use crate::activity::speed;
    use crate::activity::valid_samples::{ValidSamples, Whole};
    use crate::decode::recording::{Column, Position, Samples};

    /// A run of twenty minutes at 3 m/s, a sample every so many seconds.
    fn twenty_minutes(every: i64) -> Samples {
        let mut samples = Samples::default();
        for (nth, s) in (0..=1200).step_by(every as usize).enumerate() {
            samples.time_ms.push(1000 * s);
            samples.distance_m.set_value(nth, 3.0 * s as f64);
            samples.heart_rate_bpm.set_value(nth, 150);
        }
        samples
    }

    fn indoors(every: i64) -> Samples {
        Samples { distance_m: Column::default(), ..twenty_minutes(every) }
    }

    fn told(timer_s: f64, elapsed_s: Option<f64>, distance_m: Option<f64>) -> Summary {
        Summary { timer_s: Some(timer_s), elapsed_s, distance_m, ..Summary::default() }
    }

    /// Duration, elapsed time and distance that are believed, and what was noted.
    fn believed(samples: &Samples, session: &Summary, sport: Sport) -> (f64, f64, Option<f64>, String) {
        let all: Vec<usize> = (0..samples.len()).collect();
        let whole = Whole::new(samples, &[]);
        let kept = ValidSamples::new(&whole, &all, &speed::lasting_mps(true, true));
        let (mut anomalies, mut diagnostics) = (Anomalies::default(), Diagnostics::default());
        let cleaned = Cleaned::new(&kept, sport, Cleaning::default(), &mut diagnostics);
        let changed = without_contradicted(session, &cleaned, true, &mut anomalies, &mut diagnostics);
        let session = changed.as_ref().unwrap_or(session);
        let (duration_s, elapsed_s) =
            durations(session, kept.recorded_s.iter().sum(), kept.span_s()).unwrap_or_default();
        (duration_s, elapsed_s, session.distance_m, anomalies.to_cell().unwrap_or_default())
    }

    #[test]
    fn times_of_another_unit_or_of_a_part_give_way_to_dense_records() {
        for every in [1, 5, 10] {
            let samples = twenty_minutes(every);
            let way_m = Some(3600.0);
            for (timer_s, elapsed_s, told_m) in [
                (1_200_000.0, None, way_m),
                (72_000.0, Some(72_000.0), way_m),
                (20.0, Some(1200.0), way_m),
                (5000.0, None, way_m),
            ] {
                let found = believed(&samples, &told(timer_s, elapsed_s, told_m), Sport::Run);
                assert_eq!(found, (1200.0, 1200.0, way_m, "total_time:records".to_owned()), "{timer_s} s, {every} s");
            }
            let part = believed(&samples, &told(300.0, Some(300.0), Some(900.0)), Sport::Run);
            assert_eq!(part, (1200.0, 1200.0, None, "total_time:records total_distance:records".to_owned()));
            // Without a way only what is a unit, or half and no pause.
            for timer_s in [1_200_000.0, 72_000.0, 20.0, 500.0] {
                let found = believed(&indoors(every), &told(timer_s, None, None), Sport::Treadmill);
                assert_eq!(found, (1200.0, 1200.0, None, "total_time:records".to_owned()), "{timer_s} s indoors");
            }
        }
    }

    #[test]
    fn distances_of_another_unit_give_way_to_dense_records() {
        for told_m in [3.6, 3_600_000.0, 2.24, 4000.0] {
            let found = believed(&twenty_minutes(5), &told(1200.0, None, Some(told_m)), Sport::Run);
            assert_eq!((found.2, found.3.as_str()), (None, "total_distance:records"), "{told_m} m");
        }
    }

    #[test]
    fn totals_of_what_is_not_recorded_and_pauses_are_no_contradiction() {
        let keeps = |samples: &Samples, session: &Summary, sport: Sport| {
            let (duration_s, _, distance_m, noted) = believed(samples, session, sport);
            assert_eq!((Some(duration_s), distance_m, noted.as_str()), (session.timer_s, session.distance_m, ""));
        };
        let run = twenty_minutes(1);
        keeps(&run, &told(1190.0, None, Some(3708.0)), Sport::Run);
        // The half that is left of a damaged file, with a way and without.
        keeps(&run, &told(2400.0, Some(2400.0), Some(7200.0)), Sport::Run);
        keeps(&indoors(1), &told(2400.0, Some(2400.0), None), Sport::Treadmill);
        keeps(&run, &told(72_000.0, None, Some(216_000.0)), Sport::Run);
        // A pause in which the records go on, indoors and at a red light.
        keeps(&indoors(1), &told(700.0, Some(1200.0), None), Sport::Treadmill);
        let mut stood = run.clone();
        for s in 600..=1200 {
            stood.distance_m.set_value(s, f64::max(1800.0, 3.0 * (s as f64 - 300.0)));
        }
        keeps(&stood, &told(900.0, Some(1200.0), Some(2700.0)), Sport::Run);
        // A treadmill that was set right, and a thinned file.
        keeps(&run, &told(1200.0, None, Some(4300.0)), Sport::Treadmill);
        keeps(&twenty_minutes(30), &told(72_000.0, None, None), Sport::Run);
    }

    #[test]
    fn a_way_by_positions_alone_is_held_to_less() {
        let mut by_place = twenty_minutes(1);
        by_place.distance_m = Column::default();
        for s in 0..=1200 {
            let longitude_deg = 3.0 * s as f64 / 111_195.0;
            by_place.position.set_value(s, Position { latitude_deg: 0.0, longitude_deg });
        }
        let noted = |told_m| believed(&by_place, &told(1200.0, None, Some(told_m)), Sport::Run).3;
        assert_eq!((noted(4200.0).as_str(), noted(4800.0).as_str()), ("", "total_distance:records"));
    }
}
