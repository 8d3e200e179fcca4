//! `contradictions/`: a folder a case, each with one known truth that a sensor, a clock or a file tells wrongly, or that is told
//! twice. What is true stands in `contradictions.expected.tsv`.

mod channels;
mod clocks;
mod files;
mod possible;
mod twins;

use crate::activity_fit::{fit_time, global, open, record, summary};
use crate::body::{Lap, Sample, Track};
use crate::clock::{DAY_S, days};
use crate::diary::Kind;
use crate::fit::{Encoder, Field, Value};
use crate::{Fallible, Files};
use std::fmt::Display;
use std::fmt::Write as _;

/// The cases while they are made.
pub(crate) struct Cases<'a> {
    files: &'a mut Files,
    expected: String,
}

impl Cases<'_> {
    /// A file of a case.
    fn put(&mut self, case: &str, name: &str, content: impl Into<Vec<u8>>) {
        self.files.put(&format!("contradictions/{case}/{name}"), content);
    }

    /// What stands in a column of `activities.csv` for the nth activity of the case by start, from 1: within a share of the value, or,
    /// with a tolerance of 0, to the letter. Of activity 0 it is how many rows a table of the report has (`activities`, `duplicates`), or the code of an
    /// input (`import:FILE`).
    fn expect(
        &mut self,
        case: &str,
        activity: usize,
        column: &str,
        value: impl Display,
        tolerance: f64,
    ) -> Fallible<()> {
        writeln!(self.expected, "{case}\t{activity}\t{column}\t{value}\t{tolerance}")?;
        Ok(())
    }
}

/// Writes the folder and `contradictions.expected.tsv`.
pub(crate) fn make(files: &mut Files) -> Fallible<()> {
    let mut cases = Cases { files, expected: String::from("case\tactivity\tcolumn\texpected\ttolerance\n") };
    channels::make(&mut cases)?;
    clocks::make(&mut cases)?;
    files::make(&mut cases)?;
    possible::make(&mut cases)?;
    twins::make(&mut cases)?;
    let expected = cases.expected;
    files.put("contradictions.expected.tsv", expected);
    Ok(())
}

/// 08:00 in Oslo on a day of May 2026, Unix seconds.
fn morning(day: i64) -> i64 {
    days(2026, 5, day) * DAY_S + 6 * 3600
}

/// A session of some seconds at one speed and one heart rate, a sample a second, eastward on the level over the water near Oslo.
fn steady(kind: Kind, start: i64, seconds: i64, mps: f64, bpm: u8) -> Track {
    let metres_per_degree = 111_194.926_6 * libm::cos(59.5_f64.to_radians());
    let samples = (0..=seconds).map(|s| Sample {
        time: start + s,
        position: kind.has_position().then(|| (59.5, 10.5 + mps * s as f64 / metres_per_degree)),
        altitude_m: kind.has_position().then_some(12.0),
        distance_m: kind.has_distance().then_some(mps * s as f64),
        speed_mps: kind.has_distance().then_some(mps),
        heart_rate_bpm: (bpm != 0).then_some(bpm),
        cadence_rpm: None,
        power_w: None,
    });
    let samples: Vec<Sample> = samples.collect();
    let laps = vec![Lap { first: 0, last: samples.len() - 1, by_hand: false }];
    Track { kind, samples, pauses: Vec::new(), laps, rpe: kind.rpe() }
}

/// A FIT file of the samples as they are, a record every so many seconds, one lap and one session, whose fields `totals` may change.
fn plain_fit(track: &Track, every: usize, totals: impl FnOnce(&mut Vec<Field>)) -> Vec<u8> {
    let mut encoder = Encoder::new();
    open(&mut encoder, 4, track.start());
    for sample in track.samples.iter().step_by(every) {
        let mut fields = vec![(253, Value::U32(fit_time(sample.time)))];
        fields.extend(record(track.kind, sample));
        encoder.message(global::RECORD, &fields);
    }
    let whole = Lap { first: 0, last: track.samples.len() - 1, by_hand: false };
    let (sport, sub_sport) = track.kind.names().fit;
    encoder.message(global::LAP, &summary(track, &whole, 0));
    let mut session = summary(track, &whole, 1);
    session.extend([(5, Value::Enum(sport)), (6, Value::Enum(sub_sport))]);
    totals(&mut session);
    encoder.message(global::SESSION, &session);
    encoder.finish()
}
