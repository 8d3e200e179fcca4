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

/// Mornings of one kind on either side of a day that make it the day on which the scale changed.
const MORNINGS_BEFORE: usize = 14;
const MORNINGS_AFTER: usize = 7;

/// The day from which on answers come from another scale: whole numbers before it and shares of them after it, or the other way
/// round, as a form of seven or ten steps leaves them. Absent where there is none, and where the normal begins on it or later.
#[must_use]
pub fn scale_change(mornings: &[Morning], normal_from: Option<Date>) -> Option<Date> {
    let is_whole = |morning: &Morning| {
        let answers = Signal::answered().filter_map(|signal| morning.number(signal.answered_item()?));
        let mut answers = answers.peekable();
        answers.peek()?;
        Some(answers.all(|answer| answer.fract() == 0.0))
    };
    let counts = |morning: &&Morning| normal_from.is_none_or(|from| from <= morning.day);
    let kinds: Vec<(Date, bool)> =
        mornings.iter().filter(counts).filter_map(|morning| Some((morning.day, is_whole(morning)?))).collect();
    // A form of seven or ten steps has whole numbers at its ends, so a morning of them proves little and one of shares much.
    let first_whole = kinds.iter().take_while(|(_, whole)| *whole).count();
    let last_whole = kinds.iter().rev().take_while(|(_, whole)| *whole).count();
    let (change, shares) = if MORNINGS_BEFORE <= first_whole {
        (first_whole, kinds.get(first_whole..)?)
    } else {
        (kinds.len() - last_whole, kinds.get(..kinds.len() - last_whole)?)
    };
    let enough = MORNINGS_AFTER <= shares.len() && MORNINGS_BEFORE <= first_whole.max(last_whole);
    let mostly_shares = shares.len() <= 2 * shares.iter().filter(|(_, whole)| !whole).count();
    kinds.get(change).filter(|_| enough && mostly_shares).map(|(day, _)| *day)
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
    fn another_scale_is_seen_by_its_steps() {
        let mixed = |changed: i32| {
            let mut mornings = usual_mornings(40);
            mornings.iter_mut().filter(|morning| back(changed) <= morning.day).for_each(|morning| {
                morning.legs = Some(1.0 + 4.0 * 4.0 / 6.0);
            });
            mornings
        };
        assert_eq!(scale_change(&mixed(0), None), None);
        assert_eq!(scale_change(&mixed(20), None), Some(back(20)));
        assert_eq!(scale_change(&mixed(6), None), None, "six mornings prove nothing");
        assert_eq!(scale_change(&mixed(20), Some(back(20))), None, "the normal begins with it");
        let mut to_five = mixed(40);
        to_five.iter_mut().filter(|morning| back(16) <= morning.day).for_each(|morning| morning.legs = Some(4.0));
        assert_eq!(scale_change(&to_five, None), Some(back(16)));
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
