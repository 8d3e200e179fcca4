//! Channels of one recording that disagree: distance, speed, positions, altitude, power, heart rate.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::activity_fit::summary;
use crate::body::{Sample, Track};
use crate::clock::utc_text;
use crate::diary::Kind;
use crate::rng::Rng;
use crate::xml;
use std::fmt::Write as _;

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    in_steps(cases)?;
    speed_units(cases)?;
    distance_units(cases)?;
    distance_resets(cases)?;
    distance_stops(cases)?;
    trembling(cases)?;
    sound(cases)?;
    watts(cases)?;
    beats(cases)?;
    altitudes(cases)
}

/// A run of some seconds at 3 m/s and 150 beats a minute, whose samples are changed one by one.
fn run(day: i64, seconds: i64, change: impl FnMut((usize, &mut Sample))) -> Track {
    changed(steady(Kind::Easy(seconds / 60), morning(day), seconds, 3.0, 150), change)
}

fn treadmill(day: i64, seconds: i64, change: impl FnMut((usize, &mut Sample))) -> Track {
    changed(steady(Kind::Treadmill(seconds / 60), morning(day), seconds, 3.0, 150), change)
}

fn changed(mut track: Track, change: impl FnMut((usize, &mut Sample))) -> Track {
    track.samples.iter_mut().enumerate().for_each(change);
    track
}

fn tcx(track: &Track, every: i64) -> Fallible<String> {
    xml::tcx(track, Some(every), &mut Rng::named("channels"))
}

/// A GPX file as phones write it, with a speed beside each position.
fn gpx(track: &Track, every: usize) -> Fallible<String> {
    let mut text = String::from(
        "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\" creator=\"A phone\" xmlns=\"http://www.topografix.com/GPX/1/1\" \
         xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\">\n<trk><type>running</type><trkseg>\n",
    );
    for sample in track.samples.iter().step_by(every) {
        let Some((latitude, longitude)) = sample.position else { continue };
        write!(text, "<trkpt lat=\"{latitude:.7}\" lon=\"{longitude:.7}\">")?;
        if let Some(altitude_m) = sample.altitude_m {
            write!(text, "<ele>{altitude_m:.1}</ele>")?;
        }
        write!(text, "<time>{}</time><extensions>", utc_text(sample.time))?;
        if let Some(speed) = sample.speed_mps {
            write!(text, "<speed>{speed:.2}</speed>")?;
        }
        if let Some(bpm) = sample.heart_rate_bpm {
            write!(text, "<gpxtpx:TrackPointExtension><gpxtpx:hr>{bpm}</gpxtpx:hr></gpxtpx:TrackPointExtension>")?;
        }
        writeln!(text, "</extensions></trkpt>")?;
    }
    text.push_str("</trkseg></trk>\n</gpx>\n");
    Ok(text)
}

/// The distance is counted every few seconds and repeated in between. By day: a watch with the right speed beside it; the same,
/// recorded smoothly; a watch that records positions and no speed, every 2 s, counted every 6 s; a treadmill that knows nothing else, every second, counted every
/// 10 s, with a minute at the lights in the middle; one that records every 5 s and counts every 10; tens of metres.
fn in_steps(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "distance_in_steps";
    let counted =
        |sample: &mut Sample, nth: usize, every: usize| sample.distance_m = Some(3.0 * (nth / every * every) as f64);
    let stairs = run(4, 1200, |(nth, sample)| counted(sample, nth, 4));
    cases.put(case, "4_s.fit", plain_fit(&stairs, 1, |_| {}));
    cases.put(case, "smooth.fit", plain_fit(&run(5, 1200, |_| {}), 1, |_| {}));
    let no_speed = run(6, 720, |(nth, sample)| {
        counted(sample, nth, 6);
        sample.speed_mps = None;
    });
    cases.put(case, "6_s.tcx", tcx(&no_speed, 2)?.replace("<Extensions><ns3:TPX></ns3:TPX></Extensions>", ""));
    let alone = |day: i64, every: usize| {
        treadmill(day, 1200, |(nth, sample)| {
            counted(sample, nth.min(600) + nth.saturating_sub(660), every);
            sample.speed_mps = None;
        })
    };
    cases.put(case, "lights.fit", plain_fit(&alone(7, 10), 1, |_| {}));
    cases.put(case, "rarely.fit", plain_fit(&alone(8, 10), 5, |_| {}));
    let metres = treadmill(9, 1200, |(nth, sample)| {
        sample.distance_m = Some(libm::floor(0.3 * nth as f64) * 10.0);
        sample.speed_mps = None;
    });
    cases.put(case, "ten_metres.fit", plain_fit(&metres, 1, |_| {}));
    let moving = [
        (1200, "speed"),
        (1200, ""),
        (720, "corrected"),
        (1140, "corrected"),
        (1140, "corrected"),
        (1200, "corrected"),
    ];
    for (nth, (moving_s, instead)) in (1..).zip(moving) {
        cases.expect(case, nth, "moving_s", moving_s, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        let anomalies = if instead.is_empty() { String::new() } else { format!("distance_in_steps:{instead}") };
        cases.expect(case, nth, "anomalies", anomalies, 0.0)?;
    }
    Ok(())
}

/// A speed in km/h and in miles an hour beside good positions, and one in cm a second beside a good distance.
fn speed_units(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "speed_unit";
    let times = |factor: f64| move |(_, sample): (usize, &mut Sample)| sample.speed_mps = Some(3.0 * factor);
    cases.put(case, "km_h.gpx", gpx(&run(4, 900, times(3.6)), 5)?);
    cases.put(case, "miles_h.gpx", gpx(&run(5, 1200, times(2.237)), 10)?);
    cases.put(case, "cm_s.tcx", tcx(&run(6, 900, times(100.0)), 10)?);
    for (nth, metres, instead) in [(1, 2700, "positions"), (2, 3600, "positions"), (3, 2700, "distance")] {
        cases.expect(case, nth, "distance_m", metres, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", format!("speed_unit:{instead}"), 0.0)?;
    }
    Ok(())
}

/// A distance in kilometres, in thousandths of a metre and a thousand times too long.
fn distance_units(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "distance_unit";
    let times =
        |factor: f64| move |(nth, sample): (usize, &mut Sample)| sample.distance_m = Some(3.0 * factor * nth as f64);
    let right = |track: &Track, metres: f64| {
        let mut fields = track.laps.iter().flat_map(|lap| summary(track, lap, 1)).collect::<Vec<_>>();
        fields.retain(|(number, _)| *number == 9);
        for (_, value) in &mut fields {
            *value = crate::fit::Value::u32(Some(metres), 100.0);
        }
        fields
    };
    let km = run(4, 900, times(0.001));
    cases.put(case, "km.fit", plain_fit(&km, 2, |session| put_right(session, right(&km, 2700.0))));
    let mm = treadmill(5, 1200, times(1000.0));
    cases.put(case, "mm.fit", plain_fit(&mm, 5, |session| put_right(session, right(&mm, 3600.0))));
    let mut mm = run(6, 900, times(1000.0));
    mm.samples.iter_mut().for_each(|sample| sample.speed_mps = None);
    cases.put(
        case,
        "mm.tcx",
        tcx(&mm, 10)?.replace(
            "<DistanceMeters>2700000.00</DistanceMeters>\n        <Cal",
            "<DistanceMeters>2700.00</DistanceMeters>\n        <Cal",
        ),
    );
    for (nth, metres, instead) in [(1, 2700, "speed"), (2, 3600, "speed"), (3, 2700, "positions")] {
        cases.expect(case, nth, "distance_m", metres, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", format!("distance_unit:{instead}"), 0.0)?;
    }
    Ok(())
}

/// The fields of a summary in the place of those of the same number.
fn put_right(session: &mut Vec<crate::fit::Field>, fields: Vec<crate::fit::Field>) {
    for (number, value) in fields {
        session.retain(|(known, _)| *known != number);
        session.push((number, value));
    }
}

/// A distance that begins again with every lap, after a pause, and at every sixth minute where nothing else is known.
fn distance_resets(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "distance_resets";
    let every =
        |lap: usize| move |(nth, sample): (usize, &mut Sample)| sample.distance_m = Some(3.0 * (nth % lap) as f64);
    let of = |mut track: Track| {
        track.samples.iter_mut().for_each(|sample| sample.speed_mps = None);
        track
    };
    let absent = |fields: &mut Vec<crate::fit::Field>| fields.retain(|(number, _)| *number != 9);
    cases.put(case, "laps.fit", plain_fit(&run(4, 1200, every(333)), 1, absent));
    cases.put(case, "after_a_pause.fit", plain_fit(&of(treadmill(5, 1200, every(700))), 5, absent));
    cases.put(case, "often.fit", plain_fit(&of(treadmill(6, 1200, every(360))), 1, absent));
    for nth in 1..=3 {
        cases.expect(case, nth, "distance_m", 3600, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", "distance_resets:corrected", 0.0)?;
    }
    Ok(())
}

/// A distance that stops at 0, at what it was, or for good, while speed or positions go on.
fn distance_stops(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "distance_stops";
    let held = |from: usize, to: usize| {
        move |(nth, sample): (usize, &mut Sample)| {
            let counted = if (from..to).contains(&nth) {
                from
            } else if nth < from {
                nth
            } else {
                nth - (to - from)
            };
            sample.distance_m = Some(3.0 * counted as f64);
        }
    };
    let absent = |fields: &mut Vec<crate::fit::Field>| fields.retain(|(number, _)| *number != 9);
    cases.put(case, "on_the_way.fit", plain_fit(&treadmill(4, 1200, held(500, 800)), 2, absent));
    let mut at_first = run(5, 900, held(0, 300));
    at_first.samples.iter_mut().for_each(|sample| sample.speed_mps = None);
    cases.put(
        case,
        "at_first.tcx",
        tcx(&at_first, 10)?.replace("<DistanceMeters>1800.00</DistanceMeters>\n        <Cal", "<Cal"),
    );
    cases.put(case, "for_good.fit", plain_fit(&run(6, 1200, held(700, 1201)), 5, absent));
    for (nth, seconds, instead) in [(1, 1200, "speed"), (2, 900, "positions"), (3, 1200, "speed")] {
        cases.expect(case, nth, "moving_s", seconds, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", format!("distance_contradicts:{instead}"), 0.0)?;
    }
    Ok(())
}

/// Indoors the positions tremble around one place, or stay there, beside a footpod that is right: nothing is doubted.
fn trembling(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "positions_tremble";
    let trembles = |reach_m: f64| {
        let mut rng = Rng::named("tremble");
        move |(_, sample): (usize, &mut Sample)| {
            let mut off = || 59.5 + reach_m * rng.normal() / 111_195.0;
            sample.position = Some((off(), off() - 49.0));
        }
    };
    cases.put(case, "footpod.fit", plain_fit(&run(4, 1200, trembles(2.0)), 1, |_| {}));
    cases.put(case, "footpod.tcx", tcx(&run(5, 900, trembles(8.0)), 10)?);
    let mut no_distance = run(6, 1200, trembles(15.0));
    no_distance.samples.iter_mut().for_each(|sample| sample.distance_m = None);
    cases.put(case, "no_distance.fit", plain_fit(&no_distance, 5, |_| {}));
    for (nth, metres) in [(1, 3600), (2, 2700), (3, 3600)] {
        cases.expect(case, nth, "distance_m", metres, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", "", 0.0)?;
    }
    Ok(())
}

/// Nothing is wrong: a runner who stops at every light, whole metres, positions every 15 s round a small park.
fn sound(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "channels_agree";
    // 40 s of running, then 20 s at a light.
    let ran = |nth: usize| (nth / 60 * 40 + (nth % 60).min(40)) as f64;
    let lights = treadmill(4, 1200, |(nth, sample)| {
        sample.distance_m = Some(3.0 * ran(nth));
        sample.speed_mps = None;
    });
    cases.put(case, "lights.fit", plain_fit(&lights, 1, |_| {}));
    let metres = treadmill(5, 1200, |(nth, sample)| sample.distance_m = Some(libm::floor(2.6 * nth as f64)));
    cases.put(case, "whole_metres.fit", plain_fit(&metres, 1, |_| {}));
    let round = run(6, 1200, |(nth, sample)| {
        let angle = 3.0 * nth as f64 / 60.0;
        let per_degree = 111_195.0;
        sample.position = Some((
            59.5 + 60.0 * libm::sin(angle) / per_degree,
            10.5 + 60.0 * libm::cos(angle) / (per_degree * 0.507_5),
        ));
    });
    cases.put(case, "round_the_park.tcx", tcx(&round, 15)?);
    for (nth, moving_s, mps) in [(1, 800, 3.0), (2, 1200, 2.6), (3, 1200, 3.0)] {
        cases.expect(case, nth, "moving_s", moving_s, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", mps, 0.01)?;
        cases.expect(case, nth, "anomalies", "", 0.0)?;
    }
    Ok(())
}

/// Watts that nobody holds for so long, and a meter that repeats itself: seconds of 30,000, minutes of 4,095, a run of 2,500, a
/// value that stays while the legs rest.
fn watts(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "power_impossible";
    let ride = |day: i64, wrong: fn(usize) -> Option<u16>| {
        changed(steady(Kind::Ride(20), morning(day), 1200, 8.0, 130), |(nth, sample)| {
            sample.power_w = Some(wrong(nth).unwrap_or(147 + (nth * 3 % 7) as u16));
            sample.cadence_rpm = Some(88);
        })
    };
    cases.put(case, "seconds.fit", plain_fit(&ride(4, |nth| (500..503).contains(&nth).then_some(30_000)), 1, |_| {}));
    cases.put(case, "minutes.tcx", tcx(&ride(5, |nth| (300..500).contains(&nth).then_some(4095)), 5)?);
    let mut stuck = ride(6, |nth| (600..900).contains(&nth).then_some(331));
    for sample in stuck.samples.iter_mut().skip(640).take(260) {
        sample.cadence_rpm = Some(0);
    }
    cases.put(case, "stuck.fit", plain_fit(&stuck, 1, |_| {}));
    let surge = run(7, 900, |(nth, sample)| {
        sample.power_w = Some(if (400..460).contains(&nth) { 2500 } else { 238 + (nth % 5) as u16 });
    });
    cases.put(case, "run.fit", plain_fit(&surge, 1, |_| {}));
    for (nth, watts, fault) in [
        (1, 150, "power_impossible"),
        (2, 150, "power_impossible"),
        (3, 150, "power_stuck"),
        (4, 240, "power_impossible"),
    ] {
        cases.expect(case, nth, "normalised_power_w", watts, 0.01)?;
        cases.expect(case, nth, "anomalies", format!("{fault}:nothing"), 0.0)?;
    }
    Ok(())
}

/// A strap that counts half of the beats, or each twice, for minutes; and hard intervals, which are none of it.
fn beats(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "heart_rate_factor";
    let beats = |day: i64, bpm: fn(usize) -> usize| {
        run(day, 1200, |(nth, sample)| sample.heart_rate_bpm = Some((bpm(nth) + nth * 7 % 3 - 1) as u8))
    };
    let halved = beats(4, |nth| if (500..740).contains(&nth) { 74 } else { 148 });
    cases.put(case, "halved.fit", plain_fit(&halved, 1, |_| {}));
    let doubled = beats(5, |nth| if (300..480).contains(&nth) { 210 } else { 105 });
    cases.put(case, "doubled.tcx", tcx(&doubled, 10)?);
    let at_first = beats(6, |nth| if nth < 200 { 71 } else { 142 });
    cases.put(case, "at_first.gpx", gpx(&at_first, 10)?);
    let intervals = beats(7, |nth| match nth % 240 {
        up @ 0..120 => 92 + up.min(40) * 9 / 4,
        down => 182 - (down - 120).min(60) * 3 / 2,
    });
    cases.put(case, "intervals.fit", plain_fit(&intervals, 1, |_| {}));
    for (nth, bpm, fault) in
        [(1, 148, "heart_rate_halved"), (2, 105, "heart_rate_doubled"), (3, 142, "heart_rate_halved")]
    {
        cases.expect(case, nth, "heart_rate_mean_bpm", bpm, 0.01)?;
        cases.expect(case, nth, "anomalies", format!("{fault}:nothing"), 0.0)?;
    }
    cases.expect(case, 4, "anomalies", "", 0.0)
}

/// Altitudes of 0 and −500 m at the start or on the way, over ground that does not climb.
fn altitudes(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "altitude_start";
    let with = |day: i64, from: usize, to: usize, wrong_m: f64| {
        run(day, 900, |(nth, sample)| sample.altitude_m = Some(if (from..to).contains(&nth) { wrong_m } else { 350.0 }))
    };
    cases.put(case, "at_zero.gpx", gpx(&with(4, 0, 60, 0.0), 5)?);
    cases.put(case, "at_raw_zero.fit", plain_fit(&with(5, 0, 200, -500.0), 2, |_| {}));
    cases.put(case, "on_the_way.tcx", tcx(&with(6, 400, 520, 0.0), 10)?);
    for (nth, anomalies) in [
        (1, "altitude_start:nothing"),
        (2, "altitude_start:nothing total_ascent:records"),
        (3, "altitude_leaps:nothing"),
    ] {
        cases.expect(case, nth, "ascent_m", 0, 1.0)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
        cases.expect(case, nth, "anomalies", anomalies, 0.0)?;
    }
    Ok(())
}
