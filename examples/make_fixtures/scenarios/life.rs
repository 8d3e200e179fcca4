//! The days of a runner before chance has its part in them, and the tables that come out of them.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use crate::Fallible;
use crate::clock::{day_text, days};
use crate::rng::Rng;

/// The day of a runner by its number: day 0 is Monday 2026-01-05.
pub(crate) fn date(nth: usize) -> String {
    day_text(days(2026, 1, 5) + nth as i64)
}

/// One session as it is meant.
#[derive(Clone)]
pub(crate) struct Session {
    sport: &'static str,
    minutes: f64,
    km: Option<f64>,
    pub(crate) rpe: f64,
}

impl Session {
    /// A run of so many kilometres, at minutes a kilometre.
    pub(crate) fn run(km: f64, pace: f64, rpe: f64) -> Self {
        Self { sport: "run", minutes: km * pace, km: Some(km), rpe }
    }

    /// A session of another sport, without a distance.
    pub(crate) fn of(sport: &'static str, minutes: f64, rpe: f64) -> Self {
        Self { sport, minutes, km: None, rpe }
    }
}

/// What a night is before chance: heart-rate variability as RMSSD or as SDNN, ms; resting heart rate; hours of sleep.
#[derive(Clone)]
pub(crate) struct Night {
    pub(crate) rmssd: Option<f64>,
    pub(crate) sdnn: Option<f64>,
    pub(crate) resting_hr: f64,
    pub(crate) sleep_h: f64,
}

/// The night that a runner usually has.
pub(crate) const USUAL_NIGHT: Night = Night { rmssd: Some(60.0), sdnn: None, resting_hr: 50.0, sleep_h: 7.4 };

/// A morning, and the day that follows it.
#[derive(Clone, Default)]
pub(crate) struct LifeDay {
    /// Legs, soreness, motivation, sleep quality, 1 to 5; absent where the runner says nothing.
    pub(crate) answers: [Option<f64>; 4],
    pub(crate) night: Option<Night>,
    pub(crate) ill: bool,
    pub(crate) pain: bool,
    pub(crate) felt_harder: bool,
    /// An answer is at most so far from what is meant, before it is rounded.
    answers_within: f64,
    pub(crate) sessions: Vec<Session>,
}

impl LifeDay {
    /// The same change of each answer that is given.
    pub(crate) fn feel(&mut self, change: f64) {
        self.answers.iter_mut().flatten().for_each(|answer| *answer += change);
    }
}

/// How far an answer usually is from what is meant.
const ANSWERS_WITHIN: f64 = 0.6;

/// The days of one runner, and how much chance there is in what they say and measure.
#[derive(Clone)]
pub(crate) struct Life {
    days: Vec<LifeDay>,
    /// Standard deviation of the logarithm of heart-rate variability.
    hrv_sd: f64,
}

/// The seven days of a week, from Monday.
pub(crate) type Week = [Vec<Session>; 7];

/// The week of most runners here: two easy runs, intervals, a short one, a long one.
pub(crate) fn usual_week() -> Week {
    [
        vec![],
        vec![Session::run(8.0, 6.0, 3.5)],
        vec![Session::run(9.0, 5.3, 7.0)],
        vec![],
        vec![Session::run(8.0, 6.0, 3.5)],
        vec![Session::run(6.0, 6.1, 3.0)],
        vec![Session::run(16.0, 6.2, 4.5)],
    ]
}

impl Life {
    /// So many days of a week that repeats, and the morning after them.
    pub(crate) fn of_weeks(week: &Week, count: usize) -> Self {
        let day = |nth: usize| LifeDay {
            sessions: if nth < count { week[nth % 7].clone() } else { Vec::new() },
            answers_within: ANSWERS_WITHIN,
            ..LifeDay::default()
        };
        Self { days: (0..=count).map(day).collect(), hrv_sd: 0.08 }
    }

    /// The usual week, so many days.
    pub(crate) fn as_usual(count: usize) -> Self {
        Self::of_weeks(&usual_week(), count)
    }

    /// Every morning is answered, with this on every question.
    pub(crate) fn answering(self, answer: f64) -> Self {
        let last = self.days.len() - 1;
        self.on(0..=last, |day| day.answers = [Some(answer); 4])
    }

    /// Every night is measured.
    pub(crate) fn sleeping(self, night: &Night) -> Self {
        let last = self.days.len() - 1;
        self.on(0..=last, |day| day.night = Some(night.clone()))
    }

    /// The usual answers and the usual nights.
    pub(crate) fn watched(self) -> Self {
        self.answering(4.0).sleeping(&USUAL_NIGHT)
    }

    /// Answers are what is meant, without chance.
    pub(crate) fn exact(self) -> Self {
        let last = self.days.len() - 1;
        self.on(0..=last, |day| day.answers_within = 0.0)
    }

    /// The answers of this morning are what is meant: the coach's word rests on it.
    pub(crate) fn certain(self, nth: usize) -> Self {
        self.on(nth..=nth, |day| day.answers_within = 0.0)
    }

    /// Heart-rate variability is spread by this standard deviation of its logarithm.
    pub(crate) fn spread(mut self, hrv_sd: f64) -> Self {
        self.hrv_sd = hrv_sd;
        self
    }

    /// Changes some days.
    pub(crate) fn on(mut self, days: RangeInclusive<usize>, change: impl Fn(&mut LifeDay)) -> Self {
        self.days[days].iter_mut().for_each(change);
        self
    }

    /// Changes some days, each by how many days it is after the first of them.
    pub(crate) fn each(mut self, days: RangeInclusive<usize>, change: impl Fn(usize, &mut LifeDay)) -> Self {
        self.days[days].iter_mut().enumerate().for_each(|(after, day)| change(after, day));
        self
    }

    /// The same week, longer or shorter.
    pub(crate) fn scaled(self, days: RangeInclusive<usize>, factor: f64) -> Self {
        self.on(days, |day| {
            for session in &mut day.sessions {
                session.minutes *= factor;
                session.km = session.km.map(|km| km * factor);
            }
        })
    }

    /// No session.
    pub(crate) fn resting(self, days: RangeInclusive<usize>) -> Self {
        self.on(days, |day| day.sessions.clear())
    }

    /// No word.
    pub(crate) fn silent(self, days: RangeInclusive<usize>) -> Self {
        self.on(days, |day| day.answers = [None; 4])
    }

    /// The days that have a session, among these.
    pub(crate) fn trained(&self, days: RangeInclusive<usize>) -> Vec<usize> {
        days.filter(|&nth| !self.days[nth].sessions.is_empty()).collect()
    }

    /// The tables by name, those that have a row.
    pub(crate) fn tables(&self, name: &str) -> Fallible<Vec<(&'static str, String)>> {
        let tables = [
            ("athlete.toml", athlete(name)),
            ("manual.csv", self.manual(name)?),
            ("checkins.csv", self.checkins(name)?),
            ("wellness.csv", self.wellness(name)?),
        ];
        Ok(tables.into_iter().filter(|(_, text)| text.lines().nth(1).is_some()).collect())
    }

    fn manual(&self, name: &str) -> Fallible<String> {
        let mut text = String::from("date,sport,duration_s,distance_km,rpe\n");
        for (nth, day) in self.days.iter().enumerate() {
            let rng = &mut Rng::named(&format!("{name} sessions {nth}"));
            for Session { sport, minutes, km, rpe } in &day.sessions {
                let (longer, slower) = (rng.between(0.97, 1.03), rng.between(0.985, 1.015));
                let seconds = (minutes * 60.0 * longer * slower).round();
                let km = km.map(|km| format!("{:.2}", km * longer)).unwrap_or_default();
                let rpe = (2.0 * (rpe + rng.between(-0.4, 0.4))).round().clamp(1.0, 20.0) / 2.0;
                writeln!(text, "{},{sport},{seconds},{km},{rpe}", date(nth))?;
            }
        }
        Ok(text)
    }

    fn checkins(&self, name: &str) -> Fallible<String> {
        let mut text = String::from("date,legs,soreness,motivation,sleep_quality,felt_harder,illness,pain\n");
        for (nth, day) in self.days.iter().enumerate() {
            let rng = &mut Rng::named(&format!("{name} answers {nth}"));
            if day.answers.iter().all(Option::is_none) {
                continue;
            }
            let mut answer = |meant: Option<f64>| {
                let by_chance = rng.between(-day.answers_within, day.answers_within);
                meant.map(|meant| (meant + by_chance).round().clamp(1.0, 5.0).to_string()).unwrap_or_default()
            };
            let [legs, soreness, motivation, sleep_quality] = day.answers.map(&mut answer);
            let [harder, ill, pain] = [day.felt_harder, day.ill, day.pain].map(|set| if set { "yes" } else { "no" });
            writeln!(text, "{},{legs},{soreness},{motivation},{sleep_quality},{harder},{ill},{pain}", date(nth))?;
        }
        Ok(text)
    }

    fn wellness(&self, name: &str) -> Fallible<String> {
        let mut text = String::from("date,hrv_rmssd_ms,hrv_sdnn_ms,resting_hr_bpm,sleep_h\n");
        for (nth, day) in self.days.iter().enumerate() {
            let rng = &mut Rng::named(&format!("{name} nights {nth}"));
            let Some(Night { rmssd, sdnn, resting_hr, sleep_h }) = &day.night else { continue };
            let by_chance = libm::exp(self.hrv_sd * rng.normal());
            let hrv = |ms: &Option<f64>| ms.map(|ms| format!("{:.0}", (ms * by_chance).max(8.0))).unwrap_or_default();
            let resting_hr = (resting_hr + 1.2 * rng.normal()).round();
            let sleep_h = sleep_h + 0.4 * rng.normal();
            writeln!(text, "{},{},{},{resting_hr},{sleep_h:.1}", date(nth), hrv(rmssd), hrv(sdnn))?;
        }
        Ok(text)
    }
}

/// Who the runner is. A name with a word of the verdict in it would be found among its sentences.
fn athlete(name: &str) -> String {
    let number: String = name.chars().take_while(char::is_ascii_digit).collect();
    format!("name = \"Runner {number}\"\ntime_zone = \"Europe/Oslo\"\n")
}
