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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 3_600_000;

    fn lengths(time_ms: &[i64], timer_s: Option<f64>) -> Vec<usize> {
        let kept: Vec<usize> = (0..time_ms.len()).collect();
        let session = Summary { timer_s, ..Summary::default() };
        parts(time_ms, &kept, &session).into_iter().map(<[usize]>::len).collect()
    }

    #[test]
    fn six_hours_of_silence_part_a_recording_and_less_does_not() {
        let night = |ms: i64| [0, HOUR_MS, HOUR_MS + ms, 2 * HOUR_MS + ms];
        assert_eq!(lengths(&night(PART_GAP_MS), None), [2, 2]);
        assert_eq!(lengths(&night(PART_GAP_MS - 1), None), [4]);
        assert_eq!(lengths(&night(PART_GAP_MS), Some(2.0 * 3600.0)), [2, 2]);
        assert_eq!(lengths(&night(PART_GAP_MS), Some(8.0 * 3600.0)), [4], "the timer ran on");
        let days: Vec<i64> = (0..100).map(|hour| hour * HOUR_MS).collect();
        assert_eq!(lengths(&days, None), [100]);
        assert_eq!(lengths(&[], None), [0]);
    }

    #[test]
    fn the_distance_of_the_session_is_divided_by_the_ways() {
        let part = |m: f64| Activity { distance_m: Some(m), ..Activity::default() };
        let divided = |told_m: Option<f64>| {
            let mut parts = [part(1000.0), part(3000.0)];
            let session = Summary { distance_m: told_m, ..Summary::default() };
            settle(&mut parts, &session, &mut Diagnostics::default());
            parts.map(|part| part.distance_m)
        };
        assert_eq!(divided(Some(4200.0)), [Some(1050.0), Some(3150.0)]);
        assert_eq!(divided(Some(9000.0)), [Some(1000.0), Some(3000.0)], "no total of this");
        assert_eq!(divided(None), [Some(1000.0), Some(3000.0)]);
    }
}
