//! Numbers and durations as a person reads them.

/// Seconds as h:mm:ss, with thousandths where there are any.
pub(crate) fn clock(seconds: f64) -> String {
    let thousandths = (seconds * 1000.0).round() as i64;
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    let fraction = format!("{rest:03}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}:{:02}:{:02}{point}{fraction}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// A number with at most so many decimals.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A share in whole percent, rounded down, so that what is too little never reads as enough.
pub(crate) fn percent(share: f64) -> u32 {
    // A share such as 0.29 has no exact 29 hundredths.
    (share * 100.0 + 1e-9).floor() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_stands_for_nothing() {
        assert_eq!([0.0, 59.5, 36_000.25].map(clock), ["0:00:00", "0:00:59.5", "10:00:00.25"]);
        assert_eq!([0.799_99, 0.29, 1.0, 0.005].map(percent), [79, 29, 100, 0]);
        assert_eq!([number(250.0, 1), number(0.25, 1), number(40.0, 0)], ["250", "0.2", "40"]);
    }
}
