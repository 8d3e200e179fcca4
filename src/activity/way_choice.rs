//! Which of distance, speed and positions is believed, by what they say of each other.

use super::anomaly::{Fault, Instead};
use super::doubt::Doubt;
use super::way_channel::DEAD_MPS;
use super::way_held::{HeldWay, Pair};
use crate::diagnostic::Code;
use std::ops::RangeInclusive;

/// Distance and speed of one device agree within so much. Ours: they come of one sensor, or of a footpod and a receiver, of
/// which an uncalibrated one is off by a fifth; and a unit makes more than twice as much.
pub(super) const ODOMETERS: RangeInclusive<f64> = 0.7..=1.4;
/// So many times as far as the way from position to position is no contradiction: positions cut corners, by up to 15 %
/// where they are taken every 10 s and more. Ours, with as much again.
const LONGER_MAX: f64 = 1.4;
/// So many times as far as the crow flies from stretch to stretch is none either: positions tremble, so the way between
/// them is long, and no way is shorter than the crow's. Ours, for a sensor that is off.
const SHORTER_MIN: f64 = 0.75;
/// A channel that stands still for so long while another moves has stopped, seconds.
const STOPPED_S: f64 = 60.0;
/// The speeds at which somebody may be on the way for long, on foot, metres a second: from a stroll to the mean of a world
/// record over 1,500 m (206.00 s, 7.28 m/s).
const ON_FOOT_MPS: RangeInclusive<f64> = 0.4..=7.3;
/// The same on wheels: the world hour record is 56,792 m (15.8 m/s); half as much again for descents and drafting.
const ON_WHEELS_MPS: RangeInclusive<f64> = 0.4..=24.0;
/// A distance in centimetres, millimetres, kilometres or miles, as multiples of metres.
const DISTANCE_UNITS: [f64; 4] = [100.0, 1000.0, 0.001, 0.000_621_4];
/// A speed in km/h, miles an hour, cm or mm a second, as multiples of metres a second.
const SPEED_UNITS: [f64; 4] = [3.6, 2.237, 100.0, 1000.0];
/// A multiple is that of a unit within this share of it: positions are up to 15 % short.
const UNIT_WITHIN: RangeInclusive<f64> = 0.93..=1.16;

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

/// Whether a channel agrees with the positions that it was held against.
fn agrees_with_positions(pair: &Pair, held: &HeldWay) -> Option<bool> {
    agrees(pair, SHORTER_MIN * held.straightness()..=LONGER_MAX)
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
        let by_position = agrees_with_positions(distance_position, held);
        let between = agrees_with_positions(speed_position, held);
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
    if agrees_with_positions(pair, held) != Some(false) {
        return Believed::Speed;
    }
    let lasts = lasting(alive.on_foot).contains(&(pair.first_m / pair.shared_s));
    let believed = match (held.travels(), lasts) {
        (true, _) => Believed::Positions,
        (false, true) => return Believed::Speed,
        (false, false) => Believed::Nothing,
    };
    let fault = if is_unit(pair.unit(), &SPEED_UNITS) { Fault::SpeedUnit } else { Fault::SpeedContradicts };
    doubts.push(contradiction(fault, "speed", pair, "positions", believed));
    believed
}

const fn lasting(on_foot: bool) -> RangeInclusive<f64> {
    if on_foot { ON_FOOT_MPS } else { ON_WHEELS_MPS }
}

/// A distance in kilometres or miles hardly moves.
fn dead_distance(pair: &Pair, other: &str, believed: Believed, doubts: &mut Vec<Doubt>) {
    if pair.ratio().is_some() && 0.0 < pair.first_m && is_unit(pair.unit(), &DISTANCE_UNITS) {
        doubts.push(distance_doubt(pair, other, believed));
    }
}

fn is_unit(multiple: f64, units: &[f64]) -> bool {
    units.iter().any(|unit| UNIT_WITHIN.contains(&(multiple / unit)))
}

fn distance_doubt(pair: &Pair, other: &str, believed: Believed) -> Doubt {
    let fault = if is_unit(pair.unit(), &DISTANCE_UNITS) { Fault::DistanceUnit } else { Fault::DistanceContradicts };
    contradiction(fault, "distance", pair, other, believed)
}

/// The speed, held against the distance.
fn speed_doubt(pair: &Pair, believed: Believed) -> Doubt {
    let fault = if is_unit(pair.unit().recip(), &SPEED_UNITS) { Fault::SpeedUnit } else { Fault::SpeedContradicts };
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
    let detail = format!("the {first} stands still for {standing_s:.0} s of motion by the {second}; {word} used");
    Doubt { fault, instead: believed.instead(), code: Code::ChannelContradicts, count: 1, detail }
}
