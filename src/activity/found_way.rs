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
    /// What the channels say of each other; nothing where nothing is judged.
    pub held: HeldWay,
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
            found.held = HeldWay::new(kept, moving_mps(on_foot), fastest_mps);
            way_choice::choose(&found.held, alive, &mut found.doubts)
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
    let impossible = if clean {
        outliers::drop_leaps(&kept.time_ms, &mut position, fastest_mps, haversine_m).dropped
    } else {
        Vec::new()
    };
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

    /// Half an hour, a sample every so many seconds, of a runner at 3 m/s on a wide round; the samples are changed one by one.
    fn half_hour(every_s: usize, mut change: impl FnMut(&mut Samples, usize, usize)) -> FoundWay {
        let mut samples = Samples::default();
        for (i, s) in (0..1800).step_by(every_s).enumerate() {
            samples.time_ms.push(1000 * s as i64);
            samples.distance_m.set_value(i, 3.0 * s as f64);
            samples.speed_mps.set_value(i, 3.0);
            let angle = 3.0 * s as f64 / 400.0;
            let place = |metres: f64| (metres / EARTH_RADIUS_M).to_degrees();
            let (north, east) = (place(400.0 * libm::sin(angle)), place(400.0 * libm::cos(angle)));
            samples.position.set_value(i, Position { latitude_deg: north, longitude_deg: east });
            change(&mut samples, i, s);
        }
        let kept: Vec<usize> = (0..samples.len()).collect();
        let mut recorded_s = vec![every_s as f64; samples.len()];
        *recorded_s.last_mut().expect("samples") = 0.0;
        FoundWay::new(&ValidSamples::all(&samples, &kept, &recorded_s), true, true)
    }

    /// The faults found, and the way, kilometres to the tenth.
    fn told(found: &FoundWay) -> (Vec<(Fault, Instead)>, f64) {
        let km = (found.track.total_m().unwrap_or(0.0) / 100.0).round() / 10.0;
        (found.doubts.iter().map(|doubt| (doubt.fault, doubt.instead)).collect(), km)
    }

    const NO_DISTANCE: f64 = f64::NAN;
    const NO_SPEED: f32 = f32::NAN;
    const NOWHERE: Position = Position { latitude_deg: f64::NAN, longitude_deg: f64::NAN };

    #[test]
    fn channels_that_agree_are_not_doubted_however_rarely_they_are_recorded() {
        for every_s in [1, 2, 5, 10] {
            let found = half_hour(every_s, |_, _, _| {});
            assert_eq!(told(&found), (vec![], 5.4), "every {every_s} s");
            // A footpod that is off by a fifth, and positions that cut corners.
            let off = half_hour(every_s, |samples, i, s| samples.distance_m.set_value(i, 2.5 * s as f64));
            assert_eq!(told(&off), (vec![], 4.5), "every {every_s} s");
        }
    }

    #[test]
    fn what_two_agree_on_outvotes_the_third() {
        let in_km = half_hour(1, |samples, i, s| samples.distance_m.set_value(i, 0.003 * s as f64));
        assert_eq!(told(&in_km), (vec![(Fault::DistanceUnit, Instead::Speed)], 5.4));
        let in_mm = half_hour(5, |samples, i, s| samples.distance_m.set_value(i, 3000.0 * s as f64));
        assert_eq!(told(&in_mm), (vec![(Fault::DistanceUnit, Instead::Speed)], 5.4));
        let twice = half_hour(5, |samples, i, s| samples.distance_m.set_value(i, 6.0 * s as f64));
        assert_eq!(told(&twice), (vec![(Fault::DistanceContradicts, Instead::Speed)], 5.4));
        let km_h = half_hour(1, |samples, i, _| samples.speed_mps.set_value(i, 10.8));
        assert_eq!(told(&km_h), (vec![(Fault::SpeedUnit, Instead::Distance)], 5.4));
    }

    #[test]
    fn of_two_that_disagree_positions_that_travel_are_believed() {
        for (factor, fault) in [
            (3.6, Fault::SpeedUnit),
            (2.237, Fault::SpeedUnit),
            (100.0, Fault::SpeedUnit),
            (2.9, Fault::SpeedContradicts),
            (1.7, Fault::SpeedContradicts),
        ] {
            let found = half_hour(2, |samples, i, _| {
                samples.distance_m.set_value(i, NO_DISTANCE);
                samples.speed_mps.set_value(i, 3.0 * factor);
            });
            assert_eq!(told(&found), (vec![(fault, Instead::Positions)], 5.4), "{factor}");
        }
        let half = half_hour(2, |samples, i, s| {
            samples.distance_m.set_value(i, 1.5 * s as f64);
            samples.speed_mps.set_value(i, NO_SPEED);
        });
        assert_eq!(told(&half), (vec![(Fault::DistanceContradicts, Instead::Positions)], 5.4));
    }

    #[test]
    fn positions_that_tremble_do_not_outvote_a_footpod() {
        for every_s in [1, 5] {
            let found = half_hour(every_s, |samples, i, s| {
                let off = |k: usize| ((s * k) % 17) as f64 * 1e-5;
                samples.position.set_value(i, Position { latitude_deg: off(7), longitude_deg: off(11) });
                samples.distance_m.set_value(i, NO_DISTANCE);
            });
            assert_eq!(told(&found), (vec![], 5.4));
        }
    }

    #[test]
    fn of_distance_and_speed_alone_the_one_that_is_possible_is_believed() {
        let alone = |distance_mps: f64, speed_mps: f32| {
            told(&half_hour(5, |samples, i, s| {
                samples.position.set_value(i, NOWHERE);
                samples.distance_m.set_value(i, distance_mps * s as f64);
                samples.speed_mps.set_value(i, speed_mps);
            }))
        };
        assert_eq!(alone(3.0, 10.8), (vec![(Fault::SpeedUnit, Instead::Distance)], 5.4));
        assert_eq!(alone(10.8, 3.0), (vec![(Fault::DistanceContradicts, Instead::Speed)], 5.4));
        assert_eq!(alone(3000.0, 3.0), (vec![(Fault::DistanceUnit, Instead::Speed)], 5.4));
        assert_eq!(alone(0.003, 3.0), (vec![(Fault::DistanceUnit, Instead::Speed)], 5.4));
        assert_eq!(alone(3.0, 0.0), (vec![], 5.4), "a speed that is dead");
        assert_eq!(alone(0.0, 3.0), (vec![], 5.4), "a distance that is dead");
    }

    #[test]
    fn the_only_channel_must_be_possible() {
        let found = half_hour(1, |samples, i, s| {
            samples.position.set_value(i, NOWHERE);
            samples.speed_mps.set_value(i, NO_SPEED);
            samples.distance_m.set_value(i, 3000.0 * s as f64);
        });
        assert!(found.track.is_empty());
        assert_eq!(told(&found).0, [(Fault::DistanceContradicts, Instead::Nothing)]);
    }

    #[test]
    fn a_channel_that_stops_on_the_way_gives_way() {
        for every_s in [1, 2, 5, 10] {
            let held = |s: usize| if (600..900).contains(&s) { 600 } else { s.min(600) + s.saturating_sub(900) };
            let stops = half_hour(every_s, |samples, i, s| samples.distance_m.set_value(i, 3.0 * held(s) as f64));
            assert_eq!(told(&stops), (vec![(Fault::DistanceContradicts, Instead::Speed)], 5.4), "every {every_s} s");
            let no_speed = half_hour(every_s, |samples, i, s| {
                samples.distance_m.set_value(i, 3.0 * held(s) as f64);
                samples.speed_mps.set_value(i, NO_SPEED);
            });
            assert_eq!(
                told(&no_speed),
                (vec![(Fault::DistanceContradicts, Instead::Positions)], 5.4),
                "every {every_s} s"
            );
            let silent = half_hour(every_s, |samples, i, s| {
                samples.distance_m.set_value(i, NO_DISTANCE);
                samples.speed_mps.set_value(i, if (600..900).contains(&s) { 0.0 } else { 3.0 });
            });
            assert_eq!(told(&silent), (vec![(Fault::SpeedContradicts, Instead::Positions)], 5.4), "every {every_s} s");
        }
        // Who stands at a light for five minutes stands by all three.
        let stands = half_hour(1, |samples, i, s| {
            let going_s = s.min(600) + s.saturating_sub(900);
            samples.distance_m.set_value(i, 3.0 * going_s as f64);
            samples.speed_mps.set_value(i, if (600..900).contains(&s) { 0.0 } else { 3.0 });
            let angle = 3.0 * going_s as f64 / 400.0;
            let place = |metres: f64| (metres / EARTH_RADIUS_M).to_degrees();
            let (north, east) = (place(400.0 * libm::sin(angle)), place(400.0 * libm::cos(angle)));
            samples.position.set_value(i, Position { latitude_deg: north, longitude_deg: east });
        });
        assert_eq!(told(&stands), (vec![], 4.5));
    }

    #[test]
    fn a_distance_that_begins_again_is_counted_on() {
        let found = half_hour(1, |samples, i, s| samples.distance_m.set_value(i, 3.0 * (s % 400) as f64));
        assert_eq!(told(&found), (vec![(Fault::DistanceResets, Instead::Corrected)], 5.4));
    }

    #[test]
    fn nothing_is_judged_when_nothing_shall_be() {
        let mut samples = seconds(600);
        for i in 0..600 {
            samples.distance_m.set_value(i, 0.003 * i as f64 * 1000.0 * (i / 300) as f64);
            samples.speed_mps.set_value(i, 10.8);
        }
        let kept: Vec<usize> = (0..600).collect();
        let found = FoundWay::new(&ValidSamples::all(&samples, &kept, &[1.0; 600]), true, false);
        assert!(found.doubts.is_empty() && !found.track.is_empty());
    }
}
