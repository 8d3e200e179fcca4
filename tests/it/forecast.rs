//! `restday forecast` and `restday backtest` from outside.

use crate::workbench::{Ended, bytes, copy_folder, fixture, report, restday};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn run(command: &str, arguments: &[&str]) -> Ended {
    restday().arg(command).args(arguments).output().expect("the program starts").into()
}

fn json(ended: &Ended) -> Value {
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn forecast(arguments: &[&str]) -> Value {
    let runner = fixture("runner");
    json(&run("forecast", &[&[runner.to_str().unwrap(), "--json"], arguments].concat()))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} in {value}"))
}

#[test]
fn rest_lets_the_series_decay_as_its_definition_says() {
    let found = forecast(&["--as-of", "2026-07-13"]);
    let days = found["scenarios"][0]["days"].as_array().unwrap();
    assert_eq!((days.len(), found["scenarios"][0]["name"].as_str()), (14, Some("rest")));
    let folder = tempfile::tempdir().unwrap();
    crate::workbench::report(
        &[fixture("runner").to_str().unwrap(), "--as-of", "2026-07-13"],
        folder.path().join("out").as_path(),
    );
    let known_days = crate::workbench::table(&folder.path().join("out"), "daily.csv").rows.len() as i32 - 1;
    // Of a mean of the known days: what it held, over the weights that there are a day later.
    let kept = |days: f64, known_days: i32| {
        let kept = (-1.0 / days).exp();
        kept * (1.0 - kept.powi(known_days)) / (1.0 - kept.powi(known_days + 1))
    };
    for (known_days, pair) in (known_days + 1..).zip(days.windows(2)) {
        let (short, long) = (kept(7.0, known_days), kept(42.0, known_days));
        assert!((number(&pair[1], "acute") - short * number(&pair[0], "acute")).abs() < 1e-9);
        assert!((number(&pair[1], "chronic") - long * number(&pair[0], "chronic")).abs() < 1e-9);
        assert!((number(&pair[1], "form") - (number(&pair[0], "chronic") - number(&pair[0], "acute"))).abs() < 1e-9);
    }
    // She is at the end of three hard weeks: load holds her back, and lets go while she rests.
    let clears = found["scenarios"][0]["load_clears"].as_str().unwrap();
    let held = |day: &Value| day["load_holds_back"].as_bool().unwrap();
    let first_free = days.iter().find(|day| !held(day)).unwrap();
    assert!(held(&days[0]) && first_free["day"] == clears, "{clears}");
    assert!(number(first_free, "load_z") > -0.5);
    assert_eq!(number(&days[0], "load"), 0.0);
    // What is done on the day itself counts in every scenario.
    let found = forecast(&["--as-of", "2026-07-08"]);
    let done = number(&found["scenarios"][0]["days"][0], "load");
    assert!(30.0 < done && done == number(&found["scenarios"][1]["days"][0], "load"), "{done}");
}

#[test]
fn a_plan_is_a_band_breaks_what_it_breaks_and_says_what_it_assumes() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.csv");
    fs::write(
        &plan,
        "date,sport,duration,distance,intensity,load\n2026-08-31,run,50,,,\n2026-09-01,run,1:40:00,30,0.8,\n\
         2026-09-05,run,3:00:00,,,250\n2026-10-30,run,60,,,\n",
    )
    .unwrap();
    let found = forecast(&["--as-of", "2026-08-31", "--plan", plan.to_str().unwrap()]);
    let plan = &found["scenarios"][2];
    let days = plan["days"].as_array().unwrap();
    let loads = |nth: usize| ["load_low", "load", "load_high"].map(|key| number(&days[nth], key));
    let [low, load, high] = loads(1);
    let expected = [0.9, 1.0, 1.1].map(|share| share * 100.0 * 0.8 * 100.0 / 60.0);
    assert!([low, load, high].iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9));
    assert_eq!(loads(5), [250.0; 3]);
    assert_eq!(loads(2), [0.0; 3]);
    assert!(
        number(&days[2], "form_low") < number(&days[2], "form")
            && number(&days[2], "form") < number(&days[2], "form_high")
    );
    let broken: Vec<(&str, &str)> = plan["guards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|guard| (guard["day"].as_str().unwrap(), guard["code"].as_str().unwrap()))
        .collect();
    assert!(
        broken.contains(&("2026-09-01", "RUN-SPIKE")) && broken.contains(&("2026-09-05", "LARGEST-DAY")),
        "{broken:?}"
    );
    let assumptions: Vec<&str> = found["assumptions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for said in ["not forecast", "usual pace", "left out: 1", "without an intensity", "lightest of these weeks"] {
        assert!(assumptions.iter().any(|text| text.contains(said)), "{said}: {assumptions:#?}");
    }
    let text = run("forecast", &[fixture("runner").to_str().unwrap(), "--as-of", "2026-08-31"]);
    assert!(text.stdout.contains("usual week") && !text.stdout.contains("plan"), "{}", text.stdout);
}

#[test]
fn a_usual_week_is_the_mean_of_its_weekdays_between_the_lightest_and_the_heaviest() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("report");
    report(&[fixture("runner").to_str().unwrap(), "--as-of", "2026-07-13", "--format", "csv"], &out);
    let loads: Vec<f64> = crate::workbench::table(&out, "daily.csv")
        .rows
        .iter()
        .filter(|row| ("2026-06-15".."2026-07-13").contains(&row["day"].as_str()))
        .map(|row| row["load"].parse().unwrap())
        .collect();
    let weeks: Vec<f64> = loads.chunks(7).map(|week| week.iter().sum()).collect();
    assert_eq!((loads.len(), weeks.len()), (28, 4));
    let mean = weeks.iter().sum::<f64>() / 4.0;
    let (low, high) = (weeks.iter().copied().fold(f64::MAX, f64::min), weeks.iter().copied().fold(0.0, f64::max));
    let found = forecast(&["--as-of", "2026-07-13"]);
    assert!(found["assumptions"].to_string().contains("The verdict of that morning: Rest"), "{}", found["assumptions"]);
    for (nth, day) in found["scenarios"][1]["days"].as_array().unwrap().iter().enumerate() {
        // The verdict of that morning is rest, and the usual week begins the day after.
        let usual = if nth == 0 { 0.0 } else { (0..4).map(|week| loads[7 * week + nth % 7]).sum::<f64>() / 4.0 };
        for (key, expected) in [("load_low", usual * low / mean), ("load", usual), ("load_high", usual * high / mean)] {
            assert!((number(day, key) - expected).abs() < 1e-6, "{key} of day {nth}: {day}, not {expected}");
        }
    }
}

#[test]
fn days_before_the_first_activity_are_no_part_of_a_usual_week() {
    let scenarios = |as_of: &str| -> Vec<String> {
        let found = forecast(&["--as-of", as_of]);
        let names = found["scenarios"].as_array().unwrap().iter();
        names.map(|scenario| scenario["name"].as_str().unwrap().to_owned()).collect()
    };
    // Her first activity is of 2026-03-03.
    assert_eq!(scenarios("2026-03-09"), ["rest"]);
    assert_eq!(scenarios("2026-03-10"), ["rest", "usual"]);
    let found = forecast(&["--as-of", "2026-03-12"]);
    let days = found["scenarios"][1]["days"].as_array().unwrap();
    let of_week: f64 = days[..7].iter().map(|day| number(day, "load")).sum();
    let told = found["assumptions"].as_array().unwrap().iter().filter_map(Value::as_str);
    let told = told.filter(|text| text.contains("over the last week (")).collect::<Vec<_>>();
    assert!(told.len() == 1 && told[0].contains(&format!("({of_week:.0} a week)")), "{told:?} {of_week}");
}

#[test]
fn planned_work_never_enters_the_verdict_and_a_wrong_plan_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let runner = folder.path().join("runner");
    copy_folder(&fixture("runner"), &runner);
    let verdict = |name: &str| {
        let out = folder.path().join(name);
        let ended = report(&[runner.to_str().unwrap(), "--as-of", "2026-07-08"], &out);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        let found = bytes(&out);
        let json: Value = serde_json::from_slice(&found["report.json"]).unwrap();
        let keys = ["readiness", "snapshot", "pushing_hard", "daily", "readiness_history", "rest", "notes"];
        (keys.map(|key| json[key].clone()), found["readiness.csv"].clone(), found["daily.csv"].clone())
    };
    let before = verdict("before");
    fs::write(runner.join("plan.csv"), "date,load\n2026-07-07,300\n2026-07-08,300\n2026-07-09,300\n").unwrap();
    assert_eq!(verdict("after"), before);
    let import = crate::workbench::table(&folder.path().join("after"), "import.csv").rows;
    assert!(import.iter().any(|row| row["source"] == "plan.csv" && row["code"] == "PLAN"));
    let ended = run("forecast", &[runner.to_str().unwrap(), "--as-of", "2026-07-08"]);
    assert!(ended.stdout.contains("plan") && ended.stdout.contains("LARGEST-DAY"), "{}", ended.stdout);
    fs::write(runner.join("plan.csv"), "date,load\n9.7.2026,300\n").unwrap();
    let ended = run("forecast", &[runner.to_str().unwrap(), "--as-of", "2026-07-08"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("plan.csv: line 2: date is \"9.7.2026\""), "{}", ended.stderr);
}

#[test]
fn nothing_is_forecast_from_days_that_nobody_knows() {
    let ended = run("forecast", &[fixture("runner").to_str().unwrap(), "--as-of", "2027-03-01"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("nothing is known after"), "{}", ended.stderr);
}

#[test]
fn a_backtest_says_what_it_found_with_its_interval_or_that_it_found_nothing() {
    let runner = fixture("runner");
    let found = json(&run("backtest", &[runner.to_str().unwrap(), "--as-of", "latest", "--json"]));
    let rows = found["rows"].as_array().unwrap();
    // Five beside each other, ten signals and one item without a price, against three outcomes.
    assert_eq!(rows.len(), 16 * 3);
    let mut told = 0;
    for row in rows {
        let verdict = row["verdict"].as_str().unwrap();
        let count = row["count"].as_u64().unwrap();
        if verdict == "not_enough" {
            assert!(row["rho"].is_null() && row["low"].is_null(), "{row}");
            continue;
        }
        told += 1;
        let [rho, low, high] = ["rho", "low", "high"].map(|key| number(row, key));
        assert!((-1.0..=1.0).contains(&rho) && low < high, "{row}");
        assert_eq!(verdict == "no_relation", low <= 0.0 && 0.0 <= high, "{row}");
        assert!(20 <= count);
    }
    assert!(20 <= told, "{told}");
    let sentences = found["sentences"].to_string();
    assert!(sentences.contains("a plain mean of the answers (mean less score"), "{sentences}");
    assert!(!sentences.contains("better heart rate"), "{sentences}");
    let again = run("backtest", &[runner.to_str().unwrap(), "--as-of", "latest", "--json"]);
    assert_eq!(json(&again), found, "the same data give the same interval");
}

/// A folder of athletes: the runner three times, one of them without check-ins, and one who has nothing.
fn team(folder: &Path) {
    for name in ["ada", "bea", "eve"] {
        copy_folder(&fixture("runner"), &folder.join(name));
        fs::remove_file(folder.join(name).join("athlete.toml")).unwrap();
    }
    fs::remove_file(folder.join("eve/checkins.csv")).unwrap();
    fs::create_dir(folder.join("nobody")).unwrap();
    fs::create_dir(folder.join(".git")).unwrap();
}

#[test]
fn a_team_is_tested_one_by_one_and_together() {
    let folder = tempfile::tempdir().unwrap();
    team(folder.path());
    let ended = run("backtest", &["--team", folder.path().to_str().unwrap(), "--as-of", "latest", "--csv"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("nobody: no activity") && !ended.stderr.contains(".git"), "{}", ended.stderr);
    let mut reader = csv::Reader::from_reader(ended.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4 * 48);
    assert_eq!(rows.iter().filter(|row| &row[0] == "all athletes").count(), 48);
    let pooled = |predictor: &str| {
        let of_all =
            rows.iter().find(|row| &row[0] == "all athletes" && &row[1] == predictor && &row[2] == "heart_rate");
        of_all.map(|row| row[3].to_owned())
    };
    assert_eq!(pooled("score").as_deref(), Some("3"), "athletes are counted, and not their mornings");
    assert_eq!(pooled("legs_alone").as_deref(), Some("2"), "one of them does not check in");
    assert_eq!(run("backtest", &["--team", fixture("golden").to_str().unwrap()]).code, 2);
}

/// A folder of somebody who writes runs and check-ins by hand: paces that vary, a feeling that follows them and the legs, and an
/// answer to how ready the morning felt.
fn by_hand(folder: &Path, days: u32) {
    let mut manual = String::from("date,sport,duration_min,distance_km\n");
    let mut checkins =
        String::from("date,legs,soreness,motivation,sleep_quality,life_stress,readiness_felt,rpe_last_run\n");
    let mut rpe_before = String::new();
    for nth in 0..days {
        let day = jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(nth)));
        let legs = 2 + (nth * 7 + nth / 3) % 4;
        let stress = 1 + (nth * 5) % 4;
        let pace = 1 + (nth * 3) % 5;
        let (keen, ready) = (2 + nth % 3, 2 * legs - nth % 2);
        writeln!(checkins, "{day},{legs},3,{keen},3,{stress},{ready},{rpe_before}").unwrap();
        writeln!(manual, "{day},run,50,{}", 7.0 + 0.6 * f64::from(pace)).unwrap();
        rpe_before = (8 + pace - legs).min(10).to_string();
    }
    fs::write(folder.join("manual.csv"), manual).unwrap();
    fs::write(folder.join("checkins.csv"), checkins).unwrap();
}

#[test]
fn runs_written_by_hand_count_and_the_answers_are_told_by_their_size() {
    let folder = tempfile::tempdir().unwrap();
    by_hand(folder.path(), 120);
    let path = folder.path().to_str().unwrap();
    let found = json(&run("backtest", &[path, "--as-of", "latest", "--json"]));
    let row = |predictor: &str, outcome: &str| {
        let rows = found["rows"].as_array().unwrap();
        rows.iter().find(|row| row["predictor"] == predictor && row["outcome"] == outcome).unwrap().clone()
    };
    assert!(60 <= row("score", "felt")["count"].as_u64().unwrap(), "{}", row("score", "felt"));
    assert_eq!(row("legs_alone", "felt")["verdict"], "positive", "{}", row("legs_alone", "felt"));
    assert_eq!(row("legs_alone", "readiness_felt")["verdict"], "positive");
    assert!(100 <= row("life_stress", "readiness_felt")["count"].as_u64().unwrap());
    assert_eq!(row("score", "heart_rate")["count"], 0, "nobody wore anything");
    let text = run("backtest", &[path, "--as-of", "latest"]).stdout;
    let line = |start: &str| text.find(&format!("\n  {start} ")).unwrap_or_else(|| panic!("{start}: {text}"));
    assert!(line("score") < line("answers mean") && line("load only") < line("legs  "), "{text}");
    assert!(line("legs  ") < line("life stress"), "the larger correlation first: {text}");
    assert!(text.contains("too few: ") && text.contains("hrv (0)"), "{text}");
    assert!(text.contains("nothing to say yet (n 0)"), "{text}");
}
