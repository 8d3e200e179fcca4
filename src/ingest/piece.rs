//! What one input gives, before it is compared with the others.

use super::Options;
use super::tables::Tables;
use crate::activity::Activity;
use crate::activity::session::{self, Origin};
use crate::activity::sport;
use crate::decode::recording::Recording;
use crate::decode::{self, DecodeError};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::exports::{Morning, Note, checkins, join};
use crate::source::format::Format;
use crate::source::{self, Content, Entry, Finding, Kind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::xxh3_64;

/// One input and what it gave.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// The input's name.
    pub(super) source: String,
    /// xxh3 of its unpacked bytes; 0 where they could not be read.
    pub(super) digest: u64,
    /// Its activities.
    pub(super) activities: Vec<Activity>,
    /// Its check-ins.
    pub(super) mornings: Vec<Morning>,
    /// What was found on the way.
    pub(super) diagnostics: Diagnostics,
}

impl Piece {
    /// An input of which there is nothing but a finding.
    pub(super) fn found(source: String, code: Code, at_byte: Option<u64>, detail: String) -> Self {
        let mut piece = Self { source, ..Self::default() };
        piece.diagnostics.push(code, at_byte, detail);
        piece
    }

    /// Decodes and cleans one input.
    pub(super) fn of(entry: &Entry, content: Result<&Content, Finding>, tables: &Tables, options: Options<'_>) -> Self {
        let note = tables.note_on(&entry.name);
        let mut piece = match content {
            Ok(content) => Self::read(entry, content, note, options),
            Err(finding) => Self::found(finding.name, finding.code, finding.at_byte, finding.detail),
        };
        if let Some(note) = note.filter(|_| piece.activities.is_empty()) {
            piece.rescue(note, options);
        }
        piece
    }

    fn read(entry: &Entry, content: &Content, note: Option<&Note>, options: Options<'_>) -> Self {
        let mut piece = Self {
            source: entry.name.clone(),
            digest: xxh3_64(&content.bytes),
            diagnostics: content.notes.clone(),
            ..Self::default()
        };
        match content.kind {
            Kind::Recording(format) => piece.decode(&content.bytes, format, note, options),
            Kind::Checkins => {
                piece.mornings = checkins::read(&content.bytes, &mut piece.diagnostics);
                let detail = format!("{} check-ins were read", piece.mornings.len());
                piece.diagnostics.push(Code::Checkins, None, detail);
            }
            Kind::AthleteFile => piece.diagnostics.push(Code::AthleteFile, None, "configuration of an athlete"),
            kind => {
                let (code, detail) = source::judge_other(&entry.name, kind);
                piece.diagnostics.push(code, None, detail);
            }
        }
        piece
    }

    /// What the vendor's table says of an activity whose recording gave none.
    fn rescue(&mut self, note: &Note, options: Options<'_>) {
        let mut diagnostics = Diagnostics::default();
        if let Ok(activities) = self.activities_of(&[note.recording()], Some(note), options, &mut diagnostics) {
            self.activities = activities;
            diagnostics.push(Code::FromTable, None, "this is what the vendor's table says of the activity");
            self.diagnostics.append(&diagnostics);
        }
    }

    /// The activities in the bytes of a recording, with what a vendor's table says of it.
    fn decode(&mut self, bytes: &[u8], format: Format, note: Option<&Note>, options: Options<'_>) {
        if let Some((code, detail)) = source::judge_extension(&self.source, format) {
            self.diagnostics.push(code, None, detail);
        }
        // Decoders do not panic. Should one do so all the same, it must cost one line and not the report.
        let decoded = catch_unwind(AssertUnwindSafe(|| {
            let mut diagnostics = Diagnostics::default();
            let mut recordings = decode::decode(bytes, format, &mut diagnostics)?;
            if let Some(note) = note.filter(|note| note.completes) {
                for recording in &mut recordings {
                    join::join(recording, note);
                }
            }
            let activities = self.activities_of(&recordings, note, options, &mut diagnostics)?;
            Ok((activities, diagnostics))
        }));
        match decoded {
            Ok(Ok((activities, diagnostics))) => {
                self.activities = activities;
                self.diagnostics.append(&diagnostics);
            }
            Ok(Err(DecodeError { code, at_byte, detail })) => self.diagnostics.push(code, at_byte, detail),
            Err(_) => self.diagnostics.push(
                Code::DecoderPanicked,
                None,
                format!("the {} decoder failed; please report this file", format.as_str()),
            ),
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
        options: Options<'_>,
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
                vendor_sport: note.and_then(|note| note.summary.sport.as_deref()).map(sport::from_word),
                vendor_rpe: note.and_then(|note| note.summary.rpe),
            };
            activities.extend(session::activities(recording, &origin, diagnostics));
        }
        let recovered = diagnostics.as_slice().iter().any(|found| found.code.severity() == Severity::Damaged);
        for activity in &mut activities {
            activity.recovered = recovered;
            if let Some(note) = note {
                activity.name = note.name.clone().or(activity.name.take());
                activity.given_load = note.load;
            }
        }
        if activities.is_empty() {
            let detail = "no session with a start and a duration in it".to_owned();
            return Err(DecodeError { code: Code::NoSamples, at_byte: None, detail });
        }
        Ok(activities)
    }
}
