//! A note and the recording it is about, put together.

use super::Note;
use crate::decode::recording::{Recording, Samples};
use crate::limits::SAMPLES_MAX;

/// A heart rate goes to the sample that is at most this far away, milliseconds; another becomes a sample of its own.
const NEAR_MS: u64 = 2000;

/// A reading stands for the samples after it up to the next, at most this long, milliseconds: as long as it would in a
/// recording of its own. A watch measures every five seconds and keeps a place every second.
const HOLD_MS: i64 = 10_000;

/// Gives a recording what the note knows and the recording does not: heart rates, their mean and highest, starts and stops of the
/// timer, the session, the offset of the clock.
///
/// A recording that has heart rates of its own keeps them: two sensors are never mixed. Heart rates between two segments
/// are those of a pause and are left out.
pub fn join_note(recording: &mut Recording, note: &Note) {
    if recording.samples.heart_rate_bpm.is_empty() && !note.heart_rate_bpm.is_empty() {
        recording.samples = with_heart_rates(&recording.samples, &note.heart_rate_bpm);
    }
    if recording.timer.is_empty() {
        recording.timer.clone_from(&note.timer);
    }
    match recording.sessions.as_mut_slice() {
        [] => recording.sessions.push(note.summary.clone()),
        [session] => {
            session.heart_rate_mean_bpm = session.heart_rate_mean_bpm.or(note.summary.heart_rate_mean_bpm);
            session.heart_rate_max_bpm = session.heart_rate_max_bpm.or(note.summary.heart_rate_max_bpm);
        }
        // What is said of the whole is not known to be true of a part.
        _ => {}
    }
    recording.utc_offset_s = recording.utc_offset_s.or(note.utc_offset_s);
}

/// The samples with these heart rates, which are sorted by time, in one walk through both.
fn with_heart_rates(samples: &Samples, heart_rate_bpm: &[(i64, u8)]) -> Samples {
    let mut joined = Samples::default();
    let mut rates = heart_rate_bpm.iter().copied().peekable();
    let mut breaks = samples.breaks.iter().copied().peekable();
    let mut held: Option<(i64, u8)> = None;
    let mut room = SAMPLES_MAX.saturating_sub(samples.len());
    for (index, time_ms) in samples.time_ms.iter().copied().enumerate() {
        let paused = breaks.next_if(|at| *at <= index).is_some();
        held = held.filter(|_| !paused);
        let next_ms = samples.time_ms.get(index.saturating_add(1)).copied();
        let is_near = |rate_ms: i64| rate_ms.abs_diff(time_ms) <= NEAR_MS;
        while let Some((rate_ms, bpm)) = rates.next_if(|(rate_ms, _)| *rate_ms < time_ms && !is_near(*rate_ms)) {
            if !paused && 0 < room {
                room = room.saturating_sub(1);
                joined.heart_rate_bpm.set_value(joined.len(), bpm);
                joined.time_ms.push(rate_ms);
                held = Some((rate_ms, bpm));
            }
        }
        let to = joined.len();
        if paused && 0 < to {
            joined.breaks.push(to);
        }
        copy_sample(samples, index, &mut joined, to);
        joined.time_ms.push(time_ms);
        // Of several the nearest; one that is nearer to the next sample is left to it.
        let mut best: Option<(u64, u8)> = None;
        let is_here = |rate_ms: i64| {
            is_near(rate_ms) && next_ms.is_none_or(|next_ms| rate_ms.abs_diff(time_ms) <= rate_ms.abs_diff(next_ms))
        };
        while let Some((rate_ms, bpm)) = rates.next_if(|(rate_ms, _)| is_here(*rate_ms)) {
            let away_ms = rate_ms.abs_diff(time_ms);
            if best.is_none_or(|(best_ms, _)| away_ms < best_ms) {
                best = Some((away_ms, bpm));
            }
            held = Some((rate_ms, bpm));
        }
        let still = held.filter(|(held_ms, _)| (0..=HOLD_MS).contains(&time_ms.saturating_sub(*held_ms)));
        joined.heart_rate_bpm.set_known(to, best.map(|(_, bpm)| bpm).or(still.map(|(_, bpm)| bpm)));
    }
    for (rate_ms, bpm) in rates.take(room) {
        joined.heart_rate_bpm.set_value(joined.len(), bpm);
        joined.time_ms.push(rate_ms);
    }
    joined
}

/// Copies every channel but the heart rate of one sample.
fn copy_sample(samples: &Samples, index: usize, joined: &mut Samples, to: usize) {
    joined.position.set_known(to, samples.position.value_at(index));
    joined.altitude_m.set_known(to, samples.altitude_m.value_at(index));
    joined.distance_m.set_known(to, samples.distance_m.value_at(index));
    joined.speed_mps.set_known(to, samples.speed_mps.value_at(index));
    joined.power_w.set_known(to, samples.power_w.value_at(index));
    joined.cadence_rpm.set_known(to, samples.cadence_rpm.value_at(index));
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::decode::recording::{Position, Summary};
    use crate::format::RecordingFormat;

    /// A track with a point every second of each span, and a break between the spans.
    fn track(spans: &[(i64, i64)]) -> Recording {
        let mut recording = Recording::new(RecordingFormat::Gpx);
        let samples = &mut recording.samples;
        for (from_s, to_s) in spans {
            if !samples.is_empty() {
                samples.breaks.push(samples.len());
            }
            for second in *from_s..=*to_s {
                let index = samples.len();
                samples.time_ms.push(second * 1000);
                samples.position.set_value(index, Position { latitude_deg: 47.0, longitude_deg: second as f64 / 1e4 });
                samples.altitude_m.set_value(index, second as f32);
            }
        }
        recording
    }

    fn note(rates: &[(i64, u8)]) -> Note {
        let summary = Summary { sport: Some("Running".to_owned()), timer_s: Some(30.0), ..Summary::default() };
        let heart_rate_bpm = rates.iter().map(|(ms, bpm)| (*ms, *bpm)).collect();
        Note { summary, heart_rate_bpm, utc_offset_s: Some(3600), ..Note::default() }
    }

    fn rates(recording: &Recording) -> Vec<(i64, u8)> {
        let samples = &recording.samples;
        (0..samples.len())
            .filter_map(|i| samples.heart_rate_bpm.value_at(i).map(|bpm| (samples.time_ms[i], bpm)))
            .collect()
    }

    #[test]
    fn heart_rates_go_to_the_nearest_point_and_stand_until_the_next() {
        let mut recording = track(&[(100, 120)]);
        let before = recording.samples.clone();
        join_note(
            &mut recording,
            &note(&[(98_500, 90), (102_400, 101), (102_600, 102), (103_100, 103), (121_900, 120)]),
        );
        let bpm: Vec<Option<u8>> = (0..21).map(|i| recording.samples.heart_rate_bpm.value_at(i)).collect();
        assert_eq!(bpm[..4], [Some(90), Some(90), Some(101), Some(103)]);
        assert_eq!(bpm[4..14], [Some(103); 10]);
        assert_eq!(bpm[14..20], [None; 6], "no longer than ten seconds");
        assert_eq!(bpm[20], Some(120));
        let mut without = recording.samples.clone();
        without.heart_rate_bpm = before.heart_rate_bpm.clone();
        assert_eq!(without, before, "nothing but heart rates came");
        assert_eq!(recording.sessions[0].sport.as_deref(), Some("Running"));
        assert_eq!(recording.utc_offset_s, Some(3600));
    }

    #[test]
    fn a_mean_heart_rate_of_the_note_is_that_of_the_only_session() {
        let told = Summary { heart_rate_mean_bpm: Some(142), heart_rate_max_bpm: Some(160), ..Summary::default() };
        let note = Note { summary: told.clone(), ..Note::default() };
        let joined = |sessions: &[Summary]| {
            let mut recording = Recording { sessions: sessions.to_vec(), ..Recording::default() };
            join_note(&mut recording, &note);
            recording.sessions.iter().map(|session| session.heart_rate_mean_bpm).collect::<Vec<_>>()
        };
        let own = Summary { heart_rate_mean_bpm: Some(150), ..Summary::default() };
        assert_eq!(joined(&[]), [Some(142)]);
        assert_eq!(joined(&[Summary { sport: Some("run".to_owned()), ..Summary::default() }]), [Some(142)]);
        assert_eq!(joined(std::slice::from_ref(&own)), [Some(150)]);
        assert_eq!(joined(&[own, Summary::default()]), [Some(150), None]);
    }

    #[test]
    fn far_heart_rates_are_samples_of_their_own_and_breaks_move_with_their_sample() {
        let mut recording = track(&[(100, 103), (200, 202)]);
        join_note(
            &mut recording,
            &note(&[(90_000, 80), (95_000, 85), (101_000, 101), (150_000, 99), (201_000, 110), (210_000, 111)]),
        );
        let samples = &recording.samples;
        let expected = [
            (90_000, 80),
            (95_000, 85),
            (100_000, 85),
            (101_000, 101),
            (102_000, 101),
            (103_000, 101),
            (201_000, 110),
            (202_000, 110),
            (210_000, 111),
        ];
        assert_eq!(rates(&recording), expected);
        assert_eq!(samples.time_ms.len(), 10);
        assert!(samples.time_ms.is_sorted());
        assert_eq!(samples.breaks, [6]);
        assert_eq!(samples.time_ms[6], 200_000);
        for (i, time_ms) in samples.time_ms.iter().enumerate() {
            let point = samples.position.value_at(i).zip(samples.altitude_m.value_at(i));
            assert_eq!(
                point.map(|(_, m)| i64::from(m as i32) * 1000),
                (100_000..=202_000).contains(time_ms).then_some(*time_ms)
            );
        }
    }

    #[test]
    fn what_the_recording_knows_stays() {
        let mut recording = track(&[(0, 9)]);
        recording.samples.heart_rate_bpm.set_value(3, 77);
        recording.sessions.push(Summary { sport: Some("trail".to_owned()), ..Summary::default() });
        recording.utc_offset_s = Some(-7200);
        let before = recording.clone();
        join_note(&mut recording, &note(&[(5000, 120)]));
        assert_eq!(recording, before);
    }

    #[test]
    fn a_clock_that_runs_backwards_loses_no_sample() {
        let mut recording = track(&[(100, 105), (50, 55), (300, 305)]);
        join_note(&mut recording, &note(&[(52_000, 60), (104_000, 70), (303_000, 80)]));
        assert_eq!(recording.samples.position.count_present(), 18);
        assert_eq!(recording.samples.breaks.len(), 2);
        let mut empty = Recording::new(RecordingFormat::Gpx);
        join_note(&mut empty, &note(&[(1000, 60)]));
        assert_eq!(rates(&empty), [(1000, 60)]);
    }
}
