//! Spells: times in which a runner is ill, injured, on a break or travelling. The runner says so, or three weeks without
//! training do.
//!
//! A spell holds the score down, its rest is neither praised nor blamed, and the way back is graded: the days after an illness
//! by how long it lasted, the days after a break by half its length, three weeks at most. Conventions of coaching.

use super::baseline::days_before;
use crate::dates::days_between;
use crate::load::Day;
use crate::morning::{Morning, SpellWord};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Days before a morning whose sick mornings are counted, and after which an illness that nobody called over is forgotten.
const ILLNESS_DAYS: i32 = 14;
/// Days after the last word for which a spell of illness without an end is believed.
const SILENT_ILLNESS_DAYS: i32 = 7;
/// Days after an illness that ask for ease: as many as it had, but not fewer or more than these.
const AFTER_ILLNESS_MIN: u32 = 2;
const AFTER_ILLNESS_MAX: u32 = 7;
/// Known days without training that make a break.
const BREAK_DAYS: u32 = 21;
/// A day's load below this is no training.
const TRAINING_LOAD: f64 = 5.0;
/// The most days that the way back from a break takes.
const RETURN_DAYS_MAX: u32 = 21;

/// What a spell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpellKind {
    /// Ill.
    Ill,
    /// Injured.
    Injured,
    /// No training, by choice or not.
    Break,
    /// Away from home.
    Travelling,
}

impl SpellKind {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ill => "ill",
            Self::Injured => "injured",
            Self::Break => "break",
            Self::Travelling => "travelling",
        }
    }
}

impl SpellWord {
    /// The spell that begins with it; absent where one ends.
    const fn kind(self) -> Option<SpellKind> {
        match self {
            Self::Ill => Some(SpellKind::Ill),
            Self::Injured => Some(SpellKind::Injured),
            Self::Break => Some(SpellKind::Break),
            Self::Travelling => Some(SpellKind::Travelling),
            Self::Back => None,
        }
    }
}

/// A time in which training is not what it usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spell {
    /// What it is.
    pub kind: SpellKind,
    /// Its first day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub first: Date,
    /// Its last day; absent while nobody said that it is over.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub last: Option<Date>,
    /// Whether the runner said so; otherwise three weeks without training did.
    pub is_said: bool,
}

impl Spell {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// An illness of the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterIllness {
    /// Days since the last sick morning.
    pub days: u32,
    /// Sick mornings of the last 14.
    pub sick_mornings: u32,
    /// Whether there was no check-in since.
    pub is_open: bool,
}

impl AfterIllness {
    /// Whether it still asks for ease.
    #[must_use]
    pub fn holds(&self) -> bool {
        let graded = self.sick_mornings.clamp(AFTER_ILLNESS_MIN, AFTER_ILLNESS_MAX);
        1 <= self.days && (self.days <= graded || (self.is_open && self.days <= ILLNESS_DAYS.unsigned_abs()))
    }
}

/// Three weeks or more without training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layoff {
    /// Known days without training.
    pub break_days: u32,
    /// Days since the first training after them; 0 before it and on its own morning.
    pub days_back: u32,
    /// The last day of training before it.
    pub since: Date,
}

impl Layoff {
    /// Whether it still asks for ease.
    #[must_use]
    pub fn holds(&self) -> bool {
        BREAK_DAYS <= self.break_days && self.days_back <= (self.break_days / 2).min(RETURN_DAYS_MAX)
    }
}

/// What a runner said of a day about being well: the last word of the day, and the last before the day's first activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DaysWord {
    day: Date,
    whole: Word,
    in_time: Word,
}

/// Whether a runner is sick, where it was said, and whether anything was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Word {
    sick: Option<bool>,
    is_check_in: bool,
}

/// A row that tells of a spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SpellRow {
    day: Date,
    is_late: bool,
    word: SpellWord,
    last: Option<Date>,
}

/// The spells and illnesses that mornings tell of, as of any day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SaidSpells {
    rows: Vec<SpellRow>,
    words: Vec<DaysWord>,
}

impl Word {
    fn of_mornings<'a>(mornings: &(impl DoubleEndedIterator<Item = &'a Morning> + Clone)) -> Self {
        let said = |flag: fn(&Morning) -> Option<bool>| mornings.clone().rev().find_map(flag);
        let (illness, pain) = (said(|morning| morning.illness), said(|morning| morning.pain));
        let is_said = illness.is_some() || pain.is_some();
        Self {
            sick: is_said.then_some(illness == Some(true) || pain == Some(true)),
            is_check_in: mornings.clone().any(Morning::is_check_in),
        }
    }
}

impl DaysWord {
    /// What the morning of `day` knows of it.
    fn as_of(self, day: Date) -> Word {
        if self.day < day { self.whole } else { self.in_time }
    }
}

impl SaidSpells {
    /// Of mornings by day and time.
    pub(super) fn of_mornings(mornings: &[Morning]) -> Self {
        let rows = mornings.iter().filter_map(|morning| {
            let (day, is_late, last) = (morning.day, morning.late, morning.spell_last);
            Some(SpellRow { day, is_late, word: morning.spell?, last })
        });
        let words = mornings.chunk_by(|a, b| a.day == b.day).filter_map(|day| {
            let in_time = day.iter().filter(|morning| !morning.late);
            Some(DaysWord {
                day: day.first()?.day,
                whole: Word::of_mornings(&day.iter()),
                in_time: Word::of_mornings(&in_time),
            })
        });
        Self { rows: rows.collect(), words: words.filter(|word| word.whole.is_check_in).collect() }
    }

    /// The spell that a runner said a morning lies in, as far as it knows.
    pub(super) fn on(&self, day: Date) -> Option<Spell> {
        self.spell_of(day, day)
    }

    /// The spell that a day lies in, as far as a later morning knows.
    fn spell_of(&self, day: Date, as_of: Date) -> Option<Spell> {
        let spell = *self.spells(as_of).iter().rev().find(|spell| spell.first <= day)?;
        let over = spell.kind == SpellKind::Ill
            && (self.is_called_well(spell.first, day) || self.is_silent(spell, day, as_of));
        (spell.holds(day) && !over).then_some(spell)
    }

    /// Whether an illness without an end lies too far behind the last word: it may be over, and nobody knows.
    fn is_silent(&self, spell: Spell, day: Date, as_of: Date) -> bool {
        let words = self.words_between(spell.first, as_of).iter().rev();
        let last =
            words.filter(|word| word.as_of(as_of).is_check_in).map(|word| word.day).next().unwrap_or(spell.first);
        let silent_days = if day == as_of { SILENT_ILLNESS_DAYS } else { 0 };
        spell.last.is_none() && silent_days < days_between(last, day)
    }

    /// Whether a check-in after a first day, and up to a morning, says that the runner is not ill.
    fn is_called_well(&self, first: Date, day: Date) -> bool {
        self.words_between(first, day).iter().any(|word| first < word.day && word.as_of(day).sick == Some(false))
    }

    /// The illness that lies behind a morning; absent where there was none for two weeks.
    pub(super) fn after_illness(&self, day: Date) -> Option<AfterIllness> {
        let spells = self.spells(day);
        let is_sick = |back: i32| {
            let past = days_before(day, back);
            let at = self.words.binary_search_by_key(&past, |word| word.day).ok();
            let said = at.and_then(|at| self.words.get(at)).and_then(|word| word.whole.sick);
            let in_spell = !spells.is_empty()
                && self
                    .spell_of(past, day)
                    .is_some_and(|spell| matches!(spell.kind, SpellKind::Ill | SpellKind::Injured));
            said == Some(true) || in_spell
        };
        let sick: Vec<i32> = (1..=ILLNESS_DAYS).filter(|back| is_sick(*back)).collect();
        let newest = *sick.first()?;
        let since = self.words_between(days_before(day, newest - 1), day);
        let is_over = spells.iter().any(|spell| spell.holds(days_before(day, newest)) && spell.last.is_some());
        let is_open = !is_over && !since.iter().any(|word| word.as_of(day).is_check_in);
        Some(AfterIllness { days: newest.unsigned_abs(), sick_mornings: sick.len() as u32, is_open })
    }

    fn words_between(&self, first: Date, last: Date) -> &[DaysWord] {
        super::baseline::window(&self.words, |word| word.day, first, last)
    }

    /// The spells as of a morning, by their first days: from the row that says one to its last day, to the day before a row that
    /// says `back`, or to the day before the next spell.
    fn spells(&self, as_of: Date) -> Vec<Spell> {
        let mut spells: Vec<Spell> = Vec::new();
        for row in self.rows.iter().filter(|row| row.day < as_of || (row.day == as_of && !row.is_late)) {
            if let Some(open) = spells.last_mut().filter(|open| open.last.is_none_or(|last| row.day <= last)) {
                if row.word.kind() == Some(open.kind) {
                    open.last = row.last.filter(|last| open.first <= *last).or(open.last);
                    continue;
                }
                open.last = Some(days_before(row.day, 1).max(open.first));
            }
            if let Some(kind) = row.word.kind() {
                let last = row.last.filter(|last| row.day <= *last);
                spells.push(Spell { kind, first: row.day, last, is_said: true });
            }
        }
        spells
    }
}

/// What cannot be about the spells that check-ins tell of, each a sentence.
#[must_use]
pub fn spell_problems(mornings: &[Morning]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut open: Option<(SpellWord, Date)> = None;
    for morning in mornings {
        let (day, Some(word)) = (morning.day, morning.spell) else { continue };
        if let Some(last) = morning.spell_last.filter(|last| *last < day) {
            problems.push(format!(
                "The spell of {day} ({}) ends before it begins, on {last}: its end is left out.",
                word.as_str()
            ));
        }
        match (word, open) {
            (SpellWord::Back, None) => {
                problems.push(format!("The check-in of {day} says that you are back, and no spell was open."));
            }
            (SpellWord::Back, Some(_)) => open = None,
            (word, Some((before, since))) if word != before => {
                problems.push(format!(
                    "The spell of {since} ({}) was still open when that of {day} ({}) began: it ends the day before.",
                    before.as_str(),
                    word.as_str()
                ));
                open = Some((word, day));
            }
            (_, Some(_)) => {}
            (word, None) => open = Some((word, day)),
        }
        let ended = morning.spell_last.is_some_and(|last| day <= last);
        open = open.filter(|_| !ended);
    }
    problems
}

/// For each day of a contiguous series, by its morning, the layoff that it lies in or comes from.
pub(super) fn layoffs(days: &[Day]) -> Vec<Option<Layoff>> {
    let mut layoffs = Vec::with_capacity(days.len());
    let (mut trained, mut idle_days) = (None::<Date>, 0_u32);
    let mut over: Option<(Layoff, Date)> = None;
    for day in days {
        let going_on = trained.map(|since| Layoff { break_days: idle_days, days_back: 0, since });
        let back =
            over.map(|(layoff, first)| Layoff { days_back: days_between(first, day.day).unsigned_abs(), ..layoff });
        layoffs.push(going_on.filter(|layoff| BREAK_DAYS <= layoff.break_days).or(back));
        match day.load {
            Some(load) if TRAINING_LOAD <= load => {
                over =
                    going_on.filter(|layoff| BREAK_DAYS <= layoff.break_days).map(|layoff| (layoff, day.day)).or(over);
                (trained, idle_days) = (Some(day.day), 0);
            }
            Some(_) => idle_days += u32::from(trained.is_some()),
            // Nobody knows whether there was training: neither a day of the break nor its end.
            None => {}
        }
    }
    layoffs
}

/// All spells up to the morning of the last of the days: those that were said, and those that the days tell of, by first day.
#[must_use]
pub fn spells(mornings: &[Morning], days: &[Day]) -> Vec<Spell> {
    let mut all = days.last().map_or_else(Vec::new, |morning| SaidSpells::of_mornings(mornings).spells(morning.day));
    let mut of_days: Vec<Layoff> = layoffs(days).into_iter().flatten().collect();
    of_days.dedup_by_key(|layoff| layoff.since);
    let found = of_days.iter().filter_map(|layoff| {
        let first = layoff.since.tomorrow().ok()?;
        let training = |day: &&Day| first <= day.day && day.load.is_some_and(|load| TRAINING_LOAD <= load);
        let last = days.iter().find(training).and_then(|day| day.day.yesterday().ok());
        let spell = Spell { kind: SpellKind::Break, first, last, is_said: false };
        let told = all.iter().any(|said| said.holds(first) || spell.holds(said.first));
        (!told).then_some(spell)
    });
    let found: Vec<Spell> = found.collect();
    all.extend(found);
    all.sort_by_key(|spell| spell.first);
    all
}

#[cfg(test)]
mod tests {
    use super::super::samples::{TODAY, back, days, usual_morning};
    use super::*;

    fn said(days_back: i32, spell: SpellWord) -> Morning {
        Morning { day: back(days_back), spell: Some(spell), ..Morning::default() }
    }

    fn sick(days_back: i32) -> Morning {
        Morning { illness: Some(true), ..usual_morning(back(days_back)) }
    }

    fn after(mornings: &[Morning]) -> Option<AfterIllness> {
        SaidSpells::of_mornings(mornings).after_illness(TODAY)
    }

    #[test]
    fn a_spell_lasts_until_its_last_day_the_word_back_or_the_next() {
        let on = |mornings: &[Morning], days_back| {
            SaidSpells::of_mornings(mornings).on(back(days_back)).map(|spell| spell.kind)
        };
        let open = [said(5, SpellWord::Injured)];
        assert_eq!(
            [on(&open, 6), on(&open, 5), on(&open, 0)],
            [None, Some(SpellKind::Injured), Some(SpellKind::Injured)]
        );
        let over = [said(5, SpellWord::Injured), said(2, SpellWord::Back)];
        assert_eq!([on(&over, 3), on(&over, 2)], [Some(SpellKind::Injured), None]);
        let next = [said(5, SpellWord::Travelling), said(2, SpellWord::Ill)];
        assert_eq!([on(&next, 3), on(&next, 1)], [Some(SpellKind::Travelling), Some(SpellKind::Ill)]);
        let dated = [Morning { spell_last: Some(back(3)), ..said(5, SpellWord::Break) }];
        assert_eq!([on(&dated, 3), on(&dated, 2)], [Some(SpellKind::Break), None]);
        let well = [said(5, SpellWord::Ill), Morning { illness: Some(false), ..usual_morning(back(2)) }];
        assert_eq!([on(&well, 3), on(&well, 2)], [Some(SpellKind::Ill), None]);
    }

    #[test]
    fn an_illness_without_an_end_and_without_a_word_may_be_over() {
        let ill = |days_back| SaidSpells::of_mornings(&[said(days_back, SpellWord::Ill)]);
        assert_eq!(ill(7).on(TODAY).map(|spell| spell.kind), Some(SpellKind::Ill));
        assert_eq!(ill(8).on(TODAY), None);
        let open = AfterIllness { days: 8, sick_mornings: 1, is_open: true };
        assert_eq!(ill(8).after_illness(TODAY), Some(open));
        let spoken = SaidSpells::of_mornings(&[said(12, SpellWord::Ill), usual_morning(back(5))]);
        assert!(spoken.on(TODAY).is_some(), "who checks in and says nothing of being well is ill");
    }

    #[test]
    fn what_cannot_be_is_named() {
        let told = |mornings: &[Morning]| spell_problems(mornings).len();
        assert_eq!(told(&[said(5, SpellWord::Ill), said(2, SpellWord::Back)]), 0);
        assert_eq!(told(&[said(2, SpellWord::Back)]), 1);
        assert_eq!(told(&[said(5, SpellWord::Ill), said(2, SpellWord::Injured)]), 1);
        assert_eq!(told(&[Morning { spell_last: Some(back(6)), ..said(5, SpellWord::Ill) }]), 1);
        assert_eq!(
            told(&[Morning { spell_last: Some(back(4)), ..said(5, SpellWord::Ill) }, said(2, SpellWord::Break)]),
            0
        );
    }

    #[test]
    fn an_illness_is_graded_by_its_length_and_open_until_somebody_says_otherwise() {
        assert_eq!(after(&[sick(1)]), Some(AfterIllness { days: 1, sick_mornings: 1, is_open: true }));
        let answered = [sick(2), usual_morning(back(1))];
        assert_eq!(after(&answered), Some(AfterIllness { days: 2, sick_mornings: 1, is_open: false }));
        assert_eq!(after(&[sick(15)]), None);
        let holds = |days, sick_mornings, is_open| AfterIllness { days, sick_mornings, is_open }.holds();
        assert_eq!(
            [holds(2, 1, false), holds(3, 1, false), holds(3, 3, false), holds(4, 3, false)],
            [true, false, true, false]
        );
        assert_eq!([holds(7, 9, false), holds(8, 9, false), holds(14, 1, true)], [true, false, true]);
    }

    #[test]
    fn three_weeks_without_training_are_a_break_and_half_of_it_is_the_way_back() {
        let mut rows = days(60, 40.0, 40.0);
        let load = |rows: &mut Vec<Day>, from: usize, to: usize, load| {
            rows.iter_mut().take(to).skip(from).for_each(|day| day.load = load);
        };
        load(&mut rows, 10, 40, Some(4.0));
        let found = layoffs(&rows);
        let days_back =
            |nth: usize| found.get(nth).copied().flatten().map(|layoff| (layoff.break_days, layoff.days_back));
        assert_eq!(
            [days_back(30), days_back(31), days_back(40), days_back(41)],
            [None, Some((21, 0)), Some((30, 0)), Some((30, 1))]
        );
        let holds = |nth: usize| found.get(nth).copied().flatten().is_some_and(|layoff| layoff.holds());
        assert_eq!([holds(40), holds(55), holds(56)], [true, true, false]);
        load(&mut rows, 0, 40, Some(0.0));
        assert!(layoffs(&rows).iter().all(Option::is_none), "a record that begins with nothing is no break");
    }
}
