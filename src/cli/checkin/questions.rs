//! The questions of a check-in, one key each.

use super::Answers;
use console::{Key, Term};
use jiff::civil::Date;
use std::io::{self, Write};

/// Where keys come from and questions go: a terminal, or a test.
pub(super) trait Keys: Write {
    /// The next key.
    fn key(&mut self) -> io::Result<Key>;
}

impl Keys for Term {
    fn key(&mut self) -> io::Result<Key> {
        self.read_key()
    }
}

/// One question.
struct Question {
    column: &'static str,
    text: &'static str,
    keys: Kind,
}

/// Which keys answer it.
enum Kind {
    /// 1 to 5.
    Five,
    /// 1 to 9, and 0 for 10.
    Ten,
    /// y or n.
    YesNo,
}

const QUESTIONS: [Question; 7] = [
    Question { column: "legs", text: "Legs            1 heavy … 5 fresh", keys: Kind::Five },
    Question { column: "soreness", text: "Soreness        1 very sore … 5 none", keys: Kind::Five },
    Question { column: "motivation", text: "Motivation      1 none … 5 eager", keys: Kind::Five },
    Question { column: "sleep_quality", text: "Sleep           1 awful … 5 excellent", keys: Kind::Five },
    Question { column: "rpe", text: "Your last run   1 easy … 9, 0 for 10 all out", keys: Kind::Ten },
    Question { column: "illness", text: "Ill, or a fever?         y or n", keys: Kind::YesNo },
    Question { column: "pain", text: "Pain that changes how you run?  y or n", keys: Kind::YesNo },
];

/// Asks everything; absent when the runner leaves with Esc. A question that is left out with Enter or a blank is not
/// answered. Other keys do nothing.
pub(super) fn ask(keys: &mut impl Keys, day: Date) -> io::Result<Option<Answers>> {
    writeln!(keys, "{}: how do you feel? Enter leaves a question out, Esc everything.", day.strftime("%A %Y-%m-%d"))?;
    let mut answers = Answers::new();
    for question in QUESTIONS {
        write!(keys, "  {}  ", question.text)?;
        keys.flush()?;
        let answer = loop {
            match keys.key()? {
                Key::Escape | Key::CtrlC => {
                    writeln!(keys)?;
                    return Ok(None);
                }
                Key::Enter | Key::Char(' ') => break None,
                Key::Char(typed) => {
                    if let Some(answer) = question.keys.answer(typed) {
                        break Some(answer);
                    }
                }
                _ => {}
            }
        };
        writeln!(keys, "{}", answer.as_deref().unwrap_or("-"))?;
        answers.extend(answer.map(|answer| (question.column, answer)));
    }
    Ok(Some(answers))
}

impl Kind {
    /// What a key answers; absent where it answers nothing.
    fn answer(&self, typed: char) -> Option<String> {
        match (self, typed) {
            (Self::Five, '1'..='5') | (Self::Ten, '1'..='9') => Some(typed.to_string()),
            (Self::Ten, '0') => Some("10".to_owned()),
            (Self::YesNo, 'y' | 'Y') => Some("yes".to_owned()),
            (Self::YesNo, 'n' | 'N') => Some("no".to_owned()),
            _ => None,
        }
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
        fn key(&mut self) -> io::Result<Key> {
            self.0.pop().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn asked(keys: &[Key]) -> (io::Result<Option<Answers>>, String) {
        let mut typed = Typed(keys.iter().rev().cloned().collect(), Vec::new());
        let answers = ask(&mut typed, date(2026, 5, 31));
        (answers, String::from_utf8(typed.1).unwrap())
    }

    #[test]
    fn seven_keys_are_a_check_in() {
        let keys: Vec<Key> = "4x35".chars().map(Key::Char).chain([Key::Enter]).collect();
        let keys: Vec<Key> = keys.into_iter().chain("0nY".chars().map(Key::Char)).collect();
        let (answers, shown) = asked(&keys);
        let expected =
            [("legs", "4"), ("soreness", "3"), ("motivation", "5"), ("rpe", "10"), ("illness", "no"), ("pain", "yes")];
        assert_eq!(answers.unwrap().unwrap(), expected.map(|(name, value)| (name, value.to_owned())));
        assert!(shown.starts_with("Sunday 2026-05-31: how do you feel?"), "{shown}");
    }

    #[test]
    fn who_leaves_has_said_nothing() {
        assert_eq!(asked(&[Key::Char('4'), Key::Escape]).0.unwrap(), None);
        assert!(asked(&[Key::Char('4')]).0.is_err(), "a terminal that is gone");
        assert_eq!(asked(&[const { Key::Enter }; 7]).0.unwrap(), Some(vec![]));
    }
}
