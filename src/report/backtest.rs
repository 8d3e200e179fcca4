//! What a backtest came to: a row a relation.

use crate::readiness::backtest::{Relation, RelationVerdict};

/// What is held against an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Predictor {
    /// The morning's score.
    Score,
    /// The score of the day before.
    ScoreDayBefore,
    /// The score of load alone.
    LoadOnly,
}

impl Predictor {
    /// Every one, in the order of every output.
    pub const ALL: [Self; 3] = [Self::Score, Self::ScoreDayBefore, Self::LoadOnly];

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::ScoreDayBefore => "score_day_before",
            Self::LoadOnly => "load_only",
        }
    }
}

/// What came of the day; + is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// How hard the run felt.
    RunResidual,
    /// Heart rate at pace in it.
    Went,
}

impl RunOutcome {
    /// Every one, in the order of every output.
    pub const ALL: [Self; 2] = [Self::RunResidual, Self::Went];

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RunResidual => "felt",
            Self::Went => "went",
        }
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
    pub outcome: RunOutcome,
    /// How the two go together.
    pub relation: Relation,
}

impl BacktestRow {
    /// The row in words, for a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        let predictor = match self.predictor {
            Predictor::Score => "the morning's score",
            Predictor::ScoreDayBefore => "the score of the day before",
            Predictor::LoadOnly => "load alone",
        };
        let outcome = match self.outcome {
            RunOutcome::RunResidual => "how the day's run felt",
            RunOutcome::Went => "heart rate at pace in the day's run",
        };
        match self.relation.verdict {
            RelationVerdict::NotEnough => {
                format!("Not enough yet to hold {predictor} against {outcome} ({} of them).", self.relation.count)
            }
            RelationVerdict::NoRelation => format!("No relation found between {predictor} and {outcome}."),
            RelationVerdict::Positive => format!("The better {predictor}, the better {outcome}."),
            RelationVerdict::Negative => format!("The better {predictor}, the worse {outcome}: do not go by it here."),
        }
    }
}
