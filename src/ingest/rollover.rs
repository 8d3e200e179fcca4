//! Activities whose date may be 1,024 weeks off, found by their neighbours: the files beside them, and everything else there is.

use super::input_result::InputResult;
use crate::activity::Activity;
use crate::activity::week_rollover::{self, POINTED_OUT, ROLLOVER_DAYS, ROLLOVERS_MAX};
use crate::diagnostic::Code;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A history that goes on has no silence of so many days: five years. Ours.
const SILENT_DAYS: i32 = 5 * 366;

/// So many activities at most before such a silence may be dates that are off; more are years of training. Ours.
const SUSPECTS_MAX: usize = 5;

/// On the true day there is another activity, or within so many days of it. Ours.
const BESIDE_DAYS: i32 = 30;

/// Finds the activities that lie years before everything else and, 1,024 weeks later, among it. Where the files before and after
/// one in its folder say that it was then, it is put right, and pointed out where they do not.
pub(super) fn settle(pieces: &mut [InputResult]) {
    let Some(main) = main_days(pieces) else { return };
    let suspects: Vec<(usize, usize, i32)> = pieces
        .iter()
        .enumerate()
        .flat_map(|(at, piece)| piece.activities.iter().enumerate().map(move |(nth, activity)| (at, nth, activity)))
        .filter_map(|(at, nth, activity)| Some((at, nth, days_off(activity, &main)?)))
        .collect();
    for (at, nth, days) in suspects {
        let is_between = main.first().is_some_and(|first| lies_between(pieces, at, nth, days, *first));
        let Some(piece) = pieces.get_mut(at) else { continue };
        let Some(activity) = piece.activities.get_mut(nth) else { continue };
        let was = activity.day;
        let detail = if is_between {
            week_rollover::move_by_days(activity, days);
            format!(
                "{was} is {} weeks before {}, between the days of the files beside it, and was put right",
                days / 7,
                activity.day
            )
        } else {
            let then = was.saturating_add(days.days());
            activity.anomalies.note(POINTED_OUT.fault, POINTED_OUT.instead);
            format!(
                "{was} is years before everything else, and {} weeks before {then}: if the receiver's count of weeks began \
                 again, it was then; it is listed, and no day is counted for it",
                days / 7
            )
        };
        piece.diagnostics.push(Code::WeekRollover, None, detail);
    }
}

/// The days, ascending, of what goes on up to the newest activity, where few others lie before it, and years.
fn main_days(pieces: &[InputResult]) -> Option<Vec<Date>> {
    let mut days: Vec<Date> = pieces.iter().flat_map(|piece| &piece.activities).map(|activity| activity.day).collect();
    days.sort_unstable();
    let silence =
        days.windows(2).rposition(|pair| matches!(pair, [a, b] if a.saturating_add(SILENT_DAYS.days()) < *b))?;
    let before = silence + 1;
    let main = days.split_off(before);
    (before <= SUSPECTS_MAX && before <= main.len()).then_some(main)
}

/// By how many days an activity is before a day at which there were others; absent where there is no such day.
fn days_off(activity: &Activity, main: &[Date]) -> Option<i32> {
    let is_then = |days: &i32| {
        let then = activity.day.saturating_add(days.days());
        let (from, to) = (then.saturating_sub(BESIDE_DAYS.days()), then.saturating_add(BESIDE_DAYS.days()));
        main.get(main.partition_point(|day| *day < from)).is_some_and(|day| *day <= to)
    };
    let is_before = main.first().is_some_and(|first| activity.day < *first);
    is_before.then(|| (1..=ROLLOVERS_MAX).map(|times| times * ROLLOVER_DAYS).find(is_then))?
}

/// Whether the files before and after one, by the numbers in their names, say that it was so many days later.
fn lies_between(pieces: &[InputResult], at: usize, nth: usize, days: i32, main_first: Date) -> bool {
    let Some(piece) = pieces.get(at) else { return false };
    let Some(activity) = piece.activities.get(nth) else { return false };
    let (pattern, numbers) = split_numbers(&piece.source);
    if numbers.is_empty() {
        return false;
    }
    let mut beside: BTreeMap<Vec<u64>, Date> = BTreeMap::new();
    for other in pieces {
        let (its_pattern, its_numbers) = split_numbers(&other.source);
        if let Some(its) = other.activities.first().filter(|its| its_pattern == pattern && main_first <= its.day) {
            beside.insert(its_numbers, its.day);
        }
    }
    let then = activity.day.saturating_add(days.days());
    let before = beside.range(..numbers.clone()).next_back().map(|(_, day)| *day);
    let after = beside.range(numbers..).next().map(|(_, day)| *day);
    // Names by chance would not stand in the order of their days.
    let is_by_day = beside.values().is_sorted();
    is_by_day && before.zip(after).is_some_and(|(before, after)| before <= then && then <= after)
}

/// A name without its numbers, and these.
fn split_numbers(name: &str) -> (String, Vec<u64>) {
    let pattern =
        name.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#");
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    (pattern, numbers)
}
