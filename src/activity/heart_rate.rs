//! Heart-rate plausibility: what a heart cannot do is a broken strap, and absent.

use super::statistics::HeartRateHistogram;

/// The lowest heart rate of a living runner at exercise, beats a minute.
const LOWEST_BPM: u8 = 30;
/// The highest, beats a minute.
const HIGHEST_BPM: u8 = 220;
/// The fastest a heart rate changes, beats a minute per second.
const FASTEST_BPM_PER_S: f64 = 10.0;
/// A reading stands for this long when the next one is late, seconds.
const HOLD_S: f64 = 10.0;
/// Optical sensors need this long to find the pulse; the search for a maximum starts after it, seconds.
const SENSOR_WARM_UP_S: f64 = 120.0;
/// How long a heart rate must be held to count as reached, seconds.
const SUSTAINED_S: f64 = 10.0;

/// Which readings are implausible, by index: outside 30–220 bpm, or changing by more than 10 bpm a second against the
/// reading before (flagged itself or not). `readings` are (seconds, bpm) of the samples that have a heart rate, by time.
#[must_use]
pub fn implausible(readings: &[(f64, u8)]) -> Vec<usize> {
    let mut flagged = Vec::new();
    let mut before: Option<(f64, u8)> = None;
    for (i, (at_s, bpm)) in readings.iter().enumerate() {
        let jumped = before
            .is_some_and(|(then_s, then_bpm)| FASTEST_BPM_PER_S * (at_s - then_s) < f64::from(bpm.abs_diff(then_bpm)));
        if jumped || !(LOWEST_BPM..=HIGHEST_BPM).contains(bpm) {
            flagged.push(i);
        }
        before = Some((*at_s, *bpm));
    }
    flagged
}

/// Seconds at each heart rate: a reading stands for the recorded time after its sample, at most 10 s.
#[must_use]
pub fn histogram(heart_rate_bpm: &[Option<u8>], recorded_s: &[f64]) -> Option<HeartRateHistogram> {
    let mut histogram = HeartRateHistogram::default();
    for (bpm, recorded_s) in heart_rate_bpm.iter().zip(recorded_s) {
        if let Some(bpm) = bpm {
            histogram.add(*bpm, recorded_s.min(HOLD_S));
        }
    }
    (0.0 < histogram.covered_s()).then_some(histogram)
}

/// The highest heart rate that was held for 10 s, after the first two minutes; absent where no 10 s are covered by
/// readings at most 5 s apart. `time_s` ascends.
#[must_use]
pub fn sustained_max_bpm(time_s: &[f64], heart_rate_bpm: &[Option<u8>]) -> Option<u8> {
    let start_s = *time_s.first()?;
    let mut best = None;
    for (first, at_s) in time_s.iter().enumerate() {
        if *at_s < start_s + SENSOR_WARM_UP_S {
            continue;
        }
        let Some(mut lowest) = heart_rate_bpm[first] else { continue };
        if best.is_some_and(|best| lowest <= best) {
            continue;
        }
        for i in first + 1..time_s.len() {
            let Some(bpm) = heart_rate_bpm[i].filter(|_| time_s[i] - time_s[i - 1] <= SUSTAINED_S / 2.0) else { break };
            lowest = lowest.min(bpm);
            if SUSTAINED_S <= time_s[i] - at_s {
                best = best.max(Some(lowest));
                break;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_and_the_fall_from_it_are_implausible() {
        // Readings of a strap with one silent second (index 5), which is no reading at all.
        let readings = [(0.0, 140), (1.0, 141), (2.0, 142), (3.0, 185), (4.0, 143), (6.0, 144)];
        assert_eq!(implausible(&readings), [3, 4]);
    }

    #[test]
    fn the_rate_is_per_second_not_per_reading() {
        assert!(implausible(&[(0.0, 100), (5.0, 150)]).is_empty());
        assert_eq!(implausible(&[(0.0, 100), (5.0, 151)]), [1]);
        assert_eq!(implausible(&[(0.0, 29), (1.0, 30), (100.0, 220), (101.0, 221)]), [0, 3]);
    }

    #[test]
    fn a_reading_stands_for_ten_seconds_at_most() {
        let histogram = histogram(&[Some(120), None, Some(150), Some(150)], &[1.0, 1.0, 40.0, 0.0]);
        assert_eq!(histogram.map(|h| h.iter().collect::<Vec<_>>()), Some(vec![(120.0, 1.0), (150.0, 10.0)]));
    }

    #[test]
    fn a_maximum_must_be_held() {
        let time_s: Vec<f64> = (0..200).map(f64::from).collect();
        let mut bpm = vec![Some(150); 200];
        bpm[60] = Some(200);
        bpm[150] = Some(190);
        for slot in &mut bpm[160..=170] {
            *slot = Some(180);
        }
        assert_eq!(sustained_max_bpm(&time_s, &bpm), Some(180));
        assert_eq!(sustained_max_bpm(&time_s[..100], &bpm[..100]), None);
    }
}
