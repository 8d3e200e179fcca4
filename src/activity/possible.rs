//! What a human can do: the farthest anybody got in a time, by sport, and the hardest that anybody holds for it.
//!
//! Functions of numbers and nothing else. The marks are facts; whoever runs faster some day makes a row.

use super::sport::Sport;
use std::ops::RangeInclusive;

/// The best that was ever done over a distance or in a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Metres.
    pub distance_m: f64,
    /// Seconds.
    pub duration_s: f64,
    /// What it is, and the year.
    pub event: &'static str,
}

const fn mark(distance_m: f64, duration_s: f64, event: &'static str) -> Mark {
    Mark { distance_m, duration_s, event }
}

/// The marks of a way to move, by time ascending, and what a sound recording may lie beyond them.
#[derive(Debug)]
pub struct Records {
    /// By time ascending; the speeds fall.
    pub marks: &'static [Mark],
    /// Share by which a recording may be faster than the curve: its distance is measured, not surveyed.
    pub margin: f64,
}

/// Running, men: World Athletics, from 12 h on the International Association of Ultrarunners. The first row is the fastest 20 m
/// within a 100 m.
pub const RUN: Records = Records {
    marks: &[
        mark(20.0, 1.61, "fastest 20 m within 100 m, 2009"),
        mark(100.0, 9.58, "100 m, 2009"),
        mark(200.0, 19.19, "200 m, 2009"),
        mark(400.0, 43.03, "400 m, 2016"),
        mark(800.0, 100.91, "800 m, 2012"),
        mark(1000.0, 131.96, "1000 m, 1999"),
        mark(1500.0, 206.0, "1500 m, 1998"),
        mark(1609.344, 223.13, "mile, 1999"),
        mark(3000.0, 437.55, "3000 m, 2024"),
        mark(5000.0, 755.36, "5000 m, 2020"),
        mark(10_000.0, 1571.0, "10,000 m, 2020"),
        mark(21_330.0, 3600.0, "one hour, 2020"),
        mark(42_195.0, 7235.0, "marathon, 2023"),
        mark(100_000.0, 21_935.0, "100 km, 2023"),
        mark(177_410.0, 43_200.0, "12 h, 2022"),
        mark(319_614.0, 86_400.0, "24 h, 2022"),
    ],
    // GPS counts a run 1 to 2 % too long as a rule; a half marathon of 57:30 and a 50 km of 2:38:43 are within.
    margin: 0.03,
};

/// Walking, men: race walks, World Athletics and world bests.
pub const WALK: Records = Records {
    marks: &[
        mark(1609.344, 331.08, "mile walk, 2017"),
        mark(3000.0, 630.28, "3000 m walk, 2018"),
        mark(10_000.0, 2273.09, "10,000 m walk, 2008"),
        mark(20_000.0, 4596.0, "20 km walk, 2015"),
        mark(50_000.0, 12_753.0, "50 km walk, 2014"),
        mark(100_000.0, 31_087.0, "100 km walk, 2002"),
    ],
    margin: 0.03,
};

/// Cycling: the speeds of road races, where riders draft and descend, and the longest ride of a day. The hour and the pursuit on a
/// track, alone, lie below.
pub const RIDE: Records = Records {
    marks: &[
        mark(2100.0, 60.0, "a minute downhill at 126 km/h, the fastest of road races"),
        mark(13_400.0, 600.0, "ten minutes downhill at 80 km/h"),
        mark(
            65_000.0,
            3600.0,
            "an hour at 65 km/h: 56.8 alone on a track (2022), and what drafting and falling roads add",
        ),
        mark(194_500.0, 13_905.0, "the fastest stage of the Tour de France, 1999"),
        mark(1_026_215.0, 86_400.0, "24 h on the road, 2021"),
    ],
    margin: 0.03,
};

/// Swimming, men: World Aquatics, short course.
pub const SWIM: Records = Records {
    marks: &[
        mark(50.0, 19.9, "50 m freestyle, 2024"),
        mark(100.0, 44.84, "100 m freestyle, 2021"),
        mark(200.0, 98.61, "200 m freestyle, 2024"),
        mark(400.0, 212.25, "400 m freestyle, 2012"),
        mark(800.0, 440.46, "800 m freestyle, 2023"),
        mark(1500.0, 846.88, "1500 m freestyle, 2021"),
    ],
    // A wetsuit, fins, a current; open water has positions that swim beside the swimmer.
    margin: 0.2,
};

/// How speed falls with time beyond the last mark: the exponent of time on distance, less one.
///
/// Riegel 1981, Am. Sci. 69:285: time grows with distance to the power of 1.06.
const FATIGUE: f64 = 0.06;

impl Records {
    /// The records of a sport; absent where there are none to hold against it.
    #[must_use]
    pub const fn of(sport: Sport) -> Option<&'static Self> {
        match sport {
            Sport::Run | Sport::TrailRun | Sport::Treadmill | Sport::Hike => Some(&RUN),
            Sport::Walk => Some(&WALK),
            Sport::Ride => Some(&RIDE),
            Sport::Swim => Some(&SWIM),
            Sport::Strength | Sport::Yoga | Sport::Other => None,
        }
    }

    /// The speed of the curve through the marks for some seconds, metres a second; a straight line between two of them where both
    /// axes are logarithms. Absent where the time is not positive.
    #[must_use]
    pub fn fastest_mps(&self, duration_s: f64) -> Option<f64> {
        if duration_s.is_nan() || duration_s <= 0.0 {
            return None;
        }
        let after = self.marks.partition_point(|mark| mark.duration_s < duration_s);
        let next = self.marks.get(after);
        let Some(before) = after.checked_sub(1).and_then(|before| self.marks.get(before)) else {
            return next.map(Mark::mean_mps);
        };
        let fall = next.map_or(-FATIGUE, |next| {
            libm::log(next.mean_mps() / before.mean_mps()) / libm::log(next.duration_s / before.duration_s)
        });
        Some(before.mean_mps() * libm::pow(duration_s / before.duration_s, fall))
    }

    /// The farthest that is believed in some seconds, metres: the curve and its margin. Absent where the time is not positive.
    #[must_use]
    pub fn farthest_m(&self, duration_s: f64) -> Option<f64> {
        Some((1.0 + self.margin) * self.fastest_mps(duration_s)? * duration_s)
    }

    /// Whether somebody can have come so far in so long; a way in no time is none.
    #[must_use]
    pub fn allow(&self, distance_m: f64, duration_s: f64) -> bool {
        distance_m <= self.farthest_m(duration_s).unwrap_or(0.0)
    }
}

impl Mark {
    fn mean_mps(&self) -> f64 {
        self.distance_m / self.duration_s
    }
}

/// How long what is stored above the critical power or speed lasts at twice of it, seconds: W′ over critical power, D′ over critical
/// speed.
///
/// The hyperbolic relation, Poole & Jones 2019, Compr. Physiol. 2:933 and Jones et al. 2010, Med. Sci. Sports Exerc. 42:1876. D′ of
/// 400 m over 2.5 m/s is 160 s (Smyth & Muniz-Pumares 2020, Med. Sci. Sports Exerc. 52:2637: D′ of 50 to 400 m), W′ of 30 kJ
/// over 175 W is 171 s.
pub const STORE_S: f64 = 170.0;

/// How far below the truth a threshold may be, share: one that is 15 % too low refuses nothing.
///
/// Ours: estimates of threshold are 10 to 15 % off, and load grows with the square.
pub const THRESHOLD_ERROR: f64 = 0.15;

/// The time for which a threshold can be held, seconds: about an hour, which is how load is scaled.
const THRESHOLD_S: f64 = 3600.0;

/// No intensity is believed beyond this, however short it was: 400 load an hour, twice the threshold's speed or power.
pub const INTENSITY_MAX: f64 = 4.0;

/// No walk is believed to be harder: 40 load an hour.
///
/// Ours: twice what a walk costs as a rule. Walking at 1.8 m/s takes 5 MET, Ainsworth et al. 2011, Med. Sci. Sports
/// Exerc. 43:1575, of the ten or more of a runner's threshold; half of it is a square of a quarter.
pub const WALK_INTENSITY_MAX: f64 = 0.4;

/// The highest mean intensity that is believed over some seconds of a sport, 1.0 = threshold.
///
/// The share of threshold speed or power by the hyperbola up to an hour, falling by Riegel's exponent beyond, with the
/// threshold [too low](THRESHOLD_ERROR), squared as load is.
#[must_use]
pub fn intensity_ceiling(sport: Sport, duration_s: f64) -> f64 {
    if sport == Sport::Walk {
        return WALK_INTENSITY_MAX;
    }
    let held_s = duration_s.clamp(1.0, THRESHOLD_S);
    let fresh = (1.0 + STORE_S / held_s) / (1.0 - THRESHOLD_ERROR);
    let tired = libm::pow((duration_s / THRESHOLD_S).max(1.0), -FATIGUE);
    let of_threshold = fresh * tired;
    (of_threshold * of_threshold).min(INTENSITY_MAX)
}

/// Resting heart rates that a watch may be right about, beats a minute.
pub const REST_BPM: RangeInclusive<u8> = 30..=100;

/// Highest heart rates that a watch may be right about, beats a minute.
pub const MAX_BPM: RangeInclusive<u8> = 120..=230;

/// Threshold heart rates that a watch may be right about where nothing else is known, beats a minute: what the shares below make of the
/// lowest and the highest maximum.
pub const LTHR_BPM: RangeInclusive<f64> = 80.0..=225.0;

/// The threshold heart rate as a share of the highest that a watch may be right about.
///
/// Measured at 80 to 95 % in trained and untrained alike (Faude, Kindermann & Meyer 2009, Sports Med. 39:469); ours: the room to either side,
/// as both of them may be off.
const LTHR_OF_MAX: RangeInclusive<f64> = 0.65..=0.98;

/// The threshold heart rate as a share of the heart-rate reserve that a watch may be right about, at least.
///
/// Ours: half of the reserve is brisk walking.
const LTHR_OF_RESERVE_MIN: f64 = 0.5;

/// How far the mean heart rate of two runs of 50 minutes or more may lie above a threshold, as a share of it.
///
/// Ours: a threshold is what is held for about an hour; a twentieth is the drift of a hot day.
const HELD_ABOVE_LTHR: f64 = 0.05;

/// Whether a watch may be right about a threshold heart rate, beside the resting and the highest one and what the runner held for an
/// hour, all in beats a minute.
#[must_use]
pub fn can_be_lthr(lthr_bpm: f64, rest_bpm: f64, max_bpm: f64, held_bpm: Option<f64>) -> bool {
    LTHR_OF_MAX.contains(&(lthr_bpm / max_bpm))
        && rest_bpm + LTHR_OF_RESERVE_MIN * (max_bpm - rest_bpm) <= lthr_bpm
        && held_bpm.is_none_or(|held_bpm| held_bpm <= (1.0 + HELD_ABOVE_LTHR) * lthr_bpm)
}

/// Threshold powers that a watch may be right about, watts: from 60 W, which is walking pace on the level by bicycle, to 500 W, more than
/// the hour record took (about 440 W).
pub const THRESHOLD_POWER_W: RangeInclusive<u16> = 60..=500;

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, &Records); 4] = [("run", &RUN), ("walk", &WALK), ("ride", &RIDE), ("swim", &SWIM)];

    #[test]
    fn every_record_passes_its_own_gate_and_a_tenth_more_does_not() {
        for (name, records) in ALL {
            for Mark { distance_m, duration_s, event } in records.marks {
                assert!(records.allow(*distance_m, *duration_s), "{name}: {event}");
                let more = 1.1 + (records.margin - 0.03).max(0.0);
                assert!(!records.allow(more * distance_m, *duration_s), "{name}: {event} and a tenth");
            }
        }
    }

    #[test]
    fn records_that_are_no_marks_of_the_curve_pass_too() {
        for (distance_m, duration_s) in [
            (60.0, 6.34),
            (300.0, 30.69),
            (600.0, 72.81),
            (2000.0, 283.13),
            (3218.688, 474.61),
            (15_000.0, 2465.0),
            (20_000.0, 3381.0),
            (21_097.5, 3450.0),
            (25_000.0, 4345.4),
            (30_000.0, 5207.4),
            (42_195.0, 7180.0),
            (50_000.0, 9523.0),
            (80_467.2, 17_130.0),
            (160_934.4, 39_119.0),
            (473_495.0, 172_800.0),
        ] {
            assert!(RUN.allow(distance_m, duration_s), "{distance_m} m in {duration_s} s");
        }
        for (distance_m, duration_s) in [(4000.0, 219.323), (4000.0, 239.153), (56_792.0, 3600.0), (200.0, 8.857)] {
            assert!(RIDE.allow(distance_m, duration_s), "{distance_m} m in {duration_s} s");
        }
        assert!(WALK.allow(35_000.0, 8443.0) && WALK.allow(228_930.0, 86_400.0));
        assert!(SWIM.allow(10_000.0, 6300.0) && SWIM.allow(25_000.0, 17_400.0));
    }

    #[test]
    fn the_curves_fall_with_time_and_distance_grows() {
        for (name, records) in ALL {
            let (mut before_mps, mut before_m) = (f64::INFINITY, 0.0);
            for duration_s in (1..2000).map(|nth| 0.5 * libm::pow(1.007, f64::from(nth))) {
                let mps = records.fastest_mps(duration_s).unwrap_or_default();
                let far_m = records.farthest_m(duration_s).unwrap_or_default();
                assert!(mps <= before_mps + 1e-9 && before_m < far_m, "{name}: {duration_s} s");
                (before_mps, before_m) = (mps, far_m);
            }
            assert!(!records.allow(1.0, 0.0) && !records.allow(1.0, -1.0) && records.fastest_mps(f64::NAN).is_none());
        }
    }

    #[test]
    fn nobody_walks_as_fast_as_he_runs_or_swims_as_fast_as_he_walks() {
        for duration_s in [60.0, 600.0, 3600.0, 36_000.0, 100_000.0] {
            let [run, walk, ride, swim] = ALL.map(|(_, records)| records.farthest_m(duration_s).unwrap_or_default());
            assert!(swim < walk && walk < run && run < ride, "{duration_s}");
        }
    }

    #[test]
    fn an_hour_at_a_threshold_that_is_15_percent_too_low_is_believed_and_twice_of_it_is_not() {
        let ceiling = |duration_s| intensity_ceiling(Sport::Run, duration_s);
        for (duration_s, expected) in
            [(60.0, 4.0), (600.0, 2.2795), (1200.0, 1.804), (3600.0, 1.518), (10_800.0, 1.331)]
        {
            assert!((ceiling(duration_s) - expected).abs() < 0.001, "{duration_s}: {}", ceiling(duration_s));
        }
        assert!(1.0 / 0.85_f64.powi(2) < ceiling(3600.0) && ceiling(3600.0) < 2.0);
        assert!((1.0..1.05).contains(&ceiling(86_400.0)));
        assert!(ceiling(0.0) <= INTENSITY_MAX && 0.0 < ceiling(1e9));
    }

    #[test]
    fn no_record_is_beyond_the_ceiling_of_who_set_it() {
        // Who runs 21,330 m in an hour has that for a threshold; all shorter and longer records are others', and faster still.
        let threshold_mps = 21_330.0 / 3600.0;
        for Mark { distance_m, duration_s, event } in RUN.marks.iter().filter(|mark| 100.0 < mark.duration_s) {
            let ratio = distance_m / duration_s / threshold_mps;
            assert!(ratio * ratio <= intensity_ceiling(Sport::Run, *duration_s), "{event}");
        }
        // Power at the limit of 30 kJ above 175 W, and of 5 kJ above 400 W.
        for (critical_w, store_j) in [(175.0, 29_700.0), (400.0, 5000.0), (300.0, 25_000.0)] {
            for duration_s in [180.0, 300.0, 720.0, 1200.0] {
                let ratio = (critical_w + store_j / duration_s) / critical_w;
                assert!(
                    ratio * ratio <= intensity_ceiling(Sport::Ride, duration_s),
                    "{critical_w} W for {duration_s} s"
                );
            }
        }
    }

    #[test]
    fn a_threshold_heart_rate_lies_where_thresholds_lie() {
        for (lthr_bpm, held_bpm, can_be) in [
            (46.0, None, false),
            (100.0, None, false),
            (118.0, None, false),
            (130.0, None, true),
            (170.0, None, true),
            (186.0, None, true),
            (188.0, None, false),
            (150.0, Some(157.0), true),
            (150.0, Some(158.0), false),
        ] {
            assert_eq!(can_be_lthr(lthr_bpm, 50.0, 190.0, held_bpm), can_be, "{lthr_bpm} bpm, held {held_bpm:?}");
        }
    }

    #[test]
    fn a_walk_is_no_race() {
        assert!((intensity_ceiling(Sport::Walk, 3600.0) - 0.4).abs() < 1e-12);
        assert!(1.0 < intensity_ceiling(Sport::Hike, 3600.0));
    }
}
