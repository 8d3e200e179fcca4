//! What the last weeks of training were made of, what would fit now, and what the runner's best efforts say of both.

use super::computed::Computed;
use super::laid_on_days::days_of;
use crate::activity::Activity;
use crate::athlete::vdot;
use crate::dates::days_between;
use crate::load::distribution::{POLARIZED, Zones, polarization_index};
use crate::load::impulse_response::{self, Fit, Model, Performance};
use crate::load::periods::{self, Period, PeriodLength, PeriodSession};
use crate::load::series::SeriesOptions;
use crate::load::target::{self, Before};
use crate::report::{ImpulseResponse, Intensity, Parameter, TargetBand};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days that the intensity is told of.
const INTENSITY_DAYS: usize = 28;

/// Days whose largest load bounds what fits.
const LARGEST_DAYS: i32 = 30;

/// An impulse response that explains less of the performances is none.
const R_SQUARED_MIN: f64 = 0.5;

/// Days of load that an impulse response is fitted to, at most: fitness of earlier years has decayed.
const RESPONSE_DAYS: usize = 730;
/// A best effort is a performance where none within this many days is better.
const PERFORMANCE_DAYS: i32 = 14;
/// Distances of performances, metres.
const PERFORMANCE_FROM_M: f64 = 1500.0;

/// The weeks or the months of everything that was computed.
pub(super) fn periods(computed: &Computed, length: PeriodLength) -> Vec<Period> {
    let sessions: Vec<PeriodSession> = computed
        .activities
        .iter()
        .zip(&computed.efforts)
        .zip(&computed.zones)
        .map(|((activity, effort), zones)| (activity.counted_share(), activity, effort, zones))
        .filter(|(counted, ..)| 0.0 < *counted)
        .flat_map(|(counted, activity, effort, zones)| {
            days_of(activity).map(move |(day, share)| {
                let goes_on = day != activity.day;
                let share = counted * share;
                PeriodSession {
                    day,
                    goes_on,
                    sport: activity.sport,
                    load: share * effort.load,
                    duration_h: share * effort.duration_h,
                    distance_m: activity.distance_m.filter(|_| !goes_on).map(|m| counted * m),
                    ascent_m: activity.ascent_m.filter(|_| !goes_on).map(|m| counted * m),
                    zones: zones.map(|zones| zones.share_of_zones(share)),
                }
            })
        })
        .collect();
    periods::periods(&computed.days, &sessions, length)
}

/// How the last 28 days were spread over intensities; absent without heart rate and thresholds.
pub(super) fn intensity(computed: &Computed) -> Option<Intensity> {
    let (morning, past) = computed.days.split_last()?;
    let days = &past[past.len().saturating_sub(INTENSITY_DAYS)..];
    let from = days.first()?.day;
    let sessions = computed.activities.iter().zip(&computed.zones);
    let lately = sessions.filter(|(activity, _)| from <= activity.day && activity.day < morning.day);
    let zones = lately
        .filter_map(|(activity, zones)| zones.map(|zones| zones.share_of_zones(activity.counted_share())))
        .fold(Zones::default(), Zones::plus_zones);
    let shares = zones.zone_shares()?;
    let [z1, z2, z3] = shares;
    let index = polarization_index(shares);
    let workouts: u32 = days.iter().map(|day| day.workouts).sum();
    let hard_workouts: u32 = days.iter().map(|day| day.hard_workouts).sum();
    Some(Intensity {
        time_share: shares,
        polarization_index: index,
        polarized: index.is_some_and(|index| POLARIZED < index) && z3 < z1 && z2 < z3,
        workouts,
        hard_workouts,
    })
}

/// The loads that fit today, and on the rest of this week; absent while the chronic load is filling up.
pub(super) fn targets(computed: &Computed, options: &SeriesOptions) -> Option<(TargetBand, TargetBand)> {
    let (morning, past) = computed.days.split_last()?;
    let yesterday = past.last()?;
    let (acute, chronic) = yesterday.acute.zip(yesterday.chronic).filter(|_| !morning.warm_up)?;
    // The chronic load of an evening so many days back.
    let before = |days: i32| past.iter().rev().find(|day| days_between(day.day, morning.day) == days)?.chronic;
    let lately = past.iter().filter(|day| days_between(day.day, morning.day) <= LARGEST_DAYS);
    let largest_day = lately.filter_map(|day| day.load).max_by(f64::total_cmp)?;
    let known_days = past.iter().filter(|day| day.load.is_some()).count() as u32;
    let chronic_ramp = before(7)?.min(chronic);
    let known = Before { acute, chronic, known_days, chronic_held: chronic, chronic_ramp, largest_day };
    let today = target::target_band(known, 1, options)?;
    let (monday, sunday) = PeriodLength::Week.period_around(morning.day);
    let days_left = u32::try_from(days_between(morning.day, sunday) + 1).ok()?;
    let last_sunday = before(days_between(monday, morning.day) + 1)?;
    let week = Before { chronic_held: last_sunday, chronic_ramp: last_sunday, ..known };
    let week = target::target_band(week, days_left, options)?;
    let done = past.iter().filter(|day| monday <= day.day).filter_map(|day| day.load).fold(0.0, |sum, load| sum + load);
    let whole = |daily: f64| done + daily * f64::from(days_left);
    Some((
        TargetBand { done: 0.0, low: today.low, high: today.high },
        TargetBand { done, low: whole(week.low), high: whole(week.high) },
    ))
}

/// Banister's impulse response, fitted to the runner's best efforts as VDOT; absent with fewer than eight of them, and where
/// it explains less than half of what is between them.
pub(super) fn impulse_response(computed: &Computed) -> Option<ImpulseResponse> {
    let known: Vec<(Date, f64)> = computed.days.iter().filter_map(|day| Some((day.day, day.load?))).collect();
    let known = &known[known.len().saturating_sub(RESPONSE_DAYS)..];
    let (first, last) = (known.first()?.0, known.last()?.0);
    let loads: Vec<f64> = known.iter().map(|(_, load)| *load).collect();
    let performances: Vec<Performance> = best_efforts(&computed.activities)
        .into_iter()
        .filter(|(day, _)| first <= *day && *day <= last)
        .map(|(day, value)| Performance { day: days_between(first, day) as usize, value })
        .collect();
    impulse_response::fit_model(&loads, &performances)
        .filter(|fit| R_SQUARED_MIN <= fit.r_squared)
        .map(|fit| told(&fit))
}

/// The days on which a run's best VDOT is the best of the weeks around it, by day.
fn best_efforts(activities: &[Activity]) -> Vec<(Date, f64)> {
    let mut all: Vec<(Date, f64)> = activities
        .iter()
        .filter_map(|activity| {
            let efforts = activity.statistics.best_efforts.iter().filter(|best| PERFORMANCE_FROM_M <= best.distance_m);
            let vdots = efforts.filter_map(|best| vdot::vdot(best.distance_m, best.duration_s));
            Some((activity.day, vdots.max_by(f64::total_cmp)?))
        })
        .collect();
    all.sort_by_key(|(day, _)| *day);
    let is_best = |(day, value): &(Date, f64)| {
        let (from, to) = (day.saturating_sub(PERFORMANCE_DAYS.days()), day.saturating_add(PERFORMANCE_DAYS.days()));
        let around = all.iter().skip_while(|(other, _)| *other < from).take_while(|(other, _)| *other <= to);
        around.clone().all(|(_, other)| other <= value)
    };
    all.iter().filter(|effort| is_best(effort)).copied().collect()
}

fn told(fit: &Fit) -> ImpulseResponse {
    let parameter = |value: fn(&Model) -> f64| Parameter {
        value: value(&fit.model),
        lowest: value(&fit.lowest),
        highest: value(&fit.highest),
    };
    ImpulseResponse {
        performances: fit.performances,
        r_squared: fit.r_squared,
        p0: parameter(|model| model.p0),
        k1: parameter(|model| model.k1),
        k2: parameter(|model| model.k2),
        tau1_days: parameter(|model| model.tau1_days),
        tau2_days: parameter(|model| model.tau2_days),
        days_to_recover: fit.model.days_to_recover(),
        days_to_peak: fit.model.days_to_peak(),
    }
}
