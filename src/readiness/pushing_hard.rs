//! Whether the runner has been pushing hard.
//!
//! The thresholds are conventions of coaching, not findings: one of them alone means little, so two must agree.

use super::baseline::days_before;
use super::load_sentences::{self, Balance};
use super::morning_view::{LOAD_DAYS, MorningView};
use super::vocabulary::one_decimal;
use super::{Factor, MorningEvidence, Reason, Signal};
use crate::load::day_class::DayClass;
use crate::morning::Metric;
use jiff::civil::Date;

/// Signs that must agree.
const SIGNS_MIN: usize = 2;
const FORM_RATIO_LOW: f64 = -0.30;
const ACUTE_TO_CHRONIC_HIGH: f64 = 1.3;
const DAYS_WITHOUT_EASE: usize = 10;
const HRV_LOW: f64 = -0.5;
/// Mornings on end on which variability must be low.
const HRV_LOW_DAYS: i32 = 3;
const RPE_LOW: f64 = -1.0;

/// The signs that the runner has been pushing hard, after a first sentence that says so; empty when fewer than two fired.
///
/// Signs: form at -30 % or below; acute load 1.3 times the chronic or more; monotony of 2 or more in a week above the mean
/// of the last six; ten days without a rest or active-recovery day; a ramp above 8 a week at a chronic load of 30 or more;
/// heart-rate variability low for three mornings; runs that feel harder than their intensity. Form and acute:chronic are
/// one sign: above a chronic load of 5 they are the same inequality. The signs of the load series are silent until it has
/// settled.
#[must_use]
pub fn pushing_hard(day: Date, evidence: &MorningEvidence<'_>, factors: &[Factor]) -> Vec<Reason> {
    let mut sentences: Vec<Reason> = load_signs(day, evidence);
    for factor in factors {
        let lasts = factor.signal != Signal::Hrv || variability_stays_low(day, evidence);
        sentences.extend(body_sign(factor).filter(|_| lasts));
    }
    if sentences.len() < SIGNS_MIN {
        return Vec::new();
    }
    let summary = Reason {
        code: "PUSHING-HARD",
        text: "You have been pushing hard, and it is time to pull back: walk, do yoga or rest today, and let the work sink in."
            .to_owned(),
        values: vec![("signs", sentences.len() as f64)],
    };
    sentences.insert(0, summary);
    sentences
}

/// The signs of the load series alone, however few they are.
#[must_use]
pub(crate) fn load_signs(day: Date, evidence: &MorningEvidence<'_>) -> Vec<Reason> {
    let view = MorningView::of_day(day, evidence);
    let mut sentences = Vec::new();
    if load_sentences::is_settled(&view) {
        if let Some(balance) = Balance::of_morning(&view) {
            let form_low = balance.form_ratio <= FORM_RATIO_LOW;
            let acute_high = balance.chronic > 0.0 && balance.acute / balance.chronic >= ACUTE_TO_CHRONIC_HIGH;
            if form_low || acute_high {
                sentences.push(balance.reason("LOAD-HIGH", "above", ": let it come down"));
            }
        }
        sentences.extend(monotonous_and_heavy(&view));
        sentences.extend(load_sentences::ramp_sentence(&view));
    }
    sentences.extend(no_easy_day(&view));
    sentences
}

/// Monotony counts as a sign only in a heavy week: seven easy days alike are no push.
fn monotonous_and_heavy(view: &MorningView<'_>) -> Option<Reason> {
    let reason = load_sentences::monotony_sentence(view)?;
    let known: Option<Vec<f64>> = view.six_weeks().iter().map(|row| row.load).collect();
    let loads = known.filter(|loads| loads.len() == LOAD_DAYS)?;
    let week: f64 = loads.iter().rev().take(7).sum();
    let mean = loads.iter().sum::<f64>() / 6.0;
    (week > mean).then(|| Reason {
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

fn no_easy_day(view: &MorningView<'_>) -> Option<Reason> {
    let hard = |row: &&crate::load::Day| matches!(row.class, DayClass::Easy | DayClass::Quality | DayClass::Long);
    let count = view.days().iter().rev().take_while(hard).count();
    (count >= DAYS_WITHOUT_EASE).then(|| Reason {
        code: "NO-EASY-DAY",
        text: format!("{count} days in a row without a rest or active-recovery day: take one today."),
        values: vec![("days", count as f64)],
    })
}

/// Whether heart-rate variability was low on the two mornings before too: one low morning says little.
fn variability_stays_low(day: Date, evidence: &MorningEvidence<'_>) -> bool {
    let low = |back: i32| {
        let factor = MorningView::of_day(days_before(day, back), evidence).night(Metric::HrvRmssd);
        factor.is_ok_and(|factor| factor.z <= HRV_LOW)
    };
    (1..HRV_LOW_DAYS).all(low)
}

/// Signs of the body itself; `z` is better when higher.
fn body_sign(factor: &Factor) -> Option<Reason> {
    let deviations = one_decimal(-factor.z);
    let text = match factor.signal {
        Signal::Hrv if factor.z <= HRV_LOW => {
            format!("Heart-rate variability {deviations} standard deviations below your normal: recover first.")
        }
        Signal::EffortFelt if factor.z <= RPE_LOW => format!(
            "Your last runs felt harder than their intensity explains, by {deviations} standard deviations: run by feel."
        ),
        _ => return None,
    };
    Some(Reason { code: factor.code(), text, values: vec![("z", factor.z)] })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TODAY, back, days};
    use super::*;
    use crate::morning::{Morning, Reading, Source};

    use crate::load::Day;

    fn codes(days: &[Day], factors: &[Factor]) -> Vec<&'static str> {
        pushing_hard(TODAY, &MorningEvidence { days, ..MorningEvidence::default() }, factors)
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
        let texts: Vec<String> = pushing_hard(TODAY, &evidence, &[]).into_iter().map(|reason| reason.text).collect();
        assert_eq!(
            texts,
            [
                "You have been pushing hard, and it is time to pull back: walk, do yoga or rest today, and let the work \
                 sink in.",
                "Chronic load up 8.5 in a week, to 45.2 a day: hold it level for a week.",
                "100 days in a row without a rest or active-recovery day: take one today.",
            ]
        );
    }

    #[test]
    fn form_and_acute_to_chronic_are_one_sign() {
        let hard = days(100, 52.0, 40.0);
        let reasons = pushing_hard(TODAY, &MorningEvidence { days: &hard, ..MorningEvidence::default() }, &[]);
        let texts: Vec<&str> = reasons.iter().skip(1).map(|reason| reason.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Acute load 52.0 a day, above your chronic load of 40.0 (form -30%): let it come down.",
                "100 days in a row without a rest or active-recovery day: take one today.",
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
    fn the_load_series_is_silent_until_it_has_settled() {
        assert_eq!(codes(&days(83, 80.0, 40.0), &[]), [""; 0]);
        assert_eq!(codes(&days(84, 80.0, 40.0), &[]), ["PUSHING-HARD", "LOAD-HIGH", "NO-EASY-DAY"]);
    }

    #[test]
    fn the_body_speaks_too_once_it_says_so_for_three_mornings() {
        let factor = |signal, z| Factor { signal, z, q: 1.0, value: None, normal: None };
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
            pushing_hard(TODAY, &evidence, factors).iter().map(|reason| reason.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(6, &low), ["PUSHING-HARD", "HRV-DOWN", "RUNS-FEEL-HARDER"]);
        assert_eq!(codes(1, &low), [""; 0], "one low morning says little");
        assert_eq!(codes(6, &[factor(Signal::Hrv, -0.4), factor(Signal::EffortFelt, -2.0)]), [""; 0]);
    }
}
