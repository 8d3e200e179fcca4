//! The values of a vendor's file of nights while it is read.

use crate::morning::{Metric, Morning, Reading, Source};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The values of a vendor's file, by day, while it is read: one a day and metric, the later of several.
#[derive(Debug, Default)]
pub(super) struct NightValues {
    readings: BTreeMap<(Date, Metric), f64>,
    /// The longest sleep of each day so far, seconds.
    longest_s: BTreeMap<Date, f64>,
    /// Values that cannot be, and were left out.
    pub(super) impossible: u64,
    /// Nights that do not add up.
    pub(super) odd: u64,
}

impl NightValues {
    /// Takes over a value; 0 is how vendors write "not worn", and no value.
    pub(super) fn take_value(&mut self, day: Date, metric: Metric, value: Option<f64>) {
        let Some(value) = value.filter(|value| value.is_finite() && *value != 0.0) else { return };
        if metric.allows(value) {
            self.readings.insert((day, metric), value);
        } else {
            self.impossible = self.impossible.saturating_add(1);
        }
    }

    /// Takes over a value unless there is one.
    pub(super) fn take_first(&mut self, day: Date, metric: Metric, value: Option<f64>) {
        if !self.readings.contains_key(&(day, metric)) {
            self.take_value(day, metric, value);
        }
    }

    /// Whether a sleep is longer than every one of its day that was asked about before; one of no length never is.
    pub(super) fn is_longest(&mut self, day: Date, asleep_s: f64) -> bool {
        let longest_s = self.longest_s.entry(day).or_insert(0.0);
        let is_longest = *longest_s < asleep_s;
        if is_longest {
            *longest_s = asleep_s;
        }
        is_longest
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.readings.len()
    }

    /// The values as mornings of one source, by day.
    pub(super) fn into_mornings(self, source: Source) -> Vec<Morning> {
        let mut mornings: Vec<Morning> = Vec::new();
        for ((day, metric), value) in self.readings {
            if mornings.last().is_none_or(|last| last.day != day) {
                mornings.push(Morning { day, ..Morning::default() });
            }
            if let Some(morning) = mornings.last_mut() {
                morning.readings.push(Reading { metric, value, source });
            }
        }
        mornings
    }
}

/// Values of which a mean is taken: by day and metric, of each source the sum of its values and how many they are.
#[derive(Debug, Default)]
pub(super) struct MeansBySource<S>(BTreeMap<(Date, Metric), BTreeMap<S, (f64, u32)>>);

impl<S: Ord> MeansBySource<S> {
    /// Takes over a value; whether it is the first of its source.
    pub(super) fn add_value(&mut self, of: (Date, Metric), source: S, value: f64) -> bool {
        let (sum, count) = self.0.entry(of).or_default().entry(source).or_default();
        *sum += value;
        *count = count.saturating_add(1);
        *count == 1
    }

    /// Gives the mean of the source with the most values: two sources are never mixed.
    pub(super) fn settle_into(self, nights: &mut NightValues) {
        for ((day, metric), sources) in self.0 {
            let most = sources.values().max_by_key(|(_, count)| *count);
            nights.take_value(day, metric, most.map(|(sum, count)| sum / f64::from(*count)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_placeholder_is_no_value_and_what_no_body_has_is_counted() {
        let mut nights = NightValues::default();
        let day = date(2026, 5, 1);
        nights.take_value(day, Metric::RestingHr, Some(0.0));
        nights.take_value(day, Metric::HrvRmssd, Some(255.0));
        nights.take_value(day, Metric::HrvRmssd, None);
        nights.take_value(day, Metric::Sleep, Some(7.5));
        nights.take_value(day, Metric::Sleep, Some(8.0));
        nights.take_first(day, Metric::Sleep, Some(1.0));
        assert_eq!((nights.impossible, nights.len()), (1, 1));
        let reading = Reading { metric: Metric::Sleep, value: 8.0, source: Source::OURA };
        assert_eq!(
            nights.into_mornings(Source::OURA),
            [Morning { day, readings: vec![reading], ..Morning::default() }]
        );
    }
}
