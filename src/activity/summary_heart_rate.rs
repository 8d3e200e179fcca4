//! The heart rate of a session that has no samples of it, as the device or a table summed it up.

use super::heart_rate::{HIGHEST_BPM, LOWEST_BPM};
use crate::decode::recording::Summary;

/// Mean and highest heart rate of a session by its own summary, else by its laps, beats a minute; only those that can be.
///
/// The mean of laps is weighted by their time, and absent where a lap has none; `laps` are those of the session.
pub(super) fn by_summary<'a>(
    session: &Summary,
    laps: &(impl Iterator<Item = &'a Summary> + Clone),
) -> (Option<f64>, Option<u8>) {
    let believed = |bpm: Option<u8>| bpm.filter(|bpm| (LOWEST_BPM..=HIGHEST_BPM).contains(bpm));
    let by_laps = || {
        let (mut beats, mut minutes) = (0.0, 0.0);
        for lap in laps.clone() {
            let lap_s = lap.timer_s.or(lap.elapsed_s).filter(|s| 0.0 < *s)?;
            beats += f64::from(believed(lap.heart_rate_mean_bpm)?) * lap_s;
            minutes += lap_s;
        }
        Some(beats / minutes).filter(|bpm| bpm.is_finite())
    };
    let mean_bpm = believed(session.heart_rate_mean_bpm).map(f64::from).or_else(by_laps);
    let of_laps = || laps.clone().filter_map(|lap| believed(lap.heart_rate_max_bpm)).max();
    let highest = believed(session.heart_rate_max_bpm).or_else(of_laps);
    // A maximum below the mean is none.
    let highest = highest.filter(|bpm| mean_bpm.is_some_and(|mean| mean <= f64::from(*bpm)));
    (mean_bpm, highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mean: u8, max: u8, timer_s: f64) -> Summary {
        let known = |bpm: u8| (bpm != 0).then_some(bpm);
        Summary {
            heart_rate_mean_bpm: known(mean),
            heart_rate_max_bpm: known(max),
            timer_s: Some(timer_s),
            ..Summary::default()
        }
    }

    #[test]
    fn the_session_speaks_before_its_laps_and_only_of_what_can_be() {
        let laps = [of(120, 140, 600.0), of(150, 171, 1200.0)];
        assert_eq!(by_summary(&of(138, 175, 1800.0), &laps.iter()), (Some(138.0), Some(175)));
        assert_eq!(by_summary(&Summary::default(), &laps.iter()), (Some(140.0), Some(171)));
        assert_eq!(by_summary(&of(255, 20, 1800.0), &laps.iter()), (Some(140.0), Some(171)));
        assert_eq!(by_summary(&of(138, 120, 1800.0), &[].iter()), (Some(138.0), None));
        let silent = [of(120, 140, 600.0), of(0, 0, 1200.0)];
        assert_eq!(by_summary(&Summary::default(), &silent.iter()), (None, None));
        assert_eq!(by_summary(&Summary::default(), &[].iter()), (None, None));
    }
}
