//! What running costs by Skiba's model, kept so that it can be recomputed for any mass and height.
//!
//! Skiba 2006, Calculation of Power Output and Quantification of Training Stress in Distance Runners (GOVSS). The power of a
//! runner of mass `m` and frontal area `A` is `m·a + A·b`, where `a` and `b` depend on the run alone.

use super::slope_cost::minetti_cost;

/// The part of a runner's power that is in proportion to mass, and the one that is to frontal area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerTerms {
    /// Watts a kilogram: climbing, braking and speeding up.
    pub per_kg_w: f64,
    /// Watts a square metre of frontal area: pushing the air away.
    pub per_m2_w: f64,
}

/// Air density × drag coefficient / 2, kilograms a cubic metre.
const DRAG: f64 = 0.5 * 1.2 * 0.9;

impl PowerTerms {
    /// At a speed on a slope, coming from another speed a moment before.
    ///
    /// `speed_mps` and `before_mps` are not negative, `slope` is rise over run, clamped to ±0.45; `step_s` is the time
    /// since the moment before, positive.
    #[must_use]
    pub fn new(speed_mps: f64, before_mps: f64, step_s: f64, slope: f64) -> Self {
        let v = speed_mps;
        let efficiency = (0.25 + 0.054 * v) * (1.0 - 0.5 * v / 8.33);
        let kinetic_w = 0.5 * (v * v - before_mps * before_mps) / step_s;
        Self { per_kg_w: minetti_cost(slope) * efficiency * v + kinetic_w, per_m2_w: DRAG * v * v * v }
    }

    /// Power of a runner, watts.
    #[must_use]
    pub fn power_w(self, weight_kg: f64, height_m: f64) -> f64 {
        weight_kg * self.per_kg_w + frontal_area_m2(weight_kg, height_m) * self.per_m2_w
    }
}

/// Frontal area of a runner, square metres: 26.6 % of the skin by Du Bois' formula.
pub(crate) fn frontal_area_m2(weight_kg: f64, height_m: f64) -> f64 {
    0.266 * 0.2025 * libm::pow(height_m, 0.725) * libm::pow(weight_kg, 0.425)
}

/// The fourth power of a runner's power, kept as the means of `a⁴`, `a³b`, `a²b²`, `ab³` and `b⁴`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PowerMoments {
    /// The sums of the products.
    mixed: [f64; 5],
    /// How many values they are of.
    count: u32,
}

impl serde::Serialize for PowerMoments {
    /// The five means and how many values they are of.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.as_means(), self.count).serialize(serializer)
    }
}

impl PowerMoments {
    /// Takes in one more value.
    pub fn add_terms(&mut self, terms: PowerTerms) {
        let PowerTerms { per_kg_w: a, per_m2_w: b } = terms;
        let (aa, ab, bb) = (a * a, a * b, b * b);
        let products = [aa * aa, aa * ab, aa * bb, ab * bb, bb * bb];
        self.mixed.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
        self.count += 1;
    }

    /// The sums of `a⁴`, `a³b`, `a²b²`, `ab³` and `b⁴`, and how many values they are of.
    pub(crate) const fn as_sums(&self) -> ([f64; 5], u32) {
        (self.mixed, self.count)
    }

    /// What has these sums.
    pub(crate) const fn of_sums(mixed: [f64; 5], count: u32) -> Self {
        Self { mixed, count }
    }

    /// The means, for a table of statistics.
    #[must_use]
    pub fn as_means(&self) -> [f64; 5] {
        self.mixed.map(|sum| sum / f64::from(self.count))
    }

    /// The fourth-power mean of a runner's power (lactate-normalised power), watts; absent of nothing.
    ///
    /// Validity: unclear: the efficiency in it is a line drawn by eye, and the fourth power overstates hard work for slow
    /// runners, as the paper says itself.
    pub(crate) fn lactate_normalised_w(&self, weight_kg: f64, height_m: f64) -> Option<f64> {
        let (m, area) = (weight_kg, frontal_area_m2(weight_kg, height_m));
        let [aaaa, aaab, aabb, abbb, bbbb] = self.as_means();
        let (mm, aa) = (m * m, area * area);
        let fourth = mm * mm * aaaa
            + 4.0 * mm * m * area * aaab
            + 6.0 * mm * aa * aabb
            + 4.0 * m * area * aa * abbb
            + aa * aa * bbbb;
        (0 < self.count).then(|| fourth.sqrt().sqrt())
    }
}

/// What the rolling speed and slope cover, seconds.
const ROLLING_S: usize = 120;
/// A value of the power every so many seconds.
const STEP_S: usize = 5;

/// The moments of a run from its distance and its rise at whole seconds of known time, metres: speed and slope are those of
/// the last 120 s, taken every 5 s from the first full 120 s on. Absent where there are fewer.
pub(crate) fn power_moments(distance_m: &[f64], rise_m: &[f64]) -> Option<PowerMoments> {
    let mut moments = PowerMoments::default();
    let mut before_mps: Option<f64> = None;
    for to in (ROLLING_S..distance_m.len().min(rise_m.len())).step_by(STEP_S) {
        let way_m = distance_m[to] - distance_m[to - ROLLING_S];
        let speed_mps = way_m / ROLLING_S as f64;
        let slope = if 0.0 < way_m { (rise_m[to] - rise_m[to - ROLLING_S]) / way_m } else { 0.0 };
        let terms = PowerTerms::new(speed_mps, before_mps.unwrap_or(speed_mps), STEP_S as f64, slope);
        moments.add_terms(terms);
        before_mps = Some(speed_mps);
    }
    (0 < moments.count).then_some(moments)
}

/// Power by the rule of thumb that running on the level costs 1.04 joules for each kilogram and metre, watts.
///
/// Source: Elevate, from Stryd's blog. Validity: contested; not to be mixed with the watts of any meter.
#[must_use]
pub fn rule_of_thumb_w(weight_kg: f64, graded_mps: f64) -> f64 {
    1.04 * weight_kg * graded_mps
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_steady_run_on_the_level_costs_the_same_every_second() {
        let distance_m: Vec<f64> = (0..1200).map(|s| 3.0 * f64::from(s)).collect();
        let found = power_moments(&distance_m, &vec![0.0; 1200]).unwrap().lactate_normalised_w(70.0, 1.75).unwrap();
        let expected = PowerTerms::new(3.0, 3.0, 5.0, 0.0).power_w(70.0, 1.75);
        assert!((found - expected).abs() < 1e-9 * expected && (expected - 262.553_190_063_5).abs() < 1e-6, "{found}");
        assert_eq!(power_moments(&distance_m[..120], &[0.0; 120]), None);
    }

    proptest! {
        #[test]
        fn from_the_moments_as_from_the_samples(
            run in proptest::collection::vec((0.0..6.0f64, -0.3..0.3f64), 2..80), weight_kg in 40.0..110.0f64, height_m in 1.4..2.1f64,
        ) {
            let (mut moments, mut fourth, mut before_mps) = (PowerMoments::default(), 0.0, run[0].0);
            for (speed_mps, slope) in &run {
                let terms = PowerTerms::new(*speed_mps, before_mps, 5.0, *slope);
                moments.add_terms(terms);
                fourth += terms.power_w(weight_kg, height_m).powi(4);
                before_mps = *speed_mps;
            }
            let expected = (fourth / run.len() as f64).powf(0.25);
            let found = moments.lactate_normalised_w(weight_kg, height_m).unwrap();
            prop_assert!((found - expected).abs() <= 1e-9 * expected.max(1e-3), "{} {}", found, expected);
        }
    }
}
