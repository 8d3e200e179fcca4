//! Weeks and months: the days of each, added up.

use super::Day;
use super::day_class::DayClass;
use super::distribution::Zones;
use crate::activity::sport::Sport;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodLength {
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl PeriodLength {
    /// First and last day of the period that holds a day.
    #[must_use]
    pub(crate) fn period_around(self, day: Date) -> (Date, Date) {
        match self {
            Self::Week => {
                let monday = day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days());
                (monday, monday.saturating_add(6.days()))
            }
            Self::Month => (day.first_of_month(), day.last_of_month()),
        }
    }
}

/// What one session adds to its period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodSession {
    /// Local day of the start, or of the part of a long one.
    pub day: Date,
    /// Whether it goes on from the day before, where it is counted and its way and climb are told.
    pub goes_on: bool,
    /// What was done.
    pub sport: Sport,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
    /// Time with the timer running, hours.
    pub duration_h: f64,
    /// Distance, metres; absent where unknown.
    pub distance_m: Option<f64>,
    /// Climb, metres; absent where unknown.
    pub ascent_m: Option<f64>,
    /// Time in three zones; absent without heart rate or thresholds.
    pub zones: Option<Zones>,
}

/// One week or month, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Its first day, known or not.
    pub first_day: Date,
    /// Its last day, known or not.
    pub last_day: Date,
    /// How many of its days are known.
    pub days_known: u32,
    /// Load of the known days.
    pub load: f64,
    /// Load of runs.
    pub load_run: f64,
    /// Load of rides.
    pub load_ride: f64,
    /// Load of everything else.
    pub load_other: f64,
    /// Time with the timer running, hours.
    pub duration_h: f64,
    /// Distance of runs, metres, as far as it is known; absent where no run's is.
    pub run_distance_m: Option<f64>,
    /// Climb of everything, metres, as far as it is known; absent where no session's is.
    pub ascent_m: Option<f64>,
    /// Longest run, metres; absent without a run of known distance.
    pub longest_run_m: Option<f64>,
    /// Sessions, light ones too.
    pub sessions: u32,
    /// Sessions that are no light ones.
    pub workouts: u32,
    /// Quality sessions among them.
    pub hard_workouts: u32,
    /// Rest days.
    pub rest_days: u32,
    /// Active-recovery days.
    pub active_recovery_days: u32,
    /// Acute load after the last known day.
    pub acute: Option<f64>,
    /// Chronic load after the last known day.
    pub chronic: Option<f64>,
    /// Monotony of the seven days that end with the last known day.
    pub monotony: Option<f64>,
    /// Strain of the same days.
    pub strain: Option<f64>,
    /// Time in three zones.
    pub zones: Zones,
}

impl Period {
    /// Chronic minus acute load after the last known day; absent where no day is known.
    #[must_use]
    pub fn form(&self) -> Option<f64> {
        self.chronic.zip(self.acute).map(|(chronic, acute)| chronic - acute)
    }
}

/// The weeks or months of one athlete, those of which at least one day is known, by day.
#[must_use]
pub fn periods(days: &[Day], sessions: &[PeriodSession], length: PeriodLength) -> Vec<Period> {
    let known: Vec<&Day> = days.iter().filter(|day| day.load.is_some()).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Vec::new() };
    let first_day = |day: Date| length.period_around(day).0;
    let mut by_period: BTreeMap<Date, Vec<&PeriodSession>> = BTreeMap::new();
    for session in sessions.iter().filter(|session| first.day <= session.day && session.day <= last.day) {
        by_period.entry(first_day(session.day)).or_default().push(session);
    }
    known
        .chunk_by(|one, next| first_day(one.day) == first_day(next.day))
        .filter_map(|days| {
            let (first_day, last_day) = length.period_around(days.first()?.day);
            let sessions = by_period.get(&first_day).map(Vec::as_slice).unwrap_or_default();
            Some(period(first_day, last_day, days, sessions))
        })
        .collect()
}

/// What the known days of a period and its sessions add up to.
fn period(first_day: Date, last_day: Date, days: &[&Day], sessions: &[&PeriodSession]) -> Period {
    let count = |is: fn(&Day) -> bool| days.iter().filter(|day| is(day)).count() as u32;
    let last = |value: fn(&Day) -> Option<f64>| days.last().and_then(|day| value(day));
    let of_sessions =
        |value: &dyn Fn(&PeriodSession) -> Option<f64>| sum(sessions.iter().filter_map(|session| value(session)));
    let is_ride = |session: &PeriodSession| session.sport == Sport::Ride;
    let is_run = |session: &PeriodSession| session.sport.is_run();
    let zone = |nth: usize| of_sessions(&|session| session.zones.and_then(|zones| zones.seconds.get(nth).copied()));
    let begun = || sessions.iter().filter(|session| !session.goes_on);
    let runs = || begun().filter(|session| is_run(session));
    let run_distances = || runs().filter_map(|session| session.distance_m);
    let ascents = || begun().filter_map(|session| session.ascent_m);
    // Nothing done is nothing; something done and not measured is not known.
    let told = |done: usize, measured: usize, sum: f64| (done == 0 || 0 < measured).then_some(sum);
    Period {
        first_day,
        last_day,
        days_known: days.len() as u32,
        load: sum(days.iter().filter_map(|day| day.load)),
        load_run: of_sessions(&|session| is_run(session).then_some(session.load)),
        load_ride: of_sessions(&|session| is_ride(session).then_some(session.load)),
        load_other: of_sessions(&|session| (!is_run(session) && !is_ride(session)).then_some(session.load)),
        duration_h: of_sessions(&|session| Some(session.duration_h)),
        run_distance_m: told(runs().count(), run_distances().count(), sum(run_distances())),
        ascent_m: told(begun().count(), ascents().count(), sum(ascents())),
        longest_run_m: run_distances().reduce(f64::max),
        sessions: begun().count() as u32,
        workouts: days.iter().map(|day| day.workouts).sum(),
        hard_workouts: days.iter().map(|day| day.hard_workouts).sum(),
        rest_days: count(|day| day.class == DayClass::Rest),
        active_recovery_days: count(|day| day.class == DayClass::ActiveRecovery),
        acute: last(|day| day.acute),
        chronic: last(|day| day.chronic),
        monotony: last(|day| day.monotony),
        strain: last(|day| day.strain),
        zones: Zones { seconds: [zone(0), zone(1), zone(2)] },
    }
}

/// A sum that carries what rounding took from it, so that small values after large ones are not lost (Kahan 1965, Commun ACM
/// 8(1):40).
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let add = |(sum, error): (f64, f64), value: f64| {
        let value = value - error;
        let next = sum + value;
        (next, (next - sum) - value)
    };
    values.fold((0.0, 0.0), add).0
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_goes_from_monday_to_sunday() {
        assert_eq!(PeriodLength::Week.period_around(date(2026, 3, 1)), (date(2026, 2, 23), date(2026, 3, 1)));
        assert_eq!(PeriodLength::Week.period_around(date(2026, 3, 2)), (date(2026, 3, 2), date(2026, 3, 8)));
        assert_eq!(PeriodLength::Month.period_around(date(2028, 2, 9)), (date(2028, 2, 1), date(2028, 2, 29)));
    }

    fn day(day: Date, load: Option<f64>) -> Day {
        let class = if load == Some(0.0) { DayClass::Rest } else { DayClass::Easy };
        Day { workouts: u32::from(class == DayClass::Easy), ..Day::bare(day, class, load) }
    }

    fn session(day: Date, sport: Sport, load: f64, distance_m: Option<f64>) -> PeriodSession {
        PeriodSession { day, goes_on: false, sport, load, duration_h: 1.0, distance_m, ascent_m: None, zones: None }
    }

    #[test]
    fn days_and_sessions_add_up_and_what_is_not_known_is_not_counted() {
        // Saturday to Wednesday, the last day unknown.
        let days: Vec<Day> = (0..5)
            .map(|nth| {
                day(
                    date(2026, 2, 28).saturating_add(nth.days()),
                    [Some(30.0), Some(0.0), Some(50.0), Some(10.0), None][nth as usize],
                )
            })
            .collect();
        let sessions = [
            session(date(2026, 2, 28), Sport::Run, 30.0, Some(8000.0)),
            session(date(2026, 3, 2), Sport::Run, 40.0, Some(10_000.0)),
            session(date(2026, 3, 2), Sport::Ride, 10.0, Some(20_000.0)),
            session(date(2026, 3, 3), Sport::Yoga, 10.0, None),
            session(date(2026, 3, 4), Sport::Run, 99.0, Some(30_000.0)),
        ];
        let weeks = periods(&days, &sessions, PeriodLength::Week);
        let told: Vec<_> = weeks.iter().map(|w| (w.first_day, w.days_known, w.load, w.sessions, w.rest_days)).collect();
        assert_eq!(told, [(date(2026, 2, 23), 2, 30.0, 1, 1), (date(2026, 3, 2), 2, 60.0, 3, 0)]);
        assert_eq!((weeks[1].load_run, weeks[1].load_ride, weeks[1].load_other), (40.0, 10.0, 10.0));
        assert_eq!((weeks[1].run_distance_m, weeks[1].longest_run_m), (Some(10_000.0), Some(10_000.0)));
        let months = periods(&days, &sessions, PeriodLength::Month);
        assert_eq!(months.iter().map(|month| month.load).collect::<Vec<_>>(), [30.0, 60.0]);
        assert!(periods(&[], &sessions, PeriodLength::Week).is_empty());
    }

    #[test]
    fn a_week_of_rest_is_a_week() {
        let days: Vec<Day> = (2..9).map(|nth| day(date(2026, 3, nth), Some(0.0))).collect();
        let weeks = periods(&days, &[], PeriodLength::Week);
        assert_eq!((weeks.len(), weeks[0].rest_days, weeks[0].sessions, weeks[0].longest_run_m), (1, 7, 0, None));
    }

    #[test]
    fn a_distance_that_nobody_measured_is_absent_and_no_run_is_no_distance() {
        let days: Vec<Day> = (2..16).map(|nth| day(date(2026, 3, nth), Some(30.0))).collect();
        let climbed = PeriodSession { ascent_m: Some(0.0), ..session(date(2026, 3, 9), Sport::Yoga, 30.0, None) };
        let sessions = [session(date(2026, 3, 2), Sport::Run, 30.0, None), climbed];
        let weeks = periods(&days, &sessions, PeriodLength::Week);
        let told: Vec<_> = weeks.iter().map(|week| (week.run_distance_m, week.ascent_m)).collect();
        assert_eq!(told, [(None, None), (Some(0.0), Some(0.0))]);
        let alone = periods(&days, &[], PeriodLength::Week);
        assert_eq!((alone[0].run_distance_m, alone[0].ascent_m), (Some(0.0), Some(0.0)));
    }
}
