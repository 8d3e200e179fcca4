//! Mornings and days for the unit tests of this stage.

use super::baseline::days_before;
use crate::load::Day;
use crate::load::day_class::DayClass;
use crate::morning::Morning;
use jiff::civil::{Date, date};

/// The morning the tests judge.
pub(super) const TODAY: Date = date(2025, 3, 10);

/// The day `back` days before [`TODAY`].
pub(super) fn back(back: i32) -> Date {
    days_before(TODAY, back)
}

/// Check-ins of the `count` days before [`TODAY`], oldest first, every item 4 of 5 and 7.5 h of sleep.
pub(super) fn usual_mornings(count: i32) -> Vec<Morning> {
    (1..=count).rev().map(|days| usual_morning(back(days))).collect()
}

pub(super) fn usual_morning(day: Date) -> Morning {
    Morning {
        day,
        legs: Some(4.0),
        soreness: Some(4.0),
        motivation: Some(4.0),
        sleep_quality: Some(4.0),
        sleep_h: Some(7.5),
        ..Morning::default()
    }
}

/// The load series from `count` days before [`TODAY`] to [`TODAY`], 40 a day, with the given balance on its morning.
pub(super) fn days(count: i32, acute: f64, chronic: f64) -> Vec<Day> {
    let mut days: Vec<Day> = (0..=count)
        .rev()
        .map(|days| Day {
            day: back(days),
            class: DayClass::Easy,
            rule: crate::load::day_class::Rule::Otherwise,
            workouts: 1,
            load: Some(40.0),
            acute: Some(acute),
            chronic: Some(chronic),
            form: Some(chronic - acute),
            form_ratio: Some((chronic - acute) / chronic.max(5.0)),
            ramp: Some(1.0),
            monotony: Some(1.4),
            strain: Some(392.0),
            acwr_uncoupled: Some(1.0),
            longest_run_30d_m: Some(14_200.0),
            guard_reference_m: Some(14_200.0),
            days_since_rest: Some(3),
            warm_up: count - days < 41,
            chronic_weight: 1.0 - libm::exp(-f64::from(count - days + 1) / 42.0),
            days_since_ease: Some(3),
            ..Day::bare(back(days), DayClass::Easy, Some(40.0))
        })
        .collect();
    if let Some(today) = days.last_mut() {
        *today = Day { class: DayClass::Unknown, load: None, acute: None, chronic: None, ..today.clone() };
    }
    days
}
