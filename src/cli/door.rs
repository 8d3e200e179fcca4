//! The one door through which a text leaves: whatever is printed, on standard output or standard error, passes it, and nothing
//! that acts on a terminal does. Who makes a text escapes what files and people wrote in it, so that it stays on its line; the
//! door does not rely on that.

use super::failure::Failure;
use super::watch;
use crate::printable::{escape_json, printable_lines};
use console::Term;
use indicatif::ProgressDrawTarget;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

/// What is to be printed, by its kind: each has its own way of being harmless.
pub(super) enum Told {
    /// Sentences and tables for a person: what acts is written out.
    Text(String),
    /// The same with colours: of the sequences that begin with an escape only ours pass.
    Coloured(String),
    /// CSV: as it is for another program, for it has no way to write out; on a terminal as a text.
    Csv(Vec<u8>),
    /// JSON: what acts becomes an escape of JSON's own, and reads back as the same value.
    Json(Vec<u8>),
}

impl Told {
    fn into_safe_bytes(self, to_terminal: bool) -> Vec<u8> {
        match self {
            Self::Text(text) => printable_lines(&text).into_owned().into_bytes(),
            Self::Coloured(text) => in_colours(&text).into_bytes(),
            Self::Csv(bytes) if to_terminal => {
                printable_lines(&String::from_utf8_lossy(&bytes)).into_owned().into_bytes()
            }
            Self::Csv(bytes) => bytes,
            Self::Json(bytes) => escape_json(bytes),
        }
    }
}

/// Prints on standard output.
///
/// # Errors
/// When it cannot be written.
pub(super) fn say_out(told: Told) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let bytes = told.into_safe_bytes(out.is_terminal());
    out.write_all(&bytes).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Prints on standard error, and gives what was printed. Who cannot be told is not told, and nothing is worse for it.
pub(super) fn say_error(told: Told) -> String {
    let bytes = told.into_safe_bytes(io::stderr().is_terminal());
    watch::write_error(&bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How a stream is written, piece by piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PrintedForm {
    /// As [`Told::Text`].
    Text,
    /// As [`Told::Json`].
    Json,
}

/// Standard output for what is too long to be held: every write is a piece of whole characters.
pub(super) fn safe_stream(form: PrintedForm) -> impl Write {
    Stream { out: BufWriter::new(io::stdout().lock()), form }
}

struct Stream<W: Write> {
    out: W,
    form: PrintedForm,
}

impl<W: Write> Write for Stream<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.form {
            PrintedForm::Text => self.out.write_all(printable_lines(&String::from_utf8_lossy(bytes)).as_bytes())?,
            PrintedForm::Json => self.out.write_all(&escape_json(bytes.to_vec()))?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether standard output is a terminal that may have colours.
pub(super) fn has_colours() -> bool {
    io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Prints what the parser of the command line has to say, help and version on standard output. It quotes arguments; of a run
/// that is to be shown to strangers it quotes none.
///
/// # Errors
/// When help or the version cannot be printed.
pub(super) fn say_parser_error(error: &clap::Error, arguments: &[OsString]) -> Result<(), Failure> {
    if !error.use_stderr() {
        return say_out(Told::Text(error.to_string()));
    }
    if arguments.iter().any(|argument| argument == "--redact") {
        let why = "error: the command line cannot be meant; run it without --redact to see more\n";
        say_error(Told::Text(why.to_owned()));
    } else {
        say_error(Told::Text(error.to_string()));
    }
    Ok(())
}

/// Says what is done. That it cannot be said undoes nothing, so the exit code is the one of the deed.
pub(super) fn say_deed(text: String) -> ExitCode {
    if let Some(warning) = unheard_warning(say_out(Told::Text(text))) {
        say_error(Told::Text(format!("warning: {warning}; what was to be done is done\n")));
    }
    ExitCode::SUCCESS
}

/// What is to be said of what could not be printed; nothing where the reader went away.
pub(super) fn unheard_warning(said: Result<(), Failure>) -> Option<String> {
    match said {
        Ok(()) => None,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => None,
        Err(failure) => Some(failure.to_string()),
    }
}

/// The terminal on which a check-in asks, where standard output is one: its questions are words of ours alone.
pub(super) fn error_terminal() -> Option<Term> {
    (io::stdin().is_terminal() && io::stdout().is_terminal()).then(Term::stdout)
}

/// Where a progress bar is drawn: on standard error, if it is a terminal. It shows numbers alone.
pub(super) fn bar_target() -> ProgressDrawTarget {
    if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

/// A text in which only the colours of the panels are sequences, and nothing else acts.
fn in_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut safe = printable_lines(pieces.next().unwrap_or_default()).into_owned();
    for piece in pieces {
        match piece.split_once('m') {
            Some((code, rest)) if is_ours(code) => {
                safe.push_str("\u{1b}[");
                safe.push_str(code);
                safe.push('m');
                safe.push_str(&printable_lines(rest));
            }
            _ => safe.push_str(&printable_lines(&["\u{1b}[", piece].concat())),
        }
    }
    safe
}

/// Bold, faint and a tint, and the end of each.
fn is_ours(code: &str) -> bool {
    let of_256 = code.strip_prefix("1;38;5;").is_some_and(|colour| colour.parse::<u8>().is_ok());
    of_256 || matches!(code, "0" | "1" | "2")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::printable::acts_on_terminal;

    #[test]
    fn only_our_colours_pass() {
        let ours = "\u{1b}[1mBold\u{1b}[0m \u{1b}[1;38;5;214mtint\u{1b}[0m\n";
        assert_eq!(in_colours(ours), ours);
        for theirs in
            ["\u{1b}[8m", "\u{1b}[2J", "\u{1b}]0;x\u{7}", "\u{1b}[1;38;5;999m", "\u{9b}1m", "\u{1b}[", "\u{1b}[1"]
        {
            let safe = in_colours(theirs);
            assert!(!safe.contains(acts_on_terminal), "{safe:?}");
        }
        assert_eq!(in_colours("\u{1b}[1mbold \u{1b}[2J"), "\u{1b}[1mbold \\u{1b}[2J");
    }

    #[test]
    fn a_table_is_exact_for_a_program_and_harmless_on_a_terminal() {
        let told =
            |to_terminal| String::from_utf8(Told::Csv(b"a,\x1b[2J\n".to_vec()).into_safe_bytes(to_terminal)).unwrap();
        assert_eq!([told(false), told(true)], ["a,\u{1b}[2J\n", "a,\\u{1b}[2J\n"]);
    }

    #[test]
    fn a_stream_escapes_as_a_whole_does() {
        let text = "a\u{1b}[2J\u{202e}é\n";
        for (form, expected) in
            [(PrintedForm::Text, "a\\u{1b}[2J\\u{202e}é\n"), (PrintedForm::Json, "a\u{1b}[2J\\u202eé\n")]
        {
            let mut stream = Stream { out: Vec::new(), form };
            stream.write_all(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(stream.out).unwrap(), expected);
        }
    }
}
