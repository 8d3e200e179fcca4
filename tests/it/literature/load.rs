//! The daily series, spikes, monotony, the workload ratios, the distribution of intensity and the impulse response against
//! papers and other programs.

use super::reader::{Row, check, model_rows, rows, series as recorded};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use restday::activity::sport::Sport;
use restday::load::day_class::{self, ClassedSession, IntensityBasis};
use restday::load::distribution::polarization_index;
use restday::load::impulse_response::{Model, Performance, fit_model, goodness_of_fit};
use restday::load::series::{self, Recurrence, SeriesOptions, SessionLoad, Span};
use restday::load::spike;
use restday::pipeline::computed;

/// The last day of the series of daily loads.
fn last_day(loads: &[f64], options: &SeriesOptions) -> series::Row {
    let first = date(2026, 1, 1);
    let day = |nth: usize| first.saturating_add((nth as i64).days());
    let sessions: Vec<SessionLoad> = loads
        .iter()
        .enumerate()
        .filter(|(_, load)| 0.0 < **load)
        .map(|(nth, load)| SessionLoad { athlete: 1, day: day(nth), load: *load })
        .collect();
    let last: Date = day(loads.len() - 1);
    let rows = series::load_series(&[Span { athlete: 1, first, last }], &sessions, options).expect("polars answers");
    *rows.last().expect("a series of days has a last one")
}

/// The daily loads of a case: a list, or `100/day` for a number of days.
fn loads(row: &Row) -> Vec<f64> {
    match row.number("day") {
        Some(days) => vec![100.0; days as usize],
        None => row.numbers("loads"),
    }
}

#[test]
fn acute_chronic_form_and_ramp() {
    check("pmc.csv", &[], |row| {
        let recurrence = match row.variant.as_str() {
            "exp" => Recurrence::Exponential,
            "one_over_n" => Recurrence::OneOverN,
            "span" => Recurrence::Span,
            _ => return None,
        };
        // Their rows without a seed are "the recurrence itself" from 0: a seed of 0, given.
        let seed = Some(row.number("seed").unwrap_or(0.0));
        let options = SeriesOptions { recurrence, seed_acute: seed, seed_chronic: seed, ..SeriesOptions::default() };
        match row.metric.as_str() {
            "pmc_alpha" => Some(recurrence.weight_of_today(row.number("n")?)),
            "ctl" => Some(last_day(&loads(row), &options).chronic),
            "atl" => Some(last_day(&loads(row), &options).acute),
            "tsb" => Some(last_day(&loads(row), &options).form),
            "ramp_rate" => last_day(&loads(row), &options).ramp,
            _ => None,
        }
    });
}

/// The series of a case of the corrected start: a list, `55/day`, or the loads of a file.
fn startup_loads(row: &Row) -> Vec<f64> {
    let days = row.number("day").expect("a day") as usize;
    let mut loads = row.numbers("loads");
    if let Some(load) = row.word("load").strip_suffix("/day") {
        loads = vec![load.parse().expect("a load"); days];
    } else if let Some(name) = row.word("series").strip_prefix("series/") {
        let path = crate::workbench::shared(&format!("methods/rr2/oracles/series/{name}")).expect("the series");
        let mut reader = csv::Reader::from_path(path).expect("a table");
        let at = reader.headers().expect("a header").iter().position(|name| name == "load").expect("loads");
        loads = reader.records().map(|record| record.expect("a row")[at].parse().expect("a load")).collect();
    }
    loads.truncate(days);
    assert_eq!(loads.len(), days, "{}", row.case_id);
    loads
}

#[test]
fn the_start_of_a_series_is_corrected() {
    let Some(rows) = model_rows("pmc_startup.csv") else { return };
    assert_eq!(rows.len(), 44);
    for row in rows {
        let options = SeriesOptions {
            seed_acute: row.number("seed_acute"),
            seed_chronic: row.number("seed_chronic"),
            ..SeriesOptions::default()
        };
        let found = match row.metric.as_str() {
            "startup_acute" => last_day(&startup_loads(&row), &options).acute,
            "startup_chronic" => last_day(&startup_loads(&row), &options).chronic,
            // The morning after the day.
            "startup_form_ratio_next_morning" => {
                last_day(&[startup_loads(&row), vec![0.0]].concat(), &options).form_ratio
            }
            _ => {
                let known_days = row.number("known_days").expect("days") as usize;
                last_day(&vec![10.0; known_days], &options).chronic_weight
            }
        };
        row.assert_number(found);
    }
}

/// The middle of some values as the model has it; absent with fewer than four.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let count = values.len();
    (4 <= count).then(|| f64::midpoint(values[(count - 1) / 2], values[count / 2]))
}

#[test]
fn classes_of_sessions() {
    let Some(rows) = model_rows("day_class.csv") else { return };
    assert_eq!(rows.len(), 15);
    for row in rows {
        let session = &row.inputs["session"];
        let number = |name: &str| session[name].as_f64();
        let before = row.inputs["runs_of_30_days_before"].as_array().expect("runs");
        let of_runs = |name: &str| -> Vec<f64> { before.iter().filter_map(|run| run[name].as_f64()).collect() };
        let measured = session["measured"].as_bool().expect("a flag");
        let duration_s = number("dur").expect("a time");
        let intensity = number("intensity").or(number("rpe").map(|rpe| rpe / 7.0)).expect("an intensity");
        let facts = ClassedSession {
            sport: if session["sport"] == "run" { Sport::Run } else { Sport::Ride },
            duration_s,
            load: duration_s / 36.0 * intensity,
            intensity,
            basis: if measured { IntensityBasis::Sensor } else { IntensityBasis::Runner },
            rpe: number("rpe"),
            below_first_threshold: None,
            above_second_threshold_s: number("z3"),
            distance_m: number("dist"),
            longest_before_m: of_runs("distance_m").into_iter().reduce(f64::max),
            median_before_m: median(of_runs("distance_m")),
            median_before_s: median(of_runs("duration_s")),
        };
        // The chronic load that one of the cases speaks of: no class depends on it but that of a short jog.
        let (class, rule) = day_class::of_session(&facts, Some(15.0));
        assert_eq!(class.as_str(), row.expected, "{}: {rule:?}", row.case_id);
    }
}

#[test]
fn evidence_of_rest() {
    let Some(rows) = model_rows("evidence_of_rest.csv") else { return };
    assert_eq!(rows.len(), 6);
    for row in rows {
        let day = |name: &str| -> Option<Date> {
            row.inputs[name].as_str().map(|day| day.parse().unwrap_or_else(|_| panic!("{}: {name}", row.case_id)))
        };
        let night = day("newest_night_of_an_export_that_holds_activities_too");
        let evidence = computed::last_evidence(day("newest_activity"), day("newest_check_in"), night);
        let known = computed::last_known_day(evidence.expect("evidence"), day("as_of").expect("a morning"));
        assert_eq!(known.to_string(), row.expected, "{}", row.case_id);
    }
}

#[test]
fn workload_ratios() {
    const NO_NUMBER: &str = "no number: without a load there is no ratio here, asserted below";
    let ratio = |row: &Row| {
        let day = last_day(&row.numbers("loads"), &SeriesOptions::default());
        match row.variant.as_str() {
            "uncoupled" => day.acwr_uncoupled,
            "coupled" => day.acwr_coupled,
            "weighted" => day.acwr_ewma,
            _ => None,
        }
    };
    check("acwr.csv", &[("ac_zero", NO_NUMBER)], ratio);
    let zero = last_day(&[0.0; 28], &SeriesOptions::default());
    assert_eq!((zero.acwr_uncoupled, zero.acwr_coupled, zero.acwr_ewma), (None, None, None));
}

#[test]
fn monotony_and_strain() {
    const POPULATION: &str = "population deviation; this program takes the sample deviation";
    const NO_NUMBER: &str = "no number: equal days have no monotony here, asserted below";
    let left_out = [("fo05", POPULATION), ("fo09", NO_NUMBER), ("fo10", NO_NUMBER)];
    check("foster_srpe.csv", &left_out, |row| {
        if left_out.iter().any(|(case_id, _)| *case_id == row.case_id) {
            return None;
        }
        if row.metric == "srpe_load" {
            return restday::effort::rpe::session_load(row.number("rpe")?, 60.0 * row.number("duration_min")?);
        }
        let day = last_day(&row.numbers("daily"), &SeriesOptions::default());
        if row.metric == "monotony" { day.monotony } else { day.strain }
    });
    for row in rows("foster_srpe.csv").iter().filter(|row| ["fo09", "fo10"].contains(&row.case_id.as_str())) {
        let day = last_day(&row.numbers("daily"), &SeriesOptions::default());
        assert_eq!((day.monotony, day.strain), (None, None), "{}", row.case_id);
    }
}

#[test]
fn polarization() {
    const NO_NUMBER: &str = "no number where the third zone is larger than the first, asserted below";
    let index = |row: &Row| polarization_index(row.numbers("z").try_into().expect("three zones"));
    check("polarization_index.csv", &[("pi6", NO_NUMBER)], |row| index(row));
    assert!(rows("polarization_index.csv").iter().any(|row| row.case_id == "pi6" && index(row).is_none()));
}

#[test]
fn impulse_response() {
    const NOT_HERE: &str = "the series is not beside this repository";
    let there = recorded("clarke_ir_fit").is_some();
    let of_the_series = |row: &Row| !row.word("series").is_empty();
    let left_out: Vec<String> = rows("banister_ir.csv")
        .iter()
        .filter(|row| !there && of_the_series(row))
        .map(|row| row.case_id.clone())
        .collect();
    let left_out: Vec<(&str, &str)> = left_out.iter().map(|case_id| (case_id.as_str(), NOT_HERE)).collect();
    check("banister_ir.csv", &left_out, |row| {
        let days = recorded("clarke_ir_fit");
        if let ("squared errors" | "variance explained", Some(days)) = (row.variant.as_str(), &days) {
            let tests = days.iter().filter(|day| day[2].is_finite());
            let (errors, explained) = goodness_of_fit(&tests.map(|day| (day[3], day[2])).collect::<Vec<_>>())?;
            return Some(if row.variant == "squared errors" { errors } else { explained });
        }
        let model = Model {
            p0: row.number("p0")?,
            k1: row.number("k1")?,
            k2: row.number("k2")?,
            tau1_days: row.number("tau1")?,
            tau2_days: row.number("tau2")?,
        };
        match row.variant.as_str() {
            "days to recover" => model.days_to_recover(),
            "days to peak" => model.days_to_peak(),
            "100 a day" => {
                // Nothing on day 0, the load on each day after it.
                let loads = [&[0.0][..], &vec![row.number("load_per_day")?; row.number("day")? as usize]].concat();
                model.predict_performances(&loads).last().copied()
            }
            "fitted cyclist" => {
                let loads: Vec<f64> = days?.iter().map(|day| day[1]).collect();
                model.predict_performances(&loads).get(row.number("day")? as usize).copied()
            }
            _ => None,
        }
    });
}

/// The published cyclist, fitted again from his loads and tests: no worse than the published fit, near its parameters, and
/// with ranges that tell how little nine tests hold them.
#[test]
fn the_published_cyclist_is_fitted_no_worse_than_by_the_workbook() {
    let Some(days) = recorded("clarke_ir_fit") else { return };
    let published = |case_id: &str| -> f64 {
        let rows = rows("banister_ir.csv");
        rows.iter().find(|row| row.case_id == case_id).expect("the case").expected.parse().expect("a number")
    };
    let loads: Vec<f64> = days.iter().map(|day| day[1]).collect();
    let tests = days.iter().enumerate().filter(|(_, day)| day[2].is_finite());
    let tests: Vec<Performance> = tests.map(|(day, cells)| Performance { day, value: cells[2] }).collect();
    let found = fit_model(&loads, &tests).expect("nine tests are enough");
    assert_eq!(found.performances, 9);
    assert!(found.squared_errors <= published("ir_sse") && published("ir_r2") <= found.r_squared, "{found:?}");
    assert!((found.model.p0 - 261.9).abs() < 2.0, "{found:?}");
    assert!((found.model.tau1_days - 35.8).abs() < 4.0 && (found.model.tau2_days - 21.3).abs() < 4.0, "{found:?}");
    // Without the last test fatigue would last nine days.
    assert!(found.lowest.tau2_days < 12.0 && 20.0 < found.highest.tau2_days, "{found:?}");
}

#[test]
fn single_session_spike() {
    for row in rows("session_spike.csv") {
        let session_m = 1000.0 * row.number("session_km").expect("a distance");
        let class = spike::spike_class(session_m, row.number("longest_30d_km").map(|km| 1000.0 * km));
        assert_eq!(class.as_str(), row.expected, "{}", row.case_id);
    }
}
