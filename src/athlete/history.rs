//! The thresholds that hold on a day: given, else the watch's, else estimated month by month.

use super::estimate::{self, DatedEffort, Estimate, MeanHeartRate, Peak};
use super::{Anchor, Athlete, Confidence, Given, Provenance, Thresholds};
use crate::activity::Activity;
use crate::activity::possible;
use crate::activity::sport::Sport;
use crate::activity::statistics::BestEffort;
use crate::dates::days_between;
use crate::decode::recording::Wearer;
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Days in which the highest heart rate is looked for.
const PEAKS_DAYS: i32 = 365;

/// Days in which the best efforts are looked for.
const EFFORTS_DAYS: i32 = 90;

/// Days after the first that are judged together with it, by what they showed as a whole: on the first run nothing is
/// known yet. The first day's efforts are then still among those that count.
const SETTLING_DAYS: i32 = EFFORTS_DAYS - 1;

/// Days for which an estimate outlives the newest activity it stands on.
const HOLD_DAYS: i32 = 365;

/// Share of the duration that a sensor must cover for the activity to tell anything of its runner: the share that a load
/// needs to be measured, unless the runner says otherwise.
pub const COVERAGE_MIN: f64 = 0.8;

/// A watch's maximum that the runner has passed by more than this is a formula's, not the runner's, beats a minute.
const PASSED_BPM: f64 = 3.0;

/// Resting heart rate of a trained adult, for want of the runner's own, beats a minute.
const HR_REST_DEFAULT_BPM: f64 = 50.0;

/// What is known about an athlete's thresholds over time.
///
/// Each threshold is the newest that the runner gave, else what the watch had in its settings, else an estimate from
/// the activities, else a population's habit. Estimates step on the first of a month and look at that whole month, so
/// that days of one month are judged alike; the highest heart rate is never lowered from month to month.
///
/// Estimates stand on activities with a usable channel only, and the highest heart rate on those whose heart rate never
/// followed the steps.
#[derive(Debug, Clone)]
pub struct History {
    given: Vec<Given>,
    birth_year: Option<i16>,
    device_rest: DatedSettings,
    device_max: DatedSettings,
    device_threshold: DatedSettings,
    device_power: DatedSettings,
    months: Vec<Month>,
}

/// One setting of the watches, by the day from which it was seen, ascending.
type DatedSettings = Vec<(Date, f64)>;

/// The estimates of one calendar month.
#[derive(Debug, Clone)]
struct Month {
    first_day: Date,
    hr_max: Option<Estimate>,
    /// The peak in the middle of those of the year, the lower of two, beats a minute.
    middle_peak_bpm: Option<u8>,
    /// The heart rate that the runner held for about an hour.
    held: Option<Estimate>,
    run_speed: Option<Estimate>,
}

impl History {
    /// Learns from activities in any order. Those after the morning that is judged must not be among them.
    #[must_use]
    pub fn new<'a>(athlete: &Athlete, activities: impl IntoIterator<Item = &'a Activity>) -> Self {
        let shown = Shown::by_activities(activities);
        let [device_rest, device_max, device_threshold, device_power] = shown.settings.clone();
        Self {
            given: athlete.given.clone(),
            birth_year: athlete.birth_year,
            device_rest,
            device_max,
            device_threshold,
            device_power,
            months: shown.months_after(Vec::new(), Date::MAX),
        }
    }

    /// The thresholds of a day.
    #[must_use]
    pub fn thresholds_on(&self, day: Date) -> Thresholds {
        let hr_max = self.hr_max(day);
        let hr_rest = self
            .given_on(day, |given| given.hr_rest)
            .or_else(|| anchor_from_device(&self.device_rest, day))
            .or_else(|| {
                hr_max.is_some().then(|| Anchor::new(HR_REST_DEFAULT_BPM, Provenance::Default, "nothing better known"))
            });
        let lthr = self.given_on(day, |given| given.lthr).or_else(|| anchor_from_device(&self.device_threshold, day));
        let (hr_max, lthr) = agree_heart_rates(hr_rest.as_ref(), hr_max, lthr, self.held(day));
        Thresholds {
            hr_rest,
            hr_max,
            lthr,
            run_speed_mps: self.given_on(day, |given| given.run_speed_mps).or_else(|| self.run_speed(day)),
            ride_power_w: self
                .given_on(day, |given| given.ride_power_w)
                .or_else(|| anchor_from_device(&self.device_power, day)),
            vt1: self.given_on(day, |given| given.vt1),
            vt2: self.given_on(day, |given| given.vt2),
            run_power_w: self.given_on(day, |given| given.run_power_w),
            weight_kg: self.given_on(day, |given| given.weight_kg),
            height_m: self.given_on(day, |given| given.height_m),
        }
    }

    /// The days from `first` to `last` on which a threshold changed its value, provenance or confidence, in order; on the
    /// first day, all that is known.
    #[must_use]
    pub(crate) fn changes_between(&self, first: Date, last: Date) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut known = Thresholds::default();
        let mut day = first;
        while day <= last {
            let now = self.thresholds_on(day);
            for ((key, unit, anchor), (_, _, before)) in now.all_anchors().into_iter().zip(known.all_anchors()) {
                if said_of_anchor(anchor.as_ref()) != said_of_anchor(before.as_ref()) {
                    changes.push(Change { from: day, key, unit, anchor: anchor.clone() });
                }
            }
            known = now;
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        changes
    }

    /// The newest given value of a kind.
    fn given_on(&self, day: Date, kind: impl Fn(&Given) -> Option<f64>) -> Option<Anchor> {
        self.given.iter().rev().filter(|given| given.holds_on(day)).find_map(|given| {
            let evidence = match (given.from, given.until) {
                (None, None) => String::new(),
                (Some(from), None) => format!("from {from} on"),
                (None, Some(until)) => format!("until {until}"),
                (Some(from), Some(until)) => format!("from {from} until {until}"),
            };
            Some(Anchor::new(kind(given)?, Provenance::Given, evidence))
        })
    }

    fn hr_max(&self, day: Date) -> Option<Anchor> {
        let seen =
            self.month_before(day).and_then(|month| month.hr_max.as_ref()).filter(|found| still_holds(found, day));
        let by_age = || {
            let age = f64::from(day.year() - self.birth_year?);
            Some(Anchor::new(estimate::hr_max_by_age(age), Provenance::Default, format!("by age {age} (Tanaka 2001)")))
        };
        // A maximum that half of the activities exceed is none.
        let middle_bpm = self.month_before(day).and_then(|month| month.middle_peak_bpm).map(f64::from);
        let device = anchor_from_device(&self.device_max, day)
            .filter(|device| seen.is_some() || middle_bpm.is_none_or(|middle| middle <= device.value + PASSED_BPM));
        self.given_on(day, |given| given.hr_max).or_else(|| match (device, seen) {
            (Some(device), Some(seen)) if device.value + PASSED_BPM < seen.value => {
                let evidence = format!("{}; the watch believes {}", seen.evidence, device.value);
                Some(anchor_from_estimate(seen, day, PEAKS_DAYS, evidence))
            }
            (Some(device), _) => Some(device),
            (None, Some(seen)) => Some(anchor_from_estimate(seen, day, PEAKS_DAYS, seen.evidence.clone())),
            (None, None) => by_age(),
        })
    }

    fn held(&self, day: Date) -> Option<&Estimate> {
        self.month_before(day)?.held.as_ref().filter(|found| still_holds(found, day))
    }

    fn run_speed(&self, day: Date) -> Option<Anchor> {
        let found = self.month_before(day)?.run_speed.as_ref().filter(|found| still_holds(found, day))?;
        let age_days = days_between(found.seen, day);
        let evidence = if EFFORTS_DAYS < age_days {
            format!("{}; none in the {age_days} days since", found.evidence)
        } else {
            found.evidence.clone()
        };
        Some(anchor_from_estimate(found, day, EFFORTS_DAYS, evidence))
    }

    /// The month of a day, or the nearest there is; absent without activities.
    fn month_before(&self, day: Date) -> Option<&Month> {
        let after = self.months.partition_point(|month| month.first_day <= day);
        self.months.get(after.saturating_sub(1))
    }
}

/// A threshold that is another one from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The first day.
    pub from: Date,
    /// The key in `athlete.toml`.
    pub key: &'static str,
    /// The unit of the value.
    pub unit: &'static str,
    /// What is known from then on; absent = nothing any more.
    pub anchor: Option<Anchor>,
}

impl Change {
    /// The value as minutes and seconds a kilometre, `4:35`; absent where it is no pace, and where nothing is known.
    #[must_use]
    pub fn pace_per_km(&self) -> Option<String> {
        let speed = self.anchor.as_ref().filter(|_| self.key == "run_pace")?;
        let pace_s = (1000.0 / speed.value.max(0.1)).round() as u32;
        Some(format!("{}:{:02}", pace_s / 60, pace_s % 60))
    }
}

/// What makes a threshold another one. Evidence is worded anew as it ages, but the table that gives a value is another one.
fn said_of_anchor(anchor: Option<&Anchor>) -> Option<(u64, Provenance, Confidence, Option<&str>)> {
    anchor.map(|anchor| {
        let given_by = (anchor.provenance == Provenance::Given).then_some(anchor.evidence.as_str());
        (anchor.value.to_bits(), anchor.provenance, anchor.confidence, given_by)
    })
}

/// An estimate on a day: of some confidence if many activities say it and the one that shows it is at most `fresh_days`
/// old.
fn anchor_from_estimate(found: &Estimate, day: Date, fresh_days: i32, evidence: String) -> Anchor {
    let recent = days_between(found.shown, day) <= fresh_days;
    let confidence = if found.confirmed && recent { Confidence::Medium } else { Confidence::Low };
    Anchor { confidence, ..Anchor::new(found.value, Provenance::Estimated, evidence) }
}

/// The watch's setting on a day, or the first one after it.
fn anchor_from_device(settings: &DatedSettings, day: Date) -> Option<Anchor> {
    let after = settings.partition_point(|(since, _)| *since <= day);
    let (since, value) = settings.get(after.saturating_sub(1))?;
    Some(Anchor::new(*value, Provenance::Device, format!("the watch's own setting, seen from {since} on")))
}

/// Makes one story of values from several sources: the threshold lies between rest and maximum.
///
/// A watch's threshold that [cannot be](possible::can_be_lthr) is not believed, and the estimate says so. A threshold the runner
/// gave outweighs a maximum that nobody gave: the maximum is then put where it usually lies above that threshold. Any other
/// contradiction costs the threshold. Where there is none, it is estimated, and not below what the runner held for about an hour.
fn agree_heart_rates(
    rest: Option<&Anchor>,
    max: Option<Anchor>,
    lthr: Option<Anchor>,
    held: Option<&Estimate>,
) -> (Option<Anchor>, Option<Anchor>) {
    let (Some(rest), Some(max)) = (rest, &max) else {
        let believed = lthr.filter(|lthr| is_given(lthr) || possible::LTHR_BPM.contains(&lthr.value));
        return (max, believed);
    };
    if max.value <= rest.value {
        return (Some(max.clone()), lthr);
    }
    let held_bpm = held.map(|held| held.value);
    let can_be = |lthr: &Anchor| is_given(lthr) || possible::can_be_lthr(lthr.value, rest.value, max.value, held_bpm);
    let doubted = lthr.as_ref().filter(|lthr| !can_be(lthr)).map(|lthr| lthr.value);
    match lthr.filter(|lthr| rest.value < lthr.value && can_be(lthr)) {
        Some(lthr) if lthr.value < max.value => (Some(max.clone()), Some(lthr)),
        Some(lthr) if is_given(&lthr) && !is_given(max) => {
            let raised = estimate::hr_max_by_lthr(rest.value, lthr.value);
            let evidence = format!("from the given threshold, which is above {} ({})", max.value, max.evidence);
            (Some(Anchor::new(raised, Provenance::Estimated, evidence)), Some(lthr))
        }
        _ => {
            let found = estimate::lthr_by_reserve(rest.value, max.value);
            let provenance = max.provenance.max(Provenance::Estimated);
            let mut lthr = match held.filter(|held| found < held.value && held.value < max.value) {
                Some(held) => Anchor::new(held.value, Provenance::Estimated, held.evidence.clone()),
                None => Anchor::new(found, provenance, "85 % of the heart-rate reserve"),
            };
            if let Some(doubted) = doubted {
                lthr.evidence = format!("{}; the watch believes {doubted}, which cannot be", lthr.evidence);
            }
            (Some(max.clone()), Some(lthr))
        }
    }
}

/// Whether the runner gave it.
fn is_given(anchor: &Anchor) -> bool {
    anchor.provenance == Provenance::Given
}

/// A setting as a number, if a person can have it.
fn plausible_setting<T: PartialOrd + Into<f64>>(setting: Option<T>, range: RangeInclusive<T>) -> Option<f64> {
    setting.filter(|value| range.contains(value)).map(Into::into)
}

/// The values of one setting, each with the day it first showed.
fn settings_in_order(in_order: &[&Activity], kind: impl Fn(&Wearer) -> Option<f64>) -> DatedSettings {
    let mut found: DatedSettings = in_order.iter().filter_map(|a| Some((a.day, kind(&a.wearer)?))).collect();
    found.dedup_by(|next, known| next.1.total_cmp(&known.1).is_eq());
    found
}

/// What activities show of their runner, by day: all that a history is made of.
#[derive(Debug, Clone)]
struct Shown {
    /// The days of the activities.
    days: Vec<Date>,
    /// The settings of the watches: rest, maximum, threshold, power.
    settings: [DatedSettings; 4],
    peaks: Vec<Peak>,
    means: Vec<MeanHeartRate>,
    outdoors: Efforts,
    treadmill: Efforts,
}

impl Shown {
    /// Of activities in any order.
    fn by_activities<'a>(activities: impl IntoIterator<Item = &'a Activity>) -> Self {
        let mut in_order: Vec<&Activity> = activities.into_iter().collect();
        in_order.sort_by(|a, b| (a.day, a.start_ms, &a.id).cmp(&(b.day, b.start_ms, &b.id)));
        let settings = [
            settings_in_order(&in_order, |wearer| plausible_setting(wearer.heart_rate_rest_bpm, possible::REST_BPM)),
            settings_in_order(&in_order, |wearer| plausible_setting(wearer.heart_rate_max_bpm, possible::MAX_BPM)),
            settings_in_order(&in_order, |wearer| {
                let rest_bpm = wearer.heart_rate_rest_bpm.unwrap_or(0);
                let max_bpm = wearer.heart_rate_max_bpm.unwrap_or(u8::MAX);
                wearer.heart_rate_threshold_bpm.filter(|bpm| rest_bpm < *bpm && *bpm < max_bpm).map(f64::from)
            }),
            settings_in_order(&in_order, |wearer| {
                plausible_setting(wearer.threshold_power_w, possible::THRESHOLD_POWER_W)
            }),
        ];
        let telling: Vec<&Activity> =
            in_order.iter().filter(|activity| has_usable_channel(activity)).copied().collect();
        let peaks = telling
            .iter()
            .filter(|a| a.hr_suspect_s <= 0.0)
            .filter_map(|a| Some(Peak { day: a.day, bpm: a.statistics.heart_rate_sustained_max_bpm? }));
        let means = telling
            .iter()
            .filter(|a| a.sport.is_run() && COVERAGE_MIN <= a.hr_coverage && a.hr_suspect_s <= 0.0)
            .filter_map(|a| Some(MeanHeartRate { day: a.day, bpm: a.heart_rate_mean_bpm?, duration_s: a.duration_s }));
        Self {
            days: in_order.iter().map(|activity| activity.day).collect(),
            settings,
            peaks: peaks.collect(),
            means: means.collect(),
            outdoors: Efforts::from_activities(&telling, |sport| sport.is_run() && sport != Sport::Treadmill),
            treadmill: Efforts::from_activities(&telling, |sport| sport == Sport::Treadmill),
        }
    }

    /// The last day whose activities the estimates of a month look at, also where they lie after it.
    fn month_until(&self, first_day: Date) -> Date {
        let settled = self.days.first().map(|first| first.saturating_add(SETTLING_DAYS.days()));
        first_day.last_of_month().max(settled.unwrap_or(first_day))
    }

    /// The estimates of every month from the first activity to the last up to a day, from what was shown up to that day; the first
    /// months may be known already.
    fn months_after(&self, mut months: Vec<Month>, last: Date) -> Vec<Month> {
        let newest = self.days.get(self.days.partition_point(|day| *day <= last).saturating_sub(1));
        let (Some(first), Some(newest)) = (self.days.first(), newest.filter(|day| **day <= last)) else {
            return months;
        };
        let next = |month: &Month| month.first_day.last_of_month().tomorrow().ok();
        let Some(mut first_day) = months.last().map_or(Some(first.first_of_month()), next) else { return months };
        while first_day <= *newest {
            months.push(self.month(first_day, months.last(), last));
            let Ok(next) = first_day.last_of_month().tomorrow() else { break };
            first_day = next;
        }
        months
    }

    /// The estimates of a month after another, from what was shown up to a day.
    fn month(&self, first_day: Date, known: Option<&Month>, last: Date) -> Month {
        let window = Window { until: self.month_until(first_day), last };
        let known_max = known.and_then(|month| month.hr_max.clone()).filter(|known| still_holds(known, first_day));
        let known_speed = known.and_then(|month| month.run_speed.clone()).filter(|known| still_holds(known, first_day));
        let known_held = known.and_then(|month| month.held.clone()).filter(|known| still_holds(known, first_day));
        let held = estimate::held_heart_rate(window.of(&self.means, |run| run.day, PEAKS_DAYS));
        let peaks = window.of(&self.peaks, |peak| peak.day, PEAKS_DAYS);
        let hr_max = estimate::hr_max(peaks);
        Month {
            first_day,
            hr_max: never_lower(known_max, hr_max),
            middle_peak_bpm: middle_bpm(peaks),
            held: held.or(known_held),
            run_speed: self.outdoors.run_speed(window).or_else(|| self.treadmill.run_speed(window)).or(known_speed),
        }
    }
}

/// A history that learns morning by morning: on each it is what [`History::new`] makes of the activities before it, and a step
/// makes anew no more than the months that were not over yet.
#[derive(Debug, Clone)]
pub(crate) struct GrowingHistory {
    history: History,
    shown: Shown,
    /// The last day that is known.
    last: Option<Date>,
}

impl GrowingHistory {
    /// Knows nothing yet of the activities, which may be given in any order.
    pub(crate) fn new<'a>(athlete: &Athlete, activities: impl IntoIterator<Item = &'a Activity>) -> Self {
        let shown = Shown::by_activities(activities);
        Self { history: History::new(athlete, []), shown, last: None }
    }

    /// What is known.
    pub(crate) const fn known(&self) -> &History {
        &self.history
    }

    /// Learns everything up to a day that is no earlier than that of the last step, and says from which day on thresholds of the
    /// days that were known already may be others now; absent where none are.
    pub(crate) fn learn_until(&mut self, last: Date) -> Option<Date> {
        let history = &mut self.history;
        let of_device = [
            &mut history.device_rest,
            &mut history.device_max,
            &mut history.device_threshold,
            &mut history.device_power,
        ];
        let mut changed: Option<Date> = None;
        for (known, shown) in of_device.into_iter().zip(&self.shown.settings) {
            let count = shown.partition_point(|(since, _)| *since <= last);
            // The first setting of a kind stands for the days before it too.
            changed = if known.is_empty() && 0 < count { Some(Date::MIN) } else { changed };
            known.extend(shown.get(known.len()..count).unwrap_or_default());
        }
        let newly = self.last.map_or(0, |before| self.shown.days.partition_point(|day| *day <= before));
        if newly < self.shown.days.partition_point(|day| *day <= last) {
            let is_over =
                |month: &Month| self.last.is_some_and(|before| self.shown.month_until(month.first_day) <= before);
            let over = history.months.partition_point(is_over);
            let before = history.months.split_off(over);
            history.months = self.shown.months_after(std::mem::take(&mut history.months), last);
            let now = history.months.get(over..).unwrap_or_default();
            let other = before.iter().zip(now).find(|(before, now)| !before.says_the_same(now));
            changed = other.map(|(before, _)| before.first_day).into_iter().chain(changed).min();
        }
        self.last = Some(last);
        changed
    }
}

impl Month {
    /// Whether the thresholds of the days of the month are the same by another, later look at it.
    fn says_the_same(&self, later: &Self) -> bool {
        let last = self.first_day.last_of_month();
        let same = |before: &Option<Estimate>, later: &Option<Estimate>| match (before, later) {
            (None, None) => true,
            (Some(before), Some(later)) => {
                let holds = before.seen == later.seen || still_holds(before, last);
                before.value.total_cmp(&later.value).is_eq() && holds
            }
            _ => false,
        };
        self.middle_peak_bpm == later.middle_peak_bpm
            && same(&self.hr_max, &later.hr_max)
            && same(&self.held, &later.held)
            && same(&self.run_speed, &later.run_speed)
    }
}

/// Whether a sensor covers enough of an activity to tell anything of its runner. The load of one without is a guess by
/// sport and time.
fn has_usable_channel(activity: &Activity) -> bool {
    let covers = |covered_s: f64| COVERAGE_MIN * activity.duration_s <= covered_s;
    COVERAGE_MIN <= activity.hr_coverage
        || activity.statistics.graded_speed.is_some_and(|speed| covers(speed.covered_s))
        || activity.statistics.power.as_ref().is_some_and(|power| covers(power.covered_s))
}

/// Best efforts by distance, by day ascending.
#[derive(Debug, Clone)]
struct Efforts {
    /// As they were run.
    level: Vec<DatedEffort>,
    /// Over the graded distance.
    graded: Vec<DatedEffort>,
}

impl Efforts {
    /// Those of the sports that count.
    fn from_activities(in_order: &[&Activity], counts: impl Fn(Sport) -> bool) -> Self {
        let counted: Vec<&Activity> = in_order.iter().filter(|activity| counts(activity.sport)).copied().collect();
        let dated = |of: fn(&Activity) -> &[BestEffort]| {
            counted.iter().flat_map(|a| of(a).iter().map(|&best| DatedEffort { day: a.day, best })).collect()
        };
        Self { level: dated(|a| &a.statistics.best_efforts), graded: dated(|a| &a.statistics.best_efforts_graded) }
    }

    /// What those of 90 days say of the speed at threshold.
    fn run_speed(&self, window: Window) -> Option<Estimate> {
        let recent = |efforts| window.of(efforts, |effort: &DatedEffort| effort.day, EFFORTS_DAYS);
        estimate::run_speed(recent(&self.level), recent(&self.graded))
    }
}

/// Days that end with a day, of which those after another one are not known yet.
#[derive(Debug, Clone, Copy)]
struct Window {
    until: Date,
    last: Date,
}

impl Window {
    /// What happened in so many days, of values in order of their day.
    fn of<T>(self, values: &[T], day: impl Fn(&T) -> Date, days: i32) -> &[T] {
        let before = self.until.saturating_sub(days.days());
        let from = values.partition_point(|value| day(value) <= before);
        let to = values.partition_point(|value| day(value) <= self.until.min(self.last));
        values.get(from..to).unwrap_or_default()
    }
}

/// The peak in the middle, the lower of two, beats a minute; absent without any.
fn middle_bpm(peaks: &[Peak]) -> Option<u8> {
    let mut bpm: Vec<u8> = peaks.iter().map(|peak| peak.bpm).collect();
    bpm.sort_unstable();
    bpm.get(bpm.len().saturating_sub(1) / 2).copied()
}

/// The higher of what was known and what is seen; what is known lives on while heart rates are seen at all.
fn never_lower(known: Option<Estimate>, seen: Option<Estimate>) -> Option<Estimate> {
    match (known, seen) {
        (Some(known), Some(seen)) if seen.value < known.value => Some(Estimate { seen: seen.seen, ..known }),
        (known, seen) => seen.or(known),
    }
}

/// Whether an estimate still holds on a day.
fn still_holds(found: &Estimate, day: Date) -> bool {
    days_between(found.seen, day) <= HOLD_DAYS
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::activity::statistics::GradedSpeed;
    use jiff::civil::date;

    fn run(day: Date) -> Activity {
        Activity { hr_coverage: 1.0, ..Activity::bare(Sport::Run, day, 3600.0) }
    }

    fn peaking(day: Date, bpm: u8) -> Activity {
        let mut activity = run(day);
        activity.statistics.heart_rate_sustained_max_bpm = Some(bpm);
        activity
    }

    fn five_km(day: Date, duration_s: f64) -> Activity {
        let mut activity = run(day);
        activity.statistics.best_efforts = vec![BestEffort { distance_m: 5000.0, duration_s }];
        activity
    }

    fn worn(day: Date, max: Option<u8>, threshold: Option<u8>) -> Activity {
        let mut activity = run(day);
        activity.wearer.heart_rate_max_bpm = max;
        activity.wearer.heart_rate_threshold_bpm = threshold;
        activity
    }

    fn history(given: Vec<Given>, activities: &[Activity]) -> History {
        History::new(&Athlete { given, ..Athlete::default() }, activities)
    }

    fn value(anchor: Option<&Anchor>) -> Option<(f64, Provenance)> {
        anchor.map(|anchor| (anchor.value, anchor.provenance))
    }

    #[test]
    fn what_no_sensor_covers_feeds_no_estimate() {
        let blind = |mut activity: Activity| {
            activity.hr_coverage = 0.79;
            activity.statistics.graded_speed =
                Some(GradedSpeed { mean_mps: 3.0, normalised_mps: None, moving_s: 2000.0, covered_s: 2800.0 });
            activity
        };
        let peaks = |nth: i8| peaking(date(2024, 5, nth), 190);
        let found = history(
            Vec::new(),
            &[blind(peaks(1)), blind(peaks(2)), peaks(3), blind(five_km(date(2024, 5, 4), 1260.0))],
        );
        assert_eq!(found.thresholds_on(date(2024, 5, 4)), Thresholds::default());
        let mut fast = blind(five_km(date(2024, 5, 4), 1260.0));
        fast.statistics.graded_speed =
            Some(GradedSpeed { mean_mps: 3.0, normalised_mps: None, moving_s: 2000.0, covered_s: 2880.0 });
        let found = history(Vec::new(), &[peaks(1), peaks(2), peaks(3), fast]).thresholds_on(date(2024, 5, 4));
        assert!(found.hr_max.is_some() && found.run_speed_mps.is_some());
    }

    #[test]
    fn a_heart_rate_that_followed_the_steps_shows_no_maximum() {
        let mut activities: Vec<Activity> = (1..=3).map(|day| peaking(date(2024, 5, day), 180)).collect();
        activities.extend((4..=6).map(|day| Activity { hr_suspect_s: 12.0, ..peaking(date(2024, 5, day), 204) }));
        let found = history(Vec::new(), &activities).thresholds_on(date(2024, 5, 6)).hr_max;
        assert_eq!(value(found.as_ref()), Some((180.0, Provenance::Estimated)));
    }

    #[test]
    fn an_estimate_is_trusted_while_many_recent_activities_say_it() {
        let mut activities: Vec<Activity> = (1..=10).map(|day| peaking(date(2022, 1, day), 185)).collect();
        activities.extend((1..=24).map(|month| peaking(date(2022 + month / 13, (month - 1) as i8 % 12 + 1, 28), 170)));
        activities.extend((1..=3).map(|day| five_km(date(2022, 2, day), 1260.0)));
        let history = history(Vec::new(), &activities);
        let max = |day| history.thresholds_on(day).hr_max.map(|anchor| anchor.confidence);
        let pace = |day| history.thresholds_on(day).run_speed_mps.map(|anchor| anchor.confidence);
        assert_eq!(max(date(2022, 1, 1)), Some(Confidence::Medium));
        assert_eq!(max(date(2023, 12, 1)), Some(Confidence::Low), "what shows it is old");
        assert_eq!(pace(date(2022, 4, 1)), Some(Confidence::Medium));
        assert_eq!(pace(date(2022, 6, 1)), Some(Confidence::Low));
        let few = history_of_peaks(&[185, 185, 185]);
        assert_eq!(few.thresholds_on(date(2024, 5, 1)).hr_max.map(|anchor| anchor.confidence), Some(Confidence::Low));
        assert_eq!(few.thresholds_on(date(2024, 5, 1)).lthr.map(|anchor| anchor.confidence), Some(Confidence::Low));
    }

    fn history_of_peaks(bpm: &[u8]) -> History {
        let activities: Vec<Activity> = (1..).zip(bpm).map(|(day, bpm)| peaking(date(2024, 5, day), *bpm)).collect();
        history(Vec::new(), &activities)
    }

    #[test]
    fn a_table_with_a_last_day_hands_back_to_the_one_before() {
        let given = vec![
            Given { run_speed_mps: Some(4.0), hr_max: Some(190.0), ..Given::default() },
            Given {
                from: Some(date(2024, 3, 1)),
                until: Some(date(2024, 4, 30)),
                run_speed_mps: Some(3.5),
                ..Given::default()
            },
        ];
        let history = history(given, &[]);
        let pace = |day| history.thresholds_on(day).run_speed_mps.unwrap();
        assert!((pace(date(2024, 2, 29)).value - 4.0).abs() < 1e-9);
        assert!(
            (pace(date(2024, 3, 1)).value - 3.5).abs() < 1e-9 && (pace(date(2024, 4, 30)).value - 3.5).abs() < 1e-9
        );
        assert_eq!(pace(date(2024, 4, 30)).evidence, "from 2024-03-01 until 2024-04-30");
        assert!((pace(date(2024, 5, 1)).value - 4.0).abs() < 1e-9);
        let changes = history.changes_between(date(2024, 1, 1), date(2024, 12, 31));
        let of_pace: Vec<_> =
            changes.iter().filter(|change| change.key == "run_pace").map(|change| change.from).collect();
        assert_eq!(of_pace, [date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1)]);
        assert_eq!(changes.iter().filter(|change| change.key == "hr_max").count(), 1);
    }

    #[test]
    fn a_value_that_another_table_gives_again_is_told_again() {
        let table = |from| Given { from: Some(from), lthr: Some(168.0), ..Given::default() };
        let given = vec![table(date(2024, 1, 1)), table(date(2024, 3, 1))];
        let changes = history(given, &[]).changes_between(date(2024, 2, 1), date(2024, 4, 1));
        let days: Vec<Date> = changes.iter().map(|change| change.from).collect();
        assert_eq!(days, [date(2024, 2, 1), date(2024, 3, 1)]);
    }

    #[test]
    fn a_threshold_that_is_known_no_more_is_a_change() {
        let given = vec![Given {
            from: Some(date(2024, 3, 1)),
            until: Some(date(2024, 3, 2)),
            vt1: Some(150.0),
            ..Given::default()
        }];
        let changes = history(given, &[]).changes_between(date(2024, 2, 1), date(2024, 4, 1));
        let told: Vec<_> =
            changes.iter().map(|change| (change.from, change.key, value(change.anchor.as_ref()))).collect();
        let known = Some((150.0, Provenance::Given));
        assert_eq!(told, [(date(2024, 3, 1), "vt1", known), (date(2024, 3, 3), "vt1", None)]);
        assert_eq!(history(Vec::new(), &[]).changes_between(date(2024, 2, 2), date(2024, 2, 1)), []);
    }

    #[test]
    fn all_thresholds_and_all_that_can_be_given_have_the_same_keys() {
        let keys = Thresholds::default().all_anchors().map(|(key, _, _)| key);
        assert_eq!(keys, Given::default().all_values().map(|(key, _)| key));
    }

    #[test]
    fn nothing_known_is_nothing() {
        assert_eq!(history(Vec::new(), &[]).thresholds_on(date(2024, 1, 1)), Thresholds::default());
        assert_eq!(
            history(Vec::new(), &[run(date(2024, 1, 1))]).thresholds_on(date(2024, 1, 1)),
            Thresholds::default()
        );
    }

    #[test]
    fn the_newest_given_value_of_each_key_holds_from_its_day_on() {
        let given = vec![
            Given { hr_max: Some(190.0), hr_rest: Some(52.0), ..Given::default() },
            Given { from: Some(date(2024, 3, 1)), hr_max: Some(188.0), ..Given::default() },
        ];
        let history = history(given, &[]);
        let before = history.thresholds_on(date(2024, 2, 29));
        let after = history.thresholds_on(date(2024, 3, 1));
        assert_eq!(value(before.hr_max.as_ref()), Some((190.0, Provenance::Given)));
        assert_eq!(value(after.hr_max.as_ref()), Some((188.0, Provenance::Given)));
        assert_eq!(value(after.hr_rest.as_ref()), Some((52.0, Provenance::Given)));
        assert_eq!(after.hr_max.unwrap().evidence, "from 2024-03-01 on");
        assert_eq!(value(after.lthr.as_ref()), Some((52.0 + 0.85 * 136.0, Provenance::Estimated)));
    }

    #[test]
    fn the_first_months_are_judged_by_what_they_showed_as_a_whole() {
        let activities =
            [peaking(date(2024, 1, 10), 170), peaking(date(2024, 2, 10), 184), peaking(date(2024, 4, 2), 186)];
        let history = history(Vec::new(), &activities);
        let first = history.thresholds_on(date(2024, 1, 10));
        assert_eq!(value(first.hr_max.as_ref()), Some((186.0, Provenance::Estimated)));
        assert_eq!(value(first.hr_rest.as_ref()), Some((50.0, Provenance::Default)));
    }

    #[test]
    fn a_maximum_is_never_lowered_while_heart_rates_are_seen() {
        let mut activities: Vec<Activity> = (1..=3).map(|day| peaking(date(2022, 1, day), 190)).collect();
        activities.extend(
            (1..=24).map(|month| peaking(date(2022 + (month - 1) / 12, ((month - 1) % 12 + 1) as i8, 20), 170)),
        );
        let history = history(Vec::new(), &activities);
        let late = history.thresholds_on(date(2023, 12, 25)).hr_max.unwrap();
        assert_eq!(value(Some(&late)), Some((190.0, Provenance::Estimated)));
        assert!(late.evidence.contains("2022-01-0"), "{}", late.evidence);
        assert_eq!(history.thresholds_on(date(2025, 1, 1)).hr_max, None, "a year without heart rates");
    }

    #[test]
    fn age_is_asked_last() {
        let athlete = Athlete { birth_year: Some(1984), ..Athlete::default() };
        let found = History::new(&athlete, &[]).thresholds_on(date(2024, 5, 1));
        assert_eq!(value(found.hr_max.as_ref()), Some((180.0, Provenance::Default)));
        assert_eq!(found.lthr.unwrap().provenance, Provenance::Default);
        let seen: Vec<Activity> = (1..=3).map(|day| peaking(date(2024, 5, day), 191)).collect();
        let found = History::new(&athlete, &seen).thresholds_on(date(2024, 5, 1));
        assert_eq!(value(found.hr_max.as_ref()), Some((191.0, Provenance::Estimated)));
    }

    #[test]
    fn a_watch_is_believed_until_the_runner_passes_it() {
        let watch = |max: u8, peak: u8| {
            let mut activities: Vec<Activity> = (1..=3).map(|day| peaking(date(2024, 5, day), peak)).collect();
            activities.push(worn(date(2024, 5, 4), Some(max), None));
            value(history(Vec::new(), &activities).thresholds_on(date(2024, 5, 1)).hr_max.as_ref())
        };
        assert_eq!(watch(185, 188), Some((185.0, Provenance::Device)));
        assert_eq!(watch(185, 189), Some((189.0, Provenance::Estimated)));
        assert_eq!(watch(110, 170), Some((170.0, Provenance::Estimated)), "110 is nobody's maximum");
    }

    #[test]
    fn a_maximum_that_half_of_the_activities_exceed_is_none() {
        let max = |watch: u8, peaks: &[u8]| {
            let mut activities: Vec<Activity> =
                (1..).zip(peaks).map(|(day, bpm)| peaking(date(2024, 5, day), *bpm)).collect();
            activities[0].wearer.heart_rate_max_bpm = Some(watch);
            history(Vec::new(), &activities).thresholds_on(date(2024, 5, 9)).hr_max.map(|anchor| anchor.value as u8)
        };
        assert_eq!(max(150, &[178]), None);
        assert_eq!(max(150, &[178, 160]), None);
        assert_eq!(max(150, &[178, 140]), Some(150));
        assert_eq!(max(175, &[178]), Some(175));
        assert_eq!(max(150, &[178, 176, 160]), Some(178));
    }

    #[test]
    fn a_watchs_setting_holds_from_its_day_and_the_first_one_before_too() {
        let activities = [worn(date(2024, 5, 1), Some(185), None), worn(date(2024, 7, 1), Some(187), None)];
        let history = history(Vec::new(), &activities);
        let max = |day| history.thresholds_on(day).hr_max.unwrap().value;
        assert!((max(date(2024, 4, 1)) - 185.0).abs() < 1e-9);
        assert!((max(date(2024, 6, 30)) - 185.0).abs() < 1e-9);
        assert!((max(date(2024, 7, 1)) - 187.0).abs() < 1e-9);
    }

    #[test]
    fn a_threshold_lies_between_rest_and_maximum() {
        let device = |threshold| {
            let activities = [worn(date(2024, 5, 1), None, Some(threshold)), worn(date(2024, 5, 2), Some(185), None)];
            value(history(Vec::new(), &activities).thresholds_on(date(2024, 5, 2)).lthr.as_ref())
        };
        assert_eq!(device(170), Some((170.0, Provenance::Device)));
        assert_eq!(device(190), Some((50.0 + 0.85 * 135.0, Provenance::Estimated)));
        assert_eq!(device(45), Some((50.0 + 0.85 * 135.0, Provenance::Estimated)));
    }

    #[test]
    fn a_watchs_threshold_that_cannot_be_is_not_believed_and_said_once() {
        let with = |threshold, held: Option<f64>| {
            let mut activities = vec![worn(date(2024, 5, 1), Some(185), Some(threshold))];
            activities.extend(
                (2..=3)
                    .filter_map(|day| Some(Activity { heart_rate_mean_bpm: Some(held?), ..run(date(2024, 5, day)) })),
            );
            history(Vec::new(), &activities).thresholds_on(date(2024, 5, 3)).lthr.unwrap()
        };
        for (threshold, held, believed) in [
            (46, None, false),
            (100, None, false),
            (150, None, true),
            (150, Some(156.0), true),
            (150, Some(166.0), false),
        ] {
            let found = with(threshold, held);
            assert_eq!(found.provenance == Provenance::Device, believed, "{threshold} {held:?}: {found:?}");
            let told = found.evidence.ends_with(&format!("; the watch believes {threshold}, which cannot be"));
            assert_eq!(told, !believed, "{}", found.evidence);
        }
        assert!((with(46, None).value - (50.0 + 0.85 * 135.0)).abs() < 1e-9);
        assert!((with(150, Some(166.0)).value - 166.0).abs() < 1e-9, "what was held is more than 85 %");
        // Nor where nothing else is known, and what the runner gives is his.
        let mut alone = run(date(2024, 5, 1));
        alone.wearer.heart_rate_threshold_bpm = Some(46);
        assert_eq!(history(Vec::new(), &[alone]).thresholds_on(date(2024, 5, 1)).lthr, None);
        let given = vec![Given { lthr: Some(100.0), hr_max: Some(185.0), ..Given::default() }];
        assert_eq!(
            value(history(given, &[]).thresholds_on(date(2024, 5, 1)).lthr.as_ref()),
            Some((100.0, Provenance::Given))
        );
    }

    #[test]
    fn a_watch_that_contradicts_itself_is_not_believed() {
        let activities = [worn(date(2024, 5, 1), Some(185), Some(168)), worn(date(2024, 5, 2), Some(185), Some(190))];
        let found = history(Vec::new(), &activities).thresholds_on(date(2024, 5, 2));
        assert_eq!(value(found.lthr.as_ref()), Some((168.0, Provenance::Device)));
    }

    #[test]
    fn a_given_threshold_outweighs_a_maximum_that_nobody_gave() {
        let easy: Vec<Activity> = (1..=3).map(|day| peaking(date(2024, 5, day), 165)).collect();
        let given = vec![Given { lthr: Some(170.0), ..Given::default() }];
        let found = history(given, &easy).thresholds_on(date(2024, 5, 1));
        assert_eq!(value(found.lthr.as_ref()), Some((170.0, Provenance::Given)));
        let max = found.hr_max.unwrap();
        assert!((max.value - (50.0 + 120.0 / 0.85)).abs() < 1e-9 && max.provenance == Provenance::Estimated);
    }

    #[test]
    fn the_threshold_is_not_below_what_was_held_for_an_hour() {
        let held = |day, bpm| Activity { heart_rate_mean_bpm: Some(bpm), ..peaking(date(2024, 5, day), 180) };
        let lthr = |bpm: [f64; 3]| {
            let runs: Vec<Activity> = (1..).zip(bpm).map(|(day, bpm)| held(day, bpm)).collect();
            history(Vec::new(), &runs).thresholds_on(date(2024, 5, 3)).lthr.unwrap()
        };
        // 85 % of the reserve from 50 to 180 is 160.5.
        assert!((lthr([150.0, 166.0, 170.0]).value - 166.0).abs() < 1e-9);
        assert!(lthr([150.0, 166.0, 170.0]).evidence.starts_with("held on 2024-05-02"));
        assert!((lthr([150.0, 160.0, 170.0]).value - 160.5).abs() < 1e-9);
        assert_eq!(lthr([150.0, 160.0, 170.0]).evidence, "85 % of the heart-rate reserve");
        assert!((lthr([150.0, 181.0, 182.0]).value - 160.5).abs() < 1e-9, "above the maximum");
        let given = vec![Given { lthr: Some(155.0), ..Given::default() }];
        let runs: Vec<Activity> = (1..=3).map(|day| held(day, 170.0)).collect();
        let found = history(given, &runs).thresholds_on(date(2024, 5, 3)).lthr;
        assert_eq!(value(found.as_ref()), Some((155.0, Provenance::Given)));
    }

    #[test]
    fn best_efforts_hold_for_a_year_and_say_their_age() {
        let mut activities = vec![five_km(date(2024, 1, 10), 1260.0)];
        activities.extend((1..=12).map(|month| run(date(2024, month, 28))));
        let history = history(Vec::new(), &activities);
        let on = |day| history.thresholds_on(day).run_speed_mps;
        let fresh = on(date(2024, 1, 20)).unwrap();
        assert!(fresh.evidence.ends_with("a lower bound unless raced"));
        let held = on(date(2024, 12, 1)).unwrap();
        assert!((held.value - fresh.value).abs() < 1e-12);
        assert!(held.evidence.ends_with("; none in the 326 days since"), "{}", held.evidence);
        assert!(on(date(2025, 1, 9)).is_some());
        assert_eq!(on(date(2025, 1, 10)), None);
    }

    #[test]
    fn ninety_days_end_with_the_month() {
        let activities = [
            run(date(2023, 1, 1)),
            five_km(date(2024, 3, 2), 1200.0),
            five_km(date(2024, 3, 3), 1400.0),
            run(date(2024, 5, 9)),
        ];
        let evidence = history(Vec::new(), &activities).thresholds_on(date(2024, 5, 9)).run_speed_mps.unwrap().evidence;
        assert!(evidence.contains("23:20 on 2024-03-03"), "{evidence}");
    }

    #[test]
    fn a_treadmill_speaks_only_where_no_road_does() {
        let mut treadmill = five_km(date(2024, 5, 2), 1000.0);
        treadmill.sport = Sport::Treadmill;
        let mut walk = five_km(date(2024, 5, 2), 1100.0);
        walk.sport = Sport::Walk;
        let both = history(Vec::new(), &[five_km(date(2024, 5, 1), 1260.0), treadmill.clone(), walk.clone()]);
        assert!(both.thresholds_on(date(2024, 5, 1)).run_speed_mps.unwrap().evidence.contains("21:00"));
        let alone = history(Vec::new(), &[treadmill, walk.clone()]);
        assert!(alone.thresholds_on(date(2024, 5, 1)).run_speed_mps.unwrap().evidence.contains("16:40"));
        assert_eq!(history(Vec::new(), &[walk]).thresholds_on(date(2024, 5, 1)).run_speed_mps, None);
    }

    #[test]
    fn the_order_of_the_activities_is_of_no_account() {
        let mut activities = vec![
            peaking(date(2024, 1, 10), 170),
            five_km(date(2024, 2, 3), 1300.0),
            worn(date(2024, 3, 1), Some(181), None),
        ];
        activities.push(peaking(date(2024, 2, 10), 184));
        activities.push(peaking(date(2024, 3, 10), 185));
        let forwards = history(Vec::new(), &activities);
        activities.reverse();
        let backwards = history(Vec::new(), &activities);
        for day in [date(2023, 12, 1), date(2024, 2, 10), date(2024, 3, 31), date(2024, 12, 1)] {
            assert_eq!(forwards.thresholds_on(day), backwards.thresholds_on(day));
        }
    }
}
