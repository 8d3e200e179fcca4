//! `readiness`: one row a morning, what was made of it. `mornings`: one row a day of which anything was said or measured.

use crate::columns::table;
use crate::morning::{Metric, Source};
use crate::readiness::{Band, Cap, Confidence, Factor, Readiness, Signal};
use crate::report::morning::MorningSummary;
use jiff::civil::Date;

table!("readiness", "ReadinessRow", |morning: Readiness, athlete| {
    athlete: &str = athlete, "", "whose";
    day: Date = morning.day, "", "the morning";
    score: Option<f64> = morning.score, "0-100", "Recovery Readiness", empty "too little is known for one";
    half_width: Option<f64> = morning.half_width, "0-100", "the score lies within this much of it", empty "there is no score";
    band: Band = morning.band, "", "ready_for_quality, easy, active_recovery, rest, not_enough_data";
    confidence: Confidence = morning.confidence, "", "none, low, medium, high: how much of the ten signals is known";
    fatigue_z: Option<f64> = deviation(morning, Signal::Legs), "sd", "legs, against the runner's own normal; + is better", empty "the signal is missing";
    fatigue_q: Option<f64> = quality(morning, Signal::Legs), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    soreness_z: Option<f64> = deviation(morning, Signal::Soreness), "sd", "soreness; + is better", empty "the signal is missing";
    soreness_q: Option<f64> = quality(morning, Signal::Soreness), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    sleep_quality_z: Option<f64> = deviation(morning, Signal::SleepQuality), "sd", "how good the sleep felt; + is better", empty "the signal is missing";
    sleep_quality_q: Option<f64> = quality(morning, Signal::SleepQuality), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    mood_z: Option<f64> = deviation(morning, Signal::Motivation), "sd", "motivation; + is better", empty "the signal is missing";
    mood_q: Option<f64> = quality(morning, Signal::Motivation), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    hrv_z: Option<f64> = deviation(morning, Signal::Hrv), "sd", "heart-rate variability; + is better", empty "the signal is missing";
    hrv_q: Option<f64> = quality(morning, Signal::Hrv), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    rhr_z: Option<f64> = deviation(morning, Signal::RestingHr), "sd", "resting heart rate; + is better, that is lower", empty "the signal is missing";
    rhr_q: Option<f64> = quality(morning, Signal::RestingHr), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    sleep_z: Option<f64> = deviation(morning, Signal::Sleep), "sd", "hours of sleep; + is better", empty "the signal is missing";
    sleep_q: Option<f64> = quality(morning, Signal::Sleep), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    load_z: Option<f64> = deviation(morning, Signal::Load), "sd", "form against what steady training leaves; + is better", empty "the signal is missing";
    load_q: Option<f64> = quality(morning, Signal::Load), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    rpe_resid_z: Option<f64> = deviation(morning, Signal::EffortFelt), "sd", "how hard the last runs felt; + is better, that is easier", empty "the signal is missing";
    rpe_resid_q: Option<f64> = quality(morning, Signal::EffortFelt), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    hr_speed_z: Option<f64> = deviation(morning, Signal::HrAtPace), "sd", "heart rate at a given pace; + is better, that is lower", empty "the signal is missing";
    hr_speed_q: Option<f64> = quality(morning, Signal::HrAtPace), "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    caps: String = words(&morning.caps, Cap::as_str), "", "rules that held the score down, with spaces between: single_strong, two_independent, ill_or_pain", empty "none did";
    missing: String = words(&morning.missing, |missing| missing.signal.as_str()), "", "missing signals, with spaces between", empty "none is";
    reason_1: Option<&str> = morning.reasons.first().map(|reason| reason.text.as_str()), "", "first reason, a sentence", empty "there is none";
    reason_2: Option<&str> = morning.reasons.get(1).map(|reason| reason.text.as_str()), "", "second reason", empty "there is none";
    reason_3: Option<&str> = morning.reasons.get(2).map(|reason| reason.text.as_str()), "", "third reason", empty "there is none";
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
    felt_harder: Option<bool> = day.morning.felt_harder, "", "whether the last run felt harder than it should", empty "nobody said";
    illness: Option<bool> = day.morning.illness, "", "whether the runner is ill", empty "nobody said";
    pain: Option<bool> = day.morning.pain, "", "whether pain changes how the runner runs", empty "nobody said";
    rpe: Option<f64> = day.morning.rpe, "0-10", "how hard the last run felt", empty "nobody said";
    sleep_h: Option<f64> = day.reading(Metric::Sleep).map(|reading| reading.value), "h", "hours of sleep", empty "nobody knows";
    sleep_source: Option<Source> = day.reading(Metric::Sleep).map(|reading| reading.source), "", "whose hours of sleep", empty "sleep_h is";
    hrv_rmssd_ms: Option<f64> = day.reading(Metric::HrvRmssd).map(|reading| reading.value), "ms", "heart-rate variability as RMSSD", empty "nobody knows";
    hrv_rmssd_source: Option<Source> = day.reading(Metric::HrvRmssd).map(|reading| reading.source), "", "whose RMSSD", empty "hrv_rmssd_ms is";
    hrv_sdnn_ms: Option<f64> = day.reading(Metric::HrvSdnn).map(|reading| reading.value), "ms", "heart-rate variability as SDNN, which is not scored", empty "nobody knows";
    hrv_sdnn_source: Option<Source> = day.reading(Metric::HrvSdnn).map(|reading| reading.source), "", "whose SDNN", empty "hrv_sdnn_ms is";
    resting_hr_bpm: Option<f64> = day.reading(Metric::RestingHr).map(|reading| reading.value), "bpm", "resting heart rate", empty "nobody knows";
    resting_hr_source: Option<Source> = day.reading(Metric::RestingHr).map(|reading| reading.source), "", "whose resting heart rate", empty "resting_hr_bpm is";
});

/// A signal of a morning; absent where it is missing.
fn factor(morning: &Readiness, signal: Signal) -> Option<&Factor> {
    morning.factors.iter().find(|factor| factor.signal == signal)
}

fn deviation(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal).map(|factor| factor.z)
}

fn quality(morning: &Readiness, signal: Signal) -> Option<f64> {
    factor(morning, signal).map(|factor| factor.q)
}

/// A word of each, with spaces between.
fn words<T>(all: &[T], word: fn(&T) -> &'static str) -> String {
    all.iter().map(word).collect::<Vec<_>>().join(" ")
}
