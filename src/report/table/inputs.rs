//! `import`: one row an input. `duplicates`: one row for what was given again. `thresholds`: one row a change of a threshold.

use super::table;
use crate::report::{DuplicateRow, ImportRow, ThresholdRow};

table!("import": ImportRow {
    source, "", "the file, !member inside an archive, #row inside a table";
    outcome, "", "activity, duplicate, not_activity, refused";
    code, "", "what was found; the README explains each";
    activity_id, "", "the activities that it gave, with spaces between", empty "it gave none";
    detail, "", "what was found, in words", empty "there is nothing to say";
    byte_offset, "byte", "where in the file", empty "the place does not matter or is not known";
});

table!("duplicates": DuplicateRow {
    winner_activity_id, "", "the activity that counts";
    winner, "", "the input that it is from";
    loser, "", "the input that gave it again";
    code, "", "how they are alike; the README explains each";
    evidence, "", "what agrees";
});

table!("thresholds": ThresholdRow {
    from, "", "the day from which on it holds";
    key, "", "the threshold, as in athlete.toml";
    value, "see unit", "its value", empty "it is not known any more";
    unit, "", "unit of the value";
    pace_per_km, "min:s/km", "the value of run_pace as a pace", empty "it is no pace";
    provenance, "", "given, device, estimated, default", empty "value is";
    confidence, "", "low, medium, high", empty "value is";
    evidence, "", "how it was found", empty "value is";
});
