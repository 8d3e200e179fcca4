//! What a morning can see: its own check-in, the check-ins before it, the days before it, and the form it begins with.
//!
//! Everything the readiness of a day is made of comes from here, so nothing later can reach it: not a later check-in, and
//! not the training of the day itself.

use super::baseline::{days_before, mean, window};
use super::caps::{Circumstances, FeltHarder, is_freshly_huge, recovery_days};
use super::normals::OwnNormal;
use super::run_residuals::{RUN_DAYS, RunResidual};
use super::spells::{AfterIllness, Layoff};
use super::{Factor, Judge, MissingReason, Signal, Spell, SpellKind, night_signals};
use crate::dates::days_between;
use crate::load::Day;
use crate::morning::{Metric, Morning};
use jiff::civil::Date;

/// Calendar days that a morning looks back on for an answer that is too old to count.
const STALE_DAYS: i32 = 28;
/// Calendar days of load that a morning looks back on: the time constant of the chronic load.
pub(super) const LOAD_DAYS: usize = 42;
/// Known days before a morning that make anything of its load comparable.
pub(crate) const LOAD_DAYS_MIN: usize = 14;
/// Days before a morning whose words on how runs felt say whether that is a habit: the first and the last of them.
const HABIT_DAYS: (i32, i32) = (35, 8);
/// Words that make a habit, half of them yes.
const HABIT_WORDS_MIN: usize = 7;
/// Days without a rest or active-recovery day from which one is due.
const DAYS_WITHOUT_EASE: u32 = 7;
/// Runs that felt harder by this many standard deviations while the heart beat no faster are the pattern of overreaching.
const OVERREACHING_Z: f64 = -1.0;
/// The longest that a huge effort is felt, days.
const HUGE_EFFORT_DAYS: usize = 21;

/// The mornings and days that the morning of one day can see.
pub(super) struct MorningView<'a> {
    judge: &'a Judge<'a>,
    today: &'a [Morning],
    yesterday: &'a [Morning],
    before: &'a [Morning],
    day: Date,
    runs: &'a [RunResidual],
    days: &'a [Day],
    last_day: Option<&'a Day>,
    form_ratio: Option<f64>,
    layoff: Option<Layoff>,
}

/// The answer to one item, as a morning finds it.
pub(super) struct ItemAnswer {
    pub(super) newest: f64,
    /// 0 = today's, 1 = yesterday's.
    pub(super) age_days: u32,
    /// What was normal before its day.
    pub(super) normal: OwnNormal,
}

impl<'a> MorningView<'a> {
    /// What the morning of `day` can see of the evidence, which may go on after it.
    pub(super) fn of_day(day: Date, judge: &'a Judge<'a>) -> Self {
        let evidence = judge.evidence;
        let yesterday = days_before(day, 1);
        let on = |first, last| window(evidence.mornings, |row| row.day, first, last);
        let end = evidence.days.partition_point(|row| row.day < day);
        let before = evidence.days.get(..end).unwrap_or_default();
        // What was said after the day's first activity comes last, and is nothing that the morning knew.
        let today = on(day, day);
        let in_time = today.iter().position(|morning| morning.late).unwrap_or(today.len());
        let here = evidence.days.get(end).filter(|row| row.day == day);
        Self {
            judge,
            today: today.get(..in_time).unwrap_or_default(),
            yesterday: on(yesterday, yesterday),
            before: on(days_before(day, STALE_DAYS), yesterday),
            day,
            runs: window(evidence.runs, |run| run.day, days_before(day, RUN_DAYS), yesterday),
            days: before,
            last_day: before.last().filter(|row| row.day == yesterday),
            form_ratio: here.and_then(|row| row.form_ratio),
            layoff: here.and_then(|_| judge.layoffs.get(end)).copied().flatten(),
        }
    }

    /// The signal that the nights give of a metric.
    pub(super) fn night(&self, metric: Metric) -> Result<Factor, MissingReason> {
        self.night_before(metric, 0)
    }

    /// The signal that the nights gave of a metric on an earlier morning.
    pub(super) fn night_before(&self, metric: Metric, days: i32) -> Result<Factor, MissingReason> {
        let evidence = &self.judge.evidence;
        night_signals::night_factor(metric, days_before(self.day, days), evidence.mornings, evidence.sources)
    }

    /// Whether heart-rate variability lies above normal, which is no plus.
    pub(super) fn is_variability_high(&self) -> bool {
        let evidence = &self.judge.evidence;
        night_signals::is_variability_high(self.day, evidence.mornings, evidence.sources)
    }

    /// The runs of the last four days, as far as this morning knows them.
    pub(super) fn runs(&self) -> &'a [RunResidual] {
        self.runs
    }

    /// This morning.
    pub(super) fn day(&self) -> Date {
        self.day
    }

    /// The answer to an item; an error when neither today nor yesterday has one.
    pub(super) fn answer(&self, signal: Signal) -> Result<ItemAnswer, MissingReason> {
        let sides = [(0, self.day, self.today), (1, days_before(self.day, 1), self.yesterday)];
        for (age_days, day, mornings) in sides {
            if let Some(newest) = mornings.iter().rev().find_map(|morning| answer_about(signal, morning)) {
                return Ok(ItemAnswer { newest, age_days, normal: self.judge.normals.before(signal, day) });
            }
        }
        let stale = self.before.iter().any(|morning| answer_about(signal, morning).is_some());
        Err(if stale { MissingReason::Stale } else { MissingReason::NotGiven })
    }

    /// The earlier answers about a signal with their days, the newest first, one a day.
    pub(super) fn earlier_answers(&self, signal: Signal) -> impl Iterator<Item = (Date, f64)> + use<'a> {
        let mornings = self.judge.evidence.mornings;
        let end = mornings.partition_point(|morning| morning.day < self.day);
        let answers = mornings.get(..end).unwrap_or_default().iter().rev();
        let mut last = None;
        answers.filter_map(move |morning| {
            let answer = answer_about(signal, morning).filter(|_| last != Some(morning.day))?;
            last = Some(morning.day);
            Some((morning.day, answer))
        })
    }

    /// How far the answers of earlier mornings lie from these normals on the mean, the newest first, one a day with an answer.
    pub(super) fn earlier_deviations(&self, normals: &[(Signal, f64)]) -> impl Iterator<Item = f64> {
        let mornings = self.judge.evidence.mornings;
        let end = mornings.partition_point(|morning| morning.day < self.day);
        let days = mornings.get(..end).unwrap_or_default().chunk_by(|a, b| a.day == b.day).rev();
        days.filter_map(move |day| {
            let answer = |signal| day.iter().rev().find_map(|morning| answer_about(signal, morning));
            let deviations = normals.iter().filter_map(|(signal, normal)| Some(answer(*signal)? - normal));
            mean(&deviations.collect::<Vec<f64>>())
        })
    }

    /// Whether today has a check-in that says anything.
    pub(super) fn checked_in(&self) -> bool {
        self.today.iter().any(Morning::is_check_in)
    }

    /// Whether this morning says that the runner is ill, or in pain that changes how one runs: of several check-ins on a day the
    /// last word counts.
    pub(super) fn flags(&self) -> [bool; 2] {
        let last_word = |flag: fn(&Morning) -> Option<bool>| self.today.iter().rev().find_map(flag).unwrap_or(false);
        [last_word(|morning| morning.illness), last_word(|morning| morning.pain)]
    }

    /// What was said of the last runs: today's word, else yesterday's, with what it is worth; absent where nobody said that they
    /// felt harder.
    pub(super) fn felt_harder(&self) -> Option<(FeltHarder, f64)> {
        let word = |mornings: &[Morning]| mornings.iter().rev().find_map(|morning| morning.felt_harder);
        let (said, q) =
            word(self.today).map(|said| (said, 1.0)).or_else(|| word(self.yesterday).map(|said| (said, 0.5)))?;
        said.then(|| (FeltHarder { is_habit: self.feels_harder_by_habit() }, q))
    }

    /// Whether half or more of the words of four weeks say so.
    fn feels_harder_by_habit(&self) -> bool {
        let (first, last) = HABIT_DAYS;
        let weeks = window(
            self.judge.evidence.mornings,
            |row| row.day,
            days_before(self.day, first),
            days_before(self.day, last),
        );
        let days = weeks.chunk_by(|a, b| a.day == b.day);
        let words: Vec<bool> =
            days.filter_map(|day| day.iter().rev().find_map(|morning| morning.felt_harder)).collect();
        let yes = words.iter().filter(|word| **word).count();
        HABIT_WORDS_MIN <= words.len() && words.len() <= 2 * yes
    }

    /// The spell that the runner said this morning lies in.
    pub(super) fn spell(&self) -> Option<Spell> {
        let found = self.layoff.filter(|layoff| layoff.holds() && layoff.days_back == 0).and_then(|layoff| {
            let first = layoff.since.tomorrow().ok()?;
            Some(Spell { kind: SpellKind::Break, first, last: None, is_said: false })
        });
        self.judge.said.on(self.day).or(found)
    }

    /// The illness that lies behind this morning.
    pub(super) fn after_illness(&self) -> Option<AfterIllness> {
        self.judge.said.after_illness(self.day)
    }

    /// What holds the score down beside the signals.
    pub(super) fn circumstances(&self, signs: u32, body_signs: u32) -> Circumstances {
        let spell = self.judge.said.on(self.day).map(|spell| spell.kind);
        let ill_or_pain = self.flags().contains(&true) || spell == Some(SpellKind::Ill);
        Circumstances {
            ill_or_pain,
            felt_harder: self.felt_harder().map(|(felt, _)| felt),
            overreaching_run_days: self.overreaching_run_days(),
            signs,
            body_signs,
            // An injury that goes on is none that may be over.
            after_illness: self.after_illness().filter(|_| !ill_or_pain && spell != Some(SpellKind::Injured)),
            layoff: self.layoff,
            huge_effort: self.huge_effort(),
            spell,
        }
    }

    /// Days of the last four with a run that felt harder while the heart beat no faster.
    fn overreaching_run_days(&self) -> u32 {
        let known = |run: &&RunResidual| run.known_from <= self.day;
        let pattern = |run: &&RunResidual| {
            let felt = run.rpe.is_some_and(|rpe| rpe.harder_z() <= OVERREACHING_Z);
            felt && run.heart_rate.is_some_and(|heart_rate| heart_rate.value <= 0.0)
        };
        let mut days: Vec<Date> = self.runs.iter().filter(known).filter(pattern).map(|run| run.day).collect();
        days.dedup();
        days.len() as u32
    }

    /// The huge effort of the last weeks that asks for most today: its hours, and the days since.
    fn huge_effort(&self) -> Option<(f64, u32)> {
        let lately = self.days.get(self.days.len().saturating_sub(HUGE_EFFORT_DAYS)..).unwrap_or_default();
        let efforts =
            lately.iter().filter_map(|day| Some((day.huge_effort_h?, days_between(day.day, self.day).unsigned_abs())));
        let left = |(hours, days): &(f64, u32)| i64::from(recovery_days(*hours)) - i64::from(*days);
        efforts
            .filter(|effort| 0 <= left(effort))
            .max_by_key(|effort| (is_freshly_huge(effort.0, effort.1), left(effort)))
    }

    /// Days since the last rest or active-recovery day, where one is due.
    pub(super) fn rest_due_days(&self) -> Option<u32> {
        self.last_day?.days_since_ease.filter(|days| DAYS_WITHOUT_EASE <= *days)
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

    /// Known days of the series.
    pub(super) fn known_days(&self) -> usize {
        let last_known = self.days.last().is_some_and(|row| row.load.is_some());
        let before_it = self.days.len().checked_sub(1).and_then(|last| self.judge.known_before.get(last));
        before_it.map_or(0, |known| known + usize::from(last_known))
    }
}

/// What a check-in answers about a signal; absent where it does not ask.
fn answer_about(signal: Signal, morning: &Morning) -> Option<f64> {
    // After a run, legs are those of the run.
    let item = signal.answered_item().filter(|_| !morning.late)?;
    morning.number(item)
}

#[cfg(test)]
mod tests {
    use super::super::MorningEvidence;
    use super::super::samples::{TODAY, back, usual_morning};
    use super::*;

    fn with_view<T>(day: Date, mornings: &[Morning], ask: impl Fn(&MorningView<'_>) -> T) -> T {
        let judge = Judge::new(&MorningEvidence { mornings, ..MorningEvidence::default() });
        ask(&MorningView::of_day(day, &judge))
    }

    #[test]
    fn a_flag_holds_on_its_day() {
        let ill = Morning { illness: Some(true), ..usual_morning(back(1)) };
        let flags = |day, mornings: &[Morning]| with_view(day, mornings, |view| (view.flags(), view.day()).0);
        assert_eq!(flags(back(1), std::slice::from_ref(&ill)), [true, false]);
        assert_eq!(flags(TODAY, std::slice::from_ref(&ill)), [false, false], "an open illness is a spell");
        let well = Morning { illness: Some(false), ..usual_morning(back(1)) };
        assert_eq!(flags(back(1), &[ill, well]), [false, false], "the last word of a day counts");
    }

    #[test]
    fn legs_after_a_run_are_those_of_the_run_and_what_is_ill_is_ill() {
        let late = |day, legs| Morning { legs: Some(legs), illness: Some(true), late: true, ..usual_morning(day) };
        let answers = |mornings: &[Morning]| {
            with_view(TODAY, mornings, |view| {
                let found = view.answer(Signal::Legs);
                let open = view.after_illness().is_some_and(|after| after.holds());
                (found.map(|answer| (answer.newest, answer.age_days, answer.normal.answers)), open)
            })
        };
        // Yesterday evening's legs are no answer; yesterday evening's fever is.
        assert_eq!(answers(&[usual_morning(back(2)), late(back(1), 1.0)]), (Err(MissingReason::Stale), true));
        // This evening's are nothing that this morning knew, and neither is the fever.
        let here = [usual_morning(back(1)), usual_morning(TODAY), late(TODAY, 1.0)];
        assert_eq!(answers(&here), (Ok((4.0, 0, 1)), false));
    }

    #[test]
    fn felt_harder_is_the_newest_word_of_two_days() {
        let said = |day, felt_harder| Morning { felt_harder, ..usual_morning(day) };
        let worth = |mornings: &[Morning]| with_view(TODAY, mornings, |view| view.felt_harder().map(|(_, q)| q));
        assert_eq!(worth(&[said(back(1), Some(true)), said(TODAY, None)]), Some(0.5));
        assert_eq!(worth(&[said(back(1), None), said(TODAY, Some(true))]), Some(1.0));
        assert_eq!(worth(&[said(back(1), Some(true)), said(TODAY, Some(false))]), None);
        assert_eq!(worth(&[said(back(2), Some(true))]), None);
    }

    #[test]
    fn who_says_so_on_half_of_all_mornings_is_not_warned_by_it() {
        let mornings = |yes_every: i32, newest: i32| -> Vec<Morning> {
            let mut mornings: Vec<Morning> = (newest..newest + 8)
                .rev()
                .map(|days| Morning { felt_harder: Some(days % yes_every == 0), ..usual_morning(back(days)) })
                .collect();
            mornings.push(Morning { felt_harder: Some(true), ..usual_morning(TODAY) });
            mornings
        };
        let is_habit =
            |mornings: &[Morning]| with_view(TODAY, mornings, |view| view.felt_harder().map(|(felt, _)| felt.is_habit));
        assert_eq!(is_habit(&mornings(2, 8)), Some(true));
        assert_eq!(is_habit(&mornings(3, 8)), Some(false));
        assert_eq!(is_habit(&mornings(2, 1)), Some(false), "the last week is what is asked about");
        let capped = |mornings: &[Morning]| {
            let judge = Judge::new(&MorningEvidence { mornings, ..MorningEvidence::default() });
            judge.morning(TODAY).caps.iter().any(|cap| cap.as_str() == "felt_harder")
        };
        assert_eq!([capped(&mornings(2, 8)), capped(&mornings(3, 8))], [false, true]);
    }
}
