//! Best efforts: the fastest stretch over each of a set of distances, and the most of anything in each of a set of times.

use super::statistics::{BEST_EFFORT_DISTANCES_M, BEST_EFFORT_DURATIONS_S, BestEffort};

/// The best effort over each distance that was reached, ascending, to the millisecond. `distance_m` never falls and
/// `time_s` ascends; pauses within a stretch count.
#[must_use]
pub fn over_distances(distance_m: &[f64], time_s: &[f64]) -> Vec<BestEffort> {
    let efforts = BEST_EFFORT_DISTANCES_M.iter().map_while(|target_m| {
        let duration_s = fastest_s(distance_m, time_s, *target_m)?;
        Some(BestEffort { distance_m: *target_m, duration_s: (1000.0 * duration_s).round() / 1000.0 })
    });
    efforts.collect()
}

/// The farthest way in each duration that the activity lasted, ascending, to the centimetre. `distance_m` is the distance
/// at whole seconds, pauses included.
#[must_use]
pub fn over_durations(distance_m: &[f64]) -> Vec<BestEffort> {
    let farthest = most_in_durations(distance_m).into_iter();
    let effort = |(duration_s, m): (u32, f64)| BestEffort {
        distance_m: (100.0 * m).round() / 100.0,
        duration_s: f64::from(duration_s),
    };
    farthest.map(effort).collect()
}

/// The most that a running total at whole seconds grows in each of the best-effort durations that it lasts, by duration
/// ascending: (seconds, growth). The total never falls.
pub(crate) fn most_in_durations(total: &[f64]) -> Vec<(u32, f64)> {
    let lasted = BEST_EFFORT_DURATIONS_S.iter().take_while(|duration_s| (**duration_s as usize) < total.len());
    lasted.map(|duration_s| (*duration_s, most_in(total, *duration_s as usize))).collect()
}

/// Windows that are looked at together.
const WINDOWS: usize = 8;
/// Windows of fewer seconds are all looked at: those that overlap differ too much for one to speak for the others.
const OVERLAPPING_S: usize = 60;

/// The most that a total grows in `seconds`, which it lasts.
fn most_in(total: &[f64], seconds: usize) -> f64 {
    let (starts, ends) = (&total[..total.len() - seconds], &total[seconds..]);
    // Some windows first: the better the most so far, the more of the others need no look.
    let mut most = 0.0;
    for (start, end) in starts.iter().zip(ends).step_by(4 * WINDOWS) {
        most = higher_of(most, end - start);
    }
    // A maximum of its own for every eighth window: one maximum would wait for itself.
    let mut best = [most; WINDOWS];
    let rest = starts.len() / WINDOWS * WINDOWS;
    for (starts, ends) in starts.chunks_exact(WINDOWS).zip(ends.chunks_exact(WINDOWS)) {
        // No window of these grows by more than from the first start to the last end.
        if OVERLAPPING_S <= seconds && ends[WINDOWS - 1] - starts[0] <= most {
            continue;
        }
        for lane in 0..WINDOWS {
            best[lane] = higher_of(best[lane], ends[lane] - starts[lane]);
        }
    }
    for (start, end) in starts[rest..].iter().zip(&ends[rest..]) {
        most = higher_of(most, end - start);
    }
    best.into_iter().fold(most, higher_of)
}

/// The higher of two finite numbers: `f64::max` minds what is no number, and takes three times as long.
fn higher_of(a: f64, b: f64) -> f64 {
    if a < b { b } else { a }
}

/// Ends of stretches that are told apart only where one of them may be the best.
const ENDS: usize = 64;

/// The shortest time over `target_m` that ends at a sample, seconds; its start is interpolated between samples. Absent
/// where the whole is shorter.
fn fastest_s(distance_m: &[f64], time_s: &[f64], target_m: f64) -> Option<f64> {
    let len = distance_m.len().min(time_s.len());
    let way = Way { distance_m: &distance_m[..len], time_s: &time_s[..len], target_m };
    let start_m = *distance_m.first()?;
    let first = way.distance_m.partition_point(|end_m| end_m - target_m < start_m);
    if len <= first {
        return None;
    }
    // Every 64th end, and the last one.
    let mut ends: Vec<Stretch> = Vec::with_capacity((len - first) / ENDS + 2);
    let (mut best_s, mut from) = (f64::INFINITY, 0);
    for to in (first..len).step_by(ENDS).chain([len - 1]) {
        from = way.start_index(to, from);
        let stretch = way.stretch_between(from, to);
        best_s = best_s.min(stretch.duration_s(time_s));
        ends.push(stretch);
    }
    for pair in ends.windows(2) {
        best_s = way.faster_within(&pair[0], &pair[1], best_s);
    }
    Some(best_s)
}

/// A way on which stretches of one length are looked for.
struct Way<'a> {
    distance_m: &'a [f64],
    time_s: &'a [f64],
    target_m: f64,
}

/// A stretch that ends at a sample.
struct Stretch {
    /// The last sample not beyond its start.
    from: usize,
    start_s: f64,
    to: usize,
}

impl Stretch {
    fn duration_s(&self, time_s: &[f64]) -> f64 {
        time_s[self.to] - self.start_s
    }
}

impl Way<'_> {
    /// The last sample not beyond the start of the stretch that ends at `to`; not before `from`, which is not beyond it.
    fn start_index(&self, to: usize, mut from: usize) -> usize {
        let start_m = self.distance_m[to] - self.target_m;
        for leap in [2 * ENDS, ENDS / 2, ENDS / 8, ENDS / 32, 1] {
            while self.distance_m.get(from + leap).is_some_and(|next_m| *next_m <= start_m) {
                from += leap;
            }
        }
        from
    }

    /// The stretch that ends at `to` and starts after `from`, the last sample not beyond its start. It is longer than
    /// nothing, so there is a sample after `from`.
    fn stretch_between(&self, from: usize, to: usize) -> Stretch {
        let start_m = self.distance_m[to] - self.target_m;
        let (before_s, after_s) = (self.time_s[from], self.time_s[from + 1]);
        let (before_m, after_m) = (self.distance_m[from], self.distance_m[from + 1]);
        let start_s = before_s + (after_s - before_s) * (start_m - before_m) / (after_m - before_m);
        Stretch { from, start_s, to }
    }

    /// The best time so far, or that of a faster stretch that ends between two others.
    fn faster_within(&self, first: &Stretch, last: &Stretch, best_s: f64) -> f64 {
        // None of them ends before the sample after the first end, and none starts after the last start.
        if last.to <= first.to + 1 || best_s <= self.time_s[first.to + 1] - last.start_s {
            return best_s;
        }
        let to = usize::midpoint(first.to, last.to);
        let start_m = self.distance_m[to] - self.target_m;
        let between = &self.distance_m[first.from..=last.from];
        let from = first.from + between.partition_point(|m| *m <= start_m) - 1;
        let middle = self.stretch_between(from, to);
        let best_s = best_s.min(middle.duration_s(self.time_s));
        let best_s = self.faster_within(first, &middle, best_s);
        self.faster_within(&middle, last, best_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_fast_kilometre_inside_a_slow_run() {
        let (mut distance_m, mut time_s) = (vec![0.0], vec![0.0]);
        for second in 1..=1200 {
            let mps = if (400..650).contains(&second) { 4.0 } else { 2.5 };
            distance_m.push(distance_m[second - 1] + mps);
            time_s.push(second as f64);
        }
        let efforts = over_distances(&distance_m, &time_s);
        let reached: Vec<f64> = efforts.iter().map(|effort| effort.distance_m).collect();
        assert_eq!(reached, [400.0, 800.0, 1000.0, 1609.344, 3000.0]);
        assert!((efforts[2].duration_s - 250.0).abs() < 1e-9);
        assert!((efforts[0].duration_s - 100.0).abs() < 1e-9);
    }

    #[test]
    fn a_pause_within_a_stretch_counts_and_no_stretch_is_shortened_by_it() {
        // 500 m at 5 m/s, ten minutes at the café, 500 m at 4 m/s.
        let distance_m: Vec<f64> =
            (0..=100).map(|s| 5.0 * f64::from(s)).chain((0..=125).map(|s| 500.0 + 4.0 * f64::from(s))).collect();
        let time_s: Vec<f64> = (0..=100).chain(700..=825).map(f64::from).collect();
        let taken_s: Vec<f64> = over_distances(&distance_m, &time_s).iter().map(|effort| effort.duration_s).collect();
        assert_eq!(taken_s.len(), 3);
        for (found, expected) in taken_s.iter().zip([80.0, 775.0, 825.0]) {
            assert!((found - expected).abs() < 1e-9, "{taken_s:?}");
        }
    }

    #[test]
    fn the_search_in_blocks_finds_what_a_search_one_by_one_finds() {
        // Speeds that change at every step, some of them standing still.
        let (mut distance_m, mut time_s, mut state) = (vec![0.0], vec![0.0], 1_u32);
        for i in 0..5000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            distance_m.push(distance_m[i] + f64::from(state >> 29));
            time_s.push(time_s[i] + 1.0 + f64::from((state >> 20) % 3));
        }
        for target_m in [400.0, 1000.0, 5000.0] {
            let at = |way_m: f64| {
                let after = distance_m.partition_point(|m| *m <= way_m);
                let (from, to) = (after - 1, after);
                let share = (way_m - distance_m[from]) / (distance_m[to] - distance_m[from]);
                time_s[from] + (time_s[to] - time_s[from]) * share
            };
            let ends = (0..=5000).filter(|to| target_m <= distance_m[*to]);
            let slow = ends.map(|to| time_s[to] - at(distance_m[to] - target_m)).fold(f64::INFINITY, f64::min);
            let fast = fastest_s(&distance_m, &time_s, target_m);
            assert!(fast.is_some_and(|fast| (fast - slow).abs() < 1e-9), "{target_m}: {fast:?} {slow}");
        }
    }

    #[test]
    fn the_most_in_a_time_is_that_of_the_best_window() {
        let (mut distance_m, mut state) = (vec![0.0], 7_u32);
        for i in 0..3000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            distance_m.push(distance_m[i] + f64::from(state >> 29));
        }
        let found = over_durations(&distance_m);
        assert_eq!(found.last().map(|effort| effort.duration_s), Some(1800.0));
        for BestEffort { distance_m: m, duration_s } in found {
            let windows = distance_m.windows(duration_s as usize + 1);
            let slow = windows.map(|window| window[window.len() - 1] - window[0]).fold(0.0, f64::max);
            assert!((m - slow).abs() < 0.006, "{duration_s}: {m} {slow}");
        }
    }

    #[test]
    fn nothing_of_nothing() {
        assert!(over_distances(&[], &[]).is_empty() && over_durations(&[]).is_empty());
        assert!(over_distances(&[0.0, 399.0], &[0.0, 100.0]).is_empty());
        assert!(over_durations(&[0.0; 5]).is_empty());
    }
}
