//! One recording of several days: an activity a part, between silences of six hours and more.

use super::Activity;
use super::anomaly::{Fault, Instead};
use crate::decode::recording::Summary;
use crate::diagnostic::{Code, Diagnostics};
use crate::limits::TOTALS_TOLERANCE;

/// A silence from this on parts a recording, milliseconds: 6 h. Ours: shorter than a night between two days on foot, longer
/// than the sleep within a race of several days.
pub(super) const PART_GAP_MS: i64 = 6 * 3_600_000;

/// The parts of a session's samples; one where no silence parts them, and where the timer ran on through the silences, so
/// that it is the records that are missing.
pub(super) fn parts<'a>(time_ms: &[i64], kept: &'a [usize], session: &Summary) -> Vec<&'a [usize]> {
    let at_ms = |i: &usize| time_ms.get(*i).copied().unwrap_or(0);
    let span_ms = kept.first().zip(kept.last()).map_or(0, |(first, last)| at_ms(last) - at_ms(first));
    if span_ms < PART_GAP_MS {
        return vec![kept];
    }
    let is_gap = |gap_ms: &i64| PART_GAP_MS <= *gap_ms;
    let silent_ms: i64 = kept.windows(2).map(|pair| at_ms(&pair[1]) - at_ms(&pair[0])).filter(is_gap).sum();
    let ran_on = session.timer_s.is_some_and(|s| {
        let timer_ms = 1000.0 * s;
        (span_ms - silent_ms / 2) as f64 <= timer_ms && timer_ms <= 1.1 * span_ms as f64
    });
    if silent_ms == 0 || ran_on {
        return vec![kept];
    }
    kept.chunk_by(|a, b| !is_gap(&(at_ms(b) - at_ms(a)))).collect()
}

/// What the session says that holds for each of its parts.
pub(super) fn summary_of_part(session: &Summary) -> Summary {
    Summary {
        start_ms: None,
        elapsed_s: None,
        timer_s: None,
        moving_s: None,
        distance_m: None,
        ascent_m: None,
        ..session.clone()
    }
}

/// Divides the distance of the session among its parts by their ways, and says that it was several.
pub(super) fn settle(parts: &mut [Activity], session: &Summary, diagnostics: &mut Diagnostics) {
    if parts.len() < 2 {
        return;
    }
    let way_m: f64 = parts.iter().filter_map(|part| part.distance_m).sum();
    let share = session.distance_m.map(|m| m / way_m).filter(|share| (share - 1.0).abs() <= TOTALS_TOLERANCE);
    for part in parts.iter_mut() {
        part.anomalies.note(Fault::SeveralDays, Instead::Records);
        part.distance_m = part.distance_m.map(|m| (m * share.unwrap_or(1.0) * 100.0).round() / 100.0);
    }
    let detail = format!("silences of six hours and more part the recording into {} activities", parts.len());
    diagnostics.push(Code::SeveralDays, None, detail);
}
