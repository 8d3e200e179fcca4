//! What a method is: what stands fast about it, and what it makes of an activity.

use super::options::EffortOptions;
use super::{Effort, Method, Quality};
use crate::activity::Activity;
use crate::activity::possible;
use crate::activity::sport::SportClass;
use crate::athlete::{Anchor, Provenance, Sex, Thresholds};
use crate::numerals::percent;

/// A way to an intensity: one file of this folder, and one line of the list in [`super`].
pub trait EffortMethod {
    /// What stands fast about it.
    const FACTS: MethodFacts;

    /// What it makes of an activity, whatever the runner's order.
    ///
    /// # Errors
    /// Why it has no intensity.
    fn evaluate<'a>(activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable>;

    /// What an intensity of it was made of, for a person.
    fn made_of(evaluation: &Evaluation, activity: &Activity, context: Context) -> String;

    /// Weight of a minute at a heart rate, in its own unit; absent for methods of other sensors, and where a threshold is
    /// missing or contradicts another.
    #[must_use]
    fn weight(_bpm: f64, _context: Context) -> Option<f64> {
        None
    }

    /// The constants that its formula has for this runner: name, value, and what it is for.
    #[must_use]
    fn constants(_context: Context) -> Vec<(&'static str, f64, &'static str)> {
        Vec::new()
    }
}

/// What stands fast about a method.
#[derive(Debug)]
pub struct MethodFacts {
    /// The name in every output, and in `[effort]` of `athlete.toml`.
    pub key: &'static str,
    /// What it is called for a person.
    pub title: &'static str,
    /// The sports for which alone it has a meaning; absent where it has one for all.
    pub only_for: Option<SportClass>,
    /// What it needs of the recording.
    pub sensor: Sensor,
    /// The thresholds that it needs, by their keys in `athlete.toml`.
    pub thresholds: &'static [&'static str],
    /// How the intensity is made of its numbers.
    pub formula: &'static str,
    /// The unit of the figure that its paper gives; absent where it gives none but the load.
    pub raw_unit: Option<&'static str>,
    /// Where it was published.
    pub paper: &'static str,
}

named! {
    /// What a method needs of a recording.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Sensor {
        /// Heart rates.
        HeartRate = "heart rate",
        /// The mean heart rate that a watch or a table tells, without samples.
        MeanHeartRate = "mean heart rate",
        /// Speeds on foot.
        Speed = "speed",
        /// The readings of a power meter.
        Power = "power",
        /// How hard it felt.
        Rating = "rating",
        /// The load itself.
        Load = "load",
    }
}

/// What an effort is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The thresholds of the day.
    pub thresholds: &'a Thresholds,
    /// The athlete's sex; absent = the male weighting.
    pub sex: Option<Sex>,
    /// What the runner chose.
    pub options: &'a EffortOptions,
}

/// What a method makes of an activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation<'a> {
    /// Intensity, 1.0 = threshold.
    pub intensity: f64,
    /// How much it can be trusted.
    pub quality: Quality,
    /// The numbers that the intensity was made of, by name.
    pub numbers: Vec<(&'static str, f64)>,
    /// The thresholds it stands on, by their keys in `athlete.toml`.
    pub thresholds: Vec<(&'static str, &'a Anchor)>,
    /// The figure that the method's paper gives, in [`MethodFacts::raw_unit`]; absent where it gives none.
    pub raw: Option<f64>,
}

/// Why a method has no intensity.
#[derive(Debug, Clone, PartialEq)]
pub enum Unavailable {
    /// The recording has nothing that the method could use.
    NoSensor,
    /// The sensor covers less than [`EffortOptions::coverage_min`] of the duration: this share, 0–1.
    Coverage(f64),
    /// Thresholds that nobody gave and that could not be estimated, by their keys in `athlete.toml`.
    NoThreshold(Vec<&'static str>),
    /// Its numbers make no intensity: thresholds that contradict each other, a rating off the scale.
    NoIntensity,
    /// Nobody holds the intensity for so long: a sensor or a threshold is wrong.
    BeyondHuman {
        /// What the method found, 1.0 = threshold.
        intensity: f64,
        /// What is believed of the sport over that time, [`possible::intensity_ceiling`].
        ceiling: f64,
    },
}

impl Unavailable {
    /// The reason in one word, as outputs have it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NoSensor => "no_data",
            Self::Coverage(_) => "coverage",
            Self::NoThreshold(_) => "no_threshold",
            Self::NoIntensity => "no_intensity",
            Self::BeyondHuman { .. } => "impossible",
        }
    }

    /// The reason for a person, for a method of that sensor.
    #[must_use]
    pub fn told(&self, sensor: Sensor, context: Context) -> String {
        match (self, sensor) {
            (Self::NoSensor, Sensor::Rating) => "nobody said".to_owned(),
            (Self::NoSensor, Sensor::MeanHeartRate) => "none is told, or there are samples, which say more".to_owned(),
            (Self::NoSensor, _) => format!("there is no {}", sensor.as_str()),
            (Self::Coverage(share), _) => {
                let (covered, needed) = (percent(*share), context.options.coverage_min * 100.0);
                format!("{} covers {covered} % of the time, {needed:.0} % needed", sensor.as_str())
            }
            (Self::NoThreshold(keys), _) => {
                format!("needs {}, which neither athlete.toml nor the file tells", keys.join(", "))
            }
            (Self::NoIntensity, Sensor::Rating) => "the rating is 0, or beyond 10".to_owned(),
            (Self::NoIntensity, _) => "the thresholds contradict each other".to_owned(),
            (Self::BeyondHuman { intensity, ceiling }, _) => format!(
                "impossible: intensity {intensity:.2}, and nobody holds more than {ceiling:.2} for so long; the {} or a \
                 threshold is wrong",
                sensor.as_str()
            ),
        }
    }
}

impl<'a> Context<'a> {
    /// The thresholds of these keys, if all of them are known.
    pub(super) fn needed<const N: usize>(
        self,
        keys: [&'static str; N],
    ) -> Result<[(&'static str, &'a Anchor); N], Unavailable> {
        let all = self.thresholds.all_anchors();
        let anchor = |key: &str| all.iter().find(|(known, ..)| *known == key).and_then(|(.., anchor)| anchor.as_ref());
        let there: Vec<_> = keys.iter().filter_map(|key| Some((*key, anchor(key)?))).collect();
        there
            .try_into()
            .map_err(|_| Unavailable::NoThreshold(keys.into_iter().filter(|key| anchor(key).is_none()).collect()))
    }

    /// Whether a sensor covers enough of an activity.
    pub(super) fn covers(self, covered_s: f64, activity: &Activity) -> Result<(), Unavailable> {
        let enough = self.options.coverage_min * activity.duration_s <= covered_s;
        if enough { Ok(()) } else { Err(Unavailable::Coverage(covered_s / activity.duration_s)) }
    }
}

impl<'a> Evaluation<'a> {
    /// An intensity against thresholds: measured only if the runner gave every one of them.
    pub(super) fn measured<const N: usize>(
        intensity: f64,
        numbers: Vec<(&'static str, f64)>,
        thresholds: [(&'static str, &'a Anchor); N],
    ) -> Self {
        let given = thresholds.iter().all(|(_, anchor)| anchor.provenance == Provenance::Given);
        let quality = if given { Quality::Measured } else { Quality::EstimatedThreshold };
        Self { intensity, quality, numbers, thresholds: thresholds.to_vec(), raw: None }
    }

    /// Looks whether a human can have held the intensity for the time of an activity. What the runner says himself, how hard it felt or
    /// the load, is his.
    pub(super) fn within_human_limits(self, activity: &Activity, sensor: Sensor) -> Result<Self, Unavailable> {
        let is_said = matches!(sensor, Sensor::Rating | Sensor::Load);
        let ceiling = possible::intensity_ceiling(activity.sport, activity.duration_s);
        if is_said || self.intensity <= ceiling {
            return Ok(self);
        }
        Err(Unavailable::BeyondHuman { intensity: self.intensity, ceiling })
    }

    /// An intensity that no sensor measured.
    pub(super) const fn unmeasured(intensity: f64, quality: Quality, numbers: Vec<(&'static str, f64)>) -> Self {
        Self { intensity, quality, numbers, thresholds: Vec::new(), raw: None }
    }

    /// One of the numbers that the intensity was made of; no number where there is none of that name.
    pub(super) fn number(&self, name: &str) -> f64 {
        self.numbers.iter().find(|(known, _)| *known == name).map_or(f64::NAN, |(_, number)| *number)
    }

    /// The effort of an activity at this intensity.
    #[must_use]
    pub fn effort(&self, activity: &Activity, method: Method) -> Effort {
        Effort::new(activity.duration_s, self.intensity, method, self.quality)
    }
}
