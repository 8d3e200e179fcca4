//! `forecast`: one row a day of a scenario. `backtest`: one row a relation. `team`: one row an athlete.

use super::table;
use crate::pipeline::backtest::BacktestRow;
use crate::pipeline::forecast::ForecastRow;
use crate::pipeline::team::TeamRow;

table!("forecast": ForecastRow {
    athlete, "", "whose";
    scenario, "", "rest, usual, plan";
    day, "", "the day to come";
    day_class, "", "as in daily";
    load_low, "load", "the day's load at its lightest";
    load, "load", "the day's load as expected";
    load_high, "load", "the day's load at its heaviest";
    acute, "load/day", "after that day";
    chronic, "load/day", "after that day";
    form_low, "load/day", "that morning's form after the heaviest days";
    form, "load/day", "that morning's form";
    form_high, "load/day", "that morning's form after the lightest days";
    form_ratio, "share", "form as a share of the chronic load";
    load_z, "sd", "the signal that load will give";
    load_holds_back, "", "whether load holds readiness back that morning";
    guards, "", "conventions that the plan breaks that day, with spaces between", empty "it breaks none";
});

table!("backtest": BacktestRow {
    athlete, "", "whose; team over all athletes";
    predictor, "", "score, score_day_before, load_only";
    outcome, "", "felt, went";
    count, "", "mornings, or athletes of a team";
    rho, "", "Spearman's rank correlation", empty "there are too few";
    low, "", "lower end of the 95 % interval", empty "there are too few";
    high, "", "upper end of the 95 % interval", empty "there are too few";
    verdict, "", "what the interval says";
});

table!("team": TeamRow {
    athlete, "", "whose; the name of the folder where there is no report";
    folder, "", "the folder of the athlete's report beside this file";
    attention, "", "what to do, most urgent first: rest, pull_back, recover, no_report, no_data, easy, ready";
    reason, "", "why, a sentence", empty "there is none";
    day, "", "the morning that is judged", empty "there is no report";
    band, "", "as in readiness", empty "there is no report";
    score, "0-100", "Recovery Readiness", empty "too little is known for one";
    half_width, "0-100", "the score lies within this much of it", empty "there is no score";
    confidence, "", "as in readiness", empty "there is no report";
    load_7d, "load", "load of the last 7 days", empty "one of them is unknown";
    load_usual_week, "load", "mean weekly load of the 28 days before", empty "they are not all known";
    acute, "load/day", "of the evening before", empty "the day is unknown";
    chronic, "load/day", "of the evening before", empty "the day is unknown";
    form, "load/day", "that morning", empty "the day before is unknown";
    form_ratio, "share", "form as a share of the chronic load", empty "the day before is unknown";
    days_since_rest, "d", "days since the last rest day", empty "there was none, or the day is unknown";
    rest_days_28d, "d", "rest and active-recovery days of the last 28", empty "there is no report";
    next_run_guard_m, "m", "keep the next run below it", empty "there was no run in 30 days";
    newest_activity_day, "", "day of the newest activity before the morning", empty "there is none";
});
