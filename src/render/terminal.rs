//! Two panels for a terminal: Recovery Readiness and Training Load Snapshot.
//!
//! Nothing is told by colour alone: the verdict is a word, a shape and a colour that a colour-blind eye tells apart.

use super::panel::{Panel, PanelPiece, PieceLook};
use super::summary_lines::{self, SummaryLine};
use super::{sparkline, words};
use crate::readiness::{Band, Readiness, Reason};
use crate::report::Report;

pub use super::panel::Style;
pub(crate) use super::panel::wrap_words;

/// Columns of a label.
const LABEL: usize = 14;

/// The report as text, every line with its newline. Without `style.color` it holds no control character but newlines.
pub(crate) fn report_panels(report: &Report, style: Style) -> String {
    let mut text = readiness_panel(report, style);
    text.push_str(&load_panel(report, style));
    let notes = report.notes.iter().map(|note| format!("Note: {note}"));
    for paragraph in notes.chain([summary_lines::inputs_text(report), summary_lines::FOOTER.to_owned()]) {
        for line in wrap_words(&style.clean_text(&paragraph), style.outer_width() - 1) {
            text.push(' ');
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

fn readiness_panel(report: &Report, style: Style) -> String {
    let readiness = &report.today;
    let aside = format!("{} · {}", report.athlete, readiness.day.strftime("%a %Y-%m-%d"));
    let mut panel = Panel::new(style, "Recovery Readiness", &aside);
    panel.push_gap();
    draw_verdict(&mut panel, readiness, style);
    draw_gauge(&mut panel, readiness, style);
    panel.push_gap();
    for (heading, reasons) in summary_lines::sentences(readiness) {
        draw_sentences(&mut panel, heading, reasons);
    }
    draw_lines(&mut panel, &summary_lines::lines_below(report));
    panel.close_panel()
}

/// Shape, word and colour; score and confidence at the right, or on a second line where it is narrow.
fn draw_verdict(panel: &mut Panel, readiness: &Readiness, style: Style) {
    let tint = match readiness.band {
        Band::NotEnoughData => PieceLook::Bold,
        Band::Rest => PieceLook::Tint(202),
        Band::ActiveRecovery => PieceLook::Tint(214),
        Band::Easy => PieceLook::Tint(74),
        Band::ReadyForQuality => PieceLook::Tint(32),
    };
    let shape = words::band_shape(readiness.band);
    let word = style.clean_text(&format!("{shape} {}", readiness.headline()));
    let figures = style.clean_text(&summary_lines::score_text(readiness));
    let used = word.chars().count() + figures.chars().count();
    if used + 4 <= style.inner_width() {
        let space = " ".repeat(style.inner_width() - used - 1);
        panel.push_line(&[(tint, &word), (PieceLook::Plain, &space), (PieceLook::Bold, &figures)]);
    } else {
        panel.push_line(&[(tint, &word)]);
        panel.push_line(&[(PieceLook::Plain, "  "), (PieceLook::Bold, &figures)]);
    }
}

/// The score with its half-width on the bands; nothing without a score.
fn draw_gauge(panel: &mut Panel, readiness: &Readiness, style: Style) {
    let (Some(score), Some(half_width)) = (readiness.score, readiness.half_width) else { return };
    // Sixty columns, or forty: with both, the limits 25, 45 and 65 fall on whole columns.
    let columns = if 66 <= style.inner_width() { 60 } else { 40 };
    let column = |score: f64| (score.clamp(0.0, 100.0) / 100.0 * columns as f64).round() as usize;
    let starts = [0.0, 25.0, 45.0, 65.0, 100.0].map(column);
    let mut names = String::new();
    for (start, name) in starts.iter().zip(["rest", "recover", "easy", "ready for quality"]) {
        names.extend(std::iter::repeat_n(' ', start.saturating_sub(names.len())));
        names.push_str(name);
    }
    let (low, at, high) = (column(score - half_width), column(score), column(score + half_width));
    let mut pieces: Vec<PanelPiece<'_>> = vec![(PieceLook::Plain, "  ")];
    for position in 0..=columns {
        pieces.push(match position {
            _ if position == at => (PieceLook::Bold, "●"),
            0 => (PieceLook::Faint, "├"),
            _ if position == columns => (PieceLook::Faint, "┤"),
            _ if starts.contains(&position) => (PieceLook::Faint, "┼"),
            _ if (low..=high).contains(&position) => (PieceLook::Plain, "━"),
            _ => (PieceLook::Faint, "─"),
        });
    }
    panel.push_gap();
    panel.push_line(&[(PieceLook::Plain, "  "), (PieceLook::Faint, &names)]);
    panel.push_line(&pieces);
}

fn draw_sentences(panel: &mut Panel, heading: &str, reasons: &[Reason]) {
    panel.push_line(&[(PieceLook::Bold, heading)]);
    for reason in reasons {
        panel.push_entry((PieceLook::Plain, "• "), (PieceLook::Plain, &reason.text));
    }
    panel.push_gap();
}

fn load_panel(report: &Report, style: Style) -> String {
    let yesterday = report.today.day.yesterday().unwrap_or(report.today.day);
    let mut panel = Panel::new(style, "Training Load Snapshot", &format!("6 weeks to {yesterday}"));
    panel.push_gap();
    let days = sparkline::last_days(report);
    sparkline::draw_sparkline(&mut panel, &days, style);
    panel.push_gap();
    draw_lines(&mut panel, &summary_lines::snapshot_lines(report));
    draw_lines(&mut panel, &summary_lines::threshold_lines(report));
    panel.close_panel()
}

/// Labels, figures and what they mean.
fn draw_lines(panel: &mut Panel, lines: &[SummaryLine]) {
    for SummaryLine { label, figure, text } in lines {
        let label = match figure {
            Some(figure) => format!("{label:<8}{figure:>4}  "),
            None => format!("{label:<LABEL$}"),
        };
        panel.push_entry((PieceLook::Bold, &label), (PieceLook::Plain, text));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::readiness::Confidence;
    use crate::report::sample;
    use unicode_width::UnicodeWidthStr;

    const PLAIN: Style = Style { color: false, width: 80, unicode: true };

    #[test]
    fn a_morning_after_hard_days() {
        insta::assert_snapshot!(report_panels(&sample::report(), PLAIN), @r"
        ╭─ Recovery Readiness ────────────────────────────────── Ana · Sat 2026-03-14 ─╮
        │                                                                              │
        │ ▲ Train easy; a rest day is due           48 ± 19 of 100, medium confidence  │
        │                                                                              │
        │   rest           recover     easy        ready for quality                   │
        │   ├──────────────┼──━━━━━━━━━┼━●━━━━━━━━━┼━───────────────────┤              │
        │                                                                              │
        │ Why                                                                          │
        │ • You have been pushing hard for a while: let the work sink in.              │
        │ • Legs 2.0 of 5 today (5 is fresh), 1.4 below your normal of 3.4: -22.       │
        │                                                                              │
        │ Signs of pushing hard                                                        │
        │ • 10 days in a row without a rest or active-recovery day: one is due.        │
        │                                                                              │
        │ But                                                                          │
        │ • Sleep averages 7.6 h, 0.3 h more than your normal of 7.3 h.                │
        │                                                                              │
        │ Also                                                                         │
        │ • Not known: heart-rate variability and resting heart rate.                  │
        │                                                                              │
        │ Signals       legs -22.4, soreness -2.4, hours of sleep +0.6, load -0.6      │
        │               (points of score; a total above 0 counts half)                 │
        │ Trend         71 yesterday, 66 on the mean of 7 mornings                     │
        │ Room          up to your usual day, easy: load up to 52                      │
        │ Next run      keep it under 23.2 km: a tenth more than the 21.1 km of the    │
        │               last 30 days                                                   │
        ╰──────────────────────────────────────────────────────────────────────────────╯
        ╭─ Training Load Snapshot ───────────────────────────── 6 weeks to 2026-03-13 ─╮
        │                                                                              │
        │ ?▃·▃▅·▇    ▂▃·▃▅··    █▃·▄▅▁▄    ·▃▄·▆▃█    ··▃▅▃·▆    ▂▄▃▆▃█▂               │
        │       ?        243        457        438        303        536               │
        │ load a day, and of each 7 days; · rest, ? unknown, █ 166                     │
        │                                                                              │
        │ 7 days        load 536, 47 % above your usual week (366)                     │
        │ Acute     62  a day: what you did lately (7 days)                            │
        │ Chronic   52  a day: what you are used to (42 days)                          │
        │ Form      -9  -18 %, tired from training                                     │
        │ Details       ramp +2.1 a week, monotony 1.4, strain 772, acute:chronic      │
        │               ratio 1.18                                                     │
        │ Intensity     80 % of the time easy, 12 % moderate, 8 % intense; 4 quality   │
        │               sessions among 18 workouts (28 days)                           │
        │ Rest          0 of 7 days rest or recovery, 8 of 28, none for 4 days; 7      │
        │               workouts in 7 days                                             │
        │ After rest    not enough days yet to say what follows a rest day             │
        │ Load is       82 % measured, 12 % measured against an estimated threshold,   │
        │               6 % estimated                                                  │
        │ Thresholds    highest heart rate 186 bpm, given                              │
        │               threshold heart rate 168 bpm, given                            │
        │               threshold pace 4:09 per km, estimated: 90 % of the speed of    │
        │               your best 10 km in 90 days                                     │
        ╰──────────────────────────────────────────────────────────────────────────────╯
         Note: No resting heart rate: it is taken as 50 beats a minute. Give hr_rest in
         athlete.toml.
         Inputs: 183 = 160 with activities + 12 duplicates + 9 without activity + 2
         refused; 1 damaged and read in part. Newest activity: 2026-03-13.
         Not medical advice. A description of your own data, no forecast of injury.
        ");
    }

    #[test]
    fn nothing_known_is_said_and_not_shown_as_rest() {
        let text = report_panels(&sample::nothing_known(), PLAIN);
        assert!(text.contains("○ Not enough data") && text.contains("no score"), "{text}");
        assert!(text.contains("│ ???????    ???????") && !text.contains("rest or recovery"), "{text}");
    }

    #[test]
    fn every_band_has_a_word_a_shape_and_a_colour_of_its_own() {
        let mut seen = Vec::new();
        for band in [Band::NotEnoughData, Band::Rest, Band::ActiveRecovery, Band::Easy, Band::ReadyForQuality] {
            let mut report = sample::report();
            report.today.band = band;
            let text = report_panels(&report, Style { color: true, ..PLAIN });
            let headline = text.lines().nth(2).unwrap();
            let (look, words) = headline.strip_prefix("│ \u{1b}[").unwrap().split_once('m').unwrap();
            let (shape, word) = words.split_once(' ').unwrap();
            seen.push([look.to_owned(), shape.to_owned(), word.to_owned()]);
        }
        for part in 0..3 {
            let mut parts: Vec<&str> = seen.iter().map(|one| one[part].as_str()).collect();
            parts.sort_unstable();
            parts.dedup();
            assert_eq!(parts.len(), 5, "{seen:?}");
        }
    }

    #[test]
    fn low_confidence_makes_readiness_a_condition() {
        let mut report = sample::report();
        report.today.band = Band::ReadyForQuality;
        report.today.confidence = Confidence::Low;
        let text = report_panels(&report, PLAIN);
        assert!(text.contains("● Ready if you feel good") && text.contains("low confidence"), "{text}");
    }

    #[test]
    fn a_score_below_a_limit_never_reads_as_the_limit() {
        let mut report = sample::report();
        report.today.score = Some(64.9);
        assert!(report_panels(&report, PLAIN).contains(" 64 ± 19 of 100"));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let report = sample::report();
        let mut text = String::new();
        for piece in report_panels(&report, Style { color: true, ..PLAIN }).split("\u{1b}[") {
            text.push_str(if text.is_empty() { piece } else { piece.split_once('m').unwrap().1 });
        }
        assert_eq!(text, report_panels(&report, PLAIN));
    }

    #[test]
    fn ten_thousand_hostile_notes_neither_act_nor_pass_the_edge() {
        let report = Report { notes: sample::hostile(10_000), ..sample::report() };
        for line in report_panels(&report, PLAIN).lines() {
            assert_eq!(line, crate::printable::printable(line));
            assert!(line.width() <= 80, "{line}");
        }
    }

    #[test]
    fn hostile_texts_neither_act_nor_pass_the_edge() {
        for hostile in sample::HOSTILE.map(|text| text.repeat(40)) {
            for width in [0, 52, 63, 80, 500] {
                for unicode in [true, false] {
                    let mut report = sample::report();
                    report.athlete.clone_from(&hostile);
                    report.notes = vec![hostile.clone()];
                    report.today.reasons[0].text.clone_from(&hostile);
                    report.thresholds.lthr.as_mut().unwrap().evidence.clone_from(&hostile);
                    let text = report_panels(&report, Style { color: false, width, unicode });
                    for line in text.lines() {
                        assert_eq!(line, crate::printable::printable(line));
                        assert!(line.width() <= width.clamp(52, 80), "{line}");
                        assert!(unicode || line.is_ascii(), "{line}");
                    }
                }
            }
        }
    }
}
