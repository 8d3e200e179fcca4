//! What is not known, why, and how to give it: one line.

use super::morning_view::{LOAD_DAYS_MIN, MorningView};
use super::night_sentences::nights_needed;
use super::run_residuals::{HEART_RATE_RUNS_MIN, RATED_RUNS_MIN};
use super::vocabulary::word_list;
use super::{Missing, MissingReason, Readiness, Reason, Signal, SignalOrigin};

/// That there is nothing to make a score of.
pub(super) fn nothing_known(readiness: &Readiness) -> Option<Reason> {
    readiness.score.is_none().then(|| {
        Reason::plain(
            "NOT-ENOUGH-DATA",
            format!(
                "Nothing is known yet: say how you feel (restday checkin), or add {LOAD_DAYS_MIN} days of training."
            ),
        )
    })
}

/// What is not known, in one line; absent where everything is.
pub(super) fn not_known(readiness: &Readiness, view: &MorningView<'_>) -> Option<Reason> {
    let mut parts: Vec<String> = how_you_feel(readiness, view).into_iter().collect();
    let others = || readiness.missing.iter().filter(|missing| missing.signal.answered_item().is_none());
    // One part for each reason, and the signals of one reason together.
    let mut told: Vec<(String, Vec<&'static str>)> = Vec::new();
    for missing in others() {
        let why = why_missing(*missing, view);
        match told.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(missing.signal.spec().long_label),
            None => told.push((why, vec![missing.signal.spec().long_label])),
        }
    }
    parts.extend(
        told.into_iter().map(
            |(why, names)| if why.is_empty() { word_list(&names) } else { format!("{} ({why})", word_list(&names)) },
        ),
    );
    (!parts.is_empty()).then(|| Reason::plain("NOT-KNOWN", format!("Not known: {}.", parts.join("; "))))
}

/// What of the answers of a check-in is not known.
fn how_you_feel(readiness: &Readiness, view: &MorningView<'_>) -> Option<String> {
    let absent: Vec<&str> = readiness
        .missing
        .iter()
        .filter(|missing| missing.signal.answered_item().is_some())
        .map(|missing| missing.signal.spec().long_label)
        .collect();
    let answered = Signal::answered().count() - absent.len();
    match (answered, view.checked_in()) {
        (0, false) => {
            Some("how you feel (no check-in today or yesterday: restday checkin takes ten seconds)".to_owned())
        }
        (_, false) => {
            Some("how you feel today (yesterday's answers count half: restday checkin takes ten seconds)".to_owned())
        }
        (_, true) if absent.is_empty() => None,
        (_, true) => Some(format!("{} (left out of the check-in)", word_list(&absent))),
    }
}

/// Why a signal that is no answer is missing; empty where nothing of the kind was given.
fn why_missing(missing: Missing, view: &MorningView<'_>) -> String {
    match (missing.reason, missing.signal.spec().origin) {
        (MissingReason::NotGiven, _) => String::new(),
        (MissingReason::Stale, SignalOrigin::LoadBalance) => "the days up to this morning are not all known".to_owned(),
        (MissingReason::Stale, _) => "the newest night is older than yesterday's".to_owned(),
        (MissingReason::TooFew, SignalOrigin::LoadBalance) => {
            format!("{} of the {LOAD_DAYS_MIN} days that it takes", view.known_days())
        }
        (MissingReason::TooFew, SignalOrigin::Night(metric)) => format!("it takes {}", nights_needed(metric)),
        (MissingReason::TooFew, SignalOrigin::RunHeartRate) => {
            format!("it takes {HEART_RATE_RUNS_MIN} runs with steady minutes in 60 days")
        }
        (MissingReason::TooFew, _) => format!("it takes {RATED_RUNS_MIN} rated runs in 60 days"),
        (MissingReason::NoRecentRun, _) => "no run in 4 days".to_owned(),
        (MissingReason::Hot, _) => "the last runs were in heat, or in summer without a temperature".to_owned(),
    }
}
