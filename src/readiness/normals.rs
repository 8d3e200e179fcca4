//! The runner's own normal of each answer: the mean of the first 56, drawn towards the middle of the scale while they are few.
//!
//! After the 56th answer it stands still: what lasts for weeks never becomes normal, and a slow decline stays in the score.
//! Source: our own proposal, held against three public sets of mornings; see `docs/readiness.md`.

use super::Signal;
use crate::morning::Morning;
use jiff::civil::Date;

/// Answers that make the normal: eight weeks of mornings.
pub(crate) const ANSWERS: usize = 56;
/// Answers of the middle of the scale that stand beside them from the first morning on: two weeks.
const PSEUDO_ANSWERS: f64 = 14.0;
/// The middle of the scale from 1 to 5.
const MIDDLE: f64 = 3.0;

/// What is normal for an answer of one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnNormal {
    /// Points of 5.
    pub value: f64,
    /// Answers that it stands on, at most 56.
    pub answers: usize,
}

/// The normals of all answers, as of any day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OwnNormals {
    of_signals: Vec<(Signal, FirstAnswers)>,
}

/// The first answers to one item, one a day, with their running sum.
#[derive(Debug, Clone, Default, PartialEq)]
struct FirstAnswers {
    days: Vec<Date>,
    sums: Vec<f64>,
}

impl OwnNormals {
    /// Of mornings by day; answers before `normal_from`, and those given after the day's first activity, do not count.
    pub(super) fn of_mornings(mornings: &[Morning], normal_from: Option<Date>) -> Self {
        let counts = |morning: &&Morning| !morning.late && normal_from.is_none_or(|from| from <= morning.day);
        let of_signal = |signal: Signal| {
            let item = signal.answered_item()?;
            let mut first = FirstAnswers::default();
            for morning in mornings.iter().filter(counts) {
                let Some(answer) = morning.number(item) else { continue };
                if first.days.len() == ANSWERS && first.days.last() != Some(&morning.day) {
                    break;
                }
                first.push(morning.day, answer);
            }
            Some((signal, first))
        };
        Self { of_signals: Signal::ALL.into_iter().filter_map(of_signal).collect() }
    }

    /// What is normal for an answer about a signal on a day: made of the answers of the days before it.
    pub(super) fn before(&self, signal: Signal, day: Date) -> OwnNormal {
        let first = self.of_signals.iter().find(|(known, _)| *known == signal).map(|(_, first)| first);
        let count = first.map_or(0, |first| first.days.partition_point(|known| *known < day));
        let sum = count.checked_sub(1).and_then(|last| first?.sums.get(last)).copied().unwrap_or(0.0);
        own_normal(sum, count)
    }
}

impl FirstAnswers {
    /// Of several answers on a day the last counts.
    fn push(&mut self, day: Date, answer: f64) {
        if self.days.last() == Some(&day) {
            self.days.pop();
            self.sums.pop();
        }
        self.sums.push(self.sums.last().copied().unwrap_or(0.0) + answer);
        self.days.push(day);
    }
}

/// The normal that earlier answers make, oldest first.
#[must_use]
pub fn normal_of_answers(earlier: &[f64]) -> OwnNormal {
    let first = earlier.get(..ANSWERS).unwrap_or(earlier);
    own_normal(first.iter().sum(), first.len())
}

fn own_normal(sum: f64, answers: usize) -> OwnNormal {
    OwnNormal { value: (sum + PSEUDO_ANSWERS * MIDDLE) / (answers as f64 + PSEUDO_ANSWERS), answers }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact in binary")]
mod tests {
    use super::super::samples::{TODAY, back, usual_morning, usual_mornings};
    use super::*;

    fn legs(mornings: &[Morning], normal_from: Option<Date>) -> OwnNormal {
        OwnNormals::of_mornings(mornings, normal_from).before(Signal::Legs, TODAY)
    }

    #[test]
    fn the_first_answer_is_held_against_the_middle_and_fourteen_go_half_way() {
        assert_eq!(legs(&[], None), OwnNormal { value: 3.0, answers: 0 });
        assert_eq!(legs(&usual_mornings(14), None), OwnNormal { value: 3.5, answers: 14 });
        assert_eq!(normal_of_answers(&[4.0; 14]), OwnNormal { value: 3.5, answers: 14 });
    }

    #[test]
    fn the_57th_answer_moves_nothing() {
        let mut mornings = usual_mornings(56);
        assert_eq!(legs(&mornings, None), OwnNormal { value: 3.8, answers: 56 });
        for morning in &mut mornings {
            morning.day = morning.day.saturating_sub(jiff::ToSpan::days(1));
        }
        mornings.push(Morning { legs: Some(1.0), ..usual_morning(back(1)) });
        assert_eq!(legs(&mornings, None), OwnNormal { value: 3.8, answers: 56 });
        assert_eq!(OwnNormals::of_mornings(&mornings, None).before(Signal::Legs, back(56)).answers, 1);
    }

    #[test]
    fn one_answer_a_day_and_none_after_the_run_or_before_the_day_that_was_chosen() {
        let twice = [
            Morning { legs: Some(1.0), ..usual_morning(back(1)) },
            Morning { legs: Some(5.0), ..usual_morning(back(1)) },
            Morning { legs: Some(1.0), late: true, ..usual_morning(back(1)) },
        ];
        assert_eq!(legs(&twice, None), OwnNormal { value: 47.0 / 15.0, answers: 1 });
        assert_eq!(legs(&usual_mornings(40), Some(back(3))).answers, 3);
    }
}
