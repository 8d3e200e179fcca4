//! No output says two things: ten thousand made-up histories, each written as tables, JSON and a page, and read back by somebody
//! who knows nothing of the program but what its words mean.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::float_cmp, reason = "a test may panic")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rayon::prelude::*;
use restday::activity::Activity;
use restday::activity::sport::Sport;
use restday::morning::{Metric, Morning, Reading, Source, SpellWord};
use restday::output::{OutputFormat, Privacy};
use restday::pipeline::build::build;
use restday::pipeline::computed::Inputs;
use restday::pipeline::team::member;
use restday::render::csv::Dialect;
use restday::render::formats::{Choice, files};
use restday::report::Report;
use restday::report::team::Attention;
use serde_json::Value;
use std::collections::HashMap;

const HISTORIES: u64 = 10_000;
const FIRST: Date = date(2026, 1, 5);

/// Numbers that look random and are always the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

/// A runner of some weeks, of whom anything may be true: tired, ill, injured, away, silent, or all of it at once.
fn history(seed: u64) -> (Inputs, Date) {
    let mut random = Random(seed);
    let days = 4 + (random.next() % 90) as i64;
    let (trains, answers, nights) = (random.between(0.2, 1.0), random.between(0.0, 1.0), random.happens(0.5));
    let (usual, spread) = (random.between(1.5, 4.5), random.between(0.2, 1.5));
    let trouble = if random.happens(0.5) { random.between(0.0, 0.1) } else { 0.0 };
    let pause = random.happens(0.25).then(|| (random.next() % 60) as i64);
    let mut inputs = Inputs::default();
    for nth in 0..days {
        let day = FIRST.saturating_add(nth.days());
        let paused = pause.is_some_and(|from| (from..from + 30).contains(&nth));
        if nth == 0 || (!paused && random.happens(trains)) {
            let sport = if random.happens(0.85) { Sport::Run } else { Sport::Walk };
            let hours = if random.happens(0.02) { random.between(2.0, 14.0) } else { random.between(0.3, 1.6) };
            let mut activity = Activity::bare(sport, day, 3600.0 * hours);
            activity.id = format!("{nth:03}");
            activity.distance_m = random.happens(0.9).then(|| 1000.0 * hours * random.between(8.0, 13.0));
            activity.rpe = random.happens(0.7).then(|| random.between(1.0, 10.0).round());
            inputs.activities.push(activity);
        }
        let mut morning = Morning { day, ..Morning::default() };
        if random.happens(answers) {
            let mut answer =
                || random.happens(0.95).then(|| (usual + spread * random.between(-1.7, 1.7)).round().clamp(1.0, 5.0));
            (morning.legs, morning.soreness) = (answer(), answer());
            (morning.motivation, morning.sleep_quality) = (answer(), answer());
            morning.felt_harder = random.happens(0.2).then(|| random.happens(0.4));
            morning.illness = random.happens(0.5).then(|| random.happens(2.0 * trouble));
            morning.pain = random.happens(0.3).then(|| random.happens(trouble));
        }
        if random.happens(trouble) {
            morning.spell = Some(SpellWord::ALL[(random.next() % 5) as usize]);
            morning.spell_last =
                random.happens(0.3).then(|| day.saturating_add(((random.next() % 9) as i64 - 2).days()));
        }
        if nights && random.happens(0.9) {
            let reading = |metric, value| Reading { metric, value, source: Source::GARMIN };
            let kind = if seed.is_multiple_of(5) { Metric::HrvSdnn } else { Metric::HrvRmssd };
            morning.readings = vec![
                reading(kind, random.between(30.0, 90.0).round()),
                reading(Metric::RestingHr, random.between(44.0, 62.0).round()),
                reading(Metric::Sleep, random.between(4.0, 9.5)),
            ];
        }
        if morning != (Morning { day, ..Morning::default() }) {
            inputs.mornings.push(morning);
        }
    }
    (inputs, FIRST.saturating_add((days + (random.next() % 6) as i64).days()))
}

/// A row of a written table, by the names of its columns.
type Row = HashMap<String, String>;

fn rows(csv: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().unwrap().clone();
    let row =
        |record: csv::StringRecord| header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// What a cap allows at most, and in whose name.
fn ceiling(cap: &str) -> f64 {
    match cap {
        "ill_or_pain" => 20.0,
        "two_independent" | "injured" => 40.0,
        "pushing_hard" | "overreaching" | "huge_effort" | "heavy_legs" | "worst_answer" | "hrv_low"
        | "after_illness" | "felt_harder" | "back_from_break" | "break" | "travelling" => 60.0,
        other => panic!("nobody knows the cap {other}"),
    }
}

/// What a written morning says against itself.
fn contradictions_of_morning(row: &Row) -> Vec<String> {
    let cell = |name: &str| row[name].as_str();
    let number = |name: &str| cell(name).parse::<f64>().ok();
    let (band, room, headline) = (cell("band"), cell("room"), cell("headline"));
    let texts = [cell("headline"), cell("reason_1"), cell("reason_2"), cell("reason_3")].join(" ");
    let caps: Vec<&str> = cell("caps").split_whitespace().collect();
    let score = number("score");
    let mut found = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{} {what}: {row:?}", cell("day")));
        }
    };
    let (expected_room, words) = match band {
        "rest" => ("nothing", "Rest"),
        "active_recovery" => ("light", "Recover"),
        "easy" => ("usual", "Train easy"),
        "ready_for_quality" => ("full", "Ready"),
        "not_enough_data" => ("unknown", "Not enough data"),
        _ => ("", "a band that nobody knows"),
    };
    must(room == expected_room, "room and band");
    must(headline.starts_with(words), "headline and band");
    must(!matches!(band, "rest" | "active_recovery") || cell("next_run_max_m").is_empty(), "a next run beside rest");
    must(band != "ready_for_quality" || caps.is_empty(), "ready with a cap");
    must(band != "ready_for_quality" || cell("spell").is_empty(), "ready in a spell");
    let limits = match band {
        "rest" => 0.0..25.0,
        "active_recovery" => 25.0..45.0,
        "easy" => 45.0..65.0,
        _ => 65.0..100.1,
    };
    must(score.is_none_or(|score| limits.contains(&score)), "score and band");
    must(score.is_none() == (cell("confidence") == "none"), "a confidence of nothing");
    must(score.is_some() || matches!(band, "not_enough_data" | "rest"), "a verdict of nothing");
    must(score.is_none_or(|score| caps.iter().all(|cap| score <= ceiling(cap))), "score and caps");

    // The score again, from what stands in the row.
    let keys = [
        "legs",
        "soreness",
        "sleep_quality",
        "motivation",
        "hrv",
        "resting_hr",
        "sleep",
        "load",
        "effort_felt",
        "hr_at_pace",
    ];
    let points: Vec<f64> = keys.iter().filter_map(|key| number(&format!("{key}_points"))).collect();
    let missing: Vec<&str> = cell("missing").split_whitespace().collect();
    must(
        keys.iter().all(|key| missing.contains(key) == cell(&format!("{key}_points")).is_empty()),
        "missing and there",
    );
    let total: f64 = points.iter().sum();
    let free = (75.0 + if total < 0.0 { total } else { total / 2.0 }).clamp(0.0, 100.0);
    let capped = caps.iter().map(|cap| ceiling(cap)).fold(free, f64::min);
    // Two caps are lower than their names say, and then the band is.
    let graded = caps.iter().any(|cap| matches!(*cap, "pushing_hard" | "overreaching" | "huge_effort"));
    must(score.is_none_or(|score| (score - capped).abs() < 0.06 || (graded && score <= capped)), "score and points");
    for key in &keys[..4] {
        let of = |part: &str| number(&format!("{key}{part}"));
        if let (Some(value), Some(normal), Some(points), Some(q)) = (of(""), of("_normal"), of("_points"), of("_q")) {
            let price = [16.0, 8.0, 6.0, 10.0][keys.iter().position(|known| known == key).unwrap()];
            must((points - price * q * (value - normal)).abs() < 1e-9, "points of an answer");
        }
    }

    let excused = !cell("spell").is_empty()
        || caps.iter().any(|cap| matches!(*cap, "ill_or_pain" | "after_illness" | "back_from_break" | "injured"));
    must(!excused || !texts.contains("Yesterday was a rest day"), "rest praised in a spell");
    must(!excused || !texts.contains("rest day is due"), "rest asked for in a spell");
    let rests = matches!(band, "rest" | "active_recovery");
    for denied in ["keep today easy", "Train easy", "Ready", "keep it under", "as planned"] {
        must(!rests || !texts.contains(denied), denied);
    }
    must(!texts.contains("Nothing stands out") || caps.is_empty(), "nothing stands out, and a cap");
    must(!texts.contains("at your normal: ready") || band != "ready_for_quality", "a way out of being ready");
    must(
        !texts.contains("nobody knows; restday") || cell("confidence") == "low",
        "sure of an illness that may be over",
    );
    must(texts.ends_with(|last: char| !last.is_alphanumeric()) && !texts.contains("NaN"), "sentences");
    found
}

/// What the JSON, the page and the team's row of the last morning say against its row in the table.
fn contradictions_of_report(report: &Report, row: &Row, json: &Value, page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{what}: {} {:?}", json["readiness"], json["permitted"]));
        }
    };
    let (verdict, permitted) = (&json["readiness"], &json["permitted"]);
    must(verdict["band"] == row["band"].as_str(), "band of JSON and CSV");
    must(verdict["headline"] == row["headline"].as_str(), "headline of JSON and CSV");
    must(permitted["room"] == row["room"].as_str(), "room of JSON and CSV");
    must(verdict["score"].as_f64() == row["score"].parse().ok(), "score of JSON and CSV");
    must(verdict["model"] == "rr-2" && json["schema_version"] == 2, "model and schema");
    let high = permitted["load_high"].as_f64();
    let chronic = json["snapshot"]["chronic"].as_f64();
    must(
        match permitted["room"].as_str().unwrap() {
            "nothing" => high == Some(0.0),
            "light" => high.is_some_and(|high| high <= 25.0),
            "usual" => high.zip(chronic).is_none_or(|(high, chronic)| high <= chronic + 1e-9),
            "unknown" => high.is_none(),
            _ => true,
        },
        "room and load",
    );
    must(permitted["room"] == "full" || permitted["week"].is_null(), "room of the week");
    let may_run = permitted["may_run"] == true;
    must(may_run || permitted["next_run_max_m"].is_null(), "a next run that is not permitted");

    let from = page.find("<section class=\"verdict").unwrap();
    let said = &page[from..from + page[from..].find("</section>").unwrap()];
    let headline = verdict["headline"].as_str().unwrap();
    must(said.contains(&format!("</span> {headline}</h2>")), "headline of page and JSON");
    must(may_run || (said.contains("none today") && !said.contains("keep it under")), "next run of the page");
    let rests = matches!(verdict["band"].as_str().unwrap(), "rest" | "active_recovery");
    for denied in ["keep today easy", "Train easy", "Ready for quality", "up to your usual day", "Room for"] {
        must(!rests || !said.contains(denied), denied);
    }

    let attention = member(report, "folder").attention;
    must(
        match verdict["band"].as_str().unwrap() {
            "rest" => attention == Attention::Rest,
            "ready_for_quality" => matches!(attention, Attention::Ready | Attention::NoData),
            "not_enough_data" => matches!(attention, Attention::NoData | Attention::PullBack),
            _ => !matches!(attention, Attention::Ready | Attention::Rest),
        },
        "the team's table",
    );
    found
}

#[test]
fn no_output_of_ten_thousand_histories_contradicts_itself() {
    let choice = Choice {
        formats: &[OutputFormat::Csv, OutputFormat::Json, OutputFormat::Html],
        dialect: Dialect::default(),
        privacy: Privacy::default(),
    };
    let found: Vec<(u64, Vec<String>, String)> = (0..HISTORIES)
        .into_par_iter()
        .map(|seed| {
            let (inputs, as_of) = history(seed);
            let report = build(inputs, as_of).unwrap();
            let written: HashMap<&str, Vec<u8>> = files(&report, choice).unwrap().into_iter().collect();
            let mornings = rows(&written["readiness.csv"]);
            let last = mornings.last().unwrap();
            let json: Value = serde_json::from_slice(&written["report.json"]).unwrap();
            let page = String::from_utf8(written["report.html"].clone()).unwrap();
            let mut found: Vec<String> = mornings.iter().flat_map(contradictions_of_morning).collect();
            found.extend(contradictions_of_report(&report, last, &json, &page));
            (seed, found, last["band"].clone())
        })
        .collect();
    let told: Vec<String> = found
        .iter()
        .flat_map(|(seed, found, _)| found.iter().map(move |one| format!("history {seed}: {one}")))
        .collect();
    assert!(
        told.is_empty(),
        "{} contradictions:\n{}",
        told.len(),
        told.iter().take(8).cloned().collect::<Vec<_>>().join("\n")
    );
    // A checker that has seen no rest, or nothing but rest, has not seen much.
    for band in ["rest", "active_recovery", "easy", "ready_for_quality", "not_enough_data"] {
        let count = found.iter().filter(|(_, _, last)| last == band).count();
        assert!(HISTORIES as usize / 100 < count, "{band}: {count} of {HISTORIES}");
    }
}
