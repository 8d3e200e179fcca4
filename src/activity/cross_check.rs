//! Each channel of a recording, what it was held against, what it lost and why: for whoever looks at one file.

use super::Activity;
use super::anomaly::Fault;
use super::cleaned::{Cleaned, Cleaning};
use super::valid_samples::{ValidSamples, Whole};
use super::way_held::Pair;
use super::{clock, speed};
use crate::decode::recording::Recording;
use crate::diagnostic::Diagnostics;
use serde::Serialize;

/// A channel that was held against others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossCheck {
    /// The channel.
    pub channel: &'static str,
    /// Other channels that tell the same.
    pub held_against: Vec<HeldAgainst>,
    /// What it was held against besides, in words.
    pub rule: &'static str,
    /// Values that were left out or corrected; of a channel that gave way as a whole, 1.
    pub lost: u64,
    /// Why, a sentence each.
    pub why: Vec<String>,
}

/// What two channels say of the same time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HeldAgainst {
    /// The other channel.
    pub channel: &'static str,
    /// What the channel says, metres.
    pub says_m: f64,
    /// What the other says, metres.
    pub other_says_m: f64,
    /// Over how long, seconds.
    pub over_s: f64,
}

/// The channels of an activity, as they were held against each other when it was made.
#[must_use]
pub fn cross_checks(recording: &Recording, activity: &Activity) -> Vec<CrossCheck> {
    let samples = &recording.samples;
    let end_ms = activity.end_ms();
    let within = |i: &usize| samples.time_ms.get(*i).is_some_and(|ms| (activity.start_ms..=end_ms).contains(ms));
    let indices: Vec<usize> = clock::believable_indices(&samples.time_ms).into_iter().filter(within).collect();
    let sport = activity.sport;
    let whole = Whole::new(samples, &recording.timer);
    let kept = &ValidSamples::new(&whole, &indices, &speed::lasting_mps(sport.is_run(), sport.is_on_foot()));
    let cleaned = Cleaned::new(kept, sport, true, Cleaning::default(), &mut Diagnostics::default());
    let mut doubts = cleaned.doubts.clone();
    // Only for what it does not believe of the power.
    let _ = cleaned.into_statistics(Some(&cleaned.heart_rate), &mut doubts);
    let check = |channel: &'static str, rule, held_against: Vec<HeldAgainst>, left_out: u64| {
        let of_channel = doubts.iter().filter(|doubt| channel_of(doubt.fault) == channel);
        let lost = left_out + of_channel.clone().map(|doubt| doubt.count).sum::<u64>();
        CrossCheck { channel, held_against, rule, lost, why: of_channel.map(|doubt| doubt.detail.clone()).collect() }
    };
    let (held, present, beats) = (&cleaned.held, &kept.present, &cleaned.heart_rate);
    let with = |channel: &'static str, pair: &Pair| against(channel, pair.first_m, pair.second_m, pair.shared_s);
    let back = |channel: &'static str, pair: &Pair| against(channel, pair.second_m, pair.first_m, pair.shared_s);
    let both = |a: Option<HeldAgainst>, b: Option<HeldAgainst>| a.into_iter().chain(b).collect::<Vec<_>>();
    let mut checks = Vec::new();
    if present.distance {
        let others = both(with("speed", &held.distance_speed), with("position", &held.distance_position));
        checks.push(check("distance", "it does not fall, and does not stand still and leap", others, 0));
    }
    if present.speed {
        let others = both(back("distance", &held.distance_speed), with("position", &held.speed_position));
        checks.push(check("speed", "what legs and wheels can do", others, 0));
    }
    if present.position {
        let others = both(back("distance", &held.distance_position), back("speed", &held.speed_position));
        let leapt = cleaned.impossible.len() as u64;
        checks.push(check("position", "what can be reached and left again", others, leapt));
    }
    if present.heart_rate {
        let rule = "what hearts can do, the steps, and the rest of the activity";
        checks.push(check("heart_rate", rule, Vec::new(), beats.implausible + beats.suspect));
    }
    if present.power {
        checks.push(check("power", "the most that anybody holds for so long, and the cadence", Vec::new(), 0));
    }
    if present.altitude {
        checks.push(check("altitude", "a climb of 5 m a second", Vec::new(), 0));
    }
    checks
}

fn against(channel: &'static str, says_m: f64, other_says_m: f64, over_s: f64) -> Option<HeldAgainst> {
    let tenths = |value: f64| (10.0 * value).round() / 10.0;
    (0.0 < over_s).then(|| HeldAgainst {
        channel,
        says_m: tenths(says_m),
        other_says_m: tenths(other_says_m),
        over_s: tenths(over_s),
    })
}

/// The channel that a fault is one of; none where it is of the whole recording.
const fn channel_of(fault: Fault) -> &'static str {
    match fault {
        Fault::DistanceInSteps | Fault::DistanceUnit | Fault::DistanceResets | Fault::DistanceContradicts => "distance",
        Fault::SpeedUnit | Fault::SpeedContradicts => "speed",
        Fault::PositionsContradict => "position",
        Fault::PowerImpossible | Fault::PowerStuck => "power",
        Fault::HeartRateDoubled | Fault::HeartRateHalved => "heart_rate",
        Fault::AltitudeStart | Fault::AltitudeLeaps | Fault::TotalAscent => "altitude",
        _ => "",
    }
}
