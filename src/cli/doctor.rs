//! `restday doctor`: what a report would read, what it would make of each input, and why. Nothing is written.

use super::athlete_file;
use super::clock;
use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{ExportReading, GatheredInputs};
use super::progress::Bar;
use crate::activity::anomaly::Anomaly;
use crate::activity::sport::Sport;
use crate::config::Configured;
use crate::diagnostic::Code;
use crate::ingest::{Ingested, Input};
use crate::nearest::nearest;
use crate::printable::{printable, printable_path};
use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `restday doctor` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {
    /// Files, folders and archives of one athlete, as for 'restday report'.
    #[arg(required_unless_present_any = ["athlete", "ledger"], value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The athlete's configuration [default: athlete.toml in the first folder that has one]
    #[arg(long, visible_alias = "config", value_name = "FILE")]
    athlete: Option<PathBuf>,

    /// The ledger of the reports [default: that of athlete.toml]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Say what becomes of one input, and why: a name as in import.csv, or the end of one.
    #[arg(long, value_name = "INPUT")]
    why: Option<String>,
}

pub(super) fn run_doctor(arguments: &DoctorArgs) -> Result<ExitCode, Failure> {
    let configured = athlete_file::load_athlete(arguments.athlete.as_deref(), &arguments.paths)?;
    let paths = &athlete_file::exports(&configured, &arguments.paths)?;
    let file = athlete_file::ledger_path(&configured, arguments.ledger.as_deref())?;
    let reading = ExportReading::for_exports(paths, &configured, file.as_deref())?;
    let known = file.as_deref().map(|file| (file, reading.ledger.count_holdings().files));
    let GatheredInputs { ingested, .. } = reading.read_whatever(&Bar::new())?;
    let told = match &arguments.why {
        Some(asked) => why_input(asked, &ingested)?,
        None => [machine_text(), choices_text(paths, &configured, known), inputs_text(&ingested)].concat(),
    };
    door::say_out(Told::Text(told))?;
    Ok(ExitCode::SUCCESS)
}

/// The program and the machine.
fn machine_text() -> String {
    format!(
        "restday {} on {}, {}; {} threads; colours {}\n\
         Neither the machine's time zone nor its language changes a report; today is {} at the latest.\n",
        env!("CARGO_PKG_VERSION"),
        env::consts::OS,
        env::consts::ARCH,
        rayon::current_num_threads(),
        if door::has_colours() { "on" } else { "off" },
        clock::latest_today(),
    )
}

/// What is configured, and from where.
fn choices_text(paths: &[PathBuf], configured: &Configured, ledger: Option<(&Path, usize)>) -> String {
    let athlete = &configured.athlete;
    let mut text = format!("\nAthlete {}\n", printable(&athlete.name));
    let or =
        |value: Option<&str>, none: &str| value.map_or_else(|| none.to_owned(), |value| printable(value).into_owned());
    let none = "none: what knows neither an offset nor a place is on the day of UTC";
    let _ = writeln!(text, "  time zone   {}", or(athlete.time_zone.as_deref(), none));
    let given = athlete.given.len();
    let _ = writeln!(
        text,
        "  thresholds  {}",
        if given == 0 { "none given: estimated".to_owned() } else { format!("{given} tables") }
    );
    let ledger = ledger.map(|(file, files)| format!("{}, {files} files known", printable_path(file)));
    let _ = writeln!(text, "  ledger      {}", or(ledger.as_deref(), "none: everything is read each time"));
    let exports: Vec<String> = paths.iter().map(|path| printable_path(path)).collect();
    let _ = writeln!(text, "  exports     {}", printable(&exports.join(", ")));
    text
}

/// What became of the inputs, by code.
fn inputs_text(ingested: &Ingested) -> String {
    let counts = ingested.counts();
    let mut text = format!(
        "\n{} inputs = {} activities + {} duplicates + {} not an activity + {} refused\n",
        counts.inputs, counts.activities, counts.duplicates, counts.not_activity, counts.refused
    );
    let mut kinds: BTreeMap<(&str, Code), (usize, &Input)> = BTreeMap::new();
    for input in &ingested.inputs {
        kinds.entry((input.outcome.as_str(), input.code)).or_insert((0, input)).0 += 1;
    }
    for ((outcome, code), (count, first)) in kinds {
        let such_as = if code == Code::Ok { String::new() } else { format!("  such as {}", printable(&first.source)) };
        let _ = writeln!(text, "  {count:6}  {outcome:12}  {:24}{such_as}", code.as_str());
    }
    text.push_str(&anomalies_text(ingested));
    text.push_str("\n'restday doctor --why INPUT' tells of one; docs/reference/codes.md has a line for each code.\n");
    text
}

/// What was not believed, and what was in its place: by year and sport, each with how many of how many activities.
fn anomalies_text(ingested: &Ingested) -> String {
    let mut all: BTreeMap<(i16, Sport), usize> = BTreeMap::new();
    let mut found: BTreeMap<(i16, Sport, Anomaly), usize> = BTreeMap::new();
    for activity in &ingested.activities {
        let (year, sport) = (activity.day.year(), activity.sport);
        *all.entry((year, sport)).or_default() += 1;
        for anomaly in activity.anomalies.iter() {
            *found.entry((year, sport, anomaly)).or_default() += 1;
        }
    }
    let mut text = String::new();
    if !found.is_empty() {
        text.push_str("\nWhat contradicted itself, and what was done about it\n");
    }
    for ((year, sport, anomaly), count) in found {
        let of = all.get(&(year, sport)).copied().unwrap_or(count);
        let word = sport.as_str().replace('_', " ");
        let has_plural =
            matches!(sport, Sport::Ride | Sport::Swim) || (sport.is_on_foot() && sport != Sport::Treadmill);
        let activities = word + if has_plural { "s" } else { " activities" };
        let _ = writeln!(text, "  {count:6} of {of} {activities} of {year}: {}", anomaly.told());
    }
    text
}

/// What became of one input.
fn why_input(asked: &str, ingested: &Ingested) -> Result<String, Failure> {
    let is_meant = |input: &&Input| {
        let before = input.source.strip_suffix(asked);
        before.is_some_and(|before| before.is_empty() || before.ends_with(['/', '!']))
    };
    let found: Vec<&Input> = ingested.inputs.iter().filter(is_meant).collect();
    if found.is_empty() {
        let names = ingested.inputs.iter().map(|input| input.source.as_str());
        let hint = nearest(asked, names).map(|name| format!("Did you mean {}? ", printable(name))).unwrap_or_default();
        return Err(Failure::Usage(format!(
            "{}: no such input. {hint}Left out are the folder of the report, folders called restday-report, and the ledger; names are relative to the paths given, with ! before what lies in an archive",
            printable(asked)
        )));
    }
    let mut text = String::new();
    for input in found {
        let at = input.at_byte.map(|at| format!(", at byte {at}")).unwrap_or_default();
        let _ =
            writeln!(text, "{}\n  {} {}{at}", printable(&input.source), input.outcome.as_str(), input.code.as_str());
        let detail = if input.detail.is_empty() { "read in full" } else { &input.detail };
        let _ = writeln!(text, "  {}", printable(detail));
        for activity in ingested.activities.iter().filter(|activity| input.activity_ids.contains(&activity.id)) {
            let (day, sport, minutes) = (activity.day, activity.sport.as_str(), activity.duration_s / 60.0);
            let _ = writeln!(text, "  activity {} of {day}: {sport}, {minutes:.0} min", activity.id);
        }
        for twin in ingested.twins.iter().filter(|twin| twin.loser == input.source || twin.winner == input.source) {
            let (winner, loser) = (printable(&twin.winner), printable(&twin.loser));
            let _ = writeln!(text, "  {winner} counts, {loser} does not: {}", printable(&twin.evidence));
        }
    }
    Ok(text)
}
