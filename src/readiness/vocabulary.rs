//! How numbers, signals and advice are worded, the same in every sentence.

use super::Signal;

/// A number with one decimal; never "-0.0".
pub(super) fn one_decimal(value: f64) -> String {
    format!("{:.1}", to_tenths(value))
}

/// A number as [`one_decimal`] shows it, so that a difference in a sentence adds up for its reader.
pub(super) fn to_tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// The difference of two numbers as they are shown, so that the sentence adds up.
pub(super) fn shown_difference(a: f64, b: f64) -> String {
    one_decimal((to_tenths(a) - to_tenths(b)).abs())
}

/// Points of score with their sign, whole from ten on: "-18", "+3.2".
pub(super) fn signed(points: f64) -> String {
    let shown = if points.abs() < 9.95 { one_decimal(points) } else { format!("{points:.0}") };
    if points > 0.0 { format!("+{shown}") } else { shown }
}

/// A fraction as whole percent with its sign: -0.314 is "-31%", 0 is "0%".
pub(super) fn signed_percent(fraction: f64) -> String {
    let percent = (fraction * 100.0).round() + 0.0;
    if percent > 0.0 { format!("+{percent:.0}%") } else { format!("{percent:.0}%") }
}

/// "a", "a and b", "a, b and c".
pub(super) fn word_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The signals by their names, as the subject of a sentence with its verb: "Legs and soreness are".
pub(super) fn subject_with_verb(signals: &[Signal], name: impl Fn(Signal) -> &'static str) -> String {
    let names: Vec<&str> = signals.iter().map(|signal| name(*signal)).collect();
    let is_one = matches!(signals, [only] if !only.spec().is_plural);
    format!("{} {}", with_capital(&word_list(&names)), if is_one { "is" } else { "are" })
}

/// With a capital, for the start of a sentence.
pub(super) fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A distance in kilometres, one decimal.
pub(super) fn km(m: f64) -> String {
    one_decimal(m / 1000.0)
}

/// A fraction as whole percent.
pub(super) fn percent(fraction: f64) -> String {
    format!("{:.0} %", 100.0 * fraction + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_runner_writes_them() {
        assert_eq!(
            [one_decimal(15.62), one_decimal(-0.04), one_decimal(-1.25), one_decimal(7.0)],
            ["15.6", "0.0", "-1.3", "7.0"]
        );
        assert_eq!([-0.314, 0.25, 0.001, -0.001].map(signed_percent), ["-31%", "+25%", "0%", "0%"]);
    }

    #[test]
    fn lists_read_as_english() {
        assert_eq!(
            [word_list(&[]), word_list(&["a"]), word_list(&["a", "b"]), word_list(&["a", "b", "c"])],
            ["", "a", "a and b", "a, b and c"]
        );
        assert_eq!(with_capital("legs and form"), "Legs and form");
        let named = |signals: &[Signal]| subject_with_verb(signals, |signal| signal.spec().long_label);
        assert_eq!(
            [named(&[Signal::Legs]), named(&[Signal::Soreness]), named(&[Signal::Soreness, Signal::Load])],
            ["Legs are", "Soreness is", "Soreness and training load are"]
        );
    }
}
