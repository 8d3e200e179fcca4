//! What is computed of one athlete as of one morning, from the inputs to the verdicts, before it becomes a report.

use super::laid_on_days::{first_day, sessions_on_days};
use super::ratings;
use crate::activity::Activity;
use crate::athlete::history::History;
use crate::athlete::{Athlete, Thresholds};
use crate::dates::days_between;
use crate::effort::method::Context;
use crate::effort::{self, Effort};
use crate::ingest::{ImportCounts, Input, Twin};
use crate::limits::SILENT_DAYS_MAX;
use crate::load::calendar::{self, Known, LoadedSession};
use crate::load::distribution::Zones;
use crate::load::{Day, series};
use crate::morning::{Morning, SourceOrder};
use crate::parallel;
use crate::readiness::run_residuals::RunResidual;
use crate::readiness::{Judge, MorningEvidence, Readiness};
use jiff::civil::Date;

/// Days without evidence before the morning that still count as rest. After more of them the data have
/// ended: nobody knows what the runner did.
pub(crate) const SILENCE_DAYS_MAX: i32 = 14;

/// Everything a report is made of.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The athlete.
    pub athlete: Athlete,
    /// What the runner chose about efforts.
    pub effort: effort::options::EffortOptions,
    /// What the runner chose about the series.
    pub series: series::SeriesOptions,
    /// Whose nights count first.
    pub sources: SourceOrder,
    /// The first day whose answers make the runner's own normal; absent where all do.
    pub normal_from: Option<Date>,
    /// The activities, each once, by start, then id.
    pub activities: Vec<Activity>,
    /// The check-ins, by day.
    pub mornings: Vec<Morning>,
    /// The mornings of nights in an export that holds activities itself, by day.
    pub nights_beside_activities: Vec<Date>,
    /// What became of each input, by source.
    pub import: Vec<Input>,
    /// What was given more than once, by loser.
    pub duplicates: Vec<Twin>,
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
    Series(#[from] series::SeriesError),
}

/// The latest morning that the data can speak of: the later of the day after the newest activity and the day of the
/// newest check-in, nothing after `today` counting as data. Absent without an activity.
#[must_use]
pub fn latest_morning(activities: &[Activity], mornings: &[Morning], today: Date) -> Option<Date> {
    let day_after = activities.iter().map(Activity::last_day).filter(|day| *day <= today).max()?.tomorrow().ok();
    day_after.max(mornings.iter().map(|m| m.day).filter(|day| *day <= today).max())
}

/// Everything that is computed of one athlete as of one morning, before it becomes rows.
#[derive(Debug, Clone)]
pub struct Computed {
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
    /// The first day whose answers make the runner's own normal.
    normal_from: Option<Date>,
    /// Check-ins after the morning, and the day of the latest of them.
    pub(super) later_check_ins: Option<(usize, Date)>,
    /// Day of the first activity.
    pub(super) first: Date,
    /// Day of the newest activity before the morning.
    pub(super) newest: Option<Date>,
    /// Days before the morning without an activity, a check-in, or a night in an export that holds activities.
    pub(super) silent_days: i32,
    /// The last day on which the absence of a session means rest.
    pub(super) last_known: Date,
}

impl Computed {
    /// Computes one athlete as of one morning; the activities and mornings move out of the inputs. What lies on that morning's
    /// day or after it is listed and has no part in the verdict; what was said and measured on that morning has.
    ///
    /// # Errors
    /// When there is no activity before the morning.
    pub fn new(inputs: &mut Inputs, as_of: Date) -> Result<Self, BuildError> {
        let mut computed = Self::load(inputs, as_of)?;
        let evidence = computed.evidence(&inputs.sources);
        let judge = Judge::new(&evidence);
        computed.verdicts = parallel::map_in_order(&computed.days, |day| judge.morning(day.day));
        Ok(computed)
    }

    /// The same without verdicts.
    ///
    /// # Errors
    /// When there is no activity before the morning.
    pub(super) fn load(inputs: &mut Inputs, as_of: Date) -> Result<Self, BuildError> {
        let first = first_day(&inputs.activities).ok_or(BuildError::NoActivity)?;
        if as_of <= first {
            return Err(BuildError::NothingBefore { as_of, first });
        }
        let mut mornings = std::mem::take(&mut inputs.mornings);
        let later = || mornings.iter().filter(|morning| as_of < morning.day && morning.is_check_in());
        let later_check_ins = later().map(|morning| morning.day).max().map(|latest| (later().count(), latest));
        mornings.retain(|morning| morning.day <= as_of);
        let mut activities = std::mem::take(&mut inputs.activities);
        ratings::mark_late(&mut mornings, &activities);
        let rated_on = ratings::attach_rpe(&mut activities, &mornings);

        let before = || activities.iter().filter(|activity| activity.day < as_of);
        let history = History::new(&inputs.athlete, before());
        let judged = parallel::map_in_order(&activities, |activity| {
            let thresholds = history.thresholds_on(activity.day);
            let terms = Context { thresholds: &thresholds, sex: inputs.athlete.sex, options: &inputs.effort };
            (effort::choose::effort(activity, terms), in_zones(activity, &thresholds))
        });
        let (efforts, zones): (Vec<Effort>, Vec<Option<Zones>>) = judged.into_iter().unzip();
        let facts = activities.iter().zip(&efforts).zip(&zones);
        let sessions: Vec<LoadedSession> =
            facts.flat_map(|((activity, effort), zones)| sessions_on_days(activity, effort, *zones)).collect();

        let newest = before().map(Activity::last_day).max().map(|day| day.min(as_of.yesterday().unwrap_or(as_of)));
        let check_in = mornings.iter().rev().find(|morning| morning.is_check_in()).map(|morning| morning.day);
        let night = inputs.nights_beside_activities.iter().rev().find(|day| **day <= as_of).copied();
        let evidence = last_evidence(newest, check_in, night).unwrap_or(first);
        let silent_days = days_between(evidence, as_of) - 1;
        if SILENT_DAYS_MAX < silent_days {
            return Err(BuildError::FarBeyond { last_known: evidence, as_of });
        }
        let last_known = last_known_day(evidence, as_of);
        let days = calendar::calendar_days(&sessions, Known { first, last_known, as_of }, &inputs.series)?;
        let felt = ratings::felt(&activities, &efforts, &rated_on, &history);
        let mut runs: Vec<RunResidual> = felt.iter().flatten().copied().collect();
        runs.sort_by_key(|run| run.day);
        Ok(Self {
            history,
            activities,
            efforts,
            zones,
            days,
            felt,
            runs,
            verdicts: Vec::new(),
            mornings,
            later_check_ins,
            normal_from: inputs.normal_from,
            first,
            newest,
            silent_days,
            last_known,
        })
    }

    /// What the runs before a morning cost, as far as it knows.
    pub(super) fn known_runs(&self, morning: Date) -> Vec<RunResidual> {
        let before = self.runs.iter().filter(|run| run.day < morning);
        before.map(|run| RunResidual { rpe: run.rpe.filter(|_| run.known_from <= morning), ..*run }).collect()
    }

    /// What the verdicts stand on.
    #[must_use]
    pub fn evidence<'a>(&'a self, sources: &'a SourceOrder) -> MorningEvidence<'a> {
        MorningEvidence {
            mornings: &self.mornings,
            days: &self.days,
            runs: &self.runs,
            sources,
            normal_from: self.normal_from,
        }
    }
}

/// The last day of which it is known whether there was a session: the newest of the day of an activity, the day before a
/// check-in, as whoever answers in the morning was there the day before, and the day before a night in an export that holds
/// activities itself, as they were exported up to then. A night of another service proves nothing about activities.
///
/// Absent where there is none of the three; each is absent where there is none.
#[must_use]
pub fn last_evidence(activity: Option<Date>, check_in: Option<Date>, night: Option<Date>) -> Option<Date> {
    let day_before = |day: Option<Date>| day.and_then(|day| day.yesterday().ok());
    activity.max(day_before(check_in)).max(day_before(night))
}

/// The last day on which the absence of a session means rest: the day before the morning, or where the silence before that
/// is longer than fourteen days, the last one of which there is evidence.
#[must_use]
pub fn last_known_day(evidence: Date, as_of: Date) -> Date {
    let is_short = days_between(evidence, as_of) - 1 <= SILENCE_DAYS_MAX;
    if is_short { as_of.yesterday().unwrap_or(as_of) } else { evidence }
}

/// Time in three zones, where heart rate and thresholds are known.
pub(crate) fn in_zones(activity: &Activity, thresholds: &Thresholds) -> Option<Zones> {
    let (histogram, edges) = activity.statistics.heart_rate.as_ref().zip(thresholds.zone_edges_bpm())?;
    Some(Zones::new(histogram, edges))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

    fn rated(day: Date, rpe: f64) -> Morning {
        Morning { day, rpe: Some(rpe), ..Morning::default() }
    }

    #[test]
    fn a_night_of_an_export_with_activities_makes_rest_of_a_silence() {
        let last_known = |nights: &[Date], as_of: Date| {
            let mut inputs = Inputs {
                activities: vec![Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0)],
                nights_beside_activities: nights.to_vec(),
                ..Inputs::default()
            };
            Computed::load(&mut inputs, as_of).map(|computed| (computed.last_known, computed.silent_days)).ok()
        };
        let (night, as_of) = (date(2026, 5, 20), date(2026, 5, 22));
        assert_eq!(last_known(&[], as_of), Some((date(2026, 5, 1), 20)));
        assert_eq!(last_known(&[night], as_of), Some((date(2026, 5, 21), 2)));
        assert_eq!(
            last_known(&[night, date(2026, 8, 1)], as_of),
            Some((date(2026, 5, 21), 2)),
            "later nights are later"
        );
        assert_eq!(last_known(&[night], date(2026, 6, 20)), Some((date(2026, 5, 19), 31)));
    }

    #[test]
    fn a_day_counts_a_minute_once() {
        let day = date(2026, 5, 1);
        let alone = Activity { distance_m: Some(9000.0), ..Activity::bare(Sport::Run, day, 3600.0) };
        let mut within = Activity::bare(Sport::Strength, day, 1800.0);
        let mut half = Activity::bare(Sport::Walk, day, 3600.0);
        let load_of = |activities: Vec<Activity>| {
            let mut inputs = Inputs { activities, ..Inputs::default() };
            let computed = Computed::load(&mut inputs, date(2026, 5, 2)).unwrap();
            (computed.days[0].load.unwrap(), computed.days[0].workouts, computed.efforts)
        };
        let (all, _, efforts) = load_of(vec![alone.clone(), within.clone(), half.clone()]);
        assert!((all - efforts.iter().map(|effort| effort.load).sum::<f64>()).abs() < 1e-9);
        (within.elsewhere.share, half.elsewhere.share) = (1.0, 0.25);
        let (counted, workouts, efforts) = load_of(vec![alone.clone(), within.clone(), half]);
        assert!((counted - efforts[0].load - 0.75 * efforts[2].load).abs() < 1e-9);
        let (one, workouts_alone, _) = load_of(vec![alone.clone()]);
        assert_eq!(load_of(vec![alone, within]).0.to_bits(), one.to_bits());
        assert_eq!(workouts, workouts_alone);
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

    fn run(day: Date) -> Activity {
        let start_ms = day.duration_since(date(1970, 1, 1)).as_millis() as i64 + 36_000_000;
        Activity { start_ms, distance_m: Some(10_000.0), ..Activity::bare(Sport::Run, day, 3600.0) }
    }

    #[test]
    fn a_long_activity_counts_on_each_of_its_days_and_its_way_on_the_first() {
        let race = Activity {
            day_shares: vec![(date(2026, 5, 9), 0.25), (date(2026, 5, 10), 0.75)],
            duration_s: 24.0 * 3600.0,
            elapsed_s: 24.0 * 3600.0,
            distance_m: Some(120_000.0),
            ..run(date(2026, 5, 9))
        };
        let activities = vec![run(date(2026, 5, 8)), race, run(date(2026, 5, 12))];
        let mut inputs = Inputs { activities, ..Inputs::default() };
        let computed = Computed::load(&mut inputs, date(2026, 5, 13)).unwrap();
        let load = computed.efforts.get(1).map_or(0.0, |effort| effort.load);
        let loads: Vec<f64> = computed.days.iter().filter_map(|day| day.load).collect();
        assert!(0.0 < load && loads.len() == 5, "{loads:?}");
        assert_eq!(loads.get(1..3), Some([0.25 * load, 0.75 * load].as_slice()));
        let longest: Vec<Option<f64>> = computed.days.iter().map(|day| day.longest_run_30d_m).collect();
        assert_eq!(longest.get(1..4), Some([Some(120_000.0); 3].as_slice()));
        let rest: Vec<Option<u32>> = computed.days.iter().map(|day| day.days_since_rest).collect();
        assert_eq!(rest.get(..4), Some([Some(1), Some(2), Some(3), Some(0)].as_slice()), "no rest day within");
    }
}
