//! `import`: one row an input. `duplicates`: one row for what was given again. `thresholds`: one row a change of a threshold.

use super::Key;
use crate::athlete::history::Change;
use crate::athlete::{Confidence, Provenance};
use crate::columns::table;
use crate::diagnostic::Code;
use crate::ingest::{Input, Outcome, Twin};
use jiff::civil::Date;

table!("import", "ImportRow", |input: Input, athlete| {
    source: &str = &input.source, "", "the file, !member inside an archive, #row inside a table";
    outcome: Outcome = input.outcome, "", "activity, duplicate, not_activity, refused";
    code: Code = input.code, "", "what was found; the README explains each";
    activity_id: Option<String> = (!input.activity_ids.is_empty()).then(|| input.activity_ids.join(" ")), "", "the activities that it gave, with spaces between", empty "it gave none";
    detail: &str = &input.detail, "", "what was found, in words", empty "there is nothing to say";
    byte_offset: Option<u64> = input.at_byte, "byte", "where in the file", empty "the place does not matter or is not known";
});

table!("duplicates", "DuplicateRow", |twin: Twin, athlete| {
    winner_activity_id: &str = &twin.winner_id, "", "the activity that counts";
    winner: &str = &twin.winner, "", "the input that it is from";
    loser: &str = &twin.loser, "", "the input that gave it again";
    code: Code = twin.code, "", "how they are alike; the README explains each";
    evidence: &str = &twin.evidence, "", "what agrees";
    overlap_s: Option<f64> = twin.overlap_s, "s", "recorded time that is in both", empty "the bytes are the same";
    overlap_share: Option<f64> = twin.overlap_share, "share", "the same as a share of the shorter, 0 to 1", empty "the bytes are the same";
    why: &str = &twin.why, "", "why the one counts that does, and what it took over from the other";
});

table!("thresholds", "ThresholdRow", |change: Change, athlete| {
    from: Date = change.from, "", "the day from which on it holds";
    key: Key = Key(change.key), "", "the threshold, as in athlete.toml";
    value: Option<f64> = change.anchor.as_ref().map(|anchor| anchor.value), "see unit", "its value", empty "it is not known any more";
    unit: Key = Key(change.unit), "", "unit of the value";
    pace_per_km: Option<String> = change.pace_per_km(), "min:s/km", "the value of run_pace as a pace", empty "it is no pace";
    provenance: Option<Provenance> = change.anchor.as_ref().map(|anchor| anchor.provenance), "", "given, device, estimated, default", empty "value is";
    confidence: Option<Confidence> = change.anchor.as_ref().map(|anchor| anchor.confidence), "", "low, medium, high", empty "value is";
    evidence: Option<&str> = change.anchor.as_ref().map(|anchor| anchor.evidence.as_str()), "", "how it was found", empty "value is";
});
