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

/// The shortest time over `target_m` that ends at a sample, seconds; its start is interpolated between samples. Absent
/// where the whole is shorter.
fn fastest_s(distance_m: &[f64], time_s: &[f64], target_m: f64) -> Option<f64> {
    let mut from = 0;
    let mut best_s: Option<f64> = None;
    for (to_m, to_s) in distance_m.iter().zip(time_s) {
        let start_m = to_m - target_m;
        if start_m < *distance_m.first()? {
            continue;
        }
        while distance_m.get(from + 1).is_some_and(|next_m| *next_m <= start_m) {
            from += 1;
        }
        let (before_m, before_s) = (distance_m[from], time_s[from]);
        let start_s = match (distance_m.get(from + 1), time_s.get(from + 1)) {
            (Some(after_m), Some(after_s)) if before_m < *after_m => {
                before_s + (after_s - before_s) * (start_m - before_m) / (after_m - before_m)
            }
            _ => before_s,
        };
        let taken_s = to_s - start_s;
        if 0.0 < taken_s && best_s.is_none_or(|best_s| taken_s < best_s) {
            best_s = Some(taken_s);
        }
    }
    best_s
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
