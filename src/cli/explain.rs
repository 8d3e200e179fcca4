//! `restday explain`: the arithmetic of one day or one activity in full, enough to redo it in a spreadsheet. Nothing is
//! written.

mod activity;
mod day;
mod sheet;

use super::door::{self, Told};
use super::failure::Failure;
use super::input_reader;
use crate::activity::Activity;
use crate::pipeline::computed::Computed;
use crate::printable::printable;
use jiff::civil::Date;
use sheet::Sheet;
use std::process::ExitCode;

/// What `restday explain` was asked.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// A day such as 2026-05-31, or an activity: its id from activities.csv, the beginning of it, or its source.
    #[arg(value_name = "DATE|ACTIVITY")]
    what: String,

    #[command(flatten)]
    asked: input_reader::Asked,

    /// Write the same lines as CSV: section, name, value, unit, how.
    #[arg(long)]
    csv: bool,
}

pub(super) fn run_explain(arguments: &ExplainArgs) -> Result<ExitCode, Failure> {
    let (configured, ingested, morning) = arguments.asked.read_asked()?;
    let mut inputs = input_reader::inputs(configured, ingested);
    let computed = Computed::new(&mut inputs, morning)?;
    let mut sheet = Sheet::default();
    if let Ok(day) = arguments.what.parse::<Date>() {
        day::explain_day(&mut sheet, day, &computed, &inputs.series)?;
    } else {
        let nth = find_activity(&arguments.what, &computed)?;
        activity::explain_activity(&mut sheet, nth, &computed, &inputs);
    }
    door::say_out(if arguments.csv { Told::Csv(sheet.as_csv()) } else { Told::Text(sheet.as_text()) })?;
    Ok(ExitCode::SUCCESS)
}

/// The one activity that is meant.
fn find_activity(what: &str, computed: &Computed) -> Result<usize, Failure> {
    let candidates: Vec<usize> = {
        let all = || computed.activities.iter().enumerate();
        let by = |is_meant: &dyn Fn(&Activity) -> bool| -> Vec<usize> {
            all().filter(|(_, activity)| is_meant(activity)).map(|(nth, _)| nth).collect()
        };
        let exact = by(&|activity| activity.id == what || activity.source == what);
        if exact.is_empty() {
            by(&|activity| !what.is_empty() && (activity.id.starts_with(what) || activity.source.ends_with(what)))
        } else {
            exact
        }
    };
    match candidates[..] {
        [nth] => Ok(nth),
        [] => Err(Failure::Usage(format!(
            "'{}' is neither a day such as 2026-05-31 nor one of the {} activities: name one by its activity_id or its \
             source, as activities.csv has them",
            printable(what),
            computed.activities.len()
        ))),
        _ => {
            let ids: Vec<&str> = candidates.iter().take(5).map(|nth| computed.activities[*nth].id.as_str()).collect();
            Err(Failure::Usage(format!(
                "'{}' may be {} activities ({} …): name one",
                printable(what),
                candidates.len(),
                ids.join(", ")
            )))
        }
    }
}
