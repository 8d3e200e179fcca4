//! What every method makes of an activity, chosen or not, on its own scale and in its own unit.

use super::explain::{Basis, Terms};
use super::judge::found;
use super::{Method, rpe};
use crate::activity::Activity;
use crate::activity::statistics::{Half, SteadyHalves};
use crate::athlete::vdot;

/// Loads by each method, 100 = an hour at threshold, and the raw figures that their papers give. Absent where the activity
/// has nothing for the method, or a threshold is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of `report::table`")]
pub struct Every {
    pub load_hrss: Option<f64>,
    pub load_edwards: Option<f64>,
    pub load_lucia: Option<f64>,
    pub load_daniels: Option<f64>,
    pub load_pace: Option<f64>,
    pub load_govss: Option<f64>,
    pub load_run_power: Option<f64>,
    pub load_power: Option<f64>,
    pub load_xpower: Option<f64>,
    pub load_rpe: Option<f64>,
    pub trimp_banister: Option<f64>,
    pub trimp_edwards: Option<f64>,
    pub trimp_lucia: Option<f64>,
    pub daniels_points: Option<f64>,
    pub session_rpe: Option<f64>,
    pub vdot: Option<f64>,
    pub decoupling: Option<f64>,
}

/// Distances whose VDOT tells something of the runner, metres.
const VDOT_FROM_M: f64 = 1500.0;

impl Every {
    /// Of an activity.
    #[must_use]
    pub fn of(activity: &Activity, terms: Terms) -> Self {
        let load = |method: Method| Some(found(method, activity, terms).ok()?.effort(activity, method).load);
        // By heart rate the raw figure comes with the load.
        let both = |method: Method| -> (Option<f64>, Option<f64>) {
            let Ok(found) = found(method, activity, terms) else { return (None, None) };
            let raw = match found.basis {
                Basis::HeartRate(weights) => Some(weights.raw(activity.duration_s)),
                _ => None,
            };
            (Some(found.effort(activity, method).load), raw)
        };
        let (load_hrss, trimp_banister) = both(Method::Hrss);
        let (load_edwards, trimp_edwards) = both(Method::Edwards);
        let (load_lucia, trimp_lucia) = both(Method::Lucia);
        let (load_daniels, daniels_points) = both(Method::Daniels);
        let efforts = activity.statistics.best_efforts.iter().filter(|effort| VDOT_FROM_M <= effort.distance_m);
        let vdots = efforts.filter_map(|effort| vdot::vdot(effort.distance_m, effort.duration_s));
        Self {
            load_hrss,
            load_edwards,
            load_lucia,
            load_daniels,
            load_pace: load(Method::Pace),
            load_govss: load(Method::Govss),
            load_run_power: load(Method::RunPower),
            load_power: load(Method::Power),
            load_xpower: load(Method::Xpower),
            load_rpe: load(Method::Rpe),
            trimp_banister,
            trimp_edwards,
            trimp_lucia,
            daniels_points,
            session_rpe: activity.rpe.and_then(|felt| rpe::session_load(felt, activity.duration_s)),
            vdot: vdots.max_by(f64::total_cmp),
            decoupling: decoupling(&activity.statistics.steady_halves),
        }
    }
}

/// Efficiency factor: graded metres a second for each beat a minute; 60 times it is metres a beat, as Friel has it.
///
/// Absent unless speed and heart rate are positive.
/// Source: Friel. Validity: unclear; compare it on like ground in like weather only.
#[must_use]
pub fn efficiency(Half { graded_mps, heart_rate_bpm }: Half) -> Option<f64> {
    (0.0 < graded_mps && 0.0 < heart_rate_bpm).then(|| graded_mps / heart_rate_bpm)
}

/// How far heart rate and graded speed came apart between the halves of a steady stretch, as a share of the first half's
/// metres for each beat: + is worse.
///
/// Absent where there is no steady stretch of 40 minutes, and where a half has no [`efficiency`].
/// Source: Friel's Pa:HR, by graded speed. Validity: unclear; below 0.05 is a convention, and heat does the same.
#[must_use]
pub fn decoupling(halves: &SteadyHalves) -> Option<f64> {
    let SteadyHalves::Found { first, second } = halves else { return None };
    let (before, after) = efficiency(*first).zip(efficiency(*second))?;
    Some((before - after) / before)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn five_beats_more_at_the_same_speed_are_a_drift() {
        let half = |heart_rate_bpm| Half { graded_mps: 3.33, heart_rate_bpm };
        let found = decoupling(&SteadyHalves::Found { first: half(140.0), second: half(147.0) }).unwrap();
        assert!((found - 0.047_619_047_619).abs() < 1e-9, "{found}");
        assert_eq!(decoupling(&SteadyHalves::Unsteady), None);
        let still = Half { graded_mps: 0.0, heart_rate_bpm: 90.0 };
        assert_eq!(decoupling(&SteadyHalves::Found { first: still, second: still }), None);
    }
}
