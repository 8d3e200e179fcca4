//! Whether a runner's own mornings told how the day's runs felt and went.
//!
//! Every score is made anew as of its morning, from what was known by then; the outcome is the day's first run against the
//! sixty days before it. Two plain baselines stand beside it: the score of the day before, and load alone.

use super::build::{self, BuildError, Inputs};
use crate::readiness::backtest::{Relation, RelationVerdict, relation_over_runners, relation_within_runner};
use crate::readiness::score::score_signals;
use crate::readiness::{self, Factor, Signal};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is held against an outcome.
pub const PREDICTORS: [&str; 3] = ["score", "score_day_before", "load_only"];
/// What came of the day; + is better.
pub const OUTCOMES: [&str; 2] = ["felt", "went"];

/// One line of a backtest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; the README defines them")]
pub struct BacktestRow {
    pub athlete: String,
    pub predictor: &'static str,
    pub outcome: &'static str,
    pub count: usize,
    pub rho: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub verdict: &'static str,
}

/// A morning with a run, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Day {
    predictors: [Option<f64>; 3],
    outcomes: [Option<f64>; 2],
}

/// One runner's backtest.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Whose.
    pub athlete: String,
    /// Mornings with a run whose outcome is known.
    pub mornings: usize,
    relations: Vec<[Relation; 2]>,
}

impl Backtest {
    /// The rows, by predictor and outcome.
    #[must_use]
    pub fn rows(&self) -> Vec<BacktestRow> {
        rows(&self.athlete, &self.relations)
    }
}

/// The backtest of one runner up to one morning.
///
/// # Errors
/// When there is no activity before the morning.
pub fn backtest(inputs: &Inputs, as_of: Date) -> Result<Backtest, BuildError> {
    let whole = build::laid(&mut inputs.clone(), as_of)?;
    let mut outcomes: BTreeMap<Date, [Option<f64>; 2]> = BTreeMap::new();
    for run in whole.runs.iter().filter(|run| run.day < as_of) {
        // Less than expected is better, of both.
        let known = [run.rpe, run.heart_rate].map(|residual| residual.map(|residual| -residual.value));
        if known.iter().any(Option::is_some) {
            outcomes.entry(run.day).or_insert(known);
        }
    }
    let mut scores: BTreeMap<Date, Option<f64>> = BTreeMap::new();
    let mut days = Vec::with_capacity(outcomes.len());
    for (day, outcomes) in outcomes {
        let Some((today, load_only)) = judged(inputs, day)? else { continue };
        let before = match day.yesterday().ok() {
            Some(yesterday) => match scores.get(&yesterday) {
                Some(known) => *known,
                None => judged(inputs, yesterday)?.and_then(|(score, _)| score),
            },
            None => None,
        };
        scores.insert(day, today);
        days.push(Day { predictors: [today, before, load_only], outcomes });
    }
    let relations = (0..PREDICTORS.len()).map(|predictor| {
        [0, 1].map(|outcome| {
            let pairs: Vec<(f64, f64)> =
                days.iter().filter_map(|day| day.predictors[predictor].zip(day.outcomes[outcome])).collect();
            relation_within_runner(&pairs)
        })
    });
    Ok(Backtest { athlete: inputs.athlete.name.clone(), mornings: days.len(), relations: relations.collect() })
}

/// The score of a morning and that of its load alone; each absent where too little was known.
type Scores = (Option<f64>, Option<f64>);

/// The scores of a morning from what was known on it; absent before the first activity.
fn judged(inputs: &Inputs, day: Date) -> Result<Option<Scores>, BuildError> {
    let mut known = Inputs {
        athlete: inputs.athlete.clone(),
        effort: inputs.effort.clone(),
        series: inputs.series,
        sources: inputs.sources.clone(),
        activities: inputs.activities.iter().filter(|activity| activity.day <= day).cloned().collect(),
        mornings: inputs.mornings.iter().filter(|morning| morning.day <= day).cloned().collect(),
        ..Inputs::default()
    };
    let course = match build::laid(&mut known, day) {
        Ok(course) => course,
        Err(BuildError::NothingBefore { .. } | BuildError::NoActivity) => return Ok(None),
        Err(error) => return Err(error),
    };
    let verdict = readiness::judge_morning(day, &course.evidence(&known.sources));
    let load: Vec<Factor> = verdict.factors.iter().filter(|factor| factor.signal == Signal::Load).copied().collect();
    Ok(Some((verdict.score, score_signals(&load, false).score)))
}

/// Several runners together: the mean of their correlations.
#[must_use]
pub fn pooled(backtests: &[Backtest]) -> Vec<BacktestRow> {
    let relations: Vec<[Relation; 2]> = (0..PREDICTORS.len())
        .map(|predictor| {
            [0, 1].map(|outcome| {
                let each: Vec<Relation> =
                    backtests.iter().filter_map(|one| one.relations.get(predictor)).map(|pair| pair[outcome]).collect();
                relation_over_runners(&each)
            })
        })
        .collect();
    rows("all athletes", &relations)
}

fn rows(athlete: &str, relations: &[[Relation; 2]]) -> Vec<BacktestRow> {
    let mut rows = Vec::new();
    for (predictor, pair) in PREDICTORS.into_iter().zip(relations) {
        for (outcome, relation) in OUTCOMES.into_iter().zip(pair) {
            let Relation { count, rho, low, high, verdict } = *relation;
            let verdict = verdict.as_str();
            rows.push(BacktestRow { athlete: athlete.to_owned(), predictor, outcome, count, rho, low, high, verdict });
        }
    }
    rows
}

/// A row in words, for a person.
#[must_use]
pub fn sentence(row: &BacktestRow) -> String {
    let predictor = match row.predictor {
        "score" => "the morning's score",
        "score_day_before" => "the score of the day before",
        _ => "load alone",
    };
    let outcome = if row.outcome == "felt" { "how the day's run felt" } else { "heart rate at pace in the day's run" };
    let is = |verdict: RelationVerdict| row.verdict == verdict.as_str();
    if is(RelationVerdict::NotEnough) {
        format!("Not enough yet to hold {predictor} against {outcome} ({} of them).", row.count)
    } else if is(RelationVerdict::NoRelation) {
        format!("No relation found between {predictor} and {outcome}.")
    } else if is(RelationVerdict::Positive) {
        format!("The better {predictor}, the better {outcome}.")
    } else {
        format!("The better {predictor}, the worse {outcome}: do not go by it here.")
    }
}
