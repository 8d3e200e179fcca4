//! The sports, one row each: what a sport is called here, by files and by vendors, and how it is treated.

mod vocabulary;
mod words;

use serde::Serialize;
pub(crate) use words::{from_word, is_motorised};

named! {
    /// How a sport is treated where runs, rides and everything else are treated apart, as in `[effort]` of `athlete.toml`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SportClass {
        /// Runs.
        Run = "run",
        /// Rides.
        Ride = "ride",
        /// Everything else.
        Other = "other",
    }
}

impl SportClass {
    /// Its sessions, for a person.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Run => "runs",
            Self::Ride => "rides",
            Self::Other => "other sports",
        }
    }
}

/// When a session of a sport is light, so that it helps to recover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lightness {
    /// However it went.
    Always,
    /// Where heart rate stayed easy, or nothing was measured.
    UnlessHard,
    /// Where heart rate stayed easy, and it was short.
    ShortAndEasy,
    /// Never.
    Never,
}

/// What is known of a sport.
#[derive(Debug)]
pub struct SportFacts {
    /// The name in every output.
    pub key: &'static str,
    /// Its class.
    pub class: SportClass,
    /// Whether it is done on foot, so that grade costs as it does in running.
    pub is_on_foot: bool,
    /// When a session is light.
    pub lightness: Lightness,
    /// Intensity of an ordinary session, 1.0 = threshold, where nothing was measured but time.
    ///
    /// Our own figures, for want of any published: an easy run is 60 an hour, and the others stand beside it. A load made
    /// of them is marked as estimated, and no baseline is fitted to it.
    pub default_intensity: f64,
    /// The number that Strava writes into the type of a GPX track.
    strava_number: &'static str,
}

/// Declares the sports, one row each.
macro_rules! sports {
    ($($(#[$of:meta])+ $name:ident = $key:literal { $($fact:ident: $value:expr,)* })*) => {
        /// What was done. Rest and light days are told from workouts by it.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Sport {
            $($(#[$of])+ $name,)*
        }

        impl Sport {
            /// Every sport.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What is known of it.
            #[must_use]
            pub const fn facts(self) -> &'static SportFacts {
                match self {
                    $(Self::$name => &SportFacts { key: $key, $($fact: $value,)* },)*
                }
            }
        }
    };
}

sports! {
    /// Running on road or track.
    Run = "run" {
        class: SportClass::Run,
        is_on_foot: true,
        lightness: Lightness::ShortAndEasy,
        default_intensity: 0.60,
        strava_number: "9",
    }
    /// Running on trails.
    TrailRun = "trail_run" {
        class: SportClass::Run,
        is_on_foot: true,
        lightness: Lightness::ShortAndEasy,
        default_intensity: 0.60,
        strava_number: "",
    }
    /// Running on a treadmill or another indoor track.
    Treadmill = "treadmill" {
        class: SportClass::Run,
        is_on_foot: true,
        lightness: Lightness::ShortAndEasy,
        default_intensity: 0.60,
        strava_number: "",
    }
    /// Walking.
    Walk = "walk" {
        class: SportClass::Other,
        is_on_foot: true,
        lightness: Lightness::Always,
        default_intensity: 0.20,
        strava_number: "10",
    }
    /// Hiking.
    Hike = "hike" {
        class: SportClass::Other,
        is_on_foot: true,
        lightness: Lightness::Never,
        default_intensity: 0.35,
        strava_number: "4",
    }
    /// Cycling, indoors or out.
    Ride = "ride" {
        class: SportClass::Ride,
        is_on_foot: false,
        lightness: Lightness::UnlessHard,
        default_intensity: 0.35,
        strava_number: "1",
    }
    /// Swimming, pool or open water.
    Swim = "swim" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.50,
        strava_number: "16",
    }
    /// Strength work.
    Strength = "strength" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.30,
        strava_number: "",
    }
    /// Yoga, mobility, stretching, pilates.
    Yoga = "yoga" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Always,
        default_intensity: 0.10,
        strava_number: "",
    }
    /// Anything else, and whatever a file does not say.
    #[default]
    Other = "other" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.30,
        strava_number: "",
    }
}

impl Sport {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.facts().key
    }

    /// Whether it is running of any kind.
    #[must_use]
    pub const fn is_run(self) -> bool {
        matches!(self.facts().class, SportClass::Run)
    }

    /// Whether it is done on foot, so that grade costs as it does in running.
    #[must_use]
    pub const fn is_on_foot(self) -> bool {
        self.facts().is_on_foot
    }
}

/// The sport of an activity that its file and a vendor's index both name: the file's, unless it says nothing or the
/// vendor says the same more precisely (a run that the runner filed as a trail run).
pub(crate) fn combine_sports(file: Sport, vendor: Option<Sport>) -> Sport {
    match vendor {
        Some(vendor) if file == Sport::Other || (file == Sport::Run && vendor.is_run()) => vendor,
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sport_costs_something_and_none_as_much_as_running() {
        let intensity = |sport: Sport| sport.facts().default_intensity;
        for sport in Sport::ALL {
            assert!(0.0 < intensity(*sport) && intensity(*sport) <= intensity(Sport::Run), "{}", sport.as_str());
        }
        assert!(intensity(Sport::Yoga) < intensity(Sport::Walk) && intensity(Sport::Walk) < intensity(Sport::Hike));
    }

    #[test]
    fn the_file_is_believed_before_the_vendor() {
        assert_eq!(combine_sports(Sport::Other, Some(Sport::Run)), Sport::Run);
        assert_eq!(combine_sports(Sport::Run, Some(Sport::TrailRun)), Sport::TrailRun);
        assert_eq!(combine_sports(Sport::Ride, Some(Sport::Run)), Sport::Ride);
        assert_eq!(combine_sports(Sport::Run, None), Sport::Run);
    }
}
