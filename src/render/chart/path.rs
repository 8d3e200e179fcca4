//! Paths in as few bytes as they need: whole numbers, and `.5` for the middle of a day.

use std::fmt::Write;

/// The height of every plot, units; 0 is at the top.
pub(super) const HEIGHT: i64 = 1000;

/// The data of one path.
#[derive(Debug, Clone, Default)]
pub(super) struct Path(String);

impl Path {
    /// A vertical bar of a day, or over several, from one height to another.
    pub(super) fn bar(&mut self, from_day: usize, days: usize, low: i64, high: i64) {
        // Written to memory: nothing here can fail.
        let _ = write!(self.0, "M{} {low}V{high}", middle(from_day, days));
    }

    /// A dot in the middle of a day.
    pub(super) fn dot(&mut self, day: usize, y: i64) {
        let _ = write!(self.0, "M{day}.5 {y}h0");
    }

    /// A line through the points, broken where one is missing.
    pub(super) fn line(&mut self, points: impl Iterator<Item = (usize, Option<i64>)>) {
        let mut open = false;
        for (day, y) in points {
            if let Some(y) = y {
                let _ = write!(self.0, "{}{day}.5 {y}", if open { " " } else { "M" });
            }
            open = y.is_some();
        }
    }

    /// More of it.
    #[cfg(feature = "html")]
    pub(super) fn push(&mut self, data: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(data);
    }

    /// As an element; nothing for an empty path.
    pub(super) fn element(&self, class: &str) -> String {
        if self.0.is_empty() { String::new() } else { format!("<path class=\"{class}\" d=\"{}\"/>", self.0) }
    }
}

/// The middle of so many days.
fn middle(from_day: usize, days: usize) -> String {
    let halves = 2 * from_day + days;
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

/// A value as a height, `low` at the bottom and `high` at the top; what lies beyond is at the edge.
pub(super) fn height(value: f64, low: f64, high: f64) -> i64 {
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    ((1.0 - share) * HEIGHT as f64).round() as i64
}
