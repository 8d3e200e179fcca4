//! What holds for every series of loads, not only for the ones in the literature.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use restday::load::series::{Recurrence, Row, SeriesOptions, SessionLoad, Span, load_series};

const FIRST: Date = date(2025, 12, 1);

fn day(nth: i64) -> Date {
    FIRST.saturating_add(nth.days())
}

fn span(days: i64) -> Span {
    Span { athlete: 1, first: FIRST, last: day(days - 1) }
}

fn run(span: Span, sessions: &[(i64, f64)]) -> Vec<Row> {
    let sessions: Vec<SessionLoad> =
        sessions.iter().map(|(nth, load)| SessionLoad { athlete: 1, day: day(*nth), load: *load }).collect();
    load_series(&[span], &sessions, &SeriesOptions::default()).expect("polars answers")
}

fn sessions() -> impl Strategy<Value = Vec<(i64, f64)>> {
    proptest::collection::vec((0..120_i64, 0.0..250.0_f64), 0..80)
}

/// An exponentially weighted load, one day after the other: of what is known, or from a seed on.
struct Weighted {
    mean: Option<f64>,
    /// Of the days so far, where there was no seed.
    weight: Option<f64>,
    alpha: f64,
}

impl Weighted {
    fn take_in(&mut self, load: f64) -> f64 {
        let kept = 1.0 - self.alpha;
        let mean = match (self.mean, self.weight) {
            (None, _) => {
                self.weight = Some(1.0);
                load
            }
            (Some(mean), None) => mean + (load - mean) * (self.alpha / (kept + self.alpha)),
            (Some(mean), Some(weight)) => {
                let weight = weight * kept + 1.0;
                self.weight = Some(weight);
                mean + (load - mean) * (1.0 / weight)
            }
        };
        self.mean = Some(mean);
        mean
    }
}

/// The series once more, day by day and number by number.
fn plain(span: Span, sessions: &[SessionLoad], options: &SeriesOptions) -> Vec<Row> {
    let first = span.first;
    let days = (span.last - first).get_days() as usize + 1;
    let load = |nth: usize| {
        let mut loads: Vec<f64> = sessions
            .iter()
            .filter(|session| session.day == first.saturating_add((nth as i64).days()))
            .map(|session| session.load)
            .collect();
        loads.sort_by(f64::total_cmp);
        loads.iter().fold(0.0, |sum, load| sum + load)
    };
    let loads: Vec<f64> = (0..days).map(load).collect();
    // Divided by a constant is multiplied by its reciprocal, in the last bit too.
    let by = |divisor: f64| 1.0 / divisor;
    let take_in = |mean: f64, load: f64, alpha: f64| mean + (load - mean) * (alpha / ((1.0 - alpha) + alpha));
    let since = |nth: usize, days: usize| (days <= nth + 1).then(|| nth + 1 - days);
    let sum =
        |last: usize| loads[last - 6..=last].iter().rev().copied().reduce(|sum, load| sum + load).expect("a week");
    let mut acute = Weighted { mean: options.seed_acute, weight: None, alpha: options.alpha_acute() };
    let mut chronic = Weighted { mean: options.seed_chronic, weight: None, alpha: options.alpha_chronic() };
    let (mut short, mut long) = (loads[0], loads[0]);
    let mut chronics = Vec::new();
    let mut rows = Vec::new();
    for (nth, load) in loads.iter().copied().enumerate() {
        let before = chronic.mean.zip(acute.mean);
        let form = before.map_or(0.0, |(chronic, acute)| chronic - acute);
        let form_ratio = before.map_or(0.0, |(chronic, _)| form / if chronic < 5.0 { 5.0 } else { chronic });
        let (acute, chronic) = (acute.take_in(load), chronic.take_in(load));
        chronics.push(chronic);
        if 0 < nth {
            short = take_in(short, load, Recurrence::Span.weight_of_today(7.0));
            long = take_in(long, load, Recurrence::Span.weight_of_today(28.0));
        }
        let monotony = since(nth, 7).and_then(|from| {
            let week = &loads[from..=nth];
            let mean = sum(nth) * by(7.0);
            let squares =
                week.iter().rev().map(|load| (load - mean) * (load - mean)).reduce(|sum, square| sum + square);
            let deviation = (squares.expect("a week") * by(6.0)).sqrt();
            week.windows(2).any(|pair| pair[0] != pair[1]).then_some(mean / deviation)
        });
        let weeks_before = since(nth, 28).map(|_| (sum(nth - 7) + sum(nth - 14)) + sum(nth - 21));
        let ratio = |of: f64, days: f64| (0.0 < of).then(|| sum(nth) * by(7.0) / (of * by(days)));
        rows.push(Row {
            athlete: span.athlete,
            day: first.saturating_add((nth as i64).days()),
            load,
            acute,
            chronic,
            form,
            form_ratio,
            chronic_weight: match options.seed_chronic {
                Some(_) => 1.0,
                None => 1.0 - libm::pow(1.0 - options.alpha_chronic(), (nth + 1) as f64),
            },
            acute_chronic_ratio: (0.0 < chronic).then_some(acute / chronic),
            ramp: since(nth, 8)
                .filter(|_| options.seed_chronic.is_some() || options.chronic_days <= (nth + 1) as f64)
                .map(|_| chronic - chronics[nth - 7]),
            monotony,
            strain: monotony.map(|monotony| monotony * sum(nth)),
            acwr_uncoupled: weeks_before.and_then(|before| ratio(before, 21.0)),
            acwr_coupled: weeks_before.and_then(|before| ratio(before + sum(nth), 28.0)),
            acwr_ewma: weeks_before.and_then(|_| (0.0 < long).then_some(short / long)),
        });
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_day_of_the_span_is_there_and_zero_where_nothing_was(sessions in sessions()) {
        let rows = run(span(120), &sessions);
        prop_assert_eq!(rows.len(), 120);
        for (nth, row) in rows.iter().enumerate() {
            prop_assert_eq!(row.day, day(nth as i64));
            let total: f64 = sessions.iter().filter(|(at, _)| *at == nth as i64).map(|(_, load)| load).sum();
            prop_assert!((row.load - total).abs() < 1e-9);
            prop_assert!(row.acute.is_finite() && row.chronic.is_finite() && row.form.is_finite());
        }
    }

    #[test]
    fn the_order_of_the_sessions_does_not_show(sessions in sessions(), seed in any::<u64>()) {
        let mut shuffled = sessions.clone();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(run(span(120), &sessions), run(span(120), &shuffled));
    }

    #[test]
    fn later_days_do_not_change_earlier_ones(sessions in sessions(), more in 1..40_i64) {
        let (short, long) = (run(span(120), &sessions), run(span(120 + more), &sessions));
        prop_assert_eq!(&long[..120], &short[..]);
    }

    #[test]
    fn acute_and_chronic_are_the_recursion_from_0_over_the_weights_of_the_known_days(sessions in sessions()) {
        let kept = |days: f64| (-1.0_f64 / days).exp();
        let (mut acute, mut chronic, mut known_days, mut form) = (0.0, 0.0, 0, 0.0);
        for row in run(span(120), &sessions) {
            prop_assert!((row.form - form).abs() < 1e-9);
            known_days += 1;
            acute += (1.0 - kept(7.0)) * (row.load - acute);
            chronic += (1.0 - kept(42.0)) * (row.load - chronic);
            let weights = (1.0 - kept(7.0).powi(known_days), 1.0 - kept(42.0).powi(known_days));
            prop_assert!((row.acute - acute / weights.0).abs() < 1e-9);
            prop_assert!((row.chronic - chronic / weights.1).abs() < 1e-9);
            prop_assert!((row.chronic_weight - weights.1).abs() < 1e-12);
            form = chronic / weights.1 - acute / weights.0;
        }
    }

    #[test]
    fn a_constant_load_is_form_0_on_every_day(load in 0.0..300.0_f64, days in 1..200_i64) {
        let sessions: Vec<(i64, f64)> = (0..days).map(|nth| (nth, load)).collect();
        for row in run(span(days), &sessions) {
            prop_assert!(row.form == 0.0 && row.form_ratio == 0.0, "{row:?}");
            prop_assert!((row.acute - load).abs() < 1e-12 && (row.chronic - load).abs() < 1e-12);
        }
    }

    #[test]
    fn a_week_again_and_again_is_the_same_on_every_sunday(week in proptest::collection::vec(0.0..250.0_f64, 7)) {
        let sessions: Vec<(i64, f64)> = (0..26 * 7).map(|nth| (nth, week[nth as usize % 7])).collect();
        let rows = run(span(26 * 7), &sessions);
        let sundays: Vec<&Row> = rows.iter().skip(6).step_by(7).collect();
        // The form that a Sunday leaves is that of the Monday after it.
        let mondays: Vec<f64> = rows.iter().skip(7).step_by(7).map(|row| row.form).collect();
        for row in &sundays {
            prop_assert!((row.acute - sundays[0].acute).abs() < 1e-9 && (row.chronic - sundays[0].chronic).abs() < 1e-9);
        }
        prop_assert!(mondays.iter().all(|form| (form - mondays[0]).abs() < 1e-9), "{mondays:?}");
    }

    #[test]
    fn a_session_split_in_two_is_the_same_load(sessions in sessions(), share in 0.0..1.0_f64) {
        // Both halves on one day; the parts of a double need not add up to it, so the last digits may differ.
        let split: Vec<(i64, f64)> =
            sessions.iter().flat_map(|(nth, load)| [(*nth, load * share), (*nth, load - load * share)]).collect();
        for (whole, halves) in run(span(120), &sessions).iter().zip(run(span(120), &split)) {
            prop_assert!((whole.load - halves.load).abs() <= 1e-9 && (whole.chronic - halves.chronic).abs() <= 1e-9);
        }
    }

    #[test]
    fn load_is_additive_over_sessions(one in sessions(), other in sessions()) {
        let both = run(span(120), &[&one[..], &other[..]].concat());
        for ((both, one), other) in both.iter().zip(run(span(120), &one)).zip(run(span(120), &other)) {
            for (both, sum) in
                [(both.load, one.load + other.load), (both.acute, one.acute + other.acute), (both.chronic, one.chronic + other.chronic)]
            {
                prop_assert!((both - sum).abs() <= 1e-9 * sum.max(1.0), "{} {}", both, sum);
            }
        }
    }

    #[test]
    fn a_rest_day_more_changes_no_day_before_it(sessions in sessions()) {
        let (short, long) = (run(span(120), &sessions), run(span(121), &sessions));
        prop_assert_eq!(&long[..120], &short[..]);
        prop_assert!(sessions.iter().any(|(nth, _)| *nth == 120) || long[120].load == 0.0);
    }

    #[test]
    fn every_column_is_to_the_last_bit_what_a_plain_loop_computes(
        sessions in sessions(), few in 1..120_i64, rounded in any::<bool>(), seed in 0.0..90.0_f64,
    ) {
        let load = |load: f64| if rounded { (load / 50.0).round() * 50.0 } else { load };
        let sessions: Vec<SessionLoad> =
            sessions.iter().map(|(nth, of)| SessionLoad { athlete: 1, day: day(*nth), load: load(*of) }).collect();
        let seeded = |seed_acute, seed_chronic| SeriesOptions { seed_acute, seed_chronic, ..SeriesOptions::default() };
        let (acute, chronic) = (Some(seed), Some(seed / 2.0));
        for options in [seeded(None, None), seeded(acute, chronic), seeded(acute, None), seeded(None, chronic)] {
            for days in [few, 120] {
                let (computed, plain) = (load_series(&[span(days)], &sessions, &options), plain(span(days), &sessions, &options));
                prop_assert_eq!(computed.expect("polars answers"), plain);
            }
        }
    }

    #[test]
    fn every_recurrence_follows_its_definition_from_its_seed(
        sessions in sessions(), seed in 0.0..90.0_f64, acute_days in 3..12_u8, more in 5..40_u8,
    ) {
        let sessions: Vec<SessionLoad> =
            sessions.iter().map(|(nth, load)| SessionLoad { athlete: 1, day: day(*nth), load: *load }).collect();
        let (acute_days, chronic_days) = (f64::from(acute_days), f64::from(acute_days) + f64::from(more));
        for (recurrence, alpha) in [
            (Recurrence::Exponential, (|n: f64| 1.0 - (-1.0 / n).exp()) as fn(f64) -> f64),
            (Recurrence::OneOverN, |n| 1.0 / n),
            (Recurrence::Span, |n| 2.0 / (n + 1.0)),
        ] {
            let options = SeriesOptions { recurrence, acute_days, chronic_days, seed_acute: Some(seed), seed_chronic: Some(seed / 2.0) };
            let (mut acute, mut chronic) = (seed, seed / 2.0);
            for row in load_series(&[span(60)], &sessions, &options).expect("polars answers") {
                prop_assert!((row.form - (chronic - acute)).abs() < 1e-9);
                acute += alpha(acute_days) * (row.load - acute);
                chronic += alpha(chronic_days) * (row.load - chronic);
                prop_assert!((row.acute - acute).abs() < 1e-9 && (row.chronic - chronic).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn athletes_computed_together_are_computed_as_if_alone() {
    let spans: Vec<Span> =
        (0..40).map(|nth| Span { athlete: 100 - nth, first: day(i64::from(nth) % 7), last: day(90) }).collect();
    let sessions: Vec<SessionLoad> = (0..2000_i64)
        .map(|nth| SessionLoad {
            athlete: 100 - (nth % 40) as u32,
            day: day(nth * 31 % 97),
            load: (nth * 37 % 90) as f64,
        })
        .collect();
    let together = load_series(&spans, &sessions, &SeriesOptions::default()).expect("polars answers");
    let apart: Vec<Row> = spans
        .chunks(3)
        .flat_map(|some| load_series(some, &sessions, &SeriesOptions::default()).expect("polars answers"))
        .collect();
    assert_eq!(together, apart);
}
