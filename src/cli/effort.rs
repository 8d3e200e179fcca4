//! How a load came about, in words and in numbers: which methods there are, which one was taken, and why not a better.

use crate::activity::Activity;
use crate::athlete::{Anchor, Provenance, Sex};
use crate::effort::explain::{self, Basis, Found, Lack, Terms, Tried};
use crate::effort::rpe;
use crate::printable::printable;
use serde::{Serialize, Serializer};

/// One method for the sport of an activity.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Method {
    #[serde(rename = "method")]
    pub(in crate::cli) name: &'static str,
    /// Whether the load was made with it.
    pub(in crate::cli) chosen: bool,
    /// Intensity, 1.0 = threshold; absent where the method found nothing.
    pub(in crate::cli) intensity: Option<f64>,
    pub(in crate::cli) load_quality: Option<&'static str>,
    /// Why it found nothing: `no_data`, `coverage`, `no_threshold`, `no_intensity`; absent where it found something.
    pub(in crate::cli) lack: Option<&'static str>,
    /// The same for a person.
    pub(in crate::cli) text: String,
    /// The numbers that the intensity was made of, or the coverage that did not suffice.
    #[serde(serialize_with = "object")]
    pub(in crate::cli) numbers: Vec<(&'static str, f64)>,
    pub(in crate::cli) thresholds: Vec<Threshold>,
}

/// A threshold that an intensity stands on.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Threshold {
    /// Its key in `athlete.toml`.
    pub(in crate::cli) key: &'static str,
    /// Beats a minute, metres a second or watts.
    pub(in crate::cli) value: f64,
    pub(in crate::cli) provenance: Provenance,
    pub(in crate::cli) evidence: String,
}

fn object<S: Serializer>(numbers: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(numbers.iter().copied())
}

/// The methods for an activity, best first.
pub(in crate::cli) fn methods(activity: &Activity, terms: Terms) -> Vec<Method> {
    let mut chosen = false;
    explain::tries(activity, terms)
        .map(|Tried { method, outcome }| {
            let first = outcome.is_ok() && !chosen;
            chosen |= first;
            match outcome {
                Ok(found) => Method {
                    name: method.as_str(),
                    chosen: first,
                    intensity: Some(found.intensity),
                    load_quality: Some(found.quality.as_str()),
                    lack: None,
                    text: made_of(method, &found, activity, terms.sex),
                    numbers: numbers(&found.basis),
                    thresholds: found.thresholds.iter().map(|(key, anchor)| threshold(key, anchor)).collect(),
                },
                Err(lack) => Method {
                    name: method.as_str(),
                    chosen: false,
                    intensity: None,
                    load_quality: None,
                    lack: Some(key(&lack)),
                    text: why_not(method, &lack, terms),
                    numbers: if let Lack::Coverage(share) = lack { vec![("coverage", share)] } else { Vec::new() },
                    thresholds: Vec::new(),
                },
            }
        })
        .collect()
}

fn threshold(key: &'static str, anchor: &Anchor) -> Threshold {
    let Anchor { value, provenance, evidence, .. } = anchor;
    Threshold { key, value: *value, provenance: *provenance, evidence: evidence.clone() }
}

/// What an intensity was made of, for a person.
fn made_of(method: crate::effort::Method, found: &Found, activity: &Activity, sex: Option<Sex>) -> String {
    match found.basis {
        Basis::HeartRate(weights) if method != crate::effort::Method::Hrss => {
            format!("mean weight {:.3} / weight at threshold {:.3}", weights.mean, weights.at_threshold)
        }
        Basis::HeartRate(weights) => {
            let whose = match sex {
                Some(Sex::Female) => "for women",
                Some(Sex::Male) => "for men",
                None => "for men, as athlete.toml gives no sex",
            };
            let (mean, threshold) = (weights.mean, weights.at_threshold);
            format!("mean weight {mean:.3} / weight at threshold {threshold:.3}; Banister's weights {whose}")
        }
        Basis::Pace { graded_mps, graded_s, threshold_mps } => format!(
            "({graded_mps:.3} m/s on the level / {threshold_mps:.3} m/s at threshold)² x {} in motion / {}",
            clock(graded_s),
            clock(activity.duration_s),
        ),
        Basis::Power { power_w, threshold_w } => {
            format!("({power_w:.1} W normalised / {} W at threshold)²", number(threshold_w, 1))
        }
        Basis::Rpe { rpe } => format!("it felt {rpe} of 10 / {} at threshold", rpe::AT_THRESHOLD),
        Basis::Given { load } => format!("the load is given as {load}"),
        Basis::Sport(_) => "what the sport costs as a rule".to_owned(),
    }
}

/// The numbers that an intensity was made of, by name.
pub(in crate::cli) fn numbers(basis: &Basis) -> Vec<(&'static str, f64)> {
    match *basis {
        Basis::HeartRate(weights) => vec![("weight_mean", weights.mean), ("weight_at_threshold", weights.at_threshold)],
        Basis::Pace { graded_mps, graded_s, threshold_mps } => vec![
            ("graded_speed_mps", graded_mps),
            ("threshold_speed_mps", threshold_mps),
            ("graded_moving_s", graded_s),
        ],
        Basis::Power { power_w, threshold_w } => {
            vec![("normalised_power_w", power_w), ("threshold_power_w", threshold_w)]
        }
        Basis::Rpe { rpe } => vec![("rpe", rpe), ("rpe_at_threshold", rpe::AT_THRESHOLD)],
        Basis::Given { load } => vec![("load", load)],
        Basis::Sport(_) => Vec::new(),
    }
}

const fn key(lack: &Lack) -> &'static str {
    match lack {
        Lack::NoSensor => "no_data",
        Lack::Coverage(_) => "coverage",
        Lack::NoThreshold(_) => "no_threshold",
        Lack::NoIntensity => "no_intensity",
    }
}

/// Why a method found nothing, for a person.
fn why_not(method: crate::effort::Method, lack: &Lack, terms: Terms) -> String {
    use crate::effort::Method::{
        Daniels, Edwards, Estimated, Given, Govss, Hrss, Lucia, Pace, Power, Rpe, RunPower, Xpower,
    };
    let sensor = match method {
        Hrss | Edwards | Lucia | Daniels => "heart rate",
        Pace | Govss => "speed",
        Power | RunPower | Xpower => "power",
        Given => "load",
        Rpe | Estimated => "rating",
    };
    match lack {
        Lack::NoSensor if method == Rpe => "nobody said".to_owned(),
        Lack::NoSensor => format!("there is no {sensor}"),
        Lack::Coverage(share) => {
            // Rounded down, so that what is too little never reads as enough.
            format!(
                "{sensor} covers {} % of the time, {:.0} % needed",
                percent(*share),
                terms.options.coverage_min * 100.0
            )
        }
        Lack::NoThreshold(keys) => {
            format!("needs {}, which neither athlete.toml nor the file tells", keys.join(", "))
        }
        Lack::NoIntensity if method == Rpe => "the rating is 0, or beyond 10".to_owned(),
        Lack::NoIntensity => "the thresholds contradict each other".to_owned(),
    }
}

/// A share in whole percent, rounded down.
pub(in crate::cli) fn percent(share: f64) -> u32 {
    // A share such as 0.29 has no exact 29 hundredths.
    (share * 100.0 + 1e-9).floor() as u32
}

/// What a method is called for a person.
pub(in crate::cli) fn title(method: &str) -> &'static str {
    match method {
        "given" => "given by the runner",
        "hrss" => "heart rate",
        "edwards" => "Edwards' zones",
        "lucia" => "Lucia's phases",
        "daniels" => "Daniels' points",
        "pace" => "pace",
        "govss" => "modelled power",
        "run_power" => "running power",
        "power" => "power",
        "xpower" => "weighted power",
        "rpe" => "how it felt",
        _ => "sport alone",
    }
}

impl Threshold {
    /// The threshold and where it comes from.
    pub(in crate::cli) fn text(&self) -> String {
        let value = match self.key {
            "run_pace" => {
                let seconds = (1000.0 / self.value.max(0.1)).round() as u32;
                format!("run_pace {}:{:02} per km ({:.3} m/s)", seconds / 60, seconds % 60, self.value)
            }
            "ride_power" => format!("ride_power {} W", number(self.value, 1)),
            key => format!("{key} {} bpm", number(self.value, 1)),
        };
        format!("{value}, {}", told(self.provenance, &self.evidence))
    }
}

/// Where a threshold comes from, for a person.
pub(in crate::cli) fn origin(anchor: &Anchor) -> String {
    told(anchor.provenance, &anchor.evidence)
}

fn told(provenance: Provenance, evidence: &str) -> String {
    let evidence = printable(evidence);
    match provenance {
        Provenance::Given if evidence.is_empty() => "given in athlete.toml".to_owned(),
        Provenance::Given => format!("given in athlete.toml {evidence}"),
        Provenance::Device => evidence.into_owned(),
        Provenance::Estimated => format!("estimated: {evidence}"),
        Provenance::Default => format!("a default: {evidence}"),
    }
}

/// The multiplication, in as many decimals as it takes for the numbers that are shown to multiply out.
pub(in crate::cli) fn multiplication(duration_s: f64, intensity: f64, load: f64) -> String {
    let shown = format!("{load:.1}");
    let hours = duration_s / 3600.0;
    let rounded = |value: f64, decimals: usize| format!("{value:.decimals$}").parse::<f64>().unwrap_or(value);
    let multiplies = |decimals: &usize| {
        format!("{:.1}", rounded(hours, decimals + 1) * rounded(intensity, *decimals) * 100.0) == shown
    };
    let decimals = (3..12).find(multiplies).unwrap_or(12);
    let more = decimals + 1;
    format!("{} = {hours:.more$} h x intensity {intensity:.decimals$} x 100 = load {shown}", clock(duration_s))
}

/// Seconds as h:mm:ss, with thousandths where there are any.
pub(in crate::cli) fn clock(seconds: f64) -> String {
    let thousandths = (seconds * 1000.0).round() as i64;
    let (whole, rest) = (thousandths / 1000, thousandths % 1000);
    let fraction = format!("{rest:03}");
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}:{:02}:{:02}{point}{fraction}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// A number with at most so many decimals.
pub(in crate::cli) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::athlete::Thresholds;
    use crate::effort::options::Options;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_a_person_reads_them() {
        assert_eq!(multiplication(2832.0, 0.842, 66.237_333), "0:47:12 = 0.7867 h x intensity 0.842 x 100 = load 66.2");
        assert_eq!([0.0, 59.5, 36_000.25].map(clock), ["0:00:00", "0:00:59.5", "10:00:00.25"]);
        assert_eq!([0.799_99, 0.29, 1.0, 0.005].map(percent), [79, 29, 100, 0]);
    }

    #[test]
    fn what_was_not_taken_says_why() {
        let mut ride = Activity::bare(Sport::Ride, jiff::civil::date(2026, 5, 1), 3600.0);
        ride.hr_coverage = 0.62;
        ride.rpe = Some(0.0);
        let terms = Terms { thresholds: &Thresholds::default(), sex: None, options: &Options::default() };
        let methods = methods(&ride, terms);
        let texts: Vec<_> = methods.iter().map(|method| (method.lack, method.text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (Some("no_data"), "there is no power"),
                (Some("coverage"), "heart rate covers 62 % of the time, 80 % needed"),
                (Some("no_intensity"), "the rating is 0, or beyond 10"),
                (None, "what the sport costs as a rule"),
            ]
        );
        assert_eq!(methods.iter().map(|method| method.chosen).collect::<Vec<_>>(), [false, false, false, true]);
    }

    proptest! {
        #[test]
        fn what_is_shown_multiplies_out(thousandths in 1_000u64..604_800_000, intensity in 0.0..3.0f64) {
            let duration_s = thousandths as f64 / 1000.0;
            let load = 100.0 * (duration_s / 3600.0) * intensity;
            let text = multiplication(duration_s, intensity, load);
            let numbers: Vec<f64> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
            let [hours, shown, hundred, product] = numbers[..] else { panic!("{text}") };
            prop_assert_eq!(format!("{:.1}", hours * shown * hundred), format!("{product:.1}"), "{}", text);
        }
    }
}
