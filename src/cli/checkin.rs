//! `restday checkin`: how the runner feels this morning, in ten seconds.

mod questions;

use super::athlete_file;
use super::clock;
use super::door::{self, Told};
use super::failure::Failure;
use crate::limits::TABLE_BYTES_MAX;
use crate::morning::{AnswerKind, CheckinItem, SpellWord};
use crate::printable::{printable, printable_path};
use crate::publish::change_file;
use crate::regular;
use crate::vendors::checkins::append::append_row;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};
use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `restday checkin` was asked.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct CheckinArgs {
    /// The athlete's folder, in which checkins.csv lies.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    #[command(flatten)]
    given: GivenAnswers,

    /// Ill from today on, until --back: short for --spell ill
    #[arg(long, conflicts_with = "spell")]
    ill: bool,

    /// Injured from today on, until --back: short for --spell injured
    #[arg(long, conflicts_with_all = ["spell", "ill"])]
    injured: bool,

    /// Well again, or back to training: short for --spell back
    #[arg(long, conflicts_with_all = ["spell", "ill", "injured"])]
    back: bool,

    /// The morning it is about [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

impl CheckinArgs {
    /// The answers on the command line, the short words for a spell among them.
    fn given_answers(&self) -> AnswerCells {
        let GivenAnswers(given) = &self.given;
        let short = [(self.ill, SpellWord::Ill), (self.injured, SpellWord::Injured), (self.back, SpellWord::Back)];
        let spell = short.into_iter().find(|(is_given, _)| *is_given);
        let spell = spell.map(|(_, word)| (CheckinItem::Spell.spec().column, word.as_str().to_owned()));
        given.iter().cloned().chain(spell).collect()
    }
}

const AFTER: &str = "\
Without an answer it asks on the terminal, one key each; Enter leaves a question out, Esc everything.
The day is that of time_zone in DIR/athlete.toml, else of the variable TZ, else UTC's.
A second check-in on a day is kept beside the first; the later one before the day's first activity counts.";

/// The answers on the command line: a flag for each item of the check-in.
#[derive(Debug, Default)]
struct GivenAnswers(AnswerCells);

impl clap::Args for GivenAnswers {
    fn augment_args(command: Command) -> Command {
        CheckinItem::ALL.into_iter().fold(command, |command, item| command.arg(item_flag(item)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for GivenAnswers {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Self::default();
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0 = CheckinItem::ALL
            .into_iter()
            .filter_map(|item| Some((item.spec().column, typed_answer(matches, item)?)))
            .collect();
        Ok(())
    }
}

/// The flag of an item.
fn item_flag(item: CheckinItem) -> Arg {
    let spec = item.spec();
    let flag = Arg::new(spec.column).long(spec.flag).action(ArgAction::Set);
    let help =
        |ends: Option<String>| ends.map_or_else(|| spec.help.to_owned(), |ends| format!("{}, {ends}", spec.help));
    let flag = flag.help(help(spec.kind.ends()));
    match spec.kind {
        AnswerKind::Scale { .. } => flag.value_name("1-5").value_parser(number_of(spec.kind)),
        AnswerKind::ZeroToTen { .. } => flag.value_name("0-10").value_parser(number_of(spec.kind)),
        AnswerKind::SleepHours => flag.value_name("HOURS").value_parser(number_of(spec.kind)),
        AnswerKind::YesNo => flag.value_name("yes|no").value_parser(clap::value_parser!(YesNo)),
        AnswerKind::Spell => {
            flag.value_name("SPELL").value_parser(PossibleValuesParser::new(SpellWord::ALL.map(SpellWord::as_str)))
        }
        AnswerKind::Day => flag.value_name("DATE").value_parser(day_of),
        AnswerKind::Words => flag.value_name("TEXT"),
    }
}

/// What was typed behind the flag of an item, as it is written; absent where the flag was not given.
fn typed_answer(matches: &ArgMatches, item: CheckinItem) -> Option<String> {
    let column = item.spec().column;
    match item.spec().kind {
        AnswerKind::Scale { .. } | AnswerKind::ZeroToTen { .. } | AnswerKind::SleepHours => {
            matches.get_one::<f64>(column).map(f64::to_string)
        }
        AnswerKind::YesNo => matches.get_one::<YesNo>(column).map(|word| word.as_str().to_owned()),
        AnswerKind::Day => matches.get_one::<Date>(column).map(Date::to_string),
        AnswerKind::Spell | AnswerKind::Words => matches.get_one::<String>(column).cloned(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    #[value(alias = "y", alias = "true", alias = "1")]
    Yes,
    #[value(alias = "n", alias = "false", alias = "0")]
    No,
}

impl YesNo {
    /// As it is written.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }
}

/// A number that answers an item of the kind; or what it may be.
fn number_of(kind: AnswerKind) -> impl Fn(&str) -> Result<f64, String> + Clone {
    move |text| {
        let range = kind.range().unwrap_or(f64::MIN..=f64::MAX);
        let number: Option<f64> = text.replace(',', ".").parse().ok();
        number.filter(|number| range.contains(number)).ok_or_else(|| match kind.ends() {
            Some(ends) => format!("it may be a number from {ends}"),
            None => format!("it may be hours from {} to {}", range.start(), range.end()),
        })
    }
}

/// A day, or how to write it.
fn day_of(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as 2026-05-31".to_owned())
}

/// The answers by the names of their columns, as they are written.
type AnswerCells = Vec<(&'static str, String)>;

pub(super) fn run_checkin(arguments: &CheckinArgs) -> Result<ExitCode, Failure> {
    if !arguments.folder.is_dir() {
        return Err(Failure::Usage(format!("{} is no folder", printable_path(&arguments.folder))));
    }
    let file = arguments.folder.join("checkins.csv");
    let place = regular::met_in_folder(&arguments.folder, "checkins.csv");
    let place =
        place.map_err(|cause| Failure::Nothing(format!("{}: {cause}; nothing is written", printable_path(&file))))?;
    let configured = athlete_file::load_athlete(None, std::slice::from_ref(&arguments.folder))?;
    if configured.mornings.iter().any(|mapping| mapping.is_of("checkins.csv")) {
        let text = "athlete.toml says that checkins.csv is written by a form, on a scale of its own: answer there, or \
                    give the form's file another name";
        return Err(Failure::Usage(text.to_owned()));
    }
    let now = Now::in_zone(configured.athlete.time_zone.as_deref());
    let (day, time) = now.day_and_time(arguments.date.as_deref())?;
    let given = arguments.given_answers();
    let answers = if !given.is_empty() {
        given
    } else if let Some(mut terminal) = door::error_terminal() {
        let gone = |cause| Failure::Nothing(format!("the terminal cannot be asked ({cause}); nothing is written"));
        match questions::ask_questions(&mut terminal, day).map_err(gone)? {
            Some(answers) if !answers.is_empty() => answers,
            _ => {
                door::say_out(Told::Text("Nothing answered, nothing written.\n".to_owned()))?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    } else {
        let text =
            "nothing to write: give answers, such as --legs 4 --soreness 3; questions are asked on a terminal only";
        return Err(Failure::Usage(text.to_owned()));
    };
    let mut cells: AnswerCells = vec![("date", day.to_string())];
    cells.extend(time.map(|time| ("time", time.strftime("%H:%M").to_string())));
    cells.extend(answers);
    change_file(place.as_deref().unwrap_or(&file), TABLE_BYTES_MAX, |old| {
        append_row(old.as_deref(), &cells).map_err(|why| Failure::Nothing(format!("{}: {why}", printable_path(&file))))
    })?;
    let said: Vec<String> =
        cells.iter().skip(1).filter(|(name, _)| *name != "note").map(|(name, text)| format!("{name} {text}")).collect();
    let zone = if now.is_utc { " (UTC; give time_zone in athlete.toml)" } else { "" };
    Ok(door::say_deed(format!("{day}{zone}: {}; written to {}\n", said.join(", "), printable_path(&file))))
}

/// What the clock on the runner's wall shows.
struct Now {
    here: Zoned,
    /// Nobody knows which clock that is.
    is_utc: bool,
}

impl Now {
    fn in_zone(home_zone: Option<&str>) -> Self {
        let variable = env::var("TZ").ok().filter(|name| !name.is_empty());
        let zone = home_zone.or(variable.as_deref()).and_then(|name| TimeZone::get(name).ok());
        let is_utc = zone.is_none();
        Self { here: clock::shown_time().to_zoned(zone.unwrap_or(TimeZone::UTC)), is_utc }
    }

    /// The day that the check-in is of, and the time where it is of today.
    fn day_and_time(&self, typed: Option<&str>) -> Result<(Date, Option<Time>), Failure> {
        let today = self.here.date();
        let day = match typed {
            None => clock::needed_time("give the day, as in --date 2026-05-31").map(|_| today)?,
            Some(text) => text.parse().map_err(|_| {
                Failure::Usage(format!("--date '{}' is no day: write it as 2026-05-31", printable(text)))
            })?,
        };
        if clock::latest_today() < day {
            return Err(Failure::Usage(format!("--date {day} is in the future")));
        }
        // A time on an unknown clock could lie on the wrong side of a run.
        Ok((day, (day == today && !self.is_utc).then(|| self.here.time())))
    }
}
