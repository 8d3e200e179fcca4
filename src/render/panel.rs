//! Boxes on a terminal: wrapped lines, a title in the upper edge, colour where wanted.

use crate::printable::printable;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Narrowest panel: six weeks of days in one line.
const WIDTH_MIN: usize = 52;
const WIDTH_MAX: usize = 80;

/// How a terminal is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are used; nothing is told by colour alone.
    pub color: bool,
    /// Columns of the terminal; the panels take from 52 to 80 of them.
    pub width: usize,
    /// Whether characters beyond ASCII are used.
    pub unicode: bool,
}

impl Default for Style {
    /// Plain Unicode, 80 columns.
    fn default() -> Self {
        Self { color: false, width: 80, unicode: true }
    }
}

impl Style {
    /// Columns of a whole panel.
    pub(super) fn outer_width(self) -> usize {
        self.width.clamp(WIDTH_MIN, WIDTH_MAX)
    }

    /// Columns between the edges of a panel.
    pub(super) fn inner_width(self) -> usize {
        self.outer_width() - 4
    }

    /// Text as this terminal may have it: printable, and in ASCII where it must be.
    pub(super) fn clean_text(self, text: &str) -> String {
        let text = printable(text);
        if self.unicode { text.into_owned() } else { text.chars().map(ascii_for).collect() }
    }
}

/// The nearest to a character in ASCII.
fn ascii_for(character: char) -> String {
    let near = match character {
        '±' => "+/-",
        '–' | '—' | '−' | '─' => "-",
        '×' => "x",
        '…' => "...",
        '’' => "'",
        '“' | '”' => "\"",
        '·' => ".",
        '•' | '●' => "*",
        '▲' => "^",
        '■' => "#",
        '○' => "o",
        '│' | '├' | '┤' | '┼' => "|",
        '━' => "=",
        '◆' | '╭' | '╮' | '╰' | '╯' => "+",
        '▁'..='█' => return (u32::from(character) - u32::from('▁') + 1).to_string(),
        '\u{a0}' => " ",
        _ if character.is_ascii() => return character.to_string(),
        _ => "?",
    };
    near.to_owned()
}

/// How a piece of text looks where colour is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceLook {
    Plain,
    Bold,
    Faint,
    /// Bold, in a colour of the 256.
    Tint(u8),
}

/// A piece of text with its look.
pub(super) type PanelPiece<'a> = (PieceLook, &'a str);

/// A box being filled from top to bottom.
pub(super) struct Panel {
    style: Style,
    body: String,
}

impl Panel {
    /// A panel with a title on the left of its upper edge and an aside on the right.
    pub(super) fn new(style: Style, title: &str, aside: &str) -> Self {
        let title = style.clean_text(title);
        let aside = cut_to_width(&style.clean_text(aside), style.outer_width().saturating_sub(title.width() + 9));
        let rule = style.outer_width().saturating_sub(title.width() + aside.width() + 8);
        let mut panel = Self { style, body: String::new() };
        panel.draw_text("╭─ ");
        panel.push_look(PieceLook::Bold, &title);
        panel.draw_text(&format!(" {} ", "─".repeat(rule)));
        panel.push_look(PieceLook::Plain, &aside);
        panel.draw_text(" ─╮\n");
        panel
    }

    /// The whole panel.
    pub(super) fn close_panel(mut self) -> String {
        self.draw_text(&format!("╰{}╯\n", "─".repeat(self.style.outer_width() - 2)));
        self.body
    }

    /// One line of pieces; what does not fit is cut.
    pub(super) fn push_line(&mut self, pieces: &[PanelPiece<'_>]) {
        let mut left = self.style.inner_width();
        self.draw_text("│ ");
        for alike in pieces.chunk_by(|(look, _), (next, _)| look == next) {
            let text: String = alike.iter().map(|(_, text)| *text).collect();
            let text = cut_to_width(&self.style.clean_text(&text), left);
            left = left.saturating_sub(text.width());
            self.push_look(alike.first().map_or(PieceLook::Plain, |(look, _)| *look), &text);
        }
        self.draw_text(&format!("{} │\n", " ".repeat(left)));
    }

    /// An empty line.
    pub(super) fn push_gap(&mut self) {
        self.push_line(&[]);
    }

    /// A text, wrapped, behind a label; further lines stand under the first.
    pub(super) fn push_entry(&mut self, label: PanelPiece<'_>, text: PanelPiece<'_>) {
        let (mut label_text, label_width) = (label.1.to_owned(), self.style.clean_text(label.1).width());
        for line in wrap_words(&self.style.clean_text(text.1), self.style.inner_width().saturating_sub(label_width)) {
            self.push_line(&[(label.0, &label_text), (text.0, &line)]);
            label_text = " ".repeat(label_width);
        }
    }

    /// The panel's own lines and spaces.
    fn draw_text(&mut self, text: &str) {
        if self.style.unicode {
            self.body.push_str(text);
        } else {
            self.body.extend(text.chars().map(ascii_for));
        }
    }

    fn push_look(&mut self, look: PieceLook, text: &str) {
        let code = match look {
            PieceLook::Bold => "1".to_owned(),
            PieceLook::Faint => "2".to_owned(),
            PieceLook::Tint(color) => format!("1;38;5;{color}"),
            PieceLook::Plain => String::new(),
        };
        if !self.style.color || code.is_empty() || text.is_empty() {
            self.body.push_str(text);
        } else {
            self.body.extend(["\u{1b}[", &code, "m", text, "\u{1b}[0m"]);
        }
    }
}

/// Text in lines of at most `width` columns, broken at spaces; a word that is longer is broken anywhere.
pub(crate) fn wrap_words(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word_width = word.width();
        if used != 0 && width < used + 1 + word_width {
            lines.push(String::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        if used != 0 {
            line.push(' ');
            used += 1;
        }
        if word_width <= width {
            line.push_str(word);
            used += word_width;
        } else {
            for character in word.chars() {
                let columns = character.width().unwrap_or(0);
                if width < used + columns {
                    lines.push(String::new());
                    used = 0;
                }
                if let Some(line) = lines.last_mut() {
                    line.push(character);
                }
                used += columns;
            }
        }
    }
    lines
}

/// Text of at most `width` columns, ending in three dots where something was cut off.
fn cut_to_width(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if width < kept.width() + character.width().unwrap_or(0) + 3 {
            break;
        }
        kept.push(character);
    }
    kept + "..."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap_words("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap_words("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
        assert_eq!(wrap_words("山田 太郎", 5), ["山田", "太郎"]);
        assert_eq!(wrap_words("", 5), [""]);
    }

    #[test]
    fn text_is_cut_to_columns() {
        assert_eq!(cut_to_width("abcdef", 6), "abcdef");
        assert_eq!(cut_to_width("abcdefg", 6), "abc...");
        assert_eq!(cut_to_width("山田太郎", 7), "山田...");
    }

    #[test]
    fn every_drawing_has_its_ascii() {
        let style = Style { color: false, width: 80, unicode: false };
        assert_eq!(style.clean_text("± · ▁█ ● Åsa"), "+/- . 18 * ?sa");
    }
}
