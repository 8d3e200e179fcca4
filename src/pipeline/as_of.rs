//! The verdicts of past mornings, each from what was known on it, in time linear in the history.
//!
//! Nothing that was known on a morning becomes another thing later but for three: the thresholds of a month that is not over yet
//! (see [`GrowingHistory`]), a rating that came days after its run, and a silence that was longer than two weeks, of which nobody
//! knew that it was rest. So the mornings are gone through in order, and only from the first day on that one of the three touches
//! is anything made anew. Mornings between two such changes see one and the same training, and are judged together.

use super::computed::{BuildError, Inputs, in_zones, last_evidence, last_known_day};
use super::laid_on_days::{first_day, sessions_on_days};
use super::ratings;
use crate::activity::Activity;
use crate::athlete::history::GrowingHistory;
use crate::dates::days_between;
use crate::effort::method::Context;
use crate::effort::{self, Effort};
use crate::limits::SILENT_DAYS_MAX;
use crate::load::Day;
use crate::load::calendar::{self, Known, LoadedSession};
use crate::morning::Morning;
use crate::parallel;
use crate::readiness::run_residuals::{FIT_DAYS, RUN_DAYS, RunMeasures, RunResidual, run_residuals_since};
use crate::readiness::{Judge, MorningEvidence, Readiness};
use jiff::ToSpan;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The verdicts of mornings, without their reasons, each from what was known on it; none of a morning before the first activity, nor of one so long after
/// everything known that no report would be made of it.
///
/// # Errors
/// Only that the load series could not be computed.
pub(super) fn verdicts_as_of(inputs: &Inputs, asked: &BTreeSet<Date>) -> Result<BTreeMap<Date, Readiness>, BuildError> {
    let mut mornings = inputs.mornings.clone();
    ratings::mark_late(&mut mornings, &inputs.activities);
    let judge = Judge::new(&MorningEvidence {
        mornings: &mornings,
        sources: &inputs.sources,
        normal_from: inputs.normal_from,
        ..MorningEvidence::default()
    });
    let Some(mut training) = TrainingAsOf::new(inputs, &mornings) else { return Ok(BTreeMap::new()) };
    let mut verdicts = BTreeMap::new();
    let mut alike = Vec::new();
    let first = training.first;
    for morning in asked.iter().copied().filter(|morning| first < *morning) {
        let evidence = training.evidence(morning);
        if SILENT_DAYS_MAX < days_between(evidence, morning) - 1 {
            continue;
        }
        let last_known = last_known_day(evidence, morning);
        let is_silent = last_known.tomorrow().ok() != Some(morning);
        let changed = training.look_at(morning);
        if is_silent || changed.is_some() {
            verdicts.extend(training.judge(&judge, &alike, None)?);
            alike.clear();
        }
        training.learn(morning, changed);
        if is_silent {
            verdicts.extend(training.judge(&judge, &[morning], Some(last_known))?);
        } else {
            alike.push(morning);
        }
    }
    verdicts.extend(training.judge(&judge, &alike, None)?);
    Ok(verdicts)
}

/// A rating that came later than on the morning after its run.
#[derive(Debug, Clone, Copy)]
struct LateRating {
    known_from: Date,
    /// The place of the run among the activities.
    at: usize,
    rpe: f64,
}

/// What is known of the training on a morning; it goes from morning to morning.
struct TrainingAsOf<'a> {
    inputs: &'a Inputs,
    /// Day of the first activity.
    first: Date,
    /// All activities, by day and start; each with its RPE as far as it is known.
    activities: Vec<Activity>,
    /// The first morning that knows the RPE of each.
    rated_on: Vec<Date>,
    /// The ratings that are not known yet, the next one last.
    late_ratings: Vec<LateRating>,
    /// The last day that each activity and those before it count on.
    reach: Vec<Date>,
    /// The days of check-ins.
    check_ins: Vec<Date>,
    thresholds: GrowingHistory,
    /// What is made of each activity that is known: as many as there are of these.
    facts: Vec<KnownActivity>,
    /// The same on the calendar, each on the day of its start.
    sessions: Vec<LoadedSession>,
    /// The days that a long one goes on on, each with the place of its activity.
    going_on: Vec<(usize, LoadedSession)>,
    days: Vec<Day>,
    runs: Vec<RunResidual>,
    /// The days and runs before this day are as this morning knows them.
    settled: Date,
}

/// What a morning makes of an activity.
#[derive(Debug, Clone, Copy)]
struct KnownActivity {
    effort: Effort,
    threshold_mps: Option<f64>,
}

impl<'a> TrainingAsOf<'a> {
    /// Before anything is known; absent without an activity.
    fn new(inputs: &'a Inputs, mornings: &[Morning]) -> Option<Self> {
        let mut activities = inputs.activities.clone();
        activities.sort_by_key(|activity| (activity.day, activity.start_ms));
        let first = first_day(&activities)?;
        let reach = activities.iter().scan(Date::MIN, |newest, activity| {
            *newest = activity.last_day().max(*newest);
            Some(*newest)
        });
        let reach = reach.collect();
        let own: Vec<Option<f64>> = activities.iter().map(|activity| activity.rpe).collect();
        let rated_on = ratings::attach_rpe(&mut activities, mornings);
        let mut late_ratings = Vec::new();
        for (at, activity) in activities.iter_mut().enumerate() {
            let is_late = activity.day.tomorrow().is_ok_and(|morning_after| morning_after < rated_on[at]);
            if let Some(rpe) = activity.rpe.filter(|_| is_late) {
                late_ratings.push(LateRating { known_from: rated_on[at], at, rpe });
                activity.rpe = own[at];
            }
        }
        late_ratings.sort_by_key(|rating| std::cmp::Reverse(rating.known_from));
        let check_ins = mornings.iter().filter(|morning| morning.is_check_in()).map(|morning| morning.day).collect();
        Some(Self {
            inputs,
            first,
            rated_on,
            late_ratings,
            reach,
            check_ins,
            thresholds: GrowingHistory::new(&inputs.athlete, &activities),
            activities,
            facts: Vec::new(),
            sessions: Vec::new(),
            going_on: Vec::new(),
            days: Vec::new(),
            runs: Vec::new(),
            settled: first,
        })
    }

    /// The last day of which a morning has evidence.
    fn evidence(&self, morning: Date) -> Date {
        let known = self.activities.partition_point(|activity| activity.day < morning);
        let yesterday = morning.yesterday().unwrap_or(morning);
        let newest = known.checked_sub(1).and_then(|at| self.reach.get(at)).map(|day| *day.min(&yesterday));
        let up_to = |days: &[Date]| {
            let count = days.partition_point(|day| *day <= morning);
            count.checked_sub(1).and_then(|at| days.get(at)).copied()
        };
        let night = up_to(&self.inputs.nights_beside_activities);
        last_evidence(newest, up_to(&self.check_ins), night).unwrap_or(self.first)
    }

    /// From which day on what was known already is another thing on a later morning; absent where nothing is.
    fn look_at(&mut self, morning: Date) -> Option<Date> {
        let thresholds = self.thresholds.learn_until(morning.yesterday().ok()?);
        let due = self.late_ratings.iter().rev().take_while(|rating| rating.known_from <= morning);
        let rated = due.filter(|rating| rating.at < self.facts.len()).map(|rating| self.activities[rating.at].day);
        rated.chain(thresholds).min().map(|changed| changed.max(self.first))
    }

    /// Makes anew what changed, and takes in the activities before the morning.
    fn learn(&mut self, morning: Date, changed: Option<Date>) {
        while let Some(rating) = self.late_ratings.pop_if(|rating| rating.known_from <= morning) {
            self.activities[rating.at].rpe = Some(rating.rpe);
        }
        let known = self.activities.partition_point(|activity| activity.day < morning);
        if let Some(changed) = changed {
            let from = self.activities.partition_point(|activity| activity.day < changed);
            self.facts.truncate(from);
            self.sessions.truncate(from);
            self.going_on.retain(|(at, _)| *at < from);
            self.settled = self.settled.min(changed);
        }
        let newly = self.activities.get(self.facts.len()..known).unwrap_or_default();
        let (history, inputs) = (self.thresholds.known(), self.inputs);
        let made = parallel::map_in_order(newly, |activity| {
            let thresholds = history.thresholds_on(activity.day);
            let terms = Context { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort };
            let effort = effort::choose::effort(activity, terms);
            let threshold_mps = thresholds.run_speed_mps.as_ref().map(|speed| speed.value);
            let zones = in_zones(activity, &thresholds);
            let sessions: Vec<LoadedSession> = sessions_on_days(activity, &effort, zones).collect();
            (KnownActivity { effort, threshold_mps }, sessions)
        });
        for (facts, sessions) in made {
            let at = self.facts.len();
            self.facts.push(facts);
            for session in sessions {
                if session.goes_on {
                    self.going_on.push((at, session));
                } else {
                    self.sessions.push(session);
                }
            }
        }
    }

    /// The verdicts of mornings that see the same training, in order, the last one that was learned among them. The days are known
    /// up to the day before the last morning unless another one is given.
    fn judge(
        &mut self,
        judge: &Judge<'_>,
        mornings: &[Date],
        last_known: Option<Date>,
    ) -> Result<Vec<(Date, Readiness)>, BuildError> {
        let (Some(first_morning), Some(as_of)) = (mornings.first().copied(), mornings.last().copied()) else {
            return Ok(Vec::new());
        };
        let last_known = last_known.or(as_of.yesterday().ok()).unwrap_or(as_of);
        let known = Known { first: self.first, last_known, as_of };
        // What an earlier morning took for rest may be a silence now.
        let unknown = last_known.tomorrow().unwrap_or(last_known);
        self.settled = self.settled.min(unknown);
        let sessions = by_day(&self.sessions, &self.going_on);
        calendar::renew_days(&mut self.days, self.settled, &sessions, known, &self.inputs.series)?;
        self.renew_runs(first_morning);
        self.settled = unknown;
        let judge = judge.on_training(&self.days, &self.runs);
        Ok(parallel::map_in_order(mornings, |morning| (*morning, judge.numbers_of_morning(*morning))))
    }

    /// What the runs cost that a morning and those after it can see.
    fn renew_runs(&mut self, first_morning: Date) {
        self.runs.truncate(self.runs.partition_point(|run| run.day < self.settled));
        let first = first_morning.saturating_sub(RUN_DAYS.days()).max(self.settled);
        let fitted_from = first.saturating_sub(FIT_DAYS.days());
        let from = self.sessions.partition_point(|session| session.day < fitted_from);
        let known = self.activities.iter().zip(&self.facts).zip(&self.rated_on).skip(from);
        let measures: Vec<RunMeasures<'_>> = known
            .filter(|((activity, _), _)| activity.sport.is_run())
            .map(|((activity, fact), rated_on)| {
                ratings::run_measures(activity, &fact.effort, *rated_on, fact.threshold_mps)
            })
            .collect();
        self.runs.extend(run_residuals_since(&measures, first));
    }
}

/// All sessions by day, those of long activities on each day that they go on.
fn by_day<'a>(begun: &'a [LoadedSession], going_on: &[(usize, LoadedSession)]) -> Cow<'a, [LoadedSession]> {
    if going_on.is_empty() {
        return Cow::Borrowed(begun);
    }
    let mut all = begun.to_vec();
    all.extend(going_on.iter().map(|(_, session)| *session));
    all.sort_by_key(|session| (session.day, session.start_ms));
    Cow::Owned(all)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::activity::statistics::{BestEffort, HeartRateHistogram, SteadyMinute};
    use crate::pipeline::computed::Computed;
    use crate::readiness;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The verdict of a morning by everything that a report of it computes: the slow way, which says what is right.
    fn recomputed(inputs: &Inputs, day: Date) -> Option<Readiness> {
        let mut known = Inputs {
            activities: inputs.activities.iter().filter(|activity| activity.day <= day).cloned().collect(),
            mornings: inputs.mornings.iter().filter(|morning| morning.day <= day).cloned().collect(),
            ..inputs.clone()
        };
        let computed = Computed::load(&mut known, day).ok()?;
        Some(readiness::judge_morning(day, &computed.evidence(&known.sources)))
    }

    fn assert_alike(inputs: &Inputs, asked: &BTreeSet<Date>) {
        let verdicts = verdicts_as_of(inputs, asked).unwrap();
        for day in asked {
            let (quick, slow) = (verdicts.get(day), recomputed(inputs, *day));
            assert_eq!(quick.is_some(), slow.is_some(), "{day}");
            let (Some(quick), Some(slow)) = (quick, &slow) else { continue };
            let told = |verdict: &Readiness| {
                (
                    verdict.score,
                    verdict.band,
                    verdict.caps.clone(),
                    verdict.missing.clone(),
                    verdict.completeness,
                    verdict.rest_due_days,
                    verdict.spell,
                )
            };
            assert_eq!(told(quick), told(slow), "{day}");
            for (one, other) in quick.factors.iter().zip(&slow.factors) {
                assert_eq!(one.signal, other.signal);
                assert!((one.points() - other.points()).abs() < 1e-9, "{day}: {one:?} {other:?}");
            }
        }
    }

    /// A run with heart rate, steady minutes and a best effort.
    fn run(day: Date, nth: u32, fitness: f64) -> Activity {
        let speed_mps = 2.6 + 0.15 * f64::from(nth % 5) + 0.3 * fitness;
        let duration_s = 2400.0 + 300.0 * f64::from(nth % 7);
        let bpm = 130.0 + 6.0 * f64::from(nth % 5);
        let mut activity = Activity::bare(Sport::Run, day, duration_s);
        activity.start_ms = day.duration_since(date(1970, 1, 1)).as_millis() as i64 + 36_000_000;
        activity.id = format!("{nth}");
        activity.distance_m = Some(speed_mps * duration_s);
        activity.hr_coverage = 1.0;
        activity.heart_rate_mean_bpm = Some(bpm);
        let mut histogram = HeartRateHistogram::default();
        histogram.add_seconds(bpm as u8, duration_s);
        activity.statistics.heart_rate = Some(histogram);
        activity.statistics.heart_rate_sustained_max_bpm = Some(165 + (nth * 7 % 23) as u8);
        activity.statistics.best_efforts =
            vec![BestEffort { distance_m: 5000.0, duration_s: 5000.0 / (speed_mps * 1.1) }];
        activity.statistics.steady_minutes = (0..40)
            .map(|minute| SteadyMinute {
                start_s: 60 * minute,
                graded_mps: speed_mps + 0.1 * f64::from((minute + nth) % 4),
                heart_rate_bpm: bpm + f64::from((minute * 5 + nth) % 7),
            })
            .collect();
        activity
    }

    #[test]
    fn a_history_that_grows_knows_on_each_morning_what_one_of_the_activities_before_it_knows() {
        let inputs = history(&[3; 300], 5);
        let mut growing = GrowingHistory::new(&inputs.athlete, &inputs.activities);
        for nth in 0..300 {
            let morning = day(nth);
            growing.learn_until(morning.yesterday().unwrap());
            let before = inputs.activities.iter().filter(|activity| activity.day < morning);
            let whole = crate::athlete::history::History::new(&inputs.athlete, before);
            for back in [0, 1, 20, 45, 100, 280] {
                let past = morning.saturating_sub(back.days());
                assert_eq!(growing.known().thresholds_on(past), whole.thresholds_on(past), "{past} on {morning}");
            }
        }
    }

    fn day(nth: i32) -> Date {
        date(2024, 1, 20).saturating_add(nth.days())
    }

    /// A history by what each day holds: no run, one, one that is rated in time, days later, or in the morning's check-in alone.
    fn history(kinds: &[u8], settings_from: usize) -> Inputs {
        let mut inputs = Inputs::default();
        for (nth, kind) in kinds.iter().enumerate() {
            let today = day(nth as i32);
            let number = nth as u32;
            if 0 < kind % 5 {
                let fitness = (nth as f64 / 60.0).sin();
                let mut activity = run(today, number, fitness);
                if kind % 5 == 4 {
                    // Neither heart rate nor pace: the feeling alone makes its load.
                    activity = Activity { start_ms: activity.start_ms, ..Activity::bare(Sport::Run, today, 3000.0) };
                    activity.id = format!("{nth}");
                }
                if settings_from <= nth {
                    activity.wearer.heart_rate_rest_bpm = Some(48 + (nth / 50) as u8);
                }
                inputs.activities.push(activity);
            }
            if kind % 3 == 0 {
                inputs.mornings.push(Morning {
                    day: today,
                    legs: Some(f64::from(2 + number * 7 % 4)),
                    soreness: Some(f64::from(2 + number * 5 % 3)),
                    motivation: Some(f64::from(1 + number * 3 % 5)),
                    rpe: (kind % 2 == 0).then_some(f64::from(3 + number % 6)),
                    illness: Some(number % 97 == 60),
                    ..Morning::default()
                });
            }
        }
        inputs
    }

    #[test]
    fn a_morning_is_judged_as_if_a_report_were_made_on_it() {
        let kinds: Vec<u8> = (0..260_u32).map(|nth| (nth * 7919 % 23) as u8).collect();
        let mut inputs = history(&kinds, 120);
        // A silence that nobody knew to be rest, and a break that somebody answered through.
        inputs.activities.retain(|activity| !(day(130)..day(160)).contains(&activity.day));
        inputs.mornings.retain(|morning| !(day(130)..day(155)).contains(&morning.day));
        inputs.activities.retain(|activity| !(day(190)..day(220)).contains(&activity.day));
        // A race of two nights.
        for nth in [40, 41, 90] {
            let race = &mut inputs.activities[nth];
            race.elapsed_s = 40.0 * 3600.0;
            let day = |later: i32| race.day.saturating_add(later.days());
            race.day_shares = vec![(day(0), 0.25), (day(1), 0.5), (day(2), 0.25)];
        }
        let asked: BTreeSet<Date> = (-2..262).map(day).collect();
        assert_alike(&inputs, &asked);
        let some: BTreeSet<Date> = asked.into_iter().filter(|day| day.day() % 6 == 1).collect();
        assert_alike(&inputs, &some);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_history_is_judged_morning_by_morning(
            kinds in proptest::collection::vec(0..30u8, 90..200),
            settings_from in 0..300usize,
            every in 1..5i8,
            gap in 0..90i32,
            length in 0..60i32,
        ) {
            let mut inputs = history(&kinds, settings_from);
            let silent = day(gap)..day(gap + length);
            inputs.activities.retain(|activity| !silent.contains(&activity.day));
            inputs.mornings.retain(|morning| !silent.contains(&morning.day) || length % 2 == 0);
            let days = (0..kinds.len() as i32).map(day);
            assert_alike(&inputs, &days.filter(|day| day.day() % every == 0).collect());
        }
    }
}
