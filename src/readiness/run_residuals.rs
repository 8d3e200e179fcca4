//! Runs that feel harder than they should, and hearts that beat faster than they should: what a run cost against what the
//! runner's own last runs let expect.
//!
//! Both are residuals of a line that is fitted to the sixty days before the run, so nothing later than the run is in them.
//! Source: our own proposal. How hard it felt for its intensity follows Aubry et al. 2015, PLOS One, who found runners in
//! overreaching rate the same pace 0.7 to 2.1 points harder while the heart beat no faster; heart rate at speed is related
//! to Vesterinen et al. 2014, J. Strength Cond. Res. 28(4):902. Validity: unclear; heat does the same, so runs above 25 °C,
//! and in summer those without a temperature, have no heart-rate residual.

use super::baseline::{days_before, mean, sample_sd};
use super::regression::{FittedLine, Observation};
use crate::activity::statistics::SteadyMinute;
use crate::parallel;
use jiff::civil::Date;

/// Least spread of how hard runs feel, points of 10: nobody rates finer.
pub(super) const RPE_SD_MIN: f64 = 0.5;
/// Days before a morning whose runs speak of it.
pub(crate) const RUN_DAYS: i32 = 4;
/// Days before a run that its expectation is fitted to.
pub(crate) const FIT_DAYS: i32 = 60;
/// Rated runs among them that a line through how hard they felt takes.
pub(crate) const RATED_RUNS_MIN: usize = 12;
/// Runs with steady minutes among them that a line through heart rates takes.
pub(crate) const HEART_RATE_RUNS_MIN: usize = 8;
/// Steady minutes count from this time on: before it the heart still catches up, seconds.
const WARM_S: u32 = 8 * 60;
/// Shares of the threshold speed between which heart rate follows speed.
const SPEED_SHARE: std::ops::RangeInclusive<f64> = 0.60..=0.90;

/// A run as the residuals need it.
#[derive(Debug, Clone, Copy)]
pub struct RunMeasures<'a> {
    /// Local day.
    pub day: Date,
    /// How hard it felt, CR-10, and the first morning that knew it.
    pub rpe: Option<(f64, Date)>,
    /// Intensity, 1.0 = threshold: measured, by pace against the threshold, or of the load that the runner gave; absent where
    /// nothing but the feeling or the time told it.
    pub intensity: Option<f64>,
    /// The way over the time, metres a second; absent where one of the two is unknown.
    pub speed_mps: Option<f64>,
    /// Time with the timer running, seconds.
    pub duration_s: f64,
    /// Climb, metres.
    pub ascent_m: Option<f64>,
    /// Its steady minutes.
    pub minutes: &'a [SteadyMinute],
    /// Threshold speed of the day, metres a second.
    pub threshold_mps: Option<f64>,
    /// It was hot, or nobody knows in summer.
    pub hot: bool,
    /// How far heart rate and speed came apart in a long steady stretch, a share; see [`crate::effort::decoupling::decoupling`].
    pub decoupling: Option<f64>,
}

/// What a run cost more than expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residual {
    /// Measured minus expected; + is worse. RPE points, or beats a minute.
    pub value: f64,
    /// Standard deviation of the same over the runs of the fit.
    pub sd: f64,
    /// How many runs the expectation stands on.
    pub runs: usize,
}

impl Residual {
    /// How hard a run felt, in standard deviations, + is easier.
    #[must_use]
    pub(super) fn harder_z(&self) -> f64 {
        -self.value / self.sd.max(RPE_SD_MIN) + 0.0
    }
}

/// A run with what it cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunResidual {
    /// Local day.
    pub day: Date,
    /// The first morning that knows how hard it felt; the one after the run where it is not rated.
    pub known_from: Date,
    /// Whether it was rated.
    pub rated: bool,
    /// Whether it was too hot to compare.
    pub hot: bool,
    /// How much harder it felt; absent without a rating, an intensity or at least a speed, or twelve such runs before it.
    pub rpe: Option<Residual>,
    /// How much faster the heart beat at the same speed; absent without steady minutes, in heat, or without eight such runs
    /// before it.
    pub heart_rate: Option<Residual>,
    /// How far heart rate and speed came apart; absent in heat, which does the same.
    pub decoupling: Option<f64>,
}

/// What each run cost; `runs` by day, and so is the result.
#[must_use]
pub fn run_residuals(runs: &[RunMeasures<'_>]) -> Vec<RunResidual> {
    run_residuals_since(runs, Date::MIN)
}

/// The same of the runs from a day on; those of the 60 days before it are enough to say.
#[must_use]
pub(crate) fn run_residuals_since(runs: &[RunMeasures<'_>], first: Date) -> Vec<RunResidual> {
    let asked = runs.partition_point(|run| run.day < first)..runs.len();
    let rated: Vec<(Date, Date, RatedRun)> = runs
        .iter()
        .filter_map(|run| {
            let (rpe, known_from) = run.rpe?;
            Some((run.day, known_from, RatedRun::from_run(run, rpe)?))
        })
        .collect();
    let minutes = SteadyMinutes::of_runs(runs);
    parallel::map_in_order(&asked.collect::<Vec<_>>(), |nth| {
        let run = &runs[*nth];
        RunResidual {
            day: run.day,
            known_from: run.rpe.map_or_else(|| run.day.tomorrow().unwrap_or(run.day), |(_, known_from)| known_from),
            rated: run.rpe.is_some(),
            hot: run.hot && !run.minutes.is_empty(),
            rpe: run.rpe.and_then(|(rpe, _)| effort_residual(run.day, RatedRun::from_run(run, rpe)?, &rated)),
            heart_rate: minutes.residual(*nth),
            decoupling: run.decoupling.filter(|_| !run.hot),
        }
    })
}

/// A rated run as an observation.
#[derive(Debug, Clone, Copy)]
struct RatedRun {
    intensity: Option<f64>,
    speed_mps: Option<f64>,
    ln_min: f64,
    ascent_m: Option<f64>,
    rpe: f64,
}

impl RatedRun {
    fn from_run(run: &RunMeasures<'_>, rpe: f64) -> Option<Self> {
        let minutes = run.duration_s / 60.0;
        (1.0 <= minutes).then_some(Self {
            intensity: run.intensity,
            speed_mps: run.speed_mps,
            ln_min: libm::log(minutes),
            ascent_m: run.ascent_m,
            rpe,
        })
    }

    /// With the climb only where every run of the fit knows it; absent where the measure of the fit is.
    fn observation(&self, measure: IntensityMeasure, with_ascent: bool) -> Option<Observation<3>> {
        let ascent_m = if with_ascent { self.ascent_m.unwrap_or(0.0) } else { 0.0 };
        Some(Observation { terms: [measure(self)?, self.ln_min, ascent_m], value: self.rpe })
    }
}

/// What a line through how hard runs felt takes for their intensity, the same of all its runs; absent where it is unknown.
type IntensityMeasure = fn(&RatedRun) -> Option<f64>;

/// The measures in the order in which they are believed. Without a threshold the squared speed is the intensity of pace in another
/// unit, and a line is the same in any unit.
const INTENSITY_MEASURES: [IntensityMeasure; 2] = [|run| run.intensity, |run| run.speed_mps.map(|speed| speed * speed)];

/// How much harder a run felt than the rated runs before it let expect.
fn effort_residual(day: Date, run: RatedRun, rated: &[(Date, Date, RatedRun)]) -> Option<Residual> {
    let first = days_before(day, FIT_DAYS);
    // What was rated later than on the morning after this run was not known on it.
    let morning_after = day.tomorrow().ok()?;
    let from = rated.partition_point(|(other, _, _)| *other < first);
    let before: Vec<RatedRun> = rated
        .iter()
        .skip(from)
        .take_while(|(other, _, _)| *other < day)
        .filter(|(_, known_from, _)| *known_from <= morning_after)
        .map(|(_, _, rated)| *rated)
        .collect();
    INTENSITY_MEASURES.into_iter().find_map(|measure| residual_by(measure, run, &before))
}

/// The same by one measure of intensity; absent with fewer than twelve runs that have it, or where the run itself has none.
fn residual_by(measure: IntensityMeasure, run: RatedRun, before: &[RatedRun]) -> Option<Residual> {
    let before: Vec<&RatedRun> = before.iter().filter(|run| measure(run).is_some()).collect();
    if before.len() < RATED_RUNS_MIN {
        return None;
    }
    let with_ascent = run.ascent_m.is_some() && before.iter().all(|run| run.ascent_m.is_some());
    let own = run.observation(measure, with_ascent)?;
    let observations: Vec<Observation<3>> =
        before.iter().filter_map(|run| run.observation(measure, with_ascent)).collect();
    let (line, kept) = FittedLine::fit_robust(&observations)?;
    let off = |one: &Observation<3>| one.value - line.expected(&one.terms);
    let sd = sample_sd(&kept.iter().map(|i| off(&observations[*i])).collect::<Vec<f64>>())?;
    Some(Residual { value: off(&own), sd, runs: kept.len() })
}

/// The steady minutes of all runs, one after the other, and where those of each run lie.
struct SteadyMinutes {
    observations: Vec<Observation<2>>,
    /// By run: its day, and where its minutes begin and end.
    runs: Vec<(Date, usize, usize)>,
}

impl SteadyMinutes {
    fn of_runs(runs: &[RunMeasures<'_>]) -> Self {
        let mut minutes = Self { observations: Vec::new(), runs: Vec::with_capacity(runs.len()) };
        for run in runs {
            let from = minutes.observations.len();
            if let Some(threshold_mps) = run.threshold_mps.filter(|_| !run.hot) {
                let steady = run.minutes.iter().filter(|minute| {
                    WARM_S <= minute.start_s && SPEED_SHARE.contains(&(minute.graded_mps / threshold_mps))
                });
                minutes.observations.extend(steady.map(|minute| Observation {
                    terms: [minute.graded_mps, f64::from(minute.start_s) / 60.0],
                    value: minute.heart_rate_bpm,
                }));
            }
            minutes.runs.push((run.day, from, minutes.observations.len()));
        }
        minutes
    }

    /// How much faster the heart beat in a run than the runs before it let expect.
    fn residual(&self, nth: usize) -> Option<Residual> {
        let (day, from, to) = *self.runs.get(nth)?;
        let own = &self.observations[from..to];
        let first = days_before(day, FIT_DAYS);
        let start = self.runs.partition_point(|(other, _, _)| *other < first);
        let end = self.runs.partition_point(|(other, _, _)| *other < day);
        let before = self.runs.get(start..end).unwrap_or_default();
        let with_minutes: Vec<(usize, usize)> =
            before.iter().filter(|(_, from, to)| from < to).map(|(_, from, to)| (*from, *to)).collect();
        if own.is_empty() || with_minutes.len() < HEART_RATE_RUNS_MIN {
            return None;
        }
        let (begin, end) = (with_minutes.first()?.0, with_minutes.last()?.1);
        let (line, kept) = FittedLine::fit_robust(&self.observations[begin..end])?;
        let off = |one: &Observation<2>| one.value - line.expected(&one.terms);
        let mut left_in = kept.iter().map(|i| begin + i).peekable();
        let mut of_runs = Vec::with_capacity(with_minutes.len());
        for (from, to) in with_minutes {
            let mut offs = Vec::with_capacity(to - from);
            while let Some(i) = left_in.next_if(|i| *i < to) {
                debug_assert!(from <= i);
                offs.push(off(&self.observations[i]));
            }
            of_runs.extend(mean(&offs));
        }
        let value = mean(&own.iter().map(off).collect::<Vec<f64>>())?;
        Some(Residual { value, sd: sample_sd(&of_runs)?, runs: of_runs.len() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    const FIRST: Date = date(2026, 3, 1);

    fn day(nth: i32) -> Date {
        FIRST.saturating_add(nth.days())
    }

    /// A run every other day whose feeling follows its intensity and its length, and its heart rate its speed.
    fn runs(count: i32, minutes: &[Vec<SteadyMinute>]) -> Vec<RunMeasures<'_>> {
        (0..count)
            .map(|nth| {
                let intensity = 0.6 + 0.05 * f64::from(nth % 4);
                let duration_s = 2400.0 + 600.0 * f64::from(nth % 3);
                let noise = if nth % 2 == 0 { 0.2 } else { -0.2 };
                let rpe = 1.0 + 5.0 * intensity + libm::log(duration_s / 3600.0) + noise;
                RunMeasures {
                    day: day(2 * nth),
                    rpe: Some((rpe, day(2 * nth + 1))),
                    intensity: Some(intensity),
                    speed_mps: None,
                    duration_s,
                    ascent_m: None,
                    minutes: minutes.get(nth as usize).map_or(&[], Vec::as_slice),
                    threshold_mps: Some(4.0),
                    hot: false,
                    decoupling: None,
                }
            })
            .collect()
    }

    fn steady(nth: i32, extra_bpm: f64) -> Vec<SteadyMinute> {
        (0..40)
            .map(|minute| {
                let graded_mps = 2.6 + 0.2 * f64::from((minute + nth) % 4);
                let drift = 0.1 * f64::from(minute);
                let noise = if nth % 2 == 0 { 0.8 } else { -0.8 };
                let heart_rate_bpm = 60.0 + 30.0 * graded_mps + drift + noise + extra_bpm;
                SteadyMinute { start_s: 60 * minute as u32, graded_mps, heart_rate_bpm }
            })
            .collect()
    }

    #[test]
    fn a_run_that_feels_two_points_harder_is_two_points_off() {
        let mut runs = runs(14, &[]);
        let (rpe, known_from) = runs[13].rpe.unwrap();
        runs[13].rpe = Some((rpe + 2.0, known_from));
        let found = run_residuals(&runs)[13].rpe.unwrap();
        assert!((found.value - 1.8).abs() < 0.3, "{found:?}");
        assert!((0.1..0.4).contains(&found.sd), "{found:?}");
        assert_eq!(run_residuals(&runs)[11].rpe, None, "eleven runs before it are too few");
        assert!(run_residuals(&runs)[12].rpe.is_some());
    }

    #[test]
    fn a_heart_that_beats_six_faster_at_the_same_speed_is_six_off() {
        let mut minutes: Vec<Vec<SteadyMinute>> = (0..9).map(|nth| steady(nth, 0.0)).collect();
        minutes[8] = steady(8, 6.0);
        let found = run_residuals(&runs(9, &minutes));
        let off = found[8].heart_rate.unwrap();
        assert!((off.value - 6.8).abs() < 0.3, "{off:?}");
        assert!((0.5..1.2).contains(&off.sd), "{off:?}");
        assert_eq!((off.runs, found[7].heart_rate), (8, None));
    }

    #[test]
    fn heat_has_no_heart_rate_residual_and_spoils_none() {
        let minutes: Vec<Vec<SteadyMinute>> =
            (0..12).map(|nth| steady(nth, if nth == 5 { 30.0 } else { 0.0 })).collect();
        let mut runs = runs(12, &minutes);
        runs[5].hot = true;
        runs[11].hot = true;
        let found = run_residuals(&runs);
        assert_eq!((found[11].heart_rate, found[11].hot), (None, true));
        assert!(found[10].heart_rate.unwrap().value.abs() < 1.5);
    }

    #[test]
    fn what_comes_later_changes_nothing() {
        let minutes: Vec<Vec<SteadyMinute>> = (0..20).map(|nth| steady(nth, 0.0)).collect();
        let mut all = runs(20, &minutes);
        let before = run_residuals(&all)[14];
        all[16].rpe = Some((10.0, day(33)));
        // A rating that was given late was not known to the runs after it.
        all[13].rpe = Some((all[13].rpe.unwrap().0, day(40)));
        let after = run_residuals(&all)[14];
        assert_eq!(after.heart_rate, before.heart_rate);
        assert_eq!(after.rpe.unwrap().runs + 1, before.rpe.unwrap().runs);
        assert_eq!(run_residuals(&all[..15])[14], after);
    }
}
