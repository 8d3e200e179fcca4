//! The second half of the program, pure: activities become efforts, efforts load, load and mornings readiness, and all of
//! it a [`Report`].

use super::{mornings, notes, ratings, training};
use crate::activity::{Activity, clock};
use crate::athlete::history::{Change, History};
use crate::athlete::{Athlete, Thresholds};
use crate::dates::days_between;
use crate::effort::every::Every;
use crate::effort::explain::Terms;
use crate::effort::{self, Effort, Method, Quality};
use crate::limits::SILENT_DAYS_MAX;
use crate::load::calendar::{self, Known, Session};
use crate::load::day_class::{self, DayClass};
use crate::load::distribution::Zones;
use crate::load::periods::Length;
use crate::load::{Day, series, spike};
use crate::morning::Morning;
use crate::morning::SourceOrder;
use crate::parallel;
use crate::readiness::pushing_hard::pushing_hard;
use crate::readiness::rest_ledger;
use crate::readiness::run_residuals::{Residual, RunResidual};
use crate::readiness::{self, Factor, MorningEvidence, Readiness, Signal};
use crate::report::{
    ActivityRow, DailyRow, DuplicateRow, ImportCounts, ImportRow, LocalTime, ReadinessRow, Report, Snapshot,
    ThresholdRow,
};
use jiff::civil::Date;

/// Days without an activity or a check-in before the morning that still count as rest. After more of them the data have
/// ended: nobody knows what the runner did.
pub const SILENCE_DAYS_MAX: i32 = 14;

/// Everything a report is made of.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The athlete.
    pub athlete: Athlete,
    /// What the runner chose about efforts.
    pub effort: effort::options::Options,
    /// What the runner chose about the series.
    pub series: series::Options,
    /// Whose nights count first.
    pub sources: SourceOrder,
    /// The activities, each once, by start, then id.
    pub activities: Vec<Activity>,
    /// The check-ins, by day.
    pub mornings: Vec<Morning>,
    /// What became of each input, by source.
    pub import: Vec<ImportRow>,
    /// What was given more than once, by loser.
    pub duplicates: Vec<DuplicateRow>,
    /// How many inputs became what.
    pub counts: ImportCounts,
    /// xxh3 over all inputs.
    pub digest: u64,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There is no activity at all.
    #[error("no activity to report on")]
    NoActivity,
    /// Every activity starts on the morning that is judged or later.
    #[error(
        "nothing is known before the morning of {as_of}: the first activity is of {first}; judge a later one with --as-of latest"
    )]
    NothingBefore {
        /// The morning that was to be judged.
        as_of: Date,
        /// Day of the first activity.
        first: Date,
    },
    /// The morning lies many years after everything that is known.
    #[error(
        "nothing is known after {last_known}, and {as_of} is more than ten years later: is the clock right? Take an earlier morning with --as-of latest"
    )]
    FarBeyond {
        /// The last day of which anything is known.
        last_known: Date,
        /// The morning.
        as_of: Date,
    },
    /// The days up to the morning are not all known.
    #[error(
        "nothing is known after {last_known}, so {as_of} cannot be forecast from: add the newest activities, or take an earlier morning with --as-of latest"
    )]
    DaysUnknown {
        /// The last known day.
        last_known: Date,
        /// The morning.
        as_of: Date,
    },
    /// The series could not be computed.
    #[error("the load series could not be computed: {0}")]
    Series(#[from] polars::error::PolarsError),
}

/// The latest morning that the data can speak of: the later of the day after the newest activity and the day of the
/// newest check-in, nothing after `today` counting as data. Absent without an activity.
#[must_use]
pub fn latest_morning(activities: &[Activity], mornings: &[Morning], today: Date) -> Option<Date> {
    let day_after = activities.iter().map(|a| a.day).filter(|day| *day <= today).max()?.tomorrow().ok();
    day_after.max(mornings.iter().map(|m| m.day).filter(|day| *day <= today).max())
}

/// Everything that is computed of one athlete as of one morning, before it becomes rows.
#[derive(Debug, Clone)]
pub struct Course {
    /// The thresholds over time.
    pub history: History,
    /// The activities, each with the RPE that a check-in gave it.
    pub activities: Vec<Activity>,
    /// The effort of each activity.
    pub efforts: Vec<Effort>,
    /// Time in three zones of each activity; absent without heart rate or thresholds.
    pub zones: Vec<Option<Zones>>,
    /// The days from the first activity to the morning.
    pub days: Vec<Day>,
    /// What each activity cost against the runs before it; absent where it is no run.
    pub felt: Vec<Option<RunResidual>>,
    /// The same of the runs alone, by day.
    pub runs: Vec<RunResidual>,
    /// The verdict of each of these mornings.
    pub verdicts: Vec<Readiness>,
    /// The check-ins up to the morning.
    pub mornings: Vec<Morning>,
    /// Day of the first activity.
    pub(super) first: Date,
    /// Day of the newest activity before the morning.
    newest: Option<Date>,
    /// Days before the morning without an activity or a check-in.
    silent_days: i32,
    /// The last day on which the absence of a session means rest.
    pub(super) last_known: Date,
}

impl Course {
    /// What the runs before a morning cost, as far as it knows.
    fn known_runs(&self, morning: Date) -> Vec<RunResidual> {
        let before = self.runs.iter().filter(|run| run.day < morning);
        before.map(|run| RunResidual { rpe: run.rpe.filter(|_| run.known_from <= morning), ..*run }).collect()
    }

    /// What the verdicts stand on.
    #[must_use]
    pub fn evidence<'a>(&'a self, sources: &'a SourceOrder) -> MorningEvidence<'a> {
        MorningEvidence { mornings: &self.mornings, days: &self.days, runs: &self.runs, sources }
    }
}

/// Computes one athlete as of one morning; the activities and mornings move out of the inputs. What lies on that morning's
/// day or after it is listed and has no part in the verdict; what was said and measured on that morning has.
///
/// # Errors
/// When there is no activity before the morning.
pub fn course(inputs: &mut Inputs, as_of: Date) -> Result<Course, BuildError> {
    let mut course = laid(inputs, as_of)?;
    let evidence = course.evidence(&inputs.sources);
    course.verdicts = parallel::map(&course.days, |day| readiness::judge_morning(day.day, &evidence));
    Ok(course)
}

/// The same without verdicts.
///
/// # Errors
/// When there is no activity before the morning.
pub(super) fn laid(inputs: &mut Inputs, as_of: Date) -> Result<Course, BuildError> {
    let first = inputs.activities.iter().map(|activity| activity.day).min().ok_or(BuildError::NoActivity)?;
    if as_of <= first {
        return Err(BuildError::NothingBefore { as_of, first });
    }
    let mut mornings = std::mem::take(&mut inputs.mornings);
    mornings.retain(|morning| morning.day <= as_of);
    let mut activities = std::mem::take(&mut inputs.activities);
    ratings::mark_late(&mut mornings, &activities);
    let rated_on = ratings::attach_rpe(&mut activities, &mornings);

    let before = || activities.iter().filter(|activity| activity.day < as_of);
    let history = History::new(&inputs.athlete, before());
    let judged = parallel::map(&activities, |activity| {
        let thresholds = history.on(activity.day);
        let terms = Terms { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort };
        (effort::choose::effort(activity, terms), in_zones(activity, &thresholds))
    });
    let (efforts, zones): (Vec<Effort>, Vec<Option<Zones>>) = judged.into_iter().unzip();
    let facts = activities.iter().zip(&efforts).zip(&zones);
    let sessions: Vec<Session> = facts.map(|((activity, effort), zones)| session(activity, effort, *zones)).collect();

    let newest = before().map(|activity| activity.day).max();
    let evidence = newest.max(newest_evidence(&mornings)).unwrap_or(first);
    let silent_days = days_between(evidence, as_of) - 1;
    if SILENT_DAYS_MAX < silent_days {
        return Err(BuildError::FarBeyond { last_known: evidence, as_of });
    }
    let yesterday = as_of.yesterday().unwrap_or(as_of);
    let last_known = if silent_days <= SILENCE_DAYS_MAX { yesterday } else { evidence };
    let days = calendar::days(&sessions, Known { first, last_known, as_of }, &inputs.series)?;
    let felt = ratings::felt(&activities, &efforts, &rated_on, &history);
    let mut runs: Vec<RunResidual> = felt.iter().flatten().copied().collect();
    runs.sort_by_key(|run| run.day);
    Ok(Course {
        history,
        activities,
        efforts,
        zones,
        days,
        felt,
        runs,
        verdicts: Vec::new(),
        mornings,
        first,
        newest,
        silent_days,
        last_known,
    })
}

/// Makes the report of one athlete as of one morning: its [`course`], as rows.
///
/// # Errors
/// When there is no activity before the morning.
pub fn build(mut inputs: Inputs, as_of: Date) -> Result<Report, BuildError> {
    let course = course(&mut inputs, as_of)?;
    let Course { history, activities, efforts, days, verdicts, .. } = &course;
    let readiness = verdicts.last().cloned().ok_or(BuildError::NoActivity)?;
    let thresholds = history.on(as_of);
    let load_quality_share = quality_share(activities, efforts, as_of);
    let before = || activities.iter().filter(|activity| activity.day < as_of);
    let notes = notes::all(&notes::Facts {
        as_of,
        newest: course.newest,
        first: course.first,
        settled_after_days: inputs.series.settled_after_days(),
        silent_days: course.silent_days,
        unknown_days: days_between(course.last_known, as_of) - 1,
        sex_known: inputs.athlete.sex.is_some(),
        by_heart_rate: efforts.iter().any(|effort| effort.method == Method::Hrss),
        thresholds: &thresholds,
        quality_share: load_quality_share,
        utc_days: before().filter(|a| a.tz_source == crate::activity::TzSource::Utc).count(),
        after_as_of: activities.len() - before().count(),
    });
    let athlete = &inputs.athlete.name;
    let targets = training::targets(&course, &inputs.series);
    Ok(Report {
        as_of: as_of.to_string(),
        newest_activity_day: course.newest,
        inputs_digest: format!("{:016x}", inputs.digest),
        pushing_hard: pushing_hard(as_of, &course.evidence(&inputs.sources), &readiness.factors),
        snapshot: Snapshot {
            load_quality_share,
            acute_days: inputs.series.acute_days,
            chronic_days: inputs.series.chronic_days,
            intensity_28d: training::intensity(&course),
            target_today: targets.map(|(today, _)| today),
            target_week: targets.map(|(_, week)| week),
            impulse_response: training::impulse_response(&course),
            ..snapshot(days)
        },
        rest: rest_ledger::rest_ledger(days.split_last().map_or(&[], |(_, past)| past), &course.known_runs(as_of)),
        weeks: training::periods(athlete, &course, Length::Week)?,
        months: training::periods(athlete, &course, Length::Month)?,
        thresholds,
        thresholds_history: threshold_rows(history, course.first, as_of),
        activities: parallel::map(&(0..activities.len()).collect::<Vec<_>>(), |nth| {
            let (activity, effort, felt) = (&activities[*nth], &efforts[*nth], &course.felt[*nth]);
            let thresholds = history.on(activity.day);
            let terms = Terms { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort };
            let residual = |of: fn(&RunResidual) -> Option<Residual>| Some(of(felt.as_ref()?)?.value);
            ActivityRow {
                rpe_resid: residual(|felt| felt.rpe),
                heart_rate_resid_bpm: residual(|felt| felt.heart_rate),
                ..activity_row(athlete, activity, effort, terms)
            }
        }),
        daily: days.iter().map(|day| daily_row(athlete, day)).collect(),
        mornings: verdicts.iter().map(|verdict| readiness_row(athlete, verdict)).collect(),
        checkins: mornings::rows(athlete, &course.mornings, &inputs.sources),
        athlete: inputs.athlete.name,
        readiness,
        import: inputs.import,
        duplicates: inputs.duplicates,
        counts: inputs.counts,
        notes,
    })
}

/// The thresholds over time as of one morning, as in the report of that morning.
///
/// # Errors
/// When there is no activity before the morning.
pub fn thresholds(athlete: &Athlete, activities: &[Activity], as_of: Date) -> Result<Vec<ThresholdRow>, BuildError> {
    let first = activities.iter().map(|activity| activity.day).min().ok_or(BuildError::NoActivity)?;
    if as_of <= first {
        return Err(BuildError::NothingBefore { as_of, first });
    }
    let history = History::new(athlete, activities.iter().filter(|activity| activity.day < as_of));
    Ok(threshold_rows(&history, first, as_of))
}

/// The changes of the thresholds from the first activity's day to the morning.
fn threshold_rows(history: &History, first: Date, as_of: Date) -> Vec<ThresholdRow> {
    let row = |change: Change| {
        let Change { from, key, unit, anchor } = &change;
        let (anchor, key, unit) = (anchor.as_ref(), *key, *unit);
        ThresholdRow {
            from: *from,
            key,
            value: anchor.map(|anchor| anchor.value),
            unit,
            pace_per_km: anchor.filter(|_| key == "run_pace").map(|anchor| pace_per_km(anchor.value)),
            provenance: anchor.map(|anchor| anchor.provenance.as_str()),
            confidence: anchor.map(|anchor| anchor.confidence.as_str()),
            evidence: anchor.map(|anchor| anchor.evidence.clone()),
        }
    };
    history.changes(first, as_of).into_iter().map(row).collect()
}

/// A speed in metres a second as minutes and seconds a kilometre, `4:35`.
fn pace_per_km(speed_mps: f64) -> String {
    let pace_s = (1000.0 / speed_mps.max(0.1)).round() as u32;
    format!("{}:{:02}", pace_s / 60, pace_s % 60)
}

/// The last day that a check-in is evidence for: whoever answers in the morning was there the day before. What a device
/// measured is none: its export may be newer than that of the activities.
fn newest_evidence(mornings: &[Morning]) -> Option<Date> {
    let said = mornings.iter().rev().find(|morning| morning.is_check_in())?;
    said.day.yesterday().ok()
}

/// Time in three zones, where heart rate and thresholds are known.
fn in_zones(activity: &Activity, thresholds: &Thresholds) -> Option<Zones> {
    let (histogram, edges) = activity.statistics.heart_rate.as_ref().zip(thresholds.zone_edges_bpm())?;
    Some(Zones::new(histogram, edges))
}

/// What the calendar needs to know of an activity.
pub(super) fn session(activity: &Activity, effort: &Effort, zones: Option<Zones>) -> Session {
    let below_first_threshold = zones.and_then(Zones::shares).map(|[below, _, _]| below);
    Session {
        day: activity.day,
        start_ms: activity.start_ms,
        facts: day_class::Session {
            sport: activity.sport,
            duration_s: activity.duration_s,
            load: effort.load,
            intensity: effort.intensity,
            measured: effort.method != Method::Estimated,
            below_first_threshold,
            above_second_threshold_s: zones.map(|zones| zones.seconds[2]),
            distance_m: activity.distance_m,
            longest_before_m: None,
        },
    }
}

/// The share of the last 42 days' load by quality: measured, estimated threshold, estimated.
fn quality_share(activities: &[Activity], efforts: &[Effort], as_of: Date) -> Option<[f64; 3]> {
    let mut load = [0.0; 3];
    for (activity, effort) in activities.iter().zip(efforts) {
        if (1..=42).contains(&days_between(activity.day, as_of)) {
            load[match effort.quality {
                Quality::Measured => 0,
                Quality::EstimatedThreshold => 1,
                Quality::Estimated => 2,
            }] += effort.load;
        }
    }
    let total: f64 = load.iter().sum();
    (0.0 < total).then(|| load.map(|share| share / total))
}

/// The last days and weeks, as of the last of `days`, the morning that is judged.
fn snapshot(days: &[Day]) -> Snapshot {
    let Some((morning, past)) = days.split_last() else { return Snapshot::default() };
    let yesterday = past.last();
    let of_yesterday = |value: fn(&Day) -> Option<f64>| yesterday.and_then(value);
    let last = |count: usize| &past[past.len().saturating_sub(count)..];
    let sum = |days: &[Day]| days.iter().map(|day| day.load).sum::<Option<f64>>();
    let weeks_before = past.len().checked_sub(35).map(|from| &past[from..from + 28]);
    let count =
        |days: &[Day], classes: &[DayClass]| days.iter().filter(|day| classes.contains(&day.class)).count() as u32;
    let resting = [DayClass::Rest, DayClass::ActiveRecovery];
    let longest_run_30d_m = of_yesterday(|day| day.longest_run_30d_m);
    Snapshot {
        load_7d: (7 <= past.len()).then(|| sum(last(7))).flatten(),
        load_usual_week: weeks_before.and_then(sum).map(|load| load / 4.0),
        acute: of_yesterday(|day| day.acute),
        chronic: of_yesterday(|day| day.chronic),
        form: morning.form,
        form_ratio: morning.form_ratio,
        ramp: of_yesterday(|day| day.ramp),
        monotony: of_yesterday(|day| day.monotony),
        strain: of_yesterday(|day| day.strain),
        acwr: of_yesterday(|day| day.acwr),
        longest_run_30d_m,
        next_run_guard_m: longest_run_30d_m.and_then(spike::guard_m),
        rest_days_7d: count(last(7), &resting),
        rest_days_28d: count(last(28), &resting),
        workouts_7d: count(last(7), &[DayClass::Easy, DayClass::Quality, DayClass::Long]),
        days_since_rest: yesterday.and_then(|day| day.days_since_rest),
        warm_up: morning.warm_up,
        ..Snapshot::default()
    }
}

/// An activity with its effort as a row of `activities.csv`; what it cost against other runs is for the caller to say.
pub(crate) fn activity_row(athlete: &str, activity: &Activity, effort: &Effort, terms: Terms) -> ActivityRow {
    let every = Every::of(activity, terms);
    let statistics = &activity.statistics;
    let zones = in_zones(activity, terms.thresholds).map(|zones| zones.seconds);
    ActivityRow {
        athlete: athlete.to_owned(),
        activity_id: activity.id.clone(),
        start_time: LocalTime(clock::iso_time(activity.start_ms, activity.utc_offset_s)),
        day: activity.day,
        tz_source: activity.tz_source.as_str(),
        sport: activity.sport.as_str(),
        duration_s: activity.duration_s,
        moving_s: activity.moving_s,
        elapsed_s: activity.elapsed_s,
        distance_m: activity.distance_m,
        ascent_m: activity.ascent_m,
        heart_rate_mean_bpm: activity.heart_rate_mean_bpm,
        heart_rate_max_bpm: activity.heart_rate_max_bpm,
        hr_coverage: activity.hr_coverage,
        duration_h: effort.duration_h,
        intensity: effort.intensity,
        load: effort.load,
        load_method: effort.method.as_str(),
        load_quality: effort.quality.as_str(),
        source: activity.source.clone(),
        name: activity.name.clone(),
        recovered: activity.recovered,
        hr_repaired_s: activity.hr_repaired_s,
        hr_suspect_s: activity.hr_suspect_s,
        gps_repaired_s: activity.gps_repaired_s,
        load_hrss: every.load_hrss,
        load_edwards: every.load_edwards,
        load_lucia: every.load_lucia,
        load_daniels: every.load_daniels,
        load_pace: every.load_pace,
        load_govss: every.load_govss,
        load_run_power: every.load_run_power,
        load_power: every.load_power,
        load_xpower: every.load_xpower,
        load_rpe: every.load_rpe,
        trimp_banister: every.trimp_banister,
        trimp_edwards: every.trimp_edwards,
        trimp_lucia: every.trimp_lucia,
        daniels_points: every.daniels_points,
        session_rpe: every.session_rpe,
        vdot: every.vdot,
        decoupling: every.decoupling,
        normalised_power_w: statistics.power.as_ref().map(|power| power.normalised_w),
        graded_speed_mps: statistics.graded_speed.map(|graded| graded.mean_mps),
        zone_1_s: zones.map(|[first, _, _]| first),
        zone_2_s: zones.map(|[_, second, _]| second),
        zone_3_s: zones.map(|[_, _, third]| third),
        rpe: activity.rpe,
        temperature_c: activity.temperature_c,
        rpe_resid: None,
        heart_rate_resid_bpm: None,
    }
}

fn daily_row(athlete: &str, day: &Day) -> DailyRow {
    DailyRow {
        athlete: athlete.to_owned(),
        day: day.day,
        day_class: day.class.as_str(),
        load: day.load,
        acute: day.acute,
        chronic: day.chronic,
        form: day.form,
        form_ratio: day.form_ratio,
        ramp: day.ramp,
        monotony: day.monotony,
        strain: day.strain,
        acwr: day.acwr,
        longest_run_30d_m: day.longest_run_30d_m,
        spike_class: day.spike_class.map(spike::SpikeClass::as_str),
        days_since_rest: day.days_since_rest,
        warm_up: day.warm_up,
        acwr_coupled: day.acwr_coupled,
        acwr_ewma: day.acwr_ewma,
    }
}

fn readiness_row(athlete: &str, verdict: &Readiness) -> ReadinessRow {
    let factor = |signal: Signal| verdict.factors.iter().find(|factor| factor.signal == signal);
    let z = |signal| factor(signal).map(|factor: &Factor| factor.z);
    let q = |signal| factor(signal).map(|factor: &Factor| factor.q);
    let reason = |nth: usize| verdict.reasons.get(nth).map(|reason| reason.text.clone());
    let caps: Vec<&str> = verdict.caps.iter().map(readiness::Cap::as_str).collect();
    let missing: Vec<&str> = verdict.missing.iter().map(|missing| missing.signal.as_str()).collect();
    ReadinessRow {
        athlete: athlete.to_owned(),
        day: verdict.day,
        score: verdict.score,
        half_width: verdict.half_width,
        band: verdict.band.as_str(),
        confidence: verdict.confidence.as_str(),
        fatigue_z: z(Signal::Legs),
        fatigue_q: q(Signal::Legs),
        soreness_z: z(Signal::Soreness),
        soreness_q: q(Signal::Soreness),
        sleep_quality_z: z(Signal::SleepQuality),
        sleep_quality_q: q(Signal::SleepQuality),
        mood_z: z(Signal::Motivation),
        mood_q: q(Signal::Motivation),
        hrv_z: z(Signal::Hrv),
        hrv_q: q(Signal::Hrv),
        rhr_z: z(Signal::RestingHr),
        rhr_q: q(Signal::RestingHr),
        sleep_z: z(Signal::Sleep),
        sleep_q: q(Signal::Sleep),
        load_z: z(Signal::Load),
        load_q: q(Signal::Load),
        rpe_resid_z: z(Signal::EffortFelt),
        rpe_resid_q: q(Signal::EffortFelt),
        hr_speed_z: z(Signal::HrAtPace),
        hr_speed_q: q(Signal::HrAtPace),
        caps: caps.join(" "),
        missing: missing.join(" "),
        reason_1: reason(0),
        reason_2: reason(1),
        reason_3: reason(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

    fn rated(day: Date, rpe: f64) -> Morning {
        Morning { day, rpe: Some(rpe), ..Morning::default() }
    }

    #[test]
    fn the_latest_morning_is_the_later_of_two_and_never_in_the_future() {
        let activities = [
            Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0),
            Activity::bare(Sport::Run, date(2085, 1, 1), 3600.0),
        ];
        let latest = |mornings: &[Morning]| latest_morning(&activities, mornings, date(2026, 11, 23));
        assert_eq!(latest(&[]), Some(date(2026, 5, 2)));
        assert_eq!(latest(&[rated(date(2026, 5, 4), 5.0)]), Some(date(2026, 5, 4)));
        assert_eq!(latest_morning(&[], &[], date(2026, 11, 23)), None);
    }

    #[test]
    fn a_morning_centuries_after_the_data_is_refused_and_one_years_after_is_not() {
        let at = |as_of: Date| {
            let activity = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
            build(Inputs { activities: vec![activity], ..Inputs::default() }, as_of)
        };
        assert_eq!(at(date(2036, 5, 1)).map(|report| report.daily.len()).ok(), Some(3654));
        let refused = at(date(2926, 5, 1)).map(|_| ()).map_err(|error| error.to_string());
        assert!(refused.is_err_and(|text| text.contains("2926-05-01") && text.contains("is the clock right?")));
    }

    #[test]
    fn nothing_before_the_morning_is_an_error_that_names_the_first_day() {
        let inputs =
            Inputs { activities: vec![Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0)], ..Inputs::default() };
        let error = build(inputs, date(2026, 5, 1)).map(|_| ()).map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.contains("2026-05-01") && text.contains("--as-of latest")));
    }
}
