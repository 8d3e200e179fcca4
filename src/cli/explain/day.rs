//! The arithmetic of one day: its sessions, the recurrences, the rule of its class, and the verdict of its morning.

use super::sheet::Sheet;
use crate::cli::failure::Failure;
use crate::load::Day;
use crate::load::series::{CHRONIC_FLOOR, SeriesOptions};
use crate::pipeline::computed::Computed;
use crate::readiness::baseline::days_before;
use crate::readiness::run_residuals::{RUN_DAYS, Residual};
use crate::readiness::score::{
    band_sentence, completeness_sentence, confidence_sentence, half_width_sentence, points_sentence, score_sentence,
};
use crate::readiness::{Factor, MODEL, Readiness};
use jiff::civil::Date;

/// Days that the workload ratio looks back over.
const LOOK_BACK: usize = 28;

/// Everything that a day's numbers stand on.
///
/// Fails for a day outside the series.
pub(super) fn explain_day(
    sheet: &mut Sheet,
    day: Date,
    computed: &Computed,
    options: &SeriesOptions,
) -> Result<(), Failure> {
    let Some(nth) = computed.days.iter().position(|known| known.day == day) else {
        let (first, last) = (computed.days.first(), computed.days.last());
        let ends = first.zip(last).map(|(first, last)| format!(", which go from {} to {}", first.day, last.day));
        let text = format!("{day} is not among the days{}", ends.unwrap_or_default());
        return Err(Failure::Usage(text));
    };
    let today = &computed.days[nth];
    sheet.begin_section("Day");
    sheet.add_word("day", day.to_string(), "", "");
    sheet.add_word("day_class", today.class.as_str(), "", today.rule.as_str());
    explain_sessions(sheet, today, computed);
    explain_recurrences(sheet, nth, computed, options);
    explain_windows(sheet, &computed.days[..=nth]);
    explain_spike(sheet, today);
    if let Some(verdict) = computed.verdicts.get(nth) {
        explain_runs(sheet, day, computed);
        explain_readiness(sheet, verdict);
    }
    Ok(())
}

fn explain_sessions(sheet: &mut Sheet, today: &Day, computed: &Computed) {
    sheet.begin_section("Sessions");
    for (activity, effort) in computed.activities.iter().zip(&computed.efforts) {
        let share = activity.share_on(today.day);
        if 0.0 < share {
            let how = format!("{}, {}, {}", activity.sport.as_str(), effort.method.as_str(), effort.quality.as_str());
            sheet.add_number(format!("load of {}", activity.id), share * effort.load, "", how);
            if !activity.elsewhere.ids.is_empty() {
                let counted = activity.counted_share() * share * effort.load;
                let how = format!("the rest of its time counts with {}", activity.elsewhere.ids.join(" and "));
                sheet.add_number(format!("counted of {}", activity.id), counted, "", how);
            }
        }
    }
    sheet.add_optional("load", today.load, "", "sum of the sessions; 0 is rest");
}

fn explain_recurrences(sheet: &mut Sheet, nth: usize, computed: &Computed, options: &SeriesOptions) {
    let today = &computed.days[nth];
    let before = nth.checked_sub(1).and_then(|before| computed.days.get(before));
    sheet.begin_section("Acute, chronic and form");
    let known_days = u32::try_from(nth + 1).unwrap_or(u32::MAX);
    for (name, days, alpha, weight, seed, after, before) in [
        (
            "acute",
            options.acute_days,
            options.alpha_acute(),
            options.acute_weight(known_days),
            options.seed_acute,
            today.acute,
            before.map(|day| day.acute),
        ),
        (
            "chronic",
            options.chronic_days,
            options.alpha_chronic(),
            options.chronic_weight(known_days),
            options.seed_chronic,
            today.chronic,
            before.map(|day| day.chronic),
        ),
    ] {
        let before = before.unwrap_or(seed);
        sheet.add_number(format!("{name}_days"), days, "d", "time constant");
        sheet.add_number(format!("{name}_alpha"), alpha, "", "weight of the new day among all days");
        let how = format!("1 - (1 - {name}_alpha)^n, n = {known_days} days of the series; 1 with a seed");
        sheet.add_number(format!("{name}_weight_known"), weight, "", how);
        sheet.add_optional(format!("{name}_before"), before, "", "after the day before; the seed before the first day");
        let how = match before {
            Some(_) => format!("{name}_before + {name}_alpha / {name}_weight_known x (load - {name}_before)"),
            None => "the load: nothing is known before".to_owned(),
        };
        sheet.add_optional(name, after, "", how);
    }
    sheet.add_optional("acute_chronic_ratio", today.acute_chronic_ratio, "", "acute / chronic");
    let how =
        "chronic_before - acute_before: what the day begins with; 0 where one of them is not known on the first day";
    sheet.add_optional("form", today.form, "", how);
    let how = format!("form / the larger of chronic_before and {CHRONIC_FLOOR}");
    sheet.add_optional("form_ratio", today.form_ratio, "", how);
    let week_ago = nth.checked_sub(7).and_then(|nth| computed.days.get(nth)).and_then(|day| day.chronic);
    sheet.add_optional("chronic_7_days_ago", week_ago, "", "");
    let how = "chronic - chronic_7_days_ago; not before chronic_days are known, unless a seed was given";
    sheet.add_optional("ramp", today.ramp, "", how);
    sheet.add_word(
        "warm_up",
        today.warm_up.to_string(),
        "",
        "true while the chronic load stands on fewer than chronic_days, and no seed was given",
    );
}

fn explain_windows(sheet: &mut Sheet, days: &[Day]) {
    let Some(today) = days.last() else { return };
    sheet.begin_section("Monotony, strain and workload ratio");
    for day in &days[days.len().saturating_sub(LOOK_BACK)..] {
        sheet.add_optional(format!("load_on_{}", day.day), day.load, "", "");
    }
    sheet.add_optional("monotony", today.monotony, "", "mean of the last 7 loads / their sample standard deviation");
    sheet.add_optional("strain", today.strain, "", "sum of the last 7 loads x monotony");
    sheet.add_optional(
        "acwr_uncoupled",
        today.acwr_uncoupled,
        "",
        "mean of the last 7 loads / mean of the 21 before them",
    );
    sheet.add_optional("acwr_coupled", today.acwr_coupled, "", "mean of the last 7 loads / mean of all 28");
    sheet.add_optional("acwr_ewma", today.acwr_ewma, "", "loads weighted by 2/8 and 2/29 a day, from the first day on");
}

fn explain_spike(sheet: &mut Sheet, today: &Day) {
    sheet.begin_section("Longest run");
    sheet.add_optional(
        "longest_run_30d_m",
        today.longest_run_30d_m,
        "m",
        "longest single run of the 30 days that end here",
    );
    let how = "the longest of them, or the second longest where that is less than half of it";
    sheet.add_optional("guard_reference_m", today.guard_reference_m, "m", how);
    let how = "longest session of 2 h or more with twice the largest load of 60 days, or of 4 h or more";
    sheet.add_optional("huge_effort_h", today.huge_effort_h, "h", how);
    let class = today.spike_class.map_or("unknown", |class| class.as_str());
    sheet.add_word("spike_class", class, "", "the day's largest run against the longest of the 30 days before it");
}

/// What the runs of the four days before cost, as far as the morning knew.
fn explain_runs(sheet: &mut Sheet, day: Date, computed: &Computed) {
    let from = days_before(day, RUN_DAYS);
    let lately =
        computed.activities.iter().zip(&computed.felt).filter_map(|(activity, felt)| Some((activity, (*felt)?)));
    let lately: Vec<_> = lately.filter(|(_, felt)| from <= felt.day && felt.day < day).collect();
    if lately.is_empty() {
        return;
    }
    sheet.begin_section("What the runs of four days cost");
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
        sheet.add_optional(format!("rpe_resid of {}", activity.id), rpe.map(|residual| residual.value), "", how(rpe));
        let beats = felt.heart_rate;
        sheet.add_optional(
            format!("hr_resid of {}", activity.id),
            beats.map(|residual| residual.value),
            "bpm",
            how(beats),
        );
    }
}

fn explain_readiness(sheet: &mut Sheet, verdict: &Readiness) {
    sheet.begin_section("Recovery Readiness of the morning");
    sheet.add_word("model", MODEL, "", "");
    for factor in &verdict.factors {
        let name = factor.signal.as_str();
        let (what, unit) =
            if factor.is_answer() { ("answer - own normal", "points of 5") } else { ("deviations", "sd") };
        let of = match (factor.value, factor.normal) {
            (Some(value), Some(normal)) if factor.is_answer() => {
                format!(": {value} - {normal}, the normal of {} answers and 14 of 3", factor.earlier)
            }
            (Some(value), Some(normal)) => format!(" of {value} against a normal of {normal}, + is better"),
            _ => ", + is better".to_owned(),
        };
        sheet.add_number(format!("{name}_deviation"), factor.deviation, unit, format!("{what}{of}"));
        sheet.add_number(format!("{name}_quality"), factor.q, "", "freshness x quality of the data");
        sheet.add_number(format!("{name}_points"), factor.points(), "points", points_sentence(factor.signal));
    }
    for missing in &verdict.missing {
        sheet.add_word(
            missing.signal.as_str(),
            "missing",
            "",
            "drops out: it costs nothing, and the score is less sure",
        );
    }
    sheet.add_number("completeness", verdict.completeness, "", completeness_sentence());
    let total = verdict.factors.iter().map(Factor::points).fold(0.0, |sum, points| sum + points);
    sheet.add_number("points", total, "points", "total of the points");
    for cap in &verdict.caps {
        sheet.add_number(format!("cap_{}", cap.as_str()), cap.ceiling(), "", "at most this");
    }
    sheet.add_optional("score", verdict.score, "", score_sentence());
    sheet.add_optional("half_width", verdict.half_width, "", half_width_sentence());
    sheet.add_word("band", verdict.band.as_str(), "", band_sentence());
    sheet.add_word("confidence", verdict.confidence.as_str(), "", confidence_sentence());
}
