//! Activities become [`Effort`]s: duration × intensity, by the best method the sensors allow.
//!
//! Intensity is dimensionless and 1.0 at threshold for every method, so the load of an hour at threshold is 100
//! whichever sensor was worn.

pub mod choose;
pub mod daniels;
pub mod decoupling;
pub mod edwards;
mod estimated;
mod given;
pub mod govss;
pub mod heart_rate;
mod hr_mean;
pub mod hrss;
pub mod lucia;
pub mod method;
pub mod options;
pub mod pace;
pub mod power;
pub mod rpe;
mod run_power;
mod xpower;

use crate::activity::Activity;
use crate::athlete::vdot;
use method::{Context, EffortMethod, Evaluation, MethodFacts, Unavailable};
use serde::Serialize;

/// Declares the methods, one line each: those that a runner can put in order, with the columns of their loads and of the
/// figures that their papers give; and those that are always asked.
macro_rules! effort_methods {
    (
        choices { $($(#[doc = $doc:literal])+ $name:ident = $type:path => $load:ident $(, $raw:ident)?;)* }
        always { $($(#[doc = $always_doc:literal])+ $always:ident = $always_type:path;)* }
    ) => {
        /// The method that gave the intensity.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Method {
            $($(#[doc = $doc])+ $name,)*
            $($(#[doc = $always_doc])+ $always,)*
        }

        impl Method {
            /// The methods that a runner can put in order, by the names of [`Self::as_str`].
            pub const CHOICES: &'static [Self] = &[$(Self::$name),*];

            /// Every method.
            pub const ALL: &'static [Self] = &[$(Self::$name,)* $(Self::$always),*];

            /// What stands fast about it.
            #[must_use]
            pub const fn facts(self) -> &'static MethodFacts {
                match self {
                    $(Self::$name => &<$type>::FACTS,)*
                    $(Self::$always => &<$always_type>::FACTS,)*
                }
            }

            /// What it makes of an activity, whatever the runner's order.
            ///
            /// # Errors
            /// Why it has no intensity.
            pub fn evaluate<'a>(self, activity: &Activity, context: Context<'a>) -> Result<Evaluation<'a>, Unavailable> {
                let evaluation = match self {
                    $(Self::$name => <$type>::evaluate(activity, context),)*
                    $(Self::$always => <$always_type>::evaluate(activity, context),)*
                }?;
                // A number that is no intensity is none.
                let sound = evaluation.intensity.is_finite() && 0.0 <= evaluation.intensity;
                if !sound {
                    return Err(Unavailable::NoIntensity);
                }
                evaluation.within_human_limits(activity, self.facts().sensor)
            }

            /// What an intensity of it was made of, for a person.
            pub(crate) fn made_of(self, evaluation: &Evaluation, activity: &Activity, context: Context) -> String {
                match self {
                    $(Self::$name => <$type>::made_of(evaluation, activity, context),)*
                    $(Self::$always => <$always_type>::made_of(evaluation, activity, context),)*
                }
            }

            /// See [`EffortMethod::weight`].
            #[must_use]
            pub fn weight(self, bpm: f64, context: Context) -> Option<f64> {
                match self {
                    $(Self::$name => <$type>::weight(bpm, context),)*
                    $(Self::$always => <$always_type>::weight(bpm, context),)*
                }
            }

            /// See [`EffortMethod::constants`].
            pub(crate) fn constants(self, context: Context) -> Vec<(&'static str, f64, &'static str)> {
                match self {
                    $(Self::$name => <$type>::constants(context),)*
                    $(Self::$always => <$always_type>::constants(context),)*
                }
            }
        }

        /// What every method makes of an activity, chosen or not: loads, 100 = an hour at threshold, and the figures that
        /// their papers give. Absent where the activity has nothing for the method, or a threshold is missing.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        #[allow(missing_docs, reason = "the fields are the columns of `activities`")]
        pub struct AllMethods {
            $(pub $load: Option<f64>, $(pub $raw: Option<f64>,)?)*
            pub vdot: Option<f64>,
            pub decoupling: Option<f64>,
        }

        impl AllMethods {
            /// Of an activity.
            #[must_use]
            pub fn of(activity: &Activity, context: Context) -> Self {
                let mut all = Self {
                    vdot: best_vdot(activity),
                    decoupling: decoupling::decoupling(&activity.statistics.steady_halves),
                    ..Self::default()
                };
                $(if let Ok(evaluation) = Method::$name.evaluate(activity, context) {
                    all.$load = Some(evaluation.effort(activity, Method::$name).load);
                    $(all.$raw = evaluation.raw;)?
                })*
                all
            }
        }
    };
}

effort_methods! {
    choices {
        /// Heart-rate stress, sample by sample.
        Hrss = hrss::HrssMethod => load_hrss, trimp_banister;
        /// Edwards' five zones of the highest heart rate.
        Edwards = edwards::EdwardsMethod => load_edwards, trimp_edwards;
        /// Lucia's three phases between the ventilatory thresholds.
        Lucia = lucia::LuciaMethod => load_lucia, trimp_lucia;
        /// Daniels' points by the share of the highest heart rate.
        Daniels = daniels::DanielsMethod => load_daniels, daniels_points;
        /// Graded pace against threshold pace.
        Pace = pace::PaceMethod => load_pace;
        /// Skiba's model of a runner's power against its value at threshold pace.
        Govss = govss::GovssMethod => load_govss;
        /// Measured running power against threshold power.
        RunPower = run_power::RunPowerMethod => load_run_power;
        /// Normalised power against threshold power.
        Power = power::PowerMethod => load_power;
        /// Skiba's exponentially weighted power against threshold power.
        Xpower = xpower::XpowerMethod => load_xpower;
        /// How hard it felt.
        Rpe = rpe::RpeMethod => load_rpe, session_rpe;
        /// The mean heart rate alone, where there are no samples.
        HrMean = hr_mean::HrMeanMethod => load_hr_mean;
    }
    always {
        /// The runner gave the load.
        Given = given::GivenMethod;
        /// A class default: nothing was measured but time.
        Estimated = estimated::EstimatedMethod;
    }
}

impl Method {
    /// The name in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.facts().key
    }
}

/// Distances whose VDOT tells something of the runner, metres.
const VDOT_FROM_M: f64 = 1500.0;

/// Daniels' VDOT of the best effort of an activity; absent where it held none from 1,500 m on.
fn best_vdot(activity: &Activity) -> Option<f64> {
    let efforts = activity.statistics.best_efforts.iter().filter(|effort| VDOT_FROM_M <= effort.distance_m);
    efforts.filter_map(|effort| vdot::vdot(effort.distance_m, effort.duration_s)).max_by(f64::total_cmp)
}

named! {
    /// How much the load can be trusted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Quality {
        /// Measured, against thresholds the runner gave.
        Measured = "measured",
        /// Measured, against a threshold that was estimated or is a convention.
        EstimatedThreshold = "estimated_threshold",
        /// Not measured.
        Estimated = "estimated",
    }
}

/// The effort of one activity. `load` is exactly `100 · duration_h · intensity`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Time with the timer running, hours.
    pub duration_h: f64,
    /// Intensity, 1.0 = threshold.
    pub intensity: f64,
    /// Load, 100 = one hour at threshold.
    pub load: f64,
    /// The method that gave the intensity.
    pub method: Method,
    /// How much it can be trusted.
    pub quality: Quality,
}

impl Effort {
    /// The effort of a duration at an intensity.
    #[must_use]
    pub fn new(duration_s: f64, intensity: f64, method: Method, quality: Quality) -> Self {
        let duration_h = duration_s / 3600.0;
        Self { duration_h, intensity, load: 100.0 * duration_h * intensity, method, quality }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::athlete::Thresholds;
    use std::collections::BTreeSet;

    #[test]
    fn what_a_method_says_of_itself_holds() {
        let known = Thresholds::default().all_anchors().map(|(key, ..)| key);
        let keys: BTreeSet<&str> = Method::ALL.iter().map(|method| method.as_str()).collect();
        assert_eq!(keys.len(), Method::ALL.len());
        for method in Method::ALL {
            let facts = method.facts();
            assert!(facts.thresholds.iter().all(|key| known.contains(key)), "{method:?}");
            assert_eq!(facts.paper.is_empty(), !Method::CHOICES.contains(method), "{method:?}");
            assert!(!facts.title.is_empty() && !facts.formula.is_empty(), "{method:?}");
            assert_eq!(serde_json::to_value(method).ok(), Some(facts.key.into()), "one name in every output");
        }
    }
}
