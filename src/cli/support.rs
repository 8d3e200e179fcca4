//! `restday support-bundle`: what a maintainer needs to know of a fault, in counts and codes. No name, no day, no text and no
//! figure of the runner's is in it, so that it can be sent to a stranger.

use super::athlete_file;
use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader::{self, ExportReading, GatheredInputs};
use super::progress::Bar;
use crate::activity::Activity;
use crate::config::Configured;
use crate::ingest::Ingested;
use crate::pipeline::build;
use crate::report::{ImportCounts, Report};
use serde::Serialize;
use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `restday support-bundle` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct SupportBundleArgs {
    /// Files, folders and archives of one athlete, as for 'restday report'.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The athlete's configuration [default: athlete.toml in the first folder that has one]
    #[arg(long, visible_alias = "config", value_name = "FILE")]
    athlete: Option<PathBuf>,
}

type Counts = BTreeMap<&'static str, usize>;

/// The bundle, in the order of its keys.
#[derive(Serialize)]
struct Bundle {
    schema: &'static str,
    tool_version: &'static str,
    os: &'static str,
    arch: &'static str,
    threads: usize,
    configured: Choices,
    inputs: ImportCounts,
    /// Inputs by what became of them and why.
    codes: BTreeMap<String, usize>,
    sports: Counts,
    day_from: Counts,
    activities: usize,
    with_heart_rate: usize,
    with_speed: usize,
    with_power: usize,
    mornings: usize,
    /// Whether a report can be made of it, and what it would be like.
    report: BundleOutcome,
}

/// What `athlete.toml` speaks of, not what it says.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own")]
struct Choices {
    sex: bool,
    birth_year: bool,
    time_zone: bool,
    threshold_tables: usize,
    mappings: usize,
    ledger: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum BundleOutcome {
    /// The kind of error.
    Failed(&'static str),
    Sound {
        days: usize,
        methods: Counts,
        qualities: Counts,
        day_classes: Counts,
        confidence: Counts,
    },
}

pub(super) fn run_support_bundle(arguments: &SupportBundleArgs) -> Result<ExitCode, Failure> {
    let configured = athlete_file::load_athlete(arguments.athlete.as_deref(), &arguments.paths)?;
    let GatheredInputs { ingested, .. } =
        ExportReading::for_exports(&arguments.paths, &configured, None)?.read_whatever(&Bar::new())?;
    let mut bytes = serde_json::to_vec_pretty(&make_bundle(configured, ingested)).unwrap_or_default();
    bytes.push(b'\n');
    door::say_out(Told::Json(bytes))?;
    Ok(ExitCode::SUCCESS)
}

fn count_words(words: impl Iterator<Item = &'static str>) -> Counts {
    let mut counts = Counts::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

fn make_bundle(configured: Configured, ingested: Ingested) -> Bundle {
    let athlete = &configured.athlete;
    let choices = Choices {
        sex: athlete.sex.is_some(),
        birth_year: athlete.birth_year.is_some(),
        time_zone: athlete.time_zone.is_some(),
        threshold_tables: athlete.given.len(),
        mappings: configured.mornings.len(),
        ledger: configured.ledger.is_some(),
    };
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    for input in &ingested.inputs {
        *codes.entry(format!("{} {}", input.outcome.as_str(), input.code.as_str())).or_default() += 1;
    }
    let activities = &ingested.activities;
    let with = |has: fn(&Activity) -> bool| activities.iter().filter(|activity| has(activity)).count();
    Bundle {
        schema: "restday.support",
        tool_version: env!("CARGO_PKG_VERSION"),
        os: env::consts::OS,
        arch: env::consts::ARCH,
        threads: rayon::current_num_threads(),
        configured: choices,
        inputs: ingested.counts(),
        codes,
        sports: count_words(activities.iter().map(|activity| activity.sport.as_str())),
        day_from: count_words(activities.iter().map(|activity| activity.tz_source.as_str())),
        activities: activities.len(),
        with_heart_rate: with(|activity| activity.statistics.heart_rate.is_some()),
        with_speed: with(|activity| activity.statistics.graded_speed.is_some()),
        with_power: with(|activity| activity.statistics.power.is_some()),
        mornings: ingested.mornings.len(),
        report: report_counts(configured, ingested),
    }
}

/// As of the last morning that the data know.
fn report_counts(configured: Configured, ingested: Ingested) -> BundleOutcome {
    let morning = input_reader::morning_asked(input_reader::AsOf::Latest, &configured.athlete, &ingested);
    match build::build(input_reader::inputs(configured, ingested), morning) {
        Err(build::BuildError::NoActivity) => BundleOutcome::Failed("no_activity"),
        Err(build::BuildError::NothingBefore { .. }) => BundleOutcome::Failed("nothing_before"),
        Err(build::BuildError::Series(_)) => BundleOutcome::Failed("series"),
        Err(_) => BundleOutcome::Failed("other"),
        Ok(Report { activities, daily, readiness, .. }) => BundleOutcome::Sound {
            days: daily.len(),
            methods: count_words(activities.iter().map(|row| row.effort.method.as_str())),
            qualities: count_words(activities.iter().map(|row| row.effort.quality.as_str())),
            day_classes: count_words(daily.iter().map(|day| day.class.as_str())),
            confidence: count_words(readiness.iter().map(|verdict| verdict.confidence.as_str())),
        },
    }
}
