//! Whether a runner's own mornings told how the day's runs felt and went, and how ready the runner said to feel.
//!
//! Every score is made anew as of its morning, from what was known by then; the outcome of a run is that of the day's first one
//! against the sixty days before it. Beside the score stand what it is to be better than, and each of the signals it is made of.

use super::as_of::verdicts_as_of;
use super::computed::{BuildError, Computed, Inputs};
use crate::morning::{CheckinItem, Morning};
use crate::parallel;
use crate::readiness::backtest::{Relation, relation_over_runners, relation_within_runner, rival_within_runner};
use crate::readiness::baseline::{mean, window};
use crate::readiness::caps::Circumstances;
use crate::readiness::score::score_signals;
use crate::readiness::{Factor, Readiness, Signal};
use crate::report::backtest::{BacktestOutcome, BacktestRow, Predictor, RivalRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What came of a day, in the order of [`BacktestOutcome::ALL`]; each absent where it is not known.
type Outcomes = [Option<f64>; BacktestOutcome::ALL.len()];

/// How something goes with each outcome, in the same order.
type Relations = [Relation; BacktestOutcome::ALL.len()];

/// A morning of which it is known what came of it.
#[derive(Debug, Clone, PartialEq)]
struct BacktestDay {
    /// In the order of [`Predictor::all`].
    predictors: Vec<Option<f64>>,
    outcomes: Outcomes,
}

/// One runner's backtest.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Whose.
    pub athlete: String,
    /// Mornings of which an outcome is known.
    pub mornings: usize,
    /// In the order of [`Predictor::all`].
    relations: Vec<Relations>,
    /// The plain mean of the answers against the score.
    rival: Relations,
}

impl Backtest {
    /// The rows, by predictor and outcome.
    #[must_use]
    pub fn rows(&self) -> Vec<BacktestRow> {
        relation_rows(&self.athlete, &self.relations)
    }

    /// Whether a plain mean of the answers tells more than the score, for each outcome that has a better and a worse.
    #[must_use]
    pub(crate) fn rivals(&self) -> Vec<RivalRow> {
        rival_rows(&self.athlete, &self.rival)
    }
}

/// The backtest of one runner up to one morning.
///
/// # Errors
/// When there is no activity before the morning.
pub fn backtest_mornings(inputs: &Inputs, as_of: Date) -> Result<Backtest, BuildError> {
    let whole = Computed::load(&mut inputs.clone(), as_of)?;
    let outcomes = outcomes_by_day(&whole, as_of);
    let asked: BTreeSet<Date> =
        outcomes.keys().flat_map(|day| day.yesterday().ok().into_iter().chain([*day])).collect();
    let verdicts = verdicts_as_of(inputs, &asked)?;
    let days: Vec<BacktestDay> = outcomes
        .into_iter()
        .filter_map(|(day, outcomes)| {
            let today = verdicts.get(&day)?;
            let before = day.yesterday().ok().and_then(|before| verdicts.get(&before)?.score);
            let answer = |item| answer_on(&whole.mornings, day, item);
            let predictors = Predictor::all().map(|predictor| value_of(predictor, today, before, answer)).collect();
            Some(BacktestDay { predictors, outcomes })
        })
        .collect();
    let places: Vec<usize> = (0..Predictor::all().count()).collect();
    let relations = parallel::map_few_in_order(&places, |predictor| {
        [0, 1, 2].map(|outcome| {
            let pair = |day: &BacktestDay| day.predictors[*predictor].zip(day.outcomes[outcome]);
            relation_within_runner(&days.iter().filter_map(pair).collect::<Vec<_>>())
        })
    });
    let place = |predictor| Predictor::all().position(|one| one == predictor);
    let value = |day: &BacktestDay, predictor| day.predictors.get(place(predictor)?).copied().flatten();
    let rival = [0, 1, 2].map(|outcome| {
        let triple = |day: &BacktestDay| {
            Some((value(day, Predictor::Score)?, value(day, Predictor::AnswersMean)?, day.outcomes[outcome]?))
        };
        rival_within_runner(&days.iter().filter_map(triple).collect::<Vec<_>>())
    });
    Ok(Backtest { athlete: inputs.athlete.name.clone(), mornings: days.len(), relations, rival })
}

/// What came of each day before a morning, of those of which anything is known.
fn outcomes_by_day(whole: &Computed, as_of: Date) -> BTreeMap<Date, Outcomes> {
    let mut outcomes: BTreeMap<Date, Outcomes> = BTreeMap::new();
    for run in whole.runs.iter().filter(|run| run.day < as_of) {
        // Less than expected is easier; of the heart rate nobody knows which is better.
        let felt = run.rpe.map(|residual| -residual.value);
        let heart_rate = run.heart_rate.map(|residual| residual.value);
        if felt.is_some() || heart_rate.is_some() {
            outcomes.entry(run.day).or_insert([felt, heart_rate, None]);
        }
    }
    for day in whole.mornings.chunk_by(|a, b| a.day == b.day).filter_map(|day| day.first()).map(|morning| morning.day) {
        if let Some(said) = answer_on(&whole.mornings, day, CheckinItem::ReadinessFelt) {
            outcomes.entry(day).or_insert([None; 3])[2] = Some(said);
        }
    }
    outcomes
}

/// The last answer to an item that was given on a morning before the day's first activity.
fn answer_on(mornings: &[Morning], day: Date, item: CheckinItem) -> Option<f64> {
    let of_day = window(mornings, |morning| morning.day, day, day);
    of_day.iter().rev().filter(|morning| !morning.late).find_map(|morning| morning.number(item))
}

/// What a predictor says on a morning; absent where it says nothing.
fn value_of(
    predictor: Predictor,
    today: &Readiness,
    score_before: Option<f64>,
    answer: impl Fn(CheckinItem) -> Option<f64>,
) -> Option<f64> {
    let todays = |signal: Signal| {
        today.factors.iter().find(|factor| factor.signal == signal).filter(|f| f.is_todays_answer() || !f.is_answer())
    };
    match predictor {
        Predictor::Score => today.score,
        Predictor::AnswersMean => {
            let given = today.factors.iter().filter(|factor| factor.is_todays_answer());
            mean(&given.filter_map(|factor| factor.value).collect::<Vec<f64>>())
        }
        Predictor::LegsAlone => todays(Signal::Legs)?.value,
        Predictor::ScoreDayBefore => score_before,
        Predictor::LoadOnly => score_signals(&[*todays(Signal::Load)?], &Circumstances::default()).score,
        Predictor::Signal(signal) => todays(signal).map(Factor::points),
        Predictor::Item(item) => answer(item),
    }
}

/// Several runners together: the mean of their correlations, and that of the differences.
#[must_use]
pub(crate) fn pool_backtests(backtests: &[Backtest]) -> (Vec<BacktestRow>, Vec<RivalRow>) {
    let pooled = |of: &dyn Fn(&Backtest) -> Option<Relations>| {
        let each: Vec<Relations> = backtests.iter().filter_map(of).collect();
        [0, 1, 2].map(|outcome| relation_over_runners(&each.iter().map(|one| one[outcome]).collect::<Vec<_>>()))
    };
    let relations: Vec<Relations> =
        (0..Predictor::all().count()).map(|nth| pooled(&|one| one.relations.get(nth).copied())).collect();
    let rival = pooled(&|one| Some(one.rival));
    (relation_rows(EVERYBODY, &relations), rival_rows(EVERYBODY, &rival))
}

/// Whose the rows over all runners are.
const EVERYBODY: &str = "all athletes";

fn relation_rows(athlete: &str, relations: &[Relations]) -> Vec<BacktestRow> {
    let mut rows = Vec::new();
    for (predictor, of_outcomes) in Predictor::all().zip(relations) {
        for (outcome, relation) in BacktestOutcome::ALL.into_iter().zip(of_outcomes) {
            rows.push(BacktestRow { athlete: athlete.to_owned(), predictor, outcome, relation: *relation });
        }
    }
    rows
}

fn rival_rows(athlete: &str, rival: &Relations) -> Vec<RivalRow> {
    let each = BacktestOutcome::ALL.into_iter().zip(rival).filter(|(outcome, _)| outcome.has_direction());
    each.map(|(outcome, difference)| RivalRow { athlete: athlete.to_owned(), outcome, difference: *difference })
        .collect()
}
