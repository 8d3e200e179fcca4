//! One activity told twice, and two that only look like one.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::activity_fit::{fit_time, global, open, record, summary};
use crate::body::{Lap, Track};
use crate::diary::Kind;
use crate::fit::{Encoder, Value};
use crate::rng::Rng;
use crate::xml::{self, Dialect};

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    by_another_word(cases)?;
    late_or_cropped(cases)?;
    parts_and_wholes(cases)?;
    hours_apart(cases)?;
    one_within_another(cases)?;
    each_knows_a_part(cases)?;
    two_are_two(cases)
}

/// Where the runner lives.
const IN_OSLO: &str = "time_zone = \"Europe/Oslo\"\n";

fn rng() -> Rng {
    Rng::named("twins")
}

fn gpx(track: &Track, dialect: Dialect) -> Fallible<String> {
    xml::gpx(track, dialect, Some(10), &mut rng())
}

fn tcx(track: &Track) -> Fallible<String> {
    xml::tcx(track, Some(10), &mut rng())
}

fn fit(track: &Track, every: usize) -> Vec<u8> {
    plain_fit(track, every, |_| {})
}

/// A session that is fast for its first third and slow for the rest, after a steady one.
fn surging(kind: Kind, start: i64, seconds: i64, bpm: u8) -> Track {
    let mut track = steady(kind, start, seconds, 2.5, bpm);
    let fast_until = track.samples.len() / 3;
    let slow = steady(kind, start, 2 * seconds, 1.25, bpm).samples;
    for (nth, sample) in track.samples.iter_mut().enumerate() {
        // In steps of 1.25 m: two a second and a half while it is fast, then one a second and a quarter.
        let steps = if nth < fast_until { 3 * nth } else { 3 * fast_until + 3 * (nth - fast_until) / 2 };
        if let Some(way) = slow.get(steps / 2) {
            (sample.position, sample.distance_m) = (way.position, way.distance_m);
            sample.speed_mps = kind.has_distance().then_some(if nth < fast_until { 1.875 } else { 0.9375 });
        }
    }
    track
}

/// One file of sessions that follow each other.
fn multisport(tracks: &[Track], every: usize) -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, tracks.first().map_or(0, Track::start));
    for track in tracks {
        for sample in track.samples.iter().step_by(every) {
            let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
            fields.extend(record(track.kind, sample));
            encoder.message(global::RECORD, &fields);
        }
    }
    for track in tracks {
        let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
        let (sport, sub_sport) = track.kind.names().fit;
        let mut session = summary(track, &whole, 1);
        session.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
        encoder.message(global::SESSION, &session);
    }
    encoder.finish()
}

/// How many activities and rows of `duplicates.csv` there must be.
fn expect_counts(cases: &mut Cases<'_>, case: &str, activities: usize, duplicates: usize) -> Fallible<()> {
    cases.expect(case, 0, "activities", activities, 0.0)?;
    cases.expect(case, 0, "duplicates", duplicates, 0.0)
}

/// Two devices at the same time that do not agree on what it was, or how far.
fn by_another_word(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "twin_belt_and_phone";
    let at = morning(6);
    cases.put(case, "watch.fit", fit(&steady(Kind::Treadmill(12), at, 720, 2.5, 140), 5));
    cases.put(case, "app.tcx", tcx(&steady(Kind::Easy(12), at + 10, 705, 2.75, 0))?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "sport", "treadmill", 0.0)?;
    cases.expect(case, 1, "distance_m", 1800, 0.01)?;

    let case = "twin_hike_and_walk";
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Hike(15), at + 30, 870, 1.5, 0), Dialect::Strava)?);
    cases.put(case, "watch.tcx", tcx(&steady(Kind::Walk(15), at, 900, 1.4, 105))?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "duration_s", 900, 0.001)?;
    cases.expect(case, 1, "sport", "hike", 0.0)?;

    let case = "twin_gym_twice";
    cases.put(case, "a.fit", fit(&steady(Kind::Strength(20), at, 1200, 0.0, 110), 1));
    cases.put(case, "b.fit", fit(&steady(Kind::Yoga(19), at + 45, 1150, 0.0, 0), 10));
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "sport", "strength", 0.0)
}

/// One of the two was started late, stopped early, or cut.
fn late_or_cropped(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "twin_phone_late";
    let at = morning(7);
    cases.put(case, "watch.fit", fit(&steady(Kind::Easy(20), at, 1200, 2.8, 150), 5));
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Easy(18), at + 180, 1080, 2.8, 0), Dialect::Bare)?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "duration_s", 1200, 0.001)?;

    let case = "twin_cropped_copy";
    cases.put(case, "whole.gpx", gpx(&steady(Kind::Easy(15), at, 900, 3.1, 145), Dialect::Garmin)?);
    cases.put(case, "cropped.fit", fit(&steady(Kind::Easy(6), at + 300, 360, 3.1, 145), 1));
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "duration_s", 900, 0.001)?;

    // The watch died, and the phone went on.
    let case = "twin_watch_died";
    cases.put(case, "watch.tcx", tcx(&steady(Kind::Easy(10), at, 600, 3.0, 150))?);
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Easy(10), at + 400, 600, 3.0, 0), Dialect::Strava)?);
    expect_counts(cases, case, 2, 1)?;
    cases.expect(case, 1, "counted_share", 1, 0.0)?;
    cases.expect(case, 2, "counted_share", 0.667, 0.01)
}

fn parts_and_wholes(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "twin_two_phone_files";
    let at = morning(8);
    cases.put(case, "watch.fit", fit(&steady(Kind::Easy(20), at, 1200, 2.9, 148), 5));
    cases.put(case, "1.gpx", gpx(&steady(Kind::Easy(10), at, 595, 2.9, 0), Dialect::Strava)?);
    cases.put(case, "2.gpx", gpx(&steady(Kind::Easy(10), at + 600, 595, 2.9, 0), Dialect::Strava)?);
    expect_counts(cases, case, 1, 2)?;
    cases.expect(case, 1, "duration_s", 1200, 0.001)?;

    // The phone has all of it, and the watch, in two files, the heart.
    let case = "twin_two_watch_files";
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Easy(20), at, 1200, 2.9, 0), Dialect::Strava)?);
    cases.put(case, "1.tcx", tcx(&steady(Kind::Easy(10), at, 600, 2.9, 142))?);
    cases.put(case, "2.fit", fit(&steady(Kind::Easy(10), at + 610, 590, 2.9, 152), 5));
    expect_counts(cases, case, 1, 2)?;
    cases.expect(case, 1, "duration_s", 1200, 0.001)?;
    cases.expect(case, 1, "heart_rate_mean_bpm", 147, 0.01)?;

    let case = "twin_multisport_and_whole";
    let both = [steady(Kind::Ride(10), at, 600, 7.0, 130), steady(Kind::Easy(8), at + 610, 480, 3.0, 150)];
    cases.put(case, "brick.fit", multisport(&both, 5));
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Ride(18), at, 1090, 5.2, 0), Dialect::Bare)?);
    expect_counts(cases, case, 2, 1)?;
    cases.expect(case, 1, "sport", "ride", 0.0)?;
    cases.expect(case, 2, "sport", "run", 0.0)
}

/// One recording whose clock a service moved by another zone's offset.
fn hours_apart(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "twin_seven_hours_off";
    let at = morning(11);
    cases.put(case, "watch.fit", fit(&steady(Kind::Easy(15), at, 900, 3.0, 150), 5));
    cases.put(case, "service.tcx", tcx(&steady(Kind::Easy(15), at + 7 * 3600, 900, 3.0, 150))?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "start_time", "2026-05-11T08:00:00+02:00", 0.0)?;
    cases.expect(case, 1, "anomalies", "zone_shift:corrected", 0.0)?;

    // Over midnight, and the service kept no heart rate.
    let case = "twin_off_over_midnight";
    let at = at + 14 * 3600;
    cases.put(case, "service.gpx", gpx(&surging(Kind::Walk(15), at + 5 * 3600 + 1800, 900, 0), Dialect::Bare)?);
    cases.put(case, "watch.fit", fit(&surging(Kind::Walk(15), at, 900, 100), 1));
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "day", "2026-05-11", 0.0)?;

    // The clock on the wall, taken for UTC.
    let case = "twin_wall_clock_as_utc";
    cases.put(case, "a.gpx", gpx(&surging(Kind::Hike(15), at + 7200, 900, 110), Dialect::Garmin)?);
    cases.put(case, "b.gpx", gpx(&surging(Kind::Hike(15), at, 900, 110), Dialect::Strava)?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "source", "b.gpx", 0.0)
}

fn one_within_another(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "within_a_commute";
    let at = morning(12);
    cases.put(case, "commute.fit", fit(&steady(Kind::Walk(60), at, 3600, 1.4, 100), 10));
    cases.put(case, "gym.fit", fit(&steady(Kind::Strength(15), at + 1200, 900, 0.0, 130), 5));
    cases.put(case, "athlete.toml", IN_OSLO);
    expect_counts(cases, case, 2, 1)?;
    cases.expect(case, 1, "counted_share", 1, 0.0)?;
    cases.expect(case, 2, "counted_share", 0, 0.0)?;

    // The phone that was carried all day knows nothing of how hard the run was.
    let case = "within_a_day_out";
    cases.put(
        case,
        "day.gpx",
        xml::gpx(&steady(Kind::Walk(120), at, 7200, 1.2, 0), Dialect::Bare, Some(60), &mut rng())?,
    );
    cases.put(case, "run.fit", fit(&steady(Kind::Easy(20), at + 3000, 1200, 3.0, 155), 5));
    expect_counts(cases, case, 2, 1)?;
    cases.expect(case, 1, "counted_share", 0.8333, 0.001)?;
    cases.expect(case, 2, "counted_share", 1, 0.0)?;

    let case = "within_a_ride";
    cases.put(case, "ride.tcx", tcx(&steady(Kind::Ride(40), at, 2400, 6.0, 120))?);
    cases.put(case, "yoga.fit", fit(&steady(Kind::Yoga(8), at + 900, 480, 0.0, 0), 10));
    cases.put(case, "athlete.toml", IN_OSLO);
    expect_counts(cases, case, 2, 1)?;
    cases.expect(case, 2, "counted_share", 0, 0.0)
}

/// The strap has the heart and no place, the phone the place and no heart.
fn each_knows_a_part(cases: &mut Cases<'_>) -> Fallible<()> {
    let at = morning(13);
    let blind = |kind: Kind, seconds: i64, bpm: u8| {
        let mut track = steady(kind, at, seconds, 2.0, bpm);
        for sample in &mut track.samples {
            (sample.position, sample.altitude_m, sample.distance_m, sample.speed_mps) = (None, None, None, None);
        }
        track
    };
    let case = "twin_strap_and_phone";
    cases.put(case, "strap.fit", fit(&blind(Kind::Easy(15), 900, 151), 1));
    cases.put(case, "phone.gpx", gpx(&steady(Kind::Easy(15), at + 4, 890, 3.0, 0), Dialect::Strava)?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "heart_rate_mean_bpm", 151, 0.001)?;
    cases.expect(case, 1, "distance_m", 2670, 0.01)?;
    cases.expect(case, 1, "graded_speed_mps", 3.0, 0.01)?;
    cases.expect(case, 1, "start_time", "2026-05-13T08:00:00+02:00", 0.0)?;

    let case = "twin_strap_and_belt";
    cases.put(case, "strap.tcx", tcx(&blind(Kind::Treadmill(12), 720, 144))?);
    cases.put(case, "belt.fit", fit(&steady(Kind::Treadmill(12), at - 8, 720, 2.6, 0), 5));
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "heart_rate_mean_bpm", 144, 0.001)?;
    cases.expect(case, 1, "distance_m", 1872, 0.01)?;

    // A head unit with power, a trainer's app with heart rate.
    let case = "twin_trainer_and_head_unit";
    let mut head = steady(Kind::Ride(12), at, 720, 8.0, 0);
    head.samples.iter_mut().for_each(|sample| sample.power_w = Some(180));
    cases.put(case, "head.fit", fit(&head, 1));
    cases.put(case, "trainer.tcx", tcx(&steady(Kind::Ride(12), at + 12, 700, 9.5, 138))?);
    expect_counts(cases, case, 1, 1)?;
    cases.expect(case, 1, "heart_rate_mean_bpm", 138, 0.001)?;
    cases.expect(case, 1, "normalised_power_w", 180, 0.01)
}

/// Back to back, there and back, written down without a time, twice the same way: each of them counts.
fn two_are_two(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "two_back_to_back";
    let at = morning(14);
    cases.put(case, "1.fit", fit(&steady(Kind::Easy(12), at, 720, 2.8, 140), 5));
    cases.put(case, "2.fit", fit(&steady(Kind::Easy(12), at + 680, 720, 3.0, 150), 5));
    cases.put(case, "there.gpx", gpx(&steady(Kind::Ride(8), at - 480, 480, 6.0, 0), Dialect::Strava)?);
    cases.put(case, "gym.tcx", tcx(&steady(Kind::Strength(10), at + 1400, 600, 0.0, 115))?);
    expect_counts(cases, case, 4, 0)?;

    let case = "two_on_one_way";
    cases.put(case, "morning.gpx", gpx(&steady(Kind::Easy(12), at, 720, 2.8, 0), Dialect::Strava)?);
    cases.put(case, "evening.gpx", gpx(&steady(Kind::Easy(12), at + 9 * 3600, 720, 2.8, 0), Dialect::Strava)?);
    cases.put(case, "next.fit", fit(&surging(Kind::Walk(12), at + 10 * 3600, 720, 100), 5));
    cases.put(case, "later.fit", fit(&surging(Kind::Walk(12), at + 12 * 3600 + 37, 720, 100), 5));
    expect_counts(cases, case, 4, 0)?;

    // 12:00 in Oslo, where a day without a time is put too.
    let case = "two_without_a_time";
    cases.put(case, "run.fit", fit(&steady(Kind::Easy(20), at + 4 * 3600, 1200, 2.8, 140), 5));
    cases.put(
        case,
        "manual.csv",
        "date,sport,duration_min\n2026-05-14,strength,30\n2026-05-14,yoga,30\n2026-05-14,run,45\n",
    );
    cases.put(case, "athlete.toml", IN_OSLO);
    expect_counts(cases, case, 4, 0)?;
    cases.expect(case, 1, "sport", "run", 0.0)?;
    cases.expect(case, 2, "start_time", "2026-05-14T12:20:00+02:00", 0.0)
}
