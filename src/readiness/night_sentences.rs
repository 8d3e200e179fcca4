//! Sentences about what the nights say: how far a signal is from its normal, and what it still takes to know one.

use super::hrv::WEEK_NIGHTS_MIN;
use super::morning_view::MorningView;
use super::night_signals::{
    HEART_DAYS, HRV_NORMAL_MIN, HRV_WEEK_DAYS, NOW_DAYS, RHR_NORMAL_MIN, SLEEP_DAYS, SLEEP_NORMAL_MIN,
};
use super::vocabulary::{one_decimal, shown_difference};
use super::{Factor, Reason, Signal};
use crate::morning::Metric;

/// A value of the night that is worse than its normal, without the end of the sentence. One that is better never has the points
/// for a sentence.
pub(super) fn below_normal(metric: Metric, value: f64, normal: f64) -> String {
    match metric {
        Metric::HrvRmssd | Metric::HrvSdnn => format!(
            "Heart-rate variability averages {} ms over the last {HRV_WEEK_DAYS} nights, {} ms less than your \
             {HEART_DAYS}-day normal of {} ms",
            value.round(),
            (value.round() - normal.round()).abs(),
            normal.round()
        ),
        Metric::RestingHr => format!(
            "Resting heart rate {} bpm (middle of {NOW_DAYS} nights), {} higher than your {HEART_DAYS}-day normal of {}",
            one_decimal(value),
            shown_difference(value, normal),
            one_decimal(normal)
        ),
        Metric::Sleep => format!(
            "Sleep averages {} h over the last nights, {} h less than your {SLEEP_DAYS}-day normal of {} h",
            one_decimal(value),
            shown_difference(value, normal),
            one_decimal(normal)
        ),
    }
}

/// The nights that it takes to know a normal.
pub(super) fn nights_needed(metric: Metric) -> String {
    match metric {
        Metric::HrvRmssd | Metric::HrvSdnn => format!(
            "{WEEK_NIGHTS_MIN} of the last {HRV_WEEK_DAYS} nights and {HRV_NORMAL_MIN} of the {HEART_DAYS} before today"
        ),
        Metric::RestingHr => format!("{RHR_NORMAL_MIN} of the {HEART_DAYS} nights before today"),
        Metric::Sleep => format!("{SLEEP_NORMAL_MIN} of the {SLEEP_DAYS} nights before today"),
    }
}

/// Heart-rate variability above normal is no plus, and worth knowing.
pub(super) fn above_normal(factors: &[Factor], view: &MorningView<'_>) -> Option<Reason> {
    let hrv = factors.iter().find(|factor| factor.signal == Signal::Hrv)?;
    let (value, normal) = hrv.value.zip(hrv.normal).filter(|_| view.is_variability_high())?;
    Some(Reason {
        code: "HRV-ABOVE",
        text: format!(
            "Heart-rate variability averages {} ms, above your {HEART_DAYS}-day normal of {} ms: no plus, as overload can \
             raise it too.",
            value.round(),
            normal.round()
        ),
        values: vec![("hrv", value), ("normal", normal)],
    })
}
