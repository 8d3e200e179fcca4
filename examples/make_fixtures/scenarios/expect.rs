//! What a coach would say, as `expect.toml`; the format stands in `fixtures/scenarios/README.md`.

use std::fmt::Write as _;

use super::life::date;
use crate::Fallible;

/// Everything that is expected of a tool about one runner.
pub(crate) struct Expect {
    runner: &'static str,
    coach: &'static str,
    ours: bool,
    mornings: Vec<Mornings>,
    days: Vec<(Vec<usize>, &'static str)>,
}

impl Expect {
    /// Who the runner is, and what a coach would say.
    pub(crate) fn of(runner: &'static str, coach: &'static str) -> Self {
        Self { runner, coach, ours: false, mornings: Vec::new(), days: Vec::new() }
    }

    /// The runner was thought of by restday's authors.
    pub(crate) fn ours(mut self) -> Self {
        self.ours = true;
        self
    }

    /// What is expected of some mornings.
    pub(crate) fn morning(mut self, mornings: Mornings) -> Self {
        self.mornings.push(mornings);
        self
    }

    /// The classes that these days may have, words with a blank between them.
    pub(crate) fn days(mut self, days: Vec<usize>, class: &'static str) -> Self {
        self.days.push((days, class));
        self
    }

    /// The file.
    pub(crate) fn text(&self) -> Fallible<String> {
        let mut text = String::new();
        writeln!(text, "runner = \"{}\"\ncoach = \"{}\"", self.runner, self.coach)?;
        writeln!(text, "source = \"{}\"", if self.ours { "ours" } else { "listed" })?;
        for mornings in &self.mornings {
            text += &mornings.text()?;
        }
        for (days, class) in &self.days {
            let dates: Vec<String> = days.iter().map(|&nth| date(nth)).collect();
            writeln!(text, "\n[[days]]\ndates = [{}]\nclass = {}", dates.join(", "), list(class.split(' ')))?;
        }
        Ok(text)
    }
}

/// What is expected of the mornings from one to another, each part in this share of them.
pub(crate) struct Mornings {
    from: usize,
    until: usize,
    share: f64,
    lines: Vec<String>,
}

/// Of one morning.
pub(crate) fn on(nth: usize) -> Mornings {
    through(nth, nth)
}

/// Of every morning from one to another.
pub(crate) fn through(from: usize, until: usize) -> Mornings {
    Mornings { from, until, share: 1.0, lines: Vec::new() }
}

impl Mornings {
    fn with(mut self, line: String) -> Self {
        self.lines.push(line);
        self
    }

    /// The least share of the mornings in which it has to be so.
    pub(crate) fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// The bands that it may be, words with a blank between them.
    pub(crate) fn bands(self, bands: &str) -> Self {
        self.with(format!("bands = {}", list(bands.split(' '))))
    }

    /// How sure it may be.
    pub(crate) fn confidence(self, confidence: &str) -> Self {
        self.with(format!("confidence = {}", list(confidence.split(' '))))
    }

    /// One of these is said; a bar between them.
    pub(crate) fn says(self, one_of: &str) -> Self {
        self.with(format!("says_one_of = {}", list(one_of.split('|'))))
    }

    /// None of these is said; a bar between them.
    pub(crate) fn never(self, none_of: &str) -> Self {
        self.with(format!("says_none_of = {}", list(none_of.split('|'))))
    }

    /// How much it may leave to do today.
    pub(crate) fn room(self, room: &str) -> Self {
        self.with(format!("room = {}", list(room.split(' '))))
    }

    /// It says how long the next run may be.
    pub(crate) fn next_run(self) -> Self {
        self.with("next_run = true".to_owned())
    }

    /// It names no next run.
    pub(crate) fn no_next_run(self) -> Self {
        self.with("next_run = false".to_owned())
    }

    /// Form is shown, and no further from zero than this share of the chronic load.
    pub(crate) fn form_within(self, share: f64) -> Self {
        self.with(format!("form_within = {share}"))
    }

    /// No form is shown.
    pub(crate) fn no_form(self) -> Self {
        self.with("form = false".to_owned())
    }

    fn text(&self) -> Fallible<String> {
        let mut text = format!("\n[[mornings]]\nfrom = {}\nuntil = {}\n", date(self.from), date(self.until));
        if self.share < 1.0 {
            writeln!(text, "share_min = {}", self.share)?;
        }
        for line in &self.lines {
            writeln!(text, "{line}")?;
        }
        Ok(text)
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
