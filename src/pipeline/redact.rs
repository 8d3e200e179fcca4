//! A report that can be shown to strangers: whose it is and where things lie is taken out before anything is computed, so
//! that nothing computed can tell it. Days, figures and what the body did stay.

use super::computed::Inputs;
use crate::report::Report;
use std::collections::HashMap;

/// The words that stand where an input's findings did: they quote names of files.
pub(crate) const WITHHELD: &str = "withheld";

/// Calls the athlete `name`, numbers its activities and inputs from 1, and takes out titles, paths, details and the runner's
/// own notes. Positions and dates of birth are in no report.
pub fn redact(inputs: &mut Inputs, name: &str) {
    name.clone_into(&mut inputs.athlete.name);
    inputs.digest = 0;
    let mut sources: HashMap<String, String> = HashMap::new();
    for (nth, row) in inputs.import.iter_mut().enumerate() {
        let number = input(nth);
        sources.insert(std::mem::replace(&mut row.source, number.clone()), number);
        WITHHELD.clone_into(&mut row.detail);
    }
    let mut ids: HashMap<String, String> = HashMap::new();
    for (nth, activity) in inputs.activities.iter_mut().enumerate() {
        let number = (nth + 1).to_string();
        ids.insert(std::mem::replace(&mut activity.id, number.clone()), number);
        activity.source = renamed(&sources, &activity.source);
        activity.name = None;
    }
    for activity in &mut inputs.activities {
        activity.elsewhere.ids.iter_mut().for_each(|id| *id = renamed(&ids, id));
    }
    for row in &mut inputs.import {
        row.activity_ids.iter_mut().for_each(|id| *id = renamed(&ids, id));
    }
    for row in &mut inputs.duplicates {
        row.winner_id = renamed(&ids, &row.winner_id);
        row.winner = renamed(&sources, &row.winner);
        row.loser = renamed(&sources, &row.loser);
    }
    inputs.mornings.iter_mut().for_each(|morning| morning.note = None);
}

/// What an input is called, by its place among all of them from 0.
#[must_use]
pub fn input(nth: usize) -> String {
    format!("input {}", nth.saturating_add(1))
}

fn renamed(names: &HashMap<String, String>, name: &str) -> String {
    names.get(name).map_or(WITHHELD, String::as_str).to_owned()
}

/// Takes out of a finished report the age that a threshold was told from, and the offsets from UTC: a clock that is 12:45
/// ahead hangs in one place on Earth. The time on the runner's wall stays.
pub(crate) fn redact_rows(report: &mut Report) {
    report.activities.iter_mut().for_each(|row| row.hides_offset = true);
    for anchor in report.thresholds_history.iter_mut().filter_map(|change| change.anchor.as_mut()) {
        if anchor.evidence.starts_with("by age ") {
            "by age".clone_into(&mut anchor.evidence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::activity::sport::Sport;
    use crate::diagnostic::Code;
    use crate::ingest::{Input, Outcome, Twin};
    use crate::morning::Morning;
    use jiff::civil::date;

    #[test]
    fn nothing_of_a_name_is_left_and_what_belongs_together_still_does() {
        let mut run = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
        run.id = "9f86d081".to_owned();
        run.source = "jane/long-run.fit".to_owned();
        run.name = Some("Jane's long run".to_owned());
        let morning = Morning { note: Some("Jane slept".to_owned()), ..Morning::default() };
        let import = |source: &str| Input {
            source: source.to_owned(),
            outcome: Outcome::Activity,
            code: Code::Ok,
            activity_ids: vec!["9f86d081".to_owned()],
            detail: "the same as jane/long-run.fit".to_owned(),
            at_byte: None,
        };
        let duplicate = Twin {
            winner_id: "9f86d081".to_owned(),
            winner: "jane/long-run.fit".to_owned(),
            loser: "jane/copy.fit".to_owned(),
            code: Code::DuplicateBytes,
            evidence: "the same bytes".to_owned(),
            overlap_s: None,
            overlap_share: None,
            why: "the first of them by name".to_owned(),
        };
        let mut inputs = Inputs {
            activities: vec![run],
            mornings: vec![morning],
            import: vec![import("jane/copy.fit"), import("jane/long-run.fit")],
            duplicates: vec![duplicate],
            digest: 7,
            ..Inputs::default()
        };
        "Jane".clone_into(&mut inputs.athlete.name);
        redact(&mut inputs, "athlete");
        let all = format!("{inputs:?}");
        assert_eq!(inputs.import[1].source, super::input(1));
        assert!(!all.to_lowercase().contains("jane") && !all.contains("9f86d081"), "{all}");
        assert_eq!(inputs.import[1].activity_ids, [inputs.activities[0].id.as_str()]);
        assert_eq!((inputs.duplicates[0].winner.as_str(), inputs.duplicates[0].loser.as_str()), ("input 2", "input 1"));
    }
}
