//! One body, one time: no two activities count the same minute, whatever was recorded.

use crate::workbench::{Table, fixture, report, shared, table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Two activities may share this much of the shorter and still be two.
const BESIDE: f64 = 0.1;

/// An activity of a report, as `activities.csv` tells it.
struct Told {
    id: String,
    from_s: f64,
    elapsed_s: f64,
    duration_s: f64,
    counted_in: Vec<String>,
    counted_share: f64,
    day: String,
    load: f64,
}

/// From here on an activity that crosses midnight counts on each of its days, seconds.
const LONG_S: f64 = 12.0 * 3600.0;

impl Told {
    fn is_long_on(&self, day: &str) -> bool {
        let first: jiff::civil::Date = self.day.parse().expect("a day");
        let days = (self.elapsed_s / 86_400.0).ceil() as i64 + 1;
        LONG_S <= self.elapsed_s
            && (0..days).any(|nth| first.saturating_add(jiff::Span::new().days(nth)).to_string() == day)
    }
}

fn told(activities: &Table) -> Vec<Told> {
    let told = |row: &BTreeMap<String, String>| {
        let start: jiff::Timestamp = row["start_time"].parse().expect("a start with its offset");
        let number = |column: &str| row[column].parse::<f64>().expect(column);
        Told {
            id: row["activity_id"].clone(),
            from_s: start.as_millisecond() as f64 / 1000.0,
            elapsed_s: number("elapsed_s"),
            duration_s: number("duration_s"),
            counted_in: row["counted_in"].split_whitespace().map(str::to_owned).collect(),
            counted_share: number("counted_share"),
            day: row["day"].clone(),
            load: number("load"),
        }
    };
    activities.rows.iter().map(told).collect()
}

/// Where two activities of a report count the same time, or a day does not count what its activities say.
fn broken(out: &Path) -> Vec<String> {
    let mut all = told(&table(out, "activities.csv"));
    all.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
    let mut broken = Vec::new();
    for (nth, a) in all.iter().enumerate() {
        for b in all.iter().skip(nth + 1).take_while(|b| b.from_s < a.from_s + a.elapsed_s) {
            let both_s = (a.from_s + a.elapsed_s).min(b.from_s + b.elapsed_s) - b.from_s;
            // Time in the pauses of the one is free for the other.
            let paused_s = (a.elapsed_s - a.duration_s) + (b.elapsed_s - b.duration_s);
            let twice_s = both_s.min(a.duration_s).min(b.duration_s) - paused_s;
            let is_named = a.counted_in.contains(&b.id) || b.counted_in.contains(&a.id);
            // What counts with a third counts nothing itself.
            let is_named = is_named || a.counted_share == 0.0 || b.counted_share == 0.0;
            if BESIDE * a.duration_s.min(b.duration_s) + 1.0 < twice_s && !is_named {
                broken.push(format!("{}: {twice_s:.0} s of {} are in {}", out.display(), a.id, b.id));
            }
        }
    }
    // What is long counts on each of its days by the time that was spent there, which no table tells: all days together.
    let (mut all_days, mut all_activities) = (0.0, all.iter().map(|a| a.counted_share * a.load).sum::<f64>());
    for day in table(out, "daily.csv").rows {
        all_days += day["load"].parse::<f64>().unwrap_or(0.0);
        if all.iter().any(|activity| activity.is_long_on(&day["day"])) {
            continue;
        }
        let counted = all.iter().filter(|activity| activity.day == day["day"]);
        let sum: f64 = counted.map(|activity| activity.counted_share * activity.load).sum();
        if let Ok(load) = day["load"].parse::<f64>()
            && 1e-6 * sum.max(1.0) < (load - sum).abs()
        {
            broken.push(format!(
                "{}: {} has a load of {load}, and its activities count {sum}",
                out.display(),
                day["day"]
            ));
        }
    }
    // The last morning's own day is not told, nor the days before the calendar.
    let days = table(out, "daily.csv").rows;
    let (first, last) = (days.first().map(|row| &row["day"]), days.last().map(|row| &row["day"]));
    let is_told = |a: &&Told| first.is_some_and(|first| *first <= a.day) && last.is_some_and(|last| a.day < *last);
    all_activities -= all.iter().filter(|a| !is_told(a)).map(|a| a.counted_share * a.load).sum::<f64>();
    if 1e-6 * all_activities.max(1.0) < (all_days - all_activities).abs() {
        broken.push(format!("{}: the days have {all_days}, and the activities {all_activities}", out.display()));
    }
    broken
}

/// Reports on every one of the folders, alone.
fn assert_held(folders: &[PathBuf]) -> usize {
    let home = tempfile::tempdir().expect("a folder");
    let mut reported = 0;
    let mut wrong = Vec::new();
    for (nth, folder) in folders.iter().enumerate() {
        let out = home.path().join(nth.to_string());
        let folder = folder.to_str().expect("a path in UTF-8");
        report(&[folder, "--as-of", "latest", "--format", "csv"], &out);
        if out.join("activities.csv").exists() {
            reported += 1;
            wrong.extend(broken(&out).into_iter().map(|line| format!("{folder}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    reported
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[test]
fn no_minute_of_a_fixture_counts_twice() {
    let mut folders: Vec<PathBuf> = ["exports", "formats", "hostile", "runner", "scenarios"].map(fixture).to_vec();
    for inner in ["contradictions", "mornings", "scenarios"] {
        folders.extend(folders_in(&fixture(inner)));
    }
    assert!(60 <= assert_held(&folders));
}

/// Real athletes, and real files of many athletes as if they were one's.
#[test]
fn no_minute_of_a_real_athlete_counts_twice() {
    let Some(corpus) = shared("corpus") else { return };
    let mut folders = folders_in(&corpus.join("athletes"));
    folders.extend(["fit", "gpx", "tcx"].map(|format| corpus.join(format)));
    assert!(5 <= assert_held(&folders));
}

/// What is known to be one activity, in groups, is counted once each.
#[test]
fn recordings_that_are_known_to_be_of_one_activity_count_once() {
    let Some(corpus) = shared("corpus") else { return };
    let groups = std::fs::read_to_string(corpus.join("same_activity_groups.tsv")).expect("the groups");
    let home = tempfile::tempdir().expect("a folder");
    for (nth, group) in groups.lines().skip(1).enumerate() {
        let (_, paths) = group.split_once('\t').expect("two columns");
        let files: Vec<String> = paths.split("; ").map(|path| corpus.join(path).display().to_string()).collect();
        let out = home.path().join(nth.to_string());
        let mut arguments: Vec<&str> = files.iter().map(String::as_str).collect();
        arguments.extend(["--as-of", "latest", "--format", "csv"]);
        let ended = report(&arguments, &out);
        assert!(out.join("activities.csv").exists(), "{group}: {}", ended.stderr);
        let all = told(&table(&out, "activities.csv"));
        let counted: f64 = all.iter().map(|activity| activity.counted_share * activity.duration_s).sum();
        let latest = all.iter().map(|activity| activity.from_s + activity.elapsed_s).fold(f64::MIN, f64::max);
        let earliest = all.iter().map(|activity| activity.from_s).fold(f64::MAX, f64::min);
        assert!(counted <= 1.1 * (latest - earliest), "{group}: {counted} s within {} s", latest - earliest);
    }
}
