//! The sessions of a recording, each with its samples.

use super::sport::{self, Sport};
use crate::decode::recording::{Recording, Samples, Summary};
use crate::diagnostic::{Code, Diagnostics};

/// A session that counts the time of all others holds them, if at least so much of it. Ours: pauses between them.
const WHOLE_SHARE: f64 = 0.9;

/// Ends of one moment lie within this, milliseconds.
const SAME_MS: i64 = 1000;

/// The sessions of a recording, each with its samples. A recording without a session has those that its laps make up, one a
/// sport, and without laps it is one. Sessions that say when they began stand in that order; one that does not begins where
/// the one before it ends.
pub(super) fn sessions_of<'a>(
    recording: &Recording,
    samples: &Samples,
    kept: &'a [usize],
    diagnostics: &mut Diagnostics,
) -> Vec<(Summary, &'a [usize])> {
    let mut sessions = if recording.sessions.is_empty() {
        sessions_of_laps(&recording.laps, samples, kept)
    } else {
        recording.sessions.clone()
    };
    if sessions.len() < 2 {
        return vec![(sessions.pop().unwrap_or_default(), kept)];
    }
    let time_ms = |i: &usize| samples.time_ms.get(*i).copied().unwrap_or(i64::MAX);
    begin_where_the_last_ends(&mut sessions, kept.first().map(time_ms));
    let unplaced = sessions.iter().filter(|session| session.start_ms.is_none()).count();
    if unplaced == sessions.len() {
        sessions.truncate(1);
        return vec![(sessions.pop().unwrap_or_default(), kept)];
    }
    sessions.retain(|session| session.start_ms.is_some());
    sessions.sort_by_key(|session| session.start_ms);
    sessions.dedup_by_key(|session| (session.start_ms, duration_s(session).map(f64::to_bits)));
    let children = without_whole(&sessions);
    diagnostics.push_counted(
        Code::MultisportParent,
        None,
        (sessions.len() - children.len()) as u64,
        "a session that encloses the others was left out",
    );
    (0..children.len())
        .map(|n| {
            // The samples between two sessions belong to the one before; those before the first, to the first.
            let from_ms = if n == 0 { i64::MIN } else { children[n].start_ms.unwrap_or(i64::MIN) };
            let to_ms = children.get(n + 1).and_then(|next| next.start_ms).unwrap_or(i64::MAX);
            let (from, to) =
                (kept.partition_point(|i| time_ms(i) < from_ms), kept.partition_point(|i| time_ms(i) < to_ms));
            (children[n].clone(), &kept[from..to.max(from)])
        })
        .collect()
}

/// From start to end, seconds; the time of the timer where that is all that is told.
fn duration_s(session: &Summary) -> Option<f64> {
    session.elapsed_s.or(session.timer_s)
}

fn end_ms(session: &Summary) -> i64 {
    session.start_ms.unwrap_or(0).saturating_add((duration_s(session).unwrap_or(0.0) * 1000.0) as i64)
}

/// Gives a session without a start the end of the one before it, and the first one the start of the samples.
fn begin_where_the_last_ends(sessions: &mut [Summary], first_ms: Option<i64>) {
    let mut next_ms = first_ms;
    for session in sessions {
        session.start_ms = session.start_ms.or(next_ms);
        next_ms = session.start_ms.is_some().then(|| end_ms(session)).filter(|_| duration_s(session).is_some());
    }
}

/// The sessions but the one that holds all others of a multisport file.
fn without_whole(sessions: &[Summary]) -> Vec<&Summary> {
    let last_end_ms = sessions.iter().map(end_ms).max().unwrap_or(0);
    let timers_s: f64 = sessions.iter().filter_map(|session| session.timer_s).sum();
    let encloses = |session: &Summary| {
        let is_whole = session.elapsed_s.is_none()
            && session.timer_s.is_some_and(|timer_s| WHOLE_SHARE * (timers_s - timer_s) <= timer_s);
        2 < sessions.len()
            && session.start_ms == sessions[0].start_ms
            && (last_end_ms - end_ms(session) <= SAME_MS || is_whole)
    };
    // Sessions that all begin and end as one are no whole and its parts.
    let children: Vec<&Summary> = sessions.iter().filter(|session| !encloses(session)).collect();
    if children.is_empty() { sessions.iter().collect() } else { children }
}

/// The sessions that the laps make up: one for each sport that is done without another between, as far as they say one.
///
/// What they sum up is taken only where the samples tell less: a device that breaks off has not written its last lap.
fn sessions_of_laps(laps: &[Summary], samples: &Samples, kept: &[usize]) -> Vec<Summary> {
    let mut laps: Vec<&Summary> = laps.iter().collect();
    laps.sort_by_key(|lap| lap.start_ms);
    let sport_of = |lap: &Summary| lap.sport.as_deref().and_then(sport::from_word);
    let mut sessions: Vec<(Option<Sport>, Vec<&Summary>)> = Vec::new();
    for lap in laps {
        let here = sport_of(lap);
        match sessions.last_mut() {
            Some((sport, of)) if here.is_none() || sport.is_none() || *sport == here => {
                *sport = sport.or(here);
                of.push(lap);
            }
            _ => sessions.push((here, vec![lap])),
        }
    }
    let span_s = kept.first().zip(kept.last()).map_or(0.0, |(first, last)| {
        let at_ms = |i: &usize| samples.time_ms.get(*i).copied().unwrap_or(0);
        (at_ms(last) - at_ms(first)) as f64 / 1000.0
    });
    let told_s: f64 = sessions.iter().flat_map(|(_, laps)| laps).filter_map(|lap| duration_s(lap)).sum();
    let tells_more = 1.1 * span_s < told_s;
    let is_one = sessions.len() == 1;
    sessions.iter().map(|(_, laps)| sum_of_laps(laps, tells_more, !is_one || tells_more)).collect()
}

/// The laps of one sport as a session.
fn sum_of_laps(laps: &[&Summary], tells_more: bool, has_bounds: bool) -> Summary {
    let sum = |part: &dyn Fn(&Summary) -> Option<f64>| laps.iter().map(|lap| part(lap)).sum::<Option<f64>>();
    let beats = sum(&|lap| Some(f64::from(lap.heart_rate_mean_bpm?) * lap.timer_s?));
    let timer_s = sum(&|lap| lap.timer_s);
    let mean = beats.zip(timer_s).map(|(beats, timer_s)| beats / timer_s).filter(|mean| mean.is_finite());
    let starts = laps.iter().filter_map(|lap| lap.start_ms);
    let span_s = starts.clone().min().map(|start_ms| {
        laps.iter().map(|lap| end_ms(lap)).max().map_or(0.0, |end_ms| (end_ms - start_ms) as f64 / 1000.0)
    });
    Summary {
        start_ms: starts.min(),
        elapsed_s: span_s.filter(|_| has_bounds),
        timer_s: timer_s.filter(|_| tells_more),
        distance_m: sum(&|lap| lap.distance_m).filter(|_| tells_more),
        ascent_m: sum(&|lap| lap.ascent_m).filter(|_| tells_more),
        heart_rate_mean_bpm: mean.map(|mean| mean.round() as u8),
        heart_rate_max_bpm: laps.iter().filter_map(|lap| lap.heart_rate_max_bpm).max(),
        sport: laps.iter().find_map(|lap| lap.sport.clone()),
        ..Summary::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sample a second for so long, and these sessions.
    fn sports_of(
        sessions: Vec<Summary>,
        laps: Vec<Summary>,
        seconds: i64,
    ) -> Vec<(Option<String>, Option<i64>, usize)> {
        let mut recording = Recording { laps, sessions, ..Recording::default() };
        recording.samples.time_ms = (0..seconds).map(|s| 1000 * s).collect();
        let kept: Vec<usize> = (0..recording.samples.len()).collect();
        sessions_of(&recording, &recording.samples, &kept, &mut Diagnostics::default())
            .into_iter()
            .map(|(session, kept)| (session.sport, session.start_ms.map(|ms| ms / 1000), kept.len()))
            .collect()
    }

    fn of(sport: &str, start_s: Option<i64>, elapsed_s: Option<f64>, timer_s: f64) -> Summary {
        Summary {
            start_ms: start_s.map(|s| 1000 * s),
            elapsed_s,
            timer_s: Some(timer_s),
            sport: Some(sport.to_owned()),
            ..Summary::default()
        }
    }

    fn row(sport: &str, start_s: i64, samples: usize) -> (Option<String>, Option<i64>, usize) {
        (Some(sport.to_owned()), Some(start_s), samples)
    }

    #[test]
    fn sessions_without_an_end_or_a_start_stay_sessions() {
        let three = [row("swimming", 0, 100), row("cycling", 100, 300), row("running", 400, 200)];
        let no_elapsed = vec![
            of("swimming", Some(0), None, 100.0),
            of("cycling", Some(100), None, 300.0),
            of("running", Some(400), None, 200.0),
        ];
        assert_eq!(sports_of(no_elapsed.clone(), vec![], 600), three);
        assert_eq!(sports_of(no_elapsed.into_iter().rev().collect(), vec![], 600), three, "in any order");
        let no_start = vec![
            of("swimming", None, None, 100.0),
            of("cycling", Some(100), Some(300.0), 290.0),
            of("running", None, None, 200.0),
        ];
        assert_eq!(sports_of(no_start, vec![], 600), three);
        // The whole of a multisport file, whose time is told by the timer alone.
        let whole = vec![
            of("multisport", Some(0), None, 600.0),
            of("cycling", Some(0), None, 390.0),
            of("running", Some(400), None, 200.0),
        ];
        assert_eq!(sports_of(whole, vec![], 600), [row("cycling", 0, 400), row("running", 400, 200)]);
    }

    #[test]
    fn laps_without_a_session_make_one_for_each_sport() {
        let lap = |sport: Option<&str>, start_s: i64| Summary {
            sport: sport.map(str::to_owned),
            ..of("", Some(start_s), Some(100.0), 100.0)
        };
        let laps =
            vec![lap(Some("running"), 300), lap(Some("cycling/road"), 0), lap(None, 100), lap(Some("cycling"), 200)];
        assert_eq!(sports_of(vec![], laps.clone(), 400), [row("cycling/road", 0, 300), row("running", 300, 100)]);
        assert_eq!(sports_of(vec![], laps[1..].to_vec(), 300), [row("cycling/road", 0, 300)]);
        // The last lap was not written: the samples tell more.
        let mut recording = Recording { laps: laps[1..3].to_vec(), ..Recording::default() };
        recording.samples.time_ms = (0..250).map(|s| 1000 * s).collect();
        let kept: Vec<usize> = (0..250).collect();
        let told = |kept: &[usize]| {
            sessions_of(&recording, &recording.samples, kept, &mut Diagnostics::default())[0].0.timer_s
        };
        assert_eq!((told(&kept), told(&[])), (None, Some(200.0)));
    }
}
