//! Sentences about training load: the number, what is normal for this runner, and what to do.

use super::Reason;
use super::morning_view::{LOAD_DAYS, LOAD_DAYS_MIN, MorningView};
use super::vocabulary::{one_decimal, signed_percent};

/// Foster's monotony from which a week counts as monotonous.
const MONOTONY_HIGH: f64 = 2.0;
/// Chronic load gained in seven days that is much, once the chronic load is not small.
const RAMP_HIGH: f64 = 8.0;
const RAMP_CHRONIC_MIN: f64 = 30.0;
/// A week whose chronic load is as many times that of the week before rises; as many of them in a row are told.
const RISING: f64 = 1.03;
const RISING_WEEKS: usize = 4;

/// Acute and chronic load a runner wakes up with.
pub(super) struct Balance {
    pub(super) acute: f64,
    pub(super) chronic: f64,
    pub(super) form_ratio: f64,
}

impl Balance {
    /// Absent when yesterday is unknown, and while too few days are known to compare anything with.
    pub(super) fn of_morning(view: &MorningView<'_>) -> Option<Self> {
        let yesterday = view.last_day().filter(|_| LOAD_DAYS_MIN <= view.known_days())?;
        Some(Self { acute: yesterday.acute?, chronic: yesterday.chronic?, form_ratio: view.form_ratio()? })
    }

    /// The balance in words: how acute load compares with chronic.
    pub(super) fn reason(&self, code: &'static str, comparison: &str) -> Reason {
        let (acute, chronic, form) =
            (one_decimal(self.acute), one_decimal(self.chronic), signed_percent(self.form_ratio));
        Reason {
            code,
            text: format!("Acute load {acute} a day, {comparison} your chronic load of {chronic} (form {form})."),
            values: vec![("acute", self.acute), ("chronic", self.chronic), ("form_ratio", self.form_ratio)],
        }
    }
}

/// The last seven days were all alike.
pub(super) fn monotony_sentence(view: &MorningView<'_>) -> Option<Reason> {
    let monotony = view.last_day()?.monotony.filter(|monotony| *monotony >= MONOTONY_HIGH)?;
    Some(Reason {
        code: "MONOTONY-HIGH",
        text: format!(
            "Monotony {}: the last 7 days were much alike (2 or more is high); make the easy days easier.",
            one_decimal(monotony)
        ),
        values: vec![("monotony", monotony)],
    })
}

/// The chronic load grows fast. The series has no ramp before its chronic load stands on all its days.
pub(super) fn ramp_sentence(view: &MorningView<'_>) -> Option<Reason> {
    let yesterday = view.last_day()?;
    let chronic = yesterday.chronic.filter(|chronic| *chronic >= RAMP_CHRONIC_MIN)?;
    let ramp = yesterday.ramp.filter(|ramp| *ramp > RAMP_HIGH)?;
    Some(Reason {
        code: "RAMP-HIGH",
        text: format!(
            "Chronic load up {} in a week, to {} a day: hold it level for a week.",
            one_decimal(ramp),
            one_decimal(chronic)
        ),
        values: vec![("ramp", ramp), ("chronic", chronic)],
    })
}

/// The chronic load has risen week after week. Each week is held against the one before it.
pub(super) fn rising_sentence(view: &MorningView<'_>) -> Option<Reason> {
    let sevenths = || view.days().iter().rev().step_by(7).map_while(|day| day.chronic);
    let rises = |(now, before): &(f64, f64)| RISING * before <= *now && RAMP_CHRONIC_MIN <= *now;
    let known = view.known_days().saturating_sub(LOAD_DAYS) / 7;
    let weeks = sevenths().zip(sevenths().skip(1)).take_while(rises).count().min(known);
    let (now, week_ago) = sevenths().zip(sevenths().skip(1)).next()?;
    (RISING_WEEKS <= weeks).then(|| Reason {
        code: "RISING",
        text: format!(
            "Your load has been rising for {weeks} weeks in a row: chronic load up {} in the last, to {} a day.",
            one_decimal(now - week_ago),
            one_decimal(now)
        ),
        values: vec![("weeks", weeks as f64), ("ramp", now - week_ago), ("chronic", now)],
    })
}
