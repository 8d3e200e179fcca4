//! `index.html` of a team: who needs attention first, each with the way to the athlete's own page.

use super::{policy, style, written};
use crate::render::reader_units::{km, signed, signless};
use crate::render::{FormatError, summary_lines, words};
use crate::report::team::{KnownMember, TeamMember};
use askama::Template;
use std::fmt::Write;

/// The page of a team, its rows as they come.
///
/// # Errors
/// Only what the template engine reports of itself.
pub(crate) fn team_page(rows: &[TeamMember]) -> Result<Vec<u8>, FormatError> {
    let style = style();
    let page = TeamPage {
        policy: policy(&style, None),
        style,
        members: rows.iter().map(member_line).collect(),
        footer: summary_lines::FOOTER,
        version: env!("CARGO_PKG_VERSION"),
    };
    written(&page)
}

#[derive(Template)]
#[template(path = "team.html")]
struct TeamPage<'a> {
    policy: String,
    style: String,
    members: Vec<MemberLine<'a>>,
    footer: &'static str,
    version: &'static str,
}

/// One athlete.
struct MemberLine<'a> {
    athlete: &'a str,
    /// Where the athlete's own page is; absent where there is none.
    page: Option<String>,
    shape: &'static str,
    attention: &'static str,
    reason: &'a str,
    score: String,
    load: String,
    form: String,
    ease: String,
    next_run: String,
    newest: String,
}

fn member_line(row: &TeamMember) -> MemberLine<'_> {
    let number = |value: fn(&KnownMember) -> Option<f64>| {
        row.known(value).map_or_else(|| "–".to_owned(), |value| signless(value, 0))
    };
    MemberLine {
        athlete: &row.athlete,
        page: row.known.as_ref().map(|_| format!("{}/report.html", report_address(&row.folder))),
        shape: words::attention_shape(row.attention),
        attention: words::attention_word(row.attention),
        reason: row.reason.as_deref().unwrap_or_default(),
        score: row
            .known(|known| known.today.score.zip(known.today.half_width))
            .map_or_else(|| "–".to_owned(), |(score, half_width)| format!("{:.0} ± {half_width:.0}", score.floor())),
        load: format!(
            "{} / {}",
            number(|known| known.snapshot.load_7d),
            number(|known| known.snapshot.load_usual_week)
        ),
        form: row.known(|known| known.snapshot.form).map_or_else(|| "–".to_owned(), |form| signed(form, 0)),
        ease: row
            .known
            .as_ref()
            .map(|known| known.snapshot.rest_days_28d)
            .map_or_else(|| "–".to_owned(), |days| days.to_string()),
        next_run: row
            .known(|known| known.permitted.next_run_max_m)
            .map_or_else(|| "–".to_owned(), |metres| km((metres / 100.0).floor() * 100.0)),
        newest: row.known(|known| known.newest_activity_day).map_or_else(|| "–".to_owned(), |day| day.to_string()),
    }
}

/// The name of a folder as a part of an address.
fn report_address(name: &str) -> String {
    let mut address = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Written to memory: nothing here can fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::team_page;
    use crate::pipeline::team::{member, without_report};
    use crate::report::sample;

    #[test]
    fn each_athlete_has_a_row_a_reason_and_a_way_to_its_page() {
        let mut report = sample::report();
        report.athlete = "<b>Ana</b>".to_owned();
        let rows = [member(&report, "Ana & co"), without_report("Bo", "no activity")];
        let text = String::from_utf8(team_page(&rows).unwrap()).unwrap();
        assert!(text.contains("<a href=\"Ana%20%26%20co/report.html\">&#60;b&#62;Ana&#60;/b&#62;</a>"), "{text}");
        assert!(text.contains("pull back") && text.contains("You have been pushing hard"));
        assert!(text.contains("no report") && !text.contains("Bo/report.html"));
        assert!(text.contains("script-src &#39;none&#39;") && !text.contains("<script"));
    }
}
