//! A morning: what a runner said of it, and what devices measured in the night before.

mod items;

pub use items::{Answer, AnswerKind, AnswerSlot, CheckinItem, CheckinItemSpec, Morning};

use crate::digest::{Digest, Digestible};
use serde::{Deserialize, Serialize, Serializer};
use std::ops::RangeInclusive;

impl Morning {
    /// The values of a metric and who says so.
    pub fn values(&self, metric: Metric) -> impl Iterator<Item = (Source, f64)> + '_ {
        let said = self.sleep_h.filter(|_| metric == Metric::Sleep).map(|hours| (Source::CHECKIN, hours));
        let measured = self.readings.iter().filter(move |reading| reading.metric == metric);
        said.into_iter().chain(measured.map(|reading| (reading.source, reading.value)))
    }
}

/// A spell that begins, or that the open one is over, as a check-in says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpellWord {
    /// Ill from this day on.
    Ill,
    /// Injured from this day on.
    Injured,
    /// On a break from training from this day on.
    Break,
    /// Travelling from this day on.
    Travelling,
    /// The spell ended the day before.
    Back,
}

impl Digestible for SpellWord {
    fn feed(&self, digest: &mut Digest) {
        self.as_str().feed(digest);
    }
}

impl SpellWord {
    /// Every word, in the order of every list.
    pub const ALL: [Self; 5] = [Self::Ill, Self::Injured, Self::Break, Self::Travelling, Self::Back];

    /// The word in a table and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ill => "ill",
            Self::Injured => "injured",
            Self::Break => "break",
            Self::Travelling => "travelling",
            Self::Back => "back",
        }
    }

    /// The word that somebody wrote; absent where it is none of them.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(word.trim()))
    }
}

/// One measured value of a morning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// What it is, and its unit.
    pub metric: Metric,
    /// The value, in the metric's unit.
    pub value: f64,
    /// Who says so.
    pub source: Source,
}

impl Digestible for Reading {
    fn feed(&self, digest: &mut Digest) {
        let Self { metric, value, source } = self;
        digest.record(|digest| {
            digest.field("metric", metric.as_str()).field("value", value).field("source", source.as_str());
        });
    }
}

impl Serialize for Reading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.metric.as_str(), self.value, self.source.as_str()).serialize(serializer)
    }
}

/// What devices measure in a night, each in its own unit. Two kinds of heart-rate variability are two metrics: they are on
/// different scales and never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Heart-rate variability of the night as RMSSD, milliseconds.
    HrvRmssd,
    /// Heart-rate variability as SDNN, milliseconds: what Apple's watches measured until 2026.
    HrvSdnn,
    /// Resting heart rate, beats a minute.
    RestingHr,
    /// Time asleep, hours; naps left out.
    Sleep,
}

impl Metric {
    /// Every metric, in the order of every output.
    pub const ALL: [Self; 4] = [Self::HrvRmssd, Self::HrvSdnn, Self::RestingHr, Self::Sleep];

    /// The name in every output, with its unit.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HrvRmssd => "hrv_rmssd_ms",
            Self::HrvSdnn => "hrv_sdnn_ms",
            Self::RestingHr => "resting_hr_bpm",
            Self::Sleep => "sleep_h",
        }
    }

    /// The least and the largest value that a body has; a sensor's 255 and a placeholder's 0 are none.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<f64> {
        match self {
            Self::HrvRmssd | Self::HrvSdnn => 10.0..=250.0,
            Self::RestingHr => 25.0..=120.0,
            Self::Sleep => 0.0..=24.0,
        }
    }

    /// Whether a value can be.
    #[must_use]
    pub fn allows(self, value: f64) -> bool {
        self.range().contains(&value)
    }
}

/// Who says so: a name. Those of vendors stand with their readers in `src/vendors/`, where all are listed in the order in
/// which they are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Source(&'static str);

impl Source {
    /// The runner's own check-in.
    pub const CHECKIN: Self = Self::new("checkin");
    /// A table of the runner's, such as `wellness.csv`.
    pub const TABLE: Self = Self::new("table");

    /// Who is called so in every output, and in `athlete.toml`.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name in every output, and in `athlete.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// Whose values count first, for each metric; sources that are not listed come after those that are. By default it is the
/// order of the list of vendors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceOrder {
    /// Of heart-rate variability.
    pub hrv: Vec<Source>,
    /// Of the resting heart rate.
    pub resting_hr: Vec<Source>,
    /// Of the hours of sleep.
    pub sleep: Vec<Source>,
}

impl SourceOrder {
    /// The place of a source in the order of a metric, the most believed 0.
    #[must_use]
    pub(crate) fn rank(&self, metric: Metric, source: Source) -> usize {
        let order = match metric {
            Metric::HrvRmssd | Metric::HrvSdnn => &self.hrv,
            Metric::RestingHr => &self.resting_hr,
            Metric::Sleep => &self.sleep,
        };
        order.iter().position(|known| *known == source).unwrap_or(order.len())
    }
}
