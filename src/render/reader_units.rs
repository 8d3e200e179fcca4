//! Numbers as a person reads them: rounded, with the sign where it matters, and never a minus before zero.

/// Metres as kilometres.
pub(super) fn km(metres: f64) -> String {
    signless(metres / 1000.0, 1)
}

/// Pace of a speed, per kilometre, in whole seconds.
pub(super) fn pace(speed_mps: f64) -> String {
    let seconds = (1000.0 / speed_mps.max(0.1)).round() as u32;
    format!("{}:{:02} per km", seconds / 60, seconds % 60)
}

/// A share in percent, its sign kept on the line of its number.
pub(super) fn percent(share: f64) -> String {
    let number = if share.abs() < 0.005 { "< 1".to_owned() } else { signless(100.0 * share, 0) };
    format!("{number}\u{a0}%")
}

/// A number with so many decimals; never `-0`.
pub(super) fn signless(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.replace('-', "") } else { text }
}

/// The same with its sign, but for zero.
pub(super) fn signed(number: f64, decimals: usize) -> String {
    let text = signless(number, decimals);
    let is_positive = text.bytes().any(|byte| matches!(byte, b'1'..=b'9')) && !text.starts_with('-');
    if is_positive { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_negative_zero() {
        assert_eq!([signed(-0.04, 1), signed(0.04, 1), signed(0.06, 1), signed(-1.0, 0)], ["0.0", "0.0", "+0.1", "-1"]);
        assert_eq!(pace(4.0), "4:10 per km");
        assert_eq!(percent(0.001), "< 1\u{a0}%");
    }
}
