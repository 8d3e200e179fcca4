//! The next fourteen days of load and form: under rest, under the usual week, and under a plan.
//!
//! A forecast of arithmetic and of nothing else: how the runner will feel and sleep is not in it, and neither is injury. What
//! is planned is appended to the series that the report is made of, and goes through the same query; it is never seen by
//! the verdict of the morning itself.

use super::computed::{BuildError, Computed, Inputs};
use super::laid_on_days::sessions_on_days;
use crate::activity::sport::{self, Sport};
use crate::dates::days_between;
use crate::effort::Method;
use crate::load::calendar::{self, Known, LoadedSession};
use crate::load::day_class;
use crate::load::{Day, spike};
use crate::planned::Planned;
use crate::readiness::morning_signals::load_z;
use crate::readiness::pushing_hard::load_signs;
use crate::readiness::{Judge, MorningEvidence, Reason, Room};
use crate::report::forecast::{Broken, Forecast, ForecastDay, Scenario, ScenarioKind};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days that are forecast, the morning's own day the first.
pub const DAYS: i32 = 14;
/// Weeks that a usual week is made of.
const USUAL_WEEKS: i32 = 4;
/// Days in which the usual intensity and speed of a sport are looked for.
const HABIT_DAYS: i32 = 90;
/// Sessions of a sport that make a habit.
const HABIT_MIN: usize = 4;
/// A planned intensity is met within this share.
const INTENSITY_SPREAD: f64 = 0.1;
/// A day passes the largest of 30 by this much at most.
const LARGEST_DAY: f64 = 1.1;
/// Days whose largest load bounds what fits.
const LARGEST_DAYS: usize = 30;
/// A load signal below this holds readiness back: where a sentence calls it worse.
const HELD_BACK_Z: f64 = -0.5;

/// A session to come: at its lightest, as expected, and at its heaviest.
#[derive(Debug, Clone, Copy)]
struct Ahead {
    day: Date,
    sport: Sport,
    duration_s: f64,
    distance_m: Option<f64>,
    loads: [f64; 3],
}

/// Makes the forecast of one athlete as of one morning; `plan` is absent where there is none.
///
/// # Errors
/// When there is no activity before the morning, or when the days up to it are not all known.
pub fn forecast(mut inputs: Inputs, as_of: Date, plan: Option<&[Planned]>) -> Result<Forecast, BuildError> {
    let computed = Computed::load(&mut inputs, as_of)?;
    let athlete = &inputs.athlete.name;
    if computed.last_known.tomorrow().ok() != Some(as_of) {
        return Err(BuildError::DaysUnknown { last_known: computed.last_known, as_of });
    }
    let done = done_today(&computed, as_of);
    let verdict = Judge::new(&computed.evidence(&inputs.sources)).morning(as_of);
    let rests = verdict.permitted.room() == Room::Nothing;
    let mut assumptions = vec![
        "Load and form only: how you will feel and sleep is not forecast, and no injury.".to_owned(),
        format!("The first day is {as_of}, from the load through the day before."),
        format!("The verdict of that morning: {}.", verdict.headline()),
    ];
    if rests {
        assumptions.push(
            "The usual week begins the day after; what a plan has for the first day is not permitted.".to_owned(),
        );
    }
    if !done.is_empty() {
        let load: f64 = done.iter().map(|session| session.loads[1]).sum();
        assumptions.push(format!("Today's load of {load:.0} is done, and counts in every scenario."));
    }
    let mut scenarios = Vec::new();
    let mut add = |kind: ScenarioKind, ahead: Vec<Ahead>| -> Result<(), BuildError> {
        scenarios.push(scenario(athlete, kind, &computed, &inputs, as_of, &ahead)?);
        Ok(())
    };
    add(ScenarioKind::Rest, done.clone())?;
    match usual_week(&computed, as_of) {
        Some((mut usual, told)) => {
            assumptions.push(told);
            usual.retain(|session| !rests || as_of < session.day);
            add(ScenarioKind::Usual, with_done(&done, usual, as_of))?;
        }
        None => assumptions.push("No usual week: fewer than 7 days are known.".to_owned()),
    }
    if let Some(plan) = plan {
        let (planned, told) = planned(&computed, plan, as_of);
        assumptions.extend(told);
        add(ScenarioKind::Plan, with_done(&done, planned, as_of))?;
    }
    Ok(Forecast { athlete: athlete.clone(), as_of: as_of.to_string(), assumptions, scenarios })
}

/// What was done today already, which the verdict of the morning does not know.
fn done_today(computed: &Computed, as_of: Date) -> Vec<Ahead> {
    let today = computed
        .activities
        .iter()
        .zip(&computed.efforts)
        .filter(|(activity, _)| activity.day == as_of && 0.0 < activity.counted_share());
    today
        .map(|(activity, effort)| Ahead {
            day: as_of,
            sport: activity.sport,
            duration_s: activity.counted_share() * activity.duration_s,
            distance_m: activity.distance_m.map(|m| activity.counted_share() * m),
            loads: [activity.counted_share() * effort.load; 3],
        })
        .collect()
}

/// What is done stands for what would be done today.
fn with_done(done: &[Ahead], ahead: Vec<Ahead>, as_of: Date) -> Vec<Ahead> {
    if done.is_empty() {
        return ahead;
    }
    done.iter().copied().chain(ahead.into_iter().filter(|session| as_of < session.day)).collect()
}

/// The mean of each weekday over the last whole weeks, four at most, between the lightest and the heaviest of them; absent
/// with less than a week. Days before the first activity are none.
fn usual_week(computed: &Computed, as_of: Date) -> Option<(Vec<Ahead>, String)> {
    let count = (days_between(computed.first, as_of) / 7).min(USUAL_WEEKS);
    if count < 1 {
        return None;
    }
    let past: Vec<&Day> =
        computed.days.iter().filter(|day| (1..=7 * count).contains(&days_between(day.day, as_of))).collect();
    let load_of = |day: &Day| day.load.unwrap_or(0.0);
    let weeks: Vec<f64> = (0..count)
        .map(|week| {
            let in_week = |day: &&&Day| (days_between(day.day, as_of) - 1) / 7 == week;
            past.iter().filter(in_week).map(|day| load_of(day)).sum()
        })
        .collect();
    let mean = weeks.iter().sum::<f64>() / f64::from(count);
    let (low, high) = (weeks.iter().copied().fold(f64::MAX, f64::min), weeks.iter().copied().fold(0.0, f64::max));
    let share = |week: f64| if 0.0 < mean { week / mean } else { 1.0 };
    let ahead = (0..DAYS).filter_map(|nth| {
        let day = as_of.checked_add(nth.days()).ok()?;
        let alike: Vec<f64> =
            past.iter().filter(|past| past.day.weekday() == day.weekday()).map(|day| load_of(day)).collect();
        let load = alike.iter().sum::<f64>() / f64::from(count);
        let duration_s = 3600.0 * load / (100.0 * Sport::Run.facts().default_intensity);
        let loads = [load * share(low), load, load * share(high)];
        (0.5 < load).then_some(Ahead { day, sport: Sport::Run, duration_s, distance_m: None, loads })
    });
    let over = if count == 1 { "week".to_owned() } else { format!("{count} weeks") };
    let told = format!(
        "Usual week: the mean of each weekday over the last {over} ({mean:.0} a week); the band is the lightest of these \
         weeks ({low:.0}) and the heaviest ({high:.0})."
    );
    Some((ahead.collect(), told))
}

/// The plan as sessions, and what was assumed of those that do not say it all.
fn planned(computed: &Computed, plan: &[Planned], as_of: Date) -> (Vec<Ahead>, Vec<String>) {
    let mut told = vec![
        "Plan: days without a session are rest; a planned intensity is met within 10\u{a0}%, a planned load exactly."
            .to_owned(),
    ];
    let (mut ahead, mut outside) = (Vec::new(), 0_usize);
    for session in plan {
        if !(0..DAYS).contains(&days_between(as_of, session.day)) {
            outside += 1;
            continue;
        }
        let sport = session.sport.as_deref().map_or(Sport::Run, |word| sport::from_word(word).unwrap_or_default());
        let habit = Habit::of(computed, sport, as_of);
        let (low, intensity, high) = match session.intensity {
            Some(intensity) => (intensity * (1.0 - INTENSITY_SPREAD), intensity, intensity * (1.0 + INTENSITY_SPREAD)),
            None => habit.intensity(sport),
        };
        let from_load = session.load.map(|load| 3600.0 * load / (100.0 * intensity.max(0.05)));
        let duration_s = session.duration_s.or(from_load).unwrap_or(0.0);
        let load = |intensity: f64| session.load.unwrap_or(100.0 * duration_s / 3600.0 * intensity);
        if session.intensity.is_none() && session.load.is_none() {
            told.push(habit.told(sport));
        }
        let distance_m = session.distance_m.or_else(|| sport.is_run().then_some(habit.speed_mps? * duration_s));
        if session.distance_m.is_none() && distance_m.is_some() {
            told.push("Runs without a distance are taken at your usual pace of 90 days.".to_owned());
        }
        ahead.push(Ahead { day: session.day, sport, duration_s, distance_m, loads: [low, intensity, high].map(load) });
    }
    told.sort_by_key(|text| (!text.starts_with("Plan:"), text.clone()));
    told.dedup();
    if 0 < outside {
        told.push(format!("Planned sessions outside of these days, left out: {outside}."));
    }
    (ahead, told)
}

/// What the runner's own sessions of a sport are like.
struct Habit {
    /// Lower quartile, median and upper quartile; absent with fewer than four sessions.
    intensity: Option<(f64, f64, f64)>,
    /// Median, metres a second; absent with fewer than four distances.
    speed_mps: Option<f64>,
    sessions: usize,
}

impl Habit {
    fn of(computed: &Computed, sport: Sport, as_of: Date) -> Self {
        let alike = |other: Sport| other == sport || (other.is_run() && sport.is_run());
        let lately = computed.activities.iter().zip(&computed.efforts).filter(|(activity, effort)| {
            alike(activity.sport)
                && (1..=HABIT_DAYS).contains(&days_between(activity.day, as_of))
                && effort.method != Method::Estimated
        });
        let mut intensities: Vec<f64> = lately.clone().map(|(_, effort)| effort.intensity).collect();
        intensities.sort_by(f64::total_cmp);
        let sessions = intensities.len();
        let at = |share: f64| intensities[((sessions - 1) as f64 * share).round() as usize];
        let enough = HABIT_MIN <= sessions;
        let mut speeds: Vec<f64> =
            lately.filter_map(|(activity, _)| Some(activity.distance_m? / activity.duration_s)).collect();
        speeds.sort_by(f64::total_cmp);
        Self {
            intensity: enough.then(|| (at(0.25), at(0.5), at(0.75))),
            speed_mps: (HABIT_MIN <= speeds.len()).then(|| speeds[speeds.len() / 2]),
            sessions,
        }
    }

    fn intensity(&self, sport: Sport) -> (f64, f64, f64) {
        let usual = sport.facts().default_intensity;
        self.intensity.unwrap_or((0.75 * usual, usual, 1.25 * usual))
    }

    fn told(&self, sport: Sport) -> String {
        let (low, middle, high) = self.intensity(sport);
        let name = sport.as_str();
        match self.intensity {
            Some(_) => format!(
                "Sport {name} without an intensity is taken at {middle:.2}, the band {low:.2} to {high:.2}: the middle half \
                 of your {} sessions in 90 days.",
                self.sessions
            ),
            None => format!(
                "Sport {name} without an intensity is taken at {middle:.2}, the band {low:.2} to {high:.2}: a guess, as \
                 fewer than {HABIT_MIN} sessions were measured in 90 days."
            ),
        }
    }
}

/// The series with the sessions ahead of it, at one end of their bands.
fn series(
    computed: &Computed,
    inputs: &Inputs,
    as_of: Date,
    ahead: &[Ahead],
    end: usize,
) -> Result<Vec<Day>, BuildError> {
    let mut sessions: Vec<LoadedSession> = computed
        .activities
        .iter()
        .zip(&computed.efforts)
        .zip(&computed.zones)
        .filter(|((activity, _), _)| activity.day < as_of)
        .flat_map(|((activity, effort), zones)| sessions_on_days(activity, effort, *zones))
        .collect();
    sessions.extend(ahead.iter().enumerate().map(|(nth, session)| {
        let load = session.loads[end];
        let facts = day_class::ClassedSession {
            sport: session.sport,
            duration_s: session.duration_s,
            load,
            intensity: load * 36.0 / session.duration_s.max(1.0),
            basis: day_class::IntensityBasis::Sensor,
            rpe: None,
            below_first_threshold: None,
            above_second_threshold_s: None,
            distance_m: session.distance_m,
            longest_before_m: None,
            median_before_m: None,
            median_before_s: None,
        };
        // In the order of the plan, at noon and after.
        let noon = session.day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        let start_ms = noon.map_or(0, |noon| noon.timestamp().as_millisecond()) + nth as i64;
        LoadedSession { day: session.day, start_ms, goes_on: false, counts: true, facts }
    }));
    let last = as_of.saturating_add((DAYS - 1).days());
    let known = Known { first: computed.first, last_known: last, as_of: last.saturating_add(1.day()) };
    Ok(calendar::calendar_days(&sessions, known, &inputs.series)?)
}

fn scenario(
    athlete: &str,
    kind: ScenarioKind,
    computed: &Computed,
    inputs: &Inputs,
    as_of: Date,
    ahead: &[Ahead],
) -> Result<Scenario, BuildError> {
    let [light, middle, heavy] = [0, 1, 2].map(|end| series(computed, inputs, as_of, ahead, end));
    let (light, middle, heavy) = (light?, middle?, heavy?);
    let from = middle.partition_point(|day| day.day < as_of);
    let of = |days: &[Day], nth: usize| days.get(from + nth).cloned().unwrap_or_else(|| unknown(as_of));
    let mut broken = Vec::new();
    let rows: Vec<ForecastDay> = (0..DAYS as usize)
        .map(|nth| {
            let [low, day, high] = [&light, &middle, &heavy].map(|days| of(days, nth));
            let form = |day: &Day| day.form.unwrap_or(0.0);
            let form_ratio = day.form_ratio.unwrap_or(0.0);
            let reasons = if kind == ScenarioKind::Plan { guards(&middle, from + nth, ahead) } else { Vec::new() };
            let row = ForecastDay {
                athlete: athlete.to_owned(),
                scenario: kind,
                day: day.day,
                day_class: day.class,
                load_low: low.load.unwrap_or(0.0),
                load: day.load.unwrap_or(0.0),
                load_high: high.load.unwrap_or(0.0),
                acute: day.acute.unwrap_or(0.0),
                chronic: day.chronic.unwrap_or(0.0),
                form_low: form(&high).min(form(&low)),
                form: form(&day),
                form_high: form(&high).max(form(&low)),
                form_ratio,
                load_z: load_z(form_ratio),
                load_holds_back: load_z(form_ratio) <= HELD_BACK_Z,
                guards: reasons.iter().map(|reason| reason.code).collect(),
            };
            broken.extend(reasons.into_iter().map(|reason| Broken { day: row.day, reason }));
            row
        })
        .collect();
    let clears = |days: &[Day]| {
        let held = |day: &Day| day.form_ratio.is_some_and(|ratio| load_z(ratio) <= HELD_BACK_Z);
        let ahead = days.get(from..from + DAYS as usize).unwrap_or_default();
        let today = ahead.first().is_some_and(held);
        today.then(|| ahead.iter().find(|day| !held(day)).map(|day| day.day.to_string())).flatten()
    };
    Ok(Scenario {
        name: kind,
        load_clears: clears(&middle),
        load_clears_earliest: clears(&light),
        load_clears_latest: clears(&heavy),
        days: rows,
        guards: broken,
    })
}

fn unknown(day: Date) -> Day {
    Day::bare(day, day_class::DayClass::Unknown, None)
}

/// What a planned day breaks: the signs of pushing hard on the evening of it, and a session beyond what the last 30 days held.
fn guards(days: &[Day], nth: usize, ahead: &[Ahead]) -> Vec<Reason> {
    let Some(day) = days.get(nth) else { return Vec::new() };
    let planned = || ahead.iter().filter(|session| session.day == day.day);
    if planned().next().is_none() {
        return Vec::new();
    }
    let next = day.day.tomorrow().unwrap_or(day.day);
    let mut reasons = load_signs(next, &MorningEvidence { days, ..MorningEvidence::default() });
    let before = &days[nth.saturating_sub(LARGEST_DAYS)..nth];
    let largest = before.iter().filter_map(|day| day.load).fold(0.0, f64::max);
    if let Some(load) = day.load.filter(|load| 0.0 < largest && LARGEST_DAY * largest < *load) {
        reasons.push(Reason {
            code: "LARGEST-DAY",
            text: format!("Load {load:.0}, more than a tenth beyond the largest day of the 30 before ({largest:.0})."),
            values: vec![("load", load), ("largest_30d", largest)],
        });
    }
    let reference_m = nth.checked_sub(1).and_then(|before| days[before].guard_reference_m);
    let run_m = planned().filter(|run| run.sport.is_run()).filter_map(|run| run.distance_m).fold(0.0, f64::max);
    if let Some((reference_m, guard_m)) = reference_m.and_then(|run_m| Some((run_m, spike::guard_m(run_m)?)))
        && guard_m < run_m
    {
        reasons.push(Reason {
            code: "RUN-SPIKE",
            text: format!(
                "A run of {:.1} km, more than a tenth beyond the longest of the 30 days before, exceptions left out ({:.1} \
                 km).",
                run_m / 1000.0,
                reference_m / 1000.0
            ),
            values: vec![("run_m", run_m), ("guard_reference_m", reference_m)],
        });
    }
    reasons
}
