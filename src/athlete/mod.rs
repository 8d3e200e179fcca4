//! The athlete: who it is, and the thresholds that hold on a day, each with where it came from.

pub mod critical_speed;
pub mod estimate;
pub mod history;
pub mod vdot;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Sex, for the two published weightings of heart rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// `sex = "female"`.
    Female,
    /// `sex = "male"`.
    Male,
}

/// Where a threshold came from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The runner gave it in `athlete.toml`.
    Given,
    /// The watch had it in its settings.
    Device,
    /// Found in the runner's own activities.
    Estimated,
    /// A population's habit, for want of anything better.
    Default,
}

impl Provenance {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Device => "device",
            Self::Estimated => "estimated",
            Self::Default => "default",
        }
    }
}

/// How far a threshold can be trusted: the rule for all of them.
///
/// - What the runner gave is `High`: nobody knows better.
/// - A watch's setting is `Medium`: it may be the runner's own, or a formula's that nobody ever changed.
/// - An estimate is `Medium` while many recent activities say it, which [`estimate`] defines for each threshold, and
///   `Low` when it stands on few or old ones.
/// - A population's habit is `Low`, and so is a threshold put where it usually lies between two others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Better than nothing.
    Low,
    /// Probably right.
    Medium,
    /// As the runner says.
    High,
}

impl Confidence {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A threshold, where it came from, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Anchor {
    /// The value, in the unit of the field that holds it.
    pub value: f64,
    /// Where it came from.
    pub provenance: Provenance,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// How it was found, in a few words.
    pub evidence: String,
}

impl Anchor {
    /// A threshold with the confidence that its provenance has of itself; an estimate starts as `Low`.
    #[must_use]
    pub fn new(value: f64, provenance: Provenance, evidence: impl Into<String>) -> Self {
        let confidence = match provenance {
            Provenance::Given => Confidence::High,
            Provenance::Device => Confidence::Medium,
            Provenance::Estimated | Provenance::Default => Confidence::Low,
        };
        Self { value, provenance, confidence, evidence: evidence.into() }
    }
}

/// The thresholds of one day. An absent one was neither given nor could be estimated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Thresholds {
    /// Resting heart rate, beats a minute.
    pub hr_rest: Option<Anchor>,
    /// Highest heart rate, beats a minute.
    pub hr_max: Option<Anchor>,
    /// Heart rate at lactate threshold, beats a minute.
    pub lthr: Option<Anchor>,
    /// Running speed at threshold on the level, metres a second.
    pub run_speed_mps: Option<Anchor>,
    /// Cycling power at threshold, watts.
    pub ride_power_w: Option<Anchor>,
    /// Heart rate at the first ventilatory threshold, beats a minute.
    pub vt1: Option<Anchor>,
    /// Heart rate at the second ventilatory threshold, beats a minute.
    pub vt2: Option<Anchor>,
    /// Running power at threshold as the runner's own meter shows it, watts.
    pub run_power_w: Option<Anchor>,
    /// Body mass, kilograms.
    pub weight_kg: Option<Anchor>,
    /// Body height, metres.
    pub height_m: Option<Anchor>,
}

/// The first threshold as a share of the threshold heart rate: the edge of Friel's second zone, for want of a test.
const FIRST_OF_LTHR: f64 = 0.89;

impl Thresholds {
    /// Heart rates at which the second and the third of three zones begin, beats a minute: the ventilatory thresholds, else
    /// 89 % and 100 % of the threshold heart rate. Absent without either.
    #[must_use]
    pub(crate) fn zone_edges_bpm(&self) -> Option<(f64, f64)> {
        let ventilatory = self.vt1.as_ref().zip(self.vt2.as_ref()).map(|(first, second)| (first.value, second.value));
        ventilatory.or_else(|| self.lthr.as_ref().map(|lthr| (FIRST_OF_LTHR * lthr.value, lthr.value)))
    }

    /// All thresholds in a fixed order: the key in `athlete.toml`, the unit, and what is known.
    #[must_use]
    pub const fn all_anchors(&self) -> [(&'static str, &'static str, &Option<Anchor>); 10] {
        [
            ("hr_rest", "bpm", &self.hr_rest),
            ("hr_max", "bpm", &self.hr_max),
            ("lthr", "bpm", &self.lthr),
            ("vt1", "bpm", &self.vt1),
            ("vt2", "bpm", &self.vt2),
            ("run_pace", "m/s", &self.run_speed_mps),
            ("run_power", "W", &self.run_power_w),
            ("ride_power", "W", &self.ride_power_w),
            ("weight_kg", "kg", &self.weight_kg),
            ("height_m", "m", &self.height_m),
        ]
    }
}

/// One `[[thresholds]]` table of `athlete.toml`: what the runner knows from a day on.
///
/// Each value holds until a later table gives another one. Beyond `until`, what held before the table holds again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// First day it holds; absent = from always.
    pub from: Option<Date>,
    /// Last day it holds; absent = until a later table gives another value.
    pub until: Option<Date>,
    /// Resting heart rate, beats a minute.
    pub hr_rest: Option<f64>,
    /// Highest heart rate, beats a minute.
    pub hr_max: Option<f64>,
    /// Heart rate at lactate threshold, beats a minute.
    pub lthr: Option<f64>,
    /// Running speed at threshold, metres a second.
    pub run_speed_mps: Option<f64>,
    /// Cycling power at threshold, watts.
    pub ride_power_w: Option<f64>,
    /// Heart rate at the first ventilatory threshold, beats a minute.
    pub vt1: Option<f64>,
    /// Heart rate at the second ventilatory threshold, beats a minute.
    pub vt2: Option<f64>,
    /// Running power at threshold, watts.
    pub run_power_w: Option<f64>,
    /// Body mass, kilograms.
    pub weight_kg: Option<f64>,
    /// Body height, metres.
    pub height_m: Option<f64>,
}

impl Given {
    /// Whether the table speaks of a day.
    #[must_use]
    pub(crate) fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// All values in the order of [`Thresholds::all_anchors`], by their keys.
    #[must_use]
    pub const fn all_values(&self) -> [(&'static str, Option<f64>); 10] {
        [
            ("hr_rest", self.hr_rest),
            ("hr_max", self.hr_max),
            ("lthr", self.lthr),
            ("vt1", self.vt1),
            ("vt2", self.vt2),
            ("run_pace", self.run_speed_mps),
            ("run_power", self.run_power_w),
            ("ride_power", self.ride_power_w),
            ("weight_kg", self.weight_kg),
            ("height_m", self.height_m),
        ]
    }
}

/// What is known about the athlete besides the exports.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Athlete {
    /// The name in every output.
    pub name: String,
    /// Sex; absent = the male weighting, and said so.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<i16>,
    /// IANA name of the home time zone.
    pub time_zone: Option<String>,
    /// The given thresholds, ascending by `from`.
    pub given: Vec<Given>,
}
