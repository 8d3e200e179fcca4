//! What holds for every series of loads, not only for the ones in the literature.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use restday::load::series::{Options, Row, SessionLoad, Span, series};

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
    series(&[span], &sessions, &Options::default()).expect("polars answers")
}

fn sessions() -> impl Strategy<Value = Vec<(i64, f64)>> {
    proptest::collection::vec((0..120_i64, 0.0..250.0_f64), 0..80)
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
    fn acute_and_chronic_follow_their_recursion(sessions in sessions()) {
        let (mut acute, mut chronic) = (0.0, 0.0);
        for row in run(span(120), &sessions) {
            prop_assert!((row.form - (chronic - acute)).abs() < 1e-9);
            acute += (1.0 - (-1.0_f64 / 7.0).exp()) * (row.load - acute);
            chronic += (1.0 - (-1.0_f64 / 42.0).exp()) * (row.load - chronic);
            prop_assert!((row.acute - acute).abs() < 1e-9 && (row.chronic - chronic).abs() < 1e-9);
        }
    }
}
