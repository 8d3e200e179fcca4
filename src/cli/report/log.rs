//! What a run says on standard error: sentences for people, or an event a line for programs.

use super::hook;
use super::settings::Settings;
use crate::cli::clock;
use crate::cli::door::{self, Told};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::ingest::Input;
use crate::printable::{printable, shown};
use crate::report::ImportCounts;
use serde::Serialize;
use std::io;
use std::sync::Mutex;

/// Inputs that are named on standard error; `import.csv` names them all.
const FAULTS_NAMED_MAX: usize = 10;

/// How standard error is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Form {
    /// Sentences.
    Text,
    /// JSON, an event a line.
    Json,
}

/// What was said so far, and to whom.
pub(super) struct Log {
    form: Form,
    /// Whether it is for strangers: no name, no path and no word that is not ours is said.
    redact: bool,
    said: Mutex<String>,
}

/// An event, in the order of its keys; what does not belong to it is left out.
#[derive(Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "the fields are the keys")]
struct Event<'a> {
    time: String,
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    athlete: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<ImportCounts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
}

impl Log {
    pub(super) fn new(form: Form, redact: bool) -> Self {
        Self::after(form, redact, String::new())
    }

    /// One that goes on after what was said elsewhere.
    pub(super) fn after(form: Form, redact: bool, said: String) -> Self {
        Self { form, redact, said: Mutex::new(said) }
    }

    /// Everything that was said.
    pub(super) fn said(&self) -> String {
        self.said.lock().map(|said| said.clone()).unwrap_or_default()
    }

    /// Says a line. Who cannot be told is not told, and the report is no worse for it.
    fn say(&self, text: &str, event: Event<'_>) {
        let line = door::complain(match self.form {
            Form::Text => Told::Text(format!("{text}\n")),
            Form::Json => {
                let event = Event { time: clock::shown().to_string(), ..event };
                let mut bytes = serde_json::to_vec(&event).unwrap_or_default();
                bytes.push(b'\n');
                Told::Json(bytes)
            }
        });
        if let Ok(mut said) = self.said.lock() {
            said.push_str(&line);
        }
    }

    /// The inputs that were refused or damaged: for people the first of them.
    pub(super) fn faults(&self, athlete: Option<&str>, faults: &[Input]) {
        let named = if self.form == Form::Text { FAULTS_NAMED_MAX } else { usize::MAX };
        faults.iter().take(named).for_each(|input| self.fault(athlete, input));
        if named < faults.len() {
            let of = athlete.map(|name| format!("{}: ", printable(name))).unwrap_or_default();
            self.warn("more", &format!("{of}and {} more; import.csv names them all", faults.len() - named));
        }
    }

    /// An input that was refused or damaged.
    fn fault(&self, athlete: Option<&str>, input: &Input) {
        let of = athlete.map(|name| format!("{}: ", printable(name))).unwrap_or_default();
        let (outcome, code) = (input.outcome.as_str(), input.code.as_str());
        let (source, detail) = (printable(&input.source), printable(&input.detail));
        let event = Event {
            event: "input",
            athlete,
            source: Some(&input.source),
            outcome: Some(outcome),
            code: Some(code),
            detail: Some(&input.detail),
            ..Event::default()
        };
        self.say(&format!("warning: {of}{source}: {outcome} {code}: {detail}"), event);
    }

    /// Something that whoever runs this should know.
    pub(super) fn warn(&self, event: &str, detail: &str) {
        self.say(&format!("warning: {detail}"), Event { event, detail: Some(detail), ..Event::default() });
    }

    /// The same of one athlete of a team.
    pub(super) fn warn_of(&self, athlete: &str, event: &str, detail: &str) {
        let event = Event { event, athlete: Some(athlete), detail: Some(detail), ..Event::default() };
        // A list of what was found instead of activities has lines of its own.
        let line = detail.split_whitespace().collect::<Vec<_>>().join(" ");
        self.say(&format!("warning: {}: {}", printable(athlete), printable(&line)), event);
    }

    /// That the command after the run did not start or end well.
    pub(super) fn hook_failed(&self, hook: &hook::Command, cause: &io::Error) {
        let name = if self.redact {
            "the command after the run".to_owned()
        } else {
            printable(&hook.to_string()).into_owned()
        };
        self.warn("hook_failed", &format!("{name}: {cause}"));
    }

    /// Warns where the report is written and could not be shown.
    pub(super) fn shown(&self, shown: Result<(), Failure>) {
        if let Some(warning) = door::unheard(shown) {
            self.warn("not_shown", &format!("{warning}; the report is written all the same"));
        }
    }

    /// What became of the inputs, and where the report is.
    pub(super) fn written(&self, counts: ImportCounts, settings: &Settings, exit: Exit) {
        let text = format!(
            "restday: {} inputs = {} activities + {} duplicates + {} not an activity + {} refused; {}{}",
            counts.inputs,
            counts.activities,
            counts.duplicates,
            counts.not_activity,
            counts.refused,
            self.place("report", settings),
            if settings.formats.iter().any(|format| format.as_str() == "html") { ": open report.html" } else { "" },
        );
        self.done(&text, counts, settings, exit);
    }

    /// Where what was written lies, in words.
    pub(super) fn place(&self, what: &str, settings: &Settings) -> String {
        if self.redact { format!("{what} written") } else { format!("{what} in {}", shown(&settings.out)) }
    }

    /// The same in other words.
    pub(super) fn done(&self, text: &str, counts: ImportCounts, settings: &Settings, exit: Exit) {
        let out = (!self.redact).then(|| settings.out.to_string_lossy().into_owned());
        let event =
            Event { event: "written", inputs: Some(counts), out, exit_code: Some(exit.number()), ..Event::default() };
        self.say(text, event);
    }

    /// Why there is no report.
    pub(super) fn failed(&self, failure: &Failure, exit: Exit) {
        let detail = failure.told(self.redact);
        let event =
            Event { event: "failed", detail: Some(&detail), exit_code: Some(exit.number()), ..Event::default() };
        self.say(&format!("error: {detail}"), event);
    }
}
