//! The runner's body and the ground under it: from a session to one sample a second.

use libm::{cbrt, cos, exp, sin};

use crate::clock::{Zone, days};
use crate::diary::{Entry, Kind};
use crate::rng::Rng;

/// Resting heart rate, beats a minute.
pub(crate) const HR_REST: f64 = 48.0;
/// Highest heart rate, beats a minute.
pub(crate) const HR_MAX: f64 = 188.0;
/// Heart rate at threshold, beats a minute.
pub(crate) const LTHR: f64 = 169.0;
/// Cycling power at threshold, watts.
pub(crate) const RIDE_POWER_W: f64 = 190.0;
/// Metres of one degree of latitude on a sphere of 6,371 km.
const METRES_PER_DEGREE: f64 = 111_194.926_6;

/// One second of a session, as the watch sees it.
#[derive(Clone)]
pub(crate) struct Sample {
    /// Unix time, seconds.
    pub(crate) time: i64,
    /// Degrees north and east.
    pub(crate) position: Option<(f64, f64)>,
    /// Metres above the sea.
    pub(crate) altitude_m: Option<f64>,
    /// Metres since the start.
    pub(crate) distance_m: Option<f64>,
    /// Metres a second.
    pub(crate) speed_mps: Option<f64>,
    /// Beats a minute.
    pub(crate) heart_rate_bpm: Option<u8>,
    /// Strides of one leg, or revolutions, a minute.
    pub(crate) cadence_rpm: Option<u8>,
    /// Watts.
    pub(crate) power_w: Option<u16>,
}

/// A lap: the samples from one index to another.
pub(crate) struct Lap {
    /// Index of its first sample.
    pub(crate) first: usize,
    /// Index of its last sample, which is the first of the next lap.
    pub(crate) last: usize,
    /// The runner pressed the button; otherwise a kilometre was full.
    pub(crate) by_hand: bool,
}

/// Everything that the watch knows about one session of one sport.
pub(crate) struct Track {
    /// What was done.
    pub(crate) kind: Kind,
    /// One sample a second while the timer runs; the first is at the start, the last at the end.
    pub(crate) samples: Vec<Sample>,
    /// Indices of samples after which the timer stood still until the next one.
    pub(crate) pauses: Vec<usize>,
    /// The laps, in order.
    pub(crate) laps: Vec<Lap>,
    /// How hard it felt, CR-10.
    pub(crate) rpe: f64,
}

impl Track {
    /// Unix time of the first sample.
    pub(crate) fn start(&self) -> i64 {
        self.samples.first().map_or(0, |sample| sample.time)
    }

    /// Unix time of the last sample.
    pub(crate) fn end(&self) -> i64 {
        self.samples.last().map_or(0, |sample| sample.time)
    }

    /// Seconds with the timer running.
    pub(crate) fn timer_s(&self) -> i64 {
        self.samples.len() as i64 - 1
    }

    /// Metres in all.
    pub(crate) fn distance_m(&self) -> Option<f64> {
        self.samples.last().and_then(|sample| sample.distance_m)
    }

    /// Whether a heart rate was worn.
    pub(crate) fn has_heart_rate(&self) -> bool {
        self.samples.iter().any(|sample| sample.heart_rate_bpm.is_some())
    }

    /// The samples that reach the file: every `every` seconds, or 4 to 6 seconds apart as a watch that saves memory;
    /// always the first, the last, and both sides of a pause.
    pub(crate) fn thinned(&self, every: Option<i64>, rng: &mut Rng) -> Vec<usize> {
        let last = self.samples.len() - 1;
        let mut kept = vec![];
        let mut next = 0;
        for index in 0..=last {
            let beside_pause = self.pauses.iter().any(|&pause| index == pause || index == pause + 1);
            if index == next || index == last || beside_pause {
                kept.push(index);
                next = index + every.unwrap_or_else(|| rng.whole(4, 6)) as usize;
            }
        }
        kept
    }
}

/// A stretch of steady effort.
struct Step {
    seconds: i64,
    /// Share of threshold speed or power.
    effort: f64,
    /// The runner pressed the lap button at its start.
    by_hand: bool,
}

fn steps(kind: Kind) -> Vec<Step> {
    let step = |seconds: i64, effort: f64| Step { seconds, effort, by_hand: false };
    let pressed = |seconds: i64, effort: f64| Step { seconds, effort, by_hand: true };
    let repeats = |warm: i64, count: i64, work: Step, rest: Step, cool: i64| {
        let mut all = vec![step(warm, 0.75)];
        for index in 0..count {
            all.push(pressed(work.seconds, work.effort));
            if index + 1 < count {
                all.push(pressed(rest.seconds, rest.effort));
            }
        }
        all.push(pressed(cool, 0.72));
        all
    };
    match kind {
        Kind::Easy(minutes) | Kind::Treadmill(minutes) => vec![step(300, 0.73), step(minutes * 60 - 300, 0.78)],
        Kind::Long(minutes) => {
            vec![step(600, 0.73), step(minutes * 42 - 600, 0.76), step(minutes * 18, 0.80)]
        }
        Kind::Strides(minutes) => repeats(minutes * 60 - 720, 6, step(20, 1.25), step(70, 0.60), 250),
        Kind::Tempo(count, minutes) => repeats(780, count, step(minutes * 60, 0.985), step(120, 0.62), 600),
        Kind::Intervals(count, minutes) => repeats(900, count, step(minutes * 60, 1.055), step(120, 0.58), 600),
        Kind::Race(minutes) => {
            let mut all = repeats(720, 1, step(minutes * 60, 1.075), step(0, 0.0), 480);
            all.insert(2, step(50, 1.24));
            all
        }
        Kind::Trail(minutes) => vec![step(minutes * 60, 0.79)],
        Kind::Walk(minutes) => vec![step(minutes * 60, 0.40)],
        Kind::Hike(minutes) => vec![step(minutes * 60, 0.38)],
        Kind::Ride(minutes) => vec![step(600, 0.58), step(minutes * 60 - 900, 0.68), step(300, 0.55)],
        Kind::Yoga(minutes) | Kind::Strength(minutes) => vec![step(minutes * 60, 0.0)],
        Kind::Swim(metres) => vec![step(metres / 25 * 31, 0.0)],
        Kind::Brick(ride, _) => vec![step(ride * 60, 0.72)],
    }
}

/// Speed at threshold on the level: 4:35 a kilometre at first, 4:27 at the end, a little slower when overreached.
fn threshold_speed(entry: &Entry) -> f64 {
    let share = (entry.day - days(2026, 3, 2)) as f64 / 181.0;
    let rested = 1_000.0 / (275.0 - 8.0 * share);
    if entry.is_overreached() { rested * 0.975 } else { rested }
}

/// The course: a loop that wanders, over smooth hills.
struct Ground {
    origin: (f64, f64),
    base_m: f64,
    loop_m: f64,
    heading: f64,
    /// Amplitude (radians, metres), wavelength (metres), phase (radians).
    bends: [(f64, f64, f64); 2],
    hills: [(f64, f64, f64); 3],
}

impl Ground {
    fn new(entry: &Entry, kind: Kind, loop_m: f64, rng: &mut Rng) -> Self {
        // Water, meadows and fields: nobody's front door.
        let (origin, base_m) = match (entry.zone, rng.whole(0, 2)) {
            (Zone::NewYork, _) => ((40.70, -73.90), 22.0),
            (Zone::Oslo, 0) => ((59.92, 10.70), 90.0),
            (Zone::Oslo, 1) => ((59.88, 10.64), 45.0),
            (Zone::Oslo, _) => ((59.95, 10.78), 160.0),
        };
        let scale = match kind {
            Kind::Trail(_) | Kind::Hike(_) => 5.0,
            Kind::Ride(_) | Kind::Brick(..) => 1.5,
            Kind::Race(_) => 0.3,
            _ if entry.zone == Zone::NewYork => 0.5,
            _ => 1.0,
        };
        let mut phase = || rng.between(0.0, core::f64::consts::TAU);
        Self {
            origin,
            base_m,
            loop_m,
            heading: phase(),
            bends: [(0.5, 900.0, phase()), (0.3, 340.0, phase())],
            hills: [(7.0 * scale, 2_300.0, phase()), (3.0 * scale, 910.0, phase()), (0.8 * scale, 370.0, phase())],
        }
    }

    fn heading(&self, distance_m: f64) -> f64 {
        let wave =
            |(size, length, phase): (f64, f64, f64)| size * sin(distance_m / length * core::f64::consts::TAU + phase);
        self.heading + core::f64::consts::TAU * distance_m / self.loop_m + self.bends.into_iter().map(wave).sum::<f64>()
    }

    fn altitude_m(&self, distance_m: f64) -> f64 {
        let wave =
            |(size, length, phase): (f64, f64, f64)| size * sin(distance_m / length * core::f64::consts::TAU + phase);
        self.base_m + self.hills.into_iter().map(wave).sum::<f64>()
    }

    fn grade(&self, distance_m: f64) -> f64 {
        (self.altitude_m(distance_m + 2.5) - self.altitude_m(distance_m - 2.5)) / 5.0
    }
}

/// What a slope costs on foot, 1 on the level. A rough parabola of this generator's own.
fn slope_cost(grade: f64) -> f64 {
    (1.0 + 3.4 * grade + 15.0 * grade * grade).clamp(0.7, 3.0)
}

/// A slow random walk around 0 with standard deviation 1.
struct Wander {
    value: f64,
    seconds: f64,
}

impl Wander {
    fn new(seconds: f64) -> Self {
        Self { value: 0.0, seconds }
    }

    fn step(&mut self, rng: &mut Rng) -> f64 {
        let pull = 1.0 / self.seconds;
        self.value += -self.value * pull + libm::sqrt(2.0 * pull) * rng.normal();
        self.value
    }
}

/// Does the session of a diary line; a brick is done as its ride, then [`brick_run`].
pub(crate) fn perform(entry: &Entry) -> Track {
    perform_as(entry, entry.kind, entry.start)
}

/// The running half of a brick, 75 s after the ride.
pub(crate) fn brick_run(entry: &Entry, ride: &Track, minutes: i64) -> Track {
    perform_as(entry, Kind::Easy(minutes), ride.end() + 75)
}

fn perform_as(entry: &Entry, kind: Kind, start: i64) -> Track {
    let rng = &mut entry.rng(&format!("body {start}"));
    let steps = steps(kind);
    let seconds: i64 = steps.iter().map(|step| step.seconds).sum();
    let threshold = threshold_speed(entry);
    let is_ride = matches!(kind, Kind::Ride(_) | Kind::Brick(..));
    let loop_m = match kind {
        _ if is_ride => seconds as f64 * 7.4,
        _ => steps.iter().map(|step| step.seconds as f64 * step.effort * threshold).sum::<f64>().max(1.0),
    };
    let ground = Ground::new(entry, kind, loop_m, rng);
    let pauses = pauses(entry, seconds, rng);

    let day_offset_bpm = 1.5 * rng.normal() + if entry.is_overreached() { 3.0 } else { 0.0 };
    let (mut effort_wander, mut heart_wander, mut gps) =
        (Wander::new(90.0), Wander::new(8.0), [Wander::new(90.0), Wander::new(90.0)]);
    let (mut heart, mut speed, mut distance, mut time) = (HR_REST + 28.0, 0.0_f64, 0.0_f64, start);
    let (mut north, mut east) = (0.0_f64, 0.0_f64);
    let mut samples = Vec::with_capacity(seconds as usize + 1);
    let mut ends = steps.iter().scan(0, |end, step| {
        *end += step.seconds;
        Some((*end, step.effort))
    });
    let mut current = ends.next().unwrap_or((0, 0.0));

    for second in 0..=seconds {
        while second > current.0 {
            match ends.next() {
                Some(next) => current = next,
                None => break,
            }
        }
        let grade = if kind.has_position() { ground.grade(distance) } else { 0.0 };
        let unrest = effort_wander.step(rng);
        let effort = current.1 * (1.0 + 0.012 * unrest);
        let drift_bpm = 0.05 * ((second - 1_200).max(0) as f64 / 60.0);
        let mut power = None;
        let demand_bpm = match kind {
            Kind::Yoga(_) => 84.0 + 9.0 * sin(second as f64 / 420.0) + 3.0 * unrest,
            Kind::Strength(_) => {
                if second % 120 < 45 {
                    132.0
                } else {
                    92.0
                }
            }
            Kind::Swim(_) => {
                speed = 25.0 / 31.0;
                0.0
            }
            _ if is_ride => {
                let watts = (RIDE_POWER_W * effort * (1.0 + 2.5 * grade) + 9.0 * rng.normal()).max(0.0);
                let cruising = cbrt(watts / 0.28) * (1.0 - 4.0 * grade).clamp(0.5, 1.3);
                speed += (cruising - speed) / 9.0;
                power = Some(watts);
                165.0 - 125.0 * (1.0 - effort * (1.0 + 2.5 * grade)) + drift_bpm
            }
            _ => {
                let cost = slope_cost(grade);
                let wanted = if matches!(kind, Kind::Treadmill(_)) { current.1 } else { effort };
                speed += (threshold * wanted / libm::pow(cost, 0.75) - speed) / 4.0;
                LTHR - 135.0 * (1.0 - speed * cost / threshold) + drift_bpm
            }
        };
        let demand_bpm = (demand_bpm + day_offset_bpm).clamp(62.0, HR_MAX);
        heart += (demand_bpm - heart) / if demand_bpm > heart { 30.0 } else { 42.0 };
        let beats = (heart + 0.8 * heart_wander.step(rng)).clamp(HR_REST, HR_MAX);

        let cadence = match kind {
            Kind::Yoga(_) | Kind::Strength(_) | Kind::Swim(_) => None,
            Kind::Walk(_) | Kind::Hike(_) => Some(54.0 + 1.0 * unrest),
            _ if is_ride => Some(84.0 + 2.0 * unrest),
            _ => Some(82.0 + 7.0 * (speed - 2.7).max(-1.0) + 0.6 * rng.normal()),
        };
        let noise = [gps[0].step(rng), gps[1].step(rng)];
        let latitude = ground.origin.0 + (north + noise[0]) / METRES_PER_DEGREE;
        let longitude = ground.origin.1 + (east + noise[1]) / (METRES_PER_DEGREE * cos(ground.origin.0.to_radians()));
        samples.push(Sample {
            time,
            position: kind.has_position().then_some((latitude, longitude)),
            altitude_m: kind.has_position().then(|| ground.altitude_m(distance)),
            distance_m: kind.has_distance().then_some(distance),
            speed_mps: kind.has_distance().then_some(speed),
            heart_rate_bpm: (!entry.has("no_hr") && !matches!(kind, Kind::Swim(_))).then(|| libm::round(beats) as u8),
            cadence_rpm: cadence.map(|value| libm::round(value) as u8),
            power_w: power.filter(|_| entry.has("power")).map(|watts| libm::round(watts) as u16),
        });

        time += 1;
        if second == seconds {
            break;
        }
        if let Some(&(_, length)) = pauses.iter().find(|&&(at, _)| at == second) {
            time += length;
            heart = 78.0 + (heart - 78.0) * exp(-(length as f64) / 70.0);
            speed = 0.0;
        }
        let heading = ground.heading(distance);
        distance += speed;
        north += speed * cos(heading);
        east += speed * sin(heading);
    }
    if entry.has("dropouts") {
        spoil_heart_rate(&mut samples, rng);
    }
    let laps = laps(kind, &steps, &samples);
    let tired = if entry.is_overreached() { 2.0 } else { 0.0 };
    Track {
        kind,
        samples,
        pauses: pauses.iter().map(|&(at, _)| at as usize).collect(),
        laps,
        rpe: (kind.rpe() + tired).min(10.0),
    }
}

/// Red lights: the second at which the timer stops, and for how many seconds, spread over the session.
fn pauses(entry: &Entry, seconds: i64, rng: &mut Rng) -> Vec<(i64, i64)> {
    let count = entry.number("pauses").unwrap_or(0);
    (1..=count).map(|index| (seconds * index / (count + 1) + rng.whole(-60, 60), rng.whole(18, 75))).collect()
}

/// A strap that comes loose: silence twice, and short bursts of 235 beats a minute.
fn spoil_heart_rate(samples: &mut [Sample], rng: &mut Rng) {
    for _ in 0..2 {
        let from = rng.whole(300, samples.len() as i64 - 300) as usize;
        for sample in &mut samples[from..from + 90] {
            sample.heart_rate_bpm = None;
        }
    }
    for _ in 0..5 {
        let from = rng.whole(200, samples.len() as i64 - 200) as usize;
        for sample in &mut samples[from..from + 8] {
            sample.heart_rate_bpm = Some(235);
        }
    }
}

fn laps(kind: Kind, steps: &[Step], samples: &[Sample]) -> Vec<Lap> {
    let last = samples.len() - 1;
    let lap_m = match kind {
        Kind::Ride(_) | Kind::Brick(..) => 5_000.0,
        Kind::Swim(_) | Kind::Yoga(_) | Kind::Strength(_) => f64::INFINITY,
        _ => 1_000.0,
    };
    let mut marks = vec![];
    let mut second = 0;
    for step in steps {
        if step.by_hand {
            marks.push(second as usize);
        }
        second += step.seconds;
    }
    let mut laps = vec![];
    let mut first = 0;
    for index in 1..=last {
        let gone_m = samples[index].distance_m.unwrap_or(0.0) - samples[first].distance_m.unwrap_or(0.0);
        let by_hand = marks.contains(&index);
        if by_hand || gone_m >= lap_m || index == last {
            laps.push(Lap { first, last: index, by_hand });
            first = index;
        }
    }
    laps
}
