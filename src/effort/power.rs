//! Stress by power: normalised power against the power at threshold.

/// Intensity at a normalised power: the square of its ratio to the power at threshold, both in watts.
///
/// Absent without a positive threshold.
/// Paper: Coggan, in Allen & Coggan, Training and Racing with a Power Meter. Validity: useful for rides from 20 min on.
#[must_use]
pub fn intensity(normalised_w: f64, threshold_w: f64) -> Option<f64> {
    let ratio = normalised_w / threshold_w;
    (0.0 < threshold_w).then_some(ratio * ratio)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn threshold_is_one_and_hard_minutes_outweigh_easy_ones() {
        assert!((intensity(250.0, 250.0).unwrap() - 1.0).abs() < 1e-12);
        assert!((intensity(300.0, 250.0).unwrap() - 1.44).abs() < 1e-12);
    }

    #[test]
    fn no_threshold_no_intensity() {
        assert_eq!(intensity(200.0, 0.0), None);
    }
}
