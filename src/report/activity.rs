//! An activity of a report, with everything that was made of it.

use crate::activity::{Activity, clock};
use crate::effort::AllMethods;
use crate::effort::Effort;
use crate::load::distribution::Zones;
use crate::readiness::run_residuals::{Residual, RunResidual};

/// An activity with its effort, and what it cost against other runs.
#[derive(Debug, Clone)]
pub struct ReportedActivity {
    /// The activity, with the RPE that a check-in gave it.
    pub activity: Activity,
    /// Its effort, by the method that was chosen.
    pub effort: Effort,
    /// What every method makes of it.
    pub every: AllMethods,
    /// Time in three zones; absent without heart rate or thresholds.
    pub zones: Option<Zones>,
    /// What it cost against the runs before it; absent where it is no run.
    pub felt: Option<RunResidual>,
    /// Whether its start is told without the offset from UTC, which tells where a runner lives.
    pub hides_offset: bool,
}

impl ReportedActivity {
    /// Time in one of the three zones, seconds; absent without heart rate or thresholds.
    pub(super) fn zone_s(&self, zone: usize) -> Option<f64> {
        self.zones.and_then(|zones| zones.seconds.get(zone).copied())
    }

    /// How much more it cost than expected, of one kind; absent where it cannot be compared.
    pub(super) fn residual(&self, kind: fn(&RunResidual) -> Option<Residual>) -> Option<f64> {
        self.felt.as_ref().and_then(kind).map(|residual| residual.value)
    }

    /// The start on the clock on the wall.
    pub(super) fn start_time(&self) -> LocalTime {
        let mut time = clock::iso_time(self.activity.start_ms, self.activity.utc_offset_s);
        if self.hides_offset {
            let of_day = time.find('T').unwrap_or(time.len());
            let offset = time.get(of_day..).and_then(|time| time.find(['+', '-', 'Z']));
            time.truncate(offset.map_or(time.len(), |at| of_day.saturating_add(at)));
        }
        LocalTime(time)
    }
}

/// A local time with its offset from UTC, ISO 8601: `2026-05-31T07:05:00+02:00`; where nobody may know the place it is without:
/// `2026-05-31T07:05:00`.
pub(super) struct LocalTime(pub(super) String);
