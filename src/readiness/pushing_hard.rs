//! Signs that the runner has been pushing hard for a while, and the sentence that says so.
//!
//! A convention of ours from signs that coaches use; each sign is a number of the series, of the nights or of the runs. Two of
//! them hold the score down, so that the band and the sentence say the same.

use super::caps::SIGNS_MIN;
use super::load_sentences::{self, Balance};
use super::morning_view::{LOAD_DAYS, MorningView};
use super::vocabulary::{km, one_decimal, percent};
use super::{Factor, Judge, MorningEvidence, Reason, Signal};
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::load::spike::SpikeClass;
use crate::morning::Metric;
use jiff::civil::Date;

/// Form at or below this share of the chronic load, and an acute load at or above this multiple of it: one sign.
const FORM_RATIO_LOW: f64 = -0.30;
const ACUTE_TO_CHRONIC_HIGH: f64 = 1.3;
/// A week as much heavier than the mean of six weeks makes its monotony a sign.
const HEAVY_WEEK: f64 = 1.1;
/// Days in a row without a rest or active-recovery day.
const DAYS_WITHOUT_EASE: usize = 10;
/// Days in a row without one, and hard days among them, that are a sign of their own: three weeks, one in each.
const WEEKS_WITHOUT_EASE: usize = 21;
const HARD_DAYS_MIN: usize = 3;
/// Days in which a run far longer than the runs before it is still a sign.
const SPIKE_DAYS: usize = 7;
/// Heart-rate variability this far below normal, on as many mornings in a row.
const HRV_LOW: f64 = -0.5;
const HRV_LOW_DAYS: i32 = 3;
/// Runs that feel as many standard deviations harder.
const RPE_LOW: f64 = -1.0;

/// The signs of a morning.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Signs {
    /// A sentence each, those of the load first.
    sentences: Vec<Reason>,
    /// How many of them are of the body.
    pub(super) body: u32,
}

impl Signs {
    /// How many there are.
    pub(super) const fn count(&self) -> u32 {
        self.sentences.len() as u32
    }
}

/// The signs of a morning, whether or not they are enough.
pub(super) fn signs(view: &MorningView<'_>, factors: &[Factor]) -> Signs {
    let mut sentences = load_signs_in_view(view);
    let lasts = |factor: &&Factor| factor.signal != Signal::Hrv || variability_stays_low(view);
    let of_body: Vec<Reason> = factors.iter().filter(lasts).filter_map(|factor| body_sign(factor, view)).collect();
    let body = of_body.len() as u32;
    sentences.extend(of_body);
    Signs { sentences, body }
}

/// The signs as sentences, a summary first; empty when there are too few.
pub(super) fn told(signs: &Signs) -> Vec<Reason> {
    if signs.count() < SIGNS_MIN {
        return Vec::new();
    }
    let text = if signs.body == 0 {
        "You have been pushing hard for a while: let the work sink in."
    } else {
        "You have been pushing hard for a while, and your body says so too: let the work sink in."
    };
    let values = vec![("signs", f64::from(signs.count())), ("body_signs", f64::from(signs.body))];
    let summary = Reason { code: "PUSHING-HARD", text: text.to_owned(), values };
    [summary].into_iter().chain(signs.sentences.iter().cloned()).collect()
}

/// The signs of the load alone, as of a morning.
#[must_use]
pub(crate) fn load_signs(day: Date, evidence: &MorningEvidence<'_>) -> Vec<Reason> {
    load_signs_in_view(&MorningView::of_day(day, &Judge::new(evidence)))
}

fn load_signs_in_view(view: &MorningView<'_>) -> Vec<Reason> {
    let high = |balance: &Balance| {
        let acute_high = balance.chronic > 0.0 && balance.acute / balance.chronic >= ACUTE_TO_CHRONIC_HIGH;
        balance.form_ratio <= FORM_RATIO_LOW || acute_high
    };
    let balance = Balance::of_morning(view).filter(high).map(|balance| balance.reason("LOAD-HIGH", "above"));
    let trained = |row: &&Day| matches!(row.class, DayClass::Easy | DayClass::Quality | DayClass::Long);
    // An unknown day ends the row.
    let streak: Vec<&Day> = view.days().iter().rev().take_while(trained).collect();
    let signs = [
        balance,
        monotonous_and_heavy(view),
        load_sentences::ramp_sentence(view),
        no_easy_day(&streak),
        hard_without_ease(&streak),
        spike(view),
    ];
    signs.into_iter().flatten().collect()
}

/// Monotony with a week that is clearly heavier than the last six weeks. Six weeks that are not all known say nothing.
fn monotonous_and_heavy(view: &MorningView<'_>) -> Option<Reason> {
    let reason = load_sentences::monotony_sentence(view)?;
    let known: Option<Vec<f64>> = view.six_weeks().iter().map(|row| row.load).collect();
    let loads = known.filter(|loads| loads.len() == LOAD_DAYS)?;
    let week: f64 = loads.iter().rev().take(7).sum();
    let mean = loads.iter().sum::<f64>() / 6.0;
    (HEAVY_WEEK * mean <= week && 0.0 < mean).then(|| Reason {
        text: format!(
            "{} The week weighs {}; the mean of your last 6 weeks is {}.",
            reason.text,
            one_decimal(week),
            one_decimal(mean)
        ),
        values: [reason.values, vec![("load_7d", week), ("load_6_week_mean", mean)]].concat(),
        code: reason.code,
    })
}

/// Many days in a row without rest or active recovery.
fn no_easy_day(streak: &[&Day]) -> Option<Reason> {
    let count = streak.len();
    (count >= DAYS_WITHOUT_EASE).then(|| Reason {
        code: "NO-EASY-DAY",
        text: format!("{count} days in a row without a rest or active-recovery day: one is due."),
        values: vec![("days", count as f64)],
    })
}

/// Three weeks of them, with hard days among them.
fn hard_without_ease(streak: &[&Day]) -> Option<Reason> {
    let hard = streak.iter().filter(|day| day.class == DayClass::Quality).count();
    (HARD_DAYS_MIN <= hard && WEEKS_WITHOUT_EASE <= streak.len()).then(|| Reason {
        code: "HARD-WITHOUT-EASE",
        text: format!("{hard} of these {} days were hard ones.", streak.len()),
        values: vec![("hard_days", hard as f64), ("days", streak.len() as f64)],
    })
}

/// A run far beyond the runs of the 30 days before it, in the last week.
fn spike(view: &MorningView<'_>) -> Option<Reason> {
    let week = view.days().iter().rev().take(SPIKE_DAYS);
    let found = week.filter(|day| day.spike_class >= Some(SpikeClass::Moderate)).max_by_key(|day| day.spike_class)?;
    let longest_m = found.longest_run_30d_m?;
    Some(Reason {
        code: "RUN-SPIKE",
        text: format!(
            "The run of {} was far beyond those of the 30 days before it: {} km is now your longest of 30 days.",
            found.day,
            km(longest_m)
        ),
        values: vec![("longest_run_30d_m", longest_m)],
    })
}

/// Whether variability was low on the mornings before this one too: a single low morning is no sign.
fn variability_stays_low(view: &MorningView<'_>) -> bool {
    let low = |back: i32| view.night_before(Metric::HrvRmssd, back).is_ok_and(|factor| factor.deviation <= HRV_LOW);
    (1..HRV_LOW_DAYS).all(low)
}

/// What the nights and the last runs say of the same.
fn body_sign(factor: &Factor, view: &MorningView<'_>) -> Option<Reason> {
    let deviations = one_decimal(-factor.deviation);
    // What is said on half of all mornings is no sign; what is measured beyond it is.
    let is_habit = view.felt_harder().is_some_and(|(felt, _)| felt.is_habit);
    let text = match factor.signal {
        Signal::EffortFelt if is_habit && RPE_LOW <= factor.deviation => return None,
        Signal::Hrv if factor.deviation <= HRV_LOW => {
            let normal = factor.value.zip(factor.normal).map_or_else(String::new, |(value, normal)| {
                format!(", {} below its normal", percent(1.0 - value / normal))
            });
            format!("Heart-rate variability has been low for {HRV_LOW_DAYS} mornings{normal}.")
        }
        Signal::EffortFelt if factor.deviation <= RPE_LOW && factor.value.is_some() => {
            format!("Your last runs felt harder than their intensity explains, by {deviations} standard deviations.")
        }
        Signal::EffortFelt if !is_habit && view.felt_harder().is_some() => {
            "You say that your last runs felt harder than they should.".to_owned()
        }
        _ => return None,
    };
    Some(Reason { code: factor.code(), text, values: vec![("z", factor.deviation)] })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TODAY, back, days};
    use super::*;
    use crate::morning::{Morning, Reading, Source};

    fn pushing_hard(evidence: &MorningEvidence<'_>, factors: &[Factor]) -> Vec<Reason> {
        let judge = Judge::new(evidence);
        told(&signs(&MorningView::of_day(TODAY, &judge), factors))
    }

    fn codes(days: &[Day], factors: &[Factor]) -> Vec<&'static str> {
        pushing_hard(&MorningEvidence { days, ..MorningEvidence::default() }, factors)
            .iter()
            .map(|reason| reason.code)
            .collect()
    }

    /// A steady series with the last row before the morning changed.
    fn with_yesterday(mut days: Vec<Day>, change: impl Fn(&mut Day)) -> Vec<Day> {
        days.iter_mut().filter(|day| day.day == back(1)).for_each(change);
        days
    }

    fn rested(days: Vec<Day>) -> Vec<Day> {
        with_yesterday(days, |day| day.class = DayClass::ActiveRecovery)
    }

    #[test]
    fn one_sign_alone_says_nothing() {
        // A hundred days without an easy day, and all else as usual.
        assert_eq!(codes(&days(100, 41.0, 40.0), &[]), [""; 0]);
    }

    #[test]
    fn two_signs_speak_with_their_numbers() {
        let days = with_yesterday(days(100, 41.0, 40.0), |day| {
            day.ramp = Some(8.5);
            day.chronic = Some(45.2);
        });
        let evidence = MorningEvidence { days: &days, ..MorningEvidence::default() };
        let texts: Vec<String> = pushing_hard(&evidence, &[]).into_iter().map(|reason| reason.text).collect();
        assert_eq!(
            texts,
            [
                "You have been pushing hard for a while: let the work sink in.",
                "Chronic load up 8.5 in a week, to 45.2 a day: hold it level for a week.",
                "100 days in a row without a rest or active-recovery day: one is due.",
            ]
        );
    }

    #[test]
    fn form_and_acute_to_chronic_are_one_sign() {
        let hard = days(100, 52.0, 40.0);
        let reasons = pushing_hard(&MorningEvidence { days: &hard, ..MorningEvidence::default() }, &[]);
        let texts: Vec<&str> = reasons.iter().skip(1).map(|reason| reason.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Acute load 52.0 a day, above your chronic load of 40.0 (form -30%).",
                "100 days in a row without a rest or active-recovery day: one is due.",
            ]
        );
        assert_eq!(codes(&days(100, 51.9, 40.0), &[]), [""; 0]);
        assert_eq!(codes(&rested(days(100, 52.0, 40.0)), &[]), [""; 0]);
    }

    #[test]
    fn an_active_recovery_day_breaks_the_streak() {
        let ramp = |day: &mut Day| day.ramp = Some(9.0);
        assert_eq!(
            codes(&with_yesterday(days(100, 41.0, 40.0), ramp), &[]),
            ["PUSHING-HARD", "RAMP-HIGH", "NO-EASY-DAY"]
        );
        assert_eq!(codes(&rested(with_yesterday(days(100, 41.0, 40.0), ramp)), &[]), [""; 0]);
    }

    #[test]
    fn monotony_counts_in_a_heavy_week_only() {
        let monotonous = with_yesterday(days(100, 41.0, 40.0), |day| day.monotony = Some(2.5));
        assert_eq!(codes(&monotonous, &[]), [""; 0]);
        let heavy = with_yesterday(monotonous, |day| day.load = Some(80.0));
        assert_eq!(codes(&heavy, &[]), ["PUSHING-HARD", "MONOTONY-HIGH", "NO-EASY-DAY"]);
    }

    #[test]
    fn a_run_far_beyond_the_others_is_a_sign_for_a_week() {
        let spike = |nth: i32| {
            let mut days = rested(with_yesterday(days(100, 41.0, 40.0), |day| day.ramp = Some(9.0)));
            let far = |day: &mut Day| day.spike_class = Some(SpikeClass::Moderate);
            days.iter_mut().filter(|day| day.day == back(nth)).for_each(far);
            days
        };
        assert_eq!(codes(&spike(7), &[]), ["PUSHING-HARD", "RAMP-HIGH", "RUN-SPIKE"]);
        assert_eq!(codes(&spike(8), &[]), [""; 0]);
    }

    #[test]
    fn the_body_speaks_too_once_it_says_so_for_three_mornings() {
        let factor = |signal, z| Factor { signal, deviation: z, q: 1.0, value: Some(1.0), normal: None, earlier: 0 };
        let low = [factor(Signal::Hrv, -0.5), factor(Signal::EffortFelt, -1.0), factor(Signal::Legs, -3.0)];
        let nights = |low_days: i32| -> Vec<Morning> {
            (0..60)
                .rev()
                .map(|days| {
                    let value = if days < low_days { 30.0 } else { 60.0 + f64::from(days % 2) };
                    let reading = Reading { metric: Metric::HrvRmssd, value, source: Source::OURA };
                    Morning { day: back(days), readings: vec![reading], ..Morning::default() }
                })
                .collect()
        };
        let codes = |low_days: i32, factors: &[Factor]| {
            let mornings = nights(low_days);
            let evidence = MorningEvidence { mornings: &mornings, ..MorningEvidence::default() };
            pushing_hard(&evidence, factors).iter().map(|reason| reason.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(6, &low), ["PUSHING-HARD", "HRV-DOWN", "RUNS-FEEL-HARDER"]);
        assert_eq!(codes(1, &low), [""; 0], "one low morning says little");
        assert_eq!(codes(6, &[factor(Signal::Hrv, -0.4), factor(Signal::EffortFelt, -2.0)]), [""; 0]);
    }
}
