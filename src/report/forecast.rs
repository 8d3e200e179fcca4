//! What a forecast came to: a row a day of each scenario.

use crate::columns::TableRows;
use crate::load::day_class::DayClass;
use crate::readiness::Reason;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// What a forecast is made of, and what it comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Forecast {
    /// Whose.
    pub athlete: String,
    /// The morning it is made on, ISO; its day is the first.
    pub as_of: String,
    /// What was taken for granted, in sentences.
    pub assumptions: Vec<String>,
    /// Rest, the usual week, and the plan where there is one.
    pub scenarios: Vec<Scenario>,
}

/// One way in which the days may go.
#[derive(Debug, Clone, Serialize)]
pub struct Scenario {
    /// Which.
    pub name: ScenarioKind,
    /// The first morning on which load does not hold readiness back any more, ISO; absent where there is none among them, and
    /// where load does not hold it back today.
    pub load_clears: Option<String>,
    /// The same with the heaviest of the band, and with the lightest.
    pub load_clears_latest: Option<String>,
    /// With the lightest of the band.
    pub load_clears_earliest: Option<String>,
    /// The days.
    #[serde(serialize_with = "as_rows")]
    pub days: Vec<ForecastDay>,
    /// What the plan breaks, by day; nothing for the other scenarios.
    pub guards: Vec<Broken>,
}

/// How the days may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioKind {
    /// Rest on all of them.
    Rest,
    /// The usual week, again and again.
    Usual,
    /// As planned.
    Plan,
}

impl ScenarioKind {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Usual => "usual",
            Self::Plan => "plan",
        }
    }
}

/// One day of one scenario. Form is the morning's, before the day's load.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastDay {
    /// Whose.
    pub athlete: String,
    /// Of which scenario.
    pub scenario: ScenarioKind,
    /// The day.
    pub day: Date,
    /// What kind of day it will be.
    pub day_class: DayClass,
    /// Load of the day at its lightest.
    pub load_low: f64,
    /// Load of the day as expected.
    pub load: f64,
    /// Load of the day at its heaviest.
    pub load_high: f64,
    /// Acute load after the day.
    pub acute: f64,
    /// Chronic load after the day.
    pub chronic: f64,
    /// Form after the heaviest days.
    pub form_low: f64,
    /// Form as expected.
    pub form: f64,
    /// Form after the lightest days.
    pub form_high: f64,
    /// Form as a share of the chronic load.
    pub form_ratio: f64,
    /// The signal that load will give, standard deviations.
    pub load_z: f64,
    /// Whether load holds readiness back that morning.
    pub load_holds_back: bool,
    /// Codes of the conventions that the plan breaks.
    pub guards: Vec<&'static str>,
}

fn as_rows<S: Serializer>(days: &[ForecastDay], serializer: S) -> Result<S::Ok, S::Error> {
    TableRows::plain(days).serialize(serializer)
}

/// A convention that a planned day breaks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Broken {
    /// The day.
    pub day: Date,
    /// What is broken, with its numbers.
    #[serde(flatten)]
    pub reason: Reason,
}
