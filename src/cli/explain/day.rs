//! The arithmetic of one day: its sessions, the recurrences, the rule of its class, and the verdict of its morning.

use super::sheet::Sheet;
use crate::cli::failure::Failure;
use crate::load::Day;
use crate::load::series::{CHRONIC_FLOOR, Options};
use crate::pipeline::computed::Computed;
use crate::readiness::baseline::days_before;
use crate::readiness::run_residuals::{RUN_DAYS, Residual};
use crate::readiness::score::{
    band_sentence, cap_ceiling, confidence_sentence, half_width_sentence, pull_sentence, score_sentence, weighted_pull,
};
use crate::readiness::{Cap, MODEL, Readiness};
use jiff::civil::Date;

/// Days that the workload ratio looks back over.
const LOOK_BACK: usize = 28;

/// Everything that a day's numbers stand on.
///
/// Fails for a day outside the series.
pub(super) fn explain(sheet: &mut Sheet, day: Date, computed: &Computed, options: &Options) -> Result<(), Failure> {
    let Some(nth) = computed.days.iter().position(|known| known.day == day) else {
        let (first, last) = (computed.days.first(), computed.days.last());
        let ends = first.zip(last).map(|(first, last)| format!(", which go from {} to {}", first.day, last.day));
        let text = format!("{day} is not among the days{}", ends.unwrap_or_default());
        return Err(Failure::Usage(text));
    };
    let today = &computed.days[nth];
    sheet.section("Day");
    sheet.word("day", day.to_string(), "", "");
    sheet.word("day_class", today.class.as_str(), "", today.rule.as_str());
    sessions(sheet, today, computed);
    recurrences(sheet, nth, computed, options);
    windows(sheet, &computed.days[..=nth]);
    spike(sheet, today);
    if let Some(verdict) = computed.verdicts.get(nth) {
        runs(sheet, day, computed);
        readiness(sheet, verdict);
    }
    Ok(())
}

fn sessions(sheet: &mut Sheet, today: &Day, computed: &Computed) {
    sheet.section("Sessions");
    for (activity, effort) in computed.activities.iter().zip(&computed.efforts) {
        if activity.day == today.day {
            let how = format!("{}, {}, {}", activity.sport.as_str(), effort.method.as_str(), effort.quality.as_str());
            sheet.number(format!("load of {}", activity.id), effort.load, "", how);
        }
    }
    sheet.maybe("load", today.load, "", "sum of the sessions; 0 is rest");
}

fn recurrences(sheet: &mut Sheet, nth: usize, computed: &Computed, options: &Options) {
    let today = &computed.days[nth];
    let before = nth.checked_sub(1).and_then(|before| computed.days.get(before));
    sheet.section("Acute, chronic and form");
    for (name, days, alpha, seed, after, before) in [
        (
            "acute",
            options.acute_days,
            options.alpha_acute(),
            options.seed_acute,
            today.acute,
            before.map(|day| day.acute),
        ),
        (
            "chronic",
            options.chronic_days,
            options.alpha_chronic(),
            options.seed_chronic,
            today.chronic,
            before.map(|day| day.chronic),
        ),
    ] {
        let before = before.unwrap_or(Some(seed));
        sheet.number(format!("{name}_days"), days, "d", "time constant");
        sheet.number(format!("{name}_alpha"), alpha, "", "weight of the new day");
        sheet.maybe(format!("{name}_before"), before, "", "after the day before; the seed before the first day");
        sheet.maybe(name, after, "", format!("{name}_before + {name}_alpha x (load - {name}_before)"));
    }
    sheet.maybe("form", today.form, "", "chronic_before - acute_before: what the day begins with");
    let how = format!("form / the larger of chronic_before and {CHRONIC_FLOOR}");
    sheet.maybe("form_ratio", today.form_ratio, "", how);
    let week_ago = nth.checked_sub(7).and_then(|nth| computed.days.get(nth)).and_then(|day| day.chronic);
    sheet.maybe("chronic_7_days_ago", week_ago, "", "");
    sheet.maybe("ramp", today.ramp, "", "chronic - chronic_7_days_ago");
    sheet.word(
        "warm_up",
        today.warm_up.to_string(),
        "",
        "true while the chronic load stands on fewer than chronic_days, and no seed was given",
    );
}

fn windows(sheet: &mut Sheet, days: &[Day]) {
    let Some(today) = days.last() else { return };
    sheet.section("Monotony, strain and workload ratio");
    for day in &days[days.len().saturating_sub(LOOK_BACK)..] {
        sheet.maybe(format!("load_on_{}", day.day), day.load, "", "");
    }
    sheet.maybe("monotony", today.monotony, "", "mean of the last 7 loads / their sample standard deviation");
    sheet.maybe("strain", today.strain, "", "sum of the last 7 loads x monotony");
    sheet.maybe("acwr", today.acwr, "", "mean of the last 7 loads / mean of the 21 before them");
    sheet.maybe("acwr_coupled", today.acwr_coupled, "", "mean of the last 7 loads / mean of all 28");
    sheet.maybe("acwr_ewma", today.acwr_ewma, "", "loads weighted by 2/8 and 2/29 a day, from the first day on");
}

fn spike(sheet: &mut Sheet, today: &Day) {
    sheet.section("Longest run");
    sheet.maybe("longest_run_30d_m", today.longest_run_30d_m, "m", "longest single run of the 30 days that end here");
    let class = today.spike_class.map_or("unknown", |class| class.as_str());
    sheet.word("spike_class", class, "", "the day's largest run against the longest of the 30 days before it");
}

/// What the runs of the four days before cost, as far as the morning knew.
fn runs(sheet: &mut Sheet, day: Date, computed: &Computed) {
    let from = days_before(day, RUN_DAYS);
    let lately =
        computed.activities.iter().zip(&computed.felt).filter_map(|(activity, felt)| Some((activity, (*felt)?)));
    let lately: Vec<_> = lately.filter(|(_, felt)| from <= felt.day && felt.day < day).collect();
    if lately.is_empty() {
        return;
    }
    sheet.section("What the runs of four days cost");
    for (activity, felt) in lately {
        let how = |residual: Option<Residual>| {
            residual.map_or_else(
                || "nothing to hold it against".to_owned(),
                |residual| {
                    let Residual { runs, sd, .. } = residual;
                    format!("measured - expected from {runs} runs of the 60 days before, their deviation {sd}")
                },
            )
        };
        let rpe = felt.rpe.filter(|_| felt.known_from <= day);
        sheet.maybe(format!("rpe_resid of {}", activity.id), rpe.map(|residual| residual.value), "", how(rpe));
        let beats = felt.heart_rate;
        sheet.maybe(format!("hr_resid of {}", activity.id), beats.map(|residual| residual.value), "bpm", how(beats));
    }
}

fn readiness(sheet: &mut Sheet, verdict: &Readiness) {
    sheet.section("Recovery Readiness of the morning");
    sheet.word("model", MODEL, "", "");
    for factor in &verdict.factors {
        let (name, weight) = (factor.signal.as_str(), factor.signal.weight());
        let of = match (factor.value, factor.normal) {
            (Some(value), Some(normal)) => format!(" of {value} against a normal of {normal}"),
            _ => String::new(),
        };
        sheet.number(format!("{name}_z"), factor.z, "", format!("deviations{of}, + is better"));
        sheet.number(
            format!("{name}_weight"),
            weight * factor.q,
            "",
            format!("weight {weight} x quality {}", factor.q),
        );
        sheet.number(format!("{name}_pull"), weighted_pull(factor), "", pull_sentence());
    }
    for missing in &verdict.missing {
        sheet.word(missing.signal.as_str(), "missing", "", "drops out: it counts as nothing, not as 0");
    }
    sheet.number("completeness", verdict.completeness, "", "sum of the weights");
    let mean = verdict.factors.iter().map(weighted_pull).sum::<f64>()
        / verdict.factors.iter().map(|f| f.signal.weight() * f.q).sum::<f64>();
    sheet.maybe("z", Some(mean).filter(|mean| mean.is_finite()), "", "sum of the pulls / sum of the weights");
    for cap in &verdict.caps {
        let signals = match cap {
            Cap::SingleStrong { signals } | Cap::TwoIndependent { signals } => {
                signals.iter().map(|signal| signal.as_str()).collect::<Vec<_>>().join(", ")
            }
            Cap::IllOrPain => "the check-in".to_owned(),
        };
        sheet.number(format!("cap_{}", cap.as_str()), cap_ceiling(cap), "", format!("at most this: {signals}"));
    }
    sheet.maybe("score", verdict.score, "", score_sentence());
    sheet.maybe("half_width", verdict.half_width, "", half_width_sentence());
    sheet.word("band", verdict.band.as_str(), "", band_sentence());
    sheet.word("confidence", verdict.confidence.as_str(), "", confidence_sentence());
}
