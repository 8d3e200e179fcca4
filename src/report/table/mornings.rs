//! `readiness`: one row a morning, what was made of it. `mornings`: one row a day of which anything was said or measured.

use super::table;
use crate::report::{MorningRow, ReadinessRow};

table!("readiness": ReadinessRow {
    athlete, "", "whose";
    day, "", "the morning";
    score, "0-100", "Recovery Readiness", empty "too little is known for one";
    half_width, "0-100", "the score lies within this much of it", empty "there is no score";
    band, "", "ready_for_quality, easy, active_recovery, rest, not_enough_data";
    confidence, "", "none, low, medium, high: how much of the ten signals is known";
    fatigue_z, "sd", "legs, against the runner's own normal; + is better", empty "the signal is missing";
    fatigue_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    soreness_z, "sd", "soreness; + is better", empty "the signal is missing";
    soreness_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    sleep_quality_z, "sd", "how good the sleep felt; + is better", empty "the signal is missing";
    sleep_quality_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    mood_z, "sd", "motivation; + is better", empty "the signal is missing";
    mood_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    hrv_z, "sd", "heart-rate variability; + is better", empty "the signal is missing";
    hrv_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    rhr_z, "sd", "resting heart rate; + is better, that is lower", empty "the signal is missing";
    rhr_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    sleep_z, "sd", "hours of sleep; + is better", empty "the signal is missing";
    sleep_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    load_z, "sd", "form against what steady training leaves; + is better", empty "the signal is missing";
    load_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    rpe_resid_z, "sd", "how hard the last runs felt; + is better, that is easier", empty "the signal is missing";
    rpe_resid_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    hr_speed_z, "sd", "heart rate at a given pace; + is better, that is lower", empty "the signal is missing";
    hr_speed_q, "share", "how good the signal is, 0 to 1", empty "the signal is missing";
    caps, "", "rules that held the score down, with spaces between: single_strong, two_independent, ill_or_pain", empty "none did";
    missing, "", "missing signals, with spaces between", empty "none is";
    reason_1, "", "first reason, a sentence", empty "there is none";
    reason_2, "", "second reason", empty "there is none";
    reason_3, "", "third reason", empty "there is none";
});

table!("mornings": MorningRow {
    athlete, "", "whose";
    day, "", "the day; a night belongs to the day of waking up";
    checkin_time, "", "time of the check-in that counts, HH:MM", empty "there is none, or it tells no time";
    checkins, "", "check-ins of the day";
    legs, "1-5", "how the legs feel; 5 is fresh", empty "nobody said";
    soreness, "1-5", "5 is none", empty "nobody said";
    motivation, "1-5", "5 is eager", empty "nobody said";
    sleep_quality, "1-5", "5 is excellent", empty "nobody said";
    felt_harder, "", "whether the last run felt harder than it should", empty "nobody said";
    illness, "", "whether the runner is ill", empty "nobody said";
    pain, "", "whether pain changes how the runner runs", empty "nobody said";
    rpe, "0-10", "how hard the last run felt", empty "nobody said";
    sleep_h, "h", "hours of sleep", empty "nobody knows";
    sleep_source, "", "whose hours of sleep", empty "sleep_h is";
    hrv_rmssd_ms, "ms", "heart-rate variability as RMSSD", empty "nobody knows";
    hrv_rmssd_source, "", "whose RMSSD", empty "hrv_rmssd_ms is";
    hrv_sdnn_ms, "ms", "heart-rate variability as SDNN, which is not scored", empty "nobody knows";
    hrv_sdnn_source, "", "whose SDNN", empty "hrv_sdnn_ms is";
    resting_hr_bpm, "bpm", "resting heart rate", empty "nobody knows";
    resting_hr_source, "", "whose resting heart rate", empty "resting_hr_bpm is";
});
