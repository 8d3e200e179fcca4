#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::overlap::BESIDE;
use super::*;
use crate::activity::course::Course;
use crate::activity::sport::Sport;
use jiff::civil::date;
use proptest::prelude::*;

/// A session that starts at a second of the day and lasts some seconds.
fn session(sport: Sport, start_s: i64, lasts_s: i64, id: &str) -> Activity {
    let mut activity = Activity::bare(sport, date(2026, 5, 1), lasts_s as f64);
    activity.start_ms = 1000 * start_s;
    id.clone_into(&mut activity.id);
    activity.source = format!("{id}.fit");
    activity
}

/// A run of an hour and 10 km.
fn run(start_s: i64, id: &str) -> Activity {
    Activity { distance_m: Some(10_000.0), ..session(Sport::Run, start_s, 3600, id) }
}

fn rich(mut activity: Activity) -> Activity {
    activity.richness.heart_rate = true;
    activity
}

fn losers(activities: &[Activity]) -> Vec<(&str, &str)> {
    let id = |i: usize| activities[i].id.as_str();
    settle_time(activities).duplicates.iter().map(|found| (id(found.loser), id(found.winner))).collect()
}

/// What is shown, what counts it, and which share of it.
fn shared(activities: &[Activity]) -> Vec<(&str, &str, f64)> {
    let id = |i: usize| activities[i].id.as_str();
    let share = |share: f64| (share * 100.0).round() / 100.0;
    settle_time(activities)
        .shared
        .iter()
        .map(|found| (id(found.shown), id(found.counted_in), share(found.share)))
        .collect()
}

#[test]
fn two_devices_on_one_run() {
    let (watch, mut phone) = (run(0, "watch"), run(90, "phone"));
    phone.distance_m = Some(10_400.0);
    assert_eq!(losers(&[watch.clone(), rich(phone.clone())]), [("watch", "phone")]);
    assert_eq!(losers(&[rich(phone.clone()), watch.clone()]), [("watch", "phone")], "in any order");
    assert_eq!(losers(&[rich(watch), phone]), [("phone", "watch")]);
}

#[test]
fn neither_word_nor_distance_make_two_of_one_time() {
    let belt = Activity { distance_m: Some(9_200.0), ..session(Sport::Treadmill, 0, 3600, "belt") };
    assert_eq!(losers(&[rich(belt), run(10, "app")]), [("app", "belt")]);
    let (hike, walk) = (session(Sport::Hike, 0, 3600, "hike"), session(Sport::Walk, 5, 3590, "walk"));
    assert_eq!(losers(&[rich(hike), walk]), [("walk", "hike")]);
    let (gym, yoga) = (session(Sport::Strength, 0, 2400, "gym"), session(Sport::Yoga, 60, 2500, "yoga"));
    assert_eq!(losers(&[gym, rich(yoga)]), [("gym", "yoga")]);
}

#[test]
fn late_early_and_cropped_recordings_are_the_same() {
    let phone = session(Sport::Run, 600, 2700, "phone");
    assert_eq!(losers(&[rich(run(0, "watch")), phone]), [("phone", "watch")]);
    let cropped = session(Sport::Run, 1200, 900, "cropped");
    assert_eq!(losers(&[run(0, "watch"), rich(cropped)]), [("cropped", "watch")], "however rich");
    let parts = [run(0, "watch"), session(Sport::Run, 0, 1795, "one"), session(Sport::Run, 1800, 1795, "two")];
    assert_eq!(losers(&parts), [("one", "watch"), ("two", "watch")]);
}

#[test]
fn the_parts_of_a_multisport_file_tell_more_than_the_whole() {
    let mut ride = rich(session(Sport::Ride, 0, 2000, "duathlon"));
    let mut foot = rich(session(Sport::Run, 2000, 1600, "duathlon-2"));
    "duathlon.fit".clone_into(&mut ride.source);
    "duathlon.fit".clone_into(&mut foot.source);
    let whole = session(Sport::Other, 0, 3599, "whole");
    assert_eq!(losers(&[whole.clone(), ride.clone(), foot.clone()]), [("whole", "duathlon")]);
    let longer = session(Sport::Other, 0, 7200, "longer");
    let of_longer = [ride.clone(), foot.clone(), longer];
    assert!(losers(&of_longer).is_empty(), "of which they are a half");
    assert_eq!(shared(&of_longer), [("longer", "duathlon", 0.28), ("longer", "duathlon-2", 0.22)]);
    let rows = [
        Activity { source: "garmin.json#2".to_owned(), ..ride },
        Activity { source: "garmin.json#3".to_owned(), ..foot },
    ];
    assert_eq!(losers(&[&rows[..], &[whole]].concat()), [("whole", "duathlon")], "rows of one table");
}

#[test]
fn back_to_back_is_two() {
    assert!(losers(&[run(0, "first"), run(3600, "next")]).is_empty());
    let late = run(3300, "late");
    assert!(losers(&[run(0, "first"), late.clone()]).is_empty() && shared(&[run(0, "first"), late]).is_empty());
    let strides = [session(Sport::Run, 0, 60, "one"), session(Sport::Run, 100, 60, "two")];
    assert!(losers(&strides).is_empty(), "alike and near, and not at one time");
    let to_the_track =
        [session(Sport::Ride, 0, 900, "there"), run(900, "track"), session(Sport::Ride, 4500, 900, "home")];
    assert!(losers(&to_the_track).is_empty() && shared(&to_the_track).is_empty());
}

#[test]
fn of_two_that_overlap_the_second_counts_for_the_rest() {
    let (watch, phone) = (rich(run(0, "watch")), run(2400, "phone"));
    assert!(losers(&[watch.clone(), phone.clone()]).is_empty());
    assert_eq!(shared(&[phone, watch]), [("phone", "watch", 0.33)]);
}

#[test]
fn what_lies_within_another_movement_is_shown_and_counts_once() {
    let commute = session(Sport::Walk, 0, 10_800, "commute");
    let gym = session(Sport::Strength, 3600, 2400, "gym");
    assert!(losers(&[commute.clone(), gym.clone()]).is_empty());
    assert_eq!(shared(&[rich(commute.clone()), rich(gym.clone())]), [("gym", "commute", 1.0)]);
    assert_eq!(shared(&[commute.clone(), gym.clone()]), [("gym", "commute", 1.0)]);
    // The phone that walked along knows nothing of how hard the run was.
    assert_eq!(shared(&[commute.clone(), run(3600, "run")]), [("commute", "run", 0.33)]);
    // Two recordings of the gym within are one.
    let twice = [commute, gym.clone(), Activity { id: "again".to_owned(), ..rich(gym) }];
    assert_eq!(losers(&twice), [("gym", "again")]);
}

#[test]
fn what_is_done_in_a_pause_is_done_at_another_time() {
    let mut there_and_back = session(Sport::Run, 0, 7200, "run");
    there_and_back.duration_s = 3600.0;
    let gym = session(Sport::Strength, 2000, 3000, "gym");
    assert_eq!(
        shared(&[there_and_back.clone(), gym.clone()]).len() + losers(&[there_and_back.clone(), gym.clone()]).len(),
        1
    );
    there_and_back.pauses_s = vec![(1800, 5400)];
    assert_eq!(settle_time(&[there_and_back, gym]), Settled::default());
}

#[test]
fn a_service_that_counts_pauses_has_the_same_run() {
    let watch = Activity { duration_s: 5400.0, ..rich(session(Sport::Run, 0, 7200, "watch")) };
    assert_eq!(losers(&[watch, session(Sport::Run, 0, 7200, "service")]), [("service", "watch")]);
}

#[test]
fn three_recordings_have_one_winner() {
    let found = [run(0, "first"), run(10, "second"), rich(run(20, "third"))];
    assert_eq!(losers(&found), [("first", "third"), ("second", "third")]);
}

/// A run with a course of its own.
fn coursed(start_s: i64, id: &str, format: u8) -> Activity {
    let mut activity = run(start_s, id);
    (activity.richness.format, activity.richness.samples) = (format, 3600);
    activity.course =
        Course { marks_s: (1..10).map(|nth| nth * 350 + nth % 3 * 40).collect(), place: Some(1), ..Course::default() };
    activity
}

#[test]
fn the_same_course_hours_apart_is_one_run() {
    let hours = |h: i64| 3600 * h;
    assert_eq!(losers(&[coursed(0, "watch", 3), coursed(hours(6), "service", 1)]), [("service", "watch")]);
    assert_eq!(losers(&[coursed(0, "service", 1), coursed(hours(6), "watch", 3)]), [("service", "watch")]);
    assert_eq!(losers(&[coursed(0, "watch", 3), coursed(20_700 + 1, "nepal", 1)]), [("nepal", "watch")]);
    assert_eq!(losers(&[coursed(0, "watch", 3), coursed(1800, "half", 1)]), [("half", "watch")], "they overlap");
    let thrice = [coursed(0, "watch", 3), coursed(hours(1), "one", 1), coursed(hours(2), "two", 1)];
    assert_eq!(losers(&thrice), [("one", "watch"), ("two", "watch")]);
    let hourly: Vec<Activity> = (0..9).map(|h| coursed(hours(2 * h), &h.to_string(), 1)).collect();
    assert!(losers(&hourly).is_empty(), "nobody's service has nine zones");
    for (apart_s, why) in [(hours(6) + 30, "no zone"), (hours(15), "too far"), (hours(24), "the same way the next day")]
    {
        assert!(losers(&[coursed(0, "one", 3), coursed(apart_s, "two", 3)]).is_empty(), "{why}");
    }
    let even = |start_s, id: &str, format| {
        let mut activity = coursed(start_s, id, format);
        activity.course = Course { marks_s: (1..10).map(|nth| nth * 360).collect(), ..Course::default() };
        activity
    };
    assert!(losers(&[even(0, "morning", 1), even(hours(9), "evening", 1)]).is_empty(), "as even as any");
    assert_eq!(losers(&[even(0, "watch", 3), even(hours(9), "service", 1)]), [("service", "watch")]);
    let at = |mut activity: Activity, place| {
        activity.course.place = Some(place);
        activity
    };
    let same_door = [at(even(0, "morning", 1), 7), at(even(hours(9), "copy", 1), 7)];
    assert_eq!(losers(&same_door), [("copy", "morning")]);
    assert!(losers(&[at(even(0, "there", 1), 7), at(even(hours(9), "back", 1), 8)]).is_empty(), "a commute");
    let mut faster = coursed(hours(9), "evening", 3);
    faster.course.marks_s[4] -= 60;
    assert!(losers(&[coursed(0, "morning", 3), faster]).is_empty(), "another pace");
    assert!(losers(&[run(0, "one"), run(hours(9), "two")]).is_empty(), "no course");
}

#[test]
fn two_mornings_of_one_file_are_two() {
    let (first, mut next) = (coursed(0, "tour", 1), coursed(9 * 3600, "tour-2", 1));
    assert_eq!(losers(&[first.clone(), next.clone()]).len(), 1, "of two files");
    first.source.clone_into(&mut next.source);
    assert!(losers(&[first, next]).is_empty());
}

#[test]
fn a_clock_on_the_wall_taken_for_utc_is_the_one_that_is_off() {
    let mut right = coursed(7200, "right", 1);
    (right.utc_offset_s, right.tz_source) = (-7200, crate::activity::TzSource::Coordinates);
    let wrong = Activity { utc_offset_s: -7200, tz_source: right.tz_source, ..coursed(0, "wrong", 1) };
    assert_eq!(losers(&[wrong, right]), [("wrong", "right")]);
}

#[test]
fn days_without_a_time_swallow_nothing_and_get_hours_of_their_own() {
    let noon = 12 * 3600;
    let dated = |sport, lasts_s, id: &str| Activity { is_untimed: true, ..session(sport, noon, lasts_s, id) };
    let gym = dated(Sport::Strength, 1800, "gym");
    let mut all =
        vec![rich(run(noon, "run")), gym, dated(Sport::Yoga, 1800, "yoga"), session(Sport::Run, 0, 600, "midnight")];
    for activity in &mut all {
        activity.day = date(1970, 1, 1);
    }
    assert_eq!(settle_time(&all), Settled::default());
    find_free_hours(&mut all, &[true; 4]);
    let starts: Vec<i64> = all.iter().map(|activity| activity.start_ms / 1000 - noon).collect();
    assert_eq!(starts, [0, 3600, 5400, -noon]);
    // What was written down of a recorded run is no second one.
    let written = Activity { distance_m: Some(10_100.0), ..dated(Sport::Run, 3600, "written") };
    assert_eq!(losers(&[run(noon, "run"), written]), [("written", "run")]);
}

#[test]
fn a_full_afternoon_leaves_the_morning() {
    let mut all = vec![
        session(Sport::Hike, 11 * 3600, 46_000, "hike"),
        Activity { is_untimed: true, ..session(Sport::Yoga, 12 * 3600, 3600, "yoga") },
    ];
    find_free_hours(&mut all, &[true; 2]);
    assert_eq!(all[1].start_ms, 1000 * 10 * 3600);
}

/// A histogram of one heart rate over some seconds.
fn heart(mut activity: Activity, bpm: u8) -> Activity {
    let mut histogram = crate::activity::statistics::HeartRateHistogram::default();
    histogram.add_seconds(bpm, activity.duration_s);
    activity.heart_rate_mean_bpm = histogram.mean_bpm();
    activity.statistics.heart_rate = Some(histogram);
    activity.hr_coverage = 1.0;
    rich(activity)
}

#[test]
fn each_part_is_taken_from_the_recording_that_knows_it() {
    let mut strap = heart(session(Sport::Run, 0, 3600, "strap"), 151);
    let mut phone = run(5, "phone");
    phone.statistics.graded_speed = Some(crate::activity::statistics::GradedSpeed {
        mean_mps: 2.8,
        normalised_mps: None,
        moving_s: 3500.0,
        covered_s: 3590.0,
    });
    (phone.utc_offset_s, phone.tz_source) = (7200, crate::activity::TzSource::Coordinates);
    (phone.given_load, phone.ascent_m) = (Some(70.0), Some(120.0));
    assert_eq!(
        learn_from_loser(&mut strap, &phone, true),
        ["load", "time zone", "ascent", "distance", "speed"],
        "and no heart rate"
    );
    assert_eq!((strap.distance_m, strap.heart_rate_mean_bpm), (Some(10_000.0), Some(151.0)));
    assert_eq!((strap.utc_offset_s, strap.statistics.graded_speed.is_some()), (7200, true));
    let mut phone = run(5, "phone");
    assert_eq!(learn_from_loser(&mut phone, &strap, true)[2..], ["heart rate", "ascent", "speed"]);
    assert_eq!(phone.heart_rate_mean_bpm, Some(151.0));
    // Of a part nothing is true of the whole but what was said of it.
    let part =
        Activity { rpe: Some(6.0), given_load: Some(9.0), ..heart(session(Sport::TrailRun, 0, 900, "part"), 170) };
    let mut whole = run(0, "whole");
    assert_eq!(learn_from_loser(&mut whole, &part, false), ["rpe"]);
    assert_eq!((whole.sport, whole.heart_rate_mean_bpm, whole.given_load), (Sport::Run, None, None));
}

#[test]
fn the_more_telling_word_is_kept() {
    let told = |winner: Sport, loser: Sport| {
        let mut winner = session(winner, 0, 3600, "winner");
        learn_from_loser(&mut winner, &session(loser, 0, 3600, "loser"), true);
        winner.sport
    };
    assert_eq!(told(Sport::Other, Sport::Yoga), Sport::Yoga);
    assert_eq!(told(Sport::Walk, Sport::Hike), Sport::Hike);
    assert_eq!(told(Sport::Run, Sport::Treadmill), Sport::Treadmill);
    assert_eq!(told(Sport::Ride, Sport::Run), Sport::Ride);
    let mut outside = run(0, "outside");
    outside.richness.position = true;
    learn_from_loser(&mut outside, &session(Sport::Treadmill, 0, 3600, "belt"), true);
    assert_eq!(outside.sport, Sport::Run, "who got anywhere was on no belt");
}

#[test]
fn a_heart_in_two_files_is_that_of_the_whole() {
    let parts = [session(Sport::Run, 0, 1800, "one"), session(Sport::Run, 1800, 1780, "two")];
    let [one, two] = parts.map(|part| {
        let bpm = if part.start_ms == 0 { 140 } else { 160 };
        heart(part, bpm)
    });
    let mut all = [run(0, "phone"), one.clone(), two, Activity { id: "again".to_owned(), ..one }];
    let Settled { duplicates, .. } = settle_time(&all);
    assert_eq!(duplicates.len(), 3);
    let hearts = hearts_of_parts(&all, &duplicates);
    let found = hearts.get(&0).cloned().unwrap();
    assert_eq!(found.parts.len(), 2, "the copy of a part is no further part");
    found.give_to(&mut all[0]);
    assert_eq!((all[0].heart_rate_mean_bpm, all[0].hr_coverage), (Some(149.9), 0.9944));
    // A watch that died on the way knows a half.
    let half = [run(0, "phone"), all[1].clone()];
    let hearts = hearts_of_parts(&half, &settle_time(&half).duplicates);
    let mut phone = half[0].clone();
    hearts.get(&0).cloned().unwrap().give_to(&mut phone);
    assert_eq!((phone.heart_rate_mean_bpm, phone.hr_coverage), (Some(140.0), 0.5));
    // One that was worn all the time knows more than parts.
    let worn = [run(0, "phone"), all[1].clone(), heart(session(Sport::Run, 20, 3500, "worn"), 150)];
    assert!(hearts_of_parts(&worn, &settle_time(&worn).duplicates).is_empty());
}

prop_compose! {
    fn any_session()(sport in 0..Sport::ALL.len(), start in 0_i64..400, lasts in 1_i64..120, rich in any::<bool>(), far in any::<bool>())
        -> Activity {
        let mut activity = session(Sport::ALL[sport], 60 * start, 60 * lasts, "");
        activity.richness.heart_rate = rich;
        activity.distance_m = far.then_some(100.0 * lasts as f64);
        activity
    }
}

proptest! {
    #[test]
    fn no_minute_counts_twice_and_the_order_is_no_matter(sessions in prop::collection::vec(any_session(), 1..12), seed in any::<u64>()) {
        let mut sessions = sessions;
        for (nth, activity) in sessions.iter_mut().enumerate() {
            activity.id = format!("{nth:02}");
        }
        let told = |sessions: &[Activity]| {
            let settled = settle_time(sessions);
            let id = |i: usize| sessions[i].id.clone();
            let mut duplicates: Vec<_> = settled.duplicates.iter().map(|found| (id(found.loser), id(found.winner))).collect();
            let mut shared: Vec<_> = settled.shared.iter().map(|found| (id(found.shown), id(found.counted_in))).collect();
            duplicates.sort();
            shared.sort();
            (duplicates, shared)
        };
        let mut shuffled = sessions.clone();
        let len = shuffled.len();
        (0..len).for_each(|i| shuffled.swap(i, (seed >> (i % 32)) as usize % len));
        prop_assert_eq!(told(&sessions), told(&shuffled));

        let settled = settle_time(&sessions);
        let lost: Vec<usize> = settled.duplicates.iter().map(|found| found.loser).collect();
        prop_assert!(settled.duplicates.iter().all(|found| !lost.contains(&found.winner)), "a winner counts");
        let is_shared = |a: usize, b: usize| {
            settled.shared.iter().any(|found| (found.shown, found.counted_in) == (a, b) || (found.shown, found.counted_in) == (b, a))
        };
        for a in (0..len).filter(|i| !lost.contains(i)) {
            for b in (a + 1..len).filter(|i| !lost.contains(i)) {
                let share = Overlap::of(&sessions[a], &sessions[b]).share;
                let shown = |i: usize| settled.shared.iter().filter(|found| found.shown == i).map(|found| found.share).sum::<f64>();
                prop_assert!(share <= BESIDE || is_shared(a, b) || 0.75 < shown(a) + shown(b), "{share} of {a} and {b}");
            }
        }
    }
}
