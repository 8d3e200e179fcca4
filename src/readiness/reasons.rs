//! Why the verdict is what it is, in sentences: the number, the runner's own normal, and what to do.
//!
//! Most important first: what the runner reported, what holds the score down, what pulls it down, what is good, what the
//! load looks like, and what is missing. A signal half a standard deviation from its normal is "worse" or "better". What to
//! do stands in the first sentence that can say it; later ones say what helps.

use super::load_sentences::{self, Balance};
use super::missing_sentences;
use super::morning_view::{Flags, MorningView};
use super::night_sentences;
use super::run_sentences;
use super::score::weighted_pull;
use super::vocabulary::{band_action, one_decimal, shown_difference, signed_percent, subject_with_verb, with_capital};
use super::{Band, Cap, Confidence, Factor, MissingReason, Readiness, Reason, Signal, SignalOrigin};

/// Deviation from which a signal is worth a sentence of its own.
const Z_NOTED: f64 = 0.5;
/// Days without a rest day from which one is due.
const DAYS_WITHOUT_REST: u32 = 7;
/// Distance from zero within which a form ratio is level.
const FORM_RATIO_LEVEL: f64 = 0.05;

/// The reasons of a verdict, at least one; `readiness` needs everything but its reasons.
pub(super) fn verdict_reasons(readiness: &Readiness, view: &MorningView<'_>) -> Vec<Reason> {
    let flags = view.flags();
    let mut reasons = reported_flags(flags, view.checked_in());
    let mut advised = !reasons.is_empty();

    reasons.extend(little_known(readiness));
    let held = held_down(readiness, view);
    advised |= held.is_some();
    reasons.extend(held);

    let mut noted: Vec<&Factor> = readiness.factors.iter().filter(|factor| factor.z.abs() >= Z_NOTED).collect();
    noted.sort_by(|a, b| weighted_pull(a).total_cmp(&weighted_pull(b)));
    let harder = noted.iter().any(|factor| factor.signal == Signal::EffortFelt && factor.z < 0.0);
    for factor in noted.iter().filter(|factor| factor.z < 0.0) {
        // The heart is part of the sentence about how hard runs feel.
        if harder && factor.signal == Signal::HrAtPace {
            continue;
        }
        let advice = if advised { factor.signal.spec().advice } else { band_action(readiness.band) };
        reasons.push(noted_factor(factor, view, &format!(": {advice}")));
        advised = true;
    }
    if flags.felt_harder {
        let advice = match readiness.band {
            Band::ReadyForQuality => "if the warm-up feels so today too, make it an easy day",
            _ => "ease off for a day or two and see if it passes",
        };
        let text = format!("You noted that your last runs felt harder than they should: {advice}.");
        reasons.push(Reason::plain("FELT-HARDER", text));
        advised = true;
    }

    // A green light on little knowledge is worded where the little knowledge is.
    let green = readiness.band == Band::ReadyForQuality;
    let mut advice = match readiness.confidence {
        _ if advised => String::new(),
        Confidence::None | Confidence::Low if green => String::new(),
        _ if green => ": train as planned".to_owned(),
        _ => format!(": {}", band_action(readiness.band)),
    };
    let better = noted.iter().rev().filter(|factor| factor.z > 0.0 && factor.signal != Signal::Load);
    for factor in better {
        reasons.push(noted_factor(factor, view, &std::mem::take(&mut advice)));
    }
    let above = night_sentences::above_normal(&readiness.factors, view);
    reasons.extend(at_normal(&readiness.factors, above.is_some(), &mut advice));
    reasons.extend(above);
    reasons.extend(load_facts(readiness, view, &advice));
    reasons.extend(run_sentences::decoupling_sentence(view));
    reasons.extend(run_sentences::next_run(view));
    reasons.extend(missing_sentences::missing_signals(readiness, view));
    reasons
}

fn reported_flags(flags: Flags, today: bool) -> Vec<Reason> {
    let (when, since) =
        if today { ("You reported", "") } else { ("Yesterday you reported", ", with no check-in since") };
    let illness =
        || Reason::plain("ILLNESS", format!("{when} illness{since}: rest until you feel well; training can wait."));
    let pain = || {
        let text =
            format!("{when} pain that changes how you run{since}: no running today; if it stays, have it looked at.");
        Reason::plain("PAIN", text)
    };
    [flags.illness.then(illness), flags.pain.then(pain)].into_iter().flatten().collect()
}

/// What must be read before a score of one signal, or of none.
fn little_known(readiness: &Readiness) -> Vec<Reason> {
    if readiness.score.is_none() {
        return vec![Reason::plain(
            "NOT-ENOUGH-DATA",
            "Not enough data for a score: it takes a full check-in today and on 7 earlier mornings (a row a day in \
             checkins.csv), or 28 days of training.",
        )];
    }
    if !readiness.is_load_only() {
        return Vec::new();
    }
    let text = if readiness.missing.iter().any(|missing| missing.reason == MissingReason::TooFew) {
        "Load-only estimate: no sleep, HRV or how-you-feel data with a known normal yet."
    } else {
        "Load-only estimate: no sleep, HRV or how-you-feel data."
    };
    let mut reasons = vec![Reason::plain("LOAD-ONLY", text)];
    if readiness.band == Band::ReadyForQuality {
        let text = "Ready if you feel good: your training load leaves room for a hard session, and the rest only you can tell.";
        reasons.push(Reason::plain("READY-IF-YOU-FEEL-GOOD", text));
    }
    reasons
}

/// The strictest cap that signals made; what was reported has its own sentences. Form alone is no such signal while the
/// load series settles.
fn held_down(readiness: &Readiness, view: &MorningView<'_>) -> Option<Reason> {
    readiness.caps.iter().rev().find_map(|cap| {
        let (code, signals, how) = match cap {
            Cap::TwoIndependent { signals } => ("TWO-INDEPENDENT", signals, "clearly worse than usual, all at once"),
            // Form is held against what training usually leaves, the others against the runner's own normal.
            Cap::SingleStrong { signals } if signals[..] == [Signal::Load] => {
                ("SINGLE-STRONG", signals, "far lower than steady training leaves it")
            }
            Cap::SingleStrong { signals } => ("SINGLE-STRONG", signals, "far worse than usual"),
            Cap::IllOrPain => return None,
        };
        if signals[..] == [Signal::Load] && !load_sentences::is_settled(view) {
            return None;
        }
        let word = |signal: Signal| if signal == Signal::Load { "form" } else { signal.spec().long_label };
        let deviation = |signal| readiness.factors.iter().find(|factor| factor.signal == signal);
        Some(Reason {
            code,
            text: format!("{} {how}: {}.", subject_with_verb(signals, word), band_action(readiness.band)),
            values: signals.iter().filter_map(|signal| Some((signal.as_str(), deviation(*signal)?.z))).collect(),
        })
    })
}

/// A signal away from its normal, with its number. `advice` ends the sentence.
fn noted_factor(factor: &Factor, view: &MorningView<'_>, advice: &str) -> Reason {
    let worse = factor.z < 0.0;
    let than = if worse { "worse" } else { "better" };
    let spec = factor.signal.spec();
    let text = match (spec.origin, factor.value, factor.normal) {
        (SignalOrigin::LoadBalance, ratio, _) => {
            if let Some(balance) = Balance::of_morning(view) {
                // What only looks like too much asks for nothing.
                let advice = if load_sentences::is_settled(view) { advice } else { "" };
                return balance.reason(factor.code(), "above", advice);
            }
            let form = ratio.map_or_else(String::new, |ratio| format!(" (form {})", signed_percent(ratio)));
            format!("Acute load is above your chronic load{form}")
        }
        (SignalOrigin::RunEffort, Some(off), _) => return run_sentences::effort_felt(factor, off, view, advice),
        (SignalOrigin::RunHeartRate, Some(off), _) => {
            return run_sentences::heart_rate_at_pace(factor, off, view, advice);
        }
        (SignalOrigin::Night(metric), Some(value), Some(normal)) => {
            night_sentences::away_from_normal(metric, value, normal, worse)
        }
        (SignalOrigin::Answer(_), Some(value), Some(normal)) => format!(
            "{} {} of 5 {}{}, {} {than} than your 28-day normal of {}",
            with_capital(spec.long_label),
            one_decimal(value),
            if view.answered_today(factor.signal) { "today" } else { "yesterday" },
            spec.scale,
            shown_difference(value, normal),
            one_decimal(normal)
        ),
        _ => format!(
            "{} is {than} than your normal by {} standard deviations",
            with_capital(spec.long_label),
            one_decimal(factor.z.abs())
        ),
    };
    let numbers = [(factor.signal.as_str(), factor.value), ("normal", factor.normal), ("z", Some(factor.z))];
    Reason {
        code: factor.code(),
        text: format!("{text}{advice}."),
        values: numbers.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
    }
}

/// The signals that are neither worse nor better, in one sentence, which takes the advice if it is still to be given.
fn at_normal(factors: &[Factor], hrv_is_high: bool, advice: &mut String) -> Option<Reason> {
    let told = |signal| signal == Signal::Load || (hrv_is_high && signal == Signal::Hrv);
    let near = |factor: &&Factor| factor.z.abs() < Z_NOTED && !told(factor.signal);
    let normal: Vec<&Factor> = factors.iter().filter(near).collect();
    let signals: Vec<Signal> = normal.iter().map(|factor| factor.signal).collect();
    (!signals.is_empty()).then(|| Reason {
        code: "AT-NORMAL",
        text: format!(
            "{} close to your normal{}.",
            subject_with_verb(&signals, |signal| signal.spec().long_label),
            std::mem::take(advice)
        ),
        values: normal.iter().map(|factor| (factor.signal.as_str(), factor.z)).collect(),
    })
}

fn load_facts(readiness: &Readiness, view: &MorningView<'_>, advice: &str) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let told = |factor: &Factor| factor.signal == Signal::Load && factor.z > -Z_NOTED;
    if readiness.factors.iter().any(told)
        && let Some(balance) = Balance::of_morning(view)
    {
        let (code, comparison) = match balance.form_ratio {
            FORM_RATIO_LEVEL.. => ("LOAD-LOW", "below"),
            ratio if ratio > -FORM_RATIO_LEVEL => ("LOAD-LEVEL", "close to"),
            _ => ("LOAD-LEVEL", "a little above"),
        };
        reasons.push(balance.reason(code, comparison, advice));
    }
    if let Some(count) = view.last_day().and_then(|yesterday| yesterday.days_since_rest) {
        let values = vec![("days_since_rest", f64::from(count))];
        if count == 0 {
            let text = "Yesterday was a rest day: that is when training turns into fitness.".to_owned();
            reasons.push(Reason { code: "RESTED", text, values });
        } else if count >= DAYS_WITHOUT_REST {
            let when = if readiness.band == Band::Rest { "take it today" } else { "plan one soon" };
            let text = format!("No rest day for {count} days: {when}; rest is progress.");
            reasons.push(Reason { code: "REST-DUE", text, values });
        }
    }
    reasons.extend(load_sentences::monotony_sentence(view));
    reasons.extend(load_sentences::ramp_sentence(view));
    reasons
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::float_cmp, reason = "the samples are exact in binary")]
    use super::super::samples::{TODAY, back, days, usual_morning, usual_mornings};
    use super::*;
    use crate::load::Day;
    use crate::morning::Morning;
    use crate::readiness::{MorningEvidence, judge_morning};

    const NEXT_RUN: &str = "Keep the next single run under 15.6 km: the longest of 30 days was 14.2 km.";
    const NO_RUN: &str = "How hard runs feel and heart rate at a given pace are left out: no run in 4 days.";
    const NOT_KNOWN: &str = "Not known: heart-rate variability and resting heart rate.";

    fn verdict(mornings: &[Morning], days: &[Day]) -> Readiness {
        judge_morning(TODAY, &MorningEvidence { mornings, days, ..MorningEvidence::default() })
    }

    fn texts(mornings: &[Morning], days: &[Day]) -> Vec<String> {
        verdict(mornings, days).reasons.into_iter().map(|reason| reason.text).collect()
    }

    fn with_today(change: impl Fn(&mut Morning)) -> Vec<Morning> {
        let mut mornings = usual_mornings(30);
        let mut today = usual_morning(TODAY);
        change(&mut today);
        mornings.push(today);
        mornings
    }

    #[test]
    fn load_alone_says_so_first_and_is_no_green_light() {
        let readiness = verdict(&[], &days(100, 44.0, 40.0));
        assert_eq!((readiness.band, readiness.confidence), (Band::ReadyForQuality, Confidence::Low));
        assert_eq!(
            texts(&[], &days(100, 44.0, 40.0)),
            [
                "Load-only estimate: no sleep, HRV or how-you-feel data.",
                "Ready if you feel good: your training load leaves room for a hard session, and the rest only you can tell.",
                "Acute load 44.0 a day, a little above your chronic load of 40.0 (form -10%).",
                NEXT_RUN,
                "No check-in for today: this is a load-only estimate; restday checkin (legs, soreness, sleep quality, \
                 motivation, ten seconds) tells how you feel.",
                NO_RUN,
                NOT_KNOWN,
            ]
        );
    }

    #[test]
    fn too_few_check_ins_are_counted_before_they_count() {
        let mut mornings = usual_mornings(3);
        mornings.push(Morning { sleep_h: None, ..usual_morning(TODAY) });
        let texts = texts(&mornings, &days(100, 30.0, 40.0));
        assert_eq!(texts[0], "Load-only estimate: no sleep, HRV or how-you-feel data with a known normal yet.");
        assert!(texts.contains(
            &"Not counted yet: hours of sleep (2 of the 7 earlier mornings it takes to know your normal).".to_owned()
        ));
        assert!(texts.contains(
            &"Not counted yet: legs, soreness, sleep quality and motivation (3 of the 7 earlier mornings it takes to know \
              your normal)."
                .to_owned()
        ));
    }

    #[test]
    fn nothing_at_all_says_what_it_takes() {
        assert_eq!(
            texts(&[], &[]),
            [
                "Not enough data for a score: it takes a full check-in today and on 7 earlier mornings (a row a day in \
                 checkins.csv), or 28 days of training.",
                "No check-in for today: restday checkin asks for legs, soreness, sleep quality and motivation in ten seconds.",
                "Training load is left out: no day of the last 42 is known.",
            ]
        );
    }

    #[test]
    fn what_it_takes_is_what_it_takes() {
        let mut week = usual_mornings(7);
        assert_eq!(verdict(&week, &[]).score, None);
        week.push(usual_morning(TODAY));
        assert!(verdict(&week, &[]).score.is_some());
        assert_eq!(verdict(&[], &days(27, 40.0, 40.0)).score, None);
        assert!(verdict(&[], &days(28, 40.0, 40.0)).score.is_some());
    }

    #[test]
    fn a_normal_morning_goes_as_planned() {
        assert_eq!(
            texts(&with_today(|_| {}), &days(100, 44.0, 40.0)),
            [
                "Legs, soreness, sleep quality, motivation and hours of sleep are close to your normal: train as planned.",
                "Acute load 44.0 a day, a little above your chronic load of 40.0 (form -10%).",
                NEXT_RUN,
                NO_RUN,
                NOT_KNOWN,
            ]
        );
    }

    #[test]
    fn what_holds_down_comes_first_then_what_pulls_most() {
        let mornings = with_today(|today| {
            today.legs = Some(3.0);
            today.motivation = Some(3.5);
            today.soreness = Some(4.5);
            today.felt_harder = Some(true);
        });
        let readiness = verdict(&mornings, &days(100, 52.0, 40.0));
        assert_eq!(readiness.band, Band::ActiveRecovery);
        assert_eq!(
            texts(&mornings, &days(100, 52.0, 40.0)),
            [
                "Legs and form are clearly worse than usual, all at once: walk, yoga or easy cycling today.",
                "Legs 3.0 of 5 today (5 is fresh), 1.0 worse than your 28-day normal of 4.0: give them time before the \
                 next hard day.",
                "Acute load 52.0 a day, above your chronic load of 40.0 (form -30%): let it come down before the next \
                 hard day.",
                "Motivation 3.5 of 5 today, 0.5 worse than your 28-day normal of 4.0: choose what you enjoy.",
                "You noted that your last runs felt harder than they should: ease off for a day or two and see if it \
                 passes.",
                "Soreness 4.5 of 5 today (5 is none), 0.5 better than your 28-day normal of 4.0.",
                "Sleep quality and hours of sleep are close to your normal.",
                NEXT_RUN,
                NO_RUN,
                NOT_KNOWN,
            ]
        );
        assert_eq!(readiness.reasons[1].values, [("fatigue", 3.0), ("normal", 4.0), ("z", -2.0)]);
    }

    #[test]
    fn one_far_signal_holds_down_alone() {
        let texts = texts(&with_today(|today| today.soreness = Some(2.5)), &days(100, 40.0, 40.0));
        assert_eq!(texts[0], "Soreness is far worse than usual: keep today easy.");
    }

    #[test]
    fn sleep_is_told_in_hours() {
        let texts = texts(&with_today(|today| today.sleep_h = Some(5.1)), &days(100, 40.0, 40.0));
        assert_eq!(
            texts[0],
            "Sleep averages 6.7 h over the last nights, 0.8 h less than your 28-day normal of 7.5 h: start easy and see \
             how you feel."
        );
    }

    #[test]
    fn a_difference_adds_up_as_it_is_shown() {
        // 3.34 and 4.16 show as 3.3 and 4.2, so their difference of 0.82 must show as 0.9.
        let mut mornings = usual_mornings(25);
        mornings.iter_mut().take(4).for_each(|row| row.legs = Some(5.0));
        mornings.push(Morning { legs: Some(3.34), ..usual_morning(TODAY) });
        let text = &texts(&mornings, &days(100, 40.0, 40.0))[0];
        assert!(
            text.starts_with("Legs 3.3 of 5 today (5 is fresh), 0.9 worse than your 28-day normal of 4.2"),
            "{text}"
        );
    }

    #[test]
    fn illness_and_pain_come_before_everything() {
        let ill = texts(&with_today(|today| today.illness = Some(true)), &days(100, 40.0, 40.0));
        assert_eq!(ill[0], "You reported illness: rest until you feel well; training can wait.");
        assert!(ill.iter().all(|text| !text.contains("planned")));
        let mut hurt_yesterday = usual_mornings(30);
        hurt_yesterday.iter_mut().filter(|morning| morning.day == back(1)).for_each(|row| row.pain = Some(true));
        assert_eq!(
            texts(&hurt_yesterday, &days(100, 40.0, 40.0))[0],
            "Yesterday you reported pain that changes how you run, with no check-in since: no running today; if it \
             stays, have it looked at."
        );
        let unknown = verdict(&[Morning { day: TODAY, illness: Some(true), ..Morning::default() }], &[]);
        assert_eq!((unknown.band, unknown.score), (Band::Rest, None));
        assert_eq!(
            unknown.reasons.iter().map(|reason| reason.code).take(2).collect::<Vec<_>>(),
            ["ILLNESS", "NOT-ENOUGH-DATA"]
        );
    }

    #[test]
    fn yesterdays_answers_are_called_yesterdays() {
        let mut mornings = usual_mornings(30);
        mornings.iter_mut().filter(|morning| morning.day == back(1)).for_each(|row| row.legs = Some(3.0));
        let texts = texts(&mornings, &days(100, 40.0, 40.0));
        assert!(texts[1].starts_with("Legs 3.0 of 5 yesterday (5 is fresh), 1.0 worse"), "{texts:?}");
        let note = "No check-in for today: yesterday's answers count half; restday checkin takes ten seconds.";
        assert!(texts.contains(&note.to_owned()));
    }

    #[test]
    fn a_partial_check_in_and_a_stale_load_are_named() {
        let only_legs: Vec<Morning> = usual_mornings(30)
            .into_iter()
            .chain([usual_morning(TODAY)])
            .map(|row| Morning { day: row.day, legs: row.legs, ..Morning::default() })
            .collect();
        let known_until_last_week: Vec<Day> =
            days(100, 40.0, 40.0).into_iter().filter(|day| day.day < back(7)).collect();
        assert_eq!(
            texts(&only_legs, &known_until_last_week),
            [
                "Legs are close to your normal.",
                "Low confidence: the score rests on legs alone, so go hard only if you feel good.",
                "Today's check-in leaves out soreness, sleep quality, motivation and hours of sleep: the more it says, \
                 the surer the score.",
                "Training load is left out: the days up to this morning are not all known; add the newest activities.",
                NO_RUN,
                NOT_KNOWN,
            ]
        );
    }

    #[test]
    fn load_facts_are_told_with_what_they_mean() {
        let mut rows = days(100, 30.0, 40.0);
        rows.iter_mut().filter(|day| day.day == back(1)).for_each(|day| {
            day.days_since_rest = Some(9);
            day.monotony = Some(2.34);
            day.ramp = Some(9.1);
        });
        let texts = texts(&with_today(|_| {}), &rows);
        assert_eq!(
            texts[1..5],
            [
                "Acute load 30.0 a day, below your chronic load of 40.0 (form +25%).",
                "No rest day for 9 days: plan one soon; rest is progress.",
                "Monotony 2.3: the last 7 days were much alike (2 or more is high); make the easy days easier.",
                "Chronic load up 9.1 in a week, to 40.0 a day: hold it level for a week.",
            ]
        );
    }

    #[test]
    fn a_young_series_is_called_young() {
        let mut rows = days(30, 30.0, 20.0);
        rows.iter_mut().filter(|day| day.day == back(1)).for_each(|day| {
            day.chronic = Some(31.0);
            day.ramp = Some(9.0);
        });
        assert!(!texts(&[], &rows).iter().any(|text| text.contains("in a week")));
        let texts = texts(&[], &days(30, 30.0, 20.0));
        assert!(
            texts
                .iter()
                .any(|text| text.contains("above your chronic load of 20.0, which is still building up (form -50%)"))
        );
    }
}
