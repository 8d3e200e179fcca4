//! Which of distance, speed and positions is believed, by what they say of each other.

use super::anomaly::{Fault, Instead};
use super::doubt::Doubt;
use super::way_channel::DEAD_MPS;
use super::way_held::{HeldWay, Pair};
use crate::diagnostic::Code;
use std::ops::RangeInclusive;

/// Distance and speed of one device agree within a quarter. Ours: they come of one sensor, or of a footpod and a receiver,
/// of which an uncalibrated one is off by a tenth.
pub(super) const ODOMETERS: RangeInclusive<f64> = 0.8..=1.25;
/// So many times as far as the positions is no contradiction: they cut corners, by up to 15 % where they are taken every
/// 10 s and more, and tremble. Ours, with as much again.
const POSITIONS: RangeInclusive<f64> = 0.75..=1.4;
/// A channel that stands still for so long while another moves has stopped, seconds.
const STOPPED_S: f64 = 60.0;
/// The speeds at which somebody may be on the way for long, on foot, metres a second: from a stroll to the mean of a world
/// record over 1,500 m (206.00 s, 7.28 m/s).
const ON_FOOT_MPS: RangeInclusive<f64> = 0.4..=7.3;
/// The same on wheels: the world hour record is 56,792 m (15.8 m/s); half as much again for descents and drafting.
const ON_WHEELS_MPS: RangeInclusive<f64> = 0.4..=24.0;
/// Other units than metres and metres a second, as multiples: km/h, miles an hour, cm, mm; km, miles, feet, yards' worth.
const UNITS: [f64; 8] = [3.6, 2.237, 100.0, 1000.0, 0.001, 0.000_621_4, 0.621_4, 3.281];
/// A ratio is that of a unit within this share of it: positions are up to 15 % short.
const UNIT_WITHIN: f64 = 0.16;

/// What is believed of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Believed {
    /// The distance.
    Distance,
    /// The speed.
    Speed,
    /// The positions.
    Positions,
    /// Nothing.
    Nothing,
}

impl Believed {
    const fn instead(self) -> Instead {
        match self {
            Self::Distance => Instead::Distance,
            Self::Speed => Instead::Speed,
            Self::Positions => Instead::Positions,
            Self::Nothing => Instead::Nothing,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Distance => "the distance is",
            Self::Speed => "the speed is",
            Self::Positions => "the positions are",
            Self::Nothing => "nothing is",
        }
    }
}

/// The channels that a recording has, and that move.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) distance: bool,
    pub(super) speed: bool,
    pub(super) on_foot: bool,
}

/// What one pair says: whether both agree; absent where they share too little, or one of them is dead.
fn agrees(pair: &Pair, within: RangeInclusive<f64>) -> Option<bool> {
    let ratio = pair.ratio()?;
    let dead_m = DEAD_MPS * pair.shared_s;
    (dead_m < pair.first_m && dead_m < pair.second_m).then(|| within.contains(&ratio))
}

/// Which channel is believed, and those that are not.
///
/// 1. Two that agree outvote the third; the distance goes before the speed, and the speed before the positions.
/// 2. A channel that stands still for a minute in which another moves on, and no third stands as well, has stopped.
/// 3. Of two that disagree the positions are believed where they travel; where they tremble around one place, or there are
///    none, the first of distance and speed at which somebody may be on the way for long.
pub(super) fn choose(held: &HeldWay, alive: Alive, doubts: &mut Vec<Doubt>) -> Believed {
    let HeldWay { distance_speed, distance_position, speed_position, .. } = held;
    if alive.distance {
        let by_speed = agrees(distance_speed, ODOMETERS);
        let by_position = agrees(distance_position, POSITIONS);
        let between = agrees(speed_position, POSITIONS);
        let travels = held.travels();
        let stands_by_position = travels && STOPPED_S <= distance_position.standing_s;
        // Where the positions stand as well it is the speed that did not notice.
        let position_is_silent = distance_position.shared_s < distance_speed.shared_s / 2.0 || !travels;
        let stands_by_speed = STOPPED_S <= distance_speed.standing_s && (stands_by_position || position_is_silent);
        if stands_by_speed && between != Some(false) {
            doubts.push(stopped(Fault::DistanceContradicts, "distance", distance_speed, "speed", Believed::Speed));
            return Believed::Speed;
        }
        if stands_by_position && by_speed != Some(true) {
            doubts.push(stopped(
                Fault::DistanceContradicts,
                "distance",
                distance_position,
                "positions",
                Believed::Positions,
            ));
            return Believed::Positions;
        }
        match (by_speed, by_position) {
            (Some(true), Some(false)) if travels => {
                doubts.push(positions_doubt(distance_position));
                Believed::Distance
            }
            (Some(true) | None, Some(true) | None) | (Some(true), Some(false)) => Believed::Distance,
            (Some(false), Some(true)) => {
                doubts.push(speed_doubt(distance_speed, Believed::Distance));
                Believed::Distance
            }
            (Some(false), Some(false)) if between == Some(true) => {
                doubts.push(distance_doubt(distance_speed, "speed", Believed::Speed));
                Believed::Speed
            }
            (_, Some(false)) if travels => {
                doubts.push(distance_doubt(distance_position, "positions", Believed::Positions));
                if by_speed == Some(false) {
                    doubts.push(speed_doubt(distance_speed, Believed::Positions));
                }
                Believed::Positions
            }
            (None, Some(false)) => Believed::Distance,
            (Some(false), _) => {
                let lasts = |m: f64| lasting(alive.on_foot).contains(&(m / distance_speed.shared_s));
                if lasts(distance_speed.first_m) || !lasts(distance_speed.second_m) {
                    doubts.push(speed_doubt(distance_speed, Believed::Distance));
                    Believed::Distance
                } else {
                    doubts.push(distance_doubt(distance_speed, "speed", Believed::Speed));
                    Believed::Speed
                }
            }
        }
    } else if alive.speed {
        dead_distance(distance_speed, "speed", Believed::Speed, doubts);
        choose_speed(held, alive, doubts)
    } else {
        dead_distance(distance_position, "positions", Believed::Positions, doubts);
        Believed::Positions
    }
}

/// Of speed and positions, without a distance.
fn choose_speed(held: &HeldWay, alive: Alive, doubts: &mut Vec<Doubt>) -> Believed {
    let pair = &held.speed_position;
    if held.travels() && STOPPED_S <= pair.standing_s {
        doubts.push(stopped(Fault::SpeedContradicts, "speed", pair, "positions", Believed::Positions));
        return Believed::Positions;
    }
    if agrees(pair, POSITIONS) != Some(false) {
        return Believed::Speed;
    }
    let lasts = lasting(alive.on_foot).contains(&(pair.first_m / pair.shared_s));
    let believed = match (held.travels(), lasts) {
        (true, _) => Believed::Positions,
        (false, true) => return Believed::Speed,
        (false, false) => Believed::Nothing,
    };
    let fault = if is_unit(pair.unit()) { Fault::SpeedUnit } else { Fault::SpeedContradicts };
    doubts.push(contradiction(fault, "speed", pair, "positions", believed));
    believed
}

const fn lasting(on_foot: bool) -> RangeInclusive<f64> {
    if on_foot { ON_FOOT_MPS } else { ON_WHEELS_MPS }
}

/// A distance in kilometres or miles hardly moves.
fn dead_distance(pair: &Pair, other: &str, believed: Believed, doubts: &mut Vec<Doubt>) {
    if pair.ratio().is_some() && 0.0 < pair.first_m && is_unit(pair.unit()) {
        doubts.push(distance_doubt(pair, other, believed));
    }
}

fn is_unit(ratio: f64) -> bool {
    UNITS.iter().any(|unit| (ratio / unit - 1.0).abs() <= UNIT_WITHIN || (ratio * unit - 1.0).abs() <= UNIT_WITHIN)
}

fn distance_doubt(pair: &Pair, other: &str, believed: Believed) -> Doubt {
    let fault = if is_unit(pair.unit()) { Fault::DistanceUnit } else { Fault::DistanceContradicts };
    contradiction(fault, "distance", pair, other, believed)
}

/// The speed, held against the distance.
fn speed_doubt(pair: &Pair, believed: Believed) -> Doubt {
    let fault = if is_unit(pair.unit()) { Fault::SpeedUnit } else { Fault::SpeedContradicts };
    contradiction(fault, "distance", pair, "speed", believed)
}

fn positions_doubt(pair: &Pair) -> Doubt {
    contradiction(Fault::PositionsContradict, "distance", pair, "positions", Believed::Distance)
}

fn contradiction(fault: Fault, first: &str, pair: &Pair, second: &str, believed: Believed) -> Doubt {
    let Pair { first_m, second_m, shared_s, .. } = pair;
    let detail = format!(
        "over the same {:.0} min the {first} says {first_m:.1} m and the {second} {second_m:.1} m; {} used",
        shared_s / 60.0,
        believed.word()
    );
    Doubt { fault, instead: believed.instead(), code: Code::ChannelContradicts, count: 1, detail }
}

fn stopped(fault: Fault, first: &str, pair: &Pair, second: &str, believed: Believed) -> Doubt {
    let (standing_s, word) = (pair.standing_s, believed.word());
    let detail = format!("the {first} stands still for {standing_s:.0} s in which the {second} moves on; {word} used");
    Doubt { fault, instead: believed.instead(), code: Code::ChannelContradicts, count: 1, detail }
}
