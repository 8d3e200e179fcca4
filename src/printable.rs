//! Text from files and people, made safe to print on a terminal.
//!
//! A file name may hold an escape sequence that clears the screen, or a mark that turns the rest of the line around.
//! Whatever is shown to a person passes [`printable`] first, and a path `printable_path`; a page, a picture and what is printed pass
//! [`printable_lines`] as a whole, and JSON `escape_json`, which changes no value. CSV and Parquet keep a text as it is.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// The text with every character that would act instead of appear written out (`\n`, `\u{202e}`); the same text,
/// borrowed, when there is none. The result is always one line.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    written_out(text, acts_on_terminal)
}

/// A path as it is shown to a person: printable, and on one line. What is no UTF-8 in it is a `\u{fffd}`.
pub(crate) fn printable_path(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

/// The same for a text of several lines: line feeds and tabs stay, everything else that acts is written out.
#[must_use]
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    written_out(text, |character| acts_on_terminal(character) && !matches!(character, '\n' | '\t'))
}

/// A JSON document that reads back as the same value and holds nothing that acts: such characters stand in its texts
/// alone, and become `\u202e`. What is no UTF-8 is no JSON, and becomes `\u{fffd}`.
pub(crate) fn escape_json(document: Vec<u8>) -> Vec<u8> {
    let text =
        String::from_utf8(document).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    match json_text(&text) {
        Cow::Borrowed(_) => text.into_bytes(),
        Cow::Owned(safe) => safe.into_bytes(),
    }
}

/// A piece of JSON that was written already, with nothing in it that acts: see `escape_json`.
pub(crate) fn json_text(text: &str) -> Cow<'_, str> {
    // Controls below the blank are the layout's own, or escaped already.
    let acts_here = |character: char| acts_on_terminal(character) && ' ' < character;
    if text.is_ascii() && !text.contains('\u{7f}') || !text.contains(acts_here) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts_here(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn written_out(text: &str, is_meant: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_meant) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_meant(character) {
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
pub(crate) fn acts_on_terminal(character: char) -> bool {
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
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
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
        assert!(!printable(&everything).contains(acts_on_terminal));
        assert!(!printable_lines(&everything).replace(['\n', '\t'], "").contains(acts_on_terminal));
        let document = serde_json::to_vec_pretty(&[&everything]).unwrap();
        let safe = escape_json(document);
        assert!(!String::from_utf8_lossy(&safe).replace('\n', "").contains(acts_on_terminal));
        assert_eq!(serde_json::from_slice::<Vec<String>>(&safe).unwrap(), [everything]);
    }

    #[test]
    fn a_path_is_on_one_line_whatever_it_is_called() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"a/\x1b[31m\n\xff\xc2\x9b"));
        assert_eq!(printable_path(path), "a/\\u{1b}[31m\\n\u{fffd}\\u{9b}");
    }
}
