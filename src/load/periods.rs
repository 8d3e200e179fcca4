//! Weeks and months: the days of each, added up.

use super::Day;
use super::day_class::DayClass;
use super::distribution::Zones;
use crate::activity::sport::Sport;
use jiff::ToSpan;
use jiff::civil::Date;
use polars::prelude::*;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl Length {
    /// First and last day of the period that holds a day.
    #[must_use]
    pub fn around(self, day: Date) -> (Date, Date) {
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
pub struct Session {
    /// Local day of the start.
    pub day: Date,
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
    /// Workouts that are hard by intensity.
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
///
/// # Errors
/// Only what polars reports of itself.
pub fn periods(days: &[Day], sessions: &[Session], length: Length) -> PolarsResult<Vec<Period>> {
    let known: Vec<&Day> = days.iter().filter(|day| day.load.is_some()).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Ok(Vec::new()) };
    let sessions: Vec<&Session> =
        sessions.iter().filter(|session| first.day <= session.day && session.day <= last.day).collect();
    let period = |day: Date| epoch_day(length.around(day).0);
    let by_day = by_day(&known, period)?;
    let by_session = by_session(&sessions, period)?;
    let frame = by_day
        .join(by_session, [col("period")], [col("period")], JoinArgs::new(JoinType::Left))
        .sort(["period"], SortMultipleOptions::default())
        .collect()?;
    let number = |name: &str| -> PolarsResult<Vec<Option<f64>>> { Ok(frame.column(name)?.f64()?.iter().collect()) };
    let count = |name: &str| -> PolarsResult<Vec<Option<u32>>> { Ok(frame.column(name)?.u32()?.iter().collect()) };
    let starts: Vec<Option<i32>> = frame.column("period")?.i32()?.iter().collect();
    let (days_known, workouts, hard) = (count("days_known")?, count("workouts")?, count("hard_workouts")?);
    let (rest, recovery, sessions) = (count("rest_days")?, count("active_recovery_days")?, count("sessions")?);
    let (load, acute, chronic) = (number("load")?, number("acute")?, number("chronic")?);
    let (monotony, strain) = (number("monotony")?, number("strain")?);
    let (run, ride, other) = (number("load_run")?, number("load_ride")?, number("load_other")?);
    let (hours, distance, ascent) = (number("duration_h")?, number("run_distance_m")?, number("ascent_m")?);
    let longest = number("longest_run_m")?;
    let (runs, runs_measured, climbs) = (count("runs")?, count("runs_measured")?, count("climbs")?);
    // Nothing done is nothing; something done and not measured is not known.
    let told = |done: u32, measured: u32, sum: f64| (done == 0 || 0 < measured).then_some(sum);
    let zones = [number("zone_1_s")?, number("zone_2_s")?, number("zone_3_s")?];
    let row = |(i, start): (usize, i32)| {
        let (first_day, last_day) = length.around(of_epoch_day(start));
        let zero = |values: &[Option<f64>]| values[i].unwrap_or(0.0);
        let none = |values: &[Option<u32>]| values[i].unwrap_or(0);
        Period {
            first_day,
            last_day,
            days_known: none(&days_known),
            load: zero(&load),
            load_run: zero(&run),
            load_ride: zero(&ride),
            load_other: zero(&other),
            duration_h: zero(&hours),
            run_distance_m: told(none(&runs), none(&runs_measured), zero(&distance)),
            ascent_m: told(none(&sessions), none(&climbs), zero(&ascent)),
            longest_run_m: longest[i],
            sessions: none(&sessions),
            workouts: none(&workouts),
            hard_workouts: none(&hard),
            rest_days: none(&rest),
            active_recovery_days: none(&recovery),
            acute: acute[i],
            chronic: chronic[i],
            monotony: monotony[i],
            strain: strain[i],
            zones: Zones { seconds: [zero(&zones[0]), zero(&zones[1]), zero(&zones[2])] },
        }
    };
    Ok(starts.into_iter().flatten().enumerate().map(row).collect())
}

/// What the days of each period add up to.
fn by_day(days: &[&Day], period: impl Fn(Date) -> i32) -> PolarsResult<LazyFrame> {
    let column = |name: &str, value: fn(&Day) -> Option<f64>| {
        Column::new(name.into(), days.iter().map(|day| value(day)).collect::<Vec<_>>())
    };
    let count = |name: &str, value: fn(&Day) -> u32| {
        Column::new(name.into(), days.iter().map(|day| value(day)).collect::<Vec<_>>())
    };
    let frame = DataFrame::new(
        days.len(),
        vec![
            Column::new("period".into(), days.iter().map(|day| period(day.day)).collect::<Vec<_>>()),
            column("load", |day| day.load),
            column("acute", |day| day.acute),
            column("chronic", |day| day.chronic),
            column("monotony", |day| day.monotony),
            column("strain", |day| day.strain),
            count("days_known", |_| 1),
            count("workouts", |day| day.workouts),
            count("hard_workouts", |day| day.hard_workouts),
            count("rest_days", |day| u32::from(day.class == DayClass::Rest)),
            count("active_recovery_days", |day| u32::from(day.class == DayClass::ActiveRecovery)),
        ],
    )?;
    let sums = ["load", "days_known", "workouts", "hard_workouts", "rest_days", "active_recovery_days"];
    let ends = ["acute", "chronic", "monotony", "strain"];
    let all = sums.iter().map(|name| col(*name).sum()).chain(ends.iter().map(|name| col(*name).last()));
    Ok(frame.lazy().group_by_stable([col("period")]).agg(all.collect::<Vec<Expr>>()))
}

/// What the sessions of each period add up to.
fn by_session(sessions: &[&Session], period: impl Fn(Date) -> i32) -> PolarsResult<LazyFrame> {
    let column = |name: &str, value: &dyn Fn(&Session) -> Option<f64>| {
        Column::new(name.into(), sessions.iter().map(|session| value(session)).collect::<Vec<_>>())
    };
    let count = |name: &str, is: &dyn Fn(&Session) -> bool| {
        Column::new(name.into(), sessions.iter().map(|session| u32::from(is(session))).collect::<Vec<_>>())
    };
    let is_ride = |session: &Session| session.sport == Sport::Ride;
    let is_run = |session: &Session| session.sport.is_run();
    let zone = |nth: usize| move |session: &Session| session.zones.map(|zones| zones.seconds[nth]);
    let frame = DataFrame::new(
        sessions.len(),
        vec![
            Column::new("period".into(), sessions.iter().map(|session| period(session.day)).collect::<Vec<_>>()),
            Column::new("sessions".into(), vec![1_u32; sessions.len()]),
            count("runs", &is_run),
            count("runs_measured", &|session| is_run(session) && session.distance_m.is_some()),
            count("climbs", &|session| session.ascent_m.is_some()),
            column("load_run", &|session| is_run(session).then_some(session.load)),
            column("load_ride", &|session| is_ride(session).then_some(session.load)),
            column("load_other", &|session| (!is_run(session) && !is_ride(session)).then_some(session.load)),
            column("duration_h", &|session| Some(session.duration_h)),
            column("run_distance_m", &|session| session.distance_m.filter(|_| is_run(session))),
            column("ascent_m", &|session| session.ascent_m),
            column("zone_1_s", &zone(0)),
            column("zone_2_s", &zone(1)),
            column("zone_3_s", &zone(2)),
        ],
    )?;
    let counts = ["sessions", "runs", "runs_measured", "climbs"];
    let sums = ["load_run", "load_ride", "load_other", "duration_h", "ascent_m"];
    let zones = ["zone_1_s", "zone_2_s", "zone_3_s"];
    let sums = counts.iter().chain(&sums).chain(&zones).map(|name| col(*name).sum());
    let longest = [col("run_distance_m").max().alias("longest_run_m"), col("run_distance_m").sum()];
    Ok(frame.lazy().group_by_stable([col("period")]).agg(sums.chain(longest).collect::<Vec<Expr>>()))
}

fn epoch_day(day: Date) -> i32 {
    (day.duration_since(Date::constant(1970, 1, 1)).as_secs() / 86_400) as i32
}

fn of_epoch_day(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(day.days())
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_goes_from_monday_to_sunday() {
        assert_eq!(Length::Week.around(date(2026, 3, 1)), (date(2026, 2, 23), date(2026, 3, 1)));
        assert_eq!(Length::Week.around(date(2026, 3, 2)), (date(2026, 3, 2), date(2026, 3, 8)));
        assert_eq!(Length::Month.around(date(2028, 2, 9)), (date(2028, 2, 1), date(2028, 2, 29)));
    }

    fn day(day: Date, load: Option<f64>) -> Day {
        let class = if load == Some(0.0) { DayClass::Rest } else { DayClass::Easy };
        Day { workouts: u32::from(class == DayClass::Easy), ..Day::bare(day, class, load) }
    }

    fn session(day: Date, sport: Sport, load: f64, distance_m: Option<f64>) -> Session {
        Session { day, sport, load, duration_h: 1.0, distance_m, ascent_m: None, zones: None }
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
        let weeks = periods(&days, &sessions, Length::Week).unwrap();
        let told: Vec<_> = weeks.iter().map(|w| (w.first_day, w.days_known, w.load, w.sessions, w.rest_days)).collect();
        assert_eq!(told, [(date(2026, 2, 23), 2, 30.0, 1, 1), (date(2026, 3, 2), 2, 60.0, 3, 0)]);
        assert_eq!((weeks[1].load_run, weeks[1].load_ride, weeks[1].load_other), (40.0, 10.0, 10.0));
        assert_eq!((weeks[1].run_distance_m, weeks[1].longest_run_m), (Some(10_000.0), Some(10_000.0)));
        let months = periods(&days, &sessions, Length::Month).unwrap();
        assert_eq!(months.iter().map(|month| month.load).collect::<Vec<_>>(), [30.0, 60.0]);
        assert!(periods(&[], &sessions, Length::Week).unwrap().is_empty());
    }

    #[test]
    fn a_week_of_rest_is_a_week() {
        let days: Vec<Day> = (2..9).map(|nth| day(date(2026, 3, nth), Some(0.0))).collect();
        let weeks = periods(&days, &[], Length::Week).unwrap();
        assert_eq!((weeks.len(), weeks[0].rest_days, weeks[0].sessions, weeks[0].longest_run_m), (1, 7, 0, None));
    }

    #[test]
    fn a_distance_that_nobody_measured_is_absent_and_no_run_is_no_distance() {
        let days: Vec<Day> = (2..16).map(|nth| day(date(2026, 3, nth), Some(30.0))).collect();
        let climbed = Session { ascent_m: Some(0.0), ..session(date(2026, 3, 9), Sport::Yoga, 30.0, None) };
        let sessions = [session(date(2026, 3, 2), Sport::Run, 30.0, None), climbed];
        let weeks = periods(&days, &sessions, Length::Week).unwrap();
        let told: Vec<_> = weeks.iter().map(|week| (week.run_distance_m, week.ascent_m)).collect();
        assert_eq!(told, [(None, None), (Some(0.0), Some(0.0))]);
        let alone = periods(&days, &[], Length::Week).unwrap();
        assert_eq!((alone[0].run_distance_m, alone[0].ascent_m), (Some(0.0), Some(0.0)));
    }
}
