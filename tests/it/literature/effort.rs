//! Effort and thresholds against published numbers.

use super::reader::{Row, check, rows, series};
use restday::activity::running_power::{self, PowerMoments, PowerTerms};
use restday::activity::statistics::{Half, HeartRateHistogram, SteadyHalves};
use restday::activity::{power as activity_power, slope_cost, xpower};
use restday::athlete::critical_speed::{critical_speed, least_squares};
use restday::athlete::{Sex, estimate, vdot};
use restday::effort::decoupling::{decoupling, efficiency};
use restday::effort::heart_rate::Weights;
use restday::effort::hrss::{Weighting, hr_reserve, trimp};
use restday::effort::options::FemaleWeighting;
use restday::effort::{Effort, Method, Quality, daniels, edwards, govss, lucia, pace, power};

const NOT_HERE: &str = "the recording is published without a licence and is not beside this repository";

/// The cases of a file that need a recording which this machine does not have.
fn without_recording(file: &str) -> Vec<(String, &'static str)> {
    let lacks = |row: &Row| !row.word("series").is_empty() && series(row.word("series")).is_none();
    rows(file).iter().filter(|row| lacks(row)).map(|row| (row.case_id.clone(), NOT_HERE)).collect()
}

fn borrowed<'a>(
    left_out: &'a [(String, &'static str)],
    more: &[(&'a str, &'static str)],
) -> Vec<(&'a str, &'static str)> {
    left_out.iter().map(|(case_id, reason)| (case_id.as_str(), *reason)).chain(more.iter().copied()).collect()
}

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

/// The seconds at each heart rate of a recording, each reading standing until the next.
fn histogram(recording: &[Vec<f64>]) -> HeartRateHistogram {
    let mut histogram = HeartRateHistogram::default();
    for pair in recording.windows(2) {
        histogram.add(pair[0][1] as u8, pair[1][0] - pair[0][0]);
    }
    histogram
}

#[test]
fn banister_training_impulse() {
    let left_out = without_recording("trimp_banister.csv");
    check("trimp_banister.csv", &borrowed(&left_out, &[]), |row| {
        let female = match row.variant.as_str() {
            "k 0.64" => FemaleWeighting::GoldenCheetah,
            _ => FemaleWeighting::Banister,
        };
        let weighting = Weighting::of(sex(row), female);
        if !row.word("series").is_empty() {
            // Seconds at each heart rate hold all that the sum over samples needs.
            let histogram = histogram(&series(row.word("series"))?);
            if row.metric == "mean_hr" {
                return histogram.mean_bpm();
            }
            let (rest, max) = (row.number("hr_rest")?, row.number("hr_max")?);
            let weights = Weights::new(&histogram, max, |bpm| Some(weighting.weight(hr_reserve(bpm, rest, max)?)))?;
            return Some(weights.raw(histogram.covered_s()));
        }
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
        let weighting = Weighting::of(sex(row), FemaleWeighting::Banister);
        if let Some(impulse) = row.number("trimp") {
            let hour_at_threshold = trimp(60.0, hr_reserve(lthr, rest, max)?, weighting);
            return Some(100.0 * impulse / hour_at_threshold);
        }
        let duration_s = 60.0 * row.number("duration_min")?;
        let mut histogram = HeartRateHistogram::default();
        histogram.add(row.number("hr")? as u8, duration_s);
        let weight = |bpm| Some(weighting.weight(hr_reserve(bpm, rest, max)?));
        Some(load(duration_s, Weights::new(&histogram, lthr, weight)?.intensity()))
    });
}

#[test]
fn zones_of_heart_rate() {
    /// Seconds at each heart rate, one reading a second, the last standing for nothing.
    fn histogram(row: &Row) -> HeartRateHistogram {
        let mut histogram = HeartRateHistogram::default();
        let runs = row.inputs["hr_runs"].as_array().expect("runs of readings");
        for (nth, run) in runs.iter().enumerate() {
            let (bpm, count) = (run[0].as_f64().expect("a rate"), run[1].as_f64().expect("a count"));
            let last = if nth + 1 == runs.len() { 1.0 } else { 0.0 };
            histogram.add(bpm as u8, count - last);
        }
        histogram
    }
    let raw = |histogram: &HeartRateHistogram, threshold: f64, weight: &dyn Fn(f64) -> Option<f64>| {
        Weights::new(histogram, threshold, weight).map(|weights| weights.raw(histogram.covered_s()))
    };
    check("trimp_zones.csv", &[], |row| match row.case_id.as_str() {
        "ed01" => {
            let middles = [55.0, 65.0, 75.0, 85.0, 95.0];
            middles.iter().zip(row.numbers("z_min")).map(|(bpm, min)| Some(min * edwards::weight(*bpm, 100.0)?)).sum()
        }
        "ed02" | "ed03" => {
            let max = row.number("hr_max")?;
            raw(&histogram(row), max, &|bpm| edwards::weight(bpm, max))
        }
        "lu01" => {
            let middles = [140.0, 165.0, 180.0];
            let phases = middles.iter().zip(row.numbers("phase_min"));
            phases.map(|(bpm, min)| Some(min * lucia::weight(*bpm, 160.0, 170.0)?)).sum()
        }
        "lu02" => {
            let (vt1, vt2) = (row.number("vt1")?, row.number("vt2")?);
            raw(&histogram(row), vt2, &|bpm| lucia::weight(bpm, vt1, vt2))
        }
        _ => None,
    });
}

#[test]
fn daniels_points() {
    const BY_SPEED: &str = "points by speed, of another program; ours are by heart rate, and pace has its own method";
    check("daniels_points.csv", &[("dpx1", BY_SPEED)], |row| daniels::points_per_min(row.number("pct_hrmax")?, 100.0));
}

#[test]
fn modelled_running_power() {
    check("govss_running_power.csv", &[], |row| {
        let weight_kg = row.number("weight_kg")?;
        let steady = |mps: f64| PowerTerms::new(mps, mps, 1.0, row.number("slope").unwrap_or(0.0));
        match row.metric.as_str() {
            "running_power_skiba" => Some(steady(row.number("speed_ms")?).power_w(weight_kg, row.number("height_m")?)),
            "govss" => {
                let mut moments = PowerMoments::default();
                moments.add(steady(row.number("speed_ms")?));
                let powers = govss::Powers::new(&moments, row.number("cv_ms")?, weight_kg, row.number("height_m")?)?;
                Some(load(row.number("duration_s")?, powers.intensity()))
            }
            "running_power_estimate" => Some(running_power::rule_of_thumb_w(weight_kg, row.number("gap_speed_ms")?)),
            _ => None,
        }
    });
}

#[test]
fn decoupling_and_efficiency() {
    let half = |graded_mps: f64, heart_rate_bpm: f64| Half { graded_mps, heart_rate_bpm };
    let percent = |first: Half, second: Half| Some(100.0 * decoupling(&SteadyHalves::Found { first, second })?);
    check("decoupling_ef.csv", &[], |row| match row.case_id.as_str() {
        "de1" => {
            let [first, second] = ["first", "second"].map(|name| &row.inputs[name]);
            let of = |part: &serde_json::Value| Some(half(part["speed"].as_f64()?, part["hr"].as_f64()?));
            percent(of(first)?, of(second)?)
        }
        "de2" => percent(half(3.0, 150.0), half(3.0, 150.0)),
        // Our own halves are split by time; those of the case by samples, the silent ones counted for the split.
        "de3" => {
            let samples: Vec<(f64, f64)> = row.numbers("speed").into_iter().zip(row.numbers("hr")).collect();
            let (first, second) = samples.split_at((samples.len() - 1) / 2);
            let mean = |part: &[(f64, f64)]| {
                let heard: Vec<&(f64, f64)> = part.iter().filter(|(_, bpm)| 0.0 < *bpm).collect();
                let count = heard.len() as f64;
                half(
                    heard.iter().map(|(mps, _)| mps).sum::<f64>() / count,
                    heard.iter().map(|(_, bpm)| bpm).sum::<f64>() / count,
                )
            };
            percent(mean(first), mean(second))
        }
        "ef1" => efficiency(half(row.number("ngp_m_min")? / 60.0, row.number("hr")?)).map(|factor| 60.0 * factor),
        _ => None,
    });
}

#[test]
fn running_stress_by_pace() {
    check("rtss.csv", &[], |row| {
        let duration_s = row.number("duration_s")?;
        let (graded_mps, threshold_mps) =
            (1000.0 / row.number("ngp_s_per_km")?, 1000.0 / row.number("threshold_s_per_km")?);
        Some(load(duration_s, pace::intensity(graded_mps, duration_s, duration_s, threshold_mps)?))
    });
}

#[test]
fn cost_of_slopes() {
    check("slope_gap.csv", &[], |row| match row.metric.as_str() {
        "minetti_cost" => Some(slope_cost::minetti_cost(row.number("slope")?)),
        "gap_factor" => Some(slope_cost::strava_factor(row.number("grade_pct")? / 100.0)),
        _ => None,
    });
}

#[test]
fn the_points_of_the_curve_are_met_to_the_digit() {
    for row in super::reader::rows("slope_gap.csv").iter().filter(|row| row.variant == "point") {
        let grade_pct = row.number("grade_pct").unwrap_or(f64::NAN);
        let expected: f64 = row.expected.parse().unwrap_or(f64::NAN);
        assert!((slope_cost::strava_factor(grade_pct / 100.0) - expected).abs() < 1e-9, "{}", row.case_id);
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

fn fourth_power_mean(values: impl Iterator<Item = f64>, count: usize) -> f64 {
    (values.map(|value| value.powi(4)).sum::<f64>() / count as f64).powf(0.25)
}

/// Weighted power as the workbook has it, in contrast to ours: a mean of 25 values begins it, a new value weighs 2/26, and
/// the values before the 25th count as 0.
fn workbook_xpower(watts: &[f64]) -> f64 {
    let means: Vec<f64> = watts.windows(25).map(|window| window.iter().sum::<f64>() / 25.0).collect();
    let states = means.iter().scan(means[0], |state, mean| {
        *state += 2.0 / 26.0 * (mean - *state);
        Some(*state)
    });
    fourth_power_mean(states, watts.len())
}

/// Normalised power as GoldenCheetah has it, in contrast to ours: 30 s at 0 W come before the first value.
fn padded_normalised_power(watts: &[f64]) -> f64 {
    let padded = [&[0.0; 29][..], watts].concat();
    fourth_power_mean(padded.windows(30).map(|window| window.iter().sum::<f64>() / 30.0), watts.len())
}

#[test]
fn normalised_and_weighted_power() {
    let left_out = without_recording("power_np_xpower.csv");
    check("power_np_xpower.csv", &borrowed(&left_out, &[]), |row| {
        let watts: Vec<f64> = match (row.number("watts"), row.word("series")) {
            (Some(watts), _) => vec![watts; row.number("duration_s")? as usize],
            (None, "") => Vec::new(),
            (None, recording) => series(recording)?.iter().map(|sample| sample[1]).collect(),
        };
        match (row.metric.as_str(), row.variant.as_str()) {
            ("tss", _) => {
                Some(load(row.number("duration_s")?, power::intensity(row.number("np")?, row.number("ftp")?)?))
            }
            // Its stress is ours, of a power that is not.
            ("bikescore", "workbook") => {
                let intensity = power::intensity(workbook_xpower(&watts), row.number("cp")?)?;
                Some(load(row.number("duration_s")?, intensity))
            }
            ("avg_power", _) => Some(watts.iter().sum::<f64>() / watts.len() as f64),
            ("normalized_power", "zero-padded") => Some(padded_normalised_power(&watts)),
            ("normalized_power", _) => activity_power::normalised_power(&watts),
            ("xpower", "workbook") => Some(workbook_xpower(&watts)),
            ("xpower", _) => xpower::xpower(watts),
            _ => None,
        }
    });
}

#[test]
fn highest_heart_rate_by_age() {
    // Tanaka's is the one in use; the others are contrasts, restated here and nowhere in the program.
    check("hrmax.csv", &[], |row| {
        let age = row.number("age")?;
        match row.variant.as_str() {
            "tanaka" => Some(estimate::hr_max_by_age(age)),
            "gellish" => Some(207.0 - 0.7 * age),
            "fox" => Some(220.0 - age),
            _ => None,
        }
    });
}
