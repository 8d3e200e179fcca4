//! `--on-success` and `--on-failure`: a command of the user's after the run. The only place that starts another
//! program, and only one that was typed on the command line: a file among the exports can name none.

use crate::cli::exit::Exit;
use crate::cli::watch::WATCHER;
use std::fmt;
use std::io::{self, Write};
use std::process::{self, Stdio};
use std::str::FromStr;

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HookCommand {
    program: String,
    arguments: Vec<String>,
}

impl FromStr for HookCommand {
    type Err = String;

    /// Words between blanks; in single or double quotes blanks belong to a word. Nothing else means anything: no variables, no
    /// pipes, no patterns.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut words: Vec<String> = Vec::new();
        let (mut word, mut quote): (Option<String>, Option<char>) = (None, None);
        for c in text.chars() {
            match quote {
                Some(open) if c == open => quote = None,
                None if c == '"' || c == '\'' => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                None if c.is_whitespace() => words.extend(word.take()),
                _ => word.get_or_insert_default().push(c),
            }
        }
        if quote.is_some() {
            return Err("a quote is not closed".to_owned());
        }
        words.extend(word);
        let mut words = words.into_iter();
        let program = words.next().ok_or("it names no program")?;
        Ok(Self { program, arguments: words.collect() })
    }
}

impl fmt::Display for HookCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.program)
    }
}

impl HookCommand {
    /// Runs it to its end. What the run said is on its standard input, and the exit code in `RESTDAY_EXIT_CODE`.
    ///
    /// # Errors
    /// When it does not start, or does not end well.
    pub(super) fn run_hook_command(&self, exit: Exit, said: &str) -> io::Result<()> {
        let mut child = process::Command::new(&self.program)
            .args(&self.arguments)
            .env("RESTDAY_EXIT_CODE", exit.to_string())
            .env_remove(WATCHER)
            .stdin(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // It need not read it.
            let _ = input.write_all(said.as_bytes());
        }
        let status = child.wait()?;
        if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_one_expects_and_mean_nothing_else() {
        let words =
            |text: &str| text.parse().map(|HookCommand { program, arguments }| [vec![program], arguments].concat());
        assert_eq!(
            words("mail -s 'no report' me@x").as_deref(),
            Ok(&["mail", "-s", "no report", "me@x"].map(String::from)[..])
        );
        assert_eq!(words("a \"\" $HOME|b;c *").as_deref(), Ok(&["a", "", "$HOME|b;c", "*"].map(String::from)[..]));
        assert!(words("  ").is_err() && words("a 'b").is_err());
    }
}
