//! What must hold of every morning, whatever the numbers are.
#![allow(clippy::float_cmp, reason = "the same numbers must give the same bits")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use restday::load::Day;
use restday::load::day_class::DayClass;
use restday::morning::Morning;
use restday::morning::{Metric, Reading, Source};
use restday::readiness::caps::{Circumstances, FeltHarder};
use restday::readiness::run_residuals::{Residual, RunResidual};
use restday::readiness::score::score_signals;
use restday::readiness::spells::{AfterIllness, Layoff};
use restday::readiness::{Band, Factor, MorningEvidence, Readiness, Room, Signal, Spell, judge_morning};
use std::cmp::Ordering;

/// Any set of signals, at most one factor each.
fn signals() -> impl Strategy<Value = Vec<Factor>> {
    let one = (any::<bool>(), -4.0..3.0_f64, prop_oneof![Just(1.0), Just(0.5), 0.0..=1.0_f64]);
    prop::collection::vec(one, Signal::ALL.len()).prop_map(|drawn| {
        let drawn = Signal::ALL.into_iter().zip(drawn).filter(|(_, (present, _, _))| *present);
        drawn.map(|(signal, (_, deviation, q))| factor(signal, deviation, q)).collect()
    })
}

/// A factor; an answer with the value that lies so far from a normal of 3.
fn factor(signal: Signal, deviation: f64, q: f64) -> Factor {
    let normal = Signal::answered().any(|answered| answered == signal).then_some(3.0);
    Factor { signal, deviation, q, value: normal.map(|normal| normal + deviation), normal, earlier: 12 }
}

/// Anything that may hold a score down.
fn circumstances() -> impl Strategy<Value = Circumstances> {
    let after = (1_u32..20, 1_u32..14, any::<bool>());
    let after = after.prop_map(|(days, sick_mornings, is_open)| AfterIllness { days, sick_mornings, is_open });
    let layoff = (15_u32..90, 0_u32..40);
    let layoff = layoff.prop_map(|(break_days, days_back)| Layoff { break_days, days_back, since: nth_day(0) });
    let felt = any::<bool>().prop_map(|is_habit| FeltHarder { is_habit });
    let some = (prop::option::of(after), prop::option::of(layoff), prop::option::of(felt));
    let huge_effort = prop::option::of((2.0..30.0_f64, 1_u32..30));
    let counts = (any::<bool>(), 0_u32..3, 0_u32..4, 0_u32..2);
    (some, huge_effort, counts).prop_map(
        |((after_illness, layoff, felt_harder), huge_effort, (ill, runs, signs, body))| Circumstances {
            ill_or_pain: ill,
            felt_harder,
            overreaching_run_days: runs,
            signs,
            body_signs: body.min(signs),
            after_illness,
            layoff,
            huge_effort,
            spell: None,
        },
    )
}

/// All that verdicts stand on, by day.
#[derive(Debug, Clone)]
struct History {
    mornings: Vec<Morning>,
    days: Vec<Day>,
    runs: Vec<RunResidual>,
}

/// Nine weeks with holes: check-ins and nights of two devices on some days, runs on some, a load series with an unknown end.
fn history() -> impl Strategy<Value = History> {
    let night = (10.0..120.0_f64, 35.0..70.0_f64, 3.0..11.0_f64, any::<bool>(), any::<bool>());
    let nights = prop::collection::vec(prop::option::weighted(0.8, night), DAYS);
    let residual = || prop::option::weighted(0.7, (-4.0..4.0_f64, 0.0..2.0_f64));
    let runs =
        prop::collection::vec(prop::option::weighted(0.5, (residual(), residual(), 1_i64..4, any::<bool>())), DAYS);
    (check_ins_and_days(), nights, runs).prop_map(|((mut mornings, days), nights, runs)| {
        for (nth, night) in nights.into_iter().enumerate() {
            let Some((hrv, rhr, sleep, oura, sdnn)) = night else { continue };
            let source = if oura { Source::OURA } else { Source::GARMIN };
            let kind = if sdnn { Metric::HrvSdnn } else { Metric::HrvRmssd };
            let readings = [(kind, hrv), (Metric::RestingHr, rhr), (Metric::Sleep, sleep)];
            let readings = readings.map(|(metric, value)| Reading { metric, value, source });
            mornings.push(Morning { day: nth_day(nth), readings: readings.to_vec(), ..Morning::default() });
        }
        mornings.sort_by_key(|morning| (morning.day, morning.time));
        let residual = |drawn: Option<(f64, f64)>| drawn.map(|(value, sd)| Residual { value, sd, runs: 12 });
        let runs = runs.into_iter().enumerate().filter_map(|(nth, run)| {
            let (rpe, heart_rate, later, hot) = run?;
            let day = nth_day(nth);
            let heart_rate = residual(heart_rate).filter(|_| !hot);
            let known_from = day.saturating_add(later.days());
            Some(RunResidual {
                day,
                known_from,
                rated: rpe.is_some(),
                hot,
                rpe: residual(rpe),
                heart_rate,
                decoupling: None,
            })
        });
        History { runs: runs.collect(), mornings, days }
    })
}

/// Check-ins on some days, and a load series with an unknown end.
fn check_ins_and_days() -> impl Strategy<Value = (Vec<Morning>, Vec<Day>)> {
    let answer = || prop::option::weighted(0.8, (1_u8..=5).prop_map(f64::from));
    let flag = || prop::option::weighted(0.3, any::<bool>());
    let morning = (answer(), answer(), answer(), answer(), prop::option::of(3.0..11.0_f64), flag(), flag(), flag());
    let mornings = prop::collection::vec(prop::option::weighted(0.8, morning), DAYS);
    let day = (0.0..150.0_f64, 0_u8..5, 0.0..90.0_f64, 0.0..90.0_f64, -15.0..15.0_f64, 0.5..4.0_f64, 0_u32..20);
    let days = (prop::collection::vec(day, DAYS), 1..=DAYS, any::<bool>());
    (mornings, days).prop_map(|(mornings, (days, known, warm_up))| {
        let mornings = mornings.into_iter().enumerate().filter_map(|(nth, drawn)| {
            let (legs, soreness, motivation, sleep_quality, sleep_h, felt_harder, illness, pain) = drawn?;
            let day = nth_day(nth);
            Some(Morning {
                day,
                legs,
                soreness,
                motivation,
                sleep_quality,
                sleep_h,
                felt_harder,
                illness,
                pain,
                ..Morning::default()
            })
        });
        let days = days.into_iter().enumerate().map(|(nth, (load, class, acute, chronic, ramp, monotony, rest))| {
            let known = nth < known;
            Day {
                rule: restday::load::day_class::Rule::Otherwise,
                workouts: 1,
                day: nth_day(nth),
                class: if known { CLASSES[usize::from(class)] } else { DayClass::Unknown },
                load: known.then_some(load),
                acute: known.then_some(acute),
                chronic: known.then_some(chronic),
                form: Some(chronic - acute),
                form_ratio: Some((chronic - acute) / chronic.max(5.0)),
                ramp: Some(ramp),
                monotony: Some(monotony),
                longest_run_30d_m: Some(load * 200.0),
                guard_reference_m: Some(load * 200.0),
                days_since_rest: Some(rest),
                days_since_ease: Some(rest),
                warm_up,
                ..Day::bare(nth_day(nth), DayClass::Unknown, None)
            }
        });
        (mornings.collect(), days.collect())
    })
}

const DAYS: usize = 63;
const CLASSES: [DayClass; 5] =
    [DayClass::Rest, DayClass::ActiveRecovery, DayClass::Easy, DayClass::Quality, DayClass::Long];

fn nth_day(nth: usize) -> Date {
    date(2024, 2, 1).saturating_add((nth as i64).days())
}

fn everything(day: Date, History { mornings, days, runs }: &History) -> (Readiness, Vec<String>) {
    let evidence = MorningEvidence { mornings, days, runs, ..MorningEvidence::default() };
    let readiness = judge_morning(day, &evidence);
    let pushing = readiness.pushing_hard.iter().map(|reason| reason.text.clone()).collect();
    (readiness, pushing)
}

/// A text with its days left out.
fn without_days(text: &str) -> String {
    let is_day = |word: &&str| word.trim_end_matches([',', '.', ':']).parse::<Date>().is_err();
    text.split(' ').filter(is_day).collect::<Vec<_>>().join(" ")
}

proptest! {
    #[test]
    fn a_worse_signal_never_raises_the_score(mut factors in signals(), ill in circumstances(), at in any::<prop::sample::Index>(), by in 0.0..3.0_f64) {
        prop_assume!(!factors.is_empty());
        let before = score_signals(&factors, &ill);
        let at = at.index(factors.len());
        factors[at].deviation -= by;
        factors[at].value = factors[at].value.map(|value| value - by);
        let after = score_signals(&factors, &ill);
        prop_assert!(after.score <= before.score, "{before:?} then {after:?}");
        prop_assert!(after.band <= before.band);
        prop_assert_eq!(after.completeness, before.completeness);
    }

    #[test]
    fn a_missing_signal_never_makes_the_score_surer(mut factors in signals(), ill in circumstances(), at in any::<prop::sample::Index>()) {
        prop_assume!(!factors.is_empty());
        let before = score_signals(&factors, &ill);
        factors.remove(at.index(factors.len()));
        let after = score_signals(&factors, &ill);
        prop_assert!(after.completeness <= before.completeness);
        prop_assert!(after.confidence <= before.confidence);
        if let (Some(after), Some(before)) = (after.half_width, before.half_width) {
            prop_assert!(after >= before);
        }
    }

    #[test]
    fn the_order_of_the_signals_is_no_signal(factors in signals(), ill in circumstances()) {
        let reversed: Vec<Factor> = factors.iter().rev().copied().collect();
        prop_assert_eq!(score_signals(&factors, &ill).caps, score_signals(&reversed, &ill).caps);
        prop_assert_eq!(score_signals(&factors, &ill).completeness, score_signals(&reversed, &ill).completeness);
    }

    #[test]
    fn a_score_stays_on_its_scale_and_load_alone_knows_little(factors in signals(), ill in circumstances()) {
        let verdict = score_signals(&factors, &ill);
        prop_assert!(verdict.score.is_none_or(|score| (0.0..=100.0).contains(&score)));
        prop_assert!(verdict.half_width.is_none_or(|half| (13.0..=28.0).contains(&half)));
        prop_assert_eq!(verdict.score.is_none(), factors.iter().all(|factor| factor.q <= 0.0));
        if factors.iter().all(|factor| factor.signal == Signal::Load) {
            prop_assert!(verdict.confidence <= restday::readiness::Confidence::Low);
        }
    }

    #[test]
    fn later_days_change_nothing(here in history(), other in history(), nth in 0..DAYS) {
        let day = nth_day(nth);
        let before = everything(day, &here);

        let mornings: Vec<Morning> = here.mornings.iter().filter(|morning| morning.day <= day).cloned().collect();
        let runs: Vec<RunResidual> = here.runs.iter().filter(|run| run.day < day).copied().collect();
        // Of the day itself the series knows only the form it began with; its training came after the morning.
        let changed_days: Vec<Day> = here.days.iter().zip(other.days).map(|(was, other)| {
            match was.day.cmp(&day) {
                Ordering::Less => was.clone(),
                Ordering::Equal => Day { form: was.form, form_ratio: was.form_ratio, ..other },
                Ordering::Greater => other,
            }
        }).collect();
        let late = other.mornings.iter().filter(|morning| morning.day == day).map(|morning| {
            Morning { late: true, time: Some(jiff::civil::time(21, 0, 0, 0)), readings: Vec::new(), ..morning.clone() }
        });
        let changed = History {
            mornings: mornings.iter().cloned().chain(late).chain(other.mornings.iter().filter(|morning| morning.day > day).cloned()).collect(),
            // How hard a run of yesterday felt, said tomorrow, is not known today.
            runs: runs.iter().copied().map(|run| if run.known_from <= day { run } else { RunResidual { rpe: None, ..run } })
                .chain(other.runs.into_iter().filter(|run| run.day >= day)).collect(),
            days: changed_days,
        };
        prop_assert_eq!(&everything(day, &changed), &before);
        prop_assert_eq!(&everything(day, &History { mornings, runs, days: here.days[..=nth].to_vec() }), &before);
    }

    #[test]
    fn the_calendar_itself_does_not_matter(here in history(), nth in 0..DAYS, by in -2000..2000_i64) {
        let moved = |day: Date| day.saturating_add(by.days());
        let there = History {
            mornings: here.mornings.iter().map(|morning| Morning { day: moved(morning.day), ..morning.clone() }).collect(),
            days: here.days.iter().map(|day| Day { day: moved(day.day), ..day.clone() }).collect(),
            runs: here.runs.iter().map(|run| RunResidual { day: moved(run.day), known_from: moved(run.known_from), ..*run }).collect(),
        };
        let day = nth_day(nth);
        let (there, more_there) = everything(moved(day), &there);
        let (here, more_here) = everything(day, &here);
        // The words have days in them, and a spell has a first one.
        let texts = |readiness: &Readiness, more: &[String]| -> Vec<String> {
            let told = readiness.sentences().map(|reason| reason.text.clone());
            told.chain(more.iter().cloned()).map(|text| without_days(&text)).collect()
        };
        prop_assert_eq!(texts(&there, &more_there), texts(&here, &more_here));
        let bare = |readiness: Readiness| Readiness {
            day,
            spell: readiness.spell.map(|spell| Spell { first: day, last: None, ..spell }),
            reasons: Vec::new(),
            but: Vec::new(),
            facts: Vec::new(),
            pushing_hard: Vec::new(),
            ..readiness
        };
        prop_assert_eq!(bare(there), bare(here));
    }

    #[test]
    fn every_verdict_has_a_reason_and_every_reason_is_a_sentence(here in history(), nth in 0..DAYS) {
        let (readiness, more) = everything(nth_day(nth), &here);
        prop_assert!(!readiness.reasons.is_empty());
        for text in readiness.sentences().map(|reason| &reason.text).chain(&more) {
            prop_assert!(text.ends_with('.') && text.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()), "{}", text);
            prop_assert!(!text.contains(" -0.0") && !text.contains(" -0 ") && !text.contains("NaN") && !text.contains("inf ") && !text.contains("  "), "{}", text);
        }
        prop_assert_eq!(readiness.factors.len() + readiness.missing.len(), Signal::ALL.len());
    }

    #[test]
    fn an_absent_signal_costs_nothing(mut factors in signals(), ill in circumstances(), at in any::<prop::sample::Index>()) {
        prop_assume!(1 < factors.len() && factors.iter().all(|factor| 0.0 < factor.q));
        let at = at.index(factors.len());
        factors[at] = Factor { q: 0.0, ..factors[at] };
        let with = score_signals(&factors, &ill);
        factors.remove(at);
        prop_assert_eq!(with, score_signals(&factors, &ill));
    }

    #[test]
    fn no_verdict_permits_what_it_denies(here in history(), nth in 0..DAYS) {
        let (readiness, _) = everything(nth_day(nth), &here);
        let (room, may_run) = (readiness.permitted.room(), readiness.permitted.may_run());
        match readiness.band {
            Band::Rest => prop_assert_eq!((room, may_run), (Room::Nothing, false)),
            Band::ActiveRecovery => prop_assert_eq!((room, may_run), (Room::Light, false)),
            Band::Easy => prop_assert_eq!(room, Room::Usual),
            Band::ReadyForQuality => prop_assert!(room == Room::Full && readiness.caps.is_empty(), "{:?}", readiness.caps),
            Band::NotEnoughData => prop_assert_eq!(room, Room::Unknown),
        }
        prop_assert!(may_run || readiness.permitted.next_run_max_m().is_none());
    }
}
