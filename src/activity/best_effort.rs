//! Best efforts: the fastest stretch over each of a set of distances.

use super::statistics::{BEST_EFFORT_DISTANCES_M, BestEffort};

/// The best effort over each distance that was reached, ascending. `distance_m` never falls and `time_s` ascends; pauses
/// within a stretch count.
#[must_use]
pub fn all(distance_m: &[f64], time_s: &[f64]) -> Vec<BestEffort> {
    let efforts = BEST_EFFORT_DISTANCES_M.iter().map_while(|target_m| {
        fastest_s(distance_m, time_s, *target_m).map(|duration_s| BestEffort { distance_m: *target_m, duration_s })
    });
    efforts.collect()
}

/// Ends of stretches that are looked at together.
const BLOCK: usize = 16;

/// The shortest time over `target_m` that ends at a sample, seconds; its start is interpolated between samples. Absent
/// where the whole is shorter.
fn fastest_s(distance_m: &[f64], time_s: &[f64], target_m: f64) -> Option<f64> {
    let len = distance_m.len().min(time_s.len());
    let (distance_m, time_s) = (&distance_m[..len], &time_s[..len]);
    let start_m = *distance_m.first()?;
    let mut to = distance_m.partition_point(|end_m| end_m - target_m < start_m);
    // The last sample not beyond the start of a stretch. It lies before the end, so there is one after it.
    let mut from = 0;
    let mut best_s = f64::INFINITY;
    while to < len {
        let end = (to + BLOCK).min(len);
        // No stretch that ends in the block is shorter than from the latest start to the first end.
        let latest_m = distance_m[end - 1] - target_m;
        let mut latest = from;
        for leap in [2 * BLOCK, BLOCK, BLOCK / 2, BLOCK / 4, BLOCK / 8, 1] {
            while distance_m.get(latest + leap).is_some_and(|next_m| *next_m <= latest_m) {
                latest += leap;
            }
        }
        if best_s <= time_s[to] - time_s[latest + 1] {
            from = latest;
        } else {
            for (to_m, to_s) in distance_m[to..end].iter().zip(&time_s[to..end]) {
                let start_m = to_m - target_m;
                while distance_m[from + 1] <= start_m {
                    from += 1;
                }
                let (before_s, after_s) = (time_s[from], time_s[from + 1]);
                if to_s - after_s < best_s {
                    let (before_m, after_m) = (distance_m[from], distance_m[from + 1]);
                    let start_s = before_s + (after_s - before_s) * (start_m - before_m) / (after_m - before_m);
                    best_s = best_s.min(to_s - start_s);
                }
            }
        }
        to = end;
    }
    best_s.is_finite().then_some(best_s)
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
        let efforts = all(&distance_m, &time_s);
        let reached: Vec<f64> = efforts.iter().map(|effort| effort.distance_m).collect();
        assert_eq!(reached, [400.0, 800.0, 1000.0, 1609.344, 3000.0]);
        assert!((efforts[2].duration_s - 250.0).abs() < 1e-9);
        assert!((efforts[0].duration_s - 100.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_of_nothing() {
        assert!(all(&[], &[]).is_empty());
        assert!(all(&[0.0, 399.0], &[0.0, 100.0]).is_empty());
    }
}
