//! The readiness model `rr-2` against its worked values, each computed by two programs that are not this one. They hold the
//! arithmetic to its definition; whether the model is right about people is another question.
#![allow(clippy::expect_used, reason = "a broken table must stop the test")]

use super::reader::{Row, model_rows};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use restday::load::Day;
use restday::load::day_class::DayClass;
use restday::load::series::{SeriesOptions, SessionLoad, Span, load_series};
use restday::morning::Morning;
use restday::readiness::caps::{Circumstances, FeltHarder};
use restday::readiness::normals::normal_of_answers;
use restday::readiness::score::score_signals;
use restday::readiness::spells::{AfterIllness, Layoff};
use restday::readiness::{Cap, Confidence, Factor, MorningEvidence, Signal, judge_morning};
use serde_json::Value;
use std::collections::BTreeMap;

/// Rows of the file; a row that is lost or renamed must not pass unnoticed.
const ROWS: usize = 1023;

/// The last morning of every history.
const TODAY: Date = date(2026, 3, 1);

#[test]
fn every_row_of_the_model_holds() {
    let Some(rows) = model_rows("readiness_model_rr2.csv") else { return };
    assert_eq!(rows.len(), ROWS);
    let failures: Vec<String> = rows.iter().filter_map(|row| check(row).err()).collect();
    assert!(failures.is_empty(), "{} rows: {}", failures.len(), failures.join("\n"));
}

/// What became of a morning, by whatever way it was computed.
struct Outcome {
    score: Option<f64>,
    half_width: Option<f64>,
    band: &'static str,
    confidence: &'static str,
    completeness: f64,
    caps: Vec<&'static str>,
    points: BTreeMap<&'static str, f64>,
}

fn check(row: &Row) -> Result<(), String> {
    let case = row.case_id.as_str();
    match row.metric.as_str() {
        "readiness" => outcome_of_signals(row).check(row),
        "readiness_from_history" => outcome_of_history(row).check(row),
        "answer_normal" => {
            row.assert_number(normal_of_answers(&row.numbers("earlier_answers_oldest_first")).value);
            Ok(())
        }
        "answer_completeness" => {
            let earlier = row.numbers("earlier_answers_oldest_first").len();
            let known = |earlier| {
                let factor = Factor { earlier, ..answer(Signal::Legs, 3.0, 3.0, 1.0, 0) };
                score_signals(&[factor], &Circumstances::default()).completeness
            };
            let found = known(earlier) / known(100);
            let expected: f64 = row.expected.parse().map_err(|_| format!("{case}: no number"))?;
            // The completeness of a score has four places, and legs are .28 of it.
            if (found - expected).abs() < 0.0004 { Ok(()) } else { Err(format!("{case}: {expected}, found {found}")) }
        }
        "felt_harder_signal" => felt_harder(row),
        other => Err(format!("{case}: nobody knows what {other} is")),
    }
}

impl Outcome {
    fn check(&self, row: &Row) -> Result<(), String> {
        let (case, expected) = (row.case_id.as_str(), row.expected.as_str());
        let tol = row.tol.unwrap_or(0.0) + 1e-9;
        let number = |found: Option<f64>| match (found, expected.parse::<f64>()) {
            (Some(found), Ok(expected)) => (found - expected).abs() <= tol,
            (None, Err(_)) => expected == "null",
            _ => false,
        };
        let holds = if case.ends_with("_score") {
            number(self.score)
        } else if case.ends_with("_half_width") {
            number(self.half_width)
        } else if case.ends_with("_completeness") {
            number(Some(self.completeness))
        } else if case.ends_with("_band") {
            self.band == expected
        } else if case.ends_with("_confidence") {
            self.confidence == expected
        } else if case.ends_with("_caps") {
            let mut caps = self.caps.clone();
            caps.sort_unstable();
            if caps.is_empty() { expected == "none" } else { caps.join(";") == expected }
        } else if case.ends_with("_points") {
            let theirs: BTreeMap<String, f64> = serde_json::from_str(expected).expect("an object of numbers");
            theirs.len() == self.points.len()
                && theirs.iter().all(|(key, points)| {
                    self.points.get(our_key(key)).is_some_and(|found| (found - points).abs() <= tol)
                })
        } else {
            return Err(format!("{case}: nobody knows what this row asks for"));
        };
        if holds {
            return Ok(());
        }
        let Self { score, half_width, band, confidence, completeness, caps, points } = self;
        Err(format!(
            "{case} ({}): expected {expected}, found {score:?} ± {half_width:?} {band} {confidence} {completeness} {caps:?} {points:?}",
            row.variant
        ))
    }
}

/// The model's own words for the signals that are called something else in every output.
fn our_key(theirs: &str) -> &str {
    match theirs {
        "rhr" => "resting_hr",
        "rpe_resid" => "effort_felt",
        "hr_speed" => "hr_at_pace",
        other => other,
    }
}

fn signal(key: &str) -> Signal {
    Signal::ALL.into_iter().find(|signal| signal.as_str() == our_key(key)).expect("a known signal")
}

/// A number, or a text that is one.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).expect("a number")
}

fn answer(signal: Signal, value: f64, normal: f64, q: f64, earlier: usize) -> Factor {
    Factor { signal, deviation: value - normal, q, value: Some(value), normal: Some(normal), earlier }
}

fn outcome_of_signals(row: &Row) -> Outcome {
    let inputs = &row.inputs;
    let whole = |name: &str| inputs.get(name).map(|value| number(value) as u32);
    let flag = |name: &str| inputs.get(name).is_some_and(|value| value == true);
    let mut factors = Vec::new();
    for (key, given) in inputs["answers"].as_object().expect("`answers` is an object") {
        let q = match given.get("age_days").map(number) {
            None | Some(0.0) => 1.0,
            Some(1.0) => 0.5,
            Some(_) => 0.0,
        };
        let earlier = number(&given["earlier"]) as usize;
        factors.push(answer(signal(key), number(&given["answer"]), number(&given["normal"]), q, earlier));
    }
    for (key, given) in inputs["signals"].as_object().expect("`signals` is an object") {
        let (deviation, q) = (number(&given["z"]), number(&given["q"]));
        factors.push(Factor { signal: signal(key), deviation, q, value: None, normal: None, earlier: 0 });
    }
    let after_illness = whole("days_after_illness").map(|days| {
        let sick_mornings = whole("sick_mornings").expect("with the days");
        AfterIllness { days, sick_mornings, is_open: false }
    });
    let layoff = whole("break_days").map(|break_days| {
        let days_back = whole("days_back").expect("with the days");
        Layoff { break_days, days_back, since: TODAY }
    });
    let circumstances = Circumstances {
        ill_or_pain: flag("ill_or_pain"),
        felt_harder: flag("felt_harder").then(|| FeltHarder { is_habit: flag("felt_harder_is_habit") }),
        overreaching_run_days: whole("overreaching_run_days").unwrap_or(0),
        signs: whole("pushing_hard_signs").unwrap_or(0),
        body_signs: whole("pushing_hard_body_signs").unwrap_or(0),
        after_illness,
        layoff,
        ..Circumstances::default()
    };
    let scored = score_signals(&factors, &circumstances);
    let present = factors.iter().filter(|factor| factor.q > 0.0);
    Outcome {
        score: scored.score,
        half_width: scored.half_width,
        band: scored.band.as_str(),
        confidence: scored.confidence.as_str(),
        completeness: scored.completeness,
        caps: scored.caps.iter().map(Cap::as_str).collect(),
        points: present.map(|factor| (factor.signal.as_str(), factor.points())).collect(),
    }
}

/// The day of the nth of `count` mornings, of which the last is today.
fn nth_day(nth: usize, count: usize) -> Date {
    TODAY.saturating_sub((count as i64 - 1 - nth as i64).days())
}

fn mornings(row: &Row) -> Vec<Morning> {
    let list = |name: &str| row.inputs.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let check_ins = list("check_ins_legs_soreness_motivation_sleep_quality_oldest_first_today_last");
    let sick = list("ill_or_pain_by_morning");
    let count = check_ins.len();
    check_ins
        .iter()
        .enumerate()
        .map(|(nth, answers)| {
            let item = |at: usize| answers.get(at).and_then(Value::as_f64);
            Morning {
                day: nth_day(nth, count),
                legs: item(0),
                soreness: item(1),
                motivation: item(2),
                sleep_quality: item(3),
                illness: sick.get(nth).filter(|value| number(value) == 1.0).map(|_| true),
                ..Morning::default()
            }
        })
        .collect()
}

/// The series of a history's loads, and the morning after it.
fn days(row: &Row) -> Vec<Day> {
    let loads = row.numbers("daily_loads_from_the_first_known_day_to_yesterday");
    if loads.is_empty() {
        return Vec::new();
    }
    let count = loads.len() + 1;
    let span = Span { athlete: 0, first: nth_day(0, count), last: nth_day(loads.len() - 1, count) };
    let sessions: Vec<SessionLoad> = loads
        .iter()
        .enumerate()
        .map(|(nth, load)| SessionLoad { athlete: 0, day: nth_day(nth, count), load: *load })
        .collect();
    let rows = load_series(&[span], &sessions, &SeriesOptions::default()).expect("a series");
    let mut days: Vec<Day> = rows
        .iter()
        .map(|row| Day {
            acute: Some(row.acute),
            chronic: Some(row.chronic),
            chronic_weight: row.chronic_weight,
            form: Some(row.form),
            form_ratio: Some(row.form_ratio),
            ..Day::bare(row.day, DayClass::Easy, Some(row.load))
        })
        .collect();
    let last = rows.last().expect("a day");
    let form = last.chronic - last.acute;
    let form_ratio = Some(form / last.chronic.max(5.0));
    days.push(Day { form: Some(form), form_ratio, ..Day::bare(TODAY, DayClass::Unknown, None) });
    days
}

fn outcome_of_history(row: &Row) -> Outcome {
    let (mornings, mut days) = (mornings(row), days(row));
    // A class is nothing that these histories know, and a row of days without rest is no part of them.
    for day in &mut days {
        day.class = DayClass::Unknown;
    }
    let evidence = MorningEvidence { mornings: &mornings, days: &days, ..MorningEvidence::default() };
    let verdict = judge_morning(TODAY, &evidence);
    Outcome {
        score: verdict.score,
        half_width: verdict.half_width,
        band: verdict.band.as_str(),
        confidence: verdict.confidence.as_str(),
        completeness: verdict.completeness,
        caps: verdict.caps.iter().map(Cap::as_str).collect(),
        points: verdict.factors.iter().map(|factor| (factor.signal.as_str(), factor.points())).collect(),
    }
}

/// What was said of the last runs, as a signal, and whether it is a habit: then it is no cap.
fn felt_harder(row: &Row) -> Result<(), String> {
    let words = row.inputs["felt_harder_by_morning_oldest_first_today_last"].as_array().expect("a list").clone();
    let mornings: Vec<Morning> = words
        .iter()
        .enumerate()
        .map(|(nth, word)| Morning {
            day: nth_day(nth, words.len()),
            felt_harder: word.as_f64().map(|word| word == 1.0),
            ..Morning::default()
        })
        .collect();
    let verdict = judge_morning(TODAY, &MorningEvidence { mornings: &mornings, ..MorningEvidence::default() });
    let factor = verdict.factors.iter().find(|factor| factor.signal == Signal::EffortFelt);
    let expected: Value = serde_json::from_str(&row.expected).expect("JSON");
    let found = factor.map_or(Value::Null, |factor| {
        let is_habit = !verdict.caps.contains(&Cap::FeltHarder);
        serde_json::json!({"z": factor.deviation, "q": factor.q, "habit": is_habit})
    });
    if found == expected { Ok(()) } else { Err(format!("{}: expected {expected}, found {found}", row.case_id)) }
}

#[test]
fn an_illness_without_a_word_after_it_is_open_for_two_weeks() {
    // The model asks for this and has no row of it: k days after the last sick morning, with no check-in since.
    let after = |days: u32, is_open| {
        let circumstances = Circumstances {
            after_illness: Some(AfterIllness { days, sick_mornings: 3, is_open }),
            ..Circumstances::default()
        };
        let scored = score_signals(&[answer(Signal::Legs, 4.0, 3.0, 1.0, 60)], &circumstances);
        (scored.score, scored.confidence)
    };
    assert_eq!(after(3, true), (Some(60.0), Confidence::Low));
    assert_eq!(after(14, true), (Some(60.0), Confidence::Low));
    assert_eq!(after(15, true).0, Some(83.0));
    assert_eq!(after(4, false).0, Some(83.0));
}
