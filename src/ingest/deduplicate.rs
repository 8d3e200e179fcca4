//! Settles what was given twice, and answers for every input.

use super::input_result::InputResult;
use super::{Ingested, Input, Outcome, Twin};
use crate::activity::Activity;
use crate::activity::duplicate;
use crate::activity::sport::Sport;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::morning::Morning;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::Xxh3;

/// Counts every activity once and says of each input what became of it. The order of `pieces` does not matter.
pub(crate) fn settle_duplicates(mut pieces: Vec<InputResult>) -> Ingested {
    pieces.sort_by(|a, b| a.source.cmp(&b.source));
    let mut digest = Xxh3::new();
    for piece in &pieces {
        digest.update(piece.source.as_bytes());
        digest.update(&piece.digest.to_le_bytes());
    }
    super::rollover::settle(&mut pieces);
    let nights_beside_activities = nights_beside_activities(&pieces);
    let copies = same_bytes(&mut pieces);

    let mut owners = Vec::new();
    let mut all: Vec<Activity> = Vec::new();
    for (i, piece) in pieces.iter_mut().enumerate() {
        owners.extend(std::iter::repeat_n(i, piece.activities.len()));
        all.append(&mut piece.activities);
    }
    let mut twins = Vec::new();
    let mut kept: Vec<bool> = vec![true; all.len()];
    let mut ids: Vec<Vec<String>> = vec![Vec::new(); pieces.len()];
    let mut met: HashSet<(usize, usize)> = HashSet::new();
    for found in duplicate::find_duplicates(&all) {
        kept[found.loser] = false;
        let winner = &all[found.winner];
        let owner = owners[found.loser];
        if met.insert((owner, found.winner)) {
            ids[owner].push(winner.id.clone());
        }
        let detail = format!("the same activity as {} ({})", winner.source, found.evidence);
        pieces[owner].diagnostics.push(Code::DuplicateActivity, None, detail);
        twins.push(Twin {
            winner_id: winner.id.clone(),
            winner: winner.source.clone(),
            loser: pieces[owner].source.clone(),
            code: Code::DuplicateActivity,
            evidence: found.evidence,
        });
        let (winner, loser) = pair_at(&mut all, found.winner, found.loser);
        learn_from_loser(winner, loser);
    }
    let mut gave_activity = vec![false; pieces.len()];
    for (i, activity) in all.iter().enumerate().filter(|(i, _)| kept[*i]) {
        if !std::mem::replace(&mut gave_activity[owners[i]], true) {
            ids[owners[i]].clear();
        }
        ids[owners[i]].push(activity.id.clone());
    }
    for (copy, first) in &copies {
        let winner = pieces[*first].source.clone();
        pieces[*copy].diagnostics.push(Code::DuplicateBytes, None, format!("the same bytes as {winner}"));
        let given = ids[*first].clone();
        twins.extend(given.iter().map(|id| Twin {
            winner_id: id.clone(),
            winner: winner.clone(),
            loser: pieces[*copy].source.clone(),
            code: Code::DuplicateBytes,
            evidence: "the same bytes".to_owned(),
        }));
        ids[*copy].extend(given);
    }
    twins.sort_by(|a, b| (&a.loser, &a.winner, &a.winner_id).cmp(&(&b.loser, &b.winner, &b.winner_id)));

    let mut ingested = Ingested { digest: digest.digest(), twins, nights_beside_activities, ..Ingested::default() };
    for (i, piece) in pieces.into_iter().enumerate() {
        ingested.inputs.push(answer_for_input(
            piece.source,
            &piece.diagnostics,
            gave_activity[i],
            std::mem::take(&mut ids[i]),
        ));
        ingested.mornings.extend(piece.mornings);
    }
    ingested.activities = all.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(activity, _)| activity).collect();
    ingested.activities.sort_by(|a, b| (a.start_ms, &a.id).cmp(&(b.start_ms, &b.id)));
    ingested.mornings.sort_by_key(|morning| (morning.day, morning.time));
    ingested
}

/// The mornings of nights that are in an export of a watch or a phone which holds activities too. What only measures nights,
/// and what the runner writes, says nothing of when activities were exported.
fn nights_beside_activities(pieces: &[InputResult]) -> Vec<Date> {
    let with_activities: HashSet<&str> =
        pieces.iter().filter(|piece| !piece.activities.is_empty()).map(|piece| export_of(&piece.source)).collect();
    let exported = pieces.iter().filter(|piece| with_activities.contains(export_of(&piece.source)));
    let of_night = |morning: &&Morning| morning.readings.iter().any(|reading| reading.source.exports_activities());
    let mut days: Vec<Date> =
        exported.flat_map(|piece| &piece.mornings).filter(of_night).map(|morning| morning.day).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The export that an input lies in: the outermost archive, else the first folder.
fn export_of(source: &str) -> &str {
    let archive = source.split_once('!').map(|(archive, _)| archive);
    archive.or_else(|| source.split_once('/').map(|(folder, _)| folder)).unwrap_or_default()
}

/// Takes the activities from inputs whose bytes an earlier input had, and says which: copy, first.
fn same_bytes(pieces: &mut [InputResult]) -> BTreeMap<usize, usize> {
    let mut first_with: HashMap<u64, usize> = HashMap::new();
    let mut copies = BTreeMap::new();
    for (i, piece) in pieces.iter_mut().enumerate().filter(|(_, piece)| !piece.activities.is_empty()) {
        if let Some(first) = first_with.get(&piece.digest) {
            copies.insert(i, *first);
            piece.activities.clear();
        } else {
            first_with.insert(piece.digest, i);
        }
    }
    copies
}

/// Two different elements, the first to be changed.
fn pair_at<T>(all: &mut [T], changed: usize, other: usize) -> (&mut T, &T) {
    if changed < other {
        let (head, tail) = all.split_at_mut(other);
        (&mut head[changed], &tail[0])
    } else {
        let (head, tail) = all.split_at_mut(changed);
        (&mut tail[0], &head[other])
    }
}

/// The kept recording takes over what only the other one knows and no sensor measures: what was done, and how it felt.
fn learn_from_loser(winner: &mut Activity, loser: &Activity) {
    if winner.sport == Sport::Other {
        winner.sport = loser.sport;
    }
    winner.rpe = winner.rpe.or(loser.rpe);
    winner.given_load = winner.given_load.or(loser.given_load);
    winner.temperature_c = winner.temperature_c.or(loser.temperature_c);
    winner.name = winner.name.take().or_else(|| loser.name.clone());
}
/// What became of an input, from its findings.
fn answer_for_input(
    source: String,
    diagnostics: &Diagnostics,
    gave_activity: bool,
    activity_ids: Vec<String>,
) -> Input {
    let worst = diagnostics.most_severe();
    let outcome = match (gave_activity, activity_ids.is_empty(), worst.map(|found| found.code.severity())) {
        (true, ..) => Outcome::Activity,
        (false, false, _) => Outcome::Duplicate,
        (false, true, Some(Severity::Refused)) => Outcome::Refused,
        (false, true, _) => Outcome::NotActivity,
    };
    // An input that is a duplicate is first of all that; a table with a bad row, first of all damaged.
    let telling = match outcome {
        Outcome::Duplicate => diagnostics
            .as_slice()
            .iter()
            .rfind(|found| matches!(found.code, Code::DuplicateBytes | Code::DuplicateActivity)),
        _ => worst,
    };
    let words = diagnostics.as_slice().iter().map(|found| {
        let at = found.at_byte.map_or(String::new(), |at| format!(" at byte {at}"));
        let times = if 1 < found.count { format!(" ({} times)", found.count) } else { String::new() };
        format!("{}{at}{times}", found.detail)
    });
    Input {
        source,
        outcome,
        code: telling.map_or(Code::Ok, |found| found.code),
        activity_ids,
        detail: words.collect::<Vec<_>>().join("; "),
        at_byte: telling.and_then(|found| found.at_byte),
    }
}
