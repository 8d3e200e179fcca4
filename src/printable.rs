//! Text from files and people, made safe to print on a terminal.
//!
//! A file name may hold an escape sequence that clears the screen, or a mark that turns the rest of the line around.
//! CSV and JSON keep such text as it is; whatever is shown to a person passes [`printable`] first.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character that would act instead of appear written out (`\n`, `\u{202e}`); the same text,
/// borrowed, when there is none. The result is always one line.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "{}", character.escape_default());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether a character acts on the terminal or hides: controls, line separators, bidirectional marks and overrides,
/// zero-width and other invisible format characters, tags.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_text_is_borrowed() {
        for text in ["", "Ana", "Åsa Żółć 山田 ❤️ 12 °C – ½", "a b"] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_acts_is_written_out() {
        assert_eq!(printable("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(printable("run\u{202e}tif.exe"), "run\\u{202e}tif.exe");
        assert_eq!(printable("two\nlines\r\tand \u{9b}31m"), "two\\nlines\\r\\tand \\u{9b}31m");
        assert_eq!(printable("A\u{200b}nna\u{feff}\u{e0041}"), "A\\u{200b}nna\\u{feff}\\u{e0041}");
    }

    #[test]
    fn nothing_that_acts_is_left() {
        let everything: String = ('\0'..=char::MAX).collect();
        assert!(!printable(&everything).contains(acts));
    }
}
