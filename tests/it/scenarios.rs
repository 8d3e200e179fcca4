//! Runners whose truth is known: what the program says of every one of `fixtures/scenarios/` is held against what a coach would
//! say. The format of `expect.toml` stands in `fixtures/scenarios/README.md`; everything that fails is told in one message.

use crate::workbench::{fixture, report, table};
use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// `expect.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    runner: String,
    coach: String,
    source: String,
    #[serde(default)]
    mornings: Vec<Mornings>,
    #[serde(default)]
    days: Vec<Days>,
}

/// What is expected of the mornings from one to another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mornings {
    from: toml::value::Datetime,
    until: toml::value::Datetime,
    share_min: Option<f64>,
    bands: Option<Vec<String>>,
    confidence: Option<Vec<String>>,
    says_one_of: Option<Vec<String>>,
    says_none_of: Option<Vec<String>>,
    room: Option<Vec<String>>,
    next_run: Option<bool>,
    form: Option<bool>,
    form_within: Option<f64>,
}

/// The classes that some days may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    dates: Vec<toml::value::Datetime>,
    class: Vec<String>,
}

impl Mornings {
    fn days(&self) -> Vec<Date> {
        let (mut day, until) = (date(&self.from), date(&self.until));
        let mut days = Vec::new();
        while day <= until {
            days.push(day);
            day = day.saturating_add(1.day());
        }
        assert!(!days.is_empty(), "no morning from {} until {}", self.from, self.until);
        days
    }

    /// Whether the table of mornings is enough to see it.
    fn is_of_bands_alone(&self) -> bool {
        let sentences = self.says_one_of.is_none() && self.says_none_of.is_none();
        sentences && self.room.is_none() && self.next_run.is_none() && self.form.is_none() && self.form_within.is_none()
    }
}

fn date(written: &toml::value::Datetime) -> Date {
    written.to_string().parse().expect("a day")
}

/// The suite's word for a band of ours.
fn band(ours: &str) -> &str {
    match ours {
        "ready_for_quality" => "ready",
        "active_recovery" => "recover",
        "not_enough_data" => "none",
        same => same,
    }
}

/// One morning's report as it was written. Where a value stands in it is known here and nowhere else in this file.
struct Written {
    json: Value,
    terminal: String,
}

impl Written {
    fn text(&self, pointer: &str) -> Option<&str> {
        self.json.pointer(pointer)?.as_str()
    }

    fn band(&self) -> &str {
        band(self.text("/readiness/band").expect("a band"))
    }

    fn confidence(&self) -> &str {
        self.text("/readiness/confidence").expect("a confidence")
    }

    /// What is permitted today.
    fn permitted(&self) -> Option<&Value> {
        self.json.pointer("/permitted").or_else(|| self.json.pointer("/readiness/permitted"))
    }

    /// How much there is to do today; absent where it is not said.
    fn room(&self) -> Option<&str> {
        let room = self.permitted()?.get("room")?;
        room.as_str().or_else(|| room.as_object()?.values().find_map(Value::as_str))
    }

    /// The longest that the next run may be, metres; absent where there is no next run.
    fn next_run_m(&self) -> Option<f64> {
        match self.permitted() {
            Some(permitted) => permitted.get("next_run_max_m")?.as_f64(),
            None => self.json.pointer("/snapshot/next_run_guard_m")?.as_f64(),
        }
    }

    /// Form against the chronic load; absent where none is shown.
    fn form_ratio(&self) -> Option<f64> {
        self.json.pointer("/snapshot/form_ratio")?.as_f64()
    }

    /// The sentences of the verdict.
    fn verdict(&self) -> String {
        let mut text = String::new();
        for part in ["/readiness", "/permitted", "/pushing_hard", "/notes"] {
            self.json.pointer(part).into_iter().for_each(|part| collect(part, &mut text));
        }
        plain(&text)
    }

    /// Everything that a reader sees.
    fn everything(&self) -> String {
        self.verdict() + &plain(&self.terminal)
    }
}

/// Every sentence of a value. A key, a code or a word of a list has no blank in it.
fn collect(value: &Value, into: &mut String) {
    match value {
        Value::String(text) if text.contains(' ') => into.extend([text.as_str(), "\n"]),
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Value::Object(values) => values.values().for_each(|value| collect(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// In small letters, without the lines of a panel, a blank between words.
fn plain(text: &str) -> String {
    let letters: String = text.chars().map(|c| if "│╭╮╰╯─•".contains(c) { ' ' } else { c }).collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ") + "\n"
}

/// A scenario as the program sees it.
struct Scenario {
    folder: PathBuf,
    expected: Expected,
    /// Band and confidence by morning.
    mornings: BTreeMap<Date, (String, String)>,
    /// Class by day.
    classes: BTreeMap<Date, String>,
}

fn judged(folder: &Path, as_of: Date, format: &str, out: &Path) -> String {
    let ended = report(&[folder.to_str().unwrap(), "--as-of", &as_of.to_string(), "--format", format], out);
    assert_eq!(ended.code, 0, "{}: {}", folder.display(), ended.stderr);
    ended.stdout
}

impl Scenario {
    fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join("expect.toml")).expect("expect.toml");
        let expected: Expected = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert!(["listed", "ours"].contains(&expected.source.as_str()) && !expected.coach.is_empty());
        let last = expected.mornings.iter().map(|mornings| date(&mornings.until)).max().expect("a morning");
        let out = tempfile::tempdir().unwrap();
        judged(folder, last, "csv", &out.path().join("out"));
        let rows = table(&out.path().join("out"), "readiness.csv").rows.into_iter();
        let mornings = rows.map(|row| {
            let (band, confidence) = (band(&row["band"]).to_owned(), row["confidence"].clone());
            (row["day"].parse().unwrap(), (band, confidence))
        });
        let days = table(&out.path().join("out"), "daily.csv").rows.into_iter();
        let classes = days.map(|row| (row["day"].parse().unwrap(), row["day_class"].clone()));
        Self { folder: folder.to_owned(), expected, mornings: mornings.collect(), classes: classes.collect() }
    }

    fn written(&self, morning: Date) -> Written {
        let out = tempfile::tempdir().unwrap();
        let terminal = judged(&self.folder, morning, "json", &out.path().join("out"));
        let json = fs::read_to_string(out.path().join("out/report.json")).unwrap();
        Written { json: serde_json::from_str(&json).unwrap(), terminal }
    }

    /// Everything that is not as expected, a line each.
    fn failures(&self) -> Vec<String> {
        let mut failures: Vec<String> =
            self.expected.mornings.iter().flat_map(|block| self.failures_of(block)).collect();
        for Days { dates, class } in &self.expected.days {
            let found: Vec<(Date, &str)> = dates
                .iter()
                .map(date)
                .map(|day| (day, self.classes.get(&day).map_or("no such day", String::as_str)))
                .filter(|(_, found)| !class.iter().any(|allowed| allowed == found))
                .collect();
            if !found.is_empty() {
                failures.push(format!("class {class:?} on {} days: {}", dates.len(), listed(&found)));
            }
        }
        failures
    }

    fn failures_of(&self, block: &Mornings) -> Vec<String> {
        let mut held = Held::new(block);
        for day in block.days() {
            let Some((band, confidence)) = self.mornings.get(&day) else {
                held.always("a verdict", day, false, || "none in readiness.csv".to_owned());
                continue;
            };
            held.words("band", block.bands.as_ref(), day, Some(band));
            held.words("confidence", block.confidence.as_ref(), day, Some(confidence));
            if !block.is_of_bands_alone() {
                let written = self.written(day);
                let later = (band.as_str(), confidence.as_str());
                let then = (written.band(), written.confidence());
                held.always("the same verdict when later days are known", day, then == later, || {
                    format!("{then:?}, {later:?}")
                });
                held.sentences(block, day, &written);
            }
        }
        held.failures()
    }
}

fn listed(found: &[(Date, &str)]) -> String {
    let shown: Vec<String> = found.iter().take(4).map(|(day, found)| format!("{day} {found}")).collect();
    let more = found.len().saturating_sub(shown.len());
    shown.join("; ") + &if more > 0 { format!("; and {more} more") } else { String::new() }
}

/// What became of each expectation of a block.
struct Held {
    span: String,
    share_min: f64,
    looked_at: BTreeMap<String, Expectation>,
}

/// One expectation: on how many mornings it was looked at, on which share it has to hold, and where it did not.
#[derive(Default)]
struct Expectation {
    mornings: usize,
    share_min: f64,
    failed: Vec<(Date, String)>,
}

impl Held {
    fn new(block: &Mornings) -> Self {
        let span = if block.from == block.until {
            block.from.to_string()
        } else {
            format!("{} to {}", block.from, block.until)
        };
        Self { span, share_min: block.share_min.unwrap_or(1.0), looked_at: BTreeMap::new() }
    }

    fn at(&mut self, what: String, share_min: f64, day: Date, holds: bool, found: impl FnOnce() -> String) {
        let expectation = self.looked_at.entry(what).or_default();
        expectation.mornings += 1;
        expectation.share_min = share_min;
        if !holds {
            expectation.failed.push((day, found()));
        }
    }

    fn always(&mut self, what: &str, day: Date, holds: bool, found: impl FnOnce() -> String) {
        self.at(what.to_owned(), 1.0, day, holds, found);
    }

    fn mostly(&mut self, what: String, day: Date, holds: bool, found: impl FnOnce() -> String) {
        self.at(what, self.share_min, day, holds, found);
    }

    /// A word that is one of these.
    fn words(&mut self, what: &str, allowed: Option<&Vec<String>>, day: Date, found: Option<&str>) {
        let Some(allowed) = allowed else { return };
        let holds = found.is_some_and(|found| allowed.iter().any(|allowed| allowed == found));
        self.mostly(format!("{what} {allowed:?}"), day, holds, || found.unwrap_or("not said").to_owned());
    }

    fn sentences(&mut self, block: &Mornings, day: Date, written: &Written) {
        if let Some(one_of) = &block.says_one_of {
            let said = written.verdict();
            let holds = one_of.iter().any(|words| said.contains(words.as_str()));
            self.mostly(format!("says one of {one_of:?}"), day, holds, || "says none".to_owned());
        }
        for words in block.says_none_of.iter().flatten() {
            let said = written.everything();
            let at = said.find(words.as_str());
            self.mostly(format!("never says {words:?}"), day, at.is_none(), || {
                let from = said[..at.unwrap_or(0)].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
                format!("'{}…'", said[from..].chars().take(90).collect::<String>())
            });
        }
        self.words("room", block.room.as_ref(), day, written.room());
        let next_run = || written.next_run_m().map_or("none".to_owned(), |metres| format!("{metres} m"));
        if let Some(expected) = block.next_run {
            let holds = written.next_run_m().is_some() == expected;
            self.mostly(format!("next run: {expected}"), day, holds, next_run);
        }
        let form = || written.form_ratio().map_or("none".to_owned(), |form| format!("{form:.2}"));
        if let Some(expected) = block.form {
            self.mostly(format!("form: {expected}"), day, written.form_ratio().is_some() == expected, form);
        }
        if let Some(within) = block.form_within {
            let holds = written.form_ratio().is_some_and(|form| form.abs() <= within);
            self.mostly(format!("form within {within}"), day, holds, form);
        }
        if written.band() == "rest" {
            self.always("a rest day leaves no room", day, written.room() == Some("nothing"), || {
                format!("{:?}", written.room())
            });
            self.always("a rest day has no next run", day, written.next_run_m().is_none(), next_run);
        }
    }

    fn failures(self) -> Vec<String> {
        let Self { span, looked_at, .. } = self;
        let failed = looked_at.into_iter().filter_map(|(what, Expectation { mornings, share_min, failed })| {
            let held = mornings - failed.len();
            let enough = share_min * mornings as f64 <= held as f64 + 1e-9;
            let failed: Vec<(Date, &str)> = failed.iter().map(|(day, found)| (*day, found.as_str())).collect();
            (!enough).then(|| format!("{span}: {what}: on {held} of {mornings} mornings, not {}", listed(&failed)))
        });
        failed.collect()
    }
}

#[test]
fn a_coach_would_sign_every_verdict() {
    let mut folders: Vec<PathBuf> = fs::read_dir(fixture("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(40 <= folders.len(), "{} scenarios", folders.len());
    let judged: Vec<(String, Expected, Vec<String>)> = folders
        .par_iter()
        .map(|folder| {
            let scenario = Scenario::read(folder);
            let failures = scenario.failures();
            (folder.file_name().unwrap().to_string_lossy().into_owned(), scenario.expected, failures)
        })
        .collect();
    let failing: Vec<String> = judged
        .iter()
        .filter(|(_, _, failures)| !failures.is_empty())
        .map(|(name, expected, failures)| {
            format!("{name}: {} {}\n    {}\n", expected.runner, expected.coach, failures.join("\n    "))
        })
        .collect();
    println!("{} of {} scenarios as a coach would say", judged.len() - failing.len(), judged.len());
    assert!(failing.is_empty(), "{} of {} scenarios fail:\n{}", failing.len(), judged.len(), failing.concat());
}

/// What wants another program than cargo has: `tests/quick` leaves it to `tests/run`, by the name of this module.
mod with_python {
    use crate::workbench::{binary, repository};
    use std::process::{Command, Output};

    fn check(arguments: &[&str]) -> Output {
        let script = repository().join("tests/scenarios/check.py");
        Command::new("python3").arg(script).args(arguments).output().expect("python3 is there")
    }

    #[test]
    fn the_page_shows_how_each_way_to_a_verdict_does() {
        let checked = check(&["--page", binary().to_str().unwrap()]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }

    #[test]
    fn any_table_of_answers_is_held_against_the_runners() {
        let folder = tempfile::tempdir().unwrap();
        let answers = folder.path().join("answers.csv");
        let held = |rows: &str| {
            std::fs::write(&answers, format!("scenario,morning,band\n{rows}")).unwrap();
            check(&[answers.to_str().unwrap()])
        };
        let told = |output: Output| String::from_utf8(output.stdout).unwrap();
        let ill = "11-ill-for-four-days";
        // Beside it passes the runner of whom nothing can be said.
        let right = told(held(&format!("{ill},2026-03-27,rest\n{ill},2026-03-30,rest\n")));
        assert!(!right.contains(ill) && right.contains("\n2 of 39 scenarios, 3 of "), "{right}");
        let wrong = told(held(&format!("{ill},2026-03-27,ready\n{ill},2026-03-30,rest\n")));
        assert!(wrong.contains(&format!("{ill}: rest on 0 of 1 mornings, not 2026-03-27 ready")), "{wrong}");
        assert!(!held(&format!("{ill},2026-03-27,fine\n")).status.success());
        assert!(!held("99-nobody,2026-03-27,rest\n").status.success());
    }
}
