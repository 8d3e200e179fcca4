//! The tables among the inputs, read before anything else: what they say of a recording decides how its samples are judged,
//! and an activity that has no recording is a row of theirs.

use super::IngestOptions;
use super::input_result::{InputResult, shorten_title, tell_cut};
use super::known::{KnownFile, KnownFiles};
use crate::activity::zone;
use crate::decode::DecodeError;
use crate::diagnostic::{Code, Diagnostics};
use crate::digest::{Digest, Digestible, digest_fields};
use crate::limits::{ACTIVITIES_MAX, HEALTH_HEART_RATES_MAX, MEMBER_NAME_BYTES_MAX, shorten_text};
use crate::morning::Morning;
use crate::source::{Entry, Finding, Kind, Listing};
use crate::vendors::{self, Note, apple};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use xxhash_rust::xxh3::xxh3_64;

/// What all tables say.
#[derive(Debug, Default)]
pub(super) struct Tables {
    notes: HashMap<String, Note>,
    read: HashMap<String, u64>,
    /// Folders of tables that need not be read: nothing in them is new.
    unread: HashSet<String>,
    /// How many notes were kept, and heart rates in them.
    kept: usize,
    heart_rates: usize,
    /// Each with the place of the table in the listing.
    pieces: Vec<(usize, InputResult)>,
}

impl Tables {
    /// Reads the vendors' tables in the listing. Only what is named like a table is opened for it, and of the tables that
    /// are known only those beside which something is new.
    pub(super) fn read_tables(listing: &mut Listing, known_before: KnownFiles<'_>, options: IngestOptions<'_>) -> Self {
        let mut tables = Self { unread: unread_tables(listing, known_before), ..Self::default() };
        let known = listing.files.iter().filter(|file| file.is_known).map(|file| file.name.as_str());
        let files = Names::sorted_names(listing.files.iter().map(|file| file.name.as_str()));
        let names: HashSet<&str> = listing.entries.iter().map(|entry| entry.name.as_str()).chain(known).collect();
        for entry in listing.entries.iter().filter(|entry| may_be_table(&entry.name) && entry.is_at_hand()) {
            let mut piece = InputResult { source: entry.name.clone(), ..InputResult::default() };
            let content = match entry.read_content() {
                Ok(content) => content,
                // What the system will not give now, it may give when the rest is read, and then nobody would miss its notes.
                Err(finding) if finding.code == Code::Unreadable => {
                    tables.lost_table(entry, finding);
                    continue;
                }
                Err(_) => continue,
            };
            let notes = if content.kind == Kind::HealthExport {
                match read_health_export(entry, &mut piece) {
                    Ok(notes) => Some(notes),
                    Err(finding) => {
                        tables.lost_table(entry, finding);
                        continue;
                    }
                }
            } else {
                vendors::read_notes(&content, &mut piece.diagnostics)
            };
            let Some(mut notes) = notes else { continue };
            tables.keep_notes(&mut notes, &mut piece.diagnostics);
            piece.digest = match content.kind {
                Kind::HealthExport => Digest::of(&HealthExport { notes: &notes, mornings: &piece.mornings }),
                _ => xxh3_64(&content.bytes),
            };
            let detail = format!("notes on {} activities were read", notes.len());
            piece.diagnostics.push(Code::ActivityIndex, None, detail);
            tables.take_notes(entry, notes, &names, options);
            tables.read.insert(piece.source.clone(), files.digest_below(folder_of(&entry.name)));
            tables.pieces.push((entry.file, piece));
        }
        tables
    }

    /// Keeps of the notes of a table what there is room for beside those of the tables before.
    fn keep_notes(&mut self, notes: &mut Vec<Note>, diagnostics: &mut Diagnostics) {
        let beyond = notes.len().saturating_sub(ACTIVITIES_MAX.saturating_sub(self.kept)) as u64;
        notes.truncate(ACTIVITIES_MAX.saturating_sub(self.kept));
        notes.shrink_to_fit();
        self.kept = self.kept.saturating_add(notes.len());
        let detail = format!("activities beyond the first {ACTIVITIES_MAX} of all tables were not read");
        diagnostics.push_counted(Code::ActivityIndexRow, None, beyond, detail);
        let (mut cut, mut silent) = (0_u64, 0_u64);
        for note in notes {
            cut += u64::from(shorten_title(&mut note.name)) + u64::from(shorten_title(&mut note.summary.sport));
            note.file = note.file.take().map(|file| shorten_text(file, MEMBER_NAME_BYTES_MAX));
            let rates = self.heart_rates.saturating_add(note.heart_rate_bpm.len());
            if HEALTH_HEART_RATES_MAX < rates {
                note.heart_rate_bpm = Vec::new();
                silent += 1;
            } else {
                self.heart_rates = rates;
            }
        }
        tell_cut(cut, diagnostics);
        let detail =
            format!("activities whose heart rates are beyond the first {HEALTH_HEART_RATES_MAX} of all exports");
        diagnostics.push_counted(Code::ActivityIndexRow, None, silent, detail);
    }

    /// Answers for a table of which nothing can be had.
    fn lost_table(&mut self, entry: &Entry, finding: Finding) {
        self.read.insert(entry.name.clone(), 0);
        self.pieces.push((entry.file, InputResult::from_finding(finding)));
    }

    /// What tells the files beside a table from others; absent for what was not read as a table.
    pub(super) fn names_beside(&self, name: &str) -> Option<u64> {
        self.read.get(name).copied()
    }

    /// Whether tables say something else of a file than when it was read.
    pub(super) fn say_else(&self, name: &str, known: &KnownFile) -> bool {
        let note = known.pieces.iter().find(|piece| piece.source == name).map_or(0, |piece| piece.note);
        !lies_below(name, &self.unread) && self.note_on(name).map_or(0, Note::digest_of) != note
    }

    /// Files a table's notes: by the recording they are about, or as activities of their own.
    fn take_notes(&mut self, entry: &Entry, notes: Vec<Note>, names: &HashSet<&str>, options: IngestOptions<'_>) {
        let table = entry.name.as_str();
        // A second table under another argument is told apart by `#2`, and so are those of its files whose names were taken.
        let (folder, own) = table.split_at(folder_of(table).len());
        let twin = own.find('#').map_or("", |at| &own[at..]);
        for mut note in notes {
            if let Some(local) = note.local_start {
                note.summary.start_ms = zone::instant_ms(local, options.home_zone);
            }
            let Some(file) = &note.file else {
                self.pieces.push((entry.file, of_its_own(entry, &note, options)));
                continue;
            };
            let here = |file: &str| {
                let (name, twin_name) = (format!("{folder}{file}"), format!("{folder}{file}{twin}"));
                let is_here = names.contains(name.as_str()) || names.contains(twin_name.as_str());
                is_here.then_some((name, twin_name))
            };
            // Some unpack every file of an export and leave the table as it is.
            let place = here(file).or_else(|| here(file.strip_suffix(".gz")?));
            let Some((name, twin_name)) = place else {
                let mut piece = of_its_own(entry, &note, options);
                let detail = format!("its file {file} is not here; this is what the table says");
                piece.diagnostics.push(Code::FromTable, None, detail);
                self.pieces.push((entry.file, piece));
                continue;
            };
            self.notes.insert(twin_name, note.clone());
            self.notes.entry(name).or_insert(note);
        }
    }

    /// Whether an entry was read as a table.
    pub(super) fn have_read(&self, name: &str) -> bool {
        self.read.contains_key(name)
    }

    /// What a table says about a recording.
    pub(super) fn note_on(&self, source: &str) -> Option<&Note> {
        self.notes.get(source)
    }

    /// The tables and the activities that have no recording.
    pub(super) fn table_pieces(&self) -> impl Iterator<Item = &InputResult> {
        self.pieces.iter().map(|(_, piece)| piece)
    }

    /// The tables and the activities that have no recording, each with the place of the table in the listing.
    pub(super) fn into_pieces(self) -> Vec<(usize, InputResult)> {
        self.pieces
    }
}

/// The folders of the tables that are known and that need not be read again: the same files are beside them, and none
/// of those is new. The other tables that it knows are made entries.
fn unread_tables(listing: &mut Listing, known_before: KnownFiles<'_>) -> HashSet<String> {
    let fresh: Vec<&str> = listing.files.iter().filter(|file| !file.is_known).map(|file| file.name.as_str()).collect();
    let all = Names::sorted_names(listing.files.iter().map(|file| file.name.as_str()));
    let mut known: Vec<(usize, &str, u64)> = Vec::new();
    let mut read: HashSet<String> =
        known_before.tables_gone(listing).into_iter().map(|name| folder_of(name).to_owned()).collect();
    read.extend(fresh.iter().filter(|name| may_be_table(name)).map(|name| folder_of(name).to_owned()));
    let fresh = Names::sorted_names(fresh.into_iter());
    for (nth, file) in listing.files.iter().enumerate().filter(|(_, file)| file.is_known) {
        let names = known_before.file(&file.name).and_then(|known| known.names_beside);
        known.extend(names.map(|names| (nth, folder_of(&file.name), names)));
    }
    // A table may speak of files in the folders below its own.
    known.sort_by_key(|(nth, folder, _)| (folder.len(), *nth));
    let (mut unread, mut again) = (HashSet::new(), Vec::new());
    for (nth, folder, names) in known {
        let is_new =
            !fresh.below_folder(folder).is_empty() || lies_below(folder, &read) || all.digest_below(folder) != names;
        if is_new {
            read.insert(folder.to_owned());
            again.push(nth);
        } else {
            unread.insert(folder.to_owned());
        }
    }
    for nth in again {
        listing.read_again(nth);
    }
    unread
}

/// Names in order, so that those in a folder and below it lie together.
struct Names<'a>(Vec<&'a str>);

impl<'a> Names<'a> {
    fn sorted_names(names: impl Iterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        Self(names)
    }

    fn below_folder(&self, folder: &str) -> &[&'a str] {
        let from = self.0.partition_point(|name| *name < folder);
        let names = &self.0[from..];
        &names[..names.partition_point(|name| name.starts_with(folder))]
    }

    /// xxh3 of the names of all files in a folder and below it.
    fn digest_below(&self, folder: &str) -> u64 {
        xxh3_64(self.below_folder(folder).join("\0").as_bytes())
    }
}

/// Whether a name is that of a folder, or lies in or below one.
fn lies_below(name: &str, folders: &HashSet<String>) -> bool {
    let ends = name.match_indices(['/', '!']).map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).any(|end| folders.contains(&name[..end]))
}

/// The folder or archive that an input lies in, with the mark that ends it.
fn folder_of(name: &str) -> &str {
    &name[..name.rfind(['/', '!']).map_or(0, |end| end + 1)]
}

/// Whether an entry is named like a table.
fn may_be_table(name: &str) -> bool {
    let name = name.to_lowercase();
    [".csv", ".xml", "summarizedactivities"].iter().any(|mark| name.contains(mark))
}

/// The workouts of a health export, and its nights, in two walks.
fn read_health_export(entry: &Entry, piece: &mut InputResult) -> Result<Vec<Note>, Finding> {
    let mut workouts = entry.stream_content(|input| apple::read_workouts(input, &mut piece.diagnostics))?;
    piece.mornings = entry.stream_content(|input| apple::read_records(input, &mut workouts, &mut piece.diagnostics))?;
    Ok(workouts.into_iter().map(|workout| Note { completes: true, ..workout.note }).collect())
}

/// What was read of a health export: its bytes, of which most are none of ours, are not what tells it from another.
struct HealthExport<'a> {
    notes: &'a [Note],
    mornings: &'a [Morning],
}

digest_fields! { HealthExport<'_> { "notes" = notes, "mornings" = mornings } without {} }

/// An activity without a recording: a row that is an input of its own. One without a start or a duration is an input of
/// which nothing could be read.
fn of_its_own(table: &Entry, note: &Note, options: IngestOptions<'_>) -> InputResult {
    let (summary, file) = (&note.summary, table.file);
    let source = format!("{}#{}", table.name, note.row);
    let (Some(start_ms), Some(lasted_s)) =
        (summary.start_ms, summary.elapsed_s.or(summary.timer_s).or(summary.moving_s))
    else {
        let detail = "an activity without a recording needs a date and a duration".to_owned();
        return InputResult::from_finding(Finding { file, name: source, code: Code::NoSamples, at_byte: None, detail });
    };
    let mut content = format!(
        "{start_ms} {lasted_s} {} {}",
        optional(summary.sport.as_deref().map(quoted)),
        optional(summary.distance_m.map(decimal))
    );
    if let Some(load) = note.load {
        let _ = write!(content, " {load}");
    }
    let mut piece = InputResult { source, digest: xxh3_64(content.as_bytes()), ..InputResult::default() };
    let mut diagnostics = Diagnostics::default();
    match piece.activities_of(&[note.to_recording()], Some(note), options, &mut diagnostics) {
        Ok(activities) => piece.activities = activities,
        Err(DecodeError { code, at_byte, detail }) => diagnostics.push(code, at_byte, detail),
    }
    piece.diagnostics.append_all(&diagnostics);
    piece
}

// The id of an activity without a recording is made of this text, and is in reports and in what people noted down: its form
// stays what it was at first, and no type's way of printing itself may change it.

fn optional(text: Option<String>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"))
}

fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| if c == '\'' { c.to_string() } else { c.escape_debug().to_string() });
    format!("\"{}\"", escaped.collect::<String>())
}

fn decimal(number: f64) -> String {
    let size = number.abs();
    let is_usual = size < 1e16 && (1e-4 <= size || number == 0.0);
    match (is_usual, number.fract() == 0.0) {
        (true, true) => format!("{number}.0"),
        (true, false) => number.to_string(),
        (false, _) => format!("{number:e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_that_an_id_is_made_of_is_what_it_always_was() {
        let words = [None, Some("Run"), Some(""), Some("L\"auf' \\ \n\u{301}é\u{200b}\u{1f3c3}")];
        for word in words {
            assert_eq!(optional(word.map(quoted)), format!("{word:?}"));
        }
        let numbers = [0.0, -0.0, 1.0, 5000.0, 10_123.45, 1e-4, 9e-5, 1e15, 1e16, 1.5e16, f64::MAX, 0.1 + 0.2];
        for number in numbers {
            assert_eq!(optional(Some(decimal(number))), format!("{:?}", Some(number)));
        }
    }
}
