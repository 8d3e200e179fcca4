//! What the sessions before a session, or up to a day, were like: what its own class, the next run and a huge effort are held
//! against.

use super::spike::WINDOW_MS;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::VecDeque;

/// Runs that make a median.
const RUNS_MIN: usize = 4;

/// The median of the values within the 30 × 24 hours before each run, in the order of `runs`, which are (start in Unix
/// milliseconds, value) by start; absent with fewer than four. Runs that start together do not count for each other.
#[must_use]
pub(super) fn medians_before(runs: &[(i64, f64)]) -> Vec<Option<f64>> {
    let mut ascending: Vec<f64> = Vec::new();
    let place = |ascending: &[f64], value: f64| ascending.partition_point(|other| other.total_cmp(&value).is_lt());
    let (mut entered, mut left) = (0, 0);
    runs.iter()
        .map(|(start_ms, _)| {
            while let Some((_, value)) = runs.get(entered).filter(|(ms, _)| ms < start_ms) {
                ascending.insert(place(&ascending, *value), *value);
                entered += 1;
            }
            while let Some((_, value)) = runs.get(left).filter(|(ms, _)| left < entered && *ms < start_ms - WINDOW_MS) {
                ascending.remove(place(&ascending, *value));
                left += 1;
            }
            let (low, high) = (ascending.len().saturating_sub(1) / 2, ascending.len() / 2);
            let middle = ascending.get(low).zip(ascending.get(high)).filter(|_| RUNS_MIN <= ascending.len());
            middle.map(|(low, high)| 0.5 * (low + high))
        })
        .collect()
}

/// The runs of the last 30 days, day by day.
#[derive(Default)]
pub(super) struct RecentRuns(VecDeque<(Date, f64)>);

impl RecentRuns {
    /// Takes in a run; one of unknown distance says nothing.
    pub(super) fn add_run(&mut self, day: Date, distance_m: Option<f64>) {
        self.0.extend(distance_m.map(|distance_m| (day, distance_m)));
    }

    /// The longest and the second longest run of the 30 days that end here, metres.
    pub(super) fn longest_two(&mut self, day: Date) -> (Option<f64>, Option<f64>) {
        let first = day.saturating_sub(29.days());
        while self.0.front().is_some_and(|(day, _)| *day < first) {
            self.0.pop_front();
        }
        let mut longest: (Option<f64>, Option<f64>) = (None, None);
        for (_, m) in &self.0 {
            if longest.0.is_none_or(|known| known < *m) {
                longest = (Some(*m), longest.0);
            } else if longest.1.is_none_or(|known| known < *m) {
                longest.1 = Some(*m);
            }
        }
        longest
    }
}

/// Days in which the largest load of a session is looked for.
const LOADS_DAYS: i32 = 60;
/// A session from here on, hours, may be a huge effort …
const HUGE_FROM_H: f64 = 2.0;
/// … if its load is so many times the largest before …
const HUGE_OF_LARGEST: f64 = 2.0;
/// … and one from here on is, hours.
const HUGE_ALWAYS_H: f64 = 4.0;

/// The largest load of a session of the last 60 days, day by day.
#[derive(Default)]
pub(super) struct LargestLoads(VecDeque<(Date, f64)>);

impl LargestLoads {
    /// Hours of the longest huge effort of a day, of whose sessions the hours and the load are given; absent where none of
    /// them was. Then these sessions are among those before the next day. A convention; where no load
    /// lies in the 60 days before, there is nothing to be twice as large as.
    pub(super) fn huge_effort_h(&mut self, day: Date, sessions: &[(f64, f64)]) -> Option<f64> {
        let first = day.saturating_sub(LOADS_DAYS.days());
        while self.0.front().is_some_and(|(day, _)| *day < first) {
            self.0.pop_front();
        }
        let largest = self.0.front().map(|(_, load)| *load).filter(|load| 0.0 < *load);
        let is_huge = |(hours, load): &(f64, f64)| {
            let far_beyond = largest.is_some_and(|largest| HUGE_OF_LARGEST * largest <= *load);
            HUGE_ALWAYS_H <= *hours || (HUGE_FROM_H <= *hours && far_beyond)
        };
        let found = sessions.iter().filter(|session| is_huge(session)).map(|(hours, _)| *hours).reduce(f64::max);
        for (_, load) in sessions {
            // One that is neither later nor larger than another can never be the largest again.
            while self.0.back().is_some_and(|(_, known)| known <= load) {
                self.0.pop_back();
            }
            self.0.push_back((day, *load));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DAY_MS: i64 = 24 * 3600 * 1000;

    #[test]
    fn a_median_stands_on_four_runs_of_the_thirty_days_before() {
        let runs: Vec<(i64, f64)> =
            [(0, 9.0), (1, 1.0), (2, 5.0), (3, 6.0), (4, 50.0), (30, 8.0), (34, 0.0), (64, 0.0), (99, 0.0)]
                .map(|(day, value)| (day * DAY_MS, value))
                .to_vec();
        let none = [None; 4];
        let found = medians_before(&runs);
        assert_eq!(&found[..4], none);
        // 9 1 5 6; then with 50; then without the first three, whose 30 days are over.
        assert_eq!(&found[4..], [Some(5.5), Some(6.0), None, None, None]);
        let together = [(0, 1.0); 5];
        assert_eq!(medians_before(&together), [None; 5]);
    }

    #[test]
    fn the_two_longest_leave_after_thirty_days() {
        let mut runs = RecentRuns::default();
        assert_eq!(runs.longest_two(date(2026, 1, 1)), (None, None));
        for (day, m) in [(1, Some(30.0)), (2, Some(10.0)), (2, None), (3, Some(20.0))] {
            runs.add_run(date(2026, 1, day), m);
        }
        assert_eq!(runs.longest_two(date(2026, 1, 30)), (Some(30.0), Some(20.0)));
        assert_eq!(runs.longest_two(date(2026, 1, 31)), (Some(20.0), Some(10.0)));
        assert_eq!(runs.longest_two(date(2026, 2, 1)), (Some(20.0), None));
    }

    #[test]
    fn an_effort_is_huge_by_its_hours_or_against_sixty_days() {
        let first = date(2026, 1, 1);
        let mut loads = LargestLoads::default();
        assert_eq!(loads.huge_effort_h(first, &[(3.9, 400.0)]), None, "nothing before to be twice as large as");
        let mut loads = LargestLoads::default();
        assert_eq!(loads.huge_effort_h(first, &[(4.0, 100.0), (5.5, 120.0)]), Some(5.5));
        let on = |hours, load, day: Date| {
            let mut loads = LargestLoads::default();
            loads.huge_effort_h(first, &[(1.0, 100.0), (0.5, 40.0)]);
            loads.huge_effort_h(day, &[(hours, load)])
        };
        assert_eq!(on(2.0, 200.0, date(2026, 3, 2)), Some(2.0), "the sixtieth day after");
        assert_eq!(on(2.0, 199.0, date(2026, 3, 2)), None);
        assert_eq!(on(1.9, 900.0, date(2026, 3, 2)), None);
        assert_eq!(on(2.0, 200.0, date(2026, 3, 3)), None, "the sixty days are over");
        let mut zero = LargestLoads::default();
        zero.huge_effort_h(first, &[(1.0, 0.0)]);
        assert_eq!(zero.huge_effort_h(date(2026, 1, 2), &[(2.0, 0.0)]), None);
    }
}
