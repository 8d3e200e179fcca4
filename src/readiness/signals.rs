//! The signals of a morning, one row each: everything that is said of a signal, and the place where its value comes from,
//! stands in its row.
//!
//! A new signal is a row here and its two columns in `report/table/mornings.rs`; one that no answer and no night gives
//! needs its function in `morning_signals.rs` and its sentence too.

use super::Factor;
use crate::morning::{CheckinItem, Metric};
use schemars::JsonSchema;
use serde::Serialize;

/// Signals that fail together: two of one family are one witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// How the runner feels today.
    Body,
    /// Heart-rate variability and resting heart rate.
    Autonomic,
    /// Hours of sleep.
    Sleep,
    /// What running costs.
    Effort,
}

/// Where the value of a signal comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignalOrigin {
    /// The runner's answer to an item of the check-in, from 1 (worst) to 5 (best).
    Answer(CheckinItem),
    /// What was measured in the nights.
    Night(Metric),
    /// The balance of chronic and acute load.
    LoadBalance,
    /// How hard the last runs felt.
    RunEffort,
    /// How fast the heart beat in the last runs.
    RunHeartRate,
}

/// Everything that is said of a signal.
#[derive(Debug, Clone, Copy)]
pub struct SignalSpec {
    /// The key in every output.
    pub key: &'static str,
    /// The name in a table.
    pub label: &'static str,
    /// The name inside a sentence.
    pub long_label: &'static str,
    /// Whether the name inside a sentence is a plural.
    pub is_plural: bool,
    /// Points of score for each point of an answer away from the runner's own normal, for each standard deviation of another
    /// signal.
    pub price: f64,
    /// What it bears witness of when two things must be low at once; absent where it is no witness.
    pub witness: Option<Family>,
    /// The code of the reason that it is worse than normal.
    pub worse_code: &'static str,
    /// The code of the reason that it is better than normal.
    pub better_code: &'static str,
    /// What 5 means, in brackets after a blank, where the name of an answer does not say it; empty elsewhere.
    pub scale: &'static str,
    /// Where its value comes from.
    pub origin: SignalOrigin,
}

/// The enum of the signals, and the row of each.
macro_rules! signals {
    ($($(#[doc = $doc:literal])+ $signal:ident = $key:literal { $($field:ident: $value:expr),+ $(,)? })+) => {
        /// The signals, in the order of every output.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        pub enum Signal {
            $($(#[doc = $doc])+ #[serde(rename = $key)] $signal,)+
        }

        impl Signal {
            /// Every signal, in the order of every output.
            pub const ALL: [Self; [$($key),+].len()] = [$(Self::$signal),+];

            /// Its row.
            #[must_use]
            pub const fn spec(self) -> &'static SignalSpec {
                match self {
                    $(Self::$signal => &SignalSpec { key: $key, $($field: $value),+ },)+
                }
            }
        }
    };
}

signals! {
    /// How the legs feel.
    Legs = "legs" {
        label: "legs",
        long_label: "legs",
        is_plural: true,
        price: 16.0,
        witness: Some(Family::Body),
        worse_code: "LEGS-DOWN",
        better_code: "LEGS-UP",
        scale: " (5 is fresh)",
        origin: SignalOrigin::Answer(CheckinItem::Legs),
    }
    /// Soreness.
    Soreness = "soreness" {
        label: "soreness",
        long_label: "soreness",
        is_plural: false,
        price: 8.0,
        witness: Some(Family::Body),
        worse_code: "SORENESS-DOWN",
        better_code: "SORENESS-UP",
        scale: " (5 is none)",
        origin: SignalOrigin::Answer(CheckinItem::Soreness),
    }
    /// How good the sleep felt.
    SleepQuality = "sleep_quality" {
        label: "sleep quality",
        long_label: "sleep quality",
        is_plural: false,
        price: 6.0,
        witness: None,
        worse_code: "SLEEP-QUALITY-DOWN",
        better_code: "SLEEP-QUALITY-UP",
        scale: "",
        origin: SignalOrigin::Answer(CheckinItem::SleepQuality),
    }
    /// Motivation.
    Motivation = "motivation" {
        label: "motivation",
        long_label: "motivation",
        is_plural: false,
        price: 10.0,
        witness: Some(Family::Body),
        worse_code: "MOTIVATION-DOWN",
        better_code: "MOTIVATION-UP",
        scale: "",
        origin: SignalOrigin::Answer(CheckinItem::Motivation),
    }
    /// Heart-rate variability, seven-day mean of ln RMSSD.
    Hrv = "hrv" {
        label: "HRV",
        long_label: "heart-rate variability",
        is_plural: false,
        price: 3.0,
        witness: Some(Family::Autonomic),
        worse_code: "HRV-DOWN",
        better_code: "HRV-UP",
        scale: "",
        origin: SignalOrigin::Night(Metric::HrvRmssd),
    }
    /// Resting heart rate.
    RestingHr = "resting_hr" {
        label: "resting heart rate",
        long_label: "resting heart rate",
        is_plural: false,
        price: 1.5,
        witness: Some(Family::Autonomic),
        worse_code: "RESTING-HR-WORSE",
        better_code: "RESTING-HR-BETTER",
        scale: "",
        origin: SignalOrigin::Night(Metric::RestingHr),
    }
    /// Hours of sleep.
    Sleep = "sleep" {
        label: "hours of sleep",
        long_label: "hours of sleep",
        is_plural: true,
        price: 2.0,
        witness: Some(Family::Sleep),
        worse_code: "SLEEP-DOWN",
        better_code: "SLEEP-UP",
        scale: "",
        origin: SignalOrigin::Night(Metric::Sleep),
    }
    /// Balance of chronic and acute load.
    Load = "load" {
        label: "load",
        long_label: "training load",
        is_plural: false,
        price: 1.0,
        witness: None,
        worse_code: "LOAD-HIGH",
        better_code: "LOAD-LOW",
        scale: "",
        origin: SignalOrigin::LoadBalance,
    }
    /// Runs that felt harder than their intensity explains.
    EffortFelt = "effort_felt" {
        label: "effort felt",
        long_label: "how hard runs feel for their intensity",
        is_plural: false,
        price: 2.0,
        witness: Some(Family::Effort),
        worse_code: "RUNS-FEEL-HARDER",
        better_code: "RUNS-FEEL-EASIER",
        scale: "",
        origin: SignalOrigin::RunEffort,
    }
    /// Heart rate at a given speed.
    HrAtPace = "hr_at_pace" {
        label: "heart rate at pace",
        long_label: "heart rate at a given pace",
        is_plural: false,
        price: 1.0,
        witness: Some(Family::Effort),
        worse_code: "HR-AT-PACE-WORSE",
        better_code: "HR-AT-PACE-BETTER",
        scale: "",
        origin: SignalOrigin::RunHeartRate,
    }
}

impl Signal {
    /// The key in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.spec().key
    }

    /// Points of score for each point of an answer, or each standard deviation, away from the runner's own normal.
    #[must_use]
    pub const fn price(self) -> f64 {
        self.spec().price
    }

    /// What it bears witness of; absent where it is no witness.
    #[must_use]
    pub const fn witness(self) -> Option<Family> {
        self.spec().witness
    }

    /// The item of the check-in that it is the answer to; absent where nobody is asked.
    #[must_use]
    pub(crate) const fn answered_item(self) -> Option<CheckinItem> {
        match self.spec().origin {
            SignalOrigin::Answer(item) => Some(item),
            _ => None,
        }
    }

    /// Whether a check-in can say it: an answer, or the hours of sleep.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        matches!(self.spec().origin, SignalOrigin::Answer(_) | SignalOrigin::Night(Metric::Sleep))
    }

    /// The signals that are answers of a check-in, in the order of every output.
    pub fn answered() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|signal| signal.answered_item().is_some())
    }
}

impl Factor {
    /// The code of the reason that says where it lies.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if self.deviation < 0.0 { self.signal.spec().worse_code } else { self.signal.spec().better_code }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_answers_cost_forty_points_together_and_no_key_code_or_origin_is_twice() {
        let specs = || Signal::ALL.into_iter().map(Signal::spec);
        let sum: f64 = Signal::answered().map(Signal::price).sum();
        assert!((sum - 40.0).abs() < 1e-12, "{sum}");
        let codes: BTreeSet<&str> = specs().flat_map(|spec| [spec.worse_code, spec.better_code]).collect();
        assert_eq!(codes.len(), 2 * Signal::ALL.len());
        for text in [|spec: &SignalSpec| spec.key, |spec: &SignalSpec| spec.label, |spec: &SignalSpec| spec.long_label]
        {
            assert_eq!(specs().map(text).collect::<BTreeSet<&str>>().len(), Signal::ALL.len());
        }
        let origins: BTreeSet<String> = specs().map(|spec| format!("{:?}", spec.origin)).collect();
        assert_eq!(origins.len(), Signal::ALL.len());
    }

    #[test]
    fn the_key_is_the_word_of_every_output() {
        for signal in Signal::ALL {
            assert_eq!(serde_json::to_value(signal).ok(), Some(signal.as_str().into()));
        }
    }
}
