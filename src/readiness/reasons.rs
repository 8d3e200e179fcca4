//! Why the verdict is what it is, in sentences with their numbers: what speaks for it, what against it, and what else there is
//! to know.
//!
//! The headline says what to do, and nothing below it says anything else. A signal is worth a sentence from three points of
//! score on. A morning on which nothing stands out says so in one line, and what is not known is one line too.

use super::caps::{Circumstances, FeltHarder, recovery_days};
use super::load_sentences::{self, Balance};
use super::missing_sentences;
use super::morning_view::MorningView;
use super::night_sentences;
use super::run_sentences;
use super::score::score_signals;
use super::spells::SpellKind;
use super::vocabulary::{one_decimal, shown_difference, signed, subject_with_verb, with_capital};
use super::{Band, Cap, Confidence, Factor, Readiness, Reason, Signal, SignalOrigin};

/// Points of score, before a total above normal is halved, from which a signal is worth a sentence.
const POINTS_TOLD: f64 = 3.0;
/// The least changes that a reader sees: of an answer, which is a whole number, of a resting heart rate, and of the hours of
/// sleep. What is smaller is told where it adds up to the verdict, and only there.
const ANSWER_SEEN: f64 = 1.0;
const RESTING_HR_SEEN_BPM: f64 = 3.0;
const SLEEP_SEEN_H: f64 = 0.5;
/// Answered mornings with a mean so far below normal that somebody should see the runner.
const LOW_FOR_LONG: usize = 14;
const LOW_MEAN: f64 = -1.0;
/// A morning among them, points of 5.
const LOW_DAY: f64 = -0.5;
/// A normal of an answer that is low itself.
const NORMAL_LOW: f64 = 2.5;

/// What is said of a verdict.
pub(super) struct VerdictSentences {
    pub(super) reasons: Vec<Reason>,
    pub(super) but: Vec<Reason>,
    pub(super) facts: Vec<Reason>,
}

/// What to do, in a few words, with what is due.
pub(super) fn headline_text(readiness: &Readiness) -> String {
    let injured = readiness.spell.is_some_and(|spell| spell.kind == SpellKind::Injured);
    let low = matches!(readiness.confidence, Confidence::None | Confidence::Low);
    let action = match readiness.band {
        Band::NotEnoughData => "Not enough data",
        Band::Rest => "Rest",
        Band::ActiveRecovery if injured => "Recover: no running; walk, yoga or an easy ride as far as nothing hurts",
        Band::ActiveRecovery => "Recover: walk, yoga or an easy ride",
        Band::Easy => "Train easy",
        Band::ReadyForQuality if low => "Ready if you feel good",
        Band::ReadyForQuality => "Ready for quality",
    };
    let due = readiness.rest_due_days.filter(|_| matches!(readiness.band, Band::Easy | Band::ReadyForQuality));
    let due = if due.is_some() { "; a rest day is due" } else { "" };
    format!("{action}{due}")
}

/// The sentences of a verdict; `readiness` needs everything but these.
pub(super) fn tell(readiness: &Readiness, view: &MorningView<'_>, circumstances: &Circumstances) -> VerdictSentences {
    let mut told = VerdictSentences { reasons: Vec::new(), but: Vec::new(), facts: Vec::new() };
    // Without a score there is no cap, and illness is reason enough.
    let ill = (readiness.score.is_none() && circumstances.ill_or_pain).then(|| ill_or_pain(readiness, view));
    told.reasons.extend(ill.or_else(|| missing_sentences::nothing_known(readiness)));
    told.reasons.extend(readiness.caps.iter().rev().filter_map(|cap| cap_sentence(cap, readiness, view)));
    told.reasons.extend(low_for_long(readiness, view));

    let ready = readiness.band == Band::ReadyForQuality;
    let (worse, better) = noted(&readiness.factors);
    let mut worse: Vec<Reason> = worse.into_iter().map(|factor| noted_factor(factor, view)).collect();
    let mut better: Vec<Reason> = better.into_iter().map(|factor| noted_factor(factor, view)).collect();
    if ready {
        told.reasons.append(&mut better);
        told.but.append(&mut worse);
    } else {
        told.reasons.append(&mut worse);
        // Freshness by inactivity is no comfort to who is ill.
        if !in_spell(readiness) {
            told.but.append(&mut better);
        }
    }
    if told.reasons.is_empty() {
        told.reasons.extend(nothing_stands_out(readiness, told.but.is_empty()));
    }
    let way_out = way_out(readiness, circumstances);
    if let Some((code, way_out)) = way_out {
        // Behind the sentence about the signal; where it has none, behind the one that adds it to others.
        let nth = told.reasons.iter().position(|reason| reason.code == code);
        let last = told.reasons.len().saturating_sub(1);
        if let Some(reason) = told.reasons.get_mut(nth.unwrap_or(last)) {
            reason.text = format!("{} {way_out}", reason.text);
        }
    }
    told.facts = facts(readiness, view);
    told
}

/// Whether rest has a reason of its own today.
fn in_spell(readiness: &Readiness) -> bool {
    readiness.spell.is_some() || readiness.caps.iter().any(Cap::is_of_a_spell)
}

/// The signals worth a sentence: those below normal, the one that costs most first, and those above, the best first.
fn noted(factors: &[Factor]) -> (Vec<&Factor>, Vec<&Factor>) {
    let mut worse: Vec<&Factor> = factors.iter().filter(|factor| is_told(factor) && factor.deviation < 0.0).collect();
    // The heart is part of the sentence about how hard runs feel.
    let heart_is_told = worse.iter().any(|factor| factor.signal == Signal::EffortFelt);
    worse.retain(|factor| !(heart_is_told && factor.signal == Signal::HrAtPace) && is_seen(factor));
    worse.sort_by(|a, b| a.points().total_cmp(&b.points()));
    let mut better: Vec<&Factor> = factors.iter().filter(|factor| is_told(factor) && 0.0 < factor.deviation).collect();
    better.retain(|factor| is_seen(factor));
    better.sort_by(|a, b| b.points().total_cmp(&a.points()));
    (worse, better)
}

/// Whether a signal moves the score so far that it is told.
fn is_told(factor: &Factor) -> bool {
    POINTS_TOLD <= factor.points().abs()
}

/// Whether a reader sees the change.
fn is_seen(factor: &Factor) -> bool {
    let change = factor.value.zip(factor.normal).map(|(value, normal)| (value - normal).abs());
    let least = match factor.signal {
        Signal::RestingHr => RESTING_HR_SEEN_BPM,
        Signal::Sleep => SLEEP_SEEN_H,
        _ if factor.is_answer() => ANSWER_SEEN,
        _ => return true,
    };
    change.is_none_or(|change| least <= change)
}

/// What a cap says that no signal's own sentence does.
fn cap_sentence(cap: &Cap, readiness: &Readiness, view: &MorningView<'_>) -> Option<Reason> {
    let days = |count: u32| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
    let (code, text, values): (&'static str, String, Vec<(&'static str, f64)>) = match cap {
        Cap::IllOrPain => return Some(ill_or_pain(readiness, view)),
        Cap::TwoIndependent { signals } => (
            "TWO-INDEPENDENT",
            format!(
                "{} low at once, and independent of one another.",
                subject_with_verb(signals, |one| one.spec().long_label)
            ),
            signals.iter().filter_map(|signal| Some((signal.as_str(), deviation(readiness, *signal)?))).collect(),
        ),
        Cap::PushingHard { .. } => return readiness.pushing_hard.first().cloned(),
        Cap::Overreaching { run_days } => (
            "OVERREACHING",
            format!(
                "Your runs felt harder while your heart beat no faster, on {} of the last 4, as in overreaching.",
                days(*run_days)
            ),
            vec![("run_days", f64::from(*run_days))],
        ),
        Cap::AfterIllness { days: since, sick_mornings, is_open: true } => (
            "ILLNESS-OPEN",
            format!(
                "You were ill or in pain on {}, and there was no check-in since: it may be over, and nobody knows; restday \
                 checkin says.",
                super::baseline::days_before(view.day(), (*since).cast_signed())
            ),
            vec![("days", f64::from(*since)), ("sick_mornings", f64::from(*sick_mornings))],
        ),
        Cap::AfterIllness { days: since, sick_mornings, is_open: false } => (
            "AFTER-ILLNESS",
            format!(
                "{} after {} ill or in pain: come back step by step.",
                with_capital(&days(*since)),
                if *sick_mornings == 1 { "a morning".to_owned() } else { format!("{sick_mornings} mornings") }
            ),
            vec![("days", f64::from(*since)), ("sick_mornings", f64::from(*sick_mornings))],
        ),
        Cap::FeltHarder => (
            "FELT-HARDER",
            "You say that your last runs felt harder than they should: see whether it passes.".to_owned(),
            Vec::new(),
        ),
        Cap::BackFromBreak { break_days, days_back: 0 } => (
            "BACK-FROM-BREAK",
            format!("No training for {break_days} days: being fresh is not being fit."),
            vec![("break_days", f64::from(*break_days))],
        ),
        Cap::BackFromBreak { break_days, days_back } => (
            "BACK-FROM-BREAK",
            format!(
                "{} back after {break_days} days without training: what was built up is built up again step by step.",
                with_capital(&days(*days_back))
            ),
            vec![("break_days", f64::from(*break_days)), ("days_back", f64::from(*days_back))],
        ),
        Cap::HugeEffort { hours, days: since } => (
            "HUGE-EFFORT",
            format!(
                "{} after an effort of {} hours, which takes {} days to get over.",
                with_capital(&days(*since)),
                one_decimal(*hours),
                recovery_days(*hours)
            ),
            vec![("hours", *hours), ("days", f64::from(*since))],
        ),
        Cap::Spell { kind } => return Some(spell_sentence(*kind, readiness)),
        // Their signals say it.
        Cap::HeavyLegs | Cap::WorstAnswer { .. } | Cap::HrvLow => return quiet_cap(cap, readiness),
    };
    Some(Reason { code, text, values })
}

fn deviation(readiness: &Readiness, signal: Signal) -> Option<f64> {
    readiness.factors.iter().find(|factor| factor.signal == signal).map(|factor| factor.deviation)
}

/// Illness and pain, as they were said.
fn ill_or_pain(readiness: &Readiness, view: &MorningView<'_>) -> Reason {
    let [illness, pain] = view.flags();
    match readiness.spell.filter(|spell| spell.kind == SpellKind::Ill && !pain) {
        Some(spell) if spell.first < readiness.day => Reason::plain(
            "ILLNESS",
            format!(
                "You have been ill since {}: rest until you feel well; restday checkin --back ends it.",
                spell.first
            ),
        ),
        None if pain && !illness => Reason::plain(
            "PAIN",
            "You report pain that changes how you run: no running today; if it stays, have it looked at.",
        ),
        _ if pain => Reason::plain(
            "ILLNESS",
            "You report illness, and pain that changes how you run: rest until you feel well, and have the pain looked at.",
        ),
        _ => Reason::plain("ILLNESS", "You report illness: rest until you feel well; training can wait."),
    }
}

/// A spell that the runner told of.
fn spell_sentence(kind: SpellKind, readiness: &Readiness) -> Reason {
    let since = readiness.spell.map_or(readiness.day, |spell| spell.first);
    let (code, text) = match kind {
        SpellKind::Injured => {
            ("INJURED", format!("Injured since {since}: no running until it is healed; what does not hurt is fine."))
        }
        SpellKind::Travelling => ("TRAVELLING", format!("Travelling since {since}: nothing is expected of you.")),
        SpellKind::Break => ("ON-A-BREAK", format!("On a break since {since}: nothing is expected of you.")),
        SpellKind::Ill => ("ILLNESS", format!("You have been ill since {since}: rest until you feel well.")),
    };
    Reason::plain(code, text)
}

/// A cap of one signal that has no sentence of its own.
fn quiet_cap(cap: &Cap, readiness: &Readiness) -> Option<Reason> {
    let untold = |signal: Signal| {
        let factor = readiness.factors.iter().find(|factor| factor.signal == signal)?;
        (!is_told(factor) || !is_seen(factor)).then_some(factor)
    };
    match cap {
        Cap::HeavyLegs => {
            let legs = untold(Signal::Legs)?;
            let value = legs.value?;
            let text = format!("Legs {} of 5 today: heavy, whatever is normal.", one_decimal(value));
            Some(Reason { code: "LEGS-DOWN", text, values: vec![("legs", value), ("points", legs.points())] })
        }
        Cap::HrvLow => {
            let hrv = untold(Signal::Hrv)?;
            let (value, normal) = hrv.value.zip(hrv.normal)?;
            let text = night_sentences::below_normal(crate::morning::Metric::HrvRmssd, value, normal);
            Some(Reason {
                code: hrv.code(),
                text: format!("{text}."),
                values: vec![("hrv", value), ("z", hrv.deviation)],
            })
        }
        _ => None,
    }
}

/// Answers that have been low for two weeks and more.
fn low_for_long(readiness: &Readiness, view: &MorningView<'_>) -> Option<Reason> {
    let todays = || readiness.factors.iter().filter(|factor| factor.is_todays_answer());
    let mean_today = super::baseline::mean(&todays().map(|factor| factor.deviation).collect::<Vec<f64>>())?;
    let normals: Vec<(Signal, f64)> = todays().filter_map(|factor| Some((factor.signal, factor.normal?))).collect();
    let means = view.earlier_deviations(&normals);
    // A day's noise does not end what has lasted for weeks.
    let low: Vec<f64> = std::iter::once(mean_today).chain(means).take_while(|mean| *mean <= LOW_DAY).collect();
    let mean = super::baseline::mean(&low).filter(|mean| *mean <= LOW_MEAN && LOW_FOR_LONG <= low.len())?;
    Some(Reason {
        code: "LOW-FOR-LONG",
        text: format!(
            "Your answers have been {} below your normal on the mean of {} mornings in a row: that is more than training; see \
             somebody about it.",
            one_decimal(-mean),
            low.len()
        ),
        values: vec![("mornings", low.len() as f64), ("mean_deviation", mean)],
    })
}

/// With which signal at its normal the verdict would be a better one, and the code of its own sentence; absent where it would not.
fn way_out(readiness: &Readiness, circumstances: &Circumstances) -> Option<(&'static str, String)> {
    let worst = readiness.factors.iter().filter(|factor| factor.points() <= -POINTS_TOLD);
    let worst = worst.min_by(|a, b| a.points().total_cmp(&b.points()))?;
    let normal = |factor: &Factor| {
        if factor.signal == worst.signal { Factor { deviation: 0.0, value: factor.normal, ..*factor } } else { *factor }
    };
    let factors: Vec<Factor> = readiness.factors.iter().map(normal).collect();
    let then = score_signals(&factors, circumstances).band;
    let word = match then {
        Band::ReadyForQuality => "ready",
        Band::Easy => "easy",
        Band::ActiveRecovery => "recover",
        Band::Rest | Band::NotEnoughData => return None,
    };
    let text = format!("With {} at your normal: {word}.", worst.signal.spec().long_label);
    (readiness.band < then).then_some((worst.code(), text))
}

/// A signal away from its normal, with its number and its points.
fn noted_factor(factor: &Factor, view: &MorningView<'_>) -> Reason {
    let worse = factor.deviation < 0.0;
    let spec = factor.signal.spec();
    let points = format!(": {}", signed(factor.points()));
    let text = match (spec.origin, factor.value, factor.normal) {
        (SignalOrigin::LoadBalance, ..) if let Some(balance) = Balance::of_morning(view) => {
            return balance.reason(factor.code(), if worse { "above" } else { "below" });
        }
        (SignalOrigin::RunEffort, Some(off), _) => return run_sentences::effort_felt(factor, off, view),
        (SignalOrigin::RunHeartRate, Some(off), _) => return run_sentences::heart_rate_at_pace(factor, off, view),
        (SignalOrigin::Night(metric), Some(value), Some(normal)) => {
            night_sentences::below_normal(metric, value, normal)
        }
        (SignalOrigin::Answer(_), Some(value), Some(normal)) => answer_text(factor, value, normal, view),
        (SignalOrigin::RunEffort, None, _) => {
            let habit = view.felt_harder().is_some_and(|(FeltHarder { is_habit }, _)| is_habit);
            let often = if habit { ", as on half of your mornings" } else { "" };
            format!("You say that your last runs felt harder than they should{often}")
        }
        _ => format!(
            "{} {} than your normal by {} standard deviations",
            subject_with_verb(&[factor.signal], |one| one.spec().long_label),
            if worse { "worse" } else { "better" },
            one_decimal(factor.deviation.abs())
        ),
    };
    let numbers = [
        (factor.signal.as_str(), factor.value),
        ("normal", factor.normal),
        ("z", factor.z()),
        ("points", Some(factor.points())),
    ];
    Reason {
        code: factor.code(),
        text: format!("{text}{points}."),
        values: numbers.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
    }
}

/// "Legs 2.0 of 5 today (5 is fresh), 1.1 below your normal of 3.1, for 4 mornings".
fn answer_text(factor: &Factor, value: f64, normal: f64, view: &MorningView<'_>) -> String {
    let spec = factor.signal.spec();
    let when = if factor.is_todays_answer() { "today" } else { "yesterday" };
    let side = if factor.deviation < 0.0 { "below" } else { "above" };
    let far = |answer: f64| POINTS_TOLD <= (answer - normal) * factor.signal.price() * factor.deviation.signum();
    let earlier = view.earlier_answers(factor.signal).skip(usize::from(!factor.is_todays_answer()));
    let mornings = 1 + earlier.take_while(|(_, answer)| far(*answer)).count();
    let lasting = if mornings == 1 { String::new() } else { format!(", for {mornings} mornings") };
    let low = if normal <= NORMAL_LOW && factor.deviation < 0.0 { ", which is low itself" } else { "" };
    format!(
        "{} {} of 5 {when}{}, {} {side} your normal of {}{low}{lasting}",
        with_capital(spec.long_label),
        one_decimal(value),
        spec.scale,
        shown_difference(value, normal),
        one_decimal(normal)
    )
}

/// That nothing stands out, or that what is small adds up.
fn nothing_stands_out(readiness: &Readiness, nothing_against: bool) -> Option<Reason> {
    readiness.score?;
    let values: Vec<(&'static str, f64)> =
        readiness.factors.iter().map(|factor| (factor.signal.as_str(), factor.points())).collect();
    if readiness.band != Band::ReadyForQuality {
        let mut low: Vec<&Factor> = readiness.factors.iter().filter(|factor| factor.points() < 0.0).collect();
        low.sort_by(|a, b| a.points().total_cmp(&b.points()));
        let named: Vec<String> = low.iter().take(3).map(|factor| small_thing(factor)).collect();
        let text = format!("Small things add up against your normal: {}.", named.join("; "));
        return Some(Reason { code: "ADDS-UP", text, values });
    }
    let answers = readiness.factors.iter().any(Factor::is_answer);
    let text = match (answers, nothing_against) {
        (true, true) => "Nothing stands out: you are at your normal.",
        (true, false) => "The rest is at your normal.",
        (false, _) => "Nothing that was measured stands out; how you feel only you can tell.",
    };
    Some(Reason { code: "AT-NORMAL", text: text.to_owned(), values })
}

/// "legs 3.0 against 3.6: -9.6".
fn small_thing(factor: &Factor) -> String {
    let (name, points) = (factor.signal.spec().long_label, signed(factor.points()));
    match factor.value.zip(factor.normal) {
        Some((value, normal)) => format!("{name} {} against {}: {points}", one_decimal(value), one_decimal(normal)),
        None => format!("{name}: {points}"),
    }
}

/// Load, rest and the last runs, and what is not known.
fn facts(readiness: &Readiness, view: &MorningView<'_>) -> Vec<Reason> {
    let mut facts = Vec::new();
    let pushing = |code: &str| readiness.pushing_hard.iter().any(|sign| sign.code == code);
    let rested = view.last_day().and_then(|yesterday| yesterday.days_since_rest) == Some(0);
    if rested && !in_spell(readiness) && Band::ActiveRecovery < readiness.band {
        let text = "Yesterday was a rest day: that is when training turns into fitness.";
        facts.push(Reason { code: "RESTED", text: text.to_owned(), values: vec![("days_since_rest", 0.0)] });
    }
    if let Some(days) = readiness.rest_due_days.filter(|_| !pushing("NO-EASY-DAY")) {
        let text = format!("No rest or active-recovery day for {days} days; rest is progress.");
        facts.push(Reason { code: "REST-DUE", text, values: vec![("days_since_ease", f64::from(days))] });
    }
    if !in_spell(readiness) {
        facts.extend(load_sentences::monotony_sentence(view).filter(|_| !pushing("MONOTONY-HIGH")));
        let ramp = load_sentences::ramp_sentence(view).filter(|_| !pushing("RAMP-HIGH"));
        facts.extend(ramp.or_else(|| load_sentences::rising_sentence(view).filter(|_| !pushing("RAMP-HIGH"))));
        facts.extend(night_sentences::above_normal(&readiness.factors, view));
    }
    facts.extend(run_sentences::decoupling_sentence(view));
    facts.extend(missing_sentences::not_known(readiness, view));
    facts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may panic")]
    use super::super::samples::{TODAY, back, days, usual_morning, usual_mornings};
    use super::super::{MorningEvidence, judge_morning};
    use super::*;
    use crate::load::Day;
    use crate::load::day_class::DayClass;
    use crate::morning::{Morning, SpellWord};

    fn verdict(mornings: &[Morning], days: &[Day]) -> Readiness {
        judge_morning(TODAY, &MorningEvidence { mornings, days, ..MorningEvidence::default() })
    }

    fn texts(reasons: &[Reason]) -> Vec<&str> {
        reasons.iter().map(|reason| reason.text.as_str()).collect()
    }

    fn codes(reasons: &[Reason]) -> Vec<&'static str> {
        reasons.iter().map(|reason| reason.code).collect()
    }

    fn with_today(change: impl Fn(&mut Morning)) -> Vec<Morning> {
        let mut mornings = usual_mornings(60);
        let mut today = usual_morning(TODAY);
        change(&mut today);
        mornings.push(today);
        mornings
    }

    #[test]
    fn a_steady_morning_says_so_in_one_line() {
        let readiness = verdict(&with_today(|_| {}), &days(100, 44.0, 40.0));
        assert_eq!((readiness.band, readiness.headline().as_str()), (Band::ReadyForQuality, "Ready for quality"));
        assert_eq!(texts(&readiness.reasons), ["Nothing stands out: you are at your normal."]);
        assert_eq!(texts(&readiness.but), [""; 0]);
        assert_eq!(codes(&readiness.facts), ["NOT-KNOWN"]);
    }

    #[test]
    fn nothing_at_all_says_what_it_takes() {
        let readiness = verdict(&[], &[]);
        assert_eq!(readiness.headline(), "Not enough data");
        assert_eq!(
            texts(&readiness.reasons),
            ["Nothing is known yet: say how you feel (restday checkin), or add 14 days of training."]
        );
    }

    #[test]
    fn load_alone_is_a_condition_and_what_is_not_known_is_one_line() {
        let readiness = verdict(&[], &days(100, 44.0, 40.0));
        assert_eq!((readiness.confidence, readiness.headline().as_str()), (Confidence::Low, "Ready if you feel good"));
        assert_eq!(
            texts(&readiness.reasons),
            ["Nothing that was measured stands out; how you feel only you can tell."]
        );
        assert_eq!(
            texts(&readiness.facts),
            [
                "Not known: how you feel (no check-in today or yesterday: restday checkin takes ten seconds); heart-rate \
              variability, resting heart rate and hours of sleep; how hard runs feel for their intensity and heart rate at a \
              given pace (no run in 4 days)."
            ]
        );
    }

    #[test]
    fn tired_legs_are_told_with_value_normal_points_and_the_way_out() {
        let readiness = verdict(&with_today(|today| today.legs = Some(2.0)), &days(100, 44.0, 40.0));
        assert_eq!((readiness.band, readiness.headline().as_str()), (Band::Easy, "Train easy"));
        assert_eq!(
            texts(&readiness.reasons),
            ["Legs 2.0 of 5 today (5 is fresh), 1.8 below your normal of 3.8: -29. With legs at your normal: ready."]
        );
    }

    #[test]
    fn how_long_it_has_been_so_is_counted_and_after_two_weeks_somebody_is_to_see_it() {
        let low = |count: i32| -> Vec<Morning> {
            let mut mornings = with_today(|_| {});
            let tired = |morning: &mut Morning| {
                (morning.legs, morning.soreness) = (Some(2.0), Some(2.0));
                (morning.motivation, morning.sleep_quality) = (Some(3.0), Some(3.0));
            };
            mornings.iter_mut().filter(|morning| back(count) < morning.day).for_each(tired);
            mornings
        };
        let readiness = verdict(&low(3), &days(100, 44.0, 40.0));
        assert!(readiness.reasons[0].text.contains("your normal of 3.8, for 3 mornings: "), "{:?}", readiness.reasons);
        assert!(!codes(&readiness.reasons).contains(&"LOW-FOR-LONG"));
        let readiness = verdict(&low(14), &days(100, 44.0, 40.0));
        assert_eq!(codes(&readiness.reasons)[0], "LOW-FOR-LONG");
        assert!(
            readiness.reasons[0].text.contains("of 14 mornings") && readiness.reasons[0].text.contains("see somebody")
        );
    }

    #[test]
    fn what_speaks_against_a_verdict_stands_under_but() {
        let fresh = with_today(|today| {
            (today.legs, today.motivation) = (Some(5.0), Some(5.0));
            today.soreness = Some(2.0);
        });
        let readiness = verdict(&fresh, &days(100, 44.0, 40.0));
        assert_eq!(readiness.band, Band::ReadyForQuality);
        assert_eq!(codes(&readiness.reasons), ["LEGS-UP", "MOTIVATION-UP"]);
        assert_eq!(codes(&readiness.but), ["SORENESS-DOWN"]);
        let ill = with_today(|today| (today.legs, today.illness) = (Some(5.0), Some(true)));
        let readiness = verdict(&ill, &days(100, 44.0, 40.0));
        assert_eq!((codes(&readiness.reasons), codes(&readiness.but)), (vec!["ILLNESS"], vec![]));
    }

    #[test]
    fn illness_and_what_comes_after_it_are_never_praised_for_rest() {
        let mut rows = days(100, 30.0, 40.0);
        rows.iter_mut().filter(|day| day.day == back(1)).for_each(|day| {
            (day.days_since_rest, day.days_since_ease, day.class) = (Some(0), Some(0), DayClass::Rest);
        });
        let said = |readiness: &Readiness| readiness.sentences().map(|reason| reason.code).collect::<Vec<_>>();
        assert!(said(&verdict(&with_today(|_| {}), &rows)).contains(&"RESTED"));
        let mut mornings = with_today(|_| {});
        mornings.iter_mut().filter(|morning| morning.day == back(1)).for_each(|morning| morning.illness = Some(true));
        let readiness = verdict(&mornings, &rows);
        assert_eq!((readiness.band, codes(&readiness.reasons)), (Band::Easy, vec!["AFTER-ILLNESS"]));
        assert!(!said(&readiness).contains(&"RESTED"));
        // Said once, and then silence: it may be over, and nobody knows.
        mornings.retain(|morning| morning.day < TODAY);
        let readiness = verdict(&mornings, &rows);
        assert_eq!((readiness.band, readiness.confidence), (Band::Easy, Confidence::Low));
        assert!(readiness.reasons[0].text.contains("2025-03-09") && codes(&readiness.reasons) == ["ILLNESS-OPEN"]);
    }

    #[test]
    fn illness_is_a_reason_where_nothing_else_is_known() {
        let ill = [Morning { day: TODAY, illness: Some(true), ..Morning::default() }];
        let readiness = verdict(&ill, &[]);
        assert_eq!((readiness.score, readiness.band, codes(&readiness.reasons)), (None, Band::Rest, vec!["ILLNESS"]));
    }

    #[test]
    fn a_spell_says_what_it_is_and_since_when() {
        let with = |word| with_today(|today| today.spell = Some(word));
        let told = |word| {
            let readiness = verdict(&with(word), &days(100, 44.0, 40.0));
            (readiness.band, codes(&readiness.reasons)[0], readiness.permitted.may_run())
        };
        assert_eq!(told(SpellWord::Ill), (Band::Rest, "ILLNESS", false));
        assert_eq!(told(SpellWord::Injured), (Band::ActiveRecovery, "INJURED", false));
        assert_eq!(told(SpellWord::Break), (Band::Easy, "ON-A-BREAK", true));
        assert_eq!(told(SpellWord::Travelling), (Band::Easy, "TRAVELLING", true));
    }

    #[test]
    fn an_injury_that_goes_on_is_none_that_may_be_over() {
        let injured = |since: i32, word| {
            let mut mornings = with_today(|_| {});
            mornings.retain(|morning| morning.day <= back(since));
            mornings.push(Morning { day: back(since), spell: Some(word), ..Morning::default() });
            verdict(&mornings, &days(100, 44.0, 40.0))
        };
        let silent = injured(5, SpellWord::Injured);
        assert_eq!((silent.band, codes(&silent.reasons)), (Band::ActiveRecovery, vec!["INJURED"]));
        assert_eq!(injured(5, SpellWord::Travelling).caps.len(), 1);
    }

    #[test]
    fn a_rest_day_that_is_due_is_in_the_headline() {
        let mut rows = days(100, 44.0, 40.0);
        rows.iter_mut().filter(|day| day.day == back(1)).for_each(|day| {
            (day.days_since_rest, day.days_since_ease) = (Some(9), Some(9));
        });
        rows.iter_mut().filter(|day| day.day == back(9)).for_each(|day| day.class = DayClass::Rest);
        let readiness = verdict(&with_today(|_| {}), &rows);
        assert_eq!(readiness.headline(), "Ready for quality; a rest day is due");
        assert!(codes(&readiness.facts).contains(&"REST-DUE"));
    }

    #[test]
    fn two_signs_of_pushing_hard_are_the_verdict() {
        let mut rows = days(100, 56.0, 40.0);
        rows.iter_mut().filter(|day| day.day == back(1)).for_each(|day| day.ramp = Some(9.0));
        let readiness = verdict(&with_today(|_| {}), &rows);
        assert_eq!((readiness.band, codes(&readiness.reasons)), (Band::Easy, vec!["PUSHING-HARD"]));
        assert_eq!(codes(&readiness.pushing_hard)[1..], ["LOAD-HIGH", "RAMP-HIGH", "NO-EASY-DAY"]);
    }
}
