use super::*;
use crate::decode::recording::Position;

/// Some minutes, a sample every so many seconds, at the speeds and cadences of their second.
struct Session {
    minutes: usize,
    every_s: usize,
    mps: fn(usize) -> f64,
    strides: Option<fn(usize) -> u8>,
    bpm: Option<u8>,
    climb: f64,
}

const STEADY: Session = Session { minutes: 60, every_s: 1, mps: |_| 3.0, strides: None, bpm: None, climb: 0.0 };

impl Session {
    fn shown(&self, said: Option<Sport>) -> Option<Sport> {
        let mut samples = Samples::default();
        let (mut way_m, seconds) = (0.0, 60 * self.minutes);
        for second in 0..=seconds {
            if second % self.every_s == 0 {
                let at = samples.time_ms.len();
                samples.time_ms.push(1000 * second as i64);
                samples.distance_m.set_value(at, way_m);
                samples.cadence_rpm.set_known(at, self.strides.map(|strides| strides(second)));
                samples.heart_rate_bpm.set_known(at, self.bpm);
                samples.altitude_m.set_value(at, (self.climb * way_m) as f32);
            }
            way_m += (self.mps)(second);
        }
        let kept: Vec<usize> = (0..samples.len()).collect();
        let recorded_s = vec![self.every_s as f64; samples.len()];
        let shown = shown_sport(said, &ValidSamples::all(&samples, &kept, &recorded_s), true);
        shown.map(|shown| shown.sport)
    }

    fn said(&self, said: Sport) -> Option<Sport> {
        self.shown(Some(said))
    }
}

#[test]
fn a_ride_filed_as_a_run_is_a_ride_however_it_is_recorded() {
    for every_s in [1, 5, 10, 30] {
        for (minutes, mps) in [(150, (|_| 6.7) as fn(usize) -> f64), (60, |_| 8.3), (25, |_| 7.0), (240, |_| 6.0)] {
            let ride = Session { minutes, every_s, mps, ..STEADY };
            assert_eq!(ride.said(Sport::Run), Some(Sport::Ride), "{minutes} min, every {every_s} s");
            assert_eq!(ride.said(Sport::TrailRun), Some(Sport::Ride));
            assert_eq!(ride.said(Sport::Ride), None);
        }
    }
    // Hills: slow up, fast down, and the pedals stand still.
    let hilly = Session {
        mps: |s| if s % 600 < 400 { 4.0 } else { 10.0 },
        strides: Some(|s| if s % 600 < 400 { 80 } else { 0 }),
        ..STEADY
    };
    assert_eq!(hilly.said(Sport::Run), Some(Sport::Ride));
    // Through a town at 20 km/h, coasting to the lights.
    let town = Session { mps: |s| if s % 100 < 80 { 5.8 } else { 4.0 }, ..hilly };
    assert_eq!(
        Session { strides: Some(|s| if s % 100 < 80 { 75 } else { 0 }), ..town }.said(Sport::Run),
        Some(Sport::Ride)
    );
}

#[test]
fn runs_stay_runs() {
    for (minutes, mps) in [
        (60, (|_| 3.0) as fn(usize) -> f64),
        (60, |_| 1.85),
        (125, |_| 5.8),
        (15, |_| 6.2),
        (62, |s| if s % 180 < 70 { 6.5 } else { 2.5 }),
        (30, |s| if s % 120 < 20 { 9.0 } else { 1.5 }),
        (60, |s| if s % 300 < 120 { 1.4 } else { 2.6 }),
    ] {
        for strides in [None, Some((|_| 88) as fn(usize) -> u8), Some(|_| 176)] {
            let run = Session { minutes, mps, strides, ..STEADY };
            for sport in [Sport::Run, Sport::TrailRun, Sport::Treadmill] {
                assert_eq!(run.said(sport), None, "{minutes} min, {sport:?}");
            }
        }
    }
    // A drive home with the watch on is no ride.
    let drive = Session { minutes: 70, mps: |s| if s < 2700 { 3.0 } else { 15.0 }, ..STEADY };
    assert_eq!(drive.said(Sport::Run), None);
    // The fastest with a watch that counts steps.
    let elite = Session { minutes: 62, mps: |_| 5.75, strides: Some(|_| 92), ..STEADY };
    assert_eq!(elite.said(Sport::Run), None);
}

#[test]
fn a_slow_runner_is_no_walker() {
    let nine_a_kilometre = Session { mps: |_| 1.85, strides: Some(|_| 80), ..STEADY };
    assert_eq!(nine_a_kilometre.said(Sport::Run), None);
    assert_eq!(Session { mps: |_| 1.5, strides: Some(|_| 78), ..STEADY }.said(Sport::Run), None);
    assert_eq!(Session { mps: |_| 1.45, bpm: Some(135), ..STEADY }.said(Sport::Run), None);
    assert_eq!(Session { mps: |_| 1.3, climb: 0.1, ..STEADY }.said(Sport::Run), None, "up a mountain");
    assert_eq!(Session { mps: |_| 1.3, ..STEADY }.said(Sport::TrailRun), None);
    assert_eq!(Session { mps: |_| 1.3, minutes: 5, ..STEADY }.said(Sport::Run), None, "too short to tell");
}

#[test]
fn a_walk_filed_as_a_run_is_a_walk() {
    for every_s in [1, 5, 10] {
        let walk = Session { mps: |_| 1.39, every_s, ..STEADY };
        assert_eq!(walk.said(Sport::Run), Some(Sport::Walk));
        assert_eq!(Session { bpm: Some(124), ..walk }.said(Sport::Run), Some(Sport::Walk));
    }
    let brisk = Session { mps: |_| 1.75, strides: Some(|_| 60), bpm: Some(125), ..STEADY };
    assert_eq!(brisk.said(Sport::Run), Some(Sport::Walk));
    assert_eq!(
        Session { strides: Some(|_| 120), ..brisk }.said(Sport::Run),
        Some(Sport::Walk),
        "counted with both feet"
    );
}

#[test]
fn a_run_filed_as_a_walk_or_a_ride_is_a_run_where_feet_are_certain() {
    let run = Session { mps: |_| 2.8, strides: Some(|_| 84), ..STEADY };
    assert_eq!(run.said(Sport::Walk), Some(Sport::Run));
    assert_eq!(run.said(Sport::Ride), Some(Sport::Run));
    assert_eq!(Session { strides: None, ..run }.said(Sport::Walk), None);
    assert_eq!(Session { strides: None, ..run }.said(Sport::Ride), None);
    assert_eq!(Session { strides: Some(|_| 102), ..run }.said(Sport::Walk), None, "a race walker");
    assert_eq!(
        Session { mps: |_| 4.9, strides: None, ..run }.said(Sport::Walk),
        Some(Sport::Run),
        "no record of walking"
    );
    // A mountain on a small gear, and a ride with its descents.
    assert_eq!(Session { climb: 0.08, ..run }.said(Sport::Ride), None);
    let rolls = Session { strides: Some(|s| if s % 60 < 50 { 84 } else { 0 }), mps: |_| 3.5, ..STEADY };
    assert_eq!(rolls.said(Sport::Ride), None);
    for mps in [(|_| 1.4) as fn(usize) -> f64, |_| 1.9, |_| 2.1] {
        assert_eq!(Session { mps, strides: Some(|_| 62), ..STEADY }.said(Sport::Walk), None);
    }
}

#[test]
fn whoever_is_carried_neither_runs_nor_rides() {
    for mps in [(|_| 16.0) as fn(usize) -> f64, |s| if s % 300 < 60 { 1.0 } else { 28.0 }, |_| 39.0] {
        let drive = Session { mps, ..STEADY };
        assert_eq!(drive.said(Sport::Run), Some(Sport::Other));
        assert_eq!(drive.said(Sport::Ride), Some(Sport::Other));
        assert_eq!(Session { bpm: Some(72), ..drive }.said(Sport::Ride), Some(Sport::Other));
    }
    // The best of the world, and a group of amateurs downhill.
    let race = Session { minutes: 232, mps: |_| 13.9, bpm: Some(150), ..STEADY };
    assert_eq!(race.said(Sport::Ride), None);
    assert_eq!(Session { minutes: 40, mps: |s| if s < 1200 { 4.0 } else { 17.0 }, ..STEADY }.said(Sport::Ride), None);
    assert_eq!(Session { mps: |_| 9.0, ..STEADY }.said(Sport::Ride), None);
}

#[test]
fn a_flight_needs_positions() {
    let mut samples = Samples::default();
    for nth in 0..120 {
        samples.time_ms.push(10_000 * nth as i64);
        samples.distance_m.set_value(nth, 2200.0 * nth as f64);
    }
    let kept: Vec<usize> = (0..120).collect();
    let shown = |samples: &Samples| {
        let shown = shown_sport(Some(Sport::Run), &ValidSamples::all(samples, &kept, &[10.0; 120]), true);
        shown.map(|shown| (shown.sport, shown.is_carried))
    };
    assert_eq!(shown(&samples), None, "a distance in another unit");
    for nth in 0..120 {
        let east = Position { latitude_deg: 50.0, longitude_deg: 0.03 * nth as f64 };
        samples.position.set_value(nth, east);
    }
    assert_eq!(shown(&samples), Some((Sport::Other, true)));
}

#[test]
fn speed_and_feet_tell_what_nobody_names() {
    let alone = |session: Session| session.shown(None);
    assert_eq!(alone(Session { mps: |_| 1.4, ..STEADY }), Some(Sport::Walk));
    assert_eq!(alone(STEADY), Some(Sport::Run));
    assert_eq!(alone(Session { mps: |_| 0.8, ..STEADY }), None);
    assert_eq!(alone(Session { mps: |_| 4.4, ..STEADY }), None);
    // A slow ride has its descents.
    assert_eq!(alone(Session { mps: |s| if s % 600 < 60 { 9.0 } else { 3.2 }, ..STEADY }), None);
    assert_eq!(alone(Session { mps: |_| 1.7, strides: Some(|_| 80), ..STEADY }), Some(Sport::Run));
    assert_eq!(alone(Session { mps: |_| 2.3, strides: Some(|_| 40), ..STEADY }), None, "a paddle");
    assert_eq!(alone(Session { mps: |_| 8.0, strides: Some(|_| 85), ..STEADY }), Some(Sport::Ride));
    assert_eq!(alone(Session { mps: |_| 8.0, ..STEADY }), None, "skates, skis or a boat");
    assert_eq!(alone(Session { mps: |_| 25.0, ..STEADY }), None);
}

#[test]
fn other_sports_are_left_alone_and_nothing_tells_nothing() {
    for sport in [Sport::Swim, Sport::Strength, Sport::Yoga, Sport::Other, Sport::Treadmill] {
        assert_eq!(Session { mps: |_| 9.0, ..STEADY }.said(sport), None);
    }
    let empty = Samples::default();
    for said in [None, Some(Sport::Run), Some(Sport::Ride), Some(Sport::Walk)] {
        assert_eq!(shown_sport(said, &ValidSamples::all(&empty, &[], &[]), true), None);
    }
}
