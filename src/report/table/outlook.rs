//! `forecast`: one row a day of a scenario. `backtest`: one row a relation. `team`: one row an athlete.

use crate::columns::table;
use crate::load::day_class::DayClass;
use crate::readiness::backtest::RelationVerdict;
use crate::readiness::{Band, Confidence, Room};
use crate::report::backtest::{BacktestOutcome, BacktestRow, Predictor};
use crate::report::forecast::{ForecastDay, ScenarioKind};
use crate::report::team::{Attention, TeamMember};
use jiff::civil::Date;

table!("forecast", "ForecastRow", |day: ForecastDay, athlete| {
    athlete: &str = &day.athlete, "", "whose";
    scenario: ScenarioKind = day.scenario, "", "rest, usual, plan";
    day: Date = day.day, "", "the day to come";
    day_class: DayClass = day.day_class, "", "as in daily";
    load_low: f64 = day.load_low, "load", "the day's load at its lightest";
    load: f64 = day.load, "load", "the day's load as expected";
    load_high: f64 = day.load_high, "load", "the day's load at its heaviest";
    acute: f64 = day.acute, "load/day", "after that day";
    chronic: f64 = day.chronic, "load/day", "after that day";
    form_low: f64 = day.form_low, "load/day", "that morning's form after the heaviest days";
    form: f64 = day.form, "load/day", "that morning's form";
    form_high: f64 = day.form_high, "load/day", "that morning's form after the lightest days";
    form_ratio: f64 = day.form_ratio, "share", "form as a share of the chronic load";
    load_z: f64 = day.load_z, "sd", "the signal that load will give";
    load_holds_back: bool = day.load_holds_back, "", "whether load holds readiness back that morning";
    guards: String = day.guards.join(" "), "", "conventions that the plan breaks that day, with spaces between", empty "it breaks none";
});

table!("backtest", "BacktestRow", |row: BacktestRow, athlete| {
    athlete: &str = &row.athlete, "", "whose; all athletes over all of a team";
    predictor: Predictor = row.predictor, "", "score, answers_mean, legs_alone, score_day_before, load_only, the key of a signal, life_stress";
    outcome: BacktestOutcome = row.outcome, "", "felt (+ is easier), heart_rate (+ is faster), readiness_felt (0-10)";
    count: usize = row.relation.count, "", "mornings, or athletes of a team";
    rho: Option<f64> = row.relation.rho, "", "Spearman's rank correlation", empty "there are too few";
    low: Option<f64> = row.relation.low, "", "lower end of the 95 % interval", empty "there are too few";
    high: Option<f64> = row.relation.high, "", "upper end of the 95 % interval", empty "there are too few";
    verdict: RelationVerdict = row.relation.verdict, "", "what the interval says";
});

table!("team", "TeamRow", |member: TeamMember, athlete| {
    athlete: &str = &member.athlete, "", "whose; the name of the folder where there is no report";
    folder: &str = &member.folder, "", "the folder of the athlete's report beside this file";
    attention: Attention = member.attention, "", "what to do, most urgent first: rest, pull_back, recover, no_report, no_data, easy, ready";
    reason: Option<&str> = member.reason.as_deref(), "", "why, a sentence", empty "there is none";
    day: Option<Date> = member.known(|known| Some(known.today.day)), "", "the morning that is judged", empty "there is no report";
    band: Option<Band> = member.known(|known| Some(known.today.band)), "", "as in readiness", empty "there is no report";
    score: Option<f64> = member.known(|known| known.today.score), "0-100", "Recovery Readiness", empty "too little is known for one";
    half_width: Option<f64> = member.known(|known| known.today.half_width), "0-100", "the score lies within this much of it", empty "there is no score";
    confidence: Option<Confidence> = member.known(|known| Some(known.today.confidence)), "", "as in readiness", empty "there is no report";
    load_7d: Option<f64> = member.known(|known| known.snapshot.load_7d), "load", "load of the last 7 days", empty "one of them is unknown";
    load_usual_week: Option<f64> = member.known(|known| known.snapshot.load_usual_week), "load", "the usual week: chronic x 7", empty "the day is unknown";
    acute: Option<f64> = member.known(|known| known.snapshot.acute), "load/day", "of the evening before", empty "the day is unknown";
    chronic: Option<f64> = member.known(|known| known.snapshot.chronic), "load/day", "of the evening before", empty "the day is unknown";
    form: Option<f64> = member.known(|known| known.snapshot.form), "load/day", "that morning", empty "the day before is unknown";
    form_ratio: Option<f64> = member.known(|known| known.snapshot.form_ratio), "share", "form as a share of the chronic load", empty "the day before is unknown";
    days_since_rest: Option<u32> = member.known(|known| known.snapshot.days_since_rest), "d", "days since the last rest day", empty "there was none, or the day is unknown";
    rest_days_28d: Option<u32> = member.known(|known| Some(known.snapshot.rest_days_28d)), "d", "rest and active-recovery days of the last 28", empty "there is no report";
    room: Option<Room> = member.known(|known| Some(known.permitted.room)), "", "the room for training today: nothing, light, usual, full, unknown", empty "there is no report";
    next_run_max_m: Option<f64> = member.known(|known| known.permitted.next_run_max_m), "m", "keep the next run below it", empty "no run is permitted, or there was none in 30 days";
    newest_activity_day: Option<Date> = member.known(|known| known.newest_activity_day), "", "day of the newest activity before the morning", empty "there is none";
});
