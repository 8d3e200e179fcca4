//! The daily series: acute, chronic, form, ramp, monotony, strain, workload ratios.
//!
//! - Acute and chronic load: exponentially weighted with `alpha = 1 − e^(−1/N)`, N = 7 and 42 days, after Banister 1975;
//!   the weighted mean of the days that are known: what the weights before the first day would have held is left out, not
//!   taken for 0. Where the runner gave a seed for one of the two, that one starts from it on the day before the first.
//!   Validity: useful as description.
//! - Monotony and strain: Foster 1998, Med Sci Sports Exerc 30(7):1164–1168, with the sample standard deviation.
//!   Validity: useful against the runner's own history.
//! - Acute:chronic workload ratios: uncoupled, mean of 7 days / mean of the 21 before; coupled, mean of 7 / mean of 28;
//!   weighted, Williams et al. 2017, Br J Sports Med 51(3):209. Validity: contested (Impellizzeri et al. 2020);
//!   descriptions, never a verdict.
//!
//! Each athlete's days are columns of their own, and a window is a sum of shifted columns.

use crate::parallel;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::HashMap;

pub(crate) use super::options::CHRONIC_FLOOR;
pub use super::options::{Recurrence, SeriesOptions};

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
    pub chronic_weight: f64,
    pub acute_chronic_ratio: Option<f64>,
    pub ramp: Option<f64>,
    pub monotony: Option<f64>,
    pub strain: Option<f64>,
    pub acwr_uncoupled: Option<f64>,
    pub acwr_coupled: Option<f64>,
    pub acwr_ewma: Option<f64>,
}

/// The series could not be computed, and what polars says of itself: such as that there is no memory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SeriesError(String);

/// The series of every day of every span, by athlete as given and day. Sessions outside their athlete's span do not count.
///
/// # Errors
/// See [`SeriesError`].
pub fn load_series(spans: &[Span], sessions: &[SessionLoad], options: &SeriesOptions) -> Result<Vec<Row>, SeriesError> {
    let loads = daily_loads(spans, sessions);
    let mut left = loads.as_slice();
    let athletes = spans.iter().map(|span| {
        let (load, after) = left.split_at_checked(span.len()).unwrap_or_default();
        left = after;
        (span, load)
    });
    let series = parallel::map_in_order(&athletes.collect::<Vec<_>>(), |(span, load)| {
        series_of_athlete(span, load, None, options)
    });
    let series: PolarsResult<Vec<Vec<Row>>> = series.into_iter().collect();
    series.map(|series| series.concat()).map_err(|error| SeriesError(error.to_string()))
}

/// What a series that goes on knows of the days before its first one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SeriesBefore {
    /// How many of them are known.
    pub(crate) known_days: u32,
    /// The acute load after the last of them.
    pub(crate) acute: f64,
    /// The chronic load after it.
    pub(crate) chronic: f64,
}

/// The same of one athlete, going on after days that are known already. What looks back over days is absent until there are as
/// many, and `acwr_ewma` is absent throughout: of its two loads nothing is known.
///
/// # Errors
/// See [`SeriesError`].
pub(crate) fn continued_series(
    span: Span,
    before: SeriesBefore,
    sessions: &[SessionLoad],
    options: &SeriesOptions,
) -> Result<Vec<Row>, SeriesError> {
    let loads = daily_loads(&[span], sessions);
    series_of_athlete(&span, &loads, Some(before), options).map_err(|error| SeriesError(error.to_string()))
}

/// The series of one athlete from the load of each day. A shift leaves null where it has nothing to bring: that
/// is what makes a value absent that would reach back before the first day.
fn series_of_athlete(
    span: &Span,
    load: &[f64],
    before: Option<SeriesBefore>,
    options: &SeriesOptions,
) -> PolarsResult<Vec<Row>> {
    let load = Float64Chunked::from_slice("load".into(), load);
    let days_before = before.map_or(0, |before| before.known_days);
    let (alpha_acute, alpha_chronic) = (options.alpha_acute(), options.alpha_chronic());
    let (acute_before, acute) = match before {
        None => weighted(&load, options.seed_acute, alpha_acute)?,
        Some(before) => continued(&load, alpha_acute, before.acute, days_before, |days| options.acute_weight(days))?,
    };
    let (chronic_before, chronic) = match before {
        None => weighted(&load, options.seed_chronic, alpha_chronic)?,
        Some(before) => {
            continued(&load, alpha_chronic, before.chronic, days_before, |days| options.chronic_weight(days))?
        }
    };
    let form = &chronic_before - &acute_before;
    let floored = chronic_before.apply_values(|chronic| if chronic < CHRONIC_FLOOR { CHRONIC_FLOOR } else { chronic });
    let form_ratio = &form / &floored;
    let young =
        (1..=load.len()).map(|known_days| f64::from(days_before) + (known_days as f64) < options.warm_up_days());
    let ramp = (&chronic - &chronic.shift(7)).set(&BooleanChunked::from_iter_values("young".into(), young), None)?;
    let acute_chronic_ratio = (&acute / &chronic).set(&chronic.lt_eq(0.0), None)?;

    let sum_7 = (1..7).map(|back| load.shift(back)).fold(load.clone(), |sum, day| &sum + &day);
    let mean_7 = &sum_7 / 7.0;
    let sum_21 = &(&sum_7.shift(7) + &sum_7.shift(14)) + &sum_7.shift(21);
    let sum_28 = &sum_21 + &sum_7;
    let monotony = (&mean_7 / &deviation_7(&load, &mean_7)).set(&seven_alike(&load), None)?;
    let strain = &monotony * &sum_7;

    let acwr_uncoupled = (&mean_7 / &(&sum_21 / 21.0)).set(&sum_21.lt_eq(0.0), None)?;
    let acwr_coupled = (&mean_7 / &(&sum_28 / 28.0)).set(&sum_28.lt_eq(0.0), None)?;
    let (williams_acute, williams_chronic) = WILLIAMS_DAYS;
    let ewma_acute = ewm_mean(&load, Recurrence::Span.weight_of_today(williams_acute), false)?;
    let ewma_chronic = ewm_mean(&load, Recurrence::Span.weight_of_today(williams_chronic), false)?;
    let too_early_or_empty = &sum_28.is_null() | &ewma_chronic.lt_eq(0.0);
    let acwr_ewma = (&ewma_acute / &ewma_chronic).set(&too_early_or_empty, None)?;

    let [mut load, mut acute, mut chronic, mut form, mut form_ratio] =
        [&load, &acute, &chronic, &form, &form_ratio].map(|column| column.iter().map(Option::unwrap_or_default));
    let [
        mut acute_chronic_ratio,
        mut ramp,
        mut monotony,
        mut strain,
        mut acwr_uncoupled,
        mut acwr_coupled,
        mut acwr_ewma,
    ] = [&acute_chronic_ratio, &ramp, &monotony, &strain, &acwr_uncoupled, &acwr_coupled, &acwr_ewma]
        .map(Float64Chunked::iter);
    let row = |(known_days, day)| {
        Some(Row {
            athlete: span.athlete,
            day,
            load: load.next()?,
            acute: acute.next()?,
            chronic: chronic.next()?,
            form: form.next()?,
            form_ratio: form_ratio.next()?,
            chronic_weight: options.chronic_weight(known_days),
            acute_chronic_ratio: acute_chronic_ratio.next()?,
            ramp: ramp.next()?,
            monotony: monotony.next()?,
            strain: strain.next()?,
            acwr_uncoupled: acwr_uncoupled.next()?,
            acwr_coupled: acwr_coupled.next()?,
            acwr_ewma: acwr_ewma.next()?.filter(|_| before.is_none()),
        })
    };
    Ok((days_before + 1..).zip(span_days(span)).map_while(row).collect())
}

/// The exponentially weighted load: before each day, null before the first of a load without a seed, and after it.
fn weighted(load: &Float64Chunked, seed: Option<f64>, alpha: f64) -> PolarsResult<(Float64Chunked, Float64Chunked)> {
    let Some(seed) = seed else {
        let weighted = ewm_mean(load, alpha, true)?;
        return Ok((weighted.shift(1), weighted));
    };
    let mut seeded = Float64Chunked::from_slice("seed".into(), &[seed]);
    seeded.append(load)?;
    let weighted = ewm_mean(&seeded, alpha, false)?;
    Ok((weighted.slice(0, load.len()), weighted.slice(1, load.len())))
}

/// The same, going on from the load after so many known days. It is the weighted sum of the loads over the weight that the known
/// days have, so the sum goes on, and is divided by the weight of the days.
fn continued(
    load: &Float64Chunked,
    alpha: f64,
    last: f64,
    known_days: u32,
    weight: impl Fn(u32) -> f64,
) -> PolarsResult<(Float64Chunked, Float64Chunked)> {
    let mut sums = Float64Chunked::from_slice("sums".into(), &[last * weight(known_days)]);
    sums.append(load)?;
    let sums = ewm_mean(&sums, alpha, false)?;
    let means: Vec<f64> =
        (known_days..).zip(sums.iter()).map(|(days, sum)| sum.unwrap_or_default() / weight(days)).collect();
    let means = Float64Chunked::from_slice("weighted".into(), &means);
    Ok((means.slice(0, load.len()), means.slice(1, load.len())))
}

/// The exponentially weighted mean that starts from the first value; a new one has the weight `alpha`. Adjusted, it is divided
/// by the weights of the values that there are; else the first value stands for everything before it.
fn ewm_mean(values: &Float64Chunked, alpha: f64, adjust: bool) -> PolarsResult<Float64Chunked> {
    let options = EWMOptions { alpha, adjust, min_periods: 1, ..EWMOptions::default() };
    Ok(polars::prelude::ewm_mean(&values.clone().into_series(), options)?.f64()?.clone())
}

/// The sample standard deviation of the seven days that end with each. Two passes: a running sum of squares would lose the
/// small variances that make monotony large.
fn deviation_7(load: &Float64Chunked, mean_7: &Float64Chunked) -> Float64Chunked {
    let square = |back: i64| {
        let off = &load.shift(back) - mean_7;
        &off * &off
    };
    let squares = (1..7).map(square).fold(square(0), |sum, square| &sum + &square);
    (&squares / 6.0).apply_values(f64::sqrt)
}

/// Whether the seven days that end with each are the same load. Rounding may leave equal days a grain of deviation: that they
/// are equal is asked of the days themselves.
fn seven_alike(load: &Float64Chunked) -> BooleanChunked {
    let as_the_day_before = load.equal(&load.shift(1));
    (1..6).map(|back| as_the_day_before.shift(back)).fold(as_the_day_before.clone(), |all, day| &all & &day)
}

/// Where an athlete's days lie among those of all.
struct SpanPlace {
    /// Row of the first day.
    row: usize,
    /// The first day, days since 1970-01-01.
    first: i32,
    /// How many days.
    days: usize,
}

/// The load of each day of every span, one span after the other. Sums of floats depend on their order: the sessions of a day are added up in
/// ascending order, so that the same sessions give the same bits.
fn daily_loads(spans: &[Span], sessions: &[SessionLoad]) -> Vec<f64> {
    let mut places: HashMap<u32, SpanPlace> = HashMap::with_capacity(spans.len());
    let mut rows = 0;
    for span in spans.iter().filter(|span| 0 < span.len()) {
        let days = span.len();
        places.insert(span.athlete, SpanPlace { row: rows, first: epoch_day(span.first), days });
        rows += days;
    }
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
fn span_days(span: &Span) -> impl Iterator<Item = Date> + use<> {
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
        let sessions: Vec<_> = super::span_days(&span).map(|day| SessionLoad { athlete: 7, day, load }).collect();
        load_series(&[span], &sessions, &SeriesOptions::default()).unwrap()
    }

    #[test]
    fn no_day_one_day_two_days() {
        assert!(load_series(&[], &[], &SeriesOptions::default()).unwrap().is_empty());
        let one = constant(100.0, 1);
        assert_eq!(one.len(), 1);
        assert!((one[0].chronic - 100.0).abs() < 1e-12 && one[0].form.abs() < 1e-12);
        assert_eq!(constant(100.0, 2).len(), 2);
    }

    #[test]
    fn equal_days_have_no_monotony() {
        let rows = constant(33.3, 40);
        assert!(rows.iter().all(|row| row.monotony.is_none() && row.strain.is_none()));
        let ratio = |nth: usize| rows[nth].acwr_uncoupled;
        assert!(ratio(26).is_none() && ratio(27).is_some_and(|ratio| (ratio - 1.0).abs() < 1e-12));
    }

    #[test]
    fn no_ramp_before_the_chronic_days_are_known_unless_its_seed_was_given() {
        let rows = constant(33.3, 43);
        assert!(rows[40].ramp.is_none() && rows[41].ramp.is_some_and(|ramp| ramp.abs() < 1e-12));
        let span = Span { athlete: 7, first: date(2026, 1, 1), last: date(2026, 1, 9) };
        let ramps = |options| {
            let rows = load_series(&[span], &[], &options).unwrap();
            (rows[6].ramp, rows[7].ramp.is_some(), rows[7].chronic_weight)
        };
        let seeded = SeriesOptions { seed_chronic: Some(0.0), ..SeriesOptions::default() };
        assert_eq!(ramps(seeded), (None, true, 1.0));
        let acute_alone = SeriesOptions { seed_acute: Some(40.0), ..SeriesOptions::default() };
        let (_, ramp, weight) = ramps(acute_alone);
        assert!(!ramp && (weight - (1.0 - (-8.0_f64 / 42.0).exp())).abs() < 1e-12, "{weight}");
    }

    #[test]
    fn what_lies_before_the_first_day_is_left_out_and_not_taken_for_anything() {
        let span = Span { athlete: 7, first: date(2026, 1, 1), last: date(2026, 1, 2) };
        let load = [SessionLoad { athlete: 7, day: span.first, load: 100.0 }];
        let rows = load_series(&[span], &load, &SeriesOptions::default()).unwrap();
        // The weights 1 and e^(-1/N), over their sum.
        let left = |days: f64| 100.0 * (-1.0 / days).exp() / (1.0 + (-1.0 / days).exp());
        assert!((rows[1].acute - left(7.0)).abs() < 1e-12 && (rows[1].chronic - left(42.0)).abs() < 1e-12);
        assert!(rows[1].acute_chronic_ratio.is_some_and(|ratio| (ratio - left(7.0) / left(42.0)).abs() < 1e-12));
    }

    #[test]
    fn a_seed_of_one_load_is_none_of_the_other() {
        let span = Span { athlete: 7, first: date(2026, 1, 1), last: date(2026, 1, 3) };
        let load = [SessionLoad { athlete: 7, day: span.first, load: 60.0 }];
        let options = SeriesOptions { seed_chronic: Some(40.0), ..SeriesOptions::default() };
        let rows = load_series(&[span], &load, &options).unwrap();
        assert!((rows[0].acute - 60.0).abs() < 1e-12 && (rows[0].chronic - 40.470_566_267).abs() < 1e-8);
        assert!(rows[0].form.abs() < 1e-12, "nothing to hold the seed against: {}", rows[0].form);
        assert!((rows[1].form - (rows[0].chronic - rows[0].acute)).abs() < 1e-12);
    }

    #[test]
    fn a_day_without_a_session_is_zero_and_two_sessions_add_up() {
        let span = Span { athlete: 1, first: date(2026, 1, 1), last: date(2026, 1, 3) };
        let session = |day, load| SessionLoad { athlete: 1, day, load };
        let rows = load_series(
            &[span],
            &[session(date(2026, 1, 3), 20.0), session(date(2026, 1, 1), 10.0), session(date(2026, 1, 3), 5.0)],
            &SeriesOptions::default(),
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
        let together = load_series(&spans, &sessions, &SeriesOptions::default()).unwrap();
        let apart: Vec<Row> = spans
            .iter()
            .flat_map(|span| load_series(&[*span], &sessions, &SeriesOptions::default()).unwrap())
            .collect();
        assert_eq!(together, apart);
    }
}
