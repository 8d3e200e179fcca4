//! Activities and their efforts, laid on the days that they were done on.

use crate::activity::{Activity, week_rollover};
use crate::effort::{Effort, Method};
use crate::load::calendar::LoadedSession;
use crate::load::day_class::{self, IntensityBasis};
use crate::load::distribution::Zones;
use jiff::civil::{Date, date};

/// No day before it is laid on a calendar: no device that records wrote a date before.
const FIRST_DAY: Date = date(1990, 1, 1);

/// The day that a calendar of activities begins on: that of the first one whose date can be. Absent without an activity.
///
/// A date that may be 1,024 weeks off, or before 1990, begins none as long as there is another.
pub(super) fn first_day(activities: &[Activity]) -> Option<Date> {
    let is_sound = |activity: &&Activity| {
        FIRST_DAY <= activity.day && !activity.anomalies.iter().any(|of| of == week_rollover::POINTED_OUT)
    };
    let days = activities.iter().filter(is_sound).map(|activity| activity.day);
    days.min().or_else(|| activities.iter().map(|activity| activity.day).min())
}

/// What the calendar needs to know of an activity: a session on each day that it was done on, with the share of load and time
/// of that day. Its way stays with the first.
pub(super) fn sessions_on_days(
    activity: &Activity,
    effort: &Effort,
    zones: Option<Zones>,
) -> impl Iterator<Item = LoadedSession> {
    let whole = session(activity, effort, zones);
    days_of(activity).map(move |(day, share)| part_of(&whole, day, share))
}

/// The days that an activity counts on, with its share of each.
pub(super) fn days_of(activity: &Activity) -> impl Iterator<Item = (Date, f64)> {
    let one = activity.day_shares.is_empty().then_some((activity.day, 1.0));
    one.into_iter().chain(activity.day_shares.iter().copied())
}

/// The part of a session that was done on a day.
fn part_of(whole: &LoadedSession, day: Date, share: f64) -> LoadedSession {
    let goes_on = day != whole.day;
    let facts = day_class::ClassedSession {
        duration_s: share * whole.facts.duration_s,
        load: share * whole.facts.load,
        above_second_threshold_s: whole.facts.above_second_threshold_s.map(|s| share * s),
        distance_m: whole.facts.distance_m.filter(|_| !goes_on),
        ..whole.facts
    };
    LoadedSession { day, goes_on, facts, ..*whole }
}

/// The whole of it, on the day of its start: as much as counts with itself.
fn session(activity: &Activity, effort: &Effort, zones: Option<Zones>) -> LoadedSession {
    let below_first_threshold = zones.and_then(Zones::zone_shares).map(|[below, _, _]| below);
    let counted = activity.counted_share();
    LoadedSession {
        day: activity.day,
        start_ms: activity.start_ms,
        goes_on: false,
        counts: 0.0 < counted,
        facts: day_class::ClassedSession {
            sport: activity.sport,
            duration_s: counted * activity.duration_s,
            load: counted * effort.load,
            intensity: effort.intensity,
            basis: intensity_basis(activity, effort.method),
            rpe: activity.rpe,
            below_first_threshold,
            above_second_threshold_s: zones.map(|zones| counted * zones.seconds[2]),
            distance_m: activity.distance_m.map(|m| counted * m),
            longest_before_m: None,
            median_before_m: None,
            median_before_s: None,
        },
    }
}

/// What the intensity that a method gives stands on.
fn intensity_basis(activity: &Activity, method: Method) -> IntensityBasis {
    match method {
        Method::Estimated if activity.is_carried() => IntensityBasis::Carried,
        Method::Estimated => IntensityBasis::Sport,
        Method::Rpe | Method::Given => IntensityBasis::Runner,
        _ => IntensityBasis::Sensor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::anomaly::{Fault, Instead};
    use crate::activity::sport::Sport;

    fn run(day: Date) -> Activity {
        let start_ms = day.duration_since(date(1970, 1, 1)).as_millis() as i64 + 36_000_000;
        Activity { start_ms, distance_m: Some(10_000.0), ..Activity::bare(Sport::Run, day, 3600.0) }
    }

    #[test]
    fn a_date_that_cannot_be_begins_no_calendar() {
        let first = |activities: &[Activity]| first_day(activities);
        let mut old = run(date(2006, 9, 18));
        let sound = || run(date(2026, 5, 4));
        assert_eq!(first(&[old.clone(), sound()]), Some(date(2006, 9, 18)), "years of training");
        old.anomalies.note(Fault::WeekRollover, Instead::Nothing);
        assert_eq!(first(&[old.clone(), sound()]), Some(date(2026, 5, 4)));
        assert_eq!(first(&[old]), Some(date(2006, 9, 18)));
        assert_eq!(first(&[run(date(1970, 1, 1)), sound()]), Some(date(2026, 5, 4)));
        assert_eq!(first(&[]), None);
    }
}
