//! Effort and thresholds against published numbers.

use super::reader::{Row, check};
use restday::activity::statistics::{GradedSpeed, HeartRateHistogram};
use restday::activity::{grade, power as activity_power};
use restday::athlete::critical_speed::{critical_speed, least_squares};
use restday::athlete::{Sex, estimate, vdot};
use restday::effort::heart_rate::{Weighting, hr_reserve, hrss_intensity, trimp};
use restday::effort::{Effort, Method, Quality, pace, power};

const NO_SERIES: &str = "the recording is published without a licence and is not among our files";

fn sex(row: &Row) -> Option<Sex> {
    match row.word("sex") {
        "f" => Some(Sex::Female),
        "m" => Some(Sex::Male),
        _ => None,
    }
}

fn load(duration_s: f64, intensity: f64) -> f64 {
    Effort::new(duration_s, intensity, Method::Hrss, Quality::Measured).load
}

#[test]
fn banister_training_impulse() {
    let left_out = [("bt10", NO_SERIES), ("bt11", NO_SERIES)];
    check("trimp_banister.csv", &left_out, |row| {
        let weighting = match row.variant.as_str() {
            "k 0.64" => Weighting { k: 0.64, ..Weighting::FEMALE },
            _ => Weighting::of(sex(row)),
        };
        let reserve = match row.number("hr_r") {
            Some(reserve) => reserve,
            None => hr_reserve(row.number("hr")?, row.number("hr_rest")?, row.number("hr_max")?)?,
        };
        Some(trimp(row.number("duration_min")?, reserve, weighting))
    });
}

#[test]
fn heart_rate_stress() {
    check("hrss.csv", &[], |row| {
        let (rest, max) = (row.number("hr_rest")?, row.number("hr_max")?);
        let lthr = row.number("lthr").unwrap_or_else(|| estimate::lthr_by_reserve(rest, max));
        if let Some(impulse) = row.number("trimp") {
            let hour_at_threshold = trimp(60.0, hr_reserve(lthr, rest, max)?, Weighting::of(sex(row)));
            return Some(100.0 * impulse / hour_at_threshold);
        }
        let duration_s = 60.0 * row.number("duration_min")?;
        let mut histogram = HeartRateHistogram::default();
        histogram.add(row.number("hr")? as u8, duration_s);
        Some(load(duration_s, hrss_intensity(&histogram, rest, max, lthr, sex(row))?))
    });
}

#[test]
fn running_stress_by_pace() {
    check("rtss.csv", &[], |row| {
        let duration_s = row.number("duration_s")?;
        let mean_mps = 1000.0 / row.number("ngp_s_per_km")?;
        let graded = GradedSpeed { mean_mps, normalised_mps: None, moving_s: duration_s, covered_s: duration_s };
        Some(load(duration_s, pace::intensity(graded, duration_s, 1000.0 / row.number("threshold_s_per_km")?)?))
    });
}

#[test]
fn cost_of_slopes() {
    check("slope_gap.csv", &[], |row| match row.metric.as_str() {
        "minetti_cost" => Some(grade::minetti_cost(row.number("slope")?)),
        "gap_factor" => Some(grade::strava_factor(row.number("grade_pct")? / 100.0)),
        _ => None,
    });
}

#[test]
fn the_points_of_the_curve_are_met_to_the_digit() {
    for row in super::reader::rows("slope_gap.csv").iter().filter(|row| row.variant == "point") {
        let grade_pct = row.number("grade_pct").unwrap_or(f64::NAN);
        let expected: f64 = row.expected.parse().unwrap_or(f64::NAN);
        assert!((grade::strava_factor(grade_pct / 100.0) - expected).abs() < 1e-9, "{}", row.case_id);
    }
}

#[test]
fn daniels_vdot() {
    check("vdot.csv", &[], |row| match row.metric.as_str() {
        "vdot" => vdot::vdot(row.number("dist_m")?, 60.0 * row.number("t_min")?),
        "race_equivalent" => vdot::equivalent_time_s(row.number("vdot")?, row.number("dist_m")?),
        "vvdot" => Some(60.0 * vdot::speed_at_vdot_mps(row.number("vdot")?)),
        _ => None,
    });
}

#[test]
fn critical_power_and_speed() {
    check("critical_power_speed.csv", &[], |row| {
        let points = |x: Vec<f64>, y: Vec<f64>| -> Vec<(f64, f64)> { x.into_iter().zip(y).collect() };
        let inverse = |seconds: Vec<f64>| seconds.into_iter().map(f64::recip).collect();
        match (row.metric.as_str(), row.variant.as_str()) {
            ("critical_power", "P on 1/t") => {
                Some(least_squares(&points(inverse(row.numbers("t_s")), row.numbers("p_w")))?.intercept)
            }
            ("w_prime", "P on 1/t") => {
                Some(least_squares(&points(inverse(row.numbers("t_s")), row.numbers("p_w")))?.slope)
            }
            ("critical_power", "W on t") => Some(least_squares(&points(row.numbers("t_min"), row.numbers("w")))?.slope),
            ("w_prime", "W on t") => Some(least_squares(&points(row.numbers("t_min"), row.numbers("w")))?.intercept),
            ("critical_speed", _) => Some(critical_speed(&points(row.numbers("d_m"), row.numbers("t_s")))?.speed_mps),
            ("d_prime", _) => Some(critical_speed(&points(row.numbers("d_m"), row.numbers("t_s")))?.d_prime_m),
            _ => None,
        }
    });
}

#[test]
fn normalised_power_and_its_stress() {
    let left_out = ["po01", "po02", "po03", "po04", "po05", "po06"].map(|case_id| (case_id, NO_SERIES));
    check("power_np_xpower.csv", &left_out, |row| match row.metric.as_str() {
        "tss" => Some(load(row.number("duration_s")?, power::intensity(row.number("np")?, row.number("ftp")?)?)),
        "normalized_power" => {
            activity_power::normalised_power(&vec![row.number("watts")?; row.number("duration_s")? as usize])
        }
        _ => None,
    });
}

#[test]
fn highest_heart_rate_by_age() {
    let gellish = "another formula; Tanaka's is the one in use";
    let fox = "a formula known to be off; Tanaka's is the one in use";
    let left_out =
        ["20", "30", "43.2", "50", "65"].map(|age| [(format!("hm_g{age}"), gellish), (format!("hm_f{age}"), fox)]);
    let left_out: Vec<(&str, &str)> = left_out.iter().flatten().map(|(id, reason)| (id.as_str(), *reason)).collect();
    check("hrmax.csv", &left_out, |row| {
        (row.variant == "tanaka").then(|| row.number("age").map(estimate::hr_max_by_age)).flatten()
    });
}
