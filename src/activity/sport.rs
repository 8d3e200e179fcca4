//! The sports, one row each: what a sport is called here, by files and by vendors, and how it is treated.

mod words;

use super::speed::{MeasuredWay, moving_mps};
use serde::Serialize;
use words::WHOLE_WORDS;

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
    /// Parts of the words that files and vendors use, in English and German. Matched within the word in lower case without
    /// blanks, hyphens and underscores, sport by sport in the order of [`MATCHED`].
    words: &'static [&'static str],
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
        words: &["run", "jog", "lauf"],
        strava_number: "9",
    }
    /// Running on trails.
    TrailRun = "trail_run" {
        class: SportClass::Run,
        is_on_foot: true,
        lightness: Lightness::ShortAndEasy,
        default_intensity: 0.60,
        words: &["trailrun", "running/trail", "traillauf"],
        strava_number: "",
    }
    /// Running on a treadmill or another indoor track.
    Treadmill = "treadmill" {
        class: SportClass::Run,
        is_on_foot: true,
        lightness: Lightness::ShortAndEasy,
        default_intensity: 0.60,
        words: &[
            "treadmill", "laufband", "virtualrun", "virtuellerlauf", "indoorrun", "running/indoor", "running/virtual",
        ],
        strava_number: "",
    }
    /// Walking.
    Walk = "walk" {
        class: SportClass::Other,
        is_on_foot: true,
        lightness: Lightness::Always,
        default_intensity: 0.20,
        words: &["walk", "spazier", "gehen"],
        strava_number: "10",
    }
    /// Hiking.
    Hike = "hike" {
        class: SportClass::Other,
        is_on_foot: true,
        lightness: Lightness::Never,
        default_intensity: 0.35,
        words: &["hik", "wander", "mountaineer"],
        strava_number: "4",
    }
    /// Cycling, indoors or out.
    Ride = "ride" {
        class: SportClass::Ride,
        is_on_foot: false,
        lightness: Lightness::UnlessHard,
        default_intensity: 0.35,
        words: &["ebike", "bik", "cycl", "ride", "radfahr", "radtour"],
        strava_number: "1",
    }
    /// Swimming, pool or open water.
    Swim = "swim" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.50,
        words: &["swim", "schwimm"],
        strava_number: "16",
    }
    /// Strength work.
    Strength = "strength" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.30,
        words: &["strength", "weight", "kraft", "gewicht"],
        strava_number: "",
    }
    /// Yoga, mobility, stretching, pilates.
    Yoga = "yoga" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Always,
        default_intensity: 0.10,
        words: &["yoga", "pilates", "flexibility", "stretch", "mobility"],
        strava_number: "",
    }
    /// Anything else, and whatever a file does not say.
    #[default]
    Other = "other" {
        class: SportClass::Other,
        is_on_foot: false,
        lightness: Lightness::Never,
        default_intensity: 0.30,
        words: &["snowshoe", "schneeschuh", "wheelchair", "swimbikerun"],
        strava_number: "",
    }
}

/// The sports in the order in which their words are looked for: the more special before those whose words stand in them.
const MATCHED: &[Sport] = &[
    Sport::TrailRun,
    Sport::Treadmill,
    Sport::Other,
    Sport::Ride,
    Sport::Hike,
    Sport::Walk,
    Sport::Swim,
    Sport::Strength,
    Sport::Yoga,
    Sport::Run,
];

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

/// Skiing and skating on snow or ice are no running, whatever the word contains.
const NO_RUNNING: &[&str] = &["langlauf", "eislauf", "skilauf", "inline", "skate"];

/// What says that none of the sports here was done: said outright, or a sport that is none of them.
const NONE_OF_THESE: &[&str] = &[
    "other",
    "sonstige",
    "andere",
    "generic",
    "multisport",
    "transition",
    "workout",
    "training",
    "row",
    "ski",
    "golf",
    "sail",
];

/// What is moved by an engine, by parts of its words.
const MOTORISED: &[&str] = &["motor", "moto", "driv", "flying", "flight", "boating", "autofahr"];

/// Whether a word of a file says that an engine moved the body: driving, flying, motorcycling. Such a way is no ride, and no run.
pub(crate) fn is_motorised(word: &str) -> bool {
    let word = word.to_lowercase();
    MOTORISED.iter().any(|part| word.contains(part))
}

/// The sport that a word of a file or a vendor means: [`Sport::Other`] for one that is known and none of those here (skiing,
/// rowing, driving), absent for a word that is not known.
pub(crate) fn from_word(word: &str) -> Option<Sport> {
    if is_motorised(word) {
        return Some(Sport::Other);
    }
    let word: String = word.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
    if NO_RUNNING.iter().any(|part| word.contains(part)) {
        return Some(Sport::Other);
    }
    if let Some((sport, _)) = WHOLE_WORDS.iter().find(|(_, words)| words.split(' ').any(|whole| whole == word)) {
        return Some(*sport);
    }
    let by_number = MATCHED.iter().find(|sport| sport.facts().strava_number == word && !word.is_empty());
    let by_part = || MATCHED.iter().find(|sport| sport.facts().words.iter().any(|part| word.contains(part)));
    let by_none = || NONE_OF_THESE.iter().any(|part| word.contains(part)).then_some(&Sport::Other);
    by_number.or_else(by_part).or_else(by_none).copied()
}

/// The sport of an activity that its file and a vendor's index both name: the file's, unless it says nothing or the
/// vendor says the same more precisely (a run that the runner filed as a trail run).
pub(crate) fn combine_sports(file: Sport, vendor: Option<Sport>) -> Sport {
    match vendor {
        Some(vendor) if file == Sport::Other || (file == Sport::Run && vendor.is_run()) => vendor,
        _ => file,
    }
}

/// Faster than this for more than one part in twenty of the time is no running, metres a second.
const RUN_FASTEST_MPS: f64 = 5.5;
/// Between these on the mean of the moving time is walking, metres a second; slower may be swimming.
const WALK_MEAN_MPS: std::ops::Range<f64> = 1.0..1.9;
/// Between these is running; faster may be a race and may be wheels.
const RUN_MEAN_MPS: std::ops::Range<f64> = 1.9..4.2;

/// What the speed of an activity on the ground tells where no word does: walking, running, or nothing certain.
pub(crate) fn from_speed(track: &MeasuredWay, recorded_s: &[f64]) -> Sport {
    let moving = track.speed_mps.iter().zip(recorded_s).filter_map(|(mps, s)| mps.map(|mps| (mps, *s)));
    let (way_m, moving_s) = moving
        .filter(|(mps, _)| moving_mps(false) <= *mps)
        .fold((0.0, 0.0), |(way_m, moving_s), (mps, s)| (way_m + mps * s, moving_s + s));
    let mean_mps = if 0.0 < moving_s { way_m / moving_s } else { f64::INFINITY };
    if track.share_below(RUN_FASTEST_MPS, recorded_s) < 0.95 {
        Sport::Other
    } else if WALK_MEAN_MPS.contains(&mean_mps) {
        Sport::Walk
    } else if RUN_MEAN_MPS.contains(&mean_mps) {
        Sport::Run
    } else {
        Sport::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_files_and_vendors() {
        for (word, sport) in [
            ("running/generic", Sport::Run),
            ("running/trail", Sport::TrailRun),
            ("running/treadmill", Sport::Treadmill),
            ("fitness_equipment/treadmill", Sport::Treadmill),
            ("cycling/indoor_cycling", Sport::Ride),
            ("Biking", Sport::Ride),
            ("E-Bike Ride", Sport::Ride),
            ("Virtual Run", Sport::Treadmill),
            ("Weight Training", Sport::Strength),
            ("training/yoga", Sport::Yoga),
            ("training/strength_training", Sport::Strength),
            ("Spaziergang", Sport::Walk),
            ("Lauf", Sport::Run),
            ("Langlauf", Sport::Other),
            ("9", Sport::Run),
            ("Other", Sport::Other),
            ("rowing/indoor_rowing", Sport::Other),
            ("swimming/lap_swimming", Sport::Swim),
            ("Wanderung", Sport::Hike),
            ("Indoor Running", Sport::Treadmill),
            ("TraditionalStrengthTraining", Sport::Strength),
            ("SwimBikeRun", Sport::Other),
            ("Gewichtstraining", Sport::Strength),
            ("Course à pied", Sport::Run),
            ("Course virtuelle", Sport::Treadmill),
            ("Carrera", Sport::Run),
            ("Caminata", Sport::Walk),
            ("Corsa", Sport::Run),
            ("Escursione", Sport::Hike),
            ("Fietsrit", Sport::Ride),
            ("Natação", Sport::Swim),
            ("Löpning", Sport::Run),
            ("Løpetur", Sport::Run),
            ("Trailløb", Sport::TrailRun),
            ("Bieg", Sport::Run),
            ("Jazda na rowerze", Sport::Ride),
            ("Course en fauteuil", Sport::Other),
            ("Entraînement", Sport::Other),
            ("treadmill_running", Sport::Treadmill),
            ("lap_swimming", Sport::Swim),
            ("strength_training", Sport::Strength),
            ("indoor_cycling", Sport::Ride),
            ("virtual_ride", Sport::Ride),
            ("road_biking", Sport::Ride),
            ("multi_sport", Sport::Other),
            ("breathwork", Sport::Other),
            ("meditation", Sport::Other),
            ("transition_v2", Sport::Other),
        ] {
            assert_eq!(from_word(word).unwrap_or_default(), sport, "{word}");
        }
    }

    #[test]
    fn every_sport_has_its_place_among_the_words_and_the_numbers() {
        for sport in Sport::ALL {
            assert_eq!(MATCHED.iter().filter(|matched| *matched == sport).count(), 1, "{sport:?}");
            assert_eq!(from_word(sport.as_str()), Some(*sport));
        }
        assert_eq!(
            ["1", "4", "9", "10", "16", "", "7"].map(|word| from_word(word).unwrap_or_default()),
            [Sport::Ride, Sport::Hike, Sport::Run, Sport::Walk, Sport::Swim, Sport::Other, Sport::Other,]
        );
    }

    #[test]
    fn every_sport_costs_something_and_none_as_much_as_running() {
        let intensity = |sport: Sport| sport.facts().default_intensity;
        for sport in Sport::ALL {
            assert!(0.0 < intensity(*sport) && intensity(*sport) <= intensity(Sport::Run), "{}", sport.as_str());
        }
        assert!(intensity(Sport::Yoga) < intensity(Sport::Walk) && intensity(Sport::Walk) < intensity(Sport::Hike));
    }

    #[test]
    fn words_of_other_languages_are_written_as_they_are_compared_and_mean_one_sport() {
        let words: Vec<&str> = WHOLE_WORDS.iter().flat_map(|(_, words)| words.split(' ')).collect();
        for word in &words {
            let compared: String = word.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
            assert_eq!((compared.as_str(), words.iter().filter(|other| *other == word).count()), (*word, 1));
        }
        for (sport, words) in WHOLE_WORDS {
            assert!(words.split(' ').all(|word| from_word(word) == Some(*sport)), "{sport:?}");
        }
    }

    #[test]
    fn speed_tells_walking_from_running_and_wheels_from_neither() {
        let steady = |mps: f64| MeasuredWay { distance_m: vec![0.0; 600], speed_mps: vec![Some(mps); 600] };
        let guess = |track: &MeasuredWay| from_speed(track, &[1.0; 600]);
        assert_eq!(guess(&steady(1.4)), Sport::Walk);
        assert_eq!(guess(&steady(3.0)), Sport::Run);
        assert_eq!(guess(&steady(0.8)), Sport::Other);
        assert_eq!(guess(&steady(4.4)), Sport::Other);
        // A slow ride has its descents.
        let mut ride = steady(3.8);
        ride.speed_mps[..60].fill(Some(9.0));
        assert_eq!(guess(&ride), Sport::Other);
        assert_eq!(guess(&MeasuredWay::default()), Sport::Other);
    }

    #[test]
    fn the_file_is_believed_before_the_vendor() {
        assert_eq!(combine_sports(Sport::Other, Some(Sport::Run)), Sport::Run);
        assert_eq!(combine_sports(Sport::Run, Some(Sport::TrailRun)), Sport::TrailRun);
        assert_eq!(combine_sports(Sport::Ride, Some(Sport::Run)), Sport::Ride);
        assert_eq!(combine_sports(Sport::Run, None), Sport::Run);
    }
}
