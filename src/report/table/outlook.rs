//! `forecast`: one row a day of a scenario. `backtest`: one row a relation.

use super::table;
use crate::report::backtest::BacktestRow;
use crate::report::forecast::ForecastRow;

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
