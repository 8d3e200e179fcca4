//! `report.html`: the report as one page. It holds everything it needs, asks nothing of any network, and says everything
//! without its script, which only shows the values of a day under the pointer.
//!
//! Its content security policy allows the one style and the one script by their hashes and nothing else. Names of files,
//! titles of activities and positions are not in it unless they are asked for.

mod data;
mod sections;
mod team;

use super::{FormatError, chart};
use crate::output::Privacy;
use crate::printable::printable_lines;
use crate::report::Report;
use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sections::Sections;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

pub(crate) use team::team_page;

const PAGE_STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The page of one athlete.
///
/// # Errors
/// Only what the template engine reports of itself.
pub fn page(report: &Report, privacy: Privacy) -> Result<Vec<u8>, FormatError> {
    let style = style();
    let page = ReportPage {
        policy: policy(&style, Some(SCRIPT)),
        style,
        script: SCRIPT,
        sections: Sections::from_report(report, privacy),
    };
    written(&page)
}

/// The bytes of a page. Markup is escaped by the template; what would act on whoever prints or reads it is written out.
fn written(page: &impl Template) -> Result<Vec<u8>, FormatError> {
    let text = page.render().map_err(|error| FormatError::Html(error.to_string()))?;
    Ok(match printable_lines(&text) {
        Cow::Borrowed(_) => text.into_bytes(),
        Cow::Owned(safe) => safe.into_bytes(),
    })
}

#[derive(Template)]
#[template(path = "page.html")]
struct ReportPage<'a> {
    policy: String,
    style: String,
    script: &'static str,
    sections: Sections<'a>,
}

/// The style of a page, that of the charts in it.
fn style() -> String {
    [chart::STYLE, PAGE_STYLE].concat()
}

/// The content security policy: nothing but the style, and the script where there is one, each by its hash.
fn policy(style: &str, script: Option<&str>) -> String {
    let script = script.map_or_else(|| "'none'".to_owned(), hash);
    format!("default-src 'none'; script-src {script}; style-src {}; base-uri 'none'; form-action 'none'", hash(style))
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::ingest::{Input, Outcome};
    use crate::report::sample;

    fn text(report: &Report, with_paths: bool) -> String {
        String::from_utf8(page(report, Privacy { with_paths }).unwrap()).unwrap()
    }

    #[test]
    fn the_answer_stands_at_the_top_by_word_and_shape() {
        let text = text(&sample::report(), false);
        let verdict = &text[text.find("<section class=\"verdict easy\"").unwrap()..];
        let verdict = &verdict[..verdict.find("</section>").unwrap()];
        assert!(
            verdict.contains("▲</span> Train easy; a rest day is due</h2>")
                && verdict.contains("48 ± 19 of 100, medium confidence")
        );
        assert!(verdict.contains("Legs 2.0 of 5 today") && verdict.contains("keep it under 23.2 km"), "{verdict}");
        assert!(verdict.contains("You have been pushing hard"));
    }

    #[test]
    fn nothing_known_is_a_page_too() {
        let text = text(&sample::nothing_known(), false);
        assert!(text.contains("○</span> Not enough data</h2>") && text.contains("no score"));
        assert!(!text.contains("id=\"charts\"") && !text.contains("id=\"weeks\""));
    }

    #[test]
    fn the_policy_allows_this_style_and_this_script_and_nothing_else() {
        let text = text(&sample::report(), false);
        let between = |open: &str, close: &str| {
            let from = text.find(open).unwrap() + open.len();
            &text[from..from + text[from..].find(close).unwrap()]
        };
        let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
        let policy = between("Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
        assert_eq!(
            policy,
            format!(
                "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
                hash(script),
                hash(style)
            )
        );
        assert!(SCRIPT.len() <= 8 * 1024, "{}", SCRIPT.len());
        for fetch in
            ["http:", "https:", "url(", "@import", "<link", " src=", " href=", " style=", " onload=", " onclick="]
        {
            assert!(!text.contains(fetch), "{fetch}");
        }
    }

    #[test]
    fn names_of_files_and_titles_are_told_when_asked_for() {
        let mut report = sample::report();
        report.import[0].outcome = Outcome::Refused;
        let (plain, told) = (text(&report, false), text(&report, true));
        for private in ["2026-03-13.fit", "Round the lake"] {
            assert!(!plain.contains(private) && told.contains(private), "{private}");
        }
    }

    #[test]
    fn hostile_texts_add_no_markup() {
        let marks = |text: &str| ["<", ">", "\""].map(|mark| text.matches(mark).count());
        let with = |texts: Vec<String>| {
            let mut report = sample::report();
            for (nth, text) in texts.iter().enumerate().take(200) {
                let mut activity = report.activities[0].clone();
                activity.activity.name = Some(text.clone());
                report.activities.push(activity);
                let row = Input {
                    source: text.clone(),
                    detail: text.clone(),
                    outcome: Outcome::Refused,
                    ..report.import[0].clone()
                };
                report.import.push(row);
                if nth == 7 {
                    report.athlete.clone_from(text);
                }
            }
            report.notes = texts;
            text(&report, true)
        };
        let hostile = sample::hostile(10_000);
        let page = with(hostile.clone());
        assert_eq!(printable_lines(&page), page, "nothing that acts");
        let harmless = with(vec!["x".to_owned(); hostile.len()]);
        assert_eq!(marks(&with(hostile)), marks(&harmless));
    }

    #[test]
    fn ten_years_are_a_page_of_less_than_400_kb() {
        assert!(text(&sample::ten_years(), false).len() < 400_000);
    }

    #[test]
    fn the_figures_for_the_script_are_those_of_the_tables() {
        let report = sample::ten_years();
        let block: serde_json::Value = serde_json::from_str(&data::data_block(&report)).unwrap();
        let days = report.daily.len();
        for column in ["load", "acute", "chronic", "form", "score", "half"] {
            assert_eq!(block[column].as_array().unwrap().len(), days, "{column}");
        }
        assert_eq!(block["day"].as_str().unwrap().len(), days);
        for nth in [0, 17, days / 2, days - 2] {
            assert_eq!(block["load"][nth].as_f64(), report.daily[nth].load.map(f64::round));
            assert_eq!(block["form"][nth].as_f64(), report.daily[nth].form.map(f64::round));
        }
    }
}
