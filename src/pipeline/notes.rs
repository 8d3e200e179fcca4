//! What the reader should know before believing a number, as sentences.

use super::computed::SILENCE_DAYS_MAX;
use crate::athlete::{Provenance, Thresholds};
use crate::dates::days_between;
use jiff::civil::Date;

/// What the notes are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The morning that is judged.
    pub(super) as_of: Date,
    /// Day of the newest activity before it.
    pub(super) newest: Option<Date>,
    /// Days before the morning without an activity or a check-in.
    pub(super) silent_days: i32,
    /// Days before the morning of which nothing is known.
    pub(super) unknown_days: i32,
    /// Whether the athlete's sex is known.
    pub(super) sex_known: bool,
    /// Whether any load came from heart rate.
    pub(super) by_heart_rate: bool,
    /// The thresholds of the morning.
    pub(super) thresholds: &'a Thresholds,
    /// Share of the load by quality: measured, estimated threshold, estimated.
    pub(super) quality_share: Option<[f64; 3]>,
    /// Activities before the morning whose day is that of UTC for want of a zone.
    pub(super) utc_days: usize,
    /// Activities on the morning's day or after it.
    pub(super) after_as_of: usize,
    /// Check-ins after the morning, and the day of the latest of them.
    pub(super) later_check_ins: Option<(usize, Date)>,
}

/// The notes that apply, in a fixed order.
#[must_use]
pub(super) fn all(facts: &Facts) -> Vec<String> {
    let notes =
        [staleness(facts), thresholds(facts), quality(facts), sex(facts), zone(facts), after(facts), later(facts)];
    notes.into_iter().flatten().collect()
}

fn staleness(facts: &Facts) -> Option<String> {
    let newest = facts.newest?;
    if 0 < facts.unknown_days {
        return Some(format!(
            "The newest activity is of {newest}: the {} before {} are unknown, not rest. Add the missing files, or judge \
             the last morning that the data know with --as-of latest.",
            days(facts.unknown_days),
            facts.as_of,
        ));
    }
    if 0 < facts.silent_days {
        return Some(format!(
            "The newest activity is of {newest}. The {} before {} without a file or a check-in count as rest; if there was \
             training, add it.",
            days(facts.silent_days),
            facts.as_of,
        ));
    }
    (SILENCE_DAYS_MAX < days_between(newest, facts.as_of)).then(|| {
        format!(
            "The newest activity is of {newest}, {} before the morning that is judged. If files are missing, add them, or \
             judge an earlier morning with --as-of.",
            days(days_between(newest, facts.as_of)),
        )
    })
}

fn thresholds(facts: &Facts) -> Option<String> {
    let all = [
        ("resting heart rate", &facts.thresholds.hr_rest),
        ("highest heart rate", &facts.thresholds.hr_max),
        ("threshold heart rate", &facts.thresholds.lthr),
        ("threshold pace", &facts.thresholds.run_speed_mps),
        ("threshold power", &facts.thresholds.ride_power_w),
    ];
    let guessed: Vec<&str> = all
        .iter()
        .filter(|(_, anchor)| anchor.as_ref().is_some_and(|anchor| anchor.provenance != Provenance::Given))
        .map(|(name, _)| *name)
        .collect();
    (!guessed.is_empty()).then(|| {
        format!(
            "Not given, and estimated or taken from the watch: {}. restday thresholds shows how they were found; give \
             your own in athlete.toml.",
            guessed.join(", ")
        )
    })
}

fn quality(facts: &Facts) -> Option<String> {
    let [_, _, estimated] = facts.quality_share?;
    (0.2 <= estimated).then(|| {
        format!(
            "{:.0} % of the load of the last 42 days is a guess by sport and time, or by a mean heart rate: no usable samples and no RPE.",
            100.0 * estimated
        )
    })
}

fn sex(facts: &Facts) -> Option<String> {
    (facts.by_heart_rate && !facts.sex_known)
        .then(|| "Heart rate is weighted with the constants for men: give sex in athlete.toml for yours.".to_owned())
}

fn later(facts: &Facts) -> Option<String> {
    let (count, latest) = facts.later_check_ins?;
    Some(format!(
        "{} after {} and {} no part in this report, the latest is of {latest}: if that day has not been yet, its date is to be \
         mended.",
        if count == 1 { "1 check-in lies".to_owned() } else { format!("{count} check-ins lie") },
        facts.as_of,
        if count == 1 { "has" } else { "have" },
    ))
}

fn zone(facts: &Facts) -> Option<String> {
    (0 < facts.utc_days).then(|| {
        format!(
            "{} activities have neither a clock offset nor a position: their day is that of UTC. Give time_zone in \
             athlete.toml.",
            facts.utc_days
        )
    })
}

fn after(facts: &Facts) -> Option<String> {
    (0 < facts.after_as_of).then(|| {
        format!(
            "{} activities on {} or later are listed and have no part in the verdict.",
            facts.after_as_of, facts.as_of
        )
    })
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const THRESHOLDS: Thresholds = Thresholds {
        hr_rest: None,
        hr_max: None,
        lthr: None,
        run_speed_mps: None,
        ride_power_w: None,
        vt1: None,
        vt2: None,
        run_power_w: None,
        weight_kg: None,
        height_m: None,
    };

    fn facts() -> Facts<'static> {
        Facts {
            as_of: date(2026, 8, 31),
            newest: Some(date(2026, 8, 30)),
            silent_days: 0,
            unknown_days: 0,
            sex_known: true,
            by_heart_rate: true,
            thresholds: &THRESHOLDS,
            quality_share: Some([1.0, 0.0, 0.0]),
            utc_days: 0,
            after_as_of: 0,
            later_check_ins: None,
        }
    }

    #[test]
    fn nothing_to_say_when_all_is_well() {
        assert_eq!(all(&facts()), [""; 0]);
    }

    #[test]
    fn a_silence_is_rest_then_unknown_and_check_ins_do_not_hide_it() {
        let note = |facts: &Facts| all(facts).join(" ");
        let rest = note(&Facts { newest: Some(date(2026, 8, 28)), silent_days: 2, ..facts() });
        assert!(rest.contains("2 days before 2026-08-31") && rest.contains("count as rest"), "{rest}");
        let unknown = note(&Facts { newest: Some(date(2026, 8, 1)), silent_days: 29, unknown_days: 29, ..facts() });
        assert!(unknown.contains("29 days") && unknown.contains("--as-of latest"), "{unknown}");
        let checked_in = note(&Facts { newest: Some(date(2026, 8, 1)), ..facts() });
        assert!(checked_in.contains("2026-08-01, 30 days before"), "{checked_in}");
    }
}
