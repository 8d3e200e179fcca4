//! Clocks: totals of another unit or of a part, sessions without a start or an end, samples of another time, out of order, of
//! several days, and dates that are 1,024 weeks off.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::activity_fit::{fit_time, global, open, record, summary};
use crate::body::{Lap, Sample, Track};
use crate::clock::{DAY_S, days, utc_text};
use crate::diary::Kind;
use crate::fit::{Encoder, Field, Value};
use std::fmt::Write as _;

const HOUR_S: i64 = 3600;

/// 1,024 weeks, seconds.
const ROLLOVER_S: i64 = 1024 * 7 * DAY_S;

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    time_of_another_unit(cases)?;
    time_of_the_first_part(cases)?;
    distance_of_another_unit(cases)?;
    totals_that_hold(cases)?;
    sessions_that_lack(cases)?;
    laps_only(cases)?;
    stale_ends(cases)?;
    out_of_order(cases)?;
    several_days(cases)?;
    one_ultra(cases)?;
    clock_jumps(cases)?;
    beside_a_zone(cases)?;
    weeks(cases)
}

/// A run of twenty minutes on a day of May.
fn run(day: i64) -> Track {
    steady(Kind::Easy(20), morning(day), 1200, 3.0, 150)
}

/// Replaces a field of a summary.
fn set(fields: &mut Vec<Field>, number: u8, value: Value) {
    fields.retain(|(known, _)| *known != number);
    fields.push((number, value));
}

fn timer(s: f64) -> Value {
    Value::u32(Some(s), 1000.0)
}

fn metres(m: f64) -> Value {
    Value::u32(Some(m), 100.0)
}

/// A TCX file of laps, each the samples from one to another and what it says of its time and its distance.
fn tcx(track: &Track, every: usize, laps: &[(usize, usize, f64, f64)]) -> Fallible<String> {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\">\n<Activities><Activity Sport=\"{}\"><Id>{}</Id>\n",
        track.kind.names().tcx,
        utc_text(track.start())
    );
    for (first, last, time_s, distance_m) in laps {
        let stretch = track.samples.get(*first..*last).unwrap_or_default();
        let start = stretch.first().map_or(0, |sample| sample.time);
        writeln!(
            text,
            "<Lap StartTime=\"{}\"><TotalTimeSeconds>{time_s}</TotalTimeSeconds><DistanceMeters>{distance_m}</DistanceMeters><Intensity>Active</Intensity><TriggerMethod>Manual</TriggerMethod><Track>",
            utc_text(start)
        )?;
        for sample in stretch.iter().step_by(every) {
            write!(text, "<Trackpoint><Time>{}</Time>", utc_text(sample.time))?;
            if let Some((latitude, longitude)) = sample.position {
                write!(
                    text,
                    "<Position><LatitudeDegrees>{latitude:.6}</LatitudeDegrees><LongitudeDegrees>{longitude:.6}</LongitudeDegrees></Position>"
                )?;
            }
            if let Some(distance_m) = sample.distance_m {
                write!(text, "<DistanceMeters>{distance_m:.1}</DistanceMeters>")?;
            }
            writeln!(text, "</Trackpoint>")?;
        }
        writeln!(text, "</Track></Lap>")?;
    }
    writeln!(text, "</Activity></Activities></TrainingCenterDatabase>")?;
    Ok(text)
}

/// A GPX file of one track with these segments.
fn gpx(kind: Kind, metadata: Option<i64>, segments: &[Vec<&Sample>]) -> Fallible<String> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Logger\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    );
    if let Some(time) = metadata {
        writeln!(text, "<metadata><time>{}</time></metadata>", utc_text(time))?;
    }
    write!(text, "<trk><type>{}</type>", kind.names().gpx)?;
    for segment in segments {
        writeln!(text, "<trkseg>")?;
        for sample in segment {
            let Some((latitude, longitude)) = sample.position else { continue };
            let time = utc_text(sample.time);
            writeln!(text, "<trkpt lat=\"{latitude:.6}\" lon=\"{longitude:.6}\"><time>{time}</time></trkpt>")?;
        }
        write!(text, "</trkseg>")?;
    }
    writeln!(text, "</trk>\n</gpx>")?;
    Ok(text)
}

/// The samples of a track, one every so many.
fn thinned(track: &Track, every: usize) -> Vec<&Sample> {
    track.samples.iter().step_by(every).collect()
}

/// The same, so many seconds later.
fn later(mut track: Track, s: i64) -> Track {
    track.samples.iter_mut().for_each(|sample| sample.time += s);
    track
}

fn time_of_another_unit(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "total_time_unit";
    cases.put(case, "milliseconds.tcx", tcx(&run(4), 5, &[(0, 1201, 1_200_000.0, 3600.0)])?);
    let sixtyfold = plain_fit(&run(5), 4, |session| {
        set(session, 8, timer(72_000.0));
        set(session, 7, timer(72_000.0));
    });
    cases.put(case, "sixtyfold.fit", sixtyfold);
    let ride = steady(Kind::Ride(20), morning(6), 1200, 7.0, 130);
    cases.put(case, "minutes.fit", plain_fit(&ride, 10, |session| set(session, 8, timer(20.0))));
    for nth in 1..=3 {
        cases.expect(case, nth, "duration_s", 1200, 0.001)?;
        cases.expect(case, nth, "elapsed_s", 1200, 0.001)?;
        cases.expect(case, nth, "anomalies", "total_time:records", 0.0)?;
    }
    cases.expect(case, 0, "import:milliseconds.tcx", "TOTALS-CONTRADICT", 0.0)
}

fn time_of_the_first_part(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "total_first_part";
    let part = plain_fit(&run(4), 4, |session| {
        set(session, 8, timer(300.0));
        set(session, 7, timer(300.0));
        set(session, 9, metres(900.0));
    });
    cases.put(case, "quarter.fit", part);
    cases.put(case, "lap.tcx", tcx(&run(5), 5, &[(0, 1201, 800.0, 2400.0)])?);
    let ride = steady(Kind::Ride(20), morning(6), 1200, 7.0, 130);
    let part = plain_fit(&ride, 10, |session| {
        set(session, 8, timer(120.0));
        set(session, 9, metres(840.0));
    });
    cases.put(case, "ride.fit", part);
    for (nth, way_m) in [(1, 3600), (2, 3600), (3, 8400)] {
        cases.expect(case, nth, "duration_s", 1200, 0.001)?;
        cases.expect(case, nth, "distance_m", way_m, 0.001)?;
        cases.expect(case, nth, "anomalies", "total_time:records total_distance:records", 0.0)?;
    }
    Ok(())
}

fn distance_of_another_unit(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "total_distance_unit";
    cases.put(case, "kilometres.fit", plain_fit(&run(4), 4, |session| set(session, 9, metres(3.6))));
    cases.put(case, "thousandfold.tcx", tcx(&run(5), 5, &[(0, 1201, 1200.0, 3_600_000.0)])?);
    let ride = steady(Kind::Ride(20), morning(6), 1200, 7.0, 130);
    cases.put(case, "centimetres.fit", plain_fit(&ride, 10, |session| set(session, 9, metres(840_000.0))));
    for (nth, way_m) in [(1, 3600), (2, 3600), (3, 8400)] {
        cases.expect(case, nth, "duration_s", 1200, 0.001)?;
        cases.expect(case, nth, "distance_m", way_m, 0.001)?;
        cases.expect(case, nth, "anomalies", "total_distance:records", 0.0)?;
    }
    Ok(())
}

/// Totals that differ from the records, and are right: half of the records is lost, the runner stood, a treadmill was set right.
fn totals_that_hold(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "totals_hold";
    let mut half = run(4);
    half.samples.truncate(601);
    let lost = plain_fit(&half, 4, |session| {
        set(session, 8, timer(1200.0));
        set(session, 7, timer(1200.0));
        set(session, 9, metres(3600.0));
    });
    cases.put(case, "half.fit", lost);
    // Ten minutes, five of standing at a level crossing, five more.
    let (went, mut stood) = (run(5), run(5));
    for nth in 0..stood.samples.len() {
        let moved = if nth < 600 { nth } else { nth.saturating_sub(300).max(600) };
        let there = went.samples.get(moved).map(|sample| (sample.position, sample.distance_m));
        if let (Some(sample), Some((position, distance_m))) = (stood.samples.get_mut(nth), there) {
            (sample.position, sample.distance_m) = (position, distance_m);
        }
    }
    cases.put(case, "stood.tcx", tcx(&stood, 5, &[(0, 1201, 900.0, 2700.0)])?);
    let belt = steady(Kind::Treadmill(20), morning(6), 1200, 3.0, 150);
    cases.put(case, "belt.fit", plain_fit(&belt, 4, |session| set(session, 9, metres(4200.0))));
    for (nth, duration_s, way_m) in [(1, 1200, 3600), (2, 900, 2700), (3, 1200, 4200)] {
        cases.expect(case, nth, "duration_s", duration_s, 0.001)?;
        cases.expect(case, nth, "distance_m", way_m, 0.001)?;
        cases.expect(case, nth, "anomalies", "", 0.0)?;
    }
    Ok(())
}

/// A FIT file of several tracks, with the session of each, whose fields may be changed, in the order given.
fn multisport(tracks: &[Track], every: usize, order: &[usize], change: impl Fn(usize, &mut Vec<Field>)) -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, tracks.first().map_or(0, Track::start));
    for track in tracks {
        for sample in track.samples.iter().step_by(every) {
            let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
            fields.extend(record(track.kind, sample));
            encoder.message(global::RECORD, &fields);
        }
    }
    for nth in order {
        let Some(track) = tracks.get(*nth) else { continue };
        let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
        let (sport, sub_sport) = track.kind.names().fit;
        let mut fields = summary(track, &whole, 1);
        fields.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
        change(*nth, &mut fields);
        encoder.message(global::SESSION, &fields);
    }
    encoder.finish()
}

/// A ride of fifteen minutes and a run of ten after it.
fn brick(day: i64) -> [Track; 2] {
    let ride = steady(Kind::Ride(15), morning(day), 899, 7.0, 130);
    let run = steady(Kind::Easy(10), morning(day) + 900, 599, 3.0, 150);
    [ride, run]
}

fn sessions_that_lack(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "sessions_without_elapsed";
    let no_elapsed = |_: usize, session: &mut Vec<Field>| session.retain(|(number, _)| *number != 7);
    cases.put(case, "brick.fit", multisport(&brick(4), 4, &[0, 1], no_elapsed));
    let [ride, run] = brick(5);
    let walk = steady(Kind::Walk(10), morning(5) + 1500, 600, 1.5, 100);
    cases.put(case, "three.fit", multisport(&[ride, run, walk], 5, &[0, 1, 2], no_elapsed));
    cases.put(case, "turned.fit", multisport(&brick(6), 4, &[1, 0], no_elapsed));
    for (nth, sport, duration_s) in [
        (1, "ride", 899),
        (2, "run", 599),
        (3, "ride", 899),
        (4, "run", 599),
        (5, "walk", 600),
        (6, "ride", 899),
        (7, "run", 599),
    ] {
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "duration_s", duration_s, 0.001)?;
    }
    cases.expect(case, 0, "activities", 7, 0.0)?;

    let case = "session_without_start";
    let without = |lacks: usize| {
        move |nth: usize, session: &mut Vec<Field>| session.retain(|(number, _)| *number != 2 || nth != lacks)
    };
    cases.put(case, "second.fit", multisport(&brick(4), 4, &[0, 1], without(1)));
    cases.put(case, "first.fit", multisport(&brick(5), 5, &[0, 1], without(0)));
    let neither = |_: usize, session: &mut Vec<Field>| session.retain(|(number, _)| *number != 2 && *number != 7);
    cases.put(case, "neither.fit", multisport(&brick(6), 4, &[0, 1], neither));
    for nth in 1..=6 {
        let (sport, duration_s) = if nth % 2 == 1 { ("ride", 899) } else { ("run", 599) };
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "duration_s", duration_s, 0.002)?;
    }
    cases.expect(case, 0, "activities", 6, 0.0)
}

/// Laps that name their sport, and no session: with records, of two sports, without records.
fn laps_only(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "laps_only";
    let file = |tracks: &[Track], every: Option<usize>| {
        let mut encoder = Encoder::new();
        open(&mut encoder, 4, tracks.first().map_or(0, Track::start));
        for track in tracks {
            for sample in every.iter().flat_map(|every| track.samples.iter().step_by(*every)) {
                let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
                fields.extend(record(track.kind, sample));
                encoder.message(global::RECORD, &fields);
            }
        }
        for track in tracks {
            let middle = track.samples.len() / 2;
            for (first, last) in [(0, middle), (middle, track.samples.len() - 1)] {
                let mut fields = summary(track, &Lap { first, last, by_hand: true }, 0);
                fields.push((25, Value::Enum(track.kind.names().fit.0)));
                encoder.message(global::LAP, &fields);
            }
        }
        encoder.finish()
    };
    let slow_ride = steady(Kind::Ride(20), morning(4), 1200, 4.0, 120);
    cases.put(case, "ride.fit", file(&[slow_ride], Some(4)));
    cases.put(case, "brick.fit", file(&brick(5), Some(5)));
    cases.put(case, "summaries.fit", file(&[run(6)], None));
    for (nth, sport, duration_s, way_m) in
        [(1, "ride", 1200, 4800), (2, "ride", 899, 6293), (3, "run", 599, 1797), (4, "run", 1200, 3600)]
    {
        cases.expect(case, nth, "sport", sport, 0.0)?;
        cases.expect(case, nth, "duration_s", duration_s, 0.01)?;
        cases.expect(case, nth, "distance_m", way_m, 0.01)?;
    }
    cases.expect(case, 0, "activities", 4, 0.0)?;
    cases.expect(case, 0, "import:ride.fit", "SPORT-GUESSED", 0.0)
}

/// A first fix of the evening before, a first record of three hours before, a last one of the next noon.
fn stale_ends(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "stale_ends";
    let begun = |day: i64, before_s: i64, every: usize| {
        let mut track = run(day);
        track.samples = track.samples.into_iter().step_by(every).collect();
        let mut stale = track.samples.first().cloned().into_iter().collect::<Vec<_>>();
        for sample in &mut stale {
            sample.time -= before_s;
        }
        track.samples.splice(0..0, stale);
        track
    };
    let evening = begun(4, 11 * HOUR_S, 4);
    cases.put(case, "evening.gpx", gpx(evening.kind, None, &[thinned(&evening, 1)])?);
    let totals = |session: &mut Vec<Field>, day: i64| {
        set(session, 2, Value::U32(fit_time(morning(day))));
        set(session, 7, timer(1200.0));
        set(session, 8, timer(1200.0));
    };
    cases.put(case, "three-hours.fit", plain_fit(&begun(5, 3 * HOUR_S, 5), 1, |session| totals(session, 5)));
    let mut found = run(6);
    found.samples = found.samples.into_iter().step_by(10).collect();
    let last = found.samples.last().cloned().map(|last| Sample { time: last.time + 4 * HOUR_S, ..last });
    found.samples.extend(last);
    cases.put(case, "found.fit", plain_fit(&found, 1, |session| totals(session, 6)));
    for (nth, anomaly) in [(1, "stale_start:nothing"), (2, "stale_start:nothing"), (3, "stale_end:nothing")] {
        cases.expect(case, nth, "start_time", format!("2026-05-0{}T08:00:00+02:00", nth + 3), 0.0)?;
        cases.expect(case, nth, "duration_s", 1200, 0.01)?;
        cases.expect(case, nth, "elapsed_s", 1200, 0.01)?;
        cases.expect(case, nth, "anomalies", anomaly, 0.0)?;
    }
    cases.expect(case, 0, "activities", 3, 0.0)
}

/// Segments, laps and points that do not stand in the order of their times.
fn out_of_order(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "out_of_order";
    let segments = run(4);
    let (first, second) = (thinned(&segments, 4), thinned(&segments, 4));
    let (first, second) = (first.get(..150), second.get(150..));
    let turned = [second.unwrap_or_default().to_vec(), first.unwrap_or_default().to_vec()];
    cases.put(case, "segments.gpx", gpx(segments.kind, None, &turned)?);
    let laps = [(800, 1201, 400.0, 1200.0), (0, 400, 400.0, 1200.0), (400, 800, 400.0, 1200.0)];
    cases.put(case, "laps.tcx", tcx(&run(5), 5, &laps)?);
    let mut backwards = thinned(&segments, 10).into_iter().cloned().collect::<Vec<_>>();
    for sample in &mut backwards {
        sample.time += 2 * DAY_S;
    }
    cases.put(case, "backwards.gpx", gpx(segments.kind, None, &[backwards.iter().rev().collect()])?);
    for nth in 1..=3 {
        cases.expect(case, nth, "start_time", format!("2026-05-0{}T08:00:00+02:00", nth + 3), 0.0)?;
        cases.expect(case, nth, "duration_s", 1200, 0.005)?;
        cases.expect(case, nth, "distance_m", 3600, 0.01)?;
        cases.expect(case, nth, "anomalies", "out_of_order:corrected", 0.0)?;
    }
    cases.expect(case, 0, "import:segments.gpx", "OUT-OF-ORDER", 0.0)
}

/// Two days in two segments, three in one, and a FIT file that was resumed the next morning.
fn several_days(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "several_days";
    let (one, two) = (run(4), run(5));
    cases.put(case, "segments.gpx", gpx(one.kind, None, &[thinned(&one, 5), thinned(&two, 5)])?);
    let runs = [run(6), later(run(7), 9 * HOUR_S), run(8)];
    cases.put(case, "one.gpx", gpx(one.kind, None, &[runs.iter().flat_map(|run| thinned(run, 8)).collect()])?);
    let mut resumed = run(9);
    let rest = run(10)
        .samples
        .into_iter()
        .skip(1)
        .map(|sample| Sample { distance_m: sample.distance_m.map(|m| m + 3600.0), ..sample });
    resumed.samples.extend(rest);
    let resumed = plain_fit(&resumed, 5, |session| {
        set(session, 8, timer(2400.0));
        set(session, 9, metres(7272.0));
    });
    cases.put(case, "resumed.fit", resumed);
    for nth in 1..=7 {
        let hour = if nth == 4 { 17 } else { 8 };
        let (way_m, tolerance) = if nth < 6 { (3600, 0.01) } else { (3636, 0.005) };
        let at = nth + 3;
        cases.expect(case, nth, "day", format!("2026-05-{at:02}"), 0.0)?;
        if nth != 7 {
            cases.expect(case, nth, "start_time", format!("2026-05-{at:02}T{hour:02}:00:00+02:00"), 0.0)?;
        }
        cases.expect(case, nth, "duration_s", 1200, 0.01)?;
        cases.expect(case, nth, "distance_m", way_m, tolerance)?;
        cases.expect(case, nth, "anomalies", "several_days:records", 0.0)?;
    }
    cases.expect(case, 0, "activities", 7, 0.0)?;
    cases.expect(case, 0, "import:one.gpx", "SEVERAL-DAYS", 0.0)
}

/// Thirty hours on foot, with two rests of three hours: one activity, on both days.
fn one_ultra(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "one_ultra";
    let mut ultra = steady(Kind::Trail(1800), morning(9), 30 * HOUR_S, 1.6, 120);
    let rests = [(10 * HOUR_S, 13 * HOUR_S), (20 * HOUR_S, 23 * HOUR_S)];
    let start = ultra.start();
    ultra.samples.retain(|sample| !rests.iter().any(|(from, to)| (*from..*to).contains(&(sample.time - start))));
    ultra.samples = ultra.samples.into_iter().step_by(60).collect();
    cases.put(
        case,
        "ultra.fit",
        plain_fit(&ultra, 1, |session| {
            set(session, 7, timer(30.0 * HOUR_S as f64));
            set(session, 8, timer(24.0 * HOUR_S as f64));
        }),
    );
    cases.expect(case, 0, "activities", 1, 0.0)?;
    cases.expect(case, 1, "day", "2026-05-09", 0.0)?;
    cases.expect(case, 1, "duration_s", 24 * HOUR_S, 0.01)?;
    cases.expect(case, 1, "anomalies", "", 0.0)?;
    cases.expect(case, 0, "daily", 3, 0.0)
}

/// A clock that goes three hours ahead on the way, one that goes back by five minutes, and one that was set on the way.
fn clock_jumps(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "clock_jumps";
    let jumped = |day: i64, at: usize, s: i64, first: bool| {
        let mut track = run(day);
        let (before, after) = track.samples.split_at_mut(at);
        let part = if first { before } else { after };
        for sample in part.iter_mut() {
            sample.time += s;
        }
        track
    };
    let ahead = plain_fit(&jumped(4, 500, 9 * HOUR_S, false), 4, |session| {
        set(session, 7, timer(1200.0));
        set(session, 8, timer(1200.0));
    });
    cases.put(case, "ahead.fit", ahead);
    let back = jumped(5, 800, -300, false);
    cases.put(case, "back.gpx", gpx(back.kind, None, &[thinned(&back, 5)])?);
    // Its clock began at the new year of 2006.
    let unset = jumped(6, 500, days(2006, 1, 1) * DAY_S - morning(6), true);
    cases.put(case, "unset.gpx", gpx(unset.kind, None, &[thinned(&unset, 5)])?);
    for nth in 1..=2 {
        cases.expect(case, nth, "start_time", format!("2026-05-0{}T08:00:00+02:00", nth + 3), 0.0)?;
    }
    for nth in 1..=3 {
        cases.expect(case, nth, "day", format!("2026-05-0{}", nth + 3), 0.0)?;
        cases.expect(case, nth, "duration_s", 1200, 0.01)?;
        cases.expect(case, nth, "elapsed_s", 1200, 0.01)?;
        cases.expect(case, nth, "distance_m", 3600, 0.01)?;
        cases.expect(case, nth, "anomalies", "clock_jump:corrected", 0.0)?;
    }
    cases.expect(case, 0, "activities", 3, 0.0)
}

/// Local times that lie beside a zone: by a second, by a minute, by the leap seconds. Indoors, where no place tells.
fn beside_a_zone(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "beside_a_zone";
    for (name, day, offset_s, beside_s) in
        [("second.fit", 4, 36_000, -1), ("minute.fit", 5, -12_600, 60), ("leap.fit", 6, 20_700, 18)]
    {
        let track = steady(Kind::Treadmill(20), morning(day), 1200, 3.0, 150);
        let mut encoder = Encoder::new();
        open(&mut encoder, 4, track.start());
        for sample in track.samples.iter().step_by(10) {
            let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
            fields.extend(record(track.kind, sample));
            encoder.message(global::RECORD, &fields);
        }
        let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
        let mut session = summary(&track, &whole, 1);
        let (sport, sub_sport) = track.kind.names().fit;
        session.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
        encoder.message(global::SESSION, &session);
        let local = Value::U32(fit_time(track.end() + offset_s + beside_s));
        encoder.message(global::ACTIVITY, &[(253, Value::U32(fit_time(track.end()))), (1, Value::U16(1)), (5, local)]);
        cases.put(case, name, encoder.finish());
    }
    cases.expect(case, 1, "start_time", "2026-05-04T16:00:00+10:00", 0.0)?;
    cases.expect(case, 2, "start_time", "2026-05-05T02:30:00-03:30", 0.0)?;
    cases.expect(case, 3, "start_time", "2026-05-06T11:45:00+05:45", 0.0)
}

/// Dates 1,024 weeks off: told by the moment at which the file was made, by its name, by its neighbours, and by nothing.
fn weeks(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "week_rollover";
    let old = |day: i64| later(run(day), -ROLLOVER_S);
    let made = old(4);
    cases.put(case, "made.gpx", gpx(made.kind, Some(morning(4)), &[thinned(&made, 5)])?);
    cases.put(case, "2026-05-05-morning.fit", plain_fit(&old(5), 8, |_| {}));
    cases.put(case, "log/track-009.fit", plain_fit(&run(6), 10, |_| {}));
    cases.put(case, "log/track-010.fit", plain_fit(&old(7), 10, |_| {}));
    cases.put(case, "log/track-011.fit", plain_fit(&run(8), 10, |_| {}));
    for nth in 1..=5 {
        cases.expect(case, nth, "start_time", format!("2026-05-0{}T08:00:00+02:00", nth + 3), 0.0)?;
        if nth != 3 && nth != 5 {
            cases.expect(case, nth, "anomalies", "week_rollover:corrected", 0.0)?;
        }
    }
    cases.expect(case, 0, "daily", 6, 0.0)?;

    let case = "week_rollover_untold";
    let one = old(4);
    cases.put(case, "found.gpx", gpx(one.kind, None, &[thinned(&one, 5)])?);
    cases.put(case, "other.fit", plain_fit(&run(5), 10, |_| {}));
    cases.expect(case, 0, "import:found.gpx", "WEEK-ROLLOVER", 0.0)?;
    cases.expect(case, 1, "anomalies", "week_rollover:nothing", 0.0)?;
    cases.expect(case, 0, "activities", 2, 0.0)?;
    cases.expect(case, 0, "daily", 2, 0.0)
}
