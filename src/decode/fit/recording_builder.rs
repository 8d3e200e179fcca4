//! What was gathered from the messages of one file, and the verdict on it.

use super::bytes::ABSENT;
use super::clock;
use super::message::{Message, MessageFindings, MessageKind};
use super::names;
use super::record::{CompressedDistance, RecordFields};
use super::run::Run;
use super::strap::StrapMemory;
use crate::decode::DecodeError;
use crate::decode::recording::Recording;
use crate::diagnostic::{Code, Diagnostics, Tally};
use crate::format::RecordingFormat;
use crate::limits::{FIT_SUMMARIES_MAX, SAMPLES_MAX};

/// A recording in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct GatheredRecords {
    recording: Recording,
    findings: MessageFindings,
    strap: StrapMemory,
    compressed: CompressedDistance,
    samples_max: usize,
    since_power_on: bool,
    untimed: Tally,
    beyond_calendar: Tally,
    bad_positions: Tally,
}

impl GatheredRecords {
    /// Nothing yet, and room for so many samples.
    pub(super) fn new(samples_max: usize) -> Self {
        Self { recording: Recording::new(RecordingFormat::Fit), samples_max, ..Self::default() }
    }

    /// How many samples there are.
    pub(super) fn sample_count(&self) -> usize {
        self.recording.samples.len()
    }

    /// Takes in one record message, whatever its time is. A record without a time is counted, and not kept.
    ///
    /// # Errors
    /// When there are more samples than there may be.
    pub(super) fn take_record(
        &mut self,
        fields: &RecordFields,
        message: Run<'_>,
        time: Option<u32>,
    ) -> Result<(), DecodeError> {
        let Some(time) = time else {
            self.untimed.count_at(message.at as u64);
            return Ok(());
        };
        let Some(time_ms) = clock::unix_ms(time) else {
            self.beyond_calendar.count_at(message.at as u64);
            return Ok(());
        };
        self.since_power_on |= clock::is_since_power_on(time);
        self.read_run(fields, message, std::iter::once(time_ms))
    }

    /// Takes in record messages that are all [dated](Run::dated) by the field at an offset.
    ///
    /// # Errors
    /// When there are more samples than there may be.
    pub(super) fn take_records(
        &mut self,
        fields: &RecordFields,
        run: Run<'_>,
        time_at: u32,
    ) -> Result<(), DecodeError> {
        if run.big_endian {
            run.times_ms::<true>(time_at).map_or(Ok(()), |times_ms| self.read_run(fields, run, times_ms))
        } else {
            run.times_ms::<false>(time_at).map_or(Ok(()), |times_ms| self.read_run(fields, run, times_ms))
        }
    }

    /// Appends samples at these times.
    fn read_run(
        &mut self,
        fields: &RecordFields,
        run: Run<'_>,
        times_ms: impl Iterator<Item = i64>,
    ) -> Result<(), DecodeError> {
        let samples = &mut self.recording.samples;
        if run.index.saturating_add(run.count) > self.samples_max {
            return Err(too_many_samples(run.at));
        }
        if run.index == 0 {
            samples.time_ms.reserve_exact(run.room());
        }
        samples.time_ms.extend(times_ms);
        let beyond_poles =
            if run.big_endian { fields.read_run::<true>(run, samples) } else { fields.read_run::<false>(run, samples) };
        if fields.compressed != ABSENT {
            self.compressed.read_run(fields, run, samples);
        }
        for source in &fields.other_types {
            source.fill_samples(run, samples);
        }
        for source in &fields.developer {
            self.recording.power_is_developer |= source.fill_samples(run, samples);
        }
        if let Some((count, first)) = beyond_poles {
            let at = run.at.saturating_add(first.saturating_mul(run.stride));
            self.bad_positions.add_at(count, at as u64);
        }
        Ok(())
    }

    /// Takes in any other message.
    ///
    /// # Errors
    /// In words, when there are more summaries or events than any device writes.
    pub(super) fn take_message(
        &mut self,
        kind: MessageKind,
        message: Message<'_>,
        time: Option<u32>,
    ) -> Result<(), String> {
        self.since_power_on |= time.is_some_and(clock::is_since_power_on);
        if kind == MessageKind::StrapHeartRate {
            let has_room = self.strap.read_beats(message, time);
            return if has_room { Ok(()) } else { Err(format!("more than {SAMPLES_MAX} heart rates of a strap")) };
        }
        let recording = &mut self.recording;
        self.findings.read_message(kind, message, time, recording);
        let summaries =
            [recording.laps.len(), recording.sessions.len(), recording.timer.len(), recording.lengths.len()];
        if summaries.iter().any(|&count| count > FIT_SUMMARIES_MAX) {
            return Err(format!("more than {FIT_SUMMARIES_MAX} laps, sessions, lengths or timer events"));
        }
        Ok(())
    }

    /// The heart rates of a strap, which may belong to another file of the chain.
    pub(super) fn take_strap(&mut self) -> StrapMemory {
        std::mem::take(&mut self.strap)
    }

    /// The activity in a file that starts at byte `at`.
    ///
    /// # Errors
    /// When there is none, with the reason.
    pub(super) fn finish_recording(
        mut self,
        at: usize,
        diagnostics: &mut Diagnostics,
    ) -> Result<Recording, DecodeError> {
        let summaries = self.recording.laps.iter().chain(&self.recording.sessions);
        let undated = self.since_power_on
            || summaries.filter_map(|summary| summary.start_ms).any(|start_ms| !clock::is_date(start_ms));
        if undated {
            let placed = self.findings.clock.shift_ms(&self.recording);
            let left_out = clock::settle_times(&mut self.recording, placed.map(|(shift_ms, ..)| shift_ms));
            if let Some((_, by, is_local)) = placed {
                let text = format!("times that count from power-on were placed by {by}");
                diagnostics.push(Code::FitClockPlaced, Some(at as u64), text);
                // Local time taken for UTC: an offset of 0 leaves every day as the runner lived it.
                self.recording.utc_offset_s = self.recording.utc_offset_s.or(is_local.then_some(0));
            }
            self.untimed.count = self.untimed.count.saturating_add(left_out as u64);
        }
        diagnostics.push_tally(Code::FitNoTime, self.untimed, "records without a usable time");
        diagnostics.push_tally(Code::BadTime, self.beyond_calendar, "records beyond the year 2106");
        diagnostics.push_tally(Code::BadValue, self.bad_positions, "positions beyond the poles");

        let mut recording = self.recording;
        let refusal = |code, detail: String| Err(DecodeError { code, at_byte: Some(at as u64), detail });
        if let Some(kind) = self.findings.file_kind
            && kind != names::ACTIVITY_FILE
            && recording.sessions.is_empty()
        {
            return refusal(Code::FitOtherKind, format!("a FIT file of the kind {}", names::file_kind(kind)));
        }
        let mut summaries = recording.sessions.iter().chain(&recording.laps);
        let has_dated_summary = summaries.any(|summary| summary.start_ms.is_some());
        if recording.samples.len() < 2 && !has_dated_summary {
            return if undated {
                refusal(Code::FitNoClock, "the device had no date: its times count from power-on".to_owned())
            } else {
                let found = recording.samples.len();
                refusal(Code::NoSamples, format!("{found} records with a time, and no session or lap with a start"))
            };
        }
        if let Some(sport) = &self.findings.sport {
            let unnamed = if recording.sessions.is_empty() { &mut recording.laps } else { &mut recording.sessions };
            for summary in unnamed {
                summary.sport.get_or_insert_with(|| sport.clone());
            }
        }
        recording.created_ms = self.findings.clock.created.and_then(clock::unix_ms);
        recording.wearer = self.findings.into_wearer();
        Ok(recording)
    }
}

#[cold]
fn too_many_samples(at: usize) -> DecodeError {
    let detail = format!("more than {SAMPLES_MAX} samples; at one a second that is 46 days");
    DecodeError { code: Code::TooManySamples, at_byte: Some(at as u64), detail }
}
