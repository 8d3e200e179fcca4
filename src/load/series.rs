//! The daily series in one lazy query for all athletes: acute, chronic, form, ramp, monotony, strain, workload ratio.
//!
//! - Acute and chronic load: exponentially weighted with `alpha = 1 − e^(−1/N)`, N = 7 and 42 days, after Banister 1975;
//!   they start from a seed, 0 by default, on the day before the first day. Validity: useful as description.
//! - Monotony and strain: Foster 1998, Med Sci Sports Exerc 30(7):1164–1168, with the sample standard deviation.
//!   Validity: useful against the runner's own history.
//! - Acute:chronic workload ratio, uncoupled: mean of 7 days / mean of the 21 before. Validity: contested (Impellizzeri
//!   et al. 2020); a description, never a verdict.

use jiff::civil::Date;
use polars::prelude::*;

/// Time constant of the acute load, days.
pub const ACUTE_DAYS: f64 = 7.0;
/// Time constant of the chronic load, days.
pub const CHRONIC_DAYS: f64 = 42.0;
/// `form_ratio` divides by at least this much chronic load, so that a beginner's ratio does not explode.
pub const CHRONIC_FLOOR: f64 = 5.0;

/// The weight of today in an exponentially weighted load of time constant `days`.
#[must_use]
pub fn alpha(days: f64) -> f64 {
    1.0 - libm::exp(-1.0 / days)
}

/// How an exponentially weighted load takes in a new day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recurrence {
    /// Weight of today `1 − e^(−1/N)`: Banister, GoldenCheetah, Elevate, intervals.icu.
    #[default]
    Exponential,
    /// Weight of today `1/N`: TrainingPeaks' published form.
    OneOverN,
    /// Weight of today `2/(N+1)`: Runalyze.
    Span,
}

/// What the runner may choose about the series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// How a new day is taken in.
    pub recurrence: Recurrence,
    /// Time constant of the acute load, days.
    pub acute_days: f64,
    /// Time constant of the chronic load, days.
    pub chronic_days: f64,
    /// Acute load on the day before the first.
    pub seed_acute: f64,
    /// Chronic load on the day before the first.
    pub seed_chronic: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            recurrence: Recurrence::default(),
            acute_days: ACUTE_DAYS,
            chronic_days: CHRONIC_DAYS,
            seed_acute: 0.0,
            seed_chronic: 0.0,
        }
    }
}

/// The known days of one athlete, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Which athlete; any number, once in a call.
    pub athlete: u32,
    /// Acute and chronic load on the day before the first; 0 unless the runner's history is known from elsewhere.
    pub seed: f64,
    /// First day.
    pub first: Date,
    /// Last day; a span that ends before it begins holds no day.
    pub last: Date,
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
}

/// The series of every day of every span, by athlete as given and day. Sessions outside their athlete's span do not count.
///
/// # Errors
/// Only what polars reports of itself, such as memory that cannot be had.
pub fn series(spans: &[Span], sessions: &[SessionLoad]) -> PolarsResult<Vec<Row>> {
    let days: Vec<(usize, &Span, Date)> =
        spans.iter().enumerate().flat_map(|(i, span)| days(span).map(move |day| (i, span, day))).collect();
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let frame = query(calendar(spans)?, daily_loads(sessions)?)?.collect()?;
    let column = |name: &str| -> PolarsResult<Vec<Option<f64>>> { Ok(frame.column(name)?.f64()?.iter().collect()) };
    let (load, acute, chronic) = (column("load")?, column("acute")?, column("chronic")?);
    let (form, form_ratio, ramp) = (column("form")?, column("form_ratio")?, column("ramp")?);
    let (monotony, strain, acwr) = (column("monotony")?, column("strain")?, column("acwr")?);
    let rows = days.iter().enumerate().map(|(i, (_, span, day))| Row {
        athlete: span.athlete,
        day: *day,
        load: load[i].unwrap_or(0.0),
        acute: acute[i].unwrap_or(0.0),
        chronic: chronic[i].unwrap_or(0.0),
        form: form[i].unwrap_or(0.0),
        form_ratio: form_ratio[i].unwrap_or(0.0),
        ramp: ramp[i],
        monotony: monotony[i],
        strain: strain[i],
        acwr: acwr[i],
    });
    Ok(rows.collect())
}

/// The calendar with a seed row before each span, joined with the summed loads, and the series computed over it.
fn query(calendar: DataFrame, daily_loads: DataFrame) -> PolarsResult<LazyFrame> {
    let athlete = [col("athlete")];
    let over = |expr: Expr| expr.over(&athlete);
    let ewm = |days: f64| {
        let options = EWMOptions { alpha: alpha(days), adjust: false, min_periods: 1, ..EWMOptions::default() };
        over(col("load").ewm_mean(options))
    };
    let window = |size: usize| RollingOptionsFixedWindow {
        window_size: size,
        min_periods: size,
        ..RollingOptionsFixedWindow::default()
    };
    let mean_7 = (0..7).map(|back| col("load").shift(lit(back))).fold(lit(0.0), |sum, day| sum + day) / lit(7.0);
    // Two passes: a running sum of squares would lose the small variances that make monotony large.
    let variance_7 = (0..7)
        .map(|back| col("load").shift(lit(back)) - col("mean_7"))
        .fold(lit(0.0), |sum, off| sum + off.clone() * off)
        / lit(6.0);
    Ok(calendar
        .lazy()
        .join(
            daily_loads.lazy(),
            [col("athlete"), col("day")],
            [col("athlete"), col("day")],
            JoinArgs::new(JoinType::Left),
        )
        .sort(["position"], SortMultipleOptions::default())
        .with_columns([col("load").fill_null(col("seed"))])
        .with_columns([
            ewm(ACUTE_DAYS)?.alias("acute"),
            ewm(CHRONIC_DAYS)?.alias("chronic"),
            over(mean_7)?.alias("mean_7"),
        ])
        .with_columns([
            over((col("chronic") - col("acute")).shift(lit(1)))?.alias("form"),
            over(col("chronic").shift(lit(1)))?.alias("chronic_before"),
            when(col("nth").gt(lit(7)))
                .then(over(col("chronic") - col("chronic").shift(lit(7)))?)
                .otherwise(lit(NULL))
                .alias("ramp"),
            over(variance_7)?.sqrt().alias("sd_7"),
            over(col("load").rolling_max(window(7)) - col("load").rolling_min(window(7)))?.alias("range_7"),
            over(col("load").rolling_sum(window(21)).shift(lit(7)))?.alias("sum_21"),
            over(col("load").rolling_max(window(21)).shift(lit(7)))?.alias("max_21"),
        ])
        .with_columns([
            (col("form")
                / when(col("chronic_before").lt(lit(CHRONIC_FLOOR)))
                    .then(lit(CHRONIC_FLOOR))
                    .otherwise(col("chronic_before")))
            .alias("form_ratio"),
            // Rounding may leave equal days a grain of deviation: their range says that they are equal.
            when(col("nth").gt_eq(lit(7)).and(col("range_7").gt(lit(0.0))))
                .then(col("mean_7") / col("sd_7"))
                .otherwise(lit(NULL))
                .alias("monotony"),
            // A running sum may keep a grain of what has left it: the largest of the 21 days says whether they are empty.
            when(col("nth").gt_eq(lit(28)).and(col("max_21").gt(lit(0.0))))
                .then(col("mean_7") / (col("sum_21") / lit(21.0)))
                .otherwise(lit(NULL))
                .alias("acwr"),
        ])
        .with_columns([(col("monotony") * col("mean_7") * lit(7.0)).alias("strain")])
        .filter(col("nth").gt(lit(0))))
}

/// One row a day and, before the first day of each span, a row that holds the seed; `nth` counts the days from 1.
fn calendar(spans: &[Span]) -> PolarsResult<DataFrame> {
    let (mut athlete, mut day, mut nth, mut seed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for span in spans.iter().filter(|span| span.first <= span.last) {
        let first = epoch_day(span.first);
        let count = epoch_day(span.last) - first;
        for back in -1..=count {
            athlete.push(span.athlete);
            day.push(first + back);
            nth.push(back + 1);
            seed.push(if back < 0 { span.seed } else { 0.0 });
        }
    }
    let position: Vec<u64> = (0..athlete.len() as u64).collect();
    DataFrame::new(
        athlete.len(),
        vec![
            Column::new("athlete".into(), athlete),
            Column::new("day".into(), day),
            Column::new("nth".into(), nth),
            Column::new("seed".into(), seed),
            Column::new("position".into(), position),
        ],
    )
}

/// One row an athlete and day with sessions. Sums of floats depend on their order, and polars adds in whatever order its
/// threads meet the rows (sorted or not): added up here in ascending order, the same sessions give the same bits.
fn daily_loads(sessions: &[SessionLoad]) -> PolarsResult<DataFrame> {
    let mut sorted = sessions.to_vec();
    sorted.sort_unstable_by(|a, b| (a.athlete, a.day).cmp(&(b.athlete, b.day)).then(a.load.total_cmp(&b.load)));
    let days: Vec<&[SessionLoad]> = sorted.chunk_by(|a, b| (a.athlete, a.day) == (b.athlete, b.day)).collect();
    DataFrame::new(
        days.len(),
        vec![
            Column::new("athlete".into(), days.iter().map(|day| day[0].athlete).collect::<Vec<u32>>()),
            Column::new("day".into(), days.iter().map(|day| epoch_day(day[0].day)).collect::<Vec<i32>>()),
            Column::new("load".into(), days.iter().map(|day| day.iter().map(|s| s.load).sum()).collect::<Vec<f64>>()),
        ],
    )
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
        let span = Span { athlete: 7, seed: 0.0, first, last };
        let sessions: Vec<_> = super::days(&span).map(|day| SessionLoad { athlete: 7, day, load }).collect();
        series(&[span], &sessions).unwrap()
    }

    #[test]
    fn no_day_one_day_two_days() {
        assert!(series(&[], &[]).unwrap().is_empty());
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
        let span = Span { athlete: 1, seed: 0.0, first: date(2026, 1, 1), last: date(2026, 1, 3) };
        let session = |day, load| SessionLoad { athlete: 1, day, load };
        let rows = series(
            &[span],
            &[session(date(2026, 1, 3), 20.0), session(date(2026, 1, 1), 10.0), session(date(2026, 1, 3), 5.0)],
        )
        .unwrap();
        assert_eq!(rows.iter().map(|row| row.load).collect::<Vec<_>>(), [10.0, 0.0, 25.0]);
    }

    #[test]
    fn athletes_do_not_touch_each_other() {
        let span = |athlete, first| Span { athlete, seed: 0.0, first, last: date(2026, 3, 1) };
        let spans = [span(2, date(2026, 1, 5)), span(1, date(2026, 2, 1))];
        let sessions: Vec<_> = (0..20)
            .map(|i| SessionLoad {
                athlete: 1 + i % 2,
                day: date(2026, 2, 1 + (i % 27) as i8),
                load: f64::from(10 + i),
            })
            .collect();
        let together = series(&spans, &sessions).unwrap();
        let apart: Vec<Row> = spans.iter().flat_map(|span| series(&[*span], &sessions).unwrap()).collect();
        assert_eq!(together, apart);
    }
}
