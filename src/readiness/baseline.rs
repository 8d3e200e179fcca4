//! The runner's own normal: windows of calendar days, their mean and spread, and how far a value lies from it.

use jiff::ToSpan;
use jiff::civil::Date;

/// The day `count` days before `day`; the calendar's first day when there is none so early.
#[must_use]
pub(crate) fn days_before(day: Date, count: i32) -> Date {
    day.saturating_sub(count.days())
}

/// The rows of the days `first` to `last`, both included. `rows` ascend by day; days may be absent or repeat.
#[must_use]
pub fn window<T>(rows: &[T], day_of: impl Fn(&T) -> Date, first: Date, last: Date) -> &[T] {
    let start = rows.partition_point(|row| day_of(row) < first);
    let rest = rows.get(start..).unwrap_or_default();
    let end = rest.partition_point(|row| day_of(row) <= last);
    rest.get(..end).unwrap_or_default()
}

/// Arithmetic mean; absent for no values.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Sample standard deviation (n − 1 degrees of freedom); absent for fewer than two values.
#[must_use]
pub(crate) fn sample_sd(values: &[f64]) -> Option<f64> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// Standard deviations of `value` above `mean`, with `sd_min` in place of a smaller `sd`: a runner who always answers the
/// same must not be alarmed by the first other answer.
#[must_use]
pub(crate) fn z_score(value: f64, mean: f64, sd: f64, sd_min: f64) -> f64 {
    (value - mean) / sd.max(sd_min)
}

/// How much of a full baseline `entries` make, 0–1.
#[must_use]
pub fn completeness(entries: usize, full: usize) -> f64 {
    (entries as f64 / full as f64).min(1.0)
}

/// What a value is still worth: today's 1, yesterday's a half, an older one nothing.
#[must_use]
pub(crate) const fn freshness(age_days: u32) -> f64 {
    match age_days {
        0 => 1.0,
        1 => 0.5,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "the expected values are exact in binary")]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spread_has_one_degree_of_freedom_less_and_needs_two_values() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[2.0, 4.0]), Some(3.0));
        assert_eq!(sample_sd(&[3.0]), None);
        assert_eq!(sample_sd(&[1.0, 3.0, 5.0]), Some(2.0));
    }

    #[test]
    fn a_window_counts_calendar_days_not_rows() {
        let rows = [date(2025, 2, 27), date(2025, 2, 28), date(2025, 2, 28), date(2025, 3, 2)];
        let within = |first, last| window(&rows, |row| *row, first, last);
        assert_eq!(within(date(2025, 2, 28), date(2025, 3, 1)), &rows[1..3]);
        assert_eq!(within(days_before(date(2025, 3, 2), 2), date(2025, 3, 2)), &rows[1..]);
        assert!(within(date(2025, 3, 3), date(2025, 3, 9)).is_empty());
        assert!(within(date(2025, 3, 2), date(2025, 2, 27)).is_empty());
    }

    #[test]
    fn a_spread_below_the_floor_does_not_exaggerate() {
        assert_eq!(z_score(3.0, 4.0, 0.0, 0.5), -2.0);
        assert_eq!(z_score(3.0, 4.0, 2.0, 0.5), -0.5);
    }

    #[test]
    fn a_baseline_is_full_once_and_a_value_ages_in_two_days() {
        assert_eq!([completeness(0, 21), completeness(21, 21), completeness(28, 21)], [0.0, 1.0, 1.0]);
        assert_eq!([0, 1, 2, 99].map(freshness), [1.0, 0.5, 0.0, 0.0]);
    }
}
