//! `restday report --team DIR`: a report of each athlete, and one table and page of them all.

use super::{Arguments, Ended, Made, age, files, make, stale};
use crate::cli::failure::Failure;
use crate::cli::gather;
use crate::printable::printable;
use crate::report::csv;
use crate::report::formats::FormatError;
use crate::report::team::{self, TeamRow};
use crate::report::write::{Draft, FILE_NAMES};
use crate::report::{ImportCounts, html, listing};
use jiff::civil::Date;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(arguments: &Arguments, team: &Path) -> Result<Ended, Failure> {
    // Said before anybody's files are read.
    gather::as_of(arguments.as_of.as_deref())?;
    let out = fs::canonicalize(&arguments.out).ok();
    let draft = Draft::begin(&arguments.out, arguments.wait())?;
    let mut rows = Vec::new();
    let (mut faulty, mut old) = (0, 0);
    let mut inputs = ImportCounts::default();
    let mut newest: Option<(Date, i32)> = None;
    for folder in gather::athletes(team)? {
        // A report that lies beside the athletes is none of them.
        if fs::canonicalize(&folder).ok().is_some_and(|folder| Some(folder) == out) {
            continue;
        }
        let name = folder.file_name().unwrap_or_default();
        let Some(name) = name.to_str().filter(|name| !FILE_NAMES.contains(name)) else {
            faulty += 1;
            let why = "the name of the folder is no UTF-8, or that of a file of a report: rename it";
            rows.push(TeamRow::without_report(&name.to_string_lossy(), why));
            continue;
        };
        match make(arguments, std::slice::from_ref(&folder)) {
            Ok(made) => {
                faulty += usize::from(0 < made.faulty);
                let own = age(&made.report);
                let warning = stale(own, &made.report, arguments.max_age);
                newest = newest.max(own);
                inputs = inputs.plus(made.report.counts);
                old += usize::from(warning.is_some());
                report_faults(name, &made, warning.as_deref()).map_err(Failure::Output)?;
                draft.write_athlete(name, &files(&made.report, arguments)?)?;
                rows.push(TeamRow::of(&made.report, name));
            }
            // One athlete without a report is no reason to say nothing of the others.
            Err(failure @ (Failure::Write(_) | Failure::Output(_))) => return Err(failure),
            Err(failure) => {
                faulty += 1;
                writeln!(io::stderr(), "warning: {}: no report: {failure}", printable(name))
                    .map_err(Failure::Output)?;
                rows.push(TeamRow::without_report(name, &failure.to_string()));
            }
        }
    }
    let without = rows.iter().filter(|row| row.attention == "no_report").count();
    if without == rows.len() {
        return Err(Failure::Nothing(format!("{}: no athlete in it has a report; nothing is written", team.display())));
    }
    if arguments.strict && 0 < faulty {
        let text = format!(
            "--strict: {faulty} athletes have inputs that were refused or damaged, or no report; nothing is written"
        );
        return Err(Failure::Nothing(text));
    }
    team::sort(&mut rows);
    let page = html::team(&rows).map_err(FormatError::from)?;
    draft.write(&[("team.csv", csv::dialect(&rows, arguments.csv_dialect)), ("index.html", page)])?;
    draft.publish()?;
    let code = if 0 < old {
        4
    } else if 0 < faulty {
        3
    } else {
        0
    };
    if !arguments.quiet {
        let mut out = io::stdout().lock();
        out.write_all(listing::team(&rows).as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)?;
    }
    let told = format!(
        "restday: {} athletes, {without} without a report, {faulty} with something to look at; reports in {}",
        rows.len(),
        arguments.out.display()
    );
    if !arguments.quiet || code != 0 {
        writeln!(io::stderr(), "{told}").map_err(Failure::Output)?;
    }
    Ok(Ended { code, inputs, age: newest })
}

fn report_faults(name: &str, made: &Made, stale: Option<&str>) -> io::Result<()> {
    let mut err = io::stderr().lock();
    for line in made.faults.lines().chain(stale) {
        writeln!(err, "{}: {line}", printable(name))?;
    }
    Ok(())
}
