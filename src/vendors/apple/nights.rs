//! What Apple's records say of nights: resting heart rate, heart-rate variability in its two kinds, and sleep.
//!
//! Days are those of the clock beside each record. Two sources are never mixed: of several on one day the one that says
//! most counts.

use super::HealthRecord;
use super::value;
use crate::decode::time::Instant;
use crate::diagnostic::{Code, Diagnostics, Tally};
use crate::limits::HEALTH_NIGHTS_MAX;
use crate::morning::{Metric, Morning, Source};
use crate::vendors::night_values::{MeansBySource, NightValues};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Sleep after a longer break is another sleep, milliseconds.
const BREAK_MS: i64 = 2 * 3_600_000;

/// Nobody sleeps for longer, milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

/// Variability is measured all day; that of the night and the early morning is comparable.
const MORNING_END: Time = Time::constant(12, 0, 0, 0);

/// Whether a record says something of a night; `kind` is its type without Apple's prefix.
#[inline]
pub(super) fn is_wanted(kind: &[u8]) -> bool {
    matches!(kind, b"RestingHeartRate" | b"HeartRateVariabilitySDNN" | b"HeartRateVariabilityRMSSD" | b"SleepAnalysis")
}

/// What was met so far.
#[derive(Default)]
pub(super) struct GatheredNights {
    /// By source: from and to in Unix milliseconds, and the offset of the clock at the end, seconds.
    asleep: BTreeMap<u64, Vec<(i64, i64, i32)>>,
    measured: MeansBySource<u64>,
    kept: usize,
    beyond: Tally,
    odd: Tally,
}

/// What the clock beside an instant showed; of one without a clock, UTC.
fn local_time(instant: Instant) -> Option<DateTime> {
    let offset = Offset::from_seconds(instant.utc_offset_s.unwrap_or(0)).ok()?;
    Some(Timestamp::from_millisecond(instant.time_ms).ok()?.to_zoned(offset.to_time_zone()).datetime())
}

impl GatheredNights {
    /// Takes over a record that is wanted.
    pub(super) fn take(&mut self, record: &HealthRecord<'_>, start: Instant, end: Instant) {
        if HEALTH_NIGHTS_MAX <= self.kept {
            self.beyond.count = self.beyond.count.saturating_add(1);
            return;
        }
        let source = xxh3_64(record.source);
        let metric = match record.kind {
            b"SleepAnalysis" => {
                let is_asleep = record.value.strip_prefix(b"HKCategoryValueSleepAnalysisAsleep").is_some();
                let length_ms = end.time_ms.saturating_sub(start.time_ms);
                if is_asleep && DAY_MS < length_ms {
                    self.odd.count = self.odd.count.saturating_add(1);
                } else if is_asleep && 0 < length_ms {
                    let span = (start.time_ms, end.time_ms, end.utc_offset_s.unwrap_or(0));
                    self.asleep.entry(source).or_default().push(span);
                    self.kept = self.kept.saturating_add(1);
                }
                return;
            }
            b"RestingHeartRate" => Metric::RestingHr,
            b"HeartRateVariabilitySDNN" => Metric::HrvSdnn,
            _ => Metric::HrvRmssd,
        };
        let right_unit = record.unit == if metric == Metric::RestingHr { &b"count/min"[..] } else { b"ms" };
        let number = value::parse_number(record.value).filter(|number| right_unit && metric.allows(*number));
        let (Some(number), Some(at)) = (number, local_time(start)) else {
            self.odd.count = self.odd.count.saturating_add(1);
            return;
        };
        if metric != Metric::RestingHr && MORNING_END <= at.time() {
            return;
        }
        let is_first = self.measured.add_value((at.date(), metric), source, number);
        self.kept = self.kept.saturating_add(usize::from(is_first));
    }

    /// The mornings, by day.
    pub(super) fn settle(self, diagnostics: &mut Diagnostics) -> Vec<Morning> {
        let mut nights = NightValues::default();
        self.measured.settle_into(&mut nights);
        let mut longest: BTreeMap<Date, i64> = BTreeMap::new();
        for spans in self.asleep.into_values() {
            for (day, asleep_ms) in sleep_by_day(spans) {
                let known = longest.entry(day).or_default();
                *known = (*known).max(asleep_ms);
            }
        }
        for (day, asleep_ms) in longest {
            nights.take_value(day, Metric::Sleep, Some(asleep_ms as f64 / 3_600_000.0));
        }
        let detail = "values of nights that no body has, or in an unknown unit; they were left out";
        diagnostics.push_counted(Code::BadValue, None, self.odd.count, detail);
        let limit = format!("records of nights after the first {HEALTH_NIGHTS_MAX}; they were not read");
        diagnostics.push_counted(Code::NightRow, None, self.beyond.count, limit);
        if 0 < nights.len() {
            diagnostics.push(Code::Nights, None, format!("{} values of nights were read", nights.len()));
        }
        nights.into_mornings(Source::APPLE)
    }
}

/// The sleeps of one source: the day on which each ended, and the time asleep in it, milliseconds. Spans that lie over one
/// another count once.
fn sleep_by_day(mut spans: Vec<(i64, i64, i32)>) -> Vec<(Date, i64)> {
    spans.sort_unstable();
    let mut sleeps: Vec<(i64, i32, i64)> = Vec::new();
    for (from_ms, to_ms, offset_s) in spans {
        match sleeps.last_mut() {
            Some((end_ms, end_offset_s, asleep_ms)) if from_ms.saturating_sub(*end_ms) <= BREAK_MS => {
                *asleep_ms = asleep_ms.saturating_add(to_ms.saturating_sub(from_ms.max(*end_ms)).max(0));
                if *end_ms < to_ms {
                    (*end_ms, *end_offset_s) = (to_ms, offset_s);
                }
            }
            _ => sleeps.push((to_ms, offset_s, to_ms.saturating_sub(from_ms))),
        }
    }
    let day = |(time_ms, offset_s, asleep_ms)| {
        Some((local_time(Instant { time_ms, utc_offset_s: Some(offset_s) })?.date(), asleep_ms))
    };
    sleeps.into_iter().filter_map(day).collect()
}
