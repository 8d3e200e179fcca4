//! Small pictures: the score on its bands, a deviation from normal, shares of a whole.

use super::axis::nice_scale;
use jiff::civil::Date;
use std::fmt::Write;

/// The score with its half-width on the four bands, in percent of the width.
pub(crate) fn score_gauge(score: f64, half_width: f64) -> String {
    let (low, high) = ((score - half_width).clamp(0.0, 100.0), (score + half_width).clamp(0.0, 100.0));
    let mut body = String::new();
    for (from, to, class) in
        [(0, 25, "band-rest"), (25, 45, "band-recover"), (45, 65, "band-easy"), (65, 100, "band-ready")]
    {
        // Written to memory: nothing here can fail.
        let _ = write!(body, "<rect class=\"{class}\" x=\"{from}%\" y=\"8\" width=\"{}%\" height=\"16\"/>", to - from);
    }
    for (at, word) in [(0, "rest"), (25, "recover"), (45, "easy"), (65, "ready for quality")] {
        let _ = write!(body, "<text class=\"tick\" x=\"{at}%\" dx=\"2\" y=\"38\">{word}</text>");
    }
    format!(
        "<svg width=\"100%\" height=\"42\" role=\"img\" aria-label=\"{:.0} of 100, between {low:.0} and {high:.0}\">{body}\
         <line class=\"gauge-range\" x1=\"{low:.1}%\" x2=\"{high:.1}%\" y1=\"16\" y2=\"16\"/>\
         <circle class=\"gauge-dot\" cx=\"{score:.1}%\" cy=\"16\" r=\"7\"/></svg>",
        score.floor(),
    )
}

/// A deviation, of at most three either way, as a bar from the middle; a word beside it says it too.
pub(crate) fn deviation_bar(z: f64) -> String {
    let end = 50.0 + z.clamp(-3.0, 3.0) / 3.0 * 48.0;
    let (from, to) = (end.min(50.0), end.max(50.0));
    let class = if z <= -0.5 { "worse" } else { "better" };
    format!(
        "<svg width=\"100%\" height=\"14\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"{from:.1}%\" y=\"3\" \
         width=\"{:.1}%\" height=\"8\"/><line class=\"axis\" x1=\"50%\" x2=\"50%\" y1=\"0\" y2=\"14\"/></svg>",
        to - from
    )
}

/// Shares of a whole as one bar; the words below it say them.
pub(crate) fn shares_bar(shares: [f64; 3]) -> String {
    let mut body = String::new();
    let mut from = 0.0;
    for (share, class) in shares.into_iter().zip(["zone-1", "zone-2", "zone-3"]) {
        let _ = write!(
            body,
            "<rect class=\"{class}\" x=\"{:.1}%\" width=\"{:.1}%\" height=\"22\"/>",
            100.0 * from,
            100.0 * share
        );
        from += share;
    }
    let [easy, moderate, intense] = shares.map(|share| 100.0 * share);
    format!(
        "<svg width=\"100%\" height=\"22\" role=\"img\" aria-label=\"{easy:.0} % easy, {moderate:.0} % moderate, {intense:.0} % intense\">\
         {body}</svg>"
    )
}

/// The longest run of each week as bars, and the bound of the next run as a line over them.
pub(crate) fn long_runs(weeks: &[(Date, f64)], limit_m: f64) -> String {
    let (top, _) = nice_scale(weeks.iter().map(|(_, longest_m)| *longest_m).fold(limit_m, f64::max) / 1000.0);
    let place = |metres: f64| 100.0 * metres / 1000.0 / top;
    let mut body = String::new();
    for (nth, (week, longest_m)) in weeks.iter().enumerate() {
        let y = nth * 18;
        // Written to memory: nothing here can fail.
        let _ = write!(
            body,
            "<rect class=\"run\" x=\"0\" y=\"{}\" width=\"{:.1}%\" height=\"12\"/>\
             <text class=\"tick\" x=\"4\" y=\"{}\">{} · {:.1} km</text>",
            y + 2,
            place(*longest_m),
            y + 12,
            week.strftime("%-d %b"),
            longest_m / 1000.0,
        );
    }
    let (bottom, x) = (weeks.len() * 18, place(limit_m));
    format!(
        "<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"Longest run of each of the last {} weeks, and the bound \
         of the next, {:.1} km\">{body}<line class=\"limit\" x1=\"{x:.1}%\" x2=\"{x:.1}%\" y1=\"0\" y2=\"{bottom}\"/>\
         <text class=\"tick\" x=\"{x:.1}%\" dx=\"-4\" y=\"{}\" text-anchor=\"end\">next run below {:.1} km</text></svg>",
        bottom + 18,
        weeks.len(),
        limit_m / 1000.0,
        bottom + 13,
        (limit_m / 100.0).floor() / 10.0,
    )
}
