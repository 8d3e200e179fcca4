//! The same activity given twice — by another device, service or format — counts once.

use super::Activity;
use super::sport::Sport;
use crate::format::RecordingFormat;
use crate::limits::NEIGHBOURS_MAX;
use std::collections::BTreeMap;

/// Two recordings of one activity start within this, milliseconds …
const START_MS: i64 = 120_000;
/// … or share at least this much of the shorter.
const OVERLAP: f64 = 0.8;
/// Their durations differ by at most this share.
const DURATION: f64 = 0.03;
/// Their distances differ by at most this share.
const DISTANCE: f64 = 0.05;

/// How much a recording knows, compared field by field in this order: the richer of two duplicates is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::struct_excessive_bools, reason = "one for each channel, and their order is the rule")]
pub struct Richness {
    /// Has power.
    pub power: bool,
    /// Has intervals between heart beats.
    pub rr: bool,
    /// Has heart rate.
    pub heart_rate: bool,
    /// Has positions.
    pub position: bool,
    /// FIT over TCX over GPX over a row of an index.
    pub format: u8,
    /// Number of samples.
    pub samples: usize,
}

impl Richness {
    /// The rank of a format; 0 is a row of a table without a recording.
    pub(crate) const fn format_rank(format: Option<RecordingFormat>) -> u8 {
        match format {
            Some(RecordingFormat::Fit) => 3,
            Some(RecordingFormat::Tcx) => 2,
            Some(RecordingFormat::Gpx) => 1,
            None => 0,
        }
    }
}

/// One activity that another one stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Index of the one that is left out.
    pub loser: usize,
    /// Index of the one that is kept.
    pub winner: usize,
    /// Why they are the same, in words.
    pub evidence: String,
}

/// Finds the activities that others stand for, by index, in ascending order. The answer does not depend on the order of
/// `activities`.
pub(crate) fn find_duplicates(activities: &[Activity]) -> Vec<Duplicate> {
    let mut richest_first: Vec<usize> = (0..activities.len()).collect();
    richest_first.sort_by(|a, b| {
        let key = |i: &usize| (std::cmp::Reverse(activities[*i].richness), activities[*i].start_ms, &activities[*i].id);
        key(a).cmp(&key(b)).then_with(|| activities[*a].source.cmp(&activities[*b].source))
    });
    let longest_ms = activities.iter().map(|a| a.end_ms() - a.start_ms).max().unwrap_or(0);
    let mut kept: BTreeMap<(i64, usize), usize> = BTreeMap::new();
    let mut duplicates = Vec::new();
    for i in richest_first {
        let activity = &activities[i];
        let near = (activity.start_ms - longest_ms.max(START_MS), 0)
            ..=(activity.end_ms().max(activity.start_ms + START_MS), usize::MAX);
        let mut near = kept.range(near).take(NEIGHBOURS_MAX);
        let twin = near.find_map(|(_, k)| evidence_of_same(&activities[*k], activity).map(|why| (*k, why)));
        if let Some((winner, evidence)) = twin {
            duplicates.push(Duplicate { loser: i, winner, evidence });
        } else {
            kept.insert((activity.start_ms, i), i);
        }
    }
    duplicates.sort_by_key(|duplicate| duplicate.loser);
    duplicates
}

/// Why two recordings are of one activity, in words; absent when they are not.
fn evidence_of_same(a: &Activity, b: &Activity) -> Option<String> {
    let start_s = (a.start_ms - b.start_ms).abs() as f64 / 1000.0;
    let shared_ms = a.end_ms().min(b.end_ms()) - a.start_ms.max(b.start_ms);
    let shorter_ms = (a.end_ms() - a.start_ms).min(b.end_ms() - b.start_ms);
    let same_start = (a.start_ms - b.start_ms).abs() <= START_MS;
    let overlapping = 0 < shorter_ms && OVERLAP * shorter_ms as f64 <= shared_ms as f64;
    // One service counts pauses and another does not: either clock may agree.
    let same_duration =
        within_share(a.duration_s, b.duration_s, DURATION) || within_share(a.elapsed_s, b.elapsed_s, DURATION);
    let same_distance = match (a.distance_m, b.distance_m) {
        (Some(a), Some(b)) => within_share(a, b, DISTANCE),
        _ => true,
    };
    (same_class(a.sport, b.sport) && (same_start || overlapping) && same_duration && same_distance).then(|| {
        let distance = match (a.distance_m, b.distance_m) {
            (Some(a), Some(b)) => format!(", {:.2} and {:.2} km", a / 1000.0, b / 1000.0),
            _ => String::new(),
        };
        format!("starts {start_s:.0} s apart, {:.0} and {:.0} s long{distance}", a.duration_s, b.duration_s)
    })
}

/// Whether two sports can be one activity: running is running, and a file that does not name its sport may be any.
fn same_class(a: Sport, b: Sport) -> bool {
    a == b || a == Sport::Other || b == Sport::Other || (a.is_run() && b.is_run())
}

fn within_share(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() <= share * a.max(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A run of an hour and 10 km that starts at a second of the day.
    fn run(start_s: i64, id: &str) -> Activity {
        let mut activity = Activity::bare(Sport::Run, date(2026, 5, 1), 3600.0);
        activity.start_ms = 1000 * start_s;
        activity.distance_m = Some(10_000.0);
        id.clone_into(&mut activity.id);
        activity.source = format!("{id}.fit");
        activity
    }

    fn losers(activities: &[Activity]) -> Vec<(&str, &str)> {
        let id = |i: usize| activities[i].id.as_str();
        find_duplicates(activities).iter().map(|found| (id(found.loser), id(found.winner))).collect()
    }

    #[test]
    fn two_devices_on_one_run() {
        let (watch, mut phone) = (run(0, "watch"), run(90, "phone"));
        phone.distance_m = Some(10_400.0);
        phone.duration_s = 3550.0;
        phone.elapsed_s = 3550.0;
        assert_eq!(losers(&[watch.clone(), phone.clone()]), [("phone", "watch")]);
        phone.richness.heart_rate = true;
        assert_eq!(losers(&[watch.clone(), phone.clone()]), [("watch", "phone")]);
        assert_eq!(losers(&[phone, watch]), [("watch", "phone")], "in any order");
    }

    #[test]
    fn a_service_that_counts_pauses_agrees_by_the_other_clock() {
        let (mut watch, mut service) = (run(0, "watch"), run(0, "service"));
        watch.duration_s = 3000.0;
        service.duration_s = 3600.0;
        assert_eq!(losers(&[watch.clone(), service.clone()]).len(), 1);
        service.elapsed_s = 4000.0;
        assert_eq!(losers(&[watch, service]).len(), 0);
    }

    #[test]
    fn two_runs_of_a_day_are_two() {
        assert!(losers(&[run(0, "morning"), run(3700, "next")]).is_empty());
        let mut longer = run(0, "longer");
        longer.distance_m = Some(11_000.0);
        assert!(losers(&[run(0, "run"), longer]).is_empty(), "10 % further is another run");
        let mut ride = run(0, "ride");
        ride.sport = Sport::Ride;
        assert!(losers(&[run(0, "run"), ride]).is_empty());
    }

    #[test]
    fn a_file_without_a_sport_or_a_distance_may_be_the_same() {
        let mut plain = run(30, "plain");
        plain.sport = Sport::Other;
        plain.distance_m = None;
        assert_eq!(losers(&[run(0, "run"), plain]), [("plain", "run")]);
    }

    #[test]
    fn three_recordings_have_one_winner() {
        let mut third = run(20, "third");
        third.richness.power = true;
        let found = [run(0, "first"), run(10, "second"), third];
        assert_eq!(losers(&found), [("first", "third"), ("second", "third")]);
    }
}
