//! `restday inspect`: what is in a file, and whether another decoder reads the same. Nothing is written.

mod describe;

use super::failure::Failure;
use crate::decode::decode;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::printable::printable;
use crate::source::{self, Entry, Kind};
use crate::verify::verify;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `restday inspect` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// FIT, GPX and TCX files, or folders and archives of them.
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// Decode FIT and GPX a second time, with the crates fitparser and gpx, and compare value by value.
    #[arg(long)]
    verify: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let listing = source::list(&arguments.paths, None)?;
    if listing.entries.is_empty() && listing.findings.is_empty() {
        return Err(Failure::Nothing("there is no file here".to_owned()));
    }
    let mut out = io::stdout().lock();
    let mut worst = Severity::Note;
    for entry in &listing.entries {
        let (text, severity) = inspect(entry, arguments.verify);
        worst = worst.max(severity);
        write!(out, "{}\n{text}\n", printable(&entry.name)).map_err(Failure::Output)?;
    }
    for finding in &listing.findings {
        worst = worst.max(finding.code.severity());
        let (name, detail) = (printable(&finding.name), printable(&finding.detail));
        write!(out, "{name}\n {}: {detail}\n\n", finding.code.as_str()).map_err(Failure::Output)?;
    }
    out.flush().map_err(Failure::Output)?;
    Ok(ExitCode::from(if Severity::Damaged <= worst { 3 } else { 0 }))
}

/// What is to be told about one file, and the most severe of it; readers who differ count as damage.
fn inspect(entry: &Entry, with_second_reader: bool) -> (String, Severity) {
    let mut text = String::new();
    let mut severity = Severity::Note;
    let mut diagnostics = Diagnostics::default();
    match entry.read() {
        Err(finding) => diagnostics.push(finding.code, finding.at_byte, finding.detail),
        Ok(content) => match content.kind {
            Kind::Recording(format) => {
                if let Some((code, detail)) = source::judge_extension(&entry.name, format) {
                    diagnostics.push(code, None, detail);
                }
                match decode(&content.bytes, format, &mut diagnostics) {
                    Ok(recordings) => {
                        text.extend(recordings.iter().map(describe::recording));
                        if with_second_reader {
                            let verification = verify(&content.bytes, format, &recordings);

                            if 0 < verification.differing() {
                                severity = Severity::Damaged;
                            }
                        }
                    }
                    Err(error) => diagnostics.push(error.code, error.at_byte, error.detail),
                }
            }
            kind => {
                let (code, detail) = source::judge_other(&entry.name, kind);
                diagnostics.push(code, None, detail);
            }
        },
    }
    text.extend(diagnostics.as_slice().iter().map(line));
    let worst = diagnostics.worst().map_or(Severity::Note, |found| found.code.severity());
    (text, severity.max(worst))
}

/// A finding in a line.
fn line(found: &Diagnostic) -> String {
    let at = found.at_byte.map(|at| format!(" at byte {at}")).unwrap_or_default();
    let times = if found.count == 1 { String::new() } else { format!(" ({} times)", found.count) };
    format!(" {}{at}: {}{times}\n", found.code.as_str(), printable(&found.detail))
}
