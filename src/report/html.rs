//! `report.html`: the report as one page. It holds everything it needs, asks nothing of any network, and says everything
//! without its script, which only shows the values of a day under the pointer.
//!
//! Its content security policy allows the one style and the one script by their hashes and nothing else. Names of files,
//! titles of activities and positions are not in it unless they are asked for.

mod data;
mod sections;

use super::{Report, chart};
use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sections::Sections;
use sha2::{Digest, Sha256};

const PAGE_STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What a page may tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Privacy {
    /// Whether names of files and titles of activities are in it.
    pub with_paths: bool,
}

/// The page of one athlete.
///
/// # Errors
/// Only what the template engine reports of itself.
pub fn page(report: &Report, privacy: Privacy) -> Result<Vec<u8>, askama::Error> {
    let style = style();
    let page =
        Page { policy: policy(&style, Some(SCRIPT)), style, script: SCRIPT, sections: Sections::of(report, privacy) };
    let mut bytes = Vec::new();
    page.write_into(&mut bytes)?;
    Ok(bytes)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
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
