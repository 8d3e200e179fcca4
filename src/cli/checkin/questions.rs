//! The questions of a check-in, one key each.

use super::AnswerCells;
use crate::morning::{AnswerKind, CheckinItem};
use console::{Key, Term};
use jiff::civil::Date;
use std::io::{self, Write};

/// Where keys come from and questions go: a terminal, or a test.
pub(super) trait Keys: Write {
    /// The next key.
    fn next_key(&mut self) -> io::Result<Key>;
}

impl Keys for Term {
    fn next_key(&mut self) -> io::Result<Key> {
        self.read_key()
    }
}

/// Asks everything; absent when the runner leaves with Esc. A question that is left out with Enter or a blank is not
/// answered. Other keys do nothing.
pub(super) fn ask_questions(keys: &mut impl Keys, day: Date) -> io::Result<Option<AnswerCells>> {
    writeln!(keys, "{}: how do you feel? Enter leaves a question out, Esc everything.", day.strftime("%A %Y-%m-%d"))?;
    let mut answers = AnswerCells::new();
    for item in CheckinItem::ALL {
        let spec = item.spec();
        let Some(question) = spec.question else { continue };
        write!(keys, "  {question}  ")?;
        keys.flush()?;
        let answer = loop {
            match keys.next_key()? {
                Key::Escape | Key::CtrlC => {
                    writeln!(keys)?;
                    return Ok(None);
                }
                Key::Enter | Key::Char(' ') => break None,
                Key::Char(typed) => {
                    if let Some(answer) = answer_of_key(spec.kind, typed) {
                        break Some(answer);
                    }
                }
                _ => {}
            }
        };
        writeln!(keys, "{}", answer.as_deref().unwrap_or("-"))?;
        answers.extend(answer.map(|answer| (spec.column, answer)));
    }
    Ok(Some(answers))
}

/// What a key answers; absent where it answers nothing.
fn answer_of_key(kind: AnswerKind, typed: char) -> Option<String> {
    match (kind, typed) {
        (AnswerKind::Scale { .. }, '1'..='5') | (AnswerKind::ZeroToTen { .. } | AnswerKind::SleepHours, '1'..='9') => {
            Some(typed.to_string())
        }
        (AnswerKind::ZeroToTen { .. } | AnswerKind::SleepHours, '0') => Some("10".to_owned()),
        (AnswerKind::YesNo, 'y' | 'Y') => Some("yes".to_owned()),
        (AnswerKind::YesNo, 'n' | 'N') => Some("no".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Keys that were typed beforehand, and what was shown.
    struct Typed(Vec<Key>, Vec<u8>);

    impl Write for Typed {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Keys for Typed {
        fn next_key(&mut self) -> io::Result<Key> {
            self.0.pop().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn asked(keys: &[Key]) -> (io::Result<Option<AnswerCells>>, String) {
        let mut typed = Typed(keys.iter().rev().cloned().collect(), Vec::new());
        let answers = ask_questions(&mut typed, date(2026, 5, 31));
        (answers, String::from_utf8(typed.1).unwrap())
    }

    #[test]
    fn nine_keys_are_a_check_in() {
        let keys: Vec<Key> = "4x35".chars().map(Key::Char).chain([Key::Enter]).collect();
        let keys: Vec<Key> = keys.into_iter().chain("730nY".chars().map(Key::Char)).collect();
        let (answers, shown) = asked(&keys);
        let expected = [
            ("legs", "4"),
            ("soreness", "3"),
            ("motivation", "5"),
            ("sleep_h", "7"),
            ("life_stress", "3"),
            ("rpe", "10"),
            ("illness", "no"),
            ("pain", "yes"),
        ];
        assert_eq!(answers.unwrap().unwrap(), expected.map(|(name, value)| (name, value.to_owned())));
        assert!(shown.starts_with("Sunday 2026-05-31: how do you feel?"), "{shown}");
    }

    #[test]
    fn who_leaves_has_said_nothing() {
        assert_eq!(asked(&[Key::Char('4'), Key::Escape]).0.unwrap(), None);
        assert!(asked(&[Key::Char('4')]).0.is_err(), "a terminal that is gone");
        assert_eq!(asked(&[const { Key::Enter }; 9]).0.unwrap(), Some(vec![]));
    }
}
