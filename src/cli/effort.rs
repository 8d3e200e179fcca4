//! How a load came about, in words and in numbers: which methods there are, which one was taken, and why not a better.

use crate::activity::Activity;
use crate::athlete::{Anchor, Provenance};
use crate::effort::choose::{Attempt, attempts};
use crate::effort::method::{Context, Unavailable};
use crate::numerals::{clock, number};
use crate::printable::printable;
use serde::{Serialize, Serializer};

/// One method for the sport of an activity.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct MethodOutcome {
    #[serde(rename = "method")]
    pub(in crate::cli) name: &'static str,
    /// What it is called for a person.
    #[serde(skip)]
    pub(in crate::cli) title: &'static str,
    /// Whether the load was made with it.
    pub(in crate::cli) chosen: bool,
    /// Intensity, 1.0 = threshold; absent where the method found nothing.
    pub(in crate::cli) intensity: Option<f64>,
    pub(in crate::cli) load_quality: Option<&'static str>,
    /// Why it found nothing: `no_data`, `coverage`, `no_threshold`, `no_intensity`, `impossible`; absent where it found something.
    pub(in crate::cli) lack: Option<&'static str>,
    /// The same for a person.
    pub(in crate::cli) text: String,
    /// The numbers that the intensity was made of, or the coverage that did not suffice.
    #[serde(serialize_with = "serialize_object")]
    pub(in crate::cli) numbers: Vec<(&'static str, f64)>,
    pub(in crate::cli) thresholds: Vec<ThresholdUsed>,
}

/// A threshold that an intensity stands on.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct ThresholdUsed {
    /// Its key in `athlete.toml`.
    pub(in crate::cli) key: &'static str,
    /// Beats a minute, metres a second or watts.
    pub(in crate::cli) value: f64,
    pub(in crate::cli) provenance: Provenance,
    pub(in crate::cli) evidence: String,
}

fn serialize_object<S: Serializer>(numbers: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(numbers.iter().copied())
}

/// The methods for an activity, best first.
pub(in crate::cli) fn methods_for(activity: &Activity, context: Context) -> Vec<MethodOutcome> {
    let mut chosen = false;
    attempts(activity, context)
        .map(|Attempt { method, outcome }| {
            let first = outcome.is_ok() && !chosen;
            chosen |= first;
            let facts = method.facts();
            match outcome {
                Ok(found) => MethodOutcome {
                    name: facts.key,
                    title: facts.title,
                    chosen: first,
                    intensity: Some(found.intensity),
                    load_quality: Some(found.quality.as_str()),
                    lack: None,
                    text: method.made_of(&found, activity, context),
                    thresholds: found.thresholds.iter().map(|(key, anchor)| threshold_of(key, anchor)).collect(),
                    numbers: found.numbers,
                },
                Err(lack) => MethodOutcome {
                    name: facts.key,
                    title: facts.title,
                    chosen: false,
                    intensity: None,
                    load_quality: None,
                    lack: Some(lack.as_str()),
                    text: lack.told(facts.sensor, context),
                    numbers: match lack {
                        Unavailable::Coverage(share) => vec![("coverage", share)],
                        Unavailable::BeyondHuman { intensity, ceiling } => {
                            vec![("intensity", intensity), ("intensity_ceiling", ceiling)]
                        }
                        Unavailable::NoSensor | Unavailable::NoThreshold(_) | Unavailable::NoIntensity => Vec::new(),
                    },
                    thresholds: Vec::new(),
                },
            }
        })
        .collect()
}

fn threshold_of(key: &'static str, anchor: &Anchor) -> ThresholdUsed {
    let Anchor { value, provenance, evidence, .. } = anchor;
    ThresholdUsed { key, value: *value, provenance: *provenance, evidence: evidence.clone() }
}

impl ThresholdUsed {
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
        format!("{value}, {}", provenance_text(self.provenance, &self.evidence))
    }
}

/// Where a threshold comes from, for a person.
pub(in crate::cli) fn origin_text(anchor: &Anchor) -> String {
    provenance_text(anchor.provenance, &anchor.evidence)
}

fn provenance_text(provenance: Provenance, evidence: &str) -> String {
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
pub(in crate::cli) fn multiplication_text(duration_s: f64, intensity: f64, load: f64) -> String {
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

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;
    use crate::activity::sport::Sport;
    use crate::athlete::Thresholds;
    use crate::effort::options::EffortOptions;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_a_person_reads_them() {
        assert_eq!(
            multiplication_text(2832.0, 0.842, 66.237_333),
            "0:47:12 = 0.7867 h x intensity 0.842 x 100 = load 66.2"
        );
    }

    #[test]
    fn what_was_not_taken_says_why() {
        let mut ride = Activity::bare(Sport::Ride, jiff::civil::date(2026, 5, 1), 3600.0);
        ride.hr_coverage = 0.62;
        ride.rpe = Some(0.0);
        let context = Context { thresholds: &Thresholds::default(), sex: None, options: &EffortOptions::default() };
        let methods = methods_for(&ride, context);
        let texts: Vec<_> = methods.iter().map(|method| (method.lack, method.text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (Some("no_data"), "there is no power"),
                (Some("coverage"), "heart rate covers 62 % of the time, 80 % needed"),
                (Some("no_intensity"), "the rating is 0, or beyond 10"),
                (Some("no_data"), "none is told, or there are samples, which say more"),
                (None, "what the sport costs as a rule"),
            ]
        );
        assert_eq!(methods.iter().map(|method| method.chosen).collect::<Vec<_>>(), [false, false, false, false, true]);
    }

    proptest! {
        #[test]
        fn what_is_shown_multiplies_out(thousandths in 1_000u64..604_800_000, intensity in 0.0..3.0f64) {
            let duration_s = thousandths as f64 / 1000.0;
            let load = 100.0 * (duration_s / 3600.0) * intensity;
            let text = multiplication_text(duration_s, intensity, load);
            let numbers: Vec<f64> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
            let [hours, shown, hundred, product] = numbers[..] else { panic!("{text}") };
            prop_assert_eq!(format!("{:.1}", hours * shown * hundred), format!("{product:.1}"), "{}", text);
        }
    }
}
