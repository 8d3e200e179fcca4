//! Sentences about training load: the number, what is normal for this runner, and what to do.

use super::Reason;
use super::morning_view::MorningView;
use super::vocabulary::{one_decimal, signed_percent};

/// Foster's monotony from which a week counts as monotonous.
const MONOTONY_HIGH: f64 = 2.0;
/// Chronic load gained in seven days that is much, once the chronic load is not small.
const RAMP_HIGH: f64 = 8.0;
const RAMP_CHRONIC_MIN: f64 = 30.0;

/// Whether the chronic load stands on as many days as it has.
pub(super) fn is_settled(view: &MorningView<'_>) -> bool {
    view.days().last().is_some_and(|last| !last.warm_up)
}

/// Acute and chronic load a runner wakes up with.
pub(super) struct Balance {
    pub(super) acute: f64,
    pub(super) chronic: f64,
    pub(super) form_ratio: f64,
    settled: bool,
}

impl Balance {
    /// Absent when yesterday is unknown.
    pub(super) fn of_morning(view: &MorningView<'_>) -> Option<Self> {
        let yesterday = view.last_day()?;
        Some(Self {
            acute: yesterday.acute?,
            chronic: yesterday.chronic?,
            form_ratio: view.form_ratio()?,
            settled: is_settled(view),
        })
    }

    /// The balance in words: how acute load compares with chronic, and what to make of it.
    pub(super) fn reason(&self, code: &'static str, comparison: &str, advice: &str) -> Reason {
        let (acute, chronic, form) =
            (one_decimal(self.acute), one_decimal(self.chronic), signed_percent(self.form_ratio));
        let caveat = if self.settled { "" } else { ", which is still building up" };
        Reason {
            code,
            text: format!(
                "Acute load {acute} a day, {comparison} your chronic load of {chronic}{caveat} (form {form}){advice}."
            ),
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

/// The chronic load grows fast. Not before it has settled: until then it grows whatever the runner does.
pub(super) fn ramp_sentence(view: &MorningView<'_>) -> Option<Reason> {
    let yesterday = view.last_day().filter(|_| is_settled(view))?;
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
