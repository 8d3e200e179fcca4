//! The rest ledger: how much rest there was, how it was spread, and what followed it.
//!
//! Rest and active-recovery days are part of the training. Whether they help is asked of the runner's own runs, and answered
//! with numbers of runs and their spread, or not at all.

use super::baseline::{mean, sample_sd};
use super::regression::median;
use super::run_residuals::RunResidual;
use crate::load::Day;
use crate::load::day_class::DayClass;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Days looked back over: last week, the usual four weeks, and a year.
const WEEK: usize = 7;
const MONTH: usize = 28;
const YEAR: usize = 365;
/// Runs that a comparison takes on either side.
const COMPARED_MIN: usize = 8;
/// A difference of means of fewer standard errors is none to speak of.
const STANDARD_ERRORS: f64 = 2.0;

/// Rest as of one morning, the days up to yesterday.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RestLedger {
    /// Rest days of the last 7.
    pub rest_days_7d: u32,
    /// Active-recovery days of the last 7.
    pub active_recovery_days_7d: u32,
    /// Rest days of the last 28.
    pub rest_days_28d: u32,
    /// Active-recovery days of the last 28.
    pub active_recovery_days_28d: u32,
    /// Days of the last 28 of which nobody knows.
    pub unknown_days_28d: u32,
    /// Days up to yesterday without either.
    pub stretch_days: u32,
    /// The longest stretch of days without either within a year.
    pub longest_stretch_days: u32,
    /// Its last day, ISO; absent where there is no such day.
    pub longest_stretch_until: Option<String>,
    /// Hard days of the last 28: those with a quality session.
    pub hard_days_28d: u32,
    /// Of them, those that followed another one.
    pub hard_days_back_to_back_28d: u32,
    /// Days from one hard day to the next, the middle of them; absent with fewer than three.
    pub hard_day_spacing_days: Option<f64>,
    /// How hard runs felt after such a day and after others, RPE points against expectation, + is harder.
    pub felt: AfterRest,
    /// Heart rate at a given pace after such a day and after others, beats a minute against expectation, + is higher.
    pub heart_rate: AfterRest,
}

/// Runs on the day after a rest or active-recovery day against all others, over a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct AfterRest {
    /// Runs after such a day.
    pub after: Group,
    /// Runs after other days.
    pub other: Group,
    /// What to make of it.
    pub verdict: AfterRestVerdict,
}

/// Some runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// How many.
    pub runs: u32,
    /// Their mean; absent for none.
    pub mean: Option<f64>,
    /// Their standard deviation; absent below two.
    pub sd: Option<f64>,
}

/// What a comparison says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Verdict")]
pub enum AfterRestVerdict {
    /// Fewer than eight runs on one side.
    #[default]
    NotEnoughDays,
    /// Better after rest, by two standard errors at least.
    Better,
    /// Worse after rest.
    Worse,
    /// Neither.
    NoDifference,
}

fn is_ease(day: &Day) -> bool {
    matches!(day.class, DayClass::Rest | DayClass::ActiveRecovery)
}

fn is_hard(day: &Day) -> bool {
    day.class == DayClass::Quality
}

/// The ledger; `days` is the contiguous series before the morning, `runs` what each run cost, by day.
#[must_use]
pub(crate) fn rest_ledger(days: &[Day], runs: &[RunResidual]) -> RestLedger {
    let last = |count: usize| &days[days.len().saturating_sub(count)..];
    let count = |days: &[Day], class: DayClass| days.iter().filter(|day| day.class == class).count() as u32;
    let (mut stretch, mut longest, mut until) = (0_u32, 0_u32, None);
    for day in last(YEAR) {
        let trains = !is_ease(day) && day.class != DayClass::Unknown;
        stretch = if trains { stretch + 1 } else { 0 };
        if longest < stretch {
            (longest, until) = (stretch, Some(day.day));
        }
    }
    let month = last(MONTH);
    let hard: Vec<usize> = month.iter().enumerate().filter(|(_, day)| is_hard(day)).map(|(nth, _)| nth).collect();
    let gaps: Vec<f64> = hard.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
    let year = last(YEAR);
    RestLedger {
        rest_days_7d: count(last(WEEK), DayClass::Rest),
        active_recovery_days_7d: count(last(WEEK), DayClass::ActiveRecovery),
        rest_days_28d: count(month, DayClass::Rest),
        active_recovery_days_28d: count(month, DayClass::ActiveRecovery),
        unknown_days_28d: count(month, DayClass::Unknown),
        stretch_days: stretch,
        longest_stretch_days: longest,
        longest_stretch_until: until.map(|day| day.to_string()),
        hard_days_28d: hard.len() as u32,
        hard_days_back_to_back_28d: gaps.iter().filter(|gap| **gap <= 1.0).count() as u32,
        hard_day_spacing_days: (2 <= gaps.len()).then(|| median(gaps)).flatten(),
        felt: after_rest(year, runs, |run| run.rpe.map(|residual| residual.value)),
        heart_rate: after_rest(year, runs, |run| run.heart_rate.map(|residual| residual.value)),
    }
}

/// A residual of the runs on the day after rest against those of other days; lower is better.
fn after_rest(days: &[Day], runs: &[RunResidual], residual: impl Fn(&RunResidual) -> Option<f64>) -> AfterRest {
    let before = |day: Date| {
        let yesterday = day.yesterday().ok()?;
        let at = days.binary_search_by_key(&yesterday, |known| known.day).ok()?;
        days.get(at).filter(|day| day.class != DayClass::Unknown)
    };
    let (mut after, mut other) = (Vec::new(), Vec::new());
    for run in runs {
        let Some((value, yesterday)) = residual(run).zip(before(run.day)) else { continue };
        if is_ease(yesterday) { after.push(value) } else { other.push(value) }
    }
    let (after, other) = (Group::of_values(&after), Group::of_values(&other));
    AfterRest { after, other, verdict: compare_groups(after, other) }
}

impl Group {
    fn of_values(values: &[f64]) -> Self {
        Self { runs: values.len() as u32, mean: mean(values), sd: sample_sd(values) }
    }

    /// The variance of the mean.
    fn variance_of_mean(self) -> Option<f64> {
        Some(self.sd? * self.sd? / f64::from(self.runs))
    }
}

fn compare_groups(after: Group, other: Group) -> AfterRestVerdict {
    let enough = |group: Group| COMPARED_MIN <= group.runs as usize;
    let known = after.mean.zip(other.mean).zip(after.variance_of_mean().zip(other.variance_of_mean()));
    match known.filter(|_| enough(after) && enough(other)) {
        None => AfterRestVerdict::NotEnoughDays,
        Some(((after, other), (a, b))) if (after - other).abs() <= STANDARD_ERRORS * (a + b).sqrt() => {
            AfterRestVerdict::NoDifference
        }
        Some(((after, other), _)) if after < other => AfterRestVerdict::Better,
        Some(_) => AfterRestVerdict::Worse,
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact in binary")]
mod tests {
    use super::super::run_residuals::Residual;
    use super::super::samples::{back, days};
    use super::*;

    /// A hundred days by their classes: R rest, A active recovery, E easy, Q quality, L long, ? unknown.
    fn classed(pattern: &str) -> Vec<Day> {
        let count = pattern.len() as i32;
        let mut days = days(count, 40.0, 40.0);
        days.pop();
        for (day, letter) in days.iter_mut().zip(pattern.chars()) {
            day.class = match letter {
                'R' => DayClass::Rest,
                'A' => DayClass::ActiveRecovery,
                'Q' => DayClass::Quality,
                'L' => DayClass::Long,
                '?' => DayClass::Unknown,
                _ => DayClass::Easy,
            };
        }
        days
    }

    #[test]
    fn rest_is_counted_and_a_gap_is_none() {
        let found = rest_ledger(&classed("EEEEEEEEEE??EQEAQQRLEEE"), &[]);
        assert_eq!((found.rest_days_7d, found.active_recovery_days_7d), (1, 0));
        assert_eq!((found.rest_days_28d, found.active_recovery_days_28d, found.unknown_days_28d), (1, 1, 2));
        assert_eq!((found.stretch_days, found.longest_stretch_days), (4, 10));
        assert_eq!(found.longest_stretch_until, Some(back(14).to_string()));
        // The long day is none of them.
        assert_eq!((found.hard_days_28d, found.hard_days_back_to_back_28d), (3, 1));
        assert_eq!(found.hard_day_spacing_days, Some(2.0));
        assert_eq!(rest_ledger(&[], &[]).longest_stretch_until, None);
    }

    #[test]
    fn what_followed_rest_is_told_with_its_numbers_or_not_at_all() {
        let days = classed(&"RE".repeat(20));
        let run = |nth: i32, value: f64| RunResidual {
            day: back(nth),
            known_from: back(nth - 1),
            rated: true,
            hot: false,
            rpe: Some(Residual { value, sd: 1.0, runs: 12 }),
            heart_rate: None,
            decoupling: None,
        };
        // An odd number of days back lies on an easy day, after a rest day.
        let runs: Vec<RunResidual> = (1..=38)
            .rev()
            .map(|nth| run(nth, if nth % 2 == 1 { -0.5 } else { 0.5 } + 0.1 * f64::from(nth % 3)))
            .collect();
        let felt = rest_ledger(&days, &runs).felt;
        assert_eq!((felt.after.runs, felt.other.runs, felt.verdict), (19, 19, AfterRestVerdict::Better));
        assert_eq!(rest_ledger(&days, &runs[..14]).felt.verdict, AfterRestVerdict::NotEnoughDays);
        let level: Vec<RunResidual> = (1..=38).rev().map(|nth| run(nth, 0.1 * f64::from(nth % 3))).collect();
        assert_eq!(rest_ledger(&days, &level).felt.verdict, AfterRestVerdict::NoDifference);
        assert_eq!(rest_ledger(&days, &runs).heart_rate.verdict, AfterRestVerdict::NotEnoughDays);
    }
}
