//! `restday forecast`: the next fourteen days of load and form, under rest, the usual week, and a plan. Nothing is written.

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader;
use crate::columns::TableRows;
use crate::limits::TABLE_BYTES_MAX;
use crate::pipeline::forecast::forecast;
use crate::planned::Planned;
use crate::printable::{printable, printable_path};
use crate::regular;
use crate::render::terminal::wrap_words;
use crate::render::{csv, json};
use crate::report::forecast::{Forecast, ForecastDay, Scenario, ScenarioKind};
use crate::vendors::plan;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Columns of a terminal.
const WIDTH: usize = 80;

/// What `restday forecast` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct ForecastArgs {
    #[command(flatten)]
    asked: input_reader::Asked,

    /// What you mean to do: date, sport, duration, and intensity or load [default: plan.csv in the first folder that has one]
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,

    /// Write one JSON document.
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Write CSV: a header and a row a day of each scenario.
    #[arg(long)]
    csv: bool,
}

pub(super) fn run_forecast(arguments: &ForecastArgs) -> Result<ExitCode, Failure> {
    let plan = read_plan(arguments)?;
    let (configured, ingested, morning) = arguments.asked.read_asked()?;
    let found = forecast(input_reader::inputs(configured, ingested), morning, plan.as_deref())?;
    door::say_out(if arguments.json {
        Told::Json(json::forecast(&found))
    } else if arguments.csv {
        let days: Vec<ForecastDay> = found.scenarios.into_iter().flat_map(|scenario| scenario.days).collect();
        Told::Csv(csv::table(TableRows::plain(&days)))
    } else {
        Told::Text(forecast_text(&found))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The plan that was given, else the one that lies in a folder of the call; absent where there is none.
fn read_plan(arguments: &ForecastArgs) -> Result<Option<Vec<Planned>>, Failure> {
    let Some(path) =
        arguments.plan.clone().map_or_else(|| lying_plan(arguments.asked.exports_asked()), |plan| Ok(Some(plan)))?
    else {
        return Ok(None);
    };
    let bytes = regular::open_regular(&path)
        .and_then(|file| regular::read_regular(file, TABLE_BYTES_MAX))
        .map_err(unreadable_plan(&path))?;
    let plan = plan::read_plan(&bytes)
        .map_err(|why| Failure::Usage(format!("{}: {}", printable_path(&path), printable(&why))))?;
    Ok(Some(plan))
}

/// The plan that lies in the first folder that has one.
fn lying_plan(paths: &[PathBuf]) -> Result<Option<PathBuf>, Failure> {
    for folder in paths.iter().filter(|path| path.is_dir()) {
        if let Some(path) =
            regular::met_in_folder(folder, "plan.csv").map_err(unreadable_plan(&folder.join("plan.csv")))?
        {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn unreadable_plan(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
    let path = path.to_owned();
    move |cause| {
        Failure::Usage(format!("{}: cannot be read ({cause}); give another with --plan", printable_path(&path)))
    }
}

/// The forecast for a person.
fn forecast_text(forecast: &Forecast) -> String {
    let mut text =
        format!("Load and form of {} from the morning of {}\n\n", printable(&forecast.athlete), forecast.as_of);
    let names: Vec<&str> = forecast.scenarios.iter().map(|scenario| scenario_title(scenario.name)).collect();
    text.push_str(&table_row("", &names.iter().map(|name| format!("{name:^20}")).collect::<Vec<_>>()));
    text.push_str(&table_row("day", &vec![format!("{:>9} {:>10}", "load", "form"); names.len()]));
    for nth in 0..forecast.scenarios.first().map_or(0, |scenario| scenario.days.len()) {
        let day = &forecast.scenarios[0].days[nth].day.to_string();
        let cells: Vec<String> = forecast.scenarios.iter().map(|scenario| day_cell(&scenario.days[nth])).collect();
        text.push_str(&table_row(day, &cells));
    }
    text.push_str("\n form is the morning's, ↓ where it holds readiness back; lowest to highest of the band.\n\n");
    for scenario in &forecast.scenarios {
        push_paragraph(&mut text, " ", &format!("{}: {}", scenario_title(scenario.name), clears_text(scenario)));
    }
    for broken in forecast.scenarios.iter().flat_map(|scenario| &scenario.guards) {
        push_paragraph(&mut text, " ", &format!("{} {}: {}", broken.day, broken.reason.code, broken.reason.text));
    }
    text.push('\n');
    for assumption in &forecast.assumptions {
        push_paragraph(&mut text, " - ", assumption);
    }
    text
}

/// A paragraph of at most so many columns, later lines indented as far as the first.
fn push_paragraph(text: &mut String, first: &str, words: &str) {
    let mut start = first.to_owned();
    for line in wrap_words(words, WIDTH.saturating_sub(first.len())) {
        text.push_str(&start);
        text.push_str(&line);
        text.push('\n');
        start = " ".repeat(first.len());
    }
}

const fn scenario_title(kind: ScenarioKind) -> &'static str {
    match kind {
        ScenarioKind::Usual => "usual week",
        ScenarioKind::Rest | ScenarioKind::Plan => kind.as_str(),
    }
}

fn table_row(first: &str, cells: &[String]) -> String {
    let line = format!(" {first:<10} {}", cells.join("  "));
    format!("{}\n", line.trim_end())
}

/// `31–45 -12…-3`: a band where there is one.
fn day_cell(day: &ForecastDay) -> String {
    let band = |low: f64, high: f64, dash: &str| {
        let (low, high) = (low.round() + 0.0, high.round() + 0.0);
        if (high - low).abs() < 1.0 { format!("{low:.0}") } else { format!("{low:.0}{dash}{high:.0}") }
    };
    let load = band(day.load_low, day.load_high, "-");
    let held = if day.load_holds_back { "↓" } else { " " };
    format!("{load:>9} {:>9}{held}", band(day.form_low, day.form_high, ".."))
}

/// When load lets go of readiness, in words.
fn clears_text(scenario: &Scenario) -> String {
    let held_today = scenario.days.first().is_some_and(|day| day.load_holds_back);
    let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "later than these days".to_owned());
    let later = scenario.days.iter().skip(1).find(|day| day.load_holds_back);
    match (&scenario.load_clears, held_today) {
        (_, false) => match later {
            Some(day) => format!("load does not hold readiness back today, and will from {} on", day.day),
            None => "load does not hold readiness back on any of these days".to_owned(),
        },
        (found, true) => {
            let (earliest, latest) = (day(&scenario.load_clears_earliest), day(&scenario.load_clears_latest));
            let band = if earliest == latest { String::new() } else { format!(" (between {earliest} and {latest})") };
            match found {
                Some(found) => format!("load holds readiness back until {found}, the first morning without{band}"),
                None => format!("load holds readiness back on all of these days{band}"),
            }
        }
    }
}
