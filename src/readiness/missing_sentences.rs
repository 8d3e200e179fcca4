//! Sentences about what is missing, why, and how to give it.

use super::felt::{HEART_RATE_RUNS_MIN, RATED_RUNS_MIN};
use super::morning_signals::{ENTRIES_MIN, LOAD_DAYS_MIN};
use super::reasons::plain;
use super::seen::{ANSWERS, Seen};
use super::wording::{capital, list, name};
use super::{Band, Confidence, Missing, MissingReason, Readiness, Reason, Signal};
use std::collections::BTreeMap;

/// All of them, the one that matters most first.
pub(super) fn missing(readiness: &Readiness, seen: &Seen<'_>) -> Vec<Reason> {
    let mut sentences = Vec::new();
    if readiness.confidence == Confidence::Low && !readiness.is_load_only() {
        let known: Vec<&str> = readiness.factors.iter().map(|factor| name(factor.signal)).collect();
        let ready = if readiness.band == Band::ReadyForQuality { ", so go hard only if you feel good" } else { "" };
        let text = format!("Low confidence: the score rests on {} alone{ready}.", list(&known));
        sentences.push(plain("LOW-CONFIDENCE", text));
    }
    if !seen.checked_in() {
        sentences.push(plain("NO-CHECKIN", no_check_in(readiness)));
    }

    let (answers, others): (Vec<&Missing>, Vec<&Missing>) = readiness
        .missing
        .iter()
        .filter(|missing| missing.signal != Signal::Load)
        .partition(|missing| is_asked(missing.signal));
    let (few, left_out): (Vec<&Missing>, Vec<&Missing>) =
        answers.into_iter().partition(|missing| missing.reason == MissingReason::TooFew);
    let mut by_entries: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for missing in few {
        let entries = match missing.signal {
            Signal::Sleep => seen.sleep_nights(),
            signal => seen.answers(signal).map_or(0, |answers| answers.earlier.len()),
        };
        by_entries.entry(entries).or_default().push(name(missing.signal));
    }
    for (entries, names) in by_entries {
        let text = format!(
            "Not counted yet: {} ({entries} of the {ENTRIES_MIN} earlier mornings it takes to know your normal).",
            list(&names)
        );
        sentences.push(Reason { code: "CHECKIN-FEW", text, values: vec![("entries", entries as f64)] });
    }
    if seen.checked_in() && !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|missing| name(missing.signal)).collect();
        let text = format!("Today's check-in leaves out {}: the more it says, the surer the score.", list(&names));
        sentences.push(plain("CHECKIN-PARTIAL", text));
    }
    let load = readiness.missing.iter().find(|missing| missing.signal == Signal::Load);
    sentences.extend(load.map(|missing| no_load(missing.reason, seen.known_days())));
    if readiness.score.is_some() {
        sentences.extend(others.iter().filter_map(|missing| measured(**missing)));
        let not_given = others.iter().filter(|missing| missing.reason == MissingReason::NotGiven);
        let names: Vec<&str> = not_given.map(|missing| name(missing.signal)).collect();
        if !names.is_empty() {
            sentences.push(plain("NOT-KNOWN", format!("Not known: {}.", list(&names))));
        }
    }
    sentences
}

/// Whether a check-in can say it.
fn is_asked(signal: Signal) -> bool {
    ANSWERS.contains(&signal) || signal == Signal::Sleep
}

/// Why a signal that devices measure does not count, where there is something of it.
fn measured(missing: Missing) -> Option<Reason> {
    let subject = capital(name(missing.signal));
    let (code, text) = match (missing.reason, missing.signal) {
        (MissingReason::Stale, _) => {
            ("NIGHT-STALE", format!("{subject} is left out: the newest night is older than yesterday's."))
        }
        (MissingReason::RmssdMissingSdnnAvailable, _) => (
            "SDNN-ONLY",
            format!("{subject} is there as SDNN only, which is on another scale than RMSSD: shown, and not scored."),
        ),
        (MissingReason::TooFew, Signal::Hrv) => (
            "NIGHTS-FEW",
            format!("{subject} is not counted yet: it takes 3 of the last 7 nights and 20 of the 60 before today."),
        ),
        (MissingReason::TooFew, Signal::Rhr) => {
            ("NIGHTS-FEW", format!("{subject} is not counted yet: it takes 14 of the 60 nights before today."))
        }
        (MissingReason::TooFew, Signal::RpeResid) => (
            "RUNS-FEW",
            format!("{subject} is not counted yet: it takes {RATED_RUNS_MIN} rated runs in the 60 days before a run."),
        ),
        (MissingReason::TooFew, Signal::HrSpeed) => (
            "RUNS-FEW",
            format!(
                "{subject} is not counted yet: it takes {HEART_RATE_RUNS_MIN} runs with steady minutes in the 60 days \
                 before a run, and one in the last 4 days."
            ),
        ),
        (MissingReason::Hot, _) => (
            "TOO-HOT",
            format!("{subject} is left out: above 25 °C, and in summer where no temperature is known, heat says more."),
        ),
        (MissingReason::NoRecentRun, Signal::RpeResid) => (
            "NO-RECENT-RUN",
            "How hard runs feel and heart rate at a given pace are left out: no run in 4 days.".to_owned(),
        ),
        _ => return None,
    };
    Some(plain(code, text))
}

fn no_check_in(readiness: &Readiness) -> &'static str {
    if readiness.factors.iter().any(|factor| ANSWERS.contains(&factor.signal)) {
        "No check-in for today: yesterday's answers count half; restday checkin takes ten seconds."
    } else if readiness.is_load_only() {
        "No check-in for today: this is a load-only estimate; restday checkin (legs, soreness, sleep quality, \
         motivation, ten seconds) tells how you feel."
    } else {
        "No check-in for today: restday checkin asks for legs, soreness, sleep quality and motivation in ten seconds."
    }
}

fn no_load(reason: MissingReason, known: usize) -> Reason {
    let text = match reason {
        MissingReason::TooFew => {
            format!("Training load is left out: {known} of the {LOAD_DAYS_MIN} days it takes are known.")
        }
        MissingReason::Stale => {
            "Training load is left out: the days up to this morning are not all known; add the newest activities."
                .to_owned()
        }
        _ => "Training load is left out: no day of the last 42 is known.".to_owned(),
    };
    Reason { code: "NO-LOAD", text, values: vec![("known_days", known as f64)] }
}
