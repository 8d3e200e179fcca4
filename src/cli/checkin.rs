//! `restday checkin`: how the runner feels this morning, in ten seconds.

mod questions;

use super::athlete_file;
use super::clock;
use super::door::{self, Told};
use super::failure::Failure;
use crate::limits::TABLE_BYTES_MAX;
use crate::printable::{printable, shown};
use crate::publish::change_file;
use crate::regular;
use crate::vendors::checkins::append::append;
use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::env;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `restday checkin` was asked.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// The athlete's folder, in which checkins.csv lies.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// Legs, 1 (heavy) to 5 (fresh).
    #[arg(long, value_name = "1-5", value_parser = within(1.0..=5.0, "a number from 1 (heavy) to 5 (fresh)"))]
    legs: Option<f64>,

    /// Soreness, 1 (very sore) to 5 (none).
    #[arg(long, value_name = "1-5", value_parser = within(1.0..=5.0, "a number from 1 (very sore) to 5 (none)"))]
    soreness: Option<f64>,

    /// Motivation, 1 (none) to 5 (eager).
    #[arg(long, value_name = "1-5", value_parser = within(1.0..=5.0, "a number from 1 (none) to 5 (eager)"))]
    motivation: Option<f64>,

    /// How good the sleep felt, 1 (awful) to 5 (excellent).
    #[arg(long, value_name = "1-5", value_parser = within(1.0..=5.0, "a number from 1 (awful) to 5 (excellent)"))]
    sleep_quality: Option<f64>,

    /// Hours slept.
    #[arg(long, value_name = "HOURS", value_parser = within(0.0..=24.0, "hours from 0 to 24"))]
    sleep_h: Option<f64>,

    /// How hard the last run felt, 0 (nothing) to 10 (all out).
    #[arg(long, value_name = "0-10", value_parser = within(0.0..=10.0, "a number from 0 (nothing) to 10 (all out)"))]
    rpe: Option<f64>,

    /// Whether the last runs felt harder than they should.
    #[arg(long, value_name = "yes|no")]
    felt_harder: Option<YesNo>,

    /// Ill, or a fever.
    #[arg(long, value_name = "yes|no")]
    illness: Option<YesNo>,

    /// Pain that changes how you run.
    #[arg(long, value_name = "yes|no")]
    pain: Option<YesNo>,

    /// Your own words; never printed.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// The morning it is about [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

const AFTER: &str = "\
Without an answer it asks on the terminal, one key each; Enter leaves a question out, Esc everything.
The day is that of time_zone in DIR/athlete.toml, else of the variable TZ, else UTC's.
A second check-in on a day is kept beside the first; the later one before the day's first activity counts.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    #[value(alias = "y", alias = "true", alias = "1")]
    Yes,
    #[value(alias = "n", alias = "false", alias = "0")]
    No,
}

/// A number within a range; or what it may be.
fn within(range: RangeInclusive<f64>, allowed: &'static str) -> impl Fn(&str) -> Result<f64, String> + Clone {
    move |text| {
        let number: Option<f64> = text.replace(',', ".").parse().ok();
        number.filter(|number| range.contains(number)).ok_or_else(|| format!("it may be {allowed}"))
    }
}

/// The answers by the names of their columns, as they are written.
type Answers = Vec<(&'static str, String)>;

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if !arguments.folder.is_dir() {
        return Err(Failure::Usage(format!("{} is no folder", shown(&arguments.folder))));
    }
    let file = arguments.folder.join("checkins.csv");
    let place = regular::met(&arguments.folder, "checkins.csv");
    let place = place.map_err(|cause| Failure::Nothing(format!("{}: {cause}; nothing is written", shown(&file))))?;
    let configured = athlete_file::load(None, std::slice::from_ref(&arguments.folder))?;
    if configured.mornings.iter().any(|mapping| mapping.is_of("checkins.csv")) {
        let text = "athlete.toml says that checkins.csv is written by a form, on a scale of its own: answer there, or \
                    give the form's file another name";
        return Err(Failure::Usage(text.to_owned()));
    }
    let now = Now::of(configured.athlete.time_zone.as_deref());
    let (day, time) = now.when(arguments.date.as_deref())?;
    let given = given(arguments);
    let answers = if !given.is_empty() {
        given
    } else if let Some(mut terminal) = door::terminal() {
        let gone = |cause| Failure::Nothing(format!("the terminal cannot be asked ({cause}); nothing is written"));
        match questions::ask(&mut terminal, day).map_err(gone)? {
            Some(answers) if !answers.is_empty() => answers,
            _ => {
                door::say(Told::Text("Nothing answered, nothing written.\n".to_owned()))?;
                return Ok(ExitCode::SUCCESS);
            }
        }
    } else {
        let text =
            "nothing to write: give answers, such as --legs 4 --soreness 3; questions are asked on a terminal only";
        return Err(Failure::Usage(text.to_owned()));
    };
    let mut cells: Answers = vec![("date", day.to_string())];
    cells.extend(time.map(|time| ("time", time.strftime("%H:%M").to_string())));
    cells.extend(answers);
    change_file(place.as_deref().unwrap_or(&file), TABLE_BYTES_MAX, |old| {
        append(old.as_deref(), &cells).map_err(|why| Failure::Nothing(format!("{}: {why}", shown(&file))))
    })?;
    let said: Vec<String> =
        cells.iter().skip(1).filter(|(name, _)| *name != "note").map(|(name, text)| format!("{name} {text}")).collect();
    let zone = if now.is_utc { " (UTC; give time_zone in athlete.toml)" } else { "" };
    Ok(door::deed(format!("{day}{zone}: {}; written to {}\n", said.join(", "), shown(&file))))
}

/// The answers on the command line.
fn given(arguments: &Arguments) -> Answers {
    let number = |value: Option<f64>| value.map(|number| number.to_string());
    let word = |value: Option<YesNo>| value.map(|word| if word == YesNo::Yes { "yes" } else { "no" }.to_owned());
    [
        ("legs", number(arguments.legs)),
        ("soreness", number(arguments.soreness)),
        ("motivation", number(arguments.motivation)),
        ("sleep_quality", number(arguments.sleep_quality)),
        ("sleep_h", number(arguments.sleep_h)),
        ("rpe", number(arguments.rpe)),
        ("felt_harder", word(arguments.felt_harder)),
        ("illness", word(arguments.illness)),
        ("pain", word(arguments.pain)),
        ("note", arguments.note.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

/// What the clock on the runner's wall shows.
struct Now {
    here: Zoned,
    /// Nobody knows which clock that is.
    is_utc: bool,
}

impl Now {
    fn of(home_zone: Option<&str>) -> Self {
        let variable = env::var("TZ").ok().filter(|name| !name.is_empty());
        let zone = home_zone.or(variable.as_deref()).and_then(|name| TimeZone::get(name).ok());
        let is_utc = zone.is_none();
        Self { here: clock::shown().to_zoned(zone.unwrap_or(TimeZone::UTC)), is_utc }
    }

    /// The day that the check-in is of, and the time where it is of today.
    fn when(&self, typed: Option<&str>) -> Result<(Date, Option<Time>), Failure> {
        let today = self.here.date();
        let day = match typed {
            None => clock::needed("give the day, as in --date 2026-05-31").map(|_| today)?,
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
