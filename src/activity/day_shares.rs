//! The days that a long activity was done on.

use super::clock::local_day;
use jiff::civil::Date;

/// An activity that crosses midnight lies on the days that it was done on when it takes at least so long from start to end,
/// seconds: 12 h. Ours: whoever runs into the night has trained on the evening, whoever runs through it on both days.
const LONG_S: f64 = 12.0 * 3600.0;

/// The share of the recorded time of each local day, in order, together 1; empty where all of it counts on the day of its start: one
/// that is shorter than 12 hours or does not cross midnight. Without samples the time is even from start to end.
pub(super) fn day_shares(
    start_ms: i64,
    elapsed_s: f64,
    utc_offset_s: i32,
    time_ms: &[i64],
    recorded_s: &[f64],
) -> Vec<(Date, f64)> {
    let end_ms = start_ms.saturating_add((1000.0 * elapsed_s) as i64);
    let first = local_day(start_ms, utc_offset_s);
    if elapsed_s < LONG_S || local_day(end_ms, utc_offset_s) == first {
        return Vec::new();
    }
    let mut days: Vec<(Date, f64)> = Vec::new();
    let mut add = |day: Date, s: f64| match days.last_mut() {
        Some((last, sum_s)) if *last == day => *sum_s += s,
        _ => days.push((day, s)),
    };
    let mut lay = |mut from_ms: i64, to_ms: i64, recorded_s: f64| {
        let whole_ms = (to_ms - from_ms).max(1) as f64;
        while from_ms < to_ms {
            let day = local_day(from_ms, utc_offset_s);
            let midnight_ms = (from_ms + 1000 * i64::from(utc_offset_s)).div_euclid(DAY_MS) * DAY_MS + DAY_MS
                - 1000 * i64::from(utc_offset_s);
            let until_ms = midnight_ms.min(to_ms);
            add(day, recorded_s * (until_ms - from_ms) as f64 / whole_ms);
            from_ms = until_ms;
        }
    };
    if recorded_s.iter().sum::<f64>() <= 0.0 {
        lay(start_ms, end_ms, elapsed_s);
    } else {
        for (pair, s) in time_ms.windows(2).zip(recorded_s) {
            if let ([from_ms, to_ms], true) = (pair, 0.0 < *s) {
                lay(*from_ms, *to_ms, *s);
            }
        }
    }
    days.retain(|(_, s)| 0.0 < *s);
    let whole_s: f64 = days.iter().map(|(_, s)| s).sum();
    if days.len() < 2 || days.first().is_none_or(|(day, _)| *day != first) {
        return Vec::new();
    }
    days.into_iter().map(|(day, s)| (day, s / whole_s)).collect()
}

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// 2026-05-09T10:00:00Z.
    const START_MS: i64 = 1_778_320_800_000;
    const HOUR_MS: i64 = 3_600_000;

    #[test]
    fn an_ultra_of_a_day_lies_on_both_days_by_their_time() {
        let shares = day_shares(START_MS, 24.0 * 3600.0, 7200, &[], &[]);
        assert_eq!(shares, [(date(2026, 5, 9), 0.5), (date(2026, 5, 10), 0.5)]);
        // A rest of four hours in the evening, from 20:00 on.
        let time_ms: Vec<i64> = (0..=24).map(|hour| START_MS + hour * HOUR_MS).collect();
        let recorded_s: Vec<f64> =
            (0..=24).map(|hour| if (8..12).contains(&hour) || hour == 24 { 0.0 } else { 3600.0 }).collect();
        let shares = day_shares(START_MS, 24.0 * 3600.0, 7200, &time_ms, &recorded_s);
        assert_eq!(shares, [(date(2026, 5, 9), 0.4), (date(2026, 5, 10), 0.6)]);
        let five_days = day_shares(START_MS, 100.0 * 3600.0, 7200, &[], &[]);
        assert_eq!(five_days.len(), 5);
        assert!((five_days.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_run_into_the_night_and_a_long_one_by_day_lie_on_the_day_of_their_start() {
        let evening_ms = START_MS + 11 * HOUR_MS;
        assert!(day_shares(evening_ms, 11.9 * 3600.0, 7200, &[], &[]).is_empty());
        assert_eq!(day_shares(evening_ms, 12.0 * 3600.0, 7200, &[], &[]).len(), 2);
        assert!(day_shares(START_MS - 6 * HOUR_MS, 17.0 * 3600.0, 7200, &[], &[]).is_empty());
    }
}
