//! What a backtest came to: a row a relation.

use crate::morning::CheckinItem;
use crate::readiness::Signal;
use crate::readiness::backtest::{Relation, RelationVerdict};

/// What is held against an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Predictor {
    /// The morning's score.
    Score,
    /// The plain mean of the answers that were given on the morning.
    AnswersMean,
    /// The morning's answer about the legs.
    LegsAlone,
    /// The score of the day before.
    ScoreDayBefore,
    /// The score of load alone.
    LoadOnly,
    /// The points of a signal; of an answer only those of the morning itself.
    Signal(Signal),
    /// The morning's answer to an item that has no price.
    Item(CheckinItem),
}

impl Predictor {
    /// The score, and what it is to be better than, in the order of every output.
    pub const PLAIN: [Self; 5] =
        [Self::Score, Self::AnswersMean, Self::LegsAlone, Self::ScoreDayBefore, Self::LoadOnly];

    /// Every one, in the order of every output: the score and its rivals, the signals, and the items on a scale that are none.
    pub fn all() -> impl Iterator<Item = Self> {
        let unpriced = |item: &CheckinItem| {
            item.is_on_scale() && Signal::answered().all(|signal| signal.answered_item() != Some(*item))
        };
        let items = CheckinItem::ALL.into_iter().filter(unpriced).map(Self::Item);
        Self::PLAIN.into_iter().chain(Signal::ALL.into_iter().map(Self::Signal)).chain(items)
    }

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::AnswersMean => "answers_mean",
            Self::LegsAlone => "legs_alone",
            Self::ScoreDayBefore => "score_day_before",
            Self::LoadOnly => "load_only",
            Self::Signal(signal) => signal.as_str(),
            Self::Item(item) => item.spec().column,
        }
    }

    /// What it is, inside a sentence.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::Score => "the morning's score".to_owned(),
            Self::AnswersMean => "the plain mean of the morning's answers".to_owned(),
            Self::LegsAlone => "the answer about the legs alone".to_owned(),
            Self::ScoreDayBefore => "the score of the day before".to_owned(),
            Self::LoadOnly => "the score of load alone".to_owned(),
            Self::Signal(signal) => format!("what the signal {} gives", signal.as_str()),
            Self::Item(item) => format!("the answer to {}", item.spec().column),
        }
    }
}

/// What came of a day, or what the runner said of its morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BacktestOutcome {
    /// How much easier the day's first run felt than its intensity let expect; + is better.
    RunFelt,
    /// How much faster the heart beat at the pace of that run than was to be expected. Neither sign is good: it falls with
    /// fitness and after overload alike.
    HeartRate,
    /// How ready the runner felt that morning, 0 to 10.
    ReadinessFelt,
}

impl BacktestOutcome {
    /// Every one, in the order of every output.
    pub const ALL: [Self; 3] = [Self::RunFelt, Self::HeartRate, Self::ReadinessFelt];

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RunFelt => "felt",
            Self::HeartRate => "heart_rate",
            Self::ReadinessFelt => "readiness_felt",
        }
    }

    /// What it is, inside a sentence.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::RunFelt => "how the day's first run felt for its intensity",
            Self::HeartRate => "heart rate at pace in the day's first run",
            Self::ReadinessFelt => "how ready you said you felt that morning, 0 to 10",
        }
    }

    /// What + means of its correlation with a number of which more is better.
    #[must_use]
    pub const fn meaning_of_plus(self) -> &'static str {
        match self {
            Self::RunFelt => "the better the morning, the easier the run",
            Self::HeartRate => {
                "the better the morning, the faster the heart; neither sign is good, as it falls with fitness and after overload"
            }
            Self::ReadinessFelt => "the better the morning, the readier you felt",
        }
    }

    /// Whether more of it is better, so that of two numbers one can be the better one.
    #[must_use]
    pub const fn has_direction(self) -> bool {
        !matches!(self, Self::HeartRate)
    }
}

/// One line of a backtest.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestRow {
    /// Whose.
    pub athlete: String,
    /// What is held against the outcome.
    pub predictor: Predictor,
    /// What came of the day.
    pub outcome: BacktestOutcome,
    /// How the two go together.
    pub relation: Relation,
}

impl BacktestRow {
    /// The row in words, for a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (predictor, outcome) = (self.predictor.in_words(), self.outcome.in_words());
        let relation = &self.relation;
        match (relation.verdict, self.outcome.has_direction()) {
            (RelationVerdict::NotEnough, _) => {
                format!("Not enough yet to hold {predictor} against {outcome} ({} of them).", relation.count)
            }
            (RelationVerdict::NoRelation, _) => format!("No relation found between {predictor} and {outcome}."),
            (RelationVerdict::Positive, true) => format!("The better {predictor}, the better {outcome}."),
            (RelationVerdict::Negative, true) => {
                format!("The better {predictor}, the worse {outcome}: do not go by it here.")
            }
            (RelationVerdict::Positive, false) => {
                format!("The better {predictor}, the higher {outcome}: neither good nor bad by itself.")
            }
            (RelationVerdict::Negative, false) => {
                format!("The better {predictor}, the lower {outcome}: neither good nor bad by itself.")
            }
        }
    }
}

/// Whether a plain mean of the answers would have told as much as the score.
#[derive(Debug, Clone, PartialEq)]
pub struct RivalRow {
    /// Whose.
    pub athlete: String,
    /// What both are held against.
    pub outcome: BacktestOutcome,
    /// The rho of the mean less that of the score, on the mornings that have both.
    pub difference: Relation,
}

impl RivalRow {
    /// The row in words; absent where there is too little to compare.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let Relation { rho, low, high, verdict, .. } = self.difference;
        let (rho, low, high) = (rho?, low?, high?);
        let by = format!("{rho:+.2}, {low:+.2} to {high:+.2}");
        let outcome = self.outcome.in_words();
        match verdict {
            RelationVerdict::NotEnough => None,
            RelationVerdict::NoRelation => Some(format!(
                "Against {outcome}, no difference was found between the score and a plain mean of the answers (mean less score \
                 {by})."
            )),
            RelationVerdict::Positive => Some(format!(
                "Against {outcome}, the score loses to a plain mean of the answers (mean less score {by}): go by your answers."
            )),
            RelationVerdict::Negative => Some(format!(
                "Against {outcome}, the score does better than a plain mean of the answers (mean less score {by})."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_predictor_has_one_name_and_each_item_on_a_scale_is_there_once() {
        let names: Vec<&str> = Predictor::all().map(Predictor::as_str).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        for item in CheckinItem::ALL.into_iter().filter(|item| item.is_on_scale()) {
            assert!(names.contains(&item.spec().column), "{item:?}");
        }
    }

    #[test]
    fn heart_rate_is_never_called_better_or_worse() {
        for verdict in [RelationVerdict::Positive, RelationVerdict::Negative] {
            let relation = Relation { count: 40, rho: Some(0.5), low: Some(0.1), high: Some(0.7), verdict };
            let said = |outcome| {
                let athlete = "Ada".to_owned();
                BacktestRow { athlete, predictor: Predictor::LegsAlone, outcome, relation }.sentence()
            };
            let heart = said(BacktestOutcome::HeartRate);
            assert!(heart.contains("neither good nor bad"), "{heart}");
            assert!(!said(BacktestOutcome::RunFelt).contains("neither"));
        }
    }
}
