//! What distance, speed and positions say of the same time, held against each other.

use super::valid_samples::ValidSamples;
use super::way_channel::DEAD_MPS;
use crate::decode::recording::{Cell, Position};

/// The channels are compared over pieces of at least this long, seconds: shorter, and positions tremble more than they
/// move.
const PIECE_S: f64 = 10.0;
/// Whether somebody travels or a receiver trembles is told over stretches of at least this long, seconds.
const STRETCH_S: f64 = 20.0;
/// And so many pieces: from place to place of a few that tremble is nearly straight.
const STRETCH_PIECES: u32 = 3;
/// Positions further apart than this cut too many corners to be held against anything, seconds.
const POSITIONS_APART_MAX_S: f64 = 30.0;
/// Less than this share of what another channel says is standing still.
const STANDING_SHARE: f64 = 0.1;
/// Positions travel where they end, stretch by stretch, at least this share of their way from where they began: on a
/// running track it is 0.8, of a receiver that trembles in a room a third. Ours.
const TRAVELS_SHARE: f64 = 0.6;
/// Two channels are held against each other where they share at least this long, seconds.
const SHARED_MIN_S: f64 = 60.0;
/// A plane serves this far to the north and the south, degrees: a degree of longitude is then as long within a thousandth up to the
/// 80th parallel.
const PLANE_DEG: f64 = 0.01;
/// Metres of a degree of latitude: a sphere of 6,371 km.
const METRES_PER_DEGREE: f64 = 111_194.93;

/// Two channels over the time that both tell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pair {
    /// What the first says, metres.
    pub first_m: f64,
    /// What the second says, metres.
    pub second_m: f64,
    /// The same with each piece no faster than anybody is, so that one leap does not outweigh an hour, metres.
    possible_m: (f64, f64),
    /// Over how long, seconds.
    pub shared_s: f64,
    /// The longest time in which the first stands still and the second moves on, seconds.
    pub standing_s: f64,
    /// The time in which it does so up to here, seconds.
    here_s: f64,
}

impl Pair {
    /// What is not told is no number.
    fn add_piece(&mut self, first_m: f64, second_m: f64, piece_s: f64, fastest_m: f64) {
        if (first_m + second_m).is_nan() {
            return;
        }
        self.first_m += first_m;
        self.second_m += second_m;
        self.possible_m.0 += first_m.min(fastest_m);
        self.possible_m.1 += second_m.min(fastest_m);
        self.shared_s += piece_s;
    }

    fn add_stretch(&mut self, stretch_s: f64, first_m: f64, moved_m: f64) {
        let stands = first_m < STANDING_SHARE * moved_m;
        self.here_s = if stands { self.here_s + stretch_s } else { 0.0 };
        self.standing_s = self.standing_s.max(self.here_s);
    }

    /// How many times as far as the second the first goes; absent where they share too little, or neither moves.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        let (first_m, second_m) = self.possible_m;
        let is_known = SHARED_MIN_S <= self.shared_s && DEAD_MPS * self.shared_s < first_m.max(second_m);
        is_known.then(|| first_m / second_m.max(f64::MIN_POSITIVE))
    }

    /// The same by the values as they are: in another unit it is that unit's size.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.first_m / self.second_m.max(f64::MIN_POSITIVE)
    }
}

/// The three channels of a way, each held against the two others.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HeldWay {
    /// The distance against the speed.
    pub distance_speed: Pair,
    /// The distance against the positions.
    pub distance_position: Pair,
    /// The speed against the positions.
    pub speed_position: Pair,
    /// The way from position to position, and straight from the start of each stretch to its end, metres.
    path_m: f64,
    straight_m: f64,
    plane: Plane,
}

impl HeldWay {
    /// Of the kept samples. `moving_mps` is the slowest motion and `fastest_mps` the fastest, metres a second.
    #[must_use]
    pub fn new(kept: &ValidSamples, moving_mps: f64, fastest_mps: f64) -> Self {
        let mut found = Self::default();
        let present = &kept.present;
        if usize::from(present.distance) + usize::from(present.speed) + usize::from(present.position) < 2 {
            return found;
        }
        let mut stretch = Stretch::default();
        let (mut from, mut piece_s) = (0, 0.0);
        let mut before = Reading::at(kept, 0);
        for (to, step_s) in (1..).zip(kept.recorded_s.iter().take(kept.time_ms.len().saturating_sub(1))) {
            // A pause ends the stretch, and what lies within it is not compared.
            if *step_s <= 0.0 {
                (from, piece_s, before, stretch) = (to, 0.0, Reading::at(kept, to), Stretch::default());
                continue;
            }
            piece_s += step_s;
            if piece_s < PIECE_S {
                continue;
            }
            // The timer stood within the piece.
            let is_whole = ((kept.time_ms[to] - kept.time_ms[from]) as f64 / 1000.0 - piece_s).abs() < 0.5;
            let here = Reading::at(kept, to);
            if is_whole {
                found.add_piece(&before, &here, piece_s, fastest_mps * piece_s, &mut stretch);
                if STRETCH_S <= stretch.seconds && STRETCH_PIECES <= stretch.pieces {
                    found.add_stretch(&stretch, moving_mps..=fastest_mps);
                    stretch = Stretch::default();
                }
            }
            (from, piece_s, before) = (to, 0.0, here);
        }
        found
    }

    fn add_piece(&mut self, before: &Reading, here: &Reading, piece_s: f64, fastest_m: f64, stretch: &mut Stretch) {
        let told_m = here.distance_m - before.distance_m;
        let distance_m = if 0.0 <= told_m { told_m } else { f64::NAN };
        let speed_m = f64::midpoint(before.speed_mps, here.speed_mps) * piece_s;
        let is_near = piece_s <= POSITIONS_APART_MAX_S;
        let position_m = if is_near { self.plane.apart_m(before.position, here.position) } else { f64::NAN };
        self.distance_speed.add_piece(distance_m, speed_m, piece_s, fastest_m);
        self.distance_position.add_piece(distance_m, position_m, piece_s, fastest_m);
        self.speed_position.add_piece(speed_m, position_m, piece_s, fastest_m);
        if stretch.pieces == 0 {
            stretch.first = before.position;
        }
        stretch.seconds += piece_s;
        stretch.pieces += 1;
        stretch.distance_m += distance_m;
        stretch.speed_m += speed_m;
        stretch.path_m += position_m;
        stretch.last = here.position;
    }

    fn add_stretch(&mut self, stretch: &Stretch, moving_mps: std::ops::RangeInclusive<f64>) {
        let Stretch { seconds, pieces: _, distance_m, speed_m, path_m, first, last } = *stretch;
        let straight_m = if path_m.is_nan() { f64::NAN } else { self.plane.apart_m(first, last) };
        if !straight_m.is_nan() {
            self.path_m += path_m;
            self.straight_m += straight_m;
        }
        let moved = |way_m: f64| if moving_mps.contains(&(way_m / seconds)) { way_m } else { f64::NAN };
        self.distance_speed.add_stretch(seconds, distance_m, moved(speed_m));
        self.distance_position.add_stretch(seconds, distance_m, moved(straight_m));
        self.speed_position.add_stretch(seconds, speed_m, moved(straight_m));
    }

    /// Whether the positions travel, and do not tremble around one place.
    #[must_use]
    pub fn travels(&self) -> bool {
        TRAVELS_SHARE < self.straightness() && 0.0 < self.path_m
    }

    /// How far the crow flies, stretch by stretch, as a share of the way from position to position, 0–1.
    #[must_use]
    pub fn straightness(&self) -> f64 {
        if 0.0 < self.path_m { (self.straight_m / self.path_m).min(1.0) } else { 1.0 }
    }
}

/// What the channels say at one sample; what they do not is no number.
#[derive(Clone, Copy)]
struct Reading {
    distance_m: f64,
    speed_mps: f64,
    position: Position,
}

impl Reading {
    fn at(kept: &ValidSamples, nth: usize) -> Self {
        let Some(index) = kept.indices.get(nth).copied() else {
            return Self { distance_m: f64::NAN, speed_mps: f64::NAN, position: Position::ABSENT };
        };
        let samples = kept.samples;
        Self {
            distance_m: samples.distance_m.value_at(index).unwrap_or(f64::NAN),
            speed_mps: samples.speed_mps.value_at(index).map_or(f64::NAN, f64::from),
            position: samples.position.value_at(index).unwrap_or(Position::ABSENT),
        }
    }
}

/// Some pieces that follow each other; what one of them does not tell is no number.
#[derive(Clone, Copy)]
struct Stretch {
    seconds: f64,
    pieces: u32,
    distance_m: f64,
    speed_m: f64,
    path_m: f64,
    first: Position,
    last: Position,
}

impl Default for Stretch {
    fn default() -> Self {
        Self {
            seconds: 0.0,
            pieces: 0,
            distance_m: 0.0,
            speed_m: 0.0,
            path_m: 0.0,
            first: Position::ABSENT,
            last: Position::ABSENT,
        }
    }
}

/// A plane that touches the Earth near a latitude.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Plane {
    latitude_deg: f64,
    /// How much shorter a degree of longitude is there than one of latitude; 0 before the first position.
    east_share: f64,
}

impl Plane {
    /// How far two near positions lie apart, metres: true to a thousandth up to some kilometres. No number where one is absent.
    fn apart_m(&mut self, a: Position, b: Position) -> f64 {
        if a.is_absent() || b.is_absent() {
            return f64::NAN;
        }
        if self.east_share <= 0.0 || PLANE_DEG < (a.latitude_deg - self.latitude_deg).abs() {
            *self = Self { latitude_deg: a.latitude_deg, east_share: libm::cos(a.latitude_deg.to_radians()) };
        }
        let north = b.latitude_deg - a.latitude_deg;
        let east = b.longitude_deg - a.longitude_deg;
        // The shorter way round where the date line lies between them.
        let east = if 180.0 < east.abs() { east - 360.0 * east.signum() } else { east };
        let east = east * self.east_share;
        METRES_PER_DEGREE * (north * north + east * east).sqrt()
    }
}
