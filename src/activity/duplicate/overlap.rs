//! How much recorded time two activities share, and what follows from it.

use crate::activity::Activity;
use crate::activity::pauses::recorded_stretches;
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
    pub(crate) shared_s: f64,
    /// The same as a share of the shorter, 0–1.
    pub(crate) share: f64,
    /// Whether it is most of both, so that what one knows is true of the other.
    pub(crate) is_whole: bool,
}

impl Overlap {
    pub(super) fn of(a: &Activity, b: &Activity) -> Self {
        let shorter_s = a.duration_s.min(b.duration_s);
        let shared_s = recorded_in_both_s(a, b).min(shorter_s);
        let longer_s = a.duration_s.max(b.duration_s);
        Self { shared_s, share: shared_s / shorter_s, is_whole: WHOLE * longer_s <= shared_s }
    }
}

/// Time that lies in both and in no long pause of either, seconds.
fn recorded_in_both_s(a: &Activity, b: &Activity) -> f64 {
    let shared_ms = a.end_ms().min(b.end_ms()).saturating_sub(a.start_ms.max(b.start_ms));
    if shared_ms <= 0 || (a.pauses_s.is_empty() && b.pauses_s.is_empty()) {
        return shared_ms.max(0) as f64 / 1000.0;
    }
    let later_s = b.start_ms.saturating_sub(a.start_ms) as f64 / 1000.0;
    let mut of_a = recorded_stretches(&a.pauses_s, a.elapsed_s).peekable();
    let mut of_b =
        recorded_stretches(&b.pauses_s, b.elapsed_s).map(|(from, to)| (from + later_s, to + later_s)).peekable();
    let mut both_s = 0.0;
    while let (Some((a_from, a_to)), Some((b_from, b_to))) = (of_a.peek().copied(), of_b.peek().copied()) {
        both_s += (a_to.min(b_to) - a_from.max(b_from)).max(0.0);
        if a_to <= b_to {
            of_a.next()
        } else {
            of_b.next()
        };
    }
    both_s
}

/// Whether `a` is clearly longer than `b` by both clocks: one service counts pauses and another does not.
pub(super) fn is_longer(a: &Activity, b: &Activity) -> bool {
    b.duration_s < SAME * a.duration_s && b.elapsed_s < SAME * a.elapsed_s
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

/// Whether a part is of the movement of the whole. A whole without a word may hold anything; of a part without one its way says
/// whether it may be.
pub(super) fn is_same_movement_in_part(part: &Activity, whole: &Activity) -> bool {
    match (part.sport, whole.sport) {
        (Sport::Other, Sport::Other) => true,
        (_, Sport::Other) => false,
        (Sport::Other, _) => part.distance_m.is_some() == whole.distance_m.is_some(),
        (part, whole) => is_same_movement(part, whole),
    }
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
