//! Sentences about what is missing, why, and how to give it.

use super::morning_signals::{ENTRIES_MIN, LOAD_DAYS_MIN};
use super::morning_view::MorningView;
use super::night_sentences::nights_needed;
use super::run_residuals::{HEART_RATE_RUNS_MIN, RATED_RUNS_MIN};
use super::vocabulary::{with_capital, word_list};
use super::{Band, Confidence, Missing, MissingReason, Readiness, Reason, Signal, SignalOrigin};
use std::collections::BTreeMap;

/// All of them, the one that matters most first.
pub(super) fn missing_signals(readiness: &Readiness, view: &MorningView<'_>) -> Vec<Reason> {
    let mut sentences = Vec::new();
    if readiness.confidence == Confidence::Low && !readiness.is_load_only() {
        let known: Vec<&str> = readiness.factors.iter().map(|factor| factor.signal.spec().long_label).collect();
        let ready = if readiness.band == Band::ReadyForQuality { ", so go hard only if you feel good" } else { "" };
        let text = format!("Low confidence: the score rests on {} alone{ready}.", word_list(&known));
        sentences.push(Reason::plain("LOW-CONFIDENCE", text));
    }
    if !view.checked_in() {
        sentences.push(Reason::plain("NO-CHECKIN", no_check_in(readiness)));
    }

    let (answers, others): (Vec<&Missing>, Vec<&Missing>) = readiness
        .missing
        .iter()
        .filter(|missing| missing.signal != Signal::Load)
        .partition(|missing| missing.signal.is_asked());
    let (few, left_out): (Vec<&Missing>, Vec<&Missing>) =
        answers.into_iter().partition(|missing| missing.reason == MissingReason::TooFew);
    let mut by_entries: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for missing in few {
        let entries = match missing.signal {
            Signal::Sleep => view.sleep_nights(),
            signal => view.answers(signal).map_or(0, |answers| answers.earlier.len()),
        };
        by_entries.entry(entries).or_default().push(missing.signal.spec().long_label);
    }
    for (entries, names) in by_entries {
        let text = format!(
            "Not counted yet: {} ({entries} of the {ENTRIES_MIN} earlier mornings it takes to know your normal).",
            word_list(&names)
        );
        sentences.push(Reason { code: "CHECKIN-FEW", text, values: vec![("entries", entries as f64)] });
    }
    if view.checked_in() && !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|missing| missing.signal.spec().long_label).collect();
        let text = format!("Today's check-in leaves out {}: the more it says, the surer the score.", word_list(&names));
        sentences.push(Reason::plain("CHECKIN-PARTIAL", text));
    }
    let load = readiness.missing.iter().find(|missing| missing.signal == Signal::Load);
    sentences.extend(load.map(|missing| no_load(missing.reason, view.known_days())));
    if readiness.score.is_some() {
        sentences.extend(others.iter().filter_map(|missing| measured_but_missing(**missing)));
        let not_given = others.iter().filter(|missing| missing.reason == MissingReason::NotGiven);
        let names: Vec<&str> = not_given.map(|missing| missing.signal.spec().long_label).collect();
        if !names.is_empty() {
            sentences.push(Reason::plain("NOT-KNOWN", format!("Not known: {}.", word_list(&names))));
        }
    }
    sentences
}

/// Why a signal that devices measure does not count, where there is something of it.
fn measured_but_missing(missing: Missing) -> Option<Reason> {
    let subject = with_capital(missing.signal.spec().long_label);
    let (code, text) = match (missing.reason, missing.signal.spec().origin) {
        (MissingReason::Stale, _) => {
            ("NIGHT-STALE", format!("{subject} is left out: the newest night is older than yesterday's."))
        }
        (MissingReason::RmssdMissingSdnnAvailable, _) => (
            "SDNN-ONLY",
            format!("{subject} is there as SDNN only, which is on another scale than RMSSD: shown, and not scored."),
        ),
        (MissingReason::TooFew, SignalOrigin::Night(metric)) => {
            ("NIGHTS-FEW", format!("{subject} is not counted yet: it takes {}.", nights_needed(metric)))
        }
        (MissingReason::TooFew, SignalOrigin::RunEffort) => (
            "RUNS-FEW",
            format!("{subject} is not counted yet: it takes {RATED_RUNS_MIN} rated runs in the 60 days before a run."),
        ),
        (MissingReason::TooFew, SignalOrigin::RunHeartRate) => (
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
        (MissingReason::NoRecentRun, SignalOrigin::RunEffort) => (
            "NO-RECENT-RUN",
            "How hard runs feel and heart rate at a given pace are left out: no run in 4 days.".to_owned(),
        ),
        _ => return None,
    };
    Some(Reason::plain(code, text))
}

fn no_check_in(readiness: &Readiness) -> String {
    let asked: Vec<&str> = Signal::answered().map(|signal| signal.spec().long_label).collect();
    if readiness.factors.iter().any(|factor| factor.signal.answered_item().is_some()) {
        "No check-in for today: yesterday's answers count half; restday checkin takes ten seconds.".to_owned()
    } else if readiness.is_load_only() {
        format!(
            "No check-in for today: this is a load-only estimate; restday checkin ({}, ten seconds) tells how you feel.",
            asked.join(", ")
        )
    } else {
        format!("No check-in for today: restday checkin asks for {} in ten seconds.", word_list(&asked))
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
