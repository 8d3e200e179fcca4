//! What one method makes of an activity: the intensity, or why there is none.

use super::explain::{Basis, Found, Lack, Terms};
use super::heart_rate::{self, Weighting, Weights};
use super::options::{GradeCurve, PaceMean};
use super::{Method, Quality, daniels, edwards, govss, lucia, pace, power, rpe};
use crate::activity::Activity;
use crate::activity::sport::Sport;
use crate::activity::statistics::HeartRateHistogram;
use crate::athlete::{Anchor, Provenance};

/// What a method makes of an activity, whatever the runner's order.
pub fn found<'a>(method: Method, activity: &Activity, terms: Terms<'a>) -> Result<Found<'a>, Lack> {
    let day = terms.thresholds;
    let (rest, max, lthr) = (("hr_rest", &day.hr_rest), ("hr_max", &day.hr_max), ("lthr", &day.lthr));
    let found = match method {
        Method::Given => by_gift(activity),
        Method::Hrss => by_weights(method, activity, terms, [rest, max, lthr]),
        Method::Edwards | Method::Daniels => by_weights(method, activity, terms, [max, lthr]),
        Method::Lucia => by_weights(method, activity, terms, [("vt1", &day.vt1), ("vt2", &day.vt2)]),
        Method::Pace => by_pace(activity, terms),
        Method::Govss => by_modelled_power(activity, terms),
        Method::RunPower | Method::Power | Method::Xpower => by_measured_power(method, activity, terms),
        Method::Rpe => by_feel(activity),
        Method::Estimated => Ok(by_sport(activity)),
    }?;
    // A number that is no intensity is none.
    let sound = found.intensity.is_finite() && 0.0 <= found.intensity;
    if sound { Ok(found) } else { Err(Lack::NoIntensity) }
}

/// The heart rates of an activity, where they cover enough of it.
fn heart_rates<'a>(activity: &'a Activity, terms: Terms) -> Result<&'a HeartRateHistogram, Lack> {
    if activity.hr_coverage <= 0.0 {
        return Err(Lack::NoSensor);
    }
    let covers = terms.options.coverage_min <= activity.hr_coverage;
    activity.statistics.heart_rate.as_ref().filter(|_| covers).ok_or(Lack::Coverage(activity.hr_coverage))
}

/// Weight of a minute at a heart rate by a method of heart rates, in its own unit; absent for other methods, and where a
/// threshold is missing or contradicts another.
#[must_use]
pub fn weight(method: Method, bpm: f64, terms: Terms) -> Option<f64> {
    let day = terms.thresholds;
    let value = |anchor: &Option<Anchor>| anchor.as_ref().map(|anchor| anchor.value);
    match method {
        Method::Hrss => {
            let weighting = Weighting::of(terms.sex, terms.options.female_weighting);
            Some(weighting.weight(heart_rate::hr_reserve(bpm, value(&day.hr_rest)?, value(&day.hr_max)?)?))
        }
        Method::Edwards => edwards::weight(bpm, value(&day.hr_max)?),
        Method::Lucia => lucia::weight(bpm, value(&day.vt1)?, value(&day.vt2)?),
        Method::Daniels => daniels::points_per_min(bpm, value(&day.hr_max)?),
        _ => None,
    }
}

/// By the weights of a method; the last of the thresholds is the one at which intensity is 1.
fn by_weights<'a, const N: usize>(
    method: Method,
    activity: &Activity,
    terms: Terms<'a>,
    asked: [(&'static str, &'a Option<Anchor>); N],
) -> Result<Found<'a>, Lack> {
    let histogram = heart_rates(activity, terms)?;
    let thresholds = known(asked)?;
    let threshold_bpm = thresholds.last().map_or(0.0, |(_, anchor)| anchor.value);
    let weights = Weights::new(histogram, threshold_bpm, |bpm| weight(method, bpm, terms)).ok_or(Lack::NoIntensity)?;
    Ok(against(weights.intensity(), Basis::HeartRate(weights), thresholds.to_vec()))
}

fn by_pace<'a>(activity: &Activity, terms: Terms<'a>) -> Result<Found<'a>, Lack> {
    let by_curve = match terms.options.grade_curve {
        GradeCurve::Strava => activity.statistics.graded_speed,
        GradeCurve::Minetti => activity.statistics.graded_speed_minetti,
    };
    let graded = by_curve.filter(|_| activity.sport.is_run()).ok_or(Lack::NoSensor)?;
    covers(graded.covered_s, activity, terms)?;
    let [threshold] = known([("run_pace", &terms.thresholds.run_speed_mps)])?;
    let threshold_mps = threshold.1.value;
    let (graded_mps, graded_s) = match terms.options.pace_mean {
        PaceMean::Mean => (graded.mean_mps, graded.moving_s),
        PaceMean::Normalised => (graded.normalised_mps.ok_or(Lack::NoIntensity)?, activity.duration_s),
    };
    let intensity = pace::intensity(graded_mps, graded_s, activity.duration_s, threshold_mps);
    let intensity = intensity.ok_or(Lack::NoIntensity)?;
    Ok(against(intensity, Basis::Pace { graded_mps, graded_s, threshold_mps }, vec![threshold]))
}

fn by_modelled_power<'a>(activity: &Activity, terms: Terms<'a>) -> Result<Found<'a>, Lack> {
    let statistics = &activity.statistics;
    let (moments, graded) = statistics.running_power.zip(statistics.graded_speed).ok_or(Lack::NoSensor)?;
    covers(graded.covered_s, activity, terms)?;
    let day = terms.thresholds;
    let [pace, weight, height] =
        known([("run_pace", &day.run_speed_mps), ("weight_kg", &day.weight_kg), ("height_m", &day.height_m)])?;
    let powers = govss::Powers::new(&moments, pace.1.value, weight.1.value, height.1.value).ok_or(Lack::NoIntensity)?;
    let basis = Basis::Power { power_w: powers.normalised_w, threshold_w: powers.threshold_w };
    Ok(against(powers.intensity(), basis, vec![pace, weight, height]))
}

fn by_measured_power<'a>(method: Method, activity: &Activity, terms: Terms<'a>) -> Result<Found<'a>, Lack> {
    let is_run = method == Method::RunPower;
    let fits = if is_run { activity.sport.is_run() } else { activity.sport == Sport::Ride };
    let measured = activity.statistics.power.as_ref().filter(|_| fits).ok_or(Lack::NoSensor)?;
    covers(measured.covered_s, activity, terms)?;
    let day = terms.thresholds;
    let asked = if is_run { ("run_power", &day.run_power_w) } else { ("ride_power", &day.ride_power_w) };
    let [threshold] = known([asked])?;
    let power_w = if method == Method::Xpower { measured.xpower_w } else { measured.normalised_w };
    let threshold_w = threshold.1.value;
    let intensity = power::intensity(power_w, threshold_w).ok_or(Lack::NoIntensity)?;
    Ok(against(intensity, Basis::Power { power_w, threshold_w }, vec![threshold]))
}

fn by_feel(activity: &Activity) -> Result<Found<'static>, Lack> {
    let rpe = activity.rpe.ok_or(Lack::NoSensor)?;
    let intensity = rpe::intensity(rpe).ok_or(Lack::NoIntensity)?;
    Ok(Found { intensity, quality: Quality::EstimatedThreshold, basis: Basis::Rpe { rpe }, thresholds: Vec::new() })
}

fn by_gift(activity: &Activity) -> Result<Found<'static>, Lack> {
    let load = activity.given_load.ok_or(Lack::NoSensor)?;
    let intensity = load / (100.0 * activity.duration_s / 3600.0);
    Ok(Found { intensity, quality: Quality::EstimatedThreshold, basis: Basis::Given { load }, thresholds: Vec::new() })
}

/// The effort of an activity by its sport alone.
pub(super) fn by_sport(activity: &Activity) -> Found<'static> {
    Found {
        intensity: activity.sport.facts().default_intensity,
        quality: Quality::Estimated,
        basis: Basis::Sport(activity.sport),
        thresholds: Vec::new(),
    }
}

fn covers(covered_s: f64, activity: &Activity, terms: Terms) -> Result<(), Lack> {
    let enough = terms.options.coverage_min * activity.duration_s <= covered_s;
    if enough { Ok(()) } else { Err(Lack::Coverage(covered_s / activity.duration_s)) }
}

/// The thresholds, if all of them are there.
fn known<'a, const N: usize>(
    asked: [(&'static str, &'a Option<Anchor>); N],
) -> Result<[(&'static str, &'a Anchor); N], Lack> {
    let there: Vec<_> = asked.iter().filter_map(|(key, anchor)| Some((*key, anchor.as_ref()?))).collect();
    there.try_into().map_err(|_| {
        Lack::NoThreshold(asked.iter().filter(|(_, anchor)| anchor.is_none()).map(|(key, _)| *key).collect())
    })
}

/// Measured only if the runner gave every threshold.
fn against<'a>(intensity: f64, basis: Basis, thresholds: Vec<(&'static str, &'a Anchor)>) -> Found<'a> {
    let given = thresholds.iter().all(|(_, anchor)| anchor.provenance == Provenance::Given);
    let quality = if given { Quality::Measured } else { Quality::EstimatedThreshold };
    Found { intensity, quality, basis, thresholds }
}
