//! The words for a person where the tables have keys: one place, so that every format says the same.

use crate::athlete::Provenance;
use crate::load::day_class::DayClass;
use crate::readiness::Band;
use crate::report::team::Attention;

/// The shape that stands for a verdict, beside its word and its colour.
pub(super) const fn band_shape(band: Band) -> &'static str {
    match band {
        Band::NotEnoughData => "○",
        Band::Rest => "■",
        Band::ActiveRecovery => "◆",
        Band::Easy => "▲",
        Band::ReadyForQuality => "●",
    }
}

/// How a signal compares with the runner's own normal: an answer from a point on, another signal from a standard deviation on,
/// and half as much again is much.
pub(super) fn status_word(deviation: f64) -> &'static str {
    if deviation <= -1.5 {
        "much_worse"
    } else if deviation <= -1.0 {
        "worse"
    } else if deviation < 1.0 {
        "normal"
    } else {
        "better"
    }
}

/// What a coach has to do, in a word or two.
pub(super) const fn attention_word(attention: Attention) -> &'static str {
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
        Attention::Rest => band_shape(Band::Rest),
        Attention::PullBack => "!",
        Attention::Recover => band_shape(Band::ActiveRecovery),
        Attention::Easy => band_shape(Band::Easy),
        Attention::Ready => band_shape(Band::ReadyForQuality),
        Attention::NoReport | Attention::NoData => band_shape(Band::NotEnoughData),
    }
}

/// The name of a threshold, by its key in `athlete.toml`.
pub(super) fn threshold_name(key: &'static str) -> &'static str {
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
pub(super) const fn band_word(band: Band) -> &'static str {
    match band {
        Band::ReadyForQuality => "ready",
        Band::ActiveRecovery => "recover",
        Band::NotEnoughData => "no score",
        Band::Rest | Band::Easy => band.as_str(),
    }
}

/// A deviation in words.
#[cfg(feature = "html")]
pub(super) fn status_words(deviation: f64) -> &'static str {
    match status_word(deviation) {
        "much_worse" => "much worse",
        other => other,
    }
}

/// Where a threshold came from.
pub(super) const fn provenance_word(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::Given => "given",
        Provenance::Device => "from the watch",
        Provenance::Estimated => "estimated",
        Provenance::Default => "a guess",
    }
}

/// Form in words, by its share of the chronic load. Conventions of coaching, no physiology.
pub(super) fn form_word(form_ratio: f64) -> &'static str {
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
            [-1.5, -1.49, -1.0, -0.99, 0.99, 1.0].map(status_word),
            ["much_worse", "worse", "worse", "normal", "normal", "better"]
        );
        assert_eq!(
            [-0.30, -0.29, -0.10, 0.0, 0.05, 0.25].map(form_word),
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
