//! What a morning's answers and the load series say, as deviations from the runner's own normal.

use super::baseline::{freshness, mean};
use super::morning_view::{LOAD_DAYS_MIN, MorningView};
use super::run_residuals::{RPE_SD_MIN, Residual, RunResidual};
use super::{Factor, Missing, MissingReason, Signal, SignalOrigin};

/// Least spread of heart rate at speed, beats a minute: no sensor knows better.
const HEART_RATE_SD_MIN_BPM: f64 = 1.0;
/// Runs that feel harder by this many standard deviations feel harder.
const FELT_WORSE: f64 = -0.5;
/// What a heart that beats no faster, in runs that feel harder, counts as: the pattern of overreaching.
const OVERREACHING: f64 = -1.5;
/// What runs that are said to feel harder count as, and at least where they are measured too.
const SAID_HARDER_Z: f64 = -1.5;
const SAID_AND_MEASURED_Z: f64 = -1.0;
/// The form ratio of an ordinary training day, and its spread.
const FORM_RATIO_NORMAL: f64 = -0.10;
const FORM_RATIO_SD: f64 = 0.133;

/// The signals of a morning and, for the others, why they are missing; both in the order of [`Signal::ALL`].
///
/// Of several check-ins on one day the last answer before its first activity counts.
pub(super) fn factors_in_view(view: &MorningView<'_>) -> (Vec<Factor>, Vec<Missing>) {
    let mut factors = Vec::with_capacity(Signal::ALL.len());
    let mut missing = Vec::with_capacity(Signal::ALL.len());
    for signal in Signal::ALL {
        let found = match signal.spec().origin {
            SignalOrigin::Answer(_) => answer_factor(signal, view),
            SignalOrigin::Night(metric) => view.night(metric),
            SignalOrigin::LoadBalance => load_balance(view),
            SignalOrigin::RunEffort => effort_felt(view),
            SignalOrigin::RunHeartRate => heart_at_speed(view),
        };
        match found {
            Ok(factor) => factors.push(factor),
            Err(reason) => missing.push(Missing { signal, reason }),
        }
    }
    (factors, missing)
}

/// A check-in item: the newest answer against the runner's own normal before its day.
fn answer_factor(signal: Signal, view: &MorningView<'_>) -> Result<Factor, MissingReason> {
    let answer = view.answer(signal)?;
    let normal = answer.normal;
    Ok(Factor {
        signal,
        deviation: answer.newest - normal.value,
        q: freshness(answer.age_days),
        value: Some(answer.newest),
        normal: Some(normal.value),
        earlier: normal.answers,
    })
}

/// How hard the last runs felt: said, measured, or both. What is said and measured counts as the worse of the two, and at least
/// as something.
fn effort_felt(view: &MorningView<'_>) -> Result<Factor, MissingReason> {
    let measured = runs_felt(view);
    let Some((_, q)) = view.felt_harder() else { return measured };
    match measured {
        Ok(factor) => Ok(Factor { deviation: factor.deviation.min(SAID_AND_MEASURED_Z), ..factor }),
        Err(_) => Ok(measured_factor(Signal::EffortFelt, SAID_HARDER_Z, q, None)),
    }
}

/// A signal that is told in standard deviations, and has no normal of its own to show.
const fn measured_factor(signal: Signal, deviation: f64, q: f64, value: Option<f64>) -> Factor {
    Factor { signal, deviation, q, value, normal: None, earlier: 0 }
}

/// The runs of the last four days: the mean of a residual of theirs, and it in standard deviations.
fn mean_residual(
    view: &MorningView<'_>,
    residual: impl Fn(&RunResidual) -> Option<Residual>,
    sd_min: f64,
    absent: impl Fn(&RunResidual) -> MissingReason,
) -> Result<(f64, f64), MissingReason> {
    let known: Vec<Residual> = view.runs().iter().filter_map(&residual).collect();
    let off = mean(&known.iter().map(|residual| residual.value).collect::<Vec<f64>>());
    match (off, known.last()) {
        (Some(off), Some(newest)) => Ok((off, off / newest.sd.max(sd_min))),
        _ => Err(view.runs().iter().map(absent).max().unwrap_or(MissingReason::NoRecentRun)),
    }
}

/// How hard the last runs felt against what their intensity, their length and their climb let expect.
fn runs_felt(view: &MorningView<'_>) -> Result<Factor, MissingReason> {
    let known = |run: &RunResidual| run.rpe.filter(|_| run.known_from <= view.day());
    let absent = |run: &RunResidual| {
        if run.rated && run.known_from <= view.day() { MissingReason::TooFew } else { MissingReason::NotGiven }
    };
    let (off, deviations) = mean_residual(view, known, RPE_SD_MIN, absent)?;
    Ok(measured_factor(Signal::EffortFelt, -deviations + 0.0, 1.0, Some(off)))
}

/// Heart rate at a given speed, read together with how hard the runs felt: both up is fatigue or heat; runs that feel harder
/// while the heart beats no faster are the pattern of overreaching; a faster heart alone is heat, caffeine or a sensor.
fn heart_at_speed(view: &MorningView<'_>) -> Result<Factor, MissingReason> {
    let absent = |run: &RunResidual| if run.hot { MissingReason::Hot } else { MissingReason::TooFew };
    let (off, r) = mean_residual(view, |run| run.heart_rate, HEART_RATE_SD_MIN_BPM, absent)?;
    let z = match runs_felt(view).ok().map(|felt| felt.deviation <= FELT_WORSE) {
        Some(true) if 0.0 < r => -r,
        Some(true) => OVERREACHING,
        Some(false) if 0.0 < r => -0.5 * r,
        Some(false) => (-0.5 * r).min(0.5),
        None => (-0.5 * r).clamp(-1.0, 0.5),
    };
    Ok(measured_factor(Signal::HrAtPace, z + 0.0, 1.0, Some(off)))
}

/// The deviation of a form ratio from that of an ordinary training day.
#[must_use]
pub fn load_z(form_ratio: f64) -> f64 {
    (form_ratio - FORM_RATIO_NORMAL) / FORM_RATIO_SD
}

/// Load: the morning's form ratio against that of an ordinary training day.
fn load_balance(view: &MorningView<'_>) -> Result<Factor, MissingReason> {
    let known = view.known_days();
    if known == 0 {
        return Err(MissingReason::NotGiven);
    }
    let yesterday = view.last_day().filter(|yesterday| yesterday.load.is_some()).ok_or(MissingReason::Stale)?;
    if known < LOAD_DAYS_MIN {
        return Err(MissingReason::TooFew);
    }
    let form_ratio = view.form_ratio().ok_or(MissingReason::Stale)?;
    Ok(measured_factor(Signal::Load, load_z(form_ratio), yesterday.chronic_weight, Some(form_ratio)))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::float_cmp,
        reason = "a test may fail loudly; the expected values are exact in binary"
    )]
    use super::super::samples::{TODAY, back, days, usual_morning, usual_mornings};
    use super::*;
    use crate::load::Day;
    use crate::morning::Morning;
    use crate::readiness::{Judge, MorningEvidence};

    fn judged(signal: Signal, mornings: &[Morning]) -> Result<Factor, MissingReason> {
        let (factors, missing) = factors_in_view(&MorningView::of_day(
            TODAY,
            &Judge::new(&MorningEvidence { mornings, ..MorningEvidence::default() }),
        ));
        let reason = missing.iter().find(|missing| missing.signal == signal).map(|missing| missing.reason);
        factors.into_iter().find(|factor| factor.signal == signal).ok_or_else(|| reason.unwrap())
    }

    fn legs(mornings: &[Morning]) -> Result<Factor, MissingReason> {
        judged(Signal::Legs, mornings)
    }

    fn load(days: &[Day]) -> Result<Factor, MissingReason> {
        super::load_balance(&MorningView::of_day(
            TODAY,
            &Judge::new(&MorningEvidence { days, ..MorningEvidence::default() }),
        ))
    }

    fn with_today(mut mornings: Vec<Morning>, legs: f64) -> Vec<Morning> {
        mornings.push(Morning { legs: Some(legs), ..usual_morning(TODAY) });
        mornings
    }

    #[test]
    fn todays_legs_are_held_against_the_first_answers() {
        let factor = legs(&with_today(usual_mornings(14), 3.0)).unwrap();
        let expected =
            Factor { signal: Signal::Legs, deviation: -0.5, q: 1.0, value: Some(3.0), normal: Some(3.5), earlier: 14 };
        assert_eq!(factor, expected);
    }

    #[test]
    fn yesterdays_answer_counts_half_and_is_not_part_of_its_own_normal() {
        let mut mornings = usual_mornings(15);
        mornings.last_mut().unwrap().legs = Some(3.0);
        let factor = legs(&mornings).unwrap();
        assert_eq!((factor.deviation, factor.q, factor.normal), (-0.5, 0.5, Some(3.5)));
    }

    #[test]
    fn an_empty_answer_today_falls_back_to_yesterdays() {
        let mut mornings = usual_mornings(30);
        mornings.push(Morning { legs: None, ..usual_morning(TODAY) });
        assert_eq!(legs(&mornings).unwrap().q, 0.5);
        assert_eq!(judged(Signal::Soreness, &mornings).unwrap().q, 1.0);
    }

    #[test]
    fn the_first_answer_counts() {
        let factor = legs(&[usual_morning(TODAY)]).unwrap();
        assert_eq!((factor.deviation, factor.normal, factor.earlier), (1.0, Some(3.0), 0));
    }

    #[test]
    fn what_is_said_and_measured_of_the_runs_is_the_worse_of_the_two() {
        let felt = |said: bool, measured: Option<f64>| {
            let mornings = [Morning { felt_harder: Some(said), ..usual_morning(TODAY) }];
            let runs: Vec<RunResidual> = measured.map(|value| run(1, Some(value), None)).into_iter().collect();
            let judge = Judge::new(&MorningEvidence { mornings: &mornings, runs: &runs, ..MorningEvidence::default() });
            effort_felt(&MorningView::of_day(TODAY, &judge)).map(|factor| factor.deviation)
        };
        assert_eq!([felt(true, None), felt(true, Some(0.5)), felt(true, Some(2.0))], [Ok(-1.5), Ok(-1.0), Ok(-2.0)]);
        assert_eq!([felt(false, Some(0.5)), felt(false, None)], [Ok(-0.5), Err(MissingReason::NoRecentRun)]);
    }

    #[test]
    fn an_old_answer_is_stale_and_one_out_of_sight_was_not_given() {
        let two_days_old: Vec<Morning> =
            usual_mornings(30).into_iter().filter(|morning| morning.day <= back(2)).collect();
        assert_eq!(legs(&two_days_old), Err(MissingReason::Stale));
        assert_eq!(legs(&[usual_morning(back(28))]), Err(MissingReason::Stale));
        assert_eq!(legs(&[usual_morning(back(29))]), Err(MissingReason::NotGiven));
        assert_eq!(legs(&[]), Err(MissingReason::NotGiven));
    }

    #[test]
    fn of_two_check_ins_on_a_day_the_last_counts() {
        let mornings = with_today(with_today(usual_mornings(21), 1.0), 5.0);
        assert_eq!(legs(&mornings).unwrap().value, Some(5.0));
    }

    #[test]
    fn sleep_is_the_mean_of_the_known_nights_of_three_days() {
        let mut mornings = usual_mornings(30);
        mornings.retain(|morning| morning.day != back(1));
        mornings.push(Morning { sleep_h: Some(5.5), ..usual_morning(TODAY) });
        let factor = judged(Signal::Sleep, &mornings).unwrap();
        assert_eq!((factor.value, factor.normal, factor.deviation, factor.q), (Some(6.5), Some(7.5), -2.0, 1.0));
        let old: Vec<Morning> = usual_mornings(30).into_iter().filter(|morning| morning.day <= back(2)).collect();
        assert_eq!(judged(Signal::Sleep, &old), Err(MissingReason::Stale));
        assert_eq!(judged(Signal::Sleep, &usual_mornings(8)).unwrap().q, 0.5);
        assert_eq!(judged(Signal::Sleep, &usual_mornings(7)), Err(MissingReason::TooFew));
    }

    #[test]
    fn load_is_normal_at_minus_ten_percent() {
        let z = |acute| load(&days(60, acute, 40.0)).unwrap().deviation;
        assert!(z(44.0).abs() < 1e-12);
        assert!((z(49.32) + 1.0).abs() < 1e-12);
        assert!(1.0 < z(10.0) && z(100.0) < -3.0, "it is cut where it is priced");
    }

    #[test]
    fn load_needs_14_known_days_and_is_worth_their_weight() {
        assert_eq!(load(&days(13, 40.0, 40.0)), Err(MissingReason::TooFew));
        assert_eq!(load(&days(14, 40.0, 40.0)).unwrap().q, 1.0 - libm::exp(-14.0 / 42.0));
        assert_eq!(load(&[]), Err(MissingReason::NotGiven));
    }

    #[test]
    fn load_is_stale_when_yesterday_is_unknown_or_the_morning_is_outside_the_series() {
        let mut rows = days(60, 40.0, 40.0);
        let before = rows.len() - 2;
        rows.get_mut(before).unwrap().load = None;
        assert_eq!(load(&rows), Err(MissingReason::Stale));
        let mut ends_yesterday = days(60, 40.0, 40.0);
        ends_yesterday.pop();
        assert_eq!(load(&ends_yesterday), Err(MissingReason::Stale));
    }

    #[test]
    fn every_signal_is_either_there_or_missing_in_order() {
        let (mornings, days) = (with_today(usual_mornings(30), 4.0), days(60, 40.0, 40.0));
        let evidence = MorningEvidence { mornings: &mornings, days: &days, ..MorningEvidence::default() };
        let (factors, missing) = factors_in_view(&MorningView::of_day(TODAY, &Judge::new(&evidence)));
        let present: Vec<Signal> = factors.iter().map(|factor| factor.signal).collect();
        assert_eq!(
            present,
            [Signal::Legs, Signal::Soreness, Signal::SleepQuality, Signal::Motivation, Signal::Sleep, Signal::Load]
        );
        let absent: Vec<Signal> = missing.iter().map(|missing| missing.signal).collect();
        assert_eq!(absent, [Signal::Hrv, Signal::RestingHr, Signal::EffortFelt, Signal::HrAtPace]);
        let reasons: Vec<MissingReason> = missing.iter().map(|missing| missing.reason).collect();
        let given = MissingReason::NotGiven;
        assert_eq!(reasons, [given, given, MissingReason::NoRecentRun, MissingReason::NoRecentRun]);
    }

    fn run(days: i32, rpe: Option<f64>, heart_rate: Option<f64>) -> RunResidual {
        let residual = |value, sd| Residual { value, sd, runs: 12 };
        RunResidual {
            day: back(days),
            known_from: back(days - 1),
            rated: rpe.is_some(),
            hot: false,
            rpe: rpe.map(|value| residual(value, 1.0)),
            heart_rate: heart_rate.map(|value| residual(value, 2.0)),
            decoupling: None,
        }
    }

    /// Deviations of how hard the runs felt and of the heart rate at speed.
    fn effort(runs: &[RunResidual]) -> (Result<f64, MissingReason>, Result<f64, MissingReason>) {
        let judge = Judge::new(&MorningEvidence { runs, ..MorningEvidence::default() });
        let view = MorningView::of_day(TODAY, &judge);
        (runs_felt(&view).map(|factor| factor.deviation), heart_at_speed(&view).map(|factor| factor.deviation))
    }

    #[test]
    fn the_runs_of_four_days_are_read_together() {
        let harder = [run(5, Some(9.0), None), run(4, Some(1.0), None), run(1, Some(2.0), None)];
        assert_eq!(effort(&harder).0, Ok(-1.5));
        assert_eq!(effort(&harder[..1]).0, Err(MissingReason::NoRecentRun));
        let rated_late = RunResidual { known_from: TODAY.tomorrow().unwrap(), ..run(1, Some(2.0), None) };
        assert_eq!(effort(&[rated_late]).0, Err(MissingReason::NotGiven));
        assert_eq!(effort(&[RunResidual { rated: true, ..run(1, None, None) }]).0, Err(MissingReason::TooFew));
        assert_eq!(effort(&[RunResidual { hot: true, ..run(1, None, None) }]).1, Err(MissingReason::Hot));
    }

    #[test]
    fn four_ways_in_which_feeling_and_heart_agree_or_not() {
        let both = |rpe, heart_rate| effort(&[run(1, Some(rpe), Some(heart_rate))]).1.unwrap();
        assert_eq!(both(1.0, 4.0), -2.0, "both up: fatigue, heat or illness");
        assert_eq!(both(1.0, -4.0), -1.5, "harder and no faster: overreaching");
        assert_eq!(both(0.0, 4.0), -1.0, "faster alone: heat, caffeine, a sensor");
        assert_eq!(both(-1.0, -4.0), 0.5, "both down: fitness, and no more than half a point of it");
        assert_eq!(effort(&[run(1, None, Some(9.0))]).1, Ok(-1.0), "alone it says little");
    }
}
