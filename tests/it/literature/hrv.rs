//! Heart-rate variability against other programs.

use super::reader::{Row, check, rows};
use restday::readiness::hrv;

#[test]
fn variability() {
    const PLACES: &str = "places, not a number: asserted below";
    const NO_NUMBER: &str = "no number with two nights: asserted below";
    let nights = |row: &Row, name: &str| -> Vec<Option<f64>> {
        let values = row.inputs[name].as_array().into_iter().flatten();
        values.map(serde_json::Value::as_f64).collect()
    };
    check("hrv.csv", &[("hr5", PLACES), ("hv4", NO_NUMBER)], |row| {
        let (beats, normal, week) = (row.numbers("rr_ms"), row.numbers("ln_rmssd_60d"), row.numbers("last7"));
        match row.case_id.as_str() {
            "hr1" | "hr3" => hrv::rmssd_ms(&beats),
            "hr2" => hrv::rmssd_ms(&beats).map(f64::ln),
            "hr4" => hrv::rmssd_ms(&hrv::corrected_ms(&beats)?),
            "hv1" => hrv::worthwhile_change(&normal),
            "hv2" => hrv::deviation(hrv::week_mean(&nights(row, "last7"))?, &normal),
            "hv3" => hrv::variation_percent(&week),
            _ => None,
        }
    });
    for row in rows("hrv.csv") {
        match row.case_id.as_str() {
            "hr5" => assert_eq!(format!("{:?}", hrv::ectopic(&row.numbers("rr_ms"))).replace(' ', ""), row.expected),
            "hv4" => assert_eq!(hrv::week_mean(&nights(&row, "last7")), None),
            _ => {}
        }
    }
}
