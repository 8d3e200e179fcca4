//! The way of a recording, from the channels that agree about it.

use super::anomaly::{Fault, Instead};
use super::distance::haversine_m;
use super::distance_steps;
use super::doubt::Doubt;
use super::outliers;
use super::speed::{MeasuredWay, fastest_mps, moving_mps};
use super::valid_samples::ValidSamples;
use super::way_channel::WayChannel;
use super::way_choice::{self, Alive, Believed};
use super::way_held::HeldWay;
use crate::decode::recording::Position;
use crate::diagnostic::Code;

/// A distance that falls to less than this share of what it was began again. Ours: a correction is smaller.
const RESET_SHARE: f64 = 0.5;
/// Shorter distances that fall were none to begin with, metres.
const RESET_MIN_M: f64 = 50.0;
/// A distance in steps gives way to a speed that tells at least this share of the time.
const SPEED_COVERS: f64 = 0.95;

/// The way of an activity, and what of the recording was not believed for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FoundWay {
    /// The way.
    pub track: MeasuredWay,
    /// The samples, by place among the kept ones, whose positions are impossible and were left out: nobody could get there
    /// from the positions around them. Nothing is left out where the positions are not needed.
    pub impossible: Vec<usize>,
    /// The channels that were not believed.
    pub doubts: Vec<Doubt>,
}

impl FoundWay {
    /// The way of the kept samples: from the device's distance, else its speed, else the positions, after the three were
    /// held against each other. Nothing is judged and nothing left out unless `clean`.
    #[must_use]
    pub fn new(kept: &ValidSamples, on_foot: bool, clean: bool) -> Self {
        let recorded_s = &kept.recorded_s;
        let total_s: f64 = recorded_s.iter().sum();
        let fastest_mps = if clean { fastest_mps(on_foot) } else { f64::INFINITY };
        let mut resets = 0;
        let distance = kept.present.distance.then(|| distance_channel(kept, clean, &mut resets)).flatten();
        let distance = distance.filter(|channel| channel.is_alive(total_s));
        let speed = if distance.is_none() { alive_speed(kept, total_s) } else { None };
        let mut found = Self::default();
        let alive = Alive { distance: distance.is_some(), speed: speed.is_some(), on_foot };
        let believed = if clean {
            let held = HeldWay::new(kept, moving_mps(on_foot), fastest_mps);
            way_choice::choose(&held, alive, &mut found.doubts)
        } else if alive.distance {
            Believed::Distance
        } else if alive.speed {
            Believed::Speed
        } else {
            Believed::Positions
        };
        let channel = match believed {
            Believed::Distance if clean => distance.map(|channel| found.of_distance(channel, kept, resets, total_s)),
            Believed::Distance => distance,
            Believed::Speed => speed.or_else(|| alive_speed(kept, total_s)),
            Believed::Positions | Believed::Nothing => None,
        };
        match channel {
            Some(channel) if clean && is_impossible(&channel, recorded_s, fastest_mps) => {
                found.doubts.push(alone(believed, &channel, total_s));
            }
            Some(channel) => found.track = MeasuredWay::along(channel.speed_mps, recorded_s, fastest_mps),
            None if believed != Believed::Nothing && kept.present.position => {
                (found.track, found.impossible) = of_positions(kept, fastest_mps, clean, total_s);
            }
            None => {}
        }
        found
    }

    /// A distance that is believed, or, where it is counted in steps, the speed in its place, else the distance spread.
    fn of_distance(&mut self, mut channel: WayChannel, kept: &ValidSamples, resets: usize, total_s: f64) -> WayChannel {
        if 0 < resets {
            let detail = "the distance begins again on the way; it was counted on from there";
            self.doubt(Fault::DistanceResets, Instead::Corrected, resets, detail.to_owned());
        }
        let mean_mps = channel.way_m / total_s;
        let recorded_s = &kept.recorded_s;
        let Some(step_s) = distance_steps::step_s(&channel.speed_mps, recorded_s, mean_mps) else { return channel };
        let told = format!("the distance stands still and leaps every {step_s:.0} s while the others move on");
        let speed = alive_speed(kept, total_s).filter(|speed| {
            SPEED_COVERS * channel.known as f64 <= speed.known as f64
                && way_choice::ODOMETERS.contains(&(channel.way_m / speed.way_m))
        });
        if let Some(speed) = speed {
            self.doubt(Fault::DistanceInSteps, Instead::Speed, 1, format!("{told}; the speed is used"));
            return speed;
        }
        let told = format!(
            "the distance stands still and leaps every {step_s:.0} s; each leap is laid on the time since the last"
        );
        self.doubt(Fault::DistanceInSteps, Instead::Corrected, 1, told);
        distance_steps::spread(&mut channel.speed_mps, recorded_s, step_s, mean_mps);
        channel
    }

    fn doubt(&mut self, fault: Fault, instead: Instead, count: usize, detail: String) {
        self.doubts.push(Doubt { fault, instead, code: Code::ChannelContradicts, count: count as u64, detail });
    }
}

/// What the distance tells; absent where it counts from point to point.
fn distance_channel(kept: &ValidSamples, clean: bool, resets: &mut usize) -> Option<WayChannel> {
    let mut falls = 0;
    let channel = WayChannel::between(kept.values(&kept.samples.distance_m), &kept.recorded_s, |from_m, to_m| {
        if from_m <= to_m {
            return to_m - from_m;
        }
        falls += 1;
        let is_reset = clean && RESET_MIN_M < from_m && to_m < RESET_SHARE * from_m;
        *resets += usize::from(is_reset);
        0.0
    });
    // A distance counts from the start; some apps write the metres since the last point instead, which fall as often as
    // they rise.
    Some(channel).filter(|channel| falls * 20 <= channel.known)
}

/// What the speed tells; absent where it is dead.
fn alive_speed(kept: &ValidSamples, total_s: f64) -> Option<WayChannel> {
    let speed = || WayChannel::at(kept.values(&kept.samples.speed_mps).map(|mps| mps.map(f64::from)), &kept.recorded_s);
    kept.present.speed.then(speed).filter(|channel| channel.is_alive(total_s))
}

/// The way from position to position, and the samples whose positions were left out.
fn of_positions(kept: &ValidSamples, fastest_mps: f64, clean: bool, total_s: f64) -> (MeasuredWay, Vec<usize>) {
    let mut position: Vec<Option<Position>> = kept.values(&kept.samples.position).collect();
    let impossible =
        if clean { outliers::drop_leaps(&kept.time_ms, &mut position, fastest_mps, haversine_m) } else { Vec::new() };
    let channel = WayChannel::between(position.into_iter(), &kept.recorded_s, haversine_m);
    if !channel.is_alive(total_s) {
        return (MeasuredWay::default(), Vec::new());
    }
    let mut track = MeasuredWay::along(channel.speed_mps, &kept.recorded_s, fastest_mps);
    track.smooth(&kept.recorded_s);
    (track, impossible)
}

/// Whether a channel says for most of its time in motion what nobody can do.
fn is_impossible(channel: &WayChannel, recorded_s: &[f64], fastest_mps: f64) -> bool {
    if channel.way_m <= fastest_mps * recorded_s.iter().sum::<f64>() / 2.0 {
        return false;
    }
    let steps = || channel.speed_mps.iter().zip(recorded_s).filter_map(|(mps, s)| mps.map(|mps| (mps, *s)));
    let moving_s: f64 = steps().filter(|(mps, _)| 0.0 < *mps).map(|(_, s)| s).sum();
    let beyond_s: f64 = steps().filter(|(mps, _)| fastest_mps < *mps).map(|(_, s)| s).sum();
    moving_s < 2.0 * beyond_s
}

/// The only channel, which is impossible.
fn alone(believed: Believed, channel: &WayChannel, total_s: f64) -> Doubt {
    let (fault, name) = match believed {
        Believed::Distance => (Fault::DistanceContradicts, "distance"),
        _ => (Fault::SpeedContradicts, "speed"),
    };
    let detail = format!(
        "the {name} says {:.0} m in {:.0} min, which nobody does, and nothing else tells the way: the time counts without one",
        channel.way_m,
        total_s / 60.0
    );
    Doubt { fault, instead: Instead::Nothing, code: Code::ChannelContradicts, count: 1, detail }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use crate::activity::distance::EARTH_RADIUS_M;
    use crate::decode::recording::{Column, Samples};

    fn seconds(n: usize) -> Samples {
        Samples { time_ms: (0..n as i64).map(|s| s * 1000).collect(), ..Samples::default() }
    }

    #[test]
    fn the_devices_distance_is_preferred_and_never_falls() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set_value(i, if i == 2 { 2.0 } else { 3.0 * i as f64 });
            samples.position.set_value(i, Position { latitude_deg: i as f64, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let FoundWay { track, .. } = FoundWay::new(&ValidSamples::all(&samples, &kept, &[1.0; 40]), true, true);
        assert_eq!(track.distance_m[..4], [0.0, 3.0, 3.0, 10.0]);
        assert_eq!(track.speed_mps[..3], [Some(3.0), Some(0.0), Some(7.0)]);
    }

    #[test]
    fn metres_since_the_last_point_are_no_distance() {
        let mut samples = seconds(40);
        for i in 0..40 {
            samples.distance_m.set_value(i, if i % 2 == 0 { 2.9 } else { 3.1 });
            samples.position.set_value(i, Position { latitude_deg: i as f64 * 2.7e-5, longitude_deg: 0.0 });
        }
        let kept: Vec<usize> = (0..40).collect();
        let total_m = FoundWay::new(&ValidSamples::all(&samples, &kept, &[1.0; 40]), true, true).track.total_m();
        assert!(total_m.is_some_and(|m| (m - 117.1).abs() < 0.2), "{total_m:?}");
    }

    #[test]
    fn a_way_between_two_known_distances_is_spread_over_the_time() {
        let mut samples = seconds(6);
        for (i, m) in [(0, 0.0), (1, 3.0), (4, 12.0), (5, 15.0)] {
            samples.distance_m.set_value(i, m);
        }
        let FoundWay { track, .. } = FoundWay::new(
            &ValidSamples::all(&samples, &[0, 1, 2, 3, 4, 5], &[1.0, 1.0, 1.0, 1.0, 1.0, 0.0]),
            true,
            true,
        );
        assert_eq!(track.speed_mps, [Some(3.0), Some(3.0), Some(3.0), Some(3.0), Some(3.0), None]);
    }

    /// Positions a second east of each other by the metres given, all of it recorded, and the way they tell.
    fn along_the_equator(eastward_m: &[f64], on_foot: bool, clean: bool) -> (MeasuredWay, Vec<usize>) {
        let mut samples = seconds(eastward_m.len());
        for (i, m) in eastward_m.iter().enumerate() {
            let longitude_deg = (m / EARTH_RADIUS_M).to_degrees();
            samples.position.set_value(i, Position { latitude_deg: 0.0, longitude_deg });
        }
        let kept: Vec<usize> = (0..eastward_m.len()).collect();
        let mut recorded_s = vec![1.0; eastward_m.len()];
        *recorded_s.last_mut().expect("samples") = 0.0;
        let found = FoundWay::new(&ValidSamples::all(&samples, &kept, &recorded_s), on_foot, clean);
        (found.track, found.impossible)
    }

    #[test]
    fn a_position_away_and_back_adds_no_way() {
        let mut eastward_m: Vec<f64> = (0..60).map(|s| 3.0 * f64::from(s)).collect();
        eastward_m[20] += 80.0;
        (eastward_m[40], eastward_m[41]) = (-500.0, -505.0);
        let (track, impossible) = along_the_equator(&eastward_m, true, true);
        assert_eq!(impossible, [20, 40, 41]);
        assert!(track.total_m().is_some_and(|m| (m - 177.0).abs() < 1e-6), "{:?}", track.total_m());
        assert!(track.speed_mps[..59].iter().all(|mps| mps.is_some_and(|mps| (mps - 3.0).abs() < 1e-6)));
        // On a descent by bicycle 83 m a second are no less impossible, and nothing is judged when nothing shall be.
        assert_eq!(along_the_equator(&eastward_m, false, true).1, [20, 40, 41]);
        let (as_it_is, judged) = along_the_equator(&eastward_m, true, false);
        assert!(judged.is_empty() && as_it_is.total_m().is_some_and(|m| 1000.0 < m));
    }

    #[test]
    fn a_place_that_is_held_is_believed_and_the_leap_to_it_is_no_running() {
        let eastward_m: Vec<f64> = (0..60).map(|s| if s < 5 { -900.0 } else { 0.0 } + 3.0 * f64::from(s)).collect();
        let (track, impossible) = along_the_equator(&eastward_m, true, true);
        assert!(impossible.is_empty());
        assert_eq!(track.speed_mps[4], None);
        assert!(track.total_m().is_some_and(|m| (m - 174.0).abs() < 1e-6), "{:?}", track.total_m());
    }

    #[test]
    fn a_speed_from_positions_does_not_tremble() {
        let eastward_m: Vec<f64> = (0..60).map(|s| 3.0 * f64::from(s) + f64::from(s % 2)).collect();
        let (track, _) = along_the_equator(&eastward_m, true, true);
        assert!(track.speed_mps[..59].iter().all(|mps| mps.is_some_and(|mps| (mps - 3.0).abs() < 0.21)));
    }

    #[test]
    fn nothing_known_is_nothing_told() {
        let FoundWay { track, .. } =
            FoundWay::new(&ValidSamples::all(&seconds(3), &[0, 1, 2], &[1.0, 1.0, 0.0]), true, true);
        assert!(track.is_empty() && track.total_m().is_none());
        assert_eq!(Column::<f64>::default().count_present(), 0);
    }
}
