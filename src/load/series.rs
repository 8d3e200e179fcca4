//! The daily series in one lazy query for all athletes: acute, chronic, form, ramp, monotony, strain, workload ratios.
//!
//! - Acute and chronic load: exponentially weighted with `alpha = 1 − e^(−1/N)`, N = 7 and 42 days, after Banister 1975;
//!   they start from a seed, 0 by default, on the day before the first day. Validity: useful as description.
//! - Monotony and strain: Foster 1998, Med Sci Sports Exerc 30(7):1164–1168, with the sample standard deviation.
//!   Validity: useful against the runner's own history.
//! - Acute:chronic workload ratios: uncoupled, mean of 7 days / mean of the 21 before; coupled, mean of 7 / mean of 28;
//!   weighted, Williams et al. 2017, Br J Sports Med 51(3):209. Validity: contested (Impellizzeri et al. 2020);
//!   descriptions, never a verdict.
//!
//! The days of all athletes lie one after the other in one frame, so that a window is a shift of the whole column, and the
//! number of the day says where it would reach into another athlete's days. Only the recurrences go athlete by athlete.

use jiff::civil::Date;
use polars::prelude::*;
use polars::series::IsSorted;
use std::collections::HashMap;

pub use super::options::{ACUTE_DAYS, CHRONIC_DAYS, CHRONIC_FLOOR, Options, Recurrence};

/// Days of the acute and of the chronic load in Williams' ratio.
const WILLIAMS_DAYS: (f64, f64) = (7.0, 28.0);

/// The known days of one athlete, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Which athlete; any number, once in a call.
    pub athlete: u32,
    /// First day.
    pub first: Date,
    /// Last day; a span that ends before it begins holds no day.
    pub last: Date,
}

impl Span {
    fn len(&self) -> usize {
        usize::try_from(epoch_day(self.last) - epoch_day(self.first) + 1).unwrap_or(0)
    }
}

/// The load of one session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionLoad {
    /// Which athlete.
    pub athlete: u32,
    /// Local day of the start.
    pub day: Date,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
}

/// One day of the series; see [`super::Day`] for what the values are and when they are absent.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of `super::Day`")]
pub struct Row {
    pub athlete: u32,
    pub day: Date,
    pub load: f64,
    pub acute: f64,
    pub chronic: f64,
    pub form: f64,
    pub form_ratio: f64,
    pub ramp: Option<f64>,
    pub monotony: Option<f64>,
    pub strain: Option<f64>,
    pub acwr: Option<f64>,
    pub acwr_coupled: Option<f64>,
    pub acwr_ewma: Option<f64>,
}

/// The series of every day of every span, by athlete as given and day, as rows. Sessions outside their athlete's span do
/// not count.
///
/// # Errors
/// Only what polars reports of itself, such as memory that cannot be had.
pub fn series(spans: &[Span], sessions: &[SessionLoad], options: &Options) -> PolarsResult<Vec<Row>> {
    let frame = frame(spans, sessions, options)?;
    let column = |name: &str| -> PolarsResult<Vec<Option<f64>>> { Ok(frame.column(name)?.f64()?.iter().collect()) };
    let (load, acute, chronic) = (column("load")?, column("acute")?, column("chronic")?);
    let (form, form_ratio, ramp) = (column("form")?, column("form_ratio")?, column("ramp")?);
    let (monotony, strain, acwr) = (column("monotony")?, column("strain")?, column("acwr")?);
    let (acwr_coupled, acwr_ewma) = (column("acwr_coupled")?, column("acwr_ewma")?);
    let days = spans.iter().flat_map(|span| days(span).map(|day| (span.athlete, day)));
    let rows = days.enumerate().map(|(i, (athlete, day))| Row {
        athlete,
        day,
        load: load[i].unwrap_or(0.0),
        acute: acute[i].unwrap_or(0.0),
        chronic: chronic[i].unwrap_or(0.0),
        form: form[i].unwrap_or(0.0),
        form_ratio: form_ratio[i].unwrap_or(0.0),
        ramp: ramp[i],
        monotony: monotony[i],
        strain: strain[i],
        acwr: acwr[i],
        acwr_coupled: acwr_coupled[i],
        acwr_ewma: acwr_ewma[i],
    });
    Ok(rows.collect())
}

/// The series as columns: `athlete`, `day` (days since 1970-01-01) and those of [`Row`], a row a day of every span, by
/// athlete as given and day; null where a value is absent.
///
/// However many athletes there are, the frames of some hundred of them at a time are the frame of them all.
///
/// # Errors
/// Only what polars reports of itself, such as memory that cannot be had.
pub fn frame(spans: &[Span], sessions: &[SessionLoad], options: &Options) -> PolarsResult<DataFrame> {
    query(calendar(spans, sessions)?, options)?.collect()
}

/// The series over a calendar with a row before each span for the seeds.
fn query(calendar: DataFrame, options: &Options) -> PolarsResult<LazyFrame> {
    let over = |expr: Expr| expr.over([col("span")]);
    let ewm = |load: &str, alpha: f64| {
        let options = EWMOptions { alpha, adjust: false, min_periods: 1, ..EWMOptions::default() };
        over(col(load).ewm_mean(options))
    };
    // Typed: of a bare NULL polars makes a column of megabytes of zeros first.
    let absent = || lit(Scalar::null(DataType::Float64));
    let seeded = |seed: f64| when(col("nth").eq(lit(0))).then(lit(seed)).otherwise(col("load"));
    // A sum over days, this one the last; it belongs to the athlete from the day on that has as many days before it.
    let sum =
        |name: &str, days: i64| (0..days).map(|back| col(name).shift(lit(back))).fold(lit(0.0), |sum, day| sum + day);
    let from = |nth: i32, value: Expr| when(col("nth").gt_eq(lit(nth))).then(value).otherwise(absent());
    let (williams_acute, williams_chronic) = WILLIAMS_DAYS;
    let williams = |days: f64| Recurrence::Span.alpha(days);
    Ok(calendar
        .lazy()
        .with_columns([
            seeded(options.seed_acute).alias("load_acute"),
            seeded(options.seed_chronic).alias("load_chronic"),
            when(col("nth").gt(lit(0))).then(col("load")).otherwise(absent()).alias("load_alone"),
        ])
        .with_columns([
            ewm("load_acute", options.alpha_acute())?.alias("acute"),
            ewm("load_chronic", options.alpha_chronic())?.alias("chronic"),
            ewm("load_alone", williams(williams_acute))?.alias("ewma_7"),
            ewm("load_alone", williams(williams_chronic))?.alias("ewma_28"),
            sum("load", 7).alias("sum_7"),
        ])
        .with_columns([
            (col("sum_7") / lit(7.0)).alias("mean_7"),
            (col("sum_7").shift(lit(7)) + col("sum_7").shift(lit(14)) + col("sum_7").shift(lit(21))).alias("sum_21"),
            (col("chronic") - col("acute")).shift(lit(1)).alias("form"),
            col("chronic").shift(lit(1)).alias("chronic_before"),
            from(8, col("chronic") - col("chronic").shift(lit(7))).alias("ramp"),
        ])
        .with_columns([
            // Two passes: a running sum of squares would lose the small variances that make monotony large.
            ((0..7)
                .map(|back| col("load").shift(lit(back)) - col("mean_7"))
                .fold(lit(0.0), |sum, off| sum + off.clone() * off)
                / lit(6.0))
            .sqrt()
            .alias("sd_7"),
            (0..6)
                .map(|back| col("load").shift(lit(back)).neq(col("load").shift(lit(back + 1))))
                .fold(lit(false), Expr::or)
                .alias("varies"),
            (col("form")
                / when(col("chronic_before").lt(lit(CHRONIC_FLOOR)))
                    .then(lit(CHRONIC_FLOOR))
                    .otherwise(col("chronic_before")))
            .alias("form_ratio"),
        ])
        .with_columns([
            // Rounding may leave equal days a grain of deviation: that they are equal is asked of the days themselves.
            from(7, when(col("varies")).then(col("mean_7") / col("sd_7")).otherwise(absent())).alias("monotony"),
            from(
                28,
                when(lit(0.0).lt(col("sum_21"))).then(col("mean_7") / (col("sum_21") / lit(21.0))).otherwise(absent()),
            )
            .alias("acwr"),
            from(
                28,
                when(lit(0.0).lt(col("sum_21") + col("sum_7")))
                    .then(col("mean_7") / ((col("sum_21") + col("sum_7")) / lit(28.0)))
                    .otherwise(absent()),
            )
            .alias("acwr_coupled"),
            from(28, when(lit(0.0).lt(col("ewma_28"))).then(col("ewma_7") / col("ewma_28")).otherwise(absent()))
                .alias("acwr_ewma"),
        ])
        .with_columns([(col("monotony") * col("sum_7")).alias("strain")])
        .filter(col("nth").gt(lit(0)))
        .select([
            col("athlete"),
            col("day"),
            col("load"),
            col("acute"),
            col("chronic"),
            col("form"),
            col("form_ratio"),
            col("ramp"),
            col("monotony"),
            col("strain"),
            col("acwr"),
            col("acwr_coupled"),
            col("acwr_ewma"),
        ]))
}

/// One row a day with its load and, before the first day of each span, a row for the seeds; `nth` counts the days from 1,
/// `span` the spans from 0.
fn calendar(spans: &[Span], sessions: &[SessionLoad]) -> PolarsResult<DataFrame> {
    let rows: usize = spans.iter().map(Span::len).filter(|days| 0 < *days).map(|days| days + 1).sum();
    let (mut span, mut athlete) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let (mut day, mut nth) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut places: HashMap<u32, Place> = HashMap::with_capacity(spans.len());
    for (known, index) in spans.iter().filter(|span| 0 < span.len()).zip(0_u32..) {
        let (first, days) = (epoch_day(known.first), known.len());
        places.insert(known.athlete, Place { row: span.len() + 1, first, days });
        span.resize(span.len() + days + 1, index);
        athlete.resize(athlete.len() + days + 1, known.athlete);
        day.extend(first - 1..first + days as i32);
        nth.extend(0..=days as i32);
    }
    let mut span = Column::new("span".into(), span);
    span.set_sorted_flag(IsSorted::Ascending);
    DataFrame::new(
        rows,
        vec![
            span,
            Column::new("athlete".into(), athlete),
            Column::new("day".into(), day),
            Column::new("nth".into(), nth),
            Column::new("load".into(), daily_loads(rows, &places, sessions)),
        ],
    )
}

/// Where an athlete's days lie in the calendar.
struct Place {
    /// Row of the first day.
    row: usize,
    /// The first day, days since 1970-01-01.
    first: i32,
    /// How many days.
    days: usize,
}

/// The load of each row of the calendar. Sums of floats depend on their order: the sessions of a day are added up in
/// ascending order, so that the same sessions give the same bits.
fn daily_loads(rows: usize, places: &HashMap<u32, Place>, sessions: &[SessionLoad]) -> Vec<f64> {
    let row = |session: &SessionLoad| {
        let place = places.get(&session.athlete)?;
        let day = usize::try_from(epoch_day(session.day) - place.first).ok()?;
        (day < place.days).then_some(place.row + day)
    };
    let (mut loads, mut known) = (vec![0.0; rows], vec![false; rows]);
    let mut further: Vec<(usize, f64)> = Vec::new();
    for session in sessions {
        let Some(row) = row(session) else { continue };
        if known[row] {
            further.push((row, session.load));
        } else {
            (loads[row], known[row]) = (session.load, true);
        }
    }
    further.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for several in further.chunk_by(|a, b| a.0 == b.0) {
        let row = several[0].0;
        let first = loads[row];
        let smaller = several.partition_point(|(_, load)| *load < first);
        let sum = |loads: &[(usize, f64)], from: f64| loads.iter().fold(from, |sum, (_, load)| sum + load);
        loads[row] = sum(&several[smaller..], sum(&several[..smaller], 0.0) + first);
    }
    loads
}

/// The days of a span in order.
fn days(span: &Span) -> impl Iterator<Item = Date> + use<> {
    let last = span.last;
    std::iter::successors(Some(span.first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}

/// Days since 1970-01-01.
fn epoch_day(day: Date) -> i32 {
    let since = day.duration_since(Date::constant(1970, 1, 1));
    (since.as_secs() / 86_400) as i32
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn constant(load: f64, days: i32) -> Vec<Row> {
        let first = date(2026, 1, 1);
        let last = first.saturating_add(jiff::Span::new().days(days - 1));
        let span = Span { athlete: 7, first, last };
        let sessions: Vec<_> = super::days(&span).map(|day| SessionLoad { athlete: 7, day, load }).collect();
        series(&[span], &sessions, &Options::default()).unwrap()
    }

    #[test]
    fn no_day_one_day_two_days() {
        assert!(series(&[], &[], &Options::default()).unwrap().is_empty());
        let one = constant(100.0, 1);
        assert_eq!(one.len(), 1);
        assert!((one[0].chronic - 2.352_831_334_8).abs() < 1e-9 && one[0].form.abs() < 1e-12);
        assert_eq!(constant(100.0, 2).len(), 2);
    }

    #[test]
    fn equal_days_have_no_monotony() {
        let rows = constant(33.3, 40);
        assert!(rows.iter().all(|row| row.monotony.is_none() && row.strain.is_none()));
        assert!(rows[26].acwr.is_none() && rows[27].acwr.is_some_and(|acwr| (acwr - 1.0).abs() < 1e-12));
        assert!(rows[6].ramp.is_none() && rows[7].ramp.is_some());
    }

    #[test]
    fn a_day_without_a_session_is_zero_and_two_sessions_add_up() {
        let span = Span { athlete: 1, first: date(2026, 1, 1), last: date(2026, 1, 3) };
        let session = |day, load| SessionLoad { athlete: 1, day, load };
        let rows = series(
            &[span],
            &[session(date(2026, 1, 3), 20.0), session(date(2026, 1, 1), 10.0), session(date(2026, 1, 3), 5.0)],
            &Options::default(),
        )
        .unwrap();
        assert_eq!(rows.iter().map(|row| row.load).collect::<Vec<_>>(), [10.0, 0.0, 25.0]);
    }

    #[test]
    fn athletes_do_not_touch_each_other() {
        let span = |athlete, first| Span { athlete, first, last: date(2026, 3, 1) };
        let spans = [span(2, date(2026, 1, 5)), span(1, date(2026, 2, 1))];
        let sessions: Vec<_> = (0..20)
            .map(|i| SessionLoad {
                athlete: 1 + i % 2,
                day: date(2026, 2, 1 + (i % 27) as i8),
                load: f64::from(10 + i),
            })
            .collect();
        let together = series(&spans, &sessions, &Options::default()).unwrap();
        let apart: Vec<Row> =
            spans.iter().flat_map(|span| series(&[*span], &sessions, &Options::default()).unwrap()).collect();
        assert_eq!(together, apart);
    }
}
