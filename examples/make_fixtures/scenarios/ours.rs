//! Further runners of the same kind, thought of by restday's authors.

use super::Scenario;
use super::expect::{Expect, on, through};
use super::life::{Life, LifeDay, Night, Session, USUAL_NIGHT, Week};

fn swimming_week() -> Week {
    let swim = || vec![Session::of("swim", 45.0, 4.0)];
    [
        swim(),
        vec![Session::run(8.0, 5.9, 3.5)],
        swim(),
        vec![Session::run(8.0, 5.5, 5.5)],
        swim(),
        vec![],
        vec![Session::run(13.0, 6.0, 4.5)],
    ]
}

fn hiking(day: &mut LifeDay) {
    day.sessions = vec![Session::of("hike", 240.0, 6.0)];
}

/// All of them.
pub(super) fn all() -> Vec<Scenario> {
    let mut cycling = Life::as_usual(112).watched().resting(84..=111);
    for ride in (84..112).filter(|nth| matches!(nth % 7, 1 | 3 | 5 | 6)) {
        cycling = cycling.on(ride..=ride, |day| day.sessions = vec![Session::of("ride", 60.0, 4.0)]);
    }
    let swimming = Life::of_weeks(&swimming_week(), 90).answering(4.0);
    let swims = (63..=89).filter(|nth| matches!(nth % 7, 0 | 2 | 4)).collect();
    let mut mondays = Life::as_usual(90).answering(4.0);
    for other in (0..=90).filter(|nth| nth % 7 != 0) {
        mondays = mondays.silent(other..=other);
    }
    let scenarios =
        vec![
        Scenario {
            name: "31-injured-and-cycling",
            life: cycling.on(84..=90, |day| day.pain = true).certain(112),
            expect: Expect::of(
                "Pain for a week, no run since, rides of an hour four times a week for four weeks; all else is well.",
                "Rest while it hurts; after four weeks on the bicycle fit, and the first run is a short one.",
            )
            .morning(through(84, 90).bands("rest").room("nothing").no_next_run())
            .morning(on(112).bands("ready easy").never("far more than you are used to")),
        },
        Scenario {
            name: "32-travelling-sleeps-badly",
            life: Life::as_usual(98).watched().on(80..=84, |day| {
                day.feel(-0.7);
                day.answers[3] = Some(2.0);
                day.night = Some(Night { sleep_h: 5.0, resting_hr: 53.0, ..USUAL_NIGHT });
            }),
            expect: Expect::of(
                "Five short and bad nights on a journey, then home.",
                "Easy or recover at the end of the journey, ready again in the second week at home.",
            )
            .morning(through(82, 84).bands("easy recover"))
            .morning(through(91, 98).share(0.75).bands("ready")),
        },
        Scenario {
            name: "33-tapers-without-a-word",
            life: Life::as_usual(98).scaled(84..=90, 0.6).scaled(91..=97, 0.4),
            expect: Expect::of(
                "Twelve weeks as usual and a taper of two, never a check-in.",
                "Ready if you feel good, and unsure.",
            )
            .morning(on(98).bands("ready").confidence("low").says("if you feel good").never("rest day is due")),
        },
        Scenario {
            name: "34-swims-and-runs",
            life: swimming,
            expect: Expect::of(
                "Three swims and three runs a week, all normal.",
                "Ready on most mornings; a swim is training and no rest day.",
            )
            .morning(through(63, 90).share(0.75).bands("ready"))
            .days(swims, "easy active_recovery"),
        },
        Scenario {
            name: "35-answers-on-mondays",
            life: mondays,
            expect: Expect::of(
                "Checks in on Mondays only, and all is normal.",
                "Ready or easy, and unsure on the days that nothing was said of.",
            )
            .morning(through(64, 90).bands("ready easy"))
            .morning(through(79, 83).confidence("low")),
        },
        Scenario {
            name: "36-variability-low-feels-good",
            life: Life::as_usual(84).watched().on(78..=84, |day| {
                day.answers = [Some(4.3); 4];
                day.night = Some(Night { rmssd: Some(43.0), ..USUAL_NIGHT });
            }).certain(84),
            expect: Expect::of("Good answers, and variability well below normal for a week.", "Easy until it is back.")
                .morning(on(84).bands("easy").says("variability|hrv")),
        },
        Scenario {
            name: "37-pain-and-back",
            life: Life::as_usual(84).watched().on(70..=71, |day| day.pain = true).resting(70..=71).certain(72),
            expect: Expect::of(
                "Pain on two mornings, gone on the third; all else is normal.",
                "Rest, rest, then easy; two weeks later as before.",
            )
            .morning(through(70, 71).bands("rest").room("nothing").no_next_run())
            .morning(on(72).bands("easy"))
            .morning(through(77, 84).share(0.75).bands("ready")),
        },
        Scenario {
            name: "38-four-hours-in-the-mountains",
            life: Life::as_usual(84).watched().on(83..=83, hiking).on(84..=84, |day| {
                day.answers = [2.0, 2.0, 4.0, 4.0].map(Some);
            }),
            expect: Expect::of(
                "A hike of four hours in the mountains in place of the long run, and heavy, sore legs after it.",
                "Easy or recover. That was a big day and no rest day.",
            )
            .morning(on(84).bands("easy recover"))
            .days(vec![83], "long quality"),
        },
        Scenario {
            name: "39-one-awful-night",
            life: Life::as_usual(84).watched().exact().on(84..=84, |day| {
                day.answers = [4.0, 4.0, 3.0, 1.0].map(Some);
                day.night = Some(Night { sleep_h: 4.3, resting_hr: 52.0, ..USUAL_NIGHT });
            }),
            expect: Expect::of("One awful night; legs are fine.", "Easy today, and no more than that.")
                .morning(on(84).bands("easy").never("rest today")),
        },
        Scenario {
            name: "40-says-legs-and-nothing-else",
            life: Life::as_usual(84).on(0..=84, |day| day.answers[0] = Some(4.0)),
            expect: Expect::of(
                "Answers one question only, how the legs are, and they are well.",
                "Ready on most mornings, and not quite sure.",
            )
            .morning(through(28, 84).share(0.75).bands("ready"))
            .morning(on(84).confidence("low medium")),
        },
    ];
    scenarios.into_iter().map(|scenario| Scenario { expect: scenario.expect.ours(), ..scenario }).collect()
}
