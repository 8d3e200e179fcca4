//! Whether a runner's own mornings told how the day's runs felt and went.
//!
//! Every score is made anew as of its morning, from what was known by then; the outcome is the day's first run against the
//! sixty days before it. Two plain baselines stand beside it: the score of the day before, and load alone.

use super::computed::{BuildError, Computed, Inputs};
use crate::readiness::backtest::{Relation, relation_over_runners, relation_within_runner};
use crate::readiness::caps::Circumstances;
use crate::readiness::score::score_signals;
use crate::readiness::{self, Factor, Signal};
use crate::report::backtest::{BacktestRow, Predictor, RunOutcome};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A morning with a run, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct BacktestDay {
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
    pub(crate) fn table_rows(&self) -> Vec<BacktestRow> {
        relation_rows(&self.athlete, &self.relations)
    }
}

/// The backtest of one runner up to one morning.
///
/// # Errors
/// When there is no activity before the morning.
pub(crate) fn backtest_mornings(inputs: &Inputs, as_of: Date) -> Result<Backtest, BuildError> {
    let whole = Computed::load(&mut inputs.clone(), as_of)?;
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
        let Some((today, load_only)) = judge_day(inputs, day)? else { continue };
        let before = match day.yesterday().ok() {
            Some(yesterday) => match scores.get(&yesterday) {
                Some(known) => *known,
                None => judge_day(inputs, yesterday)?.and_then(|(score, _)| score),
            },
            None => None,
        };
        scores.insert(day, today);
        days.push(BacktestDay { predictors: [today, before, load_only], outcomes });
    }
    let relations = (0..Predictor::ALL.len()).map(|predictor| {
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
fn judge_day(inputs: &Inputs, day: Date) -> Result<Option<Scores>, BuildError> {
    let mut known = Inputs {
        athlete: inputs.athlete.clone(),
        effort: inputs.effort.clone(),
        series: inputs.series,
        sources: inputs.sources.clone(),
        activities: inputs.activities.iter().filter(|activity| activity.day <= day).cloned().collect(),
        mornings: inputs.mornings.iter().filter(|morning| morning.day <= day).cloned().collect(),
        nights_beside_activities: inputs.nights_beside_activities.clone(),
        ..Inputs::default()
    };
    let computed = match Computed::load(&mut known, day) {
        Ok(computed) => computed,
        Err(BuildError::NothingBefore { .. } | BuildError::NoActivity) => return Ok(None),
        Err(error) => return Err(error),
    };
    let verdict = readiness::judge_morning(day, &computed.evidence(&known.sources));
    let load: Vec<Factor> = verdict.factors.iter().filter(|factor| factor.signal == Signal::Load).copied().collect();
    Ok(Some((verdict.score, score_signals(&load, &Circumstances::default()).score)))
}

/// Several runners together: the mean of their correlations.
#[must_use]
pub(crate) fn pool_backtests(backtests: &[Backtest]) -> Vec<BacktestRow> {
    let relations: Vec<[Relation; 2]> = (0..Predictor::ALL.len())
        .map(|predictor| {
            [0, 1].map(|outcome| {
                let each: Vec<Relation> =
                    backtests.iter().filter_map(|one| one.relations.get(predictor)).map(|pair| pair[outcome]).collect();
                relation_over_runners(&each)
            })
        })
        .collect();
    relation_rows("all athletes", &relations)
}

fn relation_rows(athlete: &str, relations: &[[Relation; 2]]) -> Vec<BacktestRow> {
    let mut rows = Vec::new();
    for (predictor, pair) in Predictor::ALL.into_iter().zip(relations) {
        for (outcome, relation) in RunOutcome::ALL.into_iter().zip(pair) {
            rows.push(BacktestRow { athlete: athlete.to_owned(), predictor, outcome, relation: *relation });
        }
    }
    rows
}
