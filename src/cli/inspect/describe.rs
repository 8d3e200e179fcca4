//! A recording in words and tables. Positions are counted, never shown: they tell where somebody lives.

use crate::decode::recording::{Cell, Column, Recording, Samples, Wearer};
use crate::printable::printable;
use crate::source::format::Format;
use comfy_table::{CellAlignment, Table, presets};
use jiff::Timestamp;
use jiff::tz::Offset;
use std::fmt::Display;

/// What a recording says of itself, then its sessions, then its channels.
pub(super) fn recording(recording: &Recording) -> String {
    [facts(recording), sessions(recording), channels(&recording.samples)]
        .iter()
        .filter(|table| !table.is_empty())
        .map(|table| table.trim_fmt() + "\n")
        .collect()
}

/// A value, or a dash where it is absent.
pub(super) fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn facts(recording: &Recording) -> Table {
    let times_ms = &recording.samples.time_ms;
    let span = times_ms.iter().min().zip(times_ms.iter().max());
    let offset = recording.utc_offset_s.and_then(|offset_s| Offset::from_seconds(offset_s).ok());
    let mut table = plain();
    table.add_rows([
        ["format", recording.format.as_str()],
        ["device", &or_dash(recording.device.as_deref().map(printable))],
        ["name", &or_dash(recording.name.as_deref().map(printable))],
        ["local clock", &or_dash(offset.map(|offset| format!("UTC{offset}")))],
        ["wearer", &wearer(&recording.wearer)],
        ["samples", &recording.samples.len().to_string()],
        ["span", &or_dash(span.map(|(first, last)| format!("{} to {}", utc(*first), utc(*last))))],
        ["laps", &recording.laps.len().to_string()],
        ["pauses", &pauses(recording)],
        ["RR intervals", &recording.rr_intervals_ms.len().to_string()],
    ]);
    table
}

fn sessions(recording: &Recording) -> Table {
    let mut table = plain();
    table.set_header(["session", "start", "timer_s", "distance_m"]);
    for session in &recording.sessions {
        table.add_row([
            or_dash(session.sport.as_deref().map(printable)),
            or_dash(session.start_ms.map(utc)),
            or_dash(session.timer_s),
            or_dash(session.distance_m),
        ]);
    }
    table
}

/// The channels that have values: how many, the least and the greatest.
fn channels(samples: &Samples) -> Table {
    let mut table = plain();
    table.set_header(["channel", "values", "min", "max"]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let position = samples.position.count();
    let rows = [
        (0 < position).then(|| ["position".to_owned(), position.to_string(), or_dash(None::<u8>), or_dash(None::<u8>)]),
        range("heart_rate_bpm", samples, &samples.heart_rate_bpm, 0),
        range("altitude_m", samples, &samples.altitude_m, 1),
        range("distance_m", samples, &samples.distance_m, 1),
        range("speed_mps", samples, &samples.speed_mps, 3),
        range("power_w", samples, &samples.power_w, 0),
        range("cadence_rpm", samples, &samples.cadence_rpm, 0),
    ];
    table.add_rows(rows.into_iter().flatten());
    table
}

/// The name of a channel with the number, the least and the greatest of its values, to so many decimals; absent where it
/// has none.
fn range<T>(name: &str, samples: &Samples, column: &Column<T>, decimals: usize) -> Option<[String; 4]>
where
    T: Cell + Into<f64>,
{
    let values = || (0..samples.len()).filter_map(|index| column.get(index)).map(Into::into);
    let (min, max) = (values().min_by(f64::total_cmp)?, values().max_by(f64::total_cmp)?);
    Some([name.to_owned(), values().count().to_string(), format!("{min:.decimals$}"), format!("{max:.decimals$}")])
}

/// What the watch knows about its wearer.
fn wearer(wearer: &Wearer) -> String {
    let zones: Vec<String> = wearer.heart_rate_zones_bpm.iter().map(u8::to_string).collect();
    let known = [
        wearer.heart_rate_rest_bpm.map(|bpm| format!("rest {bpm} bpm")),
        wearer.heart_rate_max_bpm.map(|bpm| format!("max {bpm} bpm")),
        wearer.heart_rate_threshold_bpm.map(|bpm| format!("threshold {bpm} bpm")),
        wearer.threshold_power_w.map(|watts| format!("threshold {watts} W")),
        (!zones.is_empty()).then(|| format!("zones up to {} bpm", zones.join(" "))),
    ];
    let known: Vec<String> = known.into_iter().flatten().collect();
    or_dash((!known.is_empty()).then(|| known.join(", ")))
}

/// How often and how long the timer stood still; where the format has no timer, how often the samples are interrupted.
fn pauses(recording: &Recording) -> String {
    if recording.format != Format::Fit {
        return format!("{} interruptions", recording.samples.breaks.len());
    }
    let (mut count, mut total_ms, mut stopped_ms) = (0, 0_i64, None);
    for event in &recording.timer {
        if !event.running {
            stopped_ms = stopped_ms.or(Some(event.time_ms));
        } else if let Some(since_ms) = stopped_ms.take() {
            count += 1;
            total_ms = total_ms.saturating_add(event.time_ms.saturating_sub(since_ms));
        }
    }
    format!("{count}, together {} s", total_ms / 1000)
}

fn utc(time_ms: i64) -> String {
    or_dash(Timestamp::from_millisecond(time_ms).ok())
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}
