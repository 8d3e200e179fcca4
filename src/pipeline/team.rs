//! A team at a glance: one row an athlete, who needs attention first, and why.

use crate::dates::days_between;
use crate::readiness::Band;
use crate::report::Report;
use jiff::civil::Date;
use serde::Serialize;

/// Days without an activity after which an athlete's data have to be asked for.
const STALE_DAYS: i32 = 14;

/// One row of `team.csv`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the fields are the columns; see `table`")]
pub struct TeamRow {
    pub athlete: String,
    pub folder: String,
    pub attention: &'static str,
    pub reason: Option<String>,
    pub day: Option<Date>,
    pub band: Option<&'static str>,
    pub score: Option<f64>,
    pub half_width: Option<f64>,
    pub confidence: Option<&'static str>,
    pub load_7d: Option<f64>,
    pub load_usual_week: Option<f64>,
    pub acute: Option<f64>,
    pub chronic: Option<f64>,
    pub form: Option<f64>,
    pub form_ratio: Option<f64>,
    pub days_since_rest: Option<u32>,
    pub rest_days_28d: Option<u32>,
    pub next_run_guard_m: Option<f64>,
    pub newest_activity_day: Option<Date>,
}

/// What a coach has to do, most urgent first.
pub const ATTENTION: [&str; 7] = ["rest", "pull_back", "recover", "no_report", "no_data", "easy", "ready"];

impl TeamRow {
    /// The row of an athlete with a report.
    #[must_use]
    pub fn of(report: &Report, folder: &str) -> Self {
        let (readiness, snapshot) = (&report.readiness, &report.snapshot);
        let newest = report.newest_activity_day;
        let silent = newest.is_none_or(|newest| STALE_DAYS < days_between(newest, readiness.day));
        let attention = match readiness.band {
            Band::Rest => "rest",
            _ if !report.pushing_hard.is_empty() => "pull_back",
            Band::ActiveRecovery => "recover",
            Band::NotEnoughData => "no_data",
            _ if silent => "no_data",
            Band::Easy => "easy",
            Band::ReadyForQuality => "ready",
        };
        let stale = || newest.map(|newest| format!("The newest activity is of {newest}."));
        let first = |reasons: &[crate::readiness::Reason]| reasons.first().map(|reason| reason.text.clone());
        let reason = match attention {
            "pull_back" => first(&report.pushing_hard),
            "no_data" => stale(),
            _ => first(&readiness.reasons),
        };
        Self {
            athlete: report.athlete.clone(),
            folder: folder.to_owned(),
            attention,
            reason,
            day: Some(readiness.day),
            band: Some(readiness.band.as_str()),
            score: readiness.score,
            half_width: readiness.half_width,
            confidence: Some(readiness.confidence.as_str()),
            load_7d: snapshot.load_7d,
            load_usual_week: snapshot.load_usual_week,
            acute: snapshot.acute,
            chronic: snapshot.chronic,
            form: snapshot.form,
            form_ratio: snapshot.form_ratio,
            days_since_rest: snapshot.days_since_rest,
            rest_days_28d: Some(snapshot.rest_days_28d),
            next_run_guard_m: snapshot.next_run_guard_m,
            newest_activity_day: newest,
        }
    }

    /// The row of an athlete of whom there is no report, and why.
    #[must_use]
    pub fn without_report(folder: &str, why: &str) -> Self {
        let reason = why.lines().next().unwrap_or_default().to_owned();
        Self {
            athlete: folder.to_owned(),
            folder: folder.to_owned(),
            attention: "no_report",
            reason: Some(reason),
            ..Self::default()
        }
    }
}

/// Who needs attention first; of equals the lower score, then the name.
pub fn sort(rows: &mut [TeamRow]) {
    let rank = |row: &TeamRow| ATTENTION.iter().position(|attention| *attention == row.attention);
    rows.sort_by(|a, b| {
        let score = |row: &TeamRow| row.score.unwrap_or(f64::INFINITY);
        rank(a).cmp(&rank(b)).then(score(a).total_cmp(&score(b))).then_with(|| a.folder.cmp(&b.folder))
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::report::sample;
    use jiff::ToSpan;

    #[test]
    fn the_newest_day_is_a_day_in_a_spreadsheet_too() {
        let rows = [TeamRow::of(&sample::report(), "ana")];
        let text = String::from_utf8(crate::render::csv::dialect(&rows, crate::render::csv::Dialect::ExcelEu)).unwrap();
        assert!(text.trim_end().ends_with(";2026-03-13"), "{text}");
    }

    #[test]
    fn who_needs_attention_comes_first_with_the_reason() {
        let hard = sample::report();
        let mut easy = sample::report();
        easy.pushing_hard.clear();
        let mut resting = easy.clone();
        resting.readiness.band = Band::Rest;
        let mut silent = easy.clone();
        silent.readiness.day += 30.days();
        let mut rows = vec![
            TeamRow::of(&easy, "b"),
            TeamRow::of(&easy, "a"),
            TeamRow::without_report("empty", "no activity among 3 inputs\nFound: …"),
            TeamRow::of(&silent, "silent"),
            TeamRow::of(&hard, "hard"),
            TeamRow::of(&resting, "resting"),
        ];
        sort(&mut rows);
        let told: Vec<(&str, &str)> = rows.iter().map(|row| (&*row.folder, row.attention)).collect();
        assert_eq!(
            told,
            [
                ("resting", "rest"),
                ("hard", "pull_back"),
                ("empty", "no_report"),
                ("silent", "no_data"),
                ("a", "easy"),
                ("b", "easy")
            ]
        );
        assert!(rows[1].reason.as_ref().unwrap().starts_with("You have been pushing hard"));
        assert_eq!(rows[2].reason.as_deref(), Some("no activity among 3 inputs"));
        assert_eq!(rows[3].reason.as_deref(), Some("The newest activity is of 2026-03-13."));
    }
}
