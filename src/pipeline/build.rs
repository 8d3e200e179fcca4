//! The second half of the program, pure: activities become efforts, efforts load, load and mornings readiness, and all of
//! it a [`Report`].

use super::laid_on_days::first_day;
use super::{notes, training};
use crate::activity::Activity;
use crate::athlete::Athlete;
use crate::athlete::history::{Change, History};
use crate::dates::days_between;
use crate::effort::method::Context;
use crate::effort::{AllMethods, Effort, Method, Quality};
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::load::distribution::Zones;
use crate::load::periods::PeriodLength;
use crate::load::target::LoadRange;
use crate::parallel;
use crate::readiness::Readiness;
use crate::readiness::morning_view::LOAD_DAYS_MIN;
use crate::readiness::normals;
use crate::readiness::rest_ledger;
use crate::readiness::run_residuals::RunResidual;
use crate::readiness::spells;
use crate::report::activity::ReportedActivity;
use crate::report::morning::MorningSummary;
use crate::report::{PermittedToday, Report, Snapshot, Trend};
use jiff::civil::Date;

pub use super::computed::{BuildError, Computed, Inputs, latest_morning};

/// Makes the report of one athlete as of one morning: everything that is computed of it.
///
/// # Errors
/// When there is no activity before the morning.
pub fn build(mut inputs: Inputs, as_of: Date) -> Result<Report, BuildError> {
    let computed = Computed::new(&mut inputs, as_of)?;
    let Computed { history, activities, efforts, days, verdicts, .. } = &computed;
    let today = verdicts.last().cloned().ok_or(BuildError::NoActivity)?;
    let thresholds = history.thresholds_on(as_of);
    let load_quality_share = quality_share(activities, efforts, as_of);
    let before = || activities.iter().filter(|activity| activity.day < as_of);
    let notes = notes::all(&notes::Facts {
        as_of,
        newest: computed.newest,
        silent_days: computed.silent_days,
        unknown_days: days_between(computed.last_known, as_of) - 1,
        sex_known: inputs.athlete.sex.is_some(),
        by_heart_rate: efforts.iter().any(|effort| effort.method == Method::Hrss),
        thresholds: &thresholds,
        quality_share: load_quality_share,
        utc_days: before().filter(|a| a.tz_source == crate::activity::TzSource::Utc).count(),
        after_as_of: activities.len() - before().count(),
        later_check_ins: computed.later_check_ins,
    });
    let scale = normals::scale_change(&computed.mornings, inputs.normal_from).map(|day| {
        format!(
            "From {day} on the answers come from another scale: if the form has changed, say so with normal_from = {day} in \
             athlete.toml, and they make a normal of their own."
        )
    });
    let notes: Vec<String> = notes.into_iter().chain(spells::spell_problems(&computed.mornings)).chain(scale).collect();
    let targets = training::targets(&computed, &inputs.series);
    let by_convention = targets.map(|(today, week)| (LoadRange { low: today.low, high: today.high }, week));
    let permitted = PermittedToday::of_verdict(&today.permitted, by_convention);
    let snapshot = Snapshot {
        load_quality_share,
        acute_days: inputs.series.acute_days,
        chronic_days: inputs.series.chronic_days,
        intensity_28d: training::intensity(&computed),
        impulse_response: training::impulse_response(&computed),
        ..snapshot(days)
    };
    let rest = rest_ledger::rest_ledger(days.split_last().map_or(&[], |(_, past)| past), &computed.known_runs(as_of));
    let (weeks, months) =
        (training::periods(&computed, PeriodLength::Week), training::periods(&computed, PeriodLength::Month));
    let thresholds_history = history.changes_between(computed.first, as_of);
    let every = parallel::map_in_order(activities, |activity| {
        let thresholds = history.thresholds_on(activity.day);
        AllMethods::of(activity, Context { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort })
    });
    let by_day = computed.mornings.chunk_by(|a, b| a.day == b.day);
    Ok(Report {
        as_of: as_of.to_string(),
        newest_activity_day: computed.newest,
        inputs_digest: format!("{:016x}", inputs.digest),
        trend: trend(verdicts),
        permitted,
        spells: spells::spells(&computed.mornings, days),
        today,
        snapshot,
        rest,
        thresholds,
        thresholds_history,
        weeks,
        months,
        mornings: by_day.filter_map(|day| MorningSummary::of_day(day, &inputs.sources)).collect(),
        activities: reported(computed.activities, computed.efforts, computed.zones, computed.felt, every),
        daily: computed.days,
        readiness: computed.verdicts,
        athlete: inputs.athlete.name,
        import: inputs.import,
        duplicates: inputs.duplicates,
        counts: inputs.counts,
        notes,
    })
}

/// The score of yesterday, and the mean of the seven mornings up to the last.
fn trend(verdicts: &[Readiness]) -> Trend {
    let scores = |count: usize| verdicts.iter().rev().take(count).filter_map(|verdict| verdict.score);
    let (sum, known) = scores(7).fold((0.0, 0_u32), |(sum, known), score| (sum + score, known + 1));
    Trend {
        yesterday: verdicts.iter().rev().nth(1).and_then(|verdict| verdict.score),
        mean_7d: (0 < known).then(|| sum / f64::from(known)),
    }
}

/// Each activity with what was made of it, by activity.
fn reported(
    activities: Vec<Activity>,
    efforts: Vec<Effort>,
    zones: Vec<Option<Zones>>,
    felt: Vec<Option<RunResidual>>,
    every: Vec<AllMethods>,
) -> Vec<ReportedActivity> {
    let facts = activities.into_iter().zip(efforts).zip(zones).zip(felt).zip(every);
    facts
        .map(|((((activity, effort), zones), felt), every)| ReportedActivity {
            activity,
            effort,
            every,
            zones,
            felt,
            hides_offset: false,
        })
        .collect()
}

/// The thresholds over time as of one morning, as in the report of that morning.
///
/// # Errors
/// When there is no activity before the morning.
pub fn thresholds(athlete: &Athlete, activities: &[Activity], as_of: Date) -> Result<Vec<Change>, BuildError> {
    let first = first_day(activities).ok_or(BuildError::NoActivity)?;
    if as_of <= first {
        return Err(BuildError::NothingBefore { as_of, first });
    }
    let history = History::new(athlete, activities.iter().filter(|activity| activity.day < as_of));
    Ok(history.changes_between(first, as_of))
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
            }] += activity.counted_share() * effort.load;
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
    let count =
        |days: &[Day], classes: &[DayClass]| days.iter().filter(|day| classes.contains(&day.class)).count() as u32;
    let resting = [DayClass::Rest, DayClass::ActiveRecovery];
    let known_days = past.iter().filter(|day| day.load.is_some()).count() as u32;
    // A comparison with what is usual takes days that make it usual.
    let compared = |value: Option<f64>| value.filter(|_| LOAD_DAYS_MIN <= known_days as usize);
    Snapshot {
        load_7d: (7 <= past.len()).then(|| sum(last(7))).flatten(),
        load_usual_week: of_yesterday(|day| day.chronic).map(|chronic| 7.0 * chronic),
        known_days,
        acute_chronic_ratio: compared(of_yesterday(|day| day.acute_chronic_ratio)),
        chronic_weight: morning.chronic_weight,
        acute: of_yesterday(|day| day.acute),
        chronic: of_yesterday(|day| day.chronic),
        form: compared(morning.form),
        form_ratio: compared(morning.form_ratio),
        ramp: of_yesterday(|day| day.ramp),
        monotony: of_yesterday(|day| day.monotony),
        strain: of_yesterday(|day| day.strain),
        acwr_uncoupled: of_yesterday(|day| day.acwr_uncoupled),
        longest_run_30d_m: of_yesterday(|day| day.longest_run_30d_m),
        rest_days_7d: count(last(7), &resting),
        rest_days_28d: count(last(28), &resting),
        workouts_7d: count(last(7), &[DayClass::Easy, DayClass::Quality, DayClass::Long]),
        days_since_rest: yesterday.and_then(|day| day.days_since_rest),
        days_since_ease: yesterday.and_then(|day| day.days_since_ease),
        warm_up: morning.warm_up,
        ..Snapshot::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

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
