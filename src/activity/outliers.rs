//! Values that leap away and come back: a satellite fix behind the next house, a barometer that a gust hit.

/// A leap that is held for this long is no fault but a new truth: a first fix that was wrong, milliseconds.
const HELD_MS: i64 = 10_000;

/// Values closer in time than this are judged as if they were so far apart: rounding is no leap, milliseconds.
const SHORTEST_MS: i64 = 1000;

/// What was found of leaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Leaps {
    /// The indices of the values that were taken out.
    pub(crate) dropped: Vec<usize>,
    /// Whether there is any leap, be it one that was believed.
    pub(crate) any: bool,
}

/// Takes out the values that cannot be reached from the last believed one and from which it cannot be reached again, and
/// tells their indices: a leap away and back. So what lies between its neighbours is measured between them.
///
/// A leap whose values fit each other and go on for 10 s is believed; the step over to it stays impossible, and is for
/// others to judge. `time_ms` ascends, one for each value.
pub(crate) fn drop_leaps<T: Copy>(
    time_ms: &[i64],
    values: &mut [Option<T>],
    fastest_per_s: f64,
    difference: impl Fn(T, T) -> f64,
) -> Leaps {
    let fastest_per_ms = fastest_per_s / 1000.0;
    let possible = |(from_ms, from): (i64, T), (to_ms, to): (i64, T)| {
        difference(from, to) <= fastest_per_ms * (to_ms - from_ms).max(SHORTEST_MS) as f64
    };
    let mut dropped = Vec::new();
    let mut believed: Option<(i64, T)> = None;
    // Where values have leapt to: since when, the last of them, and their indices.
    let mut leapt: Option<(i64, (i64, T))> = None;
    let mut away: Vec<usize> = Vec::new();
    let mut any = false;
    for (i, (time_ms, value)) in time_ms.iter().zip(values.iter()).enumerate() {
        let Some(value) = *value else { continue };
        let here = (*time_ms, value);
        if believed.is_none_or(|believed| possible(believed, here)) {
            believed = Some(here);
            if leapt.take().is_some() {
                dropped.append(&mut away);
            }
            continue;
        }
        any = true;
        match leapt.filter(|(_, last)| possible(*last, here)) {
            Some((since_ms, _)) if HELD_MS <= time_ms - since_ms => {
                away.clear();
                (believed, leapt) = (Some(here), None);
            }
            Some((since_ms, _)) => {
                away.push(i);
                leapt = Some((since_ms, here));
            }
            None => {
                dropped.append(&mut away);
                away.push(i);
                leapt = Some((*time_ms, here));
            }
        }
    }
    dropped.append(&mut away);
    for i in &dropped {
        values[*i] = None;
    }
    Leaps { dropped, any }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a value a second that may change by 5 a second.
    fn left(mut values: Vec<f64>) -> Vec<usize> {
        let mut known: Vec<Option<f64>> = values.drain(..).map(Some).collect();
        let time_ms: Vec<i64> = (0..known.len() as i64).map(|s| 1000 * s).collect();
        let dropped = drop_leaps(&time_ms, &mut known, 5.0, |from: f64, to: f64| (to - from).abs()).dropped;
        let left: Vec<usize> = (0..known.len()).filter(|i| known[*i].is_some()).collect();
        assert!(dropped.iter().all(|i| !left.contains(i)) && dropped.len() + left.len() == known.len());
        left
    }

    #[test]
    fn away_and_back_is_taken_out_and_all_else_stays() {
        assert_eq!(left(vec![0.0, 4.0, 500.0, 8.0, 12.0]), [0, 1, 3, 4]);
        assert_eq!(left(vec![0.0, 500.0, 501.0, 503.0, 1.0]), [0, 4]);
        assert_eq!(left(vec![0.0, 500.0, -500.0, 300.0, 1.0]), [0, 4]);
        assert_eq!(left(vec![0.0, 5.0, 10.0, 15.0]), [0, 1, 2, 3]);
        assert!(left(Vec::new()).is_empty());
    }

    #[test]
    fn a_leap_at_the_end_is_taken_out() {
        assert_eq!(left(vec![0.0, 1.0, 500.0, 501.0]), [0, 1]);
    }

    #[test]
    fn a_wrong_first_value_does_not_take_out_the_rest() {
        let mut values = vec![-700.0];
        values.extend((0..30).map(f64::from));
        assert_eq!(left(values).len(), 31);
    }

    #[test]
    fn the_longer_the_silence_the_further_a_value_may_have_gone() {
        let mut values = [Some(0.0), None, None, Some(14.0), Some(20.0)];
        let time_ms = [0, 1000, 2000, 3000, 3100];
        // The last two are a tenth of a second apart and judged like a second.
        let found = drop_leaps(&time_ms, &mut values, 5.0, |a: f64, b: f64| (b - a).abs());
        assert_eq!(found, Leaps { dropped: vec![4], any: true });
    }
}
