//! Looks at one input, or at what a report makes of many.

use super::facts::{Activity, Channel, Compared, File, Finding, First, Recording, Session, Verify, Wearer, Whose};
use super::target::{Input, Many};
use crate::activity::{self, session};
use crate::athlete::Athlete;
use crate::athlete::history::History;
use crate::cli::effort;
use crate::config::Configured;
use crate::decode::recording::{self, Cell, Column, Samples};
use crate::decode::{DecodeError, decode};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::effort::AllMethods;
use crate::effort::choose;
use crate::effort::method::Context;
use crate::format::Format;
use crate::ingest::{self, Outcome, Silent};
use crate::pipeline::computed::in_zones;
use crate::report::activity::ReportedActivity;
use crate::source::{self, Content, Kind, SourceError};
use crate::verify::{Verification, verify};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use xxhash_rust::xxh3::xxh3_64;

/// What one file is, with its bytes for whoever wants to read on; absent where there are none.
pub(super) fn file(
    input: &Input,
    configured: &Configured,
    with_second_reader: bool,
) -> Result<(File, Option<Content>), SourceError> {
    let mut diagnostics = Diagnostics::default();
    let content = match &input.entry {
        Ok(entry) => entry.read(),
        Err(finding) => Err(finding.clone()),
    };
    let mut content = match content {
        Ok(content) => content,
        Err(finding) => {
            diagnostics.push(finding.code, finding.at_byte, finding.detail);
            return Ok((answered(&input.name, &diagnostics), None));
        }
    };
    let Kind::Recording(format) = content.kind else { return other(input, configured, content) };
    if let Some((code, detail)) = source::judge_extension(&input.name, format) {
        diagnostics.push(code, None, detail);
    }
    // A decoder that fails instead of answering must not cost the other files.
    let bytes = std::mem::take(&mut content.bytes);
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut diagnostics = Diagnostics::default();
        let recordings = decode(&bytes, format, &mut diagnostics);
        let activities = activities(recordings.as_deref(), &input.name, &bytes, &configured.athlete, &mut diagnostics);
        let verification =
            with_second_reader.then(|| recordings.as_deref().ok().map(|ours| verify(&bytes, format, ours)));
        (recordings, activities, verification.flatten(), diagnostics)
    }));
    let mut file = if let Ok((recordings, activities, verification, found)) = read {
        diagnostics.append(&found);
        match &recordings {
            Err(DecodeError { code, at_byte, detail }) => diagnostics.push(*code, *at_byte, detail),
            Ok(_) if activities.is_empty() => {
                diagnostics.push(Code::NoSamples, None, "no session with a start and a duration in it");
            }
            Ok(_) => {}
        }
        let mut file = answered(&input.name, &diagnostics);
        if !activities.is_empty() {
            file.outcome = Outcome::Activity.as_str();
        }
        file.activities = explained(&activities, configured);
        file.recordings = Some(recordings.unwrap_or_default().iter().map(recording).collect());
        file.verify = verification.as_ref().map(compared);
        file
    } else {
        diagnostics.push(Code::DecoderPanicked, None, "a decoder failed; please report this file");
        answered(&input.name, &diagnostics)
    };
    file.format = Some(format.as_str());
    Ok((file, Some(Content { bytes, ..content })))
}

fn options(athlete: &Athlete) -> ingest::Options<'_> {
    ingest::Options { home_zone: athlete.time_zone.as_deref(), ..ingest::Options::default() }
}

/// What is no recording is answered for by whoever reads it for a report.
fn other(input: &Input, configured: &Configured, content: Content) -> Result<(File, Option<Content>), SourceError> {
    let ingested = ingest::ingest(std::slice::from_ref(&input.path), None, options(&configured.athlete), &Silent)?;
    let file = ingested.inputs.iter().find(|known| known.source == input.name).map(listed);
    let file = file.unwrap_or_else(|| {
        let mut diagnostics = Diagnostics::default();
        let (code, detail) = source::judge_other(&input.name, content.kind);
        diagnostics.push(code, None, detail);
        answered(&input.name, &diagnostics)
    });
    Ok((file, Some(content)))
}

/// What a report makes of everything under an argument, by name.
pub(super) fn many(many: &Many, configured: &Configured, with_second_reader: bool) -> Result<Vec<File>, SourceError> {
    let ingested = ingest::ingest(std::slice::from_ref(&many.path), None, options(&configured.athlete), &Silent)?;
    let history = History::new(&configured.athlete, &ingested.activities);
    let entries = if with_second_reader { many.entries()? } else { Vec::new() };
    let is_asked = |source: &str| many.within.as_ref().is_none_or(|within| source.starts_with(within));
    let files = ingested.inputs.iter().filter(|input| is_asked(&input.source)).map(|input| {
        let mut file = listed(input);
        let given = ingested.activities.iter().filter(|activity| activity.source == input.source);
        file.activities = given.map(|activity| explain(activity, &history, configured)).collect();
        let entry = entries.binary_search_by(|entry| entry.name.cmp(&input.source)).ok().and_then(|at| entries.get(at));
        if let Some(Ok(Content { bytes, kind: Kind::Recording(format), .. })) = entry.map(source::Entry::read) {
            file.format = Some(format.as_str());
            let ours = catch_unwind(|| decode(&bytes, format, &mut Diagnostics::default()));
            file.verify = ours.ok().and_then(Result::ok).map(|ours| compared(&verify(&bytes, format, &ours)));
        }
        file
    });
    Ok(files.collect())
}

/// An input as a report answers for it.
fn listed(input: &ingest::Input) -> File {
    let finding = Finding { code: input.code, byte_offset: input.at_byte, count: 1, detail: input.detail.clone() };
    File {
        source: input.source.clone(),
        outcome: input.outcome.as_str(),
        code: input.code.as_str(),
        findings: (input.code != Code::Ok).then_some(finding).into_iter().collect(),
        format: None,
        recordings: None,
        activities: Vec::new(),
        verify: None,
    }
}

/// An input by its findings alone.
fn answered(name: &str, diagnostics: &Diagnostics) -> File {
    let worst = diagnostics.worst().map_or(Code::Ok, |found| found.code);
    let outcome = if worst.severity() == Severity::Refused { Outcome::Refused } else { Outcome::NotActivity };
    File {
        source: name.to_owned(),
        outcome: outcome.as_str(),
        code: worst.as_str(),
        findings: diagnostics.as_slice().iter().map(Finding::from).collect(),
        format: None,
        recordings: None,
        activities: Vec::new(),
        verify: None,
    }
}

/// The activities of a file, as a report makes them of it alone.
fn activities(
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
        activities.extend(session::activities(recording, &origin, diagnostics));
    }
    activities
}

fn explained(activities: &[activity::Activity], configured: &Configured) -> Vec<Activity> {
    let history = History::new(&configured.athlete, activities);
    activities.iter().map(|activity| explain(activity, &history, configured)).collect()
}

/// An activity by the thresholds of its day.
fn explain(activity: &activity::Activity, history: &History, configured: &Configured) -> Activity {
    let thresholds = history.on(activity.day);
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
    Activity {
        row: Whose { athlete: configured.athlete.name.clone(), reported },
        rpe: activity.rpe,
        methods: effort::methods(activity, context),
        statistics: (*activity.statistics).clone(),
    }
}

fn recording(recording: &recording::Recording) -> Recording {
    let samples = &recording.samples;
    let (pauses, paused_s) = (recording.format == Some(Format::Fit)).then(|| pauses(recording)).unzip();
    Recording {
        device: recording.device.clone(),
        name: recording.name.clone(),
        utc_offset_s: recording.utc_offset_s,
        wearer: Wearer {
            heart_rate_rest_bpm: recording.wearer.heart_rate_rest_bpm,
            heart_rate_max_bpm: recording.wearer.heart_rate_max_bpm,
            heart_rate_threshold_bpm: recording.wearer.heart_rate_threshold_bpm,
            threshold_power_w: recording.wearer.threshold_power_w,
            heart_rate_zones_bpm: recording.wearer.heart_rate_zones_bpm.clone(),
        },
        samples: samples.len(),
        first_time: samples.time_ms.iter().min().and_then(|time_ms| utc(*time_ms)),
        last_time: samples.time_ms.iter().max().and_then(|time_ms| utc(*time_ms)),
        laps: recording.laps.len(),
        pauses,
        paused_s,
        interruptions: samples.breaks.len(),
        rr_intervals: recording.rr_intervals_ms.len(),
        sessions: recording.sessions.iter().map(session).collect(),
        channels: channels(samples),
    }
}

fn session(session: &recording::Summary) -> Session {
    Session {
        sport: session.sport.clone(),
        start_time: session.start_ms.and_then(utc),
        timer_s: session.timer_s,
        elapsed_s: session.elapsed_s,
        distance_m: session.distance_m,
        ascent_m: session.ascent_m,
        rpe: session.rpe,
    }
}

/// The channels that have values. Positions are counted, never shown: they tell where somebody lives.
fn channels(samples: &Samples) -> Vec<Channel> {
    let position = samples.position.count();
    let position = Channel {
        name: "position",
        values: position,
        coverage: position as f64 / samples.len().max(1) as f64,
        min: None,
        max: None,
        decimals: 0,
    };
    let channels = [
        position,
        channel("heart_rate_bpm", samples, &samples.heart_rate_bpm, 0),
        channel("altitude_m", samples, &samples.altitude_m, 1),
        channel("distance_m", samples, &samples.distance_m, 1),
        channel("speed_mps", samples, &samples.speed_mps, 3),
        channel("power_w", samples, &samples.power_w, 0),
        channel("cadence_rpm", samples, &samples.cadence_rpm, 0),
    ];
    channels.into_iter().filter(|channel| 0 < channel.values).collect()
}

/// A channel with the least and the greatest of its values, which a person reads to so many decimals.
fn channel<T>(name: &'static str, samples: &Samples, column: &Column<T>, decimals: usize) -> Channel
where
    T: Cell + Into<f64>,
{
    let values = || (0..samples.len()).filter_map(|index| column.get(index)).map(Into::into);
    let count = values().count();
    Channel {
        name,
        values: count,
        coverage: count as f64 / samples.len().max(1) as f64,
        min: values().min_by(f64::total_cmp).map(written),
        max: values().max_by(f64::total_cmp).map(written),
        decimals,
    }
}

/// A value in the millionths that no sensor has, so that it reads as it was written and not as its nearest binary number.
fn written(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// How often and how long the timer stood still, seconds.
fn pauses(recording: &recording::Recording) -> (usize, f64) {
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

/// What the second reader says.
fn compared(verification: &Verification) -> Verify {
    let channels = verification.channels.iter().map(|channel| {
        let is_position = matches!(channel.name, "latitude_deg" | "longitude_deg");
        let shown = |value: Option<f64>| value.filter(|_| !is_position);
        Compared {
            name: channel.name,
            equal: channel.equal,
            different: channel.different,
            only_ours: channel.only_ours,
            only_theirs: channel.only_theirs,
            largest_difference: channel.largest_difference,
            first: channel.first.map(|first| First {
                sample: first.sample,
                time: first.time_ms.and_then(utc),
                ours: shown(first.ours),
                theirs: shown(first.theirs),
            }),
        }
    });
    Verify {
        reader: verification.reader,
        compared: verification.compared(),
        differing: verification.differing(),
        stopped: verification.refused.clone(),
        channels: channels.collect(),
    }
}

fn utc(time_ms: i64) -> Option<String> {
    Timestamp::from_millisecond(time_ms).ok().map(|time| time.to_string())
}
