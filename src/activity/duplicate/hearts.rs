//! The heart rate of a whole whose parts alone know it: a watch that made two files of what the phone has in one, or died on the
//! way.

use super::overlap::{BESIDE, Overlap};
use super::{Duplicate, Reason, richest_first};
use crate::activity::Activity;
use crate::activity::statistics::HeartRateHistogram;
use std::collections::BTreeMap;

/// A heart rate put together, and the parts that it is from, by index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeartOfParts {
    /// Seconds at each heart rate.
    histogram: HeartRateHistogram,
    sustained_max_bpm: Option<u8>,
    max_bpm: Option<u8>,
    /// Index of each part.
    pub(crate) parts: Vec<usize>,
}

/// The heart rates of kept activities that have none, from parts of them that were left out, by index.
pub(crate) fn hearts_of_parts(activities: &[Activity], duplicates: &[Duplicate]) -> BTreeMap<usize, HeartOfParts> {
    let has_heart = |i: usize| activities[i].statistics.heart_rate.is_some();
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for found in duplicates.iter().filter(|found| !has_heart(found.winner) && has_heart(found.loser)) {
        let parts = parts.entry(found.winner).or_default();
        if matches!(found.reason, Reason::Part | Reason::SameTime) {
            parts.push(found.loser);
        }
    }
    // One that knows the heart rate of the whole time knows it better.
    for found in duplicates.iter().filter(|found| found.overlap.is_whole && has_heart(found.loser)) {
        parts.remove(&found.winner);
    }
    parts.into_iter().filter_map(|(whole, parts)| Some((whole, heart_of_parts(activities, whole, parts)?))).collect()
}

/// Less heart rate than this share of the time says nothing of the whole, as in one recording.
const COVERAGE_MIN: f64 = 0.05;

fn heart_of_parts(activities: &[Activity], whole: usize, mut parts: Vec<usize>) -> Option<HeartOfParts> {
    parts.sort_by_key(|i| richest_first(&activities[*i]));
    let mut taken: Vec<usize> = Vec::new();
    for part in parts {
        let is_apart = |other: &usize| Overlap::of(&activities[*other], &activities[part]).share <= BESIDE;
        if taken.len() < PARTS_MAX && taken.iter().all(is_apart) {
            taken.push(part);
        }
    }
    let covered_s: f64 = taken.iter().map(|i| Overlap::of(&activities[whole], &activities[*i]).shared_s).sum();
    if covered_s < COVERAGE_MIN * activities[whole].duration_s {
        return None;
    }
    let all = || taken.iter().map(|i| &activities[*i]);
    let mut histogram = HeartRateHistogram::default();
    for (bpm, s) in
        all().filter_map(|part| part.statistics.heart_rate.as_ref()).flat_map(HeartRateHistogram::seconds_by_bpm)
    {
        histogram.add_seconds(bpm as u8, s);
    }
    let (lowest_bpm, seconds) = histogram.occupied_span();
    Some(HeartOfParts {
        histogram: HeartRateHistogram::of_span(lowest_bpm, seconds)?,
        sustained_max_bpm: all().filter_map(|part| part.statistics.heart_rate_sustained_max_bpm).max(),
        max_bpm: all().filter_map(|part| part.heart_rate_max_bpm).max(),
        parts: taken,
    })
}

/// Parts of one recording; nobody begins anew as often.
const PARTS_MAX: usize = 20;

impl HeartOfParts {
    /// Gives it to the whole.
    pub(crate) fn give_to(self, whole: &mut Activity) {
        let round_to = |value: f64, steps: f64| (value * steps).round() / steps;
        whole.heart_rate_mean_bpm = self.histogram.mean_bpm().map(|bpm| round_to(bpm, 10.0));
        whole.heart_rate_max_bpm = self.max_bpm;
        whole.hr_coverage = round_to((self.histogram.covered_s() / whole.duration_s).min(1.0), 10_000.0);
        whole.statistics.heart_rate_sustained_max_bpm = self.sustained_max_bpm;
        whole.statistics.heart_rate = Some(self.histogram);
        whole.richness.heart_rate = true;
    }
}
