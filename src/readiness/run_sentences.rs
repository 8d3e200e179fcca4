//! Sentences about the last runs: what they cost, and how long the next may be.

use super::morning_view::MorningView;
use super::run_residuals::RunResidual;
use super::vocabulary::{one_decimal, signed, to_tenths};
use super::{Factor, Reason};

/// Heart rate and speed that come apart by less are together; a convention of coaching.
const APART: f64 = 0.05;

/// "Your last run" or "Your last 2 runs".
fn last_runs(count: usize) -> String {
    if count == 1 { "Your last run".to_owned() } else { format!("Your last {count} runs") }
}

/// How hard the last runs felt, read together with the heart where it is known.
pub(super) fn effort_felt(factor: &Factor, off: f64, view: &MorningView<'_>) -> Reason {
    let rated: Vec<&RunResidual> =
        view.runs().iter().filter(|run| run.rpe.is_some() && run.known_from <= view.day()).collect();
    let beats: Vec<f64> = rated.iter().filter_map(|run| run.heart_rate).map(|residual| residual.value).collect();
    let bpm = super::baseline::mean(&beats).map(to_tenths);
    let heart = match bpm {
        Some(bpm) if 0.0 < bpm => {
            format!(", and your heart beat {} a minute faster at the same pace", one_decimal(bpm))
        }
        Some(_) => ", while your heart beat no faster at the same pace".to_owned(),
        None => String::new(),
    };
    let mut values =
        vec![("effort_felt", off), ("runs", rated.len() as f64), ("z", factor.deviation), ("points", factor.points())];
    values.extend(bpm.map(|bpm| ("heart_rate_resid_bpm", bpm)));
    Reason {
        code: factor.code(),
        text: format!(
            "{} felt {} harder (RPE, mean) than intensity and length explain{heart}: {}.",
            last_runs(rated.len()),
            one_decimal(off),
            signed(factor.points()),
        ),
        values,
    }
}

/// Heart rate at a given pace, where how hard the runs felt says nothing against it.
pub(super) fn heart_rate_at_pace(factor: &Factor, off: f64, view: &MorningView<'_>) -> Reason {
    let runs = view.runs().iter().filter(|run| run.heart_rate.is_some()).count();
    Reason {
        code: factor.code(),
        text: format!(
            "In {} your heart beat {} bpm faster at the same pace than the 60 days before let expect (heat, caffeine or a sensor do \
             that too): {}.",
            last_runs(runs).replacen('Y', "y", 1),
            one_decimal(off),
            signed(factor.points()),
        ),
        values: vec![
            ("heart_rate_resid_bpm", off),
            ("runs", runs as f64),
            ("z", factor.deviation),
            ("points", factor.points()),
        ],
    }
}

/// Heart rate and speed came apart in the last long steady run.
pub(super) fn decoupling_sentence(view: &MorningView<'_>) -> Option<Reason> {
    let apart = view.runs().iter().rev().find_map(|run| run.decoupling).filter(|apart| APART <= *apart)?;
    Some(Reason {
        code: "DECOUPLING",
        text: format!(
            "Heart rate drifted away from pace by {} % in your last long steady run (below 5 is good, by convention).",
            one_decimal(100.0 * apart)
        ),
        values: vec![("decoupling", apart)],
    })
}

#[cfg(test)]
mod tests {
    use super::super::run_residuals::Residual;
    use super::super::samples::{TODAY, back, days};
    use super::super::{MorningEvidence, judge_morning};
    use super::*;

    fn run(back_days: i32, rpe: Option<f64>, heart_rate: Option<f64>) -> RunResidual {
        let residual = |value| Residual { value, sd: 1.0, runs: 20 };
        RunResidual {
            day: back(back_days),
            known_from: back(back_days - 1),
            rated: rpe.is_some(),
            hot: false,
            rpe: rpe.map(residual),
            heart_rate: heart_rate.map(residual),
            decoupling: None,
        }
    }

    /// The sentences of a morning about runs.
    fn sentences(runs: &[RunResidual]) -> Vec<(&'static str, String)> {
        let days = days(100, 40.0, 40.0);
        let readiness = judge_morning(TODAY, &MorningEvidence { days: &days, runs, ..MorningEvidence::default() });
        let about = ["RUNS-FEEL-HARDER", "RUNS-FEEL-EASIER", "HR-AT-PACE-WORSE", "HR-AT-PACE-BETTER", "DECOUPLING"];
        let all = readiness.sentences().cloned().collect::<Vec<Reason>>();
        let reasons = all.into_iter().filter(|reason| about.contains(&reason.code));
        reasons.map(|reason| (reason.code, reason.text)).collect()
    }

    #[test]
    fn runs_that_feel_harder_are_read_together_with_the_heart() {
        let told = |runs: &[RunResidual]| sentences(runs).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        let harder = [run(3, Some(1.4), Some(4.0)), run(1, Some(2.0), Some(6.0))];
        assert_eq!(
            told(&harder),
            [
                "Your last 2 runs felt 1.7 harder (RPE, mean) than intensity and length explain, and your heart beat 5.0 a \
              minute faster at the same pace: -3.4."
            ]
        );
        assert_eq!(
            told(&[run(1, Some(1.5), Some(-2.0))]),
            ["Your last run felt 1.5 harder (RPE, mean) than intensity and length explain, while your heart beat no \
              faster at the same pace: -3.0."]
        );
        assert_eq!(
            told(&[run(1, Some(0.0), Some(6.0))]),
            [
                "In your last run your heart beat 6.0 bpm faster at the same pace than the 60 days before let expect (heat, \
              caffeine or a sensor do that too): -3.0."
            ]
        );
        assert_eq!(sentences(&[run(1, Some(-1.0), Some(-4.0))]), [], "what is better is worth no three points");
    }

    #[test]
    fn a_drift_is_told_from_five_percent_on() {
        let drifted = |decoupling| sentences(&[RunResidual { decoupling: Some(decoupling), ..run(2, None, None) }]);
        assert_eq!(drifted(0.049), []);
        let (code, text) = drifted(0.082).pop().unwrap_or_default();
        assert_eq!(code, "DECOUPLING");
        assert!(text.contains("drifted away from pace by 8.2 % in your last long steady run"), "{text}");
    }
}
