//! The newest rows of a table for a terminal: at most 80 columns, newest last, where the prompt is.

use super::reader_units::{km, signed, signless};
use super::words;
use crate::numerals::clock;
use crate::printable::printable;
use crate::report::Report;
use crate::report::activity::ReportedActivity;
use crate::report::team::TeamMember;
use unicode_width::UnicodeWidthStr;

/// The last so many days.
pub(crate) fn list_days(report: &Report, count: usize) -> String {
    let all = report.daily.iter().zip(&report.readiness);
    let from = report.daily.len().saturating_sub(count);
    let rows = all.skip(from).map(|(row, morning)| {
        let score = morning.score.zip(morning.half_width);
        [
            row.day.strftime("%a %Y-%m-%d").to_string(),
            // The day of the morning is not over.
            if row.day < report.today.day { words::day_class(row.class).to_owned() } else { "-".to_owned() },
            decimal_text(row.load),
            decimal_text(row.acute),
            decimal_text(row.chronic),
            row.form.map_or_else(unknown_text, |form| signed(form, 0)),
            score.map_or_else(unknown_text, |(score, half)| format!("{:.0} ± {half:.0}", score.floor())),
            words::band_word(morning.band).to_owned(),
        ]
    });
    let header = ["day", "class", "load", "acute", "chronic", "form", "readiness", "verdict"];
    text_table(header, [Left, Left, Right, Right, Right, Right, Right, Left], rows)
}

/// The last so many activities.
pub(crate) fn list_activities(report: &Report, count: usize) -> String {
    let from = report.activities.len().saturating_sub(count);
    let rows = report.activities.iter().skip(from).map(|row| {
        let ReportedActivity { activity, effort, .. } = row;
        [
            activity.day.to_string(),
            activity.sport.as_str().replace('_', " "),
            clock(activity.duration_s.round()),
            activity.distance_m.map_or_else(unknown_text, km),
            decimal_text(activity.heart_rate_mean_bpm),
            signless(effort.intensity, 2),
            signless(effort.load, 1),
            effort.method.as_str().to_owned(),
            effort.quality.as_str().replace('_', " "),
        ]
    });
    let header = ["day", "sport", "time", "km", "bpm", "intensity", "load", "from", "quality"];
    text_table(header, [Left, Left, Right, Right, Right, Right, Right, Left, Left], rows)
}

/// The last so many weeks.
pub(crate) fn list_weeks(report: &Report, count: usize) -> String {
    let from = report.weeks.len().saturating_sub(count);
    let rows = report.weeks.iter().skip(from).map(|row| {
        [
            format!("{}{}", row.first_day, if row.days_known < 7 { "*" } else { "" }),
            signless(row.load, 0),
            signless(row.duration_h, 1),
            row.run_distance_m.map_or_else(unknown_text, km),
            row.longest_run_m.map_or_else(unknown_text, km),
            row.workouts.to_string(),
            row.hard_workouts.to_string(),
            row.rest_days.to_string(),
            row.active_recovery_days.to_string(),
            decimal_text(row.chronic),
            row.form().map_or_else(unknown_text, |form| signed(form, 0)),
        ]
    });
    let header = ["week of", "load", "hours", "km", "long", "work", "hard", "rest", "light", "chronic", "form"];
    let mut align = [Right; 11];
    align[0] = Left;
    let mut text = text_table(header, align, rows);
    if report.weeks.iter().skip(from).any(|row| row.days_known < 7) {
        text.push_str("* not all of its days are known\n");
    }
    text
}

/// A team, as its rows come; the reasons stand in `team.csv` and on the page.
pub(crate) fn list_team(rows: &[TeamMember]) -> String {
    let cells = rows.iter().map(|row| {
        let score = row.known(|known| known.today.score.zip(known.today.half_width));
        [
            format!("{} {}", words::attention_shape(row.attention), words::attention_word(row.attention)),
            printable(&row.athlete).into_owned(),
            score.map_or_else(unknown_text, |(score, half)| format!("{:.0} ± {half:.0}", score.floor())),
            decimal_text(row.known(|known| known.snapshot.load_7d)),
            decimal_text(row.known(|known| known.snapshot.load_usual_week)),
            row.known(|known| known.snapshot.form).map_or_else(unknown_text, |form| signed(form, 0)),
            row.known(|known| known.newest_activity_day).map_or_else(unknown_text, |day| day.to_string()),
        ]
    });
    let header = ["to do", "athlete", "readiness", "7 days", "usual", "form", "newest"];
    text_table(header, [Left, Left, Right, Right, Right, Right, Left], cells)
}

fn decimal_text(value: Option<f64>) -> String {
    value.map_or_else(unknown_text, |value| signless(value, 0))
}

/// What stands where nothing is known.
fn unknown_text() -> String {
    "-".to_owned()
}

/// On which side a column is even.
#[derive(Debug, Clone, Copy)]
enum Align {
    Left,
    Right,
}

use Align::{Left, Right};

fn text_table<const N: usize>(header: [&str; N], align: [Align; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let rows: Vec<[String; N]> = std::iter::once(header.map(str::to_owned)).chain(rows).collect();
    let width = |nth: usize| rows.iter().map(|row| row[nth].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for ((cell, width), align) in row.iter().zip(widths).zip(align) {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            let [before, after] = match align {
                Left => ["", &space],
                Right => [&space, ""],
            };
            line.extend([before, cell, after, "  "]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readiness::Readiness;
    use crate::report::sample;

    #[test]
    fn tables_are_narrow_and_say_what_they_do_not_know() {
        let mut report = sample::report();
        report.readiness = report
            .daily
            .iter()
            .map(|row| Readiness { day: row.day, score: None, ..report.readiness[0].clone() })
            .collect();
        insta::assert_snapshot!(list_days(&report, 2), @r"
        day             class  load  acute  chronic  form  readiness  verdict
        Thu 2026-03-12  easy    166     62       52    -9          -  easy
        Fri 2026-03-13  easy     38     62       52    -9          -  easy
        ");
        insta::assert_snapshot!(list_activities(&report, 3), @r"
        day         sport     time   km  bpm  intensity  load  from  quality
        2026-03-13  run    0:40:00  7.0  138       0.57  38.0  hrss  measured
        ");
        insta::assert_snapshot!(list_weeks(&report, 3), @r"
        week of      load  hours    km  long  work  hard  rest  light  chronic  form
        2026-03-09*   410    6.5  61.0  21.1     5     1     0      1        -     -
        * not all of its days are known
        ");
    }
}
