//! What the file of a ledger says of the inputs themselves, as JSON in its metadata.

use super::{Ledger, LedgerError, Owner};
use crate::activity::Activity;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ingest::input_result::InputResult;
use crate::ingest::known::KnownFile;
use crate::morning::Morning;
use crate::source::Stamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of the format. A newer one is refused; an older one is read as far as it goes.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct LedgerHead<'a> {
    ledger_version: u32,
    tool_version: Cow<'a, str>,
    #[serde(default)]
    ingest_revision: u32,
    athlete: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_false")]
    athlete_is_given: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    athlete_place: Option<u64>,
    read_as: Cow<'a, str>,
    files: Vec<FileHead<'a>>,
}

#[derive(Serialize, Deserialize)]
struct FileHead<'a> {
    name: Cow<'a, str>,
    stamp: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names_beside: Option<u64>,
    #[serde(default, skip_serializing_if = "is_false")]
    is_gone: bool,
    inputs: Vec<InputHead<'a>>,
}

#[derive(Serialize, Deserialize)]
struct InputHead<'a> {
    /// Absent where it is the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'a, str>>,
    digest: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    note: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    packed: u64,
    /// How many of the rows are its activities.
    #[serde(default, skip_serializing_if = "is_zero")]
    activities: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    found: Vec<FoundHead<'a>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    mornings: Cow<'a, [Morning]>,
}

/// A [`Diagnostic`]: code, byte, count, detail.
type FoundHead<'a> = (Cow<'a, str>, Option<u64>, u64, Cow<'a, str>);

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

/// What is kept of a ledger, in the order of the rows.
pub(super) fn kept_files(ledger: &Ledger) -> impl Iterator<Item = (&String, &KnownFile)> {
    ledger.files.iter().filter(|(_, file)| !file.is_passing)
}

/// What is to be said of a ledger's inputs.
pub(super) fn ledger_head(ledger: &Ledger) -> LedgerHead<'_> {
    LedgerHead {
        ledger_version: VERSION,
        tool_version: (&ledger.tool_version).into(),
        ingest_revision: ledger.ingest_revision,
        athlete: ledger.owner.as_ref().map(|owner| owner.name.as_str().into()),
        athlete_is_given: ledger.owner.as_ref().is_some_and(|owner| owner.is_given),
        athlete_place: ledger.owner.as_ref().and_then(|owner| owner.place),
        read_as: (&ledger.read_as).into(),
        files: kept_files(ledger).map(|(name, file)| file_head(name, file)).collect(),
    }
}

fn file_head<'a>(name: &'a str, file: &'a KnownFile) -> FileHead<'a> {
    let inputs = file.pieces.iter().map(|piece| InputHead {
        source: (piece.source != name).then_some(Cow::Borrowed(piece.source.as_str())),
        digest: piece.digest,
        note: piece.note,
        packed: piece.packed as u64,
        activities: piece.activities.len() as u64,
        found: piece.diagnostics.as_slice().iter().map(found_head).collect(),
        mornings: piece.mornings.as_slice().into(),
    });
    FileHead {
        name: name.into(),
        stamp: file.stamp,
        names_beside: file.names_beside,
        is_gone: file.is_gone,
        inputs: inputs.collect(),
    }
}

fn found_head(found: &Diagnostic) -> FoundHead<'_> {
    (found.code.as_str().into(), found.at_byte, found.count, found.detail.as_str().into())
}

/// A ledger from its metadata and its rows.
///
/// # Errors
/// When it is of a newer version, or the two do not belong together.
pub(super) fn ledger_from_head(text: &str, rows: Vec<Activity>) -> Result<Ledger, LedgerError> {
    #[derive(Deserialize)]
    struct Version {
        ledger_version: u32,
    }
    let unclear = |error: serde_json::Error| LedgerError::Damaged(format!("its list of inputs does not read: {error}"));
    let Version { ledger_version } = serde_json::from_str(text).map_err(unclear)?;
    if VERSION < ledger_version {
        return Err(LedgerError::Newer(ledger_version));
    }
    let head: LedgerHead<'_> = serde_json::from_str(text).map_err(unclear)?;
    let mut rows = rows.into_iter();
    let mut files = BTreeMap::new();
    for file in head.files {
        let name = file.name.into_owned();
        let pieces: Result<Vec<InputResult>, LedgerError> =
            file.inputs.into_iter().map(|input| piece_from_head(&name, input, &mut rows)).collect();
        let known = KnownFile {
            stamp: file.stamp,
            names_beside: file.names_beside,
            is_gone: file.is_gone,
            is_passing: false,
            pieces: pieces?,
        };
        files.insert(name, known);
    }
    if rows.next().is_some() {
        return Err(LedgerError::Damaged("it has more activities than its inputs gave".to_owned()));
    }
    let (is_given, place) = (head.athlete_is_given, head.athlete_place);
    Ok(Ledger {
        owner: head.athlete.map(|name| Owner { name: name.into_owned(), is_given, place }),
        tool_version: head.tool_version.into_owned(),
        ingest_revision: head.ingest_revision,
        read_as: head.read_as.into_owned(),
        files,
        ..Ledger::default()
    })
}

fn piece_from_head(
    file: &str,
    input: InputHead<'_>,
    rows: &mut impl ExactSizeIterator<Item = Activity>,
) -> Result<InputResult, LedgerError> {
    let count = usize::try_from(input.activities).unwrap_or(usize::MAX);
    if rows.len() < count {
        return Err(LedgerError::Damaged("it has fewer activities than its inputs gave".to_owned()));
    }
    let found: Result<Vec<Diagnostic>, LedgerError> = input.found.into_iter().map(finding_from_head).collect();
    Ok(InputResult {
        source: input.source.map_or_else(|| file.to_owned(), Cow::into_owned),
        digest: input.digest,
        note: input.note,
        packed: usize::try_from(input.packed).unwrap_or(usize::MAX),
        activities: rows.take(count).collect(),
        mornings: input.mornings.into_owned(),
        diagnostics: Diagnostics::from_findings(found?),
    })
}

fn finding_from_head((code, at_byte, count, detail): FoundHead<'_>) -> Result<Diagnostic, LedgerError> {
    let known = Code::ALL.iter().find(|known| known.as_str() == code);
    let code = *known.ok_or_else(|| LedgerError::Damaged(format!("it has the unknown code {code}")))?;
    Ok(Diagnostic { code, at_byte, count, detail: detail.into_owned() })
}
