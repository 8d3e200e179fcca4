//! What a verdict permits: how much load, and how long a run.
//!
//! It can only be made of a verdict, and every output takes its room, its target and its next run from it: what asks for rest
//! cannot be written beside what asks for more.

use super::caps::Cap;
use super::{Band, Spell, SpellKind};
use crate::load::Day;
use crate::load::spike;
use crate::load::target::LoadRange;
use schemars::JsonSchema;
use serde::Serialize;

/// The most load of a light day: walk, yoga, an easy ride.
const LIGHT_LOAD: f64 = 25.0;

/// How much room a verdict leaves for training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// None: rest.
    Nothing,
    /// A light day: walk, yoga, an easy ride.
    Light,
    /// Up to the usual day, easy.
    Usual,
    /// Up to what conventions allow.
    Full,
    /// Nothing is known: the runner's feeling is the guide.
    Unknown,
}

impl Room {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Light => "light",
            Self::Usual => "usual",
            Self::Full => "full",
            Self::Unknown => "unknown",
        }
    }
}

/// What a verdict permits today.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permitted {
    room: Room,
    may_run: bool,
    next_run_max_m: Option<f64>,
    next_run_reference_m: Option<f64>,
    usual_load: Option<f64>,
}

impl Permitted {
    /// What a band permits. `yesterday` is the last known day; it has the usual load and the runs of 30 days.
    pub(crate) fn of_verdict(band: Band, caps: &[Cap], spell: Option<Spell>, yesterday: Option<&Day>) -> Self {
        let room = match band {
            Band::NotEnoughData => Room::Unknown,
            Band::Rest => Room::Nothing,
            Band::ActiveRecovery => Room::Light,
            Band::Easy => Room::Usual,
            Band::ReadyForQuality => Room::Full,
        };
        let injured = spell.is_some_and(|spell| spell.kind == SpellKind::Injured);
        let ill = caps.iter().any(|cap| matches!(cap, Cap::IllOrPain | Cap::AfterIllness { .. }));
        let may_run = matches!(room, Room::Usual | Room::Full | Room::Unknown) && !injured && !ill;
        let reference_m = yesterday.and_then(|day| day.guard_reference_m).filter(|_| may_run);
        Self {
            room,
            may_run,
            next_run_max_m: reference_m.and_then(spike::guard_m),
            next_run_reference_m: reference_m,
            usual_load: yesterday.and_then(|day| day.chronic),
        }
    }

    /// How much room there is.
    #[must_use]
    pub const fn room(&self) -> Room {
        self.room
    }

    /// Whether there may be a run today.
    #[must_use]
    pub const fn may_run(&self) -> bool {
        self.may_run
    }

    /// The longest next run, metres; absent where none is permitted, and without a run in 30 days.
    #[must_use]
    pub const fn next_run_max_m(&self) -> Option<f64> {
        self.next_run_max_m
    }

    /// The run of the last 30 days that it is held against, metres; absent with it.
    #[must_use]
    pub const fn next_run_reference_m(&self) -> Option<f64> {
        self.next_run_reference_m
    }

    /// The load that fits today, of what conventions allow; absent where nothing is known.
    #[must_use]
    pub fn load_today(&self, by_convention: Option<LoadRange>) -> Option<LoadRange> {
        let up_to = |most: f64| {
            let high = by_convention.map_or(most, |range| range.high.min(most));
            Some(LoadRange { low: 0.0, high })
        };
        match self.room {
            Room::Nothing => Some(LoadRange { low: 0.0, high: 0.0 }),
            Room::Light => up_to(LIGHT_LOAD),
            Room::Usual => self.usual_load.and_then(up_to),
            Room::Full => by_convention,
            Room::Unknown => None,
        }
    }

    /// The load that fits this week, of what conventions allow; only where the day has full room.
    #[must_use]
    pub fn load_this_week<T>(&self, by_convention: Option<T>) -> Option<T> {
        by_convention.filter(|_| self.room == Room::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::days;
    use super::*;

    fn permitted(band: Band, caps: &[Cap]) -> Permitted {
        Permitted::of_verdict(band, caps, None, days(100, 44.0, 40.0).get(99))
    }

    #[test]
    fn rest_leaves_no_room_and_no_run_and_ready_what_conventions_allow() {
        let usual = Some(LoadRange { low: 30.0, high: 90.0 });
        let load = |band| permitted(band, &[]).load_today(usual).map(|range| (range.low, range.high));
        assert_eq!(load(Band::Rest), Some((0.0, 0.0)));
        assert_eq!(load(Band::ActiveRecovery), Some((0.0, 25.0)));
        assert_eq!(load(Band::Easy), Some((0.0, 40.0)));
        assert_eq!(load(Band::ReadyForQuality), Some((30.0, 90.0)));
        assert_eq!(load(Band::NotEnoughData), None);
        let run = |band, caps: &[Cap]| permitted(band, caps).next_run_max_m().is_some();
        assert_eq!(
            [Band::Rest, Band::ActiveRecovery, Band::Easy, Band::ReadyForQuality].map(|band| run(band, &[])),
            [false, false, true, true]
        );
        let after = Cap::AfterIllness { days: 1, sick_mornings: 1, is_open: false };
        assert!(!run(Band::Easy, &[after]));
        assert_eq!(permitted(Band::Easy, &[]).load_this_week(usual), None);
    }
}
