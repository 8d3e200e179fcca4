//! The items of a check-in, one row each. From its row are made: the field of a [`Morning`], the column of a table of
//! mornings, the key in `athlete.toml`, and the flag and the question of `restday checkin`.
//!
//! A new item is a row here, and a column in `report/table/mornings.rs` where reports are to show it.

use super::{Metric, Reading, SpellWord};
use crate::digest::{Digest, Digestible};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What an answer can be, and which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// A number from 1 to 5, higher is better.
    Scale {
        /// What 1 means.
        worst: &'static str,
        /// What 5 means.
        best: &'static str,
    },
    /// A number from 0 to 10.
    ZeroToTen {
        /// What 0 means.
        least: &'static str,
        /// What 10 means.
        most: &'static str,
    },
    /// Hours of sleep, 0 to 24; also measured in the night.
    SleepHours,
    /// Yes or no, no is better.
    YesNo,
    /// What a spell is that begins, or that it is over.
    Spell,
    /// A day.
    Day,
    /// The runner's own words.
    Words,
}

impl AnswerKind {
    /// The numbers that it may be, in the unit of the field; absent where it is no number.
    #[must_use]
    pub const fn range(self) -> Option<RangeInclusive<f64>> {
        match self {
            Self::Scale { .. } => Some(1.0..=5.0),
            Self::ZeroToTen { .. } => Some(0.0..=10.0),
            Self::SleepHours => Some(Metric::Sleep.range()),
            Self::YesNo | Self::Spell | Self::Day | Self::Words => None,
        }
    }

    /// The ends of a scale with their meanings, as in "1 (heavy) to 5 (fresh)"; absent where there are none.
    #[must_use]
    pub fn ends(self) -> Option<String> {
        let (low, high) = match self {
            Self::Scale { worst, best } => (worst, best),
            Self::ZeroToTen { least, most } => (least, most),
            Self::SleepHours | Self::YesNo | Self::Spell | Self::Day | Self::Words => return None,
        };
        self.range().map(|range| format!("{} ({low}) to {} ({high})", range.start(), range.end()))
    }
}

/// Everything that is said of an item.
#[derive(Debug, Clone, Copy)]
pub struct CheckinItemSpec {
    /// Its column in a table of mornings and its key in `athlete.toml`.
    pub column: &'static str,
    /// Further names by which its column is known where no mapping says otherwise.
    pub also: &'static [&'static str],
    /// Its flag of `restday checkin`, without the hyphens before it.
    pub flag: &'static str,
    /// What the help of the flag says, before the ends of its scale.
    pub help: &'static str,
    /// What its key in `athlete.toml` says.
    pub meaning: &'static str,
    /// What an answer can be.
    pub kind: AnswerKind,
    /// What `restday checkin` asks, with the keys that answer it; absent where it does not ask.
    pub question: Option<&'static str>,
}

/// An answer to an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer<'a> {
    /// A number within the range of its kind.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A spell that begins, or that it is over.
    Spell(SpellWord),
    /// A day.
    Day(Date),
    /// The runner's own words.
    Words(&'a str),
}

/// Where the answer to an item is written to.
#[derive(Debug, PartialEq)]
pub enum AnswerSlot<'a> {
    /// A number.
    Number(&'a mut Option<f64>),
    /// Yes or no.
    Flag(&'a mut Option<bool>),
    /// A spell.
    Spell(&'a mut Option<SpellWord>),
    /// A day.
    Day(&'a mut Option<Date>),
    /// Words.
    Words(&'a mut Option<String>),
}

/// The type of a field that an answer is kept in.
trait AnswerField: Sized {
    fn answer(&self) -> Answer<'_>;
    fn slot(field: &mut Option<Self>) -> AnswerSlot<'_>;
}

macro_rules! answer_fields {
    ($($type:ty: $variant:ident($read:path)),+) => {
        $(impl AnswerField for $type {
            fn answer(&self) -> Answer<'_> {
                Answer::$variant($read(self))
            }
            fn slot(field: &mut Option<Self>) -> AnswerSlot<'_> {
                AnswerSlot::$variant(field)
            }
        })+
    };
}

answer_fields!(f64: Number(Clone::clone), bool: Flag(Clone::clone), SpellWord: Spell(Clone::clone), Date: Day(Clone::clone), String:
    Words(String::as_str));

/// The enum of the items, the row of each, and the morning with a field for each.
macro_rules! items {
    ($($(#[doc = $doc:literal])+ $item:ident in $field:ident: $type:ty { $($part:ident: $value:expr),+ $(,)? })+) => {
        /// The items of a check-in, in the order of every table and of the questions.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CheckinItem {
            $($(#[doc = $doc])+ $item,)+
        }

        impl CheckinItem {
            /// Every item.
            pub const ALL: [Self; [$(stringify!($item)),+].len()] = [$(Self::$item),+];

            /// Its row.
            #[must_use]
            pub const fn spec(self) -> &'static CheckinItemSpec {
                match self {
                    $(Self::$item => &CheckinItemSpec { column: stringify!($field), $($part: $value),+ },)+
                }
            }
        }

        /// What was known on a morning before training: a check-in, what devices measured, or both. Every answer may be
        /// absent.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        pub struct Morning {
            /// The morning's calendar day; a night belongs to the day of waking up.
            pub day: Date,
            /// When the runner checked in, on the clock on the wall; absent where nobody wrote it.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub time: Option<Time>,
            $(
                $(#[doc = $doc])+
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )+
            /// It was said after the day's first activity: its answers are none about the morning any more.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            pub late: bool,
            /// What was measured, in any order.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub readings: Vec<Reading>,
        }

        impl Digestible for Morning {
            fn feed(&self, digest: &mut Digest) {
                let Self { day, time, $($field,)+ late, readings } = self;
                digest.record(|digest| {
                    digest.field("day", &day.to_string()).field("time", &time.map(|time| time.to_string()));
                    $(digest.field(stringify!($field), $field);)+
                    digest.field("readings", readings).field("late", late);
                });
            }
        }

        impl Morning {
            /// The answer to an item; absent where nobody gave one.
            #[must_use]
            pub fn answer(&self, item: CheckinItem) -> Option<Answer<'_>> {
                match item {
                    $(CheckinItem::$item => self.$field.as_ref().map(AnswerField::answer),)+
                }
            }

            /// Where the answer to an item is written to.
            pub(crate) fn slot(&mut self, item: CheckinItem) -> AnswerSlot<'_> {
                match item {
                    $(CheckinItem::$item => AnswerField::slot(&mut self.$field),)+
                }
            }
        }
    };
}

items! {
    /// Legs, 1 (heavy) – 5 (fresh).
    Legs in legs: f64 {
        also: &[],
        flag: "legs",
        help: "Legs",
        meaning: "how the legs feel",
        kind: AnswerKind::Scale { worst: "heavy", best: "fresh" },
        question: Some("Legs            1 heavy … 5 fresh"),
    }
    /// Soreness, 1 (very sore) – 5 (none).
    Soreness in soreness: f64 {
        also: &[],
        flag: "soreness",
        help: "Soreness",
        meaning: "how sore",
        kind: AnswerKind::Scale { worst: "very sore", best: "none" },
        question: Some("Soreness        1 very sore … 5 none"),
    }
    /// Motivation, 1 (none) – 5 (eager).
    Motivation in motivation: f64 {
        also: &[],
        flag: "motivation",
        help: "Motivation",
        meaning: "how keen",
        kind: AnswerKind::Scale { worst: "none", best: "eager" },
        question: Some("Motivation      1 none … 5 eager"),
    }
    /// Sleep quality, 1 (awful) – 5 (excellent).
    SleepQuality in sleep_quality: f64 {
        also: &[],
        flag: "sleep-quality",
        help: "How good the sleep felt",
        meaning: "how well slept",
        kind: AnswerKind::Scale { worst: "awful", best: "excellent" },
        question: Some("Sleep           1 awful … 5 excellent"),
    }
    /// Sleep of the night before as the runner says it, hours.
    SleepHours in sleep_h: f64 {
        also: &["sleep_hours"],
        flag: "sleep-h",
        help: "Hours slept",
        meaning: "how long slept, hours; unit = \"h\", \"min\" or \"s\"",
        kind: AnswerKind::SleepHours,
        question: Some("Hours slept     1 … 9, 0 for 10"),
    }
    /// Life stress, 1 (very stressed) – 5 (none); shown and held against the runs, and without a price.
    LifeStress in life_stress: f64 {
        also: &[],
        flag: "life-stress",
        help: "Stress of work and life",
        meaning: "how stressed by work and life",
        kind: AnswerKind::Scale { worst: "very stressed", best: "none" },
        question: Some("Life stress     1 very stressed … 5 none"),
    }
    /// How ready the runner feels as a whole, 0 (not at all) – 10 (fully): what the score is held against.
    ReadinessFelt in readiness_felt: f64 {
        also: &[],
        flag: "readiness-felt",
        help: "How ready you feel",
        meaning: "how ready as a whole, 0 to 10",
        kind: AnswerKind::ZeroToTen { least: "not at all", most: "fully" },
        question: None,
    }
    /// How hard the last run felt, CR-10 (0–10).
    Rpe in rpe: f64 {
        also: &["rpe_last_run"],
        flag: "rpe",
        help: "How hard the last run felt",
        meaning: "how hard the last run felt, 0 to 10",
        kind: AnswerKind::ZeroToTen { least: "nothing", most: "all out" },
        question: Some("Your last run   1 easy … 9, 0 for 10 all out"),
    }
    /// The last runs felt harder than they should.
    FeltHarder in felt_harder: bool {
        also: &[],
        flag: "felt-harder",
        help: "Whether the last runs felt harder than they should",
        meaning: "whether a run felt harder than it should",
        kind: AnswerKind::YesNo,
        question: None,
    }
    /// Ill, or a fever.
    Illness in illness: bool {
        also: &[],
        flag: "illness",
        help: "Ill, or a fever",
        meaning: "whether ill",
        kind: AnswerKind::YesNo,
        question: Some("Ill, or a fever?         y or n"),
    }
    /// Pain that changes how one runs.
    Pain in pain: bool {
        also: &[],
        flag: "pain",
        help: "Pain that changes how you run",
        meaning: "whether in pain",
        kind: AnswerKind::YesNo,
        question: Some("Pain that changes how you run?  y or n"),
    }
    /// A spell that begins on this day, or that the open one is over.
    Spell in spell: SpellWord {
        also: &[],
        flag: "spell",
        help: "What begins today, or back for that it is over",
        meaning: "the spell that begins: ill, injured, break, travelling; or back",
        kind: AnswerKind::Spell,
        question: None,
    }
    /// The last day of the spell that begins on this day.
    SpellLast in spell_last: Date {
        also: &[],
        flag: "spell-last",
        help: "The last day of the spell that begins today",
        meaning: "the last day of that spell",
        kind: AnswerKind::Day,
        question: None,
    }
    /// The runner's own words; never printed unless asked for.
    Note in note: String {
        also: &[],
        flag: "note",
        help: "Your own words; never printed",
        meaning: "a note",
        kind: AnswerKind::Words,
        question: None,
    }
}

impl CheckinItem {
    /// Whether it is an answer on the scale from 1 (worst) to 5 (best).
    #[must_use]
    pub(crate) const fn is_on_scale(self) -> bool {
        matches!(self.spec().kind, AnswerKind::Scale { .. })
    }

    /// Whether only the runner can say it, and says it of how he is: no device measures it, and it is no note.
    #[must_use]
    pub(crate) const fn is_said(self) -> bool {
        !matches!(self.spec().kind, AnswerKind::SleepHours | AnswerKind::Words)
    }
}

impl Morning {
    /// The number that answers an item; absent where nobody gave one.
    #[must_use]
    pub fn number(&self, item: CheckinItem) -> Option<f64> {
        match self.answer(item) {
            Some(Answer::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether the runner said anything, a note aside.
    #[must_use]
    pub(crate) fn is_check_in(&self) -> bool {
        CheckinItem::ALL.into_iter().any(|item| !matches!(self.answer(item), None | Some(Answer::Words(_))))
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_its_column_with_hyphens_and_a_field_holds_what_its_row_says() {
        let mut morning = Morning::default();
        for item in CheckinItem::ALL {
            let spec = item.spec();
            assert_eq!(spec.flag, spec.column.replace('_', "-"));
            let fits = match (spec.kind, morning.slot(item)) {
                (AnswerKind::YesNo, AnswerSlot::Flag(slot)) => slot.replace(true).is_none(),
                (AnswerKind::Words, AnswerSlot::Words(slot)) => slot.replace("tired".to_owned()).is_none(),
                (AnswerKind::Spell, AnswerSlot::Spell(slot)) => slot.replace(SpellWord::Ill).is_none(),
                (AnswerKind::Day, AnswerSlot::Day(slot)) => slot.replace(Date::MIN).is_none(),
                (kind, AnswerSlot::Number(slot)) => slot.replace(1.0).is_none() && kind.range().is_some(),
                _ => false,
            };
            assert!(fits, "{item:?}");
            assert!(morning.answer(item).is_some(), "{item:?}");
        }
        let written = serde_json::to_value(&morning).unwrap_or_default();
        let columns: Vec<&str> = CheckinItem::ALL.into_iter().map(|item| item.spec().column).collect();
        assert!(columns.iter().all(|column| !written[*column].is_null()), "{written}");
    }

    #[test]
    fn a_note_is_no_check_in_and_any_answer_is() {
        assert!(!Morning { note: Some("slept".to_owned()), ..Morning::default() }.is_check_in());
        assert!(Morning { pain: Some(false), ..Morning::default() }.is_check_in());
        assert!(Morning { sleep_h: Some(7.0), ..Morning::default() }.is_check_in());
    }
}
