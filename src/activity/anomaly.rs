//! What contradicts itself in a recording, and what was believed in its place.

use std::fmt;

named! {
    /// What is wrong: two of the things that tell the same in more than one way disagree, or one says what cannot be.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Fault {
        /// The distance stands still and leaps while the runner moves.
        DistanceInSteps = "distance_in_steps",
        /// The distance is counted in another unit than the format's.
        DistanceUnit = "distance_unit",
        /// The distance begins again on the way.
        DistanceResets = "distance_resets",
        /// The distance disagrees with what speed and positions agree on.
        DistanceContradicts = "distance_contradicts",
        /// The speed is in another unit than the format's.
        SpeedUnit = "speed_unit",
        /// The speed disagrees with what distance and positions agree on.
        SpeedContradicts = "speed_contradicts",
        /// The positions disagree with what distance and speed agree on.
        PositionsContradict = "positions_contradict",
        /// The time of the summary disagrees with the records.
        TotalTime = "total_time",
        /// The distance of the summary disagrees with the records.
        TotalDistance = "total_distance",
        /// Watts that nobody holds for so long.
        PowerImpossible = "power_impossible",
        /// The power meter repeats one value.
        PowerStuck = "power_stuck",
        /// The heart rate is twice that of the rest of the activity, for minutes.
        HeartRateDoubled = "heart_rate_doubled",
        /// The heart rate is half that of the rest of the activity, for minutes.
        HeartRateHalved = "heart_rate_halved",
        /// The altitude begins at a placeholder and leaps to the ground.
        AltitudeStart = "altitude_start",
        /// The altitude leaps on the way, or drops out to a placeholder.
        AltitudeLeaps = "altitude_leaps",
        /// The ascent of the summary disagrees with the altitudes.
        TotalAscent = "total_ascent",
        /// The first samples are of an earlier time.
        StaleStart = "stale_start",
        /// The last samples are of a later time.
        StaleEnd = "stale_end",
        /// The clock jumps on the way.
        ClockJump = "clock_jump",
        /// Samples, segments or laps do not stand in the order of their times.
        OutOfOrder = "out_of_order",
        /// One recording of several days.
        SeveralDays = "several_days",
        /// The date is 1,024 weeks or a multiple off.
        WeekRollover = "week_rollover",
        /// The clock is whole hours off.
        ZoneShift = "zone_shift",
        /// The sport that the file names is not what was done.
        SportContradicts = "sport_contradicts",
        /// Faster for longer than anybody ever was.
        BeyondRecords = "beyond_records",
        /// An engine or a lift did it, and no effort is counted.
        Carried = "carried",
    }
}

named! {
    /// What is believed in its place.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Instead {
        /// Nothing: it is left out.
        Nothing = "nothing",
        /// The device's distance.
        Distance = "distance",
        /// The device's speed.
        Speed = "speed",
        /// The positions.
        Positions = "positions",
        /// The samples.
        Records = "records",
        /// The summary of the session or the table.
        Totals = "totals",
        /// The summaries of the laps.
        Laps = "laps",
        /// The same values, put right: smoothed, sorted, or in their own unit.
        Corrected = "corrected",
    }
}

/// One fault of an activity and what was believed instead, written `distance_in_steps:speed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anomaly {
    /// What is wrong.
    pub fault: Fault,
    /// What was believed in its place.
    pub instead: Instead,
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.fault.as_str(), self.instead.as_str())
    }
}

impl Anomaly {
    /// As [`Self::to_string`] wrote it; absent for other words.
    fn parse(text: &str) -> Option<Self> {
        let (fault, instead) = text.split_once(':')?;
        Some(Self {
            fault: Fault::ALL.into_iter().find(|known| known.as_str() == fault)?,
            instead: Instead::ALL.into_iter().find(|known| known.as_str() == instead)?,
        })
    }

    /// For a person: `distance in steps, speed used`.
    #[must_use]
    pub fn told(self) -> String {
        let fault = self.fault.as_str().replace('_', " ");
        match self.instead {
            Instead::Nothing => format!("{fault}, left out"),
            Instead::Corrected => format!("{fault}, put right"),
            instead => format!("{fault}, {} used", instead.as_str()),
        }
    }
}

/// The anomalies of an activity, each once, in the order of their faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anomalies(Vec<Anomaly>);

impl Anomalies {
    /// Notes one.
    pub fn note(&mut self, fault: Fault, instead: Instead) {
        let anomaly = Anomaly { fault, instead };
        if let Err(at) = self.0.binary_search(&anomaly) {
            self.0.insert(at, anomaly);
        }
    }

    /// Takes over those of another.
    pub fn extend(&mut self, other: &Self) {
        for Anomaly { fault, instead } in other.iter() {
            self.note(fault, instead);
        }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Anomaly> + '_ {
        self.0.iter().copied()
    }

    /// Whether there is one of a fault.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        self.iter().any(|anomaly| anomaly.fault == fault)
    }

    /// All in one cell, parted by blanks; absent without one.
    #[must_use]
    pub fn to_cell(&self) -> Option<String> {
        let words: Vec<String> = self.iter().map(|anomaly| anomaly.to_string()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// As [`Self::to_cell`] wrote them; absent where a word is none.
    #[must_use]
    pub fn from_cell(cell: &str) -> Option<Self> {
        let mut found = Self::default();
        for word in cell.split_whitespace() {
            let Anomaly { fault, instead } = Anomaly::parse(word)?;
            found.note(fault, instead);
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_noted_once_and_comes_back_from_its_cell() {
        let mut found = Anomalies::default();
        assert_eq!(found.to_cell(), None);
        found.note(Fault::TotalTime, Instead::Records);
        found.note(Fault::DistanceInSteps, Instead::Speed);
        found.note(Fault::TotalTime, Instead::Records);
        let cell = found.to_cell().unwrap_or_default();
        assert_eq!(cell, "distance_in_steps:speed total_time:records");
        assert_eq!(Anomalies::from_cell(&cell), Some(found.clone()));
        assert!(found.has(Fault::TotalTime) && !found.has(Fault::SpeedUnit));
        assert_eq!(Anomalies::from_cell("distance_in_steps:magic"), None);
        let told: Vec<String> = found.iter().map(Anomaly::told).collect();
        assert_eq!(told, ["distance in steps, speed used", "total time, records used"]);
    }
}
