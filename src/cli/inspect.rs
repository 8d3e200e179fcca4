//! `restday inspect`: what is in a file, how its load comes about, and whether another decoder reads the same. Nothing is
//! written.

mod examine;
mod facts;
mod messages;
mod target;
mod text;

use super::athlete_file;
use super::door::{self, PrintedForm};
use super::failure::Failure;
use crate::cli::exit::Exit;
use crate::config::Configured;
use crate::diagnostic::Severity;
use crate::format::RecordingFormat;
use crate::source::{Content, Kind};
use facts::FileFacts;
use messages::MessageStream;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use target::InspectTarget;

/// What `restday inspect` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct InspectArgs {
    /// FIT, GPX and TCX files, also inside an archive as 'export.zip!activities/1.fit.gz'; of a folder or an archive
    /// every input is listed in a line.
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// Decode FIT and GPX a second time, with the crates fitparser and gpx, and compare value by value.
    #[arg(long)]
    verify: bool,

    /// Name every message of a FIT file with its fields, as fitparser decodes them; positions are left out.
    #[arg(long)]
    messages: bool,

    /// Write one JSON document, an array with an object for each input.
    #[arg(long)]
    json: bool,

    /// The athlete's configuration, for the thresholds that loads are computed with [default: athlete.toml in the first
    /// folder that has one]
    #[arg(long, value_name = "FILE")]
    athlete: Option<PathBuf>,
}

pub(super) fn run_inspect(arguments: &InspectArgs) -> Result<ExitCode, Failure> {
    let configured = athlete_file::load_athlete(arguments.athlete.as_deref(), &arguments.paths)?;
    let targets = arguments.paths.iter().map(|path| target::find_target(path)).collect::<Result<Vec<_>, _>>()?;
    if arguments.messages && targets.iter().any(|target| matches!(target, InspectTarget::Many(_))) {
        let text = "--messages is for single files; name one, inside an archive as 'export.zip!activities/1.fit.gz'";
        return Err(Failure::Usage(text.to_owned()));
    }
    let worst = if arguments.json {
        as_json(&targets, arguments, &configured, door::safe_stream(PrintedForm::Json))?
    } else {
        as_text(&targets, arguments, &configured, door::safe_stream(PrintedForm::Text))?
    };
    match worst {
        None => Err(Failure::Nothing("there is no file here".to_owned())),
        Some(worst) => Ok(Exit::with_report(false, Severity::Damaged <= worst).into()),
    }
}

/// Writes what is to be told for a person. Answers the most severe of it; absent without an input.
fn as_text(
    targets: &[InspectTarget],
    arguments: &InspectArgs,
    configured: &Configured,
    mut out: impl Write,
) -> Result<Option<Severity>, Failure> {
    let mut worst = None;
    for target in targets {
        match target {
            InspectTarget::One(input) => {
                let (file, content) = examine::inspect_file(input, configured, arguments.verify)?;
                worst = worst.max(Some(file.severity()));
                out.write_all(text::file_text(&file).as_bytes()).map_err(Failure::Output)?;
                match content {
                    Some(content) if arguments.messages => write_messages(&content, &mut out),
                    _ => Ok(()),
                }
                .map_err(Failure::Output)?;
            }
            InspectTarget::Many(many) => {
                let files = examine::inspect_many(many, configured, arguments.verify)?;
                worst = worst.max(files.iter().map(FileFacts::severity).max());
                if !files.is_empty() {
                    out.write_all(text::list_text(&many.place_name(), &files).as_bytes()).map_err(Failure::Output)?;
                }
            }
        }
        if worst.is_some() {
            writeln!(out).map_err(Failure::Output)?;
        }
    }
    out.flush().map_err(Failure::Output)?;
    Ok(worst)
}

fn write_messages(content: &Content, out: &mut impl Write) -> io::Result<()> {
    match content.kind {
        Kind::Recording(RecordingFormat::Fit) => messages::write_messages(&content.bytes, out),
        _ => writeln!(out, "\n Messages are what FIT files are made of, and this is none."),
    }
}

/// Writes the document. Answers the most severe of it; absent without an input.
fn as_json(
    targets: &[InspectTarget],
    arguments: &InspectArgs,
    configured: &Configured,
    mut out: impl Write,
) -> Result<Option<Severity>, Failure> {
    let written = |error: serde_json::Error| Failure::Output(error.into());
    let mut worst = None;
    let mut json = serde_json::Serializer::new(&mut out);
    let mut array = json.serialize_seq(None).map_err(written)?;
    for target in targets {
        match target {
            InspectTarget::One(input) => {
                let (file, content) = examine::inspect_file(input, configured, arguments.verify)?;
                worst = worst.max(Some(file.severity()));
                let is_fit = |content: &&Content| content.kind == Kind::Recording(RecordingFormat::Fit);
                let content = content.as_ref().filter(is_fit).filter(|_| arguments.messages);
                let stream = content.map(|content| MessageStream::new(&content.bytes));
                array.serialize_element(&InspectDocument::for_file(&file, stream.as_ref())).map_err(written)?;
            }
            InspectTarget::Many(many) => {
                for file in examine::inspect_many(many, configured, arguments.verify)? {
                    worst = worst.max(Some(file.severity()));
                    array.serialize_element(&InspectDocument::for_file(&file, None)).map_err(written)?;
                }
            }
        }
    }
    array.end().map_err(written)?;
    writeln!(out).and_then(|()| out.flush()).map_err(Failure::Output)?;
    Ok(worst)
}

/// An input as an object. The messages are read while they are written, and only then it is known where they end.
#[derive(Serialize)]
struct InspectDocument<'a> {
    #[serde(flatten)]
    file: &'a FileFacts,
    messages: Option<&'a MessageStream<'a>>,
    messages_stopped: Stopped<'a>,
}

/// Why there are no more messages, once they are written.
struct Stopped<'a>(Option<&'a MessageStream<'a>>);

impl<'a> InspectDocument<'a> {
    const fn for_file(file: &'a FileFacts, stream: Option<&'a MessageStream<'a>>) -> Self {
        Self { file, messages: stream, messages_stopped: Stopped(stream) }
    }
}

impl Serialize for Stopped<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.and_then(MessageStream::why_stopped).serialize(serializer)
    }
}
