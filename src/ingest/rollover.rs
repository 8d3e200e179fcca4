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
const SUSPECTS_MAX: usize = 10;

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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use jiff::civil::date;

    fn piece(source: &str, day: Date) -> InputResult {
        let start_ms = day.duration_since(date(1970, 1, 1)).as_millis() as i64;
        let activity = Activity { start_ms, ..Activity::bare(Sport::Run, day, 3600.0) };
        InputResult { source: source.to_owned(), activities: vec![activity], ..InputResult::default() }
    }

    /// The day and the anomalies of the piece with a name, after everything was looked at.
    fn settled(mut pieces: Vec<InputResult>, name: &str) -> (Date, Option<String>) {
        settle(&mut pieces);
        let piece = pieces.iter().find(|piece| piece.source == name).unwrap();
        let told = piece.diagnostics.as_slice().iter().any(|found| found.code == Code::WeekRollover);
        let activity = &piece.activities[0];
        assert_eq!(told, activity.anomalies.to_cell().is_some());
        (activity.day, activity.anomalies.to_cell())
    }

    const OLD: Date = date(2006, 9, 18);

    #[test]
    fn the_files_before_and_after_say_when_it_was_and_else_it_is_pointed_out() {
        let beside = |name: &str| {
            vec![
                piece("log/9.fit", date(2026, 5, 3)),
                piece(name, OLD),
                piece("log/11.fit", date(2026, 5, 5)),
                piece("log/12.fit", date(2026, 6, 5)),
            ]
        };
        let right = (date(2026, 5, 4), Some("week_rollover:corrected".to_owned()));
        let pointed_out = (OLD, Some("week_rollover:nothing".to_owned()));
        assert_eq!(settled(beside("log/10.fit"), "log/10.fit"), right);
        assert_eq!(settled(beside("log/13.fit"), "log/13.fit"), pointed_out);
        assert_eq!(settled(beside("found.gpx"), "found.gpx"), pointed_out);
    }

    #[test]
    fn years_of_training_are_years_of_training() {
        let main: Vec<InputResult> =
            (0..20).map(|nth| piece(&format!("a{nth}.fit"), date(2026, 5, 1).saturating_add(nth.days()))).collect();
        let with = |others: Vec<InputResult>| settled(main.iter().cloned().chain(others).collect(), "old.fit").1;
        assert_eq!(with(vec![piece("old.fit", date(2006, 3, 1))]), None, "1,024 weeks later was nobody");
        let since = [2010, 2014, 2018, 2022].map(|year| piece(&format!("{year}.fit"), date(year, 1, 1)));
        assert_eq!(with(since.into_iter().chain([piece("old.fit", OLD)]).collect()), None, "no silence of years");
        let years = (0..10).map(|nth| piece(&format!("b{nth}.fit"), OLD.saturating_add(nth.days())));
        assert_eq!(with(years.chain([piece("old.fit", OLD)]).collect()), None, "eleven of them");
    }
}
