//! The thirty runners of the suite. What is expected of them is what a coach would say, and never what a model gives.

use super::Scenario;
use super::expect::{Expect, Mornings, on, through};
use super::life::{Life, LifeDay, Night, Session, USUAL_NIGHT, Week, usual_week};

/// The change of a night by this share of variability and these beats a minute.
fn worse_night(day: &mut LifeDay, hrv: f64, beats: f64) {
    if let Some(night) = &mut day.night {
        night.rmssd = night.rmssd.map(|ms| ms * hrv);
        night.resting_hr += beats;
    }
}

fn with_rmssd(day: &mut LifeDay, rmssd: f64, resting_hr: f64) {
    day.night = Some(Night { rmssd: Some(rmssd), resting_hr, ..USUAL_NIGHT });
}

fn ill(day: &mut LifeDay) {
    day.answers = [2.0, 2.0, 1.0, 2.0].map(Some);
    day.ill = true;
    day.sessions.clear();
    with_rmssd(day, 42.0, 58.0);
}

/// A morning of rest, with nothing to do.
fn nothing_to_do(nth: usize) -> Mornings {
    on(nth).bands("rest").room("nothing").no_next_run()
}

/// Three weeks of more and more after twelve as usual, with all that goes down with it; 105 days of `days`.
fn overreached(days: usize) -> Life {
    let mut life = Life::as_usual(days).watched();
    for (from, factor, change, hrv, beats) in
        [(84, 1.35, -0.5, 0.92, 2.0), (91, 1.55, -1.1, 0.85, 4.0), (98, 1.75, -1.7, 0.78, 6.0)]
    {
        life = life.scaled(from..=from + 6, factor).on(from + 1..=from + 7, |day| {
            day.feel(change);
            worse_night(day, hrv, beats);
        });
    }
    life
}

fn three_runs(kilometres: [f64; 3], pace: f64, rpe: f64) -> Week {
    let run = |nth: usize| vec![Session::run(kilometres[nth], pace, rpe)];
    [vec![], run(0), vec![], run(1), vec![], vec![], run(2)]
}

fn triathlon() -> Week {
    let swim = |minutes, rpe| Session::of("swim", minutes, rpe);
    let ride = |minutes, rpe| Session::of("ride", minutes, rpe);
    [
        vec![Session::of("yoga", 40.0, 1.5), Session::of("walk", 30.0, 1.5)],
        vec![swim(50.0, 4.0), Session::run(9.0, 5.7, 3.5)],
        vec![ride(80.0, 4.0), Session::run(6.0, 5.7, 3.5)],
        vec![swim(60.0, 4.0), Session::run(9.0, 5.2, 7.0)],
        vec![swim(45.0, 3.5), ride(60.0, 3.5)],
        vec![ride(130.0, 4.5), Session::run(5.0, 5.7, 3.5)],
        vec![swim(30.0, 3.0), Session::run(15.0, 5.8, 4.5)],
    ]
}

/// All of them.
pub(super) fn all() -> Vec<Scenario> {
    let mut all = steady();
    all.extend(strained());
    all.extend(unwell());
    all.extend(other_weeks());
    all.extend(answers());
    all.extend(little_known());
    all
}

/// Nothing is wrong with them.
fn steady() -> Vec<Scenario> {
    let last = |nth| {
        on(nth)
            .bands("ready")
            .confidence("low")
            .says("if you feel good")
            .never("far more than|building up|keep today easy|rest day is due")
            .form_within(0.3)
    };
    vec![
        Scenario {
            name: "01-usual-week-never-checks-in",
            life: Life::as_usual(168),
            expect: Expect::of(
                "The usual week for 168 days, and never a word about the mornings.",
                "Ready if you feel good; nobody can be sure. No alarm about a load that never changed.",
            )
            .morning(last(21))
            .morning(last(42))
            .morning(last(84))
            .morning(last(168)),
        },
        Scenario {
            name: "02-usual-week-usual-mornings",
            life: Life::as_usual(84).watched(),
            expect: Expect::of(
                "The usual week for 84 days, with usual answers and usual nights.",
                "Ready on most mornings; recovery only where the answers of that morning ask for it.",
            )
            .morning(through(21, 42).share(0.75).bands("ready"))
            .morning(through(21, 84).share(0.75).bands("ready"))
            .morning(through(21, 84).share(0.95).bands("ready easy")),
        },
        {
            let life = Life::of_weeks(&std::array::from_fn(|_| vec![Session::run(8.0, 6.0, 3.5)]), 42)
                .answering(4.0)
                .certain(42);
            let days = life.trained(0..=41);
            Scenario {
                name: "03-the-same-run-every-day",
                life,
                expect: Expect::of(
                    "Eight kilometres every day for 42 days, all alike.",
                    "Ready, and a rest day is due. Where all runs are alike none is a long one.",
                )
                .morning(on(42).bands("ready").says("is due|due now|due today|overdue"))
                .days(days, "easy"),
            }
        },
        Scenario {
            name: "04-beginner",
            life: Life::of_weeks(&three_runs([3.5; 3], 7.0, 4.0), 21).answering(4.0).certain(21),
            expect: Expect::of(
                "A beginner: three runs of 3.5 km a week for three weeks, and all feels well.",
                "Go on like this.",
            )
            .morning(on(21).bands("ready easy").never("far more than you are used to")),
        },
    ]
}

/// Much, more, and what comes after.
fn strained() -> Vec<Scenario> {
    let mut ramp = Life::as_usual(112).answering(4.0).certain(112).scaled(0..=111, 0.5);
    for week in 0..12 {
        ramp = ramp.scaled(28 + 7 * week..=34 + 7 * week, libm::pow(1.1, (week + 1) as f64));
    }
    let ultra = 145;
    let recovering = |after: usize| 3.0 * libm::exp(-(after as f64 + 1.0) / 3.5);
    vec![
        Scenario {
            name: "05-back-after-ninety-days",
            life: Life::as_usual(204)
                .answering(4.0)
                .resting(100..=189)
                .silent(100..=189)
                .scaled(190..=203, 0.6),
            expect: Expect::of(
                "A hundred days of training, ninety of nothing, then two weeks at 60 %.",
                "Easy on each of these mornings: fresh from doing nothing is not ready.",
            )
            .morning(through(190, 204).bands("easy").room("nothing light usual")),
        },
        Scenario {
            name: "06-ten-percent-a-week",
            life: ramp,
            expect: Expect::of(
                "Four even weeks, then ten per cent more every week for twelve, with normal answers.",
                "Ready or easy, and the rise is named.",
            )
            .morning(on(112).bands("ready easy").says("ramp|rise|rising|rose|more a week|more every week"))
            .morning(through(85, 112).share(0.9).bands("ready easy")),
        },
        Scenario {
            name: "07-overreached",
            life: overreached(105),
            expect: Expect::of(
                "Twelve weeks as usual, then three at 1.35, 1.55 and 1.75 times as much; answers and nights go down with it.",
                "Recover, in one voice: who says two of five to every question may as well rest.",
            )
            .morning(on(105).bands("recover rest").never("keep today easy|start easy").room("nothing light")),
        },
        Scenario {
            name: "08-tapered-for-the-race",
            life: {
                let life = overreached(126).scaled(105..=111, 0.7).scaled(112..=118, 0.5).scaled(119..=125, 0.35);
                life.each(106..=112, |after, day| day.feel(-1.2 * (1.0 - after as f64 / 6.0))).certain(126)
            },
            expect: Expect::of(
                "The runner of 07, then a taper of 70, 50 and 35 %; answers and nights are back.",
                "Race morning: ready. No word that slows a runner on the line.",
            )
            .morning(on(126).bands("ready").never("start easy|an early night")),
        },
        Scenario {
            name: "09-runs-feel-harder",
            life: Life::as_usual(84).watched().on(70..=83, |day| {
                day.sessions.iter_mut().for_each(|session| session.rpe += 2.5);
            })
            .on(71..=84, |day| day.felt_harder = true)
                .certain(84),
            expect: Expect::of(
                "All is normal, but every run of two weeks felt 2.5 points harder, and each morning says so.",
                "Easy or recover: the runner notices it first.",
            )
            .morning(on(84).bands("easy recover").says("harder")),
        },
        Scenario {
            name: "10-worn-for-six-weeks",
            life: Life::as_usual(105).watched().on(64..=105, |day| {
                day.answers = [2.0, 2.3, 2.2, 4.0].map(Some);
            }),
            expect: Expect::of(
                "Nine good weeks, then six of heavy legs, soreness and no wish to run.",
                "Recover or rest every morning; for how long it has been so; see somebody about it.",
            )
            .morning(through(78, 105).bands("recover rest").never("close to your normal"))
            .morning(on(105).says("somebody|someone|doctor"))
            .morning(on(105).says("weeks|mornings|days in a row|since")),
        },
        Scenario {
            name: "17-hundred-kilometres",
            life: Life::as_usual(ultra + 18)
                .watched()
                .scaled(61..=ultra - 1, 1.2)
                .on(ultra..=ultra, |day| day.sessions = vec![Session::run(100.0, 7.8, 8.0)])
                .resting(ultra + 1..=ultra + 7)
                .scaled(ultra + 8..=ultra + 17, 0.5)
                .each(ultra + 1..=ultra + 18, |after, day| {
                    day.feel(-recovering(after));
                    worse_night(day, 1.0 - 0.08 * recovering(after), 2.5 * recovering(after));
                })
                .certain(ultra + 1)
                .certain(ultra + 4)
                .certain(ultra + 10)
                .certain(ultra + 18),
            expect: Expect::of(
                "Twelve weeks at 1.2 times the usual, then 100 km in 13 hours; answers and nights come back over two weeks.",
                "Rest on the next morning, recover on the fourth, easy on the tenth although all feels well again, easy or \
                 ready on the eighteenth.",
            )
            .morning(on(ultra + 1).bands("rest").never("under 110"))
            .morning(on(ultra + 4).bands("recover").never("under 110"))
            .morning(on(ultra + 10).bands("easy").never("under 110"))
            .morning(on(ultra + 18).bands("easy ready").never("under 110"))
            .days(vec![ultra], "long quality"),
        },
        {
            let week = usual_week().map(|day| if day.is_empty() { vec![Session::run(8.0, 6.0, 3.5)] } else { day });
            let mut life = Life::of_weeks(&week, 100).answering(4.2).certain(100);
            for rest in (0..60).filter(|nth| matches!(nth % 7, 0 | 3)) {
                life = life.resting(rest..=rest);
            }
            Scenario {
                name: "27-forty-days-in-a-row",
                life,
                expect: Expect::of(
                    "Sixty days as usual, then forty without a rest day; feels fine.",
                    "Easy: a rest day is due.",
                )
                .morning(on(100).bands("easy").says("is due|due now|due today|overdue")),
            }
        },
    ]
}

/// Illness, said or not.
fn unwell() -> Vec<Scenario> {
    let praise = "rest paid off|well rested|rest well done|sleep is up|slept more than";
    vec![
        Scenario {
            name: "11-ill-for-four-days",
            life: Life::as_usual(84).watched().on(81..=84, ill),
            expect: Expect::of(
                "Ill for four days, and says so.",
                "Rest. No praise for resting, no next run, nothing to do.",
            )
            .morning(nothing_to_do(81).never(praise))
            .morning(nothing_to_do(84).never(praise)),
        },
        Scenario {
            name: "12-two-days-after-the-illness",
            life: Life::as_usual(84)
                .watched()
                .on(79..=82, ill)
                .resting(83..=83)
                .on(83..=83, |day| {
                    day.feel(-0.5);
                    with_rmssd(day, 46.0, 54.0);
                })
                .on(84..=84, |day| with_rmssd(day, 49.0, 52.0))
                .certain(84),
            expect: Expect::of(
                "The second morning after four days of illness: answers are normal, variability is still low.",
                "Easy: back, not yet well.",
            )
            .morning(on(84).bands("easy")),
        },
        Scenario {
            name: "13-ill-then-no-word",
            life: Life::as_usual(84)
                .answering(4.0)
                .on(75..=77, |day| {
                    day.answers = [2.0, 2.0, 1.0, 2.0].map(Some);
                    day.ill = true;
                })
                .resting(75..=83)
                .silent(78..=84),
            expect: Expect::of(
                "Ill on three mornings, then no word for a week.",
                "Rest or easy, and unsure: nobody knows whether it is over.",
            )
            .morning(through(78, 84).bands("rest recover easy").confidence("low none").never("ready if you feel good")),
        },
        Scenario {
            name: "14-coming-down-with-something",
            life: Life::as_usual(84).watched().on(84..=84, |day| {
                day.answers = [3.0, 3.0, 2.0, 2.0].map(Some);
                day.night = Some(Night { rmssd: Some(40.0), sdnn: None, resting_hr: 60.0, sleep_h: 5.5 });
            }),
            expect: Expect::of(
                "Something is coming: poor answers after a poor night, and nothing is flagged.",
                "Rest or recover.",
            )
            .morning(on(84).bands("rest recover")),
        },
        Scenario {
            name: "30-rest-for-whatever-cause",
            life: Life::as_usual(84)
                .watched()
                .on(60..=60, |day| {
                    day.answers = [Some(3.0); 4];
                    day.ill = true;
                })
                .on(70..=70, |day| day.pain = true)
                .certain(70)
                .on(84..=84, |day| {
                    day.answers = [Some(1.0); 4];
                    with_rmssd(day, 40.0, 60.0);
                }),
            expect: Expect::of(
                "Three mornings of rest: one by illness, one by pain with good answers, one by the worst answers.",
                "Nothing to do today, and no next run, whatever the cause.",
            )
            .morning(nothing_to_do(60))
            .morning(nothing_to_do(70))
            .morning(nothing_to_do(84)),
        },
    ]
}

/// Weeks that are not the usual one.
fn other_weeks() -> Vec<Scenario> {
    let as_usual = |nth| on(nth).bands("ready easy").room("usual full").next_run();
    let masters = Life::of_weeks(&three_runs([6.0, 7.0, 11.0], 6.7, 3.5), 120).answering(4.0).certain(120);
    let equal = Life::of_weeks(&three_runs([8.0; 3], 6.7, 3.5), 120).answering(4.0).certain(120);
    let long: Vec<usize> = (92..=119).filter(|nth| nth % 7 == 6).collect();
    let short = masters.trained(92..=119).into_iter().filter(|nth| nth % 7 != 6).collect();
    let all_equal = equal.trained(92..=119);
    vec![
        Scenario {
            name: "15-masters-one-long-run",
            life: masters,
            expect: Expect::of(
                "Runs of 6, 7 and 11 km a week for 120 days.",
                "As usual. The run of 11 km is the long one, and none is hard.",
            )
            .morning(as_usual(120))
            .days(long, "long")
            .days(short, "easy"),
        },
        Scenario {
            name: "16-masters-equal-runs",
            life: equal,
            expect: Expect::of("Three runs of 8 km a week for 120 days.", "As usual. All are easy, none is long.")
                .morning(as_usual(120))
                .days(all_equal, "easy"),
        },
        Scenario {
            name: "18-walks-every-day",
            life: Life::of_weeks(&std::array::from_fn(|_| vec![Session::of("walk", 45.0, 2.0)]), 120)
                .answering(4.0)
                .certain(120),
            expect: Expect::of(
                "Walks 45 minutes every day for 120 days, and does nothing else.",
                "Ready. A walk is rest.",
            )
            .morning(on(120).bands("ready").never("no rest day for 1")),
        },
        Scenario {
            name: "19-triathlete",
            life: Life::of_weeks(&triathlon(), 120).answering(4.0).certain(120),
            expect: Expect::of(
                "Two sessions a day, one hard day a week, for 120 days, with normal answers.",
                "As usual. Only the intervals are hard.",
            )
            .morning(as_usual(120))
            .days((92..=119).filter(|nth| matches!(nth % 7, 1 | 2 | 4 | 5)).collect(), "easy active_recovery long")
            .days((92..=119).filter(|nth| nth % 7 == 3).collect(), "quality"),
        },
    ]
}

/// How people answer.
fn answers() -> Vec<Scenario> {
    let threes = || Life::as_usual(84).answering(3.0).exact();
    let bad_days = |today: f64| {
        let mut life = Life::as_usual(84).exact();
        for bad in [5, 13, 20, 29, 41, 48, 57, 66, 74] {
            life = life.on(bad..=bad, |day| day.answers = [Some(2.0); 4]);
        }
        life.on(84..=84, move |day| day.answers = [Some(today); 4])
    };
    vec![
        Scenario {
            name: "20-always-three",
            life: threes(),
            expect: Expect::of("Answers 3 to everything on every morning.", "Ready: three is this runner's normal.")
                .morning(on(84).bands("ready")),
        },
        Scenario {
            name: "21-always-three-today-heavy-legs",
            life: threes().on(84..=84, |day| day.answers[0] = Some(2.0)),
            expect: Expect::of(
                "Answers 3 to everything on every morning; today the legs are 2.",
                "Easy, and no drama.",
            )
            .morning(on(84).bands("easy").never("far worse than usual")),
        },
        Scenario {
            name: "22-answers-on-bad-days-only",
            life: bad_days(2.0),
            expect: Expect::of(
                "Answers on bad days only, always 2; today is one.",
                "Easy or recover: a bad day is no normal.",
            )
            .morning(on(84).bands("easy recover").never("close to your normal")),
        },
        Scenario {
            name: "23-bad-days-only-today-good",
            life: bad_days(5.0),
            expect: Expect::of("Answers on bad days only, always 2; today all is 5.", "Ready.")
                .morning(on(84).bands("ready")),
        },
        Scenario {
            name: "28-first-check-in-the-worst",
            life: Life::as_usual(60).exact().on(60..=60, |day| day.answers = [Some(1.0); 4]),
            expect: Expect::of(
                "Sixty days of files, then the first check-in ever: the worst on everything.",
                "Rest. What is said counts from the first day on.",
            )
            .morning(on(60).bands("rest")),
        },
    ]
}

/// Watches that measure something else, and days nobody knows of.
fn little_known() -> Vec<Scenario> {
    let no_hrv = "no hrv|missing hrv|not known: heart-rate variability";
    let low_hrv = "hrv is low|hrv low|hrv is below|below your normal range|ms less than your";
    vec![
        Scenario {
            name: "24-variability-spreads-wide",
            life: Life::as_usual(160).watched().spread(0.35),
            expect: Expect::of(
                "Heart-rate variability is spread by 35 % from night to night; all else is normal.",
                "No alarm about it: that is how this heart is.",
            )
            .morning(through(61, 160).share(0.95).bands("ready easy").never(low_hrv)),
        },
        Scenario {
            name: "25-sdnn-falls",
            life: Life::as_usual(84)
                .answering(4.0)
                .sleeping(&Night { rmssd: None, sdnn: Some(60.0), ..USUAL_NIGHT })
                .on(78..=84, |day| {
                    if let Some(night) = &mut day.night {
                        night.sdnn = Some(45.0);
                    }
                })
                .certain(84),
            expect: Expect::of(
                "The watch gives variability as SDNN only, and for a week it is 25 % lower.",
                "Easy. There is a variability, and it is low.",
            )
            .morning(on(84).bands("easy").never(no_hrv).says("variability|hrv|sdnn")),
        },
        Scenario {
            name: "26-no-file-for-twenty-days",
            life: Life::as_usual(100).sleeping(&USUAL_NIGHT).resting(80..=99),
            expect: Expect::of(
                "No file of training for twenty days, while another service goes on measuring the nights.",
                "Says that it does not know these days, and does not take them for rest.",
            )
            .morning(on(100).confidence("low none").says("unknown|not known|nothing is known|nobody knows"))
            .days(vec![97, 98, 99], "unknown"),
        },
        Scenario {
            name: "29-one-run-on-file",
            life: Life::as_usual(1).on(0..=0, |day| day.sessions = vec![Session::run(8.0, 6.0, 3.5)]),
            expect: Expect::of("One single run, and the morning after it.", "Nothing can be said about load.")
                .morning(on(1).bands("none").no_form().never("(form |form -|form +|form 0 %|form 0%")),
        },
    ]
}
