//! Banister's impulse response: performance as fitness less fatigue, and its fit to a runner's own performances.
//!
//! Banister et al. 1975; Morton, Fitz-Clarke & Banister 1990, J. Appl. Physiol. 69:1171. Validity: contested: with few
//! performances very different parameters fit alike, so a fit is told with the range of each parameter, and never as a
//! forecast.

/// A runner in the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// Performance without training, in the unit of the performances.
    pub p0: f64,
    /// Performance for each unit of fitness.
    pub k1: f64,
    /// Performance lost for each unit of fatigue.
    pub k2: f64,
    /// Days in which fitness falls to 37 %.
    pub tau1_days: f64,
    /// Days in which fatigue falls to 37 %.
    pub tau2_days: f64,
}

impl Model {
    /// The performance after each of the days with these loads; a load counts in full on its own day.
    #[must_use]
    pub fn predict_performances(&self, loads: &[f64]) -> Vec<f64> {
        let fitness = decaying_sums(loads, self.tau1_days);
        let fatigue = decaying_sums(loads, self.tau2_days);
        fitness.zip(fatigue).map(|(fitness, fatigue)| self.p0 + self.k1 * fitness - self.k2 * fatigue).collect()
    }

    /// Days before an event within which a session lowers performance at it; absent unless fatigue decays faster than
    /// fitness and weighs more.
    #[must_use]
    pub fn days_to_recover(&self) -> Option<f64> {
        self.days_of(self.k2 / self.k1)
    }

    /// Days before an event at which a session raises performance most; absent where [`Self::days_to_recover`] is.
    #[must_use]
    pub fn days_to_peak(&self) -> Option<f64> {
        self.days_to_recover()?;
        self.days_of(self.k2 * self.tau1_days / (self.k1 * self.tau2_days))
    }

    fn days_of(&self, ratio: f64) -> Option<f64> {
        let Self { tau1_days, tau2_days, k1, k2, .. } = *self;
        let sound = 0.0 < k1 && k1 < k2 && 0.0 < tau2_days && tau2_days < tau1_days;
        sound.then(|| tau1_days * tau2_days / (tau1_days - tau2_days) * libm::log(ratio))
    }
}

/// Sums of loads that decay by `e^(−1/τ)` a day.
fn decaying_sums(loads: &[f64], tau_days: f64) -> impl Iterator<Item = f64> + '_ {
    let kept = libm::exp(-1.0 / tau_days);
    loads.iter().scan(0.0, move |sum, load| {
        *sum = *sum * kept + load;
        Some(*sum)
    })
}

/// A performance that was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Performance {
    /// The day, from 0 for the first load.
    pub day: usize,
    /// How good it was, larger is better.
    pub value: f64,
}

/// Sum of the squared differences between found and expected, and the share of the variance of the expected that is
/// explained; absent below two values, and where they are all alike.
#[must_use]
pub fn goodness_of_fit(found_and_expected: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = found_and_expected.len() as f64;
    let mean = found_and_expected.iter().map(|(_, expected)| expected).sum::<f64>() / count;
    let total: f64 = found_and_expected.iter().map(|(_, expected)| (expected - mean) * (expected - mean)).sum();
    let errors: f64 = found_and_expected.iter().map(|(found, expected)| (found - expected) * (found - expected)).sum();
    (1 < found_and_expected.len() && 0.0 < total).then(|| (errors, 1.0 - errors / total))
}

/// Fewer performances tell nothing of five parameters.
pub const PERFORMANCES_MIN: usize = 8;

/// The time constants that are looked at, days: fitness, fatigue.
const TAU1_DAYS: (f64, f64) = (15.0, 80.0);
const TAU2_DAYS: (f64, f64) = (2.0, 40.0);
/// Fitness decays at least this many times more slowly than fatigue. Without a bound the two can become one, with any `k1`
/// and `k2` whose difference fits; every published pair lies above it (27 and 10 days, 45 and 15, 35.8 and 21.3).
const TAU_RATIO_MIN: f64 = 1.5;
/// The first steps between them, days; they are halved until they are shorter than the last.
const STEP_DAYS: f64 = 5.0;
const LAST_STEP_DAYS: f64 = 0.01;

/// A fit to a runner's performances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The parameters.
    pub model: Model,
    /// Sum of squared errors.
    pub squared_errors: f64,
    /// Share of the variance explained, 0–1.
    pub r_squared: f64,
    /// How many performances it stands on.
    pub performances: usize,
    /// The lowest of each parameter when any one performance is left out.
    pub lowest: Model,
    /// The highest of each.
    pub highest: Model,
}

/// The model that fits performances best, by least squares.
///
/// Absent below [`PERFORMANCES_MIN`] performances within the days of the loads, and where no model fits in which training
/// helps and tires (`k1` and `k2` positive), be it of all of them or of all but one: such a model stands on a single day.
#[must_use]
pub fn fit_model(loads: &[f64], performances: &[Performance]) -> Option<Fit> {
    let known: Vec<Performance> = performances.iter().filter(|test| test.day < loads.len()).copied().collect();
    if known.len() < PERFORMANCES_MIN {
        return None;
    }
    let (model, _) = best_model(loads, &known)?;
    let fitted = model.predict_performances(loads);
    let pairs: Vec<(f64, f64)> = known.iter().map(|test| (fitted[test.day], test.value)).collect();
    let (squared_errors, r_squared) = goodness_of_fit(&pairs)?;
    let (mut lowest, mut highest) = (model, model);
    for left_out in 0..known.len() {
        let mut rest = known.clone();
        rest.remove(left_out);
        let (other, _) = best_model(loads, &rest)?;
        lowest = combine_models(lowest, other, f64::min);
        highest = combine_models(highest, other, f64::max);
    }
    Some(Fit { model, squared_errors, r_squared, performances: known.len(), lowest, highest })
}

fn combine_models(a: Model, b: Model, pick: fn(f64, f64) -> f64) -> Model {
    Model {
        p0: pick(a.p0, b.p0),
        k1: pick(a.k1, b.k1),
        k2: pick(a.k2, b.k2),
        tau1_days: pick(a.tau1_days, b.tau1_days),
        tau2_days: pick(a.tau2_days, b.tau2_days),
    }
}

/// The best model that is reached downhill, by ever smaller steps, from the best of a grid over the time constants that are
/// looked at, with its squared errors.
fn best_model(loads: &[f64], performances: &[Performance]) -> Option<(Model, f64)> {
    let lower = |a: Option<(Model, f64)>, b: Option<(Model, f64)>| match (a, b) {
        (Some(a), Some(b)) => Some(if b.1 < a.1 { b } else { a }),
        (a, b) => a.or(b),
    };
    let along = |(from, to): (f64, f64)| {
        let taus = (0..).map(move |n| from + STEP_DAYS * f64::from(n)).take_while(move |tau| *tau <= to);
        taus.map(|tau| Decay::new(loads, performances, tau)).collect::<Vec<Decay>>()
    };
    let (fitness, fatigue) = (along(TAU1_DAYS), along(TAU2_DAYS));
    let pairs = fitness.iter().flat_map(|fitness| fatigue.iter().map(move |fatigue| (fitness, fatigue)));
    let mut found = pairs.map(|(fitness, fatigue)| solve_linear(performances, fitness, fatigue)).fold(None, lower)?;
    let at = |(tau1_days, tau2_days): (f64, f64)| {
        let decay = |tau_days| Decay::new(loads, performances, tau_days);
        may_be(tau1_days, tau2_days).then(|| solve_linear(performances, &decay(tau1_days), &decay(tau2_days))).flatten()
    };
    let mut step = STEP_DAYS / 2.0;
    while LAST_STEP_DAYS < step {
        let (Model { tau1_days, tau2_days, .. }, _) = found;
        let around = [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step), (step, step), (-step, -step)];
        let moved = around.into_iter().map(|(d1, d2)| at((tau1_days + d1, tau2_days + d2))).fold(None, lower);
        match moved {
            Some(moved) if moved.1 < found.1 => found = moved,
            _ => step /= 2.0,
        }
    }
    Some(found)
}

/// Whether two time constants are among those that are looked at.
fn may_be(tau1_days: f64, tau2_days: f64) -> bool {
    let within = |(from, to): (f64, f64), tau: f64| from <= tau && tau <= to;
    within(TAU1_DAYS, tau1_days) && within(TAU2_DAYS, tau2_days) && TAU_RATIO_MIN * tau2_days <= tau1_days
}

/// Decaying sums of the loads on the days of the performances.
struct Decay {
    tau_days: f64,
    sums: Vec<f64>,
}

impl Decay {
    fn new(loads: &[f64], performances: &[Performance], tau_days: f64) -> Self {
        let every_day: Vec<f64> = decaying_sums(loads, tau_days).collect();
        Self { tau_days, sums: performances.iter().map(|test| every_day[test.day]).collect() }
    }
}

/// The best `p0`, `k1` and `k2` for two time constants, with the squared errors; absent outside the time constants that
/// are looked at, where the performances do not tell them apart, and where training would not help or not tire.
fn solve_linear(performances: &[Performance], fitness: &Decay, fatigue: &Decay) -> Option<(Model, f64)> {
    if !may_be(fitness.tau_days, fatigue.tau_days) {
        return None;
    }
    let count = performances.len() as f64;
    let (g, h) = (fitness.sums.iter().sum::<f64>() / count, fatigue.sums.iter().sum::<f64>() / count);
    let y = performances.iter().map(|test| test.value).sum::<f64>() / count;
    let rows = || {
        let sums = fitness.sums.iter().zip(&fatigue.sums);
        sums.zip(performances).map(|((fitness, fatigue), test)| (fitness - g, fatigue - h, test.value - y))
    };
    let (mut gg, mut gh, mut hh, mut gy, mut hy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (dg, dh, dy) in rows() {
        gg += dg * dg;
        gh += dg * dh;
        hh += dh * dh;
        gy += dg * dy;
        hy += dh * dy;
    }
    let determinant = gg * hh - gh * gh;
    if determinant <= 1e-9 * gg * hh {
        return None;
    }
    let k1 = (gy * hh - hy * gh) / determinant;
    let k2 = (gy * gh - hy * gg) / determinant;
    let (tau1_days, tau2_days) = (fitness.tau_days, fatigue.tau_days);
    let model = Model { p0: y - k1 * g + k2 * h, k1, k2, tau1_days, tau2_days };
    let error = |(dg, dh, dy): (f64, f64, f64)| {
        let error = k1 * dg - k2 * dh - dy;
        error * error
    };
    let errors: f64 = rows().map(error).sum();
    (0.0 < k1 && 0.0 < k2 && errors.is_finite()).then_some((model, errors))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const RUNNER: Model = Model { p0: 45.0, k1: 0.004, k2: 0.009, tau1_days: 42.0, tau2_days: 9.0 };

    fn loads() -> Vec<f64> {
        let mut state = 3_u32;
        let load = |nth: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if nth.is_multiple_of(7) { 0.0 } else { f64::from(20 + nth / 4 % 40 + (state >> 26)) }
        };
        (0..300).map(load).collect()
    }

    fn tests_of(model: &Model, every: usize) -> Vec<Performance> {
        let performances = model.predict_performances(&loads());
        (20..300).step_by(every).map(|day| Performance { day, value: performances[day] }).collect()
    }

    #[test]
    fn a_runner_made_of_the_model_is_found_again() {
        let found = fit_model(&loads(), &tests_of(&RUNNER, 17)).unwrap();
        assert!((found.model.tau1_days - 42.0).abs() < 0.5 && (found.model.tau2_days - 9.0).abs() < 0.2, "{found:?}");
        assert!(0.999 < found.r_squared && found.lowest.k1 <= found.model.k1 && found.model.k1 <= found.highest.k1);
    }

    #[test]
    fn seven_performances_are_too_few() {
        assert_eq!(fit_model(&loads(), &tests_of(&RUNNER, 47)), None);
        assert_eq!(fit_model(&[], &tests_of(&RUNNER, 10)), None);
    }

    #[test]
    fn training_that_does_not_help_fits_no_model() {
        let harmed = Model { k1: -0.004, k2: -0.009, ..RUNNER };
        assert_eq!(fit_model(&loads(), &tests_of(&harmed, 17)), None);
    }

    #[test]
    fn fitness_and_fatigue_never_become_one() {
        let close = Model { k1: 0.020, k2: 0.022, tau1_days: 30.0, tau2_days: 27.0, ..RUNNER };
        let found = fit_model(&loads(), &tests_of(&close, 17)).unwrap();
        assert!(1.5 * found.model.tau2_days <= found.model.tau1_days, "{found:?}");
    }

    #[test]
    fn the_days_to_recover_come_before_those_to_peak() {
        assert!(RUNNER.days_to_recover().unwrap() < RUNNER.days_to_peak().unwrap());
        assert_eq!(Model { k2: 0.001, ..RUNNER }.days_to_recover(), None);
    }
}
