//! `readiness`: one row a morning, what was made of it. `mornings`: one row a day of which anything was said or measured.

use crate::columns::table;
use crate::morning::{Metric, Source, SpellWord};
use crate::readiness::{Band, Cap, Confidence, Factor, MODEL, Readiness, Room, Signal, SpellKind};
use crate::report::morning::MorningSummary;
use jiff::civil::Date;

table!("readiness", "ReadinessRow", |morning: Readiness, athlete| {
    athlete: &str = athlete, "", "whose";
    day: Date = morning.day, "", "the morning";
    model: &str = MODEL, "", "the version of the model";
    score: Option<f64> = morning.score, "0-100", "Recovery Readiness", empty "nothing is known";
    half_width: Option<f64> = morning.half_width, "0-100", "the score lies within this much of it in about nine mornings of ten", empty "there is no score";
    band: Band = morning.band, "", "ready_for_quality, easy, active_recovery, rest, not_enough_data";
    confidence: Confidence = morning.confidence, "", "none, low, medium, high: how much of what can be known is";
    completeness: f64 = morning.completeness, "share", "how much of what can be known is, 0 to 1";
    legs: Option<f64> = value(morning, Signal::Legs), "1-5", "legs, today's answer or yesterday's; 5 is best", empty "nobody said";
    legs_normal: Option<f64> = normal(morning, Signal::Legs), "1-5", "the runner's own normal of it", empty "nobody said";
    legs_points: Option<f64> = points(morning, Signal::Legs), "points", "by how much it moves the score, before a total above 0 is halved", empty "nobody said";
    legs_q: Option<f64> = quality(morning, Signal::Legs), "share", "1 for today's answer, 0.5 for yesterday's", empty "nobody said";
    soreness: Option<f64> = value(morning, Signal::Soreness), "1-5", "soreness, today's answer or yesterday's; 5 is best", empty "nobody said";
    soreness_normal: Option<f64> = normal(morning, Signal::Soreness), "1-5", "the runner's own normal of it", empty "nobody said";
    soreness_points: Option<f64> = points(morning, Signal::Soreness), "points", "by how much it moves the score, before a total above 0 is halved", empty "nobody said";
    soreness_q: Option<f64> = quality(morning, Signal::Soreness), "share", "1 for today's answer, 0.5 for yesterday's", empty "nobody said";
    sleep_quality: Option<f64> = value(morning, Signal::SleepQuality), "1-5", "how good the sleep felt, today's answer or yesterday's; 5 is best", empty "nobody said";
    sleep_quality_normal: Option<f64> = normal(morning, Signal::SleepQuality), "1-5", "the runner's own normal of it", empty "nobody said";
    sleep_quality_points: Option<f64> = points(morning, Signal::SleepQuality), "points", "by how much it moves the score, before a total above 0 is halved", empty "nobody said";
    sleep_quality_q: Option<f64> = quality(morning, Signal::SleepQuality), "share", "1 for today's answer, 0.5 for yesterday's", empty "nobody said";
    motivation: Option<f64> = value(morning, Signal::Motivation), "1-5", "motivation, today's answer or yesterday's; 5 is best", empty "nobody said";
    motivation_normal: Option<f64> = normal(morning, Signal::Motivation), "1-5", "the runner's own normal of it", empty "nobody said";
    motivation_points: Option<f64> = points(morning, Signal::Motivation), "points", "by how much it moves the score, before a total above 0 is halved", empty "nobody said";
    motivation_q: Option<f64> = quality(morning, Signal::Motivation), "share", "1 for today's answer, 0.5 for yesterday's", empty "nobody said";
    hrv_z: Option<f64> = z(morning, Signal::Hrv), "sd", "heart-rate variability against the runner's own normal; + is better", empty "the signal is missing";
    hrv_points: Option<f64> = points(morning, Signal::Hrv), "points", "by how much it moves the score", empty "the signal is missing";
    hrv_q: Option<f64> = quality(morning, Signal::Hrv), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    resting_hr_z: Option<f64> = z(morning, Signal::RestingHr), "sd", "resting heart rate; + is better, that is lower", empty "the signal is missing";
    resting_hr_points: Option<f64> = points(morning, Signal::RestingHr), "points", "by how much it moves the score", empty "the signal is missing";
    resting_hr_q: Option<f64> = quality(morning, Signal::RestingHr), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    sleep_z: Option<f64> = z(morning, Signal::Sleep), "sd", "hours of sleep; + is better", empty "the signal is missing";
    sleep_points: Option<f64> = points(morning, Signal::Sleep), "points", "by how much it moves the score", empty "the signal is missing";
    sleep_q: Option<f64> = quality(morning, Signal::Sleep), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    load_z: Option<f64> = z(morning, Signal::Load), "sd", "form against what steady training leaves; + is better", empty "the signal is missing";
    load_points: Option<f64> = points(morning, Signal::Load), "points", "by how much it moves the score", empty "the signal is missing";
    load_q: Option<f64> = quality(morning, Signal::Load), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    effort_felt_z: Option<f64> = z(morning, Signal::EffortFelt), "sd", "how hard the last runs felt; + is better, that is easier", empty "the signal is missing";
    effort_felt_points: Option<f64> = points(morning, Signal::EffortFelt), "points", "by how much it moves the score", empty "the signal is missing";
    effort_felt_q: Option<f64> = quality(morning, Signal::EffortFelt), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    hr_at_pace_z: Option<f64> = z(morning, Signal::HrAtPace), "sd", "heart rate at a given pace; + is better, that is lower", empty "the signal is missing";
    hr_at_pace_points: Option<f64> = points(morning, Signal::HrAtPace), "points", "by how much it moves the score", empty "the signal is missing";
    hr_at_pace_q: Option<f64> = quality(morning, Signal::HrAtPace), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    caps: String = words(&morning.caps, Cap::as_str), "", "rules that held the score down, with spaces between, the mildest first", empty "none did";
    missing: String = words(&morning.missing, |missing| missing.signal.as_str()), "", "missing signals, with spaces between", empty "none is";
    spell: Option<SpellKind> = morning.spell.map(|spell| spell.kind), "", "the spell that the morning lies in: ill, injured, break, travelling", empty "it lies in none";
    spell_first: Option<Date> = morning.spell.map(|spell| spell.first), "", "first day of the spell", empty "spell is";
    room: Room = morning.permitted.room(), "", "the room that the verdict leaves for training: nothing, light, usual, full, unknown";
    next_run_max_m: Option<f64> = morning.permitted.next_run_max_m(), "m", "keep the next run below it", empty "no run is permitted, or there was none in 30 days";
    headline: String = morning.headline(), "", "what to do, in a few words";
    reason_1: Option<&str> = sentence(morning, 0), "", "first reason, a sentence", empty "there is none";
    reason_2: Option<&str> = sentence(morning, 1), "", "second reason", empty "there is none";
    reason_3: Option<&str> = sentence(morning, 2), "", "third reason", empty "there is none";
});

table!("mornings", "MorningRow", |day: MorningSummary, athlete| {
    athlete: &str = athlete, "", "whose";
    day: Date = day.morning.day, "", "the day; a night belongs to the day of waking up";
    checkin_time: Option<String> = day.morning.time.map(|time| time.strftime("%H:%M").to_string()), "", "time of the check-in that counts, HH:MM", empty "there is none, or it tells no time";
    checkins: u32 = day.checkins, "", "check-ins of the day";
    legs: Option<f64> = day.morning.legs, "1-5", "how the legs feel; 5 is fresh", empty "nobody said";
    soreness: Option<f64> = day.morning.soreness, "1-5", "5 is none", empty "nobody said";
    motivation: Option<f64> = day.morning.motivation, "1-5", "5 is eager", empty "nobody said";
    sleep_quality: Option<f64> = day.morning.sleep_quality, "1-5", "5 is excellent", empty "nobody said";
    life_stress: Option<f64> = day.morning.life_stress, "1-5", "stress of work and life; 5 is none; not scored", empty "nobody said";
    readiness_felt: Option<f64> = day.morning.readiness_felt, "0-10", "how ready the runner feels; not scored", empty "nobody said";
    felt_harder: Option<bool> = day.morning.felt_harder, "", "whether the last run felt harder than it should", empty "nobody said";
    illness: Option<bool> = day.morning.illness, "", "whether the runner is ill", empty "nobody said";
    pain: Option<bool> = day.morning.pain, "", "whether pain changes how the runner runs", empty "nobody said";
    spell: Option<SpellWord> = day.morning.spell, "", "the spell that begins, or back: ill, injured, break, travelling, back", empty "nobody said";
    rpe: Option<f64> = day.morning.rpe, "0-10", "how hard the last run felt", empty "nobody said";
    sleep_h: Option<f64> = day.reading(Metric::Sleep).map(|reading| reading.value), "h", "hours of sleep", empty "nobody knows";
    sleep_source: Option<Source> = day.reading(Metric::Sleep).map(|reading| reading.source), "", "whose hours of sleep", empty "sleep_h is";
    hrv_rmssd_ms: Option<f64> = day.reading(Metric::HrvRmssd).map(|reading| reading.value), "ms", "heart-rate variability as RMSSD", empty "nobody knows";
    hrv_rmssd_source: Option<Source> = day.reading(Metric::HrvRmssd).map(|reading| reading.source), "", "whose RMSSD", empty "hrv_rmssd_ms is";
    hrv_sdnn_ms: Option<f64> = day.reading(Metric::HrvSdnn).map(|reading| reading.value), "ms", "heart-rate variability as SDNN, scored where there is no RMSSD", empty "nobody knows";
    hrv_sdnn_source: Option<Source> = day.reading(Metric::HrvSdnn).map(|reading| reading.source), "", "whose SDNN", empty "hrv_sdnn_ms is";
    resting_hr_bpm: Option<f64> = day.reading(Metric::RestingHr).map(|reading| reading.value), "bpm", "resting heart rate", empty "nobody knows";
    resting_hr_source: Option<Source> = day.reading(Metric::RestingHr).map(|reading| reading.source), "", "whose resting heart rate", empty "resting_hr_bpm is";
});

/// A signal of a morning; absent where it is missing.
fn factor(morning: &Readiness, signal: Signal) -> Option<&Factor> {
    morning.factors.iter().find(|factor| factor.signal == signal)
}

fn value(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal)?.value
}

fn normal(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal)?.normal
}

fn points(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal).map(Factor::points)
}

fn z(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal)?.z()
}

fn sentence(morning: &Readiness, nth: usize) -> Option<&str> {
    morning.sentences().nth(nth).map(|reason| reason.text.as_str())
}

fn quality(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal).map(|factor| factor.q)
}

/// A word of each, with spaces between.
fn words<T>(all: &[T], word: fn(&T) -> &'static str) -> String {
    all.iter().map(word).collect::<Vec<_>>().join(" ")
}
