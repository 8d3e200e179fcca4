//! What one input gives, before it is compared with the others.

use super::IngestOptions;
use crate::activity::Activity;
use crate::activity::session::{self, Origin};
use crate::activity::sport;
use crate::decode::fit;
use crate::decode::recording::Recording;
use crate::decode::{self, DecodeError};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::format::RecordingFormat;
use crate::limits::{INPUT_ACTIVITIES_MAX, TABLE_BYTES_MAX, TEXT_BYTES_MAX, shorten_text, size_in_words};
use crate::morning::Morning;
use crate::source::{self, Content, Entry, Finding, Kind};
use crate::vendors::garmin::watch;
use crate::vendors::mapping::Mapping;
use crate::vendors::{self, Note, checkins, join, nights};
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// One input and what it gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct InputResult {
    /// The input's name.
    pub(crate) source: String,
    /// xxh3 of its unpacked bytes; 0 where they could not be read.
    pub(crate) digest: u64,
    /// xxh3 of what a table says of it; 0 where none does.
    pub(crate) note: u64,
    /// How many of the first findings are of how it was packed.
    pub(crate) packed: usize,
    /// Its activities.
    pub(crate) activities: Vec<Activity>,
    /// Its check-ins.
    pub(crate) mornings: Vec<Morning>,
    /// What was found on the way.
    pub(crate) diagnostics: Diagnostics,
}

impl InputResult {
    /// An input of which there is nothing but a finding.
    pub(super) fn from_finding(finding: Finding) -> Self {
        let Finding { name, code, at_byte, detail, .. } = finding;
        let mut piece = Self { source: name, ..Self::default() };
        piece.diagnostics.push(code, at_byte, detail);
        piece
    }

    /// Decodes and cleans one input, of which a table may have a note, unless `known`, what was read of it before, is what it would give.
    pub(super) fn from_entry(
        entry: &Entry,
        content: Result<&Content, Finding>,
        known: Option<&Self>,
        note: Option<&Note>,
        options: IngestOptions<'_>,
    ) -> Self {
        let note_digest = note.map_or(0, Note::digest_of);
        let mut piece = match content {
            Ok(content) => {
                let digest = xxh3_64(&content.bytes);
                if let Some(known) = known.filter(|known| known.is_of(digest, note_digest, content)) {
                    return known.clone();
                }
                Self::read_content(entry, content, digest, note, options)
            }
            Err(finding) => Self::from_finding(finding),
        };
        piece.note = note_digest;
        if let Some(note) = note.filter(|_| piece.activities.is_empty()) {
            piece.rescue_from_note(note, options);
        }
        piece
    }

    /// A recording that was decoded elsewhere. Its times stand for its bytes.
    pub(super) fn of_recording(name: &str, recording: &Recording, options: IngestOptions<'_>) -> Self {
        let mut digest = Xxh3::new();
        digest.update(name.as_bytes());
        recording.samples.time_ms.iter().for_each(|time_ms| digest.update(&time_ms.to_le_bytes()));
        let mut piece = Self { source: name.to_owned(), digest: digest.digest(), ..Self::default() };
        let mut found = Diagnostics::default();
        match piece.activities_of(std::slice::from_ref(recording), None, options, &mut found) {
            Ok(activities) => piece.activities = activities,
            Err(DecodeError { code, at_byte, detail }) => found.push(code, at_byte, detail),
        }
        piece.diagnostics = found;
        piece
    }

    /// Takes no more memory than it needs: a list of one has room for four.
    pub(super) fn shrink_to_fit(&mut self) {
        self.activities.shrink_to_fit();
        self.mornings.shrink_to_fit();
        self.diagnostics.shrink_to_fit();
    }

    /// Whether this was read from the same bytes, packed alike, with the same note.
    fn is_of(&self, digest: u64, note: u64, content: &Content) -> bool {
        self.digest == digest
            && self.note == note
            && self.diagnostics.as_slice().get(..self.packed) == Some(content.notes.as_slice())
    }

    /// Whether it gave anything that a report is made of.
    pub(crate) fn gave_something(&self) -> bool {
        !self.activities.is_empty() || !self.mornings.is_empty()
    }

    fn read_content(
        entry: &Entry,
        content: &Content,
        digest: u64,
        note: Option<&Note>,
        options: IngestOptions<'_>,
    ) -> Self {
        let mut piece = Self {
            source: entry.name.clone(),
            digest,
            packed: content.notes.as_slice().len(),
            diagnostics: content.notes.clone(),
            ..Self::default()
        };
        let mapping = options.mappings.iter().find(|mapping| mapping.is_of(source::file_name(&entry.name)));
        match content.kind {
            Kind::Recording(format) => piece.decode_recording(&content.bytes, format, note, options),
            Kind::Checkins | Kind::Wellness => piece.mornings_of(content, mapping),
            Kind::Table if mapping.is_some() => piece.mornings_of(content, mapping),
            Kind::AthleteFile => piece.diagnostics.push(Code::AthleteFile, None, "configuration of an athlete"),
            Kind::Plan => piece.diagnostics.push(Code::Plan, None, "a plan, for restday forecast"),
            Kind::LargeTable => piece.large_table(content, mapping.is_some(), options),
            kind => {
                let (bytes, diagnostics) = (&content.bytes, &mut piece.diagnostics);
                let mornings = match kind {
                    Kind::Table => nights::read_table(&entry.name, bytes, options.home_zone, diagnostics),
                    Kind::Json(file) => nights::read_nights(file, bytes, diagnostics),
                    _ => None,
                };
                if let Some(mornings) = mornings {
                    piece.mornings = mornings;
                } else {
                    let (code, detail) = source::judge_other(&entry.name, kind);
                    piece.diagnostics.push(code, None, detail);
                }
            }
        }
        piece
    }

    /// A table of which there is no more than the beginning: of one that would have been read it is told that it was not.
    fn large_table(&mut self, content: &Content, is_mapped: bool, options: IngestOptions<'_>) {
        let (mut notes, mut nights) = (Diagnostics::default(), Diagnostics::default());
        let head = Content { kind: Kind::Table, ..content.clone() };
        let is_known = is_mapped
            || vendors::read_notes(&head, &mut notes).is_some()
            || nights::read_table(&self.source, &head.bytes, options.home_zone, &mut nights).is_some();
        let limit = size_in_words(TABLE_BYTES_MAX);
        if is_known {
            let detail = format!("a table of more than {limit}, and no table of a runner's is that large; split it");
            self.diagnostics.push(Code::TooLarge, None, detail);
        } else {
            let detail = format!("a table that is not known here, of more than {limit}");
            self.diagnostics.push(Code::UnknownFormat, None, detail);
        }
    }

    /// The mornings of a table of the runner's.
    fn mornings_of(&mut self, content: &Content, mapping: Option<&Mapping>) {
        self.mornings = checkins::read_checkins(&content.bytes, mapping, &mut self.diagnostics);
        let cut = self.mornings.iter_mut().map(|morning| u64::from(shorten_title(&mut morning.note))).sum();
        tell_cut(cut, &mut self.diagnostics);
        let check_ins = self.mornings.iter().filter(|morning| morning.is_check_in()).count();
        let measured: usize = self.mornings.iter().map(|morning| morning.readings.len()).sum();
        let detail = match (check_ins, measured) {
            (_, 0) => format!("{check_ins} check-ins were read"),
            (0, _) => format!("{measured} measured values were read"),
            _ => format!("{check_ins} check-ins and {measured} measured values were read"),
        };
        let code = if content.kind == Kind::Wellness { Code::Nights } else { Code::Checkins };
        self.diagnostics.push(code, None, detail);
    }

    /// What the vendor's table says of an activity whose recording gave none.
    fn rescue_from_note(&mut self, note: &Note, options: IngestOptions<'_>) {
        let mut diagnostics = Diagnostics::default();
        if let Ok(activities) = self.activities_of(&[note.to_recording()], Some(note), options, &mut diagnostics) {
            self.activities = activities;
            diagnostics.push(Code::FromTable, None, "this is what the vendor's table says of the activity");
            self.diagnostics.append_all(&diagnostics);
        }
    }

    /// The activities in the bytes of a recording, with what a vendor's table says of it.
    fn decode_recording(
        &mut self,
        bytes: &[u8],
        format: RecordingFormat,
        note: Option<&Note>,
        options: IngestOptions<'_>,
    ) {
        if let Some((code, detail)) = source::judge_extension(&self.source, format) {
            self.diagnostics.push(code, None, detail);
        }
        // Decoders do not panic. Should one do so all the same, it must cost one line and not the report.
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            let mut diagnostics = Diagnostics::default();
            let mut recordings = decode::decode_recordings(bytes, format, &mut diagnostics)?;
            if let Some(note) = note.filter(|note| note.completes) {
                for recording in &mut recordings {
                    join::join_note(recording, note);
                }
            }
            let activities = self.activities_of(&recordings, note, options, &mut diagnostics)?;
            Ok((activities, diagnostics))
        }));
        match decoded {
            Ok(Ok((activities, diagnostics))) => {
                self.activities = activities;
                self.diagnostics.append_all(&diagnostics);
            }
            Ok(Err(DecodeError { code: Code::FitOtherKind, at_byte, detail })) => {
                self.read_watch_night(bytes, at_byte, detail, options);
            }
            Ok(Err(DecodeError { code, at_byte, detail })) => self.diagnostics.push(code, at_byte, detail),
            Err(_) => self.diagnostics.push(
                Code::DecoderPanicked,
                None,
                format!("the {} decoder failed; please report this file", format.as_str()),
            ),
        }
    }

    /// The nights that a file of the watch's holds beside its recordings.
    fn read_watch_night(&mut self, bytes: &[u8], at_byte: Option<u64>, detail: String, options: IngestOptions<'_>) {
        let night = fit::read_night(bytes);
        self.mornings = watch::watch_mornings(&night, options.home_zone);
        let found: usize = self.mornings.iter().map(|morning| morning.readings.len()).sum();
        if found == 0 {
            self.diagnostics.push(Code::FitOtherKind, at_byte, detail);
        } else {
            self.diagnostics.push(Code::Nights, None, format!("{detail}; {found} values of nights were read"));
        }
    }

    /// The activities of the recordings of this input.
    ///
    /// # Errors
    /// When they give none.
    pub(super) fn activities_of(
        &self,
        recordings: &[Recording],
        note: Option<&Note>,
        options: IngestOptions<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<Activity>, DecodeError> {
        let mut activities: Vec<Activity> = Vec::new();
        for recording in recordings {
            let origin = Origin {
                source: &self.source,
                digest: self.digest,
                first: activities.len(),
                home_zone: options.home_zone,
                cleaning: options.cleaning,
                vendor_sport: note.and_then(|note| note.summary.sport.as_deref()).and_then(sport::from_word),
                vendor_rpe: note.and_then(|note| note.summary.rpe),
                vendor_temperature_c: note.and_then(|note| note.summary.temperature_c),
            };
            activities.extend(session::activities_of(recording, &origin, diagnostics));
            if INPUT_ACTIVITIES_MAX < activities.len() {
                let detail = format!("more than {INPUT_ACTIVITIES_MAX} activities in one file; split it");
                return Err(DecodeError { code: Code::TooMuch, at_byte: None, detail });
            }
        }
        let recovered = diagnostics.as_slice().iter().any(|found| found.code.severity() == Severity::Damaged);
        let mut cut = 0_u64;
        for activity in &mut activities {
            activity.recovered = recovered;
            if let Some(note) = note {
                activity.name = note.name.clone().or(activity.name.take());
                activity.given_load = note.load;
                activity.is_untimed = note.is_untimed;
            }
            cut += u64::from(shorten_title(&mut activity.name));
        }
        tell_cut(cut, diagnostics);
        if activities.is_empty() {
            let detail = "no session with a start and a duration in it".to_owned();
            return Err(DecodeError { code: Code::NoSamples, at_byte: None, detail });
        }
        Ok(activities)
    }
}

/// Cuts a text that is longer than any that is kept; whether it did.
pub(super) fn shorten_title(text: &mut Option<String>) -> bool {
    let is_long = text.as_ref().is_some_and(|text| TEXT_BYTES_MAX < text.len());
    if is_long {
        *text = text.take().map(|text| shorten_text(text, TEXT_BYTES_MAX));
    }
    is_long
}

/// Tells how many texts were cut.
pub(super) fn tell_cut(cut: u64, diagnostics: &mut Diagnostics) {
    let detail = format!("titles or notes longer than {TEXT_BYTES_MAX} bytes; the rest of them was left out");
    diagnostics.push_counted(Code::TextCut, None, cut, detail);
}
