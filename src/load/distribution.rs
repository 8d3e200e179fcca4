//! How training is spread over intensities: time in three zones, and whether it is polarized.

use crate::activity::statistics::HeartRateHistogram;

/// Seconds below the first threshold, from it to the second, and above the second.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Zones {
    /// The seconds.
    pub seconds: [f64; 3],
}

impl Zones {
    /// Of the seconds at each heart rate. A heart rate at a threshold counts in the second zone; time in the third is
    /// understated, for heart rate lags behind.
    #[must_use]
    pub fn new(heart_rate: &HeartRateHistogram, (first_bpm, second_bpm): (f64, f64)) -> Self {
        let mut seconds = [0.0; 3];
        for (bpm, s) in heart_rate.seconds_by_bpm() {
            seconds[usize::from(first_bpm <= bpm) + usize::from(second_bpm < bpm)] += s;
        }
        Self { seconds }
    }

    /// Both together.
    #[must_use]
    pub(crate) fn plus_zones(self, other: Self) -> Self {
        let mut seconds = self.seconds;
        seconds.iter_mut().zip(other.seconds).for_each(|(sum, s)| *sum += s);
        Self { seconds }
    }

    /// A share of each.
    #[must_use]
    pub(crate) fn share_of_zones(self, share: f64) -> Self {
        Self { seconds: self.seconds.map(|s| share * s) }
    }

    /// The shares of the three, which add up to 1; absent without time.
    #[must_use]
    pub(crate) fn zone_shares(self) -> Option<[f64; 3]> {
        let total_s: f64 = self.seconds.iter().sum();
        (0.0 < total_s).then(|| self.seconds.map(|s| s / total_s))
    }
}

/// Training is polarized above this index.
pub(crate) const POLARIZED: f64 = 2.0;

/// The least third zone that tells anything where the second is empty.
const ZONE_2_EMPTY: f64 = 0.01;

/// Treff's polarization index of the shares of three zones: `log10(z1 / z2 · z3 · 100)`.
///
/// 0 without time in the third zone; absent where the third is larger than the first. Where the second is empty it is taken
/// as 1 % at the cost of the third, and absent where that leaves nothing.
/// Paper: Treff et al. 2019, Front. Physiol. 10:707; the edge rules as in Treff et al. 2024. Validity: useful together with
/// the three shares: polarized above 2.00 where z1 > z3 > z2.
#[must_use]
pub fn polarization_index([z1, z2, z3]: [f64; 3]) -> Option<f64> {
    if z3 <= 0.0 {
        return Some(0.0);
    }
    if z1 < z3 {
        return None;
    }
    let product = if z2 <= 0.0 { z1 / ZONE_2_EMPTY * (z3 - ZONE_2_EMPTY) * 100.0 } else { z1 / z2 * z3 * 100.0 };
    (0.0 < product).then(|| libm::log10(product))
}

#[cfg(test)]
#[allow(clippy::float_cmp, clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_belongs_to_the_zone_between_them() {
        let mut histogram = HeartRateHistogram::default();
        for (bpm, seconds) in [(149, 60.0), (150, 30.0), (169, 20.0), (170, 5.0), (171, 10.0)] {
            histogram.add_seconds(bpm, seconds);
        }
        let zones = Zones::new(&histogram, (150.0, 170.0));
        assert_eq!(zones.seconds, [60.0, 55.0, 10.0]);
        assert_eq!(zones.plus_zones(zones).zone_shares(), zones.zone_shares());
        assert_eq!(Zones::default().zone_shares(), None);
    }

    #[test]
    fn eighty_twelve_eight_is_not_polarized() {
        assert!(polarization_index([0.80, 0.12, 0.08]).unwrap() < POLARIZED);
        assert!(POLARIZED < polarization_index([0.80, 0.05, 0.15]).unwrap());
    }

    #[test]
    fn the_edges_have_their_rules() {
        assert_eq!(polarization_index([0.9, 0.1, 0.0]), Some(0.0));
        assert_eq!(polarization_index([0.3, 0.1, 0.6]), None);
        assert_eq!(polarization_index([0.995, 0.0, 0.005]), None);
        assert!(polarization_index([0.9, 0.0, 0.1]).is_some_and(|index| 2.0 < index));
    }
}
