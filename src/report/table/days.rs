//! `daily`: one row a calendar day, from the first activity to the morning that is judged. `weeks` and `months`: one row a
//! week, Monday to Sunday, or calendar month of which a day is known.

use crate::columns::table;
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::load::distribution::polarization_index;
use crate::load::periods::Period;
use crate::load::spike::SpikeClass;
use jiff::civil::Date;

table!("daily", "DailyRow", |day: Day, athlete| {
    athlete: &str = athlete, "", "whose";
    day: Date = day.day, "", "the calendar day";
    day_class: DayClass = day.class, "", "rest, active_recovery, easy, quality, long; unknown outside the data";
    load: Option<f64> = day.load, "load", "sum of the day's loads; 0 is observed rest", empty "the day is unknown";
    acute: Option<f64> = day.acute, "load/day", "exponentially weighted load of acute_days (7), after that day", empty "the day is unknown";
    chronic: Option<f64> = day.chronic, "load/day", "exponentially weighted load of chronic_days (42), after that day", empty "the day is unknown";
    form: Option<f64> = day.form, "load/day", "that morning: yesterday's chronic - acute", empty "the day before is unknown";
    form_ratio: Option<f64> = day.form_ratio, "share", "form as a share of the chronic load, of at least 5", empty "the day before is unknown";
    ramp: Option<f64> = day.ramp, "load/week", "chronic against seven days before", empty "one of the two is unknown, or fewer than chronic_days (42) days are and no seed was given";
    monotony: Option<f64> = day.monotony, "", "Foster's monotony of the seven days that end here", empty "one of them is unknown, or all are alike";
    strain: Option<f64> = day.strain, "load", "Foster's strain of the seven days that end here", empty "monotony is";
    acwr_uncoupled: Option<f64> = day.acwr_uncoupled, "ratio", "load of 7 days against the 21 before, a day: a description, no verdict", empty "they are not all known, or held no load";
    longest_run_30d_m: Option<f64> = day.longest_run_30d_m, "m", "longest run of the 30 days that end here", empty "there was none";
    spike_class: Option<SpikeClass> = day.spike_class, "", "the day's longest run against the longest of 30 days before: none, small, moderate, large, no_reference", empty "there was no run";
    days_since_rest: Option<u32> = day.days_since_rest, "d", "days since the last rest day; 0 on one", empty "there was none, or the day is unknown";
    warm_up: bool = day.warm_up, "", "whether the chronic load stands on fewer than its days and no seed was given";
    acwr_coupled: Option<f64> = day.acwr_coupled, "ratio", "load of 7 days against all 28, a day", empty "they are not all known, or held no load";
    acwr_ewma: Option<f64> = day.acwr_ewma, "ratio", "ratio of exponentially weighted loads", empty "the day is unknown, or held no load before";
    acute_chronic_ratio: Option<f64> = day.acute_chronic_ratio, "ratio", "acute / chronic after that day", empty "the day is unknown, or chronic is 0";
    chronic_weight: f64 = day.chronic_weight, "share", "how much of the chronic load's weights known days have: how good the load is as a signal; 1 with a seed";
    days_since_ease: Option<u32> = day.days_since_ease, "d", "days since the last rest or active-recovery day; 0 on one", empty "the day is unknown";
    guard_reference_m: Option<f64> = day.guard_reference_m, "m", "the run that the next one is held against: the longest of 30 days, the second longest where that is less than half of it", empty "there was none";
    huge_effort_h: Option<f64> = day.huge_effort_h, "h", "longest session of 2 h or more with twice the largest load of a session of the 60 days before, or of 4 h or more", empty "there was none, or the day is unknown";
});

table!("weeks", "PeriodRow", |period: Period, athlete| {
    athlete: &str = athlete, "", "whose";
    first_day: Date = period.first_day, "", "first day of the week or month";
    last_day: Date = period.last_day, "", "last day of the week or month";
    days_known: u32 = period.days_known, "d", "days of it that are known";
    load: f64 = period.load, "load", "load of the known days";
    load_run: f64 = period.load_run, "load", "of it, runs";
    load_ride: f64 = period.load_ride, "load", "of it, rides";
    load_other: f64 = period.load_other, "load", "of it, everything else";
    duration_h: f64 = period.duration_h, "h", "hours of all sessions";
    run_distance_m: Option<f64> = period.run_distance_m, "m", "distance of all runs", empty "none was measured";
    longest_run_m: Option<f64> = period.longest_run_m, "m", "longest run", empty "none was measured";
    ascent_m: Option<f64> = period.ascent_m, "m", "ascent of all sessions", empty "none was measured";
    sessions: u32 = period.sessions, "", "sessions of any kind";
    workouts: u32 = period.workouts, "", "sessions that are no light ones";
    hard_workouts: u32 = period.hard_workouts, "", "quality sessions among them";
    rest_days: u32 = period.rest_days, "d", "rest days";
    active_recovery_days: u32 = period.active_recovery_days, "d", "active-recovery days";
    acute: Option<f64> = period.acute, "load/day", "after the last known day", empty "no day is known";
    chronic: Option<f64> = period.chronic, "load/day", "after the last known day", empty "no day is known";
    form: Option<f64> = period.form(), "load/day", "chronic - acute after the last known day", empty "no day is known";
    monotony: Option<f64> = period.monotony, "", "Foster's, of the seven days up to the last known one", empty "one of them is unknown, or all are alike";
    strain: Option<f64> = period.strain, "load", "Foster's, of the same days", empty "monotony is";
    zone_1_s: Option<f64> = zone_s(period, 0), "s", "time with heart rate below the first threshold", empty "no session has heart rate and thresholds";
    zone_2_s: Option<f64> = zone_s(period, 1), "s", "time with heart rate between the thresholds", empty "no session has heart rate and thresholds";
    zone_3_s: Option<f64> = zone_s(period, 2), "s", "time with heart rate above the second threshold", empty "no session has heart rate and thresholds";
    polarization_index: Option<f64> = period.zones.zone_shares().and_then(polarization_index), "", "Treff's index of the three shares", empty "there are no shares, or the third is larger than the first";
});

/// Time in one of the three zones, seconds; absent where no session has any.
fn zone_s(period: &Period, zone: usize) -> Option<f64> {
    period.zones.zone_shares().and_then(|_| period.zones.seconds.get(zone).copied())
}
