//! `PROVENANCE.md`: where the fixtures come from, and what is special about which file.

use std::fmt::Write as _;

use crate::{Fallible, Files, SEED};

const INTRODUCTION: &str = "# Where these files come from

All of them are written by `examples/make_fixtures` of this repository:

    cargo run --release --example make_fixtures

Nothing was recorded by a device or taken from a person, another project or a data set. Ada Lind does not exist, her routes
are loops drawn by a formula over water and fields, and the names of makers stand only where a format wants one. The
files have the licence of the project, MIT or Apache-2.0.

The same program writes the same bytes on every machine: chance is splitmix64, the functions of mathematics
come from the crate `libm`, nothing reads a clock, and archives carry fixed dates. Files that it does not write it leaves alone;
`golden/`, if there, is the program's own output over `runner/`; `scenarios/README.md` is written by hand, and `scenarios/rr-1.tsv` holds
what restday 0.1.0 with its first model `rr-1` answered.

";

const HOW: &str = "
## How the runner is made

* `diary.txt` (beside the generator) is the plan: 26 weeks from Monday 2026-03-02 to Sunday 2026-08-30, every fourth week
  lighter until the summer, three weeks without a rest day from 2026-06-22 on, recovery and a cold, a taper in August.
* Resting heart rate 48, highest 188, at threshold 169 beats a minute; threshold pace from 4:35 to 4:27 a kilometre.
* Each session is a list of steady stretches. Speed follows the effort with a lag of 4 s and gives way on slopes; heart rate
  follows what speed and slope demand with a lag of 30 s up and 42 s down, drifts upwards after 20 minutes, and trembles.
* Everything is worked out once a second. Files keep a sample every 4 to 6 s, as watches do that save memory, or every second
  where the diary says `every=1`. Summaries (laps, sessions, `activities.csv`) are made from the full series.
* Heart-rate variability and resting heart rate in `garmin/` follow from the same state of the body, in the layout of Garmin's
  account export; sessions carry the temperature of the season.
* Mornings in `checkins.csv` follow from the load of the last 7 and 42 days with some noise; about one in six is missing,
  some are partial. 5 is always best; flags are `yes` and `no`; `rpe` is that of the run of the day before.

## How the cases of `contradictions/` are made

A folder a case: somebody moves at one speed and one heart rate eastward over the water near Oslo, and a sensor, a clock or the file tells it
wrongly, or it is told twice. What is true stands in `contradictions.expected.tsv`: column by column, with the share by which it may be off.

## How the runners of `scenarios/` are made

Each is a week that repeats from Monday 2026-01-05 on, and what changes in it, in `scenarios/listed.rs` and `scenarios/ours.rs` beside the
generator. An answer is what is meant and up to 0.6 of a point more or less, rounded to 1 to 5; where a coach's word rests on one morning's
answers, chance has no part in them; heart-rate variability is spread by 8 %, resting
heart rate by 1.2 beats, sleep by 0.4 hours, lengths of sessions by up to 3 %, pace by up to 1.5 %, exertion by up to 0.4. What a coach would
say, `expect.toml` in each folder says; its format stands in `scenarios/README.md`.

## What is true about it

`runner.expected.tsv` and `formats.expected.tsv` have one line for each distinct activity: local day, start, sport class,
seconds with the timer running, metres as the watch counts them (empty = none), whether a heart rate was worn, and every place the
activity is in, separated by `;` (`archive!member` inside archives). They are written by the generator from what it knows,
not by restday. Where a file has no distance of its own (GPX), the length of its polyline is within 1 % of the value given.
`mornings.expected.tsv` has what is true about each night of `mornings/`, whose every file tells the same five weeks in a
vendor's layout: the layouts are imitations made from public descriptions, and no vendor wrote them.
`hostile.expected.tsv` names the outcome and the leading code that each file of `hostile/` (or the member of it that is refused) must get in `import.csv`.

";

/// The page, with a table of what was remarked while the files were made.
pub(crate) fn text(files: &Files) -> Fallible<String> {
    let mut text = String::from(INTRODUCTION);
    writeln!(text, "Seed: `{SEED:#018x}`.\n")?;
    writeln!(text, "| folder | files | kB |\n|---|---:|---:|")?;
    for folder in ["runner", "formats", "exports", "mornings", "hostile", "scenarios"] {
        let sizes: Vec<usize> = files
            .contents
            .iter()
            .filter(|(path, _)| path.starts_with(&format!("{folder}/")))
            .map(|(_, content)| content.len())
            .collect();
        writeln!(text, "| `{folder}/` | {} | {} |", sizes.len(), sizes.iter().sum::<usize>().div_ceil(1_000))?;
    }
    text.push_str(HOW);
    writeln!(text, "## What is special in which file\n\n| file in `runner/` | what |\n|---|---|")?;
    for (path, remark) in &files.remarks {
        writeln!(text, "| `{path}` | {remark} |")?;
    }
    Ok(text)
}
