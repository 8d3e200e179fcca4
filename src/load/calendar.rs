//! Every day from the first activity to the morning that is judged, with what is known of it.

use super::Day;
use super::day_class::{self, DayClass, IntensityBasis, Rule};
use super::earlier_sessions::{LargestLoads, RecentRuns, medians_before};
use super::series::{self, SeriesBefore, SeriesError, SeriesOptions, SessionLoad, Span};
use super::spike::{self, SpikeClass};
use jiff::ToSpan;
use jiff::civil::Date;

/// A session on the calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadedSession {
    /// Local day of the start, or of the part of a long one.
    pub day: Date,
    /// Unix time of the start, milliseconds.
    pub start_ms: i64,
    /// Whether it goes on from the day before: its way and its whole time are told there.
    pub goes_on: bool,
    /// Whether any of its time counts with itself; what counts with another session is on no day twice.
    pub counts: bool,
    /// What the class of the day depends on; what came before it is filled in here.
    pub facts: day_class::ClassedSession,
}

/// Which days are known: from the first activity to `last_known`, and the days up to the morning after it are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Day of the first activity.
    pub first: Date,
    /// The last day on which the absence of a session means rest; before `as_of`.
    pub last_known: Date,
    /// The morning that is judged; its own load is not known yet.
    pub as_of: Date,
}

/// The days of one athlete, from the first activity to the morning that is judged. Sessions on the morning's own day or
/// later do not count.
///
/// # Errors
/// Only what [`series::load_series`] reports.
pub(crate) fn calendar_days(
    sessions: &[LoadedSession],
    known: Known,
    options: &SeriesOptions,
) -> Result<Vec<Day>, SeriesError> {
    days_going_on(None, sessions, known, options)
}

/// Days that are looked back on by what stands in a [`Day`]: sixty by its huge effort, thirty by its classes and spikes.
const LOOK_BACK_DAYS: i32 = 91;

/// Makes the days of a calendar anew from one day on; those before it stay. Sessions by day, all of them: only those of the last
/// weeks before the day are looked at, so that it takes as long as the days that are made anew, whatever lies before them. The new
/// days have no `acwr_ewma` unless they begin within the first weeks.
///
/// # Errors
/// Only what [`series::load_series`] reports.
pub(crate) fn renew_days(
    days: &mut Vec<Day>,
    from: Date,
    sessions: &[LoadedSession],
    known: Known,
    options: &SeriesOptions,
) -> Result<(), SeriesError> {
    let first = from.saturating_sub(LOOK_BACK_DAYS.days());
    let kept = days.partition_point(|day| day.day < from);
    let stretch_from = days.partition_point(|day| day.day < first);
    let before = DaysBefore::of_days(days.get(..stretch_from).unwrap_or_default());
    let Some(before) = before.filter(|_| first <= known.last_known) else {
        *days = calendar_days(sessions, known, options)?;
        return Ok(());
    };
    let since = sessions.partition_point(|session| session.day < first);
    let sessions = sessions.get(since..).unwrap_or_default();
    let stretch = days_going_on(Some(before), sessions, Known { first, ..known }, options)?;
    days.truncate(kept);
    days.extend(stretch.into_iter().skip(kept - stretch_from));
    Ok(())
}

/// What a calendar that goes on knows of the days before its first one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DaysBefore {
    series: SeriesBefore,
    days_since_rest: Option<u32>,
    days_since_ease: Option<u32>,
}

impl DaysBefore {
    /// Absent without any, and where the last of them is unknown.
    fn of_days(days: &[Day]) -> Option<Self> {
        let last = days.last()?;
        let series = SeriesBefore { known_days: days.len() as u32, acute: last.acute?, chronic: last.chronic? };
        Some(Self { series, days_since_rest: last.days_since_rest, days_since_ease: last.days_since_ease })
    }
}

fn days_going_on(
    before: Option<DaysBefore>,
    sessions: &[LoadedSession],
    known: Known,
    options: &SeriesOptions,
) -> Result<Vec<Day>, SeriesError> {
    let is_known = |session: &&LoadedSession| session.counts && (known.first..=known.last_known).contains(&session.day);
    let mut sessions: Vec<LoadedSession> = sessions.iter().filter(is_known).copied().collect();
    sessions.sort_by_key(|session| (session.day, session.start_ms));
    let spikes = session_spikes(&mut sessions);

    let span = Span { athlete: 0, first: known.first, last: known.last_known };
    let loads: Vec<SessionLoad> =
        sessions.iter().map(|session| SessionLoad { athlete: 0, day: session.day, load: session.facts.load }).collect();
    let rows = match before {
        Some(before) => series::continued_series(span, before.series, &loads, options)?,
        None => series::load_series(&[span], &loads, options)?,
    };

    let mut days = Vec::with_capacity(rows.len() + 1);
    let (mut next, mut chronic_before) = (0, before.map_or(options.seed_chronic, |before| Some(before.series.chronic)));
    let (mut days_since_rest, mut days_since_ease) =
        before.map_or((None, None), |before| (before.days_since_rest, before.days_since_ease));
    let known_before = before.map_or(0, |before| before.series.known_days);
    let (mut runs, mut largest_loads) = (RecentRuns::default(), LargestLoads::default());
    for (nth, row) in rows.iter().enumerate() {
        let from = next;
        next += sessions[next..].iter().take_while(|session| session.day == row.day).count();
        let today = &sessions[from..next];
        let facts: Vec<day_class::ClassedSession> = today.iter().map(|session| session.facts).collect();
        let (class, rule) = day_class::of_day(&facts, chronic_before);
        let classes: Vec<(DayClass, Rule)> =
            facts.iter().map(|session| day_class::of_session(session, chronic_before)).collect();
        let count = |is: &dyn Fn((DayClass, Rule)) -> bool| classes.iter().filter(|class| is(**class)).count() as u32;
        days_since_rest = Some(days_since(days_since_rest, class == DayClass::Rest));
        days_since_ease = Some(days_since(days_since_ease, class <= DayClass::ActiveRecovery));
        for session in today.iter().filter(|session| session.facts.sport.is_run() && !session.goes_on) {
            runs.add_run(row.day, session.facts.distance_m);
        }
        let (longest_m, second_m) = runs.longest_two(row.day);
        let efforts: Vec<(f64, f64)> = facts
            .iter()
            .filter(|session| session.basis != IntensityBasis::Carried)
            .map(|session| (session.duration_s / 3600.0, session.load))
            .collect();
        days.push(Day {
            day: row.day,
            class,
            rule,
            workouts: count(&|(class, _)| DayClass::ActiveRecovery < class),
            hard_workouts: count(&|(class, _)| class == DayClass::Quality),
            load: Some(row.load),
            acute: Some(row.acute),
            chronic: Some(row.chronic),
            chronic_weight: row.chronic_weight,
            acute_chronic_ratio: row.acute_chronic_ratio,
            form: Some(row.form),
            form_ratio: Some(row.form_ratio),
            ramp: row.ramp,
            monotony: row.monotony,
            strain: row.strain,
            acwr_uncoupled: row.acwr_uncoupled,
            acwr_coupled: row.acwr_coupled,
            acwr_ewma: row.acwr_ewma,
            longest_run_30d_m: longest_m,
            guard_reference_m: spike::guard_reference_m(longest_m, second_m),
            huge_effort_h: largest_loads.huge_effort_h(row.day, &efforts),
            spike_class: Some(spikes[from..next].iter().flatten().max().copied().unwrap_or(SpikeClass::None)),
            days_since_rest,
            days_since_ease,
            warm_up: f64::from(known_before) + ((nth + 1) as f64) < options.warm_up_days(),
        });
        chronic_before = Some(row.chronic);
    }
    let mut day = known.last_known.tomorrow().unwrap_or(Date::MAX);
    while day <= known.as_of {
        days.push(unknown_day(day, days.last()));
        let Ok(tomorrow) = day.tomorrow() else { break };
        day = tomorrow;
    }
    Ok(days)
}

/// Days since the last day of a kind, of a day that is one of them or not: counted from the first day while there was none.
fn days_since(before: Option<u32>, is_one: bool) -> u32 {
    if is_one { 0 } else { before.map_or(1, |days| days + 1) }
}

/// A day of which nothing is known but, when yesterday is known, the form it starts with.
fn unknown_day(day: Date, before: Option<&Day>) -> Day {
    let form = before.and_then(|before| before.chronic.zip(before.acute)).map(|(chronic, acute)| chronic - acute);
    let chronic = before.and_then(|before| before.chronic);
    Day {
        form,
        form_ratio: form.zip(chronic).map(|(form, chronic)| form / chronic.max(series::CHRONIC_FLOOR)),
        warm_up: before.is_none_or(|before| before.warm_up),
        chronic_weight: before.map_or(0.0, |before| before.chronic_weight),
        ..Day::bare(day, DayClass::Unknown, None)
    }
}

/// Fills in what the runs before each run were like, and gives each run's spike class, by session.
fn session_spikes(sessions: &mut [LoadedSession]) -> Vec<Option<SpikeClass>> {
    let mut every: Vec<usize> =
        (0..sessions.len()).filter(|i| sessions[*i].facts.sport.is_run() && !sessions[*i].goes_on).collect();
    every.sort_by_key(|i| sessions[*i].start_ms);
    let times: Vec<(i64, f64)> = every.iter().map(|i| (sessions[*i].start_ms, sessions[*i].facts.duration_s)).collect();
    for (i, median_s) in every.iter().zip(medians_before(&times)) {
        sessions[*i].facts.median_before_s = median_s;
    }
    let runs: Vec<usize> = every.into_iter().filter(|i| sessions[*i].facts.distance_m.is_some()).collect();
    let ways: Vec<(i64, f64)> =
        runs.iter().map(|i| (sessions[*i].start_ms, sessions[*i].facts.distance_m.unwrap_or(0.0))).collect();
    let mut classes = vec![None; sessions.len()];
    let before = spike::longest_before_m(&ways).into_iter().zip(medians_before(&ways));
    for ((i, (_, way_m)), (longest_m, median_m)) in runs.iter().zip(&ways).zip(before) {
        sessions[*i].facts.longest_before_m = longest_m;
        sessions[*i].facts.median_before_m = median_m;
        classes[*i] = Some(spike::spike_class(*way_m, longest_m));
    }
    classes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

    fn run(day: Date, load: f64, distance_m: f64) -> LoadedSession {
        let facts = day_class::ClassedSession {
            sport: Sport::Run,
            duration_s: 3600.0,
            load,
            intensity: 0.5,
            basis: day_class::IntensityBasis::Sensor,
            rpe: None,
            below_first_threshold: None,
            above_second_threshold_s: None,
            distance_m: Some(distance_m),
            longest_before_m: None,
            median_before_m: None,
            median_before_s: None,
        };
        let start_ms = day.duration_since(date(1970, 1, 1)).as_millis() as i64;
        LoadedSession { day, start_ms, goes_on: false, counts: true, facts }
    }

    #[test]
    fn the_morning_has_a_form_and_no_load() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 3), as_of: date(2026, 1, 4) };
        let days = calendar_days(
            &[run(known.first, 50.0, 10_000.0), run(known.as_of, 500.0, 99_000.0)],
            known,
            &SeriesOptions::default(),
        )
        .unwrap();
        assert_eq!(days.len(), 4);
        assert_eq!(days[0].spike_class, Some(SpikeClass::NoReference));
        assert_eq!((days[1].class, days[1].load, days[1].days_since_rest), (DayClass::Rest, Some(0.0), Some(0)));
        let morning = &days[3];
        assert_eq!((morning.class, morning.load, morning.acute), (DayClass::Unknown, None, None));
        assert_eq!(morning.form, Some(days[2].chronic.unwrap() - days[2].acute.unwrap()));
        assert_eq!(days[2].longest_run_30d_m, Some(10_000.0));
    }

    #[test]
    fn days_after_the_data_are_unknown_not_rest() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 1), as_of: date(2026, 1, 20) };
        let days = calendar_days(&[run(known.first, 50.0, 10_000.0)], known, &SeriesOptions::default()).unwrap();
        assert_eq!(days.len(), 20);
        assert!(days[1..].iter().all(|day| day.class == DayClass::Unknown && day.load.is_none()));
        assert!(days[1].form.is_some() && days[2].form.is_none());
    }

    #[test]
    fn a_streak_without_rest_is_counted_from_its_first_day() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 12), as_of: date(2026, 1, 13) };
        let runs: Vec<LoadedSession> = (1..=12).map(|day| run(date(2026, 1, day), 50.0, 10_000.0)).collect();
        let days = calendar_days(&runs, known, &SeriesOptions::default()).unwrap();
        assert_eq!(days[11].days_since_rest, Some(12));
    }

    #[test]
    fn ease_is_rest_or_active_recovery() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 4), as_of: date(2026, 1, 5) };
        let mut walk = run(date(2026, 1, 2), 20.0, 4_000.0);
        walk.facts.sport = Sport::Walk;
        let hard = [run(known.first, 50.0, 10_000.0), walk, run(date(2026, 1, 3), 50.0, 10_000.0)];
        let days = calendar_days(&hard, known, &SeriesOptions::default()).unwrap();
        let since: Vec<_> = days.iter().map(|day| (day.days_since_rest, day.days_since_ease)).collect();
        assert_eq!(
            since,
            [(Some(1), Some(1)), (Some(2), Some(0)), (Some(3), Some(1)), (Some(0), Some(0)), (None, None)]
        );
    }

    #[test]
    fn the_morning_has_the_weight_of_yesterday() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 14), as_of: date(2026, 1, 15) };
        let days = calendar_days(&[], known, &SeriesOptions::default()).unwrap();
        assert!((days[13].chronic_weight - 0.283_469).abs() < 1e-6);
        assert!((days[14].chronic_weight - days[13].chronic_weight).abs() < 1e-15);
    }

    #[test]
    fn an_exception_is_no_reference_and_a_huge_effort_is_told() {
        let known = Known { first: date(2026, 1, 1), last_known: date(2026, 1, 4), as_of: date(2026, 1, 5) };
        let mut ultra = run(date(2026, 1, 3), 250.0, 30_000.0);
        ultra.facts.duration_s = 3.0 * 3600.0;
        let runs = [run(known.first, 50.0, 10_000.0), run(date(2026, 1, 2), 60.0, 12_000.0), ultra];
        let days = calendar_days(&runs, known, &SeriesOptions::default()).unwrap();
        let told: Vec<_> = days.iter().map(|day| (day.guard_reference_m, day.huge_effort_h)).collect();
        let (ten, twelve) = (Some(10_000.0), Some(12_000.0));
        assert_eq!(told, [(ten, None), (twelve, None), (twelve, Some(3.0)), (twelve, None), (None, None)]);
        assert_eq!(days[2].longest_run_30d_m, Some(30_000.0));
    }

    #[test]
    fn days_made_anew_from_a_day_on_are_those_of_the_whole_calendar() {
        let first = date(2024, 1, 1);
        let runs: Vec<LoadedSession> = (0..400_i32)
            .filter(|nth| nth % 5 != 2 && !(150..190).contains(nth))
            .map(|nth| {
                let mut one = run(
                    first.saturating_add(nth.days()),
                    f64::from(20 + nth * 37 % 90),
                    f64::from(5000 + nth * 731 % 9000),
                );
                one.facts.duration_s = f64::from(1800 + nth * 977 % 16_000);
                one
            })
            .collect();
        let numbers: [fn(&mut Day) -> &mut Option<f64>; 6] = [
            |day| &mut day.acute,
            |day| &mut day.chronic,
            |day| &mut day.form,
            |day| &mut day.form_ratio,
            |day| &mut day.ramp,
            |day| &mut day.acute_chronic_ratio,
        ];
        for seed_chronic in [None, Some(40.0)] {
            let options = SeriesOptions { seed_chronic, ..SeriesOptions::default() };
            let known = |last: i32| {
                let last_known = first.saturating_add(last.days());
                Known { first, last_known, as_of: last_known.tomorrow().unwrap() }
            };
            for (from, last) in [(0, 10), (60, 100), (91, 92), (92, 93), (200, 260), (330, 331), (390, 399)] {
                let mut days = calendar_days(&runs, known(last - 1), &options).unwrap();
                // What is made anew is forgotten before.
                let from = first.saturating_add(jiff::Span::new().days(from));
                for day in days.iter_mut().filter(|day| from <= day.day) {
                    *day = Day::bare(day.day, DayClass::Unknown, None);
                }
                renew_days(&mut days, from, &runs, known(last), &options).unwrap();
                let mut whole = calendar_days(&runs, known(last), &options).unwrap();
                assert_eq!(days.len(), whole.len());
                for (day, whole) in days.iter_mut().zip(&mut whole) {
                    for number in numbers {
                        let (one, other) = (number(day).take(), number(whole).take());
                        assert_eq!(one.is_some(), other.is_some(), "{}", whole.day);
                        assert!((one.unwrap_or(0.0) - other.unwrap_or(0.0)).abs() < 1e-9, "{}", whole.day);
                    }
                    assert!((day.chronic_weight - whole.chronic_weight).abs() < 1e-12);
                    (day.chronic_weight, day.acwr_ewma) = (whole.chronic_weight, whole.acwr_ewma);
                    assert_eq!(day, whole);
                }
            }
        }
    }
}
