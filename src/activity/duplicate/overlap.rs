//! How much recorded time two activities share, and what follows from it.

use crate::activity::Activity;
use crate::activity::sport::Sport;

/// Two recordings are of the same time where they share at least this much of the shorter. Ours: a phone may be started and
/// stopped minutes beside the watch.
pub(super) const SAME: f64 = 0.8;
/// Two activities may share this much of the shorter and still be two: who ends one recording and begins the next is not always in time.
pub(super) const BESIDE: f64 = 0.1;
/// What one recording knows is added to another where they share this much of both.
const WHOLE: f64 = 0.9;

/// Two recordings of one activity whose clocks are apart start within this, milliseconds.
pub(super) const START_MS: i64 = 120_000;
/// Their durations differ by at most this share.
const DURATION: f64 = 0.03;
/// Their distances differ by at most this share.
const DISTANCE: f64 = 0.05;

/// Time that two recordings share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Recorded time that is in both, seconds: at most the recorded time of either, pauses left out as far as they are known.
    pub(crate) overlap_s: f64,
    /// The same as a share of the shorter, 0–1.
    pub(crate) share: f64,
    /// Whether it is most of both, so that what one knows is true of the other.
    pub(crate) is_whole: bool,
}

impl Overlap {
    pub(super) fn of(a: &Activity, b: &Activity) -> Self {
        let shared_ms = a.end_ms().min(b.end_ms()).saturating_sub(a.start_ms.max(b.start_ms)).max(0);
        let shorter_s = a.duration_s.min(b.duration_s);
        let overlap_s = (shared_ms as f64 / 1000.0).min(shorter_s);
        let longer_s = a.duration_s.max(b.duration_s);
        Self { overlap_s, share: overlap_s / shorter_s, is_whole: WHOLE * longer_s <= overlap_s }
    }
}

/// Whether the recorded time of `a` is clearly longer than that of `b`.
pub(super) fn is_longer(a: &Activity, b: &Activity) -> bool {
    b.duration_s < SAME * a.duration_s
}

/// Whether two recordings are of the same time, and neither is a part of the other.
pub(super) fn is_same_time(a: &Activity, b: &Activity) -> bool {
    let is_alike = !is_longer(a, b) && !is_longer(b, a);
    is_alike && SAME <= Overlap::of(a, b).share || is_alike_at_start(a, b)
}

/// Whether `part` lies within `whole`, which is clearly longer.
pub(super) fn is_part(part: &Activity, whole: &Activity) -> bool {
    is_longer(whole, part) && SAME <= Overlap::of(whole, part).share
}

/// Whether two recordings overlap, begin at about the same time, and are equally long and far: one of the clocks may be off.
fn is_alike_at_start(a: &Activity, b: &Activity) -> bool {
    let shared_ms = a.end_ms().min(b.end_ms()) - a.start_ms.max(b.start_ms);
    (a.start_ms - b.start_ms).abs() <= START_MS && 0 < shared_ms && is_alike_in_figures(a, b)
}

/// Whether two activities are one movement, equally long and equally far, as far as it is known.
pub(super) fn is_alike_in_figures(a: &Activity, b: &Activity) -> bool {
    // One service counts pauses and another does not: either clock may agree.
    let same_duration =
        within_share(a.duration_s, b.duration_s, DURATION) || within_share(a.elapsed_s, b.elapsed_s, DURATION);
    let same_distance = match (a.distance_m, b.distance_m) {
        (Some(a), Some(b)) => within_share(a, b, DISTANCE),
        _ => true,
    };
    is_same_movement(a.sport, b.sport) && same_duration && same_distance
}

/// Whether two words can be said of one movement: running is running, walking is walking, and a file that does not name its sport
/// may be of any.
pub(super) fn is_same_movement(a: Sport, b: Sport) -> bool {
    let walks = |sport: Sport| matches!(sport, Sport::Walk | Sport::Hike);
    a == b || a == Sport::Other || b == Sport::Other || (a.is_run() && b.is_run()) || (walks(a) && walks(b))
}

fn within_share(a: f64, b: f64, share: f64) -> bool {
    (a - b).abs() <= share * a.max(b)
}
