//! The way between two samples, and between two positions.

use crate::decode::recording::{Position, Samples};

/// Mean radius of the Earth, metres.
pub(super) const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The way between two samples, metres: by the device's distance, else as the crow flies. Absent where neither is known.
pub(super) fn way_between_m(samples: &Samples, from: usize, to: usize) -> Option<f64> {
    // A distance that falls began again.
    let counted_m = samples.distance_m.value_at(from).zip(samples.distance_m.value_at(to));
    let counted_m = counted_m.filter(|(from_m, to_m)| 0.0 < *to_m && from_m <= to_m);
    counted_m
        .map(|(from_m, to_m)| to_m - from_m)
        .or_else(|| Some(haversine_m(samples.position.value_at(from)?, samples.position.value_at(to)?)))
}

/// Great-circle distance on a sphere, metres.
pub(super) fn haversine_m(a: Position, b: Position) -> f64 {
    let lat = (b.latitude_deg - a.latitude_deg).to_radians() / 2.0;
    let lon = (b.longitude_deg - a.longitude_deg).to_radians() / 2.0;
    let (sin_lat, sin_lon) = (sin(lat), sin(lon));
    // cos a · cos b = cos² of their mean − sin² of half their difference.
    let cos_mean = libm::cos((a.latitude_deg + b.latitude_deg).to_radians() / 2.0);
    let h = sin_lat * sin_lat + (cos_mean * cos_mean - sin_lat * sin_lat) * sin_lon * sin_lon;
    let root = h.sqrt();
    let angle = if root < SMALL { root * (1.0 + root * root / 6.0) } else { libm::asin(root.min(1.0)) };
    2.0 * EARTH_RADIUS_M * angle
}

/// Half angles between neighbouring positions are smaller, radians; so small that two terms of the series of sine and
/// arcsine are exact to the last bit.
const SMALL: f64 = 1e-4;

fn sin(x: f64) -> f64 {
    if x.abs() < SMALL { x * (1.0 - x * x / 6.0) } else { libm::sin(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude() {
        let at = |latitude_deg| Position { latitude_deg, longitude_deg: 10.0 };
        assert!((haversine_m(at(59.0), at(60.0)) - 111_195.08).abs() < 1.0);
    }
}
