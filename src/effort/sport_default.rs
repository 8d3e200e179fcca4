//! The load of an hour when nothing was measured but time.

use crate::activity::sport::Sport;

/// Intensity of an ordinary session of a sport.
///
/// Our own figures, for want of any published: an easy run is 60 an hour, and the others stand beside it. A load made
/// of them is marked as estimated, and no baseline is fitted to it.
#[must_use]
pub const fn intensity(sport: Sport) -> f64 {
    match sport {
        Sport::Run | Sport::TrailRun | Sport::Treadmill => 0.60,
        Sport::Swim => 0.50,
        Sport::Ride | Sport::Hike => 0.35,
        Sport::Strength | Sport::Other => 0.30,
        Sport::Walk => 0.20,
        Sport::Yoga => 0.10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sport_costs_something_and_none_as_much_as_running() {
        for sport in Sport::ALL {
            assert!(0.0 < intensity(sport) && intensity(sport) <= intensity(Sport::Run), "{}", sport.as_str());
        }
    }

    #[test]
    fn a_walk_is_light_and_yoga_lighter() {
        assert!(intensity(Sport::Yoga) < intensity(Sport::Walk) && intensity(Sport::Walk) < intensity(Sport::Hike));
    }
}
