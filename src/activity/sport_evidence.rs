//! What was done, told from how fast somebody moved, how the feet or the pedals turned, and what the heart did.
//!
//! A word is believed unless what was recorded cannot be that sport: false doubt is worse than a false word. One pass over the
//! samples, and only of activities whose speed looks odd for their sport, or that nobody names.

use super::distance::{haversine_m, way_between_m};
use super::found_way::FoundWay;
use super::possible::{RIDE, RUN, Records, WALK};
use super::speed::{MeasuredWay, moving_mps};
use super::sport::Sport;
use super::valid_samples::ValidSamples;
use crate::decode::recording::Samples;
use std::ops::{Range, RangeInclusive};

/// Walking on the mean of the moving time, metres a second, where no word says it; slower may be swimming.
const WALK_MEAN_MPS: Range<f64> = 1.0..1.9;
/// Between these is running where no word says it, metres a second; faster may be a race and may be wheels.
const RUN_MEAN_MPS: Range<f64> = 1.9..4.2;
/// Faster than this for more than one part in twenty of the time is no running where no word says it, metres a second.
const RUN_FASTEST_MPS: f64 = 5.5;
/// See [`RUN_FASTEST_MPS`].
const STEADY_SHARE: f64 = 0.95;
/// Whoever walks changes to running here, metres a second: 2.0 to 2.2, Hreljac 1993, Ergonomics 36:1199.
const GAIT_CHANGE_MPS: f64 = 2.2;
/// Slower than any jog, metres a second: 11:07 a kilometre. Ours, where no cadence tells.
const SURE_WALK_MPS: f64 = 1.5;
/// The heart of a walker beats slower on the mean, beats a minute; ours, where no cadence tells.
const WALKING_BPM: f64 = 130.0;
/// Strides of one leg a minute in running, from the slowest jog to a sprint.
///
/// Novices and elites alike run at 75 to 100: Cavanagh & Williams 1982, Med. Sci. Sports Exerc. 14:30, and van Oeveren et al. 2017.
const RUNNING_STRIDES: RangeInclusive<f64> = 75.0..=105.0;
/// Fewer strides of one leg a minute are walking, whatever the file says: 130 steps a minute, brisk walking for adults, Tudor-Locke
/// et al. 2019, Int. J. Behav. Nutr. Phys. Act. 16:8.
const WALKING_STRIDES: f64 = 65.0;
/// Strides a minute of a race walker begin here: runners who are filed as walkers stay below.
const RACE_WALK_STRIDES: f64 = 96.0;
/// A speed that runners reach in a sprint only, metres a second: 400 m in 53 s.
const SPRINT_MPS: f64 = 7.5;
/// So much of the time in motion at that speed, or rolling without a turn of the pedals, is wheels, share; ours: runners train less at the
/// speed of sprints, and on foot the cadence stands still where the runner does.
const ROLLING_SHARE: f64 = 0.1;
/// The parts of the time in motion, of which half must have some of it.
const PARTS: u32 = 8;
/// Slower than this nobody coasts for long, metres a second; ours.
const COASTING_MPS: f64 = 3.0;
/// Nothing is told from less time in motion, seconds; ours.
const TELLING_S: f64 = 600.0;
/// To be carried is not told from less time in motion, seconds, where nothing but the want of exertion speaks for it; ours: a descent of
/// the Alps is over then.
const CARRIED_S: f64 = 1200.0;
/// A cadence speaks where it is there for so much of the time in motion, share.
const CADENCE_COVERAGE: f64 = 0.5;
/// Faster than anybody cycles on the mean of the moving time without showing any exertion, metres a second: 45 km/h. Ours.
const CARRIED_MPS: f64 = 12.5;
/// A speed of roads for cars, metres a second: 108 km/h.
const MOTOR_MPS: f64 = 30.0;
/// Faster than airliners, metres a second.
const AIRLINER_MPS: f64 = 320.0;
/// So much of the time in motion at it is a motor, share; ours.
const MOTOR_SHARE: f64 = 0.05;
/// The heart of somebody who rides hard, beats a minute on the mean; ours: nobody sits in a car at it.
const EXERTION_BPM: f64 = 110.0;
/// Steeper than this on the whole, a walk may be a run up a mountain: climb over way.
const FLAT_SHARE: f64 = 0.03;
/// So much of the time in motion must be nearly as fast as the records for the whole to be no run: a run with a drive behind it is a run.
/// Share, ours.
const MOST: f64 = 0.6;
/// How many stretches are looked at before all samples are.
const GLANCES: usize = 64;

/// What an activity shows of its sport.
#[derive(Debug, Clone, Default, PartialEq)]
struct Evidence {
    /// Way in motion, metres.
    way_m: f64,
    /// Time in motion, seconds.
    moving_s: f64,
    /// Time in motion above each of the speeds in [`BANDS_MPS`], seconds.
    above_s: [f64; BANDS_MPS.len()],
    /// Share of the time with a known speed in which it is below [`RUN_FASTEST_MPS`].
    slow_share: f64,
    /// Time in motion above nine tenths of the record pace for the whole, seconds.
    near_record_s: f64,
    /// Time in motion with a cadence, 0 included, seconds.
    cadence_s: f64,
    /// Time in motion at a speed of coasting with a cadence of 0, seconds.
    coasting_s: f64,
    /// That, and the time at the speed of sprints, seconds.
    rolling_s: f64,
    /// In which of the [`PARTS`] of the time in motion there is any of that, a bit each.
    rolling_in: u8,
    /// The cadence in the middle of those that are not 0, strides of one leg or turns a minute; absent without any.
    strides: Option<f64>,
    /// Mean heart rate in motion, beats a minute; absent without any.
    heart_rate_bpm: Option<f64>,
    /// Whether there is power.
    has_power: bool,
    /// Highest less lowest altitude, metres; 0 without altitude.
    relief_m: f64,
}

/// Speeds of which it is known for how long somebody was faster, metres a second.
const BANDS_MPS: [f64; 4] = [GAIT_CHANGE_MPS, RUN_FASTEST_MPS, SPRINT_MPS, MOTOR_MPS];

/// What was done, and why it is not what the file says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// The sport.
    pub(super) sport: Sport,
    /// What shows it, for a person.
    pub(super) because: String,
    /// Whether a motor did it.
    pub(super) is_carried: bool,
}

/// What the samples show of a session whose sport nobody names, or is this by a word that may be wrong; absent where nothing
/// speaks against the word.
pub(super) fn shown_sport(said: Option<Sport>, kept: &ValidSamples, clean: bool) -> Option<Shown> {
    let Some(said) = said else {
        let track = FoundWay::new(kept, false, clean).track;
        return Evidence::new(&track, kept).alone();
    };
    // Nothing is judged when nothing shall be.
    if !clean || !can_be_doubted(said) {
        return None;
    }
    let glance = Glance::of(kept, way_between_m);
    if glance.fits(said) {
        return None;
    }
    let track = FoundWay::new(kept, false, true).track;
    let evidence = Evidence::new(&track, kept);
    // What is too fast for wheels is no way at all: only positions show that it was one.
    let is_flown =
        || MOTOR_MPS <= glance.mean_mps && kept.present.position && Glance::of(kept, crow_flies_m).is_flown();
    if evidence.moving_s < TELLING_S && is_flown() { Some(flown(said)) } else { evidence.against(said) }
}

/// Whether a sport has a speed that can contradict it.
const fn can_be_doubted(said: Sport) -> bool {
    matches!(said, Sport::Run | Sport::TrailRun | Sport::Walk | Sport::Hike | Sport::Ride)
}

/// Somebody was carried faster than wheels roll.
fn flown(said: Sport) -> Shown {
    let because = format!("the file says {}, but it is faster than any wheels", said.as_str());
    Shown { sport: Sport::Other, because, is_carried: true }
}

/// The way between two samples by their positions, metres.
fn crow_flies_m(samples: &Samples, from: usize, to: usize) -> Option<f64> {
    Some(haversine_m(samples.position.value_at(from)?, samples.position.value_at(to)?))
}

/// The speed between a few samples: where it fits the word, nothing more is looked at.
#[derive(Debug, Clone, Copy)]
struct Glance {
    /// Mean of the stretches in motion, metres a second; no number without any.
    mean_mps: f64,
    /// Time of the stretches in motion, seconds.
    time_s: f64,
    /// The part of it that is faster than [`RUN_FASTEST_MPS`], seconds.
    fast_s: f64,
}

impl Glance {
    fn of(kept: &ValidSamples, way_m: fn(&Samples, usize, usize) -> Option<f64>) -> Self {
        let last = kept.indices.len().saturating_sub(1);
        let step = last.div_ceil(GLANCES).max(1);
        let (mut total_m, mut time_s, mut fast_s) = (0.0, 0.0, 0.0);
        for from in (0..last).step_by(step) {
            let to = (from + step).min(last);
            let Some(m) = way_m(kept.samples, kept.indices[from], kept.indices[to]) else { continue };
            let s = (kept.time_ms[to] - kept.time_ms[from]) as f64 / 1000.0;
            // A stretch with a long stand or a pause tells nothing.
            if moving_mps(false) * s <= m {
                (total_m, time_s) = (total_m + m, time_s + s);
                fast_s += if RUN_FASTEST_MPS < m / s { s } else { 0.0 };
            }
        }
        Self { mean_mps: total_m / time_s, time_s, fast_s }
    }

    /// Whether nothing is odd for the sport; also where nothing is known.
    fn fits(self, said: Sport) -> bool {
        let Self { mean_mps, time_s, fast_s } = self;
        time_s <= 0.0
            || match said {
                Sport::Run | Sport::TrailRun => GAIT_CHANGE_MPS <= mean_mps && fast_s <= ROLLING_SHARE * time_s,
                Sport::Walk | Sport::Hike => mean_mps < WALK_MEAN_MPS.end,
                // The speeds of runners are looked at, and those of cars.
                _ => RUN_MEAN_MPS.end < mean_mps && mean_mps < 0.8 * CARRIED_MPS,
            }
    }

    /// Whether it is faster than wheels, and no faster than an airliner.
    fn is_flown(self) -> bool {
        TELLING_S <= self.time_s && (MOTOR_MPS..AIRLINER_MPS).contains(&self.mean_mps)
    }
}

impl Evidence {
    fn new(track: &MeasuredWay, kept: &ValidSamples) -> Self {
        let slow_share = track.share_below(RUN_FASTEST_MPS, &kept.recorded_s);
        let mut found = Self { has_power: kept.present.power, slow_share, ..Self::default() };
        let moving = |mps: &Option<f64>| mps.filter(|mps| moving_mps(false) <= *mps);
        for (mps, s) in track.speed_mps.iter().zip(&kept.recorded_s).filter_map(|(mps, s)| Some((moving(mps)?, *s))) {
            found.way_m += mps * s;
            found.moving_s += s;
        }
        let near_mps = 0.9 * RUN.fastest_mps(found.moving_s).unwrap_or(f64::INFINITY);
        let mut seconds_at = [0.0; 256];
        let (mut beats, mut heart_s, mut gone_s) = (0.0, 0.0, 0.0);
        let samples = kept.samples;
        for ((i, mps), s) in kept.indices.iter().zip(&track.speed_mps).zip(&kept.recorded_s) {
            let Some(mps) = moving(mps) else { continue };
            for (above_s, band_mps) in found.above_s.iter_mut().zip(BANDS_MPS) {
                *above_s += if band_mps < mps { *s } else { 0.0 };
            }
            found.near_record_s += if near_mps < mps { *s } else { 0.0 };
            let rpm = samples.cadence_rpm.value_at(*i);
            if let Some(rpm) = rpm {
                found.cadence_s += s;
                seconds_at[usize::from(rpm)] += s;
            }
            let coasts = COASTING_MPS < mps && rpm == Some(0);
            found.coasting_s += if coasts { *s } else { 0.0 };
            if coasts || SPRINT_MPS < mps {
                found.rolling_s += s;
                found.rolling_in |= 1 << ((f64::from(PARTS) * gone_s / found.moving_s) as u32).min(PARTS - 1);
            }
            gone_s += s;
            if let Some(bpm) = samples.heart_rate_bpm.value_at(*i) {
                (beats, heart_s) = (beats + f64::from(bpm) * s, heart_s + s);
            }
        }
        found.heart_rate_bpm = (0.0 < heart_s).then(|| beats / heart_s);
        found.strides = median_strides(&seconds_at);
        if kept.present.altitude {
            let altitudes = || kept.values(&samples.altitude_m).flatten().map(f64::from);
            found.relief_m = (altitudes().fold(f64::MIN, f64::max) - altitudes().fold(f64::MAX, f64::min)).max(0.0);
        }
        found
    }

    fn mean_mps(&self) -> f64 {
        if 0.0 < self.moving_s { self.way_m / self.moving_s } else { f64::INFINITY }
    }

    /// The share of the time in motion that was faster than one of [`BANDS_MPS`].
    fn share_above(&self, band_mps: f64) -> f64 {
        let at = BANDS_MPS.iter().position(|known| band_mps <= *known);
        let above_s = at.and_then(|at| self.above_s.get(at)).copied().unwrap_or(0.0);
        if 0.0 < self.moving_s { above_s / self.moving_s } else { 0.0 }
    }

    fn within(&self, records: &Records) -> bool {
        records.allow(self.way_m, self.moving_s)
    }

    /// The middle cadence, where it covers enough of the time in motion.
    fn known_strides(&self) -> Option<f64> {
        self.strides.filter(|_| CADENCE_COVERAGE * self.moving_s <= self.cadence_s)
    }

    /// Whether it rolls again and again, faster than runners train or without a turn of the pedals: a drive at the end of a run is once.
    fn rolls(&self) -> bool {
        ROLLING_SHARE * self.moving_s <= self.rolling_s && PARTS / 2 <= self.rolling_in.count_ones()
    }

    /// Whether feet are told by a cadence of running that never stands still in motion.
    fn has_running_feet(&self) -> bool {
        self.known_strides().is_some_and(|strides| RUNNING_STRIDES.contains(&strides))
            && self.coasting_s <= 0.1 * ROLLING_SHARE * self.moving_s
    }

    /// Whether it is wheels, or whatever else carries: faster than anybody runs, or as nobody runs.
    fn is_on_wheels(&self) -> bool {
        if self.moving_s < TELLING_S {
            return false;
        }
        // A run with a drive behind it is a run: most of the time must be as fast as the mean.
        let is_beyond = !self.within(&RUN) && MOST * self.moving_s <= self.near_record_s;
        let is_fast = RUN_MEAN_MPS.end <= self.mean_mps();
        is_beyond || (is_fast && self.rolls() && !self.has_running_feet())
    }

    /// Whether a motor did it: faster than anybody rides, or faster than most without any exertion.
    fn is_carried(&self) -> bool {
        let exerts = self.has_power
            || self.known_strides().is_some_and(|rpm| 40.0 <= rpm)
            || self.heart_rate_bpm.is_some_and(|bpm| EXERTION_BPM <= bpm);
        let is_long = CARRIED_S <= self.moving_s;
        !self.within(&RIDE)
            || MOTOR_SHARE <= self.share_above(MOTOR_MPS)
            || (is_long && !exerts && CARRIED_MPS <= self.mean_mps())
    }

    /// Whether it is a walk, of somebody whose file says that he ran.
    fn is_walked(&self) -> bool {
        let never_runs = self.share_above(GAIT_CHANGE_MPS) <= 0.05;
        let is_flat = self.relief_m <= FLAT_SHARE * self.way_m;
        let is_slow = match self.known_strides() {
            Some(strides) => self.mean_mps() < WALK_MEAN_MPS.end && strides < WALKING_STRIDES,
            None => self.mean_mps() < SURE_WALK_MPS && self.heart_rate_bpm.is_none_or(|bpm| bpm < WALKING_BPM),
        };
        TELLING_S <= self.moving_s && WALK_MEAN_MPS.contains(&self.mean_mps()) && never_runs && is_flat && is_slow
    }

    /// Whether it is a run, of somebody whose file says that he walked or rode.
    fn is_run(&self) -> bool {
        TELLING_S <= self.moving_s
            && (GAIT_CHANGE_MPS..RUN_MEAN_MPS.end).contains(&self.mean_mps())
            && 0.8 <= self.share_above(GAIT_CHANGE_MPS)
            && self.share_above(RUN_FASTEST_MPS) <= 0.01
            && self.has_running_feet()
            && self.strides.is_some_and(|strides| strides < RACE_WALK_STRIDES)
    }

    /// What speaks against a word.
    fn against(&self, said: Sport) -> Option<Shown> {
        let shown = |sport: Sport| {
            let because = format!("the file says {}, but {}", said.as_str(), self.told());
            Some(Shown { sport, because, is_carried: sport == Sport::Other })
        };
        match said {
            Sport::Ride if self.is_carried() && TELLING_S <= self.moving_s => shown(Sport::Other),
            // Whoever pedals rolls now and then, and goes up and down.
            Sport::Ride if self.is_run() && !self.has_power && self.relief_m <= FLAT_SHARE * self.way_m => {
                shown(Sport::Run)
            }
            Sport::Ride => None,
            _ if self.is_on_wheels() => shown(if self.is_carried() { Sport::Other } else { Sport::Ride }),
            Sport::Run if self.is_walked() => shown(Sport::Walk),
            Sport::Walk if self.is_run() || (TELLING_S <= self.moving_s && !self.within(&WALK)) => shown(Sport::Run),
            _ => None,
        }
    }

    /// What was done where no word says it.
    fn alone(&self) -> Option<Shown> {
        let mean_mps = self.mean_mps();
        let sport = if self.is_on_wheels() {
            // Skates, skis and boats are as fast; only who turns pedals or pushes them is on a bicycle.
            let pedals = self.has_power || self.known_strides().is_some_and(|rpm| 40.0 <= rpm);
            if pedals && !self.is_carried() { Sport::Ride } else { Sport::Other }
        } else if self.slow_share < STEADY_SHARE {
            Sport::Other
        } else if WALK_MEAN_MPS.contains(&mean_mps) {
            let runs = self.has_running_feet() && SURE_WALK_MPS <= mean_mps;
            if runs { Sport::Run } else { Sport::Walk }
        } else if RUN_MEAN_MPS.contains(&mean_mps) {
            // Whoever runs takes more steps than a walker; a paddle and a pole are slower.
            let paddles = self.known_strides().is_some_and(|strides| strides < WALKING_STRIDES);
            match (self.rolls(), paddles) {
                (true, _) => Sport::Ride,
                (false, true) => Sport::Other,
                (false, false) => Sport::Run,
            }
        } else {
            Sport::Other
        };
        let because = format!("the file names no sport; {}", self.told());
        (sport != Sport::Other).then_some(Shown { sport, because, is_carried: false })
    }

    /// The evidence in words.
    fn told(&self) -> String {
        let cadence = match self.known_strides() {
            Some(strides) if 0.0 < self.coasting_s => {
                format!(
                    " and {strides:.0} turns a minute that stand still for {:.0} % of it",
                    100.0 * self.coasting_s / self.moving_s
                )
            }
            Some(strides) => format!(" and {strides:.0} strides or turns a minute"),
            None => String::new(),
        };
        format!(
            "its {:.0} minutes in motion have {:.2} m/s on the mean{cadence}",
            self.moving_s / 60.0,
            self.mean_mps()
        )
    }
}

/// The cadence in the middle of those that are not 0, in strides of one leg: what counts both feet is halved.
fn median_strides(seconds_at: &[f64; 256]) -> Option<f64> {
    let turning = || seconds_at.iter().enumerate().skip(1);
    let half_s = turning().map(|(_, s)| s).sum::<f64>() / 2.0;
    let mut below_s = 0.0;
    let middle = turning().find(|(_, s)| {
        below_s += **s;
        half_s <= below_s
    });
    let rpm = middle.filter(|_| 0.0 < half_s)?.0 as f64;
    // Nobody takes more than 120 strides of one leg a minute.
    Some(if rpm < 120.0 { rpm } else { rpm / 2.0 })
}

#[cfg(test)]
mod tests;
