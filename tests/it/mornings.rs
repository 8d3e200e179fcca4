//! Nights as vendors export them: every layout tells the same five weeks, and what is true about them is written down by the
//! generator.

use crate::workbench::{fixture, report, shared, table};
use restday::config::{Configured, parse_athlete};
use restday::ingest::{IngestOptions, Ingested, Silent, ingest_paths};
use restday::morning::Morning;
use restday::morning::{Metric, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn ingested(path: &Path, configured: &Configured) -> Ingested {
    let options =
        IngestOptions { home_zone: Some("Europe/Oslo"), mappings: &configured.mornings, ..IngestOptions::default() };
    ingest_paths(&[path.to_path_buf()], None, options, &Silent).expect("it can be read")
}

fn mornings_of(name: &str) -> Vec<Morning> {
    ingested(&fixture("mornings").join(name), &Configured::default()).mornings
}

/// What is true, by day: variability, resting heart rate, hours of sleep.
fn truth() -> BTreeMap<String, [f64; 3]> {
    let text = fs::read_to_string(fixture("mornings.expected.tsv")).expect("what is true");
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |nth: usize| cells[nth].parse().expect("a number");
        (cells[0].to_owned(), [number(1), number(2), number(3)])
    });
    rows.collect()
}

const METRICS: [Metric; 3] = [Metric::HrvRmssd, Metric::RestingHr, Metric::Sleep];

/// Asserts that the mornings say what is true of every night, in these metrics and no other, by this source alone.
#[track_caller]
fn assert_true(mornings: &[Morning], source: Source, metrics: &[Metric], nights: usize) {
    let truth = truth();
    for metric in METRICS {
        // Of a day that stands in two files the later file counts.
        let mut by_day = BTreeMap::new();
        for morning in mornings {
            by_day.extend(morning.values(metric).map(|found| (morning.day.to_string(), found)));
        }
        for (day, (from, value)) in &by_day {
            assert_eq!(*from, source, "{day} {}", metric.as_str());
            let nth = METRICS.iter().position(|known| *known == metric).expect("a metric");
            let expected = truth[day][nth];
            assert!((value - expected).abs() < 1e-9, "{day} {}: {value}, not {expected}", metric.as_str());
        }
        assert_eq!(by_day.len(), if metrics.contains(&metric) { nights } else { 0 }, "{}", metric.as_str());
    }
}

#[test]
fn garmins_account_export() {
    assert_true(&mornings_of("garmin.zip"), Source::GARMIN, &METRICS, 35);
}

#[test]
fn the_files_of_a_garmin_watch() {
    let mornings = mornings_of("watch");
    let without_sleep: Vec<Morning> = mornings
        .iter()
        .cloned()
        .map(|mut morning| {
            morning.readings.retain(|reading| reading.metric != Metric::Sleep);
            morning
        })
        .collect();
    assert_true(&without_sleep, Source::GARMIN_FIT, &METRICS[..2], 35);
    let nights: Vec<Morning> =
        mornings.into_iter().filter(|morning| morning.values(Metric::Sleep).next().is_some()).collect();
    assert_eq!(nights.len(), 5);
    assert_true(&nights, Source::GARMIN_FIT, &[Metric::Sleep], 5);
}

#[test]
fn apple_health_keeps_its_two_kinds_of_variability_apart() {
    let mornings = mornings_of("apple.zip");
    assert_true(&mornings, Source::APPLE, &METRICS, 35);
    let sdnn: Vec<f64> = mornings.iter().flat_map(|m| m.values(Metric::HrvSdnn)).map(|(_, value)| value).collect();
    assert_eq!(sdnn, vec![88.5; 35]);
}

#[test]
fn oura_in_both_its_forms_and_whoop() {
    for (name, source) in [
        ("oura.json", Source::OURA),
        ("oura/sleep.csv", Source::OURA),
        ("whoop/physiological_cycles.csv", Source::WHOOP),
    ] {
        assert_true(&mornings_of(name), source, &METRICS, 35);
    }
}

#[test]
fn a_takeout_of_google_holds_two_vendors() {
    let mornings = mornings_of("takeout.zip");
    let of = |source: Source| -> Vec<Morning> {
        let of_source = mornings.iter().cloned().map(|mut morning| {
            morning.readings.retain(|reading| reading.source == source);
            morning
        });
        of_source.collect()
    };
    assert_true(&of(Source::FITBIT), Source::FITBIT, &METRICS, 35);
    assert_true(&of(Source::GOOGLE_HEALTH), Source::GOOGLE_HEALTH, &METRICS[1..], 35);
}

#[test]
fn a_table_of_ones_own_and_a_form_on_a_scale_of_its_own() {
    assert_true(&mornings_of("table/wellness.csv"), Source::TABLE, &METRICS, 35);
    let folder = fixture("mornings/form");
    let text = fs::read_to_string(folder.join("athlete.toml")).expect("a configuration");
    let file = parse_athlete(&text, "athlete.toml", jiff::civil::date(2026, 6, 1)).expect("it can be meant");
    let form = ingested(&folder, &file.into_configured("form"));
    let input = form.inputs.iter().find(|input| input.source == "form.csv").expect("the form");
    assert!(input.detail.contains("legs from \"Fatigue\" (7 is worst, 1 is best)"), "{}", input.detail);
    assert!(input.detail.contains("35 check-ins and 70 measured values were read"), "{}", input.detail);
    let first = &form.mornings[0];
    assert_eq!((first.legs, first.soreness, first.motivation), (Some(5.0), Some(5.0), Some(1.0)));
    assert_eq!(first.time, Some(jiff::civil::time(6, 31, 12, 0)));
    let measured: Vec<Morning> =
        form.mornings.iter().cloned().map(|morning| Morning { sleep_h: None, ..morning }).collect();
    assert_true(&measured, Source::TABLE, &METRICS[..2], 35);
    let truth = truth();
    assert!(form.mornings.iter().all(|m| (m.sleep_h.unwrap() - truth[&m.day.to_string()][2]).abs() < 1e-9));
}

#[test]
fn of_all_sources_the_most_believed_stands_in_the_table_and_the_golden_one_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let ended = report(&[fixture("mornings").to_str().unwrap(), "--as-of", "2026-06-01"], &out);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let rows = table(&out, "mornings.csv").rows;
    assert_eq!(rows.len(), 35);
    assert!(rows.iter().all(|row| row["hrv_rmssd_source"] == "table" && row["hrv_sdnn_source"] == "apple_health"));
    let found = fs::read_to_string(out.join("mornings.csv")).unwrap();
    let golden = fixture("mornings.golden.csv");
    if std::env::var_os("ACCEPT_GOLDEN").is_some() {
        fs::write(&golden, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(&golden).unwrap());
}

/// Real exports of other people's, where the machine has them: each is read, or refused by code; none is passed over in
/// silence.
#[test]
fn real_nights_are_read() {
    let Some(corpus) = shared("corpus") else { return };
    let watch = ingested(&corpus.join("athletes/CHI-Garmin-Data"), &Configured::default());
    let resting: Vec<f64> =
        watch.mornings.iter().flat_map(|m| m.values(Metric::RestingHr)).map(|(_, bpm)| bpm).collect();
    assert!(100 < resting.len(), "{} of them", resting.len());
    assert!(resting.iter().all(|bpm| (40.0..100.0).contains(bpm)), "{resting:?}");
    // These watches leave the judging of sleep to the vendor: they write no more than when the wearer was awake.
    assert!(watch.mornings.iter().all(|morning| morning.values(Metric::Sleep).next().is_none()));
    if corpus.join("wellness").exists() {
        let all = ingested(&corpus.join("wellness"), &Configured::default());
        assert!(!all.inputs.is_empty());
        assert!(all.inputs.iter().all(|input| !input.code.as_str().is_empty() && !input.detail.contains("panicked")));
    }
}

/// Tables of programs that we never saw, read by a mapping alone.
#[test]
fn real_tables_are_read_by_a_mapping() {
    let Some(corpus) = shared("corpus") else { return };
    let mac = corpus.join("athletes/MacGoesRunning");
    let other = corpus.join("other");
    for (folder, file, mapping, metric, nights) in [
        (&mac, "hrv.csv", "hrv_rmssd_ms = \"hrvSummary_lastNightAvg\"", Metric::HrvRmssd, 20),
        (
            &mac,
            "daily_summaries.csv",
            "date = \"calendarDate\"\nresting_hr_bpm = \"restingHeartRate\"",
            Metric::RestingHr,
            20,
        ),
        (
            &other,
            "GoldenCheetah+GoldenCheetah__ElitHRV_Export_-_2017-10-02.csv",
            "hrv_rmssd_ms = \"Rmssd\"\nresting_hr_bpm = \"HR\"",
            Metric::HrvRmssd,
            15,
        ),
        (
            &other,
            "GoldenCheetah+GoldenCheetah__2017_7_28_myMeasurements.csv",
            "date = \"timestamp_measurement\"\nhrv_rmssd_ms = \"rMSSD\"\nhrv_sdnn_ms = \"SDNN\"",
            Metric::HrvSdnn,
            80,
        ),
    ] {
        let text = format!("[[mornings]]\nfile = \"{file}\"\n{mapping}\n");
        let configured =
            parse_athlete(&text, "athlete.toml", jiff::civil::date(2026, 6, 1)).unwrap().into_configured("a");
        let found = ingested(&folder.join(file), &configured);
        let values: Vec<f64> = found.mornings.iter().flat_map(|m| m.values(metric)).map(|(_, value)| value).collect();
        assert!(nights <= values.len(), "{file}: {} values; {:?}", values.len(), found.inputs);
    }
}
