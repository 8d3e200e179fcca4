//! `scenarios/`: runners whose truth is known. Each is a folder of the tables that a runner keeps and an `expect.toml`, which
//! says what a coach would tell them; any tool that gives a verdict can be held against it.

mod expect;
mod life;
mod listed;
mod ours;

use crate::{Fallible, Files};
use expect::Expect;
use life::Life;

/// One runner: a number and a name, the days, and what a coach would say of them.
struct Scenario {
    name: &'static str,
    life: Life,
    expect: Expect,
}

/// Writes every runner's folder.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    for scenario in listed::all().into_iter().chain(ours::all()) {
        let folder = format!("scenarios/{}", scenario.name);
        for (table, text) in scenario.life.tables(scenario.name)? {
            files.put(&format!("{folder}/{table}"), text);
        }
        files.put(&format!("{folder}/expect.toml"), scenario.expect.text()?);
    }
    Ok(())
}
