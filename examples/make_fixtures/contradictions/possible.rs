//! What nobody can do, or did in another sport.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::activity_fit::{fit_time, global, open, record, summary};
use crate::body::{Lap, Track};
use crate::diary::Kind;
use crate::fit::{Encoder, Field, Value};
use crate::rng::Rng;
use crate::xml::{Dialect, gpx, tcx};

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    ride_filed_as_run(cases)?;
    carried(cases)?;
    walk_filed_as_run(cases)?;
    run_filed_as_other(cases)?;
    drive_behind_a_run(cases)?;
    watch_thresholds(cases)?;
    beyond_human(cases)?;
    given_and_maximum(cases)?;
    mean_heart_rate(cases)
}

/// A session whose speed and cadence change from second to second.
fn moving(kind: Kind, day: i64, seconds: i64, bpm: u8, pace: fn(i64) -> (f64, Option<u8>)) -> Track {
    let mut track = steady(kind, morning(day), seconds, 1.0, bpm);
    let mut way_m = 0.0;
    for (second, sample) in (0..).zip(&mut track.samples) {
        let (mps, cadence_rpm) = pace(second);
        // The positions of a steady metre a second are a ruler.
        sample.position =
            sample.position.map(|(latitude, east)| (latitude, 10.5 + (east - 10.5) * way_m / (second.max(1) as f64)));
        sample.distance_m = sample.distance_m.map(|_| way_m);
        sample.speed_mps = sample.speed_mps.map(|_| mps);
        sample.cadence_rpm = cadence_rpm;
        way_m += mps;
    }
    track
}

/// A FIT file of a watch that believes something of its wearer: `zones_target` and `user_profile`.
fn worn_fit(track: &Track, every: usize, zones: &[Field], profile: &[Field]) -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, track.start());
    encoder.message(global::USER_PROFILE, profile);
    encoder.message(global::ZONES_TARGET, zones);
    for sample in track.samples.iter().step_by(every) {
        let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
        fields.extend(record(track.kind, sample));
        encoder.message(global::RECORD, &fields);
    }
    let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
    let (sport, sub_sport) = track.kind.names().fit;
    let mut session = summary(track, &whole, 1);
    session.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
    encoder.message(global::SESSION, &session);
    encoder.finish()
}

/// Rides that were filed as runs: steady and fast, over hills with a cadence that stands still, in each format; the runs beside one keep
/// their threshold.
fn ride_filed_as_run(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "ride_filed_as_run";
    for day in 4..7 {
        let run = steady(Kind::Easy(28), morning(day), 1680, 3.2, 0);
        cases.put(case, &format!("run{day}.fit"), plain_fit(&run, 10, |_| {}));
    }
    cases.put(case, "ride.fit", plain_fit(&steady(Kind::Easy(30), morning(8), 1800, 8.3, 0), 5, |_| {}));
    for nth in 1..=3 {
        cases.expect(case, nth, "sport", "run", 0.0)?;
        // As without the ride: 28 minutes a little above the threshold that they show.
        cases.expect(case, nth, "load", RUN_LOAD, 0.01)?;
    }
    cases.expect(case, 4, "sport", "ride", 0.0)?;
    cases.expect(case, 4, "vdot", "", 0.0)?;
    cases.expect(case, 4, "distance_m", 14_940, 0.01)?;
    cases.expect(case, 4, "anomalies", "sport_contradicts:records", 0.0)?;

    let case = "ride_filed_as_run_gpx";
    let ride = moving(Kind::Easy(25), 4, 1500, 128, |_| (7.4, Some(82)));
    cases.put(case, "ride.gpx", gpx(&ride, Dialect::Garmin, Some(10), &mut Rng::named(case))?);
    cases.expect(case, 1, "sport", "ride", 0.0)?;
    cases.expect(case, 1, "anomalies", "sport_contradicts:records", 0.0)?;

    // Up at 4 m/s, down at 11 without a turn of the pedals.
    let case = "ride_filed_as_run_tcx";
    let hills = moving(Kind::Easy(20), 4, 1200, 0, |s| if s % 150 < 110 { (4.0, Some(74)) } else { (11.0, Some(0)) });
    cases.put(case, "ride.tcx", tcx(&hills, Some(5), &mut Rng::named(case))?);
    cases.expect(case, 1, "sport", "ride", 0.0)?;
    cases.expect(case, 1, "anomalies", "sport_contradicts:records", 0.0)
}

/// Load of each of the three runs of [`ride_filed_as_run`], as the program has it where the ride is not in the folder.
const RUN_LOAD: f64 = 52.047;

/// Drives that were filed as a run or a ride are no training.
fn carried(cases: &mut Cases<'_>) -> Fallible<()> {
    let ground = "sport_contradicts:records carried:nothing";
    for (case, kind, bpm) in [("drive_filed_as_run", Kind::Easy(15), 0), ("drive_filed_as_ride", Kind::Ride(15), 74)] {
        let drive = moving(kind, 4, 1500, bpm, |s| (if s % 300 < 40 { 2.0 } else { 26.0 }, None));
        cases.put(case, "drive.fit", plain_fit(&drive, 10, |_| {}));
        cases.expect(case, 1, "sport", "other", 0.0)?;
        cases.expect(case, 1, "load", 0, 0.0)?;
        cases.expect(case, 1, "anomalies", ground, 0.0)?;
    }
    let case = "drive_filed_as_ride_gpx";
    let train = moving(Kind::Ride(20), 4, 1500, 0, |_| (19.0, None));
    cases.put(
        case,
        "train.gpx",
        gpx(&train, Dialect::Bare, Some(15), &mut Rng::named(case))?
            .replace("<trkseg>", "<type>cycling</type><trkseg>"),
    );
    cases.expect(case, 1, "sport", "other", 0.0)?;
    cases.expect(case, 1, "load", 0, 0.0)?;
    cases.expect(case, 1, "anomalies", ground, 0.0)
}

/// Walks that were filed as runs, and a run of nine minutes a kilometre, which is one.
fn walk_filed_as_run(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "walk_filed_as_run";
    cases.put(case, "walk.fit", plain_fit(&steady(Kind::Easy(15), morning(4), 900, 1.39, 96), 5, |_| {}));
    let brisk = moving(Kind::Easy(15), 5, 900, 118, |_| (1.7, Some(59)));
    cases.put(case, "brisk.gpx", gpx(&brisk, Dialect::Garmin, Some(10), &mut Rng::named(case))?);
    let slow = moving(Kind::Easy(15), 6, 900, 141, |_| (1.85, Some(80)));
    cases.put(case, "slow.tcx", tcx(&slow, Some(10), &mut Rng::named(case))?);
    for (nth, sport, anomalies) in
        [(1, "walk", "sport_contradicts:records"), (2, "walk", "sport_contradicts:records"), (3, "run", "")]
    {
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "anomalies", anomalies, 0.0)?;
    }
    Ok(())
}

/// Runs that were filed as a ride and as a walk, where the feet are certain; without a cadence the word is believed.
fn run_filed_as_other(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "run_filed_as_other";
    let feet = |kind, day| moving(kind, day, 900, 146, |_| (2.9, Some(83)));
    cases.put(case, "ride.fit", plain_fit(&feet(Kind::Ride(15), 4), 5, |_| {}));
    cases.put(case, "walk.gpx", gpx(&feet(Kind::Walk(15), 5), Dialect::Strava, Some(10), &mut Rng::named(case))?);
    cases.put(
        case,
        "slow.tcx",
        tcx(&steady(Kind::Ride(15), morning(6), 900, 2.9, 0), Some(10), &mut Rng::named(case))?,
    );
    for (nth, sport, anomalies) in
        [(1, "run", "sport_contradicts:records"), (2, "run", "sport_contradicts:records"), (3, "ride", "")]
    {
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "anomalies", anomalies, 0.0)?;
    }
    Ok(())
}

/// The watch runs on in the car: the run stays one, and its speed is not believed.
fn drive_behind_a_run(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "drive_behind_a_run";
    let run = |day, bpm| moving(Kind::Easy(20), day, 1320, bpm, |s| (if s < 960 { 2.9 } else { 11.5 }, None));
    cases.put(case, "home.fit", plain_fit(&run(4, 0), 5, |_| {}));
    cases.put(case, "home.tcx", tcx(&run(5, 150), Some(5), &mut Rng::named(case))?);
    cases.put(case, "sound.fit", plain_fit(&steady(Kind::Easy(20), morning(6), 1320, 2.9, 0), 10, |_| {}));
    for nth in [1, 2] {
        cases.expect(case, nth, "sport", "run", 0.0)?;
        cases.expect(case, nth, "distance_m", "", 0.0)?;
        cases.expect(case, nth, "vdot", "", 0.0)?;
        cases.expect(case, nth, "anomalies", "beyond_records:nothing", 0.0)?;
    }
    cases.expect(case, 3, "anomalies", "", 0.0)?;
    cases.expect(case, 3, "distance_m", 3828, 0.01)
}

/// Watches that believe what cannot be of their wearer's threshold: 46 bpm, walking pace, and above the maximum's reach.
fn watch_thresholds(cases: &mut Cases<'_>) -> Fallible<()> {
    let run = steady(Kind::Easy(20), morning(4), 1200, 3.0, 132);
    let (max, rest) = (190, 50);
    for (case, threshold) in
        [("watch_threshold_46", 46), ("watch_threshold_of_walking", 112), ("watch_threshold_at_the_maximum", 189)]
    {
        let zones = [(1, Value::U8(max)), (2, Value::U8(threshold))];
        cases.put(case, "run.fit", worn_fit(&run, 5, &zones, &[(8, Value::U8(rest))]));
        cases.expect(case, 1, "load_method", "hrss", 0.0)?;
        // 132 bpm against 169, which is 85 % of the reserve: x = 82/140, weight e^(1.92 (x - 0.85)) x / 0.85, a third of an hour.
        cases.expect(case, 1, "load", 13.8284, 0.001)?;
    }
    Ok(())
}

/// A load that the runner gives is his, however absurd, and the input says so; a maximum of the watch that every run exceeds is none.
fn given_and_maximum(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "given_load_absurd";
    let rows = "date,sport,duration,load\n2026-05-04 08:00,run,9 min,900\n2026-05-05 08:00,run,45 min,60\n";
    cases.put(case, "manual.csv", rows);
    for (nth, load) in [(1, 900), (2, 60)] {
        cases.expect(case, nth, "load_method", "given", 0.0)?;
        cases.expect(case, nth, "load", load, 0.0)?;
    }
    let case = "watch_maximum_exceeded";
    let zones = [(1, Value::U8(150)), (2, Value::U8(140))];
    for day in 4..6 {
        let run = steady(Kind::Easy(28), morning(day), 1680, 3.0, 168);
        cases.put(case, &format!("run{day}.fit"), worn_fit(&run, 5, &zones, &[(8, Value::U8(50))]));
        cases.expect(case, day as usize - 3, "load_method", "pace", 0.0)?;
    }
    Ok(())
}

/// Power and heart rates that nobody holds against the thresholds that the watch knows: the next method is taken.
fn beyond_human(cases: &mut Cases<'_>) -> Fallible<()> {
    let zones = |watts| [(1, Value::U8(190)), (2, Value::U8(169)), (3, Value::U16(watts))];
    let profile = [(8, Value::U8(50))];
    for (case, watts, held_w, minutes, method) in [
        ("watch_power_40", 40, 190, 15, "hrss"),
        ("watch_power_700", 700, 190, 15, "hrss"),
        ("power_beyond_human", 150, 340, 20, "hrss"),
        ("power_beyond_human_for_long", 220, 330, 60, "hrss"),
        ("power_within_reach", 220, 280, 15, "power"),
    ] {
        let mut ride = steady(Kind::Ride(minutes), morning(4), 60 * minutes, 8.0, 140);
        for sample in &mut ride.samples {
            sample.power_w = Some(held_w);
        }
        cases.put(case, "ride.fit", worn_fit(&ride, 10, &zones(watts), &profile));
        cases.expect(case, 1, "load_method", method, 0.0)?;
    }
    Ok(())
}

/// A mean heart rate and no samples: in the session of a watch, in the laps of a TCX file, and in a table.
fn mean_heart_rate(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "mean_heart_rate";
    let silent = |day| steady(Kind::Strength(20), morning(day), 1200, 0.0, 0);
    let told = |session: &mut Vec<Field>| {
        session.retain(|(field, _)| ![16, 17].contains(field));
        session.extend([(16, Value::U8(121)), (17, Value::U8(149))]);
    };
    cases.put(case, "gym.fit", plain_fit(&silent(4), 60, told));
    let mean = "<AverageHeartRateBpm><Value>121</Value></AverageHeartRateBpm><Intensity>";
    let laps = tcx(&silent(5), Some(60), &mut Rng::named(case))?.replace("<Intensity>", mean);
    cases.put(case, "gym.tcx", laps);
    cases.put(
        case,
        "manual.csv",
        "date,sport,duration,heart_rate_mean,heart_rate_max,rpe\n2026-05-06 08:00,strength,20 min,121,149,\n\
         2026-05-07 08:00,strength,20 min,121,149,5\n2026-05-08 08:00,strength,20 min,12,,\n",
    );
    cases.put(
        case,
        "athlete.toml",
        "time_zone = \"Europe/Oslo\"\n\n[[thresholds]]\nfrom = 2026-01-01\nhr_rest = 50\nhr_max = 190\nlthr = 169\n",
    );
    for nth in 1..=3 {
        cases.expect(case, nth, "load_method", "hr_mean", 0.0)?;
        cases.expect(case, nth, "load_quality", "estimated", 0.0)?;
        cases.expect(case, nth, "heart_rate_mean_bpm", 121, 0.0)?;
        cases.expect(case, nth, "hr_coverage", 0, 0.0)?;
        cases.expect(case, nth, "load", 10.2968, 0.001)?;
        cases.expect(case, nth, "load_hr_mean", 10.2968, 0.001)?;
    }
    cases.expect(case, 4, "load_method", "rpe", 0.0)?;
    cases.expect(case, 5, "load_method", "estimated", 0.0)?;
    cases.expect(case, 5, "heart_rate_mean_bpm", "", 0.0)
}
