//! Channels of one recording that disagree: distance, speed, positions, altitude, power, heart rate.

use super::{Cases, morning, plain_fit, steady};
use crate::Fallible;
use crate::diary::Kind;

pub(super) fn make(cases: &mut Cases<'_>) -> Fallible<()> {
    in_steps(cases)
}

/// The watch counts the distance every 4 s and repeats it in between, beside the right speed; the next day it counts as it should.
fn in_steps(cases: &mut Cases<'_>) -> Fallible<()> {
    let case = "distance_in_steps";
    let mut stairs = steady(Kind::Easy(40), morning(4), 2400, 3.0, 150);
    for nth in 0..stairs.samples.len() {
        let counted = stairs.samples.get(nth / 4 * 4).and_then(|sample| sample.distance_m);
        if let Some(sample) = stairs.samples.get_mut(nth) {
            sample.distance_m = counted;
        }
    }
    cases.put(case, "stairs.fit", plain_fit(&stairs, 1, |_| {}));
    cases.put(case, "smooth.fit", plain_fit(&steady(Kind::Easy(40), morning(5), 2400, 3.0, 150), 1, |_| {}));
    for nth in [1, 2] {
        cases.expect(case, nth, "moving_s", 2400, 0.01)?;
        cases.expect(case, nth, "distance_m", 7200, 0.01)?;
        cases.expect(case, nth, "graded_speed_mps", 3.0, 0.01)?;
    }
    cases.expect(case, 1, "anomalies", "distance_in_steps:speed", 0.0)
}
