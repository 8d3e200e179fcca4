//! The sport classes, and the words by which files and vendors name them.

mod words;

use super::speed::{Track, moving_mps};
use serde::Serialize;
use words::WHOLE_WORDS;

/// What was done. Rest and light days are told from workouts by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sport {
    /// Running on road or track.
    Run,
    /// Running on trails.
    TrailRun,
    /// Running on a treadmill or another indoor track.
    Treadmill,
    /// Walking.
    Walk,
    /// Hiking.
    Hike,
    /// Cycling, indoors or out.
    Ride,
    /// Swimming, pool or open water.
    Swim,
    /// Strength work.
    Strength,
    /// Yoga, mobility, stretching, pilates.
    Yoga,
    /// Anything else, and whatever a file does not say.
    Other,
}

impl Sport {
    /// Every class.
    pub const ALL: [Self; 10] = [
        Self::Run,
        Self::TrailRun,
        Self::Treadmill,
        Self::Walk,
        Self::Hike,
        Self::Ride,
        Self::Swim,
        Self::Strength,
        Self::Yoga,
        Self::Other,
    ];

    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::TrailRun => "trail_run",
            Self::Treadmill => "treadmill",
            Self::Walk => "walk",
            Self::Hike => "hike",
            Self::Ride => "ride",
            Self::Swim => "swim",
            Self::Strength => "strength",
            Self::Yoga => "yoga",
            Self::Other => "other",
        }
    }

    /// Whether it is running of any kind.
    #[must_use]
    pub const fn is_run(self) -> bool {
        matches!(self, Self::Run | Self::TrailRun | Self::Treadmill)
    }

    /// Whether it is done on foot, so that grade costs as it does in running.
    #[must_use]
    pub const fn is_on_foot(self) -> bool {
        matches!(self, Self::Run | Self::TrailRun | Self::Treadmill | Self::Walk | Self::Hike)
    }
}

/// Parts of the words that files and vendors use, in English and German, the more special first. Matched within the word
/// in lower case without blanks, hyphens and underscores.
const WORDS: &[(&str, Sport)] = &[
    ("trailrun", Sport::TrailRun),
    ("running/trail", Sport::TrailRun),
    ("traillauf", Sport::TrailRun),
    ("treadmill", Sport::Treadmill),
    ("laufband", Sport::Treadmill),
    ("virtualrun", Sport::Treadmill),
    ("virtuellerlauf", Sport::Treadmill),
    ("indoorrun", Sport::Treadmill),
    ("running/indoor", Sport::Treadmill),
    ("running/virtual", Sport::Treadmill),
    ("snowshoe", Sport::Other),
    ("schneeschuh", Sport::Other),
    ("wheelchair", Sport::Other),
    ("swimbikerun", Sport::Other),
    ("ebike", Sport::Ride),
    ("bik", Sport::Ride),
    ("cycl", Sport::Ride),
    ("ride", Sport::Ride),
    ("radfahr", Sport::Ride),
    ("radtour", Sport::Ride),
    ("hik", Sport::Hike),
    ("wander", Sport::Hike),
    ("mountaineer", Sport::Hike),
    ("walk", Sport::Walk),
    ("spazier", Sport::Walk),
    ("gehen", Sport::Walk),
    ("swim", Sport::Swim),
    ("schwimm", Sport::Swim),
    ("strength", Sport::Strength),
    ("weight", Sport::Strength),
    ("kraft", Sport::Strength),
    ("gewicht", Sport::Strength),
    ("yoga", Sport::Yoga),
    ("pilates", Sport::Yoga),
    ("flexibility", Sport::Yoga),
    ("stretch", Sport::Yoga),
    ("mobility", Sport::Yoga),
    ("run", Sport::Run),
    ("jog", Sport::Run),
    ("lauf", Sport::Run),
];

/// The numbers that Strava writes into the type of a GPX track.
const STRAVA_NUMBERS: &[(&str, Sport)] =
    &[("1", Sport::Ride), ("4", Sport::Hike), ("9", Sport::Run), ("10", Sport::Walk), ("16", Sport::Swim)];

/// Skiing and skating on snow or ice are no running, whatever the word contains.
const NO_RUNNING: &[&str] = &["langlauf", "eislauf", "skilauf", "inline", "skate"];

/// The class of a word of a file or a vendor; [`Sport::Other`] for what no class here fits.
#[must_use]
pub fn from_word(word: &str) -> Sport {
    let word: String = word.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
    if NO_RUNNING.iter().any(|part| word.contains(part)) {
        return Sport::Other;
    }
    if let Some((sport, _)) = WHOLE_WORDS.iter().find(|(_, words)| words.contains(&word.as_str())) {
        return *sport;
    }
    let number = STRAVA_NUMBERS.iter().find(|(number, _)| *number == word);
    number.or_else(|| WORDS.iter().find(|(part, _)| word.contains(part))).map_or(Sport::Other, |(_, sport)| *sport)
}

/// The class of an activity that its file and a vendor's index both name: the file's, unless it says nothing or the
/// vendor says the same more precisely (a run that the runner filed as a trail run).
#[must_use]
pub fn combined(file: Sport, vendor: Option<Sport>) -> Sport {
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
#[must_use]
pub fn from_speed(track: &Track, recorded_s: &[f64]) -> Sport {
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
            assert_eq!(from_word(word), sport, "{word}");
        }
    }

    #[test]
    fn words_of_other_languages_are_written_as_they_are_compared_and_mean_one_sport() {
        let words: Vec<&str> = WHOLE_WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        for word in &words {
            let compared: String = word.to_lowercase().chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect();
            assert_eq!((compared.as_str(), words.iter().filter(|other| *other == word).count()), (*word, 1));
            let (sport, _) = WHOLE_WORDS.iter().find(|(_, words)| words.contains(word)).unwrap_or(&(Sport::Other, &[]));
            assert_eq!(from_word(word), *sport, "{word}");
        }
    }

    #[test]
    fn speed_tells_walking_from_running_and_wheels_from_neither() {
        let steady = |mps: f64| Track { distance_m: vec![0.0; 600], speed_mps: vec![Some(mps); 600] };
        let guess = |track: &Track| from_speed(track, &[1.0; 600]);
        assert_eq!(guess(&steady(1.4)), Sport::Walk);
        assert_eq!(guess(&steady(3.0)), Sport::Run);
        assert_eq!(guess(&steady(0.8)), Sport::Other);
        assert_eq!(guess(&steady(4.4)), Sport::Other);
        // A slow ride has its descents.
        let mut ride = steady(3.8);
        ride.speed_mps[..60].fill(Some(9.0));
        assert_eq!(guess(&ride), Sport::Other);
        assert_eq!(guess(&Track::default()), Sport::Other);
    }

    #[test]
    fn the_file_is_believed_before_the_vendor() {
        assert_eq!(combined(Sport::Other, Some(Sport::Run)), Sport::Run);
        assert_eq!(combined(Sport::Run, Some(Sport::TrailRun)), Sport::TrailRun);
        assert_eq!(combined(Sport::Ride, Some(Sport::Run)), Sport::Ride);
        assert_eq!(combined(Sport::Run, None), Sport::Run);
    }
}
