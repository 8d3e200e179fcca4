//! The athlete: who it is, and the thresholds that hold on a day, each with where it came from.

pub mod critical_speed;
pub mod estimate;
pub mod history;
pub mod vdot;

use jiff::civil::Date;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

/// A threshold with its provenance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Anchor {
    /// The value, in the unit of the field that holds it.
    pub value: f64,
    /// Where it came from.
    pub provenance: Provenance,
    /// How it was found, in a few words.
    pub evidence: String,
}

/// The thresholds of one day. An absent one was neither given nor could be estimated.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
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
    pub fn zone_edges_bpm(&self) -> Option<(f64, f64)> {
        let ventilatory = self.vt1.as_ref().zip(self.vt2.as_ref()).map(|(first, second)| (first.value, second.value));
        ventilatory.or_else(|| self.lthr.as_ref().map(|lthr| (FIRST_OF_LTHR * lthr.value, lthr.value)))
    }
}

/// One `[[thresholds]]` table of `athlete.toml`: what the runner knows from a day on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// First day it holds; absent = always.
    pub from: Option<Date>,
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
