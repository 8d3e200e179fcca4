//! An athlete among a team's: what to do, and why.

use super::{PermittedToday, Snapshot};
use crate::readiness::Readiness;
use jiff::civil::Date;

/// What a coach has to do, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// The athlete has to rest.
    Rest,
    /// The athlete has been pushing hard.
    PullBack,
    /// Walk, yoga, an easy ride.
    Recover,
    /// There is no report, and the row says why.
    NoReport,
    /// Too little is known, or nothing new for two weeks.
    NoData,
    /// Train easy.
    Easy,
    /// Ready for quality.
    Ready,
}

impl Attention {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::PullBack => "pull_back",
            Self::Recover => "recover",
            Self::NoReport => "no_report",
            Self::NoData => "no_data",
            Self::Easy => "easy",
            Self::Ready => "ready",
        }
    }
}

/// One athlete of a team.
#[derive(Debug, Clone)]
pub struct TeamMember {
    /// The athlete's name; that of the folder where there is no report.
    pub athlete: String,
    /// The folder of the athlete's report beside the team's files.
    pub folder: String,
    /// What to do.
    pub attention: Attention,
    /// Why, a sentence; absent where there is nothing to say.
    pub reason: Option<String>,
    /// What the report says; absent without one.
    pub known: Option<Box<KnownMember>>,
}

/// What a team's table tells of a report.
#[derive(Debug, Clone)]
pub struct KnownMember {
    /// The verdict of the morning.
    pub today: Readiness,
    /// What it permits today.
    pub permitted: PermittedToday,
    /// The last days and weeks.
    pub snapshot: Snapshot,
    /// Day of the newest activity before the morning; absent without one.
    pub newest_activity_day: Option<Date>,
}

impl TeamMember {
    /// A value of the report; absent without a report.
    #[must_use]
    pub fn known<T>(&self, value: impl FnOnce(&KnownMember) -> Option<T>) -> Option<T> {
        self.known.as_deref().and_then(value)
    }
}
