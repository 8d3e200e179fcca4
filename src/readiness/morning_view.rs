//! What a morning can see: its own check-in, the check-ins before it, the days before it, and the form it begins with.
//!
//! Everything the readiness of a day is made of comes from here, so nothing later can reach it: not a later check-in, and
//! not the training of the day itself.

use super::baseline::{days_before, window};
use super::run_residuals::{RUN_DAYS, RunResidual};
use super::{Factor, MissingReason, MorningEvidence, Signal, night_signals};
use crate::load::Day;
use crate::morning::{Metric, Morning, SourceOrder};
use jiff::civil::Date;

/// Calendar days of a runner's normal.
const BASELINE_DAYS: i32 = 28;
/// Calendar days of load that a morning looks back on: the time constant of the chronic load.
pub(super) const LOAD_DAYS: usize = 42;

/// The mornings and days that the morning of one day can see.
pub(super) struct MorningView<'a> {
    today: &'a [Morning],
    yesterday: &'a [Morning],
    before_today: &'a [Morning],
    before_yesterday: &'a [Morning],
    mornings: &'a [Morning],
    order: &'a SourceOrder,
    day: Date,
    runs: &'a [RunResidual],
    days: &'a [Day],
    last_day: Option<&'a Day>,
    form_ratio: Option<f64>,
}

/// The answers to one item, as a morning finds them.
pub(super) struct ItemAnswers {
    pub(super) newest: f64,
    /// 0 = today's, 1 = yesterday's.
    pub(super) age_days: u32,
    /// The answers of the 28 days before the newest one's day.
    pub(super) earlier: Vec<f64>,
}

/// What the runner reported beside the answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// Ill, or a fever.
    pub(super) illness: bool,
    /// Pain that changes how one runs.
    pub(super) pain: bool,
    /// The last runs felt harder than they should: the newest word on it, of today or yesterday.
    pub(super) felt_harder: bool,
}

impl<'a> MorningView<'a> {
    /// What the morning of `day` can see of the evidence, which may go on after it.
    pub(super) fn of_day(day: Date, evidence: &MorningEvidence<'a>) -> Self {
        let MorningEvidence { mornings, days, runs, sources } = *evidence;
        let yesterday = days_before(day, 1);
        let two_back = days_before(day, 2);
        let recent = window(mornings, |row| row.day, days_before(yesterday, BASELINE_DAYS), day);
        let on = |first, last| window(recent, |row| row.day, first, last);
        let end = days.partition_point(|row| row.day < day);
        let before = days.get(..end).unwrap_or_default();
        // What was said after the day's first activity comes last, and is nothing that the morning knew.
        let today = on(day, day);
        let in_time = today.iter().position(|morning| morning.late).unwrap_or(today.len());
        Self {
            today: today.get(..in_time).unwrap_or_default(),
            yesterday: on(yesterday, yesterday),
            before_today: on(days_before(day, BASELINE_DAYS), yesterday),
            before_yesterday: on(Date::MIN, two_back),
            mornings,
            order: sources,
            day,
            runs: window(runs, |run| run.day, days_before(day, RUN_DAYS), yesterday),
            days: before,
            last_day: before.last().filter(|row| row.day == yesterday),
            form_ratio: days.get(end).filter(|row| row.day == day).and_then(|row| row.form_ratio),
        }
    }

    /// The signal that the nights give of a metric.
    pub(super) fn night(&self, metric: Metric) -> Result<Factor, MissingReason> {
        night_signals::night_factor(metric, self.day, self.mornings, self.order)
    }

    /// Whether heart-rate variability lies above normal, which is no plus.
    pub(super) fn is_variability_high(&self) -> bool {
        night_signals::is_variability_high(self.day, self.mornings, self.order)
    }

    /// Earlier nights of sleep that are known.
    pub(super) fn sleep_nights(&self) -> usize {
        night_signals::sleep_nights(self.day, self.mornings, self.order)
    }

    /// The runs of the last four days, as far as this morning knows them.
    pub(super) fn runs(&self) -> &'a [RunResidual] {
        self.runs
    }

    /// This morning.
    pub(super) fn day(&self) -> Date {
        self.day
    }

    /// The answers to an item; an error when neither today nor yesterday has one.
    pub(super) fn answers(&self, signal: Signal) -> Result<ItemAnswers, MissingReason> {
        let sides = [(self.today, self.before_today), (self.yesterday, self.before_yesterday)];
        for (age_days, (newest, earlier)) in (0..).zip(sides) {
            if let Some(newest) = newest.iter().rev().find_map(|morning| answer_about(signal, morning)) {
                return Ok(ItemAnswers { newest, age_days, earlier: answers_given(signal, earlier) });
            }
        }
        let stale = self.before_today.iter().any(|morning| answer_about(signal, morning).is_some());
        Err(if stale { MissingReason::Stale } else { MissingReason::NotGiven })
    }

    /// Whether today's check-in itself answers about the signal.
    pub(super) fn answered_today(&self, signal: Signal) -> bool {
        self.today.iter().any(|morning| answer_about(signal, morning).is_some())
    }

    /// Whether today has a check-in that says anything.
    pub(super) fn checked_in(&self) -> bool {
        self.today.iter().any(Morning::is_check_in)
    }

    /// The flags that hold this morning.
    ///
    /// Illness and pain hold on the day they were reported, and on the next morning unless it has a check-in of its own:
    /// who stays in bed checks nothing in, and one silent morning is no recovery.
    pub(super) fn flags(&self) -> Flags {
        // Of several check-ins on a day the last word counts.
        let rows = if self.checked_in() { self.today } else { self.yesterday };
        let last_word = |flag: fn(&Morning) -> Option<bool>| rows.iter().rev().find_map(flag).unwrap_or(false);
        let mut newest_first = self.today.iter().rev().chain(self.yesterday.iter().rev());
        Flags {
            illness: last_word(|morning| morning.illness),
            pain: last_word(|morning| morning.pain),
            felt_harder: newest_first.find_map(|morning| morning.felt_harder).unwrap_or(false),
        }
    }

    /// The days before this morning, oldest first.
    pub(super) fn days(&self) -> &'a [Day] {
        self.days
    }

    /// The last up to 42 days of the series before this morning, oldest first.
    pub(super) fn six_weeks(&self) -> &'a [Day] {
        self.days.get(self.days.len().saturating_sub(LOAD_DAYS)..).unwrap_or_default()
    }

    /// Yesterday's row; absent when the series does not reach it.
    pub(super) fn last_day(&self) -> Option<&'a Day> {
        self.last_day
    }

    /// The form ratio this morning begins with.
    pub(super) fn form_ratio(&self) -> Option<f64> {
        self.form_ratio
    }

    /// Known days among the last 42.
    pub(super) fn known_days(&self) -> usize {
        self.six_weeks().iter().filter(|row| row.load.is_some()).count()
    }
}

/// What a check-in answers about a signal; absent where it does not ask.
fn answer_about(signal: Signal, morning: &Morning) -> Option<f64> {
    // After a run, legs are those of the run.
    let item = signal.answered_item().filter(|_| !morning.late)?;
    morning.number(item)
}

fn answers_given(signal: Signal, mornings: &[Morning]) -> Vec<f64> {
    let mut answers = Vec::with_capacity(mornings.len());
    answers.extend(mornings.iter().filter_map(|morning| answer_about(signal, morning)));
    answers
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TODAY, back, usual_morning};
    use super::*;

    fn flags(day: Date, mornings: &[Morning]) -> Flags {
        MorningView::of_day(day, &MorningEvidence { mornings, ..MorningEvidence::default() }).flags()
    }

    #[test]
    fn a_flag_lasts_until_the_next_check_in_and_no_longer_than_a_day() {
        let ill = Morning { illness: Some(true), ..usual_morning(back(1)) };
        assert!(flags(back(1), std::slice::from_ref(&ill)).illness);
        assert!(flags(TODAY, std::slice::from_ref(&ill)).illness);
        let empty_row = Morning { day: TODAY, note: Some("in bed".to_owned()), ..Morning::default() };
        assert!(flags(TODAY, &[ill.clone(), empty_row]).illness);
        assert!(!flags(TODAY, &[ill, usual_morning(TODAY)]).illness);
        let older = Morning { pain: Some(true), ..usual_morning(back(2)) };
        assert!(!flags(TODAY, &[older]).pain);
    }

    #[test]
    fn legs_after_a_run_are_those_of_the_run_and_what_is_ill_is_ill() {
        let late = |day, legs| Morning { legs: Some(legs), illness: Some(true), late: true, ..usual_morning(day) };
        let answers = |mornings: &[Morning]| {
            let view = MorningView::of_day(TODAY, &MorningEvidence { mornings, ..MorningEvidence::default() });
            (
                view.answers(Signal::Legs).map(|answers| (answers.newest, answers.age_days, answers.earlier.len())),
                view.flags().illness,
            )
        };
        // Yesterday evening's legs are no answer; yesterday evening's fever is.
        let (found, ill) = answers(&[usual_morning(back(2)), late(back(1), 1.0)]);
        assert_eq!((found, ill), (Err(MissingReason::Stale), true));
        // This evening's are nothing that this morning knew, and neither is the fever.
        let (found, ill) = answers(&[usual_morning(back(1)), usual_morning(TODAY), late(TODAY, 1.0)]);
        assert_eq!((found, ill), (Ok((4.0, 0, 1)), false));
    }

    #[test]
    fn felt_harder_is_the_newest_word_of_two_days() {
        let said = |day, felt_harder| Morning { felt_harder, ..usual_morning(day) };
        assert!(flags(TODAY, &[said(back(1), Some(true)), said(TODAY, None)]).felt_harder);
        assert!(!flags(TODAY, &[said(back(1), Some(true)), said(TODAY, Some(false))]).felt_harder);
        assert!(!flags(TODAY, &[said(back(2), Some(true))]).felt_harder);
    }
}
