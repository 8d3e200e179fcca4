//! What the night says: heart-rate variability, resting heart rate and hours of sleep against the runner's own normal.
//!
//! Devices disagree by more than a body changes, so a value is only ever held against values of the same source. The most
//! believed source with a fresh night and a known normal is the one that counts.

use super::baseline::{days_before, freshness, mean, sample_sd, window, z_score};
use super::hrv;
use super::regression::median;
use super::{Factor, MissingReason, Signal};
use crate::morning::Morning;
use crate::morning::{Metric, Source, SourceOrder};
use jiff::civil::Date;

/// Calendar days of the normal of a heart, and of the hours of sleep.
pub(super) const HEART_DAYS: i32 = 60;
pub(super) const SLEEP_DAYS: i32 = 28;
/// Nights of variability that make a week, and a normal.
pub(super) const HRV_WEEK_DAYS: i32 = 7;
pub(super) const HRV_NORMAL_MIN: usize = 20;
/// What variability as SDNN is worth beside RMSSD: a wrist reads it low, and a day is not a night.
const SDNN_QUALITY: f64 = 0.7;
/// Change of variability, standard deviations, that is no news.
const HRV_NEWS: f64 = 0.5;
/// Nights of a resting heart rate that make a normal, and its least spread, beats a minute.
pub(super) const RHR_NORMAL_MIN: usize = 14;
const RHR_SPREAD_MIN_BPM: f64 = 1.5;
/// What turns a median absolute deviation into a standard deviation.
const MAD_TO_SD: f64 = 1.4826;
/// Nights of sleep that make a normal, and its least spread, hours.
pub(super) const SLEEP_NORMAL_MIN: usize = 7;
const SLEEP_SPREAD_MIN_H: f64 = 0.5;
/// Days of which the current value of a resting heart rate and of sleep is made, this morning the last.
pub(super) const NOW_DAYS: i32 = 3;

/// The nights of one source before and on a morning.
struct SourceNights {
    day: Date,
    /// By day, one a day.
    values: Vec<(Date, f64)>,
}

impl SourceNights {
    fn values_between(&self, first: Date, last: Date) -> Vec<f64> {
        window(&self.values, |(day, _)| *day, first, last).iter().map(|(_, value)| *value).collect()
    }

    fn has_day(&self, day: Date) -> bool {
        self.values.binary_search_by_key(&day, |(known, _)| *known).is_ok()
    }

    /// Takes over the next value in order of days; of a day that comes twice the later counts.
    fn push(&mut self, day: Date, value: f64) {
        match self.values.last_mut() {
            Some(last) if last.0 == day => last.1 = value,
            _ => self.values.push((day, value)),
        }
    }

    /// The values of the last `days` days, this morning's the last, oldest first.
    fn last_values(&self, days: i32) -> Vec<f64> {
        self.values_between(days_before(self.day, days - 1), self.day)
    }

    /// The values of the `days` days before this morning.
    fn values_before(&self, days: i32) -> Vec<f64> {
        self.values_between(days_before(self.day, days), days_before(self.day, 1))
    }

    /// The values of the `days` days before this morning, without the newest: a value is not part of its own normal.
    fn before_newest(&self, days: i32) -> Vec<f64> {
        let newest = if self.has_day(self.day) { self.day } else { days_before(self.day, 1) };
        self.values_between(days_before(self.day, days), days_before(newest, 1))
    }

    /// What the newest value is still worth; an error when it is older than yesterday's.
    fn worth_of_newest(&self) -> Result<f64, MissingReason> {
        let worth =
            |age_days| self.has_day(days_before(self.day, age_days)).then(|| freshness(age_days.unsigned_abs()));
        worth(0).or_else(|| worth(1)).ok_or(MissingReason::Stale)
    }
}

/// The nights that a morning sees, by source, the most believed first.
fn by_source(day: Date, mornings: &[Morning], metric: Metric, order: &SourceOrder) -> Vec<(Source, SourceNights)> {
    let seen = window(mornings, |morning| morning.day, days_before(day, HEART_DAYS), day);
    let mut sources: Vec<(Source, SourceNights)> = Vec::new();
    for morning in seen {
        for (source, value) in morning.values(metric) {
            // What was typed later in the day was not known in the morning.
            if morning.late && morning.day == day {
                continue;
            }
            let at = sources.iter().position(|(known, _)| *known == source).unwrap_or_else(|| {
                sources.push((source, SourceNights { day, values: Vec::with_capacity(HEART_DAYS as usize + 1) }));
                sources.len() - 1
            });
            sources[at].1.push(morning.day, value);
        }
    }
    sources.sort_by_key(|(source, _)| order.rank(metric, *source));
    sources
}

/// The signal of the most believed source that has one, last night's before an older one; else the reason of the most
/// believed source.
fn best_signal(
    sources: &[(Source, SourceNights)],
    signal: impl Fn(&SourceNights) -> Result<Factor, MissingReason>,
) -> Result<Factor, MissingReason> {
    let signals: Vec<Result<Factor, MissingReason>> = sources.iter().map(|(_, nights)| signal(nights)).collect();
    let known = signals.iter().filter_map(|signal| signal.ok());
    // The first of equals, as `max_by` takes the last.
    let freshest = known.rev().max_by(|a, b| a.q.total_cmp(&b.q));
    let reason = signals.iter().find_map(|signal| signal.err());
    freshest.ok_or(reason.unwrap_or(MissingReason::NotGiven))
}

/// The signal that the nights give of a metric.
pub(super) fn night_factor(
    metric: Metric,
    day: Date,
    mornings: &[Morning],
    order: &SourceOrder,
) -> Result<Factor, MissingReason> {
    let signal = match metric {
        Metric::HrvRmssd | Metric::HrvSdnn => variability_factor,
        Metric::RestingHr => resting_hr_factor,
        Metric::Sleep => sleep_hours_factor,
    };
    let found = best_signal(&by_source(day, mornings, metric, order), signal);
    if metric != Metric::HrvRmssd || found.is_ok() {
        return found;
    }
    // Another kind of variability by the same rule, on its own scale and never mixed, and believed less.
    let other = best_signal(&by_source(day, mornings, Metric::HrvSdnn, order), signal);
    match (found, other) {
        (_, Ok(factor)) => Ok(Factor { q: factor.q * SDNN_QUALITY, ..factor }),
        (Err(MissingReason::NotGiven), other) => other,
        (found, _) => found,
    }
}

/// Whether heart-rate variability lies above normal by more than what is no news.
pub(super) fn is_variability_high(day: Date, mornings: &[Morning], order: &SourceOrder) -> bool {
    let sources = by_source(day, mornings, Metric::HrvRmssd, order);
    let found = sources.iter().find_map(|(_, nights)| measured_variability(nights).ok());
    found.is_some_and(|(_, deviation)| HRV_NEWS < deviation)
}

/// The mean of a week of ln RMSSD against that of sixty days, after Plews et al. 2014; below the smallest worthwhile change it
/// is 0, and above normal it is no plus: a body may answer overload with either.
fn variability_factor(nights: &SourceNights) -> Result<Factor, MissingReason> {
    measured_variability(nights).map(|(factor, _)| factor)
}

/// The signal, and the deviation before what is no news became 0.
fn measured_variability(nights: &SourceNights) -> Result<(Factor, f64), MissingReason> {
    let q = nights.worth_of_newest()?;
    let ln = |values: Vec<f64>| values.into_iter().map(libm::log).collect::<Vec<f64>>();
    let week: Vec<Option<f64>> = ln(nights.last_values(HRV_WEEK_DAYS)).into_iter().map(Some).collect();
    let normal = ln(nights.values_before(HEART_DAYS));
    let week_mean = hrv::week_mean(&week).filter(|_| HRV_NORMAL_MIN <= normal.len()).ok_or(MissingReason::TooFew)?;
    let deviation = hrv::deviation(week_mean, &normal).ok_or(MissingReason::TooFew)?;
    let factor = Factor {
        signal: Signal::Hrv,
        deviation: if deviation <= -HRV_NEWS { deviation } else { 0.0 },
        q,
        earlier: 0,
        value: Some(libm::exp(week_mean)),
        normal: mean(&normal).map(libm::exp),
    };
    Ok((factor, deviation))
}

/// The median of three days against that of sixty, + is lower.
fn resting_hr_factor(nights: &SourceNights) -> Result<Factor, MissingReason> {
    let q = nights.worth_of_newest()?;
    let before = nights.values_before(HEART_DAYS);
    if before.len() < RHR_NORMAL_MIN {
        return Err(MissingReason::TooFew);
    }
    let value = median(nights.last_values(NOW_DAYS)).ok_or(MissingReason::Stale)?;
    let normal = median(before.clone()).ok_or(MissingReason::TooFew)?;
    let spread = median(before.iter().map(|bpm| (bpm - normal).abs()).collect()).unwrap_or(0.0);
    let z = -z_score(value, normal, MAD_TO_SD * spread, RHR_SPREAD_MIN_BPM);
    Ok(Factor {
        signal: Signal::RestingHr,
        deviation: z + 0.0,
        q,
        value: Some(value),
        normal: Some(normal),
        earlier: 0,
    })
}

/// The mean of the known nights of three days against that of the 28 before the newest.
fn sleep_hours_factor(nights: &SourceNights) -> Result<Factor, MissingReason> {
    let q = nights.worth_of_newest()?;
    let before = nights.before_newest(SLEEP_DAYS);
    if before.len() < SLEEP_NORMAL_MIN {
        return Err(MissingReason::TooFew);
    }
    let value = mean(&nights.last_values(NOW_DAYS)).ok_or(MissingReason::Stale)?;
    let (normal, sd) = mean(&before).zip(sample_sd(&before)).ok_or(MissingReason::TooFew)?;
    Ok(Factor {
        signal: Signal::Sleep,
        deviation: z_score(value, normal, sd, SLEEP_SPREAD_MIN_H),
        q,
        earlier: 0,
        value: Some(value),
        normal: Some(normal),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp, reason = "a test may panic; exact in binary")]
mod tests {
    use super::super::samples::{TODAY, back};
    use super::*;
    use crate::morning::Reading;

    fn night(day: Date, metric: Metric, value: f64, source: Source) -> Morning {
        Morning { day, readings: vec![Reading { metric, value, source }], ..Morning::default() }
    }

    /// Nights of one source on the `count` days up to this morning, by what each night of so many days back has.
    fn nights(count: i32, metric: Metric, source: Source, value: impl Fn(i32) -> f64) -> Vec<Morning> {
        (0..count).rev().map(|days| night(back(days), metric, value(days), source)).collect()
    }

    fn judged(metric: Metric, mornings: &[Morning]) -> Result<Factor, MissingReason> {
        night_factor(metric, TODAY, mornings, &SourceOrder::default())
    }

    fn wave(days: i32) -> f64 {
        if days % 2 == 0 { 66.0 } else { 60.0 }
    }

    #[test]
    fn a_week_of_low_variability_is_held_against_sixty_days() {
        let oura = |value: &dyn Fn(i32) -> f64| nights(60, Metric::HrvRmssd, Source::OURA, value);
        let low = judged(Metric::HrvRmssd, &oura(&|days| if days < 7 { 40.0 } else { wave(days) })).unwrap();
        assert!(low.deviation < -1.5 && low.q == 1.0, "{low:?}");
        assert!((low.value.unwrap() - 40.0).abs() < 1e-9);
        let usual = judged(Metric::HrvRmssd, &oura(&wave)).unwrap();
        assert_eq!(usual.deviation, 0.0, "what is no news is 0");
        let high = judged(Metric::HrvRmssd, &oura(&|days| if days < 7 { 99.0 } else { wave(days) })).unwrap();
        assert_eq!(high.deviation, 0.0, "more than usual is no plus");
    }

    #[test]
    fn variability_takes_three_nights_of_seven_and_twenty_of_sixty_and_a_fresh_one() {
        let of = |keep: &dyn Fn(i32) -> bool| {
            let mut all = nights(61, Metric::HrvRmssd, Source::GARMIN, wave);
            all.retain(|morning| (0..61).any(|days| back(days) == morning.day && keep(days)));
            judged(Metric::HrvRmssd, &all)
        };
        assert!(of(&|days| days < 21).is_ok());
        assert_eq!(of(&|days| days < 20), Err(MissingReason::TooFew), "this morning is no part of its normal");
        assert!(of(&|days| [0, 3, 6].contains(&days) || 7 <= days).is_ok());
        assert_eq!(of(&|days| [0, 3].contains(&days) || 7 <= days), Err(MissingReason::TooFew));
        assert_eq!(of(&|days| 1 <= days).unwrap().q, 0.5);
        assert_eq!(of(&|days| 2 <= days), Err(MissingReason::Stale));
    }

    #[test]
    fn two_kinds_of_variability_and_two_devices_are_never_mixed() {
        let sdnn = nights(60, Metric::HrvSdnn, Source::APPLE, wave);
        let factor = judged(Metric::HrvRmssd, &sdnn).unwrap();
        assert_eq!((factor.deviation, factor.q), (0.0, 0.7), "SDNN stands in, and is believed less");
        assert_eq!(judged(Metric::HrvRmssd, &[]), Err(MissingReason::NotGiven));
        // A new ring on top of a watch: the watch's normal goes on until the ring has its own.
        let mut both = nights(60, Metric::HrvRmssd, Source::GARMIN, wave);
        both.extend(nights(10, Metric::HrvRmssd, Source::OURA, |_| 20.0));
        both.sort_by_key(|morning| morning.day);
        assert_eq!(judged(Metric::HrvRmssd, &both).unwrap().deviation, 0.0);
        let ring_only: Vec<Morning> = both
            .iter()
            .filter(|morning| morning.readings[0].source == Source::OURA || morning.day < back(10))
            .cloned()
            .collect();
        assert_eq!(judged(Metric::HrvRmssd, &ring_only), Err(MissingReason::TooFew));
    }

    #[test]
    fn a_resting_heart_rate_is_the_median_of_three_days_and_lower_is_better() {
        let bpm = |days: i32| if days < 3 { 52.0 } else { 48.0 };
        let factor = judged(Metric::RestingHr, &nights(30, Metric::RestingHr, Source::FITBIT, bpm)).unwrap();
        assert_eq!((factor.value, factor.normal), (Some(52.0), Some(48.0)));
        assert!((factor.deviation + 4.0 / 1.5).abs() < 1e-12, "{factor:?}");
        let few = nights(14, Metric::RestingHr, Source::FITBIT, bpm);
        assert_eq!(judged(Metric::RestingHr, &few), Err(MissingReason::TooFew));
        let one_bad = |days: i32| if days == 0 { 70.0 } else { 48.0 };
        assert_eq!(
            judged(Metric::RestingHr, &nights(30, Metric::RestingHr, Source::FITBIT, one_bad)).unwrap().deviation,
            0.0
        );
    }

    #[test]
    fn last_night_comes_before_the_night_before_of_a_better_source() {
        let mut both = nights(30, Metric::RestingHr, Source::GARMIN, |_| 50.0);
        both.extend(nights(30, Metric::RestingHr, Source::OURA, |_| 44.0).into_iter().filter(|m| m.day < TODAY));
        both.sort_by_key(|morning| morning.day);
        let found = judged(Metric::RestingHr, &both).unwrap();
        assert_eq!((found.value, found.q), (Some(50.0), 1.0));
    }

    #[test]
    fn the_order_of_sources_is_the_runners() {
        let mut both = nights(30, Metric::RestingHr, Source::OURA, |_| 44.0);
        both.extend(nights(30, Metric::RestingHr, Source::GARMIN, |_| 50.0));
        both.sort_by_key(|morning| morning.day);
        let value = |order: &SourceOrder| night_factor(Metric::RestingHr, TODAY, &both, order).unwrap().value;
        assert_eq!(value(&SourceOrder::default()), Some(44.0));
        let garmin = SourceOrder { resting_hr: vec![Source::GARMIN], ..SourceOrder::default() };
        assert_eq!(value(&garmin), Some(50.0));
    }
}
