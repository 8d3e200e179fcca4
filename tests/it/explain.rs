//! `restday explain`, redone: every number that it shows is computed again from the others, as a spreadsheet would.

use crate::workbench::{fixture, report, restday, table};
use std::collections::BTreeMap;

/// The lines of a sheet: section, name, value.
fn lines(what: &str) -> Vec<(String, String, String)> {
    let ended = restday()
        .args(["explain", what])
        .arg(fixture("runner"))
        .args(["--as-of", "latest", "--csv"])
        .output()
        .expect("the program starts");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let mut reader = csv::Reader::from_reader(ended.stdout.as_slice());
    let lines = reader.records().map(|record| {
        let record = record.expect("a line");
        (record[0].to_owned(), record[1].to_owned(), record[2].to_owned())
    });
    lines.collect()
}

/// The numbers of a sheet by name.
fn numbers(lines: &[(String, String, String)]) -> BTreeMap<String, f64> {
    lines.iter().filter_map(|(_, name, value)| Some((name.clone(), value.parse().ok()?))).collect()
}

#[track_caller]
fn assert_same(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} {expected}");
}

#[test]
fn the_load_of_every_activity_can_be_redone() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("report");
    report(&[fixture("runner").as_os_str(), "--as-of".as_ref(), "latest".as_ref()], &out);
    let activities = table(&out, "activities.csv");
    let mut methods = BTreeMap::new();
    // Some of every method: a process for each would take a while.
    for row in &activities.rows {
        let seen: &mut u32 = methods.entry(row["load_method"].clone()).or_default();
        *seen += 1;
        if 3 < *seen {
            continue;
        }
        let lines = lines(&row["activity_id"]);
        let sheet = numbers(&lines);
        let intensity = match row["load_method"].as_str() {
            "hrss" => {
                let (rest, max, lthr) = (sheet["hr_rest"], sheet["hr_max"], sheet["lthr"]);
                let weight = |bpm: f64| {
                    let reserve = ((bpm - rest) / (max - rest)).clamp(0.0, 1.0);
                    sheet["k"] * reserve * (sheet["b"] * reserve).exp()
                };
                let seconds: Vec<(f64, f64)> = sheet
                    .iter()
                    .filter_map(|(name, s)| {
                        Some((name.strip_prefix("seconds_at_")?.strip_suffix("_bpm")?.parse().ok()?, *s))
                    })
                    .collect();
                let covered_s: f64 = seconds.iter().map(|(_, s)| s).sum();
                assert!(sheet["duration_s"] * 0.8 <= covered_s);
                seconds.iter().map(|(bpm, s)| s * weight(*bpm)).sum::<f64>() / covered_s / weight(lthr)
            }
            "pace" => {
                (sheet["graded_speed_mps"] / sheet["run_pace"]).powi(2) * sheet["graded_moving_s"] / sheet["duration_s"]
            }
            "power" => (sheet["normalised_power_w"] / sheet["ride_power"]).powi(2),
            "rpe" => sheet["rpe"] / 7.0,
            _ => sheet["intensity"],
        };
        assert_same(sheet["intensity"], intensity);
        assert_same(sheet["load"], 100.0 * sheet["duration_s"] / 3600.0 * intensity);
        assert_same(sheet["load"], row["load"].parse().expect("a load"));
    }
    assert!(["hrss", "pace", "power"].iter().all(|method| methods.contains_key(*method)), "{methods:?}");
}

#[test]
fn a_day_can_be_redone() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("report");
    report(&[fixture("runner").as_os_str(), "--as-of".as_ref(), "latest".as_ref()], &out);
    for row in table(&out, "daily.csv").rows.iter().rev().skip(1).step_by(29) {
        let lines = lines(&row["day"]);
        let sheet = numbers(&lines);
        let sessions: f64 = sheet.iter().filter(|(name, _)| name.starts_with("load of ")).map(|(_, load)| load).sum();
        assert_same(sheet["load"], sessions);
        for (name, days) in [("acute", 7.0_f64), ("chronic", 42.0)] {
            let alpha = 1.0 - (-1.0 / days).exp();
            let before = sheet.get(&format!("{name}_before")).copied().unwrap_or(0.0);
            let after = before + alpha / sheet[&format!("{name}_weight_known")] * (sheet["load"] - before);
            assert_same(sheet[name], after);
            assert_same(sheet[name], row[name].parse().expect("a number"));
        }
        let before = |name: &str| sheet.get(name).copied().unwrap_or(0.0);
        assert_same(sheet["form"], before("chronic_before") - before("acute_before"));
        assert_same(sheet["form_ratio"], sheet["form"] / before("chronic_before").max(5.0));
        assert_same(sheet["acute_chronic_ratio"], sheet["acute"] / sheet["chronic"]);
        let loads: Vec<f64> = sheet.iter().filter(|(name, _)| name.starts_with("load_on_")).map(|(_, l)| *l).collect();
        let mean = |loads: &[f64]| loads.iter().sum::<f64>() / loads.len() as f64;
        if let Some(monotony) = sheet.get("monotony") {
            let week = &loads[loads.len() - 7..];
            let variance = week.iter().map(|load| (load - mean(week)).powi(2)).sum::<f64>() / 6.0;
            assert_same(*monotony, mean(week) / variance.sqrt());
            assert_same(sheet["strain"], 7.0 * mean(week) * monotony);
        }
        if let Some(acwr) = sheet.get("acwr_uncoupled") {
            assert_same(*acwr, mean(&loads[21..]) / mean(&loads[..21]));
        }
        readiness(&lines, &sheet);
    }
}

/// The score from the prices, the deviations, the qualities and the caps.
fn readiness(lines: &[(String, String, String)], sheet: &BTreeMap<String, f64>) {
    let Some(score) = sheet.get("score") else { return };
    let of = |suffix: &str| -> BTreeMap<String, f64> {
        let named = sheet.iter().filter_map(|(name, value)| Some((name.strip_suffix(suffix)?.to_owned(), *value)));
        named.collect()
    };
    let (deviations, qualities, points) = (of("_deviation"), of("_quality"), of("_points"));
    let price = |name: &str| match name {
        "legs" => 16.0,
        "motivation" => 10.0,
        "soreness" => 8.0,
        "sleep_quality" => 6.0,
        "hrv" => 3.0,
        "sleep" | "effort_felt" => 2.0,
        "resting_hr" => 1.5,
        _ => 1.0,
    };
    for (name, deviation) in &deviations {
        let is_answer = ["legs", "soreness", "motivation", "sleep_quality"].contains(&name.as_str());
        let counted = if is_answer { *deviation } else { deviation.clamp(-3.0, 1.0) };
        assert_same(points[name], price(name) * qualities[name] * counted);
    }
    let total: f64 = points.values().sum();
    assert_same(sheet["points"], total);
    let free = (75.0 + if total < 0.0 { total } else { 0.5 * total }).clamp(0.0, 100.0);
    let caps = sheet.iter().filter(|(name, _)| name.starts_with("cap_")).map(|(_, cap)| *cap);
    assert!((caps.fold(free, f64::min) - score).abs() <= 0.05 + 1e-9);
    assert!(lines.iter().any(|(_, name, _)| name == "band"));
}

#[test]
fn what_is_not_there_is_said() {
    let run = |what: &str| {
        let ended = restday().args(["explain", what]).arg(fixture("runner")).args(["--as-of", "latest"]).output();
        let ended = ended.expect("the program starts");
        (ended.status.code(), String::from_utf8(ended.stderr).expect("UTF-8"))
    };
    let (code, told) = run("2019-01-01");
    assert!(code == Some(2) && told.contains("2019-01-01 is not among the days, which go from 2026-03-"), "{told}");
    let (code, told) = run("nobody.fit");
    assert!(code == Some(2) && told.contains("'nobody.fit' is neither a day"), "{told}");
    let (code, told) = run(".fit");
    assert!(code == Some(2) && told.contains("may be") && told.contains("name one"), "{told}");
}
