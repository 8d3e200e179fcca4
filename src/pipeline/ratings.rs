//! Which run an answer rates, which check-in came in time for its morning, and what each run cost.

use crate::activity::{Activity, clock};
use crate::athlete::history::History;
use crate::dates::days_between;
use crate::effort::decoupling::decoupling;
use crate::effort::{Effort, Method, pace};
use crate::morning::Morning;
use crate::readiness::run_residuals::{RunMeasures, RunResidual, run_residuals};
use jiff::civil::{Date, Time};
use std::collections::HashMap;

/// A check-in's "how hard was the last run" belongs to a run at most this many days back.
const RPE_DAYS_MAX: i32 = 3;

/// Marks the check-ins that were written after their day's first activity began.
pub(super) fn mark_late(mornings: &mut [Morning], activities: &[Activity]) {
    let mut first_start: HashMap<Date, Time> = HashMap::new();
    for activity in activities {
        let start = clock::local_time(activity.start_ms, activity.utc_offset_s);
        first_start.entry(activity.day).and_modify(|first| *first = start.min(*first)).or_insert(start);
    }
    for morning in mornings {
        morning.late =
            morning.time.is_some_and(|time| first_start.get(&morning.day).is_some_and(|first| *first < time));
    }
}

/// Gives each check-in's RPE to the last run before it, where the run has none of its own; a check-in with a time may rate a
/// run of its own day. Gives the first morning that knows each activity's RPE.
pub(super) fn attach_rpe(activities: &mut [Activity], mornings: &[Morning]) -> Vec<Date> {
    let mut known_from: Vec<Date> =
        activities.iter().map(|activity| activity.day.tomorrow().unwrap_or(activity.day)).collect();
    let mut runs: Vec<(Date, usize)> = activities
        .iter()
        .enumerate()
        .filter(|(_, activity)| activity.sport.is_run())
        .map(|(at, activity)| (activity.day, at))
        .collect();
    runs.sort_unstable();
    for morning in mornings {
        let Some(rpe) = morning.rpe else { continue };
        let ended = |activity: &Activity| {
            activity.day < morning.day
                || (activity.day == morning.day
                    && morning.time.is_some_and(|time| {
                        clock::local_time(activity.end_ms(), activity.utc_offset_s) <= time
                            && clock::local_time(activity.start_ms, activity.utc_offset_s) <= time
                    }))
        };
        let until = runs.partition_point(|(day, _)| *day <= morning.day);
        let Some((_, at)) = runs[..until].iter().rev().find(|(_, at)| ended(&activities[*at])).copied() else {
            continue;
        };
        let run = &mut activities[at];
        if run.rpe.is_none() && days_between(run.day, morning.day) <= RPE_DAYS_MAX {
            run.rpe = Some(rpe);
            known_from[at] = known_from[at].max(morning.day);
        }
    }
    known_from
}

/// What each activity cost against the runs before it; absent where it is no run.
pub(super) fn felt(
    activities: &[Activity],
    efforts: &[Effort],
    rated_on: &[Date],
    history: &History,
) -> Vec<Option<RunResidual>> {
    let mut order: Vec<usize> = (0..activities.len()).filter(|at| activities[*at].sport.is_run()).collect();
    order.sort_by_key(|at| (activities[*at].day, activities[*at].start_ms));
    let runs: Vec<RunMeasures<'_>> = order
        .iter()
        .map(|at| {
            run_measures(&activities[*at], &efforts[*at], rated_on[*at], threshold_mps(&activities[*at], history))
        })
        .collect();
    let mut of_activities = vec![None; activities.len()];
    for (at, felt) in order.into_iter().zip(run_residuals(&runs)) {
        of_activities[at] = Some(felt);
    }
    of_activities
}

/// The threshold speed of an activity's day, metres a second; absent where none is known.
pub(super) fn threshold_mps(activity: &Activity, history: &History) -> Option<f64> {
    history.thresholds_on(activity.day).run_speed_mps.map(|speed| speed.value)
}

/// A run as the residuals need it, with the first morning that knows its RPE, and the threshold speed of its day.
pub(super) fn run_measures<'a>(
    activity: &'a Activity,
    effort: &Effort,
    rated_on: Date,
    threshold_mps: Option<f64>,
) -> RunMeasures<'a> {
    let speed_mps = mean_speed_mps(activity);
    RunMeasures {
        day: activity.day,
        rpe: activity.rpe.map(|rpe| (rpe, rated_on)),
        intensity: intensity_beside_feeling(effort, speed_mps, threshold_mps),
        speed_mps,
        duration_s: activity.duration_s,
        ascent_m: activity.ascent_m,
        minutes: &activity.statistics.steady_minutes,
        threshold_mps,
        hot: activity.is_hot(),
        decoupling: decoupling(&activity.statistics.steady_halves),
    }
}

/// The way over the time, metres a second; absent where one of the two is unknown.
fn mean_speed_mps(activity: &Activity) -> Option<f64> {
    let speed_mps = activity.distance_m? / activity.duration_s;
    (speed_mps.is_finite() && 0.0 < speed_mps).then_some(speed_mps)
}

/// The intensity that how hard a run felt is held against: what a sensor measured, else pace against the threshold, else that of
/// the load which the runner gave. What was made of the feeling, or of nothing, explains no feeling.
fn intensity_beside_feeling(effort: &Effort, speed_mps: Option<f64>, threshold_mps: Option<f64>) -> Option<f64> {
    let by_pace =
        || speed_mps.zip(threshold_mps).and_then(|(speed, threshold)| pace::intensity(speed, 1.0, 1.0, threshold));
    match effort.method {
        Method::Rpe | Method::Estimated => by_pace(),
        Method::Given => by_pace().or(Some(effort.intensity)),
        _ => Some(effort.intensity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::athlete::{Athlete, Given};
    use crate::effort::Quality;
    use jiff::civil::date;

    fn rated(day: Date, rpe: f64) -> Morning {
        Morning { day, rpe: Some(rpe), ..Morning::default() }
    }

    #[test]
    fn the_rpe_of_a_morning_is_that_of_the_last_run_before_it() {
        let day = date(2026, 5, 2);
        let before = day.yesterday().unwrap_or(day);
        let mut activities = [
            Activity::bare(Sport::Run, before, 3000.0),
            Activity::bare(Sport::Run, day, 3600.0),
            Activity::bare(Sport::Walk, day, 3600.0),
        ];
        attach_rpe(&mut activities, &[rated(day, 9.0), rated(date(2026, 5, 3), 4.0), rated(date(2026, 5, 9), 1.0)]);
        assert_eq!(activities.map(|activity| activity.rpe), [Some(9.0), Some(4.0), None]);
    }

    #[test]
    fn a_watchs_own_rating_comes_first_and_an_old_run_is_not_rated() {
        let mut run = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
        attach_rpe(std::slice::from_mut(&mut run), &[rated(date(2026, 5, 5), 4.0)]);
        assert_eq!(run.rpe, None);
        run.rpe = Some(8.0);
        attach_rpe(std::slice::from_mut(&mut run), &[rated(date(2026, 5, 2), 4.0)]);
        assert_eq!(run.rpe, Some(8.0));
    }

    /// Fourteen rated runs written by hand, of different paces, whose feeling follows the pace; the last felt two points harder.
    fn written_by_hand(distance_is_known: bool, method: Method, history: &History) -> Option<RunResidual> {
        let runs: Vec<(Activity, Effort)> = (0..14_i32)
            .map(|nth| {
                let speed_mps = 2.5 + 0.2 * f64::from(nth % 4);
                let felt = speed_mps * speed_mps - 3.0 + 0.1 * f64::from(nth % 2) + if nth == 13 { 2.0 } else { 0.0 };
                let day = date(2026, 3, 1).saturating_add(jiff::Span::new().days(2 * nth));
                let bare = Activity::bare(Sport::Run, day, 3000.0);
                let distance_m = distance_is_known.then_some(3000.0 * speed_mps);
                let activity = Activity { rpe: Some(felt), distance_m, ..bare };
                // What would explain nothing where it were taken from the feeling.
                (activity, Effort::new(3000.0, 0.1 * speed_mps * speed_mps, method, Quality::Estimated))
            })
            .collect();
        let (activities, efforts): (Vec<Activity>, Vec<Effort>) = runs.into_iter().unzip();
        let rated_on: Vec<Date> = activities.iter().filter_map(|run| run.day.tomorrow().ok()).collect();
        felt(&activities, &efforts, &rated_on, history).last().copied().flatten()
    }

    #[test]
    fn a_run_written_by_hand_is_held_against_pace_or_the_given_load() {
        let nobody = History::new(&Athlete::default(), []);
        let given = vec![Given { run_speed_mps: Some(3.5), ..Given::default() }];
        let paced = History::new(&Athlete { given, ..Athlete::default() }, []);
        let harder = |distance, method, history: &History| {
            written_by_hand(distance, method, history).and_then(|run| run.rpe).map(|residual| residual.value)
        };
        let by_threshold = harder(true, Method::Rpe, &paced);
        assert!(by_threshold.is_some_and(|value| (value - 2.0).abs() < 0.2), "{by_threshold:?}");
        // Without a threshold a line through the squared speed is the same line in another unit.
        let by_speed = harder(true, Method::Rpe, &nobody);
        assert!(by_speed.zip(by_threshold).is_some_and(|(speed, share)| (speed - share).abs() < 1e-9), "{by_speed:?}");
        let by_load = harder(false, Method::Given, &nobody);
        assert!(by_load.is_some_and(|value| (value - 2.0).abs() < 0.2), "{by_load:?}");
        assert_eq!(harder(false, Method::Rpe, &paced), None, "the feeling explains no feeling");
        assert_eq!(harder(false, Method::Estimated, &paced), None, "and time alone none either");
    }
}
