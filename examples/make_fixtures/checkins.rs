//! The runner's mornings: how heavy the legs are follows from what they did.

use std::fmt::Write as _;

use crate::Fallible;
use crate::body::{HR_REST, LTHR, Track};
use crate::clock::{day_text, days};
use crate::diary::Kind;
use crate::rng::Rng;

/// One session as the legs remember it.
pub(crate) struct Strain {
    day: i64,
    load: f64,
    rpe: Option<f64>,
}

impl Strain {
    /// From what the body did; a session without heart rate counts by its RPE.
    pub(crate) fn of(day: i64, track: &Track) -> Self {
        let share = |rate: u8| (f64::from(rate) - HR_REST) / (LTHR - HR_REST);
        let seconds_at = |share: f64| 100.0 / 3_600.0 * share * share;
        let load = if track.has_heart_rate() {
            track.samples.iter().filter_map(|sample| sample.heart_rate_bpm).map(|rate| seconds_at(share(rate))).sum()
        } else {
            track.timer_s() as f64 * seconds_at(track.rpe / 7.0)
        };
        Self { day, load, rpe: track.kind.is_run().then_some(track.rpe) }
    }

    /// A session nobody measured.
    pub(crate) fn unmeasured(day: i64, kind: Kind, seconds: i64) -> Self {
        Self { day, load: seconds as f64 / 36.0 * (kind.rpe() / 10.0), rpe: None }
    }
}

/// A day with more to say than its numbers.
const NOTES: [(i64, i64, &str); 8] = [
    (4, 6, "New shoes"),
    (5, 12, "Jet lag, slept on the plane"),
    (5, 24, "5 km in less than 21 minutes, at last"),
    (6, 30, "Heavy from the first step"),
    (7, 7, "Legs dead, \"one more week\""),
    (7, 11, "Left calf tight on the stairs"),
    (7, 15, "Sore throat and fever, stayed in bed"),
    (8, 28, "Fresh, wants to run"),
];

/// How the body is on a morning.
pub(crate) struct Body {
    pub(crate) day: i64,
    /// Fatigue of the last week.
    pub(crate) fatigue: f64,
    /// What does not go away over night.
    pub(crate) worn: f64,
    /// How ill, 0 to 1.3.
    pub(crate) ill: f64,
}

/// `checkins.csv` from the first Tuesday to the morning after the last session.
pub(crate) fn table(strains: &[Strain]) -> Fallible<(String, Vec<Body>)> {
    let mut bodies = Vec::new();
    let rng = &mut Rng::named("checkins");
    let mut text =
        String::from("date,legs,soreness,motivation,sleep_quality,sleep_hours,rpe,felt_harder,illness,pain,note\n");
    let (first, last) = (days(2026, 3, 3), days(2026, 8, 31));
    let (mut acute, mut chronic, mut worn) = (24.0_f64, 30.0_f64, 0.0_f64);
    for day in first..=last {
        let yesterday = || strains.iter().filter(|strain| strain.day == day - 1);
        let load: f64 = yesterday().map(|strain| strain.load).sum();
        acute += (load - acute) / 7.0;
        chronic += (load - chronic) / 42.0;
        let fatigue = (acute / chronic - 1.0).clamp(-0.25, 0.6);
        // What does not go away over night: the fatigue of the last two weeks.
        worn += (fatigue.max(0.0) - worn) / 14.0;
        let hard = (load / 100.0).min(1.2);
        let note = NOTES.iter().find(|&&(month, date, _)| days(2026, month, date) == day).map(|&(_, _, note)| note);
        let is_ill = day == days(2026, 7, 15);
        let ill = if (day - days(2026, 7, 15)).abs() <= 1 { 1.3 } else { 0.0 };

        bodies.push(Body { day, fatigue, worn, ill });
        let mut answer = |mean: f64| (mean + 0.55 * rng.normal()).round().clamp(1.0, 5.0);
        let legs = answer(4.0 - 1.6 * fatigue - 4.0 * worn - 0.5 * hard - ill);
        let soreness = answer(4.1 - 1.2 * fatigue - 2.5 * worn - 0.9 * hard);
        let motivation = answer(3.9 - 0.8 * fatigue - 4.0 * worn - 1.3 * ill);
        let sleep_quality = answer(3.8 - 0.8 * fatigue - 4.0 * worn - 1.2 * ill);
        let sleep_h = (7.6 - 0.6 * fatigue.max(0.0) - 2.5 * worn - 0.6 * ill + 0.45 * rng.normal()).clamp(4.0, 9.5);
        let felt_harder = worn > 0.2 || is_ill;
        let rpe = yesterday().filter_map(|strain| strain.rpe).next_back();

        // She answers five mornings in six, and not every question each time. The last morning is complete.
        let (skipped, hasty) = (rng.unit() < 0.18, rng.unit() < 0.15);
        let is_last = day == last;
        if skipped && !is_last && note.is_none() {
            continue;
        }
        let hasty = hasty && !is_last;
        let number = |value: f64| format!("{value}");
        let unless_hasty = |text: String| if hasty { String::new() } else { text };
        let flag = |set: bool| if set { "yes" } else { "no" }.to_string();
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let cells = [
            day_text(day),
            number(legs),
            number(soreness),
            unless_hasty(number(motivation)),
            unless_hasty(number(sleep_quality)),
            unless_hasty(format!("{sleep_h:.1}")),
            rpe.map(number).unwrap_or_default(),
            unless_hasty(flag(felt_harder)),
            unless_hasty(flag(is_ill)),
            unless_hasty(flag(day == days(2026, 7, 11))),
            note.map(quoted).unwrap_or_default(),
        ];
        writeln!(text, "{}", cells.join(","))?;
    }
    Ok((text, bodies))
}
