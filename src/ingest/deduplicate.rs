//! Settles what was given twice, and answers for every input.

use super::input_result::InputResult;
use super::{Ingested, Input, Outcome, Twin};
use crate::activity::Activity;
use crate::activity::anomaly::{Fault, Instead};
use crate::activity::duplicate::{self, Reason, Richness, Settled, SharedTime, richest_first};
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
    let Settled { mut duplicates, shared } = duplicate::settle_time(&all);
    // The richest is learned from first.
    duplicates.sort_by(|a, b| richest_first(&all[a.loser]).cmp(&richest_first(&all[b.loser])));
    let hearts = duplicate::hearts_of_parts(&all, &duplicates);
    for found in duplicates {
        kept[found.loser] = false;
        let evidence = evidence(&all[found.winner], &all[found.loser], found.reason);
        let owner = owners[found.loser];
        if met.insert((owner, found.winner)) {
            ids[owner].push(all[found.winner].id.clone());
        }
        let (winner, loser) = pair_at(&mut all, found.winner, found.loser);
        let is_shifted = matches!(found.reason, Reason::Shifted(_));
        let mut why = why_kept(winner, loser, found.reason);
        let mut taken = duplicate::learn_from_loser(winner, loser, found.overlap.is_whole || is_shifted);
        if hearts.get(&found.winner).is_some_and(|heart| heart.parts.contains(&found.loser)) {
            taken.push("heart rate of its time");
        }
        if is_shifted {
            winner.anomalies.note(Fault::ZoneShift, Instead::Corrected);
        }
        if !taken.is_empty() {
            why = format!("{why}; from the other: {}", taken.join(", "));
        }
        let detail = format!("the same activity as {} ({evidence}; {why})", winner.source);
        pieces[owner].diagnostics.push(Code::DuplicateActivity, None, detail);
        twins.push(Twin {
            winner_id: winner.id.clone(),
            winner: winner.source.clone(),
            loser: pieces[owner].source.clone(),
            code: Code::DuplicateActivity,
            evidence,
            overlap_s: Some(found.overlap.shared_s),
            overlap_share: Some(found.overlap.share),
            why,
        });
    }
    for (whole, heart) in hearts {
        heart.give_to(&mut all[whole]);
    }
    twins.extend(shared.iter().map(|shared| show_within(shared, &mut all, &owners, &mut pieces)));
    duplicate::find_free_hours(&mut all, &kept);
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
            overlap_s: None,
            overlap_share: None,
            why: "the first of them by name".to_owned(),
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

/// Shows an activity whose time another one counts, and says so of its input.
fn show_within(shared: &SharedTime, all: &mut [Activity], owners: &[usize], pieces: &mut [InputResult]) -> Twin {
    let SharedTime { shown, counted_in, overlap, share } = *shared;
    let (shown_one, counting) = pair_at(all, shown, counted_in);
    shown_one.elsewhere.ids.push(counting.id.clone());
    shown_one.elsewhere.share = (shown_one.elsewhere.share + share).min(1.0);
    let evidence = format!(
        "{:.0} s of its {:.0} s are in the {} of {:.0} s",
        overlap.shared_s,
        shown_one.duration_s,
        counting.sport.as_str(),
        counting.duration_s
    );
    let why = if share < 1.0 { COUNTS_FOR_THE_REST } else { COUNTS_WITH_THE_OTHER };
    let detail = format!("{evidence}, {}: {why}", counting.source);
    let (winner_id, winner) = (counting.id.clone(), counting.source.clone());
    let owner = owners[shown];
    pieces[owner].diagnostics.push(Code::ActivityWithin, None, detail);
    Twin {
        winner_id,
        winner,
        loser: pieces[owner].source.clone(),
        code: Code::ActivityWithin,
        evidence,
        overlap_s: Some(overlap.shared_s),
        overlap_share: Some(overlap.share),
        why: why.to_owned(),
    }
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

const COUNTS_WITH_THE_OTHER: &str = "shown, and its time counts once, with the other";
const COUNTS_FOR_THE_REST: &str = "shown, and counts for the rest of its time";

/// What agrees of two recordings of one activity, in words.
fn evidence(winner: &Activity, loser: &Activity, reason: Reason) -> String {
    let start_s = (winner.start_ms - loser.start_ms).abs() as f64 / 1000.0;
    let distance = match (winner.distance_m, loser.distance_m) {
        (Some(a), Some(b)) => format!(", {:.2} and {:.2} km", a / 1000.0, b / 1000.0),
        _ => String::new(),
    };
    let sports = if winner.sport == loser.sport {
        String::new()
    } else {
        format!(", {} and {}", winner.sport.as_str(), loser.sport.as_str())
    };
    let course = if matches!(reason, Reason::Shifted(_)) { "the same course, " } else { "" };
    format!(
        "{course}starts {start_s:.0} s apart, {:.0} and {:.0} s long{distance}{sports}",
        winner.duration_s, loser.duration_s
    )
}

/// Why the one counts and not the other, in words.
fn why_kept(winner: &Activity, loser: &Activity, reason: Reason) -> String {
    match reason {
        Reason::SameTime => format!("the same time; {}", knows_more(winner.richness, loser.richness)),
        Reason::Part => "a part of the longer one".to_owned(),
        Reason::Whole => "its parts tell more than the whole".to_owned(),
        Reason::Shifted(shift_s) => {
            let minutes = shift_s.abs() / 60;
            let direction = if shift_s < 0 { "behind" } else { "ahead" };
            format!("its clock is {}:{:02} h {direction}, a fault of a time zone", minutes / 60, minutes % 60)
        }
    }
}

/// What the kept recording knows more of.
fn knows_more(winner: Richness, loser: Richness) -> &'static str {
    let channels: [(bool, bool, &str); 4] = [
        (winner.power, loser.power, "the kept one has power"),
        (winner.rr, loser.rr, "the kept one has heart beats"),
        (winner.heart_rate, loser.heart_rate, "the kept one has heart rate"),
        (winner.position, loser.position, "the kept one has positions"),
    ];
    let more = channels.into_iter().find(|(winner, loser, _)| winner != loser);
    match more {
        Some((.., words)) => words,
        None if winner.format != loser.format => "the kept one's format tells more",
        None if winner.samples != loser.samples => "the kept one has more samples",
        None => "neither knows more",
    }
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
