//! Looks at one input, or at what a report makes of many.

use super::facts::{ActivityFacts, ChannelFacts, FileFacts, RecordingFacts, SessionFacts, Whose};
use super::target::{InspectInput, Many};
use crate::activity::{self, cross_check, session};
use crate::athlete::Athlete;
use crate::athlete::history::History;
use crate::cli::effort;
use crate::config::Configured;
use crate::decode::recording::{self, Cell, Column, Samples};
use crate::decode::{DecodeError, decode_recordings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::effort::AllMethods;
use crate::effort::choose;
use crate::effort::method::Context;
use crate::format::RecordingFormat;
use crate::ingest::{self, Outcome, Silent};
use crate::pipeline::computed::in_zones;
use crate::report::activity::ReportedActivity;
use crate::source::{self, Content, Kind, SourceError};
use crate::verify::{utc_text, verify_decoding};
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::xxh3_64;

/// What one file is, with its bytes for whoever wants to read on; absent where there are none.
pub(super) fn inspect_file(
    input: &InspectInput,
    configured: &Configured,
    with_second_reader: bool,
) -> Result<(FileFacts, Option<Content>), SourceError> {
    let mut diagnostics = Diagnostics::default();
    let content = match &input.entry {
        Ok(entry) => entry.read_content(),
        Err(finding) => Err(finding.clone()),
    };
    let mut content = match content {
        Ok(content) => content,
        Err(finding) => {
            diagnostics.push(finding.code, finding.at_byte, finding.detail);
            return Ok((answered_file(&input.name, &diagnostics), None));
        }
    };
    let Kind::Recording(format) = content.kind else { return inspect_other(input, configured, content) };
    if let Some((code, detail)) = source::judge_extension(&input.name, format) {
        diagnostics.push(code, None, detail);
    }
    // A decoder that fails instead of answering must not cost the other files.
    let bytes = std::mem::take(&mut content.bytes);
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut diagnostics = Diagnostics::default();
        let recordings = decode_recordings(&bytes, format, &mut diagnostics);
        let activities =
            inspect_activities(recordings.as_deref(), &input.name, &bytes, &configured.athlete, &mut diagnostics);
        let verification =
            with_second_reader.then(|| recordings.as_deref().ok().map(|ours| verify_decoding(&bytes, format, ours)));
        (recordings, activities, verification.flatten(), diagnostics)
    }));
    let mut file = if let Ok((recordings, activities, verification, found)) = read {
        diagnostics.append_all(&found);
        match &recordings {
            Err(DecodeError { code, at_byte, detail }) => diagnostics.push(*code, *at_byte, detail),
            Ok(_) if activities.is_empty() => {
                diagnostics.push(Code::NoSamples, None, "no session with a start and a duration in it");
            }
            Ok(_) => {}
        }
        let mut file = answered_file(&input.name, &diagnostics);
        if !activities.is_empty() {
            file.outcome = Outcome::Activity.as_str();
        }
        file.activities = explain_all(&activities, configured);
        check_channels(recordings.as_deref().unwrap_or_default(), &activities, &mut file.activities);
        file.recordings = Some(recordings.unwrap_or_default().iter().map(recording_facts).collect());
        file.verify = verification;
        file
    } else {
        diagnostics.push(Code::DecoderPanicked, None, "a decoder failed; please report this file");
        answered_file(&input.name, &diagnostics)
    };
    file.format = Some(format.as_str());
    Ok((file, Some(Content { bytes, ..content })))
}

fn ingest_options(athlete: &Athlete) -> ingest::IngestOptions<'_> {
    ingest::IngestOptions { home_zone: athlete.time_zone.as_deref(), ..ingest::IngestOptions::default() }
}

/// What is no recording is answered for by whoever reads it for a report.
fn inspect_other(
    input: &InspectInput,
    configured: &Configured,
    content: Content,
) -> Result<(FileFacts, Option<Content>), SourceError> {
    let ingested =
        ingest::ingest_paths(std::slice::from_ref(&input.path), None, ingest_options(&configured.athlete), &Silent)?;
    let file = ingested.inputs.iter().find(|known| known.source == input.name).map(listed_input);
    let file = file.unwrap_or_else(|| {
        let mut diagnostics = Diagnostics::default();
        let (code, detail) = source::judge_other(&input.name, content.kind);
        diagnostics.push(code, None, detail);
        answered_file(&input.name, &diagnostics)
    });
    Ok((file, Some(content)))
}

/// What a report makes of everything under an argument, by name.
pub(super) fn inspect_many(
    many: &Many,
    configured: &Configured,
    with_second_reader: bool,
) -> Result<Vec<FileFacts>, SourceError> {
    let ingested =
        ingest::ingest_paths(std::slice::from_ref(&many.path), None, ingest_options(&configured.athlete), &Silent)?;
    let history = History::new(&configured.athlete, &ingested.activities);
    let entries = if with_second_reader { many.list_entries()? } else { Vec::new() };
    let is_asked = |source: &str| many.within.as_ref().is_none_or(|within| source.starts_with(within));
    let files = ingested.inputs.iter().filter(|input| is_asked(&input.source)).map(|input| {
        let mut file = listed_input(input);
        let given = ingested.activities.iter().filter(|activity| activity.source == input.source);
        file.activities = given.map(|activity| explain_one(activity, &history, configured)).collect();
        let entry = entries.binary_search_by(|entry| entry.name.cmp(&input.source)).ok().and_then(|at| entries.get(at));
        if let Some(Ok(Content { bytes, kind: Kind::Recording(format), .. })) = entry.map(source::Entry::read_content) {
            file.format = Some(format.as_str());
            let ours = catch_unwind(|| decode_recordings(&bytes, format, &mut Diagnostics::default()));
            file.verify = ours.ok().and_then(Result::ok).map(|ours| verify_decoding(&bytes, format, &ours));
        }
        file
    });
    Ok(files.collect())
}

/// An input as a report answers for it.
fn listed_input(input: &ingest::Input) -> FileFacts {
    let finding = Diagnostic { code: input.code, at_byte: input.at_byte, count: 1, detail: input.detail.clone() };
    FileFacts {
        source: input.source.clone(),
        outcome: input.outcome.as_str(),
        code: input.code.as_str(),
        findings: (input.code != Code::Ok).then_some(finding).into_iter().collect(),
        ..FileFacts::default()
    }
}

/// An input by its findings alone.
fn answered_file(name: &str, diagnostics: &Diagnostics) -> FileFacts {
    let worst = diagnostics.most_severe().map_or(Code::Ok, |found| found.code);
    let outcome = if worst.severity() == Severity::Refused { Outcome::Refused } else { Outcome::NotActivity };
    FileFacts {
        source: name.to_owned(),
        outcome: outcome.as_str(),
        code: worst.as_str(),
        findings: diagnostics.as_slice().to_vec(),
        ..FileFacts::default()
    }
}

/// The activities of a file, as a report makes them of it alone.
fn inspect_activities(
    recordings: Result<&[recording::Recording], &DecodeError>,
    source: &str,
    bytes: &[u8],
    athlete: &Athlete,
    diagnostics: &mut Diagnostics,
) -> Vec<activity::Activity> {
    let mut activities = Vec::new();
    for recording in recordings.unwrap_or_default() {
        let origin = session::Origin {
            source,
            digest: xxh3_64(bytes),
            first: activities.len(),
            home_zone: athlete.time_zone.as_deref(),
            ..session::Origin::default()
        };
        activities.extend(session::activities_of(recording, &origin, diagnostics));
    }
    activities
}

fn explain_all(activities: &[activity::Activity], configured: &Configured) -> Vec<ActivityFacts> {
    let history = History::new(&configured.athlete, activities);
    activities.iter().map(|activity| explain_one(activity, &history, configured)).collect()
}

/// An activity by the thresholds of its day.
fn explain_one(activity: &activity::Activity, history: &History, configured: &Configured) -> ActivityFacts {
    let thresholds = history.thresholds_on(activity.day);
    let context = Context { thresholds: &thresholds, sex: configured.athlete.sex, options: &configured.effort };
    let effort = choose::effort(activity, context);
    let reported = ReportedActivity {
        activity: activity.clone(),
        effort,
        every: AllMethods::of(activity, context),
        zones: in_zones(activity, &thresholds),
        felt: None,
        hides_offset: false,
    };
    ActivityFacts {
        row: Whose { athlete: configured.athlete.name.clone(), reported },
        rpe: activity.rpe,
        methods: effort::methods_for(activity, context),
        cross_checks: Vec::new(),
        statistics: (*activity.statistics).clone(),
    }
}

/// Holds the channels of each activity against each other once more, to tell of it. An activity is of the first recording that
/// has samples in its time.
fn check_channels(recordings: &[recording::Recording], activities: &[activity::Activity], facts: &mut [ActivityFacts]) {
    for (activity, facts) in activities.iter().zip(facts) {
        let checks = recordings.iter().map(|recording| cross_check::cross_checks(recording, activity));
        facts.cross_checks = checks.into_iter().find(|checks| !checks.is_empty()).unwrap_or_default();
    }
}

fn recording_facts(recording: &recording::Recording) -> RecordingFacts {
    let samples = &recording.samples;
    let (pauses, paused_s) = (recording.format == Some(RecordingFormat::Fit)).then(|| count_pauses(recording)).unzip();
    RecordingFacts {
        device: recording.device.clone(),
        name: recording.name.clone(),
        utc_offset_s: recording.utc_offset_s,
        wearer: recording.wearer.clone(),
        samples: samples.len(),
        first_time: samples.time_ms.iter().min().and_then(|time_ms| utc_text(*time_ms)),
        last_time: samples.time_ms.iter().max().and_then(|time_ms| utc_text(*time_ms)),
        laps: recording.laps.len(),
        pauses,
        paused_s,
        interruptions: samples.breaks.len(),
        rr_intervals: recording.rr_intervals_ms.len(),
        sessions: recording.sessions.iter().map(session_facts).collect(),
        channels: channel_facts(samples),
    }
}

fn session_facts(session: &recording::Summary) -> SessionFacts {
    SessionFacts {
        sport: session.sport.clone(),
        start_time: session.start_ms.and_then(utc_text),
        timer_s: session.timer_s,
        elapsed_s: session.elapsed_s,
        distance_m: session.distance_m,
        ascent_m: session.ascent_m,
        rpe: session.rpe,
    }
}

/// The channels that have values. Positions are counted, never shown: they tell where somebody lives.
fn channel_facts(samples: &Samples) -> Vec<ChannelFacts> {
    let position = samples.position.count_present();
    let position = ChannelFacts {
        name: "position",
        values: position,
        coverage: position as f64 / samples.len().max(1) as f64,
        min: None,
        max: None,
        decimals: 0,
    };
    let channels = [
        position,
        channel_fact("heart_rate_bpm", samples, &samples.heart_rate_bpm, 0),
        channel_fact("altitude_m", samples, &samples.altitude_m, 1),
        channel_fact("distance_m", samples, &samples.distance_m, 1),
        channel_fact("speed_mps", samples, &samples.speed_mps, 3),
        channel_fact("power_w", samples, &samples.power_w, 0),
        channel_fact("cadence_rpm", samples, &samples.cadence_rpm, 0),
    ];
    channels.into_iter().filter(|channel| 0 < channel.values).collect()
}

/// A channel with the least and the greatest of its values, which a person reads to so many decimals.
fn channel_fact<T>(name: &'static str, samples: &Samples, column: &Column<T>, decimals: usize) -> ChannelFacts
where
    T: Cell + Into<f64>,
{
    let values = || (0..samples.len()).filter_map(|index| column.value_at(index)).map(Into::into);
    let count = values().count();
    ChannelFacts {
        name,
        values: count,
        coverage: count as f64 / samples.len().max(1) as f64,
        min: values().min_by(f64::total_cmp).map(as_written),
        max: values().max_by(f64::total_cmp).map(as_written),
        decimals,
    }
}

/// A value in the millionths that no sensor has, so that it reads as it was written and not as its nearest binary number.
fn as_written(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// How often and how long the timer stood still, seconds.
fn count_pauses(recording: &recording::Recording) -> (usize, f64) {
    let (mut count, mut total_ms, mut stopped_ms) = (0, 0_i64, None);
    for event in &recording.timer {
        if !event.running {
            stopped_ms = stopped_ms.or(Some(event.time_ms));
        } else if let Some(since_ms) = stopped_ms.take() {
            count += 1;
            total_ms = total_ms.saturating_add(event.time_ms.saturating_sub(since_ms));
        }
    }
    (count, total_ms as f64 / 1000.0)
}
