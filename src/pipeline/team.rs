//! A team at a glance: one row an athlete, who needs attention first, and why.

use crate::dates::days_between;
use crate::readiness::{Band, Reason};
use crate::report::Report;
use crate::report::team::{Attention, KnownMember, TeamMember};

/// Days without an activity after which an athlete's data have to be asked for.
const STALE_DAYS: i32 = 14;

/// The row of an athlete with a report.
#[must_use]
pub fn member(report: &Report, folder: &str) -> TeamMember {
    let (today, newest) = (&report.today, report.newest_activity_day);
    let silent = newest.is_none_or(|newest| STALE_DAYS < days_between(newest, today.day));
    let attention = match today.band {
        Band::Rest => Attention::Rest,
        _ if !today.pushing_hard.is_empty() => Attention::PullBack,
        Band::ActiveRecovery => Attention::Recover,
        Band::NotEnoughData => Attention::NoData,
        _ if silent => Attention::NoData,
        Band::Easy => Attention::Easy,
        Band::ReadyForQuality => Attention::Ready,
    };
    let first = |reasons: &[Reason]| reasons.first().map(|reason| reason.text.clone());
    let reason = match attention {
        Attention::NoData => newest.map(|newest| format!("The newest activity is of {newest}.")),
        _ => first(&today.reasons),
    };
    let known = KnownMember {
        today: today.clone(),
        permitted: report.permitted,
        snapshot: report.snapshot.clone(),
        newest_activity_day: newest,
    };
    TeamMember {
        athlete: report.athlete.clone(),
        folder: folder.to_owned(),
        attention,
        reason,
        known: Some(Box::new(known)),
    }
}

/// The row of an athlete of whom there is no report, and why.
#[must_use]
pub(crate) fn without_report(folder: &str, why: &str) -> TeamMember {
    TeamMember {
        athlete: folder.to_owned(),
        folder: folder.to_owned(),
        attention: Attention::NoReport,
        reason: Some(why.lines().next().unwrap_or_default().to_owned()),
        known: None,
    }
}

/// Who needs attention first; of equals the lower score, then the name.
pub fn sort(members: &mut [TeamMember]) {
    members.sort_by(|a, b| {
        let score = |member: &TeamMember| member.known(|known| known.today.score).unwrap_or(f64::INFINITY);
        a.attention.cmp(&b.attention).then(score(a).total_cmp(&score(b))).then_with(|| a.folder.cmp(&b.folder))
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::columns::TableRows;
    use crate::render::csv::{self, Dialect};
    use crate::report::sample;
    use jiff::ToSpan;

    #[test]
    fn the_newest_day_is_a_day_in_a_spreadsheet_too() {
        let rows = [member(&sample::report(), "ana")];
        let text = csv::dialect(TableRows::plain(&rows), Dialect::ExcelEu);
        let text = String::from_utf8(text).unwrap();
        assert!(text.trim_end().ends_with(";2026-03-13"), "{text}");
    }

    #[test]
    fn who_needs_attention_comes_first_with_the_reason() {
        let hard = sample::report();
        let mut easy = sample::report();
        easy.today.pushing_hard.clear();
        let mut resting = easy.clone();
        resting.today.band = Band::Rest;
        let mut silent = easy.clone();
        silent.today.day += 30.days();
        let mut rows = vec![
            member(&easy, "b"),
            member(&easy, "a"),
            without_report("empty", "no activity among 3 inputs\nFound: …"),
            member(&silent, "silent"),
            member(&hard, "hard"),
            member(&resting, "resting"),
        ];
        sort(&mut rows);
        let told: Vec<(&str, &str)> = rows.iter().map(|row| (&*row.folder, row.attention.as_str())).collect();
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
