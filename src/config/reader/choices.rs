//! What may be chosen of the methods and of the series: `[effort]` and `[series]`.

use crate::config::key::{ConfigKey, ConfigTable, KeyValue};
use crate::config::text::from_to;
use crate::config::text::{ConfigEntry, ConfigText, shown};
use crate::config::{ConfigError, Problem};
use crate::effort::Method;
use crate::effort::options::{EffortOptions, FemaleWeighting, GradeCurve, PaceMean};
use crate::load::options::{self as series, Recurrence};
use crate::nearest::nearest;
use toml::de::DeValue;

/// Keys of the `[effort]` table.
pub(in crate::config) static EFFORT_KEYS: [ConfigKey<EffortOptions>; 7] = [
    ConfigKey {
        name: "run",
        value: KeyValue::Read("a list of methods, best first", |text, key, entry, options| {
            options.run = text.read_methods(key, entry)?;
            Ok(())
        }),
        meaning: "the methods for runs: the first that has its sensor and its thresholds is taken",
        default: r#"["hrss", "pace", "rpe", "hr_mean"]"#,
    },
    ConfigKey {
        name: "ride",
        value: KeyValue::Read("a list of methods, best first", |text, key, entry, options| {
            options.ride = text.read_methods(key, entry)?;
            Ok(())
        }),
        meaning: "the methods for rides",
        default: r#"["power", "hrss", "rpe", "hr_mean"]"#,
    },
    ConfigKey {
        name: "other",
        value: KeyValue::Read("a list of methods, best first", |text, key, entry, options| {
            options.other = text.read_methods(key, entry)?;
            Ok(())
        }),
        meaning: "the methods for everything else",
        default: r#"["hrss", "rpe", "hr_mean"]"#,
    },
    ConfigKey {
        name: "grade_curve",
        value: KeyValue::Words(&[
            ("strava", |options| options.grade_curve = GradeCurve::Strava),
            ("minetti", |options| options.grade_curve = GradeCurve::Minetti),
        ]),
        meaning: "what a slope costs",
        default: "strava",
    },
    ConfigKey {
        name: "pace_mean",
        value: KeyValue::Words(&[
            ("mean", |options| options.pace_mean = PaceMean::Mean),
            ("normalised", |options| options.pace_mean = PaceMean::Normalised),
        ]),
        meaning: "how the pace of a run is averaged: normalised, hard minutes outweigh easy ones",
        default: "mean",
    },
    ConfigKey {
        name: "female_weighting",
        value: KeyValue::Words(&[
            ("banister", |options| options.female_weighting = FemaleWeighting::Banister),
            ("goldencheetah", |options| options.female_weighting = FemaleWeighting::GoldenCheetah),
        ]),
        meaning: "the factor of the published weighting for women: 0.86, or 0.64; it cancels in heart-rate stress",
        default: "banister",
    },
    // Below half, a sensor speaks for less than it is silent about.
    ConfigKey {
        name: "coverage_min",
        value: KeyValue::Number(from_to(0.5, 1.0, "a share of the time"), |options, value| {
            options.coverage_min = value;
        }),
        meaning: "how much of the time a sensor must cover to be used",
        default: "0.8",
    },
];

/// Keys of the `[series]` table.
pub(in crate::config) static SERIES_KEYS: [ConfigKey<series::SeriesOptions>; 5] = [
    ConfigKey {
        name: "recurrence",
        value: KeyValue::Words(&[
            ("exp", |options| options.recurrence = Recurrence::Exponential),
            ("one_over_n", |options| options.recurrence = Recurrence::OneOverN),
            ("span", |options| options.recurrence = Recurrence::Span),
        ]),
        meaning: "the weight of a new day: 1 - e^(-1/N), 1/N (TrainingPeaks) or 2/(N+1) (Runalyze)",
        default: "exp",
    },
    ConfigKey {
        name: "acute_days",
        value: KeyValue::Number(from_to(1.0, 28.0, "days"), |options, value| options.acute_days = value),
        meaning: "time constant of the acute load, below chronic_days",
        default: "7",
    },
    ConfigKey {
        name: "chronic_days",
        value: KeyValue::Number(from_to(7.0, 180.0, "days"), |options, value| options.chronic_days = value),
        meaning: "time constant of the chronic load",
        default: "42",
    },
    // Three hours at threshold every day: more than anybody trains.
    ConfigKey {
        name: "seed_acute",
        value: KeyValue::Number(from_to(0.0, 300.0, "load a day"), |options, value| {
            options.seed_acute = Some(value);
        }),
        meaning: "the acute load before the first file, 0 for nothing; without it, the weighted mean of the days that are known",
        default: "",
    },
    ConfigKey {
        name: "seed_chronic",
        value: KeyValue::Number(from_to(0.0, 300.0, "load a day"), |options, value| {
            options.seed_chronic = Some(value);
        }),
        meaning: "the chronic load before the first file, as the other; a seed of one of the two is none of the other",
        default: "",
    },
];

impl<'a> ConfigText<'a> {
    pub(super) fn read_series(self, entry: &ConfigEntry<'a>) -> Result<series::SeriesOptions, ConfigError> {
        let mut options = series::SeriesOptions::default();
        let entries = self.keys_of("series", entry)?;
        self.read_keys(ConfigTable::Series, &SERIES_KEYS, &entries, &mut options)?;
        if options.chronic_days <= options.acute_days {
            let written = |key: &str| entries.iter().find(|entry| entry.key == key);
            if let Some(acute) = written("acute_days") {
                let expected = format!("below chronic_days, which is {}", options.chronic_days);
                return Err(self.impossible("acute_days", acute, expected));
            }
            let chronic = written("chronic_days").unwrap_or(entry);
            let expected = format!("above acute_days, which is {}", options.acute_days);
            return Err(self.impossible("chronic_days", chronic, expected));
        }
        Ok(options)
    }

    fn read_methods(self, key: &'static str, entry: &ConfigEntry<'a>) -> Result<Vec<Method>, ConfigError> {
        let no_list = || self.impossible(key, entry, "a list of methods, best first, such as [\"hrss\", \"rpe\"]");
        let DeValue::Array(array) = entry.value.get_ref() else { return Err(no_list()) };
        let mut methods = Vec::new();
        for item in array {
            let DeValue::String(name) = item.get_ref() else { return Err(no_list()) };
            let value = || shown(self.text.get(item.span()).unwrap_or_default());
            let is_here = |method: &Method| method.facts().only_for.is_none_or(|class| class.as_str() == key);
            let valid = || Method::CHOICES.iter().copied().filter(is_here).map(Method::as_str).collect::<Vec<_>>();
            let problem = match Method::CHOICES.iter().copied().find(|method| method.as_str() == name.as_ref()) {
                Some(method) if !is_here(&method) => {
                    let class = method.facts().only_for.map_or("", |class| class.plural());
                    Problem::ForeignMethod { key, value: value(), class, valid: valid() }
                }
                Some(method) if methods.contains(&method) => Problem::RepeatedMethod { key, value: value() },
                Some(method) => {
                    methods.push(method);
                    continue;
                }
                None => {
                    let nearest = nearest(name, valid().into_iter());
                    Problem::UnknownMethod { key, value: value(), nearest, valid: valid() }
                }
            };
            return Err(self.error(Some(&item.span()), problem));
        }
        if methods.is_empty() { Err(no_list()) } else { Ok(methods) }
    }
}
