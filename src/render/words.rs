//! The words for a person where the tables have keys: one place, so that every format says the same.

use crate::athlete::Provenance;
use crate::load::day_class::DayClass;
use crate::readiness::{Band, Confidence, MissingReason, Readiness};
use crate::report::team::Attention;

/// What to do today. With low confidence the good news is a condition, no promise.
pub(super) const fn recommendation(readiness: &Readiness) -> &'static str {
    match (readiness.band, readiness.confidence) {
        (Band::NotEnoughData, _) => "Not enough data",
        (Band::Rest, _) => "Rest",
        (Band::ActiveRecovery, _) => "Active recovery: walk, yoga or an easy ride",
        (Band::Easy, _) => "Train easy",
        (Band::ReadyForQuality, Confidence::None | Confidence::Low) => "Ready if you feel good",
        (Band::ReadyForQuality, _) => "Ready for quality",
    }
}

/// The shape that stands for a verdict, beside its word and its colour.
pub(super) const fn shape(band: Band) -> &'static str {
    match band {
        Band::NotEnoughData => "○",
        Band::Rest => "■",
        Band::ActiveRecovery => "◆",
        Band::Easy => "▲",
        Band::ReadyForQuality => "●",
    }
}

/// How a deviation compares with the runner's own normal.
pub(super) fn status(z: f64) -> &'static str {
    if z <= -1.5 {
        "much_worse"
    } else if z <= -0.5 {
        "worse"
    } else if z < 0.5 {
        "normal"
    } else {
        "better"
    }
}

/// Why a signal is missing.
pub(super) const fn missing(reason: MissingReason) -> &'static str {
    match reason {
        MissingReason::NotGiven => "not given",
        MissingReason::Stale => "older than yesterday",
        MissingReason::TooFew => "too few values yet",
        MissingReason::RmssdMissingSdnnAvailable => "SDNN only",
        MissingReason::NoRecentRun => "no run in 4 days",
        MissingReason::Hot => "too hot to tell",
    }
}

/// What a coach has to do, in a word or two.
pub(super) const fn attention(attention: Attention) -> &'static str {
    match attention {
        Attention::PullBack => "pull back",
        Attention::NoReport => "no report",
        Attention::NoData => "no data",
        Attention::Rest | Attention::Recover | Attention::Easy | Attention::Ready => attention.as_str(),
    }
}

/// The shape that stands for it.
pub(super) const fn attention_shape(attention: Attention) -> &'static str {
    match attention {
        Attention::Rest => shape(Band::Rest),
        Attention::PullBack => "!",
        Attention::Recover => shape(Band::ActiveRecovery),
        Attention::Easy => shape(Band::Easy),
        Attention::Ready => shape(Band::ReadyForQuality),
        Attention::NoReport | Attention::NoData => shape(Band::NotEnoughData),
    }
}

/// The name of a threshold, by its key in `athlete.toml`.
pub(super) fn threshold(key: &'static str) -> &'static str {
    match key {
        "hr_rest" => "resting heart rate",
        "hr_max" => "highest heart rate",
        "lthr" => "threshold heart rate",
        "vt1" => "first ventilatory threshold",
        "vt2" => "second ventilatory threshold",
        "run_pace" => "threshold pace",
        "ride_power" => "threshold power",
        "run_power" => "threshold running power",
        "weight_kg" => "body mass",
        "height_m" => "height",
        other => other,
    }
}

/// A class of day, in words.
pub(super) const fn day_class(class: DayClass) -> &'static str {
    match class {
        DayClass::ActiveRecovery => "active recovery",
        other => other.as_str(),
    }
}

/// A band, in a word or two.
pub(super) const fn band(band: Band) -> &'static str {
    match band {
        Band::ReadyForQuality => "ready",
        Band::ActiveRecovery => "recover",
        Band::NotEnoughData => "no score",
        Band::Rest | Band::Easy => band.as_str(),
    }
}

/// A deviation in words.
#[cfg(feature = "html")]
pub(super) fn status_words(z: f64) -> &'static str {
    match status(z) {
        "much_worse" => "much worse",
        other => other,
    }
}

/// Where a threshold came from.
pub(super) const fn provenance(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Given => "given",
        Provenance::Device => "from the watch",
        Provenance::Estimated => "estimated",
        Provenance::Default => "a guess",
    }
}

/// Form in words, by its share of the chronic load. Conventions of coaching, no physiology.
pub(super) fn form(form_ratio: f64) -> &'static str {
    if form_ratio <= -0.30 {
        "far more than you are used to"
    } else if form_ratio <= -0.10 {
        "tired from training"
    } else if form_ratio < 0.05 {
        "in balance"
    } else if form_ratio < 0.25 {
        "fresh"
    } else {
        "very fresh, and losing fitness if it stays so"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_change_at_their_limits() {
        assert_eq!(
            [-1.5, -1.49, -0.5, -0.49, 0.49, 0.5].map(status),
            ["much_worse", "worse", "worse", "normal", "normal", "better"]
        );
        assert_eq!(
            [-0.30, -0.29, -0.10, 0.0, 0.05, 0.25].map(form),
            [
                "far more than you are used to",
                "tired from training",
                "tired from training",
                "in balance",
                "fresh",
                "very fresh, and losing fitness if it stays so"
            ]
        );
    }
}
